//! A comparison for other programs: each difference a finding, at the line that declares its object.

use std::collections::BTreeMap;

use super::super::sources::{Origin, Side};
use super::{DiffReport, Proof, counts, text};
use crate::amount::count;
use crate::schema::declared::Source;
use crate::schema::diff::{Aspect, Difference, Direction};
use crate::schema::model::Identity;
use crate::ui::findings::{Failure, Finding, Findings, Level, Place, Remedy, Rule};
use crate::ui::text::Text;
use crate::ui::{Outcome, Report, changes, visible};

const RULES: &[Rule] = &[
    Rule {
        id: "drift/missing",
        word: "missing",
        meaning: "An object is declared, and not there",
        help: "`pgkeel diff --sql` prints the plan that makes it; `pgkeel pull` takes it out of the declared schema",
    },
    Rule {
        id: "drift/unexpected",
        word: "unexpected",
        meaning: "An object is there, and not declared",
        help: "`pgkeel pull` declares it; `pgkeel diff --sql` prints the plan that drops it",
    },
    Rule {
        id: "drift/changed",
        word: "changed",
        meaning: "An object is not as it is declared",
        help: "`pgkeel diff --sql` prints the plan that changes it; `pgkeel pull` declares it as it is",
    },
];

/// A value that stands in a line is no longer than this.
const LONGEST: usize = 200;

/// As many notes are given: a plan may have as many as it has steps.
const MOST_NOTES: usize = 10;

/// Where what differs is declared: in the files of what should be, else of what is.
#[derive(Debug)]
pub struct DeclaredAt {
    /// What has no line of its own is at the first of the root file: of replayed files no line is known.
    root: Place,
    objects: BTreeMap<Identity, Place>,
}

impl DeclaredAt {
    pub fn new(root: String) -> Self {
        Self { root: Place { file: root, line: 1 }, objects: BTreeMap::new() }
    }

    /// Takes the places of what differs, where a side's objects know theirs.
    pub fn find(&mut self, from: &Side, to: &Side, differences: &[Difference]) {
        let side = [to, from].into_iter().find_map(|side| match &side.origin {
            Origin::Files(sources) => Some((&side.schema, sources)),
            Origin::Database(_) | Origin::Replay(_) => None,
        });
        let Some((schema, sources)) = side else {
            let replayed = [to, from].into_iter().find_map(|side| match &side.origin {
                Origin::Replay(last) => Some(last),
                Origin::Database(_) | Origin::Files(_) => None,
            });
            if let Some(last) = replayed {
                self.root.file.clone_from(last);
            }
            return;
        };
        let Some(root) = sources.first() else { return };
        self.root.file.clone_from(&root.shown);
        if differences.is_empty() {
            return;
        }
        let ends = |source: &Source| source.text.match_indices('\n').map(|(at, _)| at).collect();
        let line_ends: Vec<Vec<usize>> = sources.iter().map(ends).collect();
        let partitions = schema.partitions();
        for Difference { object, .. } in differences {
            let at = |identity: &Identity| schema.get(identity)?.declared_at;
            // What is not declared, or nobody knows where, is at its relation's place.
            if let Some(place) = at(object).or_else(|| at(&schema.relation(&object.name, &partitions)?)) {
                let line = line_ends[place.file].partition_point(|end| *end < place.byte) + 1;
                self.objects.insert(object.clone(), Place { file: sources[place.file].shown.clone(), line });
            }
        }
    }
}

pub fn findings(report: &DiffReport) -> Findings {
    let outcome = report.outcome();
    Findings {
        command: "diff".to_owned(),
        summary: summary(report),
        subject: report.subject(),
        rules: RULES,
        found: report.left().iter().map(|difference| finding(report, difference)).collect(),
        exit_code: outcome.exit_code(),
        failures: if outcome == Outcome::Failed { failures(report) } else { Vec::new() },
        passed: Vec::new(),
        not_checked: report.not_compared(),
        not_checked_is: "not compared",
        notes: notes(report),
        remedy: report.plan.as_ref().map(|plan| Remedy {
            verdict: verdict(report),
            preamble: text::preamble(report, plan),
            plan: plan.clone(),
        }),
        root: report.declared_at.root.clone(),
    }
}

fn summary(report: &DiffReport) -> String {
    let order = if report.column_order.is_empty() { "" } else { ", but for the order of columns" };
    match &report.applied {
        Some(applied) if applied.left.is_empty() => format!("applied {}, in sync", count(applied.steps, "step")),
        Some(applied) => format!("applied {}, and not in sync: {}", count(applied.steps, "step"), counts(&applied.left)),
        None if report.differences.is_empty() && report.renamed == 0 => format!("in sync{order}"),
        None => counts(&report.differences),
    }
}

fn notes(report: &DiffReport) -> Vec<String> {
    let closing = report.closing.map(str::to_owned);
    let notes = report.notes.iter().cloned().chain(closing).chain(report.remarks()).chain(report.refused());
    let mut notes: Vec<String> = notes.collect();
    if notes.len() > MOST_NOTES {
        let more = notes.len() + 1 - MOST_NOTES;
        notes.truncate(MOST_NOTES - 1);
        notes.push(format!("and {more} more notes"));
    }
    notes
}

fn finding(report: &DiffReport, difference: &Difference) -> Finding {
    let (from, to) = difference.values();
    let (rule, value, diff) = match difference.direction {
        Direction::Missing => (&RULES[0], in_a_line(difference.to.as_deref()), None),
        Direction::Unexpected => (&RULES[1], in_a_line(difference.from.as_deref()), None),
        Direction::Changed => {
            let both = format!("{from} → {to}");
            let fits = !both.contains('\n') && visible::cut(&both, LONGEST) == both;
            if fits { (&RULES[2], Some(both), None) } else { (&RULES[2], None, Some(changes::plain(from, to))) }
        }
    };
    let with_aspect = |name: String, aspect: &str| match difference.aspect {
        Aspect::Definition => name,
        Aspect::Attribute(_) => format!("{name} ({aspect})"),
    };
    let aspect = difference.aspect.name();
    Finding {
        rule,
        level: Level::Error,
        object: with_aspect(difference.object.describe(&report.default_schema), &aspect.replace('_', " ")),
        identity: with_aspect(difference.object.to_string(), aspect),
        value,
        diff,
        place: report.declared_at.objects.get(&difference.object).unwrap_or(&report.declared_at.root).clone(),
    }
}

/// A definition, unless it has none or several lines: what is missing or unexpected is known by its name.
fn in_a_line(definition: Option<&str>) -> Option<String> {
    let definition = definition.filter(|definition| !definition.is_empty() && !definition.contains('\n'))?;
    Some(visible::cut(definition, LONGEST).into_owned())
}

fn failures(report: &DiffReport) -> Vec<Failure> {
    if report.applied.is_some() {
        return vec![Failure { message: "the plan was applied, and differences are left".to_owned(), place: None }];
    }
    let mut messages = Vec::new();
    match &report.proof {
        Some(Proof::Residue(residue)) => {
            let mut left = Text::new(false);
            text::list(&mut left, residue, &report.default_schema);
            messages.push(format!("the plan is not proven: on a scratch copy these differences are left:\n{}", left.finish()));
        }
        Some(Proof::Failed(why)) => messages.push(format!("the plan is not proven: {why}")),
        Some(Proof::Holds { .. } | Proof::Partial { .. }) | None => {}
    }
    messages.extend(report.impossible.iter().map(|what| format!("not in this plan: {what}")));
    messages.into_iter().map(|message| Failure { message, place: None }).collect()
}

fn verdict(report: &DiffReport) -> String {
    match &report.proof {
        Some(Proof::Holds { of_server, .. }) => {
            let place = report.scratch.as_deref().unwrap_or_default();
            let rest =
                if *of_server > 0 { format!(", but for {} of the server's", count(*of_server, "step")) } else { String::new() };
            format!("proven on {place}: 0 differences left{rest}")
        }
        Some(Proof::Partial { steps: 0, .. }) => "NO PLAN".to_owned(),
        Some(Proof::Partial { .. }) => "NOT A WHOLE PLAN: not everything can be planned".to_owned(),
        Some(Proof::Residue(_) | Proof::Failed(_)) => "NOT PROVEN".to_owned(),
        None => "NOT PROVEN: compared as text".to_owned(),
    }
}
