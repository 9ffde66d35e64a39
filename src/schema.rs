//! A schema as a value: the model, its declared form, what differs between two, and the plan from one to the other. Pure.
