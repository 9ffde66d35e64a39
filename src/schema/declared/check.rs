//! What a declared schema refers to must be declared: the tables of foreign keys, of inheritance, of statistics.

use std::collections::BTreeSet;

use crate::identifier::QualifiedName;
use crate::schema::model::{Attribute, Identity, Kind, Object, Place, Schema};
use crate::schema::text::{find_outside_quotes, split_list};
use crate::toml_file::nearest;

/// A reference to what is not there.
#[derive(Debug)]
pub struct Wrong {
    pub place: Place,
    pub message: String,
    pub suggestion: Option<String>,
}

/// The first reference to a table of a managed schema that is not declared. What is in other schemas, and what an extension
/// may bring, is not known here.
pub fn references(schema: &Schema) -> Option<Wrong> {
    let partitions = schema.partitions();
    let mut tables: BTreeSet<&QualifiedName> = partitions.keys().collect();
    for kind in [Kind::Table, Kind::ForeignTable] {
        tables.extend(schema.of_kind(kind).map(|(identity, _)| &identity.name));
    }
    let views: BTreeSet<&QualifiedName> = schema.of_kind(Kind::MaterializedView).map(|(identity, _)| &identity.name).collect();
    let default = schema.default_schema();
    let with_extensions = schema.of_kind(Kind::Extension).next().is_some();
    let mut wrong: Vec<Wrong> = Vec::new();
    for (identity, object) in &schema.objects {
        let named: Vec<&str> = match identity.kind {
            Kind::Constraint => after(&object.definition, " references ").into_iter().collect(),
            Kind::Statistics => after(&object.definition, " from ").into_iter().collect(),
            Kind::Table | Kind::ForeignTable => split_list(object.attribute(Attribute::Inherits).unwrap_or_default()),
            _ => continue,
        };
        for name in named {
            let Some(name) = QualifiedName::parse(name, default) else { continue };
            let managed = schema.schemas.contains(&name.schema);
            let of_extension = with_extensions && identity.kind != Kind::Constraint;
            let of_view = identity.kind == Kind::Statistics && views.contains(&name);
            if managed && !of_extension && !tables.contains(&name) && !of_view {
                let known: Vec<String> = tables.iter().map(|table| table.short(default)).collect();
                let given = name.short(default);
                wrong.push(Wrong {
                    place: object.declared_at.unwrap_or_default(),
                    message: format!("{} refers to the table {given}, which is not declared", identity.describe(default)),
                    suggestion: nearest(&given, known.iter().map(String::as_str)).map(str::to_owned),
                });
            }
        }
    }
    wrong.into_iter().min_by_key(|wrong| (wrong.place.file, wrong.place.byte))
}

/// Gives the checks that partitions and children are said to have from their parents the definitions of those; or the first
/// that none of these has.
pub fn fill_inherited(schema: &mut Schema) -> Option<Wrong> {
    let is_open = |object: &Object| object.is_inherited() && object.definition.is_empty();
    let open = schema.of_kind(Kind::Constraint).filter(|(_, object)| is_open(object));
    let open: Vec<Identity> = open.map(|(identity, _)| identity.clone()).collect();
    let mut wrong: Vec<Wrong> = Vec::new();
    for identity in open {
        let given = given_from_above(schema, &identity);
        let Some(object) = schema.objects.get_mut(&identity) else { continue };
        match given {
            Some(definition) => object.definition = definition,
            None => wrong.push(Wrong {
                place: object.declared_at.unwrap_or_default(),
                message: format!("{} is not declared", identity.describe(schema.default_schema())),
                suggestion: None,
            }),
        }
    }
    wrong.into_iter().min_by_key(|wrong| (wrong.place.file, wrong.place.byte))
}

/// The definition of the check above a table that has the name of one of its own.
fn given_from_above(schema: &Schema, identity: &Identity) -> Option<String> {
    let mut above = schema.parents(&identity.name);
    let mut seen = BTreeSet::from([identity.name.clone()]);
    while let Some(table) = above.pop() {
        if !seen.insert(table.clone()) {
            continue;
        }
        let check = schema.get(&Identity { name: table.clone(), ..identity.clone() });
        if let Some(check) = check.filter(|check| check.definition.get(..5).is_some_and(|is| is.eq_ignore_ascii_case("check")))
        {
            return Some(check.definition.clone());
        }
        above.extend(schema.parents(&table));
    }
    None
}

/// The name that stands after a word: up to a parenthesis or a space outside quotes.
fn after<'a>(definition: &'a str, word: &str) -> Option<&'a str> {
    let rest = definition[find_outside_quotes(definition, word)? + word.len()..].trim_start();
    let rest = rest.get(..5).filter(|only| only.eq_ignore_ascii_case("only ")).map_or(rest, |_| &rest[5..]);
    let end = ["(", " "].iter().filter_map(|mark| find_outside_quotes(rest, mark)).min().unwrap_or(rest.len());
    Some(&rest[..end])
}

#[cfg(test)]
mod tests {
    use super::Kind;
    use crate::schema::declared::parse_one;

    #[test]
    fn a_reference_to_nothing_has_its_place_and_a_suggestion() {
        let text = "[tables.users.columns]\nid = \"integer\"\n[tables.a.columns]\nu = \"integer\"\n[tables.a.constraints]\n\
                    a_u = \"foreign key (u) references usres (id)\"\n";
        let error = parse_one("schema.toml", text).unwrap_err();
        let said = error.to_string();
        assert!(said.starts_with("schema.toml:6:1") && said.contains("the table usres, which is not declared"), "{said}");
        let right = text.replace("usres", "public.users");
        assert!(parse_one("schema.toml", &right).is_ok());
        assert!(parse_one("schema.toml", &text.replace("usres", "elsewhere.usres")).is_ok());
    }

    #[test]
    fn a_comment_on_a_check_from_above_is_one_on_what_the_parent_has() {
        let text = "[tables.p.columns]\na = \"integer\"\n[tables.p.constraints]\nc = \"check (a > 0)\"\n\
                    [tables.k]\ninherits = \"p\"\n[tables.k.comments]\n\"constraint c\" = \"inherited\"\n";
        let schema = parse_one("schema.toml", text).unwrap().schema;
        let (_, check) = schema.of_kind(Kind::Constraint).find(|(identity, _)| identity.name.name == "k").unwrap();
        assert!(check.is_inherited() && check.definition == "check (a > 0)", "{check:?}");
        let error = parse_one("schema.toml", &text.replace("constraint c", "constraint d")).unwrap_err().to_string();
        assert!(error.starts_with("schema.toml:") && error.contains("is not declared"), "{error}");
    }
}
