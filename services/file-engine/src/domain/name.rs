//! Names of files: text for people, never a path.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::kinds::Kind;
use crate::error::Error;

/// Longest name, in bytes: what file systems take.
const LONGEST: usize = 200;
/// What may stand in an extended header value (RFC 8187).
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'.').remove(b'-').remove(b'_');

/// A name without anything that is not seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Name(String);

impl Name {
    /// A name that a person gave: one that says where to put the file is refused.
    pub(crate) fn given(text: &str) -> Result<Self, Error> {
        if text.contains(['/', '\\']) || matches!(text.trim(), "." | "..") {
            return Err(Error::NameHasPath);
        }
        Ok(Self::cleaned(text))
    }

    /// A name that came from elsewhere: what says where to put the file is taken away, for the file must not be lost.
    pub(crate) fn cleaned(text: &str) -> Self {
        let last = text.rsplit(['/', '\\']).next().unwrap_or_default();
        let seen: String = last.chars().filter(|c| !is_unseen(*c)).collect();
        let trimmed = seen.trim().trim_matches('.').trim();
        if trimmed.is_empty() { Self("file".to_owned()) } else { Self(shortened(trimmed)) }
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// What is behind the last dot.
    pub(crate) fn extension(&self) -> &str {
        self.0.rsplit_once('.').map_or("", |(_, extension)| extension)
    }
}

/// Control characters, and those that turn text around or hide in it.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{061C}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}')
}

/// Keeps the extension.
fn shortened(text: &str) -> String {
    if text.len() <= LONGEST {
        return text.to_owned();
    }
    let (stem, extension) = text.rsplit_once('.').filter(|(_, extension)| extension.len() <= 16).unwrap_or((text, ""));
    let room = LONGEST - extension.len() - 1;
    let end = (0..=room).rev().find(|end| stem.is_char_boundary(*end)).unwrap_or(0);
    if extension.is_empty() { stem[..end].to_owned() } else { format!("{}.{extension}", &stem[..end]) }
}

/// The name with an extension that fits what the file is: whoever opens it opens that.
pub(crate) fn fitting(name: &Name, kind: &Kind) -> String {
    let own = name.extension().to_ascii_lowercase();
    if kind.extensions.contains(&own.as_str()) {
        return name.0.clone();
    }
    format!("{}.{}", name.0, kind.extensions.first().copied().unwrap_or("bin"))
}

/// `Content-Disposition` with the name for old and new readers (RFC 6266).
pub(crate) fn disposition(inline: bool, name: &str) -> String {
    let verb = if inline { "inline" } else { "attachment" };
    let ascii: String = name.chars().map(|c| if c.is_ascii_graphic() && !matches!(c, '"' | '\\' | '%' | ';') { c } else { '_' }).collect();
    format!("{verb}; filename=\"{ascii}\"; filename*=UTF-8''{}", utf8_percent_encode(name, PLAIN))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::kind;

    #[test]
    fn a_name_with_a_path_is_refused_from_people_and_cut_from_elsewhere() {
        for bad in ["../../etc/passwd", "C:\\evil.exe", "a/b.png", "..", "."] {
            assert!(matches!(Name::given(bad), Err(Error::NameHasPath)), "{bad}");
        }
        assert_eq!(Name::cleaned("../../etc/passwd").as_str(), "passwd");
        assert_eq!(Name::cleaned("C:\\x\\photo.jpg").as_str(), "photo.jpg");
    }

    #[test]
    fn what_is_not_seen_is_taken_away() {
        // Turned around it would read "photo-exe.png".
        assert_eq!(Name::given("photo-\u{202E}gnp.exe").unwrap().as_str(), "photo-gnp.exe");
        assert_eq!(Name::given("a\0b\r\nc.txt").unwrap().as_str(), "abc.txt");
        assert_eq!(Name::given(" \u{200B}.. ").unwrap().as_str(), "file");
        assert_eq!(Name::given("تقرير.pdf").unwrap().as_str(), "تقرير.pdf");
    }

    #[test]
    fn a_file_ends_with_what_it_is() {
        let pdf = kind("application/pdf").unwrap();
        assert_eq!(fitting(&Name::cleaned("Invoice.PDF"), pdf), "Invoice.PDF");
        assert_eq!(fitting(&Name::cleaned("invoice.pdf.exe"), pdf), "invoice.pdf.exe.pdf");
        assert_eq!(fitting(&Name::cleaned("invoice"), pdf), "invoice.pdf");
    }

    #[test]
    fn a_long_name_keeps_its_extension() {
        let name = Name::cleaned(&format!("{}.docx", "ü".repeat(300)));
        assert!(name.as_str().len() <= LONGEST && name.extension() == "docx", "{name:?}");
    }

    proptest! {
        #[test]
        fn whatever_the_name_it_is_a_header_and_no_path(text in "\\PC{0,300}|.{0,40}") {
            let name = Name::cleaned(&text);
            prop_assert!(!name.as_str().is_empty() && name.as_str().len() <= LONGEST);
            prop_assert!(!name.as_str().contains(['/', '\\', '\0', '\n', '\r']));
            let header = disposition(false, name.as_str());
            prop_assert!(http::HeaderValue::from_str(&header).is_ok());
            prop_assert_eq!(header.matches('"').count(), 2);
        }
    }
}
