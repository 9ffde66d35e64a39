-- A rename is never assumed: the label is removed and another added; the default is the new one.
CREATE TYPE status AS ENUM ('open', 'closed');
CREATE TABLE t (s status DEFAULT 'open', old status DEFAULT 'closed');
