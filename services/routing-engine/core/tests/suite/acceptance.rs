//! The acceptance list of the product that this engine replaces.

use std::collections::BTreeMap;

use routing_core::{
    AgentConfig, AgentId, AttributeConfig, AttributeId, AttributeKind, CloseReason, Command, ConfigChange, Direction, EventKind, Expr,
    MrdConfig, MrdId, MrdState, Ms, Op, QueueConfig, QueueId, RequestId, RequestState, Span, Step, TaskId, Ttl, Withdraw, WrapUp,
};

use crate::world::{CHAT, VOICE, World};

const SKILL: AttributeId = AttributeId(1);

/// Voice and chat, both not interruptible; queue 1 is chat and queue 2 too, queue 3 is voice; anybody qualifies.
fn centre(agents: u8, max: u32) -> World {
    let mut world = World::new();
    world.config(ConfigChange::Mrd(MrdConfig::new(VOICE, 10)));
    world.config(ConfigChange::Mrd(MrdConfig::new(CHAT, 10)));
    world.config(ConfigChange::Attribute(AttributeConfig { id: SKILL, kind: AttributeKind::Level }));
    for (queue, mrd) in [(1, CHAT), (2, CHAT), (3, VOICE)] {
        world.config(ConfigChange::Queue(QueueConfig::new(QueueId(queue), mrd, Expr::everybody())));
    }
    for agent in 1..=agents {
        configure_agent(&mut world, agent, max);
        world.login(agent);
        world.now = Ms(world.now.0 + 1);
    }
    world
}

fn configure_agent(world: &mut World, agent: u8, max: u32) {
    let levels = BTreeMap::from([(SKILL, agent)]);
    let mrds = BTreeMap::from([(VOICE, max), (CHAT, max)]);
    world.config(ConfigChange::Agent(AgentConfig { id: AgentId(agent.into()), levels, mrds }));
}

fn state(world: &World, agent: u8, mrd: MrdId) -> MrdState {
    let view = world.shard.agent(AgentId(agent.into())).unwrap();
    view.mrds.iter().find(|entry| entry.facts.mrd == mrd).unwrap().state
}

fn rings(world: &World, request: RequestId) -> Option<u128> {
    match world.shard.request(request)?.state {
        RequestState::Offered(task) => Some(world.shard.task(task).unwrap().agent.0),
        _ => None,
    }
}

fn accepted(world: &mut World, count: usize) -> Vec<TaskId> {
    let mut accept_one = || {
        let request = world.ask(1);
        world.accept(request)
    };
    (0..count).map(|_| accept_one()).collect()
}

fn switch(world: &mut World, agent: u8, mrd: MrdId, ready: bool) {
    world.must(&Command::AgentMrd { agent: AgentId(agent.into()), mrd, ready, reason: None });
}

#[test]
fn item_1_a_request_of_another_queue_is_offered_after_the_ringing_one_is_closed() {
    let mut world = centre(1, 1);
    let first = world.ask(1);
    let second = world.ask(2);
    let task = world.accept(first);
    assert_eq!(rings(&world, second), None);
    world.close(task);
    assert_eq!(rings(&world, second), Some(1));
}

#[test]
fn item_2_a_higher_priority_that_comes_first_is_served_first_and_neither_is_lost() {
    let mut world = centre(1, 1);
    let busy = world.ask(1);
    let low = world.ask(1);
    let mut urgent = world.new_request(1);
    urgent.priority = 9;
    let high = urgent.request;
    world.must(&Command::Enqueue(urgent));
    let task = world.accept(busy);
    world.close(task);
    assert_eq!((rings(&world, high), rings(&world, low)), (Some(1), None));
    let task = world.accept(high);
    world.close(task);
    assert_eq!(rings(&world, low), Some(1));
}

#[test]
fn item_5_steps_widen_after_10_20_and_30_seconds() {
    for (at, candidates) in [(5, vec![1]), (15, vec![1, 2]), (40, vec![1, 2, 3])] {
        let mut world = centre(0, 1);
        let step = |wait, skill| Step::new(Span::seconds(wait), Expr::term(SKILL, Op::Eq, skill));
        let steps = vec![step(10, 1), step(20, 2), step(30, 3)];
        let queue = QueueConfig { steps, ..QueueConfig::new(QueueId(1), CHAT, Expr::everybody()) };
        world.config(ConfigChange::Queue(queue));
        let request = world.ask(1);
        world.at(at * 1_000);
        let mut found = Vec::new();
        for agent in 1..=4 {
            let mut trial = world.clone();
            configure_agent(&mut trial, agent, 1);
            trial.login(agent);
            found.extend(rings(&trial, request));
        }
        assert_eq!(found, candidates, "at {at} s");
    }
}

#[test]
fn item_7_a_lowered_limit_drops_nothing_and_holds_until_there_is_room() {
    let mut world = centre(1, 5);
    let tasks = accepted(&mut world, 4);
    configure_agent(&mut world, 1, 2);
    assert_eq!((state(&world, 1, CHAT), world.all_tasks().len()), (MrdState::Busy, 4));
    let waiting = world.ask(1);
    world.close(tasks[0]);
    world.close(tasks[1]);
    assert_eq!((state(&world, 1, CHAT), rings(&world, waiting)), (MrdState::Busy, None));
    world.close(tasks[2]);
    assert_eq!(rings(&world, waiting), Some(1));
}

#[test]
fn item_8_pending_not_ready_gets_nothing_and_ends_at_the_last_close() {
    let mut world = centre(1, 3);
    let tasks = accepted(&mut world, 2);
    switch(&mut world, 1, CHAT, false);
    assert_eq!(state(&world, 1, CHAT), MrdState::PendingNotReady);
    let waiting = world.ask(1);
    world.close(tasks[0]);
    assert_eq!((state(&world, 1, CHAT), rings(&world, waiting)), (MrdState::PendingNotReady, None));
    world.close(tasks[1]);
    assert_eq!((state(&world, 1, CHAT), rings(&world, waiting)), (MrdState::NotReady, None));
}

#[test]
fn item_9_three_agents_who_do_not_answer_make_three_rows_inside_one_time_to_live() {
    let mut world = centre(3, 1);
    let start = world.now.0;
    let mut request = world.new_request(1);
    request.ttl = Ttl::In(Span::seconds(200));
    let id = request.request;
    world.must(&Command::Enqueue(request));
    world.at(start + 199_999);
    let rows = |world: &World, wanted| {
        let lapsed = world.log.iter().filter_map(|event| match &event.kind {
            EventKind::OfferLapsed(lapsed) if lapsed.reason == wanted => Some((event.at.0 - start, lapsed.agent.0)),
            _ => None,
        });
        lapsed.collect::<Vec<_>>()
    };
    assert_eq!(rows(&world, CloseReason::Rona), [(60_000, 1), (120_000, 2), (180_000, 3)]);
    assert_eq!(world.shard.request(id).map(|facts| facts.priority), Some(11));
    assert_eq!(state(&world, 2, CHAT), MrdState::NotReady);
    assert_eq!(state(&world, 2, VOICE), MrdState::Ready, "only the domain that rang");
    let events = world.at(start + 200_000);
    let closed = |kind: &EventKind| matches!(kind, EventKind::RequestClosed { request, reason: CloseReason::NoAgentAvailable, .. } if *request == id);
    assert!(events.iter().any(|event| closed(&event.kind) && event.at.0 == start + 200_000));
}

/// Which of voice and chat can be interrupted; which comes first; the states of voice and chat while it rings; whether
/// the other is offered then; and the states after that.
type Cell = ((bool, bool), MrdId, States, bool, States);
type States = (MrdState, MrdState);

fn interruption_matrix() -> [Cell; 8] {
    use MrdState::{Interrupted, Ready, Reserved};
    let both = (Reserved, Reserved);
    let (voice_only, chat_only) = ((Reserved, Ready), (Ready, Reserved));
    let (voice_rules, chat_rules) = ((Reserved, Interrupted), (Interrupted, Reserved));
    [
        ((false, false), VOICE, voice_only, true, both),
        ((false, false), CHAT, chat_only, true, both),
        ((false, true), VOICE, voice_rules, false, voice_rules),
        ((false, true), CHAT, chat_only, true, voice_rules),
        ((true, false), VOICE, voice_only, true, chat_rules),
        ((true, false), CHAT, chat_rules, false, chat_rules),
        ((true, true), VOICE, voice_rules, false, voice_rules),
        ((true, true), CHAT, chat_rules, false, chat_rules),
    ]
}

#[test]
fn item_10_the_interruption_matrix_holds_in_all_eight_cells() {
    for ((voice, chat), first, after_first, offered, after_second) in interruption_matrix() {
        let mut world = centre(1, 3);
        world.config(ConfigChange::Mrd(MrdConfig { interruptible: voice, ..MrdConfig::new(VOICE, 10) }));
        world.config(ConfigChange::Mrd(MrdConfig { interruptible: chat, ..MrdConfig::new(CHAT, 10) }));
        let states = |world: &World| (state(world, 1, VOICE), state(world, 1, CHAT));
        let before = states(&world);
        let (one, two) = if first == VOICE { (3, 1) } else { (1, 3) };
        let one = world.ask(one);
        assert_eq!(states(&world), after_first, "voice {voice}, chat {chat}");
        let two = world.ask(two);
        assert_eq!(rings(&world, two).is_some(), offered, "voice {voice}, chat {chat}");
        assert_eq!(states(&world), after_second, "voice {voice}, chat {chat}");
        for request in [two, one] {
            world.must(&Command::Cancel { what: Withdraw::Request(request), reason: CloseReason::Cancelled });
        }
        assert_eq!(states(&world), before, "the previous state comes back");
    }
}

#[test]
fn item_11_a_consultation_of_ones_own_empty_queue_does_not_block_a_customer() {
    let mut world = centre(1, 2);
    let chat = world.ask(1);
    let task = world.accept(chat);
    let mut consult = world.new_request(1);
    consult.conversation = world.shard.task(task).unwrap().conversation;
    consult.direction = Direction::Consult;
    consult.priority = 10;
    let consult_id = consult.request;
    world.must(&Command::Enqueue(consult));
    assert_eq!(rings(&world, consult_id), None);
    let customer = world.ask(1);
    assert_eq!(rings(&world, customer), Some(1));
}

#[test]
fn item_12_the_next_request_is_offered_at_once_when_the_ringing_customer_hangs_up() {
    let mut world = centre(1, 1);
    let first = world.ask(1);
    let second = world.ask(1);
    let what = Withdraw::Conversation(world.shard.request(first).unwrap().conversation);
    world.must(&Command::Cancel { what, reason: CloseReason::Cancelled });
    assert_eq!(rings(&world, second), Some(1));
    assert_eq!(world.shard.request(first), None);
}

#[test]
fn a_wrap_up_holds_the_slot_until_it_ends() {
    let mut world = centre(1, 1);
    let first = world.ask(1);
    let second = world.ask(1);
    let task = world.accept(first);
    let (agent, wrap_up) = (AgentId(1), WrapUp::Channel(Span::seconds(20)));
    let start = world.now.0;
    world.must(&Command::CloseMedia { task, agent, reason: CloseReason::Done, wrap_up });
    world.must(&Command::ExtendWrapUp { task, agent, by: Span::seconds(10) });
    world.at(start + 29_999);
    assert_eq!(rings(&world, second), None);
    world.at(start + 30_000);
    assert_eq!(rings(&world, second), Some(1));
}
