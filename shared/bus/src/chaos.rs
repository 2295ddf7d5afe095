//! The unkindness a real broker is allowed, on purpose: redelivered windows and delays. On in the conformance suite.

use std::time::Duration;

/// A small deterministic source of trouble.
#[derive(Clone, Debug)]
pub struct Chaos {
    state: u64,
}

impl Chaos {
    /// The same seed gives the same trouble.
    pub fn seeded(seed: u64) -> Self {
        Self { state: seed | 1 }
    }

    fn roll(&mut self, sides: u64) -> bool {
        // Xorshift: enough to be uneven, and needs no crate.
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        self.state.is_multiple_of(sides)
    }

    /// Whether the window just handled is delivered once more, as after a lost acknowledgement.
    pub(crate) fn redeliver(&mut self) -> bool {
        self.roll(3)
    }

    /// Whether the road breaks before the event just handled is acknowledged.
    pub(crate) fn cut(&mut self) -> bool {
        self.roll(6)
    }

    /// How long a window waits before it is handled.
    pub(crate) fn delay(&mut self) -> Duration {
        Duration::from_millis(if self.roll(4) { 7 } else { 0 })
    }
}
