//! What a comparison found, for people and for scripts.

mod findings;
mod text;

use serde_json::{Value, json};

use super::sources::Side;
use crate::amount::count;
use crate::plan::Plan;
use crate::schema::diff::{self, Difference, Direction};
use crate::ui::text::Text;
use crate::ui::{Findings, Outcome, Report};

use findings::DeclaredAt;

/// What became of a plan on a scratch copy.
#[derive(Debug)]
pub enum Proof {
    Holds {
        steps: usize,
        /// How many more steps are about what only the server has, and were not run.
        of_server: usize,
    },
    /// It ran, and these differences are left.
    Residue(Vec<Difference>),
    /// It did not run to its end.
    Failed(String),
}

/// The answer of `pgkeel diff`.
#[derive(Debug)]
pub struct DiffReport {
    from: String,
    to: String,
    default_schema: String,
    objects: usize,
    unread: Vec<(String, i64)>,
    /// What is left open, and what a comparison does not look at.
    not_compared: Vec<&'static str>,
    pub differences: Vec<Difference>,
    pub notes: Vec<String>,
    pub scratch: Option<String>,
    pub plan: Option<Plan>,
    pub proof: Option<Proof>,
    pub impossible: Vec<String>,
    declared_at: DeclaredAt,
}

impl DiffReport {
    /// `root` is the file that stands for the whole where neither side is files.
    pub fn new(from: &Side, to: &Side, root: String) -> Self {
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
            differences: Vec::new(),
            notes,
            scratch: None,
            plan: None,
            proof: None,
            impossible: Vec::new(),
            declared_at: DeclaredAt::new(root),
        }
    }

    /// Whether a side has objects of kinds that are not read.
    pub fn has_unread(&self) -> bool {
        !self.unread.is_empty()
    }

    /// Finds where what differs is declared, as far as these two know.
    pub fn locate(&mut self, from: &Side, to: &Side) {
        self.declared_at.find(from, to, &self.differences);
    }

    fn counts(&self) -> String {
        let of = |direction| self.differences.iter().filter(|difference| difference.direction == direction).count();
        let parts: Vec<String> = [Direction::Missing, Direction::Unexpected, Direction::Changed]
            .into_iter()
            .map(|direction| (of(direction), direction.word()))
            .filter(|(number, _)| *number > 0)
            .map(|(number, word)| format!("{number} {word}"))
            .collect();
        format!("{}: {}", count(self.differences.len(), "difference"), parts.join(", "))
    }

    fn subject(&self) -> String {
        format!("from {} to {}", self.from, self.to)
    }

    fn not_compared(&self) -> Vec<String> {
        let unread = self.unread.iter().map(|(kind, number)| count(usize::try_from(*number).unwrap_or_default(), kind));
        self.not_compared.iter().map(|word| (*word).to_owned()).chain(unread).collect()
    }
}

impl Report for DiffReport {
    fn outcome(&self) -> Outcome {
        match &self.proof {
            _ if self.differences.is_empty() => Outcome::Done,
            Some(Proof::Residue(_) | Proof::Failed(_)) => Outcome::Failed,
            _ if !self.impossible.is_empty() => Outcome::Failed,
            _ => Outcome::Finding,
        }
    }

    fn json(&self) -> Value {
        let proof = self.proof.as_ref().map(|proof| match proof {
            Proof::Holds { steps, of_server } => json!({ "proven": true, "steps": steps, "not_proven": of_server }),
            Proof::Residue(residue) => json!({ "proven": false, "residue": residue }),
            Proof::Failed(why) => json!({ "proven": false, "reason": why }),
        });
        json!({
            "in_sync": self.differences.is_empty(),
            "from": self.from,
            "to": self.to,
            "objects": self.objects,
            "differences": self.differences,
            "not_compared": self.not_compared,
            "not_read": self.unread.iter().map(|(kind, number)| json!({ "kind": kind, "count": number })).collect::<Vec<_>>(),
            "notes": self.notes,
            "scratch": self.scratch,
            "plan": self.plan,
            "proof": proof,
            "impossible": self.impossible,
        })
    }

    fn text(&self, text: &mut Text) {
        text::write(self, text);
    }

    fn findings(&self) -> Option<Findings> {
        Some(findings::findings(self))
    }
}
