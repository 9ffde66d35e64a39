//! Findings as a GitLab code quality report: a list of issues, empty only where all is well. What failed is an issue too, because
//! an empty list would read as an all-clear.

use serde_json::{Value, json};

use super::findings::{Findings, Place, fingerprint};

pub fn document(findings: &Findings) -> Value {
    let issue = |description: String, check: &str, fingerprint: String, severity: &str, place: &Place| {
        json!({
            "description": description,
            "check_name": check,
            "fingerprint": fingerprint,
            "severity": severity,
            "location": { "path": place.file, "lines": { "begin": place.line } },
        })
    };
    let failures = findings.failures.iter().enumerate().map(|(number, failure)| {
        let print = fingerprint(&["failed", &findings.command, &number.to_string()]);
        let place = failure.place.as_ref().unwrap_or(&findings.root);
        issue(format!("{} failed: {}", findings.call(), failure.message()), "failed", print, "blocker", place)
    });
    let found = findings
        .found
        .iter()
        .map(|finding| issue(finding.full_message(), finding.rule.id, finding.fingerprint(), "major", &finding.place));
    failures.chain(found).collect()
}

#[cfg(test)]
mod tests {
    use super::super::findings::tests::{failed, findings};
    use super::*;

    #[test]
    fn only_where_all_is_well_the_list_is_empty() {
        assert_eq!(document(&findings(0)), json!([]));
        let failed = document(&failed());
        assert_eq!((&failed[0]["severity"], &failed[0]["location"]["lines"]["begin"]), (&"blocker".into(), &2.into()));
        let found = document(&findings(2));
        assert_ne!(found[0]["fingerprint"], found[1]["fingerprint"]);
    }
}
