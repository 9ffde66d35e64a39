//! The file beside an archive in which it is written, `<archive>.part`. It becomes the archive when it is whole; until then it
//! may be taken away by whoever comes next, but for the one who writes it.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// A file under way. Where it does not become an archive it goes, and gives its room on the disk back.
pub(super) struct Part {
    pub path: PathBuf,
    archive: PathBuf,
    /// Locked as long as it is open.
    pub file: File,
    done: bool,
}

impl Part {
    /// Begins one, in place of what a run that was killed has left.
    ///
    /// # Errors
    /// `Busy`, where another pgkeel is writing it.
    pub(super) fn begin(archive: &Path) -> Result<Self> {
        let directory = directory_of(archive);
        fs::create_dir_all(directory).map_err(|cause| Error::file("make", directory, &cause))?;
        let path = with_ending(archive, ".part");
        let refuse = |cause: io::Error| Error::file("write", &path, &cause);
        let busy = || Error::busy(format!("another pgkeel is writing {}", path.display())).hint("try again when it has ended");
        match File::open(&path) {
            Ok(left) => {
                lock(&left).map_err(|cause| cause.map_or_else(busy, refuse))?;
                // Not emptied: as long as it has another name it may be somebody's archive.
                fs::remove_file(&path).map_err(refuse)?;
            }
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => {}
            Err(cause) => return Err(refuse(cause)),
        }
        let file = OpenOptions::new().write(true).create_new(true).open(&path);
        let file = file.map_err(|cause| if cause.kind() == io::ErrorKind::AlreadyExists { busy() } else { refuse(cause) })?;
        lock(&file).map_err(|cause| cause.map_or_else(busy, refuse))?;
        // Between making and locking it somebody may have taken it for left over.
        let (named, ours) = (fs::metadata(&path).map_err(|_| busy())?, file.metadata().map_err(refuse)?);
        if (named.dev(), named.ino()) != (ours.dev(), ours.ino()) {
            return Err(busy());
        }
        Ok(Self { path, archive: archive.to_owned(), file, done: false })
    }

    /// Makes it the archive, with its manifest. The manifest comes first: an archive is never without one, and a manifest
    /// without an archive is nothing.
    ///
    /// # Errors
    /// Where a file cannot be written, or one has appeared in the archive's place.
    pub(super) fn become_archive(mut self, manifest_path: &Path, manifest: &str) -> Result<()> {
        let staged = with_ending(manifest_path, ".part");
        let write = || -> io::Result<()> {
            // Never through a link that somebody has put there.
            match fs::remove_file(&staged) {
                Err(cause) if cause.kind() != io::ErrorKind::NotFound => return Err(cause),
                _ => {}
            }
            let mut file = OpenOptions::new().write(true).create_new(true).open(&staged)?;
            file.write_all(manifest.as_bytes())?;
            file.sync_all()
        };
        write().map_err(|cause| {
            let _ = fs::remove_file(&staged);
            Error::file("write", &staged, &cause)
        })?;
        rename(&staged, manifest_path)?;
        if fs::symlink_metadata(&self.archive).is_ok() {
            return Err(Error::failed(format!("{} has just appeared: it is not overwritten", self.archive.display())));
        }
        rename(&self.path, &self.archive)?;
        self.done = true;
        // The names are on the disk when the directory is; and it, when the one above it is.
        let directory = directory_of(&self.archive);
        for directory in directory.ancestors().take(2).filter(|path| !path.as_os_str().is_empty()) {
            let synced = File::open(directory).and_then(|directory| directory.sync_all());
            synced.map_err(|cause| Error::file("write", directory, &cause))?;
        }
        Ok(())
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        if !self.done {
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Locks a file against other processes. `None` is that another has it.
fn lock(file: &File) -> std::result::Result<(), Option<io::Error>> {
    file.try_lock().map_err(|cause| match cause {
        TryLockError::WouldBlock => None,
        TryLockError::Error(cause) => Some(cause),
    })
}

fn rename(from: &Path, to: &Path) -> Result<()> {
    fs::rename(from, to).map_err(|cause| Error::file("write", to, &cause))
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

fn directory_of(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}
