//! Materialized views as values: who reads from whom, and the plan that refreshes them in order. Pure.

mod graph;
mod model;
mod plan;

pub use graph::{Graph, Placed};
pub use model::{Materialized, UniqueIndex, Way};
pub use plan::{Refresh, refreshes};
