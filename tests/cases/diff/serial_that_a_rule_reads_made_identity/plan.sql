-- From old to new: 2 unexpected, 1 changed.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
-- Consent: step 1 (drop view both_of; change column person.id to bigint; change how column person.id is generated; create view both_of) needs --allow rewrite,blocks-reads.
SET search_path = public;

-- 1. drop view both_of; change column person.id to bigint; change how column person.id is generated; create view both_of: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.both_of (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.person (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
-- drop view both_of: it comes back below
DROP VIEW public.both_of;
-- change column person.id to bigint: it is integer
ALTER TABLE public.person ALTER COLUMN id DROP DEFAULT;
ALTER TABLE public.person ALTER COLUMN id TYPE bigint USING id::bigint;
ALTER TABLE public.person ALTER COLUMN id SET DEFAULT nextval('person_id_seq'::regclass);
-- change how column person.id is generated: it counts by a sequence of its own; the identity goes on where that stands
ALTER SEQUENCE public.person_id_seq RENAME TO person_id_seq_old;
ALTER SEQUENCE public.person_id_seq_old OWNED BY NONE;
ALTER TABLE public.person ALTER COLUMN id DROP DEFAULT;
ALTER TABLE public.person ALTER COLUMN id ADD GENERATED always as identity;
SELECT setval('public.person_id_seq', last_value, is_called) FROM public.person_id_seq_old;
DROP SEQUENCE public.person_id_seq_old;
-- create view both_of: put back
CREATE VIEW public.both_of AS
SELECT p.id,
    p.name,
    a.street
   FROM (person p
     LEFT JOIN address a ON ((a.person_id = p.id)));
COMMIT;
