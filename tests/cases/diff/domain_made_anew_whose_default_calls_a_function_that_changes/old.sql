CREATE FUNCTION tenant() RETURNS text LANGUAGE sql STABLE AS $$ SELECT current_user::text $$;
CREATE DOMAIN tenant_id AS text DEFAULT tenant() CHECK (length(VALUE) < 64);
CREATE TABLE doc (id int PRIMARY KEY, tenant tenant_id, others tenant_id[]);
