//! Health checks as data: what each asks, from where on it worries, and what to do then. Pure.
