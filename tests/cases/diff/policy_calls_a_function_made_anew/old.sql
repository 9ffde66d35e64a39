CREATE TABLE t (id integer, tenant uuid);
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
CREATE FUNCTION tenant() RETURNS text LANGUAGE sql STABLE AS $$SELECT current_setting('app.tenant')$$;
CREATE POLICY own ON t USING (tenant::text = tenant());
COMMENT ON POLICY own ON t IS 'a tenant sees its own';
