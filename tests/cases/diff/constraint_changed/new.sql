CREATE TABLE t (plan text, CONSTRAINT valid_plan CHECK (plan IN ('free', 'pro', 'team')));
