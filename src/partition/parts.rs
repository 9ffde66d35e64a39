//! The tables below partitions that are partitioned themselves: made with them, added to them later, and what PostgreSQL forgets of
//! them when they are attached.

use super::live::{Partition, Table};
use super::plan::{created, give, give_attached, stored, unlogged};
use super::retire::{Deed, Done, Stage};
use super::within;
use crate::identifier::QualifiedName;
use crate::plan::{Hazard, LockMode, Plan, Step};

/// A table below a partition, as it is to be made.
pub(super) struct Below {
    pub name: QualifiedName,
    pub of: QualifiedName,
    /// `FOR VALUES …` or `DEFAULT`.
    pub holds: String,
    pub by: Option<String>,
}

/// A table like its parent that is partitioned itself, with all that is below it, each behind what it is a part of.
pub(super) fn create_partitioned(
    table: &Table,
    partition: &QualifiedName,
    by: &str,
    parts: impl Iterator<Item = Below>,
) -> Step {
    let sql = format!("CREATE TABLE {partition} (LIKE {} INCLUDING ALL EXCLUDING IDENTITY) PARTITION BY {by}", table.name);
    let mut step = give(created(table, partition, sql), table, partition);
    // It is nobody's yet: its lock keeps nobody out.
    for Below { name, of, holds, by } in parts {
        step = step.and(match by {
            None => format!("CREATE {}TABLE {name} PARTITION OF {of} {holds}{}", unlogged(table), stored(table)),
            Some(by) => format!("CREATE TABLE {name} PARTITION OF {of} {holds} PARTITION BY {by}"),
        });
        step = give(step, table, &name);
    }
    step
}

/// Gives partitions that are there the parts that their policy has come to name since. What a part holds tells whether it is there,
/// or else its name.
pub fn add_parts(table: &Table) -> Vec<Stage> {
    let Some(within) = &table.properties.within else { return Vec::new() };
    let mut stages = Vec::new();
    let alike = |partition: &&Partition| {
        !partition.detach_pending && partition.by.as_ref().is_some_and(|by| within::normal(by) == within::normal(&within.by))
    };
    for partition in table.partitions.iter().filter(alike) {
        let there = || partition.parts.iter().filter(|part| part.is_direct);
        for (name, holds) in within.parts_of(&partition.name) {
            if there().any(|part| part.name == name || within::normal(&part.bounds) == within::normal(holds)) {
                continue;
            }
            let whole = &partition.name;
            let sql = format!(
                "CREATE {}TABLE {name} (LIKE {whole} INCLUDING ALL EXCLUDING IDENTITY){}",
                unlogged(table),
                stored(table)
            );
            let mut step = give(Step::new(format!("create {name} and attach it to {whole}"), sql), table, &name);
            step = step.and(format!("ALTER TABLE {whole} ATTACH PARTITION {name} {holds}"));
            step = give_attached(step, table, &name)
                .locking(LockMode::ShareUpdateExclusive, whole.to_string())
                .because("the policy names it since; readers and writers go on, but for a moment those of a default part");
            if let Some(default) = there().find(|part| part.bounds == "DEFAULT") {
                step = step.locking(LockMode::AccessExclusive, default.name.to_string()).hazard(Hazard::BlocksReads);
            }
            for other in table.references.iter().chain(&table.referenced_by) {
                step = step.locking(LockMode::ShareRowExclusive, other.to_string());
            }
            stages.push(Stage {
                plan: Plan { steps: vec![step] },
                deeds: vec![Deed { step: 0, what: Done::Created, name }],
                ..Stage::default()
            });
        }
    }
    stages
}

/// Lets a part know the identity columns that its whole has by now: a partition can never be detached again, and stays half
/// detached, where its parts do not have them (measured on PostgreSQL 17 and 18). It is nobody's yet.
pub(super) fn know_identity(step: Step, table: &Table, part: &QualifiedName, of: &QualifiedName, holds: &str) -> Step {
    if !table.properties.identity_reaches_partitions {
        return step;
    }
    step.and(format!("ALTER TABLE {of} DETACH PARTITION {part}"))
        .and(format!("ALTER TABLE {of} ATTACH PARTITION {part} {holds}"))
}
