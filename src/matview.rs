//! Materialized views as values: who reads from whom, and the plan that refreshes them in order. Pure.
