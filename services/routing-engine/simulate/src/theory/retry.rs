//! One agent who does not answer every offer, ready for the next at once: M/G/1 with unanswered rings before the work.

/// Mean time until an offer is answered: arrival rate, share of offers not answered, length of a ring, exponential work.
pub fn mean_wait(arrival: f64, missed: f64, ring: f64, work: f64) -> f64 {
    // Failed rings before the answer: geometric.
    let failures = missed / (1.0 - missed);
    let variance = missed / ((1.0 - missed) * (1.0 - missed));
    let mean = failures * ring + work;
    let square = variance * ring * ring + work * work + mean * mean;
    arrival * square / (2.0 * (1.0 - arrival * mean)) + failures * ring
}
