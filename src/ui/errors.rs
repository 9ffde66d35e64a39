//! An error for people: what, where with the source line and a caret, what PostgreSQL added, what state things are in, and
//! what to do next.

use crate::error::Error;

use super::text::Text;

/// Writes the error as the last thing a failed command says.
pub fn write(text: &mut Text, error: &Error) {
    for problem in error.problems() {
        write(text, problem);
    }
    text.bad("error");
    write_rest(text, error);
}

/// Writes what is no failure: it is left for a later run.
pub fn write_deferred(text: &mut Text, error: &Error) {
    text.warning("deferred");
    write_rest(text, error);
}

fn write_rest(text: &mut Text, error: &Error) {
    text.plain(": ").bold(error.message());
    if let Some(sql) = error.sql() {
        text.dim(&format!(" (SQLSTATE {})", sql.sqlstate));
    }
    text.end();
    if let Some(location) = error.location() {
        text.accent("  --> ").line(&location.to_string());
    }
    if let Some(excerpt) = error.excerpt() {
        let last = excerpt.first_line + excerpt.lines.len();
        let gutter = last.to_string().len();
        for (offset, line) in excerpt.lines.iter().enumerate() {
            let number = excerpt.first_line + offset;
            text.accent(&format!("{number:gutter$} | ")).line(line);
            if let Some((caret_line, column)) = excerpt.caret
                && caret_line == number
            {
                // Tabs are kept, so that the caret stands under its character whatever their width.
                let pad: String = line.chars().take(column - 1).map(|c| if c == '\t' { '\t' } else { ' ' }).collect();
                text.accent(&format!("{:gutter$} | ", "")).plain(&pad).bad("^").end();
            }
        }
    }
    if let Some(sql) = error.sql() {
        for (label, value) in [("detail", &sql.detail), ("hint", &sql.hint), ("context", &sql.context)] {
            if let Some(value) = value {
                text.accent(&format!("  {label}: ")).line(&value.replace('\n', "\n    "));
            }
        }
    }
    if let Some(state) = error.state() {
        text.accent("state: ").line(state);
    }
    for hint in error.hints() {
        text.good("hint").plain(": ").line(hint);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::SqlFacts;

    #[test]
    fn everything_in_its_place() {
        let sql = "CREATE TABLE a (id int);\nCREATE INDEX i ON a (nope);\n";
        let error = Error::failed("column \"nope\" does not exist")
            .pointing_at("migrations/V2__a.sql", sql, sql.find("nope").unwrap())
            .with_sql(SqlFacts { sqlstate: "42703".into(), detail: Some("d".into()), ..SqlFacts::default() })
            .leaving("V2 was rolled back; V1 is applied")
            .hint("correct the file and run `pgkeel migrate up` again");
        let mut text = Text::new(false);
        write(&mut text, &error);
        insta::assert_snapshot!(text.finish(), @r#"
        error: column "nope" does not exist (SQLSTATE 42703)
          --> migrations/V2__a.sql:2:22
        1 | CREATE TABLE a (id int);
        2 | CREATE INDEX i ON a (nope);
          |                      ^
          detail: d
        state: V2 was rolled back; V1 is applied
        hint: correct the file and run `pgkeel migrate up` again
        "#);
    }
}
