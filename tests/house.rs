//! The house of the design, checked: which room may import which, what the domain may not touch, and that every file says
//! what it is for.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

const DOMAIN: &[&str] = &["schema", "migration", "partition", "retention", "matview", "health"];

/// What each room may import beside itself. Nobody imports `commands`.
fn may_import(room: &str) -> Vec<&'static str> {
    let leaves = ["amount", "error", "identifier", "plan", "toml_file"];
    let domain = DOMAIN.iter().copied();
    match room {
        "identifier" | "error" | "main" => vec![],
        "plan" => vec!["identifier"],
        "cli" => vec!["ui"],
        "amount" | "toml_file" | "interrupt" => vec!["error"],
        "ui" => vec!["amount", "error", "plan"],
        "settings" => vec!["amount", "cli", "error", "health", "matview", "migration", "postgres", "toml_file", "ui"],
        "postgres" => leaves.into_iter().chain(["interrupt"]).chain(domain).collect(),
        "commands" => leaves.into_iter().chain(["cli", "interrupt", "postgres", "settings", "ui"]).chain(domain).collect(),
        "lib" => vec!["cli", "commands", "error", "interrupt", "settings", "ui"],
        room if DOMAIN.contains(&room) => leaves.into_iter().chain(domain).collect(),
        unknown => {
            panic!("src/{unknown} is a room that the house does not know: add it to tests/house.rs and to the map in lib.rs")
        }
    }
}

/// Words that a domain room may not hold: the wire, the clock, the environment, the file system, a printer.
const NOT_IN_THE_DOMAIN: &[&str] =
    &["tokio", "async ", ".await", "Utc::now", "SystemTime", "Instant::now", "std::env", "std::fs", "println!", "std::net"];

fn source_files(directory: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(directory).expect("a directory") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files.extend(source_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// Every file of `src` with its room and its text without tests and comments.
fn rooms() -> Vec<(PathBuf, String, String)> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    source_files(&source)
        .into_iter()
        .map(|path| {
            let inside = path.strip_prefix(&source).expect("a path in src").to_owned();
            let first = inside.components().next().expect("a name").as_os_str().to_string_lossy().into_owned();
            let room = first.trim_end_matches(".rs").to_owned();
            let text = fs::read_to_string(&path).expect("a source file");
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            let code: Vec<&str> = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
            (inside, room, code.join("\n"))
        })
        .collect()
}

/// The rooms named after `crate::` in a text, also inside `use crate::{a, b}`.
fn imports(code: &str) -> BTreeSet<String> {
    let word = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut rooms = BTreeSet::new();
    for part in code.split("crate::").skip(1) {
        if let Some(group) = part.strip_prefix('{') {
            let end = group.find('}').unwrap_or(group.len());
            rooms.extend(group[..end].split(',').map(|name| word(name.trim())));
        } else {
            rooms.insert(word(part));
        }
    }
    rooms
}

#[test]
fn arrows_point_the_way_the_design_says() {
    let mut wrong = Vec::new();
    for (file, room, code) in rooms() {
        let allowed = may_import(&room);
        for imported in imports(&code) {
            if imported != room && !allowed.contains(&imported.as_str()) {
                wrong.push(format!("src/{} imports crate::{imported}", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn domain_rooms_are_pure() {
    let mut wrong = Vec::new();
    for (file, room, code) in rooms() {
        if DOMAIN.contains(&room.as_str()) {
            for word in NOT_IN_THE_DOMAIN.iter().filter(|word| code.contains(**word)) {
                wrong.push(format!("src/{} holds `{word}`", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_file_says_what_it_is_for() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut wrong = Vec::new();
    for path in source_files(&root.join("src")).into_iter().chain(source_files(&root.join("tests"))) {
        let text = fs::read_to_string(&path).expect("a source file");
        let lines = text.lines().take_while(|line| line.starts_with("//!")).count();
        if lines == 0 || (lines > 5 && !path.ends_with("src/lib.rs")) {
            wrong.push(format!("{}: {lines} lines of //!, of one to five", path.display()));
        }
    }
    for query in fs::read_dir(root.join("src/postgres/queries")).expect("queries") {
        let path = query.expect("an entry").path();
        if !fs::read_to_string(&path).expect("a query").starts_with("-- ") {
            wrong.push(format!("{}: no header comment", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn main_is_thirty_lines_at_most() {
    let main = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/main.rs")).expect("main.rs");
    assert!(main.lines().count() <= 30);
}
