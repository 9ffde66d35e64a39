//! Who is in whose way.

use super::{SEE_SESSIONS, limits};
use crate::health::check::{Answer, Check, Group, Unit};

const BASE: Check = Check { group: Group::Sessions, ..super::BASE };

pub(super) const CHECKS: &[Check] = &[
    Check {
        name: "idle_in_transaction",
        meaning: "how long the longest idle session has left its transaction open, in any database of the server",
        why: "five minutes are longer than any application has reason to think; after fifteen the dead rows and the \
              queue behind its locks are felt",
        sql: include_str!("../../postgres/queries/health_idle_in_transaction.sql"),
        unit: Unit::Seconds,
        thresholds: limits(300.0, 900.0),
        grant: SEE_SESSIONS,
        remedy: "an open transaction keeps its locks and keeps VACUUM from cleaning up: make the application commit before \
                 it waits for anything else, and set idle_in_transaction_session_timeout",
        ..BASE
    },
    Check {
        name: "blocked_sessions",
        meaning: "how long the longest blocked session has waited for a lock, in any database of the server",
        why: "users wait as long; one and two minutes are what monitoring commonly starts from, and longer than any \
              lock_timeout that a migration should have",
        sql: include_str!("../../postgres/queries/health_blocked_sessions.sql"),
        unit: Unit::Seconds,
        thresholds: limits(60.0, 120.0),
        grant: SEE_SESSIONS,
        remedy: "look at the session at the root of the queue; ending it frees everybody behind it, and rolls back its \
                 work",
        ..BASE
    },
    Check {
        name: "long_transactions",
        meaning: "how long the longest client session has had a transaction open, in any database of the server",
        why: "it keeps VACUUM from removing what was deleted since, and its locks; after an hour even a report is long, \
              after four something is stuck",
        sql: include_str!("../../postgres/queries/health_long_transactions.sql"),
        answer: Answer::Worst("session with an open transaction"),
        unit: Unit::Seconds,
        thresholds: limits(3600.0, 14400.0),
        grant: SEE_SESSIONS,
        remedy: "find out what it does; cancel it, or end the session: its work is rolled back",
        ..BASE
    },
    Check {
        name: "prepared_transactions",
        meaning: "how long the oldest prepared transaction has waited for its COMMIT PREPARED",
        why: "it survives its session and even a restart, with all its locks and its hold on VACUUM; transaction managers \
              take seconds",
        sql: include_str!("../../postgres/queries/health_prepared_transactions.sql"),
        answer: Answer::Worst("prepared transaction"),
        unit: Unit::Seconds,
        thresholds: limits(300.0, 3600.0),
        remedy: "ask its transaction manager whether it is to be committed; if that has forgotten it, roll it back",
        ..BASE
    },
    Check {
        name: "lock_table",
        meaning: "objects in the shared lock table, of those that it is planned for",
        why: "where it is full, statements fail with out of shared memory, the backup too",
        sql: include_str!("../../postgres/queries/health_lock_table.sql"),
        unit: Unit::Percent,
        thresholds: limits(50.0, 80.0),
        remedy: "look for transactions that touch thousands of partitions or tables; raising max_locks_per_transaction \
                 takes a restart",
        ..BASE
    },
];
