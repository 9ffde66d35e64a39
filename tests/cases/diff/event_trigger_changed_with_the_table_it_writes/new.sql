CREATE TABLE public.ddl_log (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at timestamptz DEFAULT now(), tag varchar(40), who name DEFAULT session_user);
CREATE FUNCTION public.log_ddl() RETURNS event_trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO public.ddl_log (tag, who) VALUES (tg_tag, current_user);
END $$;
CREATE EVENT TRIGGER log_ddl ON sql_drop WHEN TAG IN ('DROP TABLE') EXECUTE PROCEDURE public.log_ddl();
ALTER EVENT TRIGGER log_ddl DISABLE;
COMMENT ON EVENT TRIGGER log_ddl IS 'only drops';
