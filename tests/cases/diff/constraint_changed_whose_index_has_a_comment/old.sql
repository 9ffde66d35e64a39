CREATE TABLE t (a int, b int, CONSTRAINT u UNIQUE (a), CONSTRAINT v UNIQUE (b), CONSTRAINT w EXCLUDE USING btree (a WITH =));
COMMENT ON INDEX u IS 'of the index';
COMMENT ON CONSTRAINT u ON t IS 'of the constraint';
COMMENT ON INDEX v IS 'of the index of v';
COMMENT ON INDEX w IS 'of the index of w';
