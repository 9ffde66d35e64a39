//! Keys of partitioned tables that not every partition has a part of: they are invalid until each has one.

use super::{Planner, with_attributes};
use crate::plan::{Hazard, LockMode, Step};
use crate::schema::create;
use crate::schema::model::{Attribute, Identity, Kind, Object, Schema};
use crate::schema::parts;

impl Planner<'_> {
    /// Adds a key that only some partitions are to have a part of: of the table alone first, then what these have is attached.
    pub(super) fn add_key_on_some(&mut self, whole: &Identity, object: &Object, drop: Option<String>) {
        let sql = create::create(whole, object, false).replacen("ALTER TABLE ", "ALTER TABLE ONLY ", 1);
        let mut step = Step::new(format!("add {} without its partitions", self.name(whole)), sql)
            .because("declared for some partitions only; no row is read")
            .locking(LockMode::AccessExclusive, whole.sql_name())
            .hazard(Hazard::BlocksReads);
        step.sql.splice(0..0, drop.map(Into::into));
        self.push(with_attributes(step, whole, object));
        let told: Vec<Identity> =
            self.partitions_that_stay(whole).iter().filter_map(|partition| part_of(self.to, whole, partition)).collect();
        for part in told {
            self.add_key_part(whole, &part);
        }
    }

    /// Gives the partitions that have no part of an invalid key theirs; attaching the last makes the key valid.
    pub(super) fn complete_key(&mut self, whole: &Identity) {
        let Some(object) = self.to.get(whole) else { return };
        let mut without = self.partitions_that_stay(whole);
        without.retain(|partition| part_of(self.from, whole, partition).is_none());
        for partition in without {
            let table = partition.partition_name();
            let usual =
                || Identity::part(Kind::Constraint, table.clone(), parts::usual_name(whole.kind, &table, whole, object));
            let part = part_of(self.to, whole, &partition).unwrap_or_else(usual);
            // One that is there, and is told to be attached, is attached by itself.
            if self.from.get(&part).is_none() || !self.is_attached_by_itself(&part) {
                self.add_key_part(whole, &part);
            }
        }
    }

    /// What a partition has for a key of its table, where it has none yet, and attached.
    fn add_key_part(&mut self, whole: &Identity, part: &Identity) {
        let Some(of_whole) = self.to.get(whole) else { return };
        let object = self.to.get(part).cloned().unwrap_or_else(|| {
            let mut object = Object::new(of_whole.definition.clone());
            for attribute in [Attribute::With, Attribute::Tablespace] {
                object.set(attribute, of_whole.attribute(attribute).map(str::to_owned));
            }
            object
        });
        let first = self.pieces.len();
        let is_there = self.from.get(part).is_some_and(|is| is.definition == object.definition);
        if !is_there || self.rebuilt.contains(part) || self.goes_with_its_parents(part) {
            self.add_own_key(part, &object, None);
        }
        self.attach_part(whole, part);
        self.say(first, &[], std::slice::from_ref(part));
    }

    pub(super) fn is_key_of_partitions(&self, key: &Identity) -> bool {
        key.kind == Kind::Constraint && self.from.is_partitioned(&key.name) && self.from.get(key).is_some_and(create::is_unique)
    }

    fn partitions_that_stay(&self, whole: &Identity) -> Vec<Identity> {
        let partitions = self.from.parts(Kind::Partition, &whole.name).map(|(partition, _)| partition);
        partitions.filter(|partition| self.to.get(partition).is_some()).cloned().collect()
    }
}

/// What a partition is said to have for a key of its table.
fn part_of(schema: &Schema, whole: &Identity, partition: &Identity) -> Option<Identity> {
    let table = partition.partition_name();
    let mut keys = schema.parts(Kind::Constraint, &table).map(|(key, _)| key);
    keys.find(|key| parts::above(schema, key).as_ref() == Some(whole)).cloned()
}
