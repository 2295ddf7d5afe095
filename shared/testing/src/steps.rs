//! Waiting, for whoever takes in one event after the other.

use anyhow::Context as _;

use crate::PATIENCE;

/// A client that a story waits for.
pub(crate) trait Steps {
    /// Takes the next event in.
    fn next(&mut self) -> impl Future<Output = anyhow::Result<()>> + Send;

    /// What it holds, for the message of a wait that failed.
    fn held(&self) -> String;
}

/// Steps until the condition holds.
pub(crate) async fn until<S: Steps>(who: &mut S, what: &str, condition: impl Fn(&S) -> bool) -> anyhow::Result<()> {
    let waiting = async {
        while !condition(who) {
            who.next().await?;
        }
        anyhow::Ok(())
    };
    let waited = tokio::time::timeout(PATIENCE, waiting).await.unwrap_or_else(|_| Err(anyhow::anyhow!("it did not come in time")));
    waited.with_context(|| format!("waited for {what:?}; {}", who.held()))
}
