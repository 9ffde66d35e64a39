//! The systems of the repository, each carried from an empty server to in sync, on every major that it is made for.

mod documents;
mod lastminute;
mod layoverhq;
mod loconomy;
mod pressing;
mod retention;
mod roadtrip;

use std::path::{Path, PathBuf};

use crate::support::{self, Database, Project, majors};

/// A system: a project of the repository.
struct System {
    name: &'static str,
    /// Where it is, from the repository's root.
    directory: &'static str,
    /// The oldest PostgreSQL that it is made for.
    since: u32,
    /// On which its migrations are tried forth, back and forth again.
    verified: u32,
}

const LAYOVERHQ: System = System { name: "LayoverHQ", directory: "", since: 15, verified: 18 };
const LASTMINUTE: System = System { name: "Last Minute Live", directory: "fixtures/lastminute", since: 13, verified: 17 };
const LOCONOMY: System = System { name: "Loconomy", directory: "fixtures/loconomy", since: 13, verified: 13 };
const PRESSING: System = System { name: "Pressing", directory: "fixtures/pressing", since: 13, verified: 14 };
const ROADTRIP: System = System { name: "Roadtrip-Copilot", directory: "fixtures/roadtrip", since: 15, verified: 16 };

impl System {
    fn path(&self) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join(self.directory)
    }

    fn has(&self, part: &str) -> bool {
        self.path().join(part).exists()
    }

    fn project(&self) -> Project {
        Project::of_the_repository(self.directory)
    }

    /// Loads a file of rows, if it has one.
    fn load(&self, database: &Database, file: &str) {
        if let Ok(sql) = std::fs::read_to_string(self.path().join(file)) {
            database.sql(&sql);
        }
    }

    /// Applies a migration of `optional/` where the server has its extension, and goes on to in sync; elsewhere it does not begin.
    fn tries_optional(&self, extension: &str, file: &str) {
        let database = Database::empty();
        let project = self.project().on(&database);
        for name in [format!("{file}.sql"), format!("{file}.down.sql")] {
            let from = self.path().join("optional").join(extension).join(&name);
            project.write(&format!("migrations/{name}"), &std::fs::read_to_string(from).expect("a file"));
        }
        let available = format!("SELECT EXISTS (SELECT FROM pg_available_extensions WHERE name = '{extension}')");
        if database.value(&available) == "true" {
            let _ = project.run(&["migrate", "up"]).exits(0);
            let _ = project.run(&["partitions", "maintain"]).exits(0);
            self.load_all(&database);
            let _ = project.run(&["pull"]).exits(0);
            let _ = project.run(&["diff"]).exits(0);
            let _ = project.run(&["migrate", "verify"]).exits(0);
        } else {
            let refused = project.run(&["migrate", "up"]).exits(1);
            assert!(refused.stderr.contains(extension) && refused.stderr.contains("nothing"), "{refused}");
            assert_eq!(database.value("SELECT to_regclass('users') IS NULL"), "true");
        }
    }

    fn load_all(&self, database: &Database) {
        self.load(database, "seed.sql");
        self.load(database, "sample.sql");
        if self.directory.is_empty() {
            self.load(database, "fixtures/layoverhq/sample.sql");
        }
    }
}

/// What is in it, as the README counts: tables, columns, foreign keys, indexes of no constraint, enums, functions, triggers and
/// policies; without partitions, extensions, and what tools keep for themselves.
const COUNTS: &str = "WITH tables AS (
        SELECT oid FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
          AND relname <> 'refinery_schema_history'
          AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_class.oid AND deptype = 'e'))
    SELECT concat_ws(' | ',
        (SELECT count(*) FROM tables),
        (SELECT count(*) FROM pg_attribute JOIN tables ON oid = attrelid WHERE attnum > 0 AND NOT attisdropped),
        (SELECT count(*) FROM pg_constraint JOIN tables ON tables.oid = conrelid WHERE contype = 'f' AND conparentid = 0),
        (SELECT count(*) FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
          WHERE relnamespace = 'public'::regnamespace AND NOT relispartition
            AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)),
        (SELECT count(*) FROM pg_type WHERE typtype = 'e' AND typnamespace = 'public'::regnamespace),
        (SELECT count(*) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
            AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')),
        (SELECT count(*) FROM pg_trigger JOIN tables ON tables.oid = tgrelid WHERE NOT tgisinternal),
        (SELECT count(*) FROM pg_policy JOIN tables ON tables.oid = polrelid))";

/// What is left when all was undone.
const NOTHING: &str = "0 | 0 | 0 | 0 | 0 | 0 | 0 | 0";

/// The README has a line on each system, and what it counts is so.
fn is_in_the_readme(system: &System, database: &Database) {
    let readme = Project::of_the_repository("").read("README.md");
    let place = if system.directory.is_empty() { "." } else { system.directory };
    let partitioned = std::fs::read_dir(system.path().join("partitions")).map_or(0, Iterator::count);
    let line = format!("| [{}]({place}) | {} | {} | {partitioned} |", system.name, system.since, database.value(COUNTS));
    assert!(readme.contains(&line), "README.md should say\n{line}");
}

/// How many rows every table has: what loading the same rows again must not change.
fn rows(database: &Database) -> Vec<String> {
    database.column(
        "SELECT relname || ' ' || (xpath('/row/n/text()', query_to_xml(format('SELECT count(*) AS n FROM public.%I', relname),
                                         false, true, '')))[1]::text
         FROM pg_class
         WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
           AND relname <> 'refinery_schema_history'
           AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_class.oid AND deptype = 'e')
         ORDER BY 1",
    )
}

/// The whole main job, twice: what the second run changes is a fault.
fn is_carried(system: &System) {
    majors::on_every_major(|server| {
        if server.version() < system.since {
            return;
        }
        let is_usual = server.version() == support::binaries().version;
        let database = Database::empty_on(server);
        let project = system.project().on(&database);
        let _ = project.run(&["migrate", "up"]).exits(0);
        let made = database.value(COUNTS);
        if is_usual {
            is_in_the_readme(system, &database);
        }
        let mut before = None;
        for _ in 0..2 {
            if system.has("partitions") {
                let maintained = project.run(&["partitions", "maintain"]).exits(0);
                assert!(before.is_none() || maintained.stdout.starts_with("nothing to do: "), "{maintained}");
            }
            system.load_all(&database);
            if system.has("retention") {
                let kept = project.run(&["retention", "run"]).exits(0);
                assert!(kept.stdout.starts_with("nothing to do: "), "{kept}");
            }
            let _ = project.run(&["matviews", "refresh"]).exits(0);
            is_healthy(&project, server.version());
            let counts = rows(&database);
            assert!(counts.iter().all(|row| !row.ends_with(" 0")), "every table has rows: {counts:?}");
            assert_eq!(*before.get_or_insert_with(|| counts.clone()), counts, "loading again changes nothing");
            let up = project.run(&["migrate", "up"]).exits(0);
            assert!(up.stdout.starts_with("nothing to apply: "), "{up}");
        }
        let diff = project.run(&["diff"]).exits(0);
        assert!(diff.stdout.starts_with("in sync: "), "{diff}");
        // Down to nothing, and up again.
        let _ = project.run(&["migrate", "down", "--to", "0"]).exits(0);
        assert_eq!(database.value(COUNTS), NOTHING, "{}", system.name);
        let _ = project.run(&["migrate", "up"]).exits(0);
        assert_eq!(database.value(COUNTS), made, "{}", system.name);
        if is_usual {
            let _ = project.run(&["diff"]).exits(0);
        }
    });
    // A replay costs seconds: each system has it on a major of its own, and all of them together on every major.
    let major = if majors::majors().contains(&system.verified) { system.verified } else { support::binaries().version };
    let database = Database::empty_on(majors::server_of(major));
    let verified = system.project().on(&database).run(&["migrate", "verify", "--require-down"]).exits(0);
    assert!(verified.stdout.contains("what they make is what schema.toml says"), "on PostgreSQL {major}: {verified}");
}

/// What is asked of the database alone: its server is shared with other tests, and runs without fsync and autovacuum.
fn is_healthy(project: &Project, major: u32) {
    let mut skipped = "superuser_logins,md5_passwords,end_of_life".to_owned();
    if major < 15 {
        // Every database is made with a schema in which all may create.
        skipped.push_str(",public_create");
    }
    let _ = project.run(&["health", "--group", "schema,partitions,matviews,security,own", "--skip", &skipped]).exits(0);
}

#[test]
fn last_minute_live_is_carried() {
    is_carried(&LASTMINUTE);
}

#[test]
fn roadtrip_copilot_is_carried() {
    is_carried(&ROADTRIP);
}

#[test]
fn loconomy_is_carried() {
    is_carried(&LOCONOMY);
}

#[test]
fn pressing_is_carried() {
    is_carried(&PRESSING);
}

#[test]
fn layoverhq_is_carried() {
    is_carried(&LAYOVERHQ);
}
