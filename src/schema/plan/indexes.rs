//! Indexes: built, replaced and dropped beside the table's traffic; on a partitioned table one partition at a time.

use std::collections::BTreeSet;

use super::{Planner, with_attributes};
use crate::identifier::{MAX_BYTES, quote};
use crate::plan::{Hazard, LockMode, Step};
use crate::schema::create;
use crate::schema::model::{Identity, Kind, Object};

impl Planner<'_> {
    pub(super) fn add_index(&mut self, identity: &Identity) {
        let Some(object) = self.to.get(identity) else { return };
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
        let deep = partitions.iter().any(|(_, partition)| partition.definition.contains(" partition by "));
        if deep {
            let step = Step::new(format!("create {}", self.name(identity)), create::create(identity, object, false))
                .because("declared, not there; its partitions are partitioned themselves")
                .locking(LockMode::Share, identity.sql_name())
                .hazard(Hazard::BlocksWrites)
                .hazard(Hazard::LongScan);
            return self.push(with_attributes(step, identity, object));
        }
        let step = Step::new(
            format!("create {} without its partitions", self.name(identity)),
            create::index(identity, object, &quote(own), false, true),
        )
        .because("declared, not there; an entry in the catalog, no scan")
        .locking(LockMode::Share, identity.sql_name());
        self.push(with_attributes(step, identity, object));
        let mut taken: BTreeSet<String> = BTreeSet::new();
        for (partition, _) in partitions {
            let table = partition.partition_name();
            let name = name_with(&table.name, own, &taken);
            taken.insert(name.clone());
            let child = Identity::part(Kind::Index, table.clone(), name.clone());
            let index = qualified(&child, &name);
            let step = Step::new(
                format!("create its part on {}", table.short(self.to.default_schema())),
                create::index(&child, object, &quote(&name), true, false),
            )
            .because("built beside the partition's traffic")
            .outside_transaction(Some(index.clone()))
            .locking(LockMode::ShareUpdateExclusive, table.to_string())
            .hazard(Hazard::LongScan);
            self.push(step);
            let parent = qualified(identity, own);
            let step = Step::new(
                format!("attach it to {}", self.name(identity)),
                format!("ALTER INDEX {parent} ATTACH PARTITION {index}"),
            )
            .because("an entry in the catalog; the last one makes the whole index valid")
            .locking(LockMode::AccessExclusive, index);
            self.push(step);
        }
    }

    /// The new one first, under another name, so that queries never lack an index.
    pub(super) fn replace_index(&mut self, identity: &Identity) {
        let (Some(from), Some(to)) = (self.from.get(identity), self.to.get(identity)) else { return };
        if self.from.is_partitioned(&identity.name) {
            let step = self.drop_index(identity, from);
            self.push(step);
            return self.add_partitioned_index(identity, to);
        }
        let own = identity.own_name();
        let new_name = replacement_name(own);
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
        let step = self.drop_index(identity, from);
        self.push(step);
        let step =
            Step::new(format!("name the new {}", self.name(identity)), format!("ALTER INDEX {new} RENAME TO {}", quote(own)))
                .because("it takes the old one's place");
        self.push(with_attributes(step, identity, to));
    }

    pub(super) fn drop_index(&self, identity: &Identity, object: &Object) -> Step {
        let title = format!("drop {}", self.name(identity));
        if self.from.is_partitioned(&identity.name) {
            return Step::new(title, create::drop(identity, object, false))
                .because("PostgreSQL cannot drop a partitioned index concurrently")
                .locking(LockMode::AccessExclusive, identity.sql_name())
                .hazard(Hazard::BlocksReads);
        }
        Step::new(title, create::drop(identity, object, true))
            .because("dropped beside the table's traffic")
            .outside_transaction(None)
            .locking(LockMode::ShareUpdateExclusive, identity.sql_name())
    }

    /// An index that is invalid and should not be.
    pub(super) fn repair_index(&mut self, identity: &Identity) {
        if self.from.is_partitioned(&identity.name) {
            self.impossible.push(format!(
                "{} is invalid, because a partition has no part of it: create it there and attach it with ALTER INDEX … ATTACH PARTITION",
                self.name(identity)
            ));
            return;
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

fn qualified(identity: &Identity, index: &str) -> String {
    format!("{}.{}", quote(&identity.name.schema), quote(index))
}

/// What an index is called until it has its name.
pub(super) fn replacement_name(name: &str) -> String {
    name_with(name, "new", &BTreeSet::new())
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

/// The last place at or before `end` where a text may be cut.
fn boundary(text: &str, end: usize) -> usize {
    (0..=end.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
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
