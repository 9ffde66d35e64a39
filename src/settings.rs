//! Flags > environment > `pgkeel.toml` > defaults, resolved once. The only reader of the environment; everybody else gets
//! values.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, Utc};
use clap::ValueEnum;
use serde::Deserialize;

use crate::amount;
use crate::cli;
use crate::error::{Error, Result};
use crate::health::{Configured, Written};
use crate::matview::Upkeep;
use crate::migration::analysis::rules::Forbidden;
use crate::postgres::connection::ConnectionInfo;
use crate::postgres::session::Timeouts;
use crate::toml_file;
use crate::ui::{Color, Format, listed};

/// What the process was started with: read once, in [`Environment::read`]; tests make their own.
#[derive(Debug, Clone, Default)]
pub struct Environment {
    pub variables: BTreeMap<String, String>,
    pub home: Option<PathBuf>,
    /// The operating-system user, libpq's default role.
    pub user: Option<String>,
    /// Where temporary files go.
    pub temporary: PathBuf,
    /// The current directory.
    pub directory: PathBuf,
    /// When it was started, by this machine's clock.
    pub now: DateTime<Utc>,
}

impl Environment {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
    pub fn read() -> Self {
        let variables: BTreeMap<String, String> =
            std::env::vars_os().filter_map(|(key, value)| Some((key.into_string().ok()?, value.into_string().ok()?))).collect();
        let account = nix::unistd::User::from_uid(nix::unistd::geteuid()).ok().flatten();
        Self {
            home: variables.get("HOME").map(PathBuf::from).or_else(|| account.as_ref().map(|user| user.dir.clone())),
            user: account.map(|user| user.name),
            temporary: std::env::temp_dir(),
            directory: std::env::current_dir().unwrap_or_default(),
            now: Utc::now(),
            variables,
        }
    }

    /// A variable that is set and not empty.
    fn get(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// A switch: set, and not `0`, `false`, `no` or `off`.
    fn is_on(&self, name: &str) -> bool {
        self.get(name).is_some_and(|value| !["0", "false", "no", "off"].contains(&value.to_lowercase().as_str()))
    }
}

/// `pgkeel.toml` as it is written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    database: DatabaseTable,
    session: SessionTable,
    drift: DriftTable,
    scratch: ScratchTable,
    migrations: MigrationsTable,
    health: Written,
    matviews: BTreeMap<String, Upkeep>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct DatabaseTable {
    url: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct SessionTable {
    lock_timeout: Option<String>,
    lock_retry_for: Option<String>,
    statement_timeout: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct DriftTable {
    schemas: Option<Vec<String>>,
    ignore: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct ScratchTable {
    url: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct MigrationsTable {
    variables: BTreeMap<String, String>,
    forbid: BTreeSet<Forbidden>,
}

/// Everything a command needs to know, resolved.
#[derive(Debug, Clone)]
pub struct Settings {
    pub project: PathBuf,
    pub environment: Environment,
    pub timeouts: Timeouts,
    /// The schemas that are managed; names outside the first are written qualified.
    pub schemas: Vec<String>,
    /// Whether `pgkeel.toml` says which.
    pub names_schemas: bool,
    /// What a comparison leaves out: patterns and words, as `--ignore` takes them.
    pub ignore: Vec<String>,
    pub scratch_url: Option<String>,
    /// What `${name}` stands for in migrations; nothing at all where there is none.
    pub variables: BTreeMap<String, String>,
    /// What no pending migration may do, whoever consents.
    pub forbidden: BTreeSet<Forbidden>,
    pub health: Configured,
    /// When materialized views are due, by the names that the file has for them.
    pub matviews: BTreeMap<String, Upkeep>,
    /// Where the local server's programs are, and which major version to prefer.
    pub postgres_binaries: Option<PathBuf>,
    pub postgres_version: Option<u32>,
    database_url: Option<String>,
    flags: cli::Global,
    /// Name the project's files without its directory, as one does who stands in it.
    inside: bool,
}

/// How to answer, resolved before anything that may fail, so that errors are answered in the asked-for way too.
#[derive(Debug, Clone, Copy)]
pub struct Manner {
    pub format: Format,
    pub color: Color,
    pub quiet: bool,
    pub verbose: bool,
    pub progress: bool,
}

impl Manner {
    /// The format asked for by arguments that could not be parsed: a script that wants JSON gets it whatever happens.
    pub fn format_of_unparsed(arguments: &[OsString], environment: &Environment) -> Format {
        let mut words = arguments.iter().map(|argument| argument.to_str().unwrap_or_default());
        let mut flagged = None;
        while let Some(word) = words.next() {
            let value = if word == "--format" { words.next() } else { word.strip_prefix("--format=") };
            flagged = flagged.or(value);
        }
        flagged.or(environment.get("PGKEEL_FORMAT")).and_then(Format::of_name).unwrap_or(Format::Text)
    }

    /// # Errors
    /// `Usage`, where a variable has a value that is none of the known ones.
    pub fn resolve(flags: &cli::Global, environment: &Environment) -> Result<Self> {
        let format = match (flags.format, environment.get("PGKEEL_FORMAT")) {
            (Some(format), _) => format,
            (None, None) => Format::Text,
            (None, Some(name)) => {
                Format::of_name(name).ok_or_else(|| unknown_value("PGKEEL_FORMAT", name, &listed(Format::value_variants())))?
            }
        };
        let color = match (flags.color, environment.get("PGKEEL_COLOR")) {
            (Some(cli::ColorChoice::Always), _) | (None, Some("always")) => Color::Always,
            (Some(cli::ColorChoice::Never), _) | (None, Some("never")) => Color::Never,
            (None, None) if environment.get("NO_COLOR").is_some() => Color::Never,
            (Some(cli::ColorChoice::Auto), _) | (None, Some("auto") | None) => Color::Auto,
            (None, Some(other)) => return Err(unknown_value("PGKEEL_COLOR", other, "auto, always or never")),
        };
        Ok(Self {
            format,
            color,
            quiet: flags.quiet || (!flags.verbose && environment.is_on("PGKEEL_QUIET")),
            verbose: flags.verbose || (!flags.quiet && environment.is_on("PGKEEL_VERBOSE")),
            progress: !flags.no_progress && !environment.is_on("PGKEEL_NO_PROGRESS"),
        })
    }
}

impl Settings {
    /// Reads `pgkeel.toml` of the project, if it is there, and lays flags and environment over it.
    ///
    /// # Errors
    /// `Usage`, naming the flag, variable, or file and line.
    pub fn resolve(flags: &cli::Global, environment: Environment) -> Result<Self> {
        let project = flags.project.clone().or_else(|| environment.get("PGKEEL_PROJECT").map(PathBuf::from));
        let project = project.unwrap_or_else(|| PathBuf::from("."));
        if !project.is_dir() {
            let what = if project.exists() { "is no directory" } else { "does not exist" };
            return Err(Error::usage(format!("the project directory {} {what}", project.display()))
                .hint("name it with -C DIR, or run pgkeel inside it"));
        }
        let path = project.join("pgkeel.toml");
        let text = if path.exists() { toml_file::text(&path, "pgkeel.toml")? } else { String::new() };
        let inside = project == Path::new(".");
        Self::lay_over(&text, flags, environment, project, inside)
    }

    /// For a command that brings its own project: flags and environment over the defaults, whatever is in the directory.
    ///
    /// # Errors
    /// `Usage`, naming the flag or variable.
    pub fn without_project(flags: &cli::Global, environment: Environment) -> Result<Self> {
        Self::lay_over("", flags, environment, PathBuf::from("."), true)
    }

    /// The same person, standing in another project and working on another database: its `pgkeel.toml` counts, and what
    /// libpq's variables say of the person's own servers does not.
    ///
    /// # Errors
    /// As [`Settings::resolve`].
    pub fn for_project(&self, project: PathBuf, database_url: String) -> Result<Self> {
        let mut environment = self.environment.clone();
        environment.variables.retain(|name, _| !name.starts_with("PG") || name.starts_with("PGKEEL_PG_"));
        let path = project.join("pgkeel.toml");
        let text = toml_file::text(&path, "pgkeel.toml")?;
        let flags = cli::Global { database_url: Some(database_url), ..self.flags.clone() };
        Self::lay_over(&text, &flags, environment, project, true)
    }

    fn lay_over(text: &str, flags: &cli::Global, environment: Environment, project: PathBuf, inside: bool) -> Result<Self> {
        let file: File = toml_file::parse("pgkeel.toml", text)?;
        let health = file.health.resolve("pgkeel.toml", text)?;
        if file.database.url.as_deref().map(ConnectionInfo::holds_password).transpose()? == Some(true) {
            return Err(Error::usage("pgkeel.toml: database.url holds a password, and this file is for everybody to read")
                .hint(
                    "leave it out there; put it into PGPASSWORD, a password file (~/.pgpass, PGPASSFILE) or a service file",
                ));
        }

        let defaults = Timeouts::default();
        let duration = |flag: &Option<String>, name: &str, key: &Option<String>, default: Duration| {
            let variable = format!("PGKEEL_{}", name.to_uppercase());
            let (value, source) = if let Some(value) = flag {
                (value.as_str(), format!("--{}", name.replace('_', "-")))
            } else if let Some(value) = environment.get(&variable) {
                (value, variable)
            } else if let Some(value) = key {
                (value.as_str(), format!("pgkeel.toml: session.{name}"))
            } else {
                return Ok(default);
            };
            amount::parse_duration(value).map_err(|error| error.while_doing(source))
        };
        let timeouts = Timeouts {
            lock_timeout: duration(&flags.lock_timeout, "lock_timeout", &file.session.lock_timeout, defaults.lock_timeout)?,
            lock_retry_for: duration(
                &flags.lock_retry_for,
                "lock_retry_for",
                &file.session.lock_retry_for,
                defaults.lock_retry_for,
            )?,
            statement_timeout: duration(
                &flags.statement_timeout,
                "statement_timeout",
                &file.session.statement_timeout,
                defaults.statement_timeout,
            )?,
        };

        let names_schemas = file.drift.schemas.is_some();
        let schemas = file.drift.schemas.unwrap_or_else(|| vec!["public".to_owned()]);
        if schemas.is_empty() {
            return Err(Error::usage("pgkeel.toml: drift.schemas is empty: name at least one schema"));
        }
        let postgres_version = match (flags.pg_version, environment.get("PGKEEL_PG_VERSION")) {
            (Some(version), _) => Some(version),
            (None, Some(value)) => {
                Some(value.parse().map_err(|_| unknown_value("PGKEEL_PG_VERSION", value, "a major version such as 15"))?)
            }
            (None, None) => None,
        };
        let database_url = flags
            .database_url
            .clone()
            .or_else(|| environment.get("PGKEEL_DATABASE_URL").map(str::to_owned))
            .or_else(|| environment.get("DATABASE_URL").map(str::to_owned))
            .or(file.database.url);
        let variables = variables(file.migrations.variables, &flags.variables)?;
        Ok(Self {
            timeouts,
            variables,
            forbidden: file.migrations.forbid,
            schemas,
            names_schemas,
            ignore: file.drift.ignore,
            scratch_url: environment.get("PGKEEL_SCRATCH_URL").map(str::to_owned).or(file.scratch.url),
            health,
            matviews: file.matviews,
            postgres_binaries: environment.get("PGKEEL_PG_BIN").map(PathBuf::from),
            postgres_version,
            database_url,
            inside,
            flags: flags.clone(),
            project,
            environment,
        })
    }

    /// The database to work on as it was given, where that may be shown: a password is for nobody to read.
    pub fn shown_database_url(&self) -> Option<String> {
        let url = self.database_url.as_ref()?;
        matches!(ConnectionInfo::holds_password(url), Ok(false)).then(|| url.clone())
    }

    /// The database to work on.
    ///
    /// # Errors
    /// Where the connection information, the service file or the password file cannot be read.
    pub fn connection(&self) -> Result<ConnectionInfo> {
        self.connection_to(self.database_url.as_deref())
    }

    /// Another database, given as libpq takes it; what is left out comes from the environment.
    ///
    /// # Errors
    /// As [`Settings::connection`].
    pub fn connection_to(&self, given: Option<&str>) -> Result<ConnectionInfo> {
        let environment = &self.environment;
        ConnectionInfo::resolve(given, &environment.variables, environment.home.as_deref(), environment.user.as_deref())
    }

    /// A file of the project, and how to name it to a person.
    pub fn file(&self, name: &str) -> (PathBuf, String) {
        let path = self.project.join(name);
        let shown = if self.inside { name.to_owned() } else { path.display().to_string() };
        (path, shown)
    }
}

/// Those of the file, with what flags say of them.
fn variables(mut declared: BTreeMap<String, String>, flags: &[String]) -> Result<BTreeMap<String, String>> {
    for flag in flags {
        let (name, value) = flag
            .split_once('=')
            .ok_or_else(|| Error::usage(format!("--set {flag} gives no value")).hint("write --set name=value"))?;
        declared.insert(name.to_owned(), value.to_owned());
    }
    for (name, value) in &declared {
        let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if !is_name {
            return Err(Error::usage(format!("`{name}` is no variable's name: letters, digits and underscores are")));
        }
        if value.contains(char::is_control) {
            return Err(Error::usage(format!(
                "the value of the variable {name} holds a line break or another control character"
            ))
            .hint("what stands on several lines belongs into the migration"));
        }
    }
    Ok(declared)
}

fn unknown_value(variable: &str, value: &str, known: &str) -> Error {
    Error::usage(format!("{variable} is `{value}`, which is not {known}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolve(flags: &cli::Global, variables: &[(&str, &str)], toml: &str) -> Result<Settings> {
        let project = tempfile::tempdir().unwrap();
        std::fs::write(project.path().join("pgkeel.toml"), toml).unwrap();
        let flags = cli::Global { project: Some(project.path().to_owned()), ..flags.clone() };
        let variables = variables.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        Settings::resolve(&flags, Environment { variables, ..Environment::default() })
    }

    #[test]
    fn flags_beat_environment_beats_file_beats_defaults() {
        let toml = "[session]\nlock_timeout = \"7s\"\n";
        let timeout = |flags: &cli::Global, variables: &[(&str, &str)], toml: &str| {
            resolve(flags, variables, toml).unwrap().timeouts.lock_timeout.as_millis()
        };
        let flag = cli::Global { lock_timeout: Some("500ms".into()), ..Default::default() };
        let none = cli::Global::default();
        let variable = [("PGKEEL_LOCK_TIMEOUT", "3s")];
        assert_eq!(timeout(&flag, &variable, toml), 500);
        assert_eq!(timeout(&none, &variable, toml), 3_000);
        assert_eq!(timeout(&none, &[], toml), 7_000);
        assert_eq!(timeout(&none, &[], ""), 2_000);
    }

    #[test]
    fn a_bad_value_names_where_it_came_from() {
        let error = resolve(&cli::Global::default(), &[], "[session]\nlock_timeout = \"soon\"\n").unwrap_err();
        assert!(error.message().starts_with("pgkeel.toml: session.lock_timeout: `soon` is not a duration"), "{error}");
        let error = resolve(&cli::Global::default(), &[], "[sesion]\n").unwrap_err();
        assert_eq!(error.hints(), ["did you mean `session`?"]);
    }

    #[test]
    fn no_color_is_heard_but_a_flag_is_louder() {
        let environment = Environment { variables: [("NO_COLOR".to_owned(), "1".to_owned())].into(), ..Environment::default() };
        let manner = |flags: cli::Global| Manner::resolve(&flags, &environment).unwrap().color;
        assert_eq!(manner(cli::Global::default()), Color::Never);
        let always = cli::Global { color: Some(cli::ColorChoice::Always), ..Default::default() };
        assert_eq!(manner(always), Color::Always);
    }
}
