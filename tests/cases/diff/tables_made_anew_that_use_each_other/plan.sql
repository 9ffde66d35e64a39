-- From old to new: 1 missing, 2 unexpected, 1 changed.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
-- Consent: step 1 (make table payment anew, with its rows) needs --allow rewrite,blocks-reads.
SET search_path = public;

-- 1. make table payment anew, with its rows: how a table is partitioned cannot be altered; its rows are copied, and if one fits no partition nothing is changed
--    lock: ACCESS EXCLUSIVE on public.payment (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
DROP RULE to_2007 ON public.payment;
DROP POLICY seen ON public.payment_2007;
ALTER TABLE public.payment RENAME TO payment_old;
ALTER TABLE public.payment_2007 RENAME TO payment_2007_old;
CREATE TABLE public.payment (
    id integer,
    paid date not null
) PARTITION BY range (paid);
CREATE TABLE public.payment_2007 (LIKE public.payment INCLUDING ALL EXCLUDING IDENTITY EXCLUDING COMMENTS EXCLUDING STATISTICS);
ALTER TABLE public.payment ATTACH PARTITION public.payment_2007 for values from ('2007-01-01') to ('2008-01-01');
INSERT INTO public.payment (id, paid)
SELECT id, paid
  FROM ONLY public.payment_old;
INSERT INTO public.payment (id, paid)
SELECT id, paid
  FROM ONLY public.payment_2007_old;
DROP TABLE public.payment_2007_old;
DROP TABLE public.payment_old;
COMMIT;
