//! What is done for a policy: refused where it would take more than it says, and else one step, in batches. A batch looks again at
//! each row that it has locked: what was changed, held or erased since the rows were found is left alone.

use chrono::{DateTime, SecondsFormat, Utc};

use super::live::{LogTable, Reference, Table};
use super::log::Place;
use super::policy::{Action, Placed, Policy};
use crate::error::{Error, Result};
use crate::identifier::{QualifiedName, literal, quote};
use crate::partition::finding::{Finding, Weight, some_of};
use crate::partition::policy as partitions;
use crate::partition::retain::Then;
use crate::plan::erasure::{Erasure, LogLine};
use crate::plan::{Hazard, LockMode, Plan, Step};

/// What a policy comes to, at a time.
#[derive(Debug, Clone)]
pub struct Looked {
    /// What is before it is past its time: a value of the age column.
    pub cutoff: String,
    pub step: Step,
    /// Counts the rows past their time: `due`, `held`, and the `oldest` age among them.
    pub counting: String,
    pub findings: Vec<Finding>,
}

impl Looked {
    pub fn plan(&self) -> Plan {
        Plan { steps: vec![self.step.clone()] }
    }
}

/// Statements that the server is to look at without running them, with the place in the file that each is about.
pub fn probes(policy: &Policy, table: &Table) -> Vec<(String, usize)> {
    let from = relation(policy, table);
    let condition = |placed: &Placed| (format!("SELECT FROM {from} WHERE {}", parenthesised(&placed.text)), placed.at);
    let mut probes: Vec<(String, usize)> =
        [&policy.condition, &policy.done, &policy.hold.condition].into_iter().flatten().map(condition).collect();
    if let Some(hold) = &policy.hold.table {
        let key = quote(&hold.key.text);
        probes.push((format!("SELECT {key} FROM {}", hold.name), hold.at));
        probes.push((format!("SELECT {} FROM {from}", quote(&hold.column.text)), hold.column.at));
        if let Some(lasting) = &hold.lasting {
            probes.push((format!("SELECT FROM {} WHERE {}", hold.name, parenthesised(&lasting.text)), lasting.at));
        }
        probes.push((format!("SELECT FROM {from} WHERE {}", holds(policy).join(" OR ")), hold.at));
    }
    if let Action::Anonymise(set) = &policy.action {
        probes.extend(set.iter().map(|(_, value)| (format!("SELECT {} FROM {from}", parenthesised(&value.text)), value.at)));
    }
    probes
}

/// # Errors
/// `Failed`, where the policy cannot be followed, or would take more than it says.
pub fn look(
    policy: &Policy,
    table: &Table,
    log: Option<&LogTable>,
    partitions: Option<&partitions::Policy>,
    now: DateTime<Utc>,
) -> Result<Looked> {
    if table.key.is_empty() {
        let error = Error::failed(format!("{} has no primary key to tell its rows by", policy.table));
        return Err(policy.point_at_table(error.hint("give it one")));
    }
    refuse_columns(policy, table)?;
    refuse_cascades(policy, table)?;
    refuse_beside_partitions(policy, partitions)?;
    let cutoff = table.age.text(policy.cutoff(table.age, now));
    let began = now.to_rfc3339_opts(SecondsFormat::Secs, true);
    let place = |place: Place| match place {
        Place::Policy => policy.name.clone(),
        Place::Table => policy.table.to_string(),
        Place::Action => policy.action.word().to_owned(),
        Place::Keep => policy.shown_keep(),
        Place::Cutoff => cutoff.clone(),
        Place::Began | Place::Rows | Place::Batch | Place::At => began.clone(),
    };
    let line = match (&policy.log, log) {
        (Some(wanted), Some(live)) => {
            let mut columns = Vec::new();
            let mut values = Vec::new();
            for (index, column) in wanted.columns.iter().enumerate() {
                let Some((name, of)) = live.columns.iter().find(|(name, _)| *name == column.name) else {
                    let error = Error::failed(format!("{} has no column `{}`", wanted.table, column.name));
                    let known: Vec<&str> = live.columns.iter().map(|(name, _)| name.as_str()).collect();
                    return Err(policy.point(error, column.at).hint(format!("its columns are {}", known.join(", "))));
                };
                columns.push(quote(name));
                values.push(format!("CAST(${}::text AS {of})", index + 1));
            }
            let (columns, values) = (columns.join(", "), values.join(", "));
            let insert = format!("INSERT INTO {} ({columns})\nVALUES ({values})\nRETURNING true", wanted.table);
            Some(LogLine { insert, values: wanted.columns.iter().map(|column| column.pieces(place)).collect() })
        }
        _ => None,
    };
    let step = step(policy, table, &cutoff, line);
    Ok(Looked { counting: counting(policy, table, &cutoff), findings: findings(policy, table, partitions), cutoff, step })
}

/// Columns that must stay as they are.
fn refuse_columns(policy: &Policy, table: &Table) -> Result<()> {
    let Action::Anonymise(set) = &policy.action else { return Ok(()) };
    for (column, value) in set {
        let fault = |message: String, hint: &str| Err(policy.point(Error::failed(message), value.at).hint(hint));
        let name = &policy.table;
        if !table.columns.contains(column) {
            let hint = format!("its columns are {}", table.columns.join(", "));
            return fault(format!("{name} has no column `{column}`"), &hint);
        }
        if table.key.iter().any(|(key, _)| key == column) {
            return fault(format!("`{column}` is of the primary key, which tells the rows"), "anonymise the columns beside it");
        }
        if table.partition_key.contains(column) {
            let message = format!("{name} is partitioned by `{column}`: another value would move the row");
            return fault(message, "anonymise the columns beside it");
        }
        if table.generated.contains(column) {
            return fault(format!("`{column}` is generated"), "anonymise the columns that it is made from");
        }
        let passes_on = |reference: &&Reference| reference.on_update_acts && reference.columns.contains(column);
        if let Some(reference) = table.references.iter().find(passes_on) {
            let message = format!(
                "`{column}` would be changed in {} too: the foreign key {} passes it on",
                reference.from,
                quote(&reference.constraint)
            );
            return fault(message, "anonymise another column, or give the foreign key ON UPDATE NO ACTION");
        }
    }
    Ok(())
}

/// Rows of other tables that would go too go only where the policy says so.
fn refuse_cascades(policy: &Policy, table: &Table) -> Result<()> {
    if policy.action != Action::Delete {
        return Ok(());
    }
    let goes = |name: &QualifiedName| policy.cascade.iter().any(|(cascade, _)| cascade == name);
    let onto_itself = |reference: &&Reference| reference.on_delete_cascade && reference.from == policy.table;
    if let Some(reference) = table.references.iter().find(onto_itself).filter(|_| has_hold(policy)) {
        let error = Error::failed(format!(
            "held rows could go with those that they refer to, by ON DELETE CASCADE: {} of {}",
            quote(&reference.constraint),
            reference.from
        ));
        return Err(policy.point_at_table(
            error.leaving("nothing of this policy was done").hint("give the foreign key ON DELETE NO ACTION"),
        ));
    }
    let also: Vec<&Reference> =
        table.references.iter().filter(|reference| reference.on_delete_cascade && !goes(&reference.from)).collect();
    if let Some(first) = also.first() {
        let constraints: Vec<String> =
            also.iter().map(|reference| format!("{} of {}", quote(&reference.constraint), reference.from)).collect();
        let error = Error::failed(format!(
            "rows of other tables would be deleted too, by ON DELETE CASCADE: {}",
            some_of(&constraints)
        ));
        let hint = format!("if they may go, name every such table in the policy: cascade = [\"{}\"]", first.from);
        return Err(policy.point_at_table(error.leaving("nothing of this policy was done").hint(hint)));
    }
    for (name, at) in &policy.cascade {
        if !table.references.iter().any(|reference| reference.on_delete_cascade && reference.from == *name) {
            let error =
                Error::failed(format!("no rows of {name} go with rows of {}: there is no such foreign key", policy.table));
            return Err(policy.point(error, *at).hint("remove it from `cascade`"));
        }
    }
    Ok(())
}

/// Partitions that go as a whole take what is held with them, and do better what deletes all rows past their time.
fn refuse_beside_partitions(policy: &Policy, partitions: Option<&partitions::Policy>) -> Result<()> {
    let Some(retain) = partitions.and_then(|partitions| partitions.retain.as_ref().map(|retain| (partitions, retain))) else {
        return Ok(());
    };
    let (partitions, retain) = retain;
    if has_hold(policy) && retain.then != Then::Keep {
        let error =
            Error::failed(format!("[retain] of {} takes whole partitions, with the rows that are held", partitions.file()));
        return Err(
            policy.point_at_table(error.hint("keep the partitions (then = \"keep\", or no [retain]), or hold no single rows"))
        );
    }
    if policy.action == Action::Delete && policy.condition.is_none() && retain.then != Then::Keep {
        let error = Error::failed(format!("[retain] of {} retires whole partitions of this table already", partitions.file()));
        return Err(policy.point_at_table(error.hint("remove this policy: a partition goes without a row being touched")));
    }
    Ok(())
}

fn has_hold(policy: &Policy) -> bool {
    policy.hold.condition.is_some() || policy.hold.table.is_some()
}

fn findings(policy: &Policy, table: &Table, partitions: Option<&partitions::Policy>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let age = quote(&policy.age.text);
    if !table.age_is_indexed && !table.partition_key.contains(&policy.age.text) {
        let message = format!("no index begins with {age}: each run reads all of {}", policy.table);
        findings.push(Finding::new(Weight::Note, "age-without-index", message));
    }
    let plain = policy.condition.is_none() && !has_hold(policy);
    let by_age = table.partition_key == [policy.age.text.as_str()];
    if policy.action == Action::Delete && plain && by_age && partitions.is_none_or(|partitions| partitions.retain.is_none()) {
        let message = format!("{} is partitioned by {age}: [retain] in its partition policy would touch no row", policy.table);
        findings.push(Finding::new(Weight::Note, "partitions-do-better", message));
    }
    findings
}

/// The table as it stands in a statement: rows of tables that only inherit from it have keys of their own.
fn relation(policy: &Policy, table: &Table) -> String {
    if table.is_partitioned { policy.table.to_string() } else { format!("ONLY {}", policy.table) }
}

/// An expression of a person's, whose last line may be a comment.
fn parenthesised(text: &str) -> String {
    if text.contains("--") { format!("({text}\n)") } else { format!("({text})") }
}

/// The conditions under which a row is held.
fn holds(policy: &Policy) -> Vec<String> {
    let condition = policy.hold.condition.as_ref().map(|held| format!("{} IS NOT FALSE", parenthesised(&held.text)));
    let table = policy.hold.table.as_ref().map(|hold| {
        let lasting = hold.lasting.as_ref().map_or_else(String::new, |it| format!(" AND {}", parenthesised(&it.text)));
        format!(
            "EXISTS (SELECT FROM {} AS \"pgkeel hold\" WHERE \"pgkeel hold\".{} = {}.{}{lasting})",
            hold.name,
            quote(&hold.key.text),
            quote(&policy.table.name),
            quote(&hold.column.text),
        )
    });
    condition.into_iter().chain(table).collect()
}

/// Past its time, of those that it is about, and not anonymised.
fn eligible(policy: &Policy, table: &Table, cutoff: &str) -> String {
    let of = table.age.columns().first().copied().unwrap_or_default();
    let mut conditions = vec![format!("{} < {}::{of}", quote(&policy.age.text), literal(cutoff))];
    conditions.extend(policy.condition.as_ref().map(|condition| parenthesised(&condition.text)));
    conditions.extend(match (&policy.action, &policy.done) {
        (Action::Delete, _) => None,
        (Action::Anonymise(_), Some(done)) => Some(format!("{} IS NOT TRUE", parenthesised(&done.text))),
        (Action::Anonymise(set), None) => {
            let differs =
                set.iter().map(|(column, value)| format!("{} IS DISTINCT FROM {}", quote(column), parenthesised(&value.text)));
            Some(format!("({})", differs.collect::<Vec<_>>().join(" OR ")))
        }
    });
    conditions.join(" AND ")
}

fn counting(policy: &Policy, table: &Table, cutoff: &str) -> String {
    let held = holds(policy);
    let held = if held.is_empty() { "false".to_owned() } else { held.join(" OR ") };
    format!(
        "SELECT count(*) FILTER (WHERE NOT held) AS due, count(*) FILTER (WHERE held) AS held, min(age) FILTER (WHERE NOT held)::text AS oldest\n  \
         FROM (SELECT {} AS age, ({held}) AS held\n          FROM {}\n         WHERE {}) AS past",
        quote(&policy.age.text),
        relation(policy, table),
        eligible(policy, table, cutoff),
    )
}

fn step(policy: &Policy, table: &Table, cutoff: &str, log: Option<LogLine>) -> Step {
    let from = relation(policy, table);
    let past = eligible(policy, table, cutoff);
    let holds = holds(policy);
    let held = if holds.is_empty() { "false".to_owned() } else { holds.join(" OR ") };
    let due = if holds.is_empty() { past.clone() } else { format!("{past} AND NOT ({held})") };
    let columns: Vec<String> = table.key.iter().map(|(column, _)| quote(column)).collect();
    let columns = columns.join(", ");
    let texts: Vec<String> = table.key.iter().map(|(column, _)| format!("{}::text", quote(column))).collect();
    let arrays: Vec<String> =
        table.key.iter().enumerate().map(|(index, (_, of))| format!("unnest(${}::text[]::{of}[])", index + 1)).collect();
    let of_batch = format!("({columns}) IN (SELECT * FROM ROWS FROM ({}) AS \"pgkeel key\")", arrays.join(", "));
    let locked = format!("({columns}) IN (SELECT * FROM \"pgkeel locked\")");
    let (lock, erase) = match &policy.action {
        Action::Delete => ("UPDATE", format!("DELETE FROM {from}\n     WHERE {locked}\n RETURNING false AS again")),
        Action::Anonymise(set) => {
            let set: Vec<String> =
                set.iter().map(|(column, value)| format!("{} = {}", quote(column), parenthesised(&value.text))).collect();
            let set = set.join(",\n           ");
            (
                "NO KEY UPDATE",
                format!("UPDATE {from}\n       SET {set}\n     WHERE {locked}\n RETURNING ({due}) IS TRUE AS again"),
            )
        }
    };
    let statement = format!(
        "WITH \"pgkeel seen\" AS MATERIALIZED (\n    SELECT {columns} FROM {from}\n     WHERE {of_batch}\n       AND {due}\n), \
         \"pgkeel locked\" AS MATERIALIZED (\n    SELECT {columns} FROM {from}\n     WHERE {of_batch}\n       AND {due}\n       \
         FOR {lock} SKIP LOCKED\n), \"pgkeel erased\" AS (\n    {erase}\n)\n\
         SELECT (SELECT count(*) FROM \"pgkeel seen\") AS seen, (SELECT count(*) FROM \"pgkeel locked\") AS locked,\n       \
         count(*) AS erased, count(*) FILTER (WHERE again) AS again, clock_timestamp()::text AS at\n  FROM \"pgkeel erased\""
    );
    let rows = format!("SELECT ({held}) AS held, ARRAY[{}] AS key\n  FROM {from}\n WHERE {past}", texts.join(", "));
    let title = format!("{} rows of {} older than {}", policy.action.word(), policy.table, policy.shown_keep());
    let reason = format!(
        "{}: {} is before {cutoff}; batches of {}, each in its own transaction, $1 being the keys of its rows",
        policy.file(),
        quote(&policy.age.text),
        policy.batch,
    );
    let mut step = Step::new(title, &*statement)
        .because(reason)
        .locking(LockMode::RowExclusive, policy.table.to_string())
        .hazard(Hazard::DataLoss);
    if let Some(log) = &log {
        step = step.and(&*log.insert);
    }
    step.erasure = Some(Erasure {
        rows,
        erase: statement,
        key_columns: table.key.len(),
        batch: policy.batch,
        pause: policy.pause,
        most_lag: policy.most_lag,
        log,
    });
    step
}
