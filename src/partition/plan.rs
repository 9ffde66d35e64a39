//! The steps that make a table's missing partitions: each is created as a table of its own, given what partitions do not
//! inherit, and then attached, which needs no lock that readers or writers of the parent notice (measured on PostgreSQL 15).

use super::bounds::Bounds;
use super::calendar::Window;
use super::finding::{Finding, Weight, some_of};
use super::live::{DefaultPartition, DefaultRows, Grant, Namesake, Obstacles, ReplicaIdentity, Table};
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
    format!("pgkeel: staged for {table}")
}

/// Plans what the survey misses. All tables are created first, because that disturbs nobody; then they are attached, the most
/// urgent first, so that the windows that matter are there should a lock stop the run.
pub fn plan(table: &Table, survey: &Survey, obstacles: &Obstacles) -> TablePlan {
    let mut findings = Vec::new();
    let mut in_default = Vec::new();
    let mut creates = Vec::new();
    let mut attaches = Vec::new();
    for Missing { window, name } in &survey.missing {
        if obstacles.in_default.contains(&window.lower) {
            in_default.push(name.clone());
            continue;
        }
        let partition = QualifiedName::new(&table.name.schema, name);
        match obstacles.namesakes.get(name) {
            None => creates.push(create(table, &partition)),
            Some(namesake) if is_left_over(namesake, table) => (),
            Some(namesake) => {
                findings.push(name_taken(&partition, namesake, table));
                continue;
            }
        }
        attaches.push((partition, *window));
    }
    if let Some(default) = table.default.as_ref().filter(|_| !in_default.is_empty()) {
        let windows = some_of(&in_default);
        let message = format!(
            "{} holds rows that belong in {windows}: PostgreSQL refuses the partition while they are there",
            default.name
        );
        findings.push(Finding::new(Weight::Blocked, "rows-in-default", message).hint(format!(
            "take them out of {} into a table of your own, run this again, and insert them through {}",
            default.name, table.name
        )));
    }

    let created = creates.len();
    let mut plan = TablePlan { plan: Plan { steps: creates }, attaches: Vec::new(), findings };
    for (index, (partition, window)) in attaches.into_iter().enumerate() {
        plan.plan.steps.push(attach(table, &partition, &window));
        plan.attaches.push(Attach { step: created + index, name: partition, window });
    }
    plan
}

/// Ours, complete (it is made in one transaction), untouched since, and still like its parent.
fn is_left_over(namesake: &Namesake, table: &Table) -> bool {
    namesake.kind == "table"
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
            format!("attach it to {} if its rows belong there, rename it, or drop it", table.name),
        ),
    };
    Finding::new(Weight::Blocked, "name-taken", format!("{partition} cannot be made: {what}")).hint(hint)
}

/// A table like its parent, complete or not there at all.
fn create(table: &Table, partition: &QualifiedName) -> Step {
    let parent = &table.name;
    let properties = &table.properties;
    let mut create = format!("CREATE TABLE {partition} (LIKE {parent} INCLUDING ALL EXCLUDING IDENTITY)");
    if let Some(method) = &properties.access_method {
        create.push_str(&format!(" USING {}", quote(method)));
    }
    if let Some(tablespace) = &properties.tablespace {
        create.push_str(&format!(" TABLESPACE {}", quote(tablespace)));
    }
    let mut step = Step::new(format!("create {partition}"), create)
        .locking(LockMode::AccessShare, parent.to_string())
        .because("a table of its own first, which disturbs nobody; it is empty, so attaching needs no CHECK to skip a scan");
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
    for (column, target) in &properties.statistics {
        step = step.and(format!("ALTER TABLE {partition} ALTER COLUMN {} SET STATISTICS {target}", quote(column)));
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
    step.and(format!("COMMENT ON TABLE {partition} IS {}", literal(&staging_comment(parent)).trim_start()))
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

fn attach(table: &Table, partition: &QualifiedName, window: &Window) -> Step {
    let parent = &table.name;
    let clause = Bounds::clause(window.lower, window.upper, table.key_type);
    let mut step =
        Step::new(format!("attach {partition}"), format!("ALTER TABLE {parent} ATTACH PARTITION {partition} {clause}"))
            .locking(LockMode::ShareUpdateExclusive, parent.to_string());
    let mut reason = "readers and writers of the parent go on".to_owned();
    if let ReplicaIdentity::Index(index) = &table.properties.replica_identity {
        step = step.and(replica_identity_by_index(partition, index));
    }
    step = step.and(format!("COMMENT ON TABLE {partition} IS NULL"));
    for other in table.references.iter().chain(&table.referenced_by) {
        step = step.locking(LockMode::ShareRowExclusive, other.to_string());
    }
    if !(table.references.is_empty() && table.referenced_by.is_empty()) {
        reason.push_str("; writers of tables tied to it by a foreign key wait for a moment");
    }
    if let Some(DefaultPartition { name, rows }) = &table.default {
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

/// The partition's index that belongs to the parent's: `CREATE TABLE (LIKE …)` chose its name, attaching tied the two.
fn replica_identity_by_index(partition: &QualifiedName, index: &QualifiedName) -> String {
    let (partition_literal, index_literal) = (literal(&partition.to_string()), literal(&index.to_string()));
    format!(
        "DO $pgkeel$ BEGIN\n  \
           EXECUTE (SELECT format('ALTER TABLE %s REPLICA IDENTITY USING INDEX %I', pg_index.indrelid::regclass, pg_class.relname)\n             \
           FROM pg_inherits JOIN pg_index ON indexrelid = inhrelid JOIN pg_class ON pg_class.oid = inhrelid\n            \
           WHERE inhparent = {index_literal}::regclass AND indrelid = {partition_literal}::regclass);\n\
         END $pgkeel$"
    )
}
