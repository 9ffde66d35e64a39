-- From old to new: 9 changed.
-- Proven on a temporary database on the same server: 9 steps, 0 differences left.
SET search_path = public;

-- 1. comment on sequence q: the comment differs
COMMENT ON SEQUENCE public.q IS 'sequence';

-- 2. comment on statistics s: the comment differs
COMMENT ON STATISTICS public.s IS 'statistics';

-- 3. comment on table t: the comment differs
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
COMMENT ON TABLE public.t IS 'it''s
''new''';

-- 4. comment on column t.a: the comment differs
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
COMMENT ON COLUMN public.t.a IS NULL;

-- 5. comment on column t.b: the comment differs
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
COMMENT ON COLUMN public.t.b IS '--; DROP TABLE t'
;

-- 6. comment on constraint t.c: the comment differs
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
COMMENT ON CONSTRAINT c ON public.t IS 'check';

-- 7. comment on constraint t.k: the comment differs
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
COMMENT ON CONSTRAINT k ON public.t IS 'key';

-- 8. comment on index t.i: the comment differs
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
COMMENT ON INDEX public.i IS 'index';

-- 9. comment on index t.k: the comment differs
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
COMMENT ON INDEX public.k IS 'index of the key';
