//! The table.

use ids::{Ms, rfc3339};
use routing_core::{AgentCase, AgentRank, Explanation, Obstacle, RequestOrder, RequestRank, SkillOrder, Spread};
use routing_expression as expression;
use serde_json::{Value, json};

use super::sentence::terms;
use crate::names::{Name, Names};
use crate::wire;

/// Everything about one decision or one wait.
pub(crate) fn table(why: &Explanation, names: &Names, most: usize) -> Value {
    let (candidates, ruled_out): (Vec<_>, Vec<_>) = why.agents.iter().partition(|case| case.rank.is_some());
    let rivals: Vec<_> = why
        .rivals
        .iter()
        .map(|rival| json!({ "requestId": names.request(rival.request), "queue": named(names.queue(rival.queue)), "rank": of_request(rival.rank) }))
        .collect();
    json!({
        "at": rfc3339(why.at.0),
        "ruleVersion": why.rule,
        "request": request(why),
        "queue": queue(why, names),
        "rank": of_request(why.rank),
        "position": why.position,
        "choice": why.choice.map(|agent| named(names.agent(agent))),
        "tieBreak": why.tie_break(),
        "candidates": candidates.into_iter().map(|case| candidate(case, names)).collect::<Vec<_>>(),
        "ruledOut": ruled_out.iter().take(most).map(|case| ruled_out_case(case, names)).collect::<Vec<_>>(),
        "ruledOutCount": ruled_out.len(),
        "tally": why.tally(),
        "rivals": rivals,
        "rivalCount": why.rival_count,
    })
}

pub(crate) fn named(name: Name) -> Value {
    json!({ "id": name.id, "name": name.name })
}

fn instant(at: Option<routing_core::Ms>) -> Option<String> {
    at.map(|at| rfc3339(Ms::from(at.0)))
}

fn request(why: &Explanation) -> Value {
    let facts = &why.request;
    json!({
        "direction": wire::direction_name(facts.direction), "priority": facts.priority, "enqueuedAt": rfc3339(facts.enqueued_at.0),
        "ttlAt": instant(facts.ttl_at), "step": why.step, "nextStepAt": instant(facts.next_step_at), "attempts": facts.attempts,
    })
}

fn queue(why: &Explanation, names: &Names) -> Value {
    let name = |attribute| names.attribute(attribute);
    let steps = why.queue.steps.iter().map(|step| {
        json!({
            "waitMs": step.wait.0, "expression": expression::text(&step.expr, &name),
            "considerIf": step.consider.as_deref().map(expression::condition_text),
        })
    });
    let own = names.queue(why.queue.id);
    json!({
        "id": own.id, "name": own.name, "mrd": named(names.mrd(why.queue.mrd)), "steps": steps.collect::<Vec<_>>(),
        "order": order_name(why.queue.order), "spread": spread_name(why.queue.spread), "skill": skill_name(&why.queue.skill),
    })
}

const fn order_name(order: RequestOrder) -> &'static str {
    match order {
        RequestOrder::Strict => "STRICT",
        RequestOrder::Ageing(_) => "AGEING",
        RequestOrder::Classes(_) => "CLASSES",
        RequestOrder::DueDate(_) => "DUE_DATE",
    }
}

const fn spread_name(spread: Spread) -> &'static str {
    match spread {
        Spread::None => "NONE",
        Spread::LeastLoaded => "LEAST_LOADED",
        Spread::LeastActive => "LEAST_ACTIVE",
        Spread::MostBudget => "MOST_BUDGET",
    }
}

const fn skill_name(skill: &SkillOrder) -> &'static str {
    match skill {
        SkillOrder::None => "NONE",
        SkillOrder::MostSkilled => "MOST_SKILLED",
        SkillOrder::LeastSkilled => "LEAST_SKILLED",
        SkillOrder::OrderBy(_) => "ORDER_BY",
    }
}

fn of_request(rank: RequestRank) -> Value {
    json!({ "tier": rank.tier, "queue": rank.queue, "class": rank.class, "at": rfc3339(rank.at.0), "seq": rank.seq })
}

fn of_agent(rank: AgentRank) -> Value {
    json!({ "step": rank.step, "spread": rank.spread, "skill": rank.skill, "availableSince": rfc3339(rank.since.0), "seq": rank.seq })
}

fn candidate(case: &AgentCase, names: &Names) -> Value {
    let mut shown = facts(case, names);
    shown["rank"] = case.rank.map(of_agent).into();
    shown
}

fn ruled_out_case(case: &AgentCase, names: &Names) -> Value {
    let mut shown = facts(case, names);
    shown["obstacles"] = case.obstacles.iter().map(|obstacle| shown_obstacle(obstacle, case, names)).collect();
    shown
}

fn facts(case: &AgentCase, names: &Names) -> Value {
    let levels: serde_json::Map<_, _> =
        case.levels.iter().map(|(attribute, level)| (names.attribute(*attribute), (*level).into())).collect();
    let mut shown = named(names.agent(case.agent));
    shown["attributes"] = levels.into();
    if let Some(domain) = &case.domain {
        shown["load"] = domain.load.into();
        shown["limit"] = domain.limit.into();
    }
    shown
}

fn shown_obstacle(obstacle: &Obstacle, case: &AgentCase, names: &Names) -> Value {
    let kind = obstacle.name();
    match obstacle {
        Obstacle::Steps { failed, later } => {
            let steps = failed.iter().map(|failed| json!({ "step": failed.step, "terms": terms(&failed.terms, names) }));
            json!({ "kind": kind, "failed": steps.collect::<Vec<_>>(), "laterStep": later })
        }
        Obstacle::CoolingOff => json!({ "kind": kind, "until": instant(case.cooling_until) }),
        Obstacle::Interrupted => {
            let by = case.domain.iter().flat_map(|domain| &domain.interrupted_by).map(|mrd| named(names.mrd(*mrd)));
            json!({ "kind": kind, "by": by.collect::<Vec<_>>() })
        }
        _ => json!({ "kind": kind }),
    }
}
