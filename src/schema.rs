//! A schema as a value: the model, its declared form, what differs between two, and the plan from one to the other. Pure.

pub mod alter;
pub mod create;
pub mod declared;
pub mod diff;
pub mod kind;
pub mod model;
pub mod order;
pub mod parts;
pub mod pattern;
pub mod plan;
pub mod privileges;
pub mod rename;
pub mod selection;
pub mod text;
