//! A partition's bounds as values: PostgreSQL's text of them, parsed, ordered, and written back.
//!
//! Every edge is a point of *key time*: UTC for `timestamp with time zone`, the clock on the wall for `timestamp without time
//! zone`, midnight for `date`. Texts are expected as a session with `DateStyle` ISO prints them, in any time zone.

use chrono::{Datelike, Duration, NaiveDate, NaiveDateTime, NaiveTime};
use serde::Serialize;

use crate::identifier;

/// The types of key whose windows we know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum KeyType {
    #[serde(rename = "timestamp with time zone")]
    TimestampWithTimeZone,
    #[serde(rename = "timestamp without time zone")]
    Timestamp,
    #[serde(rename = "date")]
    Date,
}

impl KeyType {
    /// From PostgreSQL's name for the type, without its precision.
    pub fn named(name: &str) -> Option<Self> {
        [Self::TimestampWithTimeZone, Self::Timestamp, Self::Date].into_iter().find(|key_type| key_type.name() == name)
    }

    /// PostgreSQL's name for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::TimestampWithTimeZone => "timestamp with time zone",
            Self::Timestamp => "timestamp without time zone",
            Self::Date => "date",
        }
    }

    /// Writes a point of key time so that it reads the same in every session.
    pub fn text(self, point: NaiveDateTime) -> String {
        match self {
            Self::TimestampWithTimeZone => point.format("%Y-%m-%d %H:%M:%S+00").to_string(),
            Self::Timestamp => point.format("%Y-%m-%d %H:%M:%S").to_string(),
            Self::Date => point.format("%Y-%m-%d").to_string(),
        }
    }

    /// Reads what PostgreSQL prints for a value of this type. `None` where it is no such value.
    pub fn parse(self, text: &str) -> Option<Edge> {
        match text {
            "infinity" => return Some(Edge::Highest),
            "-infinity" => return Some(Edge::Lowest),
            _ => (),
        }
        let (text, before_christ) = text.strip_suffix(" BC").map_or((text, false), |rest| (rest, true));
        let (date, rest) = text.split_once(' ').map_or((text, None), |(date, rest)| (date, Some(rest)));
        let (year, month, day) = parse_date(date)?;
        let year = if before_christ { 1 - year } else { year };
        if year >= NaiveDate::MAX.year() {
            // PostgreSQL counts some years further than chrono: later than anything that matters.
            return Some(Edge::Highest);
        }
        let date = NaiveDate::from_ymd_opt(year, month, day)?;
        let point = match (self, rest) {
            (Self::Date, None) => date.and_time(NaiveTime::MIN),
            (Self::Timestamp, Some(time)) => date.and_time(parse_time(time)?),
            (Self::TimestampWithTimeZone, Some(rest)) => {
                let sign = rest.rfind(['+', '-'])?;
                let (time, offset) = rest.split_at(sign);
                date.and_time(parse_time(time)?).checked_sub_signed(parse_offset(offset)?)?
            }
            _ => return None,
        };
        Some(Edge::At(point))
    }
}

/// Year, month and day.
fn parse_date(text: &str) -> Option<(i32, u32, u32)> {
    let mut parts = text.split('-');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

fn parse_time(text: &str) -> Option<NaiveTime> {
    NaiveTime::parse_from_str(text, "%H:%M:%S%.f").ok()
}

/// `+00`, `-05`, `+05:45`, `+05:53:28`.
fn parse_offset(text: &str) -> Option<Duration> {
    let (sign, digits) = text.split_at_checked(1)?;
    let mut seconds = 0;
    for (part, unit) in digits.split(':').zip([3600, 60, 1]) {
        seconds += part.parse::<i64>().ok()? * unit;
    }
    Duration::try_seconds(if sign == "-" { -seconds } else { seconds })
}

/// One end of a range, ordered in time. `MINVALUE` and `-infinity` lie before every point, `MAXVALUE` and `infinity` after.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Edge {
    Lowest,
    At(NaiveDateTime),
    Highest,
}

impl Edge {
    /// For people and for JSON: the value as a bound is written, or `MINVALUE`, `MAXVALUE`.
    pub fn text(self, key_type: KeyType) -> String {
        match self {
            Self::Lowest => "MINVALUE".to_owned(),
            Self::At(point) => key_type.text(point),
            Self::Highest => "MAXVALUE".to_owned(),
        }
    }
}

/// What a partition holds: from `lower`, below `upper`; or what no other partition does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bounds {
    Range { lower: Edge, upper: Edge },
    Default,
}

impl Bounds {
    /// Reads what `pg_get_expr(relpartbound, oid)` prints for a range partition with one key column.
    pub fn parse(text: &str, key_type: KeyType) -> Option<Self> {
        if text == "DEFAULT" {
            return Some(Self::Default);
        }
        let (lower, rest) = parse_value(text.strip_prefix("FOR VALUES FROM (")?, key_type)?;
        let (upper, rest) = parse_value(rest.strip_prefix(") TO (")?, key_type)?;
        (rest == ")").then_some(Self::Range { lower, upper })
    }

    /// `FOR VALUES FROM ('2026-12-01 00:00:00+00') TO ('2027-01-01 00:00:00+00')`.
    pub fn clause(lower: Edge, upper: Edge, key_type: KeyType) -> String {
        let value = |edge: Edge| match edge {
            Edge::At(point) => identifier::literal(&key_type.text(point)),
            Edge::Lowest | Edge::Highest => edge.text(key_type),
        };
        format!("FOR VALUES FROM ({}) TO ({})", value(lower), value(upper))
    }
}

/// One bound at the start of a text, and what follows it. None of the values of these types holds a quote.
fn parse_value(text: &str, key_type: KeyType) -> Option<(Edge, &str)> {
    if let Some(rest) = text.strip_prefix("MINVALUE") {
        return Some((Edge::Lowest, rest));
    }
    if let Some(rest) = text.strip_prefix("MAXVALUE") {
        return Some((Edge::Highest, rest));
    }
    let (value, rest) = text.strip_prefix('\'')?.split_once('\'')?;
    Some((key_type.parse(value)?, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Edge {
        Edge::At(NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S%.f").unwrap())
    }

    #[test]
    fn the_same_instant_in_whatever_zone_it_was_printed() {
        let key_type = KeyType::TimestampWithTimeZone;
        for text in
            ["2026-01-01 00:00:00+00", "2025-12-31 19:00:00-05", "2026-01-01 05:45:00+05:45", "2026-01-01 05:53:28+05:53:28"]
        {
            assert_eq!(key_type.parse(text), Some(at("2026-01-01 00:00:00")), "{text}");
        }
    }

    #[test]
    fn bounds_read_as_postgresql_prints_them() {
        let zoned = KeyType::TimestampWithTimeZone;
        let parse = |text| Bounds::parse(text, zoned);
        let range = |lower, upper| Some(Bounds::Range { lower, upper });
        assert_eq!(parse("DEFAULT"), Some(Bounds::Default));
        assert_eq!(
            parse("FOR VALUES FROM ('2026-01-01 00:00:00+00') TO ('2026-02-01 00:00:00.5+00')"),
            range(at("2026-01-01 00:00:00"), at("2026-02-01 00:00:00.5"))
        );
        assert_eq!(parse("FOR VALUES FROM (MINVALUE) TO (MAXVALUE)"), range(Edge::Lowest, Edge::Highest));
        assert_eq!(parse("FOR VALUES FROM ('-infinity') TO ('infinity')"), range(Edge::Lowest, Edge::Highest));
        assert_eq!(
            Bounds::parse("FOR VALUES FROM ('2026-01-01') TO ('20260-01-01')", KeyType::Date),
            range(at("2026-01-01 00:00:00"), Edge::At(NaiveDate::from_ymd_opt(20260, 1, 1).unwrap().and_time(NaiveTime::MIN)))
        );
        assert_eq!(
            Bounds::parse("FOR VALUES FROM ('0044-03-15 12:00:00 BC') TO ('294276-12-31 00:00:00')", KeyType::Timestamp),
            range(Edge::At(NaiveDate::from_ymd_opt(-43, 3, 15).unwrap().and_hms_opt(12, 0, 0).unwrap()), Edge::Highest)
        );
        for other in
            ["FOR VALUES IN ('a')", "FOR VALUES FROM ('x') TO ('y')", "FOR VALUES FROM ('2026-01-01', 1) TO (MAXVALUE)", ""]
        {
            assert_eq!(parse(other), None, "{other}");
        }
    }

    #[test]
    fn what_is_written_reads_back() {
        let (lower, upper) = (at("2026-12-01 00:00:00"), at("2027-01-01 00:00:00"));
        for key_type in [KeyType::TimestampWithTimeZone, KeyType::Timestamp, KeyType::Date] {
            let clause = Bounds::clause(lower, upper, key_type);
            assert_eq!(Bounds::parse(&clause, key_type), Some(Bounds::Range { lower, upper }), "{clause}");
        }
    }
}
