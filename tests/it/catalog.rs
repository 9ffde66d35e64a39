//! How a schema is read: by roles that may do little, on standbys, under any settings, beside DDL, and with no lock but the weakest.

use std::path::Path;
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use pgkeel::postgres::catalog::{self, Detail};
use pgkeel::postgres::ephemeral::SUPERUSER;
use pgkeel::schema::create::{self, Scope};
use pgkeel::schema::declared;
use pgkeel::schema::model::Kind;

use crate::support::majors::on_every_major;
use crate::support::standby::{PRIMARY, Standby};
use crate::support::{Database, Held, Project, Run, binaries, block_on, connect, start_server, torture};

fn pull(url: &str) -> Run {
    Project::empty().with_variable("PGKEEL_DATABASE_URL", url).run(&["pull", "-o", "-"])
}

fn pulled(url: &str) -> String {
    pull(url).exits(0).stdout
}

/// The lines in which two texts differ.
fn line_changes(before: &str, after: &str) -> Vec<String> {
    let diff = similar::TextDiff::from_lines(before, after);
    let changes = diff.iter_all_changes().filter(|change| change.tag() != similar::ChangeTag::Equal);
    changes.map(|change| format!("{}{}", change.tag(), change.value().trim_end())).collect()
}

/// The URL of a database for a role that may only connect, and the role.
fn reader(database: &Database) -> (String, String) {
    let role = format!("{}_reader", database.name);
    database.sql(&format!("CREATE ROLE {role} LOGIN"));
    (database.url.replacen(&format!("//{SUPERUSER}@"), &format!("//{role}@"), 1), role)
}

#[test]
fn a_role_that_may_only_connect_reads_what_a_superuser_reads() {
    on_every_major(|server| {
        let Some(database) = torture::database(server) else { return };
        let (url, role) = reader(&database);
        database.sql(&format!("GRANT USAGE ON SCHEMA public TO {role}"));
        let (all, seen) = (pulled(&database.url), pull(&url).exits(0));
        // All but the subscriptions, and the options of user mappings.
        assert!(
            seen.stderr.contains("warning: left out: ") && seen.stderr.contains(" subscriptions, which"),
            "{}",
            seen.stderr
        );
        let secret = ["[user_mappings", "[subscriptions"];
        let open = |text: &str| -> Vec<String> {
            let sections = text.split("\n\n").filter(|section| !secret.iter().any(|secret| section.starts_with(secret)));
            sections.map(|section| section.trim().to_owned()).collect()
        };
        let changes = line_changes(&open(&all).join("\n\n"), &open(&seen.stdout).join("\n\n"));
        assert!(changes.is_empty(), "{}", changes.join("\n"));
        assert_eq!(all.matches("CREATE USER MAPPING ").count(), seen.stdout.matches("CREATE USER MAPPING ").count());
        // What may not be read is neither drift nor gone: the file of a role that may do more is up to date.
        let project = Project::empty().with_variable("PGKEEL_DATABASE_URL", &url);
        project.write("schema.toml", &all);
        let differences =
            |project: &Project| project.run(&["diff", "--format", "json"]).json()["result"]["differences"].clone();
        let superuser = Project::empty().on(&database);
        superuser.write("schema.toml", &all);
        assert_eq!(differences(&project), differences(&superuser));
        let run = project.run(&["pull"]).exits(0);
        assert!(run.stdout.starts_with("up to date: "), "{}", line_changes(&all, &project.read("schema.toml")).join("\n"));
    });
}

#[test]
fn what_a_role_may_not_read_is_said() {
    let database = Database::empty();
    database.sql(
        "CREATE TABLE t (id integer);
         CREATE SUBSCRIPTION s CONNECTION 'host=nowhere dbname=x' PUBLICATION p WITH (connect = false, slot_name = NONE);
         CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w;
         CREATE USER MAPPING FOR postgres SERVER s OPTIONS (\"user\" 'me', password 'secret')",
    );
    let (url, _) = reader(&database);
    let project = Project::empty().with_variable("PGKEEL_DATABASE_URL", &url);
    let run = project.run(&["pull"]).exits(0);
    assert!(run.stdout.contains("left out: 1 subscription, which this role may not read\n"), "{}", run.stdout);
    let json = project.run(&["pull", "--format", "json"]).exits(0).json();
    assert_eq!(json["result"]["not_read"], serde_json::json!([{ "kind": "subscription", "count": 1 }]));
    let text = project.read("schema.toml");
    assert!(text.contains("hidden_options = \"*\"") && !text.contains("secret"), "{text}");
    let run = project.run(&["diff"]).exits(0);
    let said = "not compared: options of user mappings that this role may not see, 1 subscription\n";
    assert!(run.stdout.ends_with(said), "{}", run.stdout);
    // For one who may read all, the subscription is not in the file, and drift.
    let mine = Project::empty().on(&database);
    let run = mine.write("schema.toml", &text).run(&["diff"]).exits(3);
    assert!(run.stdout.contains("unexpected subscription s"), "{}", run.stdout);
    database.sql("DROP SUBSCRIPTION s");
}

#[test]
fn without_usage_of_the_schema_the_grant_is_said() {
    let database = Database::empty();
    database.sql("CREATE TABLE t (id integer); REVOKE ALL ON SCHEMA public FROM PUBLIC");
    let (url, role) = reader(&database);
    let project = Project::empty().with_variable("PGKEEL_DATABASE_URL", &url);
    project.write("schema.toml", "");
    for command in ["pull", "diff"] {
        let run = project.run(&[command]).exits(1);
        let said = format!("{role} may not use the schema public, so its names cannot be read as others see them");
        assert!(run.stderr.contains(&said), "{}", run.stderr);
        let grant = format!("hint: GRANT USAGE ON SCHEMA public TO {role};\n");
        assert!(run.stderr.contains(&grant), "{}", run.stderr);
    }
    database.sql(&format!("GRANT USAGE ON SCHEMA public TO {role}"));
    let _ = project.run(&["pull"]).exits(0);
}

/// Settings that change what PostgreSQL prints or does, at values that nobody has.
const ODD: &[(&str, &str)] = &[
    ("quote_all_identifiers", "on"),
    ("search_path", "\"$user\", pg_catalog, pg_temp"),
    ("\"DateStyle\"", "'German, DMY'"),
    ("\"IntervalStyle\"", "sql_standard"),
    ("\"TimeZone\"", "'Pacific/Chatham'"),
    ("extra_float_digits", "-15"),
    ("standard_conforming_strings", "off"),
    ("escape_string_warning", "off"),
    ("backslash_quote", "on"),
    ("bytea_output", "escape"),
    ("xmlbinary", "hex"),
    ("xmloption", "document"),
    ("lc_monetary", "'C.utf8'"),
    ("lc_numeric", "'C.utf8'"),
    ("lc_time", "'C.utf8'"),
    ("lc_messages", "'C.utf8'"),
    ("array_nulls", "off"),
    ("transform_null_equals", "on"),
    ("default_text_search_config", "'pg_catalog.german'"),
    ("default_transaction_isolation", "serializable"),
    ("default_transaction_read_only", "on"),
    ("default_transaction_deferrable", "on"),
    ("default_table_access_method", "heap"),
    ("default_tablespace", "pg_default"),
    ("jit", "on"),
    ("jit_above_cost", "0"),
    ("row_security", "off"),
    ("check_function_bodies", "on"),
    ("client_min_messages", "error"),
    ("enable_seqscan", "off"),
    ("enable_hashjoin", "off"),
    ("join_collapse_limit", "1"),
    ("statement_timeout", "100"),
    ("lock_timeout", "1"),
    ("idle_in_transaction_session_timeout", "1"),
    ("work_mem", "64"),
];
/// They are tried in so many parts.
const PARTS: usize = 5;

#[test]
fn no_setting_of_a_database_or_a_role_changes_what_is_read() {
    on_every_major(|server| {
        let Some(database) = torture::database(server) else { return };
        database.sql(
            "CREATE TABLE \"settings\" (
                 \"desc\" text DEFAULT E'back\\\\slash',
                 money money DEFAULT '1234.5',
                 bytes bytea DEFAULT '\\x00ff41',
                 span interval DEFAULT '-1 day 2 hours',
                 moment timestamptz DEFAULT '2024-06-01 12:00+00',
                 day date DEFAULT '2024-02-03',
                 number double precision DEFAULT 0.1::double precision,
                 xml xml DEFAULT '<a/><b/>',
                 words text[] DEFAULT ARRAY[NULL, 'NULL'],
                 CHECK (money > '0'::money AND number < '1e-7'::float4));
             CREATE INDEX ON \"settings\" (\"desc\", day) WHERE span > '-1 day -00:00:01';
             CREATE VIEW \"of settings\" AS SELECT \"desc\" AS \"user\", bytes || '\\x01'::bytea AS b FROM settings",
        );
        let expected = pulled(&database.url);
        let later = [
            ("transaction_timeout", 17, "100"),
            ("idle_session_timeout", 14, "100"),
            ("default_toast_compression", 14, "pglz"),
        ];
        let odd = ODD.iter().map(|(name, value)| (*name, *value));
        let later = later.into_iter().filter(|(_, from, _)| server.version() >= *from).map(|(name, _, value)| (name, value));
        let other = Database::known("postgres", server.url("postgres"));
        let set = |(name, value): &(&str, &str)| other.sql(&format!("ALTER DATABASE {} SET {name} = {value}", database.name));
        let reset = || other.sql(&format!("ALTER DATABASE {} RESET ALL", database.name));
        let odd: Vec<(&str, &str)> = odd.chain(later).collect();
        let mut wrong = String::new();
        // Several at a time, far apart in the list; where that is read otherwise, each by itself says which it was.
        for first in 0..PARTS {
            let together: Vec<_> = odd.iter().skip(first).step_by(PARTS).collect();
            for setting in &together {
                set(setting);
            }
            let run = pull(&database.url);
            reset();
            if run.code == Some(0) && run.stdout == expected {
                continue;
            }
            for setting in &together {
                set(setting);
                let run = pull(&database.url);
                reset();
                let (said, changes) = (&run.stderr, line_changes(&expected, &run.stdout).join("\n"));
                wrong.push_str(&format!("{setting:?}: {said}\n{changes}\n"));
            }
        }
        assert!(wrong.is_empty(), "{wrong}");
    });
}

#[test]
fn the_collation_of_a_database_changes_no_order() {
    on_every_major(|server| {
        if server.version() < 15 {
            return;
        }
        let sql = "CREATE FOREIGN DATA WRAPPER w OPTIONS (\"B\" '1', _a '2', a '3', \"Z secret\" '4', _secret '5');
                   CREATE SERVER s FOREIGN DATA WRAPPER w;
                   CREATE FOREIGN TABLE t (id integer OPTIONS (\"B\" '1', _a '2', a '3')) SERVER s OPTIONS (\"B\" '1', _a '2', a '3')";
        let mut texts = Vec::new();
        for locale in ["LOCALE 'C'", "LOCALE_PROVIDER icu ICU_LOCALE 'en-US'"] {
            let database = Database::empty_on(server);
            let maintenance = Database::known("postgres", server.url("postgres"));
            maintenance.sql(&format!("DROP DATABASE {}", database.name));
            let made = block_on(async {
                let session = connect(&maintenance.url).await;
                session.simple(&format!("CREATE DATABASE {} TEMPLATE template0 {locale}", database.name)).await
            });
            // A server may be built without ICU.
            if made.is_ok() {
                database.sql(sql);
                texts.push(pulled(&database.url));
            }
        }
        assert!(texts.windows(2).all(|pair| pair[0] == pair[1]), "{}", texts.join("\n"));
    });
}

/// Locks on relations that anybody holds in a database.
const LOCKS: &str = "SELECT DISTINCT mode FROM pg_locks
    WHERE locktype = 'relation' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";

#[test]
fn reading_takes_no_lock_but_access_share() {
    on_every_major(|server| {
        let Some(database) = torture::database(server) else { return };
        // The reading begins and ends its transaction; the locks that it takes before it waits here for the last view are seen.
        database.sql("CREATE TABLE zzz (id integer); CREATE VIEW zzz_view AS SELECT id FROM zzz");
        let held = Held::open(&database.url, "BEGIN; LOCK zzz_view IN ACCESS EXCLUSIVE MODE");
        let project = Project::empty().on(&database);
        let mut command = project.command(&["pull", "-o", "-", "--lock-timeout", "1min"]);
        let process = command.stdout(Stdio::piped()).spawn().expect("it runs");
        let of = "AND pid IN (SELECT pid FROM pg_stat_activity
                               WHERE application_name = 'pgkeel' AND datname = current_database() AND wait_event_type = 'Lock')";
        let deadline = Instant::now() + Duration::from_mins(1);
        let mut modes = Vec::new();
        while modes.is_empty() {
            assert!(Instant::now() < deadline, "nothing waits");
            modes = database.column(&format!("{LOCKS} {of}"));
        }
        assert_eq!(modes, ["AccessShareLock"]);
        held.sql("COMMIT").expect("the lock is given back");
        assert!(process.wait_with_output().expect("it ends").status.success());
    });
}

/// The queries of the program, by file.
fn queries() -> Vec<(String, String)> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/postgres/queries");
    let entries = std::fs::read_dir(directory).expect("queries").map(|entry| entry.expect("an entry").path());
    entries.map(|path| (path.display().to_string(), std::fs::read_to_string(&path).expect("UTF-8"))).collect()
}

#[test]
fn reading_never_asks_for_sizes_which_lock_every_relation() {
    for (name, text) in queries() {
        for size in ["pg_relation_size", "pg_table_size", "pg_total_relation_size", "pg_indexes_size", "pg_database_size"] {
            let is_catalog = Path::new(&name).file_name().is_some_and(|file| file.to_string_lossy().starts_with("catalog_"));
            assert!(!is_catalog || !text.contains(size), "{name}: {size}");
        }
        assert!(!text.contains(" FOR UPDATE") && !text.contains(" FOR SHARE"), "{name}");
    }
}

/// A schema that is worth several connections.
const LARGE: &str = "DO $$ BEGIN FOR n IN 1 .. 500 LOOP
     EXECUTE format('CREATE TABLE t_%s (id integer PRIMARY KEY, of integer DEFAULT %s, CHECK (id > 0))', n, n);
     EXECUTE format('CREATE VIEW v_%s AS SELECT id FROM t_%s', n, n);
     EXECUTE format('COMMENT ON TABLE t_%s IS %L', n, n);
     END LOOP; END $$";

#[test]
fn a_large_schema_is_read_alike_with_help_and_without() {
    let database = Database::empty();
    database.sql(LARGE);
    let helped = pulled(&database.url);
    assert_eq!(declared::parse_one("schema.toml", &helped).expect("a schema").schema.of_kind(Kind::View).count(), 500);
    // Where a role may have one connection only, it does without.
    let (url, role) = reader(&database);
    database.sql(&format!("ALTER ROLE {role} CONNECTION LIMIT 1"));
    let run = pull(&url).exits(0);
    assert_eq!((run.stdout == helped, run.stderr.as_str()), (true, ""));
    // What a helper fails with is what the whole fails with.
    let _held = Held::open(&database.url, "BEGIN; LOCK v_7 IN ACCESS EXCLUSIVE MODE");
    let project = Project::empty().on(&database);
    let run = project.run(&["pull", "--lock-timeout", "100ms"]).exits(4);
    assert!(run.stderr.contains("another session's lock is in the way"), "{}", run.stderr);
}

#[test]
fn a_session_that_lost_what_it_had_prepared_reads_again() {
    let database = Database::empty();
    database.sql("CREATE TABLE t (id integer PRIMARY KEY)");
    block_on(async {
        let session = connect(&database.url).await;
        let schemas = ["public".to_owned()];
        let read = async || catalog::read(&session, &schemas, Detail::Dependencies).await.expect("a catalog").schema;
        let before = read().await;
        let prepared = "SELECT count(*) FROM pg_prepared_statements";
        let kept = async || session.query_one(prepared, &[]).await.expect("a number").get::<_, i64>(0);
        let number = kept().await;
        assert!(number > 10, "{number}");
        assert!(before.objects.keys().eq(read().await.objects.keys()));
        assert_eq!(kept().await, number, "each is prepared once");
        session.simple("DISCARD ALL").await.expect("it is let go");
        session.simple("ALTER TABLE t ADD COLUMN name text").await.expect("another column");
        assert_eq!(read().await.objects.len(), before.objects.len() + 1);
        assert_eq!(kept().await, number);
    });
}

#[test]
fn a_standby_is_read_as_its_primary_is() {
    let primary = start_server(&PRIMARY);
    let standby = Standby::follow(&primary, &[]);
    let small = Database::empty_on(&primary);
    small.sql("CREATE TYPE e AS ENUM ('a'); CREATE TABLE t (id integer PRIMARY KEY, e e DEFAULT 'a'); CREATE VIEW v AS SELECT id FROM t");
    let large = Database::empty_on(&primary);
    large.sql(LARGE);
    standby.catches_up_with(&primary);
    let on_standby = |database: &Database| standby.database(&database.name);
    let postgres = standby.database("postgres");
    assert_eq!(postgres.value("SELECT pg_is_in_recovery()"), "true");
    for database in [&small, &large] {
        assert!(pulled(&on_standby(database).url) == pulled(&database.url), "{}", database.name);
    }
    // A scratch database cannot be made on a standby.
    let project = Project::empty().on(&on_standby(&small));
    project.write("schema.toml", "[enums]\ne = ['a']\n[tables.t.columns]\nid = 'int not null'\ne = \"e default 'a'\"\n[tables.t.constraints]\nt_pkey = 'primary key (id)'\n[views]\nv = 'select id from t'\n");
    let json = project.run(&["diff", "--format", "json"]).exits(0).json();
    assert_eq!(json["result"]["scratch"], format!("an embedded PostgreSQL {}", primary.version()));
}

/// DDL of every kind, again and again, until told to stop; each statement a transaction.
fn churn(url: &str, number: usize, stop: &AtomicBool) {
    let held = Held::open(url, "SET client_min_messages = error; SET lock_timeout = '5s'");
    let n = number;
    let statements = [
        format!("CREATE TYPE e{n} AS ENUM ('a', 'b')"),
        format!("CREATE DOMAIN d{n} AS integer CHECK (VALUE > 0)"),
        format!(
            "CREATE TABLE c{n} (id integer PRIMARY KEY, e e{n} DEFAULT 'a', d d{n} DEFAULT 7, t text DEFAULT 'x', CHECK (id > 0))"
        ),
        format!("CREATE TABLE r{n} (id integer, c_id integer REFERENCES c{n}) PARTITION BY LIST (id)"),
        format!("CREATE TABLE r{n}_1 PARTITION OF r{n} FOR VALUES IN (1)"),
        format!("CREATE INDEX c{n}_t ON c{n} (lower(t), e)"),
        format!("CREATE FUNCTION f{n}(e{n}, integer) RETURNS integer LANGUAGE sql AS 'SELECT 1'"),
        format!("CREATE FUNCTION g{n}() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'"),
        format!("CREATE TRIGGER tr{n} AFTER INSERT ON c{n} FOR EACH ROW EXECUTE FUNCTION g{n}()"),
        format!("CREATE VIEW v{n} AS SELECT c.id, c.e, f{n}(c.e, c.id) FROM c{n} AS c JOIN r{n} ON c.id = r{n}.c_id"),
        format!("CREATE RULE ru{n} AS ON DELETE TO v{n} DO INSTEAD NOTHING"),
        format!("CREATE STATISTICS s{n} ON id, t FROM c{n}"),
        format!("CREATE POLICY p{n} ON c{n} USING (id > 1)"),
        format!("ALTER INDEX c{n}_t RENAME TO a_much_longer_name_c{n}_t"),
        format!("ALTER TABLE c{n} RENAME TO renamed_and_longer_c{n}"),
        format!("ALTER TABLE renamed_and_longer_c{n} RENAME COLUMN t TO much_longer_t"),
        format!("ALTER FUNCTION g{n}() RENAME TO a_much_longer_name_g{n}"),
        format!("ALTER TYPE e{n} RENAME TO a_much_longer_name_e{n}"),
        format!("ALTER TRIGGER tr{n} ON renamed_and_longer_c{n} RENAME TO tr{n}_longer"),
        format!("ALTER TABLE r{n} DETACH PARTITION r{n}_1"),
        format!("DROP VIEW v{n}"),
        format!("ALTER TABLE renamed_and_longer_c{n} ALTER much_longer_t TYPE varchar(20), ADD more integer DEFAULT 3"),
        format!("DROP TABLE r{n}, r{n}_1"),
        format!("DROP FUNCTION f{n}(a_much_longer_name_e{n}, integer)"),
        format!("DROP TABLE renamed_and_longer_c{n}"),
        format!("DROP FUNCTION a_much_longer_name_g{n}()"),
        format!("DROP DOMAIN d{n}"),
        format!("DROP TYPE a_much_longer_name_e{n}"),
    ];
    while !stop.load(Ordering::Relaxed) {
        for sql in &statements {
            held.sql(sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
        }
    }
}

#[test]
fn ddl_beside_the_reading_leaves_no_half_object() {
    let database = Database::empty();
    database.sql(
        "CREATE TABLE still (id integer PRIMARY KEY, at date DEFAULT now()); CREATE VIEW also_still AS SELECT at FROM still",
    );
    let stop = AtomicBool::new(false);
    let runs: Vec<Run> = std::thread::scope(|scope| {
        let ddl = scope.spawn(|| churn(&database.url, 0, &stop));
        let runs = (0..30).map(|_| pull(&database.url)).collect();
        stop.store(true, Ordering::Relaxed);
        ddl.join().expect("the DDL works");
        runs
    });
    let said = "error: the schema changed while it was read";
    let (whole, others): (Vec<&Run>, Vec<&Run>) = runs.iter().partition(|run| run.code == Some(0));
    let mut wrong: Vec<String> = Vec::new();
    wrong.extend(others.iter().filter(|run| run.code != Some(4) || !run.stderr.starts_with(said)).map(ToString::to_string));
    wrong.extend(whole.iter().filter_map(|run| Some(format!("{}\n{}", not_whole(&run.stdout)?, run.stdout))));
    assert!(wrong.is_empty(), "{} whole, {} not, {} wrong:\n{}", whole.len(), others.len(), wrong.len(), wrong.join("\n\n"));
    let _ = pull(&database.url).exits(0);
}

const RENAMING: &[&str] = &[
    "ALTER TABLE t RENAME TO t_with_a_longer_name",
    "ALTER TABLE t RENAME id TO other_id",
    "ALTER TRIGGER tr ON t RENAME TO tr_with_a_longer_name",
    "ALTER FUNCTION f() RENAME TO f_with_a_longer_name",
    "ALTER RULE ru ON t RENAME TO ru_with_a_longer_name",
    "ALTER STATISTICS s RENAME TO s_with_a_longer_name",
    "ALTER TYPE e RENAME TO e_with_a_longer_name",
    "ALTER TYPE e RENAME VALUE 'a' TO 'b'",
    "ALTER TABLE t RENAME TO t_with_a_longer_name; DROP TABLE t_with_a_longer_name",
];

#[test]
fn what_is_renamed_during_the_reading_is_read_anew() {
    on_every_major(|server| {
        // All of it on one major is enough, and some of it on each.
        let number = if server.version() == binaries().version { RENAMING.len() } else { 1 };
        for ddl in RENAMING.iter().take(number) {
            let database = Database::empty_on(server);
            database.sql(
                "CREATE TYPE e AS ENUM ('a'); CREATE TABLE t (id integer PRIMARY KEY, n integer, e e DEFAULT 'a');
                 CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
                 CREATE TRIGGER tr AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();
                 CREATE RULE ru AS ON DELETE TO t DO INSTEAD NOTHING; CREATE STATISTICS s ON id, n FROM t;
                 CREATE TABLE a (id integer); CREATE VIEW a_view AS SELECT id FROM a;
                 CREATE VIEW v AS SELECT id FROM a WHERE 'a'::e > 'a'::e",
            );
            // It waits for the first view, with its snapshot taken and its indexes and constraints read.
            let held = Held::open(&database.url, "BEGIN; LOCK a_view IN ACCESS EXCLUSIVE MODE");
            let project = Project::empty().on(&database);
            let process = project.command(&["pull", "--lock-timeout", "1min"]).stdout(Stdio::null()).spawn().expect("it runs");
            let waiting = "SELECT count(*) FROM pg_stat_activity
                            WHERE datname = current_database() AND wait_event_type = 'Lock'";
            let deadline = Instant::now() + Duration::from_mins(1);
            while database.value(waiting) == "0" {
                assert!(Instant::now() < deadline, "nothing waits");
            }
            database.sql(ddl);
            held.sql("COMMIT").expect("the lock is given back");
            assert!(process.wait_with_output().expect("it ends").status.success(), "{ddl}");
            let read = project.read("schema.toml");
            assert_eq!(line_changes(&pulled(&database.url), &read), [""; 0], "{ddl}");
        }
    });
}

#[test]
fn what_changes_no_name_does_not_disturb_the_reading() {
    let database = Database::empty();
    database.sql(
        "CREATE TABLE t (id integer); CREATE VIEW a_view AS SELECT id FROM t;
         CREATE TABLE emptied (id integer); CREATE SCHEMA other; CREATE TABLE other.t (id integer)",
    );
    let held = Held::open(&database.url, "BEGIN; LOCK a_view IN ACCESS EXCLUSIVE MODE");
    let project = Project::empty().on(&database);
    let process = project.command(&["pull", "--lock-timeout", "1min"]).stdout(Stdio::null()).spawn().expect("it runs");
    let waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    let deadline = Instant::now() + Duration::from_mins(1);
    while database.value(waiting) == "0" {
        assert!(Instant::now() < deadline, "nothing waits");
    }
    database.sql(
        "TRUNCATE emptied; GRANT SELECT ON emptied TO PUBLIC; ALTER TABLE other.t RENAME TO u; CREATE TABLE fresh (id integer)",
    );
    held.sql("COMMIT").expect("the lock is given back");
    assert!(process.wait_with_output().expect("it ends").status.success());
    // It was read once: what came later is not in it.
    assert!(!project.read("schema.toml").contains("fresh"));
}

/// Why a text that was pulled from the database of [`churn`] is no schema that it ever had.
fn not_whole(text: &str) -> Option<String> {
    let schema = match declared::parse_one("schema.toml", text) {
        Ok(declared) => declared.schema,
        Err(error) => return Some(error.to_string()),
    };
    if text.contains("???") {
        return Some("it has ??? in it".to_owned());
    }
    for (identity, object) in &schema.objects {
        let definition = &object.definition;
        let right = match identity.kind {
            Kind::Index | Kind::Function => definition.starts_with('('),
            Kind::Trigger => definition.starts_with("after insert for each row execute function "),
            Kind::Statistics => definition.starts_with("on ") || definition.starts_with("ON "),
            Kind::Column if identity.own_name().ends_with('t') && identity.name.name.contains('c') => {
                definition.contains(" default 'x'::")
            }
            Kind::Column if identity.own_name() == "d" => definition.ends_with(" default 7"),
            Kind::Column if identity.own_name() == "e" => definition.contains(" default 'a'::"),
            Kind::Rule => definition.to_lowercase().starts_with("as\n    on delete"),
            _ => true,
        };
        if !right {
            return Some(format!("{identity}: {definition}"));
        }
    }
    // PostgreSQL takes it.
    let empty = Database::empty();
    let statements = create::everything(&schema, Scope::Whole, |_| true);
    block_on(async {
        let session = connect(&empty.url).await;
        session.simple("SET check_function_bodies = off").await.expect("a setting");
        for statement in statements {
            if let Err(error) = session.simple(&statement.sql).await {
                return Some(format!("{}: {error}", statement.sql));
            }
        }
        None
    })
}

#[test]
fn a_terminated_backend_is_said() {
    let database = Database::empty();
    database.sql("CREATE TABLE t (id integer); CREATE VIEW v AS SELECT id FROM t");
    let _held = Held::open(&database.url, "BEGIN; LOCK v IN ACCESS EXCLUSIVE MODE");
    let project = Project::empty().on(&database);
    project.write("schema.toml", "# mine\n");
    let process =
        project.command(&["pull", "--lock-timeout", "1min"]).stderr(std::process::Stdio::piped()).spawn().expect("it runs");
    let ended = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
                  WHERE datname = current_database() AND wait_event_type = 'Lock'";
    let deadline = Instant::now() + Duration::from_mins(1);
    while database.value(ended) == "0" {
        assert!(Instant::now() < deadline, "nothing waits");
    }
    let output = process.wait_with_output().expect("it ends");
    let said = String::from_utf8(output.stderr).expect("UTF-8");
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("terminating connection due to administrator command"), "{said}");
    assert_eq!(project.read("schema.toml"), "# mine\n");
}
