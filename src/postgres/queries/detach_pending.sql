-- $1 text: a table as a SQL name. Whether an interrupted DETACH … CONCURRENTLY left it half detached. From PostgreSQL 14 on.
SELECT EXISTS (SELECT FROM pg_inherits WHERE inhrelid = to_regclass($1) AND inhdetachpending)
