//! A pending migration as a step of a plan: its settings, its file, and its record in the history, in one transaction.

use super::checksum::Width;
use super::files::MigrationFile;
use super::history::History;
use super::preflight::Checked;
use crate::error::{Error, Location};
use crate::plan::{Plan, Sql, Step};

/// The plan that applies these files in their order to a database with this history.
///
/// # Errors
/// `Failed`, naming each file whose version does not fit into the history's table.
pub fn plan(pending: &[(&MigrationFile, Checked)], history: &History, width: Width) -> Result<Plan, Error> {
    let mut steps = Vec::new();
    let mut problems = Vec::new();
    for (file, checked) in pending {
        match file.checksum(width) {
            Some(checksum) => steps.push(step(file, checked, history, width, checksum, steps.is_empty())),
            None => problems.push(too_wide(file, history)),
        }
    }
    Error::all(problems, |number| format!("{number} versions do not fit into {}", history.table))?;
    Ok(Plan { steps })
}

fn step(file: &MigrationFile, checked: &Checked, history: &History, width: Width, checksum: u64, first: bool) -> Step {
    let mut sql = Vec::new();
    sql.extend(checked.directives.settings().map(Sql::from));
    sql.push(Sql { file: Some(file.shown.clone()), ..Sql::from(file.sql().to_owned()) });
    if checked.changes_role {
        sql.push(Sql::from("RESET SESSION AUTHORIZATION; RESET ROLE".to_owned()));
    }
    if first && history.width.is_none() {
        // After the file, which may create the schema that the table is in, or be a dump that contains the table; and with
        // it, so that a first migration that fails leaves nothing.
        sql.push(Sql::from(history.creation(width)));
    }
    sql.push(Sql::from(history.record(file.version(), file.name(), checksum)));
    let mut step = Step::new(file.title(), String::new()).because(&*file.shown);
    step.sql = sql;
    step
}

fn too_wide(file: &MigrationFile, history: &History) -> Error {
    Error::failed(format!(
        "version {} does not fit into {}, whose column \"version\" is an integer (up to {})",
        file.version(),
        history.table,
        i32::MAX
    ))
    .at(Location { file: file.shown.clone(), line: None, column: None })
    .hint("give it the next number after the newest migration; a wider column would change every checksum")
}

#[cfg(test)]
mod tests {
    use super::super::files::{Entry, parse};
    use super::super::preflight::check;
    use super::*;
    use crate::identifier::QualifiedName;

    fn history(width: Option<Width>) -> History {
        History { table: QualifiedName::new("public", super::super::history::TABLE), width, applied: vec![] }
    }

    #[test]
    fn a_file_its_settings_and_its_record_share_a_transaction() {
        let sql = "-- pgkeel: lock-timeout=1s\nSET ROLE owner;\nCREATE TABLE a ();\n-- end";
        let (files, _) = parse("migrations", &[Entry { path: "V1__a.sql".into(), bytes: sql.into() }]);
        let pending: Vec<_> = files.iter().map(|file| (file, check(file))).collect();
        insta::assert_snapshot!(plan(&pending, &history(None), Width::Int4).unwrap().script(), @r#"
        -- 1. V1__a: migrations/V1__a.sql
        BEGIN;
        SET LOCAL lock_timeout = '1000ms';
        -- pgkeel: lock-timeout=1s
        SET ROLE owner;
        CREATE TABLE a ();
        -- end
        ;
        RESET SESSION AUTHORIZATION; RESET ROLE;
        CREATE TABLE IF NOT EXISTS public.refinery_schema_history (version int4 PRIMARY KEY, name varchar(255), applied_on varchar(255), checksum varchar(255));
        INSERT INTO public.refinery_schema_history (version, name, applied_on, checksum)
        VALUES (1, 'a', pg_catalog.to_char(pg_catalog.clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), '8129147219436059350');
        COMMIT;
        "#);
        let later = plan(&pending, &history(Some(Width::Int4)), Width::Int4).unwrap();
        assert_eq!((later.steps[0].transactional, later.steps[0].sql.len()), (true, 4));
    }

    #[test]
    fn a_version_that_does_not_fit_is_refused() {
        let entry = |path: &str| Entry { path: path.into(), bytes: vec![] };
        let (files, _) = parse("migrations", &[entry("V1__a.sql"), entry("V20240101120000__b.sql")]);
        let pending: Vec<_> = files.iter().map(|file| (file, check(file))).collect();
        let error = plan(&pending, &history(Some(Width::Int4)), Width::Int4).unwrap_err();
        assert!(error.message().starts_with("version 20240101120000 does not fit"), "{error}");
        assert_eq!(history(None).width_for(&files), Width::Int8);
        assert_eq!(plan(&pending, &history(None), Width::Int8).unwrap().steps.len(), 2);
    }
}
