//! When agents took work: signed in, ready, and with some domain switched on.

use std::collections::{BTreeMap, BTreeSet};

use routing_core::{AgentId, EventKind, MrdId};

use super::Window;

#[derive(Clone, Debug, Default)]
struct Member {
    logged_in: bool,
    ready: bool,
    /// Domains switched on; none known is as good as any.
    on: BTreeSet<MrdId>,
    /// Whether anything was heard of it.
    heard: bool,
    /// Since when it has been working.
    since: Option<i64>,
    times: Vec<(i64, i64)>,
}

/// All agents of whom the log speaks.
#[derive(Debug)]
pub(super) struct Work {
    window: Window,
    members: BTreeMap<AgentId, Member>,
    /// Who must have been ready before the log begins.
    assumed: BTreeSet<AgentId>,
}

impl Work {
    pub(super) fn new(window: Window) -> Self {
        Self { window, members: BTreeMap::new(), assumed: BTreeSet::new() }
    }

    pub(super) fn read(&mut self, at: i64, kind: &EventKind) {
        match kind {
            EventKind::AgentLoggedIn { agent, .. } => self.change(at, *agent, |member| member.logged_in = true),
            EventKind::AgentLoggedOut { agent, .. } => {
                self.leaves(*agent);
                self.change(at, *agent, |member| (member.logged_in, member.ready) = (false, false));
            }
            EventKind::AgentGlobalChanged { agent, ready, mrds, .. } => {
                if !ready {
                    self.leaves(*agent);
                }
                self.change(at, *agent, |member| {
                    // Whoever switches is signed in, even if the log does not have it any more.
                    (member.logged_in, member.ready) = (true, *ready);
                    if *ready {
                        member.on.extend(mrds);
                    } else {
                        member.on.retain(|mrd| !mrds.contains(mrd));
                    }
                });
            }
            EventKind::AgentMrdChanged { agent, mrd, ready, .. } => {
                if !ready {
                    self.leaves(*agent);
                }
                self.change(at, *agent, |member| {
                    if *ready {
                        member.on.insert(*mrd);
                    } else {
                        member.on.remove(mrd);
                    }
                });
            }
            EventKind::Offered { agent, .. } => {
                self.leaves(*agent);
                self.members.entry(*agent).or_default().heard = true;
            }
            _ => {}
        }
    }

    /// Something that only an agent at work can do: unless the log said how it came to be, it was so before.
    fn leaves(&mut self, agent: AgentId) {
        if !self.members.get(&agent).is_some_and(|member| member.heard) {
            self.assumed.insert(agent);
        }
    }

    fn change(&mut self, at: i64, agent: AgentId, change: impl FnOnce(&mut Member)) {
        let window = self.window;
        let member = self.members.entry(agent).or_default();
        change(member);
        member.heard = true;
        let working = member.logged_in && member.ready && !member.on.is_empty();
        match (member.since, working) {
            (None, true) => member.since = Some(at),
            (Some(since), false) => {
                member.since = None;
                member.add(window, since, at);
            }
            _ => {}
        }
    }

    /// The log begins late: whoever must have been working then was.
    pub(super) fn assume_ready_from(&mut self, first: i64) {
        let window = self.window;
        for agent in &self.assumed {
            let member = self.members.entry(*agent).or_default();
            let end = member.times.first().map(|(from, _)| *from).or(member.since).unwrap_or(window.until);
            member.add(window, first, end);
            member.times.sort_unstable();
        }
    }

    /// Who worked when, in milliseconds from the begin of the window; who did not at all is left out.
    pub(super) fn shifts(&self) -> BTreeMap<AgentId, Vec<(i64, i64)>> {
        let window = self.window;
        let of = |member: &Member| {
            let mut member = member.clone();
            if let Some(since) = member.since {
                member.add(window, since, window.until);
            }
            member.times.iter().map(|(from, until)| (from - window.from, until - window.from)).collect::<Vec<_>>()
        };
        self.members.iter().map(|(agent, member)| (*agent, of(member))).filter(|(_, times)| !times.is_empty()).collect()
    }
}

impl Member {
    /// Times of work inside the window; those that touch become one.
    fn add(&mut self, window: Window, from: i64, until: i64) {
        let (from, until) = (from.max(window.from), until.min(window.until));
        if from >= until {
            return;
        }
        match self.times.last_mut() {
            Some(last) if last.1 == from => last.1 = until,
            _ => self.times.push((from, until)),
        }
    }
}
