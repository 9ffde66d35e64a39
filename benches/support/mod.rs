//! What the measurements of whole programs share: a time, and medians side by side.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

pub type Answer<T> = Result<T, Box<dyn std::error::Error>>;

/// A number that the environment may set.
pub fn setting(name: &str, default: usize) -> usize {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(default)
}

/// How long a program takes to its good end.
pub fn timed(command: &mut Command) -> Answer<Duration> {
    let began = Instant::now();
    let output = command.env_remove("DATABASE_URL").stdin(Stdio::null()).output()?;
    let spent = began.elapsed();
    if output.status.success() {
        return Ok(spent);
    }
    Err(format!("{} failed: {}", command.get_program().display(), String::from_utf8_lossy(&output.stderr)).into())
}

/// The psql of a server's programs, or else that of the PATH.
pub fn psql(directory: &Path) -> PathBuf {
    let own = directory.join("psql");
    if own.exists() { own } else { PathBuf::from("psql") }
}

/// Runs a statement by psql.
pub fn sql(directory: &Path, url: &str, statement: &str) -> Answer<()> {
    let status = Command::new(psql(directory)).args(["-Xqc", statement, url]).status()?;
    if status.success() { Ok(()) } else { Err(format!("{statement} failed").into()) }
}

/// Prints the medians and their ratios to that of the first; whether none was faster.
pub fn report(what: &str, names: &[&str], times: &mut [Vec<Duration>]) -> bool {
    let medians: Vec<f64> = times
        .iter_mut()
        .map(|times| {
            times.sort_unstable();
            let half = times.len() / 2;
            let median = if times.len() % 2 == 0 { (times[half - 1] + times[half]) / 2 } else { times[half] };
            median.as_secs_f64()
        })
        .collect();
    println!("\n{what}");
    for ((name, median), times) in names.iter().zip(&medians).zip(times) {
        let (least, most) = (times[0].as_secs_f64(), times[times.len() - 1].as_secs_f64());
        println!("  {name:20} {median:8.3} s ({least:.3} to {most:.3})  {} takes {:.2} of it", names[0], medians[0] / median);
    }
    medians.iter().all(|median| medians[0] <= *median)
}
