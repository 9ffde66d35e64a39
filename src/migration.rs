//! Migrations as values: files, what is in them, and how they compare with what a database says was applied. Pure.

pub mod adopt;
pub mod analysis;
pub mod backfill;
pub mod checksum;
pub mod directives;
pub mod draft;
pub mod files;
pub mod history;
pub mod import;
pub mod journal;
pub mod next;
pub mod outcome;
pub mod preflight;
pub mod reach;
pub mod reader;
pub mod repair;
pub mod repeatable;
pub mod replay;
pub mod statements;
pub mod steps;
pub mod tokens;
pub mod variables;
pub mod verify;
