//! Which server to talk to, as whom, and how: connection information as libpq understands it (URLs, keyword strings,
//! `PG*` variables, service files, password files), read once into a value that can be shown without its password.

mod keyword_value;
mod keywords;
mod parameters;
mod password_file;
mod service;
mod url;
mod values;

use std::collections::BTreeMap;
use std::fmt;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

pub use values::{ClientCertificate, Keepalives, Roots, SslMode, TargetSession, TlsSettings, TlsVersion};

use crate::error::{Error, Result};
use parameters::{Parameter, Parameters, Source, invalid};
use password_file::{PasswordFile, Wanted};

/// Where a server's socket is looked for when no host is named: Debian's place, then PostgreSQL's own.
const SOCKET_DIRECTORIES: [&str; 2] = ["/var/run/postgresql", "/tmp"];

const DEFAULT_PORT: u16 = 5432;

/// What a session is called in `pg_stat_activity` where nobody names it.
const APPLICATION_NAME: &str = "pgkeel";

/// How long an address may take to answer where nobody says (`connect_timeout=0` waits for ever, as libpq does by
/// default: a cron job that hangs on a silent network would hold up all that come after it).
const CONNECT_TIMEOUT: Duration = Duration::from_secs(30);

/// A password, and where it came from. It cannot be shown by accident: `Debug` and `Display` print `***`.
#[derive(Clone, PartialEq, Eq)]
pub struct Password {
    secret: Vec<u8>,
    source: String,
}

impl Password {
    fn new(secret: impl Into<Vec<u8>>, source: impl Into<String>) -> Self {
        Self { secret: secret.into(), source: source.into() }
    }

    /// The password itself, for the wire only.
    pub fn reveal(&self) -> &[u8] {
        &self.secret
    }

    /// Where it came from: `PGPASSWORD`, `~/.pgpass:3`, …
    pub fn source(&self) -> &str {
        &self.source
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl fmt::Display for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// Where one server listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// The directory of a Unix socket.
    Socket(PathBuf),
    /// A name to resolve.
    Name(String),
    /// An address, and the name that certificates are checked against (`hostaddr` with `host`).
    Address { address: IpAddr, name: Option<String> },
}

/// One server to try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Host {
    pub place: Place,
    pub port: u16,
    pub password: Option<Password>,
}

impl Host {
    /// What the password file may call it. libpq calls a socket in its usual place `localhost`, and each build of libpq has
    /// another usual place, so that here the directory is a name too.
    fn names_for_passwords(&self) -> Vec<String> {
        match &self.place {
            Place::Socket(directory) => {
                let usual = SOCKET_DIRECTORIES.iter().chain(&["/run/postgresql"]).any(|usual| directory == Path::new(usual));
                usual.then(|| "localhost".to_owned()).into_iter().chain([directory.display().to_string()]).collect()
            }
            Place::Name(name) | Place::Address { name: Some(name), .. } => vec![name.clone()],
            Place::Address { address, name: None } => vec![address.to_string()],
        }
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match &self.place {
            Place::Socket(directory) => return write!(f, "the socket {}:{}", directory.display(), self.port),
            Place::Name(name) | Place::Address { name: Some(name), .. } => name.clone(),
            Place::Address { address, name: None } => address.to_string(),
        };
        if name.contains(':') { write!(f, "[{name}]:{}", self.port) } else { write!(f, "{name}:{}", self.port) }
    }
}

/// All that is needed to open a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectionInfo {
    /// The servers to try, in order; at least one.
    pub hosts: Vec<Host>,
    pub database: String,
    pub user: String,
    pub application_name: String,
    /// Command-line options for the session (`-c statement_timeout=0`).
    pub options: Option<String>,
    pub tls: TlsSettings,
    pub channel_binding: tokio_postgres::config::ChannelBinding,
    pub target_session: TargetSession,
    /// Try the hosts in a random order.
    pub load_balance: bool,
    /// How long each address may take; `None` waits for ever.
    pub connect_timeout: Option<Duration>,
    pub tcp_user_timeout: Option<Duration>,
    pub keepalives: Keepalives,
    /// What a person should know, such as a password file that was passed over. The caller shows them.
    pub warnings: Vec<String>,
}

impl ConnectionInfo {
    /// Puts together what is given (a URL, a string of keywords and values, or the bare name of a database), the service
    /// file, the environment and the defaults, in this order of strength: libpq's (section 34.1.2, 34.15, 34.17).
    ///
    /// `home` is where `.pgpass`, `.pg_service.conf` and `.postgresql/` are looked for; `user_name` is the operating
    /// system's, the default for the user, who is the default for the database.
    ///
    /// # Errors
    /// `Usage`, for what is malformed, unknown, or known to libpq but not supported here.
    pub fn resolve(
        given: Option<&str>,
        environment: &BTreeMap<String, String>,
        home: Option<&Path>,
        user_name: Option<&str>,
    ) -> Result<Self> {
        let mut parameters = Parameters::of_given(pairs(given.unwrap_or_default())?)?;
        let variable = |name: &str| environment.get(name).map(String::as_str).filter(|value| !value.is_empty());
        let service = parameters.text("service").or(variable("PGSERVICE")).map(str::to_owned);
        if let Some(service) = service {
            let file = parameters.text("servicefile").or(variable("PGSERVICEFILE")).map(PathBuf::from);
            service::add(&mut parameters, &service, file.as_deref(), environment, home)?;
        }
        parameters.add_environment(environment);
        parameters.refuse_unsupported()?;

        let mut warnings = Vec::new();
        let user = parameters.text("user").or(user_name).map(str::to_owned).ok_or_else(|| {
            Error::usage("no user name: the operating system has none, and none is given")
                .hint("name one with user= in the connection string, or PGUSER")
        })?;
        let database = parameters.text("dbname").unwrap_or(&user).to_owned();
        let mut hosts = hosts(&parameters)?;
        add_passwords(&mut hosts, &parameters, (&database, &user), home, &mut warnings);
        let connect_timeout = match parameters.integer("connect_timeout")? {
            None => Some(CONNECT_TIMEOUT),
            Some(_) => parameters.duration("connect_timeout", Duration::from_secs(1))?,
        };
        Ok(Self {
            hosts,
            database,
            user,
            application_name: parameters
                .text("application_name")
                .or(parameters.text("fallback_application_name"))
                .unwrap_or(APPLICATION_NAME)
                .to_owned(),
            options: parameters.text("options").map(str::to_owned),
            tls: TlsSettings::of(&parameters, home, &mut warnings)?,
            channel_binding: values::channel_binding(&parameters)?,
            target_session: TargetSession::of(&parameters)?,
            load_balance: parameters.word("load_balance_hosts", &[("disable", false), ("random", true)], false)?,
            connect_timeout,
            tcp_user_timeout: parameters.duration("tcp_user_timeout", Duration::from_millis(1))?,
            keepalives: Keepalives::of(&parameters)?,
            warnings,
        })
    }

    /// Whether a connection string has a password in it, which no file that is shared should.
    ///
    /// # Errors
    /// `Usage`, if it is malformed.
    pub fn holds_password(given: &str) -> Result<bool> {
        Ok(pairs(given)?.iter().any(|(name, value)| name == "password" && !value.is_empty()))
    }

    /// The same server, another database. The password stays, because it belongs to the role: a line of the password
    /// file that names the first database is good for the second.
    #[must_use]
    pub fn with_database(&self, name: &str) -> Self {
        Self { database: name.to_owned(), ..self.clone() }
    }

    /// What the server is called in messages: `layoverhq on db.internal:5432 as deploy`.
    pub fn target(&self) -> String {
        let hosts: Vec<String> = self.hosts.iter().map(Host::to_string).collect();
        format!("{} on {} as {}", self.database, hosts.join(", "), self.user)
    }
}

/// Takes what is given apart: a URL, a string with `=`, or the bare name of a database (`recognized_connection_string`).
fn pairs(given: &str) -> Result<Vec<(String, String)>> {
    match url::without_scheme(given) {
        Some(rest) => url::parse(rest),
        None if given.contains('=') => keyword_value::parse(given),
        None if given.contains("://") => {
            Err(Error::usage("the connection URL does not begin with postgres:// or postgresql://"))
        }
        None if given.is_empty() => Ok(Vec::new()),
        None => Ok(vec![("dbname".to_owned(), given.to_owned())]),
    }
}

/// The servers to try: `hostaddr`, `host` and `port` are lists that belong together (section 34.1.1.3).
fn hosts(parameters: &Parameters) -> Result<Vec<Host>> {
    let list = |name| parameters.text(name).map(|text| text.split(',').map(str::trim).collect::<Vec<_>>());
    let names = list("host");
    let addresses = list("hostaddr");
    let count = addresses.as_ref().or(names.as_ref()).map_or(1, Vec::len);
    if let Some(names) = &names
        && names.len() != count
    {
        return Err(Error::usage(format!("there are {} hosts for {count} entries in hostaddr", names.len())));
    }
    let ports = list("port").unwrap_or_default();
    if ports.len() > 1 && ports.len() != count {
        return Err(Error::usage(format!("there are {} ports for {count} hosts", ports.len()))
            .hint("give one port for all hosts, or one for each"));
    }
    (0..count)
        .map(|index| {
            let port = match ports.get(index).or(ports.first()) {
                None | Some(&"") => DEFAULT_PORT,
                Some(port) => port.parse().ok().filter(|port| *port > 0).ok_or_else(|| invalid_port(parameters))?,
            };
            let name = names.as_ref().map(|names| names[index]).filter(|name| !name.is_empty());
            let address = addresses.as_ref().map(|addresses| addresses[index]).filter(|address| !address.is_empty());
            let place = place(parameters, name, address, port)?;
            Ok(Host { place, port, password: None })
        })
        .collect()
}

/// In a URL, a password with a `/` in it ends up where the port should be: what was given is not repeated.
fn invalid_port(parameters: &Parameters) -> Error {
    match parameters.get("port") {
        Some(parameter) if parameter.source != Source::Given => invalid("port", parameter, "a number from 1 to 65535"),
        _ => Error::usage("the port in the connection string is not a number from 1 to 65535")
            .hint("in a user name or password of a URL, write @ as %40, / as %2F, : as %3A and % as %25"),
    }
}

fn place(parameters: &Parameters, name: Option<&str>, address: Option<&str>, port: u16) -> Result<Place> {
    match (name, address) {
        (_, Some(address)) => {
            let parsed = address.parse().map_err(|_| match parameters.get("hostaddr") {
                Some(parameter) => invalid("hostaddr", parameter, "a list of numeric addresses"),
                None => Error::usage("hostaddr is not a list of numeric addresses"),
            })?;
            Ok(Place::Address { address: parsed, name: name.map(str::to_owned) })
        }
        (Some(name), None) if name.starts_with('/') => Ok(Place::Socket(PathBuf::from(name))),
        (Some(name), None) if name.starts_with('@') => {
            Err(Error::usage("sockets in the abstract namespace (a host that begins with @) are not supported"))
        }
        (Some(name), None) => Ok(Place::Name(name.to_owned())),
        (None, None) => Ok(default_place(&SOCKET_DIRECTORIES, port)),
    }
}

/// The socket that is there, else `localhost`.
fn default_place(directories: &[&str], port: u16) -> Place {
    directories
        .iter()
        .map(PathBuf::from)
        .find(|directory| directory.join(format!(".s.PGSQL.{port}")).exists())
        .map_or_else(|| Place::Name("localhost".to_owned()), Place::Socket)
}

/// Gives each host its password: the same for all if one is given, else what the password file has for it.
fn add_passwords(
    hosts: &mut [Host],
    parameters: &Parameters,
    (database, user): (&str, &str),
    home: Option<&Path>,
    warnings: &mut Vec<String>,
) {
    if let Some(Parameter { value, source }) = parameters.get("password") {
        for host in hosts {
            host.password = Some(Password::new(value.as_bytes(), source.to_string()));
        }
        return;
    }
    let path = parameters.text("passfile").map(PathBuf::from).or_else(|| home.map(|home| home.join(".pgpass")));
    let Some(file) = path.and_then(|path| PasswordFile::read(&path, warnings)) else { return };
    for host in hosts {
        let names = host.names_for_passwords();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        host.password =
            file.find(Wanted { hosts: &names, port: host.port, database, user }).filter(|found| !found.secret.is_empty());
    }
}

#[cfg(test)]
mod tests;
