//! The SQL that creates an object from its definition, and a whole schema from nothing (on a scratch database).

use std::collections::BTreeSet;
use std::ops::Range;

use super::model::{Attribute, ColumnParts, Form, Identity, Kind, Object, Schema};
use super::order::{self, Step};
use super::{alter, text};
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
                one(sql)
            }
            Kind::Extension => one(extension(identity, object, scope)),
            _ => one(create(identity, object, false)),
        },
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
    use Attribute::{Inherits, MadeBy, NotNullConstraint, OfType, Persistence, Schema, Server, Tablespace, Version, With};
    match attribute {
        AccessMethod | AttachedTo | Columns | HiddenOptions | MadeBy | IdentityOf | IdentitySequence | Inherited | Inherits
        | NotNullConstraint | OfType | Persistence | Schema | Server | Version => true,
        With => kind != Kind::Constraint,
        Tablespace => matches!(kind, Kind::Table | Kind::Partition),
        FdwOptions => kind == Kind::Partition,
        _ => false,
    }
}

/// What of a column must be said before the children of its table take it.
pub fn is_created_with_table(identity: &Identity, object: &Object, attribute: Attribute) -> bool {
    let is_taken = matches!(attribute, Attribute::Storage | Attribute::Compression);
    identity.kind == Kind::Column && is_taken && !object.is_inherited()
}

/// The statements that give an object what its creation does not.
fn attributes(schema: &Schema, identity: &Identity, scope: Scope) -> Vec<Creation> {
    let Some(object) = schema.get(identity) else { return Vec::new() };
    let mut creations = Vec::new();
    let of_table = schema.get(&Identity::new(Kind::Table, identity.name.clone())).is_some();
    for (attribute, value) in &object.attributes {
        let with_table = of_table && is_created_with_table(identity, object, *attribute);
        if is_created_with(identity.kind, *attribute) || with_table || !scope.wants(*attribute) {
            continue;
        }
        for sql in alter::set(identity, *attribute, None, Some(value)).unwrap_or_default() {
            creations.push(Creation::of(identity, sql));
        }
    }
    creations
}

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

/// What follows the creation of one object, because no `CREATE` brings it; what only the server can say is not among it.
pub fn following(identity: &Identity, object: &Object) -> Vec<String> {
    let own = object.attributes.iter().filter(|(attribute, _)| Scope::Scratch.wants(**attribute));
    let own = own.filter(|(attribute, _)| !is_created_with(identity.kind, **attribute));
    own.flat_map(|(attribute, value)| alter::set(identity, *attribute, None, Some(value)).unwrap_or_default()).collect()
}

fn table_in_parts(schema: &Schema, identity: &Identity, scope: Scope, without_defaults: bool) -> Creation {
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
        // Partitions and children take these from their parent as it is when they are made.
        for (column, object) in schema.parts(Kind::Column, name) {
            for attribute in [Attribute::Storage, Attribute::Compression] {
                let value = object.attribute(attribute).filter(|_| is_created_with_table(column, object, attribute));
                for statement in value.and_then(|value| alter::set(column, attribute, None, Some(value))).unwrap_or_default() {
                    sql.push_str(&format!(";\n{statement}"));
                }
            }
        }
    }
    if let Some(of) = object.attribute(Attribute::OfType) {
        sql.push_str(&format!(";\nALTER TABLE {name} OF {of}"));
    }
    objects.push((0..sql.len(), identity.clone()));
    Creation { sql, objects }
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
fn column_definition(object: &Object, without_default: bool) -> String {
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
        Kind::View if starts_with_word(definition, "with (") => format!("CREATE VIEW {name} {definition}"),
        Kind::View => format!("CREATE VIEW {name} AS\n{definition}"),
        Kind::MaterializedView => {
            format!("CREATE MATERIALIZED VIEW {name}{} AS\n{definition}", storage(object, Scope::Scratch))
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
