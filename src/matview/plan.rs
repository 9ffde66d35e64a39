//! The plan: one refresh per view, in order, each with its lock, its reason and its record.

use std::collections::BTreeMap;

use super::due::{Due, Remembered, because_of};
use super::graph::Graph;
use super::model::{Materialized, Way};
use super::record;
use super::upkeep::Upkeep;
use crate::identifier::QualifiedName;
use crate::plan::{Hazard, LockMode, Sql, Step};

/// A view that is to be refreshed, and why.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Asked {
    pub cause: String,
    pub upkeep: Upkeep,
}

/// One view to refresh.
#[derive(Debug, Clone, PartialEq)]
pub struct Refresh {
    pub view: QualifiedName,
    pub way: Way,
    pub cause: String,
    /// The views of this run that it reads: when one of them fails, this one is not worth its locks.
    pub reads: Vec<QualifiedName>,
    pub step: Step,
}

impl Refresh {
    /// The step with its record in the same transaction: what the view read is what was read before it began.
    pub fn recorded(&self, reads: Option<&Remembered>) -> Step {
        let mut step = self.step.clone();
        step.sql.push(record::refreshed(&self.view, &self.way, &self.cause, reads));
        step
    }
}

/// The refreshes of the chosen views, in the order of their dependencies.
pub fn refreshes(graph: &Graph, chosen: &BTreeMap<QualifiedName, Asked>) -> Vec<Refresh> {
    let refresh = |view: &Materialized| {
        let sources =
            graph.sources(&view.name).into_iter().filter(|source| chosen.contains_key(*source) && **source != view.name);
        let asked = chosen.get(&view.name).cloned().unwrap_or_default();
        let step = step(view, &asked.upkeep);
        Refresh { view: view.name.clone(), way: view.way(), cause: asked.cause, reads: sources.cloned().collect(), step }
    };
    graph.order(&chosen.keys().cloned().collect()).iter().map(|placed| refresh(placed.view)).collect()
}

/// Views judged each by itself; those that no schedule keeps are due with what they read.
pub fn together(graph: &Graph, judged: BTreeMap<QualifiedName, (Due, Upkeep)>) -> BTreeMap<QualifiedName, (Due, Upkeep)> {
    let mut all = judged;
    for placed in graph.order(&all.keys().cloned().collect()) {
        let name = &placed.view.name;
        let mut sources = graph.sources(name).into_iter().filter(|source| *source != name);
        let before = sources.find(|source| all.get(*source).is_some_and(|(due, _)| due.is_due)).cloned();
        if let (Some(source), Some((due, upkeep))) = (before, all.get_mut(name))
            && !due.is_due
            && upkeep.schedule.is_none()
        {
            *due = because_of(&source);
        }
    }
    all
}

fn step(view: &Materialized, upkeep: &Upkeep) -> Step {
    let name = &view.name;
    let mut step = match view.way() {
        Way::Concurrently { index } => {
            Step::new(format!("refresh {name} concurrently"), format!("REFRESH MATERIALIZED VIEW CONCURRENTLY {name}"))
                .because(format!("{index} allows it, so readers are not blocked"))
                .locking(LockMode::Exclusive, name.to_string())
        }
        Way::Plain { why, .. } => {
            let step = Step::new(format!("refresh {name}"), format!("REFRESH MATERIALIZED VIEW {name}"))
                .because(format!("not concurrently: {why}"))
                .locking(LockMode::AccessExclusive, name.to_string());
            if view.populated { step.hazard(Hazard::BlocksReads) } else { step }
        }
    };
    let limits = [("lock_timeout", upkeep.lock_timeout), ("statement_timeout", upkeep.statement_timeout)];
    let set = |(setting, limit): (&str, Option<std::time::Duration>)| {
        Some(Sql::from(format!("SET LOCAL {setting} = {}", limit?.as_millis())))
    };
    step.sql.splice(0..0, limits.into_iter().filter_map(set));
    step
}

#[cfg(test)]
mod tests {
    use super::super::model::UniqueIndex;
    use super::*;
    use crate::plan::Plan;

    #[test]
    fn each_refresh_says_how_and_why() {
        let name = |name: &str| QualifiedName::new("public", name);
        let view = |view: &str, populated, indexed: bool, reads: &[&str]| Materialized {
            oid: 0,
            name: name(view),
            owner: "o".into(),
            populated,
            bytes: None,
            rows: None,
            unique_indexes: indexed
                .then(|| UniqueIndex {
                    name: name(&format!("{view}_key")),
                    valid: true,
                    immediate: true,
                    partial: false,
                    expression: false,
                    btree: true,
                })
                .into_iter()
                .collect(),
            key: Vec::new(),
            comparable: Vec::new(),
            reads: reads.iter().map(|read| name(read)).collect(),
        };
        let graph = Graph::new([
            view("daily", true, true, &["Routes"]),
            view("Routes", true, false, &[]),
            view("new", false, true, &[]),
        ]);
        let chosen = graph.views().map(|view| (view.name.clone(), Asked::default())).collect();
        let refreshes = refreshes(&graph, &chosen);
        let plan = Plan { steps: refreshes.into_iter().map(|refresh| refresh.step).collect() };
        insta::assert_snapshot!(plan.script(), @r#"
        -- 1. refresh public."Routes": not concurrently: it has no unique index
        --    lock: ACCESS EXCLUSIVE on public."Routes" (blocks reads and writes)
        --    hazard: blocks-reads
        REFRESH MATERIALIZED VIEW public."Routes";

        -- 2. refresh public.new: not concurrently: it is not populated yet, so there are no readers to spare
        --    lock: ACCESS EXCLUSIVE on public.new (blocks reads and writes)
        REFRESH MATERIALIZED VIEW public.new;

        -- 3. refresh public.daily concurrently: public.daily_key allows it, so readers are not blocked
        --    lock: EXCLUSIVE on public.daily (blocks writes)
        REFRESH MATERIALIZED VIEW CONCURRENTLY public.daily;
        "#);
    }
}
