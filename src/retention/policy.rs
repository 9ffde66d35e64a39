//! A policy as a person writes it in `retention/<name>.toml`: of which table, past which age, what becomes of a row, and what
//! keeps it. Every mistake is answered with file, line and column.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, NaiveDateTime, Utc};
use chrono_tz::Tz;
use serde::Deserialize;
use toml::Spanned;

use super::expression;
use super::log::{self, Log};
use crate::amount;
use crate::error::{Error, Result};
use crate::identifier::QualifiedName;
use crate::partition::bounds::KeyType;
use crate::partition::calendar::{Calendar, Every, Unit};
use crate::partition::policy::read_zone;
use crate::partition::sections::{Locks, WrittenLocks};
use crate::toml_file;

/// The file as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    table: Spanned<String>,
    age: Spanned<String>,
    keep: Spanned<String>,
    action: Spanned<String>,
    every: Option<Spanned<String>>,
    time_zone: Option<Spanned<String>>,
    #[serde(rename = "where")]
    condition: Option<Spanned<String>>,
    done: Option<Spanned<String>>,
    cascade: Option<Vec<Spanned<String>>>,
    batch: Option<Spanned<i64>>,
    pause: Option<Spanned<String>>,
    max_lag: Option<Spanned<String>>,
    set: Option<Spanned<BTreeMap<String, Spanned<String>>>>,
    hold: Option<Spanned<WrittenHold>>,
    log: Option<log::Written>,
    locks: Option<WrittenLocks>,
}

/// `[hold]` as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenHold {
    #[serde(rename = "where")]
    condition: Option<Spanned<String>>,
    table: Option<Spanned<String>>,
    key: Option<Spanned<String>>,
    column: Option<Spanned<String>>,
    #[serde(rename = "while")]
    lasting: Option<Spanned<String>>,
}

/// What is wanted of one table's rows.
#[derive(Debug, Clone)]
pub struct Policy {
    /// The file's name without its ending.
    pub name: String,
    pub table: QualifiedName,
    /// The column that holds when a row's age begins. NULL is never old.
    pub age: Placed,
    /// How long a row is kept from then on; `None` is no longer.
    pub keep: Option<Every>,
    /// How often the line between old and young moves: at the start of each day, week or month. `None` is with the clock.
    pub every: Option<Every>,
    pub time_zone: Tz,
    pub action: Action,
    /// Rows that it is about.
    pub condition: Option<Placed>,
    /// Rows that are anonymised already.
    pub done: Option<Placed>,
    /// The tables whose rows may go with those that they refer to.
    pub cascade: Vec<(QualifiedName, usize)>,
    pub hold: Hold,
    pub log: Option<Log>,
    pub batch: u32,
    pub pause: Option<Duration>,
    pub most_lag: Duration,
    pub locks: Locks,
    table_at: usize,
    file: String,
    text: String,
}

/// A word or an expression, and where in the file it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    pub text: String,
    pub at: usize,
}

/// What becomes of rows past their time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    Delete,
    /// Columns and the expressions that they are set to.
    Anonymise(Vec<(String, Placed)>),
}

impl Action {
    pub fn word(&self) -> &'static str {
        match self {
            Self::Delete => "delete",
            Self::Anonymise(_) => "anonymise",
        }
    }
}

/// What keeps rows whatever their age. What cannot be told (NULL) keeps them too.
#[derive(Debug, Clone, Default)]
pub struct Hold {
    pub condition: Option<Placed>,
    pub table: Option<HoldTable>,
}

/// Keys that are held.
#[derive(Debug, Clone)]
pub struct HoldTable {
    pub name: QualifiedName,
    /// Where in the file it is named.
    pub at: usize,
    /// Its column with the keys.
    pub key: Placed,
    /// The column of the policy's table that they are of.
    pub column: Placed,
    /// The lines of it that hold.
    pub lasting: Option<Placed>,
}

/// What is wrong, where in the file, and a hint.
#[derive(Debug)]
pub struct Fault {
    pub at: usize,
    pub message: String,
    pub hint: String,
}

impl Fault {
    pub(super) fn new(at: usize, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { at, message: message.into(), hint: hint.into() }
    }
}

const BATCH: i64 = 1_000;
const LARGEST_BATCH: i64 = 100_000;
const MOST_LAG: Duration = Duration::from_secs(10);
const LENGTH: &str = "write it like \"24 months\" or \"90 days\"; \"0 days\" where the column says until when a row is kept";

impl Policy {
    /// Reads one policy; `file` is its name as the person knows it. A table without a schema belongs to `default_schema`.
    ///
    /// # Errors
    /// `Usage`, pointing at what is wrong.
    pub fn parse(file: &str, text: &str, default_schema: &str) -> Result<Self> {
        let written: File = toml_file::parse(file, text)?;
        Self::read(file, text, written, default_schema)
            .map_err(|fault| Error::usage(fault.message).pointing_at(file, text, fault.at).hint(fault.hint))
    }

    fn read(file: &str, text: &str, written: File, default_schema: &str) -> Result<Self, Fault> {
        let table = read_table(&written.table, default_schema)?;
        let keep = read_keep(&written.keep)?;
        let every = written.every.as_ref().map(read_every).transpose()?;
        let time_zone = written
            .time_zone
            .as_ref()
            .map(|zone| read_zone(zone.as_ref()).map_err(|(message, hint)| Fault::new(zone.span().start, message, hint)));
        let condition = written.condition.map(read_expression).transpose()?;
        let done = written.done.map(read_expression).transpose()?;
        let action = read_action(&written.action, written.set)?;
        match (&action, &done) {
            (Action::Delete, Some(done)) => {
                let message = "`done` tells rows that are anonymised already: it needs `action = \"anonymise\"`";
                return Err(Fault::new(done.at, message, "remove it, or anonymise"));
            }
            (Action::Anonymise(set), None) => check_same_again(set)?,
            _ => {}
        }
        let mut cascade = Vec::new();
        for name in written.cascade.unwrap_or_default() {
            if action != Action::Delete {
                let message = "`cascade` allows rows to go with those that they refer to: it needs `action = \"delete\"`";
                return Err(Fault::new(name.span().start, message, "remove it"));
            }
            cascade.push((read_table(&name, default_schema)?, name.span().start));
        }
        let batch = match &written.batch {
            None => BATCH,
            Some(batch) => *batch.as_ref(),
        };
        let batch = u32::try_from(batch).ok().filter(|batch| (1..=LARGEST_BATCH).contains(&i64::from(*batch)));
        let batch = batch.ok_or_else(|| {
            let at = written.batch.as_ref().map_or(0, |batch| batch.span().start);
            Fault::new(at, format!("`batch` is not a number of rows from 1 to {LARGEST_BATCH}"), "leave it out for 1000")
        })?;
        let length = |text: &Option<Spanned<String>>| {
            text.as_ref().map(|text| {
                let fault = |error: Error| Fault::new(text.span().start, error.message(), "write it like \"200ms\" or \"10s\"");
                amount::parse_duration(text.as_ref()).map_err(fault)
            })
        };
        let locks = written.locks.as_ref().map(Locks::read).transpose();
        let locks =
            locks.map_err(|(at, message)| Fault::new(at, message, "write it like timeout = \"300ms\", budget = \"10s\""));
        let name = file.rsplit('/').next().unwrap_or(file);
        Ok(Self {
            name: name.strip_suffix(".toml").unwrap_or(name).to_owned(),
            table,
            age: read_word(written.age)?,
            keep,
            every,
            time_zone: time_zone.transpose()?.unwrap_or(Tz::UTC),
            action,
            condition,
            done,
            cascade,
            hold: written.hold.map(|hold| read_hold(hold, default_schema)).transpose()?.unwrap_or_default(),
            log: written.log.as_ref().map(|log| Log::read(log, default_schema, &log::PLACES)).transpose()?,
            batch,
            pause: length(&written.pause).transpose()?,
            most_lag: length(&written.max_lag).transpose()?.unwrap_or(MOST_LAG),
            locks: locks?.unwrap_or_default(),
            table_at: written.table.span().start,
            file: file.to_owned(),
            text: text.to_owned(),
        })
    }

    /// The file's name, as the person knows it.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// Lets an error point at a place of this policy.
    #[must_use]
    pub fn point(&self, error: Error, at: usize) -> Error {
        error.pointing_at(&self.file, &self.text, at)
    }

    /// Lets an error point at the table's name.
    #[must_use]
    pub fn point_at_table(&self, error: Error) -> Error {
        self.point(error, self.table_at)
    }

    /// What is before this point of the age column's time is past its time.
    pub fn cutoff(&self, age: KeyType, now: DateTime<Utc>) -> NaiveDateTime {
        let hour = || Every::parse("1 hour").ok();
        let Some(step) = self.every.or(self.keep).or_else(hour) else { return now.naive_utc() };
        let calendar = Calendar::new(step, self.time_zone, age);
        let now = calendar.key_time(now);
        let line = if self.every.is_some() { calendar.window_at(now).lower } else { now };
        self.keep.map_or(line, |keep| calendar.away_from(line, keep, false))
    }

    /// How long a row is kept, for people.
    pub fn shown_keep(&self) -> String {
        self.keep.map_or_else(|| "0 days".to_owned(), |keep| keep.to_string())
    }
}

fn read_table(name: &Spanned<String>, default_schema: &str) -> Result<QualifiedName, Fault> {
    QualifiedName::parse(name.as_ref(), default_schema).ok_or_else(|| {
        let message = format!("`{}` is not the name of a table", name.as_ref());
        Fault::new(
            name.span().start,
            message,
            "write it as in SQL: public.bookings, or \"Sales\".\"Orders\" where it needs quotes",
        )
    })
}

/// A column's name, as SQL reads it or as it is.
fn read_word(word: Spanned<String>) -> Result<Placed, Fault> {
    let at = word.span().start;
    let text = word.into_inner();
    if text.trim().is_empty() {
        return Err(Fault::new(at, "it is empty: name a column", "write it as in SQL"));
    }
    let text = QualifiedName::parse(&text, "").filter(|name| name.schema.is_empty()).map_or(text, |name| name.name);
    Ok(Placed { text, at })
}

fn read_expression(text: Spanned<String>) -> Result<Placed, Fault> {
    let at = text.span().start;
    let text = text.into_inner();
    match expression::check(&text) {
        Ok(()) => Ok(Placed { text, at }),
        Err(why) => {
            Err(Fault::new(at, format!("this is no SQL expression: {why}"), "write it as after WHERE, or after SET … ="))
        }
    }
}

fn read_keep(keep: &Spanned<String>) -> Result<Option<Every>, Fault> {
    let text = keep.as_ref();
    let fault = |message| Fault::new(keep.span().start, message, LENGTH);
    match text.trim().strip_prefix("0 ") {
        Some(unit) => Every::parse(&format!("1 {unit}")).map(|_| None).map_err(fault),
        None => Every::parse(text).map(Some).map_err(fault),
    }
}

fn read_every(every: &Spanned<String>) -> Result<Every, Fault> {
    let fault = |message| Fault::new(every.span().start, message, "write it like \"1 day\", \"1 week\" or \"1 month\"");
    let step = Every::parse(every.as_ref()).map_err(fault)?;
    if step.count != 1 || step.unit == Unit::Hour {
        return Err(fault(format!("`{}` is not one day, week, month, quarter or year", every.as_ref())));
    }
    Ok(step)
}

fn read_action(action: &Spanned<String>, set: Option<Spanned<BTreeMap<String, Spanned<String>>>>) -> Result<Action, Fault> {
    let at = action.span().start;
    match (action.as_ref().as_str(), set) {
        ("delete", None) => Ok(Action::Delete),
        ("delete", Some(set)) => {
            let message = "`set` says what columns become: it needs `action = \"anonymise\"`";
            Err(Fault::new(set.span().start, message, "remove it, or anonymise"))
        }
        ("anonymise" | "anonymize", Some(set)) if !set.as_ref().is_empty() => {
            let column = |(name, text)| Ok((name, read_expression(text)?));
            set.into_inner().into_iter().map(column).collect::<Result<_, _>>().map(Action::Anonymise)
        }
        ("anonymise" | "anonymize", _) => {
            Err(Fault::new(at, "nothing says what columns become", "add a section: [set], and in it email = \"NULL\""))
        }
        (other, _) => Err(Fault::new(at, format!("`{other}` is none of delete, anonymise"), "\"anonymise\" keeps the row")),
    }
}

/// Without `done`, a row is anonymised already where all columns are what they would be set to, which must then stay the same.
fn check_same_again(set: &[(String, Placed)]) -> Result<(), Fault> {
    let changing: Vec<&str> = set.iter().map(|(column, _)| column.as_str()).collect();
    for (_, value) in set {
        if let Some(why) = expression::may_change(&value.text, &changing) {
            let message = format!("every run would anonymise the same rows again: {why}");
            let hint = "say by which condition a row is anonymised already: done = \"anonymised_at IS NOT NULL\"";
            return Err(Fault::new(value.at, message, hint));
        }
    }
    Ok(())
}

fn read_hold(hold: Spanned<WrittenHold>, default_schema: &str) -> Result<Hold, Fault> {
    let at = hold.span().start;
    let hold = hold.into_inner();
    let condition = hold.condition.map(read_expression).transpose()?;
    let table = match (hold.table, hold.key, hold.column, hold.lasting) {
        (Some(name), Some(key), column, lasting) => {
            let key = read_word(key)?;
            Some(HoldTable {
                name: read_table(&name, default_schema)?,
                at: name.span().start,
                column: column.map(read_word).transpose()?.unwrap_or_else(|| key.clone()),
                key,
                lasting: lasting.map(read_expression).transpose()?,
            })
        }
        (None, None, None, None) => None,
        _ => {
            let hint = "write it like table = \"legal_holds\", key = \"user_id\", while = \"released_at IS NULL\"";
            return Err(Fault::new(at, "a table of holds needs both its name, `table`, and its column, `key`", hint));
        }
    };
    if condition.is_none() && table.is_none() {
        return Err(Fault::new(at, "it holds nothing", "say where, or name a table of holds and its key"));
    }
    Ok(Hold { condition, table })
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "table = \"bookings\"\nage = \"created_at\"\nkeep = \"7 years\"\naction = \"anonymise\"\n";
    const SET: &str = "[set]\nemail = \"NULL\"\n";

    fn parse(text: &str) -> Result<Policy> {
        Policy::parse("retention/bookings.toml", text, "public")
    }

    #[test]
    fn what_is_left_out_has_a_default() {
        let policy = parse(&format!("{GOOD}{SET}")).unwrap();
        assert_eq!((policy.name.as_str(), policy.table.to_string()), ("bookings", "public.bookings".to_owned()));
        assert_eq!((policy.batch, policy.pause, policy.most_lag), (1_000, None, Duration::from_secs(10)));
        assert!(policy.hold.condition.is_none() && policy.hold.table.is_none() && policy.log.is_none());
        assert_eq!(parse(&format!("{GOOD}{SET}").replace("7 years", "0 days")).unwrap().keep, None);
    }

    #[test]
    fn the_line_moves_with_the_clock_or_at_the_start_of_a_window() {
        let now = "2026-11-22T01:30:00Z".parse().unwrap();
        let cutoff = |more: &str, age: KeyType| {
            let policy = parse(&format!("{GOOD}{more}\n{SET}").replace("7 years", "1 month")).unwrap();
            age.text(policy.cutoff(age, now))
        };
        let (zoned, date) = (KeyType::TimestampWithTimeZone, KeyType::Date);
        assert_eq!(cutoff("", zoned), "2026-10-22 01:30:00+00");
        assert_eq!(cutoff("", date), "2026-10-22");
        assert_eq!(cutoff("every = \"1 day\"", zoned), "2026-10-22 00:00:00+00");
        assert_eq!(cutoff("every = \"1 week\"", zoned), "2026-10-16 00:00:00+00", "from Monday 2026-11-16");
        assert_eq!(cutoff("every = \"1 month\"", zoned), "2026-10-01 00:00:00+00");
        // In New York it is still the day before.
        assert_eq!(cutoff("time_zone = \"America/New_York\"", date), "2026-10-21");
        assert_eq!(cutoff("every = \"1 day\"\ntime_zone = \"America/New_York\"", zoned), "2026-10-21 04:00:00+00");
    }

    #[test]
    fn every_mistake_has_its_place() {
        let mut answers = String::new();
        let hold = "[hold]\ntable = \"legal_holds\"\nkey = \"user_id\"\nwhile = \"released_at IS NULL\"\n";
        let log = "[log]\ntable = \"log\"\ncolumns = { n = \"{rows}\" }\n";
        let good = format!("{GOOD}{SET}{hold}{log}");
        parse(&good).unwrap();
        for (from, to) in [
            ("\"bookings\"", "\"a.b.c\""),
            ("\"created_at\"", "\" \""),
            ("\"7 years\"", "\"7\""),
            ("\"7 years\"", "\"0 fortnights\""),
            ("\"anonymise\"", "\"erase\""),
            ("\"anonymise\"", "\"delete\""),
            ("[set]\nemail = \"NULL\"\n", ""),
            ("email = \"NULL\"\n", ""),
            ("\"NULL\"", "\"md5(email)\""),
            ("\"NULL\"", "\"email || '.invalid'\""),
            ("\"NULL\"", "\"CURRENT_DATE\""),
            ("\"NULL\"", "\"NULL, name = NULL; DROP TABLE x\""),
            ("[set]", "where = \"region = 'EU\"\n[set]"),
            ("[set]", "every = \"2 weeks\"\n[set]"),
            ("[set]", "time_zone = \"Europe/Madird\"\n[set]"),
            ("[set]", "cascade = [\"tickets\"]\n[set]"),
            ("[set]", "batch = 0\n[set]"),
            ("[set]", "pause = \"soon\"\n[set]"),
            ("[set]", "[locks]\ntimeout = \"0\"\n[set]"),
            ("key = \"user_id\"\n", ""),
            ("table = \"legal_holds\"\nkey = \"user_id\"\nwhile = \"released_at IS NULL\"\n", ""),
            ("{rows}", "{number}"),
            ("n = \"{rows}\"", "n = [1]"),
            ("n = \"{rows}\"", ""),
            ("action", "actoin"),
        ] {
            assert!(good.contains(from), "{from}");
            let error = parse(&good.replacen(from, to, 1)).unwrap_err();
            assert_eq!(error.kind().exit_code(), 2);
            answers.push_str(&format!("{error}\n"));
            for hint in error.hints() {
                answers.push_str(&format!("    {hint}\n"));
            }
        }
        let delete = parse("table = \"t\"\nage = \"a\"\nkeep = \"1 day\"\naction = \"delete\"\ndone = \"b\"\n").unwrap_err();
        answers.push_str(&format!("{delete}\n"));
        insta::assert_snapshot!(answers, @r#"
        retention/bookings.toml:1:9: `a.b.c` is not the name of a table
            write it as in SQL: public.bookings, or "Sales"."Orders" where it needs quotes
        retention/bookings.toml:2:7: it is empty: name a column
            write it as in SQL
        retention/bookings.toml:3:8: `7` is not a number and a unit
            write it like "24 months" or "90 days"; "0 days" where the column says until when a row is kept
        retention/bookings.toml:3:8: `1 fortnights` has none of the units hours, days, weeks, months, quarters, years
            write it like "24 months" or "90 days"; "0 days" where the column says until when a row is kept
        retention/bookings.toml:4:10: `erase` is none of delete, anonymise
            "anonymise" keeps the row
        retention/bookings.toml:5:1: `set` says what columns become: it needs `action = "anonymise"`
            remove it, or anonymise
        retention/bookings.toml:4:10: nothing says what columns become
            add a section: [set], and in it email = "NULL"
        retention/bookings.toml:4:10: nothing says what columns become
            add a section: [set], and in it email = "NULL"
        retention/bookings.toml:6:9: every run would anonymise the same rows again: `md5()` may give something else the next time
            say by which condition a row is anonymised already: done = "anonymised_at IS NOT NULL"
        retention/bookings.toml:6:9: every run would anonymise the same rows again: it depends on `email`, which is changed
            say by which condition a row is anonymised already: done = "anonymised_at IS NOT NULL"
        retention/bookings.toml:6:9: every run would anonymise the same rows again: `current_date` may be something else the next time
            say by which condition a row is anonymised already: done = "anonymised_at IS NOT NULL"
        retention/bookings.toml:6:9: this is no SQL expression: it holds a semicolon: one expression is meant
            write it as after WHERE, or after SET … =
        retention/bookings.toml:5:9: this is no SQL expression: a quote, a comment or a parenthesis in it is never closed
            write it as after WHERE, or after SET … =
        retention/bookings.toml:5:9: `2 weeks` is not one day, week, month, quarter or year
            write it like "1 day", "1 week" or "1 month"
        retention/bookings.toml:5:13: `Europe/Madird` is not a time zone of the IANA database
            did you mean `Europe/Madrid`?
        retention/bookings.toml:5:12: `cascade` allows rows to go with those that they refer to: it needs `action = "delete"`
            remove it
        retention/bookings.toml:5:9: `batch` is not a number of rows from 1 to 100000
            leave it out for 1000
        retention/bookings.toml:5:9: `soon` is not a duration: expected number at 0
            write it like "200ms" or "10s"
        retention/bookings.toml:6:11: `0` is not between 1ms and 1h
            write it like timeout = "300ms", budget = "10s"
        retention/bookings.toml:7:1: a table of holds needs both its name, `table`, and its column, `key`
            write it like table = "legal_holds", key = "user_id", while = "released_at IS NULL"
        retention/bookings.toml:7:1: it holds nothing
            say where, or name a table of holds and its key
        retention/bookings.toml:13:17: there is no {number}, but {rows}, {batch}, {at}, {policy}, {table}, {action}, {keep}, {cutoff}, {began}
            {{word}} stands for {word} itself
        retention/bookings.toml:13:17: it is no single value
            write JSON and arrays as text: '["financial"]'
        retention/bookings.toml:12:9: `log.columns` names no column
            write it like records_deleted = "{rows}", executed_by = "pgkeel {policy}"
        retention/bookings.toml:4:1: unknown field `actoin`, expected one of `table`, `age`, `keep`, `action`, `every`, `time_zone`, `where`, `done`, `cascade`, `batch`, `pause`, `max_lag`, `set`, `hold`, `log`, `locks`
            did you mean `action`?
        retention/bookings.toml:5:8: `done` tells rows that are anonymised already: it needs `action = "anonymise"`
        "#);
    }
}
