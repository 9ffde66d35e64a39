//! How partitions are partitioned themselves: by region within each month, by hash within each day. A level of its own in the
//! policy, in the words of SQL: `partition_by = "list (region)"`, and in `[partitions]` what each window's parts hold.

use toml::Spanned;

use super::names;
use crate::identifier::QualifiedName;

/// The parts as they are written, by their names.
pub(super) type Written = toml::map::Map<String, toml::Value>;

/// The level below the windows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Within {
    /// `list (region)`
    pub by: String,
    /// The ends of the parts' names, and what they hold: `for values in ('eu')`, `default`.
    pub parts: Vec<(String, String)>,
}

/// What `partition_by` may begin with.
const STRATEGIES: [&str; 3] = ["list", "hash", "range"];
const HINT: &str = "write it like partition_by = \"list (region)\", and in [partitions]: eu = \"for values in ('es', 'fr')\", rest = \"default\"";

/// What is wrong, where in the file, and a hint.
pub(super) struct Fault(pub usize, pub String, pub &'static str);

impl Within {
    /// Reads the two; neither is there without the other.
    pub(super) fn read(by: Option<&Spanned<String>>, parts: Option<&Spanned<Written>>) -> Result<Option<Self>, Fault> {
        let (by, parts) = match (by, parts) {
            (None, None) => return Ok(None),
            (Some(by), Some(parts)) => (by, parts),
            (Some(by), None) => return Err(Fault(by.span().start, "`partition_by` needs `[partitions]`".into(), HINT)),
            (None, Some(parts)) => return Err(Fault(parts.span().start, "`[partitions]` needs `partition_by`".into(), HINT)),
        };
        let text = by.as_ref().trim();
        let word = text.split([' ', '(']).next().unwrap_or_default().to_ascii_lowercase();
        if !STRATEGIES.contains(&word.as_str()) || !text.contains('(') || !text.ends_with(')') || !is_one(text) {
            return Err(Fault(by.span().start, format!("`{text}` is no way to partition a table"), HINT));
        }
        let at = parts.span().start;
        let read = |(name, value): (&String, &toml::Value)| {
            let text = value.as_str().unwrap_or_default().trim();
            let lower = text.to_ascii_lowercase();
            let fits = lower == "default" || lower.starts_with("for values ") && is_one(text);
            if fits && !name.is_empty() && name.len() <= LONGEST {
                Ok((name.clone(), text.to_owned()))
            } else {
                Err(Fault(at, format!("`{name} = {value}` is no partition"), HINT))
            }
        };
        let parts = parts.as_ref().iter().map(read).collect::<Result<Vec<_>, _>>()?;
        if parts.is_empty() {
            return Err(Fault(at, "`[partitions]` is empty: rows would find no place".into(), HINT));
        }
        Ok(Some(Self { by: text.to_owned(), parts }))
    }

    /// The parts of a window's partition, with what they hold.
    pub fn parts_of<'a>(&'a self, partition: &'a QualifiedName) -> impl Iterator<Item = (QualifiedName, &'a str)> {
        self.parts.iter().map(|(end, holds)| {
            let name = names::with_end(&partition.name, &format!("_{end}"), partition);
            (QualifiedName::new(&partition.schema, name), holds.as_str())
        })
    }
}

/// The end of a part's name is not cut.
pub(super) const LONGEST: usize = 40;

/// A clause as it is compared: in lower case and without spaces, but for what is quoted.
pub(super) fn normal(clause: &str) -> String {
    let mut quote = None;
    let mut normal = String::new();
    for character in clause.chars() {
        match (quote, character) {
            (None, '\'' | '"') => quote = Some(character),
            (Some(open), _) if open == character => quote = None,
            (None, _) if character.is_whitespace() => continue,
            _ => {}
        }
        if quote.is_some() { normal.push(character) } else { normal.extend(character.to_lowercase()) }
    }
    normal
}

/// Whether a text is a clause, and not the end of one and something else.
pub(super) fn is_one(text: &str) -> bool {
    !text.contains([';', '\0']) && !text.contains("--") && !text.contains("/*") && !text.chars().any(char::is_control)
}
