# Two commands do all the set-up on a fresh Debian or Ubuntu with a Rust toolchain: `make demo` and `make test`.

.PHONY: demo test lint prerequisites

# The whole main job on an embedded PostgreSQL.
demo: prerequisites
	cargo run --locked -- demo

# All tests, on real servers that they start themselves.
test: prerequisites
	cargo test --locked

# What a change must pass beside the tests.
lint: prerequisites
	cargo fmt --check
	cargo clippy --locked --all-targets -- --deny warnings

prerequisites:
	@scripts/prerequisites
