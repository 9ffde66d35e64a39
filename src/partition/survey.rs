//! What is wanted against what is there: which windows are missing, what is free of those that something else covers in part,
//! and until when the table is ready. Partitions are recognised by their bounds, never by their names.

use chrono::{DateTime, NaiveDateTime, Utc};

use super::bounds::Edge;
use super::calendar::{Calendar, Window};
use super::finding::{Finding, Weight, some_of};
use super::live::{DefaultRows, Partition, Table};
use super::policy::{DefaultPolicy, Place, Policy, Premake};
use crate::amount;
use crate::error::{Error, Result};

/// More windows than this are a mistake in the policy rather than a wish.
const MOST_WINDOWS: usize = 20_000;

/// A window that nothing covers, or what is free of one, and what its partition will be called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    pub window: Window,
    pub name: String,
}

/// The state of a table at a time.
#[derive(Debug, Clone)]
pub struct Survey {
    pub calendar: Calendar,
    /// The clock, in key time.
    pub now: NaiveDateTime,
    pub current: Window,
    /// Every window that should be there, in order.
    pub wanted: Vec<Window>,
    /// Windows that nothing covers, and parts of windows, the most urgent first: the current one, those ahead, then those behind,
    /// nearest first.
    pub missing: Vec<Missing>,
    /// How many windows cannot be made, because something half detached is in their place.
    pub blocked: usize,
    /// How many of the wanted windows are there: whole, or covered by others.
    pub there: usize,
    /// How many missing windows lie before a partition that exists.
    pub gaps: usize,
    /// How many partitions cover exactly one window but have a name that we would not have given.
    pub adopted: usize,
    /// From now until here every row finds a partition (the default one aside). `None`: not even now.
    pub ready_until: Option<Edge>,
    pub findings: Vec<Finding>,
}

/// Compares a table with its policy at a time.
///
/// # Errors
/// `Failed`, where the policy does not fit the key's type or wants absurdly many windows.
pub fn survey(policy: &Policy, table: &Table, now: DateTime<Utc>) -> Result<Survey> {
    let calendar = policy.calendar(table.key_type)?;
    let now = calendar.key_time(now);
    let current = calendar.window_at(now);
    let wanted = wanted(policy, &calendar, &current, now)?;
    let mut findings = Vec::new();

    let partitions = &table.partitions;
    let mut missing = Vec::new();
    let mut pending: Vec<(usize, &Window)> = Vec::new();
    let (mut adopted, mut there) = (0, 0);
    for window in &wanted {
        let (lower, upper) = (Edge::At(window.lower), Edge::At(window.upper));
        let first = partitions.partition_point(|partition| partition.upper <= lower);
        let overlapping = partitions[first..].iter().take_while(|partition| partition.lower < upper).count();
        let overlapping = &partitions[first..first + overlapping];
        if let Some(position) = overlapping.iter().position(|partition| partition.detach_pending) {
            pending.push((first + position, window));
            continue;
        }
        let free = free(overlapping, window);
        there += usize::from(free.is_empty());
        missing.extend(free.into_iter().map(|part| {
            let name = called(policy, table, &calendar, window, part.lower);
            Missing { window: part, name }
        }));
        if let [only] = overlapping
            && (only.lower, only.upper) == (lower, upper)
            && only.name.name != policy.template.name(&table.name, window)
        {
            adopted += 1;
        }
    }

    let last = partitions.last().map_or(Edge::Lowest, |partition| partition.upper);
    let gaps = missing.iter().filter(|missing| Edge::At(missing.window.lower) < last).count();
    // Rows come for the current window and those after it: they go first.
    missing.sort_by_key(|missing| {
        let distance = missing.window.lower - current.lower;
        (distance < chrono::Duration::zero(), distance.abs())
    });

    report_pending(&mut findings, &pending, table, &calendar);
    for partition in partitions.iter().filter(|partition| partition.detach_pending) {
        if pending.iter().all(|(index, _)| partitions[*index] != *partition) {
            let message = format!("{} is half detached: its rows are not seen", partition.name);
            let hint = finalize(table, &partition.name.to_string());
            findings.push(Finding::new(Weight::Finding, "detach-pending", message).hint(hint));
        }
    }
    report_misaligned(&mut findings, policy, table, &wanted, &calendar);
    if policy.default != DefaultPolicy::Ignore {
        report_rows_in_default(&mut findings, table);
    }
    if let Some(newest) = table.partitions.last().filter(|newest| newest.by.is_some() && policy.within.is_none()) {
        let message = format!("{} is partitioned itself, and new partitions are not", newest.name);
        findings.push(Finding::new(Weight::Finding, "not-partitioned", message).hint(
            "say how they are: partition_by = \"list (region)\" and [partitions] in the policy, with what each of them holds",
        ));
    }
    if policy.since.is_none() {
        report_past_gaps(&mut findings, partitions, &wanted, &calendar);
    }

    let blocked = pending.len();
    let ready_until = ready_until(partitions, now);
    Ok(Survey { calendar, now, current, wanted, missing, blocked, there, gaps, adopted, ready_until, findings })
}

/// From `since`, or the current window, to as far ahead as `premake` says.
fn wanted(policy: &Policy, calendar: &Calendar, current: &Window, now: NaiveDateTime) -> Result<Vec<Window>> {
    let start = policy.since.map_or(current.lower, |since| calendar.start_of(since).min(current.lower));
    let mut window = calendar.window_at(start);
    let mut windows = Vec::new();
    let mut ahead = 0;
    loop {
        windows.push(window);
        if windows.len() > MOST_WINDOWS {
            let error = Error::failed(format!(
                "windows of {} from {} on are more than {MOST_WINDOWS} partitions",
                policy.every,
                calendar.shown(Edge::At(start))
            ));
            return Err(policy.point(error, Place::Since).hint("begin later, or make the windows longer"));
        }
        if window.lower >= current.lower {
            let enough = match policy.premake {
                Premake::Windows(count) => ahead == count,
                Premake::Time(length) => ahead > 0 && window.upper > calendar.away_from(now, length, true),
            };
            if enough {
                return Ok(windows);
            }
            ahead += 1;
        }
        window = calendar.after(&window);
    }
}

/// What partitions, in order, leave of a window.
fn free(partitions: &[Partition], window: &Window) -> Vec<Window> {
    let mut free = Vec::new();
    let mut reached = window.lower;
    for partition in partitions {
        if let Edge::At(lower) = partition.lower
            && lower > reached
        {
            free.push(Window { lower: reached, upper: lower, ..*window });
        }
        reached = match partition.upper {
            Edge::At(upper) => upper,
            Edge::Lowest | Edge::Highest => window.upper,
        };
    }
    if reached < window.upper {
        free.push(Window { lower: reached, ..*window });
    }
    free
}

/// How far partitions follow one another from now on.
fn ready_until(partitions: &[Partition], now: NaiveDateTime) -> Option<Edge> {
    let now = Edge::At(now);
    let first = partitions.partition_point(|partition| partition.upper <= now);
    let mut reached = None;
    for partition in &partitions[first..] {
        let expected = reached.unwrap_or(partition.lower.min(now));
        if partition.lower > expected || partition.lower > now && reached.is_none() || partition.detach_pending {
            break;
        }
        reached = Some(partition.upper);
    }
    reached
}

fn finalize(table: &Table, partition: &str) -> String {
    format!(
        "the next `pgkeel partitions maintain` finishes it, or: ALTER TABLE {} DETACH PARTITION {partition} FINALIZE",
        table.name
    )
}

/// One finding per half detached partition that is in the way of windows.
fn report_pending(findings: &mut Vec<Finding>, pending: &[(usize, &Window)], table: &Table, calendar: &Calendar) {
    for group in pending.chunk_by(|one, other| one.0 == other.0) {
        let windows: Vec<String> = group.iter().map(|(_, window)| calendar.shown(Edge::At(window.lower))).collect();
        let noun = if windows.len() == 1 { "the window from" } else { "the windows from" };
        let partition = table.partitions[group[0].0].name.to_string();
        let windows = some_of(&windows);
        let message = format!("{partition} is half detached and holds the place of {noun} {windows}: inserts there fail");
        findings.push(Finding::new(Weight::Blocked, "detach-pending", message).hint(finalize(table, &partition)));
    }
}

/// What the partition of a window is called that begins at this point of it.
fn called(policy: &Policy, table: &Table, calendar: &Calendar, window: &Window, lower: NaiveDateTime) -> String {
    if lower == window.lower {
        policy.template.name(&table.name, window)
    } else {
        policy.template.name_of_rest(&table.name, window, &calendar.shown(Edge::At(lower)))
    }
}

/// Partitions among the wanted windows that are none of them: windows get what these leave of them.
fn report_misaligned(findings: &mut Vec<Finding>, policy: &Policy, table: &Table, wanted: &[Window], calendar: &Calendar) {
    let (Some(first), Some(last)) = (wanted.first(), wanted.last()) else { return };
    // What was made of the rest of a window has the name that it was given.
    let is_rest = |partition: &Partition| match partition.lower {
        Edge::At(lower) if calendar.holds(partition.lower, partition.upper) => {
            partition.name.name == called(policy, table, calendar, &calendar.window_at(lower), lower)
        }
        _ => false,
    };
    for partition in &table.partitions {
        let beside = partition.upper <= Edge::At(first.lower) || partition.lower >= Edge::At(last.upper);
        if !beside && !calendar.has(partition.lower, partition.upper) && !is_rest(partition) {
            let (lower, upper) = (calendar.shown(partition.lower), calendar.shown(partition.upper));
            let message = format!("{} holds {lower} to {upper}, which is no window of the policy", partition.name);
            findings.push(Finding::new(Weight::Note, "misaligned", message));
        }
    }
}

fn report_rows_in_default(findings: &mut Vec<Finding>, table: &Table) {
    let Some(default) = &table.default else { return };
    match &default.rows {
        DefaultRows::Counted { rows: 0, .. } => (),
        DefaultRows::Counted { rows, or_more } => {
            let (least, verb) = (if *or_more { " or more" } else { "" }, if *rows == 1 { "row is" } else { "rows are" });
            let message = format!("{rows}{least} {verb} in the default partition {}", default.name);
            findings
                .push(Finding::new(Weight::Finding, "rows-in-default", message).hint(
                    "rows there keep the partition that they belong in from being made, and make every attach scan them",
                ));
        }
        DefaultRows::Unknown(reason) => {
            let message = format!("whether rows are in the default partition {} is unknown: {reason}", default.name);
            findings.push(Finding::new(Weight::Note, "default-unknown", message));
        }
    }
}

/// Gaps before the first wanted window are nobody's wish without `since`: said, not filled, because a stray old partition
/// would otherwise ask for thousands of empty ones.
fn report_past_gaps(findings: &mut Vec<Finding>, partitions: &[Partition], wanted: &[Window], calendar: &Calendar) {
    let Some(start) = wanted.first().map(|window| Edge::At(window.lower)) else { return };
    let behind: Vec<_> = partitions.iter().take_while(|partition| partition.lower < start).collect();
    let mut gaps = Vec::new();
    for (index, partition) in behind.iter().enumerate() {
        let next = behind.get(index + 1).map_or(start, |next| next.lower);
        if partition.upper < next {
            gaps.push((partition.upper, next));
        }
    }
    let Some((oldest, _)) = gaps.first() else { return };
    let shown: Vec<_> =
        gaps.iter().map(|(lower, upper)| format!("{} to {}", calendar.shown(*lower), calendar.shown(*upper))).collect();
    let message = format!("{} before the current window: {}", amount::count(gaps.len(), "gap"), some_of(&shown));
    let since = calendar.shown(*oldest);
    let since = since.split(' ').next().unwrap_or_default();
    findings.push(
        Finding::new(Weight::Note, "past-gap", message).hint(format!("to fill them, add since = \"{since}\" to the policy")),
    );
}
