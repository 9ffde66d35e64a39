//! What objects have beside their definitions: changed by statements of their own; owners and privileges given to what is
//! created, and given back to what went and came again.

use std::collections::BTreeSet;

use super::rebuilt::with_parts;
use super::sequences::identity_sequence;
use super::sorted::Piece;
use super::{Impossible, Planner, alterations, inherited_columns, types};
use crate::identifier::{QualifiedName, quote};
use crate::plan::{Hazard, LockMode, Step};
use crate::schema::alter;
use crate::schema::create::{self, Scope};
use crate::schema::diff::{Aspect, Difference, Direction};
use crate::schema::model::{Attribute, ColumnParts, Identity, Kind, Object, Schema};
use crate::schema::text::split_list;

/// That of a sequence follows its table's, and may be told otherwise after it.
fn is_persistence_of_a_table((difference, attribute): &(&Difference, Attribute)) -> bool {
    *attribute == Attribute::Persistence && difference.object.kind != Kind::Sequence
}

/// Such a table PostgreSQL does not rewrite.
fn is_catalog_table_no_longer((difference, attribute): &(&Difference, Attribute)) -> bool {
    let is_used = |options: Option<&String>| options.is_some_and(|options| options.contains("user_catalog_table=true"));
    *attribute == Attribute::With && is_used(difference.from.as_ref()) && !is_used(difference.to.as_ref())
}

impl<'a> Planner<'a> {
    /// Extensions move before anything names what is in them.
    pub(super) fn move_extensions(&mut self) {
        let moves: Vec<&Difference> = self
            .attributes_that_change()
            .filter(|(_, attribute)| *attribute == Attribute::Schema)
            .map(|(difference, _)| difference)
            .collect();
        let extensions: BTreeSet<&str> = moves.iter().map(|difference| difference.object.own_name()).collect();
        for (difference, attribute) in self.attributes_that_change() {
            if self.is_left_behind(&difference.object, &extensions) {
                self.change_attribute(difference, attribute);
                self.told_before.insert(difference.object.clone());
            }
        }
        for difference in moves {
            self.making(&difference.object, |planner| planner.change_attribute(difference, Attribute::Schema));
        }
    }

    /// Whether something has another name when its extension has moved, so that it is told before what it is to lose.
    fn is_left_behind(&self, member: &Identity, moved: &BTreeSet<&str>) -> bool {
        let extension = self.from.get(member).and_then(|object| object.attribute(Attribute::MadeBy));
        extension.is_some_and(|extension| moved.contains(extension)) && self.to.get(member).is_none()
    }

    /// PostgreSQL rewrites no table that is used as a catalog table: what is to be one no longer, is none before its columns change.
    pub(super) fn let_catalog_tables_be_rewritten(&mut self) {
        let is_anew = |table: &Identity| self.recreated.contains(table) || self.with_remade.contains(&table.relation_name());
        let changes = self.attributes_that_change().filter(is_catalog_table_no_longer);
        let changes: Vec<_> = changes.filter(|(difference, _)| !is_anew(&difference.object)).collect();
        for (difference, attribute) in changes {
            self.change_attribute(difference, attribute);
        }
    }

    pub(super) fn change_attributes(&mut self) {
        let all = self.attributes_that_change().filter(|(_, attribute)| *attribute != Attribute::Schema);
        // What an identity's sequence loses it loses under the name that it has.
        let loses_its_name = |(difference, _): &(&Difference, Attribute)| {
            difference.object.kind == Kind::Sequence && self.to.get(&difference.object).is_none()
        };
        let (first, rest): (Vec<_>, Vec<_>) = all.filter(|change| !is_persistence_of_a_table(change)).partition(loses_its_name);
        self.change_these(first);
        self.rename_identity_sequences();
        self.change_these(rest);
    }

    /// Whether tables are logged, before anything that counts on it. What is logged refers to what is logged alone.
    pub(super) fn change_persistence(&mut self) {
        let mut changes: Vec<_> = self.attributes_that_change().filter(is_persistence_of_a_table).collect();
        changes.sort_by_cached_key(|(difference, _)| {
            let referred = self.referred_to(&difference.object).cast_signed();
            if difference.to.is_none() { referred } else { -referred }
        });
        self.change_these(changes);
    }

    /// How many tables a table refers to, and those, and so on.
    fn referred_to(&self, table: &Identity) -> usize {
        let mut seen: BTreeSet<QualifiedName> = BTreeSet::new();
        let mut waiting = vec![table.relation_name()];
        while let Some(table) = waiting.pop() {
            let keys = self.from.parts(Kind::Constraint, &table).filter(|(_, object)| create::is_foreign_key(object));
            let referred = keys.flat_map(|(_, key)| key.referenced_tables(&table));
            waiting.extend(referred.filter(|referred| seen.insert(referred.clone())));
        }
        seen.len()
    }

    fn change_these(&mut self, changes: Vec<(&'a Difference, Attribute)>) {
        let with = |wanted: Attribute| -> BTreeSet<&Identity> {
            let changes = self.attributes_that_change().filter(|(_, attribute)| *attribute == wanted);
            changes.map(|(difference, _)| &difference.object).collect()
        };
        let (owners, privileges) = (with(Attribute::Owner), with(Attribute::Privileges));
        for (difference, attribute) in changes {
            let identity = &difference.object;
            let both = owners.contains(identity) && privileges.contains(identity) && !self.recreated.contains(identity);
            // What the owner has and has not is his successor's.
            if matches!(attribute, Attribute::Owner | Attribute::Privileges) && both {
                if attribute == Attribute::Owner {
                    self.change_owner_and_privileges(identity);
                }
                continue;
            }
            let follows_its_table = attribute == Attribute::Owner && self.to.get(identity).is_some_and(is_owned_by_a_column);
            let is_told = self.told_before.contains(identity)
                || self.recreated.contains(identity)
                || self.is_clone_of_a_new_trigger(identity);
            if is_told || identity.kind == Kind::DefaultPrivileges || follows_its_table {
                continue;
            }
            match attribute {
                Attribute::Comment => self.change_comment(difference),
                Attribute::State if identity.kind == Kind::Index && difference.to.is_none() => self.repair_index(identity),
                Attribute::State if self.is_key_of_partitions(identity) && difference.to.is_none() => {
                    // One that is another is made whole.
                    if !self.changes_definition(identity) {
                        self.making(identity, |planner| planner.complete_key(identity));
                    }
                }
                Attribute::AttachedTo => self.change_attachment(difference),
                Attribute::Inherits => self.gain_parents(difference),
                Attribute::OfType if difference.to.is_none() => {}
                Attribute::With if is_catalog_table_no_longer(&(difference, attribute)) => {}
                // The index of the parent is made anew; and the sequence is renamed before.
                Attribute::PartOf | Attribute::IdentitySequence => {}
                // It was changed before the columns.
                Attribute::ReplicaIdentity if leaves_index(difference) => {}
                Attribute::NotNullConstraint => self.change_not_null_constraint(difference),
                _ => self.change_attribute(difference, attribute),
            }
        }
    }

    /// Whether a partition has a trigger from its parent's that is made, or made anew, which says how it fires there too.
    fn is_clone_of_a_new_trigger(&self, trigger: &Identity) -> bool {
        let is_inherited = |schema: &Schema| schema.get(trigger).is_none_or(Object::is_inherited);
        if trigger.kind != Kind::Trigger || !is_inherited(self.from) || !is_inherited(self.to) {
            return false;
        }
        let mut waiting = self.to.parents(&trigger.name);
        while let Some(table) = waiting.pop() {
            let above = Identity { name: table, ..trigger.clone() };
            let is_own = self.to.get(&above).is_some_and(|object| !object.is_inherited());
            if is_own && (self.recreated.contains(&above) || self.from.get(&above).is_none()) {
                return true;
            }
            waiting.extend(self.to.parents(&above.name));
        }
        false
    }

    /// With the owner the privileges change that name him: they are taken before, and given after, in one transaction.
    fn change_owner_and_privileges(&mut self, identity: &Identity) {
        let (Some(from), Some(to)) = (self.from.get(identity), self.to.get(identity)) else { return };
        let value = |object: &'a Object, attribute: Attribute| object.attribute(attribute);
        let (owner, privileges) = (Attribute::Owner, Attribute::Privileges);
        let statements = [
            alter::set(identity, privileges, value(from, privileges), None),
            alter::set(identity, owner, value(from, owner), value(to, owner)),
            alter::set(identity, privileges, None, value(to, privileges)),
        ];
        let was = value(from, owner).unwrap_or_default();
        let mut step = Step::new(format!("change the owner and the privileges of {}", self.name(identity)), String::new())
            .because(format!("it is {was}"));
        step.sql = statements.into_iter().flatten().flatten().map(Into::into).collect();
        step.on_server_only = true;
        step = self.with_privileges_of_columns(step, identity);
        self.push(locked(step, identity, owner));
    }

    /// What is taken from all of a table is taken from each column.
    fn with_privileges_of_columns(&self, mut step: Step, identity: &Identity) -> Step {
        let has_revoked = step.sql.iter().any(|sql| sql.text.starts_with("REVOKE "));
        if identity.kind.is_relation() && has_revoked {
            for (column, object) in self.to.parts(Kind::Column, &identity.relation_name()) {
                let value = object.attribute(Attribute::Privileges);
                let sql = value.and_then(|value| alter::set(column, Attribute::Privileges, None, Some(value)));
                step.sql.extend(sql.into_iter().flatten().map(Into::into));
            }
        }
        step
    }

    pub(super) fn attributes_that_change(&self) -> impl Iterator<Item = (&'a Difference, Attribute)> + use<'a> {
        let differences = self.differences;
        let changed = differences.iter().filter(|difference| difference.direction == Direction::Changed);
        changed.filter_map(|difference| match difference.aspect {
            Aspect::Attribute(attribute) => Some((difference, attribute)),
            Aspect::Definition => None,
        })
    }

    /// A table leaves its parents before they change: what they have given it is its own then.
    pub(super) fn leave_parents(&mut self) {
        for (difference, _) in self.attributes_that_change().filter(|(_, attribute)| *attribute == Attribute::Inherits) {
            let kept = kept_parents(difference);
            self.change_parents(&difference.object, difference.from.as_deref(), Some(&kept));
        }
    }

    /// A table goes by an index no more before the columns of that may be null. While it is to go by another it goes by whole rows.
    pub(super) fn leave_replica_identities(&mut self) {
        let changes = self.attributes_that_change().filter(|(_, attribute)| *attribute == Attribute::ReplicaIdentity);
        for (difference, attribute) in changes {
            let table = &difference.object;
            if self.with_remade.contains(&table.relation_name()) {
            } else if leaves_index(difference) {
                self.change_attribute(difference, attribute);
            } else if goes_by_index(difference.from.as_deref()) && self.lets_be_null(&table.relation_name()) {
                let meanwhile = Difference { to: Some("full".to_owned()), ..difference.clone() };
                self.change_attribute(&meanwhile, attribute);
            }
        }
    }

    /// Whether a column of a table may be null from now on.
    fn lets_be_null(&self, table: &QualifiedName) -> bool {
        let not_null = |column: &Object| ColumnParts::of(&column.definition).not_null;
        self.changed(Kind::Column).iter().any(|column| {
            column.name == *table
                && self.from.column(column).is_some_and(not_null)
                && !self.to.column(column).is_some_and(not_null)
        })
    }

    /// A table leaves the type that it is made of before that goes, and before its columns change.
    pub(super) fn leave_types(&mut self) {
        for (difference, _) in self.attributes_that_change().filter(|(_, attribute)| *attribute == Attribute::OfType) {
            let table = &difference.object;
            if let Some(of) = difference.from.as_deref() {
                let sql = alter::set(table, Attribute::OfType, Some(of), None).unwrap_or_default();
                for sql in sql {
                    let step = Step::new(format!("make {} a table of its own", self.name(table)), sql)
                        .because(format!("it is of {of}"))
                        .locking(LockMode::AccessExclusive, table.name.to_string());
                    self.push(step);
                }
            }
        }
    }

    /// The tables whose type was made anew are made of it again, when they have its columns.
    pub(super) fn return_to_types(&mut self) {
        for table in self.typed_meanwhile() {
            let of = self.to.get(&table).and_then(|table| table.attribute(Attribute::OfType));
            if self.with_remade.contains(&table.name) {
                continue;
            }
            for sql in alter::set(&table, Attribute::OfType, None, of).unwrap_or_default() {
                let step = Step::new(format!("make {} of its type again", self.name(&table)), sql)
                    .because("put back")
                    .locking(LockMode::AccessExclusive, table.name.to_string());
                self.push(step);
            }
        }
    }

    fn gain_parents(&mut self, difference: &Difference) {
        let kept = kept_parents(difference);
        let first = self.pieces.len();
        self.change_parents(&difference.object, Some(&kept), difference.to.as_deref());
        // Its parents have their columns by then.
        let mut columns = inherited_columns(self.to, &difference.object);
        // Its own have become what theirs are.
        columns.extend(self.changed(Kind::Column).into_iter().filter(|column| column.name == difference.object.name));
        self.say(first, &[], &columns);
    }

    fn change_parents(&mut self, table: &Identity, from: Option<&str>, to: Option<&str>) {
        for sql in alter::set(table, Attribute::Inherits, from, to).unwrap_or_default() {
            // Who is left is not locked (measured).
            let parent = sql.split_once(" INHERIT ").filter(|(before, _)| !before.ends_with(" NO")).map(|(_, parent)| parent);
            let parent = parent.and_then(|parent| QualifiedName::parse(parent, self.to.default_schema()));
            let mut step = Step::new(format!("change what {} inherits", self.name(table)), sql)
                .because(format!("it inherits {}", from.filter(|from| !from.is_empty()).unwrap_or("nothing")))
                .locking(LockMode::AccessExclusive, table.name.to_string());
            if let Some(parent) = parent {
                step = step.locking(LockMode::ShareUpdateExclusive, parent.to_string());
            }
            self.push_making(step, table);
        }
    }

    fn change_comment(&mut self, difference: &Difference) {
        let identity = &difference.object;
        if self.is_dropped_attribute(identity) {
            return;
        }
        let sql = alter::comment(identity, difference.to.as_deref());
        let mut step = Step::new(format!("comment on {}", self.name(identity)), sql).because("the comment differs");
        let has_relation = matches!(identity.kind, Kind::Column | Kind::Constraint | Kind::Index | Kind::Trigger);
        if identity.kind.is_relation() || has_relation {
            step = step.locking(LockMode::ShareUpdateExclusive, identity.relation_name().to_string());
        }
        step.on_server_only = Scope::Scratch.leaves_out(identity.kind);
        self.push(step);
    }

    /// Whether it is an attribute that its composite type has no more.
    fn is_dropped_attribute(&self, attribute: &Identity) -> bool {
        let of = Identity::new(Kind::CompositeType, attribute.name.clone());
        attribute.kind == Kind::Column
            && self
                .from
                .get(&of)
                .zip(self.to.get(&of))
                .is_some_and(|(from, to)| alterations::dropped_attributes(from, to, &of).contains(attribute))
    }

    fn change_attribute(&mut self, difference: &Difference, attribute: Attribute) {
        let identity = &difference.object;
        let (from, to) = (difference.from.as_deref(), difference.to.as_deref());
        let what = attribute.name().replace('_', " ");
        if attribute == Attribute::HiddenOptions {
            return self.secrets_by_hand(identity, "differ");
        }
        if attribute == Attribute::AccessMethod && self.postgres.is_some_and(|major| major < 15) {
            let name = self.name(identity);
            let why = format!("the {what} of {name} differs: before PostgreSQL 15 no statement changes it");
            return self.refuse(name, why, &[], std::slice::from_ref(identity));
        }
        // With another type it is stored as that is.
        if attribute == Attribute::Storage && to.is_none() && self.changes_type(identity) {
            return;
        }
        // Before PostgreSQL 16 there is no way to say "as the type is".
        let by_itself = || {
            let column = self.to.column(identity).map(|column| ColumnParts::of(&column.definition).data_type.to_owned());
            types::storage(&column.unwrap_or_default())
        };
        let to = match attribute {
            Attribute::Storage | Attribute::Compression if identity.kind == Kind::Column => {
                let to = to.or_else(|| self.own_or_from_above(identity, attribute));
                to.or_else(|| (attribute == Attribute::Storage).then(by_itself))
            }
            _ => to,
        };
        let Some(statements) = alter::set(identity, attribute, from, to).filter(|statements| !statements.is_empty()) else {
            let why = format!(
                "the {what} of {} is {}, and should be {}: PostgreSQL has no statement for it",
                self.name(identity),
                from.unwrap_or("none"),
                to.unwrap_or("none")
            );
            self.impossible.push(Impossible::new(identity, why));
            return;
        };
        let (title, reason) = if attribute == Attribute::State {
            (format!("let {} be {}", self.name(identity), to.unwrap_or("enabled")), "whether it fires differs".to_owned())
        } else {
            let is = from.map_or_else(|| "none".to_owned(), |from| from.replace('\n', "; "));
            let is = match (attribute, to) {
                (Attribute::Persistence, Some(_)) => "logged; from now on a crash empties it".to_owned(),
                _ => is,
            };
            (format!("change the {what} of {}", self.name(identity)), format!("it is {is}"))
        };
        let mut step = Step::new(title, String::new()).because(reason);
        step.sql =
            self.schema_of_extension(identity).filter(|_| attribute == Attribute::Schema).into_iter().map(Into::into).collect();
        step.sql.extend(statements.into_iter().map(Into::into));
        if attribute == Attribute::Privileges {
            step = self.with_privileges_of_columns(step, identity);
        }
        step.sql.extend(self.for_descendants(identity, attribute).into_iter().map(Into::into));
        step.on_server_only = attribute.is_of_server() || Scope::Scratch.leaves_out(identity.kind);
        self.push(locked(step, identity, attribute));
        let is_method = attribute == Attribute::AccessMethod;
        if is_method || attribute == Attribute::Persistence && identity.kind != Kind::Sequence {
            // After the method that it takes, and before the other one goes; before what is only for logged tables, and what would
            // stand in the way.
            let of_table = |part: &Identity| match part.kind {
                Kind::Column => self.from.get(part).is_some(),
                Kind::Constraint => self.from.get(part).is_some_and(create::is_unique),
                _ => part == identity,
            };
            let mut makes = with_parts(self.to, identity);
            makes.retain(|part| if is_method { part == identity } else { of_table(part) });
            self.say(self.pieces.len() - 1, &[], &makes);
        }
    }

    /// What must be said of a table's children when it is said of the table: some have it from there, and some their own.
    fn for_descendants(&self, identity: &Identity, attribute: Attribute) -> Vec<String> {
        match (identity.kind, attribute) {
            (Kind::Trigger, Attribute::State) => self.states_of_clones(identity),
            (Kind::Column, Attribute::Storage | Attribute::Compression) => {
                let mut statements = Vec::new();
                for table in self.descendants(&identity.name) {
                    let child = Identity::part(Kind::Column, table, identity.own_name());
                    let value = self.own_or_from_above(&child, attribute);
                    if self.from.column(&child).is_some() {
                        statements.extend(alter::set(&child, attribute, None, value).unwrap_or_default());
                    }
                }
                statements
            }
            _ => Vec::new(),
        }
    }

    /// What is to be said of a column itself, or else of that of its parent.
    fn own_or_from_above(&self, column: &Identity, attribute: Attribute) -> Option<&str> {
        let mut above = column.clone();
        loop {
            if let Some(value) = self.to.get(&above).and_then(|column| column.attribute(attribute)) {
                return Some(value);
            }
            above.name = self.to.parents(&above.name).into_iter().find(|parent| *parent != above.name)?;
        }
    }

    /// What new objects, and those that are put back, have that only the server can say.
    pub(super) fn give_owners_and_privileges(&mut self) {
        // The columns after their tables: what is taken from all of a table is taken from each column.
        let (parts, wholes): (Vec<_>, Vec<_>) = self.to.objects.iter().partition(|(identity, _)| identity.kind == Kind::Column);
        let told: BTreeSet<&Identity> = self.attributes_that_change().map(|(difference, _)| &difference.object).collect();
        for (identity, object) in wholes.into_iter().chain(parts) {
            let before = self.from.get(identity).filter(|_| self.recreated.contains(identity));
            // What something else makes is told as what changes.
            let is_told = self.from.get(identity).is_some() || told.contains(identity) || object.is_made_by_another();
            if is_told && before.is_none() || identity.kind == Kind::DefaultPrivileges {
                continue;
            }
            let mut step = Step::new(format!("give {} its owner and privileges", self.name(identity)), String::new())
                .because(if before.is_some() { "as before" } else { "declared" });
            step.sql.clear();
            step.on_server_only = true;
            let open = before.and_then(|before| before.attribute(Attribute::Owner));
            let owner = object.attribute(Attribute::Owner).or(open).filter(|owner| self.role != Some(owner));
            if let Some(owner) = owner.filter(|_| !object.is_made_by_another() && !is_owned_by_a_column(object)) {
                step.sql
                    .extend(alter::set(identity, Attribute::Owner, None, Some(owner)).into_iter().flatten().map(Into::into));
            }
            // What its owner was given beforehand is the owner's by now.
            let to_owner = |line: &str| {
                let grantee = line.strip_prefix("grant ").and_then(|grant| grant.split_once(" to "));
                let grantee = grantee.map(|(_, grantee)| grantee.trim_end_matches(" with grant option"));
                owner.is_some_and(|owner| grantee == Some(owner) || grantee == Some(&quote(owner)))
            };
            let given = self.given_by_default(identity, object, self.role).map(|given| {
                let kept: Vec<&str> = given.lines().filter(|line| !to_owner(line)).collect();
                kept.join("\n")
            });
            let given = given.filter(|given| !given.is_empty());
            let privileges = object.attribute(Attribute::Privileges);
            if given.as_deref() != privileges {
                let sql = alter::set(identity, Attribute::Privileges, given.as_deref(), privileges);
                step.sql.extend(sql.into_iter().flatten().map(Into::into));
            }
            let others = object.attributes.iter().filter(|(attribute, _)| {
                attribute.is_of_server()
                    && !matches!(attribute, Attribute::Owner | Attribute::Privileges)
                    && !create::is_created_with(identity.kind, **attribute)
            });
            for (attribute, value) in others {
                step.sql.extend(alter::set(identity, *attribute, None, Some(value)).into_iter().flatten().map(Into::into));
            }
            if !step.sql.is_empty() {
                self.push(step);
                if let Some(piece) = self.pieces.last_mut() {
                    piece.gives = Some(identity.clone());
                }
            }
        }
        self.take_what_new_identities_were_given();
    }

    /// The sequence of an identity that comes gets privileges by default too, and nobody declares it.
    fn take_what_new_identities_were_given(&mut self) {
        let is_identity = |object: &Object| object.definition.contains(" as identity");
        for (column, _) in self.to.of_kind(Kind::Column).filter(|(_, object)| is_identity(object)) {
            let is_anew = self.recreated.contains(column) || self.is_remade(column);
            if self.from.get(column).is_some_and(is_identity) && !is_anew {
                continue;
            }
            let sequence = Identity::new(Kind::Sequence, identity_sequence(self.to, column));
            // Who owns a table that is there creates what its identity needs.
            let table = self.from.get(&Identity::new(Kind::Table, column.name.clone())).filter(|_| !self.is_remade(column));
            let creator = table.and_then(|table| table.attribute(Attribute::Owner)).or(self.role);
            let Some(given) = self.given_by_default(&sequence, &Object::default(), creator) else { continue };
            let declared = self.to.get(&sequence).and_then(|sequence| sequence.attribute(Attribute::Privileges));
            let mut step = Step::new(format!("give {} its privileges", self.name(&sequence)), String::new())
                .because("default privileges gave it others");
            step.sql.clear();
            let sql = alter::set(&sequence, Attribute::Privileges, Some(&given), declared);
            step.sql.extend(sql.into_iter().flatten().map(Into::into));
            step.on_server_only = true;
            if declared != Some(&given) && !step.sql.is_empty() {
                self.pieces.push(Piece { gives: Some(column.clone()), ..Piece::of(step) });
            }
        }
    }

    /// Whether what something is a part of is made anew.
    fn is_remade(&self, part: &Identity) -> bool {
        self.with_remade.contains(&part.name)
    }

    /// The privileges that an object gets as it is created, by the default privileges of who creates it.
    fn given_by_default(&self, identity: &Identity, object: &Object, creator: Option<&str>) -> Option<String> {
        let what = match identity.kind {
            Kind::Table | Kind::ForeignTable | Kind::Partition | Kind::View | Kind::MaterializedView => "tables",
            Kind::Sequence => "sequences",
            Kind::Function | Kind::Aggregate => "functions",
            Kind::BaseType | Kind::Enum | Kind::CompositeType | Kind::Domain | Kind::RangeType => "types",
            Kind::Schema => "schemas",
            _ => return None,
        };
        if object.is_made_by_another() {
            return None;
        }
        let schema = quote(&identity.relation_name().schema);
        let mut lines: Vec<&str> = Vec::new();
        // Everybody may use the `public` of a new database, and not one that is made.
        if identity.is_public() {
            lines.push("revoke usage from public");
        }
        for (default, object) in self.from.of_kind(Kind::DefaultPrivileges) {
            let Some((whose, of)) = default.name.name.rsplit_once(" on ") else { continue };
            let (role, within) = match whose.split_once(" in schema ") {
                Some((role, within)) => (role, Some(within)),
                None => (whose, None),
            };
            let is_ours = creator.is_none_or(|own| role.strip_prefix("for role ") == Some(&quote(own)));
            if of == what && is_ours && within.is_none_or(|within| within == schema) {
                lines.extend(object.lines(Attribute::Privileges));
            }
        }
        (!lines.is_empty()).then(|| lines.join("\n"))
    }

    /// Last of all, so that what the plan creates has what is declared and no more.
    pub(super) fn change_default_privileges(&mut self) {
        let differences = self.differences;
        for difference in differences.iter().filter(|difference| difference.object.kind == Kind::DefaultPrivileges) {
            let identity = &difference.object;
            // They go with their schema.
            let within = identity.default_privileges_schema();
            if within.is_some_and(|schema| self.from.has_schema(&schema) && !self.to.has_schema(&schema)) {
                continue;
            }
            let lines =
                |object: Option<&Object>| object.and_then(|object| object.attribute(Attribute::Privileges)).map(str::to_owned);
            let (from, to) = (lines(self.from.get(identity)), lines(self.to.get(identity)));
            let Some(statements) = alter::set(identity, Attribute::Privileges, from.as_deref(), to.as_deref()) else {
                continue;
            };
            let is = from.map_or_else(|| "none".to_owned(), |from| from.replace('\n', "; "));
            let mut step = Step::new(format!("change {}", self.name(identity)), String::new()).because(format!("it is {is}"));
            step.sql = statements.into_iter().map(Into::into).collect();
            step.on_server_only = true;
            self.push(step);
        }
    }
}

/// Whether a replica identity is an index.
fn goes_by_index(replica_identity: Option<&str>) -> bool {
    replica_identity.is_some_and(|identity| identity.starts_with("using index "))
}

fn leaves_index(difference: &Difference) -> bool {
    goes_by_index(difference.from.as_deref()) && !goes_by_index(difference.to.as_deref())
}

/// The parents that a table keeps.
fn kept_parents(difference: &Difference) -> String {
    let should = split_list(difference.to.as_deref().unwrap_or_default());
    let is = split_list(difference.from.as_deref().unwrap_or_default());
    is.into_iter().filter(|parent| should.contains(parent)).collect::<Vec<_>>().join(", ")
}

/// Such a sequence belongs to who owns the table.
fn is_owned_by_a_column(sequence: &Object) -> bool {
    create::sequence_owner(&sequence.definition).is_some()
}

fn locked(step: Step, identity: &Identity, attribute: Attribute) -> Step {
    let relation = identity.relation_name().to_string();
    let of_relation = identity.kind.is_relation() || identity.part.is_some() && identity.kind != Kind::DomainConstraint;
    if !of_relation {
        return step;
    }
    match attribute {
        Attribute::With | Attribute::StatisticsTarget | Attribute::StatisticsTargets | Attribute::Options => {
            step.locking(LockMode::ShareUpdateExclusive, relation)
        }
        Attribute::State if identity.kind == Kind::Trigger => step.locking(LockMode::ShareRowExclusive, relation),
        Attribute::Privileges | Attribute::SecurityLabels => step,
        Attribute::Persistence | Attribute::AccessMethod | Attribute::Tablespace => {
            step.locking(LockMode::AccessExclusive, relation).hazard(Hazard::Rewrite).hazard(Hazard::BlocksReads)
        }
        _ => step.locking(LockMode::AccessExclusive, relation),
    }
}
