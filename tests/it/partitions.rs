//! `pgkeel partitions status|maintain` on a real server.

use std::process::Stdio;

use serde_json::Value;

mod at_once;
mod converting;
mod courtesy;
mod default;
mod encodings;
mod ended;
mod faults;
mod levels;
mod locks;
mod pains;
mod policies;
mod retiring;
mod urgent;
mod watching;
mod windows;

use crate::support::{Database, Project, block_on, connect, stable};

const NOW: &str = "2026-11-18T10:30:00Z";

const BOOKINGS: &str =
    "CREATE TABLE bookings (id bigint, created_at timestamptz NOT NULL, note text, PRIMARY KEY (id, created_at))
                        PARTITION BY RANGE (created_at);";

fn policy(table: &str, key: &str, every: &str, more: &str) -> String {
    format!("table = '{table}'\nkey = '{key}'\nevery = \"{every}\"\npremake = 3\n{more}")
}

/// A project with one monthly table, `bookings`.
fn bookings(more: &str) -> (Database, Project) {
    let database = Database::empty();
    database.sql(BOOKINGS);
    let project = Project::empty().on(&database);
    project.write("partitions/bookings.toml", &policy("bookings", "created_at", "1 month", more));
    (database, project)
}

/// `partitions maintain` at [`NOW`], with steps left out of stderr.
fn maintain(project: &Project, code: i32) -> String {
    maintain_at(project, NOW, code)
}

fn maintain_at(project: &Project, now: &str, code: i32) -> String {
    let mut arguments = vec!["partitions", "maintain", "--now", now, "--lock-timeout", "200ms", "--lock-retry-for", "1s"];
    if code != 0 {
        // How often it tries for a lock is not always the same.
        arguments.push("-q");
    }
    let run = project.run(&arguments);
    run.exits(code).to_string()
}

fn status(project: &Project, code: i32) -> String {
    project.run(&["partitions", "status", "--now", NOW]).exits(code).to_string()
}

fn table_json(project: &Project, arguments: &[&str]) -> Value {
    let arguments = [&["partitions"], arguments, &["--now", NOW, "--format", "json"]].concat();
    project.run(&arguments).json()["result"]["tables"][0].clone()
}

/// The partitions of a table with their bounds, as a UTC session sees them.
fn partitions(database: &Database, table: &str) -> Vec<String> {
    database.column(&format!(
        "SELECT c.relname || ' ' || pg_get_expr(c.relpartbound, c.oid) FROM pg_inherits JOIN pg_class c ON c.oid = inhrelid
          WHERE inhparent = '{table}'::regclass ORDER BY pg_get_expr(c.relpartbound, c.oid)"
    ))
}

#[test]
fn an_empty_table_gets_its_windows_and_a_second_run_has_nothing_to_do() {
    let (database, project) = bookings("");
    let _stable = stable();
    insta::assert_snapshot!(status(&project, 3), @"
    exit code: 3
    --- stdout
    table     every    partitions  ready until  head-room  missing  gaps  in default
    bookings  1 month  0           not now      none       4        0     -
    finding: bookings: 4 windows have no partition: those from 2026-11-01, 2026-12-01, 2027-01-01 and 1 more
    critical: bookings: inserts of now fail: no partition takes them
    hint: `pgkeel partitions plan` shows what would be done, `pgkeel partitions maintain` does it
    --- stderr
    ");
    insta::assert_snapshot!(project.run(&["partitions", "maintain", "--now", NOW]).exits(0), @"
    exit code: 0
    --- stdout
    table     ready until  there before  created
    bookings  2027-03-01   0             4: bookings_2026_11 … bookings_2027_02
    --- stderr
    ");
    assert_eq!(
        partitions(&database, "bookings"),
        [
            "bookings_2026_11 FOR VALUES FROM ('2026-11-01 00:00:00+00') TO ('2026-12-01 00:00:00+00')",
            "bookings_2026_12 FOR VALUES FROM ('2026-12-01 00:00:00+00') TO ('2027-01-01 00:00:00+00')",
            "bookings_2027_01 FOR VALUES FROM ('2027-01-01 00:00:00+00') TO ('2027-02-01 00:00:00+00')",
            "bookings_2027_02 FOR VALUES FROM ('2027-02-01 00:00:00+00') TO ('2027-03-01 00:00:00+00')",
        ]
    );
    insta::assert_snapshot!(maintain(&project, 0), @r"
    exit code: 0
    --- stdout
    nothing to do: 1 table is ready until 2027-03-01
    --- stderr
    ");
    insta::assert_snapshot!(status(&project, 0), @r"
    exit code: 0
    --- stdout
    table     every    partitions  ready until  head-room  missing  gaps  in default
    bookings  1 month  4           2027-03-01   102 days   0        0     -
    --- stderr
    ");
    assert_eq!(database.value("SELECT count(*) FROM pg_description WHERE description LIKE 'pgkeel%'"), "0");
}

#[test]
fn a_dry_run_prints_what_would_run_and_psql_could_run_it() {
    let (database, project) = bookings("");
    database.sql("CREATE TABLE users (id bigint PRIMARY KEY); ALTER TABLE bookings ADD user_id bigint REFERENCES users");
    let plan = project.run(&["partitions", "maintain", "--dry-run", "--now", "2026-11-30T23:59:59Z"]).exits(0);
    assert_eq!(partitions(&database, "bookings"), [""; 0]);
    let _stable = stable();
    insta::assert_snapshot!(plan.stdout.lines().take(11).collect::<Vec<_>>().join("\n"), @r"
    -- 1. create public.bookings_2026_11: readers and writers of the parent go on; writers of tables tied to it by a foreign key wait for a moment
    --    lock: SHARE UPDATE EXCLUSIVE on public.bookings (blocks nothing but other DDL)
    --    lock: SHARE ROW EXCLUSIVE on public.users (blocks writes)
    BEGIN;
    LOCK TABLE ONLY public.bookings IN SHARE UPDATE EXCLUSIVE MODE;
    CREATE TABLE public.bookings_2026_11 (LIKE public.bookings INCLUDING ALL EXCLUDING IDENTITY);
    ALTER TABLE public.bookings ATTACH PARTITION public.bookings_2026_11 FOR VALUES FROM ('2026-11-01 00:00:00+00') TO ('2026-12-01 00:00:00+00');
    COMMIT;

    -- 2. create public.bookings_2026_12: readers and writers of the parent go on; writers of tables tied to it by a foreign key wait for a moment
    --    lock: SHARE UPDATE EXCLUSIVE on public.bookings (blocks nothing but other DDL)
    ");
    database.sql(&plan.stdout);
    assert_eq!(maintain(&project, 0).lines().nth(2), Some("nothing to do: 1 table is ready until 2027-03-01"));
}

#[test]
fn a_month_later_exactly_one_month_is_new() {
    let (database, project) = bookings("");
    let _ = maintain(&project, 0);
    let _ = maintain_at(&project, "2026-12-01", 0);
    assert_eq!(partitions(&database, "bookings").len(), 5);
    assert!(maintain_at(&project, "2026-12-31T23:59:59.999Z", 0).contains("nothing to do"));
}

#[test]
fn a_table_that_has_the_wanted_name_is_never_skipped_silently() {
    let (database, project) = bookings("");
    database.sql("CREATE TABLE bookings_2026_12 (LIKE bookings); CREATE VIEW bookings_2027_01 AS SELECT 1 AS one");
    let _stable = stable();
    insta::assert_snapshot!(maintain(&project, 1), @r"
    exit code: 1
    --- stdout
    table     ready until  there before  created
    bookings  2026-12-01   0             2: bookings_2026_11, bookings_2027_02
    problem: bookings: public.bookings_2026_12 cannot be made: a table of that name is there, and it is no partition
    hint: attach it to public.bookings if its rows belong there, rename it, or drop it
    problem: bookings: public.bookings_2027_01 cannot be made: a view of that name is there, and it is no partition
    hint: rename it, or give the policy another `name`
    --- stderr
    ");
    assert_eq!(partitions(&database, "bookings").len(), 2);
    insta::assert_snapshot!(status(&project, 3), @r"
    exit code: 3
    --- stdout
    table     every    partitions  ready until  head-room  missing  gaps  in default
    bookings  1 month  2           2026-12-01   12 days    2        2     -
    finding: bookings: 2 windows have no partition: those from 2026-12-01, 2027-01-01
    problem: bookings: public.bookings_2026_12 cannot be made: a table of that name is there, and it is no partition
    hint: attach it to public.bookings if its rows belong there, rename it, or drop it
    problem: bookings: public.bookings_2027_01 cannot be made: a view of that name is there, and it is no partition
    hint: rename it, or give the policy another `name`
    --- stderr
    ");
}

#[test]
fn the_name_of_another_partition_is_taken_too() {
    let (database, project) = bookings("");
    // What a tool that ran in another time zone left behind.
    database.sql("CREATE TABLE bookings_2026_12 PARTITION OF bookings FOR VALUES FROM ('2026-10-01 00:00+00') TO ('2026-11-01 00:00+00')");
    assert!(maintain(&project, 1).contains("it is the name of another partition of public.bookings"));
}

#[test]
fn what_a_killed_run_left_is_used() {
    let (database, project) = bookings("");
    let staged = "(LIKE bookings INCLUDING ALL EXCLUDING IDENTITY)";
    let comment = "IS 'pgkeel: staged for public.bookings'";
    database.sql(&format!(
        "CREATE TABLE bookings_2026_12 {staged}; COMMENT ON TABLE bookings_2026_12 {comment};
         CREATE TABLE bookings_2027_01 {staged}; COMMENT ON TABLE bookings_2027_01 {comment};
         INSERT INTO bookings_2027_01 VALUES (1, '2027-01-05');
         CREATE TABLE bookings_2027_02 {staged}; COMMENT ON TABLE bookings_2027_02 {comment};
         ALTER TABLE bookings ADD COLUMN later int; ALTER TABLE bookings_2026_12 ADD COLUMN later int"
    ));
    let _stable = stable();
    insta::assert_snapshot!(maintain(&project, 1), @r"
    exit code: 1
    --- stdout
    table     ready until  there before  created
    bookings  2027-01-01   0             2: bookings_2026_11, bookings_2026_12
    problem: bookings: public.bookings_2027_01 cannot be made: a run that was killed left a table of that name, and it has rows or has had some
    hint: look at its rows, then: DROP TABLE public.bookings_2027_01
    problem: bookings: public.bookings_2027_02 cannot be made: a run that was killed left a table of that name, and the columns of public.bookings have changed since
    hint: it is empty, so: DROP TABLE public.bookings_2027_02
    --- stderr
    ");
    database.sql("DROP TABLE bookings_2027_01, bookings_2027_02");
    let _ = maintain(&project, 0);
    assert_eq!(partitions(&database, "bookings").len(), 4);
    assert_eq!(database.value("SELECT count(*) FROM pg_description WHERE description LIKE 'pgkeel%'"), "0");
}

#[test]
fn a_run_killed_between_any_two_steps_is_completed_by_the_next() {
    // Beside a default partition each is staged first.
    for (beside, count) in [("", 4), ("CREATE TABLE rest PARTITION OF bookings DEFAULT", 8)] {
        for done in 0..count {
            let (database, project) = bookings("");
            database.sql(beside);
            let plan = project.run(&["partitions", "maintain", "--dry-run", "-q", "--now", NOW, "--format", "json"]).json();
            let steps = plan["result"]["plan"]["steps"].as_array().expect("steps").clone();
            assert_eq!(steps.len(), count);
            for step in &steps[..done] {
                let sql: Vec<&str> =
                    step["sql"].as_array().expect("sql").iter().filter_map(|sql| sql["text"].as_str()).collect();
                database.sql(&sql.join(";\n"));
            }
            let _ = maintain(&project, 0);
            assert_eq!(partitions(&database, "bookings").len(), 4 + count / 8);
            assert!(maintain(&project, 0).contains("nothing to do"));
        }
    }
}

#[test]
fn a_role_that_may_only_look_gets_a_status() {
    let (database, project) = bookings("");
    database.sql("CREATE TABLE rest PARTITION OF bookings DEFAULT");
    let role = format!("looker_{}", database.name);
    database.sql(&format!("CREATE ROLE {role} LOGIN"));
    let run =
        project.run(&["partitions", "status", "--now", NOW, "-d", &database.url.replace("//postgres@", &format!("//{role}@"))]);
    let _stable = stable();
    insta::assert_snapshot!(run.exits(3), @"
    exit code: 3
    --- stdout
    table     every    partitions  ready until  head-room  missing  gaps  in default
    bookings  1 month  0           not now      none       4        0     ?
    finding: bookings: 4 windows have no partition: those from 2026-11-01, 2026-12-01, 2027-01-01 and 1 more
    note: bookings: whether rows are in the default partition public.rest is unknown: this role may not read it; GRANT SELECT ON public.rest
    hint: `pgkeel partitions plan` shows what would be done, `pgkeel partitions maintain` does it
    --- stderr
    ");
}

#[test]
fn a_half_detached_partition_is_reported_with_what_finishes_it() {
    let (database, project) = bookings("");
    let _ = maintain(&project, 0);
    if database.value("SELECT current_setting('server_version_num')::int / 10000").parse::<u32>().is_ok_and(|major| major < 14)
    {
        return;
    }
    block_on(async {
        let reader = connect(&database.url).await;
        reader.simple("BEGIN; SELECT FROM bookings").await.unwrap();
        let detacher = connect(&database.url).await;
        detacher.simple("SET lock_timeout = 100").await.unwrap();
        detacher.simple("ALTER TABLE bookings DETACH PARTITION bookings_2026_12 CONCURRENTLY").await.unwrap_err();
    });
    let _stable = stable();
    insta::assert_snapshot!(maintain(&project, 1), @"
    exit code: 1
    --- stdout
    table     ready until  there before  created  detached
    bookings  2026-12-01   3             0        1: bookings_2026_12
    problem: bookings: public.bookings_2026_12 cannot be made: a table of that name is there, and it is no partition
    hint: attach it to public.bookings if its rows belong there, rename it, or drop it
    --- stderr
    ");
    insta::assert_snapshot!(status(&project, 3), @"
    exit code: 3
    --- stdout
    table     every    partitions  ready until  head-room  missing  gaps  in default
    bookings  1 month  3           2026-12-01   12 days    1        1     -
    finding: bookings: 1 window has no partition: the one from 2026-12-01
    problem: bookings: public.bookings_2026_12 cannot be made: a table of that name is there, and it is no partition
    hint: attach it to public.bookings if its rows belong there, rename it, or drop it
    --- stderr
    ");
}

#[test]
fn a_partition_is_given_what_it_does_not_inherit() {
    let database = Database::empty();
    let (owner, reader) = (format!("owner_{}", database.name), format!("Reader {}", database.name));
    database.sql(&format!(
        "CREATE ROLE {owner}; CREATE ROLE \"{reader}\"; GRANT CREATE ON SCHEMA public TO {owner};
         CREATE TABLE \"Order Lines\" (
           id bigint GENERATED ALWAYS AS IDENTITY, \"placedOn\" date NOT NULL, total int, twice int GENERATED ALWAYS AS (total * 2) STORED,
           CONSTRAINT positive CHECK (total > 0), PRIMARY KEY (id, \"placedOn\")) PARTITION BY RANGE (\"placedOn\");
         ALTER TABLE \"Order Lines\" OWNER TO {owner}; ALTER TABLE \"Order Lines\" ALTER total SET STATISTICS 250;
         ALTER TABLE \"Order Lines\" ENABLE ROW LEVEL SECURITY; ALTER TABLE \"Order Lines\" FORCE ROW LEVEL SECURITY;
         GRANT SELECT, INSERT ON \"Order Lines\" TO \"{reader}\" WITH GRANT OPTION; GRANT UPDATE (total) ON \"Order Lines\" TO PUBLIC;
         CREATE UNIQUE INDEX lines_identity ON \"Order Lines\" (\"placedOn\", id);
         ALTER TABLE \"Order Lines\" REPLICA IDENTITY USING INDEX lines_identity"
    ));
    let project = Project::empty().on(&database);
    project.write("partitions/lines.toml", &policy("\"Order Lines\"", "placedOn", "1 month", ""));
    let _ = maintain(&project, 0);
    let facts = |relation: &str| {
        database.column(&format!(
            "SELECT unnest(ARRAY[relowner::regrole::text, relacl::text, relreplident::text, relrowsecurity::text, relforcerowsecurity::text,
                    (SELECT string_agg(attname || attstattarget || coalesce(attacl::text, ''), ' ' ORDER BY attnum) FROM pg_attribute
                      WHERE attrelid = c.oid AND attnum > 0)])
               FROM pg_class c WHERE relname = '{relation}'"
        ))
    };
    assert_eq!(facts("Order Lines_2026_12"), facts("Order Lines"));
    assert_eq!(
        database.column("SELECT pg_get_indexdef(indexrelid) FROM pg_index WHERE indisreplident AND indrelid = '\"Order Lines_2026_12\"'::regclass"),
        ["CREATE UNIQUE INDEX \"Order Lines_2026_12_placedOn_id_idx\" ON public.\"Order Lines_2026_12\" USING btree (\"placedOn\", id)"]
    );
    database.sql("INSERT INTO \"Order Lines\" (\"placedOn\", total) VALUES ('2026-12-01', 1), ('2027-01-01', 1)");
    assert_eq!(database.column("SELECT id FROM \"Order Lines\" ORDER BY id"), ["1", "2"]);
    // What partitions of another owner break.
    database.sql(&format!("SET ROLE {owner}; ALTER TABLE \"Order Lines\" ADD COLUMN note text"));
}

#[test]
fn readers_and_writers_of_the_table_are_not_in_the_way() {
    let (database, project) = bookings("");
    let _ = maintain_at(&project, "2026-10-01", 0);
    block_on(async {
        let reader = connect(&database.url).await;
        reader.simple("BEGIN; SELECT FROM bookings; INSERT INTO bookings VALUES (1, '2026-10-05')").await.unwrap();
        let run =
            project.run(&["partitions", "maintain", "--now", NOW, "--lock-timeout", "100ms", "--lock-retry-for", "0"]).exits(0);
        assert!(!run.stderr.contains("waiting"), "{run}");
        reader.simple("COMMIT").await.unwrap();
    });
}

#[test]
fn attaching_locks_the_parent_no_more_than_the_plan_says() {
    let (database, project) = bookings("");
    database.sql(
        "CREATE TABLE users (id bigint PRIMARY KEY); ALTER TABLE bookings ADD user_id bigint REFERENCES users;
                  CREATE TABLE rest PARTITION OF bookings DEFAULT",
    );
    let plan = project.run(&["partitions", "maintain", "--dry-run", "-q", "--now", NOW, "--format", "json"]).json();
    block_on(async {
        let session = connect(&database.url).await;
        for step in plan["result"]["plan"]["steps"].as_array().unwrap() {
            session.simple("BEGIN").await.unwrap();
            for sql in step["sql"].as_array().unwrap() {
                session.simple(sql["text"].as_str().unwrap()).await.unwrap();
            }
            let taken = session
                .query(
                    "SELECT relation::regclass::text, string_agg(DISTINCT mode, ',') FROM pg_locks
                      WHERE pid = pg_backend_pid() AND relation IN ('bookings'::regclass, 'users'::regclass, 'rest'::regclass)
                      GROUP BY 1 ORDER BY 1",
                    &[],
                )
                .await
                .unwrap();
            let taken: Vec<String> =
                taken.iter().map(|row| format!("{} {}", row.get::<_, String>(0), row.get::<_, String>(1))).collect();
            if step["title"].as_str().unwrap().starts_with("attach") {
                assert_eq!(taken[0], "bookings ShareUpdateExclusiveLock");
                assert!(taken[1].starts_with("rest ") && taken[1].contains("AccessExclusiveLock"), "{taken:?}");
                assert!(taken[2].starts_with("users ") && !taken[2].contains(",ExclusiveLock"), "{taken:?}");
                assert!(taken[2].contains("ShareRowExclusiveLock") && !taken[2].contains("AccessExclusive"), "{taken:?}");
            } else {
                assert_eq!(taken, ["bookings AccessShareLock"]);
            }
            session.simple("COMMIT").await.unwrap();
        }
    });
}

#[test]
fn a_locked_table_is_left_for_later_and_the_others_are_done() {
    let (database, project) = bookings("");
    database.sql("CREATE TABLE visits (at date) PARTITION BY RANGE (at)");
    project.write("partitions/visits.toml", &policy("visits", "at", "1 month", ""));
    block_on(async {
        let holder = connect(&database.url).await;
        holder.simple("BEGIN; LOCK TABLE bookings IN ACCESS EXCLUSIVE MODE").await.unwrap();
        let _stable = stable();
        let mut settings = insta::Settings::clone_current();
        settings.add_filter(r"for \d\d:\d\d:\d\d", "for [age]");
        let _ages = settings.bind_to_scope();
        insta::assert_snapshot!(maintain(&project, 1), @"
        exit code: 1
        --- stdout
        table     ready until  there before  created
        bookings  not now      0             0
        visits    2027-03-01   0             4: visits_2026_11 … visits_2027_02
        critical: bookings: inserts of now fail: no partition takes them
        deferred: bookings (head-room: none): create public.bookings_2026_11: gave up after 2 attempts in [time]: canceling statement due to lock timeout (SQLSTATE 55P03)
        1 | LOCK TABLE ONLY public.bookings IN SHARE UPDATE EXCLUSIVE MODE
        state: nothing of `create public.bookings_2026_11` was done: its transaction was rolled back
        hint: held by pid [n] (pgkeel, postgres, idle in transaction), in its transaction for [age]: BEGIN; LOCK TABLE bookings IN ACCESS EXCLUSIVE MODE
        hint: try again later, or allow more time with --lock-retry-for
        --- stderr
        ");
        holder.simple("COMMIT").await.unwrap();
    });
    assert_eq!((partitions(&database, "bookings").len(), partitions(&database, "visits").len()), (0, 4));
    let _ = maintain(&project, 0);
}

#[test]
fn a_run_that_is_killed_is_completed_by_the_next() {
    let (database, project) = bookings("since = \"2020-01-01\"");
    let mut run =
        project.command(&["partitions", "maintain", "--now", NOW]).stderr(Stdio::null()).stdout(Stdio::null()).spawn().unwrap();
    // As soon as it has made something, whatever that is.
    while database.value("SELECT count(*) FROM pg_class WHERE relname LIKE 'bookings\\_2%'") == "0" {
        std::thread::yield_now();
    }
    run.kill().unwrap();
    run.wait().unwrap();
    let _ = project.run(&["partitions", "maintain", "--now", NOW, "-q"]).exits(0);
    assert_eq!(partitions(&database, "bookings").len(), 86);
}

#[test]
fn the_json_has_every_fact() {
    let (database, project) = bookings("");
    database.sql("CREATE TABLE rest PARTITION OF bookings DEFAULT; INSERT INTO bookings VALUES (1, '2026-12-24')");
    let _stable = stable();
    insta::assert_snapshot!(serde_json::to_string_pretty(&table_json(&project, &["maintain"])).unwrap(), @r#"
    {
      "table": "public.bookings",
      "policy": "partitions/bookings.toml",
      "every": "1 month",
      "time_zone": "UTC",
      "premake": 3,
      "created": [
        "public.bookings_2026_11",
        "public.bookings_2027_01",
        "public.bookings_2027_02"
      ],
      "detached": [],
      "archived": [],
      "dropped": [],
      "error": null,
      "errors": [],
      "findings": [
        {
          "weight": "finding",
          "code": "rows-in-default",
          "message": "1 row is in the default partition public.rest",
          "hint": "rows there keep the partition that they belong in from being made, and make every attach scan them"
        },
        {
          "weight": "blocked",
          "code": "rows-in-default",
          "message": "public.rest holds rows that belong in bookings_2026_12: PostgreSQL refuses the partition while they are there",
          "hint": "let the policy move them, with default = \"drain\" or \"swap\"; or take them out of public.rest into a table of your own, run this again, and insert them through public.bookings"
        }
      ],
      "key": "created_at",
      "key_type": "timestamp with time zone",
      "encoding": "timestamptz",
      "partitions": 3,
      "size": 0,
      "wanted": 4,
      "missing": [
        {
          "name": "bookings_2026_12",
          "from": "2026-12-01 00:00:00+00",
          "to": "2027-01-01 00:00:00+00"
        }
      ],
      "blocked": 0,
      "gaps": 1,
      "adopted": 0,
      "ready_until": "2026-12-01 00:00:00+00",
      "head_room_seconds": 1085400,
      "default": {
        "name": "public.rest",
        "rows": 1,
        "or_more": false
      },
      "outcome": "failed"
    }
    "#);
}
