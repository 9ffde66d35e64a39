//! One pgkeel at a time per database and kind of work, or per table: a session-level advisory lock, polled and never blocked on,
//! because a blocked waiter holds a snapshot that `CREATE INDEX CONCURRENTLY` waits for: a deadlock (measured).

use std::time::{Duration, Instant};

use sha2::{Digest, Sha256};
use tokio_postgres::types::ToSql;

use super::pooler;
use super::session::Session;
use crate::amount;
use crate::error::{Error, Result};
use crate::identifier::QualifiedName;

/// What only one pgkeel may do at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    Migrations,
    /// The partitions of one table, by what its name comes to: see [`Work::partitions_of`].
    Partitions(u32),
    Retention,
    /// The refresh of one view, by its OID.
    MaterializedView(u32),
}

impl Work {
    /// The partitions of a table. By its name, because by that its policy knows it, and a plain table that is being converted
    /// gives it to another one on the way. That two names may come to one number makes runs wait that need not, and no more.
    pub fn partitions_of(table: &QualifiedName) -> Self {
        let hash = Sha256::digest(table.to_string());
        Self::Partitions(u32::from_be_bytes([hash[0], hash[1], hash[2], hash[3]]))
    }

    /// The two keys of its lock, which must never change: "pgke" in ASCII and a number, "pgkp" and the first bytes of the
    /// SHA-256 of a table's name, or "pgkm" and the OID.
    fn keys(self) -> (u32, u32) {
        match self {
            Self::Migrations => (0x7067_6b65, 1),
            Self::Partitions(table) => (0x7067_6b70, table),
            Self::Retention => (0x7067_6b65, 3),
            Self::MaterializedView(oid) => (0x7067_6b6d, oid),
        }
    }
}

const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// Takes the lock for the rest of the session, waiting up to `lock_retry_for`. `waiting` is told once who holds it.
///
/// # Errors
/// `Busy`, naming the holder, when it could not be had in time; `Failed`, where a pooler would give the lock to somebody else.
pub async fn acquire(session: &Session, work: Work, waiting: impl FnMut(&str)) -> Result<()> {
    pooler::refuse(session).await?;
    acquire_on_own_server_process(session, work, waiting).await
}

/// The same where it is known already that no pooler is between.
///
/// # Errors
/// `Busy`, as [`acquire`].
pub async fn acquire_on_own_server_process(session: &Session, work: Work, mut waiting: impl FnMut(&str)) -> Result<()> {
    let began = Instant::now();
    let mut pause = FIRST_PAUSE;
    let mut told = false;
    loop {
        let Some(holder) = attempt(session, &[work]).await?.pop().flatten() else { return Ok(()) };
        let patience = session.timeouts().lock_retry_for;
        if began.elapsed() + pause > patience {
            return Err(Error::busy(format!(
                "another pgkeel is at work on {}: {holder}; gave up after {}",
                session.target,
                amount::duration(began.elapsed())
            ))
            .leaving("nothing was begun")
            .hint("try again later, or wait longer with --lock-retry-for"));
        }
        if !told {
            waiting(&holder);
            told = true;
        }
        session.interrupt().sleep(pause).await?;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

/// Tries once for each lock, to have those that nobody has for the rest of the session: for each who holds it, `None` where it is
/// ours. No pooler may be between.
///
/// # Errors
/// The server's.
pub async fn attempt(session: &Session, works: &[Work]) -> Result<Vec<Option<String>>> {
    let (classes, keys): (Vec<i32>, Vec<i32>) =
        works.iter().map(|work| work.keys()).map(|(class, key)| (class.cast_signed(), key.cast_signed())).unzip();
    let sql = "SELECT pg_try_advisory_lock(class, key) FROM unnest($1::int[], $2::int[]) AS work (class, key)";
    let rows = session.query(sql, &[&classes, &keys]).await?;
    let mut holders = Vec::new();
    for (work, row) in works.iter().zip(rows) {
        holders.push(if row.get(0) { None } else { Some(holder(session, *work).await?) });
    }
    Ok(holders)
}

/// Gives the lock back before the session ends.
///
/// # Errors
/// The server's.
pub async fn release(session: &Session, work: Work) -> Result<()> {
    let (class, key) = work.keys();
    let parameters: [&(dyn ToSql + Sync); 2] = [&class.cast_signed(), &key.cast_signed()];
    session.query_one("SELECT pg_advisory_unlock($1, $2)", &parameters).await.map(|_| ())
}

async fn holder(session: &Session, work: Work) -> Result<String> {
    let sql = include_str!("queries/advisory_holder.sql");
    let (class, key) = work.keys();
    let (class, key) = (i64::from(class), i64::from(key));
    let rows = session.query(sql, &[&class, &key]).await?;
    Ok(rows.first().map_or_else(|| "its session has just ended".to_owned(), |row| row.get(0)))
}
