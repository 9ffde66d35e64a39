//! The locks of every step that partitions need, as they are when the step is about to commit: read in the program's own
//! transactions, by a gate before the server. They are those that were measured of PostgreSQL, and those that the plan has named:
//! all that are more than a reader's, and none that are not taken.

mod works;

use std::collections::BTreeMap;
use std::process::Stdio;

use pgkeel::plan::LockMode;
use pgkeel::postgres::ephemeral::Server;
use serde_json::Value;

use works::{MAINTAIN, PLAN, TIES, history};

use crate::support::gate::Gate;
use crate::support::majors::on_every_major;
use crate::support::{Database, Held, Project};

/// What is there, what is run, and the steps of it with the locks that each must be seen to hold: the operation as the manual has
/// it, how the step's title begins, and its locks. `+` is what this run has made.
///
/// What was measured and is no row here, because nothing of pgkeel's does it: `CREATE TABLE … PARTITION OF` a table that others
/// use (parts are made below a table that nobody knows yet), `ATTACH` of an empty table that has the foreign key already, `DROP`
/// by itself and `TRUNCATE` of what is attached, `ANALYZE`, `CREATE INDEX ON ONLY` a table that others use, and `OWNER`, `REPLICA IDENTITY`
/// or `SET STATISTICS` of a partition that is attached: they are given before it is.
struct Work {
    /// From which version on all of it is so; on those before it may be less than the plan says, and never more.
    from: u32,
    made: fn(&Database, &Project),
    plan: &'static [&'static str],
    run: &'static [&'static str],
    steps: &'static [(&'static str, &'static str, &'static str)],
}

const UNSAID: &str = ", which the plan does not say";

/// Run within each transaction, before its COMMIT.
const NOTE: &str = "INSERT INTO gate.seen
    SELECT pg_catalog.txid_current(), $message, before.name,
           CASE WHEN pg_class.oid IS NOT NULL THEN pg_catalog.format('%I.%I', nspname, relname) END, mode
      FROM (SELECT) AS one
      LEFT JOIN (pg_catalog.pg_locks JOIN pg_catalog.pg_database ON pg_database.oid = database AND datname = pg_catalog.current_database()
                 LEFT JOIN gate.before ON before.oid = relation
                 LEFT JOIN pg_catalog.pg_class ON pg_class.oid = relation
                 LEFT JOIN pg_catalog.pg_namespace ON pg_namespace.oid = relnamespace)
        ON pid = pg_catalog.pg_backend_pid()
           AND (before.oid IS NOT NULL OR relkind IN ('r', 'p', 'f', 'v', 'm') AND nspname OPERATOR(pg_catalog.!~) '^(pg_|information_schema|gate)')";

const GATE: &str = "CREATE SCHEMA gate;
    CREATE TABLE gate.before AS
      SELECT pg_class.oid, format('%I.%I', nspname, relname) AS name FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
       WHERE relkind IN ('r', 'p', 'f', 'v', 'm') AND nspname !~ '^(pg_|information_schema|gate)';
    CREATE TABLE gate.seen (transaction bigint, message text, before text, now text, mode text)";

/// The strongest lock on each table, by whether it was there before.
type Locks = BTreeMap<(String, bool), LockMode>;

/// By the name that `pg_locks` has for it.
fn mode_of(text: &str) -> LockMode {
    let is_it = |mode: &LockMode| format!("{}LOCK", mode.name().replace(' ', "")) == text.to_uppercase();
    LockMode::ALL.into_iter().find(is_it).expect("a mode")
}

/// Every transaction's message, with its locks.
fn noted(database: &Database) -> Vec<(String, Locks)> {
    let messages = database.column("SELECT message FROM gate.seen GROUP BY transaction, message ORDER BY transaction");
    let locks = |number: usize| {
        let sql = format!(
            "SELECT concat_ws('|', coalesce(before, now), before IS NOT NULL, mode) FROM gate.seen
              WHERE transaction = (SELECT DISTINCT transaction FROM gate.seen ORDER BY 1 OFFSET {number} LIMIT 1) AND mode IS NOT NULL"
        );
        let mut locks = Locks::new();
        for row in database.column(&sql) {
            let mut fields = row.split('|');
            let mut field = || fields.next().expect("a field").to_owned();
            let (name, is_old, mode) = (field(), field() == "t", field());
            let mode = mode_of(&mode);
            let strongest = locks.entry((name, is_old)).or_insert(mode);
            *strongest = mode.max(*strongest);
        }
        locks
    };
    messages.into_iter().enumerate().map(|(number, message)| (message, locks(number))).collect()
}

fn said(step: &Value) -> Vec<(String, LockMode)> {
    let locks = step["locks"].as_array().expect("locks").iter().map(|lock| {
        let mode = lock["mode"].as_str().expect("a mode").replace('-', " ").to_uppercase();
        let mode = LockMode::ALL.into_iter().find(|known| known.name() == mode).expect("a mode");
        (lock["relation"].as_str().expect("a table").to_owned(), mode)
    });
    locks.collect()
}

impl Work {
    /// What is wrong with it on this server.
    fn faults(&self, server: &'static Server) -> Vec<String> {
        let database = Database::empty_on(server);
        let project = Project::empty().on(&database);
        (self.made)(&database, &project);
        let plan = project.run(&[self.plan, &["-q", "--format", "json"]].concat()).json();
        let steps = plan["result"]["plan"]["steps"].as_array().expect("steps").clone();
        database.sql(GATE);
        let gate = Gate::open(&database);
        gate.before_commit(NOTE);
        let run = project.run(&[self.run, &["-q", "-d", &gate.url]].concat());
        assert!(run.code == Some(0), "{run}");
        let noted = noted(&database);
        let mut steps = steps.iter().filter(|step| step["transactional"] == true);
        let mut faults = Vec::new();
        let mut seen = Vec::new();
        for (message, locks) in &noted {
            // What the first steps have done is not always to be done again.
            let is_it = |step: &&Value| {
                let last = step["sql"].as_array().expect("sql").last().expect("a statement")["text"].as_str().expect("text");
                message.contains(last.split(" IS ").next().expect("its begin"))
            };
            let step = steps.find(is_it).unwrap_or_else(|| panic!("the plan says nothing of {message}"));
            let title = step["title"].as_str().expect("a title");
            let said = said(step);
            for ((name, _), taken) in locks.iter().filter(|((_, is_old), _)| *is_old) {
                let named = said.iter().filter(|(relation, _)| relation == name).map(|(_, mode)| *mode).max();
                if named < Some(*taken) && *taken > LockMode::AccessShare {
                    faults.push(format!("{title}: takes {} on {name}{UNSAID}", taken.name()));
                }
            }
            for (name, mode) in &said {
                let taken = locks.iter().filter(|((relation, _), _)| relation == name).map(|(_, mode)| *mode).max();
                if taken < Some(*mode) {
                    faults.push(format!("{title}: the plan says {} on {name}, which it does not take", mode.name()));
                }
            }
            let mut locks: Vec<String> = locks
                .iter()
                .map(|((name, is_old), mode)| match (name.trim_start_matches("public."), is_old) {
                    (name, true) => format!("{name} {}", mode.name()),
                    (name, false) if title.ends_with(name) && !name.ends_with("_us") => format!("+new {}", mode.name()),
                    (name, false) => format!("+{name} {}", mode.name()),
                })
                .collect();
            locks.sort();
            seen.push(format!("{title}: {}", locks.join(", ")));
        }
        for line in &seen {
            let title = line.replace("public.", "");
            let row =
                self.steps.iter().filter(|(_, begin, _)| title.starts_with(begin)).max_by_key(|(_, begin, _)| begin.len());
            match row {
                None => faults.push(format!("no row of the table is about: {line}")),
                Some((operation, _, wanted)) => {
                    let taken = line.split_once(": ").map_or("", |(_, taken)| taken);
                    if taken != *wanted {
                        faults.push(format!("{operation}: {line}; but it should be {wanted}"));
                    }
                }
            }
        }
        for (operation, begin, _) in self.steps {
            if !seen.iter().any(|line| line.replace("public.", "").starts_with(begin)) {
                faults.push(format!("{operation}: no step was seen"));
            }
        }
        faults
    }

    fn is_as_measured(&self) {
        on_every_major(|server| {
            let mut faults = self.faults(server);
            if version(server) < self.from {
                faults.retain(|fault| fault.ends_with(UNSAID));
            }
            assert!(faults.is_empty(), "{}", faults.join("\n"));
        });
    }
}

fn version(server: &'static Server) -> u32 {
    let database = Database::empty_on(server);
    database.value("SELECT current_setting('server_version_num')::int / 10000").parse().expect("a number")
}

const DETACHING: &str = "ALTER TABLE %CONCURRENTLY%";

/// What `DETACH … CONCURRENTLY` holds and asks for, from the first of its transactions to the last: others are in its way one
/// after another, and each shows it as it waits.
#[test]
fn detaching_concurrently_is_as_measured() {
    on_every_major(|server| {
        if version(server) < 14 {
            return;
        }
        let database = Database::empty_on(server);
        let project = Project::empty().on(&database);
        history(&database, &project, TIES, "then = \"detach\"\n");
        let plan = project.run(&[PLAN, &["-q", "--format", "json"]].concat()).json();
        let steps = plan["result"]["plan"]["steps"].as_array().expect("steps");
        let step = steps.iter().find(|step| step["transactional"] == false).expect("a step in no transaction");
        let hold =
            |table: &str, mode: &str| Held::open(&database.url, &format!("BEGIN; LOCK TABLE ONLY {table} IN {mode} MODE"));
        // What is in the way, what is waited for there, and what is held meanwhile.
        let stages = [
            (
                hold("payments", "ROW EXCLUSIVE"),
                "phase 1",
                "payments SHARE",
                "bookings SHARE UPDATE EXCLUSIVE, bookings_2026_08 SHARE UPDATE EXCLUSIVE",
            ),
            (hold("bookings", "ACCESS SHARE"), "wait", "", ""),
            (
                hold("bookings_2026_08", "ACCESS SHARE"),
                "phase 2",
                "bookings_2026_08 ACCESS EXCLUSIVE",
                "bookings SHARE UPDATE EXCLUSIVE",
            ),
        ];
        let mut run = project.command(&[MAINTAIN, &["-q", "--lock-timeout", "1min"]].concat());
        let mut run = run.stdout(Stdio::null()).spawn().expect("it starts");
        let locks = |granted: bool| {
            let sql = format!(
                "SELECT relation::regclass::text || '|' || mode FROM pg_locks JOIN pg_class ON pg_class.oid = relation
                  WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace AND granted = {granted}
                    AND pid = (SELECT pid FROM pg_stat_activity WHERE query LIKE '{DETACHING}' AND state = 'active')"
            );
            let mut strongest: BTreeMap<String, LockMode> = BTreeMap::new();
            for row in database.column(&sql) {
                let (name, text) = row.split_once('|').expect("two");
                let taken = mode_of(text);
                let known = strongest.entry(name.to_owned()).or_insert(taken);
                *known = taken.max(*known);
            }
            strongest
        };
        let text = |locks: &BTreeMap<String, LockMode>| {
            locks.iter().map(|(name, mode)| format!("{name} {}", mode.name())).collect::<Vec<_>>().join(", ")
        };
        let mut taken: BTreeMap<String, LockMode> = BTreeMap::new();
        for (way, phase, waiting, held) in stages {
            let is_waiting = format!(
                "SELECT count(*) FROM pg_locks WHERE NOT granted AND pid = (SELECT pid FROM pg_stat_activity WHERE query LIKE '{DETACHING}' AND state = 'active')
                    AND CASE WHEN '{waiting}' = '' THEN locktype = 'virtualxid' ELSE relation = to_regclass(split_part('{waiting}', ' ', 1)) END"
            );
            crate::support::eventually(phase, || database.value(&is_waiting) == "1" && text(&locks(false)) == waiting);
            let granted = locks(true);
            // A table that is looked into is locked as readers do.
            let more: BTreeMap<String, LockMode> = granted
                .iter()
                .filter(|(_, mode)| **mode > LockMode::AccessShare)
                .map(|(name, mode)| (name.clone(), *mode))
                .collect();
            assert_eq!(text(&more), held, "{phase}");
            for (name, mode) in locks(false).into_iter().chain(more) {
                let known = taken.entry(format!("public.{name}")).or_insert(mode);
                *known = mode.max(*known);
            }
            drop(way);
        }
        assert!(run.wait().expect("it ends").success());
        let said: BTreeMap<String, LockMode> = said(step).into_iter().collect();
        for (name, mode) in &taken {
            assert!(said.get(name) >= Some(mode), "{name} {}: {said:?}", mode.name());
        }
    });
}

/// Each of them, on every major.
macro_rules! as_measured {
    ($($name:ident: $work:ident;)*) => {
        $(#[test]
        fn $name() {
            works::$work.is_as_measured();
        })*
    };
}

as_measured! {
    creating_is_as_measured: PLAIN;
    creating_beside_a_default_partition_and_foreign_keys_is_as_measured: DEFAULT;
    creating_with_what_is_not_inherited_is_as_measured: PROPERTIES;
    creating_beside_a_large_default_partition_is_as_measured: LARGE_DEFAULT;
    creating_in_trees_is_as_measured: TREES;
    creating_parts_is_as_measured: PARTS;
    draining_is_as_measured: DRAIN;
    swapping_is_as_measured: SWAP;
    detaching_and_quarantining_is_as_measured: DETACH;
    finishing_what_is_half_detached_is_as_measured: FINALIZE;
    dropping_is_as_measured: DROP;
    archiving_is_as_measured: ARCHIVE;
    restoring_is_as_measured: RESTORE;
    converting_is_as_measured: CONVERT;
    undoing_is_as_measured: UNDO;
}
