//! A webhook bot speaks by itself, later than it was asked: signed, for a conversation in which it is the one that speaks.

use errors::{Fault, Kind};
use ids::TenantId;

use crate::State;
use crate::bots::Ready;
use crate::domain::outside::answer::LARGEST;
use crate::domain::outside::signature::{self, Signed};
use crate::domain::outside::{failure::Failure, webhook};
use crate::error::Error;
use crate::log::try_append;
use crate::wire::Speaker;

/// What came in.
pub(crate) struct Heard<'a> {
    pub(crate) bot_id: &'a str,
    pub(crate) signed: Signed<'a>,
    pub(crate) body: &'a [u8],
}

pub(crate) async fn hear_bot(state: &State, heard: Heard<'_>) -> errors::Result<()> {
    let outcome = hear(state, heard).await;
    let code = outcome.as_ref().err().map_or_else(|| "HEARD".to_owned(), |fault| fault.code().to_owned());
    metrics::counter!("bot_framework_heard_total", "outcome" => code).increment(1);
    outcome
}

async fn hear(state: &State, heard: Heard<'_>) -> errors::Result<()> {
    if heard.body.len() > LARGEST {
        return Err(refused(&Failure::TooLarge(LARGEST)));
    }
    let (tenant, bot) = who(state, &heard).await?;
    let value: serde_json::Value =
        serde_json::from_slice(heard.body).map_err(|error| refused(&Failure::Garbage(format!("it is not JSON: {error}"))))?;
    let Some(conversation_id) = value["conversationId"].as_str().filter(|id| !id.is_empty() && id.len() <= 64) else {
        return Err(refused(&Failure::Garbage("conversationId is missing".to_owned())));
    };
    if value["botId"].as_str().is_some_and(|id| id != bot.id) {
        return Err(refused(&Failure::NotAllowed("to speak as another bot".to_owned())));
    }
    let answer = webhook::answer(conversation_id, heard.body).map_err(|failure| refused(&failure))?;
    let speaker = Speaker {
        bot_id: bot.id.clone(),
        bot_name: bot.name.clone(),
        conversation_id: conversation_id.to_owned(),
        session_id: String::new(),
    };
    // The message's own id names everything that follows from it: played again, it changes nothing.
    let cause = ids::derived_id(&[tenant.as_str(), &bot.id, heard.signed.id]);
    for (index, said) in answer.says.iter().enumerate() {
        let id = ids::derived_id(&[&cause, "reply", &index.to_string()]);
        let name = if said.suggestion { "BOT_SUGGESTION" } else { "BOT_MESSAGE" };
        try_append(state, &tenant, speaker.message(id, name, &said.reply)).await?;
    }
    if !answer.data.is_empty() {
        try_append(state, &tenant, speaker.data(ids::derived_id(&[&cause, "data"]), &answer.data)).await?;
    }
    if let Some(asked) = &answer.find_agent {
        try_append(state, &tenant, speaker.wish(ids::derived_id(&[&cause, "find-agent"]), &bot.engine.wish(asked))).await?;
    }
    Ok(())
}

/// The bot whose secret has signed this: ids of bots may be the same in two tenants.
async fn who(state: &State, heard: &Heard<'_>) -> errors::Result<(TenantId, Ready)> {
    let mut why = "there is no webhook bot with a secret of that id";
    for (tenant, bot) in state.bots.owners(heard.bot_id).await? {
        let secret = bot.bot.doc.webhook.as_ref().map_or("", |webhook| webhook.secret.as_str());
        if secret.is_empty() {
            continue;
        }
        match signature::verify(secret, heard.signed, heard.body, state.clock.now()) {
            Ok(()) => return Ok((tenant, bot)),
            Err(reason) => why = reason,
        }
    }
    Err(Error::SignatureWrong { why }.into())
}

fn refused(failure: &Failure) -> Fault {
    let kind = if matches!(failure, Failure::TooLarge(_)) { Kind::TooLarge } else { Kind::Invalid };
    Fault::new(kind, failure.code(), failure.to_string())
}
