//! Conversions between counts, instants and figures, each with its reason in one place.

/// A count as a figure.
pub fn float(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

/// Milliseconds as a figure.
#[expect(clippy::cast_precision_loss, reason = "no simulation is longer than 2^53 ms")]
pub const fn figure(ms: i64) -> f64 {
    ms as f64
}

/// Milliseconds as seconds.
pub const fn seconds(ms: i64) -> f64 {
    figure(ms) / 1_000.0
}

/// Seconds as whole milliseconds; what is not a number or too long is the longest time there is.
#[expect(clippy::cast_possible_truncation, reason = "a cast from f64 saturates")]
pub fn milliseconds(seconds: f64) -> i64 {
    const LONGEST: f64 = 4e15;
    if seconds.is_finite() { (seconds * 1_000.0).round().clamp(-LONGEST, LONGEST) as i64 } else { LONGEST as i64 }
}

/// A figure as a count; negative ones are none.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a cast from f64 saturates, and 0 stands for what is below")]
pub const fn count(figure: f64) -> usize {
    figure as usize
}
