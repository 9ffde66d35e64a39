-- One row per extension as health::Answer::Count describes: extensions of this database of which the server has a newer version than
-- the one that is installed. From PostgreSQL 13 on, for any role.
SELECT format('%s %s, the server has %s', name, installed_version, default_version) AS object,
       format('ALTER EXTENSION %I UPDATE', name) AS remedy
  FROM pg_available_extensions
 WHERE installed_version <> default_version
 ORDER BY name
