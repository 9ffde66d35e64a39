//! Rows in a default partition: moved, or kept where they are while the partition becomes another one; never lost.

use super::{BOOKINGS, NOW, bookings, maintain, partitions, policy, status};
use crate::support::majors::on_every_major;
use crate::support::{Database, Held, Project, block_on, connect, stable};

const DRAIN: &str = "default = \"drain\"\n";
const SWAP: &str = "default = \"swap\"\n";

fn on_default(rows: &str, more: &str) -> (Database, Project) {
    let (database, project) = bookings(more);
    database.sql(&format!("CREATE TABLE rest PARTITION OF bookings DEFAULT; INSERT INTO bookings VALUES {rows}"));
    (database, project)
}

/// More rows than are moved.
const MANY: &str = "INSERT INTO bookings SELECT n, timestamptz '2026-11-02+00' + n * interval '1 minute', 'r' || n
                      FROM generate_series(1, 12000) AS n";

fn fingerprint(database: &Database) -> String {
    database.value("SELECT count(*) || ' ' || md5(string_agg(bookings::text, ',' ORDER BY id, created_at)) FROM bookings")
}

#[test]
fn a_few_rows_are_moved_to_where_they_belong() {
    let (database, project) = on_default("(1, '2026-11-05', 'a'), (2, '2026-12-24', 'b'), (3, '2001-01-01', 'c')", DRAIN);
    let before = fingerprint(&database);
    let _stable = stable();
    let plan = project.run(&["partitions", "maintain", "--dry-run", "--now", NOW]).exits(3).stdout;
    insta::assert_snapshot!(plan.lines().skip(6).take(15).collect::<Vec<_>>().join("\n"), @"

    -- 2. move 1 row from public.rest to public.bookings_2026_11: few enough to be moved while the default partition is locked
    --    lock: SHARE UPDATE EXCLUSIVE on public.bookings (blocks nothing but other DDL)
    --    lock: ACCESS EXCLUSIVE on public.rest (blocks reads and writes)
    --    hazard: blocks-reads, long-scan
    BEGIN;
    LOCK TABLE ONLY public.bookings IN SHARE UPDATE EXCLUSIVE MODE;
    LOCK TABLE public.rest IN ACCESS EXCLUSIVE MODE;
    WITH moved AS (DELETE FROM public.rest WHERE created_at >= '2026-11-01 00:00:00+00' AND created_at < '2026-12-01 00:00:00+00' RETURNING id, created_at, note)
    INSERT INTO public.bookings_2026_11 (id, created_at, note) OVERRIDING SYSTEM VALUE SELECT id, created_at, note FROM moved;
    ALTER TABLE public.bookings ATTACH PARTITION public.bookings_2026_11 FOR VALUES FROM ('2026-11-01 00:00:00+00') TO ('2026-12-01 00:00:00+00');
    COMMENT ON TABLE public.bookings_2026_11 IS NULL;
    COMMIT;

    -- 3. create public.bookings_2026_12: a table of its own first, which disturbs nobody; it is empty, so attaching needs no CHECK to skip a scan
    ");
    insta::assert_snapshot!(maintain(&project, 3), @"
    exit code: 3
    --- stdout
    table     ready until  there before  created
    bookings  2027-03-01   0             4: bookings_2026_11 … bookings_2027_02
    finding: bookings: 1 row is in the default partition public.rest
    hint: rows there keep the partition that they belong in from being made, and make every attach scan them
    --- stderr
    ");
    assert_eq!(fingerprint(&database), before);
    assert_eq!(
        database.column("SELECT tableoid::regclass::text FROM bookings ORDER BY id"),
        ["bookings_2026_11", "bookings_2026_12", "rest"]
    );
    assert!(maintain(&project, 3).contains("1 row is in the default partition public.rest"));
    assert_eq!(database.value("SELECT count(*) FROM pg_description WHERE description LIKE 'pgkeel%'"), "0");
}

#[test]
fn every_kind_of_column_is_moved_as_it_is() {
    on_every_major(|server| {
        let database = Database::empty_on(server);
        database.sql(
            "CREATE TABLE lines (gone int, id bigint GENERATED ALWAYS AS IDENTITY, \"at When\" timestamptz NOT NULL, n int,
                                 twice int GENERATED ALWAYS AS (n * 2) STORED) PARTITION BY RANGE (\"at When\");
             ALTER TABLE lines DROP COLUMN gone;
             CREATE TABLE odd (twice int GENERATED ALWAYS AS (n * 2) STORED, n int, id bigint NOT NULL, \"at When\" timestamptz NOT NULL);
             ALTER TABLE lines ATTACH PARTITION odd DEFAULT;
             INSERT INTO lines (\"at When\", n) VALUES ('2026-11-05', 1), ('2026-11-06', 2), ('2027-01-06', 3)",
        );
        let project = Project::empty().on(&database);
        project.write("partitions/lines.toml", &policy("lines", "'at When'".trim_matches('\''), "1 month", DRAIN));
        let before = database.column("SELECT lines::text FROM lines ORDER BY id");
        let _ = maintain(&project, 0);
        assert_eq!(database.column("SELECT lines::text FROM lines ORDER BY id"), before);
        assert_eq!(database.value("SELECT count(*) FROM odd"), "0");
        assert!(maintain(&project, 0).contains("nothing to do"));
    });
}

#[test]
fn rows_that_triggers_or_foreign_keys_would_miss_stay() {
    let (database, project) = on_default("(1, '2026-11-05', 'a')", DRAIN);
    database.sql("CREATE TABLE payments (id bigint, at timestamptz, FOREIGN KEY (id, at) REFERENCES bookings ON DELETE CASCADE); INSERT INTO payments VALUES (1, '2026-11-05')");
    let told = maintain(&project, 1);
    assert!(
        told.contains(
            "public.rest cannot give its rows to bookings_2026_11: rows of public.payments point into it by payments_id_at_fkey"
        ),
        "{told}"
    );
    database.sql("UPDATE payments SET id = NULL");
    let told = maintain(&project, 1);
    assert!(told.contains("the foreign key payments_id_at_fkey of public.payments would change rows there"), "{told}");
    database.sql("UPDATE payments SET id = 1");
    assert_eq!(database.value("SELECT count(*) FROM payments"), "1");
    database.sql(
        "DROP TABLE payments; CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
         CREATE TRIGGER audit BEFORE DELETE ON bookings FOR EACH ROW EXECUTE FUNCTION f()",
    );
    let told = maintain(&project, 1);
    assert!(told.contains("cannot give its rows to bookings_2026_11: triggers or rules of its own"), "{told}");
    assert_eq!(database.value("SELECT count(*) FROM rest"), "1");
    // Nothing is deleted where the default partition becomes the partition.
    project.write("partitions/bookings.toml", &policy("bookings", "created_at", "1 month", SWAP));
    let _ = maintain(&project, 0);
    assert_eq!(database.value("SELECT tableoid::regclass FROM bookings"), "bookings_2026_11");
}

#[test]
fn rows_that_foreign_keys_could_point_at_are_moved_where_none_does() {
    on_every_major(|server| {
        let database = Database::empty_on(server);
        database.sql(BOOKINGS);
        database.sql(
            "CREATE TABLE rest PARTITION OF bookings DEFAULT; INSERT INTO bookings VALUES (1, '2026-11-05', 'a'), (2, '2026-12-05', 'b');
             CREATE TABLE payments (id bigint, at timestamptz, FOREIGN KEY (id, at) REFERENCES bookings);
             INSERT INTO payments VALUES (2, '2026-12-05'), (1, NULL)",
        );
        let project = Project::empty().on(&database);
        project.write("partitions/bookings.toml", &policy("bookings", "created_at", "1 month", DRAIN));
        let told = maintain(&project, 1);
        assert!(
            told.contains("public.rest cannot give its rows to bookings_2026_12: rows of public.payments point into it"),
            "{told}"
        );
        assert_eq!(database.column("SELECT tableoid::regclass FROM bookings ORDER BY id"), ["bookings_2026_11", "rest"]);
        database.sql("INSERT INTO payments VALUES (1, '2026-11-05'); DELETE FROM payments WHERE id = 2");
        let _ = maintain(&project, 0);
        assert_eq!(database.value("SELECT count(*) FROM rest"), "0");
    });
}

#[test]
fn many_rows_stay_where_they_are_and_the_default_partition_becomes_theirs() {
    on_every_major(|server| {
        let database = Database::empty_on(server);
        database.sql(BOOKINGS);
        database.sql("CREATE TABLE users (id bigint PRIMARY KEY); INSERT INTO users VALUES (1); ALTER TABLE bookings ADD user_id bigint DEFAULT 1 REFERENCES users");
        database.sql("CREATE INDEX ON bookings (note); CREATE TABLE rest PARTITION OF bookings DEFAULT");
        database.sql(MANY);
        let project = Project::empty().on(&database);
        project.write("partitions/bookings.toml", &policy("bookings", "created_at", "1 month", DRAIN));
        assert!(
            maintain(&project, 1).contains("more than 10000 rows would be moved under a lock; default = \"swap\" moves none")
        );
        project.write("partitions/bookings.toml", &policy("bookings", "created_at", "1 month", SWAP));
        let (before, file) = (fingerprint(&database), database.value("SELECT pg_relation_filenode('rest')"));
        let _ = maintain(&project, 0);
        assert_eq!(fingerprint(&database), before);
        assert_eq!(database.value("SELECT pg_relation_filenode('bookings_2026_11')"), file);
        assert_eq!(partitions(&database, "bookings").len(), 5);
        assert_eq!(database.value("SELECT count(*) FROM rest"), "0");
        assert_eq!(database.value("SELECT count(*) FROM pg_constraint WHERE conname = 'pgkeel_proof'"), "0");
        assert!(maintain(&project, 0).contains("nothing to do"));
        database.sql("INSERT INTO bookings VALUES (1, '2026-11-30'), (2, '2031-01-01')");
        assert_eq!(database.value("SELECT count(*) FROM rest"), "1");
    });
}

#[test]
fn the_default_partition_stays_where_other_partitions_lie_between_its_rows() {
    let (database, project) = on_default("(1, '2001-01-01', 'a')", SWAP);
    database
        .sql("CREATE TABLE october PARTITION OF bookings FOR VALUES FROM ('2026-10-01 00:00+00') TO ('2026-11-01 00:00+00')");
    database.sql(MANY);
    let before = fingerprint(&database);
    let told = maintain(&project, 1);
    assert!(told.contains("public.rest cannot take the place of a partition: public.october lies between its rows"), "{told}");
    assert_eq!(fingerprint(&database), before);
}

#[test]
fn a_large_default_partition_is_not_scanned_under_a_lock() {
    let (database, project) = on_default("(1, '2001-01-01', 'a')", "");
    let _ = project;
    let _ = maintain(&project, 3);
    database.sql("INSERT INTO bookings SELECT n, '2001-01-01' FROM generate_series(2, 10002) AS n");
    let later = "2027-01-05T00:00:00Z";
    let plan = project.run(&["partitions", "maintain", "--dry-run", "--now", later]).exits(3).stdout;
    let _stable = stable();
    insta::assert_snapshot!(plan.split_once("-- 3.").map(|(_, rest)| rest).unwrap_or_default(), @"
     say what public.rest holds: so that attaching need not scan it under a lock; until then it refuses rows of these windows
    --    lock: ACCESS EXCLUSIVE on public.rest (blocks reads and writes)
    ALTER TABLE public.rest ADD CONSTRAINT pgkeel_proof CHECK ((created_at < '2027-03-01 00:00:00+00' OR created_at >= '2027-05-01 00:00:00+00')) NOT VALID;

    -- 4. prove it of public.rest: readers and writers go on
    --    lock: SHARE UPDATE EXCLUSIVE on public.rest (blocks nothing but other DDL)
    --    hazard: long-scan
    ALTER TABLE public.rest VALIDATE CONSTRAINT pgkeel_proof;

    -- 5. attach public.bookings_2027_03: readers and writers of the parent go on; the default partition is locked for a moment
    --    lock: SHARE UPDATE EXCLUSIVE on public.bookings (blocks nothing but other DDL)
    --    lock: ACCESS EXCLUSIVE on public.rest (blocks reads and writes)
    --    hazard: blocks-reads
    BEGIN;
    ALTER TABLE public.bookings ATTACH PARTITION public.bookings_2027_03 FOR VALUES FROM ('2027-03-01 00:00:00+00') TO ('2027-04-01 00:00:00+00');
    COMMENT ON TABLE public.bookings_2027_03 IS NULL;
    COMMIT;

    -- 6. attach public.bookings_2027_04: readers and writers of the parent go on; the default partition is locked for a moment
    --    lock: SHARE UPDATE EXCLUSIVE on public.bookings (blocks nothing but other DDL)
    --    lock: ACCESS EXCLUSIVE on public.rest (blocks reads and writes)
    --    hazard: blocks-reads
    BEGIN;
    ALTER TABLE public.bookings ATTACH PARTITION public.bookings_2027_04 FOR VALUES FROM ('2027-04-01 00:00:00+00') TO ('2027-05-01 00:00:00+00');
    COMMENT ON TABLE public.bookings_2027_04 IS NULL;
    COMMIT;

    -- 7. forget what public.rest holds: it has done its work, and would refuse rows
    --    lock: ACCESS EXCLUSIVE on public.rest (blocks reads and writes)
    ALTER TABLE public.rest DROP CONSTRAINT IF EXISTS pgkeel_proof;
    finding: bookings: 10000 or more rows are in the default partition public.rest
    hint: rows there keep the partition that they belong in from being made, and make every attach scan them
    ");
    let _ = super::maintain_at(&project, later, 3);
    assert_eq!(partitions(&database, "bookings").len(), 7);
    assert_eq!(database.value("SELECT count(*) FROM pg_constraint WHERE conname = 'pgkeel_proof'"), "0");
}

/// Runs the first steps of the plan as an interrupted run would have, then a whole run.
#[test]
fn a_run_killed_between_any_two_steps_loses_nothing() {
    for (more, rows) in [(DRAIN, "(1, '2026-11-05', 'a'), (2, '2026-12-24', 'b')"), (SWAP, "(0, '2026-11-01', 'x')")] {
        for done in 0.. {
            let (database, project) = on_default(rows, more);
            if more == SWAP {
                database.sql(MANY);
            }
            let before = fingerprint(&database);
            let plan = project.run(&["partitions", "maintain", "--dry-run", "-q", "--now", NOW, "--format", "json"]).json();
            let steps = plan["result"]["plan"]["steps"].as_array().expect("steps").clone();
            if done > steps.len() {
                break;
            }
            for step in &steps[..done] {
                let sql: Vec<&str> =
                    step["sql"].as_array().expect("sql").iter().map(|sql| sql["text"].as_str().expect("text")).collect();
                database.sql(&sql.join(";\n"));
            }
            let _ = maintain(&project, 0);
            assert_eq!(fingerprint(&database), before, "{more} after {done}");
            assert_eq!(partitions(&database, "bookings").len(), 5, "{more} after {done}");
            assert_eq!(database.value("SELECT count(*) FROM rest"), "0");
            assert_eq!(database.value("SELECT count(*) FROM pg_constraint WHERE conname = 'pgkeel_proof'"), "0");
            assert!(maintain(&project, 0).contains("nothing to do"));
            drop(database);
        }
    }
}

#[test]
fn a_swap_that_gets_no_lock_leaves_no_constraint_behind() {
    let (database, project) = on_default("(0, '2026-11-01', 'x')", SWAP);
    database.sql(MANY);
    let before = fingerprint(&database);
    // Holds the parent, not the default partition.
    let reader = Held::open(&database.url, "BEGIN; LOCK TABLE ONLY bookings IN ACCESS SHARE MODE");
    let told = maintain(&project, 4);
    assert!(told.contains("let public.rest be the partition bookings_2026_11: gave up"), "{told}");
    assert_eq!(database.value("SELECT count(*) FROM pg_constraint WHERE conname = 'pgkeel_proof'"), "0");
    drop(reader);
    let _ = maintain(&project, 0);
    assert_eq!(fingerprint(&database), before);
}

#[test]
fn ignored_rows_are_not_spoken_of_until_they_are_in_the_way() {
    let (database, project) = on_default("(1, '2001-01-01', 'a')", "default = \"ignore\"\n");
    assert!(!maintain(&project, 0).contains("finding"));
    let _ = status(&project, 0);
    database.sql("DROP TABLE bookings_2027_01; INSERT INTO bookings VALUES (2, '2027-01-05')");
    assert!(maintain(&project, 1).contains("problem: bookings: public.rest holds rows that belong in bookings_2027_01"));
}

#[test]
fn a_default_partition_that_is_empty_is_no_obstacle() {
    let (database, project) = bookings("");
    database.sql("CREATE TABLE rest PARTITION OF bookings DEFAULT");
    let plan = project.run(&["partitions", "maintain", "--dry-run", "--now", NOW]).exits(0).stdout;
    assert!(plan.contains("--    lock: ACCESS EXCLUSIVE on public.rest"), "{plan}");
    assert!(plan.contains("--    hazard: blocks-reads\n") && !plan.contains("long-scan"), "{plan}");
    let _ = maintain(&project, 0);
    let _stable = stable();
    insta::assert_snapshot!(status(&project, 0), @r"
    exit code: 0
    --- stdout
    table     every    partitions  ready until  head-room  missing  gaps  in default
    bookings  1 month  4           2027-03-01   102 days   0        0     0
    --- stderr
    ");
}

#[test]
fn rows_in_the_default_partition_are_found_and_stay() {
    let (database, project) = bookings("");
    database.sql(
        "CREATE TABLE rest PARTITION OF bookings DEFAULT; INSERT INTO bookings VALUES (1, '2026-12-24'), (2, '2001-01-01')",
    );
    let _stable = stable();
    insta::assert_snapshot!(maintain(&project, 1), @r#"
    exit code: 1
    --- stdout
    table     ready until  there before  created
    bookings  2026-12-01   0             3: bookings_2026_11 … bookings_2027_02
    finding: bookings: 2 rows are in the default partition public.rest
    hint: rows there keep the partition that they belong in from being made, and make every attach scan them
    problem: bookings: public.rest holds rows that belong in bookings_2026_12: PostgreSQL refuses the partition while they are there
    hint: let the policy move them, with default = "drain" or "swap"; or take them out of public.rest into a table of your own, run this again, and insert them through public.bookings
    --- stderr
    "#);
    assert_eq!(partitions(&database, "bookings").len(), 4);
    insta::assert_snapshot!(status(&project, 3), @r#"
    exit code: 3
    --- stdout
    table     every    partitions  ready until  head-room  missing  gaps  in default
    bookings  1 month  3           2026-12-01   12 days    1        1     2
    finding: bookings: 1 window has no partition: the one from 2026-12-01
    finding: bookings: 2 rows are in the default partition public.rest
    hint: rows there keep the partition that they belong in from being made, and make every attach scan them
    problem: bookings: public.rest holds rows that belong in bookings_2026_12: PostgreSQL refuses the partition while they are there
    hint: let the policy move them, with default = "drain" or "swap"; or take them out of public.rest into a table of your own, run this again, and insert them through public.bookings
    --- stderr
    "#);
    database.sql("DELETE FROM rest WHERE id = 1");
    insta::assert_snapshot!(maintain(&project, 3), @r"
    exit code: 3
    --- stdout
    table     ready until  there before  created
    bookings  2027-03-01   3             1: bookings_2026_12
    finding: bookings: 1 row is in the default partition public.rest
    hint: rows there keep the partition that they belong in from being made, and make every attach scan them
    --- stderr
    ");
    assert_eq!(database.value("SELECT count(*) FROM bookings"), "1");
}

#[test]
fn a_locked_default_partition_is_waited_for_only_by_its_own_table() {
    let (database, project) = bookings("");
    database.sql("CREATE TABLE rest PARTITION OF bookings DEFAULT; CREATE TABLE visits (at date) PARTITION BY RANGE (at)");
    project.write("partitions/visits.toml", &policy("visits", "at", "1 month", ""));
    block_on(async {
        let holder = connect(&database.url).await;
        holder.simple("BEGIN; LOCK TABLE rest IN ACCESS EXCLUSIVE MODE").await.unwrap();
        let told = maintain(&project, 4);
        assert!(
            told.contains("deferred: bookings: looking for rows in the default partition public.rest: canceling"),
            "{told}"
        );
        assert!(told.contains("visits    2027-03-01   0             4:"), "{told}");
        holder.simple("COMMIT").await.unwrap();
    });
    let _ = maintain(&project, 0);
}
