//! A table's windows in a row, oldest first, each as one sign; several windows to a sign where there are many. Pure.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDateTime};

use super::bounds::Edge;
use super::calendar::YEARS;
use super::live::Table;
use super::retain::Retain;
use super::survey::Survey;

/// What is so of a window. Where several share a sign, the one that matters most, which is the last of these, shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Nobody wants it, and it is not there.
    Unwanted,
    Past,
    Ahead,
    Current,
    /// It is past its time.
    Due,
    Pending,
    Missing,
    /// Rows of it wait in the default partition.
    InDefault,
}

impl State {
    /// All, with the sign and the word of each.
    pub const ALL: [(Self, char, &'static str); 8] = [
        (Self::Past, '▓', "past"),
        (Self::Current, '█', "now"),
        (Self::Ahead, '▒', "ready"),
        (Self::Due, '×', "past its time"),
        (Self::Pending, '~', "half detached"),
        (Self::Missing, '?', "missing"),
        (Self::InDefault, '!', "missing, with rows in the default partition"),
        (Self::Unwanted, '·', "none"),
    ];

    pub fn sign(self) -> char {
        Self::ALL.iter().find(|(state, ..)| *state == self).map_or(' ', |(_, sign, _)| *sign)
    }
}

/// The picture of one table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timeline {
    pub states: Vec<State>,
    pub from: NaiveDateTime,
    pub to: NaiveDateTime,
    /// How many windows one sign stands for.
    pub windows: usize,
}

/// A stray partition of another century shall not stretch the picture beyond this many windows: it then begins later.
const MOST: usize = 5_000;

/// Draws it in at most `width` signs. `in_default` has the windows, by their lower bounds, whose rows wait.
pub fn draw(
    table: &Table,
    survey: &Survey,
    retain: Option<&Retain>,
    in_default: &BTreeMap<NaiveDateTime, i64>,
    width: usize,
) -> Timeline {
    let calendar = &survey.calendar;
    let point = |edge: Edge| match edge {
        Edge::At(point) if YEARS.contains(&point.year()) => Some(point),
        _ => None,
    };
    let now = survey.current.lower;
    let wanted = survey.wanted.iter();
    let lowers =
        table.partitions.iter().filter_map(|partition| point(partition.lower)).chain(wanted.clone().map(|it| it.lower));
    let uppers = table.partitions.iter().filter_map(|partition| point(partition.upper)).chain(wanted.map(|it| it.upper));
    let (first, last) = (lowers.min().unwrap_or(now), uppers.max().unwrap_or(now));
    // Backwards and forwards from now, so that what is cut is what is far.
    let mut windows = vec![survey.current];
    while windows[windows.len() - 1].lower > first && windows.len() < MOST / 2 {
        windows.push(calendar.before(&windows[windows.len() - 1]));
    }
    windows.reverse();
    while windows[windows.len() - 1].upper < last && windows.len() < MOST {
        windows.push(calendar.after(&windows[windows.len() - 1]));
    }
    let due = retain.map_or_else(Vec::new, |retain| retain.due(&table.partitions, calendar, survey.now));
    // Of a window that is covered in part, a part may be missing.
    let missing: BTreeSet<NaiveDateTime> = survey.missing.iter().map(|missing| missing.window.lower).collect();
    let states: Vec<State> = windows
        .iter()
        .map(|window| {
            let (lower, upper) = (Edge::At(window.lower), Edge::At(window.upper));
            let index = table.partitions.partition_point(|partition| partition.upper <= lower);
            let covering = table.partitions.get(index).filter(|partition| partition.lower < upper);
            let within = window.lower..window.upper;
            match covering {
                _ if in_default.range(within.clone()).next().is_some() => State::InDefault,
                _ if missing.range(within).next().is_some() => State::Missing,
                None => State::Unwanted,
                Some(partition) if partition.detach_pending => State::Pending,
                Some(_) if due.contains(&index) => State::Due,
                Some(_) if *window == survey.current => State::Current,
                Some(_) if window.lower < now => State::Past,
                Some(_) => State::Ahead,
            }
        })
        .collect();
    let each = states.len().div_ceil(width.max(1));
    let states_drawn = states.chunks(each.max(1)).map(|chunk| chunk.iter().copied().max().unwrap_or(State::Unwanted)).collect();
    Timeline { states: states_drawn, from: windows[0].lower, to: windows[windows.len() - 1].upper, windows: each }
}
