-- From old to new: test_251 on the socket /dev/shm/pgkeel-lQCV8h:5432 as postgres is what test_252 on the socket /dev/shm/pgkeel-lQCV8h:5432 as postgres says (10 objects)
not compared: column order
