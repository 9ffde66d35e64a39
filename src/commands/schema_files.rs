//! The files that declare a schema, on disk: the root file, and what it includes.

use std::fs::Permissions;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::schema::declared::Source;
use crate::schema::declared::files::{self, File};
use crate::toml_file;

/// One of the files: as it is called in messages, and as the root file knows it.
#[derive(Debug, Clone)]
pub struct OnDisk {
    pub shown: String,
    pub file: File,
}

/// Reads the root file and what it includes, the root first.
///
/// # Errors
/// A file that cannot be read, an `include` that is no pattern or matches nothing.
pub fn read(root: &Path, shown: &str) -> Result<Vec<OnDisk>> {
    if !root.exists() {
        return Err(Error::usage(format!("{shown} does not exist"))
            .hint("`pgkeel pull` writes it from a live database; -C DIR names the project it is in"));
    }
    let directory = directory_of(root);
    let name = root.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let text = toml_file::text(root, shown)?;
    let included = files::included(shown, &text, Path::new(&name), |pattern| find(directory, pattern))?;
    let mut found = vec![OnDisk { shown: shown.to_owned(), file: File { name, text } }];
    for path in included {
        let name = path.to_string_lossy().into_owned();
        let shown = shown_beside(shown, &path);
        let text = toml_file::text(&directory.join(&path), &shown)?;
        found.push(OnDisk { shown, file: File { name, text } });
    }
    Ok(found)
}

/// The files as their reader wants them.
pub fn sources(files: &[OnDisk]) -> Vec<Source> {
    files.iter().map(|file| Source { shown: file.shown.clone(), text: file.file.text.clone() }).collect()
}

/// How to name a file to a person, whose path is relative to the root file's.
pub fn shown_beside(root: &str, path: impl AsRef<Path>) -> String {
    Path::new(root).parent().unwrap_or(Path::new("")).join(path).display().to_string()
}

pub fn directory_of(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The files that match a pattern, relative to the directory where they are below it.
pub fn find(directory: &Path, pattern: &str) -> std::result::Result<Vec<PathBuf>, String> {
    let escaped = glob::Pattern::escape(&directory.to_string_lossy());
    // What is found is named without a `./` at the beginning.
    let bare = directory.strip_prefix(".").unwrap_or(directory);
    let paths = glob::glob(&format!("{escaped}/{pattern}")).map_err(|error| error.to_string())?;
    paths
        .map(|path| path.map_err(|error| error.to_string()))
        .filter(|path| path.as_ref().is_ok_and(|path| path.is_file()) || path.is_err())
        .map(|path| path.map(|path| path.strip_prefix(bare).map_or(path.clone(), Path::to_owned)))
        .collect()
}

/// A file is replaced as a whole, its mode kept: a reader, or a crash, sees the old one or the new one. What a link leads to
/// is replaced, not the link; what is no file (a device, a pipe) is written into.
///
/// # Errors
/// What keeps it from being written.
pub fn write_whole(path: &Path, text: &str) -> Result<()> {
    let failed = |cause: std::io::Error| Error::file("write", path, &cause);
    let path = if path.exists() { path.canonicalize().map_err(failed)? } else { path.to_owned() };
    let metadata = path.metadata().ok();
    if metadata.as_ref().is_some_and(|metadata| !metadata.is_file()) {
        let mut place = std::fs::OpenOptions::new().write(true).open(&path).map_err(failed)?;
        return place.write_all(text.as_bytes()).map_err(failed);
    }
    let permissions = metadata.map_or_else(|| Permissions::from_mode(0o644), |metadata| metadata.permissions());
    let mut file = tempfile::Builder::new().permissions(permissions).tempfile_in(directory_of(&path)).map_err(failed)?;
    file.write_all(text.as_bytes()).and_then(|()| file.as_file().sync_all()).map_err(failed)?;
    file.persist(&path).map_err(|error| failed(error.error))?;
    Ok(())
}
