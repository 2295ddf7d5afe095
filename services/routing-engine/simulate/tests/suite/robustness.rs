//! No text makes the reader panic, and no scenario that was accepted makes a replication panic or go on for ever.

use std::path::Path;

use proptest::prelude::*;
use routing_simulate::measure::Metric;
use routing_simulate::plan::Plan;
use routing_simulate::recorded;
use routing_simulate::study::Study;

const EXAMPLES: [&str; 4] = [
    include_str!("../../examples/rona.yaml"),
    include_str!("../../examples/widening.yaml"),
    include_str!("../../examples/day.yaml"),
    include_str!("../../examples/chats.yaml"),
];

/// How a customer's wait may end.
const ENDS: [Metric; 5] = [Metric::Served, Metric::Abandoned, Metric::Expired, Metric::Rejected, Metric::Unfinished];

/// What is written over something else.
const ODD: [&str; 24] = [
    "0",
    "-1",
    "1",
    "2",
    "10",
    "0.5",
    "1e308",
    "-1e308",
    ".nan",
    ".inf",
    "99999999999999999999",
    "''",
    "null",
    "true",
    "[]",
    "{}",
    "abc",
    "1ms",
    "400d",
    "&a [*a]",
    "english >= 5",
    "NOT_READY",
    "KEEP_READY",
    "1h",
];

/// An example in which some words are replaced by others.
fn disturbed() -> impl Strategy<Value = String> {
    let change = (any::<prop::sample::Index>(), 0..ODD.len());
    (0..EXAMPLES.len(), prop::collection::vec(change, 0..4)).prop_map(|(example, changes)| {
        let mut words: Vec<&str> = EXAMPLES[example].split_inclusive([' ', '\n']).collect();
        for (place, odd) in changes {
            let place = place.index(words.len());
            words[place] = ODD[odd];
        }
        words.concat()
    })
}

/// Made small enough for a test.
fn small(mut plan: Plan) -> Option<Plan> {
    plan.replications = 2;
    plan.horizon = plan.horizon.min(3_600_000);
    plan.warm_up = 0;
    let customers: f64 = plan.classes.iter().map(|class| plan.expected(class)).sum();
    (customers < 5_000.0 && plan.agents.len() < 200).then_some(plan)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn a_disturbed_scenario_is_refused_or_comes_to_an_end(yaml in disturbed()) {
        if let Some(plan) = Plan::parse(&yaml, Path::new(".")).ok().and_then(small)
            && let Ok(study) = Study::run(plan)
        {
            for outcome in &study.outcomes {
                for figures in &outcome.queues {
                    let ended: f64 = ENDS.iter().map(|end| figures.get(*end)).sum();
                    prop_assert!((figures.get(Metric::Offered) - ended).abs() < 0.5);
                }
                prop_assert!(outcome.occupancy.iter().all(|share| !share.is_finite() || *share >= 0.0));
            }
        }
    }

    #[test]
    fn any_text_is_a_scenario_or_a_list_of_problems(text in ".{0,400}") {
        prop_assert!(Plan::parse(&text, Path::new(".")).is_err());
    }

    #[test]
    fn any_file_of_arrivals_is_read_or_refused_with_its_line(rows in prop::collection::vec("[a-z\",0-9.e-]{0,30}", 0..20)) {
        let text = format!("{}\n{}\n", recorded::HEADER, rows.join("\n"));
        if let Err(problem) = recorded::parse(&text) {
            let line = problem.split(':').next().and_then(|line| line.parse::<usize>().ok());
            prop_assert!(line.is_some_and(|line| (2..=rows.len() + 1).contains(&line)), "{}", problem);
        }
    }
}

#[test]
fn offers_that_nobody_ever_answers_are_given_up_by_name() {
    let yaml = "name: n\nreplications: 2\nhorizon: 200h\nqueues: [{name: q, offerSeconds: 1, coolOffSeconds: 0, afterRona: KEEP_READY}]\nclasses:\n- {name: c, \
                arrivals: {poisson: {perHour: 30}}, handle: {constant: 1}}\nagents: [{name: t, count: 50, answer: {probability: 0}}]\n";
    let problem = Study::run(Plan::parse(yaml, Path::new(".")).unwrap()).unwrap_err();
    assert!(problem.to_string().contains("offers that nobody answers go round in circles"), "{problem}");
}

#[test]
fn recorded_arrivals_are_read_with_quotes_and_refused_with_their_line() {
    let read = |rows: &str| recorded::parse(&format!("{}\n{rows}", recorded::HEADER));
    let one = read("\"a, \"\"b\"\"\",1.5,2,,3\n").unwrap();
    assert_eq!(one["a, \"b\""][0], recorded::Arrival { at: 1_500, handle: Some(2_000), patience: None, at_least: 3_000 });
    assert_eq!(recorded::quoted("a, \"b\""), "\"a, \"\"b\"\"\"");
    assert_eq!(read("a,x,,,").unwrap_err(), "2: at: \"x\" is not a number of seconds");
    assert_eq!(read("a,1,,,\nb,,,,").unwrap_err(), "3: at: is missing");
    assert_eq!(recorded::parse("at,class\n").unwrap_err(), format!("1: the first line must be {:?}", recorded::HEADER));
}
