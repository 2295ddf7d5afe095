//! `POST {base}/messages` and what its answer means: `channels.md` 2.8.

use connector::{Answer, Call, Channel, ErrorClass, Payload, Refusal, Said, Sent, digits};
use serde_json::{Value, json};

use crate::codes::refusal;

/// Characters of a text, of a caption.
const TEXT: usize = 4096;
const CAPTION: usize = 1024;

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

fn interactive(said: &Said) -> Result<Value, Refusal> {
    let buttons = said.body["buttons"].as_array().cloned().unwrap_or_default();
    let short = |button: &Value, most: usize| button["title"].as_str().unwrap_or_default().chars().take(most).collect::<String>();
    let id = |button: &Value| button["payload"].as_str().or_else(|| button["title"].as_str()).unwrap_or_default().to_owned();
    let is_list = said.body["additionalDetails"]["interactive"]["type"] == "list" || buttons.len() > 3;
    if buttons.is_empty() || buttons.len() > 10 {
        return Err(Refusal::new(
            ErrorClass::InvalidRequest,
            "BUTTONS",
            format!("this channel takes 1 to 10 choices, not {}", buttons.len()),
        ));
    }
    let inner = if is_list {
        let rows: Vec<_> = buttons
            .iter()
            .map(|button| {
                let mut row = json!({ "id": id(button), "title": short(button, 24) });
                if let Some(description) = button["additionalButtonDetails"]["description"].as_str() {
                    row["description"] = description.chars().take(72).collect::<String>().into();
                }
                row
            })
            .collect();
        let label = said.body["additionalDetails"]["interactive"]["label"].as_str().unwrap_or("Choose");
        json!({ "type": "list", "body": { "text": said.text_within(TEXT)? },
            "action": { "button": label.chars().take(20).collect::<String>(), "sections": [{ "title": label.chars().take(24).collect::<String>(), "rows": rows }] } })
    } else {
        let replies: Vec<_> =
            buttons.iter().map(|button| json!({ "type": "reply", "reply": { "id": id(button), "title": short(button, 20) } })).collect();
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
