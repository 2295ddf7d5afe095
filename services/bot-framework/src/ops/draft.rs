//! Shows a customer the words of an answer while they come. They are a signal: never stored, and replaced by the message of the log that has the
//! same id.

use std::convert::Infallible;
use std::time::Duration;

use contracts::conversation_manager::{Draft, SignalRequest};
use ids::{Principal, TenantId};
use tokio::sync::watch;

use crate::wire::Speaker;
use crate::{NAME, State};

/// Between two of them: as often as an eye wants it.
const STEP: Duration = Duration::from_millis(200);
/// Longest text that is shown; a longer one is no answer that a bot may give.
const LONGEST: usize = 4_096;

/// The answer that comes.
pub(crate) struct Coming<'a> {
    pub(crate) speaker: &'a Speaker,
    /// Under which the log will have it.
    pub(crate) message_id: String,
}

impl Coming<'_> {
    /// Shows what comes, the newest of it, until it is dropped.
    pub(crate) async fn show(&self, state: &State, tenant: &TenantId, mut drafts: watch::Receiver<String>) -> Infallible {
        loop {
            if drafts.changed().await.is_err() {
                return std::future::pending().await;
            }
            let text = drafts.borrow_and_update().clone();
            if text.len() <= LONGEST {
                self.tell(state, tenant, text).await;
            }
            tokio::time::sleep(STEP).await;
        }
    }

    /// Takes away what was shown: there will be no such message.
    pub(crate) async fn withdraw(&self, state: &State, tenant: &TenantId) {
        self.tell(state, tenant, String::new()).await;
    }

    async fn tell(&self, state: &State, tenant: &TenantId, text: String) {
        let principal = Principal::service(tenant.clone(), NAME);
        let signal = SignalRequest {
            conversation_id: self.speaker.conversation_id.clone(),
            name: "DRAFT".to_owned(),
            sender: Some(self.speaker.sender()),
            draft: Some(Draft { message_id: self.message_id.clone(), text }),
        };
        // A hint: nobody misses one that is lost.
        let _lost = state.conversations.clone().signal(runtime::call(&principal, signal)).await;
    }
}
