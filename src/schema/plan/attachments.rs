//! Indexes of partitions that are attached to their parents': they go and come with those, or are attached by themselves.

use std::collections::BTreeMap;

use super::Planner;
use crate::identifier::quote;
use crate::plan::{LockMode, Step};
use crate::schema::create;
use crate::schema::diff::{Difference, Direction};
use crate::schema::model::{Identity, Kind, Schema};
use crate::schema::parts;

impl Planner<'_> {
    /// Whether an index of a partition goes because one of its table's goes that it is attached to.
    pub(super) fn goes_with_its_parents(&self, index: &Identity) -> bool {
        let definition = |schema: &Schema, above: &Identity| schema.get(above).map(|above| above.definition.clone());
        let goes =
            |above: &Identity| definition(self.from, above) != definition(self.to, above) || self.rebuilt.contains(above);
        parts::all_above(self.from, index).iter().any(goes)
    }

    /// The index, or key, of its parent that a partition's is to be attached to.
    pub(super) fn to_be_attached_to(&self, index: &Identity) -> Option<Identity> {
        parts::above(self.to, index)
    }

    /// Whether an index of a partition comes with one of its table's, as that is made.
    pub(super) fn comes_with_its_parents(&self, index: &Identity) -> bool {
        let definition = |schema: &Schema, above: &Identity| schema.get(above).map(|above| above.definition.clone());
        let is_made =
            |above: &Identity| definition(self.from, above) != definition(self.to, above) || self.rebuilt.contains(above);
        parts::all_above(self.to, index).iter().any(is_made)
    }

    /// An index of a partition is attached with its parent's; where that goes, it goes too, and is built anew by itself.
    pub(super) fn change_attachment(&mut self, difference: &Difference) {
        let identity = &difference.object;
        match (identity.kind, &difference.to) {
            (Kind::Index | Kind::Constraint, None) if self.changes_definition(identity) => {}
            (Kind::Index, None) => self.making(identity, |planner| planner.add_index(identity)),
            (Kind::Constraint, None) => self.making(identity, |planner| planner.add_constraint(identity, true)),
            // One that is made takes it over as it is made.
            (Kind::Index, Some(_)) if self.is_attached_by_itself(identity) => {
                if self.goes_with_its_parents(identity) {
                    self.making(identity, |planner| planner.add_index(identity));
                }
                self.attach_index(identity);
            }
            (Kind::Constraint, Some(_)) if self.is_attached_by_itself(identity) && !self.changes_definition(identity) => {
                self.attach_index(identity);
            }
            _ => {}
        }
    }

    /// Whether an index of a partition that stays one is to be attached to one that is there.
    pub(super) fn is_attached_by_itself(&self, index: &Identity) -> bool {
        let stays_there = self.from.parents(&index.name) == self.to.parents(&index.name);
        let above = self.to_be_attached_to(index).filter(|_| stays_there);
        above.is_some_and(|above| {
            self.from.get(&above).is_some()
                && self.to.get(&above).is_some()
                && !self.changes_definition(&above)
                && !self.rebuilt.contains(&above)
        })
    }

    /// What stays attached to the index, or key, that it is attached to, and is to be called otherwise.
    pub(super) fn parts_under_other_names(&self) -> BTreeMap<Identity, Identity> {
        let pair = |difference: &Difference| {
            let part = &difference.object;
            match difference.direction {
                Direction::Unexpected => Some((part.clone(), parts::under_another_name(self.from, self.to, part)?)),
                Direction::Missing => Some((parts::under_another_name(self.to, self.from, part)?, part.clone())),
                Direction::Changed => None,
            }
        };
        let of_index = |difference: &&Difference| matches!(difference.object.kind, Kind::Index | Kind::Constraint);
        let pairs = self.differences.iter().filter(of_index).filter_map(pair);
        pairs.filter(|(part, _)| !self.with_remade.contains(&part.name)).collect()
    }

    /// Leaves out what goes with the index that it is attached to, which is made anew.
    pub(super) fn keep_what_is_renamed(&mut self) {
        let (from, rebuilt) = (self.from, &self.rebuilt);
        self.renamed.retain(|part, _| !parts::all_above(from, part).iter().any(|above| rebuilt.contains(above)));
    }

    pub(super) fn rename_parts(&mut self) {
        for (is, should) in self.renamed.clone() {
            let title = format!("rename {} to {}", self.name(&is), quote(should.own_name()));
            let (table, new) = (is.name.to_string(), quote(should.own_name()));
            let step = if self.from.get(&is).is_some_and(create::is_foreign_key) {
                let sql = format!("ALTER TABLE {table} RENAME CONSTRAINT {} TO {new}", quote(is.own_name()));
                Step::new(title, sql).locking(LockMode::AccessExclusive, table)
            } else {
                let index = format!("{}.{}", quote(&is.name.schema), quote(is.own_name()));
                let sql = format!("ALTER INDEX {index} RENAME TO {new}");
                Step::new(title, sql).locking(LockMode::ShareUpdateExclusive, index)
            };
            self.push(step.because("it belongs to its table's, and has another name"));
            self.say(self.pieces.len() - 1, &[is], &[should]);
        }
    }

    pub(super) fn attach_index(&mut self, identity: &Identity) {
        let Some(above) = self.to_be_attached_to(identity) else { return };
        let index = format!("{}.{}", quote(&identity.name.schema), quote(identity.own_name()));
        let whole = format!("{}.{}", quote(&above.name.schema), quote(above.own_name()));
        let title = format!("attach {} to {}", self.name(identity), self.name(&above));
        let step = Step::new(title, format!("ALTER INDEX {whole} ATTACH PARTITION {index}"))
            .because("an entry in the catalog")
            .locking(LockMode::AccessExclusive, index);
        self.push(step);
        self.say(self.pieces.len() - 1, &[], &[above, identity.clone()]);
    }

    pub(super) fn changes_definition(&self, identity: &Identity) -> bool {
        let definition = |schema: &Schema| schema.get(identity).map(|object| object.definition.clone());
        definition(self.from) != definition(self.to)
    }
}
