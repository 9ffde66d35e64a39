//! `pgkeel retention`: rows past their time are deleted or anonymised in batches, each with its line in the log, and nothing else.

use crate::support::{Database, Held, Project, eventually, majors, stable};

const TABLES: &str = "
    CREATE TABLE visits (id int PRIMARY KEY, person_id int, region text, email text, at timestamptz);
    CREATE INDEX visits_at ON visits (at);
    INSERT INTO visits SELECT n, n % 10, CASE n % 2 WHEN 0 THEN 'EU' ELSE 'US' END, n || '@example.com', now() - make_interval(days => n, hours => -1)
      FROM generate_series(1, 500) AS n;
    INSERT INTO visits VALUES (1000, 1, 'EU', 'never@example.com', NULL);
    CREATE TABLE deletions (id int GENERATED ALWAYS AS IDENTITY, what text NOT NULL, categories jsonb, records int NOT NULL, at timestamptz);
    CREATE TABLE legal_holds (person_id int NOT NULL, released_at timestamptz);
";

const DELETE: &str = "table = \"visits\"\nage = \"at\"\nkeep = \"300 days\"\naction = \"delete\"\nbatch = 60\npause = \"0\"\n";
const ANONYMISE: &str =
    "table = \"visits\"\nage = \"at\"\nkeep = \"300 days\"\naction = \"anonymise\"\nbatch = 60\npause = \"0\"\n";
const LOG: &str = "[log]\ntable = \"deletions\"\n\
    columns = { what = \"{action} {policy}, batch {batch}\", categories = '[\"visits\"]', records = \"{rows}\", at = \"{at}\" }\n";

fn project(database: &Database, policy: &str) -> Project {
    let project = Project::empty().on(database);
    project.write("retention/visits.toml", policy);
    project
}

fn with_tables() -> Database {
    let database = Database::empty();
    database.sql(TABLES);
    database
}

/// Ids of rows that are there, in short.
fn there(database: &Database) -> String {
    database.value("SELECT count(*) || ' up to ' || max(id) FILTER (WHERE at IS NOT NULL) FROM visits")
}

#[test]
fn rows_past_their_time_go_in_batches_with_a_line_for_each() {
    majors::on_every_major(|server| {
        let database = Database::empty_on(server);
        database.sql(TABLES);
        let project = project(&database, &format!("{DELETE}{LOG}"));
        let ran = project.run(&["retention", "run", "--format", "json"]).exits(0).json();
        let policy = &ran["result"]["policies"][0];
        assert_eq!(
            (policy["done"].as_i64(), policy["held"].as_i64(), policy["batches"].as_i64()),
            (Some(200), Some(0), Some(4))
        );
        // What has no age is never old.
        assert_eq!(there(&database), "301 up to 300");
        let lines = database
            .column("SELECT what || ': ' || records || ' ' || categories || ' ' || (at <= now()) FROM deletions ORDER BY id");
        assert_eq!(lines[0], "delete visits, batch 1: 60 [\"visits\"] true");
        assert_eq!((lines.len(), lines[3].as_str()), (4, "delete visits, batch 4: 20 [\"visits\"] true"));
        let again = project.run(&["retention", "run"]).exits(0);
        assert_eq!(again.stdout, "nothing to do: no row is past its time by 1 policy\n");
        assert_eq!(database.value("SELECT count(*) FROM deletions"), "4");
    });
}

#[test]
fn a_dry_run_says_what_and_how_many_and_changes_nothing() {
    let database = with_tables();
    let hold = "[hold]\ntable = \"legal_holds\"\nkey = \"person_id\"\nwhile = \"released_at IS NULL\"\n";
    let project = project(&database, &format!("{DELETE}where = \"region = 'EU'\"\n{hold}{LOG}"));
    database.sql("INSERT INTO legal_holds VALUES (2, NULL), (4, now())");
    // A role that may only read.
    let reader = format!("{}_reader", database.name);
    database.sql(&format!("CREATE ROLE {reader} LOGIN; GRANT SELECT ON visits, legal_holds TO {reader}"));
    let url = database.url.replace("postgres@", &format!("{reader}@"));
    assert_ne!(url, database.url);
    let _stable = stable();
    let mut settings = insta::Settings::clone_current();
    settings.add_filter(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?\+00", "[moment]");
    let _moments = settings.bind_to_scope();
    insta::assert_snapshot!(project.run(&["retention", "run", "--dry-run", "-d", &url]).exits(0), @r#"
    exit code: 0
    --- stdout
    -- 1. delete rows of public.visits older than 300 days: retention/visits.toml: at is before [moment]; batches of 60, each in its own transaction, $1 being the keys of its rows; 80 rows are due, 20 held
    --    lock: ROW EXCLUSIVE on public.visits (blocks nothing but other DDL)
    --    hazard: data-loss
    BEGIN;
    WITH "pgkeel seen" AS MATERIALIZED (
        SELECT id FROM ONLY public.visits
         WHERE (id) IN (SELECT * FROM ROWS FROM (unnest($1::text[]::integer[])) AS "pgkeel key")
           AND at < '[moment]'::timestamp with time zone AND (region = 'EU') AND NOT (EXISTS (SELECT FROM public.legal_holds AS "pgkeel hold" WHERE "pgkeel hold".person_id = visits.person_id AND (released_at IS NULL)))
    ), "pgkeel locked" AS MATERIALIZED (
        SELECT id FROM ONLY public.visits
         WHERE (id) IN (SELECT * FROM ROWS FROM (unnest($1::text[]::integer[])) AS "pgkeel key")
           AND at < '[moment]'::timestamp with time zone AND (region = 'EU') AND NOT (EXISTS (SELECT FROM public.legal_holds AS "pgkeel hold" WHERE "pgkeel hold".person_id = visits.person_id AND (released_at IS NULL)))
           FOR UPDATE SKIP LOCKED
    ), "pgkeel erased" AS (
        DELETE FROM ONLY public.visits
         WHERE (id) IN (SELECT * FROM "pgkeel locked")
     RETURNING false AS again
    )
    SELECT (SELECT count(*) FROM "pgkeel seen") AS seen, (SELECT count(*) FROM "pgkeel locked") AS locked,
           count(*) AS erased, count(*) FILTER (WHERE again) AS again, clock_timestamp()::text AS at
      FROM "pgkeel erased";
    INSERT INTO public.deletions (at, categories, records, what)
    VALUES (CAST($1::text AS timestamp with time zone), CAST($2::text AS jsonb), CAST($3::text AS integer), CAST($4::text AS text))
    RETURNING true;
    COMMIT;
    --- stderr
    "#);
    insta::assert_snapshot!(project.run(&["retention", "status", "-d", &url]).exits(0), @"
    exit code: 0
    --- stdout
    policy  table   action  keep      before                         due  held  oldest
    visits  visits  delete  300 days  [moment]  80   20    [moment]
    --- stderr
    ");
    let _ = project.run(&["retention", "status", "--check"]).exits(3);
    assert_eq!(database.value("SELECT count(*) || ' ' || (SELECT count(*) FROM deletions) FROM visits"), "501 0");
    let later = project.run(&["retention", "plan", "--now", "2100-01-01", "--format", "json"]).exits(0).json();
    assert_eq!((&later["result"]["policies"][0]["due"], &later["result"]["policies"][0]["held"]), (&200.into(), &50.into()));
    let refused = project.run(&["retention", "run", "--now", "2100-01-01"]).exits(2);
    assert!(refused.stderr.contains("rows would go before their time"), "{refused}");
    let _ = project.run(&["retention", "run", "--now", "2001-01-01"]).exits(0);
    assert_eq!(database.value("SELECT count(*) FROM visits"), "501");
    database.sql(&format!("DROP OWNED BY {reader}; DROP ROLE {reader}"));
}

#[test]
fn what_is_anonymised_is_not_anonymised_again() {
    let database = with_tables();
    database.sql(
        "CREATE TABLE writes (n int);
         CREATE FUNCTION count_writes() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO writes VALUES (1); RETURN NULL; END';
         CREATE TRIGGER written AFTER UPDATE ON visits FOR EACH ROW EXECUTE FUNCTION count_writes()",
    );
    let set = "[set]\nemail = \"'visit-' || id || '@invalid'\"\nregion = \"NULL\"\n";
    let project = project(&database, &format!("{ANONYMISE}{LOG}{set}"));
    let _ = project.run(&["retention", "run"]).exits(0);
    assert_eq!(
        database.value("SELECT count(*) FROM visits WHERE email = 'visit-' || id || '@invalid' AND region IS NULL"),
        "200"
    );
    assert_eq!(database.value("SELECT min(id) FROM visits WHERE region IS NULL"), "301");
    let again = project.run(&["retention", "run"]).exits(0);
    assert!(again.stdout.starts_with("nothing to do: "), "{again}");
    assert_eq!(database.value("SELECT count(*) FROM writes"), "200");
    // By a condition of its own, where the value is never the same.
    database.sql("ALTER TABLE visits ADD forgotten_at timestamptz; TRUNCATE writes");
    let by_condition =
        format!("{ANONYMISE}done = \"forgotten_at IS NOT NULL\"\n[set]\nemail = \"md5(email)\"\nforgotten_at = \"now()\"\n");
    project.write("retention/visits.toml", &by_condition);
    for _ in 0..2 {
        let _ = project.run(&["retention", "run"]).exits(0);
        assert_eq!(database.value("SELECT count(*) FROM writes"), "200");
    }
}

#[test]
fn what_would_be_anonymised_again_and_again_is_not_begun() {
    let database = with_tables();
    // It looks done by no run.
    let project = project(&database, &format!("{ANONYMISE}done = \"person_id IS NULL\"\n[set]\nemail = \"NULL\"\n"));
    let failed = project.run(&["retention", "run"]).exits(1);
    assert!(
        failed.stderr.contains("60 of 60 rows would be anonymised again by the next run") || failed.stdout.contains("60 of 60"),
        "{failed}"
    );
    assert_eq!(database.value("SELECT count(*) FROM visits WHERE email IS NULL"), "0");
    // A trigger puts it back.
    database.sql(
        "CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.email := OLD.email; RETURN NEW; END';
         CREATE TRIGGER kept BEFORE UPDATE ON visits FOR EACH ROW EXECUTE FUNCTION keep()",
    );
    project.write("retention/visits.toml", &format!("{ANONYMISE}[set]\nemail = \"NULL\"\n"));
    let _ = project.run(&["retention", "run"]).exits(1);
}

#[test]
fn what_is_held_is_never_touched_and_counted() {
    let database = with_tables();
    database.sql(
        "INSERT INTO legal_holds VALUES (2, NULL), (4, now());
         ALTER TABLE visits ADD on_hold boolean DEFAULT false;
         UPDATE visits SET on_hold = NULL WHERE id = 401; UPDATE visits SET on_hold = true WHERE id = 403",
    );
    let hold = "[hold]\nwhere = \"on_hold\"\ntable = \"legal_holds\"\nkey = \"person_id\"\nwhile = \"released_at IS NULL\"\n";
    let project = project(&database, &format!("{DELETE}{hold}"));
    for done in [178, 0] {
        let ran = project.run(&["retention", "run", "--format", "json"]).exits(0).json();
        let policy = &ran["result"]["policies"][0];
        assert_eq!((&policy["done"], &policy["held"]), (&done.into(), &22.into()));
    }
    let left =
        "SELECT count(*) || ': ' || bool_and(person_id = 2 OR id IN (401, 403)) FROM visits WHERE id BETWEEN 301 AND 999";
    assert_eq!(database.value(left), "22: true");
    database.sql("UPDATE legal_holds SET released_at = now()");
    let ran = project.run(&["retention", "run", "--format", "json"]).exits(0).json();
    assert_eq!(ran["result"]["policies"][0]["done"], 20);
}

#[test]
fn each_region_has_its_own_time() {
    let database = with_tables();
    let project = project(&database, &format!("{DELETE}where = \"region = 'EU'\"\n"));
    let set = "where = \"region = 'US'\"\nevery = \"1 month\"\n[set]\nemail = \"NULL\"\n";
    project.write("retention/visits_us.toml", &format!("{}{set}", ANONYMISE.replace("300", "400")));
    let _ = project.run(&["retention", "run"]).exits(0);
    assert_eq!(database.value("SELECT count(*) FROM visits WHERE region = 'EU' AND id BETWEEN 301 AND 999"), "0");
    assert_eq!(database.value("SELECT count(*) FROM visits WHERE region = 'US'"), "250");
    // The line moves at the start of a month.
    let expected = "SELECT count(*) FROM visits WHERE region = 'US'
                     AND (email IS NULL) <> (at < date_trunc('month', now(), 'UTC') - interval '400 days')";
    assert_eq!(database.value(expected), "0");
    assert_ne!(database.value("SELECT count(*) FROM visits WHERE email IS NULL"), "0");
}

#[test]
fn a_killed_run_has_logged_what_it_did_and_the_next_goes_on() {
    let database = with_tables();
    let slow = format!("{DELETE}{LOG}").replace("pause = \"0\"", "pause = \"1h\"");
    let project = project(&database, &slow);
    let mut child = project.command(&["retention", "run"]).spawn().expect("it runs");
    eventually("a batch", || database.value("SELECT count(*) FROM deletions") == "1");
    // Another one is at work.
    let busy = project.run(&["retention", "run", "--lock-retry-for", "100ms"]).exits(4);
    assert!(busy.stderr.contains("another pgkeel is at work"), "{busy}");
    child.kill().expect("it is killed");
    let _ = child.wait();
    assert_eq!(there(&database).split(' ').next(), Some("441"));
    project.write("retention/visits.toml", &format!("{DELETE}{LOG}"));
    let _ = project.run(&["retention", "run"]).exits(0);
    assert_eq!(there(&database), "301 up to 300");
    assert_eq!(database.value("SELECT sum(records) FROM deletions"), "200");
}

#[test]
fn what_is_locked_is_left_to_the_next_run() {
    let database = with_tables();
    let project = project(&database, &format!("{DELETE}{LOG}"));
    let held = Held::open(&database.url, "BEGIN; SELECT FROM visits WHERE id IN (310, 410) FOR UPDATE");
    let ran = project.run(&["retention", "run"]).exits(0);
    assert!(ran.stdout.contains("2 rows past their time, in use by others: left to the next run"), "{ran}");
    assert_eq!(database.value("SELECT sum(records) FROM deletions"), "198");
    drop(held);
    let _ = project.run(&["retention", "run"]).exits(0);
    assert_eq!(there(&database), "301 up to 300");
    // A table that is locked as a whole stops its policy, and no other.
    database.sql("CREATE TABLE other (id int PRIMARY KEY, at date); INSERT INTO other VALUES (1, '2001-01-01')");
    database.sql("UPDATE visits SET at = now() - interval '1 year' WHERE id = 1");
    project.write("retention/zz.toml", "table = \"other\"\nage = \"at\"\nkeep = \"1 year\"\naction = \"delete\"\n");
    let ddl = Held::open(&database.url, "BEGIN; LOCK TABLE visits IN SHARE MODE");
    let patience = ["retention", "run", "--lock-timeout", "50ms", "--lock-retry-for", "200ms"];
    let busy = project.run(&patience).exits(4);
    assert!(busy.stdout.contains("gave up after") && busy.stdout.contains("no row was touched"), "{busy}");
    assert_eq!(database.value("SELECT count(*) FROM other"), "0");
    ddl.sql("LOCK TABLE visits").expect("a stronger lock");
    let busy = project.run(&patience).exits(4);
    assert!(busy.stdout.contains("lock timeout"), "{busy}");
    drop(ddl);
    let _ = project.run(&patience).exits(0);
}

#[test]
fn rows_of_other_tables_go_too_only_where_the_policy_names_them() {
    let database = with_tables();
    database.sql(
        "CREATE TABLE notes (id int PRIMARY KEY, visit_id int REFERENCES visits ON DELETE CASCADE);
         CREATE TABLE files (note_id int CONSTRAINT files_of_notes REFERENCES notes ON DELETE CASCADE);
         INSERT INTO notes VALUES (1, 400), (2, 1); INSERT INTO files VALUES (1), (2)",
    );
    let project = project(&database, DELETE);
    let refused = project.run(&["retention", "run"]).exits(1).stdout;
    assert!(
        refused.contains("rows of other tables would be deleted too, by ON DELETE CASCADE: files_of_notes of public.files"),
        "{refused}"
    );
    assert!(refused.contains("notes_visit_id_fkey of public.notes"), "{refused}");
    project.write("retention/visits.toml", &format!("cascade = [\"notes\"]\n{DELETE}"));
    let _ = project.run(&["retention", "run"]).exits(1);
    assert_eq!(database.value("SELECT count(*) FROM visits"), "501");
    project.write("retention/visits.toml", &format!("cascade = [\"notes\", \"files\"]\n{DELETE}"));
    let _ = project.run(&["retention", "run"]).exits(0);
    assert_eq!(
        database.value("SELECT string_agg(id::text, ' ') FROM notes") + &database.value("SELECT count(*) FROM files"),
        "21"
    );
    assert_eq!(there(&database), "301 up to 300");
}

#[test]
fn young_and_held_rows_of_the_table_itself_do_not_cascade_unsaid() {
    let database = with_tables();
    database.sql(
        "ALTER TABLE visits ADD follows int REFERENCES visits ON DELETE CASCADE; UPDATE visits SET follows = 400 WHERE id = 1",
    );
    let project = project(&database, DELETE);
    let refused = project.run(&["retention", "run"]).exits(1).stdout;
    assert!(refused.contains("visits_follows_fkey of public.visits"), "{refused}");
    project.write("retention/visits.toml", &format!("cascade = [\"visits\"]\n{DELETE}[hold]\nwhere = \"id = 1\"\n"));
    let refused = project.run(&["retention", "run"]).exits(1).stdout;
    assert!(refused.contains("held rows could go with those that they refer to"), "{refused}");
    assert_eq!(database.value("SELECT count(*) FROM visits"), "501");
    project.write("retention/visits.toml", &format!("cascade = [\"visits\"]\n{DELETE}"));
    let _ = project.run(&["retention", "run"]).exits(0);
    assert_eq!(database.value("SELECT count(*) FROM visits"), "300");
}

#[test]
fn a_foreign_key_a_trigger_or_a_log_that_forbids_it_stops_one_policy_and_is_told() {
    let database = with_tables();
    database.sql(
        "CREATE TABLE kept (visit_id int CONSTRAINT kept_visit REFERENCES visits); INSERT INTO kept VALUES (400);
         CREATE TABLE trail (id int PRIMARY KEY, at date); INSERT INTO trail VALUES (1, '2001-01-01');
         CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'the trail is never changed'; END $$;
         CREATE TRIGGER immutable BEFORE DELETE ON trail FOR EACH ROW EXECUTE FUNCTION refuse();
         CREATE TABLE stubborn (id int PRIMARY KEY, at date); INSERT INTO stubborn VALUES (1, '2001-01-01');
         CREATE FUNCTION ignore() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
         CREATE TRIGGER ignored BEFORE DELETE ON stubborn FOR EACH ROW EXECUTE FUNCTION ignore();
         CREATE TABLE unlogged_rows (id int PRIMARY KEY, at date); INSERT INTO unlogged_rows VALUES (1, '2001-01-01');
         CREATE TABLE plain (id int PRIMARY KEY, at date); INSERT INTO plain VALUES (1, '2001-01-01');
         ALTER TABLE deletions ADD CHECK (what <> 'no')",
    );
    let project = project(&database, &DELETE.replace("60", "1000"));
    let of = |table: &str| format!("table = \"{table}\"\nage = \"at\"\nkeep = \"1 year\"\naction = \"delete\"\n");
    for table in ["trail", "stubborn", "plain"] {
        project.write(&format!("retention/{table}.toml"), &of(table));
    }
    let log = "[log]\ntable = \"deletions\"\ncolumns = { what = \"no\", records = \"{rows}\" }\n";
    project.write("retention/unlogged.toml", &format!("{}{log}", of("unlogged_rows")));
    let ran = project.run(&["retention", "run"]).exits(1).stdout;
    for told in [
        "violates foreign key constraint \"kept_visit\"",
        "the trail is never changed",
        "1 row past their time, kept by a trigger of the table",
        "writing into the log: ",
        "deletions_what_check",
    ] {
        assert!(ran.contains(told), "{told}\n{ran}");
    }
    assert_eq!(database.value("SELECT count(*) FROM unlogged_rows"), "1", "nothing goes unlogged");
    assert_eq!(database.value("SELECT count(*) FROM plain"), "0");
    assert_eq!(database.value("SELECT count(*) FROM visits"), "501");
    let _ = project.run(&["retention", "run", "stubborn"]).exits(3);
}

#[test]
fn partitions_that_go_as_a_whole_are_left_to_their_policy() {
    let database = Database::empty();
    database.sql(
        "CREATE TABLE hits (id int, region text, at date NOT NULL, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
         CREATE TABLE hits_old PARTITION OF hits FOR VALUES FROM ('2001-01-01') TO ('2002-01-01');
         CREATE TABLE hits_new PARTITION OF hits DEFAULT;
         INSERT INTO hits SELECT n, CASE n % 2 WHEN 0 THEN 'EU' ELSE 'US' END, date '2001-12-20' + n FROM generate_series(1, 100) AS n",
    );
    let policy = "table = \"hits\"\nage = \"at\"\nkeep = \"1 year\"\naction = \"delete\"\nbatch = 7\npause = \"0\"\n";
    let project = Project::empty().on(&database);
    project.write("retention/hits.toml", policy);
    let planned = project.run(&["retention", "plan"]).exits(0);
    assert!(planned.stdout.contains("[retain] in its partition policy would touch no row"), "{planned}");
    let partitions =
        "table = \"hits\"\nkey = \"at\"\nevery = \"1 year\"\npremake = 1\n[retain]\nfor = \"2 years\"\nthen = \"drop\"\n";
    project.write("partitions/hits.toml", partitions);
    let refused = project.run(&["retention", "run"]).exits(1);
    assert!(
        refused.stdout.contains("[retain] of partitions/hits.toml retires whole partitions of this table already"),
        "{refused}"
    );
    project.write("retention/hits.toml", &format!("{policy}where = \"region = 'EU'\"\n[hold]\nwhere = \"id = 2\"\n"));
    let refused = project.run(&["retention", "run"]).exits(1);
    assert!(refused.stdout.contains("takes whole partitions, with the rows that are held"), "{refused}");
    // Of some rows it is another matter.
    project.write("retention/hits.toml", &format!("{policy}where = \"region = 'EU'\"\n"));
    let _ = project.run(&["retention", "run"]).exits(0);
    assert_eq!(database.value("SELECT count(*) || ' ' || min(region) || ' ' || max(region) FROM hits"), "50 US US");
}

#[test]
fn faults_of_a_policy_are_found_before_anything_is_done_and_have_their_place() {
    let database = with_tables();
    database.sql("CREATE TABLE heap (at date); CREATE VIEW seen AS SELECT * FROM visits; ALTER TABLE visits ADD place point");
    let project = project(&database, DELETE);
    let fault = |text: &str| {
        project.write("retention/visits.toml", text);
        let run = project.run(&["retention", "plan"]).exits(1);
        let errors: Vec<&str> = run.stdout.lines().filter(|line| line.contains("error") || line.starts_with("hint")).collect();
        errors.join("\n")
    };
    let anonymise = |set: &str| format!("{ANONYMISE}[set]\n{set}\n");
    let texts = [
        DELETE.replace("\"visits\"", "\"visit\""),
        DELETE.replace("\"visits\"", "\"seen\""),
        DELETE.replace("\"visits\"", "\"heap\""),
        DELETE.replace("\"at\"", "\"on\""),
        DELETE.replace("\"at\"", "\"email\""),
        format!("{DELETE}where = \"regoin = 'EU'\"\n"),
        format!("{DELETE}[hold]\ntable = \"holds\"\nkey = \"id\"\n"),
        format!("{DELETE}[hold]\ntable = \"legal_holds\"\nkey = \"person\"\n"),
        format!("{DELETE}[hold]\ntable = \"legal_holds\"\nkey = \"person_id\"\ncolumn = \"email\"\n"),
        format!("{DELETE}[log]\ntable = \"log\"\ncolumns = {{ a = 1 }}\n"),
        format!("{DELETE}[log]\ntable = \"deletions\"\ncolumns = {{ number = 1 }}\n"),
        format!("cascade = [\"heap\"]\n{DELETE}"),
        anonymise("emial = \"NULL\""),
        anonymise("id = \"1\""),
        anonymise("email = \"1 +\""),
        anonymise("place = \"'(0,0)'\""),
    ];
    let faults: Vec<String> = texts.iter().map(|text| fault(text)).collect();
    insta::assert_snapshot!(faults.join("\n"), @r#"
    error: visits: public.visit does not exist
    hint: create it with a migration, or correct `table`
    error: visits: public.seen is no table
    hint: name the table that holds the rows
    error: visits: public.heap has no primary key to tell its rows by
    hint: give it one
    error: visits: public.visits has no column `on`
    hint: its columns are id, person_id, region, email, at, place
    error: visits: `email` is text, and no time
    hint: an age begins at a timestamp with time zone, a timestamp, or a date
    error: visits: column "regoin" does not exist (SQLSTATE 42703)
    error: visits: relation "public.holds" does not exist (SQLSTATE 42P01)
    error: visits: column "person" does not exist (SQLSTATE 42703)
    error: visits: operator does not exist: integer = text (SQLSTATE 42883)
    error: visits: public.log does not exist: nothing is erased without a line in it
    hint: create it with a migration, or correct `log.table`
    error: visits: public.deletions has no column `number`
    hint: its columns are id, what, categories, records, at
    error: visits: no rows of public.heap go with rows of public.visits: there is no such foreign key
    hint: remove it from `cascade`
    error: visits: public.visits has no column `emial`
    hint: its columns are id, person_id, region, email, at, place
    error: visits: `id` is of the primary key, which tells the rows
    hint: anonymise the columns beside it
    error: visits: syntax error at or near ")" (SQLSTATE 42601)
    error: visits: operator does not exist: point = unknown (SQLSTATE 42883)
    hint: if a value that is set cannot be compared, say which rows are anonymised already: done = …
    "#);
    project.write("retention/visits.toml", DELETE);
    let unknown = project.run(&["retention", "run", "visit"]).exits(2);
    assert!(unknown.stderr.contains("did you mean `visits`?"), "{unknown}");
    let _ = project.run(&["retention", "run", "public.visits"]).exits(0);
}

#[test]
fn holds_that_the_role_may_not_see_are_an_error_and_not_absent() {
    let database = with_tables();
    let role = format!("{}_keeper", database.name);
    database.sql(&format!(
        "CREATE ROLE {role} LOGIN; ALTER TABLE legal_holds ENABLE ROW LEVEL SECURITY;
         GRANT ALL ON visits, legal_holds TO {role}; INSERT INTO legal_holds VALUES (2, NULL)"
    ));
    let project = project(&database, &format!("{DELETE}[hold]\ntable = \"legal_holds\"\nkey = \"person_id\"\n"));
    let url = database.url.replace("postgres@", &format!("{role}@"));
    let failed = project.run(&["retention", "run", "-d", &url]).exits(1);
    assert!(failed.stdout.contains("row-level security"), "{failed}");
    assert_eq!(database.value("SELECT count(*) FROM visits"), "501");
    database.sql(&format!("DROP OWNED BY {role}; DROP ROLE {role}"));
}

#[test]
fn maintain_does_it_between_partitions_and_views() {
    let database = with_tables();
    let project = project(&database, DELETE);
    let dry = project.run(&["maintain", "--dry-run"]);
    assert!(dry.stdout.contains("DELETE FROM ONLY public.visits"), "{dry}");
    assert_eq!(database.value("SELECT count(*) FROM visits"), "501");
    let run = project.run(&["maintain", "--textfile", "all.prom"]);
    assert!(run.stdout.contains("retention: done\npolicy  table   action"), "{run}");
    assert_eq!(there(&database), "301 up to 300");
    let samples = project.read("all.prom");
    let name = &database.name;
    assert!(samples.contains(&format!("pgkeel_retention_rows{{database=\"{name}\",policy=\"visits\"}} 200\n")), "{samples}");
    assert!(samples.contains(&format!("pgkeel_retention_failed{{database=\"{name}\",policy=\"visits\"}} 0\n")), "{samples}");
    assert!(
        samples.contains(&format!("pgkeel_maintain_part_exit_code{{database=\"{name}\",part=\"retention\"}} 0\n")),
        "{samples}"
    );
}
