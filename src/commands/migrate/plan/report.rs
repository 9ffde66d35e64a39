//! The plan of migrations as it is shown: for people, as JSON, and as findings for other programs.

use std::sync::LazyLock;

use serde_json::{Value, json};

use super::super::hazards::File;
use super::Planned;
use crate::amount::{self, count};
use crate::migration::analysis::Judged;
use crate::migration::analysis::judge::Risk;
use crate::migration::analysis::rules;
use crate::migration::analysis::world::Size;
use crate::plan::Hazard;
use crate::ui::findings::{Finding, Findings, Level, Place, Rule};
use crate::ui::text::Text;
use crate::ui::{Outcome, Report};

static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    let rule = |rule: &&'static rules::Rule| Rule { id: rule.id, word: rule.word, meaning: rule.meaning, help: rule.safer };
    rules::ALL.iter().map(rule).collect()
});

/// `12 GB, about 4200000 rows`.
fn size(size: Size) -> String {
    let rows = size.rows.map(|rows| format!(", about {}", count(usize::try_from(rows).unwrap_or_default(), "row")));
    format!("{}{}", amount::bytes(size.bytes), rows.unwrap_or_default())
}

fn names(hazards: &[Hazard]) -> String {
    hazards.iter().map(|hazard| hazard.name()).collect::<Vec<_>>().join(", ")
}

/// Writes what is to be known of a statement, indented.
pub fn statement(text: &mut Text, file: &File, judged: &Judged) {
    for lock in &judged.verdict.locks {
        let size = file.sizes.get(&lock.relation).map(|known| format!("; {}", size(*known))).unwrap_or_default();
        text.dim(&format!("    lock: {} on {} (blocks {}){size}", lock.mode.name(), lock.relation, lock.mode.blocks())).end();
    }
    for risk in &judged.verdict.risks {
        let Risk { rule, hazards, object, detail } = risk;
        let about = if detail.is_empty() { object.clone() } else { format!("{object} ({detail})") };
        if hazards.iter().any(|hazard| hazard.needs_consent()) {
            text.plain("    ").warning(&names(hazards)).plain(": ");
        } else {
            text.plain("    note: ");
        }
        text.line(&format!("{about}. {}", rule.meaning));
        if !rule.safer.is_empty() {
            text.dim(&format!("    safer: {}", rule.safer)).end();
        }
    }
    if let Some(why) = judged.verdict.unseen {
        text.plain("    not seen through: ").line(why);
    }
}

impl Planned {
    fn statements(&self) -> usize {
        self.consent.looked.files.iter().map(|file| file.analysed.statements.len()).sum()
    }

    fn summary(&self) -> String {
        let refused = self.consent.looked.refused(&self.consent.allowed).len();
        let consent = if refused > 0 { format!(": {refused} without the consent that they need") } else { String::new() };
        let forbidden = self.consent.looked.forbidden().count();
        let forbidden = if forbidden > 0 { format!(": {forbidden} against the project's rules") } else { String::new() };
        let unseen = self.consent.looked.files.iter().flat_map(|file| &file.analysed.statements);
        let unseen = unseen.filter(|judged| judged.verdict.unseen.is_some()).count();
        let unseen = if unseen > 0 { format!("; {unseen} not seen through") } else { String::new() };
        let (files, statements) = (count(self.consent.looked.files.len(), "file"), count(self.statements(), "statement"));
        format!("{files}, {statements}{consent}{forbidden}{unseen}")
    }

    fn subject(&self) -> String {
        match &self.target {
            Some(target) => format!("against {target}"),
            None => "without a database: of what was there before, everything is assumed to be large".to_owned(),
        }
    }
}

impl Report for Planned {
    fn outcome(&self) -> Outcome {
        if self.consent.is_lacking() { Outcome::Finding } else { Outcome::Done }
    }

    fn json(&self) -> Value {
        let statement = |file: &File, judged: &Judged| {
            let lock = |lock: &crate::plan::Lock| {
                let size = file.sizes.get(&lock.relation);
                json!({
                    "mode": lock.mode,
                    "relation": lock.relation,
                    "blocks": lock.mode.blocks(),
                    "bytes": size.map(|size| size.bytes),
                    "rows": size.and_then(|size| size.rows),
                })
            };
            let finding = |risk: &Risk| {
                json!({
                    "rule": risk.rule.id,
                    "hazards": risk.hazards,
                    "forbidden": self.consent.looked.is_forbidden(risk.rule),
                    "object": risk.object,
                    "detail": risk.detail,
                    "meaning": risk.rule.meaning,
                    "safer": Some(risk.rule.safer).filter(|safer| !safer.is_empty()),
                })
            };
            let lacking =
                file.analysed.refused(&self.consent.allowed).into_iter().find(|(refused, _)| refused.start == judged.start);
            json!({
                "line": judged.line,
                "sql": &file.sql[judged.start..judged.end],
                "locks": judged.verdict.locks.iter().map(lock).collect::<Vec<_>>(),
                "rewrites": judged.verdict.rewrites,
                "reads": judged.verdict.scans,
                "hazards": judged.verdict.hazards(),
                "needs_consent": lacking.map(|(_, hazards)| hazards).unwrap_or_default(),
                "findings": judged.verdict.risks.iter().map(finding).collect::<Vec<_>>(),
                "not_seen_through": judged.verdict.unseen,
            })
        };
        let file = |file: &File| {
            json!({
                "file": file.shown,
                "transactional": file.analysed.in_transaction,
                "batches": file.analysed.backfill.as_ref().map(|backfill| json!({ "table": backfill.table, "rows": backfill.rows() })),
                "allowed": file.analysed.allowed,
                "statements": file.analysed.statements.iter().map(|judged| statement(file, judged)).collect::<Vec<_>>(),
            })
        };
        json!({ "database": self.target, "files": self.consent.looked.files.iter().map(file).collect::<Vec<_>>() })
    }

    fn text(&self, text: &mut Text) {
        for file in &self.consent.looked.files {
            let manner = match &file.analysed.backfill {
                Some(backfill) => backfill.manner(),
                None if file.analysed.in_transaction => "in one transaction".to_owned(),
                None => "each statement on its own".to_owned(),
            };
            text.bold(&file.shown).dim(&format!("  {manner}")).end();
            for judged in &file.analysed.statements {
                text.plain(&format!("  {}: ", judged.line)).line(&file.statement(judged));
                statement(text, file, judged);
            }
            text.end();
        }
        for line in self.consent.lacking() {
            text.line(&line);
        }
        text.line(&format!("{} ({})", self.summary(), self.subject()));
    }

    fn findings(&self) -> Option<Findings> {
        let mut found = Vec::new();
        for file in &self.consent.looked.files {
            for judged in &file.analysed.statements {
                let allowed = |hazard: &Hazard| self.consent.allowed.contains(hazard) || file.analysed.allowed.contains(hazard);
                for risk in &judged.verdict.risks {
                    let mut needed = risk.hazards.iter().filter(|hazard| hazard.needs_consent()).peekable();
                    // What is allowed is no finding, and neither is what the online way does.
                    let is_found = if needed.peek().is_some() { !needed.all(allowed) } else { risk.hazards.is_empty() };
                    let is_found = is_found || self.consent.looked.is_forbidden(risk.rule);
                    let Some(rule) = RULES.iter().find(|rule| rule.id == risk.rule.id).filter(|_| is_found) else { continue };
                    let detail = Some(risk.detail.clone()).filter(|detail| !detail.is_empty());
                    found.push(Finding {
                        rule,
                        level: Level::Error,
                        object: risk.object.clone(),
                        identity: format!("{} {} {}", file.shown, risk.object, file.statement(judged)),
                        value: detail,
                        diff: None,
                        place: Place { file: file.shown.clone(), line: judged.line },
                    });
                }
            }
        }
        let unseen = self.consent.looked.files.iter().flat_map(|file| {
            let unseen = file.analysed.statements.iter().filter_map(|judged| Some((judged.line, judged.verdict.unseen?)));
            unseen.map(move |(line, why)| format!("{}:{line}: {why}", file.shown))
        });
        let root = self.consent.looked.files.first().map_or("migrations", |file| file.shown.as_str()).to_owned();
        Some(Findings {
            command: "migrate plan".to_owned(),
            summary: self.summary(),
            subject: self.subject(),
            rules: &RULES,
            found,
            exit_code: self.outcome().exit_code(),
            failures: Vec::new(),
            passed: Vec::new(),
            not_checked: Vec::new(),
            not_checked_is: "not compared",
            notes: unseen.collect(),
            remedy: None,
            root: Place { file: root, line: 1 },
        })
    }
}
