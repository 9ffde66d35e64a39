//! What is done about rows in a default partition that keep the partitions that they belong in from being made: a few are moved
//! in one transaction; of many none is moved, but the default partition becomes the partition of the range that they are in, and
//! a new, empty one takes its place. What an interrupted run left is taken away first. Pure.

use std::collections::BTreeSet;

use chrono::NaiveDateTime;

use super::bounds::{Bounds, Edge};
use super::finding::{Finding, Weight};
use super::live::{DefaultPartition, Obstacles, Table};
use super::plan::{attach, create, give_attached, is_left_over, stage_window, staged};
use super::policy::{DefaultPolicy, Policy};
use super::retire::{Deed, Done, Stage};
use super::survey::{Missing, Survey};
use crate::identifier::{self, QualifiedName, literal, quote};
use crate::plan::{Hazard, LockMode, Plan, Step};

/// The constraint on a default partition by which PostgreSQL knows what is not in it without a look.
pub const PROOF: &str = "pgkeel_proof";

/// So many rows are moved under a lock, and not more.
pub const FEW: i64 = 10_000;

/// What is done before the missing partitions are made.
#[derive(Debug, Clone, Default)]
pub struct Rescue {
    pub stages: Vec<Stage>,
    /// The lower bounds of the windows that have a partition afterwards.
    pub handled: BTreeSet<NaiveDateTime>,
    pub findings: Vec<Finding>,
}

/// The name that a new default partition has until it takes the place of the old one.
pub fn next_name(default: &QualifiedName) -> QualifiedName {
    let name = &default.name[..identifier::boundary(&default.name, identifier::MAX_BYTES - 5)];
    QualifiedName::new(&default.schema, format!("{name}_next"))
}

/// Plans it, as the policy says.
pub fn rescue(policy: &Policy, table: &Table, survey: &Survey, obstacles: &Obstacles) -> Rescue {
    let mut rescue = Rescue::default();
    let Some(default) = &table.default else { return rescue };
    if default.has_proof {
        let step = drop_proof(default).because("an interrupted run left it: it refuses rows");
        rescue.stages.push(Stage { plan: Plan { steps: vec![step] }, ..Stage::default() });
    }
    let waiting: Vec<&Missing> =
        survey.missing.iter().filter(|missing| obstacles.in_default.contains_key(&missing.window.lower)).collect();
    if waiting.is_empty() || matches!(policy.default, DefaultPolicy::Ignore | DefaultPolicy::Report) {
        return rescue;
    }
    let drained: Vec<Result<Stage, String>> = waiting.iter().map(|missing| drain(table, default, missing, obstacles)).collect();
    if policy.default == DefaultPolicy::Swap && drained.iter().any(Result::is_err) {
        match swap(policy, table, default, survey, obstacles) {
            Ok((stage, lower, upper)) => {
                rescue.stages.push(stage);
                let within = |missing: &&Missing| missing.window.lower >= lower && missing.window.upper <= upper;
                rescue.handled = survey.missing.iter().filter(within).map(|it| it.window.lower).collect();
            }
            Err(reason) => rescue.findings.push(cannot(default, "take the place of a partition", &reason)),
        }
        return rescue;
    }
    for (missing, drained) in waiting.iter().zip(drained) {
        match drained {
            Ok(stage) => {
                rescue.stages.push(stage);
                rescue.handled.insert(missing.window.lower);
            }
            Err(reason) => {
                rescue.findings.push(cannot(default, &format!("give its rows to {}", missing.name), &reason));
            }
        }
    }
    rescue
}

fn cannot(default: &DefaultPartition, what: &str, reason: &str) -> Finding {
    Finding::new(Weight::Blocked, "default-stays", format!("{} cannot {what}: {reason}", default.name))
}

/// Makes the partition and moves its rows there, in one transaction: at no time is a row in neither or both. A foreign key of
/// another table that came to point at one of them since it was looked up fails the DELETE, and so all of it.
fn drain(table: &Table, default: &DefaultPartition, missing: &Missing, obstacles: &Obstacles) -> Result<Stage, String> {
    if !default.is_table {
        return Err("it is no plain table".to_owned());
    }
    if table.refers_to_itself {
        return Err("a foreign key of its own points at its rows".to_owned());
    }
    if let Some(reason) = obstacles.pointed_at.get(&missing.window.lower) {
        return Err(reason.clone());
    }
    if default.deletes_fire {
        return Err("triggers or rules of its own would see the rows deleted".to_owned());
    }
    let rows = obstacles.in_default.get(&missing.window.lower).copied().unwrap_or_default();
    if rows > FEW {
        return Err(format!("more than {FEW} rows would be moved under a lock; default = \"swap\" moves none"));
    }
    let partition = QualifiedName::new(&table.name.schema, &missing.name);
    let mut steps = Vec::new();
    match obstacles.namesakes.get(&missing.name) {
        None => steps.push(stage_window(table, &partition)),
        Some(namesake) if is_left_over(namesake, table, table.properties.within.is_some()) => (),
        Some(_) => return Err("something else has that name".to_owned()),
    }
    let columns: Vec<String> = default.columns.iter().map(|column| quote(column)).collect();
    let (columns, key) = (columns.join(", "), quote(&table.key_column));
    let edge = |point| literal(&table.key_type.text(point));
    let (lower, upper) = (edge(missing.window.lower), edge(missing.window.upper));
    let rows = crate::amount::count(usize::try_from(rows).unwrap_or_default(), "row");
    let mut step = attach(table, &partition, &missing.window);
    step.title = format!("move {rows} from {} to {partition}", default.name);
    let attaching = std::mem::take(&mut step.sql);
    for sql in [
        format!("LOCK TABLE ONLY {} IN SHARE UPDATE EXCLUSIVE MODE", table.name),
        format!("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE", default.name),
        format!(
            "WITH moved AS (DELETE FROM {} WHERE {key} >= {lower} AND {key} < {upper} RETURNING {columns})\n\
             INSERT INTO {partition} ({columns}) OVERRIDING SYSTEM VALUE SELECT {columns} FROM moved",
            default.name
        ),
    ] {
        step = step.and(sql);
    }
    step.sql.extend(attaching);
    steps.push(step.because("few enough to be moved while the default partition is locked"));
    let deeds = vec![Deed { step: steps.len() - 1, what: Done::Created, name: partition }];
    Ok(Stage { plan: Plan { steps }, deeds, ..Stage::default() })
}

/// Lets the default partition become the partition of the range that holds all its rows, which no other partition may be in.
fn swap(
    policy: &Policy,
    table: &Table,
    default: &DefaultPartition,
    survey: &Survey,
    obstacles: &Obstacles,
) -> Result<(Stage, NaiveDateTime, NaiveDateTime), String> {
    if !default.is_table {
        return Err("it is no plain table".to_owned());
    }
    if table.refers_to_itself || !table.referenced_by.is_empty() {
        return Err(
            "foreign keys point at its rows: detaching it would compare all of them with theirs under a lock".to_owned()
        );
    }
    let Some(range) = &obstacles.range else { return Err("the range of its rows is unknown".to_owned()) };
    let (Edge::At(lowest), Edge::At(highest), false) = (range.lowest, range.highest, range.has_null) else {
        return Err("it holds rows with a key of NULL or infinity, which belong nowhere else".to_owned());
    };
    let calendar = &survey.calendar;
    let (mut lower, mut upper) =
        (calendar.window_at(lowest).lower, calendar.window_at(highest).upper.max(survey.current.upper));
    for partition in &table.partitions {
        match (partition.lower, partition.upper) {
            (_, end) if end <= Edge::At(lowest) => {
                if let Edge::At(end) = end {
                    lower = lower.max(end);
                }
            }
            (Edge::At(start), _) if start > highest => upper = upper.min(start),
            _ => return Err(format!("{} lies between its rows", partition.name)),
        }
    }
    let window = calendar.window_at(lower);
    let mut name = policy.template.name(&table.name, &window);
    if table.partitions.iter().any(|partition| partition.name.name == name) || obstacles.namesakes.contains_key(&name) {
        let end = format!("_{}", upper.format("%Y%m%d%H"));
        let head = &default.name.name;
        name = format!("{}{end}", &head[..identifier::boundary(head, identifier::MAX_BYTES - end.len())]);
    }
    let next = next_name(&default.name);
    let mut steps = Vec::new();
    match obstacles.namesakes.get(&next.name) {
        None => steps.push(staged(create(table, &next), table, &next)),
        Some(namesake) if is_left_over(namesake, table, false) => (),
        Some(_) => return Err(format!("something else is called {next}")),
    }
    let key = quote(&table.key_column);
    let edge = |point| literal(&table.key_type.text(point));
    let check = format!("{key} IS NOT NULL AND {key} >= {} AND {key} < {}", edge(lower), edge(upper));
    steps.extend(prove(
        default,
        &check,
        "so that it need not be scanned under a lock; until then it refuses rows of other ranges",
    ));
    let (parent, name_before) = (&table.name, &default.name);
    let mut step = Step::new(
        format!("let {name_before} be the partition {}", quote(&name)),
        format!("ALTER TABLE {parent} DETACH PARTITION {name_before}"),
    )
    .and(format!(
        "ALTER TABLE {parent} ATTACH PARTITION {name_before} {}",
        Bounds::clause(Edge::At(lower), Edge::At(upper), table.key_type)
    ))
    .and(format!("ALTER TABLE {name_before} DROP CONSTRAINT {PROOF}"))
    .and(format!("ALTER TABLE {name_before} RENAME TO {}", quote(&name)))
    .and(format!("ALTER TABLE {parent} ATTACH PARTITION {next} DEFAULT"));
    step = give_attached(step, table, &next)
        .and(format!("ALTER TABLE {next} RENAME TO {}", quote(&default.name.name)))
        .and(format!("COMMENT ON TABLE {name_before} IS NULL"))
        .locking(LockMode::AccessExclusive, parent.to_string())
        .locking(LockMode::AccessExclusive, name_before.to_string())
        .hazard(Hazard::BlocksReads);
    // It comes with its foreign keys, which become the table's: their triggers change hands.
    for other in &table.references {
        step = step.locking(LockMode::AccessExclusive, other.to_string());
    }
    steps.push(step.because("no row is moved; a new, empty default partition takes its place"));
    let made = QualifiedName::new(&default.name.schema, name);
    let deeds = vec![Deed { step: steps.len() - 1, what: Done::Created, name: made }];
    let stage = Stage { plan: Plan { steps }, deeds, if_failed: Some(drop_proof(default)), ..Stage::default() };
    Ok((stage, lower, upper))
}

/// A check that is proven while others go on.
pub(super) fn prove(default: &DefaultPartition, check: &str, reason: &str) -> [Step; 2] {
    let name = &default.name;
    [
        Step::new(
            format!("say what {name} holds"),
            format!("ALTER TABLE {name} ADD CONSTRAINT {PROOF} CHECK ({check}) NOT VALID"),
        )
        .locking(LockMode::AccessExclusive, name.to_string())
        .because(reason),
        Step::new(format!("prove it of {name}"), format!("ALTER TABLE {name} VALIDATE CONSTRAINT {PROOF}"))
            .locking(LockMode::ShareUpdateExclusive, name.to_string())
            .hazard(Hazard::LongScan)
            .because("readers and writers go on"),
    ]
}

pub(super) fn drop_proof(default: &DefaultPartition) -> Step {
    let name = &default.name;
    Step::new(format!("forget what {name} holds"), format!("ALTER TABLE {name} DROP CONSTRAINT IF EXISTS {PROOF}"))
        .locking(LockMode::AccessExclusive, name.to_string())
        .because("it has done its work, and would refuse rows")
}
