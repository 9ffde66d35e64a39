//! Proves a plan: runs it on a scratch copy of what is, reads it back, and compares with what should be.

use std::collections::BTreeSet;

use crate::error::{Error, Result};
use crate::plan::{Plan, Sql, Step};
use crate::postgres::catalog::{self, Detail};
use crate::postgres::execute;
use crate::postgres::scratch::{self, Scratch};
use crate::postgres::session::Session;
use crate::schema::diff::{self, Difference};
use crate::schema::model::{Identity, Kind, Schema};
use crate::schema::order;
use crate::schema::plan::{self, Impossible, Planned};
use crate::schema::rename::Rename;

use super::question::Explained;
use super::report::Proof;
use super::reprint::Reprinted;
use super::sources::Side;

/// How often what a plan leaves is planned in its turn.
const ROUNDS: usize = 3;

/// What a plan is held against.
pub struct Proving<'a> {
    pub scratch: &'a Scratch,
    pub from: &'a Side,
    /// A scratch database that has a copy of it already, if there is one.
    pub copy: Option<&'a Session>,
    /// As PostgreSQL printed it, from which the plan is made, and as it prints that. What equals either is as it should be.
    pub to: &'a Schema,
    pub reprinted: &'a Reprinted<'a>,
    pub explained: Explained<'a>,
}

/// A plan with what came of it.
pub struct Judged {
    pub plan: Plan,
    pub impossible: Vec<Impossible>,
    pub proof: Proof,
}

/// Runs the plan on a copy of what is (its schema, no rows), reads it back, and compares with what should be. What it leaves is
/// planned and run in its turn: a plan that was made of two readings can miss what only shows when the first half is done.
///
/// # Errors
/// The server's; an interruption. A step that fails is in the proof.
pub async fn prove(proving: &Proving<'_>, planned: Planned) -> Result<Judged> {
    let Planned { plan, apart, impossible } = planned;
    let mut judged = match proving.copy {
        Some(copy) => prove_on(copy, proving, plan, impossible.clone()).await?,
        None => prove_one(proving, plan, impossible.clone()).await?,
    };
    // What cannot share a transaction may hold step by step.
    let is_broken = matches!(judged.proof, Proof::Residue(_) | Proof::Failed(_));
    if let Some(apart) = apart.filter(|_| is_broken) {
        judged = prove_one(proving, apart, impossible).await?;
    }
    Ok(judged)
}

async fn prove_one(proving: &Proving<'_>, plan: Plan, impossible: Vec<Impossible>) -> Result<Judged> {
    let copied = proving.scratch.with_database(async |session| {
        proving.scratch.create(session, &proving.from.schema).await.map_err(|failure| failure.error)?;
        prove_on(session, proving, plan, impossible).await
    });
    copied.await
}

async fn prove_on(session: &Session, proving: &Proving<'_>, mut plan: Plan, mut impossible: Vec<Impossible>) -> Result<Judged> {
    let from = &proving.from.schema;
    populate(session, from, &plan).await?;
    let failed = |plan, impossible, why| Ok(Judged { plan, impossible, proof: Proof::Failed(why) });
    if let Some(why) = run(session, proving, &plan.steps, 0).await? {
        return failed(plan, impossible, why);
    }
    let mut residue = match left(session, proving).await? {
        Ok(residue) => residue,
        Err(why) => return failed(plan, impossible, why),
    };
    for _ in 0..ROUNDS {
        let Left { result, to, differences } = &residue;
        // What was refused is refused again.
        if differences.iter().all(|left| is_expected(&impossible, left)) {
            break;
        }
        let more = plan::plan(result, to, differences, proving.from.server());
        if more.plan.is_empty() || run(session, proving, &more.plan.steps, plan.steps.len()).await?.is_some() {
            break;
        }
        plan.steps.extend(more.plan.steps);
        let is_known = |what: &Impossible| impossible.iter().any(|known| known.objects.is_superset(&what.objects));
        let new: Vec<Impossible> = more.impossible.into_iter().filter(|what| !is_known(what)).collect();
        impossible.extend(new);
        residue = match left(session, proving).await? {
            Ok(residue) => residue,
            Err(why) => return failed(plan, impossible, why),
        };
    }
    let residue = residue.differences;
    let of_server = plan.steps.iter().filter(|step| !step.is_provable()).count();
    let steps = plan.steps.iter().filter(|step| step.provable().is_some()).count();
    let proof = if residue.is_empty() && impossible.is_empty() {
        Proof::Holds { steps, of_server }
    } else if residue.iter().all(|left| is_expected(&impossible, left)) {
        Proof::Partial { steps, of_server, residue }
    } else {
        Proof::Residue(residue)
    };
    Ok(Judged { plan, impossible, proof })
}

/// Whether a difference is one that the plan is known to leave.
fn is_expected(impossible: &[Impossible], left: &Difference) -> bool {
    impossible.iter().any(|impossible| impossible.concerns(&left.object))
}

/// Runs the steps that a scratch database can; says why they fail.
async fn run(session: &Session, proving: &Proving<'_>, steps: &[Step], before: usize) -> Result<Option<String>> {
    let (numbers, mut steps): (Vec<usize>, Vec<Step>) =
        steps.iter().enumerate().filter_map(|(number, step)| Some((number, step.provable()?))).unzip();
    let creates_views = steps.iter().flat_map(|step| &step.sql).any(creates_materialized_view);
    let far = if creates_views { created_from_afar(proving.to) } else { Vec::new() };
    for sql in steps.iter_mut().flat_map(|step| &mut step.sql) {
        let is_of = |head: &String| sql.text.strip_prefix(&**head).is_some_and(|rest| rest.starts_with([' ', '\n', '(']));
        if far.iter().any(is_of) && !sql.text.ends_with("\nWITH NO DATA") {
            sql.text.push_str("\nWITH NO DATA");
        }
    }
    let plan = Plan { steps };
    let Err(stopped) = execute::run(session, &plan, |_| ()).await else { return Ok(None) };
    if session.interrupt().is_raised() || session.is_closed() {
        return Err(stopped.error);
    }
    let title = plan.steps.get(stopped.done).map_or("", |step| step.title.as_str());
    let number = before + numbers.get(stopped.done).map_or(0, |number| number + 1);
    let detail = stopped.error.sql().and_then(|facts| facts.detail.as_deref());
    let detail = detail.map(|detail| format!(" ({})", detail.replace('\n', "; "))).unwrap_or_default();
    Ok(Some(format!("step {number} ({title}) fails: {}{detail}", stopped.error.message())))
}

/// How the statements begin that create materialized views of what is on other servers: a scratch database cannot go there, for no
/// password is copied into it.
fn created_from_afar(schema: &Schema) -> Vec<String> {
    let partitions = schema.partitions();
    let is_far = |view: &Identity| {
        let mut seen = BTreeSet::new();
        let mut waiting = vec![view.clone()];
        while let Some(object) = waiting.pop().and_then(|identity| schema.get(&identity)) {
            for need in object.depends_on.iter().filter(|need| need.kind != Kind::Schema) {
                let need = schema.relation(&need.name, &partitions).unwrap_or_else(|| need.clone());
                if need.kind == Kind::ForeignTable {
                    return true;
                }
                if schema.get(&need).is_some() && seen.insert(need.clone()) {
                    waiting.push(need);
                }
            }
        }
        false
    };
    let views = schema.of_kind(Kind::MaterializedView).map(|(view, _)| view).filter(|view| is_far(view));
    views.map(|view| format!("CREATE MATERIALIZED VIEW {}", view.sql_name())).collect()
}

fn creates_materialized_view(sql: &Sql) -> bool {
    sql.text.starts_with("CREATE MATERIALIZED VIEW ")
}

/// Fills the materialized views of a scratch copy, which were created without data, as far as they can be: what the plan creates
/// may read them.
async fn populate(session: &Session, schema: &Schema, plan: &Plan) -> Result<()> {
    if !plan.steps.iter().flat_map(|step| &step.sql).any(creates_materialized_view) {
        return Ok(());
    }
    for step in order::creation_order(schema) {
        if let order::Step::Whole(view) = step
            && view.kind == Kind::MaterializedView
            && schema.get(&view).is_some_and(|view| !view.unpopulated)
        {
            let refreshed = session.simple(&format!("REFRESH MATERIALIZED VIEW {}", view.sql_name())).await;
            if let Err(error) = refreshed
                && (session.interrupt().is_raised() || session.is_closed())
            {
                return Err(error);
            }
        }
    }
    Ok(())
}

/// What is there now, and how it differs from what should be.
struct Left<'a> {
    result: Schema,
    to: &'a Schema,
    differences: Vec<Difference>,
}

/// Looks; or says why that cannot be told.
async fn left<'a>(session: &Session, proving: &Proving<'a>) -> Result<std::result::Result<Left<'a>, String>> {
    let mut result = catalog::read(session, &proving.from.schema.schemas, Detail::Dependencies).await?.schema;
    scratch::take_what_is_of_the_server(&mut result, proving.to);
    let mut differences = diff::compare(&result, proving.to, proving.explained);
    let mut to = proving.to;
    if !differences.is_empty() {
        to = match proving.reprinted.schema().await? {
            Ok(reprinted) => reprinted,
            Err(why) => return Ok(Err(why.to_owned())),
        };
        differences = diff::common(diff::compare(&result, to, proving.explained), &differences);
    }
    Ok(Ok(Left { result, to, differences }))
}

/// A side after what was stated to be renamed is, and the steps that rename it. PostgreSQL itself follows the new names through
/// everything that uses the old ones.
///
/// # Errors
/// `Usage`, where there is nothing of the old name; the server's.
pub async fn renamed(scratch: &Scratch, from: &Side, renames: &[Rename]) -> Result<(Schema, Vec<Step>)> {
    if renames.is_empty() {
        return Ok((from.schema.clone(), Vec::new()));
    }
    let schema = &from.schema;
    let made = scratch.with_database(async |session| {
        scratch.materialise(session, schema).await.map_err(|failure| failure.error)?;
        let mut steps = Vec::new();
        let mut now = schema.clone();
        for rename in renames {
            let step = rename.step(&now).map_err(|why| Error::usage(format!("--rename {why}")))?;
            for sql in &step.sql {
                session.simple(&sql.text).await.map_err(|error| error.while_doing(format!("--rename {rename}")))?;
            }
            steps.push(step);
            now = catalog::read(session, &schema.schemas, Detail::Dependencies).await?.schema;
        }
        Ok((now, steps))
    });
    let (mut now, steps) = made.await?;
    scratch::take_what_is_of_the_server(&mut now, schema);
    Ok((now, steps))
}
