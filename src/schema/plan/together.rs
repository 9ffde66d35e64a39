//! What goes and comes back does so in one transaction with the change that it makes way for: nobody sees the time between, and
//! a run that is killed leaves nothing away.

use std::collections::{BTreeSet, HashMap};

use super::sorted::Piece;
use crate::plan::{Hazard, Step, comment};
use crate::schema::model::{Identity, Kind};
use crate::schema::order::depth_first;

/// The steps in `order`, with those joined that lie between the going and the coming back of something; None where there are
/// none. `before` says of each piece which others it comes after.
pub(super) fn joined(pieces: Vec<Piece>, before: &[Vec<usize>], order: &[usize]) -> Option<Vec<Step>> {
    let mut groups = groups(&pieces, before, order);
    // Where two groups need each other, one of them stays apart.
    let order = loop {
        if groups.is_empty() {
            return None;
        }
        match contracted(before, order, &groups) {
            Some(order) => break order,
            None => _ = groups.pop(),
        }
    };
    let group_of = |place: usize| groups.iter().position(|group| group.contains(&place));
    let mut runs: Vec<Vec<Step>> = Vec::new();
    let mut pieces: Vec<Option<Piece>> = pieces.into_iter().map(Some).collect();
    let mut last = None;
    for place in order {
        let Some(mut piece) = pieces[place].take() else { continue };
        let group = group_of(place);
        if group.is_some() && piece.makes.is_empty() {
            // It is back before anybody could miss it; a publication publishes all that is committed before and after.
            let publishes = piece.drops.iter().all(|dropped| dropped.kind == Kind::Publication);
            // Its rows are read as a partition is attached again, under these locks.
            let is_detached = piece.step.hazards.contains(&Hazard::BlocksReads)
                && piece.drops.iter().any(|dropped| dropped.kind == Kind::Partition);
            piece.step.hazards.retain(|hazard| match hazard {
                Hazard::BlocksReads => is_detached,
                Hazard::DataLoss => !publishes,
                _ => *hazard != Hazard::ExposesRows,
            });
        }
        match runs.last_mut() {
            Some(run) if group.is_some() && group == last => run.push(piece.step),
            _ => runs.push(vec![piece.step]),
        }
        last = group;
    }
    Some(runs.into_iter().map(one).collect())
}

/// What others miss while it is away, or while it lacks its owner and privileges. An index is built beside its table's traffic,
/// and a materialized view fills for long: these are not waited for with everything locked. Nor is all the rest, for an event
/// trigger that is away meanwhile.
fn is_missed(kind: Kind) -> bool {
    !matches!(kind, Kind::Index | Kind::MaterializedView | Kind::EventTrigger)
}

/// A partition by its own name alone, as it may have gone from one table to another.
fn wherever(identity: &Identity) -> Identity {
    match identity.kind {
        Kind::Partition => Identity::new(identity.kind, identity.partition_name()),
        _ => identity.clone(),
    }
}

/// Whether a step may share a transaction. A new label of an enum cannot be used in the transaction that adds it.
fn may_share(piece: &Piece) -> bool {
    let fills = piece.makes.iter().any(|made| made.kind == Kind::MaterializedView);
    let labels = piece.step.sql.iter().any(|sql| sql.text.starts_with("ALTER TYPE ") && sql.text.contains(" ADD VALUE "));
    piece.step.transactional && !fills && !labels
}

/// The sets of pieces that share a transaction: what goes and comes back, and what stands between the two, in the order in which
/// it stands, but for what takes long or must be by itself.
fn groups(pieces: &[Piece], before: &[Vec<usize>], order: &[usize]) -> Vec<BTreeSet<usize>> {
    let mut rank = vec![0; pieces.len()];
    for (position, place) in order.iter().enumerate() {
        rank[*place] = position;
    }
    let mut droppers: HashMap<Identity, usize> = HashMap::new();
    for place in order {
        for identity in pieces[*place].drops.iter().filter(|identity| is_missed(identity.kind)) {
            droppers.entry(wherever(identity)).or_insert(*place);
        }
    }
    let mut after: Vec<Vec<usize>> = vec![Vec::new(); pieces.len()];
    for (place, needs) in before.iter().enumerate() {
        for need in needs {
            after[*need].push(place);
        }
    }
    let mut found: Vec<BTreeSet<usize>> = Vec::new();
    let mut come_back: BTreeSet<&Identity> = BTreeSet::new();
    for place in order {
        for made in pieces[*place].makes.iter().chain(&pieces[*place].gives) {
            let Some(dropper) = droppers.get(&wherever(made)).copied().filter(|dropper| rank[*dropper] < rank[*place]) else {
                continue;
            };
            // The first of several steps that make it again, and that which gives it its owner and privileges: the others wait
            // for rows. What was detached is back when it is attached, after the steps that prepare it.
            if come_back.insert(made) || pieces[*place].gives.is_some() || made.kind == Kind::Partition {
                let mut group = between(dropper, *place, before, &after);
                let waited = reach(dropper, &after);
                let earlier = reach(*place, before);
                let stretch = &order[rank[dropper]..rank[*place]];
                let is_quick =
                    |other: &usize| may_share(&pieces[*other]) && !pieces[*other].step.hazards.contains(&Hazard::LongScan);
                // Nothing that stays outside may stand between a piece and what comes back.
                let outside = earlier.iter().filter(|next| !group.contains(next) && !is_quick(next)).copied();
                let leads_outside = reach_all(outside.collect(), before);
                for other in stretch.iter().filter(|other| is_quick(other) && !leads_outside.contains(other)) {
                    let comes_with = |need: &usize| !waited.contains(need) || group.contains(need);
                    if before[*other].iter().all(comes_with) {
                        group.insert(*other);
                    }
                }
                found.push(group);
            }
        }
    }
    let shares = |group: &BTreeSet<usize>| group.iter().all(|place| may_share(&pieces[*place]));
    let mut merged: Vec<BTreeSet<usize>> = Vec::new();
    for mut group in found.into_iter().filter(shares) {
        while let Some(other) = merged.iter().position(|other| !other.is_disjoint(&group)) {
            group.extend(merged.swap_remove(other));
        }
        merged.push(group);
    }
    merged
}

/// A piece, and all that come after it (or before it), step by step.
fn reach(start: usize, next: &[Vec<usize>]) -> BTreeSet<usize> {
    reach_all(vec![start], next)
}

/// The same of several.
fn reach_all(mut waiting: Vec<usize>, next: &[Vec<usize>]) -> BTreeSet<usize> {
    let mut seen: BTreeSet<usize> = waiting.iter().copied().collect();
    while let Some(place) = waiting.pop() {
        waiting.extend(next[place].iter().copied().filter(|other| seen.insert(*other)));
    }
    seen
}

/// Two pieces, and those that come after the one and before the other.
fn between(first: usize, last: usize, before: &[Vec<usize>], after: &[Vec<usize>]) -> BTreeSet<usize> {
    let (later, earlier) = (reach(first, after), reach(last, before));
    later.intersection(&earlier).copied().chain([first, last]).collect()
}

/// An order in which the pieces of each group stand together; None where there is none.
fn contracted(before: &[Vec<usize>], order: &[usize], groups: &[BTreeSet<usize>]) -> Option<Vec<usize>> {
    let mut node_of = vec![usize::MAX; before.len()];
    let mut nodes: Vec<Vec<usize>> = Vec::new();
    for place in order {
        let group = groups.iter().find(|group| group.contains(place));
        let known = group.and_then(|group| group.iter().map(|other| node_of[*other]).find(|node| *node != usize::MAX));
        let node = known.unwrap_or_else(|| {
            nodes.push(Vec::new());
            nodes.len() - 1
        });
        node_of[*place] = node;
        nodes[node].push(*place);
    }
    let needs: Vec<Vec<usize>> = nodes
        .iter()
        .enumerate()
        .map(|(node, places)| {
            let mut needs: Vec<usize> = places
                .iter()
                .flat_map(|place| &before[*place])
                .map(|need| node_of[*need])
                .filter(|need| *need != node)
                .collect();
            needs.sort_unstable();
            needs.dedup();
            needs
        })
        .collect();
    let sorted = depth_first(&needs);
    let mut position = vec![0; nodes.len()];
    for (at, node) in sorted.iter().enumerate() {
        position[*node] = at;
    }
    let holds = needs.iter().enumerate().all(|(node, needs)| needs.iter().all(|need| position[*need] < position[node]));
    holds.then(|| sorted.into_iter().flat_map(|node| nodes[node].clone()).collect())
}

/// How many titles a joined step is called by.
const TITLES: usize = 4;

/// Several steps as one, in one transaction; what each is and why stands above its statements.
fn one(mut steps: Vec<Step>) -> Step {
    if steps.len() == 1 {
        return steps.swap_remove(0);
    }
    let titles: Vec<&str> = steps.iter().map(|step| step.title.as_str()).collect();
    let shown = if titles.len() > TITLES { TITLES - 1 } else { titles.len() };
    let mut title = titles[..shown].join("; ");
    if titles.len() > shown {
        title.push_str(&format!("; and {} more", titles.len() - shown));
    }
    let mut whole =
        Step::new(title, String::new()).because("in one transaction, so that nobody misses what goes and comes back");
    whole.sql.clear();
    let mut hazards = BTreeSet::new();
    for step in steps {
        let heading = comment(&format!("-- {}: {}", step.title, step.reason));
        let on_server_only = step.on_server_only;
        whole.sql.extend(step.sql.into_iter().enumerate().map(|(index, mut sql)| {
            sql.on_server_only |= on_server_only;
            if index == 0 {
                sql.text.insert_str(0, &heading);
            }
            sql
        }));
        for lock in step.locks {
            match whole.locks.iter_mut().find(|other| other.relation == lock.relation) {
                Some(other) => other.mode = other.mode.max(lock.mode),
                None => whole.locks.push(lock),
            }
        }
        hazards.extend(step.hazards);
    }
    whole.hazards = hazards.into_iter().collect();
    whole
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identifier::QualifiedName;

    fn identity(kind: Kind, name: &str) -> Identity {
        Identity::new(kind, QualifiedName::new("public", name))
    }

    fn piece(title: &str, drops: &[Identity], makes: &[Identity]) -> Piece {
        Piece { drops: drops.to_vec(), makes: makes.to_vec(), ..Piece::of(Step::new(title, title)) }
    }

    fn titles(pieces: Vec<Piece>, before: &[Vec<usize>]) -> Vec<String> {
        let order = depth_first(before);
        let apart: Vec<Step> = order.iter().map(|place| pieces[*place].step.clone()).collect();
        joined(pieces, before, &order).unwrap_or(apart).into_iter().map(|step| step.title).collect()
    }

    #[test]
    fn a_view_goes_and_comes_back_with_the_change_and_what_takes_long_is_apart() {
        let view = [identity(Kind::View, "v")];
        let pieces =
            || vec![piece("drop", &view, &[]), piece("other", &[], &[]), piece("change", &[], &[]), piece("back", &[], &view)];
        let before = [vec![], vec![], vec![0], vec![2]];
        assert_eq!(titles(pieces(), &before), ["drop; other; change; back"]);
        let mut with_scan = pieces();
        with_scan[1].step.hazards.push(Hazard::LongScan);
        assert_eq!(titles(with_scan, &before), ["drop; change; back", "other"]);
        let mut with_index = pieces();
        with_index[2].step.transactional = false;
        assert_eq!(titles(with_index, &before), ["drop", "other", "change", "back"]);
    }

    #[test]
    fn a_materialized_view_is_not_filled_with_everything_locked() {
        let view = [identity(Kind::MaterializedView, "m")];
        let pieces = vec![piece("drop", &view, &[]), piece("change", &[], &[]), piece("back", &[], &view)];
        assert_eq!(titles(pieces, &[vec![], vec![0], vec![1]]).len(), 3);
    }

    #[test]
    fn groups_that_share_a_step_are_one() {
        let (v, w) = ([identity(Kind::View, "v")], [identity(Kind::View, "w")]);
        let pieces = vec![
            piece("drop w", &w, &[]),
            piece("drop v", &v, &[]),
            piece("change", &[], &[]),
            piece("v back", &[], &v),
            piece("w back", &[], &w),
        ];
        let before = [vec![], vec![0], vec![1], vec![2], vec![3]];
        assert_eq!(titles(pieces, &before), ["drop w; drop v; change; and 2 more"]);
    }

    #[test]
    fn a_check_comes_back_at_once_and_is_validated_later() {
        let check = [Identity::part(Kind::Constraint, QualifiedName::new("public", "t"), "c")];
        let pieces = vec![piece("drop", &check, &[]), piece("add", &[], &check), piece("validate", &[], &check)];
        assert_eq!(titles(pieces, &[vec![], vec![0], vec![1]]), ["drop; add", "validate"]);
    }
}
