//! The answer for CI: each check a finding, a failure, or one that passed.

use super::HealthReport;
use crate::health::{self, Status};
use crate::ui::Report as _;
use crate::ui::findings::{Failure, Finding, Findings, Level, Place, Rule};

const WARNING: Rule = Rule {
    id: "health/warning",
    word: "warning",
    meaning: "A check found what somebody should look at",
    help: "`pgkeel health explain CHECK` says what it means and what to do",
};
const CRITICAL: Rule = Rule {
    id: "health/critical",
    word: "critical",
    meaning: "A check found what somebody must act on now",
    help: "`pgkeel health explain CHECK` says what it means and what to do",
};
static RULES: [Rule; 2] = [WARNING, CRITICAL];

/// Objects that are named of one check.
const NAMED: usize = 20;

pub(super) fn findings(report: &HealthReport) -> Findings {
    let root = Place { file: "pgkeel.toml".to_owned(), line: 1 };
    let found = report.findings.iter().filter_map(|finding| {
        let (rule, level) = match finding.status {
            Status::Warning => (&RULES[0], Level::Warning),
            Status::Critical => (&RULES[1], Level::Error),
            _ => return None,
        };
        let mut lines: Vec<String> = finding.objects.iter().take(NAMED).map(|object| object.name.clone()).collect();
        if finding.objects.len() > NAMED {
            lines.push(format!("and {} more", finding.objects.len() - NAMED));
        }
        lines.extend(finding.remedy.iter().map(|remedy| format!("remedy: {remedy}")));
        Some(Finding {
            rule,
            level,
            object: finding.check.to_owned(),
            identity: finding.check.to_owned(),
            value: Some(finding.message.clone()),
            diff: (!lines.is_empty()).then(|| lines.join("\n")),
            place: root.clone(),
        })
    });
    let unknown = report.findings.iter().filter(|finding| finding.status == Status::Unknown).map(|finding| {
        let grant = finding.missing_grant.as_ref().map(|grant| format!("\nmissing: {grant}")).unwrap_or_default();
        Failure { message: format!("unknown: {}: {}{grant}", finding.check, finding.message), place: None }
    });
    let failed = report.failure().map(|error| Failure { message: error.message().to_owned(), place: None });
    let named = |statuses: &[Status]| -> Vec<String> {
        let chosen = report.findings.iter().filter(|finding| statuses.contains(&finding.status));
        chosen.map(|finding| finding.check.to_owned()).collect()
    };
    let state = health::worst(&report.findings).name();
    Findings {
        command: "health".to_owned(),
        summary: state.to_owned(),
        subject: report.server.database.clone(),
        rules: &RULES,
        found: found.collect(),
        passed: named(&[Status::Ok, Status::Info]),
        exit_code: report.outcome().exit_code(),
        failures: unknown.chain(failed).collect(),
        not_checked: named(&[Status::Skipped]),
        not_checked_is: "skipped",
        notes: Vec::new(),
        remedy: None,
        root,
    }
}
