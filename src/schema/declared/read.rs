//! Reads `schema.toml`: every mistake has its place.

use std::borrow::Cow;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Declared, Source, check, part_key, sections};
use crate::error::{Error, Result};
use crate::identifier::{self, QualifiedName};
use crate::schema::alter::FIRING_STATES;
use crate::schema::kind::{ATTRIBUTES, KINDS};
use crate::schema::model::{Attribute, Identity, Kind, Naming, Object, Place, Schema};
use crate::schema::{privileges, text};
use crate::toml_file::nearest;

/// Reads a schema from its files: the first says what holds for all of them.
///
/// # Errors
/// `Usage`, with file, line and column: broken TOML, an unknown key with the nearest known one, a value of the wrong kind, an
/// object that is declared twice, a reference to a table that is not declared.
pub fn parse(sources: &[Source]) -> Result<Declared> {
    let mut parser = Parser { sources, file: 0, schema: Schema::default() };
    let mut roots = Vec::new();
    for (file, source) in sources.iter().enumerate() {
        parser.file = file;
        let root = DeTable::parse(&source.text).map_err(|error| {
            let message = error.message().trim().replace('\n', ", ");
            parser.error(&error.span().unwrap_or(0..0), message)
        })?;
        roots.push(root);
    }
    let mut postgres = None;
    for (file, root) in roots.iter().enumerate() {
        parser.file = file;
        let version = parser.root(root.get_ref())?;
        postgres = postgres.or(version);
    }
    // A partition is known by its parent, which may stand in a later file, or be a partition itself.
    for stage in [PartitionStage::Partitions, PartitionStage::Own] {
        for (file, root) in roots.iter().enumerate() {
            parser.file = file;
            if let Some((_, value)) = root.get_ref().iter().find(|(key, _)| key.get_ref() == "partitions") {
                parser.partitions(value, stage)?;
            }
        }
    }
    parser.default_owner();
    if let Some(wrong) = check::references(&parser.schema).or_else(|| check::fill_inherited(&mut parser.schema)) {
        parser.file = wrong.place.file;
        let error = parser.error(&(wrong.place.byte..wrong.place.byte), wrong.message);
        return Err(match wrong.suggestion {
            Some(near) => error.hint(format!("did you mean `{near}`?")),
            None => error,
        });
    }
    Ok(Declared { schema: parser.schema, postgres })
}

/// Of `[partitions.x]`, first the partitions below it are read, which others may be below of, then the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PartitionStage {
    Partitions,
    Own,
}

struct Parser<'a> {
    sources: &'a [Source],
    file: usize,
    schema: Schema,
}

type Value<'i> = Spanned<DeValue<'i>>;
type Key<'i> = Spanned<Cow<'i, str>>;

impl Parser<'_> {
    fn error(&self, span: &Range<usize>, message: impl Into<String>) -> Error {
        let source = &self.sources[self.file];
        Error::usage(message.into()).pointing_at(&source.shown, &source.text, span.start)
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
        let wrong = |span| self.error(&span, format!("{what} must be a list of strings"));
        let DeValue::Array(items) = value.get_ref() else { return Err(wrong(value.span())) };
        items
            .iter()
            .map(|item| match item.get_ref() {
                DeValue::String(text) => Ok(text.clone().into_owned()),
                _ => Err(wrong(item.span())),
            })
            .collect()
    }

    /// What a key of `[tables]`, `[functions]`, `[casts]`, … names. TOML keys are taken to the letter: no folding to lower
    /// case, and a dot separates the schema.
    fn name(&self, kind: Kind, key: &Key<'_>) -> Result<QualifiedName> {
        let text = key.get_ref().as_ref();
        let default = self.schema.default_schema();
        let wrong = || self.error(&key.span(), format!("`{text}` is not a name"));
        match kind.naming() {
            Naming::Global | Naming::GlobalSql => Ok(QualifiedName::new("", text)),
            Naming::Plain | Naming::Part if !text.contains(['.', '"']) => Ok(QualifiedName::new(default, text)),
            Naming::Plain | Naming::Part => QualifiedName::parse(text, default).ok_or_else(wrong),
            Naming::Signature => self.signature(kind, key),
        }
    }

    /// `f(integer, text)`, `schema.===(integer, integer)`, `schema.c using btree`: what stands before may be qualified.
    fn signature(&self, kind: Kind, key: &Key<'_>) -> Result<QualifiedName> {
        let text = key.get_ref().as_ref();
        let by_method = matches!(kind, Kind::OperatorClass | Kind::OperatorFamily);
        let (mark, form) = if by_method {
            (" using ", "write its name and access method: `c using btree`")
        } else {
            ("(", "write its name and argument types")
        };
        let wrong = || self.error(&key.span(), format!("`{text}` is not the name of a {}: {form}", kind.name()));
        let end = text::find_outside_quotes(text, mark).filter(|_| by_method || text.ends_with(')')).ok_or_else(wrong)?;
        let (head, rest) = text.split_at(end);
        if kind == Kind::Operator {
            let (schema, symbol) = match head.rsplit_once('.') {
                Some((schema, symbol)) => (QualifiedName::parse(schema, "").ok_or_else(wrong)?.name, symbol),
                None => (self.schema.default_schema().to_owned(), head),
            };
            return Ok(QualifiedName::new(schema, format!("{symbol}{rest}")));
        }
        let name = QualifiedName::parse(head, self.schema.default_schema()).ok_or_else(wrong)?;
        Ok(QualifiedName::new(name.schema, format!("{}{rest}", identifier::quote(&name.name))))
    }

    fn describe(&self, identity: &Identity) -> String {
        identity.describe(self.schema.default_schema())
    }

    fn add(&mut self, identity: Identity, object: Object, span: &Range<usize>) -> Result<()> {
        let place = Place { file: self.file, byte: span.start };
        if let Some(other) = self.schema.objects.get(&identity) {
            // What a relation's section and its `settings` say is one.
            let what = self.describe(&identity);
            let at = other.declared_at.unwrap_or_default();
            let source = &self.sources[at.file];
            let (line, column) = line_and_column(&source.text, at.byte);
            return Err(self.error(span, format!("{what} is declared already, at {}:{line}:{column}", source.shown)));
        }
        self.schema.objects.insert(identity, Object { declared_at: Some(place), ..object });
        Ok(())
    }

    fn root(&mut self, root: &DeTable<'_>) -> Result<Option<u32>> {
        let of_first = ["postgres", "schemas", "owner", "include"];
        let find = |name: &str| root.iter().find(|(key, _)| key.get_ref() == name);
        if self.file > 0
            && let Some((key, _)) = of_first.iter().find_map(|name| find(name))
        {
            let first = &self.sources[0].shown;
            return Err(self.error(&key.span(), format!("`{}` belongs in {first}, which includes this file", key.get_ref())));
        }
        // Names depend on the default schema, so the list of schemas comes first wherever it stands.
        if self.file == 0 {
            let (span, schemas) = match find("schemas") {
                Some((key, value)) => (key.span(), self.strings("`schemas`", value)?),
                None => (0..0, vec!["public".to_owned()]),
            };
            if schemas.is_empty() {
                return Err(self.error(&span, "`schemas` must name at least one schema"));
            }
            for name in &schemas {
                self.add(Identity::global(Kind::Schema, name), Object::default(), &span)?;
            }
            self.schema.schemas = schemas;
        }
        let mut postgres = None;
        for (key, value) in root {
            match key.get_ref().as_ref() {
                // Read above, by whoever gathers the files, or once every table is known.
                "schemas" | "include" | "partitions" => {}
                "owner" => self.schema.owner = Some(self.string("`owner`", value)?),
                "postgres" => postgres = Some(self.version(value)?),
                section => {
                    let top = |kind: &Kind| kind.naming() != Naming::Part;
                    let kind = KINDS.iter().find(|facts| facts.section == section).map(|facts| facts.kind).filter(top);
                    let Some(kind) = kind else {
                        let sections = KINDS.iter().filter(|facts| top(&facts.kind)).map(|facts| facts.section);
                        let known: Vec<&str> = of_first.into_iter().chain(sections).chain(["partitions"]).collect();
                        return Err(self.unknown(&key.span(), section, &known));
                    };
                    for (key, value) in self.table(&format!("`{section}`"), value)? {
                        self.object(kind, key, value)?;
                    }
                }
            }
        }
        Ok(postgres)
    }

    fn version(&self, value: &Value<'_>) -> Result<u32> {
        let version = self.string("`postgres`", value)?;
        version.parse().map_err(|_| {
            let message = format!("`postgres` must be a major version such as \"15\", not \"{version}\"");
            self.error(&value.span(), message)
        })
    }

    /// An object that is a definition, or a table of its definition, its attributes and its parts.
    fn object(&mut self, kind: Kind, key: &Key<'_>, value: &Value<'_>) -> Result<()> {
        let identity = Identity::new(kind, self.name(kind, key)?);
        let what = self.describe(&identity);
        if kind == Kind::DefaultPrivileges {
            let mut object = Object::default();
            object.set(Attribute::Privileges, Some(self.lines(&what, Attribute::Privileges, value)?));
            return self.add(identity, object, &key.span());
        }
        let DeValue::Table(table) = value.get_ref() else {
            if kind.facts().main.is_empty() || kind == Kind::Table {
                return Err(self.error(&value.span(), format!("{what} must be a table")));
            }
            let definition = self.definition(kind, &what, value)?;
            return self.add(identity, Object::new(definition), &key.span());
        };
        let main = kind.facts().main;
        let mut object = Object::default();
        let mut defined = main.is_empty() || kind == Kind::Table;
        for (option, value) in table {
            match option.get_ref().as_ref() {
                option if !main.is_empty() && option == main => {
                    object.definition = self.definition(kind, &what, value)?;
                    defined = true;
                }
                "optional" if kind == Kind::Extension => match value.get_ref() {
                    DeValue::Boolean(flag) => object.optional = *flag,
                    _ => return Err(self.error(&value.span(), "`optional` must be true or false")),
                },
                _ => self.attribute(kind, &mut object, option, value)?,
            }
        }
        if !defined && !object.is_made_by_another() {
            return Err(self.error(&key.span(), format!("{what} has no `{main}`")));
        }
        if kind == Kind::Schema && !object.is_made_by_another() {
            let Some(schema) = self.schema.objects.get_mut(&identity) else {
                let message = format!("`schemas` does not name {}", identity.name.name);
                return Err(self.error(&key.span(), message));
            };
            schema.attributes = object.attributes;
            return Ok(());
        }
        self.add(identity.clone(), object, &key.span())?;
        self.sections(&identity, table)
    }

    fn definition(&self, kind: Kind, what: &str, value: &Value<'_>) -> Result<String> {
        match kind {
            Kind::Enum => Ok(text::literal_list(&self.strings(what, value)?)),
            _ => Ok(self.string(what, value)?.trim().to_owned()),
        }
    }

    /// A key of an object's table that is neither its definition nor a section: an attribute.
    fn attribute(&self, kind: Kind, object: &mut Object, key: &Key<'_>, value: &Value<'_>) -> Result<()> {
        let name = key.get_ref().as_ref();
        if sections(kind).contains(&name) {
            return Ok(());
        }
        let settable = |attribute: Attribute| attribute != Attribute::Inherited && attribute.fits(kind);
        let Some(attribute) = Attribute::of_name(name).filter(|attribute| settable(*attribute)) else {
            let attributes = ATTRIBUTES.iter().filter(|facts| settable(facts.attribute)).map(|facts| facts.name);
            let optional = (kind == Kind::Extension).then_some("optional");
            let main = Some(kind.facts().main).filter(|main| !main.is_empty() && kind != Kind::Partition);
            let known: Vec<&str> = main.into_iter().chain(optional).chain(attributes).chain(sections(kind)).collect();
            return Err(self.unknown(&key.span(), name, &known));
        };
        let what = format!("`{name}`");
        let text = if attribute.is_list() { self.lines(&what, attribute, value)? } else { self.string(&what, value)? };
        let fires = matches!(kind, Kind::Trigger | Kind::Rule | Kind::EventTrigger);
        if attribute == Attribute::State && fires && !FIRING_STATES.contains(&text.as_str()) {
            let message = format!("`{text}` is no state of a {}, expected one of {}", kind.name(), FIRING_STATES.join(", "));
            return Err(self.error(&value.span(), message));
        }
        object.set(attribute, Some(text));
        Ok(())
    }

    /// An attribute that is one value a line.
    fn lines(&self, what: &str, attribute: Attribute, value: &Value<'_>) -> Result<String> {
        let lines = self.strings(what, value)?;
        for line in &lines {
            let right = match attribute {
                Attribute::Privileges => privileges::Line::parse(line).is_some(),
                _ => line.contains(": "),
            };
            if !right {
                let example = match attribute {
                    Attribute::Privileges => "`grant select, insert to app` or `revoke execute from public`",
                    _ => "`provider: label`",
                };
                return Err(self.error(&value.span(), format!("{what}: `{line}` is not understood, expected {example}")));
            }
        }
        Ok(lines.join("\n"))
    }

    /// The sections of a relation (or a type): its parts, then what is said of them.
    fn sections(&mut self, whole: &Identity, table: &DeTable<'_>) -> Result<()> {
        for (key, value) in table {
            let name = key.get_ref().as_ref();
            let kind = whole.kind.parts().iter().find(|kind| kind.facts().section == name);
            match (kind, name) {
                (Some(kind), _) => self.parts(*kind, whole, value, whole.kind == Kind::Partition && *kind == Kind::Column)?,
                (None, "inherited_columns") => self.parts(Kind::Column, whole, value, true)?,
                (None, "inherited_constraints") => self.parts(Kind::Constraint, whole, value, true)?,
                (None, "partitions") if whole.kind == Kind::Table => self.partitions_of(&whole.name, value)?,
                _ => {}
            }
        }
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "settings" => self.settings(whole, value)?,
                "comments" => self.comments(whole, value)?,
                _ => {}
            }
        }
        Ok(())
    }

    fn parts(&mut self, kind: Kind, whole: &Identity, value: &Value<'_>, inherited: bool) -> Result<()> {
        let parts = self.table(&format!("`{}`", kind.facts().section), value)?;
        for (position, (key, value)) in parts.iter().enumerate() {
            let identity = Identity::part(kind, whole.relation_name(), key.get_ref().as_ref());
            let what = self.describe(&identity);
            let mut object = Object::new(self.string(&what, value)?.trim());
            if inherited {
                object.set(Attribute::Inherited, Some("true".to_owned()));
            } else if kind == Kind::Column && matches!(whole.kind, Kind::Table | Kind::ForeignTable) {
                object.position = position + 1;
            }
            self.add(identity, object, &key.span())?;
        }
        Ok(())
    }

    fn partitions_of(&mut self, parent: &QualifiedName, value: &Value<'_>) -> Result<()> {
        for (key, value) in self.table("`partitions`", value)? {
            let identity = Identity::part(Kind::Partition, parent.clone(), key.get_ref().as_ref());
            let what = self.describe(&identity);
            let definition = self.string(&what, value)?.trim().to_owned();
            self.add(identity, Object::new(definition), &key.span())?;
        }
        Ok(())
    }

    /// `[partitions.x]`: what a partition has beside what its parent gives it, and the partitions below it.
    fn partitions(&mut self, value: &Value<'_>, stage: PartitionStage) -> Result<()> {
        for (key, value) in self.table("`partitions`", value)? {
            let table = self.table("a partition", value)?;
            let name = self.name(Kind::Partition, key)?;
            if stage == PartitionStage::Partitions {
                if let Some((_, below)) = table.iter().find(|(key, _)| key.get_ref() == "partitions") {
                    self.partitions_of(&name, below)?;
                }
                continue;
            }
            let Some(identity) = self.schema.partition_named(&name).cloned() else {
                let names: Vec<String> =
                    self.schema.partitions().keys().map(|name| name.short(self.schema.default_schema())).collect();
                let error = self.error(&key.span(), format!("no table has a partition {}", key.get_ref()));
                return Err(match nearest(key.get_ref(), names.iter().map(String::as_str)) {
                    Some(near) => error.hint(format!("did you mean `{near}`?")),
                    None => error,
                });
            };
            let mut object = self.schema.get(&identity).cloned().unwrap_or_default();
            for (key, value) in table {
                self.attribute(Kind::Partition, &mut object, key, value)?;
            }
            self.schema.objects.insert(identity.clone(), object);
            self.sections(&identity, table)?;
        }
        Ok(())
    }

    /// The part that a key of `comments` or `settings` means. What is there without being declared (a view's columns, what a
    /// partition has from its parent) is added.
    fn part_meant(&mut self, whole: &Identity, key: &Key<'_>) -> Result<Identity> {
        let (kind, name) = part_key(whole.kind, key.get_ref());
        let identity = Identity::part(kind, whole.relation_name(), name);
        if self.schema.get(&identity).is_some() {
            return Ok(identity);
        }
        // The index that backs a constraint, on which there can be a comment.
        if kind == Kind::Index && self.schema.get(&Identity { kind: Kind::Constraint, ..identity.clone() }).is_some() {
            let mut object = Object::default();
            object.set(Attribute::MadeBy, Some("constraint".to_owned()));
            self.add(identity.clone(), object, &key.span())?;
            return Ok(identity);
        }
        // The NOT NULL of a domain is in its definition.
        let in_definition =
            |domain: &Object| domain.definition.contains(&format!("constraint {} not null", identifier::quote(name)));
        if kind == Kind::DomainConstraint && self.schema.get(whole).is_some_and(in_definition) {
            let mut object = Object::default();
            object.set(Attribute::MadeBy, Some("domain".to_owned()));
            self.add(identity.clone(), object, &key.span())?;
            return Ok(identity);
        }
        let of_other = self.schema.get(whole).is_some_and(Object::is_made_by_another);
        if of_other && kind == Kind::Column {
            let mut object = Object::default();
            object.set(
                Attribute::MadeBy,
                self.schema.get(whole).and_then(|whole| whole.attribute(Attribute::MadeBy)).map(str::to_owned),
            );
            self.add(identity.clone(), object, &key.span())?;
            return Ok(identity);
        }
        let given = match whole.kind {
            Kind::View | Kind::MaterializedView | Kind::CompositeType => kind == Kind::Column,
            Kind::Partition => matches!(kind, Kind::Column | Kind::Trigger | Kind::Constraint),
            Kind::Table | Kind::ForeignTable => matches!(kind, Kind::Column | Kind::Constraint) && self.inherits(whole),
            _ => false,
        };
        if !given {
            let what = self.describe(&identity);
            return Err(self.error(&key.span(), format!("{what} is not declared")));
        }
        let mut object = Object::default();
        if matches!(whole.kind, Kind::Partition | Kind::Table | Kind::ForeignTable) {
            object.set(Attribute::Inherited, Some("true".to_owned()));
        }
        self.add(identity.clone(), object, &key.span())?;
        Ok(identity)
    }

    fn inherits(&self, table: &Identity) -> bool {
        self.schema.get(table).is_some_and(|object| object.attribute(Attribute::Inherits).is_some())
    }

    /// `[tables.x.comments]`: a column by its name, anything else by its kind and name.
    fn comments(&mut self, whole: &Identity, value: &Value<'_>) -> Result<()> {
        for (key, value) in self.table("`comments`", value)? {
            let comment = self.string("a comment", value)?;
            let identity = self.part_meant(whole, key)?;
            if let Some(object) = self.schema.objects.get_mut(&identity) {
                object.set(Attribute::Comment, Some(comment));
            }
        }
        Ok(())
    }

    /// `[tables.x.settings]`: the attributes of its parts, by the same keys.
    fn settings(&mut self, whole: &Identity, value: &Value<'_>) -> Result<()> {
        for (key, value) in self.table("`settings`", value)? {
            let identity = self.part_meant(whole, key)?;
            let mut object = self.schema.get(&identity).cloned().unwrap_or_default();
            for (option, value) in self.table("the settings of a part", value)? {
                self.attribute(identity.kind, &mut object, option, value)?;
            }
            self.schema.objects.insert(identity, object);
        }
        Ok(())
    }

    /// What names no owner has the file's.
    fn default_owner(&mut self) {
        let Some(owner) = self.schema.owner.clone() else { return };
        for (identity, object) in &mut self.schema.objects {
            // Whose `public` is follows from the version of PostgreSQL.
            if Attribute::Owner.fits(identity.kind) && !identity.is_public() && !object.is_made_by_another() {
                object.attributes.entry(Attribute::Owner).or_insert_with(|| owner.clone());
            }
        }
    }
}

fn line_and_column(text: &str, byte: usize) -> (usize, usize) {
    let before = &text[..byte.min(text.len())];
    let line = before.matches('\n').count() + 1;
    let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
    (line, column)
}
