//! What VACUUM has to keep ahead of.

use super::{limits, warning};
use crate::health::check::{Answer, Check, Group, Unit};
use crate::health::threshold::Direction;

const BASE: Check = Check { group: Group::Vacuum, ..super::BASE };

pub(super) const CHECKS: &[Check] = &[
    Check {
        name: "transaction_id_age",
        meaning: "how much of the way to wraparound the oldest transaction id or multixact id of any database has gone",
        why: "at 2^31 the server refuses every write until somebody has vacuumed for hours; 40 % is far beyond where \
              autovacuum steps in (200 million, 9 %), 75 % is where its failsafe drops all else (1.6 thousand million)",
        sql: include_str!("../../postgres/queries/health_transaction_id_age.sql"),
        unit: Unit::Percent,
        thresholds: limits(40.0, 75.0),
        remedy: "find what holds VACUUM back (old transactions, prepared transactions, replication slots), end it, then run \
                 VACUUM (FREEZE) in the databases named; at 100 % the server refuses to write",
        ..BASE
    },
    Check {
        name: "transaction_id_time_left",
        meaning: "how long until the first database cannot give out ids any more, at the rate of the last day or two (--state)",
        why: "autovacuum keeps ages below a tenth; where one is past a quarter and goes on rising, freezing does not keep up: a large \
              table takes days",
        sql: include_str!("../../postgres/queries/health_transaction_id_age.sql"),
        answer: Answer::Forecast("id"),
        unit: Unit::Seconds,
        direction: Direction::LowIsBad,
        thresholds: limits(30.0 * 86_400.0, 7.0 * 86_400.0),
        remedy: "as for transaction_id_age: find what holds VACUUM back, end it, then VACUUM (FREEZE)",
        ..BASE
    },
    Check {
        name: "xmin_horizon",
        meaning: "how many transactions old the oldest snapshot is that VACUUM must respect, and who holds it",
        why: "what was deleted since stays in every table and index of the database; ten million transactions are hours of \
              a busy server, a hundred million half the way to a forced freeze",
        sql: include_str!("../../postgres/queries/health_xmin_horizon.sql"),
        answer: Answer::Worst("holder of the xmin horizon"),
        thresholds: limits(10_000_000.0, 100_000_000.0),
        remedy: "end what holds it: the session, the prepared transaction, the slot without consumer, the query on the \
                 standby; then VACUUM can go on",
        ..BASE
    },
    Check {
        name: "overdue_freeze",
        meaning: "age of the oldest table, in times of the age at which autovacuum must freeze it",
        why: "up to 1 is normal; at 1.1 autovacuum does not keep up, at 1.25 it does not come at all",
        sql: include_str!("../../postgres/queries/health_overdue_freeze.sql"),
        answer: Answer::Worst("table past the age at which it must be frozen"),
        unit: Unit::Times,
        thresholds: limits(1.1, 1.25),
        remedy: "see xmin_horizon for what may hold it back, then freeze the tables by hand",
        lock: Some("SHARE UPDATE EXCLUSIVE on the table: reads and writes go on"),
        ..BASE
    },
    Check {
        name: "dead_rows",
        meaning: "dead rows of the worst table, in times of the number at which autovacuum comes to it",
        why: "a table is above 1 for minutes as a rule; at 2 autovacuum does not keep up, at 5 something keeps it away",
        sql: include_str!("../../postgres/queries/health_dead_rows.sql"),
        answer: Answer::Worst("table with dead rows"),
        unit: Unit::Times,
        thresholds: limits(2.0, 5.0),
        remedy: "see xmin_horizon for what may hold it back, then vacuum; where it comes back, lower \
                 autovacuum_vacuum_scale_factor of the table, or give autovacuum more workers and a higher cost limit",
        lock: Some("SHARE UPDATE EXCLUSIVE on the table: reads and writes go on"),
        ..BASE
    },
    Check {
        name: "stale_statistics",
        meaning: "rows of the worst table that changed since it was analysed, in times of the number at which autovacuum \
                  does that",
        why: "plans are made for a table that is no more; at 5 autovacuum has missed its turn",
        sql: include_str!("../../postgres/queries/health_stale_statistics.sql"),
        answer: Answer::Worst("table with changed rows"),
        unit: Unit::Times,
        thresholds: warning(5.0),
        remedy: "analyse it; see autovacuum_disabled",
        lock: Some("SHARE UPDATE EXCLUSIVE on the table: reads and writes go on"),
        ..BASE
    },
    Check {
        name: "missing_statistics",
        meaning: "rows of the largest table of whose columns the planner knows nothing",
        why: "plans are guesses: a nested loop over millions; it is so after pg_upgrade before PostgreSQL 18, and of partitioned tables, which \
              autovacuum never analyses as a whole; below ten thousand rows a guess does",
        sql: include_str!("../../postgres/queries/health_missing_statistics.sql"),
        answer: Answer::Worst("table without statistics"),
        thresholds: warning(10_000.0),
        grant: Some("GRANT pg_read_all_data TO {role}"),
        remedy: "analyse it; after an upgrade the whole database; a partitioned table from time to time",
        lock: Some("SHARE UPDATE EXCLUSIVE on the table, of a partitioned one its partitions too: reads and writes go on"),
        ..BASE
    },
    Check {
        name: "autovacuum_disabled",
        meaning: "where autovacuum is switched off, for the whole server or a table",
        why: "dead rows stay, statistics grow old, and one day a freeze comes at the worst of times; it is well only where \
              somebody vacuums by hand",
        sql: include_str!("../../postgres/queries/health_autovacuum_disabled.sql"),
        answer: Answer::Count("place without autovacuum"),
        remedy: "switch it on again; where it came at a bad time, tune it for this table instead",
        lock: Some("SHARE UPDATE EXCLUSIVE on the table: reads and writes go on"),
        ..BASE
    },
    Check {
        name: "table_bloat",
        meaning: "empty pages of the worst table above 100 MB, of all it has (an estimate)",
        why: "what VACUUM frees stays with the table: reads go through it, backups carry it; an estimate from statistics errs by ten \
              or twenty per cent, so that only from half on it tells something",
        sql: include_str!("../../postgres/queries/health_table_bloat.sql"),
        answer: Answer::Worst("table above 100 MB"),
        unit: Unit::Percent,
        thresholds: limits(50.0, 80.0),
        grant: Some("GRANT pg_read_all_data TO {role}"),
        remedy: "see dead_rows and xmin_horizon for how it came to it; pg_repack gives the room back online, VACUUM (FULL) under ACCESS \
                 EXCLUSIVE; it is well where as much is deleted and inserted again and again",
        ..BASE
    },
    Check {
        name: "index_bloat",
        meaning: "empty pages of the worst B-tree index above 100 MB, of all it has (an estimate)",
        why: "pages of which a few entries are left are not given back: scans and the cache pay for them; an estimate as for tables",
        sql: include_str!("../../postgres/queries/health_index_bloat.sql"),
        answer: Answer::Worst("index above 100 MB"),
        unit: Unit::Percent,
        thresholds: limits(50.0, 80.0),
        grant: Some("GRANT pg_read_all_data TO {role}"),
        remedy: "build it anew",
        lock: Some("SHARE UPDATE EXCLUSIVE on the table: reads and writes go on"),
        ..BASE
    },
];
