//! Which columns of a view tell its rows apart because they tell those of its tables apart: the keys of all tables that it joins, but
//! for those of which the join finds one row at most. Read from the tree that PostgreSQL keeps of the query.

use std::collections::{BTreeMap, BTreeSet};

use super::key::{fields, items, unique_in};

/// What the tables of a query are known by.
#[derive(Debug, Clone, Default)]
pub struct Base {
    /// By the OID of a table: the positions of columns that are unique and never NULL, the primary key first.
    pub keys: BTreeMap<u32, Vec<Vec<usize>>>,
    /// By the OID of a view, materialized or not: the tree of its query.
    pub views: BTreeMap<u32, String>,
    /// Operators that are equality.
    pub equalities: BTreeSet<u32>,
}

/// Views within views that are looked into.
const DEEPEST: usize = 8;

/// Where a query stands.
#[derive(Debug, Clone)]
pub(super) struct Scope<'a> {
    pub base: &'a Base,
    /// The WITH clauses whose names it may use, the outermost first.
    pub with: Vec<&'a str>,
    /// The views that it is a part of.
    pub inside: Vec<u32>,
}

/// A column: its table's place in the query, and its position there.
type Column = (usize, usize);

/// What the FROM of a query says.
#[derive(Default)]
struct Joined {
    tables: Vec<usize>,
    /// A column that equals another, where that leaves rows of its table out.
    equal: Vec<(Column, Column)>,
}

/// The columns of the result, by position from 1, that are unique together. `shown`: of each position what it is, where it is a column.
pub(super) fn unique(query: &BTreeMap<&str, &str>, shown: &[(usize, &str)], scope: &Scope<'_>) -> Option<Vec<usize>> {
    let mut joined = Joined::default();
    joined.read(query.get(":jointree")?, scope.base)?;
    let tables = items(query.get(":rtable").copied().filter(|tables| *tables != "<>").unwrap_or("()"))?;
    let known: BTreeMap<usize, Vec<Vec<usize>>> = joined
        .tables
        .iter()
        .map(|table| Some((*table, keys(tables.get(table.checked_sub(1)?)?, scope)?)))
        .collect::<Option<_>>()?;
    let keys = |table: usize| known.get(&table);
    let mut kept = joined.tables.clone();
    // The last first: what is joined later is looked up by what came before.
    for table in joined.tables.iter().rev() {
        let is_found = |key: &Vec<usize>| {
            key.iter().all(|column| {
                let mut equal = joined.equal.iter();
                equal.any(|(one, other)| *one == (*table, *column) && other.0 != *table && kept.contains(&other.0))
            })
        };
        if keys(*table)?.iter().any(is_found) {
            kept.retain(|other| other != table);
        }
    }
    let columns: Vec<(usize, Column)> =
        shown.iter().filter_map(|(position, expression)| Some((*position, column(expression)?))).collect();
    let position = |wanted: Column| {
        // What equals it in every row of an inner join would do too, but that is for people to see.
        columns.iter().find(|(_, column)| *column == wanted).map(|(position, _)| *position)
    };
    let mut all = Vec::new();
    for table in kept {
        let shown = |key: &Vec<usize>| key.iter().map(|column| position((table, *column))).collect::<Option<Vec<_>>>();
        all.extend(keys(table)?.iter().find_map(shown)?);
    }
    Some(all)
}

/// What is unique in an entry of FROM: a table, a view, a subquery, or what WITH defines.
fn keys(entry: &str, scope: &Scope<'_>) -> Option<Vec<Vec<usize>>> {
    let entry = fields(entry)?;
    let query = match *entry.get(":rtekind")? {
        "0" => {
            let relation = entry.get(":relid")?.parse().ok()?;
            let Some(tree) = scope.base.views.get(&relation) else { return scope.base.keys.get(&relation).cloned() };
            // Views can be changed so that they read each other in a circle.
            if scope.inside.contains(&relation) || scope.inside.len() >= DEEPEST {
                return None;
            }
            let inside = [&scope.inside[..], &[relation]].concat();
            unique_in(items(tree)?.first()?, &Scope { with: Vec::new(), inside, ..*scope })
        }
        // One that looks at the other tables has other rows for each of theirs.
        "1" if entry.get(":lateral") == Some(&"false") => unique_in(entry.get(":subquery")?, scope),
        "6" => {
            let above: usize = entry.get(":ctelevelsup")?.parse().ok()?;
            let at = scope.with.len().checked_sub(above + 1)?;
            let definitions: Vec<_> = items(scope.with[at])?.into_iter().map(fields).collect::<Option<_>>()?;
            let definition = definitions.iter().find(|definition| definition.get(":ctename") == entry.get(":ctename"))?;
            let is_plain = definition.get(":cterecursive") == Some(&"false");
            let scope = Scope { with: scope.with[..=at].to_vec(), ..scope.clone() };
            unique_in(definition.get(":ctequery").filter(|_| is_plain)?, &scope)
        }
        _ => None,
    };
    Some(vec![query?])
}

impl Joined {
    fn read(&mut self, node: &str, base: &Base) -> Option<()> {
        let parts = fields(node)?;
        let there = |field: &str| parts.get(field).copied().filter(|value| *value != "<>");
        if node.starts_with("{RANGETBLREF") {
            self.tables.push(parts.get(":rtindex")?.parse().ok()?);
        } else if node.starts_with("{FROMEXPR") {
            for item in items(there(":fromlist").unwrap_or("()"))? {
                self.read(item, base)?;
            }
            self.equalities(there(":quals"), base, |_| true);
        } else if node.starts_with("{JOINEXPR") {
            let before = self.tables.len();
            self.read(parts.get(":larg")?, base)?;
            let left: Vec<usize> = self.tables[before..].to_vec();
            self.read(parts.get(":rarg")?, base)?;
            let is_left = |table: usize| left.contains(&table);
            // A condition of an outer join leaves out rows of the side that may be empty.
            match *parts.get(":jointype")? {
                "0" => self.equalities(there(":quals"), base, |_| true),
                "1" => self.equalities(there(":quals"), base, |table| !is_left(table)),
                "3" => self.equalities(there(":quals"), base, is_left),
                _ => {}
            }
        } else {
            return None;
        }
        Some(())
    }

    /// Takes in `column = column` of a condition and of all that AND holds together.
    fn equalities(&mut self, condition: Option<&str>, base: &Base, counts: impl Fn(usize) -> bool + Copy) {
        let Some((condition, parts)) = condition.and_then(|condition| Some((condition, fields(condition)?))) else { return };
        let arguments = parts.get(":args").and_then(|arguments| items(arguments)).unwrap_or_default();
        if condition.starts_with("{BOOLEXPR") && parts.get(":boolop") == Some(&"and") {
            for argument in arguments {
                self.equalities(Some(argument), base, counts);
            }
        } else if condition.starts_with("{OPEXPR")
            && let [one, other] = arguments[..]
            && let (Some(one), Some(other)) = (column(one), column(other))
            && parts.get(":opno").and_then(|number| number.parse().ok()).is_some_and(|number| base.equalities.contains(&number))
        {
            let both = [(one, other), (other, one)];
            self.equal.extend(both.into_iter().filter(|(column, _)| counts(column.0)));
        }
    }
}

/// The column that an expression is, of this query and not of one around it.
fn column(expression: &str) -> Option<Column> {
    if !expression.starts_with("{VAR ") {
        return None;
    }
    let parts = fields(expression)?;
    let number = |field: &str| parts.get(field)?.parse().ok();
    (parts.get(":varlevelsup") == Some(&"0")).then_some((number(":varno")?, number(":varattno")?))
}
