//! Where schemas come from: a live database, or the files that declare one.

use crate::commands::{Context, schema_files};
use crate::error::{Error, Result};
use crate::postgres::catalog::{self, Detail};
use crate::postgres::connection::ConnectionInfo;
use crate::postgres::session::Session;
use crate::schema::declared;
use crate::schema::model::Schema;
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
}

/// The connection that a schema source is, or None where it is something else.
///
/// # Errors
/// Where the connection information cannot be resolved.
pub fn connection(context: &Context, source: &str) -> Result<Option<ConnectionInfo>> {
    let is_file = std::path::Path::new(source).extension().is_some_and(|extension| extension == "toml");
    if source == "live" {
        context.settings.connection().map(Some)
    } else if !is_file && (source.contains("://") || source.contains('=')) {
        context.settings.connection_to(Some(source)).map(Some)
    } else {
        Ok(None)
    }
}

/// Reads a schema source: `live`, a TOML file, or a connection.
pub async fn read(context: &Context, source: &str, detail: Detail) -> Result<Side> {
    if let Some(info) = connection(context, source)? {
        return database(context, info, detail).await;
    }
    let is_file = std::path::Path::new(source).extension().is_some_and(|extension| extension == "toml");
    if is_file {
        return file(context, source);
    }
    Err(Error::usage(format!("`{source}` is no schema source"))
        .hint("a source is `live`, a file ending in .toml, or a connection URL; this version reads no migrations or SQL files"))
}

async fn database(context: &Context, info: ConnectionInfo, detail: Detail) -> Result<Side> {
    for warning in &info.warnings {
        context.ui.warn(warning);
    }
    let session = Session::connect(&info, context.setup()).await?;
    let catalog = catalog::read(&session, &context.settings.schemas, detail).await?;
    Ok(Side {
        name: session.target.clone(),
        schema: catalog.schema,
        postgres: Some(catalog.postgres),
        unread: catalog.unread,
        role: Some(catalog.role),
        origin: Origin::Database(Box::new(info)),
    })
}

fn file(context: &Context, name: &str) -> Result<Side> {
    let (path, shown) = context.settings.file(name);
    let sources = schema_files::sources(&schema_files::read(&path, &shown)?);
    let declared = declared::parse(&sources)?;
    if declared.schema.schemas != context.settings.schemas {
        return Err(Error::usage(format!(
            "{shown} declares the schemas {}, and pgkeel.toml manages {}",
            declared.schema.schemas.join(", "),
            context.settings.schemas.join(", ")
        ))
        .hint("make `schemas` there and `[drift] schemas` here the same"));
    }
    Ok(Side {
        name: shown,
        schema: declared.schema,
        postgres: declared.postgres,
        unread: Vec::new(),
        role: None,
        origin: Origin::Files(sources),
    })
}
