//! A plan as migration files: what can share a transaction shares a file; what cannot, or had better not, begins the next.

use std::collections::BTreeSet;

use crate::plan::{Hazard, LockMode, Plan, Step, comment};

/// The steps of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    pub steps: Vec<Step>,
    /// All in one transaction, or each statement on its own.
    pub transactional: bool,
}

/// Parts a plan into files. A new one begins where transactional steps meet others; before a step that scans or rewrites a
/// table while the steps before it hold a lock that blocks others; and at the steps of `cuts`, which were found not to do in
/// one transaction with those before them (a new label of an enum cannot be used in the transaction that adds it).
pub fn parts(plan: &Plan, cuts: &BTreeSet<usize>) -> Vec<Draft> {
    let mut drafts: Vec<Draft> = Vec::new();
    for (index, step) in plan.steps.iter().enumerate() {
        match drafts.last_mut() {
            Some(last) if last.transactional == step.transactional && !cuts.contains(&index) && !last.would_block(step) => {
                last.steps.push(step.clone());
            }
            _ => drafts.push(Draft { steps: vec![step.clone()], transactional: step.transactional }),
        }
    }
    drafts
}

impl Draft {
    /// Whether locks of the steps so far would be held for as long as a step scans.
    fn would_block(&self, step: &Step) -> bool {
        let is_long = step.hazards.iter().any(|hazard| matches!(hazard, Hazard::LongScan | Hazard::Rewrite));
        let blocks = |lock: &crate::plan::Lock| lock.mode > LockMode::ShareUpdateExclusive;
        self.transactional && is_long && self.steps.iter().flat_map(|step| &step.locks).any(blocks)
    }

    /// The file: what it is for, a line each, its directives, the settings that its statements need, and the steps, each with its
    /// reason, locks and hazards above it.
    pub fn text(&self, about: &[String], settings: &[&str]) -> String {
        let mut text = String::new();
        if !self.transactional {
            text.push_str("-- pgkeel: no-transaction\n");
        }
        // It was consented to when the plan was made.
        let consented = |hazard: &Hazard| hazard.needs_consent() && self.steps.iter().any(|step| step.hazards.contains(hazard));
        let allowed: Vec<&str> = Hazard::ALL.into_iter().filter(consented).map(Hazard::name).collect();
        if !allowed.is_empty() {
            text.push_str(&format!("-- pgkeel: allow={}\n", allowed.join(",")));
        }
        for line in about {
            text.push_str(&comment(&format!("-- {line}")));
        }
        let local = if self.transactional { "SET LOCAL" } else { "SET" };
        for setting in settings {
            text.push_str(&format!("\n{local} {setting};\n"));
        }
        for step in &self.steps {
            text.push('\n');
            text.push_str(&step.heading(None));
            for sql in &step.sql {
                text.push_str(&sql.terminated());
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(title: &str) -> Step {
        Step::new(title, format!("SELECT '{title}'"))
    }

    fn titles(plan: &[Step], cuts: &[usize]) -> Vec<Vec<String>> {
        let drafts = parts(&Plan { steps: plan.to_vec() }, &cuts.iter().copied().collect());
        drafts.iter().map(|draft| draft.steps.iter().map(|step| step.title.clone()).collect()).collect()
    }

    #[test]
    fn what_can_share_a_transaction_shares_a_file() {
        let apart = step("b").outside_transaction(None);
        assert_eq!(titles(&[step("a"), step("c")], &[]), [["a", "c"]]);
        assert_eq!(titles(&[step("a"), apart.clone(), apart, step("c")], &[]), [vec!["a"], vec!["b", "b"], vec!["c"]]);
        assert_eq!(titles(&[step("a"), step("b"), step("c")], &[2]), [vec!["a", "b"], vec!["c"]]);
        assert_eq!(titles(&[], &[]), [[""; 0]; 0]);
    }

    #[test]
    fn no_lock_that_blocks_is_held_through_a_long_scan() {
        let adds = step("add").locking(LockMode::ShareRowExclusive, "t");
        let validates = step("validate").locking(LockMode::ShareUpdateExclusive, "t").hazard(Hazard::LongScan);
        assert_eq!(titles(&[step("a"), adds, validates.clone()], &[]), [vec!["a", "add"], vec!["validate"]]);
        assert_eq!(titles(&[step("a"), validates], &[]), [["a", "validate"]]);
    }

    #[test]
    fn a_file_says_what_each_step_locks_and_why() {
        let draft = Draft {
            steps: vec![
                step("drop").because("not declared").locking(LockMode::AccessExclusive, "t").hazard(Hazard::DataLoss),
                step("two").and("SELECT 2 -- odd"),
            ],
            transactional: true,
        };
        insta::assert_snapshot!(draft.text(&["V2: two things".into()], &["check_function_bodies = off"]), @"
        -- pgkeel: allow=data-loss
        -- V2: two things

        SET LOCAL check_function_bodies = off;

        -- drop: not declared
        --    lock: ACCESS EXCLUSIVE on t (blocks reads and writes)
        --    hazard: data-loss
        SELECT 'drop';

        -- two
        SELECT 'two';
        SELECT 2 -- odd
        ;
        ");
        let apart = Draft { steps: vec![step("index").outside_transaction(None)], transactional: false };
        insta::assert_snapshot!(apart.text(&["V3: an index".into()], &[]), @"
        -- pgkeel: no-transaction
        -- V3: an index

        -- index
        SELECT 'index';
        ");
    }
}
