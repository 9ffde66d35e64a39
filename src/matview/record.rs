//! pgkeel's own table of refreshes, as the SQL that writes it.

use super::due::Remembered;
use super::model::Way;
use crate::identifier::{QualifiedName, literal};
use crate::plan::{Sql, Step};

/// Makes the schema `pgkeel` and the table.
const CREATION: &str = include_str!("../postgres/queries/matview_refreshes_table.sql");

/// So many refreshes of a view are kept, and as many attempts that failed.
const KEPT: usize = 100;

const TOOL: &str = concat!("pgkeel ", env!("CARGO_PKG_VERSION"));

/// The step before the first refresh that is recorded.
pub fn creation() -> Step {
    Step::new("create pgkeel.matview_refreshes", CREATION).because("pgkeel's own table: when each view was refreshed, and why")
}

/// The record of a refresh, written in its transaction. Of a plain refresh the rows are those that it put in; of a concurrent
/// one those that were there, with what came and without what went.
pub(super) fn refreshed(view: &QualifiedName, way: &Way, cause: &str, reads: Option<&Remembered>) -> Sql {
    let (way, rows) = match way {
        Way::Concurrently { .. } => (
            "concurrently",
            "pg_stat_get_live_tuples(oid) + pg_stat_get_xact_tuples_inserted(oid) - pg_stat_get_xact_tuples_deleted(oid)",
        ),
        Way::Plain { .. } => ("plain", "pg_stat_get_xact_tuples_inserted(oid)"),
    };
    let name = literal(&view.to_string());
    let text = format!(
        "INSERT INTO pgkeel.matview_refreshes (view, view_oid, began, way, cause, outcome, rows, bytes, tool, reads)\n\
         SELECT {name}, oid, transaction_timestamp(), '{way}', {}, 'refreshed',\n       \
         {rows},\n       pg_total_relation_size(oid), '{TOOL}', $1\n  FROM (SELECT {name}::regclass::oid) AS refreshed (oid)",
        literal(cause),
    );
    let kept = reads.and_then(|reads| serde_json::to_string(reads).ok()).unwrap_or_else(|| "{}".to_owned());
    Sql { kept: Some(kept.into()), ..Sql::from(text) }
}

/// The record of an attempt that failed after so long.
pub fn failed(view: &QualifiedName, way: &Way, cause: &str, took: std::time::Duration, error: &str) -> Step {
    let way = if matches!(way, Way::Concurrently { .. }) { "concurrently" } else { "plain" };
    let name = literal(&view.to_string());
    let sql = format!(
        "INSERT INTO pgkeel.matview_refreshes (view, view_oid, began, way, cause, outcome, error, tool)\n\
         VALUES ({name}, {name}::regclass::oid, clock_timestamp() - interval '{} milliseconds', '{way}', {}, 'failed', {}, '{TOOL}')",
        took.as_millis(),
        literal(cause),
        literal(error),
    );
    Step::new(format!("record that {view} was not refreshed"), sql)
}

/// The step after the last refresh: keeps the table small.
pub fn forgetting() -> Step {
    let number = format!(
        "DELETE FROM pgkeel.matview_refreshes AS old\n USING (SELECT id, row_number() OVER (PARTITION BY view_oid, outcome ORDER \
         BY id DESC) AS place\n          FROM pgkeel.matview_refreshes) AS numbered\n WHERE numbered.id = old.id AND place > {KEPT}"
    );
    let reads = "UPDATE pgkeel.matview_refreshes AS old SET reads = NULL\n WHERE reads IS NOT NULL\n   AND EXISTS (SELECT FROM \
                 pgkeel.matview_refreshes AS newer\n                WHERE newer.view_oid = old.view_oid AND newer.outcome = \
                 'refreshed' AND newer.id > old.id)";
    Step::new("forget old refreshes", number).and(reads).because(format!("the last {KEPT} of each view are kept"))
}
