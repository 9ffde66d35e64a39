-- From old to new: 3 missing, 1 unexpected, 1 changed.
-- Proven on a temporary database on the same server: 5 steps, 0 differences left.
-- Consent: step 4 (change the access method of table t) needs --allow rewrite,blocks-reads.
SET search_path = public;

-- 1. create access method Heap 2: declared, not there
BEGIN;
CREATE ACCESS METHOD "Heap 2" TYPE TABLE HANDLER heap_tableam_handler;
COMMENT ON ACCESS METHOD "Heap 2" IS 'as heap';
COMMIT;

-- 2. create access method tree: declared, not there
CREATE ACCESS METHOD tree TYPE INDEX HANDLER bthandler;

-- 3. create table plain: declared, not there
CREATE TABLE public.plain (
    id integer
);

-- 4. change the access method of table t: it is gone
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads
ALTER TABLE public.t SET ACCESS METHOD "Heap 2";

-- 5. drop access method gone: not declared
DROP ACCESS METHOD gone;
