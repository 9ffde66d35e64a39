//! `pgkeel pull`: writes schema.toml from a live database.

use std::collections::BTreeMap;
use std::fs::Permissions;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::Context;
use crate::amount::count;
use crate::cli;
use crate::error::{Error, Result};
use crate::postgres::catalog::{self, Detail};
use crate::schema::declared;
use crate::schema::model::{Attribute, Kind, Schema};
use crate::ui::text::Text;
use crate::ui::{Outcome, Report};

/// # Errors
/// What keeps the database from being read or the file from being written.
pub async fn run(context: &Context, arguments: cli::Pull) -> Result<Box<dyn Report>> {
    let explained = super::partitions::explained(context)?;
    let session = context.connect().await?;
    let mut catalog = catalog::read(&session, &context.settings.schemas, Detail::Objects).await?;
    if let Some(missing) = context.settings.schemas.iter().find(|name| !catalog.schema.has_schema(name)) {
        return Err(Error::failed(format!("there is no schema {missing} in {}", session.target))
            .hint("`[drift] schemas` in pgkeel.toml names the schemas that are managed"));
    }
    let (path, shown) = context.settings.file("schema.toml");
    let (path, shown) = match arguments.output {
        Some(output) => (output.clone(), output.display().to_string()),
        None => (path, shown),
    };
    let to_stdout = path == Path::new("-");
    let before = if path.is_file() { std::fs::read_to_string(&path).ok() } else { None };
    let before_schema = before.as_deref().map(|before| declared::parse_one(&shown, before)).transpose()?;
    if let Some(before) = &before_schema {
        keep_decisions(&mut catalog.schema, &before.schema);
    }
    choose_owner(&mut catalog.schema, before_schema.as_ref().map(|declared| &declared.schema));
    let toml = declared::write(&catalog.schema, catalog.postgres, explained);
    let unchanged = before.as_deref() == Some(toml.as_str());
    if !to_stdout && !unchanged {
        write_whole(&path, &toml)?;
    }
    Ok(Box::new(PullReport {
        from: session.target.clone(),
        file: (!to_stdout).then_some((path, shown)),
        unchanged,
        tables: catalog.schema.of_kind(Kind::Table).count(),
        objects: catalog.schema.objects.len(),
        unread: catalog.unread,
        toml,
    }))
}

/// The owner of most objects is said once. A file that leaves owners open goes on doing so.
fn choose_owner(schema: &mut Schema, before: Option<&Schema>) {
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

/// A file is replaced as a whole, its mode kept: a reader, or a crash, sees the old one or the new one. What a link leads to
/// is replaced, not the link; what is no file (a device, a pipe) is written into.
fn write_whole(path: &Path, text: &str) -> Result<()> {
    let failed = |cause: std::io::Error| Error::file("write", path, &cause);
    let path = if path.exists() { path.canonicalize().map_err(failed)? } else { path.to_owned() };
    let metadata = path.metadata().ok();
    if metadata.as_ref().is_some_and(|metadata| !metadata.is_file()) {
        let mut place = std::fs::OpenOptions::new().write(true).open(&path).map_err(failed)?;
        return place.write_all(text.as_bytes()).map_err(failed);
    }
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let permissions = metadata.map_or_else(|| Permissions::from_mode(0o644), |metadata| metadata.permissions());
    let mut file = tempfile::Builder::new().permissions(permissions).tempfile_in(directory).map_err(failed)?;
    file.write_all(text.as_bytes()).and_then(|()| file.as_file().sync_all()).map_err(failed)?;
    file.persist(&path).map_err(|error| failed(error.error))?;
    Ok(())
}

#[derive(Debug)]
struct PullReport {
    from: String,
    /// Where it was written; `None` is stdout.
    file: Option<(PathBuf, String)>,
    unchanged: bool,
    tables: usize,
    objects: usize,
    unread: Vec<(String, i64)>,
    toml: String,
}

impl Report for PullReport {
    fn outcome(&self) -> Outcome {
        Outcome::Done
    }

    fn is_account(&self) -> bool {
        self.file.is_some()
    }

    fn json(&self) -> Value {
        json!({
            "from": self.from,
            "file": self.file.as_ref().map(|(path, _)| path),
            "written": self.file.is_some() && !self.unchanged,
            "tables": self.tables,
            "objects": self.objects,
            "not_read": self.unread.iter().map(|(kind, number)| json!({ "kind": kind, "count": number })).collect::<Vec<_>>(),
            "schema": if self.file.is_none() { Some(&self.toml) } else { None },
        })
    }

    fn text(&self, text: &mut Text) {
        let Some((_, shown)) = &self.file else {
            text.plain(&self.toml);
            return;
        };
        let what = format!("{}, {}", count(self.tables, "table"), count(self.objects, "object"));
        if self.unchanged {
            text.good("up to date").plain(&format!(": {shown} is what {} has ({what}); nothing written", self.from)).end();
        } else {
            text.good("written").plain(&format!(": {shown} from {} ({what})", self.from)).end();
        }
        if !self.unread.is_empty() {
            let unread = self.unread.iter().map(|(kind, number)| count(usize::try_from(*number).unwrap_or_default(), kind));
            text.warning("left out")
                .plain(": ")
                .line(&format!("{}, which this role may not read", unread.collect::<Vec<_>>().join(", ")));
        }
    }
}
