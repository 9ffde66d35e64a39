//! A session on a server: connected, with its timeouts, search path and time zone pinned, its notices passed on, and its
//! running statement cancelled on the server when the person presses Ctrl-C.

use std::collections::HashMap;
use std::fmt;
use std::future::Future;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::{SinkExt, StreamExt, TryStreamExt, stream};
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{AsyncMessage, Client, Row, SimpleQueryMessage, Statement};

use super::connect::{self, Canceller};
use super::connection::ConnectionInfo;
use super::server_error;
use crate::error::{Error, Result};
use crate::identifier;
use crate::interrupt::Interrupt;

/// How long a session waits, and for what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timeouts {
    /// How long one attempt waits for a lock.
    pub lock_timeout: Duration,
    /// How long to go on trying.
    pub lock_retry_for: Duration,
    /// Zero is for ever.
    pub statement_timeout: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self { lock_timeout: Duration::from_secs(2), lock_retry_for: Duration::from_mins(5), statement_timeout: Duration::ZERO }
    }
}

/// What the server says beside its answers: severity and text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    pub severity: String,
    pub message: String,
}

/// Takes notices as they come.
pub type NoticeHandler = Arc<dyn Fn(&Notice) + Send + Sync>;

/// How a session is set up.
#[derive(Clone)]
pub struct Setup {
    pub timeouts: Timeouts,
    /// The schemas in which unqualified names are looked up; the first is where new objects go.
    pub search_path: Vec<String>,
    pub interrupt: Interrupt,
    pub notices: NoticeHandler,
}

impl Setup {
    /// For servers of our own: nobody else's traffic to spare, nothing to say.
    pub fn quiet(search_path: Vec<String>, interrupt: Interrupt) -> Self {
        Self { timeouts: Timeouts::default(), search_path, interrupt, notices: Arc::new(|_| ()) }
    }
}

impl fmt::Debug for Setup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Setup")
            .field("timeouts", &self.timeouts)
            .field("search_path", &self.search_path)
            .finish_non_exhaustive()
    }
}

/// `admin_shutdown`, `crash_shutdown` (Appendix A of the manual): the server's last words before it hangs up.
const LAST_WORDS: [&str; 2] = ["57P01", "57P02"];

/// What every session sets, from which version on: what PostgreSQL prints and reads must not depend on what somebody set for the
/// database or the role, and no session may end while pgkeel is at work with others. Settings that change what the statements
/// of a migration mean beyond that are left as they are. The values as `current_setting` gives them.
const PINNED: [(u32, &str, &str); 15] = [
    // How values and names are printed.
    (13, "TimeZone", "UTC"),
    (13, "DateStyle", "ISO, YMD"),
    (13, "IntervalStyle", "postgres"),
    (13, "extra_float_digits", "1"),
    (13, "bytea_output", "hex"),
    (13, "quote_all_identifiers", "off"),
    (13, "standard_conforming_strings", "on"),
    (13, "xmloption", "content"),
    (13, "client_min_messages", "notice"),
    (13, "default_transaction_isolation", "read committed"),
    (13, "default_transaction_deferrable", "off"),
    (13, "idle_in_transaction_session_timeout", "1min"),
    (14, "idle_session_timeout", "0"),
    (17, "transaction_timeout", "0"),
    // A killed pgkeel must not leave its statement running and its locks held.
    (14, "client_connection_check_interval", "1s"),
];

/// RESET ALL leaves the role as it is.
const RESET: &str = "RESET SESSION AUTHORIZATION; RESET ROLE; RESET ALL";

/// Rows are sent in pieces of this many bytes.
const COPY_CHUNK: usize = 1 << 16;

/// How long a cancelled statement may take to end before we give up on it.
const CANCEL_PATIENCE: Duration = Duration::from_secs(10);

/// One connection, one backend. Every call is cancelled on the server when the [`Interrupt`] is raised.
pub struct Session {
    client: Client,
    canceller: Canceller,
    info: ConnectionInfo,
    setup: Setup,
    /// Set while cleaning up after an interruption.
    finishing: AtomicBool,
    /// The server's version as `server_version_num` has it: 150018 is 15.18.
    pub server_version: u32,
    /// The process id of its backend.
    pub backend: i32,
    /// How the server is called in messages.
    pub target: String,
    /// The statements that take back what a migration has set.
    reset: String,
    /// What is asked more than once, by its text.
    prepared: Mutex<HashMap<String, Statement>>,
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").field("target", &self.target).finish_non_exhaustive()
    }
}

/// A script that stopped at a statement.
#[derive(Debug)]
pub struct ScriptFailure {
    pub error: Error,
    /// How many statements had finished: the index of the one that failed.
    pub finished: usize,
    /// Where PostgreSQL saw the fault: the byte in the text sent.
    pub byte: Option<usize>,
    /// The connection is gone, so the outcome of a COMMIT under way is unknown.
    pub lost: bool,
}

impl Session {
    /// Connects and sets the session up.
    ///
    /// # Errors
    /// What [`connect::open`] says, or a refused setting.
    pub async fn connect(info: &ConnectionInfo, setup: Setup) -> Result<Self> {
        let opening = pin!(connect::open(info));
        let opened = tokio::select! {
            opened = opening => opened?,
            () = setup.interrupt.raised() => return Err(setup.interrupt.error()),
        };
        let server_version = version_number(opened.connection.parameter("server_version").unwrap_or_default());
        let mut connection = opened.connection;
        let notices = Arc::clone(&setup.notices);
        tokio::spawn(async move {
            let mut messages = pin!(stream::poll_fn(move |context| connection.poll_message(context)));
            // The stream's error reaches the caller through the request that it breaks.
            while let Some(Ok(message)) = messages.next().await {
                if let AsyncMessage::Notice(notice) = message {
                    notices(&Notice { severity: notice.severity().to_owned(), message: notice.message().to_owned() });
                }
            }
        });
        let mut session = Self {
            client: opened.client,
            canceller: opened.canceller,
            info: info.clone(),
            setup,
            finishing: AtomicBool::new(false),
            server_version,
            backend: 0,
            target: info.target(),
            reset: String::new(),
            prepared: Mutex::default(),
        };
        if session.server_version < 130_000 {
            return Err(Error::failed(format!(
                "{} is PostgreSQL {}: pgkeel needs 13 or newer",
                session.target,
                session.server_version / 10_000
            )));
        }
        session.set_up().await?;
        Ok(session)
    }

    /// Sets the session up, and notes which process it is and what there is to be set again once it is reset.
    async fn set_up(&mut self) -> Result<()> {
        let pinned = self.pinned();
        let current = pinned.iter().map(|(setting, _)| format!("pg_catalog.current_setting('{setting}')"));
        let current = current.collect::<Vec<_>>().join(", ");
        let sql = format!("{RESET}; SELECT {current}; {}; SELECT pg_catalog.pg_backend_pid()", self.setting(&pinned));
        let answer = self.guard(self.client.simple_query(&sql)).await.map_err(|(error, _)| error)?;
        let mut rows = answer.into_iter().filter_map(|message| match message {
            SimpleQueryMessage::Row(row) => Some(row),
            _ => None,
        });
        let (Some(before), Some(process)) = (rows.next(), rows.next()) else { return Err(unknown_process()) };
        self.backend = process.get(0).and_then(|process| process.parse().ok()).ok_or_else(unknown_process)?;
        // What is so by itself is so after RESET ALL: each SET costs as much as a tenth of a small migration's record.
        let other = pinned.iter().enumerate().filter(|(place, (_, value))| before.get(*place) != Some(*value));
        let other: Vec<(&str, &str)> = other.map(|(_, pinned)| *pinned).collect();
        self.reset = format!("{RESET}; {}", self.setting(&other));
        Ok(())
    }

    /// Another session on the same database, set up alike.
    ///
    /// # Errors
    /// As [`Session::connect`].
    pub async fn beside(&self) -> Result<Self> {
        self.beside_in(self.setup.search_path.clone()).await
    }

    /// Another session on the same database, which looks names up elsewhere.
    ///
    /// # Errors
    /// As [`Session::connect`].
    pub async fn beside_in(&self, search_path: Vec<String>) -> Result<Self> {
        let quiet = Setup { notices: Arc::new(|_| ()), search_path, ..self.setup.clone() };
        Box::pin(Self::connect(&self.info, quiet)).await
    }

    /// Sets everything that our reading and writing depends on, whatever the role, the database or a migration set before.
    ///
    /// # Errors
    /// A refused setting.
    pub async fn prepare(&self) -> Result<()> {
        self.simple(&format!("{RESET}; {}", self.setting(&self.pinned()))).await
    }

    /// The statements that take back whatever a migration has set.
    pub fn reset(&self) -> &str {
        &self.reset
    }

    /// What this server's sessions have pinned.
    fn pinned(&self) -> Vec<(&'static str, &'static str)> {
        let there = PINNED.iter().filter(|(from, ..)| *from <= self.major_version());
        there.map(|(_, setting, value)| (*setting, *value)).collect()
    }

    /// The statements that set these, and what differs from session to session.
    fn setting(&self, pinned: &[(&str, &str)]) -> String {
        let Setup { timeouts, search_path, .. } = &self.setup;
        let path: Vec<String> = search_path.iter().map(|schema| identifier::quote(schema)).collect();
        let mut script = format!(
            "SET lock_timeout = {}; SET statement_timeout = {}; SET search_path = {}",
            timeouts.lock_timeout.as_millis(),
            timeouts.statement_timeout.as_millis(),
            path.join(", "),
        );
        for (setting, value) in pinned {
            script.push_str(&format!("; SET {setting} = {}", identifier::literal(value)));
        }
        script
    }

    /// The interruption that this session watches.
    pub fn interrupt(&self) -> &Interrupt {
        &self.setup.interrupt
    }

    /// Changes how long this session goes on trying for a lock.
    pub fn be_patient_for(&mut self, patience: Duration) {
        self.setup.timeouts.lock_retry_for = patience;
    }

    /// Changes how long one attempt of this session waits for a lock.
    ///
    /// # Errors
    /// The server's.
    pub async fn wait_for_locks(&mut self, timeout: Duration) -> Result<()> {
        if timeout != self.setup.timeouts.lock_timeout {
            self.simple(&format!("SET lock_timeout = {}", timeout.as_millis())).await?;
            self.setup.timeouts.lock_timeout = timeout;
        }
        Ok(())
    }

    pub fn timeouts(&self) -> &Timeouts {
        &self.setup.timeouts
    }

    /// The major version: 15.
    pub fn major_version(&self) -> u32 {
        self.server_version / 10_000
    }

    pub fn is_closed(&self) -> bool {
        self.client.is_closed()
    }

    /// Runs `work` although the interrupt was raised: for cleaning up.
    pub async fn finishing<T>(&self, work: impl Future<Output = T>) -> T {
        self.finishing.store(true, Ordering::Relaxed);
        let result = work.await;
        self.finishing.store(false, Ordering::Relaxed);
        result
    }

    /// Waits for an answer; on an interruption cancels the statement on the server first, then ends.
    async fn guard<T>(
        &self,
        answer: impl Future<Output = std::result::Result<T, tokio_postgres::Error>>,
    ) -> std::result::Result<T, (Error, Option<tokio_postgres::Error>)> {
        let mut answer = pin!(answer);
        let interrupt = &self.setup.interrupt;
        let result = if self.finishing.load(Ordering::Relaxed) {
            answer.await
        } else {
            tokio::select! {
                biased;
                result = &mut answer => result,
                () = interrupt.raised() => {
                    let _ = self.canceller.cancel().await;
                    // What finished before the cancellation reached it has finished; the caller stops before its next step.
                    return match tokio::time::timeout(CANCEL_PATIENCE, answer).await {
                        Ok(Ok(value)) => Ok(value),
                        Ok(Err(cause)) => Err((interrupt.error(), Some(cause))),
                        Err(_) => Err((interrupt.error(), None)),
                    };
                }
            }
        };
        result.map_err(|cause| (self.explain(&cause), Some(cause)))
    }

    /// Asks the server to cancel what this session runs now.
    pub async fn cancel(&self) {
        let _ = self.canceller.cancel().await;
    }

    fn explain(&self, cause: &tokio_postgres::Error) -> Error {
        if cause.as_db_error().is_none() && self.client.is_closed() {
            server_error::lost(&self.target, cause)
        } else {
            server_error::from_server(cause)
        }
    }

    /// Runs one parametrised query.
    ///
    /// # Errors
    /// The server's, or the interruption.
    pub async fn query(&self, sql: &str, parameters: &[&(dyn ToSql + Sync)]) -> Result<Vec<Row>> {
        if parameters.is_empty() {
            return self.query_typed(sql, &[]).await;
        }
        self.guard(self.client.query(sql, parameters)).await.map_err(|(error, _)| error)
    }

    /// Runs one query that this session asks more than once: it is parsed the first time, and planned for good once its plan is
    /// known to serve.
    ///
    /// # Errors
    /// As [`Session::query`]; 26000 where somebody let go of the session's prepared statements: see
    /// [`Session::forget_prepared`].
    pub async fn query_again(&self, sql: &str, parameters: &[&(dyn ToSql + Sync)]) -> Result<Vec<Row>> {
        let known = self.prepared.lock().unwrap_or_else(PoisonError::into_inner).get(sql).cloned();
        let statement = if let Some(known) = known {
            known
        } else {
            let new = self.guard(self.client.prepare(sql)).await.map_err(|(error, _)| error)?;
            self.prepared.lock().unwrap_or_else(PoisonError::into_inner).insert(sql.to_owned(), new.clone());
            new
        };
        self.guard(self.client.query(&statement, parameters)).await.map_err(|(error, _)| error)
    }

    /// Lets go of what [`Session::query_again`] has prepared, as `DISCARD ALL` does on the server.
    pub fn forget_prepared(&self) {
        self.prepared.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Runs one query whose parameters have these types: one round trip, where [`Session::query`] asks for the types first.
    ///
    /// # Errors
    /// As [`Session::query`].
    pub async fn query_typed(&self, sql: &str, parameters: &[(&(dyn ToSql + Sync), Type)]) -> Result<Vec<Row>> {
        self.guard(self.client.query_typed(sql, parameters)).await.map_err(|(error, _)| error)
    }

    /// Runs one parametrised query that gives exactly one row.
    ///
    /// # Errors
    /// As [`Session::query`].
    pub async fn query_one(&self, sql: &str, parameters: &[&(dyn ToSql + Sync)]) -> Result<Row> {
        self.guard(self.client.query_one(sql, parameters)).await.map_err(|(error, _)| error)
    }

    /// Has the server look at a statement and at the names and types in it, without running it.
    ///
    /// # Errors
    /// What the server has against it.
    pub async fn look_at(&self, sql: &str) -> Result<()> {
        self.guard(self.client.prepare(sql)).await.map(|_| ()).map_err(|(error, _)| error)
    }

    /// Runs statements whose answers do not matter.
    ///
    /// # Errors
    /// As [`Session::query`].
    pub async fn simple(&self, sql: &str) -> Result<()> {
        self.script(sql).await.map_err(|failure| failure.error)
    }

    /// The process id of the backend that answers now. Asked without a prepared statement, which a pooler may send astray.
    ///
    /// # Errors
    /// As [`Session::query`].
    pub async fn backend_now(&self) -> Result<i32> {
        let answer = self.guard(self.client.simple_query("SELECT pg_backend_pid()")).await.map_err(|(error, _)| error)?;
        let value = answer.iter().find_map(|message| match message {
            SimpleQueryMessage::Row(row) => row.get(0)?.parse().ok(),
            _ => None,
        });
        value.ok_or_else(unknown_process)
    }

    /// Sends a text of one or more statements in one message and counts those that finish. Outside a transaction block
    /// the server runs the whole text as one transaction (manual, section 55.2.2.1).
    ///
    /// # Errors
    /// Says at which statement it stopped.
    pub async fn script(&self, sql: &str) -> Result<(), Box<ScriptFailure>> {
        let mut finished = 0;
        let run = async {
            let mut messages = pin!(self.client.simple_query_raw(sql).await?);
            while let Some(message) = messages.try_next().await? {
                if matches!(message, SimpleQueryMessage::CommandComplete(_)) {
                    finished += 1;
                }
            }
            Ok(())
        };
        self.guard(run).await.map_err(|(error, cause)| Box::new(failure(sql, error, finished, cause.as_ref())))
    }

    /// Runs one statement in which `$1` stands for a text.
    ///
    /// # Errors
    /// As [`Session::script`].
    pub async fn with_text(&self, sql: &str, text: &str) -> Result<(), Box<ScriptFailure>> {
        let run = async { self.client.query_typed(sql, &[(&text, Type::TEXT)]).await };
        self.guard(run).await.map(|_| ()).map_err(|(error, cause)| Box::new(failure(sql, error, 0, cause.as_ref())))
    }

    /// Runs a `COPY … FROM stdin` with its rows.
    ///
    /// # Errors
    /// As [`Session::script`].
    pub async fn copy_in(&self, sql: &str, rows: &str) -> Result<(), Box<ScriptFailure>> {
        let run = async {
            let mut sink = pin!(self.client.copy_in(sql).await?);
            for chunk in rows.as_bytes().chunks(COPY_CHUNK) {
                sink.send(std::io::Cursor::new(chunk.to_vec())).await?;
            }
            sink.finish().await
        };
        self.guard(run).await.map(|_| ()).map_err(|(error, cause)| Box::new(failure(sql, error, 0, cause.as_ref())))
    }

    /// Runs a `COPY … TO STDOUT` and hands its rows over in pieces. Where they are not taken it is cancelled.
    ///
    /// # Errors
    /// The server's, the interruption, or that of `take`.
    pub async fn copy_out(&self, sql: &str, mut take: impl FnMut(&[u8]) -> Result<()>) -> Result<()> {
        let run = async {
            let mut rows = pin!(self.client.copy_out(sql).await?);
            while let Some(piece) = rows.try_next().await? {
                if let Err(error) = take(&piece) {
                    let _ = self.canceller.cancel().await;
                    // What is still on its way, up to the cancellation.
                    while let Ok(Some(_)) = rows.try_next().await {}
                    return Ok(Err(error));
                }
            }
            Ok(Ok(()))
        };
        self.guard(run).await.map_err(|(error, _)| error)?
    }

    /// Runs a `COPY … FROM STDIN` with the pieces that `next` gives until there is none; gives the number of rows.
    ///
    /// # Errors
    /// The server's, the interruption, or that of `next`, which ends it without a row.
    pub async fn copy_in_pieces(&self, sql: &str, mut next: impl FnMut() -> Result<Option<Vec<u8>>>) -> Result<u64> {
        let run = async {
            let mut sink = pin!(self.client.copy_in(sql).await?);
            loop {
                match next() {
                    Ok(Some(piece)) => sink.send(std::io::Cursor::new(piece)).await?,
                    Ok(None) => return Ok(Ok(sink.finish().await?)),
                    Err(error) => return Ok(Err(error)),
                }
            }
        };
        self.guard(run).await.map_err(|(error, _)| error)?
    }

    /// Runs `work` in one read-only snapshot: what it reads belongs together, and it cannot write.
    ///
    /// # Errors
    /// The work's own, or the server's.
    pub async fn snapshot<T>(&self, work: impl Future<Output = Result<T>>) -> Result<T> {
        self.simple("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY").await?;
        let result = work.await;
        let end = self.finishing(self.simple(if result.is_ok() { "COMMIT" } else { "ROLLBACK" })).await;
        let value = result?;
        end?;
        Ok(value)
    }

    /// The server's clock.
    ///
    /// # Errors
    /// As [`Session::query`].
    pub async fn now(&self) -> Result<chrono::DateTime<chrono::Utc>> {
        Ok(self.query_one("SELECT clock_timestamp()", &[]).await?.get(0))
    }
}

fn unknown_process() -> Error {
    Error::failed("the server did not say which process answers")
}

/// What a statement of `sql` failed with.
fn failure(sql: &str, error: Error, finished: usize, cause: Option<&tokio_postgres::Error>) -> ScriptFailure {
    let said = cause.and_then(|cause| cause.as_db_error());
    let byte = match said.and_then(|said| said.position()) {
        Some(tokio_postgres::error::ErrorPosition::Original(character)) => {
            Some(crate::error::byte_of_character(sql, *character as usize))
        }
        _ => None,
    };
    let lost = said.is_none_or(|said| LAST_WORDS.contains(&said.code().code()));
    ScriptFailure { error, finished, byte, lost }
}

/// `15.18 (Debian …)` → 150018; `18beta1` → 180000.
fn version_number(text: &str) -> u32 {
    let mut numbers = text.split(|c: char| !c.is_ascii_digit()).map(|part| part.parse::<u32>().unwrap_or(0));
    let major = numbers.next().unwrap_or(0);
    let dotted = text.trim_start_matches(|c: char| c.is_ascii_digit()).starts_with('.');
    major * 10_000 + if dotted { numbers.next().unwrap_or(0) } else { 0 }
}

#[cfg(test)]
mod tests {
    #[test]
    fn versions_as_numbers() {
        for (text, number) in [("15.18 (Debian 15.18-0+deb12u1)", 150_018), ("18beta1", 180_000), ("9.6.3", 90_006)] {
            assert_eq!(super::version_number(text), number);
        }
    }
}
