CREATE TYPE mood AS ENUM ('happy', 'sad');
CREATE DOMAIN number AS bigint CHECK (VALUE > 0);
CREATE DOMAIN numbers AS number[];
CREATE TYPE pair AS (b text, a bigint);
CREATE TYPE stretch AS RANGE (subtype = bigint);
CREATE TABLE t (m jsonb, n jsonb, ns text[], p text, s jsonb, x mood, y number, z number, keeps mood, counts number, twice pair, far stretch);
