//! A small contact centre for tests: a shard with its log, and random moves on it.

use std::collections::BTreeMap;

use routing_core::{
    AgentConfig, AgentId, Answer, AttributeConfig, AttributeId, AttributeKind, CloseReason, Command, ConfigChange, ConversationId,
    Direction, Enqueue, Event, Fallback, Link, MrdConfig, MrdId, Ms, NamedAgent, OnFull, QueueConfig, QueueId, Reason, RequestId, Settings,
    Shard, Span, TaskId, Transfer, TransferTo, Ttl, Withdraw, WrapUp, WrapUpAnswer,
};

use crate::moves::{Edit, Move, NewRequest, queue_config};

pub(crate) const VOICE: MrdId = MrdId(1);
pub(crate) const CHAT: MrdId = MrdId(2);
pub(crate) const AGENTS: u8 = 6;
pub(crate) const QUEUES: u8 = 4;

/// A shard with everything that happened to it.
#[derive(Clone)]
pub(crate) struct World {
    pub(crate) shard: Shard,
    pub(crate) log: Vec<Event>,
    pub(crate) now: Ms,
    /// Ids of agents and queues are taken from here downwards, to show that they have no meaning.
    pub(crate) label: u128,
    next_request: u128,
}

impl World {
    pub(crate) fn new() -> Self {
        let (shard, log) = (Shard::new(), Vec::new());
        Self { shard, log, now: Ms(0), label: 0, next_request: 1_000 }
    }

    /// Executes a command now, and returns what happened.
    pub(crate) fn run(&mut self, command: &Command) -> (Answer, Vec<Event>) {
        let mut out = Vec::new();
        let answer = self.shard.step(command, self.now, &mut out);
        self.log.extend(out.iter().cloned());
        (answer, out)
    }

    /// As [`Self::run`], for commands that must not be refused.
    pub(crate) fn must(&mut self, command: &Command) -> Vec<Event> {
        let (answer, out) = self.run(command);
        assert!(!matches!(answer, Answer::Refused { .. }), "{command:?}: {answer:?}");
        out
    }

    pub(crate) fn at(&mut self, now: i64) -> Vec<Event> {
        self.now = Ms(now);
        self.must(&Command::Tick)
    }

    pub(crate) fn config(&mut self, change: ConfigChange) -> Vec<Event> {
        let version = self.shard.config_version() + 1;
        self.must(&Command::Config { version, change })
    }

    /// Under a label the larger number is the smaller id: ids have no meaning, and no order.
    fn named(&self, number: u8) -> u128 {
        if self.label == 0 { number.into() } else { self.label - u128::from(number) }
    }

    pub(crate) fn queue_id(&self, queue: u8) -> QueueId {
        QueueId(self.named(queue))
    }

    /// A queue whose kind is taken from the bits of a seed.
    pub(crate) fn queue_config(&self, queue: u8, seed: u8) -> QueueConfig {
        let config = queue_config(queue, seed);
        let on_full = match config.on_full {
            OnFull::Overflow(QueueId(to)) => OnFull::Overflow(self.queue_id(u8::try_from(to).unwrap())),
            other => other,
        };
        QueueConfig { id: self.queue_id(queue), on_full, ..config }
    }

    pub(crate) fn agent_id(&self, agent: u8) -> AgentId {
        AgentId(self.named(agent))
    }

    pub(crate) fn login(&mut self, agent: u8) {
        let agent = self.agent_id(agent);
        self.must(&Command::Login { agent, session: 1 });
        self.must(&Command::AgentGlobal { agent, ready: true, reason: None });
    }

    /// A customer's request for a queue; returns its id.
    pub(crate) fn ask(&mut self, queue: u8) -> RequestId {
        let request = self.new_request(queue);
        let id = request.request;
        self.must(&Command::Enqueue(request));
        id
    }

    pub(crate) fn new_request(&mut self, queue: u8) -> Enqueue {
        self.next_request += 1;
        Enqueue {
            request: RequestId(self.next_request),
            conversation: ConversationId(self.next_request),
            queue: QueueId(u128::from(queue)),
            priority: 1,
            ttl: Ttl::Never,
            direction: Direction::Inbound,
            target: None,
            exclude: Vec::new(),
        }
    }

    /// The task that a request rings in or was accepted as, with its agent.
    pub(crate) fn task_of(&self, request: RequestId) -> Option<(TaskId, AgentId)> {
        let tasks = self.all_tasks();
        tasks.into_iter().find(|task| self.shard.task(*task).unwrap().request == request).map(|task| {
            let facts = self.shard.task(task).unwrap();
            (task, facts.agent)
        })
    }

    pub(crate) fn accept(&mut self, request: RequestId) -> TaskId {
        let (task, agent) = self.task_of(request).unwrap();
        self.must(&Command::Accept { task, agent });
        task
    }

    pub(crate) fn close(&mut self, task: TaskId) -> Vec<Event> {
        let agent = self.shard.task(task).unwrap().agent;
        let (reason, wrap_up) = (CloseReason::Done, WrapUp::Queue);
        self.must(&Command::CloseMedia { task, agent, reason, wrap_up })
    }

    pub(crate) fn all_tasks(&self) -> Vec<TaskId> {
        let agents = self.shard.agents();
        let mut tasks: Vec<_> = agents.iter().flat_map(|agent| self.shard.tasks_of(*agent)).map(|task| task.id).collect();
        tasks.sort_unstable();
        tasks
    }

    /// Two domains, three attributes, four queues (one with steps, one that replaces them), six agents.
    pub(crate) fn furnished(label: u128) -> Self {
        let mut world = Self { label, ..Self::new() };
        world.config(ConfigChange::Mrd(MrdConfig::new(VOICE, 1)));
        world.config(ConfigChange::Mrd(MrdConfig { interruptible: true, ..MrdConfig::new(CHAT, 3) }));
        for attribute in 1..=3 {
            let kind = if attribute == 3 { AttributeKind::Boolean } else { AttributeKind::Level };
            world.config(ConfigChange::Attribute(AttributeConfig { id: AttributeId(attribute), kind }));
        }
        for queue in (1..=QUEUES).rev() {
            let config = world.queue_config(queue, queue);
            world.config(ConfigChange::Queue(config));
        }
        for agent in 1..=AGENTS {
            let change = ConfigChange::Agent(world.agent_config(agent, agent.wrapping_mul(37)));
            world.config(change);
        }
        world
    }

    /// Attributes and limits of an agent, taken from the bits of a seed.
    pub(crate) fn agent_config(&self, agent: u8, seed: u8) -> AgentConfig {
        let mut levels = BTreeMap::new();
        if seed & 1 == 0 {
            levels.insert(AttributeId(1), 1 + seed % 10);
        }
        if seed & 2 == 0 {
            levels.insert(AttributeId(2), 1 + (seed / 3) % 10);
        }
        if seed & 4 == 0 {
            levels.insert(AttributeId(3), seed & 1);
        }
        let mut mrds = BTreeMap::from([(CHAT, u32::from(seed >> 3) % 4)]);
        if seed & 64 == 0 {
            mrds.insert(VOICE, 1);
        }
        AgentConfig { id: self.agent_id(agent), levels, mrds }
    }

    /// Turns a move into a command on what is there now.
    pub(crate) fn command(&self, step: &Move) -> Command {
        let agent = |agent: u8| self.agent_id(agent);
        match step {
            Move::Enqueue(new) => Command::Enqueue(self.enqueue(new)),
            Move::CancelRequest(request) => {
                let what = Withdraw::Request(RequestId(u128::from(*request)));
                Command::Cancel { what, reason: CloseReason::Cancelled }
            }
            Move::CancelConversation(conversation) => {
                let what = Withdraw::Conversation(ConversationId(u128::from(*conversation)));
                Command::Cancel { what, reason: CloseReason::Cancelled }
            }
            Move::Accept(task) => {
                let (task, agent) = self.pick(*task, 0);
                Command::Accept { task, agent }
            }
            Move::Decline(task) => {
                let (task, agent) = self.pick(*task, 0);
                Command::Decline { task, agent, reason: None }
            }
            Move::Steal(task, thief) => Command::Accept { task: self.pick(*task, 0).0, agent: agent(*thief) },
            Move::Tick => Command::Tick,
            Move::Close(task, reason, wrap_up) => {
                let (task, agent) = self.pick(*task, 1);
                let wrap_up = if *wrap_up > 9 { WrapUp::Queue } else { WrapUp::Channel(Span::seconds((*wrap_up).into())) };
                Command::CloseMedia { task, agent, reason: *reason, wrap_up }
            }
            Move::Extend(task) => {
                let (task, agent) = self.pick(*task, 2);
                Command::ExtendWrapUp { task, agent, by: Span::seconds(5) }
            }
            Move::WrapUpDone(task) => {
                let (task, agent) = self.pick(*task, 2);
                Command::WrapUpDone { task, agent, outcome: WrapUpAnswer::Applied }
            }
            Move::Transfer(task, request, to, window) => Command::Transfer(self.transfer(*task, *request, *to, *window)),
            Move::Invite(task, request, to, window) => {
                let direction = [Direction::Consult, Direction::DirectConference, Direction::Inbound][usize::from(window % 7 / 3)];
                Command::Invite { invitation: self.transfer(*task, *request, *to, *window), direction }
            }
            Move::Convert(task, other) => {
                let direction = if other & 1 == 0 { Direction::ConsultTransfer } else { Direction::ConsultConference };
                let (task, agent) = self.pick(*task, 1);
                Command::Convert { task, agent, consult: self.consultation(task, *other), direction }
            }
            Move::Join(who, request, task) => {
                let conversation = self.shard.task(self.pick(*task, 1).0).map_or(ConversationId(3), |task| task.conversation);
                let direction = [Direction::SilentMonitor, Direction::Whisper, Direction::BargeIn][usize::from(request % 3)];
                Command::Join { request: RequestId((*request).into()), agent: agent(*who), conversation, direction }
            }
            Move::Fetch(who, nth) => Command::Fetch { request: self.waiting(QUEUES, *nth), agent: agent(*who) },
            Move::Prioritise(queue, nth, priority) => Command::Prioritise { request: self.waiting(*queue, *nth), priority: *priority },
            Move::Elsewhere(queue, nth, to) => Command::Move { request: self.waiting(*queue, *nth), queue: self.queue_id(*to) },
            other => self.agent_command(other),
        }
    }

    fn agent_command(&self, step: &Move) -> Command {
        let agent = |agent: u8| self.agent_id(agent);
        let reason = |reason: u8| (reason > 0).then(|| Reason::Code(routing_core::ReasonId(u128::from(reason))));
        match step {
            Move::Login(who, session) => Command::Login { agent: agent(*who), session: (*session).into() },
            Move::Logout(who) => Command::Logout { agent: agent(*who), reason: None },
            Move::Global(who, ready, why) => Command::AgentGlobal { agent: agent(*who), ready: *ready, reason: reason(*why) },
            Move::Mrd(who, mrd, ready) => Command::AgentMrd { agent: agent(*who), mrd: MrdId((*mrd).into()), ready: *ready, reason: None },
            Move::Presence(who, session, up) => {
                let link = if *up { Link::Up } else { Link::Down };
                Command::Presence { agent: agent(*who), session: (*session).into(), link }
            }
            Move::Recovered => Command::Recovered { now: Ms(0) },
            Move::Config(edit) => Command::Config { version: self.shard.config_version() + 1, change: self.change(*edit) },
            Move::Flush(queue) => Command::Flush { queue: self.queue_id(*queue) },
            _ => Command::Tick,
        }
    }

    fn enqueue(&self, new: &NewRequest) -> Enqueue {
        let fallback = [Fallback::Queue, Fallback::Close, Fallback::ReturnToSender][usize::from(new.window % 3)];
        let window = Span::seconds(u32::from(new.window) / 2);
        let named = |agent| NamedAgent { agent: self.agent_id(agent), window, fallback };
        Enqueue {
            request: RequestId(new.request.into()),
            conversation: ConversationId(new.conversation.into()),
            queue: self.queue_id(new.queue),
            priority: new.priority,
            ttl: if new.ttl == 0 { Ttl::Never } else { Ttl::In(Span::seconds(new.ttl.into())) },
            direction: if new.consult { Direction::Consult } else { Direction::Inbound },
            target: new.target.map(named),
            exclude: new.exclude.map(|agent| self.agent_id(agent)).into_iter().collect(),
        }
    }

    /// Somebody else's consultation in the conversation of a task; else some task.
    fn consultation(&self, task: TaskId, other: u8) -> TaskId {
        let here = self.shard.task(task).map(|task| self.shard.tasks_in(task.conversation)).unwrap_or_default();
        here.into_iter().map(|task| task.id).find(|found| *found != task).unwrap_or_else(|| TaskId(other.into()))
    }

    /// One of those who wait in a queue, or a request that does not exist.
    fn waiting(&self, queue: u8, nth: u8) -> RequestId {
        let line = self.shard.queue(self.queue_id(queue)).map(|queue| queue.waiting).unwrap_or_default();
        line.get(usize::from(nth) % line.len().max(1)).map_or_else(|| RequestId(nth.into()), |waiting| waiting.request)
    }

    fn transfer(&self, task: u8, request: u8, to: u8, window: u8) -> Transfer {
        let (task, agent) = self.pick(task, 1);
        let window = Span::seconds(u32::from(window));
        let to = if to > 6 { TransferTo::Queue(self.queue_id(to - 6)) } else { TransferTo::Agent { agent: self.agent_id(to), window } };
        let ttl = Ttl::In(Span::seconds(40));
        Transfer { task, agent, request: RequestId(request.into()), to, priority: 5, ttl }
    }

    /// One of the open tasks in a wanted state (ringing, active, wrap-up), or one that does not exist.
    fn pick(&self, index: u8, state: u8) -> (TaskId, AgentId) {
        let facts = self.all_tasks().into_iter().map(|task| self.shard.task(task).unwrap());
        let fits = |state_now| match state_now {
            routing_core::TaskState::Offered { .. } => state == 0,
            routing_core::TaskState::Active => state == 1,
            routing_core::TaskState::WrapUp { .. } => state == 2,
        };
        let tasks: Vec<_> = facts.filter(|facts| index >= 14 || fits(facts.state)).collect();
        match tasks.get(usize::from(index) % tasks.len().max(1)) {
            Some(facts) => (facts.id, facts.agent),
            None => (TaskId(index.into()), self.agent_id(1)),
        }
    }

    fn change(&self, edit: Edit) -> ConfigChange {
        match edit {
            Edit::Agent(agent, seed) => ConfigChange::Agent(self.agent_config(agent, seed)),
            Edit::Queue(queue, seed) => ConfigChange::Queue(self.queue_config(queue, seed)),
            Edit::Chat(max, interruptible) => {
                let weight = [0, 30, 40, 0][usize::from(max % 4)];
                ConfigChange::Mrd(MrdConfig { interruptible, weight, ..MrdConfig::new(CHAT, max.into()) })
            }
            Edit::Voice(interruptible) => ConfigChange::Mrd(MrdConfig { interruptible, weight: 50, ..MrdConfig::new(VOICE, 1) }),
            Edit::Settings(queue_priority) => ConfigChange::Settings(Settings { queue_priority, ..Settings::default() }),
            Edit::RemoveAgent(agent) => ConfigChange::RemoveAgent(self.agent_id(agent)),
            Edit::RemoveQueue(queue) => ConfigChange::RemoveQueue(self.queue_id(queue)),
        }
    }
}
