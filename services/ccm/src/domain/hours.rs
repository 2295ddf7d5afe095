//! When somebody is there to answer.

use chrono::{DateTime, Datelike as _, Timelike as _, Utc};
use chrono_tz::Tz;
use errors::Violation;
use ids::Ms;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// More would be a calendar, which is another thing.
const MOST_SPANS: usize = 28;
const DAY: u32 = 24 * 60;

/// Opening hours of a week.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Hours {
    /// IANA time zone, such as `Europe/Berlin`.
    pub(crate) zone: String,
    /// Open during any of them.
    pub(crate) spans: Vec<Span>,
}

/// The same time on some days.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Span {
    /// 1 is Monday, 7 is Sunday.
    pub(crate) days: Vec<u32>,
    /// `HH:MM`.
    pub(crate) from: String,
    /// `HH:MM`, at most `24:00`; not included.
    pub(crate) to: String,
}

impl Hours {
    /// Whether a moment lies in one of the spans, on the clocks of the zone.
    pub(crate) fn contain(&self, now: Ms) -> bool {
        let (Ok(zone), Some(now)) = (self.zone.parse::<Tz>(), DateTime::<Utc>::from_timestamp_millis(now)) else { return true };
        let local = now.with_timezone(&zone);
        let (day, minute) = (local.weekday().number_from_monday(), local.hour() * 60 + local.minute());
        let within = |span: &Span| {
            let (Some(from), Some(to)) = (minutes(&span.from), minutes(&span.to)) else { return false };
            span.days.contains(&day) && (from..to).contains(&minute)
        };
        self.spans.iter().any(within)
    }

    /// What is wrong with them; fields below `at`.
    pub(crate) fn violations(&self, at: &str) -> Vec<Violation> {
        let mut found = Vec::new();
        if self.zone.parse::<Tz>().is_err() {
            found.push(Violation::new(format!("{at}.zone"), "must be the name of a time zone, such as Europe/Berlin"));
        }
        if self.spans.is_empty() || self.spans.len() > MOST_SPANS {
            found
                .push(Violation::new(format!("{at}.spans"), format!("has 1 to {MOST_SPANS} spans; leave the hours out to be always open")));
        }
        for (index, span) in self.spans.iter().enumerate().take(MOST_SPANS) {
            if span.days.is_empty() || span.days.iter().any(|day| !(1..=7).contains(day)) {
                found.push(Violation::new(format!("{at}.spans[{index}].days"), "are numbers from 1 (Monday) to 7 (Sunday), at least one"));
            }
            match (minutes(&span.from), minutes(&span.to)) {
                (None, _) => found.push(Violation::new(format!("{at}.spans[{index}].from"), "is a time such as 09:00")),
                (_, None) => found.push(Violation::new(format!("{at}.spans[{index}].to"), "is a time such as 17:30")),
                (Some(from), Some(to)) if from >= to => {
                    let message = "must be after `from`; a night is two spans, one until 24:00 and one from 00:00";
                    found.push(Violation::new(format!("{at}.spans[{index}].to"), message));
                }
                _ => {}
            }
        }
        found
    }
}

/// Minutes since midnight.
fn minutes(text: &str) -> Option<u32> {
    let (hour, minute) = text.split_once(':')?;
    let number = |digits: &str| (digits.len() == 2).then(|| digits.parse::<u32>().ok()).flatten();
    let (hour, minute) = (number(hour)?, number(minute)?);
    let total = hour * 60 + minute;
    (minute < 60 && total <= DAY).then_some(total)
}

#[cfg(test)]
mod tests {
    use super::{Hours, Span};

    fn hours(zone: &str, spans: &[(&[u32], &str, &str)]) -> Hours {
        let span = |&(days, from, to): &(&[u32], &str, &str)| Span { days: days.to_vec(), from: from.to_owned(), to: to.to_owned() };
        Hours { zone: zone.to_owned(), spans: spans.iter().map(span).collect() }
    }

    fn at(instant: &str) -> i64 {
        ids::parse_rfc3339(instant).expect("an instant")
    }

    #[test]
    fn hours_are_those_of_the_zones_clocks_in_summer_and_in_winter() {
        let office = hours("Europe/Berlin", &[(&[1, 2, 3, 4, 5], "09:00", "17:30")]);
        // A Monday in January: UTC+1; a Monday in July: UTC+2.
        assert!(!office.contain(at("2026-01-05T07:59:00Z")) && office.contain(at("2026-01-05T08:00:00Z")));
        assert!(!office.contain(at("2026-07-06T06:59:00Z")) && office.contain(at("2026-07-06T07:00:00Z")));
        assert!(office.contain(at("2026-01-05T16:29:59Z")) && !office.contain(at("2026-01-05T16:30:00Z")));
        assert!(!office.contain(at("2026-01-04T10:00:00Z")), "a Sunday");
    }

    #[test]
    fn a_night_is_two_spans() {
        let night = hours("Asia/Riyadh", &[(&[7], "22:00", "24:00"), (&[1], "00:00", "06:00")]);
        assert!(night.contain(at("2026-01-04T20:59:59Z")) && night.contain(at("2026-01-04T21:00:00Z")));
        assert!(!night.contain(at("2026-01-05T03:00:00Z")));
    }

    #[test]
    fn each_mistake_is_named() {
        let named = |hours: Hours| hours.violations("hours").into_iter().map(|violation| violation.field).collect::<Vec<_>>();
        assert!(named(hours("UTC", &[(&[7], "00:00", "24:00")])).is_empty());
        assert_eq!(named(hours("Moon/Crater", &[])), ["hours.zone", "hours.spans"]);
        let wrong: &[(&[u32], &str, &str)] =
            &[(&[], "09:00", "10:00"), (&[8], "9:00", "10:00"), (&[1], "09:00", "24:01"), (&[1], "22:00", "06:00")];
        let fields = ["[0].days", "[1].days", "[1].from", "[2].to", "[3].to"];
        assert_eq!(named(hours("UTC", wrong)), fields.map(|field| format!("hours.spans{field}")));
    }
}
