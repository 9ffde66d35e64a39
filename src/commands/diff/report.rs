//! What a comparison found, for people and for scripts.

use serde_json::{Value, json};

use super::sources::Side;
use crate::amount::count;
use crate::identifier::quote;
use crate::plan::consent::{Consent, Refusal};
use crate::plan::{Plan, Step, comment};
use crate::schema::create;
use crate::schema::diff::{self, Aspect, ColumnOrder, Difference, Direction, Line};
use crate::schema::model::{Identity, Naming};
use crate::schema::selection::Selection;
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
    /// What was left out, as it was asked for.
    ignored: Vec<String>,
    is_limited: bool,
    pub column_order: Vec<ColumnOrder>,
    /// Renames that would explain some differences, as flags state them.
    pub suggestions: Vec<String>,
    /// How many renames were stated.
    pub renamed: usize,
    pub consent: Consent,
    /// Whether the plan was to be applied.
    pub applying: bool,
    pub applied: Option<Applied>,
}

impl DiffReport {
    pub fn new(from: &Side, to: &Side, selection: &Selection) -> Self {
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
            ignored: selection.ignored().to_vec(),
            is_limited: selection.is_limited(),
            column_order: Vec::new(),
            suggestions: Vec::new(),
            renamed: 0,
            consent: Consent::default(),
            applying: false,
            applied: None,
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
        let ignored = self.ignored.iter().map(|words| format!("{words} (ignored)"));
        let rest = self.is_limited.then(|| "what --only does not name".to_owned());
        let open = self.not_compared.iter().map(|word| (*word).to_owned());
        open.chain(unread).chain(ignored).chain(rest).collect::<Vec<_>>().join(", ")
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

    /// What was applied, and what is left.
    fn account(&self, text: &mut Text, applied: &Applied) {
        if applied.left.is_empty() {
            text.good("applied").plain(&format!(" {}: ", count(applied.steps, "step")));
            text.line(&format!("{} is what {} says", self.from, self.to));
        } else {
            text.bad("applied, and not in sync").plain(&format!(": {}; this is left:", count(applied.steps, "step"))).end();
            self.list(text, &applied.left);
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
            None => _ = text.bad("-- NOT PROVEN: --no-proof; compared as text").end(),
        }
        for what in self.refused() {
            text.warning(&line(&format!("-- Consent: {what}."))).end();
        }
        for what in self.remarks() {
            text.warning(&line(&format!("-- Note: {what}"))).end();
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
            "ignored": self.ignored,
            "column_order": self.column_order,
            "suggested_renames": self.suggestions,
            "refused": self.refusals(),
            "applied": self.applied.as_ref().map(|applied| json!({ "steps": applied.steps, "left": applied.left })),
        })
    }

    fn text(&self, text: &mut Text) {
        if let Some(applied) = &self.applied {
            return self.account(text, applied);
        }
        if let Some(plan) = &self.plan {
            self.sql(text, plan);
            if self.applying {
                text.end().bad("-- Nothing was applied: see above what is in the way.").end();
            }
            return;
        }
        if self.differences.is_empty() && self.renamed == 0 {
            text.good("in sync").plain(&format!(": {} is what {} says", self.from, self.to));
            if !self.column_order.is_empty() {
                text.plain(", but for the order of columns");
            }
            text.dim(&format!(" ({})", count(self.objects, "object"))).end();
        } else {
            self.list(text, &self.differences);
            text.end().bold(&self.counts()).plain(&format!(" (from {} to {})", self.from, self.to)).end();
        }
        for note in self.notes.iter().chain(&self.remarks()) {
            text.warning("note").plain(": ").line(note);
        }
        let not_compared = self.not_compared();
        if !not_compared.is_empty() {
            text.dim(&format!("not compared: {not_compared}")).end();
        }
    }
}
