//! Materialized views as values: who reads from whom, which are due, and the plan that refreshes them in order. Pure.

mod due;
mod graph;
mod key;
mod model;
mod plan;
mod record;
mod row_key;
mod upkeep;

pub use due::{Due, FailedAttempt, History, Reads, Record, Remembered, Source, because_of, due};
pub use graph::{Graph, Placed};
pub use key::unique_columns;
pub use model::{Materialized, UniqueIndex, Way};
pub use plan::{Asked, Refresh, refreshes, together};
pub use record::{creation, failed, forgetting};
pub use row_key::Base;
pub use upkeep::{Schedule, Upkeep};
