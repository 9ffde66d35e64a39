//! A PostgreSQL that listens on 127.0.0.1 with certificates, access rules or as a standby, which the embedded server of the
//! program itself never does.

use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::{Pid, User, chown, geteuid};
use tempfile::TempDir;

use super::authority::{Authority, Issued, write_private};

pub const SUPERUSER: &str = "keeper";

#[derive(Default)]
pub struct Setup<'a> {
    /// The server's certificate, and the authority it trusts for those of its clients; none for no TLS.
    pub tls: Option<(&'a Issued, &'a Authority)>,
    /// Lines of pg_hba.conf before the last, which lets everybody in.
    pub access: &'a str,
    pub standby: bool,
    pub settings: &'a [&'a str],
}

pub struct Server {
    pub port: u16,
    process: Child,
    // Removed after the process has ended.
    directory: TempDir,
}

/// The directory of the programs, the same as every other server of the tests has.
pub fn binaries() -> PathBuf {
    super::binaries().directory
}

fn unprivileged() -> Option<User> {
    geteuid().is_root().then(|| User::from_name("postgres").unwrap().expect("a user `postgres` to run the server as"))
}

fn command(program: &str) -> Command {
    let mut command = Command::new(binaries().join(program));
    for variable in ["PGDATA", "PGHOST", "PGPORT", "PGUSER", "PGDATABASE", "PGOPTIONS", "PGSERVICE"] {
        command.env_remove(variable);
    }
    command.env("LC_ALL", "C").stdin(Stdio::null());
    if let Some(user) = unprivileged() {
        command.uid(user.uid.as_raw()).gid(user.gid.as_raw());
    }
    command
}

impl Server {
    pub fn start(setup: &Setup<'_>) -> Self {
        let directory = tempfile::Builder::new().prefix("pgkeel-tls-").tempdir().unwrap();
        let own = |path: &Path| {
            if let Some(user) = unprivileged() {
                chown(path, Some(user.uid), Some(user.gid)).unwrap();
            }
        };
        own(directory.path());
        let data = directory.path().join("data");
        let made = command("initdb")
            .args(["--no-sync", "--auth=trust", "--locale=C", "--encoding=UTF8", "--username", SUPERUSER, "--pgdata"])
            .arg(&data)
            .output()
            .unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let write = |name: &str, content: &[u8]| {
            let path = directory.path().join(name);
            write_private(&path, content);
            own(&path);
            path.display().to_string()
        };
        write("data/pg_hba.conf", format!("{}\nhost all all 127.0.0.1/32 trust\n", setup.access).as_bytes());
        if setup.standby {
            write("data/standby.signal", b"");
        }
        let port = free_port();
        let mut settings = vec![
            format!("port={port}"),
            "listen_addresses=127.0.0.1".to_owned(),
            "unix_socket_directories=".to_owned(),
            "fsync=off".to_owned(),
        ];
        if let Some((issued, authority)) = setup.tls {
            settings.push("ssl=on".to_owned());
            settings.push(format!("ssl_cert_file={}", write("server.crt", &issued.certificate)));
            settings.push(format!("ssl_key_file={}", write("server.key", &issued.pkcs8())));
            settings.push(format!("ssl_ca_file={}", write("ca.crt", &authority.pem())));
        }
        settings.extend(setup.settings.iter().map(|setting| (*setting).to_owned()));
        let mut postgres = command("postgres");
        postgres.arg("-D").arg(&data).stdout(Stdio::null());
        for setting in settings {
            postgres.arg("-c").arg(setting);
        }
        let log = std::fs::File::create(directory.path().join("log")).unwrap();
        let process = postgres.stderr(log).spawn().unwrap();
        let mut server = Self { port, process, directory };
        server.wait_until_ready(&data);
        server
    }

    /// The eighth line of postmaster.pid says when.
    fn wait_until_ready(&mut self, data: &Path) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let begin = Instant::now();
        loop {
            let status = std::fs::read_to_string(data.join("postmaster.pid")).unwrap_or_default();
            if status.lines().nth(7).is_some_and(|line| matches!(line.trim(), "ready" | "standby")) {
                return;
            }
            if self.process.try_wait().unwrap().is_some() || begin.elapsed() > Duration::from_mins(1) {
                let log = std::fs::read_to_string(self.directory.path().join("log")).unwrap();
                panic!("the server did not start:\n{log}");
            }
            runtime.block_on(async { tokio::time::sleep(Duration::from_millis(5)).await });
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let pid = Pid::from_raw(i32::try_from(self.process.id()).unwrap());
        let _ = kill(pid, Signal::SIGQUIT);
        let _ = self.process.wait();
    }
}

pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}
