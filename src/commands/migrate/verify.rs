//! `pgkeel migrate verify`: all migrations on a scratch database, up, down and up again, and what they make against schema.toml.

mod report;
mod trial;

use super::{Context, Project, read};
use crate::cli::{self, MigrateVerify};
use crate::commands::diff::{self, DiffReport, Read, Scope, Source};
use crate::error::{Error, Result};
use crate::migration::preflight;
use crate::migration::replay::contained;
use crate::postgres::catalog::Detail;
use crate::postgres::replay;
use crate::postgres::scratch::{Places, Scratch};
use crate::ui::Report;

use report::Verified;
use trial::{Trial, Tried};

/// What should be, below the project's directory.
const DECLARED: &str = "schema.toml";

pub(super) async fn run(context: &Context, arguments: MigrateVerify) -> Result<Box<dyn Report>> {
    let project = read(context)?;
    let repeatables = project.repeatables.iter().flat_map(|file| file.check().problems);
    let problems = project.files.iter().flat_map(|file| preflight::check(file).problems).chain(repeatables).collect();
    Error::all(problems, |number| format!("{number} problems in {}/", project.directory))?;
    let comparing = cli::Comparing { scratch_url: arguments.scratch_url, ..cli::Comparing::default() };
    let scripts = diff::replaying(context, format!("{}/", project.directory), &project.files, &project.repeatables)?;
    let is_declared = context.settings.file(DECLARED).0.exists();
    let declared = if is_declared { Some(diff::find(context, DECLARED)?) } else { None };
    let scope = diff::scope(context, &[], [&scripts, declared.as_ref().unwrap_or(&scripts)])?;
    let declared = match &declared {
        Some(source) => diff::read_source(context, source, &scope, Detail::Objects).await?,
        None => None,
    };
    let places = diff::places(context, &comparing, declared.iter())?;
    let (scratch, places, tried) = try_all(context, &project, &scripts, &scope, places).await?;
    let mut verified = Verified::new(&project, &tried, scratch.place.clone(), arguments.require_down);
    // Of what was skipped nothing is there to be compared.
    if let Some(to) = declared.filter(|_| tried.skipped().next().is_none()) {
        let read = Read { from: tried.made, to, places, scratch: Some(scratch) };
        verified.result = Some(compare(context, read, comparing).await?);
    }
    Ok(Box::new(verified))
}

/// On the first place that gives what the migrations need.
async fn try_all(
    context: &Context,
    project: &Project,
    scripts: &Source,
    scope: &Scope,
    mut places: Places,
) -> Result<(Scratch, Places, Tried)> {
    let of_server = match scripts {
        Source::Scripts(scripts) => scripts.of_server(),
        Source::Database(_) | Source::Declared { .. } => None,
    };
    if of_server.is_some() {
        places = places.only_embedded();
    }
    let files = project.files.iter().map(|file| file.clone().running(contained(file.script()))).collect();
    let repeatables = project.repeatables.iter().map(|file| file.clone().running(contained(&file.sql))).collect();
    let trial = Trial { context, files, repeatables, scope, directory: &project.directory };
    loop {
        let scratch = diff::open(context, &places, of_server.as_deref()).await?;
        match Box::pin(trial.run(&scratch)).await {
            Err(error) if !scratch.is_own() && replay::wants_own_server(&error) => match places.own() {
                Ok(_) => places = places.only_embedded(),
                Err(refusal) => return Err(error.hint(format!("it would work on a server of pgkeel's own; {refusal}"))),
            },
            tried => return Ok((scratch, places, tried?)),
        }
    }
}

async fn compare(context: &Context, read: Read, comparing: cli::Comparing) -> Result<DiffReport> {
    let question = cli::Diff { from: String::new(), to: String::new(), sql: false, apply: false, no_proof: false, comparing };
    let explained = crate::commands::partitions::explained(context)?;
    Ok(Box::pin(diff::compare_sides(context, read, &question, &explained)).await?.report)
}
