//! Pending migrations as steps of a plan: a file and its record in one transaction; or, where it asks for none, a step for each
//! statement that is not done yet, with its line in the journal.

use std::sync::Arc;

use super::backfill::{self, Backfill};
use super::checksum::Width;
use super::files::{Down, MigrationFile};
use super::history::History;
use super::journal::{Access, CREATION, Entry, Journal, Progress, Scribe, Took};
use super::outcome::{Outside, Verdict};
use super::preflight::{Checked, Class, Piece, class_of};
use crate::error::{Error, Location};
use crate::plan::{Batches, Plan, Source, Sql, Step};

/// A plan, and which file each of its steps belongs to.
#[derive(Debug)]
pub struct Planned {
    pub plan: Plan,
    /// By step: the file's place among the pending ones.
    pub files: Vec<usize>,
}

/// The plan that applies these files in their order to a database with this history; in one transaction where `between` says what
/// sets the session up anew between two of them.
///
/// # Errors
/// Everything that keeps a file from being applied: a version that does not fit into the history's table, an interrupted
/// migration that cannot go on.
pub fn plan(
    pending: &[(&MigrationFile, Checked)],
    history: &History,
    journal: &Journal,
    width: Width,
    between: Option<&str>,
) -> Result<Planned, Error> {
    let mut planned = Planned { plan: Plan::default(), files: Vec::new() };
    let mut problems = Vec::new();
    for (number, (file, checked)) in pending.iter().enumerate() {
        let Some(checksum) = file.checksum(width) else {
            problems.push(too_wide(file, history));
            continue;
        };
        let migration = Migration {
            file,
            checked,
            history,
            journal,
            scribe: Scribe::new(history, file.version()),
            creates_history: (number == 0 && history.width.is_none()).then(|| history.creation(width)),
            makes_side_tables: number == 0
                && (journal.access == Access::ToBeMade
                    || (journal.access == Access::Denied && checked.directives.no_transaction)),
            record: history.record(file.version(), file.name(), checksum),
            together: between.is_some(),
        };
        let steps = if checked.directives.no_transaction { migration.one_by_one() } else { migration.in_transaction() };
        match steps {
            Ok(steps) => {
                planned.files.resize(planned.files.len() + steps.len(), number);
                planned.plan.steps.extend(steps);
            }
            Err(problem) => problems.push(problem.at(whole(file))),
        }
    }
    Error::all(problems, |number| format!("{number} migrations cannot be applied"))?;
    if let Some(between) = between.filter(|_| planned.plan.steps.len() > 1) {
        planned = joined(planned, between);
    }
    Ok(planned)
}

/// All steps as one.
fn joined(planned: Planned, between: &str) -> Planned {
    let mut steps = planned.plan.steps.into_iter();
    let Some(mut all) = steps.next() else { return Planned { plan: Plan::default(), files: Vec::new() } };
    let mut last = String::new();
    for step in steps {
        all.sql.push(Sql::from(between.to_owned()));
        all.sql.extend(step.sql);
        last = step.title;
    }
    all.title = format!("{} to {last}", all.title);
    "in one transaction".clone_into(&mut all.reason);
    Planned { plan: Plan { steps: vec![all] }, files: vec![0] }
}

/// The plan that undoes these migrations, the first one first, each in a transaction with the end of its record.
pub fn undo(undone: &[(&MigrationFile, &Down, Checked)], history: &History, access: Access) -> Planned {
    let steps = undone.iter().map(|(file, down, checked)| {
        let mut sql = Vec::new();
        sql.extend(checked.directives.settings().map(Sql::from));
        let source = Source { file: down.shown.clone(), text: Arc::from(down.sql.as_str()), start: 0 };
        sql.push(Sql { source: Some(source), ..Sql::from(down.sql.clone()) });
        if checked.changes_role {
            sql.push(Sql::from(ROLE_AGAIN.to_owned()));
        }
        sql.push(Sql::from(history.removal(file.version())));
        if access == Access::Ready {
            sql.push(Scribe::new(history, file.version()).forgotten());
        }
        let mut step = Step::new(format!("undo {}", file.title()), String::new()).because(&*down.shown);
        step.sql = sql;
        step.resets_session = true;
        step
    });
    Planned { plan: Plan { steps: steps.collect() }, files: (0..undone.len()).collect() }
}

/// The role that began is the one that writes the record.
pub(super) const ROLE_AGAIN: &str = "RESET SESSION AUTHORIZATION; RESET ROLE";

/// A file to be applied, and what that takes.
struct Migration<'a> {
    file: &'a MigrationFile,
    checked: &'a Checked,
    history: &'a History,
    journal: &'a Journal,
    scribe: Scribe<'a>,
    creates_history: Option<String>,
    makes_side_tables: bool,
    record: String,
    /// Its transaction holds others too.
    together: bool,
}

impl Migration<'_> {
    fn in_transaction(&self) -> Result<Vec<Step>, Error> {
        if self.journal.of(self.file.version()).next().is_some() {
            return Err(Error::failed(format!(
                "{} was begun without a transaction and interrupted: now its file asks for one",
                self.file.title()
            ))
            .hint("put the line back: -- pgkeel: no-transaction"));
        }
        let mut sql = Vec::new();
        sql.extend(self.checked.directives.settings().map(Sql::from));
        let text = self.file.script();
        sql.push(Sql { source: Some(self.source(&Arc::from(text), 0)), ..Sql::from(text.to_owned()) });
        if self.checked.changes_role {
            sql.push(Sql::from(ROLE_AGAIN.to_owned()));
        }
        sql.extend(self.recorded(false));
        Ok(vec![self.last(self.file.title(), sql)])
    }

    /// What is written at the migration's end, in one transaction.
    fn recorded(&self, journalled: bool) -> Vec<Sql> {
        let mut sql = Vec::new();
        // After the file, which may create the schema that the table is in, or be a dump that contains the table; and with
        // it, so that a first migration that fails leaves nothing.
        sql.extend(self.creates_history.clone().map(Sql::from));
        if self.makes_side_tables && !journalled {
            sql.push(Sql::from(CREATION.to_owned()));
        }
        sql.push(Sql::from(self.record.clone()));
        if self.journal.access.may_write() {
            let took = match (journalled, self.together) {
                (true, _) => Took::Journalled,
                (_, true) => Took::Unknown,
                _ => Took::Transaction,
            };
            sql.push(self.scribe.fact(self.file, took, self.journal.known.contains(&self.file.version())));
        }
        if journalled {
            sql.push(self.scribe.closed());
        }
        sql
    }

    fn last(&self, title: String, sql: Vec<Sql>) -> Step {
        let mut step = self.step(title, sql);
        step.resets_session = true;
        step
    }

    fn step(&self, title: String, sql: Vec<Sql>) -> Step {
        let mut step = Step::new(title, String::new()).because(&*self.file.shown);
        step.sql = sql;
        step
    }

    fn source(&self, text: &Arc<str>, start: usize) -> Source {
        Source { file: self.file.shown.clone(), text: Arc::clone(text), start }
    }

    fn one_by_one(&self) -> Result<Vec<Step>, Error> {
        let (title, text) = (self.file.title(), Arc::<str>::from(self.file.script()));
        let total = self.checked.statements.len();
        let mut steps = Vec::new();
        if self.makes_side_tables {
            steps.push(self.step(format!("{title} (the tables of its journal)"), vec![Sql::from(CREATION.to_owned())]));
        }
        let settings = self.checked.directives.settings();
        steps.extend(settings.map(|settings| self.step(format!("{title} (settings)"), vec![Sql::from(settings)])));
        let entries: Vec<&Entry> = self.journal.of(self.file.version()).collect();
        if let Some(lost) = entries.iter().find(|entry| entry.statement > total && entry.progress != Progress::Failed) {
            return Err(self.changed(lost));
        }
        for (index, piece) in self.checked.statements.iter().enumerate() {
            let number = index + 1;
            let sql = &text[piece.start..piece.end];
            let entry = entries.iter().find(|entry| entry.statement == number).copied();
            let as_run = entry.is_none_or(|entry| entry.sql.as_deref().is_none_or(|run| run == sql));
            let title = |what: &str| format!("{title} ({number} of {total}{what})");
            let is_done = match entry {
                Some(entry) if entry.progress == Progress::Done => true,
                Some(entry) => match looked_up(entry, sql) {
                    Verdict::Done => {
                        steps.push(self.step(title(", found done"), vec![self.scribe.ended(number, false)]));
                        true
                    }
                    Verdict::Finish(finish) => {
                        let sql = vec![Sql::from(finish), self.scribe.ended(number, false)];
                        steps.push(self.step(title(", finish what was interrupted"), sql));
                        true
                    }
                    Verdict::Again(clearing) => {
                        steps.extend(clearing.into_iter().map(|drop| {
                            let step = self.step(title(", clear what was left"), vec![Sql::from(drop)]);
                            step.outside_transaction(None)
                        }));
                        false
                    }
                    Verdict::Unknown(why) => return Err(self.unknown(entry, why)),
                },
                None => false,
            };
            if is_done && !as_run {
                return Err(entry.map_or_else(|| Error::failed("a statement was changed"), |entry| self.changed(entry)));
            }
            if !is_done {
                let statement = Sql { source: Some(self.source(&text, piece.start)), ..Sql::from(sql.to_owned()) };
                steps.push(self.statement(title(""), number, piece, statement));
            }
        }
        steps.push(self.last(format!("{title} (its record)"), self.recorded(true)));
        Ok(steps)
    }

    fn statement(&self, title: String, number: usize, piece: &Piece, sql: Sql) -> Step {
        let text = sql.text.clone();
        if let Some(backfill) = &self.checked.directives.backfill {
            return self.batches(title, number, backfill, sql);
        }
        match &piece.class {
            Class::Session => self.step(title, vec![sql]),
            Class::Transactional => self.step(title, vec![sql, self.scribe.done(number, &text)]),
            Class::Outside(outside) => {
                let sql = vec![self.scribe.started(number, &text, outside), sql, self.scribe.ended(number, false)];
                let mut step = self.step(title, sql).outside_transaction(outside.may_leave_invalid());
                step.may_leave_copies = outside.may_leave_copies();
                step.if_failed = Some(self.scribe.ended(number, true));
                step
            }
        }
    }

    fn batches(&self, title: String, number: usize, backfill: &Backfill, sql: Sql) -> Step {
        let table = backfill.table.clone().unwrap_or_default();
        let started = self.scribe.started(number, &sql.text, &Outside::Repeats);
        let step = self.step(title, vec![started, sql, self.scribe.ended(number, false)]).outside_transaction(None);
        let mut step = step.because(backfill.manner());
        step.batches = Some(Batches {
            table,
            rows: backfill.rows(),
            pause: backfill.pause,
            most_lag: backfill.max_lag.unwrap_or(backfill::MAX_LAG),
            key: self.scribe.key(),
        });
        step
    }

    fn changed(&self, entry: &Entry) -> Error {
        let run = entry.sql.as_deref().unwrap_or_default();
        let first = run.lines().next().unwrap_or_default();
        Error::failed(format!(
            "statement {} of {} was run before the interruption, as `{first}`, and the file says something else now",
            entry.statement,
            self.file.title()
        ))
        .hint("put back what was run, and make the change in a new migration; only statements that are not done may change")
    }

    fn unknown(&self, entry: &Entry, why: &str) -> Error {
        let (version, statement) = (self.file.version(), entry.statement);
        let table = crate::identifier::literal(&self.history.table.to_string());
        let key = format!("(history, version, statement) = ({table}, {version}, {statement})");
        Error::failed(format!(
            "whether statement {statement} of {} was done before the interruption is unknown: {why}",
            self.file.title()
        ))
        .hint(format!("look; if it was done: UPDATE pgkeel.migration_journal SET state = 'done' WHERE {key}"))
        .hint(format!("if it is to run again: DELETE FROM pgkeel.migration_journal WHERE {key}"))
    }
}

/// What became of a statement that was begun and whose end is not in the journal. What was run decides, which is not what the
/// file says where somebody has corrected it since.
fn looked_up(entry: &Entry, sql: &str) -> Verdict {
    match class_of(entry.sql.as_deref().unwrap_or(sql)) {
        Class::Outside(Outside::Opaque) if entry.progress == Progress::Failed => Verdict::Again(Vec::new()),
        Class::Outside(outside) => outside.verdict(&entry.before, &entry.now),
        Class::Session | Class::Transactional => Verdict::Again(Vec::new()),
    }
}

fn whole(file: &MigrationFile) -> Location {
    Location { file: file.shown.clone(), line: None, column: None }
}

pub(super) fn too_wide(file: &MigrationFile, history: &History) -> Error {
    Error::failed(format!(
        "version {} does not fit into {}, whose column \"version\" is an integer (up to {})",
        file.version(),
        history.table,
        i32::MAX
    ))
    .at(whole(file))
    .hint("give it the next number after the newest migration")
    .hint("or give the column 64 bits, which a refinery without `int8-versions` cannot read: pgkeel migrate repair --widen --apply")
}

#[cfg(test)]
mod tests {
    use super::super::files::{Entry as FileEntry, parse};
    use super::super::outcome::{Before, Witness};
    use super::super::preflight::check;
    use super::*;
    use crate::identifier::QualifiedName;

    fn history(width: Option<Width>) -> History {
        History { table: QualifiedName::new("public", super::super::history::TABLE), width, applied: vec![] }
    }

    fn journal(access: Access, entries: Vec<Entry>) -> Journal {
        Journal { access, entries, ..Journal::default() }
    }

    #[test]
    fn a_file_its_settings_and_its_record_share_a_transaction() {
        let sql = "-- pgkeel: lock-timeout=1s\nSET ROLE owner;\nCREATE TABLE a ();\n-- end";
        let (files, _) = parse("migrations", &[FileEntry { path: "V1__a.sql".into(), bytes: sql.into() }]);
        let pending: Vec<_> = files.iter().map(|file| (file, check(file))).collect();
        insta::assert_snapshot!(plan(&pending, &history(None), &journal(Access::ToBeMade, vec![]), Width::Int4, None).unwrap().plan.script(), @r#"
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
        -- pgkeel's own tables: what refinery's has no column for. They are no part of any schema that is compared.
        CREATE SCHEMA IF NOT EXISTS pgkeel;
        CREATE TABLE IF NOT EXISTS pgkeel.applied_migrations (
            history text, version bigint, name text NOT NULL,
            applied_on timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(), took interval,
            applied_by text NOT NULL DEFAULT SESSION_USER, tool text NOT NULL, sql text,
            PRIMARY KEY (history, version)
        );
        CREATE TABLE IF NOT EXISTS pgkeel.migration_journal (
            history text, version bigint, statement integer, sql text, state text NOT NULL,
            target oid, present oid[] NOT NULL DEFAULT '{}',
            began timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(), ended timestamptz,
            PRIMARY KEY (history, version, statement)
        );
        INSERT INTO public.refinery_schema_history (version, name, applied_on, checksum)
        VALUES (1, 'a', pg_catalog.to_char(pg_catalog.clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), '8129147219436059350');
        INSERT INTO pgkeel.applied_migrations (history, version, name, took, tool, sql)
        VALUES ('public.refinery_schema_history', 1, 'a', pg_catalog.clock_timestamp() - pg_catalog.now(), 'pgkeel 0.1.0', NULL);
        COMMIT;
        "#);
        let later =
            plan(&pending, &history(Some(Width::Int4)), &journal(Access::Denied, vec![]), Width::Int4, None).unwrap().plan;
        assert_eq!((later.steps[0].transactional, later.steps[0].sql.len()), (true, 4));
    }

    #[test]
    fn a_version_that_does_not_fit_is_refused() {
        let entry = |path: &str| FileEntry { path: path.into(), bytes: vec![] };
        let (files, _) = parse("migrations", &[entry("V1__a.sql"), entry("V20240101120000__b.sql")]);
        let pending: Vec<_> = files.iter().map(|file| (file, check(file))).collect();
        let error =
            plan(&pending, &history(Some(Width::Int4)), &journal(Access::Ready, vec![]), Width::Int4, None).unwrap_err();
        assert!(error.message().starts_with("version 20240101120000 does not fit"), "{error}");
        assert_eq!(history(None).width_for(&files), Width::Int8);
        assert_eq!(plan(&pending, &history(None), &journal(Access::Ready, vec![]), Width::Int8, None).unwrap().files, [0, 1]);
    }

    const ALONE: &str = "-- pgkeel: no-transaction, lock-timeout=1s\nSET search_path = app;\nCREATE INDEX CONCURRENTLY i ON app.t (a);\n\
                         INSERT INTO log VALUES (1);\nCALL p();\n";

    /// The titles of the steps, or what is wrong.
    fn titles(entries: Vec<Entry>) -> Result<Vec<String>, String> {
        let (files, _) = parse("migrations", &[FileEntry { path: "V1__a.sql".into(), bytes: ALONE.into() }]);
        let pending: Vec<_> = files.iter().map(|file| (file, check(file))).collect();
        let planned = plan(&pending, &history(Some(Width::Int4)), &journal(Access::Ready, entries), Width::Int4, None);
        let titles = |planned: Planned| planned.plan.steps.into_iter().map(|step| step.title.replace("V1__a", "a")).collect();
        planned.map(titles).map_err(|error| error.message().to_owned())
    }

    fn entry(statement: usize, sql: &str, progress: Progress, now: Vec<Witness>) -> Entry {
        let before = Before { target: Some(1), present: vec![] };
        Entry { version: 1, statement, sql: Some(sql.into()), progress, before, now }
    }

    #[test]
    fn without_a_transaction_each_statement_is_a_step_with_its_line_in_the_journal() {
        let (files, _) = parse("migrations", &[FileEntry { path: "V1__a.sql".into(), bytes: ALONE.into() }]);
        let pending: Vec<_> = files.iter().map(|file| (file, check(file))).collect();
        let planned = plan(&pending, &history(None), &journal(Access::ToBeMade, vec![]), Width::Int4, None).unwrap();
        assert_eq!(planned.files, [0; 7]);
        let script = planned.plan.script();
        let (_, after_creation) = script.split_once("-- 2. ").unwrap();
        insta::assert_snapshot!(after_creation, @r#"
        V1__a (settings): migrations/V1__a.sql
        SET lock_timeout = '1000ms';

        -- 3. V1__a (1 of 4): migrations/V1__a.sql
        SET search_path = app;

        -- 4. V1__a (2 of 4): migrations/V1__a.sql
        --    not in a transaction
        INSERT INTO pgkeel.migration_journal AS journal (history, version, statement, state, target, present, sql)
        VALUES ('public.refinery_schema_history', 1, 2, 'started', pg_catalog.to_regclass('app.t')::pg_catalog.oid, ARRAY(SELECT indexrelid FROM pg_catalog.pg_index WHERE indrelid = pg_catalog.to_regclass('app.t')::pg_catalog.oid), NULL)
        ON CONFLICT (history, version, statement) DO UPDATE SET state = 'started', sql = excluded.sql, ended = NULL,
            target = CASE WHEN journal.sql = excluded.sql THEN journal.target ELSE excluded.target END,
            present = CASE WHEN journal.sql = excluded.sql THEN journal.present ELSE excluded.present END;
        CREATE INDEX CONCURRENTLY i ON app.t (a);
        UPDATE pgkeel.migration_journal SET state = 'done', ended = pg_catalog.clock_timestamp() WHERE (history, version, statement) = ('public.refinery_schema_history', 1, 2);

        -- 5. V1__a (3 of 4): migrations/V1__a.sql
        BEGIN;
        INSERT INTO log VALUES (1);
        INSERT INTO pgkeel.migration_journal (history, version, statement, state, began, ended, sql)
        VALUES ('public.refinery_schema_history', 1, 3, 'done', pg_catalog.now(), pg_catalog.clock_timestamp(), NULL)
        ON CONFLICT (history, version, statement) DO UPDATE SET state = 'done', sql = excluded.sql, ended = excluded.ended;
        COMMIT;

        -- 6. V1__a (4 of 4): migrations/V1__a.sql
        --    not in a transaction
        INSERT INTO pgkeel.migration_journal AS journal (history, version, statement, state, target, present, sql)
        VALUES ('public.refinery_schema_history', 1, 4, 'started', NULL, '{}', NULL)
        ON CONFLICT (history, version, statement) DO UPDATE SET state = 'started', sql = excluded.sql, ended = NULL,
            target = CASE WHEN journal.sql = excluded.sql THEN journal.target ELSE excluded.target END,
            present = CASE WHEN journal.sql = excluded.sql THEN journal.present ELSE excluded.present END;
        CALL p();
        UPDATE pgkeel.migration_journal SET state = 'done', ended = pg_catalog.clock_timestamp() WHERE (history, version, statement) = ('public.refinery_schema_history', 1, 4);

        -- 7. V1__a (its record): migrations/V1__a.sql
        BEGIN;
        CREATE TABLE IF NOT EXISTS public.refinery_schema_history (version int4 PRIMARY KEY, name varchar(255), applied_on varchar(255), checksum varchar(255));
        INSERT INTO public.refinery_schema_history (version, name, applied_on, checksum)
        VALUES (1, 'a', pg_catalog.to_char(pg_catalog.clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), '14752136308285611400');
        INSERT INTO pgkeel.applied_migrations (history, version, name, took, tool, sql)
        VALUES ('public.refinery_schema_history', 1, 'a', (SELECT pg_catalog.sum(ended - began) FROM pgkeel.migration_journal WHERE (history, version) = ('public.refinery_schema_history', 1)), 'pgkeel 0.1.0', NULL);
        DELETE FROM pgkeel.migration_journal WHERE (history, version) = ('public.refinery_schema_history', 1);
        COMMIT;
        "#);
        assert_eq!(planned.plan.steps[3].may_leave_invalid.as_deref(), Some("app.i"));
    }

    #[test]
    fn an_interrupted_migration_goes_on_where_it_was() {
        let index = "CREATE INDEX CONCURRENTLY i ON app.t (a)";
        let whole = |is_whole| vec![Witness { oid: 9, is_whole, name: "app.i".into(), parent: String::new() }];
        // What the session needs is always set again.
        let rest = ["a (3 of 4)", "a (4 of 4)", "a (its record)"];
        let with = |first: &[&str], rest: &[&str]| -> Vec<String> {
            ["a (settings)", "a (1 of 4)"].iter().chain(first).chain(rest).map(|title| (*title).to_owned()).collect()
        };
        let started = |now| vec![entry(2, index, Progress::Started, now)];
        assert_eq!(titles(vec![entry(2, index, Progress::Done, vec![])]).unwrap(), with(&[], &rest));
        assert_eq!(titles(started(whole(true))).unwrap(), with(&["a (2 of 4, found done)"], &rest));
        assert_eq!(titles(started(whole(false))).unwrap(), with(&["a (2 of 4, clear what was left)", "a (2 of 4)"], &rest));
        assert_eq!(titles(started(vec![])).unwrap(), with(&["a (2 of 4)"], &rest));
        let done =
            || vec![entry(2, index, Progress::Done, vec![]), entry(3, "INSERT INTO log VALUES (1)", Progress::Done, vec![])];
        let call = |progress| [done(), vec![entry(4, "CALL p()", progress, vec![])]].concat();
        assert_eq!(titles(call(Progress::Done)).unwrap(), with(&[], &["a (its record)"]));
        assert_eq!(titles(call(Progress::Failed)).unwrap(), with(&[], &["a (4 of 4)", "a (its record)"]));
        let unknown = titles(call(Progress::Started)).unwrap_err();
        assert!(unknown.starts_with("whether statement 4 of V1__a was done before the interruption is unknown"), "{unknown}");
    }

    #[test]
    fn what_is_done_may_not_change_and_the_rest_may() {
        let changed = titles(vec![entry(3, "INSERT INTO log VALUES (2)", Progress::Done, vec![])]).unwrap_err();
        assert!(changed.starts_with("statement 3 of V1__a was run before the interruption, as `INSERT INTO log"), "{changed}");
        let corrected = titles(vec![entry(4, "CALL q()", Progress::Failed, vec![])]).unwrap();
        assert!(corrected.contains(&"a (4 of 4)".to_owned()));
        let dropped = titles(vec![entry(5, "SELECT 1", Progress::Done, vec![])]).unwrap_err();
        assert!(dropped.starts_with("statement 5 of V1__a was run before the interruption"), "{dropped}");
    }
}
