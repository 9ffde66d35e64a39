-- From old to new: 2 missing, 1 changed.
-- Proven on a temporary database on the same server: 3 steps, 0 differences left.
SET search_path = public;

-- 1. create schema extensions: declared, not there
CREATE SCHEMA IF NOT EXISTS extensions;

-- 2. change the schema of extension hstore: it is public
ALTER EXTENSION hstore SET SCHEMA extensions;

-- 3. create table t: declared, not there
CREATE TABLE public.t (
    b extensions.hstore default extensions.hstore('a'::text, 'b'::text)
);
