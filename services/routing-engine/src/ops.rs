//! What the service does, one behaviour a file.

/// The agent takes the offer.
pub(crate) mod accept_task;
/// A conversation needs an agent.
pub(crate) mod assign_resource;
/// A waiting request gets another priority or another queue.
pub(crate) mod change_request;
/// What is wrong with the rules.
pub(crate) mod check_rules;
/// A consultation becomes a transfer or a conference.
pub(crate) mod convert_consultation;
/// The agent does not take the offer.
pub(crate) mod decline_task;
/// Why a request waits, or why it went to whom it went.
pub(crate) mod explain_request;
/// An agent fetches what waits in a list.
pub(crate) mod fetch_request;
/// Wrap-up is over.
pub(crate) mod finish_wrap_up;
/// Everything that waits in a queue is closed.
pub(crate) mod flush_queue;
/// What was reported since.
pub(crate) mod follow_events;
/// An agent as it is now.
pub(crate) mod get_agent;
/// Everything a supervisor watches.
pub(crate) mod get_board;
/// Who waits in a queue, and who could serve.
pub(crate) mod get_queue;
/// A request, open or closed not long ago.
pub(crate) mod get_request;
/// An agent asks for advice or for a third party.
pub(crate) mod invite_agent;
/// A supervisor enters a conversation.
pub(crate) mod join_conversation;
/// The agent leaves a conversation.
pub(crate) mod leave_task;
/// The lists an agent may fetch from.
pub(crate) mod list_fetchable;
/// Queues with those who could serve them.
pub(crate) mod list_queues;
/// A desk signs in.
pub(crate) mod login_agent;
/// An agent leaves.
pub(crate) mod logout_agent;
/// How good the estimates of waits were.
pub(crate) mod measure_estimates;
/// All agents leave a conversation.
pub(crate) mod release_conversation;
/// A desk's socket came or went.
pub(crate) mod report_presence;
/// What waits or rings is withdrawn.
pub(crate) mod revoke_resource;
/// The global switch.
pub(crate) mod set_agent_state;
/// The switch of one media routing domain.
pub(crate) mod set_mrd_state;
/// Customers who wait hear where they stand.
pub(crate) mod tell_waits;
/// An agent hands a task over.
pub(crate) mod transfer_task;
/// Whether the newest snapshot is what the log gives.
pub(crate) mod verify_snapshot;
/// An agent takes back what nobody has accepted.
pub(crate) mod withdraw_invitation;
