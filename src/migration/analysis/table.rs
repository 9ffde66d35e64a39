//! Columns and constraints as `CREATE TABLE` and `ALTER TABLE` declare them, and the actions of `ALTER TABLE`.

use super::super::reader::{Name, Reader, list};
use super::syntax::{Action, Column, Constraint, CreateTable, ForeignKey, Generated, Key};
use crate::plan::LockMode;

/// What may come behind a column's type.
const AFTER_TYPE: [&str; 13] = [
    "collate",
    "constraint",
    "not",
    "null",
    "check",
    "default",
    "generated",
    "unique",
    "primary",
    "references",
    "storage",
    "compression",
    "using",
];

/// Reads a column: its name is next.
pub(super) fn column(reader: &mut Reader<'_>) -> Option<Column> {
    let name = reader.part()?;
    let mut column = Column { data_type: type_name(reader.upto(&AFTER_TYPE)), name, ..Column::default() };
    column.not_null = column.data_type.ends_with("serial");
    let mut label = None;
    while !reader.is_at_end() {
        let constraint = if reader.skip(&["constraint"]) {
            label = Some(reader.part()?);
            continue;
        } else if reader.skip(&["not", "null"]) {
            column.not_null = true;
            None
        } else if reader.skip(&["default"]) {
            column.default = Some(reader.upto(&AFTER_TYPE).to_owned());
            None
        } else if reader.skip(&["generated"]) {
            column.generated = Some(generated(reader)?);
            column.not_null |= column.generated == Some(Generated::Identity);
            None
        } else if reader.skip(&["check"]) {
            Some(Constraint::Check(reader.parenthesised()?.to_owned()))
        } else if reader.skip(&["unique"]) {
            Some(Constraint::Unique { key: Key::Columns(vec![column.name.clone()]), nulls_distinct: true })
        } else if reader.skip(&["primary", "key"]) {
            column.not_null = true;
            Some(Constraint::PrimaryKey(Key::Columns(vec![column.name.clone()])))
        } else if reader.skip(&["references"]) {
            Some(Constraint::ForeignKey(references(reader, vec![column.name.clone()])?))
        } else {
            // COLLATE, STORAGE, NULL, DEFERRABLE, …: nothing follows from them here.
            reader.token()?;
            continue;
        };
        column.constraints.extend(constraint.map(|constraint| (label.take(), constraint)));
        label = None;
    }
    Some(column)
}

fn generated(reader: &mut Reader<'_>) -> Option<Generated> {
    if !reader.skip(&["always"]) {
        reader.skip(&["by", "default"]);
    }
    reader.skip(&["as"]);
    if reader.skip(&["identity"]) {
        reader.parenthesised();
        return Some(Generated::Identity);
    }
    reader.parenthesised()?;
    Some(match () {
        () if reader.skip(&["stored"]) => Generated::Stored,
        () if reader.skip(&["virtual"]) => Generated::Virtual,
        () => Generated::Unsaid,
    })
}

/// What stands behind `REFERENCES`.
fn references(reader: &mut Reader<'_>, columns: Vec<String>) -> Option<ForeignKey> {
    let table = reader.name()?;
    let referenced = reader.parenthesised().map(columns_of).unwrap_or_default();
    let mut sets_null = false;
    loop {
        if reader.skip(&["match"]) {
            reader.token()?;
        } else if reader.skip(&["on", "delete"]) || reader.skip(&["on", "update"]) {
            if reader.skip(&["set", "null"]) {
                sets_null = true;
                reader.parenthesised();
            } else if reader.skip(&["set", "default"]) {
                reader.parenthesised();
            } else if !reader.skip(&["no", "action"]) {
                reader.token()?;
            }
        } else {
            return Some(ForeignKey { columns, table, referenced, sets_null });
        }
    }
}

/// The names in a list of columns; what is an expression has none and is left out.
pub(super) fn columns_of(text: &str) -> Vec<String> {
    list(text).into_iter().filter_map(|part| Reader::new(part).part()).collect()
}

/// A constraint of a table, `CONSTRAINT name` read already; None where it is none.
pub(super) fn constraint(reader: &mut Reader<'_>) -> Option<Constraint> {
    if reader.skip(&["check"]) {
        Some(Constraint::Check(reader.parenthesised()?.to_owned()))
    } else if reader.skip(&["unique"]) {
        reader.skip(&["nulls", "distinct"]);
        let nulls_distinct = !reader.skip(&["nulls", "not", "distinct"]);
        Some(Constraint::Unique { key: key(reader)?, nulls_distinct })
    } else if reader.skip(&["primary", "key"]) {
        Some(Constraint::PrimaryKey(key(reader)?))
    } else if reader.skip(&["exclude"]) {
        Some(Constraint::Exclude)
    } else if reader.skip(&["foreign", "key"]) {
        let columns = columns_of(reader.parenthesised()?);
        reader.skip(&["references"]).then_some(())?;
        Some(Constraint::ForeignKey(references(reader, columns)?))
    } else if reader.skip(&["not", "null"]) {
        Some(Constraint::NotNull(reader.part()?))
    } else {
        None
    }
}

fn key(reader: &mut Reader<'_>) -> Option<Key> {
    if reader.skip(&["using", "index"]) {
        Some(Key::UsingIndex(reader.part()?))
    } else {
        Some(Key::Columns(columns_of(reader.parenthesised()?)))
    }
}

/// Reads `CREATE TABLE`: its name is next.
pub(super) fn create_table(reader: &mut Reader<'_>, temporary: bool) -> Option<CreateTable> {
    let if_not_exists = reader.skip(&["if", "not", "exists"]);
    let mut table = CreateTable {
        name: reader.name()?,
        if_not_exists,
        temporary,
        columns: Vec::new(),
        constraints: Vec::new(),
        like: Vec::new(),
        inherits: Vec::new(),
        partition_of: None,
        partition_by: None,
        from_query: false,
    };
    let parent = if reader.skip(&["partition", "of"]) { Some(reader.name()?) } else { None };
    if reader.skip(&["of"]) {
        reader.name()?;
    }
    for part in reader.parenthesised().map(list).unwrap_or_default() {
        element(part, &mut table)?;
    }
    if let Some(parent) = parent {
        table.partition_of = Some((parent, reader.upto(&["partition", "using", "with", "tablespace"]).to_owned()));
    }
    while !reader.is_at_end() {
        if reader.skip(&["inherits"]) {
            table.inherits = Reader::new(reader.parenthesised()?).names();
        } else if reader.skip(&["partition", "by"]) {
            reader.token()?;
            let key = list(reader.parenthesised()?);
            table.partition_by = Some(key.into_iter().map(plain_column).collect());
        } else if reader.skip(&["as"]) {
            table.from_query = true;
            break;
        } else {
            reader.token()?;
        }
    }
    Some(table)
}

/// The column that a part of a key is, unless it is an expression.
pub(super) fn plain_column(part: &str) -> Option<String> {
    let mut reader = Reader::new(part);
    let name = reader.part()?;
    (!reader.is_symbol("(") && !reader.is_symbol(".")).then_some(name)
}

/// A part of the list in parentheses.
fn element(part: &str, table: &mut CreateTable) -> Option<()> {
    let mut reader = Reader::new(part);
    if reader.skip(&["like"]) {
        table.like.push(reader.name()?);
        return Some(());
    }
    let label = if reader.skip(&["constraint"]) { Some(reader.part()?) } else { None };
    let mut ahead = reader.clone();
    if let Some(found) = constraint(&mut ahead) {
        table.constraints.push((label, found));
    } else {
        let column = column(&mut reader)?;
        // In a partition a column is named without its type.
        table.columns.push(column);
    }
    Some(())
}

/// The actions of an `ALTER TABLE`, whose table is read.
pub(super) fn actions(reader: &Reader<'_>) -> Vec<Action> {
    list(reader.rest()).into_iter().map(|text| action(&mut Reader::new(text)).unwrap_or(Action::Unknown)).collect()
}

fn action(reader: &mut Reader<'_>) -> Option<Action> {
    if reader.skip(&["add"]) {
        return add(reader);
    }
    if reader.skip(&["drop", "constraint"]) {
        reader.skip(&["if", "exists"]);
        return Some(Action::DropConstraint(reader.part()?));
    }
    if reader.skip(&["drop"]) {
        reader.skip(&["column"]);
        reader.skip(&["if", "exists"]);
        return Some(Action::DropColumn(reader.part()?));
    }
    if reader.skip(&["alter", "constraint"]) {
        return Some(Action::Locks(LockMode::AccessExclusive));
    }
    if reader.skip(&["alter"]) {
        reader.skip(&["column"]);
        let column = reader.part()?;
        return Some(alter_column(reader, column));
    }
    if reader.skip(&["validate", "constraint"]) {
        return Some(Action::Validate(reader.part()?));
    }
    if reader.skip(&["attach", "partition"]) {
        return Some(Action::Attach(reader.name()?));
    }
    if reader.skip(&["detach", "partition"]) {
        let partition = reader.name()?;
        return Some(Action::Detach { partition, concurrently: reader.skip(&["concurrently"]) || reader.skip(&["finalize"]) });
    }
    if reader.skip(&["rename", "to"]) {
        return Some(Action::RenameTo(reader.part()?));
    }
    if reader.skip(&["rename", "constraint"]) {
        return Some(Action::Locks(LockMode::AccessExclusive));
    }
    if reader.skip(&["rename"]) {
        reader.skip(&["column"]);
        let from = reader.part()?;
        reader.skip(&["to"]).then_some(())?;
        return Some(Action::RenameColumn(from, reader.part()?));
    }
    if reader.skip(&["set", "schema"]) {
        return Some(Action::SetSchema(reader.part()?));
    }
    if reader.skip(&["no", "inherit"]) {
        return Some(Action::NoInherit(reader.name()?));
    }
    if reader.skip(&["inherit"]) {
        return Some(Action::Inherit(reader.name()?));
    }
    let words = reader.words_left();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let exclusive = Some(Action::Locks(LockMode::AccessExclusive));
    match words.as_slice() {
        ["set", "logged" | "unlogged"] | ["set", "access", "method", _] | ["set", "tablespace", ..] => {
            Some(Action::Rewrites(words.join(" ").to_uppercase()))
        }
        ["set" | "reset"] | ["cluster", "on", ..] | ["set", "without", "cluster"] => {
            Some(Action::Locks(LockMode::ShareUpdateExclusive))
        }
        ["enable" | "disable", .., "rule", _]
        | ["enable" | "disable" | "force", "row", "level", "security"]
        | ["no", "force", "row", "level", "security"] => exclusive,
        ["enable" | "disable", ..] => Some(Action::Locks(LockMode::ShareRowExclusive)),
        ["owner", "to", ..] | ["replica", "identity", ..] | ["of", ..] | ["not", "of"] | ["set", "without", "oids"] => {
            exclusive
        }
        _ => None,
    }
}

fn add(reader: &mut Reader<'_>) -> Option<Action> {
    let name = if reader.skip(&["constraint"]) { Some(reader.part()?) } else { None };
    let mut ahead = reader.clone();
    if let Some(constraint) = constraint(&mut ahead) {
        let words = ahead.words_left();
        let follow = |pair: [&str; 2]| words.windows(2).any(|two| two[0] == pair[0] && two[1] == pair[1]);
        // What is not enforced is not checked either.
        let not_valid = follow(["not", "valid"]) || follow(["not", "enforced"]);
        return Some(Action::AddConstraint { name, constraint, not_valid });
    }
    reader.skip(&["column"]);
    let if_not_exists = reader.skip(&["if", "not", "exists"]);
    Some(Action::AddColumn { column: column(reader)?, if_not_exists })
}

fn alter_column(reader: &mut Reader<'_>, column: String) -> Action {
    if reader.skip(&["type"]) || reader.skip(&["set", "data", "type"]) {
        let data_type = type_name(reader.upto(&["collate", "using"]));
        let words = reader.words_left();
        let has = |word: &str| words.iter().any(|known| known == word);
        return Action::AlterType { column, data_type, collation: has("collate"), using: has("using") };
    }
    if reader.skip(&["set", "not", "null"]) {
        return Action::SetNotNull(column);
    }
    if reader.skip(&["drop", "not", "null"]) {
        return Action::DropNotNull(column);
    }
    if reader.skip(&["set", "expression"]) {
        return Action::Rewrites("SET EXPRESSION".to_owned());
    }
    let weak = reader.skip(&["set", "statistics"]) || reader.skip(&["reset"]) || {
        let mut ahead = reader.clone();
        ahead.skip(&["set"]) && ahead.is_symbol("(")
    };
    Action::Locks(if weak { LockMode::ShareUpdateExclusive } else { LockMode::AccessExclusive })
}

/// Other spellings of PostgreSQL's own types.
const SPELLINGS: [(&str, &str); 18] = [
    ("int", "integer"),
    ("int4", "integer"),
    ("int8", "bigint"),
    ("int2", "smallint"),
    ("varchar", "character varying"),
    ("char varying", "character varying"),
    ("char", "character"),
    ("bpchar", "character"),
    ("decimal", "numeric"),
    ("dec", "numeric"),
    ("bool", "boolean"),
    ("float8", "double precision"),
    ("float", "double precision"),
    ("float4", "real"),
    ("timestamptz", "timestamp with time zone"),
    ("timestamp", "timestamp without time zone"),
    ("timetz", "time with time zone"),
    ("time", "time without time zone"),
];

/// A type in PostgreSQL's own spelling: `varchar(10)[]` is `character varying(10)[]`.
pub(super) fn type_name(text: &str) -> String {
    let mut reader = Reader::new(text);
    let (mut words, mut modifiers, mut array): (Vec<String>, _, _) = (Vec::new(), String::new(), String::new());
    while !reader.is_at_end() {
        if let Some(inside) = reader.parenthesised() {
            modifiers = format!("({})", inside.split(',').map(str::trim).collect::<Vec<_>>().join(","));
        } else if reader.skip_symbol("[") {
            array.push_str("[]");
            while !reader.skip_symbol("]") && reader.token().is_some() {}
        } else if let Some(name) = reader.written_name() {
            words.push(if name.contains('"') { name } else { name.to_lowercase() });
        } else if reader.token().is_none() {
            break;
        }
    }
    let name = words.join(" ");
    let name = name.strip_prefix("pg_catalog.").unwrap_or(&name);
    let spelled = SPELLINGS.iter().find(|(other, _)| *other == name).map_or(name, |(_, own)| own);
    // The modifier of a time stands before its zone.
    match spelled.split_once(" with") {
        Some((time, rest)) if !modifiers.is_empty() => format!("{time}{modifiers} with{rest}{array}"),
        _ => format!("{spelled}{modifiers}{array}"),
    }
}

/// A table as it is named in an action, in the schema of another.
pub(super) fn beside(table: &Name, name: String) -> Name {
    Name { schema: table.schema.clone(), name }
}
