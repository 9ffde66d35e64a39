//! Reads a database's schema: one read-only snapshot, a fixed number of set-based queries side by side, names and definitions
//! as PostgreSQL's own deparsers print them with `search_path` pinned to the first managed schema (docs/catalog.md).

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap, HashSet};

use futures_util::future::{join, join_all};
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;

use super::queries::for_version;
use super::session::Session;
use crate::error::{Error, Kind as ErrorKind, Result};
use crate::identifier::{self, QualifiedName};
use crate::partition;
use crate::schema::model::{Attribute, Form, Identity, Kind, Object, Schema};
use crate::schema::{privileges, text};

/// A schema as it is in a database.
#[derive(Debug, Clone)]
pub struct Catalog {
    pub schema: Schema,
    /// The server's major version.
    pub postgres: u32,
    /// Kinds that stand there and that the role may not read, with how many of each.
    pub unread: Vec<(String, i64)>,
    /// Who read it.
    pub role: String,
}

/// How much is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// What every object is.
    Objects,
    /// And what each depends on.
    Dependencies,
}

/// How often the schema is read anew when it changed under the reading: the deparsers look past the snapshot.
const ATTEMPTS: usize = 3;

/// Reads the managed schemas. Takes `ACCESS SHARE` on the views that it prints and on what they read, until it has read all, and
/// no other lock.
///
/// # Errors
/// The server's; [`ErrorKind::Busy`] where a lock of somebody else's keeps a definition from being read, or where the schema changes
/// under every attempt.
pub async fn read(session: &Session, schemas: &[String], detail: Detail) -> Result<Catalog> {
    let mut attempt = 1;
    loop {
        let error = match read_once(session, schemas, detail).await {
            Ok(catalog) => return Ok(catalog),
            Err(error) => error,
        };
        match error.sqlstate() {
            // "could not open relation with OID …", "cache lookup failed for …", "type with OID … does not exist"
            Some("XX000" | "42P01" | "42704" | "42883") => {
                if attempt == ATTEMPTS {
                    return Err(error.with_kind(ErrorKind::Busy).while_doing(HALF).leaving(UNCHANGED).hint(AGAIN));
                }
                attempt += 1;
            }
            None if attempt < ATTEMPTS && error.message() == HALF => attempt += 1,
            // What this session had prepared was let go, by DISCARD ALL for one.
            Some("26000") if attempt < ATTEMPTS => attempt += 1,
            Some("55P03") => {
                return Err(error
                    .with_kind(ErrorKind::Busy)
                    .while_doing(format!("reading the schema of {}: another session's lock is in the way", session.target))
                    .leaving(UNCHANGED)
                    .hint("somebody alters or locks a table just now: try again later, or wait longer with --lock-timeout"));
            }
            _ => return Err(error),
        }
        // Behind a pooler the next transaction may be another backend's, where the names mean other statements.
        session.forget_prepared();
    }
}

/// The schemas of a database that are somebody's, by name.
///
/// # Errors
/// The server's.
pub async fn schemas(session: &Session) -> Result<Vec<String>> {
    let rows = session.query(include_str!("queries/catalog_schemas.sql"), &[]).await?;
    Ok(rows.iter().map(|row| row.get(0)).collect())
}

/// A query, and its name: `catalog_NAME.sql`.
type Query = (&'static str, &'static str);

macro_rules! queries {
    ($($name:literal),+) => { [$(($name, include_str!(concat!("queries/catalog_", $name, ".sql")))),+] };
}

/// The queries that list objects, all with the same columns; those that take longest first.
const OBJECTS: [Query; 17] = queries![
    "indexes",
    "columns",
    "constraints",
    "relations",
    "triggers",
    "functions",
    "types",
    "identity_sequences",
    "rules_policies",
    "statistics",
    "database",
    "system_privileges",
    "operators",
    "text_search",
    "foreign",
    "publications",
    "subscriptions"
];
/// What the objects are read with: who owns them, and which of them extensions make.
const BEFORE: [Query; 3] = queries!["roles", "extension_members", "extension_additions"];
/// What is said of objects, by their addresses.
const AFTER: [Query; 4] = queries!["comments", "security_labels", "dependencies", "view_columns"];

/// From how many relations on (PostgreSQL's own, tables, indexes, sequences, …) how many other connections share the reading:
/// each costs the server some 20 ms of its own.
const SHARED_FROM: [(i64, usize); 2] = [(800, 1), (5_000, 2)];

async fn read_once(session: &Session, schemas: &[String], detail: Detail) -> Result<Catalog> {
    let names: Vec<&str> = schemas.iter().map(String::as_str).collect();
    let first = names.first().copied().unwrap_or("public");
    // Compiling a query that is run once takes longer than running it, and so does looking for a better order of joins than the
    // one that is written, for one that merges, or for helpers. What an amount of money means is up to the locale.
    let settings = format!(
        "SET LOCAL search_path = {}; SET LOCAL jit = off; SET LOCAL join_collapse_limit = 1; SET LOCAL enable_mergejoin = off; \
         SET LOCAL max_parallel_workers_per_gather = 0; SET LOCAL lc_monetary = 'C'",
        identifier::quote(first)
    );
    let (reading, seen, unread, role) = session
        .snapshot(async {
            session.simple(&settings).await?;
            let row =
                session.query_one(include_str!("queries/catalog_allowed.sql"), &[&first, &SHARED_FROM[0].0, &names]).await?;
            let role: String = row.get("role");
            if row.get::<_, Option<bool>>("may_use") == Some(false) {
                let message = format!("{role} may not use the schema {first}, so its names cannot be read as others see them");
                let grant = format!("GRANT USAGE ON SCHEMA {} TO {};", identifier::quote(first), identifier::quote(&role));
                return Err(Error::failed(message).hint(grant));
            }
            let (allowed, subscriptions): (bool, i64) = (row.get("may_read_subscriptions"), row.get("subscriptions"));
            let needless: Vec<&str> = row.get("needless");
            let names = [names, row.get("partitioned_elsewhere")].concat();
            let needed = |queries: &[Query]| -> Vec<Query> {
                queries.iter().filter(|(name, _)| !needless.contains(name)).copied().collect()
            };
            let answers = RefCell::new(vec![Vec::new(); BEFORE.len()]);
            let keep = |query: usize, rows: Vec<Row>| {
                answers.borrow_mut()[query] = rows;
                Ok(())
            };
            share(session, (0, ""), &needed(&BEFORE), &names, keep).await?;
            let reading = RefCell::new(Reading::new(schemas, &answers.into_inner()));

            let mut objects = needed(&OBJECTS);
            objects.retain(|(name, _)| *name != "subscriptions" || allowed && subscriptions > 0);
            let after = if detail == Detail::Dependencies { &AFTER[..] } else { &AFTER[..2] };
            let said = RefCell::new(vec![Vec::new(); after.len()]);
            let take = |query: usize, rows: Vec<Row>| match query.checked_sub(objects.len()) {
                None => rows.iter().try_for_each(|row| reading.borrow_mut().object(row)),
                Some(after) => {
                    said.borrow_mut()[after] = rows;
                    Ok(())
                }
            };
            let relations: i64 = row.get("relations");
            let helpers = SHARED_FROM.iter().filter(|(from, _)| relations > *from).map(|(_, helpers)| *helpers).max();
            let snapshot = identifier::literal(row.get::<_, Option<&str>>("snapshot").unwrap_or_default());
            let begin =
                format!("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY; SET TRANSACTION SNAPSHOT {snapshot}; {settings}");
            share(session, (helpers.unwrap_or_default(), &begin), &[&objects, after].concat(), &names, take).await?;
            let mut reading = reading.into_inner();
            let said = said.into_inner();
            reading.comments(&said[0]);
            reading.security_labels(&said[1]);
            reading.dependencies(said.get(2).map_or(&[], Vec::as_slice));
            reading.view_columns(said.get(3).map_or(&[], Vec::as_slice));
            let unread =
                if allowed || subscriptions == 0 { Vec::new() } else { vec![("subscription".to_owned(), subscriptions)] };
            Ok((reading, row.get::<_, String>("seen"), unread, role))
        })
        .await?;
    let now: String = session.query_one("SELECT pg_current_snapshot()::text", &[]).await?.get(0);
    if now != seen {
        let (classes, objects): (Vec<u32>, Vec<u32>) =
            reading.by_address.keys().filter(|address| address.2 == 0).map(|address| (address.0, address.1)).unzip();
        let changed = session.query(include_str!("queries/catalog_changed.sql"), &[&seen, &classes, &objects]).await?;
        if reading.is_changed(&changed) {
            return Err(half());
        }
    }
    let mut schema = reading.schema()?;
    // A partition is its table's, wherever either is.
    schema.keep_schemas(schemas);
    Ok(Catalog { schema, postgres: session.major_version(), unread, role })
}

/// Asks some queries, in one pipeline, and gives each answer away as it comes. Of the helpers, which share the snapshot by how they
/// begin, each takes queries off the first session as soon as it is there; where the server has no room for one, it goes without.
///
/// # Errors
/// The reason why an answer is missing: the other requests under way then only say that the transaction failed.
async fn share(
    session: &Session,
    (helpers, begin): (usize, &str),
    queries: &[Query],
    schemas: &[&str],
    take: impl Fn(usize, Vec<Row>) -> Result<()>,
) -> Result<()> {
    let parameters: [&(dyn ToSql + Sync); 1] = [&schemas];
    let next = Cell::new(0);
    let failure: RefCell<Option<Error>> = RefCell::new(None);
    let work = async |session: &Session| {
        while let Some((_, sql)) = queries.get(next.get()) {
            let query = next.replace(next.get() + 1);
            let answer = session.query_again(&for_version(sql, session.major_version()), &parameters).await;
            if let Err(error) = answer.and_then(|rows| take(query, rows)) {
                let mut failure = failure.borrow_mut();
                if failure.as_ref().is_none_or(|known| known.sqlstate() == Some("25P02")) {
                    *failure = Some(error);
                }
                next.set(queries.len());
            }
        }
    };
    // Two under way leave no session without work, and most of it to the others.
    let under_way = if helpers > 0 { 2 } else { queries.len() };
    let own = join_all((0..under_way).map(|_| Box::pin(work(session))));
    let helpers = join_all((0..helpers).map(|_| {
        Box::pin(async {
            let Ok(helper) = session.beside().await else { return };
            if helper.simple(begin).await.is_ok() {
                join_all((0..under_way).map(|_| Box::pin(work(&helper)))).await;
            }
        })
    }));
    join(own, helpers).await;
    failure.into_inner().map_or(Ok(()), Err)
}

const HALF: &str = "the schema changed while it was read";
const UNCHANGED: &str = "nothing was changed";
const AGAIN: &str = "run it again when no DDL is running";

/// An object went, or changed, while it was read.
fn half() -> Error {
    Error::busy(HALF).leaving(UNCHANGED).hint(AGAIN)
}

/// Who makes what no extension and no person made.
const SYSTEM: &str = "PostgreSQL";

/// Where an object stands in the catalogs: `classid`, `objid`, `objsubid`.
type Address = (u32, u32, i32);

/// What an extension makes: which extension, and the privileges that it gave, by column (0 for the whole).
#[derive(Debug, Default)]
struct Member {
    extension: String,
    privileges: HashMap<i32, Vec<String>>,
}

/// The schema as far as it has been read.
struct Reading {
    schemas: Vec<String>,
    roles: HashMap<u32, String>,
    members: HashMap<(u32, u32), Member>,
    /// What was added to those, and whether that is a comment.
    additions: HashSet<(Address, bool)>,
    /// The parts among it.
    added: HashSet<Identity>,
    objects: Vec<(Identity, Object)>,
    by_address: HashMap<Address, usize>,
    owners: HashMap<(u32, u32), String>,
    /// Access control lists, with what would be without them, until every owner is known.
    privileges: Vec<(usize, Address, Vec<String>, Vec<String>)>,
}

impl Reading {
    /// From the answers to [`BEFORE`].
    fn new(schemas: &[String], before: &[Vec<Row>]) -> Self {
        let [roles, members, additions] = [0, 1, 2].map(|query| before.get(query).map_or(&[][..], Vec::as_slice));
        let mut of_extensions: HashMap<(u32, u32), Member> = HashMap::new();
        for row in members {
            let member = of_extensions.entry((row.get(0), row.get(1))).or_default();
            member.extension = row.get(2);
            if let (Some(column), Some(privileges)) = (row.get::<_, Option<i32>>(3), row.get::<_, Option<Vec<String>>>(4)) {
                member.privileges.insert(column, privileges);
            }
        }
        Self {
            schemas: schemas.to_vec(),
            roles: roles.iter().map(|row| (row.get(0), row.get(1))).collect(),
            members: of_extensions,
            additions: additions.iter().map(|row| ((row.get(0), row.get(1), row.get(2)), row.get(3))).collect(),
            added: HashSet::new(),
            objects: Vec::new(),
            by_address: HashMap::new(),
            owners: HashMap::new(),
            privileges: Vec::new(),
        }
    }

    fn object(&mut self, row: &Row) -> Result<()> {
        let kind: &str = row.get("kind");
        let kind =
            Kind::of_name(kind).ok_or_else(|| Error::failed(format!("a catalog query gives the unknown kind {kind}")))?;
        let address: Address = (row.get("classid"), row.get("objid"), row.get("objsubid"));
        let whole = (address.0, address.1);
        let name = QualifiedName::new(row.get::<_, Option<&str>>("schema").unwrap_or_default(), row.get::<_, String>("name"));
        let identity = Identity { kind, name, part: row.get("part") };
        let definition: Option<&str> = row.get("definition");
        if definition.is_none() && is_deparsed(kind) || names_what_is_gone(&identity, definition.unwrap_or_default()) {
            return Err(half());
        }
        let mut object = Object::new(spelled(kind, definition.unwrap_or_default()));
        if kind == Kind::Column {
            take_identity_sequence(&mut object);
        }
        object.position = usize::try_from(row.get::<_, i32>("position")).unwrap_or_default();
        let attributes = row.get::<_, Option<Vec<Option<&str>>>>("attributes").unwrap_or_default();
        for pair in attributes.chunks_exact(2) {
            if let [Some("secrets"), Some(value)] = pair {
                object.secrets = value.parse().ok();
            }
            object.unpopulated |= matches!(pair, [Some("unpopulated"), Some(_)]);
            if let [Some(name), Some(value)] = pair
                && let Some(attribute) = Attribute::of_name(name)
            {
                object.attributes.insert(attribute, (*value).to_owned());
            }
        }
        if kind == Kind::Trigger && object.is_inherited() {
            object.definition.clear();
        }
        let default: Option<Vec<String>> = row.get("default_acl");
        if let Some(owner) = row.get::<_, Option<u32>>("owner") {
            let owner = self.roles.get(&owner).cloned().unwrap_or_else(|| owner.to_string());
            self.owners.insert(whole, owner.clone());
            if Attribute::Owner.fits(kind) && !object.is_made_by_another() {
                object.set(Attribute::Owner, Some(owner));
            }
        }
        if let Some(member) = self.members.get(&whole) {
            // Of what an extension makes, only what was added to it is ours. What nothing was added to goes again at the end.
            let given = member.privileges.get(&address.2);
            let own = row.get::<_, Option<Vec<String>>>("acl").filter(|own| Some(own) != given);
            let column = kind == Kind::Column && own.is_some();
            if identity.part.is_some() && !column || !Attribute::MadeBy.fits(kind) {
                return Ok(());
            }
            if column {
                self.added.insert(identity.clone());
            }
            object = Object::default();
            object.set(Attribute::MadeBy, Some(member.extension.clone()));
            if let Some(own) = own.filter(|_| Attribute::Privileges.fits(kind)) {
                let default = given.cloned().or(default).unwrap_or_default();
                self.privileges.push((self.objects.len(), address, own, default));
            }
        } else if let Some(acl) = row.get::<_, Option<Vec<String>>>("acl") {
            self.privileges.push((self.objects.len(), address, acl, default.unwrap_or_default()));
        }
        if self.additions.contains(&(address, false)) {
            self.added.insert(identity.clone());
        }
        self.by_address.insert(address, self.objects.len());
        self.objects.push((identity, object));
        Ok(())
    }

    /// Whether an object that was read is among those that changed or went: it, or another that names it, may have been printed as it was
    /// before and after.
    fn is_changed(&self, changes: &[Row]) -> bool {
        changes.iter().any(|row| {
            let Some(place) = self.by_address.get(&(row.get(0), row.get(1), row.get(2))) else { return false };
            let identity = &self.objects[*place].0;
            let before = match identity.kind {
                Kind::Index => QualifiedName::new(&*identity.name.schema, identity.own_name()),
                _ => identity.relation_name(),
            };
            let (schema, name): (Option<&str>, Option<&str>) = (row.get(3), row.get(4));
            schema.zip(name).is_none_or(|(schema, name)| (schema, name) != (&*before.schema, &*before.name))
        })
    }

    fn comments(&mut self, rows: &[Row]) {
        for row in rows {
            let address: Address = (row.get(0), row.get(1), row.get(2));
            let ours = !self.members.contains_key(&(address.0, address.1)) || self.additions.contains(&(address, true));
            if let Some(place) = self.by_address.get(&address).filter(|_| ours) {
                self.objects[*place].1.set(Attribute::Comment, row.get(3));
            }
        }
    }

    fn security_labels(&mut self, rows: &[Row]) {
        for row in rows {
            let address: Address = (row.get(0), row.get(1), row.get(2));
            if let Some(place) = self.by_address.get(&address) {
                let object = &mut self.objects[*place].1;
                let line = format!("{}: {}", row.get::<_, &str>(3), row.get::<_, &str>(4));
                let lines = match object.attribute(Attribute::SecurityLabels) {
                    Some(lines) => format!("{lines}\n{line}"),
                    None => line,
                };
                object.set(Attribute::SecurityLabels, Some(lines));
            }
        }
    }

    fn dependencies(&mut self, rows: &[Row]) {
        // What is a column's is the relation's where the column is not read by itself: a view's, a partition's.
        let known = |by_address: &HashMap<Address, usize>, address: Address| {
            by_address.get(&address).or_else(|| by_address.get(&(address.0, address.1, 0))).copied()
        };
        for row in rows {
            let dependent: Address = (row.get(0), row.get(1), row.get(2));
            let needed: Address = (row.get(3), row.get(4), row.get(5));
            let Some(dependent) = known(&self.by_address, dependent) else { continue };
            if let Some(member) = self.members.get(&(needed.0, needed.1)) {
                // What an extension makes is there with it.
                let extension = Identity::global(Kind::Extension, &*member.extension);
                let (identity, object) = &mut self.objects[dependent];
                if !object.is_made_by_another() && *identity != extension {
                    object.depends_on.insert(extension);
                }
            }
            let Some(needed) = known(&self.by_address, needed) else { continue };
            let needed = &self.objects[needed].0;
            if self.objects[dependent].0 != *needed && !matches!(needed.kind, Kind::Schema | Kind::Extension) {
                let needed = needed.clone();
                let attribute: Option<&str> = row.get(7);
                let attribute = attribute.map(|name| Identity::part(Kind::Column, needed.name.clone(), name));
                self.objects[dependent].1.depends_on.extend(attribute.into_iter().chain([needed]));
            }
        }
    }

    fn view_columns(&mut self, rows: &[Row]) {
        for row in rows {
            let address: Address = (row.get(0), row.get(1), row.get(2));
            if let Some(place) = self.by_address.get(&address) {
                self.objects[*place].1.columns = row.get(3);
            }
        }
    }

    /// The schema: with its privileges, without what hangs on what was left out.
    fn schema(mut self) -> Result<Schema> {
        for (place, address, acl, default) in std::mem::take(&mut self.privileges) {
            // Default privileges, and the schema public, have no owner of their own: who grants them is their owner.
            let grantor = default.first().or(acl.first()).and_then(|item| privileges::grantor(item));
            let owner = self.owners.get(&(address.0, address.1)).cloned().or(grantor).unwrap_or_default();
            let lines = privileges::lines(&acl, &default, &owner)
                .map_err(|item| Error::failed(format!("`{item}` is no access control list item that is known here")))?;
            self.objects[place].1.set(Attribute::Privileges, lines);
        }
        // What `partitions maintain` has created and not yet attached, or has detached, is no part of the schema.
        let with_additions: HashSet<QualifiedName> = self.added.iter().map(|part| part.name.clone()).collect();
        self.objects.retain(|(identity, object)| {
            let set_apart = identity.kind == Kind::Table && object.comment().is_some_and(partition::plan::is_set_apart);
            let nothing_added =
                object.attributes.len() == 1 && object.is_made_by_another() && !with_additions.contains(&identity.name);
            !set_apart && !nothing_added
        });
        // The parts of what is left out (that, what extensions make, and the history table) are left out with it.
        let wholes: HashSet<QualifiedName> = self
            .objects
            .iter()
            .filter(|(identity, object)| {
                (identity.kind == Kind::Partition || !identity.kind.parts().is_empty())
                    && object.attribute(Attribute::MadeBy).is_none()
            })
            .map(|(identity, _)| identity.relation_name())
            .collect();
        self.objects.retain(|(identity, object)| {
            let of_system = object.attribute(Attribute::MadeBy) == Some(SYSTEM);
            let added = of_system || self.added.contains(identity);
            identity.part.is_none() || identity.kind == Kind::Partition || added || wholes.contains(&identity.name)
        });
        let mut schema = Schema { schemas: self.schemas, owner: None, objects: self.objects.into_iter().collect() };
        // The columns of PostgreSQL's own relations are written with their relation.
        let system: Vec<QualifiedName> = schema
            .of_kind(Kind::Column)
            .filter(|(_, object)| object.attribute(Attribute::MadeBy) == Some(SYSTEM))
            .map(|(identity, _)| identity.name.clone())
            .collect();
        for name in system {
            if schema.relation(&name, &BTreeMap::new()).is_none() {
                let mut object = Object::default();
                object.set(Attribute::MadeBy, Some(SYSTEM.to_owned()));
                schema.objects.insert(Identity::new(Kind::Table, name), object);
            }
        }
        Ok(schema)
    }
}

/// Whether what `format_type` says is that there is no such type any more. (The name of a type that is called so is quoted.)
fn names_what_is_gone(identity: &Identity, definition: &str) -> bool {
    const GONE: &str = "???";
    match identity.kind {
        Kind::Column | Kind::Domain => definition.starts_with(GONE),
        Kind::CompositeType => text::find_outside_quotes(definition, GONE).is_some(),
        Kind::Function | Kind::Aggregate => text::find_outside_quotes(&identity.name.name, GONE).is_some(),
        _ => false,
    }
}

/// Whether a kind's definition comes from a function that answers NULL for what is gone.
fn is_deparsed(kind: Kind) -> bool {
    use Kind::{Column, Constraint, DomainConstraint, Function, Index, Partition, Policy, Rule, Statistics, Trigger};
    matches!(
        kind,
        Column
            | Constraint
            | DomainConstraint
            | Function
            | Index
            | Kind::MaterializedView
            | Partition
            | Policy
            | Rule
            | Statistics
            | Trigger
            | Kind::View
    )
}

/// The name of an identity column's sequence is an attribute: who declares a column need not say it.
fn take_identity_sequence(column: &mut Object) {
    const NAMED: &str = " as identity (sequence name ";
    let Some(at) = text::find_outside_quotes(&column.definition, NAMED) else { return };
    let rest = column.definition[at + NAMED.len()..].trim_end_matches(')').to_owned();
    let end = text::find_outside_quotes(&rest, " ").unwrap_or(rest.len());
    let (name, options) = rest.split_at(end);
    column.definition.truncate(at);
    column.definition.push_str(" as identity");
    if !options.trim().is_empty() {
        column.definition.push_str(&format!(" ({})", options.trim()));
    }
    column.set(Attribute::IdentitySequence, Some(name.to_owned()));
}

/// A definition as it stands in the model: keywords in lower case where the kind is a clause.
fn spelled(kind: Kind, definition: &str) -> String {
    let definition = definition.trim();
    if kind.facts().form != Form::Clause {
        return definition.trim_end_matches(';').to_owned();
    }
    let lower = text::lower_case_keywords(definition);
    if kind != Kind::Index {
        return lower;
    }
    // B-tree is what CREATE INDEX makes by itself.
    match lower.strip_prefix("unique using btree ") {
        Some(rest) => format!("unique {rest}"),
        None => lower.strip_prefix("using btree ").map_or(lower.clone(), str::to_owned),
    }
}
