//! Operators that name each other, as commutators and negators: making one says it of both, and dropping one takes it from
//! both. Where nothing else does, an operator is made anew to say it.

use std::collections::{BTreeMap, BTreeSet};

use super::Planner;
use crate::identifier::QualifiedName;
use crate::schema::diff::{Aspect, Direction};
use crate::schema::model::{Identity, Kind, Object};
use crate::schema::text;

/// The version from which on `ALTER OPERATOR` names a commutator or a negator where there was none.
const ALTERABLE_FROM: u32 = 17;

/// What an operator names, by the option that names it.
pub(super) fn links(operator: &Identity, object: Option<&Object>) -> BTreeMap<&'static str, Identity> {
    let Some(object) = object.filter(|_| operator.kind == Kind::Operator) else { return BTreeMap::new() };
    let option = |name: &str| {
        let at = text::find_outside_quotes(&object.definition, &format!("{name} = OPERATOR("))?;
        let rest = &object.definition[at + name.len() + " = OPERATOR(".len()..];
        let inside = &rest[..text::find_outside_quotes(rest, ")")?];
        let dot = text::find_outside_quotes(inside, ".")?;
        let schema = QualifiedName::parse(&inside[..dot], "")?.name;
        Some((schema, inside[dot + 1..].to_owned()))
    };
    let arguments = operator.name.name.split_once('(').unwrap_or_default().1.trim_end_matches(')');
    let arguments = text::split_list(arguments);
    let swapped: Vec<&str> = arguments.iter().rev().copied().collect();
    let named = |name: &'static str, arguments: &[&str]| {
        let (schema, own) = option(name)?;
        let name_of = QualifiedName::new(schema, format!("{own}({})", arguments.join(", ")));
        Some((name, Identity::new(Kind::Operator, name_of)))
    };
    [named("COMMUTATOR", &swapped), named("NEGATOR", &arguments)].into_iter().flatten().collect()
}

impl Planner<'_> {
    /// The operators that must be made anew, as nothing else makes them name what they should.
    pub(super) fn operators_to_link(&self) -> BTreeSet<Identity> {
        let mut anew: BTreeSet<Identity> = self
            .differences
            .iter()
            .filter(|difference| difference.aspect == Aspect::Definition && difference.direction == Direction::Changed)
            .map(|difference| difference.object.clone())
            .filter(|object| object.kind == Kind::Operator && self.is_made_anew(object))
            .collect();
        let changed = anew.clone();
        let mut in_use: BTreeMap<&Identity, usize> = BTreeMap::new();
        for need in self.from.objects.values().flat_map(|object| &object.depends_on) {
            if need.kind == Kind::Operator {
                *in_use.entry(need).or_default() += 1;
            }
        }
        let stay = self.from.of_kind(Kind::Operator).map(|(operator, _)| operator);
        let mut stay: Vec<&Identity> = stay.filter(|operator| self.to.get(operator).is_some()).collect();
        // Of two that should name each other the one that less depends on.
        stay.sort_by_key(|operator| in_use.get(operator).copied().unwrap_or_default());
        loop {
            let unsettled = stay.iter().find(|operator| !anew.contains(**operator) && !self.is_linked(operator, &anew));
            match unsettled {
                Some(operator) => _ = anew.insert((*operator).clone()),
                None => break,
            }
        }
        anew.difference(&changed).cloned().collect()
    }

    /// The operators of a schema that others name, and that are not made.
    pub(super) fn named_only(&self, schema: &str) -> BTreeSet<Identity> {
        self.all_named_only().filter(|named| named.name.schema == schema).collect()
    }

    /// The statements that drop those that take values of a type: until then it cannot go.
    pub(super) fn drops_of_named_only(&self, of: &Identity) -> Vec<String> {
        let takes = |operator: &Identity| {
            let arguments = operator.name.name.split_once('(').unwrap_or_default().1.trim_end_matches(')');
            let schema = self.from.default_schema();
            let named = |argument: &str| QualifiedName::parse(argument.trim_end_matches("[]"), schema);
            text::split_list(arguments).into_iter().any(|argument| named(argument).as_ref() == Some(&of.name))
        };
        let named: BTreeSet<Identity> = self.all_named_only().filter(takes).collect();
        named.iter().map(|operator| format!("DROP OPERATOR IF EXISTS {}", operator.sql_name())).collect()
    }

    fn all_named_only(&self) -> impl Iterator<Item = Identity> {
        let operators = self.from.of_kind(Kind::Operator);
        let named = operators.flat_map(|(operator, object)| links(operator, Some(object)).into_values());
        named.filter(|named| self.from.get(named).is_none())
    }

    /// Whether an operator that stays comes to name what it should, when some others are made anew.
    fn is_linked(&self, operator: &Identity, anew: &BTreeSet<Identity>) -> bool {
        let (is, should) = (links(operator, self.from.get(operator)), links(operator, self.to.get(operator)));
        let goes = |other: &Identity| anew.contains(other) || self.from.get(other).is_some() && self.to.get(other).is_none();
        let comes = |other: &Identity| anew.contains(other) || self.from.get(other).is_none() && self.to.get(other).is_some();
        ["COMMUTATOR", "NEGATOR"].into_iter().all(|option| {
            let (is, should) = (is.get(option), should.get(option));
            let left = is.filter(|other| !goes(other));
            let names_it = |other: &&Identity| {
                comes(other) && links(other, self.to.get(other)).get(option).is_some_and(|named| named == operator)
            };
            match should {
                None => left.is_none(),
                Some(wanted) => left == Some(wanted) || left.is_none() && (names_it(&wanted) || self.is_alterable(wanted)),
            }
        })
    }

    /// Whether `ALTER OPERATOR` can name an operator, which is there by then.
    fn is_alterable(&self, wanted: &Identity) -> bool {
        self.postgres.is_some_and(|major| major >= ALTERABLE_FROM) && self.to.get(wanted).is_some()
    }

    /// The options of `ALTER OPERATOR … SET` that name what an operator does not name yet.
    pub(super) fn links_to_set(&self, operator: &Identity) -> Vec<String> {
        let (is, should) = (links(operator, self.from.get(operator)), links(operator, self.to.get(operator)));
        let new = should.into_iter().filter(|(option, wanted)| is.get(option) != Some(wanted) && self.is_alterable(wanted));
        // One that comes says it itself.
        let new = new.filter(|(_, wanted)| self.from.get(wanted).is_some() && !self.rebuilt.contains(wanted));
        let sql = |(option, wanted): (&str, Identity)| {
            let own = wanted.name.name.split('(').next().unwrap_or_default();
            format!("{option} = OPERATOR({}.{own})", crate::identifier::quote(&wanted.name.schema))
        };
        new.map(sql).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commutator_has_the_arguments_the_other_way_round() {
        let operator = Identity::new(Kind::Operator, QualifiedName::new("public", "<~(integer, text)"));
        let definition =
            "CREATE OPERATOR public.<~ (FUNCTION = f, COMMUTATOR = OPERATOR(\"odd.s\".~>), NEGATOR = OPERATOR(public.>=~))";
        let found = links(&operator, Some(&Object::new(definition)));
        let named = |schema: &str, name: &str| Identity::new(Kind::Operator, QualifiedName::new(schema, name));
        assert_eq!(found["COMMUTATOR"], named("odd.s", "~>(text, integer)"));
        assert_eq!(found["NEGATOR"], named("public", ">=~(integer, text)"));
    }
}
