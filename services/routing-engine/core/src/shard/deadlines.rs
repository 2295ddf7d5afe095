//! Time: which deadline does what.

use crate::event::EventKind;
use crate::ids::Ms;
use crate::shard::{Cx, Shard};
use crate::slab::Slot;
use crate::task::{CloseReason, TaskState, WrapUpOutcome};
use crate::timers::Timer;

/// So many deadlines may pass in one step before it counts as a leap of the clock.
const LEAP: u32 = 1_000;

impl Shard {
    /// Fires every deadline up to `now` at its own instant, in order, and lets the matcher run after each.
    ///
    /// Each may set another: an offer that lapses is followed by the next one. A step that has passed very many lets what begins from there
    /// on begin at `now`, so that only those are left which were set already, and it ends.
    pub(super) fn advance(&mut self, cx: &mut Cx<'_>, now: Ms) {
        let mut passed: u32 = 0;
        while let Some(due) = self.timers.first().filter(|due| due.at <= now) {
            // Applying what follows disarms it as well; this makes sure that the loop ends whatever happens.
            self.timers.disarm(&due);
            cx.now = due.at.max(self.clock);
            self.fire(cx, due.timer);
            self.settle(cx);
            passed = passed.saturating_add(1);
            cx.landing = (passed >= LEAP).then_some(now);
        }
        (cx.now, cx.landing) = (now, None);
    }

    fn fire(&mut self, cx: &mut Cx<'_>, timer: Timer) {
        match timer {
            Timer::Ttl(request) => {
                self.end_request(cx, request, CloseReason::NoAgentAvailable, CloseReason::NoAgentAvailable);
            }
            Timer::Window(request) => self.close_window(cx, request),
            Timer::Step(request) => self.enter_next_step(cx, request),
            Timer::CoolOff { agent_seq, request } => self.end_cool_off(cx, request, agent_seq),
            Timer::Task(task) => self.end_task_state(cx, task),
            Timer::Grace(agent) => self.lose_agent(cx, agent),
        }
    }

    fn enter_next_step(&mut self, cx: &mut Cx<'_>, request: Slot) {
        let next = self.requests[request].facts.step.saturating_add(1);
        self.enter_step(cx, request, next);
    }

    /// Lets a request into a step, or into the first behind it that is to be considered.
    pub(super) fn enter_step(&mut self, cx: &mut Cx<'_>, request: Slot, from: u8) {
        let (queue, facts) = (self.requests[request].queue, &self.requests[request].facts);
        let (step, skipped) = self.considered(request, queue, (from, facts.skipped));
        let next_step_at = self.step_end(queue, facts.enqueued_at, (step, skipped));
        self.emit(cx, EventKind::StepEntered { request: facts.id, step, next_step_at, skipped });
    }

    fn end_cool_off(&mut self, cx: &mut Cx<'_>, request: Slot, agent_seq: u64) {
        let facts = &self.requests[request].facts;
        let Some(tried) = facts.tried.iter().find(|tried| tried.agent_seq == agent_seq) else {
            return;
        };
        let kind = EventKind::CoolOffEnded { request: facts.id, agent: tried.agent };
        self.emit(cx, kind);
    }

    fn end_task_state(&mut self, cx: &mut Cx<'_>, task: Slot) {
        match self.tasks[task].facts.state {
            TaskState::Offered { .. } => self.lapse(cx, task, CloseReason::Rona, None),
            TaskState::WrapUp { reason, .. } => {
                self.end_wrap_up(cx, task, WrapUpOutcome::Expired, reason);
            }
            TaskState::Active => {}
        }
    }
}
