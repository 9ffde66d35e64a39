//! Which objects, and what of them, a comparison looks at: `--only`, `--ignore`, `[drift] ignore`. What is left out is taken to
//! be as it is, so that no plan touches it.

use super::kind::KINDS;
use super::model::{Attribute, Identity, Kind, Object, Schema};
use super::pattern::{Pattern, plural};

/// What is compared: everything, until something is left out.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    only: Vec<Objects>,
    ignored: Vec<Ignored>,
    words: Vec<String>,
}

#[derive(Debug, Clone)]
enum Objects {
    Meant(Pattern),
    /// All of a kind, in every schema, with their parts.
    All(Kind),
}

#[derive(Debug, Clone)]
enum Ignored {
    Objects(Objects),
    /// One attribute of every object.
    Attribute(Attribute),
    ColumnOrder,
}

impl Selection {
    /// Leaves out everything but some objects: a pattern, or a kind in the plural.
    ///
    /// # Errors
    /// What is wrong with the words, as a sentence.
    pub fn only(&mut self, words: &str, default_schema: &str) -> Result<(), String> {
        self.only.push(Objects::parse(words, default_schema)?);
        Ok(())
    }

    /// Leaves out some objects, or one aspect of all: `owners`, `grants`, `comments`, `column-order`. In double quotes such a
    /// word is a name.
    ///
    /// # Errors
    /// What is wrong with the words, as a sentence.
    pub fn ignore(&mut self, words: &str, default_schema: &str) -> Result<(), String> {
        match words.to_lowercase().replace('_', "-").as_str() {
            "owners" => self.ignored.push(Ignored::Attribute(Attribute::Owner)),
            "comments" => self.ignored.push(Ignored::Attribute(Attribute::Comment)),
            "column-order" => self.ignored.push(Ignored::ColumnOrder),
            "grants" | "privileges" => {
                self.ignored.push(Ignored::Attribute(Attribute::Privileges));
                self.ignored.push(Ignored::Objects(Objects::All(Kind::DefaultPrivileges)));
            }
            _ => self.ignored.push(Ignored::Objects(Objects::parse(words, default_schema)?)),
        }
        self.words.push(words.to_owned());
        Ok(())
    }

    pub fn compares_column_order(&self) -> bool {
        !self.ignored.iter().any(|ignored| matches!(ignored, Ignored::ColumnOrder))
    }

    /// What is left out, as it was asked for.
    pub fn ignored(&self) -> &[String] {
        &self.words
    }

    pub fn is_limited(&self) -> bool {
        !self.only.is_empty()
    }

    /// Whether the comparison looks at an object. `whole` is the kind of what it is a part of.
    fn has(&self, identity: &Identity, whole: Option<Kind>) -> bool {
        let means = |objects: &Objects| objects.mean(identity, whole);
        (self.only.is_empty() || self.only.iter().any(means))
            && !self.ignored.iter().any(|ignored| matches!(ignored, Ignored::Objects(objects) if means(objects)))
    }

    /// The patterns of `only` that mean nothing in any of the schemas, each with the nearest name: a slip of the pen, which must
    /// not read "in sync".
    pub fn void(&self, schemas: &[&Schema]) -> Vec<(&Pattern, Option<String>)> {
        let patterns = self.only.iter().filter_map(|objects| match objects {
            Objects::Meant(pattern) => Some(pattern),
            Objects::All(_) => None,
        });
        patterns
            .filter(|pattern| {
                schemas.iter().all(|schema| meant(schema, |identity, whole| pattern.matches(identity, whole)).is_empty())
            })
            .map(|pattern| (pattern, pattern.nearest(schemas.iter().flat_map(|schema| schema.objects.keys()))))
            .collect()
    }

    /// Makes `to` in all that is left out what `from` is.
    pub fn leave_out(&self, from: &Schema, to: &mut Schema) {
        if self.only.is_empty() && self.ignored.is_empty() {
            return;
        }
        for identity in meant(to, |identity, whole| !self.has(identity, whole)) {
            to.objects.remove(&identity);
        }
        for identity in meant(from, |identity, whole| !self.has(identity, whole)) {
            let object = Object { declared_at: None, ..from.objects[&identity].clone() };
            to.objects.insert(identity, object);
        }
        let attributes: Vec<Attribute> = self
            .ignored
            .iter()
            .filter_map(|ignored| if let Ignored::Attribute(attribute) = ignored { Some(*attribute) } else { None })
            .collect();
        for attribute in attributes {
            leave_out_attribute(attribute, from, to);
        }
    }
}

fn leave_out_attribute(attribute: Attribute, from: &Schema, to: &mut Schema) {
    for (identity, object) in &mut to.objects {
        match from.get(identity) {
            Some(original) => {
                object.set(attribute, original.attribute(attribute).map(str::to_owned));
                if attribute == Attribute::HiddenOptions {
                    object.secrets = original.secrets;
                }
            }
            // What is made as declared gets what is declared; what something else makes has only what is said of it.
            None if object.is_made_by_another() || object.is_inherited() => object.set(attribute, None),
            None => {}
        }
    }
    let only_said = from.objects.iter().filter(|(_, object)| object.is_made_by_another() || object.is_inherited());
    for (identity, original) in only_said.filter(|(_, object)| object.attributes.contains_key(&attribute)) {
        to.objects.entry(identity.clone()).or_insert_with(|| {
            let kept = [attribute, Attribute::MadeBy, Attribute::IdentityOf, Attribute::Inherited];
            let attributes = original.attributes.iter().filter(|(attribute, _)| kept.contains(attribute));
            Object { attributes: attributes.map(|(key, value)| (*key, value.clone())).collect(), ..Object::default() }
        });
    }
    if attribute == Attribute::Owner {
        to.owner.clone_from(&from.owner);
    }
}

impl Objects {
    fn parse(words: &str, default_schema: &str) -> Result<Self, String> {
        let plain = words.to_lowercase().replace(['-', '_'], " ");
        match KINDS.iter().find(|facts| plural(facts.name) == plain) {
            Some(facts) => Ok(Self::All(facts.kind)),
            None => Pattern::parse(words, default_schema).map(Self::Meant),
        }
    }

    fn mean(&self, identity: &Identity, whole: Option<Kind>) -> bool {
        match self {
            Self::Meant(pattern) => pattern.matches(identity, whole),
            Self::All(kind) => identity.kind == *kind || whole == Some(*kind),
        }
    }
}

/// The objects of a schema that are meant; who decides is told the kind of what an object is a part of.
pub fn meant(schema: &Schema, is_meant: impl Fn(&Identity, Option<Kind>) -> bool) -> Vec<Identity> {
    let partitions = schema.partitions();
    let whole = |identity: &Identity| schema.relation(&identity.name, &partitions).map(|whole| whole.kind);
    let is_meant = |identity: &&Identity| is_meant(identity, identity.part.as_ref().and_then(|_| whole(identity)));
    schema.objects.keys().filter(is_meant).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::super::diff::compare;
    use super::super::diff::tests::schema;
    use super::*;

    const IS: &str = "[tables.t]\ncomment = 'is'\n[tables.t.columns]\nid = 'integer'\n[tables.t.indexes]\ni = '(id)'\n\
                      [tables.tmp_a.columns]\nid = 'integer'\n[views]\nv = 'SELECT 1'\n";
    const SHOULD: &str = "[tables.t]\ncomment = 'should'\n[tables.t.columns]\nid = 'bigint'\n[tables.new.columns]\nid = 'integer'\n\
                          [views]\nv = 'SELECT 2'\n";

    fn differences(only: &[&str], ignore: &[&str]) -> Vec<String> {
        let mut selection = Selection::default();
        for words in only {
            selection.only(words, "public").unwrap();
        }
        for words in ignore {
            selection.ignore(words, "public").unwrap();
        }
        let (from, mut to) = (schema(IS), schema(SHOULD));
        selection.leave_out(&from, &mut to);
        let found = compare(&from, &to, |_, _| false);
        found.iter().map(|difference| difference.object.describe("public")).collect()
    }

    #[test]
    fn what_is_left_out_does_not_differ() {
        let all = ["table new", "table t", "column t.id", "index t.i", "table tmp_a", "view v"];
        assert_eq!(differences(&[], &[]), all);
        assert_eq!(differences(&[], &["tmp_*", "comments"]), ["table new", "column t.id", "index t.i", "view v"]);
        assert_eq!(differences(&["t"], &[]), ["table t", "column t.id", "index t.i"]);
        assert_eq!(differences(&["tables"], &["indexes", "table:new"]), ["table t", "column t.id", "table tmp_a"]);
        assert_eq!(differences(&["views"], &["v"]), [""; 0]);
    }

    #[test]
    fn a_pattern_that_means_nothing_is_told() {
        let mut selection = Selection::default();
        selection.only("table:tmp", "public").unwrap();
        selection.only("t", "public").unwrap();
        let (is, should) = (schema(IS), schema(SHOULD));
        let void: Vec<String> = selection.void(&[&is, &should]).iter().map(|(pattern, _)| pattern.to_string()).collect();
        assert_eq!(void, ["table:tmp"]);
    }

    #[test]
    fn a_word_in_quotes_is_a_name() {
        let mut selection = Selection::default();
        selection.ignore("\"comments\"", "public").unwrap();
        assert!(matches!(selection.ignored[..], [Ignored::Objects(Objects::Meant(_))]));
        assert!(selection.ignore("tabel:x", "public").unwrap_err().contains("table"));
    }
}
