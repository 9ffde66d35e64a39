//! SQL expressions as a person writes them into a policy: each must be one, and stand in parentheses as it stands alone; and
//! whether its value is the same tomorrow can be told from its words.

use crate::migration::tokens::{Kind, Tokens};

/// Words whose value is another one tomorrow, or for another role, and subqueries.
const OF_THE_MOMENT: [&str; 14] = [
    "current_catalog",
    "current_date",
    "current_role",
    "current_schema",
    "current_time",
    "current_timestamp",
    "current_user",
    "localtime",
    "localtimestamp",
    "select",
    "session_user",
    "system_user",
    "table",
    "user",
];

/// Words that PostgreSQL takes for a moment where they become a time.
const MOMENTS: [&str; 4] = ["now", "today", "tomorrow", "yesterday"];

/// # Errors
/// Why this is not one expression.
pub fn check(text: &str) -> Result<(), &'static str> {
    let wrapped = format!("{text}\n)");
    let mut depth = 0_usize;
    let mut end = 0;
    let mut is_empty = true;
    let mut after_dollar = false;
    for token in Tokens::new(&wrapped) {
        let word = &wrapped[token.start..token.end];
        let is_last = token.end == wrapped.len() && word == ")";
        match (token.kind, word) {
            (Kind::Comment, _) => continue,
            (Kind::Symbol, ")") if is_last && depth == 0 => {
                end = token.end;
                continue;
            }
            (Kind::Symbol, "(" | "[") => depth += 1,
            (Kind::Symbol, ")" | "]") if depth == 0 => return Err("a parenthesis is closed that was not opened"),
            (Kind::Symbol, ")" | "]") => depth -= 1,
            (Kind::Symbol, ";") => return Err("it holds a semicolon: one expression is meant"),
            (Kind::Symbol, digit) if after_dollar && digit.starts_with(|c: char| c.is_ascii_digit()) => {
                return Err("it holds a parameter, $1 or the like, which nothing gives a value");
            }
            _ => {}
        }
        after_dollar = token.kind == Kind::Symbol && word == "$";
        is_empty = false;
    }
    match (is_empty, end == wrapped.len()) {
        (true, _) => Err("it is empty"),
        (false, false) => Err("a quote, a comment or a parenthesis in it is never closed"),
        (false, true) => Ok(()),
    }
}

/// Why an expression may have another value the next time: it names one of `changing`, calls a function, or looks elsewhere.
pub fn may_change(text: &str, changing: &[&str]) -> Option<String> {
    let tokens: Vec<_> = Tokens::new(text).filter(|token| token.kind != Kind::Comment).collect();
    tokens.iter().enumerate().find_map(|(place, token)| {
        let word = &text[token.start..token.end];
        let is_called = tokens.get(place + 1).is_some_and(|next| &text[next.start..next.end] == "(");
        match token.kind {
            Kind::Word | Kind::QuotedName => {
                let name = match token.kind {
                    Kind::Word => word.to_lowercase(),
                    _ => word.trim_matches('"').replace("\"\"", "\""),
                };
                if changing.contains(&name.as_str()) {
                    Some(format!("it depends on `{name}`, which is changed"))
                } else if token.kind == Kind::Word && OF_THE_MOMENT.contains(&name.as_str()) {
                    Some(format!("`{name}` may be something else the next time"))
                } else if is_called {
                    Some(format!("`{name}()` may give something else the next time"))
                } else {
                    None
                }
            }
            Kind::Literal => {
                let value = word.trim_matches('\'').trim().to_lowercase();
                MOMENTS.contains(&value.as_str()).then(|| format!("{word} may be another moment the next time"))
            }
            Kind::Symbol | Kind::Comment => None,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_expression_stands_in_parentheses() {
        for good in
            ["NULL", "'a)' || id", "(a) = ANY (ARRAY[1, 2])", "x -- why\n", "x -- why", "a /* ( */", "$$ ; $$", "E'\\''"]
        {
            assert_eq!(check(good), Ok(()), "{good}");
        }
        for bad in ["", " -- nothing", "1; DROP TABLE t", "1) OR (1", "(1", "'abc", "a /* b", "\"a", "id = $1", "a]", "$$ abc"]
        {
            assert!(check(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn what_stays_the_same_is_told_by_its_words() {
        for same in ["NULL", "'deleted-' || id || '@invalid'", "DATE '2000-01-01'", "'{}'::jsonb", "-1", "NOT is_active"] {
            assert_eq!(may_change(same, &["email"]), None, "{same}");
        }
        for other in [
            "now()",
            "CURRENT_TIMESTAMP",
            "current_user",
            "'now'::timestamptz",
            "upper(id::text)",
            "email || 'x'",
            "\"email\"",
            "EMAIL",
            "(SELECT 1)",
        ] {
            assert!(may_change(other, &["email"]).is_some(), "{other}");
        }
    }
}
