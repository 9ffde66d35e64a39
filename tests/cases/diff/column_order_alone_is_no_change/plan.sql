-- From old to new: test_40 on the socket /dev/shm/pgkeel-T18l93:5432 as postgres is what test_46 on the socket /dev/shm/pgkeel-T18l93:5432 as postgres says, but for the order of columns (4 objects)
note: column order of table t: a, b; declared b, a
