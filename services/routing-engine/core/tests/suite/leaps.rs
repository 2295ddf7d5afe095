//! A clock that leaps: by years, to the end of time, and back.

use std::collections::BTreeMap;

use proptest::prelude::*;
use routing_core::{
    AfterRona, AgentConfig, AgentId, CloseReason, Command, ConfigChange, EventKind, Expr, MrdConfig, Ms, QueueConfig, QueueId, Requeue,
    Shard, Span, Spread, Step, Ttl,
};

use crate::moves::{history, ordinary};
use crate::world::{CHAT, World};

const TEN_YEARS: i64 = 10 * 365 * 24 * 3_600_000;

fn leap() -> impl Strategy<Value = i64> {
    prop_oneof![Just(TEN_YEARS), Just(i64::MAX), Just(i64::MIN), Just(-1), 1..TEN_YEARS, -TEN_YEARS..0]
}

proptest! {
    #![proptest_config(ordinary())]

    #[test]
    fn r23_a_step_over_any_leap_ends_and_the_log_alone_gives_its_state(steps in history(60), leaps in prop::collection::vec(leap(), 1..4)) {
        let mut world = World::furnished(0);
        let mut twin = world.clone();
        let part = steps.len() / (leaps.len() + 1);
        for (place, (delay, step)) in steps.iter().enumerate() {
            let leap = if place % part == part - 1 { leaps.get(place / part).copied().unwrap_or(0) } else { 0 };
            let before = world.shard.clock();
            world.now = Ms(before.0.saturating_add(*delay).saturating_add(leap));
            let command = world.command(step);
            let (answer, events) = world.run(&command);
            // A thousand deadlines, those that were set, and what each of them brings with it.
            prop_assert!(events.len() < 20_000, "{} events", events.len());
            prop_assert!(events.windows(2).all(|pair| pair[0].at <= pair[1].at) && events.iter().all(|event| event.at >= before));
            prop_assert!(world.shard.next_deadline().is_none_or(|at| at > world.shard.clock().max(world.now).min(Ms::LATEST)));
            if leap != 0 {
                twin.shard = Shard::from_snapshot(&twin.shard.snapshot());
            }
            twin.now = world.now;
            prop_assert_eq!(twin.run(&command), (answer, events));
        }
        prop_assert_eq!(world.shard.audit(), Vec::<String>::new());
        let mut folded = Shard::new();
        world.log.iter().for_each(|event| folded.apply(event));
        prop_assert_eq!(folded.snapshot(), world.shard.snapshot());
    }
}

/// Forty agents who never answer and stay ready, one queue of three steps, and thousands in it.
fn crowd(waiting: u32) -> World {
    let mut world = World::new();
    world.config(ConfigChange::Mrd(MrdConfig::new(CHAT, 1)));
    let step = |wait| Step::new(Span::seconds(wait), Expr::everybody());
    world.config(ConfigChange::Queue(QueueConfig {
        steps: vec![step(60), step(3_600), step(0)],
        spread: Spread::None,
        after_rona: AfterRona::KeepReady,
        requeue: Requeue::Same,
        cool_off: Span::seconds(5),
        offer: Span::seconds(10),
        ..QueueConfig::new(QueueId(1), CHAT, Expr::everybody())
    }));
    for agent in 1..=40u8 {
        world.config(ConfigChange::Agent(AgentConfig { id: AgentId(agent.into()), levels: [].into(), mrds: [(CHAT, 1)].into() }));
        world.login(agent);
    }
    for place in 0..waiting {
        world.now.0 += 1;
        let mut request = world.new_request(1);
        // Half of them give up within a month, at instants of their own.
        request.ttl = if place % 2 == 0 { Ttl::Never } else { Ttl::In(Span::seconds(1_000 + place * 300)) };
        world.must(&Command::Enqueue(request));
    }
    world
}

#[test]
fn a_leap_of_ten_years_with_thousands_waiting_ends_and_moves_no_deadline() {
    let mut world = crowd(6_000);
    let facts = world.log.iter().filter_map(|event| match &event.kind {
        EventKind::Enqueued(new) => Some((new.request, event.at, new.ttl_at)),
        _ => None,
    });
    let facts: Vec<_> = facts.collect();
    let landing = Ms(world.now.0 + TEN_YEARS);
    let events = world.at(landing.0);
    assert!(events.len() < 60_000, "{} events", events.len());
    let (mut closed, mut third) = (BTreeMap::new(), BTreeMap::new());
    for event in &events {
        match &event.kind {
            EventKind::RequestClosed { request, reason, .. } => assert_eq!(closed.insert(*request, (event.at, *reason)), None),
            EventKind::StepEntered { request, step: 3, .. } => assert_eq!(third.insert(*request, event.at), None),
            _ => {}
        }
    }
    for (request, entered, ttl_at) in facts {
        let given_up = ttl_at.map(|at| (at, CloseReason::NoAgentAvailable));
        assert_eq!(closed.get(&request).copied(), given_up, "to the millisecond");
        let third_at = entered + Span::seconds(3_660);
        assert_eq!(third.get(&request).copied(), ttl_at.is_none_or(|at| at > third_at).then_some(third_at));
    }
    let rings: Vec<_> = world.all_tasks().into_iter().map(|task| world.shard.task(task).unwrap().clone()).collect();
    assert_eq!(rings.len(), 40, "everybody is rung");
    assert!(rings.iter().all(|task| matches!(task.state, routing_core::TaskState::Offered { until } if until > landing)), "from now on");
    assert_eq!(world.shard.audit(), Vec::<String>::new());
    // Life goes on at the usual pace.
    assert!(world.at(landing.0 + 10_000).iter().any(|event| matches!(event.kind, EventKind::OfferLapsed(_))));
}

#[test]
fn a_clock_that_is_set_back_stands_still_until_it_is_reached_again() {
    let mut world = crowd(10);
    let clock = world.shard.clock();
    for back in [1, 1_000, TEN_YEARS, i64::MAX] {
        assert_eq!(world.at(clock.0.saturating_sub(back)), []);
        assert_eq!(world.shard.clock(), clock);
    }
    let request = world.new_request(1);
    world.now = Ms(i64::MIN);
    let events = world.must(&Command::Enqueue(request));
    assert!(events.iter().all(|event| event.at == clock));
}

#[test]
fn a_store_that_says_the_end_of_time_or_offers_of_no_length_does_not_stop_the_engine() {
    let mut world = crowd(10);
    let mut event = world.log.last().unwrap().clone();
    event.at = Ms(i64::MAX);
    world.shard.apply(&event);
    assert_eq!(world.shard.clock(), Ms::LATEST);
    world.at(i64::MAX);
    assert_eq!(world.at(i64::MAX), [], "nothing is due past the end");
    let mut world = crowd(10);
    let mut text = serde_json::to_string(&world.shard.snapshot()).unwrap();
    text = text.replace("\"offer\":10000", "\"offer\":0").replace("\"cool_off\":5000", "\"cool_off\":0");
    world.shard = Shard::from_snapshot(&serde_json::from_str(&text).unwrap());
    assert!(world.at(world.now.0 + TEN_YEARS).len() < 60_000);
}
