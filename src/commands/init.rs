//! `pgkeel init --cron`: the project's schedule as crontab lines, printed and installed by nobody.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Context, partitions, retention};
use crate::amount;
use crate::error::{Error, Result};
use crate::matview::Schedule;
use crate::partition::calendar::Unit;
use crate::ui::text::Text;
use crate::ui::{Outcome, Report};

/// # Errors
/// What is wrong with a policy; `Usage`, where a path or URL cannot stand in a crontab.
pub fn run(context: &Context) -> Result<Box<dyn Report>> {
    let settings = &context.settings;
    let partitioned = partitions::all_policies(context)?;
    let project = std::fs::canonicalize(&settings.project)
        .map_err(|cause| Error::file("find", &settings.project, &cause))?
        .to_string_lossy()
        .into_owned();
    let every = partitioned.iter().map(|policy| (policy.every.to_string(), length(policy.every.unit)));
    let views = settings.matviews.iter().filter_map(|(view, upkeep)| match &upkeep.schedule {
        Some(Schedule::Every { length, written }) => Some((format!("{view} every {written}"), *length)),
        // As often as lines of minutes can ask for.
        Some(Schedule::After(_)) => Some((format!("{view} at times of its own"), HOUR)),
        None => None,
    });
    let (windows, views): (Vec<_>, Vec<_>) = (every.collect(), views.collect());
    let shortest = windows.iter().chain(&views).map(|(_, length)| *length).min();
    let retention = retention::number_of_policies(context)?;
    let mut reasons = Vec::new();
    if let Some((window, _)) = windows.iter().min_by_key(|(_, length)| *length) {
        reasons.push(format!("partitions of {}, the shortest window is {window}", amount::count(windows.len(), "table")));
    }
    if retention > 0 {
        reasons.push(format!("rows past their time, by {}", amount::count(retention, "policy")));
    }
    if !views.is_empty() {
        let views: Vec<&str> = views.iter().map(|(view, _)| view.as_str()).collect();
        reasons.push(format!("materialized views: {}", views.join(", ")));
    }
    let (url, has_schema) = (settings.shown_database_url(), settings.file("schema.toml").0.exists());
    Ok(Box::new(Crontab { text: crontab(&project, url.as_deref(), interval(shortest), &reasons, has_schema)? }))
}

const HOUR: Duration = Duration::from_hours(1);

fn length(unit: Unit) -> Duration {
    HOUR * match unit {
        Unit::Hour => 1,
        Unit::Day => 24,
        Unit::Week => 24 * 7,
        Unit::Month => 24 * 28,
        Unit::Quarter => 24 * 90,
        Unit::Year => 24 * 365,
    }
}

/// When to look: often enough for the shortest length, seldom enough to cost nothing.
fn interval(shortest: Option<Duration>) -> &'static str {
    match shortest {
        Some(length) if length < HOUR => "*/5 * * * *",
        Some(length) if length <= 24 * HOUR => "*/15 * * * *",
        _ => "7 * * * *",
    }
}

/// The lines. cron knows no escapes in a variable, and takes a `%` in a command for the end of its line.
fn crontab(project: &str, url: Option<&str>, when: &str, reasons: &[String], has_schema: bool) -> Result<String> {
    for text in [Some(project), url].into_iter().flatten() {
        if text.contains(char::is_control) || (Some(text) == url && text.contains(['"', '\''])) {
            return Err(Error::usage(format!("{text:?} cannot stand in a crontab: it holds a quote or a control character")));
        }
    }
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+@:,".contains(c);
    let quoted = if project.chars().all(plain) { project.to_owned() } else { format!("'{}'", project.replace('\'', "'\\''")) };
    let project = quoted.replace('%', "\\%");
    let mut text =
        String::from("# pgkeel: for the user that it runs as. The password is in ~/.pgpass, or where PGPASSFILE says.\n");
    text.push_str("PATH=/usr/local/bin:/usr/bin:/bin\n");
    match url {
        Some(url) => text.push_str(&format!("PGKEEL_DATABASE_URL=\"{url}\"\n")),
        None => text.push_str("# PGKEEL_DATABASE_URL=\"postgres://role@host/database\"   say here which, without a password\n"),
    }
    text.push('\n');
    for reason in reasons {
        text.push_str(&format!("# {reason}\n"));
    }
    text.push_str(
        "# Says nothing where all is well, and so sends no mail; a run waits for the one before it no longer than this.\n",
    );
    text.push_str(&format!("{when} pgkeel -C {project} maintain --quiet --lock-retry-for 2m\n"));
    if has_schema {
        text.push_str("# Is the schema still the declared one?\n");
        text.push_str(&format!("30 5 * * * pgkeel -C {project} diff --quiet\n"));
    }
    Ok(text)
}

struct Crontab {
    text: String,
}

impl Report for Crontab {
    fn outcome(&self) -> Outcome {
        Outcome::Done
    }

    fn json(&self) -> Value {
        json!({ "crontab": self.text })
    }

    fn text(&self, text: &mut Text) {
        text.verbatim(|text| _ = text.plain(&self.text));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crontab_is_as_cron_reads_it() {
        let reasons = ["partitions of 8 tables, the shortest window is 1 day".to_owned()];
        let url = Some("postgres://deploy@db.internal/layoverhq");
        insta::assert_snapshot!(crontab("/srv/100% it's", url, interval(Some(24 * HOUR)), &reasons, true).unwrap(), @r#"
        # pgkeel: for the user that it runs as. The password is in ~/.pgpass, or where PGPASSFILE says.
        PATH=/usr/local/bin:/usr/bin:/bin
        PGKEEL_DATABASE_URL="postgres://deploy@db.internal/layoverhq"

        # partitions of 8 tables, the shortest window is 1 day
        # Says nothing where all is well, and so sends no mail; a run waits for the one before it no longer than this.
        */15 * * * * pgkeel -C '/srv/100\% it'\''s' maintain --quiet --lock-retry-for 2m
        # Is the schema still the declared one?
        30 5 * * * pgkeel -C '/srv/100\% it'\''s' diff --quiet
        "#);
        assert!(crontab("/srv/a\nb", None, "* * * * *", &[], false).is_err());
        assert!(crontab("/srv", Some("postgres://\"@/"), "* * * * *", &[], false).is_err());
        let intervals = [Some(Duration::from_mins(10)), Some(HOUR), Some(48 * HOUR), None].map(interval);
        assert_eq!(intervals, ["*/5 * * * *", "*/15 * * * *", "7 * * * *", "7 * * * *"]);
    }
}
