//! How a pair of databases is made of one: what each side lacks, and which definitions it has otherwise.

use std::collections::{BTreeMap, BTreeSet};

use fastrand::Rng;
use pgkeel::schema::model::{Attribute, ColumnParts, Identity, Kind, Object, Schema};

/// One side: what it has not, with all that needs it, and what it has otherwise.
#[derive(Default)]
struct Side {
    gone: BTreeSet<Identity>,
    changed: BTreeMap<Identity, Object>,
}

/// Two databases, made of parts of one.
pub struct Pair {
    /// What neither has.
    gone: BTreeSet<Identity>,
    sides: [Side; 2],
}

impl Pair {
    pub fn of(schema: &Schema, seed: u64) -> Self {
        let mut random = Rng::with_seed(seed);
        // From a few differences to another database altogether.
        let removed = [0.002, 0.01, 0.03, 0.1, 0.3][random.usize(..5)];
        let changed = [0.0, 0.01, 0.05, 0.2][random.usize(..4)];
        let in_neither = [0.0, 0.1, 0.5][random.usize(..3)];
        let mut gone = BTreeSet::new();
        let mut sides = [Side::default(), Side::default()];
        for (identity, object) in &schema.objects {
            // Most objects are parts of few, which take them along.
            let weight = if identity.part.is_some() { 1.0 } else { 0.5 };
            if random.f64() < in_neither * weight * 0.2 {
                gone.insert(identity.clone());
            }
            for side in &mut sides {
                if random.f64() < removed * weight && !is_root(identity) {
                    side.gone.insert(identity.clone());
                }
                if random.f64() < changed
                    && let Some(other) = otherwise(schema, identity, object, &mut random)
                {
                    side.changed.insert(identity.clone(), other);
                }
            }
        }
        Self { gone, sides }
    }

    /// The two schemas.
    pub fn schemas(&self, schema: &Schema) -> [Schema; 2] {
        self.sides.each_ref().map(|side| {
            let gone = self.gone.union(&side.gone).cloned().collect();
            let mut schema = schema.clone();
            for (identity, object) in &side.changed {
                schema.objects.insert(identity.clone(), object.clone());
            }
            without(&mut schema, &gone);
            schema
        })
    }
}

/// What every database has.
fn is_root(identity: &Identity) -> bool {
    identity.kind == Kind::Schema && identity.name.name == "public"
}

/// Takes objects from a schema, with all that needs them and what they are made of.
fn without(schema: &mut Schema, gone: &BTreeSet<Identity>) {
    let mut dependents: BTreeMap<Identity, Vec<Identity>> = BTreeMap::new();
    let partitions = schema.partitions();
    for (identity, object) in &schema.objects {
        let whole = identity.part.as_ref().and_then(|_| schema.relation(&identity.name, &partitions));
        for need in object.depends_on.iter().chain(&whole) {
            dependents.entry(need.clone()).or_default().push(identity.clone());
        }
    }
    let mut waiting: Vec<Identity> = gone.iter().cloned().collect();
    while let Some(identity) = waiting.pop() {
        if schema.objects.remove(&identity).is_some() {
            waiting.extend(dependents.remove(&identity).unwrap_or_default());
        }
    }
}

/// An object as it might be as well; PostgreSQL may not agree.
fn otherwise(schema: &Schema, identity: &Identity, object: &Object, random: &mut Rng) -> Option<Object> {
    let mut other = object.clone();
    match random.usize(..4) {
        // An attribute that another object of its kind has, or none.
        0 => {
            let donors: Vec<&Object> = schema.of_kind(identity.kind).map(|(_, donor)| donor).collect();
            let donor = donors[random.usize(..donors.len())];
            let all: Vec<Attribute> = object.attributes.keys().chain(donor.attributes.keys()).copied().collect();
            let attribute = *all.get(random.usize(..all.len().max(1)))?;
            if attribute.says_whose_it_is() || attribute == Attribute::AttachedTo {
                return None;
            }
            other.set(attribute, donor.attribute(attribute).map(str::to_owned));
        }
        // The definition of another object of its kind.
        1 if is_exchangeable(identity.kind) => {
            let donors: Vec<&Object> = schema.of_kind(identity.kind).map(|(_, donor)| donor).collect();
            let donor = donors[random.usize(..donors.len())];
            other.definition.clone_from(&donor.definition);
        }
        _ => other.definition = redefined(identity.kind, object, random)?,
    }
    (other.definition != object.definition || other.attributes != object.attributes).then_some(other)
}

/// Whether one object of the kind can become any other.
fn is_exchangeable(kind: Kind) -> bool {
    use Kind::{Aggregate, Constraint, Function, Index, MaterializedView, Policy, Rule, Sequence, Statistics, Trigger, View};
    let kinds = [Aggregate, Constraint, Function, Index, MaterializedView, Policy, Rule, Sequence, Statistics, Trigger, View];
    kinds.contains(&kind)
}

const TYPES: [(&str, &str); 12] = [
    ("smallint", "3"),
    ("integer", "42"),
    ("bigint", "4242"),
    ("numeric(12,3)", "4.2"),
    ("text", "'x'::text"),
    ("character varying(40)", "'y'::character varying"),
    ("boolean", "true"),
    ("uuid", "gen_random_uuid()"),
    ("timestamp with time zone", "now()"),
    ("date", "CURRENT_DATE"),
    ("jsonb", "'{}'::jsonb"),
    ("integer[]", "'{1,2}'::integer[]"),
];

fn redefined(kind: Kind, object: &Object, random: &mut Rng) -> Option<String> {
    let definition = object.definition.as_str();
    match kind {
        Kind::Column => {
            let parts = ColumnParts::of(definition);
            if parts.data_type.is_empty() {
                return None;
            }
            let (mut data_type, mut default) = (parts.data_type, parts.default);
            let (mut not_null, mut generated) = (parts.not_null, parts.generated);
            let mut collation = parts.collation;
            match random.usize(..6) {
                0 | 1 => {
                    let other;
                    (data_type, other) = TYPES[random.usize(..TYPES.len())];
                    default = default.map(|_| other);
                    collation = None;
                }
                2 => not_null = !not_null,
                3 => default = if default.is_some() { None } else { Some("NULL") },
                4 => {
                    default = TYPES
                        .iter()
                        .find(|(name, _)| *name == data_type)
                        .map(|(_, value)| *value)
                        .filter(|_| generated.is_none());
                }
                _ => {
                    generated =
                        if generated.is_some() { None } else { Some("by default as identity") }.filter(|_| default.is_none());
                }
            }
            let mut text = data_type.to_owned();
            text.extend(collation.map(|collation| format!(" collate {collation}")));
            text.push_str(if not_null || generated.is_some_and(|generated| generated.contains("identity")) {
                " not null"
            } else {
                ""
            });
            text.extend(default.map(|default| format!(" default {default}")));
            text.extend(generated.map(|generated| format!(" generated {generated}")));
            Some(text)
        }
        Kind::View | Kind::MaterializedView => {
            let query = definition.trim_end().trim_end_matches(';');
            Some(match random.usize(..3) {
                0 => format!("SELECT q.*, 1 AS added FROM ({query}) AS q"),
                1 => format!("SELECT q.* FROM ({query}) AS q (first_renamed)"),
                _ => format!("SELECT q.* FROM ({query}) AS q WHERE 1 = 1"),
            })
        }
        Kind::Function => {
            let swaps = [
                (" IMMUTABLE", " STABLE"),
                (" STRICT", ""),
                ("RETURNS integer", "RETURNS bigint"),
                ("RETURNS text", "RETURNS character varying"),
                (" DEFAULT 3", ""),
                ("LANGUAGE sql", "LANGUAGE sql\n SECURITY DEFINER"),
                ("LANGUAGE plpgsql", "LANGUAGE plpgsql\n COST 7"),
                ("SELECT", "SELECT ALL"),
                ("a integer", "renamed integer"),
            ];
            swapped(definition, &swaps, random)
        }
        Kind::Enum => {
            let mut labels: Vec<&str> = definition.split(", ").filter(|label| !label.is_empty()).collect();
            let at = random.usize(..=labels.len());
            match random.usize(..4) {
                0 | 1 => labels.insert(at, "'new one'"),
                2 if at < labels.len() => _ = labels.remove(at),
                _ if labels.len() > 1 => labels.rotate_left(1),
                _ => {}
            }
            Some(labels.join(", "))
        }
        Kind::Domain | Kind::CompositeType => {
            let swaps = [
                (" not null", ""),
                ("integer", "bigint"),
                ("text", "character varying(99)"),
                ("default 7", "default 8"),
                ("character varying(", "character varying(1"),
                (")", ", added integer)"),
                ("(a integer, ", "("),
            ];
            swapped(definition, &swaps, random).or_else(|| Some(format!("{definition} not null")))
        }
        Kind::Sequence => {
            let options = [" increment by 5", " cache 9", " cycle", " start with 17", " maxvalue 12345", " minvalue -5"];
            Some(format!("{}{}", definition, options[random.usize(..options.len())]).trim_start().to_owned())
        }
        Kind::Constraint => {
            let swaps = [
                (" not valid", ""),
                (" on delete cascade", ""),
                (" on delete set null", " on delete restrict"),
                (" deferrable", ""),
                (" initially deferred", ""),
                ("check ((", "check ((1 = 1) and ("),
                ("unique (", "primary key ("),
                ("primary key (", "unique ("),
                (" include (", " with (fillfactor=88) -- ("),
                (" no inherit", ""),
            ];
            let rules = ["foreign key", "unique", "primary key"];
            let deferrable = rules.iter().any(|rule| definition.starts_with(rule)) && !definition.contains("deferrable");
            swapped(definition, &swaps, random).or_else(|| deferrable.then(|| format!("{definition} deferrable")))
        }
        Kind::Index => {
            let swaps = [
                ("unique ", ""),
                (" desc", ""),
                ("using gin", "using gist"),
                (" include (", ", "),
                (" where ", " where (1 = 1) and "),
                (" with (", " with (fillfactor=77) -- "),
            ];
            swapped(definition, &swaps, random).or_else(|| Some(format!("unique {definition}")))
        }
        Kind::Trigger => {
            let swaps = [
                ("before insert", "before insert or delete"),
                ("after insert", "after insert or update"),
                ("before update", "before insert"),
                ("for each row", "for each statement"),
                (" or update", ""),
                ("after ", "before "),
            ];
            swapped(definition, &swaps, random)
        }
        Kind::Policy => {
            let swaps = [
                ("for select", "for all"),
                ("for update", "for select"),
                ("as restrictive ", ""),
                ("using (", "using (true or "),
            ];
            swapped(definition, &swaps, random).or_else(|| Some(format!("{definition} with check (true)")))
        }
        Kind::DomainConstraint => Some(format!("check (value is null or {}", definition.strip_prefix("check (")?)),
        Kind::Statistics => {
            swapped(definition, &[("(ndistinct) ", "(mcv) "), ("(dependencies) ", ""), ("on ", "(mcv) on ")], random)
        }
        Kind::Rule => {
            swapped(definition, &[("INSTEAD", "ALSO"), ("ON UPDATE", "ON DELETE"), ("ON INSERT", "ON UPDATE")], random)
        }
        Kind::Partition => {
            let swaps = [("2024", "2022"), ("in (1, 2, 3)", "in (1, 3)"), ("(100)", "(50)"), ("default", "for values in (77)")];
            swapped(definition, &swaps, random)
        }
        Kind::Publication => swapped(definition, &[("insert", "update"), ("ALL TABLES", "")], random),
        Kind::Aggregate => {
            swapped(definition, &[("INITCOND = '0'", "INITCOND = '1'"), ("PARALLEL = safe", "PARALLEL = restricted")], random)
        }
        _ => None,
    }
}

/// The text with one of some swaps made that can be.
fn swapped(text: &str, swaps: &[(&str, &str)], random: &mut Rng) -> Option<String> {
    let possible: Vec<&(&str, &str)> = swaps.iter().filter(|(from, _)| text.contains(from)).collect();
    let (from, to) = possible.get(random.usize(..possible.len().max(1)))?;
    Some(text.replacen(from, to, 1))
}
