//! `pgkeel partitions restore`: an archive is compared with its manifest, and only then put back.

use serde_json::{Value, json};

use super::patience::Patience;
use super::{all_policies, default_schema};
use crate::amount;
use crate::cli;
use crate::commands::Context;
use crate::error::{Error, Result};
use crate::identifier::QualifiedName;
use crate::partition::archive::manifest::Manifest;
use crate::partition::archive::steps::{self, File};
use crate::plan::{Plan, Step};
use crate::postgres::advisory::{self, Work};
use crate::postgres::archive;
use crate::postgres::partitions::{read, refuse_standby};
use crate::postgres::session::Session;
use crate::ui::text::Text;
use crate::ui::{self, Outcome, Report};

pub(super) async fn run(context: &Context, arguments: cli::PartitionsRestore) -> Result<Box<dyn Report>> {
    let manifest = archive::read_manifest(&arguments.file).map_err(|error| {
        error.hint("an archive is two files: its rows, and beside them FILE.json, which says what they are")
    })?;
    let name = match &arguments.name {
        None => manifest.name(),
        Some(name) => QualifiedName::parse(name, &default_schema(context))
            .ok_or_else(|| Error::usage(format!("--as: `{name}` is not the name of a table")))?,
    };
    let mut session = context.connect().await?;
    refuse_standby(&session, "partitions").await?;
    archive::verify(&session, &arguments.file, &manifest).await.map_err(|error| error.leaving("nothing was restored"))?;
    let file = File { shown: arguments.file.display().to_string(), path: arguments.file.clone() };
    let step = if arguments.attach {
        attached(context, &mut session, &manifest, &name, file).await?
    } else {
        steps::restore(&manifest, &name, file).map_err(|error| error.leaving("nothing was restored"))?
    };
    let plan = Plan { steps: vec![step] };
    if !arguments.dry_run {
        context.execute(&session, &plan).await.map_err(|stopped| stopped.error)?;
    }
    Ok(Box::new(Restored { manifest, name, plan, attached: arguments.attach, dry_run: arguments.dry_run }))
}

async fn attached(
    context: &Context,
    session: &mut Session,
    manifest: &Manifest,
    name: &QualifiedName,
    file: File,
) -> Result<Step> {
    let Some(of) = &manifest.partition_of else {
        return Err(Error::usage(format!("{} was no partition of a table", manifest.name())).hint("leave out --attach"));
    };
    let parent = QualifiedName::new(&*of.schema, &*of.table);
    let Some(policy) = all_policies(context)?.into_iter().find(|policy| policy.table == parent) else {
        return Err(Error::usage(format!("no policy in partitions/ is about {parent}, of which it was a partition"))
            .hint("leave out --attach to bring it back as a table of its own"));
    };
    advisory::acquire(session, Work::partitions_of(&policy.table), super::waiting(context)).await?;
    let table = read(session, &[&policy]).await?.into_iter().next();
    let table = table.ok_or_else(|| Error::failed(format!("{parent} could not be read")))??;
    let patience = Patience::of(session).await?;
    session.wait_for_locks(patience.with(&policy, &table)).await?;
    steps::restore_attached(manifest, name, &table, file)
}

struct Restored {
    manifest: Manifest,
    name: QualifiedName,
    plan: Plan,
    attached: bool,
    dry_run: bool,
}

impl Report for Restored {
    fn outcome(&self) -> Outcome {
        Outcome::Done
    }

    fn json(&self) -> Value {
        json!({
            "dry_run": self.dry_run,
            "table": self.name,
            "attached": self.attached,
            "rows": self.manifest.rows,
            "manifest": self.manifest,
            "plan": self.plan,
        })
    }

    fn text(&self, text: &mut Text) {
        if self.dry_run {
            ui::plan::write(text, &self.plan);
            return;
        }
        let rows = amount::count(usize::try_from(self.manifest.rows).unwrap_or(usize::MAX), "row");
        let place = match &self.manifest.partition_of {
            Some(of) if self.attached => format!(", attached to {}", QualifiedName::new(&*of.schema, &*of.table)),
            _ => String::new(),
        };
        text.good("restored").line(&format!(" {} with {rows}{place}", self.name));
    }

    fn is_account(&self) -> bool {
        true
    }
}
