//! The types of partition keys whose windows we know: how a point of key time is written as a value of the key, and read back.
//!
//! Key time is UTC for keys that are instants (`timestamp with time zone`, epochs, uuidv7), the clock on the wall for those
//! that are not (`timestamp without time zone`, `date`, dates written in digits).

use chrono::{DateTime, Datelike, Duration, NaiveDate, NaiveDateTime, NaiveTime, Timelike};

use super::bounds::Edge;
use super::wall::Unit;

/// What a key's values stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyType {
    TimestampWithTimeZone,
    Timestamp,
    Date,
    /// A number: so many of these since 1970 in UTC.
    Epoch(Tick),
    /// A UUID of version 7: its first 48 bits are milliseconds since 1970 in UTC.
    UuidV7,
    /// A date in digits, most significant first.
    Digits(&'static Pattern),
}

/// What an epoch counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tick {
    Second,
    Millisecond,
    Microsecond,
}

impl Tick {
    const fn microseconds(self) -> i64 {
        match self {
            Self::Second => 1_000_000,
            Self::Millisecond => 1_000,
            Self::Microsecond => 1,
        }
    }
}

/// How a date is written in digits. As text such dates sort as in time; without separators they may be numbers, too.
#[derive(Debug, PartialEq, Eq)]
pub struct Pattern {
    places: &'static str,
    /// The shortest window that it can tell apart.
    finest: Unit,
}

static YEARS: Pattern = Pattern { places: "YYYY", finest: Unit::Year };
static MONTHS: Pattern = Pattern { places: "YYYYMM", finest: Unit::Month };
static DASHED_MONTHS: Pattern = Pattern { places: "YYYY-MM", finest: Unit::Month };
static DAYS: Pattern = Pattern { places: "YYYYMMDD", finest: Unit::Day };
static DASHED_DAYS: Pattern = Pattern { places: "YYYY-MM-DD", finest: Unit::Day };
static HOURS: Pattern = Pattern { places: "YYYYMMDDHH", finest: Unit::Hour };

/// `encoding`, as policies write it; the types of column that it may be of, as PostgreSQL names them.
const ENCODINGS: [(&str, KeyType, &[&str]); 13] = [
    ("timestamptz", KeyType::TimestampWithTimeZone, &["timestamp with time zone"]),
    ("timestamp", KeyType::Timestamp, &["timestamp without time zone"]),
    ("date", KeyType::Date, &["date"]),
    ("epoch seconds", KeyType::Epoch(Tick::Second), &["integer", "bigint", "numeric"]),
    ("epoch milliseconds", KeyType::Epoch(Tick::Millisecond), &["bigint", "numeric"]),
    ("epoch microseconds", KeyType::Epoch(Tick::Microsecond), &["bigint", "numeric"]),
    ("uuidv7", KeyType::UuidV7, &["uuid"]),
    ("YYYY-MM-DD", KeyType::Digits(&DASHED_DAYS), TEXTS),
    ("YYYYMMDD", KeyType::Digits(&DAYS), TEXTS_AND_NUMBERS),
    ("YYYYMMDDHH", KeyType::Digits(&HOURS), TEXTS_AND_NUMBERS),
    ("YYYY-MM", KeyType::Digits(&DASHED_MONTHS), TEXTS),
    ("YYYYMM", KeyType::Digits(&MONTHS), TEXTS_AND_NUMBERS),
    ("YYYY", KeyType::Digits(&YEARS), TEXTS_AND_NUMBERS),
];

const TEXTS: &[&str] = &["text", "character varying", "character"];
const TEXTS_AND_NUMBERS: &[&str] = &["text", "character varying", "character", "integer", "bigint", "numeric"];

impl KeyType {
    /// What needs no encoding to be said.
    pub const OF_TIME: [Self; 3] = [Self::TimestampWithTimeZone, Self::Timestamp, Self::Date];

    /// All of them.
    pub fn all() -> impl Iterator<Item = Self> {
        ENCODINGS.into_iter().map(|(_, key_type, _)| key_type)
    }

    /// The words that a policy may say.
    pub fn words() -> impl Iterator<Item = &'static str> {
        ENCODINGS.into_iter().map(|(word, ..)| word)
    }

    /// By the word that a policy says.
    pub fn encoded(word: &str) -> Option<Self> {
        ENCODINGS.into_iter().find(|(known, ..)| *known == word).map(|(_, key_type, _)| key_type)
    }

    /// The word for it.
    pub fn word(self) -> &'static str {
        ENCODINGS.into_iter().find(|(_, key_type, _)| *key_type == self).map_or("", |(word, ..)| word)
    }

    /// What a column of this type can hold without an encoding being said, by PostgreSQL's name for it without its precision.
    pub fn of_time(column: &str) -> Option<Self> {
        Self::OF_TIME.into_iter().find(|key_type| key_type.columns().contains(&column))
    }

    /// What a column of this type can hold where an encoding is said.
    pub fn possible(column: &str) -> impl Iterator<Item = Self> {
        ENCODINGS.into_iter().filter(move |(.., columns)| columns.contains(&column)).map(|(_, key_type, _)| key_type)
    }

    /// The types of column that can hold it.
    pub fn columns(self) -> &'static [&'static str] {
        ENCODINGS.into_iter().find(|(_, key_type, _)| *key_type == self).map_or(&[], |(.., columns)| columns)
    }

    /// Whether its values are instants, so that the policy's time zone says where windows begin.
    pub const fn is_instant(self) -> bool {
        match self {
            Self::TimestampWithTimeZone | Self::Epoch(_) | Self::UuidV7 => true,
            Self::Timestamp | Self::Date | Self::Digits(_) => false,
        }
    }

    /// The shortest windows that its values tell apart.
    pub fn finest(self) -> Unit {
        match self {
            Self::TimestampWithTimeZone | Self::Timestamp | Self::Epoch(_) | Self::UuidV7 => Unit::Hour,
            Self::Date => Unit::Day,
            Self::Digits(pattern) => pattern.finest,
        }
    }

    /// Writes a point of key time so that it reads the same in every session.
    pub fn text(self, point: NaiveDateTime) -> String {
        match self {
            Self::TimestampWithTimeZone => point.format("%Y-%m-%d %H:%M:%S%.f+00").to_string(),
            Self::Timestamp => point.format("%Y-%m-%d %H:%M:%S%.f").to_string(),
            Self::Date => point.format("%Y-%m-%d").to_string(),
            Self::Epoch(tick) => point.and_utc().timestamp_micros().div_euclid(tick.microseconds()).to_string(),
            Self::UuidV7 => {
                let milliseconds = point.and_utc().timestamp_millis().clamp(0, (1 << 48) - 1);
                format!("{:08x}-{:04x}-0000-0000-000000000000", milliseconds >> 16, milliseconds & 0xffff)
            }
            Self::Digits(pattern) => pattern.write(point),
        }
    }

    /// Reads what PostgreSQL prints for a value of this type. `None` where it is no such value.
    pub fn parse(self, text: &str) -> Option<Edge> {
        match self {
            Self::TimestampWithTimeZone | Self::Timestamp | Self::Date => self.parse_time(text),
            Self::Epoch(tick) => parse_epoch(text, tick),
            Self::UuidV7 => parse_uuid(text),
            Self::Digits(pattern) => pattern.read(text.trim_end()).map(Edge::At),
        }
    }

    fn parse_time(self, text: &str) -> Option<Edge> {
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
            (Self::Timestamp, Some(time)) => date.and_time(parse_clock(time)?),
            (Self::TimestampWithTimeZone, Some(rest)) => {
                let sign = rest.rfind(['+', '-'])?;
                let (time, offset) = rest.split_at(sign);
                date.and_time(parse_clock(time)?).checked_sub_signed(parse_offset(offset)?)?
            }
            _ => return None,
        };
        Some(Edge::At(point))
    }
}

impl Pattern {
    fn write(&self, point: NaiveDateTime) -> String {
        let mut text = self.places.replace("YYYY", &format!("{:04}", point.year()));
        for (place, number) in [("MM", point.month()), ("DD", point.day()), ("HH", point.hour())] {
            text = text.replace(place, &format!("{number:02}"));
        }
        text
    }

    fn read(&self, text: &str) -> Option<NaiveDateTime> {
        let separators = |text: &str| -> Option<Vec<(usize, char)>> {
            text.is_ascii().then(|| text.char_indices().filter(|(_, at)| !at.is_ascii_alphanumeric()).collect())
        };
        if text.len() != self.places.len() || separators(text)? != separators(self.places)? {
            return None;
        }
        let number = |place: &str| match self.places.find(place) {
            Some(at) => {
                let digits = text.get(at..at + place.len())?;
                digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse::<u32>().ok()).flatten()
            }
            None => Some(u32::from(place != "HH")),
        };
        let year = i32::try_from(number("YYYY")?).ok()?;
        NaiveDate::from_ymd_opt(year, number("MM")?, number("DD")?)?.and_hms_opt(number("HH")?, 0, 0)
    }
}

/// A number, whole or not. One that is further than chrono counts lies before or after all that matters.
fn parse_epoch(text: &str, tick: Tick) -> Option<Edge> {
    match text {
        "Infinity" => return Some(Edge::Highest),
        "-Infinity" => return Some(Edge::Lowest),
        _ => (),
    }
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let whole: i128 = whole.parse().ok()?;
    if !part.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let microseconds = whole * i128::from(tick.microseconds());
    let far = if whole < 0 { Edge::Lowest } else { Edge::Highest };
    let Some(point) = i64::try_from(microseconds).ok().and_then(DateTime::from_timestamp_micros) else { return Some(far) };
    // What lies between two ticks is on no boundary.
    let between = Duration::microseconds(i64::from(part.bytes().any(|byte| byte != b'0')));
    Some(point.naive_utc().checked_add_signed(between).map_or(far, Edge::At))
}

/// What has more than the milliseconds is on no boundary: values that are not of version 7 may lie before it.
fn parse_uuid(text: &str) -> Option<Edge> {
    let digits: String = text.chars().filter(|character| *character != '-').collect();
    if digits.len() != 32 {
        return None;
    }
    let value = u128::from_str_radix(&digits, 16).ok()?;
    let milliseconds = i64::try_from(value >> 80).ok()?;
    let point = DateTime::from_timestamp_millis(milliseconds)?.naive_utc();
    let between = i64::from(value & ((1 << 80) - 1) != 0);
    Some(Edge::At(point + Duration::microseconds(between)))
}

/// Year, month and day.
fn parse_date(text: &str) -> Option<(i32, u32, u32)> {
    let mut parts = text.split('-');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

fn parse_clock(text: &str) -> Option<NaiveTime> {
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
    fn a_midnight_in_every_encoding() {
        let Edge::At(point) = at("2026-12-01 00:00:00") else { unreachable!() };
        let texts: Vec<String> =
            KeyType::all().map(|key_type| format!("{}: {}", key_type.word(), key_type.text(point))).collect();
        insta::assert_snapshot!(texts.join("\n"), @"
        timestamptz: 2026-12-01 00:00:00+00
        timestamp: 2026-12-01 00:00:00
        date: 2026-12-01
        epoch seconds: 1796083200
        epoch milliseconds: 1796083200000
        epoch microseconds: 1796083200000000
        uuidv7: 01a22ee6-b000-0000-0000-000000000000
        YYYY-MM-DD: 2026-12-01
        YYYYMMDD: 20261201
        YYYYMMDDHH: 2026120100
        YYYY-MM: 2026-12
        YYYYMM: 202612
        YYYY: 2026
        ");
        for key_type in KeyType::all() {
            let back = if key_type.word() == "YYYY" { at("2026-01-01 00:00:00") } else { at("2026-12-01 00:00:00") };
            assert_eq!(key_type.parse(&key_type.text(point)), Some(back), "{}", key_type.word());
            assert_eq!(KeyType::encoded(key_type.word()), Some(key_type));
        }
    }

    #[test]
    fn values_that_are_on_no_boundary_and_values_that_are_none() {
        let epoch = KeyType::Epoch(Tick::Second);
        assert_eq!(epoch.parse("-1"), Some(at("1969-12-31 23:59:59")));
        assert_eq!(epoch.parse("0.50"), Some(at("1970-01-01 00:00:00.000001")));
        assert_eq!(epoch.parse("0.00"), Some(at("1970-01-01 00:00:00")));
        assert_eq!(epoch.parse("9223372036854775807"), Some(Edge::Highest));
        assert_eq!(epoch.parse("-99999999999999999999"), Some(Edge::Lowest));
        assert_eq!(
            KeyType::UuidV7.parse("019aa5e1-7000-7000-8000-000000000000"),
            Some(at("2025-11-21 10:06:46.272001")),
            "a UUID of another version may lie between it and the millisecond"
        );
        let digits = |word| KeyType::encoded(word).unwrap();
        for (key_type, text) in [
            (epoch, "soon"),
            (epoch, "1.x"),
            (KeyType::UuidV7, "019aa5e1"),
            (digits("YYYYMM"), "202613"),
            (digits("YYYYMM"), "2026-1"),
            (digits("YYYYMM"), "20261"),
            (digits("YYYYMM"), "+02611"),
            (digits("YYYY-MM-DD"), "2026-02-30"),
            (digits("YYYY-MM-DD"), "2026/02/03"),
            (digits("YYYY-MM-DD"), "2026-02-03T"),
            (digits("YYYY-MM-DD"), "२०२६"),
        ] {
            assert_eq!(key_type.parse(text), None, "{text}");
        }
        // As a column of type character pads it.
        assert_eq!(digits("YYYYMM").parse("202612    "), Some(at("2026-12-01 00:00:00")));
    }
}
