//! Which objects a person means: `table:public.bookings*`, `function:*`, `index:bookings.idx_*`, `*.tmp_*`.

use std::fmt;

use super::kind::KINDS;
use super::model::{Identity, Kind, Naming};
use crate::identifier::QualifiedName;
use crate::toml_file::nearest;

/// A pattern of objects: `[kind:][schema.]name`, or of parts of a relation `[kind:][schema.]relation.part`.
///
/// - *kind* is a kind by its name, in the singular or plural, words parted by ` `, `-` or `_`: `table`, `materialized-views`.
///   Without one, objects of every kind are meant.
/// - *name* in lower case, as SQL reads it, with `*` for any characters and `?` for one; neither goes beyond the name it stands
///   in. What is in double quotes is taken to the letter, and may stand beside wildcards: `"Tmp."*`.
/// - Without a *schema*, the default one is meant. Some objects are in none (extensions, schemas).
/// - A function is meant by its name alone, or with its argument types: `f`, `f(integer, *)`.
///
/// A pattern that names a relation means its parts too: columns, constraints, indexes, triggers, partitions. A partition is also
/// a table by its own name. Without a kind, `a.b` is a schema and a name, and parts that have names in their schema (indexes,
/// partitions) are meant by these too; other parts take three names, or a kind: `public.bookings.id`, `column:bookings.id`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    text: String,
    kind: Option<Kind>,
    names: Names,
    default_schema: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Names {
    One(Glob),
    /// A schema and a name, or a relation and a part.
    Two(Glob, Glob),
    Three(Glob, Glob, Glob),
}

impl Pattern {
    /// Reads a pattern. What has no schema in it belongs to `default_schema`.
    ///
    /// # Errors
    /// What is wrong with it, as a sentence.
    pub fn parse(text: &str, default_schema: &str) -> Result<Self, String> {
        let (kind, rest) = match text.find([':', '"', '.', '(']) {
            Some(colon) if text[colon..].starts_with(':') => (Some(kind(&text[..colon])?), &text[colon + 1..]),
            _ => (None, text),
        };
        let mut names = split(rest)?.into_iter();
        let names = match (names.next(), names.next(), names.next(), names.next()) {
            (Some(name), None, ..) => Names::One(name),
            (Some(schema), Some(name), None, _) => Names::Two(schema, name),
            (Some(schema), Some(relation), Some(part), None) => Names::Three(schema, relation, part),
            _ => return Err("a name has at most three parts: `schema.relation.part`".to_owned()),
        };
        match (kind, &names) {
            (Some(kind), Names::Two(..) | Names::Three(..)) if kind.is_global() => {
                return Err(format!(
                    "the {} of a database are in no schema: write `{}:name`",
                    plural(kind.name()),
                    kind.name()
                ));
            }
            (Some(kind), Names::Three(..)) if !is_part(kind) => {
                let name = kind.name();
                return Err(format!("a {name} is no part of a relation: write `{name}:schema.name`"));
            }
            _ => {}
        }
        Ok(Self { text: text.to_owned(), kind, names, default_schema: default_schema.to_owned() })
    }

    /// Whether an object is meant. Of a part, `whole` is the kind of what it is a part of; where that is not known, it is
    /// taken for whatever may have such parts.
    pub fn matches(&self, identity: &Identity, whole: Option<Kind>) -> bool {
        let own = identity.own_name();
        // What is not a part has one name, in a schema or in none. An index and a partition have one beside the relation's.
        let own_in_schema = match identity.kind {
            Kind::Partition => Some(identity.partition_name()),
            Kind::Index => Some(QualifiedName::new(&*identity.name.schema, own)),
            _ if identity.part.is_none() => Some(identity.name.clone()),
            _ => None,
        };
        let own = if identity.kind == Kind::Partition { own_in_schema.as_ref().map_or(own, |name| &name.name) } else { own };
        let named = |schema: Option<&Glob>, name: &Glob, object: &QualifiedName, kind: Kind| {
            let schema_matches = match schema {
                _ if object.schema.is_empty() => schema.is_none(),
                Some(schema) => schema.matches(&object.schema),
                None => object.schema == self.default_schema,
            };
            schema_matches && name.matches_name(&object.name, is_signature(kind))
        };
        let by_own = |schema: Option<&Glob>, name: &Glob| {
            own_in_schema.as_ref().is_some_and(|object| named(schema, name, object, identity.kind))
        };
        let by_whole =
            |schema: Option<&Glob>, name: &Glob| identity.part.is_some() && named(schema, name, &identity.name, Kind::Table);
        let of_kind = self.kind == Some(identity.kind);
        // Whether the pattern may name what the object is, and whether it may name what it is a part of.
        let means_it = self.kind.is_none_or(|kind| is_a(identity.kind, kind));
        let means_whole = self.kind.is_none_or(|kind| match whole {
            Some(whole) => is_a(whole, kind),
            None => holds(kind, identity.kind),
        });
        match &self.names {
            Names::One(name) => {
                let in_default = identity.name.schema == self.default_schema;
                means_it && by_own(None, name)
                    || of_kind && identity.part.is_some() && in_default && name.matches(own)
                    || means_whole && by_whole(None, name)
            }
            Names::Two(first, name) => {
                means_it && by_own(Some(first), name)
                    || of_kind && by_whole(None, first) && name.matches(own)
                    || means_whole && by_whole(Some(first), name)
            }
            Names::Three(schema, relation, part) => {
                (of_kind || self.kind.is_none()) && by_whole(Some(schema), relation) && part.matches(own)
            }
        }
    }
}

impl Pattern {
    /// The name nearest to the one that this pattern names without wildcards, among those of objects of its kind.
    pub fn nearest<'a>(&self, objects: impl Iterator<Item = &'a Identity>) -> Option<String> {
        let (Names::One(name) | Names::Two(_, name) | Names::Three(_, _, name)) = &self.names;
        let given: Option<String> = name.0.iter().map(|piece| piece.character()).collect();
        let names: Vec<String> = objects
            .filter(|object| self.kind.map_or(object.part.is_none(), |kind| is_a(object.kind, kind)))
            .map(|object| if is_signature(object.kind) { name_of(object.own_name()).0 } else { object.own_name().to_owned() })
            .collect();
        nearest(&given?, names.iter().map(String::as_str)).map(str::to_owned)
    }
}

/// As it was written.
impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// One name with wildcards.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Glob(Vec<Piece>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece {
    Character(char),
    /// `?`
    One,
    /// `*`
    Any,
}

impl Piece {
    fn character(self) -> Option<char> {
        match self {
            Self::Character(character) => Some(character),
            Self::One | Self::Any => None,
        }
    }
}

impl Glob {
    fn matches(&self, name: &str) -> bool {
        let name: Vec<char> = name.chars().collect();
        let (mut piece, mut at) = (0, 0);
        // Where to go on if it does not work out: behind the last `*`, which takes one character more.
        let mut retry: Option<(usize, usize)> = None;
        while at < name.len() {
            match self.0.get(piece) {
                Some(Piece::Any) => {
                    piece += 1;
                    retry = Some((piece, at));
                }
                Some(Piece::One) => (piece, at) = (piece + 1, at + 1),
                Some(Piece::Character(character)) if *character == name[at] => (piece, at) = (piece + 1, at + 1),
                _ => match retry {
                    Some((after, from)) => {
                        retry = Some((after, from + 1));
                        (piece, at) = (after, from + 1);
                    }
                    None => return false,
                },
            }
        }
        self.0[piece..].iter().all(|piece| *piece == Piece::Any)
    }

    /// Matches a name, or where that is SQL and more than a name (`"F"(integer, text)`), the name in it, and that with the rest.
    fn matches_name(&self, name: &str, is_signature: bool) -> bool {
        if !is_signature {
            return self.matches(name);
        }
        let (head, rest) = name_of(name);
        self.matches(&head) || self.matches(&(head + &squeezed(rest)))
    }
}

/// The name that a signature begins with, unquoted, and the rest: of functions, operators, operator classes.
fn name_of(signature: &str) -> (String, &str) {
    let Some(quoted) = signature.strip_prefix('"') else {
        let (name, rest) = signature.split_at(signature.find(['(', ' ']).unwrap_or(signature.len()));
        return (name.to_owned(), rest);
    };
    let mut characters = quoted.char_indices().peekable();
    let mut name = String::new();
    while let Some((at, character)) = characters.next() {
        if character == '"' && characters.next_if(|(_, next)| *next == '"').is_none() {
            return (name, &quoted[at + 1..]);
        }
        name.push(character);
    }
    (name, "")
}

/// A signature without the spaces that a person may leave out: behind commas and before parentheses.
fn squeezed(signature: &str) -> String {
    signature.replace(", ", ",").replace(" (", "(")
}

/// Splits the names of a pattern at their dots.
fn split(text: &str) -> Result<Vec<Glob>, String> {
    let mut names = vec![Glob::default()];
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let pieces = &mut names.last_mut().expect("there is a name from the start").0;
        match character {
            '"' => loop {
                match characters.next() {
                    Some((_, '"')) if characters.next_if(|(_, next)| *next == '"').is_none() => break,
                    Some((_, character)) => pieces.push(Piece::Character(character)),
                    None => return Err("the quote is not closed".to_owned()),
                }
            },
            '.' => names.push(Glob::default()),
            // Argument types: dots and quotes belong to them.
            '(' => {
                pieces.extend(squeezed(&text[at..]).chars().flat_map(folded));
                break;
            }
            character if character.is_whitespace() => {
                return Err("a name with a space in it must stand in double quotes".to_owned());
            }
            character => pieces.extend(folded(character)),
        }
    }
    if names.iter().any(|name| name.0.is_empty()) {
        let whole = names.len() == 1;
        return Err(if whole { "there is no name in it" } else { "a name is missing beside the dot" }.to_owned());
    }
    Ok(names)
}

/// An unquoted character, as SQL folds it.
fn folded(character: char) -> impl Iterator<Item = Piece> {
    character.to_lowercase().map(|character| match character {
        '*' => Piece::Any,
        '?' => Piece::One,
        character => Piece::Character(character),
    })
}

fn kind(word: &str) -> Result<Kind, String> {
    let plain = word.trim().to_lowercase().replace(['-', '_'], " ");
    let known = KINDS.iter().map(|facts| facts.kind).find(|kind| kind.name() == plain || plural(kind.name()) == plain);
    known.ok_or_else(|| {
        let names = || KINDS.iter().map(|facts| facts.name);
        match nearest(&plain, names()) {
            Some(near) => format!("`{word}` is no kind of object; did you mean `{near}`?"),
            None => format!("`{word}` is no kind of object; these are: {}", names().collect::<Vec<_>>().join(", ")),
        }
    })
}

pub(super) fn plural(name: &str) -> String {
    match name.strip_suffix('y') {
        Some(stem) => format!("{stem}ies"),
        None if name.ends_with("ss") || name.ends_with('x') => format!("{name}es"),
        None if name.ends_with('s') => name.to_owned(),
        None => format!("{name}s"),
    }
}

/// Whether what is of one kind is also of another: a partition is a table.
fn is_a(kind: Kind, other: Kind) -> bool {
    kind == other || kind == Kind::Partition && other == Kind::Table
}

/// Whether the name of an object of this kind is SQL, and more than a name.
fn is_signature(kind: Kind) -> bool {
    matches!(kind.naming(), Naming::Signature | Naming::GlobalSql)
}

/// Whether objects of a kind are parts of others.
fn is_part(kind: Kind) -> bool {
    kind.naming() == Naming::Part
}

/// Whether an object of one kind may have parts of another.
fn holds(whole: Kind, part: Kind) -> bool {
    whole.parts().contains(&part) || part == Kind::Partition && matches!(whole, Kind::Table | Kind::Partition)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::identifier::quote;

    fn objects() -> Vec<Identity> {
        let bookings = QualifiedName::new("public", "bookings");
        let flights = QualifiedName::new("public", "flights");
        let new = |kind, schema: &str, name: &str| Identity::new(kind, QualifiedName::new(schema, name));
        vec![
            new(Kind::Schema, "", "billing"),
            new(Kind::Extension, "", "pg_trgm"),
            new(Kind::Enum, "public", "booking_status"),
            new(Kind::Function, "public", "f(integer, text)"),
            new(Kind::Function, "public", "f()"),
            new(Kind::Function, "billing", "\"Total.2\"(billing.money)"),
            Identity::new(Kind::Table, bookings.clone()),
            Identity::part(Kind::Column, bookings.clone(), "id"),
            Identity::part(Kind::Constraint, bookings.clone(), "bookings_pkey"),
            Identity::part(Kind::Index, bookings.clone(), "idx_user"),
            Identity::part(Kind::Partition, bookings.clone(), "bookings_2024"),
            Identity::part(Kind::Partition, bookings, "billing.bookings_old"),
            Identity::part(Kind::Index, QualifiedName::new("public", "bookings_2024"), "local_idx"),
            Identity::new(Kind::Table, flights.clone()),
            Identity::part(Kind::Index, flights, "idx_tmp"),
            new(Kind::Table, "billing", "tmp_a"),
            Identity::part(Kind::Column, QualifiedName::new("billing", "tmp_a"), "x"),
            new(Kind::Table, "public", "tmp_b"),
            Identity::part(Kind::Column, QualifiedName::new("public", "flights"), "tmp_c"),
            new(Kind::Table, "public", "Odd.Name"),
            new(Kind::MaterializedView, "public", "popular"),
            Identity::part(Kind::Index, QualifiedName::new("public", "popular"), "idx_popular"),
            new(Kind::View, "public", "active"),
        ]
    }

    fn matched(pattern: &str) -> Vec<String> {
        let pattern = Pattern::parse(pattern, "public").unwrap_or_else(|error| panic!("{pattern}: {error}"));
        let objects = objects();
        let whole = |part: &&Identity| {
            let named = |object: &&Identity| match object.kind {
                Kind::Partition => object.partition_name() == part.name,
                _ => object.part.is_none() && object.name == part.name,
            };
            objects.iter().find(named).map(|whole| whole.kind).filter(|_| part.part.is_some())
        };
        let matched = objects.iter().filter(|object| pattern.matches(object, whole(object)));
        matched.map(|object| object.describe("public")).collect()
    }

    #[test]
    fn patterns_mean_what_their_names_say() {
        let bookings = [
            "table bookings",
            "column bookings.id",
            "constraint bookings.bookings_pkey",
            "index bookings.idx_user",
            "partition bookings.bookings_2024",
            "partition bookings.billing.bookings_old",
        ];
        let with_the_partitions = [&bookings[..], &["index bookings_2024.local_idx"]].concat();
        for (pattern, expected) in [
            ("bookings", &bookings[..]),
            ("public.bookings", &bookings),
            ("table:bookings", &bookings),
            ("tables:public.bookings*", &with_the_partitions),
            ("table:bookings_2024", &["partition bookings.bookings_2024", "index bookings_2024.local_idx"]),
            ("billing.bookings_old", &["partition bookings.billing.bookings_old"]),
            ("partition:bookings.*", &["partition bookings.bookings_2024", "partition bookings.billing.bookings_old"]),
            ("partition:public.bookings_20??", &["partition bookings.bookings_2024", "index bookings_2024.local_idx"]),
            ("index:idx_*", &["index bookings.idx_user", "index flights.idx_tmp", "index popular.idx_popular"]),
            ("indexes:bookings.idx_*", &["index bookings.idx_user"]),
            ("index:public.idx_user", &["index bookings.idx_user"]),
            ("index:public.bookings.*", &["index bookings.idx_user"]),
            ("idx_user", &["index bookings.idx_user"]),
            ("public.bookings.id", &["column bookings.id"]),
            ("column:bookings.id", &["column bookings.id"]),
            ("column:ID", &["column bookings.id"]),
            ("id", &[]),
            ("*.tmp_*", &["table billing.tmp_a", "column billing.tmp_a.x", "table tmp_b"]),
            ("tmp_?", &["table tmp_b"]),
            ("function:*", &["function f(integer, text)", "function f()"]),
            ("function:f", &["function f(integer, text)", "function f()"]),
            ("F()", &["function f()"]),
            ("function:f(integer,text)", &["function f(integer, text)"]),
            ("function:f(integer, *)", &["function f(integer, text)"]),
            ("function:billing.\"Total.\"*", &["function billing.\"Total.2\"(billing.money)"]),
            ("function:*.*(billing.money)", &["function billing.\"Total.2\"(billing.money)"]),
            ("\"Odd.Name\"", &["table \"Odd.Name\""]),
            ("table:\"O\"*\".N\"*", &["table \"Odd.Name\""]),
            ("table:odd*", &[]),
            ("materialized-view:*", &["materialized view popular", "index popular.idx_popular"]),
            ("materialized views:*", &["materialized view popular", "index popular.idx_popular"]),
            ("view:*", &["view active"]),
            ("extension:pg_*", &["extension pg_trgm"]),
            ("schema:billing", &["schema billing"]),
            (
                "billing.*",
                &[
                    "function billing.\"Total.2\"(billing.money)",
                    "partition bookings.billing.bookings_old",
                    "table billing.tmp_a",
                    "column billing.tmp_a.x",
                ],
            ),
        ] {
            assert_eq!(matched(pattern), expected, "{pattern}");
        }
        assert_eq!(matched("*.*.*").len(), objects().iter().filter(|object| object.part.is_some()).count());
    }

    #[test]
    fn mistakes_are_named() {
        for (pattern, message) in [
            ("tabel:x", "`tabel` is no kind of object; did you mean `table`?"),
            ("", "there is no name in it"),
            ("table:", "there is no name in it"),
            ("a..b", "a name is missing beside the dot"),
            ("\"a", "the quote is not closed"),
            ("a b", "a name with a space in it must stand in double quotes"),
            ("a.b.c.d", "a name has at most three parts: `schema.relation.part`"),
            ("table:a.b.c", "a table is no part of a relation: write `table:schema.name`"),
            ("extension:public.x", "the extensions of a database are in no schema: write `extension:name`"),
        ] {
            assert_eq!(Pattern::parse(pattern, "public").unwrap_err(), message, "{pattern}");
        }
        let far = Pattern::parse("q:x", "public").unwrap_err();
        assert!(far.starts_with("`q` is no kind of object; these are: schema, extension, "), "{far}");
    }

    #[test]
    fn the_nearest_name_is_one_of_its_kind() {
        let nearest = |pattern: &str| Pattern::parse(pattern, "public").unwrap().nearest(objects().iter());
        assert_eq!(nearest("bokings").as_deref(), Some("bookings"));
        assert_eq!(nearest("public.flihgts").as_deref(), Some("flights"));
        assert_eq!(nearest("index:bookings.idx_usr").as_deref(), Some("idx_user"));
        assert_eq!(nearest("function:billing.\"Totl.2\"").as_deref(), Some("Total.2"));
        assert_eq!(nearest("view:bokings"), None);
        assert_eq!(nearest("bokings*"), None);
    }

    fn identity() -> impl Strategy<Value = Identity> {
        let name = || "[a-z*?.\": A-Z]{1,6}";
        (prop::sample::select(KINDS.iter().map(|facts| facts.kind).collect::<Vec<_>>()), name(), name(), name()).prop_map(
            |(kind, schema, name, part)| {
                let schema = if kind.is_global() { String::new() } else { schema };
                let name = if is_signature(kind) { format!("{}(integer)", quote(&name)) } else { name };
                let part = if kind == Kind::Partition { quote(&part) } else { part };
                Identity { kind, name: QualifiedName::new(schema, name), part: is_part(kind).then_some(part) }
            },
        )
    }

    proptest! {
        #[test]
        fn quoted_names_mean_one_object(a in identity(), b in identity()) {
            let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
            let mut names = vec![];
            if !a.kind.is_global() {
                names.push(quoted(&a.name.schema));
            }
            names.push(if is_signature(a.kind) { a.name.name.clone() } else { quoted(&a.name.name) });
            if a.part.is_some() {
                let own = if a.kind == Kind::Partition { a.partition_name().name } else { a.own_name().to_owned() };
                names.push(quoted(&own));
            }
            let pattern = Pattern::parse(&format!("{}:{}", a.kind.name(), names.join(".")), "x").unwrap();
            prop_assert!(pattern.matches(&a, None), "{pattern} and {a}");
            prop_assert!(!pattern.matches(&b, None) || a == b, "{pattern} and {b}");
        }

        #[test]
        fn wildcards_mean_what_a_search_finds(glob in "[ab*?]{0,8}", name in "[ab]{0,8}") {
            fn search(glob: &[u8], name: &[u8]) -> bool {
                match (glob.first(), name.first()) {
                    (None, None) => true,
                    (Some(b'*'), _) => search(&glob[1..], name) || !name.is_empty() && search(glob, &name[1..]),
                    (Some(a), Some(b)) => (*a == b'?' || a == b) && search(&glob[1..], &name[1..]),
                    _ => false,
                }
            }
            let pieces = Glob(glob.chars().flat_map(folded).collect());
            prop_assert_eq!(pieces.matches(&name), search(glob.as_bytes(), name.as_bytes()));
        }
    }
}
