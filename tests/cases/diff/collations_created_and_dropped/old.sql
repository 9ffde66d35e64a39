CREATE COLLATION gone (LOCALE = 'C');
CREATE TABLE t (a text, b text COLLATE gone);
