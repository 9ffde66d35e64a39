CREATE TABLE t (a varchar(50), b numeric(10, 3), c timestamptz, d varchar(50)[], e bigint, f text CHECK (f <> ''),
                g int, h int GENERATED ALWAYS AS (g) STORED);
