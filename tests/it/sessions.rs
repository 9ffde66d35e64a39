//! Sessions, the executor and the embedded server, below the commands.

use std::time::Duration;

use pgkeel::error::Kind;
use pgkeel::interrupt::Interrupt;
use pgkeel::plan::{Event, LockMode, Plan, Step};
use pgkeel::postgres::execute;
use pgkeel::postgres::session::{Session, Setup, Timeouts};

use crate::support::{Database, Held, block_on, connect, resolve, server, start_server};

#[test]
fn an_embedded_server_is_gone_when_dropped() {
    let server = start_server(&[]);
    let directory = server.directory().to_owned();
    assert!(directory.join("data/postmaster.pid").exists());
    drop(server);
    assert!(!directory.exists());
}

#[test]
fn servers_run_side_by_side() {
    let other = start_server(&[]);
    assert_ne!(other.directory(), server().directory());
    block_on(async {
        connect(&other.url("postgres")).await.simple("CREATE TABLE only_there ()").await.unwrap();
        let rows = connect(&server().url("postgres")).await.query("SELECT to_regclass('only_there')::text", &[]).await.unwrap();
        assert_eq!(rows[0].get::<_, Option<String>>(0), None);
    });
}

#[test]
fn a_failed_step_is_rolled_back_and_the_steps_before_it_stay() {
    let database = Database::empty();
    let plan = Plan {
        steps: vec![
            Step::new("make a", "CREATE TABLE a (id int)"),
            Step::new("make b and break", "CREATE TABLE b (id int)").and("SELECT 1/0"),
            Step::new("never", "CREATE TABLE c (id int)"),
        ],
    };
    let stopped = block_on(async { execute::run(&connect(&database.url).await, &plan, |_| ()).await }).unwrap_err();
    assert_eq!((stopped.done, stopped.error.sqlstate()), (1, Some("22012")));
    assert_eq!(stopped.error.state(), Some("nothing of `make b and break` was done: its transaction was rolled back"));
    assert_eq!(database.column("SELECT relname FROM pg_class WHERE relname IN ('a', 'b', 'c')"), ["a"]);
}

/// A session that waits for a lock for less than half a second at a time, and goes on trying for so long.
async fn impatient(database: &Database, lock_retry_for: Duration) -> Session {
    let lock_timeout = Duration::from_millis(400);
    let mut setup = Setup::quiet(vec!["public".into()], Interrupt::never());
    setup.timeouts = Timeouts { lock_timeout, lock_retry_for, ..Timeouts::default() };
    Session::connect(&resolve(&database.url), setup).await.unwrap()
}

#[test]
fn a_lock_that_is_held_is_waited_for_without_queueing_behind_it() {
    let database = Database::empty();
    database.sql("CREATE TABLE t (id int)");
    let plan = Plan {
        steps: vec![Step::new("add a column", "ALTER TABLE t ADD COLUMN b int").locking(LockMode::AccessExclusive, "public.t")],
    };
    block_on(async {
        let holder = connect(&database.url).await;
        holder.simple("BEGIN; SELECT * FROM t").await.unwrap();
        let session = impatient(&database, Duration::from_mins(1)).await;
        let mut retries = Vec::new();
        let first_retry = tokio::sync::Notify::new();
        let release = async {
            first_retry.notified().await;
            holder.simple("COMMIT").await.unwrap();
        };
        let run = execute::run(&session, &plan, |event| {
            if let Event::Retrying { cause, .. } = event {
                retries.push(cause.clone());
                first_retry.notify_one();
            }
        });
        let ((), result) = tokio::join!(release, run);
        result.unwrap();
        assert!(retries[0].starts_with("blocked by pid ") && retries[0].contains("idle in transaction"), "{retries:?}");
    });
}

#[test]
fn a_lock_that_stays_held_is_busy_and_names_the_holder() {
    let database = Database::empty();
    database.sql("CREATE TABLE t (id int)");
    let plan = Plan {
        steps: vec![Step::new("add a column", "ALTER TABLE t ADD COLUMN b int").locking(LockMode::AccessExclusive, "public.t")],
    };
    block_on(async {
        let holder = connect(&database.url).await;
        holder.simple("BEGIN; SELECT * FROM t").await.unwrap();
        let session = impatient(&database, Duration::from_secs(1)).await;
        let stopped = execute::run(&session, &plan, |_| ()).await.unwrap_err();
        assert_eq!(stopped.error.kind(), Kind::Busy);
        assert!(stopped.error.hints()[0].starts_with("held by pid "), "{:?}", stopped.error.hints());
    });
}

#[test]
fn a_failed_concurrent_build_leaves_no_invalid_index() {
    let database = Database::empty();
    database.sql("CREATE TABLE t (id int); INSERT INTO t VALUES (1), (1)");
    let plan = Plan {
        steps: vec![
            Step::new("create index t_id", "CREATE UNIQUE INDEX CONCURRENTLY t_id ON t (id)")
                .outside_transaction(Some("public.t_id".into())),
        ],
    };
    let stopped = block_on(async { execute::run(&connect(&database.url).await, &plan, |_| ()).await }).unwrap_err();
    assert_eq!(stopped.error.sqlstate(), Some("23505"));
    assert_eq!(database.value("SELECT count(*) FROM pg_index WHERE NOT indisvalid"), "0");
}

#[test]
fn a_build_that_does_not_get_its_lock_leaves_a_valid_index_of_that_name_alone() {
    let database = Database::empty();
    database.sql("CREATE TABLE t (id int); CREATE INDEX t_id ON t (id)");
    let plan = Plan {
        steps: vec![
            Step::new("create index t_id", "CREATE INDEX CONCURRENTLY t_id ON t (id)")
                .outside_transaction(Some("public.t_id".into())),
        ],
    };
    let _held = Held::open(&database.url, "BEGIN; LOCK t IN SHARE UPDATE EXCLUSIVE MODE");
    let session = block_on(async {
        let session = impatient(&database, Duration::from_millis(500)).await;
        let stopped = execute::run(&session, &plan, |_| ()).await.unwrap_err();
        assert_eq!((stopped.error.kind(), stopped.error.sqlstate()), (Kind::Busy, Some("55P03")));
        session.query_one("SHOW lock_timeout", &[]).await.unwrap().get::<_, String>(0)
    });
    assert_eq!(session, "400ms", "the session is as it was");
    assert_eq!(database.value("SELECT indisvalid FROM pg_index WHERE indexrelid = 't_id'::regclass"), "true");
}

#[test]
fn a_connection_lost_outside_a_transaction_claims_nothing() {
    let database = Database::empty();
    let plan =
        Plan { steps: vec![Step::new("die", "SELECT pg_terminate_backend(pg_backend_pid())").outside_transaction(None)] };
    let stopped = block_on(async { execute::run(&connect(&database.url).await, &plan, |_| ()).await }).unwrap_err();
    assert!(stopped.error.state().unwrap().starts_with("what became of `die` is unknown"), "{:?}", stopped.error.state());
}

#[test]
fn a_lost_connection_says_what_became_of_the_step() {
    let database = Database::empty();
    let plan = Plan {
        steps: vec![
            Step::new("make a", "CREATE TABLE a (id int)"),
            Step::new("die", "SELECT pg_terminate_backend(pg_backend_pid())"),
        ],
    };
    let stopped = block_on(async { execute::run(&connect(&database.url).await, &plan, |_| ()).await }).unwrap_err();
    assert_eq!(stopped.done, 1);
    assert_eq!(stopped.error.state(), Some("nothing of `die` was done: its transaction was rolled back"));
    assert_eq!(database.value("SELECT to_regclass('a')::text"), "a");
}

#[test]
fn identifiers_and_literals_are_quoted_as_the_server_does() {
    block_on(async {
        let session = connect(&server().url("postgres")).await;
        let words = "SELECT word, quote_ident(word) FROM (SELECT word FROM pg_get_keywords() UNION ALL
                     SELECT unnest(ARRAY['a', 'A', '_a1', '1a', 'a b', 'a\"b', 'größe', 'a$b', 'a.b', '']) AS word) AS words";
        for row in session.query(words, &[]).await.unwrap() {
            let (word, server): (String, String) = (row.get(0), row.get(1));
            let ours = pgkeel::identifier::quote(&word);
            // Newer servers have more keywords than this one: quoting those too does no harm.
            assert!(ours == server || (server == word && ours == format!("\"{word}\"")), "{word}: {ours}, {server}");
        }
        for value in ["", "it's", "a\\b", "\\'", "é\n\t", "E'x'", "$1", "%s"] {
            for conforming in ["on", "off"] {
                session.simple(&format!("SET standard_conforming_strings = {conforming}")).await.unwrap();
                let sql = format!("SELECT {}::text", pgkeel::identifier::literal(value));
                let row = session.query_one(&sql, &[]).await.unwrap();
                assert_eq!(row.get::<_, String>(0), value, "{sql}");
            }
        }
    });
}
