//! Scenario files: the examples, the published schema, and every kind of mistake.

use std::path::{Path, PathBuf};

use routing_simulate::plan::Plan;
use routing_simulate::report::Report;
use routing_simulate::study::Study;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples")
}

fn examples() -> Vec<PathBuf> {
    let files = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = files.filter(|path| path.extension().is_some_and(|end| end == "yaml")).collect();
    files.sort();
    files
}

/// Everything but the days, cut to some hours, and run twice.
fn short(path: &Path) -> Plan {
    let text = std::fs::read_to_string(path).unwrap();
    let mut plan = Plan::parse(&text, &folder()).unwrap_or_else(|problems| panic!("{}: {problems:?}", path.display()));
    plan.replications = 2;
    plan.horizon = plan.horizon.min(10 * 3_600_000);
    plan.warm_up = plan.warm_up.min(3_600_000);
    plan
}

#[test]
fn every_example_runs_and_serves_its_customers() {
    let examples = examples();
    assert!(examples.len() >= 12, "{examples:?}");
    for path in examples {
        let report = Report::new(&Study::run(short(&path)).unwrap());
        let json: serde_json::Value = serde_json::to_value(&report).unwrap();
        for queue in json["queues"].as_array().unwrap() {
            let count = |key: &str| queue[key]["mean"].as_f64().unwrap();
            let ended: f64 = ["served", "abandoned", "expired", "rejected", "unfinished"].iter().map(|key| count(key)).sum();
            assert!(count("served") > 10.0, "{}: {queue}", path.display());
            assert!((count("offered") - ended).abs() < 1e-9, "{}: {queue}", path.display());
        }
        assert!(report.text().contains(&report.scenario));
    }
}

#[test]
fn every_example_says_what_it_shows() {
    for path in examples() {
        assert!(std::fs::read_to_string(&path).unwrap().starts_with("# "), "{}", path.display());
    }
}

#[test]
fn the_published_schema_is_that_of_the_types() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenario.schema.json");
    let published = std::fs::read_to_string(&path).unwrap_or_default();
    let schema = routing_simulate::schema();
    assert!(published == schema, "write it anew: switchboard routing simulate --schema > {}", path.display());
}

#[test]
fn the_same_seed_gives_the_same_report_and_another_seed_another() {
    let run = |seed| {
        let mut plan = short(&folder().join("rona.yaml"));
        plan.seed = seed;
        serde_json::to_string(&Report::new(&Study::run(plan).unwrap())).unwrap()
    };
    assert_eq!(run(7), run(7));
    assert_ne!(run(7), run(8));
}

/// A scenario in which one thing is replaced.
fn broken(what: &str, by: &str) -> Vec<String> {
    const RIGHT: &str = "name: n
replications: 2
horizon: 1h
attributes: {vip: BOOLEAN, english: PROFICIENCY_LEVEL}
queues:
- name: q
  steps: [{expression: english >= 3}]
classes:
- name: c
  arrivals: {poisson: {perHour: 10}}
  handle: {exponential: 3m}
agents:
- name: t
  attributes: {english: 5}
";
    assert!(RIGHT.contains(what), "{what}");
    assert_eq!(Plan::parse(RIGHT, Path::new(".")).err(), None);
    let wrong = RIGHT.replace(what, by);
    let problems = Plan::parse(&wrong, Path::new(".")).err().unwrap_or_default();
    problems.iter().map(ToString::to_string).collect()
}

#[test]
fn every_kind_of_mistake_is_refused_by_name_and_place() {
    let mistakes = [
        ("horizon: 1h", "horizont: 1h", "3:1: unknown field `horizont`"),
        ("horizon: 1h\n", "", "11:1: missing field `horizon`"),
        ("horizon: 1h", "horizon: soon", "3:10: \"soon\" is not a time"),
        ("horizon: 1h", "horizon: -5", "3:10: "),
        ("horizon: 1h", "horizon: 900000000h", "3:10: "),
        ("horizon: 1h", "horizon: 0", "3:10: horizon: at least one second"),
        ("horizon: 1h", "horizon: 1h\nwarmUp: 1h", "4:9: warmUp: must be shorter"),
        ("replications: 2", "replications: 1", "2:15: replications: 2 to 10,000"),
        ("replications: 2", "replications: 99999999", "2:15: replications"),
        ("replications: 2", "replications: -1", "2:15: "),
        ("perHour: 10", "perHour: 1e9", "10:33: 1000000000 is not a rate"),
        ("perHour: 10", "perHour: .nan", "10:33: NaN is not a rate"),
        ("perHour: 10", "perHour: -1", "10:33: -1 is not a rate"),
        ("perHour: 10", "perHour: 0", "3:10: nobody comes"),
        ("exponential: 3m", "exponential: 0", "9:9: handle: must take some time"),
        ("exponential: 3m", "lognormal: {mean: 3m, cv: 99}", "11:38: 99 is not a coefficient"),
        ("exponential: 3m", "gamma: 3m", "11:12: "),
        ("english >= 3", "english >= 11", "7:24: a level is 1 to 10 at column 12 of the expression"),
        ("english >= 3", "nope >= 3", "7:24: there is no attribute \"nope\" at column 1"),
        ("english >= 3", "english >= ", "7:24: "),
        ("english >= 3", "vip", "6:9: nobody qualifies for any step of queue \"q\""),
        ("english: 5}", "english: 12}", "14:25: 12 is no value"),
        ("english: 5}", "latin: 5}", "14:23: there is no attribute \"latin\""),
        ("- name: t", "- name: t\n  count: 0", "14:10: count: at least 1"),
        ("- name: t", "- name: t\n  count: 4000000000", "14:10: count: at least 1"),
        ("- name: t", "- name: t\n  domains: {mail: 1}", "14:19: there is no domain \"mail\""),
        ("- name: t", "- name: t\n  handle: {x: {constant: 1}}", "14:15: there is no class \"x\""),
        ("- name: t", "- name: t\n  shifts: [{from: 2h, until: 1h}]", "14:12: a shift begins before it ends"),
        ("- name: c", "- name: c\n  queue: zzz", "10:10: there is no queue \"zzz\""),
        ("- name: c", "- name: c\n  priority: 11", "10:13: priority: 1 to 10"),
        ("- name: c", "- name: c\n  ttl: 0", "10:8: ttl: "),
        ("- name: q", "- name: q\n  offerSeconds: 0", "7:17: offerSeconds"),
        ("- name: q", "- name: q\n- name: q", "7:9: there are two queues of the name \"q\""),
        ("{poisson: {perHour: 10}}", "{recorded: {file: missing.csv}}", "10:13: ./missing.csv: "),
        ("{poisson: {perHour: 10}}", "{piecewise: {every: 0, perHour: [1]}}", "10:13: every: a piece"),
        ("{poisson: {perHour: 10}}", "{piecewise: {every: 60, perHour: []}}", "10:13: perHour: 1 to"),
    ];
    let accepted_or_misplaced = mistakes.iter().filter_map(|(what, by, message)| {
        let problems = broken(what, by);
        let named = problems.iter().any(|problem| problem.starts_with(message));
        (!named).then(|| format!("{by}: {problems:?}, not {message}"))
    });
    assert_eq!(accepted_or_misplaced.collect::<Vec<_>>(), Vec::<String>::new());
}

#[test]
fn policies_and_conditions_that_cannot_be_are_refused_by_name() {
    let mistakes = [
        ("- name: q", "- name: q\n  order: {policy: STRICT, classes: [{priority: 1}]}", "order.classes: only with the policy CLASSES"),
        ("- name: q", "- name: q\n  order: {policy: CLASSES, classes: [{priority: 12}]}", "order.classes: priority is 1 to 10"),
        (
            "- name: q",
            "- name: q\n  order: {policy: CLASSES, classes: [{priority: 2, percent: 0}]}",
            "order.classes: percent is 1 to 10,000",
        ),
        ("- name: q", "- name: q\n  order: {policy: CLASSES, classes: [{priority: 2}, {priority: 2}]}", "priority 2 is there twice"),
        ("- name: q", "- name: q\n  orderBy: [{attribute: english}]", "orderBy: one to eight attributes with skill ORDER_BY"),
        ("- name: q", "- name: q\n  skill: ORDER_BY", "orderBy: one to eight attributes with skill ORDER_BY"),
        ("- name: q", "- name: q\n  skill: ORDER_BY\n  orderBy: [{attribute: latin}]", "there is no attribute \"latin\""),
        ("queues:", "domains: [{name: chat, maxRequests: 3, weight: 101}]\nqueues:", "weight: 0 to 100"),
        (
            "{expression: english >= 3}",
            "{expression: english >= 3, considerIf: idle > 3}, {expression: \"true\"}",
            "at column 1 of the condition",
        ),
        ("{expression: english >= 3}", "{expression: english >= 3, considerIf: waiting > 3}", "the last step has no condition"),
    ];
    let accepted = mistakes.iter().filter_map(|(what, by, message)| {
        let problems = broken(what, by);
        let named = problems.iter().any(|problem| problem.contains(message));
        (!named).then(|| format!("{by}: {problems:?}, not {message}"))
    });
    assert_eq!(accepted.collect::<Vec<_>>(), Vec::<String>::new());
}
