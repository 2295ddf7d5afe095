//! By which rules customers and agents are put in order, as a scenario writes them; names and meanings are those of the product's queues.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_saphyr::Spanned;

/// What a further step does to the earlier ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum StepMode {
    /// They add up.
    #[default]
    Cumulative,
    /// Only the current one counts.
    Replace,
}

/// Order of customers.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Order {
    /// By which rule.
    pub policy: OrderPolicy,
    /// What one step of priority is worth, for `AGEING`.
    #[serde(default = "sixty")]
    #[schemars(range(min = 1))]
    pub seconds_per_priority: u32,
    /// Of `DUE_DATE`: everybody is to be served within this time.
    #[serde(default = "sixty")]
    pub goal_seconds: u32,
    /// Of `CLASSES`; a priority that is not named waits as time goes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(with = "Vec<Pace>")]
    pub classes: Vec<Spanned<Pace>>,
}

/// How waiting counts for one priority.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Pace {
    /// 1 to 10.
    #[schemars(range(min = 1, max = 10))]
    pub priority: u8,
    /// Counts as having waited this long on arrival.
    #[serde(default)]
    pub head_start_seconds: u32,
    /// What a second of waiting counts, in hundredths of a second.
    #[serde(default = "hundred")]
    #[schemars(range(min = 1, max = 10000))]
    pub percent: u32,
}

/// Rule of the order of customers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum OrderPolicy {
    /// Priority, then time of arrival.
    #[default]
    Strict,
    /// Priority rises with time.
    Ageing,
    /// Each priority rises at a pace of its own.
    Classes,
    /// Earliest due date, whatever the priority.
    DueDate,
}

/// What comes before "longest available" in the order of agents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Spread {
    /// Fewest tasks; what the product does.
    #[default]
    LeastLoaded,
    /// Nothing.
    None,
    /// Smallest part of the own limit taken.
    LeastActive,
    /// Most of the budget left: see the weights of the domains.
    MostBudget,
}

/// What comes between the spread and "longest available" in the order of agents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SkillBy {
    /// Nothing.
    #[default]
    None,
    /// The largest sum over the attributes that the queue's steps name.
    MostSkilled,
    /// The smallest such sum: keeps flexible people free.
    LeastSkilled,
    /// The attributes of `orderBy`.
    OrderBy,
}

/// One attribute of an order.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ByAttribute {
    /// Its name.
    pub attribute: String,
    /// Largest value first.
    #[serde(default)]
    pub descending: bool,
}

/// The priority of a customer whose offer was not answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Requeue {
    /// Before everything else.
    #[default]
    Top,
    /// The one that it had.
    Same,
}

/// What happens to an agent who did not answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AfterRona {
    /// Not ready in the domain, until `answer.readyAgain`.
    #[default]
    NotReady,
    /// Nothing.
    KeepReady,
}

impl Default for Order {
    fn default() -> Self {
        Self { policy: OrderPolicy::Strict, seconds_per_priority: sixty(), goal_seconds: sixty(), classes: Vec::new() }
    }
}

const fn hundred() -> u32 {
    100
}

const fn sixty() -> u32 {
    60
}
