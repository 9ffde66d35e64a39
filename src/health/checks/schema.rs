//! What the tables, indexes, constraints and sequences are like.

use super::{SEE_SESSIONS, critical, info, limits, warning};
use crate::health::check::{Answer, Check, Group, Unit};
use crate::health::threshold::{Direction, Thresholds};

const BASE: Check = Check { group: Group::Schema, ..super::BASE };

pub(super) const CHECKS: &[Check] = &[
    Check {
        name: "invalid_indexes",
        meaning: "indexes left behind by a CREATE, REINDEX or DROP INDEX CONCURRENTLY that did not finish",
        why: "one is one too many: it costs every write and helps no query; a unique one does not keep duplicates out",
        sql: include_str!("../../postgres/queries/health_invalid_indexes.sql"),
        thresholds: warning(0.0),
        grant: SEE_SESSIONS,
        remedy: "every write keeps them up to date and no query uses them: build them anew, or drop them; a unique one that \
                 cannot be built has duplicates in its table",
        lock: Some("SHARE UPDATE EXCLUSIVE on the table: reads and writes go on"),
        ..BASE
    },
    Check {
        name: "integer_exhaustion",
        meaning: "how much of its range the fullest sequence has used up: its own, or that of the column that it fills",
        why: "at 100 % every INSERT fails, and the way out takes weeks on a large table: from 75 % on there is time, \
              from 90 % on there is little",
        sql: include_str!("../../postgres/queries/health_integer_exhaustion.sql"),
        unit: Unit::Percent,
        thresholds: limits(75.0, 90.0),
        grant: Some("GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}"),
        remedy: "make the column, and those that refer to it, bigint while there is time: add a bigint column, fill it in \
                 batches, swap the two; at 100 % every INSERT fails",
        ..BASE
    },
    Check {
        name: "integer_time_left",
        meaning: "how long until the first sequence has used up its range, at the rate of the last day or two (--state)",
        why: "a large table takes weeks to convert: ninety days are time to plan, thirty to begin; what is used by less than a \
              quarter is left out",
        sql: include_str!("../../postgres/queries/health_integer_exhaustion.sql"),
        answer: Answer::Forecast("sequence"),
        unit: Unit::Seconds,
        direction: Direction::LowIsBad,
        thresholds: limits(90.0 * 86_400.0, 30.0 * 86_400.0),
        grant: Some("GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}"),
        remedy: "as for integer_exhaustion: make the column, and those that refer to it, bigint while there is time",
        ..BASE
    },
    Check {
        name: "duplicate_indexes",
        meaning: "indexes that are the same as another one of their table",
        why: "each costs every write, room and memory, and helps nobody",
        sql: include_str!("../../postgres/queries/health_duplicate_indexes.sql"),
        answer: Answer::Count("duplicate index"),
        thresholds: info(0.0),
        remedy: "drop one of the two",
        lock: Some(
            "SHARE UPDATE EXCLUSIVE on the table: reads and writes go on; of a partitioned table, or with a constraint, ACCESS EXCLUSIVE",
        ),
        ..BASE
    },
    Check {
        name: "redundant_indexes",
        meaning: "indexes whose columns are the first ones of a wider index, or all of a unique one or of one that includes more",
        why: "the other one answers what it answers, the wider a little slower; it costs every write",
        sql: include_str!("../../postgres/queries/health_redundant_indexes.sql"),
        answer: Answer::Count("redundant index"),
        thresholds: info(0.0),
        remedy: "drop it, unless it is much smaller and much used",
        lock: Some("SHARE UPDATE EXCLUSIVE on the table: reads and writes go on; of a partitioned table ACCESS EXCLUSIVE"),
        ..BASE
    },
    Check {
        name: "unused_indexes",
        meaning: "indexes above 10 MB that no query of this server has used in 14 days or more",
        why: "each costs every write; two weeks miss what runs at the end of a month",
        sql: include_str!("../../postgres/queries/health_unused_indexes.sql"),
        answer: Answer::Count("unused index"),
        thresholds: info(0.0),
        remedy: "look whether a standby uses it, or it was made lately, or for rare reports; then drop it",
        lock: Some("SHARE UPDATE EXCLUSIVE on the table: reads and writes go on"),
        ..BASE
    },
    Check {
        name: "foreign_keys_without_index",
        meaning: "rows of the largest table with a foreign key whose columns no index begins with",
        why: "every DELETE or key UPDATE of a row that is referred to reads the whole referring table, under a lock; of no \
              matter where that never happens; below ten thousand rows it is not felt",
        sql: include_str!("../../postgres/queries/health_foreign_keys_without_index.sql"),
        answer: Answer::Worst("foreign key without an index"),
        // A key without an index is worth knowing; from so many rows on a read of them all is felt.
        thresholds: Thresholds { info: Some(0.0), warning: Some(10_000.0), critical: None },
        remedy: "make the index, or leave it where nothing is ever deleted from the table that is referred to",
        lock: Some(
            "SHARE UPDATE EXCLUSIVE on the table: reads and writes go on; of a partitioned table SHARE, which \
                    blocks writes",
        ),
        ..BASE
    },
    Check {
        name: "foreign_key_types",
        meaning: "foreign keys whose columns have another type than those they refer to",
        why: "integer for bigint works until the number does not fit; casts in comparisons can keep an index from being \
              used",
        sql: include_str!("../../postgres/queries/health_foreign_key_types.sql"),
        answer: Answer::Count("foreign key to another type"),
        thresholds: info(0.0),
        remedy: "give both the same type, the wider one; changing the type of a large table needs a plan",
        ..BASE
    },
    Check {
        name: "duplicate_foreign_keys",
        meaning: "foreign keys that are the same as another one of their table",
        why: "each write is checked twice",
        sql: include_str!("../../postgres/queries/health_duplicate_foreign_keys.sql"),
        answer: Answer::Count("duplicate foreign key"),
        thresholds: info(0.0),
        remedy: "drop one of the two, after a look at what they do ON DELETE and ON UPDATE",
        lock: Some("ACCESS EXCLUSIVE on both tables for a moment: set lock_timeout first"),
        ..BASE
    },
    Check {
        name: "tables_without_primary_key",
        meaning: "tables that have no primary key",
        why: "rows cannot be told apart: logical replication, upserts and mending by hand have nothing to hold on to",
        sql: include_str!("../../postgres/queries/health_tables_without_primary_key.sql"),
        answer: Answer::Count("table without a primary key"),
        thresholds: info(0.0),
        remedy: "name the columns that tell its rows apart, or add an identity column",
        ..BASE
    },
    Check {
        name: "unvalidated_constraints",
        meaning: "constraints that are NOT VALID: rows from before may break them",
        why: "the last step of an online change was forgotten: readers and the planner believe what nobody has checked",
        sql: include_str!("../../postgres/queries/health_unvalidated_constraints.sql"),
        answer: Answer::Count("constraint without validation"),
        remedy: "validate it; what breaks it must be mended first",
        lock: Some("SHARE UPDATE EXCLUSIVE on the table, ROW SHARE on the one that is referred to: reads and writes go on"),
        ..BASE
    },
    Check {
        name: "unenforced_constraints",
        meaning: "constraints that are NOT ENFORCED: they say something that nothing checks",
        why: "who reads the schema takes them for true",
        sql: include_str!("../../postgres/queries/health_unenforced_constraints.sql"),
        answer: Answer::Count("constraint that is not enforced"),
        thresholds: info(0.0),
        since: 18,
        remedy: "leave them if somebody else guarantees it; else make them ENFORCED (a foreign key), or drop and add them again",
        ..BASE
    },
    Check {
        name: "disabled_triggers",
        meaning: "triggers, rules and event triggers that are disabled",
        why: "somebody switched them off for a load and forgot",
        sql: include_str!("../../postgres/queries/health_disabled_triggers.sql"),
        answer: Answer::Count("disabled trigger"),
        remedy: "enable it, and see what went in meanwhile",
        lock: Some("SHARE ROW EXCLUSIVE on the table for a moment: blocks writes"),
        ..BASE
    },
    Check {
        name: "disabled_foreign_keys",
        meaning: "foreign keys, and deferrable unique constraints, whose triggers are disabled",
        why: "DISABLE TRIGGER ALL, for a load, took them along: broken rows go in, and the catalog says that there are none",
        sql: include_str!("../../postgres/queries/health_disabled_foreign_keys.sql"),
        answer: Answer::Count("unchecked constraint"),
        thresholds: critical(0.0),
        remedy: "enable its triggers, which needs a superuser; then drop the key and add it again, so that the rows from meanwhile \
                 are checked",
        lock: Some("SHARE ROW EXCLUSIVE on the table for a moment: blocks writes"),
        ..BASE
    },
    Check {
        name: "unlogged_tables",
        meaning: "tables that are unlogged",
        why: "a crash empties them, a standby and a backup do not have their rows",
        sql: include_str!("../../postgres/queries/health_unlogged_tables.sql"),
        answer: Answer::Count("unlogged table"),
        thresholds: info(0.0),
        remedy: "leave them so if their rows may go; else make them logged, which writes them anew",
        lock: Some("ACCESS EXCLUSIVE on the table while it is written anew"),
        ..BASE
    },
    Check {
        name: "doubtful_types",
        meaning: "columns of types whose traps are known: timestamp, timetz, char(n), money, json; varchar(n), serial",
        why: "they work until a server in another time zone, a trailing blank or another locale comes",
        sql: include_str!("../../postgres/queries/health_doubtful_types.sql"),
        answer: Answer::Count("column of a doubtful type"),
        thresholds: info(0.0),
        remedy: "choose the other type for new columns; to change an old one rewrites its table",
        ..BASE
    },
    Check {
        name: "collation_mismatch",
        meaning: "collations whose library sorts by another version than when the indexes were built",
        why: "an index in the old order misses rows that are there, and lets duplicates in",
        sql: include_str!("../../postgres/queries/health_collation_mismatch.sql"),
        answer: Answer::Count("collation with another version"),
        thresholds: critical(0.0),
        remedy: "REINDEX what is sorted by it, then ALTER COLLATION … or ALTER DATABASE … REFRESH VERSION, in this order",
        ..BASE
    },
    Check {
        name: "outdated_extensions",
        meaning: "extensions of which the server has a newer version than the one installed",
        why: "after an upgrade of packages the SQL side stays behind, with its faults",
        sql: include_str!("../../postgres/queries/health_outdated_extensions.sql"),
        answer: Answer::Count("outdated extension"),
        thresholds: info(0.0),
        remedy: "read what is new in it, then update it",
        ..BASE
    },
];
