//! The plan that writes findings where dashboards look.

use serde_json::json;

use super::finding::Finding;
use crate::amount;
use crate::identifier::{self, QualifiedName};
use crate::plan::{LockMode, Plan, Step};

/// One INSERT of every finding with a number, as the gauge `db_health_<check>`; its tags hold the status, the message, and
/// as `threshold` the value from where on it is no longer ok. Nothing to write is an empty plan.
pub fn record(table: &QualifiedName, findings: &[Finding]) -> Plan {
    let rows: Vec<String> = findings.iter().filter_map(row).collect();
    if rows.is_empty() {
        return Plan::default();
    }
    let title = format!("record {} in {table}", amount::count(rows.len(), "value"));
    let sql =
        format!("INSERT INTO {table} (metric_name, metric_value, metric_type, tags) VALUES\n    {}", rows.join(",\n    "));
    Plan { steps: vec![Step::new(title, sql).locking(LockMode::RowExclusive, table.to_string())] }
}

fn row(finding: &Finding) -> Option<String> {
    let value = finding.value?;
    let name = identifier::literal(&format!("db_health_{}", finding.check));
    let tags = json!({ "status": finding.status, "threshold": finding.thresholds.limits().next().map(|(_, limit)| limit), "message": finding.message });
    Some(format!("({name}, {value}, 'gauge', {})", identifier::literal(&tags.to_string())))
}

#[cfg(test)]
mod tests {
    use super::super::checks::CHECKS;
    use super::super::finding::{Evidence, Reading, judge};
    use super::super::selection::Selected;
    use super::*;

    #[test]
    fn every_number_is_a_row_and_nothing_else_is() {
        let finding = |name: &str, value, message: &str| {
            let check = CHECKS.iter().find(|check| check.name == name).unwrap();
            let reading = Reading { value, message: message.into(), ..Reading::default() };
            judge(&Selected::of(*check), Evidence::Read(reading), chrono::NaiveDate::MIN)
        };
        let findings = [
            finding("connections", Some(85.5), "it's \"much\""),
            finding("cache_hit_ratio", None, ""),
            finding("slow_queries", Some(0.0), "none"),
        ];
        let table = QualifiedName::new("public", "performance_metrics");
        insta::assert_snapshot!(record(&table, &findings).script(), @r#"
        -- 1. record 2 values in public.performance_metrics
        --    lock: ROW EXCLUSIVE on public.performance_metrics (blocks nothing but other DDL)
        INSERT INTO public.performance_metrics (metric_name, metric_value, metric_type, tags) VALUES
            ('db_health_connections', 85.5, 'gauge', E'{"status":"warning","threshold":80.0,"message":"it''s \\"much\\""}'),
            ('db_health_slow_queries', 0, 'gauge', '{"status":"ok","threshold":50.0,"message":"none"}');
        "#);
        assert!(record(&table, &findings[1..2]).is_empty());
    }
}
