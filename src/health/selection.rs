//! Which checks are run, and by which thresholds: names and numbers that people wrote, validated.

use super::check::{Check, Group};
use super::configured::{Acceptance, Configured};
use super::finding::Status;
use super::pattern;
use super::threshold::{Direction, Thresholds};
use crate::error::{Error, Result};
use crate::toml_file;

/// A check that is to be run, with what is configured for it.
#[derive(Debug, Clone)]
pub struct Selected {
    pub check: Check,
    pub thresholds: Thresholds,
    /// For objects whose line begins like the pattern.
    pub objects: Vec<(String, Thresholds)>,
    pub accepted: Vec<Acceptance>,
}

impl Selected {
    /// A check as it is where nothing is configured.
    pub fn of(check: Check) -> Self {
        Self { check, thresholds: check.thresholds, objects: Vec::new(), accepted: Vec::new() }
    }

    /// What an object's value comes to.
    pub fn status_of(&self, object: &str, value: f64) -> Status {
        let own = self.objects.iter().find(|(pattern, _)| pattern::begins(pattern, object)).map(|(_, thresholds)| thresholds);
        own.unwrap_or(&self.thresholds).status(self.check.direction, value)
    }

    /// A value that is fine, if there is one: the mildest limit itself.
    pub(super) fn fine_value(&self) -> Option<f64> {
        self.thresholds.limits().next().map(|(_, limit)| limit)
    }
}

/// What was asked for, by name.
#[derive(Debug, Clone, Copy, Default)]
pub struct Choice<'a> {
    pub only: &'a [String],
    pub skip: &'a [String],
    pub groups: &'a [String],
}

/// Chooses the checks in `only` and in the groups (all, if there are neither) but not in `skip`, in their order, with what is
/// configured for them.
///
/// # Errors
/// `Usage`: a name that is no check and no group, or no check left.
pub fn select(choice: &Choice<'_>, configured: &Configured) -> Result<Vec<Selected>> {
    let Choice { only, skip, groups } = choice;
    let known = configured.all();
    for (option, names) in [("--only", only), ("--skip", skip)] {
        for name in *names {
            if known.iter().all(|check| check.name != name) {
                return Err(unknown_check(name, &known).while_doing(option));
            }
        }
    }
    for name in *groups {
        group(name).map_err(|error| error.while_doing("--group"))?;
    }
    let named = |check: &Check| only.iter().any(|name| name == check.name);
    let grouped = |check: &Check| groups.iter().any(|name| name == check.group.name());
    let chosen = |check: &Check| {
        (only.is_empty() && groups.is_empty() || named(check) || grouped(check)) && skip.iter().all(|name| name != check.name)
    };
    let selected: Vec<Selected> = known
        .into_iter()
        .filter(chosen)
        .map(|check| Selected {
            check,
            thresholds: configured.thresholds.get(check.name).copied().unwrap_or(check.thresholds),
            objects: configured.objects.get(check.name).cloned().unwrap_or_default(),
            accepted: configured.accepted.iter().filter(|accepted| accepted.check == check.name).cloned().collect(),
        })
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

/// What to say of a name that is no check's.
pub(super) fn unknown_check(name: &str, known: &[Check]) -> Error {
    let error = Error::usage(format!("there is no check `{name}`"));
    let error = match toml_file::nearest(name, known.iter().map(|check| check.name)) {
        Some(near) => error.hint(format!("did you mean `{near}`?")),
        None => error,
    };
    error.hint("`pgkeel health list` names them all")
}

pub(super) fn validate(check: &Check, thresholds: &Thresholds) -> Result<()> {
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
    use super::super::checks::CHECKS;
    use super::*;

    fn names(only: &[&str], skip: &[&str]) -> Result<Vec<&'static str>> {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let (only, skip) = (owned(only), owned(skip));
        let selected = select(&Choice { only: &only, skip: &skip, groups: &[] }, &Configured::default())?;
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
        let group = |name: &str| select(&Choice { groups: &[name.to_owned()], ..Choice::default() }, &Configured::default());
        let vacuum = group("vacuum").unwrap();
        assert!(!vacuum.is_empty() && vacuum.iter().all(|selected| selected.check.group == Group::Vacuum));
        assert_eq!(group("vaccum").unwrap_err().message(), "--group: there is no group `vaccum`");
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
