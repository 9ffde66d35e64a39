//! Why a connection did not come about, in plain words, and what to do next.

use std::error::Error as StdError;
use std::io;
use std::time::Duration;

use tokio_postgres::error::SqlState;

use crate::error::{Error, SqlFacts};
use crate::postgres::connection::{ConnectionInfo, Host, Place, Roots, TargetSession};
use crate::postgres::server_error::{facts, io_cause, plain, with_causes};

/// One attempt that came to nothing.
pub(super) struct Failure {
    pub(super) host: Host,
    /// The host as messages call it.
    pub(super) shown: String,
    /// Whether TLS was spoken, or begun.
    pub(super) encrypted: bool,
    pub(super) cause: Cause,
}

pub(super) enum Cause {
    Lookup(io::Error),
    TimedOut(Duration),
    Server(tokio_postgres::Error),
    /// The session is not of the kind that is wanted.
    Unwanted {
        what: &'static str,
        wanted: TargetSession,
    },
    /// A certificate cannot be checked against a host without a name.
    Unnamed,
}

impl Cause {
    /// Whether this is an answer that another host would not change (as in libpq).
    pub(super) fn is_final(&self) -> bool {
        match self {
            Self::Lookup(_) | Self::TimedOut(_) | Self::Unwanted { .. } => false,
            Self::Unnamed => true,
            Self::Server(error) => match error.code() {
                Some(code) => *code != SqlState::CANNOT_CONNECT_NOW,
                None => io_cause(error).is_none() && !error.is_closed(),
            },
        }
    }

    /// Whether TLS itself failed.
    pub(super) fn is_handshake(&self) -> bool {
        matches!(self, Self::Server(error) if tls_cause(error).is_some())
    }

    /// Whether `pg_hba.conf` or the role's rights said no, which may be different with or without TLS.
    pub(super) fn is_refused_access(&self) -> bool {
        matches!(self, Self::Server(error) if error.code() == Some(&SqlState::INVALID_AUTHORIZATION_SPECIFICATION))
    }
}

fn tls_cause(error: &tokio_postgres::Error) -> Option<&native_tls::Error> {
    error.source().and_then(|cause| cause.downcast_ref())
}

/// A reason, and what to do about it.
struct Account {
    reason: String,
    facts: Option<SqlFacts>,
    hints: Vec<String>,
}

impl Account {
    fn new(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), facts: None, hints: Vec::new() }
    }

    fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }
}

/// The error that tells all failures: in one line if there is one, in a line each if there are more.
pub(super) fn explain(info: &ConnectionInfo, failures: &[Failure]) -> Error {
    let mut accounts: Vec<(String, Account)> = Vec::new();
    for failure in failures {
        let account = account(info, failure);
        // With sslmode=prefer or allow, the same refusal may have come twice.
        if !accounts.iter().any(|(shown, known)| *shown == failure.shown && known.reason == account.reason) {
            accounts.push((failure.shown.clone(), account));
        }
    }
    let message = match accounts.as_slice() {
        [] => "no host to connect to".to_owned(),
        [(_, account)] => format!("cannot connect to {}: {}", info.target(), account.reason),
        several => {
            let lines: Vec<String> = several.iter().map(|(shown, account)| format!("  {shown}: {}", account.reason)).collect();
            format!("cannot connect to {}:\n{}", info.target(), lines.join("\n"))
        }
    };
    let mut error = Error::failed(message);
    if let Some(facts) = accounts.iter().rev().find_map(|(_, account)| account.facts.clone()) {
        error = error.with_sql(facts);
    }
    let mut hints: Vec<String> = Vec::new();
    for hint in accounts.into_iter().flat_map(|(_, account)| account.hints) {
        if !hints.contains(&hint) {
            hints.push(hint);
        }
    }
    hints.into_iter().fold(error, Error::hint)
}

fn account(info: &ConnectionInfo, failure: &Failure) -> Account {
    match &failure.cause {
        Cause::Lookup(cause) => {
            let cause = plain(cause);
            let cause = cause.rsplit(": ").next().unwrap_or(&cause);
            Account::new(format!("the host's name does not resolve ({cause})")).hint("check the spelling of the host, and DNS")
        }
        Cause::TimedOut(limit) => Account::new(format!("no answer within {} s", limit.as_secs()))
            .hint("is the address right, and does a firewall let it through? connect_timeout (PGCONNECT_TIMEOUT) sets the patience in seconds"),
        Cause::Unwanted { what, wanted } => {
            Account::new(format!("{what}, but target_session_attrs={} is asked for", wanted.word()))
        }
        Cause::Unnamed => Account::new("sslmode=verify-full has no host name to check the server's certificate against")
            .hint("give host= beside hostaddr=, or use sslmode=verify-ca"),
        Cause::Server(error) => {
            if let Some(said) = error.as_db_error() {
                let mut account = Account::new(said.message());
                account.hints = hints_for(info, failure, said.code(), said.message());
                account.facts = Some(facts(said));
                account
            } else if let Some(cause) = tls_cause(error) {
                handshake(info, &with_causes(cause))
            } else if let Some(cause) = io_cause(error) {
                unreachable(info, failure, cause)
            } else if error.is_closed() {
                Account::new("the server closed the connection before it was open").hint("its log may say why")
            } else {
                client_side(info, error)
            }
        }
    }
}

/// What tokio-postgres itself refuses to go on with. It tells these apart by their words only.
fn client_side(info: &ConnectionInfo, error: &tokio_postgres::Error) -> Account {
    let cause = error.source().map(ToString::to_string).unwrap_or_default();
    match cause.as_str() {
        "password missing" => {
            let account = Account::new("the server asks for a password, and there is none");
            where_passwords_come_from(info).into_iter().fold(account, Account::hint)
        }
        "server does not support TLS" => {
            Account::new(format!("the server does not speak TLS, and sslmode={} demands it", info.tls.mode.word()))
                .hint("switch `ssl` on at the server; or, where the network can be trusted, use sslmode=prefer")
        }
        "unsupported authentication method" => {
            Account::new("the server asks for Kerberos, GSSAPI or SSPI authentication, which is not supported")
                .hint("let pg_hba.conf ask for scram-sha-256 or cert for this user")
        }
        "server did not use channel binding" | "channel binding not supported by server" => {
            Account::new("channel_binding=require is asked for, and the server does not do it")
                .hint("it takes TLS and scram-sha-256 at the server")
        }
        _ => Account::new(with_causes(error)),
    }
}

fn where_passwords_come_from(info: &ConnectionInfo) -> Vec<String> {
    let mut hints = info.warnings.clone();
    hints.push(format!(
        "set PGPASSWORD; or add a line host:port:database:{}:password to ~/.pgpass (or the file that PGPASSFILE names), mode 0600; or name a service with PGSERVICE",
        info.user
    ));
    hints
}

fn hints_for(info: &ConnectionInfo, failure: &Failure, code: &SqlState, message: &str) -> Vec<String> {
    let one = |hint: &str| vec![hint.to_owned()];
    if *code == SqlState::INVALID_PASSWORD {
        return match &failure.host.password {
            Some(password) => vec![format!("the password came from {}: is it right for {}?", password.source(), info.user)],
            None => where_passwords_come_from(info),
        };
    }
    if *code == SqlState::INVALID_CATALOG_NAME {
        return vec![format!("check the name (psql -l lists the databases), or create it: createdb {}", info.database)];
    }
    if *code == SqlState::INVALID_AUTHORIZATION_SPECIFICATION {
        if message.contains("client certificate") {
            return one(
                "name it with sslcert= and sslkey= (PGSSLCERT, PGSSLKEY), or put it at ~/.postgresql/postgresql.crt and .key",
            );
        }
        if message.contains("certificate authentication failed") {
            return vec![format!(
                "the common name of the client certificate must be {}, or pg_ident.conf must map it",
                info.user
            )];
        }
        if message.contains("pg_hba.conf") {
            let how = if failure.encrypted { "with TLS" } else { "without TLS" };
            return vec![format!(
                "the connection was {how}; a line in the server's pg_hba.conf must let this user, database and address in that way"
            )];
        }
        return one("check the user: user= in the connection string, or PGUSER; by default it is the operating system's");
    }
    if *code == SqlState::TOO_MANY_CONNECTIONS {
        return one(
            "try again later; `select application_name, state, count(*) from pg_stat_activity group by 1, 2` shows who holds them; max_connections sets the limit",
        );
    }
    if *code == SqlState::CANNOT_CONNECT_NOW {
        return one("the server is starting up, shutting down or recovering: try again in a moment");
    }
    if *code == SqlState::INSUFFICIENT_PRIVILEGE {
        return vec![format!("let the role in: grant connect on database {} to {}", info.database, info.user)];
    }
    Vec::new()
}

/// TLS began and failed. The libraries tell the reasons apart by their words only; these are OpenSSL's.
fn handshake(info: &ConnectionInfo, said: &str) -> Account {
    let lower = said.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    if has(&["hostname mismatch", "ip address mismatch", "host name mismatch"]) {
        return Account::new("the server's certificate is not for this host (its name does not match)")
            .hint("connect by a name that the certificate has, or have it issued anew with this one; sslmode=verify-ca checks only who issued it");
    }
    if has(&["certificate has expired"]) {
        return Account::new("the server's certificate, or its issuer's, has expired").hint("have it renewed on the server");
    }
    if has(&["not yet valid"]) {
        return Account::new("the server's certificate is not valid yet")
            .hint("compare the clocks of this machine and the server");
    }
    if has(&["local issuer", "self-signed", "self signed", "unable to verify the first certificate", "not trusted"]) {
        let (who, hint) = match &info.tls.roots {
            Roots::File(path) => (
                format!("an authority in {}", path.display()),
                "name the certificate of the authority that issued the server's: sslrootcert=FILE or PGSSLROOTCERT",
            ),
            _ => (
                "an authority that this system trusts".to_owned(),
                "if the authority is your own, name its certificate: sslrootcert=FILE or PGSSLROOTCERT",
            ),
        };
        return Account::new(format!("the server's certificate was not issued by {who}")).hint(hint);
    }
    if has(&["alert"]) {
        return refused_certificate(said);
    }
    Account::new(format!("TLS failed: {said}"))
}

fn refused_certificate(said: &str) -> Account {
    Account::new(format!("the server broke off TLS ({})", said.split(':').find(|part| part.contains("alert")).unwrap_or(said).trim()))
        .hint("the server's log says why; often it does not trust the client certificate, or the protocol versions do not meet (ssl_min_protocol_version)")
}

fn unreachable(info: &ConnectionInfo, failure: &Failure, cause: &io::Error) -> Account {
    let socket = match &failure.host.place {
        Place::Socket(directory) => Some(directory.join(format!(".s.PGSQL.{}", failure.host.port))),
        _ => None,
    };
    match (cause.kind(), socket) {
        (io::ErrorKind::NotFound, Some(socket)) => Account::new(format!("there is no socket {}", socket.display()))
            .hint("is PostgreSQL running, and is this its unix_socket_directories and port?"),
        (io::ErrorKind::ConnectionRefused, Some(socket)) => Account::new(format!("nobody listens on {}", socket.display()))
            .hint("the socket was left behind by a server that no longer runs: start it"),
        (io::ErrorKind::PermissionDenied, Some(socket)) => Account::new(format!("{} may not be opened by this user", socket.display()))
            .hint("unix_socket_permissions and unix_socket_group say who may"),
        (io::ErrorKind::ConnectionRefused, None) => Account::new("connection refused")
            .hint("is PostgreSQL running there, and does it listen on this address and port (listen_addresses, port)?"),
        (io::ErrorKind::TimedOut, _) => Account::new("no answer in time")
            .hint("is the address right, and does a firewall let it through? connect_timeout (PGCONNECT_TIMEOUT) sets the patience in seconds"),
        // The server's last word on a client certificate may be lost with the connection.
        (io::ErrorKind::UnexpectedEof | io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe, _)
            if failure.encrypted && info.tls.client.is_some() =>
        {
            refused_certificate("it closed the connection")
        }
        (io::ErrorKind::UnexpectedEof | io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe, _) => {
            Account::new("the server closed the connection before it was open").hint("its log may say why; is it PostgreSQL that listens there?")
        }
        (_, _) if failure.encrypted && cause.to_string().contains("alert") => refused_certificate(&cause.to_string()),
        _ => Account::new(plain(cause)).hint("check the host and port, and the network between"),
    }
}
