//! A line whose arrival rate changes, from empty: the forward equations, step by step.

use crate::number::float;

/// Agents, service rate, rate of giving up.
#[derive(Clone, Copy, Debug)]
pub struct Shift {
    /// Agents.
    pub agents: usize,
    /// Service rate of one agent.
    pub service: f64,
    /// Rate at which one who waits gives up.
    pub giving_up: f64,
    /// Most who can be present: large enough never to matter.
    pub most: usize,
}

/// What happened from 0 to the end.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Day {
    /// Customers who came, on average.
    pub came: f64,
    /// Of these, found nobody free.
    pub delayed: f64,
    /// Customers who gave up.
    pub gave_up: f64,
    /// Time integral of the number waiting.
    pub waited: f64,
}

impl Shift {
    /// Integrates to `end` in `steps` (fourth-order Runge-Kutta for the chances, Simpson for the sums).
    pub fn day(&self, rate: impl Fn(f64) -> f64, end: f64, steps: usize) -> Day {
        let step = end / float(steps);
        let mut chances = vec![0.0; self.most + 1];
        chances[0] = 1.0;
        let mut day = Day::default();
        for index in 0..steps {
            let at = step * float(index);
            let (begin, middle, last) = (rate(at), rate(at + step / 2.0), rate(at + step));
            let first = self.change(&chances, begin);
            let second = self.change(&moved(&chances, &first, step / 2.0), middle);
            let half = moved(&chances, &second, step / 2.0);
            let third = self.change(&half, middle);
            let fourth = self.change(&moved(&chances, &third, step), last);
            let mut next = chances.clone();
            for (state, place) in next.iter_mut().enumerate() {
                *place += step / 6.0 * (first[state] + 2.0 * second[state] + 2.0 * third[state] + fourth[state]);
            }
            for (weight, chances, rate) in [(1.0, &chances, begin), (4.0, &half, middle), (1.0, &next, last)] {
                self.count(&mut day, chances, (rate, weight * step / 6.0));
            }
            chances = next;
        }
        day
    }

    fn change(&self, chances: &[f64], rate: f64) -> Vec<f64> {
        let mut change = vec![0.0; chances.len()];
        for (present, chance) in chances.iter().enumerate() {
            if present < self.most {
                change[present] -= rate * chance;
                change[present + 1] += rate * chance;
            }
            if present > 0 {
                let waiting = present.saturating_sub(self.agents);
                let death = float(present.min(self.agents)) * self.service + float(waiting) * self.giving_up;
                change[present] -= death * chance;
                change[present - 1] += death * chance;
            }
        }
        change
    }

    fn count(&self, day: &mut Day, chances: &[f64], (rate, time): (f64, f64)) {
        let present = || chances.iter().enumerate();
        let busy: f64 = present().filter(|(count, _)| *count >= self.agents).map(|(_, chance)| chance).sum();
        let waiting: f64 = present().map(|(count, chance)| float(count.saturating_sub(self.agents)) * chance).sum();
        day.came += rate * time;
        day.delayed += rate * busy * time;
        day.gave_up += self.giving_up * waiting * time;
        day.waited += waiting * time;
    }
}

fn moved(chances: &[f64], change: &[f64], by: f64) -> Vec<f64> {
    chances.iter().zip(change).map(|(chance, change)| by.mul_add(*change, *chance)).collect()
}
