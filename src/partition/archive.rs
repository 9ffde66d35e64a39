//! Archives of partitions as values: where one goes, in which form, what its manifest says of it, and the steps that take a
//! table out of the database, or bring it back.

pub mod form;
pub mod manifest;
pub mod path;
pub mod rows;
pub mod steps;
