//! Where an archive goes: a template such as `archive/{partition}.csv.gz`, relative to the project. No name of a table leads
//! anywhere else: what is not a plain letter, digit, `_` or `-` in it is written as `%` and two digits.

use super::form::{Compression, ENDINGS, Form, Layout};
use crate::identifier::QualifiedName;

/// A path with holes for names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathTemplate {
    parts: Vec<Part>,
    form: Form,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Schema,
    Table,
    Partition,
}

const HOLES: [(&str, Part); 3] = [("{schema}", Part::Schema), ("{table}", Part::Table), ("{partition}", Part::Partition)];

impl Default for PathTemplate {
    /// `archive/{partition}.csv.gz`
    fn default() -> Self {
        let parts = vec![Part::Text("archive/".into()), Part::Partition, Part::Text(".csv.gz".into())];
        Self { parts, form: Form { layout: Layout::Csv, compression: Compression::Gzip } }
    }
}

impl PathTemplate {
    /// # Errors
    /// A sentence that says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.chars().any(char::is_control) {
            return Err("a path has no control characters".into());
        }
        let Some(form) = Form::of(text) else {
            return Err(format!("`{text}` does not say what the archive is: it must end in {ENDINGS}"));
        };
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(at) = rest.find(['{', '}']) {
            let (before, hole) = rest.split_at(at);
            let known = HOLES.iter().find_map(|(name, part)| Some((part.clone(), hole.strip_prefix(name)?)));
            let Some((part, behind)) = known else {
                let end = hole.find('}').map_or(hole.len(), |end| end + 1);
                return Err(format!("`{}` is none of {{schema}}, {{table}}, {{partition}}", &hole[..end]));
            };
            parts.push(Part::Text(before.to_owned()));
            parts.push(part);
            rest = behind;
        }
        parts.push(Part::Text(rest.to_owned()));
        let last_directory = parts.iter().rposition(|part| matches!(part, Part::Text(text) if text.contains('/')));
        if !parts[last_directory.unwrap_or(0)..].contains(&Part::Partition) {
            return Err("two partitions would have the same file: {partition} is missing from the file's name".into());
        }
        Ok(Self { parts, form })
    }

    pub fn form(&self) -> Form {
        self.form
    }

    /// The path of a partition's archive; `table` is the one that it is, or was, a partition of.
    pub fn path(&self, table: &QualifiedName, partition: &QualifiedName) -> String {
        let mut path = String::new();
        for part in &self.parts {
            match part {
                Part::Text(text) => path.push_str(text),
                Part::Schema => path.push_str(&as_file_name(&table.schema)),
                Part::Table => path.push_str(&as_file_name(&table.name)),
                Part::Partition => path.push_str(&as_file_name(&partition.name)),
            }
        }
        path
    }
}

/// A name as (part of) a file's name: different names give different ones, and none is hidden, a directory, or `..`.
fn as_file_name(name: &str) -> String {
    let mut text = String::new();
    for character in name.chars() {
        // Letters of all alphabets are as good as in a table's name.
        if character.is_alphanumeric() || matches!(character, '_' | '-') {
            text.push(character);
        } else {
            let mut bytes = [0; 4];
            text.extend(character.encode_utf8(&mut bytes).bytes().map(|byte| format!("%{byte:02X}")));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn path(template: &str, partition: &str) -> String {
        let table = QualifiedName::new("public", "bookings");
        PathTemplate::parse(template).unwrap().path(&table, &QualifiedName::new("public", partition))
    }

    #[test]
    fn names_are_filled_in() {
        assert_eq!(path("archive/{partition}.csv.gz", "bookings_2024_01"), "archive/bookings_2024_01.csv.gz");
        let default = PathTemplate::parse("archive/{partition}.csv.gz").unwrap();
        let name = QualifiedName::new("public", "b");
        assert_eq!(default.path(&name, &name), PathTemplate::default().path(&name, &name));
        assert_eq!(path("a/{schema}/{table}/{partition}.bin.zst", "b"), "a/public/bookings/b.bin.zst");
    }

    #[test]
    fn no_name_leaves_the_directory() {
        assert_eq!(path("archive/{partition}.csv", "../../etc/passwd"), "archive/%2E%2E%2F%2E%2E%2Fetc%2Fpasswd.csv");
        assert_eq!(path("archive/{partition}.csv", "a'b\n%2E"), "archive/a%27b%0A%252E.csv");
    }

    #[test]
    fn a_template_that_would_collide_is_refused() {
        let refusal = |text: &str| PathTemplate::parse(text).unwrap_err();
        assert!(refusal("archive/{table}.csv").contains("{partition} is missing"));
        assert!(refusal("{partition}/all.csv").contains("{partition} is missing"));
        assert!(refusal("archive/{partition}.dump").contains("must end in .csv"));
        assert!(refusal("archive/{partiton}.csv").contains("`{partiton}` is none of"));
        assert!(refusal("archive/{partition.csv").contains("is none of"));
    }

    proptest! {
        #[test]
        fn different_names_have_different_files_in_the_same_directory(one in any::<String>(), other in any::<String>()) {
            let (first, second) = (path("archive/{partition}.csv", &one), path("archive/{partition}.csv", &other));
            prop_assert_eq!(one == other, first == second);
            let name = first.strip_prefix("archive/").unwrap();
            prop_assert!(!name.contains(['/', '\\', '\0', '\'']) && !name.starts_with("..") );
        }
    }
}
