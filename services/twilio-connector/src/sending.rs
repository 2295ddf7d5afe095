//! `POST …/Messages.json` and what its answer means: `channels.md` 3.6.

use connector::{Answer, Call, Channel, Courtesy, ErrorClass, Payload, Refusal, Said, Shown, digits};
use serde_json::{Map, Value};

use crate::codes::refusal;

/// Characters of a body.
const TEXT: usize = runtime::channels::TWILIO_SMS.text;
/// Of the text with buttons, of a button's title, and of what comes back.
const BUTTON_TEXT: usize = 1024;
const TITLE: usize = 20;
const PAYLOAD: usize = 256;
/// Choices that are still read as a list of numbers.
const NUMBERED: usize = 20;

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

/// Typing on WhatsApp, which also marks as read: Twilio has nothing for reading alone, and SMS has neither.
pub(crate) fn courtesy(channel: &Channel, shown: &Shown) -> Option<Call> {
    if shown.what != Courtesy::Typing || channel.channel_type != "WHATSAPP" || shown.last_inbound.is_empty() {
        return None;
    }
    let (account, token) = (channel.setting("accountSid"), channel.secret("authToken")?);
    // Another host of an account is another one for this, too.
    let host = channel.setting_or("hostUrl", "https://messaging.twilio.com").trim_end_matches('/');
    let form = [("channel", "whatsapp"), ("messageId", shown.last_inbound.as_str())];
    Some(Call {
        url: format!("{host}/v2/Indicators/Typing.json"),
        headers: Vec::new(),
        basic: Some((account.to_owned(), token.to_owned())),
        payload: Payload::Form(form.map(|(key, value)| (key.to_owned(), value.to_owned())).into()),
    })
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
        "BUTTON" => match quick_replies(channel, said)? {
            Some((reference, variables)) => {
                add("ContentSid", reference);
                add("ContentVariables", variables);
            }
            None => add("Body", numbered(said)?),
        },
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

/// Buttons of WhatsApp: Twilio sends them by a content of the account's, which has the text as `{{1}}` and of every button the title and what
/// comes back. Where the account has none for so many, or a title has no room, the choices go as text.
fn quick_replies(channel: &Channel, said: &Said) -> Result<Option<(String, String)>, Refusal> {
    if channel.channel_type != "WHATSAPP" {
        return Ok(None);
    }
    let choices = said.buttons(NUMBERED)?;
    let reference = match choices.len() {
        1 => channel.setting("quickReply1"),
        2 => channel.setting("quickReply2"),
        3 => channel.setting("quickReply3"),
        _ => "",
    };
    let has_room = said.text().chars().count() <= BUTTON_TEXT && choices.iter().all(|choice| choice.fits(TITLE));
    if !reference.starts_with("HX") || !has_room {
        return Ok(None);
    }
    let mut variables = Map::new();
    variables.insert("1".to_owned(), said.text_within(BUTTON_TEXT)?.into());
    for choice in &choices {
        for words in [choice.title, choice.payload_within(PAYLOAD)?] {
            variables.insert((variables.len() + 1).to_string(), words.into());
        }
    }
    Ok(Some((reference.to_owned(), Value::Object(variables).to_string())))
}

/// Choices as text: SMS has no buttons.
fn numbered(said: &Said) -> Result<String, Refusal> {
    let buttons = said.buttons(NUMBERED)?;
    let choices = buttons.iter().enumerate().map(|(index, button)| match button.url {
        Some(url) => format!("\n{}. {}: {url}", index + 1, button.title),
        None => format!("\n{}. {}", index + 1, button.title),
    });
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
