//! Everything that knows PostgreSQL's wire: connecting, sessions, reading the catalog, running plans, the embedded server.

pub mod advisory;
pub mod archive;
pub mod catalog;
pub mod connect;
pub mod connection;
pub mod ephemeral;
pub mod execute;
pub mod extensions;
pub mod health;
pub mod history;
pub mod import;
pub mod journal;
pub mod matviews;
pub mod partitions;
pub mod pooler;
pub mod queries;
pub mod repeatable;
pub mod replay;
pub mod retention;
pub mod scratch;
pub mod server_error;
pub mod session;
pub mod tls;
pub mod world;
