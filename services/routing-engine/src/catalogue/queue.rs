//! Queues and their steps.

use errors::Violation;
use routing_core::{AfterRona, MAX_STEPS, QueueConfig, QueueId, RequestOrder, Span, Spread, Step, StepMode, Ttl};
use runtime::objects::Object;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Mrd;
use crate::expression::{Attributes, compile};
use crate::key::key;

/// A step: who qualifies, and how long until the next step.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct QueueStep {
    #[serde(default)]
    pub(crate) wait_seconds: u32,
    pub(crate) expression: String,
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
    Strict,
    Ageing,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Order {
    pub(crate) policy: Policy,
    #[serde(default = "sixty")]
    pub(crate) seconds_per_priority: u32,
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
    Order { policy: Policy::Strict, seconds_per_priority: 60 }
}

fn everybody() -> Vec<QueueStep> {
    vec![QueueStep { wait_seconds: 0, expression: "true".to_owned() }]
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
        require(self.offer_seconds > 0, "offerSeconds", "must be at least 1");
        require(!self.wrap_up.enabled || self.wrap_up.seconds > 0, "wrapUp.seconds", "must be at least 1");
        require(self.order.seconds_per_priority > 0, "order.secondsPerPriority", "must be at least 1");
        require((1..=3).contains(&self.service_level_type), "serviceLevelType", "must be 1 to 3");
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

    pub(crate) fn config(&self, id: &str, attributes: &Attributes) -> Result<QueueConfig, Vec<Violation>> {
        let mut violations = Vec::new();
        let mut steps = Vec::new();
        for (index, step) in self.steps.iter().enumerate() {
            match compile(&step.expression, attributes) {
                Ok(expr) => steps.push(Step { wait: Span::seconds(step.wait_seconds), expr }),
                Err(fault) => violations.push(Violation::new(format!("steps[{index}].expression"), fault.to_string())),
            }
        }
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
            order: match self.order.policy {
                Policy::Strict => RequestOrder::Strict,
                Policy::Ageing => RequestOrder::Ageing(Span::seconds(self.order.seconds_per_priority)),
            },
            spread: Spread::LeastLoaded,
            offer: Span::seconds(self.offer_seconds),
            wrap_up: if self.wrap_up.enabled { Span::seconds(self.wrap_up.seconds) } else { Span::ZERO },
            grace: Span::seconds(self.grace_seconds),
            cool_off: Span::seconds(30),
            after_rona: match self.after_rona {
                Rona::NotReady => AfterRona::NotReady,
                Rona::KeepReady => AfterRona::KeepReady,
            },
            max_waiting: self.max_waiting,
        })
    }
}
