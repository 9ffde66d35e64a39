//! How much `migrate up` applies, what it says when it stops, and what a run costs that has nothing to do.

use std::sync::atomic::Ordering;

use super::{THREE, exists, history, project};
use crate::support::pooler::count_round_trips;
use crate::support::{Database, Held, server, stable};

#[test]
fn as_many_as_are_asked_for() {
    let database = Database::empty();
    let project = project(&database, &THREE);
    let _ = project.run(&["migrate", "up", "--check"]).exits(3);
    assert!(!exists(&database, "users"), "--check applies nothing");
    let run = project.run(&["migrate", "up", "--count", "2"]).exits(0);
    assert!(run.stdout.contains("applied 2 migrations, the newest is V2; 1 pending after it"), "{run}");
    assert_eq!(history(&database), ["V1__users", "V2__first_user"]);
    let _ = project.run(&["migrate", "up", "--count", "2"]).exits(0);
    let _ = project.run(&["migrate", "up", "--check"]).exits(0);
    for refused in [["--count", "0"].as_slice(), &["--count", "1", "--to", "2"], &["--check", "--dry-run"]] {
        let _ = project.run(&[&["migrate", "up"], refused].concat()).exits(2);
    }
}

#[test]
fn all_in_one_transaction_or_none() {
    let database = Database::empty();
    let files = [
        (
            "V1__a.sql",
            "-- pgkeel: lock-timeout=9s\nSET search_path = pg_catalog;\nSET ROLE pg_monitor;\nRESET ROLE;\nCREATE TABLE public.a (id int);\n",
        ),
        ("V2__b.sql", "CREATE TABLE b AS SELECT current_setting('lock_timeout') AS patience;\n"),
        ("V3__c.sql", "INSERT INTO a VALUES ('x');\n"),
    ];
    let project = project(&database, &files);
    let _stable = stable();
    insta::assert_snapshot!(project.run(&["migrate", "up", "--single-transaction"]), @r#"
    exit code: 1
    --- stdout
    --- stderr
    error: invalid input syntax for type integer: "x" (SQLSTATE 22P02)
      --> migrations/V3__c.sql:1:23
    1 | INSERT INTO a VALUES ('x');
      |                       ^
    state: nothing of `V1__a to V3__c` was done: its transaction was rolled back; no migration was applied by this run
    hint: without --single-transaction each migration has a transaction of its own
    hint: correct the file and run pgkeel migrate up again
    "#);
    assert!(!exists(&database, "a") && !exists(&database, "refinery_schema_history"), "nothing of it is there");
    let json = project.run(&["migrate", "up", "--single-transaction", "--format", "json"]).exits(1).json();
    assert_eq!(
        (&json["error"]["applied"], json["error"]["not_applied"].as_array().map(Vec::len)),
        (&serde_json::json!([]), Some(3))
    );
    project.write("migrations/V3__c.sql", "INSERT INTO a VALUES (1);\n");
    insta::assert_snapshot!(project.run(&["migrate", "up", "--single-transaction"]), @"
    exit code: 0
    --- stdout
    V1__a  [time]
    V2__b  [time]
    V3__c  [time]
    applied 3 migrations, the newest is V3
    --- stderr
    ");
    assert_eq!(database.value("SELECT patience FROM b"), "2s", "settings do not leak");
    assert_eq!(database.value("SELECT count(*) FROM pgkeel.applied_migrations WHERE took IS NULL"), "3");
    project.write("migrations/V4__d.sql", "CREATE TABLE d ();\n");
    project.write("migrations/V5__e.sql", "-- pgkeel: no-transaction\nVACUUM a;\n");
    insta::assert_snapshot!(project.run(&["migrate", "up", "--single-transaction"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: V5__e runs in no transaction: --single-transaction cannot hold it
      --> migrations/V5__e.sql
    state: nothing was applied
    hint: apply those before it with --to, then this one alone
    ");
    assert!(!exists(&database, "d"));
}

#[test]
fn a_run_that_stops_tells_programs_what_it_applied() {
    let database = Database::empty();
    let project = project(&database, &[THREE[0], ("V2__wrong.sql", "SELECT 1 / 0;\n"), ("V3__c.sql", "CREATE TABLE c ();\n")]);
    let error = project.run(&["migrate", "up", "--format", "json"]).exits(1).json()["error"].take();
    assert_eq!((&error["applied"][0]["version"], error["applied"].as_array().map(Vec::len)), (&1.into(), Some(1)));
    assert_eq!(error["not_applied"], serde_json::json!([{ "version": 2, "name": "wrong" }, { "version": 3, "name": "c" }]));
}

#[test]
fn where_nothing_is_pending_nobody_is_waited_for_and_little_is_asked() {
    let database = Database::empty();
    let many: Vec<(String, String)> =
        (1..=60).map(|number| (format!("V{number}__a.sql"), format!("CREATE TABLE a{number} ();\n"))).collect();
    let files: Vec<(&str, &str)> = many.iter().map(|(name, sql)| (name.as_str(), sql.as_str())).collect();
    let project = project(&database, &files);
    let directory = tempfile::tempdir().unwrap();
    let counted = count_round_trips(directory.path(), server().directory().join(".s.PGSQL.5432"));
    let url = format!("postgres://postgres@/{}?host={}", database.name, directory.path().display());
    let round_trips = |to: &str| {
        let _ = project.run(&["migrate", "up", "--to", to]).exits(0);
        let before = counted.load(Ordering::Relaxed);
        let _ = project.run(&["migrate", "up", "--to", to, "-d", &url]).exits(0);
        counted.load(Ordering::Relaxed) - before
    };
    let few = round_trips("2");
    assert_eq!((few, round_trips("60")), (few, few));
    assert!(few <= 6, "{few} round trips");
    // The lock of another run.
    let _held = Held::open(&database.url, "SELECT pg_advisory_lock(1885825893, 1)");
    let run = project.run(&["migrate", "up", "--lock-retry-for", "0"]).exits(0);
    assert!(run.stdout.contains("nothing to apply"), "{run}");
    project.write("migrations/V61__a.sql", "CREATE TABLE a61 ();\n");
    let _ = project.run(&["migrate", "up", "--lock-retry-for", "0"]).exits(4);
}

#[test]
fn a_migration_leaves_no_setting_to_the_next_one_whatever_the_database_sets() {
    let sets = "SET TimeZone = 'Asia/Kolkata'; SET DateStyle = 'SQL, DMY'; SET IntervalStyle = 'iso_8601';
        SET extra_float_digits = 0; SET bytea_output = 'escape'; SET quote_all_identifiers = on; SET xmloption = 'document';
        SET standard_conforming_strings = off; SET client_min_messages = 'error'; SET default_transaction_deferrable = on;
        SET default_transaction_isolation = 'serializable'; SET idle_in_transaction_session_timeout = '1h';
        SET idle_session_timeout = '1h'; SET client_connection_check_interval = 0; SET lock_timeout = '1h';
        SET statement_timeout = '1h'; SET search_path = nowhere; SET work_mem = '9MB'; SET app.tenant = '7';\n";
    let look = |name: &str| {
        format!(
            "CREATE TABLE {name} AS SELECT name, setting FROM pg_settings UNION ALL \
             SELECT 'app.tenant', coalesce(current_setting('app.tenant', true), '');\n"
        )
    };
    let (before, after) = (look("before"), look("after"));
    for of_database in ["", "quote_all_identifiers = on", "TimeZone = 'Asia/Kolkata'", "extra_float_digits = 0"] {
        let database = Database::empty();
        if !of_database.is_empty() {
            database.sql(&format!("ALTER DATABASE {} SET {of_database}", database.name));
        }
        let files = [("V1__before.sql", before.as_str()), ("V2__sets.sql", sets), ("V3__after.sql", after.as_str())];
        let project = project(&database, &files);
        let _ = project.run(&["migrate", "up"]).exits(0);
        let other = "SELECT format('%s: %s, then %s', name, before.setting, after.setting) \
                     FROM before FULL JOIN after USING (name) WHERE before.setting IS DISTINCT FROM after.setting";
        assert_eq!(database.column(other), [""; 0], "{of_database}");
        assert!(database.value("SELECT setting FROM after WHERE name = 'TimeZone'") == "UTC");
    }
}

#[test]
fn what_is_known_of_a_migration_whose_record_somebody_deleted_is_replaced() {
    let database = Database::empty();
    let project = project(&database, &THREE);
    let _ = project.run(&["migrate", "up"]).exits(0);
    database.sql("DELETE FROM refinery_schema_history WHERE version = 3; DROP TABLE bookings");
    database.sql("UPDATE pgkeel.applied_migrations SET tool = 'of old', sql = NULL");
    let _ = project.run(&["migrate", "up"]).exits(0);
    let known =
        "SELECT format('%s %s', version, sql IS NOT NULL AND tool <> 'of old') FROM pgkeel.applied_migrations ORDER BY 1";
    assert_eq!(database.column(known), ["1 f", "2 f", "3 t"]);
}
