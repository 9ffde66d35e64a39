//! Which checks are run, and by which thresholds: names and numbers that people wrote, validated.

use std::collections::BTreeMap;

use super::check::Check;
use super::checks::CHECKS;
use super::threshold::{Direction, Thresholds};
use crate::error::{Error, Result};
use crate::toml_file;

/// A check that is to be run.
#[derive(Debug, Clone, Copy)]
pub struct Selected {
    pub check: &'static Check,
    pub thresholds: Thresholds,
}

/// Chooses the checks named in `only` (all, if none is named) but not in `skip`, in the order of [`CHECKS`], with the
/// thresholds configured for them.
///
/// # Errors
/// `Usage`: a name that is no check, thresholds that cannot be right, or no check left.
pub fn select(only: &[String], skip: &[String], configured: &BTreeMap<String, Thresholds>) -> Result<Vec<Selected>> {
    for (option, names) in [("--only", only), ("--skip", skip)] {
        for name in names {
            find(name).map_err(|error| error.while_doing(option))?;
        }
    }
    for (name, thresholds) in configured {
        find(name).and_then(|check| validate(check, thresholds)).map_err(|error| error.while_doing("pgkeel.toml: [health]"))?;
    }
    let chosen = |check: &&Check| {
        (only.is_empty() || only.iter().any(|name| name == check.name)) && skip.iter().all(|name| name != check.name)
    };
    let selected: Vec<Selected> = CHECKS
        .iter()
        .filter(chosen)
        .map(|check| Selected { check, thresholds: configured.get(check.name).copied().unwrap_or(check.thresholds) })
        .collect();
    if selected.is_empty() {
        return Err(Error::usage("no check is left to run: --skip takes away all that --only chose"));
    }
    Ok(selected)
}

fn find(name: &str) -> Result<&'static Check> {
    CHECKS.iter().find(|check| check.name == name).ok_or_else(|| {
        let names = || CHECKS.iter().map(|check| check.name);
        let error = Error::usage(format!("there is no check `{name}`"));
        let error = match toml_file::nearest(name, names()) {
            Some(near) => error.hint(format!("did you mean `{near}`?")),
            None => error,
        };
        error.hint(format!("the checks are {}", names().collect::<Vec<_>>().join(", ")))
    })
}

fn validate(check: &Check, thresholds: &Thresholds) -> Result<()> {
    let name = check.name;
    for (which, number) in [("warning", Some(thresholds.warning)), ("critical", thresholds.critical)] {
        if let Some(reason) = number.and_then(|number| check.unit.refuses(number)) {
            return Err(Error::usage(format!("{name}.{which} {reason}")));
        }
    }
    if let (false, Some(critical)) = (thresholds.is_ordered(check.direction), thresholds.critical) {
        let (warning, order) = (
            thresholds.warning,
            match check.direction {
                Direction::HighIsBad => "high values are bad, so the warning must not be above critical",
                Direction::LowIsBad => "low values are bad, so the warning must not be below critical",
            },
        );
        return Err(Error::usage(format!("{name}: warning {warning} would come after critical {critical}")).hint(order));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(only: &[&str], skip: &[&str]) -> Result<Vec<&'static str>> {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let selected = select(&owned(only), &owned(skip), &BTreeMap::new())?;
        Ok(selected.iter().map(|selected| selected.check.name).collect())
    }

    #[test]
    fn only_and_skip_choose_by_name() {
        assert_eq!(names(&[], &[]).unwrap().len(), CHECKS.len());
        assert_eq!(names(&["cache_hit_ratio", "connections"], &[]).unwrap(), ["connections", "cache_hit_ratio"]);
        assert_eq!(names(&["connections", "cache_hit_ratio"], &["connections"]).unwrap(), ["cache_hit_ratio"]);
        let error = names(&[], &["conections"]).unwrap_err();
        assert_eq!(error.message(), "--skip: there is no check `conections`");
        assert_eq!(error.hints()[0], "did you mean `connections`?");
        assert!(names(&["connections"], &["connections"]).is_err());
    }

    #[test]
    fn thresholds_that_cannot_be_right_are_refused() {
        let refusal = |name: &str, warning: f64, critical: f64| {
            let thresholds = Thresholds { warning, critical: Some(critical) };
            select(&[], &[], &[(name.to_owned(), thresholds)].into()).err().map(|error| error.message().to_owned())
        };
        insta::assert_debug_snapshot!([
            refusal("connections", 80.0, 90.0),
            refusal("connections", 90.0, 90.0),
            refusal("connections", 95.0, 90.0),
            refusal("cache_hit_ratio", 80.0, 90.0),
            refusal("connections", 0.8, 0.9),
            refusal("connections", 80.0, 900.0),
            refusal("idle_in_transaction", 0.5, f64::NAN),
            refusal("slow_queries", -1.0, 5.0),
            refusal("cache_hits", 90.0, 80.0),
        ], @r#"
        [
            None,
            None,
            Some(
                "pgkeel.toml: [health]: connections: warning 95 would come after critical 90",
            ),
            Some(
                "pgkeel.toml: [health]: cache_hit_ratio: warning 80 would come after critical 90",
            ),
            Some(
                "pgkeel.toml: [health]: connections.warning is a percentage: write 80, not 0.8",
            ),
            Some(
                "pgkeel.toml: [health]: connections.critical is a percentage: it is at most 100",
            ),
            Some(
                "pgkeel.toml: [health]: idle_in_transaction.critical is not a number",
            ),
            Some(
                "pgkeel.toml: [health]: slow_queries.warning is below zero",
            ),
            Some(
                "pgkeel.toml: [health]: there is no check `cache_hits`",
            ),
        ]
        "#);
    }

    #[test]
    fn the_defaults_are_ordered_and_named_once() {
        for (index, check) in CHECKS.iter().enumerate() {
            assert!(validate(check, &check.thresholds).is_ok(), "{}", check.name);
            assert!(CHECKS[index + 1..].iter().all(|other| other.name != check.name), "{}", check.name);
            assert!(check.sql.starts_with("-- "), "{} says what it returns", check.name);
        }
    }
}
