//! Lengths of time that are drawn at random.
//!
//! A time is a quantile of one uniform number, so a customer whose agent is slower has the same luck and a longer call.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use statrs::function::erf::erfc_inv;

use crate::units::{Seconds, Spreading};

/// How long something takes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub enum Distribution {
    /// Exponential with this mean: no memory.
    Exponential(Seconds),
    /// Always the same.
    Constant(Seconds),
    /// Lognormal, the shape of real handle times.
    Lognormal(Lognormal),
}

/// Mean and spread of a lognormal time.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Lognormal {
    /// The mean of the time itself, not of its logarithm.
    pub mean: Seconds,
    /// Standard deviation divided by the mean.
    pub cv: Spreading,
}

/// How long a customer waits before giving up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub enum Patience {
    /// For ever.
    #[default]
    None,
    /// Exponential with this mean.
    Exponential(Seconds),
    /// Everybody the same.
    Constant(Seconds),
    /// Lognormal.
    Lognormal(Lognormal),
}

impl Distribution {
    /// The mean, in seconds.
    pub const fn mean(self) -> f64 {
        match self {
            Self::Exponential(mean) | Self::Constant(mean) => mean.get(),
            Self::Lognormal(shape) => shape.mean.get(),
        }
    }

    /// The time below which a share `u` of all times is, in seconds.
    pub fn quantile(self, u: f64) -> f64 {
        match self {
            Self::Exponential(mean) => -mean.get() * (-u).ln_1p(),
            Self::Constant(value) => value.get(),
            Self::Lognormal(shape) => {
                let variance = (shape.cv.get() * shape.cv.get()).ln_1p();
                let location = shape.mean.get().ln() - variance / 2.0;
                variance.sqrt().mul_add(normal_quantile(u), location).exp()
            }
        }
    }

    /// The share of times below `x` seconds.
    pub fn share_below(self, x: f64) -> f64 {
        match self {
            Self::Exponential(mean) => -(-x / mean.get()).exp_m1(),
            Self::Constant(value) => f64::from(x >= value.get()),
            Self::Lognormal(shape) => {
                let variance = (shape.cv.get() * shape.cv.get()).ln_1p();
                let location = shape.mean.get().ln() - variance / 2.0;
                if x <= 0.0 { 0.0 } else { normal_share((x.ln() - location) / variance.sqrt()) }
            }
        }
    }
}

impl Patience {
    /// The distribution; none is for ever.
    pub const fn distribution(self) -> Option<Distribution> {
        match self {
            Self::None => None,
            Self::Exponential(mean) => Some(Distribution::Exponential(mean)),
            Self::Constant(value) => Some(Distribution::Constant(value)),
            Self::Lognormal(shape) => Some(Distribution::Lognormal(shape)),
        }
    }
}

fn normal_quantile(u: f64) -> f64 {
    -std::f64::consts::SQRT_2 * erfc_inv(2.0 * u)
}

fn normal_share(x: f64) -> f64 {
    0.5 * statrs::function::erf::erfc(-x / std::f64::consts::SQRT_2)
}
