//! One pgkeel at a time per database and kind of work: a session-level advisory lock, polled and never blocked on, because a
//! blocked waiter holds a snapshot that `CREATE INDEX CONCURRENTLY` waits for: a deadlock (measured).

use std::time::{Duration, Instant};

use tokio_postgres::types::ToSql;

use super::pooler;
use super::session::Session;
use crate::amount;
use crate::error::{Error, Result};

/// What only one pgkeel may do at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    Migrations,
    Partitions,
    Retention,
    /// The refresh of one view, by its OID.
    MaterializedView(u32),
}

impl Work {
    /// The two keys of its lock, which must never change: "pgke" in ASCII and a number, or "pgkm" and the OID.
    fn keys(self) -> (u32, u32) {
        match self {
            Self::Migrations => (0x7067_6b65, 1),
            Self::Partitions => (0x7067_6b65, 2),
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
    let (class, key) = work.keys();
    let (class, key) = (class.cast_signed(), key.cast_signed());
    let began = Instant::now();
    let mut pause = FIRST_PAUSE;
    let mut told = false;
    loop {
        let row = session.query_one("SELECT pg_try_advisory_lock($1, $2)", &[&class, &key]).await?;
        if row.get(0) {
            return Ok(());
        }
        let holder = holder(session, work).await?;
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
