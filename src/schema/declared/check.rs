//! What a declared schema refers to must be declared: the tables of foreign keys, of inheritance, of statistics.

use std::collections::BTreeSet;

use crate::identifier::QualifiedName;
use crate::schema::model::{Attribute, Identity, Kind, Place, Schema};
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
/// that none of these has, or has otherwise than valid where it is not so above.
pub fn fill_inherited(schema: &mut Schema) -> Option<Wrong> {
    let inherited = schema.of_kind(Kind::Constraint).filter(|(_, object)| object.is_inherited());
    let inherited: Vec<Identity> = inherited.map(|(identity, _)| identity.clone()).collect();
    let mut wrong: Vec<Wrong> = Vec::new();
    for identity in inherited {
        let given = schema.inherited_check(&identity).map(|check| check.definition.clone());
        let shown = identity.describe(schema.default_schema());
        let Some(object) = schema.objects.get_mut(&identity) else { continue };
        let message = match given {
            Some(definition) if object.definition.is_empty() => {
                object.definition = definition;
                continue;
            }
            Some(definition) if [&*definition, definition.trim_end_matches(" not valid")].contains(&&*object.definition) => {
                continue;
            }
            Some(definition) => {
                format!("{shown} comes from above, where it is `{definition}`: it can only be valid where that is not")
            }
            None => format!("{shown} is not declared"),
        };
        wrong.push(Wrong { place: object.declared_at.unwrap_or_default(), message, suggestion: None });
    }
    wrong.into_iter().min_by_key(|wrong| (wrong.place.file, wrong.place.byte))
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

    #[test]
    fn a_check_from_above_can_only_be_valid_where_that_is_not() {
        let text = "[tables.p.columns]\na = \"integer\"\n[tables.p.constraints]\nc = \"check (a > 0) not valid\"\n\
                    [tables.m]\ninherits = \"p\"\n[tables.k]\ninherits = \"m\"\n\
                    [tables.k.inherited_constraints]\nc = \"check (a > 0)\"\n";
        let schema = parse_one("schema.toml", text).unwrap().schema;
        let (_, check) = schema.of_kind(Kind::Constraint).find(|(identity, _)| identity.name.name == "k").unwrap();
        assert!(check.is_inherited() && check.definition == "check (a > 0)", "{check:?}");
        let error = parse_one("schema.toml", &text.replace("c = \"check (a > 0)\"", "c = \"check (a > 1)\"")).unwrap_err();
        let said = error.to_string();
        assert!(said.starts_with("schema.toml:10:1") && said.contains("it can only be valid where that is not"), "{said}");
        let error = parse_one("schema.toml", &text.replace("c = \"check (a > 0)\"", "d = \"check (a > 0)\"")).unwrap_err();
        assert!(error.to_string().contains("is not declared"), "{error}");
    }
}
