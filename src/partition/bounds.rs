//! A partition's bounds as values: PostgreSQL's text of them, parsed, ordered, and written back.
//!
//! Every edge is a point of key time. Texts are expected as a session with `DateStyle` ISO prints them, in any time zone.

use chrono::NaiveDateTime;

pub use super::key::KeyType;
use crate::identifier;

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
    // Numbers stand without quotes where they are of some types and not negative.
    let (value, rest) = match text.strip_prefix('\'') {
        Some(quoted) => quoted.split_once('\'')?,
        None => text.split_at(text.find(')')?),
    };
    Some((key_type.parse(value)?, rest))
}

#[cfg(test)]
mod tests {
    use chrono::{NaiveDate, NaiveTime};

    use super::*;

    fn at(text: &str) -> Edge {
        Edge::At(NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S%.f").unwrap())
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
        let seconds = KeyType::encoded("epoch seconds").unwrap();
        for text in ["FOR VALUES FROM (0) TO (86400)", "FOR VALUES FROM ('0') TO ('86400')"] {
            assert_eq!(Bounds::parse(text, seconds), range(at("1970-01-01 00:00:00"), at("1970-01-02 00:00:00")));
        }
        for other in
            ["FOR VALUES IN ('a')", "FOR VALUES FROM ('x') TO ('y')", "FOR VALUES FROM ('2026-01-01', 1) TO (MAXVALUE)", ""]
        {
            assert_eq!(parse(other), None, "{other}");
        }
    }

    #[test]
    fn what_is_written_reads_back() {
        let (lower, upper) = (at("2026-12-01 00:00:00"), at("2027-01-01 00:00:00"));
        for key_type in KeyType::all().filter(|key_type| key_type.word() != "YYYY") {
            let clause = Bounds::clause(lower, upper, key_type);
            assert_eq!(Bounds::parse(&clause, key_type), Some(Bounds::Range { lower, upper }), "{clause}");
        }
    }
}
