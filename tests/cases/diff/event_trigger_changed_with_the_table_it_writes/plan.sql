-- From old to new: 3 missing, 5 changed.
-- Proven on a temporary database on the same server: 6 steps, 0 differences left.
-- Not proven: 2 steps about roles and what else only the server has.
-- Consent: step 3 (add column ddl_log.id) needs --allow rewrite,blocks-reads.
-- Consent: step 5 (change column ddl_log.tag to character varying(40)) needs --allow rewrite,blocks-reads.
SET search_path = public;
SET check_function_bodies = off;

-- 1. drop event trigger log_ddl: it fires no more as it should; it comes back below, after what it would fire on
DROP EVENT TRIGGER log_ddl;

-- 2. replace function log_ddl(): its definition differs
CREATE OR REPLACE FUNCTION public.log_ddl()
 RETURNS event_trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
    INSERT INTO public.ddl_log (tag, who) VALUES (tg_tag, current_user);
END $function$;

-- 3. add column ddl_log.id: declared, not there
--    lock: ACCESS EXCLUSIVE on public.ddl_log (blocks reads and writes)
--    hazard: rewrite, blocks-reads
ALTER TABLE public.ddl_log ADD COLUMN id bigint not null generated always as identity;

-- 4. add column ddl_log.who: declared, not there
--    lock: ACCESS EXCLUSIVE on public.ddl_log (blocks reads and writes)
ALTER TABLE public.ddl_log ADD COLUMN who name default session_user;

-- 5. change column ddl_log.tag to character varying(40): it is text
--    lock: ACCESS EXCLUSIVE on public.ddl_log (blocks reads and writes)
--    hazard: rewrite, blocks-reads
ALTER TABLE public.ddl_log ALTER COLUMN tag TYPE character varying(40);

-- 6. build the index of constraint ddl_log.ddl_log_pkey: built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.ddl_log (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE UNIQUE INDEX CONCURRENTLY ddl_log_pkey ON public.ddl_log (id);

-- 7. add constraint ddl_log.ddl_log_pkey: takes the index over: no scan
--    lock: ACCESS EXCLUSIVE on public.ddl_log (blocks reads and writes)
ALTER TABLE public.ddl_log ADD CONSTRAINT ddl_log_pkey PRIMARY KEY USING INDEX ddl_log_pkey;

-- 8. create event trigger log_ddl: put back
BEGIN;
CREATE EVENT TRIGGER log_ddl ON sql_drop WHEN TAG IN ('DROP TABLE') EXECUTE FUNCTION log_ddl();
COMMENT ON EVENT TRIGGER log_ddl IS 'only drops';
ALTER EVENT TRIGGER log_ddl DISABLE;
COMMIT;
