//! What a file is, by its own bytes: never by what somebody says of it.

use super::kinds::{Family, Kind, kind, looking_like, with_extension};
use crate::error::Error;

/// First bytes that are looked at.
pub(crate) const HEAD: usize = 8192;
/// Last bytes that are looked at: the longest end of an archive.
const TAIL: usize = 65_557;
/// Bytes that are kept for them.
const ROOM: usize = 4 * TAIL;

/// Types whose bytes can be run: refused whatever a policy allows.
const RUNNABLE: [&str; 9] = [
    "application/wasm",
    "application/x-executable",
    "application/vnd.microsoft.portable-executable",
    "application/java",
    "application/x-llvm",
    "application/x-mach-binary",
    "application/vnd.android.dex",
    "application/x-shockwave-flash",
    "text/x-shellscript",
];

/// The last bytes of a stream, however long it is.
#[derive(Debug, Default)]
pub(crate) struct Tail(Vec<u8>);

impl Tail {
    pub(crate) fn push(&mut self, bytes: &[u8]) {
        let bytes = &bytes[bytes.len().saturating_sub(TAIL)..];
        // Moved once for so many bytes that it is not felt.
        if self.0.len() + bytes.len() > ROOM {
            self.0.drain(..self.0.len().saturating_sub(TAIL));
        }
        self.0.extend_from_slice(bytes);
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0[self.0.len().saturating_sub(TAIL)..]
    }
}

/// The kind of a file that is declared to be something, called something, and begins with these bytes.
pub(crate) fn verified(declared: &str, extension: &str, head: &[u8]) -> Result<&'static Kind, Error> {
    let found = infer::get(head).map(|found| found.mime_type());
    if let Some(found) = found.filter(|found| RUNNABLE.contains(found)) {
        return Err(Error::TypeNotAllowed { mime: found.to_owned() });
    }
    let essence = declared.split(';').next().unwrap_or_default().trim();
    let undeclared = essence.is_empty() || essence == "application/octet-stream" || essence == "binary/octet-stream";
    if undeclared {
        return undeclared_kind(extension, found, head);
    }
    let Some(declared) = kind(declared) else { return Err(Error::TypeNotAllowed { mime: shortened(essence) }) };
    // Spreadsheets on a desk of that maker: a browser there declares what opens the file, not what it is.
    if declared.mime == "application/vnd.ms-excel" && extension.eq_ignore_ascii_case("csv") && is_text(head) {
        return kind("text/csv").ok_or(Error::TypeMismatch { declared: declared.mime, found: "text".to_owned() });
    }
    if agrees(declared, found, head) {
        return Ok(declared);
    }
    let found = found.unwrap_or_else(|| if is_text(head) { "text" } else { "something unknown" });
    Err(Error::TypeMismatch { declared: declared.mime, found: found.to_owned() })
}

fn undeclared_kind(extension: &str, found: Option<&'static str>, head: &[u8]) -> Result<&'static Kind, Error> {
    let by_name = with_extension(extension).filter(|kind| agrees(kind, found, head));
    let by_look = || match found {
        Some(found) => looking_like(found),
        None if is_text(head) => kind("text/plain"),
        None => None,
    };
    by_name.or_else(by_look).ok_or_else(|| Error::TypeNotAllowed { mime: found.unwrap_or("an unknown type").to_owned() })
}

fn agrees(declared: &Kind, found: Option<&str>, head: &[u8]) -> bool {
    match declared.family {
        // Text may well look like markup: it is handed out as text, to be saved.
        Family::Text => is_text(head) && found.is_none_or(|found| found.starts_with("text/")),
        _ => found.is_some_and(|found| declared.looks.contains(&found)) || is_3gp(declared, head) || is_ole(declared, head),
    }
}

/// A container of the MP4 family whose brand the library does not list.
fn is_3gp(declared: &Kind, head: &[u8]) -> bool {
    declared.looks.contains(&"video/mp4") && head.get(4..8) == Some(b"ftyp") && infer::get(head).is_none()
}

/// The old office container, whose directory may lie past the bytes that are looked at.
fn is_ole(declared: &Kind, head: &[u8]) -> bool {
    declared.looks.contains(&"application/x-ole-storage") && head.starts_with(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1])
}

/// UTF-8 or an old eight-bit text: no zero byte and hardly a control character.
fn is_text(head: &[u8]) -> bool {
    let valid = match std::str::from_utf8(head) {
        Ok(_) => true,
        // The last character may be cut off.
        Err(error) => error.error_len().is_none(),
    };
    let controls = head.iter().filter(|byte| **byte < 0x20 && !matches!(byte, b'\n' | b'\r' | b'\t' | 0x0C)).count();
    let utf16 = head.starts_with(&[0xFF, 0xFE]) || head.starts_with(&[0xFE, 0xFF]);
    utf16 || (controls == 0 && !head.is_empty() && (valid || !head.contains(&0)))
}

fn shortened(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(80).collect()
}

/// Whether a file that is one thing is another one too: the second format is named.
pub(crate) fn polyglot(kind: &Kind, head: &[u8], tail: &[u8]) -> Option<&'static str> {
    let is_archive = kind.looks.contains(&"application/zip");
    if !is_archive && ends_an_archive(tail) {
        return Some("a zip archive");
    }
    if kind.family == Family::Text {
        return None;
    }
    // Readers of that format look for its mark in the first kilobyte.
    let first = &head[..head.len().min(1024)];
    if kind.mime != "application/pdf" && contains(first, b"%PDF-") {
        return Some("a PDF");
    }
    if matches!(kind.family, Family::Image | Family::Audio | Family::Video) {
        let lower = head.to_ascii_lowercase();
        let tail = tail.to_ascii_lowercase();
        for mark in [&b"<script"[..], b"<html", b"<!doctype html", b"<svg", b"<?php"] {
            if contains(&lower, mark) || contains(&tail, mark) {
                return Some("markup");
            }
        }
    }
    None
}

/// Whether the end of a zip archive reaches exactly to the end of the file.
fn ends_an_archive(tail: &[u8]) -> bool {
    const RECORD: usize = 22;
    let starts = tail.windows(4).enumerate().filter(|(_, window)| *window == b"PK\x05\x06").map(|(at, _)| at);
    starts.into_iter().any(|at| {
        let Some(record) = tail.get(at..at + RECORD) else { return false };
        let comment = usize::from(u16::from_le_bytes([record[20], record[21]]));
        at + RECORD + comment == tail.len()
    })
}

fn contains(bytes: &[u8], mark: &[u8]) -> bool {
    bytes.windows(mark.len()).any(|window| window == mark)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";

    fn mime(declared: &str, extension: &str, head: &[u8]) -> Result<&'static str, String> {
        verified(declared, extension, head).map(|kind| kind.mime).map_err(|error| error.to_string())
    }

    #[test]
    fn a_file_is_what_its_bytes_say() {
        assert_eq!(mime("image/png", "png", PNG), Ok("image/png"));
        assert_eq!(mime("", "", PNG), Ok("image/png"));
        assert_eq!(mime("application/octet-stream", "csv", b"a;b\n1;2\n"), Ok("text/csv"));
        assert_eq!(mime("application/vnd.ms-excel", "csv", b"a;b\n1;2\n"), Ok("text/csv"));
        assert_eq!(mime("text/plain", "txt", "naïve".as_bytes()), Ok("text/plain"));
        assert!(mime("image/jpeg", "jpg", PNG).unwrap_err().contains("image/png"));
        assert!(mime("application/pdf", "pdf", b"hello").unwrap_err().contains("text"));
        assert!(mime("text/plain", "txt", b"a\0b").is_err());
    }

    #[test]
    fn what_can_be_run_is_refused_whatever_it_is_called() {
        for declared in ["image/png", "application/pdf", "", "text/plain"] {
            let program = [&b"\x7fELF\x02\x01\x01"[..], &[0; 60]].concat();
            assert!(matches!(verified(declared, "png", &program), Err(Error::TypeNotAllowed { .. })), "{declared}");
            assert!(matches!(verified(declared, "txt", b"#!/bin/sh\nrm -rf /\n"), Err(Error::TypeNotAllowed { .. })), "{declared}");
        }
        assert!(matches!(verified("text/html", "html", b"<html>"), Err(Error::TypeNotAllowed { .. })));
        assert!(matches!(verified("image/svg+xml", "svg", b"<svg/>"), Err(Error::TypeNotAllowed { .. })));
    }

    #[test]
    fn a_second_format_in_the_same_bytes_is_found() {
        let png = kind("image/png").unwrap();
        let end = b"PK\x05\x06\0\0\0\0\x01\0\x01\0\x2e\0\0\0\0\0\0\0\0\0";
        assert_eq!(polyglot(png, PNG, &[PNG, end].concat()), Some("a zip archive"));
        assert_eq!(polyglot(png, PNG, &[PNG, end, b"more"].concat()), None, "not the end of the file");
        assert_eq!(polyglot(png, &[PNG, b"%PDF-1.4"].concat(), b""), Some("a PDF"));
        assert_eq!(polyglot(png, &[PNG, b"<ScRiPt>"].concat(), b""), Some("markup"));
        assert_eq!(polyglot(png, PNG, b"...<?php"), Some("markup"));
        assert_eq!(polyglot(kind("application/zip").unwrap(), b"PK\x03\x04", end), None);
        assert_eq!(polyglot(kind("text/plain").unwrap(), b"<html>", b""), None);
        assert_eq!(polyglot(png, PNG, PNG), None);
    }

    proptest! {
        #[test]
        fn the_tail_is_the_end_of_whatever_came(chunks in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..40_000), 0..8)) {
            let mut tail = Tail::default();
            for chunk in &chunks {
                tail.push(chunk);
            }
            let all = chunks.concat();
            prop_assert_eq!(tail.bytes(), &all[all.len().saturating_sub(TAIL)..]);
        }

        #[test]
        fn no_bytes_make_it_panic(head in proptest::collection::vec(any::<u8>(), 0..512), declared in ".{0,30}", extension in ".{0,5}") {
            if let Ok(kind) = verified(&declared, &extension, &head) {
                let _found = polyglot(kind, &head, &head);
            }
        }
    }
}
