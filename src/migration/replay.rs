//! Files of SQL as what a replay on a scratch database runs: their statements, without what is psql's, and what they ask of the
//! server. What cannot be replayed is refused here, at its line, before anything runs.

use std::ops::Range;

use super::directives::Directives;
use super::preflight;
use super::reach::{Reach, reach};
use super::statements::{self, Kind};
use super::tokens::words;
use crate::error::Error;

/// How a file is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// As psql does: each statement on its own.
    Statements,
    /// As migrations are: in one transaction, unless a statement of it cannot run in one.
    Transaction,
}

/// A statement to run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    pub range: Range<usize>,
    pub reach: Reach,
    pub transaction: Option<Transaction>,
}

/// What a statement does to transactions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transaction {
    Begins,
    Ends,
}

/// A file to replay.
#[derive(Debug, Clone)]
pub struct Script {
    /// The file as the person knows it.
    pub shown: String,
    pub text: String,
    pub statements: Vec<Statement>,
    pub in_transaction: bool,
}

impl Script {
    /// # Errors
    /// `Usage`, with all the places of what cannot be replayed.
    pub fn read(shown: &str, text: &str, manner: Manner) -> Result<Self, Error> {
        let mut found = Vec::new();
        let mut problems = Vec::new();
        let mut alone = Directives::read(shown, text).0.no_transaction;
        for statement in statements::split(text) {
            let sql = &text[statement.start..statement.end];
            let problem = match statement.kind {
                Kind::CopyData => None,
                Kind::MetaCommand => preflight::meta_command(sql),
                Kind::Sql => {
                    let words = words(sql);
                    let words: Vec<&str> = words.iter().map(String::as_str).collect();
                    alone |= preflight::outside_a_transaction(sql, &words).is_some();
                    match reach(sql) {
                        Reach::NoSchema => None,
                        Reach::Beyond(why) => Some(Error::usage(format!("this statement cannot be replayed: {why}"))),
                        reach => {
                            let transaction = preflight::transaction_control(&words).map(|statement| match statement {
                                "BEGIN" | "START TRANSACTION" => Transaction::Begins,
                                _ => Transaction::Ends,
                            });
                            found.push(Statement { range: statement.start..statement.end, reach, transaction });
                            None
                        }
                    }
                }
            };
            problems.extend(problem.map(|problem| problem.pointing_at(shown, text, statement.start)));
        }
        Error::all(problems, |number| format!("{number} statements of {shown} cannot be replayed"))?;
        let controlled = found.iter().any(|statement| statement.transaction.is_some());
        let in_transaction = manner == Manner::Transaction && !alone && !controlled;
        Ok(Self { shown: shown.to_owned(), text: text.to_owned(), statements: found, in_transaction })
    }

    /// The first statement that is about the whole server: what it is called, and its place.
    pub fn of_server(&self) -> Option<String> {
        self.statements.iter().find_map(|statement| match statement.reach {
            Reach::Server(name) => {
                let (line, _) = crate::error::line_and_column(&self.text, statement.range.start);
                Some(format!("{name} at {}:{line}", self.shown))
            }
            _ => None,
        })
    }
}

/// A file's text with blanks in the place of what must not be run on a scratch database, because it is about other databases or
/// the whole server's settings and files: what is left stands where it stood.
pub fn contained(sql: &str) -> String {
    let mut text = sql.as_bytes().to_vec();
    for statement in statements::split(sql).iter().filter(|statement| statement.kind == Kind::Sql) {
        let range = statement.start..statement.end;
        if reach(&sql[range.clone()]) == Reach::NoSchema && !reads_rows(&sql[range.clone()]) {
            text[range].iter_mut().filter(|byte| **byte != b'\n').for_each(|byte| *byte = b' ');
        }
    }
    // A statement ends where a character does.
    String::from_utf8(text).unwrap_or_else(|_| sql.to_owned())
}

/// Whether its rows are in the file.
fn reads_rows(statement: &str) -> bool {
    let words = words(statement);
    preflight::reads_rows(&words.iter().map(String::as_str).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run_of(sql: &str, manner: Manner) -> (Vec<String>, bool) {
        let script = Script::read("a.sql", sql, manner).unwrap();
        (script.statements.iter().map(|each| sql[each.range.clone()].to_owned()).collect(), script.in_transaction)
    }

    #[test]
    fn a_dump_is_read_without_its_rows_and_without_what_is_psqls() {
        let dump = "\\restrict x\nSET a = 1;\nCREATE TABLE t ();\nCOPY t FROM stdin;\n1;\n\\.\nCREATE INDEX ON t (a);\n\\unrestrict x\n";
        let (statements, in_transaction) = run_of(dump, Manner::Statements);
        assert_eq!(statements, ["SET a = 1", "CREATE TABLE t ()", "CREATE INDEX ON t (a)"]);
        assert!(!in_transaction);
    }

    #[test]
    fn a_migration_is_one_transaction_where_it_can_be() {
        assert!(run_of("CREATE TABLE t ()", Manner::Transaction).1);
        assert!(!run_of("CREATE INDEX CONCURRENTLY i ON t (a)", Manner::Transaction).1);
        assert!(!run_of("BEGIN; SELECT 1; COMMIT", Manner::Transaction).1);
    }

    #[test]
    fn what_cannot_be_replayed_has_its_place() {
        let error =
            Script::read("a.sql", "SELECT 1;\n\\i b.sql\nALTER SUBSCRIPTION s ENABLE;", Manner::Statements).unwrap_err();
        let problems: Vec<String> = error.problems().iter().map(ToString::to_string).collect();
        assert!(problems[0].starts_with("a.sql:2:1: `\\i` is a command of psql"), "{problems:?}");
        assert!(problems[1].starts_with("a.sql:3:1: this statement cannot be replayed: "), "{problems:?}");
    }

    #[test]
    fn what_reaches_beyond_a_scratch_database_is_blanked() {
        let sql = "CREATE TABLE t (a int);\nALTER SYSTEM\n  SET é = 1;\nCOPY t FROM stdin;\n1\n\\.\nCOPY t TO PROGRAM 'rm';\nSELECT 1";
        let left = "CREATE TABLE t (a int);\n            \n            ;\nCOPY t FROM stdin;\n1\n\\.\n                      ;\nSELECT 1";
        assert_eq!(contained(sql), left);
    }

    #[test]
    fn what_is_of_the_server_is_named() {
        let of_server = |sql: &str| Script::read("a.sql", sql, Manner::Statements).unwrap().of_server();
        assert_eq!(of_server("CREATE TABLE t ();\nCREATE ROLE a").as_deref(), Some("CREATE ROLE at a.sql:2"));
        assert_eq!(of_server("CREATE DATABASE d; SET ROLE a"), None);
    }
}
