//! A real PostgreSQL in a temporary directory: found on this machine, started without network or durability, and gone when
//! dropped. What `demo`, the tests and scratch databases run on.

use std::fmt;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::{Pid, User, chown, geteuid};

use crate::error::{Error, Result};

/// The programs of one installed PostgreSQL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binaries {
    pub directory: PathBuf,
    /// The major version: 15.
    pub version: u32,
}

/// Where the usual packages put their programs; `*` stands for any version.
const USUAL_DIRECTORIES: &[&str] = &[
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/usr/lib64/pgsql/bin",
    "/usr/local/pgsql/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
];

impl Binaries {
    /// Finds `initdb` and `postgres`: in `explicit` if given, else by `pg_config`, on `search_path` (`PATH`), and in the
    /// usual directories. Of several the newest is taken, or the newest minor of `major`.
    ///
    /// # Errors
    /// Says where was looked, and what to install.
    pub fn find(explicit: Option<&Path>, search_path: Option<&str>, major: Option<u32>) -> Result<Self> {
        let mut directories: Vec<PathBuf> = Vec::new();
        if let Some(directory) = explicit {
            directories.push(directory.to_owned());
        } else {
            directories.extend(from_pg_config());
            let on_path = search_path.unwrap_or_default().split(':').filter(|part| !part.is_empty());
            directories.extend(on_path.map(PathBuf::from));
            directories.extend(USUAL_DIRECTORIES.iter().flat_map(|pattern| expand(pattern)));
        }
        let mut found: Vec<Self> = Vec::new();
        for directory in directories {
            // A link in /usr/local/bin leads to the real directory, beside which the server finds its share files.
            let Ok(program) = directory.join("initdb").canonicalize() else { continue };
            let Some(directory) = program.parent().map(Path::to_owned) else { continue };
            if found.iter().any(|binaries| binaries.directory == directory) || !directory.join("postgres").exists() {
                continue;
            }
            if let Some(version) = version_of(&directory.join("postgres")) {
                found.push(Self { directory, version });
            }
        }
        let wanted = |binaries: &&Self| major.is_none_or(|major| binaries.version == major);
        if let Some(best) = found.iter().filter(wanted).max_by_key(|binaries| binaries.version) {
            return Ok(best.clone());
        }
        let error = match (explicit, major) {
            (Some(directory), _) if found.is_empty() => {
                Error::failed(format!("no PostgreSQL server programs (initdb, postgres) in {}", directory.display()))
                    .hint("PGKEEL_PG_BIN must name the directory that holds them, such as /usr/lib/postgresql/15/bin")
            }
            (_, Some(major)) if !found.is_empty() => {
                let versions: Vec<String> = found.iter().map(|binaries| binaries.version.to_string()).collect();
                Error::failed(format!("PostgreSQL {major} is not on this machine; found: {}", versions.join(", ")))
            }
            _ => Error::failed(
                "no PostgreSQL server programs (initdb, postgres) on this machine: looked at pg_config, on PATH and in the \
                 usual directories",
            ),
        };
        Err(error
            .hint("Debian or Ubuntu: apt-get install postgresql postgresql-contrib")
            .hint("Fedora or RHEL: dnf install postgresql-server postgresql-contrib; macOS: brew install postgresql@17")
            .hint("elsewhere: set PGKEEL_PG_BIN to the directory that holds initdb and postgres"))
    }
}

fn from_pg_config() -> Option<PathBuf> {
    let output = Command::new("pg_config").arg("--bindir").stderr(Stdio::null()).output().ok()?;
    Some(PathBuf::from(String::from_utf8(output.stdout).ok()?.trim()))
}

/// The directories that a pattern with one `*` in one of its parts stands for.
fn expand(pattern: &str) -> Vec<PathBuf> {
    let Some((before, after)) = pattern.split_once('*') else { return vec![PathBuf::from(pattern)] };
    let (parent, prefix) = before.rsplit_once('/').unwrap_or(("", before));
    let Ok(entries) = fs::read_dir(parent) else { return Vec::new() };
    entries
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.starts_with(prefix))
        .map(|name| PathBuf::from(format!("{parent}/{name}{after}")))
        .collect()
}

fn version_of(postgres: &Path) -> Option<u32> {
    let output = Command::new(postgres).arg("--version").stderr(Stdio::null()).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let number = text.split_whitespace().find(|word| word.starts_with(|c: char| c.is_ascii_digit()))?;
    number.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

/// What a server may need: its cluster, some databases, and what it logs ahead. A container's `/dev/shm` often has 64 MB.
const ROOM: u64 = 1 << 30;

/// The free bytes of a file system.
fn room(directory: &Path) -> u64 {
    nix::sys::statvfs::statvfs(directory).map_or(0, |state| state.blocks_available() * state.fragment_size())
}

/// How to start a server.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Where the server's directory is made; a short path, because a socket's path may have 107 bytes at most.
    pub parent: PathBuf,
    /// Settings beside ours, as `name=value`.
    pub settings: Vec<String>,
}

impl Options {
    /// In memory where the machine has a file system for that with room enough, else where temporary files go.
    pub fn in_temporary(temporary: &Path) -> Self {
        Self::in_memory_or(Path::new("/dev/shm"), temporary)
    }

    fn in_memory_or(in_memory: &Path, temporary: &Path) -> Self {
        let writable = nix::unistd::access(in_memory, nix::unistd::AccessFlags::W_OK).is_ok();
        let short = if temporary.as_os_str().len() > 60 { Path::new("/tmp") } else { temporary };
        let parent = if writable && room(in_memory) >= ROOM { in_memory } else { short };
        Self { parent: parent.to_owned(), settings: Vec::new() }
    }
}

/// A running server. Dropping it stops it and removes its directory; so does the end of this process, however it comes.
pub struct Server {
    directory: PathBuf,
    process: Child,
    version: u32,
    guard: Guard,
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server").field("directory", &self.directory).finish_non_exhaustive()
    }
}

/// The superuser of every server.
pub const SUPERUSER: &str = "postgres";
const START_PATIENCE: Duration = Duration::from_secs(30);
const PORT: u16 = 5432;

/// Waits for the end of its standard input, which is the end of our process even by `kill -9`; then stops the server whose
/// process id it was told and removes the directory. `leave` tells it that there is nothing left to do. An `initdb` that
/// is still at work (it may have no server yet) is not disturbed: its end would leave shared memory behind.
const GUARD_SCRIPT: &str = r#"
server= initdb=
while read -r word value; do
    case $word in
        initdb) initdb=$value ;;
        server) server=$value ;;
        leave) exit 0 ;;
    esac
done
if [ -n "$server" ]; then
    kill -QUIT "$server" 2>/dev/null
elif [ -z "$initdb" ]; then
    sleep 2 # It may just have been started, and would make the directory again.
fi
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30; do
    kill -0 "${server:-$initdb}" 2>/dev/null || break
    sleep 0.1
done
for _ in 1 2 3 4 5 6 7 8 9 10; do
    rm -rf -- "$1" 2>/dev/null && break
    sleep 0.1
done
"#;

/// The small shell process that clears up after us if we cannot.
struct Guard {
    process: Child,
}

impl Guard {
    fn over(directory: &Path) -> Result<Self> {
        let shell = Path::new("/bin/sh");
        let process = Command::new(shell)
            .args(["-c", GUARD_SCRIPT, "sh"])
            .arg(directory)
            .current_dir("/")
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|cause| Error::file("run", shell, &cause))?;
        Ok(Self { process })
    }

    fn tell(&mut self, line: &str) {
        if let Some(pipe) = &mut self.process.stdin {
            // A guard that is gone guards nothing; then only drop clears up.
            let _ = writeln!(pipe, "{line}");
        }
    }

    fn dismiss(&mut self) {
        self.tell("leave");
        let _ = self.process.wait();
    }
}

impl Server {
    /// Makes a cluster and starts it: about half a second.
    ///
    /// # Errors
    /// What `initdb` or the server said.
    pub fn start(binaries: &Binaries, options: &Options) -> Result<Self> {
        let account = account()?;
        let directory = make_directory(&options.parent, account.as_ref())?;
        let mut guard = Guard::over(&directory)?;
        let started = initialise(binaries, &directory, account.as_ref(), &mut guard)
            .and_then(|()| Self::launch(binaries, options, &directory, account.as_ref()));
        let process = match started {
            Ok(process) => process,
            Err(error) => {
                let _ = fs::remove_dir_all(&directory);
                guard.dismiss();
                return Err(error);
            }
        };
        guard.tell(&format!("server {}", process.id()));
        let mut server = Self { directory, process, version: binaries.version, guard };
        server.wait_until_ready()?;
        Ok(server)
    }

    fn launch(binaries: &Binaries, options: &Options, directory: &Path, account: Option<&User>) -> Result<Child> {
        let log_path = directory.join("log");
        let log = fs::File::create(&log_path).map_err(|cause| Error::file("write", &log_path, &cause))?;
        let copy = log.try_clone().map_err(|cause| Error::file("write", &log_path, &cause))?;
        let mut postgres = command(binaries, "postgres", account);
        postgres.arg("-D").arg(directory.join("data")).arg("-k").arg(directory).arg("-p").arg(PORT.to_string());
        let preload = statistics_library(binaries).map(|library| format!("shared_preload_libraries={library}"));
        let ours = [
            "listen_addresses=",
            "fsync=off",
            "synchronous_commit=off",
            "full_page_writes=off",
            "autovacuum=off",
            "wal_level=minimal",
            "max_wal_senders=0",
            "max_connections=100",
            "max_locks_per_transaction=256",
            "unix_socket_permissions=0777",
            // In the data directory, so that an immediate shutdown leaves nothing in /dev/shm.
            "dynamic_shared_memory_type=mmap",
        ];
        for setting in ours.into_iter().map(str::to_owned).chain(preload).chain(options.settings.iter().cloned()) {
            postgres.arg("-c").arg(setting);
        }
        // A process group of its own: Ctrl-C in the terminal is for us, and we stop the server in order.
        postgres.process_group(0).stdin(Stdio::null()).stdout(log).stderr(copy);
        postgres.spawn().map_err(|cause| Error::file("run", &binaries.directory.join("postgres"), &cause))
    }

    /// The eighth line of `postmaster.pid` says `ready` (`src/include/utils/pidfile.h`).
    fn wait_until_ready(&mut self) -> Result<()> {
        let pid_file = self.directory.join("data/postmaster.pid");
        let began = Instant::now();
        loop {
            let status = fs::File::open(&pid_file).ok().and_then(|file| BufReader::new(file).lines().nth(7)?.ok());
            if status.is_some_and(|line| line.trim() == "ready") {
                return Ok(());
            }
            if let Ok(Some(status)) = self.process.try_wait() {
                return Err(Error::failed(format!("the embedded PostgreSQL ended at once ({status}): {}", self.log_tail())));
            }
            if began.elapsed() > START_PATIENCE {
                return Err(Error::failed(format!("the embedded PostgreSQL did not get ready: {}", self.log_tail())));
            }
            pause(Duration::from_millis(5));
        }
    }

    fn log_tail(&self) -> String {
        let log = fs::read_to_string(self.directory.join("log")).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        lines[lines.len().saturating_sub(5)..].join("; ")
    }

    /// The URL of a database on it. The socket directory is the server's, so it works from anywhere on this machine.
    pub fn url(&self, database: &str) -> String {
        self.url_as(SUPERUSER, database)
    }

    /// The same for another role.
    pub fn url_as(&self, role: &str, database: &str) -> String {
        let directory = self.directory.to_string_lossy();
        format!("postgres://{role}@/{database}?host={directory}&port={PORT}")
    }

    /// The major version: 15.
    pub fn version(&self) -> u32 {
        self.version
    }

    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// Lets it run on. Gives the command that stops it and removes its directory.
    pub fn keep(mut self) -> String {
        let stop = format!("kill -QUIT {} && rm -rf {}", self.process.id(), self.directory.display());
        self.guard.dismiss();
        std::mem::forget(self);
        stop
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Immediate shutdown: nothing in it is worth a checkpoint.
        if let Ok(process) = i32::try_from(self.process.id()) {
            let _ = kill(Pid::from_raw(process), Signal::SIGQUIT);
        }
        let _ = self.process.wait();
        let _ = fs::remove_dir_all(&self.directory);
        self.guard.dismiss();
    }
}

fn initialise(binaries: &Binaries, directory: &Path, account: Option<&User>, guard: &mut Guard) -> Result<()> {
    let failed = |cause: std::io::Error| Error::file("run", &binaries.directory.join("initdb"), &cause);
    let process = command(binaries, "initdb", account)
        // Its instructions go where its stdout goes: 13 has no option to leave them out.
        .args(["--no-sync", "--auth=trust", "--locale=C", "--encoding=UTF8", "--username", SUPERUSER])
        .arg("--pgdata")
        .arg(directory.join("data"))
        // Half a second that Ctrl-C in the terminal does not cut short: what is interrupted is what comes after.
        .process_group(0)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(failed)?;
    guard.tell(&format!("initdb {}", process.id()));
    let output = process.wait_with_output().map_err(failed)?;
    if output.status.success() {
        Ok(())
    } else {
        let error = Error::failed(format!("initdb failed: {}", String::from_utf8_lossy(&output.stderr).trim()));
        // It does not run as root, and so cannot go where only root may.
        Err(match account {
            Some(user) => error.hint(format!(
                "it runs as {}, who must be able to reach {}: where not, set TMPDIR to a directory that everybody may enter",
                user.name,
                directory.display()
            )),
            None => error,
        })
    }
}

#[expect(clippy::disallowed_methods, reason = "starting a server is synchronous, and bounded by START_PATIENCE")]
fn pause(duration: Duration) {
    std::thread::sleep(duration);
}

/// The account to run the server as: PostgreSQL refuses root, and a user without a passwd entry.
fn account() -> Result<Option<User>> {
    if !geteuid().is_root() {
        return Ok(None);
    }
    ["postgres", "nobody"]
        .iter()
        .find_map(|name| User::from_name(name).ok().flatten())
        .map(Some)
        .ok_or_else(|| Error::failed("PostgreSQL does not run as root, and there is no user postgres or nobody to run it as"))
}

fn command(binaries: &Binaries, program: &str, account: Option<&User>) -> Command {
    let mut command = Command::new(binaries.directory.join(program));
    // The caller's PG* variables, locale and working directory are none of the server's business.
    command.env_clear().env("PATH", "/usr/bin:/bin").env("LC_ALL", "C").env("TZ", "UTC").current_dir("/");
    if let Some(user) = account {
        command.uid(user.uid.as_raw()).gid(user.gid.as_raw());
    }
    command
}

/// A private directory, owned by the account of the server.
fn make_directory(parent: &Path, account: Option<&User>) -> Result<PathBuf> {
    let directory = tempfile::Builder::new()
        .prefix("pgkeel-")
        .permissions(fs::Permissions::from_mode(0o700))
        .tempdir_in(parent)
        .map_err(|cause| Error::file("make a directory in", parent, &cause))?
        .keep();
    if let Some(user) = account {
        chown(&directory, Some(user.uid), Some(user.gid)).map_err(|cause| Error::file("own", &directory, &cause.into()))?;
    }
    Ok(directory)
}

/// `pg_stat_statements`, where it is installed: it counts only when preloaded.
fn statistics_library(binaries: &Binaries) -> Option<&'static str> {
    let name = "pg_stat_statements";
    let library = |directory: &Path| ["so", "dylib"].iter().any(|kind| directory.join(format!("{name}.{kind}")).exists());
    let prefix = binaries.directory.parent()?;
    let packaged = PathBuf::from(format!("/usr/lib/postgresql/{}/lib", binaries.version));
    [prefix.join("lib"), prefix.join("lib/postgresql"), packaged].iter().any(|place| library(place)).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_installation_says_what_to_install() {
        let empty = tempfile::tempdir().unwrap();
        let error = Binaries::find(Some(empty.path()), None, None).unwrap_err();
        assert!(error.message().starts_with("no PostgreSQL server programs (initdb, postgres) in "), "{error}");
        assert!(error.hints().iter().any(|hint| hint.contains("apt-get install postgresql")));
    }

    #[test]
    fn a_file_system_without_room_is_not_taken() {
        let temporary = tempfile::tempdir().unwrap();
        // Every Linux has it: writable for root at most, and without a single block.
        let full = Path::new("/proc");
        assert_eq!(Options::in_memory_or(full, temporary.path()).parent, temporary.path());
        assert_eq!(room(full), 0);
        assert_eq!(Options::in_memory_or(Path::new("/nowhere"), temporary.path()).parent, temporary.path());
    }

    #[test]
    fn a_pattern_expands_to_what_is_there() {
        let place = tempfile::tempdir().unwrap();
        fs::create_dir_all(place.path().join("pg-15/bin")).unwrap();
        fs::create_dir_all(place.path().join("other")).unwrap();
        let pattern = format!("{}/pg-*/bin", place.path().display());
        assert_eq!(expand(&pattern), [place.path().join("pg-15/bin")]);
    }
}
