//! Text that came from elsewhere, safe to show: what would steer a terminal, or turn the order of what is read, is written as
//! an escape.

use std::borrow::Cow;

/// One line: line breaks and tabs are escapes too.
pub fn line(text: &str) -> Cow<'_, str> {
    escaped(text, steers)
}

/// Lines, as a body has them: line breaks and tabs stay.
pub fn lines(text: &str) -> Cow<'_, str> {
    escaped(text, |character| steers(character) && !matches!(character, '\n' | '\t'))
}

fn steers(character: char) -> bool {
    // Beside the control characters those that change the direction of writing, and other kinds of line breaks.
    character.is_control()
        || matches!(character, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

fn escaped(text: &str, steers: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.contains(&steers) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        if steers(character) {
            shown.extend(character.escape_default());
        } else {
            shown.push(character);
        }
    }
    Cow::Owned(shown)
}

/// A JSON text, which has its own escapes.
pub fn json(text: &str) -> Cow<'_, str> {
    let steers = |character: char| character != '\n' && steers(character);
    if !text.contains(steers) {
        return Cow::Borrowed(text);
    }
    let escape = |character: char| match character {
        character if steers(character) => format!("\\u{:04x}", u32::from(character)),
        other => other.to_string(),
    };
    Cow::Owned(text.chars().map(escape).collect())
}

/// The beginning of a line, with the sign that more follows.
pub fn cut(text: &str, longest: usize) -> Cow<'_, str> {
    match text.char_indices().nth(longest) {
        Some(_) => Cow::Owned(text.chars().take(longest - 1).chain(['…']).collect()),
        None => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_steers_a_terminal() {
        assert_eq!(line("a\u{1b}[2J\r\n\tb\u{9b}\u{202e}é"), r"a\u{1b}[2J\r\n\tb\u{9b}\u{202e}é");
        assert_eq!(lines("a\u{1b}\r\n\tb"), "a\\u{1b}\\r\n\tb");
        assert!(matches!(line("plain é"), Cow::Borrowed(_)));
    }

    #[test]
    fn json_says_the_same_with_its_own_escapes() {
        let value = serde_json::json!({ "a": "\u{1b}\u{7f}\u{9b}\u{202e}é\n" });
        let text = serde_json::to_string_pretty(&value).expect("JSON");
        let shown = json(&text);
        assert_eq!(shown, "{\n  \"a\": \"\\u001b\\u007f\\u009b\\u202eé\\n\"\n}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&shown).expect("JSON"), value);
    }

    #[test]
    fn what_is_cut_says_so() {
        assert_eq!((cut("abcd", 4), cut("abcde", 4)), ("abcd".into(), "abc…".into()));
    }
}
