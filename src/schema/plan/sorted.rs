//! The order of a plan's steps: what depends goes before what it depends on, and comes back after it. Where nothing depends,
//! the steps stay in the order in which they were made.

use std::collections::{BTreeMap, HashMap};

use super::together::joined;
use crate::identifier::QualifiedName;
use crate::plan::{Plan, Step};
use crate::schema::create;
use crate::schema::model::{Attribute, Identity, Kind, Schema};
use crate::schema::order::depth_first;
use crate::schema::text::{find_outside_quotes, split_list};

/// A step with what it drops, and what it makes or alters.
#[derive(Debug)]
pub(super) struct Piece {
    pub step: Step,
    pub drops: Vec<Identity>,
    pub makes: Vec<Identity>,
    /// What it gives its owner and privileges to, once that is made; nothing waits for it.
    pub gives: Option<Identity>,
    /// The type that it makes known to the functions that the type is made of.
    pub shell_of: Option<Identity>,
}

/// The steps in their order; and where some of them can be joined, those first and the others second.
pub(super) fn sorted(pieces: Vec<Piece>, from: &Schema, to: &Schema) -> (Plan, Option<Plan>) {
    let before = needs_of(&pieces, &Needs::of(from), &Needs::of(to));
    let order = depth_first(&before);
    let apart = Plan { steps: order.iter().map(|place| pieces[*place].step.clone()).collect() };
    match joined(pieces, &before, &order) {
        Some(steps) => (Plan { steps }, Some(apart)),
        None => (apart, None),
    }
}

/// Of each piece, those that come before it.
fn needs_of(pieces: &[Piece], from: &Needs<'_>, to: &Needs<'_>) -> Vec<Vec<usize>> {
    let mut droppers: HashMap<&Identity, Vec<usize>> = HashMap::new();
    let mut makers: HashMap<&Identity, Vec<usize>> = HashMap::new();
    let mut shells: HashMap<&Identity, usize> = HashMap::new();
    let mut givers: HashMap<QualifiedName, usize> = HashMap::new();
    for (place, piece) in pieces.iter().enumerate() {
        let whole = piece.gives.as_ref().filter(|given| given.part.is_none() || given.kind == Kind::Partition);
        givers.extend(whole.map(|whole| (whole.relation_name(), place)));
        shells.extend(piece.shell_of.as_ref().map(|shell| (shell, place)));
        for identity in &piece.drops {
            droppers.entry(identity).or_default().push(place);
        }
        for identity in &piece.makes {
            makers.entry(identity).or_default().push(place);
        }
    }
    let others = |of: &HashMap<&Identity, Vec<usize>>, identity: &Identity, own: usize| -> Vec<usize> {
        of.get(identity).into_iter().flatten().copied().filter(|place| *place != own).collect()
    };
    let mut before: Vec<Vec<usize>> = vec![Vec::new(); pieces.len()];
    for (place, piece) in pieces.iter().enumerate() {
        if let Some(given) = &piece.gives {
            before[place].extend(others(&makers, given, place));
            // What is taken from all of a table is taken from each of its columns.
            before[place].extend(given.part.as_ref().and_then(|_| givers.get(&given.name)));
        }
        if let Some(shell) = &piece.shell_of {
            let schema = to.of_object(shell).into_iter().filter(|need| need.kind == Kind::Schema);
            before[place].extend(schema.flat_map(|schema| others(&makers, &schema, place)));
        }
        for dropped in &piece.drops {
            for later in others(&makers, dropped, place) {
                before[later].push(place);
            }
            before[place].extend(others(&droppers, dropped, place).into_iter().filter(|other| *other < place));
            // What is replaced at once can wait until what it needs was altered.
            let is_replaced = piece.makes.contains(dropped);
            for need in from.of_object(dropped) {
                let makers = if is_replaced { Vec::new() } else { others(&makers, &need, place) };
                // A whole that goes in several steps takes its parts with it.
                let droppers = others(&droppers, &need, place).into_iter();
                for later in droppers.filter(|other| !pieces[*other].drops.contains(dropped)).chain(makers) {
                    before[later].push(place);
                }
            }
        }
        // What a child has of its own beside its parent's stays when the parent's goes, and only then can go.
        for dropped in &piece.drops {
            for above in from.above_own(dropped) {
                let whole = Identity::new(Kind::Table, above.name.clone());
                before[place].extend(
                    others(&droppers, &above, place).into_iter().filter(|other| !pieces[*other].drops.contains(&whole)),
                );
            }
        }
        for made in &piece.makes {
            // Several steps that make one thing stay in their order.
            before[place].extend(others(&makers, made, place).into_iter().filter(|other| *other < place));
            for need in to.of_object(made) {
                let is_made_of_it = || to.of_object(&need).contains(made);
                match shells.get(&need).filter(|_| is_made_of_it()) {
                    Some(shell) => before[place].push(*shell),
                    None if from.is_shell(&need) && is_made_of_it() => {}
                    None => before[place].extend(others(&makers, &need, place)),
                }
            }
            if !droppers.contains_key(made) {
                // It is altered, and no longer needs what goes.
                for need in from.of_object(made) {
                    for later in others(&droppers, &need, place) {
                        before[later].push(place);
                    }
                }
            }
        }
    }
    let mut givers: HashMap<(Space, QualifiedName), Vec<(usize, &Identity)>> = HashMap::new();
    for (place, piece) in pieces.iter().enumerate() {
        for dropped in piece.drops.iter().filter(|dropped| !piece.makes.contains(dropped)) {
            for name in names(dropped, from.schema) {
                givers.entry(name).or_default().push((place, dropped));
            }
        }
    }
    for (place, piece) in pieces.iter().enumerate() {
        for made in piece.makes.iter().chain(&piece.shell_of) {
            for name in names(made, to.schema) {
                for (giver, dropped) in givers.get(&name).into_iter().flatten() {
                    // What gives its name away goes first.
                    let clashes = name.0 != Space::Call || has_defaults(from.schema, dropped) || has_defaults(to.schema, made);
                    if *dropped != made && *giver != place && clashes {
                        before[place].push(*giver);
                    }
                }
            }
        }
    }
    for list in &mut before {
        list.sort_unstable();
        list.dedup();
    }
    before
}

/// What no two objects of one schema may share a name in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Space {
    Relation,
    Type,
    Routine,
    /// A call of a routine some of whose arguments have defaults may mean another of its name.
    Call,
}

/// The names that an object takes, of itself and of its row type; of a key that of its index.
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
        Kind::Constraint if schema.get(identity).is_some_and(create::is_unique) => index(),
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

/// Whether a call can leave out some of a routine's arguments.
pub(super) fn has_defaults(schema: &Schema, routine: &Identity) -> bool {
    let definition = schema.get(routine).map(|object| object.definition.as_str()).unwrap_or_default();
    let arguments = &definition[..find_outside_quotes(definition, "\n language ").unwrap_or(definition.len())];
    find_outside_quotes(arguments, " default ").is_some()
}

/// What the objects of a schema need.
struct Needs<'a> {
    schema: &'a Schema,
    partitions: BTreeMap<QualifiedName, &'a Identity>,
}

impl<'a> Needs<'a> {
    fn of(schema: &'a Schema) -> Self {
        Self { schema, partitions: schema.partitions() }
    }

    /// Whether no more than a type's name is there, which the functions that it is made of can use.
    fn is_shell(&self, identity: &Identity) -> bool {
        identity.kind == Kind::BaseType && self.schema.get(identity).is_some_and(|of| !create::is_shelled(identity, of))
    }

    /// The columns, or checks, of a table's parents that are also its own.
    fn above_own(&self, part: &Identity) -> Vec<Identity> {
        let is_own = self.schema.get(part).is_some_and(|object| !object.is_inherited());
        let table = Identity::new(Kind::Table, part.name.clone());
        let inherits = || self.schema.get(&table).is_some_and(|table| table.attribute(Attribute::Inherits).is_some());
        if !matches!(part.kind, Kind::Column | Kind::Constraint) || !is_own || !inherits() {
            return Vec::new();
        }
        let parents = self.schema.parents(&part.name).into_iter();
        parents.map(|parent| Identity::part(part.kind, parent, part.own_name())).collect()
    }

    /// A column as the nearest tables that say something of it have it.
    fn columns_above(&self, table: QualifiedName, column: &str) -> Vec<Identity> {
        let own = Identity::part(Kind::Column, table, column);
        if self.schema.get(&own).is_some() {
            return vec![own];
        }
        let parents = self.schema.parents(&own.name).into_iter().filter(|parent| *parent != own.name);
        parents.flat_map(|parent| self.columns_above(parent, column)).collect()
    }

    fn of_object(&self, identity: &Identity) -> Vec<Identity> {
        let Some(object) = self.schema.get(identity) else { return Vec::new() };
        // The column that owns a sequence is given to it by a step of its own.
        let owns = |need: &&Identity| identity.kind == Kind::Sequence && need.kind == Kind::Column;
        // What is attached to a parent's is there before it, or is made by it.
        let is_attached = object.attribute(Attribute::AttachedTo).is_some();
        let attaches = |need: &&Identity| is_attached && matches!(need.kind, Kind::Constraint | Kind::Index);
        let known = object.depends_on.iter().filter(|need| !owns(need) && !attaches(need)).cloned();
        let whole = identity.part.as_ref().and_then(|_| self.schema.relation(&identity.name, &self.partitions));
        // What a parent's column is comes down to its children's.
        let parents = if object.is_inherited() && identity.kind == Kind::Column {
            self.schema.parents(&identity.name)
        } else {
            Vec::new()
        };
        let above = parents.into_iter().flat_map(|parent| self.columns_above(parent, identity.own_name()));
        let within = match object.attribute(Attribute::Schema) {
            Some(schema) => Some(schema.to_owned()),
            None if identity.kind == Kind::Partition => Some(identity.partition_name().schema),
            None => (identity.part.is_none() && !identity.kind.is_global()).then(|| identity.name.schema.clone()),
        };
        let within = within.map(|schema| Identity::global(Kind::Schema, schema));
        // A partition has the columns that its parent has.
        let columns = (identity.kind == Kind::Partition).then(|| self.schema.parts(Kind::Column, &identity.name));
        let columns = columns.into_iter().flatten().map(|(column, _)| column.clone());
        known.chain(whole).chain(above).chain(within).chain(columns).filter(|need| need != identity).collect()
    }
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
