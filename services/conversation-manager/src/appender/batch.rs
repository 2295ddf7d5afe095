//! One commit: read what is missing, apply the changes in order, write everything in one journey, answer everybody.
//!
//! Nothing is locked while that goes on. What was believed (a head, that a request is new, that a customer has no open conversation) is said again by the
//! rows that are written, and the tables refuse them if it is not so; then everything is read anew, what is usually not worth asking included.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use bus::{Event, Publisher};
use contracts::cim::{Activity, Audience as CimAudience};
use contracts::conversation_manager::{ActivityEvent, ConversationContext, change::Kind};
use db::Batch;
use ids::{Clock, Ms, TenantId, Trace};
use moka::sync::Cache;
use tokio::sync::oneshot;

use super::{Appended, Job, Opened, same};
use crate::ACTIVITY;
use crate::domain::{Audience, Conversation, Row, TopicState};
use crate::error::Error;
use crate::store::{Key, NewActivity, Store};

/// Heads kept in memory.
const HEADS: u64 = 20_000;
/// Times a batch is run: again because another replica wrote one of its conversations, or because a request was a repetition.
const TRIES: usize = 4;

pub(super) struct Batcher {
    store: Store,
    publisher: Publisher,
    clock: Clock,
    heads: Heads,
}

/// Heads as this process wrote or read them last: another replica may have been there since.
pub(super) type Heads = Cache<Key, (Arc<Conversation>, i64)>;

pub(super) fn heads() -> Heads {
    Cache::new(HEADS)
}

/// What a batch has done so far, in memory.
#[derive(Default)]
struct Draft {
    heads: HashMap<Key, (Conversation, i64)>,
    touched: HashSet<Key>,
    rows: Vec<NewActivity>,
    contexts: Vec<(ConversationContext, Option<Trace>)>,
    /// The request of the job at hand.
    trace: Option<Trace>,
    requests: HashMap<(Key, String), i64>,
    /// Requests that were refused or had nothing to do: perhaps because they are repetitions.
    unsure: Vec<(Key, String)>,
    /// Conversations that become the open ones, by tenant and customer.
    claimed: BTreeMap<(TenantId, String), String>,
    closed: Vec<Key>,
    /// Conversations whose heads came from memory.
    remembered: HashSet<Key>,
    /// Conversations in which something was refused or had nothing to do.
    doubted: HashSet<Key>,
}

/// An answer that waits for the commit.
enum Answer {
    Append(oneshot::Sender<Result<Appended, Error>>, Result<Appended, Error>),
    Open(oneshot::Sender<Result<Opened, Error>>, Result<Opened, Error>),
}

impl Answer {
    fn give(self) {
        // A caller that went away will ask again with the same id.
        match self {
            Self::Append(sender, answer) => drop(sender.send(answer)),
            Self::Open(sender, answer) => drop(sender.send(answer)),
        }
    }

    fn fail(self, error: &Arc<Error>) {
        match self {
            Self::Append(sender, _) => drop(sender.send(Err(same(error)))),
            Self::Open(sender, _) => drop(sender.send(Err(same(error)))),
        }
    }
}

impl Batcher {
    pub(super) fn new(store: Store, publisher: Publisher, clock: Clock, heads: Heads) -> Self {
        Self { store, publisher, clock, heads }
    }

    pub(super) async fn run(&mut self, jobs: Vec<Job>) {
        for attempt in 1..=TRIES {
            let failed = match self.commit(&jobs, attempt).await {
                Ok(results) => {
                    for answer in pair(jobs, results) {
                        answer.give();
                    }
                    return;
                }
                Err(error) => error,
            };
            for key in jobs.iter().filter_map(key_of) {
                self.heads.invalidate(key);
            }
            let overtaken = matches!(failed, Error::Contended | Error::Store(db::Error::Duplicate(_) | db::Error::Guarded(_)));
            if overtaken && attempt < TRIES {
                metrics::counter!("conversation_manager_batches_repeated_total").increment(1);
                continue;
            }
            let cause: &dyn std::error::Error = &failed;
            tracing::error!(error = cause, jobs = jobs.len(), "a batch could not be written");
            metrics::counter!("conversation_manager_batches_failed_total").increment(1);
            let failed = Arc::new(if overtaken { Error::Contended } else { failed });
            for answer in pair(jobs, Vec::new()) {
                answer.fail(&failed);
            }
            return;
        }
    }

    async fn commit(&self, jobs: &[Job], attempt: usize) -> Result<Vec<Outcome>, Error> {
        let now = self.clock.now();
        let mut draft = self.read(jobs, attempt).await?;
        let mut opened = self.opened(jobs).await?;
        let mut outcomes = Vec::with_capacity(jobs.len());
        for job in jobs {
            draft.trace = job.trace();
            outcomes.push(match job {
                Job::Append { key, request_id, change, .. } => Outcome::Append(draft.append(key, request_id, change, now)),
                Job::Open { tenant, customer_id, .. } => Outcome::Open(match opened.get_mut(&(tenant, customer_id.as_str())) {
                    Some(opened) => {
                        if opened.created {
                            draft.create(Key { tenant: tenant.clone(), id: opened.conversation_id.clone() }, customer_id, now);
                        }
                        let answer = opened.clone();
                        opened.created = false;
                        Ok(answer)
                    }
                    None => Err(Error::Contended),
                }),
            });
        }
        self.confirm(&draft).await?;
        self.write(draft).await?;
        Ok(outcomes)
    }

    /// Heads that the jobs need; which requests are repetitions only if a batch was refused, since hardly any is one.
    async fn read(&self, jobs: &[Job], attempt: usize) -> Result<Draft, Error> {
        let mut draft = Draft::default();
        let mut missing = Vec::new();
        let mut requests = Vec::new();
        for job in jobs {
            let Job::Append { key, request_id, .. } = job else { continue };
            requests.push((key.clone(), request_id.clone()));
            if draft.heads.contains_key(key) {
                continue;
            }
            match self.heads.get(key) {
                Some((head, version)) => {
                    draft.heads.insert(key.clone(), ((*head).clone(), version));
                    draft.remembered.insert(key.clone());
                }
                None => missing.push(key.clone()),
            }
        }
        missing.sort();
        missing.dedup();
        if !missing.is_empty() {
            draft.heads.extend(self.store.heads(&missing).await?);
        }
        if attempt > 1 && !requests.is_empty() {
            let known = self.store.known_requests(&requests).await?;
            draft.requests = known.into_iter().map(|(key, request, seq)| ((key, request), seq)).collect();
        }
        Ok(draft)
    }

    /// The open conversations of all customers who ask for one: theirs, or new ones.
    async fn opened<'a>(&self, jobs: &'a [Job]) -> Result<BTreeMap<(&'a TenantId, &'a str), Opened>, Error> {
        let asks = jobs.iter().filter_map(|job| match job {
            Job::Open { tenant, customer_id, .. } => Some((tenant, customer_id.as_str())),
            Job::Append { .. } => None,
        });
        let asks: Vec<_> = asks.collect::<BTreeSet<_>>().into_iter().collect();
        if asks.is_empty() {
            return Ok(BTreeMap::new());
        }
        let mut open = self.store.open_conversations(&asks).await?;
        let answer = |(tenant, customer_id): (&'a TenantId, &'a str)| {
            let known = open.remove(&(tenant.clone(), customer_id.to_owned()));
            let created = known.is_none();
            ((tenant, customer_id), Opened { conversation_id: known.unwrap_or_else(ids::new_id), created })
        };
        Ok(asks.into_iter().map(answer).collect())
    }

    /// A head that is written is guarded by its version, and a new row by its request; where nothing is written, both have to be asked for.
    async fn confirm(&self, draft: &Draft) -> Result<(), Error> {
        if !draft.unsure.is_empty() && !self.store.known_requests(&draft.unsure).await?.is_empty() {
            return Err(Error::Contended);
        }
        let doubted = draft.doubted.difference(&draft.touched).filter(|key| draft.remembered.contains(*key));
        let doubted: Vec<_> = doubted.cloned().collect();
        if doubted.is_empty() {
            return Ok(());
        }
        let current = self.store.heads(&doubted).await?;
        let version = |heads: &HashMap<Key, (Conversation, i64)>, key| heads.get(key).map(|(_, version)| *version);
        let same = doubted.iter().all(|key| version(&current, key) == version(&draft.heads, key));
        if same { Ok(()) } else { Err(Error::Contended) }
    }

    async fn write(&self, draft: Draft) -> Result<(), Error> {
        let mut heads: Vec<(Key, Conversation, i64)> = draft
            .touched
            .iter()
            .filter_map(|key| draft.heads.get(key).map(|(head, version)| (key.clone(), head.clone(), version + 1)))
            .collect();
        if heads.is_empty() {
            return Ok(());
        }
        // Always in one order: two replicas must not lock rows that the other one waits for.
        heads.sort_by(|one, other| one.0.cmp(&other.0));
        let mut batch = Batch::default();
        for ((tenant, customer_id), id) in &draft.claimed {
            Store::claim_open(&mut batch, tenant, customer_id, id);
        }
        Store::save_heads(&mut batch, &heads)?;
        Store::insert_activities(&mut batch, &draft.rows);
        for key in &draft.closed {
            Store::release_open(&mut batch, key);
        }
        let events: Vec<_> = draft.rows.into_iter().zip(draft.contexts).map(|(row, context)| event(row, context)).collect();
        self.publisher.add(&mut batch, events);
        self.store.db.write(batch).await?;
        for (key, head, version) in heads {
            self.heads.insert(key, (Arc::new(head), version));
        }
        Ok(())
    }
}

impl Draft {
    fn create(&mut self, key: Key, customer_id: &str, now: Ms) {
        let head = Conversation::new(key.id.clone(), customer_id.to_owned(), now);
        self.touched.insert(key.clone());
        self.claimed.insert((key.tenant.clone(), customer_id.to_owned()), key.id.clone());
        self.heads.insert(key, (head, 0));
    }

    fn append(&mut self, key: &Key, request_id: &str, change: &Kind, now: Ms) -> Result<Appended, Error> {
        let asked = (key.clone(), request_id.to_owned());
        if let Some(seq) = self.requests.get(&asked) {
            return Ok(Appended { seq: *seq, duplicate: true });
        }
        let (head, _) = self.heads.get_mut(key).ok_or_else(|| Error::NoConversation(key.id.clone()))?;
        let was_open = head.state != TopicState::Closed;
        // A refused change leaves no trace, so it works on a copy.
        let mut next = head.clone();
        let rows = match next.apply(change, now) {
            Ok(rows) => rows,
            Err(refused) => {
                self.doubted.insert(key.clone());
                self.unsure.push(asked);
                return Err(refused);
            }
        };
        let changed = next != *head;
        let first = next.last_seq + 1;
        let numbered: Vec<_> = rows.into_iter().map(|row| number(&mut next, row, now)).collect();
        if was_open && next.state == TopicState::Closed {
            self.closed.push(key.clone());
        }
        let context = context(&next);
        *head = next;
        if numbered.is_empty() {
            let noted = if changed { &mut self.touched } else { &mut self.doubted };
            noted.insert(key.clone());
            self.unsure.push(asked);
            return Ok(Appended { seq: first - 1, duplicate: true });
        }
        self.touched.insert(key.clone());
        self.requests.insert(asked, first);
        for (index, (activity, customer_prev)) in numbered.into_iter().enumerate() {
            let request_id = (index == 0).then(|| request_id.to_owned());
            self.contexts.push((ConversationContext { customer_prev, ..context.clone() }, self.trace));
            self.rows.push(NewActivity { key: key.clone(), request_id, customer_prev, activity });
        }
        Ok(Appended { seq: first, duplicate: false })
    }
}

/// Gives a row its number; answers it with the number of the customer's row before it.
fn number(head: &mut Conversation, row: Row, now: Ms) -> (Activity, i64) {
    head.last_seq += 1;
    let seq = head.last_seq;
    let customer_prev = head.last_customer_seq;
    let audience = match row.audience {
        Audience::Everyone => CimAudience::Everyone,
        Audience::Agents => CimAudience::Agents,
    };
    if row.audience == Audience::Everyone {
        head.last_customer_seq = seq;
    }
    let activity = Activity {
        conversation_id: head.id.clone(),
        seq,
        prev: seq - 1,
        id: row.id.unwrap_or_else(|| format!("{}:{seq}", head.id)),
        name: row.name,
        audience: audience.into(),
        header: Some(row.header),
        body_json: row.body,
        at_ms: now,
        erased: false,
    };
    (activity, customer_prev)
}

fn context(head: &Conversation) -> ConversationContext {
    let count = |number: usize| i32::try_from(number).unwrap_or(i32::MAX);
    ConversationContext {
        customer_id: head.customer_id.clone(),
        state: head.state.as_str().to_owned(),
        primary_bot_id: head.speaking_bot().map(|bot| bot.id.clone()).unwrap_or_default(),
        active_agents: count(head.active_agents()),
        wrapping_agents: count(head.wrapping_agents()),
        active_sessions: count(head.active_sessions()),
        request_id: head.request.as_ref().map(|request| request.id.clone()).unwrap_or_default(),
        customer_prev: 0,
        listening_bot_id: Some(head.listening_bot().map(|bot| bot.id.clone()).unwrap_or_default()),
    }
}

fn event(row: NewActivity, (context, trace): (ConversationContext, Option<Trace>)) -> Event {
    let seq = row.activity.seq;
    let name = row.activity.name.clone();
    let mut activity = row.activity;
    let size = activity.body_json.len();
    let body_left_out = if size > runtime::log::SHORT { i64::try_from(size).unwrap_or(i64::MAX) } else { 0 };
    if body_left_out > 0 {
        activity.body_json.clear();
    }
    let message = ActivityEvent { activity: Some(activity), context: Some(context), body_left_out };
    Event::new(ACTIVITY, row.key.id, name, row.key.tenant, &message).numbered(seq).traced(trace)
}

enum Outcome {
    Append(Result<Appended, Error>),
    Open(Result<Opened, Error>),
}

fn key_of(job: &Job) -> Option<&Key> {
    match job {
        Job::Append { key, .. } => Some(key),
        Job::Open { .. } => None,
    }
}

/// Jobs with their outcomes; without outcomes where the batch failed as a whole.
fn pair(jobs: Vec<Job>, outcomes: Vec<Outcome>) -> Vec<Answer> {
    let mut outcomes = outcomes.into_iter();
    let answer = |job| match (job, outcomes.next()) {
        (Job::Append { answer, .. }, Some(Outcome::Append(outcome))) => Answer::Append(answer, outcome),
        (Job::Append { answer, .. }, _) => Answer::Append(answer, Err(Error::Overloaded)),
        (Job::Open { answer, .. }, Some(Outcome::Open(outcome))) => Answer::Open(answer, outcome),
        (Job::Open { answer, .. }, _) => Answer::Open(answer, Err(Error::Overloaded)),
    };
    jobs.into_iter().map(answer).collect()
}
