//! Files of Twilio: `channels.md` 3.6. Ours are linked to, theirs are behind the account's password and a redirect.

use connector::{Channel, ErrorClass, Grab, Media, Refusal, Taken};
use url::Url;

/// Bytes of a multimedia message, all of it.
const MMS: u64 = 5_000_000;
const WHATSAPP: u64 = 16_000_000;

const OF_MMS: &[Taken] = &[
    Taken { kind: "IMAGE", types: &["image/jpeg", "image/png", "image/gif"], most: MMS },
    Taken { kind: "AUDIO", types: &["audio/mp4", "audio/mpeg", "audio/ogg", "audio/amr", "audio/webm"], most: MMS },
    Taken { kind: "VIDEO", types: &["video/mp4", "video/quicktime", "video/webm", "video/3gpp"], most: MMS },
    Taken { kind: "FILE", types: &["application/pdf", "application/rtf", "text/vcard", "text/csv", "text/calendar"], most: MMS },
];
const OF_WHATSAPP: &[Taken] = &[
    Taken { kind: "IMAGE", types: &["image/jpeg", "image/png"], most: 5_000_000 },
    Taken { kind: "AUDIO", types: &["audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"], most: WHATSAPP },
    Taken { kind: "VIDEO", types: &["video/mp4", "video/3gpp"], most: WHATSAPP },
    Taken { kind: "STICKER", types: &["image/webp"], most: 100_000 },
    Taken { kind: "FILE", types: &["application/*", "text/*"], most: WHATSAPP },
];

pub(crate) fn takes(channel: &Channel) -> &'static [Taken] {
    if channel.channel_type == "WHATSAPP" { OF_WHATSAPP } else { OF_MMS }
}

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
