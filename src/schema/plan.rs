//! From one schema to another: differences → steps in an order that works both ways (what depends goes before what it depends
//! on, and comes back after it), online forms first, each step with its lock and its hazards. Both schemas must have been
//! read from a database.

mod alterations;
mod attached;
mod attachments;
mod attributes;
mod circle;
mod columns;
mod constraints;
mod counting;
mod dropped;
mod exchanged;
mod indexes;
mod keys;
mod names;
mod not_null;
mod operators;
mod partitions;
mod plain;
mod rebuilt;
mod refused;
mod relations;
mod remade;
mod replaced;
mod row_types;
mod sequences;
mod sorted;
mod together;
pub mod types;
mod unchecked;

use std::collections::{BTreeMap, BTreeSet};

use super::create;
use super::diff::{Aspect, Difference, Direction};
use super::model::{Attribute, Identity, Kind, Object, Schema};
use super::{parts, text};
use crate::identifier::QualifiedName;
use crate::plan::{Plan, Step};
use exchanged::Exchanged;
use rebuilt::{is_part_of, is_view, with_parts};
pub use refused::Impossible;
use replaced::Replaced;
use sorted::{Piece, sorted};

/// A plan, and what it cannot do.
#[derive(Debug, Clone, Default)]
pub struct Planned {
    pub plan: Plan,
    /// The same with every step by itself, where the plan joins some: for when the proof finds that they cannot share a
    /// transaction.
    pub apart: Option<Plan>,
    /// Differences for which PostgreSQL has no statement that keeps what is there; each says what a person must do. The steps that
    /// count on them are not in the plan, and are told here too.
    pub impossible: Vec<Impossible>,
}

/// Who runs a plan, and on what.
#[derive(Debug, Clone, Copy, Default)]
pub struct Server<'a> {
    /// Who owns what is created, where it is known.
    pub role: Option<&'a str>,
    /// The major version; where it is not known, what every version can do is planned.
    pub postgres: Option<u32>,
}

/// Plans the way from `from` to `to`.
pub fn plan(from: &Schema, to: &Schema, differences: &[Difference], server: Server<'_>) -> Planned {
    let (from, to) = parts::completed(from, to);
    let (from, to) = (from.as_ref(), to.as_ref());
    let Some(Exchanged { from, to, differences, steps }) = exchanged::exchanged(from, to, differences) else {
        return planned(from, to, differences, server);
    };
    let mut planned = planned(&from, &to, &differences, server);
    for plan in [Some(&mut planned.plan), planned.apart.as_mut()].into_iter().flatten() {
        plan.steps.splice(0..0, steps.iter().cloned());
    }
    planned
}

/// Plans the way between what says all of its partitions' indexes, their names exchanged.
fn planned(from: &Schema, to: &Schema, differences: &[Difference], server: Server<'_>) -> Planned {
    let (planned, circles) = attempt(from, to, differences, server, &BTreeSet::new());
    if circles.is_empty() {
        return planned;
    }
    // What is replaced where it stands waits for what waits for it: it goes first, and comes back.
    let (again, left) = attempt(from, to, differences, server, &circles);
    if left.is_empty() { again } else { planned }
}

/// Plans so that some objects go and come back; gives those, too, that wait for something that waits for them.
fn attempt(
    from: &Schema,
    to: &Schema,
    differences: &[Difference],
    server: Server<'_>,
    in_the_way: &BTreeSet<Identity>,
) -> (Planned, BTreeSet<Identity>) {
    let names = |schema: &Schema| schema.partitions().into_keys().collect();
    let (children, children_before) = (children(to), children(from));
    let remade = remade::roots(from, to, differences);
    let with_remade = with_partitions(&remade, &[from, to]);
    // What comes with a table that is made anew is as it should be.
    // What is left on a partition that becomes a table shows when it is one.
    let detached: BTreeSet<QualifiedName> = {
        let partitions = from.partitions().into_keys();
        partitions.filter(|name| to.get(&Identity::new(Kind::Table, name.clone())).is_some()).collect()
    };
    let absorbed = |object: &Identity| {
        if object.part.is_some() && object.kind != Kind::Partition && detached.contains(&object.name) {
            return true;
        }
        let becomes_a_table =
            object.kind == Kind::Partition && to.get(&Identity::new(Kind::Table, object.partition_name())).is_some();
        (object.part.is_some() || matches!(object.kind, Kind::Table | Kind::ForeignTable))
            && with_remade.contains(&object.relation_name())
            && !becomes_a_table
    };
    let differences: Vec<Difference> = differences.iter().filter(|difference| !absorbed(&difference.object)).cloned().collect();
    let differences = differences.as_slice();
    let mut planner = Planner {
        from,
        to,
        differences,
        role: server.role,
        postgres: server.postgres,
        from_partitions: names(from),
        to_partitions: names(to),
        replaced: Replaced::default(),
        rebuilt: BTreeSet::new(),
        anew: BTreeSet::new(),
        recreated: BTreeSet::new(),
        told_before: BTreeSet::new(),
        new_tables: BTreeSet::new(),
        carried: BTreeSet::new(),
        children,
        children_before,
        remade,
        with_remade,
        set_aside: BTreeSet::new(),
        renamed: BTreeMap::new(),
        taken: names::taken(&[from, to]),
        last: Vec::new(),
        pieces: Vec::new(),
        impossible: Vec::new(),
    };
    planner.set_aside = planner.remade.iter().flat_map(|root| planner.tree_before(root)).collect();
    planner.replaced = planner.replaced_types();
    planner.renamed = planner.parts_under_other_names();
    planner.rebuilt = planner.what_stands_in_the_way(in_the_way);
    let anew = planner.rebuilt.iter().filter(|identity| !loses_its_default(identity)).chain(&planner.replaced.types);
    planner.recreated = anew.flat_map(|identity| with_parts(from, identity)).chain(planner.anew.iter().cloned()).collect();
    planner.keep_what_is_renamed();
    planner.drop_phase();
    planner.create_phase();
    let altered = ALTERED_OR_REBUILT.iter().flat_map(|kind| planner.changed(*kind)).collect();
    let (mut plan, circles) = sorted(planner.pieces, from, to, &altered);
    plan.impossible.extend(planner.impossible);
    let plans = [Some(&mut plan.plan), plan.apart.as_mut()].into_iter().flatten();
    for sql in plans.flat_map(|plan| &mut plan.steps).flat_map(|step| &mut step.sql) {
        if let Some(alike) = text::that_prints_alike(&sql.text) {
            sql.text = alike;
        }
    }
    (plan, circles)
}

/// What can be altered where it stands, and as well go and come back: it holds nothing.
const ALTERED_OR_REBUILT: [Kind; 8] =
    [Kind::Function, Kind::Constraint, Kind::Index, Kind::View, Kind::Trigger, Kind::Rule, Kind::Policy, Kind::Statistics];

struct Planner<'a> {
    from: &'a Schema,
    to: &'a Schema,
    differences: &'a [Difference],
    role: Option<&'a str>,
    postgres: Option<u32>,
    from_partitions: BTreeSet<QualifiedName>,
    to_partitions: BTreeSet<QualifiedName>,
    /// The types that are made anew under their names, with the columns that have them.
    replaced: Replaced,
    /// What goes because it stands in the way of something else, and comes back; of a column its default.
    rebuilt: BTreeSet<Identity>,
    /// The columns that are dropped and added anew: what they hold is computed, or will be.
    anew: BTreeSet<Identity>,
    /// Everything that goes and comes back, and so loses what it has beside its definition.
    recreated: BTreeSet<Identity>,
    /// What is of an extension that moves, and has been told what it loses.
    told_before: BTreeSet<Identity>,
    /// The tables and partitions that are created.
    new_tables: BTreeSet<Identity>,
    /// The sequences whose place is taken by an identity, and which go with that.
    carried: BTreeSet<Identity>,
    /// The partitions and children of each table that is to be.
    children: BTreeMap<QualifiedName, Vec<QualifiedName>>,
    /// Those of each table that is there.
    children_before: BTreeMap<QualifiedName, Vec<QualifiedName>>,
    /// The tables and partitions that are made anew, with their rows.
    remade: BTreeSet<Identity>,
    /// The names of those and of all their partitions, before and after.
    with_remade: BTreeSet<QualifiedName>,
    /// The names of those that are made anew, with the partitions that they have now and whose rows they take.
    set_aside: BTreeSet<QualifiedName>,
    /// What partitions have for the indexes and keys of their tables, by what it is called, with what it should be called.
    renamed: BTreeMap<Identity, Identity>,
    /// The names that relations and types have, or are to have, by schema.
    taken: BTreeMap<String, BTreeSet<String>>,
    /// What can be done to columns only when the keys over them have gone.
    last: Vec<(Identity, Step)>,
    pieces: Vec<Piece>,
    impossible: Vec<Impossible>,
}

/// Whether what stands in the way is no more than its default.
fn loses_its_default(identity: &Identity) -> bool {
    matches!(identity.kind, Kind::Column | Kind::Domain)
}

/// What is created before tables, which may need it.
const BEFORE_TABLES: [Kind; 26] = [
    Kind::Schema,
    Kind::Extension,
    Kind::Language,
    Kind::AccessMethod,
    Kind::Collation,
    Kind::Enum,
    Kind::CompositeType,
    Kind::Domain,
    Kind::RangeType,
    Kind::Sequence,
    Kind::Function,
    Kind::BaseType,
    Kind::DomainConstraint,
    Kind::Aggregate,
    Kind::Operator,
    Kind::OperatorFamily,
    Kind::OperatorClass,
    Kind::Cast,
    Kind::Transform,
    Kind::Conversion,
    Kind::TextSearchParser,
    Kind::TextSearchTemplate,
    Kind::TextSearchDictionary,
    Kind::TextSearchConfiguration,
    Kind::ForeignDataWrapper,
    Kind::Server,
];
/// What is about tables and views that are there.
const LAST: [Kind; 6] = [Kind::UserMapping, Kind::Rule, Kind::Policy, Kind::Statistics, Kind::Publication, Kind::Subscription];

impl Planner<'_> {
    fn name(&self, identity: &Identity) -> String {
        identity.describe(self.to.default_schema())
    }

    fn push(&mut self, step: Step) {
        self.pieces.push(Piece::of(step));
    }

    /// There is no statement that makes these what they should be: the steps that count on it are left out.
    fn refuse(&mut self, title: String, why: String, drops: &[Identity], makes: &[Identity]) {
        self.pieces.push(Piece { refused: Some(why), ..Piece::of(Step::new(title, "")) });
        self.say(self.pieces.len() - 1, drops, makes);
    }

    fn push_dropping(&mut self, step: Step, identity: &Identity) {
        self.push(step);
        self.say(self.pieces.len() - 1, &with_parts(self.from, identity), &[]);
    }

    fn push_making(&mut self, step: Step, identity: &Identity) {
        self.making(identity, |planner| planner.push(step));
    }

    fn push_replacing(&mut self, step: Step, identity: &Identity) {
        self.push(step);
        self.say(self.pieces.len() - 1, &with_parts(self.from, identity), std::slice::from_ref(identity));
    }

    /// Says of the steps that something makes that they make, or alter, an object.
    fn making(&mut self, identity: &Identity, make: impl FnOnce(&mut Self)) {
        let first = self.pieces.len();
        make(self);
        let with_parts = self.made_with(identity);
        // A step that only takes something away from what is there makes nothing.
        for piece in self.pieces[first..].iter_mut().filter(|piece| !piece.drops.contains(identity)) {
            piece.makes.extend(with_parts.iter().cloned());
        }
    }

    fn say(&mut self, first: usize, drops: &[Identity], makes: &[Identity]) {
        for piece in &mut self.pieces[first..] {
            piece.drops.extend(drops.iter().cloned());
            piece.makes.extend(makes.iter().cloned());
        }
    }

    /// An object with those of its parts that come in the same step.
    fn made_with(&self, identity: &Identity) -> Vec<Identity> {
        let is_new = self.from.get(identity).is_none() || is_view(identity) || self.remade.contains(identity);
        let with = |part: &Identity| match part.kind {
            Kind::Column => true,
            Kind::Index => identity.kind != Kind::Partition,
            Kind::Constraint => identity.kind != Kind::Partition && !self.to.get(part).is_some_and(create::is_foreign_key),
            Kind::Trigger => is_view(identity),
            _ => false,
        };
        let parts = if is_new { with_parts(self.to, identity) } else { vec![identity.clone()] };
        let mut made: Vec<Identity> = parts.into_iter().filter(|part| part == identity || with(part)).collect();
        if is_new {
            made.extend(inherited_columns(self.to, identity));
        }
        made
    }

    fn of(&self, kind: Kind, direction: Direction) -> Vec<Identity> {
        let differences = self.differences.iter().filter(|difference| {
            difference.object.kind == kind && difference.direction == direction && difference.aspect == Aspect::Definition
        });
        // What is part of a view goes and comes with it.
        let differences = differences.filter(|difference| !is_part_of(&self.rebuilt, &difference.object));
        let differences = differences.filter(|difference| !self.replaced.covers(&difference.object));
        differences.map(|difference| difference.object.clone()).collect()
    }

    /// What is to be dropped.
    fn unexpected(&self, kind: Kind) -> Vec<Identity> {
        let mut dropped = self.of(kind, Direction::Unexpected);
        dropped.retain(|identity| !self.follows_its_type(identity) && !self.renamed.contains_key(identity));
        dropped.extend(self.anew.iter().filter(|identity| identity.kind == kind).cloned());
        dropped
    }

    /// What is to be altered, or replaced, where it stands.
    fn changed(&self, kind: Kind) -> Vec<Identity> {
        let mut changed = self.of(kind, Direction::Changed);
        let is_rebuilt = |identity: &Identity| !loses_its_default(identity) && self.rebuilt.contains(identity);
        let is_made = |identity: &Identity| is_rebuilt(identity) || self.comes_with_a_new_relation(identity);
        changed.retain(|identity| !is_made(identity) && !self.anew.contains(identity));
        changed
    }

    /// Whether a part has the name of one that a relation of another kind had, under the same name: it comes with the new one, as
    /// the other goes with the old one.
    fn comes_with_a_new_relation(&self, part: &Identity) -> bool {
        let is_part = matches!(part.kind, Kind::Trigger | Kind::Rule | Kind::Policy | Kind::Index | Kind::Constraint);
        let relations = [Kind::Table, Kind::ForeignTable, Kind::View, Kind::MaterializedView];
        let whole = relations.map(|kind| Identity::new(kind, part.name.clone()));
        let is_there = |schema: &Schema| whole.iter().position(|relation| schema.get(relation).is_some());
        is_part && is_there(self.from).zip(is_there(self.to)).is_some_and(|(is, should)| is != should)
    }

    /// What is to be created: what is missing, and what comes back.
    fn created(&self, kind: Kind) -> Vec<Identity> {
        // A partition's foreign key comes first: then its table's, which takes it over, need not read the partition.
        let is_foreign = |identity: &Identity| self.to.get(identity).is_some_and(create::is_foreign_key);
        let comes_back = |identity: &Identity| {
            !loses_its_default(identity) && (is_foreign(identity) || !self.comes_with_its_parents(identity))
        };
        let back = self.rebuilt.iter().filter(|identity| identity.kind == kind && comes_back(identity));
        let back = back.chain(self.anew.iter().filter(|identity| identity.kind == kind));
        let is_there = |identity: &Identity| {
            self.was_inherited(identity)
                || self.follows_its_type(identity)
                || self.comes_with_its_parents(identity)
                || self.renamed.values().any(|renamed| renamed == identity)
        };
        let missing = self.of(kind, Direction::Missing).into_iter().filter(|identity| !is_there(identity));
        missing.chain(back.cloned()).collect()
    }

    /// Whether a column, or a check, that is a table's own from now on is so by itself: the parent that gave it keeps it no
    /// longer, or is left.
    fn was_inherited(&self, identity: &Identity) -> bool {
        match identity.kind {
            Kind::Column => remade::is_above(self.from, &identity.name, identity.own_name()),
            Kind::Constraint => {
                let definition = self.to.get(identity).map(|check| check.definition.as_str());
                let kept = self.to.parents(&identity.name);
                let before = self.from.parents(&identity.name).into_iter().filter(|parent| *parent != identity.name);
                let has_it = |parent: &QualifiedName| {
                    let of_parent = Identity { name: parent.clone(), ..identity.clone() };
                    self.from.check(&of_parent).map(|check| check.definition.as_str()) == definition
                };
                let given: Vec<QualifiedName> =
                    before.filter(|parent| definition.is_some_and(|is| is.starts_with("check")) && has_it(parent)).collect();
                // While it is inherited it can be declared once more.
                !given.is_empty() && !given.iter().any(|parent| kept.contains(parent))
            }
            _ => false,
        }
    }

    /// The partitions and children that a table is to have, and theirs, each after its own parent.
    fn descendants(&self, table: &QualifiedName) -> Vec<QualifiedName> {
        descendants(&self.children, table)
    }

    fn reason_to_create(&self, identity: &Identity) -> &'static str {
        if self.recreated.contains(identity) { "put back" } else { "declared, not there" }
    }

    fn create_phase(&mut self) {
        self.move_extensions();
        self.create_shells();
        self.replace_types();
        self.plain_kinds(&BEFORE_TABLES);
        self.tables();
        self.partitions();
        self.let_catalog_tables_be_rewritten();
        self.columns();
        for table in self.remade.clone() {
            self.remake(&table);
        }
        self.give_sequences_to_columns();
        self.change_persistence();
        self.constraints_and_indexes();
        // Of a parent's column before that of its children.
        let mut last = std::mem::take(&mut self.last);
        last.sort_by_cached_key(|(column, _)| self.ancestors_before(&column.name).len());
        for (column, step) in last {
            self.push(step);
            // A partition that comes has it so; and what a key demands, it demands until it is another.
            if self.from.is_partitioned(&column.name) {
                let keys = self.from.parts(Kind::Constraint, &column.name);
                let over = keys.filter(|(key, object)| object.depends_on.contains(&column) && self.is_made(key));
                let made: Vec<Identity> = over.map(|(key, _)| key.clone()).chain([column.clone()]).collect();
                self.say(self.pieces.len() - 1, &[], &made);
            }
        }
        self.create_new_foreign_keys();
        for kind in [Kind::View, Kind::MaterializedView] {
            for view in self.created(kind) {
                self.create_view(&view);
            }
        }
        for view in self.changed(Kind::View) {
            self.replace_view(&view);
        }
        let of_views = |column: &Identity| self.to.get(&Identity::new(Kind::View, column.name.clone())).is_some();
        let columns: Vec<Identity> = self.changed(Kind::Column).into_iter().filter(of_views).collect();
        self.change_columns(&columns);
        for trigger in self.changed(Kind::Trigger).into_iter().chain(self.created(Kind::Trigger)) {
            self.create_trigger(&trigger);
        }
        self.plain_kinds(&LAST);
        self.drop_rest();
        self.change_attributes();
        self.return_to_types();
        self.persist_identities();
        self.give_owners_and_privileges();
        self.change_default_privileges();
        // It fires on what follows.
        self.plain_kinds(&[Kind::EventTrigger]);
    }

    fn tables(&mut self) {
        for table in self.created(Kind::Table).into_iter().chain(self.created(Kind::ForeignTable)) {
            if !self.stays_as_a_table(&table) {
                self.create_table(&table);
            }
        }
        self.plain_kinds_that_change(Kind::ForeignTable);
    }

    fn partitions(&mut self) {
        self.move_bounds();
        for partition in self.created(Kind::Partition) {
            self.create_partition(&partition);
        }
    }

    fn columns(&mut self) {
        let mut created = self.created(Kind::Column);
        // So that they stand in the order in which they should.
        created.sort_by_key(|column| (column.name.clone(), self.to.get(column).map(|column| column.position)));
        for column in created {
            self.making(&column, |planner| planner.add_column(&column));
        }
        let of_views = |column: &Identity| self.to.get(&Identity::new(Kind::View, column.name.clone())).is_some();
        let mut changed: Vec<Identity> = self.changed(Kind::Column).into_iter().filter(|column| !of_views(column)).collect();
        changed.sort_by_cached_key(|column| self.is_retyped_with_parents(column));
        self.change_columns(&changed);
        let back: Vec<Identity> = self.rebuilt.iter().filter(|identity| loses_its_default(identity)).cloned().collect();
        for identity in back {
            self.making(&identity, |planner| planner.put_default_back(&identity));
        }
    }

    fn change_columns(&mut self, changed: &[Identity]) {
        for column in changed {
            let first = self.pieces.len();
            self.making(column, |planner| planner.change_column(column));
            if self.changes_type(column) {
                let keys = self.keys_over(column);
                // What goes first, such as how it is computed, waits for none of it.
                for piece in self.pieces[first..].iter_mut().filter(|piece| !piece.drops.contains(column)) {
                    piece.makes.extend(keys.iter().cloned());
                }
            }
        }
    }

    /// Keys before indexes, and foreign keys after both.
    fn constraints_and_indexes(&mut self) {
        self.rename_parts();
        let is_foreign = |identity: &Identity, schema: &Schema| schema.get(identity).is_some_and(create::is_foreign_key);
        let all = self.changed(Kind::Constraint).into_iter().chain(self.created(Kind::Constraint));
        let (foreign, own): (Vec<Identity>, Vec<Identity>) = all.partition(|identity| is_foreign(identity, self.to));
        for constraint in own {
            let dropped = self.rebuilt.contains(&constraint) || self.goes_with_its_parents(&constraint);
            self.making(&constraint, |planner| planner.add_constraint(&constraint, dropped));
            if self.from.get(&constraint).is_none() && self.is_attached_by_itself(&constraint) {
                self.attach_index(&constraint);
            }
        }
        // Those of partitions are as they should be before they are attached.
        let (first, last): (Vec<Identity>, Vec<Identity>) =
            self.changed(Kind::Index).into_iter().partition(|index| self.from_partitions.contains(&index.name));
        for index in first {
            self.making(&index, |planner| planner.replace_index(&index));
        }
        for index in self.created(Kind::Index) {
            self.making(&index, |planner| planner.add_index(&index));
            if self.is_attached_by_itself(&index) {
                self.attach_index(&index);
            }
        }
        for index in last {
            self.making(&index, |planner| planner.replace_index(&index));
        }
        for constraint in foreign {
            let dropped = self.rebuilt.contains(&constraint);
            self.making(&constraint, |planner| planner.add_constraint(&constraint, dropped));
        }
    }
}

fn children(schema: &Schema) -> BTreeMap<QualifiedName, Vec<QualifiedName>> {
    let mut children: BTreeMap<QualifiedName, Vec<QualifiedName>> = BTreeMap::new();
    for (partition, _) in schema.of_kind(Kind::Partition) {
        children.entry(partition.name.clone()).or_default().push(partition.partition_name());
    }
    for (table, _) in schema.of_kind(Kind::Table).chain(schema.of_kind(Kind::ForeignTable)) {
        for parent in schema.parents(&table.name) {
            children.entry(parent).or_default().push(table.name.clone());
        }
    }
    children
}

fn descendants(children: &BTreeMap<QualifiedName, Vec<QualifiedName>>, table: &QualifiedName) -> Vec<QualifiedName> {
    let mut found: Vec<QualifiedName> = Vec::new();
    let mut seen: BTreeSet<&QualifiedName> = BTreeSet::new();
    let mut next = vec![table];
    while let Some(parent) = next.pop() {
        for child in children.get(parent).into_iter().flatten().filter(|child| seen.insert(child)) {
            found.push(child.clone());
            next.push(child);
        }
    }
    found
}

/// The columns that a table has from its parents alone.
fn inherited_columns(schema: &Schema, table: &Identity) -> Vec<Identity> {
    let inherits = schema.get(table).is_some_and(|table| table.attribute(Attribute::Inherits).is_some());
    let columns = if inherits { remade::columns_of(schema, &table.name) } else { Vec::new() };
    let columns = columns.into_iter().map(|(name, _)| Identity::part(Kind::Column, table.name.clone(), name));
    columns.filter(|column| schema.get(column).is_none_or(Object::is_inherited)).collect()
}

/// The names of some tables and of all that is a partition of them, or of such a partition.
fn with_partitions(roots: &BTreeSet<Identity>, schemas: &[&Schema]) -> BTreeSet<QualifiedName> {
    let mut names = BTreeSet::new();
    for schema in schemas {
        let mut waiting: Vec<QualifiedName> = roots.iter().map(Identity::relation_name).collect();
        while let Some(table) = waiting.pop() {
            waiting.extend(schema.parts(Kind::Partition, &table).map(|(partition, _)| partition.partition_name()));
            names.insert(table);
        }
    }
    names
}

/// Adds what an object has beside its definition to the step that creates it.
fn with_attributes(mut step: Step, identity: &Identity, object: &Object) -> Step {
    for sql in create::following(identity, object) {
        step = step.and(sql);
    }
    step
}

#[cfg(test)]
mod tests;
