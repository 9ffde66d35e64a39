//! Findings as annotations of a GitHub Actions run: one command a line. Ten errors of a step are shown; where there are more,
//! the tenth says how many.

use super::findings::{Findings, Level, Place};
use super::visible;

const MOST: usize = 10;

pub fn document(findings: &Findings) -> String {
    let call = findings.call();
    let failures = findings
        .failures
        .iter()
        .map(|failure| command("error", &format!("{call} failed"), failure.place.as_ref(), &failure.message()));
    let found = findings.found.iter().map(|finding| {
        let title = visible::line(&format!("{}: {}", finding.rule.word, finding.object)).into_owned();
        let level = match finding.level {
            Level::Error => "error",
            Level::Warning => "warning",
        };
        command(level, &title, Some(&finding.place), &finding.full_message())
    });
    let mut lines: Vec<String> = failures.chain(found).collect();
    if lines.len() > MOST {
        let more = lines.len() + 1 - MOST;
        lines.truncate(MOST - 1);
        let rest = format!("and {more} more");
        lines.push(command("error", &rest, None, &format!("{rest}: `{call}` prints all")));
    }
    if findings.failures.is_empty() {
        let not_checked = (!findings.not_checked.is_empty())
            .then(|| format!("{}: {}", findings.not_checked_is, findings.not_checked.join(", ")));
        let said = [findings.sentence()].into_iter().chain(findings.notes.iter().cloned()).chain(not_checked);
        let said: Vec<String> = said.map(|words| visible::line(&words).into_owned()).collect();
        lines.push(command("notice", &call, None, &said.join("\n")));
    }
    lines.concat()
}

fn command(level: &str, title: &str, place: Option<&Place>, message: &str) -> String {
    let place = place.map(|place| format!("file={},line={},", property(&place.file), place.line)).unwrap_or_default();
    format!("::{level} {place}title={}::{}\n", property(title), data(message))
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::super::findings::tests::{failed, findings};
    use super::*;

    #[test]
    fn a_line_is_one_command_whatever_names_hold() {
        insta::assert_snapshot!(document(&findings(1)), @r#"
        ::error file=dir/a b%2Cc%3Ad%25.toml,line=1,title=missing%3A table "a|`*<b>&'%25%3A%2C\n\u{1b}[1m]]>""0"::missing: table "a|`*<b>&'%25:,\n\u{1b}[1m]]>""0": x|y%0A- ```%0A+ </details>
        ::notice title=pgkeel diff::1 differences (from a to b)%0Aa *note*%0Anot compared: owners
        "#);
        insta::assert_snapshot!(document(&failed()), @r#"::error file=schema.toml,line=2,title=pgkeel diff failed::type "t\u{1b}xet" does not exist (SQLSTATE 42704)%0Ahint: spell it"#);
    }

    #[test]
    fn the_tenth_says_how_many_more() {
        let errors = |number: usize| {
            let text = document(&findings(number));
            (text.matches("::error ").count(), text.contains(&format!("::error title=and {} more::", number.saturating_sub(9))))
        };
        assert_eq!((errors(10), errors(11), errors(200)), ((10, false), (10, true), (10, true)));
    }
}
