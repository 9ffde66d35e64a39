//! One server per run, one database per test, and a hermetic project directory in which the program is run.

pub mod authority;
pub mod dump;
pub mod gate;
pub mod json_schema;
pub mod majors;
pub mod pooler;
pub mod standby;
pub mod tls_server;
pub mod torture;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use pgkeel::interrupt::Interrupt;
use pgkeel::postgres::connection::ConnectionInfo;
use pgkeel::postgres::ephemeral::{Binaries, Options, Server};
use pgkeel::postgres::session::{Session, Setup};

/// The server that all tests of this run share. It ends with the process.
pub fn server() -> &'static Server {
    static SERVER: OnceLock<Server> = OnceLock::new();
    SERVER.get_or_init(|| start_server(&[]))
}

/// The programs of the PostgreSQL that the tests run on.
pub fn binaries() -> Binaries {
    let variable = |name: &str| std::env::var(name).ok();
    let explicit = variable("PGKEEL_PG_BIN").map(PathBuf::from);
    let major = variable("PGKEEL_PG_VERSION").and_then(|version| version.parse().ok());
    Binaries::find(explicit.as_deref(), variable("PATH").as_deref(), major).expect("PostgreSQL is installed")
}

/// A server of the test's own, for tests that need settings, or that stop it.
pub fn start_server(settings: &[&str]) -> Server {
    start_server_of(&binaries(), settings)
}

/// A server of these programs.
pub fn start_server_of(binaries: &Binaries, settings: &[&str]) -> Server {
    let mut options = Options::in_temporary(&std::env::temp_dir());
    options.settings = settings.iter().map(|setting| (*setting).to_owned()).collect();
    Server::start(binaries, &options).expect("the server starts")
}

/// A new database, on the shared server where nothing else is said: empty, or a copy of `template`. Servers are in memory: what
/// a test has made is dropped when it ends.
pub struct Database {
    pub name: String,
    pub url: String,
    /// Where it is dropped from, if it is the test's own.
    maintenance: Option<String>,
}

impl Drop for Database {
    fn drop(&mut self) {
        let Some(maintenance) = &self.maintenance else { return };
        let drop = async {
            let quiet = Setup::quiet(vec!["public".into()], Interrupt::never());
            // A test may have stopped its server, or made a role that connects otherwise.
            let Ok(session) = Session::connect(&resolve(maintenance), quiet).await else { return };
            let _ = session.simple(&format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name)).await;
        };
        if tokio::runtime::Handle::try_current().is_err() {
            block_on(drop);
        }
    }
}

impl Database {
    /// One that is there, and stays.
    pub fn known(name: &str, url: String) -> Self {
        Self { name: name.to_owned(), url, maintenance: None }
    }

    pub fn empty() -> Self {
        Self::copy_of("template0")
    }

    pub fn copy_of(template: &str) -> Self {
        Self::copy_on(server(), template)
    }

    /// An empty one on another server: see [`majors`].
    pub fn empty_on(server: &Server) -> Self {
        Self::copy_on(server, "template0")
    }

    fn copy_on(server: &Server, template: &str) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let name = format!("test_{}", NEXT.fetch_add(1, Ordering::Relaxed));
        // On a server that need not survive a crash copying files costs the least.
        let strategy = if server.version() < 15 { "" } else { " STRATEGY file_copy" };
        block_on(async {
            let session = connect(&server.url("postgres")).await;
            session.simple(&format!("CREATE DATABASE {name} TEMPLATE {template}{strategy}")).await.expect("a database");
        });
        Self { url: server.url(&name), name, maintenance: Some(server.url("postgres")) }
    }

    /// Runs SQL on it.
    pub fn sql(&self, sql: &str) {
        block_on(async { connect(&self.url).await.simple(sql).await }).unwrap_or_else(|error| panic!("{sql}: {error}"));
    }

    /// The first column of every row, as text.
    pub fn column(&self, sql: &str) -> Vec<String> {
        let sql = format!("SELECT answer::text FROM ({sql}) AS query (answer)");
        block_on(async {
            let rows = connect(&self.url).await.query(&sql, &[]).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
            rows.iter().map(|row| row.get::<_, Option<String>>(0).unwrap_or_default()).collect()
        })
    }

    /// The one value of a query, as text.
    pub fn value(&self, sql: &str) -> String {
        self.column(sql).into_iter().next().expect("a row")
    }

    /// Kills the backend that has run this: its server ends all others, and begins anew with what it has written.
    pub fn crash_after(&self, sql: &str) {
        block_on(async {
            let (session, other) = (connect(&self.url).await, connect(&self.url).await);
            session.simple(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
            let backend = nix::unistd::Pid::from_raw(session.backend);
            nix::sys::signal::kill(backend, nix::sys::signal::Signal::SIGKILL).expect("a kill");
            // Until the server knows of it, it lets others in.
            while other.simple("SELECT").await.is_ok() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        });
        let quiet = || Setup::quiet(vec!["public".into()], Interrupt::never());
        eventually("the server is back", || block_on(Session::connect(&resolve(&self.url), quiet())).is_ok());
    }
}

/// A URL, without anything from the environment.
pub fn resolve(url: &str) -> ConnectionInfo {
    ConnectionInfo::resolve(Some(url), &BTreeMap::new(), None, Some("postgres")).expect("a URL")
}

/// A session as the program's own are.
pub async fn connect(url: &str) -> Session {
    Session::connect(&resolve(url), Setup::quiet(vec!["public".into()], Interrupt::never())).await.expect("a session")
}

pub fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(future)
}

/// Waits until something is so, by looking.
pub fn eventually(what: &str, mut is_so: impl FnMut() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < Duration::from_mins(1), "{what} did not come true");
        block_on(async { tokio::time::sleep(Duration::from_millis(20)).await });
    }
}

/// A session that stays open beside the test, with the transaction that its SQL began, until it is dropped.
pub struct Held {
    session: Session,
    runtime: tokio::runtime::Runtime,
}

impl Held {
    pub fn open(url: &str, sql: &str) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let session = runtime.block_on(connect(url));
        let held = Self { session, runtime };
        held.sql(sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
        held
    }

    /// Runs more SQL on it.
    pub fn sql(&self, sql: &str) -> pgkeel::error::Result<()> {
        self.runtime.block_on(self.session.simple(sql))
    }
}

/// A project in a directory of its own, and the program run in it with nothing of the caller's environment.
pub struct Project {
    directory: tempfile::TempDir,
    variables: BTreeMap<String, String>,
}

impl Project {
    pub fn empty() -> Self {
        Self { directory: tempfile::tempdir().expect("a directory"), variables: BTreeMap::new() }
    }

    /// A copy of the repository's own project, LayoverHQ.
    pub fn layoverhq() -> Self {
        Self::of_the_repository("")
    }

    /// A copy of a project in a directory of the repository.
    pub fn of_the_repository(directory: &str) -> Self {
        let project = Self::empty();
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(directory);
        for part in ["migrations", "partitions", "retention", "schema", "schema.toml", "pgkeel.toml", "README.md"] {
            copy(&root.join(part), &project.directory.path().join(part));
        }
        project
    }

    /// Works on this database.
    pub fn on(mut self, database: &Database) -> Self {
        self.variables.insert("PGKEEL_DATABASE_URL".into(), database.url.clone());
        self
    }

    pub fn with_variable(mut self, name: &str, value: &str) -> Self {
        self.variables.insert(name.into(), value.into());
        self
    }

    pub fn path(&self) -> &Path {
        self.directory.path()
    }

    /// Writes a file, with the directories above it.
    pub fn write(&self, name: &str, text: &str) -> &Self {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("directories");
        std::fs::write(path, text).expect("a file");
        self
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path().join(name)).unwrap_or_else(|cause| panic!("{name}: {cause}"))
    }

    /// The command, not yet run: for tests that kill it.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pgkeel"));
        command.args(arguments).current_dir(self.path()).env_clear().stdin(Stdio::null());
        command.env("HOME", self.path()).env("PATH", std::env::var_os("PATH").unwrap_or_default());
        for kept in ["PGKEEL_PG_BIN", "PGKEEL_PG_VERSION"] {
            if let Some(value) = std::env::var_os(kept) {
                command.env(kept, value);
            }
        }
        command.envs(&self.variables);
        command
    }

    /// Runs the program to its end.
    pub fn run(&self, arguments: &[&str]) -> Run {
        let output = self.command(arguments).output().expect("the program runs");
        Run {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).expect("UTF-8"),
            stderr: String::from_utf8(output.stderr).expect("UTF-8"),
        }
    }
}

fn copy(from: &Path, to: &Path) {
    if from.is_dir() {
        std::fs::create_dir_all(to).expect("a directory");
        for entry in std::fs::read_dir(from).expect("entries") {
            let entry = entry.expect("an entry");
            copy(&entry.path(), &to.join(entry.file_name()));
        }
    } else if from.exists() {
        std::fs::copy(from, to).expect("a copy");
    }
}

/// What a run of the program came to.
#[derive(Debug)]
#[must_use = "snapshot it, or check its exit code"]
pub struct Run {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Run {
    /// Demands an exit code, and shows everything where it is another.
    #[track_caller]
    pub fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        self
    }

    /// stdout as the one JSON document.
    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|cause| panic!("{cause}: {}\n{}", self.stdout, self.stderr))
    }
}

/// Exit code, stdout and stderr, for a snapshot.
impl std::fmt::Display for Run {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let code = self.code.map_or("killed".to_owned(), |code| code.to_string());
        write!(f, "exit code: {code}\n--- stdout\n{}--- stderr\n{}", self.stdout, self.stderr)
    }
}

/// What varies from run to run, and what a snapshot has in its place. Bind the result for as long as the snapshots last.
pub fn stable() -> insta::internals::SettingsBindDropGuard {
    let mut settings = insta::Settings::clone_current();
    settings.add_filter(r"\b\d+(\.\d)? (ms|s)\b", "[time]");
    settings.add_filter(r"\btest_\d+\b", "[database]");
    settings.add_filter(r"/\S*/pgkeel-\w{6}\b", "[socket]");
    settings.add_filter(r"\bpid \d+", "pid [n]");
    settings.add_filter(r", parent \d+", ", parent [oid]");
    settings.add_filter(r"_backend\(\d+\)", "_backend([n])");
    settings.set_prepend_module_to_snapshot(false);
    settings.bind_to_scope()
}
