//! The file that describes a scenario, as it is written. Whether it makes sense is asked by [`crate::plan`].

mod policies;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_saphyr::Spanned;

pub use policies::{AfterRona, ByAttribute, Order, OrderPolicy, Pace, Requeue, SkillBy, Spread, StepMode};

use crate::distribution::{Distribution, Patience};
use crate::units::{Rate, Seconds, Share, Speed};

/// A contact centre and its customers, for a simulation.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Scenario {
    /// What it is called.
    #[schemars(with = "String")]
    pub name: Spanned<String>,
    /// What it is for.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Where the random numbers begin. The same seed gives the same answer.
    #[serde(default = "one")]
    pub seed: u64,
    /// How often it is run, each time with other random numbers; 2 to 10,000.
    #[serde(default = "twenty")]
    #[schemars(with = "u32")]
    pub replications: Spanned<u32>,
    /// Customers who come before this instant are counted.
    #[schemars(with = "Seconds")]
    pub horizon: Spanned<Seconds>,
    /// Customers who come before this instant are not: the rooms begin empty.
    #[serde(default = "nothing")]
    #[schemars(with = "Seconds")]
    pub warm_up: Spanned<Seconds>,
    /// What holds for all queues.
    #[serde(default)]
    pub policy: Policy,
    /// Media routing domains; without any there is one, `voice`, with one task an agent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub domains: Vec<Domain>,
    /// Attributes of agents that queues may ask for.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<String, AttributeType>,
    /// Queues.
    pub queues: Vec<Queue>,
    /// Kinds of customers.
    pub classes: Vec<Class>,
    /// Agents.
    pub agents: Vec<Team>,
}

/// What holds for all queues.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Policy {
    /// Whether a queue's priority comes before a customer's when queues compete for an agent.
    #[serde(default)]
    pub queue_priority: bool,
}

/// A media routing domain.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Domain {
    /// Its name.
    #[schemars(with = "String")]
    pub name: Spanned<String>,
    /// Most tasks an agent may hold here.
    #[schemars(with = "u32")]
    pub max_requests: Spanned<u32>,
    /// Whether work in another domain suspends this one.
    #[serde(default)]
    pub interruptible: bool,
    /// What a task takes of the hundred that an agent's tasks may weigh together; 0 where only their number counts.
    #[serde(default, skip_serializing_if = "is_zero")]
    #[schemars(range(max = 100))]
    pub weight: u32,
}

/// Which values an attribute takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AttributeType {
    /// Yes or no.
    Boolean,
    /// 1 to 10.
    ProficiencyLevel,
}

/// A queue; the fields are those of the product's queues.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Queue {
    /// Its name.
    #[schemars(with = "String")]
    pub name: Spanned<String>,
    /// What it is for.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Its domain; may be left out if there is only one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub domain: Option<Spanned<String>>,
    /// 1 to 10, 10 first; counts only with `policy.queuePriority`.
    #[serde(default = "first")]
    #[schemars(with = "u8")]
    pub priority: Spanned<u8>,
    /// Who qualifies, widening in time; without any, everybody.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(with = "Vec<Step>")]
    pub steps: Vec<Spanned<Step>>,
    /// What a further step does to the earlier ones.
    #[serde(default)]
    pub step_mode: StepMode,
    /// Order of customers.
    #[serde(default)]
    pub order: Order,
    /// What comes before "longest available" in the order of agents.
    #[serde(default)]
    pub spread: Spread,
    /// What comes between the spread and "longest available".
    #[serde(default)]
    pub skill: SkillBy,
    /// The attributes of `skill: ORDER_BY`, one after the other; one to eight.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(with = "Vec<ByAttribute>")]
    pub order_by: Vec<Spanned<ByAttribute>>,
    /// The priority of a customer whose offer was not answered.
    #[serde(default)]
    pub requeue: Requeue,
    /// How long an offer rings.
    #[serde(default = "minute")]
    #[schemars(with = "u32")]
    pub offer_seconds: Spanned<u32>,
    /// How long an agent's place stays taken after the work.
    #[serde(default)]
    pub wrap_up_seconds: u32,
    /// How long a customer keeps away from an agent who did not answer.
    #[serde(default = "thirty")]
    pub cool_off_seconds: u32,
    /// What happens to an agent who did not answer.
    #[serde(default)]
    pub after_rona: AfterRona,
    /// Most customers who may wait; without it any number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_waiting: Option<u32>,
    /// The service level counts who is answered within this time.
    #[serde(default = "twenty_seconds")]
    pub service_level_threshold_seconds: f64,
}

/// A step of a queue.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Step {
    /// How long until the next step.
    #[serde(default)]
    pub wait_seconds: u32,
    /// Who qualifies, in the product's expression language.
    #[schemars(with = "String")]
    pub expression: Spanned<String>,
    /// Asked when the step would begin, of `priority`, `waiting` (others) and `available` (agents for this step); where it is false the step
    /// is passed over. Not on the last step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub consider_if: Option<Spanned<String>>,
}

/// A kind of customers.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Class {
    /// Its name. The random numbers of a class depend on it.
    #[schemars(with = "String")]
    pub name: Spanned<String>,
    /// Where they wait; may be left out if there is only one queue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub queue: Option<Spanned<String>>,
    /// 1 to 10, 10 first.
    #[serde(default = "first")]
    #[schemars(with = "u8")]
    pub priority: Spanned<u8>,
    /// When they come.
    #[schemars(with = "Arrivals")]
    pub arrivals: Spanned<Arrivals>,
    /// How long an agent needs for one.
    pub handle: Distribution,
    /// How long they wait.
    #[serde(default)]
    pub patience: Patience,
    /// The request's time to live: who still waits then is told that nobody is there. Without it, for ever.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Seconds>")]
    pub ttl: Option<Spanned<Seconds>>,
}

/// When customers come.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub enum Arrivals {
    /// At random, always as many an hour.
    Poisson(Poisson),
    /// At random, as many an hour as the piece of the day says.
    Piecewise(Piecewise),
    /// At the instants of a file, the same in every replication.
    Recorded(Recorded),
}

/// Arrivals at a constant rate.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Poisson {
    /// Mean number an hour.
    pub per_hour: Rate,
}

/// Arrivals at a rate that changes.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Piecewise {
    /// Length of one piece.
    pub every: Seconds,
    /// Mean number an hour in each piece.
    pub per_hour: Vec<Rate>,
    /// Whether the pieces begin anew after the last; otherwise nobody comes any more.
    #[serde(default)]
    pub repeat: bool,
}

/// Arrivals of a day that was.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Recorded {
    /// A CSV file beside the scenario: `class,at,handle,patience,patienceAtLeast`, in seconds; see the README.
    pub file: String,
}

/// Agents who are alike.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Team {
    /// Name of the agent, or of the team if there are several.
    #[schemars(with = "String")]
    pub name: Spanned<String>,
    /// How many.
    #[serde(default = "single")]
    #[schemars(with = "u32")]
    pub count: Spanned<u32>,
    /// Attribute values: true, false, or a level; true is the default level, 1, of an attribute with levels.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schemars(with = "BTreeMap<String, Level>")]
    pub attributes: BTreeMap<String, Spanned<Level>>,
    /// Most tasks by domain; without any, every domain at its limit.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schemars(with = "BTreeMap<String, u32>")]
    pub domains: BTreeMap<String, Spanned<u32>>,
    /// Handle times of classes that differ from what the class says.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schemars(with = "BTreeMap<String, Distribution>")]
    pub handle: BTreeMap<String, Spanned<Distribution>>,
    /// How fast they work: 2 takes half the time.
    #[serde(default = "normal")]
    pub speed: Speed,
    /// How they answer offers.
    #[serde(default)]
    pub answer: Answering,
    /// When they work; without any, always.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(with = "Vec<Shift>")]
    pub shifts: Vec<Spanned<Shift>>,
}

/// A value of an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Level {
    /// Of a Boolean attribute.
    Flag(bool),
    /// 1 to 10.
    Number(u8),
}

/// How agents answer offers.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Answering {
    /// How long it rings; without it the answer comes at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delay: Option<Distribution>,
    /// The share of offers that are answered at all.
    #[serde(default = "always")]
    pub probability: Share,
    /// How long an agent who was made not ready stays away.
    #[serde(default = "one_minute")]
    pub ready_again: Seconds,
}

/// A time of work.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Shift {
    /// Its begin.
    pub from: Seconds,
    /// Its end; work that was begun is finished.
    pub until: Seconds,
}

impl Default for Answering {
    fn default() -> Self {
        Self { delay: None, probability: always(), ready_again: one_minute() }
    }
}

/// A value that was not read from a file.
pub const fn made<T>(value: T) -> Spanned<T> {
    Spanned { value, referenced: serde_saphyr::Location::UNKNOWN, defined: serde_saphyr::Location::UNKNOWN }
}

const fn one() -> u64 {
    1
}

const fn twenty() -> Spanned<u32> {
    made(20)
}

fn nothing() -> Spanned<Seconds> {
    made(Seconds::default())
}

const fn first() -> Spanned<u8> {
    made(1)
}

const fn single() -> Spanned<u32> {
    made(1)
}

const fn minute() -> Spanned<u32> {
    made(60)
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
const fn is_zero(value: &u32) -> bool {
    *value == 0
}

const fn thirty() -> u32 {
    30
}

const fn twenty_seconds() -> f64 {
    20.0
}

const fn normal() -> Speed {
    Speed::new(1.0)
}

const fn always() -> Share {
    Share::new(1.0)
}

fn one_minute() -> Seconds {
    Seconds::new(60.0)
}
