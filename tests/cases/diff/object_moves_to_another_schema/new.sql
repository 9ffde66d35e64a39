CREATE SCHEMA other;
CREATE TYPE other.kind AS ENUM ('a');
CREATE FUNCTION other.f() RETURNS other.kind LANGUAGE sql IMMUTABLE AS $$SELECT 'a'::other.kind$$;
CREATE VIEW v AS SELECT other.f() AS f;
