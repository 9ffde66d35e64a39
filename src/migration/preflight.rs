//! What can be known of a file before it runs: that PostgreSQL would refuse it in a transaction, that it would end the
//! transaction itself, or that only psql could run it. Found in all pending files before the first one runs.

use std::collections::BTreeSet;

use super::backfill;
use super::directives::Directives;
use super::files::{Down, MigrationFile};
use super::next::{is_down_template, template};
use super::outcome::Outside;
use super::statements::{self, Kind};
use super::tokens::{Kind as TokenKind, Tokens, words};
use crate::error::{Error, Location};
use crate::identifier::quote;

/// A file that was looked through.
#[derive(Debug)]
pub struct Checked {
    pub directives: Directives,
    /// Its statements, with the rows that COPY reads.
    pub statements: Vec<Piece>,
    /// It changes the role, so that the history would be written as somebody else.
    pub changes_role: bool,
    /// The extensions that it makes.
    pub extensions: Vec<String>,
    pub problems: Vec<Error>,
}

/// A statement's place in its file, and how it is run where no transaction holds them all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    pub start: usize,
    pub end: usize,
    pub class: Class,
}

/// How a statement runs where each one is on its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Class {
    /// It changes the session alone: run again whenever the migration goes on.
    Session,
    /// In a transaction, which it shares with its record.
    Transactional,
    /// In none.
    Outside(Outside),
}

/// Looks through a file.
pub fn check(file: &MigrationFile) -> Checked {
    let (sql, shown) = (file.script(), file.shown.as_str());
    let mut found = check_script(shown, sql);
    if file.sql() == template(file.version(), file.name()) {
        let problem = Error::usage("the migration is still the template that it began as");
        found.problems.push(problem.pointing_at(shown, sql, sql.len()).hint("write its SQL, or delete the file"));
    }
    found
}

/// Looks through a script that undoes a migration, which is always in one transaction.
pub fn check_down(down: &Down) -> Checked {
    let mut found = check_script(&down.shown, &down.sql);
    if is_down_template(&down.sql) {
        let problem = Error::usage("the down script is still the template that it began as");
        let place = problem.pointing_at(&down.shown, &down.sql, down.sql.len());
        found.problems.push(place.hint("write what undoes the migration, or delete the file"));
    }
    if found.directives.no_transaction {
        let problem = Error::usage("a down script runs in one transaction, with the end of its migration's record");
        found
            .problems
            .push(problem.pointing_at(&down.shown, &down.sql, 0).hint("leave out `no-transaction`, and CONCURRENTLY"));
    }
    found
}

pub(super) fn check_script(shown: &str, sql: &str) -> Checked {
    let (directives, problems) = Directives::read(shown, sql);
    let mut found = Checked { directives, statements: Vec::new(), changes_role: false, extensions: Vec::new(), problems };
    let pieces = statements::split(sql);
    for (index, statement) in pieces.iter().enumerate() {
        let text = &sql[statement.start..statement.end];
        let problem = match statement.kind {
            Kind::Sql => {
                let words = words(text);
                let words: Vec<&str> = words.iter().map(String::as_str).collect();
                found.changes_role |= changes_role(&words);
                found.extensions.extend(extension(text, &words));
                let outside = outside_a_transaction(text, &words);
                let class = class(text, &words, outside.is_some());
                let alone = found.directives.no_transaction;
                let problem = if alone { refusal_on_its_own(&words, &class) } else { refusal(&words, outside) };
                found.statements.push(Piece { start: statement.start, end: statement.end, class });
                let has_rows = pieces.get(index + 1).is_some_and(|next| next.kind == Kind::CopyData);
                problem.or_else(|| (reads_rows(&words) && !has_rows).then(rows_elsewhere))
            }
            Kind::CopyData => {
                if let Some(copy) = found.statements.last_mut() {
                    copy.end = statement.end + if sql[statement.end..].starts_with("\\.") { 2 } else { 0 };
                }
                None
            }
            Kind::MetaCommand => meta_command(text),
        };
        found.problems.extend(problem.map(|problem| problem.pointing_at(shown, sql, statement.start)));
    }
    if found.directives.backfill.is_some() && found.problems.is_empty() {
        found.problems.extend(backfill_problem(sql, &found.statements).map(|(error, at)| error.pointing_at(shown, sql, at)));
    }
    found
}

/// What keeps a file from being run in batches, and where.
fn backfill_problem(sql: &str, statements: &[Piece]) -> Option<(Error, usize)> {
    let [only] = statements else {
        let at = statements.get(1).map_or(0, |second| second.start);
        return Some((
            Error::usage(format!("a backfill is one statement, and this file has {}", statements.len()))
                .hint("put the others into migrations of their own, before it or after it"),
            at,
        ));
    };
    let text = &sql[only.start..only.end];
    if !words(text).first().is_some_and(|verb| ["update", "delete", "insert", "merge", "with"].contains(&verb.as_str())) {
        let error = Error::usage("a backfill's statement changes rows: UPDATE, DELETE, INSERT, MERGE, or WITH and one of them");
        return Some((error, only.start));
    }
    backfill::slot(text).err().map(|error| (error, only.start))
}

/// The files that demand an extension which is not installed in the database and is made by no file before.
pub fn lacking_extensions(
    pending: &[(&MigrationFile, Checked)],
    installed: &BTreeSet<String>,
    available: &BTreeSet<String>,
) -> Vec<Error> {
    let mut there = installed.clone();
    let mut problems = Vec::new();
    for (file, checked) in pending {
        there.extend(checked.extensions.iter().filter(|name| available.contains(*name)).cloned());
        for name in checked.directives.required_extensions.iter().filter(|name| !there.contains(*name)) {
            let error =
                Error::failed(format!("{} requires the extension {name}, which this database does not have", file.title()))
                    .at(Location { file: file.shown.clone(), line: None, column: None });
            problems.push(if available.contains(name) {
                error.hint(format!("make it in an earlier migration: CREATE EXTENSION {}", quote(name)))
            } else {
                error.hint("the server does not offer it: install its package on the server's machine")
            });
        }
    }
    problems
}

/// pg_dump writes these two around a dump, for psql alone. They are passed over.
pub const PASSED_OVER: [&str; 2] = ["\\restrict", "\\unrestrict"];

/// What is wrong with a command of psql, if it cannot be passed over.
pub(super) fn meta_command(text: &str) -> Option<Error> {
    let name = text.split_whitespace().next().unwrap_or(text);
    let error = || Error::usage(format!("`{name}` is a command of psql, which the server does not know"));
    (!PASSED_OVER.contains(&name)).then(|| error().hint("write what it does in SQL"))
}

fn changes_role(words: &[&str]) -> bool {
    words.first() == Some(&"set") && (words.contains(&"role") || words.contains(&"authorization"))
}

/// The extension that a statement makes. Names in quotes are read without them.
fn extension(text: &str, words: &[&str]) -> Option<String> {
    let ["create", "extension", rest @ ..] = words else { return None };
    let skipped = if rest.starts_with(&["if", "not", "exists"]) { 5 } else { 2 };
    let mut names = Tokens::new(text).filter(|token| matches!(token.kind, TokenKind::Word | TokenKind::QuotedName));
    let name = names.nth(skipped)?;
    Some(text[name.start..name.end].trim_matches('"').to_owned())
}

/// How a statement runs where each one is on its own.
pub fn class_of(text: &str) -> Class {
    let words = words(text);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    class(text, &words, outside_a_transaction(text, &words).is_some())
}

fn class(text: &str, words: &[&str], is_outside: bool) -> Class {
    let outside = || Class::Outside(Outside::of(text, words));
    match words {
        ["set" | "reset" | "prepare" | "deallocate" | "listen" | "unlisten" | "load" | "discard", ..]
        | ["select", "set_config"]
        | ["select", "pg_catalog", "set_config"] => Class::Session,
        _ if is_outside => outside(),
        // These cannot run in a transaction for some objects, or when they are asked to commit.
        ["reindex" | "cluster" | "call", ..] | ["create" | "alter" | "drop", "subscription", ..] => outside(),
        ["do", ..] if commits(text) => outside(),
        _ => Class::Transactional,
    }
}

/// Does a body hold a word that ends a transaction?
fn commits(text: &str) -> bool {
    let mut words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    words.any(|word| word.eq_ignore_ascii_case("commit") || word.eq_ignore_ascii_case("rollback"))
}

/// What a file without a transaction may not hold.
fn refusal_on_its_own(words: &[&str], class: &Class) -> Option<Error> {
    if let Some(statement) = transaction_control(words) {
        return Some(
            Error::usage(format!("`{statement}` is out of place: each statement of this migration commits on its own")).hint(
                "delete it, or put what belongs together into a migration of its own, without `-- pgkeel: no-transaction`",
            ),
        );
    }
    if let Some(form) = copy_to_the_client(words) {
        return Some(form);
    }
    let (what, hint) = match words {
        ["rollback", "prepared", ..] => return None,
        ["savepoint" | "release" | "rollback" | "lock" | "declare", ..]
        | ["set", "local" | "transaction" | "constraints", ..] => (
            format!("`{}` has no effect here", words[..words.len().min(2)].join(" ").to_uppercase()),
            "delete it: each statement is a transaction of its own",
        ),
        _ if changes_role(words) => (
            "a change of role is out of place in a migration that runs in no transaction: its journal is written by one role"
                .to_owned(),
            "connect as that role, or change owners by ALTER … OWNER TO",
        ),
        ["create", "temp" | "temporary", ..] | ["create", "local" | "global", "temp" | "temporary", ..] => (
            "a temporary object would be gone when an interrupted migration goes on".to_owned(),
            "make an ordinary table, and drop it at the end",
        ),
        ["discard", "all"] => (
            "`DISCARD ALL` would give up the lock that keeps other runs away".to_owned(),
            "delete it: settings never leak from one migration into the next",
        ),
        ["create", "index" | "unique", ..] if words.windows(2).any(|pair| pair == ["concurrently", "if"]) => (
            "`IF NOT EXISTS` would take an INVALID index of that name for the one that is wanted".to_owned(),
            "leave it out: what an interrupted build leaves is found and cleared without it",
        ),
        ["create", "index" | "unique", ..] if *class == Class::Outside(Outside::Opaque) => (
            "an index that is built CONCURRENTLY needs a name here: by its name it is found again after a crash".to_owned(),
            "write CREATE INDEX CONCURRENTLY name ON …",
        ),
        _ => return None,
    };
    Some(Error::usage(what).hint(hint))
}

fn refusal(words: &[&str], outside: Option<&'static str>) -> Option<Error> {
    if let Some(statement) = transaction_control(words) {
        let message = format!("`{statement}` would end the transaction that this migration and its record share");
        let message = if matches!(statement, "BEGIN" | "START TRANSACTION") {
            format!("`{statement}` is out of place: this migration runs in a transaction already")
        } else {
            message
        };
        return Some(
            Error::usage(message)
                .hint("delete it: every migration runs in one transaction; SAVEPOINT and ROLLBACK TO are fine"),
        );
    }
    if let Some(form) = copy_to_the_client(words) {
        return Some(form);
    }
    let statement = outside?;
    let error = Error::usage(format!("`{statement}` cannot run in a transaction, in which this migration runs"));
    Some(if statement == "DISCARD ALL" {
        error.hint("delete it: settings never leak from one migration into the next")
    } else {
        error.hint("put this line at the top of the file, whose statements then run one by one: -- pgkeel: no-transaction")
    })
}

/// The statement that begins or ends a transaction, if it is one.
pub(super) fn transaction_control(words: &[&str]) -> Option<&'static str> {
    match words {
        ["commit" | "rollback", "prepared", ..] | ["rollback", "to", ..] | ["rollback", "work" | "transaction", "to", ..] => {
            None
        }
        ["begin", ..] => Some("BEGIN"),
        ["start", "transaction", ..] => Some("START TRANSACTION"),
        ["commit", ..] => Some("COMMIT"),
        ["end", ..] => Some("END"),
        ["rollback", ..] => Some("ROLLBACK"),
        ["abort", ..] => Some("ABORT"),
        ["prepare", "transaction", ..] => Some("PREPARE TRANSACTION"),
        _ => None,
    }
}

pub(super) fn reads_rows(words: &[&str]) -> bool {
    words.first() == Some(&"copy") && words.windows(2).any(|pair| pair == ["from", "stdin"])
}

fn rows_elsewhere() -> Error {
    Error::usage("the rows of `COPY … FROM stdin` are not there")
        .hint("they begin on the line after its semicolon, and end with \\.")
}

fn copy_to_the_client(words: &[&str]) -> Option<Error> {
    let ["copy", rest @ ..] = words else { return None };
    let to_client = rest.windows(2).any(|pair| pair == ["to", "stdout"]);
    to_client.then(|| Error::usage("`COPY … TO stdout` is out of place in a migration").hint("delete it: nobody would read it"))
}

/// The statement, if PostgreSQL refuses it in a transaction block whatever the database holds. (What depends on the
/// database, such as `REINDEX TABLE` of a partitioned table, the server refuses itself, and all is rolled back.)
pub(super) fn outside_a_transaction(text: &str, words: &[&str]) -> Option<&'static str> {
    match words {
        ["create", "index", "concurrently", ..] | ["create", "unique", "index", "concurrently", ..] => {
            Some("CREATE INDEX CONCURRENTLY")
        }
        ["drop", "index", "concurrently", ..] => Some("DROP INDEX CONCURRENTLY"),
        ["reindex", ..] if mentions(text, "concurrently") => Some("REINDEX CONCURRENTLY"),
        ["reindex", "schema", ..] => Some("REINDEX SCHEMA"),
        ["reindex", "database", ..] => Some("REINDEX DATABASE"),
        ["reindex", "system", ..] => Some("REINDEX SYSTEM"),
        ["alter", "table", .., "concurrently"] if words.windows(2).any(|pair| pair == ["detach", "partition"]) => {
            Some("DETACH PARTITION … CONCURRENTLY")
        }
        ["vacuum", ..] => Some("VACUUM"),
        ["cluster"] | ["cluster", "verbose"] => Some("CLUSTER"),
        ["create", "database", ..] => Some("CREATE DATABASE"),
        ["drop", "database", ..] => Some("DROP DATABASE"),
        ["alter", "database", .., "set", "tablespace", _] => Some("ALTER DATABASE … SET TABLESPACE"),
        ["create", "tablespace", ..] => Some("CREATE TABLESPACE"),
        ["drop", "tablespace", ..] => Some("DROP TABLESPACE"),
        ["create", "subscription", ..] if !words.contains(&"with") => Some("CREATE SUBSCRIPTION"),
        ["alter", "system", ..] => Some("ALTER SYSTEM"),
        ["discard", "all"] => Some("DISCARD ALL"),
        ["commit", "prepared"] => Some("COMMIT PREPARED"),
        ["rollback", "prepared"] => Some("ROLLBACK PREPARED"),
        _ => None,
    }
}

/// Is the word there, inside of parentheses too?
fn mentions(sql: &str, word: &str) -> bool {
    Tokens::new(sql).any(|token| token.kind == TokenKind::Word && sql[token.start..token.end].eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::super::files::{Entry, parse};
    use super::*;

    fn checked(sql: &str) -> Checked {
        let (files, _) = parse("migrations", &[Entry { path: "V1__a.sql".into(), bytes: sql.into() }]);
        check(&files[0])
    }

    #[test]
    fn what_a_migration_may_do() {
        for sql in [
            "SAVEPOINT a; ROLLBACK TO a; ROLLBACK WORK TO SAVEPOINT a; RELEASE a",
            "PREPARE q AS SELECT 1; SET TRANSACTION ISOLATION LEVEL SERIALIZABLE",
            "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; END; DO $$ BEGIN COMMIT; END $$",
            "CREATE INDEX i ON t (a); CREATE INDEX ON t (concurrently); DROP INDEX \"concurrently\"; REINDEX TABLE t",
            "REFRESH MATERIALIZED VIEW CONCURRENTLY v; ALTER TABLE t DETACH PARTITION p; ALTER TABLE t DETACH PARTITION p FINALIZE",
            "COPY t FROM '/data'; COPY (SELECT 1) TO '/data'; CREATE SUBSCRIPTION s CONNECTION '' PUBLICATION p WITH (connect = false)",
            "CLUSTER t; ANALYZE t; ALTER DATABASE d SET work_mem = '1MB'; COMMENT ON DATABASE d IS 'x'; DISCARD TEMP",
        ] {
            let problems = checked(sql).problems;
            assert!(problems.is_empty(), "{problems:?}");
        }
    }

    fn faults(sql: &str) -> Vec<String> {
        let problems = checked(sql).problems;
        problems.iter().map(|p| p.to_string().split_inclusive('`').take(2).collect()).collect()
    }

    #[test]
    fn every_fault_has_its_place() {
        let sql = "SELECT 1;\n  COMMIT;\n/* x */ create unique index concurrently i on t (a);\n\\restrict x\nCOPY t FROM stdin;\n1\n\\.\n\\i x\nabort;";
        assert_eq!(
            faults(sql),
            [
                "migrations/V1__a.sql:2:3: `COMMIT`",
                "migrations/V1__a.sql:3:9: `CREATE INDEX CONCURRENTLY`",
                "migrations/V1__a.sql:8:1: `\\i`",
                "migrations/V1__a.sql:9:1: `ABORT`",
            ]
        );
    }

    #[test]
    fn what_cannot_stand_alone_is_refused_without_a_transaction() {
        let directive = "-- pgkeel: no-transaction\n";
        for (sql, expected) in [
            ("BEGIN", "`BEGIN` is out of place: each statement of this migration commits on its own"),
            ("SAVEPOINT a", "`SAVEPOINT A` has no effect here"),
            ("SET LOCAL lock_timeout = 1", "`SET LOCAL` has no effect here"),
            ("SET ROLE x", "a change of role is out of place"),
            ("CREATE TEMP TABLE t ()", "a temporary object would be gone"),
            ("DISCARD ALL", "`DISCARD ALL` would give up the lock"),
            ("CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON t (a)", "`IF NOT EXISTS` would take an INVALID index"),
            ("CREATE INDEX CONCURRENTLY ON t (a)", "an index that is built CONCURRENTLY needs a name here"),
        ] {
            let problems = checked(&format!("{directive}{sql}")).problems;
            assert!(problems[0].message().starts_with(expected), "{sql}: {problems:?}");
            assert_eq!(problems.len(), 1);
        }
        let fine = "CREATE INDEX CONCURRENTLY \"on\" ON t (a); VACUUM; ROLLBACK PREPARED 'x'; SELECT 1; SET lock_timeout = 1; DISCARD PLANS";
        assert_eq!(faults(&format!("{directive}{fine}")), Vec::<String>::new());
    }

    #[test]
    fn every_statement_has_its_class() {
        let sql = "-- pgkeel: no-transaction\nSET a = 1; SELECT pg_catalog.set_config('a', 'b', false); SELECT 1; CALL p(); \
                   DO $$ BEGIN COMMIT; END $$; DO $$ BEGIN END $$; VACUUM t; COPY t FROM stdin;\n1\n\\.\nREINDEX TABLE t";
        let found = checked(sql);
        let classes: Vec<&Class> = found.statements.iter().map(|piece| &piece.class).collect();
        let [opaque, repeats] = [Outside::Opaque, Outside::Repeats].map(Class::Outside);
        let [session, within] = [Class::Session, Class::Transactional];
        assert_eq!(classes, [&session, &session, &within, &opaque, &opaque, &within, &repeats, &within, &repeats]);
        let copy = &found.statements[7];
        assert_eq!(&sql[copy.start..copy.end], "COPY t FROM stdin;\n1\n\\.");
        assert_eq!(
            checked("CREATE EXTENSION IF NOT EXISTS \"uuid-ossp\"; create extension hstore").extensions,
            ["uuid-ossp", "hstore"]
        );
    }

    #[test]
    fn an_untouched_template_is_not_applied() {
        assert_eq!(checked(&template(1, "a")).problems[0].message(), "the migration is still the template that it began as");
        let empty = checked("-- left empty on purpose\n");
        assert!(empty.statements.is_empty() && empty.problems.is_empty());
    }

    #[test]
    fn a_change_of_role_is_noticed() {
        assert!(checked("SET LOCAL ROLE owner").changes_role && checked("set session authorization x").changes_role);
        assert!(!checked("SET lock_timeout = 1; ALTER ROLE x SET a = 1").changes_role);
    }
}
