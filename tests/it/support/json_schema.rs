//! Checks a document against a JSON Schema, as far as ours go: what a schema demands is there, and nothing that it does not name.

use serde_json::Value;

/// The words of JSON Schema that are understood. Any other in a schema is a fault of the test.
const KNOWN: &[&str] = &[
    "$schema",
    "$ref",
    "title",
    "description",
    "definitions",
    "type",
    "const",
    "enum",
    "oneOf",
    "required",
    "properties",
    "items",
    "minimum",
];

/// What is wrong with a document, each with its place; empty where nothing is.
pub fn faults(schema: &Value, document: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    check(schema, schema, document, "", &mut faults);
    faults
}

fn check(root: &Value, schema: &Value, value: &Value, place: &str, faults: &mut Vec<String>) {
    for word in schema.as_object().expect("a schema is an object").keys() {
        assert!(KNOWN.contains(&word.as_str()), "{word} is not understood");
    }
    if let Some(name) = schema["$ref"].as_str() {
        let target = root.pointer(name.strip_prefix('#').expect("a local reference")).expect("a definition");
        check(root, target, value, place, faults);
    }
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let kinds: Vec<&str> = match &schema["type"] {
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        one => one.as_str().into_iter().collect(),
    };
    if !kinds.is_empty() && !kinds.contains(&kind) {
        faults.push(format!("{place}: {kind}, not {kinds:?}"));
        return;
    }
    let allowed = schema.get("enum").and_then(Value::as_array).cloned();
    if allowed.or(schema.get("const").map(|one| vec![one.clone()])).is_some_and(|allowed| !allowed.contains(value)) {
        faults.push(format!("{place}: {value} is none of what it may be"));
    }
    if let (Some(least), Some(number)) = (schema["minimum"].as_i64(), value.as_i64())
        && number < least
    {
        faults.push(format!("{place}: {number} is less than {least}"));
    }
    if let Some(choices) = schema["oneOf"].as_array() {
        let of_each = choices.iter().map(|choice| {
            let mut faults = Vec::new();
            check(root, choice, value, place, &mut faults);
            faults
        });
        let of_each: Vec<Vec<String>> = of_each.collect();
        if of_each.iter().filter(|faults| faults.is_empty()).count() != 1 {
            faults.push(format!("{place}: not exactly one of {of_each:?}"));
        }
    }
    for key in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        if value.get(key).is_none() {
            faults.push(format!("{place}: no {key}"));
        }
    }
    if let (Some(properties), Some(object)) = (schema["properties"].as_object(), value.as_object()) {
        for (key, value) in object {
            match properties.get(key) {
                Some(schema) => check(root, schema, value, &format!("{place}/{key}"), faults),
                None => faults.push(format!("{place}: the schema has no {key}")),
            }
        }
    }
    if let (Some(items), Some(list)) = (schema.get("items"), value.as_array()) {
        for (index, value) in list.iter().enumerate() {
            check(root, items, value, &format!("{place}/{index}"), faults);
        }
    }
}

#[test]
fn a_document_that_is_not_as_the_schema_says_is_found_out() {
    let schema = serde_json::json!({
        "type": "object", "required": ["a"], "definitions": { "n": { "type": "integer", "minimum": 1 } },
        "properties": { "a": { "oneOf": [{ "type": "null" }, { "$ref": "#/definitions/n" }] }, "b": { "items": { "enum": ["x"] } } },
    });
    let faults = |document: Value| faults(&schema, &document).len();
    assert_eq!(faults(serde_json::json!({ "a": null, "b": ["x"] })), 0);
    assert_eq!(faults(serde_json::json!({ "a": 0, "b": ["x", "y"], "c": 1 })), 3);
    assert_eq!(faults(serde_json::json!({})), 1);
    assert_eq!(faults(serde_json::json!([])), 1);
}
