//! What a merge keeps and what it changes, by examples as a person would meet them.

mod generated;

use proptest::prelude::{prop_assert, prop_assert_eq};
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
