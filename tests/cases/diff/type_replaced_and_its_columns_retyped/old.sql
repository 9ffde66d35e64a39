-- Types are made anew while columns leave them for types that they have no cast to.
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE DOMAIN number AS integer CHECK (VALUE > 0);
CREATE DOMAIN numbers AS number[];
CREATE TYPE pair AS (a integer, b text);
CREATE TYPE stretch AS RANGE (subtype = integer);
CREATE TABLE t (m mood, n number, ns number[], p pair, s stretch, x integer, y text, z jsonb, keeps mood, counts number, twice pair, far stretch);
