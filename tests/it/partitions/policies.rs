//! Policies that are wrong, tables that are not as their policy says, and tables chosen by name.

use super::{NOW, bookings, maintain, partitions, policy, status};
use crate::support::{Database, Project, stable};

#[test]
fn policies_that_are_wrong_are_answered_with_their_place() {
    let database = Database::empty();
    let project = Project::empty().on(&database);
    let _stable = stable();
    insta::assert_snapshot!(status(&project, 2), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: there are no partition policies in partitions/
    hint: write one file per table: table = "public.bookings", key = "created_at", every = "1 month", premake = 3
    "#);
    project.write("partitions/notes.txt", "not a policy");
    insta::assert_snapshot!(status(&project, 2), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: there are no partition policies in partitions/
    hint: write one file per table: table = "public.bookings", key = "created_at", every = "1 month", premake = 3
    "#);
    project.write("partitions/a.toml", &policy("a", "at", "2 weeks", ""));
    insta::assert_snapshot!(status(&project, 2), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: windows of 2 weeks need an `anchor` to count from
      --> partitions/a.toml:3:9
    1 | table = 'a'
    2 | key = 'at'
    3 | every = "2 weeks"
      |         ^
    hint: add a date on which a window begins: anchor = "2024-01-01"
    "#);
    project.write("partitions/a.toml", &policy("a", "at", "1 week", "[retain]\nfor = \"7\"\nthen = \"drop\"\n"));
    insta::assert_snapshot!(status(&project, 2), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: `7` has no unit: 7 what?
      --> partitions/a.toml:6:7
    4 | premake = 3
    5 | [retain]
    6 | for = "7"
      |       ^
    hint: write it like "24 months", "90 days" or "12 windows"
    "#);
    project
        .write("partitions/a.toml", &policy("bookings", "at", "1 week", ""))
        .write("partitions/b.toml", &policy("public.bookings", "at", "1 week", ""));
    insta::assert_snapshot!(status(&project, 2), @r"
    exit code: 2
    --- stdout
    --- stderr
    error: public.bookings already has a policy: partitions/a.toml
      --> partitions/b.toml:1:9
    1 | table = 'public.bookings'
      |         ^
    hint: keep one of the two files
    ");
    project.write("partitions/b.toml", &policy("visits", "at", "1 week", "name = \"bookings_{YYYY}_{MM}_{DD}\""));
    insta::assert_snapshot!(status(&project, 2), @r"
    exit code: 2
    --- stdout
    --- stderr
    error: partitions of public.bookings (partitions/a.toml) and public.visits would both be called bookings_1969_12_29
      --> partitions/b.toml:1:9
    1 | table = 'visits'
      |         ^
    hint: give one of them a `name` with {table} in it
    ");
}

#[test]
fn tables_are_chosen_by_name() {
    let (database, project) = bookings("");
    database.sql("CREATE SCHEMA shop; CREATE TABLE shop.visits (at date) PARTITION BY RANGE (at)");
    project.write("partitions/visits.toml", &policy("shop.visits", "at", "1 month", ""));
    let _ = project.run(&["partitions", "maintain", "-q", "public.bookings", "--now", NOW]).exits(0);
    let _ = project.run(&["partitions", "status", "Bookings", "--now", NOW]).exits(0);
    let _ = project.run(&["partitions", "status", "shop.visits", "--now", NOW]).exits(3);
    let _stable = stable();
    insta::assert_snapshot!(project.run(&["partitions", "maintain", "bokings"]).exits(2), @r"
    exit code: 2
    --- stdout
    --- stderr
    error: no policy in partitions/ is about `bokings`
    hint: did you mean `bookings`?
    ");
    insta::assert_snapshot!(project.run(&["partitions", "status", "--now", "tomorrow"]).exits(2), @r"
    exit code: 2
    --- stdout
    --- stderr
    error: --now: `tomorrow` is not a time
    hint: write it like 2027-01-15 (midnight in UTC) or 2027-01-15T06:30:00+01:00
    ");
}

#[test]
fn one_broken_table_does_not_stop_the_others() {
    let (database, project) = bookings("");
    database.sql(
        "CREATE TABLE plain (at date); CREATE TABLE listed (at date) PARTITION BY LIST (at);
         CREATE TABLE pair (a date, b date) PARTITION BY RANGE (a, b); CREATE TABLE computed (at date) PARTITION BY RANGE ((at + 1));
         CREATE TABLE numbered (at bigint) PARTITION BY RANGE (at); CREATE TABLE other (\"madeAt\" date) PARTITION BY RANGE (\"madeAt\");
         CREATE TABLE hours (at date) PARTITION BY RANGE (at); CREATE TABLE endless (at date) PARTITION BY RANGE (at)",
    );
    for table in ["absent", "plain", "listed", "pair", "computed", "numbered", "other"] {
        project.write(&format!("partitions/{table}.toml"), &policy(table, "at", "1 month", ""));
    }
    project.write("partitions/hours.toml", &policy("hours", "at", "1 hour", ""));
    project.write("partitions/endless.toml", &policy("endless", "at", "1 day", "since = \"1900-01-01\""));
    let _stable = stable();
    insta::assert_snapshot!(maintain(&project, 1), @r#"
    exit code: 1
    --- stdout
    table     ready until  there before  created
    absent    ?            ?             0
    bookings  2027-03-01   0             4: bookings_2026_11 … bookings_2027_02
    computed  ?            ?             0
    endless   ?            ?             0
    hours     ?            ?             0
    listed    ?            ?             0
    numbered  ?            ?             0
    other     ?            ?             0
    pair      ?            ?             0
    plain     ?            ?             0
    error: absent: public.absent does not exist
      --> partitions/absent.toml:1:9
    1 | table = 'absent'
      |         ^
    hint: create it with a migration, or correct `table`
    error: computed: public.computed is partitioned by RANGE (an expression); windows need RANGE of one column
      --> partitions/computed.toml:1:9
    1 | table = 'computed'
      |         ^
    hint: remove the policy: such a table has no rolling partitions
    error: endless: windows of 1 day from 1900-01-01 on are more than 20000 partitions
      --> partitions/endless.toml:5:9
    3 | every = "1 day"
    4 | premake = 3
    5 | since = "1900-01-01"
      |         ^
    hint: begin later, or make the windows longer
    error: hours: windows of 1 hour need a key that tells them apart: `at` is date
      --> partitions/hours.toml:3:9
    1 | table = 'hours'
    2 | key = 'at'
    3 | every = "1 hour"
      |         ^
    hint: use days or longer
    error: listed: public.listed is partitioned by LIST (at); windows need RANGE of one column
      --> partitions/listed.toml:1:9
    1 | table = 'listed'
      |         ^
    hint: write a policy for each of its partitions that is itself partitioned by time
    error: numbered: at of public.numbered is bigint, which has no windows of time
      --> partitions/numbered.toml:2:7
    1 | table = 'numbered'
    2 | key = 'at'
      |       ^
    hint: say what its values stand for: encoding = "epoch seconds", or "epoch milliseconds", or "epoch microseconds", or "YYYYMMDD", or "YYYYMMDDHH", or "YYYYMM", or "YYYY"
    error: other: public.other is partitioned by RANGE ("madeAt"), not by at
      --> partitions/other.toml:2:7
    1 | table = 'other'
    2 | key = 'at'
      |       ^
    hint: write key = "madeAt"
    error: pair: public.pair is partitioned by RANGE (a, b); windows need RANGE of one column
      --> partitions/pair.toml:1:9
    1 | table = 'pair'
      |         ^
    hint: remove the policy: such a table has no rolling partitions
    error: plain: public.plain is not a partitioned table
      --> partitions/plain.toml:1:9
    1 | table = 'plain'
      |         ^
    hint: `pgkeel partitions convert public.plain` plans how it becomes one by range (at), no row copied
    --- stderr
    "#);
    assert_eq!(partitions(&database, "bookings").len(), 4);
    let _ = status(&project, 1);
}
