//! Partitions that are partitioned themselves: a policy for each level.

use super::{NOW, maintain, maintain_at, partitions, policy, status};
use crate::support::majors::on_every_major;
use crate::support::{Database, Project};

const BY_REGION: &str =
    "partition_by = \"list (region)\"\n[partitions]\neu = \"for values in ('es', 'fr')\"\nrest = \"default\"\n";

const ORDERS: &str = "
    CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY, at timestamptz NOT NULL, region text NOT NULL, note text,
                         PRIMARY KEY (id, at, region)) PARTITION BY RANGE (at);
    CREATE UNIQUE INDEX by_at ON orders (at, region, id); CREATE INDEX ON orders (lower(note));
    ALTER TABLE orders REPLICA IDENTITY USING INDEX by_at, ENABLE ROW LEVEL SECURITY, ALTER note SET STATISTICS 7";

fn orders(database: Database, more: &str) -> (Database, Project) {
    database.sql(ORDERS);
    let project = Project::empty().on(&database);
    project.write("partitions/orders.toml", &policy("orders", "at", "1 month", more));
    (database, project)
}

/// Every table below `orders`, with what it is a part of and holds.
fn tree(database: &Database) -> Vec<String> {
    database.column(
        "SELECT concat_ws(' ', inhrelid::regclass, inhparent::regclass, pg_get_expr(relpartbound, pg_class.oid), relreplident, relrowsecurity,
                          obj_description(pg_class.oid))
           FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid WHERE relkind IN ('r', 'p') ORDER BY 1",
    )
}

#[test]
fn what_rows_point_into_is_kept_where_they_point_at_what_the_table_is_a_part_of() {
    let database = Database::empty();
    database.sql(
        "CREATE TABLE whole (region text, id bigint, at timestamptz, PRIMARY KEY (region, id, at)) PARTITION BY LIST (region);
         CREATE TABLE bookings PARTITION OF whole FOR VALUES IN ('eu') PARTITION BY RANGE (at);
         CREATE TABLE payments (region text, id bigint, at timestamptz, FOREIGN KEY (region, id, at) REFERENCES whole)",
    );
    let project = Project::empty().on(&database);
    project.write("partitions/bookings.toml", &policy("bookings", "at", "1 month", "since = \"2026-07-01\"\n"));
    let _ = maintain(&project, 0);
    database.sql("INSERT INTO whole VALUES ('eu', 1, '2026-07-05'), ('eu', 2, '2026-08-05'); INSERT INTO payments VALUES ('eu', 1, '2026-07-05')");
    let retain = "[retain]\nfor = \"2 months\"\nthen = \"drop\"\n";
    project.write("partitions/bookings.toml", &policy("bookings", "at", "1 month", retain));
    let told = maintain(&project, 3);
    assert!(told.contains("still needed: public.bookings_2026_07 (rows of public.payments point into it by "), "{told}");
    assert!(!told.contains("error"), "{told}");
    assert_eq!(database.column("SELECT id FROM whole ORDER BY id"), ["1"]);
}

#[test]
fn months_are_partitioned_by_region_as_the_policy_says() {
    on_every_major(|server| {
        let (database, project) = orders(Database::empty_on(server), BY_REGION);
        let owner = format!("app_{}", database.name);
        database.sql(&format!("CREATE ROLE {owner}; ALTER TABLE orders OWNER TO {owner}; GRANT SELECT ON orders TO PUBLIC"));
        let _ = maintain(&project, 0);
        let tree = tree(&database);
        assert_eq!(
            tree[..3],
            [
                "orders_2026_11 orders FOR VALUES FROM ('2026-11-01 00:00:00+00') TO ('2026-12-01 00:00:00+00') i t",
                "orders_2026_11_eu orders_2026_11 FOR VALUES IN ('es', 'fr') i t",
                "orders_2026_11_rest orders_2026_11 DEFAULT i t",
            ]
        );
        assert_eq!(tree.len(), 12);
        let other = "SELECT count(*) FROM pg_class WHERE relname LIKE 'orders\\_20%' AND relkind IN ('r', 'p')
                        AND (relowner::regrole::text <> 'OWNER' OR relacl IS NULL)";
        assert_eq!(database.value(&other.replace("OWNER", &owner)), "0");
        database.sql("INSERT INTO orders (at, region) VALUES ('2026-11-18', 'fr'), ('2026-12-24', 'xx')");
        assert_eq!(
            database.column("SELECT tableoid::regclass FROM orders ORDER BY id"),
            ["orders_2026_11_eu", "orders_2026_12_rest"]
        );
        assert!(maintain(&project, 0).contains("nothing to do"));
    });
}

#[test]
fn a_killed_run_s_months_are_finished_with_their_regions() {
    // Beside a default partition each is staged first.
    for (beside, stops) in [("", &[1, 3][..]), ("CREATE TABLE others PARTITION OF orders DEFAULT", &[1, 4, 5][..])] {
        let begun = || {
            let (database, project) = orders(Database::empty(), BY_REGION);
            database.sql(beside);
            (database, project)
        };
        let (undisturbed, project) = begun();
        let _ = maintain(&project, 0);
        for done in stops {
            let (database, project) = begun();
            let plan = project.run(&["partitions", "plan", "-q", "--now", NOW, "--format", "json"]).json();
            for step in &plan["result"]["plan"]["steps"].as_array().expect("steps")[..*done] {
                let sql: Vec<&str> =
                    step["sql"].as_array().expect("sql").iter().filter_map(|sql| sql["text"].as_str()).collect();
                database.sql(&sql.join(";\n"));
            }
            let _ = maintain(&project, 0);
            assert_eq!(tree(&database), tree(&undisturbed), "after {done}, {beside}");
        }
    }
}

#[test]
fn months_go_with_their_regions() {
    let (database, project) = orders(Database::empty(), BY_REGION);
    let _ = maintain_at(&project, "2026-08-18", 0);
    let _ = maintain(&project, 0);
    database.sql("INSERT INTO orders (at, region) VALUES ('2026-08-18', 'fr'), ('2026-11-18', 'fr')");
    let retain = format!("{BY_REGION}[retain]\nfor = \"1 window\"\nthen = \"drop\"\n");
    project.write("partitions/orders.toml", &policy("orders", "at", "1 month", &retain));
    let _ = maintain(&project, 0);
    assert_eq!(database.value("SELECT count(*) FROM pg_class WHERE relname LIKE 'orders\\_2026\\_0%'"), "0");
    assert_eq!(database.value("SELECT count(*) FROM orders"), "1");
    assert!(maintain(&project, 0).contains("nothing to do"));
}

#[test]
fn a_policy_that_forgets_a_level_is_told() {
    let (_database, project) = orders(Database::empty(), BY_REGION);
    let _ = maintain(&project, 0);
    project.write("partitions/orders.toml", &policy("orders", "at", "1 month", ""));
    let told = status(&project, 3);
    assert!(
        told.contains("finding: orders: public.orders_2027_02 is partitioned itself, and new partitions are not"),
        "{told}"
    );
    for (more, said) in [
        ("partition_by = \"list (region)\"\n", "`partition_by` needs `[partitions]`"),
        ("[partitions]\neu = \"default\"\n", "`[partitions]` needs `partition_by`"),
        ("partition_by = \"region\"\n[partitions]\neu = \"default\"\n", "`region` is no way to partition a table"),
        ("partition_by = \"list (region)\"\n[partitions]\neu = \"'es'\"\n", "is no partition"),
        ("partition_by = \"list (a)\"\n[partitions]\neu = \"for values in (1); DROP TABLE orders\"\n", "is no partition"),
        ("partition_by = \"list (region)\"\n[partitions]\n", "rows would find no place"),
    ] {
        project.write("partitions/orders.toml", &policy("orders", "at", "1 month", more));
        let run = project.run(&["partitions", "status", "--now", NOW]).exits(2);
        assert!(run.stderr.contains(said) && run.stderr.contains("partitions/orders.toml:"), "{run}");
    }
}

#[test]
fn each_tenant_s_partition_has_a_policy_of_its_own() {
    let database = Database::empty();
    database.sql(
        "CREATE TABLE events (tenant text NOT NULL, at timestamptz NOT NULL, note text) PARTITION BY LIST (tenant);
         CREATE TABLE events_a PARTITION OF events FOR VALUES IN ('a') PARTITION BY RANGE (at);
         CREATE TABLE events_b PARTITION OF events FOR VALUES IN ('b') PARTITION BY RANGE (at)",
    );
    let project = Project::empty().on(&database);
    for tenant in ["a", "b"] {
        let table = format!("events_{tenant}");
        project.write(&format!("partitions/{table}.toml"), &policy(&table, "at", "1 month", ""));
    }
    let _ = maintain(&project, 0);
    database.sql("INSERT INTO events VALUES ('a', '2026-11-18'), ('b', '2027-01-18')");
    assert_eq!(
        database.column("SELECT tableoid::regclass FROM events ORDER BY tenant"),
        ["events_a_2026_11", "events_b_2027_01"]
    );
    project.write("partitions/events.toml", &policy("events", "at", "1 month", ""));
    let told = maintain(&project, 1);
    assert!(told.contains("write a policy for each of its partitions that is itself partitioned by time"), "{told}");
}

/// `orders` from August on, with rows of each month in several regions, of which all but the newest that is over are past their time.
fn retained(database: Database, retain: &str) -> (Database, Project) {
    let (database, project) = orders(database, BY_REGION);
    let _ = maintain_at(&project, "2026-08-18", 0);
    database.sql(
        "INSERT INTO orders (at, region, note)
         SELECT at, (ARRAY['es', 'fr', 'xx', 'it''s'])[1 + extract(day FROM at)::int % 4], md5(at::text)
           FROM generate_series(timestamptz '2026-08-01+00', '2026-11-17+00', interval '11 hours') AS at",
    );
    project.write(
        "partitions/orders.toml",
        &policy("orders", "at", "1 month", &format!("{BY_REGION}[retain]\nfor = \"1 window\"\n{retain}")),
    );
    (database, project)
}

fn rows(database: &Database, of: &str) -> String {
    database.value(&format!("SELECT concat(count(*), ' ', md5(string_agg(o::text, '|' ORDER BY o::text))) FROM {of} AS o"))
}

#[test]
fn a_month_with_its_regions_is_one_archive_and_comes_back() {
    on_every_major(|server| {
        let (database, project) = retained(Database::empty_on(server), "then = \"archive\"\n");
        database.sql("ALTER TABLE orders_2026_08_eu ADD CONSTRAINT few CHECK (length(note) < 99); CREATE INDEX own ON orders_2026_08_rest (note)");
        let (all, august) = (rows(&database, "orders"), rows(&database, "orders_2026_08"));
        let parts = rows(&database, "orders_2026_08_eu");
        let before = tree(&database);
        let told = maintain(&project, 0);
        assert!(told.contains("2: orders_2026_08, orders_2026_09"), "{told}");
        assert_eq!(database.value("SELECT count(*) FROM pg_class WHERE relname LIKE 'orders\\_2026\\_08%'"), "0");
        assert!(maintain(&project, 0).contains("nothing to do"));

        let restore = |more: &[&str]| {
            project.run(&[&["partitions", "restore", "archive/orders_2026_08.csv.gz", "-q"], more].concat()).exits(0)
        };
        let _ = restore(&["--as", "again"]);
        assert_eq!((rows(&database, "again"), rows(&database, "again_eu")), (august, parts));
        assert_eq!(
            database.column("SELECT conname FROM pg_constraint WHERE conrelid = 'again_eu'::regclass AND conname = 'few'"),
            ["few"]
        );
        assert_eq!(database.value("SELECT count(*) FROM pg_index JOIN pg_class ON oid = indexrelid WHERE indrelid = 'again_rest'::regclass AND relname = 'own'"), "1");
        database.sql("DROP TABLE again");

        project.write("partitions/orders.toml", &policy("orders", "at", "1 month", BY_REGION));
        let _ = restore(&["--attach"]);
        let _ = project.run(&["partitions", "restore", "archive/orders_2026_09.csv.gz", "--attach", "-q"]).exits(0);
        assert_eq!(rows(&database, "orders"), all);
        assert_eq!(tree(&database)[..6], before[..6]);
    });
}

#[test]
fn an_archive_of_a_stopped_run_is_good_only_for_the_same_rows_of_all_regions() {
    let (database, project) = retained(Database::empty(), "then = \"archive\"\ngrace = \"1 day\"\n");
    let _ = maintain(&project, 0);
    project.write(
        "partitions/orders.toml",
        &policy("orders", "at", "1 month", &format!("{BY_REGION}[retain]\nfor = \"1 window\"\nthen = \"archive\"\n")),
    );
    // The table stays, its archive is there: as of a run that was killed before the commit.
    database.sql("CREATE VIEW in_the_way AS SELECT 1; CREATE TABLE copied AS TABLE orders_2026_08");
    let reader = crate::support::Held::open(&database.url, "BEGIN; LOCK TABLE orders_2026_08_eu IN ACCESS SHARE MODE");
    let _ = maintain(&project, 4);
    assert_eq!(
        rows(&database, "orders_2026_08"),
        rows(&database, "copied"),
        "a reader of a part is met before the rows are read"
    );
    drop(reader);
    let _ = maintain(&project, 0);
    assert_eq!(database.value("SELECT count(*) FROM pg_class WHERE relname LIKE 'orders\\_2026\\_08%'"), "0");
}

#[test]
fn what_needs_a_region_keeps_its_month() {
    let (database, project) = retained(Database::empty(), "then = \"drop\"\n");
    database.sql("CREATE VIEW europe AS SELECT * FROM orders_2026_08_eu");
    let told = maintain(&project, 3);
    assert!(told.contains("public.orders_2026_08 is not dropped: the view europe need it"), "{told}");
    assert_ne!(database.value("SELECT count(*) FROM europe"), "0");
    assert_eq!(database.value("SELECT count(*) FROM pg_class WHERE relname LIKE 'orders\\_2026\\_09%'"), "0");
}

#[test]
fn a_month_waits_in_quarantine_with_its_regions() {
    let (database, project) = retained(Database::empty(), "then = \"drop\"\ngrace = \"1 day\"\nquarantine = \"retired\"\n");
    let before = rows(&database, "orders_2026_08");
    let _ = maintain(&project, 0);
    assert_eq!(
        database.column("SELECT oid::regclass FROM pg_class WHERE relname LIKE 'orders\\_2026\\_08%' AND relkind IN ('r', 'p') ORDER BY 1::text"),
        ["retired.orders_2026_08", "retired.orders_2026_08_eu", "retired.orders_2026_08_rest"]
    );
    assert_eq!(rows(&database, "retired.orders_2026_08"), before);
    // A part that an earlier run left where it was follows.
    database.sql("ALTER TABLE retired.orders_2026_08_eu SET SCHEMA public");
    let _ = maintain(&project, 0);
    assert_eq!(
        database.value(
            "SELECT count(*) FROM pg_class WHERE relname LIKE 'orders\\_2026\\_08%' AND relnamespace = 'public'::regnamespace"
        ),
        "0"
    );
    assert!(maintain(&project, 0).contains("nothing to do"));
}

#[test]
fn a_region_that_the_policy_names_since_comes_to_all_months() {
    let (database, project) = orders(Database::empty(), &BY_REGION.replace("rest = \"default\"\n", ""));
    let _ = maintain(&project, 0);
    database.sql("ALTER TABLE orders_2026_11_eu RENAME TO by_hand");
    let more = format!("{}us = \"for values in ('us', 'U S')\"\n", BY_REGION.replace("('es', 'fr')", "( 'es','fr' )"));
    project.write("partitions/orders.toml", &policy("orders", "at", "1 month", &more));
    let plan = project.run(&["partitions", "plan", "--now", NOW]).exits(0).stdout;
    assert!(plan.contains("create public.orders_2026_11_us and attach it to public.orders_2026_11"), "{plan}");
    let _ = status(&project, 0);
    assert!(
        project
            .run(&["partitions", "status", "--check", "--now", NOW])
            .exits(3)
            .stdout
            .contains("hint: `pgkeel partitions plan`")
    );
    let told = maintain(&project, 0);
    assert!(told.contains("8: orders_2026_11_rest … orders_2027_02_us") || told.contains("8: "), "{told}");
    database.sql("INSERT INTO orders (at, region) VALUES ('2026-11-18', 'fr'), ('2026-12-24', 'U S'), ('2027-01-01', 'xx')");
    assert_eq!(
        database.column("SELECT tableoid::regclass FROM orders ORDER BY id"),
        ["by_hand", "orders_2026_12_us", "orders_2027_01_rest"]
    );
    assert_eq!(partitions(&database, "orders_2026_12").len(), 3);
    assert!(maintain(&project, 0).contains("nothing to do"));
    // Rows in the way are told, and stop nothing else.
    database.sql("DROP TABLE orders_2027_02");
    project
        .write("partitions/orders.toml", &policy("orders", "at", "1 month", &format!("{more}xx = \"for values in ('xx')\"\n")));
    let told = maintain(&project, 1);
    assert!(told.contains("would be violated by some row") && told.contains("create public.orders_2027_01_xx"), "{told}");
    assert_eq!(database.value("SELECT count(*) FROM pg_class WHERE relname LIKE 'orders\\_%\\_xx' AND relkind = 'r'"), "3");
}

#[test]
fn adopting_says_how_partitions_are_partitioned() {
    let (database, project) = orders(Database::empty(), BY_REGION);
    let _ = maintain(&project, 0);
    let before = tree(&database);
    std::fs::remove_file(project.path().join("partitions/orders.toml")).expect("removed");
    let _ = project.run(&["partitions", "adopt", "orders"]).exits(0);
    let text = project.read("partitions/orders.toml");
    assert!(text.ends_with("partition_by = \"LIST (region)\"\n\n[partitions]\n\"eu\" = \"FOR VALUES IN ('es', 'fr')\"\n\"rest\" = \"DEFAULT\"\n"), "{text}");
    assert!(maintain(&project, 0).contains("nothing to do"));
    database.sql("DROP TABLE orders_2026_12");
    let _ = maintain(&project, 0);
    assert_eq!(tree(&database), before);
    // What cannot be said is.
    database.sql("ALTER TABLE orders_2027_02_eu RENAME TO odd");
    std::fs::remove_file(project.path().join("partitions/orders.toml")).expect("removed");
    let run = project.run(&["partitions", "adopt", "orders", "--dry-run"]).exits(0);
    assert!(
        run.stdout.contains("public.orders_2027_02 is partitioned itself, and its part public.odd is not called after it"),
        "{run}"
    );
}

#[test]
fn months_with_their_regions_are_no_drift() {
    let (_database, project) = orders(Database::empty(), BY_REGION);
    let _ = project.run(&["pull"]).exits(0);
    let _ = maintain(&project, 0);
    let run = project.run(&["diff"]).exits(0);
    assert!(run.stdout.contains("in sync"), "{run}");
    // What nobody explains is.
    project.write("partitions/orders.toml", &policy("orders", "at", "1 month", ""));
    let run = project.run(&["diff"]).exits(3);
    assert!(run.stdout.contains("unexpected partition orders_2026_11"), "{run}");
}

#[test]
fn a_month_that_could_never_be_detached_is_not_begun_with() {
    on_every_major(|server| {
        let (database, project) = orders(Database::empty_on(server), BY_REGION);
        // As somebody makes them by hand, parts first.
        database.sql(
            "CREATE TABLE old (LIKE orders INCLUDING ALL EXCLUDING IDENTITY) PARTITION BY LIST (region); CREATE TABLE old_eu PARTITION OF old DEFAULT;
             ALTER TABLE orders ATTACH PARTITION old FOR VALUES FROM ('2026-08-01+00') TO ('2026-09-01+00')",
        );
        let _ = maintain_at(&project, "2026-09-18", 0);
        let retain = format!("{BY_REGION}[retain]\nfor = \"1 window\"\nthen = \"drop\"\n");
        project.write("partitions/orders.toml", &policy("orders", "at", "1 month", &retain));
        let cannot = server.version() >= 17;
        let told = maintain(&project, if cannot { 3 } else { 0 });
        assert_eq!(
            told.contains("PostgreSQL cannot detach it: its part old_eu does not know the identity of id"),
            cannot,
            "{told}"
        );
        assert_eq!(
            database.value("SELECT count(*) FROM pg_inherits WHERE to_jsonb(pg_inherits) ->> 'inhdetachpending' = 'true'"),
            "0"
        );
        if cannot {
            database.sql("ALTER TABLE old DETACH PARTITION old_eu; ALTER TABLE old ATTACH PARTITION old_eu DEFAULT");
            let _ = maintain(&project, 0);
        }
        assert_eq!(database.value("SELECT count(*) FROM pg_class WHERE relname IN ('old', 'old_eu')"), "0");
    });
}
