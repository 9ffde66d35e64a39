//! What is created, altered or replaced by statements of its own: everything but relations and their parts.

use super::{Impossible, Planner, alterations, with_attributes};
use crate::identifier::{QualifiedName, literal, quote};
use crate::plan::{Hazard, LockMode, Step};
use crate::schema::create::{self, Scope};
use crate::schema::model::{Attribute, Identity, Kind, Object};
use crate::schema::{alter, text};

/// Whether a change of the definition is made by dropping the object and creating it anew.
pub(super) fn is_made_anew(kind: Kind, from: &Object, to: &Object) -> bool {
    match kind {
        Kind::Cast
        | Kind::Transform
        | Kind::Conversion
        | Kind::OperatorClass
        | Kind::TextSearchTemplate
        | Kind::TextSearchParser
        | Kind::DomainConstraint
        | Kind::Rule
        | Kind::Statistics
        | Kind::EventTrigger
        | Kind::Publication => true,
        Kind::Aggregate => !alterations::keeps_its_state(from, to),
        Kind::Operator | Kind::TextSearchDictionary | Kind::TextSearchConfiguration | Kind::Policy => {
            alterations::of(kind, "", from, to).is_none()
        }
        _ => false,
    }
}

impl Planner<'_> {
    pub(super) fn plain_kinds(&mut self, kinds: &[Kind]) {
        for kind in kinds.iter().copied() {
            for identity in self.created(kind) {
                self.create_plain(&identity);
            }
            self.plain_kinds_that_change(kind);
        }
    }

    pub(super) fn plain_kinds_that_change(&mut self, kind: Kind) {
        for identity in self.changed(kind) {
            self.change_plain(&identity);
        }
    }

    pub(super) fn create_plain(&mut self, identity: &Identity) {
        let Some(object) = self.to.get(identity) else { return };
        let made_elsewhere =
            identity.kind == Kind::Sequence && self.sequences_of_identities().iter().any(|(sequence, _)| sequence == identity);
        if identity.kind == Kind::DefaultPrivileges || made_elsewhere {
            return;
        }
        let sql = match identity.kind {
            Kind::Extension => create::extension(identity, object, Scope::Whole),
            _ => create::create(identity, object, false),
        };
        let had = self.from.get(identity).is_some_and(|from| from.attribute(Attribute::HiddenOptions).is_some());
        let secret = match object.attribute(Attribute::HiddenOptions) {
            // Who declares it in a file knows that they are not there.
            Some(_) if object.secrets.is_none() && !had => "; its secret options are known nowhere: give them by hand",
            Some(_) => {
                self.secrets_by_hand(identity, "are lost, or new");
                ""
            }
            None => "",
        };
        let reason = format!("{}{secret}", self.reason_to_create(identity));
        let mut step = Step::new(format!("create {}", self.name(identity)), sql).because(reason);
        step.sql.splice(0..0, self.schema_of_extension(identity).map(Into::into));
        step.on_server_only = Scope::Scratch.leaves_out(identity.kind);
        if identity.is_public() && object.comment().is_none() {
            step = step.and(alter::comment(identity, None));
        }
        self.push_making(with_attributes(locked(step, identity), identity, object), identity);
        if identity.kind == Kind::Domain {
            for (constraint, object) in self.to.parts(Kind::DomainConstraint, &identity.name) {
                let step = Step::new(format!("add {}", self.name(constraint)), create::create(constraint, object, false))
                    .because("the domain is new");
                self.push_making(with_attributes(step, constraint, object), constraint);
            }
        }
    }

    /// No plan says a password.
    pub(super) fn secrets_by_hand(&mut self, identity: &Identity, how: &str) {
        let names = [self.from, self.to].map(|schema| schema.get(identity)?.attribute(Attribute::HiddenOptions));
        let [is, should] = names.map(|names| names.unwrap_or("none"));
        let names = if is == should { is.to_owned() } else { format!("{is} to {should}") };
        let why = format!(
            "the secret options of {} {how} ({names}): no secret is written into a plan; give them by hand with ALTER {}",
            self.name(identity),
            identity.kind.facts().sql
        );
        self.impossible.push(Impossible::new(identity, why));
    }

    /// An extension may be kept in a schema that is not managed, of which nothing is known.
    pub(super) fn schema_of_extension(&self, extension: &Identity) -> Option<String> {
        let schema = self.to.get(extension)?.attribute(Attribute::Schema).filter(|_| extension.kind == Kind::Extension)?;
        let is_known = self.to.schemas.iter().any(|managed| managed == schema) || schema == "pg_catalog";
        (!is_known).then(|| format!("CREATE SCHEMA IF NOT EXISTS {}", quote(schema)))
    }

    /// The type's name, which the functions that it is made of need.
    pub(super) fn create_shells(&mut self) {
        for kind in [Kind::BaseType, Kind::RangeType] {
            for identity in self.created(kind) {
                if self.to.get(&identity).is_some_and(|object| create::is_shelled(&identity, object)) {
                    let title = format!("make {} known", self.name(&identity));
                    let step = Step::new(title, format!("CREATE TYPE {}", identity.sql_name()))
                        .because("the functions that it is made of name it");
                    self.push(step);
                    if let Some(piece) = self.pieces.last_mut() {
                        piece.shell_of = Some(identity);
                    }
                }
            }
        }
    }

    /// The functions that a type is made of and that have it as argument or result: neither goes without the other.
    fn functions_of_type(&self, of: &Identity) -> Vec<Identity> {
        let needs = self.from.get(of).into_iter().flat_map(|object| &object.depends_on);
        let goes = |function: &Identity| self.to.get(function).is_none() || self.rebuilt.contains(function);
        let functions = needs.filter(|need| need.kind == Kind::Function && goes(need));
        let named = functions.filter(|function| self.from.get(function).is_some_and(|object| object.depends_on.contains(of)));
        named.cloned().collect()
    }

    pub(super) fn goes_with_its_type(&self, function: &Identity) -> bool {
        let types = [Kind::BaseType, Kind::RangeType].into_iter().flat_map(|kind| self.unexpected(kind));
        types.into_iter().any(|of| self.functions_of_type(&of).contains(function))
    }

    /// Only CASCADE drops them, after a look whether anything else uses them.
    pub(super) fn drop_type_with_functions(&mut self, of: &Identity) {
        const GUARD: &str = include_str!("drop_type.sql");
        let functions = self.functions_of_type(of);
        let listed: Vec<String> = functions.iter().map(|function| literal(&function.sql_name())).collect();
        let guard = GUARD.trim_end().replace("{type}", &literal(&of.sql_name())).replace("{functions}", &listed.join(", "));
        let mut step = Step::new(format!("drop {} and the functions that it is made of", self.name(of)), guard)
            .and(format!("DROP TYPE {} CASCADE", of.sql_name()))
            .because("they need each other; it fails while anything else uses one of them");
        step.sql.splice(0..0, self.drops_of_named_only(of).into_iter().map(Into::into));
        self.push(step);
        let dropped: Vec<Identity> = std::iter::once(of.clone()).chain(functions).collect();
        self.say(self.pieces.len() - 1, &dropped, &[]);
    }

    /// What can go and come anew without anything being lost.
    fn replace_plain(&mut self, identity: &Identity, from: &Object, to: &Object, reason: &str) {
        let mut step = Step::new(format!("replace {}", self.name(identity)), create::drop(identity, from, false))
            .and(create::create(identity, to, false))
            .because(reason);
        step.on_server_only = Scope::Scratch.leaves_out(identity.kind);
        self.recreated.insert(identity.clone());
        self.push_replacing(with_attributes(locked(step, identity), identity, to), identity);
    }

    fn change_plain(&mut self, identity: &Identity) {
        let (Some(from), Some(to)) = (self.from.get(identity), self.to.get(identity)) else { return };
        let replaced = format!("replace {}", self.name(identity));
        match identity.kind {
            Kind::Enum => return self.change_enum(identity, from, to),
            Kind::Function if self.is_made_anew(identity) => {
                let reason = "its arguments or its result change, which CREATE OR REPLACE cannot do";
                return self.replace_plain(identity, from, to, reason);
            }
            Kind::Function => {
                let step = Step::new(replaced, create::create(identity, to, false)).because("its definition differs");
                return self.push_making(step, identity);
            }
            Kind::Aggregate if !self.is_made_anew(identity) => {
                let sql = create::create(identity, to, false).replacen("CREATE ", "CREATE OR REPLACE ", 1);
                let step = Step::new(replaced, sql).because("its definition differs");
                return self.push_making(step, identity);
            }
            Kind::Language => {
                let sql = create::create(identity, to, false).replacen("CREATE ", "CREATE OR REPLACE ", 1);
                let step = Step::new(replaced, sql).because("its definition differs");
                return self.push_making(step, identity);
            }
            Kind::Policy if !self.is_made_anew(identity) => {
                let actions = alterations::of(identity.kind, "", from, to).unwrap_or_default().statements.join(" ");
                let sql = format!("ALTER POLICY {} ON {} {actions}", quote(identity.own_name()), identity.sql_name());
                let step = Step::new(format!("alter {}", self.name(identity)), sql).because("its definition differs");
                return self.push_making(locked(step, identity), identity);
            }
            Kind::BaseType if !create::is_shelled(identity, from) && create::is_shelled(identity, to) => {
                let title = format!("create {}", self.name(identity));
                let mut step = Step::new(title, create::create(identity, to, false)).because("no more than its name is there");
                // Only who owns the name can, and be it a superuser.
                if from.attribute(Attribute::Owner).is_some_and(|owner| self.role != Some(owner)) {
                    let mut take: crate::plan::Sql = format!("ALTER TYPE {} OWNER TO CURRENT_USER", identity.sql_name()).into();
                    take.on_server_only = true;
                    step.sql.insert(0, take);
                    self.recreated.insert(identity.clone());
                }
                return self.push_making(step, identity);
            }
            _ if self.is_made_anew(identity) => return self.replace_plain(identity, from, to, "its definition differs"),
            _ => {}
        }
        let Some(mut altered) = alterations::of(identity.kind, &identity.sql_name(), from, to) else {
            let name = self.name(identity);
            let why = format!(
                "{name} is `{}`, and should be `{}`: PostgreSQL cannot alter that; make it anew by hand",
                from.definition, to.definition
            );
            return self.refuse(name, why, &[], std::slice::from_ref(identity));
        };
        let named = if identity.kind == Kind::Operator { self.links_to_set(identity) } else { Vec::new() };
        if !named.is_empty() {
            altered.statements.push(format!("ALTER OPERATOR {} SET ({})", identity.sql_name(), named.join(", ")));
        }
        if altered.statements.is_empty() {
            return;
        }
        let typed = self.typed_tables(identity);
        let reason = match identity.kind {
            Kind::TextSearchConfiguration | Kind::TextSearchDictionary => {
                "its definition differs; what was parsed before stays as it was: REINDEX, and compute stored vectors anew"
            }
            Kind::Sequence if !altered.hazards.is_empty() => {
                "its definition differs; no value that it may stand at fits its new limits: it begins anew"
            }
            Kind::Sequence if altered.statements.len() > 1 => {
                "its definition differs; it goes on where it stands, or at the nearest of its new limits"
            }
            Kind::Subscription => "its definition differs; ALTER SUBSCRIPTION … REFRESH PUBLICATION is yours to run",
            _ => "its definition differs",
        };
        if !typed.is_empty() {
            altered.statements.iter_mut().for_each(|sql| sql.push_str(" CASCADE"));
        }
        if identity.kind == Kind::BaseType {
            altered.statements.extend(self.storage_of_columns(identity, from, to));
        }
        let mut step = Step::new(format!("alter {}", self.name(identity)), String::new()).because(reason);
        for table in &typed {
            step = step.locking(LockMode::AccessExclusive, table.to_string());
        }
        if !typed.is_empty() && alterations::retypes(&from.definition, &to.definition) {
            altered.hazards.extend([Hazard::Rewrite, Hazard::BlocksReads]);
        }
        step.sql = altered.statements.into_iter().map(Into::into).collect();
        step.on_server_only = Scope::Scratch.leaves_out(identity.kind);
        step.hazards = altered.hazards;
        if identity.kind == Kind::ForeignTable {
            step = step.locking(LockMode::AccessExclusive, identity.sql_name());
        }
        self.push_making(step, identity);
        // What uses an attribute is replaced, or gone, before that goes.
        let dropped = alterations::dropped_attributes(from, to, identity);
        self.say(self.pieces.len() - 1, &dropped, &[]);
    }

    /// Labels can be added anywhere.
    fn change_enum(&mut self, identity: &Identity, from: &Object, to: &Object) {
        let (old, new) = (text::literals(&from.definition), text::literals(&to.definition));
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
            self.push_making(Step::new(title, sql.trim_end()).because("declared, not there"), identity);
        }
    }

    /// Columns keep the storage that their type had when they were made.
    fn storage_of_columns(&self, of: &Identity, from: &Object, to: &Object) -> Vec<String> {
        let storage = |object: &Object| {
            let at = text::find_outside_quotes(&object.definition, "STORAGE = ")?;
            let rest = &object.definition[at + "STORAGE = ".len()..];
            Some(rest[..rest.find([',', ')'])?].to_owned())
        };
        let Some(new) = storage(to).filter(|new| storage(from).as_ref() != Some(new)) else { return Vec::new() };
        let columns = self.from.of_kind(Kind::Column).filter(|(column, object)| {
            let is_own = |object: &Object| object.attribute(Attribute::Storage).is_some();
            object.depends_on.contains(of) && !is_own(object) && self.to.get(column).is_some_and(|object| !is_own(object))
        });
        columns.filter_map(|(column, _)| alter::set(column, Attribute::Storage, None, Some(&new))).flatten().collect()
    }

    /// The tables that are made of a composite type, and stay so: what is altered there comes to them.
    pub(super) fn typed_tables(&self, of: &Identity) -> Vec<QualifiedName> {
        let is_of = |object: &Object| of.kind == Kind::CompositeType && self.type_of_table(object).as_ref() == Some(of);
        let of_both = |table: &Identity| self.to.get(table).is_some_and(is_of) && !self.replaced.types.contains(of);
        let tables = self.from.of_kind(Kind::Table).filter(|(table, object)| is_of(object) && of_both(table));
        tables.map(|(table, _)| table.name.clone()).collect()
    }

    /// The composite type that a table is made of.
    fn type_of_table(&self, table: &Object) -> Option<Identity> {
        let name = QualifiedName::parse(table.attribute(Attribute::OfType)?, self.to.default_schema())?;
        Some(Identity::new(Kind::CompositeType, name))
    }

    /// The tables that are made of a type which is made anew: they are tables of their own meanwhile.
    pub(super) fn typed_meanwhile(&self) -> Vec<Identity> {
        let is_of_replaced = |object: &Object| self.type_of_table(object).is_some_and(|of| self.replaced.types.contains(&of));
        let tables = self.from.of_kind(Kind::Table).filter(|(table, object)| {
            is_of_replaced(object) && self.to.get(table).and_then(|to| self.type_of_table(to)) == self.type_of_table(object)
        });
        tables.map(|(table, _)| table.clone()).collect()
    }

    /// Whether a column comes, goes or changes its type with the type that its table is made of.
    pub(super) fn follows_its_type(&self, column: &Identity) -> bool {
        let table = self.from.get(&Identity::new(Kind::Table, column.name.clone()));
        let of = table.and_then(|table| self.type_of_table(table));
        column.kind == Kind::Column && of.is_some_and(|of| self.typed_tables(&of).contains(&column.name))
    }
}

/// What the creation of something plain locks, and what that costs.
fn locked(step: Step, identity: &Identity) -> Step {
    match identity.kind {
        Kind::Rule | Kind::Policy => step.locking(LockMode::AccessExclusive, identity.sql_name()),
        // Every table that has a column of the domain is read, and may not be written meanwhile.
        Kind::DomainConstraint => step.hazard(Hazard::LongScan).hazard(Hazard::BlocksWrites),
        _ => step,
    }
}

/// What a change in place takes.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Altered {
    pub statements: Vec<String>,
    pub hazards: Vec<Hazard>,
}
