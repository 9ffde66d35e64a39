//! Runs a statement that changes many rows in batches: each a range of the table's primary key, in a transaction of its own with a
//! note of how far it has come, so that what is interrupted goes on there.

use std::time::{Duration, Instant};

use super::super::session::Session;
use super::in_transaction;
use crate::amount;
use crate::error::{Error, Result};
use crate::identifier::{literal, quote};
use crate::migration::backfill;
use crate::plan::{Batches, Sql, Step};

/// Between two looks at how far behind the standbys are.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// A column of the primary key: its name as SQL, and its type.
type KeyColumn = (String, String);

/// Runs the step's statement from where its note says that it was left. `done` hears of every batch that is committed.
///
/// # Errors
/// What kept a batch from being done; the batches before it are done and noted.
pub(super) async fn run(session: &Session, step: &Step, batches: &Batches, mut done: impl FnMut(&str)) -> Result<()> {
    let first = step.sql.iter().position(|sql| sql.source.is_some()).unwrap_or(0);
    let (before, statement, after) = (&step.sql[..first], &step.sql[first], &step.sql[first + 1..]);
    for sql in before {
        in_transaction(session, &alone(step, vec![sql.clone()]), None, None).await?;
    }
    let table = Table::read(session, &batches.table).await?;
    if session.query_one("SELECT pg_catalog.to_regclass('pgkeel.backfills') IS NULL", &[]).await?.get(0) {
        session.simple(include_str!("../queries/backfills_table.sql")).await?;
    }
    let note = format!("SELECT position, batches, finished FROM pgkeel.backfills WHERE (history, version) = ({})", batches.key);
    let noted = session.query(&note, &[]).await?;
    let (mut from, mut number, mut finished) = noted
        .first()
        .map_or((None, 0, false), |row| (row.get::<_, Option<Vec<String>>>(0), row.get::<_, i64>(1), row.get::<_, bool>(2)));
    while !finished {
        let began = Instant::now();
        let to = table.end_of_batch(session, from.as_deref(), batches.rows).await?;
        finished = to.is_none();
        number += 1;
        let text = with_range(&statement.text, &table.key, from.as_deref(), to.as_deref());
        let batch = Sql { text, ..statement.clone() };
        let mut one = alone(step, vec![batch, Sql::from(noting(batches, to.as_deref().or(from.as_deref()), number, finished))]);
        one.title = format!("{}, batch {number}", step.title);
        in_transaction(session, &one, None, None).await?;
        from = to.or(from);
        done(&progress(number, batches.rows, table.rows, finished));
        if !finished {
            session.interrupt().sleep(batches.pause.unwrap_or_else(|| began.elapsed())).await?;
            wait_for_standbys(session, batches.most_lag, &mut done).await?;
        }
    }
    let note_away = format!("DELETE FROM pgkeel.backfills WHERE (history, version) = ({})", batches.key);
    let after = after.iter().cloned().chain([Sql::from(note_away)]);
    in_transaction(session, &alone(step, after.collect()), None, None).await.map(|_| ())
}

/// The step with other statements.
fn alone(step: &Step, sql: Vec<Sql>) -> Step {
    Step { sql, batches: None, transactional: true, ..step.clone() }
}

/// The table that the batches are of.
struct Table {
    /// As SQL.
    name: String,
    key: Vec<KeyColumn>,
    /// PostgreSQL's estimate.
    rows: Option<i64>,
}

impl Table {
    async fn read(session: &Session, name: &str) -> Result<Self> {
        let rows = session.query(include_str!("../queries/backfill_table.sql"), &[&name]).await?;
        let Some(first) = rows.first() else {
            return Err(Error::failed(format!("there is no table {name} to go through in batches")).hint(
                "name it in the file as SQL does, with its schema where that is not the first one: backfill=sales.orders",
            ));
        };
        let key: Vec<KeyColumn> = rows
            .iter()
            .filter_map(|row| Some((quote(row.get::<_, Option<&str>>("column")?), row.get::<_, Option<String>>("type")?)))
            .collect();
        if key.is_empty() {
            return Err(Error::failed(format!("{name} has no primary key to go through in batches"))
                .hint("give it one, or write the change as one statement without `backfill`"));
        }
        Ok(Self { name: first.get("table"), key, rows: first.get("rows") })
    }

    /// The key of the last row of the next batch; None where no whole batch is left.
    async fn end_of_batch(&self, session: &Session, from: Option<&[String]>, rows: u32) -> Result<Option<Vec<String>>> {
        let columns: Vec<&str> = self.key.iter().map(|(column, _)| column.as_str()).collect();
        let columns = columns.join(", ");
        let beyond = from.map_or_else(String::new, |from| format!(" WHERE {}", compared(&self.key, "", ">", from)));
        let texts: Vec<String> = self.key.iter().map(|(column, _)| format!("{column}::text")).collect();
        let sql = format!(
            "SELECT ARRAY[{}] FROM (SELECT {columns} FROM {}{beyond} ORDER BY {columns} OFFSET {} LIMIT 1) AS last",
            texts.join(", "),
            self.name,
            rows.saturating_sub(1),
        );
        Ok(session.query(&sql, &[]).await?.first().map(|row| row.get(0)))
    }
}

/// `("a", "b") > ('1'::integer, '2'::text)`.
fn compared(key: &[KeyColumn], qualifier: &str, operator: &str, values: &[String]) -> String {
    let columns: Vec<String> = key.iter().map(|(column, _)| format!("{qualifier}{column}")).collect();
    let values: Vec<String> = key.iter().zip(values).map(|((_, of), value)| format!("{}::{of}", literal(value))).collect();
    format!("({}) {operator} ({})", columns.join(", "), values.join(", "))
}

/// The statement with the batch's range in its slot.
fn with_range(statement: &str, key: &[KeyColumn], from: Option<&[String]>, to: Option<&[String]>) -> String {
    let Ok(slot) = backfill::slot(statement) else { return statement.to_owned() };
    let qualifier = slot.alias.map_or_else(String::new, |alias| format!("{alias}."));
    let bounds = [from.map(|from| compared(key, &qualifier, ">", from)), to.map(|to| compared(key, &qualifier, "<=", to))];
    let bounds: Vec<String> = bounds.into_iter().flatten().collect();
    let range = if bounds.is_empty() { "true".to_owned() } else { format!("({})", bounds.join(" AND ")) };
    format!("{}{range}{}", &statement[..slot.start], &statement[slot.end..])
}

/// Notes that the batches up to this key are done.
fn noting(batches: &Batches, position: Option<&[String]>, number: i64, finished: bool) -> String {
    let values: Vec<String> = position.into_iter().flatten().map(|value| literal(value)).collect();
    let position = if values.is_empty() { "NULL".to_owned() } else { format!("ARRAY[{}]", values.join(", ")) };
    format!(
        "INSERT INTO pgkeel.backfills (history, version, position, batches, finished)\n\
         VALUES ({}, {position}, {number}, {finished})\n\
         ON CONFLICT (history, version) DO UPDATE SET position = excluded.position, batches = excluded.batches,\n    \
         finished = excluded.finished, noted = excluded.noted",
        batches.key
    )
}

/// `batch 12: 12000 of about 40000 rows looked at, 30 %`.
fn progress(number: i64, rows: u32, all: Option<i64>, finished: bool) -> String {
    let looked = number.saturating_mul(i64::from(rows));
    match all.filter(|all| *all > 0 && !finished) {
        Some(all) => {
            let percent = (i128::from(looked.min(all)) * 100 / i128::from(all)).min(99);
            format!("batch {number}: {looked} of about {all} rows looked at, {percent} %")
        }
        None => format!("batch {number}"),
    }
}

/// Goes on once no standby is further behind than it may be. What this role may not see of them is taken for nothing.
pub(super) async fn wait_for_standbys(session: &Session, most: Duration, tell: &mut impl FnMut(&str)) -> Result<()> {
    if most.is_zero() {
        return Ok(());
    }
    loop {
        let lag = "SELECT coalesce(max(extract(epoch FROM replay_lag)), 0)::float8 FROM pg_catalog.pg_stat_replication";
        let behind: f64 = session.query_one(lag, &[]).await?.get(0);
        let behind = Duration::try_from_secs_f64(behind).unwrap_or_default();
        if behind <= most {
            return Ok(());
        }
        tell(&format!("a standby is {} behind: waiting", amount::duration(behind)));
        session.interrupt().sleep(LOOK_AGAIN).await?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_range_stands_in_the_slot() {
        let key = [("\"id\"".to_owned(), "bigint".to_owned()), ("day".to_owned(), "date".to_owned())];
        let at = |values: [&str; 2]| Some(values.map(str::to_owned).to_vec());
        let (from, to) = (at(["7", "2026-01-01"]), at(["9", "it's"]));
        let sql = "UPDATE a AS b SET c = 1 WHERE /* batch b */ true AND c IS NULL";
        for (from, to, range) in [
            (None, None, "true"),
            (None, to.as_deref(), "((b.\"id\", b.day) <= ('9'::bigint, 'it''s'::date))"),
            (
                from.as_deref(),
                to.as_deref(),
                "((b.\"id\", b.day) > ('7'::bigint, '2026-01-01'::date) AND (b.\"id\", b.day) <= ('9'::bigint, 'it''s'::date))",
            ),
        ] {
            let expected = format!("UPDATE a AS b SET c = 1 WHERE {range} AND c IS NULL");
            assert_eq!(with_range(sql, &key, from, to), expected);
        }
    }
}
