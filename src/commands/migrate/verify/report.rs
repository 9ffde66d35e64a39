//! What a trial of the migrations found, for people and for scripts.

use serde_json::{Value, json};

use super::super::Project;
use super::trial::{Again, Found, Tried};
use crate::amount::count;
use crate::commands::diff::{self, DiffReport};
use crate::schema::diff::Difference;
use crate::ui::text::Text;
use crate::ui::{Outcome, Report, errors};

/// The answer of `pgkeel migrate verify`.
#[derive(Debug)]
pub struct Verified {
    place: String,
    directory: String,
    lines: Vec<Line>,
    beforehand: Vec<String>,
    /// How many files are repeatable, and what becomes of them when they run twice.
    repeatables: usize,
    repeated: Again,
    default_schema: String,
    require_down: bool,
    /// What they make, compared with what is declared.
    pub result: Option<DiffReport>,
}

/// One migration.
#[derive(Debug)]
struct Line {
    version: i64,
    number: String,
    name: String,
    file: String,
    down: Option<String>,
    found: Found,
}

impl Verified {
    pub fn new(project: &Project, tried: &Tried, place: String, require_down: bool) -> Self {
        let line = |(file, found): (&crate::migration::files::MigrationFile, &Found)| Line {
            version: file.version(),
            number: file.number(),
            name: file.name().to_owned(),
            file: file.shown.clone(),
            down: file.down.as_ref().map(|down| down.shown.clone()),
            found: found.clone(),
        };
        Self {
            place,
            directory: project.directory.clone(),
            lines: project.files.iter().zip(&tried.found).map(line).collect(),
            beforehand: tried.beforehand.clone(),
            repeatables: project.repeatables.len(),
            repeated: tried.repeated.clone(),
            default_schema: tried.made.schema.default_schema().to_owned(),
            require_down,
            result: None,
        }
    }

    fn is_finding(&self, found: &Found) -> bool {
        match found {
            Found::Holds | Found::Skipped(_) => false,
            Found::NoDown => self.require_down,
            Found::DownFails(_) | Found::Leaves { .. } => true,
        }
    }

    fn number_of(&self, is: impl Fn(&Found) -> bool) -> usize {
        self.lines.iter().filter(|line| is(&line.found)).count()
    }

    fn drift(&self) -> bool {
        self.result.as_ref().is_some_and(|result| result.outcome() != Outcome::Done)
    }

    /// One sentence.
    fn summary(&self) -> String {
        let holds = self.number_of(|found| matches!(found, Found::Holds));
        let fails = self.number_of(|found| matches!(found, Found::DownFails(_) | Found::Leaves { .. }));
        let none = self.number_of(|found| matches!(found, Found::NoDown));
        let skipped = self.number_of(|found| matches!(found, Found::Skipped(_)));
        let mut parts = Vec::new();
        if holds + fails > 0 {
            parts.push(format!("{holds} of {} down scripts hold", holds + fails));
        }
        if none > 0 {
            parts.push(format!("{none} without a down script"));
        }
        if skipped > 0 {
            parts.push(format!("{skipped} skipped"));
        }
        if self.repeatables > 0 {
            let twice = if matches!(self.repeated, Again::Same) { "can run twice" } else { "cannot run twice" };
            parts.push(format!("{} {twice}", count(self.repeatables, "repeatable file")));
        }
        parts.push(match &self.result {
            None if skipped > 0 => "what they make is not compared, because not all were applied".to_owned(),
            None => "there is no schema.toml to compare with".to_owned(),
            Some(_) if self.drift() => "what they make is not what schema.toml says".to_owned(),
            Some(_) => "what they make is what schema.toml says".to_owned(),
        });
        format!("{} on {}: {}", count(self.lines.len(), "migration"), self.place, parts.join("; "))
    }

    fn explain(&self, text: &mut Text, line: &Line) {
        let title = format!("{}__{}", line.number, line.name);
        match &line.found {
            Found::Holds | Found::NoDown => {}
            Found::Skipped(extension) => {
                text.end()
                    .warning("skipped")
                    .plain(&format!(": {title} requires the extension {extension}, which is not to be had here"));
                text.end();
            }
            Found::DownFails(error) => {
                text.end().bad(&format!("{title} cannot be undone")).plain(":").end();
                errors::write(text, error);
            }
            Found::Leaves { left, again } => {
                if !left.is_empty() {
                    text.end().bad(&format!("after its down script, the schema is not what it was before {title}"));
                    text.plain(&format!(" ({}):", line.down.as_deref().unwrap_or_default())).end();
                    diff::list(text, left, &self.default_schema);
                }
                let (differs, fails) = (
                    format!("applied again after its down script, {title} makes another schema"),
                    format!("after its down script, {title} cannot be applied again"),
                );
                self.explain_again(text, again, &differs, &fails);
            }
        }
    }

    fn explain_again(&self, text: &mut Text, again: &Again, differs: &str, fails: &str) {
        match again {
            Again::Same => {}
            Again::Differs(differences) => {
                text.end().bad(differs).plain(":").end();
                diff::list(text, differences, &self.default_schema);
            }
            Again::Fails(error) => {
                text.end().bad(fails).plain(":").end();
                errors::write(text, error);
            }
        }
    }
}

/// In a few words.
fn word(found: &Found) -> &'static str {
    match found {
        Found::NoDown => "none",
        Found::Holds => "holds",
        Found::Skipped(_) => "skipped",
        Found::DownFails(_) => "fails",
        Found::Leaves { left, .. } if !left.is_empty() => "leaves differences",
        Found::Leaves { again: Again::Fails(_), .. } => "up again fails",
        Found::Leaves { .. } => "up again differs",
    }
}

impl Report for Verified {
    fn outcome(&self) -> Outcome {
        let findings = self.lines.iter().any(|line| self.is_finding(&line.found));
        if findings || self.drift() || !matches!(self.repeated, Again::Same) { Outcome::Finding } else { Outcome::Done }
    }

    fn json(&self) -> Value {
        let line = |line: &Line| {
            let none: &[Difference] = &[];
            let (left, again, error) = match &line.found {
                Found::Leaves { left, again: Again::Same } => (left.as_slice(), none, None),
                Found::Leaves { left, again: Again::Differs(differences) } => (left.as_slice(), differences.as_slice(), None),
                Found::Leaves { left, again: Again::Fails(error) } => (left.as_slice(), none, Some(error)),
                Found::DownFails(error) => (none, none, Some(error)),
                Found::NoDown | Found::Holds | Found::Skipped(_) => (none, none, None),
            };
            json!({
                "version": line.version,
                "name": line.name,
                "file": line.file,
                "down": line.down,
                "result": word(&line.found).replace(' ', "-"),
                "left": left,
                "differs_again": again,
                "error": error,
                "lacking_extension": if let Found::Skipped(extension) = &line.found { Some(extension) } else { None },
            })
        };
        json!({
            "scratch": self.place,
            "migrations": self.lines.iter().map(line).collect::<Vec<_>>(),
            "extensions_made_beforehand": self.beforehand,
            "repeatables": {
                "files": self.repeatables,
                "differs_again": if let Again::Differs(differences) = &self.repeated { differences.as_slice() } else { &[] },
                "error": if let Again::Fails(error) = &self.repeated { Some(error) } else { None },
            },
            "result": self.result.as_ref().map(Report::json),
        })
    }

    fn text(&self, text: &mut Text) {
        if self.lines.is_empty() {
            text.line(&format!("there are no migrations in {}/", self.directory));
        } else {
            let rows: Vec<Vec<String>> = self
                .lines
                .iter()
                .map(|line| vec![line.number.clone(), line.name.clone(), word(&line.found).to_owned()])
                .collect();
            text.table(&["version", "name", "down script"], &rows);
        }
        for line in &self.lines {
            self.explain(text, line);
        }
        let differs = "run a second time, what is repeatable makes another schema";
        self.explain_again(text, &self.repeated, differs, "what is repeatable cannot run a second time");
        if self.drift()
            && let Some(result) = &self.result
        {
            text.end();
            result.text(text);
        }
        text.end();
        for extension in &self.beforehand {
            text.warning("note")
                .plain(&format!(": the extension {extension} is demanded and made by no migration; it was made beforehand"));
            text.end();
        }
        text.line(&self.summary());
    }
}
