//! What `pgkeel partitions maintain` takes beside the floor, the same DDL sent raw by psql, and beside pg_partman where it is
//! installed: windows created on many tables, a run with nothing to do, all but a few retired; and what inserts and selects wait
//! meanwhile, also behind an idle reader. Exits with 1 where pgkeel takes more than 1.1 times the floor, or a client waits longer
//! than the lock timeout and a tenth of a second: `cargo bench --bench partitions` (`TABLES=20 PARTITIONS=365 RUNS=3 IDLE=12`).

// Whole processes, in turns, on a server of its own, which waits for the disk as PostgreSQL does where nobody has set anything
// else; with `IN_MEMORY=1` it does not.
#![allow(clippy::print_stdout, clippy::print_stderr, clippy::disallowed_methods)]

use std::collections::HashMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use pgkeel::postgres::ephemeral::{Binaries, Options, Server};

type Answer<T> = Result<T, Box<dyn std::error::Error>>;

/// How pgkeel and the statements that are sent raw wait for locks.
const LOCK_TIMEOUT: Duration = Duration::from_millis(200);

/// How many tables pgkeel or the floor does before it is the other's turn.
const TABLES_IN_TURN: usize = 4;

const PARTMAN_MAINTAINS: &str = "CALL partman.run_maintenance_proc()";
const PARTMAN_RETIRES: &str = "UPDATE partman.part_config SET retention = '1 day', retention_keep_table = false";

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
    let (runs, idle) = (setting("RUNS", 3).max(1), setting("IDLE", 12));
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

    let mut rounds = Vec::new();
    for run in 0..runs {
        let mut round = bench.in_turns(run)?;
        if partman {
            round.partman = bench.partman(run)?;
        }
        println!("{round}");
        rounds.push(round);
    }
    let mut good = true;
    for (index, what) in PARTS.into_iter().enumerate().filter(|(index, _)| *index != NOTHING_TO_DO) {
        let mut ratios: Vec<f64> = rounds.iter().map(|round| round.of_the_floor(index)).collect();
        ratios.sort_unstable_by(f64::total_cmp);
        let median = f64::midpoint(ratios[(ratios.len() - 1) / 2], ratios[ratios.len() / 2]);
        println!("{what}: {median:.2} of the floor, by the median");
        good &= median <= 1.1;
    }
    // Without a reader first: what is seen then is the machine and not the locks.
    for behind in [Duration::ZERO, Duration::from_secs(idle as u64)] {
        good &= bench.latency(behind)?;
        if partman {
            bench.latency_of_partman(behind)?;
        }
    }
    Ok(good)
}

const PARTS: [&str; 3] = ["created", "nothing to do", "retired"];
const NOTHING_TO_DO: usize = 1;

/// What each of [`PARTS`] took.
#[derive(Default)]
struct Round {
    pgkeel: [Duration; 3],
    floor: [Duration; 3],
    partman: [Duration; 3],
}

impl Round {
    fn of_the_floor(&self, index: usize) -> f64 {
        self.pgkeel[index].as_secs_f64() / self.floor[index].as_secs_f64()
    }
}

impl std::fmt::Display for Round {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (index, what) in PARTS.into_iter().enumerate() {
            let [pgkeel, floor, partman] = [self.pgkeel, self.floor, self.partman].map(|times| times[index].as_secs_f64());
            let of_the_floor = self.of_the_floor(index);
            writeln!(
                formatter,
                "{what:14} pgkeel {pgkeel:.3} s  floor {floor:.3} s ({of_the_floor:.2})  pg_partman {partman:.3} s"
            )?;
        }
        Ok(())
    }
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

    /// A project whose policies want so many windows of these tables, or retire all but two of those that are over.
    fn project(&self, retire: bool, tables: Range<usize>) -> Answer<PathBuf> {
        let root = self.root.join(format!("{}_{}_{}", if retire { "retire" } else { "create" }, tables.start, tables.end));
        std::fs::create_dir_all(root.join("partitions"))?;
        for number in tables {
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

    /// pgkeel, and the same statements sent raw, each in a transaction of its own.
    fn in_turns(&self, run: usize) -> Answer<Round> {
        let mut round = Round::default();
        let [pgkeel, floor] = ["pgkeel", "floor"].map(|name| format!("{name}_{run}"));
        self.database(&pgkeel)?;
        self.database(&floor)?;
        let earlier = self.earlier()?;
        let turns: Vec<Range<usize>> =
            (0..self.tables).step_by(TABLES_IN_TURN).map(|from| from..(from + TABLES_IN_TURN).min(self.tables)).collect();
        for (part, now) in [(0, &*earlier), (2, NOW)] {
            for (turn, tables) in turns.iter().enumerate() {
                let project = self.project(part == 2, tables.clone())?;
                let script = self.raw(part == 2, tables.clone(), &earlier)?;
                for who in 0..2 {
                    if (run + turn + who).is_multiple_of(2) {
                        round.pgkeel[part] += self.maintain(&pgkeel, &project, now)?;
                    } else {
                        let began = Instant::now();
                        self.sql(&floor, &script)?;
                        round.floor[part] += began.elapsed();
                    }
                }
            }
            if part == 0 {
                let partitions = "SELECT string_agg(relid::text, ' ' ORDER BY relid::text) FROM pg_partitioned_table, pg_partition_tree(partrelid)";
                if self.value(&pgkeel, partitions)? != self.value(&floor, partitions)? {
                    return Err("the two have other partitions".into());
                }
                round.pgkeel[NOTHING_TO_DO] = self.maintain(&pgkeel, &self.project(false, 0..self.tables)?, &earlier)?;
            }
        }
        self.drop(&pgkeel)?;
        self.drop(&floor)?;
        Ok(round)
    }

    fn raw(&self, retire: bool, tables: Range<usize>, first: &str) -> Answer<String> {
        let days = format!(
            "SELECT string_agg((date '{first}' + n)::text, ' ' ORDER BY n) FROM generate_series(0, {}) AS n",
            self.partitions
        );
        let dates = self.value("postgres", &days)?;
        let dates: Vec<&str> = dates.split(' ').collect();
        let name = |table: usize, date: &str| format!("t{table}_{}", date.replace('-', "_"));
        let mut script = String::new();
        for table in tables {
            if retire {
                // What pgkeel keeps of those that are over stays here, too.
                for pair in dates.windows(2).take(self.partitions - 1) {
                    let name = name(table, pair[0]);
                    script
                        .push_str(&format!("ALTER TABLE t{table} DETACH PARTITION {name} CONCURRENTLY;\nDROP TABLE {name};\n"));
                }
                continue;
            }
            for pair in dates.windows(2) {
                let name = name(table, pair[0]);
                script.push_str(&format!("CREATE TABLE {name} (LIKE t{table} INCLUDING ALL EXCLUDING IDENTITY);\n"));
            }
            for pair in dates.windows(2) {
                let name = name(table, pair[0]);
                script.push_str(&format!(
                    "ALTER TABLE t{table} ATTACH PARTITION {name} FOR VALUES FROM ('{} 00:00:00+00') TO ('{} 00:00:00+00');\n",
                    pair[0], pair[1]
                ));
            }
        }
        Ok(script)
    }

    /// As many windows, the last of which is tomorrow's; it has no clock but the server's.
    fn partman_set_up(&self) -> String {
        let mut set_up = "CREATE SCHEMA partman; CREATE EXTENSION pg_partman SCHEMA partman;\n".to_owned();
        for table in 0..self.tables {
            set_up.push_str(&format!(
                "SELECT partman.create_parent('public.t{table}', 'at', 'native', 'daily', p_premake => 1,
                                              p_start_partition => (current_date - {})::text);\n",
                self.partitions - 2
            ));
        }
        set_up
    }

    fn partman(&self, run: usize) -> Answer<[Duration; 3]> {
        let database = format!("partman_{run}");
        self.database(&database)?;
        let mut times = [Duration::ZERO; 3];
        for (index, script) in [(0, self.partman_set_up().as_str()), (1, PARTMAN_MAINTAINS), (2, PARTMAN_MAINTAINS)] {
            if index == 2 {
                self.sql(&database, PARTMAN_RETIRES)?;
            }
            let began = Instant::now();
            self.sql(&database, script)?;
            times[index] = began.elapsed();
        }
        self.drop(&database)?;
        Ok(times)
    }

    /// How long several clients wait for locks while partitions are made and retired, and what the slowest of their statements takes.
    fn latency(&self, idle: Duration) -> Answer<bool> {
        let database = format!("latency_{}", idle.as_secs());
        self.database(&database)?;
        let earlier = self.earlier()?;
        self.maintain(&database, &self.project(false, 0..self.tables)?, &earlier)?;
        let alone = self.clients(&database, || {
            std::thread::sleep(Duration::from_secs(20));
            Ok(())
        })?;
        let project = self.project(true, 0..self.tables)?;
        let beside = self.beside_a_reader(&database, idle, || self.maintain(&database, &project, NOW).map(drop))?;
        self.drop(&database)?;
        println!("behind a reader of {} s, clients of pgkeel: {beside}; while nothing is maintained: {alone}", idle.as_secs());
        Ok(beside.longest_wait <= LOCK_TIMEOUT + Duration::from_millis(100))
    }

    fn latency_of_partman(&self, idle: Duration) -> Answer<()> {
        let database = format!("latency_partman_{}", idle.as_secs());
        self.database(&database)?;
        self.sql(&database, &self.partman_set_up())?;
        self.sql(&database, PARTMAN_RETIRES)?;
        let seen = match self.beside_a_reader(&database, idle, || self.sql(&database, PARTMAN_MAINTAINS)) {
            Ok(seen) => seen.to_string(),
            Err(error) => error.to_string(),
        };
        println!("behind a reader of {} s, clients of pg_partman: {seen}", idle.as_secs());
        self.drop(&database)
    }

    fn beside_a_reader(&self, database: &str, idle: Duration, something: impl FnOnce() -> Answer<()>) -> Answer<Seen> {
        let mut reader = Command::new(&self.psql)
            .args(["-Xqc", &format!("BEGIN; SELECT count(*) FROM t0; SELECT pg_sleep({}); COMMIT", idle.as_secs())])
            .arg(self.url(database))
            .stdout(Stdio::null())
            .spawn()?;
        let seen = self.clients(database, something);
        reader.wait()?;
        seen
    }

    /// Clients that read from and insert into the first table again and again until something is done.
    fn clients(&self, database: &str, something: impl FnOnce() -> Answer<()>) -> Answer<Seen> {
        let (stop, url) = (AtomicBool::new(false), self.url(database));
        std::thread::scope(|scope| {
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
            let waits = scope.spawn(|| longest_wait(&url, &stop));
            let done = something();
            stop.store(true, Ordering::Relaxed);
            let longest_wait = waits.join().map_err(|_| "nobody looked at the clients")??;
            let mut slowest = Duration::ZERO;
            for client in clients {
                slowest = slowest.max(client.join().map_err(|_| "a client failed")??);
            }
            done?;
            Ok(Seen { longest_wait, slowest })
        })
    }
}

/// What clients met with.
struct Seen {
    longest_wait: Duration,
    slowest: Duration,
}

impl std::fmt::Display for Seen {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [wait, slowest] = [self.longest_wait, self.slowest].map(|time| time.as_secs_f64());
        write!(formatter, "longest wait for locks {wait:.3} s, slowest statement {slowest:.3} s")
    }
}

/// Runs a statement again and again until it is told to stop; the longest that it took.
fn slowest(url: &str, sql: &str, stop: &AtomicBool) -> Result<Duration, String> {
    connected(url, async |client| {
        client.batch_execute("SET plan_cache_mode = force_generic_plan; SET application_name = 'client'").await?;
        let statement = client.prepare(sql).await?;
        let mut slowest = Duration::ZERO;
        while !stop.load(Ordering::Relaxed) {
            let began = Instant::now();
            client.execute(&statement, &[]).await?;
            slowest = slowest.max(began.elapsed());
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        Ok(slowest)
    })
    .map_err(|error| format!("{sql}: {error}"))
}

/// Looks at the clients every few milliseconds; the longest that one of them was seen waiting for locks.
fn longest_wait(url: &str, stop: &AtomicBool) -> Result<Duration, String> {
    connected(url, async |client| {
        let waiting = "SELECT pid FROM pg_stat_activity WHERE application_name = 'client' AND wait_event_type = 'Lock'";
        let statement = client.prepare(waiting).await?;
        let (mut longest, mut since) = (Duration::ZERO, HashMap::new());
        while !stop.load(Ordering::Relaxed) {
            let pids: Vec<i32> = client.query(&statement, &[]).await?.iter().map(|row| row.get(0)).collect();
            since.retain(|pid, _| pids.contains(pid));
            for pid in pids {
                longest = longest.max(since.entry(pid).or_insert_with(Instant::now).elapsed());
            }
            tokio::time::sleep(Duration::from_millis(3)).await;
        }
        Ok(longest)
    })
}

fn connected<T>(
    url: &str,
    work: impl AsyncFnOnce(&tokio_postgres::Client) -> Result<T, tokio_postgres::Error>,
) -> Result<T, String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|error| error.to_string())?;
    let worked = runtime.block_on(async {
        let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await?;
        tokio::spawn(connection);
        work(&client).await
    });
    worked.map_err(|error| error.to_string())
}
