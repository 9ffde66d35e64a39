//! From one schema to another: differences → steps in an order that works both ways (what depends goes before what it depends
//! on, and comes back after it), online forms first, each step with its lock and its hazards. Both schemas must have been
//! read from a database.

mod columns;
mod constraints;
mod indexes;
mod partitions;
mod types;
mod views;

use std::collections::BTreeSet;

use super::diff::{Aspect, Difference, Direction};
use super::model::{Attribute, Identity, Kind, Object, Schema};
use super::text;
use super::{alter, create};
use crate::identifier::{QualifiedName, literal};
use crate::plan::{Hazard, LockMode, Plan, Step};

/// A plan, and what it cannot do.
#[derive(Debug, Clone, Default)]
pub struct Planned {
    pub plan: Plan,
    /// Differences for which PostgreSQL has no statement that keeps what is there; each says what a person must do.
    pub impossible: Vec<String>,
}

/// Plans the way from `from` to `to`. What is created is owned by `role`, who runs the plan, where it is known.
pub fn plan(from: &Schema, to: &Schema, differences: &[Difference], role: Option<&str>) -> Planned {
    let names = |schema: &Schema| schema.partitions().into_keys().collect();
    let mut planner = Planner {
        from,
        to,
        role,
        from_partitions: names(from),
        to_partitions: names(to),
        steps: Vec::new(),
        impossible: Vec::new(),
    };
    let rebuilt = planner.rebuilt_views(differences);
    planner.drop_phase(differences, &rebuilt);
    planner.create_phase(differences, &rebuilt);
    Planned { plan: Plan { steps: planner.steps }, impossible: planner.impossible }
}

struct Planner<'a> {
    from: &'a Schema,
    to: &'a Schema,
    role: Option<&'a str>,
    from_partitions: BTreeSet<QualifiedName>,
    to_partitions: BTreeSet<QualifiedName>,
    steps: Vec<Step>,
    impossible: Vec<String>,
}

/// The order in which kinds are dropped: what depends first.
const DROPPED_FIRST: [Kind; 13] = [
    Kind::EventTrigger,
    Kind::Subscription,
    Kind::Publication,
    Kind::Rule,
    Kind::Policy,
    Kind::Trigger,
    Kind::Statistics,
    Kind::Constraint,
    Kind::Index,
    Kind::Partition,
    Kind::Table,
    Kind::ForeignTable,
    Kind::DefaultPrivileges,
];
/// What others may still use until they have changed: a column an index, a function a default, a type a column.
const DROPPED_LAST: [Kind; 28] = [
    Kind::Column,
    Kind::UserMapping,
    Kind::Server,
    Kind::ForeignDataWrapper,
    Kind::TextSearchConfiguration,
    Kind::TextSearchDictionary,
    Kind::TextSearchTemplate,
    Kind::TextSearchParser,
    Kind::Conversion,
    Kind::Transform,
    Kind::Cast,
    Kind::OperatorClass,
    Kind::OperatorFamily,
    Kind::Operator,
    Kind::Aggregate,
    Kind::DomainConstraint,
    Kind::Function,
    Kind::Sequence,
    Kind::RangeType,
    Kind::Domain,
    Kind::CompositeType,
    Kind::Enum,
    Kind::BaseType,
    Kind::Collation,
    Kind::AccessMethod,
    Kind::Language,
    Kind::Extension,
    Kind::Schema,
];
/// What is created before functions, which name it.
const BEFORE_FUNCTIONS: [Kind; 10] = [
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
];
/// What is made of functions, and what tables may need.
const BEFORE_TABLES: [Kind; 15] = [
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
const LAST: [Kind; 7] =
    [Kind::UserMapping, Kind::Rule, Kind::Policy, Kind::Statistics, Kind::Publication, Kind::Subscription, Kind::EventTrigger];

impl Planner<'_> {
    fn name(&self, identity: &Identity) -> String {
        identity.describe(self.to.default_schema())
    }

    fn push(&mut self, step: Step) {
        self.steps.push(step);
    }

    fn drop_phase(&mut self, differences: &[Difference], rebuilt: &BTreeSet<Identity>) {
        for view in Self::in_dependency_order(self.from, rebuilt).into_iter().rev() {
            let Some(object) = self.from.get(&view) else { continue };
            let reason = if self.to.get(&view).is_some() { "it comes back below" } else { "not declared" };
            self.push(
                Step::new(format!("drop {}", self.name(&view)), create::drop(&view, object, false))
                    .because(reason)
                    .locking(LockMode::AccessExclusive, view.sql_name())
                    .hazard(Hazard::BlocksReads),
            );
        }
        self.drop_kinds(&DROPPED_FIRST, differences, rebuilt);
    }

    fn drop_kinds(&mut self, kinds: &[Kind], differences: &[Difference], rebuilt: &BTreeSet<Identity>) {
        for kind in kinds.iter().copied() {
            let foreign_keys_first = |difference: &&&Difference| {
                let object = self.from.get(&difference.object);
                !(kind == Kind::Constraint && object.is_some_and(create::is_foreign_key))
            };
            let mut dropped: Vec<&Difference> = differences
                .iter()
                .filter(|difference| difference.direction == Direction::Unexpected && difference.object.kind == kind)
                // What is part of a view went with it.
                .filter(|difference| !is_part_of(rebuilt, &difference.object))
                .collect();
            dropped.sort_by_key(|difference| foreign_keys_first(&difference));
            if kind == Kind::Table {
                self.drop_foreign_keys_between(&dropped);
            }
            for difference in dropped {
                if !self.goes_with_its_column(&difference.object) && !self.becomes_a_partition(&difference.object) {
                    self.drop_object(&difference.object, "not declared");
                }
            }
        }
    }

    /// Tables that refer to each other can be dropped in any order once the references are gone.
    fn drop_foreign_keys_between(&mut self, dropped: &[&Difference]) {
        let tables: BTreeSet<&Identity> = dropped.iter().map(|difference| &difference.object).collect();
        for table in &tables {
            let constraints: Vec<(Identity, Object)> = self
                .from
                .parts(Kind::Constraint, &table.name)
                .filter(|(_, object)| create::is_foreign_key(object))
                .filter(|(_, object)| {
                    let referenced = object.referenced_tables(&table.name);
                    referenced.into_iter().any(|other| tables.contains(&Identity::new(Kind::Table, other)))
                })
                .map(|(identity, object)| (identity.clone(), object.clone()))
                .collect();
            for (identity, object) in constraints {
                self.push(
                    Step::new(format!("drop {}", self.name(&identity)), create::drop(&identity, &object, false))
                        .because("both tables go")
                        .locking(LockMode::AccessExclusive, identity.sql_name()),
                );
            }
        }
    }

    /// Whether a sequence is dropped already, with the column that owns it.
    fn goes_with_its_column(&self, identity: &Identity) -> bool {
        let is_column = |need: &&Identity| need.kind == Kind::Column;
        let owner = self.from.get(identity).and_then(|object| object.depends_on.iter().find(is_column));
        identity.kind == Kind::Sequence && owner.is_some_and(|column| self.to.get(column).is_none())
    }

    fn drop_object(&mut self, identity: &Identity, reason: &str) {
        let Some(object) = self.from.get(identity) else { return };
        let title = format!("drop {}", self.name(identity));
        let relation = identity.sql_name();
        let step = match identity.kind {
            Kind::Index => {
                let step = self.drop_index(identity, object);
                return self.push(step);
            }
            Kind::Partition => return self.drop_partition(identity, object),
            kind => {
                let mut step = Step::new(title, create::drop(identity, object, false)).because(reason);
                step.on_server_only = create::Scope::Scratch.leaves_out(kind);
                if kind.is_relation() || identity.part.is_some() && kind != Kind::DomainConstraint {
                    step = step.locking(LockMode::AccessExclusive, relation);
                }
                if kind == Kind::Constraint && create::is_foreign_key(object) {
                    for other in object.referenced_tables(&identity.name) {
                        step = step.locking(LockMode::AccessExclusive, other.to_string());
                    }
                }
                if matches!(kind, Kind::Table | Kind::Column | Kind::Extension | Kind::Sequence) {
                    step = step.hazard(Hazard::DataLoss);
                }
                step
            }
        };
        self.push(step);
    }

    fn create_phase(&mut self, differences: &[Difference], rebuilt: &BTreeSet<Identity>) {
        let of = |kind: Kind, direction: Direction| {
            differences.iter().filter(move |difference| {
                difference.object.kind == kind && difference.direction == direction && difference.aspect == Aspect::Definition
            })
        };
        // A view that is put back brings its indexes and triggers.
        let comes_back = |identity: &Identity| is_part_of(rebuilt, identity);
        self.plain_kinds(&BEFORE_FUNCTIONS, differences, rebuilt);
        self.functions(differences, rebuilt, Stage::BeforeTables);
        self.plain_kinds(&BEFORE_TABLES, differences, rebuilt);
        for difference in of(Kind::Table, Direction::Missing).chain(of(Kind::ForeignTable, Direction::Missing)) {
            if !self.was_a_partition(&difference.object) {
                self.create_table(&difference.object);
            }
        }
        for difference in of(Kind::Table, Direction::Changed) {
            self.impossible.push(format!(
                "{} is {}, and should be {}: how a table is partitioned cannot be altered; make a new one and move the rows",
                self.name(&difference.object),
                partitioning(difference.from.as_deref()),
                partitioning(difference.to.as_deref()),
            ));
        }
        for difference in of(Kind::Partition, Direction::Missing) {
            self.create_partition(&difference.object);
        }
        for difference in of(Kind::Partition, Direction::Changed) {
            self.impossible.push(format!(
                "{} has the bounds {}, and should have {}: detach it and attach it anew",
                self.name(&difference.object),
                difference.from.as_deref().unwrap_or_default(),
                difference.to.as_deref().unwrap_or_default()
            ));
        }
        for difference in of(Kind::Column, Direction::Missing) {
            self.add_column(&difference.object);
        }
        for difference in of(Kind::Column, Direction::Changed) {
            self.change_column(&difference.object);
        }
        self.functions(differences, rebuilt, Stage::BeforeViews);
        for difference in of(Kind::Sequence, Direction::Missing) {
            if let Some(owner) = difference.to.as_deref().and_then(create::sequence_owner) {
                let sequence = &difference.object;
                let sql = format!("ALTER SEQUENCE {} OWNED BY {owner}", sequence.sql_name());
                let title = format!("give {} to its column", self.name(sequence));
                self.push(Step::new(title, sql).because("it goes when the column goes"));
            }
        }
        // A key can be replaced only while no foreign key refers to it.
        let keys_change = of(Kind::Constraint, Direction::Changed)
            .any(|difference| self.from.get(&difference.object).is_some_and(create::is_unique));
        for difference in of(Kind::Constraint, Direction::Changed) {
            if keys_change && self.from.get(&difference.object).is_some_and(create::is_foreign_key) {
                self.drop_object(&difference.object, "its definition differs; the new one follows");
            }
        }
        for foreign in [false, true] {
            for direction in [Direction::Changed, Direction::Missing] {
                for difference in of(Kind::Constraint, direction) {
                    if self.to.get(&difference.object).is_some_and(create::is_foreign_key) == foreign {
                        let dropped = foreign && keys_change;
                        self.add_constraint(&difference.object, dropped);
                    }
                }
            }
            if !foreign {
                for difference in of(Kind::Index, Direction::Missing) {
                    if !comes_back(&difference.object) {
                        self.add_index(&difference.object);
                    }
                }
                for difference in of(Kind::Index, Direction::Changed) {
                    if !comes_back(&difference.object) {
                        self.replace_index(&difference.object);
                    }
                }
            }
        }
        self.create_new_foreign_keys(differences);
        self.create_views(differences, rebuilt);
        self.functions(differences, rebuilt, Stage::AfterViews);
        for direction in [Direction::Changed, Direction::Missing] {
            for difference in of(Kind::Trigger, direction) {
                if !comes_back(&difference.object) {
                    self.create_trigger(&difference.object);
                }
            }
        }
        self.plain_kinds(&LAST, differences, rebuilt);
        self.drop_kinds(&DROPPED_LAST, differences, rebuilt);
        self.change_attributes(differences, rebuilt);
        self.give_owners_and_privileges(rebuilt);
    }

    fn plain_kinds(&mut self, kinds: &[Kind], differences: &[Difference], rebuilt: &BTreeSet<Identity>) {
        for kind in kinds.iter().copied() {
            let of = differences
                .iter()
                .filter(|difference| difference.object.kind == kind && difference.aspect == Aspect::Definition)
                .filter(|difference| !is_part_of(rebuilt, &difference.object));
            for difference in of {
                match difference.direction {
                    Direction::Missing => self.create_plain(&difference.object),
                    Direction::Changed => self.change_plain(difference),
                    Direction::Unexpected => {}
                }
            }
        }
    }

    /// What new objects, and views that are put back, have that only the server can say.
    fn give_owners_and_privileges(&mut self, rebuilt: &BTreeSet<Identity>) {
        for (identity, object) in &self.to.objects {
            let back = rebuilt.contains(identity) || is_part_of(rebuilt, identity);
            let before = self.from.get(identity).filter(|_| back);
            if self.from.get(identity).is_some() && !back {
                continue;
            }
            let mut step = Step::new(format!("give {} its owner and privileges", self.name(identity)), String::new())
                .because(if before.is_some() { "as before" } else { "declared" });
            step.sql.clear();
            step.on_server_only = true;
            let open = before.and_then(|before| before.attribute(Attribute::Owner));
            let owner = object.attribute(Attribute::Owner).or(open).filter(|owner| self.role != Some(owner));
            let of_server = object.attributes.iter().filter(|(attribute, _)| attribute.is_of_server());
            let others = of_server.filter(|(attribute, _)| **attribute != Attribute::Owner);
            let all = owner.map(|owner| (Attribute::Owner, owner)).into_iter();
            for (attribute, value) in all.chain(others.map(|(attribute, value)| (*attribute, value.as_str()))) {
                if !create::is_created_with(identity.kind, attribute) {
                    for sql in alter::set(identity, attribute, None, Some(value)).unwrap_or_default() {
                        step = step.and(sql);
                    }
                }
            }
            if !step.sql.is_empty() {
                self.steps.push(step);
            }
        }
    }

    /// Functions go before what uses them, as far as they do not need it themselves: a table's rows as an argument or a
    /// result, what a body in SQL's standard form reads.
    fn functions(&mut self, differences: &[Difference], rebuilt: &BTreeSet<Identity>, stage: Stage) {
        let new: BTreeSet<&Identity> = differences
            .iter()
            .filter(|difference| difference.direction == Direction::Missing && difference.object.kind != Kind::Function)
            .map(|difference| &difference.object)
            .collect();
        let is_view = |identity: &Identity| matches!(identity.kind, Kind::View | Kind::MaterializedView);
        let own_stage = |identity: &Identity| {
            let needs = self.to.get(identity).into_iter().flat_map(|object| &object.depends_on);
            let needs = needs.flat_map(|need| [need.clone(), Identity::new(Kind::Table, need.name.clone())]);
            needs.fold(Stage::BeforeTables, |stage, need| {
                match (is_view(&need), new.contains(&need) || rebuilt.contains(&need)) {
                    (true, true) => Stage::AfterViews,
                    (false, true) => stage.max(Stage::BeforeViews),
                    _ => stage,
                }
            })
        };
        let changed = differences.iter().filter(|difference| {
            difference.object.kind == Kind::Function
                && difference.aspect == Aspect::Definition
                && difference.direction != Direction::Unexpected
        });
        let due: Vec<&Difference> = changed.filter(|difference| own_stage(&difference.object) == stage).collect();
        let functions = due.iter().map(|difference| difference.object.clone()).collect();
        for identity in Self::in_dependency_order(self.to, &functions) {
            for difference in due.iter().filter(|difference| difference.object == identity) {
                if difference.direction == Direction::Missing {
                    self.create_plain(&identity);
                } else {
                    self.change_plain(difference);
                }
            }
        }
    }

    fn create_plain(&mut self, identity: &Identity) {
        let Some(object) = self.to.get(identity) else { return };
        let mut step = Step::new(format!("create {}", self.name(identity)), create::create(identity, object, false))
            .because("declared, not there");
        step.on_server_only = create::Scope::Scratch.leaves_out(identity.kind);
        if matches!(identity.kind, Kind::Rule | Kind::Policy) {
            step = step.locking(LockMode::AccessExclusive, identity.sql_name());
        }
        self.push(with_attributes(step, identity, object));
    }

    /// What can go and come anew without anything being lost.
    fn replace_plain(&mut self, identity: &Identity, from: &Object, to: &Object) {
        let mut step = Step::new(format!("replace {}", self.name(identity)), create::drop(identity, from, false))
            .and(create::create(identity, to, false))
            .because("its definition differs");
        step.on_server_only = create::Scope::Scratch.leaves_out(identity.kind);
        if matches!(identity.kind, Kind::Rule | Kind::Policy) {
            step = step.locking(LockMode::AccessExclusive, identity.sql_name());
        }
        self.push(with_attributes(step, identity, to));
    }

    fn change_plain(&mut self, difference: &Difference) {
        let identity = &difference.object;
        let (Some(from), Some(to)) = (self.from.get(identity), self.to.get(identity)) else { return };
        match identity.kind {
            Kind::Enum => self.change_enum(identity, from, to),
            Kind::Function => {
                let title = format!("replace {}", self.name(identity));
                let statement = create::create(identity, to, false);
                if self.changes_signature(identity) {
                    let step = Step::new(title, create::drop(identity, from, false))
                        .and(statement)
                        .because("its arguments or its result change, which CREATE OR REPLACE cannot do");
                    self.push(with_attributes(step, identity, to));
                } else {
                    self.push(Step::new(title, statement).because("its definition differs"));
                }
            }
            Kind::Aggregate
            | Kind::Cast
            | Kind::Transform
            | Kind::Conversion
            | Kind::TextSearchDictionary
            | Kind::TextSearchConfiguration
            | Kind::UserMapping
            | Kind::DomainConstraint
            | Kind::Rule
            | Kind::Policy
            | Kind::Statistics
            | Kind::EventTrigger
            | Kind::Publication => self.replace_plain(identity, from, to),
            _ => self.impossible.push(format!(
                "{} is `{}`, and should be `{}`: alter it by hand",
                self.name(identity),
                from.definition,
                to.definition
            )),
        }
    }

    /// Labels can be added anywhere, and none can be taken away or moved.
    fn change_enum(&mut self, identity: &Identity, from: &Object, to: &Object) {
        let (old, new) = (text::literals(&from.definition), text::literals(&to.definition));
        let mut rest = new.iter();
        if !old.iter().all(|label| rest.any(|other| other == label)) {
            self.impossible.push(format!(
                "{} has the labels {}, and should have {}: labels cannot be removed or moved; make a new type and convert the columns",
                self.name(identity),
                from.definition,
                to.definition
            ));
            return;
        }
        for (at, label) in new.iter().enumerate().filter(|(_, label)| !old.contains(label)) {
            let place = match at.checked_sub(1) {
                Some(before) => format!("AFTER {}", literal(&new[before])),
                None => new
                    .iter()
                    .find(|label| old.contains(label))
                    .map_or_else(String::new, |first| format!("BEFORE {}", literal(first))),
            };
            let sql = format!("ALTER TYPE {} ADD VALUE {} {place}", identity.sql_name(), literal(label));
            let title = format!("add {} to {}", literal(label).trim(), self.name(identity));
            self.push(Step::new(title, sql.trim_end()).because("declared, not there"));
        }
    }

    /// The whole new table at once: nobody can be using it.
    fn create_table(&mut self, identity: &Identity) {
        let Some(object) = self.to.get(identity) else { return };
        let name = &identity.name;
        let mut step = Step::new(format!("create {}", self.name(identity)), create::table(self.to, identity).sql)
            .because("declared, not there");
        for kind in [Kind::Constraint, Kind::Index] {
            for (part, object) in self.to.parts(kind, name).filter(|(_, object)| !create::is_foreign_key(object)) {
                step = with_attributes(step.and(create::create(part, object, false)), part, object);
            }
        }
        for (part, object) in self.to.parts(Kind::Column, name) {
            step = with_attributes(step, part, object);
        }
        self.push(with_attributes(step, identity, object));
        let partitions: Vec<Identity> = self.to.parts(Kind::Partition, name).map(|(partition, _)| partition.clone()).collect();
        for partition in partitions {
            self.create_partition(&partition);
        }
        let triggers: Vec<Identity> = self.to.parts(Kind::Trigger, name).map(|(trigger, _)| trigger.clone()).collect();
        for trigger in triggers {
            self.create_trigger(&trigger);
        }
        for kind in [Kind::Rule, Kind::Policy] {
            let parts: Vec<Identity> = self.to.parts(kind, name).map(|(part, _)| part.clone()).collect();
            for part in parts {
                self.create_plain(&part);
            }
        }
    }

    /// Foreign keys of new tables, once every new table is there.
    fn create_new_foreign_keys(&mut self, differences: &[Difference]) {
        let new_tables = differences
            .iter()
            .filter(|difference| difference.direction == Direction::Missing)
            .filter(|difference| matches!(difference.object.kind, Kind::Table | Kind::ForeignTable));
        for difference in new_tables {
            for (identity, object) in self.to.parts(Kind::Constraint, &difference.object.name) {
                if create::is_foreign_key(object) {
                    let mut step = Step::new(format!("add {}", self.name(identity)), create::create(identity, object, false))
                        .because("the table is new and empty");
                    for other in object.referenced_tables(&identity.name) {
                        step = step.locking(LockMode::ShareRowExclusive, other.to_string());
                    }
                    self.steps.push(with_attributes(step, identity, object));
                }
            }
        }
    }

    fn create_trigger(&mut self, identity: &Identity) {
        let Some(object) = self.to.get(identity) else { return };
        let mut step = match self.from.get(identity) {
            Some(old) => Step::new(format!("replace {}", self.name(identity)), create::drop(identity, old, false))
                .and(create::create(identity, object, false))
                .because("its definition differs")
                .locking(LockMode::AccessExclusive, identity.sql_name()),
            None => Step::new(format!("create {}", self.name(identity)), create::create(identity, object, false))
                .because("declared, not there")
                .locking(LockMode::ShareRowExclusive, identity.sql_name()),
        };
        step = with_attributes(step, identity, object);
        self.push(step);
    }

    fn change_attributes(&mut self, differences: &[Difference], rebuilt: &BTreeSet<Identity>) {
        let changed = differences.iter().filter(|difference| difference.direction == Direction::Changed);
        for difference in changed {
            let identity = &difference.object;
            if is_part_of(rebuilt, identity) {
                continue;
            }
            let Aspect::Attribute(attribute) = difference.aspect else { continue };
            match (attribute, identity.kind) {
                (Attribute::Comment, kind) => {
                    let sql = alter::comment(identity, difference.to.as_deref());
                    let mut step = Step::new(format!("comment on {}", self.name(identity)), sql).because("the comment differs");
                    if kind.is_relation() || matches!(kind, Kind::Column | Kind::Constraint | Kind::Index | Kind::Trigger) {
                        step = step.locking(LockMode::ShareUpdateExclusive, identity.relation_name().to_string());
                    }
                    self.push(step);
                }
                (Attribute::State, Kind::Index) if difference.to.is_none() => self.repair_index(identity),
                _ => self.change_attribute(difference, attribute),
            }
        }
    }

    fn change_attribute(&mut self, difference: &Difference, attribute: Attribute) {
        let identity = &difference.object;
        let (from, to) = (difference.from.as_deref(), difference.to.as_deref());
        let what = attribute.name().replace('_', " ");
        let Some(statements) = alter::set(identity, attribute, from, to).filter(|statements| !statements.is_empty()) else {
            self.impossible.push(format!(
                "the {what} of {} is {}, and should be {}",
                self.name(identity),
                from.unwrap_or("none"),
                to.unwrap_or("none")
            ));
            return;
        };
        let (title, reason) = if attribute == Attribute::State {
            (format!("let {} be {}", self.name(identity), to.unwrap_or("enabled")), "whether it fires differs".to_owned())
        } else {
            let is = from.map_or_else(|| "none".to_owned(), |from| from.replace('\n', "; "));
            (format!("change the {what} of {}", self.name(identity)), format!("it is {is}"))
        };
        let mut step = Step::new(title, String::new()).because(reason);
        step.sql.clear();
        for sql in statements {
            step = step.and(sql);
        }
        step.on_server_only = attribute.is_of_server();
        let relation = identity.relation_name().to_string();
        let of_relation = identity.kind.is_relation() || identity.part.is_some() && identity.kind != Kind::DomainConstraint;
        if of_relation {
            step = match attribute {
                Attribute::With | Attribute::StatisticsTarget | Attribute::StatisticsTargets | Attribute::Options => {
                    step.locking(LockMode::ShareUpdateExclusive, relation)
                }
                Attribute::State if identity.kind == Kind::Trigger => step.locking(LockMode::ShareRowExclusive, relation),
                Attribute::Privileges | Attribute::SecurityLabels => step,
                Attribute::Persistence | Attribute::AccessMethod | Attribute::Tablespace => {
                    step.locking(LockMode::AccessExclusive, relation).hazard(Hazard::Rewrite).hazard(Hazard::BlocksReads)
                }
                _ => step.locking(LockMode::AccessExclusive, relation),
            };
        }
        self.push(step);
    }
}

/// When a function is created.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    BeforeTables,
    BeforeViews,
    AfterViews,
}

fn is_part_of(views: &BTreeSet<Identity>, identity: &Identity) -> bool {
    let view = |kind: Kind| Identity::new(kind, identity.name.clone());
    views.contains(&view(Kind::View)) || views.contains(&view(Kind::MaterializedView))
}

fn partitioning(definition: Option<&str>) -> String {
    match definition {
        None | Some("") => "not partitioned".to_owned(),
        Some(key) => format!("partitioned by {key}"),
    }
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
