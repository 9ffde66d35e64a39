CREATE TYPE status AS ENUM ('draft', 'done');
CREATE TABLE t (s status DEFAULT 'draft');
