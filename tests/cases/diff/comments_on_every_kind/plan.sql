-- From old to new: 40 changed.
-- Proven on a temporary database on the same server: 39 steps, 0 differences left.
-- Not proven: 1 step about roles and what else only the server has.
SET search_path = public;

-- 1. comment on cast (e as integer): the comment differs
COMMENT ON CAST (e as integer) IS 'it''s new';

-- 2. comment on schema Other: the comment differs
COMMENT ON SCHEMA "Other" IS 'it''s new';

-- 3. comment on event trigger et: the comment differs
COMMENT ON EVENT TRIGGER et IS 'it''s new';

-- 4. comment on extension pg_trgm: the comment differs
COMMENT ON EXTENSION pg_trgm IS 'new';

-- 5. comment on publication pub: the comment differs
COMMENT ON PUBLICATION pub IS NULL;

-- 6. comment on server server: the comment differs
COMMENT ON SERVER server IS 'it''s new';

-- 7. comment on foreign data wrapper w: the comment differs
COMMENT ON FOREIGN DATA WRAPPER w IS 'it''s new';

-- 8. comment on operator ===(integer, integer): the comment differs
COMMENT ON OPERATOR public.===(integer, integer) IS 'it''s new';

-- 9. comment on aggregate a(integer): the comment differs
COMMENT ON AGGREGATE public.a(integer) IS 'it''s new';

-- 10. comment on operator class cls using btree: the comment differs
COMMENT ON OPERATOR CLASS public.cls using btree IS 'it''s new';

-- 11. comment on function f(): the comment differs
COMMENT ON ROUTINE public.f() IS 'it''s new';

-- 12. comment on operator family fam using btree: the comment differs
COMMENT ON OPERATOR FAMILY public.fam using btree IS NULL;

-- 13. comment on function p(integer): the comment differs
COMMENT ON ROUTINE public.p(integer) IS NULL;

-- 14. comment on composite type c: the comment differs
COMMENT ON TYPE public.c IS NULL;

-- 15. comment on column c.a: the comment differs
--    lock: SHARE UPDATE EXCLUSIVE on public.c (blocks nothing but other DDL)
COMMENT ON COLUMN public.c.a IS 'it''s new';

-- 16. comment on collation co: the comment differs
COMMENT ON COLLATION public.co IS 'it''s new';

-- 17. comment on conversion cv: the comment differs
COMMENT ON CONVERSION public.cv IS NULL;

-- 18. comment on domain d: the comment differs
COMMENT ON DOMAIN public.d IS 'it''s new';

-- 19. comment on domain constraint d.dc: the comment differs
COMMENT ON CONSTRAINT dc ON DOMAIN public.d IS 'it''s new';

-- 20. comment on enum e: the comment differs
COMMENT ON TYPE public.e IS 'it''s new';

-- 21. comment on foreign table ft: the comment differs
--    lock: SHARE UPDATE EXCLUSIVE on public.ft (blocks nothing but other DDL)
COMMENT ON FOREIGN TABLE public.ft IS 'it''s new';

-- 22. comment on column ft.id: the comment differs
--    lock: SHARE UPDATE EXCLUSIVE on public.ft (blocks nothing but other DDL)
COMMENT ON COLUMN public.ft.id IS 'it''s new';

-- 23. comment on materialized view m: the comment differs
--    lock: SHARE UPDATE EXCLUSIVE on public.m (blocks nothing but other DDL)
COMMENT ON MATERIALIZED VIEW public.m IS 'it''s new';

-- 24. comment on range type r: the comment differs
COMMENT ON TYPE public.r IS 'it''s new';

-- 25. comment on sequence s: the comment differs
COMMENT ON SEQUENCE public.s IS NULL;

-- 26. comment on statistics st: the comment differs
COMMENT ON STATISTICS public.st IS NULL;

-- 27. comment on table t: the comment differs
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
COMMENT ON TABLE public.t IS NULL;

-- 28. comment on column t.n: the comment differs
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
COMMENT ON COLUMN public.t.n IS 'it''s new';

-- 29. comment on constraint t.ck: the comment differs
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
COMMENT ON CONSTRAINT ck ON public.t IS NULL;

-- 30. comment on constraint t.t_pkey: the comment differs
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
COMMENT ON CONSTRAINT t_pkey ON public.t IS 'it''s new';

-- 31. comment on index t.ix: the comment differs
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
COMMENT ON INDEX public.ix IS NULL;

-- 32. comment on rule t.ru: the comment differs
COMMENT ON RULE ru ON public.t IS 'it''s new';

-- 33. comment on trigger t.tr: the comment differs
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
COMMENT ON TRIGGER tr ON public.t IS 'it''s new';

-- 34. comment on policy t.po: the comment differs
COMMENT ON POLICY po ON public.t IS NULL;

-- 35. comment on sequence t_id_seq: the comment differs
COMMENT ON SEQUENCE public.t_id_seq IS 'it''s new';

-- 36. comment on sequence t_n_seq: the comment differs
COMMENT ON SEQUENCE public.t_n_seq IS 'it''s new';

-- 37. comment on text search configuration tc: the comment differs
COMMENT ON TEXT SEARCH CONFIGURATION public.tc IS 'it''s new';

-- 38. comment on text search dictionary td: the comment differs
COMMENT ON TEXT SEARCH DICTIONARY public.td IS 'it''s new';

-- 39. comment on view v: the comment differs
--    lock: SHARE UPDATE EXCLUSIVE on public.v (blocks nothing but other DDL)
COMMENT ON VIEW public.v IS 'it''s new';

-- 40. comment on column v.id: the comment differs
--    lock: SHARE UPDATE EXCLUSIVE on public.v (blocks nothing but other DDL)
COMMENT ON COLUMN public.v.id IS NULL;
