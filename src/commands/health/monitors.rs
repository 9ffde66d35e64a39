//! The answer for monitoring: a plugin's output as Nagios, Icinga and their kin read it, and samples in Prometheus' text format.

use std::fmt::Write as _;

use crate::health::{Direction, Finding, Status, Unit, worst};

/// The exit code that a plugin ends with.
pub(super) fn nagios_code(findings: &[Finding]) -> u8 {
    match worst(findings) {
        Status::Skipped | Status::Ok | Status::Info => 0,
        Status::Warning => 1,
        Status::Critical => 2,
        Status::Unknown => 3,
    }
}

/// One line with the state, what brought it about, and the performance data; below it a line for each check that is not well.
pub(super) fn nagios(findings: &[Finding]) -> String {
    let word = ["OK", "WARNING", "CRITICAL", "UNKNOWN"][usize::from(nagios_code(findings))];
    let mut amiss: Vec<&Finding> = findings.iter().filter(|finding| finding.status.is_finding()).collect();
    amiss.sort_by_key(|finding| std::cmp::Reverse(finding.status));
    let line = |finding: &&Finding| {
        let text = format!("{} {}: {}", finding.status.name().to_uppercase(), finding.check, finding.message);
        // A bar begins the performance data.
        text.replace('|', "/").replace('\n', " ")
    };
    let first = amiss.first().map_or_else(|| format!("{} checks", findings.len()), line);
    let more = if amiss.len() > 1 { format!(" (and {} more)", amiss.len() - 1) } else { String::new() };
    let data: Vec<String> = findings.iter().map(performance).collect();
    let mut output = format!("PGKEEL {word}: {first}{more} | {}\n", data.join(" "));
    for finding in &amiss {
        let _ = writeln!(output, "{}", line(finding));
    }
    output
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
    let database = database.replace('\\', r"\\").replace('"', "\\\"").replace('\n', r"\n");
    let labels =
        |finding: &Finding| format!("database=\"{database}\",check=\"{}\",group=\"{}\"", finding.check, finding.group.name());
    let mut output = String::from(
        "# HELP pgkeel_health_status 0 skipped, 1 ok, 2 info, 3 warning, 4 unknown, 5 critical\n\
         # TYPE pgkeel_health_status gauge\n",
    );
    for finding in findings {
        let _ = writeln!(output, "pgkeel_health_status{{{}}} {}", labels(finding), finding.status as u8);
    }
    output.push_str(
        "# HELP pgkeel_health_value What a check measured, in its unit\n\
         # TYPE pgkeel_health_value gauge\n",
    );
    for finding in findings {
        if let Some(value) = finding.value {
            let unit = match finding.unit {
                Unit::Percent => "percent",
                Unit::Seconds => "seconds",
                Unit::Count => "count",
                Unit::Bytes => "bytes",
                Unit::Times => "times",
            };
            let _ = writeln!(output, "pgkeel_health_value{{{},unit=\"{unit}\"}} {value}", labels(finding));
        }
    }
    output
}
