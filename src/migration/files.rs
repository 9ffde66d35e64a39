//! The migrations directory, read strictly: refinery skips what does not fit its grammar; here every `.sql` file is either a
//! migration, a down script that belongs to one, or an error that says what to call it. What was read comes as values.

use std::collections::{BTreeMap, HashSet};

use refinery_core::Migration;

use super::checksum::Width;
use crate::error::{Error, Location};

/// A file as it was read.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Below the migrations directory, with `/` between its parts.
    pub path: String,
    pub bytes: Vec<u8>,
}

/// A migration as refinery has it, with the file that it came from.
#[derive(Debug, Clone)]
pub struct MigrationFile {
    migration: Migration,
    /// The file as the person knows it: `migrations/V1__create_users.sql`.
    pub shown: String,
    /// How many digits the version is written with.
    pub(super) digits: usize,
    /// What is run, where that is not the file's text.
    script: Option<String>,
    /// The script beside it that undoes it.
    pub down: Option<Down>,
}

/// `V3__x.down.sql`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Down {
    /// The file as the person knows it.
    pub shown: String,
    pub sql: String,
}

impl MigrationFile {
    pub fn version(&self) -> i64 {
        self.migration.version()
    }

    pub fn name(&self) -> &str {
        self.migration.name()
    }

    /// The file's text, which its checksum is of.
    pub fn sql(&self) -> &str {
        self.migration.sql().unwrap_or_default()
    }

    /// What is run.
    pub fn script(&self) -> &str {
        self.script.as_deref().unwrap_or_else(|| self.sql())
    }

    /// Runs another text instead of the file's.
    #[must_use]
    pub fn running(mut self, script: String) -> Self {
        self.script = Some(script);
        self
    }

    /// `V`, or `U`: one that may be applied although a later version is.
    pub fn prefix(&self) -> char {
        self.migration.prefix().to_string().chars().next().unwrap_or('V')
    }

    /// It must come after everything that is applied.
    pub fn is_in_sequence(&self) -> bool {
        self.prefix() == 'V'
    }

    /// `V1`.
    pub fn number(&self) -> String {
        format!("{}{}", self.prefix(), self.version())
    }

    /// `V1__create_users`.
    pub fn title(&self) -> String {
        self.migration.to_string()
    }

    /// The checksum for a history of this width; `None` where the version does not fit into it.
    pub fn checksum(&self, width: Width) -> Option<u64> {
        match width {
            Width::Int8 => Some(self.migration.checksum()),
            Width::Int4 => width.checksum(self.version(), self.name(), self.sql()),
        }
    }
}

/// Is it, by its name, a file that this directory must account for? Hidden ones (editors', `._` of macOS, `..data` of
/// Kubernetes) are not.
pub fn is_sql(file_name: &str) -> bool {
    let extension = file_name.rsplit_once('.').map(|(_, extension)| extension);
    !file_name.starts_with('.') && extension.is_some_and(|extension| extension.eq_ignore_ascii_case("sql"))
}

/// Makes migrations of the files of a directory, ordered by version, and says everything that is wrong with them.
/// `directory` is its name as the person knows it.
pub fn parse(directory: &str, entries: &[Entry]) -> (Vec<MigrationFile>, Vec<Error>) {
    let mut migrations: Vec<MigrationFile> = Vec::new();
    let mut problems = Vec::new();
    let mut downs: BTreeMap<String, Down> = BTreeMap::new();
    let paths: HashSet<&str> = entries.iter().map(|entry| entry.path.as_str()).collect();
    for entry in entries {
        let shown = format!("{directory}/{}", entry.path);
        match parse_one(&shown, entry, &paths) {
            Ok(Parsed::Up(found)) => migrations.push(*found),
            Ok(Parsed::Down(up, down)) => {
                downs.insert(format!("{directory}/{up}"), down);
            }
            Err(problem) => problems.push(problem),
        }
    }
    for migration in &mut migrations {
        migration.down = downs.remove(&migration.shown);
    }
    migrations.sort_by_key(MigrationFile::version);
    let mut versions: BTreeMap<i64, Vec<&MigrationFile>> = BTreeMap::new();
    for migration in &migrations {
        versions.entry(migration.version()).or_default().push(migration);
    }
    for (version, same) in versions.iter().filter(|(_, same)| same.len() > 1) {
        let names: Vec<&str> = same.iter().map(|migration| migration.shown.as_str()).collect();
        problems.push(
            Error::usage(format!("version {version} is taken more than once: {}", names.join(", ")))
                .at(in_file(names[names.len() - 1]))
                .hint(format!("rename those that are not applied yet; the next free version is {}", next_version(&migrations))),
        );
    }
    (migrations, problems)
}

/// One past the highest version.
pub(super) fn next_version(migrations: &[MigrationFile]) -> i64 {
    migrations.iter().map(MigrationFile::version).max().unwrap_or(0).saturating_add(1)
}

fn in_file(shown: &str) -> Location {
    Location { file: shown.to_owned(), line: None, column: None }
}

/// A file of the directory.
enum Parsed {
    Up(Box<MigrationFile>),
    /// A down script, and the path of its migration.
    Down(String, Down),
}

fn parse_one(shown: &str, entry: &Entry, all: &HashSet<&str>) -> Result<Parsed, Error> {
    let file_name = entry.path.rsplit('/').next().unwrap_or_default();
    if let Some(stem) = entry.path.strip_suffix(".down.sql") {
        let up = format!("{stem}.sql");
        if all.contains(up.as_str()) {
            let sql = text(shown, &entry.bytes)?.to_owned();
            return Ok(Parsed::Down(up, Down { shown: shown.to_owned(), sql }));
        }
        let up = up.rsplit('/').next().unwrap_or_default().to_owned();
        return Err(Error::usage(format!(
            "the down script `{file_name}` belongs to no migration: there is no `{up}` beside it"
        ))
        .at(in_file(shown))
        .hint("rename it after the migration that it undoes, or delete it"));
    }
    let name = Name::parse(file_name).map_err(|reason| {
        let error = Error::usage(format!("`{file_name}` is no migration's name: {reason}")).at(in_file(shown));
        match suggest(file_name) {
            Some(better) => error.hint(format!("rename it to {better}")),
            None => error.hint("migrations are called V<version>__<name>.sql, such as V3__add_loyalty_tiers.sql"),
        }
    })?;
    let sql = text(shown, &entry.bytes)?;
    let stem = file_name.trim_end_matches(".sql");
    let migration = Migration::unapplied(stem, sql)
        .map_err(|_| Error::usage(format!("`{file_name}` is no migration's name")).at(in_file(shown)))?;
    Ok(Parsed::Up(Box::new(MigrationFile {
        migration,
        shown: shown.to_owned(),
        digits: name.digits,
        script: None,
        down: None,
    })))
}

/// Whether a file is called as a migration is.
pub fn is_migration(file_name: &str) -> bool {
    Name::parse(file_name).is_ok()
}

/// The text of a file that the server reads as it was written.
pub fn text<'a>(shown: &str, bytes: &'a [u8]) -> Result<&'a str, Error> {
    let error = |message: &str| Error::usage(message).at(Location { line: Some(1), column: Some(1), ..in_file(shown) });
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return Err(error("the file is UTF-16").hint("save it as UTF-8 without a byte order mark"));
    }
    if bytes.starts_with(b"\xef\xbb\xbf") {
        return Err(error("the file begins with a byte order mark, which PostgreSQL takes for a syntax error")
            .hint("save it as UTF-8 without a byte order mark"));
    }
    let (valid, fault) = match str::from_utf8(bytes) {
        Ok(text) => (text, None),
        Err(fault) => (str::from_utf8(&bytes[..fault.valid_up_to()]).unwrap_or_default(), Some(fault)),
    };
    if let Some(nul) = valid.find('\0') {
        return Err(Error::usage("the file holds a zero byte, which no SQL text can")
            .pointing_at(shown, &valid[..nul], nul)
            .hint("remove it, or save the file as UTF-8"));
    }
    match fault {
        None => Ok(valid),
        Some(fault) => {
            let at = fault.valid_up_to();
            let message = format!("the file is not UTF-8: byte {at} is 0x{:02x}", bytes[at]);
            Err(Error::usage(message).pointing_at(shown, valid, at).hint("save it as UTF-8"))
        }
    }
}

/// A file name taken apart.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Name {
    pub(super) version: i64,
    digits: usize,
}

impl Name {
    /// By refinery's grammar, `^[UV](\d+)__(\w+)\.sql$`, all of it. The error says what does not fit.
    pub(super) fn parse(file_name: &str) -> Result<Self, String> {
        let Some(stem) = file_name.strip_suffix(".sql") else {
            let extension = file_name.rsplit('.').next().unwrap_or_default();
            return Err(format!("its extension is `.{extension}`, not `.sql`"));
        };
        let Some(rest) = stem.strip_prefix(['V', 'U']) else {
            return Err("it does not begin with a capital V (or U)".into());
        };
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let (number, rest) = rest.split_at(digits);
        if digits == 0 {
            return Err(format!("no version follows the {}", &stem[..1]));
        }
        let Some(name) = rest.strip_prefix("__") else {
            return Err(if rest.starts_with('.') {
                "its version is not a whole number".into()
            } else {
                "its version and its name are not separated by two underscores".into()
            });
        };
        if name.is_empty() {
            return Err("no name follows its version".into());
        }
        // refinery's `\w` is the judge of letters; what it leaves over is the stranger.
        let taken = Migration::unapplied(&format!("V1__{name}"), "").map_or(0, |migration| migration.name().len());
        if let Some(stranger) = name[taken..].chars().next() {
            return Err(format!("`{stranger}` is neither letter, digit nor underscore"));
        }
        let version = number.parse().map_err(|_| format!("its version is larger than {}", i64::MAX))?;
        Ok(Self { version, digits })
    }
}

/// A name that fits, made of one that does not.
fn suggest(file_name: &str) -> Option<String> {
    let (stem, _) = file_name.rsplit_once('.')?;
    let (prefix, rest) = match stem.chars().next()? {
        'u' | 'U' => ('U', &stem[1..]),
        'v' | 'V' => ('V', &stem[1..]),
        _ => ('V', stem.trim_start_matches(|c: char| !c.is_ascii_digit())),
    };
    let rest = rest.trim_start_matches(['-', '_', ' ']);
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (number, name) = rest.split_at(digits);
    // A version with a point has no obvious whole number.
    if name.starts_with('.') && name[1..].starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let better = format!("{prefix}{number}__{}.sql", words_joined(name));
    Name::parse(&better).ok().map(|_| better)
}

/// Letters and digits, with one underscore for whatever parts them.
pub(super) fn words_joined(text: &str) -> String {
    let parts: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    parts.join("_")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(path: &str, text: impl AsRef<[u8]>) -> Entry {
        Entry { path: path.into(), bytes: text.as_ref().into() }
    }

    fn problem(path: &str, bytes: &[u8]) -> String {
        let (migrations, problems) = parse("migrations", &[entry(path, bytes)]);
        assert!(migrations.is_empty());
        format!("{} ({})", problems[0], problems[0].hints().join("; "))
    }

    #[test]
    fn a_directory_in_order_of_versions() {
        let entries = [
            entry("V10__c.sql", "SELECT 10"),
            entry("2024/V002__b_größe.sql", "SELECT 2"),
            entry("V10__c.down.sql", "SELECT -10"),
            entry("U3__late.sql", ""),
        ];
        let (migrations, problems) = parse("migrations", &entries);
        assert!(problems.is_empty(), "{problems:?}");
        let titles: Vec<_> = migrations.iter().map(MigrationFile::title).collect();
        assert_eq!(titles, ["V2__b_größe", "U3__late", "V10__c"]);
        assert_eq!((migrations[0].shown.as_str(), migrations[0].sql()), ("migrations/2024/V002__b_größe.sql", "SELECT 2"));
        assert_eq!(migrations.iter().map(MigrationFile::is_in_sequence).collect::<Vec<_>>(), [true, false, true]);
        let down = Down { shown: "migrations/V10__c.down.sql".into(), sql: "SELECT -10".into() };
        assert_eq!(migrations.iter().map(|file| file.down.clone()).collect::<Vec<_>>(), [None, None, Some(down)]);
    }

    #[test]
    fn what_is_accounted_for() {
        for name in ["V1__a.sql", "V1__a.SQL", "notes.sql", "a.down.sql"] {
            assert!(is_sql(name), "{name}");
        }
        for name in [".V1__a.sql.swp", "._V1__a.sql", "README.md", "V1__a.sql~", "sql"] {
            assert!(!is_sql(name), "{name}");
        }
    }

    #[test]
    fn every_bad_name_has_its_reason_and_where_possible_a_better_name() {
        for (name, expected) in [
            ("v3__x.sql", "it does not begin with a capital V (or U) (rename it to V3__x.sql)"),
            ("V3__add-tiers.sql", "`-` is neither letter, digit nor underscore (rename it to V3__add_tiers.sql)"),
            ("V3__a.b.sql", "`.` is neither letter, digit nor underscore (rename it to V3__a_b.sql)"),
            ("V3__x.SQL", "its extension is `.SQL`, not `.sql` (rename it to V3__x.sql)"),
            ("V3_x.sql", "its version and its name are not separated by two underscores (rename it to V3__x.sql)"),
            ("003_x.sql", "it does not begin with a capital V (or U) (rename it to V003__x.sql)"),
            ("|1__x.sql", "it does not begin with a capital V (or U) (rename it to V1__x.sql)"),
            ("V3__.sql", "no name follows its version (migrations are called V<version>__<name>.sql"),
            ("V__x.sql", "no version follows the V (migrations are called"),
            ("V1.2__x.sql", "its version is not a whole number (migrations are called"),
            ("R__views.sql", "it does not begin with a capital V (or U) (migrations are called"),
            ("V9223372036854775808__x.sql", "its version is larger than 9223372036854775807 (migrations are called"),
        ] {
            let problem = problem(name, b"");
            let expected = format!("migrations/{name}: `{name}` is no migration's name: {expected}");
            assert!(problem.starts_with(&expected), "{problem}");
        }
    }

    #[test]
    fn bytes_that_are_no_sql_text() {
        for (bytes, expected) in [
            (&b"\xef\xbb\xbfSELECT 1"[..], "migrations/V1__a.sql:1:1: the file begins with a byte order mark"),
            (b"\xff\xfeS\0E\0", "migrations/V1__a.sql:1:1: the file is UTF-16"),
            (b"SELECT 1;\n-- \0", "migrations/V1__a.sql:2:4: the file holds a zero byte"),
            (b"SELECT 1;\n-- gr\xf6\xdfe", "migrations/V1__a.sql:2:6: the file is not UTF-8: byte 15 is 0xf6"),
        ] {
            let problem = problem("V1__a.sql", bytes);
            assert!(problem.starts_with(expected), "{problem}");
        }
    }

    #[test]
    fn a_version_is_taken_once() {
        let entries = [entry("V1__a.sql", ""), entry("b/V01__a.sql", ""), entry("U1__c.sql", ""), entry("V7__d.sql", "")];
        let (_, problems) = parse("migrations", &entries);
        assert_eq!(problems.len(), 1);
        assert_eq!(
            problems[0].message(),
            "version 1 is taken more than once: migrations/V1__a.sql, migrations/b/V01__a.sql, migrations/U1__c.sql"
        );
        assert_eq!(problems[0].hints(), ["rename those that are not applied yet; the next free version is 8"]);
    }

    #[test]
    fn a_down_script_needs_its_migration() {
        let problem = problem("a/V2__b.down.sql", b"");
        assert!(problem.contains("there is no `V2__b.sql` beside it"), "{problem}");
    }
}
