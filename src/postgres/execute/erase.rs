//! Erases rows in batches: those past their time are found once, as keys that the server keeps in a cursor; each batch erases what
//! is still past its time among its keys, in a transaction with its line in the log. What is interrupted is begun anew.

use std::cell::{Cell, RefCell};
use std::time::Instant;

use tokio_postgres::types::{ToSql, Type};

use super::super::session::Session;
use super::batches::wait_for_standbys;
use crate::amount;
use crate::error::{Error, Result};
use crate::plan::erasure::{Erasure, LogLine, Piece, Tally};

const CURSOR: &str = "pgkeel_rows";

/// A row that the role may not see must not count as one that is not there, least of all a hold: this is an error then.
const SEE_ALL: &str = "SET LOCAL row_security = off";

/// How far it has come, from one attempt at a lock to the next.
#[derive(Debug, Default)]
pub(super) struct Walk {
    is_open: Cell<bool>,
    /// The keys of the batch that is under way.
    keys: RefCell<Vec<Vec<String>>>,
    tally: Cell<Tally>,
}

/// Erases what is left. `done` hears of what each batch counted.
///
/// # Errors
/// What kept a batch from being done; those before it are done.
pub(super) async fn run(session: &Session, erasure: &Erasure, walk: &Walk, mut done: impl FnMut(Tally, &str)) -> Result<()> {
    let result = erase_all(session, erasure, walk, &mut done).await;
    result.map_err(|error| {
        let Tally { batches, erased, .. } = walk.tally.get();
        let rows = amount::count(usize::try_from(erased).unwrap_or_default(), "row");
        let batches = amount::count(usize::try_from(batches).unwrap_or_default(), "batch");
        error.leaving(match erased {
            0 => "no row was touched".to_owned(),
            _ => {
                format!("{rows} in {batches} are done and logged; the batch that failed was rolled back, the next run goes on")
            }
        })
    })
}

async fn erase_all(session: &Session, erasure: &Erasure, walk: &Walk, done: &mut impl FnMut(Tally, &str)) -> Result<()> {
    if !walk.is_open.get() {
        // One that failed may have left its own.
        let declare =
            format!("BEGIN; CLOSE ALL; {SEE_ALL}; DECLARE {CURSOR} NO SCROLL CURSOR WITH HOLD FOR\n{}\n; COMMIT", erasure.rows);
        if let Err(error) = session.simple(&declare).await {
            let _ = session.finishing(session.simple("ROLLBACK")).await;
            return Err(error);
        }
        walk.is_open.set(true);
    }
    loop {
        let began = Instant::now();
        let mut tally = Tally::default();
        if walk.keys.borrow().is_empty() {
            let rows = session.query(&format!("FETCH FORWARD {} FROM {CURSOR}", erasure.batch), &[]).await?;
            if rows.is_empty() {
                walk.is_open.set(false);
                return session.simple(&format!("CLOSE {CURSOR}")).await;
            }
            let (held, free): (Vec<_>, Vec<_>) = rows.iter().partition(|row| row.get("held"));
            tally.held = i64::try_from(held.len()).unwrap_or(i64::MAX);
            walk.keys.replace(free.iter().map(|row| row.get("key")).collect());
        }
        let keys = walk.keys.borrow().clone();
        let mut number = walk.tally.get().batches;
        // What is held is counted even where the batch fails.
        if !keys.is_empty() {
            if tally.held > 0 {
                done(std::mem::take(&mut tally), &said(walk.tally.get()));
            }
            number += 1;
            tally = batch(session, erasure, &keys, number).await?;
            walk.keys.take();
        }
        let mut all = walk.tally.get();
        all.add(tally);
        walk.tally.set(all);
        done(tally, &said(all));
        if !keys.is_empty() {
            session.interrupt().sleep(erasure.pause.unwrap_or_else(|| began.elapsed())).await?;
            wait_for_standbys(session, erasure.most_lag, &mut |what: &str| done(Tally::default(), what)).await?;
        }
    }
}

fn said(tally: Tally) -> String {
    format!("batch {}: {} done", tally.batches, amount::count(usize::try_from(tally.erased).unwrap_or_default(), "row"))
}

/// One batch, wholly or not at all.
async fn batch(session: &Session, erasure: &Erasure, keys: &[Vec<String>], number: u64) -> Result<Tally> {
    let work = async {
        session.simple(&format!("BEGIN; {SEE_ALL}")).await?;
        let columns: Vec<Vec<&str>> =
            (0..erasure.key_columns).map(|column| keys.iter().map(|key| key[column].as_str()).collect()).collect();
        let parameters: Vec<(&(dyn ToSql + Sync), Type)> =
            columns.iter().map(|values| (values as &(dyn ToSql + Sync), Type::TEXT_ARRAY)).collect();
        let rows = session.query_typed(&erasure.erase, &parameters).await?;
        let Some(row) = rows.first() else { return Err(Error::failed("the server counted nothing")) };
        let count = |name: &str| row.get::<_, i64>(name);
        let (seen, locked, erased, again) = (count("seen"), count("locked"), count("erased"), count("again"));
        if again > 0 {
            return Err(Error::failed(format!("{again} of {erased} rows would be anonymised again by the next run")).hint(
                "`done`, or the columns that are set, must say afterwards that it is done; a trigger may set them otherwise",
            ));
        }
        if let Some(log) = erasure.log.as_ref().filter(|_| erased > 0) {
            write_line(session, log, erased, number, row.get("at")).await?;
        }
        session.simple("COMMIT").await?;
        Ok(Tally { batches: 1, erased, held: 0, skipped: seen - locked, kept: locked - erased })
    };
    let result = work.await;
    if result.is_err() && !session.is_closed() {
        let _ = session.finishing(session.simple("ROLLBACK")).await;
    }
    result
}

async fn write_line(session: &Session, log: &LogLine, rows: i64, batch: u64, at: &str) -> Result<()> {
    let value = |pieces: &Vec<Piece>| -> String {
        let text = |piece: &Piece| match piece {
            Piece::Text(text) => text.clone(),
            Piece::Rows => rows.to_string(),
            Piece::Batch => batch.to_string(),
            Piece::At => at.to_owned(),
        };
        pieces.iter().map(text).collect()
    };
    let values: Vec<String> = log.values.iter().map(value).collect();
    let parameters: Vec<(&(dyn ToSql + Sync), Type)> =
        values.iter().map(|value| (value as &(dyn ToSql + Sync), Type::TEXT)).collect();
    let written =
        session.query_typed(&log.insert, &parameters).await.map_err(|error| error.while_doing("writing into the log"))?;
    if written.len() == 1 {
        return Ok(());
    }
    Err(Error::failed("the log took no line: a trigger or a rule of its own is in the way"))
}
