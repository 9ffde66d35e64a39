//! Findings as SARIF 2.1.0, which code scanning reads. The object stands in `logicalLocations`, its line in the file that declares
//! it in `physicalLocation`; what failed is a notification of the invocation.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::{Value, json};

use super::findings::{Finding, Findings, Place, Rule};
use super::visible;

/// How many results are shown of a run, of those that are taken.
const MOST: usize = 5_000;

/// What a path may not hold in a URI. The slash stays.
const NOT_IN_A_PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b':')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

pub fn document(findings: &Findings) -> Value {
    let (shown, more) = findings.first(MOST);
    let mut results: Vec<Value> = shown.iter().map(|finding| result(finding, findings.rules)).collect();
    if let Some(next) = findings.found.get(shown.len()) {
        let text = format!("and {more} more: a report of all is what `{}` prints", findings.call());
        results.push(json!({
            "ruleId": next.rule.id,
            "level": "error",
            "message": { "text": text },
            "locations": [{ "physicalLocation": physical(&findings.root) }],
            "partialFingerprints": { "primaryLocationLineHash": super::findings::fingerprint(&["and more"]) },
        }));
    }
    let failures = findings.failures.iter().map(|failure| {
        let places: Vec<Value> = failure.place.iter().map(|place| json!({ "physicalLocation": physical(place) })).collect();
        json!({ "level": "error", "message": { "text": failure.message() }, "locations": places })
    });
    let not_checked =
        (!findings.not_checked.is_empty()).then(|| format!("{}: {}", findings.not_checked_is, findings.not_checked.join(", ")));
    let notes = findings.notes.iter().cloned().chain(not_checked);
    let notes = notes.map(|note| json!({ "level": "note", "message": { "text": visible::line(&note) } }));
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "pgkeel",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": findings.rules.iter().map(rule).collect::<Vec<_>>(),
            } },
            "invocations": [{
                "executionSuccessful": findings.failures.is_empty(),
                "exitCode": findings.exit_code,
                "toolExecutionNotifications": failures.chain(notes).collect::<Vec<_>>(),
            }],
            "results": results,
        }],
    })
}

fn rule(rule: &Rule) -> Value {
    json!({
        "id": rule.id,
        "shortDescription": { "text": rule.meaning },
        "fullDescription": { "text": rule.meaning },
        "help": { "text": rule.help },
        "defaultConfiguration": { "level": "error" },
    })
}

fn result(finding: &Finding, rules: &[Rule]) -> Value {
    json!({
        "ruleId": finding.rule.id,
        "ruleIndex": rules.iter().position(|rule| rule == finding.rule),
        "level": "error",
        "message": { "text": finding.full_message() },
        "locations": [{
            "physicalLocation": physical(&finding.place),
            "logicalLocations": [{ "fullyQualifiedName": finding.identity }],
        }],
        // Given, because else it is made of the line in the file, and two findings on one line would count as one.
        "partialFingerprints": { "primaryLocationLineHash": finding.fingerprint() },
    })
}

fn physical(place: &Place) -> Value {
    json!({
        "artifactLocation": { "uri": utf8_percent_encode(&place.file, NOT_IN_A_PATH).to_string(), "uriBaseId": "%SRCROOT%" },
        "region": { "startLine": place.line },
    })
}

#[cfg(test)]
mod tests {
    use super::super::findings::tests::{failed, findings};
    use super::*;

    #[test]
    fn what_is_shown_is_cut_where_nobody_looks_and_says_so() {
        let document = document(&findings(MOST + 7));
        let results = document["runs"][0]["results"].as_array().expect("results");
        assert_eq!(results.len(), MOST);
        let last = results.last().expect("a result");
        assert!(last["message"]["text"].as_str().expect("a text").starts_with("and 8 more: "), "{last}");
    }

    #[test]
    fn a_path_is_a_uri() {
        let document = document(&findings(1));
        let place = &document["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "dir/a%20b,c%3Ad%25.toml");
    }

    #[test]
    fn what_failed_is_a_notification() {
        let document = document(&failed());
        let invocation = &document["runs"][0]["invocations"][0];
        assert_eq!((&invocation["executionSuccessful"], &invocation["exitCode"]), (&false.into(), &1.into()));
        let notification = &invocation["toolExecutionNotifications"][0];
        assert_eq!(notification["message"]["text"], "type \"t\\u{1b}xet\" does not exist (SQLSTATE 42704)\nhint: spell it");
        assert_eq!(notification["locations"][0]["physicalLocation"]["region"]["startLine"], 2);
    }
}
