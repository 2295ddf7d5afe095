//! Queues and their steps.

use errors::Violation;
use routing_core::{
    AfterRona, ClassPace, MAX_ORDER_BY, MAX_STEPS, OnFull, OrderBy, QueueConfig, QueueId, RequestOrder, Requeue, SkillOrder, Span, Spread,
    Step, StepMode, Ttl,
};
use routing_expression::{Attributes, compile, compile_condition};
use runtime::objects::Object;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Mrd;
use crate::engine::Goal;
use crate::key::key;

/// A step: who qualifies, and how long until the next step.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct QueueStep {
    #[serde(default)]
    pub(crate) wait_seconds: u32,
    pub(crate) expression: String,
    /// Asked when the step would begin, as in `waiting > 5 && priority < 8 || available == 0`; where it is false the step is passed over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) consider_if: Option<String>,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct WrapUp {
    pub(crate) enabled: bool,
    #[serde(default = "sixty")]
    pub(crate) seconds: u32,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum Policy {
    /// Priority, then time of entry.
    Strict,
    /// Priority rises with waiting.
    Ageing,
    /// Each priority rises at a pace of its own.
    Classes,
    /// Earliest due date.
    DueDate,
}

/// How waiting counts for one priority.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Pace {
    pub(crate) priority: u8,
    /// Counts as having waited this long on entry.
    #[serde(default)]
    pub(crate) head_start_seconds: u32,
    /// What a second of waiting counts, in hundredths of a second.
    #[serde(default = "hundred")]
    pub(crate) percent: u32,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Order {
    pub(crate) policy: Policy,
    #[serde(default = "sixty")]
    pub(crate) seconds_per_priority: u32,
    /// Of `CLASSES`; a priority that is not named waits as time goes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) classes: Vec<Pace>,
    /// Of `DUE_DATE`: everybody is to be served within this time.
    #[serde(default = "sixty")]
    pub(crate) goal_seconds: u32,
}

#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum SpreadBy {
    None,
    #[default]
    LeastLoaded,
    LeastActive,
    MostBudget,
}

#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum SkillBy {
    #[default]
    None,
    MostSkilled,
    LeastSkilled,
    OrderBy,
}

/// One attribute of an order.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ByAttribute {
    /// By name.
    pub(crate) attribute: String,
    #[serde(default)]
    pub(crate) descending: bool,
}

/// Who comes first among the agents of one step; whoever has been available the longest where all this is equal.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct AgentOrder {
    #[serde(default)]
    pub(crate) spread: SpreadBy,
    #[serde(default)]
    pub(crate) skill: SkillBy,
    /// Of `ORDER_BY`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) order_by: Vec<ByAttribute>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum FullAction {
    #[default]
    Reject,
    Overflow,
    DropOldest,
}

/// What happens to a request for a queue in which `maxWaiting` wait.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct WhenFull {
    pub(crate) action: FullAction,
    /// Of `OVERFLOW`: a queue of the same media routing domain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) queue_id: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum Again {
    #[default]
    Top,
    Same,
}

#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum Steps {
    #[default]
    Cumulative,
    Replace,
}

#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum Mode {
    #[default]
    Push,
    Pull,
}

#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum Rona {
    #[default]
    NotReady,
    KeepReady,
}

/// A queue.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Queue {
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) description: String,
    pub(crate) mrd_id: String,
    #[serde(default = "one")]
    pub(crate) priority: u8,
    /// Which of the three formulas reports use.
    #[serde(default = "one")]
    pub(crate) service_level_type: u8,
    #[serde(default = "thirty")]
    pub(crate) service_level_threshold_seconds: u32,
    #[serde(default = "sixty")]
    pub(crate) agent_response_seconds: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) ewt_min_seconds: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) ewt_max_seconds: Option<u32>,
    #[serde(default = "everybody")]
    pub(crate) steps: Vec<QueueStep>,
    #[serde(default)]
    pub(crate) step_mode: Steps,
    /// Whether requests are offered, or wait in a list from which agents fetch.
    #[serde(default)]
    pub(crate) mode: Mode,
    #[serde(default = "sixty")]
    pub(crate) offer_seconds: u32,
    #[serde(default = "no_wrap_up")]
    pub(crate) wrap_up: WrapUp,
    #[serde(default = "fifteen")]
    pub(crate) grace_seconds: u32,
    #[serde(default = "strict")]
    pub(crate) order: Order,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) max_waiting: Option<u32>,
    #[serde(default)]
    pub(crate) after_rona: Rona,
    /// Whether a request whose offer was not answered or declined goes before everything else, or keeps its priority.
    #[serde(default)]
    pub(crate) requeue: Again,
    /// How long a request keeps away from an agent who did not take it.
    #[serde(default = "thirty")]
    pub(crate) cool_off_seconds: u32,
    #[serde(default)]
    pub(crate) agent_order: AgentOrder,
    #[serde(default)]
    pub(crate) on_full: WhenFull,
    /// How long a request waits that says nothing of its own; 0 = for ever.
    #[serde(default)]
    pub(crate) ttl_seconds: u32,
}

const fn one() -> u8 {
    1
}

const fn fifteen() -> u32 {
    15
}

const fn hundred() -> u32 {
    100
}

const fn thirty() -> u32 {
    30
}

const fn sixty() -> u32 {
    60
}

const fn no_wrap_up() -> WrapUp {
    WrapUp { enabled: false, seconds: 60 }
}

const fn strict() -> Order {
    Order { policy: Policy::Strict, seconds_per_priority: 60, classes: Vec::new(), goal_seconds: 60 }
}

fn everybody() -> Vec<QueueStep> {
    vec![QueueStep { wait_seconds: 0, expression: "true".to_owned(), consider_if: None }]
}

impl Object for Queue {
    const KIND: &'static str = "queue";

    fn name(&self) -> &str {
        &self.name
    }

    fn validate(&self) -> Vec<Violation> {
        let mut found = super::docs::named(&self.name);
        let mut require = |holds: bool, field: &str, message: &str| {
            if !holds {
                found.push(Violation::new(field, message));
            }
        };
        require((1..=10).contains(&self.priority), "priority", "must be 1 to 10");
        require((1..=MAX_STEPS).contains(&self.steps.len()), "steps", "must be one to ten");
        let last = self.steps.last().is_none_or(|last| last.consider_if.is_none());
        require(last, "steps", "the last has no condition: there is nothing behind it");
        require(self.offer_seconds > 0, "offerSeconds", "must be at least 1");
        require(!self.wrap_up.enabled || self.wrap_up.seconds > 0, "wrapUp.seconds", "must be at least 1");
        require(self.order.seconds_per_priority > 0, "order.secondsPerPriority", "must be at least 1");
        require((1..=3).contains(&self.service_level_type), "serviceLevelType", "must be 1 to 3");
        let named = |pace: &Pace| self.order.classes.iter().filter(|other| other.priority == pace.priority).count();
        let sound = |pace: &Pace| (1..=10).contains(&pace.priority) && (1..=10_000).contains(&pace.percent) && named(pace) == 1;
        require(self.order.classes.iter().all(sound), "order.classes", "needs each priority once, 1 to 10, at 1 to 10000 percent");
        let overflows = self.on_full.action == FullAction::Overflow;
        require(overflows == self.on_full.queue_id.is_some(), "onFull.queueId", "is needed for OVERFLOW, and only then");
        require(!overflows || self.max_waiting.is_some(), "maxWaiting", "is needed for OVERFLOW: else the queue is never full");
        let by_list = matches!(self.agent_order.skill, SkillBy::OrderBy);
        let listed = (1..=MAX_ORDER_BY).contains(&self.agent_order.order_by.len());
        require(
            if by_list { listed } else { self.agent_order.order_by.is_empty() },
            "agentOrder.orderBy",
            "must be one to eight for ORDER_BY, and none else",
        );
        let ordered = self.ewt_min_seconds.zip(self.ewt_max_seconds).is_none_or(|(min, max)| min <= max);
        require(ordered, "ewtMaxSeconds", "must not be below ewtMinSeconds");
        found
    }
}

impl Queue {
    pub(crate) fn id(id: &str) -> QueueId {
        QueueId(key(id))
    }

    /// Time to live of a request that names none.
    pub(crate) const fn ttl(&self) -> Ttl {
        match self.ttl_seconds {
            0 => Ttl::Never,
            seconds => Ttl::In(Span::seconds(seconds)),
        }
    }

    /// How well it wants to serve.
    pub(crate) fn goal(&self) -> Goal {
        Goal { formula: self.service_level_type, threshold: i64::from(self.service_level_threshold_seconds) * 1_000 }
    }

    /// The least and the most that may be told of a wait.
    pub(crate) fn told_wait(&self) -> (Option<Span>, Option<Span>) {
        (self.ewt_min_seconds.map(Span::seconds), self.ewt_max_seconds.map(Span::seconds))
    }

    pub(crate) fn config(&self, id: &str, attributes: &Attributes) -> Result<QueueConfig, Vec<Violation>> {
        let mut violations = Vec::new();
        let mut steps = Vec::new();
        for (index, step) in self.steps.iter().enumerate() {
            let expr = compile(&step.expression, attributes)
                .map_err(|fault| violations.push(Violation::new(format!("steps[{index}].expression"), fault.to_string())));
            let consider = step.consider_if.as_deref().map(compile_condition).transpose();
            let consider =
                consider.map_err(|fault| violations.push(Violation::new(format!("steps[{index}].considerIf"), fault.to_string())));
            if let (Ok(expr), Ok(consider)) = (expr, consider) {
                steps.push(Step { consider: consider.map(Box::new), ..Step::new(Span::seconds(step.wait_seconds), expr) });
            }
        }
        let skill = self.skill(attributes, &mut violations);
        if !violations.is_empty() {
            return Err(violations);
        }
        Ok(QueueConfig {
            id: Self::id(id),
            mrd: Mrd::id(&self.mrd_id),
            priority: self.priority,
            steps,
            step_mode: match self.step_mode {
                Steps::Cumulative => StepMode::Cumulative,
                Steps::Replace => StepMode::Replace,
            },
            order: self.order.core(),
            spread: match self.agent_order.spread {
                SpreadBy::None => Spread::None,
                SpreadBy::LeastLoaded => Spread::LeastLoaded,
                SpreadBy::LeastActive => Spread::LeastActive,
                SpreadBy::MostBudget => Spread::MostBudget,
            },
            skill,
            offer: Span::seconds(self.offer_seconds),
            wrap_up: if self.wrap_up.enabled { Span::seconds(self.wrap_up.seconds) } else { Span::ZERO },
            grace: Span::seconds(self.grace_seconds),
            cool_off: Span::seconds(self.cool_off_seconds),
            after_rona: match self.after_rona {
                Rona::NotReady => AfterRona::NotReady,
                Rona::KeepReady => AfterRona::KeepReady,
            },
            max_waiting: self.max_waiting,
            on_full: self.on_full.core(),
            requeue: match self.requeue {
                Again::Top => Requeue::Top,
                Again::Same => Requeue::Same,
            },
            pulled: matches!(self.mode, Mode::Pull),
        })
    }

    fn skill(&self, attributes: &Attributes, violations: &mut Vec<Violation>) -> SkillOrder {
        match self.agent_order.skill {
            SkillBy::None => SkillOrder::None,
            SkillBy::MostSkilled => SkillOrder::MostSkilled,
            SkillBy::LeastSkilled => SkillOrder::LeastSkilled,
            SkillBy::OrderBy => {
                let mut order = Vec::new();
                for (index, by) in self.agent_order.order_by.iter().enumerate() {
                    match attributes.get(&by.attribute) {
                        Some(known) => order.push(OrderBy { attribute: known.id, descending: by.descending }),
                        None => violations.push(Violation::new(
                            format!("agentOrder.orderBy[{index}].attribute"),
                            format!("there is no attribute {:?}", by.attribute),
                        )),
                    }
                }
                SkillOrder::OrderBy(order)
            }
        }
    }
}

impl Order {
    fn core(&self) -> RequestOrder {
        match self.policy {
            Policy::Strict => RequestOrder::Strict,
            Policy::Ageing => RequestOrder::Ageing(Span::seconds(self.seconds_per_priority)),
            Policy::DueDate => RequestOrder::DueDate(Span::seconds(self.goal_seconds)),
            Policy::Classes => {
                let pace = |index: usize| {
                    let own = self.classes.iter().find(|pace| usize::from(pace.priority) == index + 1);
                    let plain = ClassPace { head_start: Span::ZERO, percent: 100 };
                    own.map_or(plain, |pace| ClassPace { head_start: Span::seconds(pace.head_start_seconds), percent: pace.percent })
                };
                RequestOrder::Classes(std::array::from_fn(pace))
            }
        }
    }
}

impl WhenFull {
    fn core(&self) -> OnFull {
        match (self.action, &self.queue_id) {
            (FullAction::Overflow, Some(queue)) => OnFull::Overflow(Queue::id(queue)),
            (FullAction::DropOldest, _) => OnFull::DropOldest,
            _ => OnFull::Reject,
        }
    }
}
