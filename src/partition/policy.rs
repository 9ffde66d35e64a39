//! A table's policy, as a person writes it in `partitions/<name>.toml`: which table, which windows, how far ahead. Every
//! mistake is answered with file, line and column; what is not supported is refused, never passed over.

use chrono::{Datelike, NaiveDate};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use toml::{Spanned, Table, Value};

use super::bounds::KeyType;
use super::calendar::{Calendar, Every, YEARS};
use super::live::Storage;
use super::log::PLACES;
use super::names::Template;
use super::retain::{self, Fault, Retain};
use super::sections::{Copied, Locks, WrittenLocks, read_storage};
use super::within::{self, Within};
use crate::error::{Error, Result};
use crate::identifier::QualifiedName;
use crate::retention::log::Log;
use crate::toml_file;

/// The file as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    table: Spanned<String>,
    key: Spanned<String>,
    every: Spanned<String>,
    premake: Spanned<Value>,
    since: Option<Spanned<Value>>,
    anchor: Option<Spanned<Value>>,
    name: Option<Spanned<String>>,
    time_zone: Option<Spanned<String>>,
    retain: Option<retain::Written>,
    storage: Option<Spanned<Table>>,
    #[serde(default)]
    copy: Copied,
    locks: Option<WrittenLocks>,
    default: Option<Spanned<String>>,
    encoding: Option<Spanned<String>>,
    partition_by: Option<Spanned<String>>,
    partitions: Option<Spanned<within::Written>>,
}

/// What is wanted for one table.
#[derive(Debug, Clone)]
pub struct Policy {
    pub table: QualifiedName,
    pub every: Every,
    /// How far beyond the current window partitions are kept ready.
    pub premake: Premake,
    /// The windows from this date of the policy's time zone on are wanted too.
    pub since: Option<NaiveDate>,
    pub template: Template,
    /// Where windows begin.
    pub time_zone: Tz,
    /// How long partitions are kept; `None` is for ever.
    pub retain: Option<Retain>,
    /// What is done about rows in a default partition.
    pub default: DefaultPolicy,
    /// How new partitions are stored.
    pub storage: Storage,
    /// What they are given of what their parent has.
    pub copy: Copied,
    /// How locks on this table are waited for.
    pub locks: Locks,
    /// What the key's values stand for, where its type does not say it.
    pub encoding: Option<KeyType>,
    /// How partitions are partitioned themselves.
    pub within: Option<Within>,
    /// The key column, as it is written.
    key: String,
    source: Source,
}

/// How far ahead partitions are made, by the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Premake {
    /// So many windows beyond the current one.
    Windows(u32),
    /// Whatever a row of so much later belongs in, and one window at least.
    Time(Every),
}

/// What is done about rows in a default partition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DefaultPolicy {
    /// Nothing, and nothing is said but of those that keep a partition from being made.
    Ignore,
    /// They are reported.
    #[default]
    Report,
    /// Those that keep a partition from being made are moved there, where they are few.
    Drain,
    /// Where they are many, the default partition becomes the partition that they are in.
    Swap,
}

const DEFAULT_POLICIES: [(&str, DefaultPolicy); 4] = [
    ("ignore", DefaultPolicy::Ignore),
    ("report", DefaultPolicy::Report),
    ("drain", DefaultPolicy::Drain),
    ("swap", DefaultPolicy::Swap),
];

/// Where a policy was read from, to point at its lines later.
#[derive(Debug, Clone)]
struct Source {
    file: String,
    text: String,
    table: usize,
    key: usize,
    every: usize,
    since: usize,
    encoding: usize,
}

/// The line of the policy that an error is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Table,
    Key,
    Every,
    Since,
    Encoding,
}

const MOST_PREMADE: i64 = 10_000;

impl Policy {
    /// Reads one policy; `file` is its name as the person knows it. A table without a schema belongs to `default_schema`.
    ///
    /// # Errors
    /// `Usage`, pointing at what is wrong.
    pub fn parse(file: &str, text: &str, default_schema: &str) -> Result<Self> {
        let written: File = toml_file::parse(file, text)?;
        let refuse = |at: usize, message: String| Error::usage(message).pointing_at(file, text, at);

        let table = QualifiedName::parse(written.table.as_ref(), default_schema).ok_or_else(|| {
            refuse(written.table.span().start, format!("`{}` is not the name of a table", written.table.as_ref()))
                .hint("write it as in SQL: public.bookings, or \"Sales\".\"Orders\" where it needs quotes")
        })?;
        if written.key.as_ref().trim().is_empty() {
            return Err(refuse(
                written.key.span().start,
                "`key` is empty: name the column that the table is partitioned by".into(),
            ));
        }
        let every = Every::parse(written.every.as_ref()).map_err(|message| {
            refuse(written.every.span().start, message).hint("write it like \"1 day\", \"1 month\" or \"6 hours\"")
        })?;
        let date = |value: &Spanned<Value>| read_date(value.as_ref()).map_err(|message| refuse(value.span().start, message));
        let every = match &written.anchor {
            Some(anchor) => every.anchored(date(anchor)?).map_err(|message| refuse(anchor.span().start, message))?,
            None if every.count > 1 => {
                return Err(refuse(written.every.span().start, format!("windows of {every} need an `anchor` to count from"))
                    .hint("add a date on which a window begins: anchor = \"2024-01-01\""));
            }
            None => every,
        };
        let encoding = match &written.encoding {
            None => None,
            Some(word) => {
                let at = word.span().start;
                let encoding = KeyType::encoded(word.as_ref()).ok_or_else(|| {
                    let known: Vec<&str> = KeyType::words().collect();
                    refuse(at, format!("`{}` is no encoding of a key", word.as_ref()))
                        .hint(format!("there are {}", known.join(", ")))
                })?;
                if every.unit < encoding.finest() {
                    let message = format!("windows of {every} cannot be told apart by keys of `{}`", word.as_ref());
                    return Err(refuse(at, message).hint(format!("windows may be of {}s, or longer", encoding.finest().name())));
                }
                Some(encoding)
            }
        };
        let premake = read_premake(written.premake.as_ref()).map_err(|message| {
            refuse(written.premake.span().start, message).hint(
                "write it like 3 (windows) or \"14 days\": with none ready, inserts would fail as soon as the current one ends",
            )
        })?;
        let template = match &written.name {
            Some(name) => {
                let template =
                    Template::parse(name.as_ref()).and_then(|template| template.check(every.unit).map(|()| template));
                template.map_err(|message| refuse(name.span().start, format!("`name`: {message}")))?
            }
            None => Template::default_for(every.unit),
        };
        let time_zone = match &written.time_zone {
            Some(zone) => read_zone(zone.as_ref()).map_err(|(message, hint)| refuse(zone.span().start, message).hint(hint))?,
            None => Tz::UTC,
        };
        let since = written.since.as_ref().map(date).transpose()?;
        let log = written.retain.as_ref().and_then(|retain| retain.log.as_ref());
        let log = log.map(|log| Log::read(log, default_schema, &PLACES)).transpose();
        let log = log.map_err(|fault| refuse(fault.at, fault.message).hint(fault.hint))?;
        let retain = written.retain.as_ref().map(|retain| Retain::read(retain, log)).transpose();
        let retain = retain.map_err(|Fault(at, message, hint)| refuse(at, message).hint(hint))?;
        let default = match &written.default {
            None => DefaultPolicy::default(),
            Some(word) => {
                let known = DEFAULT_POLICIES.iter().find(|(name, _)| name == word.as_ref());
                let fault = || refuse(word.span().start, format!("`{}` is none of ignore, report, drain, swap", word.as_ref()));
                known.map(|(_, policy)| *policy).ok_or_else(fault)?
            }
        };
        let storage = match &written.storage {
            None => Storage::default(),
            Some(section) => {
                // The line of the key, where it stands in the section.
                let start = section.span().start;
                let at = |key: &str| text[start..].find(key).map_or(start, |offset| start + offset);
                read_storage(section.as_ref(), at).map_err(|(at, message)| {
                    refuse(at, message).hint("write it like fillfactor = 90, autovacuum_vacuum_scale_factor = 0.02, tablespace = \"fast\", unlogged = true")
                })?
            }
        };
        let within = Within::read(written.partition_by.as_ref(), written.partitions.as_ref());
        let within = within.map_err(|within::Fault(at, message, hint)| refuse(at, message).hint(hint))?;
        let locks = written.locks.as_ref().map(Locks::read).transpose();
        let locks =
            locks.map_err(|(at, message)| refuse(at, message).hint("write it like timeout = \"300ms\", budget = \"10s\""))?;
        let source = Source {
            file: file.to_owned(),
            text: text.to_owned(),
            table: written.table.span().start,
            key: written.key.span().start,
            every: written.every.span().start,
            since: written.since.as_ref().map_or(0, |since| since.span().start),
            encoding: written.encoding.as_ref().map_or(written.key.span().start, |encoding| encoding.span().start),
        };
        Ok(Self {
            table,
            every,
            premake,
            since,
            template,
            time_zone,
            retain,
            default,
            storage,
            copy: written.copy,
            locks: locks.unwrap_or_default(),
            encoding,
            within,
            key: written.key.into_inner(),
            source,
        })
    }

    /// Whether this column is the one that the policy means: as it is written, or as SQL reads what is written.
    pub fn is_key(&self, column: &str) -> bool {
        self.key == column || QualifiedName::parse(&self.key, "").is_some_and(|name| name.name == column)
    }

    /// The same, with keys that stand for something else.
    #[must_use]
    pub fn with_encoding(&self, encoding: Option<KeyType>) -> Self {
        Self { encoding, ..self.clone() }
    }

    /// The key column, as it is written.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The file's name, as the person knows it.
    pub fn file(&self) -> &str {
        &self.source.file
    }

    /// The windows for a key of this type.
    ///
    /// # Errors
    /// `Failed`, where windows are asked for that the key cannot tell apart: hours of a `date`.
    pub fn calendar(&self, key_type: KeyType) -> Result<Calendar> {
        if self.every.unit < key_type.finest() {
            let (every, key, kind) = (self.every, &self.key, key_type.word());
            let error = Error::failed(format!("windows of {every} need a key that tells them apart: `{key}` is {kind}"));
            return Err(self.point(error, Place::Every).hint(format!("use {}s or longer", key_type.finest().name())));
        }
        Ok(Calendar::new(self.every, self.time_zone, key_type))
    }

    /// Lets an error point at a line of this policy.
    #[must_use]
    pub fn point(&self, error: Error, place: Place) -> Error {
        let Source { file, text, table, key, every, since, encoding } = &self.source;
        let byte = match place {
            Place::Table => table,
            Place::Key => key,
            Place::Every => every,
            Place::Since => since,
            Place::Encoding => encoding,
        };
        error.pointing_at(file, text, *byte)
    }
}

/// Refuses policies that are about the same table, or that would call partitions of two tables the same.
///
/// # Errors
/// `Usage`, naming both files.
pub fn check_together(policies: &[Policy]) -> Result<()> {
    for (index, policy) in policies.iter().enumerate() {
        for earlier in &policies[..index] {
            if earlier.table == policy.table {
                let error = Error::usage(format!("{} already has a policy: {}", policy.table, earlier.file()));
                return Err(policy.point(error, Place::Table).hint("keep one of the two files"));
            }
            if earlier.table.schema == policy.table.schema {
                let calendar = |policy: &Policy| Calendar::new(policy.every, policy.time_zone, KeyType::Timestamp);
                let sample = calendar(policy).window_at(NaiveDate::default().into());
                let name = policy.template.name(&policy.table, &sample);
                if name == earlier.template.name(&earlier.table, &sample) {
                    let (one, other) = (&earlier.table, &policy.table);
                    let error = Error::usage(format!(
                        "partitions of {one} ({}) and {other} would both be called {name}",
                        earlier.file()
                    ));
                    return Err(policy.point(error, Place::Table).hint("give one of them a `name` with {table} in it"));
                }
            }
        }
    }
    Ok(())
}

/// Whether a policy explains a partition: its bounds (`FOR VALUES FROM ('…') TO ('…')`, as PostgreSQL prints them with
/// `DateStyle` ISO, in any time zone) are one window, or a part of one, as partitions of another interval leave it.
pub fn explains(policy: &Policy, bounds: &str) -> bool {
    let own = bounds.to_ascii_lowercase().find(" partition by ").map(|at| bounds.split_at(at));
    let bounds = match (own, &policy.within) {
        (None, _) => bounds,
        (Some((bounds, by)), Some(within)) if within::normal(&by[" partition by ".len()..]) == within::normal(&within.by) => {
            bounds
        }
        (Some(_), _) => return false,
    };
    // Where the policy does not say it, the text of a bound tells its type: an offset, a time without one, or a date.
    let types = policy.encoding.map_or_else(|| KeyType::OF_TIME.to_vec(), |encoding| vec![encoding]);
    types.into_iter().any(|key_type| {
        let edges = literals(bounds).and_then(|(lower, upper)| key_type.parse(lower).zip(key_type.parse(upper)));
        edges.is_some_and(|(lower, upper)| policy.calendar(key_type).is_ok_and(|calendar| calendar.holds(lower, upper)))
    })
}

/// The two values of a range of one column, as whoever wrote it spells the rest.
fn literals(bounds: &str) -> Option<(&str, &str)> {
    let mut parts = bounds.split(['(', ')']);
    let (Some(_), Some(lower), Some(_), Some(upper), Some(""), None) =
        (parts.next(), parts.next(), parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return None;
    };
    Some((lower.trim().trim_matches('\''), upper.trim().trim_matches('\'')))
}

fn read_premake(value: &Value) -> Result<Premake, String> {
    match value {
        Value::Integer(count) => {
            let count = u32::try_from(*count).ok().filter(|count| (1..=MOST_PREMADE).contains(&i64::from(*count)));
            count.map(Premake::Windows).ok_or_else(|| format!("`premake` is not a number from 1 to {MOST_PREMADE}"))
        }
        Value::String(text) => Every::parse(text).map(Premake::Time),
        other => Err(format!("`{other}` is neither a number of windows nor a length of time")),
    }
}

/// A date, as TOML's own or in quotes.
fn read_date(value: &Value) -> Result<NaiveDate, String> {
    let text = match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let date = text.parse::<NaiveDate>().ok().filter(|date| YEARS.contains(&date.year()));
    date.ok_or_else(|| format!("`{text}` is not a date; write it like \"2024-01-01\""))
}

/// A time zone by its name.
///
/// # Errors
/// What is wrong with it, and a hint.
pub fn read_zone(name: &str) -> Result<Tz, (String, String)> {
    Tz::from_str_insensitive(name).map_err(|_| {
        let known = chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name());
        let hint = toml_file::nearest(name, known).map_or_else(
            || "write it like UTC, Europe/Madrid or America/New_York".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        (format!("`{name}` is not a time zone of the IANA database"), hint)
    })
}

#[cfg(test)]
mod tests {
    use super::super::calendar::Unit;
    use super::*;

    const GOOD: &str = "table = \"bookings\"\nkey = \"created_at\"\nevery = \"1 month\"\npremake = 3\n";

    fn parse(text: &str) -> Result<Policy> {
        Policy::parse("partitions/bookings.toml", text, "public")
    }

    #[test]
    fn what_is_left_out_has_a_default() {
        let policy = parse(GOOD).unwrap();
        assert_eq!(policy.table.to_string(), "public.bookings");
        assert_eq!((policy.time_zone, policy.since, policy.premake), (Tz::UTC, None, Premake::Windows(3)));
        assert_eq!(policy.template, Template::default_for(Unit::Month));
    }

    #[test]
    fn dates_may_be_toml_s_own() {
        for since in ["\"2024-02-29\"", "2024-02-29"] {
            let policy = parse(&format!("{GOOD}since = {since}\n")).unwrap();
            assert_eq!(policy.since, NaiveDate::from_ymd_opt(2024, 2, 29));
        }
    }

    #[test]
    fn keys_are_columns_as_written_or_as_sql_reads_them() {
        let policy = |key: &str| parse(&GOOD.replace("\"created_at\"", key)).unwrap();
        assert!(policy("'\"createdAt\"'").is_key("createdAt"));
        assert!(policy("\"createdAt\"").is_key("createdAt"));
        assert!(policy("\"Created_At\"").is_key("created_at"));
        assert!(!policy("\"created_at\"").is_key("createdAt"));
    }

    #[test]
    fn each_mistake_has_its_line_and_column() {
        let mut answers = String::new();
        for (from, to) in [
            ("\"bookings\"", "\"a.b.c\""),
            ("\"created_at\"", "\"\""),
            ("\"1 month\"", "\"monthly\""),
            ("\"1 month\"", "\"2 months\""),
            ("\"1 month\"", "\"2 weeks\"\nanchor = \"2024-01-02\""),
            ("premake = 3", "premake = 0"),
            ("premake = 3", "premake = \"3\""),
            ("premake = 3", "premake = \"0 days\""),
            ("premake = 3", "premake = 3\n[storage]\nfilfactor = \"x\""),
            ("premake = 3", "premake = 3\n[storage]\n\"a = 1) --\" = 1"),
            ("premake = 3", "premake = 3\n[storage]\nunlogged = 1"),
            ("premake = 3", "premaek = 3"),
            ("premake = 3", ""),
            ("premake = 3", "premake = 3\nsince = \"2024-02-30\""),
            ("premake = 3", "premake = 3\nsince = 2024-02-01T00:00:00Z"),
            ("premake = 3", "premake = 3\nname = \"{table}_{YYYY}\""),
            ("premake = 3", "premake = 3\ntime_zone = \"Europe/Madird\""),
            ("premake = 3", "premake = 3\n[retain]\nfor = \"7\"\nthen = \"drop\""),
            ("premake = 3", "premake = 3\n[retain]\nfor = 7\nthen = \"drop\""),
            ("premake = 3", "premake = 3\n[retain]\nfor = \"0 windows\"\nthen = \"drop\""),
            ("premake = 3", "premake = 3\n[retain]\nfor = \"7 dasy\"\nthen = \"drop\""),
            ("premake = 3", "premake = 3\n[retain]\nfor = \"7 days\""),
            ("premake = 3", "premake = 3\n[retain]\nfor = \"7 days\"\nthen = \"delete\""),
            ("premake = 3", "premake = 3\n[retain]\nfor = \"7 days\"\nthen = \"drop\"\narchive = \"a/{partition}.csv\""),
            ("premake = 3", "premake = 3\n[retain]\nfor = \"7 days\"\nthen = \"archive\"\narchive = \"a/all.csv\""),
            ("premake = 3", "premake = 3\n[retain]\nfor = \"7 days\"\nthen = \"detach\"\ngrace = \"1 day\""),
            ("premake = 3", "premake = 3\n[retain]\nfor = \"7 days\"\nthen = \"drop\"\nquarantine = \"\""),
            ("premake = 3", "premake = 3\n[retain]\nfor = \"7 days\"\nthen = \"drop\"\nmax_per_run = 0"),
            ("premake = 3", "premake = 3\n[retain]\nfor = \"7 days\"\nthen = \"drop\"\nmin_keep = -1"),
            ("premake = 3", "premake = 3\n[retain]\nfor = \"7 days\"\nthen = \"drop\"\ngarce = \"1 day\""),
            (
                "premake = 3",
                "premake = 3\n[retain]\nfor = \"7 days\"\nthen = \"detach\"\n[retain.log]\ntable = \"l\"\ncolumns = { n = 1 }",
            ),
            (
                "premake = 3",
                "premake = 3\n[retain]\nfor = \"7 days\"\nthen = \"drop\"\n[retain.log]\ntable = \"l\"\ncolumns = { n = \"{policy}\" }",
            ),
            ("premake = 3", "premake = 3\nencoding = \"uuidv8\""),
            ("premake = 3", "premake = 3\nencoding = 7"),
            ("\"1 month\"", "\"1 week\"\nencoding = \"YYYYMM\""),
            ("premake = 3", "premake = 3\ndefault = \"drian\""),
            ("premake = 3", "premake = 3\n[copy]\ngrant = true"),
            ("premake = 3", "premake = 3\n[locks]\ntimeout = \"300\""),
            ("premake = 3", "premake = 3\n[locks]\nbudget = \"0\""),
        ] {
            let error = parse(&GOOD.replace(from, to)).unwrap_err();
            assert_eq!(error.kind().exit_code(), 2);
            answers.push_str(&format!("{error}\n"));
            for hint in error.hints() {
                answers.push_str(&format!("    {hint}\n"));
            }
        }
        insta::assert_snapshot!(answers, @r#"
        partitions/bookings.toml:1:9: `a.b.c` is not the name of a table
            write it as in SQL: public.bookings, or "Sales"."Orders" where it needs quotes
        partitions/bookings.toml:2:7: `key` is empty: name the column that the table is partitioned by
        partitions/bookings.toml:3:9: `monthly` is not a number and a unit
            write it like "1 day", "1 month" or "6 hours"
        partitions/bookings.toml:3:9: windows of 2 months need an `anchor` to count from
            add a date on which a window begins: anchor = "2024-01-01"
        partitions/bookings.toml:4:10: no week begins on 2024-01-02; one begins on 2024-01-01
        partitions/bookings.toml:4:11: `premake` is not a number from 1 to 10000
            write it like 3 (windows) or "14 days": with none ready, inserts would fail as soon as the current one ends
        partitions/bookings.toml:4:11: `3` is not a number and a unit
            write it like 3 (windows) or "14 days": with none ready, inserts would fail as soon as the current one ends
        partitions/bookings.toml:4:11: `0 days` does not begin with a number from 1 to 10000
            write it like 3 (windows) or "14 days": with none ready, inserts would fail as soon as the current one ends
        partitions/bookings.toml:6:1: `filfactor = "x"` is no storage parameter of a table
            write it like fillfactor = 90, autovacuum_vacuum_scale_factor = 0.02, tablespace = "fast", unlogged = true
        partitions/bookings.toml:6:2: `a = 1) -- = 1` is no storage parameter of a table
            write it like fillfactor = 90, autovacuum_vacuum_scale_factor = 0.02, tablespace = "fast", unlogged = true
        partitions/bookings.toml:6:1: `unlogged` cannot be 1
            write it like fillfactor = 90, autovacuum_vacuum_scale_factor = 0.02, tablespace = "fast", unlogged = true
        partitions/bookings.toml:4:1: unknown field `premaek`, expected one of `table`, `key`, `every`, `premake`, `since`, `anchor`, `name`, `time_zone`, `retain`, `storage`, `copy`, `locks`, `default`, `encoding`, `partition_by`, `partitions`
            did you mean `premake`?
        partitions/bookings.toml:1:1: missing field `premake`
        partitions/bookings.toml:5:9: `2024-02-30` is not a date; write it like "2024-01-01"
        partitions/bookings.toml:5:9: `2024-02-01T00:00:00Z` is not a date; write it like "2024-01-01"
        partitions/bookings.toml:5:8: `name`: two windows would have the same name: {MM} is missing
        partitions/bookings.toml:5:13: `Europe/Madird` is not a time zone of the IANA database
            did you mean `Europe/Madrid`?
        partitions/bookings.toml:6:7: `7` has no unit: 7 what?
            write it like "24 months", "90 days" or "12 windows"
        partitions/bookings.toml:6:7: `7` has no unit: 7 what?
            write it like "24 months", "90 days" or "12 windows"
        partitions/bookings.toml:6:7: `0 windows` is not 1 to 10000 windows
            write it like "24 months", "90 days" or "12 windows"
        partitions/bookings.toml:6:7: `7 dasy` has none of the units hours, days, weeks, months, quarters, years
            write it like "24 months", "90 days" or "12 windows"
        partitions/bookings.toml:5:1: missing field `then`
        partitions/bookings.toml:7:8: `delete` is none of keep, detach, archive, drop
            nothing is lost by "detach"
        partitions/bookings.toml:8:11: `archive` is where archives go: it needs `then = "archive"`
            remove it, or archive
        partitions/bookings.toml:8:11: two partitions would have the same file: {partition} is missing from the file's name
            write it like "archive/{partition}.csv.gz"
        partitions/bookings.toml:8:9: `grace` is the time from detaching to dropping: it needs `then = "drop"` or "archive"
            write it like "7 days"
        partitions/bookings.toml:8:14: `` is not the name of a schema
            write it like "retired"
        partitions/bookings.toml:8:15: it is a number from 1 on
            leave it out for the default
        partitions/bookings.toml:8:12: it is a number from 0 on
            leave it out for the default
        partitions/bookings.toml:8:1: unknown field `garce`, expected one of `for`, `then`, `grace`, `quarantine`, `max_per_run`, `min_keep`, `archive`, `log`
            did you mean `grace`?
        partitions/bookings.toml:9:9: `log` is for what is dropped: it needs `then = "drop"` or "archive"
            remove it
        partitions/bookings.toml:10:17: there is no {policy}, but {rows}, {at}, {table}, {partition}, {bounds}, {action}
            {{word}} stands for {word} itself
        partitions/bookings.toml:5:12: `uuidv8` is no encoding of a key
            there are timestamptz, timestamp, date, epoch seconds, epoch milliseconds, epoch microseconds, uuidv7, YYYY-MM-DD, YYYYMMDD, YYYYMMDDHH, YYYY-MM, YYYYMM, YYYY
        partitions/bookings.toml:5:12: invalid type: integer `7`, expected a string
        partitions/bookings.toml:4:12: windows of 1 week cannot be told apart by keys of `YYYYMM`
            windows may be of months, or longer
        partitions/bookings.toml:5:11: `drian` is none of ignore, report, drain, swap
        partitions/bookings.toml:6:1: unknown field `grant`, expected one of `grants`, `replica_identity`, `row_security`, `statement_triggers`, `statistics`
            did you mean `grants`?
        partitions/bookings.toml:6:11: `300` is not a duration: time unit needed, for example 300sec or 300ms
            write it like timeout = "300ms", budget = "10s"
        partitions/bookings.toml:6:10: `0` is not between 1ms and 1h
            write it like timeout = "300ms", budget = "10s"
        "#);
    }

    #[test]
    fn a_policy_explains_its_windows_and_their_parts() {
        let policy = parse(&format!("{GOOD}time_zone = \"America/New_York\"\n")).unwrap();
        let explained = |lower: &str, upper: &str| explains(&policy, &format!("FOR VALUES FROM ('{lower}') TO ('{upper}')"));
        assert!(explained("2026-03-01 05:00:00+00", "2026-04-01 04:00:00+00"));
        assert!(explained("2026-03-01 00:00:00-05", "2026-04-01 00:00:00-04"));
        assert!(explained("2026-03-10 00:00:00+00", "2026-04-01 04:00:00+00"));
        assert!(!explained("2026-03-01 00:00:00+00", "2026-04-01 00:00:00+00"));
        assert!(!explained("2026-03-01 05:00:00+00", "2026-05-01 04:00:00+00"));
        assert!(!explained("-infinity", "2026-03-01 05:00:00+00"));
        assert!(!explained("262000-01-01 00:00:00+00", "262000-02-01 00:00:00+00"));
        assert!(!explained("1", "2"));
    }
}
