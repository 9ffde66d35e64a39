//! Puts a history right by name, where the files are right as they are: a changed file is accepted, a deleted one forgotten, and
//! the versions get 64 bits. Nothing of any migration is run.

use super::checksum::Width;
use super::files::MigrationFile;
use super::history::{Applied, History};
use super::journal::{Access, Scribe};
use super::verify::{Comparison, Entry, State};
use crate::error::{Error, Result};
use crate::plan::{Hazard, LockMode, Plan, Sql, Step};

/// What is done to a row of the history.
#[derive(Debug, Clone, Copy)]
pub enum Amendment<'a> {
    /// The file is right as it is: its name and checksum are recorded.
    Accept(&'a MigrationFile, &'a Applied),
    /// The file is gone for good: so is its record.
    Forget(&'a Applied),
}

impl<'a> Amendment<'a> {
    /// What can be done about a migration, if there is anything to do.
    fn of(entry: &Entry<'a>) -> Option<Self> {
        match (entry.state, entry.file, entry.applied) {
            (State::Divergent, Some(file), Some(row)) => Some(Self::Accept(file, row)),
            (State::Missing, None, Some(row)) => Some(Self::Forget(row)),
            _ => None,
        }
    }

    pub fn version(self) -> i64 {
        match self {
            Self::Accept(_, row) | Self::Forget(row) => row.version,
        }
    }

    /// As it was recorded.
    pub fn title(self) -> String {
        match self {
            Self::Accept(_, row) | Self::Forget(row) => row.title(),
        }
    }

    /// What it does, in a sentence.
    pub fn sentence(self) -> String {
        match self {
            Self::Accept(file, row) if file.name() != row.name => {
                format!("accept the file as it is now, {}; nothing of it is run", file.title())
            }
            Self::Accept(..) => "accept the file as it is now; nothing of it is run".to_owned(),
            Self::Forget(_) => "forget it, whose file is not there; what it made stays".to_owned(),
        }
    }

    fn write(self, history: &History, width: Width, access: Access, sql: &mut Vec<Sql>) -> Result<()> {
        let scribe = Scribe::new(history, self.version());
        match self {
            Self::Accept(file, _) => {
                let checksum = file.checksum(width).ok_or_else(|| super::steps::too_wide(file, history))?;
                sql.push(Sql::from(history.amendment(file.version(), file.name(), checksum)));
                if access == Access::Ready {
                    sql.push(scribe.corrected(file));
                }
            }
            Self::Forget(row) => {
                sql.push(Sql::from(history.removal(row.version)));
                if access == Access::Ready {
                    sql.push(scribe.forgotten());
                }
            }
        }
        Ok(())
    }
}

/// Everything that can be put right, or what of it is named.
///
/// # Errors
/// `Usage`: names of migrations that are not there, or are as they should be.
pub fn amendments<'a>(comparison: &Comparison<'a>, names: &[String]) -> Result<Vec<Amendment<'a>>> {
    if names.is_empty() {
        return Ok(comparison.entries.iter().filter_map(Amendment::of).collect());
    }
    let mut problems = Vec::new();
    let mut found: Vec<Amendment<'a>> = Vec::new();
    for name in names {
        let entry = comparison.entries.iter().find(|entry| is_called(entry, name));
        match entry.map(|entry| (entry, Amendment::of(entry))) {
            Some((_, Some(amendment))) if found.iter().any(|known| known.version() == amendment.version()) => {}
            Some((_, Some(amendment))) => found.push(amendment),
            Some((entry, None)) => {
                problems.push(Error::usage(format!(
                    "{name} is {}: there is nothing in the history to put right",
                    entry.state.name()
                )));
            }
            None => {
                problems.push(Error::usage(format!("there is no migration {name}")).hint("pgkeel migrate status shows all"));
            }
        }
    }
    Error::all(problems, |number| format!("{number} names mean nothing here"))?;
    found.sort_by_key(|amendment| amendment.version());
    Ok(found)
}

/// By version or name, as people write it: `3`, `V3`, `add_tiers`, `V3__add_tiers`, `V3__add_tiers.sql`.
fn is_called(entry: &Entry<'_>, name: &str) -> bool {
    let name = name.rsplit('/').next().unwrap_or_default().trim_end_matches(".sql");
    let number = name.strip_prefix(['V', 'U', 'v', 'u']).unwrap_or(name);
    let recorded = entry.applied.map(|row| (row.title(), row.name.as_str()));
    number == entry.version.to_string()
        || name == entry.name()
        || entry.file.is_some_and(|file| file.title() == name)
        || recorded.is_some_and(|(title, own)| title == name || own == name)
}

/// The plan, one transaction.
///
/// # Errors
/// What keeps the history from getting wide: rows whose file is not what was applied, and that are not put right with it.
pub fn plan(
    amendments: &[Amendment<'_>],
    comparison: &Comparison<'_>,
    history: &History,
    access: Access,
    widen: bool,
) -> Result<Plan> {
    let is_wide = history.width == Some(Width::Int8);
    let width = if widen { Width::Int8 } else { history.width.unwrap_or(Width::Int4) };
    let mut sql = Vec::new();
    if widen && !is_wide && history.width.is_some() {
        sql.push(Sql::from(history.widening()));
    }
    for amendment in amendments {
        amendment.write(history, width, access, &mut sql)?;
    }
    if widen {
        let rest = comparison.entries.iter().filter(|entry| !amendments.iter().any(|known| known.version() == entry.version));
        sql.extend(checksums(rest, history, is_wide)?);
    }
    if sql.is_empty() {
        return Ok(Plan::default());
    }
    let what: Vec<String> = amendments
        .iter()
        .map(|amendment| {
            format!("{} {}", if matches!(amendment, Amendment::Accept(..)) { "accept" } else { "forget" }, amendment.title())
        })
        .chain(widen.then(|| "give the versions 64 bits".to_owned()))
        .collect();
    let mut step = Step::new(what.join(", "), String::new()).because("the files are right as they are");
    if widen && !is_wide {
        step = step.locking(LockMode::AccessExclusive, history.table.to_string()).hazard(Hazard::Rewrite);
    }
    step.sql = sql;
    Ok(Plan { steps: vec![step] })
}

/// The checksums of 64 bits, of what was applied and is not put right otherwise.
fn checksums<'a>(entries: impl Iterator<Item = &'a Entry<'a>>, history: &History, is_wide: bool) -> Result<Option<Sql>> {
    let mut problems = Vec::new();
    let mut rows = Vec::new();
    for entry in entries {
        let Some(row) = entry.applied else { continue };
        let is = |file: &MigrationFile, width| {
            file.name() == row.name && file.checksum(width).is_some_and(|checksum| checksum.to_string() == row.checksum)
        };
        match entry.file {
            Some(file) if is(file, Width::Int8) && is_wide => {}
            Some(file) if is(file, Width::Int4) => {
                rows.extend(file.checksum(Width::Int8).map(|checksum| (row.version, checksum)));
            }
            _ => problems.push(
                Error::failed(format!(
                    "the checksum of {} cannot be computed anew: its file is not what was applied",
                    row.title()
                ))
                .hint(format!(
                    "restore the file, or put that right with it: pgkeel migrate repair V{} --widen --apply",
                    row.version
                )),
            ),
        }
    }
    Error::all(problems, |number| format!("{number} migrations keep the history as narrow as it is"))?;
    Ok((!rows.is_empty()).then(|| Sql::from(history.checksums(&rows))))
}

#[cfg(test)]
mod tests {
    use super::super::files::{Entry as FileEntry, parse};
    use super::super::history::TABLE;
    use super::super::verify::compare;
    use super::*;
    use crate::identifier::QualifiedName;

    /// V1 is as applied, V2 was changed, V3 renamed, V4 deleted.
    fn script(names: &[&str], widen: bool) -> Result<String> {
        let entry = |path: &str, sql: &str| FileEntry { path: path.into(), bytes: sql.into() };
        let entries = [entry("V1__a.sql", "1"), entry("V2__b.sql", "changed"), entry("V3__renamed.sql", "3")];
        let files = parse("migrations", &entries).0;
        let row = |version, name: &str, sql: &str| Applied {
            version,
            name: name.into(),
            applied_on: String::new(),
            checksum: Width::Int4.checksum(version, name, sql).unwrap().to_string(),
        };
        let applied = vec![row(1, "a", "1"), row(2, "b", "2"), row(3, "c", "3"), row(4, "d", "4")];
        let history = History { table: QualifiedName::new("public", TABLE), width: Some(Width::Int4), applied };
        let comparison = compare("migrations", &files, &history);
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let found = amendments(&comparison, &names)?;
        Ok(plan(&found, &comparison, &history, Access::Ready, widen)?.script())
    }

    #[test]
    fn what_is_named_is_put_right_and_nothing_else() {
        insta::assert_snapshot!(script(&["V2", "migrations/V3__renamed.sql", "d", "2"], false).unwrap(), @"
        -- 1. accept V2__b, accept V3__c, forget V4__d: the files are right as they are
        BEGIN;
        UPDATE public.refinery_schema_history SET name = 'b', checksum = '1285962603537205028' WHERE version = 2;
        UPDATE pgkeel.applied_migrations SET name = 'b', sql = NULL WHERE (history, version) = ('public.refinery_schema_history', 2);
        UPDATE public.refinery_schema_history SET name = 'renamed', checksum = '704294948913899233' WHERE version = 3;
        UPDATE pgkeel.applied_migrations SET name = 'renamed', sql = NULL WHERE (history, version) = ('public.refinery_schema_history', 3);
        DELETE FROM public.refinery_schema_history WHERE version = 4;
        DELETE FROM pgkeel.applied_migrations WHERE (history, version) = ('public.refinery_schema_history', 4);
        COMMIT;
        ");
        assert_eq!(script(&[], false).unwrap(), script(&["2", "c", "V4__d"], false).unwrap());
    }

    #[test]
    fn what_is_in_order_cannot_be_put_right() {
        assert_eq!(
            script(&["V1"], false).unwrap_err().message(),
            "V1 is applied: there is nothing in the history to put right"
        );
        assert_eq!(script(&["V9"], false).unwrap_err().message(), "there is no migration V9");
    }

    #[test]
    fn a_history_gets_wide_as_a_whole() {
        insta::assert_snapshot!(script(&["2", "3", "4"], true).unwrap(), @"
        -- 1. accept V2__b, accept V3__c, forget V4__d, give the versions 64 bits: the files are right as they are
        --    lock: ACCESS EXCLUSIVE on public.refinery_schema_history (blocks reads and writes)
        --    hazard: rewrite
        BEGIN;
        ALTER TABLE public.refinery_schema_history ALTER COLUMN version TYPE int8;
        UPDATE public.refinery_schema_history SET name = 'b', checksum = '13892607569721220144' WHERE version = 2;
        UPDATE pgkeel.applied_migrations SET name = 'b', sql = NULL WHERE (history, version) = ('public.refinery_schema_history', 2);
        UPDATE public.refinery_schema_history SET name = 'renamed', checksum = '2212279653022796580' WHERE version = 3;
        UPDATE pgkeel.applied_migrations SET name = 'renamed', sql = NULL WHERE (history, version) = ('public.refinery_schema_history', 3);
        DELETE FROM public.refinery_schema_history WHERE version = 4;
        DELETE FROM pgkeel.applied_migrations WHERE (history, version) = ('public.refinery_schema_history', 4);
        UPDATE public.refinery_schema_history AS history SET checksum = new.checksum
        FROM (VALUES (1, '8759652647778336034')) AS new (version, checksum)
        WHERE history.version = new.version;
        COMMIT;
        ");
        let error = script(&["2", "3"], true).unwrap_err();
        assert!(error.message().starts_with("the checksum of V4__d cannot be computed anew"), "{error}");
    }
}
