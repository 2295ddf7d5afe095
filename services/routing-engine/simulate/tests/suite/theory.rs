//! Closed forms against published figures, and against each other where two roads lead to the same number.

use routing_simulate::theory::birth_death::{ConstantPatience, Line};
use routing_simulate::theory::erlang::{ErlangC, blocked};
use routing_simulate::theory::skills::Skills;
use routing_simulate::theory::transient::Shift;
use routing_simulate::theory::{constant, priority, retry};

/// Equal to the digits that were published.
#[track_caller]
fn near(value: f64, published: f64, digits: i32) {
    let unit = 0.6 * 10f64.powi(-digits);
    assert!((value - published).abs() <= unit, "{value} is not {published}");
}

fn erlang_c(per_half_hour: f64, seconds: f64, agents: usize) -> ErlangC {
    ErlangC::new(agents, per_half_hour / 1_800.0, 1.0 / seconds).unwrap()
}

fn erlang_a(arrival: f64, seconds: f64, agents: usize, patience: f64) -> Line {
    Line { agents, arrival, service: 1.0 / seconds, giving_up: 1.0 / patience, places: None }
}

#[test]
fn erlang_c_agrees_with_published_tables() {
    let rows = [
        (100.0, 180.0, 14, 0.174_132, 7.8359, 20.0, 0.888_350),
        (100.0, 180.0, 13, 0.285_271, 17.1162, 20.0, 0.795_595),
        (100.0, 180.0, 11, 0.682_118, 122.7813, 20.0, 0.389_614),
        (360.0, 240.0, 55, 0.238_701, 8.1840, 15.0, 0.845_883),
    ];
    for (calls, seconds, agents, p_wait, wait, time, level) in rows {
        let model = erlang_c(calls, seconds, agents);
        near(model.waiting().p_wait, p_wait, 6);
        near(model.waiting().mean_wait, wait, 4);
        near(model.answered_within(time), level, 6);
    }
    near(erlang_c(100.0, 180.0, 14).occupancy(), 0.714_286, 6);
    let sheet = |agents| ErlangC::new(agents, 10.0, 12.0).unwrap();
    near(sheet(2).waiting().p_wait, 0.2451, 4);
    near(sheet(2).mean_queue(), 0.1751, 4);
    near(sheet(3).waiting().p_wait, 0.0577, 4);
    near(sheet(3).waiting().mean_wait, 0.0022, 4);
    for (agents, p_wait, wait) in [(1, 0.9, 9.0), (2, 0.853, 4.263), (5, 0.762, 1.525), (10, 0.669, 0.669), (20, 0.551, 0.275)] {
        let model = ErlangC::new(agents, 0.9 * f64::from(u32::try_from(agents).unwrap()), 1.0).unwrap();
        near(model.waiting().p_wait, p_wait, 3);
        near(model.waiting().mean_wait, wait, 3);
    }
    near(ErlangC::new(50, 48.0, 1.0).unwrap().percentile(0.9) * 60.0, 58.14, 2);
    assert_eq!(ErlangC::new(10, 10.0, 1.0), None);
}

#[test]
fn figures_that_the_web_has_wrong_are_not_ours() {
    near(ErlangC::new(25, 20.0, 1.0).unwrap().waiting().p_wait, 0.2091, 4);
    near(ErlangC::new(5, 3.0, 1.0).unwrap().waiting().p_wait, 0.236, 3);
}

#[test]
fn erlang_b_agrees_with_a_published_test_and_with_a_line_of_no_places() {
    near(blocked(10, 20.0), 0.537_963, 6);
    let line = Line { agents: 10, arrival: 20.0, service: 1.0, giving_up: 0.0, places: Some(0) };
    assert!((line.fate().rejected - blocked(10, 20.0)).abs() < 1e-12);
}

#[test]
fn erlang_a_agrees_with_published_tables() {
    let row = erlang_a(48.0, 1.0, 50, 2.0).fate();
    near(row.waiting.p_wait, 0.467_774, 6);
    near(row.waiting.mean_wait * 60.0, 3.7095, 4);
    near(row.abandoned, 0.030_912, 6);
    near(row.occupancy, 0.930_324, 6);
    near(row.mean_queue, 2.9676, 4);
    let row = erlang_a(100.0 / 1_800.0, 180.0, 13, 300.0).fate();
    near(row.waiting.p_wait, 0.225_797, 6);
    near(row.waiting.mean_wait, 7.4890, 4);
    near(row.abandoned, 0.024_963, 6);
    let row = erlang_a(1_050.0 / 300.0, 300.0, 1_000, 120.0).fate();
    near(row.waiting.p_wait, 0.814_459, 6);
    near(row.waiting.mean_wait, 6.0138, 4);
    near(row.abandoned, 0.050_115, 6);
}

#[test]
fn the_service_level_of_impatient_customers_lies_between_what_is_known() {
    let model = erlang_c(100.0, 180.0, 13);
    let endless = Line { agents: 13, arrival: 100.0 / 1_800.0, service: 1.0 / 180.0, giving_up: 0.0, places: None };
    assert!((endless.answered_within(20.0) - model.answered_within(20.0)).abs() < 1e-9);
    let line = erlang_a(100.0 / 1_800.0, 180.0, 13, 300.0);
    assert!((line.answered_within(0.0) - (1.0 - line.fate().waiting.p_wait)).abs() < 1e-9);
    // In the end everybody is answered who did not give up.
    assert!((line.answered_within(3_000.0) - (1.0 - line.fate().abandoned)).abs() < 1e-6);
}

#[test]
fn a_patience_as_long_as_a_call_makes_the_number_present_poisson() {
    // Handle time and patience of the mean that the table's waits in seconds give: 60 s.
    let row = erlang_a(100.0, 1.0, 100, 1.0).fate();
    near(row.waiting.p_wait, 0.513_299, 6);
    near(row.waiting.mean_wait * 60.0, 2.3917, 4);
    near(row.abandoned, 0.039_861, 6);
    let row = erlang_a(120.0, 1.0, 100, 1.0).fate();
    near(row.waiting.p_wait, 0.972_136, 6);
    near(row.abandoned, 0.167_693, 6);
}

#[test]
fn a_time_to_live_is_patience_that_is_the_same_for_all() {
    let row = |agents, patience| ConstantPatience { agents, arrival: 10.0 / 180.0, service: 1.0 / 180.0, patience }.fate();
    let (waiting, lost) = row(10, 120.0);
    near(waiting.p_wait, 0.676_856, 6);
    near(waiting.mean_wait, 45.908, 3);
    near(lost, 0.088_286, 6);
    let (waiting, lost) = row(8, 90.0);
    near(waiting.p_wait, 0.830_626, 6);
    near(waiting.mean_wait, 52.363, 3);
    near(lost, 0.235_406, 6);
}

#[test]
fn endless_constant_patience_is_erlang_c() {
    let (waiting, lost) = ConstantPatience { agents: 14, arrival: 100.0 / 1_800.0, service: 1.0 / 180.0, patience: 1e5 }.fate();
    near(waiting.p_wait, 0.174_132, 6);
    near(waiting.mean_wait, 7.8359, 4);
    assert!(lost < 1e-12);
}

#[test]
fn a_limit_of_places_turns_customers_away() {
    let row = Line { agents: 11, arrival: 10.0, service: 1.0, giving_up: 0.0, places: Some(5) }.fate();
    near(row.rejected, 0.062_612, 6);
    near(row.waiting.mean_wait * 180.0, 20.627, 3);
    // The published share is of all who come, ours of those who are let in.
    near(row.waiting.p_wait * (1.0 - row.rejected), 0.420_475, 6);
}

#[test]
fn priorities_share_what_the_line_has_to_wait_in_all() {
    let service = 1.0 / 180.0;
    let arrivals = [3.0 * service, 4.0 * service, 4.0 * service];
    let waits = priority::mean_waits(13, &arrivals, service).unwrap();
    for (wait, published) in waits.iter().zip([8.394, 18.188, 90.940]) {
        near(*wait, published, 3);
    }
    let mean: f64 = waits.iter().zip(arrivals).map(|(wait, arrival)| wait * arrival).sum::<f64>() / (11.0 * service);
    let all = ErlangC::new(13, 11.0 * service, service).unwrap().waiting();
    near(mean, 41.972, 3);
    near(all.mean_wait, 41.972, 3);
    near(all.p_wait, 0.466_359, 6);
}

#[test]
fn constant_handle_times_halve_the_wait() {
    let row = constant::waiting(5, 4.5, 1.0);
    near(row.p_wait, 0.747_829, 6);
    near(row.mean_wait, 0.776_695, 6);
    // One agent: Pollaczek and Khinchine.
    near(constant::waiting(1, 0.5, 1.0).mean_wait, 0.5, 6);
}

fn skills(arrivals: &[f64], services: &[f64], serves: &[&[usize]]) -> Skills {
    let row = |types: &&[usize]| (0..arrivals.len()).map(|kind| types.contains(&kind)).collect();
    Skills { arrivals: arrivals.to_vec(), services: services.to_vec(), serves: serves.iter().map(row).collect() }
}

/// Two who serve the first type only, two who serve both.
pub(crate) fn n_design() -> Skills {
    skills(&[1.4, 1.6], &[1.0; 4], &[&[0], &[0], &[0, 1], &[0, 1]])
}

#[test]
fn skills_agree_with_the_exact_figures_of_the_specification() {
    let exact = n_design().exact();
    near(exact.p_wait[0], 0.4156, 4);
    near(exact.p_wait[1], 0.8396, 4);
    near(exact.mean_wait[0], 0.4156, 4);
    near(exact.mean_wait[1], 2.3414, 4);
    near(exact.occupancy[0], 0.605, 3);
    near(exact.occupancy[3], 0.895, 3);
    near(exact.mean(&[1.4, 1.6]) * 10.0, 14.427, 3);
    let chain: Vec<[usize; 2]> = (0..5).map(|agent| [agent, (agent + 1) % 5]).collect();
    let chain: Vec<&[usize]> = chain.iter().map(<[usize; 2]>::as_slice).collect();
    let exact = skills(&[0.8; 5], &[1.0; 5], &chain).exact();
    near(exact.p_wait[0], 0.6752, 4);
    near(exact.mean_wait[0], 1.0116, 4);
    let speeds = skills(&[2.6], &[2.0, 1.0, 0.5], &[&[0], &[0], &[0]]).exact();
    near(speeds.mean_wait[0], 0.6535, 4);
}

#[test]
fn agents_who_serve_everything_are_erlang_c() {
    let all: &[usize] = &[0, 1];
    let exact = skills(&[1.0, 1.4], &[1.0; 3], &[all; 3]).exact();
    let line = ErlangC::new(3, 2.4, 1.0).unwrap().waiting();
    for kind in 0..2 {
        assert!((exact.p_wait[kind] - line.p_wait).abs() < 1e-12);
        assert!((exact.mean_wait[kind] - line.mean_wait).abs() < 1e-12);
    }
}

#[test]
fn one_agent_who_misses_offers_agrees_with_the_specification() {
    near(retry::mean_wait(1.0 / 300.0, 0.2, 20.0, 120.0), 91.14, 2);
}

#[test]
fn a_day_that_changes_agrees_with_the_forward_equations_of_the_specification() {
    let shift = Shift { agents: 18, service: 1.0, giving_up: 0.5, most: 120 };
    let day = shift.day(|at| 16.0 + 8.0 * (std::f64::consts::TAU * at / 60.0).sin(), 120.0, 12_000);
    near(day.came, 1_920.0, 3);
    near(day.delayed / day.came, 0.580, 3);
    near(day.waited / day.came, 0.2319, 4);
    near(day.gave_up, 222.61, 2);
}

#[test]
fn a_day_that_does_not_change_comes_to_the_steady_line() {
    let shift = Shift { agents: 5, service: 1.0, giving_up: 0.5, most: 60 };
    let (long, longer) = (shift.day(|_| 4.0, 40.0, 4_000), shift.day(|_| 4.0, 50.0, 5_000));
    let steady = Line { agents: 5, arrival: 4.0, service: 1.0, giving_up: 0.5, places: None }.fate();
    assert!((longer.waited - long.waited - 10.0 * steady.mean_queue).abs() < 1e-6);
}
