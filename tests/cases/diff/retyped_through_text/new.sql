CREATE TABLE t (a boolean DEFAULT false, b int[], c uuid, d date DEFAULT '2020-01-01');
