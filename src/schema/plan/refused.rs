//! Changes that no statement makes, and the steps that count on them: both are left out of the plan, and said.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::sorted::Piece;
use crate::schema::model::Identity;

/// What a plan leaves as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Impossible {
    /// What a person must do, or what the steps wait for.
    pub why: String,
    /// What stays as it is.
    pub objects: BTreeSet<Identity>,
}

impl Impossible {
    pub(super) fn new(object: &Identity, why: String) -> Self {
        Self { why, objects: BTreeSet::from([object.clone()]) }
    }

    /// Whether an object stays as it is, by itself or with what it is a part of.
    pub fn concerns(&self, object: &Identity) -> bool {
        let is_whole = |left: &Identity| left.part.is_none() && left.kind.parts().contains(&object.kind);
        let is_part_of = |left: &Identity| is_whole(left) && left.name == object.name;
        self.objects.iter().any(|left| left == object || is_part_of(left))
    }
}

/// How many of the steps that wait for something are called by name.
const TITLES: usize = 8;

/// Of each piece whether it is left out; and what that leaves.
pub(super) fn left_out(pieces: &[Piece], before: &[Vec<usize>]) -> (Vec<bool>, Vec<Impossible>) {
    let mut waiting: Vec<usize> = (0..pieces.len()).filter(|place| pieces[*place].refused.is_some()).collect();
    // Of each piece that is left out the refused one that is the cause.
    let mut causes: BTreeMap<usize, usize> = waiting.iter().map(|place| (*place, *place)).collect();
    if waiting.is_empty() {
        return (vec![false; pieces.len()], Vec::new());
    }
    let mut after: Vec<Vec<usize>> = vec![Vec::new(); pieces.len()];
    for (place, needs) in before.iter().enumerate() {
        for need in needs {
            after[*need].push(place);
        }
    }
    let mut touching: HashMap<&Identity, Vec<usize>> = HashMap::new();
    for (place, piece) in pieces.iter().enumerate() {
        for identity in piece.drops.iter().chain(&piece.makes).chain(&piece.gives).chain(&piece.shell_of) {
            touching.entry(identity).or_default().push(place);
        }
    }
    while let Some(place) = waiting.pop() {
        let piece = &pieces[place];
        // What goes and comes back does neither alone.
        let same = piece.drops.iter().chain(&piece.makes).filter_map(|identity| touching.get(identity)).flatten();
        for other in after[place].iter().chain(same) {
            if !causes.contains_key(other) {
                causes.insert(*other, causes[&place]);
                waiting.push(*other);
            }
        }
    }
    let mut found: Vec<Impossible> = Vec::new();
    for (place, why) in pieces.iter().enumerate().filter_map(|(place, piece)| Some((place, piece.refused.clone()?))) {
        found.push(Impossible { why, objects: objects(&pieces[place]) });
        let others: Vec<&Piece> = causes
            .iter()
            .filter(|(other, cause)| **cause == place && **other != place)
            .map(|(other, _)| &pieces[*other])
            .collect();
        if !others.is_empty() {
            let mut titles: Vec<&str> = others.iter().take(TITLES).map(|piece| piece.step.title.as_str()).collect();
            let more = format!("{} more", others.len().saturating_sub(TITLES));
            titles.extend((others.len() > TITLES).then_some(more.as_str()));
            found.push(Impossible {
                why: format!("{}: waits for {}", titles.join("; "), pieces[place].step.title),
                objects: others.into_iter().flat_map(objects).collect(),
            });
        }
    }
    ((0..pieces.len()).map(|place| causes.contains_key(&place)).collect(), found)
}

fn objects(piece: &Piece) -> BTreeSet<Identity> {
    piece.drops.iter().chain(&piece.makes).chain(&piece.gives).cloned().collect()
}
