-- From old to new: 6 missing.
-- Proven on a temporary database on the same server: 18 steps, 0 differences left.
SET search_path = public;

-- 1. create index p.p_c_idx without its partitions: declared, not there; an entry in the catalog, no scan
--    lock: SHARE on public.p (blocks writes)
CREATE INDEX p_c_idx ON ONLY public.p ((
case
    when (a > 1) then b
    else (c)::text
end) desc);

-- 2. create its part on p1: built beside the partition's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.p1 (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY p1_c_idx ON public.p1 ((
case
    when (a > 1) then b
    else (c)::text
end) desc);

-- 3. attach it to index p.p_c_idx: an entry in the catalog; the last one makes the whole index valid
--    lock: ACCESS EXCLUSIVE on public.p1_c_idx (blocks reads and writes)
ALTER INDEX public.p_c_idx ATTACH PARTITION public.p1_c_idx;

-- 4. create index p.p_case_lower_idx without its partitions: declared, not there; an entry in the catalog, no scan
--    lock: SHARE on public.p (blocks writes)
CREATE INDEX p_case_lower_idx ON ONLY public.p ((
case
    when (a > 1) then b
    else null::text
end), lower(b));

-- 5. create its part on p1: built beside the partition's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.p1 (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY p1_case_lower_idx ON public.p1 ((
case
    when (a > 1) then b
    else null::text
end), lower(b));

-- 6. attach it to index p.p_case_lower_idx: an entry in the catalog; the last one makes the whole index valid
--    lock: ACCESS EXCLUSIVE on public.p1_case_lower_idx (blocks reads and writes)
ALTER INDEX public.p_case_lower_idx ATTACH PARTITION public.p1_case_lower_idx;

-- 7. create index p.p_expr_idx without its partitions: declared, not there; an entry in the catalog, no scan
--    lock: SHARE on public.p (blocks writes)
CREATE INDEX p_expr_idx ON ONLY public.p ((((a)::numeric + 1.5)));

-- 8. create its part on p1: built beside the partition's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.p1 (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY p1_expr_idx ON public.p1 ((((a)::numeric + 1.5)));

-- 9. attach it to index p.p_expr_idx: an entry in the catalog; the last one makes the whole index valid
--    lock: ACCESS EXCLUSIVE on public.p1_expr_idx (blocks reads and writes)
ALTER INDEX public.p_expr_idx ATTACH PARTITION public.p1_expr_idx;

-- 10. create index p.p_int4_idx without its partitions: declared, not there; an entry in the catalog, no scan
--    lock: SHARE on public.p (blocks writes)
CREATE INDEX p_int4_idx ON ONLY public.p ((((d ->> 'x'::text))::integer)) where (d is not null);

-- 11. create its part on p1: built beside the partition's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.p1 (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY p1_int4_idx ON public.p1 ((((d ->> 'x'::text))::integer)) where (d is not null);

-- 12. attach it to index p.p_int4_idx: an entry in the catalog; the last one makes the whole index valid
--    lock: ACCESS EXCLUSIVE on public.p1_int4_idx (blocks reads and writes)
ALTER INDEX public.p_int4_idx ATTACH PARTITION public.p1_int4_idx;

-- 13. create index p.p_int8_idx without its partitions: declared, not there; an entry in the catalog, no scan
--    lock: SHARE on public.p (blocks writes)
CREATE INDEX p_int8_idx ON ONLY public.p ((((a + 1))::bigint));

-- 14. create its part on p1: built beside the partition's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.p1 (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY p1_int8_idx ON public.p1 ((((a + 1))::bigint));

-- 15. attach it to index p.p_int8_idx: an entry in the catalog; the last one makes the whole index valid
--    lock: ACCESS EXCLUSIVE on public.p1_int8_idx (blocks reads and writes)
ALTER INDEX public.p_int8_idx ATTACH PARTITION public.p1_int8_idx;

-- 16. create index p.p_timezone_e_b_idx without its partitions: declared, not there; an entry in the catalog, no scan
--    lock: SHARE on public.p (blocks writes)
CREATE INDEX p_timezone_e_b_idx ON ONLY public.p ((((t at time zone 'utc'::text))::date), (e[1]), b collate "C");

-- 17. create its part on p1: built beside the partition's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.p1 (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY p1_timezone_e_b_idx ON public.p1 ((((t at time zone 'utc'::text))::date), (e[1]), b collate "C");

-- 18. attach it to index p.p_timezone_e_b_idx: an entry in the catalog; the last one makes the whole index valid
--    lock: ACCESS EXCLUSIVE on public.p1_timezone_e_b_idx (blocks reads and writes)
ALTER INDEX public.p_timezone_e_b_idx ATTACH PARTITION public.p1_timezone_e_b_idx;
