//! `pgkeel diff --apply`: runs a proven plan on the database that it was made for, if that is still as it was read.

use crate::commands::Context;
use crate::error::{Error, Result};
use crate::plan::Plan;
use crate::postgres::advisory::{self, Work};
use crate::postgres::catalog::{self, Detail};
use crate::postgres::execute::Stopped;
use crate::postgres::session::Session;
use crate::schema::diff;
use crate::schema::model::Schema;

use super::question::Explained;
use super::report::Applied;
use super::{Proven, SETTINGS, sources};

/// A session that holds the lock for changes of the schema, from before the schema is read.
pub struct Applying {
    session: Session,
}

impl Applying {
    /// # Errors
    /// `Usage`, where the source is no database; `Busy`, where another pgkeel is at work on it.
    pub async fn begin(context: &Context, from: &str) -> Result<Self> {
        let Some(info) = sources::connection(context, from)? else {
            return Err(Error::usage(format!("--apply runs the plan on FROM, and `{from}` is no live database"))
                .hint("FROM is `live` or a connection URL"));
        };
        let session = Session::connect(&info, context.setup()).await?;
        let waiting = |holder: &str| {
            context.ui.say(|text| {
                text.warning("waiting").plain(&format!(" for another pgkeel that is at work here: {holder}")).end();
            });
        };
        advisory::acquire(&session, Work::Migrations, waiting).await?;
        Ok(Self { session })
    }

    /// Runs the plan and says what came of it.
    ///
    /// # Errors
    /// `Busy`, where the schema has changed since; the first step that fails, with what is done and stays.
    pub async fn finish(self, context: &Context, explained: Explained<'_>, proven: Proven) -> Result<Applied> {
        let Proven { from, written, to, reprinted, plan } = proven;
        let session = &self.session;
        let now = catalog::read(session, &from.schema.schemas, Detail::Objects).await?.schema;
        if !is_as_read(&now, &from.schema) {
            return Err(Error::busy(format!("the schema of {} changed while the plan was made", from.name))
                .leaving("nothing was changed")
                .hint("try again: the plan will be made of what is there now"));
        }
        // As the proof had it, and as the printed plan says.
        for setting in SETTINGS {
            session.simple(&format!("SET {setting}")).await?;
        }
        session.simple("SET lc_monetary = 'C'").await?;
        context.execute(session, &plan).await.map_err(|stopped| explain(*stopped, &plan, &from.name))?;
        let result = catalog::read(session, &from.schema.schemas, Detail::Objects).await?.schema;
        let left = diff::unless_written_alike(diff::compare(&result, &to, explained), &result, &written);
        let left = match &reprinted {
            Some(reprinted) => diff::common(left, &diff::compare(&result, reprinted, explained)),
            None => left,
        };
        Ok(Applied { steps: plan.steps.len(), left })
    }
}

/// Whether a schema has every object that another has, equal in all, and no other.
fn is_as_read(now: &Schema, read: &Schema) -> bool {
    now.objects.len() == read.objects.len()
        && now.objects.iter().all(|(identity, object)| {
            read.get(identity)
                .is_some_and(|other| object.definition == other.definition && object.attributes == other.attributes)
        })
}

/// Adds what the executor cannot know: what is done before the step that failed, and how to go on.
fn explain(stopped: Stopped, plan: &Plan, name: &str) -> Error {
    let Stopped { done, error } = stopped;
    let steps = plan.steps.len();
    let before = match done {
        0 => format!("no step was done before it, {name} is as it was"),
        1 => format!("step 1 of {steps} is done and stays"),
        _ => format!("steps 1 to {done} of {steps} are done and stay"),
    };
    let state = error.state().map_or_else(|| before.clone(), |state| format!("{state}; {before}"));
    error.leaving(state).hint("run pgkeel diff again: it plans from what is there then")
}
