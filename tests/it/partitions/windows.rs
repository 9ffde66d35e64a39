//! Which windows there are, whatever clocks and other tools do, and what they are called.

use std::time::Duration;

use super::{bookings, maintain, maintain_at, partitions, policy, status, table_json};
use crate::support::{Database, Project, stable};

#[test]
fn rows_of_today_find_their_partition_in_every_kind_of_table() {
    let database = Database::empty();
    let project = Project::empty().on(&database);
    for (table, key_type, every) in [
        ("hourly", "timestamptz", "1 hour"),
        ("daily", "timestamp", "1 day"),
        ("weekly", "date", "1 week"),
        ("fortnightly", "timestamptz(3)", "2 weeks"),
        ("quarterly", "date", "1 quarter"),
        ("yearly", "timestamptz", "1 year"),
    ] {
        database.sql(&format!("CREATE TABLE {table} (at {key_type}) PARTITION BY RANGE (at)"));
        project.write(&format!("partitions/{table}.toml"), &policy(table, "at", every, "anchor = \"2024-01-01\""));
    }
    let _ = project.run(&["partitions", "maintain"]).exits(0);
    for table in ["hourly", "daily", "weekly", "fortnightly", "quarterly", "yearly"] {
        database.sql(&format!("INSERT INTO {table} VALUES (now())"));
    }
    let again = project.run(&["partitions", "maintain"]).exits(0);
    assert!(again.stdout.starts_with("nothing to do: 6 tables are ready until "), "{again}");
    let _ = project.run(&["partitions", "status"]).exits(0);
}

#[test]
fn no_time_zone_but_the_policy_s_moves_a_bound() {
    let (plain, project) = bookings("");
    let _ = maintain(&project, 0);
    let (elsewhere, project) = bookings("");
    elsewhere.sql(&format!("ALTER DATABASE {} SET timezone = 'America/New_York'", elsewhere.name));
    let project = project.with_variable("PGTZ", "America/New_York").with_variable("TZ", "America/New_York");
    let _ = maintain(&project, 0);
    assert_eq!(partitions(&plain, "bookings"), partitions(&elsewhere, "bookings"));
}

#[test]
fn windows_begin_at_midnight_of_the_policy_s_zone() {
    let (database, project) = bookings("time_zone = \"America/New_York\"");
    let _ = maintain_at(&project, "2026-03-01T04:59:59Z", 0);
    assert_eq!(
        partitions(&database, "bookings")[..2],
        [
            "bookings_2026_02 FOR VALUES FROM ('2026-02-01 05:00:00+00') TO ('2026-03-01 05:00:00+00')",
            "bookings_2026_03 FOR VALUES FROM ('2026-03-01 05:00:00+00') TO ('2026-04-01 04:00:00+00')",
        ]
    );
    assert!(maintain_at(&project, "2026-03-01T04:59:59Z", 0).contains("ready until 2026-06-01"));
}

#[test]
fn hours_through_a_change_of_clocks() {
    let database = Database::empty();
    database.sql("CREATE TABLE ticks (at timestamptz) PARTITION BY RANGE (at)");
    let project = Project::empty().on(&database);
    project.write("partitions/ticks.toml", &policy("ticks", "at", "1 hour", "time_zone = \"Europe/Madrid\""));
    let _ = maintain_at(&project, "2026-10-24T23:30:00Z", 0);
    assert_eq!(
        partitions(&database, "ticks"),
        [
            "ticks_2026_10_25_01 FOR VALUES FROM ('2026-10-24 23:00:00+00') TO ('2026-10-25 00:00:00+00')",
            "ticks_2026_10_25_02 FOR VALUES FROM ('2026-10-25 00:00:00+00') TO ('2026-10-25 01:00:00+00')",
            "ticks_2026_10_25_02b FOR VALUES FROM ('2026-10-25 01:00:00+00') TO ('2026-10-25 02:00:00+00')",
            "ticks_2026_10_25_03 FOR VALUES FROM ('2026-10-25 02:00:00+00') TO ('2026-10-25 03:00:00+00')",
        ]
    );
}

#[test]
fn a_partition_that_is_gone_from_the_middle_is_reported_and_made_again() {
    let (database, project) = bookings("since = \"2026-08-15\"");
    let _ = maintain(&project, 0);
    database.sql("DROP TABLE bookings_2026_09, bookings_2027_01");
    let _stable = stable();
    insta::assert_snapshot!(status(&project, 3), @"
    exit code: 3
    --- stdout
    table     every    partitions  ready until  head-room  missing  gaps  in default
    bookings  1 month  5           2027-01-01   43 days    2        2     -
    finding: bookings: 2 windows have no partition: those from 2026-09-01, 2027-01-01
    hint: `pgkeel partitions plan` shows what would be done, `pgkeel partitions maintain` does it
    --- stderr
    ");
    insta::assert_snapshot!(maintain(&project, 0), @r"
    exit code: 0
    --- stdout
    table     ready until  there before  created
    bookings  2027-03-01   5             2: bookings_2027_01, bookings_2026_09
    --- stderr
    ");
    assert_eq!(partitions(&database, "bookings").len(), 7);
}

#[test]
fn old_gaps_are_said_and_filled_only_on_request() {
    let (database, project) = bookings("");
    database.sql("CREATE TABLE bookings_2024_01 PARTITION OF bookings FOR VALUES FROM ('2024-01-01 00:00+00') TO ('2024-02-01 00:00+00')");
    let _ = maintain(&project, 0);
    assert_eq!(partitions(&database, "bookings").len(), 5);
    let _stable = stable();
    insta::assert_snapshot!(status(&project, 0), @r#"
    exit code: 0
    --- stdout
    table     every    partitions  ready until  head-room  missing  gaps  in default
    bookings  1 month  5           2027-03-01   102 days   0        0     -
    note: bookings: 1 gap before the current window: 2024-02-01 to 2026-11-01
    hint: to fill them, add since = "2024-02-01" to the policy
    --- stderr
    "#);
    project.write("partitions/bookings.toml", &policy("bookings", "created_at", "1 month", "since = \"2024-02-01\""));
    let _ = maintain(&project, 0);
    assert_eq!(partitions(&database, "bookings").len(), 1 + 37);
    assert!(!status(&project, 0).contains("note"));
}

#[test]
fn partitions_are_known_by_their_bounds_whatever_they_are_called() {
    let (database, project) = bookings("");
    database.sql(
        "CREATE SCHEMA old;
         CREATE TABLE old.\"Bookings P11\" PARTITION OF bookings
           FOR VALUES FROM ('2026-10-31 20:00:00-04') TO ('2026-12-01 05:45:00+05:45')",
    );
    let table = table_json(&project, &["maintain"]);
    assert_eq!(table["created"].as_array().map(Vec::len), Some(3), "{table}");
    assert_eq!(table["adopted"], 1);
}

#[test]
fn wide_partitions_are_filled_around() {
    let (database, project) = bookings("");
    // The first covers whole windows, the second covers half of one.
    database.sql(
        "CREATE TABLE wide PARTITION OF bookings FOR VALUES FROM (MINVALUE) TO ('2027-01-01 00:00:00+00');
         CREATE TABLE half PARTITION OF bookings FOR VALUES FROM ('2027-02-10 00:00:00+00') TO ('2027-03-01 00:00:00+00')",
    );
    let _stable = stable();
    insta::assert_snapshot!(maintain(&project, 0), @r"
    exit code: 0
    --- stdout
    table     ready until  there before  created
    bookings  2027-03-01   2             2: bookings_2027_01, bookings_2027_02
    note: bookings: public.wide holds MINVALUE to 2027-01-01, which is no window of the policy
    note: bookings: public.half holds 2027-02-10 to 2027-03-01, which is no window of the policy
    --- stderr
    ");
    assert!(maintain(&project, 0).contains("nothing to do"));
    let last = "FOR VALUES FROM ('2027-02-01 00:00:00+00') TO ('2027-02-10 00:00:00+00')";
    assert!(partitions(&database, "bookings").contains(&format!("bookings_2027_02 {last}")));
}

#[test]
fn names_of_63_bytes_keep_their_dates() {
    let database = Database::empty();
    let (one, other) = (format!("{}1", "ä".repeat(31)), format!("{}2", "ä".repeat(31)));
    let project = Project::empty().on(&database);
    for (file, table) in [("one", &one), ("other", &other)] {
        database.sql(&format!("CREATE TABLE \"{table}\" (at date) PARTITION BY RANGE (at)"));
        project.write(&format!("partitions/{file}.toml"), &policy(&format!("\"{table}\""), "at", "1 day", ""));
    }
    let _ = maintain(&project, 0);
    let names = database.column("SELECT relname FROM pg_class WHERE relispartition ORDER BY relname");
    assert_eq!(names.len(), 8);
    assert!(names.iter().all(|name| name.len() <= 63 && name.contains("_2026_11_")), "{names:?}");
    assert!(maintain(&project, 0).contains("nothing to do: 2 tables are ready until 2026-11-22"));
}

#[test]
fn hundreds_of_windows_are_made_one_by_one() {
    let database = Database::empty();
    database.sql("CREATE TABLE ticks (at timestamptz NOT NULL, PRIMARY KEY (at)) PARTITION BY RANGE (at)");
    let project = Project::empty().on(&database);
    project.write("partitions/ticks.toml", &policy("ticks", "at", "1 hour", "since = \"2026-11-01\""));
    let _ = maintain(&project, 0);
    assert_eq!(database.value("SELECT count(*) FROM pg_inherits WHERE inhparent = 'ticks'::regclass"), "422");
    let began = std::time::Instant::now();
    assert!(maintain(&project, 0).contains("nothing to do"));
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
}

#[test]
fn premake_may_be_a_length_of_time() {
    let (database, project) = bookings("");
    let policy = policy("bookings", "created_at", "1 week", "").replace("premake = 3", "premake = \"15 days\"");
    project.write("partitions/bookings.toml", &policy);
    let _ = maintain(&project, 0);
    // 18 November is a Wednesday; 3 December is in the week from 30 November on.
    assert_eq!(partitions(&database, "bookings").len(), 3);
    assert!(maintain_at(&project, "2026-11-22", 0).contains("1: bookings_2026_12_07"));
}

#[test]
fn partitions_are_stored_as_the_policy_says() {
    let (database, project) = bookings("[storage]\nfillfactor = 70\nautovacuum_vacuum_scale_factor = 0.02\nunlogged = true\n");
    let _ = maintain(&project, 0);
    let facts = "SELECT relpersistence::text || ' ' || reloptions::text FROM pg_class WHERE relname = 'bookings_2026_12'";
    assert_eq!(database.value(facts), "u {fillfactor=70,autovacuum_vacuum_scale_factor=0.02}");
}
