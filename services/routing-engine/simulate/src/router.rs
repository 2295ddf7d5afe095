//! What the simulation drives: the production core, or in tests of the tests a broken one.

use routing_core::{Answer, Command, Event, Ms, Shard};

/// Takes commands at instants and says what happened.
pub trait Router {
    /// Executes a command; see [`Shard::step`].
    fn step(&mut self, command: &Command, now: Ms, out: &mut Vec<Event>) -> Answer;

    /// When time alone will change something.
    fn next_deadline(&self) -> Option<Ms>;
}

impl Router for Shard {
    fn step(&mut self, command: &Command, now: Ms, out: &mut Vec<Event>) -> Answer {
        Self::step(self, command, now, out)
    }

    fn next_deadline(&self) -> Option<Ms> {
        Self::next_deadline(self)
    }
}
