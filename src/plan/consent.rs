//! What a person lets a plan do: hazards by name, and the strongest lock.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{Hazard, LockMode, Plan};

/// What is allowed. By default nothing that needs consent, and any lock.
#[derive(Debug, Clone, Default)]
pub struct Consent {
    pub hazards: BTreeSet<Hazard>,
    /// No lock stronger than this on what others use.
    pub lock_budget: Option<LockMode>,
}

/// A step that goes beyond what is allowed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// From 1.
    pub step: usize,
    pub title: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hazards: Vec<Hazard>,
    /// The lock that is beyond the budget.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lock: Option<LockMode>,
}

impl Consent {
    /// The steps that are not allowed.
    pub fn refusals(&self, plan: &Plan) -> Vec<Refusal> {
        let refusal = |(index, step): (usize, &super::Step)| {
            let beyond = |hazard: &Hazard| hazard.needs_consent() && !self.hazards.contains(hazard);
            let hazards: Vec<Hazard> = step.hazards.iter().copied().filter(beyond).collect();
            let strongest = step.locks.iter().map(|lock| lock.mode).max();
            let lock = strongest.filter(|mode| self.lock_budget.is_some_and(|budget| *mode > budget));
            let is_refused = !hazards.is_empty() || lock.is_some();
            is_refused.then(|| Refusal { step: index + 1, title: step.title.clone(), hazards, lock })
        };
        plan.steps.iter().enumerate().filter_map(refusal).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::Step;
    use super::*;

    fn plan() -> Plan {
        let step = |title: &str, mode, hazard| Step::new(title, "SELECT 1").locking(mode, "t").hazard(hazard);
        Plan {
            steps: vec![
                step("a", LockMode::ShareUpdateExclusive, Hazard::LongScan),
                step("b", LockMode::AccessExclusive, Hazard::DataLoss).hazard(Hazard::Rewrite),
            ],
        }
    }

    fn refused(consent: &Consent) -> Vec<(usize, Vec<Hazard>, Option<LockMode>)> {
        consent.refusals(&plan()).into_iter().map(|refusal| (refusal.step, refusal.hazards, refusal.lock)).collect()
    }

    #[test]
    fn a_long_scan_needs_no_consent_and_the_loss_of_data_does() {
        assert_eq!(refused(&Consent::default()), [(2, vec![Hazard::DataLoss, Hazard::Rewrite], None)]);
        let some = Consent { hazards: [Hazard::Rewrite].into(), lock_budget: None };
        assert_eq!(refused(&some), [(2, vec![Hazard::DataLoss], None)]);
        let all = Consent { hazards: [Hazard::Rewrite, Hazard::DataLoss].into(), lock_budget: None };
        assert_eq!(refused(&all), []);
    }

    #[test]
    fn a_lock_beyond_the_budget_is_refused() {
        let hazards = BTreeSet::from([Hazard::Rewrite, Hazard::DataLoss]);
        let of = |budget| refused(&Consent { hazards: hazards.clone(), lock_budget: Some(budget) });
        assert_eq!(of(LockMode::ShareRowExclusive), [(2, vec![], Some(LockMode::AccessExclusive))]);
        assert_eq!(of(LockMode::AccessExclusive), []);
        assert_eq!(of(LockMode::AccessShare).len(), 2);
    }
}
