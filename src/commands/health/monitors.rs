//! The answer for monitoring: a plugin's output as Nagios, Icinga and their kin read it, and samples in Prometheus' text format.

use crate::health::{Direction, Finding, Status, Unit, worst};
use crate::ui::monitors;

/// The exit code that a plugin ends with.
pub(super) fn nagios_code(findings: &[Finding]) -> u8 {
    match worst(findings) {
        Status::Skipped | Status::Ok | Status::Info => 0,
        Status::Warning => 1,
        Status::Critical => 2,
        Status::Unknown => 3,
    }
}

/// The state, what brought it about, and the performance data.
pub(super) fn nagios(findings: &[Finding]) -> String {
    let mut amiss: Vec<&Finding> = findings.iter().filter(|finding| finding.status.is_finding()).collect();
    amiss.sort_by_key(|finding| std::cmp::Reverse(finding.status));
    let line = |finding: &&Finding| format!("{} {}: {}", finding.status.name().to_uppercase(), finding.check, finding.message);
    let lines: Vec<String> = amiss.iter().map(line).collect();
    let data: Vec<String> = findings.iter().map(performance).collect();
    monitors::plugin(nagios_code(findings), &format!("{} checks", findings.len()), &lines, &data)
}

/// `connections=81.3%;80;90`, by the plugin's rules: `U` where there is no number, `80:` where low values are bad.
fn performance(finding: &Finding) -> String {
    let Some(value) = finding.value else { return format!("{}=U", finding.check) };
    let unit = match finding.unit {
        Unit::Percent => "%",
        Unit::Seconds => "s",
        Unit::Bytes => "B",
        Unit::Count | Unit::Times => "",
    };
    let range = |limit: Option<f64>| match (limit, finding.direction) {
        (None, _) => String::new(),
        (Some(limit), Direction::HighIsBad) => format!("{limit}"),
        (Some(limit), Direction::LowIsBad) => format!("{limit}:"),
    };
    let thresholds = finding.thresholds;
    format!("{}={value}{unit};{};{}", finding.check, range(thresholds.warning), range(thresholds.critical))
}

/// The value of each check that has one, and the status of each as a number that rises as things get worse.
pub(super) fn prometheus(database: &str, findings: &[Finding]) -> String {
    let labels = |finding: &Finding| {
        monitors::labels(&[("database", database), ("check", finding.check), ("group", finding.group.name())])
    };
    let mut output = String::new();
    let statuses = findings.iter().map(|finding| (labels(finding), (finding.status as u8).to_string()));
    let help = "0 skipped, 1 ok, 2 info, 3 warning, 4 unknown, 5 critical";
    monitors::family(&mut output, "pgkeel_health_status", help, statuses);
    let unit = |finding: &Finding| match finding.unit {
        Unit::Percent => "percent",
        Unit::Seconds => "seconds",
        Unit::Count => "count",
        Unit::Bytes => "bytes",
        Unit::Times => "times",
    };
    let measured = findings.iter().filter_map(|finding| Some((finding, finding.value?)));
    let values =
        measured.map(|(finding, value)| (format!("{},unit=\"{}\"", labels(finding), unit(finding)), value.to_string()));
    monitors::family(&mut output, "pgkeel_health_value", "What a check measured, in its unit", values);
    output
}
