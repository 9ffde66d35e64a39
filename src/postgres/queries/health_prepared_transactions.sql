-- One row per prepared transaction of any database as health::Answer::Worst describes: how long it has been prepared. From
-- PostgreSQL 13 on, for any role. Only its owner or a superuser, in its database, can end it.
SELECT format('%L of role %I in database %I, prepared %s s ago', gid, owner, database,
              round(extract(epoch FROM clock_timestamp() - prepared))) AS object,
       greatest(extract(epoch FROM clock_timestamp() - prepared), 0)::double precision AS value,
       format('ROLLBACK PREPARED %L', gid) AS remedy
  FROM pg_prepared_xacts
