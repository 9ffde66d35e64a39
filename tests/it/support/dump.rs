//! Two databases by what `pg_dump --schema-only` says of them, up to the order in which it says it.

use std::collections::BTreeMap;
use std::process::Command;

use pgkeel::migration::statements::{Kind, split};
use similar::TextDiff;

use super::Database;
use super::majors::client;

/// The statements of a dump, sorted. What only sets the scene is not among them; where it changes what a statement does, it is
/// in a comment behind that statement.
#[derive(Debug, PartialEq, Eq)]
pub struct Dump {
    statements: Vec<String>,
}

impl Dump {
    /// Of a database on a server of this major; None where no `pg_dump` on this machine can dump it.
    pub fn of(database: &Database, major: u32) -> Option<Self> {
        Some(Self::parse(&text(database, major)?))
    }

    pub fn parse(text: &str) -> Self {
        let mut scene = Scene::default();
        let pieces = split(text).into_iter().filter(|piece| piece.kind == Kind::Sql);
        let mut statements: Vec<String> = pieces.filter_map(|piece| scene.play(&text[piece.start..piece.end])).collect();
        statements.sort();
        Self { statements }
    }

    /// With what has an order inside a statement that says nothing sorted: options in parentheses after WITH, and the members of
    /// operator families, which pg_dump prints as they lie in the catalog.
    pub fn without_inner_order(mut self) -> Self {
        for statement in &mut self.statements {
            if let Some((head, options)) = statement.split_once("\nWITH (").or_else(|| statement.split_once(" WITH ("))
                && let Some((inside, rest)) = options.split_once(')')
            {
                let mut options: Vec<&str> = inside.split(", ").collect();
                options.sort_unstable();
                *statement = format!("{head}\nWITH ({}){rest}", options.join(", "));
            }
            if statement.starts_with("ALTER OPERATOR FAMILY ") {
                let mut lines: Vec<&str> = statement.lines().map(|line| line.trim_end_matches(" ,")).collect();
                lines[1..].sort_unstable();
                *statement = lines.join("\n");
            }
        }
        self.statements.sort();
        self
    }

    /// Without the names that PostgreSQL gave to NOT NULL constraints by itself (from 18 on), which nobody compares.
    pub fn without_generated_names(mut self) -> Self {
        const START: &str = "CONSTRAINT ";
        for statement in &mut self.statements {
            let mut from = 0;
            while let Some(at) = statement[from..].find(START).map(|at| from + at) {
                let rest = &statement[at + START.len()..];
                let name = rest.split_once(" NOT NULL").map(|(name, _)| name.trim_end_matches('"'));
                let is_generated = |name: &str| name.trim_end_matches(|c: char| c.is_ascii_digit()).ends_with("_not_null");
                let length = rest.find(" NOT NULL").unwrap_or_default();
                if name.is_some_and(|name| !name.contains(' ') && is_generated(name)) {
                    statement.replace_range(at..=at + START.len() + length, "");
                }
                from = at + 1;
            }
        }
        self.statements.sort();
        self
    }

    /// With the columns of every table sorted, and those of statistics and publications, which are printed as they stand in their
    /// table.
    pub fn without_column_order(mut self) -> Self {
        for statement in &mut self.statements {
            if statement.starts_with("CREATE STATISTICS ")
                && let Some((head, rest)) = statement.split_once(" ON ")
                && let Some((columns, table)) = rest.rsplit_once(" FROM ")
            {
                let mut columns: Vec<&str> = columns.split(", ").collect();
                columns.sort_unstable();
                *statement = format!("{head} ON {} FROM {table}", columns.join(", "));
            }
            if let Some(rest) = statement.strip_prefix("ALTER PUBLICATION ").filter(|rest| rest.contains(" ADD TABLE ONLY "))
                && let Some((head, list)) = rest.split_once(" (")
                && let Some((columns, filter)) = list.split_once(')')
                && !head.contains(" WHERE")
            {
                let mut columns: Vec<&str> = columns.split(", ").collect();
                columns.sort_unstable();
                *statement = format!("ALTER PUBLICATION {head} ({}){filter}", columns.join(", "));
            }
            let is_table = ["CREATE TABLE ", "CREATE UNLOGGED TABLE ", "CREATE FOREIGN TABLE "];
            if !is_table.iter().any(|start| statement.starts_with(start)) {
                continue;
            }
            if let Some((head, rest)) = statement.split_once(" (\n")
                && let Some((body, tail)) = rest.rsplit_once("\n)")
            {
                let mut lines: Vec<&str> = body.lines().map(|line| line.trim_end_matches(',')).collect();
                lines.sort_unstable();
                *statement = format!("{head} (\n{}\n){tail}", lines.join("\n"));
            }
        }
        self.statements.sort();
        self
    }

    /// The lines in which `other` differs, with their statements; None where both say the same.
    pub fn difference(&self, other: &Self) -> Option<String> {
        let mut surplus: BTreeMap<&str, isize> = BTreeMap::new();
        for statement in &self.statements {
            *surplus.entry(statement).or_default() += 1;
        }
        for statement in &other.statements {
            *surplus.entry(statement).or_default() -= 1;
        }
        // In order of their text, so that what changed stands beside what it changed into.
        let only = |sign: isize| -> String {
            let differing = surplus.iter().filter(|(_, count)| **count * sign > 0);
            differing.map(|(statement, count)| format!("{statement};\n\n").repeat(count.unsigned_abs())).collect()
        };
        let (left, right) = (only(1), only(-1));
        (left != right).then(|| TextDiff::from_lines(&left, &right).unified_diff().context_radius(200).to_string())
    }

    /// Demands that both say the same.
    #[track_caller]
    pub fn same_as(&self, other: &Self) {
        if let Some(difference) = self.difference(other) {
            panic!("the dumps differ (- first, + second):\n{difference}");
        }
    }
}

/// What `pg_dump --schema-only` prints.
pub fn text(database: &Database, major: u32) -> Option<String> {
    let mut command = Command::new(client("pg_dump", major)?);
    command.env_clear().arg("--schema-only").arg(format!("--dbname={}", database.url));
    let output = command.output().expect("pg_dump runs");
    assert!(output.status.success(), "pg_dump: {}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8(output.stdout).expect("UTF-8"))
}

/// What the statements before a statement have set.
#[derive(Default)]
struct Scene {
    access_method: Option<String>,
    role: Option<String>,
}

impl Scene {
    /// The statement as it counts, or None if it only sets the scene.
    fn play(&mut self, statement: &str) -> Option<String> {
        if let Some(method) = statement.strip_prefix("SET default_table_access_method = ") {
            self.access_method = Some(method.to_owned()).filter(|method| method != "heap");
            return None;
        }
        if let Some(role) = statement.strip_prefix("SET SESSION AUTHORIZATION ") {
            self.role = Some(role.to_owned());
            return None;
        }
        if statement == "RESET SESSION AUTHORIZATION" {
            self.role = None;
            return None;
        }
        if statement.starts_with("SET ") || statement.starts_with("SELECT pg_catalog.set_config(") {
            return None;
        }
        let mut statement = statement.to_owned();
        if let Some(method) = self.access_method.as_ref().filter(|_| takes_access_method(&statement)) {
            statement.push_str(&format!("\n-- by access method {method}"));
        }
        if let Some(role) = &self.role {
            statement.push_str(&format!("\n-- by role {role}"));
        }
        Some(statement)
    }
}

/// Whether a table is made that stores something. The key of a partitioned table stands in the last line but `WITH (…)`.
fn takes_access_method(statement: &str) -> bool {
    let made = ["CREATE TABLE ", "CREATE UNLOGGED TABLE ", "CREATE MATERIALIZED VIEW "];
    made.iter().any(|made| statement.starts_with(made)) && !statement.contains("\nPARTITION BY ")
}

mod tests {
    use super::*;

    const HEAD: &str = "--\n-- PostgreSQL database dump\n--\n\n\\restrict a;b\n\nSET statement_timeout = 0;\n\
                        SELECT pg_catalog.set_config('search_path', '', false);\nSET row_security = off;\n\n";

    fn statements(sql: &str) -> Vec<String> {
        Dump::parse(&format!("{HEAD}{sql}\n--\n-- PostgreSQL database dump complete\n--\n\n\\unrestrict a;b\n\n")).statements
    }

    #[test]
    fn the_scene_is_no_part_of_a_dump() {
        assert_eq!(statements(""), [""; 0]);
        assert_eq!(
            statements("SET default_tablespace = '';\n\n--\n-- Name: b; Type: TABLE\n--\n\nCREATE TABLE b (\n);\n"),
            ["CREATE TABLE b (\n)"]
        );
    }

    #[test]
    fn what_looks_like_the_end_of_a_statement_or_a_comment() {
        let function = "CREATE FUNCTION f() RETURNS void\n    LANGUAGE plpgsql\n    AS $_$\n-- no comment; SET x = 1;\n$_$";
        let body = "CREATE FUNCTION g() RETURNS integer\n    LANGUAGE sql\n    BEGIN ATOMIC\n SELECT 1;\nEND";
        let comment = "COMMENT ON TABLE t IS 'SET a;\n-- b'";
        assert_eq!(statements(&format!("{function};\n\n{body};\n\n{comment};\n")), [comment, function, body]);
    }

    #[test]
    fn order_does_not_count_but_number_does() {
        let one = Dump::parse("A;\n\nB;\n\nB;\n");
        assert_eq!(one.difference(&Dump::parse("B;\n\nA;\n\nB;\n")), None);
        let difference = one.difference(&Dump::parse("B;\n\nA;\n")).expect("a difference");
        assert!(difference.contains("\n-B;\n") && !difference.contains('A'), "{difference}");
    }

    #[test]
    fn a_difference_is_shown_in_its_statement() {
        let left = Dump::parse("CREATE TABLE a (\n    x integer\n);\n\nCREATE TABLE same ();\n\nDROP x;\n");
        let right = Dump::parse("CREATE TABLE same ();\n\nCREATE TABLE a (\n    x bigint\n);\n\nCREATE x;\n");
        let difference = left.difference(&right).expect("a difference");
        assert!(difference.contains("\n CREATE TABLE a (\n-    x integer\n+    x bigint\n )"), "{difference}");
        assert!(difference.contains("\n-DROP x;\n") && difference.contains("\n+CREATE x;\n"), "{difference}");
        assert!(!difference.contains("same"), "{difference}");
    }

    #[test]
    fn who_grants_and_what_stores_a_table_count() {
        let granted = |role: &str| {
            Dump::parse(&format!(
                "SET SESSION AUTHORIZATION {role};\nGRANT SELECT ON t TO x;\nRESET SESSION AUTHORIZATION;\nGRANT INSERT ON t TO x;\n"
            ))
        };
        let difference = granted("a").difference(&granted("b")).expect("a difference");
        assert!(
            difference.contains("-- by role a") && difference.contains("-- by role b") && !difference.contains("INSERT"),
            "{difference}"
        );

        let stored = |method: &str| {
            statements(&format!(
                "SET default_table_access_method = {method};\n\nCREATE TABLE t (\n    a integer\n);\n\nCREATE TABLE p (\n    a integer\n)\nPARTITION BY LIST (a);\n\nCREATE VIEW v AS\n SELECT 1;\n"
            ))
        };
        assert_eq!(
            stored("heap"),
            [
                "CREATE TABLE p (\n    a integer\n)\nPARTITION BY LIST (a)",
                "CREATE TABLE t (\n    a integer\n)",
                "CREATE VIEW v AS\n SELECT 1"
            ]
        );
        assert_eq!(stored("\"Other\"")[1], "CREATE TABLE t (\n    a integer\n)\n-- by access method \"Other\"");
        assert_eq!(stored("\"Other\"")[0], stored("heap")[0]);
    }
}
