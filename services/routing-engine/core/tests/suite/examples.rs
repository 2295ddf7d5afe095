//! Transfers, lost agents, declines and named agents, one story each.

use std::collections::BTreeMap;

use routing_core::{
    AgentConfig, AgentId, Answer, CloseReason, Command, ConfigChange, EventKind, Expr, Fallback, Link, MrdConfig, Ms, NamedAgent,
    QueueConfig, QueueId, Reason, Refusal, RequestId, RequestState, Span, TaskId, TaskState, Transfer, TransferTo, Ttl,
};

use crate::world::{CHAT, World};

/// Chat only; queues 1 and 2 for everybody, wrap-up of ten seconds in queue 1.
fn centre(agents: u8) -> World {
    let mut world = World::new();
    world.config(ConfigChange::Mrd(MrdConfig::new(CHAT, 10)));
    let queue = |id| QueueConfig::new(QueueId(id), CHAT, Expr::everybody());
    world.config(ConfigChange::Queue(QueueConfig { wrap_up: Span::seconds(10), ..queue(1) }));
    world.config(ConfigChange::Queue(queue(2)));
    for agent in 1..=agents {
        let (id, mrds) = (AgentId(agent.into()), BTreeMap::from([(CHAT, 1)]));
        world.config(ConfigChange::Agent(AgentConfig { id, levels: BTreeMap::new(), mrds }));
        world.login(agent);
        world.now = Ms(world.now.0 + 1);
    }
    world
}

/// Agent 1 works on a customer and hands it over to agent 2.
fn handed_over() -> (World, RequestId, TaskId, RequestId) {
    let mut world = centre(2);
    let customer = world.ask(1);
    let task = world.accept(customer);
    let request = RequestId(9);
    let to = TransferTo::Agent { agent: AgentId(2), window: Span::seconds(20) };
    world.must(&Command::Transfer(Transfer { task, agent: AgentId(1), request, to, priority: 5, ttl: Ttl::Never }));
    assert_eq!(world.shard.task(task).unwrap().transferring, Some(request));
    (world, customer, task, request)
}

fn offer(world: &World, request: RequestId) -> Option<(TaskId, AgentId)> {
    match world.shard.request(request)?.state {
        RequestState::Offered(task) => Some((task, world.shard.task(task)?.agent)),
        _ => None,
    }
}

fn returned(world: &World, wanted: CloseReason) -> bool {
    world.log.iter().any(|event| matches!(event.kind, EventKind::TransferReturned { reason, .. } if reason == wanted))
}

#[test]
fn the_sender_keeps_the_task_until_the_target_accepts_and_writes_up_then() {
    let (mut world, customer, task, request) = handed_over();
    assert_eq!(world.shard.task(task).unwrap().state, TaskState::Active);
    world.accept(request);
    let facts = world.shard.task(task).unwrap();
    assert!(matches!(facts.state, TaskState::WrapUp { reason: CloseReason::Transferred, .. }));
    world.at(world.now.0 + 10_000);
    assert_eq!(world.shard.task(task), None);
    assert_eq!(world.shard.request(customer), None);
    assert!(world.shard.request(request).is_some());
}

#[test]
fn a_declined_transfer_goes_back_to_the_sender_with_a_notice() {
    let (mut world, _, task, request) = handed_over();
    let (offer, agent) = offer(&world, request).unwrap();
    world.must(&Command::Decline { task: offer, agent, reason: None });
    assert!(returned(&world, CloseReason::Declined));
    assert_eq!(world.shard.task(task).unwrap().transferring, None);
    assert_eq!(world.shard.request(request), None);
}

#[test]
fn an_unanswered_transfer_goes_back_to_the_sender_with_a_notice() {
    let (mut world, _, task, request) = handed_over();
    world.at(world.now.0 + 60_000);
    assert!(returned(&world, CloseReason::Rona));
    assert_eq!(world.shard.task(task).unwrap().state, TaskState::Active);
    assert_eq!(world.shard.request(request), None);
}

#[test]
fn a_transfer_whose_sender_is_gone_waits_in_the_original_queue_at_top_priority() {
    let (mut world, customer, _, request) = handed_over();
    world.must(&Command::Logout { agent: AgentId(1), reason: None });
    assert_eq!(world.shard.request(customer), None, "one conversation, one request");
    let (offer, agent) = offer(&world, request).unwrap();
    world.must(&Command::Decline { task: offer, agent, reason: None });
    let facts = world.shard.request(request).unwrap();
    assert_eq!((facts.queue, facts.priority, facts.transfer()), (QueueId(1), 11, None));
}

#[test]
fn an_agent_lost_for_longer_than_the_grace_is_logged_out_and_the_work_routed_again() {
    let mut world = centre(2);
    let customer = world.ask(1);
    let task = world.accept(customer);
    let (start, agent) = (world.now.0, AgentId(1));
    world.must(&Command::Presence { agent, session: 1, link: Link::Down });
    world.at(start + 14_999);
    assert!(world.shard.task(task).is_some());
    let events = world.at(start + 15_000);
    let gone = EventKind::AgentLoggedOut { agent, reason: Some(Reason::AgentLogout) };
    assert_eq!(events.first().map(|event| &event.kind), Some(&gone));
    assert_eq!(world.shard.request(customer).unwrap().priority, 11);
    assert_eq!(offer(&world, customer).map(|(_, agent)| agent), Some(AgentId(2)));
}

#[test]
fn a_connection_that_comes_back_within_the_grace_changes_nothing() {
    let mut world = centre(1);
    let customer = world.ask(1);
    let task = world.accept(customer);
    let (start, agent) = (world.now.0, AgentId(1));
    world.must(&Command::Presence { agent, session: 1, link: Link::Down });
    world.at(start + 14_000);
    world.must(&Command::Presence { agent, session: 2, link: Link::Up });
    world.at(start + 100_000);
    assert!(world.shard.task(task).is_some());
    let (answer, events) = world.run(&Command::Presence { agent, session: 1, link: Link::Down });
    assert!(matches!(answer, Answer::Refused { code: Refusal::StaleSession, .. }));
    assert_eq!(events, []);
}

#[test]
fn after_a_restart_nobody_gets_work_before_being_heard_of() {
    let mut world = centre(1);
    world.must(&Command::Recovered { now: Ms(0) });
    let customer = world.ask(1);
    assert_eq!(offer(&world, customer), None);
    world.must(&Command::Presence { agent: AgentId(1), session: 1, link: Link::Up });
    assert_eq!(offer(&world, customer).map(|(_, agent)| agent), Some(AgentId(1)));
}

#[test]
fn a_declined_request_keeps_away_for_the_cool_off_and_the_agent_stays_ready() {
    let mut world = centre(1);
    let customer = world.ask(1);
    let (task, agent) = offer(&world, customer).unwrap();
    let start = world.now.0;
    world.must(&Command::Decline { task, agent, reason: None });
    let other = world.ask(2);
    assert_eq!(offer(&world, other).map(|(_, agent)| agent), Some(agent), "ready for anybody else");
    let second = world.accept(other);
    world.close(second);
    world.at(start + 29_999);
    assert_eq!(offer(&world, customer), None);
    world.at(start + 30_000);
    assert_eq!(offer(&world, customer).map(|(_, agent)| agent), Some(agent));
}

#[test]
fn an_agent_who_comes_back_ready_after_rona_gets_the_waiting_customer_at_once() {
    let mut world = centre(1);
    let customer = world.ask(1);
    world.at(world.now.0 + 60_000);
    assert_eq!(offer(&world, customer), None);
    world.must(&Command::AgentMrd { agent: AgentId(1), mrd: CHAT, ready: true, reason: None });
    assert_eq!(offer(&world, customer).map(|(_, agent)| agent), Some(AgentId(1)));
}

#[test]
fn a_late_accept_finds_the_offer_gone_even_if_nobody_ticked() {
    let mut world = centre(1);
    let customer = world.ask(1);
    let (task, agent) = offer(&world, customer).unwrap();
    world.now = Ms(world.now.0 + 60_000);
    let (answer, events) = world.run(&Command::Accept { task, agent });
    assert!(matches!(answer, Answer::Refused { code: Refusal::OfferGone, .. }));
    assert!(events.iter().all(|event| !matches!(event.kind, EventKind::Assigned { .. })));
}

#[test]
fn a_named_agent_is_waited_for_during_the_window_and_then_anybody_will_do() {
    let mut world = centre(2);
    let busy = world.ask(1);
    world.accept(busy);
    let mut request = world.new_request(2);
    let id = request.request;
    let window = Span::seconds(20);
    request.target = Some(NamedAgent { agent: AgentId(1), window, fallback: Fallback::Queue });
    let start = world.now.0;
    world.must(&Command::Enqueue(request));
    world.at(start + 19_999);
    assert_eq!(offer(&world, id), None);
    world.at(start + 20_000);
    assert_eq!(offer(&world, id).map(|(_, agent)| agent), Some(AgentId(2)));
}

#[test]
fn a_window_of_zero_means_only_if_there_is_room_now() {
    let mut world = centre(1);
    let busy = world.ask(1);
    world.accept(busy);
    let mut request = world.new_request(2);
    request.target = Some(NamedAgent { agent: AgentId(1), window: Span::ZERO, fallback: Fallback::Close });
    let (answer, _) = world.run(&Command::Enqueue(request));
    assert_eq!(answer, Answer::Closed(CloseReason::NoAgentAvailable));
}
