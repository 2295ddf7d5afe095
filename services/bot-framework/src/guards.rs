//! What a change of a bot must respect beyond the document itself.

use std::future::Future;
use std::pin::Pin;

use errors::{Fault, Violation};
use runtime::objects::{Change, Uses};

use crate::domain::bot::Bot;
use crate::outside::Outside;

type Answer<'a> = Pin<Box<dyn Future<Output = errors::Result<()>> + Send + 'a>>;

/// A bot lives where the process may call, and one that is used stays.
pub(crate) fn bot(outside: &Outside, uses: &Uses) -> impl for<'a> Fn(Change<'a, Bot>) -> Answer<'a> + Send + Sync + 'static + use<> {
    let (outside, uses) = (outside.clone(), uses.clone());
    move |change| {
        let uses = uses.clone();
        let refused = change.after.and_then(Bot::url).and_then(|url| outside.allows(url).err());
        Box::pin(async move {
            let Some(failure) = refused else { return uses.stays(&change).await };
            let field = match change.after.map(|bot| bot.r#type.as_str()) {
                Some("RASA") => "rasa.url",
                Some("OPENAI") => "openai.baseUrl",
                _ => "webhook.url",
            };
            let text = format!("{failure}: whoever runs this installation adds it there");
            Err(Fault::invalid(failure.code(), text.clone()).with_violations(vec![Violation::new(field, text)]))
        })
    }
}
