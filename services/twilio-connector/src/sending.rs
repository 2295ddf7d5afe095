//! `POST …/Messages.json` and what its answer means: `channels.md` 3.6.

use connector::{Answer, Call, Channel, ErrorClass, Payload, Refusal, Said, digits};
use serde_json::{Map, Value};

use crate::codes::refusal;

/// Characters of a body.
const TEXT: usize = 1600;

pub(crate) fn call(channel: &Channel, said: &Said) -> Result<Call, Refusal> {
    let token = channel.secret("authToken").ok_or_else(|| Refusal::new(ErrorClass::Auth, "NO_KEY", "the account has no auth token"))?;
    let account = channel.setting("accountSid");
    if account.is_empty() {
        return Err(Refusal::new(ErrorClass::Auth, "NO_ACCOUNT", "the account has no accountSid"));
    }
    let from = &channel.service_identifier;
    let to = if from.starts_with("whatsapp:") { format!("whatsapp:{}", said.to) } else { said.to.clone() };
    let mut form = vec![("To".to_owned(), to)];
    match channel.setting("messagingServiceSid") {
        "" => form.push(("From".to_owned(), from.clone())),
        service => form.push(("MessagingServiceSid".to_owned(), service.to_owned())),
    }
    content(channel, said, &mut form)?;
    if !channel.public_url.is_empty() {
        // The callback carries our own id, for the case that the answer to this call is lost.
        let joint = if channel.public_url.contains('?') { '&' } else { '?' };
        form.push(("StatusCallback".to_owned(), format!("{}{joint}m={}", channel.public_url, said.id)));
    }
    let host = channel.setting_or("hostUrl", "https://api.twilio.com").trim_end_matches('/');
    let url = format!("{host}/2010-04-01/Accounts/{account}/Messages.json");
    Ok(Call { url, headers: Vec::new(), basic: Some((account.to_owned(), token.to_owned())), payload: Payload::Form(form) })
}

fn content(channel: &Channel, said: &Said, form: &mut Vec<(String, String)>) -> Result<(), Refusal> {
    let mut add = |name: &str, value: String| form.push((name.to_owned(), value));
    match said.kind() {
        "PLAIN" => add("Body", said.text_within(TEXT)?.to_owned()),
        "IMAGE" | "VIDEO" | "AUDIO" | "FILE" | "STICKER" => {
            add("MediaUrl", said.media_url()?);
            if !said.text().is_empty() {
                add("Body", said.text_within(TEXT)?.to_owned());
            }
        }
        "BUTTON" => add("Body", numbered(said)?),
        "LOCATION" => {
            let place = &said.body["location"];
            let (latitude, longitude) = (place["latitude"].as_f64().unwrap_or_default(), place["longitude"].as_f64().unwrap_or_default());
            let name = said.body["additionalDetails"]["name"].as_str().unwrap_or("Location");
            if channel.channel_type == "WHATSAPP" {
                add("PersistentAction", format!("geo:{latitude},{longitude}|{name}"));
                add("Body", name.to_owned());
            } else {
                add("Body", format!("{name}: {latitude}, {longitude}"));
            }
        }
        "TEMPLATE" => {
            let reference = [&said.body["reference"], &said.body["templateName"]]
                .into_iter()
                .find_map(|text| text.as_str().filter(|id| id.starts_with("HX")));
            let missing = || Refusal::new(ErrorClass::Template, "NO_REFERENCE", "the template has no ContentSid (HX…)");
            add("ContentSid", reference.ok_or_else(missing)?.to_owned());
            let given = said.body["parameters"].as_array().cloned().unwrap_or_default();
            let variables: Map<_, _> = given.into_iter().enumerate().map(|(index, value)| ((index + 1).to_string(), value)).collect();
            add("ContentVariables", Value::Object(variables).to_string());
        }
        _ => return Err(said.unsupported()),
    }
    Ok(())
}

/// Choices as text: SMS has no buttons.
fn numbered(said: &Said) -> Result<String, Refusal> {
    let buttons = said.body["buttons"].as_array().into_iter().flatten().enumerate();
    let choices = buttons.map(|(index, button)| format!("\n{}. {}", index + 1, button["title"].as_str().unwrap_or_default()));
    let text = said.text().to_owned() + &choices.collect::<String>();
    let length = text.chars().count();
    if length > TEXT {
        return Err(Refusal::new(
            ErrorClass::InvalidRequest,
            "TEXT_TOO_LONG",
            format!("the text has {length} characters, this channel takes {TEXT}"),
        ));
    }
    Ok(text)
}

pub(crate) fn answer(status: u16, body: &[u8]) -> Answer {
    let answer: Value = serde_json::from_slice(body).unwrap_or_default();
    if (200..300).contains(&status) {
        return match answer["sid"].as_str() {
            Some(id) => Answer::Sent(id.to_owned()),
            None => Answer::Unclear("the provider answered without an id".to_owned()),
        };
    }
    let words = answer["message"].as_str().unwrap_or_default();
    if let Some(code) = digits(&answer["code"]) {
        return Answer::Refused(refusal(code, words));
    }
    let class = match status {
        401 | 403 => ErrorClass::Auth,
        429 => ErrorClass::RateLimited,
        400..=499 => ErrorClass::InvalidRequest,
        _ => return Answer::Unclear(format!("the provider answered {status}")),
    };
    Answer::Refused(Refusal::new(class, status.to_string(), words))
}
