//! A pooler in transaction mode, small: clients are greeted over sessions of their own, and served by those of a pool, one
//! transaction at a time.

use std::io::{self, Read, Write};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;

/// Server sessions that nobody uses now.
type Pool = Arc<(Mutex<Vec<UnixStream>>, Condvar)>;

/// How the pool gives its sessions out.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Order {
    LastReturnedFirst,
    InTurn,
}

/// Listens in `directory`, as a server with this port does, for a pool of `size` sessions on the server's socket. Its threads
/// end with the test.
pub fn start(directory: &Path, server: PathBuf, database: &str, size: usize, order: Order) {
    let listener = UnixListener::bind(directory.join(".s.PGSQL.5432")).expect("a socket");
    let startup = startup_message(database);
    let session = || {
        let mut session = UnixStream::connect(&server).expect("the server");
        session.write_all(&startup).expect("a start");
        until_ready(&mut session, &mut io::sink()).expect("a session");
        session
    };
    let pool: Pool = Arc::new((Mutex::new((0..size).map(|_| session()).collect()), Condvar::new()));
    thread::spawn(move || {
        for client in listener.incoming().map_while(Result::ok) {
            let (pool, server) = (Arc::clone(&pool), server.clone());
            thread::spawn(move || serve(client, &server, &pool, order));
        }
    });
}

fn startup_message(database: &str) -> Vec<u8> {
    let mut body = vec![0, 3, 0, 0];
    for word in ["user", "postgres", "database", database, ""] {
        body.extend(word.as_bytes());
        body.push(0);
    }
    let length = u32::try_from(body.len() + 4).expect("a short message");
    [&length.to_be_bytes()[..], &body].concat()
}

fn serve(mut client: UnixStream, server: &Path, pool: &Pool, order: Order) -> Option<()> {
    // The greeting: a session of its own answers, and is given up.
    let mut greeter = UnixStream::connect(server).ok()?;
    greeter.write_all(&message(&mut client, false).ok()?).ok()?;
    until_ready(&mut greeter, &mut client).ok()?;
    drop(greeter);
    let mut next = message(&mut client, true).ok()?;
    loop {
        let mut session = take(pool, order);
        // One transaction: until the server says that it is idle again.
        loop {
            let is_last = matches!(next[0], b'Q' | b'S');
            if next[0] == b'X' {
                give_back(pool, session);
                return None;
            }
            session.write_all(&next).ok()?;
            let is_idle = is_last && until_ready(&mut session, &mut client).ok()? == b'I';
            if is_idle {
                break;
            }
            next = message(&mut client, true).ok()?;
        }
        give_back(pool, session);
        next = message(&mut client, true).ok()?;
    }
}

fn take(pool: &Pool, order: Order) -> UnixStream {
    let (sessions, returned) = &**pool;
    let mut sessions = returned.wait_while(sessions.lock().unwrap(), |sessions| sessions.is_empty()).unwrap();
    if order == Order::InTurn { sessions.remove(0) } else { sessions.pop().expect("one is there") }
}

fn give_back(pool: &Pool, session: UnixStream) {
    pool.0.lock().unwrap().push(session);
    pool.1.notify_one();
}

/// One message, whole. All but the first begin with a letter.
fn message(from: &mut impl Read, is_typed: bool) -> io::Result<Vec<u8>> {
    let mut head = vec![0; if is_typed { 5 } else { 4 }];
    from.read_exact(&mut head)?;
    let length: [u8; 4] = head[head.len() - 4..].try_into().expect("four bytes");
    let mut body = vec![0; u32::from_be_bytes(length) as usize - 4];
    from.read_exact(&mut body)?;
    head.extend(body);
    Ok(head)
}

/// Passes on what the server says until it is ready; in a transaction or not.
fn until_ready(server: &mut UnixStream, client: &mut impl Write) -> io::Result<u8> {
    loop {
        let said = message(server, true)?;
        client.write_all(&said)?;
        if said[0] == b'Z' {
            return Ok(said[5]);
        }
    }
}

/// Listens in `directory` and passes everything on, to count the round trips: how often the server said that it is ready.
pub fn count_round_trips(directory: &Path, server: PathBuf) -> Arc<AtomicUsize> {
    let listener = UnixListener::bind(directory.join(".s.PGSQL.5432")).expect("a socket");
    let total = Arc::new(AtomicUsize::new(0));
    let shared = Arc::clone(&total);
    thread::spawn(move || {
        for client in listener.incoming().map_while(Result::ok) {
            let mut server = UnixStream::connect(&server).expect("the server");
            let (mut from, mut to) = (client.try_clone().expect("a copy"), server.try_clone().expect("a copy"));
            thread::spawn(move || io::copy(&mut from, &mut to));
            let (own, mut client) = (Arc::clone(&shared), client);
            thread::spawn(move || {
                while until_ready(&mut server, &mut client).is_ok() {
                    own.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
    });
    total
}
