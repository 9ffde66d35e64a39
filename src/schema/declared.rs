//! `schema.toml` ⇄ the model. One line per column, constraint, index and trigger; the key is the object's name, the value
//! what follows the name in SQL. Written so that people can read it, read so that every mistake has its place.

mod check;
pub mod files;
pub mod json_schema;
mod layout;
pub mod merge;
mod read;
mod write;

use super::model::{Identity, Kind, Schema};
use crate::error::Result;

pub use read::parse;
pub use write::write;

/// A declared schema, with the major version of PostgreSQL it was written for, where it says so.
#[derive(Debug, Clone)]
pub struct Declared {
    pub schema: Schema,
    pub postgres: Option<u32>,
}

/// One of the files that declare a schema: as it is called in messages, and its text.
#[derive(Debug, Clone)]
pub struct Source {
    pub shown: String,
    pub text: String,
}

/// Reads a schema that is declared in one file.
///
/// # Errors
/// Those of [`parse`].
pub fn parse_one(shown: &str, text: &str) -> Result<Declared> {
    parse(&[Source { shown: shown.to_owned(), text: text.to_owned() }])
}

/// The sections that an object of a kind can have, beside its attributes.
pub(super) fn sections(kind: Kind) -> Vec<&'static str> {
    let parts = kind.parts();
    let mut sections: Vec<&str> = parts.iter().map(|kind| kind.facts().section).collect();
    if matches!(kind, Kind::Table | Kind::ForeignTable) {
        sections.push("inherited_columns");
    }
    if matches!(kind, Kind::Table | Kind::ForeignTable | Kind::Partition) {
        sections.push("inherited_constraints");
    }
    if matches!(kind, Kind::Table | Kind::Partition) {
        sections.push("partitions");
    }
    if !parts.is_empty() {
        sections.extend(["settings", "comments"]);
    }
    sections
}

/// A key of `comments` or `settings` taken apart: the kind and the name of a part; without a kind it is a column, or a
/// domain's constraint.
fn part_key(whole: Kind, key: &str) -> (Kind, &str) {
    whole
        .parts()
        .iter()
        .find_map(|kind| Some((*kind, key.strip_prefix(part_word(*kind))?.strip_prefix(' ')?)))
        .unwrap_or((Kind::Column, key))
}

fn part_word(kind: Kind) -> &'static str {
    if kind == Kind::DomainConstraint { Kind::Constraint.name() } else { kind.name() }
}

/// The key of a part in `comments` and `settings`.
fn key_of_part(whole: Kind, identity: &Identity) -> String {
    let name = identity.own_name();
    if identity.kind == Kind::Column && part_key(whole, name) == (Kind::Column, name) {
        name.to_owned()
    } else {
        format!("{} {name}", part_word(identity.kind))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::write::{key, quoted};
    use super::*;
    use crate::identifier::QualifiedName;

    const SAMPLE: &str = r#"postgres = "15"
schemas  = ["public", "billing"]

[extensions]
pg_trgm = {}
postgis = { optional = true }

[enums]
booking_status = ["draft", "con'firmed"]

[tables.enterprises]
comment = "Master enterprises table"

[tables.enterprises.columns]
name = "character varying(255) not null"
id   = "uuid not null default gen_random_uuid()"

[tables.enterprises.constraints]
enterprises_pkey = "primary key (id)"

[tables.enterprises.comments]
name = "as on the contract"
"constraint enterprises_pkey" = "why"

[tables."billing.invoices".columns]

[functions]
"f(integer)" = "(a integer) returns void language sql as $$ $$"
"#;

    #[test]
    fn what_is_written_is_read() {
        let declared = parse_one("schema.toml", SAMPLE).unwrap();
        assert_eq!(declared.postgres, Some(15));
        let enterprises = QualifiedName::new("public", "enterprises");
        let columns: Vec<&str> = declared.schema.columns(&enterprises).into_iter().map(|(name, _)| name).collect();
        assert_eq!(columns, ["name", "id"]);
        let comment = |kind, name| {
            declared.schema.get(&Identity::part(kind, enterprises.clone(), name)).unwrap().comment().map(str::to_owned)
        };
        assert_eq!(comment(Kind::Column, "name").as_deref(), Some("as on the contract"));
        assert_eq!(comment(Kind::Constraint, "enterprises_pkey").as_deref(), Some("why"));
        assert!(declared.schema.get(&Identity::new(Kind::Table, QualifiedName::new("billing", "invoices"))).is_some());
        let again = write(&declared.schema, 15, |_, _| false);
        let reread = parse_one("schema.toml", &again).unwrap();
        assert_eq!(write(&reread.schema, 15, |_, _| false), again);
        assert!(again.contains("booking_status = [\"draft\", \"con'firmed\"]"), "{again}");
    }

    #[test]
    fn mistakes_have_their_place() {
        for (text, place, message) in [
            ("[tabels.x.columns]\n", "schema.toml:1:2", "unknown key `tabels`"),
            ("[tables.x]\ncolumn = {}\n", "schema.toml:2:1", "unknown key `column`"),
            ("[tables.x.columns]\nid = 4\n", "schema.toml:2:6", "column x.id must be a string"),
            ("[tables.x.comments]\nid = \"c\"\n", "schema.toml:2:1", "column x.id is not declared"),
            ("postgres = \"fifteen\"\n", "schema.toml:1:12", "`postgres` must be a major version"),
            ("[functions]\nf = \"x\"\n", "schema.toml:2:1", "`f` is not the name of a function"),
            ("a = [\n", "schema.toml:1:6", "unclosed array"),
        ] {
            let error = parse_one("schema.toml", text).unwrap_err().to_string();
            assert!(error.starts_with(place) && error.contains(message), "{text}: {error}");
        }
    }

    proptest! {
        #[test]
        fn any_text_survives_quoting(text in "(\\PC|\n|\t|'|\"|\\\\){0,30}") {
            let document = format!("{} = {}\n", key(&text), quoted(&text));
            let table: toml::Table = toml::from_str(&document).unwrap();
            let (name, value) = table.into_iter().next().unwrap();
            prop_assert_eq!(&name, &text);
            prop_assert_eq!(value.as_str(), Some(text.as_str()));
        }
    }
}
