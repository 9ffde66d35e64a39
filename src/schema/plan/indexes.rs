//! Indexes: built, replaced and dropped beside the table's traffic; on a partitioned table one partition at a time.

use std::collections::BTreeSet;

use super::remade::bounds_and_key;
use super::{Planner, descendants, with_attributes};
use crate::identifier::{MAX_BYTES, QualifiedName, boundary, quote};
use crate::plan::{Hazard, LockMode, Step};
use crate::schema::alter;
use crate::schema::create;
use crate::schema::model::{Attribute, Identity, Kind, Object, Schema};
use crate::schema::parts::{self, name_of_index};
use crate::schema::text::split_list;

impl Planner<'_> {
    pub(super) fn add_index(&mut self, identity: &Identity) {
        let Some(object) = self.to.get(identity) else { return };
        let own = identity.own_name();
        let title = format!("create {}", self.name(identity));
        if self.from.is_partitioned(&identity.name) {
            return self.add_partitioned_index(identity, object);
        }
        let step = Step::new(title, create::create(identity, object, true))
            .because(format!("{}; built beside the table's traffic", self.reason_to_create(identity)))
            .outside_transaction(Some(qualified(identity, identity.own_name())))
            .locking(LockMode::ShareUpdateExclusive, identity.sql_name())
            .hazard(Hazard::LongScan);
        self.push(with_attributes(step, identity, object));
        if let Some(step) = step_of(format!("let the table go by {}", self.name(identity)), self.marks(identity, own)) {
            self.push(step.because("as before").locking(LockMode::AccessExclusive, identity.sql_name()));
        }
    }

    /// `CREATE INDEX CONCURRENTLY` is refused on a partitioned table: the parent's index alone, without content; then each
    /// partition's, concurrently; attaching the last makes the parent's valid.
    fn add_partitioned_index(&mut self, identity: &Identity, object: &Object) {
        let own = identity.own_name();
        let partitions: Vec<(Identity, Object)> = self
            .from
            .parts(Kind::Partition, &identity.name)
            .map(|(partition, object)| (partition.clone(), object.clone()))
            .collect();
        let before = partitions.len();
        // Those that come get it as they are attached. One that is made anew is there until then, and the whole is not valid
        // while any that is there has no part of it.
        let stays = |partition: &Identity| self.to.get(partition).is_some();
        let partitions: Vec<(Identity, Object)> = partitions.into_iter().filter(|(partition, _)| stays(partition)).collect();
        let deep = partitions.iter().any(|(_, partition)| partition.definition.contains(" partition by "));
        let on_some = self.is_on_some_partitions(identity);
        if (deep || partitions.is_empty() && before > 0) && !on_some {
            let why = if deep { "; its partitions are partitioned themselves" } else { "; no partition stays" };
            let step = Step::new(format!("create {}", self.name(identity)), create::create(identity, object, false))
                .because(format!("declared, not there{why}"))
                .locking(LockMode::Share, identity.sql_name())
                .hazard(Hazard::BlocksWrites)
                .hazard(Hazard::LongScan);
            let mut step = with_attributes(step, identity, object);
            step.sql.splice(0..0, self.named_parts_below(identity).into_iter().map(Into::into));
            return self.push(step);
        }
        let step = Step::new(
            format!("create {} without its partitions", self.name(identity)),
            create::index(identity, object, &quote(own), false, true),
        )
        .because("declared, not there; an entry in the catalog, no scan")
        .locking(LockMode::Share, identity.sql_name());
        self.push(with_attributes(step, identity, object));
        let mut taken = self.names_of_indexes();
        for (partition, _) in partitions {
            if let Some(key) = key_part_of(self.to, &partition.partition_name(), own) {
                // One that comes is attached then.
                if self.from.get(&key).is_some() {
                    self.attach_part(identity, &key);
                }
                continue;
            }
            let known = self.attached_to(&partition.partition_name(), own);
            if !on_some || known.is_some() {
                self.add_part(identity, object, &partition, known, &mut taken);
            }
        }
    }

    /// What a partition has for an index of its table, built and attached.
    fn add_part(
        &mut self,
        whole: &Identity,
        object: &Object,
        partition: &Identity,
        known: Option<String>,
        taken: &mut BTreeSet<String>,
    ) {
        let table = partition.partition_name();
        let mut name = known.unwrap_or_else(|| name_of_index(&table.name, &object.definition, taken));
        if self.set_aside.contains(&table) {
            // It goes with the old one, and the new one's is to have the name.
            name = name_with(&name, "old", taken);
        }
        taken.insert(name.clone());
        let child = Identity::part(Kind::Index, table.clone(), name.clone());
        let index = qualified(&child, &name);
        // One that has another definition is replaced before.
        let is_there = self.from.get(&child).is_some() && !self.goes_with_its_parents(&child);
        let concurrently = !self.from.is_partitioned(&table);
        let step = Step::new(
            format!("create its part on {}", table.short(self.to.default_schema())),
            create::index(&child, object, &quote(&name), concurrently, false),
        );
        let step = if concurrently {
            let step = step.because("built beside the partition's traffic").outside_transaction(Some(index.clone()));
            step.locking(LockMode::ShareUpdateExclusive, table.to_string())
        } else {
            let step = step.because("it is partitioned itself").locking(LockMode::Share, table.to_string());
            step.hazard(Hazard::BlocksWrites)
        };
        let first = self.pieces.len();
        if !is_there {
            self.push(step.hazard(Hazard::LongScan));
        }
        self.attach_part(whole, &child);
        self.say(first, &[], &[child]);
    }

    /// Attaches a key that comes to a partition to the index of the parent that it is to serve for.
    pub(super) fn attach_key(&mut self, key: &Identity) {
        let part_of = self.to.get(key).and_then(|object| object.attribute(Attribute::PartOf));
        let whole = part_of.and_then(|whole| QualifiedName::parse(whole, ""));
        if let Some((whole, parent)) = whole.zip(self.to.parents(&key.name).into_iter().next()) {
            self.attach_part(&Identity::part(Kind::Index, parent, whole.name), key);
        }
    }

    pub(super) fn attach_part(&mut self, whole: &Identity, part: &Identity) {
        let (parent, index) = (qualified(whole, whole.own_name()), qualified(part, part.own_name()));
        let what = if part.kind == Kind::Constraint { self.name(part) } else { "it".to_owned() };
        let title = format!("attach {what} to {}", self.name(whole));
        let step = Step::new(title, format!("ALTER INDEX {parent} ATTACH PARTITION {index}"))
            .because("an entry in the catalog; the last one makes the whole index valid")
            .locking(LockMode::AccessExclusive, index);
        self.push(step);
    }

    /// Gives the partitions that have no part of an index theirs; attaching the last makes the index valid.
    fn complete_index(&mut self, whole: &Identity) {
        let Some(object) = self.to.get(whole) else { return };
        let attached = |schema: &Schema, table: &QualifiedName| {
            schema.parts(Kind::Index, table).any(|(part, _)| parts::above(schema, part).as_ref() == Some(whole))
        };
        let partitions = self.from.parts(Kind::Partition, &whole.name).map(|(partition, _)| partition.clone());
        let without: Vec<Identity> = partitions
            .filter(|partition| self.to.get(partition).is_some() && !attached(self.from, &partition.partition_name()))
            .collect();
        let mut taken = self.names_of_indexes();
        for partition in &without {
            let table = partition.partition_name();
            let known = self.attached_to(&table, whole.own_name());
            let stays = known.as_ref().map(|name| Identity::part(Kind::Index, table, name.as_str()));
            // One that is there already is attached by itself.
            if !stays.is_some_and(|part| self.from.get(&part).is_some() && self.is_attached_by_itself(&part)) {
                self.add_part(whole, object, partition, known, &mut taken);
            }
        }
    }

    /// What an index of a partition that should be attached to one of its parent's is called, where that is not what PostgreSQL
    /// calls it.
    fn attached_to(&self, partition: &QualifiedName, parent: &str) -> Option<String> {
        let mut parts = self.to.parts(Kind::Index, partition);
        let is_attached = |object: &Object| {
            let to = object.attribute(Attribute::AttachedTo).and_then(|to| QualifiedName::parse(to, ""));
            to.is_some_and(|to| to.name == parent)
        };
        parts.find(|(_, object)| is_attached(object)).map(|(index, _)| index.own_name().to_owned())
    }

    /// The indexes, or keys, of partitions under names of their own that are attached to one of their parent's.
    pub(super) fn attached_before(&self, parent: &Identity) -> Vec<Identity> {
        let definition = self.from.get(parent).map(|parent| parent.definition.as_str());
        let below = descendants(&self.children_before, &parent.name);
        let parts = below.iter().flat_map(|partition| self.from.parts(parent.kind, partition));
        let attached = parts.filter(|(_, object)| {
            object.attribute(Attribute::AttachedTo).is_some() && Some(object.definition.as_str()) == definition
        });
        attached.map(|(part, _)| part.clone()).collect()
    }

    /// The names that indexes keep, or should have.
    fn names_of_indexes(&self) -> BTreeSet<String> {
        let indexes = |schema: &Schema| {
            let backed = schema.of_kind(Kind::Constraint).filter(|(_, object)| create::is_unique(object));
            let all = schema.of_kind(Kind::Index).chain(backed);
            all.map(|(identity, _)| identity.clone()).collect::<Vec<_>>()
        };
        let mut all = indexes(self.from);
        all.retain(|index| !self.goes_with_its_parents(index));
        all.extend(indexes(self.to));
        all.into_iter().map(|index| index.own_name().to_owned()).collect()
    }

    /// What a table says of an index by its name, and forgets when that goes.
    pub(super) fn marks(&self, index: &Identity, name: &str) -> Vec<String> {
        let of_table = |schema: &Schema| {
            let mut kinds = [Kind::Table, Kind::MaterializedView].into_iter();
            let table = kinds.find_map(|kind| schema.get(&Identity::new(kind, index.name.clone())).cloned());
            table.or_else(|| schema.partition_named(&index.name).and_then(|partition| schema.get(partition)).cloned())
        };
        let (Some(from), Some(to)) = (of_table(self.from), of_table(self.to)) else { return Vec::new() };
        let own = quote(index.own_name());
        let both = |attribute: Attribute, value: &str| {
            from.attribute(attribute) == Some(value) && to.attribute(attribute) == Some(value)
        };
        let mut statements = Vec::new();
        if both(Attribute::ClusterOn, &own) {
            statements.push(format!("ALTER TABLE {} CLUSTER ON {}", index.name, quote(name)));
        }
        if both(Attribute::ReplicaIdentity, &format!("using index {own}")) {
            statements.push(format!("ALTER TABLE {} REPLICA IDENTITY USING INDEX {}", index.name, quote(name)));
        }
        statements
    }

    /// Parts what a new table says of indexes that come later from the rest of it: the statements that say it then.
    pub(super) fn marks_for_later(table: &Identity, object: &Object, is_later: impl Fn(&str) -> bool) -> (Object, Vec<String>) {
        let mut rest = object.clone();
        let mut statements = Vec::new();
        for (attribute, value) in &object.attributes {
            let index = match attribute {
                Attribute::ClusterOn => Some(value.as_str()),
                Attribute::ReplicaIdentity => value.strip_prefix("using index "),
                _ => None,
            };
            if index.and_then(|index| QualifiedName::parse(index, "")).is_some_and(|index| is_later(&index.name)) {
                statements.extend(alter::set(table, *attribute, None, Some(value)).unwrap_or_default());
                rest.set(*attribute, None);
            }
        }
        (rest, statements)
    }

    /// Says them.
    pub(super) fn push_marks(&mut self, table: &Identity, statements: Vec<String>) {
        if let Some(step) = step_of(format!("let {} go by its index", self.name(table)), statements) {
            self.push(step.because("the index is there now"));
        }
    }

    /// The new one first, under another name, so that queries never lack an index.
    pub(super) fn replace_index(&mut self, identity: &Identity) {
        let (Some(from), Some(to)) = (self.from.get(identity), self.to.get(identity)) else { return };
        if self.goes_with_its_parents(identity) {
            // It is made with the one that it is to be attached to, or by itself.
            if to.attribute(Attribute::AttachedTo).is_none() {
                self.add_index(identity);
            }
            return;
        }
        if self.from.is_partitioned(&identity.name) {
            let step = self.drop_index(identity, from);
            self.push(step);
            // With it go those of the partitions, whose names others may take.
            let gone: Vec<Identity> = self.attached_before(identity).into_iter().chain([identity.clone()]).collect();
            self.say(self.pieces.len() - 1, &gone, &[]);
            self.recreated.insert(identity.clone());
            return self.add_partitioned_index(identity, to);
        }
        if self.change_options(identity, from, to) {
            return;
        }
        self.recreated.insert(identity.clone());
        let own = identity.own_name();
        let new_name = self.replacement_name(identity);
        let new = qualified(identity, &new_name);
        self.push(
            Step::new(
                format!("build the new {}", self.name(identity)),
                create::index(identity, to, &quote(&new_name), true, false),
            )
            .because("its definition differs; the old one serves until the new one can")
            .outside_transaction(Some(new.clone()))
            .locking(LockMode::ShareUpdateExclusive, identity.sql_name())
            .hazard(Hazard::LongScan),
        );
        if let Some(step) =
            step_of(format!("let the table go by the new {}", self.name(identity)), self.marks(identity, &new_name))
        {
            let step = step.because("it goes by the old one").locking(LockMode::AccessExclusive, identity.sql_name());
            self.push(step);
        }
        let step = self.drop_index(identity, from);
        self.push(step);
        let step =
            Step::new(format!("name the new {}", self.name(identity)), format!("ALTER INDEX {new} RENAME TO {}", quote(own)))
                .because("it takes the old one's place");
        self.push(with_attributes(step, identity, to));
    }

    /// Options alone are set in place, where they hold for what is written from then on. Others are those of the whole index,
    /// which is built anew; beside that one that is attached to its table's cannot be replaced.
    fn change_options(&mut self, identity: &Identity, from: &Object, to: &Object) -> bool {
        const OF_NEW_PAGES: [&str; 5] =
            ["fillfactor=", "deduplicate_items=", "fastupdate=", "gin_pending_list_limit=", "autosummarize="];
        let (Some((is, options)), Some((should, wanted))) =
            (parts::with_options(&from.definition), parts::with_options(&to.definition))
        else {
            return false;
        };
        let attached = Attribute::AttachedTo;
        let stays_attached = from.attribute(attached).is_some() && from.attribute(attached) == to.attribute(attached);
        let (old, new) = [options, wanted].map(|list| split_list(list).into_iter().collect::<BTreeSet<_>>()).into();
        let mut changed = old.symmetric_difference(&new);
        let in_place = changed.all(|option| OF_NEW_PAGES.iter().any(|name| option.starts_with(name)));
        if is != should || !in_place && !stays_attached || self.goes_with_its_parents(identity) {
            return false;
        }
        let index = qualified(identity, identity.own_name());
        let sql = alter::options(&format!("ALTER INDEX {index}"), Some(options), Some(wanted));
        if let Some(step) = step_of(format!("change the options of {}", self.name(identity)), sql) {
            let step = step.because(if in_place {
                "they hold for what is written from now on"
            } else {
                "they hold for all of it once it is built anew"
            });
            self.push(step.locking(LockMode::ShareUpdateExclusive, index.clone()));
        }
        if !in_place {
            self.push(
                Step::new(format!("rebuild {}", self.name(identity)), format!("REINDEX INDEX CONCURRENTLY {index}"))
                    .because("so that its options hold for all of it")
                    .outside_transaction(None)
                    .locking(LockMode::ShareUpdateExclusive, identity.sql_name())
                    .hazard(Hazard::LongScan),
            );
        }
        true
    }

    /// What an index is called until it has its name.
    pub(super) fn replacement_name(&self, index: &Identity) -> String {
        self.name_until(&QualifiedName::new(&*index.name.schema, index.own_name()), "new").name
    }

    /// What something is called while another has its name, or is to have it: nothing else is called so.
    pub(super) fn name_until(&self, name: &QualifiedName, suffix: &str) -> QualifiedName {
        let none = BTreeSet::new();
        let taken = self.taken.get(&name.schema).unwrap_or(&none);
        QualifiedName::new(&*name.schema, name_with(&name.name, suffix, taken))
    }

    pub(super) fn drop_index(&self, identity: &Identity, object: &Object) -> Step {
        let title = format!("drop {}", self.name(identity));
        if self.from.is_partitioned(&identity.name) {
            let mut step = Step::new(title, create::drop(identity, object, false))
                .because("PostgreSQL cannot drop a partitioned index concurrently")
                .locking(LockMode::AccessExclusive, identity.sql_name())
                .hazard(Hazard::BlocksReads);
            // With it would go the keys that serve for it.
            let partitions = self.from.parts(Kind::Partition, &identity.name).map(|(partition, _)| partition.partition_name());
            let stays = |key: Identity| self.to.get(&key).is_some() && !self.rebuilt.contains(&key);
            for partition in partitions {
                if key_part_of(self.from, &partition, identity.own_name()).is_some_and(stays) {
                    step = self.apart_from_its_parent(step, &partition);
                }
            }
            return step;
        }
        Step::new(title, create::drop(identity, object, true))
            .because("dropped beside the table's traffic")
            .outside_transaction(None)
            .locking(LockMode::ShareUpdateExclusive, identity.sql_name())
    }

    /// What is done while a partition is none: neither an index of its parent nor a key of its own that serves for it goes alone.
    /// PostgreSQL builds what it lacks as it is attached again.
    pub(super) fn apart_from_its_parent(&self, mut step: Step, partition: &QualifiedName) -> Step {
        let known = self.from.partition_named(partition).and_then(|known| Some((known, self.from.get(known)?)));
        let Some((known, object)) = known else { return step };
        let (parent, (bounds, _)) = (known.sql_name(), bounds_and_key(&object.definition));
        step.sql.insert(0, format!("ALTER TABLE {parent} DETACH PARTITION {partition}").into());
        step.and(format!("ALTER TABLE {parent} ATTACH PARTITION {partition} {bounds}"))
            .locking(LockMode::AccessExclusive, parent)
            .hazard(Hazard::BlocksReads)
            .hazard(Hazard::LongScan)
    }

    /// An index that is invalid and should not be.
    pub(super) fn repair_index(&mut self, identity: &Identity) {
        if self.from.is_partitioned(&identity.name) {
            return self.complete_index(identity);
        }
        let sql = format!("REINDEX INDEX CONCURRENTLY {}", qualified(identity, identity.own_name()));
        self.push(
            Step::new(format!("rebuild {}", self.name(identity)), sql)
                .because("it is invalid: an earlier build did not finish")
                .outside_transaction(None)
                .locking(LockMode::ShareUpdateExclusive, identity.sql_name())
                .hazard(Hazard::LongScan),
        );
    }
}

/// The partition's own key that serves for an index of its parent.
fn key_part_of(schema: &Schema, partition: &QualifiedName, parent: &str) -> Option<Identity> {
    let mut keys = schema.parts(Kind::Constraint, partition);
    let serves = |key: &Object| {
        let whole = key.attribute(Attribute::PartOf).and_then(|whole| QualifiedName::parse(whole, ""));
        whole.is_some_and(|whole| whole.name == parent)
    };
    keys.find(|(_, key)| serves(key)).map(|(key, _)| key.clone())
}

/// One step of several statements, if there are any.
fn step_of(title: String, statements: Vec<String>) -> Option<Step> {
    let mut statements = statements.into_iter();
    let first = Step::new(title, statements.next()?);
    Some(statements.fold(first, Step::and))
}

fn qualified(identity: &Identity, index: &str) -> String {
    format!("{}.{}", quote(&identity.name.schema), quote(index))
}

/// `base_suffix`, both cut so that the whole fits into an identifier, and numbered where that is one of `taken`.
pub(super) fn name_with(base: &str, suffix: &str, taken: &BTreeSet<String>) -> String {
    // Neither part crowds the other out.
    let suffix = &suffix[..boundary(suffix, MAX_BYTES / 2)];
    let mut number = 0;
    loop {
        let tail = if number == 0 { format!("_{suffix}") } else { format!("_{suffix}_{number}") };
        let name = format!("{}{tail}", &base[..boundary(base, MAX_BYTES - tail.len())]);
        if !taken.contains(&name) {
            return name;
        }
        number += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fit_and_do_not_collide() {
        let long = "bookings_with_a_very_long_name_indeed_2026_11";
        let index = "idx_bookings_user_id_created_at_experience_id_total_amount";
        let first = name_with(long, index, &BTreeSet::new());
        let second = name_with(long, index, &BTreeSet::from([first.clone()]));
        assert!(first.len() <= MAX_BYTES && second.len() <= MAX_BYTES, "{first} {second}");
        assert_ne!(first, second);
        assert_eq!(name_with("t_1", "i", &BTreeSet::new()), "t_1_i");
    }
}
