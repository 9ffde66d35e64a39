//! What the analysis says of a statement is what the server does: its locks, what it rewrites and what it reads, measured on
//! every major that is here.

use std::collections::{BTreeMap, BTreeSet};

use pgkeel::migration::analysis::recognise::recognise;
use pgkeel::migration::analysis::{Script, names};
use pgkeel::plan::LockMode;
use pgkeel::postgres::session::Session;
use pgkeel::postgres::world;

use crate::support::majors::on_every_major;
use crate::support::{Database, block_on, connect};

/// Every table holds rows, but `empty`.
const FIXTURE: &str = "
    CREATE SCHEMA other;
    CREATE DOMAIN free AS integer;
    CREATE DOMAIN bound AS integer CHECK (VALUE < 1000);
    CREATE TYPE mood AS ENUM ('a', 'b');
    CREATE TABLE parent (id bigint PRIMARY KEY, label text);
    INSERT INTO parent SELECT n, n FROM generate_series(1, 10) n;
    CREATE TABLE t (id bigint PRIMARY KEY, a int, b text, c varchar(20) NOT NULL, d numeric(10, 2), e timestamp, f timestamptz,
        g int, parent_id bigint, m mood, u text, CONSTRAINT g_known CHECK (g IS NOT NULL AND g > 0));
    INSERT INTO t SELECT n, n, n, n, n, now(), now(), n, n, 'a', n FROM generate_series(1, 10) n;
    CREATE INDEX t_a ON t (a);
    CREATE UNIQUE INDEX t_c ON t (c);
    CREATE UNIQUE INDEX t_u ON t (u);
    CREATE TABLE keyless (id bigint, x int NOT NULL);
    INSERT INTO keyless VALUES (1, 1);
    CREATE UNIQUE INDEX keyless_id ON keyless (id);
    CREATE UNIQUE INDEX keyless_x ON keyless (x);
    CREATE TABLE child (id int, parent_id bigint REFERENCES parent, v int);
    INSERT INTO child VALUES (1, 1, 1);
    ALTER TABLE child ADD CONSTRAINT unproven CHECK (v > 0) NOT VALID;
    ALTER TABLE child ADD CONSTRAINT unchecked FOREIGN KEY (parent_id) REFERENCES parent NOT VALID;
    CREATE TABLE empty (id int, a int);
    CREATE TABLE bounded (b bound);
    INSERT INTO bounded VALUES (1);
    CREATE TABLE part (k int NOT NULL, v int) PARTITION BY RANGE (k);
    CREATE TABLE part_1 PARTITION OF part FOR VALUES FROM (0) TO (100);
    CREATE TABLE part_rest PARTITION OF part DEFAULT;
    INSERT INTO part VALUES (1, 1), (5000, 1);
    CREATE TABLE loose (k int NOT NULL, v int);
    INSERT INTO loose VALUES (150, 1);
    CREATE VIEW v AS SELECT id, a FROM t;
    CREATE MATERIALIZED VIEW mv AS SELECT id, a FROM t;
    CREATE UNIQUE INDEX mv_id ON mv (id);
    CREATE SEQUENCE s;
    CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
    CREATE TRIGGER touched BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION touch();
    ANALYZE;
";

/// Each with the first major that knows it.
const STATEMENTS: &[(u32, &str)] = &[
    (13, "ALTER TABLE empty ADD COLUMN z bigint REFERENCES parent, ADD CHECK (a > 0), ALTER COLUMN a SET NOT NULL"),
    (13, "ALTER TABLE t ADD COLUMN z int"),
    (13, "ALTER TABLE t ADD z int NOT NULL DEFAULT 5"),
    (13, "ALTER TABLE t ADD COLUMN z timestamptz NOT NULL DEFAULT NOW()"),
    (13, "ALTER TABLE t ADD COLUMN z date DEFAULT CURRENT_DATE, ADD COLUMN y text DEFAULT 'a(b)'::varchar(9)"),
    (13, "ALTER TABLE t ADD COLUMN z timestamptz DEFAULT clock_timestamp()"),
    (13, "ALTER TABLE t ADD COLUMN z uuid DEFAULT gen_random_uuid()"),
    (13, "ALTER TABLE t ADD COLUMN z bigserial"),
    (13, "ALTER TABLE t ADD COLUMN z bigint GENERATED ALWAYS AS IDENTITY"),
    (13, "ALTER TABLE t ADD COLUMN z int GENERATED ALWAYS AS (a + 1) STORED"),
    (18, "ALTER TABLE t ADD COLUMN z int GENERATED ALWAYS AS (a + 1)"),
    (18, "ALTER TABLE t ADD COLUMN z int GENERATED ALWAYS AS (a + 1) VIRTUAL"),
    (13, "ALTER TABLE t ADD COLUMN z int CHECK (z > 0)"),
    (13, "ALTER TABLE t ADD COLUMN z int DEFAULT 5 CHECK (z > 0)"),
    (13, "ALTER TABLE t ADD COLUMN z bigint REFERENCES parent"),
    (13, "ALTER TABLE t ADD COLUMN z int UNIQUE"),
    (13, "ALTER TABLE t ADD COLUMN z free"),
    (13, "ALTER TABLE t ADD COLUMN IF NOT EXISTS a int DEFAULT 5 CHECK (a > 0)"),
    (13, "ALTER TABLE t DROP COLUMN d"),
    (13, "ALTER TABLE IF EXISTS ONLY t DROP COLUMN IF EXISTS b CASCADE"),
    (13, "ALTER TABLE t ALTER COLUMN c TYPE varchar"),
    (13, "ALTER TABLE t ALTER COLUMN c TYPE varchar(50)"),
    (13, "ALTER TABLE t ALTER c SET DATA TYPE text"),
    (13, "ALTER TABLE t ALTER COLUMN c TYPE varchar(10)"),
    (13, "ALTER TABLE t ALTER COLUMN b TYPE varchar(50)"),
    (13, "ALTER TABLE t ALTER COLUMN d TYPE numeric(12,2)"),
    (13, "ALTER TABLE t ALTER COLUMN d TYPE numeric(12,3)"),
    (13, "ALTER TABLE t ALTER COLUMN d TYPE numeric"),
    (13, "ALTER TABLE t ALTER COLUMN parent_id TYPE int"),
    (13, "ALTER TABLE t ALTER COLUMN e TYPE timestamptz"),
    (13, "ALTER TABLE t ALTER COLUMN e TYPE timestamp(3)"),
    (13, "ALTER TABLE t ALTER COLUMN parent_id TYPE text USING parent_id::text"),
    (13, "ALTER TABLE t ALTER COLUMN parent_id TYPE text USING parent_id::text, ALTER COLUMN c TYPE text"),
    (13, "ALTER TABLE t ALTER COLUMN parent_id SET NOT NULL"),
    (13, "ALTER TABLE t ALTER COLUMN g SET NOT NULL"),
    (13, "ALTER TABLE t ALTER COLUMN c SET NOT NULL"),
    (13, "ALTER TABLE t ALTER COLUMN c DROP NOT NULL"),
    (13, "ALTER TABLE t ALTER COLUMN c SET DEFAULT 'x'"),
    (13, "ALTER TABLE t ALTER COLUMN c DROP DEFAULT"),
    (13, "ALTER TABLE t ALTER COLUMN a SET STATISTICS 500"),
    (13, "ALTER TABLE t ALTER COLUMN a SET (n_distinct = 5)"),
    (13, "ALTER TABLE t ALTER COLUMN b SET STORAGE EXTERNAL"),
    (14, "ALTER TABLE t ALTER COLUMN b SET COMPRESSION pglz"),
    (13, "ALTER TABLE t SET (fillfactor = 70)"),
    (13, "ALTER TABLE t RESET (fillfactor)"),
    (13, "ALTER TABLE t ADD CONSTRAINT x CHECK (a > 0)"),
    (13, "ALTER TABLE t ADD CHECK (a > 0) NOT VALID"),
    (18, "ALTER TABLE t ADD CONSTRAINT x CHECK (a > 0) NOT ENFORCED"),
    (18, "ALTER TABLE t ADD CONSTRAINT x NOT NULL parent_id"),
    (18, "ALTER TABLE t ADD CONSTRAINT x NOT NULL parent_id NOT VALID"),
    (13, "ALTER TABLE child VALIDATE CONSTRAINT unproven"),
    (13, "ALTER TABLE child VALIDATE CONSTRAINT unchecked"),
    (13, "ALTER TABLE t ADD CONSTRAINT x FOREIGN KEY (parent_id) REFERENCES parent"),
    (13, "ALTER TABLE t ADD FOREIGN KEY (parent_id) REFERENCES parent (id) ON DELETE SET NULL NOT VALID"),
    (13, "ALTER TABLE t ADD CONSTRAINT x UNIQUE (b)"),
    (13, "ALTER TABLE t ADD CONSTRAINT x UNIQUE USING INDEX t_u"),
    (13, "ALTER TABLE keyless ADD PRIMARY KEY (id)"),
    (13, "ALTER TABLE keyless ADD PRIMARY KEY USING INDEX keyless_id"),
    (13, "ALTER TABLE keyless ADD PRIMARY KEY USING INDEX keyless_x"),
    (13, "ALTER TABLE t ADD CONSTRAINT x EXCLUDE USING btree (b WITH =)"),
    (13, "ALTER TABLE t DROP CONSTRAINT t_pkey"),
    (13, "ALTER TABLE child DROP CONSTRAINT child_parent_id_fkey"),
    (13, "ALTER TABLE child ALTER CONSTRAINT child_parent_id_fkey DEFERRABLE"),
    (13, "ALTER TABLE t RENAME TO tt"),
    (13, "ALTER TABLE t RENAME COLUMN a TO aa"),
    (13, "ALTER TABLE t RENAME a TO aa"),
    (13, "ALTER TABLE t RENAME CONSTRAINT t_pkey TO tpk"),
    (13, "ALTER INDEX t_a RENAME TO t_aa"),
    (13, "ALTER TABLE t ENABLE ROW LEVEL SECURITY"),
    (13, "ALTER TABLE t NO FORCE ROW LEVEL SECURITY"),
    (13, "ALTER TABLE t DISABLE TRIGGER touched"),
    (13, "ALTER TABLE t ENABLE REPLICA TRIGGER touched"),
    (13, "ALTER TABLE t OWNER TO CURRENT_USER"),
    (13, "ALTER TABLE t REPLICA IDENTITY FULL"),
    (13, "ALTER TABLE t CLUSTER ON t_a"),
    (13, "ALTER TABLE t SET UNLOGGED"),
    (13, "ALTER TABLE t SET SCHEMA other"),
    (13, "CREATE POLICY p ON t USING (true)"),
    (13, "CREATE TRIGGER tg BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION touch()"),
    (14, "CREATE OR REPLACE TRIGGER touched BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION touch()"),
    (13, "DROP TRIGGER touched ON t"),
    (13, "CREATE RULE r AS ON INSERT TO v DO INSTEAD NOTHING"),
    (13, "CLUSTER t USING t_a"),
    (13, "CREATE INDEX ON t (b)"),
    (13, "CREATE UNIQUE INDEX x ON ONLY t USING btree (b, lower(c)) WHERE a > 1"),
    (13, "REINDEX INDEX t_a"),
    (13, "REINDEX TABLE t"),
    (13, "DROP INDEX t_a"),
    (13, "DROP TABLE keyless"),
    (13, "DROP TABLE child"),
    (13, "DROP TABLE parent CASCADE"),
    (13, "DROP TABLE IF EXISTS keyless, empty"),
    (13, "DROP VIEW v"),
    (13, "DROP MATERIALIZED VIEW mv"),
    (13, "TRUNCATE keyless"),
    (13, "TRUNCATE TABLE parent RESTART IDENTITY CASCADE"),
    (13, "ANALYZE t"),
    (13, "COMMENT ON TABLE t IS 'x'"),
    (13, "COMMENT ON COLUMN public.t.a IS 'x'"),
    (13, "COMMENT ON CONSTRAINT t_pkey ON t IS 'x'"),
    (13, "COMMENT ON TRIGGER touched ON t IS 'x'"),
    (13, "COMMENT ON VIEW v IS 'x'"),
    (13, "CREATE STATISTICS st ON a, b FROM t"),
    (13, "CREATE PUBLICATION pb FOR TABLE t"),
    (13, "CREATE TABLE n (id bigint REFERENCES parent, x int CHECK (x > 0))"),
    (13, "CREATE TABLE n (LIKE t INCLUDING ALL)"),
    (13, "CREATE TABLE n () INHERITS (keyless)"),
    (13, "CREATE TABLE n PARTITION OF part FOR VALUES FROM (1000) TO (2000)"),
    (13, "CREATE TABLE IF NOT EXISTS t (id int REFERENCES parent)"),
    (13, "ALTER TABLE part ATTACH PARTITION loose FOR VALUES FROM (100) TO (200)"),
    (13, "ALTER TABLE part DETACH PARTITION part_1"),
    (13, "DROP TABLE part_1"),
    (13, "ALTER TABLE part ADD COLUMN z int"),
    (13, "CREATE INDEX ON part (v)"),
    (13, "CREATE INDEX ON ONLY part (v)"),
    (13, "ALTER TABLE part ADD PRIMARY KEY (k)"),
    (13, "REFRESH MATERIALIZED VIEW mv"),
    (13, "REFRESH MATERIALIZED VIEW CONCURRENTLY mv"),
    (13, "CREATE OR REPLACE VIEW v AS SELECT id, a, 1 AS k FROM t"),
    (13, "CREATE VIEW v2 AS SELECT * FROM t"),
    (13, "ALTER TYPE mood ADD VALUE 'c'"),
    (13, "ALTER DOMAIN bound ADD CHECK (VALUE > 0)"),
    (13, "ALTER DOMAIN bound ADD CONSTRAINT x CHECK (VALUE > 0) NOT VALID"),
    (13, "ALTER DOMAIN bound SET NOT NULL"),
    (13, "ALTER SEQUENCE s RESTART WITH 1"),
    (13, "LOCK TABLE t"),
    (13, "LOCK TABLE t IN SHARE ROW EXCLUSIVE MODE"),
    (13, "UPDATE t SET b = 'x'"),
    (13, "DELETE FROM keyless"),
    (13, "INSERT INTO keyless VALUES (7, 7)"),
    (13, "WITH gone AS (DELETE FROM keyless RETURNING id) INSERT INTO empty SELECT id FROM gone"),
    (13, "DO $$ BEGIN IF true THEN ALTER TABLE t DROP COLUMN d; EXECUTE 'TRUNCATE keyless'; END IF; END $$"),
    (13, "GRANT SELECT ON t TO CURRENT_USER"),
];

/// What a statement was seen to do: the locks that are more than a reader's, what was rewritten, what was read.
#[derive(Debug, PartialEq, Eq)]
struct Seen {
    locks: BTreeMap<String, String>,
    rewrites: BTreeSet<String>,
    scans: BTreeSet<String>,
}

/// The locks that this session holds on what was there before.
const LOCKS: &str = r"
    SELECT before.relname || ' ' || upper(regexp_replace(replace(mode, 'Lock', ''), '([a-z])([A-Z])', '\1 \2', 'g'))
      FROM pg_locks
      JOIN before ON before.oid = pg_locks.relation
     WHERE pid = pg_backend_pid() AND mode NOT IN ('AccessShareLock', 'RowShareLock') AND relkind IN ('r', 'p', 'm', 'v', 'S')
";

/// What was read to its end, and how often.
const SCANS: &str = "
    SELECT before.relname || ' ' || seq_scan FROM pg_stat_xact_all_tables JOIN before ON before.oid = relid WHERE seq_scan > 0
";

async fn column(session: &Session, sql: &str) -> Vec<String> {
    let rows = session.query(sql, &[]).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    rows.iter().map(|row| row.get(0)).collect()
}

/// Runs a statement in a transaction that is rolled back.
async fn seen(session: &Session, sql: &str) -> Result<Seen, String> {
    session.simple("BEGIN").await.unwrap();
    // The counters of earlier transactions are among them until they are flushed.
    let before: BTreeSet<String> = column(session, SCANS).await.into_iter().collect();
    if let Err(error) = session.simple(sql).await {
        session.simple("ROLLBACK").await.unwrap();
        return Err(error.to_string());
    }
    let strength = |mode: &str| LockMode::ALL.iter().position(|known| known.name() == mode);
    let mut locks: BTreeMap<String, String> = BTreeMap::new();
    for lock in column(session, LOCKS).await {
        let (relation, mode) = lock.split_once(' ').expect("a name and a mode");
        let known = locks.entry(relation.to_owned()).or_default();
        if strength(known) < strength(mode) {
            mode.clone_into(known);
        }
    }
    let rewrites = column(
        session,
        "SELECT before.relname::text FROM before JOIN pg_class AS now USING (oid) WHERE now.relfilenode <> before.relfilenode AND before.relkind IN ('r', 'm')",
    );
    let rewrites = rewrites.await.into_iter().collect();
    let scans = column(session, SCANS).await.into_iter().filter(|scan| !before.contains(scan));
    let scans = scans.filter_map(|scan| Some(scan.split_once(' ')?.0.to_owned())).collect();
    session.simple("ROLLBACK").await.unwrap();
    Ok(Seen { locks, rewrites, scans })
}

/// What the analysis says of it.
async fn said(session: &Session, sql: &str) -> Seen {
    let names = names(&[Script { file: "a.sql", sql }]);
    let mut world = world::read(session, &names, vec!["public".into()]).await.expect("the catalog");
    let verdict = world.judge(&recognise(sql));
    let bare = |name: &String| name.trim_start_matches("public.").to_owned();
    let locks = verdict.locks.iter().filter(|lock| lock.mode > LockMode::RowShare);
    Seen {
        locks: locks.map(|lock| (bare(&lock.relation), lock.mode.name().to_owned())).collect(),
        rewrites: verdict.rewrites.iter().map(bare).collect(),
        scans: verdict.scans.iter().map(bare).collect(),
    }
}

#[test]
fn what_is_said_of_a_statement_is_what_the_server_does() {
    on_every_major(|server| {
        let database = Database::empty_on(server);
        database.sql(FIXTURE);
        let mut wrong = Vec::new();
        block_on(async {
            let session = connect(&database.url).await;
            session
                .simple("CREATE TEMP TABLE before AS SELECT oid, relname, relkind, relfilenode FROM pg_class WHERE relnamespace = 'public'::regnamespace")
                .await
                .unwrap();
            let partitions = ["part_1", "part_rest"];
            for (_, sql) in STATEMENTS.iter().filter(|(from, _)| *from <= session.major_version()) {
                let mut seen = match seen(&session, sql).await {
                    Ok(seen) => seen,
                    Err(error) => {
                        wrong.push(format!("{sql}\n    {error}"));
                        continue;
                    }
                };
                let said = said(&session, sql).await;
                // What comes down to partitions is not told of each of them.
                if let Some(mode) = said.locks.get("part") {
                    let weaker = |own: &String| own == mode || own == "SHARE";
                    let comes_down = |name: &String, own: &String| partitions.contains(&name.as_str()) && weaker(own);
                    seen.locks.retain(|name, own| said.locks.contains_key(name) || !comes_down(name, own));
                }
                // A rewrite reads; and what else is read for a foreign key or a view is not told.
                let beside = if sql.starts_with("REFRESH") { "t" } else { "parent" };
                seen.scans.retain(|name| {
                    !said.rewrites.contains(name) && (said.scans.contains(name) || name != beside && name != "empty")
                });
                if sql.contains("TRUNCATE") {
                    // It gets a new file, and is not written anew.
                    (seen.rewrites, seen.scans) = (BTreeSet::new(), BTreeSet::new());
                }
                seen.scans.retain(|name| !(partitions.contains(&name.as_str()) && said.scans.contains("part")));
                let told: BTreeSet<String> = said.scans.iter().filter(|name| *name != "part").cloned().collect();
                let agree = seen.locks == said.locks && seen.rewrites == said.rewrites && seen.scans == told;
                if !agree {
                    wrong.push(format!("{sql}\n    seen {seen:?}\n    said {said:?}"));
                }
            }
        });
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    });
}
