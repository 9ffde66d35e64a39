//! What a merge promises, held against documents that an author makes up, who writes TOML in each of its ways.

use proptest::prelude::*;

use super::super::*;
use super::checked;

/// Choices, as many as are asked for.
struct Choices(Vec<u8>, usize);

impl Choices {
    fn below(&mut self, limit: usize) -> usize {
        let choice = self.0.get(self.1 % self.0.len().max(1)).copied().unwrap_or_default();
        // The same choices come around in another order.
        self.1 += 1;
        (usize::from(choice) + self.1 / self.0.len().max(1)) % limit
    }

    fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }
}

/// Writes a table in one of the many ways in which TOML can say it.
struct Author {
    choices: Choices,
    text: String,
    comments: usize,
}

impl Author {
    fn write(table: &Table, choices: Vec<u8>) -> String {
        let mut author = Self { choices: Choices(choices, 0), text: String::new(), comments: 0 };
        author.body(table, "");
        author.remarks();
        author.text
    }

    fn comment(&mut self) -> String {
        self.comments += 1;
        format!("# comment {}", self.comments)
    }

    fn remarks(&mut self) {
        for _ in 0..self.choices.below(3) {
            let line = if self.choices.once_in(2) { self.comment() } else { String::new() };
            self.text.push_str(&(line + "\n"));
        }
    }

    fn key(&mut self, key: &str) -> String {
        let bare = key.chars().all(|c| c.is_ascii_alphanumeric());
        match self.choices.below(3) {
            0 | 1 if bare => key.to_owned(),
            0 => format!("'{key}'"),
            _ => format!("\"{key}\""),
        }
    }

    fn end(&mut self) {
        let end = if self.choices.once_in(4) { format!("  {}\n", self.comment()) } else { "\n".to_owned() };
        self.text.push_str(&end);
    }

    fn pair(&mut self, key: &str, value: &str) {
        self.remarks();
        let padding = " ".repeat(self.choices.below(3));
        self.text.push_str(&format!("{key}{padding}= {value}"));
        self.end();
    }

    fn value(&mut self, value: &Value) -> String {
        match value {
            Value::String(text) => match self.choices.below(3) {
                0 => format!("'{text}'"),
                1 => format!("\"\"\"\n{text}\"\"\""),
                _ => format!("\"{text}\""),
            },
            Value::Array(elements) if self.choices.once_in(2) => {
                let mut text = "[\n".to_owned();
                for element in elements {
                    let comment = if self.choices.once_in(2) { self.comment() } else { String::new() };
                    text.push_str(&format!("  {}, {comment}\n", self.value(element)));
                }
                text + "]"
            }
            Value::Array(elements) => {
                let elements: Vec<String> = elements.iter().map(|element| self.value(element)).collect();
                format!("[{}]", elements.join(","))
            }
            Value::Table(table) => {
                let entries: Vec<String> =
                    table.iter().map(|(key, value)| format!("{} = {}", self.key(key), self.value(value))).collect();
                format!("{{{}}}", entries.join(", "))
            }
            other => other.to_string(),
        }
    }

    fn dotted(&mut self, prefix: &str, table: &Table) {
        for (key, value) in table {
            let path = format!("{prefix}.{}", self.key(key));
            match value {
                Value::Table(table) if !table.is_empty() && self.choices.once_in(2) => self.dotted(&path, table),
                _ => {
                    let value = self.value(value);
                    self.pair(&path, &value);
                }
            }
        }
    }

    fn body(&mut self, table: &Table, path: &str) {
        let mut sections = Vec::new();
        for (key, value) in table {
            let spelled = self.key(key);
            match value {
                Value::Table(below) => match self.choices.below(5) {
                    0 => {
                        let value = self.value(value);
                        self.pair(&spelled, &value);
                    }
                    1 if !below.is_empty() => self.dotted(&spelled, below),
                    _ => sections.push((spelled, value)),
                },
                Value::Array(elements) if elements.iter().all(Value::is_table) && !elements.is_empty() => {
                    sections.push((spelled, value));
                }
                _ => {
                    let value = self.value(value);
                    self.pair(&spelled, &value);
                }
            }
        }
        if self.choices.once_in(2) {
            sections.reverse();
        }
        for (spelled, value) in sections {
            let path = if path.is_empty() { spelled } else { format!("{path}.{spelled}") };
            let (bracket, tables) = match value {
                Value::Array(elements) => ("[", elements.iter().filter_map(Value::as_table).collect()),
                value => ("", Vec::from_iter(value.as_table())),
            };
            for table in tables {
                let implicit = !table.is_empty() && table.values().all(Value::is_table) && self.choices.once_in(2);
                self.remarks();
                if implicit && bracket.is_empty() {
                    for (key, value) in table {
                        let path = format!("{path}.{}", self.key(key));
                        self.text.push_str(&format!("[{path}]"));
                        self.end();
                        self.body(value.as_table().unwrap(), &path);
                    }
                } else {
                    self.text.push_str(&format!("{bracket}[{path}]{}", if bracket.is_empty() { "" } else { "]" }));
                    self.end();
                    self.body(table, &path);
                }
            }
        }
    }
}

/// Few keys, so that two tables have some in common. `columns` is one with an order, at some depth.
fn a_key(columns: &'static str) -> impl Strategy<Value = String> {
    prop::sample::select(vec!["a", "b", "c", "d", columns, "x y", "é"]).prop_map(str::to_owned)
}

fn a_value(columns: &'static str) -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        4 => prop::sample::select(vec!["", "1", "two words", "#3"]).prop_map(|text| Value::String(text.to_owned())),
        1 => (0..3i64).prop_map(Value::Integer),
        1 => prop::sample::select(vec![f64::NAN, 0.0, -0.0]).prop_map(Value::Float),
    ];
    scalar.prop_recursive(4, 40, 5, move |below| {
        prop_oneof![
            1 => prop::collection::vec(below.clone(), 0..4).prop_map(Value::Array),
            4 => prop::collection::vec((a_key(columns), below), 0..6).prop_map(|pairs| Value::Table(pairs.into_iter().collect())),
        ]
    })
}

fn a_table(columns: &'static str) -> impl Strategy<Value = Table> {
    prop::collection::vec((a_key(columns), a_value(columns)), 0..6).prop_map(|pairs| pairs.into_iter().collect())
}

fn some_columns() -> impl Strategy<Value = Vec<usize>> {
    prop::sample::subsequence((0..10usize).collect::<Vec<_>>(), 1..10).prop_shuffle()
}

fn choices() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), 1..60)
}

/// Adds what `more` has and `table` has not.
fn extend(table: &mut Table, more: &Table) {
    for (key, value) in more {
        match (table.get_mut(key), value) {
            (Some(Value::Table(table)), Value::Table(more)) => extend(table, more),
            (Some(_), _) => {}
            (None, _) => _ = table.insert(key.clone(), value.clone()),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn a_merge_says_what_the_canonical_text_says(old in a_table("columns"), new in a_table("columns"), a in choices(), b in choices()) {
        checked(&Author::write(&old, a), &Author::write(&new, b))?;
    }

    #[test]
    fn what_is_added_costs_no_line(old in a_table("e"), more in a_table("e"), a in choices(), b in choices()) {
        let existing = Author::write(&old, a);
        let mut new = old;
        extend(&mut new, &more);
        let merged = checked(&existing, &Author::write(&new, b))?;
        let mut lines = merged.lines();
        for line in existing.lines().filter(|line| !line.is_empty() && !line.contains(['{', '}'])) {
            prop_assert!(lines.any(|kept| kept == line), "{line}\n=== existing\n{existing}\n=== merged\n{merged}");
        }
    }

    #[test]
    fn columns_take_their_comments_along(old in some_columns(), new in some_columns()) {
        let write = |columns: &[usize], remarks: bool| {
            let lines = columns.iter().map(|column| {
                let (above, behind) = if remarks { (format!("# c{column}\n"), format!(" # b{column}")) } else { Default::default() };
                format!("{above}c{column} = \"text\"{behind}\n")
            });
            format!("[tables.t.columns]\n{}", lines.collect::<String>())
        };
        let merged = checked(&write(&old, true), &write(&new, false))?;
        let expected: String = new
            .iter()
            .map(|column| {
                let both = write(&[*column], old.contains(column));
                both.split_once('\n').map(|(_, lines)| lines.to_owned()).unwrap()
            })
            .collect();
        prop_assert_eq!(merged, format!("[tables.t.columns]\n{expected}"));
    }

    #[test]
    fn the_longest_rising_subsequence_rises(numbers in Just((0..20usize).collect::<Vec<_>>()).prop_shuffle()) {
        let staying = longest_increasing(&numbers);
        let kept: Vec<usize> = numbers.iter().copied().filter(|number| staying.contains(number)).collect();
        let mut lengths: Vec<usize> = Vec::new();
        for (at, number) in numbers.iter().enumerate() {
            lengths.push(1 + (0..at).filter(|before| numbers[*before] < *number).map(|it| lengths[it]).max().unwrap_or(0));
        }
        prop_assert!(kept.is_sorted());
        prop_assert_eq!(Some(kept.len()), lengths.into_iter().max());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn a_real_schema_keeps_its_comments(old in any::<u64>(), new in any::<u64>()) {
        const WHOLE: &str = include_str!("../../../../../schema.toml");
        let layout = Layout::read(WHOLE);
        // Leaves out one pair in nine, another for each seed, and writes a remark above the others.
        let without = |seed: u64, remarks: bool| {
            let (mut text, mut at, mut kept) = (String::new(), 0, HashSet::new());
            for (number, pair) in layout.pairs.iter().enumerate().skip(2) {
                text.push_str(&WHOLE[at..pair.lead]);
                at = pair.lead;
                if (seed ^ number as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32 & 0xffff < 0x1c72 {
                    at = pair.line.end;
                } else {
                    kept.insert(number);
                    if remarks {
                        text.push_str(&format!("# remark {number} #\n"));
                    }
                }
            }
            (text + &WHOLE[at..], kept)
        };
        let ((existing, here), (canonical, there)) = (without(old, true), without(new, false));
        let merged = checked(&existing, &canonical)?;
        for number in 0..layout.pairs.len() {
            let both = here.contains(&number) && there.contains(&number);
            prop_assert_eq!(merged.contains(&format!("# remark {number} #")), both, "{}", number);
        }
    }
}
