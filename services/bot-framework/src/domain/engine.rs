//! From a message to an answer. Wishes for an agent come before everything else.

use regex::Regex;
use serde::{Deserialize, Serialize};

use crate::domain::bot::{Button, Definition, pattern};
use crate::domain::outside::answer::Asked;
use crate::domain::text::{LOOKED_AT, Words, words};

/// A definition, ready to answer.
#[derive(Debug)]
pub(crate) struct Engine {
    definition: Definition,
    handover: Vec<Vec<String>>,
    faqs: Vec<Matcher>,
}

#[derive(Debug)]
struct Matcher {
    groups: Vec<Vec<Vec<String>>>,
    patterns: Vec<Regex>,
}

/// Something a bot says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Reply {
    pub(crate) text: String,
    pub(crate) buttons: Vec<Button>,
}

/// A wish for an agent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wish {
    /// Empty for the channel's own.
    pub(crate) queue: String,
    pub(crate) priority: i32,
    /// Who is tried first; empty for nobody.
    pub(crate) agent: String,
    pub(crate) reason: &'static str,
}

/// What a message leads to.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Turn {
    pub(crate) reply: Option<Reply>,
    /// After the reply.
    pub(crate) wish: Option<Wish>,
    /// Misunderstandings in a row, afterwards.
    pub(crate) misses: u32,
}

impl Engine {
    /// Patterns that do not compile match nothing; a stored bot has none.
    pub(crate) fn new(definition: &Definition) -> Self {
        let matcher = |faq: &crate::domain::bot::Faq| Matcher {
            groups: faq.keywords.iter().map(|group| group.iter().map(|keyword| words(keyword)).collect()).collect(),
            patterns: faq.patterns.iter().filter_map(|source| pattern(source).ok()).collect(),
        };
        Self {
            handover: definition.handover.phrases.iter().map(|phrase| words(phrase)).collect(),
            faqs: definition.faqs.iter().map(matcher).collect(),
            definition: definition.clone(),
        }
    }

    /// What the bot says first.
    pub(crate) fn greeting(&self) -> Option<Reply> {
        plain(&self.definition.greeting)
    }

    /// What the bot says to the customer. While the customer waits for an agent it only answers what it is sure of.
    pub(crate) fn answer(&self, misses: u32, waiting: bool, text: &str) -> Turn {
        let said = Words::of(text);
        if self.wants_agent(&said) {
            return if waiting { Turn { misses, ..Turn::default() } } else { self.hand_over("ASKED_FOR_AGENT") };
        }
        if let Some(reply) = self.sure(&said, text) {
            return Turn { reply: Some(reply), ..Turn::default() };
        }
        if waiting {
            return Turn { misses, ..Turn::default() };
        }
        let misses = misses.saturating_add(1);
        let limit = self.definition.fallback_limit;
        if limit > 0 && misses >= limit {
            self.hand_over("NOT_UNDERSTOOD")
        } else {
            Turn { reply: plain(&self.definition.fallback), wish: None, misses }
        }
    }

    /// What follows if the customer says one of the words for an agent: a bot that lives elsewhere is not asked then.
    pub(crate) fn hand_over_if_asked(&self, text: &str) -> Option<Turn> {
        self.wants_agent(&Words::of(text)).then(|| self.hand_over("ASKED_FOR_AGENT"))
    }

    /// The wish of a bot that lives elsewhere; what it leaves open is the definition's.
    pub(crate) fn wish(&self, asked: &Asked) -> Wish {
        let handover = &self.definition.handover;
        let queue = if asked.queue.is_empty() { handover.queue.clone().unwrap_or_default() } else { asked.queue.clone() };
        let priority = if asked.priority == 0 { handover.priority.unwrap_or(1) } else { asked.priority };
        Wish { queue, priority, agent: asked.agent.clone(), reason: "BOT_ASKED" }
    }

    fn wants_agent(&self, said: &Words) -> bool {
        self.handover.iter().any(|phrase| said.contain(phrase))
    }

    /// What the bot proposes to an agent: only what it is sure of.
    pub(crate) fn suggest(&self, text: &str) -> Option<Reply> {
        self.sure(&Words::of(text), text)
    }

    fn sure(&self, said: &Words, text: &str) -> Option<Reply> {
        // Patterns see as much as words do, cut between characters.
        let end = text.char_indices().nth(LOOKED_AT).map_or(text.len(), |(end, _)| end);
        let text = text.get(..end).unwrap_or_default();
        let place = self.faqs.iter().position(|matcher| matcher.matches(said, text))?;
        let faq = self.definition.faqs.get(place)?;
        Some(Reply { text: faq.answer.clone(), buttons: faq.buttons.clone() })
    }

    fn hand_over(&self, reason: &'static str) -> Turn {
        let handover = &self.definition.handover;
        let wish = Wish {
            queue: handover.queue.clone().unwrap_or_default(),
            priority: handover.priority.unwrap_or(1),
            agent: String::new(),
            reason,
        };
        Turn { reply: plain(&handover.text), wish: Some(wish), misses: 0 }
    }
}

impl Matcher {
    fn matches(&self, said: &Words, text: &str) -> bool {
        let by_keywords = !self.groups.is_empty() && self.groups.iter().all(|group| group.iter().any(|keyword| said.contain(keyword)));
        by_keywords || self.patterns.iter().any(|pattern| pattern.is_match(text))
    }
}

fn plain(text: &str) -> Option<Reply> {
    (!text.trim().is_empty()).then(|| Reply { text: text.to_owned(), buttons: Vec::new() })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::bot::sample;

    fn engine() -> Engine {
        Engine::new(&sample().definition)
    }

    fn said(turn: &Turn) -> &str {
        turn.reply.as_ref().map_or("", |reply| reply.text.as_str())
    }

    #[test]
    fn questions_are_answered_by_keywords_and_by_patterns() {
        for (text, part) in [
            ("What are your OPENING hours?", "Monday"),
            ("until when are you open on Friday", "Monday"),
            ("I want to return my shoes", "30 days"),
            ("where is my parcel", "parcel"),
        ] {
            let turn = engine().answer(1, false, text);
            assert!(said(&turn).contains(part), "{text}: {turn:?}");
            assert_eq!((turn.wish, turn.misses), (None, 0));
        }
    }

    #[test]
    fn every_group_of_keywords_must_occur() {
        assert_eq!(engine().suggest("I like to return"), None);
        assert!(engine().suggest("I like to return the dress").is_some());
    }

    #[test]
    fn a_wish_for_an_agent_comes_before_an_answer() {
        let turn = engine().answer(0, false, "Your opening hours are wrong, I want to talk to a HUMAN!");
        assert_eq!(turn.wish.unwrap().reason, "ASKED_FOR_AGENT");
    }

    #[test]
    fn misunderstandings_in_a_row_hand_over_at_the_limit() {
        let engine = engine();
        let first = engine.answer(0, false, "xyzzy");
        assert_eq!((first.wish.is_none(), first.misses), (true, 1));
        let second = engine.answer(first.misses, false, "");
        assert_eq!((second.wish.map(|wish| wish.reason), second.misses), (Some("NOT_UNDERSTOOD"), 0));
        let between = engine.answer(1, false, "opening hours");
        assert_eq!(between.misses, 0);
    }

    #[test]
    fn while_the_customer_waits_the_bot_is_quiet_unless_it_is_sure() {
        let engine = engine();
        assert_eq!(engine.answer(1, true, "xyzzy"), Turn { misses: 1, ..Turn::default() });
        assert_eq!(engine.answer(1, true, "agent!!"), Turn { misses: 1, ..Turn::default() });
        assert!(engine.answer(1, true, "opening hours").reply.is_some());
    }

    #[test]
    fn without_a_limit_nothing_is_ever_handed_over_unasked() {
        let definition = Definition { fallback: "?".to_owned(), ..Definition::default() };
        assert_eq!(Engine::new(&definition).answer(u32::MAX, false, "x").wish, None);
    }

    #[test]
    fn a_huge_message_is_looked_at_in_part() {
        let text = format!("{} opening hours", "x ".repeat(200_000));
        assert!(engine().answer(0, false, &text).wish.is_none());
    }

    proptest! {
        #[test]
        fn any_text_gets_at_most_one_answer(text in any::<String>(), misses in any::<u32>(), waiting in any::<bool>()) {
            let turn = engine().answer(misses, waiting, &text);
            prop_assert!(!waiting || turn.wish.is_none());
            prop_assert!(turn.wish.is_none() || turn.misses == 0);
        }

        #[test]
        fn hostile_text_is_only_text(text in "[\u{202A}-\u{202E}\u{0590}-\u{06FF}\u{1F300}-\u{1FAFF}<>&'\"\\\\\u{0}a-z ]{0,200}") {
            engine().answer(0, false, &text);
            engine().suggest(&text);
        }

        #[test]
        fn any_definition_that_is_valid_can_answer(source in ".{0,40}", keyword in ".{0,20}", text in ".{0,60}") {
            let faq = crate::domain::bot::Faq { name: "f".to_owned(), keywords: vec![vec![keyword]], patterns: vec![source], answer: "a".to_owned(), ..Default::default() };
            let definition = Definition { fallback: "?".to_owned(), faqs: vec![faq], ..Definition::default() };
            Engine::new(&definition).answer(0, false, &text);
        }
    }
}
