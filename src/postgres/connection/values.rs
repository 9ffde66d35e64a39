//! The parameters with a meaning of their own: how much TLS, which kind of session, which keepalives.

use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio_postgres::config::ChannelBinding;

use super::parameters::Parameters;
use crate::error::{Error, Result};
use crate::postgres::tls::Made;

/// How much TLS is asked for (section 34.19.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SslMode {
    Disable,
    /// Only if the server refuses a connection without it.
    Allow,
    /// If the server can.
    Prefer,
    Require,
    /// Required, and the server's certificate must come from a trusted authority.
    VerifyCa,
    /// Required, and the certificate must also be for the host that is asked for.
    VerifyFull,
}

impl SslMode {
    const WORDS: [(&'static str, Self); 6] = [
        ("disable", Self::Disable),
        ("allow", Self::Allow),
        ("prefer", Self::Prefer),
        ("require", Self::Require),
        ("verify-ca", Self::VerifyCa),
        ("verify-full", Self::VerifyFull),
    ];

    /// As libpq writes it.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, mode)| *mode == self).map_or("", |(word, _)| word)
    }
}

/// Whom to trust.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Roots {
    /// Nobody in particular: `sslrootcert` is not given, and its default, which is named here, does not exist.
    Absent { default: Option<PathBuf> },
    /// Whom the operating system trusts (`sslrootcert=system`).
    System,
    /// The certificates of this file alone.
    File(PathBuf),
}

/// A certificate to show to the server, and its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientCertificate {
    pub certificate: PathBuf,
    pub key: PathBuf,
}

/// A version of the TLS protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TlsVersion {
    V1_0,
    V1_1,
    V1_2,
    V1_3,
}

/// How to speak TLS. Only paths: the files are read when TLS is spoken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsSettings {
    pub mode: SslMode,
    pub roots: Roots,
    pub client: Option<ClientCertificate>,
    /// Tell the server which host is meant before the connection is encrypted (`sslsni`).
    pub server_name_indication: bool,
    pub oldest: TlsVersion,
    pub newest: Option<TlsVersion>,
    /// Made from all the others when TLS is first spoken, so that the others must not be changed after that.
    pub(in crate::postgres) made: Made,
}

impl TlsSettings {
    pub(super) fn of(parameters: &Parameters, home: Option<&Path>, warnings: &mut Vec<String>) -> Result<Self> {
        let system = parameters.text("sslrootcert") == Some("system");
        let default = if system { SslMode::VerifyFull } else { SslMode::Prefer };
        let mode = parameters.word("sslmode", &SslMode::WORDS, default)?;
        if system && mode != SslMode::VerifyFull {
            return Err(Error::usage(format!("sslmode={} is too weak for sslrootcert=system", mode.word())).hint(
                "anyone can get a certificate from a public authority: use sslmode=verify-full, which also checks its name",
            ));
        }
        let (oldest, newest) = versions(parameters)?;
        Ok(Self {
            mode,
            roots: if system { Roots::System } else { roots(parameters, mode, home, warnings) },
            client: client_certificate(parameters, home, warnings)?,
            server_name_indication: parameters.word("sslsni", &[("1", true), ("0", false)], true)?,
            oldest,
            newest,
            made: Made::default(),
        })
    }
}

fn versions(parameters: &Parameters) -> Result<(TlsVersion, Option<TlsVersion>)> {
    const WORDS: [(&str, TlsVersion); 4] = [
        ("TLSv1", TlsVersion::V1_0),
        ("TLSv1.1", TlsVersion::V1_1),
        ("TLSv1.2", TlsVersion::V1_2),
        ("TLSv1.3", TlsVersion::V1_3),
    ];
    let newest_words = WORDS.map(|(word, version)| (word, Some(version)));
    let oldest = parameters.word("ssl_min_protocol_version", &WORDS, TlsVersion::V1_2)?;
    let newest = parameters.word("ssl_max_protocol_version", &newest_words, None)?;
    if newest.is_some_and(|newest| newest < oldest) {
        return Err(Error::usage("ssl_max_protocol_version is older than ssl_min_protocol_version (by default TLSv1.2)"));
    }
    Ok((oldest, newest))
}

/// libpq checks certificates whenever there is a file of roots, unless TLS is off, whatever `sslmode` says; and does
/// without a file that is named but is not there, unless `sslmode` says verify. The latter is dangerous where TLS is
/// required, so there the file stays named, and reading it fails.
fn roots(parameters: &Parameters, mode: SslMode, home: Option<&Path>, warnings: &mut Vec<String>) -> Roots {
    let default = home.map(|home| home.join(".postgresql/root.crt"));
    let Some(parameter) = parameters.get("sslrootcert") else {
        return match default {
            Some(path) if path.exists() => Roots::File(path),
            default => Roots::Absent { default },
        };
    };
    let path = PathBuf::from(&parameter.value);
    if mode < SslMode::Require && is_absent(&path) {
        if mode != SslMode::Disable {
            warnings.push(format!(
                "the server's certificate is not checked: there is no file {} (from {})",
                path.display(),
                parameter.source
            ));
        }
        return Roots::Absent { default: Some(path) };
    }
    Roots::File(path)
}

/// The certificate that is named, else the one in its usual place. As in libpq, one that is not there is none.
fn client_certificate(
    parameters: &Parameters,
    home: Option<&Path>,
    warnings: &mut Vec<String>,
) -> Result<Option<ClientCertificate>> {
    if !parameters.word("sslcertmode", &[("allow", true), ("disable", false)], true)? {
        return Ok(None);
    }
    if let Some(parameter) = parameters.get("sslkey")
        && parameter.value.contains(':')
    {
        return Err(Error::usage(format!(
            "sslkey (from {}) names a key in an OpenSSL engine, which is not supported",
            parameter.source
        ))
        .hint("name a file with the key in PKCS#8 PEM"));
    }
    let directory = home.map(|home| home.join(".postgresql"));
    let certificate = match parameters.get("sslcert") {
        Some(parameter) => {
            let path = PathBuf::from(&parameter.value);
            if is_absent(&path) {
                warnings.push(format!(
                    "no client certificate is used: there is no file {} (from {})",
                    path.display(),
                    parameter.source
                ));
                return Ok(None);
            }
            path
        }
        None => match directory.as_ref().map(|directory| directory.join("postgresql.crt")) {
            Some(path) if path.exists() => path,
            _ => return Ok(None),
        },
    };
    let key =
        parameters.text("sslkey").map(PathBuf::from).or_else(|| directory.map(|directory| directory.join("postgresql.key")));
    match key {
        Some(key) => Ok(Some(ClientCertificate { certificate, key })),
        None => Err(Error::usage(format!("the client certificate {} has no key", certificate.display()))
            .hint("name the file of its key with sslkey= or PGSSLKEY")),
    }
}

/// Whether there is surely no such file. One that may not be looked at is there: reading it says why it cannot be used.
fn is_absent(path: &Path) -> bool {
    matches!(path.try_exists(), Ok(false))
}

/// Which kind of session will do (`target_session_attrs`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TargetSession {
    Any,
    ReadWrite,
    ReadOnly,
    Primary,
    Standby,
    /// A standby, if one of the hosts is one; else any.
    PreferStandby,
}

impl TargetSession {
    const WORDS: [(&'static str, Self); 6] = [
        ("any", Self::Any),
        ("read-write", Self::ReadWrite),
        ("read-only", Self::ReadOnly),
        ("primary", Self::Primary),
        ("standby", Self::Standby),
        ("prefer-standby", Self::PreferStandby),
    ];

    pub(super) fn of(parameters: &Parameters) -> Result<Self> {
        parameters.word("target_session_attrs", &Self::WORDS, Self::Any)
    }

    /// As libpq writes it.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, session)| *session == self).map_or("", |(word, _)| word)
    }
}

/// Whether and how the operating system watches over an idle TCP connection; what is not given is the system's to choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keepalives {
    pub on: bool,
    pub idle: Option<Duration>,
    pub interval: Option<Duration>,
    pub count: Option<u32>,
}

impl Keepalives {
    pub(super) fn of(parameters: &Parameters) -> Result<Self> {
        let count = parameters.integer("keepalives_count")?.and_then(|count| u32::try_from(count).ok());
        Ok(Self {
            on: parameters.integer("keepalives")? != Some(0),
            idle: parameters.duration("keepalives_idle", Duration::from_secs(1))?,
            interval: parameters.duration("keepalives_interval", Duration::from_secs(1))?,
            count: count.filter(|count| *count > 0),
        })
    }
}

pub(super) fn channel_binding(parameters: &Parameters) -> Result<ChannelBinding> {
    let words =
        [("disable", ChannelBinding::Disable), ("prefer", ChannelBinding::Prefer), ("require", ChannelBinding::Require)];
    parameters.word("channel_binding", &words, ChannelBinding::Prefer)
}
