//! The `[health]` of `pgkeel.toml`: thresholds, checks of the user's own, accepted findings, expected settings. Every mistake is an
//! error with its line.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use chrono::NaiveDate;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde::{Deserialize, Serialize};
use toml::Spanned;

use super::check::{Answer, Check, Group, Unit};
use super::checks::{self, CHECKS};
use super::pattern;
use super::selection::{unknown_check, validate};
use super::threshold::{Direction, Thresholds};
use crate::error::{Error, Result};
use crate::identifier;

/// As it is written.
#[derive(Debug, Default)]
pub struct Written {
    thresholds: Vec<(Spanned<String>, Spanned<WrittenThresholds>)>,
    checks: Vec<Spanned<WrittenCheck>>,
    accept: Vec<Spanned<WrittenAcceptance>>,
    settings: BTreeMap<Spanned<String>, Spanned<toml::Value>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenThresholds {
    info: Option<f64>,
    warning: Option<f64>,
    critical: Option<f64>,
    #[serde(default)]
    objects: BTreeMap<Spanned<String>, Spanned<Thresholds>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenCheck {
    name: Spanned<String>,
    sql: Spanned<String>,
    meaning: Option<String>,
    why: Option<String>,
    remedy: Option<String>,
    unit: Option<Unit>,
    bad: Option<Bad>,
    info: Option<f64>,
    warning: Option<f64>,
    critical: Option<f64>,
    any_row: Option<Grave>,
    since: Option<u32>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Bad {
    High,
    Low,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Grave {
    Info,
    Warning,
    Critical,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenAcceptance {
    check: Spanned<String>,
    object: Option<String>,
    until: Spanned<toml::Value>,
    reason: Spanned<String>,
}

impl<'de> Deserialize<'de> for Written {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct Tables;
        impl<'de> Visitor<'de> for Tables {
            type Value = Written;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("checks with their thresholds, [[health.check]], [[health.accept]] or [health.settings]")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<Written, A::Error> {
                let mut written = Written::default();
                while let Some(key) = map.next_key::<Spanned<String>>()? {
                    match key.get_ref().as_str() {
                        "check" => written.checks = map.next_value()?,
                        "accept" => written.accept = map.next_value()?,
                        "settings" => written.settings = map.next_value()?,
                        _ => written.thresholds.push((key, map.next_value()?)),
                    }
                }
                Ok(written)
            }
        }
        deserializer.deserialize_map(Tables)
    }
}

/// A finding that somebody has looked at, and lives with for a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Acceptance {
    #[serde(skip)]
    pub check: String,
    /// What the line of an object begins with; `None`: whatever the check finds.
    pub object: Option<String>,
    /// The last day on which it counts.
    pub until: NaiveDate,
    pub reason: String,
}

impl Acceptance {
    pub fn covers(&self, object: &str) -> bool {
        self.object.as_ref().is_some_and(|pattern| pattern::begins(pattern, object))
    }
}

/// What is configured, and can be right.
#[derive(Debug, Clone, Default)]
pub struct Configured {
    pub thresholds: BTreeMap<String, Thresholds>,
    /// By check: for objects whose line begins like the pattern, other thresholds; the first that fits counts.
    pub objects: BTreeMap<String, Vec<(String, Thresholds)>>,
    /// The user's own.
    pub checks: Vec<Check>,
    pub accepted: Vec<Acceptance>,
    /// What settings are to be, as a JSON object.
    pub settings: Option<String>,
}

impl Configured {
    /// Every check that there is: ours, with the settings that are expected, and the user's own.
    pub fn all(&self) -> Vec<Check> {
        let expected = |check: &Check| match &self.settings {
            Some(settings) if check.name == checks::EXPECTED_SETTINGS => {
                // As long as the program runs, as all other SQL.
                let sql = check.sql.replace(checks::NO_SETTINGS, &identifier::literal(settings)).leak();
                Check { sql, ..*check }
            }
            _ => *check,
        };
        CHECKS.iter().map(expected).chain(self.checks.iter().copied()).collect()
    }
}

impl Written {
    /// Looks whether all of it can be right. `file` and `text` are what it was read from.
    ///
    /// # Errors
    /// `Usage`, with file and line.
    pub fn resolve(self, file: &str, text: &str) -> Result<Configured> {
        let at = |error: Error, span: Range<usize>| error.pointing_at(file, text, span.start);
        let mut configured = Configured::default();
        for check in self.checks {
            let (name, sql) = (check.get_ref().name.span(), check.get_ref().sql.span());
            let span = check.span();
            let own = check.into_inner().resolve().map_err(|(place, error)| {
                at(
                    error,
                    match place {
                        Place::Name => name.clone(),
                        Place::Sql => sql,
                        Place::Whole => span,
                    },
                )
            })?;
            if CHECKS.iter().chain(&configured.checks).any(|known| known.name == own.name) {
                let error = Error::usage(format!("there is a check `{}` already", own.name)).hint("give this one another name");
                return Err(at(error, name));
            }
            configured.checks.push(own);
        }
        let known = configured.all();
        let find = |name: &Spanned<String>| {
            let found = known.iter().find(|check| check.name == name.get_ref());
            found.copied().ok_or_else(|| at(unknown_check(name.get_ref(), &known), name.span()))
        };
        for (name, written) in self.thresholds {
            let check = find(&name)?;
            let span = written.span();
            let WrittenThresholds { info, warning, critical, objects } = written.into_inner();
            let thresholds = Thresholds { info, warning, critical };
            if thresholds.limits().next().is_some() || objects.is_empty() {
                validate(&check, &thresholds).map_err(|error| at(error, span))?;
                configured.thresholds.insert(check.name.to_owned(), thresholds);
            }
            for (pattern, thresholds) in objects {
                let span = pattern.span();
                if !check.measures_objects() {
                    let error = Error::usage(format!("{} has no value for each object", check.name))
                        .hint("what it finds and may stay so is accepted by [[health.accept]]");
                    return Err(at(error, span));
                }
                validate(&check, thresholds.get_ref()).map_err(|error| at(error, thresholds.span()))?;
                let objects = configured.objects.entry(check.name.to_owned()).or_default();
                objects.push((pattern.into_inner(), thresholds.into_inner()));
            }
        }
        for acceptance in self.accept {
            let WrittenAcceptance { check, object, until, reason } = acceptance.into_inner();
            let check = find(&check)?.name.to_owned();
            let span = until.span();
            let until = date(until.get_ref()).ok_or_else(|| {
                at(Error::usage("`until` is no day").hint("write until = 2027-01-31: the last day on which it counts"), span)
            })?;
            if reason.get_ref().trim().is_empty() {
                return Err(at(Error::usage("`reason` is empty: who reads this later wants to know why"), reason.span()));
            }
            configured.accepted.push(Acceptance { check, object, until, reason: reason.into_inner() });
        }
        let mut settings = serde_json::Map::new();
        for (name, value) in self.settings {
            let Some(text) = setting(value.get_ref()) else {
                let error = Error::usage(format!("{} is no value of a setting", name.get_ref()));
                return Err(at(error.hint("write a text, a number or true and false: shared_buffers = \"4GB\""), value.span()));
            };
            settings.insert(name.into_inner(), text.into());
        }
        configured.settings = (!settings.is_empty()).then(|| serde_json::Value::Object(settings).to_string());
        Ok(configured)
    }
}

fn date(value: &toml::Value) -> Option<NaiveDate> {
    match value {
        toml::Value::Datetime(datetime) if datetime.time.is_none() => datetime.to_string().parse().ok(),
        toml::Value::String(text) => text.parse().ok(),
        _ => None,
    }
}

/// As PostgreSQL writes it.
fn setting(value: &toml::Value) -> Option<String> {
    match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Integer(number) => Some(number.to_string()),
        toml::Value::Float(number) => Some(number.to_string()),
        toml::Value::Boolean(switch) => Some(if *switch { "on" } else { "off" }.to_owned()),
        _ => None,
    }
}

/// What of a check is wrong.
enum Place {
    Name,
    Sql,
    Whole,
}

impl WrittenCheck {
    fn resolve(self) -> std::result::Result<Check, (Place, Error)> {
        let name = self.name.into_inner();
        let is_name = name.starts_with(|c: char| c.is_ascii_lowercase())
            && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        if !is_name {
            let error = Error::usage(format!("`{name}` is no name of a check"));
            return Err((Place::Name, error.hint("small letters, digits and underscores: overdue_requests")));
        }
        let sql = self.sql.into_inner();
        let sql = sql.trim().trim_end_matches(';').trim_end();
        if sql.is_empty() {
            return Err((Place::Sql, Error::usage(format!("{name} has no SQL"))));
        }
        let thresholds = Thresholds { info: self.info, warning: self.warning, critical: self.critical };
        let has_thresholds = thresholds.limits().next().is_some();
        let zero = |grave: Grave| match grave {
            Grave::Info => Thresholds { info: Some(0.0), warning: None, critical: None },
            Grave::Warning => Thresholds { info: None, warning: Some(0.0), critical: None },
            Grave::Critical => Thresholds { info: None, warning: None, critical: Some(0.0) },
        };
        let (answer, thresholds) = match self.any_row {
            Some(_) if has_thresholds || self.unit.is_some() || self.bad.is_some() => {
                let error = Error::usage(format!("{name}: with any_row every row is bad, and there is no value to compare"));
                return Err((Place::Whole, error.hint("leave out any_row, or the thresholds, `unit` and `bad`")));
            }
            Some(grave) => (Answer::OwnRows, zero(grave)),
            None if has_thresholds => (Answer::OwnValue, thresholds),
            None => {
                let error = Error::usage(format!("{name} says of nothing that it is bad"));
                return Err((Place::Whole, error.hint("give it info, warning or critical, or any_row = \"warning\"")));
            }
        };
        let leak = |text: Option<String>, default: &'static str| text.map_or(default, |text| &*text.leak());
        let check = Check {
            // As long as the program runs: read once, and asked for everywhere.
            name: name.leak(),
            group: Group::Own,
            meaning: leak(self.meaning, "a check of your own (pgkeel.toml)"),
            why: leak(self.why, "pgkeel.toml does not say"),
            sql: sql.to_owned().leak(),
            answer,
            unit: self.unit.unwrap_or(Unit::Count),
            direction: match self.bad {
                Some(Bad::Low) => Direction::LowIsBad,
                Some(Bad::High) | None => Direction::HighIsBad,
            },
            thresholds,
            since: self.since.unwrap_or(checks::BASE.since),
            remedy: leak(self.remedy, "pgkeel.toml does not say"),
            ..checks::BASE
        };
        validate(&check, &check.thresholds).map_err(|error| (Place::Whole, error))?;
        Ok(check)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::toml_file;

    #[derive(Debug, Deserialize)]
    struct File {
        health: Written,
    }

    fn resolve(toml: &str) -> Result<Configured> {
        let file: File = toml_file::parse("pgkeel.toml", toml)?;
        file.health.resolve("pgkeel.toml", toml)
    }

    #[test]
    fn every_mistake_is_told_with_its_line() {
        let refusal = |toml: &str| resolve(toml).unwrap_err().to_string().lines().next().unwrap_or_default().to_owned();
        let check = |rest: &str| refusal(&format!("[[health.check]]\nname = \"late\"\nsql = \"SELECT 1\"\n{rest}"));
        let accept = |rest: &str| refusal(&format!("[[health.accept]]\ncheck = \"dead_rows\"\n{rest}"));
        insta::assert_debug_snapshot!([
            refusal("[health]\nconections = { warning = 80 }\n"),
            refusal("[health]\n\nconnections = { warning = 95, critical = 90 }\n"),
            refusal("[health]\ncache_hit_ratio = { warning = 80, critical = 90 }\n"),
            refusal("[health]\nconnections = { warning = 0.8 }\n"),
            refusal("[health]\nconnections = { waring = 80 }\n"),
            refusal("[health]\nconnections = {}\n"),
            refusal(
                "[health.dead_rows]\nwarning = 2\n[health.dead_rows.objects]\n\"public.log*\" = { warning = 9, critical = 8 }\n"
            ),
            refusal("[health.duplicate_indexes.objects]\n\"public.log*\" = { warning = 9 }\n"),
            check(""),
            check("warning = 1\nany_row = \"warning\"\n"),
            check("any_row = \"bad\"\n"),
            check("warning = 5\ncritical = 1\n"),
            check("treshold = 5\n"),
            refusal("[[health.check]]\nname = \"Late\"\nsql = \"SELECT 1\"\nwarning = 1\n"),
            refusal("[[health.check]]\nname = \"dead_rows\"\nsql = \"SELECT 1\"\nwarning = 1\n"),
            refusal("[[health.check]]\nname = \"late\"\nsql = \" ; \"\nwarning = 1\n"),
            accept("until = 2026-13-01\nreason = \"x\"\n"),
            accept("until = \"soon\"\nreason = \"x\"\n"),
            accept("until = 2027-01-01\nreason = \" \"\n"),
            accept("until = 2027-01-01\n"),
            refusal("[[health.accept]]\ncheck = \"ded_rows\"\nuntil = 2027-01-01\nreason = \"x\"\n"),
            refusal("[health.settings]\nmax_connections = [1]\n"),
        ], @r#"
        [
            "pgkeel.toml:2:1: there is no check `conections`",
            "pgkeel.toml:3:15: connections: warning 95 would come after critical 90",
            "pgkeel.toml:2:19: cache_hit_ratio: warning 80 would come after critical 90",
            "pgkeel.toml:2:15: connections.warning is a percentage: write 80, not 0.8",
            "pgkeel.toml:2:17: unknown field `waring`, expected one of `info`, `warning`, `critical`, `objects`",
            "pgkeel.toml:2:15: connections has no threshold",
            "pgkeel.toml:4:17: dead_rows: warning 9 would come after critical 8",
            "pgkeel.toml:2:1: duplicate_indexes has no value for each object",
            "pgkeel.toml:1:1: late says of nothing that it is bad",
            "pgkeel.toml:1:1: late: with any_row every row is bad, and there is no value to compare",
            "pgkeel.toml:4:11: unknown variant `bad`, expected one of `info`, `warning`, `critical`",
            "pgkeel.toml:1:1: late: warning 5 would come after critical 1",
            "pgkeel.toml:4:1: unknown field `treshold`, expected one of `name`, `sql`, `meaning`, `why`, `remedy`, `unit`, `bad`, `info`, `warning`, `critical`, `any_row`, `since`",
            "pgkeel.toml:2:8: `Late` is no name of a check",
            "pgkeel.toml:2:8: there is a check `dead_rows` already",
            "pgkeel.toml:3:7: late has no SQL",
            "pgkeel.toml:3:9: invalid date, expected month between 01 and 12",
            "pgkeel.toml:3:9: `until` is no day",
            "pgkeel.toml:4:10: `reason` is empty: who reads this later wants to know why",
            "pgkeel.toml:1:1: missing field `reason`",
            "pgkeel.toml:2:9: there is no check `ded_rows`",
            "pgkeel.toml:2:19: max_connections is no value of a setting",
        ]
        "#);
    }

    #[test]
    fn what_is_right_is_taken() {
        let configured = resolve(
            "[health]\nconnections = { warning = 70 }\ndead_rows = { objects = { \"public.log*\" = { warning = 50 } } }\n\
             [[health.check]]\nname = \"late\"\nsql = \"SELECT 1;\"\nwarning = 1\nbad = \"low\"\nunit = \"seconds\"\n\
             [[health.accept]]\ncheck = \"late\"\nuntil = 2027-01-31\nreason = \"known\"\n\
             [health.settings]\nfsync = true\nmax_connections = 200\n",
        )
        .unwrap();
        assert_eq!(configured.thresholds.keys().collect::<Vec<_>>(), ["connections"]);
        assert_eq!(configured.objects["dead_rows"][0].0, "public.log*");
        assert_eq!(configured.checks[0].sql, "SELECT 1");
        assert_eq!(configured.accepted[0].until.to_string(), "2027-01-31");
        assert_eq!(configured.settings.as_deref(), Some(r#"{"fsync":"on","max_connections":"200"}"#));
        assert_eq!(configured.all().len(), CHECKS.len() + 1);
    }
}
