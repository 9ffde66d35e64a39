//! Asks the server what a health check wants to know: each check in a read-only transaction of its own and under short
//! timeouts, so that one that fails or is blocked says so, hides no other, and harms nobody.

use std::cmp::Ordering;
use std::time::Duration;

use serde_json::{Map, Value};
use tokio_postgres::Row;
use tokio_postgres::types::FromSqlOwned;

use super::session::Session;
use crate::amount;
use crate::error::{Error, Result};
use crate::health::{Answer, Check, Direction, Evidence, Extension, Object, Reading, Sample};
use crate::identifier;

/// A check reads catalogs, which no ordinary lock blocks; what it would have to wait for longer is itself the news.
const LOCK_TIMEOUT: Duration = Duration::from_millis(250);
/// Unless the person asked for another.
const STATEMENT_TIMEOUT: Duration = Duration::from_secs(5);

/// Who asks whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    pub database: String,
    pub role: String,
    /// It is a standby.
    pub in_recovery: bool,
    /// The cluster's identifier, and the database's in it.
    pub cluster: String,
    pub database_oid: u32,
}

/// Reads who asks whom.
///
/// # Errors
/// The server's.
pub async fn server(session: &Session) -> Result<Server> {
    let row = session.query_one(include_str!("queries/health_server.sql"), &[]).await?;
    Ok(Server {
        database: row.get("database"),
        role: row.get("role"),
        in_recovery: row.get("in_recovery"),
        cluster: row.get("cluster"),
        database_oid: row.get("database_oid"),
    })
}

/// Asks what a check wants to know. What the server refuses is evidence too.
///
/// # Errors
/// Only where no check can go on: the connection is lost, or the run was interrupted.
pub async fn measure(session: &Session, server: &Server, check: &Check) -> Result<Evidence> {
    if session.major_version() < check.since {
        let reason = format!("needs PostgreSQL {} or newer; this is {}", check.since, session.major_version());
        return Ok(Evidence::NotApplicable { reason, remedy: None, remedy_sql: Vec::new(), missing_grant: None });
    }
    let timeouts = session.timeouts();
    let asked_for = Some(timeouts.statement_timeout).filter(|timeout| !timeout.is_zero());
    let begin = format!(
        "BEGIN ISOLATION LEVEL READ COMMITTED, READ ONLY; SET LOCAL lock_timeout = {}; SET LOCAL statement_timeout = {}; \
         SET LOCAL jit = off{}",
        LOCK_TIMEOUT.min(timeouts.lock_timeout).max(Duration::from_millis(1)).as_millis(),
        asked_for.unwrap_or(STATEMENT_TIMEOUT).as_millis(),
        // What people write names their tables as in the project; what we write shows every name whole.
        if check.is_own() { "" } else { "; SET LOCAL search_path = pg_catalog" },
    );
    session.simple(&begin).await?;
    let answer = ask(session, server, check).await;
    if let Err(error) = &answer
        && ends_the_run(session, error)
    {
        // Where the connection still stands, the server must not be left with an open transaction.
        let _ = session.finishing(session.simple("ROLLBACK")).await;
        return answer;
    }
    // A rollback would count as one of the application's.
    session.finishing(session.simple(if answer.is_ok() { "COMMIT" } else { "ROLLBACK" })).await?;
    Ok(answer.unwrap_or_else(|error| failure(check, server, &error)))
}

async fn ask(session: &Session, server: &Server, check: &Check) -> Result<Evidence> {
    if let Some(extension) = &check.extension
        && let Some(obstacle) = reach(session, extension).await?
    {
        return Ok(obstacle);
    }
    if check.is_own() {
        return own(session, check).await;
    }
    let rows = session.query(check.sql_for(session.major_version()), &[]).await?;
    let answer = match (check.answer, rows.first()) {
        (Answer::Row | Answer::Rate(_) | Answer::Share { .. } | Answer::Forecast(_), None) => {
            return Ok(Evidence::Failed { reason: "its query gave no row".to_owned(), missing_grant: None });
        }
        (Answer::Row, Some(row)) => reading(row, check, server),
        (Answer::Rate(_) | Answer::Share { .. }, Some(row)) => counted(row, check, server),
        (Answer::Forecast(_), Some(row)) => forecast(row, check, server),
        (Answer::OwnValue | Answer::OwnRows, _) => unreachable!("asked above"),
        (Answer::Count(one), _) => objects(&rows, check, server, one, None),
        (Answer::Worst(one), _) => objects(&rows, check, server, one, Some("value")),
    };
    Ok(match answer {
        Ok(reading) => Evidence::Read(reading),
        Err(cause) => Evidence::Failed { reason: format!("its query gave what it should not: {cause}"), missing_grant: None },
    })
}

/// Puts the extension's schema on the search path, or says why it cannot be asked.
async fn reach(session: &Session, extension: &Extension) -> Result<Option<Evidence>> {
    let Extension { name, since: (major, minor) } = extension;
    let rows = session.query(include_str!("queries/health_extension.sql"), &[name]).await?;
    let Some(row) = rows.first() else {
        return Ok(Some(Evidence::NotApplicable {
            reason: format!("the extension {name} is not created in this database"),
            remedy: Some(format!("add {name} to shared_preload_libraries, restart the server, then create it")),
            remedy_sql: vec![format!("CREATE EXTENSION {}", identifier::quote(name))],
            missing_grant: None,
        }));
    };
    let version: String = row.get("version");
    if version_pair(&version) < (*major, *minor) {
        return Ok(Some(Evidence::NotApplicable {
            reason: format!("the extension {name} is of version {version}, and {major}.{minor} is needed"),
            remedy: Some("update it".to_owned()),
            remedy_sql: vec![format!("ALTER EXTENSION {} UPDATE", identifier::quote(name))],
            missing_grant: None,
        }));
    }
    let schema: String = row.get("schema");
    session.simple(&format!("SET LOCAL search_path = pg_catalog, {schema}")).await?;
    Ok(None)
}

/// `1.10` → (1, 10): compared as numbers, since "1.10" sorts before "1.8".
fn version_pair(version: &str) -> (u32, u32) {
    let mut numbers = version.split(|c: char| !c.is_ascii_digit()).map(|part| part.parse().unwrap_or(0));
    (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0))
}

/// `object_not_in_prerequisite_state`: the extension is created, and its library is not preloaded.
const NOT_PRELOADED: &str = "55000";
const INSUFFICIENT_PRIVILEGE: &str = "42501";
/// `undefined_table`, `invalid_schema_name`.
const ABSENT: [&str; 2] = ["42P01", "3F000"];
/// `admin_shutdown`, `crash_shutdown`, `cannot_connect_now`, `database_dropped`: the server ended the session.
const SESSION_ENDED: [&str; 4] = ["57P01", "57P02", "57P03", "57P04"];

/// An error that the server did not send, or after which it does not listen, is not one check's.
fn ends_the_run(session: &Session, error: &Error) -> bool {
    session.interrupt().is_raised()
        || session.is_closed()
        || error.sqlstate().is_none_or(|state| SESSION_ENDED.contains(&state))
}

fn failure(check: &Check, server: &Server, error: &Error) -> Evidence {
    let state = error.sqlstate().unwrap_or_default();
    if let (NOT_PRELOADED, Some(extension)) = (state, &check.extension) {
        return Evidence::NotApplicable {
            reason: format!("the extension {} is created, and its library is not loaded", extension.name),
            remedy: Some(format!("add {} to shared_preload_libraries and restart the server", extension.name)),
            remedy_sql: Vec::new(),
            missing_grant: None,
        };
    }
    let absent = check.absent.filter(|_| ABSENT.contains(&state));
    if let Some(reason) = absent.or(check.reserved.filter(|_| state == INSUFFICIENT_PRIVILEGE)) {
        let missing_grant = if state == INSUFFICIENT_PRIVILEGE { grant(check, server) } else { None };
        return Evidence::NotApplicable { reason: reason.to_owned(), remedy: None, remedy_sql: Vec::new(), missing_grant };
    }
    Evidence::Failed {
        reason: format!("{} (SQLSTATE {state})", error.message()),
        missing_grant: if state == INSUFFICIENT_PRIVILEGE { grant(check, server) } else { None },
    }
}

fn grant(check: &Check, server: &Server) -> Option<String> {
    check.grant.map(|grant| grant.replace("{role}", &identifier::quote(&server.role)))
}

/// Takes a row apart as [`Answer::Row`] describes it.
fn reading(row: &Row, check: &Check, server: &Server) -> Result<Reading, tokio_postgres::Error> {
    let names: Vec<Option<String>> = column(row, "objects")?.unwrap_or_default();
    let values: Vec<Option<f64>> = column(row, "object_values")?.unwrap_or_default();
    let remedies: Vec<Option<String>> = column(row, "object_remedies")?.unwrap_or_default();
    let object = |(index, name): (usize, Option<String>)| {
        let value = values.get(index).copied().flatten();
        Some(Object { name: name?, value, remedy_sql: remedies.get(index).cloned().flatten() })
    };
    Ok(Reading {
        value: row.try_get("value")?,
        message: row.try_get::<_, Option<String>>("message")?.unwrap_or_default(),
        skipped: column(row, "skipped")?,
        blind: column(row, "blind")?,
        missing_grant: lacking(row, check, server)?,
        objects: names.into_iter().enumerate().filter_map(object).collect(),
        counters: Vec::new(),
    })
}

/// Takes a counter apart as [`Answer::Rate`] and [`Answer::Share`] describe it.
fn counted(row: &Row, check: &Check, server: &Server) -> Result<Reading, tokio_postgres::Error> {
    let (count, at) = (row.try_get::<_, Option<f64>>("count")?, row.try_get("at")?);
    let sample = Sample { at, since: row.try_get("counts_since")?, count: count.unwrap_or(f64::NAN), of: column(row, "of")? };
    Ok(Reading {
        skipped: column(row, "skipped")?,
        blind: column(row, "blind")?,
        missing_grant: lacking(row, check, server)?,
        counters: count.map(|_| (String::new(), sample)).into_iter().collect(),
        ..Reading::default()
    })
}

/// Takes counters apart as [`Answer::Forecast`] describes them.
fn forecast(row: &Row, check: &Check, server: &Server) -> Result<Reading, tokio_postgres::Error> {
    let names: Vec<Option<String>> = column(row, "counted")?.unwrap_or_default();
    let counts: Vec<Option<f64>> = column(row, "counts")?.unwrap_or_default();
    let ends: Vec<Option<f64>> = column(row, "ends")?.unwrap_or_default();
    let at = row.try_get("at")?;
    let counters = names
        .into_iter()
        .zip(counts)
        .zip(ends)
        .filter_map(|((name, count), end)| Some((name?, Sample { at, since: None, count: count?, of: Some(end?) })));
    Ok(Reading {
        skipped: column(row, "skipped")?,
        blind: column(row, "blind")?,
        missing_grant: lacking(row, check, server)?,
        counters: counters.collect(),
        ..Reading::default()
    })
}

/// As many rows of a user's check are read.
const MOST_ROWS: usize = 1000;

/// Asks what a user's check asks. Its rows come as JSON: whatever types they have.
async fn own(session: &Session, check: &Check) -> Result<Evidence> {
    let sql = format!(
        "SELECT to_jsonb(answer)::text AS answer FROM (\n{}\n) AS answer LIMIT {}",
        check.sql,
        MOST_ROWS.saturating_add(1)
    );
    let rows = session.query(&sql, &[]).await?;
    let texts = rows.iter().map(|row| row.try_get::<_, String>("answer").unwrap_or_default());
    let mut answers: Vec<Map<String, Value>> = texts.filter_map(|text| serde_json::from_str(&text).ok()).collect();
    let more = answers.len() > MOST_ROWS;
    answers.truncate(MOST_ROWS);
    let number = if more { format!("more than {MOST_ROWS} rows") } else { amount::count(answers.len(), "row") };
    if let Answer::OwnRows = check.answer {
        let objects: Vec<Object> =
            answers.iter().map(|row| Object { name: in_words(row, ""), value: None, remedy_sql: None }).collect();
        let value = u32::try_from(objects.len()).ok().map(f64::from);
        let message = if objects.is_empty() { "no row".to_owned() } else { number };
        return Ok(Evidence::Read(Reading { value, message, objects, ..Reading::default() }));
    }
    let failed = |reason: String| Ok(Evidence::Failed { reason, missing_grant: None });
    let Some(first) = answers.first() else {
        return failed("its query gave no row, and so no value".to_owned());
    };
    let column = if first.len() == 1 { first.keys().next().cloned().unwrap_or_default() } else { "value".to_owned() };
    if !first.contains_key(&column) {
        return failed("its query has several columns and none is called `value`".to_owned());
    }
    let mut objects = Vec::with_capacity(answers.len());
    for row in &answers {
        let value = match &row[&column] {
            Value::Null => None,
            Value::Number(number) => number.as_f64(),
            other => {
                return failed(format!("its value is no number: {other} (of an interval take extract(epoch FROM …))"));
            }
        };
        objects.push(Object { name: in_words(row, &column), value, remedy_sql: None });
    }
    let known: Option<Vec<f64>> = objects.iter().map(|object| object.value).collect();
    let worse = |one: f64, other: f64| if check.direction.beyond(one, other) { one } else { other };
    let value = known.and_then(|values| values.into_iter().reduce(worse));
    let message = match (&objects[..], value) {
        ([only], Some(value)) if only.name.is_empty() => check.unit.show(value),
        ([only], _) => only.name.clone(),
        (_, Some(value)) => {
            let first = objects.iter().find(|object| object.value == Some(value)).map_or("", |object| &object.name);
            format!("the worst of {number}: {first}")
        }
        _ => number,
    };
    objects.retain(|object| !object.name.is_empty());
    Ok(Evidence::Read(Reading { value, message, objects, ..Reading::default() }))
}

/// A row as people read it, without the column that is its value: `id = 7, due = 2026-11-02`, or the column `object` alone.
fn in_words(row: &Map<String, Value>, value: &str) -> String {
    let word = |field: &Value| match field {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    if let Some(object) = row.get("object").filter(|_| value != "object") {
        return word(object);
    }
    let columns = row.iter().filter(|(name, _)| *name != value);
    columns.map(|(name, field)| format!("{name} = {}", word(field))).collect::<Vec<_>>().join(", ")
}

/// The grant that a row asks for.
fn lacking(row: &Row, check: &Check, server: &Server) -> Result<Option<String>, tokio_postgres::Error> {
    Ok(match column::<String>(row, "missing_grant")? {
        Some(given) => Some(given),
        None if column(row, "lacks_privilege")? == Some(true) => grant(check, server),
        None => None,
    })
}

/// Takes rows of one object each apart, as [`Answer::Count`] describes them, or [`Answer::Worst`] where the values have a column.
fn objects(
    rows: &[Row],
    check: &Check,
    server: &Server,
    one: &str,
    values: Option<&str>,
) -> Result<Reading, tokio_postgres::Error> {
    let mut reading = Reading::default();
    for row in rows {
        reading.skipped = reading.skipped.or(column(row, "skipped")?);
        reading.blind = reading.blind.or(column(row, "blind")?);
        reading.missing_grant = reading.missing_grant.or(lacking(row, check, server)?);
        if let Some(name) = row.try_get("object")? {
            let value: Option<f64> = values.map(|values| row.try_get(values)).transpose()?.flatten();
            reading.objects.push(Object { name, value, remedy_sql: column(row, "remedy")? });
        }
    }
    let number = reading.objects.len();
    reading.message = if number == 0 { format!("no {one}") } else { amount::count(number, one) };
    if values.is_none() {
        reading.value = u32::try_from(number).ok().map(f64::from);
        return Ok(reading);
    }
    reading.objects.sort_by(|one, other| {
        let ascending = one.value.partial_cmp(&other.value).unwrap_or(Ordering::Equal);
        if check.direction == Direction::LowIsBad { ascending } else { ascending.reverse() }
    });
    if number == 0 && check.direction == Direction::LowIsBad {
        reading.skipped.get_or_insert_with(|| reading.message.clone());
    }
    let known: Option<Vec<f64>> = reading.objects.iter().map(|object| object.value).collect();
    reading.value = known.map(|values| values.first().copied().unwrap_or(0.0));
    if let Some(worst) = reading.objects.first() {
        reading.message = match number {
            1 => worst.name.clone(),
            _ => format!("the worst of {}: {}", reading.message, worst.name),
        };
    }
    Ok(reading)
}

/// An optional column: one that is not there is NULL.
fn column<T: FromSqlOwned>(row: &Row, name: &str) -> Result<Option<T>, tokio_postgres::Error> {
    if row.columns().iter().any(|column| column.name() == name) { row.try_get(name) } else { Ok(None) }
}

#[cfg(test)]
mod tests {
    use super::version_pair;

    #[test]
    fn versions_are_compared_as_numbers() {
        assert!(version_pair("1.10") > version_pair("1.8"));
        assert!(version_pair("1.7") < (1, 8));
    }
}
