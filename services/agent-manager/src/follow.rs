//! Desks that follow conversations: snapshot first, then row by row, gaps filled from the log.

use std::sync::{Arc, PoisonError};
use std::time::Duration;

use contracts::conversation_manager::{Conversation, ReadActivitiesRequest, View};
use contracts::routing_engine::{Agent, GetAgentRequest, Task};
use runtime::call;
use runtime::follow::Follower;
use serde_json::{Value, json};

use crate::desk::{Desk, Shown};
use crate::hub::{Hub, emit};
use crate::show::{self, Viewer};

impl Hub {
    /// The agent's task became active: the desk follows its conversation.
    pub(crate) fn take_up(&self, desk: Arc<Desk>, task: Task) {
        let this = self.clone();
        self.0.tracker.spawn(async move {
            let id = task.conversation_id.clone();
            if let Err(fault) = this.follow(&desk, Some(task), 0).await {
                tracing::warn!(error = fault.chain(), conversation = id, "a desk could not take a conversation up");
                // It comes back and finds the task among its own.
                let _closed = desk.socket.clone().disconnect();
            }
        });
    }

    /// Subscribes, then sends a snapshot, or just what came after `last` if the desk holds the rows up to there.
    pub(crate) async fn follow(&self, desk: &Arc<Desk>, task: Option<Task>, last: i64) -> errors::Result<()> {
        let Some(task) = task else { return Ok(()) };
        let id = task.conversation_id.clone();
        desk.lock().tasks.insert(id.clone(), task.clone());
        let task = Some(show::task(&task));
        let head = self.0.core.conversation(&desk.principal, &id).await?;
        let resumes = last > 0 && last <= head.last_seq;
        let from = if resumes { last } else { (head.last_seq - i64::from(self.0.snapshot)).max(0) };
        let mut follower = Follower::new(from);
        follower.start();
        {
            let mut inner = desk.lock();
            inner.followers.insert(id.clone(), follower);
            inner.customers.insert(head.customer_id.clone());
        }
        self.subscribe(desk, &id);
        if resumes {
            self.catch_up(desk, &id, |rows| give(desk, &id, rows)).await?;
            self.refresh(desk.clone(), id);
            return Ok(());
        }
        let customer = self.0.core.customer(&desk.principal, &head.customer_id).await?;
        self.catch_up(desk, &id, |rows| {
            let snapshot = snapshot(&head, &customer, task, rows, from > 0);
            emit(desk, "snapshot", &snapshot);
        })
        .await?;
        // Who takes part may have changed since the head was read.
        self.refresh(desk.clone(), id);
        Ok(())
    }

    /// The desk as somebody who gets rows.
    pub(crate) fn viewer<'a>(&'a self, desk: &'a Desk) -> Viewer<'a> {
        Viewer { links: &self.0.links, desk }
    }

    fn subscribe(&self, desk: &Arc<Desk>, id: &str) {
        let key = (desk.principal.tenant.clone(), id.to_owned());
        let mut following = self.0.following.lock().unwrap_or_else(PoisonError::into_inner);
        let desks = following.entry(key).or_default();
        if !desks.iter().any(|other| Arc::ptr_eq(other, desk)) {
            desks.push(desk.clone());
        }
    }

    /// A conversation as a desk first sees it.
    pub(crate) async fn snapshot(&self, desk: &Desk, id: &str, rows: &[Shown], more: bool) -> errors::Result<Value> {
        let head = self.0.core.conversation(&desk.principal, id).await?;
        let customer = self.0.core.customer(&desk.principal, &head.customer_id).await?;
        let task = desk.lock().tasks.get(id).map(show::task);
        Ok(snapshot(&head, &customer, task, rows, more))
    }

    /// Reads the log until the follower is up to date, then hands the rows it was missing to `done`.
    ///
    /// `done` runs before any later hint can be delivered: what it sends comes first.
    async fn catch_up(&self, desk: &Desk, id: &str, done: impl FnOnce(&[Shown])) -> errors::Result<()> {
        let mut all = Vec::new();
        let Some(mut after) = desk.lock().followers.get_mut(id).map(Follower::start) else { return Ok(()) };
        loop {
            let request = ReadActivitiesRequest {
                conversation_id: id.to_owned(),
                view: View::Agent.into(),
                after_seq: after,
                before_seq: 0,
                limit: 500,
            };
            let read = self.0.core.read(&desk.principal, request).await?;
            let rows: Vec<_> = read.activities.iter().map(|activity| (activity.seq, show::shown(activity, self.viewer(desk)))).collect();
            let mut inner = desk.lock();
            let Some(follower) = inner.followers.get_mut(id) else { return Ok(()) };
            let (deliver, again) = follower.filled(rows, read.more);
            all.extend(deliver);
            let Some(next) = again else {
                done(&all);
                return Ok(());
            };
            after = next;
        }
    }

    /// Fills a gap in the background, however often it takes.
    pub(crate) fn fill(&self, desk: Arc<Desk>, id: String) {
        let this = self.clone();
        self.0.tracker.spawn(async move {
            while desk.socket.connected() && desk.follows(&id) {
                match this.catch_up(&desk, &id, |rows| give(&desk, &id, rows)).await {
                    Ok(()) => return,
                    Err(fault) => {
                        tracing::debug!(error = fault.chain(), "catching up is tried again");
                        tokio::time::sleep(Duration::from_millis(250)).await;
                    }
                }
            }
        });
    }

    /// Sends the conversation's head after a change of who takes part, or how.
    pub(crate) fn refresh(&self, desk: Arc<Desk>, id: String) {
        let this = self.clone();
        self.0.tracker.spawn(async move {
            match this.0.core.conversation(&desk.principal, &id).await {
                Ok(head) => emit(&desk, "conversation", &show::conversation(&head)),
                Err(fault) => tracing::debug!(error = fault.chain(), "the next change refreshes the head"),
            }
        });
    }

    pub(crate) fn unfollow(&self, desk: &Arc<Desk>, id: &str) {
        let key = (desk.principal.tenant.clone(), id.to_owned());
        let mut following = self.0.following.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(desks) = following.get_mut(&key) {
            desks.retain(|other| !Arc::ptr_eq(other, desk));
            if desks.is_empty() {
                following.remove(&key);
            }
        }
        drop(following);
        desk.lock().followers.remove(id);
    }

    pub(crate) fn unfollow_all(&self, desk: &Arc<Desk>) {
        let ids: Vec<String> = desk.lock().followers.keys().cloned().collect();
        for id in ids {
            self.unfollow(desk, &id);
        }
    }

    /// The agent as routing-engine has them.
    async fn state_of(&self, desk: &Desk) -> errors::Result<Agent> {
        let request = GetAgentRequest { agent_id: desk.agent_id().to_owned() };
        Ok(self.0.core.routing().get_agent(call(&desk.principal, request)).await?.into_inner().agent.unwrap_or_default())
    }

    /// Brings a desk up to date after hints were lost: presence, offers, tasks, rows.
    pub(crate) async fn resync(&self, desk: &Arc<Desk>) -> errors::Result<()> {
        let agent = self.state_of(desk).await?;
        emit(desk, "agentPresence", &json!({ "presence": show::presence(&agent), "action": "AGENT_STATE_CHANGED" }));
        self.tasks(desk, agent.tasks, |id| desk.lock().followers.get(id).map_or(0, Follower::last)).await
    }

    /// Offers ring, tasks are followed from the number the desk holds, and tasks that are gone are closed.
    pub(crate) async fn tasks(&self, desk: &Arc<Desk>, tasks: Vec<Task>, last: impl Fn(&str) -> i64) -> errors::Result<()> {
        let gone: Vec<String> =
            desk.lock().tasks.keys().filter(|id| !tasks.iter().any(|task| task.conversation_id == **id)).cloned().collect();
        for id in gone {
            desk.lock().tasks.remove(&id);
            emit(desk, "topicClosed", &json!({ "conversationId": id, "reason": "DONE" }));
            self.unfollow(desk, &id);
        }
        for task in tasks {
            if task.state == "RESERVED" {
                emit(desk, "taskRequest", &show::task(&task));
                continue;
            }
            emit(desk, "taskState", &show::task(&task));
            let from = last(&task.conversation_id);
            self.follow(desk, Some(task), from).await?;
        }
        Ok(())
    }
}

/// Sends rows a desk had missed, and says how many.
fn give(desk: &Desk, id: &str, rows: &[Shown]) {
    for row in rows {
        emit(desk, "activity", &**row);
    }
    if !rows.is_empty() {
        emit(desk, "resynchronised", &json!({ "conversationId": id, "events": rows.len() }));
    }
}

fn snapshot(head: &Conversation, customer: &Value, task: Option<Value>, rows: &[Shown], more: bool) -> Value {
    let activities: Vec<Value> = rows.iter().filter_map(|row| serde_json::from_str(row.get()).ok()).collect();
    json!({
        "conversation": show::conversation(head),
        "customer": customer,
        "task": task,
        "activities": activities,
        "more": more,
        "receipts": head.receipts.iter().map(show::receipt).collect::<Vec<_>>(),
    })
}
