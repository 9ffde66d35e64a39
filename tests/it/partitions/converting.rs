//! `pgkeel partitions convert` and `undo`: a plain table becomes a partition of one in its place, and back.

use std::process::Stdio;

use super::{NOW, policy};
use crate::support::majors::on_every_major;
use crate::support::{Database, Held, Project, block_on, connect, eventually, stable};

/// A table with all that has to come along.
const EVENTS: &str = "
    CREATE TABLE users (id bigint PRIMARY KEY, name text);
    INSERT INTO users VALUES (1, 'one'), (2, 'two');
    CREATE TABLE events (
      id bigserial, at timestamptz, user_id bigint REFERENCES users, total int NOT NULL DEFAULT 1,
      twice int GENERATED ALWAYS AS (total * 2) STORED, note text,
      CONSTRAINT positive CHECK (total > 0), PRIMARY KEY (id));
    COMMENT ON TABLE events IS 'what happened'; COMMENT ON COLUMN events.note IS 'a note';
    CREATE INDEX events_at ON events (at); CREATE INDEX \"by Note\" ON events (lower(note)) WHERE total > 1;
    CREATE UNIQUE INDEX once ON events (user_id, at, id);
    ALTER TABLE events ALTER note SET STATISTICS 50;
    CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.note := coalesce(NEW.note, 'stamped'); RETURN NEW; END $$;
    CREATE TRIGGER stamps BEFORE INSERT ON events FOR EACH ROW EXECUTE FUNCTION stamp();
    ALTER TABLE events ENABLE ROW LEVEL SECURITY;
    CREATE POLICY mine ON events USING (user_id IS NOT NULL);
    CREATE VIEW totals WITH (security_barrier) AS SELECT user_id, sum(total) AS total FROM events GROUP BY user_id;
    CREATE VIEW above AS SELECT * FROM totals WHERE total > 3;
    GRANT SELECT ON events, totals TO PUBLIC;
    INSERT INTO events (at, user_id, total) SELECT timestamptz '2026-10-01+00' + n * interval '1 hour', 1 + n % 2, 1 + n % 3
      FROM generate_series(1, 1000) AS n";

fn events_on(database: Database) -> (Database, Project) {
    database.sql(EVENTS);
    let project = Project::empty().on(&database);
    project.write("partitions/events.toml", &policy("events", "at", "1 month", ""));
    (database, project)
}

fn events() -> (Database, Project) {
    events_on(Database::empty())
}

fn convert(project: &Project, more: &[&str], code: i32) -> String {
    project.run(&[&["partitions", "convert", "events", "--now", NOW], more].concat()).exits(code).to_string()
}

/// Every row, and what the views say.
fn rows(database: &Database) -> Vec<String> {
    let mut rows = database.column("SELECT events::text FROM events ORDER BY id");
    rows.extend(database.column("SELECT totals::text FROM totals ORDER BY user_id"));
    rows
}

/// Everything that there is of names, kinds and definitions.
fn state(database: &Database) -> Vec<String> {
    let mut state = database.column(
        "SELECT relkind::text || ' ' || oid::regclass || coalesce(' ' || pg_get_expr(relpartbound, oid), '') || coalesce(' ' || obj_description(oid), '')
           FROM pg_class WHERE relnamespace = 'public'::regnamespace ORDER BY 1",
    );
    state.extend(database.column(
        "SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
          WHERE connamespace = 'public'::regnamespace AND contype <> 'n' ORDER BY 1",
    ));
    state
        .extend(database.column("SELECT tgrelid::regclass || ' ' || tgname FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1"));
    state.extend(database.column("SELECT polrelid::regclass || ' ' || polname FROM pg_policy ORDER BY 1"));
    state.extend(
        database.column(
            "SELECT viewname || pg_get_viewdef(viewname::regclass) FROM pg_views WHERE schemaname = 'public' ORDER BY 1",
        ),
    );
    state.extend(rows(database));
    state
}

#[test]
fn the_plan_is_printed_and_changes_nothing() {
    let (database, project) = events();
    let before = state(&database);
    let printed = convert(&project, &[], 0);
    assert_eq!(state(&database), before);
    let _stable = stable();
    insta::assert_snapshot!(printed, @r#"
    exit code: 0
    --- stdout
    -- 1. say what public.events holds: for a moment; until the end rows from 2027-01-01 00:00:00+00 on are refused
    --    lock: ACCESS EXCLUSIVE on public.events (blocks reads and writes)
    ALTER TABLE public.events ADD CONSTRAINT pgkeel_bounds CHECK (at IS NOT NULL AND at < '2027-01-01 00:00:00+00') NOT VALID;

    -- 2. prove it of public.events: readers and writers go on; attaching then needs no scan under a lock
    --    lock: SHARE UPDATE EXCLUSIVE on public.events (blocks nothing but other DDL)
    --    hazard: long-scan
    ALTER TABLE public.events VALIDATE CONSTRAINT pgkeel_bounds;

    -- 3. create index events_pgkeel_key: the primary key of a partitioned table holds its key; readers and writers go on
    --    lock: SHARE UPDATE EXCLUSIVE on public.events (blocks nothing but other DDL)
    --    hazard: long-scan
    --    not in a transaction
    CREATE UNIQUE INDEX CONCURRENTLY events_pgkeel_key ON public.events (id, at);

    -- 4. let public.events be the first partition of a new public.events: no row is read or moved: readers and writers wait for a moment
    --    lock: ACCESS EXCLUSIVE on public.events (blocks reads and writes)
    --    lock: ACCESS EXCLUSIVE on public.totals (blocks reads and writes)
    --    lock: ACCESS EXCLUSIVE on public.users (blocks reads and writes)
    BEGIN;
    CREATE OR REPLACE VIEW public.totals with (security_barrier=true) as
    SELECT events.user_id,
        sum(events.total) AS total
       FROM events
      GROUP BY events.user_id;
    LOCK TABLE public.events IN ACCESS EXCLUSIVE MODE;
    ALTER TABLE public.events RENAME TO events_until_2027_01_01;
    DROP TRIGGER stamps ON public.events_until_2027_01_01;
    DROP POLICY mine ON public.events_until_2027_01_01;
    ALTER INDEX public."by Note" RENAME TO "by Note_old";
    ALTER INDEX public.events_at RENAME TO events_at_old;
    ALTER TABLE public.events_until_2027_01_01 DROP CONSTRAINT events_pkey;
    ALTER TABLE public.events_until_2027_01_01 ALTER COLUMN at SET NOT NULL;
    ALTER TABLE public.events_until_2027_01_01 ADD CONSTRAINT events_pkey_old PRIMARY KEY USING INDEX events_pgkeel_key;
    ALTER INDEX public.once RENAME TO once_old;
    CREATE TABLE public.events (
        id bigint not null default nextval('events_id_seq'::regclass),
        at timestamp with time zone,
        user_id bigint,
        total integer not null default 1,
        twice integer generated always as ((total * 2)) stored,
        note text
    ) PARTITION BY range (at);
    ALTER TABLE public.events ADD CONSTRAINT events_pkey primary key (id, at);
    ALTER TABLE public.events ADD CONSTRAINT positive check ((total > 0));
    CREATE INDEX "by Note" ON public.events (lower(note)) where (total > 1);
    CREATE INDEX events_at ON public.events (at);
    CREATE UNIQUE INDEX once ON public.events (user_id, at, id);
    ALTER TABLE public.events ADD CONSTRAINT events_user_id_fkey foreign key (user_id) references users(id);
    CREATE TRIGGER stamps before insert ON public.events for each row execute function stamp();
    CREATE POLICY mine ON public.events using ((user_id is not null));
    COMMENT ON TABLE public.events IS 'what happened';
    ALTER TABLE public.events OWNER TO postgres;
    GRANT SELECT ON TABLE public.events TO PUBLIC;
    ALTER TABLE public.events ENABLE ROW LEVEL SECURITY;
    COMMENT ON COLUMN public.events.note IS 'a note';
    ALTER TABLE ONLY public.events ALTER COLUMN note SET STATISTICS 50;
    ALTER SEQUENCE public.events_id_seq OWNED BY public.events.id;
    ALTER TABLE public.events ATTACH PARTITION public.events_until_2027_01_01 FOR VALUES FROM (MINVALUE) TO ('2027-01-01 00:00:00+00');
    ALTER TABLE public.events_until_2027_01_01 DROP CONSTRAINT pgkeel_bounds;
    CREATE OR REPLACE VIEW public.totals with (security_barrier=true) as
    SELECT events.user_id,
        sum(events.total) AS total
       FROM events
      GROUP BY events.user_id;
    COMMENT ON TABLE public.events_until_2027_01_01 IS 'pgkeel: was all of public.events, with primary key (id), its key nullable';
    COMMIT;
    -- changes: table public.events: partitioned by range (at)
    -- changes: constraint public.events.events_pkey: primary key (id, at): unique no more without at
    -- changes: column public.events.at: not null
    -- proven on a scratch copy: nothing else differs afterwards; --apply runs it
    --- stderr
    "#);
}

#[test]
fn a_table_is_converted_and_back_with_all_that_is_its_own() {
    on_every_major(|server| {
        let (database, project) = events_on(Database::empty_on(server));
        let before = state(&database);
        let all = rows(&database);
        let _ = convert(&project, &["--apply"], 0);
        assert_eq!(rows(&database), all);
        assert_eq!(database.value("SELECT count(*) FROM ONLY events"), "0");
        // It goes on as it was: the sequence, the trigger, the default, the views, the foreign key.
        database.sql("INSERT INTO events (at, user_id) VALUES ('2026-11-18 10:00+00', 2)");
        assert_eq!(database.value("SELECT id || ' ' || note FROM events ORDER BY id DESC LIMIT 1"), "1001 stamped");
        assert_eq!(database.value("SELECT count(*) FROM totals WHERE total > 900"), "2");
        let error = block_on(async {
            let session = connect(&database.url).await;
            session.simple("INSERT INTO events (at, user_id) VALUES ('2026-11-18 10:00+00', 7)").await.unwrap_err()
        });
        assert_eq!(error.sqlstate(), Some("23503"));
        database.sql("DELETE FROM events WHERE id = 1001");
        let _ = project.run(&["partitions", "maintain", "-q", "--now", NOW]).exits(0);
        assert!(project.run(&["partitions", "maintain", "--now", NOW]).exits(0).stdout.contains("nothing to do"));
        assert!(convert(&project, &["--apply"], 0).contains("is partitioned already"));
        // And back.
        let _ = project.run(&["partitions", "undo", "events", "--apply"]).exits(0);
        assert_eq!(state(&database), before);
        assert!(project.run(&["partitions", "undo", "events"]).exits(0).stdout.contains("nothing to do"));
    });
}

#[test]
fn identity_columns_go_on_counting() {
    on_every_major(|server| {
        let database = Database::empty_on(server);
        database.sql(
            "CREATE TABLE events (id int GENERATED ALWAYS AS IDENTITY (START WITH 10 INCREMENT BY 5), at date NOT NULL, PRIMARY KEY (at, id));
             CREATE TABLE other (id int GENERATED BY DEFAULT AS IDENTITY (SEQUENCE NAME counting), at date);
             INSERT INTO events (at) VALUES ('2026-11-01'), ('2026-11-02')",
        );
        let project = Project::empty().on(&database);
        project.write("partitions/events.toml", &policy("events", "at", "1 month", ""));
        project.write("partitions/other.toml", &policy("other", "at", "1 month", ""));
        let _ = convert(&project, &["--apply"], 0);
        let _ = project.run(&["partitions", "convert", "other", "--apply", "-q"]).exits(0);
        database.sql("INSERT INTO events (at) VALUES ('2026-11-03'); INSERT INTO other (at) VALUES (now())");
        assert_eq!(database.column("SELECT id FROM events ORDER BY id"), ["10", "15", "20"]);
        assert_eq!(database.value("SELECT pg_get_serial_sequence('other', 'id')"), "public.counting");
        for table in ["events", "other"] {
            let _ = project.run(&["partitions", "undo", table, "--apply", "-q"]).exits(0);
        }
        database.sql("INSERT INTO events (at) VALUES ('2026-11-04'); INSERT INTO other (at) VALUES (now())");
        assert_eq!(database.value("SELECT max(id) FROM events"), "25");
        assert_eq!(database.value("SELECT pg_get_serial_sequence('other', 'id') || max(id) FROM other"), "public.counting2");
        assert_eq!(database.value("SELECT count(*) FROM pg_class WHERE relkind = 'S'"), "2");
    });
}

#[test]
fn a_table_of_another_schema_is_converted_under_any_search_path() {
    let database = Database::empty();
    database.sql(
        "CREATE SCHEMA \"My Shop\"; SET search_path = \"My Shop\";
         CREATE TABLE kinds (id int PRIMARY KEY); INSERT INTO kinds VALUES (1); CREATE TYPE mood AS ENUM ('good', 'bad');
         CREATE TABLE \"Events\" (id serial PRIMARY KEY, \"At\" timestamp, mood mood DEFAULT 'good', kind int REFERENCES kinds);
         CREATE VIEW v AS SELECT * FROM \"Events\"; INSERT INTO \"Events\" (\"At\", kind) VALUES ('2026-11-01', 1)",
    );
    let project = Project::empty().on(&database);
    project.write("partitions/e.toml", "table = '\"My Shop\".\"Events\"'\nkey = '\"At\"'\nevery = \"1 month\"\npremake = 1\n");
    let run = |arguments: &[&str]| project.run(&[&["partitions"], arguments].concat()).exits(0).to_string();
    let plan = run(&["convert", "\"My Shop\".\"Events\"", "--now", NOW]);
    assert!(plan.contains("lock: ACCESS EXCLUSIVE on \"My Shop\".kinds"), "{plan}");
    let _ = run(&["convert", "\"My Shop\".\"Events\"", "--now", NOW, "--apply"]);
    database.sql("INSERT INTO \"My Shop\".v (\"At\", kind) VALUES ('2026-12-01', 1)");
    assert_eq!(database.column("SELECT id || mood::text FROM \"My Shop\".\"Events\""), ["1good", "2good"]);
    let _ = run(&["undo", "\"My Shop\".\"Events\"", "--apply"]);
    assert_eq!(database.column("SELECT id || mood::text FROM \"My Shop\".\"Events\""), ["1good", "2good"]);
    assert_eq!(database.value("SELECT count(*) FROM pg_class WHERE relkind = 'p'"), "0");
}

#[test]
fn a_key_that_is_an_epoch_is_converted() {
    let database = Database::empty();
    database.sql("CREATE TABLE events (at bigint NOT NULL, n int); INSERT INTO events SELECT 1794994200 + n, n FROM generate_series(1, 10) n");
    let project = Project::empty().on(&database);
    project.write("partitions/events.toml", &policy("events", "at", "1 day", "encoding = \"epoch seconds\""));
    let _ = convert(&project, &["--apply"], 0);
    assert_eq!(
        super::partitions(&database, "events"),
        ["events_until_2026_11_20 FOR VALUES FROM (MINVALUE) TO ('1795132800')"]
    );
}

#[test]
fn what_cannot_come_along_is_refused_with_the_reason() {
    let database = Database::empty();
    database.sql(
        "CREATE TABLE events (id bigint PRIMARY KEY, at timestamptz NOT NULL, code text UNIQUE, during tstzrange, EXCLUDE USING gist (during WITH &&));
         CREATE TABLE details (event bigint REFERENCES events); CREATE PUBLICATION feed FOR TABLE events;
         CREATE MATERIALIZED VIEW latest AS SELECT max(at) FROM events; CREATE RULE quiet AS ON DELETE TO events DO INSTEAD NOTHING;
         CREATE UNLOGGED TABLE fleeting (at date); CREATE TABLE loose (at date); INSERT INTO loose VALUES (NULL);
         CREATE TABLE far (at timestamptz); INSERT INTO far VALUES ('infinity'); CREATE TABLE counted (n int)",
    );
    let project = Project::empty().on(&database);
    for table in ["events", "fleeting", "loose", "far", "counted"] {
        project.write(&format!("partitions/{table}.toml"), &policy(table, "at", "1 month", ""));
    }
    let mut said = convert(&project, &["--apply"], 1);
    for table in ["fleeting", "loose", "far", "counted"] {
        said += &project.run(&["partitions", "convert", table, "--apply"]).exits(1).to_string();
    }
    let _stable = stable();
    insta::assert_snapshot!(said, @"
    exit code: 1
    --- stdout
    --- stderr
    error: public.events cannot become a partitioned table: it has rules, which would stay behind
      --> partitions/events.toml:1:9
    1 | table = 'events'
      |         ^
    error: public.events cannot become a partitioned table: the foreign key details_event_fkey of details points at it, and would point at a part of it only
      --> partitions/events.toml:1:9
    1 | table = 'events'
      |         ^
    error: public.events cannot become a partitioned table: the publication feed names it, and would publish another table
      --> partitions/events.toml:1:9
    1 | table = 'events'
      |         ^
    error: public.events cannot become a partitioned table: the materialized view latest reads it, and would read a part of it only
      --> partitions/events.toml:1:9
    1 | table = 'events'
      |         ^
    error: public.events cannot become a partitioned table: events_code_key is unique without at, which no partitioned table can promise
      --> partitions/events.toml:1:9
    1 | table = 'events'
      |         ^
    error: public.events cannot become a partitioned table: the exclusion constraint events_during_excl cannot span partitions
      --> partitions/events.toml:1:9
    1 | table = 'events'
      |         ^
    error: 6 things are in the way
    state: nothing was changed
    exit code: 1
    --- stdout
    --- stderr
    error: public.fleeting cannot become a partitioned table: it is unlogged or temporary, which a partitioned table is not
      --> partitions/fleeting.toml:1:9
    1 | table = 'fleeting'
      |         ^
    state: nothing was changed
    exit code: 1
    --- stdout
    --- stderr
    error: rows of public.loose have no at: they would belong in no partition
      --> partitions/loose.toml:2:7
    1 | table = 'loose'
    2 | key = 'at'
      |       ^
    state: nothing was changed
    exit code: 1
    --- stdout
    --- stderr
    error: a row of public.far has the key infinity, which is in no window of time
    exit code: 1
    --- stdout
    --- stderr
    error: public.counted has no column at
      --> partitions/counted.toml:2:7
    1 | table = 'counted'
    2 | key = 'at'
      |       ^
    ");
    assert_eq!(database.value("SELECT count(*) FROM pg_constraint WHERE conname LIKE 'pgkeel%'"), "0");
}

#[test]
fn what_would_be_lost_unsaid_is_found_by_the_proof() {
    let (database, project) = events();
    // Statistics and a function of SQL stay with the old table.
    database.sql("CREATE STATISTICS two ON user_id, total FROM events");
    let said = convert(&project, &["--apply"], 1);
    assert!(said.contains("NOT PROVEN") || said.contains("fails on a copy"), "{said}");
    assert_eq!(database.value("SELECT count(*) FROM pg_constraint WHERE conname LIKE 'pgkeel%'"), "0");
}

/// Each step's statement, and what holds it up.
const BLOCKED: [(&str, &str); 4] = [
    ("BEGIN; LOCK TABLE events IN ACCESS SHARE MODE", "ADD CONSTRAINT pgkeel_bounds"),
    ("BEGIN; LOCK TABLE events IN SHARE UPDATE EXCLUSIVE MODE", "VALIDATE CONSTRAINT pgkeel_bounds"),
    ("BEGIN; LOCK TABLE events IN ROW EXCLUSIVE MODE", "CREATE UNIQUE INDEX CONCURRENTLY"),
    ("BEGIN; LOCK TABLE events IN ACCESS SHARE MODE", "LOCK TABLE public.events"),
];

fn ended_at_each_step(end: impl Fn(&Database, &mut std::process::Child)) {
    let (database, project) = events();
    let all = rows(&database);
    let _ = convert(&project, &["--apply"], 0);
    let expected = state(&database);
    drop(database);
    for (step, (blocker, statement)) in BLOCKED.into_iter().enumerate() {
        let (database, project) = events();
        // What comes before the step is done already.
        let plan = project.run(&["partitions", "convert", "events", "--now", NOW, "--format", "json"]).json();
        let session = Held::open(&database.url, "SELECT 1");
        for step in &plan["result"]["plan"]["steps"].as_array().expect("steps")[..step] {
            let sql: Vec<&str> = step["sql"].as_array().expect("sql").iter().filter_map(|sql| sql["text"].as_str()).collect();
            session.sql(&sql.join(";\n")).expect("a step");
        }
        drop(session);
        let holder = Held::open(&database.url, blocker);
        let mut run = project
            .command(&["partitions", "convert", "events", "--apply", "-q", "--now", NOW, "--lock-timeout", "60s"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("it starts");
        let waits = format!(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%{statement}%'
                AND query NOT LIKE '%pg_stat_activity%'"
        );
        eventually(statement, || database.value(&waits) != "0");
        end(&database, &mut run);
        let _ = run.wait();
        eventually("the end of its backend", || database.value(&waits) == "0");
        drop(holder);
        assert_eq!(rows(&database), all, "{statement}");
        let _ = convert(&project, &["--apply"], 0);
        assert_eq!(state(&database), expected, "{statement}");
    }
}

#[test]
fn a_run_that_is_killed_at_any_step_is_gone_on_with() {
    ended_at_each_step(|_, run| run.kill().expect("it can be killed"));
}

#[test]
fn a_run_whose_backend_is_terminated_at_any_step_is_gone_on_with() {
    ended_at_each_step(|database, _| {
        database.sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
              WHERE datname = current_database() AND wait_event_type = 'Lock' AND pid <> pg_backend_pid()",
        );
    });
}

#[test]
fn what_a_stopped_run_began_is_taken_back() {
    let (database, project) = events();
    let before = state(&database);
    let plan = project.run(&["partitions", "convert", "events", "--now", NOW, "--format", "json"]).json();
    let session = Held::open(&database.url, "SELECT 1");
    for step in &plan["result"]["plan"]["steps"].as_array().expect("steps")[..3] {
        session.sql(step["sql"][0]["text"].as_str().expect("text")).expect("a step");
    }
    drop(session);
    assert_ne!(state(&database), before);
    let _ = project.run(&["partitions", "undo", "events", "--apply"]).exits(0);
    assert_eq!(state(&database), before);
}

/// Ends the way back at each of its steps, and goes it again.
fn undone_although_ended(end: impl Fn(&Database, &mut std::process::Child)) {
    let undo = ["partitions", "undo", "events"];
    let (database, project) = events();
    let _ = convert(&project, &["--apply"], 0);
    let count =
        project.run(&[&undo[..], &["--format", "json"]].concat()).json()["result"]["plan"]["steps"].as_array().map(Vec::len);
    let _ = project.run(&[&undo[..], &["--apply"]].concat()).exits(0);
    let expected = state(&database);
    drop(database);
    let mut waited = 0;
    for step in 0..count.expect("steps") {
        let (database, project) = events();
        let _ = convert(&project, &["--apply"], 0);
        let all = rows(&database);
        let plan = project.run(&[&undo[..], &["--format", "json"]].concat()).json();
        for step in &plan["result"]["plan"]["steps"].as_array().expect("steps")[..step] {
            let sql: Vec<&str> = step["sql"].as_array().expect("sql").iter().filter_map(|sql| sql["text"].as_str()).collect();
            database.sql(&sql.join(";\n"));
        }
        let holder = Held::open(&database.url, "BEGIN; LOCK TABLE events IN ROW EXCLUSIVE MODE");
        let mut run = project
            .command(&[&undo[..], &["--apply", "-q"]].concat())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("it starts");
        let waits = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
        let mut waits_now = false;
        eventually("it waits, or is done", || {
            waits_now = database.value(waits) != "0";
            waits_now || run.try_wait().expect("its state").is_some()
        });
        waited += usize::from(waits_now);
        end(&database, &mut run);
        let _ = run.wait();
        eventually("the end of its backend", || database.value(waits) == "0");
        drop(holder);
        assert_eq!(rows(&database), all, "{step}");
        let _ = project.run(&[&undo[..], &["--apply"]].concat()).exits(0);
        assert_eq!(state(&database), expected, "{step}");
    }
    assert!(waited > 1, "{waited}");
}

#[test]
fn a_way_back_that_is_killed_at_any_step_is_gone_again() {
    undone_although_ended(|_, run| {
        let _ = run.kill();
    });
}

#[test]
fn a_way_back_whose_backend_is_terminated_at_any_step_is_gone_again() {
    undone_although_ended(|database, _| {
        database.sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
              WHERE datname = current_database() AND wait_event_type = 'Lock' AND pid <> pg_backend_pid()",
        );
    });
}

#[test]
fn a_proof_that_would_end_too_soon_is_made_anew() {
    let (database, project) = events();
    database.sql("ALTER TABLE events ADD CONSTRAINT pgkeel_bounds CHECK (at IS NOT NULL AND at < '2026-11-12 00:00:00+00')");
    let _ = convert(&project, &["--apply"], 0);
    assert_eq!(
        super::partitions(&database, "events"),
        ["events_until_2027_01_01 FOR VALUES FROM (MINVALUE) TO ('2027-01-01 00:00:00+00')"]
    );
}

#[test]
fn rows_in_other_partitions_are_not_lost_by_going_back() {
    let (database, project) = events();
    let _ = convert(&project, &["--apply"], 0);
    let _ = project.run(&["partitions", "maintain", "-q", "--now", NOW]).exits(0);
    database.sql("INSERT INTO events (at, user_id) VALUES ('2027-01-05', 1)");
    let all = rows(&database);
    let said = project.run(&["partitions", "undo", "events", "--apply"]).exits(1);
    assert!(said.stderr.contains("events_2027_01 holds rows"), "{said}");
    assert_eq!(rows(&database), all);
}

#[test]
fn rows_that_come_while_it_goes_back_or_that_a_policy_hides_are_not_lost() {
    let (database, project) = events();
    let _ = convert(&project, &["--apply"], 0);
    let _ = project.run(&["partitions", "maintain", "-q", "--now", NOW]).exits(0);
    let plan = project.run(&["partitions", "undo", "events", "--format", "json"]).json();
    // A partition that nobody knew of when the plan was made, with a row.
    database.sql("CREATE TABLE late PARTITION OF events FOR VALUES FROM ('2031-01-01') TO ('2032-01-01'); INSERT INTO events (at, user_id) VALUES ('2031-01-05', 1)");
    let all = rows(&database);
    let steps = plan["result"]["plan"]["steps"].as_array().expect("steps");
    let session = Held::open(&database.url, "SELECT 1");
    let outcomes: Vec<_> = steps
        .iter()
        .map(|step| {
            let sql: Vec<&str> = step["sql"].as_array().expect("sql").iter().filter_map(|sql| sql["text"].as_str()).collect();
            session.sql(&sql.join(";\n"))
        })
        .collect();
    let failure = outcomes.last().expect("a step").as_ref().expect_err("it holds a row").to_string();
    assert!(failure.contains("another partition of public.events holds rows"), "{failure}");
    assert_eq!(rows(&database), all);
    drop(session);
    // The owner sees none of the rows of a partition whose row-level security is forced on him.
    let role = format!("owner_{}", database.name);
    database.sql(&format!(
        "CREATE ROLE {role} LOGIN; GRANT CREATE ON SCHEMA public TO {role}; ALTER TABLE events OWNER TO {role}; ALTER TABLE late OWNER TO {role};
         ALTER TABLE late ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY"
    ));
    let session = Held::open(&database.url.replace("//postgres@", &format!("//{role}@")), "SELECT 1");
    let block = steps.last().expect("a step")["sql"].as_array().expect("sql").iter().filter_map(|sql| sql["text"].as_str());
    let block = block
        .filter(|sql| sql.starts_with("DO") || sql.starts_with("SET LOCAL"))
        .map(|sql| sql.replace("public.events)", "public.late)"));
    let failure = session.sql(&block.collect::<Vec<_>>().join(";\n")).expect_err("it must not be counted as empty").to_string();
    assert!(failure.contains("row-level security") || failure.contains("row security"), "{failure}");
}

#[test]
fn traffic_goes_on_while_a_table_is_converted() {
    let (database, project) = events();
    let stop = std::sync::atomic::AtomicBool::new(false);
    let inserted = std::thread::scope(|scope| {
        let client = scope.spawn(|| {
            block_on(async {
                let session = connect(&database.url).await;
                let mut inserted = 0;
                while !stop.load(std::sync::atomic::Ordering::Relaxed) {
                    session
                        .simple("INSERT INTO events (at, user_id) VALUES ('2026-11-18 09:00+00', 1)")
                        .await
                        .expect("an insert");
                    session.simple("SELECT * FROM totals").await.expect("a view");
                    inserted += 1;
                    tokio::time::sleep(std::time::Duration::from_millis(3)).await;
                }
                inserted
            })
        });
        let run = project.run(&["partitions", "convert", "events", "--apply", "-q", "--now", NOW]);
        stop.store(true, std::sync::atomic::Ordering::Relaxed);
        let inserted = client.join().expect("no statement failed");
        let _ = run.exits(0);
        inserted
    });
    assert_eq!(database.value("SELECT count(*) FROM events"), (1000 + inserted).to_string());
}
