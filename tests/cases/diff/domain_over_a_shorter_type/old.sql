-- A cast to a domain would cut texts that are too long; nothing may be cut.
CREATE DOMAIN code AS varchar(10);
CREATE DOMAIN other_code AS varchar(3);
CREATE TABLE t (a code, b code[], c text, d varchar(10), e varchar(10)[], f code);
