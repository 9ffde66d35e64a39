//! `pgkeel partitions adopt`: the policy of a table that is partitioned already, written from what is there.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::{all_policies, default_schema};
use crate::cli;
use crate::commands::Context;
use crate::error::{Error, Result};
use crate::identifier::QualifiedName;
use crate::partition::adopt::{self, Proposal};
use crate::partition::finding::{Finding, Weight};
use crate::partition::policy::{self, Policy};
use crate::postgres::partitions::{read, unadopted};
use crate::ui::text::Text;
use crate::ui::{Outcome, Report};

pub(super) async fn run(context: &Context, arguments: cli::PartitionsAdopt) -> Result<Box<dyn Report>> {
    let table = QualifiedName::parse(&arguments.table, &default_schema(context))
        .ok_or_else(|| Error::usage(format!("`{}` is not the name of a table", arguments.table)))?;
    let mut policies = all_policies(context)?;
    if let Some(policy) = policies.iter().find(|policy| policy.table == table) {
        return Err(Error::usage(format!("{table} has a policy already: {}", policy.file())));
    }
    let (path, shown) = free_file(context, &table)?;
    let session = context.connect().await?;
    let seen = unadopted(&session, &table).await?;
    // Any windows will do to read what is there.
    let key = seen.key.unwrap_or_default();
    let any = format!(
        "table = {}\nkey = {}\nevery = \"1 day\"\npremake = 1\n",
        toml::Value::String(table.to_string()),
        toml::Value::String(if key.is_empty() { "?".to_owned() } else { key })
    );
    let any = Policy::parse(&shown, &any, &table.schema)?;
    let encodings = if seen.encodings.is_empty() { vec![None] } else { seen.encodings };
    let any: Vec<Policy> = encodings.into_iter().map(|encoding| any.with_encoding(encoding)).collect();
    let mut readings = Vec::new();
    let mut failure = Error::failed(format!("no windows of time can be read from {table}"));
    for read in read(&session, &any.iter().collect::<Vec<_>>()).await? {
        match read {
            Ok(live) => readings.push(live),
            // Where it cannot be read, no file is at fault yet.
            Err(error) => failure = error.without_place(),
        }
    }
    if readings.is_empty() {
        return Err(failure);
    }
    let zone = seen.time_zone.parse().ok();
    let Proposal { text, findings, .. } = adopt::propose_any(&readings, zone, session.now().await?)
        .map_err(|reason| Error::failed(format!("no policy can be made of {table}: {reason}")).hint("write one by hand"))?;
    // What is written must be a policy that stands beside the others.
    policies.push(Policy::parse(&shown, &text, &table.schema)?);
    policy::check_together(&policies)?;
    if !arguments.dry_run {
        if let Some(directory) = path.parent() {
            std::fs::create_dir_all(directory).map_err(|cause| Error::file("make", directory, &cause))?;
        }
        let written =
            std::fs::File::create_new(&path).and_then(|mut file| std::io::Write::write_all(&mut file, text.as_bytes()));
        written.map_err(|cause| Error::file("write", &path, &cause))?;
    }
    Ok(Box::new(Adopted { table, file: shown, text, findings, dry_run: arguments.dry_run }))
}

/// A file of the project that is not there yet.
fn free_file(context: &Context, table: &QualifiedName) -> Result<(PathBuf, String)> {
    let plain = |name: &str| name.replace(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-'), "_");
    for name in [plain(&table.name), format!("{}.{}", plain(&table.schema), plain(&table.name))] {
        let (path, shown) = context.settings.file(&format!("partitions/{name}.toml"));
        if !path.exists() {
            return Ok((path, shown));
        }
    }
    Err(Error::usage(format!("partitions/{}.toml is there already", plain(&table.name)))
        .hint("move it away, or print with --dry-run"))
}

struct Adopted {
    table: QualifiedName,
    file: String,
    text: String,
    findings: Vec<Finding>,
    dry_run: bool,
}

impl Report for Adopted {
    fn outcome(&self) -> Outcome {
        Outcome::Done
    }

    fn json(&self) -> Value {
        json!({ "dry_run": self.dry_run, "table": self.table, "file": self.file, "policy": self.text, "findings": self.findings })
    }

    fn text(&self, text: &mut Text) {
        if self.dry_run {
            // What goes into a file as it stands.
            text.verbatim(|text| _ = text.plain(&self.text));
            for finding in &self.findings {
                text.dim(&format!("# {}", finding.message)).end();
            }
            return;
        }
        text.good("wrote").line(&format!(" {}", self.file));
        for finding in &self.findings {
            match finding.weight {
                Weight::Note => text.dim("note"),
                Weight::Finding | Weight::Blocked | Weight::Critical => text.warning("finding"),
            };
            text.plain(": ").line(&finding.message);
            if let Some(hint) = &finding.hint {
                text.good("hint").plain(": ").line(hint);
            }
        }
        text.good("hint").line(": see what it would do with `pgkeel partitions maintain --dry-run`");
    }
}
