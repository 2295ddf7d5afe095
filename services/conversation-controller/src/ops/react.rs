//! From an event to its effects: load, decide, call, and tell what the store must still learn.
//!
//! Calls carry ids derived from (event, rule, step), so a second try repeats them harmlessly. A second try sees a conversation
//! that the first try has changed already, and would decide otherwise: hence a plan of more than one call is kept until it is done.

use contracts::conversation_manager::GetConversationRequest;
use contracts::routing_engine::ReleaseConversationRequest;
use db::Tx;
use errors::Fault;
use ids::{Principal, TenantId};
use serde_json::{Map, Value, json};

use crate::domain::chain::Chain;
use crate::domain::effect::Effect;
use crate::domain::engine::{self, Plan, Planned};
use crate::domain::facts::{Event, Facts};
use crate::domain::rules::{REFUSED, RuleSet};
use crate::store::{self, Timer};
use crate::wire::{self, Call};
use crate::{NAME, State};

/// Answers that mean that there is nothing left to do.
const DONE: [&str; 2] = ["CONVERSATION_CLOSED", "NOT_FOUND"];

/// An event of a conversation.
pub(crate) struct Cause {
    pub(crate) tenant: TenantId,
    pub(crate) conversation_id: String,
    pub(crate) event: Event,
}

/// What the store must learn once the calls are made.
#[derive(Debug, Default)]
pub(crate) struct Aftermath {
    effects: Vec<Planned>,
    slots: Option<Map<String, Value>>,
    chain: Option<Chain>,
    /// Whether anything was done or decided at all.
    pub(crate) anything: bool,
}

/// Decides and makes the calls. An error means: again, later.
pub(crate) async fn react(state: &State, cause: &Cause) -> errors::Result<Aftermath> {
    let rules = state.rules.of(&cause.tenant).await?;
    if let Some(plan) = state.store.plan(&cause.tenant, &cause.event.id).await? {
        // Refusals of the first try were told then.
        carry_out(state, cause, &plan).await?;
        return Ok(Aftermath::of([plan]));
    }
    let Some(facts) = load(state, cause).await? else {
        return Ok(Aftermath::default());
    };
    let slots = state.store.slots(&cause.tenant, &cause.conversation_id).await?;
    let plan = decide(&rules, &facts, &slots);
    let chain = match watched(state, cause, &facts, &plan).await? {
        Some(chain) if chain.is_endless() => return Ok(Aftermath { chain: Some(chain), anything: true, ..Aftermath::default() }),
        chain => chain,
    };
    if plan.calls() > 1 {
        let text = serde_json::to_string(&plan).map_err(Fault::internal)?;
        state.store.keep_plan(&cause.tenant, &cause.event.id, &text).await?;
    }
    let refused = carry_out(state, cause, &plan).await?;
    let slots = plan.slots.clone().unwrap_or(slots);
    let mut plans = vec![plan];
    for (action, fault) in refused {
        plans.push(react_to_refusal(state, cause, (&rules, &facts, &slots), (action, &fault)).await?);
    }
    Ok(Aftermath { chain, ..Aftermath::of(plans) })
}

/// The chain of reactions with this one; none if the plan makes nothing happen. One that is too long is told of and ends here.
async fn watched(state: &State, cause: &Cause, facts: &Facts, plan: &Plan) -> errors::Result<Option<Chain>> {
    if plan.calls() == 0 {
        return Ok(None);
    }
    let chain = state.store.chain(&cause.tenant, &cause.conversation_id).await?.next(facts);
    if chain.is_endless() {
        metrics::counter!("conversation_controller_loops_stopped_total", "tenant" => cause.tenant.to_string()).increment(1);
        let rule = plan.steps.first().map_or("", |step| step.rule.as_str());
        tracing::warn!(
            conversation = cause.conversation_id,
            event = cause.event.name,
            rule,
            "rules run in a circle: this reaction is left out"
        );
    }
    Ok(Some(chain))
}

/// The conversation as it is now; none if there is nothing to decide about.
async fn load(state: &State, cause: &Cause) -> errors::Result<Option<Facts>> {
    let principal = Principal::service(cause.tenant.clone(), NAME);
    let request = runtime::call(&principal, GetConversationRequest { conversation_id: cause.conversation_id.clone() });
    let answer = match state.conversations.clone().get_conversation(request).await.map_err(Fault::from) {
        Ok(answer) => answer.into_inner(),
        Err(fault) if fault.code() == "NOT_FOUND" => return Ok(None),
        Err(fault) => return Err(fault),
    };
    Ok(answer.conversation.map(|conversation| wire::facts(cause.event.clone(), conversation)))
}

fn decide(rules: &RuleSet, facts: &Facts, slots: &Map<String, Value>) -> Plan {
    let plan = engine::decide(rules, facts, slots);
    for fault in &plan.faults {
        metrics::counter!("conversation_controller_rule_faults_total").increment(1);
        tracing::warn!(conversation = facts.conversation.id, event = facts.event.name, fault, "a rule cannot be evaluated");
    }
    plan
}

/// Makes the plan's calls in order; answers the names of those that were refused for good.
async fn carry_out(state: &State, cause: &Cause, plan: &Plan) -> errors::Result<Vec<(&'static str, Fault)>> {
    let mut refused = Vec::new();
    for step in &plan.steps {
        let request_id = ids::derived_id(&[&cause.event.id, &step.rule, &step.index.to_string()]);
        let Some(call) = wire::call(&cause.conversation_id, &request_id, &step.effect) else {
            continue;
        };
        let outcome = make(state, &cause.tenant, call).await;
        let outcome = let_go(state, cause, (&request_id, &step.effect), outcome).await;
        let word = match &outcome {
            Ok(()) => "done",
            Err(fault) if DONE.contains(&fault.code()) => "too_late",
            Err(fault) if fault.kind().retryable() => "failed",
            Err(_) => "refused",
        };
        metrics::counter!("conversation_controller_actions_total", "action" => step.effect.name(), "outcome" => word).increment(1);
        tracing::debug!(
            conversation = cause.conversation_id,
            event = cause.event.name,
            rule = step.rule,
            action = step.effect.name(),
            outcome = word,
            "rule"
        );
        match outcome {
            Err(fault) if word == "failed" => return Err(fault),
            Err(fault) if word == "refused" => {
                tracing::warn!(
                    conversation = cause.conversation_id,
                    rule = step.rule,
                    action = step.effect.name(),
                    error = fault.chain(),
                    "an action was refused"
                );
                refused.push((step.effect.name(), fault));
            }
            _ => {}
        }
    }
    Ok(refused)
}

/// Whoever still listens to a conversation that has ended is let go: nobody but the supervisor knows that they are there.
async fn let_go(state: &State, cause: &Cause, (id, effect): (&str, &Effect), outcome: errors::Result<()>) -> errors::Result<()> {
    if effect.name() != "END_CONVERSATION" || outcome.as_ref().is_err_and(|fault| fault.code() != "CONVERSATION_CLOSED") {
        return outcome;
    }
    let request = ReleaseConversationRequest {
        request_id: ids::derived_id(&[id, "let-go"]),
        conversation_id: cause.conversation_id.clone(),
        reason_code: "DONE".to_owned(),
    };
    make(state, &cause.tenant, Call::Release(request)).await?;
    outcome
}

async fn make(state: &State, tenant: &TenantId, call: Call) -> errors::Result<()> {
    let principal = Principal::service(tenant.clone(), NAME);
    match call {
        Call::Append(request) => state.conversations.clone().append(runtime::call(&principal, request)).await.map(|_| ()),
        Call::Assign(request) => state.routing.clone().assign_resource(runtime::call(&principal, request)).await.map(|_| ()),
        Call::Revoke(request) => state.routing.clone().revoke_resource(runtime::call(&principal, request)).await.map(|_| ()),
        Call::Release(request) => state.routing.clone().release_conversation(runtime::call(&principal, request)).await.map(|_| ()),
    }
    .map_err(Fault::from)
}

/// Rules may answer a refusal; a refusal of that answer is only logged.
async fn react_to_refusal(
    state: &State,
    cause: &Cause,
    (rules, facts, slots): (&RuleSet, &Facts, &Map<String, Value>),
    (action, fault): (&str, &Fault),
) -> errors::Result<Plan> {
    let data = json!({"action": action, "code": fault.code(), "detail": fault.detail()});
    let event = Event {
        id: ids::derived_id(&[&cause.event.id, REFUSED, action]),
        name: REFUSED.to_owned(),
        data: data.as_object().cloned().unwrap_or_default(),
        ..cause.event.clone()
    };
    let plan = decide(rules, &Facts { event: event.clone(), ..facts.clone() }, slots);
    let cause = Cause { tenant: cause.tenant.clone(), conversation_id: cause.conversation_id.clone(), event };
    carry_out(state, &cause, &plan).await?;
    Ok(plan)
}

impl Aftermath {
    fn of(plans: impl IntoIterator<Item = Plan>) -> Self {
        let mut aftermath = Self::default();
        for plan in plans {
            aftermath.anything |= !plan.is_empty();
            aftermath.slots = plan.slots.or(aftermath.slots);
            aftermath.effects.extend(plan.steps);
        }
        aftermath
    }

    /// Writes timers and slots. `fired` is the timer that was the cause, if one was; set anew meanwhile, it stays as it was set.
    pub(crate) async fn write(&self, tx: &mut Tx, cause: &Cause, fired: Option<&Timer>) -> db::Result<()> {
        let replaced = match fired {
            Some(timer) => !store::finish_timer(tx, timer).await?,
            None => false,
        };
        for step in &self.effects {
            match &step.effect {
                Effect::Schedule(timer) => {
                    let is_cause = fired.is_some_and(|fired| fired.name == timer.name && fired.subject == timer.subject);
                    if !(is_cause && replaced) {
                        store::set_timer(tx, &new_timer(cause, step, (&timer.name, &timer.subject, timer.at))).await?;
                    }
                }
                Effect::Unschedule(timer) => {
                    store::drop_timer(tx, &cause.tenant, &cause.conversation_id, (&timer.name, &timer.subject)).await?;
                }
                Effect::Act(_) | Effect::Say(_) => {}
            }
        }
        if let Some(slots) = &self.slots {
            store::set_slots(tx, &cause.tenant, &cause.conversation_id, slots).await?;
        }
        if let Some(chain) = &self.chain {
            store::set_chain(tx, &cause.tenant, &cause.conversation_id, chain).await?;
        }
        store::drop_plan(tx, &cause.tenant, &cause.event.id).await
    }

    /// Whether a timer was set.
    pub(crate) fn sets_timers(&self) -> bool {
        self.effects.iter().any(|step| matches!(step.effect, Effect::Schedule(_)))
    }
}

fn new_timer(cause: &Cause, step: &Planned, (name, subject, due_at): (&str, &str, i64)) -> Timer {
    Timer {
        tenant: cause.tenant.clone(),
        conversation_id: cause.conversation_id.clone(),
        name: name.to_owned(),
        subject: subject.to_owned(),
        id: ids::derived_id(&[&cause.event.id, "timer", &step.rule, &step.index.to_string()]),
        due_at,
        attempts: 0,
    }
}
