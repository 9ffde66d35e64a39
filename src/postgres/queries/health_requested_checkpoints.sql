-- One row as health::Answer::Share describes: checkpoints that came before their time, of all. From PostgreSQL 17 on, for any role.
SELECT num_requested::double precision AS count, (num_timed + num_requested)::double precision AS of,
       extract(epoch FROM stats_reset)::double precision AS counts_since,
       extract(epoch FROM clock_timestamp())::double precision AS at
  FROM pg_stat_checkpointer
