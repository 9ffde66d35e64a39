//! What PostgreSQL prints once it has read what it printed: not always the same. That takes a copy of all of it, and is made where
//! it counts.

use tokio::join;
use tokio::sync::OnceCell;

use super::question::Explained;
use super::sources::Side;
use crate::error::{Error, Result};
use crate::postgres::scratch::{Scratch, Uncreatable};
use crate::postgres::session::Session;
use crate::schema::diff::{self, Difference};
use crate::schema::model::Schema;

/// `insufficient_privilege` (Appendix A of the manual).
pub const INSUFFICIENT_PRIVILEGE: &str = "42501";

/// A side's schema printed, read and printed again, once somebody asks for it.
pub struct Reprinted<'a> {
    scratch: &'a Scratch,
    may_move: bool,
    side: &'a Side,
    printed: OnceCell<std::result::Result<Schema, String>>,
}

impl<'a> Reprinted<'a> {
    /// With `may_move`, a lack of privilege is an error, because there is another place.
    pub fn new(scratch: &'a Scratch, may_move: bool, side: &'a Side) -> Self {
        Self { scratch, may_move, side, printed: OnceCell::new() }
    }

    /// The schema; or why the side cannot be copied.
    ///
    /// # Errors
    /// The server's, where they say nothing of the schema.
    pub async fn schema(&self) -> Result<std::result::Result<&Schema, &str>> {
        let reprint =
            || self.scratch.with_database(async |session| print(self.scratch, self.may_move, session, self.side).await);
        let printed = self.printed.get_or_try_init(reprint).await?;
        Ok(printed.as_ref().map_err(String::as_str))
    }

    /// Copies what is to an empty scratch database, and takes from the differences what only is printed otherwise: an object
    /// differs only if it also does as both sides print after having been read from a first print. Or says why one of the two
    /// cannot be copied.
    ///
    /// # Errors
    /// As [`Reprinted::schema`].
    pub async fn respell(
        &self,
        session: &Session,
        from: &Side,
        differences: &mut Vec<Difference>,
        explained: Explained<'_>,
    ) -> Result<std::result::Result<(), String>> {
        if !differences.iter().any(diff::may_be_of_spelling) {
            return copy(self.scratch, self.may_move, session, from).await;
        }
        let (from, to) = join!(print(self.scratch, self.may_move, session, from), self.schema());
        Ok(match (from?, to?) {
            (Ok(from), Ok(to)) => {
                *differences = diff::common(std::mem::take(differences), &diff::compare(&from, to, explained));
                Ok(())
            }
            (Err(why), _) => Err(why),
            (_, Err(why)) => Err(why.to_owned()),
        })
    }

    /// The schema, where somebody has asked for it.
    pub fn into_schema(self) -> Option<Schema> {
        self.printed.into_inner()?.ok()
    }
}

/// A side as an empty scratch database prints it, which has a copy of it from then on; or why it cannot be copied.
///
/// # Errors
/// The server's, where they say nothing of the schema.
async fn print(
    scratch: &Scratch,
    may_move: bool,
    session: &Session,
    side: &Side,
) -> Result<std::result::Result<Schema, String>> {
    match scratch.materialise(session, &side.schema).await {
        Ok(catalog) => Ok(Ok(catalog.schema)),
        Err(failure) => why_not(&failure, may_move, session, side).map(Err),
    }
}

/// Copies a side to an empty scratch database; or says why it cannot be copied.
///
/// # Errors
/// As [`print`].
async fn copy(scratch: &Scratch, may_move: bool, session: &Session, side: &Side) -> Result<std::result::Result<(), String>> {
    match scratch.create(session, &side.schema).await {
        Ok(()) => Ok(Ok(())),
        Err(failure) => why_not(&failure, may_move, session, side).map(Err),
    }
}

/// Why a side cannot be copied.
///
/// # Errors
/// A failure that says nothing of it.
pub fn why_not(failure: &Uncreatable, may_move: bool, session: &Session, side: &Side) -> Result<String> {
    let Uncreatable { error, object } = failure;
    if is_no_answer(error, session, may_move) {
        return Err(error.clone());
    }
    let default = side.schema.default_schema();
    let what = object.as_ref().map_or_else(String::new, |identity| format!("{}: ", identity.describe(default)));
    Ok(format!("{} cannot be copied to a scratch database: {what}{}", side.name, error.message()))
}

/// Whether a failure to create an object says nothing of the object.
fn is_no_answer(error: &Error, session: &Session, may_move: bool) -> bool {
    let forbidden = may_move && error.sqlstate() == Some(INSUFFICIENT_PRIVILEGE);
    forbidden || session.interrupt().is_raised() || session.is_closed()
}
