//! The kinds of objects, and the attributes that objects have beside their definitions: one table of facts for each, from
//! which reading, writing, creating and comparing follow.

use serde::Serialize;

/// The kinds of objects, in an order in which they can usually be created.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    Schema,
    Extension,
    Language,
    AccessMethod,
    Collation,
    BaseType,
    Enum,
    CompositeType,
    Domain,
    DomainConstraint,
    RangeType,
    Sequence,
    Function,
    Aggregate,
    Operator,
    OperatorFamily,
    OperatorClass,
    Cast,
    Transform,
    Conversion,
    TextSearchParser,
    TextSearchTemplate,
    TextSearchDictionary,
    TextSearchConfiguration,
    ForeignDataWrapper,
    Server,
    UserMapping,
    Table,
    ForeignTable,
    Column,
    Constraint,
    Index,
    /// A partition of a table: its name and bounds. Its parts come from the parent; those that do not are parts of its own.
    Partition,
    View,
    MaterializedView,
    Rule,
    Trigger,
    Policy,
    Statistics,
    EventTrigger,
    Publication,
    Subscription,
    DefaultPrivileges,
}

/// What a kind's name is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Naming {
    /// A schema and a bare name.
    Plain,
    /// A schema, and SQL that is more than a name: `f(integer)`, `=== (integer, integer)`, `c using btree`.
    Signature,
    /// A bare name that is the database's.
    Global,
    /// SQL that is more than a name, and the database's: `(text as integer)`.
    GlobalSql,
    /// The name of a relation (or a domain), and its own within that.
    Part,
}

/// What stands in a definition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// What follows the name in SQL, its keywords in lower case.
    Clause,
    /// What follows the name in SQL, as PostgreSQL prints it.
    Body,
    /// The whole statement, or statements, that create it.
    Statement,
}

/// What is known of a kind.
#[derive(Debug)]
pub struct KindFacts {
    pub kind: Kind,
    /// As a person calls it.
    pub name: &'static str,
    /// Its section in `schema.toml`; of a part, the section within its relation's.
    pub section: &'static str,
    /// The key of its definition, where it needs more than one line.
    pub main: &'static str,
    /// As SQL calls it, in `COMMENT ON` and `DROP`.
    pub sql: &'static str,
    pub naming: Naming,
    pub form: Form,
}

macro_rules! kinds {
    ($($kind:ident, $name:literal, $section:literal, $main:literal, $sql:literal, $naming:ident, $form:ident;)*) => {
        &[$(KindFacts { kind: Kind::$kind, name: $name, section: $section, main: $main, sql: $sql, naming: Naming::$naming, form: Form::$form },)*]
    };
}

/// Every kind, in the order of [`Kind`].
pub const KINDS: &[KindFacts] = kinds![
    Schema, "schema", "schema", "", "SCHEMA", Global, Clause;
    Extension, "extension", "extensions", "", "EXTENSION", Global, Clause;
    Language, "language", "languages", "definition", "LANGUAGE", Global, Statement;
    AccessMethod, "access method", "access_methods", "definition", "ACCESS METHOD", Global, Statement;
    Collation, "collation", "collations", "definition", "COLLATION", Plain, Statement;
    BaseType, "base type", "base_types", "definition", "TYPE", Plain, Statement;
    Enum, "enum", "enums", "labels", "TYPE", Plain, Body;
    CompositeType, "composite type", "composite_types", "definition", "TYPE", Plain, Body;
    Domain, "domain", "domains", "definition", "DOMAIN", Plain, Clause;
    DomainConstraint, "domain constraint", "constraints", "definition", "CONSTRAINT", Part, Clause;
    RangeType, "range type", "range_types", "definition", "TYPE", Plain, Body;
    Sequence, "sequence", "sequences", "definition", "SEQUENCE", Plain, Body;
    Function, "function", "functions", "definition", "ROUTINE", Signature, Body;
    Aggregate, "aggregate", "aggregates", "definition", "AGGREGATE", Signature, Statement;
    Operator, "operator", "operators", "definition", "OPERATOR", Signature, Statement;
    OperatorFamily, "operator family", "operator_families", "definition", "OPERATOR FAMILY", Signature, Statement;
    OperatorClass, "operator class", "operator_classes", "definition", "OPERATOR CLASS", Signature, Statement;
    Cast, "cast", "casts", "definition", "CAST", GlobalSql, Statement;
    Transform, "transform", "transforms", "definition", "TRANSFORM", GlobalSql, Statement;
    Conversion, "conversion", "conversions", "definition", "CONVERSION", Plain, Statement;
    TextSearchParser, "text search parser", "text_search_parsers", "definition", "TEXT SEARCH PARSER", Plain, Statement;
    TextSearchTemplate, "text search template", "text_search_templates", "definition", "TEXT SEARCH TEMPLATE", Plain, Statement;
    TextSearchDictionary, "text search dictionary", "text_search_dictionaries", "definition", "TEXT SEARCH DICTIONARY", Plain, Statement;
    TextSearchConfiguration, "text search configuration", "text_search_configurations", "definition", "TEXT SEARCH CONFIGURATION", Plain, Statement;
    ForeignDataWrapper, "foreign data wrapper", "foreign_data_wrappers", "definition", "FOREIGN DATA WRAPPER", Global, Statement;
    Server, "server", "servers", "definition", "SERVER", Global, Statement;
    UserMapping, "user mapping", "user_mappings", "definition", "USER MAPPING", GlobalSql, Statement;
    Table, "table", "tables", "partition_by", "TABLE", Plain, Clause;
    ForeignTable, "foreign table", "foreign_tables", "definition", "FOREIGN TABLE", Plain, Body;
    Column, "column", "columns", "definition", "COLUMN", Part, Clause;
    Constraint, "constraint", "constraints", "definition", "CONSTRAINT", Part, Clause;
    Index, "index", "indexes", "definition", "INDEX", Part, Clause;
    Partition, "partition", "partitions", "definition", "TABLE", Part, Clause;
    View, "view", "views", "query", "VIEW", Plain, Body;
    MaterializedView, "materialized view", "materialized_views", "query", "MATERIALIZED VIEW", Plain, Body;
    Rule, "rule", "rules", "definition", "RULE", Part, Body;
    Trigger, "trigger", "triggers", "definition", "TRIGGER", Part, Clause;
    Policy, "policy", "policies", "definition", "POLICY", Part, Clause;
    Statistics, "statistics", "statistics", "definition", "STATISTICS", Plain, Clause;
    EventTrigger, "event trigger", "event_triggers", "definition", "EVENT TRIGGER", Global, Statement;
    Publication, "publication", "publications", "definition", "PUBLICATION", Global, Statement;
    Subscription, "subscription", "subscriptions", "definition", "SUBSCRIPTION", Global, Statement;
    DefaultPrivileges, "default privileges", "default_privileges", "", "", GlobalSql, Clause;
];

impl Kind {
    pub fn facts(self) -> &'static KindFacts {
        &KINDS[self as usize]
    }

    /// As a person calls it.
    pub fn name(self) -> &'static str {
        self.facts().name
    }

    /// The kind that catalog queries and JSON call so: `operator-class`.
    pub fn of_name(name: &str) -> Option<Self> {
        KINDS.iter().find(|facts| facts.name == name || facts.name.replace(' ', "-") == name).map(|facts| facts.kind)
    }

    pub fn naming(self) -> Naming {
        self.facts().naming
    }

    /// Whether it belongs to no schema.
    pub fn is_global(self) -> bool {
        matches!(self.naming(), Naming::Global | Naming::GlobalSql)
    }

    /// What rows are in, or come out of: what columns, indexes, triggers and the like are parts of.
    pub fn is_relation(self) -> bool {
        matches!(self, Self::Table | Self::ForeignTable | Self::Partition | Self::View | Self::MaterializedView)
    }

    /// The kinds of parts that an object of this kind can have, in the order in which they are written.
    pub fn parts(self) -> &'static [Self] {
        use Kind::{Column, Constraint, DomainConstraint, Index, Policy, Rule, Trigger};
        match self {
            Self::Table | Self::Partition => &[Column, Constraint, Index, Trigger, Policy, Rule],
            Self::ForeignTable => &[Column, Constraint, Trigger, Rule],
            Self::View => &[Column, Trigger, Rule],
            Self::MaterializedView => &[Column, Index],
            Self::CompositeType => &[Column],
            Self::Domain => &[DomainConstraint],
            _ => &[],
        }
    }
}

/// What an object has beside its definition, and what a statement of its own can change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Attribute {
    Comment,
    Owner,
    /// `grant select to app`, `revoke execute from public`: one a line, beside what the owner has by itself.
    Privileges,
    /// `provider: label`, one a line.
    SecurityLabels,
    /// Whether it fires, or is valid.
    State,
    Version,
    /// The schema that an extension's objects are in.
    Schema,
    Persistence,
    Inherits,
    OfType,
    AccessMethod,
    /// Storage parameters.
    With,
    Tablespace,
    ReplicaIdentity,
    ClusterOn,
    RowLevelSecurity,
    /// The foreign server of a partition that is a foreign table.
    Server,
    FdwOptions,
    /// The order of a partition's columns, where it is not its parent's.
    Columns,
    /// The index or constraint of the parent that a partition's own is attached to.
    AttachedTo,
    /// The index of the parent, which backs no constraint there, that the index of a partition's own key is part of.
    PartOf,
    /// A column that comes from a parent and is not as there; a trigger that does.
    Inherited,
    Storage,
    Compression,
    StatisticsTarget,
    StatisticsTargets,
    /// `n_distinct` and its like.
    Options,
    /// The name of an identity column's sequence, where it is not the one that PostgreSQL gives.
    IdentitySequence,
    /// The name of a column's NOT NULL constraint, where it is not the one that PostgreSQL gives (from PostgreSQL 18 on).
    NotNullConstraint,
    /// Options that are never read out: passwords.
    HiddenOptions,
    /// What makes it, an extension, a constraint, PostgreSQL itself: only what was added to it is said.
    MadeBy,
    /// The identity column that makes it: only what was added to it is said.
    IdentityOf,
}

/// What is known of an attribute.
#[derive(Debug)]
pub struct AttributeFacts {
    pub attribute: Attribute,
    /// Its key in `schema.toml`.
    pub name: &'static str,
    /// What it is, for the JSON Schema.
    pub meaning: &'static str,
    pub kinds: &'static [Kind],
}

const TABLES: &[Kind] = &[Kind::Table, Kind::Partition];
const STORED: &[Kind] = &[Kind::Table, Kind::Partition, Kind::MaterializedView];
const OWNED: &[Kind] = &[
    Kind::Schema,
    Kind::Language,
    Kind::Collation,
    Kind::BaseType,
    Kind::Enum,
    Kind::CompositeType,
    Kind::Domain,
    Kind::RangeType,
    Kind::Sequence,
    Kind::Function,
    Kind::Aggregate,
    Kind::Operator,
    Kind::OperatorFamily,
    Kind::OperatorClass,
    Kind::Conversion,
    Kind::TextSearchDictionary,
    Kind::TextSearchConfiguration,
    Kind::ForeignDataWrapper,
    Kind::Server,
    Kind::Table,
    Kind::ForeignTable,
    Kind::Partition,
    Kind::View,
    Kind::MaterializedView,
    Kind::Statistics,
    Kind::EventTrigger,
    Kind::Publication,
    Kind::Subscription,
];
const GRANTED: &[Kind] = &[
    Kind::Schema,
    Kind::Language,
    Kind::BaseType,
    Kind::Enum,
    Kind::CompositeType,
    Kind::Domain,
    Kind::RangeType,
    Kind::Sequence,
    Kind::Function,
    Kind::Aggregate,
    Kind::ForeignDataWrapper,
    Kind::Server,
    Kind::Table,
    Kind::ForeignTable,
    Kind::Column,
    Kind::Partition,
    Kind::View,
    Kind::MaterializedView,
    Kind::DefaultPrivileges,
];
const MADE_BY_OTHERS: &[Kind] = &[
    Kind::Schema,
    Kind::Language,
    Kind::BaseType,
    Kind::Enum,
    Kind::CompositeType,
    Kind::Domain,
    Kind::DomainConstraint,
    Kind::RangeType,
    Kind::Sequence,
    Kind::Function,
    Kind::Aggregate,
    Kind::ForeignDataWrapper,
    Kind::Server,
    Kind::Table,
    Kind::ForeignTable,
    Kind::Column,
    Kind::Index,
    Kind::View,
    Kind::MaterializedView,
];
const LABELLED: &[Kind] = &[
    Kind::Schema,
    Kind::Language,
    Kind::BaseType,
    Kind::Enum,
    Kind::CompositeType,
    Kind::Domain,
    Kind::RangeType,
    Kind::Sequence,
    Kind::Function,
    Kind::Aggregate,
    Kind::Table,
    Kind::ForeignTable,
    Kind::Column,
    Kind::Partition,
    Kind::View,
    Kind::MaterializedView,
    Kind::EventTrigger,
    Kind::Publication,
    Kind::Subscription,
];

macro_rules! attributes {
    ($($attribute:ident, $name:literal, $kinds:expr, $meaning:literal;)*) => {
        &[$(AttributeFacts { attribute: Attribute::$attribute, name: $name, kinds: $kinds, meaning: $meaning },)*]
    };
}

/// Every attribute, in the order of [`Attribute`].
pub const ATTRIBUTES: &[AttributeFacts] = attributes![
    Comment, "comment", &[], "The comment on it.";
    Owner, "owner", OWNED, "The role that owns it, where it is not the file's `owner`.";
    Privileges, "privileges", GRANTED, "What differs from the privileges that it has by itself: `grant select to app`, `revoke execute from public`.";
    SecurityLabels, "security_labels", LABELLED, "`provider: label`.";
    State, "state", &[Kind::Constraint, Kind::Index, Kind::Rule, Kind::Trigger, Kind::EventTrigger], "`disabled`, `enabled on replicas only`, `enabled always`; of an index `invalid`.";
    Version, "version", &[Kind::Extension], "The version that is installed; without it any.";
    Schema, "schema", &[Kind::Extension], "The schema that its objects are in.";
    Persistence, "persistence", &[Kind::Table, Kind::Partition, Kind::Sequence], "`unlogged`.";
    Inherits, "inherits", &[Kind::Table, Kind::ForeignTable], "The tables that it inherits from.";
    OfType, "of_type", &[Kind::Table], "The composite type that it is made of.";
    AccessMethod, "access_method", STORED, "The table access method, where it is not heap.";
    With, "with", &[Kind::Table, Kind::Partition, Kind::MaterializedView, Kind::Constraint], "Storage parameters: `fillfactor=70`.";
    Tablespace, "tablespace", &[Kind::Table, Kind::Partition, Kind::MaterializedView, Kind::Constraint, Kind::Index], "The tablespace, where it is not the database's.";
    ReplicaIdentity, "replica_identity", TABLES, "`full`, `nothing` or `using index NAME`.";
    ClusterOn, "cluster_on", STORED, "The index that CLUSTER goes by.";
    RowLevelSecurity, "row_level_security", TABLES, "`enabled`, `forced` or both.";
    Server, "server", &[Kind::Partition], "The foreign server of a partition that is a foreign table.";
    FdwOptions, "fdw_options", &[Kind::Partition, Kind::Column], "Options of the foreign-data wrapper.";
    Columns, "column_order", &[Kind::Partition], "The order of its columns, where it is not its parent's.";
    AttachedTo, "attached_to", &[Kind::Constraint, Kind::Index], "The index or constraint of the parent that it is attached to.";
    PartOf, "part_of", &[Kind::Constraint], "The index of the parent, which backs no constraint there, that its own index is part of.";
    Inherited, "inherited", &[Kind::Column, Kind::Trigger], "Whether it comes from the parent.";
    Storage, "storage", &[Kind::Column], "`plain`, `external`, `extended` or `main`.";
    Compression, "compression", &[Kind::Column], "`pglz` or `lz4`.";
    StatisticsTarget, "statistics_target", &[Kind::Column, Kind::Statistics], "The statistics target.";
    StatisticsTargets, "statistics_targets", &[Kind::Index], "The statistics targets of its expressions, by number: `1=100`.";
    Options, "options", &[Kind::Column], "`n_distinct=5`.";
    IdentitySequence, "identity_sequence", &[Kind::Column], "The name of an identity column's sequence, where it is not the one that PostgreSQL gives.";
    NotNullConstraint, "not_null_constraint", &[Kind::Column], "The name of its NOT NULL constraint, and NO INHERIT or NOT VALID.";
    HiddenOptions, "hidden_options", &[Kind::ForeignDataWrapper, Kind::Server, Kind::UserMapping, Kind::ForeignTable, Kind::Column, Kind::Partition, Kind::Subscription], "Options that are never read out.";
    MadeBy, "made_by", MADE_BY_OTHERS, "The extension that makes it, or PostgreSQL: then only what was added to it is said here.";
    IdentityOf, "identity_of", &[Kind::Sequence], "The identity column that makes it: then only what was added to it is said here.";
];

impl Attribute {
    pub fn facts(self) -> &'static AttributeFacts {
        &ATTRIBUTES[self as usize]
    }

    pub fn name(self) -> &'static str {
        self.facts().name
    }

    pub fn of_name(name: &str) -> Option<Self> {
        ATTRIBUTES.iter().find(|facts| facts.name == name).map(|facts| facts.attribute)
    }

    /// Whether an object of the kind can have it.
    pub fn fits(self, kind: Kind) -> bool {
        match self {
            Self::Comment => !matches!(kind, Kind::UserMapping | Kind::DefaultPrivileges),
            _ => self.facts().kinds.contains(&kind),
        }
    }

    /// Whether it is one value a line.
    pub fn is_list(self) -> bool {
        matches!(self, Self::Privileges | Self::SecurityLabels)
    }

    /// Whether it is about the server (its roles, tablespaces and packages) and not about the schema alone: nothing that a
    /// scratch database could be asked about.
    pub fn is_of_server(self) -> bool {
        matches!(
            self,
            Self::Owner | Self::Privileges | Self::SecurityLabels | Self::Version | Self::Tablespace | Self::HiddenOptions
        )
    }

    /// Whether it says no more than what makes the object.
    pub fn says_whose_it_is(self) -> bool {
        matches!(self, Self::MadeBy | Self::IdentityOf | Self::Inherited)
    }

    /// Whether it counts only where both sides have it: what the file leaves open may be anything.
    pub fn may_be_left_open(self) -> bool {
        matches!(self, Self::Owner | Self::Version | Self::Schema | Self::PartOf | Self::IdentitySequence | Self::HiddenOptions)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_stand_at_their_places() {
        for (index, facts) in KINDS.iter().enumerate() {
            assert_eq!(facts.kind as usize, index, "{}", facts.name);
            assert_eq!(Kind::of_name(&facts.name.replace(' ', "-")), Some(facts.kind));
            assert_eq!(serde_json::to_value(facts.kind).unwrap(), facts.name.replace(' ', "-"));
        }
        for (index, facts) in ATTRIBUTES.iter().enumerate() {
            assert_eq!(facts.attribute as usize, index, "{}", facts.name);
        }
        assert_eq!(KINDS.last().map(|facts| facts.kind), Some(Kind::DefaultPrivileges));
        assert_eq!(ATTRIBUTES.last().map(|facts| facts.attribute), Some(Attribute::IdentityOf));
    }
}
