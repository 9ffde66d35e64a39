//! Names as PostgreSQL spells them: the one helper that quotes identifiers and literals, and the qualified name.
//! Everything that writes SQL goes through here; nothing else may splice a name or a value into a statement.

use std::fmt;

use serde::{Serialize, Serializer};

/// Words that cannot stand unquoted everywhere: every keyword of PostgreSQL 15 that `pg_get_keywords()` does not call
/// unreserved, with those that 16–18 added. Quoting one too many is harmless; one too few is not.
const KEYWORDS: &[&str] = &[
    "all",
    "analyse",
    "analyze",
    "and",
    "any",
    "array",
    "as",
    "asc",
    "asymmetric",
    "authorization",
    "between",
    "bigint",
    "binary",
    "bit",
    "boolean",
    "both",
    "case",
    "cast",
    "char",
    "character",
    "check",
    "coalesce",
    "collate",
    "collation",
    "column",
    "concurrently",
    "constraint",
    "create",
    "cross",
    "current_catalog",
    "current_date",
    "current_role",
    "current_schema",
    "current_time",
    "current_timestamp",
    "current_user",
    "dec",
    "decimal",
    "default",
    "deferrable",
    "desc",
    "distinct",
    "do",
    "else",
    "end",
    "except",
    "exists",
    "extract",
    "false",
    "fetch",
    "float",
    "for",
    "foreign",
    "freeze",
    "from",
    "full",
    "grant",
    "greatest",
    "group",
    "grouping",
    "having",
    "ilike",
    "in",
    "initially",
    "inner",
    "inout",
    "int",
    "integer",
    "intersect",
    "interval",
    "into",
    "is",
    "isnull",
    "join",
    "json",
    "json_array",
    "json_arrayagg",
    "json_exists",
    "json_object",
    "json_objectagg",
    "json_query",
    "json_scalar",
    "json_serialize",
    "json_table",
    "json_value",
    "lateral",
    "leading",
    "least",
    "left",
    "like",
    "limit",
    "localtime",
    "localtimestamp",
    "merge_action",
    "national",
    "natural",
    "nchar",
    "none",
    "normalize",
    "not",
    "notnull",
    "null",
    "nullif",
    "numeric",
    "offset",
    "on",
    "only",
    "or",
    "order",
    "out",
    "outer",
    "overlaps",
    "overlay",
    "placing",
    "position",
    "precision",
    "primary",
    "real",
    "references",
    "returning",
    "right",
    "row",
    "select",
    "session_user",
    "setof",
    "similar",
    "smallint",
    "some",
    "substring",
    "symmetric",
    "system_user",
    "table",
    "tablesample",
    "then",
    "time",
    "timestamp",
    "to",
    "trailing",
    "treat",
    "trim",
    "true",
    "union",
    "unique",
    "user",
    "using",
    "values",
    "varchar",
    "variadic",
    "verbose",
    "when",
    "where",
    "window",
    "with",
    "xmlattributes",
    "xmlconcat",
    "xmlelement",
    "xmlexists",
    "xmlforest",
    "xmlnamespaces",
    "xmlparse",
    "xmlpi",
    "xmlroot",
    "xmlserialize",
    "xmltable",
];

/// The longest identifier PostgreSQL keeps, in bytes (`NAMEDATALEN - 1`).
pub const MAX_BYTES: usize = 63;

/// Quotes an identifier where PostgreSQL's own `quote_ident` would (or where a newer version would).
pub fn quote(identifier: &str) -> String {
    let plain = identifier.starts_with(|c: char| c.is_ascii_lowercase() || c == '_')
        && identifier.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        && KEYWORDS.binary_search(&identifier).is_err();
    if plain { identifier.to_owned() } else { format!("\"{}\"", identifier.replace('"', "\"\"")) }
}

/// Quotes a value as a string literal that reads the same whatever `standard_conforming_strings` says.
pub fn literal(value: &str) -> String {
    let quoted = value.replace('\'', "''");
    if quoted.contains('\\') { format!("E'{}'", quoted.replace('\\', "\\\\")) } else { format!("'{quoted}'") }
}

/// The name that PostgreSQL itself gives to what belongs to a table (`t_id_seq`, `t_a_b_idx`, `t_pkey`): the longer of the
/// two parts is cut until all fits.
pub fn generated(table: &str, columns: &[&str], label: &str) -> String {
    let columns = columns.join("_");
    let columns = &columns[..boundary(&columns, MAX_BYTES)];
    let overhead = label.len() + 1 + usize::from(!columns.is_empty());
    let (mut first, mut second) = (table.len(), columns.len());
    while first + second + overhead > MAX_BYTES {
        if first > second { first -= 1 } else { second -= 1 }
    }
    let (first, second) = (&table[..boundary(table, first)], &columns[..boundary(columns, second)]);
    if columns.is_empty() { format!("{first}_{label}") } else { format!("{first}_{second}_{label}") }
}

/// The last place at or before `end` where a text may be cut.
pub fn boundary(text: &str, end: usize) -> usize {
    (0..=end.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// A schema-qualified name. Ordered by schema, then name; its `Display` is quoted SQL.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QualifiedName {
    pub schema: String,
    pub name: String,
}

impl QualifiedName {
    pub fn new(schema: impl Into<String>, name: impl Into<String>) -> Self {
        Self { schema: schema.into(), name: name.into() }
    }

    /// Reads `name`, `schema.name` or `"Schema"."name"` as SQL would: unquoted parts fold to lower case. A name without
    /// a schema belongs to `default_schema`. `None` if it is not a name.
    pub fn parse(text: &str, default_schema: &str) -> Option<Self> {
        let mut parts = split(text)?;
        let name = parts.pop()?;
        match (parts.pop(), parts.is_empty()) {
            (None, _) => Some(Self::new(default_schema, name)),
            (Some(schema), true) => Some(Self::new(schema, name)),
            (Some(_), false) => None,
        }
    }

    /// As a person writes it: without the schema where that is `default_schema`, quoted where needed.
    pub fn short(&self, default_schema: &str) -> String {
        if self.schema == default_schema { quote(&self.name) } else { self.to_string() }
    }
}

impl fmt::Display for QualifiedName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", quote(&self.schema), quote(&self.name))
    }
}

impl Serialize for QualifiedName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Splits a dotted, possibly quoted name into its parts, unquoted. `None` where it is malformed.
fn split(text: &str) -> Option<Vec<String>> {
    let mut parts = Vec::new();
    let mut rest = text.trim();
    loop {
        let part;
        if let Some(quoted) = rest.strip_prefix('"') {
            let mut value = String::new();
            let mut characters = quoted.char_indices().peekable();
            let end = loop {
                match characters.next()? {
                    (_, '"') if characters.peek().is_some_and(|(_, c)| *c == '"') => {
                        characters.next();
                        value.push('"');
                    }
                    (at, '"') => break at + 1,
                    (_, c) => value.push(c),
                }
            };
            part = value;
            rest = &quoted[end..];
        } else {
            let end = rest.find('.').unwrap_or(rest.len());
            let word = &rest[..end];
            let named = word.starts_with(|c: char| c.is_alphabetic() || c == '_')
                && word.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '$');
            if !named {
                return None;
            }
            part = word.to_lowercase();
            rest = &rest[end..];
        }
        if part.is_empty() {
            return None;
        }
        parts.push(part);
        if rest.is_empty() {
            return Some(parts);
        }
        rest = rest.strip_prefix('.')?;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn keywords_are_sorted_for_the_search() {
        assert!(KEYWORDS.is_sorted());
    }

    #[test]
    fn quotes_only_what_needs_it() {
        for (identifier, expected) in [
            ("bookings", "bookings"),
            ("row", "\"row\""),
            ("Row", "\"Row\""),
            ("2024", "\"2024\""),
            ("a\"b", "\"a\"\"b\""),
            ("größe", "\"größe\""),
            ("", "\"\""),
            ("timestamp", "\"timestamp\""),
        ] {
            assert_eq!(quote(identifier), expected);
        }
    }

    #[test]
    fn literals_survive_quotes_and_backslashes() {
        assert_eq!(literal("it's"), "'it''s'");
        assert_eq!(literal("a\\'b"), "E'a\\\\''b'");
    }

    #[test]
    fn generated_names_are_cut_as_postgresql_cuts_them() {
        assert_eq!(generated("t", &["a", "lower"], "idx"), "t_a_lower_idx");
        assert_eq!(generated("t", &[], "pkey"), "t_pkey");
        let long = "x".repeat(60);
        assert_eq!(generated(&long, &["id"], "seq"), format!("{}_id_seq", &long[..56]));
        assert_eq!(generated(&long, &[&long], "idx"), format!("{}_{}_idx", &long[..29], &long[..29]));
        assert_eq!(generated(&"ä".repeat(31), &["id"], "seq"), format!("{}_id_seq", "ä".repeat(28)));
    }

    #[test]
    fn names_fold_like_sql() {
        let name = |text| QualifiedName::parse(text, "public").map(|n| (n.schema, n.name));
        assert_eq!(name("Bookings"), Some(("public".into(), "bookings".into())));
        assert_eq!(name("Shop.\"Big.One\""), Some(("shop".into(), "Big.One".into())));
        for bad in ["", "a.", ".a", "a.b.c", "\"open", "a b", "\"a\"b"] {
            assert_eq!(name(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn what_is_quoted_reads_back(schema in "\\PC{1,12}", name in "\\PC{1,12}") {
            let qualified = QualifiedName::new(schema, name);
            prop_assert_eq!(QualifiedName::parse(&qualified.to_string(), "x"), Some(qualified));
        }
    }
}
