//! Names of the contract ⇄ values of the core.

use contracts::routing_engine::TaskCard;
use routing_core::{CloseReason, Direction, GlobalState, MrdState, Reason, ReasonId, Span};

use crate::error::Error;
use crate::key;
use crate::store::CardText;

const DIRECTIONS: [(&str, Direction); 10] = [
    ("INBOUND", Direction::Inbound),
    ("OUTBOUND", Direction::Outbound),
    ("CONSULT", Direction::Consult),
    ("CONSULT_TRANSFER", Direction::ConsultTransfer),
    ("CONSULT_CONFERENCE", Direction::ConsultConference),
    ("DIRECT_TRANSFER", Direction::DirectTransfer),
    ("DIRECT_CONFERENCE", Direction::DirectConference),
    ("SILENT_MONITOR", Direction::SilentMonitor),
    ("WHISPER", Direction::Whisper),
    ("BARGE_IN", Direction::BargeIn),
];

const REASONS: [(&str, CloseReason); 11] = [
    ("DONE", CloseReason::Done),
    ("RONA", CloseReason::Rona),
    ("DECLINED", CloseReason::Declined),
    ("CANCELLED", CloseReason::Cancelled),
    ("NO_AGENT_AVAILABLE", CloseReason::NoAgentAvailable),
    ("AGENT_LOGOUT", CloseReason::AgentLogout),
    ("TRANSFERRED", CloseReason::Transferred),
    ("FORCE_CLOSED", CloseReason::ForceClosed),
    ("REROUTE", CloseReason::Reroute),
    ("QUEUE_FULL", CloseReason::QueueFull),
    ("RESPONSE_TIMEOUT", CloseReason::ResponseTimeout),
];

fn name_of<T: PartialEq>(table: &[(&'static str, T)], value: &T) -> &'static str {
    table.iter().find(|row| row.1 == *value).map_or("UNKNOWN", |row| row.0)
}

fn value_of<T: Copy>(table: &[(&str, T)], name: &str) -> Option<T> {
    table.iter().find(|row| row.0 == name).map(|row| row.1)
}

pub(crate) fn direction_name(direction: Direction) -> &'static str {
    name_of(&DIRECTIONS, &direction)
}

/// An absent direction is a customer's.
pub(crate) fn direction(name: &str) -> Result<Direction, Error> {
    if name.is_empty() {
        return Ok(Direction::Inbound);
    }
    value_of(&DIRECTIONS, name).ok_or(Error::Malformed { field: "direction", problem: "is not known" })
}

pub(crate) fn close_name(reason: CloseReason) -> &'static str {
    name_of(&REASONS, &reason)
}

/// An absent reason is that the customer or the caller withdrew.
pub(crate) fn close_reason(name: &str) -> Result<CloseReason, Error> {
    if name.is_empty() {
        return Ok(CloseReason::Cancelled);
    }
    value_of(&REASONS, name).ok_or(Error::Malformed { field: "reason_code", problem: "is not known" })
}

pub(crate) const fn global_name(state: GlobalState) -> &'static str {
    match state {
        GlobalState::Logout => "LOGOUT",
        GlobalState::NotReady => "NOT_READY",
        GlobalState::Ready => "READY",
    }
}

pub(crate) const fn mrd_name(state: MrdState) -> &'static str {
    match state {
        MrdState::Logout => "LOGOUT",
        MrdState::Unknown => "UNKNOWN",
        MrdState::NotReady => "NOT_READY",
        MrdState::PendingNotReady => "PENDING_NOT_READY",
        MrdState::Ready => "READY",
        MrdState::Reserved => "RESERVED",
        MrdState::Active => "ACTIVE",
        MrdState::Busy => "BUSY",
        MrdState::Interrupted => "INTERRUPTED",
    }
}

/// The two states that may be asked for.
pub(crate) fn ready(name: &str) -> Result<bool, Error> {
    match name {
        "READY" => Ok(true),
        "NOT_READY" => Ok(false),
        _ => Err(Error::Malformed { field: "state", problem: "is neither READY nor NOT_READY" }),
    }
}

/// A reason as an agent gives it; the system's own names keep their meaning.
pub(crate) fn agent_reason(text: &str) -> Option<Reason> {
    match text {
        "" => None,
        "RONA" => Some(Reason::Rona),
        "AGENT_LOGOUT" => Some(Reason::AgentLogout),
        text => Some(Reason::Code(ReasonId(key::key(text)))),
    }
}

/// A span of milliseconds, as long as the core can hold.
pub(crate) fn span(milliseconds: i64) -> Span {
    Span(u32::try_from(milliseconds.max(0)).unwrap_or(u32::MAX))
}

pub(crate) fn count(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

pub(crate) fn place(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

impl From<TaskCard> for CardText {
    fn from(card: TaskCard) -> Self {
        Self {
            customer_id: card.customer_id,
            customer_name: card.customer_name,
            customer_known: card.customer_known,
            channel_type: card.channel_type,
            channel_name: card.channel_name,
            channel_session_id: card.channel_session_id,
            note: card.note,
            requested_by: card.requested_by,
            requested_by_name: card.requested_by_name,
        }
    }
}

impl From<&CardText> for TaskCard {
    fn from(card: &CardText) -> Self {
        Self {
            customer_id: card.customer_id.clone(),
            customer_name: card.customer_name.clone(),
            customer_known: card.customer_known,
            channel_type: card.channel_type.clone(),
            channel_name: card.channel_name.clone(),
            channel_session_id: card.channel_session_id.clone(),
            note: card.note.clone(),
            requested_by: card.requested_by.clone(),
            requested_by_name: card.requested_by_name.clone(),
        }
    }
}
