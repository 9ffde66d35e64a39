//! Faults that are really planted, and the checks that must find them: nothing before, each its own after, and nothing again
//! when the remedies have run.

use serde_json::Value;

use crate::support::majors::on_every_major;
use crate::support::{Database, Held, Project, block_on, connect, eventually, start_server};

/// All checks' results, under these settings.
pub fn report(url: &str, toml: &str) -> Value {
    let project = Project::empty().with_variable("PGKEEL_DATABASE_URL", url);
    project.write("pgkeel.toml", toml);
    project.run(&["health", "--format", "json"]).json()["result"]["checks"].clone()
}

pub fn of<'a>(report: &'a Value, name: &str) -> &'a Value {
    report.as_array().expect("checks").iter().find(|check| check["check"] == name).unwrap_or_else(|| panic!("{name}: {report}"))
}

/// The check came out like this, and an object of it has this in its name.
#[track_caller]
pub fn found(report: &Value, name: &str, status: &str, object: &str) {
    let check = of(report, name);
    let objects = check["objects"].as_array().expect("objects");
    let named = |found: &Value| found["name"].as_str().is_some_and(|name| name.contains(object));
    assert!(check["status"] == status && objects.iter().any(named), "{name} {status} {object}: {check:#}");
}

/// The check came out like this.
#[track_caller]
pub fn comes_out(report: &Value, name: &str, status: &str) {
    let check = of(report, name);
    assert!(check["status"] == status, "{name} {status}: {check:#}");
}

pub fn sql(url: &str, sql: &str) {
    block_on(async { connect(url).await.simple(sql).await }).unwrap_or_else(|error| panic!("{sql}: {error}"));
}

fn is_true(url: &str, question: &str) -> bool {
    block_on(async { connect(url).await.query_one(question, &[]).await }).expect(question).get(0)
}

/// What is wrong in one database: the check, how grave, the object, and whether the printed SQL puts it right.
const FAULTS: &[(&str, &str, &str, bool)] = &[
    ("duplicate_indexes", "info", "shop.a_x_again is the same as shop.a_x", true),
    ("redundant_indexes", "info", "shop.a_x is covered by shop.a_xs", true),
    ("duplicate_indexes", "info", "shop.a_id_again is the same as shop.a_pkey", true),
    ("duplicate_indexes", "info", "shop.eu_2020_alone is the same as shop.eu_2020_", true),
    ("redundant_indexes", "info", "shop.a_id is covered by shop.a_pkey", true),
    ("redundant_indexes", "info", "shop.a_y is covered by shop.a_y_x", true),
    ("disabled_foreign_keys", "critical", "constraint late_x of shop.late is not checked", true),
    ("disabled_triggers", "warning", "noted of shop.eu_2020", true),
    ("views_past_row_security", "warning", "shop.peek of postgres reads shop.secret", false),
    ("public_tables", "warning", "shop.secret.id: SELECT", true),
    ("public_tables", "warning", "shop.ticket: USAGE", true),
    ("public_tables", "warning", "tables that postgres will make in schema shop: SELECT", true),
    ("foreign_keys_without_index", "info", "b_a_fkey of shop.b (a)", true),
    ("foreign_key_types", "info", "a is bigint, shop.a.id is integer", false),
    ("tables_without_primary_key", "info", "shop.\"No Key\"", false),
    ("unvalidated_constraints", "warning", "positive of shop.b", true),
    ("unvalidated_constraints", "warning", "late of shop.days", true),
    ("disabled_triggers", "warning", "event trigger watch", true),
    ("disabled_triggers", "warning", "\"Guard\" of shop.a", true),
    ("unlogged_tables", "info", "shop.cart", true),
    ("doubtful_types", "info", "shop.cart.at is timestamp without time zone", false),
    ("dead_rows", "critical", "shop.churn: 30000 dead rows", true),
    ("stale_statistics", "warning", "shop.churn", true),
    ("replica_identity", "critical", "shop.\"No Key\", published by", true),
    ("disabled_foreign_keys", "critical", "b_c_fkey of shop.b is not checked", true),
    ("disabled_foreign_keys", "critical", "b_c_fkey of shop.b is not checked by changes of shop.a", true),
    ("disabled_triggers", "warning", "rule quiet of shop.\"No Key\"", true),
    ("partition_headroom", "critical", "shop.days: its last partition ended at 2021-01-01", false),
    ("partition_headroom", "critical", "shop.bare: it has no partition", false),
    ("partition_headroom", "critical", "shop.eu: its last partition ended at 2021-01-01", false),
    ("partition_headroom", "critical", "shop.gaps: a gap begins at", false),
    ("partition_headroom", "critical", "shop.wide: its last partition ended at 2020-01-01", false),
    ("default_partition_rows", "warning", "shop.days_rest of shop.days: about 1 rows", false),
    ("unpopulated_matviews", "warning", "shop.totals", true),
    ("matviews_without_unique_index", "info", "shop.totals", false),
    ("row_security_off", "critical", "shop.a with 1 policy", true),
    ("row_security_without_policy", "info", "shop.hidden", false),
    ("security_definer", "warning", "shop.power() of role postgres, open to PUBLIC", true),
    ("public_create", "warning", "schema shop", true),
    ("public_tables", "warning", "shop.a: SELECT", true),
    ("row_security_always_true", "warning", "policy \"any 'row\" of shop.open lets every role read and write every row", false),
    ("row_security_always_true", "warning", "policy added of shop.open lets every role insert any row", false),
    ("row_security_read_by_all", "info", "policy seen of shop.open", false),
    ("row_security_several_policies", "info", "shop.open: SELECT by every role: \"any 'row\", seen", false),
    ("row_security_per_row", "info", "policy seen_by of shop.secret calls pg_catalog.current_setting", false),
    ("duplicate_foreign_keys", "info", "\"Again\" of shop.twice does what twice_a_fkey does", true),
    ("doubtful_types", "info", "shop.cart.name is character varying(9)", false),
    ("doubtful_types", "info", "shop.cart.number is integer: a serial", false),
    ("missing_statistics", "warning", "shop.plain: about 30000 rows", true),
    ("views_past_row_security", "warning", "shop.around of postgres reads shop.secret", false),
    ("row_security_off", "critical", "shop.forced with FORCE ROW LEVEL SECURITY, which is not enabled", true),
    ("security_definer", "warning", "shop.led() of role postgres, open to PUBLIC, whose search_path has \"$user\"", true),
    ("doubtful_types", "info", "shop.cart.times is timestamp without time zone[]", false),
    ("missing_statistics", "warning", "shop.numbers: about 30000 rows in its partitions", true),
];

const PLANTED: &str = r#"
CREATE SCHEMA shop; GRANT CREATE ON SCHEMA shop TO PUBLIC;
CREATE TABLE shop.a (id int PRIMARY KEY, x int, y int); GRANT SELECT ON shop.a TO PUBLIC; CREATE POLICY mine ON shop.a;
CREATE INDEX a_x ON shop.a (x); CREATE INDEX a_x_again ON shop.a (x); CREATE INDEX a_x_y ON shop.a (x, y);
CREATE INDEX a_x_down ON shop.a (x DESC); CREATE INDEX a_x_some ON shop.a (x) WHERE y > 0; CREATE UNIQUE INDEX a_xs ON shop.a (x);
CREATE FUNCTION shop.guard() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
CREATE TRIGGER "Guard" BEFORE INSERT ON shop.a FOR EACH ROW EXECUTE FUNCTION shop.guard(); ALTER TABLE shop.a DISABLE TRIGGER "Guard";
CREATE FUNCTION shop.watch() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE EVENT TRIGGER watch ON ddl_command_end EXECUTE FUNCTION shop.watch(); ALTER EVENT TRIGGER watch DISABLE;
CREATE TABLE shop.b (id int PRIMARY KEY, a bigint REFERENCES shop.a, c int, d int, FOREIGN KEY (c) REFERENCES shop.a);
CREATE INDEX b_c ON shop.b (c) WHERE c IS NOT NULL; ALTER TABLE shop.b ADD CONSTRAINT positive CHECK (id > 0) NOT VALID;
ALTER TABLE shop.a DISABLE TRIGGER ALL; ALTER TABLE shop.b DISABLE TRIGGER ALL;
CREATE TABLE shop."No Key" (x int); CREATE RULE quiet AS ON DELETE TO shop."No Key" DO ALSO NOTHING;
ALTER TABLE shop."No Key" DISABLE RULE quiet;
CREATE UNLOGGED TABLE shop.cart (id int PRIMARY KEY, at timestamp); ALTER TABLE shop.cart ENABLE ROW LEVEL SECURITY;
CREATE TABLE shop.days (day date, PRIMARY KEY (day)) PARTITION BY RANGE (day);
CREATE TABLE shop.days_2020 PARTITION OF shop.days FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE TABLE shop.days_rest PARTITION OF shop.days DEFAULT; INSERT INTO shop.days VALUES ('2024-05-06'); ANALYZE shop.days_rest;
ALTER TABLE shop.days ADD CONSTRAINT late CHECK (day > '2000-01-01') NOT VALID;
CREATE TABLE shop.open_end (at timestamptz PRIMARY KEY) PARTITION BY RANGE (at);
CREATE TABLE shop.open_end_all PARTITION OF shop.open_end FOR VALUES FROM ('2020-01-01') TO (MAXVALUE);
CREATE TABLE shop.bare (at timestamptz) PARTITION BY RANGE (at);
CREATE TABLE shop.by_region (region text, day date) PARTITION BY LIST (region);
CREATE TABLE shop.eu PARTITION OF shop.by_region FOR VALUES IN ('eu') PARTITION BY RANGE (day);
CREATE TABLE shop.eu_2020 PARTITION OF shop.eu FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE TABLE shop.wide (day date, k int) PARTITION BY RANGE (day, k);
CREATE TABLE shop.wide_1 PARTITION OF shop.wide FOR VALUES FROM ('2019-01-01', MINVALUE) TO ('2019-01-01', 50);
CREATE TABLE shop.wide_2 PARTITION OF shop.wide FOR VALUES FROM ('2019-01-01', 50) TO ('2020-01-01', MINVALUE);
CREATE TABLE shop.gaps (at timestamp) PARTITION BY RANGE (at);
CREATE TABLE shop.gaps_1 PARTITION OF shop.gaps FOR VALUES FROM (MINVALUE) TO (localtimestamp + interval '1 day');
CREATE TABLE shop.gaps_2 PARTITION OF shop.gaps FOR VALUES FROM ('2100-02-01') TO (MAXVALUE);
CREATE MATERIALIZED VIEW shop.totals AS SELECT 1 AS x WITH NO DATA;
CREATE FUNCTION shop.power() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1';
CREATE FUNCTION shop.tame() RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS 'SELECT 1';
CREATE TABLE shop.churn (id int PRIMARY KEY) WITH (autovacuum_enabled = false);
INSERT INTO shop.churn SELECT generate_series(1, 30000); DELETE FROM shop.churn;
ALTER TABLE shop.a ADD CONSTRAINT a_id_again UNIQUE (id); CREATE INDEX a_id ON shop.a (id);
CREATE INDEX a_y ON shop.a (y); CREATE INDEX a_y_x ON shop.a (y) INCLUDE (x); CREATE INDEX a_y_hash ON shop.a USING hash (y);
CREATE INDEX ON shop.eu (day); CREATE INDEX eu_2020_alone ON shop.eu_2020 (day);
CREATE TABLE shop.late (x int CONSTRAINT late_x UNIQUE DEFERRABLE, id int PRIMARY KEY); ALTER TABLE shop.late DISABLE TRIGGER ALL;
CREATE UNIQUE INDEX late_at_once ON shop.late (x);
CREATE TRIGGER noted AFTER INSERT ON shop.eu FOR EACH ROW EXECUTE FUNCTION shop.guard(); ALTER TABLE shop.eu_2020 DISABLE TRIGGER noted;
CREATE TABLE shop.secret (id int PRIMARY KEY); ALTER TABLE shop.secret ENABLE ROW LEVEL SECURITY; CREATE POLICY mine ON shop.secret USING (id > 9);
CREATE VIEW shop.peek AS SELECT * FROM shop.secret; GRANT SELECT ON shop.peek TO pg_monitor; CREATE VIEW shop.own_eyes AS SELECT * FROM shop.secret;
GRANT SELECT (id) ON shop.secret TO PUBLIC; CREATE SEQUENCE shop.ticket; GRANT USAGE ON shop.ticket TO PUBLIC;
CREATE DOMAIN shop.key AS int; CREATE TABLE shop.same (id shop.key PRIMARY KEY REFERENCES shop.a);
ALTER DEFAULT PRIVILEGES IN SCHEMA shop GRANT SELECT ON TABLES TO PUBLIC;
CREATE TABLE shop.open (id int PRIMARY KEY); ALTER TABLE shop.open ENABLE ROW LEVEL SECURITY; CREATE POLICY "any 'row" ON shop.open USING (true);
CREATE POLICY added ON shop.open FOR INSERT WITH CHECK ('a'::text = 'a'::text); CREATE POLICY seen ON shop.open FOR SELECT USING (1 = 1);
CREATE POLICY none ON shop.open AS RESTRICTIVE USING (true); CREATE POLICY theirs ON shop.secret TO pg_monitor USING (true); CREATE POLICY no ON shop.cart USING (1 = 2); CREATE TABLE shop.hidden (id int PRIMARY KEY);
ALTER TABLE shop.hidden ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_by ON shop.secret AS RESTRICTIVE USING (current_setting('shop.tenant', true) = 'a');
CREATE POLICY seen_once ON shop.secret AS RESTRICTIVE USING ((SELECT current_setting('shop.tenant', true)) = 'a');
CREATE TABLE shop.twice (id int PRIMARY KEY, a int REFERENCES shop.a, CONSTRAINT "Again" FOREIGN KEY (a) REFERENCES shop.a); CREATE INDEX ON shop.twice (a);
ALTER TABLE shop.cart ADD COLUMN name varchar(9), ADD COLUMN number serial, ADD COLUMN whole int GENERATED ALWAYS AS IDENTITY;
CREATE TABLE shop.plain (id int PRIMARY KEY) WITH (autovacuum_enabled = false); INSERT INTO shop.plain SELECT generate_series(1, 30000);
CREATE TABLE shop.numbers (id int PRIMARY KEY) PARTITION BY RANGE (id); CREATE TABLE shop.number PARTITION OF shop.numbers FOR VALUES FROM (0) TO (99999);
INSERT INTO shop.numbers SELECT generate_series(1, 30000);
CREATE VIEW shop.around AS SELECT * FROM shop.own_eyes; GRANT SELECT ON shop.around TO pg_monitor;
CREATE TABLE shop.forced (id int PRIMARY KEY); ALTER TABLE shop.forced FORCE ROW LEVEL SECURITY; ALTER TABLE shop.cart ADD COLUMN times timestamp[];
CREATE FUNCTION shop.led() RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path = "$user", pg_catalog AS 'SELECT 1';
ANALYZE shop.number;
"#;

#[test]
fn every_planted_fault_of_a_database_is_found_and_its_remedy_works() {
    on_every_major(|server| {
        let database = Database::empty_on(server);
        let url = &database.url;
        if server.version() < 15 {
            // What 15 does by itself.
            database.sql("REVOKE CREATE ON SCHEMA public FROM PUBLIC");
        }
        let sound = report(url, "");
        for (check, ..) in FAULTS {
            assert!(["ok", "skipped"].contains(&of(&sound, check)["status"].as_str().unwrap()), "{}", of(&sound, check));
        }
        // A monitor sees as much of it.
        let monitor = format!("monitor_{}", database.name);
        database.sql(&format!("CREATE ROLE {monitor} LOGIN; GRANT pg_monitor TO {monitor}"));
        for check in report(&url.replacen("postgres@", &format!("{monitor}@"), 1), "").as_array().unwrap() {
            assert!(check["status"] != "unknown", "{check:#}");
        }
        for statement in PLANTED.split_inclusive(";\n") {
            database.sql(statement);
        }
        database.sql(&format!("CREATE PUBLICATION pub_{} FOR TABLE shop.\"No Key\"", database.name));
        eventually("the dead rows are counted", || {
            is_true(
                url,
                "SELECT pg_stat_get_dead_tuples('shop.churn'::regclass) = 30000 AND pg_stat_get_live_tuples('shop.plain'::regclass) = 30000",
            )
        });
        let broken = report(url, "");
        for (check, status, object, _) in FAULTS {
            found(&broken, check, status, object);
        }
        // What partitions inherit counts once, with their parent.
        assert_eq!(of(&broken, "unvalidated_constraints")["value"], 2.0);
        // A domain is its base type.
        assert_eq!(of(&broken, "foreign_key_types")["value"], 1.0);
        // Policies for roles by name, and those that only narrow, let nobody through by mistake; nor does what is never true.
        assert_eq!(of(&broken, "row_security_always_true")["value"], 2.0);
        assert_eq!(of(&broken, "row_security_per_row")["value"], 1.0);
        // One that is covered and one that is the same go together: dropped once.
        let mut ran: Vec<&str> = Vec::new();
        for (check, ..) in FAULTS.iter().filter(|fault| fault.3) {
            for remedy in of(&broken, check)["remedy_sql"].as_array().unwrap() {
                let remedy = remedy.as_str().unwrap();
                if !ran.contains(&remedy) {
                    database.sql(remedy);
                    ran.push(remedy);
                }
            }
        }
        eventually("the counts follow", || {
            is_true(
                url,
                "SELECT pg_stat_get_dead_tuples('shop.churn'::regclass) = 0 AND pg_stat_get_mod_since_analyze('shop.churn'::regclass) = 0",
            )
        });
        let mended = report(url, "");
        for (check, ..) in FAULTS.iter().filter(|fault| fault.3) {
            assert_eq!(of(&mended, check)["status"], "ok", "{:#}", of(&mended, check));
        }
        // Rows that were moved are gone at once, whatever ANALYZE saw before.
        database.sql("DELETE FROM shop.days_rest");
        eventually("the default partition is empty", || of(&report(url, ""), "default_partition_rows")["status"] == "ok");
        // Nothing is asked that this major does not know.
        for check in sound.as_array().unwrap().iter().chain(mended.as_array().unwrap()) {
            assert!(!check["message"].as_str().unwrap().contains("SQLSTATE"), "{check:#}");
        }
    });
}

#[test]
fn a_detach_that_was_cancelled_is_found() {
    let database = Database::empty();
    let url = &database.url;
    database.sql("CREATE TABLE t (id int) PARTITION BY LIST (id); CREATE TABLE t1 PARTITION OF t FOR VALUES IN (1)");
    assert_eq!(of(&report(url, ""), "detach_pending")["status"], "ok");
    let held = Held::open(url, "BEGIN; SELECT * FROM t");
    let detach = block_on(async {
        let session = connect(url).await;
        session.simple("SET statement_timeout = 300").await?;
        session.simple("ALTER TABLE t DETACH PARTITION t1 CONCURRENTLY").await
    });
    assert!(detach.is_err());
    drop(held);
    let broken = report(url, "");
    found(&broken, "detach_pending", "warning", "public.t1 of public.t");
    database.sql(of(&broken, "detach_pending")["remedy_sql"][0].as_str().unwrap());
    assert_eq!(of(&report(url, ""), "detach_pending")["status"], "ok");
}

#[test]
fn every_planted_fault_of_a_server_is_found() {
    let server = start_server(&[
        "archive_mode=on",
        "archive_command=false",
        "wal_level=logical",
        "max_prepared_transactions=5",
        "password_encryption=md5",
        "autovacuum=on",
        "effective_cache_size=64MB",
    ]);
    let url = &server.url("postgres");
    let zero = "[health]\nslot_retention = { warning = 0 }\nxmin_horizon = { warning = 0 }\nlong_transactions = { warning = 0 }\n\
                prepared_transactions = { warning = 0 }\nlock_table = { warning = 0 }\n";
    let sound = report(url, "");
    for check in [
        "pending_restart",
        "hba_errors",
        "config_errors",
        "trusted_networks",
        "connection_limits",
        "temp_files",
        "deadlocks",
        "lost_slots",
        "slot_retention",
        "inactive_slots",
        "archiver",
        "subscriptions",
        "xmin_horizon",
        "prepared_transactions",
        "long_transactions",
        "collation_mismatch",
        "outdated_extensions",
        "superuser_logins",
        "md5_passwords",
        "powerful_logins",
        "logins_without_password",
        "overdue_freeze",
        "autovacuum_disabled",
    ] {
        assert_eq!(of(&sound, check)["status"], "ok", "{:#}", of(&sound, check));
    }
    for check in
        ["password_expiry", "replication_lag", "standby_receiver", "synchronous_standbys", "unused_indexes", "rollbacks"]
    {
        assert_eq!(of(&sound, check)["status"], "skipped", "{:#}", of(&sound, check));
    }
    // The tests' servers are fast, and not safe.
    found(&sound, "unsafe_settings", "critical", "fsync = off");

    for statement in [
        "ALTER SYSTEM SET max_worker_processes = 12",
        "SELECT pg_reload_conf()",
        "CREATE ROLE boss LOGIN SUPERUSER",
        "ALTER ROLE boss IN DATABASE postgres SET synchronous_commit = off",
        "COPY (VALUES ('host all nonsense'), ('host all all 10.0.0.0/8 trust')) TO PROGRAM 'cat >> pg_hba.conf'",
        "CREATE ROLE old_hash LOGIN PASSWORD 'secret'",
        "CREATE ROLE runner LOGIN; GRANT pg_execute_server_program TO runner",
        "CREATE ROLE loader; ALTER ROLE loader SET session_replication_role = replica",
        "ALTER DATABASE template1 SET zero_damaged_pages = 'yes'",
        "COPY (SELECT 'wrok_mem = 4MB') TO PROGRAM 'cat >> postgresql.conf'",
        "CREATE ROLE narrow LOGIN CONNECTION LIMIT 1",
        "CREATE ROLE \"Last Year's\" LOGIN PASSWORD 'x' VALID UNTIL '2020-01-01'; CREATE ROLE climber LOGIN; GRANT boss TO climber",
        "SELECT pg_create_physical_replication_slot('forgotten', true)",
        "CREATE SUBSCRIPTION asleep CONNECTION 'host=/nowhere' PUBLICATION p WITH (connect = false)",
        "CREATE EXTENSION pg_stat_statements VERSION '1.9'",
        "CREATE COLLATION sorted (provider = icu, locale = 'und')",
        "CREATE TABLE words (word text COLLATE sorted PRIMARY KEY)",
        "UPDATE pg_collation SET collversion = '0' WHERE collname = 'sorted'",
        "CREATE TABLE unswept (id int) WITH (autovacuum_enabled = off)",
        "SELECT pg_switch_wal()",
    ] {
        sql(url, statement);
    }
    sql(url, "BEGIN; CREATE TABLE pledged (); PREPARE TRANSACTION 'lost'");
    let _limited = Held::open(&url.replacen("postgres@", "narrow@", 1), "");
    let _reader = Held::open(url, "SET application_name = 'report'; BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1");
    for _ in 0..3 {
        sql(url, "SELECT txid_current()");
    }
    eventually("archiving has failed", || is_true(url, "SELECT failed_count > 0 FROM pg_stat_archiver"));
    eventually("the restart is pending", || is_true(url, "SELECT count(*) > 0 FROM pg_settings WHERE pending_restart"));
    let broken = report(url, zero);
    for (check, status, object) in [
        ("pending_restart", "warning", "max_worker_processes is still 8"),
        ("connection_limits", "critical", "role narrow has 1 of 1"),
        ("slot_retention", "warning", "physical slot forgotten (inactive)"),
        ("inactive_slots", "warning", "physical slot forgotten"),
        ("subscriptions", "warning", "subscription asleep is disabled"),
        ("xmin_horizon", "warning", "(report, postgres, postgres) idle in transaction"),
        ("xmin_horizon", "warning", "prepared transaction 'lost'"),
        ("long_transactions", "warning", "(report, postgres, postgres) idle in transaction"),
        ("prepared_transactions", "warning", "'lost' of role postgres"),
        ("autovacuum_disabled", "warning", "public.unswept"),
        ("outdated_extensions", "info", "pg_stat_statements 1.9"),
        ("collation_mismatch", "critical", "collation public.sorted: built with version 0"),
        ("superuser_logins", "warning", "role boss is a superuser"),
        ("md5_passwords", "warning", "role old_hash"),
        ("superuser_logins", "warning", "role runner is a member of pg_execute_server_program"),
        ("doubtful_settings", "warning", "session_replication_role = replica for role loader"),
        ("unsafe_settings", "critical", "zero_damaged_pages = on in database template1"),
        ("config_errors", "critical", "wrok_mem: unrecognized configuration parameter"),
        ("trusted_locals", "info", "local all"),
        ("powerful_logins", "info", "role climber may SET ROLE to boss"),
        ("logins_without_password", "info", "role narrow"),
        ("password_expiry", "warning", "role \"Last Year's\": expired 2020-01-01"),
        ("trusted_networks", "critical", "host all all 10.0.0.0 255.0.0.0"),
    ] {
        found(&broken, check, status, object);
    }
    found(&broken, "doubtful_settings", "warning", "synchronous_commit = off for role boss in database postgres");
    found(&broken, "doubtful_settings", "warning", "shared_buffers = 128MB, more than effective_cache_size = 64MB");
    found(&broken, "hba_errors", "critical", "pg_hba.conf:");
    eventually("archiving has failed again", || of(&report(url, ""), "archiver_failures")["status"] == "warning");
    assert_eq!(of(&broken, "archiver")["status"], "warning", "{:#}", of(&broken, "archiver"));
    assert_eq!(of(&broken, "lock_table")["status"], "warning", "{:#}", of(&broken, "lock_table"));

    // A monitor sees all but how passwords are kept, which is nobody's business; a role without privileges is told what it lacks.
    sql(url, "CREATE ROLE monitor LOGIN; GRANT pg_monitor TO monitor; CREATE ROLE nobody LOGIN");
    let unknown = |role: &str| -> Vec<String> {
        let report = report(&url.replacen("postgres@", &format!("{role}@"), 1), zero);
        let unknown = report.as_array().unwrap().iter().filter(|check| check["status"] == "unknown");
        unknown.map(|check| format!("{}: {}", check["check"].as_str().unwrap(), check["missing_grant"])).collect()
    };
    assert!(unknown("monitor").is_empty(), "{:?}", unknown("monitor"));
    let monitor = report(&url.replacen("postgres@", "monitor@", 1), zero);
    for check in ["md5_passwords", "logins_without_password"] {
        let asked = of(&monitor, check);
        assert!(asked["status"] == "skipped" && asked["missing_grant"].is_null(), "{asked:#}");
        assert!(asked["message"].as_str().unwrap().starts_with("superuser only: "), "{asked:#}");
    }
    for check in ["hba_errors", "config_errors", "trusted_networks", "trusted_locals"] {
        let asked = of(&monitor, check);
        assert_eq!(asked["status"], "skipped", "{asked:#}");
        sql(url, asked["missing_grant"].as_str().unwrap());
    }
    let monitor = report(&url.replacen("postgres@", "monitor@", 1), zero);
    for check in ["hba_errors", "config_errors", "trusted_networks", "trusted_locals"] {
        assert_eq!(of(&monitor, check)["status"], of(&broken, check)["status"]);
    }
    for check in ["connections", "idle_in_transaction", "long_transactions"] {
        let lacking = format!("{check}: \"GRANT pg_read_all_stats TO nobody\"");
        assert!(unknown("nobody").contains(&lacking), "{:?}", unknown("nobody"));
    }
}

#[test]
fn without_a_synchronous_standby_commits_wait() {
    let server = start_server(&["synchronous_standby_names=far", "synchronous_commit=local"]);
    found(&report(&server.url("postgres"), ""), "synchronous_standbys", "critical", "synchronous_standby_names is far");
}

#[test]
fn the_checks_are_listed_and_explained_without_a_server() {
    let project = Project::empty();
    let list = project.run(&["health", "list"]).exits(0);
    let explained = project.run(&["health", "explain", "detach_pending"]).exits(0);
    for words in ["replication\n", "  xmin_horizon", "warning 80.0 %, critical 90.0 %"] {
        assert!(list.stdout.contains(words), "{list}");
    }
    for words in
        ["why: queries do not see", "needs: PostgreSQL 14 or newer", "privilege: none", "FROM pg_inherits", "its lock: SHARE"]
    {
        assert!(explained.stdout.contains(words), "{explained}");
    }
    let listed = project.run(&["health", "list", "--format", "json"]).exits(0).json();
    let checks = listed["result"]["checks"].as_array().unwrap();
    assert_eq!(checks.len(), pgkeel::health::CHECKS.len());
    let refused = project.run(&["health", "explain", "detach"]).exits(2);
    assert!(refused.stderr.contains("there is no check `detach`"), "{refused}");
    let _ = project.run(&["health", "--group", "vacum"]).exits(2);
}

#[test]
fn monitoring_is_answered_in_its_own_formats_and_codes() {
    let server = start_server(&[]);
    let url = &server.url("postgres");
    let project = Project::empty().with_variable("PGKEEL_DATABASE_URL", url);
    let nagios = |arguments: &[&str]| project.run(&[&["health", "--format", "nagios"], arguments].concat());
    let sound = nagios(&["--only", "invalid_indexes,partition_headroom"]).exits(0);
    assert_eq!(sound.stdout, "PGKEEL OK: 2 checks | invalid_indexes=0;0; partition_headroom=U\n");
    sql(url, "CREATE TABLE t (id int, CHECK (id > 0)); ALTER TABLE t ADD CONSTRAINT later CHECK (id < 9) NOT VALID");
    let arguments = ["--only", "unvalidated_constraints,unsafe_settings"];
    let critical = nagios(&arguments).exits(2);
    assert_eq!(
        critical.stdout,
        "PGKEEL CRITICAL: CRITICAL unsafe_settings: 2 unsafe settings (and 1 more) | unsafe_settings=2;;0 unvalidated_constraints=1;0;\n\
         CRITICAL unsafe_settings: 2 unsafe settings\nWARNING unvalidated_constraints: 1 constraint without validation\n"
    );
    let _ = nagios(&["--only", "unvalidated_constraints"]).exits(1);
    sql(url, "CREATE ROLE nobody LOGIN");
    let blind = Project::empty().with_variable("PGKEEL_DATABASE_URL", &url.replacen("postgres@", "nobody@", 1));
    let _ = blind.run(&["health", "--format", "nagios", "--only", "idle_in_transaction"]).exits(3);

    let samples = project.run(&[&["health", "--format", "prometheus"], &arguments[..]].concat()).exits(3).stdout;
    for line in [
        "# TYPE pgkeel_health_status gauge\n",
        "pgkeel_health_status{database=\"postgres\",check=\"unsafe_settings\",group=\"capacity\"} 5\n",
        "pgkeel_health_value{database=\"postgres\",check=\"unvalidated_constraints\",group=\"schema\",unit=\"count\"} 1\n",
    ] {
        assert!(samples.contains(line), "{samples}");
    }
    // Whoever cannot be reached is not well.
    drop(server);
    let gone = nagios(&[]).exits(3);
    assert!(gone.stdout.starts_with("PGKEEL UNKNOWN: "), "{gone}");
    // What answers in no such format says so.
    let _ = project.run(&["health", "list", "--format", "nagios"]).exits(3);
    let _ = project.run(&["diff", "--format", "prometheus"]).exits(2);
}
