-- From old to new: 3 missing.
-- Proven on a temporary database on the same server: 3 steps, 0 differences left.
SET search_path = public;

-- 1. add column flags.floor: declared, not there
--    lock: ACCESS EXCLUSIVE on public.flags (blocks reads and writes)
ALTER TABLE public.flags ADD COLUMN floor percentage;

-- 2. add column flags.kind: declared, not there
--    lock: ACCESS EXCLUSIVE on public.flags (blocks reads and writes)
ALTER TABLE public.flags ADD COLUMN kind text not null default 'ops'::text;

-- 3. create table flag_audit: declared, not there
CREATE TABLE public.flag_audit (
    at timestamp with time zone not null default now(),
    old_row flags,
    new_rows flags[]
);
