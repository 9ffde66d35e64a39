//! What stands in the way of a change: it goes first, and comes back when the change is made.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::columns::is_computed;
use super::{Planner, alterations, descendants, names, plain, types};
use crate::identifier::QualifiedName;
use crate::schema::create;
use crate::schema::diff::{Aspect, Difference, Direction};
use crate::schema::model::{Attribute, ColumnParts, Identity, Kind, Object, Schema};
use crate::schema::{parts, text};

/// What happens to an object that others need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// It goes, whether or not it comes back.
    Goes,
    /// A column that changes its type, or goes: what PostgreSQL alters or drops with it is not in its way.
    Column,
}

impl<'a> Planner<'a> {
    /// What is on both sides, and must go before something that it needs can change: what reads a column that is dropped or
    /// changes its type, what calls a function that is made anew, what reads such a view, and so on. Some are `known` to.
    pub(super) fn what_stands_in_the_way(&mut self, known: &BTreeSet<Identity>) -> BTreeSet<Identity> {
        let mut rebuilt = known.clone();
        let gone = known.iter().flat_map(|known| with_parts(self.from, known));
        let mut fates: BTreeMap<Identity, Fate> = gone.map(|gone| (gone, Fate::Goes)).collect();
        for difference in self.differences.iter().filter(|difference| difference.aspect == Aspect::Definition) {
            let object = &difference.object;
            if self.replaced.covers(object) {
                continue;
            }
            match difference.direction {
                Direction::Missing => {}
                // The table stays, attached or detached.
                Direction::Unexpected if self.becomes_a_partition(object) || self.stays_as_a_table(object) => {}
                Direction::Unexpected if self.moves(object) => {}
                Direction::Unexpected if object.kind == Kind::Column => _ = fates.insert(object.clone(), Fate::Column),
                Direction::Unexpected => {
                    fates.extend(with_parts(self.from, object).into_iter().map(|gone| (gone, Fate::Goes)));
                }
                Direction::Changed if object.kind == Kind::Column => {
                    if self.is_computed_anew(object) {
                        self.anew.insert(object.clone());
                        fates.insert(object.clone(), Fate::Goes);
                    } else if self.changes_type(object) {
                        fates.insert(object.clone(), Fate::Column);
                    }
                }
                // It would fire on what follows as it should no more, and comes back last.
                Direction::Changed if object.kind == Kind::EventTrigger => _ = rebuilt.insert(object.clone()),
                Direction::Changed if is_view(object) && self.is_made_anew(object) => {
                    rebuilt.insert(object.clone());
                    fates.extend(with_parts(self.from, object).into_iter().map(|gone| (gone, Fate::Goes)));
                }
                Direction::Changed => {
                    let retyped = alterations::retyped_attributes(self.from.get(object), self.to.get(object), object);
                    fates.extend(retyped.into_iter().map(|attribute| (attribute, Fate::Goes)));
                    if self.is_made_anew(object) {
                        fates.insert(object.clone(), Fate::Goes);
                    }
                }
            }
        }
        for partition in self.arriving() {
            let unfit = self.fittings(&partition).into_iter().filter(super::attached::Fitting::is_in_use);
            fates.extend(unfit.map(|fitting| (fitting.column, Fate::Column)));
        }
        fates.extend(self.goes_with_remade().into_iter().map(|gone| (gone, Fate::Goes)));
        for replaced in &self.replaced.types {
            fates.extend(with_parts(self.from, replaced).into_iter().map(|gone| (gone, Fate::Goes)));
        }
        fates.extend(self.replaced.columns.iter().map(|column| (column.clone(), Fate::Column)));
        rebuilt.extend(self.checks_in_common());
        rebuilt.extend(self.checks_to_be_unchecked_below());
        for publication in self.publications_of_unlogged() {
            fates.insert(publication.clone(), Fate::Goes);
            rebuilt.insert(publication);
        }
        for index in self.indexes_given_up() {
            fates.insert(index.clone(), Fate::Goes);
            rebuilt.insert(index);
        }
        for operator in self.operators_to_link() {
            fates.insert(operator.clone(), Fate::Goes);
            rebuilt.insert(operator);
        }
        let dependents = self.dependents();
        let mut waiting: Vec<Identity> = fates.keys().cloned().collect();
        while let Some(need) = waiting.pop() {
            let fate = fates[&need];
            let of_children = self.needs_of_children(&need);
            let by_children = of_children.iter().filter_map(|need| dependents.get(need)).flatten();
            let by_children = by_children.filter(|dependent| is_view(dependent) || dependent.part.is_some());
            let of_parts = self.refer_to_parts(&need);
            let by_keys = self.built_on_keys(&need, fate, &dependents);
            let of_both = dependents.get(&need).into_iter().flatten().chain(by_children).chain(&of_parts).chain(&by_keys);
            let remade =
                |dependent: &&&Identity| dependent.part.is_some() && self.with_remade.contains(&dependent.relation_name());
            let of_both: Vec<&Identity> = of_both.filter(|dependent| !remade(dependent)).copied().collect();
            for dependent in &of_both {
                if self.is_computed_from(&need, fate, dependent) {
                    if self.anew.insert((*dependent).clone()) {
                        fates.insert((*dependent).clone(), Fate::Goes);
                        waiting.push((*dependent).clone());
                    }
                    continue;
                }
                if self.replaced.covers(dependent)
                    || rebuilt.contains(*dependent)
                    || !self.is_in_the_way(&need, fate, dependent)
                {
                    continue;
                }
                rebuilt.insert((*dependent).clone());
                // A column, or a domain, loses no more than its default.
                if !matches!(dependent.kind, Kind::Column | Kind::Domain) {
                    for gone in with_parts(self.from, dependent) {
                        if fates.insert(gone.clone(), Fate::Goes).is_none() {
                            waiting.push(gone);
                        }
                    }
                }
            }
        }
        // What is part of a view goes and comes with it.
        let views: BTreeSet<Identity> = rebuilt.iter().filter(|identity| is_view(identity)).cloned().collect();
        let by_itself = |identity: &Identity| !is_part_of(&views, identity) && !self.comes_with_a_new_relation(identity);
        rebuilt.retain(|identity| identity.part.is_none() || by_itself(identity));
        rebuilt
    }

    /// The publications that name a table which is not to be logged.
    fn publications_of_unlogged(&self) -> Vec<Identity> {
        let changed = self
            .differences
            .iter()
            .filter(|difference| difference.aspect == Aspect::Attribute(Attribute::Persistence) && difference.to.is_some());
        let tables: BTreeSet<&Identity> = changed.map(|difference| &difference.object).collect();
        let names = |publication: &Object| publication.depends_on.iter().any(|need| tables.contains(need));
        let publications = self.from.of_kind(Kind::Publication).filter(|(_, publication)| names(publication));
        let stays = publications.filter(|(publication, _)| self.to.get(publication).is_some());
        stays.map(|(publication, _)| publication.clone()).collect()
    }

    /// Checks that tables and their children have together: none of them changes, or leaves a child, alone.
    fn checks_in_common(&self) -> Vec<Identity> {
        let is_check = |object: &Object| object.definition.starts_with("check") && !object.is_inherited();
        let mut found = Vec::new();
        for difference in self.differences.iter().filter(|difference| difference.aspect == Aspect::Definition) {
            let check = &difference.object;
            if check.kind != Kind::Constraint || !self.from.get(check).is_some_and(is_check) {
                continue;
            }
            let of_table = |table: &QualifiedName| Identity::part(Kind::Constraint, table.clone(), check.own_name());
            let own = |tables: BTreeSet<QualifiedName>| {
                let checks = tables.iter().map(of_table).collect::<Vec<_>>().into_iter();
                checks.filter(|other| other != check && self.from.get(other).is_some_and(is_check)).collect::<Vec<_>>()
            };
            let mut others = own(self.ancestors_before(&check.name));
            if difference.direction == Direction::Changed {
                let below = descendants(&self.children_before, &check.name);
                others.extend(own(below
                    .iter()
                    .flat_map(|child| self.ancestors_before(child))
                    .chain(below.iter().cloned())
                    .collect()));
            }
            if others.is_empty() {
                continue;
            }
            others.extend((difference.direction == Direction::Changed).then(|| check.clone()));
            found.extend(others.into_iter().filter(|other| self.to.get(other).is_some()));
        }
        found
    }

    /// The indexes and keys of partitioned tables that a partition's is attached to, and should not be: it cannot leave alone. And
    /// those that some partitions are to have no part of any more.
    fn indexes_given_up(&self) -> Vec<Identity> {
        let attached = self.differences.iter().filter(|difference| {
            let is_part = matches!(difference.object.kind, Kind::Index | Kind::Constraint);
            let is_given_up = is_part && !self.renamed.contains_key(&difference.object);
            difference.direction == Direction::Unexpected && is_given_up
                || difference.aspect == Aspect::Attribute(Attribute::AttachedTo)
        });
        let of = |difference: &Difference| {
            let above = self.from.get(&difference.object)?.attribute(Attribute::AttachedTo)?;
            let above = QualifiedName::parse(above, "")?.name;
            let table = self.from.parents(&difference.object.name).into_iter().next()?;
            let index = Identity::part(difference.object.kind, table, above);
            (self.from.get(&index).is_some() && self.to.get(&index).is_some()).then_some(index)
        };
        let of_some = self.differences.iter().filter(|difference| {
            let part = &difference.object;
            let is_whole = matches!(part.kind, Kind::Index | Kind::Constraint) && self.from.is_partitioned(&part.name);
            difference.aspect == Aspect::Attribute(Attribute::State)
                && is_whole
                && (self.is_on_some_partitions(part) || self.stays_invalid(part))
        });
        // Nor can a key that is to serve for one come beside its part.
        let serving = self.differences.iter().filter_map(|difference| {
            let key = &difference.object;
            let counts = matches!(difference.aspect, Aspect::Definition | Aspect::Attribute(Attribute::PartOf));
            let part_of = self.to.get(key).filter(|_| counts)?.attribute(Attribute::PartOf)?;
            let table = self.to.parents(&key.name).into_iter().next()?;
            let index = Identity::part(Kind::Index, table, QualifiedName::parse(part_of, "")?.name);
            (self.from.get(&index).is_some() && self.to.get(&index).is_some()).then_some(index)
        });
        attached.filter_map(of).chain(serving).chain(of_some.map(|difference| difference.object.clone())).collect()
    }

    /// Whether an invalid index or key of a partitioned table would not become valid: only attaching a part makes it so, and each
    /// partition that stays has its own.
    fn stays_invalid(&self, whole: &Identity) -> bool {
        let has_part = |partition: &Identity| {
            let table = partition.partition_name();
            let mut parts = self.from.parts(whole.kind, &table).map(|(part, _)| part);
            parts.any(|part| parts::above(self.from, part).as_ref() == Some(whole))
        };
        let partitions = self.from.parts(Kind::Partition, &whole.name).map(|(partition, _)| partition);
        partitions.filter(|partition| self.to.get(partition).is_some()).all(has_part)
    }

    /// The keys over a column that stay, and are made anew by PostgreSQL with its new type.
    pub(super) fn keys_over(&self, column: &Identity) -> Vec<Identity> {
        let keys = self.from.parts(Kind::Constraint, &column.name);
        let over = keys.filter(|(key, object)| {
            let stays = self.to.get(key).is_some_and(|to| to.definition == object.definition) && !self.rebuilt.contains(*key);
            stays && create::is_unique(object) && object.depends_on.contains(column)
        });
        over.map(|(key, _)| key.clone()).collect()
    }

    /// What groups by, or refers to, a key over a column that changes its type: PostgreSQL makes the key anew, and knows of no
    /// foreign key that the column is no part of.
    fn built_on_keys(
        &self,
        column: &Identity,
        fate: Fate,
        dependents: &HashMap<&'a Identity, Vec<&'a Identity>>,
    ) -> Vec<&'a Identity> {
        if fate != Fate::Column || !self.changes_type(column) && !self.replaced.columns.contains(column) {
            return Vec::new();
        }
        let keys = dependents.get(column).into_iter().flatten().filter(|key| key.kind == Kind::Constraint);
        let built = keys.filter_map(|key| dependents.get(key)).flatten();
        let refers = |on: &Identity| {
            self.from.get(on).is_some_and(|key| create::is_foreign_key(key) && !key.depends_on.contains(column))
        };
        built.copied().filter(|on| is_view(on) || on.kind == Kind::Function || refers(on)).collect()
    }

    /// The foreign keys that refer to a partition by what it has of a key of its table.
    fn refer_to_parts(&self, key: &Identity) -> Vec<&'a Identity> {
        let is_key = key.kind == Kind::Constraint && self.from.get(key).is_some_and(create::is_unique);
        if !is_key || !self.from.is_partitioned(&key.name) {
            return Vec::new();
        }
        let below = descendants(&self.children_before, &key.name);
        let from: &'a Schema = self.from;
        let foreign = from.of_kind(Kind::Constraint).filter(|(_, object)| create::is_foreign_key(object));
        let refers =
            foreign.filter(|(own, object)| object.referenced_tables(&own.name).iter().any(|table| below.contains(table)));
        refers.map(|(identity, _)| identity).collect()
    }

    /// The tables above one that is there.
    pub(super) fn ancestors_before(&self, table: &QualifiedName) -> BTreeSet<QualifiedName> {
        let mut found = BTreeSet::new();
        let mut waiting = self.from.parents(table);
        while let Some(parent) = waiting.pop() {
            if found.insert(parent.clone()) {
                waiting.extend(self.from.parents(&parent));
            }
        }
        found
    }

    /// A parent's column as its partitions and children have it; where such a column is not known by itself, what needs it
    /// needs the whole of them.
    fn needs_of_children(&self, need: &Identity) -> Vec<Identity> {
        if need.kind != Kind::Column {
            return Vec::new();
        }
        let of_child = |child: QualifiedName| {
            let column = Identity::part(Kind::Column, child.clone(), need.own_name());
            let known = self.from.get(&column).is_some();
            if known { Some(column) } else { self.from.relation(&child, &self.from.partitions()) }
        };
        descendants(&self.children_before, &need.name).into_iter().filter_map(of_child).collect()
    }

    /// Whether a column is generated from what goes, or becomes another.
    fn is_computed_from(&self, need: &Identity, fate: Fate, dependent: &Identity) -> bool {
        let is_computed = |schema: &Schema| schema.get(dependent).is_some_and(is_computed);
        let is_other = fate == Fate::Goes || need.kind == Kind::Column;
        dependent.kind == Kind::Column
            && is_other
            && is_computed(self.from)
            && is_computed(self.to)
            && !self.from.get(dependent).is_some_and(Object::is_inherited)
    }

    /// Whether a column that goes is generated from one that changes its type, and that an index is to have.
    fn is_generated_from_altered(&self, need: &Identity, index: &Object) -> bool {
        let generated = self.from.get(need).filter(|column| need.kind == Kind::Column && is_computed(column));
        let sources = generated.into_iter().flat_map(|column| &column.depends_on);
        sources.into_iter().any(|source| index.depends_on.contains(source) && self.changes_type(source))
    }

    /// Whether a column can come to be generated so only by being dropped and added.
    fn is_computed_anew(&self, column: &Identity) -> bool {
        let (Some(from), Some(to)) = (self.from.get(column), self.to.get(column)) else { return false };
        let generated = |object: &Object| ColumnParts::of(&object.definition).generated.map(str::to_owned);
        // Since PostgreSQL 17 there is SET EXPRESSION; what is stored stays stored.
        let kind = |object: &Object| generated(object).map(|text| text.ends_with(" stored"));
        let can_be_set = self.postgres.is_some_and(|major| major >= 17) && is_computed(from) && kind(from) == kind(to);
        is_computed(to) && generated(from) != generated(to) && !can_be_set && !to.is_inherited()
    }

    /// Why a column is dropped and added anew.
    pub(super) fn why_anew(&self, column: &Identity) -> &'static str {
        match (self.from.get(column), self.to.get(column)) {
            (Some(from), _) if !is_computed(from) => "from now on it is generated: what it holds is lost, and computed anew",
            (Some(from), Some(to)) if from.definition != to.definition => {
                "it is generated otherwise: it is added below, and its values are computed anew"
            }
            _ => "what it is generated from changes: it is added below, and its values are computed anew",
        }
    }

    fn is_in_the_way(&self, need: &Identity, fate: Fate, dependent: &Identity) -> bool {
        use Kind::{
            Aggregate, Cast, Constraint, Conversion, DomainConstraint, EventTrigger, Function, Index, MaterializedView,
            Operator, OperatorClass, OperatorFamily, Policy, Rule, Statistics, TextSearchConfiguration, TextSearchDictionary,
            Transform, Trigger, View,
        };
        let (Some(from), Some(to)) = (self.from.get(dependent), self.to.get(dependent)) else { return false };
        let is_key = matches!(need.kind, Constraint | Index);
        // What changes, and no longer needs what goes for good, nor what comes in its name, is not in its way.
        let needs_one_of_the_name = to.depends_on.iter().any(|other| other.name == need.name && other.part == need.part);
        let is_freed = from.definition != to.definition
            && self.to.get(need).is_none()
            && !needs_one_of_the_name
            && !self.is_mistaken(need);
        let is_column = need.kind == Kind::Column && self.from.get(need).is_some();
        match dependent.kind {
            // It is replaced first, and frees what goes.
            View if is_freed && !self.is_made_anew(dependent) => false,
            View | MaterializedView => true,
            Statistics if self.with_remade.contains(&need.relation_name()) => true,
            // PostgreSQL makes it anew with the column's new type, and forgets whose it is and how exact.
            Statistics if fate == Fate::Column && self.changes_type(need) => {
                let owner = from.attribute(Attribute::Owner).filter(|owner| self.role != Some(owner));
                owner.is_some() || from.attribute(Attribute::StatisticsTarget).is_some() || is_printed_otherwise(to)
            }
            // While both keys are there the new one could settle on either.
            Constraint if is_key && create::is_foreign_key(from) && refer_to_one_table(dependent, from, to) => true,
            // A child's default in the place of its parent's.
            Kind::Column if from.is_inherited() && need.kind == Function => {
                fate == Fate::Goes && ColumnParts::of(&from.definition).default.is_some()
            }
            // The new one is over what the old one's column is generated from, and which must be altered without that.
            Index if is_freed && self.is_generated_from_altered(need, to) => true,
            _ if is_freed || from.is_inherited() || from.is_made_by_another() => false,
            // A body that groups by a key needs it.
            Rule | Function => true,
            // What is a class's goes and comes with it.
            OperatorFamily if need.kind == OperatorClass => false,
            Policy | Trigger => !is_key,
            Constraint if is_key => false,
            Constraint | Index | Statistics if need.kind == Kind::Column && self.anew.contains(need) => true,
            // Both its columns have one type, and one is converted after the other.
            Constraint if self.replaced.columns.contains(need) && create::is_foreign_key(from) => true,
            Constraint | Index if self.replaced.columns.contains(need) && is_printed_otherwise(to) => true,
            // It could not be read with the new type.
            Constraint | Index if fate == Fate::Column && self.changes_type(need) => {
                from.definition != to.definition
                    || is_printed_otherwise(to)
                    || create::is_foreign_key(from) && (!from.depends_on.contains(need) || !self.stays_comparable(need))
            }
            Constraint | Index if fate == Fate::Goes => {
                let attached = from.attribute(Attribute::AttachedTo).is_some();
                !attached && !is_column && !matches!(need.kind, Kind::Table | Kind::Partition)
            }
            Statistics
            | Aggregate
            | Operator
            | Cast
            | EventTrigger
            | TextSearchConfiguration
            | TextSearchDictionary
            | Transform
            | Conversion
            | OperatorFamily
            | OperatorClass
            | DomainConstraint => fate == Fate::Goes && !is_column && !is_key,
            // Its row filter reads the column, or it names that.
            Kind::Publication => fate == Fate::Column,
            // It loses no more than its default.
            Kind::Domain => fate == Fate::Goes && alterations::domain_default(&from.definition).is_some(),
            // Its default goes and comes back as it is converted.
            Kind::Column if self.replaced.types.contains(need) && self.replaced.columns.contains(dependent) => false,
            Kind::Column if fate == Fate::Goes && !is_key => ColumnParts::of(&from.definition).default.is_some(),
            _ => false,
        }
    }

    /// Whether a call of a routine that comes may mean the one that goes, so that this goes before that comes.
    fn is_mistaken(&self, routine: &Identity) -> bool {
        let call = |identity: &Identity| identity.name.name.split('(').next().map(str::to_owned);
        let others = self.differences.iter().filter(|difference| difference.direction == Direction::Missing);
        let is_routine = |identity: &Identity| matches!(identity.kind, Kind::Function | Kind::Aggregate);
        let mut others = others
            .map(|difference| &difference.object)
            .filter(|other| is_routine(other) && other.name.schema == routine.name.schema && call(other) == call(routine));
        let answers = names::answers_other_calls;
        is_routine(routine) && others.any(|other| answers(self.from, routine) || answers(self.to, other))
    }

    /// Whether a change of an object is a new one in the place of the old one.
    pub(super) fn is_made_anew(&self, identity: &Identity) -> bool {
        let (Some(from), Some(to)) = (self.from.get(identity), self.to.get(identity)) else { return false };
        match identity.kind {
            Kind::View => !keeps_columns(from, to),
            Kind::MaterializedView => true,
            Kind::Function => self.changes_signature(identity),
            Kind::Constraint | Kind::Index => create::is_unique(from) || from.definition.starts_with("unique "),
            // Its type stays, and its version once there is one; nothing that stays must be on it.
            Kind::Server => {
                let is_on = |object: &Object| object.depends_on.contains(identity);
                let stays = |(other, object): (&Identity, &Object)| is_on(object) && self.to.get(other).is_some();
                alterations::of(identity.kind, "", from, to).is_none() && !self.from.objects.iter().any(stays)
            }
            _ => plain::is_made_anew(identity.kind, from, to),
        }
    }

    pub(super) fn changes_type(&self, column: &Identity) -> bool {
        let (Some(from), Some(to)) = (self.from.get(column), self.to.get(column)) else { return false };
        let (from, to) = (ColumnParts::of(&from.definition), ColumnParts::of(&to.definition));
        (from.data_type, from.collation) != (to.data_type, to.collation)
    }

    /// Whether a column, when it has its new type, can still be compared with what it refers to, or what refers to it.
    fn stays_comparable(&self, column: &Identity) -> bool {
        let (Some(from), Some(to)) = (self.from.get(column), self.to.get(column)) else { return false };
        let data_type = |object: &Object| ColumnParts::of(&object.definition).data_type.to_owned();
        types::are_compared(&data_type(from), &data_type(to))
    }

    /// `CREATE OR REPLACE` keeps arguments and result as they are.
    pub(super) fn changes_signature(&self, function: &Identity) -> bool {
        match (self.from.get(function), self.to.get(function)) {
            (Some(from), Some(to)) => !keeps_signature(&from.definition, &to.definition),
            _ => false,
        }
    }
}

/// Whether a function's arguments, its result, and what sort of function it is stay. A default may be another one, or a new one,
/// and none may go.
fn keeps_signature(from: &str, to: &str) -> bool {
    let parts = |definition: &str| -> (Vec<(String, bool)>, String) {
        // So begins the line after the result; an argument may be named like the word.
        let end = text::find_outside_quotes(definition, "\n language ").unwrap_or(definition.len());
        let head = definition[..end].trim();
        let close = text::find_outside_quotes(head, ")\n returns ").or_else(|| head.rfind(')')).unwrap_or(head.len());
        let (arguments, result) = head.split_at(close);
        let arguments = text::split_list(arguments.split_once('(').unwrap_or_default().1).into_iter().map(|argument| {
            let default = text::find_outside_quotes(argument, " default ");
            (argument[..default.unwrap_or(argument.len())].to_owned(), default.is_some())
        });
        // What it is stands first among the words of the line after the language.
        let words = definition[end..].splitn(3, '\n').nth(2).unwrap_or_default().trim_start();
        let is_window = words.get(.."window".len()).is_some_and(|word| word.eq_ignore_ascii_case("window"));
        (arguments.collect(), format!("{}{is_window}{result}", head.starts_with("procedure ")))
    };
    let ((from, from_result), (to, to_result)) = (parts(from), parts(to));
    let keeps = |(is, should): (&(String, bool), &(String, bool))| is.0 == should.0 && (should.1 || !is.1);
    from_result == to_result && from.len() == to.len() && from.iter().zip(&to).all(keeps)
}

/// Whether CREATE OR REPLACE VIEW can make one view of another: the columns stay, and others only follow them.
fn keeps_columns(from: &Object, to: &Object) -> bool {
    !from.columns.is_empty() && to.columns.starts_with(&from.columns)
}

/// Whether a foreign key refers to a table, and as it should be to the same.
fn refer_to_one_table(identity: &Identity, from: &Object, to: &Object) -> bool {
    let (before, after) = (from.referenced_tables(&identity.name), to.referenced_tables(&identity.name));
    before.iter().any(|table| after.contains(table)) || before.is_empty() && after.is_empty()
}

pub(super) fn is_view(identity: &Identity) -> bool {
    matches!(identity.kind, Kind::View | Kind::MaterializedView)
}

/// Whether what an object is a part of is one of some views.
pub(super) fn is_part_of(views: &BTreeSet<Identity>, identity: &Identity) -> bool {
    let view = |kind: Kind| Identity::new(kind, identity.name.clone());
    identity.part.is_some() && (views.contains(&view(Kind::View)) || views.contains(&view(Kind::MaterializedView)))
}

/// An object with everything that is a part of it.
pub(super) fn with_parts(schema: &Schema, identity: &Identity) -> Vec<Identity> {
    let relation = identity.relation_name();
    let parts = identity.kind.parts().iter().flat_map(|kind| schema.parts(*kind, &relation));
    let mut all = vec![identity.clone()];
    all.extend(parts.map(|(part, _)| part.clone()));
    all
}

/// Whether PostgreSQL, which makes it anew by itself from what it prints, prints it in another way then.
fn is_printed_otherwise(object: &Object) -> bool {
    object.attribute(Attribute::AttachedTo).is_none() && text::that_prints_alike(&object.definition).is_some()
}
