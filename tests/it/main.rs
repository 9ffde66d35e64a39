//! Every test that needs a server or the whole program, in one binary: a file per command, and `support`.

#![expect(clippy::disallowed_methods, reason = "tests read their own environment")]

mod catalog;
mod diff;
mod diff_options;
mod door;
mod health;
mod health_configured;
mod health_faults;
mod health_pains;
mod health_servers;
mod kept;
mod law;
mod layoverhq;
mod lossless;
mod maintain;
mod matviews;
mod migrate;
mod ordinary;
mod partitions;
mod partitions_adopt;
mod partitions_archive;
mod pull;
mod retention;
mod sessions;
mod sources;
mod subsets;
mod support;
mod systems;
mod tls;
mod torture;
