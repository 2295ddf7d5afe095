//! `POST {base}/messages` and what its answer means: `channels.md` 2.8.

use connector::{Answer, Call, Channel, Courtesy, ErrorClass, Payload, Refusal, Said, Sent, Shown, digits};
use serde_json::{Value, json};

use crate::codes::refusal;

/// Characters of a text, of a caption.
const TEXT: usize = runtime::channels::WHATSAPP.text;
const CAPTION: usize = 1024;
/// Of a button's title and of a list's label, of a row's title, of what is below it, and of what comes back.
const TITLE: usize = 20;
const ROW: usize = 24;
const DESCRIPTION: usize = 72;
const BUTTON_ID: usize = 256;
const ROW_ID: usize = 200;

/// The provider's API, as an account reaches it.
pub(crate) struct Api<'a> {
    /// Meta's Cloud API without 360dialog.
    pub(crate) direct: bool,
    /// Without a slash at the end.
    pub(crate) host: String,
    key: &'a str,
}

impl<'a> Api<'a> {
    pub(crate) fn of(channel: &'a Channel) -> Result<Self, Refusal> {
        let key = channel.secret("apiKey").ok_or_else(|| Refusal::new(ErrorClass::Auth, "NO_KEY", "the account has no API key"))?;
        let direct = channel.setting("api") == "meta";
        let host = if direct { "https://graph.facebook.com/v26.0" } else { "https://waba-v2.360dialog.io" };
        Ok(Self { direct, host: channel.setting_or("hostUrl", host).trim_end_matches('/').to_owned(), key })
    }

    /// What the number's own paths begin with.
    pub(crate) fn base(&self, channel: &Channel) -> String {
        if self.direct { format!("{}/{}", self.host, channel.setting("phoneNumberId")) } else { self.host.clone() }
    }

    /// What proves who we are.
    pub(crate) fn header(&self) -> (&'static str, String) {
        if self.direct { ("authorization", format!("Bearer {}", self.key)) } else { ("d360-api-key", self.key.to_owned()) }
    }
}

pub(crate) fn call(channel: &Channel, said: &Said) -> Result<Call, Refusal> {
    let api = Api::of(channel)?;
    let mut body = content(said)?;
    body["messaging_product"] = "whatsapp".into();
    body["recipient_type"] = "individual".into();
    body["biz_opaque_callback_data"] = said.id.as_str().into();
    // Customers who go by a name have no number.
    match said.to.strip_prefix('+') {
        Some(number) => body["to"] = number.into(),
        None => body["recipient"] = said.to.as_str().into(),
    }
    if !said.reply_to.is_empty() {
        body["context"] = json!({ "message_id": said.reply_to });
    }
    Ok(Call { url: format!("{}/messages", api.base(channel)), headers: vec![api.header()], basic: None, payload: Payload::Json(body) })
}

/// Marks the customer's newest message as read, and all before it; typing is shown with it until the answer comes, or for 25 seconds.
pub(crate) fn courtesy(channel: &Channel, shown: &Shown) -> Option<Call> {
    let api = Api::of(channel).ok().filter(|_| !shown.last_inbound.is_empty())?;
    let mut body = json!({ "messaging_product": "whatsapp", "status": "read", "message_id": shown.last_inbound });
    if shown.what == Courtesy::Typing {
        body["typing_indicator"] = json!({ "type": "text" });
    }
    Some(Call { url: format!("{}/messages", api.base(channel)), headers: vec![api.header()], basic: None, payload: Payload::Json(body) })
}

fn content(said: &Said) -> Result<Value, Refusal> {
    let body = &said.body;
    Ok(match said.kind() {
        "PLAIN" => json!({ "type": "text", "text": { "body": said.text_within(TEXT)?, "preview_url": false } }),
        "IMAGE" => media("image", said)?,
        "VIDEO" => media("video", said)?,
        "AUDIO" => media("audio", said)?,
        "FILE" => media("document", said)?,
        "STICKER" => media("sticker", said)?,
        "LOCATION" => {
            let details = &body["additionalDetails"];
            let place = json!({ "latitude": body["location"]["latitude"], "longitude": body["location"]["longitude"],
                "name": details["name"], "address": details["address"] });
            json!({ "type": "location", "location": place })
        }
        "CONTACT" => json!({ "type": "contacts", "contacts": contacts(body) }),
        "BUTTON" => interactive(said)?,
        "TEMPLATE" => template(body),
        "REACTION" => {
            json!({ "type": "reaction", "reaction": { "message_id": said.reply_to, "emoji": body["emoji"].as_str().unwrap_or_default() } })
        }
        _ => return Err(said.unsupported()),
    })
}

fn media(kind: &str, said: &Said) -> Result<Value, Refusal> {
    let mut part = match said.file()? {
        Sent::Link(url) => json!({ "link": url }),
        Sent::Id(id) => json!({ "id": id }),
    };
    if !said.text().is_empty() && !matches!(kind, "audio" | "sticker") {
        part["caption"] = said.text_within(CAPTION)?.into();
    }
    if let ("document", Some(name)) = (kind, said.body["attachment"]["mediaName"].as_str()) {
        part["filename"] = name.into();
    }
    Ok(json!({ "type": kind, kind: part }))
}

fn contacts(body: &Value) -> Value {
    let given = body["contacts"].as_array().cloned().unwrap_or_default();
    let contact = |contact: &Value| {
        let phones = contact["phones"].as_array().cloned().unwrap_or_default();
        let name = &contact["name"]["formattedName"];
        let phones: Vec<_> = phones.iter().map(|phone| json!({ "phone": phone["phone"] })).collect();
        json!({ "name": { "formatted_name": name, "first_name": name }, "phones": phones })
    };
    given.iter().map(contact).collect()
}

/// Three short choices are buttons, up to ten are a list; what has no room in a row's title goes on below it.
fn interactive(said: &Said) -> Result<Value, Refusal> {
    let choices = said.buttons(10)?;
    let wanted = &said.body["additionalDetails"]["interactive"];
    let is_list = wanted["type"] == "list" || choices.len() > 3 || choices.iter().any(|choice| !choice.fits(TITLE));
    let inner = if is_list {
        let mut rows = Vec::with_capacity(choices.len());
        for choice in &choices {
            let (title, description) = choice.split((ROW, DESCRIPTION))?;
            let mut row = json!({ "id": choice.payload_within(ROW_ID)?, "title": title });
            if let Some(description) = description {
                row["description"] = description.into();
            }
            rows.push(row);
        }
        let label = wanted["label"].as_str().filter(|label| !label.trim().is_empty()).unwrap_or("Choose");
        if label.chars().count() > TITLE {
            let detail = format!("the list's label {label:?} has more than {TITLE} characters");
            return Err(Refusal::new(ErrorClass::InvalidRequest, "BUTTON_TOO_LONG", detail));
        }
        json!({ "type": "list", "body": { "text": said.text_within(TEXT)? },
            "action": { "button": label, "sections": [{ "title": label, "rows": rows }] } })
    } else {
        let mut replies = Vec::with_capacity(choices.len());
        for choice in &choices {
            replies.push(
                json!({ "type": "reply", "reply": { "id": choice.payload_within(BUTTON_ID)?, "title": choice.title_within(TITLE)? } }),
            );
        }
        json!({ "type": "button", "body": { "text": said.text_within(CAPTION)? }, "action": { "buttons": replies } })
    };
    Ok(json!({ "type": "interactive", "interactive": inner }))
}

fn template(body: &Value) -> Value {
    let given = body["parameters"].as_array().cloned().unwrap_or_default();
    // A parameter may have no line breaks and no more than four spaces in a row.
    let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let parameters: Vec<_> = given.iter().filter_map(Value::as_str).map(|text| json!({ "type": "text", "text": one_line(text) })).collect();
    let components = if parameters.is_empty() { json!([]) } else { json!([{ "type": "body", "parameters": parameters }]) };
    let language = body["language"].as_str().filter(|code| !code.is_empty()).unwrap_or("en");
    json!({ "type": "template", "template": { "name": body["templateName"], "language": { "code": language }, "components": components } })
}

pub(crate) fn answer(status: u16, body: &[u8]) -> Answer {
    let answer: Value = serde_json::from_slice(body).unwrap_or_default();
    if (200..300).contains(&status) {
        return match answer["messages"][0]["id"].as_str() {
            Some(id) => Answer::Sent(id.to_owned()),
            None => Answer::Unclear("the provider answered without an id".to_owned()),
        };
    }
    if let Some(code) = digits(&answer["error"]["code"]) {
        let error = &answer["error"];
        let words = [&error["error_data"]["details"], &error["message"]].into_iter().find_map(Value::as_str).unwrap_or_default();
        return Answer::Refused(refusal(code, words));
    }
    // 360dialog's own words, before Meta was asked.
    let own = [&answer["meta"]["developer_message"], &answer["meta"]["developerMessage"], &answer["error"]];
    let words = own.into_iter().find_map(Value::as_str);
    let class = match status {
        401 | 403 => ErrorClass::Auth,
        429 => ErrorClass::RateLimited,
        400..=499 => ErrorClass::InvalidRequest,
        _ if words.is_some() => ErrorClass::Temporary,
        // Whoever stands in between may have passed it on.
        _ => return Answer::Unclear(format!("the provider answered {status}")),
    };
    Answer::Refused(Refusal::new(class, status.to_string(), words.unwrap_or_default()))
}
