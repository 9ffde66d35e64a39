//! `pgkeel migrate new NAME`: the next file, with a comment to begin with.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;

use serde_json::{Value, json};

use super::{Context, DIRECTORY, Project, read};
use crate::cli::{Comparing, MigrateNew};
use crate::error::{Error, Result};
use crate::migration::next;
use crate::ui::text::Text;
use crate::ui::{Outcome, Report};

#[derive(Debug)]
struct Created {
    file: String,
    down: Option<String>,
    version: i64,
}

pub(super) fn run(context: &Context, arguments: &MigrateNew) -> Result<Box<dyn Report>> {
    if arguments.comparing != Comparing::default() {
        return Err(
            Error::usage("what is to be compared is said with --from-diff only").hint("add --from-diff, or leave it out")
        );
    }
    let (path, directory) = context.settings.file(DIRECTORY);
    let project =
        if path.exists() { read(context)? } else { Project { directory, files: Vec::new(), repeatables: Vec::new() } };
    let (version, file_name) = next::file_name(&project.files, &arguments.name, context.settings.environment.now)?;
    fs::create_dir_all(&path).map_err(|cause| Error::file("make", &path, &cause))?;
    create(&path.join(&file_name), &next::template(version, &arguments.name))?;
    let down = arguments.down.then(|| file_name.replace(".sql", ".down.sql"));
    if let Some(down) = &down {
        create(&path.join(down), &next::down_template(version, &arguments.name))?;
    }
    let shown = |name: String| format!("{}/{name}", project.directory);
    Ok(Box::new(Created { file: shown(file_name), down: down.map(shown), version }))
}

/// Never over a file that somebody else has just begun.
fn create(path: &Path, text: &str) -> Result<()> {
    let mut file =
        OpenOptions::new().write(true).create_new(true).open(path).map_err(|cause| Error::file("create", path, &cause))?;
    file.write_all(text.as_bytes()).map_err(|cause| Error::file("write", path, &cause))
}

impl Report for Created {
    fn outcome(&self) -> Outcome {
        Outcome::Done
    }

    fn json(&self) -> Value {
        json!({ "file": self.file, "down": self.down, "version": self.version })
    }

    fn text(&self, text: &mut Text) {
        for file in std::iter::once(&self.file).chain(&self.down) {
            text.plain("created ").bold(file).end();
        }
    }
}
