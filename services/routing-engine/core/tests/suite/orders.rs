//! Orders of agents and of requests: the literal cases of other products, and what must hold of any order.

use proptest::prelude::*;
use routing_core::{
    AgentConfig, AgentId, Answer, AttributeConfig, AttributeId, AttributeKind, ClassPace, CloseReason, Command, ConfigChange, EventKind,
    Expr, Figures, MrdConfig, OnFull, Op, OrderBy, QueueConfig, QueueId, RequestId, RequestOrder, SkillOrder, Span, Spread, Withdraw,
};

use crate::moves::ordinary;
use crate::world::{CHAT, VOICE, World};

/// Two domains, two skills, one queue that names both, nobody in it.
fn office(queue: impl FnOnce(&mut QueueConfig)) -> World {
    let mut world = World::new();
    world.config(ConfigChange::Mrd(MrdConfig::new(CHAT, 10)));
    world.config(ConfigChange::Mrd(MrdConfig::new(VOICE, 1)));
    for id in [1, 2] {
        world.config(ConfigChange::Attribute(AttributeConfig { id: AttributeId(id), kind: AttributeKind::Level }));
    }
    let named = |id| Expr::term(AttributeId(id), Op::Ge, 1);
    let mut config = QueueConfig::new(QueueId(1), CHAT, Expr::Or(vec![named(1), named(2), Expr::everybody()]));
    config.spread = Spread::None;
    queue(&mut config);
    world.config(ConfigChange::Queue(config));
    world
}

fn hire(world: &mut World, agent: u8, levels: &[(u128, u8)], max: u32) {
    let levels = levels.iter().map(|(attribute, level)| (AttributeId(*attribute), *level)).collect();
    world.config(ConfigChange::Agent(AgentConfig { id: AgentId(agent.into()), levels, mrds: [(CHAT, max), (VOICE, 1)].into() }));
}

/// Who gets one request after another, every agent having room for one.
fn chosen(world: &mut World, count: usize) -> Vec<u128> {
    let requests: Vec<_> = (0..count).map(|_| world.ask(1)).collect();
    requests.iter().filter_map(|request| world.task_of(*request)).map(|(_, agent)| agent.0).collect()
}

#[test]
fn most_and_least_skilled_choose_as_in_the_published_table() {
    let skills = |agent: char| match agent {
        'A' | 'B' => [(1, 5), (2, 5)],
        _ => [(1, 3), (2, 2)],
    };
    let table = [("ABC", "ABC", "CAB"), ("CAB", "ABC", "CAB"), ("ACB", "ABC", "CAB"), ("CBA", "BAC", "CBA")];
    for (ready, most, least) in table {
        for (order, expected) in [(SkillOrder::MostSkilled, most), (SkillOrder::LeastSkilled, least)] {
            let mut world = office(|queue| queue.skill = order.clone());
            for agent in ['A', 'B', 'C'] {
                hire(&mut world, u8::try_from(agent).unwrap(), &skills(agent), 1);
            }
            for (at, agent) in (1..).zip(ready.chars()) {
                world.at(at);
                world.login(u8::try_from(agent).unwrap());
            }
            let found: String = chosen(&mut world, 3).into_iter().map(|agent| char::from(u8::try_from(agent).unwrap())).collect();
            assert_eq!(found, expected, "ready {ready}, {order:?}");
        }
    }
}

#[test]
fn an_order_by_list_goes_on_to_the_next_attribute_and_puts_who_lacks_one_last() {
    for descending in [false, true] {
        let by = |attribute| OrderBy { attribute: AttributeId(attribute), descending };
        let mut world = office(|queue| queue.skill = SkillOrder::OrderBy(vec![by(1), by(2)]));
        hire(&mut world, 1, &[(1, 10), (2, 8)], 1);
        hire(&mut world, 2, &[(1, 10), (2, 5)], 1);
        hire(&mut world, 3, &[(2, 1)], 1);
        for agent in [1, 2, 3] {
            world.login(agent);
        }
        assert_eq!(chosen(&mut world, 3), if descending { [1, 2, 3] } else { [2, 1, 3] });
    }
}

#[test]
fn work_is_spread_by_load_by_part_of_the_limit_or_by_budget() {
    let third = |spread| {
        let mut world = office(|queue| queue.spread = spread);
        world.config(ConfigChange::Mrd(MrdConfig { weight: 30, ..MrdConfig::new(CHAT, 10) }));
        hire(&mut world, 1, &[], 3);
        hire(&mut world, 2, &[], 2);
        for agent in [1, 2] {
            world.login(agent);
        }
        chosen(&mut world, 5)
    };
    assert_eq!(third(Spread::None), [1, 1, 1, 2, 2]);
    assert_eq!(third(Spread::LeastLoaded), [1, 2, 1, 2, 1]);
    assert_eq!(third(Spread::LeastActive), [1, 2, 1, 2, 1]);
    assert_eq!(third(Spread::MostBudget), [1, 2, 1, 2, 1]);
}

#[test]
fn a_budget_bounds_all_domains_and_interruptible_work_does_not_count_for_other_work() {
    let mut world = office(|_| {});
    world.config(ConfigChange::Queue(QueueConfig::new(QueueId(2), VOICE, Expr::everybody())));
    world.config(ConfigChange::Mrd(MrdConfig { weight: 40, ..MrdConfig::new(CHAT, 10) }));
    world.config(ConfigChange::Mrd(MrdConfig { weight: 50, ..MrdConfig::new(VOICE, 1) }));
    hire(&mut world, 1, &[], 10);
    world.login(1);
    assert_eq!(chosen(&mut world, 3).len(), 2, "a third chat would cost 120");
    let call = world.ask(2);
    assert!(world.task_of(call).is_none(), "80 are taken");
    world.config(ConfigChange::Mrd(MrdConfig { weight: 40, interruptible: true, ..MrdConfig::new(CHAT, 10) }));
    assert!(world.task_of(call).is_some(), "chats can be interrupted and do not count for a call");
}

#[test]
fn an_earliest_due_date_knows_no_priority_but_that_of_time() {
    let mut world = office(|queue| queue.order = RequestOrder::DueDate(Span::seconds(60)));
    world.config(ConfigChange::Queue(QueueConfig {
        order: RequestOrder::DueDate(Span::seconds(10)),
        ..QueueConfig::new(QueueId(2), CHAT, Expr::everybody())
    }));
    hire(&mut world, 1, &[], 1);
    let slow = world.ask(1);
    world.at(49_000);
    let quick = world.ask(2);
    world.login(1);
    assert!(world.task_of(quick).is_some() && world.task_of(slow).is_none(), "due at 59 s and at 60 s");
}

#[test]
fn a_priority_with_a_quicker_pace_overtakes_in_time() {
    let paces: [ClassPace; 10] =
        std::array::from_fn(|class| ClassPace { head_start: Span::ZERO, percent: if class == 4 { 300 } else { 100 } });
    let order_at = |at: i64| {
        let mut world = office(|queue| queue.order = RequestOrder::Classes(paces));
        let plain = world.ask(1);
        world.at(20_000);
        let mut quick = world.new_request(1);
        quick.priority = 5;
        let id = quick.request;
        world.must(&Command::Enqueue(quick));
        hire(&mut world, 1, &[], 1);
        world.at(at);
        world.login(1);
        (world.task_of(plain).is_some(), world.task_of(id).is_some())
    };
    assert_eq!(order_at(29_000), (true, false), "29 s against three times 9 s");
    assert_eq!(order_at(31_000), (false, true), "31 s against three times 11 s");
}

#[test]
fn a_full_queue_turns_away_hands_on_or_drops_the_eldest() {
    let full = |on_full| {
        let mut world = office(|_| {});
        world.config(ConfigChange::Queue(QueueConfig::new(QueueId(2), CHAT, Expr::everybody())));
        let queue = world.shard.queue_config(QueueId(1)).unwrap().clone();
        world.config(ConfigChange::Queue(QueueConfig { on_full, max_waiting: Some(2), ..queue }));
        let first = world.ask(1);
        world.at(1_000);
        world.ask(1);
        let (answer, events) = {
            let request = world.new_request(1);
            world.run(&Command::Enqueue(request))
        };
        (world, first, answer, events)
    };
    let (world, _, answer, _) = full(OnFull::Reject);
    assert_eq!((answer, world.shard.waiting(QueueId(1))), (Answer::Closed(CloseReason::QueueFull), 2));
    let (world, _, answer, events) = full(OnFull::Overflow(QueueId(2)));
    assert_eq!((answer, world.shard.waiting(QueueId(1)), world.shard.waiting(QueueId(2))), (Answer::Waiting, 2, 1));
    assert!(matches!(&events.last().unwrap().kind, EventKind::Requeued(moved) if moved.priority == 1 && moved.queue == QueueId(2)));
    let (world, first, answer, _) = full(OnFull::DropOldest);
    assert_eq!((answer, world.shard.waiting(QueueId(1)), world.shard.request(first)), (Answer::Waiting, 2, None));
}

#[test]
fn overflow_that_comes_back_or_leaves_the_domain_is_refused_by_name() {
    let mut world = office(|_| {});
    let other = QueueConfig::new(QueueId(2), CHAT, Expr::everybody());
    world.config(ConfigChange::Queue(QueueConfig { on_full: OnFull::Overflow(QueueId(1)), max_waiting: Some(1), ..other }));
    let first = world.shard.queue_config(QueueId(1)).unwrap().clone();
    let save = |world: &mut World, change| {
        let version = world.shard.config_version() + 1;
        let (answer, events) = world.run(&Command::Config { version, change });
        assert_eq!(events, []);
        format!("{answer:?}")
    };
    let back = QueueConfig { on_full: OnFull::Overflow(QueueId(2)), ..first.clone() };
    assert!(save(&mut world, ConfigChange::Queue(back)).contains("OverflowLoop"));
    let own = QueueConfig { on_full: OnFull::Overflow(QueueId(1)), ..first.clone() };
    assert!(save(&mut world, ConfigChange::Queue(own)).contains("OverflowLoop"));
    let nowhere = QueueConfig { on_full: OnFull::Overflow(QueueId(9)), ..first.clone() };
    assert!(save(&mut world, ConfigChange::Queue(nowhere)).contains("UnknownReference"));
    let calls = QueueConfig { on_full: OnFull::Overflow(QueueId(1)), ..QueueConfig::new(QueueId(3), VOICE, Expr::everybody()) };
    assert!(save(&mut world, ConfigChange::Queue(calls)).contains("OtherDomain"));
    let moved = QueueConfig { mrd: VOICE, ..first };
    assert!(save(&mut world, ConfigChange::Queue(moved)).contains("OtherDomain"));
    assert!(save(&mut world, ConfigChange::RemoveQueue(QueueId(1))).contains("InUse"), "another queue overflows into it");
}

proptest! {
    #![proptest_config(ordinary())]

    #[test]
    fn r14_the_static_order_of_ageing_is_the_dynamic_one_at_every_instant(
        arrivals in prop::collection::vec((0..20_000i64, 1..=10u8), 2..25), worth in 1..10u32, served in 0..60_000i64,
    ) {
        let worth = Span::seconds(worth);
        let mut world = office(|queue| queue.order = RequestOrder::Ageing(worth));
        hire(&mut world, 1, &[], 1);
        let mut waiting: Vec<(i64, u8, RequestId)> = Vec::new();
        for (delay, priority) in arrivals {
            world.now.0 += delay;
            let mut request = world.new_request(1);
            request.priority = priority;
            waiting.push((world.now.0, priority, request.request));
            world.must(&Command::Enqueue(request));
        }
        let now = world.now.0 + served;
        let score = |(at, priority, _): &(i64, u8, RequestId)| (now - at) + i64::from(*priority) * i64::from(worth.0);
        let mut expected = waiting.clone();
        expected.sort_by_key(|request| std::cmp::Reverse(score(request)));
        let line: Vec<_> = world.shard.queue(QueueId(1)).unwrap().waiting.iter().map(|waiting| waiting.request).collect();
        prop_assert_eq!(&line, &expected.iter().map(|(_, _, request)| *request).collect::<Vec<_>>());
        for (place, request) in (1..).zip(&line) {
            prop_assert_eq!(world.shard.position(*request), Some(place));
        }
    }

    #[test]
    fn r20_more_capacity_never_makes_more_people_wait_and_an_idle_agent_is_not_missed(
        agents in 1..4u8, moves in prop::collection::vec((0..3_000i64, any::<bool>()), 5..60),
    ) {
        let run = |agents: u8| {
            let mut world = office(|_| {});
            for agent in 1..=agents {
                hire(&mut world, agent, &[], 1);
                world.login(agent);
            }
            let mut history = Vec::new();
            let mut open = Vec::new();
            // Each request is served for as long as any other, whoever takes it.
            for (delay, arrives) in &moves {
                world.now.0 += delay;
                let due: Vec<_> = open.iter().copied().filter(|(end, _)| *end <= world.now.0).collect();
                for (_, task) in due {
                    world.close(task);
                    open.retain(|(_, other)| *other != task);
                }
                if *arrives {
                    world.ask(1);
                }
                for task in world.all_tasks() {
                    let facts = world.shard.task(task).unwrap().clone();
                    if matches!(facts.state, routing_core::TaskState::Offered { .. }) {
                        world.must(&Command::Accept { task, agent: facts.agent });
                        open.push((world.now.0 + 2_000, task));
                    }
                }
                history.push(world.shard.waiting(QueueId(1)));
            }
            let busy: std::collections::BTreeSet<_> = world.log.iter().filter_map(|event| match &event.kind {
                EventKind::Offered { agent, .. } => Some(agent.0),
                _ => None,
            }).collect();
            (history, busy)
        };
        let (few, _) = run(agents);
        let (more, busy) = run(agents + 1);
        prop_assert!(few.iter().zip(&more).all(|(few, more)| more <= few), "{few:?} {more:?}");
        if !busy.contains(&u128::from(agents + 1)) {
            prop_assert_eq!(few, more);
        }
    }

    #[test]
    fn r24_an_estimate_is_an_interval_within_its_clamp_and_not_longer_with_one_agent_more(
        agents in 1..6u8, ahead in 0..400u32, handling in 1_000..600_000i64, bounds in (0..200u32, 0..2_000u32),
    ) {
        let mut world = office(|_| {});
        let mut figures = Figures::default();
        for agent in 1..=agents {
            hire(&mut world, agent, &[], 1);
            world.login(agent);
        }
        world.ask(1);
        let task = world.all_tasks()[0];
        let agent = world.shard.task(task).unwrap().agent;
        for event in world.must(&Command::Accept { task, agent }) {
            figures.apply(&event, &world.shard);
        }
        prop_assert_eq!(figures.estimate(&world.shard, QueueId(1), ahead), None);
        world.now.0 += handling;
        for event in world.close(task) {
            figures.apply(&event, &world.shard);
        }
        let few = figures.estimate(&world.shard, QueueId(1), ahead).unwrap();
        let in_line = figures.forecast(&world.shard, QueueId(1)).unwrap().nth(usize::try_from(ahead).unwrap());
        prop_assert_eq!(in_line, Some(few), "a whole line at once says the same");
        prop_assert!(few.low <= few.likely && few.likely <= few.high);
        let mean = i64::from(ahead + 1) * handling / i64::from(agents);
        prop_assert!((i64::from(few.likely.0) - mean).abs() <= mean / 50 + i64::from(ahead) + 1, "{few:?} {mean}");
        hire(&mut world, agents + 1, &[], 1);
        world.login(agents + 1);
        let more = figures.estimate(&world.shard, QueueId(1), ahead).unwrap();
        prop_assert!(more.low <= few.low && more.likely <= few.likely && more.high <= few.high);
        let (least, most) = (Span::seconds(bounds.0), Span::seconds(bounds.0 + bounds.1));
        let clamped = few.clamped(Some(least), Some(most));
        prop_assert!([clamped.low, clamped.likely, clamped.high].iter().all(|span| least <= *span && *span <= most));
        prop_assert!(clamped.low <= clamped.likely && clamped.likely <= clamped.high);
    }
}

/// Rows E of the specification: nine ahead, ten agents, tasks of 180 s; then the same with a patience of 300 s.
#[test]
fn the_estimate_of_a_frozen_line_is_that_of_the_formula() {
    for (impatient, wanted) in [(false, 180_000_i64), (true, 144_431)] {
        let mut world = office(|_| {});
        let mut figures = Figures::default();
        let mut follow = |world: &World, from: usize| world.log[from..].iter().for_each(|event| figures.apply(event, &world.shard));
        for _ in 0..if impatient { 8 } else { 0 } {
            let before = world.log.len();
            let request = world.ask(1);
            follow(&world, before);
            world.now.0 += 300_000;
            let before = world.log.len();
            world.must(&Command::Cancel { what: Withdraw::Request(request), reason: CloseReason::Cancelled });
            follow(&world, before);
        }
        for agent in 1..=10 {
            hire(&mut world, agent, &[], 1);
            world.login(agent);
        }
        let before = world.log.len();
        world.ask(1);
        let task = world.all_tasks()[0];
        let agent = world.shard.task(task).unwrap().agent;
        world.must(&Command::Accept { task, agent });
        follow(&world, before);
        world.now.0 += 180_000;
        let before = world.log.len();
        world.close(task);
        follow(&world, before);
        let likely = i64::from(figures.estimate(&world.shard, QueueId(1), 9).unwrap().likely.0);
        assert!((likely - wanted).abs() <= 100, "{likely} ms");
    }
}

#[test]
fn estimates_of_a_steady_queue_are_right_as_often_as_they_say() {
    let mut world = office(|_| {});
    let mut figures = Figures::default();
    let mut follow = |world: &World, from: usize| world.log[from..].iter().for_each(|event| figures.apply(event, &world.shard));
    hire(&mut world, 1, &[], 1);
    hire(&mut world, 2, &[], 1);
    for agent in [1, 2] {
        world.login(agent);
    }
    let (mut random, mut ends): (u64, Vec<(i64, routing_core::TaskId)>) = (7, Vec::new());
    let mut exponential = |mean: f64| {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "a made-up time in a test")]
        let time = (-(((random >> 33) as f64 + 1.0) / f64::from(1u32 << 31)).ln() * mean) as i64;
        time
    };
    let mut next = 0;
    for _ in 0..6_000 {
        let end = ends.iter().copied().min();
        let before = world.log.len();
        if let Some((at, task)) = end.filter(|(at, _)| *at <= next) {
            world.now.0 = at;
            ends.retain(|(_, other)| *other != task);
            world.close(task);
        } else {
            world.now.0 = next;
            world.ask(1);
            next += exponential(33_000.0);
        }
        for task in world.all_tasks() {
            let facts = world.shard.task(task).unwrap().clone();
            if matches!(facts.state, routing_core::TaskState::Offered { .. }) {
                world.must(&Command::Accept { task, agent: facts.agent });
                ends.push((world.now.0 + exponential(60_000.0), task));
            }
        }
        follow(&world, before);
    }
    let quality = figures.quality(QueueId(1));
    assert!(quality.measured > 1_000, "{quality:?}");
    let rate = quality.hits * 100 / quality.measured;
    assert!((70..=92).contains(&rate), "{rate} of a hundred, {quality:?}");
    let told = quality.queue_length;
    assert_eq!((told.measured, told.error_ms, told.waited_ms), (quality.measured, quality.error_ms, quality.waited_ms));
    for truth in [told, quality.head_of_line, quality.last_to_enter] {
        assert!(truth.measured > 500 && truth.near > 0 && truth.near < truth.measured, "{truth:?}");
    }
    assert!(
        told.error_ms * quality.last_to_enter.measured < quality.last_to_enter.error_ms * told.measured,
        "the one that is told is the best here"
    );
}
