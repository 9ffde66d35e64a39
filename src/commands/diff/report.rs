//! What a comparison found, for people and for scripts.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::sources::Side;
use crate::amount::count;
use crate::identifier::quote;
use crate::plan::{Plan, Step, comment};
use crate::schema::create;
use crate::schema::diff::{self, Aspect, Difference, Direction, Line};
use crate::schema::model::{Identity, Naming};
use crate::ui::text::Text;
use crate::ui::{Outcome, Report, plan};

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
    /// The schemas that are there and left out.
    schemas_left_out: BTreeSet<String>,
    pub differences: Vec<Difference>,
    pub notes: Vec<String>,
    pub scratch: Option<String>,
    pub plan: Option<Plan>,
    pub proof: Option<Proof>,
    pub impossible: Vec<String>,
}

impl DiffReport {
    pub fn new(from: &Side, to: &Side) -> Self {
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
        }
    }

    /// Whether a side has objects of kinds that are not read.
    pub fn has_unread(&self) -> bool {
        !self.unread.is_empty()
    }

    fn counts(&self) -> String {
        let of = |direction| self.differences.iter().filter(|difference| difference.direction == direction).count();
        let parts: Vec<String> =
            [("missing", Direction::Missing), ("unexpected", Direction::Unexpected), ("changed", Direction::Changed)]
                .into_iter()
                .map(|(word, direction)| (of(direction), word))
                .filter(|(number, _)| *number > 0)
                .map(|(number, word)| format!("{number} {word}"))
                .collect();
        format!("{}: {}", count(self.differences.len(), "difference"), parts.join(", "))
    }

    fn not_compared(&self) -> String {
        let unread = self.unread.iter().map(|(kind, number)| count(usize::try_from(*number).unwrap_or_default(), kind));
        let left_out: Vec<&str> = self.schemas_left_out.iter().map(String::as_str).collect();
        let left_out = match left_out.as_slice() {
            [] => None,
            [one] => Some(format!("schema {one}")),
            several => Some(format!("schemas {}", several.join(", "))),
        };
        self.not_compared.iter().map(|word| (*word).to_owned()).chain(unread).chain(left_out).collect::<Vec<_>>().join(", ")
    }

    fn list(&self, text: &mut Text, differences: &[Difference]) {
        let mut relation = None;
        for difference in differences {
            let identity = &difference.object;
            let heading = match identity.kind.naming() {
                Naming::Plain | Naming::Part => identity.name.short(&self.default_schema),
                Naming::Global | Naming::GlobalSql | Naming::Signature => match identity.kind.facts().section {
                    "schema" => "schemas".to_owned(),
                    section => section.replace('_', " "),
                },
            };
            if relation.as_ref() != Some(&heading) {
                text.bold(&heading).end();
                relation = Some(heading);
            }
            self.one(text, difference);
        }
    }

    fn one(&self, text: &mut Text, difference: &Difference) {
        let word = match difference.direction {
            Direction::Missing => "missing",
            Direction::Unexpected => "unexpected",
            Direction::Changed => "changed",
        };
        text.plain("  ");
        match difference.direction {
            Direction::Missing => text.bad(&format!("{word:<11}")),
            Direction::Unexpected => text.warning(&format!("{word:<11}")),
            Direction::Changed => text.accent(&format!("{word:<11}")),
        };
        text.plain(&self.name(&difference.object));
        match difference.aspect {
            Aspect::Definition => {}
            Aspect::Attribute(attribute) => _ = text.plain(&format!(" ({})", attribute.name().replace('_', " "))),
        }
        let value = difference.to.as_ref().or(difference.from.as_ref()).filter(|value| !value.is_empty());
        if difference.direction == Direction::Changed {
            text.end();
            let nothing = || "(none)".to_owned();
            let from = difference.from.clone().filter(|value| !value.is_empty()).unwrap_or_else(nothing);
            let to = difference.to.clone().filter(|value| !value.is_empty()).unwrap_or_else(nothing);
            for line in diff::lines(&from, &to) {
                text.plain("      ");
                match line {
                    Line::Same(line) => text.dim(&format!("  {line}")),
                    Line::Removed(line) => text.bad(&format!("- {line}")),
                    Line::Added(line) => text.good(&format!("+ {line}")),
                };
                text.end();
            }
        } else if let Some(value) = value.filter(|value| !value.contains('\n')) {
            text.dim(&format!("  {value}")).end();
        } else {
            text.end();
        }
    }

    /// Below its heading an object needs no more than its kind and own name.
    fn name(&self, identity: &Identity) -> String {
        match &identity.part {
            Some(part) => format!("{} {}", identity.kind.name(), quote(part)),
            None => identity.describe(&self.default_schema),
        }
    }

    fn sql(&self, text: &mut Text, script: &Plan) {
        let line = |words: &str| comment(words).trim_end_matches('\n').to_owned();
        text.dim(&line(&format!("-- From {} to {}: {}.", self.from, self.to, self.counts()))).end();
        match &self.proof {
            Some(Proof::Holds { steps, of_server }) => {
                let (place, steps) = (self.scratch.as_deref().unwrap_or_default(), count(*steps, "step"));
                let rest = if self.impossible.is_empty() { "0 differences left" } else { "but not everything can be planned" };
                text.dim(&line(&format!("-- Proven on {place}: {steps}, {rest}."))).end();
                if *of_server > 0 {
                    let what =
                        format!("-- Not proven: {} about roles and what else only the server has.", count(*of_server, "step"));
                    text.dim(&line(&what)).end();
                }
            }
            Some(Proof::Residue(residue)) => {
                text.bad("-- NOT PROVEN: on a scratch copy these differences are left:").end();
                let mut rest = Text::new(false);
                self.list(&mut rest, residue);
                for words in rest.finish().lines() {
                    text.bad(&line(&format!("--   {words}"))).end();
                }
            }
            Some(Proof::Failed(why)) => _ = text.bad(&line(&format!("-- NOT PROVEN: {why}"))).end(),
            None => {}
        }
        for what in &self.impossible {
            text.bad(&line(&format!("-- Not in this plan: {what}"))).end();
        }
        text.line(&format!("SET search_path = {};", quote(&self.default_schema)));
        let makes_functions = |step: &Step| step.sql.iter().any(|sql| sql.text.starts_with("CREATE OR REPLACE "));
        if script.steps.iter().any(makes_functions) {
            // A body may name what comes after it, as in a dump.
            text.line("SET check_function_bodies = off;");
        }
        let statements = script.steps.iter().flat_map(|step| &step.sql).map(|sql| sql.text.as_str());
        if let Some(setting) = create::money_setting(statements) {
            text.line(setting);
        }
        text.end();
        plan::write(text, script);
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
            "schemas_not_compared": self.schemas_left_out,
            "not_read": self.unread.iter().map(|(kind, number)| json!({ "kind": kind, "count": number })).collect::<Vec<_>>(),
            "notes": self.notes,
            "scratch": self.scratch,
            "plan": self.plan,
            "proof": proof,
            "impossible": self.impossible,
        })
    }

    fn text(&self, text: &mut Text) {
        if let Some(plan) = &self.plan {
            return self.sql(text, plan);
        }
        if self.differences.is_empty() {
            text.good("in sync").plain(&format!(": {} is what {} says", self.from, self.to));
            text.dim(&format!(" ({})", count(self.objects, "object"))).end();
        } else {
            self.list(text, &self.differences);
            text.end().bold(&self.counts()).plain(&format!(" (from {} to {})", self.from, self.to)).end();
        }
        for note in &self.notes {
            text.warning("note").plain(": ").line(note);
        }
        text.dim(&format!("not compared: {}", self.not_compared())).end();
    }
}
