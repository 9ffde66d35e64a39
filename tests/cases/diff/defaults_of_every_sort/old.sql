CREATE TABLE t (a int DEFAULT 1, b timestamptz DEFAULT now(), c text[] DEFAULT '{}', d jsonb, e text DEFAULT 'it''s', f int);
