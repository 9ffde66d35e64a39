-- One row per setting as health::Answer::Count describes: settings that are not what pgkeel.toml expects (the JSON object), compared
-- in their own units. From PostgreSQL 13 on; without pg_read_all_settings some settings are hidden: then it says so.
WITH expected AS (
    SELECT key AS name, value AS wanted, regexp_match(value, '^\s*(-?[0-9.]+)\s*([A-Za-z]*)\s*$') AS parts FROM jsonb_each_text('{}')
), factors (unit, factor) AS (
    VALUES ('B', 1::numeric), ('kB', 1024), ('8kB', 8192), ('16kB', 16384), ('32kB', 32768), ('MB', 1048576), ('GB', 1073741824),
           ('TB', 1099511627776), ('us', 0.001), ('ms', 1), ('s', 1000), ('min', 60000), ('h', 3600000), ('d', 86400000)
), compared AS (
    SELECT expected.name, wanted, settings.setting, settings.pending_restart, settings.name IS NOT NULL AS is_known,
           CASE WHEN settings.vartype IN ('integer', 'real') AND parts IS NOT NULL
                THEN abs(parts[1]::numeric * coalesce(given.factor, own.factor, 1) - settings.setting::numeric * coalesce(own.factor, 1))
                     < coalesce(own.factor, 1) * CASE settings.vartype WHEN 'integer' THEN 0.5 ELSE 0.000001 END
                WHEN settings.vartype = 'bool'
                THEN (lower(wanted) IN ('on', 'true', 'yes', '1')) = (settings.setting = 'on')
                WHEN settings.vartype = 'enum' THEN lower(wanted) = lower(settings.setting)
                ELSE regexp_replace(wanted, '\s*,\s*', ',', 'g') = regexp_replace(settings.setting, '\s*,\s*', ',', 'g')
           END AS is_so
      FROM expected
      LEFT JOIN pg_settings AS settings ON lower(settings.name) = lower(expected.name)
      LEFT JOIN factors AS given ON given.unit = parts[2]
      LEFT JOIN factors AS own ON own.unit = settings.unit
)
SELECT CASE WHEN is_known
            THEN format('%s is %s, expected %s%s', name, coalesce(nullif(current_setting(name, true), ''), 'empty'), wanted,
                        CASE WHEN pending_restart THEN ': it was changed, and waits for a restart' ELSE '' END)
            ELSE format('there is no setting %s', name) END AS object,
       CASE WHEN is_known AND NOT pending_restart THEN format('ALTER SYSTEM SET %I = %L', name, wanted) END AS remedy,
       NULL AS skipped, NULL AS blind, false AS lacks_privilege
  FROM compared
 WHERE CASE WHEN is_known THEN is_so IS NOT TRUE ELSE pg_has_role(current_user, 'pg_read_all_settings', 'USAGE') END
 UNION ALL
SELECT NULL, NULL, NULL, format('hidden settings, or none: %s', string_agg(name, ', ' ORDER BY name)), true
  FROM compared
 WHERE NOT is_known AND NOT pg_has_role(current_user, 'pg_read_all_settings', 'USAGE')
HAVING count(*) > 0
 UNION ALL
SELECT NULL, NULL, 'pgkeel.toml expects nothing of the settings: [health.settings]', NULL, false
 WHERE NOT EXISTS (SELECT FROM expected)
