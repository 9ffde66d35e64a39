//! `partitions maintain` at work: first what was left half done, then what is missing on every table, and only then what is
//! past its time. What fails on one table stops neither the others nor what else is to be done there.

use chrono::{DateTime, Duration, Utc};

use super::look;
use super::patience::Patience;
use super::report::Entry;
use crate::commands::Context;
use crate::error::{Error, Kind, Result};
use crate::identifier::QualifiedName;
use crate::partition::finding::Finding;
use crate::partition::live::Table;
use crate::partition::policy::Policy;
use crate::partition::retire::{Done, Stage};
use crate::plan::{Plan, Step, Transfer};
use crate::postgres::archive;
use crate::postgres::execute::Waits;
use crate::postgres::session::Session;

/// What was done for one table, and what stopped what was to be done.
#[derive(Debug, Default)]
pub(super) struct Account {
    pub created: Vec<QualifiedName>,
    pub detached: Vec<QualifiedName>,
    pub archived: Vec<QualifiedName>,
    pub dropped: Vec<QualifiedName>,
    pub failures: Vec<Error>,
    /// What others were made to wait for this table, where its policy limits that.
    waits: Option<Waits>,
    /// That its policy would have waited for locks for longer.
    shortened: Option<Finding>,
}

/// A clock that is further off than this is wrong, and nothing is retired by a wrong clock.
const CLOCKS_FAR_APART: Duration = Duration::hours(1);

/// Nobody waits for the disk at each step, but at the last of each plan: what a crash of the server undoes, the next run does again.
/// Others lose nothing by it, because what is committed later is never on disk without what was committed before; and a table's
/// files are never deleted before the disk has all of it (manual, "Asynchronous Commit").
const LAZILY: &str = "SET synchronous_commit = off";

/// A transaction that begins with it waits for the disk as any other session's does, and so for all that was committed before.
const ON_DISK: &str = "SET LOCAL synchronous_commit TO DEFAULT";

/// One run, with what others were made to wait by all of it.
struct Run<'a> {
    context: &'a Context,
    session: &'a mut Session,
    waits: Waits,
    acted: bool,
    /// How long the session waits for a lock where it is no table's turn.
    usual: std::time::Duration,
    patience: Patience,
}

/// Does what was planned for every table. `server` is the server's clock.
///
/// # Errors
/// The interruption, or the loss of the connection. What else goes wrong is in each table's account.
pub(super) async fn all(
    context: &Context,
    session: &mut Session,
    now: DateTime<Utc>,
    server: DateTime<Utc>,
    entries: &mut [Entry],
) -> Result<()> {
    let (usual, patience) = (session.timeouts().lock_timeout, Patience::of(session).await?);
    let mut run = Run { context, session, waits: Waits::default(), acted: false, usual, patience };
    run.session.simple(LAZILY).await?;
    let mut half_detached = vec![false; entries.len()];
    for (entry, half_detached) in entries.iter_mut().zip(&mut half_detached).filter(|(entry, _)| entry.is_ours()) {
        entry.account.waits = entry.policy.locks.budget.map(|budget| Waits::limited_to(Some(budget)));
        let Ok(looked) = &mut entry.looked else { continue };
        let stages = std::mem::take(&mut looked.first);
        if stages.is_empty() {
            continue;
        }
        run.turn_to(&entry.policy, &looked.table, &mut entry.account).await?;
        for stage in &stages {
            let done = run.stage(stage, &mut entry.account).await?;
            *half_detached |= stage.detaches && !done;
        }
    }
    // What was in the way of windows is not any more.
    run.look_again(entries, now).await?;

    for entry in entries.iter_mut().filter(|entry| entry.is_ours()) {
        let Ok(looked) = &entry.looked else { continue };
        if looked.plan.plan.is_empty() && looked.parts.is_empty() {
            continue;
        }
        run.turn_to(&entry.policy, &looked.table, &mut entry.account).await?;
        let plan = &looked.plan;
        let done = run.plan(&plan.plan, &mut entry.account).await?;
        let created = plan.attaches.iter().filter(|attach| attach.step < done).map(|attach| attach.name.clone());
        entry.account.created.extend(created);
        if let Some(step) = &plan.afterwards {
            run.plan(&Plan { steps: vec![step.clone()] }, &mut entry.account).await?;
        }
        for stage in &looked.parts {
            run.stage(stage, &mut entry.account).await?;
        }
    }

    let clocks = clocks_agree(context.settings.environment.now, server, "retired")
        .map_err(|error| error.leaving("what was missing is made, and nothing else was touched"));
    for (entry, half_detached) in entries.iter_mut().zip(half_detached).filter(|(entry, _)| entry.is_ours()) {
        let Ok(looked) = &mut entry.looked else { continue };
        let mut stages = std::mem::take(&mut looked.retirement.stages);
        let (project, _) = context.settings.file("");
        for stage in &mut stages {
            stage.plan.in_directory(&project);
        }
        if stages.is_empty() {
            continue;
        }
        if let Err(error) = &clocks {
            entry.account.failures.push(error.clone());
            continue;
        }
        run.turn_to(&entry.policy, &looked.table, &mut entry.account).await?;
        // One that is half detached keeps any other one from being detached concurrently.
        let mut stuck = half_detached;
        for stage in stages.iter().filter(|stage| !stage.plan.is_empty()) {
            if !(stuck && stage.detaches) {
                // What could not be archived is not even detached.
                if let Err(error) = run.can_be_archived(stage).await {
                    stuck = true;
                    entry.account.failures.push(error);
                    continue;
                }
                let done = run.stage(stage, &mut entry.account).await?;
                stuck |= stage.detaches && !done;
            }
        }
    }
    run.session.simple("RESET synchronous_commit").await?;
    run.look_again(entries, now).await?;
    for entry in entries {
        if let Ok(looked) = &mut entry.looked {
            looked.beside.extend(entry.account.shortened.take());
        }
    }
    Ok(())
}

/// The same plan, which is told as done when it is on disk. What runs outside a transaction is not waited for.
fn on_disk_at_last(plan: &Plan) -> Plan {
    let mut plan = plan.clone();
    let one = |step: &&mut Step| step.transactional && step.batches.is_none() && step.erasure.is_none();
    if let Some(last) = plan.steps.last_mut().filter(one) {
        last.sql.insert(0, ON_DISK.to_owned().into());
    }
    plan
}

/// Whether this machine's clock and the server's tell the same time, or nearly.
pub(in crate::commands) fn clocks_agree(machine: DateTime<Utc>, server: DateTime<Utc>, done: &str) -> Result<()> {
    let apart = (machine - server).abs();
    if apart <= CLOCKS_FAR_APART {
        return Ok(());
    }
    let apart = crate::amount::duration(apart.to_std().unwrap_or_default());
    Err(Error::failed(format!("nothing is {done}: this machine's clock and the server's are {apart} apart"))
        .hint("set the one that is wrong"))
}

impl Run<'_> {
    /// Waits for locks as this table's policy says.
    async fn turn_to(&mut self, policy: &Policy, table: &Table, account: &mut Account) -> Result<()> {
        account.shortened = self.patience.shortened(policy, table);
        self.session.wait_for_locks(self.patience.with(policy, table)).await
    }

    /// Looks whether what a stage archives can be archived, and its files be made.
    async fn can_be_archived(&self, stage: &Stage) -> Result<()> {
        let transfers = stage.plan.steps.iter().flat_map(|step| &step.sql).filter_map(|sql| sql.transfer.as_ref());
        for transfer in transfers {
            if let Transfer::Archive(archive) = transfer {
                archive::check(self.session, archive).await?;
            }
        }
        Ok(())
    }

    /// Runs a stage; whether all of it was done.
    async fn stage(&mut self, stage: &Stage, account: &mut Account) -> Result<bool> {
        let done = self.plan(&stage.plan, account).await?;
        for deed in stage.deeds.iter().filter(|deed| deed.step < done) {
            match deed.what {
                Done::Created => account.created.push(deed.name.clone()),
                Done::Detached => account.detached.push(deed.name.clone()),
                Done::Archived => account.archived.push(deed.name.clone()),
                Done::Dropped => account.dropped.push(deed.name.clone()),
            }
        }
        let whole = done == stage.plan.steps.len();
        if let Some(step) = stage.if_failed.as_ref().filter(|_| !whole) {
            self.plan(&Plan { steps: vec![step.clone()] }, account).await?;
        }
        Ok(whole)
    }

    /// Runs a plan; how many of its steps were done.
    async fn plan(&mut self, plan: &Plan, account: &mut Account) -> Result<usize> {
        if plan.is_empty() {
            return Ok(0);
        }
        self.acted = true;
        let waits = account.waits.as_ref().unwrap_or(&self.waits);
        let Err(stopped) = self.context.execute_within(self.session, &on_disk_at_last(plan), waits).await else {
            return Ok(plan.steps.len());
        };
        if self.session.interrupt().is_raised() || self.session.is_closed() {
            return Err(stopped.error.hint("what was done stays; run this again to go on"));
        }
        if stopped.error.kind() == Kind::Busy {
            // The patience is the run's, not each table's: the others get one attempt.
            self.session.be_patient_for(std::time::Duration::ZERO);
        }
        account.failures.push(stopped.error);
        Ok(stopped.done)
    }

    /// The catalog is the truth: where something was done, what is planned and reported next is what is there now.
    async fn look_again(&mut self, entries: &mut [Entry], now: DateTime<Utc>) -> Result<()> {
        if std::mem::take(&mut self.acted) {
            self.session.wait_for_locks(self.usual).await?;
            let policies = entries.iter().map(|entry| entry.policy.clone()).collect();
            let (_, again) =
                look(self.session, policies, Some(now)).await.map_err(|error| error.while_doing("looking at what was done"))?;
            for (entry, again) in entries.iter_mut().zip(again) {
                entry.looked = again.looked;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_retired_where_the_clocks_differ() {
        let server = DateTime::from_timestamp(1_795_000_000, 0).expect("a time");
        for minutes in [0, 59, -60] {
            assert!(clocks_agree(server + Duration::minutes(minutes), server, "retired").is_ok(), "{minutes}");
        }
        for hours in [2, -30, 24 * 365 * 100] {
            let error = clocks_agree(server + Duration::hours(hours), server, "retired").unwrap_err();
            assert!(error.message().starts_with("nothing is retired: this machine's clock and the server's are "), "{error}");
        }
    }
}
