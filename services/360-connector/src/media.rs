//! Files of WhatsApp: `channels.md` 2.9. A webhook has an id; looking it up gives an address that is good for five minutes.

use connector::{Answer, Channel, Deposit, ErrorClass, Grab, Media, Refusal};
use http::header::HeaderName;
use serde_json::Value;
use url::Url;

use crate::sending::{self, Api};

/// Where Meta keeps files.
const META: [&str; 3] = [".fbsbx.com", ".fbcdn.net", ".whatsapp.net"];

pub(crate) fn grab(channel: &Channel, media: &Media) -> Result<Grab, Refusal> {
    let api = Api::of(channel)?;
    let id = media.id.as_deref().unwrap_or_default();
    // It becomes part of a path.
    if id.is_empty() || id.len() > 200 || !id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')) {
        return Err(Refusal::new(ErrorClass::Media, "NO_ID", "the provider gave no id of it"));
    }
    Ok(Grab { url: format!("{}/{id}", api.host), headers: vec![proof(&api)], basic: None, hosts: host_of(&api.host), lookup: true })
}

/// 360dialog hands the file out on its own host, under the path that Meta says.
pub(crate) fn located(channel: &Channel, answer: &[u8]) -> Result<Grab, Refusal> {
    let api = Api::of(channel)?;
    let answer: Value = serde_json::from_slice(answer).unwrap_or_default();
    let url = answer["url"].as_str().and_then(|url| url.parse::<Url>().ok());
    let url = url.ok_or_else(|| Refusal::new(ErrorClass::Media, "NO_URL", "the provider does not say where it is"))?;
    if api.direct {
        let hosts = META.map(str::to_owned).to_vec();
        return Ok(Grab { url: url.into(), headers: vec![proof(&api)], basic: None, hosts, lookup: false });
    }
    let path = url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
    Ok(Grab { url: format!("{}{path}", api.host), headers: vec![proof(&api)], basic: None, hosts: host_of(&api.host), lookup: false })
}

pub(crate) fn deposit(channel: &Channel) -> Result<Deposit, Refusal> {
    let api = Api::of(channel)?;
    let url = format!("{}/media", api.base(channel));
    Ok(Deposit { url, headers: vec![proof(&api)], fields: vec![("messaging_product", "whatsapp".to_owned())], file: "file" })
}

/// Nothing was sent yet, so an answer that says nothing is tried again.
pub(crate) fn deposited(status: u16, body: &[u8]) -> Result<String, Refusal> {
    let answer: Value = serde_json::from_slice(body).unwrap_or_default();
    if let (200..300, Some(id)) = (status, answer["id"].as_str()) {
        return Ok(id.to_owned());
    }
    match sending::answer(status, body) {
        Answer::Refused(refusal) => Err(refusal),
        _ => Err(Refusal::new(ErrorClass::Temporary, status.to_string(), format!("the provider answered {status} to the file"))),
    }
}

fn proof(api: &Api<'_>) -> (HeaderName, String) {
    let (name, value) = api.header();
    (HeaderName::from_static(name), value)
}

fn host_of(address: &str) -> Vec<String> {
    address.parse::<Url>().ok().and_then(|url| url.host_str().map(str::to_owned)).into_iter().collect()
}
