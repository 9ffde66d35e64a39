//! Progress on stderr: a bar on a terminal; a line for each step that took long, or under `-v` for each. The report, on stdout,
//! says what was done.

use std::cell::Cell;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::amount;
use crate::plan::Event;

use super::{Ui, visible};

/// A step that took this long leaves its line, so that a log without a terminal shows where the time went.
const LONG: Duration = Duration::from_secs(1);

/// Between two lines on how far a statement has come.
const BETWEEN_LINES: Duration = Duration::from_secs(10);

/// One run of work with a known number of steps.
#[derive(Debug)]
pub struct Progress {
    ui: Ui,
    bar: ProgressBar,
    total: usize,
    /// When a line on a statement's progress was last written.
    said: Cell<Option<Instant>>,
}

impl Progress {
    /// `total` steps are ahead.
    pub fn new(ui: &Ui, total: usize) -> Self {
        let bar = if ui.progress && total > 0 {
            let style = ProgressStyle::with_template("{bar:24.cyan} {pos}/{len}  {wide_msg} {elapsed}")
                .unwrap_or_else(|_| ProgressStyle::default_bar());
            let bar = ProgressBar::with_draw_target(Some(total as u64), ProgressDrawTarget::stderr()).with_style(style);
            bar.enable_steady_tick(Duration::from_millis(200));
            bar
        } else {
            ProgressBar::hidden()
        };
        Self { ui: ui.clone(), bar, total, said: Cell::new(None) }
    }

    /// Takes an event of the executor.
    pub fn event(&self, event: &Event<'_>) {
        match event {
            Event::Started { step, .. } => self.bar.set_message(visible::line(&step.title).into_owned()),
            Event::Blocked { step, by } => self.bar.suspend(|| {
                self.ui.say(|line| {
                    let holders = by.join("; ");
                    line.warning("waiting").plain(&format!(" {}: blocked by {holders}", step.title)).end();
                });
            }),
            // What it says of it is in what it is working at.
            Event::Erased { .. } => (),
            Event::Working { step, progress } => self.tell(&format!("{}: {progress}", step.title)),
            Event::Retrying { step, attempt, wait, cause } => self.bar.suspend(|| {
                self.ui.say(|line| {
                    let pause = amount::duration(*wait);
                    line.warning("waiting")
                        .plain(&format!(" {}: {cause}; attempt {attempt} failed, next in {pause}\n", step.title));
                });
            }),
            Event::Finished { index, step, took } => {
                self.bar.inc(1);
                if *took >= LONG || self.ui.verbose {
                    self.bar.suspend(|| {
                        self.ui.say(|line| {
                            let position = format!("[{}/{}] ", index + 1, self.total);
                            line.dim(&position).plain(&step.title).dim(&format!(" ({})", amount::duration(*took))).end();
                        });
                    });
                }
            }
        }
    }
}

impl Progress {
    /// What is under way: on a terminal beside the bar; in a log under `-v`, now and then.
    pub fn tell(&self, what: &str) {
        self.bar.set_message(visible::line(what).into_owned());
        let is_due = self.said.get().is_none_or(|said| said.elapsed() >= BETWEEN_LINES);
        if self.ui.verbose && !self.ui.progress && is_due {
            self.said.set(Some(Instant::now()));
            self.ui.say(|line| _ = line.dim(what).end());
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
