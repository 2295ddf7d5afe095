//! Where waiting customers stand, as routing-engine said last.
//!
//! routing-engine tells waits as signals, and only when they change. Whoever asks in between (a page that was opened anew, a bot, a rule)
//! would be given the place of the row that began the wait: so the last word is kept for a while, by conversation.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use bus::{Hint, Subscription};
use contracts::routing_engine::{Wait, WaitChangedEvent};
use ids::{Clock, Ms, TenantId};
use prost::Message as _;

use crate::domain::Request;
use crate::store::Key;

/// routing-engine says it again at least every minute; what was not is over.
const FADES: Ms = 90_000;
/// Kept at most. Of those who are not among them the row's own place is told.
const MOST: usize = 100_000;

struct Said {
    at: Ms,
    request: String,
    wait: Wait,
}

#[derive(Clone, Default)]
pub(crate) struct Waits(Arc<Mutex<HashMap<Key, Said>>>);

impl Waits {
    /// Keeps what is said until the process ends.
    pub(crate) async fn follow(self, mut hints: Subscription, clock: Clock) -> runtime::Result<()> {
        while let Some(hint) = hints.next().await {
            // One that was missed is said again.
            let Hint::Event(event) = hint else { continue };
            let Ok(told) = WaitChangedEvent::decode(event.payload.as_slice()) else { continue };
            self.note(Key { tenant: TenantId::new(event.tenant.as_str()), id: event.key.clone() }, told, clock.now());
        }
        Ok(())
    }

    fn note(&self, key: Key, told: WaitChangedEvent, now: Ms) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST {
            kept.retain(|_, said| now.saturating_sub(said.at) < FADES);
        }
        if kept.len() < MOST || kept.contains_key(&key) {
            kept.insert(key, Said { at: now, request: told.request_id, wait: told.wait.unwrap_or_default() });
        }
    }

    /// What was said last of a conversation's open request, unless it is too long ago.
    pub(crate) fn of(&self, key: &Key, request: &Request, now: Ms) -> Option<Wait> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let said = kept.get(key)?;
        if said.request != request.id || now.saturating_sub(said.at) >= FADES {
            kept.remove(key);
            return None;
        }
        Some(said.wait)
    }
}

#[cfg(test)]
mod tests {
    use contracts::routing_engine::WaitEstimate;

    use super::*;

    fn key(id: &str) -> Key {
        Key { tenant: TenantId::default(), id: id.to_owned() }
    }

    fn told(request: &str) -> WaitChangedEvent {
        let estimate = Some(WaitEstimate { low_ms: 1, likely_ms: 2, high_ms: 3 });
        WaitChangedEvent { request_id: request.to_owned(), wait: Some(Wait { position: 2, estimate }), ..WaitChangedEvent::default() }
    }

    fn request(id: &str) -> Request {
        Request { id: id.to_owned(), ..Request::default() }
    }

    #[test]
    fn the_last_word_on_a_wait_is_kept_until_it_fades_and_is_no_word_on_the_next_wait() {
        let waits = Waits::default();
        let place = |id: &str, of: &str, now: Ms| waits.of(&key(id), &request(of), now).map(|wait| wait.position);
        waits.note(key("c"), told("r-1"), 0);
        assert_eq!((place("c", "r-1", FADES - 1), place("d", "r-1", 0)), (Some(2), None));
        assert_eq!(place("c", "r-1", FADES), None);
        waits.note(key("c"), told("r-1"), FADES);
        assert_eq!(place("c", "r-2", FADES), None, "another request of the same conversation");
    }

    #[test]
    fn what_has_faded_makes_room_and_what_has_not_stays() {
        let waits = Waits::default();
        for number in 0..MOST {
            waits.note(key(&number.to_string()), told("r"), 0);
        }
        waits.note(key("late"), told("r"), 1);
        assert!(waits.of(&key("late"), &request("r"), 1).is_none(), "no room");
        waits.note(key("later"), told("r"), FADES);
        assert!(waits.of(&key("later"), &request("r"), FADES).is_some());
    }
}
