//! Migrations as values: files, what is in them, and how they compare with what a database says was applied. Pure.

pub mod statements;
pub mod tokens;
