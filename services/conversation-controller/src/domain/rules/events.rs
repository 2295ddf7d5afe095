//! What rules may be for, and which steps make events that rules may be for again.

use crate::domain::rules::Step;

/// Rows of the log (`services/conversation-manager/ACTIVITIES.md`), what may be asked for, and what happens beside the log.
const KNOWN: [&str; 35] = [
    "ACTION_REFUSED",
    "AGENT_MESSAGE",
    "AGENT_RESERVED",
    "AGENT_SUBSCRIBED",
    "AGENT_UNSUBSCRIBED",
    "ASSOCIATED_CUSTOMER_CHANGED",
    "BOT_FAILED",
    "BOT_MESSAGE",
    "BOT_SUBSCRIBED",
    "BOT_SUGGESTION",
    "BOT_TIMEOUT",
    "CHANNEL_SESSION_ENDED",
    "CHANNEL_SESSION_EXPIRED",
    "CHANNEL_SESSION_STARTED",
    "COLLEAGUE_JOINED",
    "COLLEAGUE_LEFT",
    "CONVERSATION_DATA_CHANGED",
    "CONVERSATION_ENDED",
    "CONVERSATION_PAUSED",
    "CONVERSATION_RESUMED",
    "CONVERSATION_STARTED",
    "CUSTOMER_MESSAGE",
    "DELIVERY_CONFIRMED",
    "DELIVERY_FAILED",
    "DELIVERY_UNKNOWN",
    "FIND_AGENT",
    "NO_AGENT_AVAILABLE",
    "PARTICIPANT_ROLE_CHANGED",
    "SUGGESTION_SETTLED",
    "SYSTEM_MESSAGE",
    "TASK_ENQUEUED",
    "TASK_STATE_CHANGED",
    "TOPIC_STATE_CHANGE_EVENT",
    "WHISPER_MESSAGE",
    "WRAPUP_APPLIED",
];

/// What is wrong with the name of an event that is no timer's; none if nothing.
pub(super) fn mistake(event: &str) -> Option<String> {
    if KNOWN.contains(&event) {
        return None;
    }
    let near = KNOWN.into_iter().map(|known| (distance(known, event), known)).min().filter(|(distance, _)| *distance <= 3);
    let hint = near.map(|(_, known)| format!("; did you mean {known}?")).unwrap_or_default();
    Some(format!("{event:?} is no event of a conversation{hint}"))
}

/// The event that a step makes by itself, whatever was there before. Other actions make nothing the second time.
pub(super) fn made_by(step: &Step) -> Option<&'static str> {
    let Step::Make { fixed, arguments } = step else { return None };
    if fixed.get("action").is_some_and(|action| action == "UPDATE_CONVERSATION_DATA") {
        return Some("CONVERSATION_DATA_CHANGED");
    }
    (fixed.is_empty() && arguments.contains_key("text")).then_some("SYSTEM_MESSAGE")
}

/// How many letters it takes to make one word of the other.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in other.iter().enumerate() {
            let changed = diagonal + usize::from(a != *b);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_log_may_be_meant() {
        let rows = include_str!("../../../../conversation-manager/ACTIVITIES.md");
        let table = rows.split("\n## ").next().unwrap();
        let names: Vec<_> = table.lines().filter_map(|line| line.strip_prefix("| `")?.split(" | ").next()).collect();
        assert!(names.len() > 15, "{names:?}");
        let listed =
            names.iter().flat_map(|cell| cell.split(|c: char| !(c.is_ascii_uppercase() || c == '_')).filter(|name| name.len() > 3));
        for name in listed.filter(|name| *name != "ACTION_MESSAGE") {
            assert_eq!(mistake(name), None, "{name}");
        }
    }

    #[test]
    fn a_mistyped_name_is_told_with_the_one_that_is_near() {
        assert!(mistake("AGENT_SUBSRIBED").unwrap().ends_with("did you mean AGENT_SUBSCRIBED?"));
        assert!(mistake("CUSTOMER_MESAGE").unwrap().ends_with("did you mean CUSTOMER_MESSAGE?"));
        assert!(!mistake("NOTHING_OF_THE_KIND").unwrap().contains("did you mean"));
        assert_eq!((distance("", "abc"), distance("abc", "abc"), distance("kitten", "sitting")), (3, 0, 3));
    }
}
