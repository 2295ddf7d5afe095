//! What goes wrong in a round, and how it is brought about. Every fault ends within its round: what died is started, what was cut is whole.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::Duration;

use serde_json::{Value, json};
use testing::{Fleet, Link, Member, Private, Proxy};

use super::people::Random;

/// A stopped process sleeps for longer than the lease of a leader.
const SLEEP: Duration = Duration::from_secs(3);
/// A process in which a point is armed may take so long to come to it.
const ARMED: Duration = Duration::from_secs(6);
/// Clocks are set at most so far from the truth, in seconds.
const JUMP: u64 = 60;
/// Debian's `faketime`: clocks of processes that it is loaded into can be set.
const FAKETIME: &str = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1";

/// What goes wrong in a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fault {
    KillOne,
    KillPod,
    KillNode,
    KillAll,
    StopAndGoOn,
    RollingRestart,
    FailPoint,
    CutDatabase,
    RestartDatabase,
    FillDisk,
    KillBroker,
    StopBroker,
    KillCache,
    FlushCache,
    CutLink,
    DeafLink,
    LateLink,
    CutPeer,
    DeafPeer,
    LatePeer,
    JumpClock,
}

/// Each as often as it is in here, before any comes again.
const DECK: [Fault; 25] = [
    Fault::KillOne,
    Fault::KillOne,
    Fault::KillPod,
    Fault::KillNode,
    Fault::KillAll,
    Fault::StopAndGoOn,
    Fault::StopAndGoOn,
    Fault::RollingRestart,
    Fault::FailPoint,
    Fault::FailPoint,
    Fault::FailPoint,
    Fault::CutDatabase,
    Fault::RestartDatabase,
    Fault::FillDisk,
    Fault::KillBroker,
    Fault::StopBroker,
    Fault::KillCache,
    Fault::FlushCache,
    Fault::CutLink,
    Fault::DeafLink,
    Fault::LateLink,
    Fault::CutPeer,
    Fault::DeafPeer,
    Fault::LatePeer,
    Fault::JumpClock,
];

/// Boundaries of what is durable, by the specification's names: the pod, when, and the statement by which the transaction is known.
/// The one between a publish and its confirm is a broker's link that is deaf towards us.
/// Bringing stores to a version is cut off in `tests/upgrade.rs`, a provider's way in `provider_points.rs`.
pub(super) const POINTS: [(&str, &str, &str, &str); 16] = [
    ("after append, before commit", "conversation-manager", "before", "INSERT INTO activity"),
    ("after commit, before reply", "conversation-manager", "after", "INSERT INTO activity"),
    ("after confirm, before delete", "conversation-manager", "before", "DELETE FROM bus_outbox"),
    ("after delete of what was confirmed", "conversation-manager", "after", "DELETE FROM bus_outbox"),
    ("after effect, before commit", "bot-framework", "before", "bus_seen"),
    ("after commit, before acknowledgement", "conversation-controller", "after", "bus_seen"),
    ("before a session's start is noted", "ccm", "before", "UPDATE session"),
    ("after an offer is in the log, before it is sent", "routing-engine", "after", "INSERT INTO routing_log"),
    ("in the middle of a snapshot", "routing-engine", "before", "INSERT INTO routing_snapshot"),
    ("after a snapshot, before it is known", "routing-engine", "after", "INSERT INTO routing_snapshot"),
    ("before the lead is taken", "routing-engine", "before", "UPDATE leader SET epoch"),
    ("after the lead is taken, before anybody leads", "routing-engine", "after", "UPDATE leader SET epoch"),
    ("after a session is made, before it is told", "ccm", "after", "INSERT INTO session"),
    ("before a held event is kept", "bot-framework", "before", "INSERT INTO bus_waiting"),
    ("after a relay took its lease, before it relays", "conversation-manager", "after", "UPDATE bus_lease SET epoch"),
    ("before a decision is in the log", "routing-engine", "before", "INSERT INTO routing_log"),
];
const ACTIONS: [&str; 4] = ["abort", "panic", "error", "sleep"];

/// Draws faults: all kinds in a mixed order, then again.
pub(super) struct Deck {
    left: Vec<Fault>,
    kinds: Vec<Fault>,
}

impl Deck {
    /// Without what cannot be done on this machine.
    pub(super) fn new(world: &World) -> Self {
        let can = |fault: &&Fault| match fault {
            Fault::FillDisk => world.servers.has_disk(),
            Fault::JumpClock => world.clocks.is_some(),
            _ => true,
        };
        Self { left: Vec::new(), kinds: DECK.iter().filter(can).copied().collect() }
    }

    pub(super) fn draw(&mut self, random: &mut Random) -> Fault {
        if self.left.is_empty() {
            self.left.clone_from(&self.kinds);
            for place in (1..self.left.len()).rev() {
                self.left.swap(place, random.index(place + 1));
            }
        }
        self.left.pop().unwrap_or(Fault::KillOne)
    }
}

/// Everything that can be hurt.
pub(super) struct World {
    pub(super) servers: Private,
    pub(super) fleet: Fleet,
    /// Per node, the links to store, broker and cache.
    links: Vec<[Proxy; 3]>,
    /// Per node, the file that its clock goes by.
    clocks: Option<Vec<PathBuf>>,
}

impl World {
    /// Starts the servers and, on each of two nodes, a process of every pod.
    pub(super) async fn start(pods: &[&str], data: &std::path::Path, settings: &Value) -> anyhow::Result<Self> {
        let servers = Private::start(testing::Flush::Never).await?;
        let faketime = std::path::Path::new(FAKETIME).exists();
        let (mut links, mut nodes, mut clocks) = (Vec::new(), Vec::new(), Vec::new());
        for node in 0..2 {
            let mut own = Vec::new();
            for port in servers.ports() {
                own.push(Proxy::start(([127, 0, 0, 1], port).into()).await?);
            }
            let own: [Proxy; 3] = own.try_into().map_err(|_| anyhow::anyhow!("three servers"))?;
            let mut environment = testing::environment(&testing::settings(own.each_ref().map(|link| link.address.port())));
            let clock = data.join(format!("clock-{node}"));
            std::fs::write(&clock, "+0\n")?;
            if faketime {
                environment.extend(faked(&clock));
            }
            nodes.push(environment);
            links.push(own);
            clocks.push(clock);
        }
        let mut whole = servers.settings();
        merge(&mut whole, settings);
        let fleet = Fleet::start_on(pods, &nodes, data, &whole).await?;
        Ok(Self { servers, fleet, links, clocks: faketime.then_some(clocks) })
    }

    /// Runs the round's fault to its end.
    pub(super) async fn inflict(&mut self, fault: Fault, random: &mut Random) -> anyhow::Result<()> {
        let pause = Duration::from_millis(random.below(500));
        let stretch = Duration::from_millis(1_000 + random.below(3_000));
        match fault {
            Fault::KillOne | Fault::KillPod | Fault::KillNode | Fault::KillAll => self.kill(fault, pause, random).await,
            Fault::StopAndGoOn => self.stop_and_go_on(random).await,
            Fault::RollingRestart => self.roll().await,
            Fault::FailPoint => self.arm(random).await,
            Fault::CutDatabase => self.servers.cut_database().await,
            Fault::FlushCache => self.servers.flush_cache().await,
            Fault::RestartDatabase | Fault::KillBroker | Fault::StopBroker | Fault::KillCache => self.restart(fault, pause).await,
            Fault::FillDisk => self.fill_disk(stretch).await,
            Fault::CutLink | Fault::DeafLink | Fault::LateLink => {
                let proxy = &self.links[random.index(self.links.len())][random.index(3)];
                strain(proxy, link_of(fault, random), stretch).await;
                Ok(())
            }
            Fault::CutPeer | Fault::DeafPeer | Fault::LatePeer => {
                let proxy = self.fleet.members[random.index(self.fleet.members.len())].link.as_ref();
                if let Some(proxy) = proxy {
                    strain(proxy, link_of(fault, random), stretch).await;
                }
                Ok(())
            }
            Fault::JumpClock => self.jump_clock(random),
        }
    }

    async fn kill(&mut self, fault: Fault, pause: Duration, random: &mut Random) -> anyhow::Result<()> {
        let one = random.index(self.fleet.members.len());
        let (pod, node) = (self.fleet.members[one].pod.clone(), self.fleet.members[one].node);
        let concerned = |(member, other): (usize, &Member)| match fault {
            Fault::KillOne => member == one,
            Fault::KillPod => other.pod == pod,
            Fault::KillNode => other.node == node,
            _ => true,
        };
        let victims: Vec<usize> = self.fleet.members.iter().enumerate().filter(|pair| concerned(*pair)).map(|(member, _)| member).collect();
        self.kill_these(&victims).await?;
        tokio::time::sleep(pause).await;
        victims.into_iter().try_for_each(|victim| self.fleet.launch(victim))
    }

    async fn kill_these(&mut self, victims: &[usize]) -> anyhow::Result<()> {
        for victim in victims {
            if let Some(process) = &mut self.fleet.members[*victim].process {
                process.kill().await?;
            }
        }
        Ok(())
    }

    async fn stop_and_go_on(&mut self, random: &mut Random) -> anyhow::Result<()> {
        let one = random.index(self.fleet.members.len());
        self.fleet.signal(one, "-STOP").await?;
        tokio::time::sleep(SLEEP).await;
        self.fleet.signal(one, "-CONT").await
    }

    /// One node after the other, as deployments roll: asked to end, started again, ready before the next.
    async fn roll(&mut self) -> anyhow::Result<()> {
        for node in 0..self.links.len() {
            let members: Vec<usize> = (0..self.fleet.members.len()).filter(|member| self.fleet.members[*member].node == node).collect();
            let ending = members.iter().filter_map(|member| self.fleet.members[*member].process.take());
            let ended = futures::future::join_all(ending.map(testing::Process::terminate)).await;
            for code in ended {
                anyhow::ensure!(code? == Some(0), "a process that was asked to end did not end well");
            }
            members.into_iter().try_for_each(|member| self.fleet.launch(member))?;
            self.ready().await?;
        }
        Ok(())
    }

    /// Both processes of a pod with a point armed, until it has struck or is not come to; then without.
    async fn arm(&mut self, random: &mut Random) -> anyhow::Result<()> {
        let (_, pod, when, statement) = POINTS[random.index(POINTS.len())];
        let action = ACTIONS[random.index(ACTIONS.len())];
        let armed = format!("{when}; {statement}; {action}; {}", 1 + random.below(20));
        let victims: Vec<usize> = (0..self.fleet.members.len()).filter(|member| self.fleet.members[*member].pod == pod).collect();
        self.kill_these(&victims).await?;
        for victim in &victims {
            self.fleet.launch_with(*victim, &[("SWITCHBOARD_FAIL", armed.clone())])?;
        }
        let begun = tokio::time::Instant::now();
        while begun.elapsed() < ARMED && !self.has_died(&victims)? {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        self.kill_these(&victims).await?;
        victims.into_iter().try_for_each(|victim| self.fleet.launch(victim))
    }

    fn has_died(&mut self, members: &[usize]) -> anyhow::Result<bool> {
        let mut all = true;
        for member in members {
            all &= !self.fleet.members[*member].process.as_mut().map_or(Ok(false), testing::Process::is_running)?;
        }
        Ok(all)
    }

    async fn restart(&mut self, fault: Fault, pause: Duration) -> anyhow::Result<()> {
        let daemon = match fault {
            Fault::RestartDatabase => &mut self.servers.postgres,
            Fault::KillCache => &mut self.servers.redis,
            _ => &mut self.servers.rabbitmq,
        };
        if fault == Fault::StopBroker {
            daemon.stop().await?;
        } else {
            daemon.kill().await?;
        }
        tokio::time::sleep(pause).await;
        daemon.launch()?;
        daemon.ready().await
    }

    /// PostgreSQL without room for the outbox or anything else; it may end itself over it.
    async fn fill_disk(&mut self, stretch: Duration) -> anyhow::Result<()> {
        let Some(ballast) = self.servers.fill_disk()? else { return Ok(()) };
        tokio::time::sleep(stretch).await;
        std::fs::remove_file(ballast)?;
        if !self.servers.postgres.is_running() {
            self.servers.postgres.launch()?;
        }
        self.servers.postgres.ready().await
    }

    /// One node's clock, or everybody's, is set.
    fn jump_clock(&self, random: &mut Random) -> anyhow::Result<()> {
        let clocks = self.clocks.as_deref().unwrap_or_default();
        let offset = i64::try_from(random.below(2 * JUMP + 1))? - i64::try_from(JUMP)?;
        let all = random.below(2) == 0;
        for clock in clocks.iter().take(if all { clocks.len() } else { 1 }) {
            std::fs::write(clock, format!("{offset:+}\n"))?;
        }
        Ok(())
    }

    /// What the processes hold back and what they lack, for whoever looks for a cause.
    pub(super) async fn held(&self) -> String {
        let mut text = String::new();
        for member in 0..self.fleet.members.len() {
            for path in ["bus/held", "health/ready"] {
                let answer = async { reqwest::get(format!("{}/{path}", self.fleet.admin(member))).await?.text().await };
                let answer = answer.await.unwrap_or_else(|error| error.to_string());
                let Member { pod, node, .. } = &self.fleet.members[member];
                // Writing into a String cannot fail.
                let _infallible = writeln!(text, "{pod}-{node} {path} {answer}");
            }
        }
        text
    }

    /// Waits until everything is ready again.
    pub(super) async fn ready(&mut self) -> anyhow::Result<()> {
        // Twenty processes that start at once on a busy machine may take longer than a test usually waits.
        for _ in 0..3 {
            if self.fleet.ready().await.is_ok() {
                return Ok(());
            }
        }
        self.fleet.ready().await
    }
}

async fn strain(proxy: &Proxy, link: Link, stretch: Duration) {
    proxy.set(link);
    tokio::time::sleep(stretch).await;
    proxy.set(Link::Whole);
}

fn link_of(fault: Fault, random: &mut Random) -> Link {
    match fault {
        Fault::CutLink | Fault::CutPeer => Link::Cut,
        Fault::DeafLink | Fault::DeafPeer => [Link::DeafServer, Link::DeafClient][random.index(2)],
        _ => [Link::Late(Duration::from_millis(20 + random.below(200))), Link::Slow(100_000)][random.index(2)],
    }
}

/// What loads `faketime` into a process: the time of day goes by the file, at most a second late; time that only passes is left alone.
fn faked(clock: &std::path::Path) -> Vec<(String, String)> {
    let pairs = [
        ("LD_PRELOAD", FAKETIME),
        ("FAKETIME_TIMESTAMP_FILE", &clock.to_string_lossy()),
        ("FAKETIME_CACHE_DURATION", "1"),
        ("FAKETIME_DONT_FAKE_MONOTONIC", "1"),
        ("FAKETIME_DONT_RESET", "1"),
    ];
    pairs.map(|(key, value)| (key.to_owned(), value.to_owned())).to_vec()
}

fn merge(into: &mut Value, from: &Value) {
    if let (Some(into), Some(from)) = (into.as_object_mut(), from.as_object()) {
        for (key, value) in from {
            merge(into.entry(key.clone()).or_insert(json!({})), value);
        }
    } else {
        *into = from.clone();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_fault_is_drawn_before_any_comes_again_and_the_same_seed_draws_the_same() {
        let draw = |seed| {
            let mut random = Random::seeded(seed);
            let mut deck = Deck { left: Vec::new(), kinds: DECK.to_vec() };
            (0..2 * DECK.len()).map(|_| deck.draw(&mut random)).collect::<Vec<_>>()
        };
        let mut first: Vec<Fault> = draw(7)[..DECK.len()].to_vec();
        let mut all = DECK.to_vec();
        first.sort_unstable();
        all.sort_unstable();
        assert_eq!(first, all);
        assert_eq!(draw(7), draw(7));
        assert_ne!(draw(7), draw(8));
    }
}
