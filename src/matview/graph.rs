//! Who reads from whom, and an order in which everything is refreshed after what it reads.

use std::collections::{BTreeMap, BTreeSet};

use super::model::Materialized;
use crate::identifier::QualifiedName;

/// The materialized views of a database and their dependencies.
#[derive(Debug, Clone)]
pub struct Graph {
    views: BTreeMap<QualifiedName, Materialized>,
}

/// A view at its place in the order.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Placed<'a> {
    pub view: &'a Materialized,
    /// Views of one level do not read each other; those of level 0 read none of the others chosen.
    pub level: usize,
}

impl Graph {
    pub fn new(views: impl IntoIterator<Item = Materialized>) -> Self {
        Self { views: views.into_iter().map(|view| (view.name.clone(), view)).collect() }
    }

    pub fn get(&self, name: &QualifiedName) -> Option<&Materialized> {
        self.views.get(name)
    }

    /// By name.
    pub fn views(&self) -> impl Iterator<Item = &Materialized> {
        self.views.values()
    }

    /// All that a view reads, directly or through others, chosen or not. A view may read itself: a plain view replaced
    /// after it was created can lead back to it.
    pub fn sources(&self, name: &QualifiedName) -> BTreeSet<&QualifiedName> {
        let mut found = BTreeSet::new();
        let mut open: Vec<&QualifiedName> = self.views.get(name).map(|view| view.reads.iter().collect()).unwrap_or_default();
        while let Some(next) = open.pop() {
            if let Some(view) = self.views.get(next)
                && found.insert(next)
            {
                open.extend(&view.reads);
            }
        }
        found
    }

    /// The chosen views, each after the chosen ones that it reads; by name among equals. In a circle the first by name
    /// comes first: every order leaves one of them a round behind.
    pub fn order(&self, chosen: &BTreeSet<QualifiedName>) -> Vec<Placed<'_>> {
        let mut waiting: BTreeMap<&QualifiedName, BTreeSet<&QualifiedName>> = self
            .views
            .keys()
            .filter(|name| chosen.contains(*name))
            .map(|name| {
                let sources = self.sources(name).into_iter().filter(|source| *source != name && chosen.contains(*source));
                (name, sources.collect())
            })
            .collect();
        let mut order = Vec::with_capacity(waiting.len());
        let mut level = 0;
        while let Some(first) = waiting.keys().next().copied() {
            let mut ready: Vec<&QualifiedName> =
                waiting.iter().filter(|(_, sources)| sources.is_empty()).map(|(name, _)| *name).collect();
            if ready.is_empty() {
                // Views that only read from a circle can wait for it; its members read each other.
                let in_circle = |name: &&QualifiedName| self.sources(name).contains(name);
                ready.push(waiting.keys().copied().find(in_circle).unwrap_or(first));
            }
            for name in &ready {
                waiting.remove(name);
                order.push(Placed { view: &self.views[*name], level });
            }
            for sources in waiting.values_mut() {
                sources.retain(|source| !ready.contains(source));
            }
            level += 1;
        }
        order
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn name(name: &str) -> QualifiedName {
        QualifiedName::new("public", name)
    }

    fn graph(edges: &[(&str, &[&str])]) -> Graph {
        Graph::new(edges.iter().map(|(view, reads)| Materialized {
            oid: 0,
            name: name(view),
            owner: String::new(),
            populated: true,
            bytes: None,
            rows: None,
            unique_indexes: Vec::new(),
            key: Vec::new(),
            comparable: Vec::new(),
            reads: reads.iter().map(|read| name(read)).collect(),
        }))
    }

    fn order(graph: &Graph, chosen: &[&str]) -> Vec<(String, usize)> {
        let chosen: BTreeSet<QualifiedName> = chosen.iter().map(|view| name(view)).collect();
        graph.order(&chosen).iter().map(|placed| (placed.view.name.name.clone(), placed.level)).collect()
    }

    #[test]
    fn chains_and_fans_come_in_order() {
        let graph = graph(&[("a", &["z"]), ("b", &["z", "a"]), ("z", &[]), ("m", &[]), ("c", &["b", "elsewhere"])]);
        let levels = |pairs: &[(&str, usize)]| pairs.iter().map(|(n, l)| ((*n).to_owned(), *l)).collect::<Vec<_>>();
        assert_eq!(order(&graph, &["a", "b", "c", "m", "z"]), levels(&[("m", 0), ("z", 0), ("a", 1), ("b", 2), ("c", 3)]));
        // `c` reads `a` through `b`, which was not chosen.
        assert_eq!(order(&graph, &["c", "a"]), levels(&[("a", 0), ("c", 1)]));
    }

    #[test]
    fn a_circle_ends() {
        let graph = graph(&[("a", &["y"]), ("x", &["y", "x"]), ("y", &["x"])]);
        let names: Vec<String> = order(&graph, &["a", "x", "y"]).into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["x", "y", "a"]);
    }

    proptest! {
        #[test]
        fn everything_chosen_comes_once_and_after_what_it_reads(
            edges in proptest::collection::vec((0..12usize, 0..12usize), 0..30),
            chosen in proptest::collection::btree_set(0..12usize, 0..12),
        ) {
            let label = |number: usize| name(&format!("v{number:02}"));
            let views = (0..12).map(|number| Materialized {
                oid: 0,
                name: label(number),
                owner: String::new(),
                populated: true,
                bytes: None,
                rows: None,
                unique_indexes: Vec::new(),
                key: Vec::new(),
                comparable: Vec::new(),
                // Reading only what has a smaller number makes no circle.
                reads: edges.iter().filter(|(from, to)| *from == number && to < from).map(|(_, to)| label(*to)).collect(),
            });
            let graph = Graph::new(views);
            let chosen: BTreeSet<QualifiedName> = chosen.into_iter().map(label).collect();
            let order: Vec<&QualifiedName> = graph.order(&chosen).iter().map(|placed| &placed.view.name).collect();
            prop_assert_eq!(order.iter().copied().cloned().collect::<BTreeSet<_>>(), chosen);
            for (place, view) in order.iter().enumerate() {
                for source in graph.sources(view) {
                    prop_assert!(order.iter().position(|other| *other == source).is_none_or(|other| other < place));
                }
            }
        }
    }
}
