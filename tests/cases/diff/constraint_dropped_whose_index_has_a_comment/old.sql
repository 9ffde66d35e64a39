CREATE TABLE t (a integer, CONSTRAINT t_a UNIQUE (a));
COMMENT ON INDEX t_a IS 'of the index, not of the constraint';
