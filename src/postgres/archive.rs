//! Moves a table's rows into an archive and back, in whatever transaction it is called in. The rows are streamed: neither they
//! nor the file are ever in memory as a whole.

mod coding;
mod measure;
mod part;
mod write;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::session::Session;
use crate::error::{Error, Result};
use crate::identifier::quote;
use crate::partition::archive::form::Layout;
use crate::partition::archive::manifest::{self, Manifest};
use crate::partition::archive::rows::Header;
use crate::plan::{Archive, Restore, Transfer};

use coding::Reader;
use measure::{Content, Measured};

/// Until the end of the transaction: what is printed and read must not depend on anybody's settings, all rows are meant, and in
/// the order in which they lie, which is the same when they are compared later.
const SETTINGS: &str = "SET LOCAL search_path = pg_catalog, pg_temp; SET LOCAL lc_monetary = 'C'; \
                        SET LOCAL array_nulls = on; SET LOCAL row_security = off; SET LOCAL synchronize_seqscans = off; \
                        SET LOCAL max_parallel_workers_per_gather = 0; \
                        SET LOCAL idle_in_transaction_session_timeout = 0";

/// Moves the rows of a step, within its transaction.
///
/// # Errors
/// What keeps the rows from being where they should: then the transaction must not be committed.
pub(super) async fn transfer(session: &Session, transfer: &Transfer) -> Result<()> {
    session.simple(SETTINGS).await?;
    match transfer {
        Transfer::Archive(task) => write::archive(session, task).await,
        Transfer::Restore(task) => load(session, task).await,
    }
}

/// Looks, before anything is done, whether a table could be archived: what it is, whether the form can hold it, and whether the
/// file can be made.
///
/// # Errors
/// Why not.
pub async fn check(session: &Session, task: &Archive) -> Result<()> {
    write::check(session, task).await
}

/// Reads the manifest of an archive.
///
/// # Errors
/// Where there is none, or it is none.
pub fn read_manifest(archive: &Path) -> Result<Manifest> {
    let path = manifest_of(archive);
    let text = std::fs::read_to_string(&path).map_err(|cause| Error::file("read", &path, &cause))?;
    Manifest::parse(&path.display().to_string(), &text)
}

fn manifest_of(archive: &Path) -> PathBuf {
    PathBuf::from(manifest::beside(&archive.display().to_string()))
}

/// Reads an archive from end to end and compares it with its manifest: size, hash, rows.
///
/// # Errors
/// `Failed`, where the file is not the one that the manifest is about.
pub async fn verify(session: &Session, archive: &Path, manifest: &Manifest) -> Result<()> {
    let found = measure::measure(archive, manifest.form, session.interrupt()).await?;
    let wanted = Measured {
        bytes: manifest.bytes,
        sha256: manifest.sha256.clone(),
        content: Content { bytes: manifest.content_bytes, sha256: manifest.content_sha256.clone(), rows: Some(manifest.rows) },
    };
    if let Some(difference) = found.differs_from(&wanted) {
        return Err(Error::failed(format!("{} is not what its manifest says: {difference}", archive.display()))
            .hint("it is damaged, or was changed; look for another copy of it"));
    }
    Ok(())
}

/// Puts the rows of an archive into a table, and proves by the way that they are those of the manifest.
async fn load(session: &Session, task: &Restore) -> Result<()> {
    let manifest = read_manifest(&task.file)?;
    let is_changed = look_at_types(session, task, &manifest).await?;
    let names = manifest.stored_columns();
    let columns = names.iter().map(|column| quote(column)).collect::<Vec<_>>().join(", ");
    let options = manifest.form.copy_options();
    let sql = format!("COPY {} ({columns}) FROM STDIN WITH {options}", task.table);
    let mut reader = Reader::open(&task.file, manifest.form)?;
    let mut content = measure::Counting::new(manifest.form.layout);
    let is_csv = manifest.form.layout == Layout::Csv;
    let mut header = Header::default();
    let rows = session
        .copy_in_pieces(&sql, || {
            let piece = reader.piece()?;
            content.take(&piece);
            if is_csv {
                header.take(&piece);
            }
            Ok((!piece.is_empty()).then_some(piece))
        })
        .await?;
    let content = content.finish();
    if rows != manifest.rows || content.sha256 != manifest.content_sha256 {
        return Err(Error::failed(format!(
            "{} is not what its manifest says: {rows} rows of {} came out of it",
            task.file.display(),
            manifest.rows
        )));
    }
    if let Some(found) = header.names().filter(|found| *found != names) {
        return Err(Error::failed(format!(
            "{} is not what its manifest says: its columns are {}, not {}",
            task.file.display(),
            found.join(", "),
            names.join(", ")
        )));
    }
    if let Some(change) = is_changed {
        let mut again = measure::Counting::new(manifest.form.layout);
        let sql = format!("COPY (SELECT {columns} FROM {}) TO STDOUT WITH {options}", task.table);
        session
            .copy_out(&sql, |piece| {
                again.take(piece);
                Ok(())
            })
            .await?;
        if again.finish().sha256 != manifest.content_sha256 {
            return Err(changed(task, &change, "its rows would not be what they were"));
        }
    }
    Ok(())
}

/// How the types of the table's columns are not those that the archive was written of, where they are not: what is put into a
/// column is then not always what comes out of it.
async fn look_at_types(session: &Session, task: &Restore, manifest: &Manifest) -> Result<Option<String>> {
    let sql = "SELECT attname::text, format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = $1::text::regclass AND attnum > 0 AND NOT attisdropped";
    let rows = session.query(sql, &[&task.table.to_string()]).await?;
    let now: BTreeMap<String, String> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
    let mut change = None;
    for column in manifest.columns.iter().filter(|column| column.generated.is_none()) {
        let (name, then) = (quote(&column.name), &column.data_type);
        match now.get(&column.name) {
            None => return Err(changed(task, &format!("there is no column {name} any more"), "its values would be lost")),
            Some(now) if now != then => _ = change.get_or_insert(format!("{name} was {then} and is {now}")),
            Some(_) => {}
        }
    }
    match change {
        Some(change) if manifest.form.layout == Layout::Binary => {
            Err(changed(task, &change, "PostgreSQL's own form is for the same types only"))
        }
        change => Ok(change),
    }
}

fn changed(task: &Restore, change: &str, so: &str) -> Error {
    Error::failed(format!("{} does not fit the table as it is now: {change}; {so}", task.file.display()))
        .hint("bring it back as a table of its own, without --attach, and take its rows from there")
}
