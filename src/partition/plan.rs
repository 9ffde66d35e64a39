//! The steps that make a table's missing partitions: each is created as a table of its own, given what partitions do not
//! inherit, and then attached, which needs no lock that readers or writers of the parent notice (measured on PostgreSQL 15):
//! in one transaction, or, beside a default partition, in two, with a mark in between.

use std::collections::BTreeSet;

use chrono::NaiveDateTime;

use super::bounds::{Bounds, Edge};
use super::calendar::Window;
use super::default;
use super::finding::{Finding, Weight, some_of};
use super::live::{DefaultPartition, DefaultRows, Grant, Namesake, Obstacles, ReplicaIdentity, Table};
use super::mark;
use super::parts::{Below, create_partitioned, know_identity};
use super::survey::{Missing, Survey};
use crate::identifier::{QualifiedName, literal, quote};
use crate::plan::{Hazard, LockMode, Plan, Step};

/// What would be done for one table, and what cannot be.
#[derive(Debug, Clone, Default)]
pub struct TablePlan {
    pub plan: Plan,
    /// Which step gives which window its partition, in the order of the steps.
    pub attaches: Vec<Attach>,
    /// Windows that cannot be made, and why.
    pub findings: Vec<Finding>,
    /// What is done at the end, also where the plan has failed.
    pub afterwards: Option<Step>,
}

/// One window that gets its partition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attach {
    /// The index of the step after which it is there.
    pub step: usize,
    pub name: QualifiedName,
    pub window: Window,
}

/// The comment of a table that is created but not yet attached: how a left-over of a killed run is known for ours.
pub fn staging_comment(table: &QualifiedName) -> String {
    format!("{STAGED}{table}")
}

/// Of which table a comment says that it waits to be its partition.
pub fn staged_for(comment: &str) -> Option<QualifiedName> {
    comment.strip_prefix(STAGED).and_then(|name| QualifiedName::parse(name, ""))
}

const STAGED: &str = "pgkeel: staged for ";

/// Whether a table's comment says that it waits to be attached, or was detached: it is no part of the schema yet, or any more.
pub fn is_set_apart(comment: &str) -> bool {
    comment.starts_with(STAGED) || mark::is_marked(comment)
}

/// Plans what the survey misses, the most urgent first, so that the windows that matter are there should a lock stop the run.
/// Beside a default partition, which attaching locks, all tables are created first, because that disturbs nobody.
/// Windows that are `handled` get theirs in another way.
pub fn plan(table: &Table, survey: &Survey, obstacles: &Obstacles, handled: &BTreeSet<NaiveDateTime>) -> TablePlan {
    let mut findings = Vec::new();
    let mut in_default = Vec::new();
    let mut creates = Vec::new();
    let mut attaches = Vec::new();
    for Missing { window, name } in survey.missing.iter().filter(|missing| !handled.contains(&missing.window.lower)) {
        if obstacles.in_default.contains_key(&window.lower) {
            in_default.push(name.clone());
            continue;
        }
        let partition = QualifiedName::new(&table.name.schema, name);
        match obstacles.namesakes.get(name) {
            None if table.default.is_none() => {
                attaches.push((make(table, &partition, window), partition, *window));
                continue;
            }
            None => creates.push(stage_window(table, &partition)),
            Some(namesake) if is_left_over(namesake, table, table.properties.within.is_some()) => (),
            Some(namesake) => {
                findings.push(name_taken(&partition, namesake, table));
                continue;
            }
        }
        attaches.push((attach(table, &partition, window), partition, *window));
    }
    if let Some(default) = table.default.as_ref().filter(|_| !in_default.is_empty()) {
        let windows = some_of(&in_default);
        let message = format!(
            "{} holds rows that belong in {windows}: PostgreSQL refuses the partition while they are there",
            default.name
        );
        findings.push(Finding::new(Weight::Blocked, "rows-in-default", message).hint(format!(
            "let the policy move them, with default = \"drain\" or \"swap\"; or take them out of {} into a table of your own, run \
             this again, and insert them through {}",
            default.name, table.name
        )));
    }

    let mut plan = TablePlan { plan: Plan { steps: creates }, findings, ..TablePlan::default() };
    // To make PostgreSQL know that a large default partition holds nothing of a window takes a constraint that refuses such rows
    // for as long as it is there: only where none are to be expected yet.
    let large = table
        .default
        .as_ref()
        .filter(|default| default.is_table && matches!(default.rows, DefaultRows::Counted { or_more: true, .. }));
    let (proven, scanned): (Vec<_>, Vec<_>) =
        attaches.into_iter().partition(|(_, _, window)| large.is_some() && window.lower > survey.now);
    let add = |plan: &mut TablePlan, attaches: Vec<(Step, QualifiedName, Window)>, proven: bool| {
        for (mut step, partition, window) in attaches {
            if proven {
                step.hazards.retain(|hazard| *hazard != Hazard::LongScan);
                step = step.because("readers and writers of the parent go on; the default partition is locked for a moment");
            }
            plan.attaches.push(Attach { step: plan.plan.steps.len(), name: partition, window });
            plan.plan.steps.push(step);
        }
    };
    add(&mut plan, scanned, false);
    if let Some(default) = large.filter(|_| !proven.is_empty()) {
        let mut windows: Vec<Window> = proven.iter().map(|(_, _, window)| *window).collect();
        windows.sort_unstable();
        let key = quote(&table.key_column);
        let edge = |point| literal(&table.key_type.text(point));
        let outside = |run: &[Window]| {
            let (lower, upper) = (edge(run[0].lower), edge(run[run.len() - 1].upper));
            format!("({key} < {lower} OR {key} >= {upper})")
        };
        let runs: Vec<String> = windows.chunk_by(|one, next| one.upper == next.lower).map(outside).collect();
        let reason = "so that attaching need not scan it under a lock; until then it refuses rows of these windows";
        plan.plan.steps.extend(default::prove(default, &runs.join(" AND "), reason));
        plan.afterwards = Some(default::drop_proof(default));
        add(&mut plan, proven, true);
    }
    plan
}

/// Creates a window's table and attaches it, wholly or not at all. The parent's lock comes first: to ask for more of it than one
/// has is how deadlocks begin.
fn make(table: &Table, partition: &QualifiedName, window: &Window) -> Step {
    let mut step = attach_window(table, partition, window);
    let attaching = std::mem::take(&mut step.sql);
    step.title = format!("create {partition}");
    step = step.and(format!("LOCK TABLE ONLY {} IN SHARE UPDATE EXCLUSIVE MODE", table.name));
    step.sql.extend(create_window(table, partition).sql);
    step.sql.extend(attaching);
    step
}

/// Ours, complete (it is made in one transaction), untouched since, and still like its parent.
pub(super) fn is_left_over(namesake: &Namesake, table: &Table, is_partitioned: bool) -> bool {
    namesake.kind == if is_partitioned { "partitioned table" } else { "table" }
        && namesake.partition_of.is_none()
        && namesake.comment.as_deref() == Some(&staging_comment(&table.name))
        && namesake.empty
        && namesake.same_columns
}

fn name_taken(partition: &QualifiedName, namesake: &Namesake, table: &Table) -> Finding {
    let is_ours = namesake.comment.as_deref() == Some(&staging_comment(&table.name));
    let (what, hint) = match &namesake.partition_of {
        Some(parent) => (
            format!("it is the name of another partition of {parent}"),
            "rename that one after the window that it holds: ALTER TABLE … RENAME TO …".to_owned(),
        ),
        None if is_ours && !namesake.empty => (
            "a run that was killed left a table of that name, and it has rows or has had some".to_owned(),
            format!("look at its rows, then: DROP TABLE {partition}"),
        ),
        None if is_ours => (
            format!("a run that was killed left a table of that name, and the columns of {} have changed since", table.name),
            format!("it is empty, so: DROP TABLE {partition}"),
        ),
        None => (
            format!("a {} of that name is there, and it is no partition", namesake.kind),
            if namesake.kind.ends_with("table") {
                format!("attach it to {} if its rows belong there, rename it, or drop it", table.name)
            } else {
                "rename it, or give the policy another `name`".to_owned()
            },
        ),
    };
    Finding::new(Weight::Blocked, "name-taken", format!("{partition} cannot be made: {what}")).hint(hint)
}

/// The table of a window, which is to be attached later.
pub(super) fn stage_window(table: &Table, partition: &QualifiedName) -> Step {
    staged(create_window(table, partition), table, partition)
}

/// The table of a window, with its parts where it has any.
fn create_window(table: &Table, partition: &QualifiedName) -> Step {
    let Some(within) = &table.properties.within else { return create(table, partition) };
    let parts = within.parts_of(partition).map(|(name, holds)| Below {
        name,
        of: partition.clone(),
        holds: holds.to_owned(),
        by: None,
    });
    create_partitioned(table, partition, &within.by, parts)
}

/// A table like its parent, complete or not there at all.
pub(super) fn create(table: &Table, partition: &QualifiedName) -> Step {
    let (unlogged, parent, stored) = (unlogged(table), &table.name, stored(table));
    let sql = format!("CREATE {unlogged}TABLE {partition} (LIKE {parent} INCLUDING ALL EXCLUDING IDENTITY){stored}");
    give(created(table, partition, sql), table, partition)
}

pub(super) fn created(table: &Table, partition: &QualifiedName, sql: String) -> Step {
    Step::new(format!("create {partition}"), sql)
        .locking(LockMode::AccessShare, table.name.to_string())
        .because("a table of its own first, which disturbs nobody; it is empty, so attaching needs no CHECK to skip a scan")
}

pub(super) fn unlogged(table: &Table) -> &'static str {
    if table.properties.storage.unlogged { "UNLOGGED " } else { "" }
}

/// How a table with rows is stored, as the end of the statement that creates it.
pub(super) fn stored(table: &Table) -> String {
    let properties = &table.properties;
    let storage = &properties.storage;
    let mut end = String::new();
    if let Some(method) = &properties.access_method {
        end.push_str(&format!(" USING {}", quote(method)));
    }
    if !storage.parameters.is_empty() {
        let parameters: Vec<String> = storage.parameters.iter().map(|(name, value)| format!("{name} = {value}")).collect();
        end.push_str(&format!(" WITH ({})", parameters.join(", ")));
    }
    if let Some(tablespace) = storage.tablespace.as_ref().or(properties.tablespace.as_ref()) {
        end.push_str(&format!(" TABLESPACE {}", quote(tablespace)));
    }
    end
}

/// Gives a table what partitions do not inherit.
pub(super) fn give(mut step: Step, table: &Table, partition: &QualifiedName) -> Step {
    let properties = &table.properties;
    // Before the grants: they are then the owner's, as on the parent.
    if properties.owner_differs {
        step = step.and(format!("ALTER TABLE {partition} OWNER TO {}", quote(&properties.owner)));
    }
    match properties.replica_identity {
        ReplicaIdentity::Full => step = step.and(format!("ALTER TABLE {partition} REPLICA IDENTITY FULL")),
        ReplicaIdentity::Nothing => step = step.and(format!("ALTER TABLE {partition} REPLICA IDENTITY NOTHING")),
        // The index is known only once it is attached to the parent's.
        ReplicaIdentity::Default | ReplicaIdentity::Index(_) => (),
    }
    for (column, target, options) in &properties.statistics {
        let column = format!("ALTER TABLE {partition} ALTER COLUMN {}", quote(column));
        if let Some(target) = target {
            step = step.and(format!("{column} SET STATISTICS {target}"));
        }
        if let Some(options) = options {
            step = step.and(format!("{column} SET ({})", options.join(", ")));
        }
    }
    // The parent's policies rule what comes through the parent. Enabled here too, nobody gets round them by the partition's name.
    if properties.row_security {
        step = step.and(format!("ALTER TABLE {partition} ENABLE ROW LEVEL SECURITY"));
    }
    if properties.force_row_security {
        step = step.and(format!("ALTER TABLE {partition} FORCE ROW LEVEL SECURITY"));
    }
    for grant in &properties.grants {
        step = step.and(grant_statement(grant, partition));
    }
    step
}

pub(super) fn staged(step: Step, table: &Table, partition: &QualifiedName) -> Step {
    step.and(format!("COMMENT ON TABLE {partition} IS {}", literal(&staging_comment(&table.name)).trim_start()))
}

fn grant_statement(grant: &Grant, partition: &QualifiedName) -> String {
    let privileges: Vec<String> = match &grant.column {
        Some(column) => grant.privileges.iter().map(|privilege| format!("{privilege} ({})", quote(column))).collect(),
        None => grant.privileges.clone(),
    };
    let grantee = grant.grantee.as_deref().map_or_else(|| "PUBLIC".to_owned(), quote);
    let option = if grant.grantable { " WITH GRANT OPTION" } else { "" };
    format!("GRANT {} ON {partition} TO {grantee}{option}", privileges.join(", "))
}

/// Attaches a table that was staged.
pub(super) fn attach(table: &Table, partition: &QualifiedName, window: &Window) -> Step {
    attach_window(table, partition, window).and(format!("COMMENT ON TABLE {partition} IS NULL"))
}

fn attach_window(table: &Table, partition: &QualifiedName, window: &Window) -> Step {
    let parent = &table.name;
    let clause = Bounds::clause(Edge::At(window.lower), Edge::At(window.upper), table.key_type);
    let mut step =
        Step::new(format!("attach {partition}"), format!("ALTER TABLE {parent} ATTACH PARTITION {partition} {clause}"))
            .locking(LockMode::ShareUpdateExclusive, parent.to_string());
    let mut reason = "readers and writers of the parent go on".to_owned();
    step = give_attached(step, table, partition);
    for (part, holds) in table.properties.within.iter().flat_map(|within| within.parts_of(partition)) {
        step = give_attached(know_identity(step, table, &part, partition, holds), table, &part);
    }
    for other in table.references.iter().chain(&table.referenced_by) {
        step = step.locking(LockMode::ShareRowExclusive, other.to_string());
    }
    if !(table.references.is_empty() && table.referenced_by.is_empty()) {
        reason.push_str("; writers of tables tied to it by a foreign key wait for a moment");
    }
    if let Some(DefaultPartition { name, rows, .. }) = &table.default {
        step = step.locking(LockMode::AccessExclusive, name.to_string()).hazard(Hazard::BlocksReads);
        let empty = *rows == DefaultRows::Counted { rows: 0, or_more: false };
        if empty {
            reason.push_str("; the default partition, which is empty, is locked for a moment");
        } else {
            step = step.hazard(Hazard::LongScan);
            reason.push_str("; the default partition is locked and scanned, as PostgreSQL demands");
        }
    }
    step.because(reason)
}

/// Gives a table that is attached what it could not have before: where rows are told apart by an index of the parent, by its own,
/// which is known now; triggers, which rows that were moved into it have not fired.
pub(super) fn give_attached(step: Step, table: &Table, partition: &QualifiedName) -> Step {
    let step = match &table.properties.replica_identity {
        ReplicaIdentity::Index(index) => step.and(replica_identity_by_index(partition, index)),
        ReplicaIdentity::Default | ReplicaIdentity::Full | ReplicaIdentity::Nothing => step,
    };
    let triggers = &table.properties.statement_triggers;
    triggers.iter().flat_map(|trigger| trigger.statements(partition)).fold(step, Step::and)
}

/// The partition's index that belongs to the parent's: `CREATE TABLE (LIKE …)` chose its name, attaching tied the two.
fn replica_identity_by_index(partition: &QualifiedName, index: &QualifiedName) -> String {
    let (partition_literal, index_literal) = (literal(&partition.to_string()), literal(&index.to_string()));
    let block = format!(
        "BEGIN\n  \
           EXECUTE (SELECT format('ALTER TABLE %s REPLICA IDENTITY USING INDEX %I', pg_index.indrelid::regclass, pg_class.relname)\n             \
           FROM pg_partition_tree({index_literal}) JOIN pg_index ON indexrelid = relid JOIN pg_class ON pg_class.oid = relid\n            \
           WHERE indrelid = {partition_literal}::regclass);\n\
         END"
    );
    format!("DO {}", block_literal(&block))
}

/// A block as the text that DO takes. A name may hold anything, also what ends the block.
pub(super) fn block_literal(block: &str) -> String {
    if block.contains("$pgkeel$") { literal(block) } else { format!("$pgkeel$ {block} $pgkeel$") }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Duration, NaiveDate, Utc};
    use proptest::prelude::*;

    use super::*;
    use crate::partition::bounds::KeyType;
    use crate::partition::live::{Partition, Properties};
    use crate::partition::policy::Policy;
    use crate::partition::survey::survey;

    fn policy(every: &str, more: &str) -> Policy {
        let text = format!("table = \"t\"\nkey = \"at\"\nevery = \"{every}\"\npremake = 5\nanchor = \"2024-01-01\"\n{more}");
        Policy::parse("partitions/t.toml", &text, "public").unwrap()
    }

    fn table(key_type: KeyType) -> Table {
        Table {
            oid: 1,
            name: QualifiedName::new("public", "t"),
            key_column: "at".into(),
            key_type,
            key_cast: String::new(),
            properties: Properties::default(),
            references: Vec::new(),
            referenced_by: Vec::new(),
            refers_to_itself: false,
            partitions: Vec::new(),
            default: None,
            detaches_concurrently: true,
            detached: Vec::new(),
        }
    }

    /// What the steps do to the table.
    fn apply(table: &mut Table, plan: &TablePlan, steps: usize) {
        for attach in plan.attaches.iter().filter(|attach| attach.step < steps) {
            let (lower, upper) = (Edge::At(attach.window.lower), Edge::At(attach.window.upper));
            let overlaps = table.partitions.iter().any(|there| there.lower < upper && lower < there.upper);
            assert!(!overlaps, "PostgreSQL would refuse {}", attach.name);
            table.partitions.push(Partition::new(attach.name.clone(), lower, upper));
        }
        table.partitions.sort_by_key(|partition| partition.lower);
    }

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    #[test]
    fn the_current_window_comes_first_then_those_ahead_then_those_behind() {
        let table = table(KeyType::TimestampWithTimeZone);
        let survey = survey(&policy("1 month", "since = \"2026-09-01\""), &table, at(1_795_000_000)).unwrap();
        let planned = plan(&table, &survey, &Obstacles::default(), &BTreeSet::new());
        let names: Vec<&str> = planned.attaches.iter().map(|attach| attach.name.name.as_str()).collect();
        assert_eq!(names[..2], ["t_2026_11", "t_2026_12"]);
        assert_eq!(names[6..], ["t_2026_10", "t_2026_09"]);
        let titles = |plan: &Plan| plan.steps.iter().map(|step| step.title.clone()).collect::<Vec<_>>();
        let each = planned.attaches.iter().map(|attach| format!("create {}", attach.name));
        assert!(titles(&planned.plan).into_iter().eq(each), "one step each: {:?}", titles(&planned.plan));
        let mut beside_a_default = table;
        beside_a_default.default = Some(DefaultPartition {
            name: QualifiedName::new("public", "rest"),
            rows: DefaultRows::Counted { rows: 0, or_more: false },
            is_table: true,
            has_proof: false,
            deletes_fire: false,
            columns: Vec::new(),
        });
        let titles = titles(&plan(&beside_a_default, &survey, &Obstacles::default(), &BTreeSet::new()).plan);
        assert!(titles[..8].iter().all(|title| title.starts_with("create ")), "all are created first: {titles:?}");
        assert!(titles[8..].iter().all(|title| title.starts_with("attach ")), "{titles:?}");
    }

    #[test]
    fn what_is_not_inherited_is_given() {
        let mut table = table(KeyType::Date);
        table.properties = Properties {
            within: None,
            owner: "App".into(),
            owner_differs: true,
            replica_identity: ReplicaIdentity::Full,
            row_security: true,
            identity_reaches_partitions: false,
            force_row_security: false,
            access_method: Some("heap2".into()),
            tablespace: Some("fast".into()),
            storage: crate::partition::live::Storage {
                parameters: vec![("fillfactor".into(), "70".into())],
                ..Default::default()
            },
            statistics: vec![("user".into(), Some(500), Some(vec!["n_distinct=-0.5".into()]))],
            grants: vec![
                Grant { grantee: None, column: None, privileges: vec!["SELECT".into()], grantable: false },
                Grant {
                    grantee: Some("App 2".into()),
                    column: Some("Total".into()),
                    privileges: vec!["UPDATE".into()],
                    grantable: true,
                },
            ],
            statement_triggers: Vec::new(),
        };
        let step = stage_window(&table, &QualifiedName::new("public", "t_2026"));
        let sql: Vec<&str> = step.sql.iter().map(|sql| sql.text.as_str()).collect();
        insta::assert_snapshot!(sql.join(";\n"), @r#"
        CREATE TABLE public.t_2026 (LIKE public.t INCLUDING ALL EXCLUDING IDENTITY) USING heap2 WITH (fillfactor = 70) TABLESPACE fast;
        ALTER TABLE public.t_2026 OWNER TO "App";
        ALTER TABLE public.t_2026 REPLICA IDENTITY FULL;
        ALTER TABLE public.t_2026 ALTER COLUMN "user" SET STATISTICS 500;
        ALTER TABLE public.t_2026 ALTER COLUMN "user" SET (n_distinct=-0.5);
        ALTER TABLE public.t_2026 ENABLE ROW LEVEL SECURITY;
        GRANT SELECT ON public.t_2026 TO PUBLIC;
        GRANT UPDATE ("Total") ON public.t_2026 TO "App 2" WITH GRANT OPTION;
        COMMENT ON TABLE public.t_2026 IS 'pgkeel: staged for public.t'
        "#);
    }

    proptest! {
        #[test]
        fn planning_again_after_any_part_was_applied_finishes_it(
            every in prop::sample::select(&["1 hour", "5 hours", "1 day", "1 week", "10 days", "1 month", "1 quarter", "1 year"][..]),
            zone in prop::sample::select(&["UTC", "Europe/Madrid", "America/Sao_Paulo", "Australia/Lord_Howe"][..]),
            key_type in prop::sample::select(&[KeyType::TimestampWithTimeZone, KeyType::Timestamp][..]),
            now in 1_500_000_000_i64..2_000_000_000,
            since in prop::option::of(0_i64..40),
            there in prop::collection::btree_set((-60_i64..60, 1_i64..30), 0..6),
            killed_after in 0..40_usize,
            later in 0_i64..90,
        ) {
            let date: NaiveDate = at(now).date_naive();
            let more = since.map_or_else(String::new, |days| format!("since = \"{}\"\n", date - Duration::days(days)));
            let policy = policy(every, &format!("time_zone = \"{zone}\"\n{more}"));
            // Partitions of somebody else's, which do not overlap one another.
            let mut table = table(key_type);
            let mut reached = i64::MIN;
            for (index, (start, days)) in BTreeSet::into_iter(there).enumerate() {
                if start >= reached {
                    reached = start + days;
                    let edge = |days| Edge::At((date + Duration::days(days)).into());
                    let name = QualifiedName::new("public", format!("foreign_{index}"));
                    table.partitions.push(Partition::new(name, edge(start), edge(reached)));
                }
            }
            let first = survey(&policy, &table, at(now)).unwrap();
            let planned = plan(&table, &first, &Obstacles::default(), &BTreeSet::new());
            apply(&mut table, &planned, killed_after);
            let second = survey(&policy, &table, at(now)).unwrap();
            let rest = plan(&table, &second, &Obstacles::default(), &BTreeSet::new());
            apply(&mut table, &rest, usize::MAX);
            let done = survey(&policy, &table, at(now)).unwrap();
            prop_assert!(plan(&table, &done, &Obstacles::default(), &BTreeSet::new()).plan.is_empty());
            prop_assert_eq!(done.missing.len(), 0);
            // Some days later, too.
            let later = at(now + later * 86_400);
            let survey_later = survey(&policy, &table, later).unwrap();
            let planned = plan(&table, &survey_later, &Obstacles::default(), &BTreeSet::new());
            apply(&mut table, &planned, usize::MAX);
            let done = survey(&policy, &table, later).unwrap();
            prop_assert_eq!(done.missing.len(), 0);
            // Whatever else is there: what is left of each window has its partition, under a name of its own.
            prop_assert!(done.ready_until >= done.wanted.last().map(|window| Edge::At(window.upper)));
            prop_assert_eq!((done.there, done.blocked), (done.wanted.len(), 0));
            let names: BTreeSet<&QualifiedName> = table.partitions.iter().map(|partition| &partition.name).collect();
            prop_assert_eq!(names.len(), table.partitions.len());
        }
    }
}
