//! Reads what a retention policy is about, has the server look at its expressions, and counts rows past their time.

use super::session::Session;
use crate::error::{Error, Kind, Result};
use crate::identifier::QualifiedName;
use crate::partition::bounds::KeyType;
use crate::retention::live::{LogTable, Reference, Table};
use crate::retention::plan::Looked;
use crate::retention::policy::Policy;

/// How many rows are past their time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counts {
    pub due: i64,
    pub held: i64,
    /// The oldest of those that are due, as the age column has it.
    pub oldest: Option<String>,
}

const LOCK_NOT_AVAILABLE: &str = "55P03";
const UNDEFINED_FUNCTION: &str = "42883";

/// Reads the policy's table, and that of its log.
///
/// # Errors
/// The server's; `Failed`, pointing into the policy, where a table is not what the policy takes it for.
pub async fn read(session: &Session, policy: &Policy) -> Result<(Table, Option<LogTable>)> {
    let name = &policy.table;
    let refuse = |message: String, hint: &str| Err(policy.point_at_table(Error::failed(message)).hint(hint));
    let table = session.query(include_str!("queries/retention_table.sql"), &[&name.schema, &name.name]).await?;
    let Some(row) = table.first() else {
        return refuse(format!("{name} does not exist"), "create it with a migration, or correct `table`");
    };
    let kind: String = row.get("kind");
    if !["r", "p"].contains(&kind.as_str()) {
        return refuse(format!("{name} is no table"), "name the table that holds the rows");
    }
    let columns: Vec<String> = row.get("columns");
    let types: Vec<String> = row.get("types");
    let Some(place) = columns.iter().position(|column| *column == policy.age.text) else {
        let error = Error::failed(format!("{name} has no column `{}`", policy.age.text));
        return Err(policy.point(error, policy.age.at).hint(format!("its columns are {}", columns.join(", "))));
    };
    let Some(age) = KeyType::of_time(&types[place]) else {
        let error = Error::failed(format!("`{}` is {}, and no time", policy.age.text, types[place]));
        let hint = "an age begins at a timestamp with time zone, a timestamp, or a date";
        return Err(policy.point(error, policy.age.at).hint(hint));
    };
    let oid: u32 = row.get("oid");
    let references = session.query(include_str!("queries/retention_references.sql"), &[&oid]).await?;
    let reference = |row: &tokio_postgres::Row| Reference {
        constraint: row.get("name"),
        from: QualifiedName::new(row.get::<_, String>("from_schema"), row.get::<_, String>("from_name")),
        to: QualifiedName::new(row.get::<_, String>("to_schema"), row.get::<_, String>("to_name")),
        columns: row.get("columns"),
        on_delete_cascade: row.get("deletes"),
        on_update_acts: row.get("updates"),
    };
    let indexed: Vec<String> = row.get("indexed");
    let key: Vec<String> = row.get("key");
    let table = Table {
        oid,
        is_partitioned: kind == "p",
        key: key.into_iter().zip(row.get::<_, Vec<String>>("key_types")).collect(),
        age,
        age_is_indexed: indexed.contains(&policy.age.text),
        columns,
        generated: row.get("generated"),
        partition_key: row.get("partition_key"),
        references: references.iter().map(reference).collect(),
    };
    Ok((table, read_log(session, policy).await?))
}

async fn read_log(session: &Session, policy: &Policy) -> Result<Option<LogTable>> {
    let Some(log) = &policy.log else { return Ok(None) };
    let table = log_table(session, &log.table).await?;
    if table.is_none() {
        let error = Error::failed(format!("{} does not exist: nothing is erased without a line in it", log.table));
        return Err(policy.point(error, log.at).hint("create it with a migration, or correct `log.table`"));
    }
    Ok(table)
}

/// Reads a table that lines are written into, if it is there.
pub(super) async fn log_table(session: &Session, table: &QualifiedName) -> Result<Option<LogTable>> {
    let rows = session.query(include_str!("queries/retention_table.sql"), &[&table.schema, &table.name]).await?;
    Ok(rows.first().map(|row| {
        let columns: Vec<String> = row.get("columns");
        LogTable { columns: columns.into_iter().zip(row.get::<_, Vec<String>>("types")).collect() }
    }))
}

/// Has the server look at each of these statements; the error points at its place in the policy.
///
/// # Errors
/// What the server has against one of them.
pub async fn look_at(session: &Session, policy: &Policy, probes: &[(String, usize)]) -> Result<()> {
    for (sql, at) in probes {
        session.look_at(sql).await.map_err(|error| policy.point(error, *at))?;
    }
    Ok(())
}

/// Has the server look at the statements of a batch.
///
/// # Errors
/// What the server has against one of them, pointing into the policy.
pub async fn look_at_batch(session: &Session, policy: &Policy, looked: &Looked) -> Result<()> {
    let Some(erasure) = &looked.step.erasure else { return Ok(()) };
    session.look_at(&erasure.erase).await.map_err(|error| {
        let compared = error.sqlstate() == Some(UNDEFINED_FUNCTION) && policy.done.is_none();
        let error = policy.point_at_table(error);
        if compared {
            error.hint("if a value that is set cannot be compared, say which rows are anonymised already: done = …")
        } else {
            error
        }
    })?;
    match (&erasure.log, &policy.log) {
        (Some(line), Some(log)) => session.look_at(&line.insert).await.map_err(|error| policy.point(error, log.at)),
        _ => Ok(()),
    }
}

/// Counts the rows past their time, by reading them.
///
/// # Errors
/// The server's; `Busy`, where the table is locked.
pub async fn count(session: &Session, looked: &Looked) -> Result<Counts> {
    let counting = async {
        session.simple("SET LOCAL row_security = off").await?;
        let row = session.query_one(&looked.counting, &[]).await?;
        Ok(Counts { due: row.get("due"), held: row.get("held"), oldest: row.get("oldest") })
    };
    session.snapshot(counting).await.map_err(|error| {
        let busy = error.sqlstate() == Some(LOCK_NOT_AVAILABLE);
        if busy { error.with_kind(Kind::Busy) } else { error }
    })
}
