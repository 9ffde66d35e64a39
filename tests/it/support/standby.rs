//! A standby of a server, until it is dropped.

use std::path::Path;
use std::process::{Child, Command, Stdio};

use nix::sys::signal::{Signal, kill};
use nix::unistd::{Pid, User, chown, geteuid};
use pgkeel::interrupt::Interrupt;
use pgkeel::postgres::ephemeral::Server;
use pgkeel::postgres::session::{Session, Setup};
use tempfile::TempDir;

use super::{Database, binaries, block_on, eventually, resolve};

/// What a primary needs to have a standby.
pub const PRIMARY: [&str; 3] = ["wal_level=replica", "max_wal_senders=4", "hot_standby=on"];

pub struct Standby {
    directory: TempDir,
    process: Child,
}

impl Standby {
    /// Copies a server that was started with [`PRIMARY`], and follows it; `settings` come on top.
    pub fn follow(primary: &Server, settings: &[&str]) -> Self {
        let directory = tempfile::Builder::new().prefix("pgkeel-standby-").tempdir().expect("a directory");
        let data = directory.path().join("data");
        let copied = as_postgres(directory.path(), "pg_basebackup")
            .args(["--write-recovery-conf", "--checkpoint=fast", "--no-sync", "--wal-method=stream"])
            .args(["--dbname", &primary.url("postgres"), "--pgdata"])
            .arg(&data)
            .output()
            .expect("pg_basebackup runs");
        assert!(copied.status.success(), "{}", String::from_utf8_lossy(&copied.stderr));
        let mut command = as_postgres(directory.path(), "postgres");
        command.arg("-D").arg(&data).arg("-k").arg(directory.path());
        let ours = ["listen_addresses=", "port=5432", "fsync=off", "hot_standby=on", "max_locks_per_transaction=256"];
        for setting in ours.iter().chain(settings) {
            command.arg("-c").arg(setting);
        }
        let process = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("a server");
        let standby = Self { directory, process };
        let quiet = || Setup::quiet(vec!["public".into()], Interrupt::never());
        eventually("the standby answers", || {
            block_on(async { Session::connect(&resolve(&standby.url("postgres")), quiet()).await.is_ok() })
        });
        standby
    }

    pub fn url(&self, database: &str) -> String {
        format!("postgres://postgres@/{database}?host={}&port=5432", self.directory.path().display())
    }

    pub fn database(&self, name: &str) -> Database {
        Database::known(name, self.url(name))
    }

    /// Waits until it has replayed all that the primary has written.
    pub fn catches_up_with(&self, primary: &Server) {
        let end = Database::known("postgres", primary.url("postgres")).value("SELECT pg_current_wal_insert_lsn()");
        let replayed = format!("SELECT coalesce(pg_last_wal_replay_lsn() >= '{end}', false)");
        eventually("the standby follows", || self.database("postgres").value(&replayed) == "true");
    }
}

impl Drop for Standby {
    fn drop(&mut self) {
        if let Ok(process) = i32::try_from(self.process.id()) {
            let _ = kill(Pid::from_raw(process), Signal::SIGQUIT);
        }
        let _ = self.process.wait();
    }
}

/// A program of the server, run as the user that servers run as.
fn as_postgres(directory: &Path, program: &str) -> Command {
    let mut command = Command::new(binaries().directory.join(program));
    command.env_clear().env("LC_ALL", "C").stdin(Stdio::null());
    if geteuid().is_root() {
        use std::os::unix::process::CommandExt;

        let user = User::from_name("postgres").expect("users").expect("a user `postgres` to run the server as");
        chown(directory, Some(user.uid), Some(user.gid)).expect("an owner");
        command.uid(user.uid.as_raw()).gid(user.gid.as_raw());
    }
    command
}
