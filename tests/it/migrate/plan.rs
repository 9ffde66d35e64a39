//! `pgkeel migrate plan`, and the consent without which `up` begins nothing.

use super::{exists, history, project};
use crate::support::{Database, Project, stable};

/// A database that others use.
fn in_use() -> Database {
    let database = Database::empty();
    database.sql(
        "CREATE TABLE users (id bigint PRIMARY KEY, email text, old text);
         INSERT INTO users SELECT n, n, n FROM generate_series(1, 1000) n;
         CREATE TABLE empty (id bigint, old text);
         ANALYZE users",
    );
    database
}

const RISKY: &str = "\
CREATE TABLE notes (id bigserial PRIMARY KEY, user_id bigint REFERENCES users, old text);
CREATE INDEX notes_user ON notes (user_id);
ALTER TABLE notes DROP COLUMN old;
ALTER TABLE empty DROP COLUMN old;
ALTER TABLE users DROP COLUMN old;
CREATE INDEX users_email
    ON users (email);
";

#[test]
fn each_statement_is_told_with_its_locks_and_risks() {
    let database = in_use();
    let project =
        project(&database, &[("V1__risky.sql", RISKY), ("V2__fine.sql", "INSERT INTO notes (user_id) VALUES (1);\n")]);
    let _stable = stable();
    insta::assert_snapshot!(project.run(&["migrate", "plan"]), @"
    exit code: 3
    --- stdout
    migrations/V1__risky.sql  in one transaction
      1: CREATE TABLE notes (id bigserial PRIMARY KEY, user_id bigint REFERENCES users, old text)
        lock: SHARE ROW EXCLUSIVE on public.users (blocks writes); 80 kB, about 1000 rows
      2: CREATE INDEX notes_user ON notes (user_id)
      3: ALTER TABLE notes DROP COLUMN old
      4: ALTER TABLE empty DROP COLUMN old
        lock: ACCESS EXCLUSIVE on public.empty (blocks reads and writes); 8192 bytes, about 0 rows
      5: ALTER TABLE users DROP COLUMN old
        lock: ACCESS EXCLUSIVE on public.users (blocks reads and writes); 80 kB, about 1000 rows
        data-loss: public.users.old. The column's values are lost
        safer: stop reading and writing it in a release before this one, and keep its values where they may be needed
      6: CREATE INDEX users_email ON users (email)
        lock: SHARE on public.users (blocks writes); 80 kB, about 1000 rows
        blocks-writes, long-scan: public.users. Nobody writes while the index is built
        safer: CREATE INDEX CONCURRENTLY, in a file of its own that begins with: -- pgkeel: no-transaction
        blocks-reads: public.users (ACCESS EXCLUSIVE since migrations/V1__risky.sql:5). A lock of an earlier statement is kept until the transaction ends, and this one takes long
        safer: put it into a migration of its own

    migrations/V2__fine.sql  in one transaction
      1: INSERT INTO notes (user_id) VALUES (1)

    migrations/V1__risky.sql needs consent: put at its top `-- pgkeel: allow=data-loss,blocks-writes,blocks-reads`, or give --allow data-loss,blocks-writes,blocks-reads
    2 files, 7 statements: 2 without the consent that they need (against [database] on the socket [socket]:5432 as postgres)
    --- stderr
    ");
    assert!(!exists(&database, "refinery_schema_history"), "plan changes nothing");
    let json = project.run(&["migrate", "plan", "--format", "json", "--to", "1"]).exits(3).json();
    let files = &json["result"]["files"];
    assert_eq!(files.as_array().unwrap().len(), 1);
    let index = &files[0]["statements"][5];
    assert_eq!((&index["line"], &index["needs_consent"]), (&6.into(), &serde_json::json!(["blocks-writes", "blocks-reads"])));
    assert_eq!(index["locks"][0]["rows"], 1000);
}

#[test]
fn nothing_is_begun_without_consent() {
    let database = in_use();
    let project = project(&database, &[("V1__fine.sql", "CREATE TABLE a ();\n"), ("V2__risky.sql", "DROP TABLE users;\n")]);
    let _stable = stable();
    insta::assert_snapshot!(project.run(&["migrate", "up"]), @"
    exit code: 3
    --- stdout
    migrations/V2__risky.sql:1: DROP TABLE users
        lock: ACCESS EXCLUSIVE on public.users (blocks reads and writes); 80 kB, about 1000 rows
        data-loss: public.users. The table's rows are lost
        safer: keep a copy where they may be needed (pg_dump --table), and drop it when nothing reads it any more
    migrations/V2__risky.sql needs consent: put at its top `-- pgkeel: allow=data-loss`, or give --allow data-loss
    nothing was applied; 2 pending
    --- stderr
    ");
    assert!(!exists(&database, "a") && exists(&database, "users"));
    let json = project.run(&["migrate", "up", "--format", "json"]).exits(3).json();
    let needed = serde_json::json!([{
        "file": "migrations/V2__risky.sql", "line": 1, "sql": "DROP TABLE users", "hazards": ["data-loss"], "forbidden": [],
    }]);
    assert_eq!(json["result"]["needs_consent"], needed);
    insta::assert_snapshot!(project.run(&["migrate", "up", "--dry-run"]).exits(3).stdout.lines().filter(|line| line.starts_with("--")).collect::<Vec<_>>().join("\n"), @"
    -- 1. V1__fine: migrations/V1__fine.sql
    -- pgkeel's own tables: what refinery's has no column for. They are no part of any schema that is compared.
    -- 2. V2__risky: migrations/V2__risky.sql
    --    lock: ACCESS EXCLUSIVE on public.users (blocks reads and writes)
    --    hazard: data-loss
    -- migrations/V2__risky.sql needs consent: put at its top `-- pgkeel: allow=data-loss`, or give --allow data-loss
    ");
    // Another hazard is not this one.
    let _ = project.run(&["migrate", "up", "--allow", "rewrite,blocks-reads"]).exits(3);
    let _ = project.run(&["migrate", "up", "--to", "1"]).exits(0);
    project.write("migrations/V2__risky.sql", "-- pgkeel: allow=rewrite,data-loss\nDROP TABLE users;\n");
    let _ = project.run(&["migrate", "plan"]).exits(0);
    let _ = project.run(&["migrate", "up"]).exits(0);
    assert_eq!(history(&database), ["V1__fine", "V2__risky"]);
}

#[test]
fn consent_may_be_given_to_one_run() {
    let database = in_use();
    let project = project(&database, &[("V1__risky.sql", "DELETE FROM users;\n")]);
    let _ = project.run(&["migrate", "up", "--allow", "data-loss"]).exits(0);
    assert_eq!(database.value("SELECT count(*) FROM users"), "0");
}

#[test]
fn what_is_in_nobodys_way_needs_no_consent() {
    let database = in_use();
    let project = project(
        &database,
        &[
            ("V1__own.sql", "CREATE TABLE a (id int, b text); INSERT INTO a SELECT 1, 'x'; CREATE INDEX ON a (b);\n"),
            ("V2__own.sql", "ALTER TABLE a ALTER COLUMN id TYPE bigint, DROP COLUMN b; TRUNCATE a; DROP TABLE a;\n"),
            ("V3__empty.sql", "ALTER TABLE empty ALTER COLUMN id TYPE int, ALTER COLUMN old SET NOT NULL; DROP TABLE empty;\n"),
            ("V4__again.sql", "DROP TABLE IF EXISTS gone; CREATE TABLE empty (a int); DROP TABLE empty;\n"),
            ("V5__check.sql", "ALTER TABLE users ADD CONSTRAINT known CHECK (email IS NOT NULL) NOT VALID;\n"),
            ("V6__checked.sql", "ALTER TABLE users VALIDATE CONSTRAINT known;\n"),
            (
                "V7__not_null.sql",
                "ALTER TABLE users ALTER COLUMN email SET NOT NULL; ALTER TABLE users DROP CONSTRAINT known;\n",
            ),
            ("V8__online.sql", "-- pgkeel: no-transaction\nCREATE INDEX CONCURRENTLY users_email ON users (email);\n"),
        ],
    );
    let _ = project.run(&["migrate", "up"]).exits(0);
}

#[test]
fn without_a_database_all_that_was_there_before_is_large() {
    let project = Project::empty();
    project.write("migrations/V2__index.sql", "CREATE INDEX ON users (email);\nDROP TABLE IF EXISTS made;\n");
    project.write("migrations/V10__made.sql", "CREATE INDEX ON made (id);\n");
    project.write("migrations/V1__made.sql", "CREATE TABLE made (id int);\n");
    project.write("migrations/V1__made.down.sql", "DROP TABLE made;\n");
    let _stable = stable();
    insta::assert_snapshot!(project.run(&["migrate", "plan", "--offline", "migrations/"]), @"
    exit code: 3
    --- stdout
    migrations/V1__made.sql  in one transaction
      1: CREATE TABLE made (id int)

    migrations/V2__index.sql  in one transaction
      1: CREATE INDEX ON users (email)
        lock: SHARE on public.users (blocks writes)
        blocks-writes, long-scan: public.users. Nobody writes while the index is built
        safer: CREATE INDEX CONCURRENTLY, in a file of its own that begins with: -- pgkeel: no-transaction
      2: DROP TABLE IF EXISTS made

    migrations/V10__made.sql  in one transaction
      1: CREATE INDEX ON made (id)

    migrations/V2__index.sql needs consent: put at its top `-- pgkeel: allow=blocks-writes`, or give --allow blocks-writes
    3 files, 4 statements: 1 without the consent that they need (without a database: of what was there before, everything is assumed to be large)
    --- stderr
    ");
    let same = project.run(&["migrate", "plan", "--offline", "--allow", "blocks-writes"]).exits(0);
    assert!(same.stdout.contains("migrations/V2__index.sql"), "{same}");
    insta::assert_snapshot!(project.run(&["migrate", "plan", "--offline", "--format", "github"]), @"
    exit code: 3
    --- stdout
    ::error file=migrations/V2__index.sql,line=1,title=blocks writes%3A public.users::blocks writes: public.users
    ::notice title=pgkeel migrate plan::3 files, 4 statements: 1 without the consent that they need (without a database: of what was there before, everything is assumed to be large)
    --- stderr
    3 files, 4 statements: 1 without the consent that they need (without a database: of what was there before, everything is assumed to be large)
    ");
    let _ = project.run(&["migrate", "plan", "--offline", "nowhere.sql"]).exits(2);
}

#[test]
fn what_a_project_forbids_nobody_can_allow() {
    let database = Database::empty();
    let table = "CREATE TABLE users (id int PRIMARY KEY, nick text);\nINSERT INTO users VALUES (1, 'a');\n";
    let project = project(&database, &[("V1__users.sql", table)]);
    let _ = project.run(&["migrate", "up"]).exits(0);
    project.write("pgkeel.toml", "[migrations]\nforbid = [\"drop-column\", \"not-null-column\"]\n");
    project.write(
        "migrations/V2__tier.sql",
        "-- pgkeel: allow=data-loss\nALTER TABLE users DROP COLUMN nick;\nALTER TABLE users ADD COLUMN tier text NOT NULL DEFAULT 'a';\n",
    );
    for arguments in [["migrate", "plan"].as_slice(), &["migrate", "up"], &["migrate", "up", "--allow", "data-loss"]] {
        let run = project.run(arguments).exits(3);
        for said in [
            "migrations/V2__tier.sql:2: drop-column is forbidden by [migrations] forbid in pgkeel.toml",
            "migrations/V2__tier.sql:3: not-null-column is forbidden by [migrations] forbid in pgkeel.toml",
        ] {
            assert!(run.stdout.contains(said), "{run}");
        }
    }
    let json = project.run(&["migrate", "up", "--format", "json"]).exits(3).json();
    let forbidden = |index: usize| &json["result"]["needs_consent"][index]["forbidden"];
    assert_eq!((forbidden(0), forbidden(1)), (&serde_json::json!(["drop-column"]), &serde_json::json!(["not-null-column"])));
    let findings = project.run(&["migrate", "plan", "--format", "github"]).exits(3);
    assert!(findings.stdout.contains("line=3,title=must not be null from the start"), "{findings}");
    // Where nobody asks, a column with a default may begin as it is.
    project.write("pgkeel.toml", "");
    let run = project.run(&["migrate", "plan"]).exits(0);
    assert!(!run.stdout.contains("from the start"), "{run}");
    project.write("pgkeel.toml", "[migrations]\nforbid = [\"no-down-script\"]\n");
    let run = project.run(&["migrate", "up"]).exits(2);
    assert!(run.stderr.contains("V2__tier has no script that undoes it") && run.stderr.contains("V2__tier.down.sql"), "{run}");
    project.write("migrations/V2__tier.down.sql", "ALTER TABLE users DROP COLUMN tier, ADD COLUMN nick text;\n");
    let _ = project.run(&["migrate", "up"]).exits(0);
    project.write("pgkeel.toml", "[migrations]\nforbid = [\"drop-columm\"]\n");
    let run = project.run(&["migrate", "plan"]).exits(2);
    assert!(run.stderr.contains("pgkeel.toml:2:") && run.stderr.contains("did you mean \"drop-column\"?"), "{run}");
}
