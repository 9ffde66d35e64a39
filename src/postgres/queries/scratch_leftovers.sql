-- Scratch databases that the current role may drop and nobody is connected to. From PostgreSQL 13 on.
SELECT datname
  FROM pg_database AS database
 WHERE datname LIKE 'pgkeel\_scratch\_%'
   AND pg_has_role(datdba, 'USAGE')
   AND NOT EXISTS (SELECT FROM pg_stat_activity AS activity WHERE activity.datid = database.oid)
