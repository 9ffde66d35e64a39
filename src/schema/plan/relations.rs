//! Tables and views as a whole: created with what nobody can be using yet, dropped before what they need.

use std::collections::BTreeSet;

use super::{Planner, circle, with_attributes};
use crate::identifier::{QualifiedName, quote};
use crate::plan::{Hazard, LockMode, Step};
use crate::schema::alter;
use crate::schema::create;
use crate::schema::model::{Attribute, ColumnParts, Identity, Kind, Object, Schema};

impl Planner<'_> {
    pub(super) fn drop_view(&mut self, view: &Identity) {
        let Some(object) = self.from.get(view) else { return };
        let reason = if self.to.get(view).is_some() { "it comes back below" } else { "not declared" };
        let step = Step::new(format!("drop {}", self.name(view)), create::drop(view, object, false))
            .because(reason)
            .locking(LockMode::AccessExclusive, view.sql_name())
            .hazard(Hazard::BlocksReads);
        self.push_dropping(step, view);
    }

    /// A view with its indexes and triggers, and what its columns have beside the query.
    pub(super) fn create_view(&mut self, view: &Identity) {
        let Some(object) = self.to.get(view) else { return };
        let reason = match (self.rebuilt.contains(view), view.kind) {
            (true, Kind::MaterializedView) => "put back; what it holds is computed anew",
            (true, _) => "put back",
            (false, _) => "declared, not there",
        };
        let mut sql = create::create(view, object, false);
        let without_data = view.kind == Kind::MaterializedView && self.is_without_data(view);
        if without_data {
            sql.push_str("\nWITH NO DATA");
        }
        let reason = match (without_data, self.from.get(view)) {
            (true, Some(_)) => "put back without data, which it did not have before".to_owned(),
            (true, None) => {
                format!("{reason}; what it reads has no data, and nor has it: REFRESH MATERIALIZED VIEW fills them")
            }
            (false, _) => reason.to_owned(),
        };
        let mut step = Step::new(format!("create {}", self.name(view)), sql).because(reason);
        if view.kind == Kind::MaterializedView && !without_data {
            step = step.hazard(Hazard::LongScan);
        }
        for kind in [Kind::Index, Kind::Trigger] {
            for (part, object) in self.to.parts(kind, &view.name) {
                step = with_attributes(step.and(create::create(part, object, false)), part, object);
            }
        }
        for (column, object) in self.to.parts(Kind::Column, &view.name) {
            for creation in create::inherited_column(self.to, column, object) {
                step = step.and(creation.sql);
            }
            step = with_attributes(step, column, object);
        }
        self.push_making(with_attributes(step, view, object), view);
        self.create_parts(&[Kind::Rule], view);
    }

    /// Whether a materialized view that is created cannot be filled, or was not before: nobody can read what was created without
    /// data.
    fn is_without_data(&self, view: &Identity) -> bool {
        if self.from.get(view).is_some_and(|view| view.unpopulated) {
            return true;
        }
        let (mut seen, mut waiting) = (BTreeSet::new(), vec![view]);
        while let Some(view) = waiting.pop() {
            for need in self.to.get(view).into_iter().flat_map(|view| &view.depends_on) {
                let kinds = [Kind::View, Kind::MaterializedView].map(|kind| Identity::new(kind, need.name.clone()));
                let Some((need, _)) = kinds.iter().find_map(|kind| self.to.objects.get_key_value(kind)) else { continue };
                let before = self.from.get(need);
                if before.is_some_and(|need| need.unpopulated) {
                    return true;
                }
                let is_filled = need.kind == Kind::MaterializedView && before.is_some() && !self.rebuilt.contains(need);
                if !is_filled && seen.insert(need) {
                    waiting.push(need);
                }
            }
        }
        false
    }

    /// Its columns stay as they are, so that nothing that reads it is disturbed.
    pub(super) fn replace_view(&mut self, view: &Identity) {
        let Some(object) = self.to.get(view) else { return };
        let sql = create::create(view, object, false).replacen("CREATE ", "CREATE OR REPLACE ", 1);
        let step = Step::new(format!("replace {}", self.name(view)), sql)
            .because("its definition differs; its columns stay, and nothing that reads it is disturbed")
            .locking(LockMode::AccessExclusive, view.sql_name());
        self.making(view, |planner| planner.push(step));
    }

    /// The parts of some kinds of what is new, in steps of their own.
    fn create_parts(&mut self, kinds: &[Kind], whole: &Identity) {
        for kind in kinds {
            let parts: Vec<Identity> = self.to.parts(*kind, &whole.relation_name()).map(|(part, _)| part.clone()).collect();
            for part in parts {
                self.create_plain(&part);
            }
        }
    }

    /// The whole new table at once: nobody can be using it.
    pub(super) fn create_table(&mut self, identity: &Identity) {
        let Some(object) = self.to.get(identity) else { return };
        let name = &identity.name;
        self.new_tables.insert(identity.clone());
        let (defaults, waiting): (Vec<_>, Vec<_>) =
            circle::parts(self.to, identity).into_iter().partition(|part| part.kind == Kind::Column);
        let is_bare = !defaults.is_empty();
        let partitions: Vec<Identity> = self.to.parts(Kind::Partition, name).map(|(partition, _)| partition.clone()).collect();
        let mut unchecked = Vec::new();
        let creation =
            if is_bare { create::table_without_defaults(self.to, identity) } else { create::table(self.to, identity) };
        let mut step = Step::new(format!("create {}", self.name(identity)), creation.sql).because("declared, not there");
        for kind in [Kind::Constraint, Kind::Index] {
            for (part, object) in self.to.parts(kind, name).filter(|(_, object)| !create::is_foreign_key(object)) {
                if self.is_on_some_partitions(part) || waiting.contains(part) {
                    continue;
                }
                if partitions.iter().any(|partition| create::is_unchecked_in(self.to, part, &partition.partition_name())) {
                    unchecked.push(part.clone());
                    continue;
                }
                // The index of a constraint comes with it.
                if !object.is_made_by_another() && !create::comes_from_above(self.to, part) {
                    step = step.and(create::create(part, object, false));
                }
                step = with_attributes(step, part, object);
            }
        }
        for (part, object) in self.to.parts(Kind::Column, name) {
            let mut rest = object.clone();
            if identity.kind == Kind::Table {
                rest.attributes.retain(|attribute, _| !create::is_created_with_table(part, *attribute));
            }
            step = with_attributes(step, part, &rest);
        }
        let some_have = |index: &str| {
            let parts = [Kind::Constraint, Kind::Index].map(|kind| Identity::part(kind, name.clone(), index));
            parts.iter().any(|part| self.is_on_some_partitions(part) || waiting.contains(part))
        };
        let (at_once, marks) = Self::marks_for_later(identity, object, some_have);
        self.push(with_attributes(step, identity, &at_once));
        let is_made = |part: &Identity| ![&waiting, &defaults, &unchecked].into_iter().any(|later| later.contains(part));
        let made: Vec<Identity> = self.made_with(identity).into_iter().filter(is_made).collect();
        self.say(self.pieces.len() - 1, &[], &made);
        for part in &waiting {
            self.create_waiting(part, "it uses what needs the table, which is new and empty");
        }
        for part in &unchecked {
            self.create_waiting(part, "the partitions are there: it is not valid in them, as declared");
        }
        let defaults: Vec<Identity> = circle::with_defaults(self.to, identity).filter(|_| is_bare).cloned().collect();
        for column in defaults {
            self.set_waiting_default(&column);
        }
        for partition in partitions {
            self.create_partition(&partition);
        }
        self.create_what_some_partitions_have(name);
        self.push_marks(identity, marks);
        self.create_triggers_of(identity);
        self.create_parts(&[Kind::Rule, Kind::Policy], identity);
    }

    /// What of a new table is only made when what needs the table is there.
    fn create_waiting(&mut self, part: &Identity, why: &str) {
        let Some(object) = self.to.get(part) else { return };
        let step = Step::new(format!("add {}", self.name(part)), create::create(part, object, false)).because(why);
        self.push_making(with_attributes(step, part, object), part);
    }

    fn set_waiting_default(&mut self, column: &Identity) {
        let definition = self.to.get(column).map(|column| column.definition.clone()).unwrap_or_default();
        let Some(default) = ColumnParts::of(&definition).default else { return };
        let (table, own) = (column.sql_name(), quote(column.own_name()));
        let sql = format!("ALTER TABLE {table} ALTER COLUMN {own} SET DEFAULT {default}");
        let step = Step::new(format!("set the default of {}", self.name(column)), sql);
        self.push(step.because("it uses what needs the table, which is new and empty"));
    }

    /// Whether it is an index, or a constraint, of a partitioned table that not every partition has.
    pub(super) fn is_on_some_partitions(&self, part: &Identity) -> bool {
        self.to.get(part).is_some_and(|object| object.state().is_some()) && self.to.is_partitioned(&part.name)
    }

    /// Once the partitions are there, which would otherwise get them too.
    pub(super) fn create_what_some_partitions_have(&mut self, table: &QualifiedName) {
        for kind in [Kind::Constraint, Kind::Index] {
            let parts = self.to.parts(kind, table).filter(|(part, _)| self.is_on_some_partitions(part));
            for (part, object) in parts.map(|(part, object)| (part.clone(), object.clone())).collect::<Vec<_>>() {
                let sql = create::on_some_partitions(self.to, &part, &object);
                let step = Step::new(format!("add {}", self.name(&part)), sql).because("declared for some partitions only");
                self.push_making(with_attributes(step, &part, &object), &part);
            }
        }
    }

    /// The triggers of a new table, or partition; its parent's come by themselves.
    pub(super) fn create_triggers_of(&mut self, table: &Identity) {
        let name = table.relation_name();
        let triggers = self.to.parts(Kind::Trigger, &name);
        let triggers: Vec<Identity> =
            triggers.filter(|(_, object)| !object.is_inherited()).map(|(trigger, _)| trigger.clone()).collect();
        for trigger in triggers {
            self.create_trigger(&trigger);
        }
    }

    /// What a new partition has that its parent does not give it, but for what is `made` already.
    pub(super) fn create_parts_of_partition(&mut self, partition: &Identity, made: &[Identity]) {
        let table = partition.partition_name();
        for kind in [Kind::Constraint, Kind::Index] {
            let own = self.to.parts(kind, &table).filter(|(_, object)| object.attribute(Attribute::AttachedTo).is_none());
            let own: Vec<(Identity, Object)> = own.map(|(part, object)| (part.clone(), object.clone())).collect();
            for (part, object) in own.into_iter().filter(|(_, object)| !create::is_foreign_key(object)) {
                if made.contains(&part) {
                    continue;
                }
                // Checks of the tables above are valid in what comes under them.
                let is_from_above = object.is_inherited() && object.definition.starts_with("check");
                let comes_by_itself = object.is_made_by_another() || is_from_above;
                let what = if comes_by_itself { "comment on" } else { "add" };
                let mut step = Step::new(format!("{what} {}", self.name(&part)), String::new());
                step.sql.clear();
                if !comes_by_itself {
                    step = step.and(create::create(&part, &object, false));
                }
                let step = with_attributes(step.because("the partition is new and empty"), &part, &object);
                if !step.sql.is_empty() {
                    self.push_making(step, &part);
                }
            }
        }
        self.create_triggers_of(partition);
        let clones = self.to.parts(Kind::Trigger, &table).filter(|(trigger, object)| {
            // Those that come with a new trigger of the parent are told with it.
            let above = Identity::part(Kind::Trigger, partition.name.clone(), trigger.own_name());
            object.is_inherited() && self.to.get(&above).is_some() && !self.is_made(&above)
        });
        let clones: Vec<(Identity, Object)> = clones.map(|(trigger, object)| (trigger.clone(), object.clone())).collect();
        for (clone, object) in clones {
            let statements = alter::set(&clone, Attribute::State, None, object.state()).filter(|_| object.state().is_some());
            for sql in statements.unwrap_or_default() {
                let title = format!("let {} be {}", self.name(&clone), object.state().unwrap_or_default());
                self.push(Step::new(title, sql).because("the partition is new"));
            }
        }
        self.create_parts(&[Kind::Rule, Kind::Policy], partition);
    }

    /// Whether a part of a table is made, or made anew, and not left as it is.
    pub(super) fn is_made(&self, part: &Identity) -> bool {
        let definition = |schema: &Schema| schema.get(part).map(|part| part.definition.clone());
        let is_anew = self.rebuilt.contains(part) || self.with_remade.contains(&part.name);
        is_anew || definition(self.from) != definition(self.to)
    }

    /// Foreign keys of new tables, once every new table is there. Those that a partition has for its parent's, under a name of
    /// their own, come first: they are attached when the parent's is made.
    pub(super) fn create_new_foreign_keys(&mut self) {
        let mut new: Vec<(Identity, Object)> = Vec::new();
        for table in &self.new_tables {
            let name = table.relation_name();
            let foreign_keys = self.to.parts(Kind::Constraint, &name);
            let foreign_keys = foreign_keys.filter(|(key, object)| create::is_foreign_key(object) && !self.is_kept_above(key));
            new.extend(foreign_keys.map(|(key, object)| (key.clone(), object.clone())));
        }
        new.sort_by_key(|(_, object)| object.attribute(Attribute::AttachedTo).is_none());
        for (identity, object) in new {
            if self.with_remade.contains(&identity.name) {
                self.making(&identity, |planner| planner.add_constraint(&identity, true));
                continue;
            }
            let mut step = Step::new(format!("add {}", self.name(&identity)), create::create(&identity, &object, false))
                .because("the table is new and empty");
            for other in object.referenced_tables(&identity.name) {
                step = step.locking(LockMode::ShareRowExclusive, other.to_string());
            }
            self.push_making(with_attributes(step, &identity, &object), &identity);
        }
    }

    /// A trigger that is not there, or in the place of the one that is.
    pub(super) fn create_trigger(&mut self, identity: &Identity) {
        let Some(object) = self.to.get(identity) else { return };
        let is_gone = self.rebuilt.contains(identity)
            || self.with_remade.contains(&identity.relation_name())
            || self.comes_with_a_new_relation(identity);
        let old = self.from.get(identity).filter(|_| !is_gone);
        let create = create::create(identity, object, false);
        let (verb, mut step) = match old {
            Some(old) => ("replace", Step::new("", create::drop(identity, old, false)).and(create)),
            None => ("create", Step::new("", create)),
        };
        step.title = format!("{verb} {}", self.name(identity));
        step = with_attributes(step, identity, object);
        for sql in self.states_of_clones(identity) {
            step = step.and(sql);
        }
        if old.is_some() {
            self.recreated.insert(identity.clone());
            step = step.because("its definition differs").locking(LockMode::AccessExclusive, identity.sql_name());
            return self.push_replacing(step, identity);
        }
        step = step.because(self.reason_to_create(identity)).locking(LockMode::ShareRowExclusive, identity.sql_name());
        self.push_making(step, identity);
    }

    /// A new trigger of a partitioned table fires on every partition as it does there; where it should not, that is said.
    pub(super) fn states_of_clones(&self, trigger: &Identity) -> Vec<String> {
        let partitions = self.to.parts(Kind::Partition, &trigger.name).map(|(partition, _)| partition.partition_name());
        self.states_of_clones_on(trigger, partitions.collect())
    }

    /// The same of some partitions, and theirs.
    pub(super) fn states_of_clones_on(&self, trigger: &Identity, mut partitions: Vec<QualifiedName>) -> Vec<String> {
        let mut statements = Vec::new();
        while let Some(name) = partitions.pop() {
            let clone = Identity::part(Kind::Trigger, name.clone(), trigger.own_name());
            let state = self.to.get(&clone).filter(|clone| clone.is_inherited()).and_then(Object::state);
            let sql = state.and_then(|state| alter::set(&clone, Attribute::State, None, Some(state)));
            statements.extend(sql.unwrap_or_default());
            partitions.extend(self.to.parts(Kind::Partition, &name).map(|(below, _)| below.partition_name()));
        }
        statements
    }

    /// Tables that refer to each other can be dropped in any order once the references are gone.
    pub(super) fn drop_foreign_keys_between(&mut self, dropped: &[Identity]) {
        let tables: BTreeSet<&Identity> = dropped.iter().collect();
        for table in &tables {
            let foreign_keys =
                self.from.parts(Kind::Constraint, &table.name).filter(|(_, object)| create::is_foreign_key(object));
            let between = foreign_keys.filter(|(_, object)| {
                let referenced = object.referenced_tables(&table.name);
                referenced.into_iter().any(|other| tables.contains(&Identity::new(Kind::Table, other)))
            });
            let between: Vec<(Identity, Object)> = between.map(|(key, object)| (key.clone(), object.clone())).collect();
            for (identity, object) in between {
                let step = Step::new(format!("drop {}", self.name(&identity)), create::drop(&identity, &object, false))
                    .because("both tables go")
                    .locking(LockMode::AccessExclusive, identity.sql_name());
                self.push_dropping(step, &identity);
            }
        }
    }
}
