//! Files that are compressed as they are written and decompressed as they are read, and measured on the way.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

use super::measure::hexadecimal;
use crate::error::{Error, Result};
use crate::partition::archive::form::{Compression, Form};

/// Rows are handed on in pieces of this many bytes.
const PIECE: usize = 1 << 16;

/// Counts and hashes the bytes of a file as they pass.
struct Passing<T> {
    inner: T,
    bytes: u64,
    hash: Sha256,
}

impl<T> Passing<T> {
    fn new(inner: T) -> Self {
        Self { inner, bytes: 0, hash: Sha256::new() }
    }

    fn note(&mut self, piece: &[u8]) {
        self.bytes += piece.len() as u64;
        self.hash.update(piece);
    }
}

impl<T: Write> Write for Passing<T> {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(piece)?;
        self.note(&piece[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl<T: Read> Read for Passing<T> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.note(&buffer[..read]);
        Ok(read)
    }
}

type Out = Passing<BufWriter<File>>;

enum Encoder {
    None(Out),
    Gzip(GzEncoder<Out>),
    Zstd(zstd::Encoder<'static, Out>),
}

/// Writes a file.
pub(super) struct Writer {
    encoder: Encoder,
    path: PathBuf,
}

impl Writer {
    pub(super) fn new(file: File, path: &Path, form: Form) -> Result<Self> {
        let out = Passing::new(BufWriter::with_capacity(PIECE, file));
        let encoder = match form.compression {
            Compression::None => Encoder::None(out),
            Compression::Gzip => Encoder::Gzip(GzEncoder::new(out, flate2::Compression::default())),
            Compression::Zstd => {
                let encoder = zstd::Encoder::new(out, zstd::DEFAULT_COMPRESSION_LEVEL).and_then(|mut encoder| {
                    encoder.include_checksum(true)?;
                    Ok(encoder)
                });
                Encoder::Zstd(encoder.map_err(|cause| Error::file("write", path, &cause))?)
            }
        };
        Ok(Self { encoder, path: path.to_owned() })
    }

    pub(super) fn write(&mut self, piece: &[u8]) -> Result<()> {
        let written = match &mut self.encoder {
            Encoder::None(out) => out.write_all(piece),
            Encoder::Gzip(encoder) => encoder.write_all(piece),
            Encoder::Zstd(encoder) => encoder.write_all(piece),
        };
        written.map_err(|cause| Error::file("write", &self.path, &cause))
    }

    /// Ends the file, on the disk; gives its size and hash.
    pub(super) fn finish(self) -> Result<(u64, String)> {
        let path = self.path;
        let end = || -> io::Result<(u64, String)> {
            let mut out = match self.encoder {
                Encoder::None(out) => out,
                Encoder::Gzip(encoder) => encoder.finish()?,
                Encoder::Zstd(encoder) => encoder.finish()?,
            };
            out.flush()?;
            out.inner.get_ref().sync_all()?;
            Ok((out.bytes, hexadecimal(out.hash)))
        };
        end().map_err(|cause| Error::file("write", &path, &cause))
    }
}

type In = Passing<BufReader<File>>;

enum Decoder {
    None(In),
    Gzip(Box<GzDecoder<In>>),
    Zstd(zstd::Decoder<'static, BufReader<In>>),
}

/// Reads a file.
pub(super) struct Reader {
    decoder: Decoder,
    path: PathBuf,
}

impl Reader {
    pub(super) fn open(path: &Path, form: Form) -> Result<Self> {
        let refuse = |cause: io::Error| Error::file("read", path, &cause);
        let input = Passing::new(BufReader::with_capacity(PIECE, File::open(path).map_err(refuse)?));
        let decoder = match form.compression {
            Compression::None => Decoder::None(input),
            Compression::Gzip => Decoder::Gzip(Box::new(GzDecoder::new(input))),
            Compression::Zstd => Decoder::Zstd(zstd::Decoder::new(input).map_err(refuse)?),
        };
        Ok(Self { decoder, path: path.to_owned() })
    }

    /// The next bytes; none at the end.
    pub(super) fn piece(&mut self) -> Result<Vec<u8>> {
        let mut piece = vec![0; PIECE];
        let mut length = 0;
        while length < piece.len() {
            let room = &mut piece[length..];
            let read = match &mut self.decoder {
                Decoder::None(input) => input.read(room),
                Decoder::Gzip(decoder) => decoder.read(room),
                Decoder::Zstd(decoder) => decoder.read(room),
            };
            match read {
                Ok(0) => break,
                Ok(read) => length += read,
                Err(cause) if cause.kind() == io::ErrorKind::Interrupted => {}
                Err(cause) => return Err(self.damaged(&cause)),
            }
        }
        piece.truncate(length);
        Ok(piece)
    }

    fn damaged(&self, cause: &io::Error) -> Error {
        Error::failed(format!("cannot read {}: {cause}", self.path.display()))
            .hint("it is damaged; look for another copy of it")
    }

    /// The size and hash of the file, once all pieces were read.
    pub(super) fn finish(self) -> Result<(u64, String)> {
        let mut input = match self.decoder {
            Decoder::None(input) => input,
            Decoder::Gzip(decoder) => decoder.into_inner(),
            Decoder::Zstd(decoder) => decoder.finish().into_inner(),
        };
        // What stands behind the compressed rows is part of the file too.
        let rest = io::copy(&mut input, &mut io::sink());
        rest.map_err(|cause| Error::file("read", &self.path, &cause))?;
        Ok((input.bytes, hexadecimal(input.hash)))
    }
}
