//! Named streams of random numbers.
//!
//! A stream is a cipher whose key is made of the seed, the replication, what the numbers are for and for whom. So the
//! hundredth caller of a class has the same patience in every scenario with the same seed: scenarios differ by what
//! was changed and not by luck (common random numbers). Streams cannot overlap, and adding a class moves no other.

use chacha20::ChaCha8Rng;
use chacha20::rand_core::{Rng as _, SeedableRng as _};

/// What the numbers of a stream decide.
#[derive(Clone, Copy, Debug)]
pub enum Purpose {
    /// When customers come.
    Arrivals,
    /// How long they are served.
    Handling,
    /// How long they wait.
    Patience,
    /// Whether and when agents answer.
    Answers,
}

/// One stream.
#[derive(Debug)]
pub struct Stream(ChaCha8Rng);

impl Stream {
    /// The stream of a purpose, for a class of customers.
    pub fn new(seed: u64, replication: u32, purpose: Purpose, whose: &str) -> Self {
        let mut key = [0_u8; 32];
        let (head, name) = key.split_at_mut(16);
        let (seeds, rest) = head.split_at_mut(8);
        seeds.copy_from_slice(&seed.to_le_bytes());
        let (run, what) = rest.split_at_mut(4);
        run.copy_from_slice(&replication.to_le_bytes());
        what.copy_from_slice(&(purpose as u32).to_le_bytes());
        name.copy_from_slice(&fingerprint(whose).to_le_bytes());
        Self(ChaCha8Rng::from_seed(key))
    }

    /// A number between 0 and 1, never either of them.
    pub fn uniform(&mut self) -> f64 {
        // 52 bits and a half: exact in an f64, and symmetric.
        let [a, b] = [self.0.next_u32() >> 6, self.0.next_u32() >> 6];
        (f64::from(a) * f64::from(1_u32 << 26) + f64::from(b) + 0.5) / f64::from(1_u32 << 26) / f64::from(1_u32 << 26)
    }

    /// Exponential with mean one.
    pub fn exponential(&mut self) -> f64 {
        -self.uniform().ln()
    }
}

/// FNV-1a: the same for a name on every machine and in every release.
fn fingerprint(name: &str) -> u128 {
    name.bytes().fold(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d, |hash, byte| {
        (hash ^ u128::from(byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b)
    })
}
