//! A plain table becomes the first partition of a new, partitioned one of its name: no row is copied. What it holds is proven
//! beforehand while its traffic goes on; what remains is one transaction that only touches the catalog. And the way back. Pure.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDateTime;
use serde::Deserialize;

use super::bounds::{Bounds, Edge, KeyType};
use crate::identifier::{self, QualifiedName, literal, quote};
use crate::plan::{Hazard, LockMode, Plan, Sql, Step};
use crate::schema::create::{self, Scope};
use crate::schema::kind::{Attribute, Kind};
use crate::schema::model::{Identity, Object, Schema};

/// The constraint by which PostgreSQL knows what the table holds without a look.
pub const PROOF: &str = "pgkeel_bounds";

/// The table as it is, beside its schema.
#[derive(Debug, Clone)]
pub struct Facts {
    pub name: QualifiedName,
    pub key_column: String,
    pub key_type: KeyType,
    pub key_not_null: bool,
    pub indexes: Vec<Index>,
    pub sequences: Vec<Sequence>,
    pub triggers: Vec<String>,
    pub policies: Vec<String>,
    /// Views that read it.
    pub views: Vec<QualifiedName>,
    /// What a stopped run left.
    pub proof: Option<Proof>,
}

/// What a stopped run has said of the table's rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proof {
    pub upper: NaiveDateTime,
    pub valid: bool,
}

/// The partition that was the whole table, and what has to be known to make it that again.
#[derive(Debug, Clone)]
pub struct Converted {
    pub name: QualifiedName,
    pub mark: Mark,
    /// Its indexes that are attached to the table's: their names, the table's, and whether constraints have them.
    pub indexes: Vec<(String, String, bool)>,
    /// Whether the index for the primary key that it had is valid, where it is there already.
    pub key_index: Option<bool>,
    /// The other partitions, which go.
    pub others: Vec<QualifiedName>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Index {
    pub name: String,
    pub constraint: Option<String>,
    pub primary: bool,
    pub unique: bool,
    pub exclusion: bool,
    pub valid: bool,
    /// Without those that are expressions.
    pub columns: Option<Vec<String>>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Sequence {
    pub schema: String,
    pub name: String,
    pub column: String,
    pub identity: bool,
}

/// What is done, and what it comes to.
#[derive(Debug, Clone)]
pub struct Conversion {
    pub plan: Plan,
    /// What the table is called as a partition.
    pub partition: QualifiedName,
    /// Where the partition ends.
    pub upper: NaiveDateTime,
    /// What differs afterwards on purpose, with a word on each.
    pub changes: Vec<(Identity, String)>,
}

/// Why it cannot be, each in a sentence.
pub fn obstacles(facts: &Facts) -> Vec<String> {
    let mut obstacles = Vec::new();
    let key = &facts.key_column;
    for index in facts.indexes.iter().filter(|index| !is_ours(index, facts)) {
        let name = quote(&index.name);
        let has_key = index.columns.as_ref().is_some_and(|columns| columns.contains(key));
        if index.exclusion {
            obstacles.push(format!("the exclusion constraint {name} cannot span partitions"));
        } else if index.unique && !index.primary && !has_key {
            obstacles.push(format!("{name} is unique without {}, which no partitioned table can promise", quote(key)));
        }
        if !index.valid {
            obstacles.push(format!("the index {name} is INVALID: drop it, or build it again"));
        }
    }
    obstacles
}

const KEY_INDEX: &str = "_pgkeel_key";

/// The index that is built for the new primary key.
pub fn key_index(facts: &Facts) -> String {
    cut(&facts.name.name, KEY_INDEX)
}

fn is_ours(index: &Index, facts: &Facts) -> bool {
    index.constraint.is_none() && index.name == key_index(facts)
}

/// A name with an ending, in what PostgreSQL keeps of it.
fn cut(name: &str, end: &str) -> String {
    format!("{}{end}", &name[..identifier::boundary(name, identifier::MAX_BYTES - end.len())])
}

/// What something is called when its name is the new table's.
fn old(name: &str) -> String {
    cut(name, "_old")
}

/// Plans it. `upper` is where the partition is to end if no proof says it; `partition` what it is to be called.
pub fn convert(facts: &Facts, schema: &Schema, partition: &QualifiedName, upper: NaiveDateTime) -> Conversion {
    let table = &facts.name;
    let key = quote(&facts.key_column);
    let mut steps = Vec::new();
    // One that would end too soon is of a run that was stopped long ago.
    let proof = facts.proof.filter(|proof| proof.upper >= upper);
    if facts.proof.is_some() && proof.is_none() {
        steps.push(drop_proof(table));
    }
    let upper = proof.map_or(upper, |proof| proof.upper);
    if proof.is_none() {
        let end = literal(&facts.key_type.text(upper));
        let check = format!("ALTER TABLE {table} ADD CONSTRAINT {PROOF} CHECK ({key} IS NOT NULL AND {key} < {end}) NOT VALID");
        steps.push(
            Step::new(format!("say what {table} holds"), check)
                .locking(LockMode::AccessExclusive, table.to_string())
                .because(format!("for a moment; until the end rows from {} on are refused", facts.key_type.text(upper))),
        );
    }
    if !proof.is_some_and(|proof| proof.valid) {
        steps.push(
            Step::new(format!("prove it of {table}"), format!("ALTER TABLE {table} VALIDATE CONSTRAINT {PROOF}"))
                .locking(LockMode::ShareUpdateExclusive, table.to_string())
                .hazard(Hazard::LongScan)
                .because("readers and writers go on; attaching then needs no scan under a lock"),
        );
    }
    let primary = facts.indexes.iter().find(|index| index.primary);
    let grown = primary.filter(|index| !index.columns.as_ref().is_some_and(|columns| columns.contains(&facts.key_column)));
    let grown_columns: Option<Vec<String>> = grown.map(|index| {
        index.columns.iter().flatten().chain(std::iter::once(&facts.key_column)).map(|column| quote(column)).collect()
    });
    if let Some(columns) = &grown_columns {
        let there = facts.indexes.iter().find(|index| is_ours(index, facts)).map(|index| index.valid);
        steps.extend(unique_index(
            table,
            &key_index(facts),
            there,
            columns,
            "the primary key of a partitioned table holds its key",
        ));
    }
    let grown = grown.zip(grown_columns.as_deref());
    let wanted = wanted(facts, schema, grown.map(|(_, columns)| columns));
    steps.push(replace(facts, schema, &wanted, partition, upper, grown));

    let mut changes = vec![(Identity::new(Kind::Table, table.clone()), format!("partitioned by range ({key})"))];
    if let Some((index, columns)) = grown {
        let constraint = Identity::part(Kind::Constraint, table.clone(), index.constraint.clone().unwrap_or_default());
        changes.push((constraint, format!("primary key ({}): unique no more without {key}", columns.join(", "))));
        if !facts.key_not_null {
            changes.push((Identity::part(Kind::Column, table.clone(), &facts.key_column), "not null".into()));
        }
    }
    Conversion { plan: Plan { steps }, partition: partition.clone(), upper, changes }
}

fn drop_proof(table: &QualifiedName) -> Step {
    Step::new(format!("forget what {table} holds"), format!("ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {PROOF}"))
        .locking(LockMode::AccessExclusive, table.to_string())
        .because("a stopped run left it, and it refuses rows")
}

/// Takes back what a run began that never came to its last step; nothing, where there is nothing of it.
pub fn abandon(facts: &Facts) -> Plan {
    let mut steps = Vec::new();
    if facts.proof.is_some() {
        steps.push(drop_proof(&facts.name));
    }
    if facts.indexes.iter().any(|index| is_ours(index, facts)) {
        steps.push(drop_index(&facts.name, &key_index(facts), "it was built for a primary key that is not to be"));
    }
    Plan { steps }
}

/// Makes the first partition the whole table again. The others must be empty, and go.
pub fn undo(facts: &Facts, schema: &Schema, converted: &Converted) -> Conversion {
    let (table, partition) = (&facts.name, &converted.name);
    let mut steps = Vec::new();
    let of_partition = Facts { name: table.clone(), ..facts.clone() };
    let ours = key_index(&of_partition);
    if let Some(columns) = &converted.mark.primary {
        let columns: Vec<String> = columns.iter().map(|column| quote(column)).collect();
        steps.extend(unique_index(partition, &ours, converted.key_index, &columns, "for the primary key that it had"));
    }
    let gone = QualifiedName::new(&table.schema, cut(&table.name, "_gone"));
    let mut sql: Vec<Sql> = views(facts, schema);
    let mut say = |text: String| sql.push(Sql::from(text));
    // All rows are meant, also those that row-level security hides from the owner.
    say("SET LOCAL row_security = off".to_owned());
    say(format!("LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE"));
    say(format!("ALTER TABLE {table} DETACH PARTITION {partition}"));
    // What is left are the other partitions, whichever they are by now.
    say(refuse_rows(table));
    for sequence in &facts.sequences {
        let name = QualifiedName::new(&sequence.schema, &sequence.name);
        if sequence.identity {
            say(format!("ALTER SEQUENCE {name} RENAME TO {}", quote(&old(&sequence.name))));
        } else {
            say(format!("ALTER SEQUENCE {name} OWNED BY {partition}.{}", quote(&sequence.column)));
        }
    }
    say(format!("ALTER TABLE {table} RENAME TO {}", quote(&gone.name)));
    say(format!("ALTER TABLE {partition} RENAME TO {}", quote(&table.name)));
    for sequence in facts.sequences.iter().filter(|sequence| sequence.identity) {
        let identity = Identity::part(Kind::Column, table.clone(), &sequence.column);
        let Some(column) = schema.get(&identity) else { continue };
        let definition = create::tables::with_identity_sequence(column);
        let Some(at) = crate::schema::text::find_outside_quotes(&definition, "generated") else { continue };
        say(format!("ALTER TABLE {table} ALTER COLUMN {} ADD {}", quote(&sequence.column), &definition[at..]));
        let (name, before) = (&sequence.name, QualifiedName::new(&sequence.schema, old(&sequence.name)));
        let name = QualifiedName::new(&sequence.schema, name);
        say(format!("SELECT pg_catalog.setval({}, last_value, is_called) FROM {before}", literal(&name.to_string())));
    }
    sql.extend(views(facts, schema));
    let mut say = |text: String| sql.push(Sql::from(text));
    say(format!("DROP TABLE {gone}"));
    for (own, name, is_constraint) in &converted.indexes {
        let is_primary = facts.indexes.iter().any(|index| index.primary && index.name == *name);
        if let (true, Some(_)) = (is_primary, &converted.mark.primary) {
            say(format!("ALTER TABLE {table} DROP CONSTRAINT {}", quote(own)));
            say(format!("ALTER TABLE {table} ADD CONSTRAINT {} PRIMARY KEY USING INDEX {}", quote(name), quote(&ours)));
        } else if *is_constraint {
            say(format!("ALTER TABLE {table} RENAME CONSTRAINT {} TO {}", quote(own), quote(name)));
        } else {
            say(format!("ALTER INDEX {}.{} RENAME TO {}", quote(&table.schema), quote(own), quote(name)));
        }
    }
    if converted.mark.nullable {
        say(format!("ALTER TABLE {table} ALTER COLUMN {} DROP NOT NULL", quote(&facts.key_column)));
    }
    let mut objects = of_table(schema, table);
    let comment =
        objects.get(&Identity::new(Kind::Table, table.clone())).and_then(|object| object.comment().map(str::to_owned));
    objects.retain(|identity, _| matches!(identity.kind, Kind::Trigger | Kind::Policy));
    for object in objects.values_mut() {
        object.depends_on.clear();
    }
    sql.extend(creations(&Schema { schemas: schema.schemas.clone(), owner: schema.owner.clone(), objects }));
    let comment = comment.map_or_else(|| "NULL".to_owned(), |comment| literal(&comment));
    sql.push(Sql::from(format!("COMMENT ON TABLE {table} IS {comment}")));

    let mut step = Step::new(format!("let {partition} be {table} again"), String::new());
    step.sql = sql;
    step = locks(step, facts, schema);
    for part in std::iter::once(partition).chain(&converted.others) {
        step = step.locking(LockMode::AccessExclusive, part.to_string());
    }
    steps.push(step.because("no row is read or moved; where another partition has one, it is refused"));
    let mut changes = vec![(Identity::new(Kind::Table, table.clone()), "partitioned no more".to_owned())];
    if let Some(columns) = &converted.mark.primary {
        let name = facts.indexes.iter().find(|index| index.primary).and_then(|index| index.constraint.clone());
        let constraint = Identity::part(Kind::Constraint, table.clone(), name.unwrap_or_default());
        changes.push((constraint, format!("primary key ({})", columns.join(", "))));
    }
    if converted.mark.nullable {
        changes.push((Identity::part(Kind::Column, table.clone(), &facts.key_column), "may be null".into()));
    }
    Conversion { plan: Plan { steps }, partition: partition.clone(), upper: NaiveDateTime::MAX, changes }
}

/// Fails where a partition of a table has a row.
fn refuse_rows(table: &QualifiedName) -> String {
    let text = literal(&table.to_string());
    let block = format!(
        "BEGIN IF EXISTS (SELECT FROM {table}) THEN RAISE EXCEPTION 'another partition of % holds rows', {text}; END IF; END"
    );
    format!("DO {}", literal(&block))
}

/// Builds a unique index, after what a stopped run left of it has gone; nothing, where it `is_valid` already.
fn unique_index(table: &QualifiedName, name: &str, is_valid: Option<bool>, columns: &[String], reason: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    match is_valid {
        Some(true) => return steps,
        Some(false) => steps.push(drop_index(table, name, "what a stopped run left is INVALID")),
        None => (),
    }
    let sql = format!("CREATE UNIQUE INDEX CONCURRENTLY {} ON {table} ({})", quote(name), columns.join(", "));
    steps.push(
        Step::new(format!("create index {}", quote(name)), sql)
            .outside_transaction(Some(format!("{}.{}", quote(&table.schema), quote(name))))
            .locking(LockMode::ShareUpdateExclusive, table.to_string())
            .hazard(Hazard::LongScan)
            .because(format!("{reason}; readers and writers go on")),
    );
    steps
}

fn drop_index(table: &QualifiedName, index: &str, reason: &str) -> Step {
    let name = format!("{}.{}", quote(&table.schema), quote(index));
    Step::new(format!("drop index {name}"), format!("DROP INDEX CONCURRENTLY IF EXISTS {name}"))
        .outside_transaction(None)
        .locking(LockMode::ShareUpdateExclusive, table.to_string())
        .because(reason)
}

/// The new table with all that is its own, as a schema.
fn wanted(facts: &Facts, schema: &Schema, primary: Option<&[String]>) -> Schema {
    let mut objects: BTreeMap<Identity, Object> = of_table(&without_ours(schema, &facts.name, &facts.name), &facts.name);
    objects
        .retain(|identity, _| identity.part.as_deref() != Some(PROOF) && identity.part.as_deref() != Some(&key_index(facts)));
    for (identity, object) in &mut objects {
        object.depends_on.clear();
        match identity.kind {
            Kind::Table => {
                object.definition = format!("range ({})", quote(&facts.key_column));
                object.set(Attribute::With, None);
                object.set(Attribute::ClusterOn, None);
            }
            Kind::Constraint if object.definition.to_ascii_lowercase().starts_with("primary key") => {
                if let Some(columns) = primary {
                    object.definition = format!("primary key ({})", columns.join(", "));
                }
            }
            _ => (),
        }
    }
    Schema { schemas: schema.schemas.clone(), owner: schema.owner.clone(), objects }
}

/// The schema as it is but for what a run of ours has begun, on the way there or, on the table's first partition, back.
pub fn without_ours(schema: &Schema, table: &QualifiedName, partition: &QualifiedName) -> Schema {
    let mut schema = schema.clone();
    let ours = cut(&table.name, KEY_INDEX);
    schema.objects.retain(|identity, _| {
        let is_ours = match identity.kind {
            Kind::Constraint => identity.part.as_deref() == Some(PROOF),
            Kind::Index => identity.part.as_ref() == Some(&ours),
            _ => false,
        };
        !is_ours || identity.name != *table && identity.name != *partition
    });
    schema
}

/// A table and its parts.
fn of_table(schema: &Schema, table: &QualifiedName) -> BTreeMap<Identity, Object> {
    let is_own = |identity: &Identity| {
        identity.name == *table && (identity.kind == Kind::Table || identity.part.is_some()) && identity.kind != Kind::Partition
    };
    schema.objects.iter().filter(|(identity, _)| is_own(identity)).map(|(a, b)| (a.clone(), b.clone())).collect()
}

/// The statements that make a schema's objects; those that name roles are not for a scratch database.
fn creations(schema: &Schema) -> Vec<Sql> {
    let texts = |scope| create::everything(schema, scope, |_| true).into_iter().map(|creation| creation.sql);
    let provable: BTreeSet<String> = texts(Scope::Scratch).collect();
    let whole = texts(Scope::Whole).filter(|sql| !sql.starts_with("CREATE SCHEMA"));
    whole.map(|sql| Sql { on_server_only: !provable.contains(&sql), ..Sql::from(sql) }).collect()
}

/// The one transaction in which the table becomes a partition.
fn replace(
    facts: &Facts,
    schema: &Schema,
    wanted: &Schema,
    partition: &QualifiedName,
    upper: NaiveDateTime,
    grown: Option<(&Index, &[String])>,
) -> Step {
    let table = &facts.name;
    // Who reads a view locks it before the table: so does this, by saying of each what it is already.
    let mut sql: Vec<Sql> = views(facts, schema);
    let mut say = |text: String| sql.push(Sql::from(text));
    say(format!("LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE"));
    say(format!("ALTER TABLE {table} RENAME TO {}", quote(&partition.name)));
    for trigger in &facts.triggers {
        say(format!("DROP TRIGGER {} ON {partition}", quote(trigger)));
    }
    for policy in &facts.policies {
        say(format!("DROP POLICY {} ON {partition}", quote(policy)));
    }
    for index in facts.indexes.iter().filter(|index| !is_ours(index, facts)) {
        let is_grown = grown.is_some_and(|(grown, _)| grown.name == index.name);
        match &index.constraint {
            Some(constraint) if is_grown => {
                say(format!("ALTER TABLE {partition} DROP CONSTRAINT {}", quote(constraint)));
                if !facts.key_not_null {
                    say(format!("ALTER TABLE {partition} ALTER COLUMN {} SET NOT NULL", quote(&facts.key_column)));
                }
                let (name, ours) = (quote(&old(constraint)), quote(&key_index(facts)));
                say(format!("ALTER TABLE {partition} ADD CONSTRAINT {name} PRIMARY KEY USING INDEX {ours}"));
            }
            Some(constraint) => {
                say(format!("ALTER TABLE {partition} RENAME CONSTRAINT {} TO {}", quote(constraint), quote(&old(constraint))));
            }
            None => {
                let name = format!("{}.{}", quote(&table.schema), quote(&index.name));
                say(format!("ALTER INDEX {name} RENAME TO {}", quote(&old(&index.name))));
            }
        }
    }
    let identities = || facts.sequences.iter().filter(|sequence| sequence.identity);
    for sequence in identities() {
        let name = QualifiedName::new(&sequence.schema, &sequence.name);
        say(format!("ALTER SEQUENCE {name} RENAME TO {}", quote(&old(&sequence.name))));
    }
    sql.extend(creations(wanted));
    let mut say = |text: String| sql.push(Sql::from(text));
    for sequence in identities() {
        let name = QualifiedName::new(&sequence.schema, &sequence.name);
        let before = QualifiedName::new(&sequence.schema, old(&sequence.name));
        say(format!("SELECT pg_catalog.setval({}, last_value, is_called) FROM {before}", literal(&name.to_string())));
        say(format!("ALTER TABLE {partition} ALTER COLUMN {} DROP IDENTITY", quote(&sequence.column)));
    }
    for sequence in facts.sequences.iter().filter(|sequence| !sequence.identity) {
        let name = QualifiedName::new(&sequence.schema, &sequence.name);
        say(format!("ALTER SEQUENCE {name} OWNED BY {table}.{}", quote(&sequence.column)));
    }
    let bounds = Bounds::clause(Edge::Lowest, Edge::At(upper), facts.key_type);
    say(format!("ALTER TABLE {table} ATTACH PARTITION {partition} {bounds}"));
    say(format!("ALTER TABLE {partition} DROP CONSTRAINT {PROOF}"));
    sql.extend(views(facts, schema));
    let primary = grown.and_then(|(index, _)| index.columns.as_deref());
    let nullable = grown.is_some() && !facts.key_not_null;
    let comment = Mark { table: table.clone(), primary: primary.map(<[String]>::to_vec), nullable }.comment();
    sql.push(Sql::from(format!("COMMENT ON TABLE {partition} IS {}", literal(&comment))));

    let mut step = Step::new(format!("let {table} be the first partition of a new {table}"), String::new());
    step.sql = sql;
    step = locks(step, facts, schema);
    step.because("no row is read or moved: readers and writers wait for a moment")
}

/// The table, its views, and what its foreign keys point at, whose triggers change hands.
fn locks(mut step: Step, facts: &Facts, schema: &Schema) -> Step {
    step = step.locking(LockMode::AccessExclusive, facts.name.to_string());
    let constraints = schema.parts(Kind::Constraint, &facts.name);
    let referenced: BTreeSet<QualifiedName> =
        constraints.flat_map(|(_, object)| object.referenced_tables(&facts.name)).collect();
    for other in facts.views.iter().chain(&referenced) {
        step = step.locking(LockMode::AccessExclusive, other.to_string());
    }
    step
}

/// What reads the table reads the one that has its name now.
fn views(facts: &Facts, schema: &Schema) -> Vec<Sql> {
    let of = |view: &QualifiedName| {
        let identity = Identity::new(Kind::View, view.clone());
        let object = schema.get(&identity)?;
        let created = create::create(&identity, object, false);
        Some(Sql::from(created.replacen("CREATE VIEW", "CREATE OR REPLACE VIEW", 1)))
    };
    facts.views.iter().filter_map(of).collect()
}

/// The comment of the first partition: what it was, so that it can be again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    pub table: QualifiedName,
    /// The columns of the primary key that it had, where that has grown.
    pub primary: Option<Vec<String>>,
    /// The key could be NULL.
    pub nullable: bool,
}

const NULLABLE: &str = ", its key nullable";
const CONVERTED: &str = "pgkeel: was all of ";

impl Mark {
    pub fn comment(&self) -> String {
        let primary = self.primary.as_ref().map(|columns| {
            let columns: Vec<String> = columns.iter().map(|column| quote(column)).collect();
            format!(", with primary key ({})", columns.join(", "))
        });
        let nullable = if self.nullable { NULLABLE } else { "" };
        format!("{CONVERTED}{}{}{nullable}", self.table, primary.unwrap_or_default())
    }

    /// Reads it; `None` where it is none.
    pub fn read(comment: &str) -> Option<Self> {
        let rest = comment.strip_prefix(CONVERTED)?;
        let (rest, nullable) = rest.strip_suffix(NULLABLE).map_or((rest, false), |rest| (rest, true));
        let (table, primary) = match rest.split_once(", with primary key (") {
            Some((table, columns)) => {
                let columns = columns.strip_suffix(')')?;
                let columns = crate::schema::text::split_list(columns).into_iter();
                let columns: Option<Vec<String>> =
                    columns.map(|column| QualifiedName::parse(column, "").map(|name| name.name)).collect();
                (table, Some(columns?))
            }
            None => (rest, None),
        };
        Some(Self { table: QualifiedName::parse(table, "")?, primary, nullable })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_reads_back() {
        for primary in [None, Some(vec!["id".to_owned()]), Some(vec!["Order, id".to_owned(), "b".to_owned()])] {
            let nullable = primary.is_some();
            let mark = Mark { table: QualifiedName::new("Sales", "orders"), primary, nullable };
            assert_eq!(Mark::read(&mark.comment()), Some(mark));
        }
        assert_eq!(Mark::read("mine"), None);
    }
}
