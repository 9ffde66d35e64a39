//! The servers of every major version that is on this machine, each started when first asked for; and the client programs that
//! can talk to them. `scripts/other-postgres` installs majors beside the distribution's.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;
use std::sync::{Mutex, OnceLock, PoisonError};

use pgkeel::postgres::ephemeral::{Binaries, Server};

/// Where majors are looked for; what `PGKEEL_TEST_POSTGRES` lists, separated by colons, comes first.
const PARENTS: &[&str] = &["/usr/lib/postgresql", "/opt/pg"];

/// The bin directories that may hold servers or clients.
fn directories() -> &'static [PathBuf] {
    static DIRECTORIES: OnceLock<Vec<PathBuf>> = OnceLock::new();
    DIRECTORIES.get_or_init(|| {
        let listed = std::env::var("PGKEEL_TEST_POSTGRES").unwrap_or_default();
        let mut directories: Vec<PathBuf> = listed.split(':').filter(|part| !part.is_empty()).map(PathBuf::from).collect();
        for directory in &directories {
            let holds = |program: &str| directory.join(program).exists();
            // A wrong path must not make the tests run on fewer majors than one thinks.
            assert!(holds("initdb") || holds("pg_dump"), "PGKEEL_TEST_POSTGRES: no PostgreSQL in {}", directory.display());
        }
        for parent in PARENTS {
            let entries = std::fs::read_dir(parent).into_iter().flatten().filter_map(Result::ok);
            let mut found: Vec<PathBuf> = entries.map(|entry| entry.path().join("bin")).filter(|path| path.is_dir()).collect();
            found.sort();
            directories.extend(found);
        }
        directories
    })
}

/// Every major that tests can run on, in order: the one that all other tests run on, and those found beside it.
pub fn majors() -> Vec<u32> {
    installed().keys().copied().collect()
}

fn installed() -> &'static BTreeMap<u32, Binaries> {
    static INSTALLED: OnceLock<BTreeMap<u32, Binaries>> = OnceLock::new();
    INSTALLED.get_or_init(|| {
        let usual = super::binaries();
        let mut installed = BTreeMap::from([(usual.version, usual)]);
        for directory in directories() {
            if let Ok(binaries) = Binaries::find(Some(directory), None, None) {
                installed.entry(binaries.version).or_insert(binaries);
            }
        }
        installed
    })
}

/// The programs of a major: for `PGKEEL_PG_BIN`, where the program under test is to start a server of it.
pub fn binaries_of(major: u32) -> &'static Binaries {
    installed().get(&major).unwrap_or_else(|| panic!("PostgreSQL {major} is not on this machine"))
}

/// The server of a major that all tests of this run share. It ends with the process.
pub fn server_of(major: u32) -> &'static Server {
    static SERVERS: Mutex<BTreeMap<u32, &'static OnceLock<Server>>> = Mutex::new(BTreeMap::new());
    if major == super::binaries().version {
        return super::server();
    }
    // The lock is not held while one starts: the others need not wait.
    let slot = *SERVERS
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .entry(major)
        .or_insert_with(|| Box::leak(Box::new(OnceLock::new())));
    slot.get_or_init(|| super::start_server_of(binaries_of(major), &[]))
}

/// Runs a test on every major, all of them before it fails: what fails on one says much by what it does on the others.
#[track_caller]
pub fn on_every_major(body: impl Fn(&'static Server)) {
    let mut failed = Vec::new();
    for major in majors() {
        let server = server_of(major);
        if let Err(panic) = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| body(server))) {
            let formatted = panic.downcast_ref::<String>().map(String::as_str);
            let text = formatted.or_else(|| panic.downcast_ref::<&str>().copied());
            failed.push(format!("on PostgreSQL {major}: {}", text.unwrap_or("a panic without a text")));
        }
    }
    assert!(failed.is_empty(), "of {:?}\n{}", majors(), failed.join("\n"));
}

/// A client program for servers of this major: its own, or else the oldest newer one; None where there is none.
pub fn client(program: &str, major: u32) -> Option<PathBuf> {
    versioned_client(program, major).map(|(_, path)| path)
}

/// The major version of [`client`].
pub fn client_major(program: &str, major: u32) -> Option<u32> {
    versioned_client(program, major).map(|(version, _)| version)
}

fn versioned_client(program: &str, major: u32) -> Option<(u32, PathBuf)> {
    let own = installed().get(&major).map(|binaries| binaries.directory.clone());
    let candidates = own.iter().chain(directories()).map(|directory| directory.join(program)).filter(|path| path.exists());
    candidates.filter_map(|path| Some((client_version(&path)?, path))).filter(|(version, _)| *version >= major).min()
}

fn client_version(program: &PathBuf) -> Option<u32> {
    let output = Command::new(program).arg("--version").output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    text.split_whitespace().find_map(|word| word.split('.').next()?.parse().ok())
}
