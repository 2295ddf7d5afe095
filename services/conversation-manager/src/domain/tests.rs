//! The state machine against the tables.

mod facts;
mod making;

use std::collections::BTreeSet;

use contracts::conversation_manager::{SettleSuggestion, TaskChange, change::Kind};
use errors::Coded as _;
use proptest::prelude::*;

use self::facts::{Facts, rule_of};
use self::making::{change, changes, closure, message, say, session_ended, session_started, task, walk};
use super::*;
use crate::error::Error;

/// Transitions that the diagram of the states allows, `CLOSING` left out: it is not a state of its own here.
/// `CLOSED` can be reached from everywhere.
const DIAGRAM: &[(&str, &[&str])] = &[
    // The first agent comes, or the customer goes without having met one.
    // `WRAP_UP`: an agent is there before any session; `INACTIVE`: that agent had left when the session began.
    ("CREATED", &["ACTIVE", "CUSTOMER_LEFT", "WRAP_UP", "INACTIVE", "CLOSED"]),
    // Paused; all agents gone or finishing; the customer gone.
    ("ACTIVE", &["ON_HOLD", "INACTIVE", "WRAP_UP", "CLOSED"]),
    // Resumed; all agents gone or finishing; the customer gone.
    ("ON_HOLD", &["ACTIVE", "INACTIVE", "WRAP_UP", "CLOSED"]),
    // Another agent; the customer gone, with an agent still finishing or without.
    ("INACTIVE", &["ACTIVE", "CUSTOMER_LEFT", "WRAP_UP", "CLOSED"]),
    // The customer comes back, having met an agent or not; an agent comes too late.
    ("CUSTOMER_LEFT", &["CREATED", "INACTIVE", "WRAP_UP", "CLOSED"]),
    // The customer comes back to agents who speak, paused or only finish; the agents go. `CREATED`: no session ever was.
    ("WRAP_UP", &["ACTIVE", "ON_HOLD", "INACTIVE", "CUSTOMER_LEFT", "CREATED", "CLOSED"]),
    ("CLOSED", &[]),
];

fn allowed() -> BTreeSet<(&'static str, &'static str)> {
    DIAGRAM.iter().flat_map(|(from, to)| to.iter().map(|to| (*from, *to))).collect()
}

/// Half the usual number: the closure below is complete, and chance has only to look beside it.
fn half() -> ProptestConfig {
    let usual = ProptestConfig::default();
    ProptestConfig { cases: usual.cases.div_ceil(2), ..usual }
}

proptest! {
    #![proptest_config(half())]

    #[test]
    fn a_refused_change_leaves_the_conversation_unchanged(changes in changes()) {
        walk(changes, |before, change, answer, after| {
            if answer.is_err() {
                prop_assert_eq!(before, after, "refused: {:?}", change);
            }
            Ok(())
        })?;
    }

    #[test]
    fn the_state_is_what_the_table_says_of_the_facts(changes in changes()) {
        walk(changes, |_, change, _, after| {
            prop_assert_eq!(after.state, rule_of(&Facts::of(after)), "after {:?}: {:?}", change, after);
            Ok(())
        })?;
    }

    #[test]
    fn the_log_alone_tells_all_facts_of_the_state(changes in changes()) {
        let mut facts = Facts::default();
        walk(changes, |_, change, answer, after| {
            for row in answer.iter().flatten() {
                facts.see(row);
            }
            prop_assert_eq!(&facts, &Facts::of(after), "after {:?}", change);
            Ok(())
        })?;
    }

    #[test]
    fn a_change_of_state_is_announced_once_and_as_the_last_row(changes in changes()) {
        walk(changes, |before, change, answer, after| {
            let rows = answer.as_deref().unwrap_or_default();
            let announced = rows.iter().filter(|row| row.name == "TOPIC_STATE_CHANGE_EVENT").count();
            prop_assert_eq!(announced, usize::from(before.state != after.state), "{:?}", change);
            if announced == 1 {
                prop_assert_eq!(rows.last().map(|row| row.name.as_str()), Some("TOPIC_STATE_CHANGE_EVENT"));
            }
            Ok(())
        })?;
    }

    #[test]
    fn every_transition_is_one_of_the_diagram(changes in changes()) {
        let allowed = allowed();
        walk(changes, |before, change, _, after| {
            let step = (before.state.as_str(), after.state.as_str());
            prop_assert!(step.0 == step.1 || allowed.contains(&step), "{:?} made {:?}", change, step);
            Ok(())
        })?;
    }

    #[test]
    fn a_bot_is_heard_exactly_if_it_is_primary_and_no_agent_speaks(changes in changes(), bot in making::bot()) {
        walk(changes, |_, _, _, after| {
            let primary = after.participants.iter().any(|one| one.bot && one.active && one.id == bot && one.role == Role::Primary);
            let heard = after.clone().apply(&message("BOT_MESSAGE", bot, ""), 2);
            if after.state == TopicState::Closed {
                prop_assert!(matches!(heard, Err(Error::Closed(_))));
            } else if primary && Facts::of(after).speaking() == 0 {
                prop_assert!(heard.is_ok(), "{:?} of {:?}", heard, after);
            } else {
                prop_assert!(matches!(heard, Err(Error::BotNotPrimary(_))), "{:?} of {:?}", heard, after);
            }
            Ok(())
        })?;
    }

    #[test]
    fn only_those_who_are_there_are_heard(changes in changes(), kind in making::kind_of_message(), who in making::anyone(), session in making::session()) {
        walk(changes, |_, _, _, after| {
            if after.state == TopicState::Closed {
                return Ok(());
            }
            let one = after.participants.iter().find(|one| one.id == who && one.active);
            let agent = one.filter(|one| !one.bot);
            let expected = match kind {
                "CUSTOMER_MESSAGE" => after.sessions.iter().any(|one| one.active && one.id == session).then_some("").ok_or("NO_SESSION"),
                "AGENT_MESSAGE" => agent.filter(|agent| agent.role == Role::Primary).map(|_| "").ok_or("NOT_A_PARTICIPANT"),
                "WHISPER_MESSAGE" => agent.filter(|agent| agent.role != Role::SilentMonitor).map(|_| "").ok_or("NOT_A_PARTICIPANT"),
                "BOT_SUGGESTION" => one.filter(|one| one.bot).map(|_| "").ok_or("NOT_A_PARTICIPANT"),
                _ => return Ok(()),
            };
            let heard = after.clone().apply(&message(kind, who, session), 2).map(|_| "").map_err(|error| error.code());
            prop_assert_eq!(heard, expected);
            Ok(())
        })?;
    }

    #[test]
    fn after_the_end_only_what_finishes_is_taken(changes in changes(), late in proptest::collection::vec(change(), 1..20)) {
        let mut closed = walk(changes, |_, _, _, _| Ok(()))?;
        closed.apply(&making::end(), 3).unwrap();
        let ended = closed.ended_at;
        for change in late {
            let finishes = matches!(change, Kind::WrapUp(_) | Kind::TaskChange(_) | Kind::SessionEnded(_) | Kind::EndConversation(_));
            let answer = closed.apply(&change, 4);
            if !finishes {
                prop_assert_eq!(answer.map_err(|error| error.code()), Err("CONVERSATION_CLOSED"));
            }
            prop_assert_eq!(closed.state, TopicState::Closed);
            prop_assert_eq!(closed.ended_at, ended);
        }
    }

    #[test]
    fn participants_and_sessions_are_unique_and_one_bot_speaks(changes in changes()) {
        walk(changes, |_, change, _, after| {
            let ids: BTreeSet<_> = after.participants.iter().map(|one| &one.id).collect();
            prop_assert_eq!(ids.len(), after.participants.len(), "{:?}", change);
            let ids: BTreeSet<_> = after.sessions.iter().map(|one| &one.id).collect();
            prop_assert_eq!(ids.len(), after.sessions.len(), "{:?}", change);
            let primaries = after.participants.iter().filter(|one| one.bot && one.active && one.role == Role::Primary).count();
            prop_assert!(primaries <= 1, "{:?} made {:?}", change, after.participants);
            Ok(())
        })?;
    }

    #[test]
    fn nobody_but_the_documented_rows_is_written_and_customers_see_only_theirs(changes in changes()) {
        let table = include_str!("../../ACTIVITIES.md");
        let documented = |row: &Row| table.lines().find(|line| line.split('|').nth(1).is_some_and(|cell| cell.contains(&format!("`{}`", row.name))));
        walk(changes, |_, _, answer, _| {
            for row in answer.iter().flatten() {
                let line = documented(row);
                prop_assert!(line.is_some(), "{} is not documented", row.name);
                let everyone = line.is_some_and(|line| line.contains("| everyone |"));
                prop_assert!(everyone || row.audience == Audience::Agents, "customers see {}", row.name);
                prop_assert!(serde_json::from_slice::<serde_json::Value>(&row.body).is_ok());
            }
            Ok(())
        })?;
    }

    #[test]
    fn a_head_survives_its_store(changes in changes()) {
        let head = walk(changes, |_, _, _, _| Ok(()))?;
        let text = serde_json::to_string(&head).unwrap();
        prop_assert_eq!(serde_json::from_str::<Conversation>(&text).unwrap(), head);
    }
}

#[test]
fn the_diagram_is_exactly_what_can_happen() {
    let happens = closure(|before, after| (before.state != after.state).then(|| (before.state.as_str(), after.state.as_str())));
    assert_eq!(happens, allowed());
}

#[test]
fn a_wrap_up_that_is_no_object_is_refused() {
    let mut head = Conversation::new("c".to_owned(), "customer".to_owned(), 1);
    head.apply(&task("TASK_STATE_CHANGED", "ACTIVE", ("agent-1", "task-1")), 1).unwrap();
    for body in ["[]", "1", "\"text\"", "true", "null", "{"] {
        let refused = head.clone().apply(&making::wrap_up("agent-1", body), 1);
        assert!(matches!(refused, Err(Error::Malformed { .. })), "{body}: {refused:?}");
    }
    let rows = head.apply(&making::wrap_up("agent-1", r#"{"note": "done", "agentId": "somebody else"}"#), 1).unwrap();
    let body: serde_json::Value = serde_json::from_slice(&rows[0].body).unwrap();
    assert_eq!(body, serde_json::json!({ "type": "WRAPUP", "agentId": "agent-1", "note": "done" }));
}

#[test]
fn a_pause_ends_with_the_last_agent_and_the_customer_is_told() {
    for how in ["WRAP_UP", "CLOSED"] {
        let mut head = Conversation::new("c".to_owned(), "customer".to_owned(), 1);
        let with_agent =
            [session_started("web"), task("TASK_STATE_CHANGED", "ACTIVE", ("agent-1", "task-1")), making::pause("agent-1", 1000)];
        for change in &with_agent {
            head.apply(change, 1).unwrap();
        }
        assert_eq!(head.state, TopicState::OnHold);
        let rows = head.apply(&task("TASK_STATE_CHANGED", how, ("agent-1", "task-1")), 2).unwrap();
        assert!(rows.iter().any(|row| row.name == "CONVERSATION_RESUMED" && row.audience == Audience::Everyone), "{how}: {rows:?}");
        head.apply(&task("TASK_STATE_CHANGED", "ACTIVE", ("agent-2", "task-2")), 3).unwrap();
        assert_eq!(head.state, TopicState::Active, "{how}: the next agent finds somebody else's pause");
    }
}

#[test]
fn a_customer_who_is_there_hears_that_the_wait_is_over_and_one_who_left_does_not() {
    for (left, audience) in [(false, Audience::Everyone), (true, Audience::Agents)] {
        let mut head = Conversation::new("c".to_owned(), "customer".to_owned(), 1);
        head.apply(&session_started("web"), 1).unwrap();
        head.apply(&task("TASK_ENQUEUED", "QUEUED", ("", "")), 1).unwrap();
        if left {
            head.apply(&session_ended("web"), 1).unwrap();
        }
        let closed = task("TASK_STATE_CHANGED", "CLOSED", ("", ""));
        assert_eq!(head.apply(&closed, 2).unwrap()[0].audience, audience);
        assert_eq!(head.apply(&closed, 3).unwrap()[0].audience, Audience::Agents, "said once");
    }
}

#[test]
fn the_last_agent_is_who_spoke_last_and_nobody_who_only_advised() {
    let mut head = Conversation::new("c".to_owned(), "customer".to_owned(), 1);
    assert!(head.last_agent().is_none());
    head.apply(&task("TASK_STATE_CHANGED", "ACTIVE", ("agent-1", "task-1")), 1).unwrap();
    head.apply(&task("TASK_STATE_CHANGED", "ACTIVE", ("agent-2", "task-2")), 2).unwrap();
    let Kind::TaskChange(advice) = task("TASK_STATE_CHANGED", "ACTIVE", ("agent-3", "task-3")) else { return };
    head.apply(&Kind::TaskChange(TaskChange { direction: "CONSULT".to_owned(), ..advice }), 9).unwrap();
    assert_eq!(head.last_agent().map(|agent| agent.id.as_str()), Some("agent-2"));
}

#[test]
fn whoever_only_finishes_cannot_pause() {
    let mut head = Conversation::new("c".to_owned(), "customer".to_owned(), 1);
    for change in [
        session_started("web"),
        task("TASK_STATE_CHANGED", "ACTIVE", ("agent-1", "task-1")),
        task("TASK_STATE_CHANGED", "WRAP_UP", ("agent-1", "task-1")),
    ] {
        head.apply(&change, 1).unwrap();
    }
    assert!(matches!(head.apply(&making::pause("agent-1", 1000), 2), Err(Error::NotAParticipant(_))));
}

#[test]
fn an_agents_answer_ends_a_pause_before_it_is_said() {
    let mut head = Conversation::new("c".to_owned(), "customer".to_owned(), 1);
    for change in [session_started("web"), task("TASK_STATE_CHANGED", "ACTIVE", ("agent-1", "task-1")), making::pause("agent-1", 1000)] {
        head.apply(&change, 1).unwrap();
    }
    let rows = head.apply(&message("AGENT_MESSAGE", "agent-1", ""), 2).unwrap();
    let names: Vec<_> = rows.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(names, ["CONVERSATION_RESUMED", "AGENT_MESSAGE", "TOPIC_STATE_CHANGE_EVENT"]);
    assert_eq!(head.state, TopicState::Active);
}

#[test]
fn a_bots_answer_that_comes_after_the_agent_is_refused_and_heard_again_once_the_agent_left() {
    let mut head = Conversation::new("c".to_owned(), "customer".to_owned(), 1);
    let joined = task("TASK_STATE_CHANGED", "ACTIVE", ("agent-1", "task-1"));
    for change in [session_started("web"), making::assign("bot-1", "PRIMARY"), message("BOT_MESSAGE", "bot-1", ""), joined] {
        head.apply(&change, 1).unwrap();
    }
    assert!(matches!(head.apply(&message("BOT_MESSAGE", "bot-1", ""), 1), Err(Error::BotNotPrimary(_))));
    head.apply(&message("BOT_SUGGESTION", "bot-1", ""), 1).unwrap();
    head.apply(&task("TASK_STATE_CHANGED", "CLOSED", ("agent-1", "task-1")), 1).unwrap();
    head.apply(&message("BOT_MESSAGE", "bot-1", ""), 1).unwrap();
}

#[test]
fn another_task_of_an_agent_does_not_send_the_agent_away() {
    let mut head = Conversation::new("c".to_owned(), "customer".to_owned(), 1);
    head.apply(&session_started("web"), 1).unwrap();
    head.apply(&task("TASK_STATE_CHANGED", "ACTIVE", ("agent-1", "task-2")), 1).unwrap();
    head.apply(&task("TASK_STATE_CHANGED", "CLOSED", ("agent-1", "task-1")), 1).unwrap();
    assert_eq!(head.state, TopicState::Active);
    head.apply(&session_ended("web"), 1).unwrap();
    head.apply(&task("TASK_STATE_CHANGED", "CLOSED", ("agent-1", "task-2")), 1).unwrap();
    assert_eq!(head.state, TopicState::CustomerLeft);
}

#[test]
fn a_message_needs_a_type_and_an_id_of_letters() {
    let mut head = Conversation::new("c".to_owned(), "customer".to_owned(), 1);
    for (id, body) in [
        ("", "{\"type\":\"PLAIN\"}"),
        ("a\0b", "{\"type\":\"PLAIN\"}"),
        ("m", "{}"),
        ("m", "[]"),
        ("m", "{\"type\":\"\"}"),
        ("m", "no JSON"),
    ] {
        let refused = head.apply(&say("SYSTEM_MESSAGE", id, ("", ""), body), 1);
        assert!(matches!(refused, Err(Error::Malformed { .. })), "{id:?} {body:?}: {refused:?}");
    }
    head.apply(&say("SYSTEM_MESSAGE", "m", ("", ""), "{\"type\":\"PLAIN\",\"markdownText\":\"line\\nbreak\"}"), 1).unwrap();
    assert_eq!(head.preview, "line break");
}

#[test]
fn lists_show_words_and_never_a_reaction_or_what_was_deleted() {
    let mut head = Conversation::new("c".to_owned(), "customer".to_owned(), 1);
    head.apply(&say("SYSTEM_MESSAGE", "m1", ("", ""), "{\"type\":\"PLAIN\",\"markdownText\":\"hello\"}"), 1).unwrap();
    head.apply(
        &say("SYSTEM_MESSAGE", "m2", ("", ""), "{\"type\":\"CUSTOM\",\"markdownText\":\"!\",\"jsonNode\":{\"kind\":\"reaction\"}}"),
        1,
    )
    .unwrap();
    assert_eq!(head.preview, "hello");
    head.apply(&say("SYSTEM_MESSAGE", "m3", ("", ""), "{\"type\":\"DELETEDNOTIFICATION\"}"), 1).unwrap();
    assert_eq!(head.preview, "");
}

#[test]
fn an_agent_who_is_there_settles_a_suggestion_and_nobody_else() {
    let mut head = Conversation::new("c".to_owned(), "customer".to_owned(), 1);
    head.apply(&session_started("web"), 1).unwrap();
    let settle = |agent: &str, outcome: &str, suggestion: &str| {
        Kind::SettleSuggestion(SettleSuggestion {
            suggestion_id: suggestion.to_owned(),
            outcome: outcome.to_owned(),
            agent_id: agent.to_owned(),
            bot_id: "bot-1".to_owned(),
            ..SettleSuggestion::default()
        })
    };
    assert!(matches!(head.apply(&settle("agent-1", "ACCEPTED", "s"), 1), Err(Error::NotAParticipant(_))));
    head.apply(&task("TASK_STATE_CHANGED", "ACTIVE", ("agent-1", "task-1")), 1).unwrap();
    let rows = head.apply(&settle("agent-1", "ACCEPTED", "s"), 1).unwrap();
    assert_eq!((rows[0].name.as_str(), rows[0].audience), ("SUGGESTION_SETTLED", Audience::Agents));
    for malformed in [settle("agent-1", "LIKED", "s"), settle("agent-1", "IGNORED", "")] {
        assert!(matches!(head.apply(&malformed, 1), Err(Error::Malformed { .. })));
    }
}
