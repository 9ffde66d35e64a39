//! What can be known of a file before it runs: that PostgreSQL would refuse it in a transaction, that it would end the
//! transaction itself, or that only psql could run it. Found in all pending files before the first one runs.

use super::directives::Directives;
use super::files::{MigrationFile, template};
use super::statements::{self, Kind};
use super::tokens::{Kind as TokenKind, Tokens, words};
use crate::error::Error;

/// A file that was looked through.
#[derive(Debug)]
pub struct Checked {
    pub directives: Directives,
    /// It holds no statement.
    pub is_empty: bool,
    /// It changes the role, so that the history would be written as somebody else.
    pub changes_role: bool,
    pub problems: Vec<Error>,
}

/// Looks through a file.
pub fn check(file: &MigrationFile) -> Checked {
    let (sql, shown) = (file.sql(), file.shown.as_str());
    let (directives, mut problems) = Directives::read(shown, sql);
    if sql == template(file.version(), file.name()) {
        problems.push(
            Error::usage("the migration is still the template that it began as")
                .pointing_at(shown, sql, sql.len())
                .hint("write its SQL, or delete the file"),
        );
    }
    let statements = statements::split(sql);
    let mut changes_role = false;
    for statement in &statements {
        let text = &sql[statement.start..statement.end];
        let problem = match statement.kind {
            Kind::Sql => {
                let words = words(text);
                let words: Vec<&str> = words.iter().map(String::as_str).collect();
                changes_role |= words.first() == Some(&"set") && (words.contains(&"role") || words.contains(&"authorization"));
                refusal(text, &words)
            }
            Kind::CopyData => None,
            Kind::MetaCommand => Some(meta_command(text)),
        };
        problems.extend(problem.map(|problem| problem.pointing_at(shown, sql, statement.start)));
    }
    Checked { directives, is_empty: statements.is_empty(), changes_role, problems }
}

/// A command of psql, as what is wrong with it.
pub(super) fn meta_command(text: &str) -> Error {
    let name = text.split_whitespace().next().unwrap_or(text);
    let error = Error::usage(format!("`{name}` is a command of psql, which the server does not know"));
    if ["\\restrict", "\\unrestrict"].contains(&name) {
        error.hint("delete the line: pg_dump writes it for psql alone")
    } else {
        error.hint("write what it does in SQL")
    }
}

fn refusal(text: &str, words: &[&str]) -> Option<Error> {
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
    if let Some(form) = copy_through_the_client(words) {
        let hint =
            if form == "COPY … FROM stdin" { "write the rows as INSERT for now" } else { "delete it: nobody would read it" };
        return Some(Error::usage(format!("`{form}` is not supported by this version of pgkeel")).hint(hint));
    }
    let statement = outside_a_transaction(text, words)?;
    let error = Error::usage(format!("`{statement}` cannot run in a transaction, in which every migration runs"));
    Some(match statement {
        "CREATE INDEX CONCURRENTLY"
        | "DROP INDEX CONCURRENTLY"
        | "REINDEX CONCURRENTLY"
        | "DETACH PARTITION … CONCURRENTLY" => error.hint(
            "the directive for such a file is `-- pgkeel: no-transaction`, but this version of pgkeel does not run it yet: \
                 leave out CONCURRENTLY, or run the statement yourself and keep it out of the migration",
        ),
        _ => error.hint(
            "run it apart from the migrations: this version of pgkeel does not run `-- pgkeel: no-transaction` files yet",
        ),
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

fn copy_through_the_client(words: &[&str]) -> Option<&'static str> {
    let ["copy", rest @ ..] = words else { return None };
    let has = |from_to: &str, stream: &str| rest.windows(2).any(|pair| pair == [from_to, stream]);
    if has("from", "stdin") {
        Some("COPY … FROM stdin")
    } else if has("to", "stdout") {
        Some("COPY … TO stdout")
    } else {
        None
    }
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

    #[test]
    fn every_fault_has_its_place() {
        let sql = "SELECT 1;\n  COMMIT;\n/* x */ create unique index concurrently i on t (a);\n\\restrict x\nCOPY t FROM stdin;\n1\n\\.\nabort;";
        let problems = checked(sql).problems;
        let places: Vec<String> = problems.iter().map(|p| p.to_string().split_inclusive('`').take(2).collect()).collect();
        assert_eq!(
            places,
            [
                "migrations/V1__a.sql:2:3: `COMMIT`",
                "migrations/V1__a.sql:3:9: `CREATE INDEX CONCURRENTLY`",
                "migrations/V1__a.sql:4:1: `\\restrict`",
                "migrations/V1__a.sql:5:1: `COPY … FROM stdin`",
                "migrations/V1__a.sql:8:1: `ABORT`",
            ]
        );
    }

    #[test]
    fn an_untouched_template_is_not_applied() {
        assert_eq!(checked(&template(1, "a")).problems[0].message(), "the migration is still the template that it began as");
        let empty = checked("-- left empty on purpose\n");
        assert!(empty.is_empty && empty.problems.is_empty());
    }

    #[test]
    fn a_change_of_role_is_noticed() {
        assert!(checked("SET LOCAL ROLE owner").changes_role && checked("set session authorization x").changes_role);
        assert!(!checked("SET lock_timeout = 1; ALTER ROLE x SET a = 1").changes_role);
    }
}
