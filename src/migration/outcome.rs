//! What a statement that runs in no transaction leaves to be seen, so that after a crash its outcome is looked up and never
//! guessed: what is noted before it begins, and what follows from what is there later.

use super::reader::Reader;
use super::tokens::Tokens;
use crate::identifier::literal;

/// A statement that PostgreSQL runs in no transaction, by what tells whether it was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outside {
    /// `CREATE INDEX CONCURRENTLY`. The names are SQL, as the statement has them.
    BuildsIndex {
        table: String,
        name: String,
    },
    /// `REINDEX … CONCURRENTLY`: of an index, of a table, or of more.
    RebuildsIndexes(Option<Rebuilt>),
    Makes(Object, String),
    Drops(Object, String),
    /// `ALTER TABLE … DETACH PARTITION … CONCURRENTLY`.
    Detaches {
        parent: String,
        partition: String,
    },
    /// `COMMIT PREPARED`, `ROLLBACK PREPARED`, with the transaction's name as a SQL literal.
    EndsPrepared(String),
    /// To run it again does no harm: `VACUUM`, `ALTER SYSTEM`.
    Repeats,
    /// Nothing tells: `CALL` of a procedure that commits.
    Opaque,
}

/// What `REINDEX` names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rebuilt {
    Index(String),
    Table(String),
}

/// What can be made or dropped in no transaction alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Object {
    Index,
    Database,
    Tablespace,
    Subscription,
}

impl Object {
    /// The catalog that it is a row of.
    pub const fn catalog(self) -> &'static str {
        match self {
            Self::Index => "pg_catalog.pg_class",
            Self::Database => "pg_catalog.pg_database",
            Self::Tablespace => "pg_catalog.pg_tablespace",
            Self::Subscription => "pg_catalog.pg_subscription",
        }
    }

    const fn name_column(self) -> &'static str {
        match self {
            Self::Index => "relname",
            Self::Database => "datname",
            Self::Tablespace => "spcname",
            Self::Subscription => "subname",
        }
    }
}

/// What was noted in the journal before the statement began.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Before {
    /// The table that it works on.
    pub target: Option<u32>,
    /// What was there already.
    pub present: Vec<u32>,
}

/// What of the statement's doing is there now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witness {
    pub oid: u32,
    /// Not what an unfinished statement leaves: an INVALID index, a partition whose detachment is pending.
    pub is_whole: bool,
    /// Its SQL name, and that of its parent where it is a partition.
    pub name: String,
    pub parent: String,
}

/// What follows for the statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It was done.
    Done,
    /// It was not done, and left these statements to run, each in no transaction, before it is begun again.
    Again(Vec<String>),
    /// It is done once this has run, which a transaction may hold.
    Finish(String),
    /// Nobody can tell, and why.
    Unknown(&'static str),
}

impl Outside {
    /// How the statement is to be looked after. `words` are those of its text.
    pub fn of(text: &str, words: &[&str]) -> Self {
        Self::parse(&mut Reader::new(text), words).unwrap_or(Self::Opaque)
    }

    fn parse(reader: &mut Reader<'_>, words: &[&str]) -> Option<Self> {
        match words {
            ["create", "index" | "unique", ..] => {
                reader.after("concurrently")?;
                reader.skip(&["if", "not", "exists"]);
                if reader.is_word("on") {
                    return None;
                }
                let name = reader.written_name()?;
                reader.after("on")?;
                reader.skip(&["only"]);
                Some(Self::BuildsIndex { table: reader.written_name()?, name })
            }
            ["drop", "index", ..] => {
                reader.after("concurrently")?;
                reader.skip(&["if", "exists"]);
                Some(Self::Drops(Object::Index, reader.written_name()?))
            }
            ["reindex", ..] if !reader.has("concurrently") => Some(Self::Repeats),
            ["reindex", kind, ..] => {
                reader.after(kind)?;
                reader.skip(&["concurrently"]);
                Some(Self::RebuildsIndexes(match *kind {
                    "index" => Some(Rebuilt::Index(reader.written_name()?)),
                    "table" => Some(Rebuilt::Table(reader.written_name()?)),
                    _ => None,
                }))
            }
            ["alter", "table", ..] => {
                reader.after("table")?;
                reader.skip(&["if", "exists"]);
                reader.skip(&["only"]);
                let parent = reader.written_name()?;
                reader.after("partition")?;
                Some(Self::Detaches { parent, partition: reader.written_name()? })
            }
            ["create" | "drop", kind @ ("database" | "tablespace" | "subscription"), ..] => {
                reader.after(kind)?;
                reader.skip(&["if", "exists"]);
                let object = match *kind {
                    "database" => Object::Database,
                    "tablespace" => Object::Tablespace,
                    _ => Object::Subscription,
                };
                let name = reader.written_name()?;
                Some(if words[0] == "create" { Self::Makes(object, name) } else { Self::Drops(object, name) })
            }
            ["commit" | "rollback", "prepared", ..] => {
                reader.after("prepared")?;
                Some(Self::EndsPrepared(reader.rest().to_owned()))
            }
            ["vacuum" | "cluster", ..] | ["alter", "system" | "database" | "subscription", ..] => Some(Self::Repeats),
            _ => None,
        }
    }

    /// SQL of the table that it works on, and of an array of what is there before it begins.
    pub fn noted(&self) -> (String, String) {
        let regclass = |name: &str| format!("pg_catalog.to_regclass({})::pg_catalog.oid", literal(name));
        let (target, present) = match self {
            Self::BuildsIndex { table, .. } => {
                let table = regclass(table);
                let present = format!("SELECT indexrelid FROM pg_catalog.pg_index WHERE indrelid = {table}");
                (Some(table), present)
            }
            Self::RebuildsIndexes(of) => {
                let table = of.as_ref().map(|of| match of {
                    Rebuilt::Table(name) => regclass(name),
                    Rebuilt::Index(name) => {
                        format!("(SELECT indrelid FROM pg_catalog.pg_index WHERE indexrelid = {})", regclass(name))
                    }
                });
                (table, "SELECT indexrelid FROM pg_catalog.pg_index WHERE NOT indisvalid".to_owned())
            }
            Self::Makes(Object::Index, name) | Self::Drops(Object::Index, name) => {
                (None, format!("SELECT oid FROM pg_catalog.pg_class WHERE oid = {}", regclass(name)))
            }
            Self::Makes(object, name) | Self::Drops(object, name) => {
                let (catalog, column) = (object.catalog(), object.name_column());
                let name = format!("(pg_catalog.parse_ident({}))[1]::pg_catalog.name", literal(name));
                (None, format!("SELECT oid FROM {catalog} WHERE {column} = {name}"))
            }
            Self::Detaches { parent, partition } => {
                let parent = regclass(parent);
                let present = format!(
                    "SELECT inhrelid FROM pg_catalog.pg_inherits WHERE inhparent = {parent} AND inhrelid = {}",
                    regclass(partition)
                );
                (Some(parent), present)
            }
            Self::EndsPrepared(name) => {
                (None, format!("SELECT transaction::text::bigint::oid FROM pg_catalog.pg_prepared_xacts WHERE gid = {name}"))
            }
            Self::Repeats | Self::Opaque => (None, String::new()),
        };
        let array = if present.is_empty() { "'{}'".to_owned() } else { format!("ARRAY({present})") };
        (target.unwrap_or_else(|| "NULL".to_owned()), array)
    }

    /// The index that it may leave behind INVALID, which is in the schema of its table.
    pub fn may_leave_invalid(&self) -> Option<String> {
        let Self::BuildsIndex { table, name } = self else { return None };
        let own_name = Tokens::new(table).last()?.start;
        Some(format!("{}{name}", &table[..own_name]))
    }

    /// What it builds anew, of which it may leave copies behind INVALID.
    pub fn may_leave_copies(&self) -> Option<String> {
        match self {
            Self::RebuildsIndexes(Some(Rebuilt::Index(name) | Rebuilt::Table(name))) => Some(name.clone()),
            _ => None,
        }
    }

    /// What follows from what is there now: of an index or an object that is made, what came since; of the others, what of
    /// `before` is left.
    pub fn verdict(&self, before: &Before, now: &[Witness]) -> Verdict {
        let drop_index = |witness: &&Witness| format!("DROP INDEX CONCURRENTLY {}", witness.name);
        match self {
            Self::BuildsIndex { .. } | Self::RebuildsIndexes(_) | Self::Makes(..) => {
                let is_rebuilt = matches!(self, Self::RebuildsIndexes(_));
                if !is_rebuilt && now.iter().any(|witness| witness.is_whole) {
                    Verdict::Done
                } else {
                    Verdict::Again(now.iter().filter(|witness| !witness.is_whole).map(|w| drop_index(&w)).collect())
                }
            }
            // What was not there to begin with was not taken away by it: it fails, or does nothing, as it would have.
            Self::Drops(..) | Self::EndsPrepared(_) | Self::Detaches { .. } if before.present.is_empty() => {
                Verdict::Again(Vec::new())
            }
            Self::Drops(..) | Self::EndsPrepared(_) | Self::Detaches { .. } => match now.first() {
                None => Verdict::Done,
                Some(left) if !left.is_whole => {
                    Verdict::Finish(format!("ALTER TABLE {} DETACH PARTITION {} FINALIZE", left.parent, left.name))
                }
                Some(_) => Verdict::Again(Vec::new()),
            },
            Self::Repeats => Verdict::Again(Vec::new()),
            Self::Opaque => Verdict::Unknown("PostgreSQL keeps no trace of it that could be looked up"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tokens::words;
    use super::*;

    fn outside(sql: &str) -> Outside {
        let words = words(sql);
        Outside::of(sql, &words.iter().map(String::as_str).collect::<Vec<_>>())
    }

    #[test]
    fn statements_are_known_by_what_they_leave() {
        let index = |table: &str, name: &str| Outside::BuildsIndex { table: table.into(), name: name.into() };
        let detaches = |parent: &str, partition: &str| Outside::Detaches { parent: parent.into(), partition: partition.into() };
        for (sql, expected) in [
            ("CREATE INDEX CONCURRENTLY i ON t (a)", index("t", "i")),
            (
                "create unique index concurrently if not exists \"I x\" on only app . \"T\" using btree (a)",
                index("app.\"T\"", "\"I x\""),
            ),
            ("CREATE INDEX /* on z */ CONCURRENTLY \"on\" ON t (a)", index("t", "\"on\"")),
            ("DROP INDEX CONCURRENTLY IF EXISTS app.i CASCADE", Outside::Drops(Object::Index, "app.i".into())),
            ("REINDEX INDEX CONCURRENTLY i", Outside::RebuildsIndexes(Some(Rebuilt::Index("i".into())))),
            ("REINDEX (CONCURRENTLY, VERBOSE) TABLE app.t", Outside::RebuildsIndexes(Some(Rebuilt::Table("app.t".into())))),
            ("REINDEX SCHEMA CONCURRENTLY app", Outside::RebuildsIndexes(None)),
            ("REINDEX TABLE t", Outside::Repeats),
            ("ALTER TABLE IF EXISTS ONLY p DETACH PARTITION s.c CONCURRENTLY", detaches("p", "s.c")),
            ("CREATE DATABASE d TEMPLATE x", Outside::Makes(Object::Database, "d".into())),
            ("DROP TABLESPACE IF EXISTS x", Outside::Drops(Object::Tablespace, "x".into())),
            ("COMMIT PREPARED 'it''s' ", Outside::EndsPrepared("'it''s'".into())),
            ("VACUUM (FULL) t", Outside::Repeats),
            ("CALL p()", Outside::Opaque),
            ("DROP INDEX CONCURRENTLY U&\"x\"", Outside::Opaque),
        ] {
            assert_eq!(outside(sql), expected, "{sql}");
        }
    }

    #[test]
    fn an_index_is_in_the_schema_of_its_table() {
        for (sql, index) in [("i ON t (a)", "i"), ("\"I\" ON \"a.b\".t (a)", "\"a.b\".\"I\""), ("i ON \"a.b\" (a)", "i")] {
            let index = Some(index.to_owned());
            assert_eq!(outside(&format!("CREATE INDEX CONCURRENTLY {sql}")).may_leave_invalid(), index);
        }
        assert_eq!(outside("VACUUM").may_leave_invalid(), None);
    }

    fn witness(oid: u32, is_whole: bool) -> Witness {
        Witness { oid, is_whole, name: format!("n{oid}"), parent: "p".into() }
    }

    #[test]
    fn what_is_there_decides() {
        let before = |present: &[u32]| Before { target: Some(1), present: present.into() };
        let again = || Verdict::Again(Vec::new());
        for (sql, noted, now, expected) in [
            ("CREATE INDEX CONCURRENTLY i ON t (a)", before(&[2]), vec![], again()),
            ("CREATE INDEX CONCURRENTLY i ON t (a)", before(&[2]), vec![witness(3, true)], Verdict::Done),
            (
                "CREATE INDEX CONCURRENTLY i ON t (a)",
                before(&[]),
                vec![witness(3, false)],
                Verdict::Again(vec!["DROP INDEX CONCURRENTLY n3".into()]),
            ),
            (
                "REINDEX TABLE CONCURRENTLY t",
                before(&[]),
                vec![witness(3, false), witness(4, false)],
                Verdict::Again(vec!["DROP INDEX CONCURRENTLY n3".into(), "DROP INDEX CONCURRENTLY n4".into()]),
            ),
            ("DROP INDEX CONCURRENTLY i", before(&[2]), vec![], Verdict::Done),
            ("DROP INDEX CONCURRENTLY i", before(&[2]), vec![witness(2, true)], again()),
            ("DROP INDEX CONCURRENTLY i", before(&[]), vec![], again()),
            ("ALTER TABLE p DETACH PARTITION c CONCURRENTLY", before(&[2]), vec![], Verdict::Done),
            (
                "ALTER TABLE p DETACH PARTITION c CONCURRENTLY",
                before(&[2]),
                vec![witness(2, false)],
                Verdict::Finish("ALTER TABLE p DETACH PARTITION n2 FINALIZE".into()),
            ),
            ("ALTER TABLE p DETACH PARTITION c CONCURRENTLY", before(&[2]), vec![witness(2, true)], again()),
            ("VACUUM t", before(&[]), vec![], again()),
        ] {
            assert_eq!(outside(sql).verdict(&noted, &now), expected, "{sql}");
        }
        assert!(matches!(outside("CALL p()").verdict(&before(&[]), &[]), Verdict::Unknown(_)));
    }
}
