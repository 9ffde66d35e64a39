-- From old to new: test_28 on the socket /dev/shm/pgkeel-t7JODs:5432 as postgres is what test_30 on the socket /dev/shm/pgkeel-t7JODs:5432 as postgres says (4 objects)
not compared: column order
