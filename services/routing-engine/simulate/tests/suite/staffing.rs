//! How many agents, and what another scenario would change.

use std::path::Path;

use routing_simulate::measure::Metric;
use routing_simulate::plan::{self, Plan};
use routing_simulate::report::Difference;
use routing_simulate::staff::{ServiceLevel, Target, Unanswered, formula, simulate};
use routing_simulate::study::Study;

const EIGHTY_TWENTY: Target =
    Target { service_level: Some(ServiceLevel { share: 0.8, within_seconds: 20.0 }), max_lost: None, max_wait: None };

fn yaml(agents: u32, class: &str) -> String {
    format!(
        "name: n{agents}\nreplications: 10\nhorizon: 22h\nwarmUp: 2h\nqueues: [{{name: q}}]\nclasses:\n- {{name: c, arrivals: {{poisson: {{perHour: 200}}}}, \
         handle: {{exponential: 3m}}{class}}}\nagents: [{{name: t, count: {agents}}}]\n"
    )
}

#[test]
fn eighty_twenty_needs_fourteen_by_the_formula() {
    let row = formula(&EIGHTY_TWENTY, 200.0, 180.0, None).unwrap();
    assert_eq!((row.model, row.agents), ("Erlang C", 14));
    assert!((row.service_level - 0.888_350).abs() < 1e-6);
    let patient = Target { max_lost: Some(0.03), ..Target::default() };
    let row = formula(&patient, 2_880.0, 60.0, Some(120.0)).unwrap();
    // Fifty lose 3.09 in a hundred.
    assert_eq!((row.model, row.agents), ("Erlang A", 51));
}

#[test]
fn the_simulation_finds_the_number_of_the_formula_from_any_guess() {
    // Far enough from 80/20 for short runs: 13 have 79.6 %, 14 have 88.8 %.
    let target = Target { service_level: Some(ServiceLevel { share: 0.84, within_seconds: 20.0 }), ..Target::default() };
    let scenario = plan::read(&yaml(1, "")).unwrap();
    for guess in [11, 14, 25] {
        let (agents, trials) = simulate(&scenario, 0, guess, &target).unwrap();
        assert_eq!(agents, 14, "{trials:?}");
        assert!(trials.iter().all(|trial| trial.met == (trial.agents >= 14)));
    }
}

#[test]
fn a_target_that_cannot_be_asked_or_met_is_told() {
    let scenario = plan::read(&yaml(1, "")).unwrap();
    assert_eq!(simulate(&scenario, 0, 1, &Target::default()).unwrap_err(), Unanswered::NoTarget);
}

#[test]
fn an_agent_more_is_a_sharper_difference_than_the_two_figures_tell() {
    let study = |agents| Study::run(Plan::parse(&yaml(agents, ", patience: {exponential: 5m}"), Path::new(".")).unwrap()).unwrap();
    let (base, other) = (study(12), study(13));
    let difference = Difference::new(&base, &other);
    let change = difference.queues[0].figures.get(Metric::MeanWait).unwrap();
    let half = |study: &Study| study.figure(routing_simulate::study::Of::Queue(0), Metric::MeanWait).half_width.unwrap();
    assert!(change.mean.unwrap() + change.half_width.unwrap() < 0.0, "{change:?}");
    assert!(change.half_width.unwrap() < half(&base).hypot(half(&other)));
    // The same people came.
    let came = difference.queues[0].figures.get(Metric::Offered).unwrap();
    assert_eq!((came.mean, came.half_width), (Some(0.0), Some(0.0)));
}

#[test]
fn the_same_scenario_twice_makes_no_difference() {
    let study = || Study::run(Plan::parse(&yaml(12, ""), Path::new(".")).unwrap()).unwrap();
    let difference = Difference::new(&study(), &study());
    assert!(difference.queues[0].figures.0.iter().all(|(_, one)| one.mean.is_none_or(|mean| mean == 0.0)));
    assert!(difference.unmatched.is_empty());
}
