//! `every` as it is written, and the places on the clock on the wall at which its windows begin: no time zones here.

use std::fmt;

use chrono::{Datelike, Duration, Months, NaiveDate, NaiveDateTime, NaiveTime};
use serde::{Serialize, Serializer};

/// What windows are counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unit {
    Hour,
    Day,
    /// Begins on a Monday, as ISO 8601 has it.
    Week,
    Month,
    Quarter,
    Year,
}

const UNITS: [(Unit, &str); 6] = [
    (Unit::Hour, "hour"),
    (Unit::Day, "day"),
    (Unit::Week, "week"),
    (Unit::Month, "month"),
    (Unit::Quarter, "quarter"),
    (Unit::Year, "year"),
];

/// A Monday.
const FIRST_MONDAY: NaiveDate = NaiveDate::from_ymd_opt(1970, 1, 5).expect("a date");

impl Unit {
    pub fn name(self) -> &'static str {
        UNITS.iter().find(|(unit, _)| *unit == self).map_or("", |(_, name)| *name)
    }

    const fn months(self) -> i64 {
        match self {
            Self::Hour | Self::Day | Self::Week => 0,
            Self::Month => 1,
            Self::Quarter => 3,
            Self::Year => 12,
        }
    }

    /// Counts units on the wall, from one that is the same for everybody.
    fn index(self, wall: NaiveDateTime) -> i64 {
        let days = wall.date().signed_duration_since(FIRST_MONDAY).num_days();
        match self {
            Self::Hour => days * 24 + i64::from(chrono::Timelike::hour(&wall)),
            Self::Day => days,
            Self::Week => days.div_euclid(7),
            Self::Month | Self::Quarter | Self::Year => {
                (i64::from(wall.year()) * 12 + i64::from(wall.month0())).div_euclid(self.months())
            }
        }
    }

    /// Where the unit with this index begins; the end of time where chrono has none.
    fn start(self, index: i64) -> NaiveDateTime {
        let start = match self {
            Self::Hour => hours_after_first_monday(index),
            Self::Day => hours_after_first_monday(index.saturating_mul(24)),
            Self::Week => hours_after_first_monday(index.saturating_mul(24 * 7)),
            Self::Month | Self::Quarter | Self::Year => {
                let months = index.saturating_mul(self.months());
                let year = i32::try_from(months.div_euclid(12)).ok();
                let month = u32::try_from(months.rem_euclid(12) + 1).ok();
                let date = year.zip(month).and_then(|(year, month)| NaiveDate::from_ymd_opt(year, month, 1));
                date.map(|date| date.and_time(NaiveTime::MIN))
            }
        };
        start.unwrap_or(if index < 0 { NaiveDateTime::MIN } else { NaiveDateTime::MAX })
    }
}

fn hours_after_first_monday(hours: i64) -> Option<NaiveDateTime> {
    FIRST_MONDAY.and_time(NaiveTime::MIN).checked_add_signed(Duration::try_hours(hours)?)
}

/// How long a window is, and where counting begins when it is several units long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Every {
    pub count: u32,
    pub unit: Unit,
    /// The index of the unit that some window begins with.
    anchor: i64,
}

impl Every {
    /// Reads `1 month`, `2 weeks`. Windows are not anchored yet.
    ///
    /// # Errors
    /// What is wrong with it, for a message.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut words = text.split_whitespace();
        let (Some(count), Some(unit), None) = (words.next(), words.next(), words.next()) else {
            return Err(format!("`{text}` is not a number and a unit"));
        };
        let count = count.parse().ok().filter(|count| (1..=10_000).contains(count));
        let count = count.ok_or_else(|| format!("`{text}` does not begin with a number from 1 to 10000"))?;
        let unit = UNITS.iter().find(|(_, name)| unit == *name || unit.strip_suffix('s') == Some(name));
        let (unit, _) =
            unit.ok_or_else(|| format!("`{text}` has none of the units hours, days, weeks, months, quarters, years"))?;
        Ok(Self { count, unit: *unit, anchor: 0 })
    }

    /// Lets a window begin on this date.
    ///
    /// # Errors
    /// Where no unit begins on it, for a message.
    pub fn anchored(self, date: NaiveDate) -> Result<Self, String> {
        let wall = date.and_time(NaiveTime::MIN);
        let anchor = self.unit.index(wall);
        if self.unit.start(anchor) == wall {
            return Ok(Self { anchor, ..self });
        }
        let near = self.unit.start(anchor).date();
        Err(format!("no {} begins on {date}; one begins on {near}", self.unit.name()))
    }

    /// The number of the window that this place on the wall is in.
    pub fn index(&self, wall: NaiveDateTime) -> i64 {
        (self.unit.index(wall) - self.anchor).div_euclid(i64::from(self.count))
    }

    /// The place on the wall this long before another, or behind it where `ahead`. The last day of a month stands for the days
    /// that it does not have.
    pub fn away_from(&self, wall: NaiveDateTime, ahead: bool) -> NaiveDateTime {
        let hours = match self.unit {
            Unit::Hour => 1,
            Unit::Day => 24,
            Unit::Week => 24 * 7,
            Unit::Month | Unit::Quarter | Unit::Year => {
                let months = u32::try_from(self.unit.months()).unwrap_or(1).saturating_mul(self.count);
                let months = Months::new(months);
                let moved = if ahead { wall.checked_add_months(months) } else { wall.checked_sub_months(months) };
                return moved.unwrap_or(if ahead { NaiveDateTime::MAX } else { NaiveDateTime::MIN });
            }
        };
        let length = Duration::hours(hours * i64::from(self.count));
        let moved = if ahead { wall.checked_add_signed(length) } else { wall.checked_sub_signed(length) };
        moved.unwrap_or(if ahead { NaiveDateTime::MAX } else { NaiveDateTime::MIN })
    }

    /// Where a window begins on the wall.
    pub fn start(&self, index: i64) -> NaiveDateTime {
        self.unit.start(index.saturating_mul(i64::from(self.count)).saturating_add(self.anchor))
    }
}

impl fmt::Display for Every {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", crate::amount::count(self.count as usize, self.unit.name()))
    }
}

impl Serialize for Every {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_is_a_number_and_a_unit() {
        for (text, shown) in [("1 month", "1 month"), ("1 months", "1 month"), (" 2  weeks ", "2 weeks"), ("6 hour", "6 hours")]
        {
            assert_eq!(Every::parse(text).map(|every| every.to_string()), Ok(shown.to_owned()));
        }
        for text in [
            "",
            "month",
            "monthly",
            "0 days",
            "-1 days",
            "1.5 days",
            "1 fortnight",
            "1 s",
            "1 month 2 days",
            "99999999999 days",
        ] {
            assert!(Every::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn an_anchor_is_the_first_day_of_a_unit() {
        let date = |text: &str| text.parse::<NaiveDate>().unwrap();
        let weeks = Every::parse("2 weeks").unwrap();
        assert_eq!(weeks.anchored(date("2024-01-02")), Err("no week begins on 2024-01-02; one begins on 2024-01-01".into()));
        let weeks = weeks.anchored(date("2024-01-01")).unwrap();
        assert_eq!(weeks.start(weeks.index(date("2024-01-14").and_time(NaiveTime::MIN))).date(), date("2024-01-01"));
        assert_eq!(weeks.start(weeks.index(date("2024-01-15").and_time(NaiveTime::MIN))).date(), date("2024-01-15"));
        assert!(Every::parse("1 quarter").unwrap().anchored(date("2024-05-01")).is_err());
    }
}
