//! What an archive comes to: its size and hash, before and after compression, and its rows.

use std::path::Path;

use sha2::{Digest, Sha256};

use super::coding::Reader;
use crate::error::Result;
use crate::interrupt::Interrupt;
use crate::partition::archive::form::{Form, Layout};
use crate::partition::archive::rows::RowCounter;

/// The rows as `COPY` writes them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Content {
    pub bytes: u64,
    pub sha256: String,
    /// `None` where they do not end as they should.
    pub rows: Option<u64>,
}

/// The file, and what is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Measured {
    pub bytes: u64,
    pub sha256: String,
    pub content: Content,
}

impl Measured {
    /// In a few words, where it is not this.
    pub(super) fn differs_from(&self, wanted: &Self) -> Option<String> {
        if self.bytes != wanted.bytes {
            return Some(format!("it has {} bytes, not {}", self.bytes, wanted.bytes));
        }
        if self.sha256 != wanted.sha256 {
            return Some(format!("its SHA-256 is {}, not {}", self.sha256, wanted.sha256));
        }
        self.content.differs_from(&wanted.content)
    }
}

impl Content {
    pub(super) fn differs_from(&self, wanted: &Self) -> Option<String> {
        if self.rows != wanted.rows {
            let count = |rows: Option<u64>| rows.map_or_else(|| "an unknown number of".to_owned(), |rows| rows.to_string());
            return Some(format!("it holds {} rows, not {}", count(self.rows), count(wanted.rows)));
        }
        (self != wanted).then(|| format!("the SHA-256 of its rows is {}, not {}", self.sha256, wanted.sha256))
    }
}

/// Takes rows as they pass.
#[derive(Debug, Clone)]
pub(super) struct Counting {
    bytes: u64,
    hash: Sha256,
    rows: RowCounter,
}

impl Counting {
    pub(super) fn new(layout: Layout) -> Self {
        Self { bytes: 0, hash: Sha256::new(), rows: RowCounter::new(layout) }
    }

    pub(super) fn take(&mut self, piece: &[u8]) {
        self.bytes += piece.len() as u64;
        self.hash.update(piece);
        self.rows.take(piece);
    }

    pub(super) fn finish(self) -> Content {
        Content { bytes: self.bytes, sha256: hexadecimal(self.hash), rows: self.rows.rows() }
    }
}

/// As `sha256sum` prints it.
pub(super) fn hexadecimal(hash: Sha256) -> String {
    format!("{:x}", hash.finalize())
}

/// Reads a file from end to end.
///
/// # Errors
/// Where it cannot be read, or not be decompressed.
pub(super) async fn measure(file: &Path, form: Form, interrupt: &Interrupt) -> Result<Measured> {
    let mut reader = Reader::open(file, form)?;
    let mut content = Counting::new(form.layout);
    loop {
        let piece = reader.piece()?;
        if piece.is_empty() {
            break;
        }
        content.take(&piece);
        // Ctrl-C is seen by who runs beside this.
        tokio::task::yield_now().await;
        if interrupt.is_raised() {
            return Err(interrupt.error());
        }
    }
    let (bytes, sha256) = reader.finish()?;
    Ok(Measured { bytes, sha256, content: content.finish() })
}
