//! `pgkeel migrate new NAME`: the next file, with a comment to begin with.

use std::fs::{self, OpenOptions};
use std::io::Write;

use serde_json::{Value, json};

use super::{Context, DIRECTORY, Project, read};
use crate::cli::{Comparing, MigrateNew};
use crate::error::{Error, Result};
use crate::migration::files;
use crate::ui::text::Text;
use crate::ui::{Outcome, Report};

#[derive(Debug)]
struct Created {
    file: String,
    version: i64,
}

pub(super) fn run(context: &Context, arguments: &MigrateNew) -> Result<Box<dyn Report>> {
    if arguments.comparing != Comparing::default() {
        return Err(
            Error::usage("what is to be compared is said with --from-diff only").hint("add --from-diff, or leave it out")
        );
    }
    let (path, directory) = context.settings.file(DIRECTORY);
    let project = if path.exists() { read(context)? } else { Project { directory, files: Vec::new() } };
    let (version, file_name) = files::next_file_name(&project.files, &arguments.name)?;
    fs::create_dir_all(&path).map_err(|cause| Error::file("make", &path, &cause))?;
    let path = path.join(&file_name);
    // Never over a file that somebody else has just begun.
    let mut file =
        OpenOptions::new().write(true).create_new(true).open(&path).map_err(|cause| Error::file("create", &path, &cause))?;
    let text = files::template(version, &arguments.name);
    file.write_all(text.as_bytes()).map_err(|cause| Error::file("write", &path, &cause))?;
    Ok(Box::new(Created { file: format!("{}/{file_name}", project.directory), version }))
}

impl Report for Created {
    fn outcome(&self) -> Outcome {
        Outcome::Done
    }

    fn json(&self) -> Value {
        json!({ "file": self.file, "version": self.version })
    }

    fn text(&self, text: &mut Text) {
        text.plain("created ").bold(&self.file).end();
    }
}
