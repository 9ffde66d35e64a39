//! What is done to a table of partitions, and the locks that each step of it must be seen to hold.

use super::super::{BOOKINGS, NOW, policy};
use super::Work;
use crate::support::{Database, Held, Project};

pub(super) const PLAN: &[&str] = &["partitions", "plan", "--now", NOW];
pub(super) const MAINTAIN: &[&str] = &["partitions", "maintain", "--now", NOW];

fn write(project: &Project, more: &str) {
    let text = policy("bookings", "created_at", "1 month", more);
    project.write("partitions/bookings.toml", &text.replace("premake = 3", "premake = 1"));
}

pub(super) const TIES: &str =
    "CREATE TABLE users (id bigint PRIMARY KEY); ALTER TABLE bookings ADD user_id bigint REFERENCES users;
                    CREATE TABLE payments (id bigint, at timestamptz, FOREIGN KEY (id, at) REFERENCES bookings);";

/// With partitions for some months that are past their time, and for all that are wanted.
pub(super) fn history(database: &Database, project: &Project, sql: &str, retain: &str) {
    database.sql(BOOKINGS);
    database.sql(sql);
    write(project, "since = \"2026-08-01\"\n");
    let _ = project.run(&[MAINTAIN, &["-q"]].concat()).exits(0);
    database.sql("INSERT INTO bookings (id, created_at) VALUES (1, '2026-08-10'), (2, '2026-11-10')");
    write(project, &format!("[retain]\nfor = \"2 windows\"\n{retain}"));
}

pub(super) const PLAIN: Work = Work {
    from: 13,
    made: |database, project| {
        database.sql(BOOKINGS);
        write(project, "");
    },
    plan: PLAN,
    run: MAINTAIN,
    steps: &[(
        "CREATE TABLE (LIKE p INCLUDING ALL), ATTACH empty, no default",
        "create bookings_2026_1",
        "+new ACCESS EXCLUSIVE, bookings SHARE UPDATE EXCLUSIVE",
    )],
};

pub(super) const DEFAULT: Work = Work {
    from: 15,
    made: |database, project| {
        database.sql(&format!("{BOOKINGS} {TIES} CREATE TABLE rest PARTITION OF bookings DEFAULT"));
        write(project, "");
    },
    steps: &[
        ("CREATE TABLE (LIKE p INCLUDING ALL)", "create bookings_2026_1", "+new ACCESS EXCLUSIVE, bookings ACCESS SHARE"),
        (
            "ATTACH with default, p→ref, kid→p",
            "attach bookings_2026_1",
            "+new ACCESS EXCLUSIVE, bookings SHARE UPDATE EXCLUSIVE, payments SHARE ROW EXCLUSIVE, rest ACCESS EXCLUSIVE, users SHARE ROW EXCLUSIVE",
        ),
    ],
    ..PLAIN
};

pub(super) const PROPERTIES: Work = Work {
    made: |database, project| {
        let role = format!("app_{}", database.name);
        database.sql(&format!(
            "{BOOKINGS} CREATE ROLE {role}; CREATE UNIQUE INDEX by_id ON bookings (id, created_at); ALTER TABLE bookings OWNER TO {role};
             ALTER TABLE bookings ALTER note SET STATISTICS 7, ENABLE ROW LEVEL SECURITY, REPLICA IDENTITY USING INDEX by_id;
             GRANT SELECT ON bookings TO PUBLIC"
        ));
        write(project, "[storage]\nfillfactor = 90\n");
    },
    steps: &[(
        "REPLICA IDENTITY, OWNER, GRANT, SET before ATTACH, empty, no default",
        "create bookings_2026_1",
        "+new ACCESS EXCLUSIVE, bookings SHARE UPDATE EXCLUSIVE",
    )],
    ..PLAIN
};

pub(super) const LARGE_DEFAULT: Work = Work {
    made: |database, project| {
        database.sql(&format!(
            "{BOOKINGS} CREATE TABLE rest PARTITION OF bookings DEFAULT;
             CREATE TABLE november PARTITION OF bookings FOR VALUES FROM ('2026-11-01 00:00+00') TO ('2026-12-01 00:00+00');
             INSERT INTO bookings SELECT n, '2001-01-01' FROM generate_series(1, 10001) AS n"
        ));
        write(project, "default = \"ignore\"\n");
    },
    steps: &[
        ("CREATE TABLE (LIKE p INCLUDING ALL)", "create bookings_2026_1", "+new ACCESS EXCLUSIVE, bookings ACCESS SHARE"),
        ("ADD CHECK … NOT VALID on default", "say what rest holds", "rest ACCESS EXCLUSIVE"),
        ("VALIDATE", "prove it of rest", "rest SHARE UPDATE EXCLUSIVE"),
        (
            "ATTACH with default, which a CHECK has proven",
            "attach bookings_2026_1",
            "+new ACCESS EXCLUSIVE, bookings SHARE UPDATE EXCLUSIVE, rest ACCESS EXCLUSIVE",
        ),
        ("DROP CONSTRAINT on default", "forget what rest holds", "rest ACCESS EXCLUSIVE"),
    ],
    ..PLAIN
};

pub(super) const DRAIN: Work = Work {
    from: 15,
    made: |database, project| {
        database.sql(&format!(
            "{BOOKINGS} {TIES} CREATE TABLE rest PARTITION OF bookings DEFAULT;
             INSERT INTO bookings VALUES (1, '2026-11-05', 'a')"
        ));
        write(project, "default = \"drain\"\n");
    },
    steps: &[
        ("CREATE TABLE (LIKE p INCLUDING ALL)", "create bookings_2026_1", "+new ACCESS EXCLUSIVE, bookings ACCESS SHARE"),
        (
            "LOCK TABLE ONLY p, LOCK default, DELETE, ATTACH",
            "move 1 row",
            "+new ACCESS EXCLUSIVE, bookings SHARE UPDATE EXCLUSIVE, payments SHARE ROW EXCLUSIVE, rest ACCESS EXCLUSIVE, users SHARE ROW EXCLUSIVE",
        ),
        (
            "ATTACH with default, p→ref, kid→p",
            "attach bookings_2026_1",
            "+new ACCESS EXCLUSIVE, bookings SHARE UPDATE EXCLUSIVE, payments SHARE ROW EXCLUSIVE, rest ACCESS EXCLUSIVE, users SHARE ROW EXCLUSIVE",
        ),
    ],
    ..PLAIN
};

pub(super) const SWAP: Work = Work {
    made: |database, project| {
        database.sql(&format!(
            "{BOOKINGS} CREATE TABLE users (id bigint PRIMARY KEY); ALTER TABLE bookings ADD user_id bigint REFERENCES users;
             CREATE TABLE rest PARTITION OF bookings DEFAULT;
             INSERT INTO bookings SELECT n, timestamptz '2026-11-02+00' + n * interval '1 minute' FROM generate_series(1, 12000) AS n"
        ));
        write(project, "default = \"swap\"\n");
    },
    steps: &[
        ("CREATE TABLE (LIKE p INCLUDING ALL)", "create rest_next", "+new ACCESS EXCLUSIVE, bookings ACCESS SHARE"),
        ("CREATE TABLE (LIKE p INCLUDING ALL)", "create bookings_2026_1", "+new ACCESS EXCLUSIVE, bookings ACCESS SHARE"),
        ("ADD CHECK … NOT VALID on default", "say what rest holds", "rest ACCESS EXCLUSIVE"),
        ("VALIDATE", "prove it of rest", "rest SHARE UPDATE EXCLUSIVE"),
        (
            "DETACH the default, ATTACH with p→ref pre-made on it",
            "let rest be",
            "+rest ACCESS EXCLUSIVE, bookings ACCESS EXCLUSIVE, rest ACCESS EXCLUSIVE, users ACCESS EXCLUSIVE",
        ),
        (
            "ATTACH with default, p→ref",
            "attach bookings_2026_1",
            "+new ACCESS EXCLUSIVE, +rest ACCESS EXCLUSIVE, bookings SHARE UPDATE EXCLUSIVE, users SHARE ROW EXCLUSIVE",
        ),
    ],
    ..PLAIN
};

pub(super) const DETACH: Work = Work {
    made: |database, project| {
        let sql = format!("{TIES} CREATE TABLE rest PARTITION OF bookings DEFAULT");
        history(database, project, &sql, "then = \"drop\"\ngrace = \"1 day\"\nquarantine = \"retired\"\n");
    },
    steps: &[
        (
            "DETACH beside a default, p→ref, kid→p",
            "detach bookings_2026_08",
            "bookings ACCESS EXCLUSIVE, bookings_2026_08 ACCESS EXCLUSIVE, payments ACCESS EXCLUSIVE, rest ACCESS EXCLUSIVE, users SHARE ROW EXCLUSIVE",
        ),
        ("CREATE SCHEMA", "create schema retired", ""),
        ("SET SCHEMA of a detached table", "move bookings_2026_08", "bookings_2026_08 ACCESS EXCLUSIVE"),
    ],
    ..PLAIN
};

pub(super) const DROP: Work = Work {
    from: 14,
    made: |database, project| {
        let sql = "CREATE TABLE users (id bigint PRIMARY KEY); ALTER TABLE bookings ADD user_id bigint REFERENCES users;
                   CREATE TABLE log (at timestamptz, name text)";
        history(
            database,
            project,
            sql,
            "then = \"drop\"\n[retain.log]\ntable = \"log\"\ncolumns = { at = \"{at}\", name = \"{partition}\" }\n",
        );
    },
    steps: &[
        ("COMMENT", "mark bookings_2026_08", "bookings_2026_08 SHARE UPDATE EXCLUSIVE"),
        (
            "ALTER TABLE detached DROP CONSTRAINT fk",
            "drop constraint",
            "bookings_2026_08 ACCESS EXCLUSIVE, users ACCESS EXCLUSIVE",
        ),
        (
            "DROP TABLE after detach, with a line in a log",
            "drop bookings_2026_08",
            "bookings_2026_08 ACCESS EXCLUSIVE, log ROW EXCLUSIVE",
        ),
    ],
    ..PLAIN
};

pub(super) const ARCHIVE: Work = Work {
    from: 14,
    made: |database, project| history(database, project, TIES, "then = \"archive\"\n"),
    steps: &[
        ("COMMENT", "mark bookings_2026_08", "bookings_2026_08 SHARE UPDATE EXCLUSIVE"),
        (
            "ALTER TABLE detached DROP CONSTRAINT fk",
            "drop constraint",
            "bookings_2026_08 ACCESS EXCLUSIVE, users ACCESS EXCLUSIVE",
        ),
        ("LOCK in EXCLUSIVE, COPY, DROP TABLE after detach", "archive bookings_2026_08", "bookings_2026_08 ACCESS EXCLUSIVE"),
    ],
    ..PLAIN
};

pub(super) const FINALIZE: Work = Work {
    from: 14,
    made: |database, project| {
        history(database, project, TIES, "then = \"detach\"\nmin_keep = 3\n");
        let reader = Held::open(&database.url, "BEGIN; SELECT FROM bookings");
        let detacher = Held::open(&database.url, "SET lock_timeout = 100");
        let _ = detacher
            .sql("ALTER TABLE bookings DETACH PARTITION bookings_2026_08 CONCURRENTLY")
            .expect_err("a reader is in the way");
        drop(reader);
    },
    steps: &[(
        "FINALIZE",
        "finish detaching",
        "bookings SHARE UPDATE EXCLUSIVE, bookings_2026_08 ACCESS EXCLUSIVE, payments ACCESS EXCLUSIVE, users SHARE ROW EXCLUSIVE",
    )],
    ..PLAIN
};

pub(super) const CONVERT: Work = Work {
    from: 13,
    made: |database, project| {
        database.sql(
            "CREATE TABLE users (id bigint PRIMARY KEY);
             CREATE TABLE bookings (id bigserial, number int GENERATED ALWAYS AS IDENTITY, created_at timestamptz, note text,
                                    user_id bigint REFERENCES users, PRIMARY KEY (id, created_at));
             CREATE INDEX notes ON bookings (note); CREATE VIEW noted AS SELECT * FROM bookings; CREATE VIEW above AS SELECT * FROM noted;
             CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
             CREATE TRIGGER stamps BEFORE INSERT ON bookings FOR EACH ROW EXECUTE FUNCTION stamp();
             INSERT INTO bookings (created_at, note) VALUES ('2026-11-10', 'a')",
        );
        write(project, "");
    },
    plan: &["partitions", "convert", "bookings", "--now", NOW],
    run: &["partitions", "convert", "bookings", "--now", NOW, "--apply"],
    steps: &[
        ("ADD CHECK … NOT VALID", "say what bookings holds", "bookings ACCESS EXCLUSIVE"),
        ("VALIDATE", "prove it of bookings", "bookings SHARE UPDATE EXCLUSIVE"),
        (
            "ATTACH, p→ref, FK pre-made on child",
            "let bookings be",
            "+new ACCESS EXCLUSIVE, bookings ACCESS EXCLUSIVE, noted ACCESS EXCLUSIVE, users ACCESS EXCLUSIVE",
        ),
    ],
};

pub(super) const UNDO: Work = Work {
    from: 13,
    made: |database, project| {
        (CONVERT.made)(database, project);
        let _ = project.run(&[CONVERT.run, &["-q"]].concat()).exits(0);
        project.write("partitions/bookings.toml", &policy("bookings", "created_at", "1 month", ""));
        let _ = project.run(&[MAINTAIN, &["-q"]].concat()).exits(0);
    },
    plan: &["partitions", "undo", "bookings"],
    run: &["partitions", "undo", "bookings", "--apply"],
    steps: &[(
        "DETACH, DROP TABLE with what is attached",
        "let bookings_until_2027_01_01 be",
        "bookings ACCESS EXCLUSIVE, bookings_2027_01 ACCESS EXCLUSIVE, bookings_2027_02 ACCESS EXCLUSIVE, bookings_until_2027_01_01 ACCESS EXCLUSIVE, noted ACCESS EXCLUSIVE, users ACCESS EXCLUSIVE",
    )],
};

pub(super) const RESTORE: Work = Work {
    from: 15,
    made: |database, project| {
        (ARCHIVE.made)(database, project);
        let _ = project.run(&[MAINTAIN, &["-q"]].concat()).exits(0);
        database.sql("CREATE TABLE rest PARTITION OF bookings DEFAULT");
    },
    plan: &["partitions", "restore", "archive/bookings_2026_08.csv.gz", "--attach", "--dry-run"],
    run: &["partitions", "restore", "archive/bookings_2026_08.csv.gz", "--attach"],
    steps: &[(
        "CREATE TABLE (LIKE p), COPY, ATTACH with default, p→ref, kid→p",
        "restore bookings_2026_08",
        "+bookings_2026_08 ACCESS EXCLUSIVE, bookings SHARE UPDATE EXCLUSIVE, payments SHARE ROW EXCLUSIVE, rest ACCESS EXCLUSIVE, users SHARE ROW EXCLUSIVE",
    )],
};

pub(super) const PARTS: Work = Work {
    made: |database, project| {
        let by_region = "partition_by = \"list (region)\"\n[partitions]\neu = \"for values in ('es')\"\nrest = \"default\"\n";
        database.sql(
            "CREATE TABLE users (id bigint PRIMARY KEY);
             CREATE TABLE bookings (id bigint, created_at timestamptz NOT NULL, region text, user_id bigint REFERENCES users) PARTITION BY RANGE (created_at)",
        );
        write(project, by_region);
        let _ = project.run(&[MAINTAIN, &["-q"]].concat()).exits(0);
        let more = policy("bookings", "created_at", "1 month", &format!("{by_region}us = \"for values in ('us')\"\n"));
        project.write("partitions/bookings.toml", &more.replace("premake = 3", "premake = 2"));
    },
    steps: &[
        (
            "CREATE TABLE (LIKE p), ATTACH to a partition with a default part",
            "create bookings_2026_11_us",
            "+bookings_2026_11_us ACCESS EXCLUSIVE, bookings ACCESS SHARE, bookings_2026_11 SHARE UPDATE EXCLUSIVE, bookings_2026_11_rest ACCESS EXCLUSIVE, users SHARE ROW EXCLUSIVE",
        ),
        (
            "the same",
            "create bookings_2026_12_us",
            "+bookings_2026_12_us ACCESS EXCLUSIVE, bookings ACCESS SHARE, bookings_2026_12 SHARE UPDATE EXCLUSIVE, bookings_2026_12_rest ACCESS EXCLUSIVE, users SHARE ROW EXCLUSIVE",
        ),
        (
            "CREATE TABLE (LIKE p), PARTITION OF what nobody knows yet, ATTACH, p→ref",
            "create bookings_2027_01",
            "+bookings_2027_01_eu ACCESS EXCLUSIVE, +bookings_2027_01_rest ACCESS EXCLUSIVE, +bookings_2027_01_us ACCESS EXCLUSIVE, +new ACCESS EXCLUSIVE, bookings SHARE UPDATE EXCLUSIVE, users SHARE ROW EXCLUSIVE",
        ),
    ],
    ..PLAIN
};

/// A table that is a partition itself, with foreign keys from above.
pub(super) const TREES: Work = Work {
    from: 15,
    made: |database, project| {
        database.sql(
            "CREATE TABLE users (id bigint PRIMARY KEY);
             CREATE TABLE whole (id bigint, created_at timestamptz NOT NULL, region text, user_id bigint REFERENCES users,
                                 PRIMARY KEY (region, id, created_at)) PARTITION BY LIST (region);
             CREATE TABLE bookings PARTITION OF whole FOR VALUES IN ('eu') PARTITION BY RANGE (created_at);
             CREATE TABLE payments (region text, id bigint, at timestamptz, FOREIGN KEY (region, id, at) REFERENCES whole) PARTITION BY LIST (region);
             CREATE TABLE payments_1 PARTITION OF payments DEFAULT",
        );
        write(project, "");
    },
    steps: &[(
        "CREATE TABLE (LIKE p), ATTACH to a table that is a partition, p→ref and kid→p from above",
        "create bookings_2026_1",
        "+new ACCESS EXCLUSIVE, bookings SHARE UPDATE EXCLUSIVE, payments SHARE ROW EXCLUSIVE, users SHARE ROW EXCLUSIVE, whole ACCESS SHARE",
    )],
    ..PLAIN
};
