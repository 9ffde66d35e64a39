//! The checks. The first three are LayoverHQ's, with its numbers; a new one is a row here and a file of SQL.

use super::check::{Check, Extension, Group, Unit};
use super::threshold::{Direction, Thresholds};

/// Lets a role see what other roles' sessions do.
const SEE_SESSIONS: Option<&str> = Some("GRANT pg_read_all_stats TO {role}");

const fn thresholds(warning: f64, critical: f64) -> Thresholds {
    Thresholds { warning, critical: Some(critical) }
}

/// Every check, in the order in which it is run and shown.
pub const CHECKS: &[Check] = &[
    Check {
        name: "connections",
        group: Group::Capacity,
        meaning: "client connections in use, of those that ordinary roles may open; our own is not counted",
        sql: include_str!("../postgres/queries/health_connections.sql"),
        unit: Unit::Percent,
        direction: Direction::HighIsBad,
        thresholds: thresholds(80.0, 90.0),
        since: 13,
        extension: None,
        grant: SEE_SESSIONS,
        remedy: "find who holds so many and make their pools smaller, or put a pooler such as PgBouncer in between; \
                 raising max_connections takes a restart and memory",
    },
    Check {
        name: "cache_hit_ratio",
        group: Group::Capacity,
        meaning: "blocks of this database found in shared_buffers, of those asked for since its statistics were reset",
        sql: include_str!("../postgres/queries/health_cache_hit_ratio.sql"),
        unit: Unit::Percent,
        direction: Direction::LowIsBad,
        thresholds: thresholds(90.0, 80.0),
        since: 13,
        extension: None,
        grant: None,
        remedy: "look for large sequential scans (seq_tup_read in pg_stat_user_tables) and missing indexes first, then \
                 raise shared_buffers",
    },
    Check {
        name: "slow_queries",
        group: Group::Queries,
        meaning: "statements of this database that take more than 1000 ms on average (pg_stat_statements)",
        sql: include_str!("../postgres/queries/health_slow_queries.sql"),
        unit: Unit::Count,
        direction: Direction::HighIsBad,
        thresholds: thresholds(50.0, 100.0),
        since: 13,
        extension: Some(Extension { name: "pg_stat_statements", since: (1, 8) }),
        grant: Some("GRANT SELECT ON pg_stat_statements TO {role}"),
        remedy: "run EXPLAIN (ANALYZE, BUFFERS) on the statements that take the most time in total",
    },
    Check {
        name: "idle_in_transaction",
        group: Group::Sessions,
        meaning: "how long the longest idle session has left its transaction open, in any database of the server",
        sql: include_str!("../postgres/queries/health_idle_in_transaction.sql"),
        unit: Unit::Seconds,
        direction: Direction::HighIsBad,
        thresholds: thresholds(300.0, 900.0),
        since: 13,
        extension: None,
        grant: SEE_SESSIONS,
        remedy: "an open transaction keeps its locks and keeps VACUUM from cleaning up: make the application commit before \
                 it waits for anything else, and set idle_in_transaction_session_timeout",
    },
    Check {
        name: "blocked_sessions",
        group: Group::Sessions,
        meaning: "how long the longest blocked session has waited for a lock, in any database of the server",
        sql: include_str!("../postgres/queries/health_blocked_sessions.sql"),
        unit: Unit::Seconds,
        direction: Direction::HighIsBad,
        thresholds: thresholds(60.0, 120.0),
        since: 13,
        extension: None,
        grant: SEE_SESSIONS,
        remedy: "look at the session at the root of the queue; ending it frees everybody behind it, and rolls back its work",
    },
    Check {
        name: "transaction_id_age",
        group: Group::Vacuum,
        meaning: "how much of the way to wraparound the oldest transaction id or multixact id of any database has gone",
        sql: include_str!("../postgres/queries/health_transaction_id_age.sql"),
        unit: Unit::Percent,
        direction: Direction::HighIsBad,
        thresholds: thresholds(40.0, 75.0),
        since: 13,
        extension: None,
        grant: None,
        remedy: "find what holds VACUUM back (old transactions, prepared transactions, replication slots), end it, then run \
                 VACUUM (FREEZE) in the databases named; at 100 % the server refuses to write",
    },
    Check {
        name: "invalid_indexes",
        group: Group::Schema,
        meaning: "indexes left behind by a CREATE, REINDEX or DROP INDEX CONCURRENTLY that did not finish",
        sql: include_str!("../postgres/queries/health_invalid_indexes.sql"),
        unit: Unit::Count,
        direction: Direction::HighIsBad,
        thresholds: Thresholds { warning: 0.0, critical: None },
        since: 13,
        extension: None,
        grant: SEE_SESSIONS,
        remedy: "every write keeps them up to date and no query uses them: build them anew, or drop them; a unique one that \
                 cannot be built has duplicates in its table",
    },
    Check {
        name: "integer_exhaustion",
        group: Group::Schema,
        meaning: "how much of its range the fullest sequence has used up: its own, or that of the column that it fills",
        sql: include_str!("../postgres/queries/health_integer_exhaustion.sql"),
        unit: Unit::Percent,
        direction: Direction::HighIsBad,
        thresholds: thresholds(75.0, 90.0),
        since: 13,
        extension: None,
        grant: Some("GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}"),
        remedy: "make the column, and those that refer to it, bigint while there is time: add a bigint column, fill it in \
                 batches, swap the two; at 100 % every INSERT fails",
    },
];
