-- One row: the operators that are equality, as B-tree indexes have it. From PostgreSQL 13 on, for any role.
SELECT array_agg(DISTINCT amopopr) AS operators
  FROM pg_amop
  JOIN pg_am ON pg_am.oid = amopmethod
 WHERE amname = 'btree' AND amopstrategy = 3
