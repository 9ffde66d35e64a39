//! Views stand in the way of what they read: they go first, in the order of their dependencies, and come back last.

use std::collections::BTreeSet;

use super::{Planner, with_attributes};
use crate::plan::{Hazard, Step};
use crate::schema::create;
use crate::schema::diff::{Aspect, Difference, Direction};
use crate::schema::model::{ColumnParts, Identity, Kind, Object, Schema};
use crate::schema::text;

impl Planner<'_> {
    /// The views that must go before something they read can change, and come back afterwards: those that read a column
    /// which is dropped or changes its type, those that are changed or dropped themselves, and what reads those.
    pub(super) fn rebuilt_views(&self, differences: &[Difference]) -> BTreeSet<Identity> {
        let mut touched: BTreeSet<Identity> = BTreeSet::new();
        for difference in differences.iter().filter(|difference| difference.aspect == Aspect::Definition) {
            let object = &difference.object;
            let matters = match (difference.direction, object.kind) {
                (Direction::Missing, _) => false,
                (_, Kind::View | Kind::MaterializedView) | (Direction::Unexpected, Kind::Column | Kind::Function) => true,
                (Direction::Unexpected, Kind::Table) => {
                    touched.extend(self.from.parts(Kind::Column, &object.name).map(|(column, _)| column.clone()));
                    true
                }
                (Direction::Changed, Kind::Column) => self.changes_type(object),
                (Direction::Changed, Kind::Function) => self.changes_signature(object),
                _ => false,
            };
            if matters {
                touched.insert(object.clone());
            }
        }
        let is_view = |identity: &Identity| matches!(identity.kind, Kind::View | Kind::MaterializedView);
        loop {
            let readers: Vec<Identity> = self
                .from
                .objects
                .iter()
                .filter(|(identity, object)| {
                    is_view(identity) && !touched.contains(*identity) && !object.depends_on.is_disjoint(&touched)
                })
                .map(|(identity, _)| identity.clone())
                .collect();
            if readers.is_empty() {
                break;
            }
            touched.extend(readers);
        }
        touched.into_iter().filter(is_view).collect()
    }

    pub(super) fn changes_type(&self, column: &Identity) -> bool {
        let (Some(from), Some(to)) = (self.from.get(column), self.to.get(column)) else { return false };
        let (from, to) = (ColumnParts::of(&from.definition), ColumnParts::of(&to.definition));
        (from.data_type, from.collation) != (to.data_type, to.collation)
    }

    /// `CREATE OR REPLACE` keeps arguments and result as they are.
    pub(super) fn changes_signature(&self, function: &Identity) -> bool {
        let head = |object: &Object| {
            // So begins the line after the result; an argument may be named like the word.
            let end = text::find_outside_quotes(&object.definition, "\n language ").unwrap_or(object.definition.len());
            object.definition[..end].trim().to_owned()
        };
        match (self.from.get(function), self.to.get(function)) {
            (Some(from), Some(to)) => head(from) != head(to),
            _ => false,
        }
    }

    /// Views, or functions, in an order in which each stands after what it needs.
    pub(super) fn in_dependency_order(schema: &Schema, views: &BTreeSet<Identity>) -> Vec<Identity> {
        let mut ordered: Vec<Identity> = Vec::new();
        let mut waiting: Vec<&Identity> = views.iter().filter(|view| schema.get(view).is_some()).collect();
        while !waiting.is_empty() {
            let ready = |view: &&Identity| {
                let needs = schema.get(view).map(|object| &object.depends_on);
                needs.is_none_or(|needs| !needs.iter().any(|need| waiting.contains(&need) && need != *view))
            };
            let (now, later): (Vec<_>, Vec<_>) = waiting.iter().copied().partition(ready);
            // Views cannot depend on each other in a circle; should they seem to, any order is as good.
            if now.is_empty() {
                ordered.extend(later.into_iter().cloned());
                break;
            }
            ordered.extend(now.into_iter().cloned());
            waiting = later;
        }
        ordered
    }

    pub(super) fn create_views(&mut self, differences: &[Difference], rebuilt: &BTreeSet<Identity>) {
        let missing = differences.iter().filter(|difference| {
            difference.direction == Direction::Missing && matches!(difference.object.kind, Kind::View | Kind::MaterializedView)
        });
        let views: BTreeSet<Identity> = rebuilt.iter().cloned().chain(missing.map(|each| each.object.clone())).collect();
        for view in Self::in_dependency_order(self.to, &views) {
            let Some(object) = self.to.get(&view) else { continue };
            let reason = if rebuilt.contains(&view) { "put back" } else { "declared, not there" };
            let mut step =
                Step::new(format!("create {}", self.name(&view)), create::create(&view, object, false)).because(reason);
            if view.kind == Kind::MaterializedView {
                step = step.hazard(Hazard::LongScan);
            }
            for kind in [Kind::Index, Kind::Trigger] {
                for (part, object) in self.to.parts(kind, &view.name) {
                    step = with_attributes(step.and(create::create(part, object, false)), part, object);
                }
            }
            self.push(with_attributes(step, &view, object));
        }
    }
}
