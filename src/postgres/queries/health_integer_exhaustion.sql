-- One row as health::Answer::Row describes, and as Forecast does: how much of its range the fullest sequence has used. The range ends where the
-- sequence does or where the narrowest column ends that it fills (serial, identity, or by a default), whichever comes first.
-- Ascending and descending. Left out: sequences that may cycle within their column, which never run out, and those with room
-- for 10^18 values (bigint ones), which last for decades. To read a last value locks its sequence for the rest of the
-- transaction, so no more are read than a quarter of what the lock table holds, the narrowest first; where there are more, or
-- where the role lacks SELECT and USAGE on one, it says so. From PostgreSQL 13 on.
WITH RECURSIVE sequences AS (
    SELECT sequence.seqrelid AS oid, namespace.nspname, class.relname, sequence.seqincrement > 0 AS ascends,
           sequence.seqincrement::numeric AS increment,
           sequence.seqmin::numeric AS lowest, sequence.seqmax::numeric AS highest, sequence.seqcycle,
           has_sequence_privilege(class.oid, 'SELECT,USAGE') AS readable
      FROM pg_sequence AS sequence
      JOIN pg_class AS class ON class.oid = sequence.seqrelid
      JOIN pg_namespace AS namespace ON namespace.oid = class.relnamespace
     WHERE class.relpersistence <> 't'
       AND NOT (class.relpersistence = 'u' AND pg_is_in_recovery())
       AND namespace.nspname NOT IN ('pg_catalog', 'information_schema')
       AND NOT EXISTS (SELECT FROM pg_depend
                        WHERE classid = 'pg_class'::regclass AND objid = class.oid AND deptype = 'e')
), fills AS (
    SELECT depend.objid AS sequence, depend.refobjid AS relation, depend.refobjsubid AS attribute, 1 AS preference
      FROM pg_depend AS depend
     WHERE depend.classid = 'pg_class'::regclass
       AND depend.refclassid = 'pg_class'::regclass
       AND depend.refobjsubid > 0
       AND depend.deptype IN ('a', 'i')
       AND depend.objid IN (SELECT oid FROM sequences)
     UNION ALL
    SELECT depend.refobjid, definition.adrelid, definition.adnum, 2
      FROM pg_depend AS depend
      JOIN pg_attrdef AS definition ON definition.oid = depend.objid
     WHERE depend.classid = 'pg_attrdef'::regclass
       AND depend.refclassid = 'pg_class'::regclass
       AND depend.refobjid IN (SELECT oid FROM sequences)
), base_types (oid, base) AS (
    SELECT DISTINCT attribute.atttypid, attribute.atttypid
      FROM fills
      JOIN pg_attribute AS attribute ON attribute.attrelid = fills.relation AND attribute.attnum = fills.attribute
     UNION
    SELECT base_types.oid, type.typbasetype
      FROM base_types JOIN pg_type AS type ON type.oid = base_types.base AND type.typtype = 'd'
), columns AS (
    SELECT fills.sequence,
           min(CASE base_types.base WHEN 'smallint'::regtype THEN 32767::numeric
                                    WHEN 'integer'::regtype THEN 2147483647::numeric END) AS limit_above,
           (array_agg(format('%I.%I.%I (%s)', namespace.nspname, class.relname, attribute.attname,
                             format_type(attribute.atttypid, attribute.atttypmod))
                      ORDER BY fills.preference, class.relispartition, class.oid, attribute.attnum))[1] AS name
      FROM fills
      JOIN pg_attribute AS attribute ON attribute.attrelid = fills.relation AND attribute.attnum = fills.attribute
      JOIN pg_class AS class ON class.oid = fills.relation
      JOIN pg_namespace AS namespace ON namespace.oid = class.relnamespace
      JOIN base_types ON base_types.oid = attribute.atttypid
     GROUP BY fills.sequence
), ranges AS (
    SELECT sequences.*, columns.name AS column_name,
           least(highest, columns.limit_above) AS last_above,
           greatest(lowest, -columns.limit_above - 1) AS last_below
      FROM sequences
      LEFT JOIN columns ON columns.sequence = sequences.oid
), candidates AS (
    SELECT ranges.*,
           greatest(CASE WHEN ascends THEN last_above - lowest + 1 ELSE highest - last_below + 1 END, 1) AS room
      FROM ranges
     WHERE NOT (seqcycle AND CASE WHEN ascends THEN highest <= last_above ELSE lowest >= last_below END)
), numbered AS (
    SELECT candidates.*, row_number() OVER (ORDER BY room, candidates.oid) AS number
      FROM candidates
), read AS (
    SELECT numbered.*, CASE WHEN readable THEN pg_sequence_last_value(numbered.oid) END::numeric AS last_value
      FROM numbered
     WHERE number <= current_setting('max_locks_per_transaction')::bigint
                     * (current_setting('max_connections')::bigint + current_setting('max_prepared_transactions')::bigint) / 4
), used AS (
    SELECT coalesce(column_name || ', ', '') || format('sequence %I.%I', nspname, relname) AS name,
           last_value, readable, nspname, room,
           (100 * CASE WHEN last_value IS NULL THEN 0
                       WHEN ascends THEN last_value - lowest + 1
                       ELSE highest - last_value + 1
                  END / room)::double precision AS percentage
      FROM read
), fullest AS (
    SELECT * FROM used ORDER BY percentage DESC, name LIMIT 20
)
SELECT coalesce((SELECT max(percentage) FROM used), 0) AS value,
       CASE WHEN EXISTS (SELECT FROM used)
            THEN (SELECT format('the fullest of %s: %s', (SELECT count(*) FROM used), name)
                    FROM fullest ORDER BY percentage DESC, name LIMIT 1)
            ELSE 'there are no sequences that could run out'
       END AS message,
       CASE WHEN EXISTS (SELECT FROM used WHERE NOT readable)
            THEN (SELECT format('hidden last values: those of %s of %s sequences',
                                count(*) FILTER (WHERE NOT readable), count(*))
                    FROM used)
            WHEN EXISTS (SELECT FROM numbered WHERE room / abs(increment) < 1e18 AND oid NOT IN (SELECT oid FROM read))
            THEN format('only %s of %s sequences were read: to lock more could starve others (see max_locks_per_transaction)',
                        (SELECT count(*) FROM used),
                        (SELECT count(*) FROM numbered WHERE room / abs(increment) < 1e18 OR oid IN (SELECT oid FROM read)))
       END AS blind,
       (SELECT format('GRANT SELECT ON ALL SEQUENCES IN SCHEMA %s TO %I',
                      string_agg(DISTINCT quote_ident(nspname), ', '), current_user)
          FROM used WHERE NOT readable HAVING count(*) > 0) AS missing_grant,
       (SELECT array_agg(format('%s: at %s, %s %%', name, last_value, round(percentage::numeric, 1))
                         ORDER BY percentage DESC, name) FROM fullest) AS objects,
       (SELECT array_agg(percentage ORDER BY percentage DESC, name) FROM fullest) AS object_values,
       (SELECT array_agg(name ORDER BY percentage DESC, name) FROM fullest) AS counted,
       (SELECT array_agg(percentage / 100 * room ORDER BY percentage DESC, name) FROM fullest)::double precision[] AS counts,
       (SELECT array_agg(room ORDER BY percentage DESC, name) FROM fullest)::double precision[] AS ends,
       extract(epoch FROM clock_timestamp())::double precision AS at
