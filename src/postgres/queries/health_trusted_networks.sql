-- One row per line as health::Answer::Count describes: lines of pg_hba.conf by which anybody of other machines gets in as any role
-- that they name, without a password or proof (trust). From PostgreSQL 13 on, for superusers.
SELECT format('pg_hba.conf:%s: %s', line_number,
              concat_ws(' ', type, array_to_string(database, ','), array_to_string(user_name, ','), address, netmask)) AS object
  FROM pg_hba_file_rules
 WHERE auth_method = 'trust' AND error IS NULL
   AND NOT (type = 'local' OR address IN ('::1', 'samehost', 'localhost') OR address LIKE '127.%' AND netmask LIKE '255.%')
 ORDER BY line_number
