//! Half-widths, quantiles, families of tests, and random numbers.

use routing_simulate::distribution::{Distribution, Lognormal};
use routing_simulate::random::{Purpose, Stream};
use routing_simulate::statistics::{Sample, chi_squared_tail, holm, summarise, t_quantile};
use routing_simulate::units::{Seconds, Spreading};

fn near(value: f64, exact: f64, tolerance: f64) {
    assert!((value - exact).abs() <= tolerance, "{value} is not {exact}");
}

#[test]
fn quantiles_are_those_of_the_tables() {
    near(t_quantile(0.975, 19), 2.093, 5e-4);
    near(t_quantile(0.975, 1), 12.706, 5e-4);
    near(t_quantile(0.995, 9), 3.250, 5e-4);
    near(chi_squared_tail(18.307, 10), 0.05, 1e-5);
    near(chi_squared_tail(29.588, 10), 0.001, 1e-6);
}

#[test]
fn a_half_width_is_that_of_student() {
    let summary = summarise([1.0, 2.0, 3.0, 4.0]);
    near(summary.mean.unwrap(), 2.5, 1e-12);
    near(summary.half_width.unwrap(), 3.182 * (5.0f64 / 3.0).sqrt() / 2.0, 1e-3);
    assert_eq!(summarise([f64::NAN]).mean, None);
    assert_eq!(summarise([2.0]).half_width, None);
}

#[test]
fn a_mean_that_is_two_errors_out_is_one_in_sixteen_of_few_and_one_in_twenty_two_of_many() {
    let sample = |count| Sample { count, mean: 2.0, error: 1.0 };
    near(sample(20).p_value(0.0), 0.0600, 5e-4);
    near(sample(1_000_000).p_value(0.0), 0.0455, 5e-4);
    near(sample(1_000_000).normal_deviate(0.0), 2.0, 1e-3);
}

#[test]
fn holm_rejects_what_is_too_unlikely_among_as_many() {
    assert_eq!(holm(&[0.01, 0.04, 0.03], 0.05), [true, false, false]);
    assert_eq!(holm(&[0.01, 0.02, 0.03], 0.05), [true, true, true]);
    assert_eq!(holm(&[], 0.05), [false; 0]);
}

#[test]
fn streams_are_apart_and_repeat() {
    let draw = |seed, run, purpose, whose| {
        let mut stream = Stream::new(seed, run, purpose, whose);
        (0..4).map(|_| stream.uniform().to_bits()).collect::<Vec<_>>()
    };
    let base = draw(1, 0, Purpose::Arrivals, "gold");
    assert_eq!(base, draw(1, 0, Purpose::Arrivals, "gold"));
    let others = [
        draw(2, 0, Purpose::Arrivals, "gold"),
        draw(1, 1, Purpose::Arrivals, "gold"),
        draw(1, 0, Purpose::Patience, "gold"),
        draw(1, 0, Purpose::Arrivals, "silver"),
    ];
    assert!(others.iter().all(|other| *other != base));
}

#[test]
fn drawn_times_have_the_mean_and_the_spread_that_were_asked_for() {
    let shape = Lognormal { mean: Seconds::new(240.0), cv: Spreading::new(0.9) };
    for (time, cv) in [
        (Distribution::Exponential(Seconds::new(240.0)), 1.0),
        (Distribution::Constant(Seconds::new(240.0)), 0.0),
        (Distribution::Lognormal(shape), 0.9),
    ] {
        let mut stream = Stream::new(5, 0, Purpose::Handling, "");
        let values: Vec<f64> = (0..200_000).map(|_| time.quantile(stream.uniform())).collect();
        let sample = Sample::of(values.iter().copied()).unwrap();
        near(sample.mean, 240.0, 4.0 * sample.error + 1e-9);
        near(sample.error * 200_000f64.sqrt() / 240.0, cv, 0.03);
    }
}

#[test]
fn the_share_below_a_quantile_is_the_share() {
    let shape = Lognormal { mean: Seconds::new(240.0), cv: Spreading::new(0.9) };
    for time in [Distribution::Exponential(Seconds::new(240.0)), Distribution::Lognormal(shape)] {
        for share in [0.01, 0.3, 0.5, 0.99] {
            near(time.share_below(time.quantile(share)), share, 1e-9);
        }
    }
}
