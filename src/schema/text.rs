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

/// Whether a text begins with a word, in whatever case.
pub fn starts_with_word(text: &str, word: &str) -> bool {
    text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
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

/// A text of PostgreSQL's deparsers such that what is made of it prints as it does, where it is not so already.
///
/// A cast of an array that PostgreSQL put in by itself, `(ARRAY['a'::character varying])::text[]`, is read back as a cast of each
/// element, unless another one of the array stands between. And an AND within another at its left, as BETWEEN makes one, is read
/// back as one with that, unless a cast that is none stands between.
pub fn that_prints_alike(text: &str) -> Option<String> {
    const ARRAY: &str = "(array[";
    // What a step is called stands above its statements, with apostrophes in it.
    let (title, body) =
        text.split_at(text.split_inclusive('\n').take_while(|line| line.starts_with("-- ")).map(str::len).sum());
    // A body between dollar signs is not of the deparsers.
    if !body.contains('(') || find_outside_quotes(body, "as $").is_some() {
        return None;
    }
    let mut casts: Vec<(usize, String)> = Vec::new();
    // Of each parenthesis or bracket that is open: where what is in it begins, and the AND or OR right in it.
    let mut open: Vec<(usize, Option<&str>)> = Vec::new();
    for (at, character, _) in outside_quotes(body).filter(|(_, _, outside)| *outside) {
        match character {
            '[' | '(' => open.push((at + 1, None)),
            ']' => {
                let Some((start, _)) = open.pop() else { continue };
                let head = start.checked_sub(ARRAY.len()).and_then(|head| body.get(head..start));
                if head.is_some_and(|head| head.eq_ignore_ascii_case(ARRAY))
                    && body[at..].starts_with("])::")
                    && let Some(of) = type_of_all(&body[start..at])
                {
                    casts.push((at + 1, format!("::{of}[]")));
                }
            }
            ')' => {
                let Some((start, joined)) = open.pop() else { continue };
                if joined.is_some() && body[..start].ends_with("((") && junction(&body[at + 1..]) == joined {
                    casts.push((at + 1, "::boolean".to_owned()));
                }
            }
            ' ' => {
                if let (Some((_, joined)), Some(word)) = (open.last_mut(), junction(&body[at..])) {
                    *joined = Some(word);
                }
            }
            _ => {}
        }
    }
    let mut said = body.to_owned();
    for (at, cast) in casts.iter().rev() {
        said.insert_str(*at, cast);
    }
    (!casts.is_empty()).then(|| format!("{title}{said}"))
}

/// The AND or OR that a text begins with.
fn junction(text: &str) -> Option<&'static str> {
    [" and ", " or "].into_iter().find(|word| text.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word)))
}

/// The type that all items of a list are printed with.
fn type_of_all(list: &str) -> Option<&str> {
    let mut types = split_list(list).into_iter().map(type_of);
    let first = types.next()??;
    types.all(|other| other == Some(first)).then_some(first)
}

fn type_of(item: &str) -> Option<&str> {
    if item.chars().all(|character| character.is_ascii_digit()) {
        return Some("integer");
    }
    let outside = outside_quotes(item).filter(|(_, _, outside)| *outside);
    let cast = outside.map(|(at, ..)| at).filter(|at| item[*at..].starts_with("::")).last()?;
    let of = &item[cast + 2..];
    of.chars().all(|character| character.is_alphanumeric() || " _.\"".contains(character)).then_some(of)
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
    fn a_cast_that_postgresql_put_in_stays_a_cast_of_the_array() {
        let alike = |text: &str| that_prints_alike(text).unwrap_or_default();
        assert_eq!(
            alike("((a)::text = any ((array['x])::'::character varying, 'y'::character varying])::text[]))"),
            "((a)::text = any ((array['x])::'::character varying, 'y'::character varying]::character varying[])::text[]))"
        );
        assert_eq!(alike("(n = ANY ((ARRAY[1, 2])::numeric[]))"), "(n = ANY ((ARRAY[1, 2]::integer[])::numeric[]))");
        let unchanged = [
            "(a = any (array['x'::text, 'y'::text]))",
            "(a = any (array[('x'::character varying)::text]))",
            "(a = any ((array['x'::character varying, (b)::character varying(3)])::text[]))",
            "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$(ARRAY['x'::character varying])::text[]$$",
        ];
        for text in unchanged {
            assert_eq!(that_prints_alike(text), None, "{text}");
        }
    }

    #[test]
    fn what_between_made_stays_within_the_and_that_it_is_in() {
        let alike = |text: &str| that_prints_alike(text).unwrap_or_default();
        assert_eq!(
            alike("check ((((a >= 1) and (a <= 10)) and (b <> ') and ('::text)))"),
            "check ((((a >= 1) and (a <= 10))::boolean and (b <> ') and ('::text)))"
        );
        assert_eq!(
            alike("-- replace the table's\nWHERE ((((a < 3) OR (a > 4)) OR c) AND (d OR (e AND f)))"),
            "-- replace the table's\nWHERE ((((a < 3) OR (a > 4))::boolean OR c) AND (d OR (e AND f)))"
        );
        let unchanged = [
            "check (((a > 0) and ((b >= 1) and (b <= 2))))",
            "check (((a and b) or c))",
            "(count(*) OVER (ORDER BY a ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AND c)",
            "CREATE FUNCTION f() RETURNS bool LANGUAGE sql AS $$((a AND b) AND c)$$",
        ];
        for text in unchanged {
            assert_eq!(that_prints_alike(text), None, "{text}");
        }
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
