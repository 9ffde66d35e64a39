//! `pgkeel demo`: the whole main job on an embedded server, through the same code as the real commands.

use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Parser;
use include_dir::{Dir, include_dir};
use serde_json::{Value, json};

use super::Context;
use crate::amount;
use crate::cli;
use crate::error::{Error, Result};
use crate::migration::statements;
use crate::plan::{Plan, Step};
use crate::postgres::ephemeral::{Binaries, Options, Server};
use crate::postgres::session::Session;
use crate::ui::text::Text;
use crate::ui::{Outcome, Report};

/// LayoverHQ, as it stands at the repository's root.
static PROJECT: [(&str, Dir<'_>); 3] = [
    ("migrations", include_dir!("$CARGO_MANIFEST_DIR/migrations")),
    ("partitions", include_dir!("$CARGO_MANIFEST_DIR/partitions")),
    ("fixtures/layoverhq", include_dir!("$CARGO_MANIFEST_DIR/fixtures/layoverhq")),
];
const FILES: [(&str, &str); 2] =
    [("schema.toml", include_str!("../../schema.toml")), ("pgkeel.toml", include_str!("../../pgkeel.toml"))];
const SAMPLE: &str = "fixtures/layoverhq/sample.sql";
const DATABASE: &str = "layoverhq";

/// What somebody does to the database by hand, and what `diff` must call it.
const DRIFTS: [(&str, &str, &str); 3] = [
    ("DROP INDEX idx_bookings_user", "missing", "index public.bookings.idx_bookings_user"),
    ("ALTER TABLE users ADD COLUMN nickname text", "unexpected", "column public.users.nickname"),
    ("ALTER TABLE flights ALTER COLUMN status SET DEFAULT 'delayed'", "changed", "column public.flights.status"),
];

/// # Errors
/// Where no server can be started, or a step does not come out as it must.
pub async fn run(context: &Context, arguments: cli::Demo) -> Result<Box<dyn Report>> {
    let began = Instant::now();
    let settings = &context.settings;
    let binaries = Binaries::find(
        settings.postgres_binaries.as_deref(),
        settings.environment.variables.get("PATH").map(String::as_str),
        settings.postgres_version,
    )?;
    if binaries.version < OLDEST {
        return Err(Error::failed(format!(
            "the newest PostgreSQL on this machine is {}, and LayoverHQ needs {OLDEST}: NULLS NOT DISTINCT",
            binaries.version
        ))
        .hint("Debian or Ubuntu: apt-get install postgresql postgresql-contrib"));
    }
    let server = Server::start(&binaries, &Options::in_temporary(&settings.environment.temporary))?;
    // In the server's directory, so that one thing clears up both, whatever happens to this process.
    let project = server.directory().join("project");
    write_project(&project)?;
    let url = server.url(DATABASE);
    let mut stage = Stage {
        context: Context { settings: settings.for_project(project.clone(), url.clone())?, ..context.clone() },
        steps: Vec::new(),
    };
    stage.say(|text| {
        let (version, directory) = (binaries.version, server.directory().display());
        text.dim(&format!("An embedded PostgreSQL {version} with the LayoverHQ project, both in {directory}")).end();
    });
    stage.create_database(&server.url("postgres")).await?;
    stage.play().await?;
    let directory = server.directory().to_owned();
    let kept = arguments.keep.then(|| Kept { url, project, stop: server.keep() });
    Ok(Box::new(DemoReport { steps: stage.steps, took: began.elapsed(), directory, kept }))
}

const OLDEST: u32 = 15;

fn write_project(root: &Path) -> Result<()> {
    let write = |path: PathBuf, content: &[u8]| {
        let directory = path.parent().unwrap_or(root);
        std::fs::create_dir_all(directory).map_err(|cause| Error::file("make", directory, &cause))?;
        std::fs::write(&path, content).map_err(|cause| Error::file("write", &path, &cause))
    };
    for (name, directory) in &PROJECT {
        for file in directory.files() {
            write(root.join(name).join(file.path()), file.contents())?;
        }
    }
    FILES.iter().try_for_each(|(name, content)| write(root.join(name), content.as_bytes()))
}

/// Shows each step as a person would type it, and remembers what came of it.
struct Stage {
    context: Context,
    steps: Vec<Value>,
}

impl Stage {
    fn say(&self, write: impl FnOnce(&mut Text)) {
        self.context.ui.stream(write);
    }

    async fn create_database(&self, maintenance: &str) -> Result<()> {
        let info = self.context.settings.connection_to(Some(maintenance))?;
        let session = Session::connect(&info, self.context.setup()).await?;
        session.simple(&format!("CREATE DATABASE {DATABASE} TEMPLATE template0")).await
    }

    async fn play(&mut self) -> Result<()> {
        self.pgkeel("migrate up", Some(Outcome::Done)).await?;
        self.pgkeel("partitions maintain", Some(Outcome::Done)).await?;
        self.load_sample().await?;
        self.pgkeel("matviews refresh", Some(Outcome::Done)).await?;
        // What health finds depends on the machine; here it only has to run.
        self.pgkeel("health --record performance_metrics", None).await?;
        self.pgkeel("diff", Some(Outcome::Done)).await?;

        self.say(|text| _ = text.end().dim("# Somebody changes the database by hand").end());
        let statements: Vec<String> = DRIFTS.iter().map(|(sql, _, _)| (*sql).to_owned()).collect();
        self.psql(&statements.iter().map(|sql| format!("-c \"{sql}\"")).collect::<Vec<_>>().join(" "), &statements).await?;
        let (_, found) = self.pgkeel("diff", Some(Outcome::Finding)).await?;
        check_drifts(&found)?;
        let (script, _) = self.piped("diff --sql", " | tee repair.sql", Some(Outcome::Finding)).await?;
        let repair: Vec<String> =
            statements::split(&script).iter().map(|each| script[each.start..each.end].to_owned()).collect();
        self.psql("-f repair.sql", &repair).await?;
        self.pgkeel("diff", Some(Outcome::Done)).await?;
        Ok(())
    }

    /// Runs a command of ours as it is typed; gives its report as text and as JSON.
    async fn pgkeel(&mut self, typed: &str, expected: Option<Outcome>) -> Result<(String, Value)> {
        self.piped(typed, "", expected).await
    }

    /// The same, with what a person would do with its output.
    async fn piped(&mut self, typed: &str, pipe: &str, expected: Option<Outcome>) -> Result<(String, Value)> {
        let line = format!("pgkeel {typed}");
        self.prompt(&format!("{line}{pipe}"));
        let parsed =
            cli::Cli::try_parse_from(line.split_whitespace()).map_err(|refusal| Error::failed(format!("{line}: {refusal}")))?;
        let report = Box::pin(super::run(&self.context, parsed.command)).await?;
        self.say(|text| report.text(text));
        let (outcome, result) = (report.outcome(), report.json());
        self.steps.push(json!({ "command": line, "exit_code": outcome.exit_code(), "result": result }));
        if expected.is_some_and(|expected| expected != outcome) {
            return Err(Error::failed(format!("`{line}` ended with exit code {}, which it must not", outcome.exit_code())));
        }
        if outcome != Outcome::Done {
            self.say(|text| _ = text.dim(&format!("# exit code {}", outcome.exit_code())).end());
        }
        let mut plain = Text::new(false);
        report.text(&mut plain);
        Ok((plain.finish(), result))
    }

    fn prompt(&self, line: &str) {
        self.say(|text| _ = text.end().accent("$ ").bold(line).end());
    }

    /// Runs statements one by one, as psql would.
    async fn psql(&mut self, typed: &str, statements: &[String]) -> Result<()> {
        let line = format!("psql {DATABASE} {typed}");
        self.prompt(&line);
        let session = self.context.connect().await?;
        for sql in statements {
            session.simple(sql).await.map_err(|error| error.while_doing(sql))?;
        }
        self.steps.push(json!({ "command": line, "exit_code": 0, "statements": statements.len() }));
        Ok(())
    }

    async fn load_sample(&mut self) -> Result<()> {
        let line = format!("psql {DATABASE} -f {SAMPLE}");
        self.prompt(&line);
        let (path, _) = self.context.settings.file(SAMPLE);
        let sample = std::fs::read_to_string(&path).map_err(|cause| Error::file("read", &path, &cause))?;
        let steps: Vec<Step> = statements::split(&sample)
            .iter()
            .map(|each| &sample[each.start..each.end])
            .map(|sql| Step::new(format!("load {}", target_of(sql)), sql))
            .collect();
        let session = self.context.connect().await?;
        self.context.execute(&session, &Plan { steps }).await.map_err(|stopped| stopped.error)?;
        let counts = "SELECT (SELECT count(*) FROM users), (SELECT count(*) FROM flights), (SELECT count(*) FROM bookings)";
        let row = session.query_one(counts, &[]).await?;
        let (users, flights, bookings): (i64, i64, i64) = (row.get(0), row.get(1), row.get(2));
        self.say(|text| _ = text.good("loaded").line(&format!(": {users} users, {flights} flights, {bookings} bookings")));
        self.steps.push(json!({
            "command": line, "exit_code": 0, "rows": { "users": users, "flights": flights, "bookings": bookings },
        }));
        Ok(())
    }
}

/// The table that a statement of the sample fills.
fn target_of(sql: &str) -> &str {
    let after = sql.split("INSERT INTO ").nth(1).unwrap_or(sql);
    after.split(|c: char| !(c.is_alphanumeric() || c == '_')).next().unwrap_or_default()
}

/// The drifts, all of them, and nothing else.
fn check_drifts(found: &Value) -> Result<()> {
    let differences = found["differences"].as_array().map_or(&[][..], Vec::as_slice);
    let named = |direction: &str, object: &str| {
        differences.iter().any(|difference| difference["direction"] == direction && difference["object"] == object)
    };
    if differences.len() == DRIFTS.len() && DRIFTS.iter().all(|(_, direction, object)| named(direction, object)) {
        return Ok(());
    }
    Err(Error::failed(format!("`pgkeel diff` did not name exactly the {} drifts: {}", DRIFTS.len(), found["differences"])))
}

/// A server that stays.
#[derive(Debug)]
struct Kept {
    url: String,
    project: PathBuf,
    stop: String,
}

#[derive(Debug)]
struct DemoReport {
    steps: Vec<Value>,
    took: std::time::Duration,
    /// Where the server and the project are, or were.
    directory: PathBuf,
    kept: Option<Kept>,
}

impl Report for DemoReport {
    fn outcome(&self) -> Outcome {
        Outcome::Done
    }

    fn json(&self) -> Value {
        json!({
            "steps": self.steps,
            "directory": self.directory,
            "took_ms": u64::try_from(self.took.as_millis()).unwrap_or(u64::MAX),
            "kept": self.kept.as_ref().map(|kept| json!({ "url": kept.url, "project": kept.project, "stop": kept.stop })),
        })
    }

    fn text(&self, text: &mut Text) {
        text.end().good("done").plain(&format!(" in {}", amount::duration(self.took)));
        match &self.kept {
            None => _ = text.plain(": the server and the project are gone again").end(),
            Some(kept) => {
                text.plain(": the server stays").end();
                text.plain("  look at it:  ").bold(&format!("psql '{}'", kept.url)).end();
                text.plain("  go on:       ");
                text.bold(&format!("pgkeel -C {} -d '{}' diff", kept.project.display(), kept.url)).end();
                text.plain("  stop it:     ").bold(&kept.stop).end();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_tells_which_table_it_fills() {
        assert_eq!(target_of("INSERT INTO users (id)\nSELECT 1"), "users");
        assert_eq!(target_of("WITH x AS (SELECT 1) INSERT INTO flights(id) SELECT 1"), "flights");
    }

    #[test]
    fn the_whole_project_is_in_the_program() {
        let root = tempfile::tempdir().unwrap();
        write_project(root.path()).unwrap();
        for name in ["migrations/V1__extensions.sql", "partitions/bookings.toml", "schema.toml", "pgkeel.toml", SAMPLE] {
            assert!(root.path().join(name).is_file(), "{name}");
        }
    }
}
