//! What users of partition managers have suffered from, case by case, and by which test each is shown: the tests of other rooms,
//! or those below. That the tests are there is a test too.

/// What users report (1 to 28) and what was seen of one such tool (a to m): the case, and its tests.
const CASES: &[(&str, &str, &[&str])] = &[
    (
        "1",
        "a row in the default partition: the window is never made, and nobody is told",
        &["default::rows_in_the_default_partition_are_found_and_stay"],
    ),
    (
        "2",
        "a big default partition is scanned under a lock by each attach",
        &["default::a_large_default_partition_is_not_scanned_under_a_lock"],
    ),
    (
        "3",
        "rows do not come out of the default partition",
        &[
            "default::a_few_rows_are_moved_to_where_they_belong",
            "default::many_rows_stay_where_they_are_and_the_default_partition_becomes_theirs",
        ],
    ),
    (
        "4",
        "a waiting exclusive lock queues all traffic behind a long SELECT",
        &["faults::nothing_fails_and_nothing_waits_for_long_under_traffic"],
    ),
    ("5", "retries are a storm", &["courtesy::others_are_made_to_wait_no_longer_than_the_policy_s_budget"]),
    (
        "6",
        "deadlocks, user queries killed",
        &[
            "pains::no_query_is_killed_by_a_deadlock_beside_a_default_partition",
            "pains::creations_come_before_removals_and_no_transaction_does_both",
        ],
    ),
    (
        "7",
        "locks held for long because drops come first in one transaction",
        &["pains::creations_come_before_removals_and_no_transaction_does_both"],
    ),
    ("8", "no DETACH CONCURRENTLY", &["retiring::the_plan_of_retiring_says_what_it_locks_and_psql_could_run_it"]),
    (
        "9",
        "stuck \"pending detach\"",
        &[
            "partitions::a_half_detached_partition_is_reported_with_what_finishes_it",
            "retiring::a_reader_that_does_not_end_leaves_one_half_detached_and_the_next_run_finishes_it",
            "levels::a_month_that_could_never_be_detached_is_not_begun_with",
        ],
    ),
    (
        "10",
        "one bad table stops all others",
        &["policies::one_broken_table_does_not_stop_the_others", "pains::rows_in_one_default_partition_stop_no_other_table"],
    ),
    (
        "11",
        "nothing done, and nobody alerted",
        &[
            "watching::monitoring_is_answered_in_its_forms",
            "urgent::one_report_says_what_failed_what_is_deferred_and_what_is_critical",
        ],
    ),
    ("12", "down for longer than the premake", &["pains::a_run_after_a_long_outage_catches_up"]),
    (
        "13",
        "a bogus future timestamp makes thousands of partitions",
        &["pains::a_row_of_the_far_future_makes_no_partition_more"],
    ),
    ("14", "gaps after draining", &["pains::draining_leaves_no_gap", "windows::old_gaps_are_said_and_filled_only_on_request"]),
    (
        "15",
        "the client's time zone moves bounds; a hole at a change of clocks",
        &["windows::no_time_zone_but_the_policy_s_moves_a_bound", "windows::hours_through_a_change_of_clocks"],
    ),
    (
        "16",
        "the hour of day leaks into bounds; windows of N days are not anchored",
        &["pains::windows_do_not_depend_on_when_the_run_is"],
    ),
    (
        "17",
        "retention drops too much",
        &[
            "policies::policies_that_are_wrong_are_answered_with_their_place",
            "retiring::a_wide_partition_that_reaches_to_yesterday_is_not_retired",
            "encodings::what_is_past_its_time_is_retired_in_every_encoding",
        ],
    ),
    (
        "18",
        "retention and foreign keys, with rows and without",
        &["retiring::what_rows_of_another_table_point_into_is_kept_and_reported"],
    ),
    ("19", "owner of new partitions", &["pains::the_owner_of_a_table_can_change_it_whoever_made_its_partitions"]),
    (
        "20",
        "publications, replica identity",
        &[
            "retiring::what_a_view_or_a_publication_needs_is_kept_and_reported",
            "pains::rows_of_a_published_table_can_be_changed_in_new_partitions",
        ],
    ),
    ("21", "names that are cut", &["windows::names_of_63_bytes_keep_their_dates"]),
    (
        "22",
        "identity and generated columns",
        &["partitions::a_partition_is_given_what_it_does_not_inherit", "default::every_kind_of_column_is_moved_as_it_is"],
    ),
    (
        "23",
        "a changed interval leaves gaps or overlaps",
        &["pains::a_changed_interval_leaves_no_overlap_and_no_gap", "windows::wide_partitions_are_filled_around"],
    ),
    ("24", "encoded keys", &["encodings::rows_find_their_window_in_every_encoding"]),
    (
        "25",
        "concurrent runners",
        &[
            "at_once::the_second_run_skips_a_table_that_the_first_is_at_work_on_and_says_so",
            "at_once::of_many_runs_at_once_each_table_is_done_by_one",
        ],
    ),
    ("26", "tables of configuration and state get lost", &["pains::nothing_is_kept_in_tables_of_our_own"]),
    (
        "27",
        "a plain table is converted by copying",
        &[
            "converting::a_table_is_converted_and_back_with_all_that_is_its_own",
            "converting::traffic_goes_on_while_a_table_is_converted",
        ],
    ),
    (
        "28",
        "a superuser's worker, and what others put into the search path",
        &["pains::a_role_without_privileges_beyond_its_own_is_enough_and_runs_no_one_s_traps"],
    ),
    (
        "a",
        "a table has the name but is not attached: silently skipped",
        &["partitions::a_table_that_has_the_wanted_name_is_never_skipped_silently"],
    ),
    (
        "b",
        "an adopted wide partition is dropped with yesterday's row",
        &["retiring::a_wide_partition_that_reaches_to_yesterday_is_not_retired"],
    ),
    ("c", "a retention of `7` is seven seconds", &["policies::policies_that_are_wrong_are_answered_with_their_place"]),
    ("d", "made in UTC, maintained in New York", &["windows::no_time_zone_but_the_policy_s_moves_a_bound"]),
    ("e", "hourly across the end of summer time", &["windows::hours_through_a_change_of_clocks"]),
    (
        "f",
        "a row in the default partition of one table, and the others are not maintained",
        &["pains::rows_in_one_default_partition_stop_no_other_table"],
    ),
    ("g", "an empty table gets nothing", &["partitions::an_empty_table_gets_its_windows_and_a_second_run_has_nothing_to_do"]),
    (
        "h",
        "a foreign key that points there, without rows, keeps it",
        &["retiring::what_rows_of_another_table_point_into_is_kept_and_reported"],
    ),
    (
        "i",
        "partitions that belong to who maintains them",
        &["pains::the_owner_of_a_table_can_change_it_whoever_made_its_partitions"],
    ),
    ("j", "two parents that share 52 bytes", &["windows::names_of_63_bytes_keep_their_dates"]),
    ("k", "names with a period, a quote, a space", &["pains::names_that_need_quotes_are_no_trouble"]),
    ("l", "one row of 2100", &["pains::a_row_of_the_far_future_makes_no_partition_more"]),
    (
        "m",
        "out of shared memory: thousands of partitions in one transaction",
        &[
            "pains::what_would_be_out_of_shared_memory_in_one_transaction_is_done",
            "windows::hundreds_of_windows_are_made_one_by_one",
        ],
    ),
];

use std::sync::atomic::{AtomicBool, Ordering};

use super::{NOW, bookings, maintain, maintain_at, partitions, policy};
use crate::support::{Database, Held, Project, block_on, connect, eventually, start_server};

#[test]
fn no_query_is_killed_by_a_deadlock_beside_a_default_partition() {
    let (database, project) = bookings("since = \"2026-01-01\"\n");
    let _ = maintain(&project, 0);
    database.sql("CREATE TABLE rest PARTITION OF bookings DEFAULT; DROP TABLE bookings_2026_11, bookings_2027_01");
    let retain = "default = \"drain\"\n[retain]\nfor = \"2 months\"\nthen = \"drop\"\n";
    project.write("partitions/bookings.toml", &policy("bookings", "created_at", "1 month", retain));
    database.sql("INSERT INTO bookings VALUES (1, '2026-11-05'), (2, '2027-01-05')");
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        // Whoever locks all partitions, in PostgreSQL's order, and whoever locks some of them, in his own.
        for sql in [
            "SELECT count(*) FROM bookings",
            "BEGIN; SELECT FROM rest; SELECT FROM bookings; COMMIT",
            "BEGIN; INSERT INTO bookings VALUES (3, '2026-12-05') ON CONFLICT DO NOTHING; SELECT FROM rest; COMMIT",
        ] {
            let (url, stop) = (&database.url, &stop);
            scope.spawn(move || {
                block_on(async {
                    let session = connect(url).await;
                    while !stop.load(Ordering::Relaxed) {
                        session.simple(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
                    }
                });
            });
        }
        // Without a lock timeout of one's own, ours gives up before anybody looks for a deadlock.
        let run = project.run(&["partitions", "maintain", "-q", "--now", NOW, "--lock-retry-for", "4min"]);
        stop.store(true, Ordering::Relaxed);
        let _ = run.exits(0);
    });
    assert_eq!(partitions(&database, "bookings").len(), 7);
    assert_eq!(database.value("SELECT count(*) FROM bookings"), "3");
}

#[test]
fn no_query_is_killed_by_a_deadlock_where_foreign_keys_lead_to_two_tables() {
    let (database, project) = bookings("");
    let _ = maintain(&project, 0);
    database.sql(
        "CREATE TABLE flights (id int PRIMARY KEY, n int); CREATE TABLE users (id int PRIMARY KEY, n int);
         INSERT INTO flights VALUES (1, 0); INSERT INTO users VALUES (1, 0);
         ALTER TABLE bookings ADD flight int REFERENCES flights, ADD traveller int REFERENCES users;
         DROP TABLE bookings_2026_12",
    );
    // Has one and wants the other, when a run that waits for the first would already have looked for a deadlock itself.
    let client = |first: &str, second: &str| {
        let held = Held::open(&database.url, &format!("BEGIN; UPDATE {first} SET n = n + 1"));
        std::thread::scope(|scope| {
            let run = scope.spawn(|| {
                let patient = ["--lock-timeout", "5s", "--lock-retry-for", "1min"];
                project.run(&[&["partitions", "maintain", "-q", "--now", NOW], &patient[..]].concat())
            });
            let waits = "SELECT count(*) FROM pg_locks WHERE NOT granted AND mode = 'ShareRowExclusiveLock'";
            eventually("the run waits", || database.value(waits) != "0");
            std::thread::sleep(std::time::Duration::from_millis(1200));
            held.sql(&format!("UPDATE {second} SET n = n + 1")).expect("no deadlock");
            drop(held);
            let _ = run.join().expect("it runs").exits(0);
        });
        database.sql("DROP TABLE bookings_2026_12");
    };
    client("users", "flights");
    client("flights", "users");
}

#[test]
fn a_lock_timeout_that_could_deadlock_is_shortened_and_said() {
    let (database, project) = bookings("[locks]\ntimeout = \"5s\"\n");
    // Nothing is waited for by several locks at once.
    assert!(!maintain(&project, 0).contains("waited for each lock"));
    database.sql("CREATE TABLE rest PARTITION OF bookings DEFAULT; DROP TABLE bookings_2026_12");
    let said = maintain(&project, 0);
    assert!(
        said.contains(
            "waited for each lock for 500 ms, not 5.0 s: where several tables are locked at once more could deadlock"
        ),
        "{said}"
    );
}

#[test]
fn draining_leaves_no_gap() {
    let (database, project) = bookings("default = \"drain\"\nsince = \"2026-08-01\"\n");
    database.sql(
        "CREATE TABLE rest PARTITION OF bookings DEFAULT;
         INSERT INTO bookings VALUES (1, '2026-08-10'), (2, '2026-11-10'), (3, '2027-02-10'), (4, '2031-01-01')",
    );
    let _ = maintain(&project, 3);
    let made = partitions(&database, "bookings");
    let names: Vec<&str> = made.iter().filter_map(|line| line.split(' ').next()).filter(|name| *name != "rest").collect();
    let months = ["2026_08", "2026_09", "2026_10", "2026_11", "2026_12", "2027_01", "2027_02"];
    assert_eq!(names, months.map(|month| format!("bookings_{month}")));
    // What belongs in no window yet waits where it is.
    assert_eq!(database.column("SELECT id FROM rest"), ["4"]);
    assert_eq!(database.value("SELECT count(*) FROM bookings"), "4");
}

#[test]
fn what_would_be_out_of_shared_memory_in_one_transaction_is_done() {
    let server = start_server(&[
        "max_connections=10",
        "max_locks_per_transaction=10",
        "max_worker_processes=0",
        "autovacuum_max_workers=1",
    ]);
    let database = Database::known("postgres", server.url("postgres"));
    database.sql("CREATE TABLE ticks (id bigint, at timestamptz NOT NULL, PRIMARY KEY (id, at)) PARTITION BY RANGE (at)");
    let project = Project::empty().on(&database);
    let since = policy("ticks", "at", "1 hour", "since = \"2026-10-25\"\n");
    project.write("partitions/ticks.toml", &since);
    let plan = project.run(&["partitions", "maintain", "--dry-run", "-q", "--now", NOW]).exits(0).stdout;
    let at_once = plan.lines().filter(|line| !matches!(*line, "BEGIN;" | "COMMIT;")).collect::<Vec<_>>().join("\n");
    let refused = Held::open(&database.url, "BEGIN").sql(&at_once).expect_err("too many locks");
    assert!(refused.to_string().contains("out of shared memory"), "{refused}");
    let _ = maintain(&project, 0);
    assert_eq!(database.value("SELECT count(*) FROM pg_inherits WHERE inhparent = 'ticks'::regclass"), "590");
    let retain = "[retain]\nfor = \"2 days\"\nthen = \"drop\"\nmax_per_run = 600\n";
    project.write("partitions/ticks.toml", &policy("ticks", "at", "1 hour", retain));
    let _ = maintain(&project, 0);
    assert_eq!(database.value("SELECT count(*) FROM pg_inherits WHERE inhparent = 'ticks'::regclass"), "52");
    assert!(maintain(&project, 0).contains("nothing to do"));
}

#[test]
fn creations_come_before_removals_and_no_transaction_does_both() {
    let (database, project) = bookings("since = \"2026-01-01\"\n");
    let _ = maintain(&project, 0);
    database.sql("DROP TABLE bookings_2026_11, bookings_2027_01");
    let retain = "[retain]\nfor = \"2 months\"\nthen = \"drop\"\n";
    project.write("partitions/bookings.toml", &policy("bookings", "created_at", "1 month", retain));
    let plan = project.run(&["partitions", "plan", "--now", NOW, "--format", "json"]).json();
    let steps: Vec<String> = plan["result"]["plan"]["steps"]
        .as_array()
        .expect("steps")
        .iter()
        .map(|step| {
            step["sql"].as_array().expect("sql").iter().filter_map(|sql| sql["text"].as_str()).collect::<Vec<_>>().join(";")
        })
        .collect();
    let places = |word: &str| (0..steps.len()).filter(|at| steps[*at].contains(word)).collect::<Vec<_>>();
    let (attached, detached, dropped) = (places("ATTACH PARTITION"), places("DETACH PARTITION"), places("DROP TABLE"));
    assert_eq!((attached.len(), detached.len(), dropped.len()), (2, 8, 8), "{steps:?}");
    assert!(attached.iter().max() < detached.iter().min(), "{steps:?}");
    for step in &steps {
        let ddl = ["ATTACH PARTITION", "DETACH PARTITION", "DROP TABLE"].iter().map(|word| step.matches(word).count());
        assert!(ddl.sum::<usize>() <= 1, "{step}");
    }
}

#[test]
fn rows_in_one_default_partition_stop_no_other_table() {
    let database = Database::empty();
    let project = Project::empty().on(&database);
    for table in ["a", "z"] {
        database.sql(&format!(
            "CREATE TABLE {table} (at date) PARTITION BY RANGE (at); CREATE TABLE {table}_rest PARTITION OF {table} DEFAULT"
        ));
        project.write(&format!("partitions/{table}.toml"), &policy(table, "at", "1 month", ""));
    }
    database.sql("INSERT INTO a VALUES ('2026-12-24')");
    assert!(maintain(&project, 1).contains("a_rest holds rows that belong in a_2026_12"));
    assert_eq!((partitions(&database, "a").len(), partitions(&database, "z").len()), (4, 5));
}

#[test]
fn a_run_after_a_long_outage_catches_up() {
    let (database, project) = bookings("");
    let _ = maintain_at(&project, "2025-01-10", 0);
    let _ = maintain(&project, 0);
    database.sql("INSERT INTO bookings VALUES (1, '2026-11-18'), (2, '2027-02-28')");
    let names = partitions(&database, "bookings");
    assert!(
        names.len() == 8 && names[0].starts_with("bookings_2025_01 ") && names[7].starts_with("bookings_2027_02 "),
        "{names:?}"
    );
    assert!(maintain(&project, 0).contains("nothing to do"));
}

#[test]
fn a_row_of_the_far_future_makes_no_partition_more() {
    for (row, default) in [("2100-01-01", "report"), ("2100-01-01", "drain"), ("52217-01-01", "drain"), ("infinity", "swap")] {
        let (database, project) = bookings(&format!("default = \"{default}\"\n"));
        database.sql(&format!("CREATE TABLE rest PARTITION OF bookings DEFAULT; INSERT INTO bookings VALUES (1, '{row}')"));
        let run = project.run(&["partitions", "maintain", "-q", "--now", NOW]);
        assert_eq!(partitions(&database, "bookings").len(), 5, "{row} {default}: {run}");
        assert_eq!(database.value("SELECT count(*) FROM bookings"), "1");
    }
}

#[test]
fn windows_do_not_depend_on_when_the_run_is() {
    for every in ["1 month", "10 days", "2 weeks", "6 hours"] {
        let made: Vec<Vec<String>> = ["2026-11-18T00:00:00Z", "2026-11-18T05:37:11.123Z"]
            .iter()
            .map(|now| {
                let (database, project) = bookings("");
                project
                    .write("partitions/bookings.toml", &policy("bookings", "created_at", every, "anchor = \"2024-01-01\"\n"));
                let _ = maintain_at(&project, now, 0);
                partitions(&database, "bookings")
            })
            .collect();
        assert_eq!(made[0], made[1], "{every}");
    }
}

#[test]
fn the_owner_of_a_table_can_change_it_whoever_made_its_partitions() {
    let (database, project) = bookings("");
    let owner = format!("app_{}", database.name);
    database.sql(&format!("CREATE ROLE {owner}; ALTER TABLE bookings OWNER TO {owner}"));
    let _ = maintain(&project, 0);
    database.sql(&format!(
        "SET ROLE {owner}; ALTER TABLE bookings ADD COLUMN more int; ALTER TABLE bookings DETACH PARTITION bookings_2027_02; DROP TABLE bookings_2027_02"
    ));
}

#[test]
fn rows_of_a_published_table_can_be_changed_in_new_partitions() {
    for identity in ["FULL", "USING INDEX by_note"] {
        let database = Database::empty();
        database.sql(&format!(
            "CREATE TABLE bookings (created_at timestamptz NOT NULL, note text NOT NULL) PARTITION BY RANGE (created_at);
             CREATE UNIQUE INDEX by_note ON bookings (note, created_at); ALTER TABLE bookings REPLICA IDENTITY {identity};
             CREATE PUBLICATION feed FOR TABLE bookings"
        ));
        let project = Project::empty().on(&database);
        project.write("partitions/bookings.toml", &policy("bookings", "created_at", "1 month", ""));
        let _ = maintain(&project, 0);
        database.sql("INSERT INTO bookings VALUES ('2026-12-24', 'a'); UPDATE bookings SET note = 'b'; DELETE FROM bookings");
    }
}

#[test]
fn names_that_need_quotes_are_no_trouble() {
    let database = Database::empty();
    let project = Project::empty().on(&database);
    database.sql("CREATE SCHEMA \"my.shop\"");
    for (number, table) in ["a.b", "it's", "Order Lines", "say \"hi\"", "naïve$pgkeel$"].iter().enumerate() {
        let quoted = format!("\"my.shop\".\"{}\"", table.replace('"', "\"\""));
        database.sql(&format!("CREATE TABLE {quoted} (\"the key\" timestamptz NOT NULL, PRIMARY KEY (\"the key\")) PARTITION BY RANGE (\"the key\")"));
        let retain = "[retain]\nfor = \"1 window\"\nthen = \"drop\"\nmin_keep = 0\n";
        let text = format!("table = '''{quoted}'''\nkey = '\"the key\"'\nevery = \"1 day\"\npremake = 3\n{retain}");
        project.write(&format!("partitions/{number}.toml"), &text);
    }
    let _ = maintain_at(&project, "2026-11-01", 0);
    let _ = maintain(&project, 0);
    assert!(maintain(&project, 0).contains("nothing to do: 5 tables"));
    assert_eq!(database.value("SELECT count(*) FROM pg_inherits JOIN pg_class ON oid = inhrelid WHERE relkind = 'r'"), "20");
}

#[test]
fn a_changed_interval_leaves_no_overlap_and_no_gap() {
    let (database, project) = bookings("");
    let _ = maintain(&project, 0);
    let rows = |now: &str, hours| {
        format!(
            "INSERT INTO bookings SELECT n, timestamptz '{now}' + n * interval '1 hour' FROM generate_series(0, {hours}) AS n"
        )
    };
    // Months, then days, then weeks, the first of which has a day already, then months again, half of which are there.
    for (every, now) in
        [("1 day", "2027-02-26T12:00:00Z"), ("1 week", "2027-03-01T12:00:00Z"), ("1 month", "2027-03-20T06:00:00Z")]
    {
        project.write("partitions/bookings.toml", &policy("bookings", "created_at", every, ""));
        let _ = maintain_at(&project, now, 0);
        database.sql(&rows(now, 24 * 3 * if every == "1 day" { 1 } else { 7 }));
        assert!(maintain_at(&project, now, 0).contains("nothing to do"), "{every}");
    }
    insta::assert_snapshot!(partitions(&database, "bookings")[5..].join("\n"), @"
    bookings_2027_03_01_from_20270302 FOR VALUES FROM ('2027-03-02 00:00:00+00') TO ('2027-03-08 00:00:00+00')
    bookings_2027_03_08 FOR VALUES FROM ('2027-03-08 00:00:00+00') TO ('2027-03-15 00:00:00+00')
    bookings_2027_03_15 FOR VALUES FROM ('2027-03-15 00:00:00+00') TO ('2027-03-22 00:00:00+00')
    bookings_2027_03_22 FOR VALUES FROM ('2027-03-22 00:00:00+00') TO ('2027-03-29 00:00:00+00')
    bookings_2027_03_from_20270329 FOR VALUES FROM ('2027-03-29 00:00:00+00') TO ('2027-04-01 00:00:00+00')
    bookings_2027_04 FOR VALUES FROM ('2027-04-01 00:00:00+00') TO ('2027-05-01 00:00:00+00')
    bookings_2027_05 FOR VALUES FROM ('2027-05-01 00:00:00+00') TO ('2027-06-01 00:00:00+00')
    bookings_2027_06 FOR VALUES FROM ('2027-06-01 00:00:00+00') TO ('2027-07-01 00:00:00+00')
    ");
}

#[test]
fn nothing_is_kept_in_tables_of_our_own() {
    let (database, project) = bookings("since = \"2026-01-01\"\n");
    let _ = maintain(&project, 0);
    let retain = "[retain]\nfor = \"2 months\"\nthen = \"drop\"\ngrace = \"1 day\"\n";
    project.write("partitions/bookings.toml", &policy("bookings", "created_at", "1 month", retain));
    let _ = maintain(&project, 0);
    let others = "SELECT count(*) FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace::regnamespace::text NOT IN ('pg_catalog', 'information_schema') AND relname NOT LIKE 'bookings%'";
    assert_eq!(database.value(others), "0");
    assert_eq!(database.value("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'pgkeel%'"), "0");
    assert_eq!(database.value("SELECT count(*) FROM pg_description WHERE description LIKE 'pgkeel: detached from %'"), "8");
}

#[test]
fn a_role_without_privileges_beyond_its_own_is_enough_and_runs_no_one_s_traps() {
    let (database, project) = bookings("since = \"2026-06-01\"\n");
    let role = format!("app_{}", database.name);
    // Functions and operators that whoever may create in a schema of the search path could put before PostgreSQL's own.
    database.sql(&format!(
        "CREATE ROLE {role} LOGIN; GRANT CREATE, USAGE ON SCHEMA public TO {role}; ALTER TABLE bookings OWNER TO {role};
         CREATE SCHEMA traps; GRANT USAGE ON SCHEMA traps TO PUBLIC; CREATE TABLE traps.sprung (by text); GRANT INSERT ON traps.sprung TO PUBLIC;
         CREATE FUNCTION traps.spring(text) RETURNS text LANGUAGE sql AS $$ INSERT INTO traps.sprung VALUES (current_user) RETURNING $1 $$;
         CREATE FUNCTION traps.quote_ident(text) RETURNS text LANGUAGE sql AS $$ SELECT traps.spring($1) $$;
         CREATE FUNCTION traps.now() RETURNS timestamptz LANGUAGE sql AS $$ SELECT traps.spring('')::timestamptz $$;
         CREATE FUNCTION traps.same(text, text) RETURNS boolean LANGUAGE sql AS $$ SELECT traps.spring('') IS NULL $$;
         CREATE OPERATOR traps.= (LEFTARG = text, RIGHTARG = text, FUNCTION = traps.same);
         ALTER DATABASE {} SET search_path = traps, pg_catalog, public",
        database.name
    ));
    let url = database.url.replace("//postgres@", &format!("//{role}@"));
    let retain = "[retain]\nfor = \"2 months\"\nthen = \"drop\"\n";
    for more in ["since = \"2026-06-01\"\n", retain] {
        project.write("partitions/bookings.toml", &policy("bookings", "created_at", "1 month", more));
        let _ = project.run(&["partitions", "maintain", "-q", "--now", NOW, "-d", &url]).exits(0);
        let _ = project.run(&["partitions", "status", "--now", NOW, "-d", &url]).exits(0);
    }
    assert_eq!(database.value("SELECT pg_catalog.count(*) FROM traps.sprung"), "0");
    assert_eq!(database.value("SELECT pg_catalog.count(*) FROM pg_catalog.pg_inherits WHERE inhparent OPERATOR(pg_catalog.=) 'public.bookings'::pg_catalog.regclass"), "6");
}

#[test]
fn every_case_has_its_test() {
    let numbers = (1..=28).map(|number| number.to_string()).chain(('a'..='m').map(String::from));
    assert_eq!(CASES.iter().map(|(number, ..)| (*number).to_owned()).collect::<Vec<_>>(), numbers.collect::<Vec<_>>());
    for (number, case, tests) in CASES {
        assert!(!tests.is_empty(), "{number}: {case}");
        for test in *tests {
            let (room, name) = test.split_once("::").expect("a room and a name");
            let file = if room == "partitions" { "partitions.rs".to_owned() } else { format!("partitions/{room}.rs") };
            let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it").join(file);
            let text = std::fs::read_to_string(&path).unwrap_or_else(|cause| panic!("{number}: {}: {cause}", path.display()));
            assert!(text.contains(&format!("#[test]\nfn {name}() {{\n")), "{number}: {case}: there is no test {test}");
        }
    }
}
