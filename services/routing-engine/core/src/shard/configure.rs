//! Configuration: everything is checked when it is saved, so that nothing can be wrong when it is used.

use crate::cells::QueueCell;
use crate::command::{Answer, Refusal};
use crate::config::{
    AgentConfig, AttributeConfig, BUDGET, ConfigChange, MAX_ORDER_BY, MAX_STEPS, MAX_TASKS, MrdConfig, OnFull, QueueConfig, RequestOrder,
    SkillOrder,
};
use crate::event::EventKind;
use crate::expr::Expr;
use crate::ids::{AgentId, AttributeId, MrdId, QueueId, Span};
use crate::shard::{Cx, Outcome, Shard};

/// Most media routing domains of one agent.
const MAX_MRDS: usize = 32;
/// Fastest pace at which waiting may count: a hundredfold.
const MAX_PERCENT: u32 = 10_000;
/// Most attributes of one agent.
const MAX_LEVELS: usize = 1_000;

type Check = Result<(), Refusal>;

const fn require(condition: bool, otherwise: Refusal) -> Check {
    if condition { Ok(()) } else { Err(otherwise) }
}

impl Shard {
    /// The version of the configuration; the next change must name the one after it.
    pub const fn config_version(&self) -> u64 {
        self.version
    }

    pub(super) fn configure(&mut self, cx: &mut Cx<'_>, version: u64, change: &ConfigChange) -> Outcome {
        require(self.version.checked_add(1) == Some(version), Refusal::WrongVersion)?;
        match change {
            ConfigChange::Settings(_) => Ok(()),
            ConfigChange::Mrd(mrd) => check_mrd(mrd),
            ConfigChange::RemoveMrd(mrd) => self.check_remove_mrd(*mrd),
            ConfigChange::Attribute(attribute) => self.check_attribute(attribute),
            ConfigChange::RemoveAttribute(attribute) => self.check_remove_attribute(*attribute),
            ConfigChange::Queue(queue) => self.check_queue(queue),
            ConfigChange::RemoveQueue(queue) => self.check_remove_queue(*queue),
            ConfigChange::Agent(agent) => self.check_agent(agent),
            ConfigChange::RemoveAgent(agent) => self.check_remove_agent(*agent),
        }?;
        self.emit(cx, EventKind::ConfigApplied { version, change: Box::new(change.clone()) });
        Ok(Answer::Done)
    }

    fn check_remove_mrd(&self, mrd: MrdId) -> Check {
        require(self.mrd_ids.contains_key(&mrd), Refusal::UnknownReference)?;
        require(!self.mrd_in_use(mrd), Refusal::InUse)
    }

    fn attribute_in_use(&self, attribute: AttributeId) -> bool {
        let mut steps = self.queues.iter().flat_map(|(_, queue)| &queue.config.steps);
        let ordered = |(_, queue): (_, &QueueCell)| matches!(&queue.config.skill, SkillOrder::OrderBy(order) if order.iter().any(|by| by.attribute == attribute));
        steps.any(|step| step.expr.names(attribute))
            || self.queues.iter().any(ordered)
            || self.agents.iter().any(|(_, agent)| agent.facts.levels.contains_key(&attribute))
    }

    fn check_attribute(&self, attribute: &AttributeConfig) -> Check {
        let same_kind = self.attributes.get(&attribute.id).is_none_or(|old| old.kind == attribute.kind);
        require(same_kind || !self.attribute_in_use(attribute.id), Refusal::InUse)
    }

    fn check_remove_attribute(&self, attribute: AttributeId) -> Check {
        require(self.attributes.contains_key(&attribute), Refusal::UnknownReference)?;
        require(!self.attribute_in_use(attribute), Refusal::InUse)
    }

    fn check_queue(&self, queue: &QueueConfig) -> Check {
        require(self.mrd_ids.contains_key(&queue.mrd), Refusal::UnknownReference)?;
        require((1..=10).contains(&queue.priority), Refusal::OutOfLimits)?;
        require((1..=MAX_STEPS).contains(&queue.steps.len()), Refusal::OutOfLimits)?;
        require(queue.offer > Span::ZERO, Refusal::OutOfLimits)?;
        require(is_order_sound(queue.order), Refusal::OutOfLimits)?;
        self.check_skill(&queue.skill)?;
        self.check_overflow(queue)?;
        queue.steps.iter().try_for_each(|step| self.check_expr(&step.expr))?;
        require(queue.steps.iter().filter_map(|step| step.consider.as_ref()).all(|condition| condition.is_sound()), Refusal::OutOfLimits)?;
        require(queue.steps.last().is_none_or(|last| last.consider.is_none()), Refusal::LastStep)?;
        let old = self.queue_ids.get(&queue.id).map(|slot| &self.queues[*slot]);
        require(old.is_none_or(|old| old.config.mrd == queue.mrd || old.users == 0), Refusal::InUse)
    }

    fn check_skill(&self, skill: &SkillOrder) -> Check {
        let SkillOrder::OrderBy(order) = skill else {
            return Ok(());
        };
        require((1..=MAX_ORDER_BY).contains(&order.len()), Refusal::OutOfLimits)?;
        require(order.iter().all(|by| self.attributes.contains_key(&by.attribute)), Refusal::UnknownReference)
    }

    /// The way that overflow takes stays in the domain and comes to an end.
    fn check_overflow(&self, queue: &QueueConfig) -> Check {
        let mut passed = vec![queue.id];
        let mut next = queue.on_full;
        while let OnFull::Overflow(to) = next {
            require(!passed.contains(&to), Refusal::OverflowLoop)?;
            let slot = *self.queue_ids.get(&to).ok_or(Refusal::UnknownReference)?;
            let config = &self.queues[slot].config;
            require(config.mrd == queue.mrd, Refusal::OtherDomain)?;
            passed.push(to);
            next = config.on_full;
        }
        let feeds = |config: &QueueConfig| config.on_full == OnFull::Overflow(queue.id) && config.mrd != queue.mrd;
        require(!self.queues.iter().any(|(_, cell)| feeds(&cell.config)), Refusal::OtherDomain)
    }

    fn check_expr(&self, expr: &Expr) -> Check {
        let terms = expr.checked_terms().ok_or(Refusal::OutOfLimits)?;
        terms.into_iter().try_for_each(|(attribute, value)| self.check_value(attribute, value))
    }

    fn check_value(&self, attribute: AttributeId, value: u8) -> Check {
        let config = self.attributes.get(&attribute).ok_or(Refusal::UnknownReference)?;
        require(config.kind.admits(value), Refusal::OutOfLimits)
    }

    fn check_remove_queue(&self, queue: QueueId) -> Check {
        let slot = *self.queue_ids.get(&queue).ok_or(Refusal::UnknownReference)?;
        let feeds = |other: &QueueConfig| other.id != queue && other.on_full == OnFull::Overflow(queue);
        let fed = self.queues.iter().any(|(_, cell)| feeds(&cell.config));
        require(self.queues[slot].users == 0 && !fed, Refusal::InUse)
    }

    fn check_agent(&self, agent: &AgentConfig) -> Check {
        require(agent.mrds.len() <= MAX_MRDS && agent.levels.len() <= MAX_LEVELS, Refusal::OutOfLimits)?;
        require(agent.mrds.values().all(|max| *max <= MAX_TASKS), Refusal::OutOfLimits)?;
        require(agent.mrds.keys().all(|mrd| self.mrd_ids.contains_key(mrd)), Refusal::UnknownReference)?;
        agent.levels.iter().try_for_each(|(attribute, value)| self.check_value(*attribute, *value))?;
        let Some(slot) = self.agent_ids.get(&agent.id) else {
            return Ok(());
        };
        let kept = |mrd: &MrdId| agent.mrds.contains_key(mrd);
        let facts = &self.agents[*slot].facts;
        require(facts.mrds.iter().all(|mrd| mrd.load() == 0 || kept(&mrd.mrd)), Refusal::InUse)
    }

    fn check_remove_agent(&self, agent: AgentId) -> Check {
        let slot = *self.agent_ids.get(&agent).ok_or(Refusal::UnknownReference)?;
        let cell = &self.agents[slot];
        let idle = !cell.facts.logged_in && cell.tasks.is_empty() && cell.targeted.is_empty();
        require(idle, Refusal::InUse)
    }
}

fn check_mrd(mrd: &MrdConfig) -> Check {
    require(mrd.max <= MAX_TASKS && mrd.weight <= BUDGET, Refusal::OutOfLimits)
}

/// A pace at which waiting counts for nothing, with no head start either, would keep somebody for ever.
fn is_order_sound(order: RequestOrder) -> bool {
    match order {
        RequestOrder::Strict | RequestOrder::DueDate(_) => true,
        RequestOrder::Ageing(worth) => worth != Span::ZERO,
        RequestOrder::Classes(paces) => paces.iter().all(|pace| (1..=MAX_PERCENT).contains(&pace.percent)),
    }
}
