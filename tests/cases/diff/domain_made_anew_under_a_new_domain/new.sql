CREATE DOMAIN cents AS bigint;
CREATE DOMAIN positive_cents AS cents CHECK (VALUE > 0);
CREATE DOMAIN big_cents AS positive_cents DEFAULT 1000 CONSTRAINT big CHECK (VALUE > 999);
CREATE TYPE priced AS (net cents, what text);
CREATE TABLE transfers (id int, amount positive_cents NOT NULL DEFAULT 1, fee big_cents, price priced, other cents[]);
COMMENT ON DOMAIN big_cents IS 'many';
