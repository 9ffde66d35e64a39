//! `pgkeel maintain`: four parts, none of which stops the others, one report and one exit code; and the schedules in `docs/`.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use clap::Parser;
use croner::parser::{CronParser, Seconds, Year};
use pgkeel::cli::Cli;

use crate::support::standby::{PRIMARY, Standby};
use crate::support::{Database, Held, Project, start_server};

const TABLES: &str = "
    CREATE TABLE bookings (id int, at timestamptz NOT NULL) PARTITION BY RANGE (at);
    CREATE MATERIALIZED VIEW numbers AS SELECT count(*) AS number FROM bookings;
";

const POLICY: &str = "table = \"bookings\"\nkey = \"at\"\nevery = \"1 month\"\npremake = 2\n";

/// Checks of a server that tests run on are not all well, and that is not what is tested here.
fn project(database: &Database) -> Project {
    let project = Project::empty().on(database);
    project.write("partitions/bookings.toml", POLICY);
    project
}

fn outcomes(json: &serde_json::Value) -> Vec<(String, String)> {
    let parts = json["result"]["parts"].as_object().unwrap().iter();
    parts.map(|(name, part)| (name.clone(), part["outcome"].as_str().unwrap().to_owned())).collect()
}

fn outcome_of(json: &serde_json::Value, part: &str) -> String {
    outcomes(json).into_iter().find(|(name, _)| name == part).unwrap().1
}

#[test]
fn everything_is_done_in_one_run_and_nothing_twice() {
    let database = Database::empty();
    database.sql(TABLES);
    let project = project(&database);
    let dry = project.run(&["maintain", "--dry-run"]);
    assert!(dry.stdout.contains("REFRESH MATERIALIZED VIEW public.numbers"), "{dry}");
    assert_eq!(database.value("SELECT count(*) FROM pg_inherits"), "0");
    assert_eq!(database.value("SELECT count(*) FROM pg_namespace WHERE nspname = 'pgkeel'"), "0");

    let first = project.run(&["maintain", "--format", "json"]).json();
    let names: Vec<String> = outcomes(&first).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["partitions", "retention", "matviews", "health"]);
    assert_eq!(outcome_of(&first, "partitions"), "done");
    assert_eq!(first["result"]["parts"]["partitions"]["result"]["tables"][0]["created"].as_array().unwrap().len(), 3);
    assert_eq!(first["result"]["parts"]["matviews"]["result"]["views"][0]["result"], "refreshed");
    let again = project.run(&["maintain"]);
    assert!(again.stdout.contains("partitions: done\nnothing to do: 1 table is ready until "), "{again}");
    // New partitions are new tables: before 15 their counters may come late.
    let more = project.run(&["maintain"]);
    assert!(more.stdout.contains("matviews: done\nnothing to do: no materialized view is due\n"), "{more}");
    assert!(more.stdout.contains("health: "), "{more}");
}

#[test]
fn what_fails_in_one_part_stops_no_other() {
    let database = Database::empty();
    database.sql(TABLES);
    let project = project(&database);
    project.write("partitions/bookings.toml", &POLICY.replace("1 month", "1 mouth"));
    let json = project.run(&["maintain", "--format", "json"]).exits(1).json();
    assert_eq!(outcome_of(&json, "partitions"), "failed");
    let error = &json["result"]["parts"]["partitions"]["error"];
    assert_eq!(error["location"]["file"], "partitions/bookings.toml");
    assert_eq!(outcome_of(&json, "matviews"), "done");
    assert!(json["result"]["parts"]["health"]["result"]["checks"].as_array().unwrap().len() > 40);

    project.write("partitions/bookings.toml", POLICY);
    database.sql("CREATE MATERIALIZED VIEW broken AS SELECT 1 / (SELECT count(*) FROM bookings) AS share WITH NO DATA");
    let json = project.run(&["maintain", "--format", "json"]).exits(1).json();
    assert_eq!((outcome_of(&json, "partitions"), outcome_of(&json, "matviews")), ("done".to_owned(), "failed".to_owned()));
}

#[test]
fn a_part_without_its_connection_or_its_policy_stops_no_other() {
    let database = Database::empty();
    database.sql(TABLES);
    let project = project(&database);
    project.write("retention/old.toml", "table = \"public.bookings\"\nkeep = \"1 mouth\"\n");
    project.write("pgkeel.toml", "[[health.check]]\nname = \"refused\"\nsql = \"SELECT 1 / 0\"\nwarning = 0\n");
    let run = |code: i32| project.run(&["maintain", "--format", "json", "--textfile", "all.prom"]).exits(code).json();
    let json = run(1);
    let outcomes =
        |json: &serde_json::Value| ["partitions", "retention", "matviews", "health"].map(|part| outcome_of(json, part));
    assert_eq!(outcomes(&json), ["done", "failed", "done", "finding"]);
    assert_eq!(json["result"]["parts"]["retention"]["error"]["location"]["file"], "retention/old.toml");
    let checks = json["result"]["parts"]["health"]["result"]["checks"].as_array().unwrap();
    assert!(checks.iter().any(|check| check["check"] == "refused" && check["status"] == "unknown"), "{json:#}");
    assert!(project.read("all.prom").contains("part=\"retention\"} 1\n"), "{}", project.read("all.prom"));
    // Somebody ends the session in the middle of a refresh: the parts after it have one of their own.
    std::fs::remove_file(project.path().join("retention/old.toml")).unwrap();
    database.sql("CREATE MATERIALIZED VIEW ended AS SELECT pg_terminate_backend(pg_backend_pid()) WITH NO DATA");
    let json = run(1);
    assert_eq!(outcomes(&json)[2..], ["failed", "finding"]);
    assert!(json["result"]["parts"]["health"]["result"]["checks"].as_array().unwrap().len() > 80, "{json:#}");
    assert!(project.read("all.prom").contains("part=\"matviews\"} 1\n"), "{}", project.read("all.prom"));
}

#[test]
fn the_gravest_outcome_is_the_exit_code() {
    let database = Database::empty();
    database.sql(TABLES);
    let project = Project::empty().on(&database);
    let patience = ["maintain", "--lock-timeout", "50ms", "--lock-retry-for", "150ms", "--format", "json"];
    // Something in health is not well: fsync is off on servers of tests.
    let json = project.run(&patience).exits(3).json();
    assert_eq!(json["result"]["parts"]["partitions"]["skipped"], "there are no policies in partitions/");
    assert_eq!(outcome_of(&json, "health"), "finding");
    // A reader in the way of a refresh outweighs it.
    database.sql("TRUNCATE pgkeel.matview_refreshes");
    let _reader = Held::open(&database.url, "BEGIN; SELECT * FROM numbers");
    let json = project.run(&patience).exits(4).json();
    assert_eq!((outcome_of(&json, "matviews"), outcome_of(&json, "health")), ("busy".to_owned(), "finding".to_owned()));
}

#[test]
fn one_file_holds_the_samples_of_all_parts() {
    let database = Database::empty();
    database.sql(TABLES);
    let project = project(&database);
    let run = project.run(&["maintain", "--textfile", "all.prom"]);
    assert!(run.stdout.starts_with("partitions: done\n"), "{run}");
    let written = project.read("all.prom");
    let mode = std::fs::metadata(project.path().join("all.prom")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o644);
    let name = &database.name;
    for sample in [
        format!("pgkeel_matview_last_refresh_timestamp_seconds{{database=\"{name}\",matview=\"public.numbers\"}} "),
        format!("pgkeel_matview_refresh_failed{{database=\"{name}\",matview=\"public.numbers\"}} 0\n"),
        format!("pgkeel_partitions_readable{{database=\"{name}\",table=\"public.bookings\"}} 1\n"),
        format!("pgkeel_health_status{{database=\"{name}\",check=\"connections\""),
        format!("pgkeel_maintain_part_exit_code{{database=\"{name}\",part=\"partitions\"}} 0\n"),
        format!("pgkeel_maintain_exit_code{{database=\"{name}\"}} "),
        format!("pgkeel_maintain_last_run_timestamp_seconds{{database=\"{name}\"}} "),
    ] {
        assert!(written.contains(&sample), "{sample}\n{written}");
    }
    // Each measure is named once, and each sample is once there.
    let mut lines: Vec<&str> = written.lines().map(|line| line.rsplit_once(' ').unwrap().0).collect();
    lines.retain(|line| !line.starts_with("# HELP"));
    let number = lines.len();
    lines.sort_unstable();
    lines.dedup();
    assert_eq!(lines.len(), number);
    let printed = project.run(&["maintain", "--format", "prometheus"]);
    assert!(printed.stdout.contains("pgkeel_maintain_exit_code"), "{printed}");

    let run = project.run(&["maintain", "--textfile", "missing/all.prom"]).exits(1);
    assert!(run.stdout.contains("textfile: failed\nerror: cannot write missing/all.prom"), "{run}");
    let left: Vec<_> = std::fs::read_dir(project.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(left.iter().all(|name| !name.to_string_lossy().ends_with(".tmp")), "{left:?}");
}

#[test]
fn health_keeps_and_records_what_it_does_alone() {
    let database = Database::empty();
    database.sql("CREATE TABLE metrics (metric_name text, metric_value numeric, metric_type text, tags jsonb)");
    let project = Project::empty().on(&database);
    let json = project.run(&["maintain", "--state", "state.json", "--record", "metrics", "--format", "json"]).json();
    assert_eq!(json["result"]["parts"]["health"]["result"]["recorded"]["error"], serde_json::Value::Null);
    assert_ne!(database.value("SELECT count(*) FROM metrics"), "0");
    assert!(project.read("state.json").starts_with('{'));
    // A mistake of one part leaves the others their work.
    let json = project.run(&["maintain", "--record", "no such table!", "--format", "json"]).exits(1).json();
    assert_eq!((outcome_of(&json, "matviews"), outcome_of(&json, "health")), ("done".to_owned(), "failed".to_owned()));
}

#[test]
fn without_a_connection_there_is_one_error_and_the_file_stays() {
    let project = Project::empty().with_variable("PGKEEL_DATABASE_URL", "postgres://nobody@/none?host=/nonexistent");
    project.write("all.prom", "before\n");
    let run = project.run(&["maintain", "--textfile", "all.prom"]).exits(1);
    assert_eq!((run.stderr.matches("error").count(), run.stdout.as_str()), (1, ""), "{run}");
    assert_eq!(project.read("all.prom"), "before\n");
}

#[test]
fn on_a_standby_only_health_is_looked_at() {
    let primary = start_server(&PRIMARY);
    let database = Database::empty_on(&primary);
    database.sql(TABLES);
    let standby = Standby::follow(&primary, &[]);
    standby.catches_up_with(&primary);
    let database = standby.database(&database.name);
    let json = project(&database).run(&["maintain", "--format", "json"]).json();
    for part in ["partitions", "matviews"] {
        assert_eq!(json["result"]["parts"][part]["skipped"], "a standby gets it from its primary");
    }
    assert_eq!(json["result"]["parts"]["health"]["result"]["in_recovery"], true);
    let run = project(&database).run(&["matviews", "refresh"]).exits(1);
    assert!(run.stderr.contains("is a standby: it gets its materialized views from its primary"), "{run}");
    let _ = project(&database).run(&["matviews", "status"]).exits(0);
    let run = project(&database).run(&["partitions", "maintain"]).exits(0);
    assert!(run.stdout.contains("is a standby, and gets its partitions from its primary"), "{run}");
}

/// The ready schedules.
fn schedules() -> Vec<PathBuf> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/schedules");
    let mut files: Vec<PathBuf> = std::fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

/// The commands in such a file: what follows the program's name, up to where the shell or YAML goes on.
fn commands(text: &str) -> Vec<Vec<String>> {
    let mut commands = Vec::new();
    for line in text.lines().filter(|line| !line.trim_start().starts_with('#')) {
        let words = if let Some(list) = line.trim().strip_prefix("args: [") {
            list.trim_end_matches(']').split(", ").map(str::to_owned).collect()
        } else {
            let start =
                ["- pgkeel ", "run: pgkeel ", "* pgkeel ", "/bin/pgkeel "].iter().find_map(|head| line.split_once(head));
            let Some((_, command)) = start else { continue };
            command.split_whitespace().take_while(|word| !["|", ">", ">>", "&&"].contains(word)).map(str::to_owned).collect()
        };
        commands.push(words);
    }
    commands
}

#[test]
fn the_commands_of_the_schedules_are_commands() {
    let mut found = Vec::new();
    for path in schedules() {
        let text = std::fs::read_to_string(&path).unwrap();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        for command in commands(&text) {
            let words = std::iter::once("pgkeel".to_owned()).chain(command.iter().cloned());
            let cli = Cli::try_parse_from(words).unwrap_or_else(|refusal| panic!("{name}: {command:?}: {refusal}"));
            let format = cli.global.format.unwrap_or(pgkeel::ui::Format::Text);
            assert!(cli.command.formats().contains(&format), "{name}: {command:?}");
            found.push(format!("{name}: {}", cli.command.name()));
        }
    }
    insta::assert_snapshot!(found.join("\n"), @"
    cronjob.yaml: maintain
    crontab: maintain
    crontab: diff
    github.yml: migrate plan
    github.yml: migrate verify
    github.yml: diff
    github.yml: maintain
    github.yml: diff
    gitlab.yml: migrate plan
    gitlab.yml: migrate verify
    gitlab.yml: diff
    gitlab.yml: maintain
    gitlab.yml: diff
    pgkeel-maintain.service: maintain
    ");
}

#[test]
fn systemd_understands_its_units() {
    let there = Command::new("systemd-analyze").arg("--version").output().is_ok_and(|output| output.status.success());
    if !there {
        return;
    }
    let directory = tempfile::tempdir().unwrap();
    let mut units = Vec::new();
    for path in schedules().iter().filter(|path| path.extension().is_some_and(|end| end == "service" || end == "timer")) {
        let text = std::fs::read_to_string(path).unwrap().replace("/usr/local/bin/pgkeel", env!("CARGO_BIN_EXE_pgkeel"));
        let unit = directory.path().join(path.file_name().unwrap());
        std::fs::write(&unit, text).unwrap();
        units.push(unit);
    }
    assert_eq!(units.len(), 2);
    let output = Command::new("systemd-analyze").arg("verify").args(&units).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    let ours: Vec<&str> = said.lines().filter(|line| line.contains("pgkeel")).collect();
    assert!(output.status.success() && ours.is_empty(), "{said}");
}

/// What crontab(5) says of a line: empty, a comment, a variable, or five fields and a command in which `%` is escaped.
fn crontab_line(line: &str) -> Option<(String, String)> {
    if line.is_empty() || line.starts_with('#') {
        return None;
    }
    let fields: Vec<&str> = line.splitn(6, ' ').collect();
    if fields.len() < 6 || fields[0].contains('=') {
        let (name, value) = line.split_once('=').unwrap_or_else(|| panic!("neither a variable nor a command: {line}"));
        assert!(name.chars().all(|c| c.is_ascii_uppercase() || c == '_') && !name.is_empty(), "{line}");
        assert_eq!(value.matches('"').count() % 2, 0, "{line}");
        return None;
    }
    let parser = CronParser::builder().seconds(Seconds::Disallowed).year(Year::Disallowed).build();
    let when = fields[..5].join(" ");
    parser.parse(&when).unwrap_or_else(|cause| panic!("{when}: {cause}"));
    // An unescaped one would end the line there.
    assert!(fields[5].replace("\\%", "").find('%').is_none(), "{line}");
    Some((when, fields[5].replace("\\%", "%")))
}

#[test]
fn init_prints_a_crontab_for_the_project() {
    let project = Project::layoverhq().with_variable("PGKEEL_DATABASE_URL", "postgres://deploy@db.internal/layoverhq");
    let printed = project.run(&["init", "--cron"]).exits(0).stdout;
    assert!(
        printed.ends_with('\n') && printed.contains("PGKEEL_DATABASE_URL=\"postgres://deploy@db.internal/layoverhq\"\n"),
        "{printed}"
    );
    for reason in [
        "# partitions of 8 tables, the shortest window is 1 day\n",
        "# rows past their time, by 3 policies\n",
        "# materialized views: popular_layover_routes every 1 day\n",
    ] {
        assert!(printed.contains(reason), "{reason}{printed}");
    }
    let lines: Vec<(String, String)> = printed.lines().filter_map(crontab_line).collect();
    let when: Vec<&str> = lines.iter().map(|(when, _)| when.as_str()).collect();
    assert_eq!(when, ["*/15 * * * *", "30 5 * * *"]);
    for (_, command) in &lines {
        let words: Vec<&str> = command.split(' ').collect();
        Cli::try_parse_from(words).unwrap_or_else(|refusal| panic!("{command}: {refusal}"));
    }
    assert!(lines[0].1.contains("maintain") && lines[1].1.contains("diff"), "{printed}");
    // cron runs it by its shell, from another directory.
    let database = Database::empty();
    let odd = Project::empty();
    odd.write("100% o'clock/pgkeel.toml", "");
    let directory = odd.path().join("100% o'clock");
    let printed = odd.run(&["-C", &directory.to_string_lossy(), "init", "--cron", "-d", &database.url]).exits(0).stdout;
    let (_, command) = printed.lines().find_map(crontab_line).expect("a command");
    let program = Path::new(env!("CARGO_BIN_EXE_pgkeel")).parent().expect("a directory");
    let output = Command::new("/bin/sh")
        .args(["-c", &format!("{command} --format json")])
        .env_clear()
        .env("PATH", program)
        .env("PGKEEL_DATABASE_URL", &database.url)
        .current_dir("/")
        .output()
        .expect("a shell");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        said.contains("\"skipped\": \"there are no policies in retention/\"")
            || said.contains("\"skipped\":\"there are no policies in retention/\""),
        "{said}"
    );
    // The system's own judge, where there is one.
    let file = odd.path().join("crontab");
    std::fs::write(&file, &printed).expect("a file");
    if let Ok(help) = Command::new("crontab").arg("-h").output() {
        // Debian's cron and cronie have each its own word for it.
        let is_debians = String::from_utf8_lossy(&help.stderr).contains("-n\t(dry run");
        let flag = if is_debians { "-n" } else { "-T" };
        let output = Command::new("crontab").arg(flag).arg(&file).output().expect("crontab");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    let secret = project.run(&["init", "--cron", "-d", "postgres://deploy:hunter2@db.internal/layoverhq"]).exits(0);
    assert!(!secret.stdout.contains("hunter2") && secret.stdout.contains("# PGKEEL_DATABASE_URL="), "{secret}");
}
