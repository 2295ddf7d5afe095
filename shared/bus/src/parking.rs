//! What operators do with keys that a group could not handle: list, show, replay, discard.

use contracts::bus::Envelope;
use db::params;
use errors::Fault;
use ids::Ms;

use crate::embedded::Bus;
use crate::event::source_of;
use crate::group::Group;
use crate::hold;
use crate::outbox;

/// A held key, as an operator sees it.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Held {
    /// The consumer that cannot go on with the key.
    pub group: String,
    /// The publisher.
    pub source: String,
    /// The key, such as a conversation.
    pub key: String,
    /// Place of the failing event.
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
            for hold in hold::load(&group.db, group.name, &source).await? {
                all.push(Held {
                    group: group.name.to_owned(),
                    source: source.clone(),
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
    let topics: Vec<_> = group.topics.iter().copied().filter(|topic| source_of(topic) == held.source).collect();
    let reader = (bus.options().locate)(&held.source);
    let events = outbox::read_key(&reader, &topics, key, (held.position, i64::MAX)).await?;
    Ok(events.into_iter().map(|(_, event)| (*event).clone()).collect())
}

/// Tries the key again at once, from the event that failed.
pub async fn replay(bus: &Bus, group: &str, key: &str) -> errors::Result<()> {
    change(bus, group, key, 0).await
}

/// Gives the failing event up for that group and goes on behind it.
pub async fn discard(bus: &Bus, group: &str, key: &str) -> errors::Result<()> {
    tracing::warn!(group, key, "an operator discarded an event");
    change(bus, group, key, 1).await
}

async fn change(bus: &Bus, group: &str, key: &str, skip: i64) -> errors::Result<()> {
    let (group, held) = find(bus, group, key).await?;
    let mut tx = group.db.begin().await?;
    let sql = "UPDATE bus_held SET from_pos = from_pos + $4, attempts = 0, retry_at = 0, parked_at = NULL WHERE grp = $1 AND source = $2 AND key = $3";
    tx.execute(sql, &params![group.name, &held.source, key, skip]).await?;
    tx.commit().await?;
    bus.holds_changed();
    Ok(())
}

async fn find(bus: &Bus, group: &str, key: &str) -> errors::Result<(Group, Held)> {
    let held = list(bus).await?.into_iter().find(|held| held.group == group && held.key == key);
    let held = held.ok_or_else(|| Fault::not_found("held key", key))?;
    let group = bus.groups().into_iter().find(|candidate| candidate.name == held.group);
    Ok((group.ok_or_else(|| Fault::not_found("group", &held.group))?, held))
}

fn sources(group: &Group) -> Vec<String> {
    let mut sources: Vec<_> = group.topics.iter().map(|topic| source_of(topic).to_owned()).collect();
    sources.sort();
    sources.dedup();
    sources
}
