-- From old to new: 2 missing, 6 changed.
-- Proven on a temporary database on the same server: 8 steps, 0 differences left.
-- Consent: step 1 (add column t.g) needs --allow rewrite,blocks-reads.
SET search_path = public;

-- 1. add column t.g: declared, not there
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads
ALTER TABLE public.t ADD COLUMN g uuid default gen_random_uuid();

-- 2. add column t.h: declared, not there
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ADD COLUMN h text not null default current_user;

-- 3. drop the default of column t.a: it is 1
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ALTER COLUMN a DROP DEFAULT;

-- 4. set the default of column t.b: it is now()
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ALTER COLUMN b SET DEFAULT (now() + '1 day'::interval);

-- 5. set the default of column t.c: it is '{}'::text[]
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ALTER COLUMN c SET DEFAULT array['a'::text, 'b'::text];

-- 6. set the default of column t.d: it is none
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ALTER COLUMN d SET DEFAULT '{"a": [1]}'::jsonb;

-- 7. set the default of column t.e: it is 'it''s'::text
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ALTER COLUMN e SET DEFAULT '\x--'::text
;

-- 8. set the default of column t.f: it is none
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ALTER COLUMN f SET DEFAULT ((random() * (10)::double precision))::integer;
