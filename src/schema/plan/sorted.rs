//! The order of a plan's steps: what depends goes before what it depends on, and comes back after it. Where nothing depends,
//! the steps stay in the order in which they were made.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::Planned;
use super::names::{give_way, needs};
use super::operators::links;
use super::rebuilt::is_view;
use super::refused::left_out;
use super::together::joined;
use crate::identifier::QualifiedName;
use crate::plan::{Plan, Step};
use crate::schema::create;
use crate::schema::model::{Attribute, ColumnParts, Identity, Kind, Object, Schema};
use crate::schema::order::{depth_first, has_usual_name};
use crate::schema::text::find_outside_quotes;

/// A step with what it drops, and what it makes or alters.
#[derive(Debug)]
pub(super) struct Piece {
    pub step: Step,
    pub drops: Vec<Identity>,
    pub makes: Vec<Identity>,
    /// What it gives its owner and privileges to, once that is made; nothing waits for it.
    pub gives: Option<Identity>,
    /// What it drops is no more than a default, or how a column is computed, which nothing needs that needs the column.
    pub of_default: bool,
    /// The type that it makes known to the functions that the type is made of.
    pub shell_of: Option<Identity>,
    /// Names that it takes from what stays.
    pub frees: Vec<(Identity, QualifiedName)>,
    /// Why there is no statement for it.
    pub refused: Option<String>,
}

impl Piece {
    pub fn of(step: Step) -> Self {
        Self {
            step,
            drops: Vec::new(),
            makes: Vec::new(),
            gives: None,
            of_default: false,
            shell_of: None,
            frees: Vec::new(),
            refused: None,
        }
    }
}

/// The steps in their order; where some of them can be joined, those first and the others second. What cannot be done, and what
/// waits for it, is not among them. And of what is `altered` where it stands that which waits for something that waits for it.
pub(super) fn sorted(
    mut pieces: Vec<Piece>,
    from: &Schema,
    to: &Schema,
    altered: &BTreeSet<Identity>,
) -> (Planned, BTreeSet<Identity>) {
    let mut before = needs_of(&pieces, &Needs::of(from), &Needs::of(to));
    give_way(&mut pieces, &mut before, from, to);
    for list in &mut before {
        list.sort_unstable();
        list.dedup();
    }
    let (is_left_out, impossible) = left_out(&pieces, &before);
    let (pieces, before) = remaining(pieces, &before, &is_left_out);
    let order = depth_first(&before);
    let circles = circles(&pieces, &before, &order, altered).into_iter().cloned().collect();
    let apart = Plan { steps: order.iter().map(|place| pieces[*place].step.clone()).collect() };
    let planned = match joined(pieces, &before, &order) {
        Some(steps) => Planned { plan: Plan { steps }, apart: Some(apart), impossible },
        None => Planned { plan: apart, apart: None, impossible },
    };
    (planned, circles)
}

/// Of what is altered where it stands, that which pieces alter that come before what they need, or that are needed for it.
fn circles<'a>(
    pieces: &[Piece],
    before: &[Vec<usize>],
    order: &[usize],
    altered: &'a BTreeSet<Identity>,
) -> BTreeSet<&'a Identity> {
    let mut turn = vec![0; order.len()];
    for (at, place) in order.iter().enumerate() {
        turn[*place] = at;
    }
    let mut found = BTreeSet::new();
    for (place, list) in before.iter().enumerate() {
        for late in list.iter().copied().filter(|need| turn[*need] > turn[place]) {
            let within = |other: &usize| needs(before, late, *other) && needs(before, *other, place);
            let made = (0..pieces.len()).filter(within).flat_map(|other| &pieces[other].makes);
            found.extend(made.filter_map(|made| altered.get(made)));
        }
    }
    found
}

/// The pieces that are not left out, and of each those that come before it.
fn remaining(pieces: Vec<Piece>, before: &[Vec<usize>], is_left_out: &[bool]) -> (Vec<Piece>, Vec<Vec<usize>>) {
    let mut count = 0;
    let place_of: Vec<Option<usize>> = is_left_out
        .iter()
        .map(|left_out| {
            count += usize::from(!left_out);
            (!left_out).then(|| count - 1)
        })
        .collect();
    let kept = |place: &usize| place_of[*place].is_some();
    let needs = |needs: &Vec<usize>| needs.iter().filter_map(|need| place_of[*need]).collect();
    let before = before.iter().enumerate().filter(|(place, _)| kept(place)).map(|(_, list)| needs(list)).collect();
    let pieces = pieces.into_iter().enumerate().filter(|(place, _)| kept(place)).map(|(_, piece)| piece).collect();
    (pieces, before)
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
            let dropped = droppers.entry(identity).or_default();
            dropped.extend((!piece.of_default).then_some(place));
        }
        for identity in &piece.makes {
            makers.entry(identity).or_default().push(place);
        }
    }
    let others = |of: &HashMap<&Identity, Vec<usize>>, identity: &Identity, own: usize| -> Vec<usize> {
        of.get(identity).into_iter().flatten().copied().filter(|place| *place != own).collect()
    };
    let is_retyped = |column: &Identity| {
        let sides = [from, to].map(|side| side.schema.get(column).map(|object| ColumnParts::of(&object.definition)));
        let [Some(from), Some(to)] = sides else { return false };
        column.kind == Kind::Column && (from.data_type, from.collation) != (to.data_type, to.collation)
    };
    let mut before: Vec<Vec<usize>> = vec![Vec::new(); pieces.len()];
    // A table's columns are not retyped while a column of another has its row type, nor is one added then that has a default.
    let is_added = |column: &Identity| from.schema.get(column).is_none();
    let columns_of_row_types = |column: &Identity, is: &Needs<'_>, is_not: &Needs<'_>, own: usize| -> Vec<usize> {
        let elsewhere = is_not.of_object(column);
        let is_table = |need: &Identity| need.kind == Kind::Table && need.part.is_none() && need.name != column.name;
        let tables = is.of_object(column).into_iter().filter(|need| is_table(need) && !elsewhere.contains(need));
        let columns =
            tables.flat_map(|table| to.schema.parts(Kind::Column, &table.name).map(|(column, _)| column).collect::<Vec<_>>());
        let is_new = is_added(column);
        let altered = columns.filter(|column| is_retyped(column) || is_new && is_added(column));
        altered.flat_map(|column| others(&makers, column, own)).collect()
    };
    let is_column = |identity: &&Identity| identity.kind == Kind::Column;
    for (place, piece) in pieces.iter().enumerate() {
        if !piece.of_default {
            for column in piece.drops.iter().chain(&piece.makes).filter(is_column) {
                for later in columns_of_row_types(column, from, to, place) {
                    before[later].push(place);
                }
            }
            for column in piece.makes.iter().filter(is_column) {
                before[place].extend(columns_of_row_types(column, to, from, place));
            }
        }
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
            // What is replaced at once, or with the partition it is in, can wait until what it needs was altered.
            let is_replaced = piece.makes.contains(dropped) || from.within(dropped).any(|above| piece.makes.contains(above));
            for need in from.of_object(dropped) {
                // A type that is told to do without one of its functions is told before that goes.
                let does_without = need.kind == Kind::BaseType && from.of_object(&need).contains(dropped);
                let makers = if is_replaced || does_without { Vec::new() } else { others(&makers, &need, place) };
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
                // A child that leaves has left before its parent's is retyped: by itself that cannot be what it has of two.
                let child = Identity::new(Kind::Table, dropped.name.clone());
                if is_retyped(&above) && piece.drops.contains(&child) && !piece.makes.contains(&child) {
                    for later in others(&makers, &above, place) {
                        before[later].push(place);
                    }
                }
            }
        }
        let stays = |need: &Identity| from.schema.get(need).is_some() && !droppers.contains_key(need);
        for made in &piece.makes {
            // Several steps that make one thing stay in their order.
            before[place].extend(others(&makers, made, place).into_iter().filter(|other| *other < place));
            // What it names as its commutator, or negator, takes that along when it goes; and what that named before goes first.
            for named in links(made, to.schema.get(made)).into_values() {
                let earlier = links(&named, from.schema.get(&named)).into_values().filter(|other| other != made);
                before[place].extend(earlier.chain([named]).flat_map(|other| others(&droppers, &other, place)));
            }
            for need in to.of_object(made) {
                let is_made_of_it = || to.of_object(&need).contains(made);
                match shells.get(&need).filter(|_| is_made_of_it()) {
                    Some(shell) => before[place].push(*shell),
                    None if from.is_shell(&need) && is_made_of_it() => {}
                    // A type that is there is told to use what is made for it.
                    None if need.kind == Kind::BaseType && stays(&need) && is_made_of_it() => {}
                    // What it makes itself with others it does not wait for.
                    None if piece.makes.contains(&need) => {}
                    // A later step that makes the same stays the later one.
                    None => before[place].extend(
                        others(&makers, &need, place)
                            .into_iter()
                            .filter(|other| *other < place || !pieces[*other].makes.contains(made)),
                    ),
                }
            }
            // A function takes the transforms that there are, whether it names them or not.
            if made.kind == Kind::Function {
                let gone = from.of_object(made).into_iter().filter(|need| need.kind == Kind::Transform);
                before[place].extend(gone.flat_map(|transform| others(&droppers, &transform, place)));
            }
            // What may conflict needs all columns that there are, of the table that it is put into.
            if to.may_conflict(made) {
                let needs = to.of_object(made);
                let tables: BTreeSet<&QualifiedName> = needs.iter().map(|need| &need.name).collect();
                let columns = tables.into_iter().flat_map(|table| from.schema.parts(Kind::Column, table));
                let gone = columns.filter(|(column, _)| to.schema.get(column).is_none());
                before[place].extend(gone.flat_map(|(column, _)| others(&droppers, column, place)));
            }
            // Once a column holds values of a domain, within an array or another type, no check can be added to that.
            if made.kind == Kind::Column {
                for domain in to.domains_within(made) {
                    let checks = to.schema.parts(Kind::DomainConstraint, &domain.name);
                    let new = checks.filter(|(check, _)| from.schema.get(check).is_none());
                    before[place].extend(new.flat_map(|(check, _)| others(&makers, check, place)));
                }
            }
            // A table takes its parents' columns as they are to be.
            if made.kind == Kind::Column && piece.makes.contains(&Identity::new(Kind::Table, made.name.clone())) {
                before[place].extend(to.above_own(made).iter().flat_map(|above| others(&makers, above, place)));
            }
            // A check comes to a new table with its parents.
            if create::comes_from_above(to.schema, made) {
                let above = to.schema.checks_above(made);
                before[place].extend(above.iter().flat_map(|above| others(&makers, above, place)));
            }
            let is_foreign_key = |key: &Identity| to.schema.get(key).is_some_and(create::is_foreign_key);
            if made.kind == Kind::Constraint && !has_usual_name(made) && is_foreign_key(made) {
                let beside = to.schema.parts(Kind::Constraint, &made.name).map(|(key, _)| key);
                let usual = beside.filter(|key| has_usual_name(key) && is_foreign_key(key));
                before[place].extend(usual.flat_map(|key| others(&makers, key, place)));
            }
            for above in to.taken_over_by(made, from.schema) {
                // What the parent's takes over is there first, unless it comes with its whole table.
                let is_whole = |piece: &Piece, part: &Identity| {
                    part.kind == Kind::Column && piece.makes.contains(&Identity::new(Kind::Table, part.name.clone()))
                };
                for later in others(&makers, &above, place) {
                    let together = pieces[later].makes.contains(made);
                    if !together && !is_whole(piece, made) && !is_whole(&pieces[later], &above) {
                        before[later].push(place);
                    }
                }
            }
            // The columns of a function's rows have the names that its view gives them once those that go have gone.
            if is_view(made) && (from.schema.get(made).is_none() || !others(&droppers, made, place).is_empty()) {
                let gone = to.columns_of_rows(made, from.schema);
                before[place].extend(gone.iter().flat_map(|column| others(&droppers, column, place)));
            }
            if !droppers.contains_key(made) {
                // A check that a child has from above is its own before it goes there; a partition cannot have it twice. What
                // comes with a table that is made anew was never from above.
                let is_anew = piece.makes.contains(&Identity::new(Kind::Table, made.name.clone()));
                let check = to.schema.get(made).filter(|_| !is_anew);
                for above in from.checks_above(check, made) {
                    let is_partition = from.partitions.contains_key(&made.name);
                    for other in others(&droppers, &above, place) {
                        let (first, last) = if is_partition { (other, place) } else { (place, other) };
                        before[last].push(first);
                    }
                }
                // It is altered, and no longer needs what goes.
                for need in from.of_object(made) {
                    for later in others(&droppers, &need, place) {
                        before[later].push(place);
                    }
                }
            }
        }
    }
    make_room(pieces, from, to, [&droppers, &makers], &mut before);
    before
}

/// The bounds of a table's partitions may not overlap: those that go or change do so before others come. What all partitions
/// have is there before they come, as it comes to them by itself.
fn make_room(
    pieces: &[Piece],
    from: &Needs<'_>,
    to: &Needs<'_>,
    [droppers, makers]: [&HashMap<&Identity, Vec<usize>>; 2],
    before: &mut [Vec<usize>],
) {
    let is_partition = |identity: &&Identity| identity.kind == Kind::Partition;
    let mut leaving: HashMap<&QualifiedName, Vec<usize>> = HashMap::new();
    let mut changing: HashMap<&QualifiedName, Vec<usize>> = HashMap::new();
    let mut coming: HashMap<&QualifiedName, Vec<usize>> = HashMap::new();
    for (place, piece) in pieces.iter().enumerate() {
        for partition in piece.drops.iter().filter(is_partition) {
            leaving.entry(&partition.name).or_default().push(place);
        }
        for partition in piece.makes.iter().filter(is_partition).filter(|made| from.schema.get(made).is_some()) {
            changing.entry(&partition.name).or_default().push(place);
        }
        for partition in piece.makes.iter().filter(is_partition).filter(|made| from.schema.get(made).is_none()) {
            let mut above = Some(&partition.name);
            while let Some(table) = above {
                coming.entry(table).or_default().push(place);
                above = to.partitions.get(table).map(|partition| &partition.name);
            }
        }
    }
    for (place, piece) in pieces.iter().enumerate() {
        // An index is valid when each partition that is there has its part.
        for made in piece.makes.iter().filter(|made| matches!(made.kind, Kind::Index | Kind::Constraint)) {
            let others = leaving.get(&made.name).into_iter().flatten().copied().filter(|other| *other != place);
            // One that is made anew has it as it comes.
            let comes_back =
                |other: &usize| pieces[*other].makes.iter().any(|back| is_partition(&back) && back.name == made.name);
            before[place].extend(others.filter(|other| made.kind != Kind::Index || !comes_back(other)));
        }
        // A trigger is told how it fires on each partition.
        for made in piece.makes.iter().filter(|made| made.kind == Kind::Trigger) {
            before[place].extend(coming.get(&made.name).into_iter().flatten().copied().filter(|other| *other != place));
        }
        for made in piece.makes.iter().filter(is_partition) {
            let made_by = |part: &Identity| {
                let places = makers.get(part).into_iter().flatten().copied();
                places.filter(|other| !pieces[*other].makes.contains(made)).collect::<Vec<_>>()
            };
            let table = made.partition_name();
            let (later, shared): (Vec<_>, Vec<_>) =
                to.shared(made).into_iter().partition(|part| create::is_unchecked_in(to.schema, part, &table));
            before[place].extend(shared.iter().flat_map(made_by));
            // What comes under a check that is not valid is checked.
            for other in later.iter().flat_map(made_by) {
                before[other].push(place);
            }
            let is_new = from.schema.get(made).is_none();
            // A table that is there lacks what its new parent is to lack.
            let columns = from.schema.parts(Kind::Column, &made.name).map(|(column, _)| column);
            let gone = columns.filter(|column| is_new && to.schema.get(column).is_none()).filter_map(|gone| droppers.get(gone));
            before[place].extend(gone.flatten().copied().filter(|other| !pieces[*other].makes.contains(made)));
            let others = leaving.get(&made.name).into_iter().chain(changing.get(&made.name).filter(|_| is_new));
            before[place].extend(others.flatten().copied().filter(|other| {
                let own = pieces[*other].drops.iter().chain(&pieces[*other].makes).any(|also| also == made);
                *other != place && !own
            }));
        }
    }
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

    /// What a table is a partition of, or the tables that it inherits from.
    fn parents(&self, table: &QualifiedName) -> Vec<QualifiedName> {
        match self.partitions.get(table) {
            Some(partition) => vec![partition.name.clone()],
            None if self.is_table(table) => self.schema.parents(table),
            None => Vec::new(),
        }
    }

    /// The partitions that a partition is within; of anything else none.
    fn within<'s>(&'s self, object: &'s Identity) -> impl Iterator<Item = &'s Identity> {
        let partition = Some(object).filter(|object| object.kind == Kind::Partition);
        std::iter::successors(partition, |partition| self.partitions.get(&partition.name).copied()).skip(1)
    }

    /// The domains that a column's type is made of.
    fn domains_within(&self, column: &Identity) -> BTreeSet<Identity> {
        let is_type = |need: &Identity| matches!(need.kind, Kind::Domain | Kind::CompositeType | Kind::RangeType);
        let mut found = BTreeSet::new();
        let mut waiting = vec![column.clone()];
        while let Some(made) = waiting.pop() {
            let types = self.of_object(&made).into_iter().filter(is_type);
            waiting.extend(types.filter(|need| found.insert(need.clone())));
        }
        found.retain(|need| need.kind == Kind::Domain);
        found
    }

    fn may_conflict(&self, identity: &Identity) -> bool {
        let object = self.schema.get(identity).filter(|_| matches!(identity.kind, Kind::Rule | Kind::Function));
        object.is_some_and(|object| find_outside_quotes(&object.definition, " ON CONFLICT").is_some())
    }

    fn is_table(&self, name: &QualifiedName) -> bool {
        [Kind::Table, Kind::ForeignTable].iter().any(|kind| self.schema.get(&Identity::new(*kind, name.clone())).is_some())
    }

    /// Whether no more than a type's name is there, which the functions that it is made of can use.
    fn is_shell(&self, identity: &Identity) -> bool {
        identity.kind == Kind::BaseType && self.schema.get(identity).is_some_and(|of| !create::is_shelled(identity, of))
    }

    /// The columns that go, of the tables whose rows the functions give, or take, that a view reads.
    fn columns_of_rows(&self, view: &Identity, from: &Schema) -> Vec<Identity> {
        let needs = |identity: &Identity, kind: Kind| {
            let needs = self.schema.get(identity).into_iter().flat_map(|object| &object.depends_on);
            needs.filter(move |need| need.kind == kind && need.part.is_none()).collect::<Vec<_>>()
        };
        let functions = needs(view, Kind::Function).into_iter();
        let tables = functions.flat_map(|function| needs(function, Kind::Table));
        let columns =
            tables.flat_map(|table| from.parts(Kind::Column, &table.name).map(|(column, _)| column).collect::<Vec<_>>());
        columns.filter(|column| self.schema.get(column).is_none()).cloned().collect()
    }

    /// The indexes and constraints that a partition has from the tables above it.
    fn shared(&self, partition: &Identity) -> Vec<Identity> {
        let mut found = Vec::new();
        let mut parent = Some(&partition.name);
        while let Some(table) = parent {
            let parts = [Kind::Index, Kind::Constraint].into_iter().flat_map(|kind| self.schema.parts(kind, table));
            let parts = parts.filter(|(_, object)| object.state().is_none() && !create::is_foreign_key(object));
            found.extend(parts.map(|(part, _)| part.clone()));
            parent = self.partitions.get(table).map(|partition| &partition.name);
        }
        found
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

    /// What of a parent takes a new part of its child over: a column that both are to have, a foreign key that the
    /// partition's is attached to.
    fn taken_over_by(&self, part: &Identity, from: &Schema) -> Vec<Identity> {
        let Some(object) = self.schema.get(part) else { return Vec::new() };
        if part.kind == Kind::Column {
            let new = self.above_own(part).into_iter().filter(|above| from.get(above).is_none());
            return new.filter(|_| from.get(part).is_none()).collect();
        }
        let attached = object.attribute(Attribute::AttachedTo).filter(|_| create::is_foreign_key(object));
        let above = attached.and_then(|above| QualifiedName::parse(above, ""));
        let parent = self.parents(&part.name).into_iter().next();
        above.zip(parent).map(|(above, parent)| Identity::part(part.kind, parent, above.name)).into_iter().collect()
    }

    /// The same checks of the tables above the table of one.
    fn checks_above(&self, check: Option<&Object>, part: &Identity) -> Vec<Identity> {
        let Some(check) = check.filter(|check| part.kind == Kind::Constraint && check.definition.starts_with("check")) else {
            return Vec::new();
        };
        let mut waiting = self.schema.parents(&part.name);
        let mut found = Vec::new();
        while let Some(table) = waiting.pop() {
            waiting.extend(self.schema.parents(&table).into_iter().filter(|parent| *parent != table));
            let above = Identity::part(Kind::Constraint, table, part.own_name());
            found.extend(
                Some(above).filter(|above| self.schema.get(above).is_some_and(|object| object.definition == check.definition)),
            );
        }
        found
    }

    /// A column as the nearest tables that say something of it have it.
    fn columns_above(&self, table: QualifiedName, column: &str) -> Vec<Identity> {
        let own = Identity::part(Kind::Column, table, column);
        if self.schema.get(&own).is_some() {
            return vec![own];
        }
        let parents = self.parents(&own.name).into_iter().filter(|parent| *parent != own.name);
        parents.flat_map(|parent| self.columns_above(parent, column)).collect()
    }

    fn of_object(&self, identity: &Identity) -> Vec<Identity> {
        // What a parent's column is comes down to its children's, also where nothing is said of those.
        let comes_down = identity.kind == Kind::Column && self.schema.get(identity).is_none_or(Object::is_inherited);
        let parents = if comes_down { self.parents(&identity.name) } else { Vec::new() };
        let above = parents.into_iter().flat_map(|parent| self.columns_above(parent, identity.own_name()));
        let Some(object) = self.schema.get(identity) else { return above.collect() };
        // The column that owns a sequence is given to it by a step of its own.
        let owns = |need: &&Identity| identity.kind == Kind::Sequence && need.kind == Kind::Column;
        // What is attached to a parent's is there before it, or is made by it.
        let is_attached = object.attribute(Attribute::AttachedTo).is_some();
        let attaches = |need: &&Identity| is_attached && matches!(need.kind, Kind::Constraint | Kind::Index);
        let known = object.depends_on.iter().filter(|need| !owns(need) && !attaches(need)).cloned();
        let whole = identity.part.as_ref().and_then(|_| self.schema.relation(&identity.name, &self.partitions));
        let within = match object.attribute(Attribute::Schema) {
            Some(schema) => Some(schema.to_owned()),
            None if identity.kind == Kind::Partition => Some(identity.partition_name().schema),
            None => (identity.part.is_none() && !identity.kind.is_global()).then(|| identity.name.schema.clone()),
        };
        let within = within.map(|schema| Identity::global(Kind::Schema, schema));
        // A partition has the columns that its parent has, and the parent of that.
        let mut columns = Vec::new();
        let mut parent = (identity.kind == Kind::Partition).then_some(&identity.name);
        while let Some(table) = parent {
            columns.extend(self.schema.parts(Kind::Column, table).map(|(column, _)| column.clone()));
            parent = self.partitions.get(table).map(|partition| &partition.name);
        }
        let keys = self.keys_referred_to(identity, object);
        known.chain(whole).chain(above).chain(within).chain(columns).chain(keys).filter(|need| need != identity).collect()
    }

    /// A foreign key to a partition needs what that has of the keys of the tables above.
    fn keys_referred_to(&self, key: &Identity, object: &Object) -> Vec<Identity> {
        let is_foreign = key.kind == Kind::Constraint && create::is_foreign_key(object);
        let mut waiting: Vec<QualifiedName> = object.referenced_tables(&key.name).into_iter().filter(|_| is_foreign).collect();
        let mut found = Vec::new();
        while let Some(above) = waiting.pop().and_then(|table| self.partitions.get(&table)).map(|above| &above.name) {
            let keys = self.schema.parts(Kind::Constraint, above).filter(|(_, key)| create::is_unique(key));
            found.extend(keys.map(|(key, _)| key.clone()));
            waiting.push(above.clone());
        }
        found
    }
}
