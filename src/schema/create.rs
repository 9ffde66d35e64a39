//! The SQL that creates an object from its definition, and a whole schema from nothing (on a scratch database).

use std::collections::BTreeSet;
use std::ops::Range;

use super::model::{Identity, Kind, Object, Schema};
use super::text;
use crate::identifier::{self, QualifiedName, quote};

/// One statement, and which part of it is whose: an error inside it can be traced to the line that declared it.
#[derive(Debug, Clone)]
pub struct Creation {
    pub sql: String,
    pub objects: Vec<(Range<usize>, Identity)>,
}

impl Creation {
    fn of(identity: &Identity, sql: String) -> Self {
        Self { objects: vec![(0..sql.len(), identity.clone())], sql }
    }

    /// The object whose text a byte of the statement belongs to; of several the innermost.
    pub fn object_at(&self, byte: usize) -> Option<&Identity> {
        let inside = self.objects.iter().filter(|(range, _)| range.contains(&byte));
        inside.min_by_key(|(range, _)| range.len()).or(self.objects.first()).map(|(_, identity)| identity)
    }
}

/// The statements that create every object of a schema in an order that usually works: what depends on something of a
/// later kind (a function that returns a table's rows) must be tried again after the others. `available` says whether an
/// optional extension can be created.
pub fn everything(schema: &Schema, available: impl Fn(&str) -> bool) -> Vec<Creation> {
    let mut creations = Vec::new();
    // Partitions may be kept in a schema that is not managed.
    let elsewhere: BTreeSet<String> = schema
        .of_kind(Kind::Partition)
        .map(|(identity, _)| identity.partition_name().schema)
        .filter(|name| !schema.schemas.contains(name))
        .collect();
    for name in elsewhere {
        creations.push(Creation { sql: format!("CREATE SCHEMA IF NOT EXISTS {}", quote(&name)), objects: Vec::new() });
    }
    let mut add = |kind: Kind, wanted: &dyn Fn(&Identity, &Object) -> bool| {
        for (identity, object) in schema.of_kind(kind).filter(|(identity, object)| wanted(identity, object)) {
            creations.push(match kind {
                Kind::Table => table(schema, &identity.name),
                Kind::MaterializedView => Creation::of(identity, format!("{}\nWITH NO DATA", create(identity, object, false))),
                _ => Creation::of(identity, create(identity, object, false)),
            });
        }
    };
    let all = |_: &Identity, _: &Object| true;
    add(Kind::Schema, &all);
    add(Kind::Extension, &|identity, object| !object.optional || available(&identity.name.name));
    for kind in [Kind::Enum, Kind::Sequence, Kind::Function, Kind::Table, Kind::Partition] {
        add(kind, &all);
    }
    add(Kind::Constraint, &|_, object| !is_foreign_key(object));
    add(Kind::Constraint, &|_, object| is_foreign_key(object));
    for kind in [Kind::View, Kind::MaterializedView, Kind::Index, Kind::Trigger] {
        add(kind, &all);
    }
    for (identity, object) in &schema.objects {
        if identity.kind == Kind::Sequence
            && let Some(owner) = sequence_owner(&object.definition)
        {
            let sql = format!("ALTER SEQUENCE {} OWNED BY {owner}", identity.sql_name());
            creations.push(Creation::of(identity, sql));
        }
        if let Some(sql) = state(identity, object) {
            creations.push(Creation::of(identity, sql));
        }
        if let Some(comment) = &object.comment {
            creations.push(Creation::of(identity, self::comment(identity, Some(comment))));
        }
    }
    creations
}

/// `CREATE TABLE` with its columns. Constraints and indexes follow as statements of their own.
pub fn table(schema: &Schema, name: &QualifiedName) -> Creation {
    let identity = Identity::new(Kind::Table, name.clone());
    let mut sql = format!("CREATE TABLE {name} (");
    let mut objects = Vec::new();
    for (index, (column, object)) in schema.columns(name).into_iter().enumerate() {
        sql.push_str(if index == 0 { "\n    " } else { ",\n    " });
        let start = sql.len();
        sql.push_str(&format!("{} {}", quote(column), object.definition));
        objects.push((start..sql.len(), Identity::part(Kind::Column, name.clone(), column)));
    }
    sql.push_str("\n)");
    if let Some(table) = schema.get(&identity)
        && !table.definition.is_empty()
    {
        sql.push_str(&format!(" PARTITION BY {}", table.definition));
    }
    objects.push((0..sql.len(), identity));
    Creation { sql, objects }
}

/// Whether a constraint refers to another table, which must be there first.
pub fn is_foreign_key(constraint: &Object) -> bool {
    starts_with_word(&constraint.definition, "foreign key")
}

/// Whether a constraint is backed by an index: `primary key`, `unique`.
pub fn is_unique(constraint: &Object) -> bool {
    starts_with_word(&constraint.definition, "primary key") || starts_with_word(&constraint.definition, "unique")
}

fn starts_with_word(text: &str, word: &str) -> bool {
    text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
}

/// The statement that creates one object. (Tables with their columns come from [`table`].)
pub fn create(identity: &Identity, object: &Object, concurrently: bool) -> String {
    let name = identity.sql_name();
    let definition = &object.definition;
    let own = || quote(identity.own_name());
    match identity.kind {
        Kind::Schema => format!("CREATE SCHEMA IF NOT EXISTS {name}"),
        Kind::Extension => format!("CREATE EXTENSION IF NOT EXISTS {name}"),
        Kind::Enum => format!("CREATE TYPE {name} AS ENUM ({definition})"),
        Kind::Sequence => format!("CREATE SEQUENCE {name} {}", sequence_options(definition)).trim_end().to_owned(),
        Kind::Function => {
            // The name ends where its argument types begin; the definition brings the arguments with their names.
            let open = text::find_outside_quotes(&name, "(").unwrap_or(name.len());
            let (what, rest) = match definition.strip_prefix("procedure ") {
                Some(rest) => ("PROCEDURE", rest),
                None => ("FUNCTION", definition.as_str()),
            };
            format!("CREATE OR REPLACE {what} {}{rest}", &name[..open])
        }
        Kind::Table => format!("CREATE TABLE {name} ()"),
        Kind::Column => format!("ALTER TABLE {name} ADD COLUMN {} {definition}", own()),
        Kind::Constraint => format!("ALTER TABLE {name} ADD CONSTRAINT {} {definition}", own()),
        Kind::Index => index(identity, object, &own(), concurrently, false),
        Kind::Partition => format!("CREATE TABLE {} PARTITION OF {name} {definition}", identity.partition_name()),
        // A common table expression has a name before its parenthesis, so these are the view's options.
        Kind::View if starts_with_word(definition, "with (") => format!("CREATE VIEW {name} {definition}"),
        Kind::View => format!("CREATE VIEW {name} AS\n{definition}"),
        Kind::MaterializedView => format!("CREATE MATERIALIZED VIEW {name} AS\n{definition}"),
        Kind::Trigger => {
            let (definition, constraint) = match definition.strip_prefix("constraint ") {
                Some(rest) => (rest, "CONSTRAINT "),
                None => (definition.as_str(), ""),
            };
            let (events, rest) = text::split_trigger(definition);
            format!("CREATE {constraint}TRIGGER {} {events} ON {name} {rest}", own())
        }
    }
}

/// `CREATE INDEX` under a name of the caller's, of `ONLY` the partitioned table where its partitions follow by themselves.
pub fn index(identity: &Identity, object: &Object, name: &str, concurrently: bool, only: bool) -> String {
    let (unique, definition) = match object.definition.strip_prefix("unique ") {
        Some(rest) => ("UNIQUE ", rest),
        None => ("", object.definition.as_str()),
    };
    let concurrently = if concurrently { "CONCURRENTLY " } else { "" };
    let only = if only { "ONLY " } else { "" };
    format!("CREATE {unique}INDEX {concurrently}{name} ON {only}{} {definition}", identity.sql_name())
}

/// The statement that drops one object.
pub fn drop(identity: &Identity, object: &Object, concurrently: bool) -> String {
    let name = identity.sql_name();
    let own = quote(identity.own_name());
    match identity.kind {
        Kind::Schema => format!("DROP SCHEMA {name}"),
        Kind::Extension => format!("DROP EXTENSION {name}"),
        Kind::Enum => format!("DROP TYPE {name}"),
        Kind::Sequence => format!("DROP SEQUENCE {name}"),
        Kind::Function if object.definition.starts_with("procedure ") => format!("DROP PROCEDURE {name}"),
        Kind::Function => format!("DROP FUNCTION {name}"),
        Kind::Table => format!("DROP TABLE {name}"),
        Kind::Column => format!("ALTER TABLE {name} DROP COLUMN {own}"),
        Kind::Constraint => format!("ALTER TABLE {name} DROP CONSTRAINT {own}"),
        Kind::Index => {
            let concurrently = if concurrently { "CONCURRENTLY " } else { "" };
            format!("DROP INDEX {concurrently}{}.{own}", quote(&identity.name.schema))
        }
        Kind::Partition => format!("ALTER TABLE {name} DETACH PARTITION {}", identity.partition_name()),
        Kind::View => format!("DROP VIEW {name}"),
        Kind::MaterializedView => format!("DROP MATERIALIZED VIEW {name}"),
        Kind::Trigger => format!("DROP TRIGGER {own} ON {name}"),
    }
}

/// `COMMENT ON`; without a comment it takes the present one away.
pub fn comment(identity: &Identity, comment: Option<&str>) -> String {
    let name = identity.sql_name();
    let own = quote(identity.own_name());
    let target = match identity.kind {
        Kind::Schema => format!("SCHEMA {name}"),
        Kind::Extension => format!("EXTENSION {name}"),
        Kind::Enum => format!("TYPE {name}"),
        Kind::Sequence => format!("SEQUENCE {name}"),
        Kind::Function => format!("ROUTINE {name}"),
        Kind::Table => format!("TABLE {name}"),
        Kind::Column => format!("COLUMN {name}.{own}"),
        Kind::Constraint => format!("CONSTRAINT {own} ON {name}"),
        Kind::Index => format!("INDEX {}.{own}", quote(&identity.name.schema)),
        Kind::Partition => format!("TABLE {}", identity.partition_name()),
        Kind::View => format!("VIEW {name}"),
        Kind::MaterializedView => format!("MATERIALIZED VIEW {name}"),
        Kind::Trigger => format!("TRIGGER {own} ON {name}"),
    };
    let value = comment.map_or_else(|| "NULL".to_owned(), identifier::literal);
    format!("COMMENT ON {target} IS {value}")
}

/// The statement that makes a trigger fire when it should, where that is not how `CREATE TRIGGER` leaves it.
pub fn state(identity: &Identity, object: &Object) -> Option<String> {
    (identity.kind == Kind::Trigger && object.state.is_some()).then(|| trigger_state(identity, object.state.as_deref()))
}

/// The states of triggers, and the action of `ALTER TABLE` that brings each about.
pub const TRIGGER_STATES: [(&str, &str); 3] = [
    ("disabled", "DISABLE TRIGGER"),
    ("enabled on replicas only", "ENABLE REPLICA TRIGGER"),
    ("enabled always", "ENABLE ALWAYS TRIGGER"),
];

/// `ALTER TABLE … DISABLE TRIGGER` and its kin; without a state the trigger fires as usual.
pub fn trigger_state(identity: &Identity, state: Option<&str>) -> String {
    let action = TRIGGER_STATES.iter().find(|(name, _)| Some(*name) == state).map_or("ENABLE TRIGGER", |(_, action)| action);
    format!("ALTER TABLE {} {action} {}", identity.sql_name(), quote(identity.own_name()))
}

const OWNED_BY: &str = "owned by ";

/// The column that owns a sequence: it can be named only once its table is there.
pub fn sequence_owner(definition: &str) -> Option<&str> {
    let at = text::find_outside_quotes(definition, OWNED_BY)?;
    Some(definition[at + OWNED_BY.len()..].trim())
}

fn sequence_options(definition: &str) -> &str {
    text::find_outside_quotes(definition, OWNED_BY).map_or(definition, |at| definition[..at].trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sql(kind: Kind, part: Option<&str>, definition: &str) -> String {
        let identity = Identity { kind, name: QualifiedName::new("public", "t"), part: part.map(str::to_owned) };
        create(&identity, &Object::new(definition), false)
    }

    #[test]
    fn every_kind_has_its_statement() {
        assert_eq!(sql(Kind::Index, Some("i"), "unique (a)"), "CREATE UNIQUE INDEX i ON public.t (a)");
        assert_eq!(
            sql(Kind::Trigger, Some("touch"), "before update for each row execute function f()"),
            "CREATE TRIGGER touch before update ON public.t for each row execute function f()"
        );
        assert_eq!(
            sql(Kind::Constraint, Some("Odd"), "check (a > 0)"),
            "ALTER TABLE public.t ADD CONSTRAINT \"Odd\" check (a > 0)"
        );
        let function = Identity::new(Kind::Function, QualifiedName::new("public", "f(integer)"));
        let created = create(&function, &Object::new("(a integer) returns int language sql as $$ select a $$"), false);
        assert_eq!(created, "CREATE OR REPLACE FUNCTION public.f(a integer) returns int language sql as $$ select a $$");
        assert_eq!(drop(&function, &Object::new(""), false), "DROP FUNCTION public.f(integer)");
        assert_eq!(
            sql(Kind::Sequence, None, "as integer start with 5 owned by t.id"),
            "CREATE SEQUENCE public.t as integer start with 5"
        );
        assert_eq!(sql(Kind::Sequence, None, "owned by t.id"), "CREATE SEQUENCE public.t");
        assert_eq!(
            sql(Kind::View, None, "with (security_barrier=true) as\nselect 1"),
            "CREATE VIEW public.t with (security_barrier=true) as\nselect 1"
        );
    }

    #[test]
    fn a_byte_of_create_table_leads_to_its_column() {
        let mut schema = Schema { schemas: vec!["public".into()], ..Schema::default() };
        let table_name = QualifiedName::new("public", "t");
        schema.objects.insert(Identity::new(Kind::Table, table_name.clone()), Object::default());
        for (position, name) in ["a", "b"].into_iter().enumerate() {
            let object = Object { position, ..Object::new("integer") };
            schema.objects.insert(Identity::part(Kind::Column, table_name.clone(), name), object);
        }
        let creation = table(&schema, &table_name);
        let byte = creation.sql.find("b integer").unwrap();
        assert_eq!(creation.object_at(byte).unwrap().own_name(), "b");
        assert_eq!(creation.object_at(0).unwrap().kind, Kind::Table);
    }
}
