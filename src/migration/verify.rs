//! Compares the files with what a database says was applied: every finding at once, and what is pending, in order.

use super::checksum::Width;
use super::files::MigrationFile;
use super::history::{Applied, History};
use super::journal::Journal;
use crate::error::{Error, Location};

/// How a migration stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Applied,
    Pending,
    /// Begun in no transaction, and not at its end.
    Interrupted,
    /// Applied, but what was applied is not what the file says now.
    Divergent,
    /// Applied, but there is no such file.
    Missing,
    /// Not applied, although a later one is.
    OutOfOrder,
}

impl State {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Applied => "applied",
            Self::Pending => "pending",
            Self::Interrupted => "interrupted",
            Self::Divergent => "divergent",
            Self::Missing => "missing",
            Self::OutOfOrder => "out of order",
        }
    }
}

/// One migration: a file, a row of the history, or both.
#[derive(Debug, Clone)]
pub struct Entry<'a> {
    pub version: i64,
    pub state: State,
    pub file: Option<&'a MigrationFile>,
    pub applied: Option<&'a Applied>,
    /// What is wrong with it, as an error that says what to do.
    pub problem: Option<Error>,
}

impl Entry<'_> {
    pub fn name(&self) -> &str {
        self.file.map(MigrationFile::name).or(self.applied.map(|applied| applied.name.as_str())).unwrap_or_default()
    }

    /// `V1`.
    pub fn number(&self) -> String {
        self.file.map_or_else(|| format!("V{}", self.version), MigrationFile::number)
    }
}

/// Files and history, side by side.
#[derive(Debug, Clone)]
pub struct Comparison<'a> {
    /// Ordered by version.
    pub entries: Vec<Entry<'a>>,
}

impl<'a> Comparison<'a> {
    /// The files to apply, in order.
    pub fn pending(&self) -> Vec<&'a MigrationFile> {
        let is_due = |entry: &&Entry<'a>| matches!(entry.state, State::Pending | State::Interrupted);
        self.entries.iter().filter(is_due).filter_map(|entry| entry.file).collect()
    }

    /// Marks what was begun and interrupted. `directory` is where the files are, as the person knows it.
    #[must_use]
    pub fn with(mut self, journal: &Journal, directory: &str) -> Self {
        for begun in &journal.entries {
            let Err(place) = self.entries.binary_search_by_key(&begun.version, |entry| entry.version).map(|known| {
                let entry = &mut self.entries[known];
                if entry.state == State::Pending {
                    entry.state = State::Interrupted;
                }
            }) else {
                continue;
            };
            let version = begun.version;
            let problem = Error::failed(format!("V{version} was begun and interrupted, and its file is not there"))
                .at(whole(directory))
                .hint("restore it from version control: pgkeel migrate up then goes on with it");
            self.entries
                .insert(place, Entry { version, state: State::Interrupted, file: None, applied: None, problem: Some(problem) });
        }
        self
    }

    pub fn problems(&self) -> Vec<Error> {
        self.entries.iter().filter_map(|entry| entry.problem.clone()).collect()
    }
}

/// Compares. The files are ordered by version and have different ones (see [`super::files::parse`]), and so are the rows.
/// `directory` is where the files are, as the person knows it.
pub fn compare<'a>(directory: &str, files: &'a [MigrationFile], history: &'a History) -> Comparison<'a> {
    let width = history.width_for(files);
    let newest_applied = history.applied.last();
    let next = files.iter().map(MigrationFile::version).chain(newest_applied.map(|row| row.version)).max().unwrap_or(0) + 1;
    let mut entries: Vec<Entry<'a>> = files
        .iter()
        .map(|file| {
            let row = history.applied.binary_search_by_key(&file.version(), |row| row.version).ok();
            let applied = row.map(|row| &history.applied[row]);
            let (state, problem) = match (applied, newest_applied) {
                (Some(row), _) => {
                    let problem = divergence(file, row, width);
                    (if problem.is_some() { State::Divergent } else { State::Applied }, problem)
                }
                (None, Some(newest)) if file.is_in_sequence() && file.version() < newest.version => {
                    (State::OutOfOrder, Some(out_of_order(file, newest, next)))
                }
                (None, _) => (State::Pending, None),
            };
            Entry { version: file.version(), state, file: Some(file), applied, problem }
        })
        .collect();
    let has_file = |row: &&Applied| files.binary_search_by_key(&row.version, MigrationFile::version).is_ok();
    entries.extend(history.applied.iter().filter(|row| !has_file(row)).map(|row| {
        let problem = Some(missing(directory, row));
        Entry { version: row.version, state: State::Missing, file: None, applied: Some(row), problem }
    }));
    entries.sort_by_key(|entry| entry.version);
    Comparison { entries }
}

fn divergence(file: &MigrationFile, row: &Applied, width: Width) -> Option<Error> {
    let recorded = |width: Width, name: &str, sql: &str| {
        width.checksum(file.version(), name, sql).is_some_and(|checksum| checksum.to_string() == row.checksum)
    };
    let (name, sql) = (file.name(), file.sql());
    if recorded(width, name, sql) && name == row.name {
        return None;
    }
    let unix = sql.replace("\r\n", "\n");
    let windows = unix.replace('\n', "\r\n");
    let new_migration =
        "restore the file from version control, and put the change into a new migration: pgkeel migrate new NAME";
    let (message, hint) = if name != row.name && (recorded(width, &row.name, sql) || recorded(width, name, sql)) {
        (format!("{} was applied as {} and has been renamed since", file.number(), row.title()), {
            format!("rename it back to {}{}__{}.sql", file.prefix(), file.version(), row.name)
        })
    } else if recorded(width, name, &unix) || recorded(width, name, &windows) {
        let (then, now) = if unix == sql { ("CRLF", "LF") } else { ("LF", "CRLF") };
        (
            format!("{} differs from what was applied in its line endings alone: they were {then} and are {now}", file.title()),
            format!("restore them, and keep them in .gitattributes: *.sql text eol={}", then.to_ascii_lowercase()),
        )
    } else if recorded(width.other(), name, sql) {
        (
            format!("{} has the checksum of another width: the column \"version\" was altered by hand", file.title()),
            match width {
                Width::Int8 => "compute all of them anew: pgkeel migrate repair --widen --apply".to_owned(),
                Width::Int4 => format!("give the column the type {} again", width.other().type_name()),
            },
        )
    } else {
        (format!("{} has been changed since it was applied on {}", file.title(), row.applied_on), new_migration.to_owned())
    };
    let error = Error::failed(message).at(whole(&file.shown)).hint(hint);
    Some(error.hint(format!("if the file is right as it is: pgkeel migrate repair {} --apply", file.number())))
}

/// The lines that differ between what was applied and what the file says, as a unified diff; how they end is not compared.
pub fn changes(applied: &str, file: &str) -> String {
    let [applied, file] = [applied, file].map(|text| text.replace("\r\n", "\n"));
    let diff = similar::TextDiff::from_lines(&applied, &file);
    diff.unified_diff().context_radius(1).missing_newline_hint(false).header("as applied", "as it is").to_string()
}

fn out_of_order(file: &MigrationFile, newest: &Applied, next: i64) -> Error {
    let (number, name) = (file.number(), file.name());
    Error::failed(format!("{} is not applied, although the later V{} is", file.title(), newest.version))
        .at(whole(&file.shown))
        .hint(format!(
            "rename it to V{next}__{name}.sql; or, if it may run on other databases before V{}, to U{}__{name}.sql",
            newest.version,
            &number[1..]
        ))
}

fn missing(directory: &str, row: &Applied) -> Error {
    let file = format!("{directory}/{}.sql", row.title());
    Error::failed(format!("{} was applied on {}, but its file is not there", row.title(), row.applied_on))
        .at(whole(&file))
        .hint("restore it from version control, or use the version of the project that this database was migrated with")
        .hint(format!("if it is gone for good: pgkeel migrate repair V{} --apply", row.version))
}

fn whole(shown: &str) -> Location {
    Location { file: shown.to_owned(), line: None, column: None }
}

#[cfg(test)]
mod tests {
    use super::super::files::{Entry as FileEntry, parse};
    use super::*;
    use crate::identifier::QualifiedName;

    fn files(given: &[(&str, &str)]) -> Vec<MigrationFile> {
        let entries: Vec<_> =
            given.iter().map(|(path, sql)| FileEntry { path: (*path).into(), bytes: sql.as_bytes().into() }).collect();
        parse("migrations", &entries).0
    }

    fn history(width: Option<Width>, rows: &[(i64, &str, &str)]) -> History {
        let applied = rows.iter().map(|(version, name, sql)| Applied {
            version: *version,
            name: (*name).into(),
            applied_on: "2026-01-02T03:04:05Z".into(),
            checksum: width.unwrap().checksum(*version, name, sql).unwrap().to_string(),
        });
        History { table: QualifiedName::new("public", super::super::history::TABLE), width, applied: applied.collect() }
    }

    fn states(files: &[MigrationFile], history: &History) -> Vec<String> {
        let comparison = compare("migrations", files, history);
        comparison.entries.iter().map(|entry| format!("{} {}", entry.number(), entry.state.name())).collect()
    }

    #[test]
    fn a_new_database_has_everything_pending() {
        let files = files(&[("V2__b.sql", ""), ("V1__a.sql", ""), ("U3__c.sql", "")]);
        assert_eq!(states(&files, &history(None, &[])), ["V1 pending", "V2 pending", "U3 pending"]);
    }

    #[test]
    fn everything_is_found_at_once() {
        let files = files(&[
            ("V1__a.sql", "SELECT 1"),
            ("U2__late.sql", ""),
            ("V3__late.sql", ""),
            ("V4__changed.sql", "SELECT 'new'"),
            ("V6__next.sql", ""),
        ]);
        for width in [Width::Int4, Width::Int8] {
            let history = history(Some(width), &[(1, "a", "SELECT 1"), (4, "changed", "SELECT 'old'"), (5, "gone", "")]);
            assert_eq!(
                states(&files, &history),
                ["V1 applied", "U2 pending", "V3 out of order", "V4 divergent", "V5 missing", "V6 pending"]
            );
            let comparison = compare("migrations", &files, &history);
            let problems: Vec<String> =
                comparison.problems().iter().map(|problem| format!("{problem} ({})", problem.hints().join("; "))).collect();
            insta::allow_duplicates! { insta::assert_snapshot!(problems.join("\n"), @"
            migrations/V3__late.sql: V3__late is not applied, although the later V5 is (rename it to V7__late.sql; or, if it may run on other databases before V5, to U3__late.sql)
            migrations/V4__changed.sql: V4__changed has been changed since it was applied on 2026-01-02T03:04:05Z (restore the file from version control, and put the change into a new migration: pgkeel migrate new NAME; if the file is right as it is: pgkeel migrate repair V4 --apply)
            migrations/V5__gone.sql: V5__gone was applied on 2026-01-02T03:04:05Z, but its file is not there (restore it from version control, or use the version of the project that this database was migrated with; if it is gone for good: pgkeel migrate repair V5 --apply)
            "); }
        }
    }

    #[test]
    fn what_was_begun_is_interrupted_whether_its_file_is_there_or_not() {
        use super::super::journal::{Access, Entry as Begun, Progress};
        use super::super::outcome::Before;
        let begun = |version, statement| Begun {
            version,
            statement,
            sql: None,
            progress: Progress::Done,
            before: Before::default(),
            now: vec![],
        };
        let files = files(&[("V1__a.sql", ""), ("V3__c.sql", "")]);
        let journal =
            Journal { access: Access::Ready, entries: vec![begun(1, 1), begun(2, 1), begun(2, 2)], ..Journal::default() };
        let history = history(None, &[]);
        let comparison = compare("migrations", &files, &history).with(&journal, "migrations");
        let states: Vec<String> = comparison.entries.iter().map(|e| format!("{} {}", e.number(), e.state.name())).collect();
        assert_eq!(states, ["V1 interrupted", "V2 interrupted", "V3 pending"]);
        assert_eq!(comparison.problems()[0].message(), "V2 was begun and interrupted, and its file is not there");
        assert_eq!(comparison.pending().len(), 2);
    }

    #[test]
    fn a_divergence_is_explained() {
        let explain = |file: (&str, &str), row: (i64, &str, &str), width: Width| {
            let files = files(&[file]);
            let mut history = history(Some(width), &[row]);
            history.width = Some(Width::Int8);
            compare("migrations", &files, &history).problems()[0].message().to_owned()
        };
        let sql = "SELECT 1;\nSELECT 2;\n";
        let crlf = sql.replace('\n', "\r\n");
        insta::assert_snapshot!(explain(("V1__b.sql", sql), (1, "a", sql), Width::Int8), @"V1 was applied as V1__a and has been renamed since");
        insta::assert_snapshot!(explain(("V1__a.sql", &crlf), (1, "a", sql), Width::Int8), @"V1__a differs from what was applied in its line endings alone: they were LF and are CRLF");
        insta::assert_snapshot!(explain(("V1__a.sql", sql), (1, "a", &crlf), Width::Int8), @"V1__a differs from what was applied in its line endings alone: they were CRLF and are LF");
        insta::assert_snapshot!(explain(("V1__a.sql", sql), (1, "a", sql), Width::Int4), @r#"V1__a has the checksum of another width: the column "version" was altered by hand"#);
        insta::assert_snapshot!(explain(("V1__a.sql", sql), (1, "a", "SELECT 3"), Width::Int8), @"V1__a has been changed since it was applied on 2026-01-02T03:04:05Z");
    }
}
