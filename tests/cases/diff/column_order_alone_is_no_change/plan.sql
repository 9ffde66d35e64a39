in sync
note: column order of table t: a, b; declared b, a
