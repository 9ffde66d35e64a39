//! Renames: as a person states them (`table:old=new`), and as two schemas suggest them. Nothing is ever taken for renamed that
//! nobody said was.

use std::fmt;

use super::diff::{Aspect, Difference, Direction};
use super::model::{Identity, Kind, Naming, Schema};
use super::text::find_outside_quotes;
use crate::identifier::{QualifiedName, literal, quote};
use crate::plan::{LockMode, Step};

/// One rename, as it was stated: `column:t.old=new`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rename {
    text: String,
    /// Before the colon.
    kind: String,
    old: String,
    new: String,
}

impl Rename {
    /// Reads `kind:old=new`: the old name in SQL as this program prints it, the new one bare, or in double quotes where it needs
    /// them.
    ///
    /// # Errors
    /// What is wrong with it, as a sentence.
    pub fn parse(text: &str) -> Result<Self, String> {
        const FORM: &str = "a rename is KIND:OLD=NEW, such as table:bookings=orders or column:bookings.note=remark";
        let (kind, names) = text.split_once(':').ok_or(FORM)?;
        let equals = find_outside_quotes(names, "=").ok_or(FORM)?;
        let (old, new) = (names[..equals].trim(), names[equals + 1..].trim());
        if old.is_empty() || new.is_empty() {
            return Err(FORM.to_owned());
        }
        let new = bare(new).ok_or_else(|| format!("`{new}` is no bare name: {FORM}"))?;
        let kind = kind.trim().to_lowercase().replace(['-', '_'], " ");
        if kind != LABEL && Kind::of_name(&kind).is_none() {
            return Err(format!("`{kind}` is no kind of object: {FORM}"));
        }
        Ok(Self { text: text.to_owned(), kind, old: old.to_owned(), new })
    }

    /// The step that does it in `schema`.
    ///
    /// # Errors
    /// Where there is no such object, or no statement that renames one of its kind, as a sentence.
    pub fn step(&self, schema: &Schema) -> Result<Step, String> {
        let default = schema.default_schema();
        let (new, text) = (quote(&self.new), &self.text);
        let is_named = |identity: &Identity, old: &str| {
            let kind = identity.kind.name();
            let own = identity.kind == Kind::Index && quote(identity.own_name()) == old;
            let partition = identity.kind == Kind::Partition && identity.partition_name().short(default) == old;
            own || partition
                || [identity.describe(default), identity.to_string()].iter().any(|name| *name == format!("{kind} {old}"))
        };
        let find = |kind: Kind, old: &str| {
            let found = schema.of_kind(kind).map(|(identity, _)| identity).find(|identity| is_named(identity, old));
            found.ok_or_else(|| format!("{text}: there is no {} {old}", kind.name()))
        };
        if self.kind == LABEL {
            let dot = self.old.rfind('.').ok_or_else(|| format!("{text}: write label:ENUM.OLD=NEW"))?;
            let (of, label) = (find(Kind::Enum, &self.old[..dot])?, bare(&self.old[dot + 1..]));
            let label = label.ok_or_else(|| format!("{text}: a label with more than letters stands in double quotes"))?;
            let sql = format!("ALTER TYPE {} RENAME VALUE {} TO {}", of.sql_name(), literal(&label), literal(&self.new));
            return Ok(Step::new(format!("rename label {} of {}", self.old[dot + 1..].to_owned(), of.describe(default)), sql)
                .because(STATED));
        }
        let kind = Kind::of_name(&self.kind).ok_or_else(|| format!("{text}: no kind of object"))?;
        let identity = find(kind, &self.old)?;
        let (relation, own) = (identity.sql_name(), quote(identity.own_name()));
        let whole =
            if schema.get(&Identity::new(Kind::CompositeType, identity.name.clone())).is_some() { "TYPE" } else { "TABLE" };
        let sql = match kind {
            Kind::Column if whole == "TYPE" => format!("ALTER TYPE {relation} RENAME ATTRIBUTE {own} TO {new}"),
            Kind::Column => format!("ALTER TABLE {relation} RENAME COLUMN {own} TO {new}"),
            Kind::Constraint => format!("ALTER TABLE {relation} RENAME CONSTRAINT {own} TO {new}"),
            Kind::DomainConstraint => format!("ALTER DOMAIN {relation} RENAME CONSTRAINT {own} TO {new}"),
            Kind::Trigger | Kind::Policy | Kind::Rule => {
                format!("ALTER {} {own} ON {relation} RENAME TO {new}", kind.facts().sql)
            }
            Kind::Index => format!("ALTER INDEX {}.{own} RENAME TO {new}", quote(&identity.name.schema)),
            Kind::Partition => format!("ALTER TABLE {} RENAME TO {new}", identity.relation_name()),
            Kind::Extension | Kind::AccessMethod | Kind::Operator => {
                return Err(format!("{text}: PostgreSQL cannot rename it"));
            }
            _ if kind.naming() == Naming::GlobalSql => return Err(format!("{text}: it has no name that could change")),
            _ => format!("ALTER {} {relation} RENAME TO {new}", kind.facts().sql),
        };
        let mut step = Step::new(format!("rename {} to {new}", identity.describe(default)), sql).because(STATED);
        if kind == Kind::Index {
            step = step.locking(LockMode::ShareUpdateExclusive, format!("{}.{own}", quote(&identity.name.schema)));
        } else if kind.is_relation() || identity.part.is_some() && kind != Kind::DomainConstraint && whole == "TABLE" {
            step = step.locking(LockMode::AccessExclusive, identity.relation_name().to_string());
        }
        Ok(step)
    }
}

/// A name without a schema, as SQL reads it.
fn bare(text: &str) -> Option<String> {
    QualifiedName::parse(text, "").filter(|name| name.schema.is_empty()).map(|name| name.name)
}

/// As it was stated.
impl fmt::Display for Rename {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

const LABEL: &str = "label";
const STATED: &str = "stated with --rename; who uses the old name fails from here on";

/// What may have been renamed, as the flags that would state it: what is missing and unexpected, of one kind, and otherwise
/// equal; only where there is one candidate for each.
pub fn suggestions(differences: &[Difference], from: &Schema, to: &Schema) -> Vec<String> {
    let of = |direction| {
        let whole =
            move |difference: &&Difference| difference.direction == direction && difference.aspect == Aspect::Definition;
        differences.iter().filter(whole).map(|difference| &difference.object).collect::<Vec<_>>()
    };
    let (missing, unexpected) = (of(Direction::Missing), of(Direction::Unexpected));
    let alike = |old: &Identity, new: &Identity| {
        let is_candidate = old.kind == new.kind
            && old.name.schema == new.name.schema
            && old.part.is_some() == new.part.is_some()
            && (old.part.is_none() || old.name == new.name)
            && !matches!(old.kind, Kind::Schema | Kind::Extension | Kind::Partition)
            && !matches!(old.kind.naming(), Naming::Signature | Naming::GlobalSql);
        is_candidate && looks(from, old).is_some_and(|looks_so| Some(looks_so) == looks(to, new))
    };
    let default = from.default_schema();
    let mut found = Vec::new();
    for old in &unexpected {
        let mut candidates = missing.iter().filter(|new| alike(old, new));
        if let (Some(new), None) = (candidates.next(), candidates.next())
            && unexpected.iter().filter(|other| alike(other, new)).count() == 1
        {
            let words = old.describe(default);
            let name = words.strip_prefix(old.kind.name()).unwrap_or(&words).trim_start();
            found.push(format!("{}:{name}={}", old.kind.name().replace(' ', "-"), quote(new.own_name())));
        }
    }
    found
}

/// What an object is but for its name: its definition, and of a relation its columns.
fn looks<'a>(schema: &'a Schema, identity: &Identity) -> Option<(&'a str, Vec<(&'a str, &'a str)>)> {
    let object = schema.get(identity)?;
    let mut columns = Vec::new();
    if matches!(identity.kind, Kind::Table | Kind::ForeignTable | Kind::CompositeType) {
        columns = schema.columns(&identity.name).into_iter().map(|(name, column)| (name, column.definition.as_str())).collect();
        if columns.is_empty() {
            return None;
        }
    } else if object.definition.is_empty() {
        return None;
    }
    Some((&object.definition, columns))
}

#[cfg(test)]
mod tests {
    use super::super::diff::compare;
    use super::super::diff::tests::schema;
    use super::*;

    const OLD: &str = "[tables.t.columns]\nid = 'integer'\nnote = 'text'\n[tables.a.columns]\nx = 'integer'\n[enums]\ne = ['a', 'b']\n\
                       [tables.t.indexes]\ni = '(id)'\n[functions]\n'f(integer)' = '(integer) returns integer language sql as $$ select 1 $$'\n";

    fn sql(text: &str) -> Result<String, String> {
        Rename::parse(text)?.step(&schema(OLD)).map(|step| step.sql[0].text.clone())
    }

    #[test]
    fn each_kind_has_its_statement() {
        assert_eq!(sql("table:t=\"New one\"").unwrap(), "ALTER TABLE public.t RENAME TO \"New one\"");
        assert_eq!(sql("table:public.t=u").unwrap(), "ALTER TABLE public.t RENAME TO u");
        assert_eq!(sql("column:t.note=remark").unwrap(), "ALTER TABLE public.t RENAME COLUMN note TO remark");
        assert_eq!(sql("index:i=j").unwrap(), "ALTER INDEX public.i RENAME TO j");
        assert_eq!(sql("index:t.i=j").unwrap(), "ALTER INDEX public.i RENAME TO j");
        assert_eq!(sql("function:f(integer)=g").unwrap(), "ALTER ROUTINE public.f(integer) RENAME TO g");
        assert_eq!(sql("label:e.a=\"it's\"").unwrap(), "ALTER TYPE public.e RENAME VALUE 'a' TO 'it''s'");
    }

    #[test]
    fn what_cannot_be_renamed_is_told() {
        for (text, words) in [
            ("t=u", "KIND:OLD=NEW"),
            ("tabel:t=u", "no kind of object"),
            ("table:t=a.b", "no bare name"),
            ("table:unknown=u", "there is no table unknown"),
        ] {
            let error = sql(text).unwrap_err();
            assert!(error.contains(words), "{error}");
        }
    }

    #[test]
    fn what_looks_renamed_is_suggested_and_what_may_be_two_things_is_not() {
        let suggested = |new: &str| {
            let (from, to) = (schema(OLD), schema(new));
            suggestions(&compare(&from, &to, |_, _| false), &from, &to)
        };
        let new = OLD.replace("tables.a.", "tables.b.").replace("note =", "remark =");
        assert_eq!(suggested(&new), ["table:a=b", "column:t.note=remark"]);
        let two = format!("{}[tables.c.columns]\nx = 'integer'\n", OLD.replace("tables.a.", "tables.b."));
        assert_eq!(suggested(&two), [""; 0]);
    }
}
