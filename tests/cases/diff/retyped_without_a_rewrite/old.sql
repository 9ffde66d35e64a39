CREATE TABLE t (a varchar(10), b varchar(10), c numeric(8,2), d bit varying(5), e timestamp, f cidr, g varchar(5)[]);
CREATE INDEX t_a ON t (a);
