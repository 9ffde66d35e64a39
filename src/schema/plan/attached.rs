//! What is to be a partition must first be as its new parent demands: with its columns and checks, and with what it has for its
//! parent's indexes and keys under the names that these should have.

use std::collections::BTreeSet;

use super::remade::columns_of;
use super::{Planner, descendants};
use crate::identifier::{QualifiedName, quote};
use crate::plan::{Hazard, LockMode, Step};
use crate::schema::create;
use crate::schema::model::{Attribute, ColumnParts, Identity, Kind, Object};
use crate::schema::order;
use crate::schema::parts::{name_of_index, name_of_key};

/// A column that a table which is attached must have, lose, or have otherwise.
pub(super) struct Fitting {
    pub column: Identity,
    pub from: Option<Object>,
    pub to: Option<Object>,
}

impl Fitting {
    /// Whether what reads it is in the way.
    pub(super) fn is_in_use(&self) -> bool {
        let parts = |object: &Option<Object>| {
            object.as_ref().map(|object| {
                let parts = ColumnParts::of(&object.definition);
                (parts.data_type.to_owned(), parts.collation.map(str::to_owned))
            })
        };
        self.from.is_some() && parts(&self.from) != parts(&self.to)
    }
}

impl Planner<'_> {
    /// The tables and partitions that are attached as they are, by their identities as partitions.
    pub(super) fn arriving(&self) -> Vec<Identity> {
        let partitions = self.to.of_kind(Kind::Partition).map(|(partition, _)| partition);
        partitions.filter(|partition| self.arrives(partition)).cloned().collect()
    }

    /// Whether a partition is there already, as a table or as a partition of another one: it is attached, and not made anew
    /// without its rows.
    pub(super) fn arrives(&self, identity: &Identity) -> bool {
        let name = identity.partition_name();
        let moves = self.from.partition_named(&name).is_some_and(|before| self.moves(before));
        let tables = [Kind::Table, Kind::ForeignTable].map(|kind| Identity::new(kind, name.clone()));
        let is_there = tables.iter().any(|table| self.from.get(table).is_some() && self.becomes_a_partition(table));
        (moves || is_there) && !self.set_aside.contains(&name)
    }

    /// How the columns of what is attached are not as its new parent's.
    pub(super) fn fittings(&self, partition: &Identity) -> Vec<Fitting> {
        let table = partition.partition_name();
        let before = columns_of(self.from, &table);
        let after: Vec<(String, Object)> =
            columns_of(self.to, &table).into_iter().map(|(name, object)| (name, without_identity(object))).collect();
        let find = |columns: &[(String, Object)], name: &str| {
            columns.iter().find(|(other, _)| other == name).map(|(_, object)| object.clone())
        };
        let names: BTreeSet<&String> = before.iter().chain(&after).map(|(name, _)| name).collect();
        let mut all: Vec<&String> = after.iter().map(|(name, _)| name).collect();
        all.extend(names.into_iter().filter(|name| !after.iter().any(|(other, _)| other == *name)));
        let fitting = |name: &String| Fitting {
            column: Identity::part(Kind::Column, table.clone(), name.as_str()),
            from: find(&before, name),
            to: find(&after, name),
        };
        let definition = |object: &Option<Object>| object.as_ref().map(|object| object.definition.clone());
        all.into_iter().map(fitting).filter(|column| definition(&column.from) != definition(&column.to)).collect()
    }

    /// Makes what is there fit, in steps that come before the one that attaches it.
    pub(super) fn fit(&mut self, partition: &Identity) {
        let table = partition.partition_name();
        let whole = Identity::new(Kind::Table, table.clone());
        for parent in self.from.get(&whole).map(|_| self.from.parents(&table)).unwrap_or_default() {
            let title = format!("take {} from its parent", self.name(&whole));
            let step = Step::new(title, format!("ALTER TABLE {table} NO INHERIT {parent}"))
                .because("what inherits cannot be a partition")
                .locking(LockMode::AccessExclusive, table.to_string());
            self.push(step);
            self.say(self.pieces.len() - 1, &[], std::slice::from_ref(&whole));
        }
        for fitting in self.fittings(partition) {
            let column = fitting.column.clone();
            let first = self.pieces.len();
            match (&fitting.from, &fitting.to) {
                (None, Some(to)) => self.add_column_as(&column, to),
                (Some(_), Some(_)) if fitting.is_in_use() && self.partition_key_with(&column).is_some() => {
                    let key = self.partition_key_with(&column).unwrap_or_default();
                    let name = self.name(&column);
                    let why = format!("{name} is to have another type, and {key}: make a new table and move the rows");
                    self.refuse(name, why, &[], &[]);
                }
                (Some(from), Some(to)) => self.fit_column(&column, from, to),
                (Some(_), None) => {
                    let step = Step::new(
                        format!("drop {}", self.name(&column)),
                        format!("ALTER TABLE {table} DROP COLUMN {}", quote(column.own_name())),
                    )
                    .because("the table that it is attached to has none")
                    .locking(LockMode::AccessExclusive, table.to_string())
                    .hazard(Hazard::DataLoss);
                    self.push(step);
                    self.say(first, std::slice::from_ref(&column), &[]);
                }
                (None, None) => {}
            }
            self.say(first, &[], &[column]);
        }
        self.fit_checks(partition);
        let mut statements = Vec::new();
        for above in self.above(partition) {
            for kind in [Kind::Constraint, Kind::Index] {
                for (part, _) in self.to.parts(kind, &above) {
                    statements.extend(self.named_parts(part, &table, true));
                }
            }
        }
        if !statements.is_empty() {
            let title = format!("name the indexes of {}", table.short(self.to.default_schema()));
            let mut step = Step::new(title, String::new())
                .because("they become those of its parent's")
                .locking(LockMode::AccessExclusive, table.to_string());
            step.sql = statements.into_iter().map(Into::into).collect();
            self.push(step);
        }
    }

    fn fit_column(&mut self, column: &Identity, from: &Object, to: &Object) {
        let generated = |object: &Object| ColumnParts::of(&object.definition).generated.map(str::to_owned);
        let is_anew = generated(to).is_some() && generated(from) != generated(to);
        if !is_anew {
            return self.alter_column(column, from, to);
        }
        let table = &column.name;
        let step = Step::new(
            format!("add {} anew", self.name(column)),
            format!("ALTER TABLE {table} DROP COLUMN {}", quote(column.own_name())),
        )
        .and(create::create(column, to, false))
        .because(format!("it must be generated {}", generated(to).unwrap_or_default()))
        .locking(LockMode::AccessExclusive, table.to_string())
        .hazard(Hazard::Rewrite)
        .hazard(Hazard::BlocksReads);
        let step = if generated(from).is_some() { step } else { step.hazard(Hazard::DataLoss) };
        self.push(step);
    }

    /// The checks of its parents, which must be there and valid.
    fn fit_checks(&mut self, partition: &Identity) {
        let table = partition.partition_name();
        for above in self.above(partition) {
            let checks: Vec<(Identity, Object)> =
                self.to.parts(Kind::Constraint, &above).map(|(check, object)| (check.clone(), object.clone())).collect();
            for (check, object) in checks {
                if !object.definition.starts_with("check") || object.definition.ends_with(" no inherit") {
                    continue;
                }
                let own = Identity::part(Kind::Constraint, table.clone(), check.own_name());
                let is = self.from.check(&own).map(|check| check.definition.clone());
                if is.as_ref() == Some(&object.definition) {
                    continue;
                }
                let drop = is.map(|is| create::drop(&own, &Object::new(is), false));
                self.add_validated(&own, &object, drop);
            }
        }
    }

    /// The tables above a partition that is to be.
    pub(super) fn above(&self, partition: &Identity) -> Vec<QualifiedName> {
        let mut above = Vec::new();
        let mut parent = Some(partition.name.clone());
        while let Some(table) = parent {
            parent = self.to.partition_named(&table).map(|partition| partition.name.clone());
            above.push(table);
        }
        above
    }

    /// What the partitions that are there have for an index or a key that comes to their table: the lowest first.
    pub(super) fn named_parts_below(&self, of: &Identity) -> Vec<String> {
        let mut below = descendants(&self.children_before, &of.name);
        below.retain(|table| self.from_partitions.contains(table) && self.to_partitions.contains(table));
        below.reverse();
        below.iter().flat_map(|partition| self.named_parts(of, partition, false)).collect()
    }

    /// What a partition has for an index or a key of a table above it: renamed, where it is there under another name than it
    /// should have; made first, where it should have a name of its own. What was attached to another goes with that, unless
    /// the partition was `detached`.
    pub(super) fn named_parts(&self, of: &Identity, partition: &QualifiedName, detached: bool) -> Vec<String> {
        let Some(above) = self.to.get(of) else { return Vec::new() };
        let is_backed = of.kind == Kind::Index || create::is_unique(above) || above.definition.starts_with("exclude");
        if !is_backed || above.attribute(Attribute::AttachedTo).is_some() {
            return Vec::new();
        }
        let alike = |object: &Object| object.definition == above.definition;
        let attached = |object: &Object| object.attribute(Attribute::AttachedTo).is_some();
        // Of two alike on the table above each has its own.
        let of_another = |part: &Identity| {
            let top = Identity::part(of.kind, of.name.clone(), order::turn(self.to, part).swap_remove(0));
            top != *of && self.to.get(&top).is_some()
        };
        let declared = self.to.parts(of.kind, partition);
        let mut declared = declared.filter(|(part, object)| alike(object) && attached(object) && !of_another(part));
        let wanted = declared.next().map(|(part, object)| (part.clone(), object.clone()));
        let mut there = self
            .from
            .parts(of.kind, partition)
            .filter(|(_, object)| detached || !attached(object))
            .filter(|(part, object)| alike(object) && self.to.get(part).is_none_or(|to| attached(to) || !alike(to)));
        let there = there.next().map(|(part, _)| part.own_name().to_owned());
        let usual = || match of.kind {
            Kind::Index => name_of_index(&partition.name, &above.definition, &BTreeSet::new()),
            _ => name_of_key(&partition.name, &above.definition),
        };
        let name = wanted.as_ref().map_or_else(usual, |(part, _)| part.own_name().to_owned());
        match (there, wanted) {
            (Some(is), _) if is == name => Vec::new(),
            (Some(is), _) if of.kind == Kind::Index => {
                let index = QualifiedName::new(&*partition.schema, is);
                vec![format!("ALTER INDEX {index} RENAME TO {}", quote(&name))]
            }
            (Some(is), _) => {
                vec![format!("ALTER TABLE {partition} RENAME CONSTRAINT {} TO {}", quote(&is), quote(&name))]
            }
            // It has become so by itself.
            (None, Some((part, _))) if !detached && self.from.get(&part).is_some() && !self.goes_with_its_parents(&part) => {
                Vec::new()
            }
            (None, Some((part, object))) => {
                let taken = self.taking_over(&part, &object);
                let mut statements = vec![taken.unwrap_or_else(|| create::create(&part, &object, false))];
                statements.extend(create::following(&part, &object));
                statements
            }
            (None, None) => Vec::new(),
        }
    }
}

/// A partition has no identity of its own, or gets its parent's as it is attached.
fn without_identity(mut column: Object) -> Object {
    let parts = ColumnParts::of(&column.definition);
    if let Some(identity) = parts.generated.filter(|generated| generated.contains(" as identity")) {
        let end = column.definition.len() - " generated ".len() - identity.len();
        column.definition.truncate(end);
    }
    column
}
