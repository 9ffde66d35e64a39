//! `pgkeel health`, against servers that are really in the state that each check looks for.

use pgkeel::health::{CHECKS, Check, Evidence, Extension};
use pgkeel::postgres::ephemeral::Server;
use pgkeel::postgres::health::{measure, server as server_facts};

use crate::support::{Database, Held, Project, Run, block_on, connect, stable, start_server};

fn project(url: &str, toml: &str) -> Project {
    let project = Project::empty().with_variable("PGKEEL_DATABASE_URL", url);
    project.write("pgkeel.toml", toml);
    project
}

fn health(url: &str, toml: &str, arguments: &[&str]) -> Run {
    project(url, toml).run(&[&["health"], arguments].concat())
}

/// The state and the value of one check, under these thresholds.
#[track_caller]
fn state(url: &str, check: &str, warning: f64, critical: f64) -> String {
    let toml = format!("[health]\n{check} = {{ warning = {warning:?}, critical = {critical:?} }}\n");
    let run = health(url, &toml, &["--only", check, "--format", "json"]);
    let status = run.json()["result"]["checks"][0]["status"].as_str().expect("a status").to_owned();
    let code = if ["ok", "skipped"].contains(&status.as_str()) { 0 } else { 3 };
    let _ = run.exits(code);
    status
}

/// One check's result, by its own thresholds.
#[track_caller]
fn finding(url: &str, check: &str) -> serde_json::Value {
    health(url, "", &["--only", check, "--format", "json"]).json()["result"]["checks"][0].clone()
}

/// The checks of a report that came out like this.
fn checks_that_are<'a>(report: &'a serde_json::Value, statuses: &[&str]) -> Vec<&'a str> {
    let checks = report["result"]["checks"].as_array().expect("checks");
    let chosen = checks.iter().filter(|check| statuses.iter().any(|status| check["status"] == *status));
    chosen.map(|check| check["check"].as_str().expect("a name")).collect()
}

fn sql(url: &str, sql: &str) {
    block_on(async { connect(url).await.simple(sql).await }).unwrap_or_else(|error| panic!("{sql}: {error}"));
}

/// Asks again until the answer is true: for what another session does in its own time.
fn until(url: &str, question: &str) {
    block_on(async {
        let session = connect(url).await;
        for _ in 0..20_000 {
            if session.query_one(question, &[]).await.expect(question).get(0) {
                return;
            }
            tokio::task::yield_now().await;
        }
        panic!("it never became true: {question}");
    });
}

/// Waits until these are all the clients there are: a session that was closed is still there for a moment.
fn alone(held: &Held, sessions: usize) {
    let wait = format!(
        "DO $$ BEGIN \
           FOR attempt IN 1..3000 LOOP \
             PERFORM pg_stat_clear_snapshot(); \
             EXIT WHEN (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend') = {sessions}; \
             PERFORM pg_sleep(0.01); \
           END LOOP; \
         END $$"
    );
    held.sql(&wait).expect("it waits");
}

fn as_role(url: &str, role: &str) -> String {
    url.replacen("postgres://postgres@", &format!("postgres://{role}@"), 1)
}

/// Runs SQL that blocks in a thread of its own, `work` meanwhile, and waits for both.
fn while_running<T>(url: &str, blocked: &str, begun: &str, work: impl FnOnce() -> T) -> T {
    std::thread::scope(|scope| {
        let waiter = scope.spawn(|| block_on(async { connect(url).await.simple(blocked).await }));
        until(url, begun);
        let result = work();
        let _ = waiter.join().expect("no panic");
        result
    })
}

#[test]
fn a_healthy_database_is_ok() {
    let _stable = stable();
    let server = start_server(&[
        "fsync=on",
        "full_page_writes=on",
        "synchronous_commit=on",
        "autovacuum=on",
        "wal_level=replica",
        "max_wal_senders=10",
    ]);
    let url = server.url("postgres");
    let setup = "CREATE SCHEMA extensions; CREATE EXTENSION pg_stat_statements SCHEMA extensions; CREATE TABLE t (id serial)";
    let held = Held::open(&url, setup);
    alone(&held, 1);
    let steady = "connections,idle_in_transaction,blocked_sessions,invalid_indexes,integer_exhaustion";
    insta::assert_snapshot!(health(&url, "", &["--only", steady]), @r"
    exit code: 0
    --- stdout
    health of postgres: ok

    ok  connections          1.0 %  1 of 97 connections in use
    ok  idle_in_transaction  [time]  no session is idle in transaction
    ok  blocked_sessions     [time]  no session waits for a lock
    ok  invalid_indexes          0  every index is valid
    ok  integer_exhaustion   0.0 %  the fullest of 1: public.t.id (integer), sequence public.t_id_seq
    --- stderr
    ");
    for (check, status) in [("transaction_id_age", "ok"), ("slow_queries", "ok"), ("cache_hit_ratio", "skipped")] {
        assert_eq!(finding(&url, check)["status"], status, "{check}");
    }
    assert_eq!(state(&url, "transaction_id_age", 0.0, 50.0), "warning");
    assert_eq!(state(&url, "transaction_id_age", 0.0, 0.0), "critical");
    let json = health(&url, "", &["--format", "json"]).exits(0).json();
    assert_eq!(json["result"]["checks"].as_array().map(Vec::len), Some(CHECKS.len()));
    assert_eq!(checks_that_are(&json, &["info"]), ["tables_without_primary_key", "doubtful_types", "trusted_locals"]);
}

#[test]
fn connections_are_counted_without_our_own_and_without_background_processes() {
    let _stable = stable();
    // Seven slots for ordinary roles.
    let server = start_server(&["max_connections=10", "superuser_reserved_connections=3"]);
    let url = server.url("postgres");
    let mut held = Vec::new();
    let mut hold_to = |number: usize| {
        held.resize_with(number, || Held::open(&url, ""));
        alone(&held[0], number);
    };
    hold_to(5);
    assert_eq!(finding(&url, "connections")["status"], "ok");
    hold_to(6);
    assert_eq!(finding(&url, "connections")["status"], "warning");
    hold_to(7);
    insta::assert_snapshot!(health(&url, "", &["--only", "connections"]), @r"
    exit code: 3
    --- stdout
    health of postgres: critical

    critical  connections  100.0 %  7 of 7 connections in use

    connections: critical
      client connections in use, of those that ordinary roles may open; our own is not counted
      thresholds: warning 80.0 %, critical 90.0 %
      - 7 by role postgres in database postgres, application pgkeel
      remedy: find who holds so many and make their pools smaller, or put a pooler such as PgBouncer in between; raising max_connections takes a restart and memory
    --- stderr
    ");
}

#[test]
fn the_cache_hit_ratio_needs_a_sample_and_low_is_bad() {
    let database = Database::empty();
    assert_eq!(finding(&database.url, "cache_hit_ratio")["status"], "skipped");
    database.sql(
        "CREATE TABLE wide (filler char(4000)); ALTER TABLE wide ALTER filler SET STORAGE PLAIN; \
         INSERT INTO wide SELECT '' FROM generate_series(1, 2000); SET max_parallel_workers_per_gather = 0; \
         DO $$ BEGIN FOR i IN 1..1200 LOOP PERFORM count(*) FROM wide; END LOOP; END $$",
    );
    // The session reports its counts when it ends.
    until(&database.url, "SELECT blks_hit > 1000000 FROM pg_stat_database WHERE datname = current_database()");
    assert_eq!(finding(&database.url, "cache_hit_ratio")["status"], "ok");
    assert_eq!(state(&database.url, "cache_hit_ratio", 100.0, 50.0), "warning");
    assert_eq!(state(&database.url, "cache_hit_ratio", 100.0, 100.0), "critical");
}

#[test]
fn slow_statements_are_counted_and_what_they_are_is_shown() {
    let _stable = stable();
    // A server of its own: where many tests run many statements, the oldest are dropped from the record.
    let server = start_server(&[]);
    let url = server.url("postgres");
    sql(&url, "CREATE EXTENSION pg_stat_statements; SELECT pg_sleep(1.01) AS nap, 'secret'");
    assert_eq!(state(&url, "slow_queries", 1.0, 2.0), "ok");
    assert_eq!(state(&url, "slow_queries", 0.0, 1.0), "warning");
    let toml = "[health]\nslow_queries = { warning = 0, critical = 0 }\n";
    let run = health(&url, toml, &["--only", "slow_queries"]).exits(3);
    assert!(run.stdout.contains("calls 1: SELECT pg_sleep($1) AS nap, $2\n"), "{run}");

    // Counts are open to all; being kept from the view is not "no slow statements".
    sql(&url, "CREATE ROLE analyst LOGIN");
    let analyst = as_role(&url, "analyst");
    assert_eq!(state(&analyst, "slow_queries", 0.0, 1.0), "warning");
    sql(&url, "REVOKE SELECT ON pg_stat_statements FROM PUBLIC");
    let kept_out = finding(&analyst, "slow_queries");
    assert_eq!(kept_out["status"], "unknown");
    assert_eq!(kept_out["missing_grant"], "GRANT SELECT ON pg_stat_statements TO analyst");
}

#[test]
fn constants_that_pg_stat_statements_kept_are_not_shown() {
    let server = start_server(&["pg_stat_statements.max=100", "pg_stat_statements.track_utility=off"]);
    let url = server.url("postgres");
    sql(&url, "CREATE EXTENSION pg_stat_statements");
    let other = Held::open(&url, "SELECT pg_advisory_lock(9)");
    let running = "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE wait_event = 'advisory')";
    let nap = "SET lock_timeout = 0; SELECT pg_advisory_lock(9) AS nap, 7 - 3 / 2, 'secret' /* token */";
    while_running(&url, nap, running, || {
        // So many others push its normalised text out, and what comes in its place when it ends has the constants.
        for columns in 0..400 {
            other.sql(&format!("SELECT 1{}", ", 1".repeat(columns))).unwrap();
        }
        sql(&url, "DO $$ BEGIN ASSERT (SELECT count(*) FROM pg_stat_statements WHERE query LIKE '% AS nap, $%') = 0; END $$");
        until(&url, "SELECT query_start < now() - interval '1200 ms' FROM pg_stat_activity WHERE wait_event = 'advisory'");
        other.sql("SELECT pg_advisory_unlock(9)").unwrap();
    });
    sql(&url, "DO $$ BEGIN ASSERT (SELECT count(*) FROM pg_stat_statements WHERE query LIKE '%nap%secret%') > 0; END $$");
    let toml = "[health]\nslow_queries = { warning = 0, critical = 0 }\n";
    let run = health(&url, toml, &["--only", "slow_queries"]).exits(3);
    assert!(run.stdout.contains("calls 1: SELECT pg_advisory_lock(9) AS nap, 7 - 3 / 2,\n"), "{run}");
}

#[test]
fn without_the_extension_its_check_is_skipped_and_the_others_run() {
    let _stable = stable();
    let database = Database::empty();
    insta::assert_snapshot!(health(&database.url, "", &["--only", "slow_queries,invalid_indexes"]), @r"
    exit code: 0
    --- stdout
    health of [database]: ok, 1 check skipped

    ok       invalid_indexes  0  every index is valid
    skipped  slow_queries        the extension pg_stat_statements is not created in this database

    slow_queries: skipped
      statements of this database that take more than [time] on average (pg_stat_statements)
      remedy: add pg_stat_statements to shared_preload_libraries, restart the server, then create it
        CREATE EXTENSION pg_stat_statements;
    --- stderr
    ");
}

#[test]
fn an_extension_that_is_not_preloaded_is_skipped() {
    let _stable = stable();
    let server = start_server(&["shared_preload_libraries="]);
    let url = server.url("postgres");
    sql(&url, "CREATE EXTENSION pg_stat_statements");
    insta::assert_snapshot!(health(&url, "", &["--only", "slow_queries,invalid_indexes"]), @r"
    exit code: 0
    --- stdout
    health of postgres: ok, 1 check skipped

    ok       invalid_indexes  0  every index is valid
    skipped  slow_queries        the extension pg_stat_statements is created, and its library is not loaded

    slow_queries: skipped
      statements of this database that take more than [time] on average (pg_stat_statements)
      remedy: add pg_stat_statements to shared_preload_libraries and restart the server
    --- stderr
    ");
}

#[test]
fn a_session_idle_in_its_transaction_is_found_aborted_or_not() {
    let _stable = stable();
    let server = start_server(&[]);
    let url = server.url("postgres");
    let toml = "[health]\nidle_in_transaction = { warning = 0, critical = 600 }\n";
    let held = Held::open(&url, "SET application_name = 'shop'; BEGIN; SELECT 1");
    insta::assert_snapshot!(health(&url, toml, &["--only", "idle_in_transaction"]), @r"
    exit code: 3
    --- stdout
    health of postgres: warning

    warning  idle_in_transaction  [time]  1 session is idle in transaction

    idle_in_transaction: warning
      how long the longest idle session has left its transaction open, in any database of the server
      thresholds: warning [time], critical 10 min [time]
      - pid [n] (shop, postgres, postgres) idle in transaction for [time]
      remedy: an open transaction keeps its locks and keeps VACUUM from cleaning up: make the application commit before it waits for anything else, and set idle_in_transaction_session_timeout
        SELECT pg_terminate_backend([n]);
    --- stderr
    ");
    assert_eq!(state(&url, "idle_in_transaction", 0.0, 0.0), "critical");
    assert_eq!(finding(&url, "idle_in_transaction")["status"], "ok");
    drop(held);
    until(&url, "SELECT count(*) = 0 FROM pg_stat_activity WHERE state = 'idle in transaction'");

    let aborted = Held::open(&url, "BEGIN");
    assert!(aborted.sql("SELECT 1/0").is_err());
    assert_eq!(state(&url, "idle_in_transaction", 0.0, 600.0), "warning");
}

#[test]
fn sessions_that_track_no_activity_are_not_taken_for_quiet_ones() {
    let server = start_server(&[]);
    let url = server.url("postgres");
    let _held = Held::open(&url, "SET track_activities = off; BEGIN; SELECT 1");
    let finding = finding(&url, "idle_in_transaction");
    assert_eq!((&finding["status"], &finding["missing_grant"]), (&"unknown".into(), &serde_json::Value::Null));
}

#[test]
fn a_blocked_session_is_found_with_the_root_of_its_queue() {
    let _stable = stable();
    let server = start_server(&[]);
    let url = server.url("postgres");
    sql(&url, "CREATE TABLE seats (id int)");
    let waiting = |number: usize| format!("SELECT count(*) = {number} FROM pg_locks WHERE NOT granted");
    let holder = Held::open(&url, "SET application_name = 'shop'; BEGIN; SELECT * FROM seats");
    // The second waits behind the first, which waits for the holder.
    let alter = "SET application_name = 'deploy'; SET lock_timeout = 0; ALTER TABLE seats ADD COLUMN price int";
    let select = "SET application_name = 'till'; SET lock_timeout = 0; SELECT * FROM seats";
    let run = while_running(&url, alter, &waiting(1), || {
        while_running(&url, select, &waiting(2), || {
            assert_eq!(finding(&url, "blocked_sessions")["status"], "ok");
            assert_eq!(state(&url, "blocked_sessions", 0.0, 0.0), "critical");
            let toml = "[health]\nblocked_sessions = { warning = 0, critical = 600 }\n";
            let run = health(&url, toml, &["--only", "blocked_sessions"]);
            drop(holder);
            run
        })
    });
    insta::assert_snapshot!(run, @r"
    exit code: 3
    --- stdout
    health of postgres: warning

    warning  blocked_sessions  [time]  2 sessions wait for a lock

    blocked_sessions: warning
      how long the longest blocked session has waited for a lock, in any database of the server
      thresholds: warning [time], critical 10 min [time]
      - pid [n] (shop, postgres, postgres) is idle in transaction, in its transaction for [time], blocks 2: SET application_name …
      - └─ pid [n] (deploy, postgres, postgres) has waited [time] for ACCESS EXCLUSIVE on public.seats, blocks 1: SET application_name …
      -    └─ pid [n] (till, postgres, postgres) has waited [time] for ACCESS SHARE on public.seats: SET application_name …
      remedy: look at the session at the root of the queue; ending it frees everybody behind it, and rolls back its work
        SELECT pg_terminate_backend([n]);
    --- stderr
    ");
}

#[test]
fn an_index_left_invalid_is_found_one_that_is_being_built_is_not() {
    let _stable = stable();
    let database = Database::empty();
    let url = &database.url;
    database.sql("CREATE TABLE t (id int); INSERT INTO t VALUES (1), (1)");
    database.sql("CREATE TABLE parts (id int) PARTITION BY RANGE (id); CREATE TABLE part PARTITION OF parts DEFAULT");
    database.sql("CREATE INDEX waits_for_its_partitions ON ONLY parts (id)");
    assert_eq!(finding(url, "invalid_indexes")["status"], "ok");

    let building = "SELECT EXISTS (SELECT FROM pg_stat_progress_create_index WHERE datname = current_database() \
                    AND index_relid <> 0 AND phase LIKE 'waiting%')";
    let holder = Held::open(url, "BEGIN; LOCK TABLE t IN ROW EXCLUSIVE MODE");
    while_running(url, "CREATE UNIQUE INDEX CONCURRENTLY t_id_key ON t (id)", building, || {
        assert_eq!(finding(url, "invalid_indexes")["status"], "ok");
        let role = format!("builder_{}", database.name);
        database.sql(&format!("CREATE ROLE {role} LOGIN"));
        let hidden = finding(&as_role(url, &role), "invalid_indexes");
        assert_eq!(hidden["status"], "unknown");
        assert_eq!(hidden["missing_grant"], format!("GRANT pg_read_all_stats TO {role}"));
        drop(holder);
    });
    insta::assert_snapshot!(health(url, "", &["--only", "invalid_indexes"]), @r"
    exit code: 3
    --- stdout
    health of [database]: warning

    warning  invalid_indexes  1  1 index is not valid

    invalid_indexes: warning
      indexes left behind by a CREATE, REINDEX or DROP INDEX CONCURRENTLY that did not finish
      thresholds: warning 0
      - public.t_id_key on public.t
      remedy: every write keeps them up to date and no query uses them: build them anew, or drop them; a unique one that cannot be built has duplicates in its table
        REINDEX INDEX CONCURRENTLY public.t_id_key;
        -- lock: SHARE UPDATE EXCLUSIVE on the table: reads and writes go on
    --- stderr
    ");
    assert_eq!(state(url, "invalid_indexes", 0.0, 0.0), "critical");
    database.sql("DELETE FROM t");
    database.sql(finding(url, "invalid_indexes")["remedy_sql"][0].as_str().unwrap());
    assert_eq!(finding(url, "invalid_indexes")["status"], "ok");
}

#[test]
fn a_sequence_is_measured_by_the_narrowest_end_of_its_range() {
    let database = Database::empty();
    let url = &database.url;
    let value = |name: &str| {
        let finding = finding(url, "integer_exhaustion");
        assert!(finding["message"].as_str().unwrap().contains(name), "{finding}");
        (finding["status"].as_str().unwrap().to_owned(), finding["value"].as_f64().unwrap().round())
    };
    database.sql("CREATE TABLE a (id smallserial); SELECT setval('a_id_seq', 26000)");
    assert_eq!(value("public.a.id (smallint)"), ("warning".into(), 79.0));
    // A bigint sequence that fills an integer column, through its default only.
    database.sql(
        "CREATE SEQUENCE tickets; CREATE TABLE b (id int DEFAULT nextval('tickets')); SELECT setval('tickets', 2000000000)",
    );
    assert_eq!(value("public.b.id (integer)"), ("critical".into(), 93.0));
    database.sql("CREATE DOMAIN small AS smallint; CREATE TABLE c (id small DEFAULT nextval('tickets')); DROP TABLE c");
    database
        .sql("CREATE TABLE d (id int GENERATED ALWAYS AS IDENTITY (START -1 INCREMENT -1 MINVALUE -2147483648 MAXVALUE -1))");
    database.sql("SELECT setval('d_id_seq', -2100000000)");
    assert_eq!(value("public.d.id (integer)"), ("critical".into(), 98.0));
    database.sql("CREATE SEQUENCE round_and_round MAXVALUE 10 CYCLE; SELECT setval('round_and_round', 10)");
    assert_eq!(value("public.d.id (integer)"), ("critical".into(), 98.0));
    database.sql("CREATE SEQUENCE alone MAXVALUE 100; SELECT setval('alone', 100)");
    assert_eq!(value("sequence public.alone"), ("critical".into(), 100.0));
}

#[test]
fn sequences_are_not_all_locked_at_once() {
    let server = start_server(&["max_locks_per_transaction=10", "max_connections=10"]);
    let url = server.url("postgres");
    // A quarter of a lock table for 100; a bigint is never used up.
    sql(&url, "CREATE TABLE wide (id bigserial)");
    for number in 0..26 {
        sql(&url, &format!("CREATE TABLE t{number} (id serial)"));
    }
    let finding = finding(&url, "integer_exhaustion");
    assert_eq!(finding["status"], "unknown");
    assert_eq!(
        finding["message"],
        "only 25 of 26 sequences were read: to lock more could starve others (see max_locks_per_transaction)"
    );
}

#[test]
fn a_sequence_that_may_not_be_read_is_unknown() {
    let database = Database::empty();
    let role = format!("reader_{}", database.name);
    database.sql(&format!("CREATE ROLE {role} LOGIN; CREATE SCHEMA \"Shop\"; CREATE TABLE \"Shop\".a (id serial)"));
    let url = as_role(&database.url, &role);
    let hidden = finding(&url, "integer_exhaustion");
    assert_eq!(hidden["status"], "unknown");
    assert_eq!(hidden["missing_grant"], format!("GRANT SELECT ON ALL SEQUENCES IN SCHEMA \"Shop\" TO {role}"));
    database.sql(hidden["missing_grant"].as_str().unwrap());
    assert_eq!(finding(&url, "integer_exhaustion")["status"], "ok");
}

#[test]
fn a_role_that_cannot_see_other_sessions_is_told_so_and_what_to_grant() {
    let _stable = stable();
    let server = start_server(&[]);
    let url = server.url("postgres");
    let watcher = as_role(&url, "Watcher");
    let arguments = ["--only", "connections,idle_in_transaction,invalid_indexes"];
    let held = Held::open(&url, "CREATE ROLE \"Watcher\" LOGIN; BEGIN; SELECT 1; COMMIT");
    alone(&held, 1);
    insta::assert_snapshot!(health(&watcher, "", &arguments), @r#"
    exit code: 3
    --- stdout
    health of postgres: unknown

    unknown  connections             hidden sessions of other roles: 2
    unknown  idle_in_transaction     hidden sessions of other roles: 2
    ok       invalid_indexes      0  every index is valid

    connections: unknown
      client connections in use, of those that ordinary roles may open; our own is not counted
      missing: GRANT pg_read_all_stats TO "Watcher";

    idle_in_transaction: unknown
      how long the longest idle session has left its transaction open, in any database of the server
      missing: GRANT pg_read_all_stats TO "Watcher";
    --- stderr
    "#);
    sql(&url, "GRANT pg_read_all_stats TO \"Watcher\"");
    let _ = health(&watcher, "", &arguments).exits(0);
}

#[test]
fn a_table_under_an_access_exclusive_lock_holds_nothing_up() {
    let database = Database::empty();
    database.sql("CREATE TABLE t (id serial PRIMARY KEY); CREATE MATERIALIZED VIEW v AS SELECT * FROM t");
    let _held = Held::open(&database.url, "BEGIN; LOCK TABLE t; REFRESH MATERIALIZED VIEW v");
    let began = std::time::Instant::now();
    // What the sessions of other tests do on the same server is not asked for.
    let arguments = ["--group", "schema,vacuum,partitions,matviews,security", "--format", "json"];
    let run = health(&database.url, "", &arguments);
    assert!(began.elapsed().as_secs() < 10, "{run}");
    assert!(checks_that_are(&run.json(), &["unknown"]).is_empty(), "{run}");
}

#[test]
fn a_check_that_is_blocked_is_unknown_and_hides_no_other() {
    let _stable = stable();
    let database = Database::empty();
    let _held = Held::open(&database.url, "BEGIN; LOCK TABLE pg_sequence");
    insta::assert_snapshot!(health(&database.url, "", &["--only", "integer_exhaustion,invalid_indexes"]), @r"
    exit code: 3
    --- stdout
    health of [database]: unknown

    unknown  integer_exhaustion     canceling statement due to lock timeout (SQLSTATE 55P03)
    ok       invalid_indexes     0  every index is valid

    integer_exhaustion: unknown
      how much of its range the fullest sequence has used up: its own, or that of the column that it fills
    --- stderr
    ");
}

/// What a check comes to that is none of ours.
fn evidence(url: &str, check: &Check) -> Result<Evidence, pgkeel::error::Error> {
    block_on(async {
        let session = connect(url).await;
        measure(&session, &server_facts(&session).await?, check).await
    })
}

#[test]
fn evidence_is_only_what_was_asked_for() {
    let database = Database::empty();
    let asked = |sql| evidence(&database.url, &Check { sql, ..CHECKS[0] }).unwrap();
    let failed = |sql| match asked(sql) {
        Evidence::Failed { reason, .. } => reason,
        other => panic!("{other:?}"),
    };
    assert_eq!(failed("SELECT 1/0"), "division by zero (SQLSTATE 22012)");
    assert_eq!(failed("SELECT 1 WHERE false"), "its query gave no row");
    assert!(failed("SELECT 'many' AS value").starts_with("its query gave what it should not: "));
    assert!(failed("CREATE TABLE t ()").starts_with("cannot execute CREATE TABLE in a read-only transaction"));
    let Evidence::Read(reading) = asked("SELECT NULL::float8 AS value, NULL AS message") else { panic!("it is read") };
    assert_eq!(reading.value, None);
}

#[test]
fn what_is_too_old_is_not_asked() {
    let database = Database::empty();
    database.sql("CREATE EXTENSION pg_stat_statements");
    let reason = |check: Check| match evidence(&database.url, &check).unwrap() {
        Evidence::NotApplicable { reason, .. } => reason,
        other => panic!("{other:?}"),
    };
    let sql = "SELECT 1/0";
    assert!(reason(Check { sql, since: 99, ..CHECKS[0] }).starts_with("needs PostgreSQL 99 or newer; this is "));
    let extension = Some(Extension { name: "pg_stat_statements", since: (99, 0) });
    assert!(reason(Check { sql, extension, ..CHECKS[0] }).ends_with(", and 99.0 is needed"));
}

#[test]
fn a_lost_connection_ends_the_run_instead_of_eight_unknowns() {
    let database = Database::empty();
    assert!(evidence(&database.url, &Check { sql: "SELECT pg_terminate_backend(pg_backend_pid())", ..CHECKS[0] }).is_err());
}

#[test]
fn names_and_thresholds_that_cannot_be_right_are_refused() {
    let _stable = stable();
    let database = Database::empty();
    let url = &database.url;
    insta::assert_snapshot!(health(url, "", &["--only", "conections"]), @r"
    exit code: 2
    --- stdout
    --- stderr
    error: --only: there is no check `conections`
    hint: did you mean `connections`?
    hint: `pgkeel health list` names them all
    ");
    insta::assert_snapshot!(health(url, "[health]\ncache_hit_ratio = { warning = 80, critical = 90 }\n", &[]), @r"
    exit code: 2
    --- stdout
    --- stderr
    error: cache_hit_ratio: warning 80 would come after critical 90
      --> pgkeel.toml:2:19
    1 | [health]
    2 | cache_hit_ratio = { warning = 80, critical = 90 }
      |                   ^
    hint: low values are bad, so warning must not be below critical
    ");
    for (toml, arguments) in [
        ("", &["--skip", "cache"][..]),
        ("", &["--only", "connections", "--skip", "connections"]),
        ("", &["--record", "a.b.c"]),
        ("[health]\nconections = { warning = 80, critical = 90 }\n", &[]),
        ("[health]\nconnections = { warning = 0.8, critical = 0.9 }\n", &[]),
        ("[health]\nconnections = { warning = nan, critical = 90 }\n", &[]),
    ] {
        let _ = health(url, toml, arguments).exits(2);
    }
}

/// A table such as LayoverHQ's, with no partition yet.
const METRICS: &str = "CREATE TABLE performance_metrics (
    id uuid DEFAULT gen_random_uuid(),
    metric_name varchar(255) NOT NULL,
    metric_value numeric NOT NULL,
    metric_type varchar(50) NOT NULL,
    tags jsonb DEFAULT '{}',
    timestamp timestamptz DEFAULT now(),
    PRIMARY KEY (id, timestamp)
) PARTITION BY RANGE (timestamp)";

const RECORDED: &[&str] = &["--only", "slow_queries,invalid_indexes,integer_exhaustion", "--record", "performance_metrics"];

#[test]
fn values_are_recorded_where_dashboards_look() {
    let _stable = stable();
    let database = Database::empty();
    database.sql(METRICS);
    database
        .sql("CREATE TABLE metrics_of_all_time PARTITION OF performance_metrics FOR VALUES FROM ('2020-01-01') TO (MAXVALUE)");
    insta::assert_snapshot!(health(&database.url, "", RECORDED), @r"
    exit code: 0
    --- stdout
    health of [database]: ok, 1 check skipped

    ok       invalid_indexes         0  every index is valid
    ok       integer_exhaustion  0.0 %  there are no sequences that could run out
    skipped  slow_queries               the extension pg_stat_statements is not created in this database

    slow_queries: skipped
      statements of this database that take more than [time] on average (pg_stat_statements)
      remedy: add pg_stat_statements to shared_preload_libraries, restart the server, then create it
        CREATE EXTENSION pg_stat_statements;

    recorded 2 values in public.performance_metrics
    --- stderr
    ");
    let rows = database.column(
        "SELECT concat_ws(' ', metric_name, metric_value, metric_type, tags) FROM performance_metrics ORDER BY metric_name",
    );
    insta::assert_debug_snapshot!(rows, @r#"
    [
        "db_health_integer_exhaustion 0 gauge {\"status\": \"ok\", \"message\": \"there are no sequences that could run out\", \"threshold\": 75.0}",
        "db_health_invalid_indexes 0 gauge {\"status\": \"ok\", \"message\": \"every index is valid\", \"threshold\": 0.0}",
    ]
    "#);
    let json = health(&database.url, "", &[RECORDED, &["--format", "json"]].concat()).exits(0).json();
    assert_eq!(json["result"]["recorded"]["rows"], 2);
    assert_eq!(database.value("SELECT count(*) FROM performance_metrics"), "4");
}

#[test]
fn a_missing_partition_fails_the_record_but_not_the_report() {
    let _stable = stable();
    let database = Database::empty();
    let run = health(&database.url, "", RECORDED).exits(1);
    assert!(run.stdout.contains("relation \"public.performance_metrics\" does not exist"), "{run}");
    database.sql(METRICS);
    let run = health(&database.url, "", RECORDED);
    // The row's values are in PostgreSQL's detail.
    let (report, _) = run.stdout.split_once("  detail: ").expect("a detail");
    insta::assert_snapshot!(report, @r#"
    health of [database]: ok, 1 check skipped

    ok       invalid_indexes         0  every index is valid
    ok       integer_exhaustion  0.0 %  there are no sequences that could run out
    skipped  slow_queries               the extension pg_stat_statements is not created in this database

    slow_queries: skipped
      statements of this database that take more than [time] on average (pg_stat_statements)
      remedy: add pg_stat_statements to shared_preload_libraries, restart the server, then create it
        CREATE EXTENSION pg_stat_statements;

    error: the values could not be recorded: no partition of relation "performance_metrics" found for row (SQLSTATE 23514)
    1 | INSERT INTO public.performance_metrics (metric_name, metric_value, metric_type, tags) VALUES
    2 |     ('db_health_invalid_indexes', 0, 'gauge', '{"status":"ok","threshold":0.0,"message":"every index is valid"}'),
    3 |     ('db_health_integer_exhaustion', 0, 'gauge', '{"status":"ok","threshold":75.0,"message":"there are no sequences that could run out"}')
    "#);
    assert!(run.stdout.contains("hint: no partition of public.performance_metrics takes a row of this moment"), "{run}");
    let json = health(&database.url, "", &[RECORDED, &["--format", "json"]].concat()).exits(1).json();
    assert_eq!(json["result"]["recorded"]["error"]["sql"]["sqlstate"], "23514");
    assert_eq!(json["result"]["checks"].as_array().map(Vec::len), Some(3));
}

#[test]
fn a_lock_on_the_table_to_record_in_is_busy() {
    let database = Database::empty();
    database.sql("CREATE TABLE metrics (metric_name text, metric_value numeric, metric_type text, tags jsonb)");
    let _held = Held::open(&database.url, "BEGIN; LOCK TABLE metrics");
    let arguments = ["--only", "invalid_indexes", "--record", "metrics", "--lock-timeout", "50ms", "--lock-retry-for", "200ms"];
    let run = health(&database.url, "", &arguments).exits(4);
    assert!(run.stdout.contains("every index is valid"), "{run}");
}

#[test]
fn a_server_that_is_not_there_is_a_failure() {
    let server: Server = start_server(&[]);
    let url = server.url("postgres");
    drop(server);
    let _ = health(&url, "", &[]).exits(1);
}
