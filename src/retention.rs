//! Retention of rows as values: the policy, the table as it is, and the plan that deletes or anonymises what is past its time. Pure.

pub mod expression;
pub mod live;
pub mod log;
pub mod plan;
pub mod policy;
