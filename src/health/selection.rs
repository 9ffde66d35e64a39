//! Which checks are run, and by which thresholds: names and numbers that people wrote, validated.

use std::collections::BTreeMap;

use super::check::{Check, Group};
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

/// What was asked for, by name.
#[derive(Debug, Clone, Copy, Default)]
pub struct Choice<'a> {
    pub only: &'a [String],
    pub skip: &'a [String],
    pub groups: &'a [String],
}

/// Chooses the checks in `only` and in the groups (all, if there are neither) but not in `skip`, in the order of [`CHECKS`],
/// with the thresholds configured for them.
///
/// # Errors
/// `Usage`: a name that is no check and no group, thresholds that cannot be right, or no check left.
pub fn select(choice: &Choice<'_>, configured: &BTreeMap<String, Thresholds>) -> Result<Vec<Selected>> {
    let Choice { only, skip, groups } = choice;
    for (option, names) in [("--only", only), ("--skip", skip)] {
        for name in *names {
            find(name).map_err(|error| error.while_doing(option))?;
        }
    }
    for (name, thresholds) in configured {
        find(name).and_then(|check| validate(check, thresholds)).map_err(|error| error.while_doing("pgkeel.toml: [health]"))?;
    }
    for name in *groups {
        group(name).map_err(|error| error.while_doing("--group"))?;
    }
    let named = |check: &Check| only.iter().any(|name| name == check.name);
    let grouped = |check: &Check| groups.iter().any(|name| name == check.group.name());
    let chosen = |check: &&Check| {
        (only.is_empty() && groups.is_empty() || named(check) || grouped(check)) && skip.iter().all(|name| name != check.name)
    };
    let selected: Vec<Selected> = CHECKS
        .iter()
        .filter(chosen)
        .map(|check| Selected { check, thresholds: configured.get(check.name).copied().unwrap_or(check.thresholds) })
        .collect();
    if selected.is_empty() {
        return Err(Error::usage("no check is left to run: --skip takes away all that was chosen"));
    }
    Ok(selected)
}

fn group(name: &str) -> Result<()> {
    let names = Group::ALL.map(Group::name);
    if names.contains(&name) {
        return Ok(());
    }
    Err(Error::usage(format!("there is no group `{name}`")).hint(format!("the groups are {}", names.join(", "))))
}

/// The check of this name.
///
/// # Errors
/// `Usage`: there is none.
pub fn find(name: &str) -> Result<&'static Check> {
    CHECKS.iter().find(|check| check.name == name).ok_or_else(|| {
        let names = || CHECKS.iter().map(|check| check.name);
        let error = Error::usage(format!("there is no check `{name}`"));
        let error = match toml_file::nearest(name, names()) {
            Some(near) => error.hint(format!("did you mean `{near}`?")),
            None => error,
        };
        error.hint("`pgkeel health list` names them all")
    })
}

fn validate(check: &Check, thresholds: &Thresholds) -> Result<()> {
    let name = check.name;
    for (which, number) in thresholds.limits() {
        if let Some(reason) = check.unit.refuses(number) {
            return Err(Error::usage(format!("{name}.{which} {reason}")));
        }
    }
    if thresholds.limits().next().is_none() {
        return Err(
            Error::usage(format!("{name} has no threshold")).hint("write info, warning or critical, or --skip the check")
        );
    }
    if let Some([(mild, first), (grave, second)]) = thresholds.disordered(check.direction) {
        let order = match check.direction {
            Direction::HighIsBad => format!("high values are bad, so {mild} must not be above {grave}"),
            Direction::LowIsBad => format!("low values are bad, so {mild} must not be below {grave}"),
        };
        return Err(Error::usage(format!("{name}: {mild} {first} would come after {grave} {second}")).hint(order));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(only: &[&str], skip: &[&str]) -> Result<Vec<&'static str>> {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let (only, skip) = (owned(only), owned(skip));
        let selected = select(&Choice { only: &only, skip: &skip, groups: &[] }, &BTreeMap::new())?;
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
        let group = |name: &str| select(&Choice { groups: &[name.to_owned()], ..Choice::default() }, &BTreeMap::new());
        let vacuum = group("vacuum").unwrap();
        assert!(!vacuum.is_empty() && vacuum.iter().all(|selected| selected.check.group == Group::Vacuum));
        assert_eq!(group("vaccum").unwrap_err().message(), "--group: there is no group `vaccum`");
    }

    #[test]
    fn thresholds_that_cannot_be_right_are_refused() {
        let refusal = |name: &str, warning: f64, critical: f64| {
            let thresholds = Thresholds { info: None, warning: Some(warning), critical: Some(critical) };
            select(&Choice::default(), &[(name.to_owned(), thresholds)].into()).err().map(|error| error.message().to_owned())
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
            for text in [check.meaning, check.why, check.remedy] {
                assert!(!text.is_empty(), "{} says all that a reader asks", check.name);
            }
        }
    }
}
