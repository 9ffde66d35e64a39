//! Moves a table's rows into an archive and back, in whatever transaction it is called in. The rows are streamed: neither they
//! nor the file are ever in memory as a whole.

mod coding;
mod measure;
mod part;
mod write;

use std::path::{Path, PathBuf};

use super::session::Session;
use crate::error::{Error, Result};
use crate::identifier::quote;
use crate::partition::archive::manifest::{self, Manifest};
use crate::plan::{Archive, Restore, Transfer};

use coding::Reader;
use measure::{Content, Measured};

/// Until the end of the transaction: what is printed and read must not depend on anybody's settings, all rows are meant, and in
/// the order in which they lie, which is the same when they are compared later.
const SETTINGS: &str = "SET LOCAL search_path = pg_catalog, pg_temp; SET LOCAL lc_monetary = 'C'; \
                        SET LOCAL row_security = off; SET LOCAL synchronize_seqscans = off; \
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
    let columns: Vec<String> = manifest.stored_columns().iter().map(|column| quote(column)).collect();
    let sql = format!("COPY {} ({}) FROM STDIN WITH {}", task.table, columns.join(", "), manifest.form.copy_options());
    let mut reader = Reader::open(&task.file, manifest.form)?;
    let mut content = measure::Counting::new(manifest.form.layout);
    let rows = session
        .copy_in_pieces(&sql, || {
            let piece = reader.piece()?;
            content.take(&piece);
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
    Ok(())
}
