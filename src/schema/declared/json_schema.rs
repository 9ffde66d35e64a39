//! The JSON Schema of `schema.toml`, made from the same tables of facts as its reader, for editors that complete and check.

use serde_json::{Map, Value, json};

use super::sections;
use crate::schema::kind::{ATTRIBUTES, KINDS};
use crate::schema::model::{Attribute, Kind, Naming};

/// The JSON Schema (draft 7, which editors for TOML know) as text.
pub fn text() -> String {
    let mut text = format!("{:#}", document());
    text.push('\n');
    text
}

fn document() -> Value {
    let mut properties = Map::new();
    properties.insert("postgres".into(), json!({ "type": "string", "description": "The major version it was written for." }));
    let schemas = "The schemas that are managed; names in the first are written without it.";
    properties.insert("schemas".into(), json!({ "type": "array", "items": { "type": "string" }, "description": schemas }));
    let owner = "Who owns what names no owner; without it owners are left open.";
    properties.insert("owner".into(), json!({ "type": "string", "description": owner }));
    let include = "More files that declare parts of the schema, as patterns: schema/*.toml.";
    properties.insert("include".into(), json!({ "type": "array", "items": { "type": "string" }, "description": include }));
    let top = KINDS.iter().filter(|facts| facts.naming != Naming::Part).map(|facts| facts.kind);
    for kind in top.chain([Kind::Partition]) {
        let what = match kind {
            Kind::Partition => "What partitions have beside what their parents give them, by their own names.".to_owned(),
            _ => format!("Each {} by its name.", kind.name()),
        };
        let section = json!({ "type": "object", "additionalProperties": object(kind), "description": what });
        properties.insert(kind.facts().section.into(), section);
    }
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "schema.toml of pgkeel",
        "description": "The declared schema of a PostgreSQL database. A definition is what follows the name in SQL.",
        "type": "object",
        "additionalProperties": false,
        "properties": properties,
    })
}

/// What stands under an object's name: its definition, or a table.
fn object(kind: Kind) -> Value {
    let main = kind.facts().main;
    let definition = match kind {
        Kind::Enum => json!({ "type": "array", "items": { "type": "string" } }),
        _ => json!({ "type": "string" }),
    };
    if kind == Kind::DefaultPrivileges {
        return json!({ "type": "array", "items": { "type": "string" } });
    }
    let mut properties = attributes(kind);
    if kind == Kind::Extension {
        properties.insert("optional".into(), json!({ "type": "boolean", "description": "Whether it may be absent." }));
    }
    let defined = !main.is_empty() && kind != Kind::Partition;
    if defined {
        properties.insert(main.into(), definition.clone());
    }
    for section in sections(kind) {
        let values = match section {
            "settings" => {
                let mut all = Map::new();
                for part in kind.parts() {
                    all.extend(attributes(*part));
                }
                json!({ "type": "object", "properties": all, "additionalProperties": false })
            }
            _ => json!({ "type": "string" }),
        };
        properties.insert(section.into(), json!({ "type": "object", "additionalProperties": values }));
    }
    let table = json!({ "type": "object", "properties": properties, "additionalProperties": false });
    if defined && kind != Kind::Table { json!({ "anyOf": [definition, table] }) } else { table }
}

fn attributes(kind: Kind) -> Map<String, Value> {
    let fitting = ATTRIBUTES.iter().filter(|facts| facts.attribute.fits(kind) && facts.attribute != Attribute::Inherited);
    fitting
        .map(|facts| {
            let value = if facts.attribute.is_list() {
                json!({ "type": "array", "items": { "type": "string" }, "description": facts.meaning })
            } else {
                json!({ "type": "string", "description": facts.meaning })
            };
            (facts.name.to_owned(), value)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    /// After a change: `pgkeel schema json-schema > docs/schema.schema.json`.
    #[test]
    fn the_one_in_docs_is_up_to_date() {
        assert_eq!(super::text(), include_str!("../../../docs/schema.schema.json"));
    }
}
