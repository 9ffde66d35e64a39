//! The SQL that gives an object an attribute, or another value of it, or takes it away.

use super::model::{Attribute, Identity, Kind};
use super::privileges::Line;
use super::text::split_list;
use crate::identifier::{literal, quote};

/// The statements that turn one value of an attribute into another; `None` is its absence. Nothing where PostgreSQL has no
/// statement for it.
pub fn set(identity: &Identity, attribute: Attribute, from: Option<&str>, to: Option<&str>) -> Option<Vec<String>> {
    let one = |sql: String| Some(vec![sql]);
    let relation = identity.relation_name().to_string();
    let own = quote(identity.own_name());
    let table = |action: String| one(format!("ALTER TABLE {relation} {action}"));
    let column = |action: String| one(format!("ALTER TABLE {relation} ALTER COLUMN {own} {action}"));
    let index = || format!("{}.{own}", quote(&identity.name.schema));
    match attribute {
        Attribute::Comment => one(comment(identity, to)),
        Attribute::Owner => one(format!("ALTER {} OWNER TO {}", target(identity), quote(to?))),
        Attribute::Privileges => privileges(identity, from, to),
        Attribute::SecurityLabels => Some(security_labels(identity, from, to)),
        Attribute::State => state(identity, to).map(|sql| vec![sql]),
        Attribute::Version => one(format!("ALTER EXTENSION {own} UPDATE TO {}", literal(to?))),
        Attribute::Schema => one(format!("ALTER EXTENSION {own} SET SCHEMA {}", quote(to?))),
        Attribute::Persistence => {
            let action = if to.is_some() { "SET UNLOGGED" } else { "SET LOGGED" };
            one(format!("ALTER {} {action}", target(identity)))
        }
        Attribute::Inherits => {
            let (from, to) = (split_list(from.unwrap_or_default()), split_list(to.unwrap_or_default()));
            let gone = from.iter().filter(|parent| !to.contains(parent)).map(|parent| format!("NO INHERIT {parent}"));
            let new = to.iter().filter(|parent| !from.contains(parent)).map(|parent| format!("INHERIT {parent}"));
            Some(gone.chain(new).map(|action| format!("ALTER TABLE {relation} {action}")).collect())
        }
        Attribute::OfType => table(to.map_or_else(|| "NOT OF".to_owned(), |name| format!("OF {name}"))),
        Attribute::AccessMethod => table(format!("SET ACCESS METHOD {}", to.unwrap_or("heap"))),
        Attribute::With if identity.kind == Kind::Constraint => Some(options(&format!("ALTER INDEX {}", index()), from, to)),
        Attribute::With => Some(options(&format!("ALTER TABLE {relation}"), from, to)),
        Attribute::Tablespace => {
            let place = to.unwrap_or("pg_default");
            match identity.kind {
                Kind::Constraint | Kind::Index => one(format!("ALTER INDEX {} SET TABLESPACE {place}", index())),
                _ => table(format!("SET TABLESPACE {place}")),
            }
        }
        Attribute::ReplicaIdentity => table(format!("REPLICA IDENTITY {}", to.unwrap_or("default"))),
        Attribute::ClusterOn => table(to.map_or_else(|| "SET WITHOUT CLUSTER".to_owned(), |name| format!("CLUSTER ON {name}"))),
        Attribute::RowLevelSecurity => {
            let has = |value: Option<&str>, word: &str| value.is_some_and(|value| value.contains(word));
            let flags = [("enabled", "ENABLE", "DISABLE"), ("forced", "FORCE", "NO FORCE")];
            let changes = flags.into_iter().filter(|(word, _, _)| has(from, word) != has(to, word));
            Some(
                changes
                    .map(|(word, on, off)| {
                        let action = if has(to, word) { on } else { off };
                        format!("ALTER TABLE {relation} {action} ROW LEVEL SECURITY")
                    })
                    .collect(),
            )
        }
        Attribute::FdwOptions => {
            let changes = fdw_options(from, to);
            match identity.kind {
                Kind::Column => one(format!("ALTER FOREIGN TABLE {relation} ALTER COLUMN {own} OPTIONS ({changes})")),
                _ => one(format!("ALTER FOREIGN TABLE {relation} OPTIONS ({changes})")),
            }
        }
        // Before PostgreSQL 16 there is no way to say "the type's own"; almost every type that can be toasted has this one.
        Attribute::Storage => column(format!("SET STORAGE {}", to.unwrap_or("extended"))),
        Attribute::Compression => column(format!("SET COMPRESSION {}", to.unwrap_or("default"))),
        Attribute::StatisticsTarget if identity.kind == Kind::Statistics => {
            one(format!("ALTER STATISTICS {} SET STATISTICS {}", identity.sql_name(), to.unwrap_or("-1")))
        }
        // It would come down to children, of which each has its own.
        Attribute::StatisticsTarget => {
            one(format!("ALTER TABLE ONLY {relation} ALTER COLUMN {own} SET STATISTICS {}", to.unwrap_or("-1")))
        }
        Attribute::StatisticsTargets => {
            let (from, to) = (split_list(from.unwrap_or_default()), split_list(to.unwrap_or_default()));
            let pair =
                |text: &str| text.split_once('=').map(|(number, target)| (number.trim().to_owned(), target.trim().to_owned()));
            let to: Vec<(String, String)> = to.iter().filter_map(|text| pair(text)).collect();
            let gone =
                from.iter().filter_map(|text| pair(text)).filter(|(number, _)| !to.iter().any(|(other, _)| other == number));
            let all: Vec<(String, String)> =
                gone.map(|(number, _)| (number, "-1".to_owned())).chain(to.iter().cloned()).collect();
            let sql = |(number, target): (String, String)| {
                format!("ALTER INDEX {} ALTER COLUMN {number} SET STATISTICS {target}", index())
            };
            Some(all.into_iter().map(sql).collect())
        }
        Attribute::Options => Some(options(&format!("ALTER TABLE {relation} ALTER COLUMN {own}"), from, to)),
        Attribute::IdentitySequence => match (from, to) {
            (Some(from), Some(to)) => {
                let bare = crate::identifier::QualifiedName::parse(to, "")?.name;
                one(format!("ALTER SEQUENCE {from} RENAME TO {}", quote(&bare)))
            }
            _ => None,
        },
        Attribute::NotNullConstraint => {
            let (name, rest) = first_name(to?);
            if from.is_some() {
                None
            } else {
                one(format!("ALTER TABLE {relation} ADD CONSTRAINT {name} NOT NULL {own}{rest}"))
            }
        }
        Attribute::Server
        | Attribute::Columns
        | Attribute::AttachedTo
        | Attribute::PartOf
        | Attribute::MadeBy
        | Attribute::IdentityOf
        | Attribute::Inherited
        | Attribute::HiddenOptions => None,
    }
}

/// A name, quoted or not, and what follows it.
pub fn first_name(text: &str) -> (&str, &str) {
    let end = match text.strip_prefix('"') {
        Some(_) => super::text::find_outside_quotes(text, " "),
        None => text.find(' '),
    };
    text.split_at(end.unwrap_or(text.len()))
}

/// The object as `COMMENT ON`, `ALTER … OWNER` and `SECURITY LABEL ON` name it.
fn target(identity: &Identity) -> String {
    let own = quote(identity.own_name());
    let name = identity.sql_name();
    match identity.kind {
        Kind::Column => format!("COLUMN {name}.{own}"),
        Kind::Constraint | Kind::Rule | Kind::Trigger | Kind::Policy => {
            format!("{} {own} ON {name}", identity.kind.facts().sql)
        }
        Kind::DomainConstraint => format!("CONSTRAINT {own} ON DOMAIN {name}"),
        Kind::Index => format!("INDEX {}.{own}", quote(&identity.name.schema)),
        Kind::Partition => format!("TABLE {}", identity.partition_name()),
        kind => format!("{} {name}", kind.facts().sql),
    }
}

/// `COMMENT ON`; without a comment it takes the present one away.
pub fn comment(identity: &Identity, comment: Option<&str>) -> String {
    // What every database comes with is no comment here, nor what an extension brings.
    if identity.kind == Kind::Extension && comment.is_none() {
        let name = literal(identity.own_name());
        let usual = format!("(SELECT comment FROM pg_available_extensions WHERE name = {name})");
        let body = format!("BEGIN EXECUTE format('COMMENT ON EXTENSION %I IS %L', {name}, {usual}); END");
        return format!("DO {}", literal(&body));
    }
    let usual = identity.is_public().then_some("standard public schema");
    format!("COMMENT ON {} IS {}", target(identity), comment.or(usual).map_or_else(|| "NULL".to_owned(), literal))
}

fn security_labels(identity: &Identity, from: Option<&str>, to: Option<&str>) -> Vec<String> {
    let pairs = |value: Option<&str>| -> Vec<(String, String)> {
        let lines = value.unwrap_or_default().lines().filter_map(|line| line.split_once(": "));
        lines.map(|(provider, label)| (provider.to_owned(), label.to_owned())).collect()
    };
    let (from, to) = (pairs(from), pairs(to));
    let gone = from.iter().filter(|(provider, _)| !to.iter().any(|(other, _)| other == provider));
    let gone = gone.map(|(provider, _)| (provider, "NULL".to_owned()));
    let new = to.iter().filter(|pair| !from.contains(pair)).map(|(provider, label)| (provider, literal(label)));
    gone.chain(new)
        .map(|(provider, label)| format!("SECURITY LABEL FOR {} ON {} IS {label}", quote(provider), target(identity)))
        .collect()
}

/// What `GRANT … ON` names, and which columns.
fn grant_target(identity: &Identity) -> (String, String) {
    let name = identity.sql_name();
    let no_column = String::new();
    match identity.kind {
        Kind::Column => (format!("TABLE {name}"), format!(" ({})", quote(identity.own_name()))),
        Kind::Table | Kind::ForeignTable | Kind::View | Kind::MaterializedView => (format!("TABLE {name}"), no_column),
        Kind::Partition => (format!("TABLE {}", identity.partition_name()), no_column),
        Kind::Server => (format!("FOREIGN SERVER {name}"), no_column),
        // The arguments of an ordered-set aggregate are one list here.
        Kind::Aggregate => {
            let one_list = name.replace("(ORDER BY ", "(").replace(" ORDER BY ", ", ").replace("(*)", "()");
            (format!("FUNCTION {one_list}"), no_column)
        }
        Kind::Domain => (format!("TYPE {name}"), no_column),
        kind => (format!("{} {name}", kind.facts().sql), no_column),
    }
}

fn privileges(identity: &Identity, from: Option<&str>, to: Option<&str>) -> Option<Vec<String>> {
    let lines = |value: Option<&str>| value.unwrap_or_default().lines().map(str::to_owned).collect::<Vec<_>>();
    let (from, to) = (lines(from), lines(to));
    // What others have passed on goes before what they had.
    let gone: Vec<(&String, bool)> = from.iter().rev().filter(|line| !to.contains(line)).map(|line| (line, true)).collect();
    // With the right to pass it on goes what others have passed on.
    let cascades = gone.iter().any(|(line, _)| line.contains(" with grant option"));
    let is_lost = |line: &String| !from.contains(line) || cascades && line.contains(" granted by ");
    let new: Vec<(&String, bool)> = to.iter().filter(|line| is_lost(line)).map(|line| (line, false)).collect();
    let mut statements = Vec::new();
    for (line, undo) in gone.into_iter().chain(new) {
        let line = Line::parse(line)?;
        if identity.kind == Kind::DefaultPrivileges {
            let (whose, what) = default_privileges(&identity.name.name)?;
            for sql in line.sql(&what, "", undo) {
                statements.push(format!("ALTER DEFAULT PRIVILEGES {whose} {sql}"));
            }
        } else {
            let (target, columns) = grant_target(identity);
            statements.extend(line.sql(&target, &columns, undo));
        }
    }
    Some(statements)
}

/// `for role x in schema y on tables` taken apart: whose, and `TABLES`.
fn default_privileges(name: &str) -> Option<(String, String)> {
    let (whose, what) = name.rsplit_once(" on ")?;
    Some((whose.to_owned(), what.to_uppercase()))
}

/// When triggers, rules and event triggers fire, where that is not always on the origin.
pub const FIRING_STATES: [&str; 4] = ["disabled", "enabled on replicas only", "enabled always", "enabled"];

fn state(identity: &Identity, state: Option<&str>) -> Option<String> {
    let (action, which) = match state {
        None | Some("enabled") => ("ENABLE", ""),
        Some("disabled") => ("DISABLE", ""),
        Some("enabled on replicas only") => ("ENABLE", " REPLICA"),
        Some("enabled always") => ("ENABLE", " ALWAYS"),
        Some(_) => return None,
    };
    let own = quote(identity.own_name());
    match identity.kind {
        Kind::Trigger | Kind::Rule => {
            let what = identity.kind.facts().sql;
            Some(format!("ALTER TABLE {} {action}{which} {what} {own}", identity.sql_name()))
        }
        Kind::EventTrigger => Some(format!("ALTER EVENT TRIGGER {own} {action}{which}")),
        _ => None,
    }
}

/// `SET (…)` what is new or other, `RESET (…)` what is gone.
pub fn options(head: &str, from: Option<&str>, to: Option<&str>) -> Vec<String> {
    let (from, to) = (split_list(from.unwrap_or_default()), split_list(to.unwrap_or_default()));
    let name = |option: &str| option.split('=').next().unwrap_or_default().trim().to_owned();
    let new: Vec<&str> = to.iter().filter(|option| !from.contains(option)).copied().collect();
    // PostgreSQL keeps those that are set last, in their order; what is the same but for that is left alone.
    let stays = from.iter().filter(|option| to.contains(option));
    let in_order = stays.chain(&new).eq(&to);
    let set = if new.is_empty() || in_order { new } else { to.clone() };
    let reset: Vec<String> =
        from.iter().map(|option| name(option)).filter(|old| !to.iter().any(|option| name(option) == *old)).collect();
    let mut statements = Vec::new();
    if !set.is_empty() {
        statements.push(format!("{head} SET ({})", set.join(", ")));
    }
    if !reset.is_empty() {
        statements.push(format!("{head} RESET ({})", reset.join(", ")));
    }
    statements
}

/// The changes in `OPTIONS (…)`: `ADD a 'x', SET b 'y', DROP c`.
pub fn fdw_options(from: Option<&str>, to: Option<&str>) -> String {
    let (from, to) = (split_list(from.unwrap_or_default()), split_list(to.unwrap_or_default()));
    let name = |option: &str| first_name(option).0.to_owned();
    let has = |options: &[&str], wanted: &str| options.iter().any(|option| name(option) == wanted);
    let new = to.iter().filter(|option| !from.contains(option)).map(|option| {
        let action = if has(&from, &name(option)) { "SET" } else { "ADD" };
        format!("{action} {option}")
    });
    let gone = from.iter().filter(|option| !has(&to, &name(option))).map(|option| format!("DROP {}", name(option)));
    new.chain(gone).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identifier::QualifiedName;

    fn of(kind: Kind, part: Option<&str>, attribute: Attribute, from: Option<&str>, to: Option<&str>) -> Vec<String> {
        let identity = Identity { kind, name: QualifiedName::new("public", "t"), part: part.map(str::to_owned) };
        set(&identity, attribute, from, to).unwrap()
    }

    #[test]
    fn attributes_become_statements() {
        use Attribute::{ClusterOn, FdwOptions, Inherits, Options, RowLevelSecurity, State, StatisticsTargets, With};
        assert_eq!(
            of(Kind::Table, None, With, Some("fillfactor=70, a=1"), Some("fillfactor=80, user_catalog_table=true")),
            ["ALTER TABLE public.t SET (fillfactor=80, user_catalog_table=true)", "ALTER TABLE public.t RESET (a)"]
        );
        assert_eq!(
            of(Kind::Constraint, Some("Pk"), With, None, Some("fillfactor=70")),
            ["ALTER INDEX public.\"Pk\" SET (fillfactor=70)"]
        );
        assert_eq!(of(Kind::Table, None, RowLevelSecurity, Some("enabled"), Some("forced")).len(), 2);
        assert_eq!(of(Kind::Table, None, ClusterOn, Some("i"), None), ["ALTER TABLE public.t SET WITHOUT CLUSTER"]);
        assert_eq!(
            of(Kind::Table, None, Inherits, Some("a, b"), Some("b, \"c, d\"")),
            ["ALTER TABLE public.t NO INHERIT a", "ALTER TABLE public.t INHERIT \"c, d\""]
        );
        assert_eq!(
            of(Kind::Column, Some("c"), FdwOptions, Some("a 'x, y', b 'z'"), Some("a 'w', c 'v'")),
            ["ALTER FOREIGN TABLE public.t ALTER COLUMN c OPTIONS (SET a 'w', ADD c 'v', DROP b)"]
        );
        assert_eq!(
            of(Kind::Column, Some("c"), Options, None, Some("n_distinct=5")),
            ["ALTER TABLE public.t ALTER COLUMN c SET (n_distinct=5)"]
        );
        assert_eq!(
            of(Kind::Index, Some("i"), StatisticsTargets, Some("1=10, 2=20"), Some("1=15")),
            ["ALTER INDEX public.i ALTER COLUMN 2 SET STATISTICS -1", "ALTER INDEX public.i ALTER COLUMN 1 SET STATISTICS 15"]
        );
        assert_eq!(of(Kind::Rule, Some("r"), State, None, Some("disabled")), ["ALTER TABLE public.t DISABLE RULE r"]);
        let mapping = Identity::global(Kind::DefaultPrivileges, "for role x in schema y on tables");
        assert_eq!(
            set(&mapping, Attribute::Privileges, None, Some("grant select to app")).unwrap(),
            ["ALTER DEFAULT PRIVILEGES for role x in schema y GRANT SELECT ON TABLES TO app"]
        );
    }

    #[test]
    fn what_was_passed_on_goes_first_and_comes_back() {
        let from = "grant select, update to app with grant option\ngrant update to x granted by app";
        assert_eq!(
            of(Kind::Table, None, Attribute::Privileges, Some(from), None),
            [
                "SET ROLE app",
                "REVOKE UPDATE ON TABLE public.t FROM x CASCADE",
                "RESET ROLE",
                "REVOKE SELECT, UPDATE ON TABLE public.t FROM app CASCADE"
            ]
        );
        let to = "grant update to app with grant option\ngrant update to x granted by app";
        assert_eq!(
            of(Kind::Table, None, Attribute::Privileges, Some(from), Some(to)),
            [
                "REVOKE SELECT, UPDATE ON TABLE public.t FROM app CASCADE",
                "GRANT UPDATE ON TABLE public.t TO app WITH GRANT OPTION",
                "SET ROLE app",
                "GRANT UPDATE ON TABLE public.t TO x",
                "RESET ROLE"
            ]
        );
    }

    #[test]
    fn comments_name_their_object() {
        let part = |kind| Identity::part(kind, QualifiedName::new("public", "t"), "p");
        assert_eq!(comment(&part(Kind::Policy), Some("it's")), "COMMENT ON POLICY p ON public.t IS 'it''s'");
        assert_eq!(comment(&part(Kind::DomainConstraint), None), "COMMENT ON CONSTRAINT p ON DOMAIN public.t IS NULL");
        let cast = Identity::global(Kind::Cast, "(text as integer)");
        assert_eq!(comment(&cast, None), "COMMENT ON CAST (text as integer) IS NULL");
    }
}
