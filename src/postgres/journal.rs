//! Reads pgkeel's own tables, and looks up what became of statements that were begun in no transaction. Never makes the tables:
//! that is part of the first thing written.

use std::time::Duration;

use super::session::Session;
use crate::error::Result;
use crate::identifier::QualifiedName;
use crate::migration::journal::{Access, Entry, Fact, Journal, Progress};
use crate::migration::outcome::{Before, Outside, Witness};
use crate::migration::preflight::{Class, class_of};

/// The tables of the journal and of what is known of each migration.
const TABLES: [&str; 2] = ["applied_migrations", "migration_journal"];

/// What this role may do with some of pgkeel's own tables.
///
/// # Errors
/// The server's.
pub async fn access(session: &Session, tables: &[&str]) -> Result<Access> {
    let row = session.query_one(include_str!("queries/side_access.sql"), &[&tables]).await?;
    let is = |column: &str| row.get::<_, bool>(column);
    Ok(match (is("exist"), is("writable"), is("readable")) {
        (true, true, _) => Access::Ready,
        (true, false, true) => Access::ReadOnly,
        (false, ..) if is("creatable") => Access::ToBeMade,
        _ => Access::Denied,
    })
}

/// Reads how far interrupted migrations of this history have come, and looks up what the journal cannot know.
///
/// # Errors
/// The server's.
pub async fn read(session: &Session, history: &QualifiedName) -> Result<Journal> {
    let access = access(session, &TABLES).await?;
    let mut journal = Journal { access, ..Journal::default() };
    if !matches!(access, Access::Ready | Access::ReadOnly) {
        return Ok(journal);
    }
    let sql = "SELECT version, statement, sql, state, target, present FROM pgkeel.migration_journal WHERE history = $1 \
               ORDER BY version, statement";
    for row in session.query(sql, &[&history.to_string()]).await? {
        let before = Before { target: row.get("target"), present: row.get("present") };
        let mut entry = Entry {
            version: row.get("version"),
            statement: usize::try_from(row.get::<_, i32>("statement")).unwrap_or_default(),
            sql: row.get("sql"),
            progress: Progress::of(row.get("state")),
            before,
            now: Vec::new(),
        };
        if entry.progress != Progress::Done
            && let Some(Class::Outside(outside)) = entry.sql.as_deref().map(class_of)
        {
            entry.now = witnesses(session, &outside, &entry.before).await?;
        }
        journal.entries.push(entry);
    }
    let known = "SELECT version FROM pgkeel.applied_migrations WHERE history = $1";
    journal.known = session.query(known, &[&history.to_string()]).await?.iter().map(|row| row.get(0)).collect();
    Ok(journal)
}

/// What is there of a statement's doing.
async fn witnesses(session: &Session, outside: &Outside, before: &Before) -> Result<Vec<Witness>> {
    let Before { target, present } = before;
    let indexes = include_str!("queries/journal_indexes.sql");
    let rows = match outside {
        Outside::BuildsIndex { name, .. } => session.query(indexes, &[target, present, &Some(name.as_str())]).await?,
        Outside::RebuildsIndexes(_) => session.query(indexes, &[target, present, &None::<&str>]).await?,
        Outside::Detaches { .. } => session.query(include_str!("queries/journal_partitions.sql"), &[target, present]).await?,
        Outside::Makes(..) | Outside::EndsPrepared(_) => {
            let (_, there) = outside.noted();
            session.query(&oids(&format!("unnest({there}) AS there (oid)"), "true"), &[]).await?
        }
        Outside::Drops(object, _) => session.query(&oids(object.catalog(), "oid = ANY ($1)"), &[present]).await?,
        Outside::Repeats | Outside::Opaque => Vec::new(),
    };
    let witness = |row: &tokio_postgres::Row| Witness {
        oid: row.get("oid"),
        is_whole: row.get("is_whole"),
        name: row.get("name"),
        parent: row.get("parent"),
    };
    let mut witnesses: Vec<Witness> = rows.iter().map(witness).collect();
    // What is found by its name may be what was there before, or not.
    match outside {
        Outside::Makes(..) => witnesses.retain(|witness| !present.contains(&witness.oid)),
        Outside::EndsPrepared(_) => witnesses.retain(|witness| present.contains(&witness.oid)),
        _ => {}
    }
    Ok(witnesses)
}

fn oids(relation: &str, condition: &str) -> String {
    format!("SELECT oid, true AS is_whole, '' AS name, '' AS parent FROM {relation} WHERE {condition}")
}

/// Reads the facts of the applied migrations of this history, ordered by version; none where they may not be read.
///
/// # Errors
/// The server's.
pub async fn facts(session: &Session, history: &QualifiedName, access: Access) -> Result<Vec<Fact>> {
    if !matches!(access, Access::Ready | Access::ReadOnly) {
        return Ok(Vec::new());
    }
    let sql = "SELECT version, (extract(epoch FROM took) * 1000000)::bigint AS took, applied_by, tool, sql \
               FROM pgkeel.applied_migrations WHERE history = $1 ORDER BY version";
    let rows = session.query(sql, &[&history.to_string()]).await?;
    Ok(rows
        .iter()
        .map(|row| Fact {
            version: row.get("version"),
            took: row.get::<_, Option<i64>>("took").and_then(|took| u64::try_from(took).ok()).map(Duration::from_micros),
            applied_by: row.get("applied_by"),
            tool: row.get("tool"),
            sql: row.get("sql"),
        })
        .collect())
}
