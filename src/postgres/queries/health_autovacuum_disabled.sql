-- One row per table, and one for the server, as health::Answer::Count describes: where autovacuum is switched off. From PostgreSQL
-- 13 on, for any role.
SELECT format('the whole server: %s = off%s', name, CASE source WHEN 'command line' THEN ' (on the command line)' ELSE '' END) AS object,
       CASE WHEN source <> 'command line' THEN format('ALTER SYSTEM SET %I = on', name) END AS remedy
  FROM pg_settings
 WHERE name IN ('autovacuum', 'track_counts') AND setting = 'off'
 UNION ALL
SELECT coalesce(owner.oid, class.oid)::regclass::text || CASE WHEN owner.oid IS NULL THEN '' ELSE ' (its TOAST table)' END,
       format('ALTER %s %s RESET (%sautovacuum_enabled)',
              CASE coalesce(owner.relkind, class.relkind) WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'TABLE' END,
              coalesce(owner.oid, class.oid)::regclass, CASE WHEN owner.oid IS NULL THEN '' ELSE 'toast.' END)
  FROM pg_class AS class
  LEFT JOIN pg_class AS owner ON owner.reltoastrelid = class.oid AND class.relkind = 't'
 WHERE class.reloptions IS NOT NULL AND class.relpersistence <> 't'
   AND EXISTS (SELECT FROM pg_options_to_table(class.reloptions)
                WHERE option_name = 'autovacuum_enabled' AND NOT option_value::boolean)
