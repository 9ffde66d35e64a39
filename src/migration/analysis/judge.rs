//! What a statement does in a given world: the locks it takes on what others use, what it rewrites and reads, what it puts at
//! risk. The facts are measured (PostgreSQL 13 to 18), and `tests/it/migrate/locks.rs` measures them again.

mod alter;

use super::super::reader::Name;
use super::rules::{self, Rule};
use super::syntax::{Constraint, CreateIndex, CreateTable, Reindexed, RelationKind, Statement, Verb};
use super::world::World;
use crate::identifier::{QualifiedName, quote};
use crate::plan::{Hazard, Lock, LockMode};

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
        if let Some((parent, bounds)) = &table.partition_of {
            let parent = self.resolve(parent);
            self.remark_bounds(verdict, &parent, bounds);
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
            self.remark(verdict, &made, constraint);
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
}
