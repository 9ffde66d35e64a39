//! The SQL that creates an object from its definition, and a whole schema from nothing (on a scratch database).

pub mod tables;

use std::collections::BTreeSet;
use std::ops::Range;

use super::model::{Attribute, ColumnParts, Form, Identity, Kind, Object, Schema};
use super::order::{self, Step};
use super::{alter, text};
use crate::identifier::{self, QualifiedName, quote};
use tables::{column_definition, given_to_children, table_in_parts};
pub use tables::{inherited_column, partition, storage, table, table_without_defaults, with_identity_sequence};

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

/// What is left out when a schema is created.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Nothing: the whole schema with its owners and privileges.
    Whole,
    /// What names roles.
    WithoutRoles,
    /// What only a server can say (roles, tablespaces, versions of extensions), and what would reach other servers.
    Scratch,
}

impl Scope {
    /// Kinds that are not for a scratch database: they name roles, reach other servers, or fire on what follows.
    pub fn leaves_out(self, kind: Kind) -> bool {
        match self {
            Self::Whole => false,
            Self::WithoutRoles => matches!(kind, Kind::UserMapping | Kind::DefaultPrivileges),
            Self::Scratch => {
                matches!(kind, Kind::UserMapping | Kind::Subscription | Kind::DefaultPrivileges | Kind::EventTrigger)
            }
        }
    }

    fn wants(self, attribute: Attribute) -> bool {
        match self {
            Self::Whole => true,
            Self::WithoutRoles => !matches!(attribute, Attribute::Owner | Attribute::Privileges),
            Self::Scratch => !attribute.is_of_server(),
        }
    }
}

/// What a script must set for its statements to mean what was read: amounts of money are printed in the locale C.
pub fn money_setting<'a>(mut statements: impl Iterator<Item = &'a str>) -> Option<&'static str> {
    statements.any(|sql| sql.contains("::money")).then_some("SET lc_monetary = 'C';")
}

/// The statements that create every object of a schema, in the order of [`super::order`]. `available` says whether an
/// optional extension can be created.
pub fn everything(schema: &Schema, scope: Scope, available: impl Fn(&str) -> bool) -> Vec<Creation> {
    let mut creations = Vec::new();
    // Partitions, and what extensions make, may be kept in a schema that is not managed.
    let of_partitions = schema.of_kind(Kind::Partition).map(|(identity, _)| identity.partition_name().schema);
    let of_extensions =
        schema.of_kind(Kind::Extension).filter_map(|(_, object)| object.attribute(Attribute::Schema).map(str::to_owned));
    let elsewhere: BTreeSet<String> =
        of_partitions.chain(of_extensions).filter(|name| !schema.schemas.contains(name) && name != "pg_catalog").collect();
    for name in elsewhere {
        creations.push(Creation { sql: format!("CREATE SCHEMA IF NOT EXISTS {}", quote(&name)), objects: Vec::new() });
    }
    let wanted = |identity: &Identity| {
        let absent = identity.kind == Kind::Extension
            && schema.get(identity).is_some_and(|object| object.optional)
            && !available(&identity.name.name);
        !absent && !scope.leaves_out(identity.kind)
    };
    let (late, early): (Vec<Step>, Vec<Step>) = order::creation_order(schema)
        .into_iter()
        .filter(|step| wanted(step.identity()))
        // Event triggers fire on what follows, default privileges are given to what follows: they come last.
        .partition(|step| matches!(step.identity().kind, Kind::EventTrigger | Kind::DefaultPrivileges));
    for steps in [early, late] {
        creations.extend(steps.iter().filter_map(|step| step_sql(schema, step, scope)));
        let mut done: BTreeSet<&Identity> = BTreeSet::new();
        for step in &steps {
            let identity = step.identity();
            if !done.insert(identity) {
                continue;
            }
            creations.extend(attributes(schema, identity, scope));
            if matches!(identity.kind, Kind::Table | Kind::ForeignTable) {
                for (column, _) in schema.parts(Kind::Column, &identity.name) {
                    creations.extend(attributes(schema, column, scope));
                }
            }
        }
    }
    // Columns of what is no table are there by themselves; those that a parent gave differ from it.
    let partitions = schema.partitions();
    for (identity, object) in schema.of_kind(Kind::Column) {
        let of_table = [Kind::Table, Kind::ForeignTable]
            .into_iter()
            .any(|kind| schema.get(&Identity::new(kind, identity.name.clone())).is_some());
        if !partitions.contains_key(&identity.name) && (object.is_inherited() || !of_table) {
            creations.extend(inherited_column(schema, identity, object));
        }
        if !of_table {
            creations.extend(attributes(schema, identity, scope));
        }
    }
    creations
}

fn step_sql(schema: &Schema, step: &Step, scope: Scope) -> Option<Creation> {
    let identity = step.identity();
    let object = schema.get(identity)?;
    let one = |sql: String| Some(Creation::of(identity, sql));
    if object.is_made_by_another() {
        return None;
    }
    match step {
        Step::Shell(_) => one(format!("CREATE TYPE {}", identity.sql_name())),
        Step::Stub(_) => one(stub(identity, object)),
        Step::Default(_) => {
            let default = ColumnParts::of(&object.definition).default?;
            one(format!(
                "ALTER TABLE {} ALTER COLUMN {} SET DEFAULT {default}",
                identity.sql_name(),
                quote(identity.own_name())
            ))
        }
        Step::OwnedBy(_) => {
            let owner = sequence_owner(&object.definition)?;
            one(format!("ALTER SEQUENCE {} OWNED BY {owner}", identity.sql_name()))
        }
        Step::Whole(_) | Step::WithoutDefaults(_) => match identity.kind {
            Kind::DefaultPrivileges => None,
            Kind::Table | Kind::ForeignTable => {
                Some(table_in_parts(schema, identity, scope, matches!(step, Step::WithoutDefaults(_))))
            }
            Kind::MaterializedView => one(format!("{}\nWITH NO DATA", create(identity, object, false))),
            Kind::Trigger if object.is_inherited() => None,
            Kind::Constraint if is_valid_below(schema, identity) => one(validate(identity)),
            Kind::Constraint if comes_from_above(schema, identity) => None,
            // No statement makes an invalid index; a partitioned table's is one until each partition has its own.
            Kind::Index | Kind::Constraint if object.state().is_some() && schema.is_partitioned(&identity.name) => {
                one(on_some_partitions(schema, identity, object))
            }
            Kind::Index if object.state().is_some() && scope != Scope::Scratch => None,
            // After pg_upgrade nobody can tell whether the extension makes it too.
            Kind::Index
                if schema.get(&Identity::new(Kind::Table, identity.name.clone())).is_some_and(Object::is_made_by_another) =>
            {
                one(create(identity, object, false).replacen("INDEX ", "INDEX IF NOT EXISTS ", 1))
            }
            Kind::Partition => {
                // Before its own partitions take what it has.
                let mut sql = partition(schema, identity, object, scope).join(";\n");
                for (column, object) in schema.parts(Kind::Column, &identity.partition_name()) {
                    for creation in inherited_column(schema, column, object) {
                        sql.push_str(&format!(";\n{}", creation.sql));
                    }
                }
                sql.push_str(&given_to_children(schema, &identity.partition_name()));
                one(sql)
            }
            Kind::Extension => one(extension(identity, object, scope)),
            _ => one(create(identity, object, false)),
        },
    }
}

/// Whether a table or a partition has a check from above.
pub fn comes_from_above(schema: &Schema, check: &Identity) -> bool {
    let is_check = |object: &Object| object.is_inherited() && text::starts_with_word(&object.definition, "check");
    check.kind == Kind::Constraint && schema.get(check).is_some_and(is_check)
}

/// Whether it is valid there, which it is not above.
pub fn is_valid_below(schema: &Schema, check: &Identity) -> bool {
    let is_valid = |check: &Object| !check.definition.ends_with(" not valid");
    comes_from_above(schema, check)
        && schema.get(check).is_some_and(is_valid)
        && !schema.inherited_check(check).is_some_and(is_valid)
}

/// The statement that makes a constraint valid.
pub fn validate(constraint: &Identity) -> String {
    format!("ALTER TABLE {} VALIDATE CONSTRAINT {}", constraint.sql_name(), quote(constraint.own_name()))
}

/// Whether a check of a partitioned table is valid neither there nor in one of its partitions: as it was added when that was
/// there.
pub fn is_unchecked_in(schema: &Schema, check: &Identity, partition: &QualifiedName) -> bool {
    let is_unchecked =
        |check: &Object| text::starts_with_word(&check.definition, "check") && check.definition.ends_with(" not valid");
    if check.kind != Kind::Constraint || !schema.get(check).is_some_and(is_unchecked) {
        return false;
    }
    let mut table = partition.clone();
    loop {
        if let Some(nearest) = schema.get(&Identity { name: table.clone(), ..check.clone() }) {
            return is_unchecked(nearest);
        }
        match schema.partition_named(&table) {
            Some(above) => table = above.name.clone(),
            None => return false,
        }
    }
}

/// An index, or a constraint, of a partitioned table that not every partition has: of the table alone, and then attached to it
/// what the others have.
pub fn on_some_partitions(schema: &Schema, identity: &Identity, object: &Object) -> String {
    let only = match identity.kind {
        Kind::Index => index(identity, object, &quote(identity.own_name()), false, true),
        _ => create(identity, object, false).replacen("ALTER TABLE ", "ALTER TABLE ONLY ", 1),
    };
    only + &attach(schema, identity)
}

/// The statements that attach what some partitions have to an index that not all have.
fn attach(schema: &Schema, identity: &Identity) -> String {
    let parent = format!("{}.{}", quote(&identity.name.schema), quote(identity.own_name()));
    let mut sql = String::new();
    for (partition, _) in schema.parts(Kind::Partition, &identity.name) {
        let name = partition.partition_name();
        for (part, object) in schema.parts(identity.kind, &name) {
            let to = object.attribute(Attribute::AttachedTo).and_then(|to| QualifiedName::parse(to, ""));
            if to.is_some_and(|to| to.name == identity.own_name()) {
                let child = format!("{}.{}", quote(&name.schema), quote(part.own_name()));
                sql.push_str(&format!(";\nALTER INDEX {parent} ATTACH PARTITION {child}"));
            }
        }
    }
    sql
}

/// An extension, where its objects are and as the version that it is to have.
pub fn extension(identity: &Identity, object: &Object, scope: Scope) -> String {
    let mut sql = create(identity, object, false);
    if let Some(schema) = object.attribute(Attribute::Schema) {
        sql.push_str(&format!(" WITH SCHEMA {}", quote(schema)));
    }
    if let Some(version) = object.attribute(Attribute::Version).filter(|_| scope.wants(Attribute::Version)) {
        sql.push_str(&format!(" VERSION {}", identifier::literal(version)));
    }
    sql
}

/// A function with its arguments and result, and no body: enough to be named by what its body names.
fn stub(identity: &Identity, object: &Object) -> String {
    let sql = create(identity, object, false);
    let body = ["\nBEGIN ATOMIC", "\nRETURN "].iter().filter_map(|word| sql.find(word)).min().unwrap_or(sql.len());
    format!("{}\nAS ''", &sql[..body])
}

/// What `CREATE` itself brings of an object's attributes.
pub fn is_created_with(kind: Kind, attribute: Attribute) -> bool {
    use Attribute::{AccessMethod, AttachedTo, Columns, FdwOptions, HiddenOptions, IdentityOf, IdentitySequence, Inherited};
    use Attribute::{
        Inherits, MadeBy, NotNullConstraint, OfType, PartOf, Persistence, Schema, Server, Tablespace, Version, With,
    };
    match attribute {
        AccessMethod | AttachedTo | Columns | HiddenOptions | MadeBy | IdentityOf | IdentitySequence | Inherited | Inherits
        | NotNullConstraint | OfType | PartOf | Persistence | Schema | Server | Version => true,
        With => kind != Kind::Constraint,
        Tablespace => matches!(kind, Kind::Table | Kind::Partition),
        FdwOptions => kind == Kind::Partition,
        _ => false,
    }
}

/// What of a column must be said before the children of its table take it.
pub fn is_created_with_table(identity: &Identity, attribute: Attribute) -> bool {
    identity.kind == Kind::Column && matches!(attribute, Attribute::Storage | Attribute::Compression)
}

/// The statements that give an object what its creation does not.
fn attributes(schema: &Schema, identity: &Identity, scope: Scope) -> Vec<Creation> {
    let Some(object) = schema.get(identity) else { return Vec::new() };
    let mut creations = Vec::new();
    let of_table = || {
        let table = schema.get(&Identity::new(Kind::Table, identity.name.clone())).is_some();
        table || schema.partition_named(&identity.name).is_some()
    };
    for (attribute, value) in &object.attributes {
        let with_table = is_created_with_table(identity, *attribute) && of_table();
        if is_created_with(identity.kind, *attribute) || with_table || !scope.wants(*attribute) {
            continue;
        }
        for sql in alter::set(identity, *attribute, None, Some(value)).unwrap_or_default() {
            creations.push(Creation::of(identity, sql));
        }
    }
    creations
}

/// What follows the creation of one object, because no `CREATE` brings it; what only the server can say is not among it.
pub fn following(identity: &Identity, object: &Object) -> Vec<String> {
    let own = object.attributes.iter().filter(|(attribute, _)| Scope::Scratch.wants(**attribute));
    let own = own.filter(|(attribute, _)| !is_created_with(identity.kind, **attribute));
    own.flat_map(|(attribute, value)| alter::set(identity, *attribute, None, Some(value)).unwrap_or_default()).collect()
}

/// Whether a type is named by the functions that it is made of.
pub fn is_shelled(identity: &Identity, object: &Object) -> bool {
    match identity.kind {
        Kind::BaseType => object.definition.contains('('),
        Kind::RangeType => text::find_outside_quotes(&object.definition, "canonical").is_some(),
        _ => false,
    }
}

/// Whether a constraint refers to another table, which must be there first.
pub fn is_foreign_key(constraint: &Object) -> bool {
    text::starts_with_word(&constraint.definition, "foreign key")
}

/// Whether a constraint is backed by an index: `primary key`, `unique`.
pub fn is_unique(constraint: &Object) -> bool {
    text::starts_with_word(&constraint.definition, "primary key") || text::starts_with_word(&constraint.definition, "unique")
}

/// The statement that creates one object. (Tables with their columns come from [`table`].)
pub fn create(identity: &Identity, object: &Object, concurrently: bool) -> String {
    let name = identity.sql_name();
    let definition = &object.definition;
    let own = || quote(identity.own_name());
    if identity.kind.facts().form == Form::Statement {
        return definition.clone();
    }
    match identity.kind {
        Kind::Schema => format!("CREATE SCHEMA IF NOT EXISTS {name}"),
        Kind::Extension => format!("CREATE EXTENSION IF NOT EXISTS {name}"),
        Kind::Enum => format!("CREATE TYPE {name} AS ENUM ({definition})"),
        Kind::CompositeType => format!("CREATE TYPE {name} AS {definition}"),
        Kind::RangeType => format!("CREATE TYPE {name} AS RANGE {definition}"),
        Kind::Domain => format!("CREATE DOMAIN {name} AS {definition}"),
        Kind::DomainConstraint => format!("ALTER DOMAIN {name} ADD CONSTRAINT {} {definition}", own()),
        Kind::Sequence => {
            let unlogged = if object.attribute(Attribute::Persistence).is_some() { "UNLOGGED " } else { "" };
            format!("CREATE {unlogged}SEQUENCE {name} {}", sequence_options(definition)).trim_end().to_owned()
        }
        Kind::Function => {
            // The name ends where its argument types begin; the definition brings the arguments with their names.
            let open = text::find_outside_quotes(&name, "(").unwrap_or(name.len());
            let (what, rest) = match definition.strip_prefix("procedure ") {
                Some(rest) => ("PROCEDURE", rest),
                None => ("FUNCTION", definition.as_str()),
            };
            format!("CREATE OR REPLACE {what} {}{rest}", &name[..open])
        }
        Kind::Column => format!("ALTER TABLE {name} ADD COLUMN {} {}", own(), column_definition(object, false)),
        Kind::Constraint => format!("ALTER TABLE {name} ADD CONSTRAINT {} {definition}", own()),
        Kind::Index => index(identity, object, &own(), concurrently, false),
        Kind::Partition => format!("CREATE TABLE {} PARTITION OF {name} {definition}", identity.partition_name()),
        // A common table expression has a name before its parenthesis, so these are the view's options.
        Kind::View if text::starts_with_word(definition, "with (") => format!("CREATE VIEW {name} {definition}"),
        Kind::View => {
            let (columns, query) = values(definition).unwrap_or_else(|| (String::new(), definition.to_owned()));
            format!("CREATE VIEW {name}{columns} AS\n{query}")
        }
        Kind::MaterializedView => {
            let (columns, query) = values(definition).unwrap_or_else(|| (String::new(), definition.to_owned()));
            format!("CREATE MATERIALIZED VIEW {name}{columns}{} AS\n{query}", storage(object, Scope::Scratch))
        }
        Kind::Rule => format!("CREATE RULE {} {definition}", own()),
        Kind::Policy => format!("CREATE POLICY {} ON {name} {definition}", own()).trim_end().to_owned(),
        Kind::Statistics => format!("CREATE STATISTICS {name} {definition}"),
        Kind::Trigger => {
            let (definition, constraint) = match definition.strip_prefix("constraint ") {
                Some(rest) => (rest, "CONSTRAINT "),
                None => (definition.as_str(), ""),
            };
            let (events, rest) = text::split_trigger(definition);
            format!("CREATE {constraint}TRIGGER {} {events} ON {name} {rest}", own())
        }
        _ => format!("CREATE {} {name} ()", identity.kind.facts().sql),
    }
}

/// The columns and the query of a view that is nothing but VALUES under names of its own. PostgreSQL prints it as a selection from
/// VALUES, without the blank that it prints where there is one, and would read that as another query.
fn values(definition: &str) -> Option<(String, String)> {
    let (columns, rows) = definition.split_once("\n   FROM (VALUES ")?;
    let rows = rows.strip_suffix(") \"*VALUES*\"")?;
    let columns = text::split_list(columns.strip_prefix("SELECT ")?).into_iter().enumerate().map(|(place, column)| {
        let named = column.strip_prefix(&format!("\"*VALUES*\".column{}", place + 1))?;
        if named.is_empty() { Some(format!("column{}", place + 1)) } else { Some(named.strip_prefix(" AS ")?.to_owned()) }
    });
    let columns: Option<Vec<String>> = columns.collect();
    Some((format!(" ({})", columns?.join(", ")), format!("VALUES {rows}")))
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
        Kind::Function if object.definition.starts_with("procedure ") => format!("DROP PROCEDURE {name}"),
        Kind::Function => format!("DROP FUNCTION {name}"),
        Kind::Column => format!("ALTER TABLE {name} DROP COLUMN {own}"),
        Kind::Constraint => format!("ALTER TABLE {name} DROP CONSTRAINT {own}"),
        Kind::DomainConstraint => format!("ALTER DOMAIN {name} DROP CONSTRAINT {own}"),
        Kind::Index => {
            let concurrently = if concurrently { "CONCURRENTLY " } else { "" };
            format!("DROP INDEX {concurrently}{}.{own}", quote(&identity.name.schema))
        }
        Kind::Partition => format!("ALTER TABLE {name} DETACH PARTITION {}", identity.partition_name()),
        Kind::Trigger | Kind::Rule | Kind::Policy => format!("DROP {} {own} ON {name}", identity.kind.facts().sql),
        kind => format!("DROP {} {name}", kind.facts().sql),
    }
}

const OWNED_BY: &str = "owned by ";

/// The column that owns a sequence: it can be named only once its table is there.
pub fn sequence_owner(definition: &str) -> Option<&str> {
    let at = text::find_outside_quotes(definition, OWNED_BY)?;
    Some(definition[at + OWNED_BY.len()..].trim())
}

/// A sequence's definition without the column that owns it.
pub fn sequence_options(definition: &str) -> &str {
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
        let creation = table(&schema, &Identity::new(Kind::Table, table_name));
        let byte = creation.sql.find("b integer").unwrap();
        assert_eq!(creation.object_at(byte).unwrap().own_name(), "b");
        assert_eq!(creation.object_at(0).unwrap().kind, Kind::Table);
    }
}
