//! A gate between the program and its server: everything passes, until the n-th message that changes a database is held. What the
//! statements are it sees by itself.

use std::io::{self, Read, Write};
use std::net::Shutdown;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::Duration;

use super::Database;

/// As a server with the usual port calls it.
const SOCKET: &str = ".s.PGSQL.5432";

pub struct Gate {
    /// By which the database is reached through it.
    pub url: String,
    state: Arc<(Mutex<State>, Condvar)>,
    _directory: tempfile::TempDir,
}

#[derive(Default)]
struct State {
    /// How many messages that change the database were seen.
    writing: usize,
    stop_at: Option<usize>,
    held: Option<(u32, String)>,
    open: bool,
    /// What is run at the end of every transaction that changes something, within it.
    before_commit: Option<String>,
}

/// The message that is held.
#[derive(Debug)]
pub struct Held {
    /// The server process that it is for.
    pub pid: u32,
    pub statement: String,
}

impl Gate {
    /// Opens one before a database. Its threads end with the test.
    pub fn open(database: &Database) -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        let listener = UnixListener::bind(directory.path().join(SOCKET)).expect("a socket");
        let (before, host) = database.url.split_once("?host=").expect("a socket's URL");
        let host = host.split('&').next().unwrap_or_default();
        let server = Path::new(host).join(SOCKET);
        let state: Arc<(Mutex<State>, Condvar)> = Arc::default();
        let (shared, name) = (Arc::clone(&state), database.name.clone());
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let (shared, name, server) = (Arc::clone(&shared), name.clone(), server.clone());
                thread::spawn(move || pass(client, &server, &name, &shared));
            }
        });
        Self { url: format!("{before}?host={}", directory.path().display()), state, _directory: directory }
    }

    /// Holds the n-th message, counted from 1.
    pub fn stop_at(&self, number: usize) {
        self.state.0.lock().unwrap().stop_at = Some(number);
    }

    /// Has a statement run within each transaction that changes something, as the last before its COMMIT. Where it says `$message`
    /// it has, as a literal, the message that the COMMIT came in.
    pub fn before_commit(&self, sql: &str) {
        self.state.0.lock().unwrap().before_commit = Some(sql.to_owned());
    }

    /// How many messages that change the database have passed.
    pub fn writing(&self) -> usize {
        self.state.0.lock().unwrap().writing
    }

    /// Waits for the message that is to be held.
    pub fn wait(&self) -> Option<Held> {
        let (state, changed) = &*self.state;
        let guard = state.lock().unwrap();
        let (guard, _) = changed.wait_timeout_while(guard, Duration::from_mins(1), |state| state.held.is_none()).unwrap();
        guard.held.clone().map(|(pid, statement)| Held { pid, statement })
    }

    /// Lets it pass.
    pub fn go_on(&self) {
        self.state.0.lock().unwrap().open = true;
        self.state.1.notify_all();
    }
}

/// Statements that change something, as they begin.
const WRITING: [&str; 12] =
    ["CREATE", "ALTER", "DROP", "COMMENT", "COPY", "LOCK", "INSERT", "DELETE", "UPDATE", "GRANT", "WITH moved", "DO"];

fn pass(mut client: UnixStream, server: &PathBuf, database: &str, shared: &(Mutex<State>, Condvar)) -> io::Result<()> {
    let mut server = UnixStream::connect(server)?;
    let start = message(&mut client, false)?;
    server.write_all(&start)?;
    let is_ours = start.windows(database.len() + 2).any(|window| window == [b"\0", database.as_bytes(), b"\0"].concat());
    let pid = Arc::new(Mutex::new(0));
    let (mut from, mut to, own) = (server.try_clone()?, client.try_clone()?, Arc::clone(&pid));
    thread::spawn(move || {
        while let Ok(said) = message(&mut from, true) {
            if said[0] == b'K' {
                *own.lock().unwrap() = u32::from_be_bytes(said[5..9].try_into().expect("four bytes"));
            }
            if to.write_all(&said).is_err() {
                break;
            }
        }
        // Nobody reads any more: a server that goes on writing would wait for ever.
        let _ = from.shutdown(Shutdown::Both);
        let _ = to.shutdown(Shutdown::Both);
    });
    while let Ok(mut next) = message(&mut client, true) {
        let text = String::from_utf8_lossy(&next[5..]).into_owned();
        let writes = text.lines().any(|line| WRITING.iter().any(|word| line.starts_with(word)));
        if is_ours && next[0] == b'Q' && writes {
            hold(shared, *pid.lock().unwrap(), &text);
            let more = shared.0.lock().unwrap().before_commit.clone();
            if let (Some(more), Some(at)) = (more, text.rfind("\nCOMMIT")) {
                let more = more.replace("$message", &format!("$message${text}$message$").replace('\0', ""));
                next.splice(5 + at..5 + at, format!("\n{more};").into_bytes());
                let length = u32::try_from(next.len() - 1).expect("a length").to_be_bytes();
                next[1..5].copy_from_slice(&length);
            }
        }
        if server.write_all(&next).is_err() {
            break;
        }
    }
    // A program that was killed; the server finishes what it has.
    let _ = server.shutdown(Shutdown::Write);
    Ok(())
}

fn hold((state, changed): &(Mutex<State>, Condvar), pid: u32, text: &str) {
    let mut guard = state.lock().unwrap();
    guard.writing += 1;
    if guard.stop_at == Some(guard.writing) {
        guard.held = Some((pid, text.trim_end_matches('\0').to_owned()));
        changed.notify_all();
        drop(changed.wait_while(guard, |state| !state.open).unwrap());
    }
}

/// One message, whole. All but the first begin with a letter.
fn message(from: &mut impl Read, is_typed: bool) -> io::Result<Vec<u8>> {
    let mut head = vec![0; if is_typed { 5 } else { 4 }];
    from.read_exact(&mut head)?;
    let length: [u8; 4] = head[head.len() - 4..].try_into().expect("four bytes");
    let mut body = vec![0; (u32::from_be_bytes(length) as usize).saturating_sub(4)];
    from.read_exact(&mut body)?;
    head.extend(body);
    Ok(head)
}
