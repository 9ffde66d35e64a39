//! `-- pgkeel: backfill=TABLE`: one statement that changes many rows, run in batches by the table's primary key. Where the range of a
//! batch goes, the statement says `/* batch */ true`: without us it is that statement, in one go.

use std::time::Duration;

use super::reader::Reader;
use super::tokens::{Kind, Tokens};
use crate::amount;
use crate::error::Error;

/// What a file says about its batches.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Backfill {
    /// The table, as SQL.
    pub table: Option<String>,
    /// How many rows a batch looks at.
    pub batch: Option<u32>,
    /// The rest between two batches.
    pub pause: Option<Duration>,
    /// How far behind a standby may be. Zero is however far.
    pub max_lag: Option<Duration>,
}

/// The directives that are about it; the first one asks for it.
pub(super) const DIRECTIVES: [&str; 4] = ["backfill", "batch", "pause", "max-lag"];

/// A batch commits some times in a second, and is forgotten by the cache before the next one needs room.
pub const BATCH: u32 = 1000;
/// A standby that serves reads is hardly ever further behind than some seconds.
pub const MAX_LAG: Duration = Duration::from_secs(10);

impl Backfill {
    /// How many rows a batch looks at.
    pub fn rows(&self) -> u32 {
        self.batch.unwrap_or(BATCH)
    }

    /// How its statement is run, in words.
    pub fn manner(&self) -> String {
        format!("in batches of {} rows of {}, each committed", self.rows(), self.table.as_deref().unwrap_or_default())
    }

    pub(super) fn take(&mut self, name: &str, value: &str) -> Result<(), Error> {
        let twice = match name {
            "backfill" => {
                let mut reader = Reader::new(value);
                if reader.written_name().is_none() || !reader.is_at_end() {
                    return Err(
                        Error::usage(format!("backfill: `{value}` is no table's name")).hint("write backfill=sales.orders")
                    );
                }
                self.table.replace(value.to_owned()).is_some()
            }
            "batch" => {
                let rows = value.parse().ok().filter(|rows| *rows > 0);
                let rows = rows.ok_or_else(|| {
                    Error::usage(format!("batch: `{value}` is no number of rows")).hint(format!("write batch={BATCH}"))
                })?;
                self.batch.replace(rows).is_some()
            }
            _ => {
                let duration = amount::parse_duration(value).map_err(|error| error.while_doing(name))?;
                if name == "pause" { &mut self.pause } else { &mut self.max_lag }.replace(duration).is_some()
            }
        };
        if twice { Err(Error::usage(format!("`{name}` is given twice"))) } else { Ok(()) }
    }
}

/// The place of a batch's range in a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot<'a> {
    pub start: usize,
    pub end: usize,
    /// What the statement calls the table.
    pub alias: Option<&'a str>,
}

/// Finds it.
///
/// # Errors
/// There is none, or more than one.
pub fn slot(sql: &str) -> Result<Slot<'_>, Error> {
    let mut slots = Vec::new();
    let mut tokens = Tokens::new(sql).peekable();
    while let Some(token) = tokens.next() {
        let inner = sql[token.start..token.end].strip_prefix("/*").and_then(|rest| rest.strip_suffix("*/"));
        let Some(inner) = inner.filter(|_| token.kind == Kind::Comment) else { continue };
        let words: Vec<&str> = inner.split_whitespace().collect();
        let alias = match words.as_slice() {
            ["batch"] => None,
            ["batch", alias] => Some(*alias),
            _ => continue,
        };
        let is_true =
            |next: &super::tokens::Token| next.kind == Kind::Word && sql[next.start..next.end].eq_ignore_ascii_case("true");
        if let Some(next) = tokens.next_if(is_true) {
            slots.push(Slot { start: token.start, end: next.end, alias });
        }
    }
    match slots.as_slice() {
        [slot] => Ok(*slot),
        [] => Err(Error::usage("a backfill's statement says where the range of a batch goes, and this one does not")
            .hint("add it to the condition: … WHERE note IS NULL AND /* batch */ true; or /* batch o */ true, where o is the table's alias")),
        _ => Err(Error::usage("`/* batch */ true` stands more than once in the statement")
            .hint("keep the one that is about the table of the backfill")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_slot_is_the_comment_with_its_true() {
        let found = |sql| slot(sql).map(|slot| (&sql[slot.start..slot.end], slot.alias));
        assert_eq!(found("UPDATE a SET b = 1 WHERE c AND /* batch */ true").unwrap(), ("/* batch */ true", None));
        assert_eq!(found("DELETE FROM a o WHERE /*batch o*/TRUE").unwrap(), ("/*batch o*/TRUE", Some("o")));
        for without in ["UPDATE a SET b = 1", "UPDATE a SET b = '/* batch */ true'", "DELETE FROM a WHERE /* batch */ b"] {
            assert!(found(without).unwrap_err().message().contains("does not"), "{without}");
        }
        assert!(found("UPDATE a SET b = /* batch */ true WHERE /* batch */ true").is_err());
    }
}
