//! Twilio's codes: `channels.md` 3.7.

use connector::{ErrorClass, Refusal};

pub(crate) fn refusal(code: i64, words: &str) -> Refusal {
    let mut refusal = Refusal::new(class(code), code.to_string(), words);
    // Once more, later: the phone may be back.
    if matches!(code, 30_003 | 30_008 | 30_410) {
        refusal.retry = Some(true);
    }
    refusal
}

fn class(code: i64) -> ErrorClass {
    match code {
        20_003 | 20_404 | 63_001 | 63_007 | 63_008 | 63_022 => ErrorClass::Auth,
        20_429 | 21_611 | 30_001 | 63_017 | 63_018 => ErrorClass::RateLimited,
        20_500 | 20_503 | 30_008 | 30_410 | 63_010 | 63_012 => ErrorClass::Temporary,
        21_211 | 21_217 | 21_612 | 21_614 | 30_003 | 30_005 | 30_006 | 63_003 | 63_024 => ErrorClass::RecipientUnavailable,
        21_212 | 21_602 | 21_606 | 21_617 | 21_619 | 21_659 | 21_660 | 63_005 => ErrorClass::InvalidRequest,
        21_408 | 21_608 | 30_002 | 30_007 | 30_032 | 30_034 | 63_013 | 63_032 | 63_049 => ErrorClass::Policy,
        21_610 | 30_004 => ErrorClass::OptedOut,
        12_300 | 21_620 | 63_019 | 63_021 => ErrorClass::Media,
        21_656 | 63_027..=63_029 | 63_040..=63_042 => ErrorClass::Template,
        63_016 => ErrorClass::OutsideWindow,
        63_020 => ErrorClass::Payment,
        _ => ErrorClass::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_the_class_of_the_table() {
        let cases = [
            (21_610, ErrorClass::OptedOut),
            (63_016, ErrorClass::OutsideWindow),
            (30_005, ErrorClass::RecipientUnavailable),
            (20_429, ErrorClass::RateLimited),
            (1, ErrorClass::Unknown),
        ];
        for (code, class) in cases {
            assert_eq!(refusal(code, "").class, class, "{code}");
        }
    }
}
