CREATE TABLE t (id integer, tenant uuid);
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
CREATE FUNCTION tenant() RETURNS uuid LANGUAGE sql STABLE AS $$SELECT current_setting('app.tenant')::uuid$$;
CREATE POLICY own ON t USING (tenant = tenant());
COMMENT ON POLICY own ON t IS 'a tenant sees its own';
