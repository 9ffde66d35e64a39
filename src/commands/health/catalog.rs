//! `pgkeel health list` and `pgkeel health explain`: what the checks are, without asking a server.

use serde_json::{Value, json};

use crate::health::{Check, Group, Selected, Thresholds, Unit};
use crate::ui::text::Text;
use crate::ui::{Outcome, Report};

/// Every check, by group.
pub(super) struct List {
    pub checks: Vec<Selected>,
}

/// All that there is to know about one check.
pub(super) struct Explanation {
    pub selected: Selected,
}

/// `warning 80.0 %, critical 90.0 %`.
pub(super) fn thresholds(unit: Unit, thresholds: &Thresholds) -> String {
    let limits: Vec<String> = thresholds.limits().map(|(name, limit)| format!("{name} {}", unit.show(limit))).collect();
    limits.join(", ")
}

fn document(selected: &Selected) -> Value {
    let Check { name, group, meaning, why, sql, unit, direction, since, extension, grant, remedy, lock, .. } = selected.check;
    json!({
        "check": name,
        "group": group,
        "meaning": meaning,
        "why": why,
        "unit": unit,
        "direction": direction,
        "thresholds": selected.thresholds,
        "remedy": remedy,
        "remedy_lock": lock,
        "since": since,
        "extension": extension.map(|extension| extension.name),
        "grant": grant,
        "sql": sql,
    })
}

impl Report for List {
    fn outcome(&self) -> Outcome {
        Outcome::Done
    }

    fn json(&self) -> Value {
        json!({ "checks": self.checks.iter().map(document).collect::<Vec<_>>() })
    }

    fn text(&self, text: &mut Text) {
        let width = self.checks.iter().map(|selected| selected.check.name.len()).max().unwrap_or(0);
        for (index, group) in Group::ALL.into_iter().enumerate() {
            let mut members = self.checks.iter().filter(|selected| selected.check.group == group).peekable();
            if members.peek().is_none() {
                continue;
            }
            if index > 0 {
                text.end();
            }
            text.bold(group.name()).end();
            for Selected { check, thresholds: limits, .. } in members {
                text.line(&format!("  {:width$}  {}", check.name, check.meaning));
                text.dim(&format!("  {:width$}  {}", "", thresholds(check.unit, limits))).end();
            }
        }
    }
}

impl Report for Explanation {
    fn outcome(&self) -> Outcome {
        Outcome::Done
    }

    fn json(&self) -> Value {
        document(&self.selected)
    }

    fn text(&self, text: &mut Text) {
        let Selected { check, thresholds: limits, .. } = &self.selected;
        text.bold(check.name).line(&format!(" ({})", check.group.name()));
        text.line(&format!("  {}", check.meaning));
        text.accent("  thresholds: ").line(&thresholds(check.unit, limits));
        text.accent("  why: ").line(check.why);
        text.accent("  remedy: ").line(check.remedy);
        if let Some(lock) = check.lock {
            text.accent("  its lock: ").line(lock);
        }
        text.accent("  needs: ").plain(&format!("PostgreSQL {} or newer", check.since));
        if let Some(extension) = check.extension {
            let (major, minor) = extension.since;
            text.plain(&format!(", {} {major}.{minor} or newer", extension.name));
        }
        text.end();
        let grant = match (check.grant, check.reserved) {
            (Some(grant), _) => grant.replace("{role}", "…"),
            (None, Some(reserved)) => format!("superuser: {reserved}"),
            (None, None) => "none: any role may ask".to_owned(),
        };
        text.accent("  privilege: ").line(&grant);
        text.accent("  sql:").end();
        for line in check.sql.trim_end().lines() {
            text.line(&format!("    {line}"));
        }
        if let Some((major, sql)) = check.before {
            text.accent(&format!("  sql before PostgreSQL {major}:")).end();
            for line in sql.trim_end().lines() {
                text.line(&format!("    {line}"));
            }
        }
    }
}
