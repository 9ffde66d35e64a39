//! Alembic's revisions, which are programs: their order, by what each says of the one before it.

use std::collections::BTreeMap;

use super::super::files::{Entry, text};
use super::{Row, Tool, named};
use crate::error::{Error, Location, Result};

/// A revision, and what its file is called here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    pub id: String,
    /// `1975ea83b712_create_account`.
    pub name: String,
}

/// All revisions, from the first one on.
///
/// # Errors
/// `Usage`: they branch, or one is not there.
pub fn chain(entries: &[Entry], directory: &str) -> Result<Vec<Revision>> {
    let mut by_parent: BTreeMap<Option<String>, Revision> = BTreeMap::new();
    let mut number = 0;
    for entry in entries.iter().filter(|entry| Tool::Alembic.is_file(&entry.path)) {
        let shown = format!("{directory}/{}", entry.path);
        let at = |error: Error| error.at(Location { file: shown.clone(), line: None, column: None });
        let source = text(&shown, &entry.bytes)?;
        let Some(id) = assigned(source, "revision").and_then(quoted) else { continue };
        let parent = assigned(source, "down_revision").unwrap_or("None");
        if parent.starts_with(['(', '[']) {
            return Err(at(Error::usage("this revision merges branches, and versions have one order"))
                .hint("write the schema as one migration, and use pgkeel migrate baseline"));
        }
        let stem = entry.path.rsplit('/').next().unwrap_or_default().trim_end_matches(".py");
        let slug = stem.strip_prefix(&format!("{id}_")).unwrap_or(stem);
        let revision = Revision { name: named(&format!("{id}_{slug}")), id };
        number += 1;
        if let Some(other) = by_parent.insert(quoted(parent), revision) {
            return Err(at(Error::usage(format!("it branches off where {} does, and versions have one order", other.id)))
                .hint("write the schema as one migration, and use pgkeel migrate baseline"));
        }
    }
    let mut chain: Vec<Revision> = Vec::new();
    while let Some(next) = by_parent.get(&chain.last().map(|revision| revision.id.clone())) {
        chain.push(next.clone());
    }
    if chain.len() < number {
        return Err(Error::usage(format!("{} of {number} revisions do not follow from the first one", number - chain.len()))
            .hint("is a file missing?"));
    }
    Ok(chain)
}

/// What stands behind `name =` or `name: … =` on a line of its own.
fn assigned<'a>(source: &'a str, name: &str) -> Option<&'a str> {
    source.lines().find_map(|line| {
        let rest = line.strip_prefix(name)?;
        let (between, value) = rest.split_once('=')?;
        (between.trim().is_empty() || between.starts_with(':')).then_some(value.trim())
    })
}

fn quoted(value: &str) -> Option<String> {
    let quote = value.chars().next().filter(|first| ['"', '\''].contains(first))?;
    value[1..].split(quote).next().map(str::to_owned)
}

/// The heads that the tool's table holds, with all that they follow from.
///
/// # Errors
/// `Failed`: a head without a file.
pub fn applied(chain: &[Revision], heads: &[Row]) -> Result<Vec<Row>> {
    let mut applied = 0;
    for head in heads {
        let id = head.name.as_deref().unwrap_or_default();
        let place = chain.iter().position(|revision| revision.id == id);
        let missing =
            || Error::failed(format!("alembic is at {id}, which has no file")).hint("restore it from version control");
        applied = applied.max(place.ok_or_else(missing)? + 1);
    }
    let row = |revision: &Revision| Row { version: None, name: Some(revision.name.clone()), failed: false, up_to: false };
    Ok(chain[..applied].iter().map(row).collect())
}

/// The commands that write the SQL of revisions that have no file here yet; `has` says whether one does.
pub fn commands(chain: &[Revision], migrations: &str, has: impl Fn(&str) -> bool) -> Vec<String> {
    let mut commands = Vec::new();
    let width = chain.len().to_string().len();
    for (index, Revision { id, name }) in chain.iter().enumerate().filter(|(_, revision)| !has(&revision.name)) {
        let before = index.checked_sub(1).map(|before| chain[before].id.as_str());
        let up = before.map_or_else(|| id.clone(), |before| format!("{before}:{id}"));
        let file = format!("{migrations}/V{:0width$}__{name}", index + 1);
        commands.push(format!("alembic upgrade {up} --sql > {file}.sql"));
        commands.push(format!("alembic downgrade {id}:{} --sql > {file}.down.sql", before.unwrap_or("base")));
    }
    commands
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(files: &[(&str, &str)]) -> Vec<Entry> {
        files.iter().map(|(path, text)| Entry { path: (*path).into(), bytes: text.as_bytes().to_vec() }).collect()
    }

    #[test]
    fn revisions_follow_each_other() {
        let files = [
            ("bb_tiers.py", "revision: str = 'bb'\ndown_revision: Union[str, None] = 'aa'\n"),
            ("aa_users.py", "\"\"\"users\n\nRevision ID: aa\n\"\"\"\nrevision = \"aa\"\ndown_revision = None\n"),
        ];
        let chain = chain(&entries(&files), "versions").unwrap();
        assert_eq!(chain.iter().map(|revision| revision.name.as_str()).collect::<Vec<_>>(), ["aa_users", "bb_tiers"]);
        let head = |id: &str| [Row { version: None, name: Some(id.into()), failed: false, up_to: false }];
        assert_eq!(applied(&chain, &head("bb")).unwrap().len(), 2);
        assert_eq!(applied(&chain, &head("zz")).unwrap_err().message(), "alembic is at zz, which has no file");
        let commands = commands(&chain, "migrations", |name| name == "aa_users");
        assert_eq!(
            commands,
            [
                "alembic upgrade aa:bb --sql > migrations/V2__bb_tiers.sql",
                "alembic downgrade bb:aa --sql > migrations/V2__bb_tiers.down.sql"
            ]
        );
    }

    #[test]
    fn branches_have_no_one_order() {
        let of = |parents: [&str; 2]| {
            let files = [("a.py", "revision = 'a'\ndown_revision = None\n".to_owned())].into_iter().chain(
                ["b.py", "c.py"]
                    .into_iter()
                    .zip(parents)
                    .map(|(path, parent)| (path, format!("revision = '{path}'\ndown_revision = {parent}\n"))),
            );
            let files: Vec<Entry> = files.map(|(path, text)| Entry { path: path.into(), bytes: text.into_bytes() }).collect();
            chain(&files, "v").unwrap_err().message().to_owned()
        };
        assert_eq!(of(["'a'", "'a'"]), "it branches off where b.py does, and versions have one order");
        assert_eq!(of(["'a'", "('a', 'b.py')"]), "this revision merges branches, and versions have one order");
        assert_eq!(of(["'a'", "'x'"]), "1 of 3 revisions do not follow from the first one");
    }
}
