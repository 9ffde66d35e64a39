//! How long one attempt of a run waits for a lock, table by table: never so long that PostgreSQL ends somebody else's query for us.

use std::time::Duration;

use crate::error::Result;
use crate::partition::finding::{Finding, Weight};
use crate::partition::live::Table;
use crate::partition::policy::Policy;
use crate::postgres::session::Session;

/// What is set for the whole run.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patience {
    /// Where a policy says nothing else.
    lock_timeout: Duration,
    /// Half of the server's `deadlock_timeout`. Whoever waits for that long looks whether he is in a deadlock, and ends his own
    /// statement if he is (manual, "Lock Management"). Who has given up before leaves nothing to be found.
    below_deadlocks: Duration,
}

impl Patience {
    /// # Errors
    /// The server's.
    pub async fn of(session: &Session) -> Result<Self> {
        let sql = "SELECT setting::bigint FROM pg_catalog.pg_settings WHERE name = 'deadlock_timeout'";
        let milliseconds: i64 = session.query_one(sql, &[]).await?.get(0);
        let below_deadlocks = Duration::from_millis((milliseconds.unsigned_abs() / 2).max(1));
        Ok(Self { lock_timeout: session.timeouts().lock_timeout, below_deadlocks })
    }

    /// For what takes a single lock that queries wait for, or none.
    pub fn usual(&self, policy: &Policy) -> Duration {
        policy.locks.timeout.unwrap_or(self.lock_timeout)
    }

    /// For what holds one such lock while it waits for another, as whoever uses those tables in another order may too.
    pub fn below_deadlocks(&self, policy: &Policy) -> Duration {
        match self.usual(policy) {
            // For ever.
            Duration::ZERO => self.below_deadlocks,
            usual => usual.min(self.below_deadlocks),
        }
    }

    pub fn with(&self, policy: &Policy, table: &Table) -> Duration {
        if holds_several(table) { self.below_deadlocks(policy) } else { self.usual(policy) }
    }

    /// What is said where a policy would wait for longer.
    pub fn shortened(&self, policy: &Policy, table: &Table) -> Option<Finding> {
        let wanted = policy.locks.timeout.filter(|wanted| holds_several(table) && *wanted > self.below_deadlocks)?;
        let (wanted, given) = (crate::amount::duration(wanted), crate::amount::duration(self.below_deadlocks));
        let message = format!(
            "waited for each lock for {given}, not {wanted}: where several tables are locked at once more could deadlock"
        );
        Some(Finding::new(Weight::Note, "lock-timeout-shortened", message).hint(
            "after half of the server's deadlock_timeout nobody else's query is ended for it yet; budget and --lock-retry-for tell \
             how often it is tried",
        ))
    }
}

/// Whether locks that others' statements wait for are taken on several tables in one transaction: on the default partition and
/// the table; before PostgreSQL 14 on the table and what is detached; and on all tables that foreign keys lead to and come from
/// (measured on PostgreSQL 15).
fn holds_several(table: &Table) -> bool {
    table.default.is_some() || !table.detaches_concurrently || table.references.len() + table.referenced_by.len() > 1
}
