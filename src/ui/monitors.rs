//! The forms that monitoring reads: a plugin's output as Nagios, Icinga and their kin have it, and samples in Prometheus' text
//! format. Which values there are is the commands' business.

use std::fmt::Write as _;

/// A plugin's states, by their exit codes.
const STATES: [&str; 4] = ["OK", "WARNING", "CRITICAL", "UNKNOWN"];

/// One line with the state (by its exit code), what brought it about, and the performance data; below it a line for each thing
/// that is not well. Where nothing is amiss, `well` says so.
pub fn plugin(code: u8, well: &str, amiss: &[String], data: &[String]) -> String {
    // A bar begins the performance data.
    let amiss: Vec<String> = amiss.iter().map(|line| line.replace('|', "/").replace('\n', " ")).collect();
    let word = STATES.get(usize::from(code)).unwrap_or(&STATES[3]);
    let first = amiss.first().map_or(well, String::as_str);
    let more = if amiss.len() > 1 { format!(" (and {} more)", amiss.len() - 1) } else { String::new() };
    let mut output = format!("PGKEEL {word}: {first}{more} | {}\n", data.join(" "));
    for line in &amiss {
        let _ = writeln!(output, "{line}");
    }
    output
}

/// What a plugin's performance data calls a value.
pub fn plugin_label(name: &str) -> String {
    format!("'{}'", name.replace(['\'', '='], "_"))
}

/// Samples of one measure, with their labels.
pub fn family(output: &mut String, name: &str, help: &str, samples: impl IntoIterator<Item = (String, String)>) {
    let mut samples = samples.into_iter().peekable();
    if samples.peek().is_none() {
        return;
    }
    let _ = write!(output, "# HELP {name} {help}\n# TYPE {name} gauge\n");
    for (labels, value) in samples {
        let _ = writeln!(output, "{name}{{{labels}}} {value}");
    }
}

/// `database="shop",table="public.bookings"`
pub fn labels(labels: &[(&str, &str)]) -> String {
    let escaped = |value: &str| value.replace('\\', r"\\").replace('"', "\\\"").replace('\n', r"\n");
    let labels: Vec<String> = labels.iter().map(|(name, value)| format!("{name}=\"{}\"", escaped(value))).collect();
    labels.join(",")
}
