//! Agents and teams.

use std::collections::BTreeMap;

use routing_core::{AgentConfig, Levels, MrdId};

use super::{AgentPlan, MOST_AGENTS, Names, agent_id};
use crate::distribution::Distribution;
use crate::number::milliseconds;
use crate::problem::Problems;
use crate::scenario::{Level, Scenario, Team};

pub(super) fn compile(scenario: &Scenario, names: &Names, problems: &mut Problems) -> Vec<AgentPlan> {
    let mut agents: Vec<AgentPlan> = Vec::new();
    let mut seen: Vec<&str> = Vec::new();
    for (index, team) in scenario.agents.iter().enumerate() {
        let name = team.name.value.as_str();
        problems.require(!name.trim().is_empty() && name.len() <= 200, &team.name, "a team has a name of 1 to 200 bytes");
        problems.require(!seen.contains(&name), &team.name, format!("there are two teams of the name {name:?}"));
        seen.push(name);
        let count = usize::try_from(team.count.value).unwrap_or(usize::MAX);
        let fits = (1..=MOST_AGENTS).contains(&agents.len().saturating_add(count));
        problems.require(fits && count > 0, &team.count, "count: at least 1, and at most 100,000 agents in all");
        if !fits {
            continue;
        }
        let model = model(index, team, (scenario, names), problems);
        for member in 0..count {
            let id = agent_id(agents.len());
            let name = if count == 1 { name.to_owned() } else { format!("{name} {}", member + 1) };
            agents.push(AgentPlan { name, config: AgentConfig { id, ..model.config.clone() }, ..model.clone() });
        }
    }
    agents
}

/// What all of a team have in common.
fn model(index: usize, team: &Team, (scenario, names): (&Scenario, &Names), problems: &mut Problems) -> AgentPlan {
    let mrds = domains(team, names, problems);
    let limit = |id: &MrdId| names.domains.iter().find(|(_, mrd)| mrd.id == *id).map_or(0, |(_, mrd)| mrd.max);
    let capacity = mrds.iter().map(|(id, max)| (*max).min(limit(id))).sum::<u32>().max(1);
    let levels = levels(team, names, problems);
    AgentPlan {
        name: team.name.value.clone(),
        config: AgentConfig { id: agent_id(0), levels, mrds },
        team: index,
        capacity,
        handle: handle(team, scenario, problems),
        speed: team.speed.get(),
        answer: team.answer,
        shifts: shifts(team, problems),
    }
}

fn levels(team: &Team, names: &Names, problems: &mut Problems) -> Levels {
    let mut levels = Levels::new();
    for (name, level) in &team.attributes {
        let Some(known) = names.attributes.get(name) else {
            problems.add(level, format!("there is no attribute {name:?}"));
            continue;
        };
        let value = match level.value {
            Level::Flag(true) => known.default,
            Level::Flag(false) => 0,
            Level::Number(number) => number,
        };
        problems.require(known.kind.admits(value), level, format!("{value} is no value of attribute {name:?}"));
        levels.insert(known.id, value);
    }
    levels
}

fn domains(team: &Team, names: &Names, problems: &mut Problems) -> BTreeMap<MrdId, u32> {
    if team.domains.is_empty() {
        return names.domains.iter().map(|(_, mrd)| (mrd.id, mrd.max)).collect();
    }
    let mut mrds = BTreeMap::new();
    for (name, max) in &team.domains {
        match names.domains.iter().find(|(known, _)| known == name) {
            Some((_, mrd)) => {
                problems.require(max.value <= routing_core::MAX_TASKS, max, "domains: at most 1,000 tasks");
                mrds.insert(mrd.id, max.value);
            }
            None => problems.add(max, format!("there is no domain {name:?}")),
        }
    }
    mrds
}

fn handle(team: &Team, scenario: &Scenario, problems: &mut Problems) -> Vec<Option<Distribution>> {
    for (name, time) in &team.handle {
        let known = scenario.classes.iter().any(|class| class.name.value == *name);
        problems.require(known, time, format!("there is no class {name:?}"));
        problems.require(time.value.mean() > 0.0, time, "handle: must take some time");
    }
    let of = |name: &str| team.handle.get(name).map(|time| time.value);
    scenario.classes.iter().map(|class| of(&class.name.value)).collect()
}

fn shifts(team: &Team, problems: &mut Problems) -> Vec<(i64, i64)> {
    let mut shifts: Vec<(i64, i64)> = Vec::new();
    for shift in &team.shifts {
        let (from, until) = (milliseconds(shift.value.from.get()), milliseconds(shift.value.until.get()));
        problems.require(from < until, shift, "a shift begins before it ends");
        let apart = shifts.last().is_none_or(|(_, before)| *before <= from);
        problems.require(apart, shift, "shifts come one after the other");
        shifts.push((from, until));
    }
    shifts
}
