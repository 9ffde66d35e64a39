//! Proves a plan: runs it on a scratch copy of what is, reads it back, and compares with what should be.

use crate::error::Result;
use crate::plan::Plan;
use crate::postgres::catalog::{self, Detail};
use crate::postgres::execute;
use crate::postgres::scratch::{self, Scratch};
use crate::postgres::session::Session;
use crate::schema::diff::{self, Difference};
use crate::schema::model::{Identity, Object, Schema};

use super::report::Proof;
use super::sources::Side;

/// Runs the plan on a copy of what is (its schema, no rows), reads it back, and compares with what should be.
pub async fn prove(
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
        let detail = stopped.error.sql().and_then(|facts| facts.detail.as_deref());
        let detail = detail.map(|detail| format!(" ({})", detail.replace('\n', "; "))).unwrap_or_default();
        let what = format!("step {} ({title}) fails: {}{detail}", stopped.done + 1, stopped.error.message());
        return Ok(Proof::Failed(what));
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
