//! The unique index that would let a view be refreshed concurrently: proposed where the form of the query makes its columns certain.

use super::matviews;
use crate::support::Database;
use crate::support::majors::on_every_major;

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
        ("SELECT a, count(*) OVER () AS n FROM t", ""),
    ];
    on_every_major(|server| {
        let database = Database::empty_on(server);
        database.sql(
            "CREATE TABLE t (id int, a text, b text); INSERT INTO t VALUES (1, 'x', 'y'), (2, 'x', NULL), (3, NULL, NULL)",
        );
        for (number, (query, _)) in queries.iter().enumerate() {
            database.sql(&format!("CREATE MATERIALIZED VIEW m{number:02} AS {query}"));
        }
        database.sql("ALTER MATERIALIZED VIEW m00 RENAME COLUMN a TO \"group\"");
        let json = matviews(&database, &["status", "--format", "json"]).exits(0).json();
        for (number, (query, columns)) in queries.iter().enumerate() {
            let instead = json["result"]["views"][number]["refresh"]["instead"].as_str().unwrap().to_owned();
            let columns = match (number, *columns) {
                (0, _) => "(\"group\")",
                (_, "") => "(<columns that tell its rows apart>)",
                (_, columns) => columns,
            };
            assert_eq!(instead, format!("CREATE UNIQUE INDEX ON public.m{number:02} {columns}"), "{query}");
            if !columns.contains('<') {
                database.sql(&instead);
            }
        }
        // With them it is as they promise.
        database.sql("INSERT INTO t VALUES (4, 'x', 'y'), (5, NULL, 'z')");
        let json = matviews(&database, &["refresh", "--format", "json"]).exits(0).json();
        let ways = json["result"]["views"]
            .as_array()
            .unwrap()
            .iter()
            .map(|view| view["refresh"]["how"].as_str().unwrap() == "concurrently");
        assert_eq!(ways.collect::<Vec<_>>(), queries.map(|(_, columns)| !columns.is_empty()));
    });
}
