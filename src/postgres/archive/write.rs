//! Writes a table into an archive. The caller's transaction keeps writers out, and drops the table only after this has
//! succeeded: the file is read back and is, byte for byte, what the server sent; its rows are as many as the server counts.

use serde::de::DeserializeOwned;
use tokio_postgres::Row;

use super::coding::Writer;
use super::measure::{self, Content, Counting, Measured};
use super::part::Part;
use super::{manifest_of, read_manifest, verify};
use crate::error::{Error, Result};
use crate::identifier::{QualifiedName, quote};
use crate::partition::archive::form::{ENDINGS, Form, Layout};
use crate::partition::archive::manifest::{Column, Manifest, PartitionOf};
use crate::plan::Archive;
use crate::postgres::session::Session;

/// What is to be written.
struct Wanted {
    form: Form,
    row: Row,
    columns: Vec<Column>,
    /// `COPY … TO STDOUT`.
    sql: String,
}

async fn wanted(session: &Session, task: &Archive) -> Result<Wanted> {
    let Some(form) = task.file.to_str().and_then(Form::of) else {
        let shown = task.file.display();
        return Err(Error::failed(format!("{shown} does not say what the archive is: it must end in {ENDINGS}")));
    };
    let row = look(session, task).await?;
    let columns: Vec<Column> = read_json(&row, "columns")?;
    let stored: Vec<String> =
        columns.iter().filter(|column| column.generated.is_none()).map(|column| quote(&column.name)).collect();
    if stored.is_empty() {
        return Err(refusal(task, "it has no column whose values are stored"));
    }
    if let (Layout::Binary, Some(column)) = (form.layout, row.get::<_, Option<String>>("only_as_text")) {
        let why = format!("its column {} is of a type whose binary form cannot be trusted to be read back", quote(&column));
        return Err(
            refusal(task, &why).hint("let the archive's name end in .csv, .csv.gz or .csv.zst: as text every type comes back")
        );
    }
    let (table, stored) = (&task.table, stored.join(", "));
    let rows = if is_partitioned(&row) { format!("(SELECT {stored} FROM {table})") } else { format!("{table} ({stored})") };
    let sql = format!("COPY {rows} TO STDOUT WITH {}", form.copy_options());
    Ok(Wanted { form, row, columns, sql })
}

/// Looks whether it could be archived once it is detached.
pub(super) async fn check(session: &Session, task: &Archive) -> Result<()> {
    let _ = wanted(session, task).await?;
    if std::fs::symlink_metadata(&task.file).is_ok() {
        // Of a run that was stopped before the drop; the rows are compared when nobody can change them any more.
        let manifest = read_manifest(&task.file).map_err(|error| never_overwritten(task, error))?;
        return belongs(task, &manifest);
    }
    refuse_other_manifest(task)?;
    // It goes again at once.
    Part::begin(&task.file).map(drop)
}

pub(super) async fn archive(session: &Session, task: &Archive) -> Result<()> {
    let Wanted { form, row, columns, sql } = wanted(session, task).await?;
    if row.get("attached") {
        return Err(refusal(task, "it is attached to a table, which others read and write through"));
    }
    if std::fs::symlink_metadata(&task.file).is_ok() {
        return compare(session, task, &sql).await;
    }
    refuse_other_manifest(task)?;
    let part = Part::begin(&task.file)?;
    let mut writer =
        Writer::new(part.file.try_clone().map_err(|cause| Error::file("write", &part.path, &cause))?, &part.path, form)?;
    let mut sent = Counting::new(form.layout);
    session
        .copy_out(&sql, |piece| {
            sent.take(piece);
            writer.write(piece)
        })
        .await?;
    let sent = sent.finish();
    let (bytes, sha256) = writer.finish()?;
    let written = Measured { bytes, sha256, content: sent };
    let rows = count_rows(session, task, is_partitioned(&row), &written.content).await?;
    let read_back = measure::measure(&part.path, form, session.interrupt()).await?;
    if let Some(difference) = read_back.differs_from(&written) {
        return Err(Error::failed(format!("{} does not read back as it was written: {difference}", part.path.display()))
            .hint("the disk or the memory of this machine is not to be trusted"));
    }
    let mut manifest = Manifest {
        pgkeel_archive: Manifest::VERSION,
        schema: known_as(task).schema,
        table: task.table.name.clone(),
        partition_of: partition_of(task),
        form,
        rows,
        bytes: written.bytes,
        sha256: written.sha256,
        content_bytes: written.content.bytes,
        content_sha256: written.content.sha256,
        archived_at: session.now().await?.to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
        server_version: session.query_one("SELECT current_setting('server_version')", &[]).await?.get(0),
        pgkeel_version: env!("CARGO_PKG_VERSION").to_owned(),
        columns,
        constraints: read_json(&row, "constraints")?,
        indexes: read_json(&row, "indexes")?,
        partition_by: row.get("partition_by"),
        parts: read_json(&row, "parts")?,
        ddl: String::new(),
    };
    manifest.ddl = manifest.script();
    part.become_archive(&manifest_of(&task.file), &manifest.text()?)
}

/// A manifest without its archive is left by a run that was killed between the two names; anything else is somebody's.
fn refuse_other_manifest(task: &Archive) -> Result<()> {
    let path = manifest_of(&task.file);
    if std::fs::symlink_metadata(&path).is_err() {
        return Ok(());
    }
    let shown = task.file.display();
    let left = read_manifest(&task.file).map_err(|error| error.hint(format!("it is in the way of the manifest of {shown}")))?;
    if left.name() == known_as(task) {
        return Ok(());
    }
    Err(Error::failed(format!("{} is about {}", path.display(), left.name())))
}

/// The name under which it is known: its own, in the schema of its table, because it may have been moved since.
fn known_as(task: &Archive) -> QualifiedName {
    let schema = task.partition_of.as_ref().map_or(&task.table.schema, |(parent, _)| &parent.schema);
    QualifiedName::new(schema, &task.table.name)
}

fn partition_of(task: &Archive) -> Option<PartitionOf> {
    task.partition_of.as_ref().map(|(parent, bounds)| PartitionOf {
        schema: parent.schema.clone(),
        table: parent.name.clone(),
        bounds: bounds.clone(),
    })
}

/// Looks at the table again, now that nobody else can change it: what was seen before may be another one by now.
async fn look(session: &Session, task: &Archive) -> Result<Row> {
    let sql = include_str!("../queries/archive_table.sql");
    let rows = session.query(sql, &[&task.table.schema, &task.table.name]).await?;
    let Some(row) = rows.into_iter().next() else { return Err(refusal(task, "it is gone")) };
    let kind: String = row.get("kind");
    if !matches!(kind.as_str(), "r" | "p") {
        return Err(refusal(task, "only a table can be archived"));
    }
    if let Some(part) = row.get::<_, Option<String>>("foreign_part") {
        return Err(refusal(task, &format!("the rows of its part {} are on another server", quote(&part))));
    }
    if kind == "r" && row.get("has_children") {
        return Err(refusal(task, "other tables inherit from it"));
    }
    if row.get("hides_rows") {
        let why = "row-level security holds for the role that is connected, and may hide rows of it";
        return Err(refusal(task, why)
            .hint("connect as a role with BYPASSRLS, or as its owner where row-level security is not forced on the owner"));
    }
    Ok(row)
}

fn is_partitioned(row: &Row) -> bool {
    row.get::<_, &str>("kind") == "p"
}

/// An archive is there: of a run that was stopped before it could drop the table. It is never overwritten, and good only if it
/// is whole and holds what the table holds now.
async fn compare(session: &Session, task: &Archive, sql: &str) -> Result<()> {
    let shown = task.file.display();
    let never = |error: Error| never_overwritten(task, error);
    let manifest = read_manifest(&task.file).map_err(never)?;
    belongs(task, &manifest)?;
    verify(session, &task.file, &manifest).await.map_err(never)?;
    let mut sent = Counting::new(manifest.form.layout);
    session
        .copy_out(sql, |piece| {
            sent.take(piece);
            Ok(())
        })
        .await?;
    let archived =
        Content { bytes: manifest.content_bytes, sha256: manifest.content_sha256.clone(), rows: Some(manifest.rows) };
    match sent.finish().differs_from(&archived) {
        None => Ok(()),
        Some(difference) => {
            Err(never(Error::failed(format!("{} has changed since {shown} was written: now {difference}", task.table))))
        }
    }
}

fn never_overwritten(task: &Archive, error: Error) -> Error {
    let shown = task.file.display();
    error
        .leaving(format!("{} and the file are as they were", task.table))
        .hint(format!("an archive is never overwritten: move {shown} and its manifest away, and run this again"))
}

/// Whether a manifest is about this table.
fn belongs(task: &Archive, manifest: &Manifest) -> Result<()> {
    if manifest.name() == known_as(task) && manifest.partition_of == partition_of(task) {
        return Ok(());
    }
    let error = format!("{} is the archive of another table: {}", task.file.display(), manifest.name());
    Err(never_overwritten(task, Error::failed(error)))
}

/// What was sent, checked against what the server counts by itself.
async fn count_rows(session: &Session, task: &Archive, is_partitioned: bool, sent: &Content) -> Result<u64> {
    let only = if is_partitioned { "" } else { "ONLY " };
    let counted: i64 = session.query_one(&format!("SELECT count(*) FROM {only}{}", task.table), &[]).await?.get(0);
    match sent.rows.filter(|rows| u64::try_from(counted) == Ok(*rows)) {
        Some(rows) => Ok(rows),
        None => Err(Error::failed(format!(
            "{} has {counted} rows, but {} were sent",
            task.table,
            sent.rows.map_or_else(|| "an unknown number of".to_owned(), |rows| rows.to_string())
        ))),
    }
}

fn read_json<T: DeserializeOwned + Default>(row: &Row, column: &str) -> Result<T> {
    let Some(text) = row.get::<_, Option<String>>(column) else { return Ok(T::default()) };
    serde_json::from_str(&text).map_err(|cause| Error::failed(format!("cannot read `{column}` of the catalog: {cause}")))
}

fn refusal(task: &Archive, why: &str) -> Error {
    Error::failed(format!("{} cannot be archived: {why}", task.table))
}
