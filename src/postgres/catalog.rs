//! Reads a database's schema: one read-only snapshot, a fixed number of set-based queries side by side, names and definitions
//! as PostgreSQL's own deparsers print them with `search_path` pinned to the first managed schema.

use std::collections::BTreeSet;

use futures_util::future::join_all;
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;

use super::session::Session;
use crate::error::{Error, Kind as ErrorKind, Result};
use crate::identifier::{self, QualifiedName};
use crate::partition;
use crate::schema::model::{Identity, Kind, Object, Schema};
use crate::schema::text;

/// A schema as it is in a database.
#[derive(Debug, Clone)]
pub struct Catalog {
    pub schema: Schema,
    /// The server's major version.
    pub postgres: u32,
    /// Kinds that stand there and are not read yet, with how many of each.
    pub unread: Vec<(String, i64)>,
}

/// How often the schema is read anew when it changed under the reading: the deparsers look past the snapshot.
const ATTEMPTS: usize = 3;

/// Reads the managed schemas. Takes `ACCESS SHARE` on the views that it prints, for a moment, and on nothing else.
///
/// # Errors
/// The server's; [`ErrorKind::Busy`] where a lock of somebody else's keeps a definition from being read.
pub async fn read(session: &Session, schemas: &[String]) -> Result<Catalog> {
    let mut attempt = 1;
    loop {
        let error = match read_once(session, schemas).await {
            Ok(catalog) => return Ok(catalog),
            Err(error) => error,
        };
        match error.sqlstate() {
            // "could not open relation with OID …", "cache lookup failed for …"
            Some("XX000") if attempt < ATTEMPTS => attempt += 1,
            Some("55P03") => {
                return Err(error
                    .with_kind(ErrorKind::Busy)
                    .while_doing(format!("reading the schema of {}: another session's lock is in the way", session.target))
                    .leaving("nothing was changed")
                    .hint("somebody alters or locks a table just now: try again later, or wait longer with --lock-timeout"));
            }
            _ => return Err(error),
        }
    }
}

/// All answers, or the reason why one is missing: the other requests under way then only say that the transaction failed.
async fn all_of<const N: usize>(requests: [impl Future<Output = Result<Vec<Row>>>; N]) -> Result<[Vec<Row>; N]> {
    let mut rows = [const { Vec::new() }; N];
    let mut failure: Option<Error> = None;
    for (place, answer) in rows.iter_mut().zip(join_all(requests).await) {
        match answer {
            Ok(answer) => *place = answer,
            Err(error) if failure.as_ref().is_none_or(|known| known.sqlstate() == Some("25P02")) => failure = Some(error),
            Err(_) => {}
        }
    }
    failure.map_or(Ok(rows), Err)
}

async fn read_once(session: &Session, schemas: &[String]) -> Result<Catalog> {
    let names: Vec<&str> = schemas.iter().map(String::as_str).collect();
    let path = format!("SET LOCAL search_path = {}", identifier::quote(names.first().copied().unwrap_or("public")));
    let parameters: [&(dyn ToSql + Sync); 1] = [&names];
    // Boxed: ten query futures side by side would make every caller's future large.
    let ask = |sql| Box::pin(session.query(sql, &parameters));
    session
        .snapshot(async {
            session.simple(&path).await?;
            let [namespaces, relations, columns, constraints, indexes, triggers, functions, types, dependencies, unread] =
                all_of([
                    ask("SELECT nspname FROM pg_namespace WHERE nspname = ANY ($1)"),
                    ask(include_str!("queries/catalog_relations.sql")),
                    ask(include_str!("queries/catalog_columns.sql")),
                    ask(include_str!("queries/catalog_constraints.sql")),
                    ask(include_str!("queries/catalog_indexes.sql")),
                    ask(include_str!("queries/catalog_triggers.sql")),
                    ask(include_str!("queries/catalog_functions.sql")),
                    ask(include_str!("queries/catalog_types.sql")),
                    ask(include_str!("queries/catalog_dependencies.sql")),
                    ask(include_str!("queries/catalog_unread.sql")),
                ])
                .await?;
            let mut schema = Schema { schemas: schemas.to_vec(), ..Schema::default() };
            let mut add = |(identity, object): (Identity, Object)| {
                schema.objects.insert(identity, object);
            };
            let namespace =
                |row: &Row| (Identity::new(Kind::Schema, QualifiedName::new("", row.get::<_, String>(0))), Object::default());
            namespaces.iter().map(namespace).for_each(&mut add);
            types.iter().map(enum_or_extension).for_each(&mut add);
            relations.iter().map(relation).for_each(&mut add);
            columns.iter().map(column).for_each(&mut add);
            constraints.iter().map(constraint).for_each(&mut add);
            indexes.iter().map(index).for_each(&mut add);
            triggers.iter().map(trigger).for_each(&mut add);
            functions.iter().map(function).for_each(&mut add);
            // What `partitions maintain` has created and not yet attached is no part of the schema: its next run attaches it.
            schema.objects.retain(|identity, object| {
                identity.kind != Kind::Table || !object.comment.as_deref().is_some_and(partition::plan::is_staged)
            });
            // The parts of what is left out (that, and the history table) are left out with it.
            let relations: BTreeSet<QualifiedName> = [Kind::Table, Kind::View, Kind::MaterializedView]
                .into_iter()
                .flat_map(|kind| schema.of_kind(kind).map(|(identity, _)| identity.name.clone()))
                .collect();
            schema.objects.retain(|identity, _| {
                let is_part = matches!(identity.kind, Kind::Column | Kind::Constraint | Kind::Index | Kind::Trigger);
                !is_part || relations.contains(&identity.name)
            });
            for row in &dependencies {
                let (dependent, needed) = dependency(row);
                if let Some(object) = schema.objects.get_mut(&dependent) {
                    object.depends_on.insert(needed);
                }
            }
            let unread = unread.iter().map(|row| (row.get(0), row.get(1))).collect();
            Ok(Catalog { schema, postgres: session.major_version(), unread })
        })
        .await
}

fn name(row: &Row) -> QualifiedName {
    QualifiedName::new(row.get::<_, String>(0), row.get::<_, String>(1))
}

fn relation(row: &Row) -> (Identity, Object) {
    let name = name(row);
    let comment = row.get("comment");
    let definition: Option<String> = row.get("definition");
    let definition = definition.unwrap_or_default();
    let kind: &str = row.get("kind");
    if row.get("is_partition") {
        let parent = QualifiedName::new(row.get::<_, String>("parent_schema"), row.get::<_, String>("parent_name"));
        let part = if name.schema == parent.schema && !name.name.contains(['.', '"']) { name.name } else { name.to_string() };
        let mut bounds = text::lower_case_keywords(row.get("bounds"));
        if kind == "p" {
            bounds.push_str(&format!(" partition by {}", text::lower_case_keywords(&definition)));
        }
        return (Identity::part(Kind::Partition, parent, part), Object { comment, ..Object::new(bounds) });
    }
    let (kind, definition) = match kind {
        "v" | "m" => {
            let query = definition.trim().trim_end_matches(';').to_owned();
            (if kind == "v" { Kind::View } else { Kind::MaterializedView }, query)
        }
        "S" => (Kind::Sequence, definition),
        _ => (Kind::Table, text::lower_case_keywords(&definition)),
    };
    let mut object = Object { comment, ..Object::new(definition) };
    if let Some(schema) = row.get::<_, Option<String>>("owner_schema") {
        let table = QualifiedName::new(schema, row.get::<_, String>("owner_table"));
        object.depends_on.insert(Identity::part(Kind::Column, table, row.get::<_, String>("owner_column")));
    }
    (Identity::new(kind, name), object)
}

fn column(row: &Row) -> (Identity, Object) {
    let mut definition: String = row.get("data_type");
    if let Some(collation) = row.get::<_, Option<&str>>("collation") {
        definition.push_str(&format!(" collate {collation}"));
    }
    if row.get("not_null") {
        definition.push_str(" not null");
    }
    let expression = row.get::<_, Option<&str>>("expression").map(text::lower_case_keywords).unwrap_or_default();
    match (row.get("identity"), row.get("generated")) {
        ("a", _) => definition.push_str(" generated always as identity"),
        ("d", _) => definition.push_str(" generated by default as identity"),
        (_, "s") => definition.push_str(&format!(" generated always as ({expression}) stored")),
        (_, "v") => definition.push_str(&format!(" generated always as ({expression}) virtual")),
        _ if !expression.is_empty() => definition.push_str(&format!(" default {expression}")),
        _ => {}
    }
    let position = usize::try_from(row.get::<_, i32>("position")).unwrap_or_default();
    let object = Object { comment: row.get("comment"), position, ..Object::new(definition) };
    (Identity::part(Kind::Column, name(row), row.get::<_, String>("name")), object)
}

fn constraint(row: &Row) -> (Identity, Object) {
    let mut object = Object::new(text::lower_case_keywords(row.get("definition")));
    object.comment = row.get("comment");
    object.state = (!row.get::<_, bool>("is_valid")).then(|| "without a valid index".to_owned());
    if let Some(schema) = row.get::<_, Option<String>>("referenced_schema") {
        let table = QualifiedName::new(schema, row.get::<_, String>("referenced_table"));
        object.depends_on.insert(Identity::new(Kind::Table, table));
    }
    (Identity::part(Kind::Constraint, name(row), row.get::<_, String>("name")), object)
}

fn index(row: &Row) -> (Identity, Object) {
    let definition: &str = row.get("definition");
    // B-tree is what CREATE INDEX makes by itself.
    let definition = text::lower_case_keywords(definition.strip_prefix("USING btree ").unwrap_or(definition));
    let unique = if row.get("is_unique") { "unique " } else { "" };
    let mut object = Object::new(format!("{unique}{definition}"));
    object.comment = row.get("comment");
    object.state = (!row.get::<_, bool>("is_valid")).then(|| "invalid".to_owned());
    (Identity::part(Kind::Index, name(row), row.get::<_, String>("name")), object)
}

fn trigger(row: &Row) -> (Identity, Object) {
    let mut object = Object::new(text::lower_case_keywords(row.get("definition")));
    object.comment = row.get("comment");
    object.state = match row.get("enabled") {
        "D" => Some("disabled".to_owned()),
        "R" => Some("enabled on replicas only".to_owned()),
        "A" => Some("enabled always".to_owned()),
        _ => None,
    };
    (Identity::part(Kind::Trigger, name(row), row.get::<_, String>("name")), object)
}

fn function(row: &Row) -> (Identity, Object) {
    let definition: &str = row.get("definition");
    let object = Object { comment: row.get("comment"), ..Object::new(definition.trim()) };
    (Identity::new(Kind::Function, name(row)), object)
}

fn enum_or_extension(row: &Row) -> (Identity, Object) {
    let name = row.get::<_, String>("name");
    if let Some(schema) = row.get::<_, Option<String>>("schema") {
        let labels: Vec<String> = row.get::<_, Option<_>>("labels").unwrap_or_default();
        let object = Object { comment: row.get("comment"), ..Object::new(text::literal_list(&labels)) };
        (Identity::new(Kind::Enum, QualifiedName::new(schema, name)), object)
    } else {
        (Identity::new(Kind::Extension, QualifiedName::new("", name)), Object::default())
    }
}

fn dependency(row: &Row) -> (Identity, Identity) {
    let view = |kind: &str| match kind {
        "m" => Kind::MaterializedView,
        "f" => Kind::Function,
        _ => Kind::View,
    };
    let dependent = Identity::new(view(row.get("kind")), name(row));
    let schema: String = row.get("read_schema");
    let needed = match row.get::<_, Option<String>>("read_relation") {
        Some(relation) => {
            let name = QualifiedName::new(schema, relation);
            match (row.get::<_, Option<String>>("read_column"), row.get::<_, Option<&str>>("read_kind").unwrap_or_default()) {
                (Some(column), "r" | "p") => Identity::part(Kind::Column, name, column),
                (_, kind @ ("v" | "m")) => Identity::new(view(kind), name),
                _ => Identity::new(Kind::Table, name),
            }
        }
        None => Identity::new(Kind::Function, QualifiedName::new(schema, row.get::<_, String>("read_function"))),
    };
    (dependent, needed)
}
