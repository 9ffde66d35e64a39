//! Findings as JUnit XML: each a test case that fails, what was not looked at one that is skipped, what kept the command from its
//! answer one that ends in an error. Where all is well there is one case that passes.

use super::findings::{Findings, Place};
use super::visible;

pub fn document(findings: &Findings) -> String {
    let call = findings.call();
    let mut cases = Vec::new();
    for failure in &findings.failures {
        let message = failure.message();
        let first = message.lines().next().unwrap_or_default();
        cases.push(case(&call, &call, failure.place.as_ref(), &outcome("error", "failed", first, &message)));
    }
    for finding in &findings.found {
        let failure = outcome("failure", finding.rule.id, &finding.message(), &finding.full_message());
        cases.push(case(&call, &visible::line(&finding.object), Some(&finding.place), &failure));
    }
    for name in &findings.passed {
        cases.push(case(&call, &visible::line(name), None, ""));
    }
    if cases.is_empty() {
        cases.push(case(&call, &visible::line(&findings.sentence()), None, ""));
    }
    for what in &findings.not_checked {
        let skipped = format!("<skipped message=\"{}\"/>", findings.not_checked_is);
        cases.push(case(&call, &visible::line(what), None, &skipped));
    }
    let (tests, failures, errors, skipped) =
        (cases.len(), findings.found.len(), findings.failures.len(), findings.not_checked.len());
    let counts = format!("tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\" skipped=\"{skipped}\"");
    let said = [findings.sentence()].into_iter().chain(findings.notes.iter().cloned());
    let said: Vec<String> = said.map(|words| visible::line(&words).into_owned()).collect();
    let call = escaped(&call);
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"{call}\" {counts}>\n  <testsuite name=\"{call}\" {counts}>\n\
         {}    <system-out>{}</system-out>\n  </testsuite>\n</testsuites>\n",
        cases.concat(),
        escaped(&said.join("\n")),
    )
}

fn case(class: &str, name: &str, place: Option<&Place>, outcome: &str) -> String {
    let place = place
        .map(|place| format!(" file=\"{}\" line=\"{}\"", escaped(&visible::line(&place.file)), place.line))
        .unwrap_or_default();
    let head = format!("    <testcase classname=\"{}\" name=\"{}\"{place}", escaped(class), escaped(name));
    if outcome.is_empty() { format!("{head}/>\n") } else { format!("{head}>{outcome}</testcase>\n") }
}

fn outcome(element: &str, kind: &str, message: &str, text: &str) -> String {
    format!("<{element} type=\"{kind}\" message=\"{}\">{}</{element}>", escaped(message), escaped(text))
}

/// What XML wants escaped. What it cannot hold at all has been made visible before, but for two characters that are none.
fn escaped(text: &str) -> String {
    let mut xml = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => xml.push_str("&amp;"),
            '<' => xml.push_str("&lt;"),
            '>' => xml.push_str("&gt;"),
            '"' => xml.push_str("&quot;"),
            '\'' => xml.push_str("&apos;"),
            '\u{fffe}' | '\u{ffff}' => xml.extend(character.escape_default()),
            other => xml.push(other),
        }
    }
    xml
}

#[cfg(test)]
mod tests {
    use super::super::findings::tests::{failed, findings};
    use super::*;

    fn parsed(findings: &Findings) -> Vec<(String, Option<String>)> {
        let text = document(findings);
        let document = roxmltree::Document::parse(&text).unwrap_or_else(|cause| panic!("{cause}: {text}"));
        let suite = document.descendants().find(|node| node.has_tag_name("testsuite")).expect("a suite");
        let cases: Vec<_> = suite.children().filter(|node| node.has_tag_name("testcase")).collect();
        assert_eq!(suite.attribute("tests"), Some(&*cases.len().to_string()));
        let outcome = |case: &roxmltree::Node<'_, '_>| case.first_element_child().map(|node| node.tag_name().name().to_owned());
        cases.iter().map(|case| (case.attribute("name").expect("a name").to_owned(), outcome(case))).collect()
    }

    #[test]
    fn any_name_is_xml() {
        let mut findings = findings(1);
        findings.found[0].object.push('\u{ffff}');
        let cases = parsed(&findings);
        let name = r#"table "a|`*<b>&'%:,\n\u{1b}[1m]]>""0"\u{ffff}"#;
        assert_eq!(cases[0], (name.to_owned(), Some("failure".to_owned())));
        assert_eq!(cases[1], ("owners".to_owned(), Some("skipped".to_owned())));
    }

    #[test]
    fn a_case_passes_where_all_is_well_and_none_where_it_failed() {
        assert_eq!(parsed(&findings(0))[0], ("0 differences (from a to b)".to_owned(), None));
        assert_eq!(parsed(&failed()), [("pgkeel diff".to_owned(), Some("error".to_owned()))]);
    }
}
