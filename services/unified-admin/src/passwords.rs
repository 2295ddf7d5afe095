//! Hashing off the async threads, few at a time: each costs tens of milliseconds and 19 MiB.

use std::sync::Arc;

use tokio::sync::{OnceCell, Semaphore};

use crate::error::{Error, Result};

/// How many are hashed at once.
const AT_ONCE: usize = 2;

pub(crate) struct Passwords {
    turns: Arc<Semaphore>,
    /// Stands in for the hash of a user who has none, so that an answer takes as long whoever is asked for.
    decoy: OnceCell<String>,
}

impl Default for Passwords {
    fn default() -> Self {
        Self { turns: Arc::new(Semaphore::new(AT_ONCE)), decoy: OnceCell::new() }
    }
}

impl Passwords {
    /// Makes the decoy, so that the first sign-in does not pay for it.
    pub(crate) async fn warm(&self) -> Result<()> {
        self.decoy().await.map(|_| ())
    }

    pub(crate) async fn hash(&self, password: String) -> Result<String> {
        Ok(self.run(move || auth::hash_password(&password)).await??)
    }

    /// Whether the password fits; without a hash it never does, after the same time.
    pub(crate) async fn verify(&self, password: String, hash: Option<String>) -> Result<bool> {
        let known = hash.is_some();
        let hash = match hash {
            Some(hash) => hash,
            None => self.decoy().await?.clone(),
        };
        let fits = self.run(move || auth::verify_password(&password, &hash)).await?;
        Ok(fits && known)
    }

    async fn decoy(&self) -> Result<&String> {
        self.decoy.get_or_try_init(|| self.hash(auth::random_token())).await
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        let turn = self.turns.clone().acquire_owned().await.map_err(|error| Error::Hashing(error.into()))?;
        let done = tokio::task::spawn_blocking(move || {
            // Moved along: a caller that goes away does not make room for another hash while this one runs.
            let _turn = turn;
            work()
        });
        done.await.map_err(|error| Error::Hashing(error.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn nobody_without_a_password_gets_in() {
        let passwords = Passwords::default();
        let hash = passwords.hash("correct horse battery".to_owned()).await.unwrap();
        assert!(passwords.verify("correct horse battery".to_owned(), Some(hash)).await.unwrap());
        assert!(!passwords.verify("correct horse battery".to_owned(), None).await.unwrap());
    }
}
