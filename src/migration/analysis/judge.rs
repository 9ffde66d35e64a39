//! What a statement does in a given world: the locks it takes on what others use, what it rewrites and reads, what it puts at
//! risk. The facts are measured (PostgreSQL 13 to 18), and `tests/it/migrate/locks.rs` measures them again.

use super::super::reader::{Name, Reader};
use super::rules::{self, Rule};
use super::syntax::{
    Action, Column, Constraint, CreateIndex, CreateTable, ForeignKey, Generated, Key, Reindexed, RelationKind, Statement, Verb,
};
use super::table::beside;
use super::world::{ColumnFacts, ConstraintFacts, Relation, World};
use crate::identifier::{QualifiedName, quote};
use crate::plan::{Hazard, Lock, LockMode};
use crate::schema::plan::types;

/// What is remarked upon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Risk {
    pub rule: &'static Rule,
    /// None where nothing is in danger.
    pub hazards: Vec<Hazard>,
    /// What it is about, in a few words: `public.users.nickname`.
    pub object: String,
    /// What is known beyond the rule.
    pub detail: String,
}

/// What a statement does.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verdict {
    /// On what others use; the strongest of each relation.
    pub locks: Vec<Lock>,
    pub relations: Vec<QualifiedName>,
    pub rewrites: Vec<String>,
    pub scans: Vec<String>,
    pub risks: Vec<Risk>,
    /// Why not all of what it does is seen.
    pub unseen: Option<&'static str>,
}

impl Verdict {
    pub fn hazards(&self) -> Vec<Hazard> {
        Hazard::ALL.into_iter().filter(|hazard| self.risks.iter().any(|risk| risk.hazards.contains(hazard))).collect()
    }

    fn risk(&mut self, rule: &'static Rule, hazards: &[Hazard], object: impl Into<String>) {
        self.risks.push(Risk { rule, hazards: hazards.to_vec(), object: object.into(), detail: String::new() });
    }

    fn and(&mut self, detail: impl Into<String>) {
        if let Some(risk) = self.risks.last_mut() {
            risk.detail = detail.into();
        }
    }
}

/// Hazards of long work under a lock.
fn long_under(mode: LockMode) -> Vec<Hazard> {
    match mode {
        LockMode::AccessExclusive => vec![Hazard::BlocksReads, Hazard::LongScan],
        LockMode::Share | LockMode::ShareRowExclusive | LockMode::Exclusive => vec![Hazard::BlocksWrites, Hazard::LongScan],
        _ => vec![Hazard::LongScan],
    }
}

const REWRITE: [Hazard; 2] = [Hazard::Rewrite, Hazard::BlocksReads];

impl World {
    /// Judges a statement, and takes it as done.
    pub fn judge(&mut self, statement: &Statement) -> Verdict {
        let mut verdict = Verdict::default();
        self.take(statement, &mut verdict);
        verdict
    }

    fn lock(&self, verdict: &mut Verdict, mode: LockMode, relation: &QualifiedName) {
        if !self.is_in_use(relation) {
            return;
        }
        if let Some(at) = verdict.relations.iter().position(|known| known == relation) {
            verdict.locks[at].mode = verdict.locks[at].mode.max(mode);
        } else {
            verdict.relations.push(relation.clone());
            verdict.locks.push(Lock { mode, relation: relation.to_string() });
        }
    }

    /// Reads a relation to its end under a lock. Whether that is felt.
    fn scan(&self, verdict: &mut Verdict, rule: &'static Rule, mode: LockMode, relation: &QualifiedName) -> bool {
        if !self.holds_rows(relation) {
            return false;
        }
        verdict.scans.push(relation.to_string());
        verdict.risk(rule, &long_under(mode), relation.to_string());
        true
    }

    fn rewrite(&self, verdict: &mut Verdict, rule: &'static Rule, relation: &QualifiedName) -> bool {
        if !self.holds_rows(relation) {
            return false;
        }
        verdict.rewrites.push(relation.to_string());
        verdict.risk(rule, &REWRITE, relation.to_string());
        true
    }

    fn take(&mut self, statement: &Statement, verdict: &mut Verdict) {
        match statement {
            Statement::AlterTable { table, actions } => {
                let mut name = table.clone();
                for action in actions {
                    self.alter(&mut name, action, verdict);
                }
            }
            Statement::CreateTable(table) => self.create_table(table, verdict),
            Statement::CreateIndex(index) => self.create_index(index, verdict),
            Statement::DropIndexes { names, concurrently } => {
                for name in names {
                    let Some(table) = self.table_of_index(name) else { continue };
                    let mode = if *concurrently { LockMode::ShareUpdateExclusive } else { LockMode::AccessExclusive };
                    self.lock(verdict, mode, &table);
                    if !concurrently && self.holds_rows(&table) {
                        verdict.risk(&rules::DROP_INDEX_LOCKS, &[], format!("{} on {table}", quote(&name.name)));
                    }
                    self.entry(&table).indexes.remove(&name.name);
                }
            }
            Statement::DropRelations { kind, names, cascade } => self.drop_relations(*kind, names, *cascade, verdict),
            Statement::DropCascade(what) => {
                if !self.is_live || self.has_rows_anywhere() {
                    verdict.risk(&rules::DROP_CASCADE, &[Hazard::DataLoss], what);
                }
            }
            Statement::Truncate { names, cascade } => {
                for name in names {
                    let table = self.resolve(name);
                    self.lock(verdict, LockMode::AccessExclusive, &table);
                    if self.holds_rows(&table) {
                        verdict.risk(&rules::TRUNCATE, &[Hazard::DataLoss], table.to_string());
                    }
                    for other in self.referencing(&table).into_iter().filter(|_| *cascade) {
                        self.lock(verdict, LockMode::AccessExclusive, &other);
                        if self.holds_rows(&other) {
                            verdict.risk(&rules::TRUNCATE, &[Hazard::DataLoss], other.to_string());
                            verdict.and("by CASCADE");
                        }
                    }
                }
            }
            Statement::Reindex { what, concurrently } => {
                let table = match what {
                    Reindexed::Table(name) => Some(self.resolve(name)),
                    Reindexed::Index(name) => self.table_of_index(name),
                    Reindexed::All => None,
                };
                // Of a partitioned table all partitions are locked by SHARE, for a moment, even so.
                let partitioned = table.as_ref().and_then(|table| self.get(table)).is_some_and(|table| table.partitioned);
                let weak = *concurrently && !partitioned;
                let mode = if weak { LockMode::ShareUpdateExclusive } else { LockMode::Share };
                if let Some(table) = table {
                    self.lock(verdict, mode, &table);
                    if self.holds_rows(&table) {
                        verdict.scans.push(table.to_string());
                        if !concurrently {
                            verdict.risk(&rules::REINDEX_BLOCKS, &long_under(mode), table.to_string());
                        }
                    }
                } else if *what == Reindexed::All && !concurrently {
                    verdict.risk(&rules::REINDEX_BLOCKS, &long_under(mode), "all tables of it");
                }
            }
            Statement::Refresh { view, concurrently } => {
                let view = self.resolve(view);
                let mode = if *concurrently { LockMode::Exclusive } else { LockMode::AccessExclusive };
                self.lock(verdict, mode, &view);
                if self.holds_rows(&view) {
                    let long = if *concurrently { &mut verdict.scans } else { &mut verdict.rewrites };
                    long.push(view.to_string());
                    if *concurrently {
                        verdict.risk(&rules::REFRESH_READS, &[Hazard::LongScan], view.to_string());
                    } else {
                        verdict.risk(&rules::REFRESH_BLOCKS, &[Hazard::BlocksReads, Hazard::LongScan], view.to_string());
                    }
                }
                // Its rows are others' now.
                self.entry(&view).populated = true;
            }
            Statement::Rewrite(names) => {
                for name in names {
                    let table = self.resolve(name);
                    self.lock(verdict, LockMode::AccessExclusive, &table);
                    self.rewrite(verdict, &rules::REWRITES, &table);
                }
                if names.is_empty() {
                    verdict.risk(&rules::REWRITES, &REWRITE, "all tables that it concerns");
                }
            }
            Statement::CheckDomain(domain) => {
                let users = self.domain_users.get(&domain.name).cloned().unwrap_or_default();
                for table in &users {
                    self.lock(verdict, LockMode::Share, table);
                    self.scan(verdict, &rules::DOMAIN_CHECKS, LockMode::Share, table);
                }
                if !self.is_live {
                    verdict.risk(&rules::DOMAIN_CHECKS, &long_under(LockMode::Share), format!("domain {}", domain.name));
                }
            }
            Statement::Write { verb, table, all } => {
                let table = self.resolve(table);
                self.lock(verdict, LockMode::RowExclusive, &table);
                let holds = self.holds_rows(&table);
                if *verb == Verb::Delete && holds {
                    verdict.risk(&rules::DELETE, &[Hazard::DataLoss], table.to_string());
                    verdict.and(if *all { "all of them" } else { "" });
                }
                if *all && holds {
                    verdict.scans.push(table.to_string());
                    if *verb == Verb::Update {
                        verdict.risk(&rules::WRITES_ALL, &[Hazard::LongScan], table.to_string());
                    }
                }
            }
            Statement::Makes { name, replaces } => {
                let known = self.resolve(name);
                if *replaces && self.get(&known).is_some() {
                    self.lock(verdict, LockMode::AccessExclusive, &known);
                } else {
                    self.make(name);
                }
            }
            Statement::Locks { mode, relations } => {
                for relation in relations {
                    self.lock(verdict, *mode, &self.resolve(relation));
                }
            }
            Statement::Moves { from, to, mode } => {
                let (from, to) = (self.resolve(from), self.resolve(&Name { schema: to.schema.clone(), name: to.name.clone() }));
                self.lock(verdict, *mode, &from);
                if self.is_in_use(&from) {
                    verdict.risk(&rules::RENAME, &[], format!("{from} to {to}"));
                }
                self.rename(&from, to);
            }
            Statement::SearchPath(path) => self.set_path(path.clone()),
            Statement::TimeZone => self.time_zone_changed = true,
            Statement::Harmless => {}
            Statement::Opaque(why) => self.not_seen(verdict, why),
            Statement::Several { statements, complete } => {
                for statement in statements {
                    self.take(statement, verdict);
                }
                if !complete {
                    self.not_seen(verdict, "of a DO block only the SQL is seen that is written out in it");
                }
            }
            Statement::Unknown => self.not_seen(verdict, "pgkeel does not know this form of statement"),
        }
    }

    #[expect(clippy::unused_self, reason = "beside its kin")]
    fn not_seen(&self, verdict: &mut Verdict, why: &'static str) {
        verdict.unseen = Some(why);
    }

    fn has_rows_anywhere(&self) -> bool {
        self.any(|name| self.holds_rows(name))
    }

    /// The tables whose foreign keys refer to this one.
    fn referencing(&self, table: &QualifiedName) -> Vec<QualifiedName> {
        self.get(table).map(|relation| relation.referenced_by.clone()).unwrap_or_default()
    }

    fn drop_relations(&mut self, kind: RelationKind, names: &[Name], cascade: bool, verdict: &mut Verdict) {
        for name in names {
            let relation = self.resolve(name);
            let mode = LockMode::AccessExclusive;
            self.lock(verdict, mode, &relation);
            let rule = match kind {
                RelationKind::Table => Some(&rules::DROP_TABLE),
                RelationKind::Sequence => Some(&rules::DROP_SEQUENCE),
                RelationKind::View | RelationKind::MaterializedView | RelationKind::ForeignTable => None,
            };
            if let Some(rule) = rule.filter(|_| self.holds_rows(&relation)) {
                verdict.risk(rule, &[Hazard::DataLoss], relation.to_string());
            }
            // The other side of its foreign keys, and its parent, are locked with it.
            let facts = self.get(&relation).cloned().unwrap_or_default();
            let referenced = facts.constraints.values().filter_map(|constraint| constraint.references.clone());
            let others = facts.parent.into_iter().chain(referenced);
            let others: Vec<QualifiedName> = others.chain(if cascade { facts.referenced_by } else { Vec::new() }).collect();
            for other in others.iter().filter(|other| **other != relation) {
                self.lock(verdict, mode, other);
            }
            self.drop_relation(&relation);
        }
    }

    fn create_table(&mut self, table: &CreateTable, verdict: &mut Verdict) {
        let name = self.resolve(&table.name);
        if table.if_not_exists && self.is_live && self.get(&name).is_some_and(|known| !known.fresh) {
            return;
        }
        for (names, mode) in [(&table.like, LockMode::AccessShare), (&table.inherits, LockMode::ShareUpdateExclusive)] {
            for other in names {
                self.lock(verdict, mode, &self.resolve(other));
            }
        }
        if let Some((parent, _)) = &table.partition_of {
            let parent = self.resolve(parent);
            self.lock(verdict, LockMode::AccessExclusive, &parent);
            if self.is_in_use(&parent) {
                verdict.risk(&rules::PARTITION_OF_LOCKS, &[], parent.to_string());
            }
            self.check_default_partition(&parent, verdict);
        }
        let own = table.columns.iter().flat_map(|column| &column.constraints);
        let constraints: Vec<&(Option<String>, Constraint)> = own.chain(&table.constraints).collect();
        let made = self.make_table(table);
        for (label, constraint) in constraints {
            if let Constraint::ForeignKey(key) = constraint {
                let referenced = self.resolve(&key.table);
                self.lock(verdict, LockMode::ShareRowExclusive, &referenced);
            }
            self.learn(&made, label.as_deref(), constraint, true);
        }
    }

    fn check_default_partition(&mut self, parent: &QualifiedName, verdict: &mut Verdict) {
        let default = self.get(parent).and_then(|parent| parent.default_partition.clone());
        if let Some(default) = default {
            self.lock(verdict, LockMode::AccessExclusive, &default);
            self.scan(verdict, &rules::DEFAULT_PARTITION_SCANS, LockMode::AccessExclusive, &default);
        }
    }

    fn create_index(&mut self, index: &CreateIndex, verdict: &mut Verdict) {
        let table = self.resolve(&index.table);
        let mode = if index.concurrently { LockMode::ShareUpdateExclusive } else { LockMode::Share };
        self.lock(verdict, mode, &table);
        let partitioned = self.get(&table).is_some_and(|relation| relation.partitioned);
        if !(index.only && partitioned) && self.holds_rows(&table) {
            verdict.scans.push(table.to_string());
            let rule = if partitioned { &rules::PARTITIONED_INDEX_BLOCKS } else { &rules::INDEX_BLOCKS };
            if index.concurrently {
                // It waits for others, and nobody for it.
            } else {
                verdict.risk(rule, &long_under(mode), table.to_string());
            }
        }
        if let Some(same) = self.make_index(index) {
            verdict.risk(&rules::DUPLICATE_INDEX, &[], format!("{} on {table}", quote(&same)));
        }
    }

    fn alter(&mut self, name: &mut Name, action: &Action, verdict: &mut Verdict) {
        let table = self.resolve(name);
        let exclusive = LockMode::AccessExclusive;
        match action {
            Action::AddColumn { column, if_not_exists } => {
                self.lock(verdict, exclusive, &table);
                if !(*if_not_exists && self.column(&table, &column.name).is_some()) {
                    self.add_column(&table, column, verdict);
                }
            }
            Action::DropColumn(column) => {
                self.lock(verdict, exclusive, &table);
                if self.holds_rows(&table) {
                    verdict.risk(&rules::DROP_COLUMN, &[Hazard::DataLoss], format!("{table}.{}", quote(column)));
                }
                self.entry(&table).columns.remove(column);
            }
            Action::AlterType { column, data_type, collation, using } => {
                self.lock(verdict, exclusive, &table);
                self.alter_type(&table, (column, data_type), *collation, *using, verdict);
            }
            Action::SetNotNull(column) => {
                self.lock(verdict, exclusive, &table);
                self.set_not_null(&table, column, verdict);
            }
            Action::DropNotNull(column) => {
                self.lock(verdict, exclusive, &table);
                if let Some(facts) = self.entry(&table).columns.get_mut(column) {
                    facts.not_null = false;
                }
            }
            Action::AddConstraint { name, constraint, not_valid } => {
                self.add_constraint(&table, constraint, *not_valid, verdict);
                self.learn(&table, name.as_deref(), constraint, !not_valid);
            }
            Action::Validate(constraint) => {
                let mode = LockMode::ShareUpdateExclusive;
                self.lock(verdict, mode, &table);
                let facts = self.get(&table).and_then(|table| table.constraints.get(constraint)).cloned().unwrap_or_default();
                if let Some(referenced) = &facts.references {
                    self.lock(verdict, LockMode::RowShare, referenced);
                }
                if !facts.valid {
                    self.scan(verdict, &rules::VALIDATE_SCANS, mode, &table);
                }
                self.entry(&table).constraints.entry(constraint.clone()).or_default().valid = true;
            }
            Action::DropConstraint(constraint) => {
                self.lock(verdict, exclusive, &table);
                let dropped = self.entry(&table).constraints.remove(constraint);
                if let Some(referenced) = dropped.and_then(|facts| facts.references) {
                    self.lock(verdict, exclusive, &referenced);
                }
            }
            Action::Attach(partition) => {
                let partition = self.resolve(partition);
                self.lock(verdict, LockMode::ShareUpdateExclusive, &table);
                self.lock(verdict, exclusive, &partition);
                // Whether its CHECKs say what the bounds say only the server can tell.
                let checked = self.get(&partition).is_some_and(Relation::has_valid_check);
                if checked && self.holds_rows(&partition) {
                    verdict.risk(&rules::ATTACH_SCANS, &[], partition.to_string());
                    verdict.and("unless its CHECK proves them");
                } else {
                    self.scan(verdict, &rules::ATTACH_SCANS, exclusive, &partition);
                }
                self.check_default_partition(&table, verdict);
                self.entry(&partition).parent = Some(table);
            }
            Action::Detach { partition, concurrently } => {
                let partition = self.resolve(partition);
                let own = if *concurrently || self.major == Some(13) { LockMode::ShareUpdateExclusive } else { exclusive };
                self.lock(verdict, if *concurrently { LockMode::ShareUpdateExclusive } else { exclusive }, &table);
                self.lock(verdict, own, &partition);
                if !concurrently {
                    if self.holds_rows(&table) && self.major.is_none_or(|major| major >= 14) {
                        verdict.risk(&rules::DETACH_LOCKS, &[], table.to_string());
                    }
                    if let Some(default) = self.get(&table).and_then(|table| table.default_partition.clone()) {
                        self.lock(verdict, exclusive, &default);
                    }
                }
                self.entry(&partition).parent = None;
            }
            Action::Rewrites(what) => {
                self.lock(verdict, exclusive, &table);
                if self.rewrite(verdict, &rules::REWRITES, &table) {
                    verdict.and(what);
                }
            }
            Action::RenameTo(new) => {
                self.lock(verdict, exclusive, &table);
                let to = QualifiedName::new(&table.schema, new);
                if self.is_in_use(&table) {
                    verdict.risk(&rules::RENAME, &[], format!("{table} to {to}"));
                }
                self.rename(&table, to);
                *name = beside(name, new.clone());
            }
            Action::RenameColumn(from, to) => {
                self.lock(verdict, exclusive, &table);
                if self.is_in_use(&table) {
                    verdict.risk(&rules::RENAME, &[], format!("{table}.{} to {}", quote(from), quote(to)));
                }
                let columns = &mut self.entry(&table).columns;
                if let Some(facts) = columns.remove(from) {
                    columns.insert(to.clone(), facts);
                }
            }
            Action::SetSchema(schema) => {
                self.lock(verdict, exclusive, &table);
                let to = QualifiedName::new(schema, &table.name);
                if self.is_in_use(&table) {
                    verdict.risk(&rules::RENAME, &[], format!("{table} to {to}"));
                }
                self.rename(&table, to);
                name.schema = Some(schema.clone());
            }
            Action::Inherit(parent) => {
                self.lock(verdict, exclusive, &table);
                self.lock(verdict, LockMode::ShareUpdateExclusive, &self.resolve(parent));
            }
            Action::NoInherit(parent) => {
                self.lock(verdict, exclusive, &table);
                self.lock(verdict, LockMode::AccessShare, &self.resolve(parent));
            }
            Action::Locks(mode) => self.lock(verdict, *mode, &table),
            Action::Unknown => self.not_seen(verdict, "pgkeel does not know this form of ALTER TABLE"),
        }
    }

    fn add_column(&mut self, table: &QualifiedName, column: &Column, verdict: &mut Verdict) {
        let serial = column.data_type.ends_with("serial");
        let identity = column.generated == Some(Generated::Identity);
        let stored = match column.generated {
            Some(Generated::Stored) => true,
            Some(Generated::Unsaid) => self.major.is_none_or(|major| major < 18),
            _ => false,
        };
        let volatile = column.default.as_deref().is_some_and(is_volatile);
        let constrained = self.constrained_domains.contains(&column.data_type);
        if stored {
            self.rewrite(verdict, &rules::GENERATED_REWRITES, table);
        } else if serial || identity || volatile || constrained {
            self.rewrite(verdict, &rules::DEFAULT_REWRITES, table);
        }
        let filled = column.default.is_some() || serial || column.generated.is_some();
        if column.not_null && !filled && self.holds_rows(table) {
            verdict.risk(&rules::REQUIRED_COLUMN, &[], format!("{table}.{}", quote(&column.name)));
        }
        self.entry(table).columns.insert(column.name.clone(), ColumnFacts::of(column));
        for (label, constraint) in &column.constraints {
            match constraint {
                Constraint::ForeignKey(key) => {
                    let referenced = self.resolve(&key.table);
                    self.lock(verdict, LockMode::ShareRowExclusive, &referenced);
                    if column.default.is_some() {
                        self.scan(verdict, &rules::FOREIGN_KEY_SCANS, LockMode::AccessExclusive, table);
                    }
                }
                _ => self.add_constraint(table, constraint, false, verdict),
            }
            self.learn(table, label.as_deref(), constraint, true);
        }
    }

    fn add_constraint(&mut self, table: &QualifiedName, constraint: &Constraint, not_valid: bool, verdict: &mut Verdict) {
        let exclusive = LockMode::AccessExclusive;
        if !matches!(constraint, Constraint::ForeignKey(_)) {
            self.lock(verdict, exclusive, table);
        }
        match constraint {
            Constraint::Check(_) => {
                if !not_valid {
                    self.scan(verdict, &rules::CHECK_SCANS, exclusive, table);
                }
            }
            Constraint::NotNull(column) => {
                if !not_valid {
                    self.set_not_null(table, column, verdict);
                }
            }
            Constraint::Unique(Key::Columns(_)) => {
                self.scan(verdict, &rules::UNIQUE_BUILDS, exclusive, table);
            }
            Constraint::PrimaryKey(Key::Columns(columns)) => {
                self.scan(verdict, &rules::UNIQUE_BUILDS, exclusive, table);
                self.demand(table, columns);
            }
            Constraint::PrimaryKey(Key::UsingIndex(index)) => {
                let columns =
                    self.get(table).and_then(|table| table.indexes.get(index)).and_then(|index| index.columns.clone());
                let known = columns.unwrap_or_default();
                let proven = !known.is_empty()
                    && known.iter().all(|column| self.column(table, column).is_some_and(|facts| facts.not_null));
                if !proven {
                    self.scan(verdict, &rules::PRIMARY_KEY_SCANS, exclusive, table);
                }
                self.demand(table, &known);
            }
            Constraint::Unique(Key::UsingIndex(_)) => {}
            Constraint::Exclude => {
                self.scan(verdict, &rules::EXCLUDE_BUILDS, exclusive, table);
            }
            Constraint::ForeignKey(ForeignKey { table: referenced, .. }) => {
                let mode = LockMode::ShareRowExclusive;
                let referenced = self.resolve(referenced);
                self.lock(verdict, mode, table);
                self.lock(verdict, mode, &referenced);
                if !not_valid && self.scan(verdict, &rules::FOREIGN_KEY_SCANS, mode, table) && self.is_in_use(&referenced) {
                    verdict.and(format!("and to {referenced}"));
                }
            }
        }
    }

    /// Those columns hold no NULL from now on.
    fn demand(&mut self, table: &QualifiedName, columns: &[String]) {
        for column in columns {
            self.entry(table).columns.entry(column.clone()).or_default().not_null = true;
        }
    }

    fn set_not_null(&mut self, table: &QualifiedName, column: &String, verdict: &mut Verdict) {
        let is = self.column(table, column).is_some_and(|facts| facts.not_null);
        let proven = self.get(table).is_some_and(|table| table.proves_not_null(column));
        if !is && !proven && self.scan(verdict, &rules::NOT_NULL_SCANS, LockMode::AccessExclusive, table) {
            verdict.and(quote(column));
        }
        self.demand(table, std::slice::from_ref(column));
    }

    fn alter_type(
        &mut self,
        table: &QualifiedName,
        (column, data_type): (&String, &String),
        collation: bool,
        using: bool,
        verdict: &mut Verdict,
    ) {
        let known = self.column(table, column).map(|facts| facts.data_type.clone()).filter(|known| !known.is_empty());
        let object = format!("{table}.{}", quote(column));
        if self.holds_rows(table) {
            let change = match &known {
                Some(known) => format!("from {known} to {data_type}"),
                None => format!("to {data_type}, unless it is that, or stored alike"),
            };
            let in_utc = known.as_deref() == Some("timestamp without time zone")
                && data_type == "timestamp with time zone"
                && !self.time_zone_changed;
            let stored_alike = known.as_ref().is_some_and(|known| in_utc || !types::rewrites(known, data_type));
            let rewrites = using || !stored_alike;
            let loses = known.as_ref().is_some_and(|known| types::loses(known, data_type) && !in_utc);
            if loses {
                verdict.risk(&rules::TYPE_LOSES, &[Hazard::DataLoss], object.clone());
                verdict.and(change.clone());
            }
            if rewrites {
                verdict.rewrites.push(table.to_string());
                verdict.risk(&rules::TYPE_REWRITES, &REWRITE, object);
                verdict.and(change);
            } else if collation || self.get(table).is_some_and(|relation| relation.checks(column)) {
                self.scan(verdict, &rules::CHECK_SCANS, LockMode::AccessExclusive, table);
            }
        }
        self.entry(table).columns.entry(column.clone()).or_default().data_type.clone_from(data_type);
    }

    /// Takes a constraint as made.
    fn learn(&mut self, table: &QualifiedName, label: Option<&str>, constraint: &Constraint, valid: bool) {
        let mut facts = ConstraintFacts { valid, ..ConstraintFacts::default() };
        let name = match constraint {
            Constraint::Check(expression) => {
                facts.check = Some(super::recognise::one_spelling(expression));
                label.map(str::to_owned)
            }
            Constraint::ForeignKey(key) => {
                let referenced = self.resolve(&key.table);
                facts.references = Some(referenced.clone());
                self.entry(&referenced).referenced_by.push(table.clone());
                let columns: Vec<&str> = key.columns.iter().map(String::as_str).collect();
                Some(label.map_or_else(|| crate::identifier::generated(&table.name, &columns, "fkey"), str::to_owned))
            }
            Constraint::PrimaryKey(Key::Columns(columns)) => {
                self.demand(table, columns);
                None
            }
            _ => None,
        };
        if let Some(name) = name {
            self.entry(table).constraints.insert(name, facts);
        }
    }
}

impl Relation {
    fn has_valid_check(&self) -> bool {
        self.constraints.values().any(|constraint| constraint.valid && constraint.check.is_some())
    }

    /// Whether a valid CHECK says that the column is not null: alone, or as one of several things that must all be so.
    fn proves_not_null(&self, column: &str) -> bool {
        let wanted = format!("{} is not null", quote(column));
        self.constraints.values().filter(|constraint| constraint.valid).any(|constraint| {
            let check = constraint.check.as_deref().unwrap_or_default().replace(['(', ')'], " ");
            let bare = check.split_whitespace().collect::<Vec<_>>().join(" ");
            let rest = bare.replace("is not null", "");
            let joined = rest.split(' ').all(|word| !matches!(word, "or" | "not" | "case"));
            joined && bare.split(" and ").any(|part| part == wanted)
        })
    }

    /// Whether a CHECK reads the column.
    fn checks(&self, column: &str) -> bool {
        let name = quote(column);
        self.constraints
            .values()
            .filter_map(|constraint| constraint.check.as_ref())
            .any(|check| check.split(' ').any(|word| word == name))
    }
}

/// Functions whose value is the same for the whole statement, so that adding a column with them as default rewrites nothing
/// (measured on 13–18), and words before a parenthesis that belong to a type or to syntax.
const ONE_VALUE: [&str; 34] = [
    "array",
    "bit",
    "bpchar",
    "cast",
    "char",
    "character",
    "coalesce",
    "concat",
    "current_setting",
    "date_part",
    "date_trunc",
    "decimal",
    "extract",
    "floor",
    "interval",
    "json_build_array",
    "json_build_object",
    "jsonb_build_array",
    "jsonb_build_object",
    "lower",
    "make_date",
    "make_interval",
    "md5",
    "now",
    "numeric",
    "round",
    "time",
    "timestamp",
    "timestamptz",
    "timezone",
    "to_timestamp",
    "upper",
    "varchar",
    "varying",
];

/// Whether a default may have another value for each row: it calls a function that is not known to have one.
fn is_volatile(default: &str) -> bool {
    let mut reader = Reader::new(default);
    while let Some(token) = reader.token() {
        let is_name = token.starts_with(|c: char| c.is_alphabetic() || c == '_' || c == '"') && !token.ends_with('\'');
        if is_name && reader.is_symbol("(") && !ONE_VALUE.contains(&token.to_lowercase().as_str()) {
            return true;
        }
    }
    false
}
