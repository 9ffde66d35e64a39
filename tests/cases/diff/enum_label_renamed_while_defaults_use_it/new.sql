CREATE TYPE status AS ENUM ('opened', 'closed');
CREATE TABLE t (s status DEFAULT 'opened', old status DEFAULT 'closed');
