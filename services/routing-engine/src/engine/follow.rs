//! The shard follows the documents.

use routing_core::{Answer, Command, ConfigChange};

use crate::catalogue::Docs;
use crate::engine::{Room, Turn};

impl Room {
    /// Whether a change would change nothing.
    pub(super) fn has(&self, change: &ConfigChange) -> bool {
        let shard = &self.ahead;
        match change {
            ConfigChange::Settings(settings) => shard.settings() == *settings,
            ConfigChange::Mrd(mrd) => shard.mrds().any(|old| old == mrd),
            ConfigChange::RemoveMrd(mrd) => !shard.mrds().any(|old| old.id == *mrd),
            ConfigChange::Attribute(attribute) => shard.attributes().any(|old| old == attribute),
            ConfigChange::RemoveAttribute(attribute) => !shard.attributes().any(|old| old.id == *attribute),
            ConfigChange::Queue(queue) => shard.queue_config(queue.id) == Some(queue),
            ConfigChange::RemoveQueue(queue) => shard.queue_config(*queue).is_none(),
            ConfigChange::Agent(agent) => shard.agent_config(agent.id).as_ref() == Some(agent),
            ConfigChange::RemoveAgent(agent) => shard.agent_config(*agent).is_none(),
        }
    }

    /// What the shard has and the documents do not.
    fn superfluous(&self, docs: &[ConfigChange]) -> Vec<ConfigChange> {
        let shard = &self.ahead;
        let agents = shard
            .agents()
            .into_iter()
            .filter(|id| !docs.iter().any(|change| matches!(change, ConfigChange::Agent(agent) if agent.id == *id)));
        let mut gone: Vec<_> = agents.map(ConfigChange::RemoveAgent).collect();
        let queues =
            shard.queues().filter(|old| !docs.iter().any(|change| matches!(change, ConfigChange::Queue(queue) if queue.id == old.id)));
        gone.extend(queues.map(|queue| ConfigChange::RemoveQueue(queue.id)));
        let attributes =
            shard.attributes().filter(|old| !docs.iter().any(|change| matches!(change, ConfigChange::Attribute(new) if new.id == old.id)));
        gone.extend(attributes.map(|attribute| ConfigChange::RemoveAttribute(attribute.id)));
        let mrds = shard.mrds().filter(|old| !docs.iter().any(|change| matches!(change, ConfigChange::Mrd(new) if new.id == old.id)));
        gone.extend(mrds.map(|mrd| ConfigChange::RemoveMrd(mrd.id)));
        gone
    }
}

impl Turn<'_> {
    /// Brings the shard to the documents, whatever happened since it was last told of one.
    pub(super) fn follow_all(&mut self, docs: &Docs) {
        let mut changes = docs.everything();
        let gone = self.room.superfluous(&changes);
        changes.extend(gone);
        self.follow(&changes);
    }

    /// Applies changes that were rehearsed when their documents were saved.
    pub(super) fn follow(&mut self, changes: &[ConfigChange]) {
        for change in changes {
            if self.room.has(change) {
                continue;
            }
            let version = self.room.ahead.config_version() + 1;
            let answer = self.step(&Command::Config { version, change: change.clone() });
            if let Answer::Refused { code, .. } = answer {
                // The state moved between rehearsal and now; the next start tries again.
                metrics::counter!("routing_engine_config_refused_total").increment(1);
                tracing::error!(?change, ?code, "a saved document could not be applied");
            }
        }
    }
}
