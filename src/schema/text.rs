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
