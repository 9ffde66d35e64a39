//! Writes `schema.toml`: a section per table and kind, keys that line up, literal strings where they spare backslashes.

use super::comment_key;
use crate::identifier::QualifiedName;
use crate::schema::model::{Identity, Kind, Object, Schema};
use crate::schema::text;

/// Writes a schema as `schema.toml`. `leave_out` names partitions that policies explain.
pub fn write(schema: &Schema, postgres: u32, leave_out: impl Fn(&Identity, &Object) -> bool) -> String {
    let mut writer = Writer { text: String::new(), default_schema: schema.default_schema().to_owned() };
    let schemas: Vec<String> = schema.schemas.iter().map(|name| quoted(name)).collect();
    writer.text.push_str(
        "# The declared schema: what the database should be. `pgkeel diff` compares; `pgkeel pull` writes this file anew, and keeps\n\
         # no comments of yours.\n",
    );
    writer.text.push_str(&format!("postgres = \"{postgres}\"\nschemas  = [{}]\n", schemas.join(", ")));

    let extensions: Vec<(String, String)> = schema
        .of_kind(Kind::Extension)
        .map(|(identity, object)| {
            let value = if object.optional { "{ optional = true }" } else { "{}" };
            (key(&identity.name.name), value.to_owned())
        })
        .collect();
    writer.section("extensions", &extensions);
    writer.simple(schema, Kind::Enum, "enums", "labels");
    writer.simple(schema, Kind::Sequence, "sequences", "definition");
    for (identity, table) in schema.of_kind(Kind::Table) {
        let name = &identity.name;
        let path = format!("tables.{}", key(&writer.short(identity)));
        let mut own = Vec::new();
        if let Some(comment) = &table.comment {
            own.push(("comment".to_owned(), quoted(comment)));
        }
        if !table.definition.is_empty() {
            own.push(("partition_by".to_owned(), quoted(&table.definition)));
        }
        writer.section(&path, &own);
        let columns: Vec<(String, String)> =
            schema.columns(name).into_iter().map(|(column, object)| (key(column), quoted(&object.definition))).collect();
        writer.section_even_if_empty(&format!("{path}.columns"), &columns);
        for (kind, heading) in [(Kind::Constraint, "constraints"), (Kind::Index, "indexes"), (Kind::Trigger, "triggers")] {
            let parts: Vec<(String, String)> = schema
                .parts(kind, name)
                .map(|(identity, object)| (key(identity.own_name()), quoted(&object.definition)))
                .collect();
            writer.section(&format!("{path}.{heading}"), &parts);
        }
        writer.trigger_states(schema, name, &path);
        writer.partitions(schema, name, &leave_out);
        writer.comments(schema, name, &path);
    }
    writer.simple(schema, Kind::View, "views", "query");
    for (identity, view) in schema.of_kind(Kind::MaterializedView) {
        let path = format!("materialized_views.{}", key(&writer.short(identity)));
        let mut own = Vec::new();
        if let Some(comment) = &view.comment {
            own.push(("comment".to_owned(), quoted(comment)));
        }
        own.push(("query".to_owned(), quoted(&view.definition)));
        writer.section(&path, &own);
        let indexes: Vec<(String, String)> = schema
            .parts(Kind::Index, &identity.name)
            .map(|(identity, object)| (key(identity.own_name()), quoted(&object.definition)))
            .collect();
        writer.section(&format!("{path}.indexes"), &indexes);
        writer.comments(schema, &identity.name, &path);
    }
    writer.simple(schema, Kind::Function, "functions", "definition");
    writer.text
}

struct Writer {
    text: String,
    default_schema: String,
}

impl Writer {
    /// A name as a key, before quoting for TOML: to the letter in the default schema, as SQL elsewhere.
    fn short(&self, identity: &Identity) -> String {
        let QualifiedName { schema, name } = &identity.name;
        match identity.kind {
            Kind::Function if *schema == self.default_schema => name.clone(),
            Kind::Function => identity.sql_name(),
            _ if *schema == self.default_schema && !name.contains(['.', '"']) => name.clone(),
            _ if *schema == self.default_schema => format!("\"{}\"", name.replace('"', "\"\"")),
            _ => identity.name.to_string(),
        }
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

    /// The partitions of a table, and below them those of partitions that are partitioned themselves.
    fn partitions(&mut self, schema: &Schema, table: &QualifiedName, leave_out: &impl Fn(&Identity, &Object) -> bool) {
        let parts: Vec<(&Identity, &Object)> =
            schema.parts(Kind::Partition, table).filter(|(identity, object)| !leave_out(identity, object)).collect();
        let lines: Vec<(String, String)> =
            parts.iter().map(|(identity, object)| (key(identity.own_name()), quoted(&object.definition))).collect();
        let path = key(&self.short(&Identity::new(Kind::Table, table.clone())));
        self.section(&format!("tables.{path}.partitions"), &lines);
        for (identity, _) in parts {
            self.partitions(schema, &identity.partition_name(), leave_out);
        }
    }

    fn trigger_states(&mut self, schema: &Schema, relation: &QualifiedName, path: &str) {
        let lines: Vec<(String, String)> = schema
            .parts(Kind::Trigger, relation)
            .filter_map(|(identity, object)| Some((key(identity.own_name()), quoted(object.state.as_deref()?))))
            .collect();
        self.section(&format!("{path}.trigger_states"), &lines);
    }

    fn simple(&mut self, schema: &Schema, kind: Kind, heading: &str, main: &str) {
        let value = |object: &Object| match kind {
            Kind::Enum => {
                let labels: Vec<String> = text::literals(&object.definition).iter().map(|label| quoted(label)).collect();
                format!("[{}]", labels.join(", "))
            }
            _ => quoted(&object.definition),
        };
        let has_more = |identity: &Identity, object: &Object| {
            object.comment.is_some()
                || identity.kind == Kind::View && schema.parts(Kind::Trigger, &identity.name).next().is_some()
        };
        let (longer, plain): (Vec<_>, Vec<_>) = schema.of_kind(kind).partition(|(identity, object)| has_more(identity, object));
        let lines: Vec<(String, String)> =
            plain.into_iter().map(|(identity, object)| (key(&self.short(identity)), value(object))).collect();
        self.section(heading, &lines);
        for (identity, object) in longer {
            let comment = object.comment.as_deref().map(|comment| ("comment".to_owned(), quoted(comment)));
            let lines: Vec<_> = comment.into_iter().chain([(main.to_owned(), value(object))]).collect();
            let path = format!("{heading}.{}", key(&self.short(identity)));
            self.section(&path, &lines);
            if kind == Kind::View {
                let triggers: Vec<(String, String)> = schema
                    .parts(Kind::Trigger, &identity.name)
                    .map(|(identity, object)| (key(identity.own_name()), quoted(&object.definition)))
                    .collect();
                self.section(&format!("{path}.triggers"), &triggers);
                self.comments(schema, &identity.name, &path);
            }
        }
    }

    fn comments(&mut self, schema: &Schema, relation: &QualifiedName, path: &str) {
        let mut lines = Vec::new();
        for (column, object) in schema.columns(relation) {
            if let Some(comment) = &object.comment {
                let identity = Identity::part(Kind::Column, relation.clone(), column);
                lines.push((key(&comment_key(&identity)), quoted(comment)));
            }
        }
        for kind in [Kind::Constraint, Kind::Index, Kind::Trigger] {
            for (identity, object) in schema.parts(kind, relation) {
                if let Some(comment) = &object.comment {
                    lines.push((key(&comment_key(identity)), quoted(comment)));
                }
            }
        }
        self.section(&format!("{path}.comments"), &lines);
    }
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
