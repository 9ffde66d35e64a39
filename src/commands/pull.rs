//! `pgkeel pull`: writes schema.toml from a live database, or brings it up to date.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::Context;
use super::schema_files::{self, OnDisk};
use crate::amount::count;
use crate::cli;
use crate::error::{Error, Result};
use crate::postgres::catalog::{self, Catalog, Detail};
use crate::schema::declared;
use crate::schema::declared::files::{self, File};
use crate::schema::declared::merge::merge;
use crate::schema::model::{Attribute, Identity, Kind, Object, PUBLIC_OWNER, Schema};
use crate::schema::pattern::Pattern;
use crate::schema::selection;
use crate::ui::text::Text;
use crate::ui::{Outcome, Report};

/// # Errors
/// What keeps the database from being read or the files from being written.
pub async fn run(context: &Context, arguments: cli::Pull) -> Result<Box<dyn Report>> {
    let to_stdout = arguments.output.as_deref() == Some(Path::new("-"));
    if to_stdout && (arguments.check || arguments.split) {
        return Err(Error::usage("--check and --split are about files, and --output - is none"));
    }
    let patterns = patterns(&arguments.only, &context.settings.schemas)?;
    let explained = super::partitions::explained(context)?;
    let (root, shown) = match &arguments.output {
        Some(output) => (output.clone(), output.display().to_string()),
        None => context.settings.file("schema.toml"),
    };
    // What is there and broken is a person's, and not written over.
    let before = if root.is_file() { schema_files::read(&root, &shown)? } else { Vec::new() };
    let declared = if before.is_empty() { None } else { Some(declared::parse(&schema_files::sources(&before))?.schema) };

    let session = context.connect().await?;
    let mut catalog = catalog::read(&session, &context.settings.schemas, Detail::Objects).await?;
    if let Some(missing) = context.settings.schemas.iter().find(|name| !catalog.schema.has_schema(name)) {
        return Err(Error::failed(format!("there is no schema {missing} in {}", session.target))
            .hint("`[drift] schemas` in pgkeel.toml names the schemas that are managed"));
    }
    if !patterns.is_empty() {
        let places = declared.as_ref().map_or_else(|| session.target.clone(), |_| format!("{shown} or {}", session.target));
        mean_something(&patterns, &catalog.schema, declared.as_ref(), &places)?;
        catalog.schema = only(catalog.schema, declared.as_ref(), &patterns);
    }
    if let Some(declared) = &declared {
        keep_decisions(&mut catalog.schema, declared);
        keep_unread(&mut catalog, declared);
    }
    choose_owner(&mut catalog.schema, declared.as_ref());
    leave_out_the_usual(&mut catalog.schema, declared.as_ref());
    // A partition that a policy explains is left out, unless a person has declared it.
    let is_declared = |partition: &Identity| declared.as_ref().is_some_and(|declared| declared.get(partition).is_some());
    let leave_out = |partition: &Identity, object: &Object| explained(partition, object) && !is_declared(partition);
    let canonical = declared::write(&catalog.schema, catalog.postgres, leave_out);

    if to_stdout && !catalog.unread.is_empty() {
        context.ui.warn(&format!("left out: {}", unread(&catalog.unread)));
    }
    let changes = if to_stdout { Vec::new() } else { changes((&root, &shown), &before, &canonical, arguments.split)? };
    if !arguments.check {
        for change in &changes {
            change.make()?;
        }
    }
    Ok(Box::new(PullReport {
        from: session.target.clone(),
        file: (!to_stdout).then_some((root, shown)),
        check: arguments.check,
        changes,
        tables: catalog.schema.of_kind(Kind::Table).count(),
        objects: catalog.schema.objects.len(),
        unread: catalog.unread,
        toml: canonical,
    }))
}

fn patterns(texts: &[String], schemas: &[String]) -> Result<Vec<Pattern>> {
    let default = schemas.first().map_or("public", String::as_str);
    let parse = |text: &String| Pattern::parse(text, default).map_err(|wrong| Error::usage(format!("--only {text}: {wrong}")));
    texts.iter().map(parse).collect()
}

/// The objects of a schema that some patterns mean.
fn meant(schema: &Schema, patterns: &[Pattern]) -> Vec<Identity> {
    selection::meant(schema, |identity, whole| patterns.iter().any(|pattern| pattern.matches(identity, whole)))
}

/// A pattern that means nothing is a mistake: what it was to bring up to date stays as it is.
fn mean_something(patterns: &[Pattern], live: &Schema, declared: Option<&Schema>, places: &str) -> Result<()> {
    let schemas = || [live].into_iter().chain(declared);
    let is_void = |pattern: &&Pattern| schemas().all(|schema| meant(schema, std::slice::from_ref(pattern)).is_empty());
    let explain = |pattern: &Pattern| {
        let error = Error::usage(format!("--only {pattern}: there is no such object in {places}"));
        match pattern.nearest(schemas().flat_map(|schema| schema.objects.keys())) {
            Some(near) => error.hint(format!("did you mean `{near}`?")),
            None => error,
        }
    };
    let problems = patterns.iter().filter(is_void).map(explain).collect();
    Error::all(problems, |number| format!("{number} patterns mean nothing"))
}

/// The live objects that are meant, and of the others what is declared. The managed schemas themselves are always meant.
fn only(mut live: Schema, declared: Option<&Schema>, patterns: &[Pattern]) -> Schema {
    let meant = |schema: &Schema| -> Vec<Identity> {
        let schemas = schema.of_kind(Kind::Schema).map(|(identity, _)| identity);
        meant(schema, patterns).into_iter().chain(schemas.cloned()).collect()
    };
    let mut result = Schema { schemas: live.schemas.clone(), ..Schema::default() };
    if let Some(declared) = declared {
        result.objects = declared.objects.clone();
        for identity in meant(declared) {
            result.objects.remove(&identity);
        }
    }
    for identity in meant(&live) {
        if let Some(object) = live.objects.remove(&identity) {
            result.objects.insert(identity, object);
        }
    }
    result
}

/// What a file decides of extensions, which no database knows: that one may be absent, and that any version will do.
fn keep_decisions(schema: &mut Schema, before: &Schema) {
    for (identity, decided) in before.of_kind(Kind::Extension) {
        if let Some(object) = schema.objects.get_mut(identity) {
            object.optional = decided.optional;
            for attribute in [Attribute::Version, Attribute::Schema] {
                if decided.attribute(attribute).is_none() {
                    object.set(attribute, None);
                }
            }
        } else if decided.optional {
            schema.objects.insert(identity.clone(), decided.clone());
        }
    }
}

/// That an extension is in the first of the managed schemas is said only where the file says it already.
fn leave_out_the_usual(schema: &mut Schema, before: Option<&Schema>) {
    let usual = schema.default_schema().to_owned();
    let extensions = schema.objects.iter_mut().filter(|(identity, _)| identity.kind == Kind::Extension);
    for (identity, object) in extensions {
        let is_said = before.and_then(|before| before.get(identity)?.attribute(Attribute::Schema)).is_some();
        if !is_said && object.attribute(Attribute::Schema) == Some(&usual) {
            object.set(Attribute::Schema, None);
        }
    }
}

/// What this role may not read stays as it is declared: another role may have written it.
fn keep_unread(catalog: &mut Catalog, before: &Schema) {
    let is_unread = |identity: &Identity| catalog.unread.iter().any(|(kind, _)| kind == identity.kind.name());
    for (identity, declared) in &before.objects {
        match catalog.schema.objects.get_mut(identity) {
            Some(object) if object.is_hidden() => {
                object.definition.clone_from(&declared.definition);
                object.set(Attribute::HiddenOptions, declared.attribute(Attribute::HiddenOptions).map(str::to_owned));
            }
            None if is_unread(identity) => _ = catalog.schema.objects.insert(identity.clone(), declared.clone()),
            _ => {}
        }
    }
}

/// The owner of most objects is said once. A file that leaves owners open goes on doing so.
fn choose_owner(schema: &mut Schema, before: Option<&Schema>) {
    // Who owns a new database's `public` is not said.
    for (identity, object) in &mut schema.objects {
        if identity.is_public() && object.attribute(Attribute::Owner) == Some(PUBLIC_OWNER) {
            object.set(Attribute::Owner, None);
        }
    }
    if before.is_some_and(|before| before.owner.is_none()) {
        for object in schema.objects.values_mut() {
            object.set(Attribute::Owner, None);
        }
        return;
    }
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for owner in schema.objects.values().filter_map(|object| object.attribute(Attribute::Owner)) {
        *counts.entry(owner).or_default() += 1;
    }
    let kept = before.and_then(|before| before.owner.clone()).filter(|owner| counts.contains_key(owner.as_str()));
    let most = counts.iter().rev().max_by_key(|(_, count)| **count).map(|(owner, _)| (*owner).to_owned());
    schema.owner = kept.or(most);
}

/// What becomes of one file.
#[derive(Debug)]
struct Change {
    path: PathBuf,
    shown: String,
    /// Nothing is left of a file that no object is in any more.
    text: Option<String>,
}

impl Change {
    fn make(&self) -> Result<()> {
        let Some(text) = &self.text else {
            return std::fs::remove_file(&self.path).map_err(|cause| Error::file("remove", &self.path, &cause));
        };
        let directory = schema_files::directory_of(&self.path);
        if !directory.exists() {
            std::fs::create_dir_all(directory).map_err(|cause| Error::file("make", directory, &cause))?;
        }
        schema_files::write_whole(&self.path, text)
    }
}

/// The files that must change so that they say what the canonical text says, with what a person wrote into them kept. The root
/// file comes last: until it includes the others, they count for nothing.
fn changes((root, shown): (&Path, &str), before: &[OnDisk], canonical: &str, split: bool) -> Result<Vec<Change>> {
    let existing: Vec<File> = before.iter().map(|on_disk| on_disk.file.clone()).collect();
    let mut wanted: Vec<File> = match existing.as_slice() {
        [] if split => files::split(canonical),
        [] => vec![File { name: String::new(), text: canonical.to_owned() }],
        [whole] if split => files::split(&merge(&whole.text, canonical)),
        _ => {
            let mut wanted = files::distribute(canonical, &existing);
            for file in &mut wanted {
                if let Some(kept) = existing.iter().find(|kept| kept.name == file.name).filter(|_| !file.text.is_empty()) {
                    file.text = merge(&kept.text, &file.text);
                }
            }
            wanted
        }
    };
    let directory = schema_files::directory_of(root);
    if split && existing.len() < 2 {
        let strangers = schema_files::find(directory, files::INCLUDE).unwrap_or_default();
        if let Some(stranger) = strangers.iter().find(|path| !existing.iter().any(|file| Path::new(&file.name) == **path)) {
            let stranger = schema_files::shown_beside(shown, stranger);
            let message = format!("{stranger} is there already, and would be included");
            return Err(Error::usage(message).hint("move it away, or include it from schema.toml first"));
        }
    }
    // The root file keeps its own name.
    let rest = wanted.split_off(1);
    let mut changes = Vec::new();
    for (index, file) in rest.into_iter().map(|file| (1, file)).chain(wanted.into_iter().map(|file| (0, file))) {
        let path = if index == 0 { root.to_owned() } else { directory.join(&file.name) };
        let kept =
            existing.iter().enumerate().find(|(place, kept)| if index == 0 { *place == 0 } else { kept.name == file.name });
        if kept.map(|(_, kept)| &kept.text) == Some(&file.text) {
            continue;
        }
        let shown = if index == 0 { shown.to_owned() } else { schema_files::shown_beside(shown, &file.name) };
        let gone = file.text.is_empty() && index > 0;
        changes.push(Change { path, shown, text: (!gone).then_some(file.text) });
    }
    Ok(changes)
}

#[derive(Debug)]
struct PullReport {
    from: String,
    /// Where it was written; `None` is stdout.
    file: Option<(PathBuf, String)>,
    check: bool,
    changes: Vec<Change>,
    tables: usize,
    objects: usize,
    unread: Vec<(String, i64)>,
    toml: String,
}

impl Report for PullReport {
    fn outcome(&self) -> Outcome {
        if self.check && !self.changes.is_empty() { Outcome::Finding } else { Outcome::Done }
    }

    fn is_account(&self) -> bool {
        self.file.is_some() && !self.check
    }

    fn json(&self) -> Value {
        let changed: Vec<&PathBuf> = self.changes.iter().map(|change| &change.path).collect();
        json!({
            "from": self.from,
            "file": self.file.as_ref().map(|(path, _)| path),
            "up_to_date": self.file.as_ref().map(|_| self.changes.is_empty()),
            "written": self.file.is_some() && !self.check && !self.changes.is_empty(),
            "changed_files": changed,
            "tables": self.tables,
            "objects": self.objects,
            "not_read": self.unread.iter().map(|(kind, number)| json!({ "kind": kind, "count": number })).collect::<Vec<_>>(),
            "schema": if self.file.is_none() { Some(&self.toml) } else { None },
        })
    }

    fn text(&self, text: &mut Text) {
        let Some((_, shown)) = &self.file else {
            text.verbatim(|text| _ = text.plain(&self.toml));
            return;
        };
        let what = format!("{}, {}", count(self.tables, "table"), count(self.objects, "object"));
        let others: Vec<&str> =
            self.changes.iter().map(|change| change.shown.as_str()).filter(|other| *other != shown).collect();
        match (self.changes.is_empty(), self.check) {
            (true, true) => text.good("up to date").plain(&format!(": {shown} is what {} has ({what})", self.from)).end(),
            (true, false) => {
                text.good("up to date").plain(&format!(": {shown} is what {} has ({what}); nothing written", self.from)).end()
            }
            (false, true) => text.warning("out of date").plain(&format!(": {shown} is not what {} has", self.from)).end(),
            (false, false) => text.good("written").plain(&format!(": {shown} from {} ({what})", self.from)).end(),
        };
        for change in self.changes.iter().filter(|_| !others.is_empty()) {
            let verb = match (&change.text, self.check) {
                (None, false) => "removed",
                (Some(_), false) => "written",
                (_, true) => "differs",
            };
            text.dim(&format!("  {verb}  {}", change.shown)).end();
        }
        if !self.unread.is_empty() {
            text.warning("left out").plain(": ").line(&unread(&self.unread));
        }
    }
}

fn unread(kinds: &[(String, i64)]) -> String {
    let kinds: Vec<String> =
        kinds.iter().map(|(kind, number)| count(usize::try_from(*number).unwrap_or_default(), kind)).collect();
    format!("{}, which this role may not read", kinds.join(", "))
}
