CREATE TABLE t (a varchar(10) CHECK (a IN ('x','y')), b bigint CHECK (b BETWEEN 1 AND 3 AND b <> 2), c bigint, CONSTRAINT o CHECK (c > 0));
CREATE INDEX i ON t (b) WHERE a IN ('x','y') AND b > 0;
CREATE INDEX j ON t (c) WHERE c BETWEEN 1 AND 4 AND c <> 3;
CREATE VIEW v AS SELECT a FROM t WHERE a IN ('p', 'q') AND c > 1;
CREATE POLICY p ON t USING (a IN ('p', 'q') AND c > 1);
CREATE STATISTICS s ON (c BETWEEN 1 AND 4 AND c <> 3), b FROM t;
CREATE TABLE p (k int, a varchar(10) CHECK (a IN ('x', 'y'))) PARTITION BY LIST (k);
CREATE TABLE p_1 PARTITION OF p (CONSTRAINT own CHECK (a IN ('x', 'z'))) FOR VALUES IN (1);
CREATE INDEX pi ON p (k) WHERE a IN ('x', 'y');
