//! Faults that take a server of their own, or two: slots, standbys, archives, ages, damaged pages.

use std::os::unix::fs::FileExt as _;

use pgkeel::health::{CHECKS, Check, Evidence, Selected, Status, judge};
use pgkeel::postgres::health::{measure, server as server_facts};
use serde_json::Value;

use crate::health_faults::{found, of, report, sql};
use crate::support::majors::{binaries_of, majors, on_every_major};
use crate::support::standby::{PRIMARY, Standby};
use crate::support::{Database, Held, block_on, connect, eventually, start_server, start_server_of};

fn status(report: &Value, check: &str) -> String {
    of(report, check)["status"].as_str().expect("a status").to_owned()
}

#[test]
fn a_standby_that_stands_still_is_seen_from_both_ends() {
    let primary = start_server(&PRIMARY);
    let url = primary.url("postgres");
    sql(
        &url,
        "CREATE TABLE t (id serial PRIMARY KEY); CREATE ROLE monitor LOGIN; GRANT pg_monitor TO monitor; GRANT SELECT ON t_id_seq TO monitor",
    );
    if primary.version() >= 15 {
        sql(&url, "CREATE UNLOGGED SEQUENCE here_only; GRANT SELECT ON here_only TO monitor");
    }
    let standby = Standby::follow(&primary, &[]);
    standby.catches_up_with(&primary);
    let there = standby.url("postgres");
    eventually("the primary hears of it", || status(&report(&url, ""), "replication_lag") == "ok");

    // Nothing is asked of a standby, nor as a monitor, that it cannot answer.
    let seen = report(&there.replacen("postgres@", "monitor@", 1), "");
    for check in seen.as_array().unwrap() {
        assert!(check["status"] != "unknown" && !check["message"].as_str().unwrap().contains("SQLSTATE"), "{check:#}");
    }
    assert_eq!(status(&seen, "standby_receiver"), "ok");

    sql(&url, "INSERT INTO t DEFAULT VALUES");
    standby.catches_up_with(&primary);
    sql(&there, "SELECT pg_wal_replay_pause()");
    sql(&url, "INSERT INTO t SELECT FROM generate_series(1, 1000)");
    found(&report(&there, ""), "standby_receiver", "critical", "replay is paused");
    let slow = "[health]\nreplication_delay = { warning = 0 }\n";
    eventually("it has received more than it has", || status(&report(&there, slow), "replication_delay") == "warning");
    found(&report(&there, slow), "replication_delay", "warning", "this standby is");
    let lagging = "[health]\nreplication_lag = { warning = 1000 }\n";
    eventually("it is behind", || status(&report(&url, lagging), "replication_lag") == "warning");
    sql(&there, of(&report(&there, ""), "standby_receiver")["remedy_sql"][0].as_str().unwrap());
    eventually("it has caught up", || status(&report(&url, lagging), "replication_lag") == "ok");
    assert_eq!(status(&report(&there, ""), "standby_receiver"), "ok");
    // Nothing has happened since: that is no delay.
    eventually("all is replayed", || status(&report(&there, slow), "replication_delay") == "ok");

    // One that is cut off has replayed all that it has, and is not well.
    drop(primary);
    eventually("the receiver has ended", || status(&report(&there, ""), "standby_receiver") == "critical");
    found(&report(&there, ""), "standby_receiver", "critical", "no WAL receiver runs");
    found(&report(&there, slow), "replication_delay", "warning", "at most, and receives nothing");
}

#[test]
fn a_major_without_fixes_is_told() {
    on_every_major(|server| {
        let database = Database::known("postgres", server.url("postgres"));
        let found = of(&report(&database.url, ""), "end_of_life").clone();
        // By the server's clock.
        let ended = server.version() == 13 && database.value("SELECT clock_timestamp() > '2025-11-14'") == "true";
        assert!(!ended || found["status"] == "warning", "{found:#}");
        assert!(found["message"].as_str().unwrap().starts_with(&format!("PostgreSQL {}.", server.version())), "{found:#}");
        let check = CHECKS.iter().find(|check| check.name == "end_of_life").unwrap();
        assert_eq!(check.thresholds.status(check.direction, 1.0), Status::Info);
        assert_eq!(check.thresholds.status(check.direction, 181.0 * 86_400.0), Status::Ok);
    });
}

#[test]
fn one_synchronous_standby_is_too_few_for_two() {
    let settings = [&PRIMARY[..], &["synchronous_standby_names=FIRST 2 (a, b)", "synchronous_commit=local"]].concat();
    let primary = start_server(&settings);
    let url = primary.url("postgres");
    found(&report(&url, ""), "synchronous_standbys", "critical", "no standby is synchronous");
    let _standby = Standby::follow(&primary, &["cluster_name=a"]);
    eventually("one is there", || {
        let report = report(&url, "");
        let objects = of(&report, "synchronous_standbys")["objects"][0]["name"].as_str().unwrap_or_default().to_owned();
        objects.starts_with("1 of 2 standbys are synchronous")
    });
    sql(&url, "ALTER SYSTEM SET synchronous_standby_names = 'a'");
}

#[test]
fn a_slot_that_lost_its_wal_is_critical_and_not_fine_for_keeping_none() {
    let server = start_server(&[
        "wal_level=replica",
        "max_wal_senders=2",
        "max_slot_wal_keep_size=1MB",
        "min_wal_size=32MB",
        "max_wal_size=32MB",
    ]);
    let url = &server.url("postgres");
    sql(url, "SELECT pg_create_physical_replication_slot('gone', true); CREATE TABLE t (id int)");
    assert_eq!(status(&report(url, ""), "lost_slots"), "ok");
    for _ in 0..5 {
        sql(url, "INSERT INTO t VALUES (1)");
        sql(url, "SELECT pg_switch_wal()");
    }
    sql(url, "CHECKPOINT");
    let broken = report(url, "");
    found(&broken, "lost_slots", "critical", "physical slot gone is lost");
    sql(url, of(&broken, "lost_slots")["remedy_sql"][0].as_str().unwrap());
    assert_eq!(status(&report(url, ""), "lost_slots"), "ok");
}

#[test]
fn a_table_that_cannot_be_frozen_is_named_by_its_own_age_too() {
    let server = start_server(&["autovacuum_freeze_max_age=100000", "max_prepared_transactions=2"]);
    let url = &server.url("postgres");
    sql(url, "CREATE TABLE old (id int); INSERT INTO old VALUES (1)");
    sql(
        url,
        "CREATE TABLE stricter (id int) WITH (autovacuum_freeze_max_age = 100000, toast.autovacuum_freeze_max_age = 100000)",
    );
    assert_eq!(status(&report(url, ""), "overdue_freeze"), "ok");
    sql(url, "BEGIN; INSERT INTO old VALUES (2); PREPARE TRANSACTION 'held'");
    // Each block with a handler that writes takes a transaction id.
    sql(
        url,
        "DO $$ BEGIN FOR i IN 1..130000 LOOP BEGIN PERFORM pg_current_xact_id(); INSERT INTO old VALUES (i); EXCEPTION WHEN division_by_zero THEN NULL; END; END LOOP; END $$",
    );
    let broken = report(url, "");
    found(&broken, "overdue_freeze", "critical", "public.old: 1.3");
    sql(url, "ROLLBACK PREPARED 'held'");
    for remedy in of(&broken, "overdue_freeze")["remedy_sql"].as_array().unwrap() {
        sql(url, remedy.as_str().unwrap());
    }
    assert_eq!(status(&report(url, ""), "overdue_freeze"), "ok");
}

#[test]
fn an_archiver_that_hangs_does_not_pass_for_one_without_failures() {
    let server = start_server(&["archive_mode=on", "wal_level=replica", "archive_command=if test -e hang; then sleep 600; fi"]);
    let url = &server.url("postgres");
    sql(url, "CREATE TABLE t (id int); SELECT pg_switch_wal()");
    eventually("one file is archived", || {
        block_on(async {
            connect(url).await.query_one("SELECT archived_count > 0 FROM pg_stat_archiver", &[]).await.unwrap().get(0)
        })
    });
    assert_eq!(status(&report(url, ""), "archiver"), "ok");
    sql(url, "COPY (SELECT 1) TO PROGRAM 'cat > hang'");
    for _ in 0..3 {
        sql(url, "INSERT INTO t VALUES (1)");
        sql(url, "SELECT pg_switch_wal()");
    }
    // A minute later.
    let archiver = CHECKS.iter().find(|check| check.name == "archiver").unwrap();
    let later = archiver.sql.replace("clock_timestamp()", "(clock_timestamp() + interval '2 minutes')").leak();
    let message = |sql: &'static str| {
        let check = Check { sql, ..*archiver };
        let evidence = block_on(async {
            let session = connect(url).await;
            measure(&session, &server_facts(&session).await.unwrap(), &check).await.unwrap()
        });
        let finding = judge(&Selected::of(check), evidence, chrono::NaiveDate::MIN);
        format!("{}: {}", finding.status.name(), finding.message)
    };
    assert!(message(later).starts_with("warning: the archiver hangs: "), "{}", message(later));
    assert!(message(archiver.sql).starts_with("ok: "), "{}", message(archiver.sql));
}

#[test]
fn an_index_that_nobody_uses_is_found_when_there_is_time_to_tell() {
    let database = Database::empty();
    let url = &database.url;
    database.sql(
        "CREATE TABLE parent (id int PRIMARY KEY); CREATE TABLE t (a int, b int UNIQUE, c int REFERENCES parent); \
         INSERT INTO t (a, b) SELECT i, i FROM generate_series(1, 2000) AS i; \
         CREATE INDEX unused ON t (a); CREATE INDEX used ON t (a, b); CREATE INDEX for_the_key ON t (c)",
    );
    database.sql("SET enable_seqscan = off; SELECT count(*) FROM t WHERE a = 1 AND b = 1");
    eventually("the use is counted", || database.value("SELECT pg_stat_get_numscans('used'::regclass) > 0") == "true");
    // Two weeks and ten megabytes are long to wait for.
    let check = CHECKS.iter().find(|check| check.name == "unused_indexes").unwrap();
    let sooner = check.sql.replace("14 days'", "0 days'").replace("10 * 1024 * 1024", "1").leak();
    let evidence = |sql: &'static str| {
        block_on(async {
            let session = connect(url).await;
            measure(&session, &server_facts(&session).await.unwrap(), &Check { sql, ..*check }).await.unwrap()
        })
    };
    let Evidence::Read(reading) = evidence(sooner) else { panic!("it is read") };
    let names: Vec<&str> = reading.objects.iter().map(|object| object.name.as_str()).collect();
    assert_eq!(names, ["public.unused on public.t, 64 kB"]);
    let Evidence::Read(young) = evidence(check.sql) else { panic!("it is read") };
    assert!(young.skipped.is_some_and(|reason| reason.starts_with("use has been counted since ")));
}

#[test]
fn a_damaged_page_is_found() {
    // From PostgreSQL 18 on initdb switches checksums on.
    for major in majors().into_iter().filter(|major| *major >= 18) {
        let server = start_server_of(binaries_of(major), &[]);
        let url = &server.url("postgres");
        sql(url, "CREATE DATABASE whole");
        sql(&server.url("whole"), "CREATE TABLE t AS SELECT generate_series(1, 1000) AS id");
        // The copy's pages are on disk, and in no buffer.
        sql(url, "CREATE DATABASE damaged TEMPLATE whole STRATEGY file_copy");
        let damaged = Database::known("damaged", server.url("damaged"));
        assert_eq!(status(&report(url, ""), "checksum_failures"), "ok");
        let path = damaged.value("SELECT pg_relation_filepath('t')");
        let file = std::fs::OpenOptions::new().write(true).open(server.directory().join("data").join(path)).unwrap();
        file.write_at(b"damage", 5000).unwrap();
        assert!(block_on(async { connect(&damaged.url).await.simple("SELECT sum(id) FROM t").await }).is_err());
        eventually("it is counted", || status(&report(url, ""), "checksum_failures") == "critical");
        found(&report(url, ""), "checksum_failures", "critical", "database damaged: 1, the last at");
    }
}

#[test]
fn a_subscription_that_stumbles_over_rows_is_found() {
    let publisher = start_server(&["wal_level=logical", "max_wal_senders=6", "max_replication_slots=6"]);
    let subscriber = start_server(&["wal_retrieve_retry_interval=100ms", "max_worker_processes=12"]);
    let (there, url) = (&publisher.url("postgres"), &subscriber.url("postgres"));
    for table in ["good", "\"Bad\""] {
        sql(there, &format!("CREATE TABLE {table} (id int PRIMARY KEY); INSERT INTO {table} VALUES (1)"));
        sql(url, &format!("CREATE TABLE {table} (id int PRIMARY KEY)"));
    }
    sql(there, "CREATE PUBLICATION parts FOR TABLE good");
    sql(url, &format!("CREATE SUBSCRIPTION shop CONNECTION '{there}' PUBLICATION parts"));
    eventually("the table is copied", || status(&report(url, ""), "subscription_tables") == "ok");
    eventually("its worker runs", || status(&report(url, ""), "subscriptions") == "ok");
    if subscriber.version() >= 15 {
        assert_eq!(status(&report(url, ""), "subscription_errors"), "ok");
    }
    // A row that is there already is in the way of the copy.
    sql(url, "INSERT INTO \"Bad\" VALUES (1)");
    sql(there, "ALTER PUBLICATION parts ADD TABLE \"Bad\"");
    sql(url, "ALTER SUBSCRIPTION shop REFRESH PUBLICATION");
    let stuck = |report: &Value| {
        let objects = &of(report, "subscription_tables")["objects"];
        objects[0]["name"] == "public.\"Bad\" of subscription shop"
    };
    eventually("the copy fails", || stuck(&report(url, "")));
    if subscriber.version() >= 15 {
        eventually("it has failed more than once", || status(&report(url, ""), "subscription_errors") == "warning");
    }
    sql(url, "DELETE FROM \"Bad\"");
    let copied = "SELECT bool_and(srsubstate = 'r') FROM pg_subscription_rel";
    eventually("it is copied", || Database::known("postgres", url.clone()).value(copied) == "true");
    assert_eq!(status(&report(url, ""), "subscription_tables"), "ok");
}

#[test]
fn tables_are_published_in_every_way_that_there_is() {
    on_every_major(|server| {
        let database = Database::empty_on(server);
        let url = &database.url;
        database.sql("CREATE TABLE parent (id int) PARTITION BY LIST (id); CREATE TABLE part PARTITION OF parent DEFAULT");
        database.sql("CREATE TABLE late (id int PRIMARY KEY DEFERRABLE); CREATE UNLOGGED TABLE not_sent (id int)");
        database.sql("CREATE TABLE sent (id int PRIMARY KEY); CREATE SCHEMA whole; CREATE TABLE whole.t (id int)");
        database.sql("CREATE TABLE inserted_only (id int)");
        assert_eq!(status(&report(url, ""), "replica_identity"), "ok");
        let name = &database.name;
        database
            .sql(&format!("CREATE PUBLICATION rooted_{name} FOR TABLE parent, late, sent WITH (publish_via_partition_root)"));
        database.sql(&format!("CREATE PUBLICATION inserts_{name} FOR TABLE inserted_only WITH (publish = 'insert')"));
        let mut wanted = vec!["public.late, published by", "public.part, published by"];
        if server.version() >= 15 {
            database.sql(&format!("CREATE PUBLICATION schema_{name} FOR TABLES IN SCHEMA whole"));
            wanted.push("whole.t, published by");
        }
        // Under a lock that lets nobody read them.
        let _held = Held::open(url, "BEGIN; LOCK parent, part, late, sent, whole.t");
        let broken = report(url, "");
        for object in &wanted {
            found(&broken, "replica_identity", "critical", object);
        }
        assert_eq!(of(&broken, "replica_identity")["value"].as_f64(), u32::try_from(wanted.len()).ok().map(f64::from));
    });
}

#[test]
fn no_check_waits_for_a_table() {
    on_every_major(|server| {
        let database = Database::empty_on(server);
        database.sql(
            "CREATE TABLE t (id int PRIMARY KEY, a int, b text, parent int REFERENCES t, seen timestamptz); \
             CREATE INDEX t_a ON t (a) WHERE a > 0; CREATE INDEX t_a_again ON t (a)  WHERE  a > 0; CREATE INDEX t_a_b ON t (a, b) WHERE a > 0; \
             CREATE INDEX t_b ON t (lower(b)); CREATE INDEX t_b_again ON t (lower(b)); CREATE INDEX t_parent ON t (parent) WHERE parent IS NOT NULL; \
             CREATE POLICY p ON t USING (a > 1); ALTER TABLE t ADD CHECK (a < 9) NOT VALID; CREATE STATISTICS s ON a, b FROM t; \
             CREATE TABLE days (day date) PARTITION BY RANGE (day); CREATE TABLE days_1 PARTITION OF days FOR VALUES FROM ('2020-01-01') TO ('2021-01-01'); \
             CREATE TABLE refers (id int REFERENCES t (id)) PARTITION BY LIST (id); CREATE TABLE refers_1 PARTITION OF refers FOR VALUES IN (1); \
             CREATE INDEX ON refers (id); CREATE TABLE old (a int); INSERT INTO old SELECT generate_series(1, 20000); \
             ALTER TABLE old ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON old USING (true); \
             CREATE MATERIALIZED VIEW v AS SELECT * FROM t",
        );
        let _held =
            Held::open(&database.url, "BEGIN; LOCK t, days, days_1, refers, refers_1, old; REFRESH MATERIALIZED VIEW v");
        let report = report(&database.url, "");
        let about = |check: &Value| {
            ["schema", "vacuum", "partitions", "matviews", "security", "replication"]
                .iter()
                .any(|group| check["group"] == *group)
        };
        for check in report.as_array().unwrap().iter().filter(|check| about(check)) {
            assert!(check["status"] != "unknown", "{check:#}");
        }
        found(&report, "duplicate_indexes", "info", "public.t_a_again is the same as public.t_a");
        found(&report, "duplicate_indexes", "info", "public.t_b_again is the same as public.t_b");
        found(&report, "redundant_indexes", "info", "public.t_a is covered by public.t_a_b");
        // A condition that only leaves NULLs out is none for a foreign key.
        assert_eq!(status(&report, "foreign_keys_without_index"), "ok");
    });
}

#[test]
fn what_vacuum_leaves_empty_is_estimated() {
    on_every_major(|server| {
        let database = Database::empty_on(server);
        let url = &database.url;
        database.sql(
            "CREATE TABLE t (id int, note text, seen timestamptz); CREATE INDEX t_id ON t (id); \
             INSERT INTO t SELECT i, repeat('x', 20 + i % 30), now() FROM generate_series(1, 40000) AS i",
        );
        database.sql("VACUUM (ANALYZE) t");
        let role = format!("reader_{}", database.name);
        database.sql(&format!("CREATE ROLE {role} LOGIN"));
        // A hundred megabytes take long to make.
        let judged = |name: &str, url: &str| {
            let check = CHECKS.iter().find(|check| check.name == name).unwrap();
            let check = Check { sql: check.sql.replace("100 * 1024 * 1024", "100 * 1024").leak(), ..*check };
            let evidence = block_on(async {
                let session = connect(url).await;
                measure(&session, &server_facts(&session).await.unwrap(), &check).await.unwrap()
            });
            judge(&Selected::of(check), evidence, chrono::NaiveDate::MIN)
        };
        let whole = (judged("table_bloat", url), judged("index_bloat", url));
        assert_eq!((whole.0.status.name(), whole.1.status.name()), ("ok", "ok"), "{whole:?}");
        database.sql("DELETE FROM t WHERE id % 20 <> 0");
        database.sql("VACUUM (ANALYZE) t");
        let empty = (judged("table_bloat", url), judged("index_bloat", url));
        assert_eq!((empty.0.status.name(), empty.1.status.name()), ("critical", "critical"), "{empty:?}");
        assert!(empty.0.message.starts_with("public.t: about 9"), "{empty:?}");
        assert_eq!(empty.1.remedy_sql, ["REINDEX INDEX CONCURRENTLY public.t_id"]);
        // Who may not read the statistics does not find that all is well.
        let hidden = judged("table_bloat", &url.replacen("postgres@", &format!("{role}@"), 1));
        assert!(hidden.status.name() == "unknown" && hidden.missing_grant.is_some(), "{hidden:?}");
    });
}
