CREATE TABLE t (s character varying(10), n decimal, d date,
    CONSTRAINT t_s_check CHECK (((s)::text = ANY (ARRAY[('a'::character varying)::text, ('b'::character varying)::text]))),
    CONSTRAINT t_n_check CHECK (n >= 1 AND n <= 2),
    CONSTRAINT t_d_check CHECK (d > DATE '2020-01-01'));
CREATE INDEX t_s ON t USING btree (lower((s)::text)) WHERE ((s)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[]));
CREATE VIEW v AS SELECT t.s, t.n, t.d FROM t WHERE ((t.s)::text = ANY (ARRAY[('a'::character varying)::text, ('b'::character varying)::text]));
