//! Opens a connection: every host and every address of it, with and without TLS as `sslmode` says, until one is the kind
//! of session that is wanted; or says of each why not.

mod canceller;
mod failure;

use std::collections::VecDeque;
use std::fmt;
use std::net::SocketAddr;
use std::time::Duration;

use postgres_native_tls::TlsStream;
use tokio_postgres::config::SslMode as Negotiation;
use tokio_postgres::{Client, Config, Connection, SimpleQueryMessage, Socket};

use super::connection::{ConnectionInfo, Host, Place, SslMode, TargetSession};
use super::tls::Connector;
use crate::error::{Error, Result};
use canceller::Address;
use failure::{Cause, Failure};

pub use canceller::Canceller;

/// The half of a connection that must be polled for the other half, the client, to get answers.
pub type Wire = Connection<Socket, TlsStream<Socket>>;

/// An open connection.
pub struct Opened {
    pub client: Client,
    /// To be polled by the caller, who wants its notices.
    pub connection: Wire,
    pub canceller: Canceller,
    /// Which of the hosts it is, as messages call it.
    pub host: String,
    pub encrypted: bool,
}

impl fmt::Debug for Opened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Opened").field("host", &self.host).field("encrypted", &self.encrypted).finish_non_exhaustive()
    }
}

/// Opens a connection to the first host that will do.
///
/// As in libpq, the next host is tried where one cannot be reached, does not answer in time, is starting up, or is not the
/// kind of session that `target_session_attrs` wants; a server that answers "no" (a wrong password, an unknown database,
/// a certificate that is not trusted) ends the search.
///
/// # Errors
/// `Failed`, with the reason for each host that was tried and what to do about it; `Usage` where a file for TLS is not
/// what it should be.
pub async fn open(info: &ConnectionInfo) -> Result<Opened, Error> {
    let mut search = Search { info, failures: Vec::new() };
    if info.target_session == TargetSession::PreferStandby {
        if let Some(opened) = search.all_hosts(TargetSession::Standby).await? {
            return Ok(opened);
        }
        if search.failures.last().is_some_and(|failure| failure.cause.is_final()) {
            return Err(failure::explain(info, &search.failures));
        }
        search.failures.clear();
        return search.all_hosts(TargetSession::Any).await?.ok_or_else(|| failure::explain(info, &search.failures));
    }
    search.all_hosts(info.target_session).await?.ok_or_else(|| failure::explain(info, &search.failures))
}

struct Search<'a> {
    info: &'a ConnectionInfo,
    failures: Vec<Failure>,
}

/// One address of one host.
struct Endpoint<'a> {
    host: &'a Host,
    address: Address,
}

impl Endpoint<'_> {
    /// `db.internal:5432`, and the address where there are several to tell apart.
    fn shown(&self, addresses: usize) -> String {
        match (&self.host.place, &self.address) {
            (Place::Name(_), Address::Tcp(address)) if addresses > 1 => format!("{} ({})", self.host, address.ip()),
            _ => self.host.to_string(),
        }
    }

    /// What TLS is begun with: without a name, the address.
    fn name(&self) -> String {
        match &self.host.place {
            Place::Name(name) | Place::Address { name: Some(name), .. } => name.clone(),
            Place::Address { address, name: None } => address.to_string(),
            Place::Socket(_) => String::new(),
        }
    }
}

impl Search<'_> {
    /// The first session that is wanted; `None` (and a failure each) if there is none.
    async fn all_hosts(&mut self, wanted: TargetSession) -> Result<Option<Opened>> {
        let mut hosts: Vec<&Host> = self.info.hosts.iter().collect();
        if self.info.load_balance {
            fastrand::shuffle(&mut hosts);
        }
        for host in hosts {
            let addresses = match self.addresses(host).await {
                Ok(addresses) => addresses,
                Err(cause) => {
                    self.failures.push(Failure { host: host.clone(), shown: host.to_string(), encrypted: false, cause });
                    continue;
                }
            };
            for address in &addresses {
                let endpoint = Endpoint { host, address: address.clone() };
                if let Some(opened) = self.endpoint(&endpoint, addresses.len(), wanted).await? {
                    return Ok(Some(opened));
                }
                if self.failures.last().is_some_and(|failure| failure.cause.is_final()) {
                    return Ok(None);
                }
            }
        }
        Ok(None)
    }

    /// What a host's name resolves to.
    async fn addresses(&self, host: &Host) -> Result<Vec<Address>, Cause> {
        let name = match &host.place {
            Place::Socket(directory) => return Ok(vec![Address::Socket(directory.join(format!(".s.PGSQL.{}", host.port)))]),
            Place::Address { address, .. } => return Ok(vec![Address::Tcp(SocketAddr::new(*address, host.port))]),
            Place::Name(name) => name,
        };
        let found = match within(self.info.connect_timeout, tokio::net::lookup_host((name.as_str(), host.port))).await {
            Some(found) => found.map_err(Cause::Lookup)?,
            None => return Err(Cause::TimedOut(self.info.connect_timeout.unwrap_or_default())),
        };
        let mut addresses: Vec<Address> = Vec::new();
        for address in found.map(Address::Tcp) {
            if !addresses.contains(&address) {
                addresses.push(address);
            }
        }
        if self.info.load_balance {
            fastrand::shuffle(&mut addresses);
        }
        Ok(addresses)
    }

    /// Tries one address, without TLS or with it, and once more the other way where `sslmode` allows it.
    async fn endpoint(&mut self, endpoint: &Endpoint<'_>, addresses: usize, wanted: TargetSession) -> Result<Option<Opened>> {
        let mode = if matches!(endpoint.host.place, Place::Socket(_)) { SslMode::Disable } else { self.info.tls.mode };
        let mut ways = VecDeque::from(match mode {
            SslMode::Disable => vec![Negotiation::Disable],
            SslMode::Allow => vec![Negotiation::Disable, Negotiation::Require],
            SslMode::Prefer => vec![Negotiation::Prefer, Negotiation::Disable],
            SslMode::Require | SslMode::VerifyCa | SslMode::VerifyFull => vec![Negotiation::Require],
        });
        while let Some(way) = ways.pop_front() {
            // The files for TLS are read only where TLS is tried: if they are wrong, they matter only then.
            let connector = match way {
                Negotiation::Disable => Connector::off(),
                _ => Connector::new(&self.info.tls)?,
            };
            let attempt = self.attempt(endpoint, way, &connector, wanted);
            let cause = match within(self.info.connect_timeout, attempt).await {
                Some(Ok((client, connection))) => {
                    let canceller = Canceller::new(
                        client.cancel_token(),
                        (endpoint.address.clone(), endpoint.name()),
                        connector.again(),
                        self.info.connect_timeout,
                    );
                    let encrypted = connector.began();
                    return Ok(Some(Opened { client, connection, canceller, host: endpoint.host.to_string(), encrypted }));
                }
                Some(Err(cause)) => cause,
                None => Cause::TimedOut(self.info.connect_timeout.unwrap_or_default()),
            };
            let encrypted = connector.began();
            let try_the_other_way = match mode {
                SslMode::Prefer => encrypted && (cause.is_handshake() || cause.is_refused_access()),
                SslMode::Allow => cause.is_refused_access(),
                _ => false,
            };
            let shown = endpoint.shown(addresses);
            self.failures.push(Failure { host: endpoint.host.clone(), shown, encrypted, cause });
            if !try_the_other_way {
                break;
            }
        }
        Ok(None)
    }

    async fn attempt(
        &self,
        endpoint: &Endpoint<'_>,
        way: Negotiation,
        connector: &Connector,
        wanted: TargetSession,
    ) -> Result<(Client, Wire), Cause> {
        if self.info.tls.mode == SslMode::VerifyFull && matches!(endpoint.host.place, Place::Address { name: None, .. }) {
            return Err(Cause::Unnamed);
        }
        let (client, mut connection) =
            config(self.info, endpoint, way).connect(connector.clone()).await.map_err(Cause::Server)?;
        if wanted != TargetSession::Any
            && let Some(what) = unwanted(&client, &mut connection, wanted).await.map_err(Cause::Server)?
        {
            return Err(Cause::Unwanted { what, wanted });
        }
        Ok((client, connection))
    }
}

fn config(info: &ConnectionInfo, endpoint: &Endpoint<'_>, way: Negotiation) -> Config {
    let mut config = Config::new();
    config
        .user(&info.user)
        .dbname(&info.database)
        .application_name(&info.application_name)
        .port(endpoint.host.port)
        .ssl_mode(way)
        .channel_binding(info.channel_binding)
        .keepalives(info.keepalives.on);
    if let Some(password) = &endpoint.host.password {
        config.password(password.reveal());
    }
    if let Some(options) = &info.options {
        config.options(options);
    }
    // These two go with the cancel request as well.
    if let Some(timeout) = info.connect_timeout {
        config.connect_timeout(timeout);
    }
    if let Some(timeout) = info.tcp_user_timeout {
        config.tcp_user_timeout(timeout);
    }
    if let Some(idle) = info.keepalives.idle {
        config.keepalives_idle(idle);
    }
    if let Some(interval) = info.keepalives.interval {
        config.keepalives_interval(interval);
    }
    if let Some(count) = info.keepalives.count {
        config.keepalives_retries(count);
    }
    match &endpoint.host.place {
        Place::Socket(directory) => {
            config.host_path(directory);
        }
        Place::Name(_) | Place::Address { .. } => {
            config.host(endpoint.name());
        }
    }
    if let Address::Tcp(address) = &endpoint.address {
        config.hostaddr(address.ip());
    }
    config
}

/// Asks an open session what it is; says what, if that is not what is wanted.
async fn unwanted(
    client: &Client,
    connection: &mut Wire,
    wanted: TargetSession,
) -> Result<Option<&'static str>, tokio_postgres::Error> {
    const QUESTION: &str = "SELECT pg_catalog.pg_is_in_recovery(), pg_catalog.current_setting('transaction_read_only') OPERATOR(pg_catalog.=) 'on'";
    let answer = client.simple_query(QUESTION);
    tokio::pin!(answer);
    let rows = tokio::select! {
        rows = &mut answer => rows?,
        // The wire ends only where it breaks, and then the answer says so too.
        ended = connection => {
            ended?;
            answer.await?
        }
    };
    let is_true =
        |column| rows.iter().any(|message| matches!(message, SimpleQueryMessage::Row(row) if row.get(column) == Some("t")));
    let (standby, read_only) = (is_true(0), is_true(1));
    Ok(match wanted {
        TargetSession::ReadWrite if read_only => Some("its sessions are read-only"),
        TargetSession::ReadOnly if !read_only => Some("its sessions are read-write"),
        TargetSession::Primary if standby => Some("it is a standby"),
        TargetSession::Standby if !standby => Some("it is a primary"),
        _ => None,
    })
}

/// What comes in time.
async fn within<T>(limit: Option<Duration>, future: impl Future<Output = T>) -> Option<T> {
    match limit {
        Some(limit) => tokio::time::timeout(limit, future).await.ok(),
        None => Some(future.await),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_can_be_opened_by_spawned_tasks() {
        fn is_send<T: Send>(_: &T) {}
        let info = ConnectionInfo::resolve(Some("host=h"), &std::collections::BTreeMap::new(), None, Some("me")).unwrap();
        is_send(&open(&info));
        is_send(&None::<Opened>);
    }
}
