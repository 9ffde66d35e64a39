//! The one executor: runs a plan step by step, each transactional step in a transaction of its own, under `lock_timeout`, with
//! patience for locks and a clear account of what was and was not done when it must stop.

mod batches;
mod erase;
mod lock_watch;
mod send;

use std::cell::{Cell, RefCell};
use std::pin::{Pin, pin};
use std::time::{Duration, Instant};

use futures_util::future::{Either, select};
use lock_watch::Sight;
pub use lock_watch::Waits;
use send::Message;

use super::session::Session;
use crate::amount;
use crate::error::{Error, Kind, Result};
use crate::plan::erasure::Tally;
use crate::plan::{Event, LeavesPending, Plan, Sql, Step};

/// A plan that stopped before its end.
#[derive(Debug)]
pub struct Stopped {
    /// How many steps were done, and stay done.
    pub done: usize,
    /// Why; says what became of the step that it happened in.
    pub error: Error,
}

/// The first pause between two attempts at a lock; each further one is twice as long, up to the last.
const FIRST_PAUSE: Duration = Duration::from_millis(250);
const LONGEST_PAUSE: Duration = Duration::from_secs(15);

/// A tenth of the patience may be spent with others waiting behind us.
const INFLICTED_PART: u32 = 10;

/// `lock_not_available`, `deadlock_detected` (Appendix A of the manual): what trying again may mend.
const WORTH_RETRYING: [&str; 2] = ["55P03", "40P01"];
const INSUFFICIENT_PRIVILEGE: &str = "42501";
/// An object of that name exists (`duplicate_table`): then what stands there is not ours to take away, valid or not.
const ALREADY_THERE: &str = "42P07";
/// `object_not_in_prerequisite_state`: what `DETACH … CONCURRENTLY` says where an attempt before it was cut off.
const NOT_IN_STATE: &str = "55000";

/// Runs the steps in order and reports each. A lock that cannot be had within `lock_retry_for` is [`Kind::Busy`].
///
/// # Errors
/// The first step that fails ends the run; the steps before it are done.
pub async fn run(session: &Session, plan: &Plan, report: impl FnMut(&Event<'_>)) -> Result<(), Box<Stopped>> {
    run_within(session, plan, &Waits::default(), report).await
}

/// Runs the steps of one of several plans: what others have waited behind ours is counted over all of them.
///
/// # Errors
/// As [`run`].
pub async fn run_within<'a>(
    session: &'a Session,
    plan: &'a Plan,
    waits: &Waits,
    mut report: impl FnMut(&Event<'_>),
) -> Result<(), Box<Stopped>> {
    let mut ahead = None;
    for (index, step) in plan.steps.iter().enumerate() {
        let stop = |error: Error| Box::new(Stopped { done: index, error });
        if session.interrupt().is_raised() {
            if let Some(ahead) = ahead {
                take_back(session, ahead).await;
            }
            return Err(stop(session.interrupt().error().leaving(format!("`{}` was not begun", step.title))));
        }
        report(&Event::Started { index, step });
        let began = Instant::now();
        let next = plan.steps.get(index + 1);
        ahead = Box::pin(run_step(session, step, (ahead, next), waits, &mut report)).await.map_err(stop)?;
        report(&Event::Finished { index, step, took: began.elapsed() });
    }
    Ok(())
}

/// The opening of a step, sent behind the end of the step before it without waiting for that one's answer, so that the server
/// need not wait for us in between. It is in a transaction of its own, which nobody commits before that answer is here.
type Ahead<'a> = Pin<Box<dyn Future<Output = Result<(), send::Stopped>> + 'a>>;

/// Sends what a step's transaction begins with: what is ours, and the first of what stands alone.
async fn open(session: &Session, step: &Step, first: usize) -> Result<(), send::Stopped> {
    let mut message = Message::default();
    message.add("BEGIN");
    for sql in &step.sql[..first] {
        message.add_sql(sql);
    }
    message.send_before(session, &step.sql[first]).await
}

/// The opening of a step that can be sent ahead: one message, which does not end its transaction.
fn sent_ahead<'a>(session: &'a Session, step: &'a Step) -> Option<Ahead<'a>> {
    let first = step.sql.iter().position(Sql::stands_alone)?;
    let may = step.transactional && step.batches.is_none() && step.erasure.is_none() && send::is_one_message(&step.sql[first]);
    may.then(|| Box::pin(open(session, step, first)) as Ahead<'a>)
}

const BEFORE_CANCELLING: Duration = Duration::from_millis(100);

/// Undoes an opening whose step is not to be run.
async fn take_back(session: &Session, mut ahead: Ahead<'_>) {
    let taking = async {
        // Most are refused at once, in the transaction that failed. A request to cancel is lost where it comes too early.
        let sent = loop {
            if let Ok(sent) = tokio::time::timeout(BEFORE_CANCELLING, ahead.as_mut()).await {
                break sent;
            }
            session.cancel().await;
        };
        if sent.is_ok() || sent.is_err_and(|stopped| stopped.anything) {
            let _ = session.simple("ROLLBACK").await;
        }
    };
    session.finishing(taking).await;
}

/// Runs a step, the opening of which may have been sent, and gives the opening of the next one where it was.
async fn run_step<'a>(
    session: &'a Session,
    step: &'a Step,
    (mut ahead, next): (Option<Ahead<'a>>, Option<&'a Step>),
    waits: &Waits,
    report: &mut impl FnMut(&Event<'_>),
) -> Result<Option<Ahead<'a>>> {
    let report = RefCell::new(report);
    let report = |event: &Event<'_>| (report.borrow_mut())(event);
    let working = |progress: &str| report(&Event::Working { step, progress });
    // Patience begins anew with each batch that is done.
    let began = Cell::new(Instant::now());
    let walk = erase::Walk::default();
    let mut pause = FIRST_PAUSE;
    let mut longer = Longer::Never;
    for attempt in 1.. {
        if longer == Longer::Next {
            outlast_autovacuum(session).await?;
        }
        let next = next.filter(|_| longer != Longer::Next);
        let batch_done = |progress: &str| {
            began.set(Instant::now());
            working(progress);
        };
        let erased = |tally: Tally, progress: &str| {
            began.set(Instant::now());
            report(&Event::Erased { step, tally });
            working(progress);
        };
        let run = async {
            match (&step.batches, &step.erasure) {
                (Some(batches), _) => batches::run(session, step, batches, batch_done).await.map(|()| None),
                (_, Some(erasure)) => erase::run(session, erasure, &walk, erased).await.map(|()| None),
                _ if step.transactional => in_transaction(session, step, ahead.take(), next).await,
                _ => outside_transaction(session, step).await.map(|()| None),
            }
        };
        let see = |sight: Sight<'_>| match sight {
            Sight::Blocked(by) => report(&Event::Blocked { step, by }),
            Sight::Working(progress) => working(progress),
        };
        let result = tokio::select! {
            biased;
            result = run => result,
            never = lock_watch::watch(session, waits, see) => match never {},
        };
        if longer == Longer::Next {
            longer = Longer::Done;
            // Where that fails, so does the next statement.
            let ours = session.timeouts().lock_timeout.as_millis();
            let _ = session.finishing(session.simple(&format!("SET lock_timeout = {ours}"))).await;
        }
        let error = match result {
            Ok(ahead) => return Ok(ahead),
            Err(error) => error,
        };
        if error.sqlstate() == Some(INSUFFICIENT_PRIVILEGE) {
            return Err(error.hint("the role lacks a privilege: grant it, or connect as the owner of what is changed"));
        }
        if !error.sqlstate().is_some_and(|state| WORTH_RETRYING.contains(&state)) {
            return Err(error);
        }
        let blockers = waits.take_holders();
        if waits.take_only_autovacuum() && longer == Longer::Never {
            longer = Longer::Next;
        }
        let patience = session.timeouts().lock_retry_for;
        // Others that wait behind ours are what an outage is made of: they are made to wait for a part of our patience only.
        let inflicted = waits.inflicted();
        let too_much = inflicted > waits.budget().unwrap_or(patience / INFLICTED_PART);
        if began.get().elapsed() + pause > patience || too_much {
            let attempts = amount::count(attempt as usize, "attempt");
            let spent = amount::duration(began.get().elapsed());
            let mut busy =
                error.with_kind(Kind::Busy).while_doing(format!("{}: gave up after {attempts} in {spent}", step.title));
            if too_much {
                let inflicted = amount::duration(inflicted);
                busy = busy.hint(format!("others waited behind it for {inflicted} in all, which is enough"));
            }
            for blocker in blockers {
                busy = busy.hint(format!("held by {blocker}"));
            }
            return Err(busy.hint("try again later, or allow more time with --lock-retry-for"));
        }
        // Jitter keeps several runs from meeting again and again.
        let wait = pause.mul_f64(0.5 + fastrand::f64());
        let cause = blockers.first().map_or_else(|| error.message().to_owned(), |first| format!("blocked by {first}"));
        report(&Event::Retrying { step, attempt, wait, cause });
        let state = || match error.state() {
            Some(state) if !step.transactional || step.erasure.is_some() => state.to_owned(),
            _ => rolled_back(step),
        };
        session.interrupt().sleep(wait).await.map_err(|error| error.leaving(state()))?;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
    unreachable!("the loop ends by returning")
}

/// Whether one attempt of a step lasts long enough for PostgreSQL to cancel an autovacuum that is all it waits for: which goes on
/// for as long as its table takes, and begins again (`deadlock_timeout` in the manual, "Lock Management").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Longer {
    Never,
    Next,
    Done,
}

/// Lets the next attempt wait for as long beyond the server's `deadlock_timeout` as it would have waited.
async fn outlast_autovacuum(session: &Session) -> Result<()> {
    let ours = i64::try_from(session.timeouts().lock_timeout.as_millis()).unwrap_or(i64::MAX);
    let sql = "SELECT pg_catalog.set_config('lock_timeout', least(setting::bigint + $1, 2147483647)::text, false)
                 FROM pg_catalog.pg_settings
                WHERE name = 'deadlock_timeout' AND setting::bigint >= $1";
    session.query(sql, &[&ours]).await.map(drop)
}

async fn in_transaction<'a>(
    session: &'a Session,
    step: &'a Step,
    ahead: Option<Ahead<'a>>,
    next: Option<&'a Step>,
) -> Result<Option<Ahead<'a>>> {
    // What is ours goes in as few messages as can be: a partition is made by one, and a migration is two.
    let roll_back = async |error: Error| {
        let _ = session.finishing(session.simple("ROLLBACK")).await;
        error.leaving(rolled_back(step))
    };
    let mut message = Message::default();
    let mut rest = step.sql.as_slice();
    let mut begun = false;
    if let Some(first) = step.sql.iter().position(Sql::stands_alone) {
        let sent = match ahead {
            Some(ahead) => ahead.await,
            None => open(session, step, first).await,
        };
        match sent {
            Ok(()) => {}
            Err(stopped) if stopped.anything => return Err(roll_back(stopped.error).await),
            Err(stopped) => return Err(stopped.error.leaving(rolled_back(step))),
        }
        begun = true;
        rest = &step.sql[first + 1..];
    } else {
        message.add("BEGIN");
    }
    for sql in rest {
        if !sql.stands_alone() {
            message.add_sql(sql);
        } else if let Err(stopped) = std::mem::take(&mut message).send_before(session, sql).await {
            return Err(roll_back(stopped.error).await);
        }
    }
    let before_commit = message.parts();
    message.add("COMMIT");
    if step.resets_session {
        message.add(session.reset());
    }
    let end = pin!(session.script(message.text()));
    let (ended, ahead): (_, Option<Ahead<'a>>) = match next.and_then(|next| sent_ahead(session, next)) {
        None => (end.await, None),
        // What is polled first is sent first.
        Some(ahead) => match select(end, ahead).await {
            Either::Left((ended, ahead)) => (ended, Some(ahead)),
            Either::Right((sent, end)) => (end.await, Some(Box::pin(std::future::ready(sent)))),
        },
    };
    let Err(failure) = ended else { return Ok(ahead) };
    if let Some(ahead) = ahead.filter(|_| !failure.lost) {
        take_back(session, ahead).await;
    }
    let before_commit = message.statements(before_commit);
    match failure.finished.cmp(&before_commit) {
        // It is committed. A session that cannot even be reset fails at its next statement, with the reason.
        std::cmp::Ordering::Greater if step.resets_session => Ok(None),
        // With its last words a server says what it has done before them; one that is cut off does not.
        order if failure.lost && (order.is_eq() || failure.error.sqlstate().is_none()) => {
            Err(failure.error.leaving(format!(
                "whether `{}` was committed is unknown: the connection was lost, and COMMIT was on its way; look before trying again",
                step.title
            )))
        }
        std::cmp::Ordering::Less => {
            // A text that cannot be parsed is refused as a whole.
            let anything = begun || failure.finished > 0;
            let error = message.point_at(*failure);
            if anything { Err(roll_back(error).await) } else { Err(error.leaving(rolled_back(step))) }
        }
        // A COMMIT that fails has rolled back.
        _ => Err(failure.error.leaving(rolled_back(step))),
    }
}

async fn outside_transaction(session: &Session, step: &Step) -> Result<()> {
    if let Some(leaves) = &step.may_leave_pending {
        return detach(session, step, leaves).await;
    }
    // CONCURRENTLY waits for old transactions while it blocks nobody: here patience is the lock timeout, unless a migration has
    // set another one.
    let ours = session.timeouts().lock_timeout.as_millis();
    // Zero would be for ever.
    let patience = session.timeouts().lock_retry_for.as_millis().max(ours);
    let is = session.query_one("SELECT setting::bigint FROM pg_catalog.pg_settings WHERE name = 'lock_timeout'", &[]).await?;
    if i128::from(is.get::<_, i64>(0)) != i128::try_from(ours).unwrap_or_default() {
        return one_by_one(session, step).await;
    }
    session.simple(&format!("SET lock_timeout = {patience}")).await?;
    let result = one_by_one(session, step).await;
    if session.is_closed() {
        return result;
    }
    let restored = session.finishing(session.simple(&format!("SET lock_timeout = {ours}"))).await;
    result.and(restored)
}

/// Detaches concurrently, or finishes what an attempt before this one left. Cut off by the lock timeout, it has done half of its
/// work, so each attempt may be short: nobody waits behind it for longer, and the next attempt goes on.
async fn detach(session: &Session, step: &Step, leaves: &LeavesPending) -> Result<()> {
    // A statement timeout would cut it off just as well, and for good.
    let ours = session.timeouts().statement_timeout.as_millis();
    if ours != 0 {
        session.simple("SET statement_timeout = 0").await?;
    }
    let mut result = one_by_one(session, step).await;
    let is_pending = async || -> Result<bool> {
        Ok(session.query_one(include_str!("queries/detach_pending.sql"), &[&leaves.partition]).await?.get(0))
    };
    if let Err(error) = &result
        && error.sqlstate() == Some(NOT_IN_STATE)
        && is_pending().await?
    {
        result = session.simple(&leaves.finish).await;
    }
    if session.is_closed() {
        return result;
    }
    if ours != 0 {
        let restored = session.finishing(session.simple(&format!("SET statement_timeout = {ours}"))).await;
        result = result.and(restored);
    }
    let Err(error) = result else { return Ok(()) };
    let pending = session.finishing(is_pending()).await.unwrap_or(false);
    Err(if pending {
        error.leaving(format!("{} is half detached: its rows are not seen, and the next run finishes it", leaves.partition))
    } else {
        error
    })
}

async fn one_by_one(session: &Session, step: &Step) -> Result<()> {
    // What another one has left is not ours to take away.
    let copies_before = copies(session, step).await?;
    for (number, sql) in step.sql.iter().enumerate() {
        let Err(failure) = send::send(session, sql).await else { continue };
        let lost = failure.lost;
        let error = send::point_at(*failure, sql);
        // Its lines in a journal are not what a person counts.
        let own = step.sql.iter().any(|sql| sql.source.is_some());
        let done = step.sql[..number].iter().filter(|sql| sql.source.is_some() == own).count();
        let mut state = match done {
            _ if lost => {
                format!("what became of `{}` is unknown: it runs in no transaction; look before trying again", step.title)
            }
            0 => format!("nothing of `{}` was done", step.title),
            1 => format!("the first statement of `{}` is done", step.title),
            _ => format!("the first {done} statements of `{}` are done", step.title),
        };
        if let Some(index) = step.may_leave_invalid.as_deref().filter(|_| error.sqlstate() != Some(ALREADY_THERE)) {
            let cleared = !lost && session.finishing(clear(session, index)).await.is_ok();
            if !cleared {
                state.push_str(&format!("; it may have left {index} behind INVALID: if so, DROP INDEX CONCURRENTLY {index}"));
            }
        }
        if !lost {
            let cleared = session.finishing(clear_copies(session, step, &copies_before)).await;
            if let Some(left) = cleared.unwrap_or_default() {
                state.push_str(&format!("; it left {left} behind INVALID: DROP INDEX CONCURRENTLY {left}"));
            }
        }
        if let Some(sql) = step.if_failed.as_ref().filter(|_| !lost && error.sqlstate().is_some()) {
            // What is not noted is looked up, or asked for.
            let _ = session.finishing(session.simple(&sql.text)).await;
        }
        return Err(error.leaving(state));
    }
    Ok(())
}

/// Drops an index that an unfinished build left INVALID, and only such a one.
async fn clear(session: &Session, index: &str) -> Result<()> {
    if session.query_one(include_str!("queries/invalid_index.sql"), &[&index]).await?.get(0) {
        session.simple(&format!("DROP INDEX CONCURRENTLY {index}")).await?;
    }
    Ok(())
}

/// The INVALID copies of indexes that are there of what a step builds anew.
async fn copies(session: &Session, step: &Step) -> Result<Vec<String>> {
    let Some(name) = &step.may_leave_copies else { return Ok(Vec::new()) };
    let rows = session.query(include_str!("queries/reindex_leftovers.sql"), &[name]).await?;
    Ok(rows.iter().map(|row| row.get(0)).collect())
}

/// Drops those that came since; gives the first that could not be dropped.
async fn clear_copies(session: &Session, step: &Step, before: &[String]) -> Result<Option<String>> {
    let mut left = None;
    for copy in copies(session, step).await?.into_iter().filter(|copy| !before.contains(copy)) {
        if session.simple(&format!("DROP INDEX CONCURRENTLY {copy}")).await.is_err() {
            left = left.or(Some(copy));
        }
    }
    Ok(left)
}

fn rolled_back(step: &Step) -> String {
    format!("nothing of `{}` was done: its transaction was rolled back", step.title)
}
