//! What a partition has for the indexes and keys of its table. PostgreSQL makes and names it by itself, and a schema says no
//! more of it than is otherwise.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::create;
use super::model::{Attribute, Identity, Kind, Object, Schema};
use super::text::{find_outside_quotes, split_list};
use crate::identifier::{QualifiedName, generated, quote};

/// The index or key that one of a partition's belongs to.
pub fn above(schema: &Schema, part: &Identity) -> Option<Identity> {
    let above = QualifiedName::parse(schema.get(part)?.attribute(Attribute::AttachedTo)?, "")?;
    let table = schema.parents(&part.name).into_iter().next()?;
    Some(Identity::part(part.kind, table, above.name))
}

/// The index or key, of the nearest table above that says of one, that a partition's belongs to of which nothing is said.
pub fn above_untold(schema: &Schema, part: &Identity) -> Option<Identity> {
    let mut partition = schema.partition_named(&part.name)?;
    loop {
        let mut wholes = schema.parts(part.kind, &partition.name);
        let is_of = |whole: &Identity, of_whole: &Object| {
            usual_name(part.kind, &part.name, whole, of_whole) == part.own_name() && of(schema, &part.name, whole).is_none()
        };
        if let Some((whole, _)) = wholes.find(|(whole, of_whole)| is_of(whole, of_whole)) {
            return Some(whole.clone());
        }
        partition = schema.partition_named(&partition.name)?;
    }
}

/// That and those which it belongs to in its turn, as far as they are told.
pub fn all_above(schema: &Schema, part: &Identity) -> Vec<Identity> {
    let mut found: Vec<Identity> = above(schema, part).into_iter().collect();
    while let Some(next) = found.last().and_then(|last| above(schema, last)).filter(|next| !found.contains(next)) {
        found.push(next);
    }
    found
}

/// Two schemas, each with what it leaves open of partitions and the other says of them.
pub fn completed<'a>(one: &'a Schema, other: &'a Schema) -> (Cow<'a, Schema>, Cow<'a, Schema>) {
    let (mut first, mut second) = (Cow::Borrowed(one), Cow::Borrowed(other));
    let says = |schema: &Schema| {
        let parts = schema.of_kind(Kind::Index).chain(schema.of_kind(Kind::Constraint));
        parts.into_iter().any(|(_, object)| object.attribute(Attribute::AttachedTo).is_some())
    };
    leave_open(&mut first);
    leave_open(&mut second);
    take_over(one, &mut second);
    take_over(other, &mut first);
    if !says(&first) && !says(&second) {
        return (first, second);
    }
    for partition in partitioned_partitions(one) {
        for kind in [Kind::Index, Kind::Constraint] {
            let wholes: Vec<Identity> = first.parts(kind, &partition.name).map(|(whole, _)| whole.clone()).collect();
            for whole in wholes {
                let part = Identity::part(kind, partition.partition_name(), "");
                give(&mut first, &second, &part, &whole);
                give(&mut second, &first, &part, &whole);
            }
        }
    }
    let parts_of = |schema: &Schema| -> Vec<(Identity, Identity)> {
        let parts = schema.of_kind(Kind::Index).chain(schema.of_kind(Kind::Constraint));
        parts.filter_map(|(part, _)| Some((part.clone(), above(schema, part)?))).collect()
    };
    for (part, whole) in parts_of(&second) {
        give(&mut first, &second, &part, &whole);
    }
    for (part, whole) in parts_of(&first) {
        give(&mut second, &first, &part, &whole);
    }
    (first, second)
}

/// Whether a file declares an index or key, and so leaves open what its partitions have for it, as far as it says nothing of that.
fn is_declared(schema: &Schema, whole: &Identity) -> bool {
    schema.get(whole).is_some_and(|whole| whole.declared_at.is_some())
}

/// Says no more of what partitions have for what a file declares than that does: what PostgreSQL called it on a scratch database
/// depends on what came first there.
fn leave_open(schema: &mut Cow<'_, Schema>) {
    let is_open = |part: &Identity, object: &Object| {
        object.declared_at.is_none()
            && object.attribute(Attribute::AttachedTo).is_some()
            && above(schema, part).is_some_and(|whole| is_declared(schema, &whole))
            && is_named_by_itself(schema, part)
    };
    let parts = schema.of_kind(Kind::Index).chain(schema.of_kind(Kind::Constraint));
    let open: Vec<Identity> = parts.filter(|(part, object)| is_open(part, object)).map(|(part, _)| part.clone()).collect();
    for part in open {
        schema.to_mut().objects.remove(&part);
    }
}

/// Says what a partition has for an index or key of its table where that bears the name of one that it has by itself on the other
/// side: the two are one.
fn take_over(one: &Schema, other: &mut Cow<'_, Schema>) {
    let partitions = one.partitions();
    for (part, object) in one.of_kind(Kind::Index).chain(one.of_kind(Kind::Constraint)) {
        let is_own = object.attribute(Attribute::AttachedTo).is_none() && other.get(part).is_none();
        let Some(partition) = partitions.get(&part.name).filter(|partition| is_own && other.get(partition).is_some()) else {
            continue;
        };
        let is_backed = part.kind == Kind::Index || create::is_unique(object);
        let taken = other.parts(part.kind, &partition.name).find(|(whole, above)| {
            is_backed
                && above.definition == object.definition
                && above.state().is_none()
                && usual_name(part.kind, &part.name, whole, above) == part.own_name()
                && of(other, &part.name, whole).is_none()
        });
        let Some((whole, above)) = taken.map(|(whole, above)| (whole.clone(), above.clone())) else { continue };
        other.to_mut().objects.insert(part.clone(), as_given(&whole, &above));
    }
}

/// What comes to a partition with an index or key of its table.
fn as_given(whole: &Identity, of_whole: &Object) -> Object {
    let mut object = Object::new(of_whole.definition.clone());
    for attribute in [Attribute::With, Attribute::Tablespace] {
        object.set(attribute, of_whole.attribute(attribute).map(str::to_owned));
    }
    object.set(Attribute::AttachedTo, Some(quote(whole.own_name())));
    object
}

/// The partitions that have partitions themselves, each after the one that it is a partition of.
fn partitioned_partitions(schema: &Schema) -> Vec<Identity> {
    let mut waiting: Vec<Identity> = Vec::new();
    let below = |table: &QualifiedName| -> Vec<Identity> {
        let partitions = schema.parts(Kind::Partition, table);
        partitions.filter(|(_, object)| object.definition.contains(" partition by ")).map(|(own, _)| own.clone()).collect()
    };
    let tables = schema.of_kind(Kind::Table).filter(|(_, object)| !object.definition.is_empty());
    waiting.extend(tables.flat_map(|(table, _)| below(&table.name)));
    let mut next = 0;
    while next < waiting.len() {
        waiting.extend(below(&waiting[next].partition_name()));
        next += 1;
    }
    waiting
}

/// Says what a partition has for an index or key of its table, where nothing is said of it and that one stays; `part` is what
/// the other side calls it.
fn give(schema: &mut Cow<'_, Schema>, other: &Schema, part: &Identity, whole: &Identity) {
    let Some(of_whole) = schema.get(whole).cloned().filter(|_| stays(schema, other, part, whole)) else { return };
    let is_backed = part.kind == Kind::Index || create::is_unique(&of_whole) || create::is_foreign_key(&of_whole);
    if !is_backed || of(schema, &part.name, whole).is_some() {
        return;
    }
    let usual = usual_name(part.kind, &part.name, whole, &of_whole);
    let called = |name: String| Some(Identity::part(part.kind, part.name.clone(), name));
    let is_free = |given: &Identity| schema.get(given).is_none();
    // One that has a number has it because of what was there before.
    let given = if is_declared(schema, whole) {
        let same = called(part.own_name().to_owned()).filter(|_| is_numbered(part.own_name(), &usual));
        let numbered = (1..100).filter_map(|number| called(format!("{usual}{number}")));
        same.into_iter().chain(called(usual.clone())).chain(numbered).find(is_free)
    } else {
        called(usual).filter(is_free)
    };
    if let Some(given) = given {
        schema.to_mut().objects.insert(given, as_given(whole, &of_whole));
    }
}

/// Whether the partition and the index above stay as they are, so that what the partition has for it stays too.
fn stays(schema: &Schema, other: &Schema, part: &Identity, whole: &Identity) -> bool {
    let (Some(is), Some(should)) = (schema.get(whole), other.get(whole)) else { return false };
    is.definition == should.definition
        && is.state().is_none()
        && should.state().is_none()
        && schema.parents(&part.name).first() == Some(&whole.name)
}

/// What a partition is said to have for an index or key of its table.
fn of(schema: &Schema, partition: &QualifiedName, whole: &Identity) -> Option<Identity> {
    let mut parts = schema.parts(whole.kind, partition).map(|(part, _)| part);
    parts.find(|part| above(schema, part).as_ref() == Some(whole)).cloned()
}

/// What a partition has on the other side for the same index or key of its table, where that is another by its name. Names that
/// PostgreSQL chose are none beside what a file declares: what they are depends on what was there before.
pub fn under_another_name(schema: &Schema, other: &Schema, part: &Identity) -> Option<Identity> {
    let whole = above(schema, part).filter(|whole| other.get(part).is_none() && stays(other, schema, part, whole))?;
    let counterpart = of(other, &part.name, &whole)?;
    let usual = usual_name(part.kind, &part.name, &whole, schema.get(&whole)?);
    let is_chosen = |part: &Identity| is_numbered(part.own_name(), &usual);
    let is_open = is_declared(schema, &whole) || is_declared(other, &whole);
    (schema.get(&counterpart).is_none() && !(is_open && is_chosen(part) && is_chosen(&counterpart))).then_some(counterpart)
}

/// What a partition has on the other side for the index or key of its table that this one belongs to, where both stay.
pub fn stays_as(schema: &Schema, other: &Schema, part: &Identity) -> Option<Identity> {
    let whole = above(schema, part).filter(|whole| stays(other, schema, part, whole))?;
    of(other, &part.name, &whole)
}

/// Whether what a partition has for an index or key of its table is called as PostgreSQL calls it, whatever was there before.
pub fn is_named_by_itself(schema: &Schema, part: &Identity) -> bool {
    let whole = above(schema, part);
    let usual = whole.and_then(|whole| Some(usual_name(part.kind, &part.name, &whole, schema.get(&whole)?)));
    usual.is_some_and(|usual| is_numbered(part.own_name(), &usual))
}

/// What partitions have for an index or key of their table, as PostgreSQL calls it where the name is free.
pub fn usual_names(schema: &Schema, whole: &Identity) -> Vec<QualifiedName> {
    let Some(of_whole) = schema.get(whole) else { return Vec::new() };
    if !(whole.kind == Kind::Index || whole.kind == Kind::Constraint && create::is_unique(of_whole)) {
        return Vec::new();
    }
    let mut names = Vec::new();
    let mut waiting = vec![whole.name.clone()];
    while let Some(table) = waiting.pop() {
        for (partition, _) in schema.parts(Kind::Partition, &table) {
            let below = partition.partition_name();
            names.push(QualifiedName::new(&*below.schema, usual_name(whole.kind, &below, whole, of_whole)));
            waiting.push(below);
        }
    }
    names
}

/// What a partition has for an index or key of its table, as PostgreSQL calls it where the name is free.
pub(super) fn usual_name(kind: Kind, partition: &QualifiedName, whole: &Identity, of_whole: &Object) -> String {
    match kind {
        Kind::Index => name_of_index(&partition.name, &of_whole.definition, &BTreeSet::new()),
        _ if create::is_foreign_key(of_whole) => whole.own_name().to_owned(),
        _ => name_of_key(&partition.name, &of_whole.definition),
    }
}

/// Whether a name is another with a number behind it, or none.
fn is_numbered(name: &str, usual: &str) -> bool {
    name.strip_prefix(usual).is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// What PostgreSQL calls an index of a partition that comes with its parent's.
pub(super) fn name_of_index(table: &str, definition: &str, taken: &BTreeSet<String>) -> String {
    let mut columns: Vec<String> = Vec::new();
    for column in columns_of(definition) {
        let mut name = column.clone();
        let mut number = 0;
        while columns.contains(&name) {
            number += 1;
            name = format!("{column}{number}");
        }
        columns.push(name);
    }
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    let mut number = 0;
    loop {
        let label = if number == 0 { "idx".to_owned() } else { format!("idx{number}") };
        let name = generated(table, &columns, &label);
        if !taken.contains(&name) {
            return name;
        }
        number += 1;
    }
}

/// The definition of an index without its options, and those.
pub(super) fn with_options(definition: &str) -> Option<(String, &str)> {
    const WITH: &str = " with (";
    let Some(at) = find_outside_quotes(definition, WITH) else { return Some((definition.to_owned(), "")) };
    let (head, rest) = definition.split_at(at);
    let close = find_outside_quotes(rest, ")")?;
    Some((format!("{head}{}", &rest[close + 1..]), &rest[WITH.len()..close]))
}

/// What PostgreSQL calls the columns of an index: as the table's, as the function that is called, or `expr`.
fn columns_of(definition: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut rest = definition;
    while let Some(open) = find_outside_quotes(rest, "(") {
        let before = rest[..open].trim_end();
        if before.ends_with("where") || before.ends_with("with") {
            break;
        }
        let close = closing(&rest[open..]).map_or(rest.len(), |close| open + close);
        names.extend(split_list(&rest[open + 1..close]).into_iter().map(column_name));
        rest = rest.get(close + 1..).unwrap_or_default();
        if find_outside_quotes(rest, "include (") != Some(1) {
            break;
        }
    }
    names
}

/// Where the parenthesis at the start of a text closes.
fn closing(text: &str) -> Option<usize> {
    let count = |text: &str, parenthesis: &str| {
        let (mut rest, mut number) = (text, 0);
        while let Some(at) = find_outside_quotes(rest, parenthesis) {
            number += 1;
            rest = &rest[at + 1..];
        }
        number
    };
    let mut end = 0;
    while let Some(at) = find_outside_quotes(&text[end..], ")") {
        end += at + 1;
        if count(&text[..end], "(") == count(&text[..end], ")") {
            return Some(end - 1);
        }
    }
    None
}

fn column_name(element: &str) -> String {
    // Behind an expression there may be how it is compared, and in which order.
    let value = closing(element).filter(|_| element.starts_with('(')).map(|close| &element[1..close]);
    let known = value.map_or_else(|| leading_name(element).map(|(name, _)| Name::Own(name)), name_of_value);
    match known {
        Some(Name::Own(name) | Name::Weak(name)) => name,
        None => "expr".to_owned(),
    }
}

/// What a value is called.
enum Name {
    /// By a column, or a function.
    Own(String),
    /// By its type, or as a CASE: only where nothing within it, or around it, has a better name.
    Weak(String),
}

/// The name that a text begins with, and what comes after it.
fn leading_name(text: &str) -> Option<(String, &str)> {
    let end = [" ", "(", ")", "["].iter().filter_map(|end| find_outside_quotes(text, end)).min().unwrap_or(text.len());
    QualifiedName::parse(&text[..end], "").map(|name| (name.name, &text[end..]))
}

/// What PostgreSQL calls a value: of one that is cast by what is cast, or else by the type (`FigureColname` in its parser).
fn name_of_value(value: &str) -> Option<Name> {
    let value = value.trim();
    if value.starts_with('(') {
        let close = closing(value)?;
        let inside = name_of_value(&value[1..close]);
        return match &value[close + 1..] {
            "" => inside,
            rest => {
                let data_type = rest.strip_prefix("::").filter(|name| is_type(name))?;
                match inside {
                    Some(Name::Own(name)) => Some(Name::Own(name)),
                    _ => Some(Name::Weak(name_of_type(data_type))),
                }
            }
        };
    }
    if value.split_whitespace().next() == Some("case") {
        let otherwise = value.strip_suffix("end").and_then(|case| case.rsplit_once(" else "));
        return match otherwise.and_then(|(_, value)| name_of_value(value)) {
            Some(Name::Own(name)) => Some(Name::Own(name)),
            _ => Some(Name::Weak("case".to_owned())),
        };
    }
    if find_outside_quotes(value, " at time zone ").is_some() {
        return Some(Name::Own("timezone".to_owned()));
    }
    let (name, rest) = leading_name(value)?;
    let is_whole = match rest.chars().next() {
        None | Some('[') => true,
        Some('(') => closing(rest) == Some(rest.len() - 1),
        Some(_) => rest.starts_with(" collate "),
    };
    is_whole.then_some(Name::Own(name))
}

/// Whether a text is the name of a type, and no more.
fn is_type(text: &str) -> bool {
    text.chars().all(|char| char.is_alphanumeric() || matches!(char, '_' | '.' | '"' | ' ' | '(' | ')' | ',' | '[' | ']'))
}

/// What a type is called in the catalog.
fn name_of_type(text: &str) -> String {
    let end = find_outside_quotes(text, "(").or_else(|| find_outside_quotes(text, "[")).unwrap_or(text.len());
    let zoned = text.ends_with(" with time zone");
    match text[..end].trim_end() {
        "smallint" => "int2",
        "integer" => "int4",
        "bigint" => "int8",
        "real" => "float4",
        "double precision" => "float8",
        "boolean" => "bool",
        "character varying" => "varchar",
        "character" => "bpchar",
        "bit varying" => "varbit",
        "timestamp" | "timestamp with time zone" if zoned => "timestamptz",
        "timestamp" | "timestamp without time zone" => "timestamp",
        "time" | "time with time zone" if zoned => "timetz",
        "time" | "time without time zone" => "time",
        name => return QualifiedName::parse(name, "").map_or_else(|| name.to_owned(), |name| name.name),
    }
    .to_owned()
}

/// What PostgreSQL calls a partition's key that comes with its parent's.
pub(super) fn name_of_key(table: &str, definition: &str) -> String {
    if definition.starts_with("primary key") {
        return generated(table, &[], "pkey");
    }
    let columns = columns_of(definition);
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    let is_exclusion = definition.starts_with("exclude") || definition.contains(" without overlaps");
    generated(table, &columns, if is_exclusion { "excl" } else { "key" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_an_index_are_called_as_postgresql_calls_them() {
        let name = |definition: &str| name_of_index("p", definition, &BTreeSet::new());
        assert_eq!(name("(a desc, lower(b)) include (\"C d\") where (a > (1))"), "p_a_lower_C d_idx");
        assert_eq!(
            name("unique nulls not distinct ((a + b), (a * b), ((c)::text)) with (fillfactor='60')"),
            "p_expr_expr1_c_idx"
        );
        assert_eq!(name("using gin (public.f(a, ')') gin_trgm_ops)"), "p_f_idx");
        // As PostgreSQL 15 called them.
        for (definition, called) in [
            ("((((a + 1))::bigint))", "p_int8_idx"),
            ("((((a + 1))::numeric(10,2)))", "p_numeric_idx"),
            ("((((d ->> 'x'::text))::integer))", "p_int4_idx"),
            ("((((d -> 'x'::text) ->> 'y'::text)))", "p_expr_idx"),
            ("((c0 + (1)::numeric))", "p_expr_idx"),
            ("((((a)::text)::character varying))", "p_a_idx"),
            ("(((lower(b))::character varying(10)))", "p_lower_idx"),
            ("(((lower(b) || 'x'::text)))", "p_expr_idx"),
            ("((((t at time zone 'utc'::text))::date))", "p_timezone_idx"),
            ("((\ncase\n    when (a > 1) then b\n    else null::text\nend))", "p_case_idx"),
            ("((\ncase\n    when (a > 1) then b\n    else (c)::text\nend))", "p_c_idx"),
            ("((case when (a > 1) then b else (c)::text end) desc, ((a + 1)) int4_ops)", "p_c_expr_idx"),
            (
                "(coalesce(a, 1), ((coalesce(a, 1) + 1)), (e[1]), (array[a]), ((- a)), ((not (a > 1))))",
                "p_coalesce_expr_e_array_expr1_expr2_idx",
            ),
        ] {
            assert_eq!(name(definition), called, "{definition}");
        }
        assert_eq!(name_of_index("p", "(a)", &BTreeSet::from(["p_a_idx".to_owned()])), "p_a_idx1");
    }
}
