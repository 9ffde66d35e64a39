//! Looks, from a second session, at whom a running step waits for: the server tells that only while it waits, and not to the
//! one that waits.

use std::cell::RefCell;
use std::time::Duration;

use crate::postgres::session::Session;

/// Whom the step was last seen waiting for.
#[derive(Debug, Default)]
pub(super) struct Holders(RefCell<Vec<String>>);

impl Holders {
    pub(super) fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.borrow_mut())
    }
}

/// Between two looks: often enough for a short lock timeout, seldom enough to cost nothing.
const SHORTEST: Duration = Duration::from_millis(20);
const LONGEST: Duration = Duration::from_secs(1);

/// Looks again and again, and never ends: race it against the step. Where no second session can be had there is nothing to
/// tell. A step that is done before the first look costs nothing.
pub(super) async fn watch(session: &Session, holders: &Holders) -> std::convert::Infallible {
    let pause = (session.timeouts().lock_timeout / 3).clamp(SHORTEST, LONGEST);
    tokio::time::sleep(pause).await;
    let Ok(beside) = session.beside().await else { return std::future::pending().await };
    loop {
        let Ok(rows) = beside.query(include_str!("../queries/lock_wait.sql"), &[&session.backend]).await else {
            return std::future::pending().await;
        };
        let seen: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
        if !seen.is_empty() {
            *holders.0.borrow_mut() = seen;
        }
        tokio::time::sleep(pause).await;
    }
}
