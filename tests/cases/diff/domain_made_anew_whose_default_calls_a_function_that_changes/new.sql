CREATE FUNCTION tenant() RETURNS integer LANGUAGE sql STABLE AS $$ SELECT 1 $$;
CREATE DOMAIN tenant_id AS integer DEFAULT tenant() CHECK (VALUE >= 0);
CREATE TABLE doc (id int PRIMARY KEY, tenant tenant_id, others tenant_id[]);
