//! How soon a table has no partition for its rows, where windows that its policy wants are missing: what cannot wait for the next
//! run, or for the one after.

use chrono::{Duration, NaiveDateTime};

use super::bounds::Edge;
use super::finding::{Finding, Weight};
use super::live::Table;
use super::survey::Survey;
use crate::amount;

/// No window is so long that less head-room than this is enough.
const SOON: Duration = Duration::days(1);

/// How long the table stays ready. `None` where it is not ready now, or is for ever.
pub fn head_room(ready_until: Option<Edge>, now: NaiveDateTime) -> Option<Duration> {
    match ready_until {
        Some(Edge::At(until)) => Some(until - now),
        _ => None,
    }
}

/// The same for people.
pub fn shown_head_room(ready_until: Option<Edge>, now: NaiveDateTime) -> String {
    let whole = |number: i64, noun: &str| amount::count(usize::try_from(number).unwrap_or(0), noun);
    match head_room(ready_until, now) {
        None if ready_until.is_some() => "for ever".to_owned(),
        None => "none".to_owned(),
        Some(length) if length.num_hours() >= 48 => whole(length.num_days(), "day"),
        Some(length) if length.num_minutes() >= 120 => whole(length.num_hours(), "hour"),
        Some(length) => whole(length.num_minutes(), "minute"),
    }
}

/// Inserts fail, or will within a window, or a day where windows are longer. With a default partition they do not fail.
pub fn critical(table: &Table, survey: &Survey) -> Option<Finding> {
    let Survey { current, now, ready_until, .. } = survey;
    let ahead = survey.blocked > 0 || survey.missing.iter().any(|missing| missing.window.upper > *now);
    if table.default.is_some() || !ahead {
        return None;
    }
    let message = match head_room(*ready_until, *now) {
        None if ready_until.is_some() => return None,
        None => "inserts of now fail: no partition takes them".to_owned(),
        Some(left) if left < (current.upper - current.lower).min(SOON) => {
            let until = ready_until.map(|edge| survey.calendar.shown(edge)).unwrap_or_default();
            format!("inserts fail in {}: there is no partition from {until} on", shown_head_room(*ready_until, *now))
        }
        Some(_) => return None,
    };
    Some(Finding::new(Weight::Critical, "inserts-fail", message))
}
