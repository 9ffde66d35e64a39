//! Notices a pooler that gives each transaction another server session (`PgBouncer`'s transaction mode): settings do not stick
//! there, and an advisory lock belongs to whoever gets the session next.

use std::collections::BTreeSet;

use super::session::Session;
use crate::error::{Error, Result};

/// Statements to look at: a pool that takes its sessions in turn shows with the second.
const LOOKS: usize = 2;

/// Refuses a connection whose statements have no server session of their own.
///
/// # Errors
/// `Failed`, with the reason; or the server's.
pub async fn refuse(session: &Session) -> Result<()> {
    let mut own = BTreeSet::from([session.backend]);
    for _ in 0..LOOKS {
        own.insert(session.backend_now().await?);
    }
    let seen = if own.len() > 1 {
        format!("one connection was served by {} server processes", own.len())
    } else {
        // A pool that prefers what was given back last shows when two connections are open: they cannot have one backend
        // otherwise. Where there is no room for a second connection there is nothing more to see.
        let Ok(beside) = session.beside().await else { return Ok(()) };
        let shared = [beside.backend, beside.backend_now().await?].into_iter().find(|pid| own.contains(pid));
        let Some(pid) = shared else { return Ok(()) };
        format!("two connections share the server process {pid}")
    };
    Err(Error::failed(format!("{} is reached through a pooler in transaction mode: {seen}", session.target))
        .leaving("nothing was begun")
        .hint(
            "connect to PostgreSQL itself, or to a pool in session mode: the lock that keeps other runs away, and the timeouts, \
             need a server session of their own",
        ))
}
