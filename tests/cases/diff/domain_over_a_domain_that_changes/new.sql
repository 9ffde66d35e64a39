CREATE DOMAIN base AS bigint CONSTRAINT low CHECK (VALUE < 1000);
CREATE DOMAIN middle AS base CONSTRAINT high CHECK (VALUE > 0);
CREATE DOMAIN "top" AS middle DEFAULT 5;
CREATE TABLE t (a base, b middle, c "top", d "top"[]);
