//! The steps that retire partitions: what an interrupted `DETACH … CONCURRENTLY` left is finished, what is past its time is
//! marked and detached, and what was detached to be dropped is dropped after its grace. Pure; nothing here ever cascades.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::archive;
use super::finding::{Finding, Weight, some_of};
use super::live::{Bonds, Detached, Part, Partition, Table, Ties};
use super::log::{Going, Line};
use super::mark::{self, Mark};
use super::plan::block_literal;
use super::retain::{Retain, Then};
use super::survey::Survey;
use crate::amount;
use crate::identifier::{QualifiedName, literal, quote};
use crate::plan::{Hazard, LeavesPending, LockMode, Plan, Step};

/// Steps that stand or fall together, and what has become of which partition after which of them.
#[derive(Debug, Clone, Default)]
pub struct Stage {
    pub plan: Plan,
    pub deeds: Vec<Deed>,
    /// It ends with a partition less: no other one can be detached from the table after it failed.
    pub detaches: bool,
    /// What is done where it failed.
    pub if_failed: Option<Step>,
}

/// What is so once a step is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deed {
    pub step: usize,
    pub what: Done,
    pub name: QualifiedName,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    Created,
    Detached,
    Archived,
    Dropped,
}

/// What retiring does for one table.
#[derive(Debug, Clone, Default)]
pub struct Retirement {
    pub stages: Vec<Stage>,
    pub findings: Vec<Finding>,
}

/// Which partitions this run detaches and which tables it drops, as far as the policy says: what is looked into beforehand.
#[derive(Debug, Clone, Default)]
pub struct Candidates {
    /// Indexes of partitions that are past their time.
    pub due: Vec<usize>,
    /// Indexes of detached tables whose grace is over.
    pub droppable: Vec<usize>,
}

impl Candidates {
    /// The oids of all of them.
    pub fn oids(&self, table: &Table) -> Vec<u32> {
        let due = self.due.iter().map(|index| table.partitions[*index].oid);
        due.chain(self.droppable.iter().map(|index| table.detached[*index].oid)).collect()
    }
}

/// Finds them. `now` is the server's clock.
pub fn candidates(retain: &Retain, table: &Table, survey: &Survey, now: DateTime<Utc>) -> Candidates {
    if retain.then == Then::Keep {
        return Candidates::default();
    }
    let mut due = retain.due(&table.partitions, &survey.calendar, survey.now);
    due.truncate(retain.max_per_run);
    let mut droppable: Vec<usize> = if retain.then.drops() {
        (0..table.detached.len()).filter(|index| is_over(&table.detached[*index].mark, retain, now)).collect()
    } else {
        Vec::new()
    };
    droppable.sort_by_key(|index| (table.detached[*index].mark.at, &table.detached[*index].name));
    droppable.truncate(retain.max_per_run);
    Candidates { due, droppable }
}

/// Whether a detached table is to be dropped, and has waited for as long as it should.
fn is_over(mark: &Mark, retain: &Retain, now: DateTime<Utc>) -> bool {
    mark.to_be_dropped && drops_after(mark, retain) <= now
}

/// When a detached table may be dropped.
pub fn drops_after(mark: &Mark, retain: &Retain) -> DateTime<Utc> {
    retain.grace.map_or(mark.at, |grace| grace.away_from(mark.at.naive_utc(), true).and_utc())
}

/// Finishes what is half detached. Its rows are out of sight already, and until it is finished its range is closed.
pub fn finalize(table: &Table, now: DateTime<Utc>) -> Vec<Stage> {
    let pending = table.partitions.iter().filter(|partition| partition.detach_pending);
    pending
        .map(|partition| {
            let name = &partition.name;
            let mut step = Step::new(format!("finish detaching {name}"), finalize_statement(table, name))
                .locking(LockMode::ShareUpdateExclusive, table.name.to_string())
                .locking(LockMode::AccessExclusive, name.to_string())
                .because("an interrupted DETACH … CONCURRENTLY: rows in it are not seen, and its range is closed to others");
            step = with_foreign_keys(step, table);
            // Its grace begins now. What somebody else detached stays his.
            if let Some(mark) = partition.comment.as_deref().and_then(Mark::read) {
                let comment = Mark { at: now, ..mark }.comment(partition.comment.as_deref());
                step = step.and(comment_statement(name, partition.is_foreign, Some(&comment)));
            }
            Stage {
                plan: Plan { steps: vec![step] },
                deeds: vec![Deed { step: 0, what: Done::Detached, name: name.clone() }],
                detaches: true,
                if_failed: None,
            }
        })
        .collect()
}

/// Plans what is to be retired, oldest first, each by itself. `ties` are by the oid of a partition, or of what was one.
pub fn retire(
    table: &Table,
    survey: &Survey,
    retain: &Retain,
    ties: &BTreeMap<u32, Ties>,
    bonds: &Bonds,
    now: DateTime<Utc>,
) -> Retirement {
    let mut retirement = Retirement::default();
    let line = match retain.log.as_ref().map(|log| Line::new(log, bonds.log_columns.as_deref())).transpose() {
        Ok(line) => line,
        Err((reason, hint)) => {
            let message = format!("nothing is retired, because no line can be written on it: {reason}");
            retirement.findings.push(Finding::new(Weight::Blocked, "no-log", message).hint(hint));
            return retirement;
        }
    };
    let Candidates { due, droppable } = candidates(retain, table, survey, now);
    let all_due = retain.due(&table.partitions, &survey.calendar, survey.now);
    unmark(table, if retain.then == Then::Keep { &[] } else { &all_due }, &mut retirement);
    say_kept(table, survey, retain, &all_due, &mut retirement);
    let none = Ties::default();
    let ties = |oid: u32| ties.get(&oid).unwrap_or(&none);
    let mut held = Vec::new();
    let detachable: Vec<&Partition> = due
        .into_iter()
        .map(|index| &table.partitions[index])
        .filter(|partition| {
            let reasons = reasons_to_stay(partition, ties(partition.oid), bonds);
            held.extend(reasons.iter().map(|reason| format!("{} ({reason})", partition.name)));
            reasons.is_empty()
        })
        .collect();
    if !held.is_empty() {
        let message = format!("past their time, but still needed: {}", some_of(&held));
        retirement.findings.push(
            Finding::new(Weight::Finding, "still-needed", message)
                .hint("retire what needs them first; pgkeel never drops anything but a partition"),
        );
    }
    let mut needs_schema = retain.quarantine.as_deref().filter(|_| !bonds.quarantine_exists);
    for partition in detachable {
        let ties = ties(partition.oid);
        let mut stage = detach(table, partition, retain, now);
        let drops_now = retain.then.drops() && retain.grace.is_none();
        let leaving = Leaving {
            name: &partition.name,
            is_foreign: partition.is_foreign,
            is_partitioned: partition.by.is_some(),
            parent: &table.name,
            bounds: &partition.bounds,
            ties,
        };
        let stays = leaving.reason_to_stay(retain);
        if drops_now && stays.is_none() {
            leaving.drop(&mut stage, retain, line.as_ref());
        } else {
            if drops_now {
                retirement.findings.extend(stays);
            }
            if let Some(schema) = &retain.quarantine {
                stage.plan.steps.extend(needs_schema.take().map(create_schema));
                stage.plan.steps.push(move_to(schema, &partition.name, partition.is_foreign, &partition.parts));
            }
        }
        retirement.stages.push(stage);
    }
    // A run that was killed, or had no quarantine, left them where they were.
    let stay = table.detached.iter().enumerate().filter(|(index, _)| !droppable.contains(index));
    for (_, detached) in stay {
        let elsewhere = |schema: &&String| {
            std::iter::once(&detached.name)
                .chain(detached.parts.iter().map(|part| &part.name))
                .any(|name| name.schema != **schema)
        };
        if let Some(schema) = retain.quarantine.as_ref().filter(elsewhere) {
            let mut steps: Vec<Step> = needs_schema.take().map(create_schema).into_iter().collect();
            steps.push(move_to(schema, &detached.name, detached.is_foreign, &detached.parts));
            retirement.stages.push(Stage { plan: Plan { steps }, ..Stage::default() });
        }
    }
    for index in droppable {
        let Detached { oid, name, is_foreign, is_partitioned, mark, .. } = &table.detached[index];
        let leaving = Leaving {
            name,
            is_foreign: *is_foreign,
            is_partitioned: *is_partitioned,
            parent: &mark.parent,
            bounds: &mark.bounds,
            ties: ties(*oid),
        };
        match leaving.reason_to_stay(retain) {
            None => {
                let mut stage = Stage::default();
                leaving.drop(&mut stage, retain, line.as_ref());
                retirement.stages.push(stage);
            }
            stays => retirement.findings.extend(stays),
        }
    }
    retirement
}

/// Takes the mark from what is attached and not past its time: whoever attached it again, or changed the policy, meant it.
fn unmark(table: &Table, due: &[usize], retirement: &mut Retirement) {
    for (index, partition) in table.partitions.iter().enumerate() {
        let marked = partition.comment.as_deref().filter(|comment| mark::is_marked(comment));
        let Some(comment) = marked.filter(|_| !partition.detach_pending && !due.contains(&index)) else { continue };
        let name = &partition.name;
        let step = Step::new(
            format!("take the mark from {name}"),
            comment_statement(name, partition.is_foreign, mark::without(comment)),
        )
        .locking(LockMode::ShareUpdateExclusive, name.to_string())
        .because("it is attached, and not past its time");
        retirement.stages.push(Stage { plan: Plan { steps: vec![step] }, ..Stage::default() });
    }
}

/// What is past its time and stays: by the policy, or because this run has done enough.
fn say_kept(table: &Table, survey: &Survey, retain: &Retain, due: &[usize], retirement: &mut Retirement) {
    let Some(first) = due.first().map(|index| &table.partitions[*index]) else { return };
    if retain.then == Then::Keep {
        let count = amount::count(due.len(), "partition");
        let (lower, verb) = (survey.calendar.shown(first.lower), if due.len() == 1 { "is" } else { "are" });
        let message = format!("{count} {verb} past their time and kept, as the policy says: from {lower} on");
        retirement.findings.push(Finding::new(Weight::Note, "expired", message));
    } else if due.len() > retain.max_per_run {
        let rest = amount::count(due.len() - retain.max_per_run, "partition");
        let message = format!("{rest} more to retire: one run retires {} at most", retain.max_per_run);
        retirement.findings.push(Finding::new(Weight::Note, "more-to-retire", message));
    }
}

fn reasons_to_stay(partition: &Partition, ties: &Ties, bonds: &Bonds) -> Vec<String> {
    let referenced = bonds.referenced.get(&partition.oid).into_iter().flatten();
    referenced.chain(&ties.holds_it).cloned().collect()
}

fn cannot_be_dropped(name: &QualifiedName, ties: &Ties) -> Finding {
    let message = format!("{name} is not dropped: {} need it", some_of(&ties.needs_it));
    Finding::new(Weight::Finding, "still-needed", message)
        .hint("drop what needs it first, if nobody does; pgkeel never cascades")
}

/// Marks it, detaches it, and moves it out of the way.
fn detach(table: &Table, partition: &Partition, retain: &Retain, now: DateTime<Utc>) -> Stage {
    let (parent, name) = (&table.name, &partition.name);
    let mark = Mark {
        parent: parent.clone(),
        parent_oid: Some(table.oid),
        bounds: partition.bounds.clone(),
        at: now,
        to_be_dropped: retain.then.drops(),
    };
    let comment = comment_statement(name, partition.is_foreign, Some(&mark.comment(partition.comment.as_deref())));
    let mut steps = Vec::new();
    if table.detaches_concurrently && table.default.is_none() {
        steps.push(
            Step::new(format!("mark {name}"), comment)
                .locking(LockMode::ShareUpdateExclusive, name.to_string())
                .because("so that a run that is killed leaves something that the next one knows"),
        );
        let sql = format!("ALTER TABLE {parent} DETACH PARTITION {name} CONCURRENTLY");
        let mut step = Step::new(format!("detach {name}"), sql)
            .outside_transaction(None)
            .locking(LockMode::ShareUpdateExclusive, parent.to_string())
            .locking(LockMode::AccessExclusive, name.to_string())
            .because("past its time; readers and writers of the parent go on, and those under way are waited for");
        step.may_leave_pending = Some(LeavesPending { partition: name.to_string(), finish: finalize_statement(table, name) });
        steps.push(with_foreign_keys(step, table));
    } else {
        let because = match &table.default {
            Some(_) => "past its time; PostgreSQL detaches nothing concurrently beside a default partition",
            None => "past its time; before PostgreSQL 14 nothing is detached concurrently",
        };
        let mut step = Step::new(format!("detach {name}"), format!("ALTER TABLE {parent} DETACH PARTITION {name}"))
            .and(comment)
            .locking(LockMode::AccessExclusive, parent.to_string())
            .locking(LockMode::AccessExclusive, name.to_string());
        if let Some(default) = &table.default {
            step = step.locking(LockMode::AccessExclusive, default.name.to_string());
        }
        steps.push(with_foreign_keys(step, table).hazard(Hazard::BlocksReads).because(because));
    }
    let deeds = vec![Deed { step: steps.len() - 1, what: Done::Detached, name: name.clone() }];
    Stage { plan: Plan { steps }, deeds, detaches: true, if_failed: None }
}

fn create_schema(schema: &str) -> Step {
    Step::new(format!("create schema {}", quote(schema)), format!("CREATE SCHEMA IF NOT EXISTS {}", quote(schema)))
        .because("where detached tables go")
}

/// With all that is below it, which does not follow by itself.
fn move_to(schema: &str, name: &QualifiedName, is_foreign: bool, parts: &[Part]) -> Step {
    let quoted = quote(schema);
    let mut step = Step::new(format!("move {name} to {quoted}"), "");
    let own = (name.schema != schema).then(|| format!("ALTER {} {name} SET SCHEMA {quoted}", kind(is_foreign)));
    let below = parts.iter().filter(|part| part.name.schema != schema);
    let below = below.map(|part| format!("ALTER TABLE {} SET SCHEMA {quoted}", part.name));
    step.sql = own.into_iter().chain(below).map(Into::into).collect();
    step.locking(LockMode::AccessExclusive, name.to_string())
        .because("out of the way of whoever looks for partitions by their names")
}

/// Detaching ends the foreign keys between the two, on whichever side they are (measured on PostgreSQL 15).
fn with_foreign_keys(mut step: Step, table: &Table) -> Step {
    for other in &table.references {
        step = step.locking(LockMode::ShareRowExclusive, other.to_string());
    }
    for other in &table.referenced_by {
        step = step.locking(LockMode::AccessExclusive, other.to_string());
    }
    step
}

/// A table that is no partition any more, and goes.
struct Leaving<'a> {
    name: &'a QualifiedName,
    is_foreign: bool,
    is_partitioned: bool,
    /// What it was a partition of, and with which bounds.
    parent: &'a QualifiedName,
    bounds: &'a str,
    ties: &'a Ties,
}

impl Leaving<'_> {
    fn reason_to_stay(&self, retain: &Retain) -> Option<Finding> {
        if !self.ties.needs_it.is_empty() {
            return Some(cannot_be_dropped(self.name, self.ties));
        }
        (self.is_foreign && retain.then == Then::Archive).then(|| {
            let message = format!("{} is not archived, and so not dropped: it is a foreign table", self.name);
            Finding::new(Weight::Finding, "not-archived", message).hint("its rows are on another server: archive them there")
        })
    }

    /// Drops it: its foreign keys first, each by itself, because each locks another table. Where it is archived, that is done in
    /// the transaction that drops it, as is the line in the log.
    fn drop(&self, stage: &mut Stage, retain: &Retain, line: Option<&Line<'_>>) {
        let name = self.name;
        let action = if retain.then == Then::Archive { "archive" } else { "drop" };
        let going = Going { name, parent: self.parent, bounds: self.bounds, action };
        let logged: Vec<String> = match line {
            None => Vec::new(),
            // Rows that a policy hides are counted too, or it fails.
            Some(line) => vec!["SET LOCAL row_security = off".to_owned(), line.statement(going)],
        };
        for (constraint, other) in &self.ties.foreign_keys {
            // Detaching ends one that points at a partitioned table, before PostgreSQL 15 (measured on 13 and 14).
            let sql = format!("ALTER TABLE {name} DROP CONSTRAINT IF EXISTS {}", quote(constraint));
            stage.plan.steps.push(
                Step::new(format!("drop constraint {} of {name}", quote(constraint)), sql)
                    .locking(LockMode::AccessExclusive, name.to_string())
                    .locking(LockMode::AccessExclusive, other.to_string())
                    .because("dropping the table would lock what it refers to for as long as that takes"),
            );
        }
        let guard = self.guard();
        let what = if retain.then == Then::Archive {
            let path = retain.archive.path(self.parent, name);
            let file = archive::steps::File { path: path.clone().into(), shown: path };
            let form = retain.archive.form();
            let mut step = archive::steps::archive_and_drop(name, self.is_partitioned, (self.parent, self.bounds), file, form);
            // Once nobody else can change it.
            step.sql.insert(1, guard.into());
            let end = step.sql.len() - 1;
            step.sql.splice(end..end, logged.into_iter().map(Into::into));
            stage.plan.steps.push(step);
            Done::Archived
        } else {
            let kind = kind(self.is_foreign);
            let lock = if self.is_foreign { None } else { Some(format!("LOCK TABLE {name} IN ACCESS EXCLUSIVE MODE")) };
            let mut step = Step::new(format!("drop {name}"), lock.unwrap_or_else(|| guard.clone()));
            if !self.is_foreign {
                step = step.and(guard);
            }
            step = logged.into_iter().fold(step, Step::and);
            stage.plan.steps.push(
                step.and(format!("DROP {kind} {name}"))
                    .locking(LockMode::AccessExclusive, name.to_string())
                    .hazard(Hazard::DataLoss)
                    .because("its time is over, and so is its grace"),
            );
            Done::Dropped
        };
        let last = stage.plan.steps.len() - 1;
        if let Some(line) = line {
            let step = stage.plan.steps.remove(last);
            stage.plan.steps.push(step.locking(LockMode::RowExclusive, line.table().to_string()));
        }
        stage.deeds.push(Deed { step: last, what, name: name.clone() });
    }

    /// Fails where it is attached again, or is not, or not any more, a table that pgkeel detached: whoever takes the mark away
    /// while the DROP waits for its lock is heeded.
    fn guard(&self) -> String {
        let text = literal(&self.name.to_string());
        let in_use = format!(
            "pg_get_partition_constraintdef({text}::regclass) IS NOT NULL OR NOT EXISTS (SELECT FROM pg_description WHERE objoid = \
             {text}::regclass AND classoid = 'pg_class'::regclass AND objsubid = 0 AND description LIKE 'pgkeel: detached from %')"
        );
        let guard = format!("BEGIN\n  IF {in_use} THEN\n    RAISE EXCEPTION '% is in use again', {text};\n  END IF;\nEND");
        format!("DO {}", block_literal(&guard))
    }
}

fn kind(is_foreign: bool) -> &'static str {
    if is_foreign { "FOREIGN TABLE" } else { "TABLE" }
}

fn finalize_statement(table: &Table, partition: &QualifiedName) -> String {
    format!("ALTER TABLE {} DETACH PARTITION {partition} FINALIZE", table.name)
}

fn comment_statement(name: &QualifiedName, is_foreign: bool, comment: Option<&str>) -> String {
    let comment = comment.map_or_else(|| "NULL".to_owned(), literal);
    format!("COMMENT ON {} {name} IS {comment}", kind(is_foreign))
}
