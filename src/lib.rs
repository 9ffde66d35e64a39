//! pgkeel keeps a PostgreSQL database on an even keel. This is the map of the house:
//!
//! | kind | rooms |
//! |---|---|
//! | the door | [`cli`] (words in), [`settings`] (flags, environment, files, once), [`ui`] (words out), [`error`] |
//! | the commands | [`commands`]: one file per command, read → plan → act → show |
//! | the domain, pure | [`schema`], [`migration`], [`partition`], [`matview`], [`health`], [`plan`] |
//! | the server | [`postgres`]: everything that knows PostgreSQL's wire |
//!
//! `tests/house.rs` checks who may import whom.

pub mod error;
pub mod identifier;
pub mod interrupt;
pub mod plan;
pub mod postgres;
pub mod toml_file;
