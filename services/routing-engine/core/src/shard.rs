//! The shard: state, the one entry for commands, and the loop that turns them into events.

mod agents;
mod apply;
mod apply_agents;
mod apply_config;
mod apply_work;
mod audit;
mod configure;
mod deadlines;
mod enqueue;
mod explain;
mod index;
mod join;
mod matcher;
mod offers;
mod snapshot;
mod tasks;
mod transfer;
mod view;

use std::collections::BTreeMap;

use crate::cells::{AgentCell, Conversation, MrdCell, QueueCell, RequestCell, TaskCell};
use crate::command::{Answer, Command, Refusal};
use crate::config::{AttributeConfig, ConfigChange, Settings};
use crate::event::{EVENT_VERSION, Event, EventKind};
use crate::ids::{AgentId, AttributeId, ConversationId, IdMap, MrdId, Ms, Ordered, QueueId, RequestId, Span, TaskId};
use crate::profiles::Profiles;
use crate::slab::{Slab, Slot};
use crate::timers::Timers;

pub use snapshot::Snapshot;
pub use view::{QueueView, WaitingView};

/// The agents, queues, requests and tasks of one tenant, and every decision about them.
#[derive(Clone, Debug, Default)]
pub struct Shard {
    seq: u64,
    clock: Ms,
    version: u64,
    settings: Settings,
    attributes: BTreeMap<AttributeId, AttributeConfig>,
    mrds: Slab<MrdCell>,
    mrd_ids: Ordered<MrdId, Slot>,
    queues: Slab<QueueCell>,
    queue_ids: Ordered<QueueId, Slot>,
    agents: Slab<AgentCell>,
    agent_ids: IdMap<AgentId, Slot>,
    requests: Slab<RequestCell>,
    request_ids: IdMap<RequestId, Slot>,
    tasks: Slab<TaskCell>,
    task_ids: IdMap<TaskId, Slot>,
    conversations: IdMap<ConversationId, Conversation>,
    profiles: Profiles,
    timers: Timers,
    /// Empty between commands; kept for its capacity.
    scratch: Dirty,
}

/// Whom the matcher must look at again.
#[derive(Clone, Debug, Default)]
struct Dirty {
    agents: Vec<Slot>,
    requests: Vec<Slot>,
}

/// One command on its way: where events go, and the instant they get.
struct Cx<'a> {
    out: &'a mut Vec<Event>,
    now: Ms,
    /// Set while a leap of the clock is caught up with: where every new length of time begins.
    landing: Option<Ms>,
    dirty: Dirty,
}

impl Cx<'_> {
    /// The end of a length of time that begins now.
    fn after(&self, span: Span) -> Ms {
        self.landing.unwrap_or(self.now) + span
    }
}

type Outcome = Result<Answer, Refusal>;

impl Shard {
    /// An empty shard.
    pub fn new() -> Self {
        Self::default()
    }

    /// Executes one command. Events are applied as they are emitted, and appended to `out`.
    ///
    /// First every deadline up to `now` fires, each at its own instant, so that a late command never overtakes a
    /// deadline; these events are there even if the command is then refused. The refused command itself has none.
    /// Time does not run backwards: an earlier `now` counts as the instant of the last event, one beyond [`Ms::LATEST`] as that. However
    /// far it leaps ahead, the step ends: see the module's essay.
    pub fn step(&mut self, command: &Command, now: Ms, out: &mut Vec<Event>) -> Answer {
        let now = now.min(Ms::LATEST).max(self.clock);
        let mut cx = Cx { out, now, landing: None, dirty: std::mem::take(&mut self.scratch) };
        self.advance(&mut cx, now);
        let outcome = self.execute(&mut cx, command);
        self.settle(&mut cx);
        self.advance(&mut cx, now);
        self.scratch = cx.dirty;
        outcome.unwrap_or_else(|code| Answer::Refused { code, text: code.text() })
    }

    /// The next instant at which time alone will change something; the shell arms one timer for it.
    pub fn next_deadline(&self) -> Option<Ms> {
        self.timers.first().map(|due| due.at)
    }

    fn execute(&mut self, cx: &mut Cx<'_>, command: &Command) -> Outcome {
        match command {
            Command::Enqueue(enqueue) => self.enqueue(cx, enqueue),
            Command::Cancel { what, reason } => self.cancel(cx, *what, *reason),
            Command::Accept { task, agent } => self.accept(cx, *task, *agent),
            Command::Decline { task, agent, reason } => self.decline(cx, *task, *agent, *reason),
            Command::Tick => Ok(Answer::Done),
            Command::CloseMedia { task, agent, reason, wrap_up } => {
                let task = self.own_task(*task, *agent)?;
                self.close_media(cx, task, *reason, *wrap_up)
            }
            Command::ExtendWrapUp { task, agent, by } => self.extend_wrap_up(cx, *task, *agent, *by),
            Command::WrapUpDone { task, agent, outcome } => self.wrap_up_done(cx, *task, *agent, *outcome),
            Command::Transfer(transfer) => self.transfer(cx, transfer),
            Command::Invite { invitation, direction } => self.invite(cx, invitation, *direction),
            Command::Convert { task, agent, consult, direction } => self.convert(cx, (*task, *agent), *consult, *direction),
            Command::Join { request, agent, conversation, direction } => {
                let agent = self.logged_in(*agent)?;
                self.join(cx, agent, (*request, *conversation), *direction)
            }
            Command::Fetch { request, agent } => self.fetch(cx, *request, *agent),
            Command::Prioritise { request, priority } => self.prioritise(cx, *request, *priority),
            Command::Move { request, queue } => self.move_request(cx, *request, *queue),
            Command::Login { agent, session } => self.login(cx, *agent, *session),
            Command::Logout { agent, reason } => self.log_out(cx, *agent, *reason),
            Command::AgentGlobal { agent, ready, reason } => self.agent_global(cx, *agent, *ready, *reason),
            Command::AgentMrd { agent, mrd, ready, reason } => {
                let agent = self.logged_in(*agent)?;
                self.agent_mrd(cx, (agent, *mrd), *ready, *reason)
            }
            Command::Presence { agent, session, link } => self.presence(cx, *agent, *session, *link),
            Command::Recovered { now } => Ok(self.recovered(cx, *now)),
            Command::Config { version, change } => self.configure(cx, *version, change),
            Command::Flush { queue } => self.flush(cx, *queue),
        }
    }

    /// Applies an event, notes whom the matcher must look at, and hands the event out.
    fn emit(&mut self, cx: &mut Cx<'_>, kind: EventKind) {
        let busy = self.whose_load(&kind);
        let before = busy.map(|agent| self.interruptions(agent));
        let event = Event { version: EVENT_VERSION, at: cx.now, kind };
        self.apply(&event);
        self.note(&mut cx.dirty, &event.kind);
        cx.out.push(event);
        if let (Some(agent), Some(before)) = (busy, before) {
            self.tell_interruptions(cx, agent, before);
        }
    }

    /// The agent whose load an event changes, if interruption is possible there at all.
    fn whose_load(&self, kind: &EventKind) -> Option<Slot> {
        let agent = match kind {
            EventKind::Offered { agent, .. } | EventKind::Joined { agent, .. } | EventKind::TaskClosed { agent, .. } => agent,
            EventKind::OfferLapsed(lapsed) => &lapsed.agent,
            _ => return None,
        };
        let slot = *self.agent_ids.get(agent)?;
        (self.agents[slot].mrds.len() > 1).then_some(slot)
    }

    /// Bit *i* is set if the agent's domain *i* is suspended.
    fn interruptions(&self, agent: Slot) -> u64 {
        let count = self.agents[agent].mrds.len();
        (0..count).fold(0, |mask, index| mask | (u64::from(self.is_interrupted(agent, index)) << index))
    }

    fn tell_interruptions(&mut self, cx: &mut Cx<'_>, slot: Slot, before: u64) {
        let changed = before ^ self.interruptions(slot);
        for index in 0..self.agents[slot].mrds.len() {
            if changed & (1 << index) == 0 {
                continue;
            }
            let (agent, mrd) = (self.agents[slot].facts.id, self.agents[slot].facts.mrds[index].mrd);
            let resumed = before & (1 << index) != 0;
            let kind = if resumed { EventKind::MrdResumed { agent, mrd } } else { EventKind::MrdInterrupted { agent, mrd } };
            let event = Event { version: EVENT_VERSION, at: cx.now, kind };
            self.apply(&event);
            cx.out.push(event);
        }
    }

    /// Every event that can give an agent room or a request a candidate is named here, in one place.
    fn note(&self, dirty: &mut Dirty, kind: &EventKind) {
        match kind {
            EventKind::StepEntered { request, .. }
            | EventKind::TargetWindowClosed { request }
            | EventKind::CoolOffEnded { request, .. } => {
                dirty.requests.extend(self.request_ids.get(request));
            }
            EventKind::Requeued(requeued) => dirty.requests.extend(self.request_ids.get(&requeued.request)),
            EventKind::TaskClosed { agent, .. }
            | EventKind::AgentGlobalChanged { agent, .. }
            | EventKind::AgentMrdChanged { agent, .. }
            | EventKind::PresenceChanged { agent, .. } => {
                dirty.agents.extend(self.agent_ids.get(agent));
            }
            EventKind::OfferLapsed(lapsed) => {
                dirty.agents.extend(self.agent_ids.get(&lapsed.agent));
            }
            EventKind::ConfigApplied { change, .. } => self.note_change(dirty, change),
            _ => {}
        }
    }

    fn note_change(&self, dirty: &mut Dirty, change: &ConfigChange) {
        match change {
            ConfigChange::Agent(agent) => dirty.agents.extend(self.agent_ids.get(&agent.id)),
            ConfigChange::Mrd(_) => dirty.agents.extend(self.agents.slots()),
            ConfigChange::Queue(queue) => {
                let slot = self.queue_ids.get(&queue.id).copied();
                let here = self.requests.iter().filter(|(_, cell)| Some(cell.queue) == slot);
                dirty.requests.extend(here.map(|(request, _)| request));
            }
            _ => {}
        }
    }
}
