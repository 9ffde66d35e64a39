//! The NOT NULL constraints of columns: from PostgreSQL 18 on they have names, and may be NOT VALID or kept from children.

use super::{Impossible, Planner};
use crate::identifier::{generated, quote};
use crate::plan::{Hazard, LockMode, Step};
use crate::schema::alter;
use crate::schema::diff::Difference;
use crate::schema::model::{ColumnParts, Identity, Schema};

/// What an attribute says; where there is none, what PostgreSQL makes by itself.
struct NotNull {
    name: String,
    no_inherit: bool,
    not_valid: bool,
}

impl NotNull {
    fn of(column: &Identity, text: Option<&str>) -> Self {
        let Some(text) = text else {
            let name = generated(&column.name.name, &[column.own_name()], "not_null");
            return Self { name: quote(&name), no_inherit: false, not_valid: false };
        };
        let (name, options) = alter::first_name(text);
        Self { name: name.to_owned(), no_inherit: options.contains("no inherit"), not_valid: options.ends_with("not valid") }
    }
}

impl Planner<'_> {
    /// The constraint stays, and is renamed, validated, or given to children. One that was inherited and is no more is told once
    /// it is free.
    pub(super) fn change_not_null_constraint(&mut self, difference: &Difference) {
        let column = &difference.object;
        let is_inherited = |schema: &Schema| {
            let mut parents = schema.parents(&column.name).into_iter();
            parents.any(|table| is_not_null(schema, &Identity { name: table, ..column.clone() }))
        };
        // What goes with the column's NOT NULL needs no more; and where parents change, the rest is seen when they have.
        if !is_not_null(self.to, column) || self.from.parents(&column.name) != self.to.parents(&column.name) {
            return;
        }
        let is = NotNull::of(column, difference.from.as_deref().filter(|_| is_not_null(self.from, column)));
        let should = NotNull::of(column, difference.to.as_deref());
        if is_inherited(self.to) {
            let name = self.name(column);
            let why = format!(
                "the not null constraint of {name} is {}, and should be {}: PostgreSQL renames no constraint that is inherited",
                difference.from.as_deref().unwrap_or("its parent's"),
                difference.to.as_deref().unwrap_or("its parent's"),
            );
            self.impossible.push(Impossible::new(column, why));
            return;
        }
        let table = column.relation_name().to_string();
        let alter = format!("ALTER TABLE {table}");
        let mut step = Step::new(format!("change the not null constraint of {}", self.name(column)), String::new());
        step.sql.clear();
        let mut lock = LockMode::AccessExclusive;
        if should.not_valid && !is.not_valid {
            let inherit = if should.no_inherit { " NO INHERIT" } else { "" };
            step = step.and(format!(
                "{alter} DROP CONSTRAINT {}, ADD CONSTRAINT {} NOT NULL {}{inherit} NOT VALID",
                is.name,
                should.name,
                quote(column.own_name())
            ));
        } else {
            if is.no_inherit != should.no_inherit {
                let inherit = if should.no_inherit { "NO INHERIT" } else { "INHERIT" };
                step = step.and(format!("{alter} ALTER CONSTRAINT {} {inherit}", is.name));
            }
            if is.name != should.name {
                step = step.and(format!("{alter} RENAME CONSTRAINT {} TO {}", is.name, should.name));
            }
            if is.not_valid && !should.not_valid {
                if step.sql.is_empty() {
                    lock = LockMode::ShareUpdateExclusive;
                }
                step = step.and(format!("{alter} VALIDATE CONSTRAINT {}", should.name)).hazard(Hazard::LongScan);
            }
        }
        let reason = format!("it is {}", difference.from.as_deref().unwrap_or(&is.name));
        self.push(step.because(reason).locking(lock, table));
    }
}

fn is_not_null(schema: &Schema, column: &Identity) -> bool {
    schema.column(column).is_some_and(|column| ColumnParts::of(&column.definition).not_null)
}
