//! Figures of the built binary, each beside the floor it is judged against. The last line is one JSON object.

#![expect(clippy::print_stdout, clippy::cast_precision_loss, reason = "a benchmark prints its figures, and none is near 2^52")]

mod messages;
mod start;
mod widget;

use serde_json::{Value, json};

fn main() -> anyhow::Result<()> {
    // Installed already if a library was quicker.
    let _already = rustls::crypto::ring::default_provider().install_default();
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let name = arguments.first().map_or("", String::as_str);
    let report = match name {
        "start" => runtime.block_on(start::run())?,
        "messages" => runtime.block_on(messages::run())?,
        "widget" => widget::run()?,
        other => anyhow::bail!("there is no bench {other:?}; there are start, messages, widget"),
    };
    println!("{}", report.json(name));
    Ok(())
}

/// What a bench found.
pub(crate) struct Report {
    /// Measured.
    pub(crate) figures: Value,
    /// Measured in the same run: what cannot be beaten.
    pub(crate) floor: Value,
    /// What is asked for.
    pub(crate) targets: Value,
    /// Whether every target is met.
    pub(crate) met: bool,
}

impl Report {
    fn json(&self, bench: &str) -> Value {
        json!({ "bench": bench, "figures": self.figures, "floor": self.floor, "targets": self.targets, "met": self.met })
    }
}
