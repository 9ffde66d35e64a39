CREATE TYPE status AS ENUM ('new', 'draft', 'can''t', 'done', 'gone');
CREATE TABLE t (s status DEFAULT 'draft');
COMMENT ON TYPE status IS 'where it stands';
