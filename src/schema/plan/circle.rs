//! What of a table uses something that needs the table itself: an index over a function of its rows, a default that looks into
//! it. It comes after both, and goes before both.

use std::collections::BTreeSet;

use crate::identifier::QualifiedName;
use crate::schema::create;
use crate::schema::model::{ColumnParts, Identity, Kind, Schema};

/// The parts of a table that need what needs the table: of a column its default.
pub(super) fn parts(schema: &Schema, table: &Identity) -> Vec<Identity> {
    let of = |kind: Kind| schema.parts(kind, &table.name).filter(|(_, object)| !object.is_made_by_another());
    let constraints = of(Kind::Constraint).filter(|(_, object)| !create::is_foreign_key(object));
    let all = with_defaults(schema, table).chain(constraints.chain(of(Kind::Index)).map(|(part, _)| part));
    all.filter(|part| is_in_a_circle(schema, part, table)).cloned().collect()
}

/// What else of a table is in a circle with it, and made by a step of its own in any case.
pub(super) fn beside(schema: &Schema, table: &Identity) -> Vec<Identity> {
    let kinds = [Kind::Policy, Kind::Trigger, Kind::Rule, Kind::Statistics];
    let parts = kinds.into_iter().flat_map(|kind| schema.parts(kind, &table.name));
    let own = parts.filter(|(_, object)| !object.is_made_by_another()).map(|(part, _)| part);
    own.filter(|part| is_in_a_circle(schema, part, table) || comes_round(schema, part, &table.name)).cloned().collect()
}

/// Whether what a rule or a policy reads has rules or policies that read its table, or what has such.
fn comes_round(schema: &Schema, part: &Identity, table: &QualifiedName) -> bool {
    let mut seen: BTreeSet<QualifiedName> = BTreeSet::new();
    let mut waiting = tables_of(schema, part);
    while let Some(read) = waiting.pop() {
        if read == *table {
            return true;
        }
        if seen.insert(read.clone()) {
            let parts = [Kind::Rule, Kind::Policy].into_iter().flat_map(|kind| schema.parts(kind, &read));
            waiting.extend(parts.flat_map(|(part, _)| tables_of(schema, part)));
        }
    }
    false
}

/// The other tables that a part of a table needs.
fn tables_of(schema: &Schema, part: &Identity) -> Vec<QualifiedName> {
    let needs = schema.get(part).into_iter().flat_map(|object| &object.depends_on);
    let tables = needs.filter(|need| matches!(need.kind, Kind::Table | Kind::Partition | Kind::Column));
    tables.map(Identity::relation_name).filter(|table| *table != part.name).collect()
}

/// The columns that a table's creation gives a default.
pub(super) fn with_defaults<'a>(schema: &'a Schema, table: &Identity) -> impl Iterator<Item = &'a Identity> {
    let columns = schema.parts(Kind::Column, &table.name);
    let own = columns.filter(|(_, column)| !column.is_inherited() && ColumnParts::of(&column.definition).default.is_some());
    own.map(|(column, _)| column)
}

/// Whether what a part of a table needs, needs the table.
fn is_in_a_circle(schema: &Schema, part: &Identity, table: &Identity) -> bool {
    let mut seen: BTreeSet<&Identity> = BTreeSet::new();
    // The column that owns a sequence is given to it by a step of its own.
    let needs_of = |identity: &Identity| {
        let needs = schema.get(identity).into_iter().flat_map(|object| &object.depends_on);
        needs.filter(|need| need.kind != Kind::Sequence)
    };
    let mut waiting: Vec<&Identity> = needs_of(part).filter(|need| need.part.is_none() && *need != table).collect();
    while let Some(need) = waiting.pop() {
        if !seen.insert(need) {
            continue;
        }
        if needs_of(need).any(|further| further.name == table.name && (further == table || further.kind == Kind::Column)) {
            return true;
        }
        waiting.extend(needs_of(need).filter(|further| further.part.is_none()));
    }
    false
}
