//! What differs between two schemas: what is missing, what is unexpected, what is changed. Text against text, where both
//! texts were printed by PostgreSQL; a caller that has one written by a person canonicalises it first.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use similar::{ChangeTag, TextDiff};

use super::model::{Identity, Kind, Object, Schema};
use crate::identifier::QualifiedName;

/// The direction of a difference, seen from what should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// Declared, not live.
    Missing,
    /// Live, not declared.
    Unexpected,
    /// Both, and not the same.
    Changed,
}

/// What of an object differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Aspect {
    Definition,
    Comment,
    State,
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    pub direction: Direction,
    pub object: Identity,
    pub kind: Kind,
    pub aspect: Aspect,
    /// What is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// What should be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}

/// Compares what is (`from`) with what should be (`to`). `explained` says of a partition whether a policy accounts
/// for it: then it is maintenance's to make, and no drift on either side. The parts of a table that is missing or unexpected as a whole are not listed one by one.
pub fn compare(from: &Schema, to: &Schema, explained: impl Fn(&Identity, &Object) -> bool) -> Vec<Difference> {
    let mut differences = Vec::new();
    let mut push = |direction, object: &Identity, aspect, from: Option<&str>, to: Option<&str>| {
        differences.push(Difference {
            direction,
            object: object.clone(),
            kind: object.kind,
            aspect,
            from: from.map(str::to_owned),
            to: to.map(str::to_owned),
        });
    };
    let (live_partitions, wanted_partitions) = (from.partitions(), to.partitions());
    for (identity, wanted) in &to.objects {
        let Some(live) = from.get(identity) else {
            let within = owner_in(to, &wanted_partitions, identity).is_some_and(|owner| from.get(&owner).is_none());
            let by_policy = identity.kind == Kind::Partition && explained(identity, wanted);
            if !wanted.optional && !within && !by_policy {
                push(Direction::Missing, identity, Aspect::Definition, None, Some(&wanted.definition));
            }
            continue;
        };
        if live.definition != wanted.definition {
            push(Direction::Changed, identity, Aspect::Definition, Some(&live.definition), Some(&wanted.definition));
        }
        if live.comment != wanted.comment && identity.kind != Kind::Partition {
            push(Direction::Changed, identity, Aspect::Comment, live.comment.as_deref(), wanted.comment.as_deref());
        }
        if live.state != wanted.state {
            push(Direction::Changed, identity, Aspect::State, live.state.as_deref(), wanted.state.as_deref());
        }
    }
    for (identity, live) in &from.objects {
        if to.get(identity).is_some() || identity.kind == Kind::Partition && explained(identity, live) {
            continue;
        }
        let within = owner_in(from, &live_partitions, identity).is_some_and(|owner| to.get(&owner).is_none());
        if !within {
            push(Direction::Unexpected, identity, Aspect::Definition, Some(&live.definition), None);
        }
    }
    differences.sort_by(|a, b| order(&a.object).cmp(&order(&b.object)));
    differences
}

/// The relation that an object is a part of, as an object of its schema. That of a partition's partition is the partition.
fn owner_in(schema: &Schema, partitions: &BTreeMap<QualifiedName, &Identity>, identity: &Identity) -> Option<Identity> {
    identity.part.as_ref()?;
    [Kind::Table, Kind::MaterializedView, Kind::View]
        .into_iter()
        .map(|kind| Identity::new(kind, identity.name.clone()))
        .find(|owner| schema.get(owner).is_some())
        .or_else(|| partitions.get(&identity.name).map(|partition| (*partition).clone()))
}

/// Of what two schemas differ in as PostgreSQL prints them, leaves out what does not differ as it was written: what
/// PostgreSQL printed once need not print the same again.
pub fn unless_written_alike(found: Vec<Difference>, from: &Schema, to: &Schema) -> Vec<Difference> {
    let alike = |difference: &Difference| match (from.get(&difference.object), to.get(&difference.object)) {
        (Some(from), Some(to)) => match difference.aspect {
            Aspect::Definition => from.definition == to.definition,
            Aspect::Comment => from.comment == to.comment,
            Aspect::State => from.state == to.state,
        },
        _ => false,
    };
    found.into_iter().filter(|difference| difference.direction != Direction::Changed || !alike(difference)).collect()
}

/// Those differences that another comparison found too.
pub fn common(differences: Vec<Difference>, others: &[Difference]) -> Vec<Difference> {
    let key = |difference: &Difference| (difference.object.clone(), difference.aspect, difference.direction);
    let others: BTreeSet<_> = others.iter().map(key).collect();
    differences.into_iter().filter(|difference| others.contains(&key(difference))).collect()
}

/// By relation, the relation itself first.
fn order(identity: &Identity) -> (String, bool, Kind, Option<&str>) {
    (identity.name.to_string(), identity.part.is_some(), identity.kind, identity.part.as_deref())
}

/// One line of an inline difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    Same(String),
    Removed(String),
    Added(String),
}

/// How two texts differ, line by line, with a little of what is around.
pub fn lines(from: &str, to: &str) -> Vec<Line> {
    const AROUND: usize = 1;
    let diff = TextDiff::from_lines(from, to);
    let mut lines = Vec::new();
    for (index, group) in diff.grouped_ops(AROUND).iter().enumerate() {
        if index > 0 {
            lines.push(Line::Same("…".to_owned()));
        }
        for change in group.iter().flat_map(|operation| diff.iter_changes(operation)) {
            let text = change.value().trim_end_matches('\n').to_owned();
            lines.push(match change.tag() {
                ChangeTag::Equal => Line::Same(text),
                ChangeTag::Delete => Line::Removed(text),
                ChangeTag::Insert => Line::Added(text),
            });
        }
    }
    lines
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::schema::declared;

    pub(crate) fn schema(toml: &str) -> Schema {
        declared::parse("schema.toml", toml).unwrap().schema
    }

    fn describe(from: &str, to: &str) -> Vec<String> {
        compare(&schema(from), &schema(to), |_, object| object.definition.contains("explained"))
            .iter()
            .map(|difference| {
                let aspect = serde_json::to_value(difference.aspect).unwrap();
                let direction = serde_json::to_value(difference.direction).unwrap();
                format!("{} {} {}", direction.as_str().unwrap(), difference.object.describe("public"), aspect.as_str().unwrap())
            })
            .collect()
    }

    const A: &str =
        "[tables.t]\ncomment = 'c'\n[tables.t.columns]\nid = 'integer'\nb = 'text'\n[tables.t.indexes]\ni = '(id)'\n";

    #[test]
    fn a_schema_does_not_differ_from_itself() {
        assert!(describe(A, A).is_empty());
    }

    #[test]
    fn each_direction_has_its_word() {
        let to = "[tables.t.columns]\nid = 'bigint'\nc = 'text'\n[tables.t.indexes]\ni = '(id)'\n";
        let expected = [
            "changed table t comment",
            "unexpected column t.b definition",
            "missing column t.c definition",
            "changed column t.id definition",
        ];
        assert_eq!(describe(A, to), expected);
    }

    #[test]
    fn the_parts_of_a_whole_table_are_not_listed() {
        assert_eq!(describe(A, ""), ["unexpected table t definition"]);
        assert_eq!(describe("", A), ["missing table t definition"]);
    }

    #[test]
    fn an_optional_extension_may_be_absent_and_an_explained_partition_present() {
        assert!(describe("", "[extensions]\npostgis = { optional = true }\n").is_empty());
        assert_eq!(describe("", "[extensions]\npostgis = {}\n"), ["missing extension postgis definition"]);
        let partitions = "[tables.t.columns]\n[tables.t.partitions]\nt_1 = 'explained'\nt_2 = 'for values from (1) to (2)'\n";
        assert_eq!(describe(partitions, "[tables.t.columns]\n"), ["unexpected partition t.t_2 definition"]);
    }

    #[test]
    fn a_body_differs_line_by_line() {
        let changed = lines("a\nb\nc\nd\n", "a\nB\nc\nd\n");
        let [same, removed, added, rest] = changed.as_slice() else { panic!("{changed:?}") };
        assert_eq!((same, removed), (&Line::Same("a".into()), &Line::Removed("b".into())));
        assert_eq!((added, rest), (&Line::Added("B".into()), &Line::Same("c".into())));
    }
}
