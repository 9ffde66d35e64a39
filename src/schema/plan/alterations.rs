//! Definitions that PostgreSQL can change in place: from what one says and another should say to `ALTER` statements.

use super::counting::Counting;
use super::plain::Altered;
use crate::identifier::QualifiedName;
use crate::plan::Hazard;
use crate::schema::alter::{fdw_options, first_name};
use crate::schema::create;
use crate::schema::model::{Identity, Kind, Object};
use crate::schema::text::{find_outside_quotes, split_list};

/// The statements that make one definition of an object into another; nothing where there are none for it.
pub(super) fn of(kind: Kind, name: &str, from: &Object, to: &Object) -> Option<Altered> {
    let (from, to) = (from.definition.as_str(), to.definition.as_str());
    match kind {
        Kind::Sequence => Some(of_sequence(name, from, to)),
        Kind::Domain => of_domain(name, from, to),
        Kind::CompositeType => of_composite(name, from, to),
        Kind::Operator => of_operator(name, from, to),
        Kind::TextSearchDictionary => of_dictionary(name, from, to),
        Kind::BaseType => of_base(name, from, to),
        Kind::Subscription => of_subscription(name, from, to),
        Kind::Policy => of_policy(from, to),
        Kind::OperatorFamily => of_family(name, from, to),
        Kind::TextSearchConfiguration => of_configuration(name, from, to),
        Kind::ForeignDataWrapper | Kind::Server | Kind::UserMapping | Kind::ForeignTable => of_options(kind, name, from, to),
        _ => None,
    }
}

fn one(statement: String) -> Altered {
    Altered { statements: vec![statement], hazards: Vec::new() }
}

/// The column that owns it is changed by statements of their own.
fn of_sequence(name: &str, from: &str, to: &str) -> Altered {
    let counting = |definition: &str| Counting::of(create::sequence_options(definition), None);
    let (from, to) = (counting(from), counting(to));
    let actions = from.actions(&to);
    if actions.is_empty() {
        return Altered::default();
    }
    let mut altered = one(format!("ALTER SEQUENCE {name} {}", actions.join(" ")));
    altered.statements.splice(0..0, from.brought_within(&to, name));
    if !from.meets(&to) {
        altered.hazards = vec![Hazard::DataLoss];
    }
    altered
}

const DEFAULT: &str = " default ";

/// `text collate "C" default 'x' not null`: the type with its collation, the default, and whether it may be null.
fn domain_parts(definition: &str) -> (&str, Option<&str>, bool) {
    let (rest, not_null) = match definition.strip_suffix(" not null") {
        Some(rest) => (rest, true),
        None => (definition, false),
    };
    match find_outside_quotes(rest, DEFAULT) {
        Some(at) => (&rest[..at], Some(&rest[at + DEFAULT.len()..]), not_null),
        None => (rest, None, not_null),
    }
}

/// A domain's type, with its collation.
pub(super) fn domain_type(definition: &str) -> &str {
    domain_parts(definition).0
}

/// What a domain is by itself.
pub(super) fn domain_default(definition: &str) -> Option<&str> {
    domain_parts(definition).1
}

fn of_domain(name: &str, from: &str, to: &str) -> Option<Altered> {
    let ((from_type, from_default, from_not_null), (to_type, to_default, to_not_null)) = (domain_parts(from), domain_parts(to));
    if from_type != to_type {
        return None;
    }
    let mut altered = Altered::default();
    let mut alter = |action: String| altered.statements.push(format!("ALTER DOMAIN {name} {action}"));
    if from_default != to_default {
        alter(to_default.map_or_else(|| "DROP DEFAULT".to_owned(), |default| format!("SET DEFAULT {default}")));
    }
    if from_not_null && !to_not_null {
        alter("DROP NOT NULL".to_owned());
    }
    if to_not_null && !from_not_null {
        alter("SET NOT NULL".to_owned());
        // Every table that has a column of it is read, and may not be written meanwhile.
        altered.hazards = vec![Hazard::LongScan, Hazard::BlocksWrites];
    }
    Some(altered)
}

/// `(a integer, b text)` as names (SQL) and types.
pub(super) fn attributes(definition: &str) -> Vec<(&str, &str)> {
    let inside = definition.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).unwrap_or(definition);
    split_list(inside).into_iter().map(first_name).map(|(name, rest)| (name, rest.trim())).collect()
}

/// Whether an attribute of a composite type gets another type.
pub(super) fn retypes(from: &str, to: &str) -> bool {
    let to = attributes(to);
    attributes(from).iter().any(|(name, was)| to.iter().any(|(other, now)| name == other && was != now))
}

/// The attributes of a composite type that get another type where they stand.
pub(super) fn retyped_attributes(from: Option<&Object>, to: Option<&Object>, of: &Identity) -> Vec<Identity> {
    let (Some(from), Some(to), Kind::CompositeType) = (from, to, of.kind) else { return Vec::new() };
    let now = attributes(&to.definition);
    let retyped =
        attributes(&from.definition).into_iter().filter(|(name, was)| now.iter().any(|(other, is)| name == other && was != is));
    retyped.map(|(name, _)| attribute(of, name)).collect()
}

/// The attributes that one definition of a composite type has and another has not.
pub(super) fn dropped_attributes(from: &Object, to: &Object, of: &Identity) -> Vec<Identity> {
    if of.kind != Kind::CompositeType {
        return Vec::new();
    }
    let kept = attributes(&to.definition);
    let dropped = attributes(&from.definition).into_iter().filter(|(name, _)| !kept.iter().any(|(other, _)| name == other));
    dropped.map(|(name, _)| attribute(of, name)).collect()
}

/// An attribute by its name in SQL.
fn attribute(of: &Identity, name: &str) -> Identity {
    let own = QualifiedName::parse(name, "").map_or_else(|| name.to_owned(), |name| name.name);
    Identity::part(Kind::Column, of.name.clone(), own)
}

/// Attributes come last when they are added; none can be moved.
fn of_composite(name: &str, from: &str, to: &str) -> Option<Altered> {
    let (dropped, added) = dropped_and_added(name, from, to)?;
    let hazards = if dropped.is_empty() { Vec::new() } else { vec![Hazard::DataLoss] };
    let mut altered = Altered { statements: dropped, hazards };
    let to = attributes(to);
    for (attribute, data_type) in
        attributes(from).iter().filter_map(|(name, was)| to.iter().find(|(other, now)| name == other && was != now))
    {
        let data_type = data_type.replace(" collate ", " COLLATE ");
        altered.statements.push(format!("ALTER TYPE {name} ALTER ATTRIBUTE {attribute} TYPE {data_type}"));
    }
    altered.statements.extend(added);
    Some(altered)
}

/// What drops the attributes of a composite type that another definition has not, and what adds those that it has besides;
/// nothing where they would not come to stand in its order.
pub(super) fn dropped_and_added(name: &str, from: &str, to: &str) -> Option<(Vec<String>, Vec<String>)> {
    let (from, to) = (attributes(from), attributes(to));
    let has = |list: &[(&str, &str)], wanted: &str| list.iter().any(|(name, _)| *name == wanted);
    let (kept, gone): (Vec<_>, Vec<_>) = from.iter().partition(|(name, _)| has(&to, name));
    let new = to.iter().filter(|(name, _)| !has(&from, name));
    let result = kept.into_iter().chain(new.clone()).map(|(name, _)| name);
    if !result.eq(to.iter().map(|(name, _)| name)) {
        return None;
    }
    let dropped = gone.into_iter().map(|(gone, _)| format!("ALTER TYPE {name} DROP ATTRIBUTE {gone}"));
    let added = new.map(|(attribute, data_type)| format!("ALTER TYPE {name} ADD ATTRIBUTE {attribute} {data_type}"));
    Some((dropped.collect(), added.collect()))
}

/// What stands in the parentheses at the end of a statement, and what before them.
fn in_parentheses<'a>(statement: &'a str, open: &str) -> (&'a str, &'a str) {
    match find_outside_quotes(statement, open) {
        Some(at) => (&statement[..at], statement[at + open.len()..].strip_suffix(')').unwrap_or_default()),
        None => (statement, ""),
    }
}

/// Only how well it selects can be altered; which operators are its commutator and negator follows from those.
fn of_operator(name: &str, from: &str, to: &str) -> Option<Altered> {
    let ((head, from), (to_head, to)) = (in_parentheses(from, " ("), in_parentheses(to, " ("));
    let key = |option: &&str| option.split(" = ").next().unwrap_or_default().to_owned();
    let is = |option: &&str, keys: [&str; 2]| keys.contains(&key(option).as_str());
    let fixed = |list: &[&str]| -> Vec<String> {
        let rest = list.iter().filter(|option| !is(option, ["COMMUTATOR", "NEGATOR"]) && !is(option, ["RESTRICT", "JOIN"]));
        rest.map(|option| (*option).to_owned()).collect()
    };
    let (from, to) = (split_list(from), split_list(to));
    if head != to_head || fixed(&from) != fixed(&to) {
        return None;
    }
    let mut changes: Vec<String> = Vec::new();
    for wanted in ["RESTRICT", "JOIN"] {
        let value = |list: &[&str]| list.iter().find(|option| key(option) == wanted).map(|option| (*option).to_owned());
        if value(&from) != value(&to) {
            changes.push(value(&to).unwrap_or_else(|| format!("{wanted} = NONE")));
        }
    }
    if changes.is_empty() {
        return Some(Altered::default());
    }
    // An operator's name is followed by its arguments, as ALTER OPERATOR has it.
    Some(one(format!("ALTER OPERATOR {name} SET ({})", changes.join(", "))))
}

fn of_dictionary(name: &str, from: &str, to: &str) -> Option<Altered> {
    let ((_, from), (_, to)) = (in_parentheses(from, " ("), in_parentheses(to, " ("));
    let (from, to) = (split_list(from), split_list(to));
    let key = |option: &str| option.split(" = ").next().unwrap_or_default().to_owned();
    let template = |list: &[&str]| list.iter().find(|option| key(option) == "TEMPLATE").map(|option| (*option).to_owned());
    if template(&from) != template(&to) {
        return None;
    }
    let set = to.iter().filter(|option| !from.contains(option)).map(|option| (*option).to_owned());
    let gone = from.iter().map(|option| key(option)).filter(|old| !to.iter().any(|option| key(option) == *old));
    let changes: Vec<String> = set.chain(gone).collect();
    Some(one(format!("ALTER TEXT SEARCH DICTIONARY {name} ({})", changes.join(", "))))
}

/// Some of what a base type is made of.
fn of_base(name: &str, from: &str, to: &str) -> Option<Altered> {
    const ALTERED: [&str; 7] = ["RECEIVE", "SEND", "TYPMOD_IN", "TYPMOD_OUT", "ANALYZE", "SUBSCRIPT", "STORAGE"];
    let ((_, from), (_, to)) = (in_parentheses(from, " ("), in_parentheses(to, " ("));
    let (from, to) = (split_list(from), split_list(to));
    let key = |option: &str| option.split(" = ").next().unwrap_or_default().to_owned();
    let fixed = |list: &[&str]| -> Vec<String> {
        list.iter().filter(|option| !ALTERED.contains(&key(option).as_str())).map(|option| (*option).to_owned()).collect()
    };
    // What is stored out of line stays so.
    if fixed(&from) != fixed(&to) || to.contains(&"STORAGE = plain") && !from.contains(&"STORAGE = plain") {
        return None;
    }
    let set = to.iter().filter(|option| !from.contains(option)).map(|option| (*option).to_owned());
    let gone = from.iter().map(|option| key(option)).filter(|old| !to.iter().any(|option| key(option) == *old));
    let changes: Vec<String> = set.chain(gone.map(|old| format!("{old} = NONE"))).collect();
    Some(one(format!("ALTER TYPE {name} SET ({})", changes.join(", "))))
}

/// The roles and the expressions of a policy: `to a, b`, `using (…)`, `with check (…)`, and what stands before them.
fn policy_parts(definition: &str) -> (&str, &str, Option<&str>, Option<&str>) {
    // What begins the definition has no space before it.
    let find = |text: &str, word: &str| {
        if text.starts_with(&word[1..]) { Some(0) } else { find_outside_quotes(text, word) }
    };
    let check = find(definition, " with check (");
    let (rest, check) = check.map_or((definition, None), |at| (&definition[..at], Some(definition[at..].trim_start())));
    let using = find(rest, " using (");
    let (rest, using) = using.map_or((rest, None), |at| (&rest[..at], Some(rest[at..].trim_start())));
    let (kind, roles) = find(rest, " to ").map_or((rest, ""), |at| (&rest[..at], rest[at..].trim_start()));
    (kind, roles, using, check)
}

/// What has an expression keeps one.
fn of_policy(from: &str, to: &str) -> Option<Altered> {
    let ((kind, roles, using, check), (to_kind, to_roles, to_using, to_check)) = (policy_parts(from), policy_parts(to));
    if kind != to_kind || using.is_some() && to_using.is_none() || check.is_some() && to_check.is_none() {
        return None;
    }
    let mut actions: Vec<&str> = Vec::new();
    if roles != to_roles {
        actions.push(if to_roles.is_empty() { "to public" } else { to_roles });
    }
    actions.extend(to_using.filter(|_| using != to_using));
    actions.extend(to_check.filter(|_| check != to_check));
    Some(one(actions.join(" ")))
}

/// The members that are a family's and no class's.
fn of_family(name: &str, from: &str, to: &str) -> Option<Altered> {
    let members = |definition: &str| -> Vec<String> {
        let at = find_outside_quotes(definition, " add ").map(|at| &definition[at + " add ".len()..]);
        split_list(at.unwrap_or_default()).into_iter().map(str::to_owned).collect()
    };
    let (from, to) = (members(from), members(to));
    let mut gone = Vec::new();
    for member in from.iter().filter(|member| !to.contains(member)) {
        // `OPERATOR 1 <(a,b)`, `FUNCTION 1 (a, b) f(a,b)`: the first parenthesis names the types.
        let open = find_outside_quotes(member, "(")?;
        let close = open + find_outside_quotes(&member[open..], ")")?;
        let number: Vec<&str> = member[..open].split(' ').take(2).collect();
        gone.push(format!("{} {}", number.join(" "), &member[open..=close]));
    }
    let new: Vec<&str> = to.iter().filter(|member| !from.contains(member)).map(String::as_str).collect();
    let mut altered = Altered::default();
    for (action, members) in [("DROP", gone.join(", ")), ("ADD", new.join(", "))] {
        if !members.is_empty() {
            altered.statements.push(format!("ALTER OPERATOR FAMILY {name} {action} {members}"));
        }
    }
    Some(altered)
}

/// The mappings of a text search configuration's tokens; it keeps its parser.
fn of_configuration(name: &str, from: &str, to: &str) -> Option<Altered> {
    const MAPPING: &str = " ADD MAPPING FOR ";
    let parts = |definition: &str| -> (String, Vec<(String, String)>) {
        let mut statements = definition.split(";\n");
        let head = statements.next().unwrap_or_default().to_owned();
        let mappings =
            statements.filter_map(|sql| sql[find_outside_quotes(sql, MAPPING)? + MAPPING.len()..].split_once(" WITH "));
        (head, mappings.map(|(token, with)| (token.to_owned(), with.to_owned())).collect())
    };
    let ((head, from), (to_head, to)) = (parts(from), parts(to));
    if head != to_head {
        return None;
    }
    let mut altered = Altered::default();
    let mut alter = |action: String| altered.statements.push(format!("ALTER TEXT SEARCH CONFIGURATION {name} {action}"));
    for (token, _) in from.iter().filter(|(token, _)| !to.iter().any(|(other, _)| other == token)) {
        alter(format!("DROP MAPPING FOR {token}"));
    }
    for (token, with) in to.iter().filter(|mapping| !from.contains(mapping)) {
        let verb = if from.iter().any(|(other, _)| other == token) { "ALTER" } else { "ADD" };
        alter(format!("{verb} MAPPING FOR {token} WITH {with}"));
    }
    Some(altered)
}

/// `CREATE SUBSCRIPTION name CONNECTION '…' PUBLICATION a, b WITH (…)`.
fn of_subscription(name: &str, from: &str, to: &str) -> Option<Altered> {
    /// What can be set, and what it is by itself.
    const OPTIONS: [(&str, &str); 9] = [
        ("slot_name", "NONE"),
        ("binary", "false"),
        ("streaming", "off"),
        ("disable_on_error", "false"),
        ("password_required", "true"),
        ("run_as_owner", "false"),
        ("origin", "any"),
        ("failover", "false"),
        ("synchronous_commit", "'off'"),
    ];
    let parts = |definition: &str| -> Option<(String, String, Vec<String>)> {
        let connection = find_outside_quotes(definition, " CONNECTION ")? + " CONNECTION ".len();
        let publication = find_outside_quotes(definition, " PUBLICATION ")?;
        let (rest, options) = in_parentheses(definition, " WITH (");
        let options = split_list(options).into_iter().map(str::to_owned).collect();
        Some((definition[connection..publication].to_owned(), rest[publication + " PUBLICATION ".len()..].to_owned(), options))
    };
    let ((from_connection, from_publications, from_options), (connection, publications, options)) = (parts(from)?, parts(to)?);
    let value = |options: &[String], name: &str| {
        options.iter().find_map(|option| option.strip_prefix(name)?.strip_prefix(" = ").map(str::to_owned))
    };
    let settable = |option: &String| OPTIONS.iter().any(|(name, _)| option.starts_with(name));
    let fixed = |options: &[String]| -> Vec<String> { options.iter().filter(|option| !settable(option)).cloned().collect() };
    if fixed(&from_options) != fixed(&options) {
        return None;
    }
    let mut altered = Altered::default();
    let mut alter = |action: String| altered.statements.push(format!("ALTER SUBSCRIPTION {name} {action}"));
    if from_connection != connection {
        alter(format!("CONNECTION {connection}"));
    }
    if from_publications != publications {
        alter(format!("SET PUBLICATION {publications} WITH (refresh = false)"));
    }
    let set = OPTIONS.iter().filter(|(name, _)| value(&from_options, name) != value(&options, name));
    let set: Vec<String> =
        set.map(|(name, usual)| format!("{name} = {}", value(&options, name).unwrap_or_else(|| (*usual).to_owned()))).collect();
    if !set.is_empty() {
        alter(format!("SET ({})", set.join(", ")));
    }
    Some(altered)
}

/// Options are added, set and dropped by name, so that those which are never read out, passwords, stay as they are.
fn of_options(kind: Kind, name: &str, from: &str, to: &str) -> Option<Altered> {
    const OPTIONS: &str = " OPTIONS (";
    let ((from_head, from_options), (to_head, to_options)) = (in_parentheses(from, OPTIONS), in_parentheses(to, OPTIONS));
    let version = |head: &str| -> (String, Option<String>) {
        let at = find_outside_quotes(head, " version '").filter(|_| kind == Kind::Server);
        let Some(at) = at else { return (head.to_owned(), None) };
        let rest = &head[at + " version ".len()..];
        let end = find_outside_quotes(rest, " ").unwrap_or(rest.len());
        (format!("{}{}", &head[..at], &rest[end..]), Some(rest[..end].to_owned()))
    };
    let ((from_rest, from_version), (to_rest, to_version)) = (version(from_head), version(to_head));
    let ((from_rest, from_functions), (to_rest, to_functions)) = (wrapped(&from_rest), wrapped(&to_rest));
    if from_rest != to_rest {
        return None;
    }
    let mut altered = Altered::default();
    let mut alter = |action: String| altered.statements.push(format!("ALTER {} {name} {action}", kind.facts().sql));
    if from_version != to_version {
        alter(format!("VERSION {}", to_version.unwrap_or_else(|| "NULL".to_owned())));
    }
    let mut actions = Vec::new();
    for ((what, is), (_, should)) in from_functions.into_iter().zip(to_functions) {
        match should {
            Some(should) if is.as_ref() != Some(&should) => actions.push(format!("{what} {should}")),
            None if is.is_some() => actions.push(format!("NO {what}")),
            _ => {}
        }
    }
    if from_options != to_options {
        actions.push(format!("OPTIONS ({})", fdw_options(Some(from_options), Some(to_options))));
    }
    // The validator looks at the options that it finds.
    if !actions.is_empty() {
        alter(actions.join(" "));
    }
    Some(altered)
}

/// A foreign data wrapper without its functions, and those.
fn wrapped(head: &str) -> (String, [(&'static str, Option<String>); 2]) {
    let mut rest = head.to_owned();
    let functions = ["HANDLER", "VALIDATOR"].map(|what| {
        let head = rest.clone();
        let is_wrapper = head.starts_with("CREATE FOREIGN DATA WRAPPER ");
        let Some(at) = find_outside_quotes(&head, &format!(" {what} ")).filter(|_| is_wrapper) else { return (what, None) };
        let function = &head[at + what.len() + 2..];
        let end = find_outside_quotes(function, " ").unwrap_or(function.len());
        rest = format!("{}{}", &head[..at], &function[end..]);
        (what, Some(function[..end].to_owned()))
    });
    (rest, functions)
}

/// Whether `CREATE OR REPLACE` can make one aggregate out of another: its result must stay what it is.
pub(super) fn keeps_its_state(from: &Object, to: &Object) -> bool {
    let says = |object: &Object, key: &str| {
        let (_, options) = in_parentheses(&object.definition, ") (");
        split_list(options).into_iter().find(|option| option.split(" = ").next() == Some(key)).map(str::to_owned)
    };
    ["STYPE", "FINALFUNC"].iter().all(|key| says(from, key) == says(to, key))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn altered(kind: Kind, from: &str, to: &str) -> Option<Vec<String>> {
        of(kind, "x", &Object::new(from), &Object::new(to)).map(|altered| altered.statements)
    }

    #[test]
    fn a_sequence_stays_where_it_stands_as_far_as_its_limits_allow() {
        let from = "as smallint increment by -2 maxvalue 10 start with 5 cycle owned by t.a";
        assert_eq!(
            altered(Kind::Sequence, from, "cache 5").unwrap(),
            [
                "SELECT setval('x', greatest(last_value, 1), is_called) FROM x",
                "ALTER SEQUENCE x AS BIGINT INCREMENT BY 1 MINVALUE 1 NO MAXVALUE START WITH 1 CACHE 5 NO CYCLE"
            ]
        );
        assert_eq!(altered(Kind::Sequence, "owned by t.a", "").unwrap(), [""; 0]);
    }

    #[test]
    fn a_domain_keeps_its_type() {
        assert_eq!(
            altered(Kind::Domain, "text collate \"C\" default 'a not null'::text not null", "text collate \"C\"").unwrap(),
            ["ALTER DOMAIN x DROP DEFAULT", "ALTER DOMAIN x DROP NOT NULL"]
        );
        assert_eq!(altered(Kind::Domain, "text", "integer"), None);
    }

    #[test]
    fn attributes_of_a_type_are_not_moved() {
        assert_eq!(
            altered(
                Kind::CompositeType,
                "(a integer, \"b c\" numeric(3, 2), d text)",
                "(a bigint, \"b c\" numeric(3, 2), e text)"
            )
            .unwrap(),
            [
                "ALTER TYPE x DROP ATTRIBUTE d",
                "ALTER TYPE x ALTER ATTRIBUTE a TYPE bigint",
                "ALTER TYPE x ADD ATTRIBUTE e text"
            ]
        );
        assert_eq!(altered(Kind::CompositeType, "(a integer, b text)", "(b text, a integer)"), None);
        assert_eq!(altered(Kind::CompositeType, "()", "(b text)").unwrap(), ["ALTER TYPE x ADD ATTRIBUTE b text"]);
    }

    #[test]
    fn options_are_altered_and_never_lost() {
        assert_eq!(
            altered(
                Kind::Server,
                "CREATE SERVER x TYPE ' version ' VERSION '1' FOREIGN DATA WRAPPER w OPTIONS (host 'a, b', port '1')",
                "CREATE SERVER x TYPE ' version ' VERSION '2' FOREIGN DATA WRAPPER w OPTIONS (host 'c')"
            )
            .unwrap(),
            ["ALTER SERVER x VERSION '2'", "ALTER SERVER x OPTIONS (SET host 'c', DROP port)"]
        );
        assert_eq!(
            altered(Kind::Server, "CREATE SERVER x FOREIGN DATA WRAPPER w", "CREATE SERVER x FOREIGN DATA WRAPPER v"),
            None
        );
        let wrapper = |rest: &str| format!("CREATE FOREIGN DATA WRAPPER x{rest}");
        for (from, to, action) in [
            ("", " HANDLER h", "HANDLER h"),
            (
                " HANDLER h VALIDATOR v",
                " VALIDATOR \"a b\".w OPTIONS (a 'b')",
                "NO HANDLER VALIDATOR \"a b\".w OPTIONS (ADD a 'b')",
            ),
            (" VALIDATOR v", "", "NO VALIDATOR"),
        ] {
            let statements = altered(Kind::ForeignDataWrapper, &wrapper(from), &wrapper(to)).unwrap();
            assert_eq!(statements, [format!("ALTER FOREIGN DATA WRAPPER x {action}")]);
        }
        let mapping = |user: &str| format!("CREATE USER MAPPING FOR me SERVER s OPTIONS (\"user\" '{user}')");
        let changed = of(Kind::UserMapping, "for me server s", &Object::new(mapping("a")), &Object::new(mapping("b")));
        assert_eq!(changed.unwrap().statements, ["ALTER USER MAPPING for me server s OPTIONS (SET \"user\" 'b')"]);
    }

    #[test]
    fn an_operator_changes_only_how_it_selects() {
        let operator = |rest: &str| format!("CREATE OPERATOR public.=== (FUNCTION = f, LEFTARG = integer{rest})");
        assert_eq!(altered(Kind::Operator, &operator(""), &operator(", NEGATOR = OPERATOR(public.!==)")).unwrap(), [""; 0]);
        assert_eq!(
            altered(Kind::Operator, &operator(", JOIN = eqjoinsel"), &operator(", RESTRICT = eqsel")).unwrap(),
            ["ALTER OPERATOR x SET (RESTRICT = eqsel, JOIN = NONE)"]
        );
        assert_eq!(altered(Kind::Operator, &operator(""), &operator(", HASHES")), None);
    }

    #[test]
    fn a_dictionary_keeps_its_template() {
        let dictionary = |rest: &str| format!("CREATE TEXT SEARCH DICTIONARY public.x (TEMPLATE = simple{rest})");
        assert_eq!(
            altered(Kind::TextSearchDictionary, &dictionary(", a = '1', b = '2'"), &dictionary(", a = '3'")).unwrap(),
            ["ALTER TEXT SEARCH DICTIONARY x (a = '3', b)"]
        );
    }
}
