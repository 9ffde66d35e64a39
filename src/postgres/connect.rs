//! Connecting (interim).
use super::connection::ConnectionInfo;
use crate::error::{Error, Result};
pub type Stream = postgres_native_tls::TlsStream<tokio_postgres::Socket>;
pub struct Opened {
    pub client: tokio_postgres::Client,
    pub connection: tokio_postgres::Connection<tokio_postgres::Socket, Stream>,
    pub canceller: Canceller,
    pub host: String,
    pub encrypted: bool,
}
#[derive(Clone)]
pub struct Canceller {
    token: tokio_postgres::CancelToken,
    tls: postgres_native_tls::MakeTlsConnector,
}
impl Canceller {
    pub async fn cancel(&self) -> Result<()> {
        self.token.cancel_query(self.tls.clone()).await.map_err(|e| Error::failed(e.to_string()))
    }
}
pub async fn open(info: &ConnectionInfo) -> Result<Opened> {
    let tls = postgres_native_tls::MakeTlsConnector::new(native_tls::TlsConnector::new().unwrap());
    let config: tokio_postgres::Config = info.url.parse().map_err(|e: tokio_postgres::Error| Error::failed(e.to_string()))?;
    let (client, connection) = config.connect(tls.clone()).await.map_err(|e| super::server_error::from_server(&e))?;
    let canceller = Canceller { token: client.cancel_token(), tls };
    Ok(Opened { client, connection, canceller, host: String::new(), encrypted: false })
}
