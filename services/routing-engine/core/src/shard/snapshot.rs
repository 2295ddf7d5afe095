//! Snapshots: all facts in the order of their ids, and nothing that follows from them. Two shards of the same
//! history have the same snapshot byte for byte, however their slots were given out.

use serde::{Deserialize, Serialize};

use crate::agent::AgentFacts;
use crate::config::{AttributeConfig, MrdConfig, QueueConfig, Settings};
use crate::ids::Ms;
use crate::request::RequestFacts;
use crate::shard::Shard;
use crate::task::TaskFacts;

/// The whole state of a shard. Compared and stored as a unit; its fields are read through a [`Shard`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    event_version: u16,
    seq: u64,
    clock: Ms,
    version: u64,
    settings: Settings,
    attributes: Vec<AttributeConfig>,
    mrds: Vec<MrdConfig>,
    queues: Vec<QueueConfig>,
    agents: Vec<AgentFacts>,
    requests: Vec<RequestFacts>,
    tasks: Vec<TaskFacts>,
}

impl Shard {
    /// All facts.
    pub fn snapshot(&self) -> Snapshot {
        let mut agents: Vec<_> = self.agents.iter().map(|(_, cell)| cell.facts.clone()).collect();
        agents.sort_unstable_by_key(|agent| agent.id);
        let mut requests: Vec<_> = self.requests.iter().map(|(_, cell)| cell.facts.clone()).collect();
        requests.sort_unstable_by_key(|request| request.seq);
        let mut tasks: Vec<_> = self.tasks.iter().map(|(_, cell)| cell.facts.clone()).collect();
        tasks.sort_unstable_by_key(|task| task.id);
        Snapshot {
            event_version: crate::event::EVENT_VERSION,
            seq: self.seq,
            clock: self.clock,
            version: self.version,
            settings: self.settings,
            attributes: self.attributes.values().cloned().collect(),
            mrds: self.mrd_ids.values().map(|slot| self.mrds[*slot].config.clone()).collect(),
            queues: self.queue_ids.values().map(|slot| QueueConfig::clone(&self.queues[*slot].config)).collect(),
            agents,
            requests,
            tasks,
        }
    }

    /// A shard from its facts. A row that refers to something that is not there is left out.
    pub fn from_snapshot(snapshot: &Snapshot) -> Self {
        let mut shard = Self {
            seq: snapshot.seq,
            clock: snapshot.clock.min(Ms::LATEST),
            version: snapshot.version,
            settings: snapshot.settings,
            ..Self::default()
        };
        let attributes = snapshot.attributes.iter();
        shard.attributes = attributes.map(|attribute| (attribute.id, attribute.clone())).collect();
        snapshot.mrds.iter().for_each(|mrd| shard.put_mrd(mrd));
        snapshot.queues.iter().for_each(|queue| shard.put_queue(queue));
        snapshot.agents.iter().for_each(|agent| shard.insert_agent(agent.clone()));
        snapshot.requests.iter().for_each(|request| shard.restore_request(request));
        snapshot.tasks.iter().for_each(|task| shard.restore_task(task));
        shard
    }

    fn restore_request(&mut self, facts: &RequestFacts) {
        if let Some(queue) = self.queue_ids.get(&facts.queue).copied() {
            self.insert_request(facts.clone(), queue);
        }
    }

    fn restore_task(&mut self, facts: &TaskFacts) {
        let queue = self.queue_ids.get(&facts.queue).copied();
        let agent = self.agent_ids.get(&facts.agent).copied();
        if let (Some(agent), Some(queue)) = (agent, queue) {
            self.insert_task(facts.clone(), agent, queue);
        }
    }
}
