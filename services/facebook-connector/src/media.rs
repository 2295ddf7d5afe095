//! Files of Messenger and Instagram: `channels.md` 4. Both ways are links; theirs expire and need no key.

use connector::{Channel, ErrorClass, Grab, Media, Refusal, Taken};

const PICTURE: u64 = 8_000_000;
const OTHER: u64 = 25_000_000;

const OF_MESSENGER: &[Taken] = &[
    Taken { kind: "IMAGE", types: &["image/jpeg", "image/png", "image/gif"], most: PICTURE },
    Taken { kind: "AUDIO", types: &["audio/*"], most: OTHER },
    Taken { kind: "VIDEO", types: &["video/*"], most: OTHER },
    Taken { kind: "FILE", types: &["*"], most: OTHER },
];
/// Instagram takes no documents.
const OF_INSTAGRAM: &[Taken] = &[
    Taken { kind: "IMAGE", types: &["image/jpeg", "image/png"], most: PICTURE },
    Taken { kind: "AUDIO", types: &["audio/aac", "audio/mp4", "audio/wav"], most: OTHER },
    Taken { kind: "VIDEO", types: &["video/mp4", "video/ogg", "video/quicktime", "video/webm"], most: OTHER },
];

pub(crate) fn takes(channel: &Channel) -> &'static [Taken] {
    if channel.channel_type == "INSTAGRAM" { OF_INSTAGRAM } else { OF_MESSENGER }
}

pub(crate) fn grab(media: &Media) -> Result<Grab, Refusal> {
    let url = media.url.clone().ok_or_else(|| Refusal::new(ErrorClass::Media, "NO_URL", "the provider does not say where it is"))?;
    let hosts = [".fbcdn.net", ".fbsbx.com", ".cdninstagram.com"].map(str::to_owned).to_vec();
    Ok(Grab { url, hosts, ..Grab::default() })
}
