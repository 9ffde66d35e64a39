//! What stands beside an archive, in `<archive>.json`: what the table was, so that it can be made again, and what the file must
//! be, so that nobody trusts one that is not.

use serde::{Deserialize, Serialize};

use super::form::Form;
use crate::error::{Error, Result};
use crate::identifier::{QualifiedName, quote};
use crate::partition::names;

/// The version of the format. A later pgkeel reads what an earlier one wrote.
const VERSION: u32 = 1;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The version of this format.
    pub pgkeel_archive: u32,
    pub schema: String,
    pub table: String,
    /// Of which table it was a partition, and with which bounds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partition_of: Option<PartitionOf>,
    #[serde(flatten)]
    pub form: Form,
    pub rows: u64,
    /// The file's size, and its SHA-256 as `sha256sum` prints it.
    pub bytes: u64,
    pub sha256: String,
    /// The same of what is in it, before compression: the table's rows.
    pub content_bytes: u64,
    pub content_sha256: String,
    /// The server's clock, RFC 3339.
    pub archived_at: String,
    pub server_version: String,
    pub pgkeel_version: String,
    pub columns: Vec<Column>,
    pub constraints: Vec<Constraint>,
    pub indexes: Vec<Index>,
    /// How it is partitioned itself: `LIST (region)`. The rows of all its parts are in the one file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partition_by: Option<String>,
    /// All that is below it, each behind what it is a part of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Part>,
    /// All that as SQL, for people: a table of its own, without the columns' defaults.
    #[serde(default)]
    pub ddl: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartitionOf {
    pub schema: String,
    pub table: String,
    /// `FOR VALUES FROM ('2024-01-01 00:00:00+00') TO ('2024-02-01 00:00:00+00')`.
    pub bounds: String,
}

/// A column, in the table's order, in PostgreSQL's words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    pub name: String,
    #[serde(rename = "type")]
    pub data_type: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collation: Option<String>,
    #[serde(default)]
    pub not_null: bool,
    /// `always as (a + b) stored`. Its values are not in the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub generated: Option<String>,
    /// Kept for people: sequences and functions that it calls may be gone when the rows come back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Constraint {
    pub name: String,
    pub definition: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Index {
    pub name: String,
    #[serde(default)]
    pub unique: bool,
    /// What follows the table's name: `USING btree (a) WHERE b`.
    pub definition: String,
}

/// A table below one that is partitioned itself, with what it has beside what comes from above.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    pub name: String,
    /// What it is a part of.
    pub of: String,
    /// `FOR VALUES IN ('es', 'fr')`, or `DEFAULT`.
    pub bounds: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partition_by: Option<String>,
    #[serde(default)]
    pub constraints: Vec<Constraint>,
    #[serde(default)]
    pub indexes: Vec<Index>,
}

/// Where the manifest of an archive is.
pub fn beside(archive: &str) -> String {
    format!("{archive}.json")
}

impl Manifest {
    /// The version that is written.
    pub const VERSION: u32 = VERSION;

    /// Reads one; `file` is its name as the person knows it.
    ///
    /// # Errors
    /// `Failed`, where it is no manifest, or one of a later format.
    pub fn parse(file: &str, text: &str) -> Result<Self> {
        #[derive(Deserialize)]
        struct Version {
            pgkeel_archive: u32,
        }
        let refuse = |cause: serde_json::Error| Error::failed(format!("{file} is no manifest of an archive: {cause}"));
        let Version { pgkeel_archive: version } = serde_json::from_str(text).map_err(refuse)?;
        if version > VERSION {
            return Err(Error::failed(format!("{file} is of a later format ({version}; this pgkeel knows {VERSION})"))
                .hint("use the pgkeel that wrote it, or a newer one"));
        }
        serde_json::from_str(text).map_err(refuse)
    }

    /// As it is written.
    ///
    /// # Errors
    /// None that can happen: all of it is text and numbers.
    pub fn text(&self) -> Result<String> {
        let text = serde_json::to_string_pretty(self);
        text.map(|text| text + "\n").map_err(|cause| Error::failed(format!("cannot write a manifest: {cause}")))
    }

    pub fn name(&self) -> QualifiedName {
        QualifiedName::new(&*self.schema, &*self.table)
    }

    /// The columns whose values are in the file, in its order.
    pub fn stored_columns(&self) -> Vec<String> {
        self.columns.iter().filter(|column| column.generated.is_none()).map(|column| column.name.clone()).collect()
    }

    /// The table under a name, empty and open: its constraints and indexes follow when its rows are there.
    pub fn create_table(&self, name: &QualifiedName) -> String {
        let columns: Vec<String> = self.columns.iter().map(|column| format!("    {}", column.sql())).collect();
        format!("CREATE TABLE {name} (\n{}\n){}", columns.join(",\n"), by(self.partition_by.as_ref()))
    }

    /// The tables below it.
    pub fn create_parts(&self, name: &QualifiedName) -> Vec<String> {
        let parts = self.parts.iter().map(|part| {
            let (own, of) = (self.part_name(&part.name, name), self.part_name(&part.of, name));
            format!("CREATE TABLE {own} PARTITION OF {of} {}{}", part.bounds, by(part.partition_by.as_ref()))
        });
        parts.collect()
    }

    /// What a part is called below a table that may have another name by now.
    pub fn part_name(&self, part: &str, name: &QualifiedName) -> QualifiedName {
        let called = match part.strip_prefix(&self.table) {
            Some("") => name.name.clone(),
            Some(end) => names::with_end(&name.name, end, name),
            None => part.to_owned(),
        };
        QualifiedName::new(&name.schema, called)
    }

    /// What follows the rows.
    pub fn create_rest(&self, name: &QualifiedName) -> Vec<String> {
        // What is called after the table is called after what it is called now.
        let called = |own: &str| quote(&self.part_name(own, name).name);
        let mut rest = create_rest(name, &self.constraints, &self.indexes, called);
        for part in &self.parts {
            rest.extend(create_rest(&self.part_name(&part.name, name), &part.constraints, &part.indexes, called));
        }
        rest
    }

    /// All of it as a script.
    pub fn script(&self) -> String {
        let name = self.name();
        let statements =
            std::iter::once(self.create_table(&name)).chain(self.create_parts(&name)).chain(self.create_rest(&name));
        statements.map(|statement| statement + ";\n").collect()
    }
}

fn by(partition_by: Option<&String>) -> String {
    partition_by.map_or_else(String::new, |by| format!(" PARTITION BY {by}"))
}

fn create_rest(
    name: &QualifiedName,
    constraints: &[Constraint],
    indexes: &[Index],
    called: impl Fn(&str) -> String,
) -> Vec<String> {
    let constraints = constraints
        .iter()
        .map(|Constraint { name: own, definition }| format!("ALTER TABLE {name} ADD CONSTRAINT {} {definition}", called(own)));
    let indexes = indexes.iter().map(|index| {
        let unique = if index.unique { "UNIQUE " } else { "" };
        format!("CREATE {unique}INDEX {} ON {name} {}", called(&index.name), index.definition)
    });
    constraints.chain(indexes).collect()
}

impl Column {
    fn sql(&self) -> String {
        let mut sql = format!("{} {}", quote(&self.name), self.data_type);
        if let Some(collation) = &self.collation {
            sql.push_str(&format!(" COLLATE {collation}"));
        }
        if self.not_null {
            sql.push_str(" NOT NULL");
        }
        if let Some(generated) = &self.generated {
            sql.push_str(&format!(" GENERATED {generated}"));
        }
        sql
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::form::{Compression, Layout};
    use super::*;

    pub(in super::super) fn sample() -> Manifest {
        let column = |name: &str, data_type: &str| Column {
            name: name.into(),
            data_type: data_type.into(),
            collation: None,
            not_null: false,
            generated: None,
            default: None,
        };
        Manifest {
            pgkeel_archive: VERSION,
            schema: "public".into(),
            table: "Bookings 2024".into(),
            partition_of: Some(PartitionOf {
                schema: "public".into(),
                table: "bookings".into(),
                bounds: "FOR VALUES FROM ('2024-01-01 00:00:00+00') TO ('2024-02-01 00:00:00+00')".into(),
            }),
            form: Form { layout: Layout::Csv, compression: Compression::Gzip },
            rows: 2,
            bytes: 100,
            sha256: "00".into(),
            content_bytes: 200,
            content_sha256: "11".into(),
            archived_at: "2026-11-21T00:00:00Z".into(),
            server_version: "15.18".into(),
            pgkeel_version: "0.1.0".into(),
            columns: vec![
                Column { not_null: true, default: Some("nextval('s')".into()), ..column("id", "bigint") },
                Column { collation: Some("pg_catalog.\"C\"".into()), ..column("user", "text") },
                Column { generated: Some("always as (id * 2) stored".into()), ..column("twice", "bigint") },
            ],
            constraints: vec![Constraint { name: "b_pkey".into(), definition: "PRIMARY KEY (id)".into() }],
            indexes: vec![Index { name: "I".into(), unique: true, definition: "USING btree (\"user\")".into() }],
            partition_by: None,
            parts: Vec::new(),
            ddl: String::new(),
        }
    }

    #[test]
    fn it_reads_back_as_it_was_written() {
        let manifest = sample();
        let text = manifest.text().unwrap();
        assert_eq!(Manifest::parse("a.json", &text).unwrap(), manifest);
        let later = text.replace("\"pgkeel_archive\": 1", "\"pgkeel_archive\": 2");
        assert!(Manifest::parse("a.json", &later).unwrap_err().to_string().contains("later format"));
        assert!(Manifest::parse("a.json", "{}").unwrap_err().to_string().contains("is no manifest"));
    }

    #[test]
    fn the_table_can_be_made_again() {
        insta::assert_snapshot!(sample().script(), @r#"
        CREATE TABLE public."Bookings 2024" (
            id bigint NOT NULL,
            "user" text COLLATE pg_catalog."C",
            twice bigint GENERATED always as (id * 2) stored
        );
        ALTER TABLE public."Bookings 2024" ADD CONSTRAINT b_pkey PRIMARY KEY (id);
        CREATE UNIQUE INDEX "I" ON public."Bookings 2024" USING btree ("user");
        "#);
        assert_eq!(sample().stored_columns(), ["id", "user"]);
    }
}
