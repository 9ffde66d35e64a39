//! The databases of `fixtures/torture`, loaded by psql as people load them.

use std::path::Path;
use std::process::Command;

use pgkeel::postgres::ephemeral::Server;

use super::Database;
use super::majors::client;

/// A torture database with all that this server can have; None where there is no psql.
pub fn database(server: &Server) -> Option<Database> {
    let mut files = vec!["everything.sql".to_owned()];
    files.extend((14..=server.version()).map(|major| format!("from_{major}.sql")).filter(|name| path(name).exists()));
    let database = Database::empty_on(server);
    files.iter().all(|name| load(&database, &path(name)).is_some()).then_some(database)
}

/// Adds what `pg_dump` does not give back.
pub fn beyond_pg_dump(database: &Database) -> Option<()> {
    load(database, &path("beyond_pg_dump.sql"))
}

fn path(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/torture").join(name)
}

/// Runs a script by psql, to its end or to its first error; None where there is no psql.
#[track_caller]
pub fn load(database: &Database, script: &Path) -> Option<()> {
    let mut command = Command::new(client("psql", 0)?);
    command.env_clear().args(["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1"]).arg("--dbname").arg(&database.url);
    let output = command.arg("--file").arg(script).output().expect("psql runs");
    assert!(output.status.success(), "{}: {}", script.display(), String::from_utf8_lossy(&output.stderr));
    Some(())
}
