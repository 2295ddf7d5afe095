//! The hash of what comes, worked out beside it: one core hashes a piece while another takes the next one in.

use std::panic::resume_unwind;

use bytes::Bytes;
use sha2::{Digest as _, Sha256};
use tokio::task::JoinHandle;

/// Bytes that are worth another thread.
const PIECE: usize = 256 * 1024;
/// Chunks that wait at most: each may keep the whole buffer in which it came.
const CHUNKS: usize = 64;

/// The hash of the chunks so far.
#[derive(Default)]
pub(super) struct Digest {
    hash: Option<Sha256>,
    /// A piece that is being worked out.
    ahead: Option<JoinHandle<Sha256>>,
    waiting: Vec<Bytes>,
    held: usize,
}

impl Digest {
    /// Takes the next chunk. Two pieces are in memory at most.
    pub(super) async fn push(&mut self, chunk: Bytes) {
        self.held += chunk.len();
        self.waiting.push(chunk);
        if self.held >= PIECE || self.waiting.len() >= CHUNKS {
            let hash = self.so_far().await;
            let (chunks, held) = (std::mem::take(&mut self.waiting), std::mem::take(&mut self.held));
            if held < PIECE {
                self.hash = Some(over(hash, &chunks));
            } else {
                self.ahead = Some(tokio::task::spawn_blocking(move || over(hash, &chunks)));
            }
        }
    }

    /// In hexadecimal digits.
    pub(super) async fn finish(mut self) -> String {
        let hash = self.so_far().await;
        super::hex(&over(hash, &self.waiting).finalize())
    }

    async fn so_far(&mut self) -> Sha256 {
        match self.ahead.take() {
            None => self.hash.take().unwrap_or_default(),
            // It is not given up as long as the process lives: what it says otherwise is a panic.
            Some(ahead) => ahead.await.unwrap_or_else(|error| resume_unwind(Box::new(error))),
        }
    }
}

fn over(mut hash: Sha256, chunks: &[Bytes]) -> Sha256 {
    for chunk in chunks {
        hash.update(chunk);
    }
    hash
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(32) })]

        /// Tiny chunks, large ones, and those around the size of a piece.
        #[test]
        fn however_it_is_cut_the_hash_is_that_of_the_whole(sizes in prop::collection::vec(prop_oneof![0_usize..40, 1_000_usize..9_000, PIECE - 2..PIECE + 2], 0..90)) {
            let mut n = 0_u8;
            let chunk = |size: usize| Bytes::from((0..size).map(|_| { n = n.wrapping_mul(31).wrapping_add(7); n }).collect::<Vec<_>>());
            let chunks: Vec<_> = sizes.into_iter().map(chunk).collect();
            let whole = super::super::hex(&Sha256::digest(chunks.concat()));
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            let pieces = runtime.block_on(async {
                let mut digest = Digest::default();
                for chunk in chunks {
                    digest.push(chunk).await;
                }
                digest.finish().await
            });
            prop_assert_eq!(pieces, whole);
        }
    }
}
