//! Files of SQL run as psql does, on an empty scratch database: which statements fail.

use super::super::Context;
use super::Source;
use crate::cli;
use crate::commands::diff;
use crate::error::{Error, Result};
use crate::migration::replay::{Manner, Script, contained};
use crate::postgres::replay;

/// What came of it.
#[derive(Debug)]
pub struct Attempt {
    /// Where it was run.
    pub place: String,
    /// Each at its place in its file.
    pub failures: Vec<Error>,
}

/// Runs them in their order, on one database.
///
/// # Errors
/// `Usage`, for what no scratch database can run; where there is none.
pub async fn run(context: &Context, sources: &[Source]) -> Result<Attempt> {
    let mut scripts = Vec::new();
    let mut problems = Vec::new();
    for source in sources {
        match Script::read(&source.shown, &contained(&source.sql), Manner::Statements) {
            Ok(script) => scripts.push(script),
            Err(problem) => problems.push(problem),
        }
    }
    Error::all(problems, |number| format!("{number} files cannot be tried"))?;
    let of_server = scripts.iter().find_map(Script::of_server);
    let places = diff::places(context, &cli::Comparing::default(), std::iter::empty())?;
    let places = if of_server.is_some() { places.only_embedded() } else { places };
    let scratch = diff::open(context, &places, of_server.as_deref()).await?;
    let failures = scratch.with_database(async |reader| {
        let runner = reader.beside_in(context.settings.schemas.iter().take(1).cloned().collect()).await?;
        let mut failures = Vec::new();
        for script in &scripts {
            failures.extend(replay::failures(&runner, script, scratch.is_own()).await?);
        }
        Ok(failures)
    });
    let failures = failures.await?;
    Ok(Attempt { place: scratch.place.clone(), failures })
}
