-- PostgreSQL cannot change the type of a column by which a table is partitioned.
CREATE TYPE region AS ENUM ('eu', 'us', 'gone');
CREATE TABLE t (r region) PARTITION BY LIST (r);
CREATE TABLE t_eu PARTITION OF t FOR VALUES IN ('eu');
