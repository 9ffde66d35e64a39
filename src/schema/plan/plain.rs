//! What is created, altered or replaced by statements of its own: everything but relations and their parts.

use super::{Planner, alterations, with_attributes};
use crate::identifier::{literal, quote};
use crate::plan::{Hazard, LockMode, Step};
use crate::schema::create::{self, Scope};
use crate::schema::model::{Attribute, Identity, Kind, Object};
use crate::schema::text;

/// Whether a change of the definition is made by dropping the object and creating it anew.
pub(super) fn is_made_anew(kind: Kind, from: &Object, to: &Object) -> bool {
    match kind {
        Kind::Cast
        | Kind::Transform
        | Kind::Conversion
        | Kind::TextSearchConfiguration
        | Kind::TextSearchTemplate
        | Kind::TextSearchParser
        | Kind::DomainConstraint
        | Kind::Rule
        | Kind::Policy
        | Kind::Statistics
        | Kind::EventTrigger
        | Kind::Publication => true,
        Kind::Aggregate => !alterations::keeps_its_state(from, to),
        Kind::Operator | Kind::TextSearchDictionary => alterations::of(kind, "", from, to).is_none(),
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
        let secret = match object.attribute(Attribute::HiddenOptions) {
            Some(_) => "; its secret options are known nowhere: give them by hand",
            None => "",
        };
        let reason = format!("{}{secret}", self.reason_to_create(identity));
        let mut step = Step::new(format!("create {}", self.name(identity)), sql).because(reason);
        step.sql.splice(0..0, self.schema_of_extension(identity).map(Into::into));
        step.on_server_only = Scope::Scratch.leaves_out(identity.kind);
        self.push_making(with_attributes(locked(step, identity), identity, object), identity);
        if identity.kind == Kind::Domain {
            for (constraint, object) in self.to.parts(Kind::DomainConstraint, &identity.name) {
                let step = Step::new(format!("add {}", self.name(constraint)), create::create(constraint, object, false))
                    .because("the domain is new");
                self.push_making(with_attributes(step, constraint, object), constraint);
            }
        }
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
            _ if self.is_made_anew(identity) => return self.replace_plain(identity, from, to, "its definition differs"),
            _ => {}
        }
        let Some(altered) = alterations::of(identity.kind, &identity.sql_name(), from, to) else {
            self.impossible.push(format!(
                "{} is `{}`, and should be `{}`: PostgreSQL cannot alter that; make it anew by hand",
                self.name(identity),
                from.definition,
                to.definition
            ));
            return;
        };
        if altered.statements.is_empty() {
            return;
        }
        let mut step = Step::new(format!("alter {}", self.name(identity)), String::new()).because("its definition differs");
        step.sql = altered.statements.into_iter().map(Into::into).collect();
        step.on_server_only = Scope::Scratch.leaves_out(identity.kind);
        step.hazards = altered.hazards;
        if identity.kind == Kind::ForeignTable {
            step = step.locking(LockMode::AccessExclusive, identity.sql_name());
        }
        self.push_making(step, identity);
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
            self.push_making(Step::new(title, sql.trim_end()).because("declared, not there"), identity);
        }
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
