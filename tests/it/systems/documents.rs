//! The SQL of the documents as it is written there, each statement at the document's own line: what is wrong with it is found
//! before anything real is touched.

use std::path::Path;

use serde_json::Value;

use crate::support::{self, Project};

/// Lines of a document, each with the SQLSTATE or the rule that is found there.
type Found = Vec<(u64, String)>;

/// What `migrate plan --try` finds in a document: failures by line with their SQLSTATE, and remarks by line with their rule.
fn found(name: &str, text: &str) -> (Found, Found) {
    let project = Project::empty();
    let file = format!("{name}.sql");
    project.write(&file, text);
    let major = support::binaries().version.to_string();
    let run =
        project.run(&["migrate", "plan", "--offline", "--try", "--pg-version", &major, "--format", "json", &file]).exits(3);
    let result = run.json()["result"].clone();
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let line = |value: &Value| value["line"].as_u64().expect("a line");
    let word = |value: &Value, key: &str| value[key].as_str().expect("a word").to_owned();
    // Which extensions a server has is no matter of the document.
    let failures =
        list(&result["tried"]["failures"]).into_iter().filter(|failure| !word(failure, "message").starts_with("extension "));
    let failures = failures.map(|failure| {
        assert_eq!(word(&failure, "file"), file);
        (line(&failure), word(&failure, "sqlstate"))
    });
    let remarks = list(&result["files"][0]["statements"]).into_iter().flat_map(|statement| {
        let remarks = list(&statement["findings"]).into_iter().filter(|finding| list(&finding["hazards"]).is_empty());
        remarks.map(|finding| (line(&statement), word(&finding, "rule"))).collect::<Vec<_>>()
    });
    (failures.collect(), remarks.collect())
}

fn document(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/documents").join(format!("{name}.sql"));
    std::fs::read_to_string(path).expect("a document")
}

/// The lines of a rule, or of a SQLSTATE.
fn lines(found: &[(u64, String)], of: &str) -> Vec<u64> {
    found.iter().filter(|(_, word)| word == of).map(|(line, _)| *line).collect()
}

#[test]
fn last_minute_lives_document() {
    let (failures, remarks) = found("lastminute", &document("lastminute"));
    assert_eq!(failures, [(1235, "42601".to_owned()), (1282, "42601".to_owned())], "E002-01");
    assert_eq!(lines(&remarks, "set-null-on-not-null"), [477, 636, 636, 705], "E002-03");
    assert_eq!(lines(&remarks, "check-of-time"), [570], "E002-04");
    assert_eq!(lines(&remarks, "duplicate-index"), [1069, 1075, 1080, 1083, 1087, 1099, 1112, 1118], "E002-06");
    // Of venues, whose capacities may be null too, the list of errors says nothing.
    assert_eq!(lines(&remarks, "check-passes-null"), [249, 636, 758, 814], "E002-08");
}

#[test]
fn indexes_cannot_be_built_concurrently_in_a_transaction() {
    let project = Project::empty();
    project.write("migrations/V1__document.sql", &document("lastminute"));
    let refused = project.run(&["migrate", "verify"]);
    assert!(refused.code == Some(2) && refused.stderr.contains("CONCURRENTLY"), "E002-07: {refused}");
    assert!(refused.stderr.contains("migrations/V1__document.sql:1069"), "{refused}");
}

#[test]
fn layoverhqs_document() {
    let document = document("layoverhq");
    let (failures, remarks) = found("layoverhq", &document);
    assert_eq!(lines(&failures, "42703"), [102], "E000-01");
    let partitioned = [176, 366, 465, 494, 523, 717, 754, 773];
    assert_eq!(lines(&failures, "0A000"), partitioned, "E000-02, as PostgreSQL says it");
    assert_eq!(lines(&remarks, "key-lacks-partition-key"), partitioned, "E000-02, before it is run");
    assert_eq!(lines(&failures, "3F000"), [977, 1036], "E000-06");
    assert_eq!(lines(&remarks, "bounds-without-offset"), [217, 219, 441, 750], "E000-14");
    assert_eq!(lines(&remarks, "unique-over-null"), [559, 593, 639, 692], "E000-19, E000-20");
    assert!([872, 909, 919].iter().all(|line| lines(&failures, "42P01").contains(line)), "E000-08");
    // What fails hides what counts on it: corrected, the next ones show.
    let mut rows: Vec<String> = document.lines().map(str::to_owned).collect();
    for line in partitioned {
        // The key stands below CREATE TABLE, which is line 1 and not 0.
        let key = usize::try_from(line).expect("a line");
        rows[key] = rows[key].replace(" PRIMARY KEY", "");
    }
    let keyed = rows.join("\n");
    let (failures, _) = found("layoverhq", &keyed);
    assert_eq!(lines(&failures, "42830"), [366], "E000-03");
    let (failures, _) = found("layoverhq", &keyed.replace("UUID REFERENCES flights(id)", "UUID"));
    assert_eq!(lines(&failures, "42702"), [954], "E000-04");
}
