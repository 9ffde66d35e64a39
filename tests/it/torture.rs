//! The torture database holds what it promises, on every major version of PostgreSQL that is on this machine.

use std::io::Write;

use crate::support::dump::{self, Dump};
use crate::support::majors::on_every_major;
use crate::support::{Database, torture};

#[test]
fn the_torture_database_has_what_it_promises() {
    on_every_major(|server| {
        let Some(database) = torture::database(server) else { return };
        let fewest = database.value(
            "SELECT min(number) FROM (
                SELECT count(*) FROM pg_class WHERE oid >= 16384 AND relkind IN ('r', 'p', 'v', 'm', 'S', 'f', 'i', 'I', 'c') GROUP BY relkind
                UNION ALL SELECT count(*) FROM pg_type WHERE oid >= 16384 GROUP BY typtype
                UNION ALL SELECT count(*) FROM pg_proc WHERE oid >= 16384 GROUP BY prokind
                UNION ALL SELECT count(*) FROM pg_constraint WHERE oid >= 16384 GROUP BY contype
                UNION ALL SELECT count(*) FROM pg_subscription WHERE subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())
            ) AS kinds (number)",
        );
        assert!(fewest.parse::<u32>().unwrap() >= 3, "a kind has only {fewest}");
        assert!(database.value("SELECT count(*) FROM pg_index WHERE NOT indisvalid").parse::<u32>().unwrap() >= 4);
        torture::beyond_pg_dump(&database);
    });
}

/// So what the dump of a copy by pgkeel lacks is pgkeel's fault, and the comparison of dumps has nothing to excuse.
#[test]
fn pg_dump_gives_the_torture_database_back() {
    on_every_major(|server| {
        // An older server's dump by a newer pg_dump is not for that server.
        let Some(version) = crate::support::majors::client_major("pg_dump", server.version()) else { return };
        if version != server.version() {
            return;
        }
        let Some(database) = torture::database(server) else { return };
        let text = dump::text(&database, version).expect("a dump");
        let mut script = tempfile::NamedTempFile::new().expect("a file");
        script.write_all(text.as_bytes()).expect("a dump in a file");
        let copy = Database::empty_on(server);
        torture::load(&copy, script.path());
        Dump::parse(&text).same_as(&Dump::of(&copy, version).expect("a dump"));
    });
}
