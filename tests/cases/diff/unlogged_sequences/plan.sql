-- From old to new: 2 missing, 2 unexpected, 10 changed.
-- Proven on a temporary database on the same server: 15 steps, 0 differences left.
-- Consent: step 1 (drop table gone) needs --allow data-loss.
-- Consent: step 5 (change the persistence of table cache) needs --allow rewrite,blocks-reads.
-- Consent: step 6 (change the persistence of table kept) needs --allow rewrite,blocks-reads.
-- Consent: step 7 (change the persistence of table mixed) needs --allow rewrite,blocks-reads.
-- Consent: step 8 (change the persistence of table turned) needs --allow rewrite,blocks-reads.
SET search_path = public;

-- 1. drop table gone: not declared
--    lock: ACCESS EXCLUSIVE on public.gone (blocks reads and writes)
--    hazard: data-loss
DROP TABLE public.gone;

-- 2. create sequence added_id_seq: declared, not there
CREATE UNLOGGED SEQUENCE public.added_id_seq as integer;

-- 3. create table added: declared, not there
CREATE UNLOGGED TABLE public.added (
    id integer not null default nextval('added_id_seq'::regclass),
    number integer not null generated always as identity (logged)
);

-- 4. give sequence added_id_seq to its column: it goes when the column goes
ALTER SEQUENCE public.added_id_seq OWNED BY added.id;

-- 5. change the persistence of table cache: it is unlogged
--    lock: ACCESS EXCLUSIVE on public.cache (blocks reads and writes)
--    hazard: rewrite, blocks-reads
ALTER TABLE public.cache SET LOGGED;

-- 6. change the persistence of table kept: it is logged; from now on a crash empties it
--    lock: ACCESS EXCLUSIVE on public.kept (blocks reads and writes)
--    hazard: rewrite, blocks-reads
ALTER TABLE public.kept SET UNLOGGED;

-- 7. change the persistence of table mixed: it is unlogged
--    lock: ACCESS EXCLUSIVE on public.mixed (blocks reads and writes)
--    hazard: rewrite, blocks-reads
ALTER TABLE public.mixed SET LOGGED;

-- 8. change the persistence of table turned: it is logged; from now on a crash empties it
--    lock: ACCESS EXCLUSIVE on public.turned (blocks reads and writes)
--    hazard: rewrite, blocks-reads
ALTER TABLE public.turned SET UNLOGGED;

-- 9. change the persistence of sequence alone: it is unlogged
ALTER SEQUENCE public.alone SET LOGGED;

-- 10. change the persistence of sequence cache_id_seq: it is unlogged
ALTER SEQUENCE public.cache_id_seq SET LOGGED;

-- 11. change the persistence of sequence kept_id_seq: it is logged; from now on a crash empties it
ALTER SEQUENCE public.kept_id_seq SET UNLOGGED;

-- 12. change the persistence of sequence mixed_id_seq: it is logged; from now on a crash empties it
ALTER SEQUENCE public.mixed_id_seq SET UNLOGGED;

-- 13. change the persistence of the sequence of column mixed.number: it is not its table's, before or after
ALTER SEQUENCE public.mixed_number_seq SET UNLOGGED;

-- 14. change the persistence of the sequence of column turned.number: it is not its table's, before or after
ALTER SEQUENCE public.turned_number_seq SET LOGGED;

-- 15. change the persistence of sequence turned_id_seq: it is unlogged
ALTER SEQUENCE public.turned_id_seq SET LOGGED;
