//! When messages are due: an open loop, whether or not the server keeps up.

use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// A steady rate from a moment on.
#[derive(Clone, Copy)]
pub(crate) struct Pace {
    pub(crate) begun: Instant,
    pub(crate) rate: u64,
}

impl Pace {
    /// When that message is due. It is timed from here, however late the generator is.
    pub(crate) fn due(&self, number: u64) -> Instant {
        self.begun + Duration::from_nanos(number * 1_000_000_000 / self.rate)
    }

    /// Calls `each` for every number when it is due, from a thread of its own: the runtime's timers round to a millisecond.
    pub(crate) fn run(self, count: u64, mut each: impl FnMut(u64) + Send + 'static) -> JoinHandle<()> {
        std::thread::spawn(move || {
            for number in 0..count {
                let wait = self.due(number).saturating_duration_since(Instant::now());
                if !wait.is_zero() {
                    std::thread::sleep(wait);
                }
                each(number);
            }
        })
    }
}
