//! A statement read from left to right, token by token: what recognises statements by their words is built on it.

use super::tokens::{Kind, Tokens};

/// A name with the schema that it is qualified by, unquoted and folded as SQL does it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name {
    pub schema: Option<String>,
    pub name: String,
}

/// The tokens of a statement without its comments, and how far they are read.
#[derive(Debug, Clone)]
pub struct Reader<'a> {
    text: &'a str,
    tokens: Vec<(Kind, &'a str, usize)>,
    at: usize,
}

impl<'a> Reader<'a> {
    pub fn new(text: &'a str) -> Self {
        let tokens = Tokens::new(text).filter(|token| token.kind != Kind::Comment);
        Self { text, tokens: tokens.map(|token| (token.kind, &text[token.start..token.end], token.start)).collect(), at: 0 }
    }

    pub fn is_at_end(&self) -> bool {
        self.at >= self.tokens.len()
    }

    fn is_word_at(&self, at: usize, word: &str) -> bool {
        self.tokens.get(at).is_some_and(|(kind, text, _)| *kind == Kind::Word && text.eq_ignore_ascii_case(word))
    }

    /// Does this word come next?
    pub fn is_word(&self, word: &str) -> bool {
        self.is_word_at(self.at, word)
    }

    pub fn is_symbol(&self, symbol: &str) -> bool {
        self.tokens.get(self.at).is_some_and(|(kind, text, _)| *kind == Kind::Symbol && *text == symbol)
    }

    /// Is the word anywhere, inside of parentheses too?
    pub fn has(&self, word: &str) -> bool {
        (0..self.tokens.len()).any(|at| self.is_word_at(at, word))
    }

    /// Goes on behind the next such word.
    pub fn after(&mut self, word: &str) -> Option<()> {
        self.at = (self.at..self.tokens.len()).find(|at| self.is_word_at(*at, word))? + 1;
        Some(())
    }

    /// Goes on behind these words, if they come next.
    pub fn skip(&mut self, words: &[&str]) -> bool {
        let come = words.iter().enumerate().all(|(number, word)| self.is_word_at(self.at + number, word));
        if come {
            self.at += words.len();
        }
        come
    }

    /// Goes on behind a symbol, if it comes next.
    pub fn skip_symbol(&mut self, symbol: &str) -> bool {
        let comes = self.is_symbol(symbol);
        self.at += usize::from(comes);
        comes
    }

    /// The next token as it is written.
    pub fn token(&mut self) -> Option<&'a str> {
        let (_, text, _) = self.tokens.get(self.at)?;
        self.at += 1;
        Some(text)
    }

    /// The next word, in lower case.
    pub fn word(&mut self) -> Option<String> {
        let (kind, text, _) = self.tokens.get(self.at)?;
        let word = (*kind == Kind::Word).then(|| text.to_ascii_lowercase())?;
        self.at += 1;
        Some(word)
    }

    /// A name with what it is qualified by, as it is written.
    pub fn written_name(&mut self) -> Option<String> {
        let mut name = String::new();
        loop {
            let (kind, text, _) = self.tokens.get(self.at)?;
            // The catalog's functions do not read U&"…".
            if !matches!(kind, Kind::Word | Kind::QuotedName) || (*kind == Kind::QuotedName && !text.starts_with('"')) {
                return None;
            }
            name.push_str(text);
            self.at += 1;
            if self.tokens.get(self.at).is_none_or(|(_, text, _)| *text != ".") {
                return Some(name);
            }
            name.push('.');
            self.at += 1;
        }
    }

    /// A name that one schema may qualify.
    pub fn name(&mut self) -> Option<Name> {
        let first = self.part()?;
        if !self.skip_symbol(".") {
            return Some(Name { schema: None, name: first });
        }
        Some(Name { schema: Some(first), name: self.part()? })
    }

    /// One part of a name.
    pub fn part(&mut self) -> Option<String> {
        let (kind, text, _) = self.tokens.get(self.at)?;
        let part = match kind {
            Kind::Word => text.to_lowercase(),
            Kind::QuotedName if text.starts_with('"') => text[1..].strip_suffix('"')?.replace("\"\"", "\""),
            _ => return None,
        };
        self.at += 1;
        Some(part)
    }

    /// Names separated by commas.
    pub fn names(&mut self) -> Vec<Name> {
        let mut names = Vec::new();
        loop {
            self.skip(&["only"]);
            let Some(name) = self.name() else { return names };
            names.push(name);
            self.skip_symbol("*");
            if !self.skip_symbol(",") {
                return names;
            }
        }
    }

    /// What stands in the parentheses that come next, as a text of its own.
    pub fn parenthesised(&mut self) -> Option<&'a str> {
        if !self.is_symbol("(") {
            return None;
        }
        let start = self.tokens[self.at].2 + 1;
        let mut depth = 0_usize;
        while let Some((kind, text, place)) = self.tokens.get(self.at) {
            self.at += 1;
            match (kind, *text) {
                (Kind::Symbol, "(") => depth += 1,
                (Kind::Symbol, ")") => {
                    depth -= 1;
                    if depth == 0 {
                        return Some(self.text[start..*place].trim());
                    }
                }
                _ => {}
            }
        }
        Some(self.text[start..].trim())
    }

    /// What comes next up to one of these words or symbols outside of parentheses, as it is written; at least one token, where
    /// there is one.
    pub fn upto(&mut self, stops: &[&str]) -> &'a str {
        let Some((_, _, start)) = self.tokens.get(self.at).copied() else { return "" };
        let mut depth = 0_usize;
        let mut end = start;
        let first = self.at;
        while let Some((kind, text, place)) = self.tokens.get(self.at) {
            let stops_here =
                matches!(kind, Kind::Word | Kind::Symbol) && stops.iter().any(|stop| text.eq_ignore_ascii_case(stop));
            if depth == 0 && self.at > first && stops_here {
                break;
            }
            match (kind, *text) {
                (Kind::Symbol, "(" | "[") => depth += 1,
                (Kind::Symbol, ")" | "]") => depth = depth.saturating_sub(1),
                _ => {}
            }
            end = place + text.len();
            self.at += 1;
        }
        &self.text[start..end]
    }

    /// What is left.
    pub fn rest(&self) -> &'a str {
        self.tokens.get(self.at).map_or("", |(_, _, start)| self.text[*start..].trim_end())
    }

    /// The words that are left outside of parentheses, in lower case.
    pub fn words_left(&self) -> Vec<String> {
        super::tokens::words(self.rest())
    }
}

/// The parts of a text between its commas outside of parentheses.
pub fn list(text: &str) -> Vec<&str> {
    let mut reader = Reader::new(text);
    let mut parts = Vec::new();
    while !reader.is_at_end() {
        parts.push(reader.upto(&[","]));
        reader.skip_symbol(",");
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fold_as_sql_folds_them() {
        let name = |schema: Option<&str>, name: &str| Name { schema: schema.map(str::to_owned), name: name.to_owned() };
        let mut reader = Reader::new("App.\"My \"\"T\" , ONLY Users *, x");
        assert_eq!(reader.names(), [name(Some("app"), "My \"T"), name(None, "users"), name(None, "x")]);
        assert!(reader.is_at_end());
    }

    #[test]
    fn parts_of_a_list() {
        assert_eq!(
            list("a int, b numeric(1, 2) DEFAULT 'x,y', CHECK (a, b)"),
            ["a int", "b numeric(1, 2) DEFAULT 'x,y'", "CHECK (a, b)"]
        );
        assert_eq!(list(""), [""; 0]);
        assert_eq!(list("a[1,2], b"), ["a[1,2]", "b"]);
    }

    #[test]
    fn reads_up_to_what_is_asked_for() {
        let mut reader = Reader::new("varchar (10) /* x */ [] NOT NULL check (a > (1)) rest");
        assert_eq!(reader.upto(&["not", "check"]), "varchar (10) /* x */ []");
        assert!(reader.skip(&["not", "null"]) && reader.skip(&["check"]));
        assert_eq!(reader.parenthesised(), Some("a > (1)"));
        assert_eq!(reader.rest(), "rest");
    }
}
