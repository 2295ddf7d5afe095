//! Means with half-widths, and tests of many means at once.

use serde::Serialize;
use statrs::distribution::{ChiSquared, ContinuousCDF as _, Normal, StudentsT};

use crate::number::float;

/// Share of intervals that contain the true value.
pub const CONFIDENCE: f64 = 0.95;

/// A mean over replications.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// The mean; none if the figure is not defined in any replication.
    pub mean: Option<f64>,
    /// Half the width of the 95 % confidence interval; none for fewer than two replications.
    pub half_width: Option<f64>,
}

/// Mean and standard error of what was measured independently so many times.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sample {
    /// How many were defined.
    pub count: usize,
    /// Their mean.
    pub mean: f64,
    /// Standard error of the mean.
    pub error: f64,
}

impl Sample {
    /// Of the values that are defined; none if there are none.
    pub fn of(values: impl IntoIterator<Item = f64>) -> Option<Self> {
        // Welford's recurrence: no cancellation.
        let (mut count, mut mean, mut squares) = (0_usize, 0.0, 0.0);
        for value in values.into_iter().filter(|value| value.is_finite()) {
            count += 1;
            let before = value - mean;
            mean += before / float(count);
            squares += before * (value - mean);
        }
        let variance = if count > 1 { squares / float(count - 1) } else { f64::INFINITY };
        (count > 0).then(|| Self { count, mean, error: (variance / float(count)).sqrt() })
    }

    /// As the report has it.
    pub fn summary(self) -> Summary {
        let half_width = (self.count > 1).then(|| t_quantile(f64::midpoint(1.0, CONFIDENCE), self.count - 1) * self.error);
        Summary { mean: Some(self.mean), half_width }
    }

    /// How many standard errors the mean is from a value.
    pub fn distance(self, exact: f64) -> f64 {
        // Rounding to whole milliseconds and figures that never vary: closer than that nobody can look.
        let floor = 1e-12 * exact.abs().max(1e-12);
        (self.mean - exact) / self.error.max(floor)
    }

    /// Probability of being that far away or farther if the value is true.
    pub fn p_value(self, exact: f64) -> f64 {
        let freedom = float(self.count.saturating_sub(1).max(1));
        let tail = StudentsT::new(0.0, 1.0, freedom).map_or(0.5, |t| t.cdf(-self.distance(exact).abs()));
        (2.0 * tail).clamp(0.0, 1.0)
    }

    /// The standard normal deviate that is as far out as the mean is.
    pub fn normal_deviate(self, exact: f64) -> f64 {
        let half = (self.p_value(exact) / 2.0).clamp(1e-300, 0.5);
        let magnitude = Normal::new(0.0, 1.0).map_or(0.0, |normal| -normal.inverse_cdf(half));
        magnitude.copysign(self.distance(exact))
    }
}

/// The mean of some values with its half-width.
pub fn summarise(values: impl IntoIterator<Item = f64>) -> Summary {
    Sample::of(values).map_or(Summary { mean: None, half_width: None }, Sample::summary)
}

/// Quantile of Student's t.
pub fn t_quantile(share: f64, freedom: usize) -> f64 {
    StudentsT::new(0.0, 1.0, float(freedom)).map_or(f64::INFINITY, |t| t.inverse_cdf(share))
}

/// Probability that a chi-squared of that many degrees of freedom is larger.
pub fn chi_squared_tail(value: f64, freedom: usize) -> f64 {
    ChiSquared::new(float(freedom.max(1))).map_or(0.0, |chi| chi.sf(value))
}

/// Holm's step-down procedure: which hypotheses are rejected so that the chance of rejecting any true one is at most `alpha`.
pub fn holm(p_values: &[f64], alpha: f64) -> Vec<bool> {
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_by(|a, b| p_values[*a].total_cmp(&p_values[*b]));
    let mut rejected = vec![false; p_values.len()];
    for (rank, index) in order.iter().enumerate() {
        if p_values[*index] > alpha / float(p_values.len() - rank) {
            break;
        }
        rejected[*index] = true;
    }
    rejected
}
