-- From old to new: 2 missing, 1 unexpected, 3 changed.
-- Proven on a temporary database on the same server: 5 steps, 0 differences left.
SET search_path = public;

-- 1. drop publication gone: not declared
DROP PUBLICATION gone;

-- 2. create publication All: declared, not there
CREATE PUBLICATION "All" FOR ALL TABLES WITH (publish = 'insert, truncate');

-- 3. create publication schemas: declared, not there
CREATE PUBLICATION schemas FOR TABLES IN SCHEMA public WITH (publish = 'insert, update, delete, truncate');

-- 4. replace publication options: its definition differs
BEGIN;
DROP PUBLICATION options;
CREATE PUBLICATION options FOR TABLE ONLY public.a WITH (publish = 'insert, update', publish_via_partition_root = true);
COMMIT;

-- 5. replace publication tables: its definition differs
BEGIN;
DROP PUBLICATION tables;
CREATE PUBLICATION tables FOR TABLE ONLY public."B b", ONLY public.a (id, name) WHERE ((id > 5)) WITH (publish = 'insert, update, delete, truncate');
COMMENT ON PUBLICATION tables IS 'two';
COMMIT;
