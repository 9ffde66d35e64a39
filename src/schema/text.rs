//! Small readings of the text that PostgreSQL's deparsers print, in which quotes are the only thing that hides a keyword.

/// Walks over a text and says for each character whether it stands outside quotes. In what the deparsers print, a quote
/// inside quotes is always doubled, so toggling is enough.
fn outside_quotes(text: &str) -> impl Iterator<Item = (usize, char, bool)> {
    let mut quote: Option<char> = None;
    text.char_indices().map(move |(at, character)| match quote {
        Some(open) if character == open => {
            quote = None;
            (at, character, false)
        }
        Some(_) => (at, character, false),
        None if character == '\'' || character == '"' => {
            quote = Some(character);
            (at, character, false)
        }
        None => (at, character, true),
    })
}

/// Lower-cases keywords: everything outside quotes, where identifiers already are lower case.
pub fn lower_case_keywords(text: &str) -> String {
    outside_quotes(text)
        .map(|(_, character, outside)| if outside { character.to_ascii_lowercase() } else { character })
        .collect()
}

/// Where `needle` (lower case) first stands outside quotes.
pub fn find_outside_quotes(text: &str, needle: &str) -> Option<usize> {
    outside_quotes(text)
        .filter(|(_, _, outside)| *outside)
        .map(|(at, _, _)| at)
        .find(|at| text.get(*at..*at + needle.len()).is_some_and(|part| part.eq_ignore_ascii_case(needle)))
}

/// The names in a text, each with what qualifies it: identifiers, operators, and what a string cast to `regclass` or another
/// of its kind names.
pub fn names(text: &str) -> Vec<(Option<String>, String)> {
    const OPERATOR: &str = "+-*/<>=~!@#%^&|`?";
    let mut found = Vec::new();
    let mut rest = text;
    let mut qualifier: Option<String> = None;
    while let Some(first) = rest.chars().next() {
        let (word, length) = if first == '"' {
            let (name, length) = quoted(rest, '"');
            (Some(name), length)
        } else if first == '\'' {
            let (string, length) = quoted(rest, '\'');
            if rest[length..].starts_with("::reg") {
                found.extend(names(&string));
            }
            (None, length)
        } else if first.is_alphabetic() || first == '_' {
            let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '$')).unwrap_or(rest.len());
            (Some(rest[..end].to_owned()), end)
        } else if OPERATOR.contains(first) {
            let end = rest.find(|c: char| !OPERATOR.contains(c)).unwrap_or(rest.len());
            (Some(rest[..end].to_owned()), end)
        } else {
            (None, first.len_utf8())
        };
        rest = &rest[length..];
        let Some(word) = word else {
            qualifier = None;
            continue;
        };
        found.push((qualifier.take(), word.clone()));
        if let Some(after) = rest.strip_prefix('.') {
            qualifier = Some(word);
            rest = after;
        }
    }
    found
}

/// A quoted text at the start of another: what it says, and how long it is with its quotes.
fn quoted(text: &str, quote: char) -> (String, usize) {
    let mut said = String::new();
    let mut characters = text.char_indices().skip(1).peekable();
    while let Some((at, character)) = characters.next() {
        if character != quote {
            said.push(character);
        } else if characters.peek().is_some_and(|(_, next)| *next == quote) {
            characters.next();
            said.push(quote);
        } else {
            return (said, at + 1);
        }
    }
    (said, text.len())
}

/// The items of a list, which commas divide outside quotes and parentheses.
pub fn split_list(list: &str) -> Vec<&str> {
    let mut items = Vec::new();
    let (mut start, mut depth) = (0, 0_usize);
    for (at, character, outside) in outside_quotes(list) {
        match character {
            '(' if outside => depth += 1,
            ')' if outside => depth = depth.saturating_sub(1),
            ',' if outside && depth == 0 => {
                items.push(list[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    items.push(list[start..].trim());
    items.retain(|item| !item.is_empty());
    items
}

/// Whether the text is a list of string literals, and which: an enum's labels.
pub fn literals(list: &str) -> Vec<String> {
    let mut labels = Vec::new();
    let mut rest = list;
    while let Some(open) = rest.find('\'') {
        let mut label = String::new();
        let mut characters = rest[open + 1..].char_indices().peekable();
        let mut end = rest.len();
        while let Some((at, character)) = characters.next() {
            if character != '\'' {
                label.push(character);
            } else if characters.peek().is_some_and(|(_, next)| *next == '\'') {
                characters.next();
                label.push('\'');
            } else {
                end = open + 1 + at + 1;
                break;
            }
        }
        labels.push(label);
        rest = &rest[end..];
    }
    labels
}

/// Labels as a list of literals, the other way. A backslash stands for itself, as `standard_conforming_strings` has it.
pub fn literal_list(labels: &[String]) -> String {
    let quoted: Vec<String> = labels.iter().map(|label| format!("'{}'", label.replace('\'', "''"))).collect();
    quoted.join(", ")
}

/// Splits a trigger's definition before what follows its events, where `ON table` belongs.
pub fn split_trigger(definition: &str) -> (&str, &str) {
    let words = [
        " from ",
        " not deferrable",
        " deferrable",
        " initially ",
        " referencing old ",
        " referencing new ",
        " for each ",
        " when (",
        " execute function ",
        " execute procedure ",
    ];
    let at = words.iter().filter_map(|word| find_outside_quotes(definition, word)).min().unwrap_or(definition.len());
    (&definition[..at], definition[at..].trim_start())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_keywords_are_lowered() {
        assert_eq!(
            lower_case_keywords("CHECK ((status)::text = ANY (ARRAY['Open''s'::text, \"Col\"]))"),
            "check ((status)::text = any (array['Open''s'::text, \"Col\"]))"
        );
    }

    #[test]
    fn names_are_found_with_what_qualifies_them() {
        let found = names("a.\"B.c\" + nextval('x.\"S\"'::regclass) OPERATOR(o.===) 'quoted t'");
        let said: Vec<String> =
            found.iter().map(|(q, name)| q.as_ref().map_or_else(|| name.clone(), |q| format!("{q}:{name}"))).collect();
        assert_eq!(said, ["a", "a:B.c", "+", "nextval", "x", "x:S", "regclass", "OPERATOR", "o", "o:==="]);
    }

    #[test]
    fn lists_are_split_outside_quotes() {
        assert_eq!(split_list("a 'x, y', b(c, d), \"e, f\""), ["a 'x, y'", "b(c, d)", "\"e, f\""]);
        assert!(split_list(" ").is_empty());
    }

    #[test]
    fn a_trigger_is_split_after_its_events() {
        let (events, rest) = split_trigger("after insert or update of \"for each x\", b for each row execute function f()");
        assert_eq!(events, "after insert or update of \"for each x\", b");
        assert_eq!(rest, "for each row execute function f()");
        let (events, rest) = split_trigger("before delete on_is_no_word when (old.a) execute function f()");
        assert_eq!((events, rest), ("before delete on_is_no_word", "when (old.a) execute function f()"));
    }

    proptest! {
        #[test]
        fn labels_survive(labels in proptest::collection::vec("\\PC{1,8}", 1..5)) {
            prop_assert_eq!(literals(&literal_list(&labels)), labels);
        }
    }
}
