//! Sends a step's SQL as the server takes it: rows for `COPY … FROM stdin` through its own protocol, without what is psql's
//! alone; and shows where in it a fault is.

use super::super::archive;
use super::super::session::{ScriptFailure, Session};
use crate::error::Error;
use crate::identifier::literal;
use crate::migration::preflight::PASSED_OVER;
use crate::migration::statements::{self, Kind};
use crate::plan::{Source, Sql};

/// Sends a text.
///
/// # Errors
/// Says at which statement it stopped.
pub(super) async fn send(session: &Session, sql: &Sql) -> Result<(), Box<ScriptFailure>> {
    let text = sql.text.as_str();
    if let Some(transfer) = &sql.transfer {
        let moved = archive::transfer(session, transfer).await;
        return moved.map_err(|error| Box::new(ScriptFailure { error, finished: 0, byte: None, lost: session.is_closed() }));
    }
    if let Some(kept) = &sql.kept {
        return session.with_text(text, kept).await;
    }
    if !has_more_than_sql(sql) {
        return session.script(text).await;
    }
    let pieces = statements::split(text);
    let mut finished = 0;
    // The statements that are sent together begin here.
    let mut from = 0;
    for (index, piece) in pieces.iter().enumerate() {
        let moved = |mut failure: Box<ScriptFailure>, by: usize| {
            failure.finished += finished;
            failure.byte = failure.byte.map(|byte| byte + by);
            failure
        };
        let before = pieces[..index].iter().filter(|piece| piece.kind == Kind::Sql);
        match piece.kind {
            Kind::CopyData => {
                let copy = pieces[index - 1];
                session.script(&text[from..copy.start]).await.map_err(|failure| moved(failure, from))?;
                finished = before.count() - 1;
                let rows = &text[piece.start..piece.end];
                let copied = session.copy_in(&text[copy.start..copy.end], rows).await;
                copied.map_err(|mut failure| {
                    failure.finished = finished;
                    failure.byte = failure.byte.map(|byte| byte + copy.start);
                    failure
                })?;
                finished += 1;
                // The line that ends the rows, where there is one.
                let end = text[piece.end..].strip_prefix("\\.").map_or(piece.end, |_| piece.end + 2);
                from = end;
            }
            Kind::MetaCommand if PASSED_OVER.iter().any(|name| text[piece.start..piece.end].starts_with(name)) => {
                session.script(&text[from..piece.start]).await.map_err(|failure| moved(failure, from))?;
                finished = before.count();
                from = piece.end;
            }
            Kind::Sql | Kind::MetaCommand => {}
        }
    }
    session.script(&text[from..]).await.map_err(|mut failure| {
        failure.finished += finished;
        failure.byte = failure.byte.map(|byte| byte + from);
        failure
    })
}

/// Whether a text may hold what is not a statement. Nothing but a file does, and it always has a backslash: `\.` ends the rows.
fn has_more_than_sql(sql: &Sql) -> bool {
    sql.source.is_some() && (sql.text.contains('\\') || sql.text.to_ascii_lowercase().contains("stdin"))
}

/// Statements that go to the server in one message, each after the one before it.
#[derive(Debug, Default)]
pub(super) struct Message<'a> {
    text: String,
    parts: Vec<Part<'a>>,
}

#[derive(Debug)]
struct Part<'a> {
    /// The byte of the message that it begins at.
    start: usize,
    /// What a person would know it by; None is what only the executor says.
    sql: Option<&'a Sql>,
}

/// A message that stopped.
pub(super) struct Stopped {
    pub error: Error,
    /// Whether anything was run at all.
    pub anything: bool,
}

impl<'a> Message<'a> {
    /// One statement or several of the executor's.
    pub fn add(&mut self, words: &str) {
        self.push(words, None);
    }

    /// A text of a step, which goes as it stands.
    pub fn add_sql(&mut self, sql: &'a Sql) {
        self.push(&complete(sql), Some(sql));
    }

    fn push(&mut self, text: &str, sql: Option<&'a Sql>) {
        if !self.text.is_empty() {
            self.text.push_str(BETWEEN);
        }
        self.parts.push(Part { start: self.text.len(), sql });
        self.text.push_str(text);
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    pub fn parts(&self) -> usize {
        self.parts.len()
    }

    /// How many statements the first parts of it hold, as the server counts them.
    pub fn statements(&self, parts: usize) -> usize {
        let end = self.parts.get(parts).map_or(self.text.len(), |next| next.start);
        number_of_statements(&self.text[..end])
    }

    /// Sends it, and behind it, in the same message where that can be, what stands alone.
    pub async fn send_before(mut self, session: &Session, sql: &'a Sql) -> Result<(), Stopped> {
        if is_one_message(sql) {
            self.push(&sql.text, Some(sql));
            return self.send(session).await;
        }
        if !self.text.is_empty() {
            self.send(session).await?;
        }
        send(session, sql).await.map_err(|failure| Stopped { error: point_at(*failure, sql), anything: true })
    }

    async fn send(&self, session: &Session) -> Result<(), Stopped> {
        session.script(&self.text).await.map_err(|failure| Stopped {
            // A text that cannot be parsed is refused as a whole, before its first statement.
            anything: failure.finished > 0,
            error: self.point_at(*failure),
        })
    }

    /// Shows where in which of its texts PostgreSQL saw the fault.
    pub fn point_at(&self, mut failure: ScriptFailure) -> Error {
        for (number, part) in self.parts.iter().enumerate() {
            let end = self.parts.get(number + 1).map_or(self.text.len(), |next| next.start);
            let statements = number_of_statements(&self.text[part.start..end]);
            let is_here = match failure.byte {
                Some(byte) => byte < end || end == self.text.len(),
                None => failure.finished < statements,
            };
            if is_here {
                let Some(sql) = part.sql else { break };
                // What is kept is not in the text that is shown.
                failure.byte = failure.byte.filter(|_| sql.kept.is_none()).map(|byte| byte - part.start);
                return point_at(failure, sql);
            }
            failure.finished = failure.finished.saturating_sub(statements);
        }
        failure.error
    }
}

/// Whether a text goes as it is, with others in its message.
pub(super) fn is_one_message(sql: &Sql) -> bool {
    sql.kept.is_none() && sql.transfer.is_none() && !has_more_than_sql(sql)
}

/// What stands between two texts of a message: the one before may end with a comment.
const BETWEEN: &str = "\n;\n";

/// A text of ours with what it keeps in its place.
fn complete(sql: &Sql) -> String {
    match &sql.kept {
        // What stands before it may be a name that looks like it.
        Some(kept) => match sql.text.rsplit_once("$1") {
            Some((before, after)) => format!("{before}{}{after}", literal(kept)),
            None => sql.text.clone(),
        },
        None => sql.text.clone(),
    }
}

/// As the server counts them.
fn number_of_statements(text: &str) -> usize {
    statements::split(text).into_iter().filter(|statement| statement.kind == Kind::Sql).count()
}

/// Lines of a long statement that are shown with its error.
const STATEMENT_LINES: usize = 3;

/// Shows where in the text PostgreSQL saw the fault; where it does not say, the statement that it was in.
pub(super) fn point_at(failure: ScriptFailure, sql: &Sql) -> Error {
    let ScriptFailure { error, finished, byte, .. } = failure;
    if error.sql().is_none() {
        return error;
    }
    let statement = || {
        let mut statements = statements::split(&sql.text).into_iter().filter(|statement| statement.kind == Kind::Sql);
        statements.nth(finished).map(|statement| statement.start)
    };
    let place = byte.or_else(statement);
    match (place, &sql.source) {
        (Some(at), Some(Source { file, text, start })) => error.pointing_at(file, text, start + at),
        (place, _) => {
            let (line, column) = crate::error::line_and_column(&sql.text, place.unwrap_or(0));
            let first = line.saturating_sub(STATEMENT_LINES).max(1);
            let caret = byte.map(|_| (line, column));
            error.with_excerpt(crate::error::Excerpt::of(&sql.text, first, line + STATEMENT_LINES, caret))
        }
    }
}
