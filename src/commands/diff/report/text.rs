//! A comparison for people: what differs, by table, and the plan as a script.

use super::{Applied, DiffReport, Proof, counts};
use crate::amount::count;
use crate::identifier::quote;
use crate::plan::{Plan, Step, comment};
use crate::schema::create;
use crate::schema::diff::{Aspect, Difference, Direction};
use crate::schema::model::{Identity, Naming};
use crate::ui::text::Text;
use crate::ui::{changes, plan, visible};

/// A definition in the line of an object that is missing or unexpected is no longer than this.
const LONGEST: usize = 200;

pub fn write(report: &DiffReport, text: &mut Text) {
    let (from, to) = (visible::line(&report.from), visible::line(&report.to));
    if let Some(applied) = &report.applied {
        return account(report, text, applied);
    }
    if let Some(plan) = &report.plan {
        script(report, text, plan);
        if let Some(closing) = report.closing {
            text.end().bad(&format!("-- {closing}")).end();
        }
        return;
    }
    if report.differences.is_empty() && report.renamed == 0 {
        text.good("in sync").plain(&format!(": {from} is what {to} says"));
        if !report.column_order.is_empty() {
            text.plain(", but for the order of columns");
        }
        text.dim(&format!(" ({})", count(report.objects, "object"))).end();
    } else {
        list(text, &report.differences, &report.default_schema);
        text.end().bold(&counts(&report.differences)).plain(&format!(" (from {from} to {to})")).end();
    }
    for note in report.notes.iter().chain(&report.remarks()) {
        text.warning("note").plain(": ").line(&visible::line(note));
    }
    let not_compared = report.not_compared();
    if !not_compared.is_empty() {
        text.dim(&format!("not compared: {}", visible::line(&not_compared.join(", ")))).end();
    }
    if let Some(closing) = report.closing {
        text.bad(closing).end();
    }
}

/// What was applied, and what is left.
fn account(report: &DiffReport, text: &mut Text, applied: &Applied) {
    let (from, to) = (visible::line(&report.from), visible::line(&report.to));
    if applied.left.is_empty() {
        text.good("applied").plain(&format!(" {}: ", count(applied.steps, "step")));
        text.line(&format!("{from} is what {to} says"));
    } else {
        text.bad("applied, and not in sync").plain(&format!(": {}; this is left:", count(applied.steps, "step"))).end();
        list(text, &applied.left, &report.default_schema);
    }
}

/// The differences, each in a line below the relation that it is about.
pub fn list(text: &mut Text, differences: &[Difference], default_schema: &str) {
    let mut relation = None;
    for difference in differences {
        let identity = &difference.object;
        let heading = match identity.kind.naming() {
            Naming::Plain | Naming::Part => identity.name.short(default_schema),
            Naming::Global | Naming::GlobalSql | Naming::Signature => match identity.kind.facts().section {
                "schema" => "schemas".to_owned(),
                section => section.replace('_', " "),
            },
        };
        if relation.as_ref() != Some(&heading) {
            text.bold(&visible::line(&heading)).end();
            relation = Some(heading);
        }
        one(text, difference, default_schema);
    }
}

fn one(text: &mut Text, difference: &Difference, default_schema: &str) {
    let word = format!("{:<11}", difference.direction.word());
    text.plain("  ");
    match difference.direction {
        Direction::Missing => text.bad(&word),
        Direction::Unexpected => text.warning(&word),
        Direction::Changed => text.accent(&word),
    };
    text.plain(&visible::line(&name(&difference.object, default_schema)));
    match difference.aspect {
        Aspect::Definition => {}
        Aspect::Attribute(attribute) => _ = text.plain(&format!(" ({})", attribute.name().replace('_', " "))),
    }
    let value = difference.to.as_deref().or(difference.from.as_deref()).filter(|value| !value.is_empty());
    if difference.direction == Direction::Changed {
        text.end();
        let (from, to) = difference.values();
        changes::write(text, "      ", from, to);
    } else if let Some(value) = value.filter(|value| !value.contains('\n')) {
        text.dim(&format!("  {}", visible::cut(&visible::line(value), LONGEST))).end();
    } else {
        text.end();
    }
}

/// Below its heading an object needs no more than its kind and own name.
fn name(identity: &Identity, default_schema: &str) -> String {
    match &identity.part {
        Some(_) => format!("{} {}", identity.kind.name(), identity.own_sql_name()),
        None => identity.describe(default_schema),
    }
}

/// Words as a comment of one line.
fn line(words: &str) -> String {
    comment(words).trim_end_matches('\n').to_owned()
}

fn not_proven(text: &mut Text, of_server: usize) {
    if of_server > 0 {
        let what = format!("-- Not proven: {} about roles and what else only the server has.", count(of_server, "step"));
        text.dim(&line(&what)).end();
    }
}

fn differences_left(report: &DiffReport, text: &mut Text, residue: &[Difference]) {
    let mut rest = Text::new(false);
    list(&mut rest, residue, &report.default_schema);
    for words in rest.finish().lines() {
        text.bad(&line(&format!("--   {words}"))).end();
    }
}

fn script(report: &DiffReport, text: &mut Text, script: &Plan) {
    text.dim(&line(&format!("-- From {} to {}: {}.", report.from, report.to, counts(&report.differences)))).end();
    match &report.proof {
        Some(Proof::Holds { steps, of_server }) => {
            let (place, steps) = (report.scratch.as_deref().unwrap_or_default(), count(*steps, "step"));
            text.dim(&line(&format!("-- Proven on {place}: {steps}, 0 differences left."))).end();
            not_proven(text, *of_server);
        }
        Some(Proof::Partial { steps, of_server, residue }) => {
            let heading = match (steps, of_server) {
                (0, 0) => "NO PLAN".to_owned(),
                _ => format!("NOT A WHOLE PLAN: {} of it", count(*steps + *of_server, "step")),
            };
            let left = if residue.is_empty() { "see what is not in this plan." } else { "these differences are left:" };
            text.bad(&format!("-- {heading}; {left}")).end();
            differences_left(report, text, residue);
            not_proven(text, *of_server);
        }
        Some(Proof::Residue(residue)) => {
            text.bad("-- NOT PROVEN: on a scratch copy these differences are left:").end();
            differences_left(report, text, residue);
        }
        Some(Proof::Failed(why)) => _ = text.bad(&line(&format!("-- NOT PROVEN: {why}"))).end(),
        None => _ = text.bad("-- NOT PROVEN: --no-proof; compared as text").end(),
    }
    for what in report.refused() {
        text.warning(&line(&format!("-- Consent: {what}."))).end();
    }
    for what in report.remarks() {
        text.warning(&line(&format!("-- Note: {what}"))).end();
    }
    for what in &report.impossible {
        text.bad(&line(&format!("-- Not in this plan: {what}"))).end();
    }
    text.verbatim(|text| _ = text.line(&preamble(report, script)).end());
    plan::write(text, script);
}

/// The settings under which the plan's statements mean what they mean.
pub fn preamble(report: &DiffReport, script: &Plan) -> String {
    let mut lines = vec![format!("SET search_path = {};", quote(&report.default_schema))];
    let makes_functions = |step: &Step| step.sql.iter().any(|sql| sql.text.contains("CREATE OR REPLACE "));
    if script.steps.iter().any(makes_functions) {
        // A body may name what comes after it, as in a dump.
        lines.push("SET check_function_bodies = off;".to_owned());
    }
    let statements = script.steps.iter().flat_map(|step| &step.sql).map(|sql| sql.text.as_str());
    lines.extend(create::money_setting(statements).map(str::to_owned));
    lines.join("\n")
}
