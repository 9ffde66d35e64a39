//! What is past its time: detached, quarantined, dropped after its grace; and what is not.

use super::{NOW, bookings, maintain, maintain_at, partitions, status, table_json};
use crate::support::majors::on_every_major;
use crate::support::{Database, Held, Project, stable};

const DROP: &str = "[retain]\nfor = \"2 months\"\nthen = \"drop\"\n";

/// Windows from April 2026 on, with a row in each, and then another policy.
fn with_history(retain: &str) -> (Database, Project) {
    let (database, project) = bookings("since = \"2026-04-01\"\n");
    fill(&database, &project, retain);
    (database, project)
}

fn fill(database: &Database, project: &Project, retain: &str) {
    let _ = maintain(project, 0);
    database.sql(
        "INSERT INTO bookings SELECT n, timestamptz '2026-04-10+00' + n * interval '1 month' FROM generate_series(0, 7) AS n",
    );
    retain_by(project, retain);
}

fn retain_by(project: &Project, retain: &str) {
    project.write("partitions/bookings.toml", &super::policy("bookings", "created_at", "1 month", retain));
}

fn names(database: &Database) -> Vec<String> {
    partitions(database, "bookings").iter().map(|line| line.split(' ').next().unwrap_or_default().to_owned()).collect()
}

const KEPT: [&str; 6] =
    ["bookings_2026_09", "bookings_2026_10", "bookings_2026_11", "bookings_2026_12", "bookings_2027_01", "bookings_2027_02"];

#[test]
fn what_is_past_its_time_is_detached_and_dropped_and_a_second_run_has_nothing_to_do() {
    let (database, project) = with_history(DROP);
    let _stable = stable();
    let _ = project.run(&["partitions", "status", "--check", "--now", NOW]).exits(3);
    insta::assert_snapshot!(status(&project, 0), @"
    exit code: 0
    --- stdout
    table     every    partitions  ready until  head-room  missing  gaps  in default  oldest      next to expire  detached
    bookings  1 month  11          2027-03-01   102 days   0        0     -           2026-04-01  5 now           0
    hint: `pgkeel partitions plan` shows what would be done, `pgkeel partitions maintain` does it
    --- stderr
    ");
    insta::assert_snapshot!(maintain(&project, 0), @"
    exit code: 0
    --- stdout
    table     ready until  there before  created  detached                                dropped
    bookings  2027-03-01   4             0        5: bookings_2026_04 … bookings_2026_08  5: bookings_2026_04 … bookings_2026_08
    --- stderr
    ");
    let _ = project.run(&["partitions", "status", "--check", "--now", NOW]).exits(0);
    assert_eq!(names(&database), KEPT);
    assert_eq!(database.column("SELECT id FROM bookings ORDER BY id"), ["5", "6", "7"]);
    assert_eq!(
        database.value("SELECT count(*) FROM pg_class WHERE relname LIKE 'bookings\\_2026\\_0%' AND relkind = 'r'"),
        "1"
    );
    insta::assert_snapshot!(maintain(&project, 0), @"
    exit code: 0
    --- stdout
    nothing to do: 1 table is ready until 2027-03-01
    --- stderr
    ");
}

#[test]
fn the_plan_of_retiring_says_what_it_locks_and_psql_could_run_it() {
    let (database, project) =
        with_history("[retain]\nfor = \"5 windows\"\nthen = \"drop\"\ngrace = \"1 day\"\nquarantine = \"retired\"\n");
    let plan = project.run(&["partitions", "plan", "--now", NOW]).exits(0);
    assert_eq!(plan.stdout, project.run(&["partitions", "maintain", "--dry-run", "--now", NOW]).exits(0).stdout);
    let _stable = stable();
    insta::assert_snapshot!(plan.stdout, @"
    -- 1. mark public.bookings_2026_04: so that a run that is killed leaves something that the next one knows
    --    lock: SHARE UPDATE EXCLUSIVE on public.bookings_2026_04 (blocks nothing but other DDL)
    COMMENT ON TABLE public.bookings_2026_04 IS 'pgkeel: detached from public.bookings FOR VALUES FROM (''2026-04-01 00:00:00+00'') TO (''2026-05-01 00:00:00+00'') at 2026-11-18T10:30:00Z, parent [oid], to be dropped';

    -- 2. detach public.bookings_2026_04: past its time; readers and writers of the parent go on, and those under way are waited for
    --    lock: SHARE UPDATE EXCLUSIVE on public.bookings (blocks nothing but other DDL)
    --    lock: ACCESS EXCLUSIVE on public.bookings_2026_04 (blocks reads and writes)
    --    not in a transaction
    ALTER TABLE public.bookings DETACH PARTITION public.bookings_2026_04 CONCURRENTLY;

    -- 3. create schema retired: where detached tables go
    CREATE SCHEMA IF NOT EXISTS retired;

    -- 4. move public.bookings_2026_04 to retired: out of the way of whoever looks for partitions by their names
    --    lock: ACCESS EXCLUSIVE on public.bookings_2026_04 (blocks reads and writes)
    ALTER TABLE public.bookings_2026_04 SET SCHEMA retired;

    -- 5. mark public.bookings_2026_05: so that a run that is killed leaves something that the next one knows
    --    lock: SHARE UPDATE EXCLUSIVE on public.bookings_2026_05 (blocks nothing but other DDL)
    COMMENT ON TABLE public.bookings_2026_05 IS 'pgkeel: detached from public.bookings FOR VALUES FROM (''2026-05-01 00:00:00+00'') TO (''2026-06-01 00:00:00+00'') at 2026-11-18T10:30:00Z, parent [oid], to be dropped';

    -- 6. detach public.bookings_2026_05: past its time; readers and writers of the parent go on, and those under way are waited for
    --    lock: SHARE UPDATE EXCLUSIVE on public.bookings (blocks nothing but other DDL)
    --    lock: ACCESS EXCLUSIVE on public.bookings_2026_05 (blocks reads and writes)
    --    not in a transaction
    ALTER TABLE public.bookings DETACH PARTITION public.bookings_2026_05 CONCURRENTLY;

    -- 7. move public.bookings_2026_05 to retired: out of the way of whoever looks for partitions by their names
    --    lock: ACCESS EXCLUSIVE on public.bookings_2026_05 (blocks reads and writes)
    ALTER TABLE public.bookings_2026_05 SET SCHEMA retired;
    ");
    assert_eq!(database.value("SELECT count(*) FROM pg_namespace WHERE nspname = 'retired'"), "0");
    let statements = pgkeel::migration::statements::split(&plan.stdout);
    let session = Held::open(&database.url, "SELECT 1");
    for statement in statements {
        session.sql(&plan.stdout[statement.start..statement.end]).unwrap();
    }
    assert!(maintain(&project, 0).contains("nothing to do"));
}

#[test]
fn a_detached_table_waits_in_quarantine_for_its_grace() {
    let (database, project) = with_history(&format!("{DROP}grace = \"7 days\"\nquarantine = \"retired\"\n"));
    database.sql("COMMENT ON TABLE bookings_2026_04 IS 'the first one'");
    let _ = maintain(&project, 0);
    assert_eq!(names(&database), KEPT);
    assert_eq!(
        database
            .column("SELECT relname FROM pg_class WHERE relnamespace = 'retired'::regnamespace AND relkind = 'r' ORDER BY 1"),
        ["bookings_2026_04", "bookings_2026_05", "bookings_2026_06", "bookings_2026_07", "bookings_2026_08"]
    );
    assert_eq!(
        database.value("SELECT obj_description('retired.bookings_2026_04'::regclass)"),
        format!(
            "pgkeel: detached from public.bookings FOR VALUES FROM ('2026-04-01 00:00:00+00') TO ('2026-05-01 00:00:00+00') \
             at 2026-11-18T10:30:00Z, parent {}, to be dropped\nthe first one",
            database.value("SELECT 'bookings'::regclass::oid")
        )
    );
    let table = table_json(&project, &["status"]);
    assert_eq!(table["retain"]["waiting"].as_array().map(Vec::len), Some(5), "{table}");
    assert_eq!(table["retain"]["waiting"][0]["drop_after"], "2026-11-25T10:30:00Z");
    assert!(maintain_at(&project, "2026-11-19", 0).contains("nothing to do"));
    // The clock of a real run is the server's: the mark is moved back instead.
    for month in 4..=8 {
        let table = format!("retired.bookings_2026_0{month}");
        let comment =
            database.value(&format!("SELECT obj_description('{table}'::regclass)")).replace("2026-11-18T", "2026-11-01T");
        database.sql(&format!("COMMENT ON TABLE {table} IS '{}'", comment.replace('\'', "''")));
    }
    let told = maintain(&project, 0);
    assert!(told.contains("5: bookings_2026_04 … bookings_2026_08"), "{told}");
    assert_eq!(database.value("SELECT count(*) FROM pg_class WHERE relnamespace = 'retired'::regnamespace"), "0");
}

#[test]
fn a_table_that_was_renamed_knows_what_was_detached_from_it() {
    let (database, project) = with_history(&format!("{DROP}grace = \"7 days\"\n"));
    let _ = maintain(&project, 0);
    database.sql("ALTER TABLE bookings RENAME TO reservations");
    let retain = format!("{DROP}grace = \"7 days\"\n");
    project.write("partitions/bookings.toml", &super::policy("reservations", "created_at", "1 month", &retain));
    let waiting = || table_json(&project, &["status"])["retain"]["waiting"].as_array().map(Vec::len);
    assert_eq!(waiting(), Some(5));
    // Another table of that name is the one that is meant: it may be the same one, restored.
    database.sql("CREATE TABLE bookings (created_at timestamptz) PARTITION BY RANGE (created_at)");
    assert_eq!(waiting(), Some(0));
}

#[test]
fn what_was_detached_to_be_kept_is_never_dropped() {
    let (database, project) = with_history("[retain]\nfor = \"2 months\"\nthen = \"detach\"\n");
    let _ = maintain(&project, 0);
    assert_eq!(names(&database), KEPT);
    retain_by(&project, DROP);
    assert!(maintain(&project, 0).contains("nothing to do"));
    assert_eq!(database.value("SELECT count(*) FROM bookings_2026_04"), "1");
    // By its comment it can be attached again.
    let comment = database.value("SELECT obj_description('bookings_2026_08'::regclass)");
    let bounds = comment.split_once("FOR VALUES").and_then(|(_, rest)| rest.split_once(" at ")).expect("bounds").0;
    database.sql(&format!("ALTER TABLE bookings ATTACH PARTITION bookings_2026_08 FOR VALUES{bounds}"));
    retain_by(&project, "[retain]\nfor = \"3 months\"\nthen = \"drop\"\n");
    let _ = maintain(&project, 0);
    assert_eq!(database.value("SELECT count(*) FROM bookings"), "4");
    assert_eq!(database.value("SELECT coalesce(obj_description('bookings_2026_08'::regclass), 'none')"), "none");
    assert!(maintain(&project, 0).contains("nothing to do"));
}

#[test]
fn keep_only_says_what_is_past_its_time() {
    let (database, project) = with_history("[retain]\nfor = \"2 months\"\nthen = \"keep\"\n");
    assert!(
        maintain(&project, 0)
            .contains("note: bookings: 5 partitions are past their time and kept, as the policy says: from 2026-04-01 on")
    );
    assert_eq!(names(&database).len(), 11);
}

#[test]
fn a_run_retires_no_more_than_it_may_and_never_the_last() {
    let (database, project) = with_history(&format!("{DROP}max_per_run = 2\nmin_keep = 3\n"));
    assert!(maintain(&project, 0).contains("2: bookings_2026_04, bookings_2026_05"));
    assert!(maintain(&project, 0).contains("2: bookings_2026_06, bookings_2026_07"));
    // August, September and October are the last three that are over.
    assert!(maintain(&project, 0).contains("nothing to do"));
    assert_eq!(names(&database).len(), 7);
}

#[test]
fn a_wide_partition_that_reaches_to_yesterday_is_not_retired() {
    let (database, project) = bookings(DROP);
    database.sql(
        "CREATE TABLE bookings_2023_11 PARTITION OF bookings FOR VALUES FROM ('2023-11-20 00:00+00') TO ('2026-11-01 00:00+00');
         INSERT INTO bookings VALUES (1, '2026-10-31 23:59+00')",
    );
    let _ = maintain(&project, 0);
    assert_eq!(database.value("SELECT count(*) FROM bookings"), "1");
}

#[test]
fn no_clock_but_the_server_s_retires() {
    let (database, project) = with_history(DROP);
    let before = names(&database);
    let _stable = stable();
    insta::assert_snapshot!(maintain_at(&project, "2031-01-01", 2), @"
    exit code: 2
    --- stdout
    --- stderr
    error: --now: 2031-01-01T00:00:00Z is later than the server's clock: partitions would be retired before their time
    hint: see what would be done then with --dry-run
    ");
    assert_eq!(names(&database), before);
    let _ = project.run(&["partitions", "maintain", "--dry-run", "--now", "2031-01-01"]).exits(0);
}

#[test]
fn what_rows_of_another_table_point_into_is_kept_and_reported() {
    on_every_major(|server| {
        let database = Database::empty_on(server);
        database.sql(super::BOOKINGS);
        let project = Project::empty().on(&database);
        retain_by(&project, "since = \"2026-04-01\"\n");
        fill(&database, &project, DROP);
        database.sql(
            "CREATE TABLE payments (booking bigint, booked_at timestamptz, FOREIGN KEY (booking, booked_at) REFERENCES bookings);
             INSERT INTO payments VALUES (1, '2026-05-10+00'), (7, '2026-11-10+00'), (2, NULL)",
        );
        let told = maintain(&project, 3);
        assert!(
            told.contains(
                "finding: bookings: past their time, but still needed: public.bookings_2026_05 (rows of public.payments point into \
                 it by payments_booking_booked_at_fkey)"
            ),
            "{told}"
        );
        let mut expected = vec!["bookings_2026_05"];
        expected.extend(KEPT);
        assert_eq!(names(&database), expected);
        assert_eq!(database.value("SELECT count(*) FROM payments"), "3");
        assert_eq!(database.value("SELECT count(*) FROM pg_constraint WHERE conname = 'payments_booking_booked_at_fkey' AND conrelid = 'payments'::regclass AND conparentid = 0"), "1");
        database.sql("DELETE FROM payments WHERE booking = 1");
        let _ = maintain(&project, 0);
        assert_eq!(names(&database), KEPT);
        assert!(maintain(&project, 0).contains("nothing to do"));
    });
}

#[test]
fn what_a_view_or_a_publication_needs_is_kept_and_reported() {
    let (database, project) = with_history(DROP);
    database.sql("CREATE VIEW spring AS SELECT * FROM bookings_2026_04; CREATE PUBLICATION may FOR TABLE bookings_2026_05");
    let _stable = stable();
    insta::assert_snapshot!(maintain(&project, 3), @r#"
    exit code: 3
    --- stdout
    table     ready until  there before  created  detached                                dropped
    bookings  2027-03-01   4             0        4: bookings_2026_04 … bookings_2026_08  3: bookings_2026_06 … bookings_2026_08
    note: bookings: 1 gap before the current window: 2026-06-01 to 2026-09-01
    hint: to fill them, add since = "2026-06-01" to the policy
    finding: bookings: past their time, but still needed: public.bookings_2026_05 (publication may names it)
    hint: retire what needs them first; pgkeel never drops anything but a partition
    finding: bookings: public.bookings_2026_04 is not dropped: the view spring need it
    hint: drop what needs it first, if nobody does; pgkeel never cascades
    --- stderr
    "#);
    assert_eq!(database.value("SELECT count(*) FROM spring"), "1");
    insta::assert_snapshot!(maintain(&project, 3), @r#"
    exit code: 3
    --- stdout
    table     ready until  there before  created
    bookings  2027-03-01   4             0
    note: bookings: 1 gap before the current window: 2026-06-01 to 2026-09-01
    hint: to fill them, add since = "2026-06-01" to the policy
    finding: bookings: past their time, but still needed: public.bookings_2026_05 (publication may names it)
    hint: retire what needs them first; pgkeel never drops anything but a partition
    finding: bookings: public.bookings_2026_04 is not dropped: the view spring need it
    hint: drop what needs it first, if nobody does; pgkeel never cascades
    --- stderr
    "#);
    database.sql("DROP VIEW spring; DROP PUBLICATION may");
    let _ = maintain(&project, 0);
    assert_eq!(database.value("SELECT count(*) FROM pg_class WHERE relname IN ('bookings_2026_04', 'bookings_2026_05')"), "0");
}

#[test]
fn what_goes_with_a_table_anyway_does_not_keep_it() {
    for then in ["drop", "archive"] {
        on_every_major(|server| {
            let database = Database::empty_on(server);
            database.sql(super::BOOKINGS);
            let project = Project::empty().on(&database);
            retain_by(&project, "since = \"2026-04-01\"\n");
            database.sql(
                "ALTER TABLE bookings ADD loud text GENERATED ALWAYS AS (upper(note)) STORED, ADD CHECK (note <> loud || 'x')",
            );
            fill(&database, &project, &format!("[retain]\nfor = \"2 months\"\nthen = \"{then}\"\n"));
            database.sql(
                "CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
                 CREATE TRIGGER stamps BEFORE UPDATE OF note ON bookings_2026_04 FOR EACH ROW WHEN (OLD.note <> NEW.note) EXECUTE FUNCTION stamp();
                 CREATE POLICY own ON bookings_2026_04 USING (note <> ''); CREATE RULE quiet AS ON DELETE TO bookings_2026_04 WHERE OLD.note = 'x' DO INSTEAD NOTHING;
                 CREATE STATISTICS pair ON id, note FROM bookings_2026_04; CREATE INDEX ON bookings_2026_04 (lower(note)) WHERE note <> ''",
            );
            let _ = maintain(&project, 0);
            assert_eq!(names(&database), KEPT);
            assert_eq!(database.value("SELECT count(*) FROM pg_class WHERE relname = 'bookings_2026_04'"), "0");
        });
    }
}

#[test]
fn foreign_keys_of_its_own_are_dropped_before_the_table() {
    on_every_major(|server| {
        let database = Database::empty_on(server);
        database.sql(super::BOOKINGS);
        let project = Project::empty().on(&database);
        project
            .write("partitions/bookings.toml", &super::policy("bookings", "created_at", "1 month", "since = \"2026-04-01\"\n"));
        database.sql(
            "CREATE TABLE users (id bigint PRIMARY KEY); CREATE TABLE parts (id bigint PRIMARY KEY) PARTITION BY RANGE (id);
             CREATE TABLE parts_1 PARTITION OF parts DEFAULT; INSERT INTO users VALUES (1); INSERT INTO parts VALUES (1);
             ALTER TABLE bookings ADD user_id bigint DEFAULT 1 REFERENCES users, ADD part_id bigint DEFAULT 1 REFERENCES parts",
        );
        fill(&database, &project, DROP);
        let plan = project.run(&["partitions", "maintain", "--dry-run", "--now", NOW]).exits(0).stdout;
        assert_eq!(plan.matches("-- lock: ACCESS EXCLUSIVE on public.users").count(), 0, "{plan}");
        assert_eq!(plan.matches("--    lock: ACCESS EXCLUSIVE on public.users").count(), 5, "{plan}");
        let _ = maintain(&project, 0);
        assert_eq!(names(&database), KEPT);
        assert!(maintain(&project, 0).contains("nothing to do"));
    });
}

#[test]
fn beside_a_default_partition_it_is_detached_under_a_short_lock() {
    on_every_major(|server| {
        let database = Database::empty_on(server);
        database.sql(super::BOOKINGS);
        let project = Project::empty().on(&database);
        retain_by(&project, "since = \"2026-04-01\"\n");
        fill(&database, &project, DROP);
        database.sql("CREATE TABLE rest PARTITION OF bookings DEFAULT");
        let plan = project.run(&["partitions", "maintain", "--dry-run", "--now", NOW]).exits(0).stdout;
        assert!(!plan.contains("CONCURRENTLY;"), "{plan}");
        assert!(plan.contains("--    lock: ACCESS EXCLUSIVE on public.bookings (blocks reads and writes)\n--    lock: ACCESS EXCLUSIVE on public.bookings_2026_04 (blocks reads and writes)\n--    lock: ACCESS EXCLUSIVE on public.rest"), "{plan}");
        // A reader that does not end keeps it from that, and is not kept waiting for.
        let reader = Held::open(&database.url, "BEGIN; SELECT FROM bookings");
        let told = maintain(&project, 4);
        assert!(
            told.contains("deferred: bookings (head-room: 102 days): detach public.bookings_2026_04: gave up after"),
            "{told}"
        );
        drop(reader);
        let _ = maintain(&project, 0);
        assert!(maintain(&project, 0).contains("nothing to do"));
        assert_eq!(database.value("SELECT count(*) FROM pg_inherits WHERE inhparent = 'bookings'::regclass"), "7");
    });
}

#[test]
fn a_reader_that_does_not_end_leaves_one_half_detached_and_the_next_run_finishes_it() {
    let (database, project) = with_history(DROP);
    let reader = Held::open(&database.url, "BEGIN; SELECT FROM bookings");
    let told = maintain(&project, 4);
    let half = "state: public.bookings_2026_04 is half detached: its rows are not seen, and the next run finishes it";
    assert!(told.contains(half), "{told}");
    assert_eq!(database.value("SELECT count(*) FROM pg_inherits WHERE inhdetachpending"), "1");
    // What is missing is made all the same.
    database.sql("SET lock_timeout = '2s'; DROP TABLE IF EXISTS nothing");
    let told = maintain_at(&project, "2026-11-20", 4);
    assert!(told.contains("finish detaching public.bookings_2026_04: gave up"), "{told}");
    drop(reader);
    assert!(maintain(&project, 0).contains("5: bookings_2026_04 … bookings_2026_08"));
    assert_eq!(names(&database), KEPT);
    assert!(maintain(&project, 0).contains("nothing to do"));
}

#[test]
fn one_table_s_trouble_does_not_keep_another_from_being_retired() {
    let (database, project) = with_history(DROP);
    database.sql(
        "CREATE TABLE visits (at date) PARTITION BY RANGE (at);
         CREATE TABLE visits_2026_01 PARTITION OF visits FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
         CREATE TABLE visits_2026_02 PARTITION OF visits FOR VALUES FROM ('2026-02-01') TO ('2026-03-01');
         CREATE TABLE adventures (at date)",
    );
    let policy = |table: &str| super::policy(table, "at", "1 month", DROP);
    project.write("partitions/visits.toml", &policy("visits")).write("partitions/adventures.toml", &policy("adventures"));
    let _reader = Held::open(&database.url, "BEGIN; SELECT FROM bookings");
    let told = maintain(&project, 1);
    assert!(told.contains("adventures  ?"), "{told}");
    assert_eq!(partitions(&database, "visits").len(), 5, "{told}");
}

#[test]
fn what_is_detached_is_no_drift() {
    let (database, project) = with_history("[retain]\nfor = \"2 months\"\nthen = \"detach\"\n");
    let _ = project.run(&["pull"]).exits(0);
    let _ = maintain(&project, 0);
    let run = project.run(&["diff", "--format", "json"]);
    assert!(!run.stdout.contains("unexpected"), "{run}");
    assert_eq!(database.value("SELECT count(*) FROM bookings_2026_04"), "1");
}
