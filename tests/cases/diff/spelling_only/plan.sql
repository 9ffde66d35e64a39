-- From old to new: test_238 on the socket /dev/shm/pgkeel-t7JODs:5432 as postgres is what test_239 on the socket /dev/shm/pgkeel-t7JODs:5432 as postgres says (10 objects)
not compared: column order
