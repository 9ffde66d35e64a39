//! What PostgreSQL (or the way to it) said, as an error for a person: its message, and beside it code, detail, hint and
//! context.

use std::error::Error as StdError;

use tokio_postgres::error::DbError;

use crate::error::{Error, SqlFacts};

/// The error for what went wrong on an open connection. `Failed` always: whether a code such as 55P03 (no lock in time)
/// means "try again" is for the caller to say.
pub fn from_server(error: &tokio_postgres::Error) -> Error {
    if let Some(said) = error.as_db_error() {
        return Error::failed(said.message()).with_sql(facts(said));
    }
    let lost = error.is_closed() || io_cause(error).is_some();
    if !lost {
        return Error::failed(with_causes(error));
    }
    self::lost("the server", error)
}

/// The error for a connection that is gone; `target` says which.
pub(super) fn lost(target: &str, error: &tokio_postgres::Error) -> Error {
    let why = io_cause(error).map_or_else(String::new, |cause| format!(": {}", plain(cause)));
    Error::failed(format!("the connection to {target} was lost{why}"))
        .hint("the server's log says why: a restart, a crash, an administrator's or a firewall's decision")
}

/// Everything PostgreSQL said beside its message.
pub fn facts(said: &DbError) -> SqlFacts {
    SqlFacts {
        sqlstate: said.code().code().to_owned(),
        detail: said.detail().map(str::to_owned),
        hint: said.hint().map(str::to_owned),
        context: said.where_().map(str::to_owned),
    }
}

/// The operating system's error behind this one, if there is one.
pub(super) fn io_cause(error: &tokio_postgres::Error) -> Option<&std::io::Error> {
    error.source().and_then(|cause| cause.downcast_ref())
}

/// An error's message followed by those of its causes.
pub(super) fn with_causes(error: &dyn StdError) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let inner_text = inner.to_string();
        if !text.contains(&inner_text) {
            text = format!("{text}: {inner_text}");
        }
        cause = inner.source();
    }
    text
}

/// An I/O error without Rust's "(os error 2)".
pub(super) fn plain(cause: &std::io::Error) -> String {
    let text = cause.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_lowercase()
}
