//! What migrations put at risk, and whether somebody has consented to it: shared by `plan`, which shows it, and `up`, which
//! begins nothing without consent.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::Context;
use super::plan::{self, scripts};
use crate::error::Result;
use crate::migration::analysis::rules::{self, Forbidden, Rule};
use crate::migration::analysis::world::{Size, World};
use crate::migration::analysis::{self, Analysed, Judged, Script};
use crate::plan::{Hazard, Plan, Source};
use crate::postgres::session::Session;
use crate::postgres::world;
use crate::ui::text::Text;
use crate::ui::visible;

/// Files, and what their statements do.
#[derive(Debug)]
pub(super) struct Looked {
    pub files: Vec<File>,
    /// What the project forbids.
    pub forbidden: BTreeSet<Forbidden>,
}

/// A file that was looked through.
#[derive(Debug)]
pub(super) struct File {
    pub shown: String,
    pub sql: String,
    pub analysed: Analysed,
    /// How much each relation that is locked holds, by its SQL name.
    pub sizes: BTreeMap<String, Size>,
}

/// What migrations put at risk, and what is allowed beside what they allow themselves.
#[derive(Debug)]
pub(super) struct Consent {
    pub looked: Looked,
    pub allowed: BTreeSet<Hazard>,
}

impl Consent {
    pub fn is_lacking(&self) -> bool {
        !self.looked.refused(&self.allowed).is_empty() || self.looked.forbidden().next().is_some()
    }

    /// The statements that must not run, in their order: what of them nobody has consented to, and which rules forbid them.
    fn refused(&self) -> Vec<(&File, &Judged, Vec<Hazard>, Vec<&'static str>)> {
        let mut refused = Vec::new();
        for file in &self.looked.files {
            let lacking = file.analysed.refused(&self.allowed);
            for judged in &file.analysed.statements {
                let hazards = lacking.iter().find(|(other, _)| other.start == judged.start).map(|(_, hazards)| hazards.clone());
                let rules: Vec<&str> = self.looked.forbidden_of(judged).map(|rule| rule.id).collect();
                if hazards.is_some() || !rules.is_empty() {
                    refused.push((file, judged, hazards.unwrap_or_default(), rules));
                }
            }
        }
        refused
    }

    /// File by file, what is lacking and the line that gives it.
    pub fn lacking(&self) -> Vec<String> {
        let line = |file: &File| {
            let refused = file.analysed.refused(&self.allowed);
            let lacking: BTreeSet<Hazard> = refused.iter().flat_map(|(_, hazards)| hazards.iter().copied()).collect();
            let names: Vec<&str> = lacking.iter().map(|hazard| hazard.name()).collect();
            let needed = names.join(",");
            (!names.is_empty()).then(|| {
                format!("{} needs consent: put at its top `-- pgkeel: allow={needed}`, or give --allow {needed}", file.shown)
            })
        };
        let forbidden = self.looked.forbidden().map(|(file, judged, rule)| {
            format!(
                "{}:{}: {} is forbidden by [migrations] forbid in pgkeel.toml: {}",
                file.shown, judged.line, rule.id, rule.safer
            )
        });
        self.looked.files.iter().filter_map(line).chain(forbidden).collect()
    }

    /// The statements without consent, each with what it does, and the lines that give it.
    pub fn text(&self, text: &mut Text) {
        for (file, judged, ..) in self.refused() {
            text.bold(&format!("{}:{}: ", file.shown, judged.line)).line(&file.statement(judged));
            plan::statement(text, file, judged);
        }
        for line in self.lacking() {
            text.line(&line);
        }
    }

    pub fn json(&self) -> Value {
        let refused = self.refused().into_iter().map(|(file, judged, hazards, rules)| {
            let sql = &file.sql[judged.start..judged.end];
            json!({ "file": file.shown, "line": judged.line, "sql": sql, "hazards": hazards, "forbidden": rules })
        });
        Value::Array(refused.collect())
    }

    /// Says in a plan what its steps lock and risk.
    pub fn describe(&self, plan: &mut Plan) {
        let mut known: BTreeMap<&str, Vec<&Judged>> = BTreeMap::new();
        for file in &self.looked.files {
            known.entry(&file.shown).or_default().extend(&file.analysed.statements);
        }
        for step in &mut plan.steps {
            for source in step.sql.iter().filter_map(|sql| Some((sql.source.as_ref()?, sql.text.len()))) {
                let (Source { file, start, .. }, length) = source;
                let statements = known.get(file.as_str()).into_iter().flatten();
                for judged in statements.filter(|judged| (*start..*start + length).contains(&judged.start)) {
                    for lock in &judged.verdict.locks {
                        match step.locks.iter_mut().find(|known| known.relation == lock.relation) {
                            Some(known) => known.mode = known.mode.max(lock.mode),
                            None => step.locks.push(lock.clone()),
                        }
                    }
                    step.hazards.extend(judged.verdict.hazards());
                }
            }
            step.hazards.sort_unstable();
            step.hazards.dedup();
        }
    }
}

/// The hazards of these names.
pub(super) fn named(names: &[String]) -> BTreeSet<Hazard> {
    Hazard::ALL.into_iter().filter(|hazard| names.iter().any(|name| name == hazard.name())).collect()
}

/// What the database holds of what the files are about.
pub(super) async fn world(context: &Context, session: &Session, scripts: &[Script<'_>]) -> Result<World> {
    let path = context.settings.schemas[..1].to_vec();
    world::read(session, &analysis::names(scripts), path).await
}

/// Looks through the files, in their order; `together`, where all are in one transaction.
pub(super) fn look(context: &Context, sources: Vec<plan::Source>, world: &World, together: bool) -> Looked {
    let forbidden = &context.settings.forbidden;
    let analysed = analysis::analyse(&scripts(&sources), world.clone(), together);
    let files = sources.into_iter().zip(analysed).map(|(source, mut analysed)| {
        for done in &source.done {
            // What is done harms nobody any more.
            if let Some(statement) = analysed.statements.get_mut(*done) {
                statement.verdict.risks.clear();
            }
        }
        for judged in &mut analysed.statements {
            judged.verdict.risks.retain(|risk| !rules::is_of_taste(risk.rule) || is_forbidden(forbidden, risk.rule));
        }
        let relations = analysed.statements.iter().flat_map(|judged| &judged.verdict.relations);
        let sizes = relations.filter_map(|relation| Some((relation.to_string(), world.get(relation)?.size?))).collect();
        File { shown: source.shown, sql: source.sql, analysed, sizes }
    });
    Looked { files: files.collect(), forbidden: forbidden.clone() }
}

fn is_forbidden(forbidden: &BTreeSet<Forbidden>, rule: &Rule) -> bool {
    forbidden.iter().any(|forbidden| forbidden.is(rule.id))
}

impl Looked {
    pub fn is_forbidden(&self, rule: &Rule) -> bool {
        is_forbidden(&self.forbidden, rule)
    }

    /// The rules that forbid a statement, whoever consents.
    fn forbidden_of(&self, judged: &Judged) -> impl Iterator<Item = &'static Rule> {
        let rules = rules::ALL.iter().copied();
        rules.filter(|rule| self.is_forbidden(rule) && judged.verdict.risks.iter().any(|risk| risk.rule.id == rule.id))
    }

    /// What the project forbids, whoever consents: file, statement, rule.
    pub fn forbidden(&self) -> impl Iterator<Item = (&File, &Judged, &'static Rule)> {
        let statements = self.files.iter().flat_map(|file| file.analysed.statements.iter().map(move |judged| (file, judged)));
        statements.flat_map(|(file, judged)| self.forbidden_of(judged).map(move |rule| (file, judged, rule)))
    }

    /// What nobody has consented to: file, statement, hazards.
    pub fn refused(&self, allowed: &BTreeSet<Hazard>) -> Vec<(&File, &Judged, Vec<Hazard>)> {
        let mut refused = Vec::new();
        for file in &self.files {
            refused.extend(file.analysed.refused(allowed).into_iter().map(|(judged, hazards)| (file, judged, hazards)));
        }
        refused
    }
}

impl File {
    /// A statement's first line, with what it goes on with in one line, cut where it is long.
    pub fn statement(&self, judged: &Judged) -> String {
        let text: String = self.sql[judged.start..judged.end].split_whitespace().collect::<Vec<_>>().join(" ");
        visible::cut(&text, 100).into_owned()
    }
}
