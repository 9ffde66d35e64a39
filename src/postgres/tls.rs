//! TLS as libpq means it: whom `sslmode` and `sslrootcert` trust, which client certificate is shown, and whether TLS came
//! to be spoken at all.

use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use native_tls::{Certificate, Identity, Protocol};
use postgres_native_tls::TlsStream;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_postgres::Socket;
use tokio_postgres::tls::{MakeTlsConnect, TlsConnect};

use super::connection::{ClientCertificate, Roots, SslMode, TlsSettings, TlsVersion};
use crate::error::{Error, Result};

/// Begins TLS for one attempt to connect, and remembers whether it was begun: with `sslmode=prefer` the server decides.
#[derive(Clone)]
pub struct Connector {
    connector: Option<native_tls::TlsConnector>,
    began: Arc<AtomicBool>,
}

impl Connector {
    /// For connections that never speak TLS. Costs nothing, while a real one reads the system's certificates.
    pub fn off() -> Self {
        Self { connector: None, began: Arc::default() }
    }

    /// Reads the files that the settings name, the first time.
    ///
    /// # Errors
    /// Where one of them is missing, is not what it should be, or is a key that others may read.
    pub fn new(settings: &TlsSettings) -> Result<Self> {
        let connector = if let Some(made) = settings.made.0.get() {
            made.clone()
        } else {
            let made = native_connector(settings)?;
            settings.made.0.get_or_init(|| made).clone()
        };
        Ok(Self { connector: Some(connector), began: Arc::default() })
    }

    /// The same trust, for another attempt.
    #[must_use]
    pub fn again(&self) -> Self {
        Self { connector: self.connector.clone(), began: Arc::default() }
    }

    /// TLS with the host of this name, over whatever stream.
    pub fn handshake(&self, host: &str) -> Handshake {
        let connector = self.connector.clone().map(|connector| postgres_native_tls::TlsConnector::new(connector, host));
        Handshake { connector, began: self.began.clone() }
    }

    /// Whether a handshake was begun; on a connection that stands, whether it is encrypted.
    pub fn began(&self) -> bool {
        self.began.load(Ordering::Relaxed)
    }
}

/// What was made of TLS settings, shared by all their clones: to make it takes about 40 ms, because native-tls reads the
/// system's certificates even where it is told not to trust them. It takes no part in comparisons.
#[derive(Clone, Default)]
pub struct Made(Arc<OnceLock<native_tls::TlsConnector>>);

impl fmt::Debug for Made {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.get().is_some() { "made" } else { "not made yet" })
    }
}

impl PartialEq for Made {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Made {}

type BoxedError = Box<dyn StdError + Send + Sync>;

impl MakeTlsConnect<Socket> for Connector {
    type Stream = TlsStream<Socket>;
    type TlsConnect = Handshake;
    type Error = BoxedError;

    fn make_tls_connect(&mut self, host: &str) -> Result<Handshake, BoxedError> {
        Ok(self.handshake(host))
    }
}

/// TLS with one named host, about to begin.
pub struct Handshake {
    connector: Option<postgres_native_tls::TlsConnector>,
    began: Arc<AtomicBool>,
}

impl<S> TlsConnect<S> for Handshake
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    type Stream = TlsStream<S>;
    type Error = BoxedError;
    type Future = Pin<Box<dyn Future<Output = Result<TlsStream<S>, BoxedError>> + Send>>;

    fn connect(self, stream: S) -> Self::Future {
        let Some(connector) = self.connector else {
            return Box::pin(std::future::ready(Err("TLS is switched off".into())));
        };
        self.began.store(true, Ordering::Relaxed);
        let handshake = connector.connect(stream);
        Box::pin(async move { Ok(handshake.await?) })
    }
}

fn native_connector(settings: &TlsSettings) -> Result<native_tls::TlsConnector> {
    let mut builder = native_tls::TlsConnector::builder();
    builder
        .min_protocol_version(Some(protocol(settings.oldest)))
        .max_protocol_version(settings.newest.map(protocol))
        .use_sni(settings.server_name_indication)
        .danger_accept_invalid_hostnames(settings.mode != SslMode::VerifyFull);
    match &settings.roots {
        Roots::System => {}
        Roots::File(path) => {
            builder.disable_built_in_roots(true);
            for certificate in root_certificates(path)? {
                builder.add_root_certificate(certificate);
            }
        }
        Roots::Absent { default } if settings.mode >= SslMode::VerifyCa => {
            let missing = default.as_ref().map_or_else(String::new, |path| format!(": there is no {}", path.display()));
            return Err(Error::usage(format!("sslmode={} needs to know whom to trust{missing}", settings.mode.word()))
                .hint("name the file with the certificate of the authority (CA) that signed the server's: sslrootcert=FILE or PGSSLROOTCERT")
                .hint("sslrootcert=system (with sslmode=verify-full) trusts whom the operating system trusts"));
        }
        Roots::Absent { .. } => {
            builder.danger_accept_invalid_certs(true);
        }
    }
    if let Some(client) = &settings.client {
        builder.identity(identity(client)?);
    }
    // Only here does OpenSSL see that a key belongs to another certificate.
    builder.build().map_err(|cause| match &settings.client {
        Some(client) => unusable(client, &cause),
        None => Error::failed(format!("TLS cannot be set up: {cause}")),
    })
}

fn protocol(version: TlsVersion) -> Protocol {
    match version {
        TlsVersion::V1_0 => Protocol::Tlsv10,
        TlsVersion::V1_1 => Protocol::Tlsv11,
        TlsVersion::V1_2 => Protocol::Tlsv12,
        TlsVersion::V1_3 => Protocol::Tlsv13,
    }
}

fn root_certificates(path: &Path) -> Result<Vec<Certificate>> {
    let text = std::fs::read(path).map_err(|cause| {
        Error::file("read the root certificate", path, &cause).hint(
            "sslrootcert (or PGSSLROOTCERT) names the file with the certificate of the authority that signed the server's",
        )
    })?;
    match Certificate::stack_from_pem(&text) {
        Ok(certificates) if !certificates.is_empty() => Ok(certificates),
        Ok(_) => Err(not_pem(path, "has no certificate in it")),
        Err(cause) => Err(not_pem(path, &format!("cannot be read as certificates: {cause}"))),
    }
}

fn not_pem(path: &Path, what: &str) -> Error {
    Error::usage(format!("{} {what}", path.display())).hint("it should have lines like -----BEGIN CERTIFICATE-----")
}

fn identity(client: &ClientCertificate) -> Result<Identity> {
    let ClientCertificate { certificate, key } = client;
    let certificate_text = std::fs::read(certificate)
        .map_err(|cause| or_go_without(Error::file("read the client certificate", certificate, &cause)))?;
    let key_text = read_key(key).map_err(or_go_without)?;
    let key_text = as_pkcs8(key, &key_text).map_err(or_go_without)?;
    Identity::from_pkcs8(&certificate_text, key_text).map_err(|cause| unusable(client, &cause))
}

fn unusable(ClientCertificate { certificate, key }: &ClientCertificate, cause: &native_tls::Error) -> Error {
    let cause = cause.to_string();
    let why = if cause.contains("key values mismatch") { "they do not belong together" } else { &cause };
    or_go_without(Error::usage(format!(
        "the client certificate {} and its key {} cannot be used: {why}",
        certificate.display(),
        key.display()
    )))
}

/// The certificate may have been found in its usual place, without anybody asking for it.
fn or_go_without(error: Error) -> Error {
    error.hint("if the server asks for no client certificate, sslcertmode=disable (or PGSSLCERTMODE) goes without")
}

/// Reads a key that nobody else may read: 0600, or 0640 if it is root's (section 34.19.2).
fn read_key(path: &Path) -> Result<Vec<u8>> {
    let cannot = |cause: std::io::Error| Error::file("read the client certificate's key", path, &cause);
    let metadata = std::fs::metadata(path).map_err(cannot)?;
    if !metadata.is_file() {
        return Err(Error::usage(format!("the client certificate's key {} is not a plain file", path.display())));
    }
    let forbidden = if metadata.uid() == 0 { 0o037 } else { 0o077 };
    if metadata.mode() & forbidden != 0 {
        return Err(Error::usage(format!("the client certificate's key {} is refused: others may read it", path.display()))
            .hint(format!("run `chmod 0600 {}`", path.display())));
    }
    std::fs::read(path).map_err(cannot)
}

/// The part of a key's text that is PKCS#8, the only form that every TLS library takes.
fn as_pkcs8<'a>(path: &Path, text: &'a [u8]) -> Result<&'a [u8]> {
    let begin = |kind: &str| {
        let marker = format!("-----BEGIN {kind}-----");
        text.windows(marker.len()).position(|window| window == marker.as_bytes())
    };
    if let Some(at) = begin("PRIVATE KEY") {
        return Ok(&text[at..]);
    }
    let shown = path.display();
    if begin("ENCRYPTED PRIVATE KEY").is_some() || text.windows(20).any(|window| window == b"Proc-Type: 4,ENCRYPT") {
        return Err(Error::usage(format!("the client certificate's key {shown} is encrypted, which is not supported"))
            .hint(format!("decrypt it into another file: openssl pkcs8 -topk8 -nocrypt -in {shown} -out {shown}.pk8 && chmod 0600 {shown}.pk8")));
    }
    let binary = if text.starts_with(b"-----") { "" } else { " -inform DER" };
    Err(Error::usage(format!("the client certificate's key {shown} is not PKCS#8 in PEM"))
        .hint(format!(
            "convert it, and name the new file with sslkey= or PGSSLKEY: openssl pkcs8 -topk8 -nocrypt{binary} -in {shown} -out {shown}.pk8 && chmod 0600 {shown}.pk8"
        )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_plain_pkcs8_key_is_taken_and_the_others_say_how_to_convert() {
        let path = Path::new("client.key");
        let plain = b"Bag Attributes\n-----BEGIN PRIVATE KEY-----\nAAAA\n";
        assert!(as_pkcs8(path, plain).unwrap().starts_with(b"-----BEGIN PRIVATE KEY-----"));
        for (text, message, command) in [
            (&b"-----BEGIN RSA PRIVATE KEY-----\n"[..], "not PKCS#8", "openssl pkcs8 -topk8 -nocrypt -in client.key"),
            (b"-----BEGIN EC PARAMETERS-----\n-----BEGIN EC PRIVATE KEY-----\n", "not PKCS#8", "pkcs8 -topk8 -nocrypt -in"),
            (b"\x30\x82\x04", "not PKCS#8", "-nocrypt -inform DER -in client.key -out client.key.pk8"),
            (b"-----BEGIN ENCRYPTED PRIVATE KEY-----\n", "is encrypted", "-nocrypt -in client.key"),
            (b"-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n", "is encrypted", "-nocrypt -in client.key"),
        ] {
            let error = as_pkcs8(path, text).unwrap_err();
            assert!(error.message().contains(message), "{error}");
            assert!(error.hints()[0].contains(command), "{:?}", error.hints());
        }
    }
}
