//! What a new migration is called, and what it and its down script begin as.

use chrono::{DateTime, Duration, NaiveDate, NaiveDateTime, Utc};

use super::files::{MigrationFile, Name, next_version, words_joined};
use crate::error::{Error, Result};

/// Versions that are times are written like this.
const TIMES: [(usize, &str); 2] = [(14, "%Y%m%d%H%M%S"), (12, "%Y%m%d%H%M")];
const DATE: (usize, &str) = (8, "%Y%m%d");

/// What a new migration of this name is called: where the newest version is a time, `now` in the same form; else the next number,
/// written with as many digits as the newest one's where that begins with a zero.
///
/// # Errors
/// `Usage`, where the name does not fit the grammar.
pub fn file_name(migrations: &[MigrationFile], name: &str, now: DateTime<Utc>) -> Result<(i64, String)> {
    let newest = migrations.iter().max_by_key(|migration| migration.version());
    let version = newest.and_then(|newest| time_after(newest.version(), now)).unwrap_or_else(|| next_version(migrations));
    let padding = newest.filter(|newest| newest.digits > newest.version().to_string().len()).map_or(0, |newest| newest.digits);
    let file_name = format!("V{version:0padding$}__{name}.sql");
    if Name::parse(&file_name).is_ok_and(|parsed| parsed.version == version) {
        return Ok((version, file_name));
    }
    let error = Error::usage(format!("`{name}` cannot be a migration's name: it takes letters, digits and underscores"));
    let better = words_joined(name);
    Err(if better.is_empty() { error } else { error.hint(format!("did you mean `{better}`?")) })
}

/// A time after this version, where that is one: now, or a unit later where the version is not in the past.
fn time_after(version: i64, now: DateTime<Utc>) -> Option<i64> {
    let text = version.to_string();
    let of_length = |(digits, _): &(usize, &str)| *digits == text.len();
    let next = if let Some((_, form)) = TIMES.into_iter().find(|time| of_length(time)) {
        let unit = if form.ends_with("%S") { Duration::seconds(1) } else { Duration::minutes(1) };
        let after = NaiveDateTime::parse_from_str(&text, form).ok()? + unit;
        now.naive_utc().max(after).format(form).to_string()
    } else if of_length(&DATE) {
        let date = NaiveDate::parse_from_str(&text, DATE.1).ok()?;
        now.date_naive().max(date.succ_opt()?).format(DATE.1).to_string()
    } else {
        return None;
    };
    next.parse().ok().filter(|next| *next > version)
}

/// What a new migration begins as.
pub fn template(version: i64, name: &str) -> String {
    let title = name.replace('_', " ");
    format!(
        "-- V{version}: {title}\n--\n-- It runs in one transaction. How long it may wait for a lock, for example, is said at the top by the line\n\
         -- `-- pgkeel: lock-timeout=5s`.\n\n"
    )
}

/// What a down script begins with, before its migration's title.
const UNDOES: &str = "-- Undoes ";
const DOWN: &str = "\n--\n-- It runs in one transaction, with the end of the migration's record. As it is it is refused: write what undoes the\n\
                    -- migration, or delete this file.\n\n";

/// What a down script begins as.
pub fn down_template(version: i64, name: &str) -> String {
    format!("{UNDOES}V{version}: {}{DOWN}", name.replace('_', " "))
}

/// Whether nobody has written anything into it.
pub fn is_down_template(sql: &str) -> bool {
    let title = sql.strip_prefix(UNDOES).and_then(|rest| rest.strip_suffix(DOWN));
    title.is_some_and(|title| !title.contains('\n'))
}

#[cfg(test)]
mod tests {
    use super::super::files::{Entry, parse};
    use super::*;

    fn next(existing: &str, name: &str) -> Result<(i64, String)> {
        let now = DateTime::parse_from_rfc3339("2026-11-21T19:08:07Z").unwrap().to_utc();
        let entries = if existing.is_empty() { vec![] } else { vec![Entry { path: existing.into(), bytes: vec![] }] };
        file_name(&parse("m", &entries).0, name, now)
    }

    #[test]
    fn the_next_number() {
        assert_eq!(next("V12__a.sql", "add_tiers").unwrap(), (13, "V13__add_tiers.sql".into()));
        assert_eq!(next("V009__a.sql", "größe").unwrap().1, "V010__größe.sql");
        assert_eq!(next("", "first").unwrap().1, "V1__first.sql");
        assert_eq!(next("V1__a.sql", "add tiers/x").unwrap_err().hints(), ["did you mean `add_tiers_x`?"]);
        assert!(next("V1__a.sql", "").is_err());
        // There is no version past the last.
        assert_eq!(next("V9223372036854775807__a.sql", "b").unwrap().0, i64::MAX);
    }

    #[test]
    fn a_time_follows_a_time() {
        for (existing, expected) in [
            ("V20240101120000__a.sql", 20_261_121_190_807),
            ("V202401011200__a.sql", 202_611_211_908),
            ("V20240101__a.sql", 20_261_121),
            // Written by somebody whose clock is ahead, or by this command a moment ago.
            ("V20261121190807__a.sql", 20_261_121_190_808),
            ("V20270228235959__a.sql", 20_270_301_000_000),
            ("V20261121__a.sql", 20_261_122),
            // No times.
            ("V20249901120000__a.sql", 20_249_901_120_001),
            ("V10000001__a.sql", 10_000_002),
        ] {
            assert_eq!(next(existing, "b").unwrap().0, expected, "{existing}");
        }
    }

    #[test]
    fn a_down_script_is_a_template_until_somebody_writes_it() {
        let template = down_template(3, "add_tiers");
        assert!(is_down_template(&template));
        assert!(!is_down_template(&format!("{template}DROP TABLE tiers;\n")) && !is_down_template("-- nothing to undo\n"));
    }
}
