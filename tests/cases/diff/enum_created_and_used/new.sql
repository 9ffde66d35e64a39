CREATE TYPE "Mixed State" AS ENUM ('a', 'B c', 'it''s', 'back\slash', 'é');
COMMENT ON TYPE "Mixed State" IS 'odd labels';
CREATE TABLE t (id integer, s "Mixed State" NOT NULL DEFAULT 'it''s', many "Mixed State"[] DEFAULT '{a,"B c"}');
CREATE FUNCTION next_state("Mixed State") RETURNS "Mixed State" LANGUAGE sql IMMUTABLE RETURN $1;
CREATE TABLE "user" (s "Mixed State" CHECK (s <> 'back\slash'));
