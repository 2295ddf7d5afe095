//! Transfers: the sender keeps the task, slot included, until somebody else has accepted. Invitations: the sender keeps it in any case.

use crate::command::{Refusal, Transfer, TransferTo, WrapUp};
use crate::event::Enqueued;
use crate::ids::{Ms, QueueId, RequestId, TaskId};
use crate::request::{Direction, Fallback, Target};
use crate::shard::enqueue::ttl_at;
use crate::shard::{Cx, Outcome, Shard};
use crate::slab::Slot;
use crate::task::CloseReason;

impl Shard {
    pub(super) fn transfer(&mut self, cx: &mut Cx<'_>, transfer: &Transfer) -> Outcome {
        let sender = self.own_task(transfer.task, transfer.agent)?;
        let facts = &self.tasks[sender].facts;
        if !facts.is_active() {
            return Err(Refusal::NotActive);
        }
        if facts.transferring.is_some() {
            return Err(Refusal::AlreadyTransferring);
        }
        self.ask_for(cx, sender, transfer, (Direction::DirectTransfer, Fallback::ReturnToSender))
    }

    /// An agent asks for advice or for a third party.
    pub(super) fn invite(&mut self, cx: &mut Cx<'_>, invitation: &Transfer, direction: Direction) -> Outcome {
        let sender = self.own_task(invitation.task, invitation.agent)?;
        if !self.tasks[sender].facts.is_active() {
            return Err(Refusal::NotActive);
        }
        if !matches!(direction, Direction::Consult | Direction::DirectConference) {
            return Err(Refusal::BadDirection);
        }
        self.ask_for(cx, sender, invitation, (direction, Fallback::Close))
    }

    fn ask_for(&mut self, cx: &mut Cx<'_>, sender: Slot, wanted: &Transfer, (direction, fallback): (Direction, Fallback)) -> Outcome {
        let facts = &self.tasks[sender].facts;
        let (queue, target) = self.destination(sender, wanted.to, (cx.now, fallback))?;
        let enqueued = Enqueued {
            request: wanted.request,
            conversation: facts.conversation,
            queue,
            priority: wanted.priority,
            ttl_at: ttl_at(wanted.ttl, cx.now)?,
            direction,
            target,
            exclude: Vec::new(),
            transfer: Some(wanted.task),
        };
        self.check_new(&enqueued)?;
        Ok(self.enter(cx, enqueued))
    }

    /// A named transfer stays in the sender's queue: its settings apply, and it is where the customer came from.
    fn destination(&self, sender: Slot, to: TransferTo, (now, fallback): (Ms, Fallback)) -> Result<(QueueId, Option<Target>), Refusal> {
        let facts = &self.tasks[sender].facts;
        let (agent, window) = match to {
            TransferTo::Queue(queue) => return Ok((queue, None)),
            TransferTo::Agent { agent, window } => (agent, window),
        };
        let slot = *self.agent_ids.get(&agent).ok_or(Refusal::UnknownAgent)?;
        if self.takes_part(slot, facts.conversation) {
            return Err(Refusal::AlreadyThere);
        }
        let target = Target { agent, until: now + window, fallback };
        Ok((facts.queue, Some(target)))
    }

    /// Somebody accepted: the sender's part is over.
    pub(super) fn complete_transfer(&mut self, cx: &mut Cx<'_>, task: TaskId, request: RequestId) {
        let Some(slot) = self.task_ids.get(&task).copied() else {
            return;
        };
        let facts = &self.tasks[slot].facts;
        if facts.is_active() && facts.transferring == Some(request) {
            self.leave(cx, slot, CloseReason::Transferred, WrapUp::Queue);
        }
    }
}
