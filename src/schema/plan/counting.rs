//! The options of a sequence, all of them said, and what turns some into others: in one statement, so that none is checked
//! against another that is still to change.

use crate::identifier::literal;

/// How a sequence counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Counting {
    data_type: &'static str,
    increment: i64,
    lowest: i64,
    highest: i64,
    start: i64,
    cache: i64,
    cycles: bool,
}

/// The types that are counted in, and the highest value of each.
const TYPES: [(&str, i64); 3] = [("smallint", 32_767), ("integer", 2_147_483_647), ("bigint", i64::MAX)];

fn known(data_type: &str) -> (&'static str, i64) {
    TYPES.into_iter().find(|(name, _)| *name == data_type).unwrap_or(TYPES[2])
}

/// `start with 5 increment by 2` as its options.
fn options(text: &str) -> Vec<String> {
    let mut options: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let starts = matches!(word, "as" | "start" | "increment" | "minvalue" | "maxvalue" | "cache" | "cycle")
            || matches!(word, "logged" | "unlogged" | "sequence");
        match options.last_mut() {
            Some(option) if !starts => option.push_str(&format!(" {word}")),
            _ => options.push(word.to_owned()),
        }
    }
    options
}

impl Counting {
    /// What a sequence is said to be, or an identity column of a type: of what is not said, what it is by itself.
    pub fn of(text: &str, data_type: Option<&str>) -> Self {
        let options = options(text);
        let value = |name: &str| options.iter().find_map(|option| option.strip_prefix(name)?.strip_prefix(' ')).map(str::trim);
        let number = |name: &str| value(name).and_then(|value| value.parse::<i64>().ok());
        let (data_type, most) = known(value("as").or(data_type).unwrap_or("bigint"));
        let increment = number("increment by").unwrap_or(1);
        let (lowest, highest) = bounds(increment, most);
        let (lowest, highest) = (number("minvalue").unwrap_or(lowest), number("maxvalue").unwrap_or(highest));
        let start = number("start with").unwrap_or(if increment > 0 { lowest } else { highest });
        let cycles = options.iter().any(|option| option == "cycle");
        Self { data_type, increment, lowest, highest, start, cache: number("cache").unwrap_or(1), cycles }
    }

    pub fn start(&self) -> i64 {
        self.start
    }

    pub fn goes_down(&self) -> bool {
        self.increment < 0
    }

    /// Whether its type holds fewer values than another's.
    pub fn is_narrower_than(&self, other: &Self) -> bool {
        known(self.data_type).1 < known(other.data_type).1
    }

    /// The same limits, said of another type.
    #[must_use]
    pub fn within(mut self, other: &Self) -> Self {
        self.data_type = other.data_type;
        self
    }

    /// What it becomes as its type does: limits that were the type's are the other type's.
    #[must_use]
    pub fn retyped(mut self, other: &Self) -> Self {
        let ((_, was), (data_type, is)) = (known(self.data_type), known(other.data_type));
        self.lowest = if self.lowest == -was - 1 { -is - 1 } else { self.lowest };
        self.highest = if self.highest == was { is } else { self.highest };
        self.data_type = data_type;
        self
    }

    /// The actions of an `ALTER SEQUENCE`.
    pub fn actions(&self, to: &Self) -> Vec<String> {
        let is_retyped = self.data_type != to.data_type;
        let usual = bounds(to.increment, known(to.data_type).1);
        let limit = |name: &str, is: i64, usual: i64, of_type: i64| {
            let is_of_type = is == usual && usual == of_type;
            if is_of_type { format!("NO {name}") } else { format!("{name} {is}") }
        };
        let most = known(to.data_type).1;
        let actions = [
            (is_retyped, format!("AS {}", to.data_type.to_uppercase())),
            (self.increment != to.increment, format!("INCREMENT BY {}", to.increment)),
            // With another type they would change by themselves.
            (is_retyped || self.lowest != to.lowest, limit("MINVALUE", to.lowest, usual.0, -most - 1)),
            (is_retyped || self.highest != to.highest, limit("MAXVALUE", to.highest, usual.1, most)),
            (self.start != to.start, format!("START WITH {}", to.start)),
            // No value that it may stand at is one that it may stand at from now on.
            (!self.meets(to), "RESTART".to_owned()),
            (self.cache != to.cache, format!("CACHE {}", to.cache)),
            (self.cycles != to.cycles, if to.cycles { "CYCLE" } else { "NO CYCLE" }.to_owned()),
        ];
        actions.into_iter().filter(|(is_needed, _)| *is_needed).map(|(_, action)| action).collect()
    }

    /// Whether there are values within the limits of both.
    pub fn meets(&self, to: &Self) -> bool {
        to.lowest <= self.highest && self.lowest <= to.highest
    }

    /// Where a sequence stands must be within its limits before they can become narrower.
    pub fn brought_within(&self, to: &Self, sequence: impl std::fmt::Display) -> Option<String> {
        if !self.meets(to) {
            return None;
        }
        let value = match (self.lowest < to.lowest, to.highest < self.highest) {
            (false, false) => return None,
            (true, false) => format!("greatest(last_value, {})", to.lowest),
            (false, true) => format!("least(last_value, {})", to.highest),
            (true, true) => format!("least(greatest(last_value, {}), {})", to.lowest, to.highest),
        };
        Some(format!("SELECT setval({}, {value}, is_called) FROM {sequence}", literal(&sequence.to_string())))
    }
}

/// The limits that a sequence has by itself.
fn bounds(increment: i64, most: i64) -> (i64, i64) {
    if increment > 0 { (1, most) } else { (-most - 1, -1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn actions(from: &str, to: &str) -> String {
        Counting::of(from, None).actions(&Counting::of(to, None)).join(" ")
    }

    #[test]
    fn what_is_not_said_is_what_a_sequence_is_by_itself() {
        let from = "as smallint increment by -2 maxvalue 10 start with 5 cycle";
        assert_eq!(actions(from, "cache 5"), "AS BIGINT INCREMENT BY 1 MINVALUE 1 NO MAXVALUE START WITH 1 CACHE 5 NO CYCLE");
        assert_eq!(
            actions("start with 4", "increment by -1 maxvalue 9"),
            "INCREMENT BY -1 NO MINVALUE MAXVALUE 9 START WITH 9"
        );
        assert_eq!(actions("increment by -1", "increment by -1 cycle"), "CYCLE");
        assert_eq!(actions("minvalue -5", ""), "MINVALUE 1 START WITH 1");
        assert_eq!(actions("as integer", "maxvalue 2147483647"), "AS BIGINT MINVALUE 1 MAXVALUE 2147483647");
        assert_eq!(actions("increment by -1", "increment by -1 as integer"), "AS INTEGER NO MINVALUE MAXVALUE -1");
    }

    #[test]
    fn it_begins_where_it_says_or_at_the_end_it_goes_from() {
        for (text, start, goes_down) in [
            ("", 1, false),
            ("minvalue 5 cache 2", 5, false),
            ("increment by -1 minvalue -500", -1, true),
            ("start with -7 increment by -2 maxvalue 3", -7, true),
        ] {
            let counting = Counting::of(text, None);
            assert_eq!((counting.start(), counting.goes_down()), (start, goes_down), "{text}");
        }
    }

    #[test]
    fn where_it_stands_is_kept_as_far_as_it_fits() {
        let brought = |from: &str, to: &str| Counting::of(from, None).brought_within(&Counting::of(to, None), "s");
        assert_eq!(brought("", "maxvalue 10").unwrap(), "SELECT setval('s', least(last_value, 10), is_called) FROM s");
        assert_eq!(brought("minvalue -5", "").unwrap(), "SELECT setval('s', greatest(last_value, 1), is_called) FROM s");
        assert_eq!(brought("maxvalue 10", ""), None);
        assert_eq!(brought("maxvalue 10", "minvalue 100"), None);
        assert_eq!(actions("maxvalue 10", "minvalue 100"), "MINVALUE 100 NO MAXVALUE START WITH 100 RESTART");
    }
}
