//! One shard in memory, and what is kept beside it.

use std::collections::HashMap;
use std::sync::Arc;

use ids::TenantId;
use routing_core::{AgentId, Estimate, Figures, MrdId, QueueId, ReasonId, RequestFacts, RequestId, RequestState, Shard, Span, Ttl};

use super::feed::Feed;
use super::levels::{Goal, Levels};
use super::waits::Waits;
use crate::catalogue::{Agent, Docs, Mrd, Queue};
use crate::error::Error;
use crate::key;
use crate::store::{AgentNote, Card, Store};

/// Id and name as people know them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Label {
    pub(crate) id: String,
    pub(crate) name: String,
}

/// Names of what administrators set.
#[derive(Default)]
pub(crate) struct Labels {
    pub(crate) mrds: HashMap<MrdId, Label>,
    pub(crate) queues: HashMap<QueueId, (Label, Ttl)>,
    pub(crate) agents: HashMap<AgentId, Label>,
    /// The least and the most that may be told of a wait.
    pub(crate) told_waits: HashMap<QueueId, (Option<Span>, Option<Span>)>,
    pub(crate) goals: HashMap<QueueId, Goal>,
}

/// A shard and everything beside it. Thrown away as a whole when a commit fails.
pub(crate) struct Room {
    pub(crate) tenant: TenantId,
    pub(crate) epoch: i64,
    /// Index of the last row of the log.
    pub(crate) idx: i64,
    /// Where commands are decided.
    pub(crate) ahead: Shard,
    /// Follows event by event, so that every report shows the state as of its event. The same as `ahead` between commands.
    pub(crate) told: Shard,
    /// Of requests that are not closed.
    pub(crate) cards: HashMap<RequestId, Arc<Card>>,
    pub(crate) notes: HashMap<AgentId, AgentNote>,
    pub(crate) reasons: HashMap<ReasonId, String>,
    pub(crate) labels: Labels,
    /// What waits are estimated from; begins anew with every start.
    pub(crate) figures: Figures,
    pub(crate) levels: Levels,
    pub(crate) waits: Waits,
    pub(crate) feed: Feed,
}

/// Rows read at once.
const PAGE: i64 = 500;

impl Room {
    /// Snapshot, then the log behind it, then what is beside it.
    pub(crate) async fn load(store: &Store, tenant: &TenantId, (epoch, feed): (i64, Feed)) -> Result<Self, Error> {
        let snapshot = store.snapshot(tenant).await?;
        let (mut idx, mut ahead) = snapshot.map_or_else(|| (0, Shard::new()), |(idx, snapshot)| (idx, Shard::from_snapshot(&snapshot)));
        loop {
            let rows = store.rows(tenant, idx, PAGE).await?;
            for event in rows.iter().flat_map(|row| &row.events) {
                ahead.apply(event);
            }
            idx = rows.last().map_or(idx, |row| row.idx);
            if i64::try_from(rows.len()).unwrap_or(PAGE) < PAGE {
                break;
            }
        }
        let cards = store.open_cards(tenant).await?;
        let notes = store.agents(tenant).await?;
        let reasons = store.reasons(tenant).await?;
        Ok(Self {
            tenant: tenant.clone(),
            epoch,
            idx,
            told: ahead.clone(),
            ahead,
            cards: cards.into_iter().map(|card| (RequestId(key::key(&card.request_id)), Arc::new(card))).collect(),
            notes: notes.into_iter().map(|note| (AgentId(key::key(&note.id)), note)).collect(),
            reasons: reasons.into_iter().map(|(_, text)| (ReasonId(key::key(&text)), text)).collect(),
            labels: Labels::default(),
            figures: Figures::default(),
            levels: Levels::default(),
            waits: Waits::default(),
            feed,
        })
    }

    /// Takes the names from the documents.
    pub(crate) fn label(&mut self, docs: &Docs) {
        let label = |id: &str, name: &str| Label { id: id.to_owned(), name: name.to_owned() };
        self.labels = Labels {
            mrds: docs.mrds.values().map(|doc| (Mrd::id(&doc.id), label(&doc.id, &doc.doc.name))).collect(),
            queues: docs.queues.values().map(|doc| (Queue::id(&doc.id), (label(&doc.id, &doc.doc.name), doc.doc.ttl()))).collect(),
            agents: docs.agents.values().map(|doc| (Agent::id(&doc.id), label(&doc.id, &doc.doc.name))).collect(),
            told_waits: docs.queues.values().map(|doc| (Queue::id(&doc.id), doc.doc.told_wait())).collect(),
            goals: docs.queues.values().map(|doc| (Queue::id(&doc.id), doc.doc.goal())).collect(),
        };
    }

    /// The queue of that id or name.
    pub(crate) fn find_queue(&self, id_or_name: &str) -> Option<QueueId> {
        let by_id = Queue::id(id_or_name);
        if self.told.queue_config(by_id).is_some() {
            return Some(by_id);
        }
        let mut named = self.labels.queues.iter().filter(|(_, (label, _))| label.name == id_or_name);
        named.next().map(|(id, _)| *id).filter(|id| self.told.queue_config(*id).is_some())
    }

    /// Time to live of a request that names none.
    pub(crate) fn ttl(&self, queue: QueueId) -> Ttl {
        self.labels.queues.get(&queue).map_or(Ttl::Never, |(_, ttl)| *ttl)
    }

    /// How long a request will still wait, as far as its queue lets it be told.
    pub(crate) fn estimate(&self, request: &RequestFacts) -> Option<Estimate> {
        if request.state != RequestState::Waiting {
            return None;
        }
        let ahead = self.told.position(request.id)?.saturating_sub(1);
        let (least, most) = self.labels.told_waits.get(&request.queue).copied().unwrap_or_default();
        Some(self.figures.estimate(&self.told, request.queue, ahead)?.clamped(least, most))
    }

    /// How long somebody who comes to a queue now has to wait.
    pub(crate) fn estimate_now(&self, queue: QueueId) -> Option<Estimate> {
        let (least, most) = self.labels.told_waits.get(&queue).copied().unwrap_or_default();
        Some(self.figures.estimate(&self.told, queue, self.told.waiting(queue))?.clamped(least, most))
    }

    /// The agent of that id, if it is known here.
    pub(crate) fn find_agent(&self, id: &str) -> Result<AgentId, Error> {
        let agent = AgentId(key::key(id));
        if self.told.agent_config(agent).is_some() {
            return Ok(agent);
        }
        Err(Error::NotFound { what: "agent", id: id.to_owned() })
    }
}
