//! Findings as Markdown, for a pull request's comment or a job's summary: a table, differences and the plan to unfold. What came
//! from elsewhere stands in code, where it can be no markup and mention nobody. It fits into a comment, and says what did not.

use super::findings::{Finding, Findings, Remedy};
use super::visible;
use crate::amount::count;
use crate::plan::{Hazard, Plan};

/// A comment on GitHub has 65,536 characters at most.
const MOST: usize = 65_000;
/// What of them the table may fill, and with what is below it all but the plan.
const TABLE: usize = 30_000;
const BEFORE_PLAN: usize = 45_000;
/// One difference, or one failure.
const ONE: usize = 4_000;
/// A note.
const NOTE: usize = 500;
/// A cell of the table.
const CELL: usize = 200;

pub fn document(findings: &Findings) -> String {
    let mut text = format!("### {}: {}\n", findings.call(), findings.summary);
    if !findings.subject.is_empty() {
        text.push_str(&format!("\n{}\n", code(&findings.subject)));
    }
    for failure in &findings.failures {
        let place = failure.place.as_ref().map(|place| format!("{}:{}\n", place.file, place.line)).unwrap_or_default();
        text.push_str(&format!("\n{}", fenced("", &format!("{place}{}", failure.message))));
        if text.len() > TABLE {
            break;
        }
    }
    table(&mut text, findings);
    diffs(&mut text, &findings.found);
    let mut foot = String::new();
    for note in &findings.notes {
        foot.push_str(&format!("\nNote: {}\n", code(&visible::cut(note, NOTE))));
    }
    if !findings.not_checked.is_empty() {
        let words: Vec<String> = findings.not_checked.iter().map(|words| code(words)).collect();
        foot.push_str(&format!("\nNot compared: {}\n", words.join(", ")));
    }
    if let Some(remedy) = &findings.remedy {
        plan(&mut text, remedy, &findings.call(), MOST.saturating_sub(foot.len()));
    }
    text + &foot
}

fn table(text: &mut String, findings: &Findings) {
    if findings.found.is_empty() {
        return;
    }
    text.push_str("\n| | object | definition | declared at |\n|---|---|---|---|\n");
    let cell = |words: &str| code(&visible::cut(words, CELL));
    for (number, finding) in findings.found.iter().enumerate() {
        if text.len() > TABLE {
            text.push_str(&format!("\nand {} more\n", findings.found.len() - number));
            break;
        }
        let value = finding.value.as_deref().map(cell).unwrap_or_default();
        let place = cell(&format!("{}:{}", finding.place.file, finding.place.line));
        text.push_str(&format!("| {} | {} | {value} | {place} |\n", finding.rule.word, cell(&finding.object)));
    }
}

fn diffs(text: &mut String, found: &[Finding]) {
    let with_diff: Vec<(&Finding, &str)> =
        found.iter().filter_map(|finding| Some((finding, finding.diff.as_deref()?))).collect();
    for (number, (finding, diff)) in with_diff.iter().enumerate() {
        if text.len() > BEFORE_PLAN {
            text.push_str(&format!("\nand {} more changed\n", with_diff.len() - number));
            break;
        }
        let head = format!("{}: {}", finding.rule.word, html_code(&visible::cut(&finding.object, CELL)));
        text.push_str(&details(&head, &fenced("diff", diff)));
    }
}

/// As many of its steps as there is room for.
fn plan(text: &mut String, remedy: &Remedy, call: &str, most: usize) {
    let steps = &remedy.plan.steps;
    let of = |hazard: Hazard| steps.iter().filter(|step| step.hazards.contains(&hazard)).count();
    let hazards: Vec<String> = Hazard::ALL
        .into_iter()
        .filter(|hazard| of(*hazard) > 0)
        .map(|hazard| format!("{} ({})", hazard.name(), of(hazard)))
        .collect();
    let hazards = if hazards.is_empty() { "no hazards".to_owned() } else { format!("hazards: {}", hazards.join(", ")) };
    let head = format!("Plan: {}, {hazards}; {}", count(steps.len(), "step"), html_code(&remedy.verdict));
    let written = |number: usize| {
        let mut script = format!("{}\n{}", remedy.preamble, Plan { steps: steps[..number].to_vec() }.script());
        if visible::lines(&script) != script {
            script.push_str(&format!("\n-- with escapes for control characters: `{call} --sql` prints it as it is\n"));
        }
        if number < steps.len() {
            script.push_str(&format!("\n-- and {} more: `{call} --sql` prints them\n", steps.len() - number));
        }
        details(&head, &fenced("sql", &script))
    };
    let room = most.saturating_sub(text.len());
    // The longest beginning that fits, by halving: a plan can have thousands of steps.
    let (mut fits, mut over) = (0, steps.len() + 1);
    while over - fits > 1 {
        let middle = usize::midpoint(fits, over);
        if written(middle).len() <= room { fits = middle } else { over = middle }
    }
    text.push_str(&written(fits));
}

/// What unfolds below a line of HTML.
fn details(summary: &str, body: &str) -> String {
    format!("\n<details><summary>{summary}</summary>\n\n{body}\n</details>\n")
}

/// A block of code whose fence nothing in it can close.
fn fenced(language: &str, body: &str) -> String {
    let body = visible::lines(body);
    let body = visible::cut(&body, if language == "sql" { usize::MAX } else { ONE });
    let longest = body.split(|character| character != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}{language}\n{}\n{fence}\n", body.trim_end_matches('\n'))
}

/// Words in code, also in a cell of a table.
fn code(words: &str) -> String {
    let words = visible::line(words);
    if words.is_empty() {
        String::new()
    } else if words.contains(['`', '|']) {
        html_code(&words)
    } else {
        format!("`{words}`")
    }
}

/// Words in code where HTML stands. Punctuation is written by its number: it is markup nowhere.
fn html_code(words: &str) -> String {
    let mut html = String::from("<code>");
    for character in visible::line(words).chars() {
        if character.is_ascii_punctuation() && !",-()=/".contains(character) {
            html.push_str(&format!("&#{};", u32::from(character)));
        } else {
            html.push(character);
        }
    }
    html + "</code>"
}

#[cfg(test)]
mod tests {
    use super::super::findings::tests::{failed, findings};
    use super::*;
    use crate::plan::Step;

    #[test]
    fn foreign_words_are_no_markup() {
        let document = document(&findings(1));
        assert!(!document.contains('\u{1b}'));
        let row = document.lines().find(|line| line.starts_with("| missing")).expect("a row");
        assert_eq!(row.matches('|').count(), 5, "{row}");
        assert!(row.contains("<code>table &#34;a&#124;&#96;&#42;&#60;b&#62;&#38;&#39;&#37;&#58;,&#92;n&#92;u"), "{row}");
        assert!(document.contains("\n````diff\n- ```\n+ </details>\n````\n"), "{document}");
        assert!(document.contains("Note: `a *note*`\n"));
    }

    #[test]
    fn it_fits_into_a_comment_and_says_what_did_not() {
        let mut many = findings(3_000);
        let step = |number: usize| Step::new(format!("step {number}"), "SELECT 1").hazard(Hazard::LongScan);
        many.remedy = Some(Remedy {
            verdict: "proven".to_owned(),
            preamble: "SET x = 1;".to_owned(),
            plan: Plan { steps: (0..5_000).map(step).collect() },
        });
        let document = document(&many);
        assert!(document.len() <= MOST && document.len() > MOST - 100, "{}", document.len());
        let rows = document.lines().filter(|line| line.starts_with("| missing")).count();
        assert!(document.contains(&format!("\nand {} more\n", 3_000 - rows)));
        let steps = document.matches("hazard: long-scan").count();
        assert!(document.contains(&format!("\n-- and {} more: `pgkeel diff --sql` prints them\n", 5_000 - steps)));
        assert!(document.contains("Plan: 5000 steps, hazards: long-scan (5000); <code>proven</code>"));
        assert!(document.ends_with("\nNot compared: `owners`\n"));
    }

    #[test]
    fn an_error_is_told_with_its_place() {
        insta::assert_snapshot!(document(&failed()), @r#"
        ### pgkeel diff: failed

        ```
        schema.toml:2
        type "t\u{1b}xet" does not exist (SQLSTATE 42704)
        hint: spell it
        ```
        "#);
    }
}
