//! A materialized view as the catalog has it, and whether it can be refreshed without blocking its readers.

use serde::Serialize;

use crate::identifier::{QualifiedName, quote};

/// A unique index of a materialized view, with what `REFRESH … CONCURRENTLY` asks of it (`is_usable_unique_index` in
/// `src/backend/commands/matview.c`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UniqueIndex {
    pub name: QualifiedName,
    /// Valid, ready and live: a build that was interrupted leaves one that is not.
    pub valid: bool,
    /// Checked at once, not at the end of the transaction.
    pub immediate: bool,
    /// It has a WHERE clause.
    pub partial: bool,
    /// It is on an expression.
    pub expression: bool,
    pub btree: bool,
}

/// A materialized view.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Materialized {
    #[serde(skip)]
    pub oid: u32,
    pub name: QualifiedName,
    pub owner: String,
    /// Nobody can read one that is not: it was created WITH NO DATA.
    pub populated: bool,
    /// As the last VACUUM or ANALYZE saw it; `None` if there was none. Its true size could only be had by locking it.
    pub bytes: Option<i64>,
    /// Likewise.
    pub rows: Option<f64>,
    pub unique_indexes: Vec<UniqueIndex>,
    /// The columns that tell its rows apart, where the form of its query makes it certain.
    pub key: Vec<String>,
    /// Its columns of types that an index can compare.
    pub comparable: Vec<String>,
    /// The materialized views that its query reads, directly or through plain views.
    pub reads: Vec<QualifiedName>,
}

/// How a view can be refreshed, and why this way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "how")]
pub enum Way {
    /// Readers go on reading the old rows meanwhile.
    Concurrently { index: QualifiedName },
    /// Readers wait.
    Plain {
        why: String,
        /// SQL that would allow CONCURRENTLY, where there is something to change and it is certain.
        #[serde(skip_serializing_if = "Option::is_none")]
        instead: Option<String>,
        /// Where the query does not tell which columns a unique index could have: SQL that counts how many values each has.
        #[serde(skip_serializing_if = "Option::is_none")]
        find_key: Option<String>,
    },
}

impl UniqueIndex {
    /// What keeps `CONCURRENTLY` from using it.
    fn obstacle(&self) -> Option<&'static str> {
        if self.partial {
            Some("has a WHERE clause")
        } else if self.expression {
            Some("is on an expression")
        } else if !self.btree {
            Some("is not a btree")
        } else if !self.immediate {
            Some("is deferrable")
        } else if !self.valid {
            Some("is not valid")
        } else {
            None
        }
    }
}

impl Materialized {
    /// How it can be refreshed as it is now.
    pub fn way(&self) -> Way {
        if let (true, Some(index)) = (self.populated, self.usable_index()) {
            return Way::Concurrently { index: index.name.clone() };
        }
        if self.usable_index().is_some() {
            let why = "it is not populated yet, so there are no readers to spare".to_owned();
            return Way::Plain { why, instead: None, find_key: None };
        }
        let (why, instead) = match self.nearly_usable() {
            Some((index, obstacle)) if !index.valid && obstacle == "is not valid" => {
                let again = format!("REINDEX INDEX CONCURRENTLY {}", index.name);
                (format!("its unique index {} {obstacle}", index.name), Some(again))
            }
            Some((index, obstacle)) => (format!("its unique index {} {obstacle}", index.name), self.wanted_index()),
            None => ("it has no unique index".to_owned(), self.wanted_index()),
        };
        let why = if self.populated { why } else { format!("it is not populated yet, and {why}") };
        let find_key = if instead.is_none() { self.counting() } else { None };
        Way::Plain { why, instead, find_key }
    }

    fn usable_index(&self) -> Option<&UniqueIndex> {
        self.unique_indexes.iter().find(|index| index.obstacle().is_none())
    }

    /// Of the indexes that will not do, the one that is nearest to it.
    fn nearly_usable(&self) -> Option<(&UniqueIndex, &'static str)> {
        let obstacles = self.unique_indexes.iter().filter_map(|index| Some((index, index.obstacle()?)));
        obstacles.min_by_key(|(_, obstacle)| *obstacle != "is not valid")
    }

    fn wanted_index(&self) -> Option<String> {
        let columns: Vec<String> = self.key.iter().map(|column| quote(column)).collect();
        (!columns.is_empty()).then(|| format!("CREATE UNIQUE INDEX ON {} ({})", self.name, columns.join(", ")))
    }

    /// Where the query does not tell which columns are unique, that is for its author to find out.
    fn counting(&self) -> Option<String> {
        let counts = self.comparable.iter().map(|column| format!("count(DISTINCT {0}) AS {0}", quote(column)));
        let counts = counts.collect::<Vec<_>>().join(", ");
        (!counts.is_empty()).then(|| format!("SELECT count(*) AS \"all rows\", {counts} FROM {}", self.name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index(change: impl FnOnce(&mut UniqueIndex)) -> UniqueIndex {
        let name = QualifiedName::new("public", "i");
        let mut index = UniqueIndex { name, valid: true, immediate: true, partial: false, expression: false, btree: true };
        change(&mut index);
        index
    }

    fn view(populated: bool, unique_indexes: Vec<UniqueIndex>) -> Materialized {
        let name = QualifiedName::new("public", "v");
        Materialized {
            oid: 0,
            name,
            owner: "o".into(),
            populated,
            bytes: None,
            rows: None,
            unique_indexes,
            key: Vec::new(),
            comparable: vec!["a".into(), "B".into()],
            reads: Vec::new(),
        }
    }

    #[test]
    fn concurrently_needs_a_populated_view_and_a_plain_unique_index() {
        let concurrently = Way::Concurrently { index: QualifiedName::new("public", "i") };
        assert_eq!(view(true, vec![index(|i| i.partial = true), index(|_| ())]).way(), concurrently);
        let why = |populated, indexes| match view(populated, indexes).way() {
            Way::Concurrently { .. } => "concurrently".to_owned(),
            Way::Plain { why, instead, find_key } => format!("{why} | {}", instead.or(find_key).unwrap_or_default()),
        };
        insta::assert_debug_snapshot!([
            why(false, vec![index(|_| ())]),
            why(true, vec![]),
            why(false, vec![]),
            why(true, vec![index(|i| i.partial = true), index(|i| i.valid = false)]),
            why(true, vec![index(|i| i.expression = true)]),
            why(true, vec![index(|i| i.immediate = false)]),
        ], @r#"
        [
            "it is not populated yet, so there are no readers to spare | ",
            "it has no unique index | SELECT count(*) AS \"all rows\", count(DISTINCT a) AS a, count(DISTINCT \"B\") AS \"B\" FROM public.v",
            "it is not populated yet, and it has no unique index | SELECT count(*) AS \"all rows\", count(DISTINCT a) AS a, count(DISTINCT \"B\") AS \"B\" FROM public.v",
            "its unique index public.i is not valid | REINDEX INDEX CONCURRENTLY public.i",
            "its unique index public.i is on an expression | SELECT count(*) AS \"all rows\", count(DISTINCT a) AS a, count(DISTINCT \"B\") AS \"B\" FROM public.v",
            "its unique index public.i is deferrable | SELECT count(*) AS \"all rows\", count(DISTINCT a) AS a, count(DISTINCT \"B\") AS \"B\" FROM public.v",
        ]
        "#);
    }
}
