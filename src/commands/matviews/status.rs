//! `pgkeel matviews status`: each view, its last refresh, whether it is due, whether it can be refreshed without blocking its readers,
//! and what would make it so.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Context, advise, describe, judge, none_in, unrecorded, write_unrecorded};
use crate::amount;
use crate::cli;
use crate::error::Result;
use crate::identifier::QualifiedName;
use crate::matview::{Due, Materialized, Upkeep};
use crate::postgres::matviews::{self, Seen, State};
use crate::ui::text::Text;
use crate::ui::{Outcome, Report};

pub(super) async fn run(context: &Context, arguments: cli::MatviewsStatus) -> Result<Box<dyn Report>> {
    let session = context.connect().await?;
    let schemas = context.settings.schemas.clone();
    let seen = matviews::read(&session, &schemas).await?;
    let judged = judge(context, &seen, seen.graph.views().map(|view| &view.name));
    Ok(Box::new(StatusReport { schemas, seen, judged, check: arguments.check }))
}

struct StatusReport {
    schemas: Vec<String>,
    seen: Seen,
    judged: BTreeMap<QualifiedName, (Due, Upkeep)>,
    /// Whether a view that is due is a finding.
    check: bool,
}

impl StatusReport {
    /// In the order in which they would be refreshed.
    fn views(&self) -> Vec<(&Materialized, &State, &Due)> {
        let all = self.judged.keys().cloned().collect();
        let order = self.seen.graph.order(&all);
        let views = order.iter().filter_map(|placed| {
            let name = &placed.view.name;
            Some((placed.view, self.seen.states.get(name)?, &self.judged.get(name)?.0))
        });
        views.collect()
    }

    fn shown_due(&self, due: &Due) -> String {
        match (due.is_due, due.next) {
            (true, _) => format!("yes: {}", due.why),
            (false, Some(next)) => format!("in {}: {}", amount::age(next - self.seen.now), due.why),
            (false, None) => format!("no: {}", due.why),
        }
    }
}

impl Report for StatusReport {
    fn outcome(&self) -> Outcome {
        if self.check && self.judged.values().any(|(due, _)| due.is_due) { Outcome::Finding } else { Outcome::Done }
    }

    fn json(&self) -> Value {
        let view = |(view, state, due): (&Materialized, &State, &Due)| {
            json!({
                "name": view.name,
                "owner": view.owner,
                "populated": view.populated,
                "last_refresh": state.history.last,
                "failed_since": state.history.failed,
                "estimated_bytes": view.bytes,
                "estimated_rows": view.rows,
                "due": due.is_due,
                "due_why": due.why,
                "due_next": due.next,
                "refresh": view.way(),
                "reads": view.reads,
                "unique_indexes": view.unique_indexes,
            })
        };
        json!({
            "schemas": self.schemas,
            "recorded": unrecorded(self.seen.access).is_none(),
            "views": self.views().into_iter().map(view).collect::<Vec<_>>(),
        })
    }

    fn text(&self, text: &mut Text) {
        let views = self.views();
        if views.is_empty() {
            text.line(&none_in(&self.schemas));
            return;
        }
        let short = |name: &QualifiedName| name.short(&self.schemas[0]);
        let unknown = || "not known".to_owned();
        let rows: Vec<Vec<String>> = views
            .iter()
            .map(|(view, state, due)| {
                let last = state.history.last.as_ref();
                let rows = last.and_then(|last| last.rows).map(|rows| rows.to_string());
                let bytes = last.and_then(|last| last.bytes).or(view.bytes);
                vec![
                    short(&view.name),
                    if view.populated { "yes" } else { "no" }.to_owned(),
                    last.map_or_else(unknown, |last| format!("{} ago", amount::age(self.seen.now - last.ended))),
                    last.map_or_else(String::new, |last| amount::duration(last.took())),
                    rows.or(view.rows.map(|rows| rows.to_string())).map_or_else(unknown, |rows| format!("~{rows}")),
                    bytes.map_or_else(unknown, |bytes| format!("~{}", amount::bytes(bytes))),
                    view.reads.iter().map(short).collect::<Vec<_>>().join(", "),
                    describe(&view.way()),
                    self.shown_due(due),
                ]
            })
            .collect();
        let columns = ["view", "populated", "last refresh", "took", "rows", "size", "reads", "refresh", "due"];
        text.table(&columns, &rows);
        for (view, state, _) in &views {
            if let Some(failed) = &state.history.failed {
                let ago = amount::age(self.seen.now - failed.ended);
                text.end().plain(&short(&view.name)).line(&format!(" was tried {ago} ago and failed: {}", failed.error));
            }
        }
        for (view, ..) in &views {
            advise(text, &short(&view.name), &view.way());
        }
        write_unrecorded(text, self.seen.access);
    }
}
