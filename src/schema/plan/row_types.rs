//! Columns of a table's row type, which PostgreSQL lets nobody retype while there are any.

use std::collections::BTreeSet;

use super::{Impossible, Planner};
use crate::identifier::quote;
use crate::plan::{Hazard, LockMode, Step};
use crate::schema::model::{ColumnParts, Identity, Kind};

impl Planner<'_> {
    /// The columns of other tables that have, and keep, the row type of a column's table.
    fn columns_of_its_row_type(&self, retyped: &Identity) -> Vec<Identity> {
        let table = Identity::new(Kind::Table, retyped.name.clone());
        let keeps = |column: &Identity| self.to.get(column).is_some_and(|column| column.depends_on.contains(&table));
        let of = |column: &Identity| Identity::new(Kind::Table, column.name.clone());
        let columns = self.from.of_kind(Kind::Column).filter(|(column, object)| {
            object.depends_on.contains(&table)
                && column.name != retyped.name
                && !object.is_inherited()
                && keeps(column)
                && (self.from.get(&of(column)).is_some() || self.from_partitions.contains(&column.name))
        });
        columns.map(|(column, _)| column.clone()).collect()
    }

    /// Whether something else than its table is built on a column.
    fn is_used(&self, column: &Identity) -> bool {
        let is_part = |other: &Identity| other.name == column.name && other.part.is_none();
        [self.from, self.to]
            .iter()
            .any(|schema| schema.objects.iter().any(|(other, object)| object.depends_on.contains(column) && !is_part(other)))
    }

    /// The step that retypes a column, in which those that have the row type of its table are text for a while. Nothing, where
    /// that is refused.
    pub(super) fn past_its_row_type(&mut self, retyped: &Identity, mut step: Step) -> Option<Step> {
        for column in self.columns_of_its_row_type(retyped) {
            let definition = self.from.get(&column)?.definition.clone();
            let parts = ColumnParts::of(&definition);
            if parts.default.is_some() || parts.generated.is_some() || self.is_used(&column) {
                let why = format!(
                    "{} has the row type of {}, so that PostgreSQL retypes no column of that: drop what is built on it, or its default, \
                     and put that back once {} is retyped",
                    self.name(&column),
                    retyped.name,
                    self.name(retyped)
                );
                self.impossible.push(Impossible { why, objects: BTreeSet::from([retyped.clone(), column]) });
                return None;
            }
            let (relation, own) = (column.sql_name(), quote(column.own_name()));
            let alter = |to: &str| format!("ALTER TABLE {relation} ALTER COLUMN {own} TYPE {to} USING {own}::{to}");
            step.sql.insert(0, alter("text").into());
            step = step.and(alter(parts.data_type));
            if step.locks.iter().all(|lock| lock.relation != relation) {
                step = step.locking(LockMode::AccessExclusive, relation);
            }
            // The other table is, whether this one is or not.
            for hazard in [Hazard::Rewrite, Hazard::BlocksReads] {
                if !step.hazards.contains(&hazard) {
                    step = step.hazard(hazard);
                }
            }
        }
        Some(step)
    }
}
