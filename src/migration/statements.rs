//! Splits SQL text into statements as psql and the server do: at semicolons outside of strings, comments, parentheses and
//! `BEGIN ATOMIC … END` bodies. `COPY … FROM stdin` data and psql's meta-commands are kept apart. Never fails.

use super::tokens::{Kind as TokenKind, Token, Tokens};

/// What a piece of a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// What the server runs.
    Sql,
    /// The lines after `COPY … FROM stdin;`, without the `\.` that ends them. Of no line, it is empty.
    CopyData,
    /// `\restrict …`, `\i …`: psql's own, which the server does not know.
    MetaCommand,
}

/// A statement's place in the text: from its first byte that is neither space nor comment to the end of its last token;
/// the semicolon is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Statement {
    pub kind: Kind,
    pub start: usize,
    pub end: usize,
}

/// The statements in their order; those of [`Kind::Sql`] are in the order in which the server counts them, which counts no
/// empty ones.
pub fn split(sql: &str) -> Vec<Statement> {
    let mut tokens = Tokens::new(sql);
    let mut statements = Vec::new();
    let mut open: Option<Open> = None;
    while let Some(token) = tokens.next() {
        let text = &sql[token.start..token.end];
        match (token.kind, text) {
            (TokenKind::Comment, _) => {}
            (TokenKind::Symbol, "\\") => {
                statements.extend(open.take().map(Open::close));
                let line = sql[token.start..].lines().next().unwrap_or_default();
                let end = token.start + line.trim_end().len();
                statements.push(Statement { kind: Kind::MetaCommand, start: token.start, end });
                tokens.skip_to(end);
            }
            (TokenKind::Symbol, ";") if !open.as_ref().is_some_and(Open::is_nested) => {
                let reads_data = open.as_ref().is_some_and(|open| open.reads_data);
                statements.extend(open.take().map(Open::close));
                if reads_data && let Some((data, next)) = copy_data(sql, token.end) {
                    statements.push(data);
                    tokens.skip_to(next);
                }
            }
            _ => open.get_or_insert_with(|| Open::at(token.start)).take(token, text),
        }
    }
    statements.extend(open.map(Open::close));
    statements
}

/// The data that begins on the line after `semicolon_end`, and where the SQL goes on. None where more SQL stands on the
/// line itself.
fn copy_data(sql: &str, semicolon_end: usize) -> Option<(Statement, usize)> {
    let rest_of_line = sql[semicolon_end..].split_inclusive('\n').next().unwrap_or_default();
    let rest = rest_of_line.trim();
    if !rest.is_empty() && !rest.starts_with("--") {
        return None;
    }
    let start = semicolon_end + rest_of_line.len();
    let mut end = start;
    for line in sql[start..].split_inclusive('\n') {
        if line.trim_end_matches(['\r', '\n']) == "\\." {
            return Some((Statement { kind: Kind::CopyData, start, end }, end + line.len()));
        }
        end += line.len();
    }
    Some((Statement { kind: Kind::CopyData, start, end }, end))
}

/// A statement that has begun.
#[derive(Debug)]
struct Open {
    start: usize,
    end: usize,
    parentheses: usize,
    /// `BEGIN ATOMIC` and the `CASE`s inside of it that have not met their `END`.
    blocks: usize,
    /// How far the statement has been read as `CREATE [OR REPLACE] {FUNCTION | PROCEDURE}`, or as `COPY`.
    head: Head,
    /// It is `COPY … FROM stdin`.
    reads_data: bool,
    previous: Previous,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Head {
    Nothing,
    Create,
    Or,
    OrReplace,
    Routine,
    Copy,
    Other,
}

/// The token before, as far as it decides what a word means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Previous {
    Begin,
    From,
    /// `AS` or a dot: what follows is a name, even where it looks like a keyword.
    BeforeName,
    Other,
}

impl Open {
    fn at(start: usize) -> Self {
        Self { start, end: start, parentheses: 0, blocks: 0, head: Head::Nothing, reads_data: false, previous: Previous::Other }
    }

    fn is_nested(&self) -> bool {
        self.parentheses > 0 || self.blocks > 0
    }

    fn close(self) -> Statement {
        Statement { kind: Kind::Sql, start: self.start, end: self.end }
    }

    fn take(&mut self, token: Token, text: &str) {
        self.end = token.end;
        self.previous = match (token.kind, text) {
            (TokenKind::Word, word) => self.word(&word.to_ascii_lowercase()),
            (TokenKind::Symbol, ".") => Previous::BeforeName,
            (TokenKind::Symbol, "(") => {
                self.parentheses += 1;
                Previous::Other
            }
            (TokenKind::Symbol, ")") => {
                self.parentheses = self.parentheses.saturating_sub(1);
                Previous::Other
            }
            _ => Previous::Other,
        };
    }

    fn word(&mut self, word: &str) -> Previous {
        self.head = match (self.head, word) {
            (Head::Nothing, "create") => Head::Create,
            (Head::Nothing, "copy") => Head::Copy,
            (Head::Create, "or") => Head::Or,
            (Head::Or, "replace") => Head::OrReplace,
            (Head::Create | Head::OrReplace, "function" | "procedure") => Head::Routine,
            (known @ (Head::Routine | Head::Copy), _) => known,
            _ => Head::Other,
        };
        if self.parentheses > 0 || self.previous == Previous::BeforeName {
            return Previous::Other;
        }
        match (self.head, word) {
            // psql counts any BEGIN; a function that is called `begin` deserves better.
            (Head::Routine, "atomic") if self.previous == Previous::Begin => self.blocks += 1,
            (Head::Routine, "case") if self.blocks > 0 => self.blocks += 1,
            (Head::Routine, "end") => self.blocks = self.blocks.saturating_sub(1),
            (Head::Copy, "stdin") if self.previous == Previous::From => self.reads_data = true,
            _ => {}
        }
        match word {
            "begin" => Previous::Begin,
            "from" => Previous::From,
            "as" => Previous::BeforeName,
            _ => Previous::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn pieces(sql: &str) -> Vec<&str> {
        split(sql).iter().map(|statement| &sql[statement.start..statement.end]).collect()
    }

    #[test]
    fn semicolons_that_do_not_end_a_statement() {
        for whole in [
            "SELECT ';', \"a;b\", E'\\';', $$;$$, $t$ ; $$ ; $t$ -- ;\n, 1 /* ; /* ; */ ; */ + 1",
            "CREATE RULE r AS ON INSERT TO t DO ALSO (INSERT INTO a VALUES (1); DELETE FROM b; )",
            "CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT CASE WHEN true THEN 2 END; END",
            "create or replace procedure p(a int default (1))\nbegin atomic\n insert into t values (a);\nend",
            "CREATE OR REPLACE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE x.case WHEN 1 THEN 1 END AS end; END",
            "CREATE FUNCTION f() RETURNS int BEGIN /* ; */ ATOMIC SELECT (CASE WHEN a THEN b END); END",
            "DO $$ BEGIN PERFORM 1; END $$",
            "INSERT INTO t VALUES (U&'!003b;' UESCAPE '!', B'1', 'a'\n';b')",
            "SELECT a$b$c, 1 AS \"$$\"",
        ] {
            assert_eq!(pieces(whole), [whole], "{whole}");
            assert_eq!(
                pieces(&format!(" -- first\n{whole}\n/* last */ ;;\n; SELECT 2 ; -- end")),
                [whole, "SELECT 2"],
                "{whole}"
            );
        }
    }

    #[test]
    fn semicolons_that_do() {
        for (sql, expected) in [
            ("", vec![]),
            (" ; -- only\n;; /* comments */", vec![]),
            ("a;b", vec!["a", "b"]),
            ("SELEKT oops; a b c", vec!["SELEKT oops", "a b c"]),
            ("BEGIN; SELECT 1; END", vec!["BEGIN", "SELECT 1", "END"]),
            // Words that open a body elsewhere open none here.
            (
                "CREATE FUNCTION begin() RETURNS int AS 'x'; SELECT 1",
                vec!["CREATE FUNCTION begin() RETURNS int AS 'x'", "SELECT 1"],
            ),
            ("CREATE TABLE begin (atomic int); SELECT 1", vec!["CREATE TABLE begin (atomic int)", "SELECT 1"]),
            ("SELECT 'a' 'b'; SELECT 1", vec!["SELECT 'a' 'b'", "SELECT 1"]),
            ("SELECT 1 -- no end\n", vec!["SELECT 1"]),
            ("SELECT (1;2", vec!["SELECT (1;2"]),
            ("SELECT 1); SELECT 2", vec!["SELECT 1)", "SELECT 2"]),
            ("SELECT 'größe';\u{a0}SELECT 'ß'", vec!["SELECT 'größe'", "\u{a0}SELECT 'ß'"]),
        ] {
            assert_eq!(pieces(sql), expected, "{sql}");
        }
    }

    #[test]
    fn copy_data_is_no_sql() {
        let sql = "COPY t (a, b) FROM stdin; -- data\n1\tit's; \\N\n\\.x\n\\.\nSELECT 1;\ncopy t from STDIN with csv;\r\n\\.\r\nSELECT 2";
        let kinds: Vec<_> = split(sql).iter().map(|s| (s.kind, &sql[s.start..s.end])).collect();
        assert_eq!(
            kinds,
            [
                (Kind::Sql, "COPY t (a, b) FROM stdin"),
                (Kind::CopyData, "1\tit's; \\N\n\\.x\n"),
                (Kind::Sql, "SELECT 1"),
                (Kind::Sql, "copy t from STDIN with csv"),
                (Kind::CopyData, ""),
                (Kind::Sql, "SELECT 2"),
            ]
        );
        for no_data in ["COPY t FROM 'stdin';\n1", "COPY (SELECT * FROM stdin) TO stdout;\n1", "SELECT * FROM stdin;\n1"] {
            assert_eq!(split(no_data).iter().filter(|s| s.kind == Kind::CopyData).count(), 0, "{no_data}");
        }
    }

    #[test]
    fn meta_commands_are_not_the_servers() {
        let sql = "\\restrict abc;def \nSELECT '\\x' \\gset\n\\. \nSELECT 1;";
        let kinds: Vec<_> = split(sql).iter().map(|s| (s.kind, &sql[s.start..s.end])).collect();
        assert_eq!(
            kinds,
            [
                (Kind::MetaCommand, "\\restrict abc;def"),
                (Kind::Sql, "SELECT '\\x'"),
                (Kind::MetaCommand, "\\gset"),
                (Kind::MetaCommand, "\\."),
                (Kind::Sql, "SELECT 1"),
            ]
        );
    }

    /// Statements of every shape, none of which ends with a comment.
    fn statement() -> impl Strategy<Value = String> {
        prop_oneof![
            "SELECT '[a-z;\n]{0,5}'",
            "SELECT \"[a-z;]{1,5}\" \\+ E'\\\\[;']''' -- [a-z;']{0,5}\n, 1",
            "[a-z]{0,2}".prop_map(|tag| format!("DO ${tag}$ BEGIN; $other$ '; END ${tag}$")),
            "CREATE (OR REPLACE )?(FUNCTION|PROCEDURE) f\\(\\) BEGIN ATOMIC (SELECT CASE WHEN 1 THEN 2 END; ){0,3}END",
            "CREATE RULE r AS ON INSERT TO t DO \\((DELETE FROM a; ){0,2}\\)",
            "/\\*[a-z;' ]{0,4}\\*/ INSERT INTO t VALUES \\(1, 'é'\\)".prop_map(|sql| sql[sql.find("INSERT").unwrap()..].into()),
        ]
    }

    proptest! {
        #[test]
        fn what_is_joined_splits_back(statements in prop::collection::vec(statement(), 0..6)) {
            let joined: Vec<String> = statements.iter().map(|sql| format!("/* ; */{sql} ; -- next;\n;")).collect();
            let joined = joined.concat();
            prop_assert_eq!(pieces(&joined), statements);
        }

        #[test]
        fn any_text_gives_ordered_ranges(sql in "(COPY |FROM |stdin|BEGIN |ATOMIC |CREATE |FUNCTION |END|CASE |[-a-zE0-9 é'\"$;/*\\\\()\n\r&.]|\\PC){0,40}") {
            let mut last = 0;
            for statement in split(&sql) {
                prop_assert!(statement.start >= last && statement.end >= statement.start);
                prop_assert!(sql.is_char_boundary(statement.start) && sql.is_char_boundary(statement.end));
                prop_assert!(statement.kind == Kind::CopyData || statement.end > statement.start);
                last = statement.end;
            }
        }
    }
}
