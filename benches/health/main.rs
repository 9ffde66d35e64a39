//! How long all checks of `pgkeel health` take together: a whole process, on a server of its own with many tables, indexes and sequences.
//!
//! `cargo bench --bench health` (`TABLES=500 RUNS=9`); exits with 1 where the median is not below a second.
#![allow(clippy::print_stdout, clippy::print_stderr, clippy::disallowed_methods)]

#[path = "../support/mod.rs"]
mod support;

use std::process::{Command, ExitCode};
use std::time::Duration;

use pgkeel::postgres::ephemeral::{Binaries, Options, Server};
use support::{Answer, report, setting, sql, timed};

fn main() -> ExitCode {
    match measure() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

fn measure() -> Answer<bool> {
    let (tables, runs) = (setting("TABLES", 500), setting("RUNS", 9));
    let binaries = Binaries::find(None, std::env::var("PATH").ok().as_deref(), None)?;
    let server = Server::start(&binaries, &Options::in_temporary(&std::env::temp_dir()))?;
    let url = server.url("postgres");
    let make = format!(
        "DO $$ BEGIN FOR i IN 1..{tables} LOOP \
           EXECUTE format('CREATE TABLE t%s (id serial PRIMARY KEY, parent int REFERENCES t%s, name text, at timestamptz)', i, greatest(i - 1, 1)); \
           EXECUTE format('CREATE INDEX ON t%s (name); CREATE INDEX ON t%s (at, name)', i, i); \
           IF i % 10 = 0 THEN COMMIT; END IF; END LOOP; END $$"
    );
    sql(&binaries.directory, &url, &make)?;
    sql(&binaries.directory, &url, "ANALYZE")?;
    let directory = tempfile::tempdir()?;
    println!("{tables} tables, {runs} runs, PostgreSQL {}", server.version());
    let mut times = vec![Vec::new()];
    for run in 0..=runs {
        let mut command = Command::new("sh");
        // The server is fast, and not safe: that is a finding.
        command.args(["-c", "\"$0\" -d \"$1\" -q --no-progress health || test $? = 3", env!("CARGO_BIN_EXE_pgkeel"), &url]);
        let spent = timed(command.current_dir(directory.path()))?;
        // The first run warms the caches, and does not count.
        if run > 0 {
            times[0].push(spent);
        }
    }
    report("all checks", &["pgkeel health"], &mut times);
    Ok(times[0][times[0].len() / 2] < Duration::from_secs(1))
}
