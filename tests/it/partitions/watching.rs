//! What `partitions status` says beside the windows: drift, left-overs, a picture, and the forms that monitoring reads.

use super::{NOW, bookings, maintain, policy, status};
use crate::support::{Project, stable};

#[test]
fn partitions_that_are_not_as_their_parent_are_said() {
    let (database, project) = bookings("");
    database.sql("CREATE INDEX notes ON bookings (note)");
    let _ = maintain(&project, 0);
    let _ = status(&project, 0);
    let role = format!("other_{}", database.name);
    database.sql(&format!(
        "CREATE ROLE {role}; GRANT SELECT ON bookings TO {role}; GRANT SELECT ON bookings_2026_11 TO {role};
         ALTER TABLE bookings_2026_12 OWNER TO {role}; ALTER TABLE bookings_2026_12 REPLICA IDENTITY FULL;
         ALTER TABLE bookings_2027_01 ENABLE ROW LEVEL SECURITY; ALTER TABLE bookings_2027_01 ADD CHECK (id > 0);
         CREATE INDEX ON ONLY bookings (id); CREATE INDEX ON bookings_2027_02 (note, id)"
    ));
    let said = status(&project, 3).replace(&role, "other");
    let _stable = stable();
    insta::assert_snapshot!(said, @"
    exit code: 3
    --- stdout
    table     every    partitions  ready until  head-room  missing  gaps  in default
    bookings  1 month  4           2027-03-01   102 days   0        0     -
    note: bookings: 1 partition is not as public.bookings: a constraint of its own (public.bookings_2027_01)
    finding: bookings: 4 partitions are not as public.bookings: an index is missing or invalid (public.bookings_2026_11, public.bookings_2026_12, public.bookings_2027_01 and 1 more)
    hint: `pgkeel diff --sql` plans what mends it
    note: bookings: 1 partition is not as public.bookings: an index of its own (public.bookings_2027_02)
    finding: bookings: 3 partitions are not as public.bookings: grants (public.bookings_2026_12, public.bookings_2027_01, public.bookings_2027_02)
    hint: grant and revoke by name what the parent has, or set copy.grants = false in the policy
    finding: bookings: 1 partition is not as public.bookings: owner (public.bookings_2026_12)
    hint: ALTER TABLE public.bookings_2026_12 OWNER TO postgres
    finding: bookings: 1 partition is not as public.bookings: replica identity (public.bookings_2026_12)
    hint: ALTER TABLE public.bookings_2026_12 REPLICA IDENTITY …, or UPDATE and DELETE may fail where it is published
    finding: bookings: 1 partition is not as public.bookings: row-level security (public.bookings_2027_01)
    hint: ALTER TABLE public.bookings_2027_01 ENABLE ROW LEVEL SECURITY, or who may read it directly sees all
    --- stderr
    ");
    let relaxed = "[copy]\ngrants = false\nreplica_identity = false\nrow_security = false\n";
    project.write("partitions/bookings.toml", &policy("bookings", "created_at", "1 month", relaxed));
    let said = status(&project, 3);
    assert!(!said.contains("grants") && !said.contains("replica identity") && said.contains("owner"), "{said}");
}

#[test]
fn what_a_stopped_run_left_is_told_from_what_no_window_wants() {
    let (database, project) = bookings("");
    database.sql(
        "CREATE TABLE bookings_2026_12 (LIKE bookings INCLUDING ALL); COMMENT ON TABLE bookings_2026_12 IS 'pgkeel: staged for public.bookings';
         CREATE TABLE bookings_2020_01 (LIKE bookings INCLUDING ALL); COMMENT ON TABLE bookings_2020_01 IS 'pgkeel: staged for public.bookings'",
    );
    let _stable = stable();
    insta::assert_snapshot!(status(&project, 3), @"
    exit code: 3
    --- stdout
    table     every    partitions  ready until  head-room  missing  gaps  in default
    bookings  1 month  0           not now      none       4        0     -
    finding: bookings: 4 windows have no partition: those from 2026-11-01, 2026-12-01, 2027-01-01 and 1 more
    note: bookings: a run that was stopped left 1 table, which the next one attaches: public.bookings_2026_12
    finding: bookings: a run that was stopped left 1 table, for which there is no window any more: public.bookings_2020_01
    hint: look whether it is empty, then: DROP TABLE public.bookings_2020_01
    critical: bookings: inserts of now fail: no partition takes them
    hint: `pgkeel partitions plan` shows what would be done, `pgkeel partitions maintain` does it
    --- stderr
    ");
}

/// Past, current, premade and missing windows, a gap, and rows in the default partition.
fn of_all_kinds() -> (crate::support::Database, Project) {
    let (database, project) = bookings("since = \"2026-03-01\"\n");
    let _ = maintain(&project, 0);
    database.sql(
        "DROP TABLE bookings_2026_05, bookings_2026_06, bookings_2026_12, bookings_2027_02;
         CREATE TABLE rest PARTITION OF bookings DEFAULT; INSERT INTO bookings VALUES (1, '2026-12-24')",
    );
    project.write(
        "partitions/bookings.toml",
        &policy("bookings", "created_at", "1 month", "[retain]\nfor = \"6 months\"\nthen = \"detach\"\n"),
    );
    project.write("partitions/visits.toml", &policy("visits", "at", "1 hour", "since = \"2026-11-01\""));
    database.sql("CREATE TABLE visits (at timestamptz) PARTITION BY RANGE (at)");
    let _ = project.run(&["partitions", "maintain", "-q", "visits", "--now", NOW]).exits(0);
    (database, project)
}

#[test]
fn the_timeline_draws_the_windows_of_each_table() {
    let (_database, project) = of_all_kinds();
    let run = project.run(&["partitions", "status", "--timeline", "--now", NOW]).exits(3);
    let _stable = stable();
    insta::assert_snapshot!(run, @r#"
    exit code: 3
    --- stdout
    table     every    partitions  ready until          head-room  missing  gaps  in default  oldest      next to expire  detached
    bookings  1 month  8           2026-12-01           12 days    2        1     1           2026-03-01  2 now           0
    visits    1 hour   422         2026-11-18 14:00:00  3 hours    0        0     -           2026-11-01  -               0

    bookings  2026-03-01 ××··▓▓▓▓█!▒? 2027-03-01  a sign is 1 month
    visits    2026-11-01 ▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓█▒ 2026-11-18 14:00:00  a sign is 7 windows of 1 hour
    ▓ past   █ now   ▒ ready   × past its time   ? missing   ! missing, with rows in the default partition   · none

    finding: bookings: 2 windows have no partition: those from 2026-12-01, 2027-02-01
    finding: bookings: 1 row is in the default partition public.rest
    hint: rows there keep the partition that they belong in from being made, and make every attach scan them
    note: bookings: 1 gap before the current window: 2026-05-01 to 2026-07-01
    hint: to fill them, add since = "2026-05-01" to the policy
    problem: bookings: public.rest holds rows that belong in bookings_2026_12: PostgreSQL refuses the partition while they are there
    hint: let the policy move them, with default = "drain" or "swap"; or take them out of public.rest into a table of your own, run this again, and insert them through public.bookings
    hint: `pgkeel partitions plan` shows what would be done, `pgkeel partitions maintain` does it
    --- stderr
    "#);
}

#[test]
fn monitoring_is_answered_in_its_forms() {
    let (database, project) = of_all_kinds();
    project.write("partitions/gone.toml", &policy("gone", "at", "1 month", ""));
    let run = |arguments: &[&str], code| {
        let arguments = [&["partitions", "status", "--now", NOW], arguments].concat();
        project.run(&arguments).exits(code).to_string().replace(&database.name, "shop")
    };
    let _stable = stable();
    insta::assert_snapshot!(run(&["--format", "nagios"], 2), @"
    exit code: 2
    --- stdout
    PGKEEL CRITICAL: bookings: public.rest holds rows that belong in bookings_2026_12: PostgreSQL refuses the partition while they are there (and 3 more) | 'bookings'=1085400s;;0: 'gone'=U 'visits'=12600s;;0:
    bookings: public.rest holds rows that belong in bookings_2026_12: PostgreSQL refuses the partition while they are there
    gone: public.gone does not exist
    bookings: 1 row is in the default partition public.rest
    bookings: 2 windows without a partition
    --- stderr
    ");
    insta::assert_snapshot!(run(&["--format", "nagios", "visits"], 0), @"
    exit code: 0
    --- stdout
    PGKEEL OK: 1 table looked at | 'visits'=12600s;;0:
    --- stderr
    ");
    insta::assert_snapshot!(run(&["--format", "prometheus"], 1), @r#"
    exit code: 1
    --- stdout
    # HELP pgkeel_partitions_readable 1 where the table is as its policy says
    # TYPE pgkeel_partitions_readable gauge
    pgkeel_partitions_readable{database="shop",table="public.bookings"} 1
    pgkeel_partitions_readable{database="shop",table="public.gone"} 0
    pgkeel_partitions_readable{database="shop",table="public.visits"} 1
    # HELP pgkeel_partitions_ready_seconds For how long from now on every row finds a partition
    # TYPE pgkeel_partitions_ready_seconds gauge
    pgkeel_partitions_ready_seconds{database="shop",table="public.bookings"} 1085400
    pgkeel_partitions_ready_seconds{database="shop",table="public.visits"} 12600
    # HELP pgkeel_partitions_count Partitions that are there
    # TYPE pgkeel_partitions_count gauge
    pgkeel_partitions_count{database="shop",table="public.bookings"} 8
    pgkeel_partitions_count{database="shop",table="public.visits"} 422
    # HELP pgkeel_partitions_missing Windows that have no partition
    # TYPE pgkeel_partitions_missing gauge
    pgkeel_partitions_missing{database="shop",table="public.bookings"} 2
    pgkeel_partitions_missing{database="shop",table="public.visits"} 0
    # HELP pgkeel_partitions_blocked Windows that cannot be made
    # TYPE pgkeel_partitions_blocked gauge
    pgkeel_partitions_blocked{database="shop",table="public.bookings"} 0
    pgkeel_partitions_blocked{database="shop",table="public.visits"} 0
    # HELP pgkeel_partitions_half_detached Partitions that an interrupted DETACH CONCURRENTLY left
    # TYPE pgkeel_partitions_half_detached gauge
    pgkeel_partitions_half_detached{database="shop",table="public.bookings"} 0
    pgkeel_partitions_half_detached{database="shop",table="public.visits"} 0
    # HELP pgkeel_partitions_default_rows Rows in the default partition, counted to a limit
    # TYPE pgkeel_partitions_default_rows gauge
    pgkeel_partitions_default_rows{database="shop",table="public.bookings"} 1
    # HELP pgkeel_partitions_due Partitions that are past their time
    # TYPE pgkeel_partitions_due gauge
    pgkeel_partitions_due{database="shop",table="public.bookings"} 2
    # HELP pgkeel_partitions_detached Detached tables that are still there
    # TYPE pgkeel_partitions_detached gauge
    pgkeel_partitions_detached{database="shop",table="public.bookings"} 0
    pgkeel_partitions_detached{database="shop",table="public.visits"} 0
    # HELP pgkeel_partitions_findings What somebody should look at
    # TYPE pgkeel_partitions_findings gauge
    pgkeel_partitions_findings{database="shop",table="public.bookings"} 2
    pgkeel_partitions_findings{database="shop",table="public.visits"} 0
    --- stderr
    "#);
}
