//! What a merge keeps and what it changes: examples as a person would meet them, and properties of generated documents.

use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use super::*;

const KEPT: &str = r#"# LayoverHQ. Ask #data before you change this.

postgres = "15"   # production is on 15.4
schemas  = ["public"]

[extensions]
postgis = { optional = true } # only in the map service
pg_trgm = {}

# --- Enums ---

[enums]
booking_status = [
    "draft",     # nobody has paid
    # "held" was here once
    "confirmed", # paid
]

# --- Travel ---

# One row per booking.
[tables.bookings]
comment = 'All "bookings"'

[tables.bookings.columns]
id         = "uuid not null" # from the app
# In the smallest unit.
total      = "bigint"
created_at = "timestamp with time zone"

# reserved = "boolean"

[tables.bookings.constraints]
bookings_pkey = "primary key (id)"
# Asked for by finance.
total_positive = "check ((total > 0))"

[tables.airports]
columns = { code = "text", name = "text" }
indexes.idx_name = '(name)'

# vim: ft=toml
"#;

/// What `KEPT` says, as it would be written anew.
const CANONICAL: &str = r#"# The declared schema.
postgres = "15"
schemas  = ["public"]

[extensions]
pg_trgm = {}
postgis = { optional = true }

[enums]
booking_status = ["draft", "confirmed"]

[tables.airports]

[tables.airports.columns]
code = "text"
name = "text"

[tables.airports.indexes]
idx_name = "(name)"

[tables.bookings]
comment = 'All "bookings"'

[tables.bookings.columns]
id         = "uuid not null"
total      = "bigint"
created_at = "timestamp with time zone"

[tables.bookings.constraints]
bookings_pkey  = "primary key (id)"
total_positive = "check ((total > 0))"
"#;

/// Merges `KEPT` with `CANONICAL` after a change of that, and gives the lines that differ from `KEPT`.
fn change(replacements: &[(&str, &str)]) -> String {
    let mut canonical = CANONICAL.to_owned();
    for (from, to) in replacements {
        assert!(canonical.contains(from), "{from}");
        canonical = canonical.replace(from, to);
    }
    let merged = checked(KEPT, &canonical).unwrap();
    let diff = similar::TextDiff::from_lines(KEPT, &merged);
    diff.unified_diff().context_radius(1).to_string()
}

/// Merges, and checks everything that a merge promises.
fn checked(existing: &str, canonical: &str) -> Result<String, TestCaseError> {
    let (old, new): (Table, Table) = (existing.parse().unwrap(), canonical.parse().unwrap());
    if !same_table(&old, &new, Depth::ROOT) && !existing.trim().is_empty() {
        let blended = blend(existing, canonical, &old, &new);
        let read = blended.parse::<Table>();
        let faithful = read.as_ref().is_ok_and(|merged| same_table(merged, &new, Depth::ROOT));
        prop_assert!(faithful, "{read:?}\n=== existing\n{existing}\n=== canonical\n{canonical}\n=== merged\n{blended}");
    }
    let merged = merge(existing, canonical);
    prop_assert_eq!(&merge(&merged, canonical), &merged);
    prop_assert_eq!(merge(existing, existing), existing);
    Ok(merged)
}

#[test]
fn what_says_the_same_stays_to_the_byte() {
    assert_eq!(merge(KEPT, CANONICAL), KEPT);
    assert_eq!(merge("", CANONICAL), CANONICAL);
    assert_eq!(merge("no toml", CANONICAL), CANONICAL);
    assert_eq!(merge("x = nan\r\n\ty.z=0x10 # sixteen\r\n", "x = nan\n\n[y]\nz = 16\n"), "x = nan\r\n\ty.z=0x10 # sixteen\r\n");
}

#[test]
fn a_changed_value_is_replaced_at_its_place() {
    insta::assert_snapshot!(change(&[("id         = \"uuid not null\"", "id = \"text\""), ("postgres = \"15\"", "postgres = \"16\"")]), @r#"
    @@ -2,3 +2,3 @@
     
    -postgres = "15"   # production is on 15.4
    +postgres = "16"   # production is on 15.4
     schemas  = ["public"]
    @@ -25,3 +25,3 @@
     [tables.bookings.columns]
    -id         = "uuid not null" # from the app
    +id         = "text" # from the app
     # In the smallest unit.
    "#);
}

#[test]
fn what_is_gone_takes_its_comments_with_it() {
    insta::assert_snapshot!(change(&[("total      = \"bigint\"\n", ""), ("total_positive = \"check ((total > 0))\"\n", "")]), @r#"
    @@ -26,4 +26,2 @@
     id         = "uuid not null" # from the app
    -# In the smallest unit.
    -total      = "bigint"
     created_at = "timestamp with time zone"
    @@ -34,4 +32,2 @@
     bookings_pkey = "primary key (id)"
    -# Asked for by finance.
    -total_positive = "check ((total > 0))"
    "#);
}

#[test]
fn a_section_whose_last_key_is_gone_goes_as_well() {
    insta::assert_snapshot!(change(&[
        ("[tables.bookings.constraints]\nbookings_pkey  = \"primary key (id)\"\ntotal_positive = \"check ((total > 0))\"\n", ""),
        ("[tables.airports.indexes]\nidx_name = \"(name)\"\n", "")
    ]), @r#"
    @@ -32,10 +32,4 @@
     
    -[tables.bookings.constraints]
    -bookings_pkey = "primary key (id)"
    -# Asked for by finance.
    -total_positive = "check ((total > 0))"
    -
     [tables.airports]
     columns = { code = "text", name = "text" }
    -indexes.idx_name = '(name)'
    "#);
}

#[test]
fn a_header_with_a_comment_stays_though_nothing_is_below_it() {
    insta::assert_snapshot!(change(&[("comment = 'All \"bookings\"'\n", "")]), @r#"
    @@ -22,3 +22,2 @@
     [tables.bookings]
    -comment = 'All "bookings"'
    "#);
}

#[test]
fn a_table_that_is_gone_leaves_the_rest_as_it_was() {
    let bookings = CANONICAL.find("\n[tables.bookings]").unwrap();
    insta::assert_snapshot!(change(&[(&CANONICAL[bookings..], "")]), @r#"
    @@ -20,18 +20,3 @@
     
    -# One row per booking.
    -[tables.bookings]
    -comment = 'All "bookings"'
    -
    -[tables.bookings.columns]
    -id         = "uuid not null" # from the app
    -# In the smallest unit.
    -total      = "bigint"
    -created_at = "timestamp with time zone"
    -
     # reserved = "boolean"
    -
    -[tables.bookings.constraints]
    -bookings_pkey = "primary key (id)"
    -# Asked for by finance.
    -total_positive = "check ((total > 0))"
    "#);
}

#[test]
fn new_keys_come_after_the_ones_before_them_and_line_up() {
    insta::assert_snapshot!(change(&[
        ("total      = \"bigint\"\n", "total      = \"bigint\"\ncurrency = \"text\"\na_rather_long_name = \"text\"\n"),
        ("bookings_pkey  =", "a_first = \"check (true)\"\nbookings_pkey  ="),
        ("postgis = ", "pg_stat_statements = {}\npostgis = ")
    ]), @r#"
    @@ -8,2 +8,3 @@
     pg_trgm = {}
    +pg_stat_statements = {}
     
    @@ -28,2 +29,4 @@
     total      = "bigint"
    +currency   = "text"
    +a_rather_long_name = "text"
     created_at = "timestamp with time zone"
    @@ -33,2 +36,3 @@
     [tables.bookings.constraints]
    +a_first = "check (true)"
     bookings_pkey = "primary key (id)"
    "#);
}

#[test]
fn new_sections_come_after_the_ones_before_them() {
    insta::assert_snapshot!(change(&[
        ("[tables.bookings]\n", "[tables.bags]\ncomment = \"new\"\n\n[tables.bags.columns]\nid = \"uuid\"\n\n[tables.bookings]\n"),
        ("[tables.bookings.constraints]", "[tables.bookings.checks]\nx = \"y\"\n\n[tables.bookings.constraints]"),
        ("total_positive = \"check ((total > 0))\"\n", "total_positive = \"check ((total > 0))\"\n\n[views]\nv = '''\nselect 1\n'''\n")
    ]), @r#"
    @@ -32,2 +32,5 @@
     
    +[tables.bookings.checks]
    +x = "y"
    +
     [tables.bookings.constraints]
    @@ -37,2 +40,7 @@
     
    +[views]
    +v = '''
    +select 1
    +'''
    +
     [tables.airports]
    @@ -41,2 +49,8 @@
     
    +[tables.bags]
    +comment = "new"
    +
    +[tables.bags.columns]
    +id = "uuid"
    +
     # vim: ft=toml
    "#);
}

#[test]
fn columns_follow_the_order_of_the_table() {
    insta::assert_snapshot!(change(&[
        ("id         = \"uuid not null\"\n", ""),
        ("created_at = \"timestamp with time zone\"\n", "new = \"text\"\ncreated_at = \"date\"\nid = \"uuid not null\"\nlast = \"text\"\n"),
        ("code = \"text\"\nname = \"text\"", "name = \"text\"\ncode = \"text\"")
    ]), @r#"
    @@ -25,6 +25,8 @@
     [tables.bookings.columns]
    -id         = "uuid not null" # from the app
     # In the smallest unit.
     total      = "bigint"
    -created_at = "timestamp with time zone"
    +new        = "text"
    +created_at = "date"
    +id         = "uuid not null" # from the app
    +last       = "text"
     
    @@ -38,3 +40,3 @@
     [tables.airports]
    -columns = { code = "text", name = "text" }
    +columns = { name = "text", code = "text" }
     indexes.idx_name = '(name)'
    "#);
}

#[test]
fn inline_tables_dotted_keys_and_arrays_keep_what_did_not_change() {
    insta::assert_snapshot!(change(&[
        ("[\"draft\", \"confirmed\"]", "[\"new\", \"draft\", \"held\", \"confirmed\", \"done\"]"),
        ("code = \"text\"\nname", "code = \"character(3)\"\nicao = 'text'\nname"),
        ("idx_name = \"(name)\"", "idx_code = \"(code)\"\nidx_name = \"(name)\""),
        ("{ optional = true }", "{}")
    ]), @r#"
    @@ -6,3 +6,3 @@
     [extensions]
    -postgis = { optional = true } # only in the map service
    +postgis = {} # only in the map service
     pg_trgm = {}
    @@ -13,5 +13,8 @@
     booking_status = [
    +    "new",
         "draft",     # nobody has paid
    +    "held",
         # "held" was here once
         "confirmed", # paid
    +    "done",
     ]
    @@ -38,3 +41,4 @@
     [tables.airports]
    -columns = { code = "text", name = "text" }
    +columns = { code = "character(3)", icao = 'text', name = "text" }
    +indexes.idx_code = "(code)"
     indexes.idx_name = '(name)'
    "#);
}

#[test]
fn elements_of_an_array_with_comments_go_alone() {
    insta::assert_snapshot!(change(&[("[\"draft\", \"confirmed\"]", "[\"draft\", \"done\"]")]), @r#"
    @@ -14,4 +14,3 @@
         "draft",     # nobody has paid
    -    # "held" was here once
    -    "confirmed", # paid
    +    "done",
     ]
    "#);
}

#[test]
fn a_definition_becomes_a_section_and_back() {
    let short = "[views]\na = \"select 1\" # one\nb = \"select 2\"\n";
    let long = "[views]\nb = \"select 2\"\n\n[views.a]\ncomment = \"c\"\nquery = \"select 1\"\n";
    assert_eq!(
        checked(short, long).unwrap(),
        "[views]\nb = \"select 2\"\n\n[views.a]\ncomment = \"c\"\nquery = \"select 1\"\n"
    );
    let canonical = "[views]\na = \"select 1\"\nb = \"select 2\"\n";
    assert_eq!(checked(long, canonical).unwrap(), "[views]\na = \"select 1\"\nb = \"select 2\"\n");
}

#[test]
fn lines_end_as_they_did() {
    let kept = "# head\r\n\r\n[a]\r\nx = 1\r\n";
    let merged = checked(kept, "y = 1\n\n[a]\nx = 1\nz = 2\n\n[b]\nw = 3\n").unwrap();
    assert_eq!(merged, "# head\r\ny = 1\r\n\r\n[a]\r\nx = 1\r\nz = 2\r\n\r\n[b]\r\nw = 3\r\n");
    assert_eq!(checked("\u{feff}x = 1", "w = 0\nx = 1\ny = 2\n").unwrap(), "\u{feff}w = 0\nx = 1\ny = 2\n");
}

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
        const WHOLE: &str = include_str!("../../../../schema.toml");
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
