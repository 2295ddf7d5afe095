//! Queues and their steps.

use std::collections::BTreeSet;

use routing_core::{
    AfterRona, ClassPace, MAX_ORDER_BY, MAX_STEPS, OrderBy, QueueConfig, RequestOrder, Requeue, SkillOrder, Span, Spread, StepMode,
};
use routing_expression::{compile as compile_expression, compile_condition};
use serde_saphyr::Spanned;

use super::{AgentPlan, Names, QueuePlan, queue_id};
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
        order: order(queue, problems),
        spread: match queue.spread {
            scenario::Spread::LeastLoaded => Spread::LeastLoaded,
            scenario::Spread::None => Spread::None,
            scenario::Spread::LeastActive => Spread::LeastActive,
            scenario::Spread::MostBudget => Spread::MostBudget,
        },
        skill: skill(queue, names, problems),
        requeue: match queue.requeue {
            scenario::Requeue::Top => Requeue::Top,
            scenario::Requeue::Same => Requeue::Same,
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

fn order(queue: &Queue, problems: &mut Problems) -> RequestOrder {
    let order = &queue.order;
    let by_class = order.policy == scenario::OrderPolicy::Classes;
    problems.require(by_class || order.classes.is_empty(), &queue.name, "order.classes: only with the policy CLASSES");
    match order.policy {
        scenario::OrderPolicy::Strict => RequestOrder::Strict,
        scenario::OrderPolicy::Ageing => RequestOrder::Ageing(Span::seconds(order.seconds_per_priority)),
        scenario::OrderPolicy::DueDate => RequestOrder::DueDate(Span::seconds(order.goal_seconds)),
        scenario::OrderPolicy::Classes => RequestOrder::Classes(paces(queue, problems)),
    }
}

/// By priority from 1; time counts as it goes for those that are not named.
fn paces(queue: &Queue, problems: &mut Problems) -> [ClassPace; 10] {
    let mut paces = [ClassPace { head_start: Span::ZERO, percent: 100 }; 10];
    let mut named = BTreeSet::new();
    for pace in &queue.order.classes {
        let Spanned { value: scenario::Pace { priority, head_start_seconds, percent }, .. } = *pace;
        problems.require(named.insert(priority), pace, format!("order.classes: priority {priority} is there twice"));
        problems.require((1..=10_000).contains(&percent), pace, "order.classes: percent is 1 to 10,000");
        match usize::from(priority).checked_sub(1).and_then(|index| paces.get_mut(index)) {
            Some(place) => *place = ClassPace { head_start: Span::seconds(head_start_seconds), percent },
            None => problems.add(pace, "order.classes: priority is 1 to 10"),
        }
    }
    paces
}

fn skill(queue: &Queue, names: &Names, problems: &mut Problems) -> SkillOrder {
    let by_list = queue.skill == scenario::SkillBy::OrderBy;
    let fits = if by_list { (1..=MAX_ORDER_BY).contains(&queue.order_by.len()) } else { queue.order_by.is_empty() };
    problems.require(fits, &queue.name, "orderBy: one to eight attributes with skill ORDER_BY, and none else");
    let mut by = Vec::new();
    for wanted in &queue.order_by {
        match names.attributes.get(&wanted.value.attribute) {
            Some(known) => by.push(OrderBy { attribute: known.id, descending: wanted.value.descending }),
            None => problems.add(wanted, format!("there is no attribute {:?}", wanted.value.attribute)),
        }
    }
    match queue.skill {
        scenario::SkillBy::None => SkillOrder::None,
        scenario::SkillBy::MostSkilled => SkillOrder::MostSkilled,
        scenario::SkillBy::LeastSkilled => SkillOrder::LeastSkilled,
        scenario::SkillBy::OrderBy => SkillOrder::OrderBy(by),
    }
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
        let consider = step.consider_if.as_ref().and_then(|text| match compile_condition(&text.value) {
            Ok(condition) => Some(condition),
            Err(fault) => {
                problems.add(text, format!("{fault} of the condition"));
                None
            }
        });
        expr.map(|expr| {
            let mut one = everybody.clone();
            (one.wait, one.expr) = (Span::seconds(step.wait_seconds), expr);
            one.consider = consider.map(Box::new);
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
