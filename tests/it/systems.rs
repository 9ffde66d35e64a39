//! The systems of the repository, each carried from an empty server to in sync, on every major that it is made for.

// | what is demanded | test |
// |---|---|
// | up, partitions, rows, views, health, in sync, up/down/up, twice, on every major | `…_is_carried` below |
// | counts of tables, columns, indexes, enums, functions, triggers, policies | `is_in_the_readme`; of the documents: `layoverhq::the_schema_is_the_documents_and_what_it_uses`, `lastminute::the_schema_is_the_documents_without_what_it_has_twice`, `loconomy::enums_have_the_documents_order`, `pressing::every_column_that_the_document_names_is_there` |
// | each error of a document is in a README | `each_erratum_is_in_the_readme_of_its_system` |
// | LayoverHQ: a clock in 2025, four months each, one more a month later, today's rows | `layoverhq::with_the_clock_of_the_document_…`, `layoverhq::a_row_dated_now_goes_into_each_partitioned_table` |
// | LayoverHQ: another time zone, the same instants | `layoverhq::the_time_zone_of_the_session_moves_no_bound` |
// | LayoverHQ: a gap, rows in a default partition | `a_gap_and_rows_in_a_default_partition_are_reported` |
// | LayoverHQ: flights that are referred to stay, the rest goes, a line in `data_deletion_log` | `a_month_of_flights_that_bookings_refer_to_is_kept_and_the_others_go` |
// | LayoverHQ: health at 85 and 95 per cent, without pg_stat_statements, recorded | `connections_worry_from_the_documents_shares_on_…`, `what_health_finds_is_recorded_…` |
// | LayoverHQ: the nine settings | `the_nine_settings_are_compared_with_what_the_document_wants` |
// | LayoverHQ: refreshed plainly where it must be | `the_view_is_refreshed_plainly_where_it_must_be`, `matviews::…` |
// | LayoverHQ: tenants, optional | `with_the_optional_migration_each_enterprise_sees_its_own` |
// | LayoverHQ: the lines of a crontab | `maintain::init_prints_a_crontab_for_the_project` |
// | Last Minute Live: indexes built concurrently, killed, what is invalid cleared | `lastminute::killed_while_it_builds_an_index_it_finds_the_invalid_one_and_builds_it_anew`, `migrate::alone::killed_while_it_waits_it_goes_on`, `migrate::alone::what_an_interrupted_reindex_leaves_is_cleared`, `sessions::a_failed_concurrent_build_leaves_no_invalid_index` |
// | Last Minute Live: eight indexes twice | `documents::last_minute_lives_document`, `the_eight_indexes_that_the_document_has_twice_are_reported` |
// | Last Minute Live: seats locked, released, deleted | `a_seat_is_locked_by_one_released_and_counted` |
// | the documents' SQL as written: what fails, and what is remarked | `documents` |
// | Pressing: nullable, filled in batches, needed | `a_column_for_a_table_in_use_is_nullable_filled_and_then_needed`, `migrate::backfill` |
// | Pressing: no column dropped but on the way back | `no_column_is_dropped_on_the_way_forward`, `…_is_carried` |
// | Pressing: every tenant's table is protected | `what_belongs_to_a_user_or_an_organization_is_protected`, `members_see_their_organization_and_admins_change_it` |
// | Loconomy: enums in order, weights, the four rules, a policy that is missing | `loconomy` |
// | Roadtrip: what is computed, a trail that nobody changes, who sees what | `roadtrip` |
// | Roadtrip, Loconomy: with an extension and without | `System::tries_optional` |
// | retention of rows: by age, region, day, week and month, held, logged | `systems::retention`, `retention` |

mod documents;
mod lastminute;
mod layoverhq;
mod loconomy;
mod pressing;
mod retention;
mod roadtrip;

use std::path::{Path, PathBuf};

use pgkeel::postgres::ephemeral::Server;

use crate::support::{self, Database, Project, majors};

/// A system: a project of the repository.
struct System {
    name: &'static str,
    /// Where it is, from the repository's root.
    directory: &'static str,
    /// The oldest PostgreSQL that it is made for.
    since: u32,
}

const LAYOVERHQ: System = System { name: "LayoverHQ", directory: "", since: 15 };
const LASTMINUTE: System = System { name: "Last Minute Live", directory: "fixtures/lastminute", since: 13 };
const LOCONOMY: System = System { name: "Loconomy", directory: "fixtures/loconomy", since: 13 };
const PRESSING: System = System { name: "Pressing", directory: "fixtures/pressing", since: 13 };
const ROADTRIP: System = System { name: "Roadtrip-Copilot", directory: "fixtures/roadtrip", since: 15 };

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

    /// The project where its scratch databases are of this server's major, too.
    fn project_of(&self, server: &Server) -> Project {
        let major = server.version();
        let project = self.project().with_variable("PGKEEL_PG_BIN", &majors::binaries_of(major).directory.to_string_lossy());
        let declared = project.read("schema.toml").replace("\npostgres = \"15\"\n", &format!("\npostgres = \"{major}\"\n"));
        project.write("schema.toml", &declared);
        project
    }

    /// Applies a migration of `optional/` where a server has its extension, and goes on to in sync; elsewhere it does not begin.
    fn tries_optional(&self, extension: &str, file: &str) {
        let available = format!("SELECT EXISTS (SELECT FROM pg_available_extensions WHERE name = '{extension}')");
        let offers = |server: &&'static Server| Database::empty_on(server).value(&available) == "true";
        let others = majors::majors().into_iter().filter(|major| *major >= self.since).map(majors::server_of);
        let usual = support::server();
        let other = if offers(&usual) { None } else { others.into_iter().find(offers) };
        for server in [usual].into_iter().chain(other) {
            let database = Database::empty_on(server);
            let project = self.project_of(server).on(&database);
            for name in [format!("{file}.sql"), format!("{file}.down.sql")] {
                let from = self.path().join("optional").join(extension).join(&name);
                project.write(&format!("migrations/{name}"), &std::fs::read_to_string(from).expect("a file"));
            }
            if offers(&server) {
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
        is_verified(system, server);
    });
}

/// Each migration up, down and up again on a scratch database of that major: on its server, or, where roles are made, on one of its
/// own.
fn is_verified(system: &System, server: &Server) {
    let (major, project) = (server.version(), system.project_of(server));
    let url = server.url("postgres");
    let verified = project.run(&["migrate", "verify", "--require-down", "--scratch-url", &url]).exits(0);
    assert!(verified.stdout.contains("what they make is what schema.toml says"), "{verified}");
    let place = [format!("an embedded PostgreSQL {major}:"), "a temporary database on ".to_owned()];
    assert!(place.iter().any(|place| verified.stdout.contains(place)), "{verified}");
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
fn each_erratum_is_in_the_readme_of_its_system() {
    for (document, errata, directory) in [
        ("E000", 34, "fixtures/layoverhq"),
        ("E001", 12, "fixtures/loconomy"),
        ("E002", 22, "fixtures/lastminute"),
        ("E003", 12, "fixtures/roadtrip"),
        ("E004", 14, "fixtures/pressing"),
    ] {
        let readme = Project::of_the_repository(directory).read("README.md");
        let missing: Vec<String> = (1..=errata)
            .map(|number| format!("{document}-{number:02}"))
            .filter(|erratum| !readme.contains(erratum.as_str()))
            .collect();
        assert!(missing.is_empty(), "{directory}/README.md: {missing:?}");
    }
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
