//! Codes and subcodes of the Graph API: `channels.md` 4.4.

use connector::{ErrorClass, Refusal};

pub(crate) fn refusal(code: i64, subcode: i64, words: &str) -> Refusal {
    let shown = if subcode == 0 { code.to_string() } else { format!("{code}/{subcode}") };
    let mut refusal = Refusal::new(class(code, subcode), shown, words);
    match (code, subcode) {
        (9, 2_018_352) | (613, 1_893_016) => refusal.pair = true,
        (100, 2_018_008) => refusal.retry = Some(true),
        _ => {}
    }
    refusal
}

fn class(code: i64, subcode: i64) -> ErrorClass {
    match (code, subcode) {
        (10, 2_018_278 | 2_018_065 | 2_534_022) => ErrorClass::OutsideWindow,
        (10, 2_018_108 | 1_893_063) | (368, _) => ErrorClass::Policy,
        (551, _) | (200, 1_545_041) | (100, 2_018_001) => ErrorClass::RecipientUnavailable,
        (10 | 190 | 200, _) => ErrorClass::Auth,
        (100, 2_018_008 | 2_018_047 | 2_018_109) => ErrorClass::Media,
        (100, _) => ErrorClass::InvalidRequest,
        (4 | 17 | 32 | 613 | 80_006, _) | (9, 2_018_352) => ErrorClass::RateLimited,
        (1 | 2 | 1200, _) => ErrorClass::Temporary,
        _ => ErrorClass::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subcode_decides_before_its_code() {
        let cases = [
            ((10, 2_018_278), ErrorClass::OutsideWindow),
            ((10, 0), ErrorClass::Auth),
            ((100, 2_018_001), ErrorClass::RecipientUnavailable),
            ((100, 0), ErrorClass::InvalidRequest),
            ((200, 1_545_041), ErrorClass::RecipientUnavailable),
            ((613, 0), ErrorClass::RateLimited),
            ((77, 0), ErrorClass::Unknown),
        ];
        for ((code, subcode), class) in cases {
            assert_eq!(refusal(code, subcode, "").class, class, "{code}/{subcode}");
        }
    }
}
