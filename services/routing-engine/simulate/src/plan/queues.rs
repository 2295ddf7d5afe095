//! Queues and their steps.

use routing_core::{AfterRona, MAX_STEPS, QueueConfig, RequestOrder, Span, Spread, StepMode};
use serde_saphyr::Spanned;

use super::{AgentPlan, Names, QueuePlan, queue_id};
use crate::expression::compile as compile_expression;
use crate::number::milliseconds;
use crate::problem::Problems;
use crate::scenario::{self, Queue, Scenario};

pub(super) fn compile(scenario: &Scenario, names: &Names, problems: &mut Problems) -> Vec<QueuePlan> {
    let mut queues: Vec<QueuePlan> = Vec::new();
    for (index, queue) in scenario.queues.iter().enumerate() {
        let twice = queues.iter().any(|other| other.name == queue.name.value);
        problems.require(!twice, &queue.name, format!("there are two queues of the name {:?}", queue.name.value));
        if let Some(plan) = one(index, queue, names, problems) {
            queues.push(plan);
        }
    }
    queues
}

fn one(index: usize, queue: &Queue, names: &Names, problems: &mut Problems) -> Option<QueuePlan> {
    let named = !queue.name.value.trim().is_empty() && queue.name.value.len() <= 200;
    problems.require(named, &queue.name, "a queue has a name of 1 to 200 bytes");
    problems.require((1..=10).contains(&queue.priority.value), &queue.priority, "priority: 1 to 10");
    problems.require(queue.offer_seconds.value > 0, &queue.offer_seconds, "offerSeconds: at least 1");
    problems.require(queue.steps.len() <= MAX_STEPS, &queue.name, "steps: at most ten");
    problems.require(queue.order.seconds_per_priority > 0, &queue.name, "order.secondsPerPriority: at least 1");
    let threshold = queue.service_level_threshold_seconds;
    problems.require((0.0..=86_400.0).contains(&threshold), &queue.name, "serviceLevelThresholdSeconds: 0 to 86,400");
    let before = problems.0.len();
    let mrd = domain(queue, names, problems);
    let base = QueueConfig::new(queue_id(index), mrd?, routing_core::Expr::everybody());
    let steps = steps(queue, &base, names, problems);
    let config = QueueConfig {
        priority: queue.priority.value,
        steps,
        step_mode: match queue.step_mode {
            scenario::StepMode::Cumulative => StepMode::Cumulative,
            scenario::StepMode::Replace => StepMode::Replace,
        },
        order: match queue.order.policy {
            scenario::OrderPolicy::Strict => RequestOrder::Strict,
            scenario::OrderPolicy::Ageing => RequestOrder::Ageing(Span::seconds(queue.order.seconds_per_priority)),
        },
        spread: match queue.spread {
            scenario::Spread::LeastLoaded => Spread::LeastLoaded,
            scenario::Spread::None => Spread::None,
        },
        offer: Span::seconds(queue.offer_seconds.value),
        wrap_up: Span::seconds(queue.wrap_up_seconds),
        cool_off: Span::seconds(queue.cool_off_seconds),
        after_rona: match queue.after_rona {
            scenario::AfterRona::NotReady => AfterRona::NotReady,
            scenario::AfterRona::KeepReady => AfterRona::KeepReady,
        },
        max_waiting: queue.max_waiting,
        ..base
    };
    let plan = QueuePlan { name: queue.name.value.clone(), config, threshold: milliseconds(threshold), first_step: Vec::new() };
    (problems.0.len() == before).then_some(plan)
}

fn domain(queue: &Queue, names: &Names, problems: &mut Problems) -> Option<routing_core::MrdId> {
    let Some(wanted) = &queue.domain else {
        problems.require(names.domains.len() == 1, &queue.name, "domain: must be named, for there are several");
        return names.domains.first().map(|(_, mrd)| mrd.id);
    };
    let found = names.domains.iter().find(|(name, _)| *name == wanted.value);
    problems.require(found.is_some(), wanted, format!("there is no domain {:?}", wanted.value));
    found.map(|(_, mrd)| mrd.id)
}

fn steps(queue: &Queue, base: &QueueConfig, names: &Names, problems: &mut Problems) -> Vec<routing_core::Step> {
    let Some(everybody) = base.steps.first().filter(|_| !queue.steps.is_empty()) else {
        return base.steps.clone();
    };
    let compiled = queue.steps.iter().filter_map(|Spanned { value: step, .. }| {
        let expr = match compile_expression(&step.expression.value, &names.attributes) {
            Ok(expr) => Some(expr),
            Err(fault) => {
                problems.add(&step.expression, format!("{fault} of the expression"));
                None
            }
        };
        expr.map(|expr| {
            let mut one = everybody.clone();
            (one.wait, one.expr) = (Span::seconds(step.wait_seconds), expr);
            one
        })
    });
    compiled.collect()
}

/// The first step of a queue that an agent qualifies for, from 1; 0 for none.
pub(super) fn first_step(queue: &QueueConfig, agent: &AgentPlan) -> u8 {
    let able = agent.config.mrds.get(&queue.mrd).is_some_and(|max| *max > 0);
    let first = queue.steps.iter().position(|step| step.expr.holds(&agent.config.levels));
    first.filter(|_| able).and_then(|index| u8::try_from(index + 1).ok()).unwrap_or(0)
}
