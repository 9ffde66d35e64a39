-- One row per collation as health::Answer::Count describes: collations whose library has another version than when what is sorted by
-- them was built; the database's own one too, from PostgreSQL 15 on (older ones do not record it). Collations without a version (C,
-- POSIX) have none to differ. Only those that an index uses. From PostgreSQL 13 on, for any role.
SELECT format('collation %s: built with version %s, the library has %s', named.oid::regcollation, collversion,
              pg_collation_actual_version(named.oid)) AS object
  FROM pg_collation AS named
 WHERE collversion IS NOT NULL
   AND collversion <> pg_collation_actual_version(named.oid)
   AND EXISTS (SELECT FROM pg_index WHERE named.oid = ANY (indcollation::oid[]))
 UNION ALL
SELECT format('the database: built with version %s, the library has %s', recorded ->> 'datcollversion', actual.version)
  FROM (SELECT oid, to_jsonb(pg_database) AS recorded FROM pg_database WHERE datname = current_database()) AS database
 CROSS JOIN LATERAL (SELECT pg_collation_actual_version(100) AS version) AS actual
 WHERE recorded ->> 'datcollversion' IS NOT NULL AND recorded ->> 'datcollversion' <> actual.version
