//! Asking bots that live elsewhere. Only hosts that whoever runs the process has named are called, and no redirect is followed.

mod caller;
mod rest;

use std::sync::Arc;
use std::time::Duration;

use ids::{Clock, TenantId};
use serde_json::Value;
use tokio::sync::watch;

use crate::config::Config;
use crate::domain::bot::{Bot, Kind};
use crate::domain::outside::answer::{Answer, LARGEST};
use crate::domain::outside::failure::Failure;
use crate::domain::outside::knowledge::Knowledge;
use crate::domain::outside::signature::{self, Signed};
use crate::domain::outside::stream::Stream;
use crate::domain::outside::{Line, Model, Rasa, STUB, Webhook, chat, rasa, stub, webhook};

use caller::{Caller, Heard};
use rest::Rest;

/// Bytes of an answer in parts: every word of it comes with as much around it as a short answer has.
const LARGEST_STREAM: usize = 16 * LARGEST;

/// What a bot is asked about.
#[derive(Clone, Debug, Default)]
pub(crate) struct Question {
    pub(crate) conversation_id: String,
    /// The message's, or the event's: the id of the signed request.
    pub(crate) id: String,
    pub(crate) what: What,
    /// What was said before; only models are shown it.
    pub(crate) history: Vec<Line>,
    /// The conversation as webhooks are shown it.
    pub(crate) conversation: Value,
    /// Where the words of an answer go while they come, if somebody watches.
    pub(crate) drafts: Option<watch::Sender<String>>,
}

/// Something said, or something that happened.
#[derive(Clone, Debug)]
pub(crate) enum What {
    Message { text: String, body: Value },
    Intent { name: String, entities: Value },
}

impl Default for What {
    fn default() -> Self {
        Self::Message { text: String::new(), body: Value::Null }
    }
}

/// The way out.
#[derive(Clone)]
pub(crate) struct Outside {
    caller: Arc<Caller>,
    rest: Rest,
    clock: Clock,
}

impl Outside {
    pub(crate) fn new(config: &Config, clock: Clock) -> Self {
        Self { caller: Arc::new(Caller::new(&config.allowed_hosts)), rest: Rest::default(), clock }
    }

    /// Refuses an address whose host nobody has allowed.
    pub(crate) fn allows(&self, url: &str) -> Result<(), Failure> {
        if url == STUB { Ok(()) } else { self.caller.allows(url).map(|_| ()) }
    }

    /// Asks a bot. One that fails again and again is left alone for a moment, so that waiting for it does not hold up others.
    pub(crate) async fn ask(
        &self,
        (tenant, bot_id): (&TenantId, &str),
        bot: &Bot,
        knowledge: &Knowledge,
        question: &Question,
    ) -> Result<Answer, Failure> {
        self.rest.may_be_asked(tenant, bot_id, self.clock.now())?;
        let outcome = self.ask_now(bot, knowledge, question).await;
        self.rest.note(tenant, bot_id, self.clock.now(), outcome.as_ref().err());
        outcome
    }

    /// Asks it whatever it did before.
    pub(crate) async fn ask_now(&self, bot: &Bot, knowledge: &Knowledge, question: &Question) -> Result<Answer, Failure> {
        let limit = Duration::from_millis(u64::from(bot.timeout_ms));
        let asked = async {
            match bot.kind() {
                Some(Kind::Webhook(webhook)) => self.ask_webhook(webhook, question).await,
                Some(Kind::Rasa(rasa)) => self.ask_rasa(rasa, question).await,
                Some(Kind::Model(model)) => self.ask_model(model, knowledge, question).await,
                Some(Kind::BuiltIn) | None => Ok(Answer::default()),
            }
        };
        tokio::time::timeout(limit, asked).await.unwrap_or(Err(Failure::TimedOut(bot.timeout_ms)))
    }

    async fn ask_webhook(&self, to: &Webhook, question: &Question) -> Result<Answer, Failure> {
        let body = match &question.what {
            What::Message { text, body } => webhook::message(&question.conversation, text, body),
            What::Intent { name, entities } => webhook::intent(&question.conversation, name, entities),
        };
        let body = body.to_string().into_bytes();
        let timestamp = (self.clock.now() / 1000).to_string();
        let mut headers = vec![(signature::ID, question.id.clone()), (signature::TIMESTAMP, timestamp.clone())];
        if !to.secret.is_empty() {
            headers.push((signature::SIGNATURE, signature::sign(&to.secret, &question.id, &timestamp, &body)));
        }
        let heard = self.caller.post(&to.url, &headers, body).await?;
        self.check_signature(&to.secret, &question.id, &heard)?;
        webhook::answer(&question.conversation_id, &heard.body)
    }

    /// An answer is signed like the request, and for it. Saying nothing needs no signature.
    fn check_signature(&self, secret: &str, id: &str, heard: &Heard) -> Result<(), Failure> {
        if secret.is_empty() || heard.body.iter().all(u8::is_ascii_whitespace) {
            return Ok(());
        }
        let (timestamp, given) = (heard.header(signature::TIMESTAMP), heard.header(signature::SIGNATURE));
        if heard.header(signature::ID) != id {
            return Err(Failure::BadSignature("webhook-id is not that of the request"));
        }
        let signed = Signed { id, timestamp, signature: given };
        signature::verify(secret, signed, &heard.body, self.clock.now()).map_err(Failure::BadSignature)
    }

    async fn ask_rasa(&self, to: &Rasa, question: &Question) -> Result<Answer, Failure> {
        let What::Message { text, .. } = &question.what else { return Ok(Answer::default()) };
        let mut url = url::Url::parse(&to.url).map_err(|error| Failure::Unreachable(error.to_string()))?;
        url.set_path(&format!("{}/webhooks/rest/webhook", url.path().trim_end_matches('/')));
        if !to.token.is_empty() {
            url.query_pairs_mut().append_pair("token", &to.token);
        }
        let body = rasa::question(&question.conversation_id, text).to_string().into_bytes();
        let heard = self.caller.post(url.as_str(), &[], body).await?;
        rasa::answer(&question.conversation_id, &heard.body)
    }

    async fn ask_model(&self, to: &Model, knowledge: &Knowledge, question: &Question) -> Result<Answer, Failure> {
        let What::Message { text, .. } = &question.what else { return Ok(Answer::default()) };
        let body = chat::question(to, &knowledge.find(text), &question.history, text);
        if to.base_url == STUB {
            return chat::answer(stub::complete(&body).to_string().as_bytes());
        }
        let url = format!("{}/chat/completions", to.base_url.trim_end_matches('/'));
        let key = (!to.api_key.is_empty()).then(|| ("authorization", format!("Bearer {}", to.api_key)));
        let Some(drafts) = question.drafts.as_ref().filter(|_| to.stream) else {
            let heard = self.caller.post(&url, key.as_slice(), body.to_string().into_bytes()).await?;
            return chat::answer(&heard.body);
        };
        let body = chat::in_parts(body).to_string().into_bytes();
        let mut parts = self.caller.open(&url, key.as_slice(), body).await?;
        // A server that knows no parts answers whole.
        if !parts.is_stream() {
            return chat::answer(&parts.whole().await?);
        }
        let mut stream = Stream::default();
        while let Some(bytes) = parts.next(LARGEST_STREAM).await? {
            if stream.feed(&bytes)? {
                drafts.send_replace(stream.text().to_owned());
            }
        }
        chat::answer(stream.whole()?.to_string().as_bytes())
    }
}
