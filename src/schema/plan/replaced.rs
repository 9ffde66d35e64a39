//! Types, and collations, that no ALTER makes into what they should be: a new one takes the name, in one transaction with the
//! types that are made of it and with the columns that have it, which are converted. A value that the new type does not have
//! makes it fail as a whole.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::columns::Own;
use super::partitions::partition_key_with;
use super::rebuilt::with_parts;
use super::{Planner, alterations, types, with_attributes};
use crate::identifier::{QualifiedName, quote};
use crate::plan::{Hazard, LockMode, Step};
use crate::schema::create;
use crate::schema::diff::{Aspect, Direction};
use crate::schema::model::{ColumnParts, Identity, Kind, Schema};
use crate::schema::order::depth_first;
use crate::schema::text;

/// The kinds of types that can be made anew so.
const TYPES: [Kind; 4] = [Kind::Enum, Kind::CompositeType, Kind::Domain, Kind::RangeType];

/// What is replaced together.
#[derive(Debug, Default)]
pub(super) struct Replaced {
    /// The types that go.
    pub types: BTreeSet<Identity>,
    /// The columns that are converted.
    pub columns: BTreeSet<Identity>,
    /// The types that are new, made of one of those, and what a column is converted to.
    new: BTreeSet<Identity>,
}

impl Replaced {
    /// Whether what differs is made, or goes, with the types.
    pub fn covers(&self, identity: &Identity) -> bool {
        let kinds = TYPES.iter().map(|kind| Identity::new(*kind, identity.name.clone()));
        if identity.kind == Kind::Collation {
            return self.types.contains(identity);
        }
        let is_type = TYPES.contains(&identity.kind) || identity.kind == Kind::DomainConstraint;
        is_type && kinds.into_iter().any(|of| self.types.contains(&of) || self.new.contains(&of))
    }
}

impl<'a> Planner<'a> {
    /// The types that must be replaced, with those that are made of them.
    pub(super) fn replaced_types(&self) -> Replaced {
        let mut replaced = Replaced::default();
        for difference in self.differences.iter().filter(|difference| difference.aspect == Aspect::Definition) {
            let object = &difference.object;
            let found = match difference.direction {
                Direction::Changed if object.kind == Kind::Collation => Some(object.clone()),
                Direction::Changed if TYPES.contains(&object.kind) => self.must_be_replaced(object).then(|| object.clone()),
                Direction::Unexpected if TYPES.contains(&object.kind) => self.of_one_name(object).map(|_| object.clone()),
                Direction::Missing | Direction::Changed if object.kind == Kind::DomainConstraint => {
                    let domain = Identity::new(Kind::Domain, object.name.clone());
                    let is_checked = difference.to.as_deref().is_some_and(|to| !to.ends_with(" not valid"));
                    (is_checked && self.is_within_stored(&domain)).then_some(domain)
                }
                _ => None,
            };
            replaced.types.extend(found);
        }
        let dependents = self.dependents();
        let mut waiting: Vec<Identity> = replaced.types.iter().cloned().collect();
        while let Some(need) = waiting.pop() {
            for dependent in dependents.get(&need).into_iter().flatten() {
                if TYPES.contains(&dependent.kind) && replaced.types.insert((*dependent).clone()) {
                    waiting.push((*dependent).clone());
                }
                if self.is_converted(dependent) && self.has_type(dependent, &need) {
                    replaced.columns.insert((*dependent).clone());
                }
            }
        }
        let mut waiting: Vec<Identity> = replaced.columns.iter().cloned().collect();
        while let Some(made) = waiting.pop() {
            let needs = self.to.column(&made).or_else(|| self.to.get(&made)).into_iter().flat_map(|object| &object.depends_on);
            for need in needs.filter(|need| TYPES.contains(&need.kind) && self.from.get(need).is_none()) {
                if self.is_made_of_one(need, &replaced.types) && replaced.new.insert(need.clone()) {
                    waiting.push(need.clone());
                }
            }
        }
        replaced
    }

    /// Whether a new type is made of one of some that go, as they are to be.
    fn is_made_of_one(&self, identity: &Identity, types: &BTreeSet<Identity>) -> bool {
        let needs = self.to.get(identity).into_iter().flat_map(|object| &object.depends_on);
        needs.into_iter().filter(|need| TYPES.contains(&need.kind) && *need != identity).any(|need| {
            let is_named = |other: &Identity| other.name == need.name;
            types.iter().any(is_named) || self.from.get(need).is_none() && self.is_made_of_one(need, types)
        })
    }

    /// What needs each object.
    pub(super) fn dependents(&self) -> HashMap<&'a Identity, Vec<&'a Identity>> {
        let mut dependents: HashMap<&Identity, Vec<&Identity>> = HashMap::new();
        let from: &'a Schema = self.from;
        for (identity, object) in &from.objects {
            for need in &object.depends_on {
                dependents.entry(need).or_default().push(identity);
            }
        }
        dependents
    }

    /// A type of another kind that is to have the name of one that goes.
    fn of_one_name(&self, identity: &Identity) -> Option<Identity> {
        let others = TYPES.iter().map(|kind| Identity::new(*kind, identity.name.clone()));
        others.into_iter().find(|other| other.kind != identity.kind && self.to.get(other).is_some())
    }

    /// The type that is to have the name of one that goes.
    fn successor(&self, identity: &Identity) -> Option<Identity> {
        if self.to.get(identity).is_some() { Some(identity.clone()) } else { self.of_one_name(identity) }
    }

    fn must_be_replaced(&self, identity: &Identity) -> bool {
        let (Some(from), Some(to)) = (self.from.get(identity), self.to.get(identity)) else { return false };
        match identity.kind {
            Kind::Enum => !keeps_labels(&from.definition, &to.definition),
            Kind::CompositeType => {
                alterations::of(identity.kind, "", from, to).is_none()
                    || alterations::retypes(&from.definition, &to.definition) && self.is_stored(identity)
            }
            Kind::Domain => match alterations::of(identity.kind, "", from, to) {
                Some(altered) => !altered.hazards.is_empty() && self.is_within_stored(identity),
                None => true,
            },
            _ => true,
        }
    }

    /// Whether a column of a table has a type, or one that is made of it.
    fn is_stored(&self, identity: &Identity) -> bool {
        let mut dependents = self.from.objects.iter().filter(|(_, other)| other.depends_on.contains(identity));
        dependents.any(|(other, _)| match other.kind {
            Kind::Column => self.is_of_a_table(other) && self.has_type(other, identity),
            Kind::MaterializedView => true,
            kind => TYPES.contains(&kind) && self.is_stored(other),
        })
    }

    /// Whether a column of a table has a domain within something: an array, a composite type, a range.
    fn is_within_stored(&self, domain: &Identity) -> bool {
        let mut dependents = self.from.objects.iter().filter(|(_, other)| other.depends_on.contains(domain));
        dependents.any(|(other, object)| match other.kind {
            Kind::Column => self.is_of_a_table(other) && ColumnParts::of(&object.definition).data_type.ends_with(']'),
            Kind::Domain => object.definition.contains("[]") && self.is_stored(other) || self.is_within_stored(other),
            Kind::CompositeType | Kind::RangeType => self.is_stored(other),
            _ => false,
        })
    }

    /// Whether a column is of a type, or of an array of it, or of a collation: its default may need another.
    fn has_type(&self, column: &Identity, of: &Identity) -> bool {
        let definition = self.from.column(column).map(|column| column.definition.as_str()).unwrap_or_default();
        if of.kind == Kind::Collation {
            let collation = ColumnParts::of(definition).collation;
            let named = collation.and_then(|name| QualifiedName::parse(name, self.from.default_schema()));
            return named.is_some_and(|name| name == of.name);
        }
        let element = ColumnParts::of(definition).data_type.trim_end_matches("[]");
        let whole = element.find('(').filter(|_| !element.starts_with('"')).map_or(element, |modifiers| &element[..modifiers]);
        let named = QualifiedName::parse(whole, self.from.default_schema());
        named.is_some_and(|name| name == of.name || self.is_multirange_of(&name, of))
    }

    /// Whether a name is that of the multirange that comes with a range.
    fn is_multirange_of(&self, name: &QualifiedName, range: &Identity) -> bool {
        let definition = self.from.get(range).filter(|_| range.kind == Kind::RangeType).map(|range| range.definition.as_str());
        let options = text::split_list(definition.unwrap_or_default().trim_start_matches('(').trim_end_matches(')'));
        let multirange = options.iter().find_map(|option| option.strip_prefix("multirange_type_name = "));
        multirange.and_then(|name| QualifiedName::parse(name, &range.name.schema)).is_some_and(|own| own == *name)
    }

    fn is_of_a_table(&self, column: &Identity) -> bool {
        let kinds = [Kind::Table, Kind::ForeignTable];
        kinds.iter().any(|kind| self.from.get(&Identity::new(*kind, column.name.clone())).is_some())
            || self.from_partitions.contains(&column.name)
    }

    /// Whether a column is there before and after, by itself and not by its parent's.
    fn is_converted(&self, identity: &Identity) -> bool {
        let is_own = |schema: &Schema| schema.get(identity).is_some_and(|column| !column.is_inherited());
        let has_type = |schema: &Schema| {
            schema.get(identity).is_some_and(|column| !ColumnParts::of(&column.definition).data_type.is_empty())
        };
        identity.kind == Kind::Column
            && is_own(self.from)
            && is_own(self.to)
            && has_type(self.from)
            && has_type(self.to)
            && self.is_of_a_table(identity)
    }

    /// All of it in one step.
    pub(super) fn replace_types(&mut self) {
        if self.replaced.types.is_empty() {
            return;
        }
        let old = in_order(self.from, &self.replaced.types);
        let successors: BTreeSet<Identity> = old.iter().filter_map(|identity| self.successor(identity)).collect();
        let new = in_order(self.to, &successors.union(&self.replaced.new).cloned().collect());
        let names: Vec<String> = old.iter().map(|identity| self.name(identity)).collect();
        let mut step = Step::new(format!("make {} anew", names.join(", ")), String::new()).because(self.why_replaced(&old));
        step.sql.clear();
        for table in self.typed_meanwhile() {
            let name = table.name.to_string();
            step = step.and(format!("ALTER TABLE {name} NOT OF")).locking(LockMode::AccessExclusive, name);
        }
        self.drop_checks_in_the_way(&old);
        let converts_nothing = self.replaced.columns.is_empty();
        // What is within something is converted as text, in which attributes have no names.
        for composite in old.iter().filter(|old| old.kind == Kind::CompositeType && self.is_within_another(old)) {
            for sql in self.attributes_anew(composite).unwrap_or_default() {
                step = step.and(sql);
            }
        }
        for identity in &old {
            for sql in self.renamed_away(identity) {
                step = step.and(sql);
            }
        }
        let mut makes = Vec::new();
        let mut later = Vec::new();
        for identity in &new {
            let Some(object) = self.to.get(identity) else { continue };
            step = step.and(create::create(identity, object, false));
            for (part, object) in with_parts(self.to, identity).iter().filter_map(|part| Some((part, self.to.get(part)?))) {
                let is_checked_later = part.kind == Kind::DomainConstraint && object.definition.ends_with(" not valid");
                if is_checked_later {
                    later.push((part.clone(), object.clone()));
                } else if part.kind == Kind::DomainConstraint {
                    step = step.and(create::create(part, object, false));
                }
                if !is_checked_later {
                    step = with_attributes(step, part, object);
                }
            }
            makes.extend(with_parts(self.to, identity));
        }
        let mut tables: BTreeMap<&QualifiedName, Vec<&Identity>> = BTreeMap::new();
        for column in &self.replaced.columns {
            tables.entry(&column.name).or_default().push(column);
        }
        let mut refused = Vec::new();
        for (table, columns) in tables {
            match self.converted(table, &columns) {
                Ok(statements) => {
                    for sql in statements {
                        step = step.and(sql);
                    }
                    step = step.locking(LockMode::AccessExclusive, table.to_string());
                    // A default that is put back comes with a step of its own.
                    makes.extend(columns.into_iter().filter(|column| !self.rebuilt.contains(*column)).cloned());
                }
                Err(why) => refused.push(why),
            }
        }
        if !refused.is_empty() {
            makes.extend(self.replaced.columns.iter().cloned());
            let gone: Vec<Identity> = old.iter().filter(|identity| self.to.get(identity).is_none()).cloned().collect();
            return self.refuse(names.join(", "), refused.join("; "), &gone, &makes);
        }
        for (part, object) in later {
            step = with_attributes(step.and(create::create(&part, &object, false)), &part, &object);
        }
        for identity in old.iter().rev() {
            let away = self.name_until(&identity.name, "old");
            step = step.and(format!("DROP {} {away}", identity.kind.facts().sql));
        }
        if !converts_nothing {
            step = step.hazard(Hazard::Rewrite).hazard(Hazard::BlocksReads);
        }
        if old.iter().any(|identity| self.may_lose(identity)) {
            step = step.hazard(Hazard::DataLoss);
        }
        let gone: Vec<Identity> = old.iter().filter(|identity| self.to.get(identity).is_none()).cloned().collect();
        self.push(step);
        self.say(self.pieces.len() - 1, &gone, &makes);
    }

    /// Checks of domains that call a function which goes before the new domain comes.
    fn drop_checks_in_the_way(&mut self, old: &[Identity]) {
        let goes = |need: &Identity| {
            let is_gone = self.to.get(need).is_none() || self.rebuilt.contains(need) || self.changes_signature(need);
            need.kind == Kind::Function && is_gone
        };
        let from: &'a Schema = self.from;
        let defaults = old.iter().filter(|domain| {
            domain.kind == Kind::Domain
                && from.get(domain).is_some_and(|domain| {
                    text::find_outside_quotes(&domain.definition, " default ").is_some() && domain.depends_on.iter().any(goes)
                })
        });
        let defaults: Vec<&Identity> = defaults.collect();
        let checks = old.iter().flat_map(|domain| from.parts(Kind::DomainConstraint, &domain.name));
        let checks: Vec<_> = checks.filter(|(_, check)| check.depends_on.iter().any(goes)).collect();
        for domain in defaults {
            self.drop_default(domain);
        }
        for (check, object) in checks {
            let step = Step::new(format!("drop {}", self.name(check)), create::drop(check, object, false))
                .because("what it calls goes; the domain is made anew below, and checked as it should be");
            self.push(step);
            self.say(self.pieces.len() - 1, std::slice::from_ref(check), &[]);
        }
    }

    fn why_replaced(&self, old: &[Identity]) -> String {
        let mut reasons: Vec<String> = Vec::new();
        for identity in old {
            let (Some(from), Some(to)) = (self.from.get(identity), self.to.get(identity)) else { continue };
            if identity.kind == Kind::Enum && from.definition != to.definition {
                let (was, is) = (text::literals(&from.definition), text::literals(&to.definition));
                let removed = was.iter().any(|label| !is.contains(label));
                let added = is.iter().any(|label| !was.contains(label));
                reasons.push(match (removed, added) {
                    (true, true) => {
                        "labels were removed and added; ALTER TYPE … RENAME VALUE keeps rows if it is a rename".to_owned()
                    }
                    (true, false) => {
                        "PostgreSQL removes no label; while a row has a removed one it fails, and nothing changes".to_owned()
                    }
                    (false, _) => "PostgreSQL moves no label".to_owned(),
                });
            }
        }
        if reasons.is_empty() {
            reasons
                .push("PostgreSQL cannot alter that; a value that does not fit makes it fail, and nothing changes".to_owned());
        }
        reasons.dedup();
        reasons.join("; ")
    }

    /// The old type gives its name away, and a range those of its multirange and of the functions that make one.
    fn renamed_away(&self, identity: &Identity) -> Vec<String> {
        let away = self.name_until(&identity.name, "old").name;
        let schema = &*identity.name.schema;
        let what = if identity.kind == Kind::Collation { "COLLATION" } else { "TYPE" };
        let mut statements = vec![format!("ALTER {what} {} RENAME TO {}", identity.sql_name(), quote(&away))];
        if identity.kind != Kind::RangeType {
            return statements;
        }
        let options = self.from.get(identity).map(|object| object.definition.clone()).unwrap_or_default();
        let options = text::split_list(options.trim_start_matches('(').trim_end_matches(')'));
        let option = |name: &str| options.iter().find_map(|option| option.strip_prefix(name)?.strip_prefix(" = "));
        let subtype = option("subtype").unwrap_or_default();
        // It may have given its name away already.
        let named = QualifiedName::parse(subtype, self.to.default_schema());
        let renamed = named.filter(|name| self.replaced.types.iter().any(|other| other.name == *name));
        let renamed = renamed.map(|name| self.name_until(&name, "old").to_string());
        let subtype = renamed.as_deref().unwrap_or(subtype);
        let mut rename = |function: &QualifiedName, arguments: &str| {
            let to = quote(&self.name_until(function, "old").name);
            statements.push(format!("ALTER FUNCTION {function}({arguments}) RENAME TO {to}"));
        };
        rename(&identity.name, &format!("{subtype}, {subtype}"));
        rename(&identity.name, &format!("{subtype}, {subtype}, text"));
        if let Some(multirange) = option("multirange_type_name").and_then(|name| QualifiedName::parse(name, schema)) {
            let range = QualifiedName::new(schema, away);
            rename(&multirange, "");
            rename(&multirange, &range.to_string());
            rename(&multirange, &format!("VARIADIC {range}[]"));
            statements.push(format!("ALTER TYPE {multirange} RENAME TO {}", quote(&self.name_until(&multirange, "old").name)));
        }
        statements
    }

    /// The statements that convert some columns of a table, at one go; or why there are none.
    fn converted(&self, table: &QualifiedName, columns: &[&Identity]) -> Result<Vec<String>, String> {
        let mut actions = Vec::new();
        let mut after = Vec::new();
        let is_foreign = self.from.get(&Identity::new(Kind::ForeignTable, table.clone())).is_some();
        // What is dropped and added anew has its new type from there.
        for identity in columns.iter().filter(|column| !self.anew.contains(**column)) {
            if let Some(key) = self.partition_key_with(identity) {
                return Err(format!(
                    "{} is to have another type, and {key}: make a new table and move the rows",
                    self.name(identity)
                ));
            }
            let definition =
                |schema: &Schema| schema.column(identity).map(|column| column.definition.clone()).unwrap_or_default();
            let (from, to) = (definition(self.from), definition(self.to));
            let (from, to) = (ColumnParts::of(&from), ColumnParts::of(&to));
            let own = quote(identity.own_name());
            let keeps_default = self.rebuilt.contains(identity);
            let children_have_defaults = self.descendants(table).into_iter().any(|child| {
                let child = self.from.column(&Identity::part(Kind::Column, child, identity.own_name())).cloned();
                child.is_some_and(|child| ColumnParts::of(&child.definition).default.is_some())
            });
            if !keeps_default && (from.default.is_some() || children_have_defaults) {
                actions.push(format!("ALTER COLUMN {own} DROP DEFAULT"));
            }
            let Some(value) = self.conversion(&own, from.data_type, to.data_type) else {
                return Err(format!(
                    "{} has values of {}, which PostgreSQL cannot convert within an array: convert them by hand",
                    self.name(identity),
                    from.data_type
                ));
            };
            let collation = to.collation.map(|collation| format!(" COLLATE {collation}")).unwrap_or_default();
            let using = if is_foreign || value == own { String::new() } else { format!(" USING {value}") };
            actions.push(format!("ALTER COLUMN {own} TYPE {}{collation}{using}", to.data_type));
            if !keeps_default && let Some(default) = to.default {
                actions.push(format!("ALTER COLUMN {own} SET DEFAULT {default}"));
            }
            if !keeps_default {
                after.extend(self.own_of_children(identity, Own::Default));
            }
        }
        let altered = (!actions.is_empty()).then(|| format!("ALTER TABLE {table} {}", actions.join(", ")));
        let mut statements: Vec<String> = altered.into_iter().collect();
        statements.extend(after);
        Ok(statements)
    }

    /// How a table, or a partition of it, is partitioned by a column.
    pub(super) fn partition_key_with(&self, column: &Identity) -> Option<String> {
        let mut tables = vec![column.name.clone()];
        tables.extend(self.descendants(&column.name));
        partition_key_with(self.from, &tables, column.own_name())
    }

    /// What a value of one type is as one of another, both as they are named in SQL.
    fn conversion(&self, value: &str, from: &str, to: &str) -> Option<String> {
        let element = |name: &str| name.trim_end_matches("[]").to_owned();
        let is_array = from.ends_with(']');
        let find = |types: &dyn Fn(&Identity) -> bool, name: &str| {
            let named = QualifiedName::parse(&element(name), self.to.default_schema())?;
            TYPES.iter().map(|kind| Identity::new(*kind, named.clone())).find(types)
        };
        let many = || {
            let named = QualifiedName::parse(&element(from), self.to.default_schema())?;
            self.replaced.types.iter().find(|range| self.is_multirange_of(&named, range)).cloned()
        };
        let Some(old) = find(&|identity| self.replaced.types.contains(identity), from).or_else(many) else {
            return Some(if from == to { value.to_owned() } else { format!("{value}{}", self.cast_of(from, to)) });
        };
        let new = find(&|identity| self.to.get(identity).is_some(), to);
        let by_text = Some(format!("{value}::text::{to}"));
        match (old.kind, new.as_ref().map(|new| new.kind)) {
            (Kind::Domain, Some(Kind::Domain) | None) if !self.is_made_of_a_replaced_type(&old) => {
                Some(format!("{value}{}", self.cast_of(from, to)))
            }
            (Kind::CompositeType, Some(Kind::CompositeType)) => {
                let new = new?;
                let definition = |schema: &Schema, identity: &Identity| {
                    schema.get(identity).map(|object| object.definition.clone()).unwrap_or_default()
                };
                let (was, is) = (definition(self.from, &old), definition(self.to, &new));
                let (was, is) = (alterations::attributes(&was), alterations::attributes(&is));
                let names_alike = was.iter().map(|(name, _)| name).eq(is.iter().map(|(name, _)| name));
                if is_array || names_alike && self.comes_as_text(&old) {
                    return by_text.filter(|_| self.comes_as_text(&old));
                }
                let plain = |data_type: &str| {
                    let end = text::find_outside_quotes(data_type, " collate ").unwrap_or(data_type.len());
                    data_type[..end].to_owned()
                };
                let attributes: Option<Vec<String>> = is
                    .iter()
                    .map(|(name, now)| match was.iter().find(|(other, _)| other == name) {
                        Some((_, before)) => self.conversion(&format!("({value}).{name}"), &plain(before), &plain(now)),
                        None => Some("NULL".to_owned()),
                    })
                    .collect();
                let attributes = attributes?.join(", ");
                // A row of nulls is not the same as no row.
                Some(format!("CASE WHEN {value} IS DISTINCT FROM NULL THEN ROW({attributes})::{to} END"))
            }
            _ => by_text,
        }
    }

    /// Whether the text of a value, once its attributes have those names, is one of the new type: composite types within it too.
    fn comes_as_text(&self, old: &Identity) -> bool {
        let within = self.from.get(old).into_iter().flat_map(|object| &object.depends_on);
        let mut within = within.filter(|need| self.replaced.types.contains(*need));
        let moves_none = old.kind != Kind::CompositeType || self.attributes_anew(old).is_some();
        moves_none && within.all(|need| self.comes_as_text(need))
    }

    /// What gives a composite type the attributes that its successor has, by name.
    fn attributes_anew(&self, old: &Identity) -> Option<Vec<String>> {
        let (from, to) = (self.from.get(old)?, self.to.get(old)?);
        let (dropped, added) = alterations::dropped_and_added(&old.sql_name(), &from.definition, &to.definition)?;
        Some([dropped, added].concat())
    }

    /// Whether a value of a type is within another: an array in a column, or another of the types.
    fn is_within_another(&self, old: &Identity) -> bool {
        let in_array = |column: &Identity| {
            let definition = self.from.get(column).map(|column| column.definition.as_str()).unwrap_or_default();
            ColumnParts::of(definition).data_type.ends_with(']') && self.has_type(column, old)
        };
        let needs = |other: &Identity| self.from.get(other).is_some_and(|other| other.depends_on.contains(old));
        self.replaced.columns.iter().any(in_array) || self.replaced.types.iter().any(needs)
    }

    fn is_made_of_a_replaced_type(&self, domain: &Identity) -> bool {
        let needs = self.from.get(domain).into_iter().flat_map(|object| &object.depends_on);
        needs.into_iter().any(|need| {
            self.replaced.types.contains(need) && (need.kind != Kind::Domain || self.is_made_of_a_replaced_type(need))
        })
    }

    /// Whether a value of the new type may be less than one of the old.
    fn may_lose(&self, identity: &Identity) -> bool {
        let (Some(from), Some(to)) = (self.from.get(identity), self.to.get(identity)) else { return false };
        match identity.kind {
            Kind::Domain => types::loses(alterations::domain_type(&from.definition), alterations::domain_type(&to.definition)),
            Kind::CompositeType => {
                let (was, is) = (alterations::attributes(&from.definition), alterations::attributes(&to.definition));
                // Then each is cast by itself, and a text that is too long is cut.
                let is_by_name = !was.iter().map(|(name, _)| name).eq(is.iter().map(|(name, _)| name));
                was.iter().any(|(name, before)| match is.iter().find(|(other, _)| other == name) {
                    Some((_, now)) => types::loses(before, now) || is_by_name && types::rewrites(before, now),
                    None => true,
                })
            }
            _ => false,
        }
    }
}

/// Some types, each after those that it is made of.
fn in_order(schema: &Schema, types: &BTreeSet<Identity>) -> Vec<Identity> {
    let all: Vec<&Identity> = types.iter().collect();
    let needs: Vec<Vec<usize>> = all
        .iter()
        .map(|identity| {
            let needed = schema.get(identity).map(|object| &object.depends_on);
            (0..all.len()).filter(|place| needed.is_some_and(|needed| needed.contains(all[*place]))).collect()
        })
        .collect();
    depth_first(&needs).into_iter().map(|place| all[place].clone()).collect()
}

/// Whether all labels stay, in their order: others can be added anywhere between them.
pub(super) fn keeps_labels(from: &str, to: &str) -> bool {
    let (old, new) = (text::literals(from), text::literals(to));
    let mut rest = new.iter();
    old.iter().all(|label| rest.any(|other| other == label))
}
