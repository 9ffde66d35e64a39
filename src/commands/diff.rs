//! `pgkeel diff`: compares two schemas; `--sql` prints the proven plan between them.

mod prove;
mod report;
mod scope;
mod sources;

use tokio::join;

use super::Context;
use crate::cli;
use crate::error::{Error, Result};
use crate::postgres::catalog::Detail;
use crate::postgres::connection::ConnectionInfo;
use crate::postgres::ephemeral::{Binaries, Options};
use crate::postgres::replay;
use crate::postgres::scratch::{Places, Scratch, Uncreatable};
use crate::schema::declared;
use crate::schema::diff::{self, Difference, Direction};
use crate::schema::model::{Identity, Object, Schema};
use crate::schema::plan::{self, Planned};
use crate::ui::Report;

use prove::prove;
use report::DiffReport;
use scope::Scope;
use sources::{Origin, Scripts, Side, Source};

/// # Errors
/// What keeps the two from being read and compared. Differences are in the report.
pub async fn run(context: &Context, arguments: cli::Diff) -> Result<Box<dyn Report>> {
    let explained = super::partitions::explained(context)?;
    // Only a plan asks what depends on what.
    let detail = if arguments.sql { Detail::Dependencies } else { Detail::Objects };
    let read = Box::pin(read_both(context, &arguments, detail)).await?;
    let Read { mut from, mut to, places, mut scratch } = read;
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
    if scratch.is_none() {
        match Scratch::open(&places, &context.setup()).await? {
            Ok(opened) => scratch = Some(opened),
            Err(refusals) => {
                if arguments.sql {
                    let error = Error::failed("a plan is only printed when it is proven, and there is no scratch database");
                    return Err(nowhere(error, refusals));
                }
                report.notes.push(format!("compared as text, without a scratch database ({})", refusals.join("; ")));
            }
        }
    }
    let Some(scratch) = scratch else { return Ok(Box::new(report)) };
    Box::pin(on_scratch(&scratch, from, to, &explained, arguments.sql, &mut report)).await?;
    Ok(Box::new(report))
}

/// Why there is no scratch database.
fn nowhere(mut error: Error, refusals: Vec<String>) -> Error {
    for refusal in refusals {
        error = error.hint(refusal);
    }
    error.hint("name a server for it with --scratch-url, or grant the role CREATEDB")
}

/// Both sides, as they were read; where that took a scratch database, the place of it.
struct Read {
    from: Side,
    to: Side,
    places: Places,
    scratch: Option<Scratch>,
}

async fn read_both(context: &Context, arguments: &cli::Diff, detail: Detail) -> Result<Read> {
    let sources = [sources::find(context, &arguments.from)?, sources::find(context, &arguments.to)?];
    let configured = context.settings.names_schemas.then_some(context.settings.schemas.as_slice());
    let scope = Scope::new(&arguments.schemas, configured, [&sources[0], &sources[1]])?;
    let mut sides = [None, None];
    for (side, source) in sides.iter_mut().zip(&sources) {
        *side = sources::read(context, source, &scope, detail).await?;
    }
    let mut places = places(context, arguments, sides.iter().flatten())?;
    let role = sides.iter().flatten().find_map(|side| side.role.clone());
    let replays =
        || sources.iter().filter_map(|source| if let Source::Scripts(scripts) = source { Some(scripts) } else { None });
    let mut scratch = None;
    if replays().next().is_some() {
        let of_server = replays().find_map(Scripts::of_server);
        if of_server.is_some() {
            places = places.only_embedded();
        }
        let (opened, replayed) = loop {
            let opened = Scratch::open(&places, &context.setup()).await?.map_err(|refusals| {
                let message = match &of_server {
                    Some(what) => format!("{what} is about the whole server, and only runs on one of pgkeel's own"),
                    None => "there is no scratch database to run the files on".to_owned(),
                };
                nowhere(Error::failed(message), refusals)
            })?;
            let mut replayed = Vec::new();
            let mut failed = None;
            for scripts in replays() {
                match sources::replayed(&opened, scripts, &scope, detail, role.as_deref()).await {
                    Ok(side) => replayed.push(side),
                    Err(error) => {
                        failed = Some(error);
                        break;
                    }
                }
            }
            match failed {
                Some(error) if !opened.is_own() && replay::wants_own_server(&error) && places.can_embed() => {
                    places = places.only_embedded();
                }
                Some(error) => return Err(error),
                None => break (opened, replayed),
            }
        };
        let mut replayed = replayed.into_iter();
        for side in &mut sides {
            *side = side.take().or_else(|| replayed.next());
        }
        scratch = Some(opened);
    }
    let [Some(mut from), Some(mut to)] = sides else { return Err(Error::failed("a side was not read")) };
    Scope::join(&arguments.schemas, &mut from, &mut to)?;
    Ok(Read { from, to, places, scratch })
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
        let Planned { plan, impossible } = plan::plan(&from.schema, &to.schema, &report.differences, from.role.as_deref());
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

/// Where scratch databases may be, for these sides.
fn places<'a>(context: &Context, arguments: &cli::Diff, sides: impl Iterator<Item = &'a Side> + Clone) -> Result<Places> {
    let settings = &context.settings;
    let given = arguments.scratch_url.as_deref().or(settings.scratch_url.as_deref());
    let live = sides.clone().find_map(|side| match &side.origin {
        Origin::Database(info) => Some((ConnectionInfo::clone(info), side.postgres)),
        Origin::Files(_) | Origin::Replay => None,
    });
    // What should be counts where nothing is: the last one.
    let version = live.as_ref().map_or_else(|| sides.last().and_then(|side| side.postgres), |(_, version)| *version);
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
