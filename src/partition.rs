//! Rolling partitions as values: the policy, the calendar, what is there, and the plan that brings the two together. Pure.
