//! Refreshes at work: as many at a time as there may be, each on a session of its own and under a lock that keeps other runs from the
//! same view, each begun when what it reads is done.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;

use super::{Context, unrecorded};
use crate::amount;
use crate::error::{Error, Kind, Result};
use crate::identifier::QualifiedName;
use crate::matview::{self, History, Materialized, Refresh};
use crate::migration::journal::Access;
use crate::plan::{Event, Plan, Step};
use crate::postgres::advisory;
use crate::postgres::matviews::{self, Seen};
use crate::postgres::session::Session;
use crate::ui::progress::Progress;

/// What became of all.
pub(super) struct Work {
    pub database: String,
    pub done: Vec<Done>,
    /// What is recorded of every view at the end, refreshed or not.
    pub histories: BTreeMap<QualifiedName, History>,
}

/// What became of one view.
pub(super) struct Done {
    pub refresh: Refresh,
    pub result: RefreshResult,
    /// As the record of its refresh counts them.
    pub rows: Option<i64>,
}

pub(super) enum RefreshResult {
    Refreshed(Duration),
    /// Another run was at it meanwhile, and nothing that the view reads is known to have changed since.
    Elsewhere,
    Failed(Error),
    /// What it reads could not be refreshed.
    Skipped(QualifiedName),
    /// The run ended before its turn.
    NotBegun,
}

impl RefreshResult {
    pub(super) const fn word(&self) -> &'static str {
        match self {
            Self::Refreshed(_) => "refreshed",
            Self::Elsewhere => "refreshed-elsewhere",
            Self::Failed(_) => "failed",
            Self::Skipped(_) => "skipped",
            Self::NotBegun => "not-begun",
        }
    }

    const fn is_fresh(&self) -> bool {
        matches!(self, Self::Refreshed(_) | Self::Elsewhere)
    }
}

/// Between two lines on what is under way.
const TICK: Duration = Duration::from_secs(1);

/// What all refreshes of a run share.
struct Run<'a> {
    context: &'a Context,
    seen: &'a Seen,
    progress: &'a Progress,
    /// By the server's clock.
    began: DateTime<Utc>,
    is_recorded: bool,
    /// The patience is the run's, not each view's: once it was spent on one, the others get one attempt.
    impatient: Cell<bool>,
}

/// Where a refresh stands.
enum Stage {
    Waiting,
    Running(Instant),
    Ended(RefreshResult),
}

/// Refreshes in order, `jobs` at a time.
pub(super) async fn refresh_all(
    context: &Context,
    session: Session,
    mut seen: Seen,
    refreshes: Vec<Refresh>,
    jobs: usize,
) -> Work {
    let database = seen.database.clone();
    if refreshes.is_empty() {
        let histories = seen.states.into_iter().map(|(name, state)| (name, state.history)).collect();
        return Work { database, done: Vec::new(), histories };
    }
    if seen.access == Access::ToBeMade {
        seen.access = make_table(context, &session).await;
    }
    let progress = Progress::new(&context.ui, refreshes.len());
    let is_recorded = unrecorded(seen.access).is_none();
    let run = Run { context, seen: &seen, progress: &progress, began: seen.now, is_recorded, impatient: Cell::new(false) };
    let mut stages: Vec<Stage> = refreshes.iter().map(|_| Stage::Waiting).collect();
    let mut idle = vec![session];
    let mut connections = jobs.min(refreshes.len());
    let mut running = FuturesUnordered::new();
    let mut ticks = tokio::time::interval_at(tokio::time::Instant::now() + TICK, TICK);
    loop {
        skip(&refreshes, &mut stages);
        while let Some(next) = ready(&refreshes, &stages).filter(|_| !context.interrupt.is_raised()) {
            let mut session = match idle.pop() {
                Some(session) => session,
                None if running.len() < connections && !running.is_empty() => match context.connect().await {
                    Ok(session) => session,
                    Err(error) => {
                        connections = running.len();
                        context.ui.warn(&format!("going on with fewer connections: {error}"));
                        break;
                    }
                },
                None => break,
            };
            stages[next] = Stage::Running(Instant::now());
            let (run, refresh) = (&run, &refreshes[next]);
            if run.impatient.get() {
                session.be_patient_for(Duration::ZERO);
            }
            running.push(async move {
                let result = run.refresh(&session, refresh, next).await;
                (next, session, result)
            });
        }
        if running.is_empty() {
            break;
        }
        tokio::select! {
            Some((number, session, result)) = running.next() => {
                if matches!(&result, RefreshResult::Failed(error) if error.kind() == Kind::Busy) {
                    run.impatient.set(true);
                }
                stages[number] = Stage::Ended(result);
                // A session that was lost is not replaced: what ended it may end the next.
                if session.is_closed() {
                    connections -= 1;
                } else {
                    idle.push(session);
                }
            }
            _ = ticks.tick() => progress.tell(&under_way(&run, &refreshes, &stages)),
        }
    }
    drop(running);
    let histories = match idle.first().filter(|_| is_recorded) {
        Some(session) => run.close(session).await,
        None => BTreeMap::new(),
    };
    let done = refreshes.into_iter().zip(stages).map(|(refresh, stage)| {
        let result = if let Stage::Ended(result) = stage { result } else { RefreshResult::NotBegun };
        let last = histories.get(&refresh.view).and_then(|history| history.last.as_ref());
        let rows = last.and_then(|last| last.rows).filter(|_| result.is_fresh());
        Done { refresh, result, rows }
    });
    Work { database, done: done.collect(), histories }
}

/// Ends those that read what could not be refreshed.
fn skip(refreshes: &[Refresh], stages: &mut [Stage]) {
    let mut stale: Vec<QualifiedName> = refreshes
        .iter()
        .zip(stages.iter())
        .filter(|(_, stage)| matches!(stage, Stage::Ended(result) if !result.is_fresh()))
        .map(|(refresh, _)| refresh.view.clone())
        .collect();
    if stale.is_empty() {
        return;
    }
    // In dependency order, so that one look is enough.
    for (refresh, stage) in refreshes.iter().zip(stages) {
        if matches!(stage, Stage::Waiting)
            && let Some(source) = refresh.reads.iter().find(|source| stale.contains(source))
        {
            *stage = Stage::Ended(RefreshResult::Skipped(source.clone()));
            stale.push(refresh.view.clone());
        }
    }
}

/// The first that may begin: what it reads and comes before it is done. (In a circle what comes behind it does not count.)
fn ready(refreshes: &[Refresh], stages: &[Stage]) -> Option<usize> {
    (0..refreshes.len()).find(|number| {
        // Few are at work: what is done is passed over before names are compared.
        let mut before = refreshes[..*number].iter().zip(stages);
        matches!(stages[*number], Stage::Waiting)
            && !before.any(|(other, stage)| !matches!(stage, Stage::Ended(_)) && refreshes[*number].reads.contains(&other.view))
    })
}

/// `routes for 12 s (last time 40 s), daily for 1 s`.
fn under_way(run: &Run<'_>, refreshes: &[Refresh], stages: &[Stage]) -> String {
    let lines = refreshes.iter().zip(stages).filter_map(|(refresh, stage)| {
        let Stage::Running(began) = stage else { return None };
        let last = run.seen.states.get(&refresh.view).and_then(|state| state.history.last.as_ref());
        let last = last.map_or_else(String::new, |last| format!(" (last time {})", amount::duration(last.took())));
        let view = refresh.view.short(&run.context.settings.schemas[0]);
        Some(format!("{view} for {}{last}", amount::duration(began.elapsed())))
    });
    lines.collect::<Vec<_>>().join(", ")
}

/// Makes pgkeel's own table; what can be done with it then.
async fn make_table(context: &Context, session: &Session) -> Access {
    match context.execute(session, &Plan { steps: vec![matview::creation()] }).await {
        Ok(()) => Access::Ready,
        Err(stopped) => {
            context.ui.warn(&format!("refreshes are not recorded: {}", stopped.error));
            Access::Denied
        }
    }
}

impl Run<'_> {
    /// Refreshes one view, unless another run is at it.
    async fn refresh(&self, session: &Session, refresh: &Refresh, number: usize) -> RefreshResult {
        let Some(view) = self.seen.graph.get(&refresh.view) else { return RefreshResult::NotBegun };
        let work = advisory::Work::MaterializedView(view.oid);
        let mut waited = false;
        let waiting = |holder: &str| {
            waited = true;
            self.context.ui.say(|text| {
                text.warning("waiting").line(&format!(" for another pgkeel that refreshes {}: {holder}", refresh.view));
            });
        };
        if let Err(error) = advisory::acquire_on_own_server_process(session, work, waiting).await {
            return RefreshResult::Failed(error.while_doing(format!("refresh {}", refresh.view)));
        }
        let result = self.alone(session, view, refresh, number, waited).await.unwrap_or_else(RefreshResult::Failed);
        // A session that is gone holds no lock.
        let _ = session.finishing(advisory::release(session, work)).await;
        result
    }

    async fn alone(
        &self,
        session: &Session,
        view: &Materialized,
        refresh: &Refresh,
        number: usize,
        waited: bool,
    ) -> Result<RefreshResult> {
        let mut step = refresh.step.clone();
        if self.is_recorded {
            let state = matviews::look_again(session, view, self.seen.access).await?;
            if let Some(last) = state.history.last.filter(|last| waited && last.ended > self.began)
                && last.reads.is_some_and(|then| state.reads.changed_since(&then).is_none())
            {
                return Ok(RefreshResult::Elsewhere);
            }
            step = refresh.recorded(Some(&state.reads.remembered()));
        }
        let began = Instant::now();
        let mut took = Duration::ZERO;
        let run = run_step(session, step, |event| match event {
            // The bar counts views, each of which is a plan of one step.
            Event::Finished { step, took: length, .. } => {
                took = *length;
                self.progress.event(&Event::Finished { index: number, step, took: *length });
            }
            Event::Blocked { .. } | Event::Retrying { .. } => self.progress.event(event),
            Event::Started { .. } | Event::Working { .. } | Event::Erased { .. } => {}
        });
        if let Err(error) = run.await {
            if self.is_recorded && !session.is_closed() && !session.interrupt().is_raised() {
                let record = matview::failed(&refresh.view, &refresh.way, &refresh.cause, began.elapsed(), error.message());
                if let Err(error) = run_step(session, record, |_| ()).await {
                    self.context.ui.warn(&format!("the failure of {} is not recorded: {error}", refresh.view));
                }
            }
            return Ok(RefreshResult::Failed(error));
        }
        // Where it cannot be made known at once it is a little later.
        let _ = matviews::publish_counters(session).await;
        Ok(RefreshResult::Refreshed(took))
    }

    /// Forgets old records; gives those that stay.
    async fn close(&self, session: &Session) -> BTreeMap<QualifiedName, History> {
        if session.interrupt().is_raised() {
            return BTreeMap::new();
        }
        if let Err(error) = run_step(session, matview::forgetting(), |_| ()).await {
            self.context.ui.warn(&format!("old records stay: {error}"));
        }
        let names = self.seen.graph.views().map(|view| (view.oid, view.name.clone())).collect();
        matviews::histories(session, &names, self.seen.access).await.unwrap_or_default()
    }
}

/// Runs a step.
async fn run_step(session: &Session, step: Step, report: impl FnMut(&Event<'_>)) -> Result<()> {
    let plan = Plan { steps: vec![step] };
    crate::postgres::execute::run(session, &plan, report).await.map_err(|stopped| stopped.error)
}
