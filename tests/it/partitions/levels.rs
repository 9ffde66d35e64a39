//! Partitions that are partitioned themselves: a policy for each level.

use super::{NOW, maintain, maintain_at, policy, status};
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
    let (database, project) = orders(Database::empty(), BY_REGION);
    let _ = maintain(&project, 0);
    let expected = tree(&database);
    let count = expected.len();
    drop(database);
    for done in [1, 4, 5] {
        let (database, project) = orders(Database::empty(), BY_REGION);
        let plan = project.run(&["partitions", "plan", "-q", "--now", NOW, "--format", "json"]).json();
        for step in &plan["result"]["plan"]["steps"].as_array().expect("steps")[..done] {
            let sql: Vec<&str> = step["sql"].as_array().expect("sql").iter().filter_map(|sql| sql["text"].as_str()).collect();
            database.sql(&sql.join(";\n"));
        }
        let _ = maintain(&project, 0);
        assert_eq!(tree(&database), expected, "after {done} of {count}");
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
    let archive = format!("{BY_REGION}[retain]\nfor = \"1 window\"\nthen = \"archive\"\n");
    project.write("partitions/orders.toml", &policy("orders", "at", "1 month", &archive));
    let run = project.run(&["partitions", "status", "--now", NOW]).exits(2);
    assert!(run.stderr.contains("an archive holds one table, and not one that is partitioned"), "{run}");
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
