//! What is remarked upon although nothing is in danger now: constraints that do not say what they seem to, bounds that depend on the
//! session. Only what is certain from the statement and what is known of its table.

use super::super::reader::Reader;
use super::super::tokens::{Kind, Tokens};
use super::judge::{Risk, Verdict};
use super::recognise::one_spelling;
use super::rules::{self, Rule};
use super::syntax::{Constraint, Key};
use super::world::World;
use crate::identifier::{QualifiedName, quote};

/// What has another value at another time.
const OF_TIME: [&str; 9] = [
    "now",
    "clock_timestamp",
    "statement_timestamp",
    "transaction_timestamp",
    "current_timestamp",
    "current_date",
    "current_time",
    "localtimestamp",
    "localtime",
];

impl World {
    /// Remarks on a constraint that a table is given. The columns that it is on are known by now.
    pub(super) fn remark(&self, verdict: &mut Verdict, table: &QualifiedName, constraint: &Constraint) {
        let mut say = |rule: &'static Rule, object: String, detail: String| {
            verdict.risks.push(Risk { rule, hazards: Vec::new(), object, detail });
        };
        let nullable = |column: &str| self.column(table, column).is_some_and(|facts| !facts.not_null);
        let columns = |names: &[String]| names.iter().map(|name| quote(name)).collect::<Vec<_>>().join(", ");
        match constraint {
            Constraint::Check(expression) => {
                let words = one_spelling(expression);
                let words: Vec<&str> = words.split(' ').collect();
                if let Some(word) = words.iter().find(|word| OF_TIME.contains(word)) {
                    say(&rules::CHECK_OF_TIME, table.to_string(), (*word).to_owned());
                }
                let computes = words.iter().any(|word| matches!(*word, "+" | "-" | "*" | "/"));
                let minds = words.iter().any(|word| matches!(*word, "null" | "coalesce"));
                if let Some(column) = words.iter().find(|word| nullable(word)).filter(|_| computes && !minds) {
                    say(&rules::CHECK_PASSES_NULL, format!("{table}.{column}"), String::new());
                }
            }
            Constraint::Unique { key: Key::Columns(names), nulls_distinct } => {
                self.remark_key(&mut say, table, names);
                if let Some(column) = names.iter().find(|name| nullable(name)).filter(|_| *nulls_distinct && names.len() > 1) {
                    say(&rules::UNIQUE_OVER_NULL, format!("{table}.{}", quote(column)), format!("unique ({})", columns(names)));
                }
            }
            Constraint::PrimaryKey(Key::Columns(names)) => self.remark_key(&mut say, table, names),
            Constraint::ForeignKey(key) if key.sets_null => {
                let not_null = |name: &&String| self.column(table, name).is_some_and(|facts| facts.not_null);
                if let Some(column) = key.columns.iter().find(not_null) {
                    say(&rules::SET_NULL_ON_NOT_NULL, format!("{table}.{}", quote(column)), String::new());
                }
            }
            _ => {}
        }
    }

    /// A key of a partitioned table must hold the columns that it is partitioned by.
    fn remark_key(&self, say: &mut impl FnMut(&'static Rule, String, String), table: &QualifiedName, names: &[String]) {
        let missing = |relation: &super::world::Relation| {
            relation.partition_key.iter().find(|column| !names.contains(column)).filter(|_| relation.partitioned).cloned()
        };
        if let Some(column) = self.get(table).and_then(missing) {
            say(&rules::KEY_LACKS_PARTITION_KEY, table.to_string(), quote(&column));
        }
    }

    /// Remarks on the bounds of a partition: of a `timestamptz` they are instants only with an offset.
    pub(super) fn remark_bounds(&self, verdict: &mut Verdict, parent: &QualifiedName, bounds: &str) {
        let of_time = |column: &String| {
            self.column(parent, column)
                .is_some_and(|facts| facts.data_type.starts_with("timestamp") && facts.data_type.ends_with("with time zone"))
        };
        if !self.get(parent).is_some_and(|parent| parent.partition_key.iter().any(of_time)) {
            return;
        }
        let literals =
            Tokens::new(bounds).filter(|token| token.kind == Kind::Literal).map(|token| &bounds[token.start..token.end]);
        if let Some(literal) = literals.into_iter().find(|literal| is_local(literal)) {
            let (rule, object, detail) = (&rules::BOUNDS_WITHOUT_OFFSET, parent.to_string(), literal.to_owned());
            verdict.risks.push(Risk { rule, hazards: Vec::new(), object, detail });
        }
    }
}

/// Whether it is a time without an offset: `'2026-01-01'`, `'2026-01-01 00:00:00'`.
fn is_local(literal: &str) -> bool {
    let text = literal.trim_matches('\'');
    let is_date = text.len() >= 10
        && text.chars().take(10).enumerate().all(|(at, c)| if at == 4 || at == 7 { c == '-' } else { c.is_ascii_digit() });
    let rest = text.get(10..).unwrap_or_default();
    is_date && rest.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | 'T' | ':' | '.'))
}

/// Whether an index is of plain columns and nothing else: then it is known by them.
pub(super) fn is_plain(definition: &str) -> bool {
    let mut reader = Reader::new(definition);
    reader.parenthesised().is_some_and(|inside| !inside.contains(['(', '\''])) && reader.is_at_end() && {
        let words = one_spelling(definition);
        !words.split(' ').any(|word| matches!(word, "desc" | "nulls" | "collate"))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Script, analyse};
    use super::*;

    /// The rules that remark on these statements, without a database.
    fn remarks(sql: &str) -> Vec<&'static str> {
        let analysed = analyse(&[Script { file: "a.sql", sql }], World::new(vec!["public".into()]), false);
        let risks = analysed[0].statements.iter().flat_map(|judged| &judged.verdict.risks);
        risks.filter(|risk| risk.hazards.is_empty()).map(|risk| risk.rule.id).collect()
    }

    #[test]
    fn what_constraints_do_not_say() {
        for (sql, expected) in [
            ("CREATE TABLE t (a timestamptz CHECK (a > NOW()))", vec!["check-of-time"]),
            ("CREATE TABLE t (a int, b int NOT NULL, CHECK (b - a >= 0))", vec!["check-passes-null"]),
            ("CREATE TABLE t (a int NOT NULL, b int NOT NULL, CHECK (b - a >= 0))", vec![]),
            ("CREATE TABLE t (a int, CHECK (coalesce(a, 0) + 1 > 0))", vec![]),
            ("CREATE TABLE t (a int NOT NULL REFERENCES p ON DELETE SET NULL)", vec!["set-null-on-not-null"]),
            ("CREATE TABLE t (a int REFERENCES p ON DELETE SET NULL, b int NOT NULL REFERENCES p ON DELETE CASCADE)", vec![]),
            ("CREATE TABLE t (id int PRIMARY KEY, at date) PARTITION BY RANGE (at)", vec!["key-lacks-partition-key"]),
            ("CREATE TABLE t (id int, at date, PRIMARY KEY (id, at)) PARTITION BY RANGE (at)", vec![]),
            ("CREATE TABLE t (a int, b int NOT NULL, UNIQUE (a, b))", vec!["unique-over-null"]),
            ("CREATE TABLE t (a int, b int NOT NULL, UNIQUE NULLS NOT DISTINCT (a, b), UNIQUE (a))", vec![]),
            ("CREATE TABLE t (a int NOT NULL, b int, PRIMARY KEY (a, b), UNIQUE (b, a))", vec![]),
        ] {
            assert_eq!(remarks(sql), expected, "{sql}");
        }
    }

    #[test]
    fn what_is_indexed_twice() {
        let table = "CREATE TABLE t (a int UNIQUE, b int);";
        for (sql, expected) in [
            ("CREATE INDEX x ON t (b); CREATE INDEX y ON t USING btree (B)", 1),
            ("CREATE INDEX x ON t (a)", 1),
            (
                "CREATE INDEX x ON t (b); CREATE INDEX y ON t (b) WHERE a > 1; CREATE INDEX z ON t USING hash (b); CREATE INDEX ON t (b DESC)",
                0,
            ),
            ("CREATE INDEX x ON t (a) WHERE b > 1; CREATE INDEX y ON t (lower(a::text))", 0),
        ] {
            assert_eq!(remarks(&format!("{table}{sql}")), vec!["duplicate-index"; expected], "{sql}");
        }
    }

    #[test]
    fn bounds_of_instants_have_an_offset() {
        let bounds = |data_type: &str, from: &str| {
            let table = format!("CREATE TABLE p (at {data_type}) PARTITION BY RANGE (at);");
            remarks(&format!("{table}CREATE TABLE c PARTITION OF p FOR VALUES FROM ('{from}') TO (MAXVALUE)"))
        };
        assert_eq!(bounds("timestamptz", "2026-01-01"), ["bounds-without-offset"]);
        assert_eq!(bounds("timestamptz", "2026-01-01 00:00:00"), ["bounds-without-offset"]);
        assert_eq!(bounds("timestamptz", "2026-01-01 00:00:00+00"), [""; 0]);
        assert_eq!(bounds("timestamptz", "2026-01-01T00:00:00Z"), [""; 0]);
        assert_eq!(bounds("timestamp", "2026-01-01"), [""; 0]);
        assert_eq!(bounds("date", "2026-01-01"), [""; 0]);
    }
}
