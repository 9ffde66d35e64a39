//! What the actions of `ALTER TABLE` do, and what constraints demand of the rows that are there.

use super::super::super::reader::{Name, Reader};
use super::super::rules;
use super::super::syntax::{Action, Column, Constraint, ForeignKey, Generated, Key};
use super::super::table::beside;
use super::super::world::{ColumnFacts, ConstraintFacts, IndexFacts, Relation, World};
use super::{REWRITE, Verdict};
use crate::identifier::{QualifiedName, generated, quote};
use crate::plan::{Hazard, LockMode};
use crate::schema::plan::types;

impl World {
    pub(super) fn alter(&mut self, name: &mut Name, action: &Action, verdict: &mut Verdict) {
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
                self.remark(verdict, &table, constraint);
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
        if column.not_null && self.holds_rows(table) {
            verdict.risk(&rules::NOT_NULL_COLUMN, &[], format!("{table}.{}", quote(&column.name)));
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
            self.remark(verdict, table, constraint);
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
            Constraint::Unique { key: Key::Columns(_), .. } => {
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
            Constraint::Unique { key: Key::UsingIndex(_), .. } => {}
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
    pub(super) fn learn(&mut self, table: &QualifiedName, label: Option<&str>, constraint: &Constraint, valid: bool) {
        let mut facts = ConstraintFacts { valid, ..ConstraintFacts::default() };
        let name = match constraint {
            Constraint::Check(expression) => {
                facts.check = Some(super::super::recognise::one_spelling(expression));
                label.map(str::to_owned)
            }
            Constraint::ForeignKey(key) => {
                let referenced = self.resolve(&key.table);
                facts.references = Some(referenced.clone());
                self.entry(&referenced).referenced_by.push(table.clone());
                let columns: Vec<&str> = key.columns.iter().map(String::as_str).collect();
                Some(label.map_or_else(|| generated(&table.name, &columns, "fkey"), str::to_owned))
            }
            Constraint::PrimaryKey(Key::Columns(columns)) | Constraint::Unique { key: Key::Columns(columns), .. } => {
                let is_primary = matches!(constraint, Constraint::PrimaryKey(_));
                if is_primary {
                    self.demand(table, columns);
                }
                let parts: Vec<&str> = columns.iter().filter(|_| !is_primary).map(String::as_str).collect();
                let index = label
                    .map_or_else(|| generated(&table.name, &parts, if is_primary { "pkey" } else { "key" }), str::to_owned);
                let facts = IndexFacts { columns: Some(columns.clone()), definition: None };
                self.entry(table).indexes.insert(index, facts);
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
