//! Indexes of partitions that stay, under names that others of the same partition have: PostgreSQL called them in another order. They
//! exchange their names before all else, and none is made anew for it.

use std::collections::{BTreeMap, BTreeSet};

use super::indexes::name_with;
use super::names;
use crate::identifier::{QualifiedName, quote};
use crate::plan::{LockMode, Step};
use crate::schema::create;
use crate::schema::diff::{Difference, compare};
use crate::schema::model::{Attribute, Identity, Kind, Schema};
use crate::schema::parts;

/// What is there once they have, what should be, the differences that are left, and the steps that do it.
pub(super) struct Exchanged {
    pub from: Schema,
    pub to: Schema,
    pub differences: Vec<Difference>,
    pub steps: Vec<Step>,
}

/// None where no index has a name that another should have.
pub(super) fn exchanged(from: &Schema, to: &Schema, differences: &[Difference]) -> Option<Exchanged> {
    let of_indexes = |difference: &&Difference| matches!(difference.object.kind, Kind::Index | Kind::Constraint);
    let tables: BTreeSet<&QualifiedName> = differences.iter().filter(of_indexes).map(|one| &one.object.name).collect();
    let deepest = tables.into_iter().map(|table| depth(from, table)).max()?;
    let mut exchanged: Option<Exchanged> = None;
    // What is called what below shows once all are called as they should be above.
    for level in 1..=deepest {
        let next = match &exchanged {
            Some(now) => exchanged_at(level, &now.from, &now.to, &now.differences),
            None => exchanged_at(level, from, to, differences),
        };
        if let Some(mut next) = next {
            let earlier = exchanged.map(|earlier| earlier.steps).unwrap_or_default();
            next.steps.splice(0..0, earlier);
            exchanged = Some(next);
        }
    }
    exchanged
}

/// As far as the partitions go that are that deep below their table.
fn exchanged_at(level: usize, from: &Schema, to: &Schema, differences: &[Difference]) -> Option<Exchanged> {
    let of_parts = differences.iter().map(|difference| &difference.object);
    let of_parts = of_parts.filter(|object| matches!(object.kind, Kind::Index | Kind::Constraint));
    let partitions: BTreeSet<(&QualifiedName, Kind)> = of_parts.map(|object| (&object.name, object.kind)).collect();
    let mut taken = names::taken(&[from, to]);
    let (mut now, mut steps, mut renamed) = (from.clone(), Vec::new(), BTreeSet::new());
    for (partition, kind) in partitions.into_iter().filter(|(partition, _)| depth(from, partition) == level) {
        let mut new_names = names_taken_from_others(&now, to, kind, partition);
        if new_names.is_empty() {
            continue;
        }
        let taken = taken.entry(partition.schema.clone()).or_default();
        // One that goes has the name that another should have.
        let should_go: Vec<String> = new_names.values().filter(|name| !new_names.contains_key(*name)).cloned().collect();
        for name in should_go {
            if now.get(&Identity::part(kind, partition.clone(), &*name)).is_some() {
                let aside = name_with(&name, "old", taken);
                taken.insert(aside.clone());
                new_names.insert(name, aside);
            }
        }
        steps.push(step(partition, &new_names, taken, to.default_schema()));
        rename(&mut now, kind, partition, &new_names);
        renamed.insert((kind, partition));
    }
    if steps.is_empty() {
        return None;
    }
    let (now, to) = parts::completed(&now, to);
    // What is attached to one that was renamed is told by its new name.
    let is_below = |object: &Identity| {
        let above = now.parents(&object.name).into_iter().next();
        above.is_some_and(|above| renamed.contains(&(object.kind, &above)))
    };
    let of_these = |object: &Identity| renamed.contains(&(object.kind, &object.name)) || is_below(object);
    let left = compare(&now, &to, |_, _| false).into_iter();
    let differences = left.filter(|left| of_these(&left.object) || differences.contains(left)).collect();
    Some(Exchanged { from: now.into_owned(), to: to.into_owned(), differences, steps })
}

/// How many tables are above a partition.
fn depth(schema: &Schema, table: &QualifiedName) -> usize {
    let mut above = schema.partition_named(table);
    let mut depth = 0;
    while let Some(partition) = above {
        above = schema.partition_named(&partition.name);
        depth += 1;
    }
    depth
}

/// How the indexes of a partition are to be called that stay attached to what they are attached to, as far as others have those
/// names, or wait for theirs.
fn names_taken_from_others(from: &Schema, to: &Schema, kind: Kind, partition: &QualifiedName) -> BTreeMap<String, String> {
    // Foreign keys share their names with nothing.
    let all = from.parts(kind, partition).filter(|(_, part)| !create::is_foreign_key(part));
    let all = all.filter_map(|(part, _)| Some((part, parts::stays_as(from, to, part)?)));
    let all: BTreeMap<String, String> =
        all.map(|(part, should)| (part.own_name().to_owned(), should.own_name().to_owned())).collect();
    let is_attached = |name: &String| {
        let index = from.get(&Identity::part(kind, partition.clone(), &**name));
        index.map(|index| index.attribute(Attribute::AttachedTo).is_some() && !index.is_made_by_another())
    };
    // What has a name by itself keeps it.
    let moves = all.iter().filter(|(is, should)| is != should && is_attached(should) != Some(false));
    let mut moves: BTreeMap<String, String> = moves.map(|(is, should)| (is.clone(), should.clone())).collect();
    // A name that one of them keeps is not to be had.
    loop {
        let kept = |name: &String| all.contains_key(name) && !moves.contains_key(name);
        let stuck: Vec<String> = moves.iter().filter(|(_, should)| kept(should)).map(|(is, _)| is.clone()).collect();
        if stuck.is_empty() {
            break;
        }
        moves.retain(|is, _| !stuck.contains(is));
    }
    let waits = |is: &String, should: &String| is_attached(should).is_some() || moves.values().any(|other| other == is);
    moves.iter().filter(|(is, should)| waits(is, should)).map(|(is, should)| (is.clone(), should.clone())).collect()
}

/// Renames them, each when its name is free; of a circle the first is put aside.
fn step(partition: &QualifiedName, renames: &BTreeMap<String, String>, taken: &BTreeSet<String>, default_schema: &str) -> Step {
    let index = |name: &str| QualifiedName::new(&*partition.schema, name);
    let mut step = Step::new(format!("exchange the names of indexes of {}", partition.short(default_schema)), String::new())
        .because("those of its table that they belong to came in another order");
    step.sql.clear();
    let mut waiting: Vec<(String, String)> = renames.iter().map(|(is, should)| (is.clone(), should.clone())).collect();
    while !waiting.is_empty() {
        let free = |(_, should): &(String, String)| !waiting.iter().any(|(is, _)| is == should);
        if let Some(place) = waiting.iter().position(free) {
            let (is, should) = waiting.remove(place);
            step = step.and(format!("ALTER INDEX {} RENAME TO {}", index(&is), quote(&should)));
        } else {
            let aside = name_with(&waiting[0].0, "until", taken);
            step = step.and(format!("ALTER INDEX {} RENAME TO {}", index(&waiting[0].0), quote(&aside)));
            waiting[0].0 = aside;
        }
    }
    for is in renames.keys() {
        step = step.locking(LockMode::ShareUpdateExclusive, index(is).to_string());
    }
    step
}

/// A schema in which they have exchanged their names.
fn rename(schema: &mut Schema, kind: Kind, partition: &QualifiedName, renames: &BTreeMap<String, String>) {
    let identity = |name: &str| Identity::part(kind, partition.clone(), name);
    let objects: Vec<_> =
        renames.iter().filter_map(|(is, should)| Some((identity(should), schema.objects.remove(&identity(is))?))).collect();
    schema.objects.extend(objects);
    let below: BTreeSet<QualifiedName> =
        schema.parts(Kind::Partition, partition).map(|(partition, _)| partition.partition_name()).collect();
    let as_now = |name: &str| renames.get(&QualifiedName::parse(name, "")?.name).map(|name| quote(name));
    let relation = schema.partition_named(partition).cloned();
    for (object, value) in &mut schema.objects {
        if object.kind == Kind::Index
            && below.contains(&object.name)
            && let Some(name) = value.attribute(Attribute::AttachedTo).and_then(as_now)
        {
            value.set(Attribute::AttachedTo, Some(name));
        }
        if Some(object) == relation.as_ref() {
            if let Some(name) = value.attribute(Attribute::ClusterOn).and_then(as_now) {
                value.set(Attribute::ClusterOn, Some(name));
            }
            let using = value.attribute(Attribute::ReplicaIdentity).and_then(|identity| identity.strip_prefix("using index "));
            if let Some(name) = using.and_then(as_now) {
                value.set(Attribute::ReplicaIdentity, Some(format!("using index {name}")));
            }
        }
        let needs = value.depends_on.iter().filter(|need| need.kind == kind && need.name == *partition);
        let needs: Vec<Identity> = needs.filter(|need| renames.contains_key(need.own_name())).cloned().collect();
        for need in &needs {
            value.depends_on.remove(need);
        }
        value.depends_on.extend(needs.iter().map(|need| identity(&renames[need.own_name()])));
    }
}
