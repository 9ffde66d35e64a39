//! Partitions: attached and detached rather than made and dropped in place, so that the parent's traffic goes on.

use std::collections::BTreeSet;

use super::remade::bounds_and_key;
use super::{Planner, descendants, with_attributes};
use crate::identifier::{QualifiedName, quote};
use crate::plan::{Hazard, LockMode, Step};
use crate::schema::alter;
use crate::schema::create;
use crate::schema::model::{Attribute, Identity, Kind, Object, Schema};
use crate::schema::order;
use crate::schema::parts;
use crate::schema::text::{find_outside_quotes, names};

impl Planner<'_> {
    /// Whether a table is to be a partition, which it can be as it is: it is attached, and not made anew.
    pub(super) fn becomes_a_partition(&self, identity: &Identity) -> bool {
        matches!(identity.kind, Kind::Table | Kind::ForeignTable)
            && self.to_partitions.contains(&identity.name)
            && self.stores_alike(&identity.name)
    }

    /// Whether a table that is declared is a partition now, or the other way round: it is detached, and not made anew.
    pub(super) fn stays_as_a_table(&self, identity: &Identity) -> bool {
        let name = identity.relation_name();
        let is_table = |schema: &Schema| {
            [Kind::Table, Kind::ForeignTable].iter().any(|kind| schema.get(&Identity::new(*kind, name.clone())).is_some())
        };
        matches!(identity.kind, Kind::Table | Kind::ForeignTable | Kind::Partition)
            && self.from_partitions.contains(&name)
            && is_table(self.to)
            && self.stores_alike(&name)
    }

    /// Whether a partition goes to another table as it is.
    pub(super) fn moves(&self, partition: &Identity) -> bool {
        let name = partition.partition_name();
        partition.kind == Kind::Partition
            && self.to.get(partition).is_none()
            && self.to_partitions.contains(&name)
            && self.stores_alike(&name)
    }

    /// Whether a relation is on the same foreign server before and after, or on none.
    fn stores_alike(&self, name: &QualifiedName) -> bool {
        server_of(self.from, name) == server_of(self.to, name)
    }

    /// Detached first, which disturbs the parent least, and then dropped, unless it is declared as a table of its own.
    pub(super) fn drop_partition(&mut self, identity: &Identity, object: &Object) {
        let (parent, partition) = (identity.sql_name(), identity.partition_name());
        let sql = create::drop(identity, object, false);
        if self.moves(identity) {
            let to = self.to.partition_named(&partition).map(|to| to.name.short(self.to.default_schema())).unwrap_or_default();
            let step = Step::new(format!("detach {}", self.name(identity)), sql)
                .because(format!("it is to be a partition of {to}"))
                .locking(LockMode::AccessExclusive, parent)
                .locking(LockMode::AccessExclusive, partition.to_string())
                .hazard(Hazard::BlocksReads);
            self.push(step);
            return self.say(self.pieces.len() - 1, std::slice::from_ref(identity), &[]);
        }
        let stays = self.stays_as_a_table(identity);
        let default = self.default_partition(&identity.name).map(|default| default.partition_name());
        // What leaves it for another table is out of sight until it is attached there, in the same transaction.
        let below = descendants(&self.children_before, &partition);
        let moves = |below: &QualifiedName| self.from.partition_named(below).is_some_and(|below| self.moves(below));
        let is_left = below.iter().any(moves);
        // Its rows are in the partitions that have none of their own.
        let mut holding = below.iter().filter(|below| !self.children_before.contains_key(*below));
        let is_empty = is_left && holding.all(moves);
        // PostgreSQL refuses CONCURRENTLY beside a default partition, and before version 14; and it would leave a CHECK of the bounds
        // behind.
        let concurrently = default.is_none() && !stays && !is_left && self.postgres.is_none_or(|major| major >= 14);
        let suffix = if concurrently { " CONCURRENTLY" } else { "" };
        let mut step =
            Step::new(format!("detach {}", self.name(identity)), format!("{sql}{suffix}")).because(match (is_empty, is_left) {
                (true, _) => "not declared, and no policy explains it; its partitions move on, and with them all of its rows",
                (_, true) => "not declared, and no policy explains it; the rows that do not move on leave the table with it",
                _ => "not declared, and no policy explains it; its rows leave the table, and stay in the detached one",
            });
        if !is_empty {
            step = step.hazard(Hazard::DataLoss);
        }
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
            let (what, reason) = if object.attribute(Attribute::Server).is_some() {
                ("FOREIGN TABLE", "not declared; its rows stay where they are")
            } else if is_empty {
                ("TABLE", "not declared; it has no rows left")
            } else {
                ("TABLE", "not declared; to keep its rows, move the table to another schema instead")
            };
            let title = format!("drop {} {}", what.to_lowercase(), partition.short(self.to.default_schema()));
            let mut step = Step::new(title, format!("DROP {what} {partition}")).because(reason);
            if what == "TABLE" && !is_empty {
                step = step.hazard(Hazard::DataLoss);
            }
            self.push_dropping(step, identity);
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
            for (trigger, _) in self.to.parts(Kind::Trigger, &parent).filter(|(trigger, _)| !self.is_made(trigger)) {
                for sql in self.states_of_clones_on(trigger, own.iter().map(|partition| partition.partition_name()).collect()) {
                    step = step.and(sql);
                }
            }
            let own: Vec<Identity> = own.into_iter().cloned().collect();
            self.push(step);
            self.say(self.pieces.len() - 1, &[], &own);
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
        if self.arrives(identity) {
            let first = self.pieces.len();
            self.fit(identity);
            let step = Step::new(format!("attach {}", self.name(identity)), attach())
                .because("the table is there; its rows are checked against the bounds, unless a CHECK proves them")
                .locking(LockMode::ShareUpdateExclusive, parent.clone())
                .locking(LockMode::AccessExclusive, partition.to_string())
                .hazard(Hazard::LongScan);
            let step = self.locking_default_partition(step, identity);
            self.push(step);
            return self.say(first, &[], std::slice::from_ref(identity));
        }
        self.new_tables.insert(identity.clone());
        let is_partitioned = find_outside_quotes(&object.definition, " partition by ").is_some();
        let in_place = is_partitioned
            || [Attribute::Server, Attribute::Columns].iter().any(|attribute| object.attribute(*attribute).is_some());
        let mut step = Step::new(format!("create {}", self.name(identity)), String::new());
        step.sql.clear();
        let mut made = Vec::new();
        if in_place {
            let reason = if is_partitioned {
                "declared, not there; a partition that is partitioned itself cannot be made apart"
            } else {
                "declared, not there; made in place"
            };
            let mut statements = create::partition(self.to, identity, object, create::Scope::Whole);
            if let Some(attach) = statements.pop() {
                // What is made apart must hold what its parent checks before it is attached.
                let apart = !statements.is_empty();
                if apart {
                    statements.extend(self.checks_from_above(identity));
                    statements.extend(self.attached_parts(identity, true));
                }
                statements.push(attach);
                if !apart {
                    statements.extend(self.attached_parts(identity, false));
                }
            }
            step.sql = statements.into_iter().map(Into::into).collect();
            step = step.because(reason).locking(LockMode::AccessExclusive, parent).hazard(Hazard::BlocksReads);
        } else {
            let unlogged = if object.attribute(Attribute::Persistence).is_some() { "UNLOGGED " } else { "" };
            let storage = create::storage(object, create::Scope::Whole);
            // What a partition made in place would not take from its parent; indexes of other names are made by those, and its own
            // may have the names that its parent's would take, or serve for them.
            let (own, attached) = (self.before_parts(identity), self.attached_parts(identity, true));
            let indexes = if attached.is_empty() && own.is_empty() { "" } else { " EXCLUDING INDEXES" };
            let without = format!("EXCLUDING IDENTITY EXCLUDING COMMENTS EXCLUDING STATISTICS{indexes}");
            step = step.and(format!("CREATE {unlogged}TABLE {partition} (LIKE {parent} INCLUDING ALL {without}){storage}"));
            step.sql.extend(attached.into_iter().map(Into::into));
            for part in &own {
                let Some(object) = self.to.get(part) else { continue };
                step = with_attributes(step.and(create::create(part, object, false)), part, object);
            }
            made = own;
            step = step.and(attach()).because("declared, not there").locking(LockMode::ShareUpdateExclusive, parent);
        }
        for (column, object) in self.to.parts(Kind::Column, &partition) {
            for creation in create::inherited_column(self.to, column, object) {
                step = step.and(creation.sql);
            }
            step = with_attributes(step, column, object);
        }
        let comes_later = |index: &str| {
            let parts = [Kind::Constraint, Kind::Index].map(|kind| Identity::part(kind, partition.clone(), index));
            let is_own =
                |part: &Identity| self.to.get(part).is_some_and(|object| object.attribute(Attribute::AttachedTo).is_none());
            parts.iter().any(|part| is_own(part) && !made.contains(part))
        };
        let (at_once, marks) = Self::marks_for_later(identity, object, comes_later);
        let step = self.locking_default_partition(with_attributes(step, identity, &at_once), identity);
        self.push_making(step, identity);
        self.say(self.pieces.len() - 1, &[], &made);
        self.create_parts_of_partition(identity, &made);
        self.push_marks(identity, marks);
        let below: Vec<Identity> = self.to.parts(Kind::Partition, &partition).map(|(below, _)| below.clone()).collect();
        for below in below {
            self.create_partition(&below);
        }
    }

    /// What of a partition must be there before it is attached: its own indexes that are called as PostgreSQL would call what it
    /// has for those of the tables above, and its own keys that serve for one of them.
    fn before_parts(&self, partition: &Identity) -> Vec<Identity> {
        let table = partition.partition_name();
        let own = self
            .to
            .parts(Kind::Index, &table)
            .filter(|(_, object)| !object.is_made_by_another() && object.attribute(Attribute::AttachedTo).is_none());
        let mut own: Vec<Identity> = own.map(|(part, _)| part.clone()).collect();
        if !own.is_empty() {
            let above = self.above(partition);
            let of = |kind: Kind| above.iter().flat_map(move |above| self.to.parts(kind, above));
            let keys = of(Kind::Constraint).filter(|(_, object)| create::is_unique(object));
            let wholes = keys.chain(of(Kind::Index));
            let usual: BTreeSet<String> =
                wholes.map(|(whole, object)| parts::usual_name(whole.kind, &table, whole, object)).collect();
            own.retain(|part| usual.contains(part.own_name()));
        }
        let keys = self.to.parts(Kind::Constraint, &table).filter(|(_, key)| key.attribute(Attribute::PartOf).is_some());
        own.extend(keys.map(|(key, _)| key.clone()));
        own
    }

    /// What a partition has for the indexes and keys of its parent that is not named as PostgreSQL names it: what stands there
    /// already is attached with the partition. One that is not made `apart` has only what not every partition has.
    fn attached_parts(&self, partition: &Identity, apart: bool) -> Vec<String> {
        let table = partition.partition_name();
        let mut statements = Vec::new();
        for kind in [Kind::Constraint, Kind::Index] {
            let attached = self.to.parts(kind, &table).filter(|(_, object)| object.attribute(Attribute::AttachedTo).is_some());
            let attached = attached.filter(|(part, object)| !create::is_foreign_key(object) || self.is_kept_above(part));
            // An index that is another by its order alone would take it; and what not all have comes to none.
            let of_some = |part: &Identity| self.is_of_some_partitions(part);
            let comes_by_itself = |part: &Identity, object: &Object| {
                parts::is_named_by_itself(self.to, part) && create::following(part, object).is_empty() && !of_some(part)
            };
            let mut attached: Vec<(&Identity, &Object)> = attached.collect();
            let is_made = |(part, object): &(&Identity, &Object)| !comes_by_itself(part, object) && (apart || of_some(part));
            let made: Vec<&str> = attached.iter().filter(|one| is_made(one)).map(|(_, object)| &*object.definition).collect();
            // Of those that are alike each is made in its turn.
            attached.retain(|one| is_made(one) || apart && made.contains(&&*one.1.definition));
            attached.sort_by_cached_key(|(part, _)| order::turn(self.to, part));
            for (part, object) in attached {
                statements.push(create::create(part, object, false));
                statements.extend(create::following(part, object));
            }
        }
        statements
    }

    /// Whether what a part is to be attached to is had by some partitions only: then it comes to none by itself.
    fn is_of_some_partitions(&self, part: &Identity) -> bool {
        parts::above(self.to, part).is_some_and(|whole| self.is_on_some_partitions(&whole))
    }

    /// Whether what a part is to be attached to is there, and stays: the part must be there before its partition is attached.
    pub(super) fn is_kept_above(&self, part: &Identity) -> bool {
        let above = self.to.get(part).and_then(|part| part.attribute(Attribute::AttachedTo));
        let above = above.and_then(|above| QualifiedName::parse(above, ""));
        let parent = self.to.parents(&part.name).into_iter().next();
        let above = above.zip(parent).map(|(above, parent)| Identity::part(part.kind, parent, above.name));
        above.is_some_and(|above| {
            self.from.get(&above).is_some() && !self.rebuilt.contains(&above) && !self.with_remade.contains(&above.name)
        })
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

/// How one of some tables is partitioned by a column.
pub(super) fn partition_key_with(schema: &Schema, tables: &[QualifiedName], column: &str) -> Option<String> {
    let mut keys = tables.iter().filter_map(|table| {
        let whole = schema.get(&Identity::new(Kind::Table, table.clone()));
        let partition = || schema.partition_named(table).and_then(|partition| schema.get(partition));
        let definition = whole.or_else(partition)?.definition.clone();
        let key = match find_outside_quotes(&definition, PARTITION_BY) {
            Some(at) => definition[at + PARTITION_BY.len()..].to_owned(),
            None if whole.is_some() => definition,
            None => return None,
        };
        let is_named = names(&key).iter().any(|(_, name)| *name == column || *name == quote(column));
        is_named.then(|| format!("{table} is partitioned by {key}"))
    });
    keys.next()
}

const PARTITION_BY: &str = " partition by ";

/// The foreign server that has what is in a table or partition.
pub(super) fn server_of(schema: &Schema, name: &QualifiedName) -> Option<String> {
    let foreign = schema.get(&Identity::new(Kind::ForeignTable, name.clone()));
    let server = foreign.and_then(|table| table.definition.strip_prefix("SERVER "));
    let server = server.map(|rest| alter::first_name(rest).0.to_owned());
    let partition = || schema.partition_named(name).and_then(|partition| schema.get(partition));
    server.or_else(|| partition().and_then(|partition| partition.attribute(Attribute::Server)).map(str::to_owned))
}
