//! What the time went into.

use std::time::{Duration, Instant};

/// Minutes by part of a run.
#[derive(Default)]
pub(crate) struct Ledger(Vec<(String, Duration)>);

impl Ledger {
    /// Runs a part and notes how long it took.
    pub(crate) fn part(&mut self, name: &str, part: impl FnOnce() -> anyhow::Result<()>) -> anyhow::Result<()> {
        println!("\n=== {name}");
        let begun = Instant::now();
        let done = part();
        self.0.push((name.to_owned(), begun.elapsed()));
        if done.is_err() {
            self.print();
        }
        done
    }

    /// The table.
    pub(crate) fn print(&self) {
        println!("\nminutes by part");
        for (name, time) in &self.0 {
            println!("{:>8.2}  {name}", time.as_secs_f64() / 60.0);
        }
        let total: Duration = self.0.iter().map(|(_, time)| *time).sum();
        println!("{:>8.2}  in all", total.as_secs_f64() / 60.0);
    }
}
