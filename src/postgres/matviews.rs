//! Reads the materialized views of a database, their unique indexes, what they read and what is recorded of them, in a few queries.
//! Takes no lock on any of them.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use tokio_postgres::Row;

use super::journal;
use super::session::Session;
use crate::error::{Error, Result};
use crate::identifier::QualifiedName;
use crate::matview::{self, Base, FailedAttempt, Graph, History, Materialized, Reads, Record, Source, UniqueIndex};
use crate::migration::journal::Access;

/// The materialized views of some schemas, as they are in one moment.
#[derive(Debug)]
pub struct Seen {
    pub graph: Graph,
    pub states: BTreeMap<QualifiedName, State>,
    /// What this role may do with the records.
    pub access: Access,
    pub now: DateTime<Utc>,
    pub in_recovery: bool,
    pub database: String,
}

/// What of a view changes with time.
#[derive(Debug, Clone, Default)]
pub struct State {
    pub reads: Reads,
    pub history: History,
}

/// Reads the materialized views of these schemas in one snapshot.
///
/// # Errors
/// The server's.
pub async fn read(session: &Session, schemas: &[String]) -> Result<Seen> {
    session
        .snapshot(async {
            let rows = session.query(include_str!("queries/materialized_views.sql"), &[&schemas]).await?;
            let oids: Vec<u32> = rows.iter().map(|row| row.get("oid")).collect();
            let base = base(session, &oids).await?;
            let view = |row| materialized(row, &base);
            let mut views: BTreeMap<u32, Materialized> = rows.iter().map(view).map(|view| (view.oid, view)).collect();
            let names: BTreeMap<u32, QualifiedName> = views.iter().map(|(oid, view)| (*oid, view.name.clone())).collect();
            let server = session.query_one(include_str!("queries/matview_server.sql"), &[]).await?;
            let (sources, between) = sources(session, &names, server.get("counted_since")).await?;
            for (view, source) in between {
                if let (Some(view), Some(source)) = (views.get_mut(&view), names.get(&source)) {
                    view.reads.push(source.clone());
                }
            }
            let access = journal::access(session, &["matview_refreshes"]).await?;
            let mut histories = histories(session, &names, access).await?;
            let states = sources.into_iter().map(|(name, reads)| {
                let history = histories.remove(&name).unwrap_or_default();
                (name, State { reads, history })
            });
            Ok(Seen {
                states: states.collect(),
                graph: Graph::new(views.into_values()),
                access,
                now: server.get("now"),
                in_recovery: server.get("in_recovery"),
                database: server.get("database"),
            })
        })
        .await
}

/// What is known of one view now.
///
/// # Errors
/// The server's.
pub async fn look_again(session: &Session, view: &Materialized, access: Access) -> Result<State> {
    let names = BTreeMap::from([(view.oid, view.name.clone())]);
    let server = session.query_one(include_str!("queries/matview_server.sql"), &[]).await?;
    let (mut sources, _) = sources(session, &names, server.get("counted_since")).await?;
    let mut histories = histories(session, &names, access).await?;
    Ok(State {
        reads: sources.remove(&view.name).unwrap_or_default(),
        history: histories.remove(&view.name).unwrap_or_default(),
    })
}

/// What is recorded of these views.
///
/// # Errors
/// The server's.
pub async fn histories(
    session: &Session,
    names: &BTreeMap<u32, QualifiedName>,
    access: Access,
) -> Result<BTreeMap<QualifiedName, History>> {
    if !matches!(access, Access::Ready | Access::ReadOnly) {
        return Ok(BTreeMap::new());
    }
    let oids: Vec<u32> = names.keys().copied().collect();
    let texts: Vec<String> = names.values().map(ToString::to_string).collect();
    let rows = session.query(include_str!("queries/matview_refreshes.sql"), &[&oids, &texts]).await?;
    Ok(rows.iter().filter_map(|row| Some((names.get(&row.get("oid"))?.clone(), history(row)))).collect())
}

fn history(row: &Row) -> History {
    let record = |began| Record {
        began,
        ended: row.get("ended"),
        way: row.get("way"),
        cause: row.get("cause"),
        rows: row.get("rows"),
        bytes: row.get("bytes"),
        by: row.get("done_by"),
        reads: row.get::<_, Option<&str>>("reads").and_then(|text| serde_json::from_str(text).ok()),
    };
    let failed = |ended| FailedAttempt { ended, error: row.get::<_, Option<String>>("error").unwrap_or_default() };
    History {
        last: row.get::<_, Option<DateTime<Utc>>>("began").map(record),
        failed: row.get::<_, Option<DateTime<Utc>>>("failed_at").map(failed),
    }
}

type Between = Vec<(u32, u32)>;

/// What each of these views reads; and which of them reads which.
async fn sources(
    session: &Session,
    names: &BTreeMap<u32, QualifiedName>,
    counted_since: Option<String>,
) -> Result<(BTreeMap<QualifiedName, Reads>, Between)> {
    let new = |name: &QualifiedName| (name.clone(), Reads { counted_since: counted_since.clone(), ..Reads::default() });
    let mut all: BTreeMap<QualifiedName, Reads> = names.values().map(new).collect();
    let mut between = Vec::new();
    let oids: Vec<u32> = names.keys().copied().collect();
    for row in session.query(include_str!("queries/materialized_view_sources.sql"), &[&oids]).await? {
        let (view, source): (u32, u32) = (row.get("view"), row.get("source"));
        let kind: &str = row.get("kind");
        let Some(reads) = names.get(&view).and_then(|name| all.get_mut(name)) else { continue };
        reads.opaque.extend(row.get::<_, Option<String>>("opaque"));
        if kind == "m" && names.contains_key(&source) {
            between.push((view, source));
        }
        if let Some(state) = row.get("state") {
            reads.sources.insert(format!("{kind}{source}"), Source { name: row.get("name"), state });
        }
    }
    Ok((all, between))
}

/// Makes what the session has changed count for those who look at the server's statistics; where that cannot be asked for, it does
/// a little later.
///
/// # Errors
/// The server's.
pub async fn publish_counters(session: &Session) -> Result<()> {
    if session.major_version() >= 15 { session.simple("SELECT pg_stat_force_next_flush()").await } else { Ok(()) }
}

/// # Errors
/// On a standby.
pub fn refuse_standby(session: &Session, seen: &Seen) -> Result<()> {
    if seen.in_recovery {
        return Err(Error::failed(format!("{} is a standby: it gets its materialized views from its primary", session.target))
            .leaving("nothing was begun")
            .hint("run this on the primary"));
    }
    Ok(())
}

/// What the tables that these views read are known by.
async fn base(session: &Session, views: &[u32]) -> Result<Base> {
    if views.is_empty() {
        return Ok(Base::default());
    }
    let mut base = Base::default();
    for row in session.query(include_str!("queries/materialized_view_queries.sql"), &[&views]).await? {
        base.views.insert(row.get("oid"), row.get("query"));
    }
    let readers: Vec<u32> = base.views.keys().copied().collect();
    for row in session.query(include_str!("queries/materialized_view_keys.sql"), &[&readers]).await? {
        let columns: Vec<i16> = row.get("columns");
        let columns = columns.into_iter().filter_map(|column| usize::try_from(column).ok());
        base.keys.entry(row.get("oid")).or_default().push(columns.collect());
    }
    let row = session.query_one(include_str!("queries/equality_operators.sql"), &[]).await?;
    base.equalities = row.get::<_, Vec<u32>>("operators").into_iter().collect();
    Ok(base)
}

fn materialized(row: &Row, base: &Base) -> Materialized {
    let schema: String = row.get("schema");
    let names: Vec<String> = row.get("index_names");
    let flags = |column: &str| row.get::<_, Vec<bool>>(column);
    let (valid, immediate, btree) = (flags("index_valid"), flags("index_immediate"), flags("index_btree"));
    let (partial, expression) = (flags("index_partial"), flags("index_expression"));
    let unique_index = |(at, name): (usize, String)| UniqueIndex {
        name: QualifiedName::new(&schema, name),
        valid: valid[at],
        immediate: immediate[at],
        partial: partial[at],
        expression: expression[at],
        btree: btree[at],
    };
    let columns: Vec<String> = row.get("columns");
    let key = matview::unique_columns(row.get("query"), base).unwrap_or_default();
    Materialized {
        oid: row.get("oid"),
        owner: row.get("owner"),
        populated: row.get("populated"),
        bytes: row.get("bytes"),
        rows: row.get("rows"),
        unique_indexes: names.into_iter().enumerate().map(unique_index).collect(),
        comparable: row.get("comparable"),
        key: key.iter().filter_map(|position| columns.get(position - 1).cloned()).collect(),
        reads: Vec::new(),
        name: QualifiedName::new(&schema, row.get::<_, String>("name")),
    }
}
