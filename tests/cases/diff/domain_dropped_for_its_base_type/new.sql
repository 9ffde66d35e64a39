CREATE TABLE t (e text, es text[]);
