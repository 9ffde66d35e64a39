-- From old to new: test_124 on the socket /dev/shm/pgkeel-RqW83m:5432 as postgres is what test_126 on the socket /dev/shm/pgkeel-RqW83m:5432 as postgres says (10 objects)
not compared: column order
