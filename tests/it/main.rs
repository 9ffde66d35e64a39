//! Everything that needs a real PostgreSQL, in one binary: a file per subject.

mod tls;
