//! What goes: what is not declared, and what stands in the way of a change, each kind before those that it uses.

use super::rebuilt::{is_view, with_parts};
use super::{Planner, circle, columns, loses_its_default};
use crate::plan::{Hazard, LockMode, Step};
use crate::schema::create;
use crate::schema::model::{Attribute, Identity, Kind};

/// The order in which kinds are dropped, where nothing depends on anything: what is least in use first.
const DROPPED_FIRST: [Kind; 12] = [
    Kind::EventTrigger,
    Kind::Subscription,
    Kind::Publication,
    Kind::Rule,
    Kind::Policy,
    Kind::Trigger,
    Kind::Statistics,
    Kind::Constraint,
    Kind::Index,
    Kind::Partition,
    Kind::Table,
    Kind::ForeignTable,
];
/// What others may still use until they have changed: a column an index, a function a default, a type a column.
const DROPPED_LAST: [Kind; 28] = [
    Kind::Column,
    Kind::UserMapping,
    Kind::Server,
    Kind::ForeignDataWrapper,
    Kind::TextSearchConfiguration,
    Kind::TextSearchDictionary,
    Kind::TextSearchTemplate,
    Kind::TextSearchParser,
    Kind::Conversion,
    Kind::Transform,
    Kind::Cast,
    Kind::OperatorClass,
    Kind::OperatorFamily,
    Kind::Operator,
    Kind::Aggregate,
    Kind::DomainConstraint,
    Kind::Function,
    Kind::Sequence,
    Kind::RangeType,
    Kind::Domain,
    Kind::CompositeType,
    Kind::Enum,
    Kind::BaseType,
    Kind::Collation,
    Kind::AccessMethod,
    Kind::Language,
    Kind::Extension,
    Kind::Schema,
];
impl Planner<'_> {
    pub(super) fn drop_phase(&mut self) {
        self.disown_sequences();
        self.leave_parents();
        self.leave_types();
        self.leave_replica_identities();
        for kind in [Kind::MaterializedView, Kind::View] {
            let back: Vec<Identity> = self.rebuilt.iter().filter(|identity| identity.kind == kind).cloned().collect();
            for view in self.unexpected(kind).into_iter().chain(back) {
                self.drop_view(&view);
            }
        }
        self.drop_kinds(&DROPPED_FIRST);
        let first = |kind: Kind| DROPPED_FIRST.contains(&kind);
        let back: Vec<Identity> = self.rebuilt.iter().filter(|identity| !is_view(identity)).cloned().collect();
        for identity in back.iter().filter(|identity| first(identity.kind)).chain(back.iter().filter(|back| !first(back.kind)))
        {
            if loses_its_default(identity) {
                self.drop_default(identity);
            } else if !self.goes_with_its_parents(identity) {
                let reason = match identity.kind {
                    Kind::Policy | Kind::Constraint | Kind::DomainConstraint | Kind::Trigger | Kind::Rule => {
                        "it stands in the way, and comes back below; until then it does not hold"
                    }
                    Kind::EventTrigger => "it fires no more as it should; it comes back below, after what it would fire on",
                    Kind::Publication => {
                        "it stands in the way, and comes back below; what is written until then is not published"
                    }
                    Kind::Operator if self.operators_to_link().contains(identity) => {
                        "it comes back below: only as it is made it names its commutator and its negator, or loses them"
                    }
                    _ => "it stands in the way, and comes back below",
                };
                self.drop_object(identity, reason);
            }
        }
    }

    /// What others could still use until they had changed.
    pub(super) fn drop_rest(&mut self) {
        self.drop_kinds(&DROPPED_LAST);
    }

    fn drop_kinds(&mut self, kinds: &[Kind]) {
        for kind in kinds.iter().copied() {
            let mut dropped = self.unexpected(kind);
            if kind == Kind::Partition {
                // Those of a table that goes, too.
                let leaving = self.from.of_kind(kind).map(|(partition, _)| partition);
                let leaving = leaving.filter(|partition| self.moves(partition) || self.stays_as_a_table(partition));
                let leaving: Vec<Identity> = leaving.filter(|partition| !dropped.contains(partition)).cloned().collect();
                dropped.extend(leaving);
            }
            dropped.sort_by_key(|identity| {
                let object = self.from.get(identity);
                !(kind == Kind::Constraint && object.is_some_and(create::is_foreign_key))
            });
            if kind == Kind::Table {
                self.drop_foreign_keys_between(&dropped);
            }
            for identity in dropped {
                let is_gone = self.goes_with_its_parents(&identity)
                    || self.goes_with_its_column(&identity)
                    || self.carried.contains(&identity)
                    || self.is_taken_over(&identity);
                if !is_gone && !self.becomes_a_partition(&identity) {
                    self.drop_object(&identity, "not declared");
                }
            }
        }
    }

    /// Whether a sequence is dropped already, with the column that owns it.
    fn goes_with_its_column(&self, identity: &Identity) -> bool {
        let is_column = |need: &&Identity| need.kind == Kind::Column;
        let owner = self.from.get(identity).and_then(|object| object.depends_on.iter().find(is_column));
        identity.kind == Kind::Sequence && owner.is_some_and(|column| self.to.get(column).is_none())
    }

    fn drop_object(&mut self, identity: &Identity, reason: &str) {
        let Some(object) = self.from.get(identity) else { return };
        let title = format!("drop {}", self.name(identity));
        let relation = identity.sql_name();
        let step = match identity.kind {
            Kind::Index => self.drop_index(identity, object),
            Kind::Partition => return self.drop_partition(identity, object),
            Kind::Function if self.goes_with_its_type(identity) => return,
            Kind::BaseType | Kind::RangeType if create::is_shelled(identity, object) => {
                return self.drop_type_with_functions(identity);
            }
            Kind::DefaultPrivileges => return,
            kind => {
                let mut step = Step::new(title, create::drop(identity, object, false)).because(reason);
                if kind == Kind::Column {
                    step.sql = self.column_drops(&identity.name, identity.own_name()).into_iter().map(Into::into).collect();
                }
                if object.attribute(Attribute::PartOf).is_some() {
                    let why = format!(
                        "{reason}; an index of the parent has it for its part, which goes only from what is no partition"
                    );
                    step = self.apart_from_its_parent(step.because(why), &identity.name);
                }
                step.on_server_only = create::Scope::Scratch.leaves_out(kind);
                if kind == Kind::Schema {
                    let named = self.named_only(identity.own_name()).into_iter();
                    let drops = named.map(|operator| format!("DROP OPERATOR IF EXISTS {}", operator.sql_name()));
                    step.sql.splice(0..0, drops.map(Into::into));
                }
                if matches!(kind, Kind::Enum | Kind::CompositeType | Kind::Domain | Kind::RangeType | Kind::BaseType) {
                    step.sql.splice(0..0, self.drops_of_named_only(identity).into_iter().map(Into::into));
                }
                if kind == Kind::Subscription {
                    // It drops its slot at the publisher.
                    step = step.outside_transaction(None);
                }
                if kind.is_relation() || identity.part.is_some() && kind != Kind::DomainConstraint {
                    step = step.locking(LockMode::AccessExclusive, relation);
                }
                if kind == Kind::Constraint && create::is_foreign_key(object) {
                    for other in object.referenced_tables(&identity.name) {
                        step = step.locking(LockMode::AccessExclusive, other.to_string());
                    }
                }
                if self.anew.contains(identity) {
                    self.why_anew(identity).clone_into(&mut step.reason);
                }
                let is_computed = kind == Kind::Column && columns::is_computed(object);
                let unpublished = kind == Kind::Publication && self.to.get(identity).is_some();
                // What other policies let through shows meanwhile.
                if kind == Kind::Policy && object.definition.contains("as restrictive") && self.to.get(identity).is_some() {
                    step = step.hazard(Hazard::ExposesRows);
                }
                let holds = matches!(kind, Kind::Table | Kind::Column | Kind::Extension | Kind::Sequence) && !is_computed;
                if holds || unpublished {
                    step = step.hazard(Hazard::DataLoss);
                }
                step
            }
        };
        let mut first = Vec::new();
        if identity.kind == Kind::Table {
            first.extend(circle::beside(self.from, identity));
            first.extend(circle::parts(self.from, identity));
        }
        for part in &first {
            if part.kind == Kind::Column {
                self.drop_default(part);
                if let Some(piece) = self.pieces.last_mut() {
                    piece.drops.clear();
                    "it uses what needs the table".clone_into(&mut piece.step.reason);
                }
            } else {
                self.drop_object(part, "it uses what needs the table");
            }
        }
        self.push(step);
        let dropped: Vec<Identity> = {
            let is_left = |part: &Identity| part.kind == Kind::Column || !first.contains(part);
            with_parts(self.from, identity).into_iter().filter(is_left).collect()
        };
        self.say(self.pieces.len() - 1, &dropped, &[]);
        // An index of a partitioned table takes those with it that are attached to it.
        let has_parts = matches!(identity.kind, Kind::Index | Kind::Constraint) && self.from.is_partitioned(&identity.name);
        let attached = if has_parts { self.attached_before(identity) } else { Vec::new() };
        self.say(self.pieces.len() - 1, &attached, &[]);
    }
}
