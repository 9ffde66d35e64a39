//! Reads a database's schema: one read-only snapshot, a fixed number of set-based queries side by side, names and definitions
//! as PostgreSQL's own deparsers print them with `search_path` pinned to the first managed schema (docs/catalog.md).

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap, HashSet};

use futures_util::future::join_all;
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

/// Reads the managed schemas. Takes `ACCESS SHARE` on the views that it prints, for a moment, and on nothing else.
///
/// # Errors
/// The server's; [`ErrorKind::Busy`] where a lock of somebody else's keeps a definition from being read.
pub async fn read(session: &Session, schemas: &[String], detail: Detail) -> Result<Catalog> {
    let mut attempt = 1;
    loop {
        let error = match read_once(session, schemas, detail).await {
            Ok(catalog) => return Ok(catalog),
            Err(error) => error,
        };
        match error.sqlstate() {
            // "could not open relation with OID …", "cache lookup failed for …"
            Some("XX000") if attempt < ATTEMPTS => attempt += 1,
            None if attempt < ATTEMPTS && error.message() == HALF => attempt += 1,
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

/// The queries that list objects, all with the same columns; those that take longest first.
const OBJECTS: [&str; 17] = [
    include_str!("queries/catalog_indexes.sql"),
    include_str!("queries/catalog_columns.sql"),
    include_str!("queries/catalog_constraints.sql"),
    include_str!("queries/catalog_relations.sql"),
    include_str!("queries/catalog_triggers.sql"),
    include_str!("queries/catalog_functions.sql"),
    include_str!("queries/catalog_types.sql"),
    include_str!("queries/catalog_identity_sequences.sql"),
    include_str!("queries/catalog_rules_policies.sql"),
    include_str!("queries/catalog_statistics.sql"),
    include_str!("queries/catalog_database.sql"),
    include_str!("queries/catalog_system_privileges.sql"),
    include_str!("queries/catalog_operators.sql"),
    include_str!("queries/catalog_text_search.sql"),
    include_str!("queries/catalog_foreign.sql"),
    include_str!("queries/catalog_publications.sql"),
    include_str!("queries/catalog_subscriptions.sql"),
];
/// What only a superuser may ask is the last of [`OBJECTS`].
const FOR_EVERYBODY: usize = OBJECTS.len() - 1;
/// What the objects are read with: who owns them, and which of them extensions make.
const BEFORE: [&str; 2] = [include_str!("queries/catalog_roles.sql"), include_str!("queries/catalog_extension_members.sql")];
/// What is said of objects, by their addresses.
const AFTER: [&str; 3] = [
    include_str!("queries/catalog_comments.sql"),
    include_str!("queries/catalog_security_labels.sql"),
    include_str!("queries/catalog_dependencies.sql"),
];

/// From this many relations on (tables, indexes, sequences, …), reading on several connections gains more than opening them costs.
const WORTH_SHARING: i64 = 3_000;
/// How many connections share the reading of a large schema with the first.
const HELPERS: usize = 2;

async fn read_once(session: &Session, schemas: &[String], detail: Detail) -> Result<Catalog> {
    let names: Vec<&str> = schemas.iter().map(String::as_str).collect();
    let first = names.first().copied().unwrap_or("public");
    // Compiling a query that is run once takes longer than running it.
    let settings = format!("SET LOCAL search_path = {}; SET LOCAL jit = off", identifier::quote(first));
    session
        .snapshot(async {
            session.simple(&settings).await?;
            let row = session.query_one(include_str!("queries/catalog_allowed.sql"), &[&first]).await?;
            let role: String = row.get("role");
            if row.get::<_, Option<bool>>("may_use") == Some(false) {
                let message = format!("{role} may not use the schema {first}, so its names cannot be read as others see them");
                let grant = format!("GRANT USAGE ON SCHEMA {} TO {};", identifier::quote(first), identifier::quote(&role));
                return Err(Error::failed(message).hint(grant));
            }
            let (allowed, subscriptions): (bool, i64) = (row.get("may_read_subscriptions"), row.get("subscriptions"));
            let large = row.get::<_, i64>("relations") > WORTH_SHARING;
            let helpers = if large { helpers(session, &settings).await? } else { Vec::new() };
            let sessions: Vec<&Session> = helpers.iter().chain([session]).collect();

            let mut answers = all_of(session, &BEFORE, &names).await?;
            let (members, roles) = (answers.pop().unwrap_or_default(), answers.pop().unwrap_or_default());
            let reading = RefCell::new(Reading::new(schemas, &roles, &members));
            let objects = &OBJECTS[..if allowed { OBJECTS.len() } else { FOR_EVERYBODY }];
            let take = |_: usize, rows: Vec<Row>| rows.iter().try_for_each(|row| reading.borrow_mut().object(row));
            share(&sessions, objects, &names, take).await?;
            let after = if detail == Detail::Dependencies { &AFTER[..] } else { &AFTER[..2] };
            let take = |query: usize, rows: Vec<Row>| {
                let mut reading = reading.borrow_mut();
                match query {
                    0 => reading.comments(&rows),
                    1 => reading.security_labels(&rows),
                    _ => reading.dependencies(&rows),
                }
                Ok(())
            };
            share(&sessions, after, &names, take).await?;
            let unread =
                if allowed || subscriptions == 0 { Vec::new() } else { vec![("subscription".to_owned(), subscriptions)] };
            let schema = reading.into_inner().schema()?;
            Ok(Catalog { schema, postgres: session.major_version(), unread, role })
        })
        .await
}

/// More sessions that see what this one sees. Where the server has no room for them, fewer.
async fn helpers(session: &Session, settings: &str) -> Result<Vec<Session>> {
    let snapshot: String = session.query_one("SELECT pg_export_snapshot()", &[]).await?.get(0);
    let begin = format!(
        "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY; SET TRANSACTION SNAPSHOT {}; {settings}",
        identifier::literal(&snapshot)
    );
    let open = async || {
        let helper = session.beside().await?;
        helper.simple(&begin).await?;
        Ok::<Session, Error>(helper)
    };
    let opened = join_all((0..HELPERS).map(|_| Box::pin(open()))).await;
    Ok(opened.into_iter().filter_map(Result::ok).collect())
}

/// The answers to some queries, in one pipeline.
async fn all_of(session: &Session, queries: &[&str], schemas: &[&str]) -> Result<Vec<Vec<Row>>> {
    let answers = RefCell::new(vec![Vec::new(); queries.len()]);
    let take = |query: usize, rows: Vec<Row>| {
        answers.borrow_mut()[query] = rows;
        Ok(())
    };
    share(&[session], queries, schemas, take).await?;
    Ok(answers.into_inner())
}

/// Asks some queries, on one session in one pipeline, on several each when one is free; gives each answer away as it comes. Or
/// the reason why one is missing: the other requests under way then only say that the transaction failed.
async fn share(
    sessions: &[&Session],
    queries: &[&str],
    schemas: &[&str],
    take: impl Fn(usize, Vec<Row>) -> Result<()>,
) -> Result<()> {
    let parameters: [&(dyn ToSql + Sync); 1] = [&schemas];
    let next = Cell::new(0);
    let failure: RefCell<Option<Error>> = RefCell::new(None);
    let work = async |session: &Session| {
        while let Some(sql) = queries.get(next.get()) {
            let query = next.replace(next.get() + 1);
            let answer = session.query(&for_version(sql, session.major_version()), &parameters).await;
            if let Err(error) = answer.and_then(|rows| take(query, rows)) {
                let mut failure = failure.borrow_mut();
                if failure.as_ref().is_none_or(|known| known.sqlstate() == Some("25P02")) {
                    *failure = Some(error);
                }
                next.set(queries.len());
            }
        }
    };
    // Two under way on each session leave none of them without work; on one alone all can be.
    let under_way = if sessions.len() > 1 { 2 } else { queries.len() };
    join_all(sessions.iter().flat_map(|session| (0..under_way).map(|_| Box::pin(work(session))))).await;
    failure.into_inner().map_or(Ok(()), Err)
}

const HALF: &str = "the schema changed while it was read";

/// An object went, or changed, while it was read.
fn half() -> Error {
    Error::failed(HALF).hint("run it again when no DDL is running")
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
    objects: Vec<(Identity, Object)>,
    by_address: HashMap<Address, usize>,
    owners: HashMap<(u32, u32), String>,
    /// Access control lists, with what would be without them, until every owner is known.
    privileges: Vec<(usize, Address, Vec<String>, Vec<String>)>,
}

impl Reading {
    fn new(schemas: &[String], roles: &[Row], members: &[Row]) -> Self {
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
        if definition.is_none() && is_deparsed(kind) {
            return Err(half());
        }
        let mut object = Object::new(spelled(kind, definition.unwrap_or_default()));
        if kind == Kind::Column {
            take_identity_sequence(&mut object);
        }
        object.position = usize::try_from(row.get::<_, i32>("position")).unwrap_or_default();
        let attributes = row.get::<_, Option<Vec<Option<&str>>>>("attributes").unwrap_or_default();
        for pair in attributes.chunks_exact(2) {
            if let [Some(name), Some(value)] = pair
                && let Some(attribute) = Attribute::of_name(name)
            {
                object.attributes.insert(attribute, (*value).to_owned());
            }
        }
        if kind == Kind::Trigger && object.is_inherited() {
            object.definition.clear();
        }
        if kind == Kind::Extension && self.schemas.first().map(String::as_str) == object.attribute(Attribute::Schema) {
            object.set(Attribute::Schema, None);
        }
        let default: Option<Vec<String>> = row.get("default_acl");
        if let Some(owner) = row.get::<_, Option<u32>>("owner") {
            let owner = self.roles.get(&owner).cloned().unwrap_or_else(|| owner.to_string());
            self.owners.insert(whole, owner.clone());
            if Attribute::Owner.fits(kind) {
                object.set(Attribute::Owner, Some(owner));
            }
        }
        if let Some(member) = self.members.get(&whole) {
            // Of what an extension makes, only what was added to it is ours.
            let own = row.get::<_, Option<Vec<String>>>("acl");
            let given = member.privileges.get(&address.2);
            if own.is_none() || own.as_ref() == given || !Attribute::Privileges.fits(kind) || identity.part.is_some() {
                return Ok(());
            }
            object = Object::default();
            object.set(Attribute::MadeBy, Some(member.extension.clone()));
            let default = given.cloned().or(default).unwrap_or_default();
            self.privileges.push((self.objects.len(), address, own.unwrap_or_default(), default));
        } else if let Some(acl) = row.get::<_, Option<Vec<String>>>("acl") {
            self.privileges.push((self.objects.len(), address, acl, default.unwrap_or_default()));
        }
        self.by_address.insert(address, self.objects.len());
        self.objects.push((identity, object));
        Ok(())
    }

    fn comments(&mut self, rows: &[Row]) {
        for row in rows {
            let address: Address = (row.get(0), row.get(1), row.get(2));
            if let Some(place) = self.by_address.get(&address) {
                // What an extension says of its own objects is not told from what a person says of them.
                if !self.members.contains_key(&(address.0, address.1)) {
                    self.objects[*place].1.set(Attribute::Comment, row.get(3));
                }
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
            let (Some(dependent), Some(needed)) = (known(&self.by_address, dependent), known(&self.by_address, needed)) else {
                continue;
            };
            let needed = &self.objects[needed].0;
            if self.objects[dependent].0 != *needed && !matches!(needed.kind, Kind::Schema | Kind::Extension) {
                let needed = needed.clone();
                self.objects[dependent].1.depends_on.insert(needed);
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
        // What `partitions maintain` has created and not yet attached is no part of the schema: its next run attaches it.
        self.objects.retain(|(identity, object)| {
            let staged = identity.kind == Kind::Table && object.comment().is_some_and(partition::plan::is_staged);
            let nothing_added = object.attributes.len() == 1 && object.is_made_by_another();
            !staged && !nothing_added
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
            identity.part.is_none() || identity.kind == Kind::Partition || of_system || wholes.contains(&identity.name)
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

/// Whether a kind's definition comes from a function that answers NULL for what is gone.
fn is_deparsed(kind: Kind) -> bool {
    use Kind::{Constraint, DomainConstraint, Function, Index, Partition, Rule, Statistics, Trigger};
    matches!(
        kind,
        Constraint
            | DomainConstraint
            | Function
            | Index
            | Kind::MaterializedView
            | Partition
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
