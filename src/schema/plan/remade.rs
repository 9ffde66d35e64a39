//! Tables that no statement can alter as they should be (how they are partitioned, which columns are a parent's): made anew
//! under the same name, in one transaction, with the rows that they hold.

use std::collections::BTreeSet;

use super::partitions::{partition_key_with, server_of};
use super::rebuilt::with_parts;
use super::sequences::{carry_on, count_on, identity_sequence};
use super::{Planner, children, columns, descendants, inherited_columns, names, types};
use crate::identifier::{QualifiedName, quote};
use crate::plan::{Hazard, LockMode, Step};
use crate::schema::create;
use crate::schema::diff::{Aspect, Difference, Direction};
use crate::schema::model::{Attribute, ColumnParts, Identity, Kind, Object, Schema};
use crate::schema::parts;
use crate::schema::text::find_outside_quotes;

/// What a partition's definition says of its bounds, and of how it is partitioned itself.
pub(super) fn bounds_and_key(definition: &str) -> (&str, &str) {
    definition.split_at(find_outside_quotes(definition, " partition by ").unwrap_or(definition.len()))
}

/// The tables and partitions that are made anew with their rows.
pub(super) fn roots(from: &Schema, to: &Schema, differences: &[Difference]) -> BTreeSet<Identity> {
    let mut roots: BTreeSet<Identity> = BTreeSet::new();
    let (from_partitions, to_partitions) = (from.partitions(), to.partitions());
    let children_before = children(from);
    let is_table = |schema: &Schema, table: &Identity| schema.get(table).is_some();
    for difference in differences.iter().filter(|difference| difference.aspect == Aspect::Definition) {
        let object = &difference.object;
        match (object.kind, difference.direction) {
            (Kind::Table, Direction::Changed) => _ = roots.insert(object.clone()),
            (Kind::ForeignTable, Direction::Changed) if server_of(from, &object.name) != server_of(to, &object.name) => {
                roots.insert(object.clone());
            }
            (Kind::Column, Direction::Changed) if is_retyped(from, to, object) => {
                let below = descendants(&children_before, &object.name);
                let table = Identity::new(Kind::Table, object.name.clone());
                let mut all = vec![object.name.clone()];
                all.extend(below.iter().cloned());
                let by_key = partition_key_with(from, &all, object.own_name()).is_some();
                if by_key && is_table(from, &table) && is_table(to, &table) {
                    roots.insert(table);
                }
                // PostgreSQL converts no column of a foreign table.
                if needs_conversion(from, to, object) {
                    let foreign = below.iter().filter(|child| server_of(from, child).is_some());
                    roots.extend(foreign.filter_map(|child| {
                        let partition = from_partitions.get(child).map(|partition| (*partition).clone());
                        of_both(from, to, child).or(partition.filter(|partition| is_table(to, partition)))
                    }));
                }
                // What has it from another parent too cannot follow the one.
                let has = |table: &QualifiedName| columns_of(from, table).iter().any(|(name, _)| name == object.own_name());
                for child in &below {
                    let parents = from.parents(child);
                    let strange = parents.iter().any(|parent| !all.contains(parent) && has(parent));
                    roots.extend(of_both(from, to, child).filter(|_| strange));
                }
            }
            (Kind::Partition, Direction::Changed) => {
                let definition =
                    |schema: &Schema| schema.get(object).map(|object| object.definition.clone()).unwrap_or_default();
                let (is, should) = (definition(from), definition(to));
                let ((_, is_key), (should_bounds, should_key)) = (bounds_and_key(&is), bounds_and_key(&should));
                if is_key != should_key {
                    roots.insert(object.clone());
                } else if should_bounds.contains("modulus") {
                    // Where the rows go is another for all of the partitions.
                    roots.extend(to.relation(&object.name, &to_partitions).filter(|parent| from.get(parent).is_some()));
                }
            }
            // A column that is the table's own cannot become its parents', or the other way round, by itself.
            (Kind::Column, Direction::Unexpected) => {
                let table = Identity::new(Kind::Table, object.name.clone());
                let both = from.get(&table).is_some() && to.get(&table).is_some();
                if both && is_above(to, &object.name, object.own_name()) {
                    roots.insert(table);
                }
            }
            _ => {}
        }
    }
    for difference in differences.iter().filter(|difference| difference.direction == Direction::Missing) {
        let column = &difference.object;
        let table = Identity::new(Kind::Table, column.name.clone());
        let inherited = |schema: &Schema| is_above(schema, &column.name, column.own_name());
        let both = from.get(&table).is_some() && to.get(&table).is_some();
        if column.kind == Kind::Column && both && inherited(from) && inherited(to) {
            roots.insert(table);
        }
    }
    for difference in differences.iter().filter(|difference| difference.aspect == Aspect::Attribute(Attribute::Server)) {
        roots.insert(difference.object.clone());
    }
    for difference in differences.iter().filter(|difference| difference.aspect == Aspect::Attribute(Attribute::Inherits)) {
        let table = &difference.object;
        let parents = |schema: &Schema| schema.parents(&table.name).into_iter().collect::<BTreeSet<_>>();
        let (is, should) = (parents(from), parents(to));
        let mut new = should.difference(&is).flat_map(|parent| inheritable(to, parent));
        let has = |column: &String| {
            let own = to.get(&Identity::part(Kind::Column, table.name.clone(), column.as_str()));
            own.is_some_and(|own| !own.is_inherited())
        };
        let is_other =
            new.any(|column| !has(&column)) || in_another_order(&from.parents(&table.name), &to.parents(&table.name));
        if is_other && is_table(from, table) && is_table(to, table) {
            roots.insert(table.clone());
        }
    }
    // A table of a type has the columns in the type's order.
    for (table, object) in to.of_kind(Kind::Table).filter(|(_, object)| object.attribute(Attribute::OfType).is_some()) {
        let names = |schema: &Schema| -> Vec<String> {
            schema.columns(&table.name).into_iter().map(|(name, _)| name.to_owned()).collect()
        };
        let (is, should) = (names(from), names(to));
        let kept = is.iter().filter(|name| should.contains(name));
        let becomes = kept.chain(should.iter().filter(|name| !is.contains(name)));
        if from.get(table).is_some() && !object.attributes.contains_key(&Attribute::MadeBy) && !becomes.eq(should.iter()) {
            roots.insert(table.clone());
        }
    }
    // What it gave to its children is their own when they leave it.
    let mut waiting: Vec<QualifiedName> = roots.iter().map(Identity::relation_name).collect();
    while let Some(table) = waiting.pop() {
        let heirs = children_before.get(&table).into_iter().flatten().filter(|child| !from_partitions.contains_key(*child));
        for child in heirs.filter_map(|child| of_both(from, to, child)) {
            if roots.insert(child.clone()) {
                waiting.push(child.name);
            }
        }
    }
    // What is part of one that is made anew comes with it.
    let is_above = |root: &Identity| {
        let mut above = from_partitions.get(&root.relation_name()).map(|partition| partition.name.clone());
        while let Some(table) = above {
            if roots.iter().any(|other| other.relation_name() == table) {
                return true;
            }
            above = from_partitions.get(&table).map(|partition| partition.name.clone());
        }
        false
    };
    roots.iter().filter(|root| !is_above(root)).cloned().collect()
}

/// A table, or foreign table, that is one before and after.
fn of_both(from: &Schema, to: &Schema, name: &QualifiedName) -> Option<Identity> {
    let kinds = [Kind::Table, Kind::ForeignTable].map(|kind| Identity::new(kind, name.clone()));
    kinds.into_iter().find(|table| from.get(table).is_some() && to.get(table).is_some())
}

/// Whether a column of a table changes to a type to which PostgreSQL must be told how.
fn needs_conversion(from: &Schema, to: &Schema, column: &Identity) -> bool {
    let (Some(from), Some(to)) = (from.get(column), to.get(column)) else { return false };
    !types::converts_by_itself(ColumnParts::of(&from.definition).data_type, ColumnParts::of(&to.definition).data_type)
}

fn is_retyped(from: &Schema, to: &Schema, column: &Identity) -> bool {
    let (Some(from), Some(to)) = (from.get(column), to.get(column)) else { return false };
    let (from, to) = (ColumnParts::of(&from.definition), ColumnParts::of(&to.definition));
    (from.data_type, from.collation) != (to.data_type, to.collation)
}

/// Whether parents cannot come to stand as they should by some being left and others being added at the end.
fn in_another_order(is: &[QualifiedName], should: &[QualifiedName]) -> bool {
    let kept = is.iter().filter(|parent| should.contains(parent));
    let new = should.iter().filter(|parent| !is.contains(parent));
    !kept.chain(new).eq(should)
}

/// Whether a table above one has a column.
pub(super) fn is_above(schema: &Schema, table: &QualifiedName, column: &str) -> bool {
    let parents = schema.parents(table);
    let mut above = parents.iter().filter(|parent| *parent != table);
    above.any(|parent| columns_of(schema, parent).iter().any(|(name, _)| name == column))
}

/// The columns that a table gives to its children.
fn inheritable(schema: &Schema, table: &QualifiedName) -> Vec<String> {
    let mut columns: Vec<String> = schema.columns(table).into_iter().map(|(name, _)| name.to_owned()).collect();
    columns
        .extend(schema.parents(table).iter().filter(|parent| *parent != table).flat_map(|parent| inheritable(schema, parent)));
    columns
}

impl Planner<'_> {
    /// A table or partition that is made anew, with its partitions, as they are.
    pub(super) fn tree_before(&self, root: &Identity) -> Vec<QualifiedName> {
        let name = root.relation_name();
        let mut tree = vec![name.clone()];
        tree.extend(descendants(&self.children_before, &name).into_iter().filter(|below| {
            match self.from.partition_named(below) {
                Some(partition) if self.stays_as_a_table(partition) => false,
                Some(partition) => !self.moves(partition) || self.with_remade.contains(below),
                // What inherited its columns is to be a partition.
                None => self.to_partitions.contains(below) && self.with_remade.contains(below),
            }
        }));
        tree
    }

    /// Everything that goes with those that are made anew.
    pub(super) fn goes_with_remade(&self) -> Vec<Identity> {
        let trees = self.remade.iter().flat_map(|root| self.tree_before(root));
        trees
            .filter_map(|table| self.from.relation(&table, &self.from.partitions()))
            .flat_map(|table| with_parts(self.from, &table))
            .collect()
    }

    pub(super) fn remake(&mut self, root: &Identity) {
        let name = root.relation_name();
        let tree = self.tree_before(root);
        let parents = if root.kind == Kind::Partition { Vec::new() } else { self.from.parents(&name) };
        let mut drops: Vec<Identity> = tree
            .iter()
            .filter_map(|table| self.from.relation(table, &self.from.partitions()))
            .flat_map(|table| [with_parts(self.from, &table), inherited_columns(self.from, &table)].concat())
            .collect();
        let foreign = server_of(self.from, &name).is_some();
        let (mut before, mut after) = (Vec::new(), Vec::new());
        let left = match root.kind {
            Kind::Partition => vec![format!("ALTER TABLE {} DETACH PARTITION {name}", root.sql_name())],
            _ => parents.iter().map(|parent| format!("ALTER TABLE {name} NO INHERIT {parent}")).collect(),
        };
        let leaves = !left.is_empty() && (root.kind != Kind::Partition || foreign);
        before.extend(left.iter().filter(|_| !leaves).cloned());
        let (gone, new) = self.keep_sequences(root, &mut before, &mut after);
        before.extend(self.free_of_each_other(&tree));
        before.extend(self.free_names(&tree));
        if root.kind == Kind::Partition {
            before.extend(self.free_names_from_above(root, &tree));
        }
        let mut aside = Vec::new();
        for table in &tree {
            let renamed = self.name_until(table, "old");
            before.push(format!("ALTER TABLE {table} RENAME TO {}", quote(&renamed.name)));
            aside.push(renamed);
        }

        let first = self.pieces.len();
        match root.kind {
            Kind::Partition => self.create_partition(root),
            _ => self.create_table(root),
        }
        let made = self.pieces.split_off(first);
        // What would fire at the copied rows comes after them.
        let fires = |kind: Kind| matches!(kind, Kind::Trigger | Kind::Rule | Kind::Policy);
        let (late, early): (Vec<_>, Vec<_>) =
            made.into_iter().partition(|piece| piece.makes.iter().any(|made| fires(made.kind)));
        drops.extend(gone);
        let makes: Vec<Identity> = early.iter().chain(&late).flat_map(|piece| piece.makes.iter().cloned()).chain(new).collect();

        let (was_foreign, is_foreign) = (server_of(self.from, &name).is_some(), server_of(self.to, &name).is_some());
        let copies = !was_foreign && !is_foreign;
        let how = if copies { ", with its rows" } else { "" };
        let mut step = Step::new(format!("make {} anew{how}", self.name(root)), String::new())
            .because(self.why_remade(root))
            .locking(LockMode::AccessExclusive, name.to_string());
        if copies {
            step = step.hazard(Hazard::Rewrite);
        }
        step = step.hazard(Hazard::BlocksReads);
        if !was_foreign && (is_foreign || tree.iter().any(|table| self.loses_a_column(table, &name))) {
            step = step.hazard(Hazard::DataLoss);
        }
        let (hidden, forced) = self.row_level_security(root);
        step.sql = before.into_iter().map(Into::into).collect();
        step.sql.extend(early.into_iter().flat_map(|piece| piece.step.sql));
        if hidden {
            // No row may be left behind because a policy hides it: rather the copy fails.
            step =
                step.and(format!("ALTER TABLE {} NO FORCE ROW LEVEL SECURITY", aside[0])).and("SET LOCAL row_security = off");
        }
        if forced {
            step = step.and(format!("ALTER TABLE {name} NO FORCE ROW LEVEL SECURITY"));
        }
        // The rows of a partitioned table are in its partitions, and come with it.
        let partitioned = self.from.is_partitioned(&name);
        let own = tree.iter().zip(&aside).take(if partitioned { 1 } else { tree.len() });
        for (table, aside) in own.clone().filter(|_| copies) {
            step.sql.extend(self.copy(table, aside, &name).map(Into::into));
        }
        if forced {
            step = step.and(format!("ALTER TABLE {name} FORCE ROW LEVEL SECURITY"));
        }
        step.sql.extend(after.into_iter().map(Into::into));
        step.sql.extend(late.into_iter().flat_map(|piece| piece.step.sql));
        let what = if was_foreign { "FOREIGN TABLE" } else { "TABLE" };
        for (_, aside) in own.rev() {
            step = step.and(format!("DROP {what} {aside}"));
        }
        if leaves {
            let mut leave = Step::new(format!("take {} from its parents", self.name(root)), String::new())
                .because("it is made anew; until then its rows are not its parents'")
                .locking(LockMode::AccessExclusive, name.to_string())
                .hazard(Hazard::BlocksReads);
            leave.sql = left.into_iter().chain(self.defaults_of_what_goes(&tree)).map(Into::into).collect();
            self.push(leave);
            self.say(self.pieces.len() - 1, &drops, &[]);
            self.push(step);
            self.say(self.pieces.len() - 1, &[], &makes);
        } else {
            self.push(step);
            self.say(self.pieces.len() - 1, &drops, &makes);
        }
        let new = std::iter::once(name.clone()).chain(self.descendants(&name));
        let new: Vec<Identity> = new.filter_map(|table| self.to.relation(&table, &self.to.partitions())).collect();
        self.recreated.extend(new.iter().flat_map(|table| with_parts(self.to, table)));
    }

    /// The statements that drop the defaults of tables that stand until they are made anew, where they use what goes before that.
    fn defaults_of_what_goes(&self, tables: &[QualifiedName]) -> Vec<String> {
        let mut statements = Vec::new();
        for table in tables {
            for (name, column) in columns_of(self.from, table) {
                let goes = |need: &Identity| {
                    matches!(need.kind, Kind::Sequence | Kind::Function) && need.name != *table && self.to.get(need).is_none()
                };
                if ColumnParts::of(&column.definition).default.is_some() && column.depends_on.iter().any(goes) {
                    statements.push(format!("ALTER TABLE {table} ALTER COLUMN {} DROP DEFAULT", quote(&name)));
                }
            }
        }
        statements
    }

    fn why_remade(&self, root: &Identity) -> &'static str {
        let definition = |schema: &Schema| schema.get(root).map(|object| object.definition.clone());
        let of_type = self.to.get(root).and_then(|table| table.attribute(Attribute::OfType));
        let name = root.relation_name();
        let (was_on, is_on) = (server_of(self.from, &name), server_of(self.to, &name));
        if was_on.is_some() {
            "PostgreSQL cannot alter it so; what it reads is on a server, and stays there"
        } else if is_on.is_some() {
            "it is to be on a server; its rows are not copied there"
        } else if of_type.is_some() {
            "its columns stand in the order of its type's attributes, and none can be moved; its rows are copied"
        } else if root.kind == Kind::Table
            && definition(self.from) == definition(self.to)
            && !self.to.is_partitioned(&root.name)
        {
            "which columns are its own and which its parents' cannot be altered; its rows are copied"
        } else if definition(self.from) == definition(self.to) && self.is_any_retyped(&name) {
            "the type of a column by which a table is partitioned cannot be altered; its rows are copied"
        } else if self.to.is_partitioned(&root.relation_name()) {
            "how a table is partitioned cannot be altered; its rows are copied, and if one fits no partition nothing is changed"
        } else {
            "how a table is partitioned cannot be altered; its rows are copied"
        }
    }

    fn is_any_retyped(&self, table: &QualifiedName) -> bool {
        let (is, should) = (columns_of(self.from, table), columns_of(self.to, table));
        let data_type = |column: &Object| ColumnParts::of(&column.definition).data_type.to_owned();
        should.iter().any(|(name, column)| is.iter().any(|(other, was)| other == name && data_type(was) != data_type(column)))
    }

    /// Whether policies may hide rows of a table, before or after, and whether that should hold for its owner too.
    fn row_level_security(&self, root: &Identity) -> (bool, bool) {
        let name = root.relation_name();
        let says = |schema: &Schema| {
            let relation = schema.relation(&name, &schema.partitions());
            let object = relation.and_then(|relation| schema.get(&relation).cloned());
            object.and_then(|object| object.attribute(Attribute::RowLevelSecurity).map(str::to_owned)).unwrap_or_default()
        };
        let (is, should) = (says(self.from), says(self.to));
        (!is.is_empty() || !should.is_empty(), should.contains("forced"))
    }

    fn loses_a_column(&self, table: &QualifiedName, to: &QualifiedName) -> bool {
        let kept = columns_of(self.to, to);
        let lost =
            |(name, column): &(String, Object)| !columns::is_computed(column) && !kept.iter().any(|(other, _)| other == name);
        columns_of(self.from, table).iter().any(lost)
    }

    /// What goes with one table of several, and uses another of them.
    fn free_of_each_other(&self, tree: &[QualifiedName]) -> Vec<String> {
        let parts = tree.iter().flat_map(|table| [Kind::Rule, Kind::Policy].map(|kind| self.from.parts(kind, table)));
        let is_of_another = |part: &Identity, object: &Object| {
            object.depends_on.iter().any(|need| need.name != part.name && tree.contains(&need.name))
        };
        parts
            .flatten()
            .filter(|(part, object)| is_of_another(part, object))
            .map(|(part, object)| create::drop(part, object, false))
            .collect()
    }

    /// What backs keys and indexes has names among relations, which the new ones need.
    fn free_names(&self, tree: &[QualifiedName]) -> Vec<String> {
        let own = |object: &Object| object.attribute(Attribute::AttachedTo).is_none() && !object.is_inherited();
        let of = |kind: Kind| {
            let parts = tree.iter().flat_map(move |table| self.from.parts(kind, table));
            parts.filter(|(_, object)| own(object))
        };
        // Foreign keys before the keys that they may refer to.
        let foreign = of(Kind::Constraint).filter(|(_, object)| create::is_foreign_key(object));
        let keys = of(Kind::Constraint).filter(|(_, object)| is_backed_by_an_index(object));
        foreign.chain(keys).chain(of(Kind::Index)).map(|(part, object)| create::drop(part, object, false)).collect()
    }

    /// The same of what a partition, and those below it, have for the indexes and keys of the tables above: those stay, and what
    /// they make on the new ones takes the names. What it is called is not said where PostgreSQL named it.
    fn free_names_from_above(&self, root: &Identity, tree: &[QualifiedName]) -> Vec<String> {
        let mut named: BTreeSet<QualifiedName> = BTreeSet::new();
        let mut usual: BTreeSet<QualifiedName> = BTreeSet::new();
        for kind in [Kind::Constraint, Kind::Index] {
            let is_backed = |object: &Object| kind == Kind::Index || is_backed_by_an_index(object);
            for table in tree {
                let parts =
                    self.from.parts(kind, table).chain(self.to.parts(kind, table)).filter(|(_, object)| is_backed(object));
                let attached = parts.filter(|(_, object)| object.attribute(Attribute::AttachedTo).is_some());
                named.extend(attached.map(|(part, _)| QualifiedName::new(&*table.schema, part.own_name())));
            }
            let mut above = Some(root.name.clone());
            while let Some(table) = above {
                // A key that comes, and an index where partitions are partitioned themselves, is built on all of them at once.
                let mut partitions = self.from.parts(Kind::Partition, &table);
                let deep =
                    partitions.any(|(_, partition)| find_outside_quotes(&partition.definition, " partition by ").is_some());
                let is_new = |part: &Identity, object: &Object| {
                    (deep || kind == Kind::Constraint)
                        && self.from.get(part).is_none_or(|from| from.definition != object.definition)
                };
                let comes = self.to.parts(kind, &table).filter(|(part, object)| is_new(part, object));
                let tops = self.from.parts(kind, &table).chain(comes).filter(|(_, object)| is_backed(object));
                for (whole, object) in tops.filter(|(_, object)| object.attribute(Attribute::AttachedTo).is_none()) {
                    for part in tree {
                        let mut name = QualifiedName::new(&*part.schema, parts::usual_name(kind, part, whole, object));
                        // Of several that are alike the later ones have a number.
                        let base = name.name.clone();
                        let mut number = 0;
                        while !usual.insert(name.clone()) {
                            number += 1;
                            name.name = format!("{base}{number}");
                        }
                    }
                }
                above = self.from.partition_named(&table).map(|partition| partition.name.clone());
            }
        }
        let elsewhere = names::of_others(self.from, tree);
        usual.retain(|name| !named.contains(name) && !elsewhere.contains(name));
        // What they belong to may have gone before.
        let rename = |name: &QualifiedName| {
            format!("ALTER INDEX IF EXISTS {name} RENAME TO {}", quote(&self.name_until(name, "old").name))
        };
        named.iter().chain(&usual).map(rename).collect()
    }

    /// Sequences that columns of the table own stay, if they are to; what an identity has counted, or a sequence whose column
    /// becomes one, or ceases to be one, goes on in its successor. Gives the sequences that go so, and those that come.
    fn keep_sequences(
        &mut self,
        root: &Identity,
        before: &mut Vec<String>,
        after: &mut Vec<String>,
    ) -> (Vec<Identity>, Vec<Identity>) {
        let table = root.relation_name();
        // An identity that is a parent's counts nothing here.
        let counts = |schema: &Schema, column: &Identity| {
            schema.get(column).is_some_and(|column| column.definition.contains(" as identity"))
        };
        let (mut gone, mut new, mut gone_on) = (Vec::new(), Vec::new(), BTreeSet::new());
        for (sequence, object) in self.from.of_kind(Kind::Sequence) {
            let owner = object.depends_on.iter().find(|need| need.kind == Kind::Column && need.name == table);
            let Some(column) = owner.filter(|_| create::sequence_owner(&object.definition).is_some()) else { continue };
            let stays = self.to.get(sequence).filter(|sequence| !sequence.is_made_by_another());
            let becomes_identity = counts(self.to, column) && !counts(self.from, column);
            let goes = stays.is_none() && becomes_identity && !self.counts_for_another(sequence, column);
            if goes && gone_on.insert(column.clone()) {
                // It goes with the old table.
                let aside = self.name_until(&sequence.name, "old");
                before.push(format!("ALTER SEQUENCE {} RENAME TO {}", sequence.sql_name(), quote(&aside.name)));
                after.push(carry_on(&identity_sequence(self.to, column), &aside));
                gone.push(sequence.clone());
                continue;
            }
            if stays.is_some() || self.to.column(column).is_some() {
                before.push(format!("ALTER SEQUENCE {} OWNED BY NONE", sequence.sql_name()));
            }
            if let Some(owner) = stays.and_then(|stays| create::sequence_owner(&stays.definition)) {
                after.push(format!("ALTER SEQUENCE {} OWNED BY {owner}", sequence.sql_name()));
            }
        }
        let before_columns = columns_of(self.from, &table);
        for (name, object) in columns_of(self.to, &table) {
            if !before_columns.iter().any(|(other, _)| *other == name) {
                continue;
            }
            let column = Identity::part(Kind::Column, table.clone(), name);
            let own = identity_sequence(self.to, &column);
            if counts(self.from, &column) {
                let sequence = identity_sequence(self.from, &column);
                let aside = self.name_until(&sequence, "old");
                before.push(format!("ALTER SEQUENCE {sequence} RENAME TO {}", quote(&aside.name)));
                if counts(self.to, &column) {
                    after.push(carry_on(&own, &aside));
                } else if let Some(sequence) = self.sequence_instead(&column)
                    && let Some(object) = self.to.get(&sequence)
                {
                    before.push(create::create(&sequence, object, false));
                    before.extend(create::following(&sequence, object));
                    after.push(carry_on(&sequence.name, &aside));
                    let owner = create::sequence_owner(&object.definition);
                    after.extend(owner.map(|owner| format!("ALTER SEQUENCE {} OWNED BY {owner}", sequence.sql_name())));
                    new.push(sequence);
                }
            } else if counts(self.to, &column) && !gone_on.contains(&column) {
                after.push(count_on(&own, &column, &object.definition));
            }
        }
        self.carried.extend(gone.iter().cloned());
        (gone, new)
    }

    /// The rows of a table, which is put aside, in the columns that both have and that are not computed.
    fn copy(&self, table: &QualifiedName, aside: &QualifiedName, to: &QualifiedName) -> Option<String> {
        let before = columns_of(self.from, table);
        let (mut names, mut values) = (Vec::new(), Vec::new());
        let mut overriding = "";
        for (name, column) in columns_of(self.to, to).iter().filter(|(_, column)| !columns::is_computed(column)) {
            let Some((_, was)) = before.iter().find(|(other, _)| other == name) else { continue };
            let (is, should) = (ColumnParts::of(&was.definition).data_type, ColumnParts::of(&column.definition).data_type);
            let own = quote(name);
            values.push(if is == should { own.clone() } else { format!("{own}{}", self.cast_of(is, should)) });
            names.push(own);
            if column.definition.contains(" generated always as identity") {
                overriding = " OVERRIDING SYSTEM VALUE";
            }
        }
        if names.is_empty() {
            return None;
        }
        let (names, values) = (names.join(", "), values.join(", "));
        // A child's rows are not its parents'.
        let only = if self.from.is_partitioned(table) { "" } else { "ONLY " };
        Some(format!("INSERT INTO {to} ({names}){overriding}\nSELECT {values}\n  FROM {only}{aside}"))
    }
}

fn is_backed_by_an_index(constraint: &Object) -> bool {
    create::is_unique(constraint) || constraint.definition.starts_with("exclude")
}

/// All columns of a table or partition, its own and those that it has from its parents.
pub(super) fn columns_of(schema: &Schema, table: &QualifiedName) -> Vec<(String, Object)> {
    let mut columns: Vec<(String, Object)> = Vec::new();
    for parent in schema.parents(table).iter().filter(|parent| *parent != table) {
        for (name, column) in columns_of(schema, parent) {
            if !columns.iter().any(|(other, _)| *other == name) {
                columns.push((name, column));
            }
        }
    }
    for (name, column) in schema.columns(table) {
        let known = columns.iter_mut().find(|(other, _)| other == name);
        match known {
            Some((_, inherited)) if !column.definition.is_empty() => inherited.definition.clone_from(&column.definition),
            Some(_) => {}
            None => columns.push((name.to_owned(), column.clone())),
        }
    }
    columns
}
