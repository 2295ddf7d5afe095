//! Consultations, conferences, joins, lists, and what a supervisor does with a waiting request.

use routing_core::{
    AgentConfig, AgentId, Answer, CloseReason, Command, ConfigChange, ConversationId, Direction, EventKind, Expr, MrdConfig, QueueConfig,
    QueueId, Refusal, RequestId, RequestState, Span, TaskId, Transfer, TransferTo, Ttl, Withdraw,
};

use crate::world::{CHAT, World};

/// Three agents for two chats each, a queue and a list.
fn team() -> World {
    let mut world = World::new();
    world.config(ConfigChange::Mrd(MrdConfig::new(CHAT, 2)));
    world.config(ConfigChange::Queue(QueueConfig::new(QueueId(1), CHAT, Expr::everybody())));
    world.config(ConfigChange::Queue(QueueConfig { pulled: true, ..QueueConfig::new(QueueId(2), CHAT, Expr::everybody()) }));
    for agent in 1..=3 {
        world.config(ConfigChange::Agent(AgentConfig { id: AgentId(agent), levels: [].into(), mrds: [(CHAT, 2)].into() }));
        world.now.0 += 1;
        world.login(u8::try_from(agent).unwrap());
    }
    world
}

fn refused(world: &mut World, command: &Command) -> Refusal {
    let (answer, events) = world.run(command);
    assert_eq!(events, [], "{command:?}");
    match answer {
        Answer::Refused { code, .. } => code,
        other => panic!("{command:?}: {other:?}"),
    }
}

/// Agent 1 works with a customer.
fn working() -> (World, RequestId, TaskId) {
    let mut world = team();
    let request = world.ask(1);
    let task = world.accept(request);
    assert_eq!(world.shard.task(task).unwrap().agent, AgentId(1));
    (world, request, task)
}

fn ask(task: TaskId, request: u128, to: TransferTo) -> Transfer {
    Transfer { task, agent: AgentId(1), request: RequestId(request), to, priority: 5, ttl: Ttl::Never }
}

fn named(agent: u128) -> TransferTo {
    TransferTo::Agent { agent: AgentId(agent), window: Span::seconds(30) }
}

#[test]
fn a_consultation_leaves_the_asking_agent_where_it_was_whatever_becomes_of_it() {
    let (mut world, _, task) = working();
    let invitation = ask(task, 70, named(2));
    world.must(&Command::Invite { invitation: invitation.clone(), direction: Direction::Consult });
    let (consult, agent) = world.task_of(RequestId(70)).unwrap();
    assert_eq!(agent, AgentId(2));
    let events = world.must(&Command::Decline { task: consult, agent, reason: None });
    let told =
        |kind: &EventKind| matches!(kind, EventKind::TransferReturned { task: told, reason: CloseReason::Declined, .. } if *told == task);
    assert!(events.iter().any(|event| told(&event.kind)), "{events:?}");
    assert!(world.shard.task(task).unwrap().transferring.is_none());
    world.must(&Command::Invite {
        invitation: Transfer { request: RequestId(71), ..invitation.clone() },
        direction: Direction::DirectConference,
    });
    let other = world.accept(RequestId(71));
    world.close(other);
    assert!(world.shard.task(task).is_some(), "the third party left, the agent goes on");
    let refusal = refused(&mut world, &Command::Invite { invitation, direction: Direction::Inbound });
    assert_eq!(refusal, Refusal::BadDirection);
}

#[test]
fn a_consultation_is_withdrawn_when_the_asking_agent_leaves_first() {
    let (mut world, _, task) = working();
    world.must(&Command::Invite { invitation: ask(task, 70, TransferTo::Queue(QueueId(1))), direction: Direction::Consult });
    assert!(world.task_of(RequestId(70)).is_some());
    world.close(task);
    assert_eq!(world.shard.request(RequestId(70)), None);
    assert_eq!(world.all_tasks(), []);
}

#[test]
fn an_invitation_does_not_end_a_transfer_that_is_under_way() {
    let (mut world, _, task) = working();
    world.must(&Command::Invite { invitation: ask(task, 70, named(2)), direction: Direction::Consult });
    world.must(&Command::Transfer(ask(task, 71, named(3))));
    let (consult, agent) = world.task_of(RequestId(70)).unwrap();
    world.must(&Command::Decline { task: consult, agent, reason: None });
    assert_eq!(world.shard.task(task).unwrap().transferring, Some(RequestId(71)));
}

#[test]
fn a_consultation_becomes_a_transfer_or_a_conference() {
    for (direction, stays) in [(Direction::ConsultTransfer, false), (Direction::ConsultConference, true)] {
        let (mut world, _, task) = working();
        world.must(&Command::Invite { invitation: ask(task, 70, named(2)), direction: Direction::Consult });
        let consult = world.accept(RequestId(70));
        let convert = |task, consult, direction| Command::Convert { task, agent: AgentId(1), consult, direction };
        assert_eq!(refused(&mut world, &convert(task, task, direction)), Refusal::NotAConsultation);
        assert_eq!(refused(&mut world, &convert(task, consult, Direction::Consult)), Refusal::BadDirection);
        let events = world.must(&convert(task, consult, direction));
        assert_eq!(world.shard.task(task).is_some(), stays, "{events:?}");
        assert_eq!(world.shard.request(RequestId(70)).unwrap().direction, direction);
        assert_eq!(
            refused(&mut world, &convert(task, consult, direction)),
            if stays { Refusal::NotAConsultation } else { Refusal::UnknownTask }
        );
        // Whoever took the customer over is followed by somebody else when lost; a third party is not.
        world.must(&Command::Logout { agent: AgentId(2), reason: None });
        assert_eq!(world.shard.request(RequestId(70)).is_some(), !stays);
    }
}

#[test]
fn a_supervisor_joins_a_conversation_without_being_ready_or_having_room() {
    let (mut world, request, task) = working();
    let conversation = world.shard.request(request).unwrap().conversation;
    world.must(&Command::AgentGlobal { agent: AgentId(3), ready: false, reason: None });
    let join = |agent, id, direction| Command::Join { request: RequestId(id), agent: AgentId(agent), conversation, direction };
    assert_eq!(refused(&mut world, &join(1, 80, Direction::BargeIn)), Refusal::AlreadyThere);
    assert_eq!(refused(&mut world, &join(3, 80, Direction::Inbound)), Refusal::BadDirection);
    let elsewhere =
        Command::Join { request: RequestId(80), agent: AgentId(3), conversation: ConversationId(9), direction: Direction::BargeIn };
    assert_eq!(refused(&mut world, &elsewhere), Refusal::NobodyThere);
    for (id, agent, direction) in [(80, 3, Direction::SilentMonitor), (81, 2, Direction::Whisper)] {
        world.must(&join(agent, id, direction));
        let joined = world.task_of(RequestId(id)).unwrap();
        assert_eq!(joined.1, AgentId(agent));
        assert!(!world.log.iter().any(|event| matches!(event.kind, EventKind::Offered { request, .. } if request == RequestId(id))));
        assert_eq!(refused(&mut world, &join(agent, 90, direction)), Refusal::AlreadyThere);
        world.close(joined.0);
        assert_eq!(world.shard.request(RequestId(id)), None, "nobody is sent after a supervisor");
    }
    assert!(world.shard.task(task).is_some());
    assert_eq!(world.shard.audit(), Vec::<String>::new());
}

#[test]
fn what_waits_in_a_list_is_fetched_and_never_offered() {
    let mut world = team();
    let request = world.ask(2);
    assert_eq!(world.shard.request(request).unwrap().state, RequestState::Waiting);
    assert_eq!(world.shard.explain(request, world.now).unwrap().tally().get("PULLED"), Some(&3));
    let offered = world.ask(1);
    assert_eq!(refused(&mut world, &Command::Fetch { request: offered, agent: AgentId(2) }), Refusal::NotFetched);
    world.must(&Command::Fetch { request, agent: AgentId(2) });
    assert_eq!(world.task_of(request).unwrap().1, AgentId(2));
    assert_eq!(refused(&mut world, &Command::Fetch { request, agent: AgentId(3) }), Refusal::NotWaiting);
    world.must(&Command::Logout { agent: AgentId(2), reason: None });
    assert_eq!(world.shard.request(request).unwrap().state, RequestState::Waiting, "back in the list");
}

#[test]
fn a_waiting_request_is_brought_forward_moved_or_left() {
    let mut world = team();
    for agent in 1..=3 {
        world.must(&Command::Logout { agent: AgentId(agent), reason: None });
    }
    let (first, second) = (world.ask(1), world.ask(1));
    world.must(&Command::Prioritise { request: second, priority: 9 });
    assert_eq!((world.shard.position(second), world.shard.position(first)), (Some(1), Some(2)));
    assert_eq!(refused(&mut world, &Command::Prioritise { request: first, priority: 11 }), Refusal::BadPriority);
    let since = world.shard.request(second).unwrap().enqueued_at;
    world.at(5_000);
    world.must(&Command::Move { request: second, queue: QueueId(2) });
    let moved = world.shard.request(second).unwrap();
    assert_eq!((moved.queue, moved.enqueued_at, moved.priority), (QueueId(2), since, 9));
    assert_eq!(refused(&mut world, &Command::Move { request: RequestId(1), queue: QueueId(2) }), Refusal::UnknownRequest);
    world.login(1);
    let _task = world.accept(first);
    assert_eq!(refused(&mut world, &Command::Move { request: first, queue: QueueId(2) }), Refusal::NotWaiting);
    world.must(&Command::Cancel { what: Withdraw::Request(second), reason: CloseReason::Cancelled });
}
