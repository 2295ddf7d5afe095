//! One range of bytes (RFC 9110, 14.2). More than one at once may be ignored, and is.

/// What of a file is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Range {
    /// Everything.
    Whole,
    /// From, to (not included).
    Part(u64, u64),
    /// Nothing that is there.
    Outside,
}

/// What a `Range` header asks for, of a file of that many bytes.
pub(crate) fn asked(header: Option<&str>, size: u64) -> Range {
    let Some(ranges) = header.and_then(|header| header.strip_prefix("bytes=")) else { return Range::Whole };
    let Some((first, last)) = ranges.split_once('-').filter(|_| !ranges.contains(',')) else { return Range::Whole };
    let number = |text: &str| text.trim().parse::<u64>().ok();
    match (first.trim(), last.trim()) {
        ("", last) => match number(last) {
            Some(0) => Range::Outside,
            Some(count) if size > 0 => Range::Part(size.saturating_sub(count), size),
            Some(_) => Range::Outside,
            None => Range::Whole,
        },
        (first, "") => match number(first) {
            Some(first) if first < size => Range::Part(first, size),
            Some(_) => Range::Outside,
            None => Range::Whole,
        },
        (first, last) => match (number(first), number(last)) {
            (Some(first), Some(last)) if first <= last && first < size => Range::Part(first, last.saturating_add(1).min(size)),
            (Some(first), Some(last)) if first <= last => Range::Outside,
            _ => Range::Whole,
        },
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ranges_are_read_as_the_standard_says() {
        for (header, expected) in [
            ("bytes=0-4", Range::Part(0, 5)),
            ("bytes=5-", Range::Part(5, 10)),
            ("bytes=-3", Range::Part(7, 10)),
            ("bytes=-30", Range::Part(0, 10)),
            ("bytes=8-99", Range::Part(8, 10)),
            ("bytes=10-", Range::Outside),
            ("bytes=-0", Range::Outside),
            ("bytes=4-2", Range::Whole),
            ("bytes=0-1,3-4", Range::Whole),
            ("items=0-1", Range::Whole),
            ("bytes=a-b", Range::Whole),
        ] {
            assert_eq!(asked(Some(header), 10), expected, "{header}");
        }
        assert_eq!(asked(None, 10), Range::Whole);
    }

    proptest! {
        #[test]
        fn a_part_is_never_empty_nor_outside(header in "bytes=[0-9]{0,20}-[0-9]{0,20}", size in any::<u64>()) {
            if let Range::Part(from, to) = asked(Some(&header), size) {
                prop_assert!(from < to && to <= size);
            }
        }
    }
}
