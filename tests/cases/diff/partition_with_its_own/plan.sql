-- From old to new: 1 missing, 1 unexpected, 4 changed.
-- Proven on a temporary database on the same server: 12 steps, 0 differences left.
-- Consent: step 1 (detach partition t.gone) needs --allow data-loss,blocks-reads.
-- Consent: step 2 (drop table gone) needs --allow data-loss.
-- Consent: step 4 (create partition t.t_2026) needs --allow blocks-reads.
SET search_path = public;

-- 1. detach partition t.gone: not declared, and no policy explains it; its rows leave the table, and stay in the detached one
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.gone (blocks reads and writes)
--    hazard: data-loss, blocks-reads
ALTER TABLE public.t DETACH PARTITION public.gone;

-- 2. drop table gone: not declared; to keep its rows, move the table to another schema instead
--    hazard: data-loss
DROP TABLE public.gone;

-- 3. set the default of column t.note: it is 'a'::text
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
BEGIN;
ALTER TABLE public.t ALTER COLUMN note SET DEFAULT 'b'::text;
ALTER TABLE ONLY public.t_2024 ALTER COLUMN note SET DEFAULT 'own'::text;
COMMIT;

-- 4. create partition t.t_2026: declared, not there
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    lock: ACCESS EXCLUSIVE on public.gone (blocks reads and writes)
--    hazard: long-scan, blocks-reads
BEGIN;
CREATE UNLOGGED TABLE public.t_2026 (LIKE public.t INCLUDING ALL EXCLUDING IDENTITY EXCLUDING COMMENTS EXCLUDING STATISTICS) WITH (fillfactor=44);
ALTER TABLE public.t ATTACH PARTITION public.t_2026 for values from ('2026-01-01') to ('2027-01-01');
ALTER TABLE ONLY public.t_2026 ALTER COLUMN id SET STATISTICS 5;
ALTER TABLE ONLY public.t_2026 ALTER COLUMN note SET DEFAULT 'c'::text;
ALTER TABLE ONLY public.t_2026 ALTER COLUMN note SET NOT NULL;
COMMENT ON COLUMN public.t_2026.note IS 'Its own';
ALTER TABLE public.t_2026 ALTER COLUMN note SET STORAGE external;
COMMENT ON TABLE public.t_2026 IS 'This year';
ALTER TABLE public.t_2026 REPLICA IDENTITY full;
ALTER TABLE public.t_2026 ENABLE ROW LEVEL SECURITY;
COMMIT;

-- 5. add constraint t_2026.own_check: the partition is new and empty
ALTER TABLE public.t_2026 ADD CONSTRAINT own_check check ((id > 0));

-- 6. add index t_2026.own_index: the partition is new and empty
CREATE INDEX own_index ON public.t_2026 (note);

-- 7. create trigger t_2026.own_trigger: declared, not there
--    lock: SHARE ROW EXCLUSIVE on public.t_2026 (blocks writes)
CREATE TRIGGER own_trigger after insert ON public.t_2026 for each row execute function touch();

-- 8. let trigger t_2026.touch be disabled: the partition is new
ALTER TABLE public.t_2026 DISABLE TRIGGER touch;

-- 9. create policy t_2026.own_policy: declared, not there
--    lock: ACCESS EXCLUSIVE on public.t_2026 (blocks reads and writes)
CREATE POLICY own_policy ON public.t_2026 using ((id > 1));

-- 10. change the storage of column t.note: it is none
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
BEGIN;
ALTER TABLE public.t ALTER COLUMN note SET STORAGE external;
ALTER TABLE public.t_2024 ALTER COLUMN note SET STORAGE main;
ALTER TABLE public.t_2025 ALTER COLUMN note SET STORAGE external;
COMMIT;

-- 11. change the statistics target of column t.note: it is none
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
ALTER TABLE ONLY public.t ALTER COLUMN note SET STATISTICS 100;

-- 12. change the storage of column t_2024.note: it is none
--    lock: ACCESS EXCLUSIVE on public.t_2024 (blocks reads and writes)
ALTER TABLE public.t_2024 ALTER COLUMN note SET STORAGE main;
