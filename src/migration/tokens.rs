//! SQL text as tokens, by the rules of PostgreSQL's own scanners (`psqlscan.l`, `scan.l`): just enough of them to know what
//! is a comment, a string or a name, and what is not. Never fails: what is not closed reaches to the end of the text.

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A keyword or an unquoted name.
    Word,
    /// A quoted name: `"…"`, `U&"…"`.
    QuotedName,
    /// A string of any form, with what continues it on further lines: `'…'`, `E'…'`, `U&'…'`, `$tag$…$tag$`.
    Literal,
    /// One byte of anything else: punctuation, a digit, a part of an operator.
    Symbol,
    /// `-- …` up to the end of the line, or `/* … */`, nested.
    Comment,
}

/// A token's place in the text. Start and end are on character boundaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    pub kind: Kind,
    pub start: usize,
    pub end: usize,
}

/// The tokens of a text, comments included, space left out.
#[derive(Debug, Clone)]
pub struct Tokens<'a> {
    sql: &'a str,
    at: usize,
}

impl<'a> Tokens<'a> {
    pub fn new(sql: &'a str) -> Self {
        Self { sql, at: 0 }
    }

    /// Goes on at this byte, which must be a character boundary.
    pub fn skip_to(&mut self, byte: usize) {
        self.at = byte.min(self.sql.len());
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.sql.as_bytes().get(at).copied()
    }

    /// The first byte from `at` on that `is` does not hold for.
    fn run(&self, at: usize, is: impl Fn(u8) -> bool) -> usize {
        self.sql.as_bytes()[at..].iter().position(|byte| !is(*byte)).map_or(self.sql.len(), |length| at + length)
    }

    fn end_of_line(&self, at: usize) -> usize {
        self.run(at, |byte| byte != b'\n' && byte != b'\r')
    }

    fn end_of_block_comment(&self, start: usize) -> usize {
        let bytes = self.sql.as_bytes();
        let mut depth = 1;
        let mut at = start + 2;
        while depth > 0 && at < bytes.len() {
            match bytes.get(at..at + 2) {
                Some(b"/*") => {
                    depth += 1;
                    at += 2;
                }
                Some(b"*/") => {
                    depth -= 1;
                    at += 2;
                }
                _ => at += 1,
            }
        }
        at
    }

    /// The end of what a quote opens; a doubled quote is part of it.
    fn end_of_quoted(&self, open: usize, quote: u8, escapes: bool) -> usize {
        let mut at = open + 1;
        while let Some(byte) = self.byte(at) {
            if byte == quote && self.byte(at + 1) == Some(quote) {
                at += 2;
            } else if byte == quote {
                return at + 1;
            } else if byte == b'\\' && escapes {
                // Whatever character is escaped, its first byte is skipped; the others are no quotes.
                at += 2;
            } else {
                at += 1;
            }
        }
        self.sql.len()
    }

    /// A string goes on, by the rules of its first part, where nothing but space with a line break in it, and line
    /// comments, part two quotes (manual, section 4.1.2.1).
    fn end_of_string(&self, open: usize, escapes: bool) -> usize {
        let mut end = self.end_of_quoted(open, b'\'', escapes);
        while let Some(next) = self.continuation(end) {
            end = self.end_of_quoted(next, b'\'', escapes);
        }
        end
    }

    fn continuation(&self, mut at: usize) -> Option<usize> {
        let mut line_broken = false;
        loop {
            match self.byte(at)? {
                b'\n' | b'\r' => {
                    line_broken = true;
                    at += 1;
                }
                byte if is_space(byte) => at += 1,
                b'-' if self.byte(at + 1) == Some(b'-') => at = self.end_of_line(at),
                b'\'' if line_broken => return Some(at),
                _ => return None,
            }
        }
    }

    /// The end of `$tag$…$tag$`, where such a string begins here.
    fn end_of_dollar_quoted(&self, start: usize) -> Option<usize> {
        let tag_end = self.run(start + 1, |byte| starts_word(byte) || byte.is_ascii_digit());
        let named = !self.byte(start + 1)?.is_ascii_digit();
        if !named || self.byte(tag_end) != Some(b'$') {
            return None;
        }
        let delimiter = &self.sql[start..=tag_end];
        let body = tag_end + 1;
        Some(self.sql[body..].find(delimiter).map_or(self.sql.len(), |length| body + length + delimiter.len()))
    }

    /// A word, or the string or quoted name that it is the prefix of.
    fn word(&self, start: usize) -> (Kind, usize) {
        let end = self.run(start, |byte| starts_word(byte) || byte.is_ascii_digit() || byte == b'$');
        let quote = self.byte(end);
        match &self.sql.as_bytes()[start..end] {
            b"e" | b"E" if quote == Some(b'\'') => (Kind::Literal, self.end_of_string(end, true)),
            b"b" | b"B" | b"x" | b"X" | b"n" | b"N" if quote == Some(b'\'') => (Kind::Literal, self.end_of_string(end, false)),
            b"u" | b"U" if quote == Some(b'&') => match self.byte(end + 1) {
                Some(b'\'') => (Kind::Literal, self.end_of_string(end + 1, false)),
                Some(b'"') => (Kind::QuotedName, self.end_of_quoted(end + 1, b'"', false)),
                _ => (Kind::Word, end),
            },
            _ => (Kind::Word, end),
        }
    }
}

impl Iterator for Tokens<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        let start = self.run(self.at, is_space);
        let first = self.byte(start)?;
        let second = self.byte(start + 1);
        let (kind, end) = match (first, second) {
            (b'-', Some(b'-')) => (Kind::Comment, self.end_of_line(start)),
            (b'/', Some(b'*')) => (Kind::Comment, self.end_of_block_comment(start)),
            (b'\'', _) => (Kind::Literal, self.end_of_string(start, false)),
            (b'"', _) => (Kind::QuotedName, self.end_of_quoted(start, b'"', false)),
            (b'$', _) => self.end_of_dollar_quoted(start).map_or((Kind::Symbol, start + 1), |end| (Kind::Literal, end)),
            (byte, _) if starts_word(byte) => self.word(start),
            _ => (Kind::Symbol, start + 1),
        };
        let end = end.min(self.sql.len());
        self.at = end;
        Some(Token { kind, start, end })
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c)
}

/// Every byte of a character beyond ASCII counts as a letter.
fn starts_word(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}

/// The unquoted words of a text outside of parentheses, in lower case: what a statement is told by.
pub fn words(sql: &str) -> Vec<String> {
    let mut depth = 0_usize;
    let mut words = Vec::new();
    for token in Tokens::new(sql) {
        match (token.kind, &sql[token.start..token.end]) {
            (Kind::Symbol, "(") => depth += 1,
            (Kind::Symbol, ")") => depth = depth.saturating_sub(1),
            (Kind::Word, word) if depth == 0 => words.push(word.to_ascii_lowercase()),
            _ => {}
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn texts(sql: &str) -> Vec<(Kind, &str)> {
        Tokens::new(sql).map(|token| (token.kind, &sql[token.start..token.end])).collect()
    }

    #[test]
    fn strings_of_every_form_are_one_token() {
        for literal in [
            "'a''b;'",
            r"E'a\';b'",
            r"e'\\'",
            "E'a'\n -- between; the parts\n  'b\\';c'",
            "'a'\r\n'b;'",
            "U&'d!0061t;' ",
            "b'10;1'",
            "N'x;'",
            "$$a;b$$",
            "$_é1$ $$ $_é$ ; $_é1$",
            "$a$ $b$a$",
            "'never closed; -- ",
            "$x$ never closed;",
        ] {
            let trimmed = literal.trim_end();
            assert_eq!(texts(trimmed), [(Kind::Literal, trimmed)], "{literal}");
        }
    }

    #[test]
    fn what_only_looks_like_a_string_is_none() {
        let words = |sql| texts(sql).into_iter().map(|(kind, text)| format!("{kind:?} {text}")).collect::<Vec<_>>();
        assert_eq!(words("a$b$c"), ["Word a$b$c"]);
        assert_eq!(words("$1"), ["Symbol $", "Symbol 1"]);
        assert_eq!(words("name_E'x'"), ["Word name_E", "Literal 'x'"]);
        // On the same line, two strings are two strings.
        assert_eq!(words("'a' 'b'"), ["Literal 'a'", "Literal 'b'"]);
    }

    #[test]
    fn comments_nest_and_hide_quotes() {
        let comment = "/* it's /* nested ' */ ; */";
        assert_eq!(texts(comment), [(Kind::Comment, comment)]);
        assert_eq!(texts("1+--it's\n2")[2], (Kind::Comment, "--it's"));
        assert_eq!(texts("\"a\"\"-- b\""), [(Kind::QuotedName, "\"a\"\"-- b\"")]);
    }

    #[test]
    fn words_outside_of_parentheses() {
        assert_eq!(words("Create /* x */ INDEX \"concurrently\" on t (lower(a))"), ["create", "index", "on", "t"]);
    }

    proptest! {
        #[test]
        fn tokens_are_ordered_and_on_character_boundaries(sql in "([-a-zA-Z0-9 é'\"$;/*\\\\().\n&]|\\PC){0,60}") {
            let mut last = 0;
            for token in Tokens::new(&sql) {
                prop_assert!(token.start >= last && token.end > token.start);
                prop_assert!(sql.is_char_boundary(token.start) && sql.is_char_boundary(token.end));
                last = token.end;
            }
        }
    }
}
