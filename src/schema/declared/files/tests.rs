//! Dividing and including: examples, and properties of generated schemas.

use proptest::prelude::*;
use toml::{Table, Value};

use super::*;

const WHOLE: &str = r#"# The declared schema.
postgres = "15"
schemas  = ["public", "billing"]

[extensions]
pg_trgm = {}

[enums]
booking_status = ["draft", "confirmed"]

[tables.bookings]
partition_by = "range (created_at)"

[tables.bookings.columns]
id         = "uuid not null"
created_at = "timestamp with time zone"

[tables.bookings.partitions]
bookings_2024 = "for values from ('2024-01-01') to ('2025-01-01') partition by list (id)"

[tables.bookings_2024.partitions]
"billing.bookings_2024_x" = "default"

[tables."billing.invoices".columns]
id = "uuid"

[partitions."billing.bookings_2024_x"]
comment = "The rest"

[views]
active_users = "select 1"
a            = "select 2"

[views.longer]
comment = "why"
query   = "select 3"

[materialized_views.active_users_daily]
query = "select 4"

[functions]
"f(integer)" = "returns integer"
"#;

fn shown(files: &[File]) -> String {
    files.iter().map(|file| format!("==> {}\n{}", file.name, file.text)).collect::<Vec<_>>().concat()
}

/// Puts together what several files say.
fn join(files: &[File]) -> Table {
    fn add(table: &mut Table, more: Table) {
        for (key, value) in more {
            match (table.get_mut(&key), value) {
                (Some(Value::Table(table)), Value::Table(more)) => add(table, more),
                (Some(_), _) => panic!("{key} stands in two files"),
                (None, value) => _ = table.insert(key, value),
            }
        }
    }
    let mut whole = Table::new();
    for file in files {
        add(&mut whole, file.text.parse().unwrap_or_else(|error| panic!("{error}\n{}", file.text)));
    }
    whole.remove("include");
    whole
}

#[test]
fn every_relation_has_its_file() {
    insta::assert_snapshot!(shown(&split(WHOLE)), @r#"
    ==> schema.toml
    # The declared schema.
    postgres = "15"
    schemas  = ["public", "billing"]
    include  = ["schema/*.toml"]

    [extensions]
    pg_trgm = {}

    [enums]
    booking_status = ["draft", "confirmed"]

    [functions]
    "f(integer)" = "returns integer"
    ==> schema/billing.invoices.toml
    [tables."billing.invoices".columns]
    id = "uuid"
    ==> schema/public.a.toml
    [views]
    a = "select 2"
    ==> schema/public.active_users.toml
    [views]
    active_users = "select 1"
    ==> schema/public.active_users_daily.toml
    [materialized_views.active_users_daily]
    query = "select 4"
    ==> schema/public.bookings.toml
    [tables.bookings]
    partition_by = "range (created_at)"

    [tables.bookings.columns]
    id         = "uuid not null"
    created_at = "timestamp with time zone"

    [tables.bookings.partitions]
    bookings_2024 = "for values from ('2024-01-01') to ('2025-01-01') partition by list (id)"

    [tables.bookings_2024.partitions]
    "billing.bookings_2024_x" = "default"

    [partitions."billing.bookings_2024_x"]
    comment = "The rest"
    ==> schema/public.longer.toml
    [views.longer]
    comment = "why"
    query   = "select 3"
    "#);
    assert_eq!(join(&split(WHOLE)), WHOLE.parse().unwrap());
    assert_eq!(shown(&split("postgres = \"15\"\n")), "==> schema.toml\npostgres = \"15\"\n");
}

#[test]
fn comments_stay_with_what_they_stand_above() {
    let files = split(
        "# head\n\n# one\n[tables.a.columns]\n# id\nid = \"x\"\n\n# alone\n\n# views\n[views]\n# v\nv = \"1\" # v\n\n# w\nwide = \"2\"\n",
    );
    insta::assert_snapshot!(shown(&files), @r#"
    ==> schema.toml
    # head
    include = ["schema/*.toml"]
    ==> schema/public.a.toml
    # one
    [tables.a.columns]
    # id
    id = "x"

    # alone
    ==> schema/public.v.toml
    # views
    [views]
    # v
    v = "1" # v
    ==> schema/public.wide.toml
    [views]
    # w
    wide = "2"
    "#);
}

#[test]
fn what_is_there_stays_where_it_is() {
    let mut files = split(WHOLE);
    assert_eq!(distribute(WHOLE, &files), files);
    let more = WHOLE.replace("[views]\n", "[views]\nb = \"select 5\"\n").replace("pg_trgm = {}", "pg_trgm = {}\npostgis = {}");
    let divided = distribute(&more, &files);
    assert_eq!(
        divided.last().unwrap(),
        &File { name: "schema/public.b.toml".into(), text: "[views]\nb = \"select 5\"\n".into() }
    );
    assert_eq!(join(&divided), more.parse().unwrap());
    // Elsewhere than `split` has it, and a kind as a whole.
    files[1] = File { name: "other.toml".into(), text: "[functions]\n\"g()\" = \"x\"\n[tables.bookings.columns]\n".into() };
    files.truncate(2);
    files[0].text = files[0].text.replace("\n[functions]\n\"f(integer)\" = \"returns integer\"\n", "");
    insta::assert_snapshot!(shown(&distribute(WHOLE, &files)), @r#"
    ==> schema.toml
    # The declared schema.
    postgres = "15"
    schemas  = ["public", "billing"]
    include  = ["schema/*.toml"]

    [extensions]
    pg_trgm = {}

    [enums]
    booking_status = ["draft", "confirmed"]

    [views]
    active_users = "select 1"
    a            = "select 2"

    [views.longer]
    comment = "why"
    query   = "select 3"

    [materialized_views.active_users_daily]
    query = "select 4"
    ==> other.toml
    [tables.bookings]
    partition_by = "range (created_at)"

    [tables.bookings.columns]
    id         = "uuid not null"
    created_at = "timestamp with time zone"

    [tables.bookings.partitions]
    bookings_2024 = "for values from ('2024-01-01') to ('2025-01-01') partition by list (id)"

    [tables.bookings_2024.partitions]
    "billing.bookings_2024_x" = "default"

    [tables."billing.invoices".columns]
    id = "uuid"

    [partitions."billing.bookings_2024_x"]
    comment = "The rest"

    [functions]
    "f(integer)" = "returns integer"
    "#);
    let gone = distribute("postgres = \"15\"\n", &files);
    assert_eq!(shown(&gone), "==> schema.toml\npostgres = \"15\"\ninclude  = [\"schema/*.toml\"]\n==> other.toml\n");
}

#[test]
fn names_of_files_are_safe() {
    let long = "é".repeat(31);
    let names = ["bookings", "User", "user", "a.b/c", "a%2Eb", "..", &long, &format!("{long}x")];
    let relations =
        names.iter().map(|name| QualifiedName::new(if name.len() > 60 { &long } else { "public" }, *name)).collect();
    let files: Vec<String> = file_names(&relations).into_values().collect();
    insta::assert_snapshot!(files.join("\n"), @"
    schema/public.%2E%2E.toml
    schema/public.%55ser.toml
    schema/public.a%252Eb.toml
    schema/public.a%2Eb%2Fc.toml
    schema/public.bookings.toml
    schema/public.user.toml
    schema/%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9.%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%~113c89ba5fbaf843.toml
    schema/%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9.%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%~db40c0c260969b21.toml
    ");
    assert!(files.iter().all(|name| name.len() <= "schema/".len() + 255));
}

#[test]
fn includes_are_found() {
    let find = |pattern: &str| match pattern {
        "schema/*.toml" => Ok(vec!["schema/b.toml".into(), "schema/a.toml".into()]),
        "*/a.toml" => Ok(vec!["schema/a.toml".into()]),
        "*.toml" => Ok(vec!["schema.toml".into()]),
        "**a" => Err("wildcards are wrong".to_owned()),
        _ => Ok(vec![]),
    };
    let included = |text: &str| included("schema.toml", text, Path::new("schema.toml"), find);
    let files = included("include = [\"schema/*.toml\", \"*/a.toml\"]\n").unwrap();
    assert_eq!(files, [Path::new("schema/a.toml"), Path::new("schema/b.toml")]);
    assert!(included("postgres = \"15\"\n").unwrap().is_empty());
    assert!(included("no toml").unwrap().is_empty());
    for (text, message) in [
        ("include = \"x\"\n", "schema.toml:1:11: `include` must be a list of strings"),
        ("include = [1]\n", "schema.toml:1:12: `include` must be a list of strings"),
        ("\ninclude = [\"nothing\"]\n", "schema.toml:2:12: `nothing` matches no file"),
        ("include = [\"*.toml\"]\n", "schema.toml:1:12: `*.toml` matches no file"),
        ("include = [\"**a\"]\n", "schema.toml:1:12: `**a` is no pattern of files: wildcards are wrong"),
    ] {
        assert_eq!(included(text).unwrap_err().to_string(), message);
    }
}

/// A schema as it would be written: sections of relations and of other objects, some as lines and some as sections.
fn a_schema() -> impl Strategy<Value = String> {
    let name = prop::sample::select(vec!["a", "b", "A", "b c", "s.a", "s.\"B\"", "\"x.y\"", "not a.name", "é"]);
    let section = prop::sample::select(vec!["tables", "views", "materialized_views", "functions", "enums", "partitions"]);
    prop::collection::btree_map((section, name.clone()), (any::<bool>(), prop::collection::btree_set(name, 0..3)), 0..12)
        .prop_map(|objects| {
            let key = |name: &str| format!("\"{}\"", name.replace('"', "\\\""));
            let mut text = "postgres = \"15\"\n".to_owned();
            let mut heading = "";
            for ((section, name), _) in objects.iter().filter(|(_, (line, _))| *line) {
                if heading != *section {
                    heading = section;
                    text.push_str(&format!("\n[{section}]\n"));
                }
                text.push_str(&format!("{} = '''\n{name}\n'''\n", key(name)));
            }
            for ((section, name), (_, partitions)) in objects.iter().filter(|(_, (line, _))| !*line) {
                let path = format!("{section}.{}", key(name));
                text.push_str(&format!("\n[{path}]\ncomment = {}\n\n[{path}.partitions]\n", key(name)));
                for partition in partitions {
                    text.push_str(&format!("{} = \"default\"\n", key(partition)));
                }
            }
            text
        })
}

proptest! {
    #[test]
    fn the_files_say_what_the_whole_says(whole in a_schema()) {
        let files = split(&whole);
        prop_assert_eq!(&join(&files), &whole.parse::<Table>().unwrap());
        let names: HashSet<String> = files.iter().map(|file| file.name.to_lowercase()).collect();
        prop_assert_eq!(names.len(), files.len());
        prop_assert_eq!(&split(&whole), &files);
        prop_assert_eq!(distribute(&whole, &files), files);
    }

    #[test]
    fn what_is_distributed_says_what_the_whole_says(whole in a_schema(), before in a_schema()) {
        let files = distribute(&whole, &split(&before));
        prop_assert_eq!(join(&files), whole.parse::<Table>().unwrap());
    }

    #[test]
    fn names_of_files_differ(names in prop::collection::btree_set(("[aAbB.%é]{1,40}", "[aAbB.%é]{1,40}"), 1..8)) {
        let relations: BTreeSet<QualifiedName> =
            names.into_iter().map(|(schema, name)| QualifiedName::new(schema, name)).collect();
        let files: HashSet<String> = file_names(&relations).into_values().map(|name| name.to_lowercase()).collect();
        prop_assert_eq!(files.len(), relations.len());
        prop_assert!(files.iter().all(|name| name.len() <= "schema/".len() + 255));
    }
}
