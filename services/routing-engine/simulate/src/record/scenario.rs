//! The scenario of a day.

use std::collections::{BTreeMap, BTreeSet};

use routing_core::{AgentId, AttributeId, AttributeKind, ClassPace, MrdId, OnFull, QueueConfig, QueueId, RequestOrder, SkillOrder, Span};
use routing_expression as expression;
use uuid::Uuid;

use super::customers::{Customer, End};
use super::{ARRIVALS, Held, Reader, Recording};
use crate::distribution::{Distribution, Lognormal, Patience};
use crate::number::{float, seconds};
use crate::recorded::Arrival;
use crate::scenario::{
    AfterRona, Answering, Arrivals, AttributeType, ByAttribute, Class, Domain, Level, Order, OrderPolicy, Pace, Policy, Queue, Recorded,
    Requeue, Scenario, Shift, SkillBy, Spread, Step, StepMode, Team, made,
};
use crate::statistics::Sample;
use crate::store::Document;
use crate::units::{Seconds, Share, Speed, Spreading};

/// Names of things by the core's numbers.
struct Names<'a>(BTreeMap<(&'a str, u128), &'a Document>);

impl<'a> Names<'a> {
    fn new(documents: &'a [Document]) -> Self {
        Self(documents.iter().map(|document| ((document.kind.as_str(), key(&document.id)), document)).collect())
    }

    fn of(&self, kind: &'static str, id: u128) -> String {
        let known = self.0.get(&(kind, id)).map(|document| document.name.clone());
        known.unwrap_or_else(|| format!("{kind} {}", Uuid::from_u128(id)))
    }

    fn threshold(&self, queue: QueueId) -> f64 {
        let field = self.0.get(&("queue", queue.0)).and_then(|document| document.fields.get("serviceLevelThresholdSeconds"));
        field.and_then(serde_json::Value::as_f64).unwrap_or(30.0)
    }
}

/// The core's number of an id, as the engine makes it.
fn key(id: &str) -> u128 {
    match Uuid::parse_str(id) {
        Ok(uuid) if uuid.to_string() == id => uuid.as_u128(),
        _ => ids::derived_uuid(&["routing-engine", id]).as_u128(),
    }
}

/// Customers of one queue and priority.
type Kinds<'a> = BTreeMap<(QueueId, u8), Vec<&'a Customer>>;

pub(super) fn compose(reader: &Reader, documents: &[Document], mut warnings: Vec<String>) -> Result<Recording, String> {
    let names = Names::new(documents);
    let mut kinds = Kinds::new();
    for customer in reader.customers.all() {
        kinds.entry((customer.queue, customer.priority)).or_default().push(customer);
    }
    if kinds.is_empty() {
        return Err("nobody came that day".to_owned());
    }
    let used: BTreeSet<QueueId> = kinds.keys().map(|(queue, _)| *queue).collect();
    let configs: Vec<&QueueConfig> = reader.shard.queues().filter(|queue| used.contains(&queue.id)).collect();
    if let Some(gone) = used.iter().find(|queue| !configs.iter().any(|config| config.id == **queue)) {
        return Err(format!("queue {:?} is in the log and not in the configuration", names.of("queue", gone.0)));
    }
    let attributes: BTreeMap<AttributeId, String> =
        reader.shard.attributes().map(|attribute| (attribute.id, names.of("attribute", attribute.id.0))).collect();
    let arrivals = kinds.iter().map(|(kind, customers)| (class_name(&names, *kind), arrivals(reader, customers)));
    let scenario = Scenario {
        name: made("As it was".to_owned()),
        description: "Made from the engine's log.".to_owned(),
        seed: 1,
        replications: made(20),
        horizon: made(Seconds::new(seconds(reader.window.until - reader.window.from))),
        warm_up: made(Seconds::default()),
        policy: Policy { queue_priority: reader.shard.settings().queue_priority },
        domains: domains(reader, &names),
        attributes: reader.shard.attributes().map(|one| (names.of("attribute", one.id.0), kind(one.kind))).collect(),
        queues: configs.iter().map(|config| queue(config, &names, &attributes)).collect(),
        classes: kinds.iter().map(|(kind, customers)| class(&names, *kind, customers)).collect(),
        agents: agents(reader, &names, &attributes),
    };
    warnings.extend(left_out(reader));
    warnings.extend(configs.iter().filter_map(|config| unknown_policy(config, &names)));
    Ok(Recording { arrivals: arrivals.collect(), held: held(&configs, &names, &kinds), scenario, warnings })
}

fn left_out(reader: &Reader) -> impl Iterator<Item = String> {
    let customers = &reader.customers;
    let counted = [
        (customers.earlier(), "were already there when the day began; they are not simulated"),
        (customers.others, "transfers, consultations and the like are not simulated"),
        (customers.named, "came for a named agent; they are simulated as coming for anybody"),
        (customers.rerouted, "lost their agent and waited again; they are simulated as served once"),
        (customers.missed, "offers were not answered; the agents' absence afterwards is simulated, the ringing is not"),
    ];
    counted.into_iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}"))
}

/// What of a queue's policy scenarios cannot say.
fn unknown_policy(config: &QueueConfig, names: &Names<'_>) -> Option<String> {
    let full = match config.on_full {
        OnFull::Overflow(_) => Some("hands customers on when it is full"),
        OnFull::DropOldest => Some("lets the eldest go when it is full"),
        OnFull::Reject => None,
    };
    let list = config.pulled.then_some("is a list from which agents fetch");
    let unknown: Vec<&str> = full.into_iter().chain(list).collect();
    let name = names.of("queue", config.id.0);
    (!unknown.is_empty()).then(|| format!("{name} {}; scenarios know nothing like it, and it is simulated without", unknown.join(" and ")))
}

const fn kind(kind: AttributeKind) -> AttributeType {
    match kind {
        AttributeKind::Boolean => AttributeType::Boolean,
        AttributeKind::Level => AttributeType::ProficiencyLevel,
    }
}

fn domains(reader: &Reader, names: &Names<'_>) -> Vec<Domain> {
    let domain = |mrd: &routing_core::MrdConfig| Domain {
        name: made(names.of("mrd", mrd.id.0)),
        max_requests: made(mrd.max.max(1)),
        interruptible: mrd.interruptible,
        weight: mrd.weight,
    };
    reader.shard.mrds().map(domain).collect()
}

fn queue(config: &QueueConfig, names: &Names<'_>, attributes: &BTreeMap<AttributeId, String>) -> Queue {
    let name = |id: AttributeId| attributes.get(&id).cloned().unwrap_or_default();
    let step = |step: &routing_core::Step| {
        made(Step {
            wait_seconds: step.wait.0 / 1_000,
            expression: made(expression::text(&step.expr, &name)),
            consider_if: step.consider.as_deref().map(|condition| made(expression::condition_text(condition))),
        })
    };
    Queue {
        name: made(names.of("queue", config.id.0)),
        description: String::new(),
        domain: Some(made(names.of("mrd", config.mrd.0))),
        priority: made(config.priority),
        steps: config.steps.iter().map(step).collect(),
        step_mode: match config.step_mode {
            routing_core::StepMode::Cumulative => StepMode::Cumulative,
            routing_core::StepMode::Replace => StepMode::Replace,
        },
        order: order(config.order),
        spread: match config.spread {
            routing_core::Spread::LeastLoaded => Spread::LeastLoaded,
            routing_core::Spread::LeastActive => Spread::LeastActive,
            routing_core::Spread::None => Spread::None,
            routing_core::Spread::MostBudget => Spread::MostBudget,
        },
        skill: match config.skill {
            SkillOrder::None => SkillBy::None,
            SkillOrder::MostSkilled => SkillBy::MostSkilled,
            SkillOrder::LeastSkilled => SkillBy::LeastSkilled,
            SkillOrder::OrderBy(_) => SkillBy::OrderBy,
        },
        order_by: match &config.skill {
            SkillOrder::OrderBy(by) => {
                by.iter().map(|by| made(ByAttribute { attribute: name(by.attribute), descending: by.descending })).collect()
            }
            _ => Vec::new(),
        },
        requeue: match config.requeue {
            routing_core::Requeue::Top => Requeue::Top,
            routing_core::Requeue::Same => Requeue::Same,
        },
        offer_seconds: made((config.offer.0 / 1_000).max(1)),
        // The recorded handle times contain it.
        wrap_up_seconds: 0,
        cool_off_seconds: config.cool_off.0 / 1_000,
        after_rona: match config.after_rona {
            routing_core::AfterRona::NotReady => AfterRona::NotReady,
            routing_core::AfterRona::KeepReady => AfterRona::KeepReady,
        },
        max_waiting: config.max_waiting,
        service_level_threshold_seconds: names.threshold(config.id),
    }
}

fn order(order: RequestOrder) -> Order {
    let seconds = |span: Span| span.0 / 1_000;
    match order {
        RequestOrder::Strict => Order::default(),
        RequestOrder::Ageing(worth) => {
            Order { policy: OrderPolicy::Ageing, seconds_per_priority: seconds(worth).max(1), ..Order::default() }
        }
        RequestOrder::DueDate(goal) => Order { policy: OrderPolicy::DueDate, goal_seconds: seconds(goal), ..Order::default() },
        RequestOrder::Classes(paces) => {
            let pace = |(priority, pace): (u8, &ClassPace)| {
                made(Pace { priority, head_start_seconds: seconds(pace.head_start), percent: pace.percent })
            };
            Order { policy: OrderPolicy::Classes, classes: (1..).zip(&paces).map(pace).collect(), ..Order::default() }
        }
    }
}

fn class_name(names: &Names<'_>, (queue, priority): (QueueId, u8)) -> String {
    format!("{}, priority {priority}", names.of("queue", queue.0))
}

fn class(names: &Names<'_>, (queue, priority): (QueueId, u8), customers: &[&Customer]) -> Class {
    let ttl = customers.iter().filter_map(|customer| customer.ttl).max();
    Class {
        name: made(class_name(names, (queue, priority))),
        queue: Some(made(names.of("queue", queue.0))),
        priority: made(priority.clamp(1, 10)),
        arrivals: made(Arrivals::Recorded(Recorded { file: ARRIVALS.to_owned() })),
        handle: handle(customers),
        patience: patience(customers),
        ttl: ttl.map(|ttl| made(Seconds::new(seconds(ttl)))),
    }
}

/// Lognormal with the mean and spread of what was recorded: for customers who were not served.
fn handle(customers: &[&Customer]) -> Distribution {
    let times = customers.iter().filter_map(|customer| customer.handle).map(seconds);
    let Some(sample) = Sample::of(times).filter(|sample| sample.mean > 0.0) else {
        // Nobody was served: any guess is as good.
        return Distribution::Exponential(Seconds::new(180.0));
    };
    let cv = sample.error * float(sample.count).sqrt() / sample.mean;
    let mean = Seconds::new(sample.mean);
    if (0.01..10.0).contains(&cv) {
        Distribution::Lognormal(Lognormal { mean, cv: Spreading::new(cv) })
    } else {
        Distribution::Constant(mean)
    }
}

/// Exponential, as likely as can be: all time waited, divided by those who gave up.
fn patience(customers: &[&Customer]) -> Patience {
    let waited: i64 = customers.iter().filter(|customer| customer.end != End::Rejected).map(|customer| customer.wait).sum();
    let gave_up = customers.iter().filter(|customer| customer.end == End::Abandoned).count();
    if gave_up == 0 || waited == 0 { Patience::None } else { Patience::Exponential(Seconds::new(seconds(waited) / float(gave_up))) }
}

fn arrivals(reader: &Reader, customers: &[&Customer]) -> Vec<Arrival> {
    let arrival = |customer: &&Customer| Arrival {
        at: customer.at - reader.window.from,
        handle: customer.handle,
        patience: (customer.end == End::Abandoned).then_some(customer.wait),
        at_least: if customer.end == End::Abandoned { 0 } else { customer.wait },
    };
    let mut arrivals: Vec<_> = customers.iter().map(arrival).collect();
    arrivals.sort_by_key(|arrival| arrival.at);
    arrivals
}

fn agents(reader: &Reader, names: &Names<'_>, attributes: &BTreeMap<AttributeId, String>) -> Vec<Team> {
    let (sum, count) = reader.customers.rings;
    let ring = if count > 0 { seconds(sum) / float(count) } else { 0.0 };
    let answer = Answering {
        delay: (ring > 0.0).then(|| Distribution::Constant(Seconds::new(ring))),
        probability: Share::new(1.0),
        ready_again: Seconds::new(60.0),
    };
    let shifts = reader.work.shifts();
    // In the order in which the core knows them: it is the last of its tie-breaks.
    let working = reader.shard.agents().into_iter().filter_map(|agent| Some((agent, shifts.get(&agent)?)));
    let mut seen: BTreeSet<String> = BTreeSet::new();
    working
        .filter_map(|(agent, times)| {
            let mut name = names.of("agent", agent.0);
            if !seen.insert(name.clone()) {
                name = format!("{name} ({})", Uuid::from_u128(agent.0));
            }
            team(reader, agent, (names, attributes)).map(|team| Team { name: made(name), shifts: shift(times), answer, ..team })
        })
        .collect()
}

fn shift(times: &[(i64, i64)]) -> Vec<serde_saphyr::Spanned<Shift>> {
    let one = |(from, until): &(i64, i64)| made(Shift { from: Seconds::new(seconds(*from)), until: Seconds::new(seconds(*until)) });
    times.iter().map(one).collect()
}

fn team(reader: &Reader, agent: AgentId, (names, attributes): (&Names<'_>, &BTreeMap<AttributeId, String>)) -> Option<Team> {
    let config = reader.shard.agent_config(agent)?;
    let kinds: BTreeMap<AttributeId, AttributeKind> = reader.shard.attributes().map(|one| (one.id, one.kind)).collect();
    let level = |(id, value): (&AttributeId, &u8)| {
        let value = if kinds.get(id) == Some(&AttributeKind::Boolean) { Level::Flag(*value == 1) } else { Level::Number(*value) };
        Some((attributes.get(id)?.clone(), made(value)))
    };
    let domain = |(id, max): (&MrdId, &u32)| (names.of("mrd", id.0), made(*max));
    Some(Team {
        name: made(String::new()),
        count: made(1),
        attributes: config.levels.iter().filter_map(level).collect(),
        domains: config.mrds.iter().map(domain).collect(),
        handle: BTreeMap::new(),
        speed: Speed::new(1.0),
        answer: Answering::default(),
        shifts: Vec::new(),
    })
}

fn held(configs: &[&QueueConfig], names: &Names<'_>, kinds: &Kinds<'_>) -> Vec<Held> {
    let of = |config: &&QueueConfig| {
        let mine: Vec<&Customer> =
            kinds.iter().filter(|((queue, _), _)| *queue == config.id).flat_map(|(_, all)| all.iter().copied()).collect();
        let count = |end: End| mine.iter().filter(|customer| customer.end == end).count();
        let mean = |ends: &[End]| {
            let waits = mine.iter().filter(|customer| ends.contains(&customer.end)).map(|customer| seconds(customer.wait));
            Sample::of(waits).map(|sample| sample.mean)
        };
        let threshold = names.threshold(config.id);
        let within = mine.iter().filter(|customer| customer.end == End::Served && seconds(customer.wait) <= threshold).count();
        Held {
            queue: names.of("queue", config.id.0),
            offered: mine.len(),
            served: count(End::Served),
            abandoned: count(End::Abandoned),
            expired: count(End::Expired),
            rejected: count(End::Rejected),
            unfinished: count(End::Open),
            mean_wait: mean(&[End::Served, End::Abandoned, End::Expired]),
            mean_answer: mean(&[End::Served]),
            service_level: (!mine.is_empty()).then(|| float(within) / float(mine.len())),
        }
    };
    configs.iter().map(of).collect()
}
