-- One row as health::Answer::Share describes: checkpoints that came before their time, of all. For PostgreSQL 13 to 16, any role.
SELECT checkpoints_req::double precision AS count, (checkpoints_timed + checkpoints_req)::double precision AS of,
       extract(epoch FROM stats_reset)::double precision AS counts_since,
       extract(epoch FROM clock_timestamp())::double precision AS at
  FROM pg_stat_bgwriter
