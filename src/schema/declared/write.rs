//! Writes `schema.toml`: a section per table and kind, keys that line up, literal strings where they spare backslashes.

use super::key_of_part;
use crate::identifier::QualifiedName;
use crate::schema::model::{Attribute, Identity, Kind, Naming, Object, Schema};
use crate::schema::text;

/// The order of the sections: what people look for first stands first.
const ORDER: &[Kind] = &[
    Kind::Schema,
    Kind::Extension,
    Kind::Enum,
    Kind::Domain,
    Kind::CompositeType,
    Kind::RangeType,
    Kind::BaseType,
    Kind::Sequence,
    Kind::Table,
    Kind::Partition,
    Kind::ForeignTable,
    Kind::View,
    Kind::MaterializedView,
    Kind::Statistics,
    Kind::Function,
    Kind::Aggregate,
    Kind::Operator,
    Kind::OperatorFamily,
    Kind::OperatorClass,
    Kind::Cast,
    Kind::Transform,
    Kind::Collation,
    Kind::Conversion,
    Kind::TextSearchParser,
    Kind::TextSearchTemplate,
    Kind::TextSearchDictionary,
    Kind::TextSearchConfiguration,
    Kind::Language,
    Kind::AccessMethod,
    Kind::ForeignDataWrapper,
    Kind::Server,
    Kind::UserMapping,
    Kind::EventTrigger,
    Kind::Publication,
    Kind::Subscription,
    Kind::DefaultPrivileges,
];

/// Writes a schema as `schema.toml`. `leave_out` names partitions that policies explain.
pub fn write(schema: &Schema, postgres: u32, leave_out: impl Fn(&Identity, &Object) -> bool) -> String {
    let mut writer = Writer { text: String::new(), schema };
    let schemas: Vec<String> = schema.schemas.iter().map(|name| quoted(name)).collect();
    writer.text.push_str(
        "# The declared schema: what the database should be. `pgkeel diff` compares; `pgkeel pull` brings it up to date, and keeps\n\
         # your comments and your order.\n",
    );
    writer.text.push_str(&format!("postgres = \"{postgres}\"\nschemas  = [{}]\n", schemas.join(", ")));
    if let Some(owner) = &schema.owner {
        writer.text.push_str(&format!("owner    = {}\n", quoted(owner)));
    }
    for kind in ORDER {
        writer.kind(*kind, &leave_out);
    }
    writer.text
}

struct Writer<'a> {
    text: String,
    schema: &'a Schema,
}

impl Writer<'_> {
    fn kind(&mut self, kind: Kind, leave_out: &impl Fn(&Identity, &Object) -> bool) {
        let heading = kind.facts().section;
        let objects = || self.schema.of_kind(kind);
        match kind {
            Kind::Extension => {
                let lines: Vec<_> = objects().map(|(identity, object)| (self.key(identity), self.inline(object))).collect();
                self.section(heading, &lines);
            }
            Kind::DefaultPrivileges => {
                let value = |object: &Object| list(object.lines(Attribute::Privileges));
                let lines: Vec<_> = objects().map(|(identity, object)| (self.key(identity), value(object))).collect();
                self.section(heading, &lines);
            }
            _ => {
                let is_plain = |identity: &Identity, object: &Object| {
                    !matches!(kind, Kind::Table | Kind::Partition | Kind::Schema | Kind::MaterializedView)
                        && self.attributes(object).is_empty()
                        && !self.has_parts(identity)
                };
                let wanted =
                    |(identity, object): &(&Identity, &Object)| kind != Kind::Partition || !leave_out(identity, object);
                let (plain, longer): (Vec<_>, Vec<_>) =
                    objects().filter(wanted).partition(|(identity, object)| is_plain(identity, object));
                let lines: Vec<_> =
                    plain.into_iter().map(|(identity, object)| (self.key(identity), definition(kind, object))).collect();
                self.section(heading, &lines);
                for (identity, object) in longer {
                    self.object(identity, object, leave_out);
                }
            }
        }
    }

    /// An object in sections of its own.
    fn object(&mut self, identity: &Identity, object: &Object, leave_out: &impl Fn(&Identity, &Object) -> bool) {
        let kind = identity.kind;
        let relation = identity.relation_name();
        let path = format!("{}.{}", kind.facts().section, self.key(identity));
        let mut own = self.attributes(object);
        let main = kind.facts().main;
        let ours = !object.is_made_by_another();
        if ours && !main.is_empty() && kind != Kind::Partition && !(kind == Kind::Table && object.definition.is_empty()) {
            // A comment stands first, what may be long last.
            let place = own.iter().take_while(|(key, _)| key == Attribute::Comment.name()).count();
            let place = if kind == Kind::Table { place } else { own.len() };
            own.insert(place, (main.to_owned(), definition(kind, object)));
        }
        self.section(&path, &own);
        let columns = self.schema.columns(&relation);
        let has_columns = matches!(kind, Kind::Table | Kind::ForeignTable) && ours;
        let line = |(column, object): &(&str, &Object)| (key(column), quoted(&object.definition));
        let (inherited, local): (Vec<_>, Vec<_>) =
            columns.into_iter().partition(|(_, object)| has_columns && object.is_inherited());
        let as_inherited = |column: &(&str, &Object)| {
            let above = self.schema.inherited_column(&relation, column.0);
            above.is_some_and(|above| above.definition == column.1.definition)
        };
        let said = |column: &&(&str, &Object)| {
            has_columns || !(column.1.definition.is_empty() || column.1.is_inherited() && as_inherited(column))
        };
        let lines: Vec<_> = local.iter().filter(said).map(line).collect();
        if has_columns {
            self.section_even_if_empty(&format!("{path}.columns"), &lines);
        } else if kind.parts().contains(&Kind::Column) {
            self.section(&format!("{path}.columns"), &lines);
        }
        let own = |column: &&(&str, &Object)| !column.1.definition.is_empty() && !as_inherited(column);
        let lines: Vec<_> = inherited.iter().filter(own).map(line).collect();
        self.section(&format!("{path}.inherited_columns"), &lines);
        for part in kind.parts().iter().copied().filter(|part| *part != Kind::Column) {
            let parts =
                self.schema.parts(part, &relation).filter(|(_, object)| !object.is_inherited() && !object.is_made_by_another());
            let lines: Vec<_> =
                parts.map(|(identity, object)| (key(identity.own_name()), quoted(&object.definition))).collect();
            self.section(&format!("{path}.{}", part.facts().section), &lines);
            if part == Kind::Constraint {
                self.inherited_constraints(&relation, &path);
            }
        }
        if matches!(kind, Kind::Table | Kind::Partition) {
            let partitions = self.schema.parts(Kind::Partition, &relation);
            let lines: Vec<_> = partitions
                .filter(|(identity, object)| !leave_out(identity, object))
                .map(|(identity, object)| (key(identity.own_name()), quoted(&object.definition)))
                .collect();
            self.section(&format!("{path}.partitions"), &lines);
        }
        self.settings_and_comments(identity, &relation, &path);
    }

    /// The checks that a table has from above otherwise than they are there: valid.
    fn inherited_constraints(&mut self, relation: &QualifiedName, path: &str) {
        let checks = self.schema.parts(Kind::Constraint, relation).filter(|(identity, check)| {
            let above = self.schema.inherited_check(identity);
            check.is_inherited() && above.is_some_and(|above| above.definition != check.definition)
        });
        let lines: Vec<_> = checks.map(|(identity, check)| (key(identity.own_name()), quoted(&check.definition))).collect();
        self.section(&format!("{path}.inherited_constraints"), &lines);
    }

    /// What is said of an object's parts beside their definitions.
    fn settings_and_comments(&mut self, whole: &Identity, relation: &QualifiedName, path: &str) {
        let (mut settings, mut comments) = (Vec::new(), Vec::new());
        for kind in whole.kind.parts().iter().copied() {
            let mut parts: Vec<(&Identity, &Object)> = self.schema.parts(kind, relation).collect();
            parts.sort_by_key(|(_, object)| object.position);
            for (identity, object) in parts {
                let key = key(&key_of_part(whole.kind, identity));
                if let Some(comment) = object.comment() {
                    comments.push((key.clone(), quoted(comment)));
                }
                let mut object = object.clone();
                object.set(Attribute::Comment, None);
                // That goes without saying of a part.
                object.set(Attribute::MadeBy, None);
                if !self.attributes(&object).is_empty() {
                    settings.push((key, self.inline(&object)));
                }
            }
        }
        self.section(&format!("{path}.settings"), &settings);
        self.section(&format!("{path}.comments"), &comments);
    }

    /// The attributes of an object as lines, without what the file says for all.
    fn attributes(&self, object: &Object) -> Vec<(String, String)> {
        let said = object.attributes.iter().filter(|(attribute, value)| match attribute {
            Attribute::Owner => self.schema.owner.as_ref() != Some(value),
            Attribute::Inherited => false,
            _ => true,
        });
        let value = |attribute: Attribute, value: &str| if attribute.is_list() { list(value.lines()) } else { quoted(value) };
        said.map(|(attribute, text)| (attribute.name().to_owned(), value(*attribute, text))).collect()
    }

    fn inline(&self, object: &Object) -> String {
        let optional = object.optional.then(|| ("optional".to_owned(), "true".to_owned()));
        let lines = optional.into_iter().chain(self.attributes(object)).map(|(key, value)| format!("{key} = {value}"));
        let lines: Vec<String> = lines.collect();
        if lines.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", lines.join(", ")) }
    }

    /// Whether anything is to be said of an object's parts.
    fn has_parts(&self, identity: &Identity) -> bool {
        let relation = identity.relation_name();
        identity.kind.parts().iter().any(|kind| self.schema.parts(*kind, &relation).next().is_some())
    }

    /// A name as a TOML key: to the letter in the default schema, as SQL elsewhere.
    fn key(&self, identity: &Identity) -> String {
        let default = self.schema.default_schema();
        let own = identity.relation_name();
        let QualifiedName { schema, name } = &own;
        key(&match identity.kind.naming() {
            Naming::Global | Naming::GlobalSql => name.clone(),
            Naming::Signature if schema == default => name.clone(),
            Naming::Signature => identity.sql_name(),
            Naming::Plain | Naming::Part if schema == default && !name.contains(['.', '"']) => name.clone(),
            Naming::Plain | Naming::Part if schema == default => format!("\"{}\"", name.replace('"', "\"\"")),
            Naming::Plain | Naming::Part => own.to_string(),
        })
    }

    fn section(&mut self, path: &str, lines: &[(String, String)]) {
        if !lines.is_empty() {
            self.section_even_if_empty(path, lines);
        }
    }

    /// Keys of a section line up, except beside values of several lines.
    fn section_even_if_empty(&mut self, path: &str, lines: &[(String, String)]) {
        self.text.push_str(&format!("\n[{path}]\n"));
        let width =
            lines.iter().filter(|(_, value)| !value.contains('\n')).map(|(key, _)| key.chars().count()).max().unwrap_or(0);
        for (key, value) in lines {
            let padding = if value.contains('\n') { 0 } else { width.saturating_sub(key.chars().count()) };
            self.text.push_str(&format!("{key}{:padding$} = {value}\n", ""));
        }
    }
}

fn definition(kind: Kind, object: &Object) -> String {
    match kind {
        Kind::Enum => {
            let labels = text::literals(&object.definition);
            list(labels.iter().map(String::as_str))
        }
        _ => quoted(&object.definition),
    }
}

fn list<'t>(items: impl Iterator<Item = &'t str>) -> String {
    format!(
        "[{}]",
        items.map(|item| if item.contains('\n') { basic(item) } else { quoted(item) }).collect::<Vec<_>>().join(", ")
    )
}

/// A TOML key: bare where that is allowed.
pub(super) fn key(name: &str) -> String {
    let bare = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    if bare { name.to_owned() } else { basic(name) }
}

/// A TOML string: of several lines where the text is, and literal where that spares the reader backslashes.
pub(super) fn quoted(text: &str) -> String {
    let tame = !text.chars().any(|c| c.is_control() && c != '\n' && c != '\t');
    if text.contains('\n') && tame && !text.contains("'''") && !text.ends_with('\'') {
        format!("'''\n{text}'''")
    } else if text.contains(['"', '\\']) && tame && !text.contains(['\'', '\n']) {
        format!("'{text}'")
    } else {
        basic(text)
    }
}

/// A basic string, everything escaped that must be.
fn basic(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 2);
    escaped.push('"');
    for character in text.chars() {
        match character {
            '"' => escaped.push_str("\\\""),
            '\\' => escaped.push_str("\\\\"),
            '\n' => escaped.push_str("\\n"),
            '\t' => escaped.push_str("\\t"),
            '\r' => escaped.push_str("\\r"),
            control if control.is_control() => escaped.push_str(&format!("\\u{:04X}", u32::from(control))),
            other => escaped.push(other),
        }
    }
    escaped.push('"');
    escaped
}
