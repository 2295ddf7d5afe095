//! What the shell may ask without changing anything.

use serde::{Deserialize, Serialize};

use crate::agent::{AgentView, MrdView};
use crate::cells::{Bucket, Place};
use crate::config::{AgentConfig, AttributeConfig, MrdConfig, QueueConfig, RequestOrder, Settings};
use crate::ids::{AgentId, ConversationId, MrdId, Ms, QueueId, RequestId, TaskId};
use crate::profiles::Candidate;
use crate::request::{Key, RequestFacts};
use crate::shard::Shard;
use crate::slab::Slot;
use crate::task::TaskFacts;

/// The last step that a queue can have.
const LAST_STEP: u8 = 10;

/// A waiting request of a [`QueueView`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitingView {
    /// The request.
    pub request: RequestId,
    /// The conversation.
    pub conversation: ConversationId,
    /// Its place, from 1.
    pub position: u32,
    /// Its priority.
    pub priority: u8,
    /// When it entered.
    pub enqueued_at: Ms,
    /// The step it is in.
    pub step: u8,
}

/// A queue as the desk and supervisors see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueView {
    /// The queue.
    pub id: QueueId,
    /// Its media routing domain.
    pub mrd: MrdId,
    /// Requests that wait for anybody, in the order in which they are served.
    pub waiting: Vec<WaitingView>,
    /// Agents of any step with room, in the order in which they are chosen by a request in its last step.
    pub available: Vec<AgentId>,
}

impl Shard {
    /// An agent: facts and derived names.
    pub fn agent(&self, agent: AgentId) -> Option<AgentView> {
        let slot = *self.agent_ids.get(&agent)?;
        let cell = &self.agents[slot];
        let facts = &cell.facts;
        Some(AgentView {
            id: agent,
            global: facts.global(),
            reason: facts.reason,
            session: facts.session,
            presence: facts.presence,
            mrds: (0..cell.mrds.len()).map(|index| self.mrd_view(slot, index)).collect(),
            tasks: cell.tasks.iter().map(|task| self.tasks[*task].facts.id).collect(),
        })
    }

    fn mrd_view(&self, agent: Slot, index: usize) -> MrdView {
        let facts = &self.agents[agent].facts;
        let (limit, interrupted) = (self.limit(agent, index), self.is_interrupted(agent, index));
        let mrd = &facts.mrds[index];
        let routable = self.is_routable(agent, index);
        let state = facts.mrd_state(mrd, limit, interrupted);
        MrdView { facts: mrd.clone(), state, limit, interrupted, routable }
    }

    /// All agents, by order of first configuration.
    pub fn agents(&self) -> Vec<AgentId> {
        let mut agents: Vec<_> = self.agents.iter().map(|(_, cell)| (cell.facts.seq, cell.facts.id)).collect();
        agents.sort_unstable();
        agents.into_iter().map(|(_, agent)| agent).collect()
    }

    /// All queues, by id.
    pub fn queues(&self) -> impl Iterator<Item = &QueueConfig> {
        self.queue_ids.values().map(|slot| &*self.queues[*slot].config)
    }

    /// A queue as configured.
    pub fn queue_config(&self, queue: QueueId) -> Option<&QueueConfig> {
        let slot = self.queue_ids.get(&queue)?;
        Some(&*self.queues[*slot].config)
    }

    /// All media routing domains, by id.
    pub fn mrds(&self) -> impl Iterator<Item = &MrdConfig> {
        self.mrd_ids.values().map(|slot| &self.mrds[*slot].config)
    }

    /// All attributes, by id.
    pub fn attributes(&self) -> impl Iterator<Item = &AttributeConfig> {
        self.attributes.values()
    }

    /// An agent as configured.
    pub fn agent_config(&self, agent: AgentId) -> Option<AgentConfig> {
        let facts = &self.agents[*self.agent_ids.get(&agent)?].facts;
        Some(AgentConfig { id: agent, levels: facts.levels.clone(), mrds: facts.mrds.iter().map(|mrd| (mrd.mrd, mrd.max)).collect() })
    }

    /// Settings of the shard.
    pub const fn settings(&self) -> Settings {
        self.settings
    }

    /// A queue: who waits, and who could serve.
    pub fn queue(&self, queue: QueueId) -> Option<QueueView> {
        let slot = *self.queue_ids.get(&queue)?;
        let config = &self.queues[slot].config;
        let waiting = (1..).zip(self.line(slot)).map(|(position, request)| self.waiting_view(position, request));
        Some(QueueView { id: queue, mrd: config.mrd, waiting: waiting.collect(), available: self.available(slot) })
    }

    /// The waiting requests of a queue in order, over all its steps.
    pub(super) fn line(&self, queue: Slot) -> Vec<Slot> {
        let cell = &self.queues[queue];
        let mut line: Vec<_> = cell.buckets.iter().flatten().collect();
        line.sort_unstable();
        let mut line: Vec<_> = line.into_iter().map(|(_, request)| *request).collect();
        if matches!(cell.config.order, RequestOrder::Classes(_)) {
            line.sort_by_cached_key(|request| self.rank(*request, self.clock));
        }
        line
    }

    /// The first of those who wait in a queue, in order; at most so many.
    pub fn front(&self, queue: QueueId, most: usize) -> Vec<RequestId> {
        let Some(slot) = self.queue_ids.get(&queue).copied() else {
            return Vec::new();
        };
        let cell = &self.queues[slot];
        let id = |request: Slot| self.requests[request].facts.id;
        if matches!(cell.config.order, RequestOrder::Classes(_)) {
            return self.line(slot).into_iter().take(most).map(id).collect();
        }
        let mut front: Vec<_> = cell.buckets.iter().flat_map(|bucket| bucket.iter().take(most)).collect();
        front.sort_unstable();
        front.into_iter().take(most).map(|(_, request)| id(*request)).collect()
    }

    fn waiting_view(&self, position: u32, request: Slot) -> WaitingView {
        let facts = &self.requests[request].facts;
        WaitingView {
            request: facts.id,
            conversation: facts.conversation,
            position,
            priority: facts.priority,
            enqueued_at: facts.enqueued_at,
            step: facts.step,
        }
    }

    fn available(&self, queue: Slot) -> Vec<AgentId> {
        let cell = &self.queues[queue];
        let mut found: Vec<Candidate> = Vec::new();
        for (profile, fit) in &cell.profiles {
            let mut steps = (1..=LAST_STEP).rev();
            let Some(step_rank) = steps.find_map(|step| cell.config.agent_rank(fit.mask, step, 0)) else {
                continue;
            };
            let idle = self.profiles.idle(*profile, cell.mrd);
            let idle = idle.into_iter().flat_map(|list| list.spread(cell.config.spread));
            found.extend(idle.map(|(spread, idle)| Candidate { step_rank, spread, skill: fit.skill, idle: *idle }));
        }
        found.sort_unstable();
        found.iter().map(|candidate| self.agents[candidate.idle.agent].facts.id).collect()
    }

    /// Agents who work for a queue, with their slots in its domain and all queues of the domain that they serve.
    pub(crate) fn working_for(&self, queue: QueueId) -> impl Iterator<Item = (u32, Vec<QueueId>)> + '_ {
        let slot = self.queue_ids.get(&queue).copied();
        let fits = slot
            .into_iter()
            .flat_map(move |slot| self.agents.iter().filter(move |(_, cell)| self.profiles.get(cell.profile).fit(slot).is_some()));
        fits.filter_map(move |(agent, cell)| {
            let mrd = self.queues[slot?].mrd;
            let index = cell.mrds.iter().position(|entry| entry.slot == mrd)?;
            let works = cell.facts.takes_work() && cell.facts.mrds[index].on;
            let served = self.profiles.get(cell.profile).signature.iter().map(|fit| &self.queues[fit.queue]);
            let queues = served.filter(|queue| queue.mrd == mrd).map(|queue| queue.config.id).collect();
            works.then(|| (self.limit(agent, index), queues))
        })
    }

    /// How many requests wait in a queue for anybody.
    pub fn waiting(&self, queue: QueueId) -> u32 {
        self.queue_ids.get(&queue).map_or(0, |slot| self.queues[*slot].waiting)
    }

    /// Since when the first in a queue's line has waited; none if nobody waits. Of steps and priorities that age apart, the eldest of the firsts.
    pub fn head_since(&self, queue: QueueId) -> Option<Ms> {
        let cell = &self.queues[*self.queue_ids.get(&queue)?];
        let firsts = cell.buckets.iter().filter_map(|bucket| bucket.iter().next());
        firsts.map(|(_, request)| self.requests[*request].facts.enqueued_at).min()
    }

    /// A request that is not closed.
    pub fn request(&self, request: RequestId) -> Option<&RequestFacts> {
        self.request_ids.get(&request).map(|slot| &self.requests[*slot].facts)
    }

    /// The place of a request that waits for anybody, from 1.
    pub fn position(&self, request: RequestId) -> Option<u32> {
        let slot = *self.request_ids.get(&request)?;
        let Some(Place::Bucket { queue, .. }) = self.requests[slot].place else {
            return None;
        };
        let key = self.requests[slot].facts.key(self.queues[queue].config.order);
        if matches!(self.queues[queue].config.order, RequestOrder::Classes(_)) {
            return (1..).zip(self.line(queue)).find(|(_, other)| *other == slot).map(|(position, _)| position);
        }
        let before = self.queues[queue].buckets.iter().map(|bucket| before(bucket, (key, slot))).sum::<usize>();
        u32::try_from(before.saturating_add(1)).ok()
    }

    /// A task that is not closed.
    pub fn task(&self, task: TaskId) -> Option<&TaskFacts> {
        self.task_ids.get(&task).map(|slot| &self.tasks[*slot].facts)
    }

    /// The open tasks of an agent, oldest first.
    pub fn tasks_of(&self, agent: AgentId) -> Vec<&TaskFacts> {
        let slots = self.agent_ids.get(&agent).map(|slot| self.agents[*slot].tasks.as_slice());
        slots.unwrap_or_default().iter().map(|task| &self.tasks[*task].facts).collect()
    }

    /// Whether an agent's attributes and domains allow any step of a queue.
    pub fn qualifies(&self, agent: AgentId, queue: QueueId) -> bool {
        let known = self.agent_ids.get(&agent).zip(self.queue_ids.get(&queue));
        known.is_some_and(|(agent, queue)| self.fit(*agent, *queue).is_some())
    }

    /// The open tasks of a conversation, oldest first.
    pub fn tasks_in(&self, conversation: ConversationId) -> Vec<&TaskFacts> {
        let open = self.conversations.get(&conversation).map(|open| open.tasks.as_slice());
        open.unwrap_or_default().iter().map(|task| &self.tasks[*task].facts).collect()
    }

    /// The requests of a conversation that are not closed, oldest first.
    pub fn requests_in(&self, conversation: ConversationId) -> Vec<&RequestFacts> {
        let open = self.conversations.get(&conversation).map(|open| open.requests.as_slice());
        open.unwrap_or_default().iter().map(|request| &self.requests[*request].facts).collect()
    }
}

/// How many entries of a bucket are smaller. Counted from both ends at once: most who ask have just come or are about to go.
fn before(bucket: &Bucket, entry: (Key, Slot)) -> usize {
    let (mut smaller, mut larger) = (bucket.range(..entry), bucket.range(entry..));
    let mut steps = 0;
    loop {
        match (smaller.next(), larger.next()) {
            (None, _) => return steps,
            (Some(_), None) => return bucket.len() - steps,
            (Some(_), Some(_)) => steps += 1,
        }
    }
}
