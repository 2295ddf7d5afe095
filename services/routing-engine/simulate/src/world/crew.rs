//! How busy agents were inside the window that is counted.

use crate::number::{figure, float};
use crate::plan::Plan;

#[derive(Clone, Debug, Default)]
struct Member {
    load: i64,
    since: i64,
    /// Sum of load times time, in milliseconds.
    busy: i64,
    served: usize,
}

/// All agents.
#[derive(Debug)]
pub(super) struct Crew {
    members: Vec<Member>,
    /// Capacity times time of work inside the window.
    room: Vec<f64>,
    window: (i64, i64),
}

impl Crew {
    pub(super) fn new(plan: &Plan) -> Self {
        let window = (plan.warm_up, plan.horizon);
        let overlap = |(from, until): &(i64, i64)| ((*until).min(window.1) - (*from).max(window.0)).max(0);
        let room = plan.agents.iter().map(|agent| {
            let time = if agent.shifts.is_empty() { window.1 - window.0 } else { agent.shifts.iter().map(overlap).sum() };
            figure(time) * f64::from(agent.capacity)
        });
        Self { members: vec![Member::default(); plan.agents.len()], room: room.collect(), window }
    }

    pub(super) fn begin(&mut self, agent: usize, now: i64) {
        self.change(agent, now, 1);
    }

    pub(super) fn done(&mut self, agent: usize, now: i64) {
        self.change(agent, now, -1);
    }

    fn change(&mut self, agent: usize, now: i64, by: i64) {
        let window = self.window;
        if let Some(member) = self.members.get_mut(agent) {
            member.busy += member.load * (now.min(window.1) - member.since.max(window.0)).max(0);
            member.load += by;
            member.since = now;
            member.served += usize::from(by > 0 && now >= window.0 && now < window.1);
        }
    }

    /// Share of the room that was used.
    pub(super) fn occupancy(&mut self, now: i64) -> Vec<f64> {
        (0..self.members.len()).for_each(|agent| self.change(agent, now, 0));
        let shares = self.members.iter().zip(&self.room);
        shares.map(|(member, room)| if *room > 0.0 { figure(member.busy) / room } else { f64::NAN }).collect()
    }

    pub(super) fn served(&self) -> Vec<usize> {
        self.members.iter().map(|member| member.served).collect()
    }
}

/// How evenly work is spread: 1 if all have the same, 1/n if one has everything (Jain's index).
pub(crate) fn evenness(shares: impl Iterator<Item = f64>) -> f64 {
    let (mut sum, mut squares, mut count) = (0.0, 0.0, 0_usize);
    for share in shares.filter(|share| share.is_finite()) {
        sum += share;
        squares += share * share;
        count += 1;
    }
    if squares > 0.0 { sum * sum / (float(count) * squares) } else { f64::NAN }
}
