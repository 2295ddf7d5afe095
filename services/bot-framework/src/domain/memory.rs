//! What a bot remembers of a conversation.

use ids::Ms;

/// How long a wish for an agent counts although the log does not show the request yet.
const ON_ITS_WAY: Ms = 10_000;

/// A bot's memory of one conversation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Memory {
    /// PRIMARY or ASSISTANT, as last heard.
    pub(crate) role: String,
    /// The greeting was said.
    pub(crate) greeted: bool,
    /// Messages in a row that were not understood.
    pub(crate) misses: u32,
    /// When an agent was last asked for; 0 if never.
    pub(crate) asked_at: Ms,
}

impl Memory {
    /// Whether a wish for an agent is on its way.
    pub(crate) fn has_just_asked(&self, now: Ms) -> bool {
        self.asked_at > 0 && now - self.asked_at < ON_ITS_WAY
    }
}
