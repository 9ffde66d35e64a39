//! `pgkeel diff`: compares two schemas; `--sql` prints the proven plan between them.

mod prove;
mod report;
mod sources;

use tokio::join;

use super::Context;
use crate::cli;
use crate::error::{Error, Result};
use crate::postgres::catalog::Detail;
use crate::postgres::connection::ConnectionInfo;
use crate::postgres::ephemeral::{Binaries, Options};
use crate::postgres::scratch::{Places, Scratch, Uncreatable};
use crate::schema::declared;
use crate::schema::diff::{self, Difference, Direction};
use crate::schema::model::{Identity, Object, Schema};
use crate::schema::plan::{self, Planned, Server};
use crate::ui::Report;

use prove::prove;
use report::DiffReport;
use sources::{Origin, Side, read};

/// # Errors
/// What keeps the two from being read and compared. Differences are in the report.
pub async fn run(context: &Context, arguments: cli::Diff) -> Result<Box<dyn Report>> {
    let explained = super::partitions::explained(context)?;
    // Only a plan asks what depends on what.
    let detail = if arguments.sql { Detail::Dependencies } else { Detail::Objects };
    let mut from = read(context, &arguments.from, detail).await?;
    let mut to = read(context, &arguments.to, detail).await?;
    // What one side may not read is not missing there.
    let unread: Vec<String> = from.unread.iter().chain(&to.unread).map(|(kind, _)| kind.clone()).collect();
    for side in [&mut from, &mut to] {
        side.schema.objects.retain(|identity, _| !unread.iter().any(|kind| kind == identity.kind.name()));
    }
    let mut report = DiffReport::new(&from, &to);
    report.differences = diff::compare(&from.schema, &to.schema, &explained);
    if report.differences.is_empty() {
        return Ok(Box::new(report));
    }
    let written_by_hand = [&from, &to].into_iter().any(|side| matches!(side.origin, Origin::Files(_)));
    let respelled = report.differences.iter().any(|difference| difference.direction == Direction::Changed);
    if !written_by_hand && !respelled && !arguments.sql {
        return Ok(Box::new(report));
    }
    let places = places(context, &arguments, &from, &to)?;
    match Scratch::open(&places, &context.setup()).await? {
        Err(refusals) => {
            if arguments.sql {
                let mut error = Error::failed("a plan is only printed when it is proven, and there is no scratch database");
                for refusal in refusals {
                    error = error.hint(refusal);
                }
                return Err(error.hint("name a server for it with --scratch-url, or grant the role CREATEDB"));
            }
            report.notes.push(format!("compared as text, without a scratch database ({})", refusals.join("; ")));
        }
        Ok(scratch) => {
            Box::pin(on_scratch(&scratch, from, to, &explained, arguments.sql, &mut report)).await?;
        }
    }
    Ok(Box::new(report))
}

/// Canonicalises what differs, compares again, and where asked plans and proves.
///
/// PostgreSQL's own printing is not a fixed point: `status IN ('a')` on a varchar prints as `= ANY ((ARRAY[…])::text[])`, and
/// that, read again, as `= ANY (ARRAY[('a')::text])`. So an object differs only if it does as written, as printed once, and
/// as both sides print after having been read from a first print.
async fn on_scratch(
    scratch: &Scratch,
    from: Side,
    to: Side,
    explained: &impl Fn(&Identity, &Object) -> bool,
    sql: bool,
    report: &mut DiffReport,
) -> Result<()> {
    report.scratch = Some(scratch.place.clone());
    let (written_from, written_to) = (from, to);
    // Each to its end, also if the other fails: that is when it drops its database.
    let (from, to) = join!(canonical(scratch, &written_from), canonical(scratch, &written_to));
    let (from, to) = match (from?, to?) {
        (Ok(from), Ok(to)) => (from, to),
        (Err(failure), _) | (_, Err(failure)) => {
            // What both sides spell alike works where it lives: then it is the scratch database that lacks something.
            if !report.has_unread() && failure.concerns(&report.differences) {
                return Err(failure.error);
            }
            if sql {
                return Err(Error::failed(format!("no plan can be proven: {}", failure.why)).hint(LACKING));
            }
            report.scratch = None;
            report.notes.push(format!("compared as text, and differences may be of spelling only: {}; {LACKING}", failure.why));
            return Ok(());
        }
    };
    let found = diff::compare(&from.schema, &to.schema, explained);
    report.differences = diff::unless_written_alike(found, &written_from.schema, &written_to.schema);
    if report.differences.is_empty() {
        return Ok(());
    }
    let (reprinted_from, reprinted_to) = join!(reprint(scratch, &from), reprint(scratch, &to));
    let reprinted = match (reprinted_from?, reprinted_to?) {
        (Ok(from), Ok(to)) => {
            let found = diff::compare(&from, &to, explained);
            report.differences = diff::common(std::mem::take(&mut report.differences), &found);
            to
        }
        (Err(why), _) | (_, Err(why)) if sql => {
            return Err(Error::failed(format!("no plan can be proven: {why}")).hint(LACKING));
        }
        (Err(why), _) | (_, Err(why)) => {
            report.notes.push(format!("differences may be of spelling only: {why}; {LACKING}"));
            return Ok(());
        }
    };
    if sql && !report.differences.is_empty() {
        let server = Server { role: from.role.as_deref(), postgres: from.postgres };
        let Planned { plan, impossible } = plan::plan(&from.schema, &to.schema, &report.differences, server);
        report.proof = Some(prove(scratch, &from, &reprinted, &plan, explained).await?);
        report.impossible = impossible;
        report.plan = Some(plan);
    }
    Ok(())
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
async fn canonical(scratch: &Scratch, side: &Side) -> Result<std::result::Result<Side, Refused>> {
    let Origin::Files(sources) = &side.origin else { return Ok(Ok(side.clone())) };
    let created = scratch.with_database(async |session| match scratch.materialise(session, &side.schema).await {
        Ok(catalog) => Ok(Ok(Side { schema: catalog.schema, ..side.clone() })),
        Err(failure) if session.interrupt().is_raised() || session.is_closed() => Err(failure.error),
        Err(failure) => {
            let (object, why) = (failure.object.clone(), why_not(side, &failure));
            Ok(Err(Refused { error: explain_declared(*failure, &side.schema, sources), object, why }))
        }
    });
    created.await
}

fn why_not(side: &Side, failure: &Uncreatable) -> String {
    let default = side.schema.default_schema();
    let what = failure.object.as_ref().map_or_else(String::new, |identity| format!("{}: ", identity.describe(default)));
    format!("{} cannot be copied to a scratch database: {what}{}", side.name, failure.error.message())
}

/// A side's schema printed, read and printed again; or why it cannot be copied.
async fn reprint(scratch: &Scratch, side: &Side) -> Result<std::result::Result<Schema, String>> {
    let created = scratch.with_database(async |session| match scratch.materialise(session, &side.schema).await {
        Ok(catalog) => Ok(Ok(catalog.schema)),
        Err(failure) if session.interrupt().is_raised() || session.is_closed() => Err(failure.error),
        Err(failure) => Ok(Err(why_not(side, &failure))),
    });
    created.await
}

/// PostgreSQL's complaint about a declared object, at the line that declares it.
fn explain_declared(failure: Uncreatable, schema: &Schema, sources: &[declared::Source]) -> Error {
    let Uncreatable { error, object } = failure;
    let Some(identity) = object else { return error };
    let what = identity.describe(schema.default_schema());
    let error = error.while_doing(format!("{what} cannot be created as declared"));
    match schema.get(&identity) {
        Some(object) => {
            let source = &sources[object.declared_at.file];
            error.pointing_at(&source.shown, &source.text, object.declared_at.byte)
        }
        None => error,
    }
    .leaving("nothing was changed: this was a scratch database")
}

fn places(context: &Context, arguments: &cli::Diff, from: &Side, to: &Side) -> Result<Places> {
    let settings = &context.settings;
    let given = arguments.scratch_url.as_deref().or(settings.scratch_url.as_deref());
    let live = [from, to].into_iter().find_map(|side| match &side.origin {
        Origin::Database(info) => Some((ConnectionInfo::clone(info), side.postgres)),
        Origin::Files(_) => None,
    });
    let version = live.as_ref().map_or(to.postgres, |(_, version)| *version);
    Ok(Places {
        given: given.map(|url| settings.connection_to(Some(url))).transpose()?,
        beside: live.map(|(info, _)| info).filter(|_| !arguments.read_only),
        embedded: Binaries::find(
            settings.postgres_binaries.as_deref(),
            settings.environment.variables.get("PATH").map(String::as_str),
            settings.postgres_version.or(version),
        ),
        options: Options::in_temporary(&settings.environment.temporary),
        version,
    })
}
