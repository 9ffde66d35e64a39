//! `pgkeel matviews status`: each view, whether it can be refreshed without blocking its readers, and what would make it so.

use serde_json::{Value, json};

use super::{Context, advise, describe, none_in};
use crate::amount;
use crate::error::Result;
use crate::identifier::QualifiedName;
use crate::matview::{Graph, Materialized};
use crate::postgres::matviews;
use crate::ui::text::Text;
use crate::ui::{Outcome, Report};

pub(super) async fn run(context: &Context) -> Result<Box<dyn Report>> {
    let session = context.connect().await?;
    let schemas = context.settings.schemas.clone();
    let graph = matviews::read(&session, &schemas).await?;
    Ok(Box::new(StatusReport { schemas, graph }))
}

struct StatusReport {
    schemas: Vec<String>,
    graph: Graph,
}

impl StatusReport {
    /// In the order in which they would be refreshed.
    fn views(&self) -> Vec<&Materialized> {
        let all = self.graph.views().map(|view| view.name.clone()).collect();
        self.graph.order(&all).iter().map(|placed| placed.view).collect()
    }
}

impl Report for StatusReport {
    fn outcome(&self) -> Outcome {
        Outcome::Done
    }

    fn json(&self) -> Value {
        let view = |view: &Materialized| {
            json!({
                "name": view.name,
                "owner": view.owner,
                "populated": view.populated,
                "estimated_bytes": view.bytes,
                "estimated_rows": view.rows,
                "refresh": view.way(),
                "reads": view.reads,
                "unique_indexes": view.unique_indexes,
            })
        };
        json!({ "schemas": self.schemas, "views": self.views().into_iter().map(view).collect::<Vec<_>>() })
    }

    fn text(&self, text: &mut Text) {
        let views = self.views();
        if views.is_empty() {
            text.line(&none_in(&self.schemas));
            return;
        }
        let short = |name: &QualifiedName| name.short(&self.schemas[0]);
        let unknown = || "not analyzed".to_owned();
        let rows: Vec<Vec<String>> = views
            .iter()
            .map(|view| {
                vec![
                    short(&view.name),
                    if view.populated { "yes" } else { "no" }.to_owned(),
                    view.bytes.map_or_else(unknown, |bytes| format!("~{}", amount::bytes(bytes))),
                    view.rows.map_or_else(unknown, |rows| format!("~{rows}")),
                    view.reads.iter().map(short).collect::<Vec<_>>().join(", "),
                    describe(&view.way()),
                ]
            })
            .collect();
        text.table(&["view", "populated", "size", "rows", "reads", "refresh"], &rows);
        for view in &views {
            advise(text, &short(&view.name), &view.way());
        }
    }
}
