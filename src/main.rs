//! The program: everything else is in the library, so that tests can reach it.

use std::process::ExitCode;

fn main() -> ExitCode {
    pgkeel::run(std::env::args_os())
}
