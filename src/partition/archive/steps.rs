//! The steps that take a detached partition out of the database into a file, and those that bring one back. Each is one
//! transaction: the rows are in the table or in a verified file, whatever happens on the way.

use std::path::PathBuf;

use super::form::Form;
use super::manifest::Manifest;
use crate::error::{Error, Result};
use crate::identifier::{QualifiedName, literal, quote};
use crate::migration::statements;
use crate::partition::bounds::{Bounds, Edge};
use crate::partition::live::Table;
use crate::partition::parts;
use crate::partition::plan;
use crate::partition::within;
use crate::plan::{Archive, Hazard, LockMode, Restore, Step, Transfer};

/// A file, as the program opens it and as the person knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    pub path: PathBuf,
    pub shown: String,
}

/// Writes a detached partition's rows into a file, verifies it, and drops the table.
///
/// From the first statement to the commit nobody else can write to the table: `EXCLUSIVE` lets in readers alone, and whoever was
/// writing has ended when it is had. The rows are read after that, in READ COMMITTED, so all that was ever committed is seen; the
/// file is read back before the table is dropped; and if anything fails the transaction leaves the table as it was. A reader who
/// would keep the table from being dropped is met before the rows are read, not after.
/// One that is partitioned itself is one archive, locked with all that is below it.
pub fn archive_and_drop(
    table: &QualifiedName,
    is_partitioned: bool,
    (partition_of, bounds): (&QualifiedName, &str),
    file: File,
    form: Form,
) -> Step {
    let rows = if is_partitioned { format!("(SELECT * FROM {table})") } else { table.to_string() };
    let command = in_words(rows, "TO", "> ", &file.shown, form);
    let only = if is_partitioned { "" } else { "ONLY " };
    let archive =
        Archive { table: table.clone(), partition_of: Some((partition_of.clone(), bounds.to_owned())), file: file.path };
    let mut step = Step::new(
        format!("archive {table} to {} and drop it", file.shown),
        format!("LOCK TABLE {only}{table} IN EXCLUSIVE MODE"),
    )
    .and("SAVEPOINT unread")
    .and(format!("LOCK TABLE {only}{table} IN ACCESS EXCLUSIVE MODE"))
    .and("ROLLBACK TO SAVEPOINT unread")
    .moving(Transfer::Archive(archive), command)
    .locking(LockMode::Exclusive, table.to_string());
    step = step.and(format!("DROP TABLE {table}"));
    step.locking(LockMode::AccessExclusive, table.to_string()).because(
        "nobody writes to it from before its rows are read until it is dropped; before that the file is read back and compared",
    )
}

/// Brings an archive back as a table of its own.
///
/// # Errors
/// Where the manifest has more in it than a table's parts: it is a file that anybody may have written.
pub fn restore(manifest: &Manifest, name: &QualifiedName, file: File) -> Result<Step> {
    let create =
        std::iter::once(manifest.create_table(name)).chain(manifest.create_parts(name)).chain(manifest.create_rest(name));
    if let Some(odd) = create.into_iter().find(|statement| statements::split(statement).len() != 1) {
        return Err(Error::failed(format!("the manifest says of the table what cannot be taken on trust: {odd}"))
            .hint("look for another copy of it"));
    }
    let mut step = Step::new(format!("restore {name} from {}", file.shown), manifest.create_table(name));
    for statement in manifest.create_parts(name) {
        step = step.and(statement);
    }
    step = load(step, manifest, name, file);
    for statement in manifest.create_rest(name) {
        step = step.and(statement);
    }
    Ok(step.because("in one transaction: all its rows, or no table"))
}

/// Brings an archive back as a partition of the table that it was one of.
///
/// # Errors
/// Where it would not fit that table as it is now.
pub fn restore_attached(manifest: &Manifest, name: &QualifiedName, parent: &Table, file: File) -> Result<Step> {
    let bounds = manifest.partition_of.as_ref().map(|of| of.bounds.as_str()).unwrap_or_default();
    let Some(Bounds::Range { lower, upper }) = Bounds::parse(bounds, parent.key_type) else {
        return Err(Error::failed(format!("the bounds in the manifest are none of {}: {bounds}", parent.name))
            .hint("bring it back as a table of its own: leave out --attach"));
    };
    let overlapping: Vec<String> = parent
        .partitions
        .iter()
        .filter(|there| there.lower < upper && lower < there.upper)
        .map(|there| there.name.to_string())
        .collect();
    if !overlapping.is_empty() {
        return Err(Error::failed(format!(
            "{} has a partition where this one would go: {}",
            parent.name,
            overlapping.join(", ")
        ))
        .hint("bring it back as a table of its own: leave out --attach"));
    }
    // Not the manifest's words, which are anybody's.
    let bounds = Bounds::clause(lower, upper, parent.key_type);
    let created = match &manifest.partition_by {
        None => plan::create(parent, name),
        Some(by) => {
            let below = manifest.parts.iter();
            let words = below.clone().flat_map(|part| std::iter::once(&part.bounds).chain(&part.partition_by)).chain([by]);
            if let Some(odd) = words.into_iter().find(|words| !within::is_one(words) || words.contains(['\\', '$'])) {
                return Err(Error::failed(format!("the manifest says of a part what cannot be taken on trust: {odd}"))
                    .hint("bring it back as a table of its own: leave out --attach"));
            }
            let below = below.map(|part| parts::Below {
                name: manifest.part_name(&part.name, name),
                of: manifest.part_name(&part.of, name),
                holds: part.bounds.clone(),
                by: part.partition_by.clone(),
            });
            parts::create_partitioned(parent, name, by, below)
        }
    };
    let mut step = Step { title: format!("restore {name} from {} and attach it to {}", file.shown, parent.name), ..created };
    step = load(step, manifest, name, file);
    let key = quote(&parent.key_column);
    let mut holds = vec![format!("{key} IS NOT NULL")];
    for (edge, comparison) in [(lower, ">="), (upper, "<")] {
        if let Edge::At(point) = edge {
            holds.push(format!("{key} {comparison} {}", literal(&parent.key_type.text(point)).trim_start()));
        }
    }
    // Scanned here, before anybody's table is locked.
    let check = quote(CHECK);
    step = step
        .and(format!("ALTER TABLE {name} ADD CONSTRAINT {check} CHECK ({})", holds.join(" AND ")))
        .and(format!("ALTER TABLE {} ATTACH PARTITION {name} {bounds}", parent.name))
        .and(format!("ALTER TABLE {name} DROP CONSTRAINT {check}"));
    step = plan::give_attached(step, parent, name);
    for part in &manifest.parts {
        let (own, of) = (manifest.part_name(&part.name, name), manifest.part_name(&part.of, name));
        step = plan::give_attached(parts::know_identity(step, parent, &own, &of, &part.bounds), parent, &own);
    }
    step = step.locking(LockMode::ShareUpdateExclusive, parent.name.to_string());
    for other in parent.references.iter().chain(&parent.referenced_by) {
        step = step.locking(LockMode::ShareRowExclusive, other.to_string());
    }
    if let Some(default) = &parent.default {
        step = step.locking(LockMode::AccessExclusive, default.name.to_string()).hazard(Hazard::BlocksReads);
    }
    Ok(step
        .because("in one transaction: all its rows, or no table; attaching needs no scan, because a CHECK has looked already"))
}

const CHECK: &str = "pgkeel_bounds";

fn load(step: Step, manifest: &Manifest, name: &QualifiedName, file: File) -> Step {
    let columns: Vec<String> = manifest.stored_columns().iter().map(|column| quote(column)).collect();
    let target = format!("{name} ({})", columns.join(", "));
    let words = in_words(&target, "FROM", "", &file.shown, manifest.form);
    step.moving(Transfer::Restore(Restore { table: name.clone(), file: file.path }), words)
}

/// As psql does it: `\copy t TO PROGRAM 'gzip > …'`, and no further where that fails.
fn in_words(table: impl std::fmt::Display, direction: &str, into: &str, file: &str, form: Form) -> String {
    let programs = form.programs().map(|(write, read)| if direction == "TO" { write } else { read });
    let place = match programs {
        None => literal_of_psql(file),
        Some(program) => {
            let argument = format!("'{}'", file.replace('\'', r"'\''"));
            format!("PROGRAM {}", literal_of_psql(&format!("{program} {into}{argument}")))
        }
    };
    let words = format!("\\copy {table} {direction} {place} WITH {}", form.copy_options());
    if words.contains(['\n', '\r']) {
        return "\\echo a name has a line break, which \\\\copy cannot take\n\\quit".to_owned();
    }
    format!("\\set ON_ERROR_STOP on\n{words}")
}

/// In `\copy` a quote is doubled, and a backslash is one.
fn literal_of_psql(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::super::form::{Compression, Layout};
    use super::super::manifest::tests::sample;
    use super::*;

    fn file(shown: &str) -> File {
        File { path: PathBuf::from("/project").join(shown), shown: shown.to_owned() }
    }

    #[test]
    fn a_plan_says_it_in_psql_s_words() {
        let table = QualifiedName::new("public", "bookings_2024_01");
        let parent = QualifiedName::new("public", "bookings");
        let form = Form { layout: Layout::Csv, compression: Compression::Gzip };
        let step =
            archive_and_drop(&table, false, (&parent, "FOR VALUES FROM ('a') TO ('b')"), file("archive/it's.csv.gz"), form);
        let back = restore(&sample(), &QualifiedName::new("public", "b"), file("archive/b.csv.gz")).unwrap();
        let plan = crate::plan::Plan { steps: vec![step, back] };
        insta::assert_snapshot!(plan.script(), @r#"
        -- 1. archive public.bookings_2024_01 to archive/it's.csv.gz and drop it: nobody writes to it from before its rows are read until it is dropped; before that the file is read back and compared
        --    lock: EXCLUSIVE on public.bookings_2024_01 (blocks writes)
        --    lock: ACCESS EXCLUSIVE on public.bookings_2024_01 (blocks reads and writes)
        BEGIN;
        LOCK TABLE ONLY public.bookings_2024_01 IN EXCLUSIVE MODE;
        SAVEPOINT unread;
        LOCK TABLE ONLY public.bookings_2024_01 IN ACCESS EXCLUSIVE MODE;
        ROLLBACK TO SAVEPOINT unread;
        \set ON_ERROR_STOP on
        \copy public.bookings_2024_01 TO PROGRAM 'gzip > ''archive/it''\''''s.csv.gz''' WITH (FORMAT csv, HEADER true)
        DROP TABLE public.bookings_2024_01;
        COMMIT;

        -- 2. restore public.b from archive/b.csv.gz: in one transaction: all its rows, or no table
        BEGIN;
        CREATE TABLE public.b (
            id bigint NOT NULL,
            "user" text COLLATE pg_catalog."C",
            twice bigint GENERATED always as (id * 2) stored
        );
        \set ON_ERROR_STOP on
        \copy public.b (id, "user") FROM PROGRAM 'gzip -dc ''archive/b.csv.gz''' WITH (FORMAT csv, HEADER true)
        ALTER TABLE public.b ADD CONSTRAINT b_pkey PRIMARY KEY (id);
        CREATE UNIQUE INDEX "I" ON public.b USING btree ("user");
        COMMIT;
        "#);
    }
}
