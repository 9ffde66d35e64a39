//! What differs between two schemas: what is missing, what is unexpected, what is changed. Text against text, where both
//! texts were printed by PostgreSQL; a caller that has one written by a person canonicalises it first.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Serialize, Serializer};

use super::model::{Attribute, Identity, Kind, Object, PUBLIC_OWNER, Schema};
use super::parts;
use super::text;
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

impl Direction {
    /// In a word, as people and scripts know it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Unexpected => "unexpected",
            Self::Changed => "changed",
        }
    }
}

/// What of an object differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Aspect {
    Definition,
    Attribute(Attribute),
}

impl Aspect {
    /// As scripts know it: `definition`, `comment`, `owner`, …
    pub fn name(self) -> &'static str {
        match self {
            Self::Definition => "definition",
            Self::Attribute(attribute) => attribute.name(),
        }
    }

    fn of(self, object: &Object) -> Option<&str> {
        match self {
            Self::Definition => Some(&object.definition),
            Self::Attribute(attribute) => object.attribute(attribute),
        }
    }
}

impl Serialize for Aspect {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
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

impl Difference {
    /// What is and what should be, for people.
    pub fn values(&self) -> (&str, &str) {
        (or_none(self.from.as_deref()), or_none(self.to.as_deref()))
    }
}

fn or_none(value: Option<&str>) -> &str {
    value.filter(|value| !value.is_empty()).unwrap_or("(none)")
}

/// Whether two values of an attribute say the same. Storage parameters are told in the order in which they were set, which means
/// nothing.
fn is_same_value(attribute: Attribute, is: Option<&str>, should: Option<&str>) -> bool {
    if is == should || !matches!(attribute, Attribute::With | Attribute::Options) {
        return is == should;
    }
    let [is, should] =
        [is, should].map(|value| text::split_list(value.unwrap_or_default()).into_iter().collect::<BTreeSet<_>>());
    is == should
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
    let (said, declared) = (from, to);
    let (from, to) = parts::completed(said, declared);
    let (from, to) = (from.as_ref(), to.as_ref());
    let (live_partitions, wanted_partitions) = (from.partitions(), to.partitions());
    // An index of a partition that is attached to its parent's comes and goes with it; while that stays it counts what it is
    // called. Where not all partitions have one, before and after, each counts.
    let comes_with_parents = |[own, other, said]: [&Schema; 3], identity: &Identity, object: &Object| {
        object.attribute(Attribute::AttachedTo).is_some() && {
            let above = parts::above(own, identity);
            let on_some = |schema: &Schema| above.as_ref().and_then(|above| schema.get(above)?.state()).is_some();
            let is_renamed = || said.get(identity).is_some() && parts::under_another_name(own, other, identity).is_some();
            (!on_some(own) || !on_some(other)) && !is_renamed()
        }
    };
    let mut changes = |identity: &Identity, live: &Object, wanted: &Object| {
        let (is, defined) = (definition_of(from, identity, live), definition_of(to, identity, wanted));
        let hidden = live.is_hidden() || wanted.is_hidden();
        if !is_same_definition(identity.kind, is, defined) && !wanted.is_made_by_another() && !hidden {
            push(Direction::Changed, identity, Aspect::Definition, Some(is), Some(defined));
        }
        let attributes: BTreeSet<Attribute> = live.attributes.keys().chain(wanted.attributes.keys()).copied().collect();
        for attribute in attributes {
            let (is, mut should) = (live.attribute(attribute), wanted.attribute(attribute));
            // An invalid index is never as it should be, also where the file that was pulled says that it is one; but that of a
            // partitioned table is what CREATE INDEX ON ONLY makes.
            let of_index = attribute == Attribute::State && matches!(identity.kind, Kind::Index | Kind::Constraint);
            if of_index && should.is_some() && !to.is_partitioned(&identity.name) {
                should = None;
            }
            // An identity's sequence that is not said to be called otherwise is called as PostgreSQL calls it.
            let is_generated_name = attribute == Attribute::IdentitySequence;
            let silent = is.is_none() && !is_generated_name || should.is_none();
            // A file need not name what it must not hold, nor what has a name by itself.
            let is_secret = attribute == Attribute::HiddenOptions;
            let in_file = live.declared_at.is_some() || wanted.declared_at.is_some();
            let has_name = is_generated_name && defined.contains(" as identity");
            let may_be_open = attribute.may_be_left_open() && (in_file || !(is_secret || has_name));
            let open = may_be_open && silent || hidden && is_secret;
            let same_but_for_secrets = is_same_definition(identity.kind, &live.definition, &wanted.definition);
            if is_secret
                && is == should
                && same_but_for_secrets
                && live.secrets.zip(wanted.secrets).is_some_and(|(is, should)| is != should)
            {
                let other = is.map(|names| format!("{names}, with another value"));
                push(Direction::Changed, identity, Aspect::Attribute(attribute), is, other.as_deref());
            }
            // In which order a partition has its columns is told as that of tables is.
            let is_order = attribute == Attribute::Columns;
            if !is_same_value(attribute, is, should) && !open && !is_order && !attribute.says_whose_it_is() {
                push(Direction::Changed, identity, Aspect::Attribute(attribute), is, should);
            }
        }
    };
    let (mut missing, mut given_up) = (Vec::new(), Vec::new());
    for (identity, wanted) in &to.objects {
        let whole = whole_of(to, &wanted_partitions, identity);
        if let Some(live) = from.get(identity) {
            // What a whole of another kind has goes and comes with it.
            let was = whole_of(from, &live_partitions, identity);
            if whole.is_none() || was.is_none() || kind_of_whole(whole.as_ref()) == kind_of_whole(was.as_ref()) {
                // A check that a child has from its parent can be its own as well.
                match [live, wanted].map(|check| is_check_of_child(identity, check, [whole.as_ref(), was.as_ref()])) {
                    [Some(true), Some(false)] => {
                        changes(identity, &Object { definition: wanted.definition.clone(), ..live.clone() }, wanted);
                        missing.push((identity, wanted));
                    }
                    [Some(false), Some(true)] => {
                        changes(identity, &as_given(to, identity), wanted);
                        given_up.push((identity, live));
                    }
                    _ => changes(identity, live, wanted),
                }
            }
            continue;
        }
        let within = whole.as_ref().is_some_and(|whole| from.get(whole).is_none() && is_made(to, whole));
        let by_policy = identity.kind == Kind::Partition && explained(identity, wanted);
        if wanted.optional || within || by_policy || comes_with_parents([to, from, declared], identity, wanted) {
            continue;
        }
        if is_only_said(identity, wanted, whole.as_ref()) {
            changes(identity, &as_given(from, identity), wanted);
        } else {
            missing.push((identity, wanted));
        }
    }
    let mut unexpected = Vec::new();
    for (identity, live) in &from.objects {
        if to.get(identity).is_some() || identity.kind == Kind::Partition && explained(identity, live) {
            continue;
        }
        let whole = whole_of(from, &live_partitions, identity);
        let goes_with = |whole: &Identity| to.get(whole).is_none() && is_made(from, whole);
        let on_explained = |whole: &Identity| {
            let by_policy = from.get(whole).is_some_and(|object| explained(whole, object));
            whole.kind == Kind::Partition && by_policy && is_of_its_own(from, whole, identity, live)
        };
        if whole.as_ref().is_some_and(|whole| goes_with(whole) && !on_explained(whole))
            || comes_with_parents([from, to, said], identity, live)
        {
            continue;
        }
        if maker_is_gone(from, to, identity, live) || is_gone_above(to, identity, live) {
            continue;
        }
        if is_only_said(identity, live, whole.as_ref()) {
            changes(identity, live, &as_given(to, identity));
        } else {
            unexpected.push((identity, live));
        }
    }
    for (identity, wanted) in missing {
        push(Direction::Missing, identity, Aspect::Definition, None, Some(&wanted.definition));
    }
    for (identity, live) in unexpected.into_iter().chain(given_up) {
        push(Direction::Unexpected, identity, Aspect::Definition, Some(&live.definition), None);
    }
    differences.sort_by(|a, b| order(&a.object).cmp(&order(&b.object)));
    differences
}

/// A table whose columns stand in another order. No statement changes it, and nothing that names its columns depends on it: it
/// is told, and is no drift.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ColumnOrder {
    pub table: Identity,
    pub from: Vec<String>,
    pub to: Vec<String>,
}

/// The tables and partitions whose columns, those that both sides have, stand in another order.
pub fn column_order(from: &Schema, to: &Schema) -> Vec<ColumnOrder> {
    let columns = |schema: &Schema, other: &Schema, table: &QualifiedName| -> Vec<String> {
        let in_both = |name: &&str| other.get(&Identity::part(Kind::Column, table.clone(), *name)).is_some();
        schema.columns(table).into_iter().map(|(name, _)| name).filter(in_both).map(str::to_owned).collect()
    };
    let in_both = |kind: Kind| from.of_kind(kind).map(|(identity, _)| identity).filter(|identity| to.get(identity).is_some());
    let tables = in_both(Kind::Table).chain(in_both(Kind::ForeignTable)).map(|table| ColumnOrder {
        table: table.clone(),
        from: columns(from, to, &table.name),
        to: columns(to, from, &table.name),
    });
    let says = |schema: &Schema, partition: &Identity| {
        schema.get(partition).is_some_and(|partition| partition.attribute(Attribute::Columns).is_some())
    };
    let partitions = in_both(Kind::Partition).filter(|partition| says(from, partition) || says(to, partition));
    let partitions = partitions.map(|partition| {
        let (mut is, mut should) = (order_within(from, partition), order_within(to, partition));
        is.retain(|column| should.contains(column));
        should.retain(|column| is.contains(column));
        ColumnOrder { table: partition.clone(), from: is, to: should }
    });
    tables.chain(partitions).filter(|order| order.from != order.to).collect()
}

/// The columns of a partition in their order: its own, or that of the table above it.
fn order_within(schema: &Schema, partition: &Identity) -> Vec<String> {
    let own = schema.get(partition).and_then(|object| object.attribute(Attribute::Columns));
    match (own, schema.partition_named(&partition.name)) {
        (Some(own), _) => {
            let bare = |column: &str| QualifiedName::parse(column, "").map_or_else(|| column.to_owned(), |name| name.name);
            text::split_list(own).into_iter().map(bare).collect()
        }
        (None, Some(above)) => order_within(schema, above),
        (None, None) => schema.columns(&partition.name).into_iter().map(|(name, _)| name.to_owned()).collect(),
    }
}

/// What a comparison of the two does not look at, so that "in sync" says no more than is true.
pub fn not_compared(from: &Schema, to: &Schema) -> Vec<&'static str> {
    let says = |schema: &Schema, attribute: Attribute, kind: Option<Kind>| {
        let objects = schema.objects.iter().filter(|(identity, _)| kind.is_none_or(|kind| identity.kind == kind));
        let mut objects = objects.filter(|(identity, _)| attribute.fits(identity.kind)).peekable();
        objects.peek().is_none() || objects.any(|(_, object)| object.attribute(attribute).is_some())
    };
    let mut open = Vec::new();
    let one_says_whose = |(identity, object): (&Identity, &Object)| {
        let owner = |object: &Object| {
            object.attribute(Attribute::Owner).is_some_and(|owner| !identity.is_public() || owner != PUBLIC_OWNER)
        };
        to.get(identity).is_some_and(|other| owner(object) != owner(other))
    };
    if !says(from, Attribute::Owner, None) || !says(to, Attribute::Owner, None) || from.objects.iter().any(one_says_whose) {
        open.push("owners");
    }
    let moved = |(identity, object): (&Identity, &Object)| {
        let other = to.get(identity).map(|other| (object.attribute(Attribute::Schema), other.attribute(Attribute::Schema)));
        matches!(other, Some((Some(schema), None) | (None, Some(schema))) if schema != from.default_schema())
    };
    if from.of_kind(Kind::Extension).any(moved) {
        open.push("the schemas of extensions");
    }
    if !says(from, Attribute::Version, Some(Kind::Extension)) || !says(to, Attribute::Version, Some(Kind::Extension)) {
        open.push("extension versions");
    }
    if [from, to].iter().any(|schema| schema.objects.values().any(Object::is_hidden)) {
        open.push("options of user mappings that this role may not see");
    }
    let is_unknown = |(identity, object): (&Identity, &Object)| {
        let names = |object: &Object| object.attribute(Attribute::HiddenOptions).is_some() && !object.is_hidden();
        let both = to.get(identity).filter(|other| names(object) || names(other));
        both.is_some_and(|other| object.secrets.is_none() || other.secrets.is_none())
    };
    if from.objects.iter().any(is_unknown) {
        open.push("the values of secret options");
    }
    open
}

/// Whether an object is there without being declared, so that only what is added to it is said: what an extension or an
/// identity column makes, what a partition or a child has from its parent, the columns of a view.
fn is_only_said(identity: &Identity, object: &Object, whole: Option<&Identity>) -> bool {
    let of_table = whole.is_none_or(|whole| matches!(whole.kind, Kind::Table | Kind::ForeignTable));
    object.is_made_by_another() || object.is_inherited() || identity.kind == Kind::Column && !of_table
}

/// Of a check of a table that is no partition, whether it is no more than its parent's.
fn is_check_of_child(identity: &Identity, check: &Object, wholes: [Option<&Identity>; 2]) -> Option<bool> {
    let of_tables = wholes.iter().flatten().all(|whole| matches!(whole.kind, Kind::Table | Kind::ForeignTable));
    (identity.kind == Kind::Constraint && of_tables && check.definition.starts_with("check")).then(|| check.is_inherited())
}

/// Whether two definitions say the same. The columns of extended statistics are printed as they stand in their table, and what
/// order they stand in is not compared.
fn is_same_definition(kind: Kind, a: &str, b: &str) -> bool {
    fn parts(definition: &str) -> Option<(&str, BTreeSet<&str>, &str)> {
        let start = text::find_outside_quotes(definition, "on ")? + "on ".len();
        let end = start + text::find_outside_quotes(&definition[start..], " from ")?;
        Some((&definition[..start], text::split_list(&definition[start..end]).into_iter().collect(), &definition[end..]))
    }
    a == b || kind == Kind::Statistics && parts(a).is_some() && parts(a) == parts(b)
}

/// Whether a part of a partition that a policy explains is there without its parent: that no policy explains.
fn is_of_its_own(schema: &Schema, partition: &Identity, part: &Identity, object: &Object) -> bool {
    let of_parent = Identity { name: partition.name.clone(), ..part.clone() };
    let kinds = [Kind::Constraint, Kind::Index, Kind::Trigger, Kind::Policy, Kind::Rule];
    kinds.contains(&part.kind) && !object.is_inherited() && schema.get(&of_parent).is_none()
}

/// An object's definition; of a column that says nothing of its own the inherited one.
fn definition_of<'a>(schema: &'a Schema, identity: &Identity, object: &'a Object) -> &'a str {
    let silent = object.is_inherited() && object.definition.is_empty() && identity.kind == Kind::Column;
    let inherited = if silent { schema.inherited_column(&identity.name, identity.own_name()) } else { None };
    &inherited.unwrap_or(object).definition
}

/// Such an object where nothing is said of it.
fn as_given(schema: &Schema, identity: &Identity) -> Object {
    match identity.kind {
        Kind::Column => {
            let inherited = schema.inherited_column(&identity.name, identity.own_name());
            Object::new(inherited.map(|column| column.definition.clone()).unwrap_or_default())
        }
        // As it is above, valid or not.
        Kind::Constraint => {
            Object::new(schema.inherited_check(identity).map(|check| check.definition.clone()).unwrap_or_default())
        }
        _ => Object::default(),
    }
}

/// Whether an object is made by what is declared, and not by an extension or PostgreSQL itself.
fn is_made(schema: &Schema, identity: &Identity) -> bool {
    schema.get(identity).is_some_and(|object| !object.is_made_by_another())
}

/// Whether an object goes with what makes it: its extension, its identity column, or, of an index, its constraint.
fn maker_is_gone(from: &Schema, to: &Schema, identity: &Identity, object: &Object) -> bool {
    let extension = object.attribute(Attribute::MadeBy).map(|name| Identity::global(Kind::Extension, name));
    let column = object.identity_column(from.default_schema());
    let is_identity = |schema: &Schema, column: &Identity| {
        schema.get(column).is_some_and(|column| column.definition.contains(" as identity"))
    };
    if column.as_ref().is_some_and(|column| is_identity(from, column) && !is_identity(to, column)) {
        return true;
    }
    let constraint = Identity { kind: Kind::Constraint, ..identity.clone() };
    let constraint = Some(constraint).filter(|_| identity.kind == Kind::Index && object.is_made_by_another());
    let made_by = constraint.or(extension).or(column);
    made_by.is_some_and(|maker| from.get(&maker).is_some() && to.get(&maker).is_none())
}

/// Whether what a parent gave goes with the parent's.
fn is_gone_above(to: &Schema, identity: &Identity, object: &Object) -> bool {
    if !object.is_inherited() {
        return false;
    }
    let mut above = to.parents(&identity.name);
    while let Some(table) = above.pop() {
        let parents = to.parents(&table).into_iter().filter(|parent| *parent != table);
        above.extend(parents);
        if to.get(&Identity { name: table, ..identity.clone() }).is_some_and(|given| !given.is_inherited()) {
            return false;
        }
    }
    matches!(identity.kind, Kind::Column | Kind::Constraint | Kind::Trigger)
}

/// Of wholes that can become each other, the same: a table can be attached as a partition.
fn kind_of_whole(whole: Option<&Identity>) -> Option<Kind> {
    whole.map(|whole| if whole.kind == Kind::Partition { Kind::Table } else { whole.kind })
}

/// What an object is a part of.
fn whole_of(schema: &Schema, partitions: &BTreeMap<QualifiedName, &Identity>, identity: &Identity) -> Option<Identity> {
    identity.part.as_ref()?;
    schema.relation(&identity.name, partitions)
}

/// Of what two schemas differ in as PostgreSQL prints them, leaves out what does not differ as it was written: what
/// PostgreSQL printed once need not print the same again.
pub fn unless_written_alike(found: Vec<Difference>, from: &Schema, to: &Schema) -> Vec<Difference> {
    // That an index is invalid is no matter of how it is written, and what secrets are is written nowhere.
    let is_unwritten = |difference: &Difference| match difference.aspect {
        Aspect::Attribute(Attribute::State) => matches!(difference.object.kind, Kind::Index | Kind::Constraint),
        Aspect::Attribute(Attribute::HiddenOptions) => true,
        _ => false,
    };
    let alike = |difference: &Difference| match (from.get(&difference.object), to.get(&difference.object)) {
        (Some(from), Some(to)) => difference.aspect.of(from) == difference.aspect.of(to),
        _ => false,
    };
    found
        .into_iter()
        .filter(|difference| difference.direction != Direction::Changed || is_unwritten(difference) || !alike(difference))
        .collect()
}

/// Whether a difference may be no more than two ways to print one expression. PostgreSQL prints what has none, as a name, a type
/// or a list of columns, in one way alone.
pub fn may_be_of_spelling(difference: &Difference) -> bool {
    let (Direction::Changed, Aspect::Definition) = (difference.direction, difference.aspect) else { return false };
    let has_expression = |definition: &str| match difference.kind {
        Kind::Schema | Kind::Extension | Kind::Enum | Kind::CompositeType | Kind::Sequence => false,
        Kind::Column => definition.contains(" default ") || definition.contains(" generated "),
        Kind::Constraint => definition.starts_with("check") || definition.starts_with("exclude"),
        Kind::Index => definition.matches('(').count() > 1 || definition.to_lowercase().contains(" where "),
        Kind::Trigger => definition.to_lowercase().contains(" when "),
        // A body that is a string is printed as it was written.
        Kind::Function => match definition.split_once("\nAS $") {
            Some((head, _)) => head.contains(" DEFAULT "),
            None => true,
        },
        _ => true,
    };
    [&difference.from, &difference.to].into_iter().flatten().any(|definition| has_expression(definition))
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

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::schema::declared;

    pub(crate) fn schema(toml: &str) -> Schema {
        declared::parse_one("schema.toml", toml).unwrap().schema
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
    fn the_columns_of_statistics_have_no_order() {
        let same = |a: &str, b: &str| is_same_definition(Kind::Statistics, a, b);
        assert!(same("(ndistinct) on a, \"from b\", (lower(c)) from t", "(ndistinct) on \"from b\", a, (lower(c)) from t"));
        assert!(same("on b, a from t", "on a, b from t"));
        assert!(!same("(ndistinct) on a, b from t", "(mcv) on a, b from t"));
        assert!(!same("on a, b from t", "on a, c from t"));
        assert!(!is_same_definition(Kind::Index, "(a, b)", "(b, a)"));
    }

    #[test]
    fn only_expressions_are_printed_in_several_ways() {
        let may_be = |kind: Kind, from: &str, to: &str| {
            may_be_of_spelling(&Difference {
                direction: Direction::Changed,
                object: Identity::new(kind, QualifiedName::new("public", "o")),
                kind,
                aspect: Aspect::Definition,
                from: Some(from.to_owned()),
                to: Some(to.to_owned()),
            })
        };
        assert!(!may_be(Kind::Column, "numeric(10,2) not null", "numeric(12,2)"));
        assert!(may_be(Kind::Column, "text", "text default 'a'::text"));
        assert!(!may_be(Kind::Constraint, "foreign key (a) references t (id)", "primary key (a)"));
        assert!(may_be(Kind::Constraint, "check ((a > 0))", "primary key (a)"));
        assert!(!may_be(Kind::Index, "(a, b)", "unique (a)"));
        assert!(may_be(Kind::Index, "(lower(a))", "(a)"));
        assert!(may_be(Kind::Index, "(a) where b", "(a)"));
        let function = |head: &str, body: &str| format!("({head})\n RETURNS integer\n LANGUAGE sql\n{body}");
        let [one, two] = ["SELECT 1", "SELECT 2"].map(|body| function("", &format!("AS $function${body}$function$\n")));
        assert!(!may_be(Kind::Function, &one, &two));
        assert!(may_be(Kind::Function, &one, &function("", "RETURN 2\n")));
        assert!(may_be(Kind::Function, &one, &function("a integer DEFAULT 1", "AS $function$SELECT 1$function$\n")));
        assert!(may_be(Kind::View, "SELECT 1", "SELECT 2"));
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
}
