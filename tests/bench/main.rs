//! Figures of the built binary, each beside the floor it is judged against. The last line is one JSON object.

#![expect(clippy::print_stdout, clippy::cast_precision_loss, reason = "a benchmark prints its figures, and none is near 2^52")]

mod bare;
mod cluster;
mod files;
mod floor;
mod house;
mod machine;
mod messages;
mod pace;
mod resume;
mod routing;
mod sockets;
mod start;
mod tab;
mod web;
mod webhooks;
mod widget;

use clap::{Parser, Subcommand};
use serde_json::{Value, json};

/// That of the binary: the bare server is this program, and is compared with it by its memory.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

#[derive(Parser)]
#[command(name = "bench", about = "Figures of the built binary")]
struct Arguments {
    #[command(subcommand)]
    bench: Bench,
}

#[derive(Subcommand)]
enum Bench {
    /// Start to ready, and memory at rest.
    Start,
    /// Customer socket to agent socket, durable: latency at a steady rate, then the highest rate that is kept.
    Messages(messages::Options),
    /// Memory of an open chat.
    Sockets(sockets::Options),
    /// Many customers come back at once and get what they missed.
    Resume(resume::Options),
    /// A process per service on PostgreSQL, RabbitMQ and Redis: latency, the highest rate, what each costs, outages and deaths.
    Cluster(cluster::Options),
    /// A large file up and down: memory, and speed beside a plain copy.
    Files(files::Options),
    /// A provider's webhook to its 200, and on to a desk.
    Webhooks(webhooks::Options),
    /// The routing core: decisions a second, memory, replay, and decisions in a log on the disk.
    Routing(routing::Options),
    /// Bytes a visitor's browser loads before the first message.
    Widget,
    /// The desk and the administration in a real browser: their weight, and how a full desk feels.
    Web(web::Options),
    /// The floor: a server that has sockets and nothing behind them.
    #[command(hide = true)]
    Bare {
        /// Where it listens.
        port: u16,
    },
    /// The floor: a server that writes what comes into a file.
    #[command(hide = true)]
    Copier {
        /// Where it listens.
        port: u16,
        /// The file.
        place: std::path::PathBuf,
    },
}

fn main() -> anyhow::Result<()> {
    // Installed already if a library was quicker.
    let _already = rustls::crypto::ring::default_provider().install_default();
    let arguments = Arguments::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let (name, report) = match arguments.bench {
        Bench::Start => ("start", runtime.block_on(start::run())?),
        Bench::Messages(options) => ("messages", runtime.block_on(messages::run(options))?),
        Bench::Sockets(options) => ("sockets", runtime.block_on(sockets::run(options))?),
        Bench::Resume(options) => ("resume", runtime.block_on(resume::run(options))?),
        Bench::Cluster(options) => ("cluster", runtime.block_on(cluster::run(options))?),
        Bench::Files(options) => ("files", runtime.block_on(files::run(options))?),
        Bench::Webhooks(options) => ("webhooks", runtime.block_on(webhooks::run(options))?),
        Bench::Routing(options) => ("routing", runtime.block_on(routing::run(options))?),
        Bench::Web(options) => ("web", runtime.block_on(web::run(options))?),
        Bench::Widget => ("widget", widget::run()?),
        Bench::Copier { port, place } => return runtime.block_on(files::serve(port, place)),
        Bench::Bare { port } => return runtime.block_on(bare::serve(port)),
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
