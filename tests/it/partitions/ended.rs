//! Ended at every statement: a proxy between the program and the server finds the statements by itself, kills the program or its
//! server session at the n-th that writes, and the next run must come to the same end, with no row lost.

use std::process::{Child, Stdio};

use super::{BOOKINGS, NOW, policy};
use crate::support::gate::Gate;
use crate::support::{Database, Held, Project, eventually};

/// How a run comes to its end before its time.
#[derive(Debug, Clone, Copy)]
enum End {
    /// The program is killed when the server has the statement, or before it has.
    Killed,
    /// So is its session of the server.
    Terminated,
}

/// What is done to a database that `made` has made, and what must be so afterwards.
struct Work {
    made: fn(&Database, &Project),
    arguments: &'static [&'static str],
    /// All rows that there are, wherever they are, and all tables: the same after every end.
    state: fn(&Database, &Project) -> String,
    /// What is done already is an error to do again.
    only_once: bool,
}

const READER: &str = "BEGIN; LOCK TABLE bookings IN ACCESS SHARE MODE";

impl Work {
    fn begin(&self) -> (Database, Project) {
        let database = Database::empty();
        let project = Project::empty().on(&database);
        (self.made)(&database, &project);
        (database, project)
    }

    fn start(&self, project: &Project, url: &str) -> Child {
        let arguments = [self.arguments, &["--lock-timeout", "2s", "-q"]].concat();
        let mut command = project.command(&arguments);
        command.env("PGKEEL_DATABASE_URL", url).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().expect("it starts")
    }

    /// Ends it at each statement that writes in turn, first in the midst of it and then behind it.
    fn ended_everywhere(&self, end: End) {
        let (database, project) = self.begin();
        let whole = self.start(&project, &database.url).wait_with_output().expect("it ends");
        assert!(whole.status.success(), "undisturbed it is done: {whole:?}");
        let expected = (self.state)(&database, &project);
        drop(database);
        for number in 1.. {
            let (database, project) = self.begin();
            let gate = Gate::open(&database);
            gate.stop_at(number);
            let mut run = self.start(&project, &gate.url);
            let Some(held) = gate.wait(|| run.try_wait().expect("a process").is_some()) else {
                assert!(number > 2, "{} statements", number - 1);
                let status = run.wait().expect("it ended");
                assert!(status.success(), "there are no more than {}: {status}", number - 1);
                assert_eq!((self.state)(&database, &project), expected);
                break;
            };
            let at = format!("{end:?} at {number}: {}", held.statement);
            // What is done in several transactions is ended between them, too: there it waits for whoever uses the table.
            let reader = held.statement.contains(" CONCURRENTLY").then(|| Held::open(&database.url, READER));
            if reader.is_some() {
                gate.go_on();
                let waits =
                    format!("SELECT count(*) FROM pg_stat_activity WHERE pid = {} AND wait_event_type = 'Lock'", held.pid);
                eventually(&at, || database.value(&waits) == "1");
            }
            match end {
                End::Killed => run.kill().expect("killed"),
                End::Terminated => database.sql(&format!("SELECT pg_terminate_backend({})", held.pid)),
            }
            // The statement still arrives where the program alone was killed: the server does not know of that yet.
            gate.go_on();
            drop(reader);
            let _ = run.wait();
            gone(&database);
            let again = self.start(&project, &database.url).wait_with_output().expect("it ends");
            assert!(again.status.success() || self.only_once, "{at}: {again:?}");
            assert_eq!((self.state)(&database, &project), expected, "{at}");
        }
    }
}

/// Waits until no session of the program is left, as of one that was killed a statement may still be.
fn gone(database: &Database) {
    let sql = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
                  AND backend_type = 'client backend'";
    crate::support::eventually("the end of its sessions", || database.value(sql) == "0");
}

/// All rows of a query, and all tables with what they are a part of.
fn state_of(database: &Database, rows: &str) -> String {
    let tables = database.column(
        "SELECT concat_ws(' ', c.oid::regclass, c.relkind, inhparent::regclass, pg_get_expr(relpartbound, c.oid),
                          regexp_replace(obj_description(c.oid), ' at .*', ''),
                          (SELECT string_agg(conname, ',' ORDER BY conname) FROM pg_constraint WHERE conrelid = c.oid AND contype <> 'n'))
           FROM pg_class AS c LEFT JOIN pg_inherits ON inhrelid = c.oid
          WHERE c.relkind IN ('r', 'p') AND c.relnamespace IN ('public'::regnamespace, coalesce(to_regnamespace('retired'), 0)) ORDER BY 1",
    );
    let rows = database
        .value(&format!("SELECT concat(count(*), ' ', md5(string_agg(o::text, '|' ORDER BY o::text))) FROM ({rows}) AS o"));
    format!("{rows}\n{}", tables.join("\n"))
}

fn in_bookings(database: &Database, _: &Project) -> String {
    state_of(database, "SELECT id, created_at, note FROM bookings")
}

/// The rows of the table and of its archives, and what the archives are.
fn with_archives(database: &Database, project: &Project) -> String {
    let mut files: Vec<String> = std::fs::read_dir(project.path().join("archive"))
        .map(|files| files.map(|file| file.expect("a file").file_name().to_string_lossy().into_owned()).collect())
        .unwrap_or_default();
    files.sort();
    let state = in_bookings(database, project);
    let mut archived = Vec::new();
    for file in files.iter().filter(|file| file.ends_with(".csv.gz")) {
        let table = format!("again_{}", file.split('.').next().expect("a name"));
        let _ = project.run(&["partitions", "restore", &format!("archive/{file}"), "--as", &table, "-q"]).exits(0);
        archived.push(format!("SELECT id, created_at, note FROM {table}"));
        database.sql(&format!("ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {}_pkey", table.trim_start_matches("again_")));
    }
    archived.push("SELECT id, created_at, note FROM bookings".to_owned());
    let all = state_of(database, &archived.join(" UNION ALL "));
    format!("{state}\n{}\n{}", files.join(" "), all.lines().next().unwrap_or_default())
}

fn bookings_policy(project: &Project, more: &str) {
    project.write("partitions/bookings.toml", &policy("bookings", "created_at", "1 month", more));
}

const MAINTAIN: &[&str] = &["partitions", "maintain", "--now", NOW];

fn with_history(database: &Database, project: &Project, retain: &str) {
    database.sql(BOOKINGS);
    bookings_policy(project, "since = \"2026-08-01\"\n");
    let _ = project.run(&[MAINTAIN, &["-q"]].concat()).exits(0);
    database.sql(
        "INSERT INTO bookings SELECT n, timestamptz '2026-08-01+00' + n * interval '3 hours', md5(n::text) FROM generate_series(0, 800) AS n",
    );
    bookings_policy(project, &format!("[retain]\nfor = \"2 windows\"\n{retain}"));
}

const CREATE: Work = Work {
    made: |database, project| {
        database.sql(BOOKINGS);
        project.write(
            "partitions/bookings.toml",
            &policy("bookings", "created_at", "1 month", "").replace("premake = 3", "premake = 1"),
        );
    },
    arguments: MAINTAIN,
    state: in_bookings,
    only_once: false,
};

const DRAIN: Work = Work {
    made: |database, project| {
        database.sql(&format!(
            "{BOOKINGS} CREATE TABLE rest PARTITION OF bookings DEFAULT;
             INSERT INTO bookings VALUES (1, '2026-11-05', 'a'), (2, '2026-12-24', 'b')"
        ));
        bookings_policy(project, "default = \"drain\"\n");
    },
    arguments: MAINTAIN,
    state: in_bookings,
    only_once: false,
};

const SWAP: Work = Work {
    made: |database, project| {
        database.sql(&format!(
            "{BOOKINGS} CREATE TABLE rest PARTITION OF bookings DEFAULT;
             INSERT INTO bookings SELECT n, timestamptz '2026-11-02+00' + n * interval '1 minute', 'r' || n FROM generate_series(1, 12000) AS n"
        ));
        bookings_policy(project, "default = \"swap\"\n");
    },
    arguments: MAINTAIN,
    state: in_bookings,
    only_once: false,
};

const ARCHIVE: Work = Work {
    made: |database, project| with_history(database, project, "then = \"archive\"\nmin_keep = 1\n"),
    arguments: MAINTAIN,
    state: with_archives,
    only_once: false,
};

const QUARANTINE: Work = Work {
    made: |database, project| with_history(database, project, "then = \"drop\"\ngrace = \"1 day\"\nquarantine = \"retired\"\n"),
    arguments: MAINTAIN,
    state: |database, _| state_of(database, "SELECT * FROM bookings UNION ALL SELECT * FROM retired.bookings_2026_08"),
    only_once: false,
};

fn plain(database: &Database, project: &Project) {
    database.sql(
        "CREATE TABLE bookings (id bigint, created_at timestamptz, note text, PRIMARY KEY (id));
         INSERT INTO bookings SELECT n, timestamptz '2026-10-01+00' + n * interval '1 hour', md5(n::text) FROM generate_series(0, 800) AS n",
    );
    bookings_policy(project, "");
}

const CONVERT: Work = Work {
    made: plain,
    arguments: &["partitions", "convert", "bookings", "--apply", "--now", NOW],
    state: in_bookings,
    only_once: false,
};

const UNDO: Work = Work {
    made: |database, project| {
        plain(database, project);
        let _ = project.run(&["partitions", "convert", "bookings", "--apply", "-q", "--now", NOW]).exits(0);
    },
    arguments: &["partitions", "undo", "bookings", "--apply"],
    state: in_bookings,
    only_once: false,
};

const RESTORE: Work = Work {
    made: |database, project| {
        with_history(database, project, "then = \"archive\"\n");
        let _ = project.run(&[MAINTAIN, &["-q"]].concat()).exits(0);
        bookings_policy(project, "");
    },
    arguments: &["partitions", "restore", "archive/bookings_2026_08.csv.gz", "--attach"],
    state: in_bookings,
    only_once: true,
};

/// Each of them, ended in both ways.
macro_rules! ended_at_every_statement {
    ($($name:ident: $work:ident $end:ident;)*) => {
        $(#[test]
        fn $name() {
            $work.ended_everywhere(End::$end);
        })*
    };
}

ended_at_every_statement! {
    creating_goes_on_where_it_was_killed: CREATE Killed;
    creating_goes_on_where_it_was_terminated: CREATE Terminated;
    draining_goes_on_where_it_was_killed: DRAIN Killed;
    draining_goes_on_where_it_was_terminated: DRAIN Terminated;
    swapping_goes_on_where_it_was_killed: SWAP Killed;
    swapping_goes_on_where_it_was_terminated: SWAP Terminated;
    archiving_goes_on_where_it_was_killed: ARCHIVE Killed;
    archiving_goes_on_where_it_was_terminated: ARCHIVE Terminated;
    quarantining_goes_on_where_it_was_killed: QUARANTINE Killed;
    quarantining_goes_on_where_it_was_terminated: QUARANTINE Terminated;
    converting_goes_on_where_it_was_killed: CONVERT Killed;
    converting_goes_on_where_it_was_terminated: CONVERT Terminated;
    undoing_goes_on_where_it_was_killed: UNDO Killed;
    undoing_goes_on_where_it_was_terminated: UNDO Terminated;
    restoring_goes_on_where_it_was_killed: RESTORE Killed;
    restoring_goes_on_where_it_was_terminated: RESTORE Terminated;
}
