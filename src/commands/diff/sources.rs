//! Where schemas come from: a live database, the files that declare one, or files of SQL that make one.

use std::path::{Path, PathBuf};

use super::scope::Scope;
use crate::commands::{Context, migrate, schema_files};
use crate::error::{Error, Result};
use crate::identifier::quote;
use crate::migration::files::{self, Entry, MigrationFile};
use crate::migration::repeatable::Repeatable;
use crate::migration::replay::{Manner, Script};
use crate::postgres::catalog::{self, Detail};
use crate::postgres::connection::ConnectionInfo;
use crate::postgres::replay;
use crate::postgres::scratch::Scratch;
use crate::postgres::session::Session;
use crate::schema::declared::{self, Declared};
use crate::schema::model::{Attribute, Identity, Kind, Schema};
use crate::schema::plan::Server;

/// One side of a comparison.
#[derive(Debug, Clone)]
pub struct Side {
    /// As it is called in messages: `layoverhq on db.internal:5432`, `schema.toml`.
    pub name: String,
    pub schema: Schema,
    /// The major version it is on, or was written for.
    pub postgres: Option<u32>,
    /// How many objects of kinds that are not read yet it has.
    pub unread: Vec<(String, i64)>,
    /// The schemas that it has and that are not compared.
    pub left_out: Vec<String>,
    /// Who is connected to it.
    pub role: Option<String>,
    pub origin: Origin,
}

impl Side {
    /// Who runs a plan on it, and on what.
    pub fn server(&self) -> Server<'_> {
        Server { role: self.role.as_deref(), postgres: self.postgres }
    }
}

#[derive(Debug, Clone)]
pub enum Origin {
    Database(Box<ConnectionInfo>),
    /// Written by a person: the files.
    Files(Vec<declared::Source>),
    /// Made by a replay, on a scratch database: the last of the files.
    Replay(String),
}

/// A schema source, as far as it is known without a server.
#[derive(Debug)]
pub enum Source {
    Database(Box<ConnectionInfo>),
    Declared { name: String, declared: Declared, files: Vec<declared::Source> },
    Scripts(Scripts),
}

/// Files to replay.
#[derive(Debug)]
pub struct Scripts {
    name: String,
    files: Vec<Script>,
    /// Where their unqualified names are looked up.
    search_path: Vec<String>,
}

impl Scripts {
    /// The first statement that is about the whole server, and its place.
    pub fn of_server(&self) -> Option<String> {
        self.files.iter().find_map(Script::of_server)
    }
}

/// The connection that a schema source is, or None where it is something else.
///
/// # Errors
/// As [`find`].
pub fn connection(context: &Context, source: &str) -> Result<Option<ConnectionInfo>> {
    Ok(match find(context, source)? {
        Source::Database(info) => Some(*info),
        Source::Declared { .. } | Source::Scripts(_) => None,
    })
}

/// Finds out what a source is, and reads its files.
///
/// # Errors
/// `Usage`: it is none, or there is something wrong in its files.
pub fn find(context: &Context, source: &str) -> Result<Source> {
    let settings = &context.settings;
    if source == "live" {
        return Ok(Source::Database(Box::new(settings.connection()?)));
    }
    let (path, shown) = settings.file(source);
    if path.is_dir() {
        return directory(context, &path, shown.trim_end_matches('/'));
    }
    let is_connection = source.contains("://") || source.contains('=');
    if is_connection && !path.exists() {
        return Ok(Source::Database(Box::new(settings.connection_to(Some(source))?)));
    }
    if path.extension().is_some_and(|extension| extension == "toml") {
        return declared_in(&path, shown);
    }
    let names = if path.exists() { vec![source] } else { source.split(',').collect() };
    let mut found = Vec::new();
    for name in names {
        found.extend(expand(context, name)?);
    }
    let files: Vec<(String, Vec<u8>)> = found
        .into_iter()
        .map(|(path, shown)| {
            std::fs::read(&path).map(|bytes| (shown, bytes)).map_err(|cause| Error::file("read", &path, &cause))
        })
        .collect::<Result<_>>()?;
    let name = files.iter().map(|(shown, _)| shown.as_str()).collect::<Vec<_>>().join(", ");
    let name = if files.len() > FEW { source.to_owned() } else { name };
    sql_files(name, files.iter().map(|(shown, bytes)| (shown.as_str(), bytes.as_slice())))
}

/// More files than so many are not listed one by one.
const FEW: usize = 3;

/// The `.sql` files that a name or a pattern stands for, and what they are called.
fn expand(context: &Context, name: &str) -> Result<Vec<(PathBuf, String)>> {
    let (path, shown) = context.settings.file(name);
    let is_sql = |path: &Path| path.file_name().is_some_and(|name| files::is_sql(&name.to_string_lossy()));
    if path.is_file() && is_sql(&path) {
        return Ok(vec![(path, shown)]);
    }
    if name.contains(['*', '?', '[']) {
        let directory = &context.settings.project;
        let found = schema_files::find(directory, name)
            .map_err(|cause| Error::usage(format!("`{name}` is no pattern of files: {cause}")))?;
        let found: Vec<PathBuf> = found.into_iter().filter(|path| is_sql(path)).collect();
        if found.is_empty() {
            return Err(Error::usage(format!("`{name}` matches no .sql file")));
        }
        return Ok(found.iter().map(|path| context.settings.file(&path.to_string_lossy())).collect());
    }
    if is_sql(&path) {
        return Err(Error::usage(format!("{shown} does not exist")));
    }
    Err(Error::usage(format!("`{name}` is no schema source")).hint(
        "a source is `live`, a connection URL, a .toml file, .sql files (separated by commas), or a directory of migrations, .sql \
         or .toml files",
    ))
}

/// A directory of files that declare a schema, of migrations, or of other SQL.
fn directory(context: &Context, path: &Path, shown: &str) -> Result<Source> {
    let root = path.join("schema.toml");
    if root.exists() {
        return declared_in(&root, format!("{shown}/schema.toml"));
    }
    let found = |pattern: &str| schema_files::find(path, pattern).map_err(Error::failed);
    let declared = found("*.toml")?;
    let (entries, problems) = migrate::entries(path, shown);
    match (declared.is_empty(), entries.is_empty()) {
        (false, false) => Err(Error::usage(format!("{shown}/ holds .toml and .sql files: which of them are the schema?"))
            .hint(format!("name them: '{shown}/*.sql', or a .toml file that includes the others"))),
        (true, true) => {
            Error::all(problems, |number| format!("{number} problems in {shown}/"))?;
            Err(Error::usage(format!("{shown}/ holds neither .toml nor .sql files")))
        }
        (false, true) => {
            let files = declared.iter().map(|name| {
                let shown = format!("{shown}/{}", name.display());
                Ok(declared::Source { text: crate::toml_file::text(&path.join(name), &shown)?, shown })
            });
            let files: Vec<declared::Source> = files.collect::<Result<_>>()?;
            Ok(Source::Declared { name: format!("{shown}/"), declared: declared::parse(&files)?, files })
        }
        (true, false) if entries.iter().any(|entry| files::is_migration(file_name(entry))) => {
            let (migrations, repeatables) = migrate::parse(shown, entries, problems, &context.settings.variables)?;
            replaying(context, format!("{shown}/"), &migrations, &repeatables)
        }
        (true, false) => {
            Error::all(problems, |number| format!("{number} problems in {shown}/"))?;
            let files: Vec<(String, &[u8])> =
                entries.iter().map(|entry| (format!("{shown}/{}", entry.path), entry.bytes.as_slice())).collect();
            sql_files(format!("{shown}/"), files.iter().map(|(shown, bytes)| (shown.as_str(), *bytes)))
        }
    }
}

/// Migrations, in their order, and what is repeatable after them.
///
/// # Errors
/// `Usage`: what of them cannot be replayed.
pub fn replaying<'a>(
    context: &Context,
    name: String,
    files: impl IntoIterator<Item = &'a MigrationFile>,
    repeatables: &[Repeatable],
) -> Result<Source> {
    let versioned = files.into_iter().map(|file| Script::read(&file.shown, file.script(), Manner::Transaction));
    let repeated = repeatables.iter().map(|file| Script::read(&file.shown, &file.sql, Manner::Transaction));
    let search_path = context.settings.schemas.iter().take(1).cloned().collect();
    Ok(Source::Scripts(Scripts { files: all(versioned.chain(repeated), &name)?, name, search_path }))
}

fn file_name(entry: &Entry) -> &str {
    entry.path.rsplit('/').next().unwrap_or_default()
}

fn sql_files<'a>(name: String, files: impl Iterator<Item = (&'a str, &'a [u8])>) -> Result<Source> {
    let read = files.map(|(shown, bytes)| Script::read(shown, files::text(shown, bytes)?, Manner::Statements));
    let files = all(read, &name)?;
    // As psql finds it on a new database.
    let search_path = vec!["$user".to_owned(), "public".to_owned()];
    Ok(Source::Scripts(Scripts { name, files, search_path }))
}

/// All of them, or all that is wrong with them.
fn all(read: impl Iterator<Item = Result<Script>>, name: &str) -> Result<Vec<Script>> {
    let mut problems = Vec::new();
    let scripts = read.filter_map(|script| script.map_err(|problem| problems.push(problem)).ok()).collect();
    Error::all(problems, |number| format!("{number} files of {name} cannot be replayed"))?;
    Ok(scripts)
}

fn declared_in(path: &Path, name: String) -> Result<Source> {
    let files = schema_files::sources(&schema_files::read(path, &name)?);
    Ok(Source::Declared { declared: declared::parse(&files)?, name, files })
}

/// Reads what is there without a replay; of [`Source::Scripts`] nothing.
///
/// # Errors
/// What connecting and reading say.
pub async fn read(context: &Context, source: &Source, scope: &Scope, detail: Detail) -> Result<Option<Side>> {
    match source {
        Source::Database(info) => {
            for warning in &info.warnings {
                context.ui.warn(warning);
            }
            let session = Session::connect(info, context.setup()).await?;
            let name = session.target.clone();
            database(&session, name, scope, detail, Origin::Database(info.clone())).await.map(Some)
        }
        Source::Declared { name, declared, files } => {
            let mut schema = declared.schema.clone();
            let schemas = scope.of(&schema.schemas);
            let left_out = schema.keep_schemas(&schemas).into_iter().collect();
            Ok(Some(Side {
                name: name.clone(),
                schema: Schema { schemas, ..schema },
                postgres: declared.postgres,
                unread: Vec::new(),
                left_out,
                role: None,
                origin: Origin::Files(files.clone()),
            }))
        }
        Source::Scripts(_) => Ok(None),
    }
}

async fn database(session: &Session, name: String, scope: &Scope, detail: Detail, origin: Origin) -> Result<Side> {
    let there = catalog::schemas(session).await?;
    let schemas = scope.of(&there);
    let catalog = catalog::read(session, &schemas, detail).await?;
    Ok(Side {
        name,
        schema: catalog.schema,
        postgres: Some(catalog.postgres),
        unread: catalog.unread,
        left_out: there.into_iter().filter(|schema| !schemas.contains(schema)).collect(),
        role: Some(catalog.role),
        origin,
    })
}

/// Replays files on a scratch database and reads what they make. `role` is who a person would run them as.
///
/// # Errors
/// The statement that fails, or what reading says.
pub async fn replayed(scratch: &Scratch, scripts: &Scripts, scope: &Scope, detail: Detail, role: Option<&str>) -> Result<Side> {
    let replay = scratch.with_database(async |session| {
        let replaying = session.beside_in(scripts.search_path.clone()).await?;
        for script in &scripts.files {
            replay::run(&replaying, script, scratch.is_own()).await.map_err(explain)?;
        }
        drop(replaying);
        let last = scripts.files.last().map(|script| script.shown.clone()).unwrap_or_default();
        made(session, scripts.name.clone(), last, scope, detail, role).await
    });
    replay.await
}

/// Reads what files have made on a scratch database. `last` is the last of them, and `role` who a person would run them as.
///
/// # Errors
/// What reading says.
pub async fn made(
    session: &Session,
    name: String,
    last: String,
    scope: &Scope,
    detail: Detail,
    role: Option<&str>,
) -> Result<Side> {
    let mut side = database(session, name, scope, detail, Origin::Replay(last)).await?;
    side.postgres = None;
    if let Some(replayer) = side.role.take() {
        leave_open(&mut side.schema, &replayer, role);
    }
    Ok(side)
}

/// What to do about what a replay lacks.
pub fn explain(error: Error) -> Error {
    let lacks_extension = error.message().starts_with("extension \"") && error.message().ends_with("\" is not available");
    if lacks_extension {
        return error.hint("install it here, or name a server that has it with --scratch-url");
    }
    error
}

/// What belongs to the replay itself belongs to nobody in particular; the default privileges that it gives are those of whoever
/// runs the files.
fn leave_open(schema: &mut Schema, replayer: &str, role: Option<&str>) {
    for object in schema.objects.values_mut() {
        if object.attribute(Attribute::Owner) == Some(replayer) {
            object.set(Attribute::Owner, None);
        }
    }
    let role = role.map_or_else(|| "current_user".to_owned(), quote);
    let prefix = format!("for role {} ", quote(replayer));
    let named: Vec<Identity> = schema
        .of_kind(Kind::DefaultPrivileges)
        .map(|(identity, _)| identity.clone())
        .filter(|identity| identity.name.name.starts_with(&prefix))
        .collect();
    for identity in named {
        let name = format!("for role {role} {}", &identity.name.name[prefix.len()..]);
        if let Some(object) = schema.objects.remove(&identity) {
            schema.objects.insert(Identity::global(Kind::DefaultPrivileges, name), object);
        }
    }
}
