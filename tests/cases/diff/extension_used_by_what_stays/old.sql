CREATE EXTENSION pgcrypto;
CREATE TABLE t (id uuid DEFAULT gen_random_uuid(), hash text DEFAULT encode(digest('x', 'sha1'), 'hex'));
