//! Ctrl-C and SIGTERM as a value that every wait can watch: the first asks for an orderly end, a second one of the same
//! process is left to the running clean-up, which is bounded.

use tokio::sync::watch;

use crate::error::Error;

/// Cheap to clone; every clone sees the same signal.
#[derive(Debug, Clone)]
pub struct Interrupt(watch::Receiver<Option<&'static str>>);

impl Interrupt {
    /// Starts to listen. From here on the signals no longer end the process by themselves.
    ///
    /// # Errors
    /// Where the operating system refuses a signal handler.
    pub fn listen() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        let (sender, receiver) = watch::channel(None);
        for (kind, name) in
            [(SignalKind::interrupt(), "SIGINT"), (SignalKind::terminate(), "SIGTERM"), (SignalKind::hangup(), "SIGHUP")]
        {
            let mut signals = signal(kind)?;
            let sender = sender.clone();
            tokio::spawn(async move {
                while signals.recv().await.is_some() {
                    sender.send_replace(Some(name));
                }
            });
        }
        Ok(Self(receiver))
    }

    /// One that is never raised, for tests and for work that must finish.
    pub fn never() -> Self {
        Self(watch::channel(None).1)
    }

    pub fn is_raised(&self) -> bool {
        self.0.borrow().is_some()
    }

    /// Resolves when the signal has come.
    pub async fn raised(&self) {
        let mut receiver = self.0.clone();
        if receiver.wait_for(Option::is_some).await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    /// Waits, unless interrupted.
    ///
    /// # Errors
    /// The interruption.
    pub async fn sleep(&self, duration: std::time::Duration) -> Result<(), Error> {
        tokio::select! {
            () = tokio::time::sleep(duration) => Ok(()),
            () = self.raised() => Err(self.error()),
        }
    }

    /// The error to end with.
    pub fn error(&self) -> Error {
        Error::failed(format!("interrupted by {}", self.0.borrow().unwrap_or("a signal")))
    }
}
