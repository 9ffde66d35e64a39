//! `pgkeel partitions adopt` on a real server: the policy that it writes is one by which nothing is missing.

use crate::support::{Database, Project, stable};

fn adopt(project: &Project, arguments: &[&str], code: i32) -> String {
    project.run(&[&["partitions", "adopt"], arguments].concat()).exits(code).to_string()
}

#[test]
fn a_policy_that_fits_is_written() {
    let database = Database::empty();
    database.sql(
        "CREATE SCHEMA sales;
         CREATE TABLE sales.\"Order\" (id bigint, \"At\" timestamptz NOT NULL) PARTITION BY RANGE (\"At\");
         CREATE TABLE sales.old PARTITION OF sales.\"Order\" FOR VALUES FROM (MINVALUE) TO ('2020-01-01 00:00+01');
         CREATE TABLE sales.\"Order_default\" PARTITION OF sales.\"Order\" DEFAULT;
         INSERT INTO sales.\"Order\" VALUES (1, '2999-01-01');
         DO $$ BEGIN
           SET LOCAL TimeZone = 'Europe/Madrid';
           FOR month IN -3..2 LOOP
             EXECUTE format('CREATE TABLE sales.%I PARTITION OF sales.\"Order\" FOR VALUES FROM (%L) TO (%L)',
               'Order_p' || to_char(date_trunc('month', now()) + make_interval(months => month), 'YYYYMM'),
               date_trunc('month', now()) + make_interval(months => month), date_trunc('month', now()) + make_interval(months => month + 1));
           END LOOP;
         END $$",
    );
    database.sql(&format!("ALTER DATABASE {} SET TimeZone = 'Europe/Madrid'", database.name));
    let project = Project::empty().on(&database);
    let _stable = stable();
    insta::assert_snapshot!(adopt(&project, &["sales.\"Order\""], 0), @r#"
    exit code: 0
    --- stdout
    wrote partitions/Order.toml
    note: 1 partition is no window of 1 month, and stays as it is: sales.old
    note: there is a default partition, sales."Order_default": it holds 1 row
    note: how long partitions are kept cannot be seen: nothing is retired
    hint: add [retain] to the policy to detach, archive or drop what is old
    hint: see what it would do with `pgkeel partitions maintain --dry-run`
    --- stderr
    "#);
    insta::assert_snapshot!(project.read("partitions/Order.toml"), @r#"
    table     = 'sales."Order"'
    key       = "At"
    every     = "1 month"
    premake   = 2
    name      = "{table}_p{YYYY}{MM}"
    time_zone = "Europe/Madrid"
    "#);
    // The row in the default partition is a finding; nothing is missing.
    let maintained = project.run(&["partitions", "maintain", "--format", "json"]).exits(3).json();
    assert_eq!(maintained["result"]["tables"][0]["missing"], serde_json::json!([]));
    assert_eq!(maintained["result"]["tables"][0]["created"], serde_json::json!([]));
    insta::assert_snapshot!(adopt(&project, &["sales.\"Order\""], 2), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: sales."Order" has a policy already: partitions/Order.toml
    "#);
}

#[test]
fn what_has_no_end_or_a_far_one_is_adopted_too() {
    for end in ["'infinity'", "MAXVALUE", "'9999-01-01'"] {
        let database = Database::empty();
        database.sql(&format!(
            "CREATE TABLE visits (at timestamp) PARTITION BY RANGE (at);
             CREATE TABLE visits_1 PARTITION OF visits FOR VALUES FROM ('2026-01-01') TO ('2026-01-02');
             CREATE TABLE visits_rest PARTITION OF visits FOR VALUES FROM ('2026-01-02') TO ({end})"
        ));
        let project = Project::empty().on(&database);
        let _ = adopt(&project, &["visits"], 0);
        assert!(project.run(&["partitions", "maintain"]).exits(0).stdout.contains("nothing to do"), "{end}");
    }
}

#[test]
fn what_cannot_be_adopted_is_said() {
    let database = Database::empty();
    database.sql(
        "CREATE TABLE plain (at date);
         CREATE TABLE listed (kind text) PARTITION BY LIST (kind);
         CREATE TABLE none (at date) PARTITION BY RANGE (at);
         CREATE TABLE odd (at timestamp) PARTITION BY RANGE (at);
         CREATE TABLE odd_1 PARTITION OF odd FOR VALUES FROM ('2024-01-01 00:00:01') TO ('2024-01-01 00:17')",
    );
    let project = Project::empty().on(&database);
    let mut answers = String::new();
    for table in ["plain", "listed", "none", "odd", "absent"] {
        answers.push_str(&adopt(&project, &[table], 1));
    }
    insta::assert_snapshot!(answers, @r#"
    exit code: 1
    --- stdout
    --- stderr
    error: public.plain is not a partitioned table
    hint: `pgkeel partitions convert public.plain` plans how it becomes one by range ("?"), no row copied
    exit code: 1
    --- stdout
    --- stderr
    error: public.listed is partitioned by LIST (kind); windows need RANGE of one column
    hint: write a policy for each of its partitions that is itself partitioned by time
    exit code: 1
    --- stdout
    --- stderr
    error: no policy can be made of public."none": it has no partition with two ends, from which windows could be recognised
    hint: write one by hand
    exit code: 1
    --- stdout
    --- stderr
    error: no policy can be made of public.odd: no two ends of a partition are those of hours, days, weeks, months or years in any time zone
    hint: write one by hand
    exit code: 1
    --- stdout
    --- stderr
    error: public.absent does not exist
    "#);
    assert!(!project.path().join("partitions").exists());
}

#[test]
fn layoverhq_s_own_policies_are_found_again() {
    let database = Database::empty();
    let project = Project::layoverhq().on(&database);
    let _ = project.run(&["migrate", "up", "-q"]);
    let _ = project.run(&["partitions", "maintain"]).exits(0);
    let elsewhere = Project::empty().on(&database);
    for table in ["bookings", "flights", "api_usage_logs"] {
        let _ = elsewhere.run(&["partitions", "adopt", table]).exits(0);
        let written: toml::Table = project.read(&format!("partitions/{table}.toml")).parse().expect("TOML");
        let adopted: toml::Table = elsewhere.read(&format!("partitions/{table}.toml")).parse().expect("TOML");
        for key in ["every", "key"] {
            assert_eq!(adopted[key], written[key], "{table}");
        }
    }
    assert!(elsewhere.run(&["partitions", "maintain"]).exits(0).stdout.starts_with("nothing to do"));
}
