-- From old to new: 2 missing, 2 changed.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
-- Consent: step 1 (make table events anew, with its rows) needs --allow rewrite,blocks-reads.
SET search_path = public;

-- 1. make table events anew, with its rows: how a table is partitioned cannot be altered; its rows are copied, and if one fits no partition nothing is changed
--    lock: ACCESS EXCLUSIVE on public.events (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
ALTER TABLE public.events DROP CONSTRAINT events_pkey;
DROP INDEX public.events_at_idx;
ALTER TABLE public.events RENAME TO events_old;
CREATE TABLE public.events (
    id bigint not null,
    at date not null,
    note text default 'x'::text
) PARTITION BY range (at);
ALTER TABLE public.events ADD CONSTRAINT events_pkey primary key (id, at);
CREATE INDEX events_at_idx ON public.events (at);
COMMENT ON TABLE public.events IS 'What happened';
CREATE TABLE public.events_2024 (LIKE public.events INCLUDING ALL EXCLUDING IDENTITY EXCLUDING COMMENTS EXCLUDING STATISTICS);
ALTER TABLE public.events ATTACH PARTITION public.events_2024 for values from ('2024-01-01') to ('2025-01-01');
CREATE TABLE public.events_rest (LIKE public.events INCLUDING ALL EXCLUDING IDENTITY EXCLUDING COMMENTS EXCLUDING STATISTICS);
ALTER TABLE public.events ATTACH PARTITION public.events_rest default;
INSERT INTO public.events (id, at, note)
SELECT id, at, note
  FROM ONLY public.events_old;
DROP TABLE public.events_old;
COMMIT;
