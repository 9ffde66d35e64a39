//! Checks that are not valid, with what is below their table. PostgreSQL makes a check that comes valid nowhere, or, to a table
//! that comes later, valid; a valid one that is inherited is made so again by none of its statements.

use super::constraints::stays_unchecked;
use super::{Planner, descendants};
use crate::schema::diff::Aspect;
use crate::schema::model::{Identity, Kind, Object};

impl Planner<'_> {
    /// The checks that are not valid, and as they should be, but of what is below that is to have them so and has them valid, or
    /// is not there yet: they go, and come when all is there.
    pub(super) fn checks_to_be_unchecked_below(&self) -> Vec<Identity> {
        let is_unchecked = |check: &Object| {
            check.definition.starts_with("check") && !check.is_inherited() && check.definition.ends_with(" not valid")
        };
        let checks = self.to.of_kind(Kind::Constraint).filter(|(_, check)| is_unchecked(check));
        let checks = checks.filter(|(check, object)| {
            self.from.get(check).is_some_and(|old| !old.is_inherited() && old.definition == object.definition) && {
                let below_before = descendants(&self.children_before, &check.name);
                descendants(&self.children, &check.name).iter().any(|table| {
                    let own = Identity { name: table.clone(), ..Identity::clone(check) };
                    let was = below_before.contains(table).then(|| self.from.check(&own)).flatten();
                    let is_new = [Kind::Table, Kind::ForeignTable].map(|kind| Identity::new(kind, table.clone()));
                    let is_new =
                        is_new.iter().all(|table| self.from.get(table).is_none()) && !self.from_partitions.contains(table);
                    let was_valid = was.is_some_and(|was| !stays_unchecked(was));
                    self.to.check(&own).is_some_and(stays_unchecked) && (was_valid || is_new)
                })
            }
        });
        checks.map(|(check, _)| check.clone()).collect()
    }

    /// A check that is not valid comes so to all that is there below; what is to be valid is made valid.
    pub(super) fn validate_below(&mut self, check: &Identity) {
        for table in descendants(&self.children, &check.name) {
            let own = Identity { name: table.clone(), ..Identity::clone(check) };
            let is_valid = |own: &&Object| own.is_inherited() && !stays_unchecked(own);
            let Some(object) = self.to.get(&own).filter(is_valid).cloned() else { continue };
            let is_told = self.differences.iter().any(|other| other.object == own && other.aspect == Aspect::Definition);
            if !is_told && descendants(&self.children_before, &check.name).contains(&table) {
                self.making(&own, |planner| planner.validate(&own, &object));
            }
        }
    }
}
