//! `--state FILE`: what counters stood at, read before a run and written after it, as a whole or not at all.

use std::path::PathBuf;

use serde::Serialize;

use crate::commands::{Context, schema_files};
use crate::error::{Error, Result};
use crate::health::{Sample, State};
use crate::postgres::health::Server;

/// The file, and what is known of the counters.
pub(super) struct Keeper {
    path: PathBuf,
    before: State,
    now: State,
    began_anew: Option<&'static str>,
}

/// What became of `--state`.
#[derive(Serialize)]
pub(super) struct Kept {
    file: PathBuf,
    /// Why nothing was known from before, where there was a file.
    began_anew: Option<&'static str>,
    pub error: Option<Error>,
}

impl Keeper {
    /// Reads what an earlier run kept. What cannot be understood, or is of another database, is said, and begun anew.
    ///
    /// # Errors
    /// Where there is a file, and it cannot be read.
    pub fn open(context: &Context, path: PathBuf, server: &Server) -> Result<Self> {
        let read = match std::fs::read(&path) {
            Ok(bytes) => Some(serde_json::from_slice::<State>(&bytes).map_err(|_| "it is no state that this program kept")),
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => None,
            Err(cause) => return Err(Error::file("read", &path, &cause)),
        };
        let read = read.map(|state| {
            state.and_then(|state| {
                let is_ours = state.is_of(&server.cluster, server.database_oid);
                if is_ours { Ok(state) } else { Err("it is of another database, or of another version of pgkeel") }
            })
        });
        let (before, began_anew) = match read {
            Some(Ok(state)) => (Some(state), None),
            Some(Err(why)) => (None, Some(why)),
            None => (None, None),
        };
        if let Some(why) = began_anew {
            context.ui.warn(&format!("--state {}: {why}: the counters begin anew", path.display()));
        }
        let before = before.unwrap_or_else(|| State::new(&server.cluster, server.database_oid));
        Ok(Self { path, now: before.clone(), before, began_anew })
    }

    /// What earlier runs kept.
    pub fn before(&self) -> &State {
        &self.before
    }

    /// Takes in what was counted now.
    pub fn note(&mut self, check: &str, counters: &[(String, Sample)]) {
        if !counters.is_empty() {
            self.now.note(check, counters);
        }
    }

    /// Writes what the next run is to know.
    pub fn close(self) -> Kept {
        let written = serde_json::to_string(&self.now)
            .map_err(|cause| Error::failed(format!("the state could not be written: {cause}")))
            .and_then(|text| schema_files::write_whole(&self.path, &text));
        let error = written.err().map(|error| error.while_doing("the counters could not be kept (--state)"));
        Kept { file: self.path, began_anew: self.began_anew, error }
    }
}
