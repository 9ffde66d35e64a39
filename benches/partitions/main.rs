//! What `pgkeel partitions maintain` takes beside the floor, the same DDL sent raw by psql, and beside pg_partman where it is
//! installed: windows created on many tables, a run with nothing to do, all but a few retired; and what inserts and selects wait
//! meanwhile, also behind an idle reader. Exits with 1 where pgkeel takes more than 1.1 times the floor, or a client waits longer
//! than the lock timeout and a tenth of a second: `cargo bench --bench partitions` (`TABLES=20 PARTITIONS=365 RUNS=3 IDLE=12`).

// Whole processes, in turns, on a server of its own, which waits for the disk as PostgreSQL does where nobody has set anything
// else; with `IN_MEMORY=1` it does not.
#![allow(clippy::print_stdout, clippy::print_stderr, clippy::disallowed_methods)]

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use pgkeel::postgres::ephemeral::{Binaries, Options, Server};

type Answer<T> = Result<T, Box<dyn std::error::Error>>;

/// How pgkeel and the statements that are sent raw wait for locks.
const LOCK_TIMEOUT: Duration = Duration::from_millis(200);

/// The end of the newest window; windows are days, behind it.
const NOW: &str = "2026-11-18";

struct Bench {
    root: PathBuf,
    socket: PathBuf,
    psql: PathBuf,
    tables: usize,
    partitions: usize,
}

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

fn setting(name: &str, default: usize) -> usize {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(default)
}

fn run() -> Answer<bool> {
    let binaries = Binaries::find(None, std::env::var("PATH").ok().as_deref(), None)?;
    let mut options = Options::in_temporary(&std::env::temp_dir());
    if setting("IN_MEMORY", 0) == 0 {
        options.parent = std::env::temp_dir();
        let durable = ["fsync=on", "synchronous_commit=on", "full_page_writes=on", "wal_level=replica"];
        options.settings.extend(durable.map(str::to_owned));
    }
    let server = Server::start(&binaries, &options)?;
    let directory = tempfile::tempdir()?;
    let own = binaries.directory.join("psql");
    let bench = Bench {
        root: directory.path().to_owned(),
        socket: server.directory().to_owned(),
        psql: if own.exists() { own } else { PathBuf::from("psql") },
        tables: setting("TABLES", 20),
        partitions: setting("PARTITIONS", 365),
    };
    let (runs, idle) = (setting("RUNS", 3), setting("IDLE", 12));
    println!(
        "{} tables, {} daily partitions, {runs} runs in turns, PostgreSQL {}",
        bench.tables,
        bench.partitions,
        server.version()
    );
    let partman = bench.value("postgres", "SELECT count(*) FROM pg_available_extensions WHERE name = 'pg_partman'")? != "0";
    if !partman {
        println!("pg_partman is not installed, and left out");
    }

    let mut times = Times::default();
    for run in 0..runs {
        for turn in 0..if partman { 3 } else { 2 } {
            match (run + turn) % if partman { 3 } else { 2 } {
                0 => bench.pgkeel(run, &mut times)?,
                1 => bench.floor(run, &mut times)?,
                _ => bench.partman(run, &mut times)?,
            }
        }
    }
    let mut good = times.report();
    // Without a reader first: what is seen then is the machine and not the locks.
    for behind in [Duration::ZERO, Duration::from_secs(idle as u64)] {
        good &= bench.latency(behind)?;
    }
    Ok(good)
}

/// What each took: created, nothing to do, retired.
#[derive(Default)]
struct Times {
    pgkeel: [Vec<Duration>; 3],
    floor: [Vec<Duration>; 3],
    partman: [Vec<Duration>; 3],
}

impl Times {
    /// Prints the medians; whether pgkeel is within its bounds.
    fn report(&mut self) -> bool {
        let mut good = true;
        for (index, what) in ["created", "nothing to do", "retired"].into_iter().enumerate() {
            let [pgkeel, floor, partman] =
                [&mut self.pgkeel[index], &mut self.floor[index], &mut self.partman[index]].map(|times| median(times));
            let show = |time: Option<f64>| time.map_or_else(|| "-".to_owned(), |time| format!("{time:.3} s"));
            let ratio = pgkeel.zip(floor).map(|(pgkeel, floor)| pgkeel / floor);
            let shown = ratio.map_or_else(String::new, |ratio| format!("  {ratio:.2} of the floor"));
            println!("{what:14} pgkeel {}  floor {}  pg_partman {}{shown}", show(pgkeel), show(floor), show(partman));
            good &= ratio.is_none_or(|ratio| ratio <= 1.1);
        }
        good
    }
}

fn median(times: &mut [Duration]) -> Option<f64> {
    times.sort_unstable();
    times.get(times.len() / 2).map(Duration::as_secs_f64)
}

impl Bench {
    fn url(&self, database: &str) -> String {
        format!("postgres://postgres@/{database}?host={}", self.socket.display())
    }

    fn sql(&self, database: &str, sql: &str) -> Answer<()> {
        let file = self.root.join("script.sql");
        std::fs::write(&file, sql)?;
        let mut psql = Command::new(&self.psql);
        psql.args(["-Xq", "-v", "ON_ERROR_STOP=1", "-f"]).arg(&file).arg(self.url(database)).stdout(Stdio::null());
        if psql.status()?.success() { Ok(()) } else { Err(format!("psql failed in {database}").into()) }
    }

    fn value(&self, database: &str, sql: &str) -> Answer<String> {
        let output = Command::new(&self.psql).args(["-XAtc", sql, &self.url(database)]).output()?;
        if output.status.success() {
            Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
        } else {
            Err(String::from_utf8_lossy(&output.stderr).into_owned().into())
        }
    }

    /// A database with the tables, none of which has a partition.
    fn database(&self, name: &str) -> Answer<()> {
        self.sql("postgres", &format!("CREATE DATABASE {name} TEMPLATE template0"))?;
        let table = |number| {
            format!(
                "CREATE TABLE t{number} (id bigint NOT NULL, at timestamptz NOT NULL, note text, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
                 CREATE INDEX ON t{number} (at);\n"
            )
        };
        self.sql(name, &(0..self.tables).map(table).collect::<String>())
    }

    fn drop(&self, database: &str) -> Answer<()> {
        self.sql("postgres", &format!("DROP DATABASE {database}"))
    }

    /// A project whose policies want so many windows, or retire all but two of those that are over.
    fn project(&self, retire: bool) -> Answer<PathBuf> {
        let root = self.root.join(if retire { "retire" } else { "create" });
        std::fs::create_dir_all(root.join("partitions"))?;
        for number in 0..self.tables {
            let more = if retire {
                format!("[retain]\nfor = \"1 window\"\nthen = \"drop\"\nmax_per_run = {}\n", self.partitions + 1)
            } else {
                String::new()
            };
            let premake = if retire { 1 } else { self.partitions - 1 };
            let policy = format!("table = \"t{number}\"\nkey = \"at\"\nevery = \"1 day\"\npremake = {premake}\n{more}");
            std::fs::write(root.join(format!("partitions/t{number}.toml")), policy)?;
        }
        Ok(root)
    }

    fn maintain(&self, database: &str, project: &Path, now: &str) -> Answer<Duration> {
        let timeout = format!("{}ms", LOCK_TIMEOUT.as_millis());
        let began = Instant::now();
        let output = Command::new(env!("CARGO_BIN_EXE_pgkeel"))
            .args([
                "-C",
                &project.display().to_string(),
                "-d",
                &self.url(database),
                "-q",
                "--no-progress",
                "--lock-timeout",
                &timeout,
            ])
            .args(["partitions", "maintain", "--now", now])
            .env_remove("DATABASE_URL")
            .stdin(Stdio::null())
            .output()?;
        let took = began.elapsed();
        if output.status.success() { Ok(took) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned().into()) }
    }

    /// The windows are made as of so many days ago, so that they are over now.
    fn earlier(&self) -> Answer<String> {
        self.value("postgres", &format!("SELECT date '{NOW}' - {}", self.partitions + 2))
    }

    fn pgkeel(&self, run: usize, times: &mut Times) -> Answer<()> {
        let (database, earlier) = (format!("pgkeel_{run}"), self.earlier()?);
        self.database(&database)?;
        times.pgkeel[0].push(self.maintain(&database, &self.project(false)?, &earlier)?);
        times.pgkeel[1].push(self.maintain(&database, &self.project(false)?, &earlier)?);
        times.pgkeel[2].push(self.maintain(&database, &self.project(true)?, NOW)?);
        self.drop(&database)
    }

    /// The same statements, each in a transaction of its own.
    fn floor(&self, run: usize, times: &mut Times) -> Answer<()> {
        let database = format!("floor_{run}");
        self.database(&database)?;
        let first = self.earlier()?;
        let days = format!(
            "SELECT string_agg((date '{first}' + n)::text, ' ' ORDER BY n) FROM generate_series(0, {}) AS n",
            self.partitions
        );
        let dates = self.value("postgres", &days)?;
        let dates: Vec<&str> = dates.split(' ').collect();
        let name = |table: usize, date: &str| format!("t{table}_{}", date.replace('-', "_"));
        let (mut create, mut retire) = (String::new(), String::new());
        for table in 0..self.tables {
            for pair in dates.windows(2) {
                let name = name(table, pair[0]);
                create.push_str(&format!("CREATE TABLE {name} (LIKE t{table} INCLUDING ALL EXCLUDING IDENTITY);\n"));
            }
            for pair in dates.windows(2) {
                let name = name(table, pair[0]);
                create.push_str(&format!(
                    "ALTER TABLE t{table} ATTACH PARTITION {name} FOR VALUES FROM ('{} 00:00:00+00') TO ('{} 00:00:00+00');\n",
                    pair[0], pair[1]
                ));
            }
            // What pgkeel keeps of those that are over stays here, too.
            for pair in dates.windows(2).take(self.partitions - 1) {
                let name = name(table, pair[0]);
                retire.push_str(&format!("ALTER TABLE t{table} DETACH PARTITION {name} CONCURRENTLY;\nDROP TABLE {name};\n"));
            }
        }
        for (index, script) in [(0, create), (2, retire)] {
            let began = Instant::now();
            self.sql(&database, &script)?;
            times.floor[index].push(began.elapsed());
        }
        self.drop(&database)
    }

    fn partman(&self, run: usize, times: &mut Times) -> Answer<()> {
        let database = format!("partman_{run}");
        self.database(&database)?;
        let premake = self.partitions - 1;
        let mut set_up = String::new();
        for table in 0..self.tables {
            set_up.push_str(&format!(
                "SELECT partman.create_parent('public.t{table}', 'at', 'native', 'daily', p_premake => {premake}, p_start_partition => '{NOW}');\n"
            ));
        }
        self.sql(&database, "CREATE SCHEMA partman; CREATE EXTENSION pg_partman SCHEMA partman")?;
        for (index, script) in [(0, set_up.as_str()), (1, "CALL partman.run_maintenance_proc()")] {
            let began = Instant::now();
            self.sql(&database, script)?;
            times.partman[index].push(began.elapsed());
        }
        self.drop(&database)
    }

    /// What the slowest statement of several clients took while partitions were made and retired.
    fn latency(&self, idle: Duration) -> Answer<bool> {
        let database = format!("latency_{}", idle.as_secs());
        self.database(&database)?;
        let earlier = self.earlier()?;
        self.maintain(&database, &self.project(false)?, &earlier)?;
        let stop = AtomicBool::new(false);
        let url = self.url(&database);
        let reader = Command::new(&self.psql)
            .args(["-Xqc", &format!("BEGIN; SELECT count(*) FROM t0; SELECT pg_sleep({}); COMMIT", idle.as_secs()), &url])
            .stdout(Stdio::null())
            .spawn()?;
        let slowest = std::thread::scope(|scope| -> Answer<Duration> {
            let client = |sql: &'static str| {
                let (url, stop) = (&url, &stop);
                scope.spawn(move || slowest(url, sql, stop))
            };
            let clients = [
                client("SELECT count(*) FROM t0 WHERE at > now() - interval '10 years'"),
                // The newest of those that are over stays.
                client("INSERT INTO t0 VALUES ((random() * 1e15)::bigint, timestamptz '2026-11-15 12:00+00')"),
                client("SELECT count(*) FROM t0 WHERE at = timestamptz '2026-11-15 12:00+00'"),
            ];
            let done = self.maintain(&database, &self.project(true)?, NOW);
            stop.store(true, Ordering::Relaxed);
            let mut slowest = Duration::ZERO;
            for client in clients {
                slowest = slowest.max(client.join().map_err(|_| "a client failed")??);
            }
            done?;
            Ok(slowest)
        })?;
        drop(reader.wait_with_output()?);
        self.drop(&database)?;
        let good = slowest <= LOCK_TIMEOUT + Duration::from_millis(100);
        println!("slowest statement of a client, behind a reader of {} s: {:.3} s", idle.as_secs(), slowest.as_secs_f64());
        Ok(good)
    }
}

/// Runs a statement again and again until it is told to stop; the longest that it took.
fn slowest(url: &str, sql: &str, stop: &AtomicBool) -> Result<Duration, String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|error| error.to_string())?;
    runtime.block_on(async {
        let (client, connection) =
            tokio_postgres::connect(url, tokio_postgres::NoTls).await.map_err(|error| error.to_string())?;
        tokio::spawn(connection);
        client.batch_execute("SET plan_cache_mode = force_generic_plan").await.map_err(|error| error.to_string())?;
        let statement = client.prepare(sql).await.map_err(|error| error.to_string())?;
        let mut slowest = Duration::ZERO;
        while !stop.load(Ordering::Relaxed) {
            let began = Instant::now();
            client.execute(&statement, &[]).await.map_err(|error| format!("{sql}: {error}"))?;
            slowest = slowest.max(began.elapsed());
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        Ok(slowest)
    })
}
