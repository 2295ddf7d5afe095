//! What customers are told of their place in line while they wait.
//!
//! A place changes with every customer who is served, for all behind: told each time, a queue of ten thousand would cost ten thousand
//! messages a customer served. So nothing is told as it happens. A sweep every few seconds compares the line with what each customer was
//! told last, and tells what changed: at the front at once, further back the seldomer the more are ahead, and never more than a few
//! hundred a sweep, whoever has heard nothing for the longest first. It is a signal: lost ones are made good by the next.

use std::collections::{BTreeSet, HashMap};

use contracts::routing_engine::{Wait, WaitChangedEvent};
use ids::Ms;
use routing_core::{Direction, Estimate, QueueId, RequestFacts, RequestId, RequestState};

use super::views::wait_view;
use crate::engine::Room;
use crate::wire;

/// Customers of a queue who are looked at; who stands further back hears again when they come this far.
const FRONT: usize = 2_000;
/// Most that one sweep tells.
const MOST: usize = 500;
/// Between two words to the same customer: so much for each one ahead, within the two bounds.
const PER_PLACE: Ms = 300;
const SHORTEST: Ms = 3_000;
const LONGEST: Ms = 60_000;
/// What has not changed is told again after this time: a page that was opened anew may have missed it.
const AGAIN: Ms = 60_000;
const MINUTE: u32 = 60_000;

/// What a customer was told, and when.
#[derive(Debug)]
struct Told {
    at: Ms,
    place: u32,
    /// Ends of the interval in minutes: nothing finer is shown.
    minutes: Option<(u32, u32)>,
}

/// What everybody who waits was told last; begins anew with every start.
#[derive(Debug, Default)]
pub(crate) struct Waits(HashMap<RequestId, Told>);

/// A request and what is to be told of it; place 0 is that it does not stand in line now, because it rings at somebody's desk.
struct News {
    request: RequestId,
    place: u32,
    estimate: Option<Estimate>,
}

impl Waits {
    /// What has changed for customers since they heard last.
    pub(crate) fn sweep(room: &mut Room, now: Ms) -> Vec<WaitChangedEvent> {
        let mut waits = std::mem::take(&mut room.waits);
        let told = waits.look(room, now);
        room.waits = waits;
        told
    }

    fn look(&mut self, room: &Room, now: Ms) -> Vec<WaitChangedEvent> {
        let is_over =
            |request: &RequestId| room.told.request(*request).is_none_or(|facts| matches!(facts.state, RequestState::Assigned(_)));
        self.0.retain(|request, _| !is_over(request));
        let queues: Vec<_> = room.told.queues().filter(|queue| !queue.pulled).map(|queue| queue.id).collect();
        let mut news: Vec<_> = queues.into_iter().flat_map(|queue| line(room, queue)).collect();
        let in_line: BTreeSet<_> = news.iter().map(|news| news.request).collect();
        let rings = |request: &RequestId| room.told.request(*request).is_some_and(|facts| facts.state != RequestState::Waiting);
        let left = self.0.keys().copied().filter(|request| !in_line.contains(request) && rings(request));
        news.extend(left.map(|request| News { request, place: 0, estimate: None }));
        news.retain(|news| self.is_due(news, now));
        // Who was never told comes before everybody.
        news.sort_by_key(|news| (self.0.get(&news.request).map(|told| told.at), news.place));
        news.truncate(MOST);
        news.into_iter().filter_map(|news| self.tell(room, &news, now)).collect()
    }

    fn is_due(&self, news: &News, now: Ms) -> bool {
        let Some(told) = self.0.get(&news.request) else { return true };
        let silent = now.saturating_sub(told.at);
        let pause = Ms::from(news.place).saturating_mul(PER_PLACE).clamp(SHORTEST, LONGEST);
        let changed = told.place != news.place || told.minutes != news.estimate.map(minutes);
        if changed { silent >= pause } else { news.place > 0 && silent >= AGAIN }
    }

    fn tell(&mut self, room: &Room, news: &News, now: Ms) -> Option<WaitChangedEvent> {
        let facts = room.told.request(news.request)?;
        let view = room.request_view(facts);
        self.0.insert(news.request, Told { at: now, place: news.place, minutes: news.estimate.map(minutes) });
        Some(WaitChangedEvent {
            conversation_id: view.conversation_id,
            request_id: view.id,
            queue_id: view.queue_id,
            queue_name: view.queue_name,
            wait: Some(Wait { position: wire::place(news.place), estimate: news.estimate.map(wait_view) }),
            at_ms: now,
        })
    }
}

/// The customers at the front of a queue, each with the wait that its queue lets be told.
fn line(room: &Room, queue: QueueId) -> Vec<News> {
    let front = room.told.front(queue, FRONT);
    if front.is_empty() {
        return Vec::new();
    }
    let (least, most) = room.labels.told_waits.get(&queue).copied().unwrap_or_default();
    let mut waits = room.figures.forecast(&room.told, queue);
    let mut next = || waits.as_mut().and_then(Iterator::next).map(|wait| wait.clamped(least, most));
    let news = (1..).zip(front).map(|(place, request)| News { request, place, estimate: next() });
    news.filter(|news| room.told.request(news.request).is_some_and(is_a_customers)).collect()
}

/// What agents ask of one another is no customer's wait.
const fn is_a_customers(request: &RequestFacts) -> bool {
    matches!(request.direction, Direction::Inbound | Direction::DirectTransfer)
}

/// Begun minutes: what is shown of an interval.
const fn minutes(estimate: Estimate) -> (u32, u32) {
    (estimate.low.0.div_ceil(MINUTE), estimate.high.0.div_ceil(MINUTE))
}
