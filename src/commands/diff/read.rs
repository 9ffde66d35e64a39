//! Reads both sides of a comparison, those that must be replayed on a scratch database, and says where that may be.

use crate::cli;
use crate::commands::Context;
use crate::error::{Error, Result};
use crate::postgres::catalog::Detail;
use crate::postgres::connection::ConnectionInfo;
use crate::postgres::ephemeral::{Binaries, Options};
use crate::postgres::replay;
use crate::postgres::scratch::{Places, Scratch};

use super::scope::Scope;
use super::sources::{self, Origin, Scripts, Side, Source};

/// How the message begins where there is none.
pub const NO_SCRATCH: &str = "there is no scratch database";

/// Why there is no scratch database at any of the places.
pub fn nowhere(mut error: Error, refusals: Vec<String>, places: &Places) -> Error {
    for refusal in refusals {
        error = error.hint(refusal);
    }
    error.hint(match places.beside {
        Some(_) => "name a server for it with --scratch-url, or grant the role CREATEDB",
        None => "name a server for it with --scratch-url",
    })
}

/// Both sides, as they were read; where that took a scratch database, the place of it.
pub struct Read {
    pub from: Side,
    pub to: Side,
    pub places: Places,
    pub scratch: Option<Scratch>,
}

/// # Errors
/// What is wrong with the sources, and what keeps them from being read.
pub async fn both(context: &Context, sources: &[Source; 2], comparing: &cli::Comparing, detail: Detail) -> Result<Read> {
    let scope = scope(context, &comparing.schemas, [&sources[0], &sources[1]])?;
    let mut sides = [None, None];
    for (side, source) in sides.iter_mut().zip(sources) {
        *side = sources::read(context, source, &scope, detail).await?;
    }
    let mut places = places(context, comparing, sides.iter().flatten())?;
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
            let opened = open(context, &places, of_server.as_deref()).await?;
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
                // It is for a server of our own to give privileges away, and to make roles.
                Some(error) if !opened.is_own() && replay::wants_own_server(&error) => match places.own() {
                    Ok(_) => places = places.only_embedded(),
                    Err(refusal) => return Err(error.hint(format!("it would work on a server of pgkeel's own; {refusal}"))),
                },
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
    let [Some(from), Some(to)] = sides else { return Err(Error::failed("a side was not read")) };
    Ok(Read { from, to, places, scratch })
}

/// Which schemas are compared of these two.
///
/// # Errors
/// `Usage`, as [`Scope::new`].
pub fn scope(context: &Context, asked: &[String], sources: [&Source; 2]) -> Result<Scope> {
    let configured = context.settings.names_schemas.then_some(context.settings.schemas.as_slice());
    Scope::new(asked, configured, sources)
}

/// A place to run files on. `of_server` is what of them is about the whole server.
///
/// # Errors
/// Why there is none.
pub async fn open(context: &Context, places: &Places, of_server: Option<&str>) -> Result<Scratch> {
    Scratch::open(places, &context.setup()).await?.map_err(|refusals| {
        let message = match of_server {
            Some(what) => format!("{what} is about the whole server, and only runs on one of pgkeel's own"),
            None => format!("{NO_SCRATCH} to run the files on"),
        };
        nowhere(Error::failed(message), refusals, places)
    })
}

/// Where scratch databases may be, for these sides.
///
/// # Errors
/// `Usage`: a connection that is none.
pub fn places<'a>(
    context: &Context,
    comparing: &cli::Comparing,
    sides: impl Iterator<Item = &'a Side> + Clone,
) -> Result<Places> {
    let settings = &context.settings;
    let given = comparing.scratch_url.as_deref().or(settings.scratch_url.as_deref());
    let live = sides.clone().find_map(|side| match &side.origin {
        Origin::Database(info) => Some((ConnectionInfo::clone(info), side.postgres)),
        Origin::Files(_) | Origin::Replay(_) => None,
    });
    // What should be counts where nothing is: the last one.
    let version = live.as_ref().map_or_else(|| sides.last().and_then(|side| side.postgres), |(_, version)| *version);
    Ok(Places {
        given: given.map(|url| settings.connection_to(Some(url))).transpose()?,
        beside: live.map(|(info, _)| info).filter(|_| !comparing.read_only),
        embedded: Binaries::find(
            settings.postgres_binaries.as_deref(),
            settings.environment.variables.get("PATH").map(String::as_str),
            settings.postgres_version.or(version),
        ),
        options: Options::in_temporary(&settings.environment.temporary),
        version,
    })
}
