CREATE COLLATION "Numeric" (PROVIDER = icu, LOCALE = 'en-u-kn-true');
CREATE COLLATION insensitive (PROVIDER = icu, LOCALE = 'und-u-ks-level2', DETERMINISTIC = false);
COMMENT ON COLLATION insensitive IS 'case counts not';
CREATE TABLE t (a text COLLATE "Numeric", b text COLLATE insensitive);
CREATE INDEX by_a ON t (a COLLATE "C");
