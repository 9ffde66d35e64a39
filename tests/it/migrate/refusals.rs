//! What fails, what is refused, and that nothing is left half done.

use super::{THREE, exists, history, project, stable_times};
use crate::support::{Database, Project, block_on, connect, server, stable};

#[test]
fn a_syntax_error_is_pointed_at_and_the_next_run_goes_on() {
    let database = Database::empty();
    let broken = "CREATE TABLE größe (id int);\nCREATE TABLE b (\n\tid int,,\n);\n";
    let project = project(&database, &[THREE[0], ("V2__broken.sql", broken), ("V3__c.sql", "CREATE TABLE c ()")]);
    let _stable = stable();
    insta::assert_snapshot!(project.run(&["migrate", "up"]), @r#"
    exit code: 1
    --- stdout
    V1__users  [time]
    --- stderr
    error: syntax error at or near "," (SQLSTATE 42601)
      --> migrations/V2__broken.sql:3:9
    1 | CREATE TABLE größe (id int);
    2 | CREATE TABLE b (
    3 | 	id int,,
      | 	       ^
    state: nothing of `V2__broken` was done: its transaction was rolled back; V1 was applied by this run and stays
    hint: correct the file and run pgkeel migrate up again
    "#);
    assert_eq!(history(&database), ["V1__users"]);
    assert!(!exists(&database, "größe"));
    project.write("migrations/V2__broken.sql", "CREATE TABLE b (id int);");
    let run = project.run(&["migrate", "up"]).exits(0);
    assert!(run.stdout.ends_with("\napplied 2 migrations, the newest is V3\n"), "{run}");
}

#[test]
fn an_error_without_a_position_points_at_its_statement() {
    let database = Database::empty();
    let sql = "INSERT INTO users VALUES (1);\n\n-- once more; with a semicolon\nINSERT INTO users\n  VALUES (1);\nSELECT 2;\n";
    let project = project(&database, &[THREE[0], ("V2__twice.sql", sql)]);
    let _stable = stable();
    insta::assert_snapshot!(project.run(&["migrate", "up"]), @r#"
    exit code: 1
    --- stdout
    V1__users  [time]
    --- stderr
    error: duplicate key value violates unique constraint "users_pkey" (SQLSTATE 23505)
      --> migrations/V2__twice.sql:4:1
    2 | 
    3 | -- once more; with a semicolon
    4 | INSERT INTO users
      | ^
      detail: Key (id)=(1) already exists.
    state: nothing of `V2__twice` was done: its transaction was rolled back; V1 was applied by this run and stays
    hint: correct the file and run pgkeel migrate up again
    "#);
    assert_eq!(database.value("SELECT count(*) FROM users"), "0");
    insta::assert_snapshot!(project.run(&["migrate", "up", "--format", "json"]), @r#"
    exit code: 1
    --- stdout
    {
      "schema_version": 1,
      "pgkeel": "0.1.0",
      "command": "migrate up",
      "outcome": "failed",
      "exit_code": 1,
      "error": {
        "kind": "failed",
        "message": "duplicate key value violates unique constraint \"users_pkey\"",
        "location": {
          "file": "migrations/V2__twice.sql",
          "line": 4,
          "column": 1
        },
        "sql": {
          "sqlstate": "23505",
          "detail": "Key (id)=(1) already exists."
        },
        "state": "nothing of `V2__twice` was done: its transaction was rolled back; no migration was applied by this run",
        "hints": [
          "correct the file and run pgkeel migrate up again"
        ],
        "applied": [],
        "not_applied": [
          {
            "version": 2,
            "name": "twice"
          }
        ]
      }
    }
    --- stderr
    "#);
}

#[test]
fn an_error_at_commit_names_the_file() {
    let database = Database::empty();
    let sql = "CREATE TABLE a (id int UNIQUE DEFERRABLE INITIALLY DEFERRED);\nINSERT INTO a VALUES (1), (1);";
    let project = project(&database, &[("V1__a.sql", sql)]);
    let _stable = stable();
    insta::assert_snapshot!(project.run(&["migrate", "up"]), @r#"
    exit code: 1
    --- stdout
    --- stderr
    error: duplicate key value violates unique constraint "a_id_key" (SQLSTATE 23505)
      --> migrations/V1__a.sql
      detail: Key (id)=(1) already exists.
    state: nothing of `V1__a` was done: its transaction was rolled back; no migration was applied by this run
    hint: correct the file and run pgkeel migrate up again
    "#);
    assert!(!exists(&database, "a") && !exists(&database, "refinery_schema_history"));
}

#[test]
fn what_was_begun_behind_a_commit_that_fails_is_cancelled_and_undone() {
    let database = Database::empty();
    let first = "CREATE TABLE a (id int UNIQUE DEFERRABLE INITIALLY DEFERRED);\nINSERT INTO a VALUES (1), (1);";
    let second = "CREATE TABLE b (id int);\nSELECT pg_sleep(100000);";
    let project = project(&database, &[("V1__a.sql", first), ("V2__b.sql", second)]);
    let up = project.run(&["migrate", "up", "--allow", "long-scan"]).exits(1);
    assert!(up.stderr.contains("(SQLSTATE 23505)\n  --> migrations/V1__a.sql"), "{up:?}");
    assert!(up.stderr.contains("nothing of `V1__a` was done"), "{up:?}");
    assert!(!up.stderr.contains("V2__b") && !up.stderr.contains("no transaction in progress"), "{up:?}");
    assert!(!exists(&database, "a") && !exists(&database, "b") && !exists(&database, "refinery_schema_history"));
}

#[test]
fn all_pending_files_are_looked_through_before_the_first_one_runs() {
    let database = Database::empty();
    let project = project(
        &database,
        &[
            THREE[0],
            ("V2__commits.sql", "CREATE TABLE a ();\nCOMMIT;\nCREATE TABLE b ();\nROLLBACK;\n"),
            ("V3__index.sql", "CREATE INDEX CONCURRENTLY ON users (id);"),
            ("V4__directive.sql", "-- pgkeel: no-transaction\n-- pgkeel: lock-timout=5s\nSELECT 1;"),
            ("V5__dump.sql", "\\restrict abc\nCOPY users FROM stdin;\n1\n\\.\n"),
        ],
    );
    let _stable = stable();
    insta::assert_snapshot!(project.run(&["migrate", "up"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `COMMIT` would end the transaction that this migration and its record share
      --> migrations/V2__commits.sql:2:1
    1 | CREATE TABLE a ();
    2 | COMMIT;
      | ^
    hint: delete it: every migration runs in one transaction; SAVEPOINT and ROLLBACK TO are fine
    error: `ROLLBACK` would end the transaction that this migration and its record share
      --> migrations/V2__commits.sql:4:1
    2 | COMMIT;
    3 | CREATE TABLE b ();
    4 | ROLLBACK;
      | ^
    hint: delete it: every migration runs in one transaction; SAVEPOINT and ROLLBACK TO are fine
    error: `CREATE INDEX CONCURRENTLY` cannot run in a transaction, in which this migration runs
      --> migrations/V3__index.sql:1:1
    1 | CREATE INDEX CONCURRENTLY ON users (id);
      | ^
    hint: put this line at the top of the file, whose statements then run one by one: -- pgkeel: no-transaction
    error: unknown directive `lock-timout`
      --> migrations/V4__directive.sql:2:12
    1 | -- pgkeel: no-transaction
    2 | -- pgkeel: lock-timout=5s
      |            ^
    hint: did you mean `lock-timeout`?
    error: 4 problems in pending migrations
    state: nothing was applied
    ");
    assert!(!exists(&database, "users"));
    // They are not in the way of what comes before them.
    let _ = project.run(&["migrate", "up", "--to", "1"]).exits(0);
    let _ = project.run(&["migrate", "up", "--dry-run"]).exits(2);
}

#[test]
fn what_is_refused_beforehand_postgresql_refuses_too() {
    let database = Database::empty();
    database.sql("CREATE TABLE t (id int) PARTITION BY LIST (id); CREATE TABLE p PARTITION OF t FOR VALUES IN (1); CREATE INDEX i ON p (id)");
    block_on(async {
        let session = connect(&database.url).await;
        for sql in [
            "CREATE INDEX CONCURRENTLY ON p (id)",
            "create unique index concurrently if not exists j on p (id)",
            "DROP INDEX CONCURRENTLY i",
            "REINDEX INDEX CONCURRENTLY i",
            "REINDEX (CONCURRENTLY) TABLE p",
            "REINDEX SCHEMA public",
            &format!("REINDEX DATABASE {}", database.name),
            "ALTER TABLE ONLY public.t DETACH PARTITION public.\"p\" CONCURRENTLY",
            "VACUUM",
            "VACUUM (ANALYZE) p",
            "CLUSTER",
            "CREATE DATABASE never",
            "DROP DATABASE template1",
            &format!("ALTER DATABASE {} SET TABLESPACE pg_default", database.name),
            "CREATE TABLESPACE never LOCATION '/nowhere'",
            "DROP TABLESPACE never",
            "CREATE SUBSCRIPTION s CONNECTION 'dbname=x' PUBLICATION p",
            "ALTER SYSTEM SET work_mem = '1MB'",
            "DISCARD ALL",
            "COMMIT PREPARED 'x'",
        ] {
            session.simple("BEGIN").await.unwrap();
            let error = session.simple(sql).await.unwrap_err();
            assert_eq!(error.sqlstate(), Some("25001"), "{sql}: {error}");
            session.simple("ROLLBACK").await.unwrap();
            let project = project(&database, &[("V1__a.sql", sql)]);
            let run = project.run(&["migrate", "up", "--dry-run"]).exits(2);
            assert!(run.stderr.contains("cannot run in a transaction"), "{sql}: {}", run.stderr);
        }
    });
}

#[test]
fn what_does_not_fit_the_history_is_found_at_once() {
    let database = Database::empty();
    let project = project(
        &database,
        &[
            ("V2__changed.sql", "SELECT 1;"),
            ("V3__windows.sql", "SELECT 1;\nSELECT 2;\n"),
            ("V4__renamed.sql", "SELECT 1;"),
            ("V5__gone.sql", "SELECT 1;"),
        ],
    );
    let _ = project.run(&["migrate", "up"]).exits(0);
    project.write("migrations/V2__changed.sql", "SELECT 2;");
    project.write("migrations/V3__windows.sql", "SELECT 1;\r\nSELECT 2;\r\n");
    std::fs::rename(project.path().join("migrations/V4__renamed.sql"), project.path().join("migrations/V4__other.sql"))
        .unwrap();
    std::fs::remove_file(project.path().join("migrations/V5__gone.sql")).unwrap();
    project.write("migrations/V1__late.sql", "SELECT 1;");
    project.write("migrations/U0__whenever.sql", "SELECT 1;");
    project.write("migrations/V6__next.sql", "SELECT 1;");
    let _stable = stable_times();
    insta::assert_snapshot!(project.run(&["migrate", "status"]), @"
    exit code: 3
    --- stdout
    version  name      state         applied on  took  by
    U0       whenever  pending
    V1       late      out of order
    V2       changed   divergent     [when]  [time]  postgres
    V3       windows   divergent     [when]  [time]  postgres
    V4       other     divergent     [when]  [time]  postgres
    V5       gone      missing       [when]  [time]  postgres
    V6       next      pending

    7 migrations: 2 pending, 3 divergent, 1 missing, 1 out of order

    error: V1__late is not applied, although the later V5 is
      --> migrations/V1__late.sql
    hint: rename it to V7__late.sql; or, if it may run on other databases before V5, to U1__late.sql

    error: V2__changed has been changed since it was applied on [when]
      --> migrations/V2__changed.sql
    hint: restore the file from version control, and put the change into a new migration: pgkeel migrate new NAME
    hint: if the file is right as it is: pgkeel migrate repair V2 --apply
    --- as applied
    +++ as it is
    @@ -1 +1 @@
    -SELECT 1;
    +SELECT 2;

    error: V3__windows differs from what was applied in its line endings alone: they were LF and are CRLF
      --> migrations/V3__windows.sql
    hint: restore them, and keep them in .gitattributes: *.sql text eol=lf
    hint: if the file is right as it is: pgkeel migrate repair V3 --apply

    error: V4 was applied as V4__renamed and has been renamed since
      --> migrations/V4__other.sql
    hint: rename it back to V4__renamed.sql
    hint: if the file is right as it is: pgkeel migrate repair V4 --apply

    error: V5__gone was applied on [when], but its file is not there
      --> migrations/V5__gone.sql
    hint: restore it from version control, or use the version of the project that this database was migrated with
    hint: if it is gone for good: pgkeel migrate repair V5 --apply
    --- stderr
    ");
    insta::assert_snapshot!(project.run(&["migrate", "up"]).exits(1).stderr.lines().rev().take(3).collect::<Vec<_>>().join("\n"), @r"
    hint: pgkeel migrate status shows all migrations
    state: nothing was applied
    error: 5 migrations do not fit what this database says was applied
    ");
    assert_eq!(history(&database).len(), 4);
}

#[test]
fn files_that_cannot_be_migrations_are_all_named() {
    let database = Database::empty();
    let project = project(
        &database,
        &[
            ("v1__lower.sql", ""),
            ("V2__with-hyphen.sql", ""),
            ("V3__dotted.name.sql", ""),
            ("V4__upper.SQL", ""),
            ("|5__bar.sql", ""),
            ("V6__mark.sql", "\u{feff}SELECT 1"),
            ("V7__a.sql", "SELECT 1"),
            ("sub/V07__b.sql", "SELECT 1"),
            ("V8__gone.down.sql", "SELECT 1"),
            ("V9__zero.sql", "SELECT 1;\n\0"),
            ("README.md", "not a migration"),
            (".hidden.sql", ""),
        ],
    );
    std::fs::write(project.path().join("migrations/V10__latin.sql"), b"SELECT 1;\n-- gr\xf6\xdfe").unwrap();
    std::os::unix::fs::symlink("nowhere", project.path().join("migrations/V11__dangling.sql")).unwrap();
    std::os::unix::fs::symlink("sub", project.path().join("migrations/linked")).unwrap();
    let _stable = stable();
    insta::assert_snapshot!(project.run(&["migrate", "up"]), @r"
    exit code: 2
    --- stdout
    --- stderr
    error: migrations/linked is a link to a directory, which is not followed
    hint: put the files themselves there, or link each of them
    error: cannot read migrations/V11__dangling.sql: No such file or directory
      --> migrations/V11__dangling.sql
    error: the file is not UTF-8: byte 15 is 0xf6
      --> migrations/V10__latin.sql:2:6
    1 | SELECT 1;
    2 | -- gr
      |      ^
    hint: save it as UTF-8
    error: `V2__with-hyphen.sql` is no migration's name: `-` is neither letter, digit nor underscore
      --> migrations/V2__with-hyphen.sql
    hint: rename it to V2__with_hyphen.sql
    error: `V3__dotted.name.sql` is no migration's name: `.` is neither letter, digit nor underscore
      --> migrations/V3__dotted.name.sql
    hint: rename it to V3__dotted_name.sql
    error: `V4__upper.SQL` is no migration's name: its extension is `.SQL`, not `.sql`
      --> migrations/V4__upper.SQL
    hint: rename it to V4__upper.sql
    error: the file begins with a byte order mark, which PostgreSQL takes for a syntax error
      --> migrations/V6__mark.sql:1:1
    hint: save it as UTF-8 without a byte order mark
    error: the down script `V8__gone.down.sql` belongs to no migration: there is no `V8__gone.sql` beside it
      --> migrations/V8__gone.down.sql
    hint: rename it after the migration that it undoes, or delete it
    error: the file holds a zero byte, which no SQL text can
      --> migrations/V9__zero.sql:2:1
    1 | SELECT 1;
    hint: remove it, or save the file as UTF-8
    error: `v1__lower.sql` is no migration's name: it does not begin with a capital V (or U)
      --> migrations/v1__lower.sql
    hint: rename it to V1__lower.sql
    error: `|5__bar.sql` is no migration's name: it does not begin with a capital V (or U)
      --> migrations/|5__bar.sql
    hint: rename it to V5__bar.sql
    error: version 7 is taken more than once: migrations/V7__a.sql, migrations/sub/V07__b.sql
      --> migrations/sub/V07__b.sql
    hint: rename those that are not applied yet; the next free version is 8
    error: 12 problems in migrations/
    ");
    let _ = project.run(&["migrate", "status"]).exits(2);
    let _ = project.run(&["migrate", "new", "next"]).exits(2);
}

#[test]
fn no_directory_and_no_files() {
    let database = Database::empty();
    let none = Project::empty().on(&database);
    let _stable = stable();
    insta::assert_snapshot!(none.run(&["migrate", "up"]), @r"
    exit code: 2
    --- stdout
    --- stderr
    error: there is no directory migrations/
    hint: name the project's directory with -C DIR, or begin one: pgkeel migrate new NAME
    ");
    let empty = project(&database, &[]);
    insta::assert_snapshot!(empty.run(&["migrate", "up"]), @r"
    exit code: 0
    --- stdout
    nothing to apply: there are no migrations in migrations/
    --- stderr
    ");
    insta::assert_snapshot!(empty.run(&["migrate", "status"]), @r"
    exit code: 0
    --- stdout
    there are no migrations in migrations/, and none is applied
    --- stderr
    ");
}

#[test]
fn a_table_that_is_not_refinerys_is_left_alone() {
    let database = Database::empty();
    database.sql("CREATE TABLE refinery_schema_history (version text, name text, applied_on text, checksum text)");
    let project = project(&database, &THREE);
    let _stable = stable();
    insta::assert_snapshot!(project.run(&["migrate", "up"]), @r#"
    exit code: 1
    --- stdout
    --- stderr
    error: public.refinery_schema_history is not refinery's history table: its column "version" is of type text
    hint: rename that table, or manage another schema first: drift.schemas in pgkeel.toml
    "#);
}

#[test]
fn a_version_that_does_not_fit_the_history_is_refused() {
    let database = Database::empty();
    let project = project(&database, &[THREE[0]]);
    let _ = project.run(&["migrate", "up"]).exits(0);
    project.write("migrations/V2__b.sql", "SELECT 1");
    project.write("migrations/V20240101120000__c.sql", "SELECT 1");
    let _stable = stable();
    insta::assert_snapshot!(project.run(&["migrate", "up"]), @r#"
    exit code: 1
    --- stdout
    --- stderr
    error: version 20240101120000 does not fit into public.refinery_schema_history, whose column "version" is an integer (up to 2147483647)
      --> migrations/V20240101120000__c.sql
    state: nothing was applied
    hint: give it the next number after the newest migration
    hint: or give the column 64 bits, which a refinery without `int8-versions` cannot read: pgkeel migrate repair --widen --apply
    "#);
    assert_eq!(history(&database), ["V1__users"]);
}

#[test]
fn a_new_enum_value_is_used_one_migration_later() {
    let database = Database::empty();
    database.sql("CREATE TYPE mood AS ENUM ('sad')");
    let project = project(&database, &[("V1__ok.sql", "ALTER TYPE mood ADD VALUE 'ok'; SELECT 'ok'::mood;")]);
    let run = project.run(&["migrate", "up"]).exits(1);
    assert!(run.stderr.contains("hint: put ALTER TYPE … ADD VALUE into a migration of its own"), "{}", run.stderr);
}

#[test]
fn a_lost_connection_leaves_whole_migrations() {
    let database = Database::empty();
    let lost = "CREATE TABLE b ();\nSELECT pg_terminate_backend(pg_backend_pid());";
    let project = project(&database, &[THREE[0], ("V2__lost.sql", lost)]);
    let _stable = stable();
    insta::assert_snapshot!(project.run(&["migrate", "up", "--quiet"]), @"
    exit code: 1
    --- stdout
    V1__users  [time]
    --- stderr
    error: terminating connection due to administrator command (SQLSTATE 57P01)
      --> migrations/V2__lost.sql:2:1
    1 | CREATE TABLE b ();
    2 | SELECT pg_terminate_backend(pg_backend_pid());
      | ^
    state: nothing of `V2__lost` was done: its transaction was rolled back; V1 was applied by this run and stays
    hint: try again later: pgkeel migrate up
    ");
    assert_eq!(history(&database), ["V1__users"]);
}

#[test]
fn a_pooler_in_transaction_mode_is_refused() {
    use crate::support::pooler::{Order, start};
    for (size, order, seen) in [
        (1, Order::LastReturnedFirst, "two connections share the server process"),
        (3, Order::LastReturnedFirst, "two connections share the server process"),
        (3, Order::InTurn, "one connection was served by"),
    ] {
        let database = Database::empty();
        let project = project(&database, &THREE);
        let directory = tempfile::tempdir().unwrap();
        start(directory.path(), server().directory().join(".s.PGSQL.5432"), &database.name, size, order);
        let url = format!("postgres://postgres@/{}?host={}", database.name, directory.path().display());
        let run = project.run(&["migrate", "up", "-d", &url]).exits(1);
        assert!(run.stderr.contains("is reached through a pooler in transaction mode"), "{run}");
        assert!(
            run.stderr.contains(seen) && run.stderr.contains("state: nothing was begun\nhint: connect to PostgreSQL itself"),
            "{run}"
        );
        assert!(!exists(&database, "refinery_schema_history"));
        let locks = "SELECT count(*) FROM pg_locks JOIN pg_database d ON d.oid = database WHERE locktype = 'advisory' AND datname = current_database()";
        assert_eq!(database.value(locks), "0");
    }
}
