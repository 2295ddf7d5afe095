//! A naive engine: plain maps folded from the events, every request against every agent, expressions walked anew.
//! It shares no code with the matcher of the crate, only its public types.

use std::collections::{BTreeMap, BTreeSet};

use routing_core::{
    AgentConfig, AgentId, AttributeId, ConfigChange, ConversationId, Event, EventKind, Figure, MrdConfig, MrdId, Ms, Presence, QueueConfig,
    QueueId, RequestId, RequestOrder, Settings, SkillOrder, Spread, StepMode, TOP_PRIORITY, TaskId,
};

#[derive(Clone, Default)]
struct Mrd {
    on: bool,
    since: i64,
    was_open: bool,
}

#[derive(Clone)]
struct Agent {
    seq: usize,
    config: AgentConfig,
    logged_in: bool,
    ready: bool,
    unknown: bool,
    mrds: BTreeMap<MrdId, Mrd>,
    /// Requests kept away, until the agent switches to READY again.
    cooling: BTreeSet<RequestId>,
}

#[derive(Clone)]
struct Request {
    seq: usize,
    conversation: ConversationId,
    queue: QueueId,
    priority: u8,
    enqueued_at: i64,
    step: usize,
    skipped: u16,
    waiting: bool,
    target: Option<AgentId>,
    exclude: Vec<AgentId>,
    sender: Option<AgentId>,
}

#[derive(Clone)]
struct Task {
    agent: AgentId,
    request: RequestId,
    conversation: ConversationId,
    mrd: MrdId,
}

/// The naive engine.
#[derive(Clone, Default)]
pub(crate) struct Reference {
    count: usize,
    settings: Settings,
    mrds: BTreeMap<MrdId, MrdConfig>,
    queues: BTreeMap<QueueId, QueueConfig>,
    agents: BTreeMap<AgentId, Agent>,
    requests: BTreeMap<RequestId, Request>,
    tasks: BTreeMap<TaskId, Task>,
}

type RequestRank = (u8, u8, u8, i64, usize);
type AgentRank = (usize, u64, [i64; 8], i64, usize);

impl Reference {
    /// The pair that must be offered next, if any is possible.
    pub(crate) fn next_offer(&self, now: Ms) -> Option<(RequestId, AgentId)> {
        let waiting = self.requests.iter().filter(|(_, request)| request.waiting && request.step > 0);
        let served = waiting.filter_map(|(id, request)| Some((self.request_rank(request, now.0), *id, self.best(*id)?)));
        served.min().map(|(_, request, agent)| (request, agent))
    }

    /// Whether the agent may get work in the domain of the request's queue.
    pub(crate) fn routable(&self, agent: AgentId, request: RequestId) -> bool {
        self.is_open(agent, self.queues[&self.requests[&request].queue].mrd)
    }

    /// The first of all waiting requests of this one's domain that the agent could have.
    pub(crate) fn first_for(&self, agent: AgentId, wanted: RequestId, now: Ms) -> RequestId {
        let mrd = self.queues[&self.requests[&wanted].queue].mrd;
        let able = self.rivals(agent, mrd).map(|(id, request)| (self.request_rank(request, now.0), id));
        able.min().map_or(wanted, |(_, id)| id)
    }

    fn rivals(&self, agent: AgentId, mrd: MrdId) -> impl Iterator<Item = (RequestId, &Request)> {
        let waiting = self.requests.iter().filter(move |(_, request)| {
            let queue = &self.queues[&request.queue];
            request.waiting && request.step > 0 && queue.mrd == mrd && (request.target.is_some() || !queue.pulled)
        });
        waiting.filter(move |(id, _)| self.agent_rank(**id, agent).is_some()).map(|(id, request)| (*id, request))
    }

    /// Whether the condition on a step holds for a request now; true if there is none.
    pub(crate) fn considers(&self, id: RequestId, step: u8) -> bool {
        let request = &self.requests[&id];
        let queue = &self.queues[&request.queue];
        let step = &queue.steps[usize::from(step) - 1];
        let others = |(other, facts): &(&RequestId, &Request)| {
            **other != id && facts.waiting && facts.step > 0 && facts.queue == request.queue && facts.target.is_none()
        };
        let able = |agent: &&AgentId| step.expr.holds(&self.agents[*agent].config.levels) && self.is_open(**agent, queue.mrd);
        step.consider.as_ref().is_none_or(|condition| {
            condition.holds(&|figure| {
                let count = match figure {
                    Figure::Priority => request.priority.into(),
                    Figure::Waiting => self.requests.iter().filter(others).count(),
                    Figure::Available => self.agents.keys().filter(able).count(),
                };
                u32::try_from(count).unwrap()
            })
        })
    }

    /// The step a request is in, and those that it passed over.
    pub(crate) fn step_of(&self, request: RequestId) -> (usize, u16) {
        (self.requests[&request].step, self.requests[&request].skipped)
    }

    /// How many steps the request's queue has.
    pub(crate) fn steps_of(&self, request: RequestId) -> usize {
        self.queues[&self.requests[&request].queue].steps.len()
    }

    /// Whether the request names an agent or has top priority.
    pub(crate) fn is_named_or_top(&self, request: RequestId) -> bool {
        let facts = &self.requests[&request];
        facts.target.is_some() || facts.priority == TOP_PRIORITY
    }

    /// Whether another request of top priority, in the domain of this one, could have gone to the agent.
    pub(crate) fn top_waits_for(&self, agent: AgentId, request: RequestId) -> bool {
        let mrd = self.queues[&self.requests[&request].queue].mrd;
        self.rivals(agent, mrd).any(|(_, rival)| rival.priority == TOP_PRIORITY)
    }

    /// The agent that a waiting request must go to, if anybody may have it.
    pub(crate) fn best(&self, request: RequestId) -> Option<AgentId> {
        let facts = &self.requests[&request];
        if facts.target.is_none() && self.queues[&facts.queue].pulled {
            return None;
        }
        let ranks = self.agents.keys().filter_map(|agent| Some((self.agent_rank(request, *agent)?, *agent)));
        ranks.min().map(|(_, agent)| agent)
    }

    fn agent_rank(&self, id: RequestId, agent_id: AgentId) -> Option<AgentRank> {
        let (request, agent) = (&self.requests[&id], &self.agents[&agent_id]);
        let queue = &self.queues[&request.queue];
        let takes_part = self.tasks.values().any(|task| task.agent == agent_id && task.conversation == request.conversation);
        let barred = takes_part || request.exclude.contains(&agent_id) || request.sender == Some(agent_id) || agent.cooling.contains(&id);
        if barred || !self.is_open(agent_id, queue.mrd) {
            return None;
        }
        let since = agent.mrds[&queue.mrd].since;
        if let Some(target) = request.target {
            return (target == agent_id).then_some((0, 0, [0; 8], since, agent.seq));
        }
        let first = first_step(queue, &agent.config, (request.step, request.skipped))?;
        Some((first, self.spread(agent_id, queue), skill(queue, &agent.config), since, agent.seq))
    }

    fn spread(&self, agent: AgentId, queue: &QueueConfig) -> u64 {
        let load = u64::try_from(self.load(agent, queue.mrd)).unwrap();
        match queue.spread {
            Spread::None => 0,
            Spread::LeastLoaded => load,
            // Limits here are at most three: twelve is a multiple of all.
            Spread::LeastActive => load * 12 / u64::try_from(self.limit(agent, queue.mrd)).unwrap(),
            Spread::MostBudget => u64::from(self.budget_used(agent, queue.mrd).min(100)),
        }
    }

    fn limit(&self, agent: AgentId, mrd: MrdId) -> usize {
        usize::try_from(self.mrds[&mrd].max.min(self.agents[&agent].config.mrds[&mrd])).unwrap()
    }

    fn budget_used(&self, agent: AgentId, mrd: MrdId) -> u32 {
        let counts = |task: &&Task| self.takes_slot(task, agent) && (self.mrds[&mrd].interruptible || !self.mrds[&task.mrd].interruptible);
        self.tasks.values().filter(counts).map(|task| self.mrds[&task.mrd].weight).sum()
    }

    fn request_rank(&self, request: &Request, now: i64) -> RequestRank {
        let queue = &self.queues[&request.queue];
        let rank = if self.settings.queue_priority { 10 - queue.priority } else { 0 };
        let class = TOP_PRIORITY - request.priority;
        match queue.order {
            _ if request.target.is_some() => (0, 0, class, request.enqueued_at, request.seq),
            _ if class == 0 => (1, 0, 0, request.enqueued_at, request.seq),
            RequestOrder::Strict => (2, rank, class, request.enqueued_at, request.seq),
            RequestOrder::DueDate(goal) => (2, rank, 10, request.enqueued_at + i64::from(goal.0), request.seq),
            RequestOrder::Classes(paces) => {
                let pace = paces[usize::from(request.priority) - 1];
                let waited = (now - request.enqueued_at) * i64::from(pace.percent) / 100 + i64::from(pace.head_start.0);
                (2, rank, 10, now - waited, request.seq)
            }
            RequestOrder::Ageing(worth) => {
                let worth = i64::from(worth.0);
                // One step up for each `worth` waited, ten at most; then ordered by the instant of the last step up.
                let mut priority = i64::from(request.priority);
                let mut since = request.enqueued_at;
                while priority < 10 && since + worth <= now {
                    (priority, since) = (priority + 1, since + worth);
                }
                (2, rank, TOP_PRIORITY - u8::try_from(priority).unwrap(), since, request.seq)
            }
        }
    }

    fn load(&self, agent: AgentId, mrd: MrdId) -> usize {
        self.tasks.values().filter(|task| self.takes_slot(task, agent) && task.mrd == mrd).count()
    }

    /// Who joins where the domain is not his takes no slot.
    fn takes_slot(&self, task: &Task, agent: AgentId) -> bool {
        task.agent == agent && self.agents[&agent].config.mrds.contains_key(&task.mrd)
    }

    fn is_open(&self, id: AgentId, mrd: MrdId) -> bool {
        let agent = &self.agents[&id];
        if !agent.config.mrds.contains_key(&mrd) {
            return false;
        }
        let weight = self.mrds[&mrd].weight;
        let affordable = weight == 0 || self.budget_used(id, mrd) + weight <= 100;
        let elsewhere = self.tasks.values().any(|task| self.takes_slot(task, id) && task.mrd != mrd);
        let interrupted = self.mrds[&mrd].interruptible && elsewhere;
        let works = agent.logged_in && agent.ready && !agent.unknown && agent.mrds[&mrd].on;
        works && affordable && self.load(id, mrd) < self.limit(id, mrd) && !interrupted
    }

    /// Folds one event in.
    pub(crate) fn apply(&mut self, event: &Event) {
        self.count += 1;
        let stamps = self.apply_fact(&event.kind, event.at.0);
        self.restamp(stamps.then_some(event.at.0));
    }

    /// Notes who has room, and since when if the event counts for that.
    fn restamp(&mut self, stamp: Option<i64>) {
        let pairs: Vec<_> = self.agents.iter().flat_map(|(id, agent)| agent.mrds.keys().map(|mrd| (*id, *mrd))).collect();
        for (id, mrd) in pairs {
            let open = self.is_open(id, mrd);
            let facts = self.agents.get_mut(&id).unwrap().mrds.get_mut(&mrd).unwrap();
            if let (true, false, Some(at)) = (open, facts.was_open, stamp) {
                facts.since = at;
            }
            facts.was_open = open;
        }
    }

    /// True if new room counts as available from now.
    fn apply_fact(&mut self, kind: &EventKind, at: i64) -> bool {
        match kind {
            EventKind::ConfigApplied { change, .. } => self.configure(change),
            EventKind::AgentLoggedIn { agent, .. } => self.sign(*agent, true),
            EventKind::AgentLoggedOut { agent, .. } => self.sign(*agent, false),
            EventKind::AgentGlobalChanged { agent, ready, mrds, .. } => {
                self.agents.get_mut(agent).unwrap().ready = *ready;
                self.switch(*agent, mrds, *ready, at);
                return true;
            }
            EventKind::AgentMrdChanged { agent, mrd, ready, .. } => {
                self.switch(*agent, &[*mrd], *ready, at);
                return true;
            }
            EventKind::PresenceChanged { agent, presence, .. } => {
                self.agents.get_mut(agent).unwrap().unknown = matches!(presence, Presence::Unknown { .. });
            }
            EventKind::TaskClosed { task, .. } => {
                self.tasks.remove(task);
                return true;
            }
            EventKind::OfferLapsed(lapsed) => {
                use routing_core::CloseReason::{Declined, Rona};
                self.tasks.remove(&lapsed.task);
                return matches!(lapsed.reason, Rona | Declined);
            }
            other => self.apply_request(other, at),
        }
        false
    }

    fn switch(&mut self, agent: AgentId, mrds: &[MrdId], ready: bool, at: i64) {
        let agent = self.agents.get_mut(&agent).unwrap();
        for mrd in mrds {
            let facts = agent.mrds.get_mut(mrd).unwrap();
            if ready && !facts.on {
                facts.since = at;
            }
            facts.on = ready;
        }
        if ready {
            agent.cooling.clear();
        }
    }

    fn sign(&mut self, agent: AgentId, logged_in: bool) {
        let agent = self.agents.get_mut(&agent).unwrap();
        (agent.logged_in, agent.ready, agent.unknown) = (logged_in, false, false);
        agent.mrds.values_mut().for_each(|mrd| mrd.on = false);
    }

    fn configure(&mut self, change: &ConfigChange) {
        match change {
            ConfigChange::Settings(settings) => self.settings = *settings,
            ConfigChange::Mrd(mrd) => _ = self.mrds.insert(mrd.id, mrd.clone()),
            ConfigChange::Queue(queue) => _ = self.queues.insert(queue.id, queue.clone()),
            ConfigChange::RemoveQueue(queue) => _ = self.queues.remove(queue),
            ConfigChange::RemoveAgent(agent) => _ = self.agents.remove(agent),
            ConfigChange::Agent(config) => self.put_agent(config),
            ConfigChange::Attribute(_) | ConfigChange::RemoveAttribute(_) | ConfigChange::RemoveMrd(_) => {}
        }
    }

    fn put_agent(&mut self, config: &AgentConfig) {
        let fresh = Agent {
            seq: self.count,
            config: config.clone(),
            logged_in: false,
            ready: false,
            unknown: false,
            mrds: BTreeMap::new(),
            cooling: BTreeSet::new(),
        };
        let agent = self.agents.entry(config.id).or_insert(fresh);
        agent.config = config.clone();
        agent.mrds.retain(|mrd, _| config.mrds.contains_key(mrd));
        for mrd in config.mrds.keys() {
            agent.mrds.entry(*mrd).or_default();
        }
    }

    fn apply_request(&mut self, kind: &EventKind, at: i64) {
        match kind {
            EventKind::Enqueued(new) => {
                let sender = new.transfer.map(|task| self.tasks[&task].agent);
                let request = Request {
                    seq: self.count,
                    conversation: new.conversation,
                    queue: new.queue,
                    priority: new.priority,
                    enqueued_at: at,
                    step: 0,
                    skipped: 0,
                    waiting: true,
                    target: new.target.map(|target| target.agent),
                    exclude: new.exclude.clone(),
                    sender,
                };
                self.requests.insert(new.request, request);
            }
            EventKind::StepEntered { request, step, skipped, .. } => {
                let facts = self.request(*request);
                (facts.step, facts.skipped) = (usize::from(*step), *skipped);
            }
            EventKind::TargetWindowClosed { request } => self.request(*request).target = None,
            EventKind::CoolOffEnded { request, agent } => {
                self.agents.get_mut(agent).map(|agent| agent.cooling.remove(request));
            }
            EventKind::Offered { task, request, agent, .. } => {
                let (conversation, mrd) = (self.request(*request).conversation, self.queues[&self.requests[request].queue].mrd);
                self.request(*request).waiting = false;
                self.tasks.insert(*task, Task { agent: *agent, request: *request, conversation, mrd });
            }
            EventKind::Joined { task, request, agent } => {
                let (conversation, mrd) = (self.request(*request).conversation, self.queues[&self.requests[request].queue].mrd);
                let facts = self.request(*request);
                (facts.waiting, facts.sender, facts.target) = (false, None, None);
                self.tasks.insert(*task, Task { agent: *agent, request: *request, conversation, mrd });
                self.agents.values_mut().for_each(|agent| _ = agent.cooling.remove(request));
            }
            EventKind::Assigned { request, .. } => {
                let request_facts = self.request(*request);
                (request_facts.sender, request_facts.target) = (None, None);
                self.agents.values_mut().for_each(|agent| _ = agent.cooling.remove(request));
            }
            EventKind::Requeued(again) => {
                let request = self.request(again.request);
                (request.waiting, request.target, request.priority) = (true, None, again.priority);
                (request.queue, request.step, request.skipped) = (again.queue, usize::from(again.step), again.skipped);
                request.sender = request.sender.filter(|_| !again.detached);
                if let Some(cool_off) = again.cool_off {
                    self.agents.get_mut(&cool_off.agent).unwrap().cooling.insert(again.request);
                }
            }
            EventKind::RequestClosed { request, .. } => {
                self.requests.remove(request);
                self.agents.values_mut().for_each(|agent| _ = agent.cooling.remove(request));
                assert!(self.tasks.values().all(|task| task.request != *request), "closed with an open task");
            }
            _ => {}
        }
    }

    fn request(&mut self, request: RequestId) -> &mut Request {
        self.requests.get_mut(&request).unwrap()
    }
}

/// As the queue looks at skill; smaller first.
fn skill(queue: &QueueConfig, agent: &AgentConfig) -> [i64; 8] {
    let level = |attribute: &AttributeId| agent.levels.get(attribute).map(|level| i64::from(*level));
    let named = || (1..=3).map(AttributeId).filter(|attribute| queue.steps.iter().any(|step| step.expr.names(*attribute)));
    let sum: i64 = named().filter_map(|attribute| level(&attribute)).sum();
    let mut key = [0; 8];
    match &queue.skill {
        SkillOrder::None => {}
        SkillOrder::MostSkilled => key[0] = -sum,
        SkillOrder::LeastSkilled => key[0] = sum,
        SkillOrder::OrderBy(order) => {
            for (place, by) in key.iter_mut().zip(order) {
                *place = level(&by.attribute).map_or(1_000, |level| if by.descending { -level } else { level });
            }
        }
    }
    key
}

fn first_step(queue: &QueueConfig, agent: &AgentConfig, (step, skipped): (usize, u16)) -> Option<usize> {
    let step = step.min(queue.steps.len());
    let holds = |index: usize| queue.steps[index - 1].expr.holds(&agent.levels);
    match queue.step_mode {
        StepMode::Cumulative => (1..=step).find(|index| (*index == step || skipped & (1 << (index - 1)) == 0) && holds(*index)),
        StepMode::Replace => holds(step).then_some(0),
    }
}
