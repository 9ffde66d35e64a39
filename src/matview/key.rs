//! Which columns of a view's rows are unique by the form of its query: those that it groups by, all where it removes duplicates, or else
//! the keys of its tables, and of its views and subqueries by the form of theirs. Read from the tree that PostgreSQL keeps of the query (`pg_rewrite.ev_action`), whose fields have kept their names since version 9.

use std::collections::BTreeMap;

use super::row_key::{self, Base, Scope};

/// More than an index can have, and more than anybody would want.
const LONGEST: usize = 16;

/// The positions, from 1, of columns that tell a view's rows apart; `None` where the form does not tell.
pub fn unique_columns(tree: &str, base: &Base) -> Option<Vec<usize>> {
    unique_in(items(tree)?.first()?, &Scope { base, with: Vec::new(), inside: Vec::new() })
}

/// Those of one query.
pub(super) fn unique_in(query: &str, scope: &Scope<'_>) -> Option<Vec<usize>> {
    let query = fields(query)?;
    let targets: Vec<Target<'_>> =
        items(query.get(":targetList")?)?.iter().map(|target| Target::read(target)).collect::<Option<_>>()?;
    let all = || targets.iter().filter(|target| !target.is_junk).map(|target| target.position).collect::<Vec<_>>();
    let is = |field: &str| query.get(field).is_some_and(|value| *value == "true");
    let there = |field: &str| query.get(field).copied().filter(|value| *value != "<>");
    let key = if let Some(operation) = there(":setOperations") {
        (fields(operation)?.get(":all") == Some(&"false")).then(all)?
    } else if let Some(distinct) = there(":distinctClause") {
        if is(":hasDistinctOn") { referred(distinct, &targets)? } else { all() }
    } else if is(":hasTargetSRFs") || there(":groupingSets").is_some() {
        // A function that gives several rows multiplies them; of several groupings each has keys of its own.
        return None;
    } else if let Some(grouping) = there(":groupClause") {
        referred(grouping, &targets)?
    } else if is(":hasAggs") || there(":havingQual").is_some() {
        // One row at most: any column will do.
        all().into_iter().take(1).collect()
    } else {
        let shown = targets.iter().filter(|target| !target.is_junk).map(|target| (target.position, target.expression));
        let mut scope = scope.clone();
        scope.with.push(query.get(":cteList").copied().unwrap_or("<>"));
        row_key::unique(&query, &shown.collect::<Vec<_>>(), &scope)?
    };
    (!key.is_empty() && key.len() <= LONGEST).then_some(key)
}

/// A column of the result, or what the query only sorts or groups by.
struct Target<'a> {
    position: usize,
    /// By which a clause refers to it.
    reference: usize,
    is_junk: bool,
    expression: &'a str,
}

impl<'a> Target<'a> {
    fn read(text: &'a str) -> Option<Self> {
        let fields = fields(text)?;
        Some(Self {
            position: fields.get(":resno")?.parse().ok()?,
            reference: fields.get(":ressortgroupref")?.parse().ok()?,
            is_junk: *fields.get(":resjunk")? == "true",
            expression: fields.get(":expr")?,
        })
    }
}

/// The columns that a clause refers to, if all are part of the result.
fn referred(clause: &str, targets: &[Target<'_>]) -> Option<Vec<usize>> {
    let column = |item: &&str| {
        let reference: usize = fields(item)?.get(":tleSortGroupRef")?.parse().ok()?;
        let target = targets.iter().find(|target| target.reference == reference)?;
        (!target.is_junk).then_some(target.position)
    };
    items(clause)?.iter().map(column).collect()
}

/// What stands in a list: `({…} {…})`.
pub(super) fn items(list: &str) -> Option<Vec<&str>> {
    let mut rest = list.trim().strip_prefix('(')?.strip_suffix(')')?.trim_start();
    let mut items = Vec::new();
    while !rest.is_empty() {
        let end = length(rest)?;
        items.push(&rest[..end]);
        rest = rest[end..].trim_start();
    }
    Some(items)
}

/// The fields of a node: `{NAME :field value :field value}`.
pub(super) fn fields(node: &str) -> Option<BTreeMap<&str, &str>> {
    let inside = node.trim().strip_prefix('{')?.strip_suffix('}')?;
    let mut rest = inside.split_once(' ')?.1.trim_start();
    let mut fields = BTreeMap::new();
    while !rest.is_empty() {
        let (name, value) = rest.split_once(' ')?;
        if !name.starts_with(':') {
            return None;
        }
        let end = length(value)?;
        fields.insert(name, &value[..end]);
        rest = value[end..].trim_start();
    }
    Some(fields)
}

/// How long the value is that a text begins with: a node, a list, or a word. A backslash takes the meaning from what follows it.
fn length(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut characters = text.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '\\' => _ = characters.next(),
            '{' | '(' => depth += 1,
            '}' | ')' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            ' ' if depth == 0 => return Some(at),
            _ => {}
        }
    }
    (depth == 0).then_some(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unique_columns(tree: &str) -> Option<Vec<usize>> {
        super::unique_columns(tree, &Base::default())
    }

    fn query(fields: &str, targets: &[(usize, usize, bool)]) -> String {
        let target = |(position, reference, is_junk): &(usize, usize, bool)| {
            format!(
                "{{TARGETENTRY :expr {{CONST :constvalue 4 [ 1 0 ]}} :resno {position} :resname :resno\\ 7\\}} \
                 :ressortgroupref {reference} :resjunk {is_junk}}}"
            )
        };
        let targets: Vec<String> = targets.iter().map(target).collect();
        format!("({{QUERY :commandType 1 :targetList ({}) {fields}}})", targets.join(" "))
    }

    #[test]
    fn names_in_the_tree_do_not_lead_it_astray() {
        let grouped =
            ":groupClause ({SORTGROUPCLAUSE :tleSortGroupRef 1 :eqop 98} {SORTGROUPCLAUSE :tleSortGroupRef 2 :eqop 98})";
        assert_eq!(unique_columns(&query(grouped, &[(1, 2, false), (2, 0, false), (3, 1, false)])), Some(vec![3, 1]));
        assert_eq!(unique_columns(&query(grouped, &[(1, 2, false), (2, 1, true)])), None, "a column that is not shown");
        assert_eq!(unique_columns(&query(&format!(":hasTargetSRFs true {grouped}"), &[(1, 1, false), (2, 2, false)])), None);
        assert_eq!(unique_columns(&query(":groupClause <> :hasAggs false", &[(1, 0, false)])), None);
    }

    #[test]
    fn what_is_no_tree_tells_nothing() {
        for text in ["", "(", "<>", "({QUERY :a (})", "({QUERY a})", "({QUERY :targetList <>})"] {
            assert_eq!(unique_columns(text), None, "{text}");
        }
    }
}
