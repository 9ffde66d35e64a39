//! Runs that are killed, servers that hang up, and traffic that goes on: nothing is lost, nothing fails, and the next run ends
//! where an undisturbed one would have.

use std::process::Stdio;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::{BOOKINGS, NOW, bookings, maintain, policy};
use crate::support::majors::on_every_major;
use crate::support::{Database, Held, Project, block_on, connect, eventually, start_server};

const RETAIN: &str = "[retain]\nfor = \"2 months\"\nthen = \"drop\"\ngrace = \"1 day\"\nquarantine = \"retired\"\n";

/// Windows to be made and partitions to be retired, with a row in each month of the year.
fn half_a_year(retain: &str) -> (Database, Project) {
    let (database, project) = bookings("since = \"2026-06-01\"\n");
    let _ = project.run(&["partitions", "maintain", "-q", "--now", "2026-10-10"]).exits(0);
    database.sql(
        "INSERT INTO bookings SELECT n, timestamptz '2026-06-10+00' + n * interval '1 month' FROM generate_series(0, 5) AS n",
    );
    database.sql("DROP TABLE bookings_2026_12");
    project.write("partitions/bookings.toml", &policy("bookings", "created_at", "1 month", retain));
    (database, project)
}

/// Everything that a run could have left: partitions, detached tables, comments, constraints, and every row.
fn state(database: &Database) -> Vec<String> {
    let rows = database.column("SELECT bookings::text FROM bookings ORDER BY id");
    let retired = database.column(
        "SELECT oid::regclass::text || ' ' || regexp_replace(obj_description(oid), '[0-9]+:[0-9:]+Z, parent [0-9]+', 'T')
                || ' ' || (xpath('//n/text()', query_to_xml('SELECT count(*) AS n FROM ' || oid::regclass, false, true, '')))[1]::text
           FROM pg_class WHERE relkind = 'r' AND NOT relispartition AND relnamespace::regnamespace::text IN ('public', 'retired') ORDER BY 1",
    );
    let attached = database.column(
        "SELECT inhrelid::regclass || ' ' || pg_get_expr(relpartbound, oid) || coalesce(obj_description(oid), '')
           FROM pg_inherits JOIN pg_class ON oid = inhrelid WHERE inhparent = 'bookings'::regclass ORDER BY 1",
    );
    [rows, retired, attached].concat()
}

/// The state that an undisturbed run comes to.
fn undisturbed(retain: &str) -> Vec<String> {
    let (database, project) = half_a_year(retain);
    let _ = maintain(&project, 0);
    assert!(maintain(&project, 0).contains("nothing to do"));
    state(&database)
}

#[test]
fn a_run_that_stops_after_any_step_is_completed_by_the_next() {
    let expected = undisturbed(RETAIN);
    let (_database, project) = half_a_year(RETAIN);
    let plan = project.run(&["partitions", "plan", "-q", "--now", NOW, "--format", "json"]).json();
    let count = plan["result"]["plan"]["steps"].as_array().expect("steps").len();
    for done in 0..=count {
        let (database, project) = half_a_year(RETAIN);
        let plan = project.run(&["partitions", "plan", "-q", "--now", NOW, "--format", "json"]).json();
        let session = Held::open(&database.url, "SELECT 1");
        for step in &plan["result"]["plan"]["steps"].as_array().expect("steps")[..done] {
            let sql: Vec<&str> = step["sql"].as_array().expect("sql").iter().filter_map(|sql| sql["text"].as_str()).collect();
            session.sql(&sql.join(";\n")).expect("a step");
        }
        let _ = maintain(&project, 0);
        assert_eq!(state(&database), expected, "after {done} of {count}");
        assert!(maintain(&project, 0).contains("nothing to do"));
        drop(database);
    }
}

#[test]
fn what_a_run_tells_as_done_is_there_after_a_crash_of_the_server() {
    // The server writes what is committed only for those who wait for it.
    let server = start_server(&["synchronous_commit=on", "wal_writer_delay=10s", "wal_writer_flush_after=1GB"]);
    let database = Database::empty_on(&server);
    database.sql(BOOKINGS);
    let project = Project::empty().on(&database);
    for (more, now) in [("since = \"2026-06-01\"\n", "2026-10-10"), (RETAIN, NOW)] {
        project.write("partitions/bookings.toml", &policy("bookings", "created_at", "1 month", more));
        let told = project.run(&["partitions", "maintain", "-q", "--now", now]).exits(0).to_string();
        let before = state(&database);
        database.crash_after("SELECT 1");
        assert_eq!(state(&database), before, "{told}");
    }
}

/// Lets a run come to a statement that a lock keeps it from, ends it there, and has another run finish.
fn ended_while(blocker: &str, statement: &str, end: impl Fn(&Database, &mut std::process::Child)) {
    let expected = undisturbed(RETAIN);
    let (database, project) = half_a_year(RETAIN);
    let holder = Held::open(&database.url, blocker);
    let mut run = project
        .command(&["partitions", "maintain", "-q", "--now", NOW, "--lock-timeout", "30s"])
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
    let _ = maintain(&project, 0);
    assert_eq!(state(&database), expected, "{statement}");
}

fn kill(_: &Database, run: &mut std::process::Child) {
    run.kill().expect("it can be killed");
}

fn terminate(database: &Database, _: &mut std::process::Child) {
    database.sql(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE datname = current_database() AND wait_event_type = 'Lock' AND pid <> pg_backend_pid()",
    );
}

/// What holds up which step.
const BLOCKED: [(&str, &str); 5] = [
    ("BEGIN; LOCK TABLE bookings IN ACCESS EXCLUSIVE MODE", "CREATE TABLE"),
    ("BEGIN; LOCK TABLE ONLY bookings IN SHARE UPDATE EXCLUSIVE MODE", "ATTACH PARTITION"),
    ("BEGIN; LOCK TABLE bookings_2026_06 IN SHARE UPDATE EXCLUSIVE MODE", "COMMENT ON TABLE public.bookings_2026_06"),
    ("BEGIN; SELECT FROM bookings", "DETACH PARTITION public.bookings_2026_06 CONCURRENTLY"),
    ("BEGIN; LOCK TABLE bookings_2026_07 IN ACCESS SHARE MODE", "DETACH PARTITION public.bookings_2026_07 CONCURRENTLY"),
];

#[test]
fn a_run_that_is_killed_at_any_step_is_completed_by_the_next() {
    for (blocker, statement) in BLOCKED {
        ended_while(blocker, statement, kill);
    }
}

#[test]
fn a_run_whose_backend_is_terminated_at_any_step_is_completed_by_the_next() {
    for (blocker, statement) in BLOCKED {
        ended_while(blocker, statement, terminate);
    }
}

#[test]
fn each_step_of_retiring_locks_no_more_than_the_plan_says() {
    on_every_major(|server| {
        let database = Database::empty_on(server);
        database.sql(super::BOOKINGS);
        database.sql("CREATE TABLE users (id bigint PRIMARY KEY); ALTER TABLE bookings ADD user_id bigint REFERENCES users");
        database.sql("CREATE TABLE payments (id bigint, at timestamptz, FOREIGN KEY (id, at) REFERENCES bookings)");
        let project = Project::empty().on(&database);
        project.write("partitions/bookings.toml", &policy("bookings", "created_at", "1 month", "since = \"2026-06-01\"\n"));
        let _ = maintain(&project, 0);
        let retain = RETAIN.replace("grace = \"1 day\"\nquarantine = \"retired\"\n", "");
        project.write("partitions/bookings.toml", &policy("bookings", "created_at", "1 month", &retain));
        let plan = project.run(&["partitions", "plan", "-q", "--now", NOW, "--format", "json"]).json();
        let session = Held::open(&database.url, "SELECT 1");
        for step in plan["result"]["plan"]["steps"].as_array().expect("steps") {
            let sql: Vec<&str> = step["sql"].as_array().expect("sql").iter().filter_map(|sql| sql["text"].as_str()).collect();
            if step["transactional"] == false {
                session.sql(&sql.join(";\n")).expect("a step");
                continue;
            }
            session.sql(&format!("BEGIN; {}", sql.join(";\n"))).expect("a step");
            for other in ["bookings", "users", "payments"] {
                // DDL of others is kept out; what else is, the plan has said.
                let lock =
                    step["locks"].as_array().expect("locks").iter().find(|lock| lock["relation"] == format!("public.{other}"));
                let strongest = database.value(&format!(
                    "SELECT coalesce(max(array_position(ARRAY['AccessShareLock', 'RowShareLock', 'RowExclusiveLock', 'ShareUpdateExclusiveLock',
                                                              'ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock'], mode)), 0)
                       FROM pg_locks WHERE relation = '{other}'::regclass AND pid <> pg_backend_pid()"
                ));
                let named = lock.map_or(1, |lock| {
                    let modes = [
                        "access-share",
                        "row-share",
                        "row-exclusive",
                        "share-update-exclusive",
                        "share",
                        "share-row-exclusive",
                    ];
                    modes.iter().position(|mode| lock["mode"] == *mode).map_or(8, |position| position + 1)
                });
                assert!(strongest.parse::<usize>().expect("a number") <= named, "{}: {strongest} on {other}", step["title"]);
            }
            session.sql("COMMIT").expect("a step");
        }
    });
}

/// Clients with prepared statements and generic plans on `ticks`, and what autovacuum does, while `work` goes on. The slowest
/// statement of a client, and how many rows they inserted. No statement may fail.
fn under_traffic(database: &Database, work: impl FnOnce()) -> (Duration, usize) {
    let (stop, inserted) = (AtomicBool::new(false), AtomicUsize::new(0));
    let slowest = std::thread::scope(|scope| {
        let client = |sql: &'static str, inserts: bool| {
            let (url, stop, inserted) = (database.url.clone(), &stop, &inserted);
            scope.spawn(move || {
                block_on(async {
                    let session = connect(&url).await;
                    session.simple("SET plan_cache_mode = force_generic_plan").await.expect("a setting");
                    session.simple(&format!("PREPARE work (timestamptz) AS {sql}")).await.expect("a statement");
                    let mut slowest = Duration::ZERO;
                    while !stop.load(Ordering::Relaxed) {
                        let began = Instant::now();
                        session
                            .simple("EXECUTE work ('2026-11-18 10:00+00')")
                            .await
                            .unwrap_or_else(|error| panic!("{sql}: {error}"));
                        slowest = slowest.max(began.elapsed());
                        inserted.fetch_add(usize::from(inserts), Ordering::Relaxed);
                        tokio::time::sleep(Duration::from_millis(5)).await;
                    }
                    slowest
                })
            })
        };
        let clients = [
            client("INSERT INTO ticks (at) VALUES ($1)", true),
            client("INSERT INTO ticks (at) VALUES ($1)", true),
            client("SELECT count(*) FROM ticks WHERE at = $1", false),
            client("SELECT count(*) FROM ticks WHERE at > now() - interval '30 days' OR at = $1", false),
        ];
        let vacuum = scope.spawn(|| {
            block_on(async {
                let session = connect(&database.url).await;
                while !stop.load(Ordering::Relaxed) {
                    session.simple("VACUUM (ANALYZE) ticks").await.expect("a vacuum");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            });
        });
        work();
        stop.store(true, Ordering::Relaxed);
        vacuum.join().expect("no vacuum failed");
        clients.into_iter().map(|client| client.join().expect("no statement failed")).max().unwrap_or_default()
    });
    (slowest, inserted.into_inner())
}

#[test]
fn nothing_fails_and_nothing_waits_for_long_under_traffic() {
    const LOCK_TIMEOUT: u64 = 300;
    let database = Database::empty();
    let [ticks, alike] = ["ticks", "alike"].map(|table| {
        database.sql(&format!(
            "CREATE TABLE {table} (id bigint GENERATED ALWAYS AS IDENTITY, at timestamptz NOT NULL, PRIMARY KEY (id, at)) PARTITION BY RANGE (at)"
        ));
        let project = Project::empty().on(&database);
        let day =
            |premake: u32, more: &str| format!("table = '{table}'\nkey = 'at'\nevery = \"1 day\"\npremake = {premake}\n{more}");
        project.write("partitions/p.toml", &day(1, "since = \"2026-10-14\"\n"));
        let _ = maintain(&project, 0);
        database.sql(&format!(
            "INSERT INTO {table} (at) SELECT generate_series(timestamptz '2026-10-14+00', '2026-11-19+00', interval '1 hour')"
        ));
        // Thirty windows more, and thirty that are past their time.
        project.write("partitions/p.toml", &day(31, "[retain]\nfor = \"5 windows\"\nthen = \"drop\"\n"));
        project
    });
    let kept = database.value("SELECT count(*) FROM ticks WHERE at >= '2026-11-13+00'").parse::<usize>().expect("a number");
    let timeout = format!("{LOCK_TIMEOUT}ms");
    let run = |project: &Project, code| {
        let arguments = ["partitions", "maintain", "--now", NOW, "--lock-timeout", &timeout, "--lock-retry-for", "5s"];
        project.run(&arguments).exits(code)
    };

    // The same work on a table that no client knows: whatever they wait then, they wait for the machine.
    let (machine, inserted_before) = under_traffic(&database, || drop(run(&alike, 0)));
    let (slowest, inserted) = under_traffic(&database, || {
        // A reader that is in no hurry, and one with a snapshot and a lock on everything, as pg_dump has, for a part of the time.
        let idle = Held::open(&database.url, "BEGIN; SELECT FROM ticks WHERE at >= '2026-11-18+00'");
        let snapshot =
            Held::open(&database.url, "BEGIN ISOLATION LEVEL REPEATABLE READ; LOCK TABLE ticks IN ACCESS SHARE MODE");
        // They keep the first from being detached for good, and nothing else.
        let first = run(&ticks, 4);
        assert!(first.stdout.contains("30: ticks_2026_11_20"), "{first}");
        drop(idle);
        drop(snapshot);
        let _ = run(&ticks, 0);
    });
    let most = Duration::from_millis(LOCK_TIMEOUT + 100);
    assert!(slowest < most + machine, "{slowest:?}; for the machine alone they wait {machine:?}");
    assert_eq!(database.value("SELECT count(*) FROM pg_inherits WHERE inhparent = 'ticks'::regclass"), "37");
    assert_eq!(database.value("SELECT count(*) FROM ticks"), (kept + inserted_before + inserted).to_string());
}
