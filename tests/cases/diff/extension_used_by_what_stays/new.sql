CREATE EXTENSION pgcrypto;
CREATE TABLE t (id uuid DEFAULT gen_random_uuid(), hash text DEFAULT encode(digest('x', 'sha256'), 'hex'));
CREATE FUNCTION hashed(text) RETURNS text LANGUAGE sql IMMUTABLE RETURN encode(digest($1, 'sha256'), 'hex');
GRANT EXECUTE ON FUNCTION digest(text, text) TO PUBLIC;
