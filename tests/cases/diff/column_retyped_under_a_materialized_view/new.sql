CREATE TABLE t (id bigint, code text DEFAULT 'x');
CREATE MATERIALIZED VIEW m AS SELECT code, count(*) AS n FROM t GROUP BY code;
CREATE UNIQUE INDEX m_code ON m (code);
