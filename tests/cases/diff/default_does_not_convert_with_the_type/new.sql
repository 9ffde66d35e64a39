CREATE TABLE t (a int DEFAULT 3, b text DEFAULT 'seven', c date);
