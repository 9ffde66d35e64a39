//! How partitions differ from their parent in what they do not inherit, and tables of ours that are no partitions: what a status
//! says beside the windows.

use std::collections::BTreeSet;

use super::finding::{Finding, Weight, some_of};
use super::live::Table;
use super::plan::TablePlan;
use super::sections::Copied;
use crate::amount;
use crate::identifier::QualifiedName;

/// A partition that is not as its parent, and in which respects, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Differing {
    pub name: QualifiedName,
    pub respects: Vec<String>,
}

/// What is reported as good to know only: whoever made it meant it, and nothing is missing.
const MEANT: [&str; 2] = ["a constraint of its own", "an index of its own"];

/// One finding per respect in which partitions differ, but for those in which their policy lets them.
pub fn differences(table: &Table, copy: Copied, differing: &[Differing]) -> Vec<Finding> {
    let let_be = [
        ("grants", copy.grants),
        ("replica identity", copy.replica_identity),
        ("row-level security", copy.row_security),
        ("triggers for statements", copy.statement_triggers),
    ];
    let respects: BTreeSet<&String> = differing.iter().flat_map(|differing| &differing.respects).collect();
    let wanted = respects.into_iter().filter(|respect| !let_be.iter().any(|(word, copied)| word == respect && !copied));
    wanted
        .map(|respect| {
            let those: Vec<&Differing> = differing.iter().filter(|it| it.respects.contains(respect)).collect();
            let names: Vec<String> = those.iter().map(|it| it.name.to_string()).collect();
            let (count, verb) = (amount::count(names.len(), "partition"), if names.len() == 1 { "is" } else { "are" });
            let message = format!("{count} {verb} not as {}: {respect} ({})", table.name, some_of(&names));
            let meant = MEANT.contains(&respect.as_str());
            let finding = Finding::new(if meant { Weight::Note } else { Weight::Finding }, "drift", message);
            match hint(table, respect, &those[0].name) {
                Some(hint) => finding.hint(hint),
                None => finding,
            }
        })
        .collect()
}

/// What would make the first of them as its parent.
fn hint(table: &Table, respect: &str, partition: &QualifiedName) -> Option<String> {
    Some(match respect {
        "owner" => format!("ALTER TABLE {partition} OWNER TO {}", crate::identifier::quote(&table.properties.owner)),
        "grants" => "grant and revoke by name what the parent has, or set copy.grants = false in the policy".to_owned(),
        "replica identity" => {
            format!("ALTER TABLE {partition} REPLICA IDENTITY …, or UPDATE and DELETE may fail where it is published")
        }
        "row-level security" => {
            format!("ALTER TABLE {partition} ENABLE ROW LEVEL SECURITY, or who may read it directly sees all")
        }
        "triggers for statements" => {
            let made: Vec<String> =
                table.properties.statement_triggers.iter().flat_map(|trigger| trigger.statements(partition)).collect();
            format!("of these, what {partition} lacks: {}", made.join("; "))
        }
        "an index is missing or invalid" => "`pgkeel diff --sql` plans what mends it".to_owned(),
        _ => return None,
    })
}

/// Tables that were made and not attached, by those that the next run attaches and those that no window wants any more.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Staged {
    pub waiting: Vec<QualifiedName>,
    pub stranded: Vec<QualifiedName>,
}

/// Tells them apart.
pub fn staged(all: &[QualifiedName], plan: &TablePlan, default_next: Option<&QualifiedName>) -> Staged {
    let wanted =
        |name: &&QualifiedName| plan.attaches.iter().any(|attach| attach.name == **name) || default_next == Some(*name);
    let (waiting, stranded) = all.iter().partition::<Vec<&QualifiedName>, _>(wanted);
    let owned = |names: Vec<&QualifiedName>| names.into_iter().cloned().collect();
    Staged { waiting: owned(waiting), stranded: owned(stranded) }
}

impl Staged {
    pub fn findings(&self) -> Vec<Finding> {
        let shown = |names: &[QualifiedName]| some_of(&names.iter().map(ToString::to_string).collect::<Vec<_>>());
        let mut findings = Vec::new();
        if !self.waiting.is_empty() {
            let count = amount::count(self.waiting.len(), "table");
            let message = format!("a run that was stopped left {count}, which the next one attaches: {}", shown(&self.waiting));
            findings.push(Finding::new(Weight::Note, "staged", message));
        }
        if let Some(first) = self.stranded.first() {
            let count = amount::count(self.stranded.len(), "table");
            let message = format!(
                "a run that was stopped left {count}, for which there is no window any more: {}",
                shown(&self.stranded)
            );
            findings.push(
                Finding::new(Weight::Finding, "stranded", message)
                    .hint(format!("look whether it is empty, then: DROP TABLE {first}")),
            );
        }
        findings
    }
}
