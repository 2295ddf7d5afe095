//! Files of Twilio: `channels.md` 3.6. Ours are linked to, theirs are behind the account's password and a redirect.

use connector::{Channel, ErrorClass, Grab, Media, Refusal};
use url::Url;

/// The password is said to the account's own host and to nobody that it redirects to.
pub(crate) fn grab(channel: &Channel, media: &Media) -> Result<Grab, Refusal> {
    let missing = |code, text| Refusal::new(ErrorClass::Media, code, text);
    let url = media.url.as_deref().ok_or_else(|| missing("NO_URL", "the provider does not say where it is"))?;
    let host = |text: &str| text.parse::<Url>().ok().and_then(|url| Some((url.host_str()?.to_owned(), url.port_or_known_default()?)));
    let own = host(channel.setting_or("hostUrl", "https://api.twilio.com"));
    let there = host(url).ok_or_else(|| missing("BAD_ADDRESS", "its address is not one that is fetched"))?;
    let basic = channel
        .secret("authToken")
        .filter(|_| own.as_ref() == Some(&there))
        .map(|token| (channel.setting("accountSid").to_owned(), token.to_owned()));
    let hosts = own.map(|(host, _)| host).into_iter().chain([".twilio.com".to_owned(), ".twiliocdn.com".to_owned()]);
    Ok(Grab { url: url.to_owned(), headers: Vec::new(), basic, hosts: hosts.collect(), lookup: false })
}

/// Twilio keeps files until somebody deletes them; the account says whether we do.
pub(crate) fn discard(channel: &Channel, media: &Media) -> Option<Grab> {
    if channel.setting("deleteMedia") != "true" {
        return None;
    }
    // Only at the account's own host, where the password belongs.
    let grab = grab(channel, media).ok().filter(|grab| grab.basic.is_some())?;
    Some(Grab { url: format!("{}.json", grab.url), ..grab })
}
