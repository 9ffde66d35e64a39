//! What a comparison found, for people and for scripts.

mod findings;
mod text;

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::sources::Side;
use crate::amount::count;
use crate::identifier::quote;
use crate::plan::Plan;
use crate::plan::consent::{Consent, Refusal};
use crate::schema::diff::{self, ColumnOrder, Difference, Direction};
use crate::schema::selection::Selection;
use crate::ui::text::Text;
use crate::ui::{Findings, Outcome, Report};

use findings::DeclaredAt;

pub use text::list;

/// What became of a plan on a scratch copy.
#[derive(Debug)]
pub enum Proof {
    Holds {
        steps: usize,
        /// How many more steps are about what only the server has, and were not run.
        of_server: usize,
    },
    /// It ran, and left what it cannot change: no more than these differences. What a scratch copy cannot show is not among them.
    Partial { steps: usize, of_server: usize, residue: Vec<Difference> },
    /// It ran, and these differences are left.
    Residue(Vec<Difference>),
    /// It did not run to its end.
    Failed(String),
}

impl Proof {
    pub fn holds(&self) -> bool {
        matches!(self, Self::Holds { .. })
    }
}

/// What came of a plan on the database itself.
#[derive(Debug)]
pub struct Applied {
    pub steps: usize,
    /// What still differs.
    pub left: Vec<Difference>,
}

/// The answer of `pgkeel diff`.
#[derive(Debug)]
pub struct DiffReport {
    pub from: String,
    pub to: String,
    default_schema: String,
    objects: usize,
    unread: Vec<(String, i64)>,
    /// What is left open, and what a comparison does not look at.
    not_compared: Vec<&'static str>,
    /// The schemas that are there and left out.
    schemas_left_out: BTreeSet<String>,
    pub differences: Vec<Difference>,
    pub notes: Vec<String>,
    pub scratch: Option<String>,
    pub plan: Option<Plan>,
    pub proof: Option<Proof>,
    pub impossible: Vec<String>,
    /// What was left out, as it was asked for.
    ignored: Vec<String>,
    is_limited: bool,
    pub column_order: Vec<ColumnOrder>,
    /// Renames that would explain some differences, as flags state them.
    pub suggestions: Vec<String>,
    /// How many renames were stated.
    pub renamed: usize,
    pub consent: Consent,
    /// What was not done with the plan, and why.
    pub closing: Option<&'static str>,
    pub applied: Option<Applied>,
    declared_at: DeclaredAt,
}

impl DiffReport {
    /// `root` is the file that stands for the whole where neither side is files.
    pub fn new(from: &Side, to: &Side, selection: &Selection, root: String) -> Self {
        let mut notes = Vec::new();
        if let (Some(live), Some(written_for)) = (from.postgres, to.postgres)
            && live != written_for
        {
            notes.push(format!("{} is on PostgreSQL {live}, {} on {written_for}", from.name, to.name));
        }
        let mut unread = from.unread.clone();
        for (kind, number) in &to.unread {
            match unread.iter_mut().find(|(known, _)| known == kind) {
                Some((_, known)) => *known = (*known).max(*number),
                None => unread.push((kind.clone(), *number)),
            }
        }
        Self {
            from: from.name.clone(),
            to: to.name.clone(),
            default_schema: to.schema.default_schema().to_owned(),
            objects: to.schema.objects.len(),
            unread,
            not_compared: diff::not_compared(&from.schema, &to.schema),
            schemas_left_out: from.left_out.iter().chain(&to.left_out).cloned().collect(),
            differences: Vec::new(),
            notes,
            scratch: None,
            plan: None,
            proof: None,
            impossible: Vec::new(),
            ignored: selection.ignored().to_vec(),
            is_limited: selection.is_limited(),
            column_order: Vec::new(),
            suggestions: Vec::new(),
            renamed: 0,
            consent: Consent::default(),
            closing: None,
            applied: None,
            declared_at: DeclaredAt::new(root),
        }
    }

    pub fn take_plan(&mut self, plan: Plan, proof: Option<Proof>) {
        self.plan = Some(plan);
        self.proof = proof;
    }

    /// The steps that were not consented to.
    pub fn refusals(&self) -> Vec<Refusal> {
        self.plan.as_ref().map(|plan| self.consent.refusals(plan)).unwrap_or_default()
    }

    /// Whether a side has objects of kinds that are not read.
    pub fn has_unread(&self) -> bool {
        !self.unread.is_empty()
    }

    /// Finds where what differs is declared, as far as these two know.
    pub fn locate(&mut self, from: &Side, to: &Side) {
        self.declared_at.find(from, to, &self.differences);
    }

    /// What differs now: after the plan was applied what that left.
    fn left(&self) -> &[Difference] {
        self.applied.as_ref().map_or(&self.differences, |applied| &applied.left)
    }

    fn subject(&self) -> String {
        format!("from {} to {}", self.from, self.to)
    }

    fn not_compared(&self) -> Vec<String> {
        let unread = self.unread.iter().map(|(kind, number)| count(usize::try_from(*number).unwrap_or_default(), kind));
        let left_out: Vec<&str> = self.schemas_left_out.iter().map(String::as_str).collect();
        let left_out = match left_out.as_slice() {
            [] => None,
            [one] => Some(format!("schema {one}")),
            several => Some(format!("schemas {}", several.join(", "))),
        };
        let ignored = self.ignored.iter().map(|words| format!("{words} (ignored)"));
        let rest = self.is_limited.then(|| "what --only does not name".to_owned());
        let open = self.not_compared.iter().map(|word| (*word).to_owned());
        open.chain(unread).chain(left_out).chain(ignored).chain(rest).collect()
    }

    /// The renames that would explain differences, and the tables whose columns stand in another order.
    fn remarks(&self) -> Vec<String> {
        let suggestion = |rename: &String| format!("if this is a rename, say so: --rename {}", shell_quoted(rename));
        let order = |order: &ColumnOrder| {
            let (table, from, to) = (order.table.describe(&self.default_schema), &order.from, &order.to);
            format!("column order of {table}: {}; declared {}", names(from), names(to))
        };
        self.suggestions.iter().map(suggestion).chain(self.column_order.iter().map(order)).collect()
    }

    /// Why steps are not run, one sentence each.
    fn refused(&self) -> Vec<String> {
        let sentence = |refusal: Refusal| {
            let Refusal { step, title, hazards, lock } = refusal;
            let hazards: Vec<&str> = hazards.iter().map(|hazard| hazard.name()).collect();
            let consent = (!hazards.is_empty()).then(|| format!("needs --allow {}", hazards.join(",")));
            let lock = lock.map(|mode| format!("takes {}, beyond the lock budget", mode.name()));
            let what: Vec<String> = consent.into_iter().chain(lock).collect();
            format!("step {step} ({title}) {}", what.join(", and "))
        };
        self.refusals().into_iter().map(sentence).collect()
    }
}

fn counts(differences: &[Difference]) -> String {
    let of = |direction| differences.iter().filter(|difference| difference.direction == direction).count();
    let parts: Vec<String> = [Direction::Missing, Direction::Unexpected, Direction::Changed]
        .into_iter()
        .map(|direction| (of(direction), direction.word()))
        .filter(|(number, _)| *number > 0)
        .map(|(number, word)| format!("{number} {word}"))
        .collect();
    let all = count(differences.len(), "difference");
    if parts.is_empty() { all } else { format!("{all}: {}", parts.join(", ")) }
}

/// A few names, and how many more.
fn names(all: &[String]) -> String {
    const SHOWN: usize = 12;
    let mut shown: Vec<String> = all.iter().take(SHOWN).map(|name| quote(name)).collect();
    if all.len() > SHOWN {
        shown.push(format!("… {} more", all.len() - SHOWN));
    }
    shown.join(", ")
}

/// An argument as a shell reads it.
fn shell_quoted(argument: &str) -> String {
    let plain = argument.chars().all(|character| character.is_ascii_alphanumeric() || "_.:=-".contains(character));
    if plain { argument.to_owned() } else { format!("'{}'", argument.replace('\'', r"'\''")) }
}

impl Report for DiffReport {
    fn outcome(&self) -> Outcome {
        if let Some(applied) = &self.applied {
            return if applied.left.is_empty() { Outcome::Done } else { Outcome::Failed };
        }
        match &self.proof {
            _ if self.differences.is_empty() && self.renamed == 0 => Outcome::Done,
            Some(Proof::Partial { .. } | Proof::Residue(_) | Proof::Failed(_)) => Outcome::Failed,
            _ if !self.impossible.is_empty() => Outcome::Failed,
            _ => Outcome::Finding,
        }
    }

    fn json(&self) -> Value {
        let proof = self.proof.as_ref().map(|proof| match proof {
            Proof::Holds { steps, of_server } => json!({ "proven": true, "steps": steps, "not_proven": of_server }),
            Proof::Partial { residue, .. } | Proof::Residue(residue) => json!({ "proven": false, "residue": residue }),
            Proof::Failed(why) => json!({ "proven": false, "reason": why }),
        });
        json!({
            "in_sync": self.outcome() == Outcome::Done,
            "from": self.from,
            "to": self.to,
            "objects": self.objects,
            "differences": self.differences,
            "not_compared": self.not_compared,
            "schemas_not_compared": self.schemas_left_out,
            "not_read": self.unread.iter().map(|(kind, number)| json!({ "kind": kind, "count": number })).collect::<Vec<_>>(),
            "notes": self.notes,
            "scratch": self.scratch,
            "plan": self.plan,
            "proof": proof,
            "impossible": self.impossible,
            "ignored": self.ignored,
            "column_order": self.column_order,
            "suggested_renames": self.suggestions,
            "refused": self.refusals(),
            "applied": self.applied.as_ref().map(|applied| json!({ "steps": applied.steps, "left": applied.left })),
        })
    }

    fn text(&self, text: &mut Text) {
        text::write(self, text);
    }

    fn findings(&self) -> Option<Findings> {
        Some(findings::findings(self))
    }
}
