//! Migrations that run in no transaction: killed anywhere, they end as if nobody had disturbed them.

use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Output, Stdio};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use pgkeel::migration::journal::CREATION;
use pgkeel::postgres::ephemeral::Server;

use super::concurrency::{begin, is_sleeping};
use super::conformance::refinery_agrees;
use super::{exists, history, project, stable_times};
use crate::support::{Database, Held, Project, binaries, eventually, server, stable, start_server};

/// What the migration finds.
const BEFORE: &str = "CREATE TABLE log (note text); CREATE INDEX old_index ON log (note); CREATE TYPE mood AS ENUM ('sad'); \
    CREATE TABLE feelings (mood mood); CREATE TABLE parted (id int) PARTITION BY LIST (id); \
    CREATE TABLE part PARTITION OF parted FOR VALUES IN (1)";

/// Every kind of statement that an interruption can leave half done.
fn alone() -> String {
    // Older ones have no such statement.
    let detach = if server().version() < 14 { "DETACH PARTITION part" } else { "DETACH PARTITION part CONCURRENTLY" };
    format!(
        "-- pgkeel: no-transaction\n\
         SET search_path = public, pg_catalog;\n\
         INSERT INTO log VALUES ('first');\n\
         CREATE INDEX CONCURRENTLY log_note ON log (note);\n\
         ALTER TYPE mood ADD VALUE 'ok';\n\
         INSERT INTO feelings VALUES ('ok');\n\
         ALTER TABLE parted {detach};\n\
         DROP INDEX CONCURRENTLY old_index;\n\
         REINDEX TABLE CONCURRENTLY log;\n\
         COPY log FROM stdin;\nsecond\n\\.\n\
         VACUUM log;\n\
         INSERT INTO log VALUES ('last');\n"
    )
}

const LAST: (&str, &str) = ("V3__last.sql", "INSERT INTO log VALUES ('V3');");

/// Everything that the migrations did, and how often.
fn state(database: &Database) -> Vec<String> {
    database.column(
        "SELECT string_agg(note, ' ' ORDER BY note) FROM log UNION ALL \
         SELECT string_agg(mood::text, ' ') FROM feelings UNION ALL \
         SELECT string_agg(format('%s %s', indexrelid::regclass, indisvalid), ', ' ORDER BY indexrelid::regclass::text) \
           FROM pg_index WHERE indexrelid >= 16384 AND indrelid <> ALL (ARRAY(SELECT oid FROM pg_class \
                 WHERE relnamespace = 'pgkeel'::regnamespace OR relname = 'refinery_schema_history' OR relkind = 't')) UNION ALL \
         SELECT format('%s partitions', count(*)) FROM pg_inherits WHERE inhparent = 'parted'::regclass UNION ALL \
         SELECT string_agg(format('V%s__%s', version, name), ' ' ORDER BY version) FROM refinery_schema_history UNION ALL \
         SELECT format('%s in the journal', count(*)) FROM pgkeel.migration_journal UNION ALL \
         SELECT format('%s facts', count(*)) FROM pgkeel.applied_migrations",
    )
}

/// An undisturbed run's.
const EXPECTED: [&str; 7] =
    ["V3 first last second", "ok", "log_note t", "0 partitions", "V2__alone V3__last", "0 in the journal", "2 facts"];

fn files(alone: &str) -> [(&str, &str); 2] {
    [("V2__alone.sql", alone), LAST]
}

fn kill_9(run: &mut Child) {
    run.kill().unwrap();
    run.wait().unwrap();
}

/// Older servers do not notice that a client is gone: there the killed run's backend goes on, and what it does is done.
fn notices_the_dead() -> bool {
    server().version() >= 14
}

#[test]
fn an_undisturbed_run_does_each_statement_once() {
    let database = Database::empty();
    database.sql(BEFORE);
    let alone = alone();
    let project = project(&database, &files(&alone));
    let run = project.run(&["migrate", "up"]).exits(0);
    assert!(run.stdout.ends_with("\napplied 2 migrations, the newest is V3\n"), "{run}");
    assert_eq!(state(&database), EXPECTED);
    assert_eq!(refinery_agrees(&database, &files(&alone)), Ok(()));
    let nothing = project.run(&["migrate", "up"]).exits(0);
    assert_eq!(nothing.stdout, "nothing to apply: 2 migrations are applied, the newest is V3\n");
    // What pgkeel keeps for itself is no difference.
    let _ = project.run(&["pull"]).exits(0);
    assert!(!project.read("schema.toml").contains("pgkeel."), "{}", project.read("schema.toml"));
    let _ = project.run(&["diff"]).exits(0);
}

#[test]
fn killed_before_any_line_of_the_journal_is_committed_it_goes_on() {
    let template = Database::empty();
    template.sql(BEFORE);
    template.sql(CREATION);
    template.sql(
        "CREATE SCHEMA gate; CREATE SEQUENCE gate.writes; CREATE TABLE gate.closed (at int); \
         CREATE FUNCTION gate.wait() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
             IF nextval('gate.writes') = (SELECT at FROM gate.closed) THEN PERFORM pg_sleep(600); END IF; \
             RETURN coalesce(NEW, OLD); END $$; \
         CREATE TRIGGER wait BEFORE INSERT OR UPDATE OR DELETE ON pgkeel.migration_journal \
             FOR EACH ROW EXECUTE FUNCTION gate.wait()",
    );
    let alone = alone();
    let mut kills = 0;
    for at in 1.. {
        let database = Database::copy_of(&template.name);
        database.sql(&format!("INSERT INTO gate.closed VALUES ({at})"));
        let project = project(&database, &files(&alone));
        let mut run = begin(&project, &["migrate", "up"]);
        eventually("it sleeps or ends", || is_sleeping(&database) || run.try_wait().unwrap().is_some());
        let ended = run.try_wait().unwrap();
        if ended.is_none() {
            kills += 1;
            if at % 2 == 0 && notices_the_dead() {
                kill_9(&mut run);
            } else {
                database.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()");
                let output: Output = run.wait_with_output().unwrap();
                assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
            }
            database.sql("DELETE FROM gate.closed");
            assert_eq!(refinery_agrees(&database, &[]), Ok(()), "nothing is recorded too early");
            let _ = project.run(&["migrate", "up"]).exits(0);
        }
        assert_eq!(state(&database), EXPECTED, "killed at write {at} of the journal");
        if ended.is_some() {
            break;
        }
    }
    // Two writes for each of the five statements that run in no transaction (four before version 14), one for the others, and
    // the journal's end.
    assert!(kills >= 15, "{kills}");
}

fn waits(database: &Database, statement: &str) -> bool {
    let waiting = format!(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' \
         AND query LIKE '{statement}%'"
    );
    database.value(&waiting) == "1"
}

/// Begins the migrations while somebody holds something, ends the run while `statement` waits for it, and gives way.
fn disturb(database: &Database, project: &Project, held: &str, statement: &str, is_killed: bool) {
    let holder = Held::open(&database.url, "BEGIN");
    holder.sql(held).unwrap();
    let mut run = begin(project, &["migrate", "up"]);
    eventually(&format!("{statement} waits"), || waits(database, statement));
    if is_killed && notices_the_dead() {
        kill_9(&mut run);
    } else {
        database.sql(&format!(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '{statement}%'"
        ));
        assert_eq!(run.wait().unwrap().code(), Some(1));
    }
    eventually("its backend is gone", || !waits(database, statement));
    let status = project.run(&["migrate", "status", "--check"]).exits(3);
    assert!(status.stdout.contains("interrupted"), "{status}");
    holder.sql("ROLLBACK").unwrap();
}

#[test]
fn killed_while_it_waits_it_goes_on() {
    let alone = alone();
    for (held, statement, is_killed) in [
        ("INSERT INTO log VALUES ('held')", "CREATE INDEX CONCURRENTLY", true),
        ("INSERT INTO log VALUES ('held')", "CREATE INDEX CONCURRENTLY", false),
        ("SELECT FROM parted", "ALTER TABLE parted", true),
        ("SELECT FROM log", "DROP INDEX CONCURRENTLY", false),
    ] {
        let database = Database::empty();
        database.sql(BEFORE);
        let project = project(&database, &files(&alone));
        disturb(&database, &project, held, statement, is_killed);
        let _ = project.run(&["migrate", "up"]).exits(0);
        assert_eq!(state(&database), EXPECTED, "killed in {statement}");
    }
}

#[test]
fn what_an_interrupted_reindex_leaves_is_cleared() {
    let database = Database::empty();
    database.sql("CREATE TABLE log (note text PRIMARY KEY)");
    let project = project(&database, &[("V1__a.sql", "-- pgkeel: no-transaction\nREINDEX TABLE CONCURRENTLY log")]);
    let indexes = "SELECT format('%s %s', indexrelid::regclass, indisvalid) FROM pg_index WHERE indrelid = 'log'::regclass";
    disturb(&database, &project, "INSERT INTO log VALUES ('held')", "REINDEX TABLE CONCURRENTLY", true);
    assert_eq!(database.column(&format!("{indexes} ORDER BY 1")), ["log_pkey t", "log_pkey_ccnew f"]);
    let _ = project.run(&["migrate", "up"]).exits(0);
    assert_eq!(database.column(indexes), ["log_pkey t"]);
}

/// A server that was started again over what another one left; it ends with the test.
struct Restarted(Child);

impl Restarted {
    /// `pg_ctl restart -m immediate`: SIGQUIT to the postmaster, and the same command line again.
    fn immediately(server: &Server) -> Self {
        let data = server.directory().join("data");
        let line = |number: usize| {
            let text = std::fs::read_to_string(data.join("postmaster.pid")).unwrap_or_default();
            text.lines().nth(number).map(|line| line.trim().to_owned())
        };
        kill(Pid::from_raw(line(0).unwrap().parse().unwrap()), Signal::SIGQUIT).unwrap();
        eventually("the server is down", || line(0).is_none());
        let options = std::fs::read_to_string(data.join("postmaster.opts")).unwrap();
        // The program, and its arguments in quotes.
        let (program, arguments) = options.trim().split_once(' ').unwrap();
        let arguments = arguments.trim_matches('"').split("\" \"");
        let owner = std::fs::metadata(&data).unwrap();
        let log = std::fs::File::create(server.directory().join("log_again")).unwrap();
        let again = Command::new(program)
            .args(arguments)
            .uid(owner.uid())
            .gid(owner.gid())
            .current_dir(&data)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn();
        let again = Self(again.unwrap());
        eventually("the server is back", || line(7).as_deref() == Some("ready"));
        again
    }
}

impl Drop for Restarted {
    fn drop(&mut self) {
        let _ = kill(Pid::from_raw(self.0.id().cast_signed()), Signal::SIGQUIT);
        let _ = self.0.wait();
    }
}

#[test]
fn a_server_that_crashed_or_was_restarted_finds_the_migration_where_it_was() {
    let server = start_server(&["synchronous_commit=on"]);
    let alone = alone();
    for is_restarted in [false, true] {
        let database = Database::empty_on(&server);
        database.sql(BEFORE);
        let project = project(&database, &files(&alone));
        let holder = Held::open(&database.url, "BEGIN");
        holder.sql("INSERT INTO log VALUES ('held')").unwrap();
        let run = begin(&project, &["migrate", "up"]);
        eventually("the index waits", || waits(&database, "CREATE INDEX CONCURRENTLY"));
        let _restarted = if is_restarted {
            Some(Restarted::immediately(&server))
        } else {
            // Where a backend ends by a signal, all others are ended, and the server recovers from its log.
            let checkpointer = database.value("SELECT pid FROM pg_stat_activity WHERE backend_type = 'checkpointer'");
            kill(Pid::from_raw(checkpointer.parse().unwrap()), Signal::SIGKILL).unwrap();
            None
        };
        let output: Output = run.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
        eventually("the server is back", || project.run(&["migrate", "status"]).code == Some(0));
        assert_eq!(database.value("SELECT indisvalid FROM pg_index WHERE indexrelid = 'log_note'::regclass"), "false");
        let _ = project.run(&["migrate", "up"]).exits(0);
        assert_eq!(state(&database), EXPECTED);
    }
}

#[test]
fn who_holds_the_lock_is_named_with_what_runs_there() {
    let database = Database::empty();
    database.sql(BEFORE);
    let alone = alone();
    let project = project(&database, &files(&alone));
    let holder = Held::open(&database.url, "BEGIN");
    holder.sql("INSERT INTO log VALUES ('held')").unwrap();
    let mut run = begin(&project, &["migrate", "up"]);
    eventually("the index waits", || waits(&database, "CREATE INDEX CONCURRENTLY"));
    let busy = project.run(&["migrate", "up", "--lock-retry-for", "100ms"]).exits(4);
    assert!(busy.stderr.contains(": CREATE INDEX CONCURRENTLY log_note ON log (note)"), "{busy}");
    // Its backend ends its work, or is gone: the next run waits for either.
    kill_9(&mut run);
    holder.sql("ROLLBACK").unwrap();
    let _ = project.run(&["migrate", "up"]).exits(0);
    assert_eq!(state(&database), EXPECTED);
}

#[test]
fn a_statement_that_fails_is_corrected_and_what_was_done_stays() {
    let database = Database::empty();
    database.sql("CREATE TABLE log (note text)");
    let begins = "-- pgkeel: no-transaction\nINSERT INTO log VALUES ('same'), ('same');\n";
    let unique =
        format!("{begins}CREATE UNIQUE INDEX CONCURRENTLY log_note ON log (note);\nINSERT INTO log VALUES ('last');\n");
    let project = project(&database, &[("V1__a.sql", "SELECT 1"), ("V2__alone.sql", &unique)]);
    let _stable = stable_times();
    insta::assert_snapshot!(project.run(&["migrate", "up"]), @r#"
    exit code: 1
    --- stdout
    V1__a  [time]
    --- stderr
    error: could not create unique index "log_note" (SQLSTATE 23505)
      --> migrations/V2__alone.sql:3:1
    1 | -- pgkeel: no-transaction
    2 | INSERT INTO log VALUES ('same'), ('same');
    3 | CREATE UNIQUE INDEX CONCURRENTLY log_note ON log (note);
      | ^
      detail: Key (note)=(same) is duplicated.
    state: nothing of `V2__alone (2 of 3)` was done; what was done of V2 before stays, and `migrate up` goes on from there; V1 was applied by this run and stays
    hint: correct the file and run pgkeel migrate up again
    "#);
    insta::assert_snapshot!(project.run(&["migrate", "status"]), @"
    exit code: 0
    --- stdout
    version  name   state        applied on  took  by
    V1       a      applied      [when]  [time]  postgres
    V2       alone  interrupted

    2 migrations: 1 applied, 1 interrupted
    V2 was interrupted after 1 statement: pgkeel migrate up goes on with it
    --- stderr
    ");
    assert!(!exists(&database, "log_note"), "no INVALID index stays behind");
    // What is done may not be changed, and what is not may.
    project.write("migrations/V2__alone.sql", &unique.replace("('same'), ('same')", "('other')"));
    insta::assert_snapshot!(project.run(&["migrate", "up"]), @"
    exit code: 1
    --- stdout
    --- stderr
    error: statement 1 of V2__alone was run before the interruption, as `INSERT INTO log VALUES ('same'), ('same')`, and the file says something else now
      --> migrations/V2__alone.sql
    state: nothing was applied
    hint: put back what was run, and make the change in a new migration; only statements that are not done may change
    ");
    project.write("migrations/V2__alone.sql", &unique.replace("-- pgkeel: no-transaction\n", "").replace("CONCURRENTLY ", ""));
    let refused = project.run(&["migrate", "up"]).exits(1);
    assert!(refused.stderr.contains("V2__alone was begun without a transaction and interrupted"), "{refused}");
    project.write("migrations/V2__alone.sql", &unique.replace("UNIQUE ", ""));
    let _ = project.run(&["migrate", "up"]).exits(0);
    assert_eq!(database.column("SELECT note FROM log ORDER BY note"), ["last", "same", "same"]);
    assert_eq!(history(&database), ["V1__a", "V2__alone"]);
}

#[test]
fn what_cannot_be_looked_up_is_asked_for() {
    let database = Database::empty();
    database.sql(
        "CREATE TABLE log (note text); CREATE TABLE gate AS SELECT 600 AS seconds; \
         CREATE PROCEDURE p() LANGUAGE plpgsql AS $$ BEGIN INSERT INTO log VALUES ('called'); COMMIT; \
             PERFORM pg_sleep((SELECT max(seconds) FROM gate)); END $$",
    );
    let project = project(&database, &[("V1__a.sql", "-- pgkeel: no-transaction\nCALL p();\nINSERT INTO log VALUES ('last')")]);
    let mut run = begin(&project, &["migrate", "up"]);
    eventually("it sleeps", || is_sleeping(&database));
    kill_9(&mut run);
    let sleeping =
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()";
    database.sql(sleeping);
    database.sql("TRUNCATE gate");
    let _stable = stable();
    insta::assert_snapshot!(project.run(&["migrate", "up", "--quiet"]), @"
    exit code: 1
    --- stdout
    --- stderr
    error: whether statement 1 of V1__a was done before the interruption is unknown: PostgreSQL keeps no trace of it that could be looked up
      --> migrations/V1__a.sql
    state: nothing was applied
    hint: look; if it was done: UPDATE pgkeel.migration_journal SET state = 'done' WHERE (history, version, statement) = ('public.refinery_schema_history', 1, 1)
    hint: if it is to run again: DELETE FROM pgkeel.migration_journal WHERE (history, version, statement) = ('public.refinery_schema_history', 1, 1)
    ");
    database.sql(
        "UPDATE pgkeel.migration_journal SET state = 'done' \
         WHERE (history, version, statement) = ('public.refinery_schema_history', 1, 1)",
    );
    let _ = project.run(&["migrate", "up"]).exits(0);
    assert_eq!(database.column("SELECT note FROM log"), ["called", "last"]);
}

#[test]
fn a_dry_run_of_statements_on_their_own_is_a_script() {
    let database = Database::empty();
    database.sql("CREATE TABLE log (note text)");
    let sql = "-- pgkeel: no-transaction, statement-timeout=90s\nCREATE INDEX CONCURRENTLY log_note ON log (note);\n\
               COPY log FROM stdin;\na\n\\.\n";
    let project = project(&database, &[("V1__a.sql", sql)]);
    let run = project.run(&["migrate", "up", "--dry-run"]);
    let _stable = stable();
    insta::assert_snapshot!(run, @r#"
    exit code: 0
    --- stdout
    -- 1. V1__a (the tables of its journal): migrations/V1__a.sql
    -- pgkeel's own tables: what refinery's has no column for. They are no part of any schema that is compared.
    CREATE SCHEMA IF NOT EXISTS pgkeel;
    CREATE TABLE IF NOT EXISTS pgkeel.applied_migrations (
        history text, version bigint, name text NOT NULL,
        applied_on timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(), took interval,
        applied_by text NOT NULL DEFAULT SESSION_USER, tool text NOT NULL, sql text,
        PRIMARY KEY (history, version)
    );
    CREATE TABLE IF NOT EXISTS pgkeel.migration_journal (
        history text, version bigint, statement integer, sql text, state text NOT NULL,
        target oid, present oid[] NOT NULL DEFAULT '{}',
        began timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(), ended timestamptz,
        PRIMARY KEY (history, version, statement)
    );

    -- 2. V1__a (settings): migrations/V1__a.sql
    SET statement_timeout = '90000ms';

    -- 3. V1__a (1 of 2): migrations/V1__a.sql
    --    lock: SHARE UPDATE EXCLUSIVE on public.log (blocks nothing but other DDL)
    --    not in a transaction
    INSERT INTO pgkeel.migration_journal AS journal (history, version, statement, state, target, present, sql)
    VALUES ('public.refinery_schema_history', 1, 1, 'started', pg_catalog.to_regclass('log')::pg_catalog.oid, ARRAY(SELECT indexrelid FROM pg_catalog.pg_index WHERE indrelid = pg_catalog.to_regclass('log')::pg_catalog.oid), NULL)
    ON CONFLICT (history, version, statement) DO UPDATE SET state = 'started', sql = excluded.sql, ended = NULL,
        target = CASE WHEN journal.sql = excluded.sql THEN journal.target ELSE excluded.target END,
        present = CASE WHEN journal.sql = excluded.sql THEN journal.present ELSE excluded.present END;
    CREATE INDEX CONCURRENTLY log_note ON log (note);
    UPDATE pgkeel.migration_journal SET state = 'done', ended = pg_catalog.clock_timestamp() WHERE (history, version, statement) = ('public.refinery_schema_history', 1, 1);

    -- 4. V1__a (2 of 2): migrations/V1__a.sql
    --    lock: ROW EXCLUSIVE on public.log (blocks nothing but other DDL)
    BEGIN;
    COPY log FROM stdin;
    a
    \.
    ;
    INSERT INTO pgkeel.migration_journal (history, version, statement, state, began, ended, sql)
    VALUES ('public.refinery_schema_history', 1, 2, 'done', pg_catalog.now(), pg_catalog.clock_timestamp(), NULL)
    ON CONFLICT (history, version, statement) DO UPDATE SET state = 'done', sql = excluded.sql, ended = excluded.ended;
    COMMIT;

    -- 5. V1__a (its record): migrations/V1__a.sql
    BEGIN;
    CREATE TABLE IF NOT EXISTS public.refinery_schema_history (version int4 PRIMARY KEY, name varchar(255), applied_on varchar(255), checksum varchar(255));
    INSERT INTO public.refinery_schema_history (version, name, applied_on, checksum)
    VALUES (1, 'a', pg_catalog.to_char(pg_catalog.clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), '733307410506476138');
    INSERT INTO pgkeel.applied_migrations (history, version, name, took, tool, sql)
    VALUES ('public.refinery_schema_history', 1, 'a', (SELECT pg_catalog.sum(ended - began) FROM pgkeel.migration_journal WHERE (history, version) = ('public.refinery_schema_history', 1)), 'pgkeel 0.1.0', NULL);
    DELETE FROM pgkeel.migration_journal WHERE (history, version) = ('public.refinery_schema_history', 1);
    COMMIT;
    --- stderr
    "#);
    assert!(!exists(&database, "log_note"));
    project.write("plan.sql", &run.stdout);
    let psql = Command::new(binaries().directory.join("psql"))
        .args(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-f"])
        .arg(project.path().join("plan.sql"))
        .arg(&database.url)
        .output()
        .unwrap();
    assert!(psql.status.success(), "{}", String::from_utf8_lossy(&psql.stderr));
    assert_eq!(database.column("SELECT note FROM log"), ["a"]);
    let nothing = project.run(&["migrate", "up"]).exits(0);
    assert_eq!(nothing.stdout, "nothing to apply: 1 migration is applied, V1\n");
}

#[test]
fn a_role_that_may_make_no_schema_applies_what_needs_no_journal() {
    let database = Database::empty();
    let role = format!("plain_{}", database.name);
    database.sql(&format!("CREATE ROLE {role} LOGIN; GRANT CREATE ON SCHEMA public TO {role}"));
    let url = database.url.replace("postgres://postgres@", &format!("postgres://{role}@"));
    let project = project(
        &database,
        &[
            ("V1__a.sql", "CREATE TABLE a (id int)"),
            ("V2__b.sql", "-- pgkeel: no-transaction\nCREATE INDEX CONCURRENTLY i ON a (id)"),
        ],
    );
    let _ = project.run(&["migrate", "up", "--to", "1", "-d", &url]).exits(0);
    let _ = project.run(&["migrate", "up", "--dry-run", "-d", &url]).exits(0);
    let refused = project.run(&["migrate", "up", "-d", &url]).exits(1);
    assert!(refused.stderr.contains("hint: let it be made: GRANT CREATE ON DATABASE"), "{refused}");
    assert!(!exists(&database, "i"));
    database.sql(&format!("GRANT CREATE ON DATABASE {} TO {role}", database.name));
    let _ = project.run(&["migrate", "up", "-d", &url]).exits(0);
    assert_eq!(history(&database), ["V1__a", "V2__b"]);
}

/// The INVALID copies that `REINDEX CONCURRENTLY` leaves where it does not come to its end.
fn copies(database: &Database) -> Vec<String> {
    database.column("SELECT indexrelid::regclass FROM pg_index WHERE NOT indisvalid ORDER BY 1")
}

#[test]
fn what_reindex_left_of_partitions_is_cleared() {
    // Older ones do not reindex partitioned tables.
    if server().version() < 14 {
        return;
    }
    let sql = "-- pgkeel: no-transaction\nREINDEX TABLE CONCURRENTLY parted;\n";
    for is_killed in [true, false] {
        let database = Database::empty();
        database.sql(
            "CREATE TABLE parted (id int PRIMARY KEY, note text) PARTITION BY LIST (id);
             CREATE TABLE part_1 PARTITION OF parted FOR VALUES IN (1);
             CREATE TABLE part_2 PARTITION OF parted FOR VALUES IN (2);
             INSERT INTO parted VALUES (1), (2)",
        );
        let project = project(&database, &[("V1__a.sql", sql)]);
        // An old snapshot: what it waits for when its copies are there.
        let holder = Held::open(&database.url, "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1");
        let run = begin(&project, &["migrate", "up"]);
        eventually("it waits for the snapshot", || waits(&database, "REINDEX TABLE CONCURRENTLY"));
        eventually("it has begun its copies", || !copies(&database).is_empty());
        let stop = if is_killed { "pg_terminate_backend" } else { "pg_cancel_backend" };
        database.sql(&format!(
            "SELECT {stop}(pid) FROM pg_stat_activity WHERE query LIKE 'REINDEX%' AND datname = current_database()"
        ));
        let output: Output = run.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(copies(&database).is_empty(), !is_killed, "{:?}", copies(&database));
        let _ = holder.sql("ROLLBACK");
        let _ = project.run(&["migrate", "up"]).exits(0);
        assert_eq!(copies(&database), [""; 0]);
        assert_eq!(history(&database), ["V1__a"]);
    }
}
