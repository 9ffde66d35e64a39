-- From old to new: 2 missing, 3 unexpected, 1 changed.
-- Proven on a temporary database on the same server: 3 steps, 0 differences left.
-- Consent: step 1 (take table child from its parents; drop table gone; create sequence kept_id_seq; and 2 more) needs --allow data-loss,rewrite,blocks-reads.
-- Consent: step 3 (drop column kept.note) needs --allow data-loss.
SET search_path = public;

-- 1. take table child from its parents; drop table gone; create sequence kept_id_seq; and 2 more: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.child (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.gone (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.kept (blocks reads and writes)
--    hazard: data-loss, rewrite, blocks-reads
BEGIN;
-- take table child from its parents: it is made anew; until then its rows are not its parents'
ALTER TABLE public.child NO INHERIT public.gone;
ALTER TABLE public.child ALTER COLUMN id DROP DEFAULT;
-- drop table gone: not declared
DROP TABLE public.gone;
-- create sequence kept_id_seq: declared, not there
CREATE SEQUENCE public.kept_id_seq;
-- add column kept.id: declared, not there
ALTER TABLE public.kept ADD COLUMN id bigint not null default nextval('kept_id_seq'::regclass);
-- make table child anew, with its rows: which columns are its own and which its parents' cannot be altered; its rows are copied
ALTER TABLE public.child RENAME TO child_old;
CREATE TABLE public.child (
    place polygon
) INHERITS (kept);
INSERT INTO public.child (id, place)
SELECT id, place
  FROM ONLY public.child_old;
DROP TABLE public.child_old;
COMMIT;

-- 2. give sequence kept_id_seq to its column: it goes when the column goes
ALTER SEQUENCE public.kept_id_seq OWNED BY kept.id;

-- 3. drop column kept.note: not declared
--    lock: ACCESS EXCLUSIVE on public.kept (blocks reads and writes)
--    hazard: data-loss
ALTER TABLE public.kept DROP COLUMN note;
