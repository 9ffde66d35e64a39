//! Constraints: added so that the long part, the scan, runs beside the table's traffic.

use super::{Planner, with_attributes};
use crate::identifier::quote;
use crate::plan::{Hazard, LockMode, Step};
use crate::schema::create;
use crate::schema::model::{Identity, Kind, Object, Schema};
use crate::schema::text::find_outside_quotes;

impl Planner<'_> {
    /// Adds a constraint, in the place of the one that stands there, unless that is `dropped` already: in the same
    /// transaction, so that there is always one or the other.
    pub(super) fn add_constraint(&mut self, identity: &Identity, dropped: bool) {
        let Some(object) = self.to.get(identity) else { return };
        if create::comes_from_above(self.to, identity) {
            // It is not valid, as its parent's is not, until it is told.
            if !stays_unchecked(object) {
                self.validate(identity, object);
            }
            return;
        }
        let old = self.from.get(identity).filter(|old| !dropped && !old.is_inherited());
        if let Some(old) = old
            && old.definition.strip_suffix(" not valid") == Some(&object.definition)
        {
            return self.validate(identity, object);
        }
        if let Some(old) = old.filter(|_| create::is_foreign_key(object)) {
            let ((is, was_deferred), (should, deferred)) = (deferral(&old.definition), deferral(&object.definition));
            if is == should {
                return self.defer(identity, was_deferred, deferred);
            }
        }
        let drop = old.map(|old| create::drop(identity, old, false));
        let replaces = drop.is_some();
        let partitioned = self.to.is_partitioned(&identity.name);
        let definition = &object.definition;
        if create::is_unique(object) && self.is_on_some_partitions(identity) {
            self.add_key_on_some(identity, object, drop);
        } else if create::is_unique(object) && !partitioned {
            self.add_own_key(identity, object, drop);
            self.attach_key(identity);
        } else if definition.starts_with("check") || create::is_foreign_key(object) && !partitioned {
            self.add_validated(identity, object, drop);
        } else {
            // EXCLUDE has no online form; a partitioned table's keys are built on every partition at once.
            let mut step = replacing(drop, format!("add {}", self.name(identity)), create::create(identity, object, false))
                .because(if stays_unchecked(object) { "no row is read" } else { "PostgreSQL has no online form for it" });
            if !stays_unchecked(object) {
                step = step.hazard(Hazard::LongScan).hazard(Hazard::BlocksWrites);
            }
            step = if create::is_foreign_key(object) {
                lock_both(step, identity, object)
            } else {
                step.locking(LockMode::AccessExclusive, identity.sql_name()).hazard(Hazard::BlocksReads)
            };
            let mut step = self.with_index(with_attributes(step, identity, object), identity);
            if partitioned {
                // After what is replaced has gone.
                let place = usize::from(replaces);
                step.sql.splice(place..place, self.named_parts_below(identity).into_iter().map(Into::into));
            }
            self.push(step);
            self.attach_key(identity);
        }
    }

    pub(super) fn add_validated(&mut self, identity: &Identity, object: &Object, drop: Option<String>) {
        let name = self.name(identity);
        let sql = create::create(identity, object, false);
        let already = stays_unchecked(object);
        let foreign = create::is_foreign_key(object);
        let replaces = drop.is_some();
        let mut step = replacing(drop, format!("add {name}"), if already { sql } else { format!("{sql} NOT VALID") })
            .because("new rows first: no scan");
        if !foreign || replaces {
            step = step.locking(LockMode::AccessExclusive, identity.sql_name());
            for referenced in object.referenced_tables(&identity.name) {
                step = step.locking(LockMode::AccessExclusive, referenced.to_string());
            }
        } else {
            step = lock_both(step, identity, object);
        }
        self.push(with_attributes(step, identity, object));
        if !already {
            self.validate(identity, object);
        }
        if already {
            self.validate_below(identity);
        }
    }

    /// When a foreign key is checked is all that changes.
    fn defer(&mut self, identity: &Identity, is: &str, should: &str) {
        let relation = identity.sql_name();
        let should = if should.is_empty() { "not deferrable" } else { should }.to_uppercase();
        let step = Step::new(
            format!("change when {} is checked", self.name(identity)),
            format!("ALTER TABLE {relation} ALTER CONSTRAINT {} {should}", quote(identity.own_name())),
        )
        .because(format!("it is {}", if is.is_empty() { "not deferrable" } else { is }))
        .locking(LockMode::AccessExclusive, relation);
        self.push(step);
    }

    /// Whether a unique index is to be a constraint's of the same name: it is taken over as it is.
    pub(super) fn is_taken_over(&self, index: &Identity) -> bool {
        let constraint = Identity { kind: Kind::Constraint, ..index.clone() };
        let (Some(from), Some(to)) = (self.from.get(index), self.to.get(&constraint)) else { return false };
        let key = UniqueKey::of(&to.definition).map(|key| format!("unique {}", key.index));
        index.kind == Kind::Index
            && key.as_ref() == Some(&from.definition)
            && self.from.get(&constraint).is_none()
            && self.to.get(index).is_none()
            && !self.to.is_partitioned(&index.name)
    }

    /// The statement that makes a constraint of the unique index that has its name.
    pub(super) fn taking_over(&self, constraint: &Identity, object: &Object) -> Option<String> {
        let key = UniqueKey::of(&object.definition)?;
        let own = quote(constraint.own_name());
        let sql =
            format!("ALTER TABLE {} ADD CONSTRAINT {own} {} USING INDEX {own}{}", constraint.name, key.kind, key.deferral);
        self.is_taken_over(&Identity { kind: Kind::Index, ..constraint.clone() }).then_some(sql)
    }

    pub(super) fn validate(&mut self, identity: &Identity, object: &Object) {
        let relation = identity.sql_name();
        let mut step = Step::new(format!("validate {}", self.name(identity)), create::validate(identity))
            .because("reads the table beside its traffic")
            .locking(LockMode::ShareUpdateExclusive, relation)
            .hazard(Hazard::LongScan);
        if create::is_foreign_key(object) {
            for referenced in object.referenced_tables(&identity.name) {
                step = step.locking(LockMode::RowShare, referenced.to_string());
            }
        }
        self.push(step);
    }

    /// The index first, beside the traffic; then it becomes the constraint's.
    pub(super) fn add_own_key(&mut self, identity: &Identity, object: &Object, drop: Option<String>) {
        let key = UniqueKey::of(&object.definition).filter(|_| !self.to.is_partitioned(&identity.name));
        let Some(key) = key else {
            let step = replacing(drop, format!("add {}", self.name(identity)), create::create(identity, object, false))
                .locking(LockMode::AccessExclusive, identity.sql_name())
                .hazard(Hazard::BlocksReads);
            return self.push(self.with_index(with_attributes(step, identity, object), identity));
        };
        let (relation, own) = (identity.sql_name(), quote(identity.own_name()));
        // The old constraint's index has the name until it goes.
        let index_name = if drop.is_some() { self.replacement_name(identity) } else { identity.own_name().to_owned() };
        let index_name = quote(&index_name);
        let index = format!("{}.{index_name}", quote(&identity.name.schema));
        let name = self.name(identity);
        let build = Step::new(
            format!("build the index of {name}"),
            format!("CREATE UNIQUE INDEX CONCURRENTLY {index_name} ON {relation} {}", key.index),
        )
        .because("built beside the table's traffic")
        .outside_transaction(Some(index))
        .locking(LockMode::ShareUpdateExclusive, relation.clone())
        .hazard(Hazard::LongScan);
        if !self.is_taken_over(&Identity { kind: Kind::Index, ..identity.clone() }) {
            self.push(build);
        }
        let sql = format!("ALTER TABLE {relation} ADD CONSTRAINT {own} {} USING INDEX {index_name}{}", key.kind, key.deferral);
        let step = replacing(drop, format!("add {name}"), sql)
            .because("takes the index over: no scan")
            .locking(LockMode::AccessExclusive, relation);
        let step = self.marks(identity, identity.own_name()).into_iter().fold(step, Step::and);
        self.push(self.with_index(with_attributes(step, identity, object), identity));
    }

    /// What is said of a constraint's index goes with that, and is said again.
    fn with_index(&self, step: Step, constraint: &Identity) -> Step {
        let index = Identity { kind: Kind::Index, ..constraint.clone() };
        let made = |schema: &Schema| schema.get(&index).filter(|index| index.is_made_by_another()).cloned();
        match (made(self.from), made(self.to)) {
            (Some(from), Some(to)) if from.attributes == to.attributes => with_attributes(step, &index, &to),
            _ => step,
        }
    }
}

/// A step that first drops what it replaces.
fn replacing(drop: Option<String>, title: String, sql: String) -> Step {
    match drop {
        Some(drop) => Step::new(title, drop).and(sql),
        None => Step::new(title, sql),
    }
}

/// A foreign key takes the same lock on both its tables (measured).
fn lock_both(mut step: Step, identity: &Identity, object: &Object) -> Step {
    step = step.locking(LockMode::ShareRowExclusive, identity.sql_name());
    for referenced in object.referenced_tables(&identity.name) {
        step = step.locking(LockMode::ShareRowExclusive, referenced.to_string());
    }
    step
}

/// A foreign key's definition without when it is checked, and that: `deferrable initially deferred`.
fn deferral(definition: &str) -> (&str, &str) {
    let found = [" deferrable initially deferred", " deferrable"];
    let end = found.iter().find_map(|words| definition.strip_suffix(words));
    end.map_or((definition, ""), |end| (end, definition[end.len()..].trim_start()))
}

/// A primary key or unique constraint taken apart into the index that backs it and the rest.
struct UniqueKey<'a> {
    kind: &'static str,
    index: String,
    deferral: &'a str,
}

impl<'a> UniqueKey<'a> {
    fn of(definition: &'a str) -> Option<Self> {
        let (kind, rest) = match definition.strip_prefix("primary key ") {
            Some(rest) => ("PRIMARY KEY", rest),
            None => ("UNIQUE", definition.strip_prefix("unique ")?),
        };
        let (nulls, rest) = match rest.strip_prefix("nulls not distinct ") {
            Some(rest) => (" NULLS NOT DISTINCT", rest),
            None => ("", rest),
        };
        // A constraint WITHOUT OVERLAPS is backed by a GiST index of another form.
        if find_outside_quotes(rest, "without overlaps").is_some() {
            return None;
        }
        let words = [" deferrable", " not deferrable", " initially "];
        let end = words.iter().filter_map(|word| find_outside_quotes(rest, word)).min().unwrap_or(rest.len());
        let (key, deferral) = rest.split_at(end);
        // In CREATE INDEX, NULLS NOT DISTINCT stands behind the columns and before WITH.
        let with = find_outside_quotes(key, " with (").unwrap_or(key.len());
        Some(Self { kind, index: format!("{}{nulls}{}", &key[..with], &key[with..]), deferral })
    }
}

/// Whether rows that are there are never read for it.
pub(super) fn stays_unchecked(object: &Object) -> bool {
    [" not valid", " not enforced"].iter().any(|end| object.definition.ends_with(end))
}
