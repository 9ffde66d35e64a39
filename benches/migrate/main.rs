//! How long `pgkeel migrate up` takes beside refinery's own Runner, and beside dbmate and sqlx where they are on the PATH: many small
//! migrations on a fresh database, and a run afterwards that has nothing to do. Whole processes, in turns, on a server of its own.
//!
//! `cargo bench --bench migrate` (`MIGRATIONS=1000 RUNS=7`); exits with 1 where pgkeel is the slowest or is behind the fastest.
#![allow(clippy::print_stdout, clippy::print_stderr, clippy::disallowed_methods)]

use std::path::PathBuf;
use std::process::{Command, ExitCode, Stdio};
use std::time::Duration;

#[path = "../support/mod.rs"]
mod support;

use pgkeel::postgres::ephemeral::{Binaries, Options, Server};
use refinery::{Runner, load_sql_migrations};
use support::{Answer, report, setting, sql, timed};

/// What follows a tool's name on the command line for one of its runs.
type Arguments = fn(&Project, &str) -> Vec<String>;

struct Tool {
    name: &'static str,
    program: PathBuf,
    arguments: Arguments,
}

/// The same migrations, as each tool wants them.
struct Project {
    root: PathBuf,
    socket: PathBuf,
}

impl Project {
    fn path(&self, name: &str) -> String {
        self.root.join(name).display().to_string()
    }

    fn url(&self, database: &str) -> String {
        format!("postgres://postgres@/{database}?host={}", self.socket.display())
    }
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let result = match arguments.as_slice() {
        [tool, url, directory] if tool == "refinery" => refinery(url, directory),
        _ => compare(),
    };
    match result {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

/// refinery as a program of its own: its Runner, on tokio-postgres as pgkeel.
fn refinery(url: &str, directory: &str) -> Answer<bool> {
    let migrations = load_sql_migrations(directory)?;
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
        let (mut client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await?;
        tokio::spawn(connection);
        Runner::new(&migrations).run_async(&mut client).await?;
        Ok(true)
    })
}

fn compare() -> Answer<bool> {
    let number = setting("MIGRATIONS", 1000);
    let runs = setting("RUNS", 7);
    let binaries = Binaries::find(None, std::env::var("PATH").ok().as_deref(), None)?;
    let server = Server::start(&binaries, &Options::in_temporary(&std::env::temp_dir()))?;
    let directory = tempfile::tempdir()?;
    let project = Project { root: directory.path().to_owned(), socket: server.directory().to_owned() };
    write(&project, number)?;
    let tools = tools()?;
    let names: Vec<&str> = tools.iter().map(|tool| tool.name).collect();
    println!("{number} migrations, {runs} runs in turns, PostgreSQL {}, {}", server.version(), names.join(", "));
    let mut fresh: Vec<Vec<Duration>> = vec![Vec::new(); tools.len()];
    let mut nothing = fresh.clone();
    for run in 0..=runs {
        for turn in 0..tools.len() {
            let place = (run + turn) % tools.len();
            let tool = &tools[place];
            let database = format!("{}_{run}", tool.name);
            sql(&binaries.directory, &project.url("postgres"), &format!("CREATE DATABASE {database} TEMPLATE template0"))?;
            let run_once = || timed(command(tool, &project, &database).current_dir(&project.root));
            let (first, second) = (run_once()?, run_once()?);
            // The first round warms the caches, and does not count.
            if run > 0 {
                fresh[place].push(first);
                nothing[place].push(second);
            }
            sql(&binaries.directory, &project.url("postgres"), &format!("DROP DATABASE {database}"))?;
        }
    }
    let on_fresh = report("on a fresh database", &names, &mut fresh);
    let on_nothing = report("with nothing to do", &names, &mut nothing);
    Ok(on_fresh && on_nothing)
}

/// The tools that are there; those that nobody has here are said to be left out.
fn tools() -> Answer<Vec<Tool>> {
    let text = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<String>>();
    let mut tools = vec![
        Tool {
            name: "pgkeel",
            program: PathBuf::from(env!("CARGO_BIN_EXE_pgkeel")),
            arguments: |project, database| {
                let text =
                    ["-C", &project.path("refinery"), "-d", &project.url(database), "-q", "--no-progress", "migrate", "up"];
                text.iter().map(|word| (*word).to_owned()).collect()
            },
        },
        Tool {
            name: "refinery",
            program: std::env::current_exe()?,
            arguments: |project, database| {
                vec!["refinery".to_owned(), project.url(database), project.path("refinery/migrations")]
            },
        },
    ];
    let others: [(&'static str, Arguments); 2] = [
        ("dbmate", |project, database| {
            let url = format!("{}&sslmode=disable", project.url(database));
            let words = ["--url", &url, "--migrations-dir", &project.path("dbmate"), "--no-dump-schema", "migrate"];
            words.iter().map(|word| (*word).to_owned()).collect()
        }),
        ("sqlx", |project, database| {
            let words =
                ["migrate", "run", "--source", &project.path("sqlx"), "--database-url", &project.url(database), "--no-dotenv"];
            words.iter().map(|word| (*word).to_owned()).collect()
        }),
    ];
    for (name, arguments) in others {
        let there = Command::new(name).args(text(&["--version"])).stdout(Stdio::null()).stderr(Stdio::null()).status();
        if there.is_ok_and(|status| status.success()) {
            tools.push(Tool { name, program: PathBuf::from(name), arguments });
        } else {
            println!("{name} is not on the PATH, and left out");
        }
    }
    Ok(tools)
}

/// A table, or an index, or a column, as small migrations are.
fn migration(number: usize) -> String {
    let table = number / 3 * 3;
    match number % 3 {
        0 => format!("CREATE TABLE t{table} (id bigint PRIMARY KEY, name text NOT NULL);\n"),
        1 => format!("ALTER TABLE t{table} ADD COLUMN note text;\n"),
        _ => format!("CREATE INDEX t{table}_name ON t{table} (name);\n"),
    }
}

fn write(project: &Project, number: usize) -> std::io::Result<()> {
    for directory in ["refinery/migrations", "dbmate", "sqlx"] {
        std::fs::create_dir_all(project.root.join(directory))?;
    }
    for each in 0..number {
        let (version, sql) = (each + 1, migration(each));
        std::fs::write(project.root.join(format!("refinery/migrations/V{version}__step.sql")), &sql)?;
        std::fs::write(
            project.root.join(format!("dbmate/{version:014}_step.sql")),
            format!("-- migrate:up\n{sql}-- migrate:down\n"),
        )?;
        std::fs::write(project.root.join(format!("sqlx/{version:014}_step.sql")), &sql)?;
    }
    Ok(())
}

fn command(tool: &Tool, project: &Project, database: &str) -> Command {
    let mut command = Command::new(&tool.program);
    command.args((tool.arguments)(project, database));
    command
}
