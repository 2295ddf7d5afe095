//! What channels of providers carry, in one table: connectors go by it, ccm shows it, the desk offers by it, and file-engine takes its limits from it.
//!
//! Why this is here: connectors, ccm and file-engine need the same facts, and a difference between them would be a file that a desk offers and a
//! connector refuses. The numbers are the providers' (`channels.md` 2.8, 2.9, 3.6, 4.3, 5).

/// What a channel takes in messages of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken {
    /// `IMAGE`, `AUDIO`, `VIDEO`, `FILE`, `STICKER`.
    pub kind: &'static str,
    /// Types: `image/png`, `image/*`, `*`.
    pub types: &'static [&'static str],
    /// Bytes of one file.
    pub most: u64,
}

impl Taken {
    /// Whether files of that type are among them.
    pub fn takes(&self, mime: &str) -> bool {
        self.types.iter().any(|pattern| match pattern.strip_suffix('*') {
            Some(family) => mime.starts_with(family),
            None => *pattern == mime,
        })
    }
}

/// What one kind of channel carries to customers at one connector.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Carried {
    /// The connector.
    pub pod: &'static str,
    /// Names of channel types. The first line of a connector holds for all that none of its lines names.
    pub channel_types: &'static [&'static str],
    /// Characters of a text.
    pub text: usize,
    /// Files.
    pub files: &'static [Taken],
    /// Whether a file may have words with it.
    pub captions: bool,
    /// Whether the customer sees which message is answered.
    pub quotes: bool,
    /// Choices that are shown as buttons or rows; the others are written as text.
    pub choices: usize,
    /// Whether there are templates for when the window is closed.
    pub templates: bool,
}

/// Bytes of a picture that is drawn again when a channel does not take it as it is.
pub const REDRAWN: u64 = 32 * 1024 * 1024;

/// WhatsApp through 360dialog or Meta.
pub const WHATSAPP: Carried = Carried {
    pod: "360-connector",
    channel_types: &["WHATSAPP"],
    text: 4096,
    files: &[
        Taken { kind: "IMAGE", types: &["image/jpeg", "image/png"], most: 5_000_000 },
        Taken { kind: "AUDIO", types: &["audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"], most: 16_000_000 },
        Taken { kind: "VIDEO", types: &["video/mp4", "video/3gpp"], most: 16_000_000 },
        Taken { kind: "STICKER", types: &["image/webp"], most: 100_000 },
        Taken { kind: "FILE", types: &["*"], most: 100_000_000 },
    ],
    captions: true,
    quotes: true,
    choices: 10,
    templates: true,
};

/// WhatsApp through Twilio.
pub const TWILIO_WHATSAPP: Carried = Carried {
    pod: "twilio-connector",
    channel_types: &["WHATSAPP"],
    text: 1600,
    files: &[
        Taken { kind: "IMAGE", types: &["image/jpeg", "image/png"], most: 5_000_000 },
        Taken { kind: "AUDIO", types: &["audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"], most: 16_000_000 },
        Taken { kind: "VIDEO", types: &["video/mp4", "video/3gpp"], most: 16_000_000 },
        Taken { kind: "STICKER", types: &["image/webp"], most: 100_000 },
        Taken { kind: "FILE", types: &["application/*", "text/*"], most: 16_000_000 },
    ],
    captions: true,
    quotes: false,
    choices: 3,
    templates: true,
};

/// Bytes of a multimedia message, all of it.
const MMS: u64 = 5_000_000;

/// SMS and MMS through Twilio.
pub const TWILIO_SMS: Carried = Carried {
    pod: "twilio-connector",
    channel_types: &["SMS", "MMS"],
    text: 1600,
    files: &[
        Taken { kind: "IMAGE", types: &["image/jpeg", "image/png", "image/gif"], most: MMS },
        Taken { kind: "AUDIO", types: &["audio/mp4", "audio/mpeg", "audio/ogg", "audio/amr", "audio/webm"], most: MMS },
        Taken { kind: "VIDEO", types: &["video/mp4", "video/quicktime", "video/webm", "video/3gpp"], most: MMS },
        Taken { kind: "FILE", types: &["application/pdf", "application/rtf", "text/vcard", "text/csv", "text/calendar"], most: MMS },
    ],
    captions: true,
    quotes: false,
    choices: 0,
    templates: true,
};

/// Messenger.
pub const MESSENGER: Carried = Carried {
    pod: "facebook-connector",
    channel_types: &["FACEBOOK", "MESSENGER"],
    text: 2000,
    files: &[
        Taken { kind: "IMAGE", types: &["image/jpeg", "image/png", "image/gif"], most: 8_000_000 },
        Taken { kind: "AUDIO", types: &["audio/*"], most: 25_000_000 },
        Taken { kind: "VIDEO", types: &["video/*"], most: 25_000_000 },
        Taken { kind: "FILE", types: &["*"], most: 25_000_000 },
    ],
    captions: false,
    quotes: true,
    choices: 13,
    templates: false,
};

/// Instagram Direct: bytes of a text, not characters, and no documents.
pub const INSTAGRAM: Carried = Carried {
    pod: "facebook-connector",
    channel_types: &["INSTAGRAM"],
    text: 1000,
    files: &[
        Taken { kind: "IMAGE", types: &["image/jpeg", "image/png"], most: 8_000_000 },
        Taken { kind: "AUDIO", types: &["audio/aac", "audio/mp4", "audio/wav"], most: 25_000_000 },
        Taken { kind: "VIDEO", types: &["video/mp4", "video/ogg", "video/quicktime", "video/webm"], most: 25_000_000 },
    ],
    captions: false,
    quotes: true,
    choices: 13,
    templates: false,
};

/// The table. A new connector is one more line.
pub const CHANNELS: [Carried; 5] = [WHATSAPP, TWILIO_SMS, TWILIO_WHATSAPP, MESSENGER, INSTAGRAM];

/// What a channel of that type carries at that connector; none if it is not in the table.
pub fn carried(pod: &str, channel_type: &str) -> Option<&'static Carried> {
    let own = || CHANNELS.iter().filter(|carried| carried.pod == pod);
    own().find(|carried| carried.is_of(channel_type)).or_else(|| own().next())
}

/// Files that may be given to a channel: as they are, or to be made what the channel takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// In messages of which kind they go.
    pub kind: &'static str,
    /// Types, as in [`Taken`].
    pub types: Vec<&'static str>,
    /// Bytes of one file.
    pub most: u64,
    /// Whether they are drawn again.
    pub converted: bool,
}

impl Carried {
    /// Whether the line names that type.
    pub fn is_of(&self, channel_type: &str) -> bool {
        self.channel_types.contains(&channel_type)
    }

    /// What may be given to the channel, best first: a file that is in none of these is refused.
    pub fn accepts(&self) -> Vec<Accepted> {
        let as_it_is = |taken: &Taken| Accepted { kind: taken.kind, types: taken.types.to_vec(), most: taken.most, converted: false };
        let drawn = self.files.iter().any(|taken| taken.kind == "IMAGE" && taken.takes("image/jpeg"));
        let drawn = drawn.then(|| Accepted { kind: "IMAGE", types: vec!["image/*"], most: REDRAWN, converted: true });
        self.files.iter().map(as_it_is).chain(drawn).collect()
    }

    /// Bytes of the largest file that goes either way.
    pub fn largest(&self) -> u64 {
        self.files.iter().map(|taken| taken.most).max().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_taken_by_name_by_family_or_all() {
        let taken = |types: &'static [&'static str]| Taken { kind: "IMAGE", types, most: 1 };
        assert!(taken(&["image/png"]).takes("image/png") && !taken(&["image/png"]).takes("image/jpeg"));
        assert!(taken(&["image/*"]).takes("image/webp") && !taken(&["image/*"]).takes("video/mp4"));
        assert!(taken(&["*"]).takes("application/pdf"));
    }

    #[test]
    fn a_type_has_its_own_line_or_its_connectors() {
        assert_eq!(carried("twilio-connector", "WHATSAPP"), Some(&TWILIO_WHATSAPP));
        assert_eq!(carried("twilio-connector", "SMS"), Some(&TWILIO_SMS));
        assert_eq!(carried("facebook-connector", "a type of the tenant's own"), Some(&MESSENGER));
        assert_eq!(carried("web-channel-manager", "WEB"), None);
    }

    #[test]
    fn pictures_are_accepted_wherever_one_can_be_drawn() {
        for channel in &CHANNELS {
            let pictures = channel.accepts().into_iter().filter(|accepted| accepted.converted).collect::<Vec<_>>();
            assert_eq!(pictures.len(), 1, "{channel:?}");
            assert!(channel.largest() >= channel.files[0].most);
        }
    }
}
