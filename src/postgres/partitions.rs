//! Reads partitioned tables, their partitions, and what stands in the way of new ones, from the catalog: a few queries
//! whatever the number of policies, and one for each default partition, whose rows only a query can tell.

mod plain;
mod retired;

use std::collections::BTreeMap;

use chrono::NaiveDateTime;
use tokio_postgres::Row;

use super::session::Session;
use crate::error::{Error, Kind, Result};
use crate::identifier::{QualifiedName, quote};
use crate::partition::bounds::{Bounds, Edge, KeyType};
use crate::partition::calendar::Window;
use crate::partition::default::{FEW, PROOF, next_name};
use crate::partition::live::{
    DefaultPartition, DefaultRows, Grant, KeyRange, Namesake, Obstacles, Partition, Properties, ReplicaIdentity, Table,
};
use crate::partition::policy::{DefaultPolicy, Place, Policy};
use crate::partition::survey::Survey;

pub use plain::{Plain, converted, latest, plain};
pub use retired::{bonds, drift, staged, ties};

/// Rows of a default partition are counted up to here: enough to say that there are many.
const ROWS_COUNTED: i64 = 10_000;

/// Reads the table of each policy, in their order, in one snapshot. A table that is not as its policy says is an error of its
/// own, and does not keep the others from being read. Locks nothing but default partitions (`ACCESS SHARE`, to count rows).
///
/// # Errors
/// The server's. Inside: `Failed`, pointing into the policy; `Busy`, where a default partition is locked.
pub async fn read(session: &Session, policies: &[&Policy]) -> Result<Vec<Result<Table>>> {
    let schemas: Vec<&str> = policies.iter().map(|policy| policy.table.schema.as_str()).collect();
    let names: Vec<&str> = policies.iter().map(|policy| policy.table.name.as_str()).collect();
    // Compiling what is asked of the catalog takes longer than answering it, and as long as retiring 50 partitions.
    session.simple("SET jit = off").await?;
    let read = session.snapshot(async {
        let parents = session.query(include_str!("queries/partitions_tables.sql"), &[&schemas, &names]).await?;
        let oids: Vec<u32> = parents.iter().filter_map(|row| row.get("oid")).collect();
        let children = session.query(include_str!("queries/partitions_children.sql"), &[&oids]).await?;
        let names = policies.iter().map(|policy| policy.table.clone());
        let tables = parents.iter().zip(names).filter_map(|(row, name)| Some((row.get::<_, Option<u32>>("oid")?, name)));
        let mut detached = retired::detached(session, &tables.collect()).await?;
        let partitioned = children.iter().filter(|row| row.get::<_, Option<&str>>("partition_by").is_some());
        let mut partitioned: Vec<u32> = partitioned.map(|row| row.get("oid")).collect();
        partitioned.extend(detached.values().flatten().filter(|it| it.is_partitioned).map(|it| it.oid));
        let mut parts = retired::parts(session, &partitioned).await?;
        for detached in detached.values_mut().flatten() {
            detached.parts = parts.remove(&detached.oid).unwrap_or_default();
        }
        Ok((parents, children, detached, parts))
    });
    let (parents, children, detached, parts) = read.await?;
    let mut children_of: BTreeMap<u32, Vec<Row>> = BTreeMap::new();
    for child in children {
        children_of.entry(child.get("parent")).or_default().push(child);
    }
    let mut tables = Vec::new();
    for (policy, row) in policies.iter().zip(&parents) {
        let children = row.get::<_, Option<u32>>("oid").and_then(|oid| children_of.get(&oid));
        let detached = detached.get(&policy.table).cloned().unwrap_or_default();
        let read = read_table(session, policy, row, children.map_or(&[], Vec::as_slice)).await;
        tables.push(read.map(|mut table| {
            for partition in &mut table.partitions {
                partition.parts = parts.get(&partition.oid).cloned().unwrap_or_default();
            }
            Table { detached, ..table }
        }));
    }
    Ok(tables)
}

/// What is known of a table before there is a policy: its key, and in which time zone the server would show it.
#[derive(Debug, Clone)]
pub struct Unadopted {
    /// The key's column; `None` where the table is not partitioned by one.
    pub key: Option<String>,
    /// What its values may stand for; `None` is what its type says.
    pub encodings: Vec<Option<KeyType>>,
    pub time_zone: String,
}

/// Looks at a table that may have no policy.
///
/// # Errors
/// The server's; `Failed`, where there is no such table.
pub async fn unadopted(session: &Session, table: &QualifiedName) -> Result<Unadopted> {
    let (schemas, names) = ([table.schema.as_str()].to_vec(), [table.name.as_str()].to_vec());
    let row = session.query_one(include_str!("queries/partitions_tables.sql"), &[&schemas, &names]).await?;
    if row.get::<_, Option<u32>>("oid").is_none() {
        return Err(Error::failed(format!("{table} does not exist")));
    }
    let zone = session.query_one("SELECT reset_val FROM pg_settings WHERE name = 'TimeZone'", &[]).await?;
    let key_type: Option<String> = row.get("key_type");
    let key_type = key_type.unwrap_or_default();
    let encodings = match KeyType::of_time(&key_type) {
        Some(_) => vec![None],
        None => KeyType::possible(&key_type).map(Some).collect(),
    };
    Ok(Unadopted { key: row.get("key_column"), encodings, time_zone: zone.get(0) })
}

async fn count_rows(session: &Session, default: &QualifiedName) -> Result<DefaultRows> {
    let sql = format!("SELECT count(*) FROM (SELECT FROM {default} LIMIT {}) AS some_rows", ROWS_COUNTED + 1);
    let row = session.query_one(&sql, &[]).await.map_err(|error| looking_into(default, error))?;
    let rows: i64 = row.get(0);
    Ok(DefaultRows::Counted { rows: rows.min(ROWS_COUNTED), or_more: rows > ROWS_COUNTED })
}

fn looking_into(default: &QualifiedName, error: Error) -> Error {
    let busy = error.sqlstate() == Some("55P03");
    let error = error.while_doing(format!("looking for rows in the default partition {default}"));
    if busy { error.with_kind(Kind::Busy) } else { error }
}

async fn read_table(session: &Session, policy: &Policy, row: &Row, children: &[Row]) -> Result<Table> {
    let Key { oid, column: key_column, kind: key_type, cast: key_cast } = read_key(policy, row)?;
    let name = policy.table.clone();
    let mut partitions = Vec::new();
    let mut default = None;
    for child in children {
        let partition = QualifiedName::new(child.get::<_, String>("schema"), child.get::<_, String>("name"));
        let text: String = child.get::<_, Option<String>>("bounds").unwrap_or_default();
        match Bounds::parse(&text, key_type) {
            Some(Bounds::Range { lower, upper }) => partitions.push(Partition {
                name: partition,
                lower,
                upper,
                detach_pending: child.get("detach_pending"),
                size: child.get("size"),
                oid: child.get("oid"),
                is_foreign: child.get("is_foreign"),
                by: child.get("partition_by"),
                parts: Vec::new(),
                comment: child.get("comment"),
                bounds: text,
            }),
            Some(Bounds::Default) => {
                let rows = if child.get("readable") {
                    count_rows(session, &partition).await?
                } else {
                    DefaultRows::Unknown(format!("this role may not read it; GRANT SELECT ON {partition}"))
                };
                let sql = include_str!("queries/partitions_default.sql");
                let facts = session.query_one(sql, &[&child.get::<_, u32>("oid"), &PROOF]).await?;
                default = Some(DefaultPartition {
                    name: partition,
                    rows,
                    is_table: facts.get("is_table"),
                    has_proof: facts.get("has_proof"),
                    deletes_fire: facts.get("deletes_fire"),
                    columns: facts.get("columns"),
                });
            }
            None => return Err(Error::failed(format!("the bounds of {partition} cannot be read: {text}"))),
        }
    }
    partitions.sort_by_key(|partition| partition.lower);
    let (storage, within) = (policy.storage.clone(), policy.within.clone());
    let properties = Properties { storage, within, ..policy.copy.of(read_properties(&name, row)?) };
    let (references, referenced_by) = (read_names(row, "references")?, read_names(row, "referenced_by")?);
    Ok(Table {
        oid,
        name,
        key_column,
        key_type,
        key_cast,
        properties,
        references,
        referenced_by,
        refers_to_itself: row.get("refers_to_itself"),
        partitions,
        default,
        detaches_concurrently: session.major_version() >= 14,
        detached: Vec::new(),
    })
}

/// The table's oid, and what it is partitioned by.
struct Key {
    oid: u32,
    column: String,
    kind: KeyType,
    cast: String,
}

/// Checks that the table is there and partitioned as the policy says.
fn read_key(policy: &Policy, row: &Row) -> Result<Key> {
    let table = &policy.table;
    let fault = |place: Place, message: String, hint: String| Err(policy.point(Error::failed(message), place).hint(hint));
    let Some(oid) = row.get::<_, Option<u32>>("oid") else {
        return fault(
            Place::Table,
            format!("{table} does not exist"),
            "create it with a migration, or correct `table`".to_owned(),
        );
    };
    let Some(strategy) = row.get::<_, Option<String>>("partition_strategy") else {
        let by = quote(policy.key());
        return fault(
            Place::Table,
            format!("{table} is not a partitioned table"),
            format!("`pgkeel partitions convert {table}` plans how it becomes one by range ({by}), no row copied"),
        );
    };
    let columns: String = row.get::<_, Option<String>>("key_definition").unwrap_or_default();
    let method = match strategy.as_str() {
        "l" => "LIST",
        "h" => "HASH",
        _ => "RANGE",
    };
    let definition = format!("{method} ({columns})");
    let column: Option<String> = row.get("key_column");
    let count: i32 = row.get("key_columns");
    let (Some(column), "RANGE", 1) = (column, method, count) else {
        return fault(
            Place::Table,
            format!("{table} is partitioned by {definition}; windows need RANGE of one column"),
            if method == "RANGE" {
                "remove the policy: such a table has no rolling partitions".to_owned()
            } else {
                "write a policy for each of its partitions that is itself partitioned by time".to_owned()
            },
        );
    };
    if !policy.is_key(&column) {
        return fault(
            Place::Key,
            format!("{table} is partitioned by {definition}, not by {}", policy.key()),
            format!("write key = {column:?}"),
        );
    }
    let type_name: String = row.get("key_type");
    let kind = read_kind(policy, &column, &type_name)?;
    // `character` alone would be one character.
    let cast = if type_name == "character" { "bpchar".to_owned() } else { type_name };
    Ok(Key { oid, column, kind, cast })
}

/// What a key column of this type holds by the policy.
fn read_kind(policy: &Policy, column: &str, type_name: &str) -> Result<KeyType> {
    let table = &policy.table;
    let fault = |place: Place, message: String, hint: String| Err(policy.point(Error::failed(message), place).hint(hint));
    match policy.encoding {
        Some(encoding) if encoding.columns().contains(&type_name) => Ok(encoding),
        Some(encoding) => fault(
            Place::Encoding,
            format!("{} of {table} is {type_name}, which holds no `{}`", quote(column), encoding.word()),
            format!("such a key is {}", encoding.columns().join(", ")),
        ),
        None => KeyType::of_time(type_name).map_or_else(
            || {
                fault(
                    Place::Key,
                    format!("{} of {table} is {type_name}, which has no windows of time", quote(column)),
                    no_encoding(type_name),
                )
            },
            Ok,
        ),
    }
}

/// What to write for a key that is of no type of time.
fn no_encoding(type_name: &str) -> String {
    let words: Vec<&str> = KeyType::possible(type_name).map(KeyType::word).collect();
    if words.is_empty() {
        return "the key must be of a type of time, or hold a time as a number, text, or UUID of version 7".to_owned();
    }
    format!(
        "say what its values stand for: encoding = {}",
        words.iter().map(|word| format!("{word:?}")).collect::<Vec<_>>().join(", or ")
    )
}

fn read_properties(table: &QualifiedName, row: &Row) -> Result<Properties> {
    let identity: String = row.get("replica_identity");
    let index: Option<String> = row.get("replica_identity_index");
    let replica_identity = match (identity.as_str(), index) {
        ("f", _) => ReplicaIdentity::Full,
        ("n", _) => ReplicaIdentity::Nothing,
        ("i", Some(index)) => ReplicaIdentity::Index(QualifiedName::new(&table.schema, index)),
        _ => ReplicaIdentity::Default,
    };
    Ok(Properties {
        owner: row.get("owner"),
        owner_differs: row.get("owner_differs"),
        replica_identity,
        row_security: row.get("row_security"),
        identity_reaches_partitions: row.get("identity_reaches_partitions"),
        force_row_security: row.get("force_row_security"),
        access_method: row.get("access_method"),
        tablespace: row.get("tablespace"),
        statistics: read_json(row, "statistics")?,
        grants: read_json::<Vec<Grant>>(row, "grants")?,
        statement_triggers: read_json(row, "statement_triggers")?,
        ..Properties::default()
    })
}

fn read_names(row: &Row, column: &str) -> Result<Vec<QualifiedName>> {
    let pairs: Vec<(String, String)> = read_json(row, column)?;
    Ok(pairs.into_iter().map(|(schema, name)| QualifiedName::new(schema, name)).collect())
}

/// An aggregate as JSON; nothing to aggregate is null.
fn read_json<T: serde::de::DeserializeOwned + Default>(row: &Row, column: &str) -> Result<T> {
    let Some(text) = row.get::<_, Option<String>>(column) else { return Ok(T::default()) };
    serde_json::from_str(&text).map_err(|cause| Error::failed(format!("cannot read `{column}` of the catalog: {cause}")))
}

/// Looks what stands in the way of the missing windows of each table, in their order.
///
/// # Errors
/// The server's. Inside: what kept us from looking into a table's default partition, `Busy` where that is locked.
pub async fn obstacles(session: &Session, tables: &[(&Policy, &Table, &Survey)]) -> Result<Vec<Result<Obstacles>>> {
    let mut parents = Vec::new();
    let mut names = Vec::new();
    for (_, table, survey) in tables {
        names.extend(survey.missing.iter().map(|missing| missing.name.clone()));
        names.extend(table.default.as_ref().map(|default| next_name(&default.name).name));
        parents.resize(names.len(), table.oid);
    }
    let mut found: BTreeMap<u32, BTreeMap<String, Namesake>> = BTreeMap::new();
    if !names.is_empty() {
        let sql = include_str!("queries/partitions_namesakes.sql");
        for row in session.query(sql, &[&parents, &names, &"pgkeel: staged for %"]).await? {
            found.entry(row.get("parent")).or_default().insert(row.get("name"), read_namesake(&row));
        }
    }
    let mut answers = Vec::new();
    for (policy, table, survey) in tables {
        let namesakes = found.remove(&table.oid).unwrap_or_default();
        let looked = async {
            let in_default = windows_in_default(session, table, survey).await?;
            let wanted = policy.default == DefaultPolicy::Swap && !in_default.is_empty();
            let range = if wanted { key_range(session, table).await? } else { None };
            let moves = matches!(policy.default, DefaultPolicy::Drain | DefaultPolicy::Swap);
            let pointed_at = if moves { pointed_at(session, table, survey, &in_default).await? } else { BTreeMap::new() };
            Ok(Obstacles { namesakes, in_default, range, pointed_at })
        };
        answers.push(looked.await);
    }
    Ok(answers)
}

/// Why the rows of which windows cannot leave the default partition: because rows of other tables point there, or would be changed.
async fn pointed_at(
    session: &Session,
    table: &Table,
    survey: &Survey,
    in_default: &BTreeMap<NaiveDateTime, i64>,
) -> Result<BTreeMap<NaiveDateTime, String>> {
    let windows = survey.missing.iter().map(|missing| missing.window);
    let windows: Vec<Window> = windows.filter(|window| in_default.contains_key(&window.lower)).collect();
    if windows.is_empty() || table.referenced_by.is_empty() {
        return Ok(BTreeMap::new());
    }
    let ranges: Vec<(u32, Edge, Edge)> =
        (0..).zip(&windows).map(|(number, window)| (number, Edge::At(window.lower), Edge::At(window.upper))).collect();
    let found = retired::referenced(session, table, &ranges).await?;
    let acting = found.acting.first().map(|key| format!("the foreign key {key} would change rows there when they are moved"));
    let reason = |number: u32| found.rows.get(&number).and_then(|reasons| reasons.first()).or(acting.as_ref()).cloned();
    Ok((0..).zip(&windows).filter_map(|(number, window)| Some((window.lower, reason(number)?))).collect())
}

/// Where the keys of the default partition's rows lie.
async fn key_range(session: &Session, table: &Table) -> Result<Option<KeyRange>> {
    let Some(DefaultPartition { name, .. }) = &table.default else { return Ok(None) };
    let key = quote(&table.key_column);
    // There is no min of a UUID before PostgreSQL 18.
    let outermost =
        |order: &str| format!("(SELECT {key}::text FROM {name} WHERE {key} IS NOT NULL ORDER BY {key} {order} LIMIT 1)");
    let sql = format!("SELECT {}, {}, EXISTS (SELECT FROM {name} WHERE {key} IS NULL)", outermost("ASC"), outermost("DESC"));
    let row = session.query_one(&sql, &[]).await.map_err(|error| looking_into(name, error))?;
    let edge = |column: usize| row.get::<_, Option<String>>(column).and_then(|text| table.key_type.parse(&text));
    Ok(edge(0).zip(edge(1)).map(|(lowest, highest)| KeyRange { lowest, highest, has_null: row.get(2) }))
}

fn read_namesake(row: &Row) -> Namesake {
    let kind: String = row.get("kind");
    let parent: Option<(String, String)> = row.get::<_, Option<String>>("parent_schema").zip(row.get("parent_name"));
    // An index of a partition is attached to something too, but is no partition.
    let parent = parent.filter(|_| kind.ends_with("table"));
    Namesake {
        partition_of: parent.map(|(schema, name)| QualifiedName::new(schema, name)),
        comment: row.get("comment"),
        empty: row.get("empty"),
        same_columns: row.get("same_columns"),
        kind,
    }
}

/// How many rows the default partition holds of missing windows, counted no further than is worth knowing. Cheap with an index.
async fn windows_in_default(session: &Session, table: &Table, survey: &Survey) -> Result<BTreeMap<NaiveDateTime, i64>> {
    let Some(DefaultPartition { name, rows: DefaultRows::Counted { rows: 1.., .. }, .. }) = &table.default else {
        return Ok(BTreeMap::new());
    };
    let edges = |edge: fn(&Window) -> NaiveDateTime| -> Vec<String> {
        survey.missing.iter().map(|missing| Edge::At(edge(&missing.window)).text(table.key_type)).collect()
    };
    let (lower, upper) = (edges(|window| window.lower), edges(|window| window.upper));
    let (key, key_type) = (quote(&table.key_column), &table.key_cast);
    let sql = format!(
        "SELECT position, held.rows FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS missing (lower, upper, position), \
          LATERAL (SELECT count(*) AS rows FROM (SELECT FROM {name} AS held WHERE held.{key} >= lower::{key_type} \
                                                    AND held.{key} < upper::{key_type} LIMIT {}) AS some_rows) AS held \
          WHERE held.rows > 0",
        FEW + 1
    );
    let rows = session.query(&sql, &[&lower, &upper]).await.map_err(|error| looking_into(name, error))?;
    let position = |row: &Row| usize::try_from(row.get::<_, i64>(0) - 1).ok();
    let window = |row: &Row| position(row).and_then(|at| survey.missing.get(at)).map(|missing| missing.window.lower);
    Ok(rows.iter().filter_map(|row| Some((window(row)?, row.get(1)))).collect())
}

/// Whether the server is a standby.
///
/// # Errors
/// The server's.
pub async fn is_standby(session: &Session) -> Result<bool> {
    Ok(session.query_one("SELECT pg_is_in_recovery()", &[]).await?.get(0))
}

/// Refuses a standby: partitions come to it from its primary.
///
/// # Errors
/// `Failed` on a standby, or the server's.
pub async fn refuse_standby(session: &Session, what: &str) -> Result<()> {
    if is_standby(session).await? {
        return Err(Error::failed(format!("{} is a standby: it gets its {what} from its primary", session.target))
            .leaving("nothing was begun")
            .hint("run this on the primary"));
    }
    Ok(())
}
