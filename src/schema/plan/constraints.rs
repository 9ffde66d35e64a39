//! Constraints: added so that the long part, the scan, runs beside the table's traffic.

use super::{Planner, with_comment};
use crate::identifier::quote;
use crate::plan::{Hazard, LockMode, Step};
use crate::schema::create;
use crate::schema::model::{Identity, Object};
use crate::schema::text::find_outside_quotes;

impl Planner<'_> {
    pub(super) fn add_constraint(&mut self, identity: &Identity) {
        let Some(object) = self.to.get(identity) else { return };
        let partitioned = self.to.is_partitioned(&identity.name);
        let definition = &object.definition;
        if create::is_unique(object) && !partitioned {
            self.add_unique(identity, object);
        } else if definition.starts_with("check") || create::is_foreign_key(object) && !partitioned {
            self.add_validated(identity, object);
        } else {
            // EXCLUDE has no online form; a partitioned table's keys are built on every partition at once.
            let mut step = Step::new(format!("add {}", self.name(identity)), create::create(identity, object, false))
                .because("declared, not there; PostgreSQL has no online form for it")
                .hazard(Hazard::LongScan)
                .hazard(Hazard::BlocksWrites);
            step = if create::is_foreign_key(object) {
                lock_both(step, identity, object)
            } else {
                step.locking(LockMode::AccessExclusive, identity.sql_name()).hazard(Hazard::BlocksReads)
            };
            self.push(with_comment(step, identity, object));
        }
    }

    fn add_validated(&mut self, identity: &Identity, object: &Object) {
        let name = self.name(identity);
        let sql = create::create(identity, object, false);
        let already = object.definition.ends_with("not valid");
        let foreign = create::is_foreign_key(object);
        let step = Step::new(format!("add {name}"), if already { sql } else { format!("{sql} NOT VALID") })
            .because("new rows first: no scan");
        let step = if foreign {
            lock_both(step, identity, object)
        } else {
            step.locking(LockMode::AccessExclusive, identity.sql_name())
        };
        self.push(with_comment(step, identity, object));
        if !already {
            let relation = identity.sql_name();
            let mut step = Step::new(
                format!("validate {name}"),
                format!("ALTER TABLE {relation} VALIDATE CONSTRAINT {}", quote(identity.own_name())),
            )
            .because("reads the table beside its traffic")
            .locking(LockMode::ShareUpdateExclusive, relation)
            .hazard(Hazard::LongScan);
            if foreign {
                for referenced in &object.depends_on {
                    step = step.locking(LockMode::RowShare, referenced.sql_name());
                }
            }
            self.push(step);
        }
    }

    /// The index first, beside the traffic; then it becomes the constraint's.
    fn add_unique(&mut self, identity: &Identity, object: &Object) {
        let Some(key) = UniqueKey::of(&object.definition) else {
            let step = Step::new(format!("add {}", self.name(identity)), create::create(identity, object, false))
                .locking(LockMode::AccessExclusive, identity.sql_name())
                .hazard(Hazard::BlocksReads);
            return self.push(with_comment(step, identity, object));
        };
        let (relation, own) = (identity.sql_name(), quote(identity.own_name()));
        let index = format!("{}.{own}", quote(&identity.name.schema));
        let name = self.name(identity);
        self.push(
            Step::new(
                format!("build the index of {name}"),
                format!("CREATE UNIQUE INDEX CONCURRENTLY {own} ON {relation} {}", key.index),
            )
            .because("declared, not there; built beside the table's traffic")
            .outside_transaction(Some(format!("DROP INDEX CONCURRENTLY IF EXISTS {index}")))
            .locking(LockMode::ShareUpdateExclusive, relation.clone())
            .hazard(Hazard::LongScan),
        );
        let sql = format!("ALTER TABLE {relation} ADD CONSTRAINT {own} {} USING INDEX {own}{}", key.kind, key.deferral);
        let step = Step::new(format!("add {name}"), sql)
            .because("takes the index over: no scan")
            .locking(LockMode::AccessExclusive, relation);
        self.push(with_comment(step, identity, object));
    }
}

/// A foreign key takes the same lock on both its tables (measured).
fn lock_both(mut step: Step, identity: &Identity, object: &Object) -> Step {
    step = step.locking(LockMode::ShareRowExclusive, identity.sql_name());
    for referenced in &object.depends_on {
        step = step.locking(LockMode::ShareRowExclusive, referenced.sql_name());
    }
    step
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
