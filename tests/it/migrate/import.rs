//! `pgkeel migrate import`: with the history tables as each tool makes them.

use super::conformance::refinery_agrees;
use super::{exists, history};
use crate::support::{Database, Project, stable};

/// A project of another tool, on a database that it has migrated.
fn imported(sql: &str, files: &[(&str, &str)]) -> (Database, Project) {
    let database = Database::empty();
    database.sql(sql);
    let project = Project::empty().on(&database);
    for (name, text) in files {
        project.write(name, text);
    }
    (database, project)
}

fn import(project: &Project, tool: &str, more: &[&str]) -> crate::support::Run {
    project.run(&[&["migrate", "import", "--from", tool], more].concat())
}

const FLYWAY: &str = "CREATE TABLE flyway_schema_history (installed_rank int PRIMARY KEY, version varchar(50), description varchar(200), \
    type varchar(20), script varchar(1000), checksum int, installed_by varchar(100), installed_on timestamp DEFAULT now(), \
    execution_time int, success boolean); \
    INSERT INTO flyway_schema_history (installed_rank, version, description, type, script, success) VALUES \
    (1, '1', 'users', 'SQL', 'V1__users.sql', true), (2, '1.1', 'more', 'SQL', 'V1.1__more.sql', true), \
    (3, NULL, 'views', 'SQL', 'R__views.sql', true), (4, '2', 'gone', 'SQL', 'V2__gone.sql', true), \
    (5, '2', 'gone', 'UNDO_SQL', 'U2__gone.sql', true); CREATE TABLE users (id int);";

const OF_FLYWAY: [(&str, &str); 6] = [
    ("migrations/V1__users.sql", "CREATE TABLE users (id int);\n"),
    ("migrations/U1__users.sql", "DROP TABLE users;\n"),
    ("migrations/V1.1__more.sql", "SELECT 1;\n"),
    ("migrations/V2__gone.sql", "CREATE TABLE gone ();\n"),
    ("migrations/V3__next one.sql", "CREATE TABLE later ();\n"),
    ("migrations/R__views.sql", "CREATE OR REPLACE VIEW v AS SELECT 1 AS a;\n"),
];

#[test]
fn from_flyway() {
    let (database, project) = imported(FLYWAY, &OF_FLYWAY);
    let _stable = stable();
    insta::assert_snapshot!(import(&project, "flyway", &[]), @"
    exit code: 3
    --- stdout
    mkdir -p migrations/repeatable
    git mv migrations/R__views.sql migrations/repeatable/views.sql
    git mv migrations/U1__users.sql migrations/V1000000__users.down.sql
    git mv migrations/V1.1__more.sql migrations/V1001000__more.sql
    git mv migrations/V1__users.sql migrations/V1000000__users.sql
    git mv migrations/V2__gone.sql migrations/V2000000__gone.sql
    git mv 'migrations/V3__next one.sql' migrations/V3000000__next_one.sql
    # Nothing is recorded yet. Then: pgkeel migrate import --from flyway; or let it do all that: pgkeel migrate import --from flyway --write
    --- stderr
    ");
    assert!(!exists(&database, "refinery_schema_history"));
    insta::assert_snapshot!(import(&project, "flyway", &["--write"]), @"
    exit code: 0
    --- stdout
    recorded 2 migrations as applied by flyway; 2 pending; nothing was run
    --- stderr
    ");
    assert_eq!(history(&database), ["V1000000__users", "V1001000__more"]);
    assert!(!exists(&database, "v") && !exists(&database, "gone"), "nothing was run");
    let of_ours = [("V1000000__users.sql", OF_FLYWAY[0].1), ("V1001000__more.sql", OF_FLYWAY[2].1)];
    assert_eq!(refinery_agrees(&database, &of_ours), Ok(()));
    assert_eq!(project.read("migrations/V1000000__users.down.sql"), OF_FLYWAY[1].1);
    let again = import(&project, "flyway", &[]).exits(1);
    assert!(again.stderr.contains("this database has a history already"), "{again}");
    let _ = project.run(&["migrate", "up"]).exits(0);
    assert!(exists(&database, "v") && exists(&database, "gone") && exists(&database, "later"));
    // The next database has files that were renamed already.
    let next = Database::empty();
    next.sql(FLYWAY);
    let project = project.on(&next);
    let dry_run = import(&project, "flyway", &["--dry-run"]).exits(0);
    assert!(dry_run.stdout.starts_with("-- 1. record V1000000__users to V1001000__more as applied: flyway has applied them\n"));
    let _ = import(&project, "flyway", &[]).exits(0);
    assert_eq!(history(&next), ["V1000000__users", "V1001000__more"]);
}

#[test]
fn from_dbmate() {
    let (database, project) = imported(
        "CREATE TABLE schema_migrations (version varchar(128) PRIMARY KEY); INSERT INTO schema_migrations VALUES ('20240101120000')",
        &[
            (
                "db/migrations/20240101120000_users.sql",
                "-- migrate:up\nCREATE TABLE users ();\n\n-- migrate:down\nDROP TABLE users;\n",
            ),
            ("db/migrations/20240102120000_index.sql", "-- migrate:up transaction:false\nVACUUM;\n\n-- migrate:down\n\n"),
        ],
    );
    let _stable = stable();
    insta::assert_snapshot!(import(&project, "dbmate", &["--directory", "db/migrations"]), @"
    exit code: 3
    --- stdout
    mkdir -p migrations
    # db/migrations/20240101120000_users.sql becomes migrations/V20240101120000__users.sql, and its two ways are parted: --write does that
    # db/migrations/20240102120000_index.sql becomes migrations/V20240102120000__index.sql, and its text is changed: --write does that
    # Nothing is recorded yet. Then: pgkeel migrate import --from dbmate --directory db/migrations; or let it do all that: pgkeel migrate import --from dbmate --directory db/migrations --write
    --- stderr
    ");
    insta::assert_snapshot!(import(&project, "dbmate", &["--directory", "db/migrations", "--write"]), @"
    exit code: 0
    --- stdout
    recorded 1 migration as applied by dbmate; 1 pending; nothing was run
    --- stderr
    ");
    assert_eq!(history(&database), ["V20240101120000__users"]);
    assert_eq!(project.read("migrations/V20240101120000__users.down.sql"), "DROP TABLE users;\n");
    assert_eq!(project.read("migrations/V20240102120000__index.sql"), "-- pgkeel: no-transaction\nVACUUM;\n");
    assert!(!project.path().join("db/migrations/20240101120000_users.sql").exists());
    let _ = project.run(&["migrate", "up"]).exits(0);
}

#[test]
fn from_golang_migrate() {
    let (database, project) = imported(
        "CREATE TABLE schema_migrations (version bigint PRIMARY KEY, dirty boolean NOT NULL); INSERT INTO schema_migrations VALUES (2, true)",
        &[
            ("migrations/V000001__a.sql", "SELECT 1;\n"),
            ("migrations/V000002__b.sql", "SELECT 2;\n"),
            ("migrations/V000002__b.down.sql", "SELECT 2;\n"),
            ("migrations/V000003__c.sql", "SELECT 3;\n"),
        ],
    );
    let dirty = import(&project, "golang-migrate", &[]).exits(1);
    assert!(dirty.stderr.contains("golang-migrate says that its migration 2 failed, or was left half done"), "{dirty}");
    database.sql("UPDATE schema_migrations SET dirty = false");
    let json = import(&project, "golang-migrate", &["--format", "json"]).exits(0).json();
    assert_eq!(json["result"]["recorded"], serde_json::json!(["V1__a", "V2__b"]));
    assert_eq!(json["result"]["pending"], 1);
    database.sql("TRUNCATE refinery_schema_history; UPDATE schema_migrations SET version = 9");
    let missing = import(&project, "golang-migrate", &[]).exits(1);
    assert!(missing.stderr.contains("golang-migrate applied 9, which has no file"), "{missing}");
}

#[test]
fn from_sqlx_and_goose() {
    let (database, project) = imported(
        "CREATE TABLE _sqlx_migrations (version bigint PRIMARY KEY, description text, installed_on timestamptz DEFAULT now(), \
         success boolean, checksum bytea, execution_time bigint); INSERT INTO _sqlx_migrations (version, description, success) VALUES (1, 'a b', true)",
        &[("migrations/1_a-b.up.sql", "SELECT 1;\n"), ("migrations/1_a-b.down.sql", "SELECT -1;\n")],
    );
    let moves = import(&project, "sqlx", &[]).exits(3);
    assert!(moves.stdout.starts_with("git mv migrations/1_a-b.down.sql migrations/V1__a_b.down.sql\n"), "{moves}");
    let _ = import(&project, "sqlx", &["--write"]).exits(0);
    assert_eq!(history(&database), ["V1__a_b"]);
    let (database, project) = imported(
        "CREATE TABLE goose_db_version (id serial PRIMARY KEY, version_id bigint, is_applied boolean, tstamp timestamp DEFAULT now()); \
         INSERT INTO goose_db_version (version_id, is_applied) VALUES (0, true), (1, true), (2, true), (2, false)",
        &[
            ("migrations/00001_a.sql", "-- +goose Up\nSELECT 1;\n-- +goose Down\nSELECT -1;\n"),
            ("migrations/00002_b.sql", "-- +goose Up\nSELECT 2;\n"),
        ],
    );
    let _ = import(&project, "goose", &["--write"]).exits(0);
    assert_eq!(history(&database), ["V1__a"]);
    assert_eq!(project.read("migrations/V00001__a.down.sql"), "SELECT -1;\n");
}

#[test]
fn from_sqitch_and_alembic() {
    let (database, project) = imported(
        "CREATE SCHEMA sqitch; CREATE TABLE sqitch.changes (change_id text PRIMARY KEY, change text, project text, \
         committed_at timestamptz DEFAULT now()); INSERT INTO sqitch.changes VALUES ('x', 'users', 'p')",
        &[
            (
                "sqitch.plan",
                "%syntax-version=1.0.0\n%project=p\n\nusers 2024-01-01T00:00:00Z A <a@b>\ntiers 2024-01-02T00:00:00Z A <a@b>\n",
            ),
            ("deploy/users.sql", "BEGIN;\nCREATE TABLE users ();\nCOMMIT;\n"),
            ("deploy/tiers.sql", "CREATE TABLE tiers ();\n"),
            ("revert/users.sql", "DROP TABLE users;\n"),
        ],
    );
    let _ = import(&project, "sqitch", &["--write"]).exits(0);
    assert_eq!(history(&database), ["V1__users"]);
    assert_eq!(project.read("migrations/V1__users.sql"), "CREATE TABLE users ();\n");
    let (database, project) = imported(
        "CREATE TABLE alembic_version (version_num varchar(32) PRIMARY KEY); INSERT INTO alembic_version VALUES ('aa')",
        &[
            ("alembic/versions/aa_users.py", "revision = 'aa'\ndown_revision = None\n"),
            ("alembic/versions/bb_tiers.py", "revision = 'bb'\ndown_revision = 'aa'\n"),
        ],
    );
    let _stable = stable();
    insta::assert_snapshot!(import(&project, "alembic", &[]), @"
    exit code: 3
    --- stdout
    alembic upgrade aa --sql > migrations/V1__aa_users.sql
    alembic downgrade aa:base --sql > migrations/V1__aa_users.down.sql
    alembic upgrade aa:bb --sql > migrations/V2__bb_tiers.sql
    alembic downgrade bb:aa --sql > migrations/V2__bb_tiers.down.sql
    # Take BEGIN, COMMIT and what is about alembic_version out of what that writes.
    # Nothing is recorded yet. Then: pgkeel migrate import --from alembic
    --- stderr
    ");
    project.write("migrations/V1__aa_users.sql", "SELECT 1;\n").write("migrations/V2__bb_tiers.sql", "SELECT 2;\n");
    insta::assert_snapshot!(import(&project, "alembic", &[]), @"
    exit code: 0
    --- stdout
    recorded 1 migration as applied by alembic; 1 pending; nothing was run
    --- stderr
    ");
    assert_eq!(history(&database), ["V1__aa_users"]);
}

#[test]
fn a_table_that_is_not_the_tools_is_refused() {
    let (_database, project) = imported("CREATE TABLE schema_migrations (a int)", &[("migrations/V1__a.sql", "SELECT 1;\n")]);
    let other = import(&project, "dbmate", &[]).exits(1);
    assert!(other.stderr.contains("schema_migrations is not what dbmate makes"), "{other}");
    let none = import(&project, "flyway", &[]).exits(2);
    assert!(none.stderr.contains("there is no table flyway_schema_history"), "{none}");
    let nowhere = import(&project, "sqlx", &["--directory", "db"]).exits(2);
    assert!(nowhere.stderr.contains("there is no directory db/"), "{nowhere}");
}
