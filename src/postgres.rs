//! The server: everything that knows PostgreSQL's wire. How to reach it ([`connection`], [`connect`], [`tls`]) and what it
//! says when it refuses ([`server_error`]).

pub mod connect;
pub mod connection;
pub mod server_error;
pub mod tls;
