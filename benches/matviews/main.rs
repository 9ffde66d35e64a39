//! How long `pgkeel matviews refresh` takes beside a loop of psql that refreshes the same views one after the other in an order that
//! somebody wrote down: fans of views over tables, and views over those. Whole processes, in turns, on a server of its own.
//!
//! `cargo bench --bench matviews` (`FANS=10 WIDTH=4 ROWS=20000 JOBS=2 RUNS=5`); exits with 1 where `--jobs` is not the fastest.
#![allow(clippy::print_stdout, clippy::print_stderr, clippy::disallowed_methods)]

#[path = "../support/mod.rs"]
mod support;

use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::Duration;

use pgkeel::postgres::ephemeral::{Binaries, Options, Server};
use support::{Answer, psql, report, setting, sql, timed};

fn main() -> ExitCode {
    match compare() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

fn compare() -> Answer<bool> {
    let (fans, width, rows) = (setting("FANS", 10), setting("WIDTH", 4), setting("ROWS", 20_000));
    let (jobs, runs) = (setting("JOBS", 2).to_string(), setting("RUNS", 5));
    let binaries = Binaries::find(None, std::env::var("PATH").ok().as_deref(), None)?;
    let server = Server::start(&binaries, &Options::in_temporary(&std::env::temp_dir()))?;
    let url = server.url("postgres");
    let views = make(&binaries.directory, &url, fans, width, rows)?;
    let directory = tempfile::tempdir()?;
    let script = directory.path().join("loop.sh");
    std::fs::write(&script, psql_loop(&psql(&binaries.directory), &url, &views))?;
    let pgkeel = |jobs: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pgkeel"));
        command.args(["-d", &url, "-q", "--no-progress", "matviews", "refresh", "--jobs", jobs]).current_dir(directory.path());
        command
    };
    let several = format!("pgkeel --jobs {jobs}");
    let names = [several.as_str(), "pgkeel", "psql, one by one"];
    println!("{} views over {rows} rows, {runs} runs in turns, PostgreSQL {}", views.len(), server.version());
    let mut times: Vec<Vec<Duration>> = vec![Vec::new(); names.len()];
    for run in 0..=runs {
        for turn in 0..names.len() {
            let place = (run + turn) % names.len();
            let mut command = match place {
                0 => pgkeel(&jobs),
                1 => pgkeel("1"),
                _ => {
                    let mut command = Command::new("sh");
                    command.arg(&script);
                    command
                }
            };
            let spent = timed(&mut command)?;
            // The first round warms the caches, and does not count.
            if run > 0 {
                times[place].push(spent);
            }
        }
    }
    Ok(report("all views, CONCURRENTLY", &names, &mut times))
}

/// Makes the tables and views; gives the views in an order in which they can be refreshed.
fn make(directory: &Path, url: &str, fans: usize, width: usize, rows: usize) -> Answer<Vec<String>> {
    let mut views = Vec::new();
    let mut statements = String::new();
    let mut add = |name: String, query: String| {
        statements.push_str(&format!("CREATE MATERIALIZED VIEW {name} AS {query}; CREATE UNIQUE INDEX ON {name} (k);"));
        views.push(name);
    };
    for fan in 0..fans {
        let table = format!("t{fan}");
        let number = format!("SELECT g % 1000 AS k, g AS v FROM generate_series(1, {rows}) AS g");
        sql(directory, url, &format!("CREATE TABLE {table} AS {number}; ANALYZE {table}"))?;
        let base = format!("base{fan}");
        add(base.clone(), format!("SELECT k, sum(v) AS v, count(DISTINCT v) AS n FROM {table} GROUP BY k"));
        for leaf in 0..width {
            add(format!("leaf{fan}_{leaf}"), format!("SELECT k % (100 + {leaf}) AS k, sum(v) AS v FROM {base} GROUP BY 1"));
        }
    }
    sql(directory, url, &statements)?;
    Ok(views)
}

fn psql_loop(psql: &Path, url: &str, views: &[String]) -> String {
    format!(
        "set -e\nfor view in {}; do '{}' -Xq '{url}' -c \"REFRESH MATERIALIZED VIEW CONCURRENTLY $view\"; done\n",
        views.join(" "),
        psql.display()
    )
}
