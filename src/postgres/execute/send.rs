//! Sends a step's SQL as the server takes it: rows for `COPY … FROM stdin` through its own protocol, without what is psql's
//! alone; and shows where in it a fault is.

use super::super::archive;
use super::super::session::{ScriptFailure, Session};
use crate::error::Error;
use crate::identifier::literal;
use crate::migration::preflight::PASSED_OVER;
use crate::migration::statements::{self, Kind};
use crate::plan::{Source, Sql, Step};

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

/// How a step's transaction is sent. What stands around a person's file is ours, and goes with BEGIN and with COMMIT: a migration
/// is two messages.
pub(super) struct Opening<'a> {
    /// The first message: BEGIN, what of ours stands before the file, and the file's text where that is nothing but SQL.
    pub text: String,
    /// What is sent piece by piece then.
    pub rest: &'a [Sql],
    /// What is sent with COMMIT.
    pub closing: &'a [Sql],
    /// How many statements of ours the message begins with.
    statements: usize,
    /// The text behind them, and where it starts.
    last: Option<(&'a Sql, usize)>,
}

impl<'a> Opening<'a> {
    pub fn of(step: &'a Step) -> Self {
        let of_file = |sql: &Sql| sql.source.is_some();
        let first = step.sql.iter().position(of_file).unwrap_or(0);
        let end = step.sql.iter().rposition(of_file).map_or(step.sql.len(), |last| last + 1);
        let before = &step.sql[..first];
        let (rest, closing) = (&step.sql[first..end], &step.sql[end..]);
        let mut text = together(std::iter::once("BEGIN".to_owned()).chain(before.iter().map(complete)));
        let statements = 1 + before.iter().map(number_of_statements).sum::<usize>();
        let plain = |sql: &Sql| sql.kept.is_none() && sql.transfer.is_none() && !has_more_than_sql(sql);
        let Some((sql, others)) = rest.split_first().filter(|(sql, _)| plain(sql)) else {
            return Self { text, rest, closing, statements, last: None };
        };
        text.push_str(BETWEEN);
        let start = text.len();
        text.push_str(&sql.text);
        Self { text, rest: others, closing, statements, last: Some((sql, start)) }
    }

    /// Points at the place in the file's text, where the fault of the message is there; and says whether anything was run at all.
    pub fn explain(&self, failure: ScriptFailure) -> (Error, bool) {
        // A text that cannot be parsed is refused as a whole, before its first statement.
        let anything = failure.finished > 0;
        let Some((sql, start)) = self.last else { return (failure.error, anything) };
        let in_text = failure.byte.map_or(failure.finished >= self.statements, |byte| byte >= start);
        if !in_text {
            return (failure.error, anything);
        }
        let (finished, byte) = (failure.finished.saturating_sub(self.statements), failure.byte.map(|byte| byte - start));
        (point_at(ScriptFailure { finished, byte, ..failure }, sql), anything)
    }
}

/// What stands between two statements of a message.
const BETWEEN: &str = ";\n";

/// A text of ours with what it keeps in its place.
pub(super) fn complete(sql: &Sql) -> String {
    match &sql.kept {
        // What stands before it may be a name that looks like it.
        Some(kept) => match sql.text.rsplit_once("$1") {
            Some((before, after)) => format!("{before}{}{after}", literal(kept)),
            None => sql.text.clone(),
        },
        None => sql.text.clone(),
    }
}

/// Several texts as one, each from its statement to the next.
pub(super) fn together(texts: impl Iterator<Item = String>) -> String {
    texts.collect::<Vec<_>>().join(BETWEEN)
}

/// As the server counts them.
pub(super) fn number_of_statements(sql: &Sql) -> usize {
    statements::split(&sql.text).into_iter().filter(|statement| statement.kind == Kind::Sql).count()
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
