-- From old to new: 2 missing.
-- Proven on a temporary database on the same server: 8 steps, 0 differences left.
SET search_path = public;

-- 1. create table events: declared, not there
CREATE TABLE public.events (
    id integer not null,
    code integer not null
) PARTITION BY list (id);

-- 2. create partition events.events_one: declared, not there
--    lock: SHARE UPDATE EXCLUSIVE on public.events (blocks nothing but other DDL)
BEGIN;
CREATE TABLE public.events_one (LIKE public.events INCLUDING ALL EXCLUDING IDENTITY EXCLUDING COMMENTS EXCLUDING STATISTICS);
ALTER TABLE public.events ATTACH PARTITION public.events_one for values in (1);
COMMIT;

-- 3. add constraint events_one.events_one_pkey: the partition is new and empty
ALTER TABLE public.events_one ADD CONSTRAINT events_one_pkey primary key (code);

-- 4. let partition events.events_one go by its index: the index is there now
BEGIN;
ALTER TABLE public.events_one REPLICA IDENTITY using index events_one_pkey;
ALTER TABLE public.events_one CLUSTER ON events_one_pkey;
COMMIT;

-- 5. create table notes: declared, not there
CREATE TABLE public.notes (
    id integer not null
) PARTITION BY list (id);

-- 6. create partition notes.notes_one: declared, not there
--    lock: SHARE UPDATE EXCLUSIVE on public.notes (blocks nothing but other DDL)
BEGIN;
CREATE TABLE public.notes_one (LIKE public.notes INCLUDING ALL EXCLUDING IDENTITY EXCLUDING COMMENTS EXCLUDING STATISTICS);
ALTER TABLE public.notes ATTACH PARTITION public.notes_one for values in (1);
COMMIT;

-- 7. add constraint notes.notes_pkey: declared for some partitions only
ALTER TABLE ONLY public.notes ADD CONSTRAINT notes_pkey primary key (id);

-- 8. let table notes go by its index: the index is there now
ALTER TABLE public.notes REPLICA IDENTITY using index notes_pkey;
