//! Recognises a statement by its words. What is not known is said to be unknown, never harmless.

use super::super::reader::{Name, Reader, list};
use super::super::statements::{self, Kind};
use super::super::tokens::{Kind as TokenKind, Tokens};
use super::syntax::{Action, CreateIndex, Reindexed, RelationKind, Statement, Verb};
use super::table;
use crate::plan::LockMode;

/// Recognises one statement.
pub fn recognise(sql: &str) -> Statement {
    let mut reader = Reader::new(sql);
    let Some(verb) = reader.word() else { return Statement::Unknown };
    let statement = match verb.as_str() {
        "alter" => alter(&mut reader),
        "create" => create(&mut reader),
        "drop" => drop(&mut reader),
        "truncate" => {
            reader.skip(&["table"]);
            let names = reader.names();
            Some(Statement::Truncate { names, cascade: reader.words_left().iter().any(|word| word == "cascade") })
        }
        "reindex" => reindex(&mut reader),
        "refresh" => refresh(&mut reader),
        "cluster" => {
            reader.parenthesised();
            reader.skip(&["verbose"]);
            Some(Statement::Rewrite(reader.name().into_iter().collect()))
        }
        "vacuum" => Some(vacuum(&mut reader)),
        "analyze" | "analyse" => {
            reader.parenthesised();
            reader.skip(&["verbose"]);
            Some(Statement::Locks { mode: LockMode::ShareUpdateExclusive, relations: tables_with_columns(&mut reader) })
        }
        "comment" => comment(&mut reader),
        "lock" => lock(&mut reader),
        "insert" | "update" | "delete" | "merge" | "copy" => write(&verb, &mut reader),
        "with" => Some(with(&reader)),
        "select" | "values" | "table" => Some(select(&reader)),
        "set" => Some(set(&mut reader)),
        "do" => Some(block(sql)),
        "call" => Some(Statement::Opaque("what the procedure does is not in the file")),
        "execute" => Some(Statement::Opaque("what was prepared is not looked at")),
        "begin" | "start" | "commit" | "end" | "rollback" | "abort" | "savepoint" | "release" | "reset" | "discard"
        | "show" | "explain" | "prepare" | "deallocate" | "declare" | "fetch" | "move" | "close" | "listen" | "notify"
        | "unlisten" | "load" | "checkpoint" | "grant" | "revoke" => Some(Statement::Harmless),
        _ => None,
    };
    statement.unwrap_or(Statement::Unknown)
}

fn tables_with_columns(reader: &mut Reader<'_>) -> Vec<Name> {
    list(reader.rest()).into_iter().filter_map(|part| Reader::new(part).name()).collect()
}

/// What is altered and created without a lock on anything that holds rows.
const FREE: [&str; 22] = [
    "aggregate",
    "cast",
    "collation",
    "conversion",
    "database",
    "default",
    "event",
    "extension",
    "foreign",
    "function",
    "group",
    "language",
    "operator",
    "procedure",
    "procedural",
    "role",
    "routine",
    "schema",
    "server",
    "text",
    "tablespace",
    "user",
];
const FREE_TOO: [&str; 8] = ["subscription", "transform", "access", "large", "system", "trusted", "type", "domain"];

fn is_free(reader: &Reader<'_>) -> bool {
    FREE.iter().chain(&FREE_TOO).any(|word| reader.is_word(word))
}

fn exclusive(relations: Vec<Name>) -> Statement {
    Statement::Locks { mode: LockMode::AccessExclusive, relations }
}

fn alter(reader: &mut Reader<'_>) -> Option<Statement> {
    if reader.skip(&["foreign", "table"]) || reader.skip(&["table"]) {
        if reader.skip(&["all"]) {
            return None;
        }
        reader.skip(&["if", "exists"]);
        reader.skip(&["only"]);
        let table = reader.name()?;
        reader.skip_symbol("*");
        return Some(Statement::AlterTable { actions: table::actions(reader), table });
    }
    if reader.skip(&["materialized", "view"]) || reader.skip(&["view"]) {
        return moved(reader, LockMode::AccessExclusive);
    }
    if reader.skip(&["sequence"]) {
        return moved(reader, LockMode::ShareRowExclusive);
    }
    if reader.skip(&["domain"]) {
        let domain = reader.name()?;
        let words = reader.words_left();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        return Some(match words.as_slice() {
            ["add", .., "not", "valid"] => Statement::Harmless,
            ["set", "not", "null"] | ["validate", "constraint", ..] | ["add", ..] => Statement::CheckDomain(domain),
            _ => Statement::Harmless,
        });
    }
    if reader.skip(&["extension"]) {
        let update = reader.words_left().iter().any(|word| word == "update");
        return Some(if update {
            Statement::Opaque("what the extension's script does is not in the file")
        } else {
            Statement::Harmless
        });
    }
    if ["index", "statistics", "publication"].iter().any(|word| reader.is_word(word)) || is_free(reader) {
        return Some(Statement::Harmless);
    }
    if reader.skip(&["policy"]) || reader.skip(&["trigger"]) || reader.skip(&["rule"]) {
        reader.after("on")?;
        return Some(exclusive(vec![reader.name()?]));
    }
    None
}

/// `ALTER VIEW`, `ALTER SEQUENCE`: the name is next.
fn moved(reader: &mut Reader<'_>, mode: LockMode) -> Option<Statement> {
    reader.skip(&["if", "exists"]);
    let from = reader.name()?;
    let to = if reader.skip(&["rename", "to"]) {
        table::beside(&from, reader.part()?)
    } else if reader.skip(&["set", "schema"]) {
        Name { schema: Some(reader.part()?), name: from.name.clone() }
    } else {
        return Some(Statement::Locks { mode, relations: vec![from] });
    };
    Some(Statement::Moves { from, to, mode })
}

fn create(reader: &mut Reader<'_>) -> Option<Statement> {
    let replaces = reader.skip(&["or", "replace"]);
    reader.skip(&["global"]);
    reader.skip(&["local"]);
    let temporary = reader.skip(&["temp"]) || reader.skip(&["temporary"]);
    reader.skip(&["unlogged"]);
    if reader.skip(&["foreign", "table"]) || reader.skip(&["table"]) {
        return table::create_table(reader, temporary).map(Statement::CreateTable);
    }
    let unique = reader.skip(&["unique"]);
    if reader.skip(&["index"]) {
        return create_index(reader, unique);
    }
    reader.skip(&["recursive"]);
    if reader.skip(&["materialized", "view"]) || reader.skip(&["view"]) || reader.skip(&["sequence"]) {
        reader.skip(&["if", "not", "exists"]);
        return Some(Statement::Makes { name: reader.name()?, replaces });
    }
    reader.skip(&["constraint"]);
    if reader.skip(&["trigger"]) {
        reader.after("on")?;
        return Some(Statement::Locks { mode: LockMode::ShareRowExclusive, relations: vec![reader.name()?] });
    }
    if reader.skip(&["policy"]) {
        reader.after("on")?;
        return Some(exclusive(vec![reader.name()?]));
    }
    if reader.skip(&["rule"]) {
        reader.after("to")?;
        return Some(exclusive(vec![reader.name()?]));
    }
    if reader.skip(&["statistics"]) {
        reader.after("from")?;
        return Some(Statement::Locks { mode: LockMode::ShareUpdateExclusive, relations: reader.names() });
    }
    if reader.skip(&["publication"]) {
        let relations = if reader.after("table").is_some() { tables_with_columns(reader) } else { Vec::new() };
        return Some(Statement::Locks { mode: LockMode::ShareUpdateExclusive, relations });
    }
    is_free(reader).then_some(Statement::Harmless)
}

fn create_index(reader: &mut Reader<'_>, unique: bool) -> Option<Statement> {
    let concurrently = reader.skip(&["concurrently"]);
    let if_not_exists = reader.skip(&["if", "not", "exists"]);
    let name = if reader.is_word("on") { None } else { Some(reader.part()?) };
    reader.skip(&["on"]).then_some(())?;
    let only = reader.skip(&["only"]);
    let table = reader.name()?;
    let definition = one_spelling(reader.rest());
    let mut method = String::new();
    if reader.skip(&["using"]) {
        method = reader.word()?;
    }
    let parts: Vec<Option<String>> = list(reader.parenthesised()?).into_iter().map(table::plain_column).collect();
    let columns = parts.into_iter().collect::<Option<Vec<String>>>().filter(|_| matches!(method.as_str(), "" | "btree"));
    Some(Statement::CreateIndex(CreateIndex { name, table, only, unique, concurrently, if_not_exists, definition, columns }))
}

/// A text with its words in lower case and one space between its tokens, so that two spellings of one thing are equal.
pub fn one_spelling(text: &str) -> String {
    let tokens = Tokens::new(text).filter(|token| token.kind != TokenKind::Comment).map(|token| {
        let written = &text[token.start..token.end];
        if token.kind == TokenKind::Word { written.to_lowercase() } else { written.to_owned() }
    });
    let spelled = tokens.collect::<Vec<_>>().join(" ");
    spelled.strip_prefix("using btree ").unwrap_or(&spelled).to_owned()
}

fn drop(reader: &mut Reader<'_>) -> Option<Statement> {
    let cascade = reader.words_left().last().is_some_and(|word| word == "cascade");
    if reader.skip(&["index"]) {
        let concurrently = reader.skip(&["concurrently"]);
        reader.skip(&["if", "exists"]);
        return Some(Statement::DropIndexes { names: reader.names(), concurrently });
    }
    if reader.skip(&["trigger"]) || reader.skip(&["policy"]) || reader.skip(&["rule"]) {
        reader.after("on")?;
        return Some(exclusive(vec![reader.name()?]));
    }
    if reader.skip(&["owned"]) {
        return Some(Statement::DropCascade("everything that the role owns".to_owned()));
    }
    if reader.skip(&["database"]) {
        return Some(Statement::DropCascade("the database".to_owned()));
    }
    let kind = match () {
        () if reader.skip(&["table"]) => Some(RelationKind::Table),
        () if reader.skip(&["view"]) => Some(RelationKind::View),
        () if reader.skip(&["materialized", "view"]) => Some(RelationKind::MaterializedView),
        () if reader.skip(&["sequence"]) => Some(RelationKind::Sequence),
        () if reader.skip(&["foreign", "table"]) => Some(RelationKind::ForeignTable),
        () => None,
    };
    if let Some(kind) = kind {
        reader.skip(&["if", "exists"]);
        return Some(Statement::DropRelations { kind, names: reader.names(), cascade });
    }
    let known = is_free(reader) || reader.is_word("statistics") || reader.is_word("publication");
    if cascade && known {
        let what = reader.rest();
        let what = what[..what.len() - "cascade".len()].trim_end();
        return Some(Statement::DropCascade(format!("what depends on {what}")));
    }
    known.then_some(Statement::Harmless)
}

fn reindex(reader: &mut Reader<'_>) -> Option<Statement> {
    let options = reader.parenthesised().map(one_spelling).unwrap_or_default();
    let kind = reader.word()?;
    let concurrently = reader.skip(&["concurrently"]) || options.contains("concurrently");
    let what = match kind.as_str() {
        "index" => Reindexed::Index(reader.name()?),
        "table" => Reindexed::Table(reader.name()?),
        _ => Reindexed::All,
    };
    Some(Statement::Reindex { what, concurrently })
}

fn refresh(reader: &mut Reader<'_>) -> Option<Statement> {
    reader.skip(&["materialized", "view"]).then_some(())?;
    let concurrently = reader.skip(&["concurrently"]);
    Some(Statement::Refresh { view: reader.name()?, concurrently })
}

fn vacuum(reader: &mut Reader<'_>) -> Statement {
    let options = reader.parenthesised().map(one_spelling).unwrap_or_default();
    let mut full = options.contains("full");
    while ["full", "freeze", "verbose", "analyze", "analyse"].iter().any(|word| {
        full |= reader.is_word("full");
        reader.skip(&[word])
    }) {}
    let relations = tables_with_columns(reader);
    if full { Statement::Rewrite(relations) } else { Statement::Locks { mode: LockMode::ShareUpdateExclusive, relations } }
}

fn comment(reader: &mut Reader<'_>) -> Option<Statement> {
    reader.skip(&["on"]).then_some(())?;
    let on = reader.clone();
    let relation = match reader.word()?.as_str() {
        "table" | "view" | "foreign" | "materialized" | "sequence" => {
            reader.skip(&["table"]);
            reader.skip(&["view"]);
            Some(reader.name()?)
        }
        "column" => {
            // The last part is the column's.
            let mut parts = vec![reader.part()?];
            while reader.skip_symbol(".") {
                parts.push(reader.part()?);
            }
            parts.pop();
            let name = parts.pop()?;
            Some(Name { schema: parts.pop(), name })
        }
        "constraint" | "trigger" | "policy" | "rule" | "index" | "statistics" | "publication" => None,
        _ if is_free(&on) => None,
        _ => return None,
    };
    Some(relation.map_or(Statement::Harmless, |relation| Statement::Locks {
        mode: LockMode::ShareUpdateExclusive,
        relations: vec![relation],
    }))
}

fn lock(reader: &mut Reader<'_>) -> Option<Statement> {
    reader.skip(&["table"]);
    let relations = reader.names();
    let words = reader.words_left().join(" ");
    let mode = match words.strip_prefix("in ").and_then(|words| words.split_once(" mode")) {
        Some((mode, _)) => LockMode::ALL.into_iter().find(|known| known.name().eq_ignore_ascii_case(mode))?,
        None => LockMode::AccessExclusive,
    };
    Some(Statement::Locks { mode, relations })
}

fn write(verb: &str, reader: &mut Reader<'_>) -> Option<Statement> {
    let filtered = reader.words_left().iter().any(|word| word == "where");
    let (verb, all) = match verb {
        "insert" => (Verb::Insert, false),
        "update" => (Verb::Update, !filtered),
        "delete" => (Verb::Delete, !filtered),
        "merge" => (Verb::Merge, false),
        _ => (Verb::Copy, false),
    };
    if verb == Verb::Copy {
        if reader.is_symbol("(") {
            return Some(Statement::Harmless);
        }
        let table = reader.name()?;
        reader.parenthesised();
        return Some(if reader.is_word("from") { Statement::Write { verb, table, all } } else { Statement::Harmless });
    }
    reader.skip(&["into"]);
    reader.skip(&["from"]);
    reader.skip(&["only"]);
    Some(Statement::Write { verb, table: reader.name()?, all })
}

/// `WITH … AS (DELETE …) INSERT …`: whatever writes in it.
fn with(reader: &Reader<'_>) -> Statement {
    let mut writes = Vec::new();
    let mut rest = reader.clone();
    let mut previous = String::new();
    while !rest.is_at_end() {
        let here = rest.clone();
        let Some(token) = rest.token() else { break };
        let token = token.to_ascii_lowercase();
        let begins = previous.is_empty() || previous == "(" || previous == ")";
        if begins && matches!(token.as_str(), "insert" | "update" | "delete" | "merge") {
            let mut own = here;
            own.token();
            // A condition of it may stand anywhere behind: no harm is seen where there may be none.
            writes.extend(write(&token, &mut own));
        }
        previous = token;
    }
    match writes.len() {
        0 => select(reader),
        1 => writes.remove(0),
        _ => Statement::Several { statements: writes, complete: true },
    }
}

/// Functions of PostgreSQL's own that are called for what they do, and lock no table.
const OWN_CALLS: [&str; 4] = ["set_config", "setval", "nextval", "now"];

fn select(reader: &Reader<'_>) -> Statement {
    let mut reader = reader.clone();
    if reader.has("from") {
        return Statement::Harmless;
    }
    let mut name = None;
    while let Some(token) = reader.token() {
        if reader.is_symbol("(") && token.starts_with(|c: char| c.is_alphabetic() || c == '_' || c == '"') {
            name = Some(token.to_lowercase());
            break;
        }
    }
    match name {
        Some(name) if !OWN_CALLS.contains(&name.as_str()) && !name.starts_with("pg_") => {
            Statement::Opaque("what the function does is not in the file")
        }
        _ => Statement::Harmless,
    }
}

fn set(reader: &mut Reader<'_>) -> Statement {
    if !reader.skip(&["local"]) {
        reader.skip(&["session"]);
    }
    if reader.skip(&["time", "zone"]) || reader.is_word("timezone") {
        return Statement::TimeZone;
    }
    if !reader.skip(&["search_path"]) {
        return Statement::Harmless;
    }
    reader.token();
    let unquoted = |part: &str| Reader::new(part).part().unwrap_or_else(|| part.trim_matches('\'').to_owned());
    Statement::SearchPath(list(reader.rest()).into_iter().map(unquoted).collect())
}

/// Words behind which a statement begins in the body of a `DO` block.
const BEGINS: [&str; 4] = ["begin", "then", "else", "loop"];

/// The statements that are written out in the body of a `DO` block.
fn block(sql: &str) -> Statement {
    let literal = Tokens::new(sql).find(|token| token.kind == TokenKind::Literal).map(|token| &sql[token.start..token.end]);
    let Some(body) = literal.and_then(unquoted) else { return Statement::Opaque("the block's body cannot be read here") };
    let mut found: Vec<Statement> = Vec::new();
    for piece in statements::split(&body).into_iter().filter(|piece| piece.kind == Kind::Sql) {
        let mut rest = &body[piece.start..piece.end];
        let mut own = Reader::new(rest);
        while let Some(token) = own.token() {
            if BEGINS.iter().any(|word| token.eq_ignore_ascii_case(word)) {
                rest = own.rest();
            }
        }
        let mut reader = Reader::new(rest);
        let statement = if reader.skip(&["execute"]) {
            let dynamic = Tokens::new(reader.rest()).next().filter(|token| token.kind == TokenKind::Literal);
            let dynamic = dynamic.and_then(|token| unquoted(&reader.rest()[token.start..token.end]));
            dynamic.map_or(Statement::Unknown, |text| recognise(&text))
        } else {
            recognise(rest)
        };
        if !matches!(statement, Statement::Unknown | Statement::Harmless | Statement::Opaque(_)) {
            found.push(statement);
        }
    }
    Statement::Several { statements: found, complete: false }
}

/// What a string holds; None where it has escapes.
fn unquoted(literal: &str) -> Option<String> {
    if let Some(inside) = literal.strip_prefix('\'') {
        return Some(inside.strip_suffix('\'')?.replace("''", "'"));
    }
    let tag = literal.strip_prefix('$')?.find('$')? + 2;
    literal.get(tag..literal.len().checked_sub(tag)?).map(str::to_owned)
}

impl Statement {
    /// Whether all of what it does is seen.
    pub fn is_seen_through(&self) -> bool {
        match self {
            Self::Unknown | Self::Opaque(_) => false,
            Self::Several { complete, .. } => *complete,
            Self::AlterTable { actions, .. } => !actions.contains(&Action::Unknown),
            _ => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::syntax::{Column, Constraint, Generated, Key};
    use super::*;

    #[test]
    fn what_is_not_known_is_not_harmless() {
        for sql in [
            "FROBNICATE t",
            "",
            "ALTER TABLE ALL IN TABLESPACE a SET TABLESPACE b",
            "IMPORT FOREIGN SCHEMA x FROM SERVER s INTO y",
        ] {
            assert_eq!(recognise(sql), Statement::Unknown, "{sql}");
        }
        for sql in ["CALL p()", "SELECT create_hypertable('t', 'x')", "ALTER EXTENSION postgis UPDATE", "EXECUTE q"] {
            assert!(matches!(recognise(sql), Statement::Opaque(_)), "{sql}");
        }
        let Statement::AlterTable { actions, .. } = recognise("ALTER TABLE t FROBNICATE, ADD a int") else { panic!() };
        assert_eq!((actions.len(), &actions[0]), (2, &Action::Unknown));
    }

    #[test]
    fn what_is_harmless() {
        for sql in [
            "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'DROP TABLE t'",
            "CREATE OR REPLACE PROCEDURE p() LANGUAGE sql BEGIN ATOMIC DELETE FROM t; END",
            "SELECT set_config('a', 'b', false)",
            "SELECT pg_catalog.setval('s', 1)",
            "GRANT SELECT ON t TO x",
            "COPY t TO '/tmp/x'",
            "ALTER DOMAIN d ADD CONSTRAINT x CHECK (VALUE > 0) NOT VALID",
            "DROP FUNCTION f()",
        ] {
            assert_eq!(recognise(sql), Statement::Harmless, "{sql}");
        }
        assert!(matches!(recognise("DROP FUNCTION f() CASCADE"), Statement::DropCascade(_)));
    }

    #[test]
    fn a_column_is_read_with_all_that_it_says() {
        let sql = "ALTER TABLE t ADD COLUMN IF NOT EXISTS \"A\" varchar (10) [] COLLATE \"C\" DEFAULT ('x, NOT NULL') NOT NULL \
                   CONSTRAINT known CHECK (length(\"A\") > 1) UNIQUE";
        let Statement::AlterTable { actions, .. } = recognise(sql) else { panic!() };
        let constraints = vec![
            (Some("known".to_owned()), Constraint::Check("length(\"A\") > 1".to_owned())),
            (None, Constraint::Unique { key: Key::Columns(vec!["A".to_owned()]), nulls_distinct: true }),
        ];
        let column = Column {
            name: "A".to_owned(),
            data_type: "character varying(10)[]".to_owned(),
            not_null: true,
            default: Some("('x, NOT NULL')".to_owned()),
            generated: None,
            constraints,
        };
        assert_eq!(actions, [Action::AddColumn { column, if_not_exists: true }]);
        let Statement::AlterTable { actions, .. } = recognise("ALTER TABLE t ADD z int GENERATED ALWAYS AS (a + 1) STORED")
        else {
            panic!()
        };
        assert!(matches!(&actions[0], Action::AddColumn { column, .. } if column.generated == Some(Generated::Stored)));
    }

    #[test]
    fn what_a_block_writes_out_is_seen() {
        let sql = "DO $$ DECLARE x int; BEGIN IF NOT EXISTS (SELECT 1 FROM t) THEN DROP TABLE t; ELSE EXECUTE 'TRUNCATE u'; END IF; END $$";
        let Statement::Several { statements, complete } = recognise(sql) else { panic!() };
        assert_eq!((statements.len(), complete), (2, false));
        assert!(
            matches!(&statements[0], Statement::DropRelations { .. }) && matches!(&statements[1], Statement::Truncate { .. })
        );
    }

    #[test]
    fn types_in_postgresqls_own_spelling() {
        for (written, own) in [
            ("VARCHAR(20)", "character varying(20)"),
            ("timestamptz(3)", "timestamp(3) with time zone"),
            ("timestamp", "timestamp without time zone"),
            ("numeric (10, 2)", "numeric(10,2)"),
            ("int[]", "integer[]"),
            ("app.\"Mood\"", "app.\"Mood\""),
            ("double precision", "double precision"),
            ("pg_catalog.int8", "bigint"),
        ] {
            assert_eq!(table::type_name(written), own);
        }
    }
}
