//! Whether WAL gets where it should.

use super::{SEE_SESSIONS, critical, limits, warning};
use crate::health::check::{Answer, Check, Group, Unit};

const BASE: Check = Check { group: Group::Replication, ..super::BASE };

pub(super) const CHECKS: &[Check] = &[
    Check {
        name: "lost_slots",
        meaning: "replication slots whose WAL is gone, or goes at the next checkpoint",
        why: "a consumer of a lost slot never catches up: it must be built anew",
        sql: include_str!("../../postgres/queries/health_lost_slots.sql"),
        answer: Answer::Count("lost replication slot"),
        thresholds: critical(0.0),
        remedy: "unreserved: get the consumer going at once, or raise max_slot_wal_keep_size; lost: drop the slot and \
                 build the consumer anew",
        ..BASE
    },
    Check {
        name: "slot_retention",
        meaning: "WAL that the slowest replication slot keeps from being removed",
        why: "without max_slot_wal_keep_size it goes on until the disk is full and the server stops; 1 and 5 GiB are what \
              monitoring commonly starts from",
        sql: include_str!("../../postgres/queries/health_slot_retention.sql"),
        answer: Answer::Worst("replication slot"),
        unit: Unit::Bytes,
        thresholds: limits(1_073_741_824.0, 5_368_709_120.0),
        remedy: "get its consumer going; if there is none any more, drop the slot; and set max_slot_wal_keep_size",
        ..BASE
    },
    Check {
        name: "inactive_slots",
        meaning: "replication slots that keep WAL or rows, and that nobody reads",
        why: "each is the beginning of a full disk",
        sql: include_str!("../../postgres/queries/health_inactive_slots.sql"),
        answer: Answer::Count("inactive replication slot"),
        remedy: "get its consumer going, or drop the slot where nobody wants it any more: its consumer must then be built \
                 anew",
        ..BASE
    },
    Check {
        name: "archiver",
        meaning: "for how long no WAL file could be archived, where the last try failed or hangs",
        why: "there is no backup of what happened since, and the WAL stays until the disk is full",
        sql: include_str!("../../postgres/queries/health_archiver.sql"),
        unit: Unit::Seconds,
        thresholds: limits(0.0, 300.0),
        remedy: "the server log has what archive_command said; after it is mended the archiver goes on by itself",
        ..BASE
    },
    Check {
        name: "archiver_failures",
        meaning: "attempts an hour to archive a WAL file that failed lately, even where a later one did not",
        why: "where archiving works only now and then, one day it will not; see archiver for whether it works now",
        sql: include_str!("../../postgres/queries/health_archiver_failures.sql"),
        answer: Answer::Rate("failed attempt"),
        thresholds: warning(1.0),
        remedy: "the server log has what archive_command said",
        ..BASE
    },
    Check {
        name: "subscription_errors",
        meaning: "errors an hour of the subscriptions of this database lately",
        why: "a worker that meets a row it cannot apply is started again and again, and looks alive in between",
        sql: include_str!("../../postgres/queries/health_subscription_errors.sql"),
        answer: Answer::Rate("error"),
        thresholds: warning(1.0),
        since: 15,
        remedy: "the server log has the row: mend it here, or skip it (ALTER SUBSCRIPTION … SKIP)",
        ..BASE
    },
    Check {
        name: "replication_lag",
        meaning: "WAL that the slowest standby has not replayed yet, as this server sees it",
        why: "what a failover would lose, or make wait for; 50 MB and 1 GB are common marks",
        sql: include_str!("../../postgres/queries/health_replication_lag.sql"),
        answer: Answer::Worst("standby"),
        unit: Unit::Bytes,
        thresholds: limits(52_428_800.0, 1_073_741_824.0),
        grant: SEE_SESSIONS,
        remedy: "look at the standby: its disk, its network, queries there that replay waits for \
                 (max_standby_streaming_delay)",
        ..BASE
    },
    Check {
        name: "replication_delay",
        meaning: "for how long the slowest standby is behind, as this server sees it; on a standby itself, by what it has replayed",
        why: "reads there are as old; one and five minutes are common marks; a primary measures it when a standby replays, so that one \
              whose replay stands still is found by replication_lag",
        sql: include_str!("../../postgres/queries/health_replication_delay.sql"),
        answer: Answer::Worst("standby that is behind"),
        unit: Unit::Seconds,
        thresholds: limits(60.0, 300.0),
        grant: Some("GRANT pg_monitor TO {role}"),
        remedy: "look at the standby: its disk, its network, queries there that replay waits for \
                 (max_standby_streaming_delay), and recovery_min_apply_delay, which makes it so on purpose",
        ..BASE
    },
    Check {
        name: "standby_receiver",
        meaning: "on a standby: that it receives WAL and replays it",
        why: "a standby that receives nothing shows no lag of its own: all that it has it has replayed",
        sql: include_str!("../../postgres/queries/health_standby_receiver.sql"),
        answer: Answer::Count("fault of the standby"),
        thresholds: critical(0.0),
        grant: Some("GRANT pg_read_all_settings TO {role}"),
        remedy: "the log of the standby says why the primary is not reached; a paused replay is resumed by hand",
        ..BASE
    },
    Check {
        name: "synchronous_standbys",
        meaning: "that there are as many standbys as synchronous_standby_names waits for",
        why: "with fewer every COMMIT waits for ever",
        sql: include_str!("../../postgres/queries/health_synchronous_standbys.sql"),
        answer: Answer::Count("want of a synchronous standby"),
        thresholds: critical(0.0),
        grant: SEE_SESSIONS,
        remedy: "bring the standby back, or take it out of synchronous_standby_names and reload",
        ..BASE
    },
    Check {
        name: "subscriptions",
        meaning: "subscriptions of this database that are disabled or have no worker",
        why: "nothing arrives, and on the publisher the slot keeps its WAL",
        sql: include_str!("../../postgres/queries/health_subscriptions.sql"),
        answer: Answer::Count("subscription without flow"),
        remedy: "the server log has what the worker stumbled over; mend it (a conflicting row as a rule), or enable the \
                 subscription",
        ..BASE
    },
    Check {
        name: "subscription_tables",
        meaning: "tables of subscriptions whose first copy has not been made, and that nobody copies",
        why: "the copy fails and is begun anew every few seconds; meanwhile the table stays as it was, and the publisher keeps a slot for it",
        sql: include_str!("../../postgres/queries/health_subscription_tables.sql"),
        answer: Answer::Count("table without its first copy"),
        remedy: "the server log says what the copy met: a column that is not there, rows that are there already, a privilege",
        ..BASE
    },
    Check {
        name: "replica_identity",
        meaning: "published tables whose rows cannot be told apart",
        why: "with UPDATE or DELETE published, these statements fail on such a table",
        sql: include_str!("../../postgres/queries/health_replica_identity.sql"),
        before: Some((15, include_str!("../../postgres/queries/health_replica_identity_13.sql"))),
        answer: Answer::Count("published table without replica identity"),
        thresholds: critical(0.0),
        remedy: "give it a primary key; until then REPLICA IDENTITY FULL, which is slow to replay",
        lock: Some("ACCESS EXCLUSIVE on the table for a moment: set lock_timeout first"),
        ..BASE
    },
];
