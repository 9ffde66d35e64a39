//! Records migrations as applied that somebody else has applied: nothing of them is run.

use super::checksum::Width;
use super::files::MigrationFile;
use super::history::History;
use super::journal::{Access, CREATION, Scribe};
use super::steps::too_wide;
use crate::error::{Error, Result};
use crate::plan::{Plan, Sql, Step};

/// The plan that records these files in a history that has none of them, in one transaction. `reason` says why they count as
/// applied.
///
/// # Errors
/// The versions that do not fit into the history's table.
pub fn plan(files: &[&MigrationFile], history: &History, access: Access, width: Width, reason: &str) -> Result<Plan> {
    let (Some(first), Some(last)) = (files.first(), files.last()) else { return Ok(Plan::default()) };
    let mut sql = Vec::new();
    if history.width.is_none() {
        sql.push(Sql::from(history.creation(width)));
    }
    if access == Access::ToBeMade {
        sql.push(Sql::from(CREATION.to_owned()));
    }
    let mut problems = Vec::new();
    for file in files {
        match file.checksum(width) {
            Some(checksum) => sql.push(Sql::from(history.record(file.version(), file.name(), checksum))),
            None => problems.push(too_wide(file, history)),
        }
        if access.may_write() {
            sql.push(Scribe::new(history, file.version()).adopted(file));
        }
    }
    Error::all(problems, |number| format!("{number} migrations cannot be recorded"))?;
    let titles = if files.len() == 1 { first.title() } else { format!("{} to {}", first.title(), last.title()) };
    let mut step = Step::new(format!("record {titles} as applied"), String::new()).because(reason);
    step.sql = sql;
    Ok(Plan { steps: vec![step] })
}

#[cfg(test)]
mod tests {
    use super::super::files::{Entry, parse};
    use super::super::history::TABLE;
    use super::*;
    use crate::identifier::QualifiedName;

    fn planned(paths: &[&str], width: Option<Width>, access: Access) -> Result<Plan> {
        let entries: Vec<Entry> =
            paths.iter().map(|path| Entry { path: (*path).into(), bytes: b"SELECT 1".to_vec() }).collect();
        let files = parse("migrations", &entries).0;
        let history = History { table: QualifiedName::new("public", TABLE), width, applied: vec![] };
        plan(&files.iter().collect::<Vec<_>>(), &history, access, history.width_for(&files), "found")
    }

    #[test]
    fn all_are_recorded_in_one_transaction() {
        let found = planned(&["V1__a.sql", "V2__b.sql"], Some(Width::Int4), Access::Denied).unwrap();
        assert_eq!((found.steps.len(), found.steps[0].transactional, found.steps[0].sql.len()), (1, true, 2));
        assert_eq!(found.steps[0].title, "record V1__a to V2__b as applied");
        let made = planned(&["V1__a.sql"], None, Access::ToBeMade).unwrap().script();
        assert!(
            made.contains("CREATE TABLE IF NOT EXISTS public.refinery_schema_history") && !made.contains("SELECT 1"),
            "{made}"
        );
        assert!(made.contains("CREATE SCHEMA IF NOT EXISTS pgkeel") && made.contains("'a', NULL, 'pgkeel "), "{made}");
        assert!(planned(&[], None, Access::Ready).unwrap().is_empty());
    }

    #[test]
    fn a_version_that_does_not_fit_is_refused() {
        let error = planned(&["V1__a.sql", "V20240101120000__b.sql"], Some(Width::Int4), Access::Ready).unwrap_err();
        assert!(error.message().starts_with("version 20240101120000 does not fit"), "{error}");
    }
}
