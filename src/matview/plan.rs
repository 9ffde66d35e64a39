//! The plan: one refresh per view, in order, each with its lock and its reason.

use std::collections::BTreeSet;

use super::graph::Graph;
use super::model::{Materialized, Way};
use crate::identifier::QualifiedName;
use crate::plan::{Hazard, LockMode, Step};

/// One view to refresh.
#[derive(Debug, Clone, PartialEq)]
pub struct Refresh {
    pub view: QualifiedName,
    pub way: Way,
    /// The views of this run that it reads: when one of them fails, this one is not worth its locks.
    pub reads: Vec<QualifiedName>,
    pub step: Step,
}

/// The refreshes of the chosen views, in the order of their dependencies.
pub fn refreshes(graph: &Graph, chosen: &BTreeSet<QualifiedName>) -> Vec<Refresh> {
    let refresh = |view: &Materialized| {
        let sources = graph.sources(&view.name).into_iter().filter(|source| chosen.contains(*source) && **source != view.name);
        Refresh { view: view.name.clone(), way: view.way(), reads: sources.cloned().collect(), step: step(view) }
    };
    graph.order(chosen).iter().map(|placed| refresh(placed.view)).collect()
}

fn step(view: &Materialized) -> Step {
    let name = &view.name;
    match view.way() {
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
    }
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
            reads: reads.iter().map(|read| name(read)).collect(),
        };
        let graph = Graph::new([
            view("daily", true, true, &["Routes"]),
            view("Routes", true, false, &[]),
            view("new", false, true, &[]),
        ]);
        let chosen = graph.views().map(|view| view.name.clone()).collect();
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
