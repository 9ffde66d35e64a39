//! What `pgkeel.toml` says of a materialized view: when it is due, how long its refresh may wait and run. Pure.

use std::time::Duration;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use croner::Cron;
use croner::parser::{CronParser, Seconds, Year};
use serde::Deserialize;

use crate::amount;
use crate::error::Error;

/// `[matviews.NAME]`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(try_from = "Written")]
pub struct Upkeep {
    /// `None`: it is due when what it reads has changed.
    pub schedule: Option<Schedule>,
    pub lock_timeout: Option<Duration>,
    pub statement_timeout: Option<Duration>,
}

/// When a view is due, whatever became of what it reads.
#[derive(Debug, Clone, PartialEq)]
pub enum Schedule {
    /// So long after its last refresh began.
    Every {
        length: Duration,
        /// As a person wrote it.
        written: String,
    },
    /// At the times that a pattern names.
    After(After),
}

/// Times as crontab(5) names them.
#[derive(Debug, Clone, PartialEq)]
pub struct After {
    pattern: Box<Cron>,
    time_zone: Tz,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    every: Option<Length>,
    after: Option<Pattern>,
    time_zone: Option<Zone>,
    lock_timeout: Option<Length>,
    statement_timeout: Option<Length>,
}

/// Types of their own, so that what is wrong is said of the line that it stands in.
#[derive(Deserialize)]
#[serde(try_from = "String")]
struct Length {
    length: Duration,
    written: String,
}

#[derive(Deserialize)]
#[serde(try_from = "String")]
struct Pattern(Box<Cron>);

#[derive(Deserialize)]
#[serde(try_from = "String")]
struct Zone(Tz);

impl TryFrom<String> for Length {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        Ok(Self { length: amount::parse_duration(&text)?, written: text })
    }
}

impl TryFrom<String> for Pattern {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        if let Some(fault) = misplaced(&text) {
            return Err(format!("`{text}` is no time as crontab has it, such as \"0 3 * * *\": {fault}"));
        }
        let parser = CronParser::builder().seconds(Seconds::Disallowed).year(Year::Disallowed).build();
        let pattern = parser.parse(&text).map_err(|cause| {
            let cause = cause.to_string();
            format!("`{text}` is no time as crontab has it, such as \"0 3 * * *\": {}", cause.trim_end_matches('.'))
        })?;
        match pattern.find_next_occurrence(&DateTime::UNIX_EPOCH, true) {
            Ok(_) => Ok(Self(Box::new(pattern))),
            Err(_) => Err(format!("`{text}` never comes")),
        }
    }
}

/// The fields of a crontab's line: what they are called, their limits, the names that their numbers have.
const FIELDS: [(&str, u8, u8, &[&str]); 5] = [
    ("minute", 0, 59, &[]),
    ("hour", 0, 23, &[]),
    ("day of the month", 1, 31, &[]),
    ("month", 1, 12, &["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]),
    ("day of the week", 0, 7, &["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]),
];

/// What stands in a field in which it means nothing; the parser takes the names of months and days anywhere, and steps of any size.
fn misplaced(text: &str) -> Option<String> {
    let fields: Vec<&str> = text.split_whitespace().collect();
    if fields.len() != FIELDS.len() {
        return None;
    }
    fields.iter().zip(FIELDS).find_map(|(field, (what, least, most, names))| {
        let is_day = what.starts_with("day");
        field.to_ascii_uppercase().split(',').find_map(|element| {
            let (range, step) = element.split_once('/').map_or((element, None), |(range, step)| (range, Some(step)));
            if step.is_some_and(|step| !step.parse().is_ok_and(|step: u8| (1..=most).contains(&step))) {
                return Some(format!("`{element}` has no step of 1 to {most}, in the field of the {what}"));
            }
            // The last day, the nearest weekday, the second Monday: what the parser has beyond crontab.
            if range == "*" || is_day && range.contains(['L', 'W', '#', '?']) && !names.contains(&range) && !range.contains('-')
            {
                return None;
            }
            let number = |word: &str| {
                let named = names.iter().position(|name| *name == word).and_then(|at| u8::try_from(at).ok());
                let number = named.map(|at| at + least).or_else(|| word.parse().ok())?;
                (least..=most).contains(&number).then_some(number)
            };
            let ends: Option<Vec<u8>> = range.splitn(2, '-').map(number).collect();
            match ends.as_deref() {
                None => Some(format!("`{range}` is no {what}")),
                // A week may begin on any day, and Sunday is its last one too.
                Some([first, last]) if first > last && (*last != 0 || !is_day) => {
                    Some(format!("`{range}` ends before it begins, in the field of the {what}"))
                }
                Some(_) => None,
            }
        })
    })
}

impl TryFrom<String> for Zone {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse().map(Self).map_err(|_| format!("`{text}` is no time zone such as UTC or Europe/Madrid"))
    }
}

impl TryFrom<Written> for Upkeep {
    type Error = &'static str;

    fn try_from(written: Written) -> Result<Self, Self::Error> {
        let zoned = written.time_zone.is_some();
        let time_zone = written.time_zone.map_or(Tz::UTC, |zone| zone.0);
        let schedule = match (written.every, written.after) {
            (Some(_), Some(_)) => return Err("`every` and `after` are two ways to say when: write one of them"),
            (_, None) if zoned => return Err("`time_zone` is that of `after`, which is not here"),
            (Some(Length { length: Duration::ZERO, .. }), None) => return Err("`every` must be longer than nothing"),
            (Some(Length { length, written }), None) => Some(Schedule::Every { length, written }),
            (None, Some(Pattern(pattern))) => Some(Schedule::After(After { pattern, time_zone })),
            (None, None) => None,
        };
        let length = |written: Option<Length>| written.map(|written| written.length);
        Ok(Self { schedule, lock_timeout: length(written.lock_timeout), statement_timeout: length(written.statement_timeout) })
    }
}

/// A run that comes this part of `every` too early, by a cron that is never quite on time, is not sent away until the next.
const EARLY_PART: u32 = 20;

impl Schedule {
    /// The first moment at which a view is due whose last refresh began then.
    pub fn next(&self, began: DateTime<Utc>) -> DateTime<Utc> {
        match self {
            Self::Every { length, .. } => {
                let length = length.saturating_mul(EARLY_PART - 1) / EARLY_PART;
                chrono::TimeDelta::from_std(length)
                    .ok()
                    .and_then(|length| began.checked_add_signed(length))
                    .unwrap_or(DateTime::<Utc>::MAX_UTC)
            }
            Self::After(After { pattern, time_zone }) => {
                let next = pattern.find_next_occurrence(&began.with_timezone(time_zone), false);
                next.map_or(DateTime::<Utc>::MAX_UTC, |next| next.to_utc())
            }
        }
    }
}

impl std::fmt::Display for Schedule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Every { written, .. } => write!(f, "every {written}"),
            Self::After(After { pattern, time_zone }) => write!(f, "after {} ({})", pattern.as_str(), time_zone.name()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::toml_file;

    fn read(text: &str) -> Result<Upkeep, Error> {
        let mut all: BTreeMap<String, Upkeep> = toml_file::parse("pgkeel.toml", &format!("[routes]\n{text}\n"))?;
        Ok(all.remove("routes").unwrap())
    }

    fn time(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        let wrong = [
            "every = \"daily\"",
            "every = \"0\"",
            "every = \"1 day\"\nafter = \"0 3 * * *\"",
            "after = \"3 o'clock\"",
            "after = \"0 0 3 * * *\"",
            "after = \"0 3 30 2 *\"",
            "after = \"JAN * * * *\"",
            "after = \"0 mon * * *\"",
            "after = \"0 0 FEB * *\"",
            "after = \"0 0 * TUE *\"",
            "after = \"0 0 * * MAR\"",
            "after = \"60 * * * *\"",
            "after = \"0 24 * * *\"",
            "after = \"0 0 0 * *\"",
            "after = \"0 0 * 13 *\"",
            "after = \"0 0 * * 8\"",
            "after = \"30-10 * * * *\"",
            "after = \"0 0 * * FRI-TUE\"",
            "after = \"*/0 * * * *\"",
            "after = \"0 */25 * * *\"",
            "after = \"1,,2 * * * *\"",
            "after = \"L * * * *\"",
            "every = \"1 day\"\ntime_zone = \"UTC\"",
            "after = \"0 3 * * *\"\ntime_zone = \"Madrid\"",
            "evry = \"1 day\"",
            "lock_timeout = 5",
        ];
        let said: Vec<String> = wrong.iter().map(|text| read(text).unwrap_err().to_string()).collect();
        insta::assert_snapshot!(said.join("\n"), @r#"
        pgkeel.toml:2:9: `daily` is not a duration: expected number at 0
        pgkeel.toml:1:1: `every` must be longer than nothing
        pgkeel.toml:1:1: `every` and `after` are two ways to say when: write one of them
        pgkeel.toml:2:9: `3 o'clock` is no time as crontab has it, such as "0 3 * * *": Invalid pattern: Pattern must have 5 fields when seconds are disallowed
        pgkeel.toml:2:9: `0 0 3 * * *` is no time as crontab has it, such as "0 3 * * *": Invalid pattern: Pattern must have 5 fields when seconds are disallowed
        pgkeel.toml:2:9: `0 3 30 2 *` never comes
        pgkeel.toml:2:9: `JAN * * * *` is no time as crontab has it, such as "0 3 * * *": `JAN` is no minute
        pgkeel.toml:2:9: `0 mon * * *` is no time as crontab has it, such as "0 3 * * *": `MON` is no hour
        pgkeel.toml:2:9: `0 0 FEB * *` is no time as crontab has it, such as "0 3 * * *": `FEB` is no day of the month
        pgkeel.toml:2:9: `0 0 * TUE *` is no time as crontab has it, such as "0 3 * * *": `TUE` is no month
        pgkeel.toml:2:9: `0 0 * * MAR` is no time as crontab has it, such as "0 3 * * *": `MAR` is no day of the week
        pgkeel.toml:2:9: `60 * * * *` is no time as crontab has it, such as "0 3 * * *": `60` is no minute
        pgkeel.toml:2:9: `0 24 * * *` is no time as crontab has it, such as "0 3 * * *": `24` is no hour
        pgkeel.toml:2:9: `0 0 0 * *` is no time as crontab has it, such as "0 3 * * *": `0` is no day of the month
        pgkeel.toml:2:9: `0 0 * 13 *` is no time as crontab has it, such as "0 3 * * *": `13` is no month
        pgkeel.toml:2:9: `0 0 * * 8` is no time as crontab has it, such as "0 3 * * *": `8` is no day of the week
        pgkeel.toml:2:9: `30-10 * * * *` is no time as crontab has it, such as "0 3 * * *": `30-10` ends before it begins, in the field of the minute
        pgkeel.toml:2:9: `0 0 * * FRI-TUE` is no time as crontab has it, such as "0 3 * * *": `FRI-TUE` ends before it begins, in the field of the day of the week
        pgkeel.toml:2:9: `*/0 * * * *` is no time as crontab has it, such as "0 3 * * *": `*/0` has no step of 1 to 59, in the field of the minute
        pgkeel.toml:2:9: `0 */25 * * *` is no time as crontab has it, such as "0 3 * * *": `*/25` has no step of 1 to 23, in the field of the hour
        pgkeel.toml:2:9: `1,,2 * * * *` is no time as crontab has it, such as "0 3 * * *": `` is no minute
        pgkeel.toml:2:9: `L * * * *` is no time as crontab has it, such as "0 3 * * *": `L` is no minute
        pgkeel.toml:1:1: `time_zone` is that of `after`, which is not here
        pgkeel.toml:3:13: `Madrid` is no time zone such as UTC or Europe/Madrid
        pgkeel.toml:2:1: unknown field `evry`, expected one of `every`, `after`, `time_zone`, `lock_timeout`, `statement_timeout`
        pgkeel.toml:2:16: invalid type: integer `5`, expected a string
        "#);
    }

    #[test]
    fn a_daily_run_that_is_seconds_early_is_not_sent_away() {
        let schedule = read("every = \"1 day\"").unwrap().schedule.unwrap();
        let began = time("2026-11-20T03:00:09Z");
        assert!(schedule.next(began) <= time("2026-11-21T03:00:01Z"));
        assert!(schedule.next(began) > time("2026-11-21T01:00:00Z"));
    }

    #[test]
    fn after_is_the_next_such_time_where_people_live() {
        let schedule = |text: &str| read(text).unwrap().schedule.unwrap();
        let nightly = schedule("after = \"30 3 * * *\"\ntime_zone = \"Europe/Madrid\"");
        assert_eq!(nightly.next(time("2026-11-20T02:29:59Z")), time("2026-11-20T02:30:00Z"));
        assert_eq!(nightly.next(time("2026-11-20T02:30:00Z")), time("2026-11-21T02:30:00Z"));
        assert_eq!(nightly.next(time("2026-07-20T02:30:00Z")), time("2026-07-21T01:30:00Z"));
        // The night in which half past two is left out, and the one in which it comes twice.
        let early = schedule("after = \"30 2 * * *\"\ntime_zone = \"Europe/Madrid\"");
        assert!(early.next(time("2026-03-28T12:00:00Z")) <= time("2026-03-29T12:00:00Z"));
        assert!(early.next(time("2026-10-24T12:00:00Z")) <= time("2026-10-25T12:00:00Z"));
        assert_eq!(schedule("after = \"@monthly\"").next(time("2026-11-20T02:30:00Z")), time("2026-12-01T00:00:00Z"));
        // As cron has it: a day of the month or a day of the week.
        assert_eq!(
            schedule("after = \"0 6 L jan,Feb-MAR */2\"").next(time("2026-11-20T02:30:00Z")),
            time("2027-01-02T06:00:00Z")
        );
        assert_eq!(schedule("after = \"0 6 * * FRI-SUN\"").next(time("2026-11-22T06:00:00Z")), time("2026-11-27T06:00:00Z"));
        assert_eq!(schedule("after = \"0 6 * * MON#2\"").next(time("2026-11-20T06:00:00Z")), time("2026-12-14T06:00:00Z"));
        assert_eq!(schedule("after = \"0 6 * * MON-FRI\"").next(time("2026-11-20T06:00:00Z")), time("2026-11-23T06:00:00Z"));
    }
}
