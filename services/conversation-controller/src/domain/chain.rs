//! Rules whose actions make the events that rules are for may run for ever. Nobody can tell in advance whether a condition will end them, so that
//! reactions are counted: those that follow each other closely, without a word of a person between them, are one chain, and a chain ends.

use ids::Ms;

use crate::domain::facts::Facts;

/// Reactions of a chain at most. Everything that the built-in rules do between two words of people takes less than ten.
pub(crate) const LONGEST: i64 = 40;
/// So long after the last one, a reaction is not its consequence any more.
const APART: Ms = 60_000;

/// Reactions of one conversation that follow each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Chain {
    pub(crate) length: i64,
    pub(crate) last_at: Ms,
}

impl Chain {
    /// With one more reaction.
    pub(crate) fn next(self, facts: &Facts) -> Self {
        let conversation = &facts.conversation;
        let spoken = conversation.last_customer_at.max(conversation.last_agent_at);
        let goes_on = facts.event.at - self.last_at <= APART && spoken <= self.last_at;
        Self { length: if goes_on { self.length + 1 } else { 1 }, last_at: facts.event.at.max(self.last_at) }
    }

    /// Whether it must end before this reaction.
    pub(crate) fn is_endless(self) -> bool {
        self.length > LONGEST
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(at: Ms, spoken: Ms) -> Facts {
        let mut facts = Facts::default();
        facts.event.at = at;
        facts.conversation.last_customer_at = spoken;
        facts
    }

    #[test]
    fn a_chain_ends_and_a_word_of_a_person_or_a_minute_begins_another() {
        let mut chain = Chain::default();
        for n in 1..=LONGEST {
            chain = chain.next(&at(1_000_000 + n * 10, 1));
            assert!(!chain.is_endless(), "{n}");
        }
        let endless = chain.next(&at(1_001_000, 1));
        assert!(endless.is_endless());
        assert!(endless.next(&at(1_002_000, 1)).is_endless(), "it stays ended");
        assert_eq!(endless.next(&at(1_002_000, 1_001_500)).length, 1);
        assert_eq!(endless.next(&at(endless.last_at + APART + 1, 1)).length, 1);
    }
}
