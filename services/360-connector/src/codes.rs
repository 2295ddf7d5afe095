//! The provider's codes: `channels.md` 2.10 and, for legacy calls, 2.11. Decided by code, never by title.

use connector::{ErrorClass, Refusal};

pub(crate) fn refusal(code: i64, words: &str) -> Refusal {
    let class = class(code);
    let mut refusal = Refusal::new(class, code.to_string(), words);
    match code {
        // Too much towards one person.
        131_056 => refusal.pair = true,
        // Not by itself: the number's quality is at stake.
        131_048 | 471 | 133_016 => refusal.retry = Some(false),
        _ => {}
    }
    refusal
}

fn class(code: i64) -> ErrorClass {
    match code {
        0 | 3 | 10 | 190 | 200..=299 | 430 | 432 | 433 | 131_005 | 131_037 | 131_045 | 133_010 => ErrorClass::Auth,
        4 | 429 | 471 | 1015 | 80_007 | 130_429 | 131_048 | 131_056 | 133_016 => ErrorClass::RateLimited,
        1 | 2 | 408 | 410 | 500 | 1000 | 1005 | 1011 | 1014 | 1016 | 1023 | 131_000 | 131_016 | 131_057 | 133_004 => ErrorClass::Temporary,
        33 | 100 | 1001 | 1002 | 1008..=1010 | 1025 | 131_008 | 131_009 | 131_021 | 131_030 | 131_062 | 135_000 | 137_000 => {
            ErrorClass::InvalidRequest
        }
        368 | 472 | 130_472 | 130_497 | 131_031 | 131_049 => ErrorClass::Policy,
        1006 | 1013 | 1021 | 1026 | 131_026 => ErrorClass::RecipientUnavailable,
        402 | 131_042 | 131_044 => ErrorClass::Payment,
        470 | 131_047 => ErrorClass::OutsideWindow,
        131_050 => ErrorClass::OptedOut,
        400 | 131_052 | 131_053 => ErrorClass::Media,
        2000..=2012 | 132_000..=132_099 => ErrorClass::Template,
        _ => ErrorClass::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_the_class_and_the_rule_of_the_table() {
        let cases = [
            (131_047, ErrorClass::OutsideWindow, false),
            (130_429, ErrorClass::RateLimited, true),
            (131_048, ErrorClass::RateLimited, false),
            (131_016, ErrorClass::Temporary, true),
            (470, ErrorClass::OutsideWindow, false),
            (190, ErrorClass::Auth, false),
            (132_015, ErrorClass::Template, false),
            (999_999, ErrorClass::Unknown, false),
        ];
        for (code, class, retryable) in cases {
            let refusal = refusal(code, "");
            assert_eq!((refusal.class, refusal.retryable()), (class, retryable), "{code}");
        }
        assert!(refusal(131_056, "").pair);
    }
}
