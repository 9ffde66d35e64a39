CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY, p int REFERENCES p ON DELETE CASCADE, email text,
    during int4range, EXCLUDE USING gist (during WITH &&),
    CONSTRAINT email_is_lower CHECK (email = lower(email)),
    UNIQUE NULLS NOT DISTINCT (email) INCLUDE (id) DEFERRABLE INITIALLY DEFERRED);
