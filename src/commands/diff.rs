//! `pgkeel diff`: compares two schemas; `--sql` prints the proven plan between them, `--apply` runs it.

mod apply;
mod prove;
mod question;
mod read;
mod report;
mod reprint;
mod scope;
mod sources;

use tokio::join;

use super::Context;
use crate::cli;
use crate::error::{Error, Result};
use crate::plan::Plan;
use crate::postgres::catalog::Detail;
use crate::postgres::scratch::{Scratch, Uncreatable};
use crate::schema::declared;
use crate::schema::diff::{self, Difference};
use crate::schema::model::{Identity, Schema};
use crate::schema::order;
use crate::schema::plan::{self, Impossible};
use crate::schema::rename;
use crate::ui::Report;

use apply::Applying;
use prove::{Proving, prove};
use question::Question;
use report::Proof;
use reprint::{INSUFFICIENT_PRIVILEGE, Reprinted};
use sources::Origin;

pub use question::Explained;
pub use read::{NO_SCRATCH, Read, open, places, scope};
pub use report::{DiffReport, list};
pub use scope::Scope;
pub use sources::{Side, Source, explain, find, made, read as read_source, replaying};

/// # Errors
/// What keeps the two from being read and compared. Differences are in the report.
pub async fn run(context: &Context, arguments: cli::Diff) -> Result<Box<dyn Report>> {
    let applying = if arguments.apply { Some(Applying::begin(context, &arguments.from).await?) } else { None };
    let explained = super::partitions::explained(context)?;
    let Compared { mut report, proven, .. } = Box::pin(compare(context, &arguments, &explained)).await?;
    if let (Some(applying), Some(proven)) = (applying, proven)
        && report.refusals().is_empty()
    {
        report.applied = Some(Box::pin(applying.finish(context, &explained, proven)).await?);
    } else if arguments.apply {
        report.closing = Some("Nothing was applied: see above what is in the way.");
    }
    Ok(Box::new(report))
}

/// What came of a comparison.
pub struct Compared {
    pub report: DiffReport,
    /// A plan that holds, and where it was proven.
    pub proven: Option<Proven>,
    pub scratch: Option<Scratch>,
}

/// Compares two sources, and where asked plans and proves.
///
/// # Errors
/// What keeps the two from being read and compared.
pub async fn compare(context: &Context, arguments: &cli::Diff, explained: Explained<'_>) -> Result<Compared> {
    let sources = [sources::find(context, &arguments.from)?, sources::find(context, &arguments.to)?];
    Box::pin(compare_sources(context, &sources, arguments, explained)).await
}

/// Compares two sources that are known; what `arguments` calls them does not count.
///
/// # Errors
/// As [`compare`].
pub async fn compare_sources(
    context: &Context,
    sources: &[Source; 2],
    arguments: &cli::Diff,
    explained: Explained<'_>,
) -> Result<Compared> {
    // Only a plan asks what depends on what.
    let plans = arguments.sql || arguments.apply;
    let detail = if plans { Detail::Dependencies } else { Detail::Objects };
    // A flag that cannot be is told before anything is read.
    question::renames(&arguments.comparing)?;
    let read = Box::pin(read::both(context, sources, &arguments.comparing, detail)).await?;
    Box::pin(compare_sides(context, read, arguments, explained)).await
}

/// Compares two sides that were read.
///
/// # Errors
/// As [`compare`].
pub async fn compare_sides(context: &Context, read: Read, arguments: &cli::Diff, explained: Explained<'_>) -> Result<Compared> {
    let Read { mut from, mut to, places, scratch } = read;
    Scope::join(&arguments.comparing.schemas, &mut from, &mut to)?;
    let renames = question::renames(&arguments.comparing)?;
    let plans = arguments.sql || arguments.apply;
    // What one side may not read is not missing there.
    let unread: Vec<String> = from.unread.iter().chain(&to.unread).map(|(kind, _)| kind.clone()).collect();
    for side in [&mut from, &mut to] {
        side.schema.objects.retain(|identity, _| !unread.iter().any(|kind| kind == identity.kind.name()));
    }
    let selection = question::selection(context, &arguments.comparing, to.schema.default_schema())?;
    let question = Question { selection, renames, plans, explained };
    question::means_something(&question.selection, &from, &to)?;
    let mut report = DiffReport::new(&from, &to, &question.selection, context.settings.file("schema.toml").1);
    question.selection.leave_out(&from.schema, &mut to.schema);
    if question.selection.compares_column_order() {
        report.column_order = diff::column_order(&from.schema, &to.schema);
    }
    report.consent = question::consent(&arguments.comparing);
    report.differences = question.compare(&from.schema, &to.schema);
    report.locate(&from, &to);
    let mut compared = Compared { report, proven: None, scratch: None };
    let report = &mut compared.report;
    if report.differences.is_empty() && question.renames.is_empty() {
        return Ok(compared);
    }
    report.suggestions = rename::suggestions(&report.differences, &from.schema, &to.schema);
    if arguments.no_proof {
        plan_unproven(&question, &from, to, report)?;
        return Ok(compared);
    }
    let written_by_hand = [&from, &to].into_iter().any(|side| matches!(side.origin, Origin::Files(_)));
    let respelled = report.differences.iter().any(diff::may_be_of_spelling);
    if !written_by_hand && !respelled && !question.plans && question.renames.is_empty() {
        return Ok(compared);
    }
    let opened = match scratch {
        Some(scratch) => Ok(scratch),
        None => Scratch::open(&places, &context.setup()).await?,
    };
    match opened {
        Err(refusals) if question.plans || !question.renames.is_empty() => {
            let error = Error::failed("a plan is only made when it can be proven, and there is no scratch database");
            return Err(read::nowhere(error, refusals, &places).hint("--no-proof prints a plan as it is"));
        }
        Err(refusals) => {
            report.notes.push(format!("compared as text, without a scratch database ({})", refusals.join("; ")));
        }
        Ok(mut scratch) => {
            let may_move = !scratch.is_own() && places.own().is_ok();
            let mut proven = Box::pin(on_scratch(&scratch, may_move, &question, from.clone(), to.clone(), report)).await;
            // Where the role may not create all of it, a server of our own takes it.
            if may_move && proven.as_ref().is_err_and(|error| error.sqlstate() == Some(INSUFFICIENT_PRIVILEGE)) {
                let own = places.only_embedded();
                let opened = Scratch::open(&own, &context.setup()).await?;
                let error = || Error::failed("there is no scratch database");
                scratch = opened.map_err(|refusals| read::nowhere(error(), refusals, &own))?;
                proven = Box::pin(on_scratch(&scratch, false, &question, from, to, report)).await;
            }
            compared.proven = proven?;
            compared.scratch = Some(scratch);
        }
    }
    Ok(compared)
}

/// The settings under which plans are proven, for scripts that are to do the same.
pub const SETTINGS: [&str; 1] = ["check_function_bodies = off"];

/// A plan from the texts alone, for those who have no scratch database.
fn plan_unproven(question: &Question<'_>, from: &Side, mut to: Side, report: &mut DiffReport) -> Result<()> {
    if let Some(rename) = question.renames.first() {
        return Err(Error::usage(format!("--rename {rename} needs a scratch database, and --no-proof does without")));
    }
    let mut from_schema = from.schema.clone();
    for (side, schema) in [(&from.origin, &mut from_schema), (&to.origin, &mut to.schema)] {
        if matches!(side, Origin::Files(_)) {
            order::find_needs(schema);
        }
    }
    let planned = plan::plan(&from_schema, &to.schema, &report.differences, from.server());
    report.impossible = whys(planned.impossible);
    report.take_plan(planned.plan, None);
    Ok(())
}

fn whys(impossible: Vec<Impossible>) -> Vec<String> {
    impossible.into_iter().map(|impossible| impossible.why).collect()
}

/// A plan that holds, between what was read and what should be.
pub struct Proven {
    pub from: Side,
    /// What should be as it is written, as PostgreSQL prints it, and as it prints that, where the proof has asked for it.
    written: Schema,
    to: Schema,
    reprinted: Option<Schema>,
    pub plan: Plan,
}

/// The proven plan between two states of a schema that a scratch database had.
///
/// # Errors
/// The server's; `Failed`, where no plan holds.
pub async fn plan_back(
    scratch: &Scratch,
    side: &Side,
    (from, to): (&Schema, &Schema),
    explained: Explained<'_>,
) -> Result<std::result::Result<Plan, String>> {
    let side_of = |schema: &Schema| Side { schema: schema.clone(), ..side.clone() };
    let (from, to) = (side_of(from), side_of(to));
    let judged = scratch.with_database(async |copy| {
        let reprinted = Reprinted::new(scratch, false, &to);
        let mut differences = diff::compare(&from.schema, &to.schema, explained);
        if let Err(why) = Box::pin(reprinted.respell(copy, &from, &mut differences, explained)).await? {
            return Ok(Err(why));
        }
        let planned = plan::plan(&from.schema, &to.schema, &differences, side.server());
        let proving = Proving { scratch, from: &from, copy: Some(copy), to: &to.schema, reprinted: &reprinted, explained };
        Ok(Ok(prove(&proving, planned).await?))
    });
    let judged = match Box::pin(judged).await? {
        Ok(judged) => judged,
        Err(why) => return Ok(Err(why)),
    };
    Ok(match (judged.impossible.into_iter().next(), judged.proof) {
        (Some(Impossible { why, .. }), _) | (None, Proof::Failed(why)) => Err(why),
        (None, Proof::Residue(residue) | Proof::Partial { residue, .. }) => {
            let left: Vec<String> =
                residue.iter().map(|difference| difference.object.describe(to.schema.default_schema())).collect();
            Err(format!("the way back leaves differences: {}", left.join(", ")))
        }
        (None, Proof::Holds { .. }) => Ok(judged.plan),
    })
}

/// Canonicalises what differs, compares again, and where asked plans and proves.
///
/// PostgreSQL's own printing is not a fixed point: `status IN ('a')` on a varchar prints as `= ANY ((ARRAY[…])::text[])`, and
/// that, read again, as `= ANY (ARRAY[('a')::text])`. So an object differs only if it does as written, as printed once, and,
/// where it has an expression, as both sides print after having been read from a first print.
///
/// With `may_move`, a lack of privilege is an error, because there is another place.
async fn on_scratch(
    scratch: &Scratch,
    may_move: bool,
    question: &Question<'_>,
    from: Side,
    to: Side,
    report: &mut DiffReport,
) -> Result<Option<Proven>> {
    report.scratch = Some(scratch.place.clone());
    let (written_from, written_to) = (from, to);
    // Each to its end, also if the other fails: that is when it drops its database.
    let (from, to) = join!(canonical(scratch, may_move, &written_from), canonical(scratch, may_move, &written_to));
    let (from, mut to) = match (from?, to?) {
        (Ok(from), Ok(to)) => (from, to),
        (Err(failure), _) | (_, Err(failure)) => {
            // What both sides spell alike works where it lives: then it is the scratch database that lacks something.
            if !report.has_unread() && failure.concerns(&report.differences) {
                return Err(failure.error);
            }
            if question.plans || !question.renames.is_empty() {
                return Err(Error::failed(format!("no plan can be proven: {}", failure.why)).hint(LACKING));
            }
            report.scratch = None;
            report.notes.push(format!("compared as text, and differences may be of spelling only: {}; {LACKING}", failure.why));
            return Ok(None);
        }
    };
    let (renamed, steps) = prove::renamed(scratch, &from, &question.renames).await?;
    question.selection.leave_out(&renamed, &mut to.schema);
    let found = question.compare(&renamed, &to.schema);
    report.differences = diff::unless_written_alike(found, &written_from.schema, &written_to.schema);
    report.locate(&from, &to);
    if report.differences.is_empty() && steps.is_empty() {
        return Ok(None);
    }
    // Where no plan is asked for, and nothing may be a matter of spelling, there is nothing to run.
    if !question.plans && !report.differences.iter().any(diff::may_be_of_spelling) {
        report.renamed = steps.len();
        report.suggestions = rename::suggestions(&report.differences, &renamed, &to.schema);
        return Ok(None);
    }
    let renamed_side = Side { schema: renamed.clone(), ..from.clone() };
    let reprinted = Reprinted::new(scratch, may_move, &to);
    let proven = scratch.with_database(async |copy| {
        let respelled = reprinted.respell(copy, &renamed_side, &mut report.differences, question.explained);
        match Box::pin(respelled).await? {
            Ok(()) => {}
            Err(why) if question.plans => {
                return Err(Error::failed(format!("no plan can be proven: {why}")).hint(LACKING));
            }
            Err(why) => {
                report.notes.push(format!("differences may be of spelling only: {why}; {LACKING}"));
                return Ok(None);
            }
        }
        report.renamed = steps.len();
        report.suggestions = rename::suggestions(&report.differences, &renamed, &to.schema);
        if !question.plans || report.differences.is_empty() && steps.is_empty() {
            return Ok(None);
        }
        let mut planned = plan::plan(&renamed, &to.schema, &report.differences, from.server());
        for plan in [Some(&mut planned.plan), planned.apart.as_mut()].into_iter().flatten() {
            plan.steps.splice(0..0, steps.clone());
        }
        // The plan begins before what is renamed was.
        let copy = steps.is_empty().then_some(copy);
        let explained = question.explained;
        let proving = Proving { scratch, from: &from, copy, to: &to.schema, reprinted: &reprinted, explained };
        let proven = prove(&proving, planned).await?;
        let holds = proven.proof.holds();
        report.impossible = whys(proven.impossible);
        report.take_plan(proven.plan.clone(), Some(proven.proof));
        Ok(holds.then_some(proven.plan))
    });
    let plan = Box::pin(proven).await?;
    let reprinted = reprinted.into_schema();
    Ok(plan.map(|plan| Proven { from, written: written_to.schema, to: to.schema, reprinted, plan }))
}

const LACKING: &str = "a scratch database has only what is compared, and not what it may need of other kinds or schemas";

/// A declared schema that a scratch database does not take.
struct Refused {
    /// For a person who declared it wrong.
    error: Error,
    object: Option<Identity>,
    why: String,
}

impl Refused {
    fn concerns(&self, differences: &[Difference]) -> bool {
        let is_of = |object: &Identity, difference: &Difference| {
            difference.object == *object || difference.object.part.is_none() && difference.object.name == object.name
        };
        self.object.as_ref().is_none_or(|object| differences.iter().any(|difference| is_of(object, difference)))
    }
}

/// A side as PostgreSQL prints it. Each gets a database of its own, so that neither sees the other's objects.
async fn canonical(scratch: &Scratch, may_move: bool, side: &Side) -> Result<std::result::Result<Side, Refused>> {
    let Origin::Files(sources) = &side.origin else { return Ok(Ok(side.clone())) };
    let created = scratch.with_database(async |session| match scratch.materialise(session, &side.schema).await {
        Ok(catalog) => Ok(Ok(Side { schema: catalog.schema, ..side.clone() })),
        Err(failure) => {
            let object = failure.object.clone();
            let why = reprint::why_not(failure.as_ref(), may_move, session, side)?;
            Ok(Err(Refused { error: explain_declared(*failure, &side.schema, sources), object, why }))
        }
    });
    created.await
}

/// PostgreSQL's complaint about a declared object, at the line that declares it.
fn explain_declared(failure: Uncreatable, schema: &Schema, sources: &[declared::Source]) -> Error {
    let Uncreatable { error, object } = failure;
    let Some(identity) = object else { return error };
    let what = identity.describe(schema.default_schema());
    let error = error.while_doing(format!("{what} cannot be created as declared"));
    match schema.get(&identity).and_then(|object| object.declared_at) {
        Some(place) => {
            let source = &sources[place.file];
            error.pointing_at(&source.shown, &source.text, place.byte)
        }
        None => error,
    }
    .leaving("nothing was changed: this was a scratch database")
}
