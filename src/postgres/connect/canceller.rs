//! Stops what the server is doing for a connection, over a second connection with the same trust.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, UnixStream};
use tokio_postgres::CancelToken;

use crate::error::{Error, Result};
use crate::postgres::server_error::from_server;
use crate::postgres::tls::Connector;

/// How long a request to cancel may take where `connect_timeout` is off.
const TIMEOUT: Duration = Duration::from_secs(10);

/// Where the server of a connection is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Address {
    Socket(PathBuf),
    Tcp(SocketAddr),
}

/// Asks for one connection.
#[derive(Clone)]
pub struct Canceller {
    token: CancelToken,
    address: Address,
    /// What TLS is begun with.
    name: String,
    connector: Connector,
    timeout: Duration,
}

impl Canceller {
    pub(super) fn new(
        token: CancelToken,
        (address, name): (Address, String),
        connector: Connector,
        timeout: Option<Duration>,
    ) -> Self {
        Self { token, address, name, connector, timeout: timeout.unwrap_or(TIMEOUT) }
    }

    /// Asks the server to cancel the statement that runs now, and gives back when it has: no later statement is hit. The server
    /// does not say whether there was one to cancel: the statement's own error (57014) does.
    ///
    /// # Errors
    /// Where the server cannot be reached.
    pub async fn cancel(&self) -> Result<()> {
        match tokio::time::timeout(self.timeout, self.connect_and_ask()).await {
            Ok(result) => result.map_err(|error| error.while_doing("cannot cancel the running statement")),
            Err(_) => Err(Error::failed(format!(
                "cannot cancel the running statement: the server did not answer within {} s",
                self.timeout.as_secs()
            ))),
        }
    }

    async fn connect_and_ask(&self) -> Result<()> {
        let unreachable = |cause: io::Error| Error::failed(cause.to_string());
        // The second of the two is the same connection: the first goes with the request.
        match &self.address {
            Address::Socket(path) => {
                let twice = async || -> io::Result<_> {
                    let stream = UnixStream::connect(path).await?.into_std()?;
                    Ok((UnixStream::from_std(stream.try_clone()?)?, UnixStream::from_std(stream)?))
                };
                let (stream, same) = twice().await.map_err(unreachable)?;
                self.ask(stream, same).await
            }
            Address::Tcp(address) => {
                let twice = async || -> io::Result<_> {
                    let stream = TcpStream::connect(address).await?.into_std()?;
                    Ok((TcpStream::from_std(stream.try_clone()?)?, TcpStream::from_std(stream)?))
                };
                let (stream, same) = twice().await.map_err(unreachable)?;
                self.ask(stream, same).await
            }
        }
    }

    /// PostgreSQL closes the connection of a request once it has signalled the backend, which is why libpq waits for that too
    /// (the manual, "Canceling Requests in Progress"); tokio-postgres does not.
    async fn ask<S>(&self, stream: S, mut same: S) -> Result<()>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        self.token.cancel_query_raw(stream, self.connector.handshake(&self.name)).await.map_err(|error| from_server(&error))?;
        // However it is closed, it is.
        let _ = tokio::io::copy(&mut same, &mut tokio::io::sink()).await;
        Ok(())
    }
}
