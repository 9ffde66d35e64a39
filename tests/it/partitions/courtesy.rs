//! What a policy says of locks, and of what new partitions are given.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::{BOOKINGS, NOW, bookings, maintain, policy, status};
use crate::support::{Database, Held, Project, block_on, connect, eventually, start_server};

#[test]
fn locks_are_waited_for_as_the_policy_says() {
    let (database, project) = bookings("[locks]\ntimeout = \"50ms\"\n");
    let _held = Held::open(&database.url, "BEGIN; LOCK TABLE ONLY bookings IN SHARE UPDATE EXCLUSIVE MODE");
    let began = Instant::now();
    let arguments = ["partitions", "maintain", "-q", "--now", NOW, "--lock-timeout", "30s", "--lock-retry-for", "100ms"];
    // No partition is there for the rows of now.
    let run = project.run(&arguments).exits(1);
    assert!(began.elapsed() < Duration::from_secs(15), "{:?}", began.elapsed());
    assert!(run.to_string().contains("create public.bookings_2026_11: gave up"), "{run}");
}

#[test]
fn others_are_made_to_wait_no_longer_than_the_policy_s_budget() {
    let (database, project) = bookings("[locks]\ntimeout = \"200ms\"\nbudget = \"300ms\"\n");
    database.sql("CREATE TABLE rest PARTITION OF bookings DEFAULT");
    // The default partition is locked for the attaching, and a reader is in the way.
    let reader = Held::open(&database.url, "BEGIN; SELECT FROM rest");
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            block_on(async {
                let session = connect(&database.url).await;
                while !stop.load(Ordering::Relaxed) {
                    session.simple("SELECT count(*) FROM rest").await.expect("a count");
                    tokio::time::sleep(Duration::from_millis(2)).await;
                }
            });
        });
        let began = Instant::now();
        let run = project.run(&["partitions", "maintain", "-q", "--now", NOW, "--lock-retry-for", "10m"]);
        stop.store(true, Ordering::Relaxed);
        let run = run.exits(4);
        assert!(run.to_string().contains("others waited behind it for"), "{run}");
        assert!(began.elapsed() < Duration::from_secs(30), "{:?}", began.elapsed());
    });
    drop(reader);
    let _ = maintain(&project, 0);
}

#[test]
fn an_autovacuum_of_a_referenced_table_is_outlasted() {
    // It would go on for an hour.
    let slowly = ["autovacuum_naptime=1s", "autovacuum_vacuum_cost_delay=100ms", "autovacuum_vacuum_cost_limit=1"];
    let server = start_server(&[&["autovacuum=on"], &slowly[..]].concat());
    let database = Database::known("postgres", server.url("postgres"));
    database.sql(BOOKINGS);
    database.sql(
        "CREATE ROLE keeper LOGIN; GRANT USAGE, CREATE ON SCHEMA public TO keeper; ALTER TABLE bookings OWNER TO keeper;
         CREATE TABLE flights (id int PRIMARY KEY); CREATE TABLE users (id int PRIMARY KEY);
         GRANT REFERENCES ON flights, users TO keeper;
         ALTER TABLE bookings ADD flight int REFERENCES flights, ADD traveller int REFERENCES users;
         INSERT INTO users SELECT generate_series(1, 300000)",
    );
    let is_vacuumed =
        "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'autovacuum worker' AND query LIKE '%public.users%'";
    eventually("it is vacuumed", || database.value(is_vacuumed) != "0");
    // A role that is told nothing of what others run.
    let project = Project::empty().on(&Database::known("postgres", server.url_as("keeper", "postgres")));
    project.write("partitions/bookings.toml", &policy("bookings", "created_at", "1 month", ""));
    let run = project.run(&["partitions", "maintain", "--now", NOW, "--lock-timeout", "200ms", "--lock-retry-for", "20s"]);
    let said = run.exits(0).to_string();
    assert!(said.contains(" (autovacuum); attempt 1 failed, next in "), "{said}");
    assert_eq!(database.value("SELECT count(*) FROM pg_inherits WHERE inhparent = 'bookings'::regclass"), "4");
}

#[test]
fn what_is_not_to_be_copied_is_not() {
    let (database, project) =
        bookings("[copy]\ngrants = false\nreplica_identity = false\nrow_security = false\nstatistics = false\n");
    let role = format!("other_{}", database.name);
    database.sql(&format!(
        "CREATE ROLE {role}; GRANT SELECT ON bookings TO {role}; ALTER TABLE bookings REPLICA IDENTITY FULL;
         ALTER TABLE bookings ENABLE ROW LEVEL SECURITY; ALTER TABLE bookings ALTER note SET STATISTICS 7, ALTER note SET (n_distinct = 5)"
    ));
    let facts =
        "SELECT concat_ws(' ', coalesce(array_length(relacl, 1), 0), relreplident, relrowsecurity, attstattarget, attoptions)
                   FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid AND attname = 'note' WHERE relname = ";
    let _ = maintain(&project, 0);
    let plain = database.value(&format!("{facts}'bookings_2026_11'"));
    assert!(plain == "0 d f -1" || plain == "0 d f", "{plain}");
    project.write("partitions/bookings.toml", &super::policy("bookings", "created_at", "1 month", ""));
    let _ = super::maintain_at(&project, "2026-12-18", 0);
    assert_eq!(database.value(&format!("{facts}'bookings_2027_03'")), "2 f t 7 {n_distinct=5}");
}

#[test]
fn triggers_for_statements_are_copied_where_it_is_said() {
    let (database, project) = bookings("default = \"drain\"\n[copy]\nstatement_triggers = true\n");
    let name = "On.\"the\" way ON public.bookings ";
    let quoted = format!("\"{}\"", name.replace('"', "\"\""));
    database.sql(&format!(
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE '% is refused', TG_OP; END $$;
         CREATE TABLE rest PARTITION OF bookings DEFAULT;
         INSERT INTO bookings VALUES (1, '2026-11-20 00:00:00+00');
         CREATE TRIGGER {quoted} BEFORE INSERT OR TRUNCATE ON bookings EXECUTE FUNCTION refuse('a \"b\" ON public.bookings ');
         CREATE TRIGGER asleep BEFORE TRUNCATE ON bookings EXECUTE FUNCTION refuse();
         ALTER TABLE bookings DISABLE TRIGGER asleep;
         CREATE TRIGGER rows AFTER UPDATE ON bookings FOR EACH ROW EXECUTE FUNCTION refuse()"
    ));
    let _ = maintain(&project, 0);
    let triggers = |table: &str| {
        database.column(&format!(
            "SELECT concat_ws(' ', tgname, tgtype, tgenabled, tgargs) FROM pg_trigger
              WHERE tgrelid = '{table}'::regclass AND tgtype & 1 = 0 ORDER BY 1"
        ))
    };
    // The row that was moved has fired nothing.
    assert_eq!(database.value("SELECT count(*) FROM bookings_2026_11"), "1");
    for partition in ["bookings_2026_11", "bookings_2027_02"] {
        assert_eq!(triggers(partition), triggers("bookings"), "{partition}");
    }
    assert_eq!(triggers("bookings").len(), 2);
    let refused = Held::open(&database.url, "BEGIN").sql("TRUNCATE bookings_2026_11").expect_err("it is refused");
    assert!(refused.to_string().contains("TRUNCATE is refused"), "{refused}");
    // Whoever made a partition by hand, or took a trigger away, is told what is lacking; what was copied is no difference.
    database.sql(&format!("DROP TRIGGER {quoted} ON bookings_2026_12"));
    let said = status(&project, 3);
    assert!(
        said.contains(
            "2 partitions are not as public.bookings: triggers for statements (public.bookings_2026_12, public.rest)"
        ),
        "{said}"
    );
    assert!(said.contains(" ON public.bookings_2026_12 FOR EACH STATEMENT "), "{said}");
    let _ = project.run(&["pull"]).exits(0);
    let _ = project.run(&["diff"]).exits(0);
    let pulled = project.read("schema.toml");
    assert!(!pulled.contains("bookings_2026"), "{pulled}");
}
