//! With refinery and psql themselves: a database goes from one tool to the other and back, and files are split as psql does.

use std::path::Path;
use std::process::Command;

use pgkeel::migration::checksum::Width;
use pgkeel::migration::statements::{self, Kind};
use pgkeel::migration::tokens::{self, Tokens};
use pgkeel::postgres::ephemeral::Binaries;
use refinery::{Migration, Runner};

use super::{THREE, history, project};
use crate::support::{Database, Project, block_on, server};

/// Runs refinery's own runner, as built here: with 64-bit versions.
pub(super) fn refinery(database: &Database, files: &[(&str, &str)]) -> Result<usize, String> {
    let migrations: Vec<Migration> =
        files.iter().map(|(name, sql)| Migration::unapplied(name.trim_end_matches(".sql"), sql).unwrap()).collect();
    block_on(async {
        let (mut client, connection) = tokio_postgres::connect(&database.url, tokio_postgres::NoTls).await.unwrap();
        tokio::spawn(connection);
        let report = Runner::new(&migrations).run_async(&mut client).await;
        report.map(|report| report.applied_migrations().len()).map_err(|error| error.to_string())
    })
}

/// Whether refinery's own runner finds these files applied, and nothing else. A history of 32 bits, which the runner built here
/// cannot read, is widened with its checksums in a copy of the database.
pub(super) fn refinery_agrees(database: &Database, files: &[(&str, &str)]) -> Result<(), String> {
    let copy = Database::copy_of(&database.name);
    let rows = "SELECT version FROM refinery_schema_history";
    let recorded = copy.value("SELECT count(*) FROM pg_class WHERE relname = 'refinery_schema_history'");
    if recorded == "1" {
        copy.sql("ALTER TABLE refinery_schema_history ALTER COLUMN version TYPE int8");
        for (name, sql) in files {
            let migration = Migration::unapplied(name.trim_end_matches(".sql"), sql).unwrap();
            let (version, checksum) = (migration.version(), migration.checksum());
            copy.sql(&format!("UPDATE refinery_schema_history SET checksum = '{checksum}' WHERE version = {version}"));
        }
    }
    match refinery(&copy, files)? {
        0 if copy.column(rows).len() == files.len() => Ok(()),
        applied => Err(format!("it applied {applied} and then found {:?}", copy.column(rows))),
    }
}

/// More than 32 bits.
const WIDE: (&str, &str) = ("V20260102030405__wide.sql", "CREATE TABLE wide ();\r\n-- größe\r\n");

#[test]
fn refinery_goes_on_with_a_database_that_pgkeel_migrated() {
    let database = Database::empty();
    let files = [THREE[0], THREE[1], WIDE];
    let _ = project(&database, &files).run(&["migrate", "up"]).exits(0);
    assert_eq!(refinery(&database, &files), Ok(0));
    assert_eq!(refinery(&database, &[&files[..], &[("V20260102030406__next.sql", "SELECT 1")]].concat()), Ok(1));
}

#[test]
fn pgkeel_goes_on_with_a_database_that_refinery_migrated() {
    let database = Database::empty();
    assert_eq!(refinery(&database, &THREE[..2]), Ok(2));
    let project = project(&database, &THREE);
    let run = project.run(&["migrate", "up"]).exits(0);
    assert!(run.stdout.ends_with("\napplied 1 migration, the newest is V3\n"), "{run}");
    assert_eq!(refinery(&database, &THREE), Ok(0));
    let _ = project.run(&["migrate", "status", "--check"]).exits(0);
}

/// A stock refinery keeps versions in an `int4` column, and its checksums differ. (That ours are the same is tested with
/// golden values in `migration::checksum`.)
#[test]
fn pgkeel_goes_on_with_a_history_of_32_bits() {
    let database = Database::empty();
    database.sql(
        "CREATE TABLE users (id int PRIMARY KEY); CREATE TABLE refinery_schema_history \
         (version INT4 PRIMARY KEY, name VARCHAR(255), applied_on VARCHAR(255), checksum VARCHAR(255));",
    );
    let checksum = Width::Int4.checksum(1, "users", THREE[0].1).unwrap();
    database.sql(&format!(
        "INSERT INTO refinery_schema_history VALUES (1, 'users', '2024-05-06T07:08:09.123456789Z', '{checksum}')"
    ));
    let project = project(&database, &THREE);
    let _ = project.run(&["migrate", "up"]).exits(0);
    let recorded = database.value("SELECT checksum FROM refinery_schema_history WHERE version = 2");
    assert_eq!(recorded, Width::Int4.checksum(2, "first_user", THREE[1].1).unwrap().to_string());
    assert_eq!(history(&database).len(), 3);
    let status = project.run(&["migrate", "status", "--check"]).exits(0);
    assert!(status.stdout.contains("2024-05-06 07:08:09 UTC"), "{status}");
}

/// A history that pgkeel begins has 32 bits where they are enough, so that a stock refinery can go on.
#[test]
fn a_new_history_is_as_narrow_as_possible() {
    for (files, of_type) in [(&[THREE[0]][..], "integer"), (&[THREE[0], WIDE][..], "bigint")] {
        let database = Database::empty();
        let _ = project(&database, files).run(&["migrate", "up", "--to", "1"]).exits(0);
        let column = "SELECT format_type(atttypid, NULL) FROM pg_attribute \
                      WHERE attrelid = 'refinery_schema_history'::regclass AND attname = 'version'";
        assert_eq!(database.value(column), of_type);
        // The time is in the form that refinery parses.
        let applied_on = database.value("SELECT applied_on FROM refinery_schema_history");
        assert!(chrono::DateTime::parse_from_rfc3339(&applied_on).is_ok() && applied_on.ends_with('Z'), "{applied_on}");
    }
}

#[test]
fn layoverhq_is_migrated_from_nothing() {
    let database = Database::empty();
    let project = Project::layoverhq().on(&database);
    let _ = project.run(&["migrate", "up"]).exits(0);
    assert_eq!(
        project.run(&["migrate", "up"]).exits(0).stdout,
        "nothing to apply: 12 migrations are applied, the newest is V12\n"
    );
    let mut files: Vec<(String, String)> = sql_files(&project.path().join("migrations"));
    // refinery passes over what undoes them.
    files.retain(|(name, _)| !name.ends_with(".down.sql"));
    let stems: Vec<(&str, &str)> = files.iter().map(|(name, sql)| (name.as_str(), sql.as_str())).collect();
    // Its history is narrow, which this build of refinery cannot read: widen it as refinery's manual says, with checksums.
    database.sql("ALTER TABLE refinery_schema_history ALTER COLUMN version TYPE int8");
    for (name, sql) in &stems {
        let migration = Migration::unapplied(name.trim_end_matches(".sql"), sql).unwrap();
        let (version, checksum) = (migration.version(), migration.checksum());
        database.sql(&format!("UPDATE refinery_schema_history SET checksum = '{checksum}' WHERE version = {version}"));
    }
    assert_eq!(refinery(&database, &stems), Ok(0));
    let _ = project.run(&["migrate", "status", "--check"]).exits(0);
}

fn sql_files(directory: &Path) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = std::fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| (entry.file_name().into_string().unwrap(), std::fs::read_to_string(entry.path()).unwrap()))
        .collect();
    files.sort();
    files
}

/// The tokens of a statement, without comments and space: psql keeps some of those.
fn bare(sql: &str) -> Vec<String> {
    Tokens::new(sql)
        .filter(|token| token.kind != tokens::Kind::Comment)
        .map(|token| sql[token.start..token.end].to_owned())
        .collect()
}

/// What psql sends of a file, statement by statement, as its own log has it.
fn sent_by_psql(database: &Database, file: &Path) -> Vec<Vec<String>> {
    let explicit = std::env::var_os("PGKEEL_PG_BIN").map(std::path::PathBuf::from);
    let path = std::env::var("PATH").ok();
    let binaries =
        Binaries::find(explicit.as_deref(), path.as_deref(), Some(server().version())).expect("PostgreSQL is installed");
    let log = tempfile::NamedTempFile::new().unwrap();
    let output = Command::new(binaries.directory.join("psql"))
        .args(["-X", "-q", "-o", "/dev/null", "-L"])
        .arg(log.path())
        .arg("-f")
        .arg(file)
        .arg(&database.url)
        .env("PGCLIENTENCODING", "UTF8")
        .output()
        .expect("psql runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let log = std::fs::read_to_string(log.path()).unwrap();
    // `********* QUERY **********`, from PostgreSQL 17 on `/******** QUERY *********/`; the end is the same without the word.
    let mut sent = Vec::new();
    let mut query: Option<String> = None;
    for line in log.split_inclusive('\n') {
        let rule = line.trim_end().trim_matches(['*', '/']);
        if line.contains("******") && rule == " QUERY " {
            query = Some(String::new());
        } else if line.contains("******") && rule.is_empty() {
            sent.extend(query.take().map(|query| bare(&query)));
        } else if let Some(query) = &mut query {
            query.push_str(line);
        }
    }
    sent
}

/// Statements as they are meant to confuse.
const NASTY: &str = r#"
CREATE TABLE t (id int, note text);;
 ; -- nothing; at all
CREATE FUNCTION f(a int DEFAULT (1)) RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT CASE WHEN a > 1 THEN 2 ELSE 3 END; END;
CREATE OR REPLACE PROCEDURE p() LANGUAGE sql BEGIN ATOMIC INSERT INTO t VALUES (1, ';'); DELETE FROM t; END;
CREATE RULE r AS ON DELETE TO t DO ALSO (SELECT 1; SELECT 2);
DO $do$ BEGIN PERFORM $$;$$; END $do$;
SELECT E'it\'s; ' 'not' AS "a;b", U&'d\0061t;' , $a$b;$a$ /* ; /* ; */ ; */ ;
COPY t FROM stdin;
1	a;b
2	'unclosed
\.
SELECT 'a'
  ';b' ; SELECT 'größe;'; SELECT 1::int4 AS a$b$c
"#;

#[test]
fn files_are_split_as_psql_splits_them() {
    let database = Database::empty();
    let directory = Project::empty();
    directory.write("nasty.sql", NASTY);
    let mut files = vec![directory.path().join("nasty.sql")];
    let migrations = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    let mut versions: Vec<_> = sql_files(&migrations).into_iter().map(|(name, _)| name).collect();
    versions.sort_by_key(|name| name[1..name.find('_').unwrap()].parse::<u32>().unwrap());
    files.extend(versions.iter().map(|name| migrations.join(name)));
    let mut number = 0;
    for file in files {
        let sql = std::fs::read_to_string(&file).unwrap();
        let ours: Vec<Vec<String>> = statements::split(&sql)
            .iter()
            .filter(|statement| statement.kind == Kind::Sql)
            .map(|statement| bare(&sql[statement.start..statement.end]))
            .collect();
        let mut theirs = sent_by_psql(&database, &file);
        for statement in &mut theirs {
            // psql sends the semicolon with it.
            statement.pop_if(|last| last == ";");
        }
        theirs.retain(|statement| !statement.is_empty());
        number += ours.len();
        assert_eq!(ours, theirs, "{}", file.display());
    }
    assert!(number > 100, "{number} statements");
}
