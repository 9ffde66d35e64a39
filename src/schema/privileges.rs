//! Privileges: from the `aclitem`s of a catalog to lines that say what differs from what an object grants by itself, and from
//! such a line to SQL.

use std::collections::BTreeMap;

use crate::identifier::quote;

/// The privileges by the letters of `aclitem` (the manual's table 5.1), in the order in which they are written.
const LETTERS: &[(char, &str)] = &[
    ('r', "select"),
    ('a', "insert"),
    ('w', "update"),
    ('d', "delete"),
    ('D', "truncate"),
    ('x', "references"),
    ('t', "trigger"),
    ('m', "maintain"),
    ('X', "execute"),
    ('U', "usage"),
    ('C', "create"),
    ('c', "connect"),
    ('T', "temporary"),
];

/// One `aclitem`: `app=r*w/deploy`.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Item {
    /// Empty is everybody.
    grantee: String,
    /// Each with whether it may be passed on.
    privileges: BTreeMap<char, bool>,
    grantor: String,
}

impl Item {
    fn parse(text: &str) -> Option<Self> {
        let (grantee, rest) = role(text)?;
        let rest = rest.strip_prefix('=')?;
        let (letters, rest) = rest.split_at(rest.find('/')?);
        let (grantor, _) = role(&rest[1..])?;
        let mut privileges = BTreeMap::new();
        let mut last = None;
        for letter in letters.chars() {
            match (letter, last) {
                ('*', Some(last)) => _ = privileges.insert(last, true),
                _ => _ = privileges.insert(letter, false),
            }
            last = Some(letter);
        }
        Some(Self { grantee, privileges, grantor })
    }

    fn letters(&self, grantable: bool) -> Vec<char> {
        self.privileges.iter().filter(|(_, flag)| **flag == grantable).map(|(letter, _)| *letter).collect()
    }
}

/// A role's name at the start of an `aclitem`, quoted where it is odd, and what follows.
fn role(text: &str) -> Option<(String, &str)> {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find(['=', '/']).unwrap_or(text.len());
        return Some((text[..end].to_owned(), &text[end..]));
    };
    let mut name = String::new();
    let mut characters = quoted.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        if character != '"' {
            name.push(character);
        } else if characters.peek().is_some_and(|(_, next)| *next == '"') {
            characters.next();
            name.push('"');
        } else {
            return Some((name, &quoted[at + 1..]));
        }
    }
    None
}

/// Who granted an `aclitem`.
pub fn grantor(item: &str) -> Option<String> {
    Item::parse(item).map(|item| item.grantor)
}

/// What an access control list says beyond (and against) the default one, line by line; `None` where that is nothing.
///
/// # Errors
/// The item that is none.
pub fn lines(items: &[String], default: &[String], owner: &str) -> Result<Option<String>, String> {
    let parse = |items: &[String]| -> Result<Vec<Item>, String> {
        items.iter().map(|item| Item::parse(item).ok_or_else(|| item.clone())).collect()
    };
    let (items, default) = (parse(items)?, parse(default)?);
    let all: Vec<char> = default
        .iter()
        .find(|item| item.grantee == owner)
        .map(|item| item.privileges.keys().copied().collect())
        .unwrap_or_default();
    let has = |list: &[Item], grantee: &str, letter: char| {
        list.iter().any(|item| item.grantee == grantee && item.privileges.contains_key(&letter))
    };
    let mut lines = Vec::new();
    for item in &default {
        let lost: Vec<char> = item.privileges.keys().copied().filter(|letter| !has(&items, &item.grantee, *letter)).collect();
        if !lost.is_empty() {
            lines.push(format!("revoke {} from {}", names(&lost, &all), role_name(&item.grantee)));
        }
    }
    let mut grants: Vec<&Item> = items.iter().collect();
    // The owner's grants first: others can pass on only what they have.
    grants.sort_by_key(|item| (item.grantor != owner, (item.grantor == owner).then(|| item.grantee.clone())));
    for item in grants {
        for grantable in [false, true] {
            let by_itself = |letter: &char| {
                item.grantor == owner && (item.grantee == owner || !grantable) && has(&default, &item.grantee, *letter)
            };
            let letters: Vec<char> = item.letters(grantable).into_iter().filter(|letter| !by_itself(letter)).collect();
            if letters.is_empty() {
                continue;
            }
            let mut line = format!("grant {} to {}", names(&letters, &all), role_name(&item.grantee));
            if grantable {
                line.push_str(" with grant option");
            }
            if item.grantor != owner {
                line.push_str(&format!(" granted by {}", quote(&item.grantor)));
            }
            lines.push(line);
        }
    }
    Ok((!lines.is_empty()).then(|| lines.join("\n")))
}

fn names(letters: &[char], all: &[char]) -> String {
    if letters.len() > 1 && letters.len() == all.len() && all.iter().all(|letter| letters.contains(letter)) {
        return "all".to_owned();
    }
    let known = LETTERS.iter().filter(|(letter, _)| letters.contains(letter)).map(|(_, name)| *name);
    known.collect::<Vec<_>>().join(", ")
}

fn role_name(role: &str) -> String {
    if role.is_empty() { "public".to_owned() } else { quote(role) }
}

/// One line taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line<'a> {
    pub revokes: bool,
    /// `select, insert`, or `all`.
    pub privileges: &'a str,
    /// As SQL: a quoted name, or `public`.
    pub role: &'a str,
    pub with_grant_option: bool,
    /// As SQL.
    pub granted_by: Option<&'a str>,
}

impl<'a> Line<'a> {
    pub fn parse(line: &'a str) -> Option<Self> {
        let line = line.trim();
        let (revokes, rest, towards) = match line.strip_prefix("grant ") {
            Some(rest) => (false, rest, " to "),
            None => (true, line.strip_prefix("revoke ")?, " from "),
        };
        let (privileges, rest) = rest.split_once(towards)?;
        let known = |word: &str| word == "all" || LETTERS.iter().any(|(_, name)| *name == word);
        if !privileges.split(',').all(|word| known(word.trim())) {
            return None;
        }
        let (rest, granted_by) = match rest.rsplit_once(" granted by ") {
            Some((rest, role)) => (rest, Some(role.trim())),
            None => (rest, None),
        };
        let (role, with_grant_option) = match rest.strip_suffix(" with grant option") {
            Some(role) => (role, true),
            None => (rest, false),
        };
        let role = role.trim();
        if role.is_empty() || revokes && (with_grant_option || granted_by.is_some()) {
            return None;
        }
        Some(Self { revokes, privileges, role, with_grant_option, granted_by })
    }

    /// The statements of this line for a target such as `TABLE public.t`; of a column, `columns` is ` (name)`. `undo` takes
    /// back what the line says.
    pub fn sql(&self, target: &str, columns: &str, undo: bool) -> Vec<String> {
        let privileges: Vec<String> =
            self.privileges.split(',').map(|word| format!("{}{columns}", word.trim().to_uppercase())).collect();
        let privileges = privileges.join(", ");
        let role = if self.role == "public" { "PUBLIC" } else { self.role };
        let statement = if self.revokes == undo {
            let option = if self.with_grant_option && !undo { " WITH GRANT OPTION" } else { "" };
            format!("GRANT {privileges} ON {target} TO {role}{option}")
        } else {
            format!("REVOKE {privileges} ON {target} FROM {role}{}", if undo { " CASCADE" } else { "" })
        };
        match self.granted_by {
            // GRANTED BY takes nobody but the current role.
            Some(grantor) => vec![format!("SET ROLE {grantor}"), statement, "RESET ROLE".to_owned()],
            None => vec![statement],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(items: &[&str], default: &[&str]) -> Option<String> {
        let owned = |items: &[&str]| items.iter().map(|item| (*item).to_owned()).collect::<Vec<_>>();
        lines(&owned(items), &owned(default), "deploy").unwrap()
    }

    #[test]
    fn only_what_differs_is_said() {
        let table = ["deploy=arwdDxt/deploy"];
        assert_eq!(said(&["deploy=arwdDxt/deploy"], &table), None);
        assert_eq!(
            said(&["deploy=arwdDxt/deploy", "app=arw*/deploy", "=r/deploy", "\"Odd \"\"role\"\"\"=r/app"], &table).unwrap(),
            "grant select to public\ngrant select, insert to app\ngrant update to app with grant option\n\
             grant select to \"Odd \"\"role\"\"\" granted by app"
        );
        assert_eq!(said(&["app=arwdDxt/deploy"], &table).unwrap(), "revoke all from deploy\ngrant all to app");
        let function = ["=X/deploy", "deploy=X/deploy"];
        assert_eq!(said(&["deploy=X/deploy"], &function).unwrap(), "revoke execute from public");
        assert_eq!(said(&["deploy=X*/deploy", "=X/deploy"], &function), None);
        assert_eq!(lines(&["nonsense".into()], &[], "deploy"), Err("nonsense".into()));
    }

    #[test]
    fn a_line_becomes_sql_and_back() {
        let line = Line::parse("grant select, update to \"a to b\" with grant option").unwrap();
        assert_eq!(
            line.sql("TABLE public.t", "", false),
            ["GRANT SELECT, UPDATE ON TABLE public.t TO \"a to b\" WITH GRANT OPTION"]
        );
        assert_eq!(line.sql("TABLE t", " (a)", true), ["REVOKE SELECT (a), UPDATE (a) ON TABLE t FROM \"a to b\" CASCADE"]);
        let line = Line::parse("revoke execute from public").unwrap();
        assert_eq!(line.sql("FUNCTION f()", "", false), ["REVOKE EXECUTE ON FUNCTION f() FROM PUBLIC"]);
        assert_eq!(line.sql("FUNCTION f()", "", true), ["GRANT EXECUTE ON FUNCTION f() TO PUBLIC"]);
        let line = Line::parse("grant select to x granted by y").unwrap();
        assert_eq!(line.sql("TABLE t", "", false), ["SET ROLE y", "GRANT SELECT ON TABLE t TO x", "RESET ROLE"]);
        for wrong in ["grant all on t to x", "select to x", "grant fly to x", "revoke select from x with grant option"] {
            assert_eq!(Line::parse(wrong), None, "{wrong}");
        }
    }
}
