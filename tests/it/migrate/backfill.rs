//! `-- pgkeel: backfill=…`: many rows in batches, each committed, going on where it was left.

use std::time::Instant;

use super::concurrency::{begin, is_sleeping};
use super::{history, project};
use crate::support::{Database, Held, eventually, stable};

const TABLE: (&str, &str) = (
    "V1__orders.sql",
    "CREATE TABLE orders (id int PRIMARY KEY, note text, n int NOT NULL DEFAULT 0);\n\
     INSERT INTO orders SELECT i * 3 FROM generate_series(1, 2500) AS i;\n",
);

/// Whether every row was changed once, and nothing is left of how far it had come.
fn is_whole(database: &Database) {
    assert_eq!(database.value("SELECT format('%s to %s', min(n), max(n)) FROM orders"), "1 to 1");
    let left = "SELECT (SELECT count(*) FROM pgkeel.backfills) + (SELECT count(*) FROM pgkeel.migration_journal)";
    assert_eq!(database.value(left), "0");
}

#[test]
fn a_statement_is_run_in_batches() {
    let database = Database::empty();
    let sql = "-- pgkeel: backfill=orders batch=400 pause=0\nUPDATE orders SET n = n + 1 WHERE /* batch */ true;\n";
    let project = project(&database, &[TABLE, ("V2__count.sql", sql)]);
    let _stable = stable();
    let _ = project.run(&["migrate", "up", "--to", "1"]).exits(0);
    let plan = project.run(&["migrate", "plan"]).exits(0);
    assert!(plan.stdout.contains("V2__count.sql  in batches of 400 rows of orders, each committed"), "{plan}");
    insta::assert_snapshot!(project.run(&["migrate", "up", "--dry-run"]).exits(0), @r#"
    exit code: 0
    --- stdout
    -- 1. V2__count (1 of 1): in batches of 400 rows of orders, each committed
    --    lock: ROW EXCLUSIVE on public.orders (blocks nothing but other DDL)
    --    not in a transaction
    INSERT INTO pgkeel.migration_journal AS journal (history, version, statement, state, target, present, sql)
    VALUES ('public.refinery_schema_history', 2, 1, 'started', NULL, '{}', NULL)
    ON CONFLICT (history, version, statement) DO UPDATE SET state = 'started', sql = excluded.sql, ended = NULL,
        target = CASE WHEN journal.sql = excluded.sql THEN journal.target ELSE excluded.target END,
        present = CASE WHEN journal.sql = excluded.sql THEN journal.present ELSE excluded.present END;
    UPDATE orders SET n = n + 1 WHERE /* batch */ true;
    UPDATE pgkeel.migration_journal SET state = 'done', ended = pg_catalog.clock_timestamp() WHERE (history, version, statement) = ('public.refinery_schema_history', 2, 1);

    -- 2. V2__count (its record): migrations/V2__count.sql
    BEGIN;
    INSERT INTO public.refinery_schema_history (version, name, applied_on, checksum)
    VALUES (2, 'count', pg_catalog.to_char(pg_catalog.clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), '10888983731213918864');
    INSERT INTO pgkeel.applied_migrations (history, version, name, took, tool, sql)
    VALUES ('public.refinery_schema_history', 2, 'count', (SELECT pg_catalog.sum(ended - began) FROM pgkeel.migration_journal WHERE (history, version) = ('public.refinery_schema_history', 2)), 'pgkeel 0.1.0', NULL);
    DELETE FROM pgkeel.migration_journal WHERE (history, version) = ('public.refinery_schema_history', 2);
    COMMIT;
    --- stderr
    "#);
    insta::assert_snapshot!(project.run(&["migrate", "up"]).exits(0), @"
    exit code: 0
    --- stdout
    V2__count  [time]
    applied 1 migration, the newest is V2
    --- stderr
    ");
    is_whole(&database);
    assert_eq!(database.value("SELECT count(DISTINCT xmin::text) FROM orders"), "7", "six batches of 400, and the rest");
    assert_eq!(history(&database), ["V1__orders", "V2__count"]);
    let _ = project.run(&["migrate", "up"]).exits(0);
    is_whole(&database);
    // Without us it is one statement.
    database.sql(sql);
    assert_eq!(database.value("SELECT count(DISTINCT xmin::text) FROM orders"), "1");
}

#[test]
fn keys_of_several_columns_an_alias_partitions_and_no_rows() {
    let database = Database::empty();
    let table = "CREATE SCHEMA sales;\n\
        CREATE TABLE sales.\"Order\" (id uuid, \"at\" timestamptz, code varchar(3), n int NOT NULL DEFAULT 0, PRIMARY KEY (\"at\", id))\n    \
        PARTITION BY RANGE (\"at\");\n\
        CREATE TABLE sales.early PARTITION OF sales.\"Order\" FOR VALUES FROM (MINVALUE) TO ('2026-01-01');\n\
        CREATE TABLE sales.late PARTITION OF sales.\"Order\" FOR VALUES FROM ('2026-01-01') TO (MAXVALUE);\n\
        CREATE TABLE codes (id text PRIMARY KEY, code varchar(3));\nINSERT INTO codes VALUES ('a', 'abc');\n\
        INSERT INTO sales.\"Order\" SELECT gen_random_uuid(), '2025-12-31'::timestamptz + i / 3 * interval '1 ms' * 500000\n    \
        FROM generate_series(1, 1000) AS i;\n\
        CREATE TABLE nothing (id bpchar PRIMARY KEY, n int);\n";
    let fill = "-- pgkeel: backfill=sales.\"Order\" batch=7, pause=0ms max-lag=0\n\
        UPDATE sales.\"Order\" AS o SET code = c.code, n = n + 1 FROM codes AS c WHERE c.id = 'a' AND /* batch o */ true";
    let none = "-- pgkeel: backfill=nothing\nDELETE FROM nothing WHERE /* batch */ true;\n";
    let project = project(&database, &[("V1__a.sql", table), ("V2__fill.sql", fill), ("V3__none.sql", none)]);
    let _ = project.run(&["migrate", "up"]).exits(0);
    let found = "SELECT format('%s %s %s %s', count(*), min(n), max(n), min(code)) FROM sales.\"Order\"";
    assert_eq!(database.value(found), "1000 1 1 abc");
    assert_eq!(database.value("SELECT count(*) FROM pgkeel.backfills"), "0");
}

#[test]
fn a_failed_batch_leaves_those_before_it_and_the_corrected_file_goes_on() {
    let database = Database::empty();
    let sql = |divisor: &str| {
        format!(
            "-- pgkeel: backfill=orders batch=1000 pause=0\nUPDATE orders SET n = n + 1,\n  note = 1 / ({divisor})\nWHERE /* batch */ true;\n"
        )
    };
    let wrong = sql("id - 6000");
    let project = project(&database, &[TABLE, ("V2__count.sql", wrong.as_str())]);
    let _stable = stable();
    insta::assert_snapshot!(project.run(&["migrate", "up"]).exits(1), @"
    exit code: 1
    --- stdout
    V1__orders  [time]
    --- stderr
    error: division by zero (SQLSTATE 22012)
      --> migrations/V2__count.sql:2:1
    1 | -- pgkeel: backfill=orders batch=1000 pause=0
    2 | UPDATE orders SET n = n + 1,
      | ^
    state: nothing of `V2__count (1 of 1), batch 2` was done: its transaction was rolled back; what was done of V2 before stays, and `migrate up` goes on from there; V1 was applied by this run and stays
    hint: correct the file and run pgkeel migrate up again
    ");
    assert_eq!(database.value("SELECT count(*) FROM orders WHERE n = 1"), "1000");
    let status = project.run(&["migrate", "status"]).exits(0);
    assert!(status.stdout.contains("interrupted"), "{status}");
    project.write("migrations/V2__count.sql", &sql("id"));
    let _ = project.run(&["migrate", "up"]).exits(0);
    is_whole(&database);
}

#[test]
fn a_killed_run_is_taken_up_where_it_was() {
    let database = Database::empty();
    database.sql("CREATE TABLE gate AS SELECT 30 AS seconds");
    let sql = "-- pgkeel: backfill=orders batch=1000 pause=0\nUPDATE orders SET n = n + 1 WHERE /* batch */ true\n\
        AND (id <> 4500 OR pg_sleep((SELECT coalesce(max(seconds), 0) FROM gate)) IS NOT NULL);\n";
    for kills_the_backend in [false, true] {
        database.sql("DROP TABLE IF EXISTS orders, refinery_schema_history; DROP SCHEMA IF EXISTS pgkeel CASCADE; UPDATE gate SET seconds = 30");
        let project = project(&database, &[TABLE, ("V2__count.sql", sql)]);
        let mut run = begin(&project, &["migrate", "up"]);
        eventually("the second batch sleeps", || is_sleeping(&database));
        if kills_the_backend {
            database.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()");
        } else {
            run.kill().unwrap();
        }
        let output = run.wait_with_output().unwrap();
        assert!(!output.status.success());
        database.sql("UPDATE gate SET seconds = 0");
        assert_eq!(database.value("SELECT count(*) FROM orders WHERE n = 1"), "1000");
        let _ = project.run(&["migrate", "up"]).exits(0);
        is_whole(&database);
    }
}

#[test]
fn a_batch_that_is_blocked_is_tried_again_and_given_up_in_time() {
    let database = Database::empty();
    let sql = "-- pgkeel: backfill=orders batch=1000 pause=0 lock-timeout=100ms\nUPDATE orders SET n = n + 1 WHERE /* batch */ true;\n";
    let project = project(&database, &[TABLE, ("V2__count.sql", sql)]);
    let _ = project.run(&["migrate", "up", "--to", "1"]).exits(0);
    let held = Held::open(&database.url, "BEGIN; SELECT FROM orders WHERE id = 4500 FOR UPDATE");
    let run = project.run(&["migrate", "up", "--lock-retry-for", "0"]).exits(4);
    assert!(run.stderr.contains("batch 2"), "{run}");
    assert_eq!(database.value("SELECT count(*) FROM orders WHERE n = 1"), "1000");
    drop(held);
    let _ = project.run(&["migrate", "up"]).exits(0);
    is_whole(&database);
}

#[test]
fn between_batches_it_rests_and_can_be_interrupted() {
    let database = Database::empty();
    let sql = "-- pgkeel: backfill=orders batch=1000 pause=10m\nUPDATE orders SET n = n + 1 WHERE /* batch */ true;\n";
    let project = project(&database, &[TABLE, ("V2__count.sql", sql)]);
    let began = Instant::now();
    let run = begin(&project, &["migrate", "up"]);
    eventually("a batch is done", || {
        database.value("SELECT to_regclass('orders') IS NOT NULL") == "true"
            && database.value("SELECT max(n) FROM orders") == "1"
    });
    let pid = nix::unistd::Pid::from_raw(i32::try_from(run.id()).unwrap());
    nix::sys::signal::kill(pid, nix::sys::signal::Signal::SIGINT).unwrap();
    let output = run.wait_with_output().unwrap();
    assert!(began.elapsed().as_secs() < 300 && output.status.code() == Some(1));
    assert_eq!(database.value("SELECT count(*) FROM orders WHERE n = 1"), "1000");
    // Nothing was lost, and somebody with less patience goes on.
    project.write("migrations/V2__count.sql", &sql.replace("10m", "0"));
    let _ = project.run(&["migrate", "up"]).exits(0);
    is_whole(&database);
}

#[test]
fn what_cannot_be_run_in_batches_is_refused_before_anything_runs() {
    let database = Database::empty();
    for (sql, said) in [
        ("-- pgkeel: backfill\nUPDATE orders SET n = 1 WHERE /* batch */ true", "`backfill` lacks its value"),
        ("-- pgkeel: batch=10\nUPDATE orders SET n = 1 WHERE /* batch */ true", "are about a backfill, and there is none"),
        (
            "-- pgkeel: backfill=orders batch=0\nUPDATE orders SET n = 1 WHERE /* batch */ true",
            "batch: `0` is no number of rows",
        ),
        ("-- pgkeel: backfill=a.b.c;d\nUPDATE orders SET n = 1 WHERE /* batch */ true", "is no table's name"),
        ("-- pgkeel: backfill=orders\nUPDATE orders SET n = 1", "this one does not"),
        ("-- pgkeel: backfill=orders\nSELECT 1; SELECT 2", "a backfill is one statement, and this file has 2"),
        ("-- pgkeel: backfill=orders\nCREATE TABLE b ()", "a backfill's statement changes rows"),
    ] {
        let project = project(&database, &[TABLE, ("V2__count.sql", sql)]);
        let run = project.run(&["migrate", "up"]).exits(2);
        assert!(run.stderr.contains(said), "{run}");
        assert!(!super::exists(&database, "orders"));
    }
    // What only the database knows.
    database.sql("CREATE TABLE keyless (n int)");
    for (table, said) in [("nowhere", "there is no table nowhere"), ("keyless", "keyless has no primary key")] {
        let sql = format!("-- pgkeel: backfill={table}\nUPDATE {table} SET n = 1 WHERE /* batch */ true");
        let project = project(&database, &[("V1__count.sql", sql.as_str())]);
        let run = project.run(&["migrate", "up"]).exits(1);
        assert!(run.stderr.contains(said), "{run}");
    }
}
