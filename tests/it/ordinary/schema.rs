//! The statements of a schema as people write them, made up of choices: types, functions, tables with all that hangs on them,
//! partitions, views. What PostgreSQL refuses of them is left out by whoever runs them.

use super::choices::Choices;

/// A table that others can speak of.
struct Table {
    name: String,
    columns: Vec<Column>,
}

struct Column {
    name: String,
    kind: String,
}

impl Table {
    /// The names of its columns of some types.
    fn of(&self, kinds: &[&str]) -> Vec<&str> {
        self.columns.iter().filter(|column| kinds.contains(&column.kind.as_str())).map(|column| column.name.as_str()).collect()
    }
}

const NUMBERS: &[&str] = &["integer", "bigint", "numeric(10,2)", "smallint"];
const TEXTS: &[&str] = &["text", "character varying(40)", "character varying(80)"];
const TIMES: &[&str] = &["timestamp with time zone", "date"];

const TYPES: &[&str] = &[
    "integer",
    "bigint",
    "smallint",
    "numeric(10,2)",
    "text",
    "text",
    "character varying(40)",
    "character varying(80)",
    "timestamp with time zone",
    "date",
    "boolean",
    "jsonb",
    "uuid",
    "text[]",
    "bytea",
    "inet",
    "status",
    "app.level",
    "status[]",
    "amount",
    "app.short_text",
    "address",
    "app.period",
];

/// Writes the statements of one side.
struct Writer<'a> {
    choices: &'a Choices,
    statements: Vec<String>,
    tables: Vec<Table>,
}

/// All statements of one side, in an order in which most can be run.
pub fn statements(choices: &Choices) -> Vec<String> {
    let mut writer = Writer { choices, statements: Vec::new(), tables: Vec::new() };
    writer.schemas();
    writer.types();
    writer.sequences();
    writer.functions();
    for number in 0..5 {
        writer.table(number);
    }
    for number in 0..3 {
        writer.partitioned(number);
    }
    writer.children();
    writer.foreign_keys();
    writer.trigger_functions();
    for index in 0..writer.tables.len() {
        writer.hangs_on(index);
    }
    for number in 0..5 {
        writer.view(number);
    }
    for number in 0..2 {
        writer.materialized_view(number);
    }
    writer.others();
    writer.statements
}

impl Writer<'_> {
    fn say(&mut self, statement: impl Into<String>) {
        self.statements.push(statement.into());
    }

    fn say_if(&mut self, what: &str, percent: usize, statement: impl Into<String>) {
        if self.choices.sometimes(what, percent) {
            self.say(statement);
        }
    }

    fn schemas(&mut self) {
        self.say("CREATE SCHEMA app");
        self.say("CREATE SCHEMA \"Else where\"");
        self.say_if("schema comment", 40, "COMMENT ON SCHEMA app IS 'what is ours'");
        self.say_if("schema grant", 50, "GRANT USAGE ON SCHEMA app TO pg_monitor");
        self.say_if("extension", 50, "CREATE EXTENSION citext");
        self.say_if(
            "default privileges",
            20,
            "ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT SELECT ON TABLES TO pg_read_all_data",
        );
    }

    fn types(&mut self) {
        let choices = self.choices;
        for (name, labels) in [
            ("status", ["new", "open", "Closed", "it's", "done"]),
            ("app.level", ["low", "middle", "high", "very high", "none"]),
        ] {
            let mut labels: Vec<String> = labels
                .iter()
                .filter(|label| choices.sometimes(&format!("{name} has {label}"), 80))
                .map(|label| format!("'{}'", label.replace('\'', "''")))
                .collect();
            if choices.sometimes(&format!("{name} turned round"), 15) {
                labels.reverse();
            }
            self.say(format!("CREATE TYPE {name} AS ENUM ({})", labels.join(", ")));
        }
        let base = choices.one_of("amount", &["integer", "integer", "bigint", "numeric(12,2)"]);
        let default = choices.one_of("amount default", &["", "", " DEFAULT 0", " DEFAULT 7"]);
        let check = choices.one_of(
            "amount check",
            &["", " CHECK (VALUE >= 0)", " CONSTRAINT amount_is_small CHECK (VALUE < 1000)", " NOT NULL CHECK (VALUE <> 3)"],
        );
        self.say(format!("CREATE DOMAIN amount AS {base}{default}{check}"));
        let length = choices.one_of("short_text", &["", " CHECK (length(VALUE) < 10)", " CHECK (length(VALUE) < 20)"]);
        let collation = choices.one_of("short_text collation", &["", "", " COLLATE \"C\""]);
        self.say(format!("CREATE DOMAIN app.short_text AS text{collation}{length}"));
        let fields = choices.one_of(
            "address",
            &["street text, number integer", "street text, number integer, city text", "street text, number bigint"],
        );
        self.say(format!("CREATE TYPE address AS ({fields})"));
        let options = choices.one_of("period", &["subtype = timestamptz", "subtype = timestamptz", "subtype = date"]);
        self.say(format!("CREATE TYPE app.period AS RANGE ({options})"));
        self.say_if("type comment", 30, "COMMENT ON TYPE status IS 'where it stands'");
        self.say_if("domain comment", 30, "COMMENT ON DOMAIN amount IS 'how many'");
    }

    fn sequences(&mut self) {
        for name in ["numbers", "app.\"More numbers\""] {
            let option = |what: &str, from: &[&'static str]| self.choices.one_of(&format!("{name} {what}"), from);
            let kind = option("type", &["", "", " AS integer"]);
            let increment = option("increment", &["", "", " INCREMENT BY 10"]);
            let start = option("start", &["", " START WITH 100"]);
            let cache = option("cache", &["", " CACHE 20"]);
            let cycle = option("cycle", &["", " CYCLE"]);
            self.say(format!("CREATE SEQUENCE {name}{kind}{increment}{start}{cache}{cycle}"));
        }
    }

    fn functions(&mut self) {
        let choices = self.choices;
        let body = choices.one_of("is_fine body", &["$1 > 0", "$1 > 0 AND $1 < 100", "$1 IS NOT NULL"]);
        let argument = choices.one_of("is_fine argument", &["integer", "integer", "value integer", "bigint"]);
        let is_strict = choices.one_of("is_fine strict", &["", " STRICT", " PARALLEL SAFE", " COST 5"]);
        self.say(format!(
            "CREATE FUNCTION is_fine({argument}) RETURNS boolean LANGUAGE sql IMMUTABLE{is_strict} AS $$ SELECT {body} $$"
        ));
        let body = choices.one_of("short body", &["lower(value)", "upper(value)", "left(value, 3)"]);
        let form = choices.common_number("short form", 2);
        let body = if form == 0 { format!("RETURN {body}") } else { format!("AS $$ SELECT {body} $$") };
        self.say(format!("CREATE FUNCTION app.short(value text) RETURNS text LANGUAGE sql IMMUTABLE {body}"));
        let returns = choices.one_of("next_number returns", &["bigint", "bigint", "integer", "text"]);
        let settings = choices.one_of(
            "next_number settings",
            &["", " SECURITY DEFINER SET search_path = pg_catalog, pg_temp", " SET work_mem = '8MB'"],
        );
        let volatility = choices.one_of("next_number volatility", &["VOLATILE", "VOLATILE", "STABLE"]);
        self.say(format!(
            "CREATE FUNCTION next_number() RETURNS {returns} LANGUAGE plpgsql {volatility}{settings} AS \
             $$ BEGIN RETURN nextval('public.numbers'); END $$"
        ));
        let arguments = choices.one_of(
            "both arguments",
            &["a integer, b integer DEFAULT 1", "a integer, b integer", "a integer, b integer DEFAULT 2, c text DEFAULT 'x'"],
        );
        self.say(format!("CREATE FUNCTION \"both\"({arguments}) RETURNS integer LANGUAGE sql AS $$ SELECT a + b $$"));
        let out =
            choices.one_of("rows of", &["one integer, two text", "one integer, two text, three date", "one bigint, two text"]);
        self.say(format!("CREATE FUNCTION app.rows_of() RETURNS TABLE ({out}) LANGUAGE plpgsql AS $$ BEGIN RETURN; END $$"));
        self.say_if("procedure", 60, "CREATE PROCEDURE tidy(IN days integer) LANGUAGE plpgsql AS $$ BEGIN NULL; END $$");
        self.say_if(
            "aggregate",
            40,
            format!(
                "CREATE AGGREGATE total(integer) (SFUNC = int4_sum, STYPE = bigint{})",
                choices.one_of("aggregate start", &["", ", INITCOND = '0'"])
            ),
        );
        self.say_if("function comment", 30, "COMMENT ON FUNCTION app.short(text) IS 'cut'");
        self.say_if("function revoke", 30, "REVOKE EXECUTE ON FUNCTION next_number() FROM PUBLIC");
        self.say_if("function grant", 30, "GRANT EXECUTE ON FUNCTION next_number() TO pg_monitor");
    }

    /// The columns of a table, as it writes them.
    fn columns(&self, table: &str, count: usize) -> (Vec<Column>, Vec<String>) {
        let choices = self.choices;
        let (mut columns, mut written) = (Vec::new(), Vec::new());
        for number in 0..count {
            let at = |what: &str| format!("{table} column {number} {what}");
            if !choices.sometimes(&at("is there"), 88) {
                continue;
            }
            let name = match choices.common_number(&at("name"), 8) {
                0 => format!("\"Mixed {number}\""),
                1 => format!("\"select{}\"", if number == 0 { String::new() } else { number.to_string() }),
                _ => format!("c{number}"),
            };
            // A type is rarely changed to just any other.
            let kind = match choices.common_one_of(&at("type"), TYPES) {
                "integer" | "bigint" => choices.one_of(&at("width"), &["integer", "integer", "bigint", "numeric(10,2)"]),
                "text" => choices.one_of(&at("length"), &["text", "text", "character varying(80)", "status"]),
                kind if choices.sometimes(&at("other type"), 4) => choices.one_of(&at("which"), &["text", kind]),
                kind => kind,
            };
            let mut text = format!("{name} {kind}");
            if TEXTS.contains(&kind) {
                text.push_str(choices.one_of(&at("collation"), &["", "", "", "", " COLLATE \"C\"", " COLLATE \"POSIX\""]));
            }
            let earlier: Option<&Column> = columns.iter().find(|column: &&Column| NUMBERS.contains(&column.kind.as_str()));
            match earlier.filter(|_| NUMBERS.contains(&kind) && choices.sometimes(&at("generated"), 15)) {
                Some(Column { name, .. }) => {
                    let by = choices.one_of(&at("formula"), &["* 2", "+ 1"]);
                    text.push_str(&format!(" GENERATED ALWAYS AS ({name} {by}) STORED"));
                }
                None => {
                    if let Some(default) = self.default(kind).filter(|_| choices.sometimes(&at("default"), 35)) {
                        text.push_str(&format!(" DEFAULT {default}"));
                    }
                }
            }
            if choices.sometimes(&at("not null"), 40) {
                text.push_str(" NOT NULL");
            }
            if choices.sometimes(&at("unique"), 5) {
                text.push_str(" UNIQUE");
            }
            if NUMBERS.contains(&kind) && choices.sometimes(&at("check"), 12) {
                text.push_str(&format!(" CHECK ({name} {})", choices.one_of(&at("bound"), &["> 0", "> 10", "<> 5"])));
            }
            written.push(text);
            columns.push(Column { name, kind: kind.to_owned() });
        }
        (columns, written)
    }

    fn default(&self, kind: &str) -> Option<&'static str> {
        let choice = |from: &[&'static str]| Some(self.choices.one_of(&format!("default of {kind}"), from));
        match kind {
            "integer" | "bigint" | "numeric(10,2)" | "smallint" => choice(&["0", "1", "next_number()", "nextval('numbers')"]),
            "text" | "character varying(40)" | "character varying(80)" => choice(&["''", "'it''s'", "app.short('ABC')"]),
            "timestamp with time zone" => choice(&["now()", "'2026-01-01 00:00:00+00'"]),
            "date" => choice(&["CURRENT_DATE", "'2026-01-01'"]),
            "boolean" => choice(&["true", "false"]),
            "jsonb" => choice(&["'{}'", "'[]'"]),
            "uuid" => Some("gen_random_uuid()"),
            "text[]" => choice(&["'{}'", "ARRAY['a', 'b']"]),
            "status" => choice(&["'new'", "'open'", "'Closed'"]),
            "app.level" => choice(&["'low'", "'high'"]),
            _ => None,
        }
    }

    fn table(&mut self, number: usize) {
        let choices = self.choices;
        let key = format!("table {number}");
        let at = |what: &str| format!("{key} {what}");
        if !choices.sometimes(&at("is there"), 92) {
            return;
        }
        let schema = choices.common_one_of(&at("schema"), &["public", "public", "public", "app", "\"Else where\""]);
        let name = match choices.common_number(&at("name"), 10) {
            0 => format!("{schema}.\"Table {number}\""),
            1 => format!("{schema}.a_table_with_a_name_that_is_as_long_as_a_name_can_be_in_postgre_{number}"),
            _ => format!("{schema}.t{number}"),
        };
        let (mut columns, mut written) = self.columns(&key, 7);
        let id = match choices.number(&at("id"), 8) {
            0 => "id bigserial",
            1 => "id serial",
            2 => "id integer",
            3 => "id bigint GENERATED ALWAYS AS IDENTITY (START WITH 100 INCREMENT BY 5)",
            4 => "id integer GENERATED BY DEFAULT AS IDENTITY",
            5 => "id bigint",
            _ => "id bigint GENERATED ALWAYS AS IDENTITY",
        };
        written.insert(0, id.to_owned());
        let kind = if id.contains("big") { "bigint" } else { "integer" };
        columns.insert(0, Column { name: "id".into(), kind: kind.into() });
        match choices.number(&at("primary key"), 6) {
            0 => {}
            1 => written.push(format!("CONSTRAINT \"The key {number}\" PRIMARY KEY (id)")),
            2 if columns.len() > 1 => written.push(format!("PRIMARY KEY (id, {})", columns[1].name)),
            _ => written.push("PRIMARY KEY (id)".into()),
        }
        let table = Table { name: name.clone(), columns };
        if let [first, second, ..] = table.of(NUMBERS)[..] {
            if choices.sometimes(&at("check of two"), 30) {
                let how = choices.one_of(&at("how two"), &["<", "<=", "<>"]);
                written.push(format!("CONSTRAINT two_of_{number} CHECK ({first} {how} {second})"));
            }
            if choices.sometimes(&at("unique two"), 25) {
                let how = choices.one_of(&at("how unique"), &["", " DEFERRABLE", " DEFERRABLE INITIALLY DEFERRED"]);
                written.push(format!("UNIQUE ({first}, {second}){how}"));
            }
        }
        let persistence = choices.one_of(&at("persistence"), &["", "", "", "", "", "", "", "UNLOGGED "]);
        let storage =
            choices.one_of(&at("storage"), &["", "", "", " WITH (fillfactor = 80)", " WITH (autovacuum_enabled = false)"]);
        self.say(format!("CREATE {persistence}TABLE {name} (\n  {}\n){storage}", written.join(",\n  ")));
        self.tables.push(table);
    }

    fn partitioned(&mut self, number: usize) {
        let choices = self.choices;
        let key = format!("partitioned {number}");
        let at = |what: &str| format!("{key} {what}");
        if !choices.sometimes(&at("is there"), 85) {
            return;
        }
        let schema = choices.common_one_of(&at("schema"), &["public", "public", "app"]);
        let name = format!("{schema}.parted{number}");
        let (mut columns, mut written) = self.columns(&key, 4);
        // Of these every unique constraint has the key.
        for column in &mut written {
            *column = column.replace(" UNIQUE", "");
        }
        for (name, kind) in [("id", "bigint"), ("at", "timestamp with time zone"), ("region", "text")] {
            written.push(format!("{name} {kind} NOT NULL"));
            columns.push(Column { name: name.into(), kind: kind.into() });
        }
        let by = match choices.common_number(&at("by"), 3) {
            _ if choices.sometimes(&at("by another"), 5) => "RANGE (id)",
            0 => "RANGE (at)",
            1 => "LIST (region)",
            _ => "HASH (id)",
        };
        let key_column = by.split(['(', ')']).nth(1).unwrap_or("id");
        match choices.number(&at("primary key"), 3) {
            0 => {}
            _ if key_column == "id" => written.push("PRIMARY KEY (id)".into()),
            _ => written.push(format!("PRIMARY KEY (id, {key_column})")),
        }
        self.say(format!("CREATE TABLE {name} (\n  {}\n) PARTITION BY {by}", written.join(",\n  ")));
        let bounds: &[&str] = match by {
            "RANGE (at)" => &[
                "FROM ('2026-01-01 00:00:00+00') TO ('2026-02-01 00:00:00+00')",
                "FROM ('2026-02-01 00:00:00+00') TO ('2026-03-01 00:00:00+00')",
                "FROM ('2026-03-01 00:00:00+00') TO (MAXVALUE)",
            ],
            "LIST (region)" => &["IN ('eu', 'uk')", "IN ('us')", "IN ('it''s', NULL)"],
            "RANGE (id)" => &["FROM (0) TO (1000)", "FROM (1000) TO (2000)", "FROM (5000) TO (MAXVALUE)"],
            _ => &["WITH (modulus 3, remainder 0)", "WITH (modulus 3, remainder 1)", "WITH (modulus 3, remainder 2)"],
        };
        for (index, bounds) in bounds.iter().enumerate() {
            let at = |what: &str| format!("{key} part {index} {what}");
            if !choices.sometimes(&at("is there"), 85) {
                continue;
            }
            let part = format!("{name}_part{index}");
            let below = if choices.sometimes(&at("is parted"), 12) { " PARTITION BY HASH (id)" } else { "" };
            let storage =
                if below.is_empty() { choices.one_of(&at("storage"), &["", "", "", " WITH (fillfactor = 70)"]) } else { "" };
            match choices.number(&at("made"), 5) {
                0 if below.is_empty() => {
                    self.say(format!("CREATE TABLE {part} (LIKE {name} INCLUDING DEFAULTS INCLUDING GENERATED){storage}"));
                    self.say_if(&at("own index"), 50, format!("CREATE INDEX ON {part} (at, region)"));
                    self.say_if(&at("own check"), 30, format!("ALTER TABLE {part} ADD CHECK (id > 0)"));
                    self.say(format!("ALTER TABLE {name} ATTACH PARTITION {part} FOR VALUES {bounds}"));
                }
                _ => self.say(format!("CREATE TABLE {part} PARTITION OF {name} FOR VALUES {bounds}{below}{storage}")),
            }
            if !below.is_empty() {
                for remainder in 0..2 {
                    self.say(format!(
                        "CREATE TABLE {part}_{remainder} PARTITION OF {part} FOR VALUES WITH (modulus 2, remainder {remainder})"
                    ));
                }
            }
            self.say_if(&at("default"), 8, format!("ALTER TABLE ONLY {part} ALTER COLUMN region SET DEFAULT 'here'"));
            self.say_if(&at("later index"), 10, format!("CREATE INDEX ON {part} (region)"));
            self.say_if(&at("comment"), 8, format!("COMMENT ON TABLE {part} IS 'one of several'"));
        }
        if !by.starts_with("HASH") {
            self.say_if(&at("default"), 25, format!("CREATE TABLE {name}_rest PARTITION OF {name} DEFAULT"));
        }
        self.tables.push(Table { name, columns });
    }

    /// Tables that inherit.
    fn children(&mut self) {
        let choices = self.choices;
        let Some(parent) = self.tables.first().map(|table| table.name.clone()) else { return };
        if choices.sometimes("child is there", 50) {
            let own = choices.one_of("child column", &["own integer", "own bigint DEFAULT 3", "own text, other date"]);
            self.say(format!("CREATE TABLE child ({own}) INHERITS ({parent})"));
            self.say_if("child check", 40, "ALTER TABLE child ADD CONSTRAINT own_is_there CHECK (own IS NOT NULL)");
            self.say_if("child default", 30, "ALTER TABLE child ALTER COLUMN id SET DEFAULT 5");
            self.say_if("grandchild", 30, "CREATE TABLE grandchild () INHERITS (child)");
            self.say_if("child index", 40, "CREATE INDEX ON child (own)");
        }
        if choices.sometimes("disinherited", 20) {
            self.say(format!("CREATE TABLE like_it (LIKE {parent} INCLUDING ALL EXCLUDING IDENTITY)"));
        }
    }

    fn foreign_keys(&mut self) {
        let choices = self.choices;
        let mut said = Vec::new();
        for (number, table) in self.tables.iter().enumerate() {
            // A column points at one table.
            let mut pointing = Vec::new();
            for (other_number, other) in self.tables.iter().enumerate() {
                let at = |what: &str| format!("key {number} {other_number} {what}");
                let columns = table.of(NUMBERS);
                if columns.is_empty() || !choices.sometimes(&at("is there"), 14) {
                    continue;
                }
                let column = columns[choices.common_number(&at("column"), columns.len())];
                if pointing.contains(&column) {
                    continue;
                }
                pointing.push(column);
                let action = choices.one_of(
                    &at("action"),
                    &["", "", " ON DELETE CASCADE", " ON DELETE SET NULL", " ON UPDATE CASCADE ON DELETE RESTRICT"],
                );
                let when = choices.one_of(&at("when"), &["", "", "", " DEFERRABLE INITIALLY DEFERRED", " NOT VALID"]);
                let named = match choices.common_number(&at("named"), 2) {
                    0 => String::new(),
                    _ => format!("CONSTRAINT \"from {number} to {other_number}\" "),
                };
                said.push(format!(
                    "ALTER TABLE {} ADD {named}FOREIGN KEY ({column}) REFERENCES {} (id){action}{when}",
                    table.name, other.name
                ));
            }
        }
        self.statements.extend(said);
    }

    fn trigger_functions(&mut self) {
        let body = self.choices.one_of("touch body", &["RETURN NEW;", "NEW := NEW; RETURN NEW;"]);
        self.say(format!("CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"));
        self.say("CREATE FUNCTION app.note_it() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$");
    }

    /// Indexes, triggers, policies, grants, comments and the rest that a table has.
    fn hangs_on(&mut self, index: usize) {
        let choices = self.choices;
        let Table { name, columns } = &self.tables[index];
        let (name, all): (String, Vec<String>) = (name.clone(), columns.iter().map(|column| column.name.clone()).collect());
        let [numbers, texts, times] = [NUMBERS, TEXTS, TIMES]
            .map(|kinds| self.tables[index].of(kinds).into_iter().map(str::to_owned).collect::<Vec<_>>());
        let at = |what: &str| format!("{name} {what}");
        for number in 0..4 {
            let at = |what: &str| format!("{name} index {number} {what}");
            if !choices.sometimes(&at("is there"), 45) {
                continue;
            }
            let column = &all[choices.common_number(&at("column"), all.len())];
            let order = choices.one_of(&at("order"), &["", "", " DESC", " DESC NULLS LAST"]);
            let what = match (choices.number(&at("what"), 7), texts.first(), numbers.first()) {
                (0, Some(text), _) => format!("lower({text})"),
                (1, Some(text), _) => format!("app.short({text}), id"),
                (2, Some(text), _) => format!("{text} text_pattern_ops"),
                (3, _, Some(number)) => format!("({number} + 1){order}"),
                (4, ..) => format!("id, {column}{order}"),
                _ => format!("{column}{order}"),
            };
            let include = if choices.sometimes(&at("include"), 12) { " INCLUDE (id)" } else { "" };
            let filter = match (choices.number(&at("filter"), 8), times.first()) {
                (0, _) => format!(" WHERE {column} IS NOT NULL"),
                (1, Some(time)) => format!(" WHERE {time} > '2026-01-01'"),
                _ => String::new(),
            };
            let storage = choices.one_of(&at("storage"), &["", "", "", "", " WITH (fillfactor = 60)"]);
            let unique = if choices.sometimes(&at("unique"), 12) { "UNIQUE " } else { "" };
            let called = match choices.common_number(&at("called"), 3) {
                0 => String::new(),
                _ => format!("\"index {index} {number}\" "),
            };
            self.say(format!("CREATE {unique}INDEX {called}ON {name} ({what}){include}{storage}{filter}"));
            if !called.is_empty() {
                let schema = name.split('.').next().unwrap_or("public");
                self.say_if(&at("comment"), 15, format!("COMMENT ON INDEX {schema}.{called}IS 'for the search'"));
            }
        }
        if let [first, second, ..] = &all[..] {
            self.say_if(&at("statistics"), 15, format!("CREATE STATISTICS \"of {index}\" ON {first}, {second} FROM {name}"));
        }
        if let Some(number) = numbers.last() {
            let how = choices.one_of(&at("fine how"), &["", " NOT VALID"]);
            self.say_if(
                &at("fine"),
                20,
                format!("ALTER TABLE {name} ADD CONSTRAINT fine CHECK (is_fine({number}::integer)){how}"),
            );
            self.say_if(&at("statistics target"), 10, format!("ALTER TABLE {name} ALTER COLUMN {number} SET STATISTICS 500"));
        }
        if let Some(text) = texts.first() {
            self.say_if(&at("storage"), 10, format!("ALTER TABLE {name} ALTER COLUMN {text} SET STORAGE EXTERNAL"));
            self.say_if(&at("column comment"), 20, format!("COMMENT ON COLUMN {name}.{text} IS 'it''s a text'"));
            self.say_if(&at("column grant"), 15, format!("GRANT SELECT ({text}), UPDATE ({text}) ON {name} TO pg_monitor"));
        }
        let when = choices.one_of(&at("trigger when"), &["BEFORE UPDATE", "BEFORE INSERT OR UPDATE", "BEFORE UPDATE OF id"]);
        self.say_if(
            &at("trigger"),
            30,
            format!("CREATE TRIGGER \"Touch\" {when} ON {name} FOR EACH ROW EXECUTE FUNCTION touch()"),
        );
        let argument = choices.one_of(&at("note argument"), &["", "'a'", "'b', 'c'"]);
        self.say_if(
            &at("note"),
            25,
            format!("CREATE TRIGGER note AFTER INSERT OR DELETE ON {name} FOR EACH STATEMENT EXECUTE FUNCTION app.note_it({argument})"),
        );
        self.say_if(&at("note off"), 10, format!("ALTER TABLE {name} DISABLE TRIGGER note"));
        if choices.sometimes(&at("row security"), 25) {
            self.say(format!("ALTER TABLE {name} ENABLE ROW LEVEL SECURITY"));
            self.say_if(&at("forced"), 30, format!("ALTER TABLE {name} FORCE ROW LEVEL SECURITY"));
            let using = choices.one_of(&at("using"), &["id > 0", "is_fine(id::integer)", "id > 0 AND id < 1000"]);
            let to = choices.one_of(&at("policy to"), &["", " TO pg_monitor", " TO pg_monitor, pg_read_all_data"]);
            let command = choices.one_of(&at("policy for"), &["ALL", "SELECT", "UPDATE"]);
            self.say(format!("CREATE POLICY mine ON {name} FOR {command}{to} USING ({using})"));
        }
        let privileges = choices.one_of(&at("privileges"), &["SELECT", "SELECT, INSERT", "ALL"]);
        self.say_if(&at("grant"), 40, format!("GRANT {privileges} ON {name} TO pg_read_all_data"));
        self.say_if(&at("grant all"), 15, format!("GRANT SELECT ON {name} TO PUBLIC"));
        self.say_if(
            &at("comment"),
            25,
            format!("COMMENT ON TABLE {name} IS '{}'", choices.one_of(&at("says"), &["one", "two"])),
        );
        self.say_if(&at("replica identity"), 10, format!("ALTER TABLE {name} REPLICA IDENTITY FULL"));
        self.say_if(&at("rule"), 6, format!("CREATE RULE quiet AS ON DELETE TO {name} WHERE false DO INSTEAD NOTHING"));
    }

    /// What a view reads: a table, or a view before it.
    fn source(&self, key: &str) -> Option<&Table> {
        (!self.tables.is_empty()).then(|| &self.tables[self.choices.common_number(key, self.tables.len())])
    }

    fn view(&mut self, number: usize) {
        let choices = self.choices;
        let key = format!("view {number}");
        let at = |what: &str| format!("{key} {what}");
        let Some(table) = self.source(&at("source")).filter(|_| choices.sometimes(&at("is there"), 85)) else { return };
        let schema = choices.common_one_of(&at("schema"), &["public", "public", "app"]);
        let name = format!("{schema}.v{number}");
        let read: Vec<&Column> = table
            .columns
            .iter()
            .enumerate()
            .filter(|(index, column)| column.name == "id" || choices.sometimes(&at(&format!("reads {index}")), 50))
            .map(|(_, column)| column)
            .collect();
        let list: Vec<&str> = read.iter().map(|column| column.name.as_str()).collect();
        let mut list = list.join(", ");
        let is_grouped = choices.sometimes(&at("grouped"), 12);
        if is_grouped {
            list = "count(*) AS id, max(id) AS most".into();
        }
        if choices.sometimes(&at("computed"), 25) {
            list.push_str(choices.one_of(&at("what"), &[", 1 AS one", ", \"both\"(1, 2) AS \"Both\"", ", 'x'::text AS x"]));
        }
        let filter = choices.one_of(&at("filter"), &["", "", " WHERE id > 10", " WHERE is_fine(id::integer)"]);
        let options = choices.one_of(&at("options"), &["", "", "", " WITH (security_barrier)"]);
        let check = if is_grouped { "" } else { choices.one_of(&at("check"), &["", "", "", "", " WITH LOCAL CHECK OPTION"]) };
        let columns = read.iter().map(|column| Column { name: column.name.clone(), kind: column.kind.clone() });
        let columns = if is_grouped { vec![Column { name: "id".into(), kind: "bigint".into() }] } else { columns.collect() };
        let sql = format!("CREATE VIEW {name}{options} AS SELECT {list} FROM {}{filter}{check}", table.name);
        self.say(sql);
        self.say_if(&at("comment"), 15, format!("COMMENT ON VIEW {name} IS 'seen'"));
        self.say_if(&at("grant"), 25, format!("GRANT SELECT ON {name} TO pg_monitor"));
        self.say_if(&at("default"), 8, format!("ALTER VIEW {name} ALTER COLUMN id SET DEFAULT 3"));
        self.say_if(
            &at("trigger"),
            8,
            format!("CREATE TRIGGER instead INSTEAD OF INSERT ON {name} FOR EACH ROW EXECUTE FUNCTION touch()"),
        );
        // The next ones may read this one.
        self.tables.push(Table { name, columns });
    }

    fn materialized_view(&mut self, number: usize) {
        let choices = self.choices;
        let key = format!("materialized view {number}");
        let at = |what: &str| format!("{key} {what}");
        let Some(table) = self.source(&at("source")).filter(|_| choices.sometimes(&at("is there"), 85)) else { return };
        let name = format!("public.m{number}");
        let list: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
        let filter = choices.one_of(&at("filter"), &["", " WHERE id > 10", " WHERE id < 10"]);
        let sql = format!("CREATE MATERIALIZED VIEW {name} AS SELECT {} FROM {}{filter}", list.join(", "), table.name);
        self.say(sql);
        self.say_if(&at("index"), 60, format!("CREATE UNIQUE INDEX ON {name} (id)"));
        self.say_if(&at("comment"), 20, format!("COMMENT ON MATERIALIZED VIEW {name} IS 'kept'"));
        self.say_if(&at("grant"), 20, format!("GRANT SELECT ON {name} TO pg_monitor"));
        self.say_if(&at("read"), 40, format!("CREATE VIEW of_m{number} AS SELECT id FROM {name}"));
    }

    fn others(&mut self) {
        let choices = self.choices;
        let with = choices.one_of("publication with", &["", " WITH (publish = 'insert, update')"]);
        if choices.sometimes("publication", 40) {
            let tables: Vec<&str> = self.tables.iter().take(3).map(|table| table.name.as_str()).collect();
            let tables: Vec<&str> =
                tables.into_iter().filter(|name| choices.sometimes(&format!("publication of {name}"), 70)).collect();
            if !tables.is_empty() {
                let sql = format!("CREATE PUBLICATION \"Out\" FOR TABLE {}{with}", tables.join(", "));
                self.say(sql);
            }
        }
        self.say_if(
            "collation",
            30,
            format!("CREATE COLLATION app.german (provider = icu, locale = '{}')", choices.one_of("locale", &["de", "de-AT"])),
        );
        self.say_if("text search", 30, "CREATE TEXT SEARCH CONFIGURATION app.words (COPY = simple)");
        self.say_if(
            "foreign server",
            30,
            "CREATE FOREIGN DATA WRAPPER elsewhere; CREATE SERVER there FOREIGN DATA WRAPPER elsewhere; \
             CREATE FOREIGN TABLE far (id integer, note text) SERVER there",
        );
        self.say_if("operator", 25, "CREATE OPERATOR app.=== (LEFTARG = text, RIGHTARG = text, FUNCTION = pg_catalog.texteq)");
        let event = choices.one_of("event", &["ddl_command_end", "sql_drop"]);
        self.say_if(
            "event trigger",
            20,
            format!(
                "CREATE FUNCTION app.watch() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN NULL; END $$; \
                 CREATE EVENT TRIGGER watching ON {event} EXECUTE FUNCTION app.watch(); ALTER EVENT TRIGGER watching DISABLE"
            ),
        );
        for (number, table) in ["t0", "t1", "t2"].iter().enumerate() {
            self.say_if(&format!("owned sequence {number}"), 15, format!("ALTER SEQUENCE numbers OWNED BY public.{table}.id"));
        }
    }
}
