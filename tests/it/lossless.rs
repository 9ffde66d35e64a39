//! Nothing is lost: a database that is made from what `pull` wrote is the database, by pgkeel's own reading and by pg_dump's.

use std::io::Write;

use pgkeel::postgres::catalog::{self, Detail};
use pgkeel::schema::model::{Attribute, Identity, Kind, Object, Schema};

use crate::support::dump::{self, Dump};
use crate::support::majors::{client_major, on_every_major};
use crate::support::{Database, Project, Run, block_on, connect, resolve, server, torture};

/// A database read, with what it cannot give back left out: an index whose building failed, secrets, and the owner of the
/// subscriptions' connections.
fn read(database: &Database, schemas: &[String]) -> Schema {
    let mut schema = block_on(async {
        let session = connect(&database.url).await;
        catalog::read(&session, schemas, Detail::Objects).await.expect("a catalog").schema
    });
    let partitioned: Vec<_> =
        schema.objects.keys().map(|identity| identity.name.clone()).filter(|name| schema.is_partitioned(name)).collect();
    schema.objects.retain(|identity, object| {
        let failed = identity.kind == Kind::Index && object.state() == Some("invalid");
        !failed || partitioned.contains(&identity.name)
    });
    for object in schema.objects.values_mut() {
        object.set(Attribute::HiddenOptions, None);
    }
    schema
}

/// What differs, object by object.
fn differences(left: &Schema, right: &Schema) -> Vec<String> {
    let said =
        |object: Option<&Object>| object.map(|object| (object.definition.clone(), object.attributes.clone(), object.position));
    let mut all: Vec<&Identity> = left.objects.keys().chain(right.objects.keys()).collect();
    all.sort();
    all.dedup();
    all.into_iter()
        .map(|identity| (identity, said(left.get(identity)), said(right.get(identity))))
        .filter(|(_, left, right)| left != right)
        .map(|(identity, left, right)| format!("{identity}\n  - {left:?}\n  + {right:?}"))
        .collect()
}

fn schemas_of(database: &Database) -> Vec<String> {
    database.column(
        "SELECT nspname FROM pg_namespace
          WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
          ORDER BY nspname <> 'public', nspname",
    )
}

fn run(database: &Database, schemas: &[String], arguments: &[&str], project: &Project) -> Run {
    let names: Vec<String> = schemas.iter().map(|name| format!("{name:?}")).collect();
    project.write("pgkeel.toml", &format!("[drift]\nschemas = [{}]\n", names.join(", ")));
    project.run(&[&["--database-url", database.url.as_str()], arguments].concat())
}

/// Pulls a database, and makes another of what was pulled by psql; None where there is no psql.
fn copy(database: &Database, empty: Database, schemas: &[String]) -> Option<Database> {
    let project = Project::empty();
    let _ = run(database, schemas, &["pull"], &project).exits(0);
    let declared = project.read("schema.toml");
    // The torture database's passwords are numbered.
    let secret = (0..10).map(|number| format!("secret{number}")).find(|secret| declared.contains(secret));
    assert_eq!(secret, None, "it is in the file");
    let sql = run(database, schemas, &["schema", "sql"], &project).exits(0).stdout;
    let mut script = tempfile::NamedTempFile::new().expect("a file");
    script.write_all(sql.as_bytes()).expect("a script");
    torture::load(&empty, script.path())?;
    Some(empty)
}

/// What dumps say that a file must not: secrets, and those alone.
fn without_secrets(text: &str) -> String {
    let kinds = ["CREATE SUBSCRIPTION ", "CREATE USER MAPPING ", "CREATE FOREIGN DATA WRAPPER "];
    let statements = text.split(";\n\n").filter(|statement| {
        let body: Vec<&str> = statement.lines().filter(|line| !line.is_empty() && !line.starts_with("--")).collect();
        !body.first().is_some_and(|first| kinds.iter().any(|kind| first.starts_with(kind)))
    });
    statements.collect::<Vec<_>>().join(";\n\n")
}

fn is_lossless(database: &Database, server_version: u32, empty: impl Fn() -> Database) {
    let schemas = schemas_of(database);
    let Some(second) = copy(database, empty(), &schemas) else { return };
    let Some(third) = copy(&second, empty(), &schemas) else { return };
    let (first, second_read, third_read) = (read(database, &schemas), read(&second, &schemas), read(&third, &schemas));
    // PostgreSQL's printing is no fixed point: what it printed once may print otherwise once it was read again.
    let found = differences(&second_read, &third_read);
    assert!(found.is_empty(), "{} differences between the copy and its copy:\n{}", found.len(), found.join("\n"));
    let missing: Vec<&Identity> = first.objects.keys().filter(|identity| second_read.get(identity).is_none()).collect();
    assert!(missing.is_empty(), "not in the copy: {missing:?}");

    // By pg_dump's measure, the copy is as good as a restored dump.
    if client_major("pg_dump", server_version) != Some(server_version) {
        return;
    }
    let text = dump::text(database, server_version).expect("a dump");
    let mut script = tempfile::NamedTempFile::new().expect("a file");
    script.write_all(text.as_bytes()).expect("a script");
    let restored = empty();
    torture::load(&restored, script.path());
    let dumped = |database: &Database| {
        Dump::parse(&without_secrets(&dump::text(database, server_version).expect("a dump"))).without_inner_order()
    };
    dumped(&restored).same_as(&dumped(&second));
}

#[test]
fn the_torture_database_comes_back() {
    on_every_major(|server| {
        let Some(database) = torture::database(server) else { return };
        is_lossless(&database, server.version(), || Database::empty_on(server));
    });
}

#[test]
fn layoverhq_comes_back() {
    let database = Database::empty();
    let project = Project::layoverhq().on(&database);
    let _ = project.run(&["migrate", "up"]).exits(0);
    let _ = project.run(&["partitions", "maintain"]).exits(0);
    // The history of migrations is the tool's, and in no schema.
    database.sql("DROP TABLE refinery_schema_history");
    is_lossless(&database, server().version(), Database::empty);
}

/// On any database: `PGKEEL_TEST_DATABASE` is its URL, on whose server copies are made. `scripts/regression-database` builds one
/// that is worth it.
#[test]
#[ignore = "needs PGKEEL_TEST_DATABASE"]
fn a_given_database_comes_back() {
    let url = std::env::var("PGKEEL_TEST_DATABASE").expect("PGKEEL_TEST_DATABASE is a URL");
    let info = resolve(&url);
    let database = Database::known(&info.database, url.clone());
    let version: u32 = database.value("SELECT current_setting('server_version_num')::int / 10000").parse().expect("a number");
    let empty = || {
        let name = format!("pgkeel_lossless_{:08x}", fastrand::u32(..));
        database.sql(&format!("CREATE DATABASE {name} TEMPLATE template0"));
        Database::known(&name, url.replacen(&format!("/{}", info.database), &format!("/{name}"), 1))
    };
    is_lossless(&database, version, empty);
}
