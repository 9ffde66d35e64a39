//! `${name}` in migrations: replaced by the value that somebody declared, where any is declared at all. Never in comments, nor in the
//! rows that COPY reads. `${name}` is the value as it is, as psql's `:name`; `:literal` and `:identifier` quote it.

use std::collections::BTreeMap;
use std::ops::Range;

use super::statements::{self, Kind as StatementKind};
use super::tokens::{Kind, Tokens};
use crate::error::Error;
use crate::identifier::{literal, quote};
use crate::toml_file::nearest;

/// Values by name.
pub type Variables = BTreeMap<String, String>;

/// A text with its placeholders replaced. `None` where nothing is declared, or nothing is to be replaced. `shown` is the file as the
/// person knows it.
///
/// # Errors
/// Every placeholder that stands for nothing, at its place.
pub fn splice(shown: &str, sql: &str, variables: &Variables) -> Result<Option<String>, Vec<Error>> {
    if variables.is_empty() || !sql.contains("${") {
        return Ok(None);
    }
    let untouched = untouched(sql);
    let mut spliced = String::new();
    let mut problems = Vec::new();
    let mut from = 0;
    for (place, name, form) in placeholders(sql) {
        if untouched.iter().any(|range| range.contains(&place.start)) {
            continue;
        }
        match value(name, form, variables) {
            Ok(value) => {
                spliced.push_str(&sql[from..place.start]);
                spliced.push_str(&value);
                from = place.end;
            }
            Err(problem) => problems.push(problem.pointing_at(shown, sql, place.start)),
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    spliced.push_str(&sql[from..]);
    Ok(Some(spliced))
}

fn value(name: &str, form: Option<&str>, variables: &Variables) -> Result<String, Error> {
    let Some(value) = variables.get(name) else {
        let error = Error::usage(format!("`${{{name}}}` stands for nothing: there is no variable {name}"));
        return Err(match nearest(name, variables.keys().map(String::as_str)) {
            Some(near) => error.hint(format!("did you mean `${{{near}}}`?")),
            None => error.hint(format!("declare it in pgkeel.toml, below [migrations.variables], or give --set {name}=VALUE")),
        });
    };
    match form {
        None => Ok(value.clone()),
        Some("literal") => Ok(literal(value)),
        Some("identifier") => Ok(quote(value)),
        Some(other) => Err(Error::usage(format!("`{other}` is no way to write a variable"))
            .hint(format!("write ${{{name}}}, ${{{name}:literal}} or ${{{name}:identifier}}"))),
    }
}

/// Comments, and rows.
fn untouched(sql: &str) -> Vec<Range<usize>> {
    let rows: Vec<Range<usize>> = statements::split(sql)
        .iter()
        .filter(|statement| statement.kind == StatementKind::CopyData)
        .map(|statement| statement.start..statement.end)
        .collect();
    let mut untouched = rows.clone();
    let mut tokens = Tokens::new(sql);
    let mut rows = rows.into_iter().peekable();
    while let Some(token) = tokens.next() {
        // A quote in a row is no quote.
        if let Some(row) = rows.next_if(|row| token.end > row.start) {
            tokens.skip_to(row.end);
        } else if token.kind == Kind::Comment {
            untouched.push(token.start..token.end);
        }
    }
    untouched
}

/// What looks like `${name}` or `${name:form}`: place, name, form.
fn placeholders(sql: &str) -> impl Iterator<Item = (Range<usize>, &str, Option<&str>)> {
    let is_name = |text: &str| {
        text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    sql.match_indices("${").filter_map(move |(start, mark)| {
        // A dollar quote that begins with a brace.
        if sql[..start].ends_with('$') {
            return None;
        }
        let inside = start + mark.len();
        let end = inside + sql[inside..].find('}')?;
        let (name, form) = match sql[inside..end].split_once(':') {
            Some((name, form)) => (name, Some(form)),
            None => (&sql[inside..end], None),
        };
        (is_name(name) && form.is_none_or(is_name)).then_some((start..end + 1, name, form))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variables() -> Variables {
        [("app", "clerk"), ("note", "it's"), ("odd", "Two Words")].map(|(name, value)| (name.into(), value.into())).into()
    }

    fn spliced(sql: &str) -> String {
        splice("V1__a.sql", sql, &variables()).unwrap().unwrap_or_else(|| "untouched".to_owned())
    }

    #[test]
    fn values_are_text_unless_they_are_asked_to_be_quoted() {
        assert_eq!(spliced("GRANT x TO ${app}; SELECT $${app}$$, '${app}'"), "GRANT x TO clerk; SELECT $${app}$$, 'clerk'");
        assert_eq!(spliced("SELECT ${note:literal} AS ${odd:identifier}"), "SELECT 'it''s' AS \"Two Words\"");
    }

    #[test]
    fn what_is_no_placeholder_stays() {
        for sql in ["SELECT '${}', '${1}', '${a b}', '${a', '$ {app}'", "-- ${nothing}\nSELECT 1 /* ${nothing} */"] {
            assert_eq!(spliced(sql), sql);
        }
        let rows = "COPY t FROM stdin;\n${app}'\n\\.\nSELECT '${app}'";
        assert_eq!(spliced(rows), "COPY t FROM stdin;\n${app}'\n\\.\nSELECT 'clerk'");
        assert_eq!(splice("a", "SELECT '${nothing}'", &Variables::new()).unwrap(), None);
    }

    #[test]
    fn what_is_not_declared_is_told_at_its_place() {
        let problems = splice("V1__a.sql", "SELECT\n  ${ap}, ${zzz}, ${app:raw}", &variables()).unwrap_err();
        let told: Vec<String> = problems.iter().map(|problem| format!("{problem} ({})", problem.hints().join("; "))).collect();
        assert_eq!(
            told,
            [
                "V1__a.sql:2:3: `${ap}` stands for nothing: there is no variable ap (did you mean `${app}`?)",
                "V1__a.sql:2:10: `${zzz}` stands for nothing: there is no variable zzz (declare it in pgkeel.toml, below \
                 [migrations.variables], or give --set zzz=VALUE)",
                "V1__a.sql:2:18: `raw` is no way to write a variable (write ${app}, ${app:literal} or ${app:identifier})",
            ]
        );
    }
}
