//! What is said of statements: each rule with its name for ever, what it means and the safer form.

use serde::Deserialize;

use crate::toml_file::nearest;

/// Why a statement is remarked upon.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// Stable: people filter by it.
    pub id: &'static str,
    /// In a few words.
    pub word: &'static str,
    pub meaning: &'static str,
    /// The safer form, or what to look at before.
    pub safer: &'static str,
}

/// Rules that are kept where a project asks for it alone: what they forbid is a matter of taste.
pub fn is_of_taste(rule: &Rule) -> bool {
    rule.id == NOT_NULL_COLUMN.id
}

/// What a project forbids by its name: one of these rules, or what is no statement's.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub struct Forbidden(String);

/// Every migration has a script that undoes it.
pub const NO_DOWN_SCRIPT: &str = "no-down-script";

impl Forbidden {
    pub fn is(&self, name: &str) -> bool {
        self.0 == name
    }
}

impl TryFrom<String> for Forbidden {
    type Error = String;

    fn try_from(name: String) -> Result<Self, String> {
        let known = || ALL.iter().map(|rule| rule.id).chain([NO_DOWN_SCRIPT]);
        if known().any(|id| id == name) {
            return Ok(Self(name));
        }
        let near = nearest(&name, known()).map_or_else(
            || format!("they are {}", known().collect::<Vec<_>>().join(", ")),
            |near| format!("did you mean \"{near}\"?"),
        );
        Err(format!("there is no rule \"{name}\": {near}"))
    }
}

macro_rules! rules {
    ($($name:ident = $id:literal, $word:literal, $meaning:literal, $safer:literal;)*) => {
        $(pub static $name: Rule = Rule { id: $id, word: $word, meaning: $meaning, safer: $safer };)*
        /// All of them.
        pub static ALL: &[&Rule] = &[$(&$name),*];
    };
}

rules! {
    DROP_TABLE = "drop-table", "drops a table", "The table's rows are lost",
        "keep a copy where they may be needed (pg_dump --table), and drop it when nothing reads it any more";
    DROP_COLUMN = "drop-column", "drops a column", "The column's values are lost",
        "stop reading and writing it in a release before this one, and keep its values where they may be needed";
    DROP_SEQUENCE = "drop-sequence", "drops a sequence", "How far it had counted is lost",
        "note its last value before";
    DROP_CASCADE = "drop-cascade", "drops what depends", "CASCADE drops whatever depends on it, columns with their values included",
        "drop what depends on it by name, in statements of its own, without CASCADE";
    TRUNCATE = "truncate", "empties a table", "All rows are lost",
        "delete by condition and in batches, or keep a copy";
    DELETE = "delete", "deletes rows", "The rows are lost",
        "look at what the condition selects first, and delete much in batches";
    TYPE_LOSES = "type-loses-values", "changes values", "The new type does not hold every value of the old one",
        "look at the values before: a new column, filled and compared, shows what would be lost";
    TYPE_REWRITES = "type-rewrites", "rewrites the table", "The new type is stored otherwise, so that all rows and indexes are written anew",
        "add a column of the new type, fill it in batches, keep both in step by a trigger, and swap them";
    DEFAULT_REWRITES = "default-rewrites", "rewrites the table", "A default that differs from row to row is written into all of them",
        "add the column without it, then ALTER COLUMN … SET DEFAULT, then fill the old rows in batches";
    GENERATED_REWRITES = "generated-rewrites", "rewrites the table", "The values are computed and stored for all rows",
        "add a plain column, fill it in batches, and keep it by a trigger; or compute it in a view";
    REWRITES = "rewrites", "rewrites the table", "All rows are written anew while nobody reads or writes",
        "do it in a maintenance window, or by pg_repack";
    INDEX_BLOCKS = "index-blocks-writes", "blocks writes", "Nobody writes while the index is built",
        "CREATE INDEX CONCURRENTLY, in a file of its own that begins with: -- pgkeel: no-transaction";
    PARTITIONED_INDEX_BLOCKS = "partitioned-index-blocks-writes", "blocks writes",
        "Nobody writes to any partition while the index is built on all of them",
        "CREATE INDEX … ON ONLY the parent, CREATE INDEX CONCURRENTLY on each partition, then ALTER INDEX … ATTACH PARTITION";
    DROP_INDEX_LOCKS = "drop-index-locks", "waits for all readers", "Dropping it waits for whoever uses the table, and all others wait behind",
        "DROP INDEX CONCURRENTLY, in a file of its own that begins with: -- pgkeel: no-transaction";
    REINDEX_BLOCKS = "reindex-blocks", "blocks writes", "Nobody writes, and nobody reads by the index, while it is built anew",
        "REINDEX … CONCURRENTLY, in a file of its own that begins with: -- pgkeel: no-transaction";
    CHECK_SCANS = "check-scans", "blocks reads and writes", "All rows are checked while nobody reads or writes",
        "add it NOT VALID, and ALTER TABLE … VALIDATE CONSTRAINT in the next migration";
    FOREIGN_KEY_SCANS = "foreign-key-scans", "blocks writes", "All rows are checked while nobody writes to either table",
        "add it NOT VALID, and ALTER TABLE … VALIDATE CONSTRAINT in the next migration";
    NOT_NULL_SCANS = "not-null-scans", "blocks reads and writes", "All rows are read while nobody reads or writes",
        "add CHECK (… IS NOT NULL) NOT VALID, VALIDATE it in the next migration: then SET NOT NULL needs no scan; drop the check";
    UNIQUE_BUILDS = "unique-builds", "blocks reads and writes", "The constraint's index is built while nobody reads or writes",
        "CREATE UNIQUE INDEX CONCURRENTLY first, then ADD CONSTRAINT … UNIQUE (or PRIMARY KEY) USING INDEX";
    PRIMARY_KEY_SCANS = "primary-key-scans", "blocks reads and writes", "Its columns may be null, so that all rows are read",
        "make the columns NOT NULL first, through a validated CHECK";
    EXCLUDE_BUILDS = "exclude-builds", "blocks reads and writes", "The constraint's index is built while nobody reads or writes",
        "PostgreSQL has no online form for it: choose a quiet hour";
    VALIDATE_SCANS = "validate-scans", "reads the table", "All rows are checked, beside the table's traffic",
        "";
    DOMAIN_CHECKS = "domain-checks", "blocks writes", "Every table with a column of the domain is read while nobody writes to it",
        "ADD CONSTRAINT … NOT VALID, and VALIDATE it where it is quiet";
    ATTACH_SCANS = "attach-scans", "blocks reads and writes", "The new partition is read, to see that its rows fit",
        "give it a CHECK that says what the bounds say, NOT VALID and then validated: then nothing is read";
    PARTITION_OF_LOCKS = "partition-of-locks", "waits for all readers",
        "CREATE TABLE … PARTITION OF takes ACCESS EXCLUSIVE on the parent: it waits for whoever uses the table, and all others wait behind",
        "CREATE TABLE … (LIKE parent INCLUDING ALL), then ALTER TABLE … ATTACH PARTITION, which is not noticed";
    DEFAULT_PARTITION_SCANS = "default-partition-scans", "blocks reads and writes",
        "The default partition is read, to see that no row belongs into the new one",
        "give the default partition a CHECK that excludes the new bounds, NOT VALID and then validated";
    REFRESH_BLOCKS = "refresh-blocks", "blocks reads", "Nobody reads the view while it is filled anew",
        "REFRESH MATERIALIZED VIEW CONCURRENTLY, which needs a unique index";
    REFRESH_READS = "refresh-reads", "reads all of it", "The view is computed anew, beside its readers",
        "";
    HELD_LOCK = "lock-held-through", "keeps a lock while it works",
        "A lock of an earlier statement is kept until the transaction ends, and this one takes long",
        "put it into a migration of its own";
    WRITES_ALL = "writes-all-rows", "writes all rows", "Every row is locked and written in one transaction",
        "do it in batches";
    RENAME = "rename", "renames", "Whatever uses the old name fails at once",
        "add the new one beside it, move the readers, then drop the old one; or leave a view under the old name";
    REQUIRED_COLUMN = "required-column", "fails on rows", "A column that must not be null and has no default cannot be added to a table that holds rows",
        "give it a default; or add it without NOT NULL, fill it, and demand it then";
    NOT_NULL_COLUMN = "not-null-column", "must not be null from the start",
        "A column that must not be null from the start fails the writers that do not know it yet, unless it has a default",
        "add it without NOT NULL, fill it, then demand it through a validated CHECK";
    DETACH_LOCKS = "detach-locks", "waits for all readers", "DETACH PARTITION takes ACCESS EXCLUSIVE on the parent: all others wait behind it",
        "DETACH PARTITION … CONCURRENTLY, in a file of its own that begins with: -- pgkeel: no-transaction";
    NOT_SEEN = "not-seen-through", "not all of it is seen", "What the statement does cannot be told from the file",
        "look at it yourself; what can be written as plain SQL is looked at";
    CHECK_OF_TIME = "check-of-time", "checks the time", "A CHECK is checked when a row is written: of the time it is true then, and perhaps not later, when a dump is restored",
        "a trigger checks at the time of writing; a row's own timestamps can be compared with each other";
    CHECK_PASSES_NULL = "check-passes-null", "passes NULL", "The column may be null: then what is computed is null, and the CHECK passes",
        "make the column NOT NULL, or use COALESCE";
    SET_NULL_ON_NOT_NULL = "set-null-on-not-null", "sets NULL where it must not be", "The foreign key sets a column to NULL that must not be null: deleting what it refers to fails",
        "let the column be null; or ON DELETE CASCADE, RESTRICT or SET DEFAULT";
    KEY_LACKS_PARTITION_KEY = "key-lacks-partition-key", "cannot be a key", "A primary key or unique constraint of a partitioned table must hold all columns that it is partitioned by: PostgreSQL refuses it",
        "add the column to the key";
    BOUNDS_WITHOUT_OFFSET = "bounds-without-offset", "depends on the time zone", "The bound is a timestamptz without an offset: which instant it is depends on the session's TimeZone",
        "write the offset: '2026-01-01 00:00:00+00'";
    UNIQUE_OVER_NULL = "unique-over-null", "lets duplicates pass", "The column may be null, and NULLs are distinct: rows with one are never duplicates",
        "make the column NOT NULL; or UNIQUE NULLS NOT DISTINCT, from PostgreSQL 15 on";
    DUPLICATE_INDEX = "duplicate-index", "indexes the same again", "An index of the same definition is there",
        "leave it out: it costs every write and helps no read";
}
