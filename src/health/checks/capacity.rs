//! How much of what the server has is in use.

use super::{SEE_SESSIONS, critical, limits, warning};
use crate::health::check::{Answer, Check, Group, Unit};
use crate::health::threshold::Direction;

const BASE: Check = Check { group: Group::Capacity, ..super::BASE };

pub(super) const CHECKS: &[Check] = &[
    Check {
        name: "connections",
        meaning: "client connections in use, of those that ordinary roles may open; our own is not counted",
        why: "when the last slot is taken nobody gets in, the operator neither but by a reserved slot; 80 and 90 % are the numbers \
              of LayoverHQ, and close to those that most monitoring starts from",
        sql: include_str!("../../postgres/queries/health_connections.sql"),
        unit: Unit::Percent,
        thresholds: limits(80.0, 90.0),
        grant: SEE_SESSIONS,
        remedy: "find who holds so many and make their pools smaller, or put a pooler such as PgBouncer in between; \
                 raising max_connections takes a restart and memory",
        ..BASE
    },
    Check {
        name: "cache_hit_ratio",
        meaning: "blocks of this database found in shared_buffers, of those asked for lately",
        why: "what is not found in shared_buffers is read from the system, or the disk; the numbers are those of LayoverHQ: an \
              application whose working set fits has more than 99 %, reports over cold data have less and nothing is wrong; below \
              a million blocks (8 GB) a cold cache would count as a bad one",
        sql: include_str!("../../postgres/queries/health_cache_hit_ratio.sql"),
        answer: Answer::Share { one: "block request", sample: 1e6 },
        unit: Unit::Percent,
        direction: Direction::LowIsBad,
        thresholds: limits(90.0, 80.0),
        remedy: "look for large sequential scans (seq_tup_read in pg_stat_user_tables) and missing indexes first, then \
                 raise shared_buffers",
        ..BASE
    },
    Check {
        name: "connection_limits",
        meaning: "connections of a role or database in use, of those that its CONNECTION LIMIT allows",
        why: "at 100 % the next connection is refused, however idle the server is; the same numbers as for all connections",
        sql: include_str!("../../postgres/queries/health_connection_limits.sql"),
        answer: Answer::Worst("connection limit"),
        unit: Unit::Percent,
        thresholds: limits(80.0, 90.0),
        remedy: "make the pools of that application smaller, or raise the limit (ALTER ROLE or DATABASE … CONNECTION \
                 LIMIT)",
        ..BASE
    },
    Check {
        name: "unsafe_settings",
        meaning: "settings that trade data for speed, or hide its loss",
        why: "with any of them a crash, or one bad page, can cost data, and nobody is told",
        sql: include_str!("../../postgres/queries/health_unsafe_settings.sql"),
        answer: Answer::Count("unsafe setting"),
        thresholds: critical(0.0),
        remedy: "set them back, then reload (fsync, full_page_writes) or restart; what was written meanwhile may already \
                 be damaged; what is on the command line is changed where the server is started",
        ..BASE
    },
    Check {
        name: "doubtful_settings",
        meaning: "settings under which a crash takes commits along that were reported as done, or foreign keys are not checked, or no \
                  backup of the running server, archive or standby can be made; more memory for buffers than the planner counts on",
        why: "some applications want it so, and set it for their own transactions; for a whole server, database or role it should be \
              somebody's decision",
        sql: include_str!("../../postgres/queries/health_doubtful_settings.sql"),
        answer: Answer::Count("doubtful setting"),
        remedy: "set it back, or for the transactions alone that can do without: SET LOCAL synchronous_commit = off; what is on the \
                 command line is changed where the server is started",
        ..BASE
    },
    Check {
        name: "hba_errors",
        meaning: "lines of pg_hba.conf that the server cannot take",
        why: "the server goes on with the rules that it had; after the next restart it does not start",
        sql: include_str!("../../postgres/queries/health_hba_errors.sql"),
        answer: Answer::Count("line with an error"),
        thresholds: critical(0.0),
        grant: Some(
            "GRANT EXECUTE ON FUNCTION pg_catalog.pg_hba_file_rules() TO {role}; GRANT SELECT ON pg_catalog.pg_hba_file_rules TO {role}",
        ),
        reserved: Some("only a superuser may read pg_hba.conf"),
        remedy: "mend the line, reload, and look again",
        ..BASE
    },
    Check {
        name: "config_errors",
        meaning: "lines of postgresql.conf, or of what it includes, that the server cannot take",
        why: "the server goes on with the values that it had, and takes no other change of the file either; after the next restart it \
              does not start",
        sql: include_str!("../../postgres/queries/health_config_errors.sql"),
        answer: Answer::Count("line with an error"),
        thresholds: critical(0.0),
        apart: true,
        grant: Some(
            "GRANT EXECUTE ON FUNCTION pg_catalog.pg_show_all_file_settings() TO {role}; GRANT SELECT ON pg_catalog.pg_file_settings TO {role}",
        ),
        reserved: Some("only a superuser may read postgresql.conf"),
        remedy: "mend the line, reload, and look again",
        ..BASE
    },
    Check {
        name: "pending_restart",
        meaning: "settings that were changed and wait for a restart",
        why: "the file says one thing and the server does another, until a restart that nobody connects with the change",
        sql: include_str!("../../postgres/queries/health_pending_restart.sql"),
        answer: Answer::Count("setting with a pending restart"),
        remedy: "restart in a quiet hour, or take the change back",
        ..BASE
    },
    Check {
        name: "checksum_failures",
        meaning: "pages of which the checksum was wrong since the statistics were reset",
        why: "one is a disk, a memory or a file system that changes data",
        sql: include_str!("../../postgres/queries/health_checksum_failures.sql"),
        answer: Answer::Worst("database with checksum failures"),
        thresholds: critical(0.0),
        remedy: "take a copy of the server as it is, find the damaged pages with pg_checksums or pg_amcheck, restore them \
                 from a backup; after that pg_stat_reset() clears the count",
        ..BASE
    },
    Check {
        name: super::EXPECTED_SETTINGS,
        meaning: "settings that are not what pgkeel.toml expects ([health.settings])",
        why: "a server that was set up by hand, or restored, is not the one that was measured; a change that waits for a restart is \
              none yet",
        sql: include_str!("../../postgres/queries/health_expected_settings.sql"),
        answer: Answer::Count("setting with another value than expected"),
        grant: Some("GRANT pg_read_all_settings TO {role}"),
        remedy: "set it, then reload, or restart where it needs that; or expect what it is",
        ..BASE
    },
    Check {
        name: "temp_files",
        meaning: "bytes an hour that queries wrote to temporary files lately",
        why: "sorts and hashes that do not fit into work_mem go to disk: one gigabyte an hour is worth a look, ten are felt by all",
        sql: include_str!("../../postgres/queries/health_temp_files.sql"),
        answer: Answer::Rate("temporary file"),
        unit: Unit::Bytes,
        thresholds: limits(1_073_741_824.0, 10_737_418_240.0),
        remedy: "find the queries by log_temp_files or temp_blks_written of pg_stat_statements, then give these, and not \
                 all, more work_mem",
        ..BASE
    },
    Check {
        name: "deadlocks",
        meaning: "deadlocks an hour lately",
        why: "each one ends a transaction; now and then one may happen, five in a minute are a way of locking that must change",
        sql: include_str!("../../postgres/queries/health_deadlocks.sql"),
        answer: Answer::Rate("deadlock"),
        thresholds: limits(0.5, 300.0),
        remedy: "the server log names the statements: take the locks in the same order everywhere",
        ..BASE
    },
    Check {
        name: "rollbacks",
        meaning: "transactions of this database that were rolled back, of all lately",
        why: "an application that fails again and again shows here first; some roll back by habit: then raise the threshold, ten per \
              cent is a common mark",
        sql: include_str!("../../postgres/queries/health_rollbacks.sql"),
        answer: Answer::Share { one: "transaction", sample: 1e4 },
        unit: Unit::Percent,
        thresholds: warning(10.0),
        remedy: "look for the errors in the server log, by application_name",
        ..BASE
    },
    Check {
        name: "requested_checkpoints",
        meaning: "checkpoints that came before checkpoint_timeout, of all lately",
        why: "they come when max_wal_size is full, and each makes whole pages go to WAL again; more than half is a common mark; backups \
              and CREATE DATABASE ask for some too",
        sql: include_str!("../../postgres/queries/health_requested_checkpoints.sql"),
        before: Some((17, include_str!("../../postgres/queries/health_requested_checkpoints_13.sql"))),
        answer: Answer::Share { one: "checkpoint", sample: 10.0 },
        unit: Unit::Percent,
        thresholds: warning(50.0),
        remedy: "raise max_wal_size until checkpoints come by checkpoint_timeout",
        ..BASE
    },
];
