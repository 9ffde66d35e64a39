//! What the files of another tool are called here. What is in our grammar already stays as it is.

use std::collections::BTreeMap;

use super::super::files::{Entry, is_migration, text};
use super::super::repeatable;
use super::text::{Parted, dbmate, goose, sqlx};
use super::{Tool, composed, named};
use crate::error::{Error, Location, Result};

/// A file to come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Converted {
    /// The file that it comes from, below the tool's directory.
    pub from: String,
    /// Below the migrations directory.
    pub to: String,
    /// What it holds, where that is not what is in the file that it comes from.
    pub text: Option<String>,
    /// Whether it takes the other file's place; else it is a part of it.
    pub moves: bool,
}

/// What must be renamed, and what must be parted, before the files are migrations here.
///
/// # Errors
/// Files that cannot be: programs, versions that are no numbers, two files for one version.
pub fn convert(tool: Tool, entries: &[Entry], directory: &str) -> Result<Vec<Converted>> {
    let mut converted = Vec::new();
    let mut problems = Vec::new();
    let planned = if tool == Tool::Sqitch { plan_of_sqitch(entries, directory)? } else { BTreeMap::new() };
    let has_points =
        tool == Tool::Flyway && entries.iter().any(|entry| flyway_version(&entry.path).is_some_and(|v| v.contains(['.', '_'])));
    for entry in entries.iter().filter(|entry| tool.is_file(&entry.path)) {
        let shown = format!("{directory}/{}", entry.path);
        let found = match tool {
            Tool::Flyway => of_flyway(entry, entries, has_points),
            Tool::Sqitch => Ok(of_sqitch(entry, &planned)),
            Tool::Alembic => Ok(Vec::new()),
            Tool::Dbmate | Tool::Goose | Tool::Sqlx | Tool::GolangMigrate => numbered(tool, entry, &shown),
        };
        match found {
            Ok(found) => converted.extend(found),
            Err(problem) => problems.push(problem.at(Location { file: shown, line: None, column: None })),
        }
    }
    let mut targets: BTreeMap<&str, &str> = BTreeMap::new();
    for file in &converted {
        if let Some(other) = targets.insert(&file.to, &file.from) {
            problems.push(
                Error::usage(format!("{other} and {} would both be {}", file.from, file.to)).hint("rename one of them first"),
            );
        }
    }
    Error::all(problems, |number| format!("{number} files cannot be taken over"))?;
    Ok(converted)
}

fn renamed(from: &str, to: String) -> Vec<Converted> {
    vec![Converted { from: from.to_owned(), to, text: None, moves: true }]
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}

/// `20240101120000_add_tiers.sql`, `000001_add_tiers.up.sql`, and what is in them.
fn numbered(tool: Tool, entry: &Entry, shown: &str) -> Result<Vec<Converted>> {
    let name = file_name(&entry.path);
    let is_ours = is_migration(name) || name.strip_suffix(".down.sql").is_some_and(|stem| is_migration(&format!("{stem}.sql")));
    if repeatable::is_repeatable(&entry.path) {
        return Ok(Vec::new());
    }
    if is_ours {
        // Renamed, and not parted yet.
        let stem = entry.path.trim_end_matches(".sql");
        let ours = parted(tool, entry, shown, |ending| format!("{stem}{ending}"))?;
        return Ok(ours.into_iter().filter(|file| file.text.is_some()).collect());
    }
    let Some(stem) = name.strip_suffix(".sql") else {
        return Err(Error::usage(format!("`{name}` is a program, which pgkeel cannot run")).hint("write what it does as SQL"));
    };
    let digits = stem.bytes().take_while(u8::is_ascii_digit).count();
    let (version, rest) = stem.split_at(digits);
    if digits == 0 {
        return Err(Error::usage(format!("`{name}` has no version, as the files of {} have", tool.name())));
    }
    let (rest, is_down) = match (rest.strip_suffix(".down"), rest.strip_suffix(".up")) {
        (Some(rest), _) => (rest, true),
        (None, Some(rest)) => (rest, false),
        (None, None) => (rest, false),
    };
    let to = |ending: &str| format!("V{version}__{}{ending}", named(rest));
    if is_down {
        return Ok(renamed(&entry.path, to(".down.sql")));
    }
    parted(tool, entry, shown, to)
}

/// Both ways of a file, where it holds them. `to` is what it is called, with this ending.
fn parted(tool: Tool, entry: &Entry, shown: &str, to: impl Fn(&str) -> String) -> Result<Vec<Converted>> {
    let text = text(shown, &entry.bytes)?;
    let Parted { up, down } = match tool {
        Tool::Dbmate => dbmate(text),
        Tool::Goose => goose(text),
        Tool::Sqlx => sqlx(text),
        _ => Parted { up: text.to_owned(), down: None },
    };
    let changed = Some(up).filter(|up| up != text);
    let mut converted = vec![Converted { from: entry.path.clone(), to: to(".sql"), text: changed, moves: true }];
    converted.extend(down.map(|down| Converted {
        from: entry.path.clone(),
        to: to(".down.sql"),
        text: Some(down),
        moves: false,
    }));
    Ok(converted)
}

/// The version in the name of a versioned file of Flyway.
fn flyway_version(path: &str) -> Option<&str> {
    let name = file_name(path);
    let (version, _) = name.strip_prefix(['V', 'U', 'B'])?.split_once("__")?;
    version.starts_with(|c: char| c.is_ascii_digit()).then_some(version)
}

/// `V1__a.sql` and `V1.2__a.sql`; `U1__a.sql` undoes; `R__a.sql` is repeatable.
fn of_flyway(entry: &Entry, all: &[Entry], has_points: bool) -> Result<Vec<Converted>> {
    let name = file_name(&entry.path);
    if repeatable::is_repeatable(&entry.path) || name.ends_with(".down.sql") {
        return Ok(Vec::new());
    }
    if let Some(of) = name.strip_prefix("R__").and_then(|rest| rest.strip_suffix(".sql")) {
        return Ok(renamed(&entry.path, format!("{}/{}.sql", repeatable::DIRECTORY, named(of))));
    }
    let unknown =
        || Error::usage(format!("`{name}` is no migration's name in Flyway")).hint("V1__name.sql, U1__name.sql, R__name.sql");
    let version = flyway_version(&entry.path).ok_or_else(unknown)?;
    let rest = name.split_once("__").map_or("", |(_, rest)| rest);
    let rest = rest.strip_suffix(".sql").ok_or_else(unknown)?;
    let number = if has_points {
        let of_points = Error::usage(format!("the version {version} cannot be one number that keeps the order"));
        composed(version).ok_or_else(|| of_points.hint("at most three parts, the second and the third below 1000"))?.to_string()
    } else {
        version.to_owned()
    };
    match name.chars().next() {
        Some('U') => {
            let undone = all
                .iter()
                .find(|other| file_name(&other.path).starts_with('V') && flyway_version(&other.path) == Some(version));
            let Some(undone) = undone else { return Err(Error::usage(format!("`{name}` undoes nothing that is there"))) };
            let of = file_name(&undone.path).split_once("__").map_or("", |(_, rest)| rest).trim_end_matches(".sql");
            Ok(renamed(&entry.path, format!("V{number}__{}.down.sql", named(of))))
        }
        Some('B') => Err(Error::usage(format!("`{name}` is a baseline, which stands for the migrations before it"))
            .hint("make it the first migration, and the database one of: pgkeel migrate baseline")),
        _ => {
            let to = format!("V{number}__{}.sql", named(rest));
            // In a directory of its own it may stay there.
            Ok(if to == name { Vec::new() } else { renamed(&entry.path, to) })
        }
    }
}

/// The changes of a plan, numbered in their order.
fn plan_of_sqitch(entries: &[Entry], directory: &str) -> Result<BTreeMap<String, usize>> {
    let Some(plan) = entries.iter().find(|entry| entry.path == "sqitch.plan") else { return Ok(BTreeMap::new()) };
    let shown = format!("{directory}/sqitch.plan");
    let mut changes = BTreeMap::new();
    for line in text(&shown, &plan.bytes)?.lines().map(str::trim) {
        let name = line.split_whitespace().next().unwrap_or_default();
        if name.is_empty() || name.starts_with(['%', '@', '#']) {
            continue;
        }
        let number = changes.len() + 1;
        if changes.insert(name.to_owned(), number).is_some() {
            return Err(Error::usage(format!("the change {name} is reworked, so that its name is no key"))
                .at(Location { file: shown, line: None, column: None })
                .hint("rename its earlier files by hand, and use pgkeel migrate baseline"));
        }
    }
    Ok(changes)
}

fn of_sqitch(entry: &Entry, planned: &BTreeMap<String, usize>) -> Vec<Converted> {
    let width = planned.len().to_string().len();
    let of = |directory: &str, ending: &str| {
        let change = entry.path.strip_prefix(directory)?.strip_suffix(".sql")?;
        let number = planned.get(change)?;
        let text = text(&entry.path, &entry.bytes).ok().map(without_transaction);
        let text = text.filter(|text| text.as_bytes() != entry.bytes);
        Some(Converted {
            from: entry.path.clone(),
            to: format!("V{number:0width$}__{}{ending}", named(change)),
            text,
            moves: true,
        })
    };
    of("deploy/", ".sql").or_else(|| of("revert/", ".down.sql")).into_iter().collect()
}

/// Sqitch's scripts begin and commit their transaction themselves.
fn without_transaction(text: &str) -> String {
    let is_control = |line: &str| matches!(line.trim().to_ascii_uppercase().as_str(), "BEGIN;" | "COMMIT;");
    text.split_inclusive('\n').filter(|line| !is_control(line)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn converted(tool: Tool, files: &[(&str, &str)]) -> Result<Vec<String>> {
        let entry = |(path, text): &(&str, &str)| Entry { path: (*path).into(), bytes: text.as_bytes().to_vec() };
        let found = convert(tool, &files.iter().map(entry).collect::<Vec<_>>(), "db")?;
        let line = |file: &Converted| {
            let text = file.text.as_ref().map_or_else(String::new, |text| format!(": {}", text.replace('\n', "|")));
            format!("{} {} {}{text}", file.from, if file.moves { "→" } else { "+" }, file.to)
        };
        Ok(found.iter().map(line).collect())
    }

    #[test]
    fn files_get_the_names_that_they_have_here() {
        let migrate = [("000001_add-tiers.up.sql", "SELECT 1"), ("000001_add-tiers.down.sql", ""), ("V2__ours.sql", "")];
        let expected =
            ["000001_add-tiers.up.sql → V000001__add_tiers.sql", "000001_add-tiers.down.sql → V000001__add_tiers.down.sql"];
        assert_eq!(converted(Tool::GolangMigrate, &migrate).unwrap(), expected);
        assert_eq!(converted(Tool::Dbmate, &[("V1__a.sql", "A\n"), ("V1__a.down.sql", "B\n")]).unwrap(), [""; 0]);
        let expected = ["V1__a.sql → V1__a.sql: A|", "V1__a.sql + V1__a.down.sql: B|"];
        assert_eq!(converted(Tool::Goose, &[("V1__a.sql", "-- +goose Up\nA\n-- +goose Down\nB\n")]).unwrap(), expected);
        let dbmate = [("20240101120000_a.sql", "-- migrate:up\nA\n-- migrate:down\nB\n")];
        let expected =
            ["20240101120000_a.sql → V20240101120000__a.sql: A|", "20240101120000_a.sql + V20240101120000__a.down.sql: B|"];
        assert_eq!(converted(Tool::Dbmate, &dbmate).unwrap(), expected);
        let flyway = [("V1__a.sql", ""), ("U1__undo_a.sql", ""), ("R__Some views.sql", "")];
        let expected = ["U1__undo_a.sql → V1__a.down.sql", "R__Some views.sql → repeatable/Some_views.sql"];
        assert_eq!(converted(Tool::Flyway, &flyway).unwrap(), expected);
        let points = [("V1__a.sql", ""), ("V1.2__b.sql", ""), ("V1_10__c.sql", "")];
        let expected = ["V1__a.sql → V1000000__a.sql", "V1.2__b.sql → V1002000__b.sql", "V1_10__c.sql → V1010000__c.sql"];
        assert_eq!(converted(Tool::Flyway, &points).unwrap(), expected);
        let sqitch = [
            ("sqitch.plan", "%project=x\n\nusers 2024-01-01T00:00:00Z A <a@b> # Users\n@v1 2024\ntiers [users] 2024\n"),
            ("deploy/tiers.sql", "BEGIN;\nT\nCOMMIT;\n"),
            ("revert/users.sql", "R\n"),
            ("verify/users.sql", ""),
        ];
        let expected = ["deploy/tiers.sql → V2__tiers.sql: T|", "revert/users.sql → V1__users.down.sql"];
        assert_eq!(converted(Tool::Sqitch, &sqitch).unwrap(), expected);
    }

    #[test]
    fn what_cannot_be_taken_over_is_refused() {
        for (tool, file, expected) in [
            (Tool::Goose, "00002_a.go", "db/00002_a.go: `00002_a.go` is a program"),
            (Tool::Sqlx, "seed.sql", "db/seed.sql: `seed.sql` has no version"),
            (Tool::Flyway, "U1__a.sql", "db/U1__a.sql: `U1__a.sql` undoes nothing"),
            (Tool::Flyway, "V1.2000__a.sql", "db/V1.2000__a.sql: the version 1.2000 cannot be one number"),
        ] {
            let error = converted(tool, &[(file, "")]).unwrap_err();
            assert!(error.to_string().starts_with(expected), "{error}");
        }
        let twice = converted(Tool::Sqlx, &[("1_a.sql", ""), ("1_a.up.sql", "")]).unwrap_err();
        assert_eq!(twice.message(), "1_a.sql and 1_a.up.sql would both be V1__a.sql");
    }
}
