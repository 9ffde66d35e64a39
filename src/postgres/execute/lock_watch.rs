//! Looks, from a second session, at a running step: whom it waits for, which the server tells only while it waits and not to the
//! one that waits; how long others wait behind it; and how far it has come.

use std::cell::{Cell, RefCell};
use std::time::{Duration, Instant};

use crate::postgres::session::Session;

/// What was seen of the waiting of a run.
#[derive(Debug, Default)]
pub struct Waits {
    /// Whom the step was last seen waiting for.
    holders: RefCell<Vec<String>>,
    /// Whether that was an autovacuum, which PostgreSQL cancels for whoever waits long enough, and nobody else.
    only_autovacuum: Cell<bool>,
    /// How long others have waited behind ours, by all steps.
    inflicted: Cell<Duration>,
    /// How long they may.
    budget: Option<Duration>,
}

impl Waits {
    /// With a limit of its own to how long others may wait behind ours; without one that is a part of the session's patience.
    pub fn limited_to(budget: Option<Duration>) -> Self {
        Self { budget, ..Self::default() }
    }

    pub(super) fn budget(&self) -> Option<Duration> {
        self.budget
    }

    pub(super) fn take_holders(&self) -> Vec<String> {
        std::mem::take(&mut self.holders.borrow_mut())
    }

    pub(super) fn take_only_autovacuum(&self) -> bool {
        self.only_autovacuum.take()
    }

    pub(super) fn inflicted(&self) -> Duration {
        self.inflicted.get()
    }
}

/// What is seen.
pub(super) enum Sight<'a> {
    Blocked(&'a [String]),
    Working(&'a str),
}

/// Between two looks: often enough for a short lock timeout, seldom enough to cost nothing.
const SHORTEST: Duration = Duration::from_millis(20);
const LONGEST: Duration = Duration::from_secs(1);
/// A wait that lasts longer than an attempt at a lock does is told of while it lasts.
const LONG_WAIT: Duration = Duration::from_secs(3);
/// Between two looks at how far a statement has come.
const PROGRESS: Duration = Duration::from_secs(1);

/// Looks again and again, and never ends: race it against the step. Where no second session can be had there is nothing to
/// tell. A step that is done before the first look costs nothing.
pub(super) async fn watch(session: &Session, waits: &Waits, mut see: impl FnMut(Sight<'_>)) -> std::convert::Infallible {
    let pause = (session.timeouts().lock_timeout / 3).clamp(SHORTEST, LONGEST);
    // Rather too much than too little is counted as inflicted: whoever is seen waiting may have waited since the last look.
    let mut last_look = Instant::now();
    tokio::time::sleep(pause).await;
    let Ok(beside) = session.beside().await else { return std::future::pending().await };
    let mut last_progress: Option<Instant> = None;
    let mut waiting_since: Option<Instant> = None;
    let mut told: Vec<String> = Vec::new();
    loop {
        let Ok(rows) = beside.query(include_str!("../queries/lock_wait.sql"), &[&session.backend]).await else {
            return std::future::pending().await;
        };
        let holders: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
        if rows.iter().any(|row| row.get(1)) {
            waits.inflicted.set(waits.inflicted.get() + last_look.elapsed());
        }
        last_look = Instant::now();
        if holders.is_empty() {
            waiting_since = None;
        } else {
            let since = *waiting_since.get_or_insert_with(Instant::now);
            if since.elapsed() >= LONG_WAIT && told != holders {
                see(Sight::Blocked(&holders));
                told.clone_from(&holders);
            }
            *waits.holders.borrow_mut() = holders;
            waits.only_autovacuum.set(rows.iter().all(|row| row.get(2)));
        }
        if last_progress.is_none_or(|last| last.elapsed() >= PROGRESS) {
            last_progress = Some(Instant::now());
            let copy = include_str!("../queries/progress_copy.sql");
            for sql in
                [include_str!("../queries/progress.sql"), copy].iter().take(if session.major_version() < 14 { 1 } else { 2 })
            {
                for row in beside.query(sql, &[&session.backend]).await.unwrap_or_default() {
                    see(Sight::Working(row.get(0)));
                }
            }
        }
        tokio::time::sleep(pause).await;
    }
}
