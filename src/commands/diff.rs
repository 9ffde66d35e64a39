//! `pgkeel diff`: compares two schemas; `--sql` prints the proven plan between them.

mod report;

use tokio::join;

use super::{Context, schema_files};
use crate::cli;
use crate::error::{Error, Result};
use crate::plan::Plan;
use crate::postgres::catalog::{self, Detail};
use crate::postgres::connection::ConnectionInfo;
use crate::postgres::ephemeral::{Binaries, Options};
use crate::postgres::execute;
use crate::postgres::scratch::{self, Places, Scratch, Uncreatable};
use crate::postgres::session::Session;
use crate::schema::declared;
use crate::schema::diff::{self, Difference, Direction};
use crate::schema::model::{Identity, Object, Schema};
use crate::schema::plan::{self, Planned};
use crate::ui::Report;

use report::{DiffReport, Proof};

/// One side of a comparison.
#[derive(Debug, Clone)]
pub struct Side {
    /// As it is called in messages: `layoverhq on db.internal:5432`, `schema.toml`.
    pub name: String,
    pub schema: Schema,
    /// The major version it is on, or was written for.
    postgres: Option<u32>,
    /// How many objects of kinds that are not read yet it has.
    unread: Vec<(String, i64)>,
    /// Who is connected to it.
    role: Option<String>,
    origin: Origin,
}

#[derive(Debug, Clone)]
enum Origin {
    Database(Box<ConnectionInfo>),
    /// Written by a person: the files.
    Files(Vec<declared::Source>),
}

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

/// Runs the plan on a copy of what is (its schema, no rows), reads it back, and compares with what should be.
async fn prove(
    scratch: &Scratch,
    from: &Side,
    to: &Schema,
    plan: &Plan,
    explained: &impl Fn(&Identity, &Object) -> bool,
) -> Result<Proof> {
    scratch.with_database(async |session| prove_on(scratch, session, &from.schema, to, plan, explained).await).await
}

async fn prove_on(
    scratch: &Scratch,
    session: &Session,
    from: &Schema,
    to: &Schema,
    plan: &Plan,
    explained: &impl Fn(&Identity, &Object) -> bool,
) -> Result<Proof> {
    scratch.materialise(session, from).await.map_err(|failure| failure.error)?;
    let (of_server, steps): (Vec<_>, Vec<_>) = plan.steps.iter().cloned().partition(|step| step.on_server_only);
    let plan = Plan { steps };
    if let Err(stopped) = execute::run(session, &plan, |_| ()).await {
        if session.interrupt().is_raised() || session.is_closed() {
            return Err(stopped.error);
        }
        let title = plan.steps.get(stopped.done).map_or("", |step| step.title.as_str());
        return Ok(Proof::Failed(format!("step {} ({title}) fails: {}", stopped.done + 1, stopped.error.message())));
    }
    let mut result = catalog::read(session, &from.schemas, Detail::Objects).await?.schema;
    scratch::take_what_is_of_the_server(&mut result, to);
    let residue: Vec<Difference> = diff::compare(&result, to, explained);
    Ok(if residue.is_empty() {
        Proof::Holds { steps: plan.steps.len(), of_server: of_server.len() }
    } else {
        Proof::Residue(residue)
    })
}

/// Reads a schema source: `live`, a TOML file, or a connection.
async fn read(context: &Context, source: &str, detail: Detail) -> Result<Side> {
    if source == "live" {
        let info = context.settings.connection()?;
        return database(context, info, detail).await;
    }
    let is_file = std::path::Path::new(source).extension().is_some_and(|extension| extension == "toml");
    if is_file {
        return file(context, source);
    }
    let is_connection = source.contains("://") || source.contains('=');
    if is_connection {
        return database(context, context.settings.connection_to(Some(source))?, detail).await;
    }
    Err(Error::usage(format!("`{source}` is no schema source"))
        .hint("a source is `live`, a file ending in .toml, or a connection URL; this version reads no migrations or SQL files"))
}

async fn database(context: &Context, info: ConnectionInfo, detail: Detail) -> Result<Side> {
    for warning in &info.warnings {
        context.ui.warn(warning);
    }
    let session = Session::connect(&info, context.setup()).await?;
    let catalog = catalog::read(&session, &context.settings.schemas, detail).await?;
    Ok(Side {
        name: session.target.clone(),
        schema: catalog.schema,
        postgres: Some(catalog.postgres),
        unread: catalog.unread,
        role: Some(catalog.role),
        origin: Origin::Database(Box::new(info)),
    })
}

fn file(context: &Context, name: &str) -> Result<Side> {
    let (path, shown) = context.settings.file(name);
    let sources = schema_files::sources(&schema_files::read(&path, &shown)?);
    let declared = declared::parse(&sources)?;
    if declared.schema.schemas != context.settings.schemas {
        return Err(Error::usage(format!(
            "{shown} declares the schemas {}, and pgkeel.toml manages {}",
            declared.schema.schemas.join(", "),
            context.settings.schemas.join(", ")
        ))
        .hint("make `schemas` there and `[drift] schemas` here the same"));
    }
    Ok(Side {
        name: shown,
        schema: declared.schema,
        postgres: declared.postgres,
        unread: Vec::new(),
        role: None,
        origin: Origin::Files(sources),
    })
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
