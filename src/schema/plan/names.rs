//! Names that no two objects share: what gives one away goes before what takes it, or, where it cannot go yet, is put aside.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::indexes::name_with;
use super::sequences::identity_sequence;
use super::sorted::Piece;
use super::{children, descendants};
use crate::identifier::{QualifiedName, quote};
use crate::plan::{LockMode, Step};
use crate::schema::create;
use crate::schema::model::{Identity, Kind, Schema};
use crate::schema::parts::usual_names;
use crate::schema::text::{find_outside_quotes, split_list};

/// What no two objects of one schema may share a name in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Space {
    Relation,
    Type,
    Routine,
    /// A table has one primary key.
    PrimaryKey,
    /// A call of a routine some of whose arguments have defaults, or are of any type, may mean another of its name.
    Call,
}

/// Says of each piece which others give it a name. What must wait for what takes its name, and goes with its table, is renamed in a
/// piece of its own.
pub(super) fn give_way(pieces: &mut Vec<Piece>, before: &mut Vec<Vec<usize>>, from: &Schema, to: &Schema) {
    let owned = owned_sequences(from);
    let mut givers: HashMap<(Space, QualifiedName), Vec<(usize, &Identity)>> = HashMap::new();
    for (place, piece) in pieces.iter().enumerate() {
        for dropped in piece.drops.iter().filter(|dropped| !piece.makes.contains(dropped)) {
            let sequences = owned.get(dropped).into_iter().flatten();
            let sequences = sequences.map(|sequence| (Space::Relation, (*sequence).clone()));
            for name in names(dropped, from).into_iter().chain(sequences) {
                givers.entry(name).or_default().push((place, dropped));
            }
        }
        // What it alters, or replaces at once, may give a name away too.
        for made in piece.makes.iter().filter(|made| matches!(made.kind, Kind::Constraint | Kind::Column)) {
            let kept = names(made, to);
            for name in names(made, from).into_iter().filter(|name| !kept.contains(name)) {
                givers.entry(name).or_default().push((place, made));
            }
        }
        for (identity, name) in &piece.frees {
            givers.entry((Space::Relation, name.clone())).or_default().push((place, identity));
        }
    }
    let mut both: Vec<(usize, usize, QualifiedName, Identity)> = Vec::new();
    let below = children(to);
    // The primary key of a partitioned table is one of each partition too.
    let of_partitions = |made: &Identity| {
        let is_key = made.kind == Kind::Constraint && to.is_partitioned(&made.name);
        let is_primary = is_key && to.get(made).is_some_and(|key| key.definition.starts_with("primary key"));
        let partitions = if is_primary { descendants(&below, &made.name) } else { Vec::new() };
        partitions.into_iter().map(|partition| (Space::PrimaryKey, partition))
    };
    for (place, piece) in pieces.iter().enumerate() {
        for made in piece.makes.iter().chain(&piece.shell_of) {
            for name in names(made, to).into_iter().chain(of_partitions(made)) {
                // The index that is to be a key is built beside the table's traffic, while the old key is there.
                if name.0 == Space::PrimaryKey && !piece.step.transactional {
                    continue;
                }
                for (giver, dropped) in givers.get(&name).into_iter().flatten() {
                    // What gives its name away goes first.
                    let clashes = name.0 != Space::Call || answers_other_calls(from, dropped) || answers_other_calls(to, made);
                    // Of several steps that change one thing the same one may take the name, or have given it away.
                    let is_one = pieces[*giver].makes.contains(made) || piece.makes.contains(dropped);
                    if *dropped != made && *giver != place && clashes && !is_one {
                        both.push((*giver, place, name.1.clone(), (*dropped).clone()));
                    }
                }
            }
        }
    }
    drop(givers);
    let mut aside: HashMap<QualifiedName, usize> = HashMap::new();
    for (giver, taker, name, dropped) in both {
        let goes_with_its_table = pieces[giver].drops.iter().any(|whole| {
            whole.part.is_none() && matches!(whole.kind, Kind::Table | Kind::MaterializedView) && whole.name == dropped.name
        });
        if goes_with_its_table && dropped.part.is_some() && needs(before, giver, taker) {
            let place = *aside.entry(name.clone()).or_insert_with(|| {
                pieces.push(put_aside(&name, &dropped, from, to));
                before.push(Vec::new());
                pieces.len() - 1
            });
            before[taker].push(place);
            before[giver].push(place);
        } else {
            before[taker].push(giver);
        }
    }
    free_usual_names(pieces, before, from, to);
}

/// What PostgreSQL calls the indexes of partitions by itself is free for others once the index or key of their table is gone.
fn free_usual_names(pieces: &[Piece], before: &mut [Vec<usize>], from: &Schema, to: &Schema) {
    let mut givers: HashMap<QualifiedName, Vec<(usize, &Identity)>> = HashMap::new();
    for (place, piece) in pieces.iter().enumerate() {
        for dropped in &piece.drops {
            // What a partition has for another is dropped, too, where that is renamed.
            let own = names(dropped, from).into_iter().filter(|(space, _)| *space == Space::Relation).map(|(_, name)| name);
            let own = own.filter(|_| dropped.kind == Kind::Index && dropped.part.is_some());
            for name in own.chain(usual_names(from, dropped)) {
                givers.entry(name).or_default().push((place, dropped));
            }
        }
    }
    if givers.is_empty() {
        return;
    }
    for (place, piece) in pieces.iter().enumerate() {
        for made in &piece.makes {
            let own = names(made, to).into_iter().filter(|(space, _)| *space == Space::Relation).map(|(_, name)| name);
            for name in own.chain(usual_names(to, made)) {
                for (giver, dropped) in givers.get(&name).into_iter().flatten() {
                    if *giver != place && *dropped != made && !needs(before, *giver, place) {
                        before[place].push(*giver);
                    }
                }
            }
        }
    }
}

/// Whether one piece can come only after another.
pub(super) fn needs(before: &[Vec<usize>], one: usize, other: usize) -> bool {
    let mut seen = vec![false; before.len()];
    let mut waiting = vec![one];
    while let Some(place) = waiting.pop() {
        if place == other {
            return true;
        }
        if !std::mem::replace(&mut seen[place], true) {
            waiting.extend(&before[place]);
        }
    }
    false
}

fn put_aside(name: &QualifiedName, dropped: &Identity, from: &Schema, to: &Schema) -> Piece {
    let taken: BTreeSet<String> = [from, to]
        .into_iter()
        .flat_map(|schema| schema.objects.keys())
        .flat_map(|identity| [identity.own_name().to_owned(), identity.relation_name().name])
        .collect();
    let other = name_with(&name.name, "old", &taken);
    let (what, lock) = match dropped.kind {
        Kind::Column => ("SEQUENCE", LockMode::AccessExclusive),
        _ => ("INDEX", LockMode::ShareUpdateExclusive),
    };
    let step = Step::new(format!("put {name} aside"), format!("ALTER {what} {name} RENAME TO {}", quote(&other)))
        .because(format!("its name is taken below; it goes with {}", dropped.name))
        .locking(lock, name.to_string());
    Piece::of(step)
}

/// The names that relations and types have, by schema.
pub(super) fn taken(schemas: &[&Schema]) -> BTreeMap<String, BTreeSet<String>> {
    let mut taken: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for schema in schemas {
        for identity in schema.objects.keys() {
            let all = names(identity, schema).into_iter();
            for (_, name) in all.filter(|(space, _)| matches!(space, Space::Relation | Space::Type)) {
                taken.entry(name.schema).or_default().insert(name.name);
            }
        }
    }
    taken
}

/// The names that what is no part of some tables has among relations.
pub(super) fn of_others(schema: &Schema, tables: &[QualifiedName]) -> BTreeSet<QualifiedName> {
    let others = schema.objects.keys().filter(|identity| !tables.contains(&identity.name));
    let names = others.flat_map(|identity| names(identity, schema));
    names.filter(|(space, _)| *space == Space::Relation).map(|(_, name)| name).collect()
}

/// The sequences that go with the columns that own them.
fn owned_sequences(schema: &Schema) -> HashMap<&Identity, Vec<&QualifiedName>> {
    let mut owned: HashMap<&Identity, Vec<&QualifiedName>> = HashMap::new();
    for (sequence, object) in schema.of_kind(Kind::Sequence) {
        if create::sequence_owner(&object.definition).is_some() {
            for column in object.depends_on.iter().filter(|need| need.kind == Kind::Column) {
                owned.entry(column).or_default().push(&sequence.name);
            }
        }
    }
    owned
}

/// The names that an object takes, of itself and of its row type; of a key that of its index, of an identity that of its sequence.
fn names(identity: &Identity, schema: &Schema) -> Vec<(Space, QualifiedName)> {
    let own = || identity.relation_name();
    let index = || vec![(Space::Relation, QualifiedName::new(&*identity.name.schema, identity.own_name()))];
    match identity.kind {
        Kind::Table
        | Kind::ForeignTable
        | Kind::Partition
        | Kind::View
        | Kind::MaterializedView
        | Kind::CompositeType
        | Kind::Sequence => vec![(Space::Relation, own()), (Space::Type, own())],
        Kind::Enum | Kind::Domain | Kind::BaseType | Kind::RangeType => vec![(Space::Type, own())],
        Kind::Function | Kind::Aggregate => {
            let named = |space: Space, name: String| (space, QualifiedName::new(&*identity.name.schema, name));
            let call = identity.name.name.split('(').next().unwrap_or_default().to_owned();
            let signatures = signatures(&identity.name.name).into_iter().map(|name| named(Space::Routine, name));
            signatures.chain([named(Space::Call, call)]).collect()
        }
        Kind::Index => index(),
        Kind::Constraint if schema.get(identity).is_some_and(create::is_unique) => {
            let is_primary = schema.get(identity).is_some_and(|key| key.definition.starts_with("primary key"));
            let primary = is_primary.then(|| (Space::PrimaryKey, identity.name.clone()));
            index().into_iter().chain(primary).collect()
        }
        Kind::Column if schema.get(identity).is_some_and(|column| column.definition.contains(" as identity")) => {
            vec![(Space::Relation, identity_sequence(schema, identity))]
        }
        _ => Vec::new(),
    }
}

/// The names that a routine takes: by what goes in, and, of a procedure with outputs, by all arguments.
fn signatures(name: &str) -> Vec<String> {
    let open = find_outside_quotes(name, "(").unwrap_or(name.len());
    let (own, arguments) = name.split_at(open);
    let inside = arguments.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).unwrap_or_default();
    let arguments = split_list(inside);
    if !arguments.iter().any(|argument| argument.starts_with("OUT ")) {
        let plain = |argument: &&str| argument.trim_start_matches("IN ").to_owned();
        return vec![format!("{own}({})", arguments.iter().map(plain).collect::<Vec<_>>().join(", "))];
    }
    let bare = |argument: &str| {
        ["INOUT ", "IN ", "OUT ", "VARIADIC "].into_iter().find_map(|mode| argument.strip_prefix(mode).map(str::to_owned))
    };
    let of = |all: bool| {
        let taken = arguments.iter().filter(|argument| all || !argument.starts_with("OUT "));
        let taken: Vec<String> = taken.map(|argument| bare(argument).unwrap_or_else(|| (*argument).to_owned())).collect();
        format!("{own}({})", taken.join(", "))
    };
    vec![of(false), of(true)]
}

/// Whether a call that is written for another routine may mean this one: some of its arguments can be left out, or are of any type.
pub(super) fn answers_other_calls(schema: &Schema, routine: &Identity) -> bool {
    let name = &routine.name.name;
    let taken = &name[find_outside_quotes(name, "(").unwrap_or(name.len())..];
    if find_outside_quotes(taken, "anycompatible").or_else(|| find_outside_quotes(taken, "anyelement")).is_some() {
        return true;
    }
    let definition = schema.get(routine).map(|object| object.definition.as_str()).unwrap_or_default();
    let arguments = &definition[..find_outside_quotes(definition, "\n language ").unwrap_or(definition.len())];
    find_outside_quotes(arguments, " default ").is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_procedure_takes_the_names_of_what_goes_in_and_of_all() {
        assert_eq!(signatures("f(integer, numeric(3,2))"), ["f(integer, numeric(3,2))"]);
        assert_eq!(signatures("\"F(\"(IN text)"), ["\"F(\"(text)"]);
        assert_eq!(signatures("f(IN text, INOUT date, OUT integer)"), ["f(text, date)", "f(text, date, integer)"]);
    }
}
