//! How far a statement of a replayed file reaches: within its database, over the whole server, beyond it, or to nothing that
//! a schema holds. By its words alone: what a function does that it calls cannot be seen.

use super::tokens::{Kind, Tokens};

/// What a replay may do with a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// It stays in its database: run.
    Database,
    /// It changes nothing that a schema holds (rows that COPY reads, other databases, the server's settings): not run.
    NoSchema,
    /// It changes what all databases of a server share, and is only run on a server of our own.
    Server(&'static str),
    /// It reaches other servers, or leaves something behind that keeps a database from being dropped: refused, with the reason.
    Beyond(&'static str),
}

/// Of one statement.
pub fn reach(sql: &str) -> Reach {
    let words = words(sql);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["copy" | "checkpoint", ..] | ["create" | "drop", "database", ..] | ["alter", "database" | "system", ..] => {
            Reach::NoSchema
        }
        ["comment", "on", "database" | "role" | "tablespace", ..] => Reach::NoSchema,
        ["security", "label", ..] if follows(&words, "on", &["database", "role", "tablespace"]) => Reach::NoSchema,
        ["grant" | "revoke", ..] if follows(&words, "on", &["database", "tablespace", "parameter"]) => Reach::NoSchema,
        ["grant" | "revoke", ..] if !words.contains(&"on") => Reach::Server("GRANT role TO role"),
        ["create" | "alter" | "drop", "user", "mapping", ..] => Reach::Database,
        ["create", "role" | "user" | "group", ..] => Reach::Server(CREATE_ROLE),
        ["alter", "role" | "user" | "group", ..] => Reach::Server("ALTER ROLE"),
        ["drop", "role" | "user" | "group", ..] => Reach::Server(DROP_ROLE),
        ["create" | "alter" | "drop", "tablespace", ..] => Reach::Server("TABLESPACE"),
        ["reassign", "owned", ..] => Reach::Server("REASSIGN OWNED"),
        ["drop", "owned", ..] => Reach::Server("DROP OWNED"),
        // Dropping the database would demand that it be dropped first.
        ["create", "subscription", ..] if says_not_to_connect(sql) => Reach::Server("CREATE SUBSCRIPTION"),
        ["alter", "subscription", .., "owner" | "rename", "to", _] => Reach::Server("ALTER SUBSCRIPTION"),
        ["create" | "alter" | "drop", "subscription", ..] => {
            Reach::Beyond("it would connect to the publisher, unless CREATE SUBSCRIPTION says `connect = false`")
        }
        ["prepare", "transaction", ..] | ["commit" | "rollback", "prepared", ..] => {
            Reach::Beyond("a prepared transaction would outlive the replay")
        }
        ["do", ..] => in_body(sql),
        _ => Reach::Database,
    }
}

/// What [`Reach::Server`] calls the statement that fails where the role is there already.
pub const CREATE_ROLE: &str = "CREATE ROLE";
/// And the one that fails where another database still uses it.
pub const DROP_ROLE: &str = "DROP ROLE";

/// The words outside of parentheses, in lower case; a quoted name is one without a meaning.
fn words(sql: &str) -> Vec<String> {
    let mut depth = 0_usize;
    let mut words = Vec::new();
    for token in Tokens::new(sql) {
        match (token.kind, &sql[token.start..token.end]) {
            (Kind::Symbol, "(") => depth += 1,
            (Kind::Symbol, ")") => depth = depth.saturating_sub(1),
            (Kind::Word, word) if depth == 0 => words.push(word.to_ascii_lowercase()),
            (Kind::QuotedName, _) if depth == 0 => words.push(String::new()),
            _ => {}
        }
    }
    words
}

/// Whether one of `kinds` comes after the first `word`, and a name after that: a table may itself be called `database`.
fn follows(words: &[&str], word: &str, kinds: &[&str]) -> bool {
    let Some(at) = words.iter().position(|known| *known == word) else { return false };
    words.get(at + 1).is_some_and(|kind| kinds.contains(kind)) && !matches!(words.get(at + 2), None | Some(&("to" | "from")))
}

fn says_not_to_connect(sql: &str) -> bool {
    let tokens: Vec<String> = Tokens::new(sql)
        .filter(|token| token.kind != Kind::Comment)
        .map(|token| sql[token.start..token.end].to_ascii_lowercase())
        .collect();
    tokens.windows(3).any(|three| {
        three[0] == "connect" && three[1] == "=" && ["false", "off", "0", "no"].contains(&three[2].trim_matches('\''))
    })
}

/// What a DO block may do, by the words of its body, those of the SQL that it puts together included.
fn in_body(sql: &str) -> Reach {
    let lower = sql.to_ascii_lowercase();
    let words: Vec<&str> =
        lower.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(|word| !word.is_empty()).collect();
    let shared = words.windows(3).any(|three| match three {
        ["create" | "alter" | "drop", "user", next] => *next != "mapping",
        ["create" | "alter" | "drop", "role" | "group" | "database" | "tablespace", _] | ["alter", "system", _] => true,
        _ => false,
    });
    if shared { Reach::Server("DO … ROLE") } else { Reach::Database }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stays_in_its_database() {
        for sql in [
            "CREATE TABLE role (\"user\" int)",
            "CREATE USER MAPPING FOR bob SERVER s",
            "GRANT SELECT ON t TO bob",
            "GRANT SELECT ON database TO bob",
            "GRANT SELECT ON \"database\" TO bob",
            "GRANT SELECT (a), UPDATE (b) ON TABLE t TO \"Bob\"",
            "ALTER TABLE t OWNER TO bob",
            "ALTER DEFAULT PRIVILEGES FOR ROLE bob GRANT SELECT ON TABLES TO amy",
            "SET ROLE bob",
            "COMMENT ON TABLE t IS 'create role x'",
            "DO $$ BEGIN CREATE USER MAPPING FOR bob SERVER s; END $$",
            "PREPARE q AS SELECT 1",
            "DROP TABLE owned",
        ] {
            assert_eq!(reach(sql), Reach::Database, "{sql}");
        }
    }

    #[test]
    fn what_no_schema_holds() {
        for sql in [
            "COPY t FROM stdin",
            "copy (select 1) to program 'rm x'",
            "CREATE DATABASE d",
            "ALTER DATABASE d SET work_mem = '1MB'",
            "ALTER SYSTEM SET work_mem = '1MB'",
            "GRANT CONNECT ON DATABASE \"d\" TO bob",
            "REVOKE ALL ON TABLESPACE x FROM bob",
            "COMMENT ON DATABASE d IS 'x'",
            "SECURITY LABEL FOR p ON ROLE bob IS 'x'",
        ] {
            assert_eq!(reach(sql), Reach::NoSchema, "{sql}");
        }
    }

    #[test]
    fn what_is_of_the_whole_server() {
        for sql in [
            "/* a */ CREATE ROLE bob",
            "create user bob password 'x'",
            "ALTER GROUP g ADD USER bob",
            "DROP ROLE IF EXISTS bob",
            "GRANT admin TO bob WITH ADMIN OPTION",
            "REVOKE \"on\" FROM bob",
            "CREATE TABLESPACE x LOCATION '/x'",
            "REASSIGN OWNED BY bob TO amy",
            "DO $$ BEGIN IF true THEN CREATE ROLE bob; END IF; END $$",
            "DO 'BEGIN EXECUTE format(''create user %I'', ''bob''); END'",
            "CREATE SUBSCRIPTION s CONNECTION '' PUBLICATION p WITH (connect = false, slot_name = 's')",
        ] {
            assert!(matches!(reach(sql), Reach::Server(_)), "{sql}: {:?}", reach(sql));
        }
    }

    #[test]
    fn what_reaches_beyond() {
        for sql in [
            "CREATE SUBSCRIPTION s CONNECTION '' PUBLICATION p",
            "CREATE SUBSCRIPTION s CONNECTION '' PUBLICATION p WITH (connect /* = false */ = true)",
            "ALTER SUBSCRIPTION s ENABLE",
            "DROP SUBSCRIPTION s",
            "PREPARE TRANSACTION 'x'",
        ] {
            assert!(matches!(reach(sql), Reach::Beyond(_)), "{sql}: {:?}", reach(sql));
        }
    }
}
