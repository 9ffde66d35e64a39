//! Archives of partitions on real servers: nothing is dropped that is not in a verified file, and what comes back is what went.

use std::path::{Path, PathBuf};

use pgkeel::error::Error;
use pgkeel::identifier::QualifiedName;
use pgkeel::partition::archive::form::Form;
use pgkeel::partition::archive::steps::{self, File};
use pgkeel::plan::Plan;
use pgkeel::postgres::execute;

use crate::support::majors::on_every_major;
use crate::support::{Database, Held, Project, block_on, connect, stable};

const BOUNDS: &str = "FOR VALUES FROM ('2024-01-01 00:00:00+00') TO ('2024-02-01 00:00:00+00')";

/// A column of every kind of type, with values that are easily lost.
const EVERYTHING: &str = r#"
    CREATE SCHEMA "Odd; schema";
    CREATE TYPE "Odd; schema".mood AS ENUM ('sad', 'it''s "ok"', '');
    CREATE DOMAIN "Odd; schema".short AS text COLLATE "C" CHECK (length(VALUE) < 100);
    CREATE TYPE "Odd; schema".pair AS (a integer, "B, c" text);
    CREATE TABLE events (
        id bigint GENERATED ALWAYS AS IDENTITY,
        at timestamptz NOT NULL,
        gone integer,
        "Text, ""quoted""
" text COLLATE "C" DEFAULT 'x',
        "select" varchar(40),
        blank char(5), code "char", name name,
        number numeric, exact numeric(12,3), real real, double double precision, small smallint, big bigint, flag boolean, cash money,
        bytes bytea, bits bit(4), varbits varbit,
        day date, moment timestamp, clock time, zoned timetz, span interval,
        document json, binary_document jsonb, markup xml, path jsonpath,
        id2 uuid, address inet, net cidr, mac macaddr, point point, box box, polygon polygon, circle circle,
        words tsvector, query tsquery, lsn pg_lsn, relation regclass,
        range tstzrange, ranges int4range[], numbers integer[], matrix text[][], bounds integer[],
        mood "Odd; schema".mood, moods "Odd; schema".mood[], short "Odd; schema".short, pair "Odd; schema".pair, pairs "Odd; schema".pair[],
        doubled numeric GENERATED ALWAYS AS (number * 2) STORED,
        PRIMARY KEY (id, at),
        CONSTRAINT "sane" CHECK (small IS NULL OR small > -32768)
    ) PARTITION BY RANGE (at);
    ALTER TABLE events DROP COLUMN gone;
    CREATE INDEX ON events USING gin (words);
    CREATE UNIQUE INDEX "by USING mood" ON events (at, lower("select")) WHERE mood IS NOT NULL;
    CREATE TABLE events_2024_01 PARTITION OF events FOR VALUES FROM ('2024-01-01 00:00:00+00') TO ('2024-02-01 00:00:00+00');
    INSERT INTO events (at) VALUES ('2024-01-01 00:00:00+00');
    INSERT INTO events (at, "Text, ""quoted""
", "select", blank, code, name, number, exact, real, double, small, big, flag, cash, bytes, bits, varbits, day, moment, clock, zoned,
        span, document, binary_document, markup, path, id2, address, net, mac, point, box, polygon, circle, words, query, lsn, relation,
        range, ranges, numbers, matrix, bounds, mood, moods, short, pair, pairs)
    VALUES
    ('2024-01-01 00:00:00.000001+00', '', '', '', '', '', 'NaN', -0.001, 'infinity', '-infinity', 32767, 9223372036854775807, true, -1234.56,
     '', B'0101', B'', 'infinity', '-infinity', '24:00', '00:00:00+15:59', '-1 year 2 mons -3 days 04:05:06.789', 'null', 'null', '', '$',
     '00000000-0000-0000-0000-000000000000', '::1', '10.0.0.0/8', '08:00:2b:01:02:03', '(1e300,-0)', '(1,2),(0,0)', '((0,0),(1,1))', '<(0,0),1>',
     '', '', '0/0', 'pg_class', 'empty', '{}', '{}', '{}', '[-1:0]={1,2}', '', '{}', '', ROW(NULL, ''), ARRAY[ROW(1, 'a,"b')::"Odd; schema".pair, NULL]),
    ('2024-01-31 23:59:59.999999+00', E'\\.', E'line\r\nbreak', 'a', '\', 'NULL', 1e-100, 999999999.999, 1.1754944e-38, 5e-324, -1, -9223372036854775808,
     false, 92233720368547758.07, '\x00ff0a0d22275c', B'1111', B'101', '4713-01-01 BC', '294276-12-31 23:59:59.999999', '00:00:00.000001',
     '23:59:59.999999-15:59', '178000000 years', '{"a":  1, "a": 2}', '{"a": "\u00e9"}', '<a>&amp;</a>', '$.a[*] ? (@ > 1)',
     'ffffffff-ffff-ffff-ffff-ffffffffffff', '192.168.0.1/24', '::/0', 'ff:ff:ff:ff:ff:ff', '(infinity,nan)', '(1,1),(1,1)', '((1,2))', '<(1,1),0>',
     $$'it''s':1A "x":2$$, '!a & b:*', 'FFFFFFFF/FFFFFFFF', 'events', '[2024-01-01,)', '{"[1,5)",empty,NULL}', '{1,NULL,3}', '{{"a,b","NULL"},{NULL,"\""}}', '{}',
     'it''s "ok"', '{sad,"",NULL}', E'tab\there', ROW(5, E'\\"'), '{}'),
    ('2024-01-15 12:00:00+05:45', E'\\.\n\\.\n"', 'NULL', ' a', 'x', 'n', 'infinity'::text::double precision::text::numeric(10,0), 0, '-0', 'nan', 0, 0, NULL, 0,
     decode(repeat('00', 5000), 'hex'), NULL, NULL, '5874897-12-31', '0044-03-15 12:00:00 BC', NULL, NULL, '00:00:00', '[]', '[]', NULL, NULL, NULL, NULL, NULL, NULL,
     NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '(,)', NULL, NULL, NULL, NULL, 'sad', NULL, NULL, NULL, NULL);
"#;

/// `numeric` knows no infinity before PostgreSQL 14.
fn everything(major: u32) -> String {
    let infinity = "'infinity'::text::double precision::text::numeric(10,0)";
    EVERYTHING.replace(infinity, if major < 14 { "'NaN'" } else { "'-infinity'::numeric" })
}

fn public(name: &str) -> QualifiedName {
    QualifiedName::new("public", name)
}

fn archive_step(table: &QualifiedName, path: &Path) -> Plan {
    let form = Form::of(path.to_str().expect("UTF-8")).expect("a form");
    let file = File { path: path.to_owned(), shown: path.display().to_string() };
    Plan { steps: vec![steps::archive_and_drop(table, false, (&public("events"), BOUNDS), file, form)] }
}

/// Archives a detached table and drops it.
fn archive(database: &Database, table: &QualifiedName, path: &Path) -> Result<(), Error> {
    block_on(async {
        let mut session = connect(&database.url).await;
        session.be_patient_for(std::time::Duration::ZERO);
        session.simple("SET lock_timeout = '300ms'").await?;
        execute::run(&session, &archive_step(table, path), |_| ()).await.map_err(|stopped| stopped.error)
    })
}

/// What a table holds, whatever the order of its rows.
fn checksum(database: &Database, table: &str) -> String {
    // As text alone a float would be judged by what is printed of it, so it is printed exactly.
    database.value(&format!("SELECT count(*) || ' ' || coalesce(md5(string_agg(row, E'\\n' ORDER BY row)), '-') FROM (SELECT t::text AS row FROM {table} AS t) AS rows"))
}

fn there(database: &Database, table: &str) -> bool {
    database.value(&format!("SELECT to_regclass('{table}') IS NOT NULL")) == "true"
}

/// A project with a detached partition of three rows, and where its archive goes.
fn detached() -> (Database, Project, PathBuf) {
    let database = Database::empty();
    database.sql(
        "CREATE TABLE events (at timestamptz NOT NULL, note text) PARTITION BY RANGE (at);
         CREATE TABLE events_2024_01 (LIKE events);
         INSERT INTO events_2024_01 SELECT '2024-01-02 00:00+00', 'row ' || n FROM generate_series(1, 3) AS n;",
    );
    let project = Project::empty().on(&database);
    let path = project.path().join("archive/events_2024_01.csv.gz");
    (database, project, path)
}

fn files(directory: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(directory).into_iter().flatten().map(|entry| entry.expect("an entry").file_name());
    let mut names: Vec<String> = entries.map(|name| name.to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn every_type_comes_back_as_it_was_in_every_form() {
    on_every_major(|server| {
        for form in ["csv", "csv.gz", "csv.zst", "bin", "bin.gz", "bin.zst"] {
            let database = Database::empty_on(server);
            let major: u32 =
                database.value("SELECT current_setting('server_version_num')::integer / 10000").parse().expect("a number");
            database.sql(&everything(major));
            database.sql("ALTER TABLE events DETACH PARTITION events_2024_01");
            let binary = form.starts_with("bin");
            let project = Project::empty().on(&database);
            let path = project.path().join(format!("archive/events_2024_01.{form}"));
            for column in ["query", "relation", "mood", "moods", "pair", "pairs"].into_iter().filter(|_| binary) {
                let error = archive(&database, &public("events_2024_01"), &path).expect_err("not all types");
                assert!(error.to_string().contains("binary form"), "{error}");
                database
                    .sql(&format!("ALTER TABLE events DROP COLUMN {column}; ALTER TABLE events_2024_01 DROP COLUMN {column}"));
            }
            let before = checksum(&database, "events_2024_01");
            let columns = "SELECT string_agg(format('%s %s %s %s', attname, format_type(atttypid, atttypmod), attcollation, attnotnull), ',' ORDER BY attnum)
                             FROM pg_attribute WHERE attrelid = 'events_2024_01'::regclass AND attnum > 0 AND NOT attisdropped";
            let indexes = "SELECT string_agg(pg_get_indexdef(indexrelid), ';' ORDER BY pg_get_indexdef(indexrelid)) FROM pg_index WHERE indrelid = 'events_2024_01'::regclass";
            let (columns_before, indexes_before) = (database.value(columns), database.value(indexes));
            archive(&database, &public("events_2024_01"), &path).unwrap_or_else(|error| panic!("{major} {form}: {error:?}"));
            assert!(!there(&database, "events_2024_01"));
            let file = path.to_str().expect("UTF-8");
            let _ = project.run(&["partitions", "restore", file]).exits(0);
            assert_eq!(checksum(&database, "events_2024_01"), before, "{form}");
            assert_eq!(database.value(columns), columns_before);
            assert_eq!(database.value(indexes), indexes_before);
            // And once more as a partition.
            database.sql("DROP TABLE events_2024_01");
            project.write("partitions/events.toml", "table = \"events\"\nkey = \"at\"\nevery = \"1 month\"\npremake = 1\n");
            let _ = project.run(&["partitions", "restore", file, "--attach"]).exits(0);
            assert_eq!(checksum(&database, "events"), before, "{form}");
            assert_eq!(database.value("SELECT count(*) FROM pg_inherits WHERE inhparent = 'events'::regclass"), "1");
            assert_eq!(database.value("SELECT count(*) FROM pg_constraint WHERE conname LIKE 'pgkeel%'"), "0");
        }
    });
}

#[test]
fn the_manifest_says_what_sha256sum_says() {
    let (database, project, path) = detached();
    archive(&database, &public("events_2024_01"), &path).expect("archived");
    assert_eq!(files(path.parent().expect("a directory")), ["events_2024_01.csv.gz", "events_2024_01.csv.gz.json"]);
    let manifest: serde_json::Value = serde_json::from_str(&project.read("archive/events_2024_01.csv.gz.json")).expect("JSON");
    let output = std::process::Command::new("sha256sum").arg(&path).output().expect("sha256sum runs");
    let sum = String::from_utf8(output.stdout).expect("UTF-8");
    assert_eq!(manifest["sha256"].as_str(), sum.split_whitespace().next());
    assert_eq!(
        (manifest["rows"].as_u64(), manifest["bytes"].as_u64()),
        (Some(3), Some(path.metadata().expect("a file").len()))
    );
    assert_eq!(manifest["partition_of"]["bounds"], BOUNDS);
    let text = std::process::Command::new("gzip").arg("-dc").arg(&path).output().expect("gzip runs").stdout;
    insta::assert_snapshot!(String::from_utf8(text).expect("UTF-8"), @"
    at,note
    2024-01-02 00:00:00+00,row 1
    2024-01-02 00:00:00+00,row 2
    2024-01-02 00:00:00+00,row 3
    ");
    insta::assert_snapshot!(manifest["ddl"].as_str().expect("text"), @"
    CREATE TABLE public.events_2024_01 (
        at timestamp with time zone NOT NULL,
        note text
    );
    ");
}

#[test]
fn an_empty_table_has_an_archive_too() {
    let (database, project, _) = detached();
    for form in ["csv", "bin.zst"] {
        database.sql("CREATE TABLE IF NOT EXISTS events_2024_01 (LIKE events); DELETE FROM events_2024_01");
        let path = project.path().join(format!("events_2024_01.{form}"));
        archive(&database, &public("events_2024_01"), &path).expect("archived");
        let _ = project.run(&["partitions", "restore", path.to_str().expect("UTF-8")]).exits(0);
        assert_eq!(checksum(&database, "events_2024_01"), "0 -");
    }
}

#[test]
fn a_name_that_would_leave_the_directory_does_not() {
    let database = Database::empty();
    let hostile = QualifiedName::new("a/../b", "../../../x'; DROP TABLE y; --\n");
    database.sql(&format!(
        "CREATE SCHEMA {}; CREATE TABLE {hostile} (a integer); INSERT INTO {hostile} VALUES (1)",
        pgkeel::identifier::quote(&hostile.schema)
    ));
    let template =
        pgkeel::partition::archive::path::PathTemplate::parse("archive/{schema}/{partition}.csv.gz").expect("a template");
    let project = Project::empty().on(&database);
    let relative = template.path(&hostile, &hostile);
    archive(&database, &hostile, &project.path().join(&relative)).expect("archived");
    assert_eq!(files(project.path()), ["archive"]);
    assert_eq!(files(&project.path().join("archive")), ["a%2F%2E%2E%2Fb"]);
    let _ = project.run(&["partitions", "restore", &relative]).exits(0);
    // In the schema of the table that it was a partition of, wherever it had been moved.
    assert_eq!(database.value(&format!("SELECT a FROM {}", public(&hostile.name))), "1");
}

#[test]
fn a_file_that_is_there_is_never_overwritten() {
    let (database, project, path) = detached();
    project.write("archive/events_2024_01.csv.gz", "mine");
    let error = archive(&database, &public("events_2024_01"), &path).expect_err("refused");
    assert!(format!("{:?}", error.hints()).contains("never overwritten"), "{error:?}");
    assert_eq!(project.read("archive/events_2024_01.csv.gz"), "mine");
    assert!(there(&database, "events_2024_01"));
}

#[test]
fn an_archive_of_a_run_that_was_stopped_before_the_drop_is_good_only_for_the_same_rows() {
    let (database, _project, path) = detached();
    let before = checksum(&database, "events_2024_01");
    database.sql(
        "CREATE FUNCTION refuse() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'nothing is dropped'; END $$;
         CREATE EVENT TRIGGER refuse ON sql_drop EXECUTE FUNCTION refuse()",
    );
    let error = archive(&database, &public("events_2024_01"), &path).expect_err("it is not dropped");
    assert!(error.to_string().contains("nothing is dropped"), "{error}");
    database.sql("ALTER EVENT TRIGGER refuse DISABLE");
    assert_eq!(checksum(&database, "events_2024_01"), before);
    let written = std::fs::read(&path).expect("the archive is there");

    database.sql("UPDATE events_2024_01 SET note = 'changed' WHERE note = 'row 2'");
    let error = archive(&database, &public("events_2024_01"), &path).expect_err("the rows are others");
    assert!(error.to_string().contains("has changed since"), "{error}");
    assert!(there(&database, "events_2024_01"));
    database.sql("UPDATE events_2024_01 SET note = 'row 2' WHERE note = 'changed'");
    // The rows lie in another order now: what is not surely the same is not dropped.
    assert!(archive(&database, &public("events_2024_01"), &path).is_err());
    assert_eq!(std::fs::read(&path).expect("the archive is there"), written);

    database.sql("TRUNCATE events_2024_01; INSERT INTO events_2024_01 SELECT '2024-01-02 00:00+00', 'row ' || n FROM generate_series(1, 3) AS n");
    archive(&database, &public("events_2024_01"), &path).expect("the same rows");
    assert!(!there(&database, "events_2024_01"));
    assert_eq!(std::fs::read(&path).expect("the archive is there"), written);
}

#[test]
fn what_a_killed_run_left_is_begun_anew() {
    let (database, project, path) = detached();
    // Killed while it wrote, and killed between the manifest's name and the archive's.
    project.write("archive/events_2024_01.csv.gz.part", "half");
    archive(&database, &public("events_2024_01"), &path).expect("archived");
    let _ = project.run(&["partitions", "restore", path.to_str().expect("UTF-8")]).exits(0);
    std::fs::rename(&path, path.with_extension("gz.part")).expect("a manifest alone");
    archive(&database, &public("events_2024_01"), &path).expect("archived");
    assert_eq!(files(path.parent().expect("a directory")), ["events_2024_01.csv.gz", "events_2024_01.csv.gz.json"]);
}

#[test]
fn a_part_that_somebody_writes_is_left_to_them() {
    let (database, project, path) = detached();
    project.write("archive/events_2024_01.csv.gz.part", "");
    let other = std::fs::File::open(path.with_extension("gz.part")).expect("the part");
    other.lock().expect("locked");
    let error = archive(&database, &public("events_2024_01"), &path).expect_err("busy");
    assert_eq!(error.kind().exit_code(), 4, "{error:?}");
    assert!(there(&database, "events_2024_01"));
}

#[test]
fn nobody_writes_between_the_copy_and_the_drop() {
    let (database, _project, path) = detached();
    // A writer that began before is waited for: its row is in the archive, or the table stays.
    let writer = Held::open(&database.url, "BEGIN; INSERT INTO events_2024_01 VALUES ('2024-01-03', 'late')");
    let error = archive(&database, &public("events_2024_01"), &path).expect_err("the table is being written");
    assert_eq!(error.kind().exit_code(), 4, "{error:?}");
    assert!(!path.exists(), "nothing was read while somebody wrote");
    writer.sql("COMMIT").expect("committed");
    archive(&database, &public("events_2024_01"), &path).expect("archived");
    let text = std::process::Command::new("gzip").arg("-dc").arg(&path).output().expect("gzip runs").stdout;
    assert!(String::from_utf8(text).expect("UTF-8").contains("late"));
}

#[test]
fn a_reader_is_waited_for_before_the_rows_are_read() {
    let (database, _project, path) = detached();
    let reader = Held::open(&database.url, "BEGIN; SELECT FROM events_2024_01");
    let error = archive(&database, &public("events_2024_01"), &path).expect_err("the table is being read");
    assert_eq!(error.kind().exit_code(), 4, "{error:?}");
    assert!(!path.exists());
    drop(reader);
    archive(&database, &public("events_2024_01"), &path).expect("archived");
}

#[test]
fn a_table_that_is_attached_again_is_not_archived() {
    let (database, _project, path) = detached();
    database.sql(&format!("ALTER TABLE events ATTACH PARTITION events_2024_01 {BOUNDS}"));
    let error = archive(&database, &public("events_2024_01"), &path).expect_err("it is in use");
    assert!(error.to_string().contains("it is attached to a table"), "{error}");
    assert!(there(&database, "events_2024_01") && !path.exists());
}

#[test]
fn rows_that_row_level_security_hides_are_not_left_behind() {
    let (database, _project, path) = detached();
    let role = format!("role_{}", database.name);
    database.sql(&format!(
        "CREATE ROLE {role}; GRANT {role} TO CURRENT_USER; ALTER TABLE events_2024_01 OWNER TO {role};
         ALTER TABLE events_2024_01 ENABLE ROW LEVEL SECURITY; ALTER TABLE events_2024_01 FORCE ROW LEVEL SECURITY;
         CREATE POLICY p ON events_2024_01 USING (note = 'row 1')"
    ));
    let result = block_on(async {
        let session = connect(&database.url).await;
        session.simple(&format!("SET ROLE {role}")).await.expect("a role");
        execute::run(&session, &archive_step(&public("events_2024_01"), &path), |_| ()).await.map_err(|stopped| stopped.error)
    });
    let error = result.expect_err("refused");
    assert!(error.to_string().contains("row-level security"), "{error}");
    assert_eq!(checksum(&database, "events_2024_01").split(' ').next(), Some("3"));
    database.sql(&format!("DROP OWNED BY {role}; DROP ROLE {role}"));
}

#[test]
fn a_lost_connection_leaves_the_table() {
    let (database, _project, path) = detached();
    database.sql("INSERT INTO events_2024_01 SELECT '2024-01-02', repeat('x', 1000) || n FROM generate_series(1, 8000) AS n");
    let before = checksum(&database, "events_2024_01");
    let error = block_on(async {
        let session = connect(&database.url).await;
        let pid = session.backend;
        let plan = archive_step(&public("events_2024_01"), &path);
        let run = execute::run(&session, &plan, |_| ());
        let kill = async {
            let other = connect(&database.url).await;
            // As soon as it holds its lock.
            loop {
                let rows = other
                    .query("SELECT FROM pg_locks WHERE pid = $1 AND mode = 'ExclusiveLock' AND relation IS NOT NULL", &[&pid])
                    .await
                    .expect("rows");
                if !rows.is_empty() {
                    break;
                }
                tokio::task::yield_now().await;
            }
            other.query("SELECT pg_terminate_backend($1)", &[&pid]).await.expect("killed");
            std::future::pending::<()>().await;
        };
        tokio::select! { result = run => result.map_err(|stopped| stopped.error), () = kill => unreachable!() }
    });
    assert!(error.is_err(), "{error:?}");
    assert_eq!(checksum(&database, "events_2024_01"), before);
    assert_eq!(files(path.parent().expect("a directory")), Vec::<String>::new());
    archive(&database, &public("events_2024_01"), &path).expect("archived");
}

#[test]
fn an_archive_that_was_changed_is_not_restored() {
    for (name, form) in [("flipped", "csv"), ("cut", "bin.zst"), ("cut", "csv.gz"), ("longer", "csv.gz"), ("longer", "bin")] {
        let (database, project, _) = detached();
        let path = project.path().join(format!("events_2024_01.{form}"));
        archive(&database, &public("events_2024_01"), &path).expect("archived");
        let mut bytes = std::fs::read(&path).expect("the archive");
        match name {
            "flipped" => *bytes.iter_mut().rfind(|byte| **byte == b'3').expect("row 3") = b'4',
            "cut" => bytes.truncate(bytes.len() - 3),
            _ => bytes.push(0),
        }
        std::fs::write(&path, bytes).expect("written");
        let run = project.run(&["partitions", "restore", path.to_str().expect("UTF-8")]).exits(1);
        assert!(run.stderr.contains("look for another copy"), "{name} {form}: {run}");
        assert!(!there(&database, "events_2024_01"));
    }
}

/// `events_2024_01`, archived, with what columns are easily mistaken for another.
fn archived(form: &str) -> (Database, Project, String) {
    let database = Database::empty();
    database.sql(
        "CREATE TABLE events (at timestamptz NOT NULL, one text, other text, price numeric(10,4), tags text[], PRIMARY KEY (at)) PARTITION BY RANGE (at);
         CREATE TABLE events_2024_01 (LIKE events INCLUDING ALL); CREATE INDEX events_2024_01_one ON events_2024_01 (one);
         INSERT INTO events_2024_01 VALUES ('2024-01-02 00:00+00', 'a', 'b', 1.2345, '{x,NULL,\"NULL\"}')",
    );
    let project = Project::empty().on(&database);
    project.write("partitions/events.toml", "table = \"events\"\nkey = \"at\"\nevery = \"1 month\"\npremake = 1\n");
    let file = format!("archive/events_2024_01.{form}");
    archive(&database, &public("events_2024_01"), &project.path().join(&file)).expect("archived");
    (database, project, file)
}

#[test]
fn what_a_table_s_columns_can_no_longer_hold_is_not_put_there() {
    for (form, changed, said) in [
        (
            "csv.gz",
            "ALTER price TYPE numeric(10,2)",
            "price was numeric(10,4) and is numeric(10,2); its rows would not be what they were",
        ),
        ("csv", "DROP price", "there is no column price any more; its values would be lost"),
        ("csv", "RENAME one TO first", "there is no column one any more"),
        ("bin", "ALTER price TYPE numeric", "PostgreSQL's own form is for the same types only"),
    ] {
        let (database, project, file) = archived(form);
        database.sql(&format!("ALTER TABLE events {changed}"));
        let run = project.run(&["partitions", "restore", &file, "--attach"]).exits(1);
        assert!(run.stderr.contains(said), "{form} {changed}: {run}");
        assert!(!there(&database, "events_2024_01"));
        // It comes back as it was, as a table of its own.
        let _ = project.run(&["partitions", "restore", &file]).exits(0);
        assert_eq!(database.value("SELECT concat_ws(' ', one, other, price) FROM events_2024_01"), "a b 1.2345");
    }
    // What holds all the same does.
    let (database, project, file) = archived("csv.gz");
    database.sql("ALTER TABLE events ALTER price TYPE numeric, ALTER one TYPE varchar(7), ADD more int NOT NULL DEFAULT 7");
    let _ = project.run(&["partitions", "restore", &file, "--attach"]).exits(0);
    assert_eq!(database.value("SELECT concat_ws(' ', one, other, price, more) FROM events"), "a b 1.2345 7");
}

#[test]
fn no_setting_of_a_database_changes_what_comes_back() {
    let (database, project, file) = archived("csv.zst");
    for setting in [
        "array_nulls = off",
        "xmloption = document",
        "datestyle = 'SQL, DMY'",
        "timezone = 'Asia/Kathmandu'",
        "extra_float_digits = -15",
    ] {
        database.sql(&format!("ALTER DATABASE {} SET {setting}", database.name));
    }
    let _ = project.run(&["partitions", "restore", &file, "--attach"]).exits(0);
    assert_eq!(
        database.value("SELECT at = '2024-01-02 00:00+00' AND tags[2] IS NULL AND tags[3] = 'NULL' FROM events"),
        "true"
    );
}

#[test]
fn a_manifest_that_was_changed_puts_nothing_elsewhere_and_runs_nothing_else() {
    let (database, project, file) = archived("csv");
    let manifest = project.read("archive/events_2024_01.csv.json");
    let exchanged =
        manifest.replace("\"name\": \"one\"", "\"name\": \"?\"").replace("\"name\": \"other\"", "\"name\": \"one\"");
    let exchanged = exchanged.replace("\"name\": \"?\"", "\"name\": \"other\"");
    let more = manifest.replace("\"type\": \"text\"", "\"type\": \"text); CREATE TABLE sprung (id int\"");
    for (text, said) in [
        (exchanged, "its columns are at, one, other, price, tags, not at, other, one, price, tags"),
        (more, "the manifest says of the table what cannot be taken on trust: "),
    ] {
        project.write("archive/events_2024_01.csv.json", &text);
        let run = project.run(&["partitions", "restore", &file]).exits(1);
        assert!(run.stderr.contains(said), "{run}");
        assert!(!there(&database, "events_2024_01") && !there(&database, "sprung"));
    }
}

#[test]
fn an_archive_comes_back_beside_what_it_was_written_of() {
    let (database, project, file) = archived("csv.gz");
    for name in ["events_2024_01", "again", "\"Once More\""] {
        let _ = project.run(&["partitions", "restore", &file, "--as", name]).exits(0);
    }
    assert_eq!(
        database.column("SELECT relname FROM pg_class WHERE relkind = 'i' AND relname LIKE '%_one' ORDER BY 1"),
        ["Once More_one", "again_one", "events_2024_01_one"]
    );
}

#[test]
fn a_manifest_in_the_way_is_seen_before_anything_is_detached() {
    let (database, project) = retained("");
    std::fs::create_dir_all(project.path().join("archive/events_2026_06.csv.gz.json")).expect("a directory");
    let run = maintain(&project).exits(1);
    assert!(run.stdout.contains("it is in the way of the manifest of "), "{run}");
    assert_eq!(
        database.value(
            "SELECT count(*) FROM pg_inherits WHERE inhparent = 'events'::regclass AND inhrelid = 'events_2026_06'::regclass"
        ),
        "1"
    );
}

#[test]
fn nothing_is_written_through_a_link() {
    let (database, project, path) = detached();
    project.write("precious", "precious").write("archive/x", "");
    for ending in [".part", ".json.part"] {
        let link = project.path().join(format!("archive/events_2024_01.csv.gz{ending}"));
        std::os::unix::fs::symlink(project.path().join("precious"), link).expect("a link");
    }
    archive(&database, &public("events_2024_01"), &path).expect("archived");
    assert_eq!(project.read("precious"), "precious");
    assert_eq!(files(&project.path().join("archive")), ["events_2024_01.csv.gz", "events_2024_01.csv.gz.json", "x"]);
}

#[test]
fn restore_says_what_it_does() {
    let (database, project, path) = detached();
    archive(&database, &public("events_2024_01"), &path).expect("archived");
    let _stable = stable();
    let file = "archive/events_2024_01.csv.gz";
    insta::assert_snapshot!(project.run(&["partitions", "restore", file, "--dry-run"]).exits(0), @r"
    exit code: 0
    --- stdout
    -- 1. restore public.events_2024_01 from archive/events_2024_01.csv.gz: in one transaction: all its rows, or no table
    BEGIN;
    CREATE TABLE public.events_2024_01 (
        at timestamp with time zone NOT NULL,
        note text
    );
    \set ON_ERROR_STOP on
    \copy public.events_2024_01 (at, note) FROM PROGRAM 'gzip -dc ''archive/events_2024_01.csv.gz''' WITH (FORMAT csv, HEADER true)
    COMMIT;
    --- stderr
    ");
    insta::assert_snapshot!(project.run(&["partitions", "restore", file, "--attach"]).exits(2), @"
    exit code: 2
    --- stdout
    --- stderr
    error: no policy in partitions/ is about public.events, of which it was a partition
    hint: leave out --attach to bring it back as a table of its own
    ");
    project.write("partitions/events.toml", "table = \"events\"\nkey = \"at\"\nevery = \"1 month\"\npremake = 1\n");
    insta::assert_snapshot!(project.run(&["partitions", "restore", file, "--attach", "--dry-run"]).exits(0), @r"
    exit code: 0
    --- stdout
    -- 1. restore public.events_2024_01 from archive/events_2024_01.csv.gz and attach it to public.events: in one transaction: all its rows, or no table; attaching needs no scan, because a CHECK has looked already
    --    lock: ACCESS SHARE on public.events (blocks nothing but other DDL)
    --    lock: SHARE UPDATE EXCLUSIVE on public.events (blocks nothing but other DDL)
    BEGIN;
    CREATE TABLE public.events_2024_01 (LIKE public.events INCLUDING ALL EXCLUDING IDENTITY);
    \set ON_ERROR_STOP on
    \copy public.events_2024_01 (at, note) FROM PROGRAM 'gzip -dc ''archive/events_2024_01.csv.gz''' WITH (FORMAT csv, HEADER true)
    ALTER TABLE public.events_2024_01 ADD CONSTRAINT pgkeel_bounds CHECK (at IS NOT NULL AND at >= '2024-01-01 00:00:00+00' AND at < '2024-02-01 00:00:00+00');
    ALTER TABLE public.events ATTACH PARTITION public.events_2024_01 FOR VALUES FROM ('2024-01-01 00:00:00+00') TO ('2024-02-01 00:00:00+00');
    ALTER TABLE public.events_2024_01 DROP CONSTRAINT pgkeel_bounds;
    COMMIT;
    --- stderr
    ");
    insta::assert_snapshot!(project.run(&["partitions", "restore", file, "--attach"]).exits(0), @"
    exit code: 0
    --- stdout
    restored public.events_2024_01 with 3 rows, attached to public.events
    --- stderr
    ");
    insta::assert_snapshot!(project.run(&["partitions", "restore", file, "--attach", "--as", "again"]).exits(1), @"
    exit code: 1
    --- stdout
    --- stderr
    error: public.events has a partition where this one would go: public.events_2024_01
    hint: bring it back as a table of its own: leave out --attach
    ");
    insta::assert_snapshot!(project.run(&["partitions", "restore", file, "--as", "audit"]).exits(0), @"
    exit code: 0
    --- stdout
    restored public.audit with 3 rows
    --- stderr
    ");
    assert_eq!(checksum(&database, "audit"), checksum(&database, "events"));
}

const NOW: &str = "2026-11-18T10:30:00Z";

/// A table with a row for each hour of some months, of which those before September are to be archived.
fn retained(more: &str) -> (Database, Project) {
    let database = Database::empty();
    database.sql(
        "CREATE TABLE events (id bigint, at timestamptz NOT NULL, note text, PRIMARY KEY (id, at)) PARTITION BY RANGE (at)",
    );
    let project = Project::empty().on(&database);
    let policy = "table = \"events\"\nkey = \"at\"\nevery = \"1 month\"\npremake = 1\nsince = \"2026-06-01\"\n";
    project.write("partitions/events.toml", policy);
    let _ = maintain(&project).exits(0);
    database.sql(
        "INSERT INTO events SELECT extract(epoch FROM at), at, md5(at::text) || md5(at::text || 'x') || md5(at::text || 'y')
           FROM generate_series(timestamptz '2026-06-01 00:00+00', timestamptz '2026-11-17 00:00+00', interval '6 minutes') AS at",
    );
    let policy = policy.replace("since = \"2026-06-01\"\n", "");
    project.write("partitions/events.toml", &format!("{policy}[retain]\nfor = \"2 months\"\nthen = \"archive\"\n{more}"));
    (database, project)
}

const MAINTAIN: [&str; 8] = ["partitions", "maintain", "--now", NOW, "--lock-timeout", "300ms", "--lock-retry-for", "10s"];

fn maintain(project: &Project) -> crate::support::Run {
    project.run(&MAINTAIN)
}

/// All rows, those of the archives among them: they are put back, as tables of their own.
fn everything_there_ever_was(database: &Database, project: &Project) -> String {
    let mut tables = vec!["events".to_owned()];
    for file in files(&project.path().join("archive")).iter().filter(|name| name.ends_with("v.gz")) {
        let table = format!("again_{}", file.split('.').next().expect("a name"));
        let _ = project.run(&["partitions", "restore", &format!("archive/{file}"), "--as", &table]).exits(0);
        database.sql(&format!("ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {}_pkey", table.trim_start_matches("again_")));
        tables.push(table);
    }
    let all: Vec<String> = tables.iter().map(|table| format!("SELECT * FROM {table}")).collect();
    checksum(database, &format!("({})", all.join(" UNION ALL ")))
}

#[test]
fn what_is_past_its_time_is_archived_and_dropped() {
    let (database, project) = retained("");
    let before = checksum(&database, "events");
    let _stable = stable();
    let dry = project.run(&["partitions", "maintain", "--now", NOW, "--dry-run"]).exits(0);
    insta::assert_snapshot!(dry.stdout.lines().take(24).collect::<Vec<_>>().join("\n"), @r"
    -- 1. mark public.events_2026_06: so that a run that is killed leaves something that the next one knows
    --    lock: SHARE UPDATE EXCLUSIVE on public.events_2026_06 (blocks nothing but other DDL)
    COMMENT ON TABLE public.events_2026_06 IS 'pgkeel: detached from public.events FOR VALUES FROM (''2026-06-01 00:00:00+00'') TO (''2026-07-01 00:00:00+00'') at 2026-11-18T10:30:00Z, parent [oid], to be dropped';

    -- 2. detach public.events_2026_06: past its time; readers and writers of the parent go on, and those under way are waited for
    --    lock: SHARE UPDATE EXCLUSIVE on public.events (blocks nothing but other DDL)
    --    lock: ACCESS EXCLUSIVE on public.events_2026_06 (blocks reads and writes)
    --    not in a transaction
    ALTER TABLE public.events DETACH PARTITION public.events_2026_06 CONCURRENTLY;

    -- 3. archive public.events_2026_06 to archive/events_2026_06.csv.gz and drop it: nobody writes to it from before its rows are read until it is dropped; before that the file is read back and compared
    --    lock: EXCLUSIVE on public.events_2026_06 (blocks writes)
    --    lock: ACCESS EXCLUSIVE on public.events_2026_06 (blocks reads and writes)
    BEGIN;
    LOCK TABLE ONLY public.events_2026_06 IN EXCLUSIVE MODE;
    DO $pgkeel$ BEGIN
      IF pg_get_partition_constraintdef('public.events_2026_06'::regclass) IS NOT NULL OR NOT EXISTS (SELECT FROM pg_description WHERE objoid = 'public.events_2026_06'::regclass AND classoid = 'pg_class'::regclass AND objsubid = 0 AND description LIKE 'pgkeel: detached from %') THEN
        RAISE EXCEPTION '% is in use again', 'public.events_2026_06';
      END IF;
    END $pgkeel$;
    SAVEPOINT unread;
    LOCK TABLE ONLY public.events_2026_06 IN ACCESS EXCLUSIVE MODE;
    ROLLBACK TO SAVEPOINT unread;
    \set ON_ERROR_STOP on
    ");
    assert!(!project.path().join("archive").exists());
    insta::assert_snapshot!(maintain(&project).exits(0).stdout, @"
    table   ready until  there before  created  detached                            archived
    events  2027-01-01   2             0        3: events_2026_06 … events_2026_08  3: events_2026_06 … events_2026_08
    ");
    insta::assert_snapshot!(maintain(&project).exits(0), @"
    exit code: 0
    --- stdout
    nothing to do: 1 table is ready until 2027-01-01
    --- stderr
    ");
    insta::assert_snapshot!(files(&project.path().join("archive")).join("\n"), @"
    events_2026_06.csv.gz
    events_2026_06.csv.gz.json
    events_2026_07.csv.gz
    events_2026_07.csv.gz.json
    events_2026_08.csv.gz
    events_2026_08.csv.gz.json
    ");
    assert_eq!(everything_there_ever_was(&database, &project), before);
}

#[test]
fn after_its_grace_it_is_archived_from_its_quarantine() {
    let (database, project) =
        retained("grace = \"1 day\"\nquarantine = \"retired\"\narchive = \"old/{table}/{partition}.bin.zst\"\n");
    let _ = maintain(&project).exits(0);
    assert!(!project.path().join("old").exists(), "its grace has just begun");
    assert_eq!(
        database.value("SELECT count(*) FROM pg_class WHERE relnamespace = 'retired'::regnamespace AND relkind = 'r'"),
        "3"
    );
    // As if it had been detached two days before.
    database.sql(
        "DO $$ DECLARE waiting regclass; BEGIN
           FOR waiting IN SELECT oid FROM pg_class WHERE relnamespace = 'retired'::regnamespace AND relkind = 'r' LOOP
             EXECUTE format('COMMENT ON TABLE %s IS %L', waiting, replace(obj_description(waiting), '2026-11-18T', '2026-11-16T'));
           END LOOP; END $$",
    );
    let _ = maintain(&project).exits(0);
    assert_eq!(
        database.value("SELECT count(*) FROM pg_class WHERE relnamespace = 'retired'::regnamespace AND relkind = 'r'"),
        "0"
    );
    assert_eq!(files(&project.path().join("old/events")).len(), 6);
    // It comes back where it was.
    let _ = project.run(&["partitions", "restore", "old/events/events_2026_07.bin.zst"]).exits(0);
    assert_eq!(database.value("SELECT count(*) FROM public.events_2026_07"), "7440");
}

#[test]
fn what_cannot_be_archived_is_not_even_detached() {
    let (database, project) = retained("");
    project.write("archive/events_2026_06.csv.gz", "mine");
    let run = maintain(&project).exits(1);
    assert!(run.stdout.contains("never overwritten"), "{run}");
    assert_eq!(database.value("SELECT count(*) FROM pg_inherits WHERE inhparent = 'events'::regclass"), "7");
    assert_eq!(project.read("archive/events_2026_06.csv.gz"), "mine");
}

#[test]
fn what_a_policy_hides_rows_of_is_not_even_detached() {
    let (database, project) = retained("");
    let role = format!("role_{}", database.name);
    database.sql(&format!(
        "CREATE ROLE {role} LOGIN; GRANT ALL ON SCHEMA public TO {role}; ALTER TABLE events OWNER TO {role};
         DO $$ DECLARE partition regclass; BEGIN
           FOR partition IN SELECT inhrelid FROM pg_inherits WHERE inhparent = 'events'::regclass LOOP
             EXECUTE format('ALTER TABLE %s OWNER TO {role}', partition);
             EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', partition);
           END LOOP;
         END $$"
    ));
    let url = database.url.replace("//postgres@", &format!("//{role}@"));
    let run = maintain(&project.with_variable("PGKEEL_DATABASE_URL", &url)).exits(1);
    assert!(run.stdout.contains("events_2026_06 cannot be archived: row-level security holds"), "{run}");
    assert_eq!(database.value("SELECT count(*) FROM pg_inherits WHERE inhparent = 'events'::regclass"), "7");
    database.sql(&format!("DROP OWNED BY {role} CASCADE; DROP ROLE {role}"));
}

/// The program under a limit of so many kilobytes for a file, which is met as a full disk is.
fn with_little_room(project: &Project, kilobytes: u32) -> std::process::Command {
    let program = project.command(&MAINTAIN);
    let mut limited = std::process::Command::new("bash");
    limited.arg("-c").arg(format!("trap '' XFSZ; ulimit -f {kilobytes}; exec \"$0\" \"$@\""));
    limited.arg(program.get_program()).args(program.get_args()).current_dir(project.path()).env_clear();
    limited.envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
    limited
}

#[test]
fn a_full_disk_loses_nothing() {
    let (database, project) = retained("");
    let before = checksum(&database, "events");
    let output = with_little_room(&project, 16).output().expect("it runs");
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("cannot write") && said.contains("its transaction was rolled back"), "{said}");
    assert_eq!(files(&project.path().join("archive")), Vec::<String>::new(), "the room is given back");
    // One was detached, and waits; the others were left where they are.
    assert_eq!(database.value("SELECT count(*) FROM pg_inherits WHERE inhparent = 'events'::regclass"), "6");
    assert_eq!(database.value("SELECT count(*) FROM events_2026_06"), "7200");
    let _ = maintain(&project).exits(0);
    assert_eq!(files(&project.path().join("archive")).len(), 6);
    assert_eq!(everything_there_ever_was(&database, &project), before);
}

#[test]
fn killed_at_any_moment_the_next_run_ends_alike() {
    let (database, project) = retained("");
    let before = checksum(&database, "events");
    let archive = project.path().join("archive");
    let has = |ending: &'static str| {
        let archive = archive.clone();
        move || files(&archive).iter().any(|name| name.ends_with(ending))
    };
    let attached = || {
        database.value("SELECT count(*) FROM pg_inherits WHERE inhparent = 'events'::regclass AND NOT (to_jsonb(pg_inherits) ->> 'inhdetachpending')::boolean")
    };
    let marked = || database.value("SELECT count(*) FROM pg_description WHERE description LIKE 'pgkeel: detached%'") != "0";
    let detached = || attached() != "7";
    let writing = || {
        files(&archive).iter().any(|name| {
            name.ends_with("gz.part") && std::fs::metadata(archive.join(name)).is_ok_and(|part| part.len() > 10_000)
        })
    };
    let manifest = has(".csv.gz.json");
    let whole = has(".csv.gz");
    let mut killed = 0;
    let moments: [&dyn Fn() -> bool; 5] = [&marked, &detached, &writing, &manifest, &whole];
    for moment in moments {
        let mut child = project
            .command(&MAINTAIN)
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .expect("it runs");
        while child.try_wait().expect("its state").is_none() && !moment() {}
        if child.try_wait().expect("its state").is_none() {
            child.kill().expect("killed");
            killed += 1;
        }
        child.wait().expect("ended");
    }
    assert!(killed > 2, "it was killed {killed} times");
    let _ = maintain(&project).exits(0);
    assert_eq!(attached(), "4");
    assert_eq!(files(&archive).len(), 6, "{:?}", files(&archive));
    assert_eq!(everything_there_ever_was(&database, &project), before);
    assert!(maintain(&project).exits(0).stdout.starts_with("nothing to do"));
}
