//! `schema.toml` ⇄ the model. One line per column, constraint, index and trigger; the key is the object's name, the value
//! what follows the name in SQL. Written so that people can read it, read so that every mistake has its place.

pub mod files;
mod layout;
pub mod merge;
mod write;

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::create::TRIGGER_STATES;
use super::model::{Identity, Kind, Object, Schema};
use super::text;
use crate::error::{Error, Result};
use crate::identifier::{self, QualifiedName};
use crate::toml_file::nearest;

pub use write::write;

/// A declared schema, with the major version of PostgreSQL it was written for, where it says so.
#[derive(Debug, Clone)]
pub struct Declared {
    pub schema: Schema,
    pub postgres: Option<u32>,
}

/// Reads the text of `file`.
///
/// # Errors
/// `Usage`, with file, line and column: broken TOML, an unknown key with the nearest known one, a value of the wrong kind.
pub fn parse(file: &str, source: &str) -> Result<Declared> {
    let root = DeTable::parse(source).map_err(|error| {
        let message = error.message().trim().replace('\n', ", ");
        Error::usage(message).pointing_at(file, source, error.span().map_or(0, |span| span.start))
    })?;
    let mut parser = Parser { file, source, schema: Schema::default() };
    let postgres = parser.root(root.get_ref())?;
    Ok(Declared { schema: parser.schema, postgres })
}

struct Parser<'a> {
    file: &'a str,
    source: &'a str,
    schema: Schema,
}

type Value<'i> = Spanned<DeValue<'i>>;

impl Parser<'_> {
    fn error(&self, span: &Range<usize>, message: impl Into<String>) -> Error {
        Error::usage(message.into()).pointing_at(self.file, self.source, span.start)
    }

    fn unknown(&self, span: &Range<usize>, key: &str, known: &[&str]) -> Error {
        let error = self.error(span, format!("unknown key `{key}`, expected one of {}", known.join(", ")));
        match nearest(key, known.iter().copied()) {
            Some(near) => error.hint(format!("did you mean `{near}`?")),
            None => error,
        }
    }

    fn table<'v, 'i>(&self, what: &str, value: &'v Value<'i>) -> Result<&'v DeTable<'i>> {
        match value.get_ref() {
            DeValue::Table(table) => Ok(table),
            _ => Err(self.error(&value.span(), format!("{what} must be a table"))),
        }
    }

    fn string(&self, what: &str, value: &Value<'_>) -> Result<String> {
        match value.get_ref() {
            DeValue::String(text) => Ok(text.clone().into_owned()),
            _ => Err(self.error(&value.span(), format!("{what} must be a string"))),
        }
    }

    fn strings(&self, what: &str, value: &Value<'_>) -> Result<Vec<String>> {
        match value.get_ref() {
            DeValue::Array(items) => items
                .iter()
                .map(|item| match item.get_ref() {
                    DeValue::String(text) => Ok(text.clone().into_owned()),
                    _ => Err(self.error(&item.span(), format!("{what} must be a list of strings"))),
                })
                .collect(),
            _ => Err(self.error(&value.span(), format!("{what} must be a list of strings"))),
        }
    }

    /// A key of `[tables]`, `[views]`, …: a name, qualified or in the default schema. TOML keys are taken to the letter:
    /// no folding to lower case, and a dot separates the schema.
    fn name(&self, key: &Spanned<std::borrow::Cow<'_, str>>) -> Result<QualifiedName> {
        let text = key.get_ref();
        let default = self.schema.default_schema();
        if !text.contains(['.', '"']) {
            return Ok(QualifiedName::new(default, text.as_ref()));
        }
        QualifiedName::parse(text, default).ok_or_else(|| self.error(&key.span(), format!("`{text}` is not a name")))
    }

    fn add(&mut self, identity: Identity, definition: String, span: &Range<usize>) -> &mut Object {
        let object = Object { declared_at: span.start, ..Object::new(definition) };
        self.schema.objects.entry(identity).or_insert(object)
    }

    fn root(&mut self, root: &DeTable<'_>) -> Result<Option<u32>> {
        const KNOWN: &[&str] =
            &["postgres", "schemas", "extensions", "enums", "sequences", "tables", "views", "materialized_views", "functions"];
        let mut postgres = None;
        // Names depend on the default schema, so the list of schemas comes first wherever it stands.
        self.schema.schemas = vec!["public".to_owned()];
        if let Some((_, value)) = root.iter().find(|(key, _)| key.get_ref() == "schemas") {
            self.schema.schemas = self.strings("`schemas`", value)?;
            if self.schema.schemas.is_empty() {
                return Err(self.error(&value.span(), "`schemas` must name at least one schema"));
            }
        }
        let schemas = root.iter().find(|(key, _)| key.get_ref() == "schemas").map_or(0..0, |(key, _)| key.span());
        for name in self.schema.schemas.clone() {
            self.add(Identity::new(Kind::Schema, QualifiedName::new("", name)), String::new(), &schemas);
        }
        for (key, value) in root {
            match key.get_ref().as_ref() {
                "schemas" => {}
                "postgres" => {
                    let version = self.string("`postgres`", value)?;
                    let number = version.parse().map_err(|_| {
                        self.error(
                            &value.span(),
                            format!("`postgres` must be a major version such as \"15\", not \"{version}\""),
                        )
                    })?;
                    postgres = Some(number);
                }
                "extensions" => self.extensions(value)?,
                "enums" => self.simple(Kind::Enum, "labels", value)?,
                "sequences" => self.simple(Kind::Sequence, "definition", value)?,
                "functions" => self.simple(Kind::Function, "definition", value)?,
                "views" => self.simple(Kind::View, "query", value)?,
                "materialized_views" => self.simple(Kind::MaterializedView, "query", value)?,
                "tables" => {
                    for (key, value) in self.table("`tables`", value)? {
                        self.one_table(key, value)?;
                    }
                }
                unknown => return Err(self.unknown(&key.span(), unknown, KNOWN)),
            }
        }
        self.partitions_are_no_tables();
        Ok(postgres)
    }

    fn extensions(&mut self, value: &Value<'_>) -> Result<()> {
        for (key, value) in self.table("`extensions`", value)? {
            let mut optional = false;
            for (option, value) in self.table("an extension", value)? {
                match (option.get_ref().as_ref(), value.get_ref()) {
                    ("optional", DeValue::Boolean(flag)) => optional = *flag,
                    ("optional", _) => return Err(self.error(&value.span(), "`optional` must be true or false")),
                    (unknown, _) => return Err(self.unknown(&option.span(), unknown, &["optional"])),
                }
            }
            let identity = Identity::new(Kind::Extension, QualifiedName::new("", key.get_ref().as_ref()));
            self.add(identity, String::new(), &key.span()).optional = optional;
        }
        Ok(())
    }

    /// Objects that are a definition, or a table of the definition (under `main`), a comment, and for materialized views
    /// indexes.
    fn simple(&mut self, kind: Kind, main: &str, value: &Value<'_>) -> Result<()> {
        for (key, value) in self.table(&format!("`{}s`", kind.name()), value)? {
            let name = if kind == Kind::Function { self.function_name(key)? } else { self.name(key)? };
            let identity = Identity::new(kind, name.clone());
            let what = identity.describe(self.schema.default_schema());
            let DeValue::Table(table) = value.get_ref() else {
                let definition = self.definition(kind, &what, value)?;
                self.add(identity, definition, &key.span());
                continue;
            };
            let (viewed, indexed) = (kind == Kind::View, kind == Kind::MaterializedView);
            let known: &[&str] = match kind {
                Kind::View => &[main, "comment", "triggers", "comments"],
                Kind::MaterializedView => &[main, "comment", "indexes", "comments"],
                _ => &[main, "comment"],
            };
            let mut definition = None;
            let mut comment = None;
            for (option, value) in table {
                match option.get_ref().as_ref() {
                    option if option == main => definition = Some(self.definition(kind, &what, value)?),
                    "comment" => comment = Some(self.string("`comment`", value)?),
                    "indexes" if indexed => self.parts(Kind::Index, &name, value)?,
                    "triggers" if viewed => self.parts(Kind::Trigger, &name, value)?,
                    "comments" if indexed || viewed => {}
                    unknown => return Err(self.unknown(&option.span(), unknown, known)),
                }
            }
            let definition = definition.ok_or_else(|| self.error(&key.span(), format!("{what} has no `{main}`")))?;
            self.add(identity, definition, &key.span()).comment = comment;
            if let Some((_, value)) = table.iter().find(|(key, _)| key.get_ref() == "comments") {
                self.comments(&name, value)?;
            }
        }
        Ok(())
    }

    fn definition(&self, kind: Kind, what: &str, value: &Value<'_>) -> Result<String> {
        match kind {
            Kind::Enum => Ok(text::literal_list(&self.strings(what, value)?)),
            _ => Ok(self.string(what, value)?.trim().to_owned()),
        }
    }

    /// `f(integer, text)` or `schema.f(integer)`: what stands before the parenthesis may be qualified.
    fn function_name(&self, key: &Spanned<std::borrow::Cow<'_, str>>) -> Result<QualifiedName> {
        let text = key.get_ref();
        let wrong = || self.error(&key.span(), format!("`{text}` is not a function: write its name and argument types"));
        let open = text::find_outside_quotes(text, "(").filter(|_| text.ends_with(')')).ok_or_else(wrong)?;
        let name = QualifiedName::parse(&text[..open], self.schema.default_schema()).ok_or_else(wrong)?;
        Ok(QualifiedName::new(name.schema, format!("{}{}", identifier::quote(&name.name), &text[open..])))
    }

    fn one_table(&mut self, key: &Spanned<std::borrow::Cow<'_, str>>, value: &Value<'_>) -> Result<()> {
        const KNOWN: &[&str] = &[
            "comment",
            "partition_by",
            "columns",
            "constraints",
            "indexes",
            "triggers",
            "trigger_states",
            "partitions",
            "comments",
        ];
        let name = self.name(key)?;
        let table = self.table("a table", value)?;
        let mut object = Object { declared_at: key.span().start, ..Object::default() };
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "comment" => object.comment = Some(self.string("`comment`", value)?),
                "partition_by" => object.definition = self.string("`partition_by`", value)?,
                "columns" => self.parts(Kind::Column, &name, value)?,
                "constraints" => self.parts(Kind::Constraint, &name, value)?,
                "indexes" => self.parts(Kind::Index, &name, value)?,
                "triggers" => self.parts(Kind::Trigger, &name, value)?,
                "partitions" => self.parts(Kind::Partition, &name, value)?,
                "trigger_states" | "comments" => {}
                unknown => return Err(self.unknown(&key.span(), unknown, KNOWN)),
            }
        }
        self.schema.objects.insert(Identity::new(Kind::Table, name.clone()), object);
        if let Some((_, value)) = table.iter().find(|(key, _)| key.get_ref() == "trigger_states") {
            self.trigger_states(&name, value)?;
        }
        if let Some((_, value)) = table.iter().find(|(key, _)| key.get_ref() == "comments") {
            self.comments(&name, value)?;
        }
        Ok(())
    }

    /// `[tables.x]` may stand for a partition of another table that is partitioned itself: then it only has partitions.
    fn partitions_are_no_tables(&mut self) {
        let partitions: Vec<QualifiedName> = self.schema.partitions().into_keys().collect();
        for name in partitions {
            if self.schema.columns(&name).is_empty() {
                self.schema.objects.remove(&Identity::new(Kind::Table, name));
            }
        }
    }

    /// `[tables.x.trigger_states]`: when a trigger fires, where that is not always.
    fn trigger_states(&mut self, relation: &QualifiedName, value: &Value<'_>) -> Result<()> {
        for (key, value) in self.table("`trigger_states`", value)? {
            let identity = Identity::part(Kind::Trigger, relation.clone(), key.get_ref().as_ref());
            let state = self.string("a trigger's state", value)?;
            let states = TRIGGER_STATES.map(|(name, _)| name);
            if !states.contains(&state.as_str()) {
                let message = format!("`{state}` is no state of a trigger, expected one of {}", states.join(", "));
                return Err(self.error(&value.span(), message));
            }
            let what = identity.describe(self.schema.default_schema());
            match self.schema.objects.get_mut(&identity) {
                Some(object) => object.state = Some(state),
                None => return Err(self.error(&key.span(), format!("a state of {what}, which is not declared"))),
            }
        }
        Ok(())
    }

    fn parts(&mut self, kind: Kind, relation: &QualifiedName, value: &Value<'_>) -> Result<()> {
        let parts = self.table(&format!("the {}s of a table", kind.name()), value)?;
        for (position, (key, value)) in parts.iter().enumerate() {
            let identity = Identity::part(kind, relation.clone(), key.get_ref().as_ref());
            let what = identity.describe(self.schema.default_schema());
            let definition = self.string(&what, value)?.trim().to_owned();
            self.add(identity, definition, &key.span()).position = position + 1;
        }
        Ok(())
    }

    /// `[tables.x.comments]`: a column by its name, anything else by its kind and name.
    fn comments(&mut self, relation: &QualifiedName, value: &Value<'_>) -> Result<()> {
        for (key, value) in self.table("`comments`", value)? {
            let (kind, name) = comment_target(key.get_ref());
            let identity = Identity::part(kind, relation.clone(), name);
            let comment = self.string("a comment", value)?;
            let what = identity.describe(self.schema.default_schema());
            match self.schema.objects.get_mut(&identity) {
                Some(object) => object.comment = Some(comment),
                None => return Err(self.error(&key.span(), format!("a comment on {what}, which is not declared"))),
            }
        }
        Ok(())
    }
}

/// The kinds that a key of `comments` may begin with; without one it is a column.
const COMMENTED: [Kind; 4] = [Kind::Column, Kind::Constraint, Kind::Index, Kind::Trigger];

fn comment_target(key: &str) -> (Kind, &str) {
    COMMENTED
        .into_iter()
        .find_map(|kind| Some((kind, key.strip_prefix(kind.name())?.strip_prefix(' ')?)))
        .unwrap_or((Kind::Column, key))
}

fn comment_key(identity: &Identity) -> String {
    let name = identity.own_name();
    if identity.kind == Kind::Column && comment_target(name) == (Kind::Column, name) {
        name.to_owned()
    } else {
        format!("{} {name}", identity.kind.name())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::write::{key, quoted};
    use super::*;

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
        let declared = parse("schema.toml", SAMPLE).unwrap();
        assert_eq!(declared.postgres, Some(15));
        let enterprises = QualifiedName::new("public", "enterprises");
        let columns: Vec<&str> = declared.schema.columns(&enterprises).into_iter().map(|(name, _)| name).collect();
        assert_eq!(columns, ["name", "id"]);
        let comment =
            |kind, name| declared.schema.get(&Identity::part(kind, enterprises.clone(), name)).unwrap().comment.clone();
        assert_eq!(comment(Kind::Column, "name").as_deref(), Some("as on the contract"));
        assert_eq!(comment(Kind::Constraint, "enterprises_pkey").as_deref(), Some("why"));
        assert!(declared.schema.get(&Identity::new(Kind::Table, QualifiedName::new("billing", "invoices"))).is_some());
        let again = write(&declared.schema, 15, |_, _| false);
        let reread = parse("schema.toml", &again).unwrap();
        assert_eq!(write(&reread.schema, 15, |_, _| false), again);
        assert!(again.contains("booking_status = [\"draft\", \"con'firmed\"]"), "{again}");
    }

    #[test]
    fn mistakes_have_their_place() {
        for (text, place, message) in [
            ("[tabels.x.columns]\n", "schema.toml:1:2", "unknown key `tabels`"),
            ("[tables.x]\ncolumn = {}\n", "schema.toml:2:1", "unknown key `column`"),
            ("[tables.x.columns]\nid = 4\n", "schema.toml:2:6", "column x.id must be a string"),
            ("[tables.x.comments]\nid = \"c\"\n", "schema.toml:2:1", "a comment on column x.id, which is not declared"),
            ("postgres = \"fifteen\"\n", "schema.toml:1:12", "`postgres` must be a major version"),
            ("[functions]\nf = \"x\"\n", "schema.toml:2:1", "`f` is not a function"),
            ("a = [\n", "schema.toml:1:6", "unclosed array"),
        ] {
            let error = parse("schema.toml", text).unwrap_err().to_string();
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
