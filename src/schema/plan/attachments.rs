//! Indexes of partitions that are attached to their parents': they go and come with those, or are attached by themselves.

use super::Planner;
use crate::identifier::{QualifiedName, quote};
use crate::plan::{LockMode, Step};
use crate::schema::diff::Difference;
use crate::schema::model::{Attribute, Identity, Kind, Schema};

impl Planner<'_> {
    /// Whether an index of a partition goes because one of its table's goes that it is attached to.
    pub(super) fn goes_with_its_parents(&self, index: &Identity) -> bool {
        let attached = self.from.get(index).and_then(|index| index.attribute(Attribute::AttachedTo));
        let above = attached.and_then(|above| QualifiedName::parse(above, ""));
        let table = self.from.parents(&index.name).into_iter().next();
        let Some((above, table)) = above.zip(table) else { return false };
        let above = Identity::part(index.kind, table, above.name);
        let definition = |schema: &Schema| schema.get(&above).map(|above| above.definition.clone());
        definition(self.from) != definition(self.to) || self.rebuilt.contains(&above)
    }

    /// The index, or key, of its parent that a partition's is to be attached to.
    pub(super) fn to_be_attached_to(&self, index: &Identity) -> Option<Identity> {
        let above = QualifiedName::parse(self.to.get(index)?.attribute(Attribute::AttachedTo)?, "")?;
        let table = self.to.parents(&index.name).into_iter().next()?;
        Some(Identity::part(index.kind, table, above.name))
    }

    /// Whether an index of a partition comes with one of its table's, as that is made.
    pub(super) fn comes_with_its_parents(&self, index: &Identity) -> bool {
        let definition = |schema: &Schema, above: &Identity| schema.get(above).map(|above| above.definition.clone());
        let is_made =
            |above: &Identity| definition(self.from, above) != definition(self.to, above) || self.rebuilt.contains(above);
        self.to_be_attached_to(index).is_some_and(|above| is_made(&above))
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

    fn changes_definition(&self, identity: &Identity) -> bool {
        let definition = |schema: &Schema| schema.get(identity).map(|object| object.definition.clone());
        definition(self.from) != definition(self.to)
    }
}
