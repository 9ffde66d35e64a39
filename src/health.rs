//! Health checks as data: what each asks, from where on it worries, and what to do then. Pure.
//! A check's query gives a [`Reading`], [`judge`] makes a [`Finding`] of it, the worst [`Status`] decides.

mod check;
mod checks;
mod configured;
mod finding;
mod pattern;
mod record;
mod selection;
mod state;
mod threshold;

pub use check::{Answer, Check, Extension, Group, Unit};
pub use checks::CHECKS;
pub use configured::{Acceptance, Configured, Written};
pub use finding::{Evidence, Finding, Object, Reading, Status, judge, worst};
pub use record::record;
pub use selection::{Choice, Selected, select};
pub use state::{Sample, State, not_watched, resolve};
pub use threshold::{Direction, Thresholds};
