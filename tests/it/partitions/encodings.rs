//! Keys that hold a time as a number, a text or a UUID.

use super::{NOW, maintain, partitions, policy, status};
use crate::support::{Database, Project, stable};

/// Each encoding with a type of column, windows, and what writes an instant in it.
const ENCODED: [(&str, &str, &str, &str); 11] = [
    ("epoch seconds", "bigint", "1 day", "floor(extract(epoch FROM at))"),
    ("epoch seconds", "integer", "1 week", "floor(extract(epoch FROM at))"),
    ("epoch milliseconds", "bigint", "1 hour", "floor(extract(epoch FROM at) * 1000)"),
    ("epoch microseconds", "numeric", "1 month", "extract(epoch FROM at) * 1000000"),
    ("uuidv7", "uuid", "1 day", UUID),
    ("YYYY-MM-DD", "text", "1 day", "to_char(at, 'YYYY-MM-DD')"),
    ("YYYYMM", "varchar(6)", "1 month", "to_char(at, 'YYYYMM')"),
    ("YYYYMM", "char(8)", "1 quarter", "to_char(at, 'YYYYMM')"),
    ("YYYYMMDD", "integer", "1 week", "to_char(at, 'YYYYMMDD')::int"),
    ("YYYYMMDDHH", "bigint", "6 hours", "to_char(at, 'YYYYMMDDHH24')::bigint"),
    ("YYYY", "text", "1 year", "to_char(at, 'YYYY')"),
];

/// Version 7 of an instant.
const UUID: &str = "(lpad(to_hex(floor(extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7' || substr(md5(random()::text), 1, 3) \
                     || '8' || substr(md5(random()::text), 1, 15))::uuid";

#[test]
fn rows_find_their_window_in_every_encoding() {
    let database = Database::empty();
    let project = Project::empty().on(&database);
    for (index, (encoding, column, every, _)) in ENCODED.iter().enumerate() {
        database.sql(&format!(
            "CREATE TABLE t{index} (key {column} NOT NULL, at timestamptz, PRIMARY KEY (key)) PARTITION BY RANGE (key)"
        ));
        let more = format!("encoding = \"{encoding}\"\nanchor = \"2024-01-01\"\n");
        project.write(&format!("partitions/t{index}.toml"), &policy(&format!("t{index}"), "key", every, &more));
    }
    let _ = maintain(&project, 0);
    assert!(maintain(&project, 0).contains("nothing to do: 11 tables"));
    let _ = status(&project, 0);
    for (index, (encoding, column, every, expression)) in ENCODED.iter().enumerate() {
        let insert =
            |at: &str| format!("INSERT INTO t{index} SELECT {expression}, at FROM (SELECT timestamptz '{at}') AS moment (at)");
        database.sql(&insert(NOW));
        let partition = database.value(&format!("SELECT tableoid::regclass FROM t{index}"));
        let first = partitions(&database, &format!("t{index}"))[0].clone();
        assert!(first.starts_with(&format!("{partition} ")), "{encoding} in {column} by {every}: {partition}, {first}");
    }
    assert_eq!(
        partitions(&database, "t4")[0],
        "t4_2026_11_18 FOR VALUES FROM ('01a1ebf4-0400-0000-0000-000000000000') TO ('01a1f11a-6000-0000-0000-000000000000')"
    );
}

#[test]
fn windows_of_an_epoch_begin_at_midnight_of_the_policy_s_zone() {
    let database = Database::empty();
    database.sql("CREATE TABLE t (key bigint) PARTITION BY RANGE (key)");
    let project = Project::empty().on(&database);
    let zone = "encoding = \"epoch seconds\"\ntime_zone = \"America/New_York\"\n";
    project.write("partitions/t.toml", &policy("t", "key", "1 day", zone));
    let _ = maintain(&project, 0);
    assert_eq!(partitions(&database, "t")[0], "t_2026_11_18 FOR VALUES FROM ('1794978000') TO ('1795064400')");
}

#[test]
fn rows_in_the_default_partition_are_found_in_every_encoding() {
    for (default, rows) in [("drain", 3), ("swap", 10_010)] {
        for (index, (encoding, column, every, expression)) in ENCODED.iter().enumerate() {
            let database = Database::empty();
            database.sql(&format!(
                "CREATE TABLE t (key {column}, at timestamptz) PARTITION BY RANGE (key); CREATE TABLE rest PARTITION OF t DEFAULT;
                 INSERT INTO t SELECT {expression}, at FROM (SELECT timestamptz '{NOW}') AS moment (at), generate_series(1, {rows})"
            ));
            let project = Project::empty().on(&database);
            let more = format!("encoding = \"{encoding}\"\nanchor = \"2024-01-01\"\ndefault = \"{default}\"\n");
            project.write("partitions/t.toml", &policy("t", "key", every, &more));
            let _ = maintain(&project, 0);
            assert_eq!(database.value("SELECT count(*) FROM rest"), "0", "{index} {encoding} {column} {default}");
            assert_eq!(database.value("SELECT count(*) FROM t"), rows.to_string());
            assert!(maintain(&project, 0).contains("nothing to do"), "{encoding} {column}");
            if default == "swap" && index > 1 {
                break;
            }
        }
    }
}

#[test]
fn what_is_past_its_time_is_retired_in_every_encoding() {
    let database = Database::empty();
    let project = Project::empty().on(&database);
    for (index, (encoding, column, every, _)) in ENCODED.iter().enumerate() {
        database.sql(&format!("CREATE TABLE t{index} (key {column} NOT NULL, PRIMARY KEY (key)) PARTITION BY RANGE (key)"));
        let more =
            format!("encoding = \"{encoding}\"\nanchor = \"2024-01-01\"\n[retain]\nfor = \"2 windows\"\nthen = \"drop\"\n");
        project.write(&format!("partitions/t{index}.toml"), &policy(&format!("t{index}"), "key", every, &more));
    }
    let _ = project.run(&["partitions", "maintain", "-q", "--now", "2012-05-05"]).exits(0);
    let _ = maintain(&project, 0);
    for (index, (encoding, ..)) in ENCODED.iter().enumerate() {
        // Of the four that there were, the newest one stays.
        assert_eq!(partitions(&database, &format!("t{index}")).len(), 5, "{index} {encoding}");
    }
    assert!(maintain(&project, 0).contains("nothing to do"));
    // And what policies of encoded keys made is no drift.
    let declared = project.run(&["pull", "--output", "schema.toml"]);
    let _ = declared.exits(0);
    let _ = maintain_later(&project);
    let _ = project.run(&["diff"]).exits(0);
}

fn maintain_later(project: &Project) -> String {
    project.run(&["partitions", "maintain", "-q", "--now", "2026-11-20"]).exits(0).to_string()
}

#[test]
fn an_encoding_that_does_not_fit_the_key_is_answered_with_its_place() {
    let database = Database::empty();
    database.sql(
        "CREATE TABLE stamped (at timestamptz) PARTITION BY RANGE (at); CREATE TABLE numbered (at int) PARTITION BY RANGE (at);
         CREATE TABLE plain (at bigint) PARTITION BY RANGE (at); CREATE TABLE flags (at boolean) PARTITION BY RANGE (at);
         CREATE TABLE dated (at date) PARTITION BY RANGE (at)",
    );
    let project = Project::empty().on(&database);
    project.write("partitions/stamped.toml", &policy("stamped", "at", "1 day", "encoding = \"uuidv7\"\n"));
    project.write("partitions/numbered.toml", &policy("numbered", "at", "1 day", "encoding = \"epoch milliseconds\"\n"));
    project.write("partitions/plain.toml", &policy("plain", "at", "1 day", ""));
    project.write("partitions/flags.toml", &policy("flags", "at", "1 day", ""));
    project.write("partitions/dated.toml", &policy("dated", "at", "1 hour", ""));
    let _stable = stable();
    insta::assert_snapshot!(status(&project, 1), @r#"
    exit code: 1
    --- stdout
    table     every   partitions  ready until  head-room  missing  gaps  in default
    dated     1 hour  ?           ?            ?          ?        ?     ?
    flags     1 day   ?           ?            ?          ?        ?     ?
    numbered  1 day   ?           ?            ?          ?        ?     ?
    plain     1 day   ?           ?            ?          ?        ?     ?
    stamped   1 day   ?           ?            ?          ?        ?     ?
    error: dated: windows of 1 hour need a key that tells them apart: `at` is date
      --> partitions/dated.toml:3:9
    1 | table = 'dated'
    2 | key = 'at'
    3 | every = "1 hour"
      |         ^
    hint: use days or longer
    error: flags: at of public.flags is boolean, which has no windows of time
      --> partitions/flags.toml:2:7
    1 | table = 'flags'
    2 | key = 'at'
      |       ^
    hint: the key must be of a type of time, or hold a time as a number, text, or UUID of version 7
    error: numbered: at of public.numbered is integer, which holds no `epoch milliseconds`
      --> partitions/numbered.toml:5:12
    3 | every = "1 day"
    4 | premake = 3
    5 | encoding = "epoch milliseconds"
      |            ^
    hint: such a key is bigint, numeric
    error: plain: at of public.plain is bigint, which has no windows of time
      --> partitions/plain.toml:2:7
    1 | table = 'plain'
    2 | key = 'at'
      |       ^
    hint: say what its values stand for: encoding = "epoch seconds", or "epoch milliseconds", or "epoch microseconds", or "YYYYMMDD", or "YYYYMMDDHH", or "YYYYMM", or "YYYY"
    error: stamped: at of public.stamped is timestamp with time zone, which holds no `uuidv7`
      --> partitions/stamped.toml:5:12
    3 | every = "1 day"
    4 | premake = 3
    5 | encoding = "uuidv7"
      |            ^
    hint: such a key is uuid
    --- stderr
    "#);
}

#[test]
fn the_encoding_of_a_table_that_is_adopted_is_recognised() {
    for (index, (encoding, column, every, _)) in ENCODED.iter().enumerate() {
        let database = Database::empty();
        database.sql(&format!("CREATE TABLE t (key {column} NOT NULL, PRIMARY KEY (key)) PARTITION BY RANGE (key)"));
        let project = Project::empty().on(&database);
        let more = format!("encoding = \"{encoding}\"\nanchor = \"2024-01-01\"\n");
        project.write("partitions/t.toml", &policy("t", "key", every, &more));
        let _ = project.run(&["partitions", "maintain", "-q"]).exits(0);
        std::fs::remove_file(project.path().join("partitions/t.toml")).expect("a file");
        let _ = project.run(&["partitions", "adopt", "t"]).exits(0);
        let written = project.read("partitions/t.toml");
        assert!(written.contains(&format!("encoding = \"{encoding}\"")), "{index} {column}: {written}");
        assert!(project.run(&["partitions", "maintain"]).exits(0).stdout.contains("nothing to do"), "{written}");
    }
}
