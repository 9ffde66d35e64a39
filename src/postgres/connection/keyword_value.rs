//! `host=db.internal password='it\'s'` as libpq reads it (section 34.1.1.1, `conninfo_parse` in fe-connect.c).

use crate::error::{Error, Result};

/// libpq asks C's `isspace` in the C locale.
fn is_space(c: char) -> bool {
    c.is_ascii_whitespace() || c == '\x0b'
}

/// Takes a string of keywords and values apart, in their order.
pub(super) fn parse(text: &str) -> Result<Vec<(String, String)>> {
    let mut pairs: Vec<(String, String)> = Vec::new();
    let mut characters = text.chars().peekable();
    loop {
        while characters.next_if(|c| is_space(*c)).is_some() {}
        if characters.peek().is_none() {
            return Ok(pairs);
        }
        let mut name = String::new();
        while let Some(c) = characters.next_if(|c| *c != '=' && !is_space(*c)) {
            name.push(c);
        }
        while characters.next_if(|c| is_space(*c)).is_some() {}
        if characters.next_if_eq(&'=').is_none() {
            // The word may be the tail of an unquoted password, so only its neighbour is named.
            let place = pairs.last().map_or_else(
                || "its first word has no `=`".to_owned(),
                |(previous, _)| format!("the word after the value of `{previous}` has no `=`"),
            );
            return Err(Error::usage(format!("the connection string is malformed: {place}"))
                .hint("a value with spaces needs quotes: password='with spaces', in which ' is \\' and \\ is \\\\"));
        }
        while characters.next_if(|c| is_space(*c)).is_some() {}
        let quoted = characters.next_if_eq(&'\'').is_some();
        let mut value = String::new();
        loop {
            match characters.next() {
                None if quoted => {
                    return Err(Error::usage(format!("the value of `{name}` in the connection string has no closing quote")));
                }
                None => break,
                Some('\\') => value.extend(characters.next()),
                Some('\'') if quoted => break,
                Some(c) if !quoted && is_space(c) => break,
                Some(c) => value.push(c),
            }
        }
        pairs.push((name, value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_escapes_and_blanks() {
        for (text, expected) in [
            ("", vec![]),
            ("  ", vec![]),
            ("host=a port=1", vec![("host", "a"), ("port", "1")]),
            ("host = a\tport\n=\u{b}1", vec![("host", "a"), ("port", "1")]),
            ("password='a b\\'c\\\\' user=u", vec![("password", "a b'c\\"), ("user", "u")]),
            ("password=a\\ b\\'c", vec![("password", "a b'c")]),
            ("password='' user=u", vec![("password", ""), ("user", "u")]),
            // An unquoted value may have quotes and = inside; a quoted one may be followed at once by the next name.
            ("options=-c\\ a=b'c", vec![("options", "-c a=b'c")]),
            ("user='u'host=h", vec![("user", "u"), ("host", "h")]),
            // libpq: blanks after = are skipped, so an empty unquoted value swallows the next word.
            ("host= port=1", vec![("host", "port=1")]),
            ("host=a\\", vec![("host", "a")]),
        ] {
            let parsed = parse(text).unwrap();
            let parsed: Vec<(&str, &str)> = parsed.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            assert_eq!(parsed, expected, "{text}");
        }
    }

    #[test]
    fn malformed_strings_are_refused_without_repeating_a_secret() {
        for text in ["password=my s3cret", "password='s3cret", "s3cret host=a", "password='a's3cret"] {
            let error = parse(text).unwrap_err();
            assert!(!format!("{error:?}").contains("s3cret"), "{error:?}");
        }
    }
}
