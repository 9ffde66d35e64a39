//! What a file says about how it is to be run: `-- pgkeel: lock-timeout=5s` in the comments at its top. Whatever is not
//! understood, not supported, or not at the top is an error: a directive is never ignored.

use std::collections::BTreeSet;
use std::time::Duration;

use super::backfill::{self, Backfill};
use super::tokens::{Kind, Tokens};
use crate::amount;
use crate::error::Error;
use crate::plan::Hazard;
use crate::toml_file::nearest;

/// What a file asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Directives {
    /// It runs statement by statement, each on its own.
    pub no_transaction: bool,
    /// The extensions without which it is not begun.
    pub required_extensions: BTreeSet<String>,
    /// How long one attempt waits for a lock. Zero is for ever.
    pub lock_timeout: Option<Duration>,
    /// How long one statement may run. Zero is for ever.
    pub statement_timeout: Option<Duration>,
    /// The hazards that its statements may have.
    pub allowed: BTreeSet<Hazard>,
    /// It is one statement, run in batches.
    pub backfill: Option<Backfill>,
}

const KNOWN: [&str; 9] = [
    "no-transaction",
    "lock-timeout",
    "statement-timeout",
    "requires-extension",
    "allow",
    "backfill",
    "batch",
    "pause",
    "max-lag",
];

impl Directives {
    /// Reads those of a file, and everything that is wrong with them. `file` is its name as the person knows it.
    pub fn read(file: &str, sql: &str) -> (Self, Vec<Error>) {
        let mut directives = Self::default();
        let mut problems = Vec::new();
        let mut at_the_top = true;
        for token in Tokens::new(sql) {
            let comment = &sql[token.start..token.end];
            if token.kind != Kind::Comment {
                at_the_top = false;
            } else if let Some(words) = directive_words(comment) {
                let mut allows = false;
                for word in words {
                    let byte = token.start + word.0;
                    let taken = if comment.starts_with("/*") {
                        Err(Error::usage("a directive in a block comment").hint("write it as a line comment: -- pgkeel: …"))
                    } else if at_the_top {
                        // A list goes on behind its commas: allow=data-loss,rewrite.
                        let goes_on = allows && !KNOWN.contains(&word.1.split('=').next().unwrap_or_default());
                        allows = goes_on || word.1.starts_with("allow=");
                        if goes_on { directives.allow(word.1) } else { directives.take(word.1) }
                    } else {
                        let message = format!("the directive `{}` stands after the first statement", word.1);
                        Err(Error::usage(message).hint("move it to the comments at the top of the file: it is for all of it"))
                    };
                    problems.extend(taken.err().map(|error| error.pointing_at(file, sql, byte)));
                }
            }
        }
        if let Some(backfill) = &directives.backfill {
            // Each batch is a transaction.
            directives.no_transaction = true;
            if backfill.table.is_none() && problems.is_empty() {
                let error = Error::usage("`batch`, `pause` and `max-lag` are about a backfill, and there is none");
                problems.push(error.pointing_at(file, sql, 0).hint("name its table: -- pgkeel: backfill=orders batch=1000"));
            }
        }
        (directives, problems)
    }

    fn take(&mut self, word: &str) -> Result<(), Error> {
        let (name, value) = word.split_once('=').map_or((word, None), |(name, value)| (name, Some(value)));
        if !KNOWN.contains(&name) {
            let error = Error::usage(format!("unknown directive `{name}`"));
            return Err(match nearest(name, KNOWN.into_iter()) {
                Some(near) => error.hint(format!("did you mean `{near}`?")),
                None => error
                    .hint(format!("the directives are {}; a value follows as name=value, without spaces", KNOWN.join(", "))),
            });
        }
        let timeout = match name {
            "no-transaction" if value.is_some() => {
                return Err(Error::usage("`no-transaction` takes no value").hint("write -- pgkeel: no-transaction"));
            }
            "no-transaction" if self.no_transaction => return Err(Error::usage("`no-transaction` is given twice")),
            "no-transaction" => {
                self.no_transaction = true;
                return Ok(());
            }
            "requires-extension" => {
                let name = value.filter(|value| !value.is_empty());
                let name = name.ok_or_else(|| {
                    Error::usage("`requires-extension` lacks its value").hint("write requires-extension=postgis")
                })?;
                self.required_extensions.insert(name.to_owned());
                return Ok(());
            }
            "allow" => return self.allow(value.unwrap_or_default()),
            _ if backfill::DIRECTIVES.contains(&name) => {
                let value = value.filter(|value| !value.is_empty());
                let value = value.ok_or_else(|| {
                    Error::usage(format!("`{name}` lacks its value"))
                        .hint("write backfill=orders batch=1000 pause=1s max-lag=10s")
                })?;
                return self.backfill.get_or_insert_default().take(name, value);
            }
            "lock-timeout" => &mut self.lock_timeout,
            _ => &mut self.statement_timeout,
        };
        let value = value.filter(|value| !value.is_empty());
        let value = value.ok_or_else(|| Error::usage(format!("`{name}` lacks its value")).hint(format!("write {name}=5s")))?;
        let duration = amount::parse_duration(value).map_err(|error| error.while_doing(name))?;
        if duration.as_millis() > i32::MAX as u128 {
            return Err(Error::usage(format!("{name}: `{value}` is longer than the 24 days that PostgreSQL can wait")));
        }
        if timeout.replace(duration).is_some() {
            return Err(Error::usage(format!("`{name}` is given twice")));
        }
        Ok(())
    }

    fn allow(&mut self, name: &str) -> Result<(), Error> {
        let hazards = || Hazard::ALL.into_iter().filter(|hazard| hazard.needs_consent());
        let known = || hazards().map(Hazard::name).collect::<Vec<_>>().join(", ");
        let Some(hazard) = hazards().find(|hazard| hazard.name() == name) else {
            let error = Error::usage(if name.is_empty() {
                "`allow` lacks its value".to_owned()
            } else {
                format!("`allow`: there is no hazard `{name}` that needs consent")
            });
            return Err(match nearest(name, hazards().map(Hazard::name)) {
                Some(near) => error.hint(format!("did you mean `{near}`?")),
                None => error.hint(format!("they are {}", known())),
            });
        };
        self.allowed.insert(hazard);
        Ok(())
    }

    /// The settings as SQL, for the beginning of the transaction, or of the session where there is none. `None` where there
    /// are none.
    pub fn settings(&self) -> Option<String> {
        let scope = if self.no_transaction { "SET" } else { "SET LOCAL" };
        let settings = [("lock_timeout", self.lock_timeout), ("statement_timeout", self.statement_timeout)];
        let statements: Vec<String> = settings
            .into_iter()
            .filter_map(|(name, value)| Some(format!("{scope} {name} = '{}ms'", value?.as_millis())))
            .collect();
        (!statements.is_empty()).then(|| statements.join("; "))
    }
}

/// The words of `-- pgkeel: word word`, each with its offset in the comment. `None` where it is an ordinary comment.
fn directive_words(comment: &str) -> Option<Vec<(usize, &str)>> {
    const MARK: &str = "pgkeel:";
    let start = comment.find(|c: char| !c.is_whitespace() && c != '-' && c != '/' && c != '*')?;
    let mark = comment.get(start..start + MARK.len())?;
    if !mark.eq_ignore_ascii_case(MARK) {
        return None;
    }
    let mut next = start + MARK.len();
    let words = comment[next..].trim_end_matches("*/").split([' ', '\t', '\r', '\n', ',']).map(|word| {
        let at = next;
        next += word.len() + 1;
        (at, word)
    });
    Some(words.filter(|(_, word)| !word.is_empty()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(sql: &str) -> Vec<String> {
        let (_, problems) = Directives::read("V1__a.sql", sql);
        problems.iter().map(|problem| format!("{problem} ({})", problem.hints().join("; "))).collect()
    }

    #[test]
    fn directives_at_the_top() {
        let sql =
            "-- Adds tiers\n/* more */\n--pgkeel: lock-timeout=5s,  statement-timeout=30m\n\nSELECT 1; -- pgkeel is good\n";
        let (directives, problems) = Directives::read("V1__a.sql", sql);
        assert!(problems.is_empty(), "{problems:?}");
        assert_eq!(
            directives.settings().unwrap(),
            "SET LOCAL lock_timeout = '5000ms'; SET LOCAL statement_timeout = '1800000ms'"
        );
        let outside =
            Directives::read("a", "-- pgkeel: no-transaction lock-timeout=1s\n-- pgkeel: requires-extension=hstore").0;
        assert_eq!(outside.settings().unwrap(), "SET lock_timeout = '1000ms'");
        assert!(outside.no_transaction && outside.required_extensions.contains("hstore"));
        let allowing =
            Directives::read("a", "-- pgkeel: allow=data-loss, rewrite no-transaction\n-- pgkeel: allow=blocks-reads").0;
        assert_eq!(allowing.allowed, BTreeSet::from([Hazard::DataLoss, Hazard::Rewrite, Hazard::BlocksReads]));
        assert!(allowing.no_transaction);
        assert_eq!(Directives::read("V1__a.sql", "-- a\nSELECT '-- pgkeel: x'").0.settings(), None);
        assert_eq!(Directives::read("a", "-- pgkeel: lock-timeout=0").0.settings().unwrap(), "SET LOCAL lock_timeout = '0ms'");
    }

    #[test]
    fn none_is_ignored() {
        for (sql, expected) in [
            ("-- pgkeel: no-transaction=yes", "V1__a.sql:1:12: `no-transaction` takes no value"),
            ("-- pgkeel: no-transaction, no-transaction", "V1__a.sql:1:28: `no-transaction` is given twice"),
            ("-- x\n-- pgkeel: allow", "V1__a.sql:2:12: `allow` lacks its value (they are data-loss, rewrite, blocks-writes"),
            (
                "-- pgkeel: allow=rewrite,data-los",
                "V1__a.sql:1:26: `allow`: there is no hazard `data-los` that needs consent (did",
            ),
            ("-- pgkeel: allow=long-scan", "V1__a.sql:1:12: `allow`: there is no hazard `long-scan` that needs consent"),
            ("-- pgkeel: rewrite", "V1__a.sql:1:12: unknown directive `rewrite`"),
            ("-- pgkeel: requires-extension", "V1__a.sql:1:12: `requires-extension` lacks its value"),
            ("-- pgkeel: lock_timeout=5s", "V1__a.sql:1:12: unknown directive `lock_timeout` (did you mean `lock-timeout`?)"),
            ("-- PGKEEL: lock-timeout = 5s", "V1__a.sql:1:12: `lock-timeout` lacks its value (write lock-timeout=5s)"),
            ("-- pgkeel: lock-timeout=soon", "V1__a.sql:1:12: lock-timeout: `soon` is not a duration"),
            ("-- pgkeel: lock-timeout=1s lock-timeout=2s", "V1__a.sql:1:28: `lock-timeout` is given twice"),
            ("-- pgkeel: lock-timeout=60days", "V1__a.sql:1:12: lock-timeout: `60days` is longer than"),
            ("SELECT 1;\n-- pgkeel: lock-timeout=1s", "V1__a.sql:2:12: the directive `lock-timeout=1s` stands after the first"),
            ("/* pgkeel: lock-timeout=1s */", "V1__a.sql:1:12: a directive in a block comment"),
        ] {
            let problems = problems(sql);
            assert!(problems[0].starts_with(expected), "{problems:?}");
        }
    }
}
