//! Scratch databases: where a declared schema is created and read back, and a plan is proven. A temporary database on a
//! server that allows it, else an embedded server of the same major version; gone when closed.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;

use super::catalog::{self, Catalog, Detail};
use super::connection::ConnectionInfo;
use super::ephemeral::{Binaries, Options, Server};
use super::replay::make_missing_role;
use super::session::{Session, Setup};
use crate::error::{Error, Result};
use crate::identifier::{QualifiedName, quote};
use crate::schema::create::{self, Creation, Scope};
use crate::schema::model::{Attribute, Kind, Schema};

/// Where a scratch database may be.
#[derive(Debug)]
pub struct Places {
    /// A server set aside for it.
    pub given: Option<ConnectionInfo>,
    /// The server that is compared, unless it must not be written to.
    pub beside: Option<ConnectionInfo>,
    /// The programs of a local PostgreSQL, or why there are none, and where to start it.
    pub embedded: Result<Binaries>,
    pub options: Options,
    /// The major version that it should have.
    pub version: Option<u32>,
}

impl Places {
    /// Nowhere but on a server of our own.
    #[must_use]
    pub fn only_embedded(self) -> Self {
        Self { given: None, beside: None, ..self }
    }

    /// The programs of a server of our own, of the right version.
    ///
    /// # Errors
    /// Why there are none.
    pub fn own(&self) -> std::result::Result<&Binaries, String> {
        match (&self.embedded, self.version) {
            (Err(error), _) => Err(format!("embedded: {}", error.message())),
            (Ok(binaries), Some(wanted)) if wanted != binaries.version => {
                Err(format!("embedded: PostgreSQL {} is here, and {wanted} is needed", binaries.version))
            }
            (Ok(binaries), _) => Ok(binaries),
        }
    }
}

/// A place where scratch databases can be made.
#[derive(Debug)]
pub struct Scratch {
    /// Where it is, as a person would say it.
    pub place: String,
    maintenance: Session,
    info: ConnectionInfo,
    setup: Setup,
    /// What its databases are called, up to their numbers: whose and since when.
    names: Names,
    /// The server that was started for it, gone with it.
    server: Option<Server>,
}

/// What the databases of one run are called: `pgkeel_scratch_20261121T151216Z_4711_1_build-7`. That is when the session began that
/// makes and drops them and the process id of its backend, by which the server knows whether it still lives; a number; and the
/// machine that it comes from.
#[derive(Debug)]
struct Names {
    session: String,
    machine: String,
    last: Cell<u32>,
}

impl Names {
    fn next(&self) -> String {
        self.last.set(self.last.get() + 1);
        let name = format!("pgkeel_scratch_{}_{}_{}", self.session, self.last.get(), self.machine);
        name.chars().take(LONGEST_NAME).collect()
    }
}

/// PostgreSQL's names have so many bytes.
const LONGEST_NAME: usize = 63;

/// This machine's name, as far as it is letters and digits.
fn machine() -> String {
    let name = nix::unistd::gethostname().unwrap_or_default();
    name.to_string_lossy().chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect()
}

/// Who we are on a server of our own: a superuser, and nobody that a file would name as an owner.
const OWN_ROLE: &str = "pgkeel_scratch";

impl Scratch {
    /// Finds the first place where it is possible; else says why not at each.
    ///
    /// # Errors
    /// An interruption, or a server set aside for it that does not allow it. (The other places may refuse.)
    pub async fn open(places: &Places, setup: &Setup) -> Result<std::result::Result<Self, Vec<String>>> {
        if let Some(info) = &places.given {
            let place = format!("a temporary database on {}", info.target());
            return Self::on_server(info, setup, place, None).await.map(Ok).map_err(|error| {
                error.while_doing("the scratch server").hint("[scratch] url or --scratch-url names the server")
            });
        }
        let mut refusals = Vec::new();
        if let Some(info) = &places.beside {
            let place = "a temporary database on the same server".to_owned();
            match Self::on_server(info, setup, place, None).await {
                Ok(scratch) => return Ok(Ok(scratch)),
                Err(error) if setup.interrupt.is_raised() => return Err(error),
                Err(error) => refusals.push(format!("on the same server: {}", error.message())),
            }
        }
        match places.own() {
            Err(refusal) => refusals.push(refusal),
            Ok(binaries) => {
                let server = Server::start(binaries, &places.options)?;
                let resolve = |url: String| ConnectionInfo::resolve(Some(&url), &BTreeMap::new(), None, None);
                let superuser = Session::connect(&resolve(server.url("postgres"))?, setup.clone()).await?;
                superuser.simple(&format!("CREATE ROLE {OWN_ROLE} LOGIN SUPERUSER")).await?;
                let info = resolve(server.url_as(OWN_ROLE, "postgres"))?;
                let place = format!("an embedded PostgreSQL {}", binaries.version);
                return Self::on_server(&info, setup, place, Some(server)).await.map(Ok);
            }
        }
        Ok(Err(refusals))
    }

    async fn on_server(info: &ConnectionInfo, setup: &Setup, place: String, server: Option<Server>) -> Result<Self> {
        let setup = Setup { notices: Arc::new(|_| ()), ..setup.clone() };
        let maintenance = Session::connect(info, setup.clone()).await?;
        let row = maintenance.query_one(include_str!("queries/scratch_allowed.sql"), &[]).await?;
        if let Some(refusal) = row.get::<_, Option<String>>(0) {
            return Err(Error::failed(refusal));
        }
        sweep(&maintenance).await?;
        let names = Names { session: row.get(1), machine: machine(), last: Cell::new(0) };
        Ok(Self { place, maintenance, info: info.clone(), setup, names, server })
    }

    /// Whether it is on a server of our own, where nothing is anybody else's.
    pub fn is_own(&self) -> bool {
        self.server.is_some()
    }

    /// Makes an empty database, runs `work` on it, and drops it, whatever came of the work: also where it panics.
    ///
    /// # Errors
    /// The work's; or the server's, naming the database that stays.
    pub async fn with_database<T>(&self, work: impl AsyncFnOnce(&Session) -> Result<T>) -> Result<T> {
        let name = self.names.next();
        // It asks for checkpoints, which somebody else's server would feel.
        let copied = self.server.as_ref().is_some_and(|own| own.version() >= 15);
        let strategy = if copied { " STRATEGY file_copy" } else { "" };
        // From template0: what somebody added to template1 is not part of any schema.
        self.maintenance.simple(&format!("CREATE DATABASE {} TEMPLATE template0{strategy}", quote(&name))).await?;
        let result = async {
            let session = Session::connect(&self.info.with_database(&name), self.setup.clone()).await?;
            // What is declared is read as it was written: see `catalog::read`.
            let settings = "SET synchronous_commit = off; SET check_function_bodies = off; SET lc_monetary = 'C'";
            session.simple(settings).await?;
            work(&session).await
        };
        let result = AssertUnwindSafe(result).catch_unwind().await;
        let dropped = self.drop(&name).await;
        let result = result.unwrap_or_else(|panic| resume_unwind(panic));
        let by_hand = format!("drop it by hand: DROP DATABASE {} WITH (FORCE)", quote(&name));
        match (result, dropped) {
            // A server of our own goes with all that is in it.
            (result, Ok(())) => result,
            (result, Err(_)) if self.is_own() => result,
            (Err(error), Err(_)) => Err(error.hint(format!("the scratch database {name} is left behind; {by_hand}"))),
            (Ok(_), Err(error)) => {
                Err(error.while_doing(format!("the scratch database {name} could not be dropped")).hint(by_hand))
            }
        }
    }

    /// Creates every object of a schema in an empty database.
    ///
    /// # Errors
    /// The first object that cannot be created, whatever the order.
    pub async fn create(&self, session: &Session, schema: &Schema) -> std::result::Result<(), Box<Uncreatable>> {
        let other = |error: Error| Box::new(Uncreatable { error, object: None });
        let rows = session.query("SELECT name FROM pg_available_extensions", &[]).await.map_err(other)?;
        let available: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
        // A new database has it, and what is copied may not.
        if schema.schemas.iter().any(|name| name == PUBLIC) && !schema.has_schema(PUBLIC) {
            session.simple("DROP SCHEMA IF EXISTS public").await.map_err(other)?;
        }
        let creations = create::everything(schema, Scope::Scratch, |name| available.iter().any(|other| other == name));
        create_all(session, &creations, self.server.is_some()).await
    }

    /// Creates every object of a schema in an empty database and reads it back. What was declared by a person comes back as
    /// PostgreSQL prints it.
    ///
    /// # Errors
    /// As [`Scratch::create`].
    pub async fn materialise(&self, session: &Session, schema: &Schema) -> std::result::Result<Catalog, Box<Uncreatable>> {
        self.create(session, schema).await?;
        let other = |error: Error| Box::new(Uncreatable { error, object: None });
        let mut catalog = catalog::read(session, &schema.schemas, Detail::Dependencies).await.map_err(other)?;
        take_what_is_of_the_server(&mut catalog.schema, schema);
        for (identity, object) in &mut catalog.schema.objects {
            if matches!(identity.kind, Kind::Index | Kind::Constraint) {
                // No statement makes an index invalid; that it is one is no matter of spelling.
                let original = schema.get(identity).and_then(|original| original.state());
                object.set(Attribute::State, original.map(str::to_owned));
            }
        }
        Ok(catalog)
    }

    /// Drops a database, over a new connection if somebody ended ours.
    async fn drop(&self, name: &str) -> Result<()> {
        let dropped = self.maintenance.finishing(drop_database(&self.maintenance, name)).await;
        if dropped.is_err() && self.maintenance.is_closed() {
            let again = Session::connect(&self.info, self.setup.clone()).await?;
            return again.finishing(drop_database(&again, name)).await;
        }
        dropped
    }
}

/// Drops a database, as soon as the session that worked there is gone: a `DROP DATABASE` that meets one sleeps for 100 ms
/// (`CountOtherDBBackends` in the server's sources).
async fn drop_database(maintenance: &Session, name: &str) -> Result<()> {
    for _ in 0..25 {
        let in_use = "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = $1)";
        if !maintenance.query_one(in_use, &[&name]).await?.get::<_, bool>(0) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    maintenance.simple(&format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", quote(name))).await
}

/// Removes what killed runs of this role left behind: ours by name, made by a session that is gone, used by nobody.
///
/// # Errors
/// An interruption. What cannot be dropped now is left to the next run.
async fn sweep(maintenance: &Session) -> Result<()> {
    for row in maintenance.query(include_str!("queries/scratch_leftovers.sql"), &[]).await? {
        // Without FORCE: if somebody connects meanwhile, it is not ours to drop.
        let dropped = maintenance.simple(&format!("DROP DATABASE IF EXISTS {}", quote(row.get(0)))).await;
        if maintenance.interrupt().is_raised() || maintenance.is_closed() {
            return dropped;
        }
    }
    Ok(())
}

const PUBLIC: &str = "public";

/// Why a schema could not be created: the server's error, and the object whose definition it is in.
#[derive(Debug)]
pub struct Uncreatable {
    pub error: Error,
    pub object: Option<crate::schema::model::Identity>,
}

/// Takes from what was declared what a scratch database cannot say: whether an optional extension is there is by the grace of
/// its server, and so are roles, tablespaces and versions.
pub fn take_what_is_of_the_server(read: &mut Schema, declared: &Schema) {
    for (identity, object) in &mut read.objects {
        let Some(original) = declared.get(identity) else { continue };
        object.declared_at = original.declared_at;
        object.secrets = original.secrets;
        object.unpopulated &= original.unpopulated;
        object.attributes.retain(|attribute, _| !attribute.is_of_server());
        let of_server = original.attributes.iter().filter(|(attribute, _)| attribute.is_of_server());
        object.attributes.extend(of_server.map(|(attribute, value)| (*attribute, value.clone())));
        // Where an extension was put because nothing was said is not what was declared.
        if identity.kind == Kind::Extension && original.attribute(Attribute::Schema).is_none() {
            object.set(Attribute::Schema, None);
        }
    }
    // What is created in one transaction with an extension cannot be told from what the extension makes.
    let made_by_others: BTreeSet<&QualifiedName> = declared
        .objects
        .iter()
        .filter(|(identity, object)| identity.kind.is_relation() && object.is_made_by_another())
        .map(|(identity, _)| &identity.name)
        .collect();
    for (identity, object) in &declared.objects {
        let added = identity.part.is_some() && made_by_others.contains(&identity.name);
        // A column of a view, or from a parent, of which no more is said than who may use it.
        let only_said = identity.kind == Kind::Column
            && (object.definition.is_empty() || object.is_inherited())
            && read.get(identity).is_none()
            && object.attributes.keys().any(|attribute| attribute.is_of_server());
        // The index of a constraint, or a check of a domain, is as known there as what makes it.
        let of_another = match object.attribute(Attribute::MadeBy) {
            Some(by) => !matches!(by, "constraint" | "domain"),
            None => object.is_made_by_another(),
        };
        let of_server = Scope::Scratch.leaves_out(identity.kind) || of_another || added || only_said;
        if object.optional || of_server {
            read.objects.insert(identity.clone(), object.clone());
        }
    }
}

/// How many statements go in one message: each costs a lock until its end, and the server has so many.
const TOGETHER: usize = 500;

/// Many statements in one message, which is one transaction; where that fails, one by one, what fails again after the others.
async fn create_all(
    session: &Session,
    creations: &[Creation],
    may_make_roles: bool,
) -> std::result::Result<(), Box<Uncreatable>> {
    let mut waiting: Vec<&Creation> = Vec::new();
    for chunk in creations.chunks(TOGETHER) {
        let whole: Vec<&str> = chunk.iter().map(|creation| creation.sql.as_str()).collect();
        if session.script(&whole.join(";\n")).await.is_err() {
            waiting.extend(chunk);
            if session.interrupt().is_raised() || session.is_closed() {
                break;
            }
        }
    }
    loop {
        let before = waiting.len();
        let mut later = Vec::new();
        let mut first_failure = None;
        for creation in waiting {
            let mut created = session.script(&creation.sql).await;
            while let Err(failure) = &created
                && may_make_roles
                && make_missing_role(session, &failure.error).await
            {
                created = session.script(&creation.sql).await;
            }
            if let Err(failure) = created {
                if session.interrupt().is_raised() || session.is_closed() {
                    return Err(Box::new(Uncreatable { error: failure.error, object: None }));
                }
                let object = creation.object_at(failure.byte.unwrap_or(0)).cloned();
                first_failure.get_or_insert(Uncreatable { error: failure.error, object });
                later.push(creation);
            }
        }
        match first_failure {
            None => return Ok(()),
            Some(failure) if later.len() == before => return Err(Box::new(failure)),
            Some(_) => waiting = later,
        }
    }
}
