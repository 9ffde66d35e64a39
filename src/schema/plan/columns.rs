//! Columns: added, and changed in place, without a rewrite or a long lock where PostgreSQL has a way.

use super::{Planner, with_comment};
use crate::identifier::quote;
use crate::plan::{Hazard, LockMode, Step};
use crate::schema::create;
use crate::schema::model::{ColumnParts, Identity};
use crate::schema::text::find_outside_quotes;

impl Planner<'_> {
    pub(super) fn add_column(&mut self, identity: &Identity) {
        let Some(object) = self.to.get(identity) else { return };
        let parts = ColumnParts::of(&object.definition);
        let mut step = Step::new(format!("add {}", self.name(identity)), create::create(identity, object, false))
            .because("declared, not there")
            .locking(LockMode::AccessExclusive, identity.sql_name());
        let computed = parts.generated.is_some_and(|generated| !generated.ends_with(" virtual"));
        if computed || parts.default.is_some_and(is_volatile) {
            step = step.hazard(Hazard::Rewrite).hazard(Hazard::BlocksReads);
        }
        if parts.not_null && parts.default.is_none() && parts.generated.is_none() {
            step = step.because("declared, not there; without a default it can be added only while the table is empty");
        }
        self.push(with_comment(step, identity, object));
    }

    pub(super) fn change_column(&mut self, identity: &Identity) {
        let (Some(from), Some(to)) = (self.from.get(identity), self.to.get(identity)) else { return };
        let (from, to) = (ColumnParts::of(&from.definition), ColumnParts::of(&to.definition));
        let (relation, column) = (identity.sql_name(), quote(identity.own_name()));
        let alter = |action: &str| format!("ALTER TABLE {relation} ALTER COLUMN {column} {action}");
        let exclusive = |step: Step| step.locking(LockMode::AccessExclusive, relation.clone());
        let name = self.name(identity);

        if !self.change_generation(identity, from.generated, to.generated) {
            return;
        }
        let retyped = (from.data_type, from.collation) != (to.data_type, to.collation);
        if retyped {
            let collation = to.collation.map(|collation| format!(" COLLATE {collation}")).unwrap_or_default();
            let mut step = Step::new(format!("change {name} to {}", to.data_type), String::new());
            step.sql.clear();
            // A default of the old type may have no cast to the new one; it is set anew in the same transaction.
            if from.default.is_some() {
                step = step.and(alter("DROP DEFAULT"));
            }
            step = step.and(alter(&format!("TYPE {}{collation} USING {column}::{}", to.data_type, to.data_type)));
            if let Some(default) = to.default {
                step = step.and(alter(&format!("SET DEFAULT {default}")));
            }
            step = exclusive(step).because(format!("it is {}", from.data_type));
            if rewrites(from.data_type, to.data_type) {
                step = step.hazard(Hazard::Rewrite).hazard(Hazard::BlocksReads);
            }
            self.push(step);
        } else if from.default != to.default {
            let (action, reason) = match to.default {
                Some(default) => (format!("SET DEFAULT {default}"), format!("it is {}", from.default.unwrap_or("none"))),
                None => ("DROP DEFAULT".to_owned(), format!("it is {}", from.default.unwrap_or("none"))),
            };
            let title = if to.default.is_some() { "set the default of" } else { "drop the default of" };
            self.push(exclusive(Step::new(format!("{title} {name}"), alter(&action)).because(reason)));
        }
        if from.not_null && !to.not_null {
            self.push(exclusive(Step::new(format!("let {name} be null"), alter("DROP NOT NULL")).because("not declared")));
        }
        if !from.not_null && to.not_null {
            // A valid CHECK proves it, so that SET NOT NULL need not scan under its lock (since PostgreSQL 12).
            let check = quote(&format!("{}_is_not_null", identity.own_name()));
            self.push(exclusive(
                Step::new(
                    format!("check {name} from now on"),
                    format!("ALTER TABLE {relation} ADD CONSTRAINT {check} CHECK ({column} IS NOT NULL) NOT VALID"),
                )
                .because("new rows first: no scan"),
            ));
            self.push(
                Step::new(format!("check the rows of {name}"), format!("ALTER TABLE {relation} VALIDATE CONSTRAINT {check}"))
                    .because("reads the table beside its traffic")
                    .locking(LockMode::ShareUpdateExclusive, relation.clone())
                    .hazard(Hazard::LongScan),
            );
            self.push(exclusive(
                Step::new(format!("set {name} not null"), alter("SET NOT NULL"))
                    .and(format!("ALTER TABLE {relation} DROP CONSTRAINT {check}"))
                    .because("proven by the check: no scan"),
            ));
        }
    }

    /// Whether the rest of the column's change can go on.
    fn change_generation(&mut self, identity: &Identity, from: Option<&str>, to: Option<&str>) -> bool {
        if from == to {
            return true;
        }
        let is_identity = |generated: &str| generated.ends_with("as identity");
        let action = match (from, to) {
            (None, Some(to)) if is_identity(to) => format!("ADD GENERATED {}", to.to_uppercase()),
            (Some(from), None) if is_identity(from) => "DROP IDENTITY".to_owned(),
            (Some(_), None) => "DROP EXPRESSION".to_owned(),
            (Some(from), Some(to)) if is_identity(from) && is_identity(to) => {
                format!("SET GENERATED {}", to.trim_end_matches(" as identity").to_uppercase())
            }
            _ => {
                self.impossible.push(format!(
                    "{} is generated {}, and should be generated {}: it must be dropped and added anew",
                    self.name(identity),
                    from.unwrap_or("never"),
                    to.unwrap_or("never")
                ));
                return false;
            }
        };
        let (relation, column) = (identity.sql_name(), quote(identity.own_name()));
        self.push(
            Step::new(
                format!("change how {} is generated", self.name(identity)),
                format!("ALTER TABLE {relation} ALTER COLUMN {column} {action}"),
            )
            .because(format!("it is generated {}", from.unwrap_or("never")))
            .locking(LockMode::AccessExclusive, relation),
        );
        true
    }
}

/// Functions whose value is the same for the whole statement, so that adding a column with them as default rewrites
/// nothing (measured on 13–18).
const STABLE: [&str; 4] = ["now", "timezone", "date_trunc", "to_timestamp"];
/// Words before a parenthesis that belong to a type.
const TYPE_WORDS: [&str; 9] = ["varying", "numeric", "character", "bit", "timestamp", "time", "interval", "bpchar", "varchar"];

/// Whether a default may have another value for each row: it calls a function that is not known to be stable.
fn is_volatile(default: &str) -> bool {
    let mut rest = default;
    while let Some(at) = find_outside_quotes(rest, "(") {
        let before = &rest[..at];
        let word_start = before.rfind(|c: char| !(c.is_alphanumeric() || c == '_')).map_or(0, |place| place + 1);
        let word = &before[word_start..];
        if !word.is_empty() && !TYPE_WORDS.contains(&word) && !STABLE.contains(&word) {
            return true;
        }
        rest = &rest[at + 1..];
    }
    false
}

/// Whether a change of type rewrites the table. What is not known to be free is taken to rewrite.
fn rewrites(from: &str, to: &str) -> bool {
    let split = |data_type: &str| {
        let (name, rest) = data_type.split_once('(').unwrap_or((data_type, ""));
        let modifiers: Vec<i32> =
            rest.trim_end_matches(')').split(',').filter_map(|number| number.trim().parse().ok()).collect();
        (name.to_owned(), modifiers)
    };
    let ((from_name, from_modifiers), (to_name, to_modifiers)) = (split(from), split(to));
    let is_text = |name: &str| name == "text" || name == "character varying";
    if is_text(&from_name) && is_text(&to_name) {
        return match (from_modifiers.first(), to_modifiers.first()) {
            (_, None) => false,
            (None, Some(_)) => true,
            (Some(from), Some(to)) => from > to,
        };
    }
    if from_name == "numeric" && to_name == "numeric" {
        return match (from_modifiers.as_slice(), to_modifiers.as_slice()) {
            (_, []) => false,
            ([from_precision, from_scale], [to_precision, to_scale]) => from_scale != to_scale || from_precision > to_precision,
            _ => true,
        };
    }
    from != to
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_that_rewrite() {
        for stable in
            ["now()", "'x'::character varying(10)", "0", "'a(b)'::text", "(now() + '30 days'::interval)", "1.5::numeric(4,2)"]
        {
            assert!(!is_volatile(stable), "{stable}");
        }
        for volatile in ["gen_random_uuid()", "nextval('s'::regclass)", "clock_timestamp()"] {
            assert!(is_volatile(volatile), "{volatile}");
        }
    }

    #[test]
    fn type_changes_that_rewrite() {
        for (from, to, expected) in [
            ("character varying(50)", "character varying(100)", false),
            ("character varying(50)", "text", false),
            ("text", "character varying(50)", true),
            ("numeric(10,2)", "numeric(12,2)", false),
            ("numeric(10,2)", "numeric(12,3)", true),
            ("numeric(10,2)", "numeric", false),
            ("integer", "bigint", true),
            ("text", "text", false),
        ] {
            assert_eq!(rewrites(from, to), expected, "{from} → {to}");
        }
    }
}
