-- From old to new: 8 missing, 1 unexpected, 5 changed.
-- Proven on a temporary database on the same server: 15 steps, 0 differences left.
-- Note: if this is a rename, say so: --rename index:m_2.second_a=m_2_a_idx
SET search_path = public;

-- 1. rename constraint m_1.m_1_pkey to first_pk: it belongs to its table's, and has another name
--    lock: SHARE UPDATE EXCLUSIVE on public.m_1_pkey (blocks nothing but other DDL)
ALTER INDEX public.m_1_pkey RENAME TO first_pk;

-- 2. rename constraint m_2.m_2_id_a_key to "second u": it belongs to its table's, and has another name
--    lock: SHARE UPDATE EXCLUSIVE on public.m_2_id_a_key (blocks nothing but other DDL)
ALTER INDEX public.m_2_id_a_key RENAME TO "second u";

-- 3. rename constraint m_2.m_fk to second_fk: it belongs to its table's, and has another name
--    lock: ACCESS EXCLUSIVE on public.m_2 (blocks reads and writes)
ALTER TABLE public.m_2 RENAME CONSTRAINT m_fk TO second_fk;

-- 4. rename constraint m_3_1.m_3_1_pkey to below_key: it belongs to its table's, and has another name
--    lock: SHARE UPDATE EXCLUSIVE on public.m_3_1_pkey (blocks nothing but other DDL)
ALTER INDEX public.m_3_1_pkey RENAME TO below_key;

-- 5. rename index m_1.m_1_a_idx to first_a: it belongs to its table's, and has another name
--    lock: SHARE UPDATE EXCLUSIVE on public.m_1_a_idx (blocks nothing but other DDL)
ALTER INDEX public.m_1_a_idx RENAME TO first_a;

-- 6. rename index m_1.m_1_lower_idx to "Lower T": it belongs to its table's, and has another name
--    lock: SHARE UPDATE EXCLUSIVE on public.m_1_lower_idx (blocks nothing but other DDL)
ALTER INDEX public.m_1_lower_idx RENAME TO "Lower T";

-- 7. rename index m_2.second_a to m_2_a_idx: it belongs to its table's, and has another name
--    lock: SHARE UPDATE EXCLUSIVE on public.second_a (blocks nothing but other DDL)
ALTER INDEX public.second_a RENAME TO m_2_a_idx;

-- 8. rename index m_3.m_3_a_idx to third: it belongs to its table's, and has another name
--    lock: SHARE UPDATE EXCLUSIVE on public.m_3_a_idx (blocks nothing but other DDL)
ALTER INDEX public.m_3_a_idx RENAME TO third;

-- 9. change the options of index m_2.m_2_lower_idx: they hold for what is written from now on
--    lock: SHARE UPDATE EXCLUSIVE on public.m_2_lower_idx (blocks nothing but other DDL)
ALTER INDEX public.m_2_lower_idx RESET (fillfactor);

-- 10. change the options of index m_3_1.m_3_1_lower_idx: they hold for what is written from now on
--    lock: SHARE UPDATE EXCLUSIVE on public.m_3_1_lower_idx (blocks nothing but other DDL)
ALTER INDEX public.m_3_1_lower_idx SET (fillfactor='40');

-- 11. comment on constraint m_2.m_2_pkey: the comment differs
--    lock: SHARE UPDATE EXCLUSIVE on public.m_2 (blocks nothing but other DDL)
COMMENT ON CONSTRAINT m_2_pkey ON public.m_2 IS 'That of a part of a key';

-- 12. change the with of constraint m_2.m_2_pkey: it is none
--    lock: SHARE UPDATE EXCLUSIVE on public.m_2 (blocks nothing but other DDL)
ALTER INDEX public.m_2_pkey SET (fillfactor=50);

-- 13. change the statistics targets of index m_2.m_2_lower_idx: it is none
--    lock: SHARE UPDATE EXCLUSIVE on public.m_2 (blocks nothing but other DDL)
ALTER INDEX public.m_2_lower_idx ALTER COLUMN 1 SET STATISTICS 500;

-- 14. rename index m_3_1.m_3_1_a_idx to "Below third": it belongs to its table's, and has another name
--    lock: SHARE UPDATE EXCLUSIVE on public.m_3_1_a_idx (blocks nothing but other DDL)
ALTER INDEX public.m_3_1_a_idx RENAME TO "Below third";

-- 15. comment on index m_2.m_2_a_idx: the comment differs
--    lock: SHARE UPDATE EXCLUSIVE on public.m_2 (blocks nothing but other DDL)
COMMENT ON INDEX public.m_2_a_idx IS 'A part''s comment';
