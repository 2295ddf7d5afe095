//! How channels do. What a process sees is written down every few seconds, so that neither a restart nor another replica makes a red channel green.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use ids::{Ms, TenantId, rfc3339};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::State;
use crate::class::Refusal;
use crate::directory::Channel;

/// How often what was seen is written down: a process that dies takes so much with it.
pub(crate) const WRITTEN: Duration = Duration::from_secs(5);

/// What this process saw since it last wrote it down, by channel.
#[derive(Default)]
pub(crate) struct Health(Mutex<HashMap<(TenantId, String), Seen>>);

/// What was seen of a channel.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Seen {
    heard_at: Ms,
    sent_at: Ms,
    unbelieved: u64,
    unbelieved_at: Ms,
    unbelieved_why: String,
    refusal: Option<Refused>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Refused {
    at: Ms,
    class: String,
    code: String,
    text: String,
    /// The account itself is refused, not one message.
    of_account: bool,
}

impl Seen {
    /// What was seen since, or elsewhere.
    pub(crate) fn add(&mut self, other: &Self) {
        self.heard_at = self.heard_at.max(other.heard_at);
        self.sent_at = self.sent_at.max(other.sent_at);
        self.unbelieved += other.unbelieved;
        if other.unbelieved_at > self.unbelieved_at {
            self.unbelieved_at = other.unbelieved_at;
            self.unbelieved_why.clone_from(&other.unbelieved_why);
        }
        let at = |seen: &Self| seen.refusal.as_ref().map_or(0, |refusal| refusal.at);
        if at(other) > at(self) {
            self.refusal.clone_from(&other.refusal);
        }
    }

    /// `red` while the account itself is refused, `yellow` while requests are not believed, `grey` before anything happened.
    pub(crate) fn shown(&self) -> Value {
        let time = |at: Ms| (at > 0).then(|| rfc3339(at));
        let alarmed = self.refusal.as_ref().is_some_and(|refusal| refusal.of_account && refusal.at > self.sent_at);
        let colour = match () {
            () if alarmed => "red",
            () if self.unbelieved_at > self.heard_at => "yellow",
            () if self.heard_at > 0 || self.sent_at > 0 => "green",
            () => "grey",
        };
        json!({
            "state": colour,
            "lastWebhookAt": time(self.heard_at),
            "lastSentAt": time(self.sent_at),
            "refusedWebhooks": self.unbelieved,
            "lastRefusedWebhookAt": time(self.unbelieved_at),
            "lastRefusedWebhookReason": (self.unbelieved_at > 0).then_some(&self.unbelieved_why),
            "lastRefusal": self.refusal.as_ref().map(|refusal| json!({
                "at": rfc3339(refusal.at), "class": refusal.class, "code": refusal.code, "text": refusal.text })),
        })
    }
}

impl Health {
    fn with(&self, channel: &Channel, change: impl FnOnce(&mut Seen)) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        change(all.entry((channel.tenant.clone(), channel.id.clone())).or_default());
    }

    pub(crate) fn heard(&self, channel: &Channel, at: Ms) {
        self.with(channel, |seen| seen.heard_at = at);
    }

    pub(crate) fn sent(&self, channel: &Channel, at: Ms) {
        self.with(channel, |seen| seen.sent_at = at);
    }

    pub(crate) fn unbelieved(&self, channel: &Channel, why: &'static str, at: Ms) {
        self.with(channel, |seen| {
            seen.unbelieved += 1;
            seen.unbelieved_at = at;
            why.clone_into(&mut seen.unbelieved_why);
        });
    }

    pub(crate) fn refused(&self, channel: &Channel, refusal: &Refusal, at: Ms) {
        let of_account = refusal.class.alerts();
        if of_account {
            tracing::error!(channel = channel.id, class = refusal.class.as_str(), code = refusal.code, "a provider refuses a channel");
            metrics::counter!("connector_alerts_total", "class" => refusal.class.as_str()).increment(1);
        }
        let refused = Refused {
            at,
            class: refusal.class.as_str().to_owned(),
            code: refusal.code.clone(),
            // What is said of one message may have its customer's address in it, which nothing would ever erase here.
            text: if of_account { refusal.text.clone() } else { String::new() },
            of_account,
        };
        self.with(channel, |seen| seen.refusal = Some(refused));
    }

    fn take(&self) -> Vec<(TenantId, String, Seen)> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.drain().map(|((tenant, channel), seen)| (tenant, channel, seen)).collect()
    }

    fn give_back(&self, news: Vec<(TenantId, String, Seen)>) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (tenant, channel, seen) in news {
            all.entry((tenant, channel)).or_default().add(&seen);
        }
    }
}

/// Writes down what this process saw.
pub(crate) async fn write(state: Arc<State>) -> errors::Result<()> {
    let news = state.health.take();
    if news.is_empty() {
        return Ok(());
    }
    let written = state.store.add_seen(&news, state.clock.now()).await;
    if written.is_err() {
        state.health.give_back(news);
    }
    Ok(written?)
}

/// What all processes saw of a channel, this one until now.
pub(crate) async fn of(state: &State, channel: &Channel) -> errors::Result<Value> {
    let mut seen = state.store.seen(&channel.tenant, &channel.id).await?;
    // Somebody looks at it: from now on it is looked after.
    state.health.with(channel, |own| seen.add(own));
    Ok(seen.shown())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::class::ErrorClass;

    fn account() -> Refusal {
        Refusal::new(ErrorClass::Auth, "190", "the token is no more")
    }

    #[test]
    fn a_channel_is_red_until_its_account_is_taken_again_whoever_saw_it() {
        let (health, channel) = (Health::default(), Channel::default());
        health.sent(&channel, 1);
        health.refused(&channel, &account(), 2);
        let mut all = Seen::default();
        all.add(&health.take().remove(0).2);
        assert_eq!(
            (all.shown()["state"].as_str(), all.shown()["lastRefusal"]["text"].as_str()),
            (Some("red"), Some("the token is no more"))
        );
        // Another process, later.
        health.sent(&channel, 3);
        all.add(&health.take().remove(0).2);
        assert_eq!(all.shown()["state"], "green");
    }

    #[test]
    fn requests_that_were_not_believed_are_added_up_and_the_newest_says_why() {
        let mut all = Seen { unbelieved: 2, unbelieved_at: 5, unbelieved_why: "wrong".to_owned(), ..Seen::default() };
        all.add(&Seen { unbelieved: 1, unbelieved_at: 4, unbelieved_why: "missing".to_owned(), ..Seen::default() });
        assert_eq!((all.unbelieved, all.unbelieved_why.as_str(), all.shown()["state"].as_str()), (3, "wrong", Some("yellow")));
        all.add(&Seen { heard_at: 9, ..Seen::default() });
        assert_eq!(all.shown()["state"], "green");
    }

    #[test]
    fn what_a_provider_says_of_one_message_is_not_kept() {
        let (health, channel) = (Health::default(), Channel::default());
        health.refused(&channel, &Refusal::new(ErrorClass::RecipientUnavailable, "21211", "+12025550147 is no number"), 1);
        let seen = health.take().remove(0).2;
        assert!(!serde_json::to_string(&seen).unwrap().contains("2025550147"));
    }
}
