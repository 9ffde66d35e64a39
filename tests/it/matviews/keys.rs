//! The unique index that would let a view be refreshed concurrently: proposed where the form of the query makes its columns certain.

use super::matviews;
use crate::support::Database;
use crate::support::majors::on_every_major;

/// What is said of a view: they come in the order in which they read each other.
fn of(json: &serde_json::Value, number: usize) -> &serde_json::Value {
    let name = format!("public.m{number:02}");
    let views = json["result"]["views"].as_array().expect("views");
    views.iter().find(|view| view["name"] == *name || view["view"] == *name).unwrap_or_else(|| panic!("{name}: {json:#}"))
}

#[test]
fn the_index_that_would_help_is_named_where_it_is_certain() {
    let queries = [
        ("SELECT a, count(*) AS n FROM t GROUP BY a", "(a)"),
        ("SELECT count(*) AS \"N n\", b, lower(a) AS low FROM t GROUP BY low, b", "(low, b)"),
        ("SELECT count(*) FROM t GROUP BY a", ""),
        ("SELECT a, b FROM t GROUP BY a, b HAVING count(*) > 1 ORDER BY 1", "(a, b)"),
        ("SELECT a, count(*) FROM t GROUP BY ROLLUP (a)", ""),
        ("SELECT a, generate_series(1, 2) FROM t GROUP BY a", ""),
        ("SELECT a, generate_series(1, 2) AS g FROM t GROUP BY a, g", ""),
        ("SELECT DISTINCT b, a FROM t", "(b, a)"),
        ("SELECT DISTINCT b, generate_series(1, 2) AS g FROM t", "(b, g)"),
        ("SELECT DISTINCT ON (b) b, a FROM t ORDER BY b, id", "(b)"),
        ("SELECT DISTINCT ON (b) a FROM t ORDER BY b, id", ""),
        ("SELECT max(id) AS \"Top\", min(id) AS low FROM t", "(\"Top\")"),
        ("SELECT a FROM t UNION SELECT b FROM t", "(a)"),
        ("SELECT a FROM t UNION ALL SELECT b FROM t", ""),
        ("SELECT a, b FROM t EXCEPT SELECT b, a FROM t", "(a, b)"),
        ("WITH few AS (SELECT DISTINCT a FROM t) SELECT few.a FROM few CROSS JOIN t", ""),
        ("SELECT a, b FROM t", ""),
        ("SELECT id, n FROM keyed WHERE n <> 'x'", "(id)"),
        ("SELECT n FROM keyed", ""),
        ("SELECT id AS \"Id\", n, count(*) OVER () FROM keyed ORDER BY n", "(\"Id\")"),
        ("SELECT one.id, two.id AS other FROM keyed AS one, keyed AS two", "(id, other)"),
        ("SELECT f.a, f.b, k.n FROM facts AS f LEFT JOIN keyed AS k ON k.id = f.k AND k.n <> 'x'", "(b, a)"),
        ("SELECT f.a, f.b, k.n FROM facts AS f JOIN keyed AS k ON f.k = k.id AND k.n = f.n", "(b, a)"),
        ("SELECT f.a, f.b, k.n FROM keyed AS k, facts AS f WHERE f.k = k.id", "(b, a)"),
        ("SELECT f.a, f.b, k.n FROM facts AS f LEFT JOIN keyed AS k ON k.id > f.k", ""),
        ("SELECT f.a, f.b, k.n FROM keyed AS k LEFT JOIN facts AS f ON f.k = k.id", ""),
        ("SELECT f.a, f.b, k.id FROM keyed AS k FULL JOIN facts AS f ON f.k = k.id", "(id, b, a)"),
        ("SELECT k.id, l.n FROM keyed AS k JOIN keyed AS l ON l.id = k.id", "(id)"),
        ("SELECT k.id, l.id AS other FROM keyed AS k JOIN keyed AS l ON l.id = k.id OR k.n = l.n", "(id, other)"),
        ("SELECT k.id, v.x FROM keyed AS k, (VALUES (1), (2)) AS v (x)", ""),
        ("SELECT id FROM parents", ""),
        ("SELECT u FROM keyed", ""),
        ("SELECT n, v FROM keyed", "(v)"),
        ("SELECT keyed.id, generate_series(1, 2) AS g FROM keyed", ""),
        ("SELECT id FROM split", "(id)"),
        ("SELECT a, count(*) OVER () AS n FROM t", ""),
        ("SELECT id, n FROM \"By Id\" WHERE n <> 'x'", "(id)"),
        ("SELECT n FROM \"By Id\"", ""),
        ("SELECT a, n FROM by_a", "(a)"),
        ("SELECT f.a, f.b, v.n FROM facts AS f LEFT JOIN \"By Id\" AS v ON v.id = f.k", "(b, a)"),
        ("SELECT f.a, f.b, v.n FROM facts AS f LEFT JOIN by_a AS v ON v.n = f.k", ""),
        ("SELECT a FROM m07", ""),
        ("SELECT b, a FROM m07 WHERE a IS NOT NULL", "(b, a)"),
        ("SELECT s.a FROM (SELECT DISTINCT a FROM t) AS s", "(a)"),
        ("SELECT s.a, k.id FROM keyed AS k, LATERAL (SELECT DISTINCT a FROM t WHERE t.id > k.id) AS s", ""),
        ("WITH few AS (SELECT DISTINCT a FROM t), fewer AS (SELECT a FROM few) SELECT fewer.a FROM fewer", "(a)"),
        ("SELECT k.id, s.a FROM keyed AS k, (WITH few AS (SELECT DISTINCT a FROM t) SELECT * FROM few) AS s", "(id, a)"),
        ("WITH RECURSIVE up AS (SELECT 1 AS x UNION ALL SELECT x + 1 FROM up WHERE x < 3) SELECT x FROM up", ""),
        ("SELECT id, doc, '{}'::xml AS x, parts FROM both_ways", ""),
    ];
    on_every_major(|server| {
        let database = Database::empty_on(server);
        database.sql(
            "CREATE TABLE t (id int, a text, b text); INSERT INTO t VALUES (1, 'x', 'y'), (2, 'x', NULL), (3, NULL, NULL); \
             CREATE TABLE keyed (id int PRIMARY KEY, n text, u int UNIQUE, v int NOT NULL UNIQUE); \
             INSERT INTO keyed VALUES (1, 'x', NULL, 1), (2, 'y', NULL, 2), (3, 'y', 3, 3); \
             CREATE TABLE facts (a int, b int, k bigint, n text, PRIMARY KEY (b, a)); \
             INSERT INTO facts VALUES (1, 1, 1, 'x'), (1, 2, 1, 'y'), (2, 1, 2, 'y'), (2, 2, NULL, 'z'); \
             CREATE TABLE parents (id int PRIMARY KEY); CREATE TABLE children () INHERITS (parents); \
             INSERT INTO parents VALUES (1); INSERT INTO children VALUES (1); \
             CREATE VIEW \"By Id\" AS SELECT n, id FROM keyed; CREATE VIEW by_a AS SELECT count(*) AS n, a FROM t GROUP BY a; \
             CREATE VIEW both_ways AS SELECT id, '{}'::json AS doc, ARRAY[1] AS parts FROM keyed UNION ALL SELECT 7, NULL, NULL; \
             CREATE TABLE split (id int PRIMARY KEY) PARTITION BY RANGE (id); CREATE TABLE split_1 PARTITION OF split DEFAULT",
        );
        for (number, (query, _)) in queries.iter().enumerate() {
            database.sql(&format!("CREATE MATERIALIZED VIEW m{number:02} AS {query}"));
        }
        database.sql("ALTER MATERIALIZED VIEW m00 RENAME COLUMN a TO \"group\"");
        let json = matviews(&database, &["status", "--format", "json"]).exits(0).json();
        for (number, (query, columns)) in queries.iter().enumerate() {
            let refresh = &of(&json, number)["refresh"];
            let columns = if number == 0 { "(\"group\")" } else { columns };
            if columns.is_empty() {
                // What counts how many values each column has runs as it stands.
                assert_eq!(refresh["instead"], serde_json::Value::Null, "{query}");
                database.sql(refresh["find_key"].as_str().unwrap_or_else(|| panic!("{query}")));
                continue;
            }
            assert_eq!(refresh["instead"], format!("CREATE UNIQUE INDEX ON public.m{number:02} {columns}"), "{query}");
            database.sql(refresh["instead"].as_str().unwrap());
        }
        let last = &of(&json, queries.len() - 1)["refresh"]["find_key"];
        assert!(
            last.as_str().unwrap().ends_with("count(DISTINCT id) AS id, count(DISTINCT parts) AS parts FROM public.m48"),
            "{last}"
        );
        // With them it is as they promise.
        database.sql("INSERT INTO t VALUES (4, 'x', 'y'), (5, NULL, 'z')");
        let json = matviews(&database, &["refresh", "--format", "json"]).exits(0).json();
        let ways = (0..queries.len()).map(|number| of(&json, number)["refresh"]["how"] == "concurrently");
        assert_eq!(ways.collect::<Vec<_>>(), queries.map(|(_, columns)| !columns.is_empty()));
    });
}
