//! What an operation works with while the shard is its own.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use bus::Event as BusEvent;
use ids::Ms;
use routing_core::{AgentId, Answer, Command, ConfigChange, Event, Reason, ReasonId, Refusal, RequestId};

use super::feed::Report;
use crate::engine::Room;
use crate::error::Error;
use crate::key;
use crate::store::{AgentNote, Card, Given, Kept};
use crate::wire;

/// What a batch has done so far, to be committed as one.
#[derive(Default)]
pub(crate) struct Draft {
    pub(crate) events: Vec<Event>,
    /// What caused them; a command without an event has left no trace.
    pub(crate) commands: Vec<Given>,
    pub(crate) outbox: Vec<BusEvent>,
    /// The same for those who follow along.
    pub(crate) feed: Vec<Report>,
    pub(crate) answers: Vec<(String, Kept)>,
    /// The same by id, for a repetition within the batch.
    pub(crate) answered: HashMap<String, Kept>,
    pub(crate) cards: Vec<Arc<Card>>,
    /// Request, reason and instant.
    pub(crate) closed: Vec<(String, String, Ms)>,
    pub(crate) agents: BTreeSet<AgentId>,
    pub(crate) reasons: Vec<(String, String)>,
    /// Agents of the command in hand.
    pub(crate) touched: BTreeSet<AgentId>,
    /// The request whose accepted task the command in hand has just closed.
    pub(crate) finished: Option<RequestId>,
}

impl Draft {
    pub(crate) fn is_empty(&self) -> bool {
        self.events.is_empty()
            && self.outbox.is_empty()
            && self.answers.is_empty()
            && self.cards.is_empty()
            && self.agents.is_empty()
            && self.reasons.is_empty()
    }
}

/// The shard in an operation's hands.
pub(crate) struct Turn<'a> {
    pub(crate) room: &'a mut Room,
    pub(crate) draft: &'a mut Draft,
    pub(crate) now: Ms,
}

impl Turn<'_> {
    /// Executes a command; reports what it and every deadline before it did.
    pub(crate) fn step(&mut self, command: &Command) -> Answer {
        self.step_at(command, self.now)
    }

    pub(crate) fn step_at(&mut self, command: &Command, now: Ms) -> Answer {
        let mut events = Vec::new();
        let answer = self.room.ahead.step(command, routing_core::Ms(now), &mut events);
        if !events.is_empty() {
            self.draft.commands.push((now, command.clone()));
        }
        for event in &events {
            self.tell(event);
        }
        self.draft.finished = None;
        self.draft.events.append(&mut events);
        for agent in std::mem::take(&mut self.draft.touched) {
            self.tell_agent(agent, true);
        }
        answer
    }

    /// The same, where a refusal is an error.
    pub(crate) fn send(&mut self, command: &Command) -> Result<Answer, Error> {
        match self.step(command) {
            Answer::Refused { code, .. } => Err(code.into()),
            answer => Ok(answer),
        }
    }

    /// The core's objection to these changes together; nothing is changed.
    pub(crate) fn rehearse(&self, changes: &[ConfigChange]) -> Option<Refusal> {
        let mut copy = self.room.ahead.clone();
        let mut events = Vec::new();
        for change in changes.iter().filter(|change| !self.room.has(change)) {
            let command = Command::Config { version: copy.config_version() + 1, change: change.clone() };
            if let Answer::Refused { code, .. } = copy.step(&command, routing_core::Ms(self.now), &mut events) {
                return Some(code);
            }
        }
        None
    }

    /// Keeps a request's card beside the core.
    pub(crate) fn keep_card(&mut self, request: RequestId, card: Card) {
        let card = Arc::new(card);
        self.room.cards.insert(request, card.clone());
        self.draft.cards.push(card);
    }

    /// Takes a card back whose request was refused.
    pub(crate) fn drop_card(&mut self, request: RequestId) {
        self.room.cards.remove(&request);
        self.draft.cards.pop();
    }

    /// An agent's note, to be stored with the batch.
    pub(crate) fn note(&mut self, agent: AgentId, id: &str) -> &mut AgentNote {
        self.draft.agents.insert(agent);
        self.room.notes.entry(agent).or_insert_with(|| AgentNote { id: id.to_owned(), ..AgentNote::default() })
    }

    /// A reason as the agent wrote it, its text kept.
    pub(crate) fn reason(&mut self, text: &str) -> Result<Option<Reason>, Error> {
        let reason = wire::agent_reason(text);
        if let Some(Reason::Code(id)) = reason {
            self.keep_reason(id, text)?;
        }
        Ok(reason)
    }

    pub(crate) fn keep_reason(&mut self, id: ReasonId, text: &str) -> Result<(), Error> {
        if text.len() > 128 {
            return Err(Error::Malformed { field: "reason", problem: "has more than 128 bytes" });
        }
        if self.room.reasons.insert(id, text.to_owned()).is_none() {
            self.draft.reasons.push((key::text(id.0), text.to_owned()));
        }
        Ok(())
    }
}
