CREATE TABLE t (a varchar(20), b text, c numeric(10,2), d bit varying(9), e timestamptz, f inet, g text[]);
CREATE INDEX t_a ON t (a);
