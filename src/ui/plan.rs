//! A plan for people: the script that would run, its comments dimmed.

use super::text::Text;
use crate::plan::Plan;

/// Writes the plan as a script; what it says can be run by psql as it stands.
pub fn write(text: &mut Text, plan: &Plan) {
    text.verbatim(|text| script(text, plan));
}

fn script(text: &mut Text, plan: &Plan) {
    // Not `lines`, which takes the carriage returns from what is quoted.
    for line in plan.script().split_inclusive('\n').map(|line| line.strip_suffix('\n').unwrap_or(line)) {
        if line.starts_with("--    hazard") {
            text.warning(line).end();
        } else if line.starts_with("--") {
            text.dim(line).end();
        } else {
            text.line(line);
        }
    }
}
