CREATE TABLE t (a varchar(10), b numeric(10, 1), c date, d varchar(10)[], e int, f text COLLATE "C" CHECK (f <> ''),
                g int, h bigint GENERATED ALWAYS AS (g) STORED);
