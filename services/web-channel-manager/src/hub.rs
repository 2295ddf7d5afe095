//! Which sockets follow which conversation, and what each was given last.
//!
//! The log is the truth; hints only wake. Every socket that follows a conversation has a [`Follower`]; a hint that leaves a hole makes the hub
//! read the log through ccm. A socket whose buffer is full is cut off: its client comes back and resumes by number.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bus::{Hint, Subscription};
use contracts::ccm::Session;
use contracts::cim::{Activity, Audience, SenderType};
use contracts::conversation_manager::{ActivityEvent, SignalEvent};
use contracts::routing_engine::{Wait, WaitChangedEvent, WaitEstimate};
use ids::TenantId;
use prost::Message as _;
use runtime::files::Links;
use runtime::follow::{Follower, Step};
use serde_json::{Value, json};
use socketioxide::extract::SocketRef;
use tokio_util::task::TaskTracker;

use crate::activity::{Shown, Viewer, is_personal, sender_type, shown};
use crate::door::Door;
use crate::{ACTIVITY, SIGNAL, WAIT};

type Key = (TenantId, String);

/// One row on its way to one customer.
#[derive(Clone)]
pub(crate) struct Delivered {
    pub(crate) seq: i64,
    pub(crate) shown: Shown,
    /// Set when this row ends the socket's own session: event name and reason.
    ends: Option<(&'static str, String)>,
}

/// A socket that follows its session's conversation.
pub(crate) struct Reader {
    socket: SocketRef,
    pub(crate) tenant: TenantId,
    pub(crate) session: Session,
    follower: Mutex<Follower<Delivered>>,
}

#[derive(Clone)]
pub(crate) struct Hub(Arc<Inner>);

struct Inner {
    door: Door,
    links: Links,
    tracker: TaskTracker,
    readers: Mutex<HashMap<Key, Vec<Arc<Reader>>>>,
}

impl Hub {
    pub(crate) fn new(door: Door, links: Links, tracker: TaskTracker) -> Self {
        Self(Arc::new(Inner { door, links, tracker, readers: Mutex::default() }))
    }

    /// Follows a conversation from `last` on. Hints wait until the caller has read up to date: see [`Hub::catch_up`].
    pub(crate) fn attach(&self, socket: SocketRef, tenant: TenantId, session: Session, last: i64) -> Arc<Reader> {
        let mut follower = Follower::new(last);
        follower.start();
        let reader = Arc::new(Reader { socket, tenant, session, follower: Mutex::new(follower) });
        self.detach(&reader.socket);
        let key = (reader.tenant.clone(), reader.session.conversation_id.clone());
        let mut readers = self.0.readers.lock().unwrap_or_else(PoisonError::into_inner);
        readers.entry(key).or_default().push(reader.clone());
        metrics::gauge!("web_channel_manager_readers").increment(1.0);
        reader.socket.extensions.insert(reader.clone());
        reader
    }

    /// Stops following; nothing happens if the socket follows nothing.
    pub(crate) fn detach(&self, socket: &SocketRef) {
        let Some(reader) = socket.extensions.remove::<Arc<Reader>>() else { return };
        let key = (reader.tenant.clone(), reader.session.conversation_id.clone());
        let mut readers = self.0.readers.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(of) = readers.get_mut(&key) {
            of.retain(|other| !Arc::ptr_eq(other, &reader));
            if of.is_empty() {
                readers.remove(&key);
            }
        }
        metrics::gauge!("web_channel_manager_readers").decrement(1.0);
    }

    /// Reads the log until the reader is up to date, then hands all rows it was missing to `done`, in order.
    ///
    /// `done` runs before any later hint can be delivered: what it sends comes first.
    pub(crate) async fn catch_up<R>(&self, reader: &Reader, done: impl FnOnce(&[Delivered]) -> R) -> errors::Result<R> {
        let mut all = Vec::new();
        let mut after = reader.lock().start();
        loop {
            let read = self.0.door.read(&reader.tenant, &reader.session.id, after).await?;
            let viewer = reader.viewer(&self.0.links);
            let row = |activity: &Activity| (activity.seq, reader.delivered(activity, shown(activity, viewer)));
            let rows: Vec<_> = read.activities.iter().map(row).collect();
            let mut follower = reader.lock();
            let (deliver, again) = follower.filled(rows, read.more);
            all.extend(deliver);
            if let Some(next) = again {
                after = next;
                continue;
            }
            let answer = done(&all);
            if let Some(wait) = &read.wait {
                // Behind the answer: a client takes what it resumes with before anything else.
                let _full = reader.socket.emit("SIGNAL", &waiting(wait));
            }
            return Ok(answer);
        }
    }

    /// Brings a reader up to date in the background, however often it takes.
    pub(crate) fn fill(&self, reader: Arc<Reader>) {
        let this = self.clone();
        self.0.tracker.spawn(async move {
            while reader.socket.connected() {
                let given = this.catch_up(&reader, |rows| {
                    for row in rows {
                        this.give(&reader, row);
                    }
                });
                match given.await {
                    Ok(()) => return,
                    Err(fault) => {
                        tracing::debug!(error = fault.chain(), "catching up is tried again");
                        tokio::time::sleep(Duration::from_millis(250)).await;
                    }
                }
            }
        });
    }

    /// Follows the hints until the process ends.
    pub(crate) async fn run(&self, mut hints: Subscription) {
        while let Some(hint) = hints.next().await {
            match hint {
                Hint::Event(event) if event.topic == ACTIVITY => self.activity(&event),
                Hint::Event(event) if event.topic == SIGNAL => self.signal(&event),
                Hint::Event(event) if event.topic == WAIT => self.wait(&event),
                Hint::Event(_) => {}
                Hint::Lagged => self.lagged(),
            }
        }
    }

    fn readers(&self, event: &bus::Envelope) -> Vec<Arc<Reader>> {
        let key = (TenantId::new(event.tenant.as_str()), event.key.clone());
        self.0.readers.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned().unwrap_or_default()
    }

    fn activity(&self, event: &bus::Envelope) {
        let readers = self.readers(event);
        if readers.is_empty() {
            return;
        }
        let Ok(ActivityEvent { activity: Some(mut activity), context, body_left_out }) = ActivityEvent::decode(event.payload.as_slice())
        else {
            tracing::error!(event = event.id, "an activity cannot be read");
            return;
        };
        if activity.audience() != Audience::Everyone {
            return;
        }
        if body_left_out > 0 {
            for reader in readers {
                let read = reader.lock().absent(activity.seq);
                if read.is_some() {
                    self.fill(reader);
                }
            }
            return;
        }
        activity.prev = context.unwrap_or_default().customer_prev;
        // Made once for all tabs, unless it has links.
        let common = readers.first().filter(|_| !is_personal(&activity)).map(|reader| shown(&activity, reader.viewer(&self.0.links)));
        for reader in readers {
            let row = common.clone().unwrap_or_else(|| shown(&activity, reader.viewer(&self.0.links)));
            let row = reader.delivered(&activity, row);
            let step = reader.lock().hint(activity.prev, activity.seq, row);
            match step {
                Step::Deliver(row) => self.give(&reader, &row),
                Step::Nothing => {}
                Step::Read(_) => self.fill(reader),
            }
        }
    }

    fn signal(&self, event: &bus::Envelope) {
        let readers = self.readers(event);
        if readers.is_empty() {
            return;
        }
        let Ok(signal) = SignalEvent::decode(event.payload.as_slice()) else { return };
        if signal.agents_only {
            return;
        }
        let shown = match (&signal.sender, &signal.receipt) {
            (_, Some(receipt)) => json!({ "name": "RECEIPT", "receipt": {
                "recipientType": sender_type(receipt.recipient_type), "deliveredSeq": receipt.delivered_seq, "readSeq": receipt.read_seq } }),
            (Some(sender), None) if signal.draft.is_some() => {
                let draft = signal.draft.clone().unwrap_or_default();
                json!({ "name": "DRAFT", "draft": { "messageId": draft.message_id, "text": draft.text },
                    "sender": { "id": sender.id, "type": sender_type(sender.r#type), "senderName": sender.name } })
            }
            // A customer's own typing is of no use in another tab.
            (Some(sender), None) if sender.r#type != i32::from(SenderType::Customer) => json!({ "name": signal.name, "sender": {
                "id": sender.id, "type": sender_type(sender.r#type), "senderName": sender.name } }),
            _ => return,
        };
        for reader in readers {
            // Latest wins: a signal that finds no room is not missed.
            let _full = reader.socket.emit("SIGNAL", &shown);
        }
    }

    fn wait(&self, event: &bus::Envelope) {
        let readers = self.readers(event);
        if readers.is_empty() {
            return;
        }
        let Ok(WaitChangedEvent { wait: Some(wait), .. }) = WaitChangedEvent::decode(event.payload.as_slice()) else { return };
        let shown = waiting(&wait);
        for reader in readers {
            // Said again by itself: one that finds no room is not missed.
            let _full = reader.socket.emit("SIGNAL", &shown);
        }
    }

    fn lagged(&self) {
        let readers: Vec<_> = self.0.readers.lock().unwrap_or_else(PoisonError::into_inner).values().flatten().cloned().collect();
        for reader in readers {
            if reader.lock().lagged().is_some() {
                self.fill(reader);
            }
        }
    }

    /// Sends one row; a socket that takes no more is cut off and resumes.
    pub(crate) fn give(&self, reader: &Reader, row: &Delivered) {
        if reader.socket.emit("MESSAGE_RECEIVED", &*row.shown).is_err() {
            metrics::counter!("web_channel_manager_cut_off_total").increment(1);
            self.detach(&reader.socket);
            // Closed already is as good.
            let _closed = reader.socket.clone().disconnect();
            return;
        }
        if let Some((event, reason)) = &row.ends {
            self.end(&reader.socket, event, reason);
        }
    }

    /// Tells a socket that its session is over, and lets go of it.
    pub(crate) fn end(&self, socket: &SocketRef, event: &str, reason: &str) {
        self.detach(socket);
        let payload = json!({ "reason": reason });
        for event in [event, "CHAT_ENDED"] {
            // A socket that is gone has ended anyway.
            let _gone = socket.emit(event, &payload);
        }
    }
}

impl Reader {
    /// The customer as somebody who gets rows.
    fn viewer<'a>(&'a self, links: &'a Links) -> Viewer<'a> {
        Viewer { links, tenant: &self.tenant, customer: &self.session.channel_customer_identifier }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Follower<Delivered>> {
        self.follower.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The last number the reader was given.
    pub(crate) fn last(&self) -> i64 {
        self.lock().last()
    }

    fn delivered(&self, activity: &Activity, shown: Shown) -> Delivered {
        let event = match activity.name.as_str() {
            "CHANNEL_SESSION_ENDED" => Some("CHANNEL_SESSION_ENDED"),
            "CHANNEL_SESSION_EXPIRED" => Some("CHANNEL_SESSION_EXPIRED"),
            _ => None,
        };
        let own = activity.header.as_ref().is_some_and(|header| header.channel_session_id == self.session.id);
        let ends = event.filter(|_| own).map(|event| {
            let body: Value = serde_json::from_slice(&activity.body_json).unwrap_or_default();
            (event, body["notificationData"]["reasonCode"].as_str().unwrap_or("FORCE_CLOSED").to_owned())
        });
        Delivered { seq: activity.seq, shown, ends }
    }
}

/// Where a customer stands, as the signal.
fn waiting(wait: &Wait) -> Value {
    let interval = |wait: &WaitEstimate| json!({ "lowMs": wait.low_ms, "likelyMs": wait.likely_ms, "highMs": wait.high_ms });
    json!({ "name": "WAIT", "wait": { "position": wait.position, "estimatedWait": wait.estimate.as_ref().map(interval) } })
}
