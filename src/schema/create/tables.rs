//! Tables and partitions with their columns: what `CREATE TABLE` can say of them, and what must follow it.

use super::{Creation, Scope, is_created_with_table};
use crate::identifier::{QualifiedName, quote};
use crate::schema::model::{Attribute, ColumnParts, Identity, Kind, Object, Schema};
use crate::schema::{alter, text};

/// How a column that a parent gave differs from it: its default, and whether it may be null.
pub fn inherited_column(schema: &Schema, identity: &Identity, object: &Object) -> Vec<Creation> {
    let wanted = ColumnParts::of(&object.definition);
    let alter = |action: String| {
        let sql = format!("ALTER TABLE ONLY {} ALTER COLUMN {} {action}", identity.name, quote(identity.own_name()));
        Creation::of(identity, sql)
    };
    if object.is_inherited() && object.definition.is_empty() {
        return Vec::new();
    }
    let above = schema.inherited_column(&identity.name, identity.own_name());
    let above = above.map(|column| ColumnParts::of(&column.definition)).unwrap_or_default();
    let mut creations = Vec::new();
    if wanted.default != above.default {
        match wanted.default {
            Some(default) => creations.push(alter(format!("SET DEFAULT {default}"))),
            None if object.is_inherited() && wanted.generated.is_none() => creations.push(alter("DROP DEFAULT".to_owned())),
            None => {}
        }
    }
    if wanted.not_null && !above.not_null && object.is_inherited() {
        creations.push(alter("SET NOT NULL".to_owned()));
    }
    creations
}

/// `CREATE TABLE`, or `CREATE FOREIGN TABLE`, with its columns. Constraints and indexes follow as statements of their own.
pub fn table(schema: &Schema, identity: &Identity) -> Creation {
    table_in_parts(schema, identity, Scope::Scratch, false)
}

/// The statement that creates a table with its columns, whose defaults follow.
pub fn table_without_defaults(schema: &Schema, identity: &Identity) -> Creation {
    table_in_parts(schema, identity, Scope::Scratch, true)
}

pub(super) fn table_in_parts(schema: &Schema, identity: &Identity, scope: Scope, without_defaults: bool) -> Creation {
    let name = &identity.name;
    let object = schema.get(identity).cloned().unwrap_or_default();
    let unlogged = if object.attribute(Attribute::Persistence).is_some() { "UNLOGGED " } else { "" };
    let mut sql = format!("CREATE {unlogged}{} {name} (", identity.kind.facts().sql);
    let mut objects = Vec::new();
    let has_parents = object.attribute(Attribute::Inherits).is_some();
    let own = schema.columns(name).into_iter().filter(|(_, column)| !column.is_inherited());
    for (index, (column, object)) in own.enumerate() {
        sql.push_str(if index == 0 { "\n    " } else { ",\n    " });
        let start = sql.len();
        let above = if has_parents { schema.inherited_column(name, column) } else { None };
        let generated = |object: &Object| ColumnParts::of(&object.definition).generated.map(str::to_owned);
        let mut object = object.clone();
        if let Some(expression) = generated(&object).filter(|own| above.and_then(generated).as_ref() == Some(own)) {
            // It takes its parent's expression, and may not say so.
            let end = object.definition.len() - " generated ".len() - expression.len();
            object.definition.truncate(end);
        }
        sql.push_str(&format!("{} {}", quote(column), column_definition(&object, without_defaults)));
        let parts = ColumnParts::of(&object.definition);
        let takes_default = above.is_some_and(|above| ColumnParts::of(&above.definition).default.is_some());
        if takes_default && parts.default.is_none() && parts.generated.is_none() {
            // Otherwise it would take its parent's.
            sql.push_str(" default null");
        }
        objects.push((start..sql.len(), Identity::part(Kind::Column, name.clone(), column)));
    }
    for (column, inherited) in schema.columns(name).into_iter().filter(|(_, column)| column.is_inherited()) {
        let constraint = inherited.attribute(Attribute::NotNullConstraint);
        if let Some(constraint) = constraint.filter(|constraint| !constraint.ends_with(NOT_VALID)) {
            let (own, options) = alter::first_name(constraint);
            sql.push_str(if sql.ends_with('(') { "\n    " } else { ",\n    " });
            sql.push_str(&format!("constraint {own} not null {}{options}", quote(column)));
        }
    }
    sql.push_str("\n)");
    if let Some(parents) = object.attribute(Attribute::Inherits) {
        sql.push_str(&format!(" INHERITS ({parents})"));
    }
    if identity.kind == Kind::ForeignTable {
        sql.push_str(&format!(" {}", object.definition));
    } else if !object.definition.is_empty() {
        sql.push_str(&format!(" PARTITION BY {}", object.definition));
    }
    sql.push_str(&storage(&object, scope));
    sql.push_str(&not_valid(schema, name));
    if has_parents && !without_defaults {
        // Before its own children take what it has.
        for (column, object) in schema.parts(Kind::Column, name).filter(|(_, column)| column.is_inherited()) {
            for creation in inherited_column(schema, column, object) {
                sql.push_str(&format!(";\n{}", creation.sql));
            }
        }
    }
    if identity.kind == Kind::Table {
        sql.push_str(&given_to_children(schema, name));
    }
    if let Some(of) = object.attribute(Attribute::OfType) {
        sql.push_str(&format!(";\nALTER TABLE {name} OF {of}"));
    }
    objects.push((0..sql.len(), identity.clone()));
    Creation { sql, objects }
}

/// What partitions and children take from their parent as it is when they are made, as statements to append.
pub(super) fn given_to_children(schema: &Schema, table: &QualifiedName) -> String {
    let mut sql = String::new();
    for (column, object) in schema.parts(Kind::Column, table) {
        let taken = object.attributes.iter().filter(|(attribute, _)| is_created_with_table(column, **attribute));
        for statement in
            taken.flat_map(|(attribute, value)| alter::set(column, *attribute, None, Some(value)).unwrap_or_default())
        {
            sql.push_str(&format!(";\n{statement}"));
        }
    }
    sql
}

/// A column's definition with the name of its identity sequence, where that is its own.
pub fn with_identity_sequence(object: &Object) -> String {
    const AS_IDENTITY: &str = " as identity";
    let definition = &object.definition;
    let (Some(sequence), Some(at)) =
        (object.attribute(Attribute::IdentitySequence), text::find_outside_quotes(definition, AS_IDENTITY))
    else {
        return definition.clone();
    };
    let (before, options) = definition.split_at(at + AS_IDENTITY.len());
    let options = options.trim().trim_start_matches('(').trim_end_matches(')');
    format!("{before} (sequence name {sequence}{}{options})", if options.is_empty() { "" } else { " " })
}

/// A column's definition without what must follow in a statement of its own.
pub(super) fn column_definition(object: &Object, without_default: bool) -> String {
    let definition = &with_identity_sequence(object);
    let parts = ColumnParts::of(definition);
    if !(without_default && parts.default.is_some() || object.attribute(Attribute::NotNullConstraint).is_some()) {
        return definition.clone();
    }
    let mut text = parts.data_type.to_owned();
    if let Some(collation) = parts.collation {
        text.push_str(&format!(" collate {collation}"));
    }
    if parts.not_null {
        text.push_str(&not_null(object));
    }
    if let Some(default) = parts.default.filter(|_| !without_default) {
        text.push_str(&format!(" default {default}"));
    }
    if let Some(generated) = parts.generated {
        text.push_str(&format!(" generated {generated}"));
    }
    text
}

const NOT_VALID: &str = " not valid";

/// NOT NULL in a column's definition, by the name of its constraint where it has one of its own; nothing where it is not valid,
/// which only a statement of its own can say.
fn not_null(column: &Object) -> String {
    let Some(constraint) = column.attribute(Attribute::NotNullConstraint) else { return " not null".to_owned() };
    if constraint.ends_with(NOT_VALID) {
        return String::new();
    }
    let (name, options) = alter::first_name(constraint);
    format!(" constraint {name} not null{options}")
}

/// The statements for the NOT NULL constraints of a table that are not valid.
fn not_valid(schema: &Schema, table: &QualifiedName) -> String {
    let mut sql = String::new();
    for (column, object) in schema.parts(Kind::Column, table) {
        let constraint = object.attribute(Attribute::NotNullConstraint).filter(|constraint| constraint.ends_with(NOT_VALID));
        for statement in
            constraint.and_then(|value| alter::set(column, Attribute::NotNullConstraint, None, Some(value))).unwrap_or_default()
        {
            sql.push_str(&format!(";\n{statement}"));
        }
    }
    sql
}

/// `USING`, `WITH` and `TABLESPACE` of a table, in the order of the grammar.
pub fn storage(object: &Object, scope: Scope) -> String {
    let mut sql = String::new();
    if let Some(method) = object.attribute(Attribute::AccessMethod) {
        sql.push_str(&format!(" USING {method}"));
    }
    if let Some(with) = object.attribute(Attribute::With) {
        sql.push_str(&format!(" WITH ({with})"));
    }
    if let Some(tablespace) = object.attribute(Attribute::Tablespace).filter(|_| scope.wants(Attribute::Tablespace)) {
        sql.push_str(&format!(" TABLESPACE {tablespace}"));
    }
    sql
}

/// The statements for a partition: made in place; or, where its columns stand in another order, apart and then attached.
pub fn partition(schema: &Schema, identity: &Identity, object: &Object, scope: Scope) -> Vec<String> {
    let (parent, name) = (&identity.name, identity.partition_name());
    let unlogged = if object.attribute(Attribute::Persistence).is_some() { "UNLOGGED " } else { "" };
    let server = object.attribute(Attribute::Server);
    let what = if server.is_some() { "FOREIGN TABLE" } else { "TABLE" };
    let end = text::find_outside_quotes(&object.definition, " partition by ").unwrap_or(object.definition.len());
    let (bounds, partitioned) = object.definition.split_at(end);
    let mut rest = partitioned.to_owned();
    if let Some(server) = server {
        rest.push_str(&format!(" SERVER {server}"));
        if let Some(options) = object.attribute(Attribute::FdwOptions) {
            rest.push_str(&format!(" OPTIONS ({options})"));
        }
    }
    rest.push_str(&storage(object, scope));
    let Some(order) = object.attribute(Attribute::Columns) else {
        let named: Vec<String> = schema
            .parts(Kind::Column, &name)
            .filter(|(_, column)| column.attribute(Attribute::NotNullConstraint).is_some_and(|name| !name.ends_with(NOT_VALID)))
            .map(|(column, object)| format!("{}{}", quote(column.own_name()), not_null(object)))
            .collect();
        let named = if named.is_empty() { String::new() } else { format!(" ({})", named.join(", ")) };
        let not_valid = not_valid(schema, &name);
        return vec![format!("CREATE {unlogged}{what} {name} PARTITION OF {parent}{named} {bounds}{rest}{not_valid}")];
    };
    let columns: Vec<String> = text::split_list(order)
        .into_iter()
        .map(|column| {
            let bare = QualifiedName::parse(column, "").map_or_else(|| column.to_owned(), |name| name.name);
            let own = schema.get(&Identity::part(Kind::Column, name.clone(), bare.clone()));
            let definition = own.filter(|own| !own.definition.is_empty()).or_else(|| {
                let of_parent = schema.get(&Identity::part(Kind::Column, parent.clone(), bare.clone()));
                of_parent.or_else(|| schema.inherited_column(parent, &bare))
            });
            let name = own.and_then(|own| own.attribute(Attribute::NotNullConstraint)).map(str::to_owned);
            let definition = definition.map(|definition| {
                let mut column = Object::new(definition.definition.clone());
                column.set(Attribute::NotNullConstraint, name);
                column
            });
            // Before PostgreSQL 17 a partition has no identity of its own, and later it takes its parent's.
            let definition = definition.map(|object| column_definition(&object, false)).unwrap_or_default();
            let plain = text::find_outside_quotes(&definition, " generated by default as identity")
                .or_else(|| text::find_outside_quotes(&definition, " generated always as identity"));
            format!("{column} {}", &definition[..plain.unwrap_or(definition.len())])
        })
        .collect();
    vec![
        format!("CREATE {unlogged}{what} {name} (\n    {}\n){rest}", columns.join(",\n    ")),
        format!("ALTER TABLE {parent} ATTACH PARTITION {name} {bounds}"),
    ]
}
