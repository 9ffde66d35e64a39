//! Progress on stderr: a bar on a terminal; a line for each step that took long, or under `-v` for each. The report, on stdout,
//! says what was done.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::amount;
use crate::plan::Event;

use super::{Ui, visible};

/// A step that took this long leaves its line, so that a log without a terminal shows where the time went.
const LONG: Duration = Duration::from_secs(1);

/// One run of work with a known number of steps.
#[derive(Debug)]
pub struct Progress {
    ui: Ui,
    bar: ProgressBar,
    total: usize,
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
        Self { ui: ui.clone(), bar, total }
    }

    /// Takes an event of the executor.
    pub fn event(&self, event: &Event<'_>) {
        match event {
            Event::Started { step, .. } => self.bar.set_message(visible::line(&step.title).into_owned()),
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

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
