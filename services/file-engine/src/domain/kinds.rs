//! The kinds of files that are known, and the names people have for them.

/// What may be done with a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Family {
    /// Read and written again.
    Image,
    /// Played in the page.
    Audio,
    /// Played in the page.
    Video,
    /// Handed out to be saved.
    Document,
    /// The same; its bytes say nothing of it but that they are text.
    Text,
}

/// One kind of file.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Kind {
    pub(crate) mime: &'static str,
    /// The usual one first.
    pub(crate) extensions: &'static [&'static str],
    pub(crate) family: Family,
    /// What the bytes of such a file are called by those who only look at bytes: containers are shared by several kinds.
    pub(crate) looks: &'static [&'static str],
}

impl Kind {
    /// Whether a page may show it: pictures and sound, never what could run.
    pub(crate) fn is_shown(&self) -> bool {
        matches!(self.family, Family::Image | Family::Audio | Family::Video)
    }
}

const MP4: &[&str] = &["video/mp4", "video/x-m4v", "video/quicktime", "audio/m4a"];
const OGG: &[&str] = &["audio/ogg", "audio/opus"];
const MATROSKA: &[&str] = &["video/webm", "video/x-matroska"];
const OLE: &[&str] = &["application/x-ole-storage", "application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint"];

macro_rules! kinds {
    ($($mime:literal $family:ident [$($extension:literal),+] $looks:expr;)+) => {
        const KINDS: &[Kind] = &[$(Kind { mime: $mime, extensions: &[$($extension),+], family: Family::$family, looks: $looks }),+];
    };
}

kinds! {
    "image/jpeg" Image ["jpg", "jpeg", "jpe"] &["image/jpeg"];
    "image/png" Image ["png"] &["image/png"];
    "image/gif" Image ["gif"] &["image/gif"];
    "image/webp" Image ["webp"] &["image/webp"];
    "audio/mpeg" Audio ["mp3", "mpga"] &["audio/mpeg", "audio/aac"];
    "audio/ogg" Audio ["ogg", "oga", "opus"] OGG;
    "audio/mp4" Audio ["m4a", "mp4"] MP4;
    "audio/aac" Audio ["aac"] &["audio/aac", "audio/mpeg"];
    "audio/amr" Audio ["amr"] &["audio/amr"];
    "audio/wav" Audio ["wav"] &["audio/x-wav"];
    "audio/webm" Audio ["webm", "weba"] MATROSKA;
    "audio/flac" Audio ["flac"] &["audio/x-flac"];
    "video/mp4" Video ["mp4", "m4v"] MP4;
    "video/3gpp" Video ["3gp"] MP4;
    "video/quicktime" Video ["mov"] MP4;
    "video/webm" Video ["webm"] MATROSKA;
    "video/ogg" Video ["ogv"] OGG;
    "application/pdf" Document ["pdf"] &["application/pdf"];
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document" Document ["docx"]
        &["application/vnd.openxmlformats-officedocument.wordprocessingml.document", "application/zip"];
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" Document ["xlsx"]
        &["application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/zip"];
    "application/vnd.openxmlformats-officedocument.presentationml.presentation" Document ["pptx"]
        &["application/vnd.openxmlformats-officedocument.presentationml.presentation", "application/zip"];
    "application/vnd.oasis.opendocument.text" Document ["odt"] &["application/vnd.oasis.opendocument.text", "application/zip"];
    "application/vnd.oasis.opendocument.spreadsheet" Document ["ods"] &["application/vnd.oasis.opendocument.spreadsheet", "application/zip"];
    "application/msword" Document ["doc"] OLE;
    "application/vnd.ms-excel" Document ["xls"] OLE;
    "application/vnd.ms-powerpoint" Document ["ppt"] OLE;
    "application/rtf" Document ["rtf"] &["application/rtf"];
    "application/zip" Document ["zip"] &["application/zip"];
    "text/plain" Text ["txt", "text", "log"] &[];
    "text/csv" Text ["csv"] &[];
    "text/vcard" Text ["vcf"] &[];
    "text/calendar" Text ["ics"] &[];
}

/// Other names of kinds, as browsers, systems and providers have them.
const ALIASES: &[(&str, &str)] = &[
    ("image/jpg", "image/jpeg"),
    ("image/pjpeg", "image/jpeg"),
    ("image/x-png", "image/png"),
    ("audio/mp3", "audio/mpeg"),
    ("audio/x-mp3", "audio/mpeg"),
    ("audio/opus", "audio/ogg"),
    ("application/ogg", "audio/ogg"),
    ("audio/m4a", "audio/mp4"),
    ("audio/x-m4a", "audio/mp4"),
    ("audio/x-wav", "audio/wav"),
    ("audio/wave", "audio/wav"),
    ("audio/vnd.wave", "audio/wav"),
    ("audio/x-flac", "audio/flac"),
    ("audio/x-aac", "audio/aac"),
    ("video/x-m4v", "video/mp4"),
    ("text/rtf", "application/rtf"),
    ("application/x-pdf", "application/pdf"),
    ("application/x-zip-compressed", "application/zip"),
    ("application/csv", "text/csv"),
    ("text/x-vcard", "text/vcard"),
    ("text/directory", "text/vcard"),
];

/// The kind of a declared type; parameters such as `; codecs=opus` do not matter.
pub(crate) fn kind(declared: &str) -> Option<&'static Kind> {
    let essence = declared.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let mime = ALIASES.iter().find(|(alias, _)| *alias == essence).map_or(essence.as_str(), |(_, mime)| mime);
    KINDS.iter().find(|kind| kind.mime == mime)
}

/// The first kind whose bytes look like that.
pub(super) fn looking_like(look: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.looks.first() == Some(&look)).or_else(|| KINDS.iter().find(|kind| kind.looks.contains(&look)))
}

/// The kind of files with that extension.
pub(super) fn with_extension(extension: &str) -> Option<&'static Kind> {
    let extension = extension.to_ascii_lowercase();
    KINDS.iter().find(|kind| kind.extensions.contains(&extension.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_is_known_by_any_of_its_names() {
        for declared in ["image/jpeg", "IMAGE/JPG", "image/pjpeg; charset=x"] {
            assert_eq!(kind(declared).map(|kind| kind.mime), Some("image/jpeg"), "{declared}");
        }
        assert_eq!(kind("audio/ogg; codecs=opus").map(|kind| kind.mime), Some("audio/ogg"));
        for unknown in ["image/svg+xml", "text/html", "application/x-msdownload", "", "image"] {
            assert_eq!(kind(unknown), None, "{unknown}");
        }
    }

    #[test]
    fn only_pictures_and_sound_are_shown_in_a_page() {
        assert!(kind("image/png").unwrap().is_shown() && kind("audio/mpeg").unwrap().is_shown());
        for saved in ["application/pdf", "text/plain", "application/zip"] {
            assert!(!kind(saved).unwrap().is_shown(), "{saved}");
        }
    }
}
