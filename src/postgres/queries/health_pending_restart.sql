-- One row per setting as health::Answer::Count describes: settings that were changed in a file and wait for a restart. From
-- PostgreSQL 13 on, for any role; settings that a role may not see are left out, none of those that matter here is one.
SELECT format('%s is still %s', name, coalesce(current_setting(name, true), 'unset')) AS object
  FROM pg_settings
 WHERE pending_restart
 ORDER BY name
