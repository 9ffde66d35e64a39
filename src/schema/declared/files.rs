//! A declared schema in several files: which ones a root file includes, how a whole is divided into one file per relation, and
//! where in files that are there already each object belongs. Texts in, texts out.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::hash::Hasher;
use std::path::{Path, PathBuf};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use siphasher::sip::SipHasher13;
use toml::de::{DeTable, DeValue};

use super::layout::{Form, Layout};
use crate::error::{Error, Result};
use crate::identifier::QualifiedName;

/// The root file of a schema that [`split`] divides.
pub const ROOT: &str = "schema.toml";
/// What that includes.
pub const INCLUDE: &str = "schema/*.toml";

/// The sections whose objects have files of their own: relations. A partition is with the table that it belongs to.
const RELATIONS: [&str; 5] = ["tables", "foreign_tables", "views", "materialized_views", "partitions"];

/// A file of a declared schema. Its name is a path, relative to the root file's directory, with `/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    pub name: String,
    pub text: String,
}

/// The files that a root file's `include` names, each once and sorted by path. `shown` and `text` are the root file's, `own` its
/// path. `find` gives the files that match a pattern, relative to the root file, or says why it is no pattern.
///
/// A text that is no TOML includes nothing; reading it says what is wrong.
///
/// # Errors
/// `Usage`, with file, line and column: `include` is no list of strings, a pattern is none, or matches no file.
pub fn included(
    shown: &str,
    text: &str,
    own: &Path,
    mut find: impl FnMut(&str) -> Result<Vec<PathBuf>, String>,
) -> Result<Vec<PathBuf>> {
    let Ok(root) = DeTable::parse(text) else { return Ok(Vec::new()) };
    let Some((_, value)) = root.get_ref().iter().find(|(key, _)| key.get_ref() == "include") else { return Ok(Vec::new()) };
    let wrong = |at: usize, message: String| Error::usage(message).pointing_at(shown, text, at);
    let no_list = |at: usize| wrong(at, "`include` must be a list of strings".to_owned());
    let DeValue::Array(patterns) = value.get_ref() else { return Err(no_list(value.span().start)) };
    let mut files = BTreeSet::new();
    for item in patterns {
        let at = item.span().start;
        let DeValue::String(pattern) = item.get_ref() else { return Err(no_list(at)) };
        let mut found = find(pattern).map_err(|cause| wrong(at, format!("`{pattern}` is no pattern of files: {cause}")))?;
        found.retain(|path| path != own);
        if found.is_empty() {
            return Err(wrong(at, format!("`{pattern}` matches no file"))
                .hint(format!("a pattern is relative to the directory that {shown} is in")));
        }
        files.extend(found);
    }
    Ok(files.into_iter().collect())
}

/// Divides a schema in one file into a root file, which comes first, and one file per table, view, materialized view and foreign
/// table. Together they say what the whole says. Comments stay with what they stand above.
pub fn split(canonical: &str) -> Vec<File> {
    let whole = Whole::read(canonical);
    let mut names = vec![ROOT.to_owned()];
    let mut homes: HashMap<&QualifiedName, usize> = HashMap::new();
    for (relation, name) in &whole.file_names {
        homes.insert(relation, names.len());
        names.push(name.clone());
    }
    let include = format!("[\"{INCLUDE}\"]");
    let include = (names.len() > 1).then_some(&*include);
    whole.divide(names, include, |unit| whole.relations.get(&unit).map_or(0, |relation| homes[relation]))
}

/// Divides a schema among the files that it is declared in, of which the root file comes first: what each of them should say.
/// An object belongs where it is declared already. A new relation gets a file of its own if others have one, as [`split`] gives
/// them; else what is new belongs with the rest of its kind if that is in one file, else in the root file.
///
/// A file of which nothing is left has an empty text.
pub fn distribute(canonical: &str, existing: &[File]) -> Vec<File> {
    let whole = Whole::read(canonical);
    let layouts: Vec<Layout<'_>> = existing.iter().map(|file| Layout::read(&file.text)).collect();
    let mut known: HashMap<(&str, &str), usize> = HashMap::new();
    // Which file has all objects of a kind.
    let mut alone: HashMap<&str, Option<usize>> = HashMap::new();
    for (file, layout) in layouts.iter().enumerate() {
        for kind in &layout.nodes[0].children {
            let section = &*layout.nodes[*kind].key;
            for object in &layout.nodes[*kind].children {
                known.entry((section, &layout.nodes[*object].key)).or_insert(file);
                let only = alone.entry(section).or_insert(Some(file));
                *only = only.filter(|only| *only == file);
            }
        }
    }
    let home = |(kind, object): Unit| {
        let key = |node: usize| &*whole.layout.nodes[node].key;
        known.get(&(key(kind), key(object))).copied()
    };
    let mut of_relations: HashMap<&QualifiedName, usize> = HashMap::new();
    for (unit, relation) in &whole.relations {
        if let Some(file) = home(*unit) {
            let lowest = of_relations.entry(relation).or_insert(file);
            *lowest = file.min(*lowest);
        }
    }
    let mut names: Vec<String> = existing.iter().map(|file| file.name.clone()).collect();
    let taken: HashMap<String, usize> = names.iter().enumerate().map(|(file, name)| (name.clone(), file)).collect();
    let own_files = of_relations.iter().any(|(relation, file)| *file > 0 && whole.file_names[relation] == names[*file]);
    for (relation, name) in whole.file_names.iter().filter(|_| own_files) {
        of_relations.entry(relation).or_insert_with(|| {
            taken.get(name).copied().unwrap_or_else(|| {
                names.push(name.clone());
                names.len() - 1
            })
        });
    }
    let include = layouts.first().and_then(|root| Some(root.value(root.child(0, "include")?)));
    let home = |unit: Unit| {
        let of_kind = || alone.get(&*whole.layout.nodes[unit.0].key).copied().flatten();
        let relation = whole.relations.get(&unit).and_then(|relation| of_relations.get(relation).copied());
        home(unit).or(relation).or_else(of_kind).unwrap_or(0)
    };
    let files = whole.divide(names.clone(), include, home);
    match include.and_then(|include| without_void(include, &files)) {
        None => files,
        Some(left) => whole.divide(names, Some(&*left).filter(|left| *left != "[]"), home),
    }
}

/// An `include` without the patterns of which every file has gone; None where that is none of them.
fn without_void(include: &str, files: &[File]) -> Option<String> {
    let toml::Value::Array(patterns) = include.parse().ok()? else { return None };
    let options = glob::MatchOptions { require_literal_separator: true, ..glob::MatchOptions::new() };
    let is_void = |pattern: &toml::Value| {
        let Some(pattern) = pattern.as_str().and_then(|pattern| glob::Pattern::new(pattern).ok()) else { return false };
        let mut matched = files.iter().skip(1).filter(|file| pattern.matches_with(&file.name, options)).peekable();
        matched.peek().is_some() && matched.all(|file| file.text.is_empty())
    };
    let left: Vec<toml::Value> = patterns.iter().filter(|pattern| !is_void(pattern)).cloned().collect();
    (left.len() < patterns.len()).then(|| toml::Value::Array(left).to_string())
}

/// What is kept in one file: an object, by the nodes of its kind's section and of its own key.
type Unit = (usize, usize);

/// A schema in one file.
struct Whole<'a> {
    layout: Layout<'a>,
    /// The relations, with the name of that whose file they are in: of a partition the table's.
    relations: HashMap<Unit, QualifiedName>,
    file_names: BTreeMap<QualifiedName, String>,
}

impl<'a> Whole<'a> {
    fn read(text: &'a str) -> Self {
        let layout = Layout::read(text);
        let default_schema = default_schema(&layout);
        let mut names: HashMap<Unit, QualifiedName> = HashMap::new();
        let mut parents: HashMap<QualifiedName, QualifiedName> = HashMap::new();
        for kind in RELATIONS.iter().filter_map(|section| layout.child(0, section)) {
            for object in &layout.nodes[kind].children {
                let Some(name) = name(&layout.nodes[*object].key, &default_schema) else { continue };
                let partitions = layout.child(*object, "partitions").map(|node| &layout.nodes[node].children);
                for partition in partitions.into_iter().flatten() {
                    if let Some(partition) = self::name(&layout.nodes[*partition].key, &name.schema) {
                        parents.insert(partition, name.clone());
                    }
                }
                // What stands in lines of the section, but not in one, stays there.
                if !matches!(layout.nodes[*object].form, Form::Dotted { .. } | Form::Tables { .. }) {
                    names.insert((kind, *object), name);
                }
            }
        }
        let root = |mut name: QualifiedName| {
            let mut seen = HashSet::new();
            while let Some(parent) = parents.get(&name).filter(|_| seen.insert(name.clone())) {
                name = parent.clone();
            }
            name
        };
        let relations: HashMap<Unit, QualifiedName> = names.into_iter().map(|(unit, name)| (unit, root(name))).collect();
        let file_names = file_names(&relations.values().cloned().collect());
        Self { layout, relations, file_names }
    }

    /// Writes each section to the file that is `home` to its object; lines of a section that has several, one by one.
    fn divide(&self, names: Vec<String>, include: Option<&str>, home: impl Fn(Unit) -> usize) -> Vec<File> {
        let layout = &self.layout;
        let mut files: Vec<File> = names.into_iter().map(|name| File { name, text: String::new() }).collect();
        let mut add = |file: usize, paragraph: &str| {
            let text = &mut files[file].text;
            if !text.is_empty() && !paragraph.is_empty() {
                text.push('\n');
            }
            text.push_str(paragraph);
        };
        for (number, section) in layout.sections.iter().enumerate() {
            // Comments that stand alone stay with what is above.
            let end = layout.sections.get(number + 1).map_or(layout.text.len(), |next| next.lead);
            if number == 0 {
                let mut text = with_newline(layout.text[..end].trim_end());
                if let Some(include) = include.filter(|_| layout.child(0, "include").is_none()) {
                    let last = layout.pairs[section.pairs.clone()].last();
                    let width = last.map_or(0, |pair| pair.equals - pair.key - 1).max("include".len());
                    text.push_str(&format!("{:width$} = {include}\n", "include"));
                }
                add(0, &text);
                continue;
            }
            match layout.path(section.node)[..] {
                [kind, object, ..] => add(home((kind, object)), &with_newline(layout.text[section.lead..end].trim_end())),
                [kind] if matches!(layout.nodes[kind].form, Form::Section { .. }) && !section.pairs.is_empty() => {
                    for (file, paragraph) in self.divide_section(kind, number, end, &home) {
                        add(file, &paragraph);
                    }
                }
                _ => add(0, &with_newline(layout.text[section.lead..end].trim_end())),
            }
        }
        files
    }

    /// The lines of a section by file, each with the header.
    fn divide_section(&self, kind: usize, section: usize, end: usize, home: impl Fn(Unit) -> usize) -> BTreeMap<usize, String> {
        let layout = &self.layout;
        let section = &layout.sections[section];
        let objects = layout.nodes[kind].children.iter();
        let objects: HashMap<usize, usize> =
            objects.filter_map(|object| Some((layout.nodes[*object].form.pair()?, *object))).collect();
        let mut files: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for pair in section.pairs.clone() {
            let file = objects.get(&pair).map_or(0, |object| home((kind, *object)));
            files.entry(file).or_default().push(pair);
        }
        if files.len() == 1 {
            let text = with_newline(layout.text[section.lead..end].trim_end());
            return files.into_keys().map(|file| (file, text.clone())).collect();
        }
        let key = |pair: usize| layout.text[layout.pairs[pair].key..layout.pairs[pair].equals].trim_end();
        let several_lines =
            |pair: usize| layout.text[layout.pairs[pair].equals..layout.pairs[pair].line.end].trim_end().contains('\n');
        let paragraph = |pairs: Vec<usize>| {
            let widths = pairs.iter().filter(|pair| !several_lines(**pair)).map(|pair| key(*pair).chars().count());
            let width = widths.max().unwrap_or(0);
            let mut text = with_newline(layout.text[section.header.clone()].trim_end());
            for pair in pairs {
                let place = &layout.pairs[pair];
                let above = if pair == section.pairs.start { section.header.end } else { layout.pairs[pair - 1].line.end };
                let last = pair + 1 == section.pairs.end;
                let below = if last { &layout.text[place.line.end..end] } else { "" };
                let alone = |text: &'a str| if text.contains('#') { text } else { "" };
                let padding = if several_lines(pair) { 0 } else { width.saturating_sub(key(pair).chars().count()) };
                text.push_str(alone(&layout.text[above..place.lead]));
                text.push_str(&layout.text[place.lead..place.key]);
                text.push_str(&format!("{}{:padding$} ", key(pair), ""));
                text.push_str(&with_newline(layout.text[place.equals..place.line.end].trim_end()));
                text.push_str(alone(below));
            }
            with_newline(text.trim_end())
        };
        // What stands above the header stays with its first line.
        let above = &layout.text[section.lead..section.header.start];
        let first = |pairs: &[usize]| pairs.first() == Some(&section.pairs.start);
        let with_above =
            |pairs: Vec<usize>| if first(&pairs) { above.to_owned() + &paragraph(pairs) } else { paragraph(pairs) };
        files.into_iter().map(|(file, pairs)| (file, with_above(pairs))).collect()
    }
}

fn with_newline(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("{text}\n") }
}

fn default_schema(layout: &Layout<'_>) -> String {
    let schemas = layout.child(0, "schemas").and_then(|node| layout.value(node).parse::<toml::Value>().ok());
    let first = schemas.as_ref().and_then(|schemas| schemas.get(0)?.as_str());
    first.unwrap_or("public").to_owned()
}

/// The name that a key of `[tables]` and its like stands for.
fn name(key: &str, default_schema: &str) -> Option<QualifiedName> {
    if key.contains(['.', '"']) {
        QualifiedName::parse(key, default_schema)
    } else {
        Some(QualifiedName::new(default_schema, key))
    }
}

/// Names of files for relations: `schema/public.bookings.toml`. All differ, also where a file system ignores the case of
/// letters, and none is too long for one.
fn file_names(relations: &BTreeSet<QualifiedName>) -> BTreeMap<QualifiedName, String> {
    const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'_').remove(b'-');
    const LONGEST: usize = 255;
    let plain = |name: &QualifiedName| {
        format!("{}.{}", utf8_percent_encode(&name.schema, PLAIN), utf8_percent_encode(&name.name, PLAIN))
    };
    let mut alike: HashMap<String, usize> = HashMap::new();
    for relation in relations {
        *alike.entry(plain(relation).to_lowercase()).or_default() += 1;
    }
    let file_name = |relation: &QualifiedName| {
        let mut name = plain(relation);
        if alike[&name.to_lowercase()] > 1 {
            name = format!("{}.{}", without_capitals(&relation.schema, PLAIN), without_capitals(&relation.name, PLAIN));
        }
        if name.len() + ".toml".len() > LONGEST {
            let mut hasher = SipHasher13::new();
            hasher.write(name.as_bytes());
            let end = format!("~{:016x}", hasher.finish());
            name.truncate(LONGEST - ".toml".len() - end.len());
            name.push_str(&end);
        }
        format!("schema/{name}.toml")
    };
    relations.iter().map(|relation| (relation.clone(), file_name(relation))).collect()
}

/// Encodes capital letters too, so that what is left differs by more than the case of letters.
fn without_capitals(name: &str, plain: &'static AsciiSet) -> String {
    name.chars()
        .map(|character| match character {
            'A'..='Z' => format!("%{:02X}", u32::from(character)),
            other => utf8_percent_encode(other.encode_utf8(&mut [0; 4]), plain).to_string(),
        })
        .collect()
}

#[cfg(test)]
mod tests;
