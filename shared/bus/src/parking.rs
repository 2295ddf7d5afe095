//! What operators do with keys that a group could not handle: list, show, replay, discard. From any process that has the group.

use std::collections::BTreeSet;
use std::sync::Arc;

use contracts::bus::Envelope;
use errors::Fault;
use ids::Ms;

use crate::broker;
use crate::bus::{Bus, Carrier};
use crate::event::source_of;
use crate::group::Group;
use crate::hold;

/// A held key, as an operator sees it.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Held {
    /// The consumer that cannot go on with the key.
    pub group: String,
    /// The publisher.
    pub source: String,
    /// The key, such as a conversation.
    pub key: String,
    /// Place of the failing event: in the publisher's outbox, or its number where a broker carries it.
    pub position: i64,
    /// Failures so far.
    pub attempts: i64,
    /// Since when it waits for an operator; none while it is still tried.
    pub parked_at: Option<Ms>,
    /// What the handler said.
    pub reason: String,
}

/// All held keys of the groups in this process.
pub async fn list(bus: &Bus) -> errors::Result<Vec<Held>> {
    let mut all = Vec::new();
    for group in bus.groups() {
        for source in sources(&group) {
            for hold in hold::load(&group.db, group.name, source).await? {
                all.push(Held {
                    group: group.name.to_owned(),
                    source: source.to_owned(),
                    key: hold.key,
                    position: hold.from_pos,
                    attempts: hold.attempts,
                    parked_at: hold.parked_at,
                    reason: hold.reason,
                });
            }
        }
    }
    Ok(all)
}

/// The events that wait behind a held key, oldest first.
pub async fn show(bus: &Bus, group: &str, key: &str) -> errors::Result<Vec<Envelope>> {
    let (group, held) = find(bus, group, key).await?;
    let events = match bus.carrier() {
        Carrier::Embedded(embedded) => embedded.waiting(&group, &held).await?,
        Carrier::Broker(_) => broker::waiting(&group, &held).await?,
    };
    Ok(events.into_iter().map(Arc::unwrap_or_clone).collect())
}

/// Tries the key again at once, from the event that failed.
pub async fn replay(bus: &Bus, group: &str, key: &str) -> errors::Result<()> {
    let (group, held) = find(bus, group, key).await?;
    match bus.carrier() {
        Carrier::Embedded(embedded) => embedded.release(&group, &held, 0).await?,
        Carrier::Broker(_) => broker::replay(&group, &held).await?,
    }
    Ok(())
}

/// Gives the failing event up for that group and goes on behind it.
pub async fn discard(bus: &Bus, group: &str, key: &str) -> errors::Result<()> {
    tracing::warn!(group, key, "an operator discarded an event");
    let (group, held) = find(bus, group, key).await?;
    match bus.carrier() {
        Carrier::Embedded(embedded) => embedded.release(&group, &held, 1).await?,
        Carrier::Broker(rabbit) => broker::discard(&group, &held, rabbit.options.clock.now()).await?,
    }
    Ok(())
}

async fn find(bus: &Bus, group: &str, key: &str) -> errors::Result<(Group, Held)> {
    let held = list(bus).await?.into_iter().find(|held| held.group == group && held.key == key);
    let held = held.ok_or_else(|| Fault::not_found("held key", key))?;
    let group = bus.groups().into_iter().find(|candidate| candidate.name == held.group);
    Ok((group.ok_or_else(|| Fault::not_found("group", &held.group))?, held))
}

fn sources(group: &Group) -> BTreeSet<&'static str> {
    group.topics.iter().map(|topic| source_of(topic)).collect()
}
