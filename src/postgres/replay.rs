//! Replays a file of SQL on a session of a scratch database, statement by statement, and points at the one that fails. On a
//! server of our own it makes the roles that the file names and does not make.

use super::session::{ScriptFailure, Session};
use crate::error::{Error, Location, Result};
use crate::identifier::quote;
use crate::migration::reach::{CREATE_ROLE, DROP_ROLE, Reach};
use crate::migration::replay::{Script, Statement, Transaction};

/// Runs a file to its end; what it sets ends with it.
///
/// # Errors
/// The statement that fails, at its place in the file.
pub async fn run(session: &Session, script: &Script, own_server: bool) -> Result<()> {
    let failed = |failure: ScriptFailure, start: usize| {
        let is_interrupted = session.interrupt().is_raised() || failure.error.sqlstate().is_none();
        if is_interrupted {
            failure.error
        } else {
            pointing(script, failure, start).leaving("nothing was changed: this was a scratch database")
        }
    };
    // Where the transaction that is open began: after a ROLLBACK it is run again from there.
    let mut began = None;
    let mut next = 0;
    if script.in_transaction {
        session.simple("BEGIN").await?;
        began = Some(0);
    }
    while let Some(statement) = script.statements.get(next) {
        let sql = &script.text[statement.range.clone()];
        if let Err(failure) = session.script(sql).await {
            if own_server && missing_role(&failure.error).is_some() {
                if began.is_some() {
                    session.simple("ROLLBACK").await?;
                }
                // Over another session: this one may have become a role that makes none.
                if !make_missing_role(&session.beside().await?, &failure.error).await {
                    return Err(failed(*failure, statement.range.start));
                }
                next = began.unwrap_or(next);
                if script.in_transaction {
                    session.simple("BEGIN").await?;
                }
                continue;
            }
            if began.is_some() || !is_forgiven(sql, statement, &failure.error, own_server) {
                return Err(failed(*failure, statement.range.start));
            }
        }
        match statement.transaction {
            Some(Transaction::Begins) => began = Some(next),
            Some(Transaction::Ends) => began = None,
            None => {}
        }
        next += 1;
    }
    if script.in_transaction {
        // What is deferred fails here, and no statement is to blame.
        session.simple("COMMIT").await.map_err(|error| error.at(whole(script)))?;
    }
    match session.simple("DISCARD ALL").await {
        // It cannot run in a transaction block.
        Err(error) if error.sqlstate() == Some("25001") => {
            Err(Error::usage("the file ends in the middle of a transaction, which would be rolled back")
                .at(whole(script))
                .hint("end it with COMMIT"))
        }
        result => {
            session.forget_prepared();
            result.and(session.prepare().await)
        }
    }
}

/// Runs a file to its end whatever fails, each statement on its own, and gives what failed at its place. What needs what has failed
/// fails too, as under psql.
///
/// # Errors
/// A lost connection, an interruption.
pub async fn failures(session: &Session, script: &Script, own_server: bool) -> Result<Vec<Error>> {
    let mut found = Vec::new();
    for statement in &script.statements {
        let sql = &script.text[statement.range.clone()];
        let mut result = session.script(sql).await;
        while let Err(failure) = &result {
            if !own_server || !make_missing_role(&session.beside().await?, &failure.error).await {
                break;
            }
            result = session.script(sql).await;
        }
        let Err(failure) = result else { continue };
        if session.interrupt().is_raised() || failure.error.sqlstate().is_none() {
            return Err(failure.error);
        }
        // In a transaction that has failed nothing else runs, which says nothing of it.
        if failure.error.sqlstate() != Some("25P02") && !is_forgiven(sql, statement, &failure.error, own_server) {
            found.push(pointing(script, *failure, statement.range.start));
        }
    }
    Ok(found)
}

/// A failure, at its place in the file.
fn pointing(script: &Script, failure: ScriptFailure, start: usize) -> Error {
    failure.error.pointing_at(&script.shown, &script.text, start + failure.byte.unwrap_or(0))
}

fn whole(script: &Script) -> Location {
    Location { file: script.shown.clone(), line: None, column: None }
}

/// What a file may fail at without being wrong, because psql goes on after it and a new database cannot know it better.
fn is_forgiven(sql: &str, statement: &Statement, error: &Error, own_server: bool) -> bool {
    let state = error.sqlstate().unwrap_or_default();
    match (statement.reach, state) {
        // Both sides of a comparison share the server, and its roles.
        (Reach::Server(CREATE_ROLE), "42710") | (Reach::Server(DROP_ROLE), "2BP01") => own_server,
        // A setting that pg_dump of a newer version writes, for what this version does not have.
        (_, "42704") => error.message().starts_with("unrecognized configuration parameter "),
        // A dump says so where somebody made it anew.
        (_, "42P06") => sql.split_whitespace().map(str::to_ascii_lowercase).eq(["create", "schema", "public"]),
        _ => false,
    }
}

/// The role that does not exist, where that is what failed.
fn missing_role(error: &Error) -> Option<&str> {
    // undefined_object; SET ROLE says invalid_parameter_value.
    let state = error.sqlstate().filter(|state| ["42704", "22023"].contains(state));
    state.and_then(|_| error.message().strip_prefix("role \"")?.strip_suffix("\" does not exist"))
}

/// Makes the role that a statement lacks, on a server of our own: who it is makes no difference there. Whether there was one to
/// make.
pub async fn make_missing_role(session: &Session, error: &Error) -> bool {
    match missing_role(error) {
        Some(role) => session.simple(&format!("CREATE ROLE {} SUPERUSER", quote(role))).await.is_ok(),
        None => false,
    }
}

/// Whether a replay failed for want of what a server of our own would give: privileges, and roles.
pub fn wants_own_server(error: &Error) -> bool {
    error.sqlstate() == Some("42501") || missing_role(error).is_some()
}
