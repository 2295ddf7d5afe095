//! A scenario that makes sense, compiled to what the core and the simulation need. Whatever is wrong with it is told
//! at once, by name and with its place in the file.

mod agents;
mod classes;
mod queues;

use std::collections::BTreeMap;
use std::path::Path;

use routing_core::{
    AgentConfig, AgentId, Answer, AttributeConfig, AttributeId, Command, ConfigChange, MrdConfig, MrdId, Ms, QueueConfig, QueueId,
    Settings, Shard,
};
use routing_expression::{Attributes, Known};

use crate::distribution::{Distribution, Patience};
use crate::number::{float, milliseconds};
use crate::problem::{Problem, Problems};
use crate::recorded::{self, Arrival};
use crate::scenario::{Answering, AttributeType, Domain, Scenario};

/// Longest scenario, in bytes.
const LONGEST: usize = 4 * 1024 * 1024;
/// Most customers of one replication.
const MOST_CUSTOMERS: f64 = 20_000_000.0;
/// Most customers of all replications.
const MOST_IN_ALL: f64 = 1_000_000_000.0;
/// Most queues, classes, attributes.
const MOST_NAMES: usize = 1_000;
/// Most agents.
pub(crate) const MOST_AGENTS: usize = 100_000;

/// Reads a file of recorded arrivals, by class.
pub type ReadFile<'a> = dyn Fn(&str) -> Result<BTreeMap<String, Vec<Arrival>>, String> + 'a;

/// A scenario that can be run.
#[derive(Clone, Debug)]
pub struct Plan {
    /// What it is called.
    pub name: String,
    /// Where random numbers begin.
    pub seed: u64,
    /// How often it is run.
    pub replications: u32,
    /// End of counting, in milliseconds.
    pub horizon: i64,
    /// Begin of counting, in milliseconds.
    pub warm_up: i64,
    /// What the core is told before the first customer.
    pub changes: Vec<ConfigChange>,
    /// Queues.
    pub queues: Vec<QueuePlan>,
    /// Kinds of customers.
    pub classes: Vec<ClassPlan>,
    /// Agents, one by one.
    pub agents: Vec<AgentPlan>,
    /// Names of teams.
    pub teams: Vec<String>,
    /// What is odd, but possible.
    pub warnings: Vec<String>,
}

/// A queue.
#[derive(Clone, Debug)]
pub struct QueuePlan {
    /// Its name.
    pub name: String,
    /// As the core has it.
    pub config: QueueConfig,
    /// The service level counts answers within this time, in milliseconds.
    pub threshold: i64,
    /// For each agent the first step it qualifies for, 0 for none.
    pub first_step: Vec<u8>,
}

/// A kind of customers.
#[derive(Clone, Debug)]
pub struct ClassPlan {
    /// Its name.
    pub name: String,
    /// Where they wait.
    pub queue: usize,
    /// 1 to 10.
    pub priority: u8,
    /// When they come.
    pub arrivals: ArrivalPlan,
    /// How long an agent needs.
    pub handle: Distribution,
    /// How long they wait.
    pub patience: Patience,
    /// Time to live, in milliseconds.
    pub ttl: Option<u32>,
}

/// When customers come.
#[derive(Clone, Debug)]
pub enum ArrivalPlan {
    /// At a rate a second, by pieces of so many seconds; begins anew if `repeat`.
    Rates {
        /// Length of a piece, in seconds.
        every: f64,
        /// Arrivals a second in each.
        rates: Vec<f64>,
        /// Whether it begins anew.
        repeat: bool,
    },
    /// At given instants.
    Recorded(Vec<Arrival>),
}

/// An agent.
#[derive(Clone, Debug)]
pub struct AgentPlan {
    /// Name of the agent.
    pub name: String,
    /// As the core has it.
    pub config: AgentConfig,
    /// Index of the team.
    pub team: usize,
    /// Most tasks over all domains, for occupancy.
    pub capacity: u32,
    /// Handle time of each class, if it differs.
    pub handle: Vec<Option<Distribution>>,
    /// How fast.
    pub speed: f64,
    /// How offers are answered.
    pub answer: Answering,
    /// From and until, in milliseconds; empty is always.
    pub shifts: Vec<(i64, i64)>,
}

/// What names of the file stand for.
struct Names {
    attributes: Attributes,
    domains: Vec<(String, MrdConfig)>,
}

impl Plan {
    /// Reads and checks the text of a scenario; files it names lie in `folder`.
    pub fn parse(yaml: &str, folder: &Path) -> Result<Self, Vec<Problem>> {
        Self::new(&read(yaml)?, folder)
    }

    /// Checks a scenario; files it names lie in `folder`.
    pub fn new(scenario: &Scenario, folder: &Path) -> Result<Self, Vec<Problem>> {
        Self::with(scenario, &|file| recorded::read(&folder.join(file)))
    }

    /// Checks a scenario; files it names are read by somebody else.
    pub fn with(scenario: &Scenario, read: &ReadFile<'_>) -> Result<Self, Vec<Problem>> {
        let mut problems = Problems::default();
        check_frame(scenario, &mut problems);
        let names = Names { attributes: attributes(scenario, &mut problems), domains: domains(scenario, &mut problems) };
        let mut queues = queues::compile(scenario, &names, &mut problems);
        let classes = classes::compile(scenario, read, &mut problems);
        let agents = agents::compile(scenario, &names, &mut problems);
        // What follows looks things up that are there only if nothing was wrong.
        if !problems.0.is_empty() {
            return problems.or(()).and_then(|()| Err(Vec::new()));
        }
        for queue in &mut queues {
            queue.first_step = agents.iter().map(|agent| queues::first_step(&queue.config, agent)).collect();
        }
        check_served(scenario, (&queues, &classes), &mut problems);
        let mut plan = Self {
            name: scenario.name.value.clone(),
            seed: scenario.seed,
            replications: scenario.replications.value,
            horizon: milliseconds(scenario.horizon.value.get()),
            warm_up: milliseconds(scenario.warm_up.value.get()),
            changes: changes(scenario, &names, &queues, &agents),
            teams: scenario.agents.iter().map(|team| team.name.value.clone()).collect(),
            queues,
            classes,
            agents,
            warnings: Vec::new(),
        };
        plan.check_size(scenario, &mut problems);
        plan.rehearse(&mut problems);
        plan.warnings = plan.overloads();
        problems.or(plan)
    }

    /// A shard with everything configured and nobody signed in.
    pub fn shard(&self) -> Shard {
        let mut shard = Shard::new();
        let mut out = Vec::new();
        for (version, change) in (1..).zip(&self.changes) {
            shard.step(&Command::Config { version, change: change.clone() }, Ms(0), &mut out);
        }
        shard
    }

    /// The core has the last word on what can be configured.
    fn rehearse(&self, problems: &mut Problems) {
        let mut shard = Shard::new();
        let mut out = Vec::new();
        for (version, change) in (1..).zip(&self.changes) {
            if let Answer::Refused { text, .. } = shard.step(&Command::Config { version, change: change.clone() }, Ms(0), &mut out) {
                problems.0.push(Problem::general(format!("{}: {text}", self.named(change))));
                return;
            }
        }
    }

    fn named(&self, change: &ConfigChange) -> String {
        match change {
            ConfigChange::Queue(config) => {
                let queue = self.queues.iter().find(|queue| queue.config.id == config.id);
                format!("queue {:?}", queue.map_or("", |queue| &queue.name))
            }
            ConfigChange::Agent(config) => {
                let agent = self.agents.iter().find(|agent| agent.config.id == config.id);
                format!("agent {:?}", agent.map_or("", |agent| &agent.name))
            }
            _ => "the configuration".to_owned(),
        }
    }

    /// Customers of one replication to be expected, by class.
    pub fn expected(&self, class: &ClassPlan) -> f64 {
        let horizon = crate::number::seconds(self.horizon);
        match &class.arrivals {
            ArrivalPlan::Recorded(arrivals) => float(arrivals.len()),
            ArrivalPlan::Rates { every, rates, repeat } => {
                let day = every * float(rates.len());
                let through = if *repeat { (horizon / day).floor() } else { 0.0 };
                let all: f64 = rates.iter().map(|rate| rate * every).sum();
                let rest = horizon - through * day;
                let pieces = (0..).zip(rates).map(|(index, rate)| rate * (rest - float(index) * every).clamp(0.0, *every));
                through.mul_add(all, pieces.sum())
            }
        }
    }

    fn check_size(&self, scenario: &Scenario, problems: &mut Problems) {
        let all: f64 = self.classes.iter().map(|class| self.expected(class)).sum();
        problems.require(
            all <= MOST_CUSTOMERS,
            &scenario.horizon,
            format!("{all:.0} customers come in one replication: at most {MOST_CUSTOMERS} can be simulated"),
        );
        let runs = f64::from(scenario.replications.value);
        problems.require(
            all * runs <= MOST_IN_ALL,
            &scenario.replications,
            format!("{:.0} customers come in all replications: at most {MOST_IN_ALL} can be simulated", all * runs),
        );
        problems.require(all >= 1.0, &scenario.horizon, "nobody comes within the horizon");
    }

    /// Queues whose customers never leave by themselves and whose agents cannot keep up.
    fn overloads(&self) -> Vec<String> {
        let hours = crate::number::seconds(self.horizon);
        let loads = self.queues.iter().enumerate().map(|(index, queue)| {
            let mine = || self.classes.iter().filter(move |class| class.queue == index);
            let erlangs: f64 = mine().map(|class| self.expected(class) / hours * class.handle.mean()).sum();
            let endless = mine().any(|class| class.patience == Patience::None && class.ttl.is_none());
            let able = queue.first_step.iter().zip(&self.agents).filter(|(step, _)| **step > 0);
            let capacity: f64 = able.map(|(_, agent)| f64::from(agent.capacity) * agent.speed).sum();
            (queue, erlangs, capacity, endless && queue.config.max_waiting.is_none())
        });
        let over = loads.filter(|(_, erlangs, capacity, endless)| *endless && erlangs >= capacity);
        over.map(|(queue, erlangs, capacity, _)| {
            format!("queue {:?}: {erlangs:.1} Erlangs come and {capacity:.1} can be served; the line grows as long as it lasts", queue.name)
        })
        .collect()
    }
}

/// Reads a scenario; a mistake of form is told with its place.
pub fn read(yaml: &str) -> Result<Scenario, Vec<Problem>> {
    if yaml.len() > LONGEST {
        return Err(vec![Problem::general(format!("a scenario has at most {LONGEST} bytes"))]);
    }
    serde_saphyr::from_str(yaml).map_err(|error| {
        let mut message = error.without_snippet().to_string();
        // The place is told in front of every problem, not behind some.
        if let Some(place) = message.rfind(" at line ") {
            message.truncate(place);
        }
        vec![error.location().map_or_else(|| Problem::general(message.clone()), |at| Problem::at(at, message.clone()))]
    })
}

fn check_frame(scenario: &Scenario, problems: &mut Problems) {
    let named = !scenario.name.value.trim().is_empty() && scenario.name.value.len() <= 200;
    problems.require(named, &scenario.name, "a scenario has a name of 1 to 200 bytes");
    problems.require(
        (2..=10_000).contains(&scenario.replications.value),
        &scenario.replications,
        "replications: 2 to 10,000; one run says nothing of luck",
    );
    problems.require(scenario.horizon.value.get() >= 1.0, &scenario.horizon, "horizon: at least one second");
    problems.require(
        scenario.warm_up.value < scenario.horizon.value,
        &scenario.warm_up,
        "warmUp: must be shorter than the horizon, or nobody is counted",
    );
    let few = |count: usize| (1..=MOST_NAMES).contains(&count);
    problems.require(few(scenario.queues.len()), &scenario.name, "queues: 1 to 1,000");
    problems.require(few(scenario.classes.len()), &scenario.name, "classes: 1 to 1,000");
    problems.require(!scenario.agents.is_empty(), &scenario.name, "agents: at least one");
    problems.require(scenario.attributes.len() <= MOST_NAMES, &scenario.name, "attributes: at most 1,000");
}

fn attributes(scenario: &Scenario, problems: &mut Problems) -> Attributes {
    let known = (1..).zip(&scenario.attributes).map(|(id, (name, kind))| {
        problems.require(!name.is_empty() && name.len() <= 200, &scenario.name, format!("attribute {name:?}: a name has 1 to 200 bytes"));
        let kind = match kind {
            AttributeType::Boolean => routing_core::AttributeKind::Boolean,
            AttributeType::ProficiencyLevel => routing_core::AttributeKind::Level,
        };
        (name.clone(), Known { id: AttributeId(id), kind, default: 1 })
    });
    known.collect()
}

fn domains(scenario: &Scenario, problems: &mut Problems) -> Vec<(String, MrdConfig)> {
    if scenario.domains.is_empty() {
        return vec![("voice".to_owned(), MrdConfig::new(MrdId(1), 1))];
    }
    let mut found: Vec<(String, MrdConfig)> = Vec::new();
    for (id, Domain { name, max_requests, interruptible, weight }) in (1..).zip(&scenario.domains) {
        problems.require(
            !found.iter().any(|(other, _)| *other == name.value),
            name,
            format!("there are two domains of the name {:?}", name.value),
        );
        problems.require((1..=routing_core::MAX_TASKS).contains(&max_requests.value), max_requests, "maxRequests: 1 to 1,000");
        problems.require(*weight <= routing_core::BUDGET, name, "weight: 0 to 100");
        let config = MrdConfig { interruptible: *interruptible, weight: *weight, ..MrdConfig::new(MrdId(id), max_requests.value) };
        found.push((name.value.clone(), config));
    }
    found
}

/// A queue with customers and without a single agent for it is a mistake, not a result.
fn check_served(scenario: &Scenario, (queues, classes): (&[QueuePlan], &[ClassPlan]), problems: &mut Problems) {
    for (index, (queue, written)) in queues.iter().zip(&scenario.queues).enumerate() {
        let used = classes.iter().any(|class| class.queue == index);
        let served = queue.first_step.iter().any(|step| *step > 0);
        problems.require(!used || served, &written.name, format!("nobody qualifies for any step of queue {:?}", queue.name));
    }
}

fn changes(scenario: &Scenario, names: &Names, queues: &[QueuePlan], agents: &[AgentPlan]) -> Vec<ConfigChange> {
    let settings = Settings { queue_priority: scenario.policy.queue_priority, ..Settings::default() };
    let attributes = names.attributes.values().map(|known| AttributeConfig { id: known.id, kind: known.kind });
    let mut changes = vec![ConfigChange::Settings(settings)];
    changes.extend(names.domains.iter().map(|(_, mrd)| ConfigChange::Mrd(mrd.clone())));
    changes.extend(attributes.map(ConfigChange::Attribute));
    changes.extend(queues.iter().map(|queue| ConfigChange::Queue(queue.config.clone())));
    changes.extend(agents.iter().map(|agent| ConfigChange::Agent(agent.config.clone())));
    changes
}

/// The core's id of the queue at an index.
pub fn queue_id(index: usize) -> QueueId {
    QueueId(number(index))
}

/// The core's id of the agent at an index.
pub fn agent_id(index: usize) -> AgentId {
    AgentId(number(index))
}

/// The agent at an id made by [`agent_id`].
pub fn agent_index(agent: AgentId) -> usize {
    usize::try_from(agent.0).unwrap_or(usize::MAX).saturating_sub(1)
}

fn number(index: usize) -> u128 {
    u128::try_from(index).unwrap_or(u128::MAX).saturating_add(1)
}
