//! Rolling partitions as values: the policy, the calendar, what is there, and the plan that brings the two together. Pure.

pub mod adopt;
pub mod archive;
pub mod bounds;
pub mod calendar;
pub mod convert;
pub mod default;
pub mod drift;
pub mod finding;
pub mod key;
pub mod live;
pub mod log;
pub mod mark;
pub mod names;
pub mod parts;
pub mod plan;
pub mod policy;
pub mod retain;
pub mod retire;
pub mod sections;
pub mod survey;
pub mod timeline;
pub mod urgency;
mod wall;
mod within;

pub use policy::explains;
