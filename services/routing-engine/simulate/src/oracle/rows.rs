//! The rows: scenarios whose figures are known exactly.

use std::fmt::Write as _;
use std::path::Path;

use super::{Check, Size, What};
use crate::measure::Metric;
use crate::number::float;
use crate::plan::Plan;
use crate::study::Of;
use crate::theory::birth_death::{ConstantPatience, Fate, Line};
use crate::theory::erlang::{ErlangC, blocked};
use crate::theory::skills::Skills;
use crate::theory::transient::Shift;
use crate::theory::{constant, priority, retry};

/// A scenario with exactly known figures.
#[derive(Clone, Debug)]
pub struct Row {
    /// As the specification names it.
    pub id: &'static str,
    /// What is modelled.
    pub model: String,
    /// The scenario's text.
    pub yaml: String,
    /// What is known; the first figure is the one of the joint test.
    pub checks: Vec<Check>,
}

impl Row {
    /// The plan, at a seed; every row has random numbers of its own.
    pub fn plan(&self, seed: u64) -> Result<Plan, String> {
        let mut plan = Plan::parse(&self.yaml, Path::new(".")).map_err(|problems| format!("row {}: {problems:?}", self.id))?;
        let own = self.id.bytes().fold(0_u64, |sum, byte| sum.wrapping_mul(131).wrapping_add(u64::from(byte)));
        plan.seed = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ own;
        Ok(plan)
    }
}

/// Every row.
pub fn rows(size: Size) -> Vec<Row> {
    let mut rows = erlang_c(size);
    rows.extend(impatient(size));
    rows.extend(limited(size));
    rows.extend([priorities(size), constant_times(size), retries(size), day(size)]);
    rows.extend(skilled(size));
    rows.extend(chats(size));
    rows
}

/// Text of a scenario of one line; `extra` are further keys of queue and class.
struct Single<'a> {
    agents: usize,
    per_hour: f64,
    handle: &'a str,
    queue: &'a str,
    class: &'a str,
    team: &'a str,
}

impl Single<'_> {
    fn yaml(&self, size: Size) -> String {
        let &Self { agents, per_hour, handle, queue, class, team } = self;
        let head = head(size, per_hour);
        format!(
            "{head}queues:\n- {{name: line, spread: NONE{queue}}}\nclasses:\n- {{name: all, arrivals: {{poisson: {{perHour: {per_hour}}}}}, \
             handle: {handle}{class}}}\nagents:\n- {{name: team, count: {agents}{team}}}\n"
        )
    }
}

impl Size {
    /// For rows that forget their beginning slowly: the heavier the load, the longer.
    const fn times(self, factor: u32) -> Self {
        Self { customers: self.customers.saturating_mul(factor), ..self }
    }

    /// For rows that take long to forget how they began, however little is simulated.
    const fn at_least(self, customers: u32) -> Self {
        let customers = if self.customers < customers { customers } else { self.customers };
        Self { customers, ..self }
    }
}

/// Long enough for so many customers after five in a hundred of warm-up.
fn head(size: Size, per_hour: f64) -> String {
    let horizon = f64::from(size.customers) / per_hour * 3_600.0;
    let warm_up = 0.05 * horizon;
    format!("name: row\nreplications: {}\nhorizon: {:.0}\nwarmUp: {warm_up:.0}\n", size.replications, horizon + warm_up)
}

const fn figure(of: Of, metric: Metric) -> What {
    What::Figure(of, metric)
}

fn check(name: &str, what: What, exact: f64) -> Check {
    Check { name: name.to_owned(), what, exact }
}

const LINE: Of = Of::Queue(0);

fn erlang_c(size: Size) -> Vec<Row> {
    let row = |id, per_hour: f64, seconds: f64, (agents, size): (usize, Size)| {
        let model = ErlangC::new(agents, per_hour / 3_600.0, 1.0 / seconds)?;
        let handle = format!("{{exponential: {seconds}}}");
        let single = Single { agents, per_hour, handle: &handle, queue: "", class: "", team: "" };
        let mut checks = vec![
            check("meanWait", figure(LINE, Metric::MeanWait), model.waiting().mean_wait),
            check("pWait", figure(LINE, Metric::PWait), model.waiting().p_wait),
            check("serviceLevel", figure(LINE, Metric::ServiceLevel), model.answered_within(20.0)),
            check("occupancy", What::Occupancy(0), model.occupancy()),
        ];
        if id == "A1c" {
            checks.push(check("p90", figure(LINE, Metric::P90), model.percentile(0.9)));
        }
        Some(Row { id, model: format!("M/M/{agents}"), yaml: single.yaml(size), checks })
    };
    let known = [
        row("C1", 200.0, 180.0, (14, size)),
        row("C2", 200.0, 180.0, (13, size)),
        row("C3", 200.0, 180.0, (11, size.times(3))),
        row("C4", 720.0, 240.0, (55, size.times(3))),
        row("C5.2", 600.0, 5.0, (2, size)),
        row("C5.3", 600.0, 5.0, (3, size)),
        row("C7.1", 32.4, 100.0, (1, size.at_least(48_000))),
        row("C7.2", 64.8, 100.0, (2, size.at_least(32_000))),
        row("C7.5", 162.0, 100.0, (5, size.times(2))),
        row("C7.10", 324.0, 100.0, (10, size.times(2))),
        row("C7.20", 648.0, 100.0, (20, size.at_least(12_000))),
        row("A1c", 2_880.0, 60.0, (50, size.times(12))),
    ];
    known.into_iter().flatten().collect()
}

fn fate_checks(fate: &Fate) -> Vec<Check> {
    vec![
        check("lostShare", figure(LINE, Metric::LostShare), fate.abandoned + fate.rejected),
        check("meanWait", figure(LINE, Metric::MeanWait), fate.waiting.mean_wait),
        check("pWait", figure(LINE, Metric::PWait), fate.waiting.p_wait),
        check("occupancy", What::Occupancy(0), fate.occupancy),
        check("meanQueue", figure(LINE, Metric::MeanQueue), fate.mean_queue),
    ]
}

/// Customers who give up, at random or all after the same time.
fn impatient(size: Size) -> Vec<Row> {
    let random = |id, per_hour: f64, seconds: f64, (agents, patience): (usize, f64)| {
        let line = Line { agents, arrival: per_hour / 3_600.0, service: 1.0 / seconds, giving_up: 1.0 / patience, places: None };
        let (handle, class) = (format!("{{exponential: {seconds}}}"), format!(", patience: {{exponential: {patience}}}"));
        let single = Single { agents, per_hour, handle: &handle, queue: "", class: &class, team: "" };
        // So many agents are not busy before a while.
        let size = if agents >= 1_000 { size.at_least(60_000) } else { size };
        Row { id, model: format!("M/M/{agents}+M"), yaml: single.yaml(size), checks: fate_checks(&line.fate()) }
    };
    let fixed = |id, agents, limit: f64, by_patience: bool| {
        let model = ConstantPatience { agents, arrival: 10.0 / 180.0, service: 1.0 / 180.0, patience: limit };
        let (waiting, lost) = model.fate();
        let class = if by_patience { format!(", patience: {{constant: {limit}}}") } else { format!(", ttl: {limit}") };
        let single = Single { agents, per_hour: 200.0, handle: "{exponential: 180}", queue: "", class: &class, team: "" };
        let checks = vec![
            check("lostShare", figure(LINE, Metric::LostShare), lost),
            check("meanWait", figure(LINE, Metric::MeanWait), waiting.mean_wait),
            check("pWait", figure(LINE, Metric::PWait), waiting.p_wait),
        ];
        Row { id, model: format!("M/M/{agents}+D"), yaml: single.yaml(size), checks }
    };
    vec![
        random("A1", 2_880.0, 60.0, (50, 120.0)),
        random("A2", 200.0, 180.0, (13, 300.0)),
        random("A3", 6_000.0, 60.0, (100, 60.0)),
        random("A4", 7_200.0, 60.0, (100, 60.0)),
        random("A9", 12_600.0, 300.0, (1_000, 120.0)),
        fixed("T.10.120", 10, 120.0, false),
        fixed("T.8.90", 8, 90.0, false),
        fixed("T.8.90p", 8, 90.0, true),
    ]
}

/// Few places to wait, or none.
fn limited(size: Size) -> Vec<Row> {
    let row = |id, agents, load: f64, places: usize| {
        let line = Line { agents, arrival: load / 180.0, service: 1.0 / 180.0, giving_up: 0.0, places: Some(places) };
        let queue = format!(", maxWaiting: {places}");
        let single = Single { agents, per_hour: load * 20.0, handle: "{exponential: 180}", queue: &queue, class: "", team: "" };
        let checks = if places == 0 {
            vec![check("lostShare", figure(LINE, Metric::LostShare), blocked(agents, load))]
        } else {
            fate_checks(&line.fate())
        };
        Row { id, model: format!("M/M/{agents}/{}", agents + places), yaml: single.yaml(size), checks }
    };
    vec![row("K.5", 11, 10.0, 5), row("B.10", 10, 20.0, 0)]
}

fn priorities(size: Size) -> Row {
    let service = 1.0 / 180.0;
    let arrivals = [3.0 * service, 4.0 * service, 4.0 * service];
    let waits = priority::mean_waits(13, &arrivals, service).unwrap_or_default();
    let mut yaml = head(size.times(3), 220.0);
    yaml.push_str("queues:\n- {name: line, spread: NONE}\nclasses:\n");
    for (class, priority, per_hour) in [("gold", 3, 60), ("silver", 2, 80), ("bronze", 1, 80)] {
        let _never = writeln!(
            yaml,
            "- {{name: {class}, priority: {priority}, arrivals: {{poisson: {{perHour: {per_hour}}}}}, handle: {{exponential: 180}}}}"
        );
    }
    yaml.push_str("agents:\n- {name: team, count: 13}\n");
    let all = ErlangC::new(13, 11.0 * service, service).map_or(f64::NAN, |model| model.waiting().mean_wait);
    let mut checks = vec![check("meanWait", figure(LINE, Metric::MeanWait), all)];
    checks.extend(
        (0..).zip(waits).map(|(class, wait)| check(&format!("meanWait {class}"), figure(Of::Class(class), Metric::MeanWait), wait)),
    );
    Row { id: "P1", model: "M/M/13, three priorities".to_owned(), yaml, checks }
}

fn constant_times(size: Size) -> Row {
    let waiting = constant::waiting(5, 4.5, 1.0);
    let single = Single { agents: 5, per_hour: 162.0, handle: "{constant: 100}", queue: "", class: "", team: "" };
    let checks = vec![
        check("meanWait", figure(LINE, Metric::MeanWait), 100.0 * waiting.mean_wait),
        check("pWait", figure(LINE, Metric::PWait), waiting.p_wait),
    ];
    Row { id: "D.5", model: "M/D/5".to_owned(), yaml: single.yaml(size), checks }
}

fn retries(size: Size) -> Row {
    let queue = ", offerSeconds: 20, coolOffSeconds: 0, afterRona: KEEP_READY";
    let team = ", answer: {probability: 0.8}";
    let single = Single { agents: 1, per_hour: 12.0, handle: "{exponential: 120}", queue, class: "", team };
    let exact = retry::mean_wait(1.0 / 300.0, 0.2, 20.0, 120.0);
    let checks = vec![check("meanWait", figure(LINE, Metric::MeanWait), exact)];
    Row { id: "R.0.2", model: "M/G/1, unanswered offers".to_owned(), yaml: single.yaml(size), checks }
}

/// Two hours from empty, with arrivals that swing; as many of them as there are customers to simulate.
fn day(size: Size) -> Row {
    let rate = |at: f64| 16.0 + 8.0 * (std::f64::consts::TAU * at / 60.0).sin();
    let day = Shift { agents: 18, service: 1.0, giving_up: 0.5, most: 120 }.day(rate, 120.0, 12_000);
    // The mean of the swing over each quarter of a minute, in closed form.
    let turn = |at: f64| 16.0 * at - 8.0 * 60.0 / std::f64::consts::TAU * (std::f64::consts::TAU * at / 60.0).cos();
    let rates = (0..240).map(|piece| 60.0 * 4.0 * (turn(float(piece + 1) / 4.0) - turn(float(piece) / 4.0)));
    let rates: Vec<_> = rates.map(|rate| format!("{rate:.6}")).collect();
    let replications = (u64::from(size.replications) * u64::from(size.customers) / 1_920).clamp(20, 10_000);
    let yaml = format!(
        "name: row\nreplications: {replications}\nhorizon: 2h\nqueues:\n- {{name: line, spread: NONE}}\nclasses:\n- {{name: all, arrivals: {{piecewise: \
         {{every: 15, perHour: [{}], repeat: true}}}}, handle: {{exponential: 60}}, patience: {{exponential: 120}}}}\nagents:\n- {{name: team, count: 18}}\n",
        rates.join(", ")
    );
    let checks = vec![
        check("meanQueue", figure(LINE, Metric::MeanQueue), day.waited / 120.0),
        check("delayed", What::Delayed(LINE), day.delayed),
        check("offered", figure(LINE, Metric::Offered), day.came),
    ];
    Row { id: "V1", model: "M(t)/M/18+M".to_owned(), yaml, checks }
}

/// Agents with skills: types of customers, agents' speeds, and who serves whom. A unit of time is 100 s.
fn skilled(size: Size) -> Vec<Row> {
    const ALL: &[usize] = &[0, 1, 2, 3, 4];
    const FIRST: &[usize] = &[0];
    const ALONE: [&[usize]; 5] = [&[0], &[1], &[2], &[3], &[4]];
    const CHAIN: [&[usize]; 5] = [&[0, 1], &[1, 2], &[2, 3], &[3, 4], &[4, 0]];
    vec![
        skills("S2", size, (&[1.4, 1.6], &[1.0; 4]), &[&[0], &[0], &[0, 1], &[0, 1]]),
        skills("S4", size, (&[0.8, 0.9], &[1.0; 3]), &[&[0], &[0, 1], &[1]]),
        skills("S6", size, (&[1.0, 0.5, 0.7], &[1.2, 0.9, 1.0]), &[&[0, 1], &[1, 2], &[0, 2]]),
        skills("S7", size, (&[0.8; 5], &[1.0; 5]), &CHAIN),
        skills("S8", size.at_least(60_000), (&[0.8; 5], &[1.0; 5]), &ALONE),
        skills("S9", size, (&[0.8; 5], &[1.0; 5]), &[ALL; 5]),
        skills("S10", size, (&[2.6], &[2.0, 1.0, 0.5]), &[FIRST; 3]),
    ]
}

fn skills(id: &'static str, size: Size, (arrivals, speeds): (&[f64], &[f64]), serves: &[&[usize]]) -> Row {
    let row = |types: &&[usize]| (0..arrivals.len()).map(|kind| types.contains(&kind)).collect();
    let model = Skills { arrivals: arrivals.to_vec(), services: speeds.to_vec(), serves: serves.iter().map(row).collect() };
    let exact = model.exact();
    let mut yaml = head(size, arrivals.iter().sum::<f64>() * 36.0);
    let attributes: Vec<_> = (0..arrivals.len()).map(|kind| format!("skill{kind}: BOOLEAN")).collect();
    let _never = writeln!(yaml, "attributes: {{{}}}\nqueues:", attributes.join(", "));
    for kind in 0..arrivals.len() {
        let _never = writeln!(yaml, "- {{name: q{kind}, spread: NONE, steps: [{{expression: skill{kind}}}]}}");
    }
    yaml.push_str("classes:\n");
    for (kind, rate) in arrivals.iter().enumerate() {
        let per_hour = rate * 36.0;
        let _never = writeln!(
            yaml,
            "- {{name: c{kind}, queue: q{kind}, arrivals: {{poisson: {{perHour: {per_hour}}}}}, handle: {{exponential: 100}}}}"
        );
    }
    yaml.push_str("agents:\n");
    for (agent, (speed, types)) in speeds.iter().zip(serves).enumerate() {
        let held: Vec<_> = types.iter().filter(|kind| **kind < arrivals.len()).map(|kind| format!("skill{kind}: true")).collect();
        let _never = writeln!(yaml, "- {{name: a{agent}, speed: {speed}, attributes: {{{}}}}}", held.join(", "));
    }
    let mut checks = Vec::new();
    for kind in 0..arrivals.len() {
        checks.push(check(&format!("meanWait {kind}"), figure(Of::Class(kind), Metric::MeanWait), 100.0 * exact.mean_wait[kind]));
        checks.push(check(&format!("pWait {kind}"), figure(Of::Class(kind), Metric::PWait), exact.p_wait[kind]));
    }
    checks.extend(
        exact.occupancy.iter().enumerate().map(|(agent, busy)| check(&format!("occupancy {agent}"), What::Occupancy(agent), *busy)),
    );
    Row { id, model: format!("{} types, {} agents", arrivals.len(), speeds.len()), yaml, checks }
}

/// Agents with several places each are as good as as many agents, however the work is spread.
fn chats(size: Size) -> Vec<Row> {
    let row = |id, spread| {
        let model = ErlangC::new(60, 50.0 / 600.0, 1.0 / 600.0)?;
        let yaml = format!(
            "{}domains: [{{name: chat, maxRequests: 3}}]\nqueues:\n- {{name: line, spread: {spread}}}\nclasses:\n- {{name: all, arrivals: {{poisson: \
             {{perHour: 300}}}}, handle: {{exponential: 600}}}}\nagents:\n- {{name: team, count: 20}}\n",
            head(size.times(4), 300.0)
        );
        let checks = vec![
            check("meanWait", figure(LINE, Metric::MeanWait), model.waiting().mean_wait),
            check("pWait", figure(LINE, Metric::PWait), model.waiting().p_wait),
            check("occupancy", What::Occupancy(0), model.occupancy()),
        ];
        Some(Row { id, model: "20 agents, three chats each".to_owned(), yaml, checks })
    };
    [row("C9", "LEAST_LOADED"), row("C9n", "NONE")].into_iter().flatten().collect()
}
