//! Webhooks on their way, with the trouble that was asked for; repeated until they are answered 200, as providers do.

use std::time::Duration;

use rand::RngExt as _;
use serde_json::Value;

use super::{Account, Fake, Trouble};
use crate::resign::Signer;

/// Times a webhook is repeated; the last pauses are 10 s.
const REPEATS: u32 = 60;

/// A webhook.
#[derive(Clone, Debug)]
pub(super) struct Webhook {
    pub(super) account: Account,
    /// The account's own address, or the one a message named.
    pub(super) url: String,
    pub(super) body: Vec<u8>,
}

impl Webhook {
    pub(super) fn json(account: &Account, body: &Value) -> Self {
        Self { account: account.clone(), url: account.webhook.clone(), body: body.to_string().into_bytes() }
    }

    pub(super) fn form(account: &Account, url: &str, pairs: &[(&str, String)]) -> Self {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        Self { account: account.clone(), url: url.to_owned(), body: body.into_bytes() }
    }
}

/// Delivers in the background.
pub(super) fn deliver(fake: &Fake, webhook: Webhook) {
    let fake = fake.clone();
    #[expect(clippy::disallowed_methods, reason = "a fake has no lifecycle but its process's")]
    tokio::spawn(async move { brought(&fake, webhook).await });
}

/// Delivers one after the other: what a provider knows of one message.
pub(super) fn deliver_all(fake: &Fake, webhooks: Vec<Webhook>, pause: Duration) {
    let fake = fake.clone();
    #[expect(clippy::disallowed_methods, reason = "a fake has no lifecycle but its process's")]
    tokio::spawn(async move {
        for webhook in webhooks {
            tokio::time::sleep(pause).await;
            brought(&fake, webhook).await;
        }
    });
}

async fn brought(fake: &Fake, webhook: Webhook) {
    let trouble = fake.trouble();
    tokio::time::sleep(pause(&trouble)).await;
    if chance(trouble.bad_signatures) {
        once(fake, &webhook, true).await;
    }
    let mut lost = chance(trouble.loss);
    for attempt in 0..REPEATS {
        if !lost && once(fake, &webhook, false).await {
            break;
        }
        lost = false;
        tokio::time::sleep(Duration::from_millis(100 << attempt.min(6)).min(Duration::from_secs(10))).await;
    }
    if chance(trouble.doubles) {
        once(fake, &webhook, false).await;
    }
}

async fn once(fake: &Fake, webhook: &Webhook, wrong: bool) -> bool {
    let form = webhook.account.kind == "twilio";
    let scheme = match webhook.account.kind.as_str() {
        "twilio" => "X-Twilio-Signature",
        "messenger" => "X-Hub-Signature-256",
        _ => "x-360dialog-signature",
    };
    let secret = if wrong { "somebody else's".to_owned() } else { webhook.account.secret.clone() };
    let signer = Signer { scheme: scheme.to_owned(), secret, header: String::new() };
    let (header, value) = signer.sign(&webhook.url, form, &webhook.body);
    let kind = if form { "application/x-www-form-urlencoded" } else { "application/json" };
    let request = fake.0.client.post(&webhook.url).header("content-type", kind).header(header, value).body(webhook.body.clone());
    request.send().await.is_ok_and(|answer| answer.status().is_success())
}

/// Now, later, or so late that another one overtakes it.
fn pause(trouble: &Trouble) -> Duration {
    let late = if chance(trouble.reorder) { 500 } else { 0 };
    let usual = if trouble.delay_ms == 0 { 0 } else { rand::rng().random_range(0..=trouble.delay_ms) };
    Duration::from_millis(late + usual)
}

fn chance(share: f64) -> bool {
    share > 0.0 && rand::rng().random_bool(share.clamp(0.0, 1.0))
}
