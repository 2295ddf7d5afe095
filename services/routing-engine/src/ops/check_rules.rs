//! What is wrong with the rules as they are, or as they would be with another queue.

use ids::TenantId;
use routing_core::{Finding, QueueId, Reach, Rules, Span, Trouble};
use routing_expression::{self as expression, compile};
use runtime::objects::Object as _;
use serde_json::{Value, json};

use crate::State;
use crate::catalogue::{Docs, Queue, Scope, place};
use crate::engine::Engine;
use crate::error::Error;
use crate::names::Names;

/// Most agents that are named.
const LISTED: usize = 50;

/// The rules that these documents make; nothing is known of the requests that come.
pub(crate) fn rules(docs: &Docs) -> Rules {
    let ttl = docs.queues.values().map(|stored| (Queue::id(&stored.id), Span::seconds(stored.doc.ttl_seconds)));
    Rules { ttl: ttl.collect(), ..Rules::of(docs.everything()) }
}

/// The same with what came of late.
async fn rules_in_use(engine: &Engine, tenant: &TenantId, docs: &Docs) -> Rules {
    let came = engine.look(tenant, |turn| Ok(turn.room.levels.priorities(turn.now))).await;
    // While nobody routes the rules are looked at by themselves.
    Rules { priorities: came.unwrap_or_default(), ..rules(docs) }
}

/// Everything that is wrong.
pub(crate) async fn check_rules(state: &State, tenant: &TenantId) -> Result<Value, Error> {
    let docs = state.engine.docs(tenant).await?;
    let names = Names::read(state.engine.store(), tenant, &docs).await?;
    let findings = rules_in_use(&state.engine, tenant, &docs).await.check();
    Ok(json!({ "findings": findings.iter().map(|finding| shown(finding, &names)).collect::<Vec<_>>() }))
}

/// A queue as it would be: what is wrong with it by itself, with all rules together, and how many agents each step reaches. Nothing is saved.
pub(crate) async fn check_queue(state: &State, tenant: &TenantId, id: &str, queue: Queue) -> Result<Value, Error> {
    let mut docs = state.engine.docs(tenant).await?;
    let mut violations = queue.validate();
    place(&mut docs.queues, id, Some(queue));
    if violations.is_empty() {
        violations.extend(docs.changes(&Scope::Queue(id.to_owned())).err().unwrap_or_default());
    }
    let names = Names::read(state.engine.store(), tenant, &docs).await?;
    let rules = rules_in_use(&state.engine, tenant, &docs).await;
    let own = Queue::id(id);
    let findings = concerning(own, &rules, &names);
    let steps = rules.queues.get(&own).map(|queue| rules.reach(queue)).unwrap_or_default();
    let violations: Vec<_> = violations.iter().map(|one| json!({ "field": one.field, "message": one.message })).collect();
    Ok(json!({ "violations": violations, "findings": findings, "steps": steps.into_iter().map(reached).collect::<Vec<_>>() }))
}

/// What the rules would make of a queue that is about to be saved, or is.
pub(crate) async fn findings_of(engine: &Engine, tenant: &TenantId, id: &str, queue: &Queue) -> Result<Vec<Value>, Error> {
    let mut docs = engine.docs(tenant).await?;
    place(&mut docs.queues, id, Some(queue.clone()));
    let names = Names::read(engine.store(), tenant, &docs).await?;
    Ok(concerning(Queue::id(id), &rules_in_use(engine, tenant, &docs).await, &names))
}

fn concerning(own: QueueId, rules: &Rules, names: &Names) -> Vec<Value> {
    let concerns = |finding: &&Finding| finding.queue == own || mentions(&finding.trouble, own);
    rules.check().iter().filter(concerns).map(|finding| shown(finding, names)).collect()
}

/// One expression: where it is wrong, or who satisfies it.
pub(crate) async fn check_expression(state: &State, tenant: &TenantId, text: &str) -> Result<Value, Error> {
    let docs = state.engine.docs(tenant).await?;
    let expr = match compile(text, &docs.attribute_names()) {
        Ok(expr) => expr,
        Err(fault) => return Ok(json!({ "ok": false, "fault": { "column": fault.column, "message": fault.message } })),
    };
    let names = Names::read(state.engine.store(), tenant, &docs).await?;
    let matching = rules(&docs).satisfying(&expr);
    let agents = matching.iter().take(LISTED).map(|agent| names.agent(*agent)).map(|name| json!({ "id": name.id, "name": name.name }));
    let read = expression::text(&expr, &|attribute| names.attribute(attribute));
    Ok(json!({ "ok": true, "expression": read, "matching": matching.len(), "agents": agents.collect::<Vec<_>>() }))
}

fn reached(reach: Reach) -> Value {
    json!({ "matching": reach.matching, "added": reach.added })
}

fn mentions(trouble: &Trouble, queue: QueueId) -> bool {
    match trouble {
        Trouble::Starved { by: others } | Trouble::MixedOrders { with: others } | Trouble::OverflowLoop { way: others } => {
            others.contains(&queue)
        }
        _ => false,
    }
}

/// A finding as people read it.
pub(crate) fn shown(finding: &Finding, names: &Names) -> Value {
    let queue = names.queue(finding.queue);
    let others = match &finding.trouble {
        Trouble::Starved { by: others } | Trouble::MixedOrders { with: others } | Trouble::OverflowLoop { way: others } => {
            others.as_slice()
        }
        _ => &[],
    };
    let others: Vec<_> = others.iter().map(|other| names.queue(*other)).map(|name| json!({ "id": name.id, "name": name.name })).collect();
    json!({
        "severity": severity(finding), "kind": finding.trouble.name(), "message": finding.trouble.text(),
        "queue": { "id": queue.id, "name": queue.name }, "step": finding.step, "queues": others,
    })
}

/// `FAULT` or `WARNING`.
pub(crate) const fn severity(finding: &Finding) -> &'static str {
    match finding.severity {
        routing_core::Severity::Fault => "FAULT",
        routing_core::Severity::Warning => "WARNING",
    }
}
