//! Partitions: attached and detached rather than made and dropped in place, so that the parent's traffic goes on.

use std::collections::BTreeSet;

use super::remade::bounds_and_key;
use super::{Planner, with_attributes};
use crate::identifier::QualifiedName;
use crate::plan::{Hazard, LockMode, Step};
use crate::schema::create;
use crate::schema::model::{Attribute, Identity, Kind, Object};
use crate::schema::text::find_outside_quotes;

impl Planner<'_> {
    pub(super) fn becomes_a_partition(&self, identity: &Identity) -> bool {
        identity.kind == Kind::Table && self.to_partitions.contains(&identity.name)
    }

    /// Whether a table that is declared is a partition now, or the other way round: it is detached, and not made anew.
    pub(super) fn stays_as_a_table(&self, identity: &Identity) -> bool {
        match identity.kind {
            Kind::Table => self.from_partitions.contains(&identity.name) && self.to.get(identity).is_some(),
            Kind::Partition => self.to.get(&Identity::new(Kind::Table, identity.partition_name())).is_some(),
            _ => false,
        }
    }

    /// Detached first, which disturbs the parent least, and then dropped, unless it is declared as a table of its own.
    pub(super) fn drop_partition(&mut self, identity: &Identity, object: &Object) {
        let (parent, partition) = (identity.sql_name(), identity.partition_name());
        if self.to_partitions.contains(&partition) {
            // It is attached to another table, in the same transaction.
            return;
        }
        let sql = create::drop(identity, object, false);
        let stays = self.stays_as_a_table(identity);
        let default = self.default_partition(&identity.name).map(|default| default.partition_name());
        // PostgreSQL refuses CONCURRENTLY beside a default partition; and it would leave a CHECK of the bounds behind.
        let concurrently = default.is_none() && !stays;
        let suffix = if concurrently { " CONCURRENTLY" } else { "" };
        let mut step = Step::new(format!("detach {}", self.name(identity)), format!("{sql}{suffix}"))
            .because("not declared, and no policy explains it; its rows leave the table, and stay in the detached one")
            .hazard(Hazard::DataLoss);
        if concurrently {
            step = step.outside_transaction(None).locking(LockMode::ShareUpdateExclusive, parent);
        } else {
            step = step.hazard(Hazard::BlocksReads).locking(LockMode::AccessExclusive, parent);
            step = step.locking(LockMode::AccessExclusive, partition.to_string());
            if let Some(default) = default.filter(|default| *default != partition) {
                step = step.locking(LockMode::AccessExclusive, default.to_string());
            }
        }
        self.push_dropping(step, identity);
        if !stays {
            self.push_dropping(
                Step::new(
                    format!("drop table {}", partition.short(self.to.default_schema())),
                    format!("DROP TABLE {partition}"),
                )
                .because("not declared; to keep its rows, move the table to another schema instead")
                .hazard(Hazard::DataLoss),
                identity,
            );
        }
    }

    /// Partitions whose bounds change: all of a table's at once, so that they can exchange them, and so that rows are never out of
    /// sight.
    pub(super) fn move_bounds(&mut self) {
        let changed = self.changed(Kind::Partition);
        let parents: BTreeSet<QualifiedName> = changed.iter().map(|partition| partition.name.clone()).collect();
        for parent in parents {
            let own: Vec<&Identity> = changed.iter().filter(|partition| partition.name == parent).collect();
            let mut step = Step::new(String::new(), String::new())
                .because("their rows are read; if one is outside the new bounds nothing is changed: move it first")
                .locking(LockMode::AccessExclusive, parent.to_string())
                .hazard(Hazard::BlocksReads)
                .hazard(Hazard::LongScan);
            step.sql.clear();
            let names: Vec<String> =
                own.iter().map(|partition| partition.partition_name().short(self.to.default_schema())).collect();
            step.title = format!("move the bounds of {}", names.join(", "));
            for partition in &own {
                step = step.and(format!("ALTER TABLE {parent} DETACH PARTITION {}", partition.partition_name()));
            }
            for partition in &own {
                let bounds = self.to.get(partition).map(|object| bounds_and_key(&object.definition).0).unwrap_or_default();
                step = step.and(format!("ALTER TABLE {parent} ATTACH PARTITION {} {bounds}", partition.partition_name()));
                step = step.locking(LockMode::AccessExclusive, partition.partition_name().to_string());
            }
            for (trigger, _) in self.to.parts(Kind::Trigger, &parent) {
                for sql in self.states_of_clones(trigger) {
                    step = step.and(sql);
                }
            }
            self.push(step);
        }
    }

    /// A table of its own, then attached: the parent is not locked against anybody's reads or writes.
    pub(super) fn create_partition(&mut self, identity: &Identity) {
        let Some(object) = self.to.get(identity) else { return };
        let (parent, partition) = (identity.sql_name(), identity.partition_name());
        let attach = || {
            let (bounds, _) = bounds_and_key(&object.definition);
            format!("ALTER TABLE {parent} ATTACH PARTITION {partition} {bounds}")
        };
        let before = self.from.partition_named(&partition).filter(|before| before.name != identity.name);
        if let Some(before) = before.filter(|_| !self.with_remade.contains(&partition)).cloned() {
            let step = Step::new(
                format!("move {} to {}", self.name(&before), identity.name.short(self.to.default_schema())),
                format!("ALTER TABLE {} DETACH PARTITION {partition}", before.name),
            )
            .and(attach())
            .because("it is a partition of another table; its rows are checked against the bounds")
            .locking(LockMode::AccessExclusive, before.name.to_string())
            .locking(LockMode::ShareUpdateExclusive, parent.clone())
            .locking(LockMode::AccessExclusive, partition.to_string())
            .hazard(Hazard::BlocksReads)
            .hazard(Hazard::LongScan);
            let step = self.locking_default_partition(step, identity);
            self.push_making(step, identity);
            return self.say(self.pieces.len() - 1, &[before], &[]);
        }
        // A table is attached, not dropped and made anew without its rows.
        if self.from.get(&Identity::new(Kind::Table, partition.clone())).is_some() {
            let step = Step::new(format!("attach {}", self.name(identity)), attach())
                .because("the table is there; its rows are checked against the bounds, unless a CHECK proves them")
                .locking(LockMode::ShareUpdateExclusive, parent.clone())
                .locking(LockMode::AccessExclusive, partition.to_string())
                .hazard(Hazard::LongScan);
            let step = self.locking_default_partition(step, identity);
            return self.push_making(step, identity);
        }
        self.new_tables.insert(identity.clone());
        let is_partitioned = find_outside_quotes(&object.definition, " partition by ").is_some();
        let in_place = is_partitioned
            || [Attribute::Server, Attribute::Columns].iter().any(|attribute| object.attribute(*attribute).is_some());
        let mut step = Step::new(format!("create {}", self.name(identity)), String::new());
        step.sql.clear();
        let attached = self.attached_parts(identity);
        if in_place {
            let reason = if is_partitioned {
                "declared, not there; a partition that is partitioned itself cannot be made apart"
            } else {
                "declared, not there; made in place"
            };
            let mut statements = create::partition(self.to, identity, object, create::Scope::Whole);
            if let Some(attach) = statements.pop() {
                // What is made apart must hold what its parent checks before it is attached.
                if !statements.is_empty() {
                    statements.extend(self.checks_from_above(identity));
                    statements.extend(attached);
                }
                statements.push(attach);
            }
            step.sql = statements.into_iter().map(Into::into).collect();
            step = step.because(reason).locking(LockMode::AccessExclusive, parent).hazard(Hazard::BlocksReads);
        } else {
            let unlogged = if object.attribute(Attribute::Persistence).is_some() { "UNLOGGED " } else { "" };
            let storage = create::storage(object, create::Scope::Whole);
            // What a partition made in place would not take from its parent; indexes of other names are made by those.
            let indexes = if attached.is_empty() { "" } else { " EXCLUDING INDEXES" };
            let without = format!("EXCLUDING IDENTITY EXCLUDING COMMENTS EXCLUDING STATISTICS{indexes}");
            step = step.and(format!("CREATE {unlogged}TABLE {partition} (LIKE {parent} INCLUDING ALL {without}){storage}"));
            step.sql.extend(attached.into_iter().map(Into::into));
            step = step.and(attach()).because("declared, not there").locking(LockMode::ShareUpdateExclusive, parent);
        }
        for (column, object) in self.to.parts(Kind::Column, &partition) {
            for creation in create::inherited_column(self.to, column, object) {
                step = step.and(creation.sql);
            }
            step = with_attributes(step, column, object);
        }
        let step = self.locking_default_partition(with_attributes(step, identity, object), identity);
        self.push_making(step, identity);
        self.create_parts_of_partition(identity);
        let below: Vec<Identity> = self.to.parts(Kind::Partition, &partition).map(|(below, _)| below.clone()).collect();
        for below in below {
            self.create_partition(&below);
        }
    }

    /// What a partition has for the indexes and keys of its parent that is not named as PostgreSQL names it: what stands there
    /// already is attached with the partition.
    fn attached_parts(&self, partition: &Identity) -> Vec<String> {
        let table = partition.partition_name();
        let mut statements = Vec::new();
        for kind in [Kind::Constraint, Kind::Index] {
            let attached = self.to.parts(kind, &table).filter(|(_, object)| object.attribute(Attribute::AttachedTo).is_some());
            for (part, object) in attached.filter(|(_, object)| !create::is_foreign_key(object)) {
                statements.push(create::create(part, object, false));
                statements.extend(create::following(part, object));
            }
        }
        statements
    }

    /// The checks that a partition has from its parent, and from the parents of that.
    fn checks_from_above(&self, partition: &Identity) -> Vec<String> {
        let mut statements = Vec::new();
        let mut above = vec![partition.name.clone()];
        while let Some(table) = above.pop() {
            for (check, object) in self.to.parts(Kind::Constraint, &table) {
                if object.definition.starts_with("check") && !object.definition.ends_with(" no inherit") {
                    let own = Identity::part(Kind::Constraint, partition.partition_name(), check.own_name());
                    statements.push(create::create(&own, object, false));
                }
            }
            above.extend(self.to.parents(&table));
        }
        statements
    }

    /// A new partition takes its window from the default partition, whose rows are checked for it (measured).
    fn locking_default_partition(&self, step: Step, identity: &Identity) -> Step {
        match self.default_partition(&identity.name) {
            Some(partition) if partition != *identity => step
                .locking(LockMode::AccessExclusive, partition.partition_name().to_string())
                .hazard(Hazard::LongScan)
                .hazard(Hazard::BlocksReads),
            _ => step,
        }
    }

    fn default_partition(&self, table: &QualifiedName) -> Option<Identity> {
        let mut partitions = self.from.parts(Kind::Partition, table);
        let is_default =
            |object: &Object| object.definition == "default" || object.definition.starts_with("default partition by");
        partitions.find(|(_, object)| is_default(object)).map(|(identity, _)| identity.clone())
    }
}
