//! Brings the `schema.toml` that a person keeps up to date: it says afterwards what the canonical text says, and where that is
//! no news it stays as it was, to the byte. Text in, text out; what changes is cut out of the text and put into it.

mod edit;
mod list;
mod same;

use std::collections::{HashMap, HashSet};

use toml::{Table, Value};

use self::edit::{Edits, Shape};
use self::same::{Depth, same, same_table};
use super::layout::{Form, Layout, Pair, Section};

/// Merges the text that a person keeps with the one that would be written anew. The result says exactly what `canonical`
/// says, and keeps of `existing` its comments, blank lines, order, spelling and layout:
///
/// - a changed value is replaced at its place; of an array with comments only the elements that changed;
/// - a key that is gone takes the comment lines directly above with it, and the last of a section takes the section, unless
///   `canonical` has it empty or a comment of its own says something about it;
/// - a new key or section comes after the nearest one that precedes it in `canonical`;
/// - the columns of a table end up in the order of `canonical`, for that is part of what it says.
///
/// Comments at the file's head are the file's own. A text that is no TOML, or empty, has nothing to keep.
pub fn merge(existing: &str, canonical: &str) -> String {
    let (Ok(old), Ok(new)) = (existing.parse::<Table>(), canonical.parse::<Table>()) else {
        return canonical.to_owned();
    };
    if existing == canonical || same_table(&old, &new, Depth::ROOT) {
        return existing.to_owned();
    }
    if existing.trim().is_empty() {
        return canonical.to_owned();
    }
    let merged = blend(existing, canonical, &old, &new);
    // TOML allows constellations that no schema has. Whatever a person wrote, the result says what it must.
    let faithful = merged.parse::<Table>().is_ok_and(|merged| same_table(&merged, &new, Depth::ROOT));
    if faithful { merged } else { canonical.to_owned() }
}

fn blend(existing: &str, canonical: &str, old_values: &Table, new_values: &Table) -> String {
    const BYTE_ORDER_MARK: char = '\u{feff}';
    let text = existing.strip_prefix(BYTE_ORDER_MARK).unwrap_or(existing);
    let old = Layout::read(text);
    let mut merge = Merge {
        edits: Edits::new(text),
        gone: vec![false; old.pairs.len()],
        hosts: HashSet::new(),
        columns: HashMap::new(),
        place: Place::After(0),
        new: Layout::read(canonical.strip_prefix(BYTE_ORDER_MARK).unwrap_or(canonical)),
        old,
    };
    merge.table(0, 0, new_values, old_values, Depth::ROOT);
    let mark = &existing[..existing.len() - text.len()];
    mark.to_owned() + &merge.edits.write()
}

/// Where new sections go: at the end of an old one, or before it.
#[derive(Debug, Clone, Copy)]
enum Place {
    After(usize),
    Before(usize),
}

/// What becomes of a key that both have.
enum Fate {
    Keep,
    /// Another value in its place.
    Rewrite(String),
    /// Its keys are looked at one by one.
    Descend,
    /// Removed, and added as if it were new.
    Replace,
}

struct Merge<'a> {
    old: Layout<'a>,
    new: Layout<'a>,
    edits: Edits<'a>,
    /// Which pairs of `old` are removed.
    gone: Vec<bool>,
    /// Sections of `old` that get a new pair.
    hosts: HashSet<usize>,
    /// The column of the `=` in sections of `old`, where it was asked for.
    columns: HashMap<usize, Option<usize>>,
    place: Place,
}

impl Merge<'_> {
    /// Works out what changes in a table that both have, and that is no inline table in `old`.
    fn table(&mut self, new: usize, old: usize, new_values: &Table, old_values: &Table, depth: Depth) {
        match self.old.nodes[old].form {
            Form::Section { section } => self.place = Place::After(section),
            Form::Implicit { first } => self.place = Place::Before(first),
            _ => {}
        }
        for child in self.old.nodes[old].children.clone() {
            if self.new.child(new, &self.old.nodes[child].key).is_none() {
                self.remove(child);
            }
        }
        let children: Vec<(usize, Option<(usize, Fate)>)> = self.new.nodes[new]
            .children
            .iter()
            .map(|child| {
                let key = &self.new.nodes[*child].key;
                let known = self.old.child(old, key);
                let fate = |old| self.fate(*child, old, &new_values[&**key], &old_values[&**key], depth.below(key));
                (*child, known.map(|old| (old, fate(old))))
            })
            .collect();
        let moved = if depth.ordered { self.out_of_order(&children) } else { HashSet::new() };
        let mut previous = None;
        let mut lines = Vec::new();
        for (child, known) in children {
            let key = self.new.nodes[child].key.clone();
            match known {
                Some((known, Fate::Keep)) if moved.contains(&known) => self.move_pair(old, known, None, previous),
                Some((known, Fate::Rewrite(value))) if moved.contains(&known) => {
                    self.move_pair(old, known, Some(&value), previous);
                }
                Some((known, Fate::Keep)) => {
                    previous = self.old.nodes[known].form.pair().or(previous);
                    if let Some(section) = self.last_section(known) {
                        self.place = Place::After(section);
                    }
                }
                Some((known, Fate::Rewrite(value))) => {
                    previous = self.old.nodes[known].form.pair().or(previous);
                    let range = self.old.nodes[known].value.clone();
                    self.edits.replace(range, value);
                }
                Some((known, Fate::Descend)) => {
                    let (Some(new_table), Some(old_table)) = (new_values[&*key].as_table(), old_values[&*key].as_table())
                    else {
                        continue;
                    };
                    self.table(child, known, new_table, old_table, depth.below(&key));
                }
                Some((_, Fate::Replace)) | None => {
                    if let Some((known, _)) = known {
                        self.remove(known);
                    }
                    let pair = self.new.nodes[child].form.pair().is_some();
                    match self.old.nodes[old].form {
                        Form::Implicit { .. } if pair => lines.push(self.new_line(child)),
                        _ if pair => self.add_pair(child, old, previous),
                        _ => {
                            let text = self.sections(child);
                            self.add_sections(self.place, child, text);
                        }
                    }
                }
            }
        }
        self.keep_table(new, old, &lines);
    }

    /// A table without a header of its own gets one where it needs one; a header that heads nothing any more goes.
    fn keep_table(&mut self, new: usize, old: usize, lines: &[String]) {
        let vanished = self.new.nodes[new].children.is_empty() && !self.old.nodes[old].children.is_empty();
        match self.old.nodes[old].form {
            Form::Section { section } if section > 0 && !vanished => {
                let heading = &self.old.sections[section];
                let (lead, header) = (heading.lead, heading.header.clone());
                let emptied = !heading.pairs.is_empty()
                    && heading.pairs.clone().all(|pair| self.gone[pair])
                    && !self.hosts.contains(&section);
                if emptied && !heading.remark && lead == header.start {
                    self.edits.remove_lines(header);
                }
            }
            Form::Implicit { .. } | Form::Dotted { .. } if vanished || !lines.is_empty() => {
                let place = match self.old.nodes[old].form {
                    Form::Implicit { first } => Place::Before(first),
                    _ => self.place,
                };
                let text = self.header(new) + &lines.concat();
                self.add_sections(place, new, text);
            }
            _ => {}
        }
    }

    fn fate(&self, new: usize, old: usize, new_value: &Value, old_value: &Value, depth: Depth) -> Fate {
        let (new_form, old_form) = (&self.new.nodes[new].form, &self.old.nodes[old].form);
        let is_table = !matches!(new_form, Form::Value { .. } | Form::Tables { .. });
        match old_form {
            Form::Value { .. } | Form::Inline { .. } | Form::Tables { .. } if same(new_value, old_value, depth) => Fate::Keep,
            Form::Value { .. } | Form::Inline { .. } if new_form.pair().is_some() => {
                Fate::Rewrite(self.rewritten(new, old, new_value, old_value, depth))
            }
            Form::Inline { .. } if is_table => Fate::Rewrite(self.rewritten(new, old, new_value, old_value, depth)),
            Form::Section { .. } | Form::Dotted { .. } | Form::Implicit { .. } if is_table => {
                // Keys with an order can be moved one by one where each has its line.
                let all_pairs = |layout: &Layout<'_>, node: usize| {
                    layout.nodes[node].children.iter().all(|child| layout.nodes[*child].form.pair().is_some())
                };
                let movable = !depth.ordered || all_pairs(&self.old, old) && all_pairs(&self.new, new);
                match movable {
                    true => Fate::Descend,
                    false if same(new_value, old_value, depth) => Fate::Keep,
                    false => Fate::Replace,
                }
            }
            _ => Fate::Replace,
        }
    }

    /// A changed value: canonical, but for what did not change inside an inline table or an array with comments.
    fn rewritten(&self, new: usize, old: usize, new_value: &Value, old_value: &Value, depth: Depth) -> String {
        match (new_value, old_value) {
            (Value::Table(new_table), Value::Table(old_table)) => self.braces(new, Some((old, old_table)), new_table, depth),
            (Value::Array(_), Value::Array(_)) => list::merge(self.old.value(old), self.new.value(new), self.edits.eol)
                .unwrap_or_else(|| self.new.value(new).to_owned()),
            _ => self.written(new, new_value, depth),
        }
    }

    /// A value as it stands behind a key.
    fn written(&self, new: usize, value: &Value, depth: Depth) -> String {
        match (&self.new.nodes[new].form, value) {
            (Form::Value { .. } | Form::Inline { .. }, _) => self.new.value(new).to_owned(),
            (_, Value::Table(table)) => self.braces(new, None, table, depth),
            _ => value.to_string(),
        }
    }

    /// An inline table: what `old` has unchanged as it stands there, and in its order, unless that says something.
    fn braces(&self, new: usize, old: Option<(usize, &Table)>, values: &Table, depth: Depth) -> String {
        let known = |child: usize| old.and_then(|(old, _)| self.old.child(old, &self.new.nodes[child].key));
        let children = &self.new.nodes[new].children;
        let mut order = children.clone();
        if let Some((old, _)) = old.filter(|_| !depth.ordered) {
            let kept = self.old.nodes[old].children.iter();
            order = kept.filter_map(|child| self.new.child(new, &self.old.nodes[*child].key)).collect();
            for (position, child) in children.iter().enumerate().filter(|(_, child)| known(**child).is_none()) {
                let previous = position.checked_sub(1).and_then(|before| order.iter().position(|it| *it == children[before]));
                order.insert(previous.map_or(0, |previous| previous + 1), *child);
            }
        }
        let entries: Vec<String> = order
            .into_iter()
            .map(|child| {
                let key = &self.new.nodes[child].key;
                let (value, depth) = (&values[&**key], depth.below(key));
                let Some((before, old_table)) = known(child).zip(old.map(|(_, table)| table)) else {
                    return format!("{} = {}", self.new.spelled(child), self.written(child, value, depth));
                };
                let node = &self.old.nodes[before];
                if node.form.pair().is_some() && same(value, &old_table[&**key], depth) {
                    return self.old.text[node.spelled.start..node.value.end].to_owned();
                }
                let value = match &self.new.nodes[child].form {
                    Form::Tables { .. } => value.to_string(),
                    _ => self.rewritten(child, before, value, &old_table[&**key], depth),
                };
                format!("{} = {value}", self.old.spelled(before))
            })
            .collect();
        if entries.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", entries.join(", ")) }
    }

    /// The pairs that have to move for the rest to be in canonical order: as few as can be.
    fn out_of_order(&self, children: &[(usize, Option<(usize, Fate)>)]) -> HashSet<usize> {
        let common: Vec<(usize, usize)> = children
            .iter()
            .filter_map(|(_, known)| known.as_ref().map(|(old, _)| *old))
            .filter_map(|old| Some((old, self.old.nodes[old].form.pair()?)))
            .collect();
        let staying = longest_increasing(&common.iter().map(|(_, pair)| *pair).collect::<Vec<_>>());
        common.into_iter().filter(|(_, pair)| !staying.contains(pair)).map(|(old, _)| old).collect()
    }

    /// Where in a table of `old` a pair comes that follows another, or none; with a pair that stands nearby.
    fn slot(&self, table: usize, previous: Option<usize>) -> (usize, Option<usize>) {
        let first = match self.old.nodes[table].form {
            Form::Section { section } => {
                let Section { pairs, header, tail, .. } = &self.old.sections[section];
                if pairs.is_empty() {
                    return (if section == 0 { *tail } else { header.end }, None);
                }
                pairs.start
            }
            Form::Dotted { first } => first,
            _ => return (0, None),
        };
        match previous {
            Some(previous) => (self.old.pairs[previous].line.end, Some(previous)),
            None => (self.old.pairs[first].lead, Some(first)),
        }
    }

    fn add_pair(&mut self, new: usize, table: usize, previous: Option<usize>) {
        let (at, neighbour) = self.slot(table, previous);
        let Some(neighbour) = neighbour else {
            let first_section = self.old.nodes[table].form == (Form::Section { section: 0 });
            let text = self.new_line(new);
            if let Form::Section { section } = self.old.nodes[table].form {
                self.hosts.insert(section);
            }
            let shape = if first_section { Shape::LinesApart } else { Shape::Lines };
            self.edits.add(at, shape, text);
            return;
        };
        let pair = &self.old.pairs[neighbour];
        let section = pair.section;
        self.hosts.insert(section);
        let indentation = &self.old.text[pair.line.start..pair.key];
        let path = self.old.path(table);
        let below = self.old.path(self.old.sections[section].node).len();
        let prefix = self.old.dotted(&path[below..]);
        let separator = if prefix.is_empty() { "" } else { "." };
        let key = format!("{prefix}{separator}{}", self.new.spelled(new));
        let value = self.new.value(new);
        let width = key.chars().count() + 1;
        let column = if value.contains('\n') { None } else { self.column(section) };
        let padding = column.and_then(|column| column.checked_sub(width)).unwrap_or_default() + 1;
        let text = format!("{indentation}{key}{:padding$}= {value}{}", "", self.edits.eol);
        self.edits.add(at, Shape::Lines, text);
    }

    /// Where the `=` of a section's pairs stand, counted from the key, if they line up.
    fn column(&mut self, section: usize) -> Option<usize> {
        let (old, pairs) = (&self.old, self.old.sections[section].pairs.clone());
        *self.columns.entry(section).or_insert_with(|| {
            let mut counts: HashMap<usize, usize> = HashMap::new();
            let single = old.pairs[pairs].iter().filter(|pair| old.text[pair.line.clone()].trim_end().lines().nth(1).is_none());
            for pair in single {
                *counts.entry(old.text[pair.key..pair.equals].chars().count()).or_default() += 1;
            }
            let alone = counts.len() == 1;
            let common = counts.into_iter().max_by_key(|(column, count)| (*count, *column));
            common.filter(|(_, count)| alone || *count > 1).map(|(column, _)| column)
        })
    }

    /// Moves a pair with its comments.
    fn move_pair(&mut self, table: usize, node: usize, rewritten: Option<&str>, previous: Option<usize>) {
        let Some(pair) = self.old.nodes[node].form.pair() else { return };
        let (at, _) = self.slot(table, previous);
        let Pair { lead, line, .. } = &self.old.pairs[pair];
        let (block, value) = (*lead..line.end, self.old.nodes[node].value.clone());
        let mut text = match rewritten {
            None => self.old.text[block.clone()].to_owned(),
            Some(new) => [&self.old.text[block.start..value.start], new, &self.old.text[value.end..block.end]].concat(),
        };
        if !text.ends_with('\n') {
            text.push_str(self.edits.eol);
        }
        self.edits.add(at, Shape::Lines, text);
        self.edits.remove_lines(block);
    }

    /// A pair's line as `new` has it.
    fn new_line(&self, new: usize) -> String {
        let node = &self.new.nodes[new];
        format!("{}{}", &self.new.text[node.spelled.start..node.value.end], self.edits.eol)
    }

    fn header(&self, new: usize) -> String {
        format!("[{}]{}", self.new.dotted(&self.new.path(new)), self.edits.eol)
    }

    /// A table of `new` as sections.
    fn sections(&self, new: usize) -> String {
        let node = &self.new.nodes[new];
        if let Form::Tables { sections } = &node.form {
            let parts = sections.iter().map(|section| &self.new.sections[*section]);
            let parts = parts.map(|section| self.new.text[section.header.start..section.tail].trim_end());
            return parts.map(|part| format!("{part}{}", self.edits.eol)).collect::<Vec<_>>().join(self.edits.eol);
        }
        let (pairs, tables): (Vec<usize>, Vec<usize>) =
            node.children.iter().partition(|child| self.new.nodes[**child].form.pair().is_some());
        let mut parts = Vec::new();
        if matches!(node.form, Form::Section { .. }) || !pairs.is_empty() || tables.is_empty() {
            let lines: String = pairs.into_iter().map(|pair| self.new_line(pair)).collect();
            parts.push(self.header(new) + &lines);
        }
        parts.extend(tables.into_iter().map(|table| self.sections(table)));
        parts.join(self.edits.eol)
    }

    /// Adds sections at a place, but not amid those of an object that they do not belong to.
    fn add_sections(&mut self, place: Place, new: usize, text: String) {
        let at = match place {
            Place::Before(section) => self.old.sections[section].lead,
            Place::After(mut section) => {
                let object = self.object(section);
                let mut own = 0;
                let mut path = Vec::new();
                for node in self.new.path(new).into_iter().take(2) {
                    let Some(known) = self.old.child(own, &self.new.nodes[node].key) else { break };
                    own = known;
                    path.push(known);
                }
                let goes_on = |section: usize| section + 1 < self.old.sections.len() && self.object(section + 1) == object;
                if object.len() == 2 && path != object {
                    while goes_on(section) {
                        section += 1;
                    }
                }
                // Comments that stand alone between two sections of an object are still about the first.
                if object.len() == 2 && goes_on(section) {
                    self.old.sections[section + 1].lead
                } else {
                    self.old.sections[section].tail
                }
            }
        };
        self.edits.add(at, Shape::Paragraph, text);
    }

    /// What a section of `old` is about: `tables.x` for all that is below.
    fn object(&self, section: usize) -> Vec<usize> {
        let mut path = self.old.path(self.old.sections[section].node);
        path.truncate(2);
        path
    }

    fn last_section(&self, old: usize) -> Option<usize> {
        let node = &self.old.nodes[old];
        let own = match &node.form {
            Form::Section { section } => Some(*section),
            Form::Tables { sections } => sections.last().copied(),
            _ => None,
        };
        node.children.iter().filter_map(|child| self.last_section(*child)).chain(own).max()
    }

    /// Removes all that a key of `old` holds.
    fn remove(&mut self, old: usize) {
        match self.old.nodes[old].form.clone() {
            Form::Value { pair } | Form::Inline { pair } => {
                let Pair { lead, line, .. } = &self.old.pairs[pair];
                let block = *lead..line.end;
                self.gone[pair] = true;
                self.edits.remove_lines(block);
                return;
            }
            Form::Section { section } => self.remove_section(section),
            Form::Tables { sections } => {
                for section in sections {
                    self.remove_section(section);
                }
            }
            Form::Dotted { .. } | Form::Implicit { .. } => {}
        }
        for child in self.old.nodes[old].children.clone() {
            self.remove(child);
        }
    }

    fn remove_section(&mut self, section: usize) {
        let Section { lead, tail, .. } = self.old.sections[section];
        self.edits.remove_lines(lead..tail);
    }
}

/// One of the longest subsequences that only rise, of numbers that differ.
fn longest_increasing(numbers: &[usize]) -> HashSet<usize> {
    // For each length, where the subsequence of that length ends that ends lowest; and what stands before each number in it.
    let mut ends: Vec<usize> = Vec::new();
    let mut before = vec![None; numbers.len()];
    for (at, number) in numbers.iter().enumerate() {
        let length = ends.partition_point(|end| numbers[*end] < *number);
        before[at] = length.checked_sub(1).map(|shorter| ends[shorter]);
        if length == ends.len() {
            ends.push(at);
        } else {
            ends[length] = at;
        }
    }
    std::iter::successors(ends.last().copied(), |at| before[*at]).map(|at| numbers[at]).collect()
}

#[cfg(test)]
mod tests;
