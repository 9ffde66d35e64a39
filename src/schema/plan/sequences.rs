//! Sequences that columns count by: what a column has counted goes on where the sequence, or whose it is, changes.

use std::collections::{BTreeMap, BTreeSet};

use super::columns::identity_parts;
use super::counting::Counting;
use super::partitions::server_of;
use super::{Planner, descendants, with_attributes};
use crate::identifier::{QualifiedName, generated, literal, quote};
use crate::plan::{Hazard, LockMode, Step};
use crate::schema::alter;
use crate::schema::create;
use crate::schema::model::{Attribute, ColumnParts, Identity, Kind, Object, Schema};

impl Planner<'_> {
    /// Sequences that stay, and that the columns which own them are to lose: before such a column goes.
    pub(super) fn disown_sequences(&mut self) {
        for sequence in self.changed(Kind::Sequence) {
            let owner = |schema: &Schema| {
                schema.get(&sequence).and_then(|object| create::sequence_owner(&object.definition)).map(str::to_owned)
            };
            let (is, should) = (owner(self.from), owner(self.to));
            if is.is_some() && is != should {
                let sql = format!("ALTER SEQUENCE {} OWNED BY NONE", sequence.sql_name());
                let title = format!("take {} from its column", self.name(&sequence));
                self.push(Step::new(title, sql).because("it would go when the column goes"));
            }
        }
    }

    /// Gives the sequences of columns to them: they could not be named before.
    pub(super) fn give_sequences_to_columns(&mut self) {
        let made_elsewhere: Vec<Identity> = self.sequences_of_identities().into_iter().map(|(sequence, _)| sequence).collect();
        let new = self.created(Kind::Sequence).into_iter().filter(|sequence| !made_elsewhere.contains(sequence));
        let all: Vec<Identity> = new.chain(self.changed(Kind::Sequence)).collect();
        for sequence in all {
            let owner = |schema: &Schema| {
                schema.get(&sequence).and_then(|object| create::sequence_owner(&object.definition)).map(str::to_owned)
            };
            if let Some(owner) = owner(self.to).filter(|should| owner(self.from).as_ref() != Some(should)) {
                self.give_sequence_to_owner_of_table(&sequence);
                let sql = format!("ALTER SEQUENCE {} OWNED BY {owner}", sequence.sql_name());
                let title = format!("give {} to its column", self.name(&sequence));
                self.push(Step::new(title, sql).because("it goes when the column goes"));
            }
        }
    }

    /// A column can own only a sequence of its table's owner.
    fn give_sequence_to_owner_of_table(&mut self, sequence: &Identity) {
        let needs = self.to.get(sequence).into_iter().flat_map(|object| &object.depends_on);
        let column = needs.into_iter().find(|need| need.kind == Kind::Column);
        let table = column.and_then(|column| self.from.get(&Identity::new(Kind::Table, column.name.clone())));
        let owner = table.and_then(|table| table.attribute(Attribute::Owner)).filter(|owner| self.role != Some(owner));
        for sql in owner.and_then(|owner| alter::set(sequence, Attribute::Owner, None, Some(owner))).unwrap_or_default() {
            let title = format!("give {} to the owner of its table", self.name(sequence));
            let mut step = Step::new(title, sql).because("a column can own no other");
            step.on_server_only = true;
            self.push(step);
        }
    }

    /// Makes an identity of a column. It goes on where the sequence that it owns stands, or from the highest value that is there.
    pub(super) fn become_identity(&mut self, column: &Identity, drop_default: Option<String>) {
        let Some(to) = self.to.get(column) else { return };
        let (relation, name) = (column.sql_name(), quote(column.own_name()));
        let definition = create::with_identity_sequence(to);
        let generated = ColumnParts::of(&definition).generated.unwrap_or_default();
        let own = identity_sequence(self.to, column);
        let mut step = Step::new(format!("change how {} is generated", self.name(column)), String::new())
            .locking(LockMode::AccessExclusive, relation.clone());
        step.sql.clear();
        // Of the sequences that the column owns one counts for it; PostgreSQL would take any for the identity's own. One that
        // nobody owns gives its name away.
        let counts = |sequence: &Identity| self.from.get(column).is_some_and(|column| column.depends_on.contains(sequence));
        let owned: Vec<(Identity, bool)> = self
            .from
            .of_kind(Kind::Sequence)
            .filter_map(|(sequence, object)| match create::sequence_owner(&object.definition) {
                Some(_) => object.depends_on.contains(column).then(|| (sequence.clone(), true)),
                None => (sequence.name == own && counts(sequence)).then(|| (sequence.clone(), false)),
            })
            .collect();
        let mut counted: Option<QualifiedName> = None;
        let mut dropped = None;
        for (sequence, is_owned) in owned {
            // What is there under its name may be the identity's own.
            let stays = self.to.get(&sequence).is_some_and(|sequence| !sequence.is_made_by_another());
            let goes = !stays && !self.counts_for_another(&sequence, column);
            let mut now = sequence.name.clone();
            if goes && counted.is_none() {
                now = self.name_until(&now, "old");
                step = step.and(format!("ALTER SEQUENCE {} RENAME TO {}", sequence.name, quote(&now.name)));
                self.carried.insert(sequence.clone());
                dropped = Some(sequence.clone());
                counted = Some(now.clone());
            }
            if is_owned {
                step = step.and(format!("ALTER SEQUENCE {now} OWNED BY NONE"));
            }
        }
        step.sql.extend(drop_default.map(Into::into));
        step = step.and(format!("ALTER TABLE {relation} ALTER COLUMN {name} ADD GENERATED {generated}"));
        let is_elsewhere = self.has_rows_elsewhere(&column.name);
        step = match counted {
            None if is_elsewhere => {
                step.because("it is never generated; there are rows elsewhere: where it goes on is yours to say")
            }
            Some(counted) => step
                .and(carry_on(&own, &counted))
                .and(format!("DROP SEQUENCE {counted}"))
                .because("it counts by a sequence of its own; the identity goes on where that stands"),
            None => step
                .and(count_on(&own, column, generated))
                .because(
                    "it is never generated; its sequence goes on from the highest value, which is looked up under the lock",
                )
                .hazard(Hazard::LongScan)
                .hazard(Hazard::BlocksReads),
        };
        self.push(step);
        self.say(self.pieces.len() - 1, dropped.as_slice(), &[]);
    }

    /// Whether other columns than one count by a sequence. What else uses it goes, or is changed, before it goes.
    pub(super) fn counts_for_another(&self, sequence: &Identity, column: &Identity) -> bool {
        let mut columns = self.from.of_kind(Kind::Column);
        columns.any(|(other, object)| other != column && object.depends_on.contains(sequence))
    }

    /// The sequences of identity columns take their names, all at one go: some may trade them. What is said of such a sequence is
    /// said by the name that it should have.
    pub(super) fn rename_identity_sequences(&mut self) {
        let is_identity = |schema: &Schema, column: &Identity| {
            schema.get(column).is_some_and(|column| column.definition.contains(" as identity"))
        };
        let mut renamed: BTreeMap<Identity, (QualifiedName, QualifiedName)> = BTreeMap::new();
        for (difference, attribute) in self.attributes_that_change() {
            let object = &difference.object;
            let column = match (object.kind, attribute) {
                (Kind::Column, Attribute::IdentitySequence) => Some(object.clone()),
                (Kind::Sequence, _) if self.from.get(object).is_none() => {
                    self.to.get(object).and_then(|sequence| sequence.identity_column(self.to.default_schema()))
                }
                _ => None,
            };
            // Where it becomes one it comes with its name.
            let Some(column) = column.filter(|column| is_identity(self.from, column) && is_identity(self.to, column)) else {
                continue;
            };
            let (is, should) = (identity_sequence(self.from, &column), identity_sequence(self.to, &column));
            if is != should && !self.with_remade.contains(&column.name) {
                renamed.insert(column, (is, should));
            }
        }
        if renamed.is_empty() {
            return;
        }
        let taken: BTreeSet<QualifiedName> = renamed.values().map(|(_, should)| should.clone()).collect();
        let rename = |is: &QualifiedName, name: &str| format!("ALTER SEQUENCE {is} RENAME TO {}", quote(name));
        let (mut aside, mut last) = (Vec::new(), Vec::new());
        for (is, should) in renamed.values() {
            let mut now = is.clone();
            if taken.contains(is) {
                now = self.name_until(is, "old");
                aside.push(rename(is, &now.name));
            }
            last.push(rename(&now, &should.name));
        }
        let columns: Vec<String> = renamed.keys().map(|column| self.name(column)).collect();
        let called: Vec<String> = renamed.values().map(|(is, _)| is.short(self.to.default_schema())).collect();
        let mut step = Step::new(format!("rename the sequence of {}", columns.join(", ")), String::new())
            .because(format!("it is {}", called.join(", ")));
        step.sql = aside.into_iter().chain(last).map(Into::into).collect();
        self.push(step);
        self.say(self.pieces.len() - 1, &[], &renamed.keys().cloned().collect::<Vec<_>>());
        if let Some(piece) = self.pieces.last_mut() {
            piece.frees = renamed.into_iter().map(|(column, (is, _))| (column, is)).collect();
        }
    }

    /// A table that becomes logged or unlogged takes its columns' sequences along; those that are otherwise are told after it.
    pub(super) fn persist_identities(&mut self) {
        for column in self.changed(Kind::Column) {
            let (Some(from), Some(to)) = (self.from.column(&column), self.to.column(&column)) else { continue };
            let persistence = |object: &Object| {
                let (_, options) = identity_parts(ColumnParts::of(&object.definition).generated?);
                Some(options.split(' ').find(|word| word.ends_with("logged")).map(str::to_uppercase))
            };
            let (Some(is), Some(should)) = (persistence(from), persistence(to)) else { continue };
            let table = self.to.relation(&column.name, &self.to.partitions());
            let is_unlogged = table.and_then(|table| self.to.get(&table)?.attribute(Attribute::Persistence)).is_some();
            let of_table = if is_unlogged { "UNLOGGED" } else { "LOGGED" };
            if is != should {
                let wanted = should.as_deref().unwrap_or(of_table);
                let sql = format!("ALTER SEQUENCE {} SET {wanted}", identity_sequence(self.to, &column));
                let title = format!("change the persistence of the sequence of {}", self.name(&column));
                self.push(Step::new(title, sql).because("it is not its table's, before or after"));
            }
        }
    }

    /// The sequences that are made where an identity column becomes one that counts by a sequence, each with the column.
    pub(super) fn sequences_of_identities(&self) -> Vec<(Identity, Identity)> {
        let columns = self.differences.iter().map(|difference| &difference.object).filter(|object| object.kind == Kind::Column);
        let remade = self.remade.iter().filter(|root| root.kind == Kind::Table);
        let remade = remade.flat_map(|table| self.from.parts(Kind::Column, &table.name));
        let columns = columns.chain(remade.map(|(column, _)| column));
        columns.filter_map(|column| Some((self.sequence_instead(column)?, column.clone()))).collect()
    }

    /// The sequence, which is not there, by which a column is to count that is an identity.
    pub(super) fn sequence_instead(&self, column: &Identity) -> Option<Identity> {
        let from = self.from.get(column)?;
        if !from.definition.contains(" as identity") || ColumnParts::of(&from.definition).generated.is_none() {
            return None;
        }
        let to = self.to.get(column)?;
        let sequence = counts_by(ColumnParts::of(&to.definition).default?, self.to.default_schema())?;
        let sequence = Identity::new(Kind::Sequence, sequence);
        let comes = self.to.get(&sequence).is_some() && self.from.get(&sequence).is_none_or(Object::is_made_by_another);
        comes.then_some(sequence)
    }

    /// Makes a sequence of an identity column's own, and has the column count by it from where the identity stands.
    pub(super) fn leave_identity(&mut self, column: &Identity, sequence: &Identity) {
        let (Some(object), Some(to)) = (self.to.get(sequence), self.to.get(column)) else { return };
        let (relation, name) = (column.sql_name(), quote(column.own_name()));
        let default = ColumnParts::of(&to.definition).default.unwrap_or_default();
        let mut old = identity_sequence(self.from, column);
        let mut step = Step::new(format!("change how {} is generated", self.name(column)), String::new());
        step.sql.clear();
        if old == sequence.name {
            old = self.name_until(&old, "old");
            step = step.and(format!("ALTER SEQUENCE {} RENAME TO {}", sequence.name, quote(&old.name)));
        }
        step = step
            .and(create::create(sequence, object, false))
            .and(carry_on(&sequence.name, &old))
            .and(format!("ALTER TABLE {relation} ALTER COLUMN {name} DROP IDENTITY"))
            .and(format!("ALTER TABLE {relation} ALTER COLUMN {name} SET DEFAULT {default}"));
        if let Some(owner) = create::sequence_owner(&object.definition) {
            step = step.and(format!("ALTER SEQUENCE {} OWNED BY {owner}", sequence.sql_name()));
        }
        step = with_attributes(step, sequence, object)
            .because("it is an identity; the sequence goes on where that stands")
            .locking(LockMode::AccessExclusive, relation);
        self.push(step);
        self.say(self.pieces.len() - 1, &[], std::slice::from_ref(sequence));
    }

    /// Whether a table, or a partition or child of it, is a foreign one.
    fn has_rows_elsewhere(&self, table: &QualifiedName) -> bool {
        let is_foreign = |table: &QualifiedName| server_of(self.from, table).is_some();
        is_foreign(table) || descendants(&self.children_before, table).iter().any(is_foreign)
    }

    /// Where a column begins to count by a sequence that is new: what makes that go on where another one stands, or from the
    /// highest value that is there.
    pub(super) fn counts_on(&self, column: &Identity, from: Option<&str>, to: Option<&str>) -> Option<String> {
        let sequence_of = |default: &str| counts_by(default, self.to.default_schema());
        let sequence = Identity::new(Kind::Sequence, to.and_then(sequence_of)?);
        let object = self.to.get(&sequence).filter(|_| self.from.get(&sequence).is_none())?;
        let before = from.and_then(sequence_of).map(|name| Identity::new(Kind::Sequence, name));
        let before = before.filter(|before| self.from.get(before).is_some());
        match before {
            Some(before) => Some(carry_on(&sequence.name, &before.name)),
            None if self.has_rows_elsewhere(&column.name) => None,
            None => Some(count_on(&sequence.name, column, &object.definition)),
        }
    }
}

/// The sequence that a default calls `nextval` of, where it is nothing else.
fn counts_by(default: &str, default_schema: &str) -> Option<QualifiedName> {
    let inside = default.strip_prefix("nextval('")?.strip_suffix("'::regclass)")?;
    QualifiedName::parse(&inside.replace("''", "'"), default_schema)
}

/// The name of an identity column's sequence: its own, or the one that PostgreSQL gives.
pub(super) fn identity_sequence(schema: &Schema, column: &Identity) -> QualifiedName {
    let known = schema.get(column).and_then(|column| column.attribute(Attribute::IdentitySequence));
    let known = known.and_then(|name| QualifiedName::parse(name, schema.default_schema()));
    let usual = || {
        let table = &column.name;
        QualifiedName::new(&*table.schema, generated(&table.name, &[column.own_name()], "seq"))
    };
    known.unwrap_or_else(usual)
}

pub(super) fn carry_on(sequence: &QualifiedName, from: &QualifiedName) -> String {
    format!("SELECT setval({}, last_value, is_called) FROM {from}", literal(&sequence.to_string()))
}

/// Lets a sequence go on from a column's values, if they have come to where it starts.
pub(super) fn count_on(sequence: &QualifiedName, column: &Identity, options: &str) -> String {
    let own =
        options.split_once(" as identity").map_or(options, |(_, own)| own.trim().trim_start_matches('(').trim_end_matches(')'));
    let counting = Counting::of(create::sequence_options(own), None);
    let start = counting.start();
    let (furthest, reaches) = if counting.goes_down() { ("min", "<=") } else { ("max", ">=") };
    let name = quote(column.own_name());
    format!(
        "SELECT setval({}, {furthest}({name})) FROM {} HAVING {furthest}({name}) {reaches} {start}",
        literal(&sequence.to_string()),
        column.sql_name()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sequence_goes_on_from_where_the_rows_have_come() {
        let column = Identity::part(Kind::Column, QualifiedName::new("public", "T"), "id");
        let sequence = QualifiedName::new("public", "s");
        assert_eq!(
            count_on(&sequence, &column, "as integer"),
            "SELECT setval('public.s', max(id)) FROM public.\"T\" HAVING max(id) >= 1"
        );
        assert_eq!(
            count_on(&sequence, &column, "always as identity (increment by -2 start with -10)"),
            "SELECT setval('public.s', min(id)) FROM public.\"T\" HAVING min(id) <= -10"
        );
    }

    #[test]
    fn what_a_default_counts_by() {
        assert_eq!(counts_by("nextval('a.\"B\"'::regclass)", "public"), Some(QualifiedName::new("a", "B")));
        assert_eq!(counts_by("(nextval('s'::regclass) + 1)", "public"), None);
    }
}
