//! Every test that needs a server or the whole program, in one binary: a file per command, and `support`.

mod diff;
mod health;
mod matviews;
mod partitions;
mod sessions;
mod support;
mod tls;
