-- From old to new: 2 changed.
-- Proven on a temporary database on the same server: 2 steps, 0 differences left.
SET search_path = public;

-- 1. change the options of index documents.documents_words: they hold for what is written from now on
--    lock: SHARE UPDATE EXCLUSIVE on public.documents_words (blocks nothing but other DDL)
ALTER INDEX public.documents_words SET (fastupdate='on', gin_pending_list_limit='4096');

-- 2. change the with of table queue: it is fillfactor=70, autovacuum_enabled=false
--    lock: SHARE UPDATE EXCLUSIVE on public.queue (blocks nothing but other DDL)
ALTER TABLE public.queue SET (fillfactor=50, autovacuum_enabled=false);
