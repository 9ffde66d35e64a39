//! `[retain]` as it is written, and which partitions are past their time by it.

use chrono::{Datelike, NaiveDateTime};
use serde::Deserialize;
use toml::{Spanned, Value};

use super::archive::path::PathTemplate;
use super::bounds::Edge;
use super::calendar::{Calendar, YEARS};
use super::live::Partition;
use super::log::Place;
use super::wall::Every;
use crate::retention::log::{self, Log};

/// The section as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Written {
    #[serde(rename = "for")]
    age: Spanned<Value>,
    then: Spanned<String>,
    grace: Option<Spanned<String>>,
    quarantine: Option<Spanned<String>>,
    max_per_run: Option<Spanned<i64>>,
    min_keep: Option<Spanned<i64>>,
    archive: Option<Spanned<String>>,
    pub(super) log: Option<log::Written>,
}

/// How long partitions are kept, and what then becomes of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retain {
    pub age: Age,
    pub then: Then,
    /// Where archives go, by `then = "archive"`.
    pub archive: PathTemplate,
    /// How long a detached table waits before it is dropped, or archived and dropped.
    pub grace: Option<Every>,
    /// The schema that detached tables are moved to.
    pub quarantine: Option<String>,
    /// How many are detached, and how many dropped, by one run at most.
    pub max_per_run: usize,
    /// The newest of the partitions that are over: so many stay, whatever their age.
    pub min_keep: usize,
    /// Where a line is written on each table that goes.
    pub log: Option<Log<Place>>,
}

/// How old a partition must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Age {
    /// All that it can hold is older.
    Time(Every),
    /// So many windows lie between it and the current one.
    Windows(u32),
}

/// What becomes of a partition that is past its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// It is said, and nothing done.
    Keep,
    Detach,
    /// It is written into a file, which is verified, and dropped.
    Archive,
    Drop,
}

impl Then {
    /// Whether what is detached goes in the end.
    pub fn drops(self) -> bool {
        matches!(self, Self::Archive | Self::Drop)
    }
}

/// What is wrong, where in the file, and a hint.
pub(super) struct Fault(pub usize, pub String, pub &'static str);

const MOST_PER_RUN: usize = 100;
const AGE_HINT: &str = "write it like \"24 months\", \"90 days\" or \"12 windows\"";

impl Retain {
    pub(super) fn read(written: &Written, log: Option<Log<Place>>) -> Result<Self, Fault> {
        let age = read_age(&written.age)?;
        let at = written.then.span().start;
        let then = match written.then.as_ref().as_str() {
            "keep" => Then::Keep,
            "detach" => Then::Detach,
            "archive" => Then::Archive,
            "drop" => Then::Drop,
            other => {
                let message = format!("`{other}` is none of keep, detach, archive, drop");
                return Err(Fault(at, message, "nothing is lost by \"detach\""));
            }
        };
        let archive = match &written.archive {
            Some(archive) if then != Then::Archive => {
                let message = "`archive` is where archives go: it needs `then = \"archive\"`".to_owned();
                return Err(Fault(archive.span().start, message, "remove it, or archive"));
            }
            Some(archive) => PathTemplate::parse(archive.as_ref())
                .map_err(|message| Fault(archive.span().start, message, "write it like \"archive/{partition}.csv.gz\""))?,
            None => PathTemplate::default(),
        };
        let grace = written.grace.as_ref().map(|grace| {
            let fault = |message| Fault(grace.span().start, message, "write it like \"7 days\"");
            if then.drops() {
                Every::parse(grace.as_ref()).map_err(fault)
            } else {
                Err(fault(
                    "`grace` is the time from detaching to dropping: it needs `then = \"drop\"` or \"archive\"".to_owned(),
                ))
            }
        });
        let quarantine = written.quarantine.as_ref().map(|schema| {
            let name = schema.as_ref().trim();
            if name.is_empty() || name.len() > crate::identifier::MAX_BYTES || name.starts_with("pg_") {
                let message = format!("`{name}` is not the name of a schema");
                return Err(Fault(schema.span().start, message, "write it like \"retired\""));
            }
            Ok(name.to_owned())
        });
        if let Some(log) = log.as_ref().filter(|_| !then.drops()) {
            let message = "`log` is for what is dropped: it needs `then = \"drop\"` or \"archive\"".to_owned();
            return Err(Fault(log.at, message, "remove it"));
        }
        let count = |value: &Option<Spanned<i64>>, default: usize, least: i64| match value {
            None => Ok(default),
            Some(value) => usize::try_from(*value.as_ref()).ok().filter(|_| *value.as_ref() >= least).ok_or_else(|| {
                Fault(value.span().start, format!("it is a number from {least} on"), "leave it out for the default")
            }),
        };
        Ok(Self {
            age,
            then,
            archive,
            grace: grace.transpose()?,
            quarantine: quarantine.transpose()?,
            max_per_run: count(&written.max_per_run, MOST_PER_RUN, 1)?,
            min_keep: count(&written.min_keep, 1, 0)?,
            log,
        })
    }

    /// What ends here or before is past its time. Never later than the start of the current window.
    pub fn cutoff(&self, calendar: &Calendar, now: NaiveDateTime) -> NaiveDateTime {
        let current = calendar.window_at(now);
        let cutoff = match self.age {
            Age::Time(length) => calendar.away_from(now, length, false),
            Age::Windows(count) => {
                let mut window = current;
                for _ in 0..count {
                    if !YEARS.contains(&window.lower.year()) {
                        break;
                    }
                    window = calendar.before(&window);
                }
                window.lower
            }
        };
        cutoff.min(current.lower)
    }

    /// The partitions (given by their lower bounds) that are past their time, oldest first. Neither one that is half detached,
    /// nor one without an end, nor the newest `min_keep` of those that are over.
    pub fn due(&self, partitions: &[Partition], calendar: &Calendar, now: NaiveDateTime) -> Vec<usize> {
        let cutoff = Edge::At(self.cutoff(calendar, now));
        let over = |partition: &Partition| partition.upper <= Edge::At(now) && !partition.detach_pending;
        let over: Vec<usize> = (0..partitions.len()).filter(|index| over(&partitions[*index])).collect();
        let free = over.len().saturating_sub(self.min_keep);
        over[..free].iter().copied().filter(|index| partitions[*index].upper <= cutoff).collect()
    }

    /// When a partition with this upper bound comes to be past its time.
    pub fn expires(&self, upper: NaiveDateTime, calendar: &Calendar) -> NaiveDateTime {
        match self.age {
            _ if !YEARS.contains(&upper.year()) => upper,
            Age::Time(length) => calendar.away_from(upper, length, true),
            Age::Windows(count) => {
                let mut window = calendar.window_at(upper);
                for _ in 0..count {
                    if !YEARS.contains(&window.upper.year()) {
                        break;
                    }
                    window = calendar.after(&window);
                }
                window.lower
            }
        }
    }
}

fn read_age(value: &Spanned<Value>) -> Result<Age, Fault> {
    let at = value.span().start;
    let text = match value.as_ref() {
        Value::String(text) => text.trim().to_owned(),
        other => other.to_string(),
    };
    if text.parse::<f64>().is_ok() {
        return Err(Fault(at, format!("`{text}` has no unit: {text} what?"), AGE_HINT));
    }
    if let Some((count, "window" | "windows")) = text.split_once(' ') {
        let count = count.parse().ok().filter(|count| (1..=10_000).contains(count));
        return count.map(Age::Windows).ok_or_else(|| Fault(at, format!("`{text}` is not 1 to 10000 windows"), AGE_HINT));
    }
    Every::parse(&text).map(Age::Time).map_err(|message| Fault(at, message, AGE_HINT))
}

#[cfg(test)]
mod tests {
    use chrono_tz::Tz;
    use proptest::prelude::*;

    use super::super::bounds::KeyType;
    use super::*;
    use crate::identifier::QualifiedName;

    fn retain(age: &str, min_keep: usize) -> Retain {
        let text = format!("for = \"{age}\"\nthen = \"drop\"\nmin_keep = {min_keep}");
        Retain::read(&toml::from_str(&text).unwrap(), None).unwrap_or_else(|fault| panic!("{}", fault.1))
    }

    fn calendar(every: &str, zone: &str) -> Calendar {
        Calendar::new(Every::parse(every).unwrap(), zone.parse::<Tz>().unwrap(), KeyType::TimestampWithTimeZone)
    }

    fn point(text: &str) -> NaiveDateTime {
        NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
    }

    #[test]
    fn the_end_of_time_is_no_trouble() {
        for age in ["10000 years", "10000 windows"] {
            for zone in ["UTC", "Pacific/Apia"] {
                let calendar = calendar("1 year", zone);
                for year in [-9_000, 1, 2026, 9_998, 200_000] {
                    let date = chrono::NaiveDate::from_ymd_opt(year, 1, 1).unwrap();
                    assert!(retain(age, 0).expires(date.into(), &calendar) >= date.into());
                }
                assert!(retain(age, 0).cutoff(&calendar, point("2026-11-18 10:30")) < point("0002-01-01 00:00"));
            }
        }
    }

    #[test]
    fn an_age_is_counted_on_the_wall() {
        for (age, zone, now, cutoff) in [
            ("24 months", "UTC", "2026-11-18 10:30", "2024-11-18 10:30"),
            ("1 month", "UTC", "2026-03-31 10:30", "2026-02-28 10:30"),
            // The clocks of New York changed in between.
            ("30 days", "America/New_York", "2026-11-18 05:00", "2026-10-19 04:00"),
            ("720 hours", "America/New_York", "2026-11-18 05:00", "2026-10-19 05:00"),
            ("2 windows", "UTC", "2026-11-18 10:30", "2026-09-01 00:00"),
            // Less than the current window has lasted.
            ("1 hour", "UTC", "2026-11-18 10:30", "2026-11-01 00:00"),
        ] {
            let calendar = calendar("1 month", zone);
            assert_eq!(retain(age, 0).cutoff(&calendar, point(now)), point(cutoff), "{age} in {zone}");
        }
    }

    proptest! {
        #[test]
        fn what_is_due_is_over_older_and_never_one_of_the_newest(
            every in prop::sample::select(&["1 hour", "1 day", "1 week", "1 month", "1 year"][..]),
            zone in prop::sample::select(&["UTC", "America/Sao_Paulo", "Asia/Kathmandu", "Pacific/Apia"][..]),
            age in prop::sample::select(&["1 hour", "3 days", "2 months", "1 window", "5 windows"][..]),
            min_keep in 0_usize..4,
            now in 1_300_000_000_i64..2_000_000_000,
            there in prop::collection::vec(any::<bool>(), 12),
        ) {
            let calendar = calendar(every, zone);
            let now = chrono::DateTime::from_timestamp(now, 0).unwrap().naive_utc();
            let mut window = calendar.window_at(now);
            for _ in 0..9 {
                window = calendar.before(&window);
            }
            let mut partitions = Vec::new();
            for there in there {
                if there {
                    let name = QualifiedName::new("public", "p");
                    partitions.push(Partition::new(name, Edge::At(window.lower), Edge::At(window.upper)));
                }
                window = calendar.after(&window);
            }
            let retain = retain(age, min_keep);
            let due = retain.due(&partitions, &calendar, now);
            let over: Vec<usize> = (0..partitions.len()).filter(|index| partitions[*index].upper <= Edge::At(now)).collect();
            for index in &due {
                prop_assert!(over.contains(index));
                let Edge::At(upper) = partitions[*index].upper else { unreachable!() };
                prop_assert!(retain.expires(upper, &calendar) <= now, "{upper}");
            }
            prop_assert!(due.len() <= over.len().saturating_sub(min_keep));
            // The oldest are the first to go.
            prop_assert_eq!(&due[..], &over[..due.len()]);
        }
    }
}
