//! The one task runner: `cargo xtask up`, `cargo xtask test`, and what they are made of.

#![expect(clippy::print_stdout, reason = "a task runner talks to the person who called it")]

mod bench;
mod beside;
mod browser;
mod deploy;
mod flow;
mod fuzz;
mod interfaces;
mod ledger;
mod new_service;
mod services;
mod shell;
mod test;
mod ui;
mod up;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(about = "Tasks of the Switchboard workspace")]
struct Args {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Builds everything and runs it in one process.
    Up(up::Up),
    /// Runs everything that CI runs.
    Test(test::Test),
    /// What tests use beside this workspace, PostgreSQL, Redis, RabbitMQ, Chromium: `up` installs and starts what is missing, `down` stops what
    /// `up` started.
    Services(services::Services),
    /// Measures: start, messages, sockets, resume, widget, cluster.
    Bench(bench::Bench),
    /// Runs the version before and this one side by side, as a rolling update does.
    Beside(beside::Beside),
    /// Drives the pages in a real browser against the built binary.
    Browser,
    /// Lets anything die or be cut off under load, and checks what everybody saw.
    Chaos(bench::Chaos),
    /// Writes what docker-compose.yml expects on this machine: passwords (once), folders, settings for services that run beside it.
    Compose,
    /// Checks Dockerfile, compose file and chart, without an engine or a cluster.
    Deploy,
    /// Prints who serves, consumes, publishes and calls what; `--write` puts it into ARCHITECTURE.md.
    Flow(flow::Flow),
    /// Feeds a decoder whatever libFuzzer finds: command, log, expression, webhook.
    Fuzz(fuzz::Fuzz),
    /// Asks every HTTP interface of the built binary what its description allows, and more.
    Interfaces,
    /// Properties of the routing core over a million random histories each.
    Properties(test::Properties),
    /// Writes a new service of the house's shape.
    NewService(new_service::NewService),
}

fn main() -> anyhow::Result<()> {
    match Args::parse().task {
        Task::Up(up) => up.run(),
        Task::Test(test) => test.run(),
        Task::Services(services) => services.run(),
        Task::Bench(bench) => bench.run(),
        Task::Beside(beside) => beside.run(),
        Task::Browser => browser::run(),
        Task::Chaos(chaos) => chaos.run(),
        Task::Compose => deploy::compose::write(),
        Task::Deploy => deploy::check(),
        Task::Flow(flow) => flow.run(),
        Task::Fuzz(fuzz) => fuzz.run(),
        Task::Interfaces => interfaces::run_all(),
        Task::Properties(properties) => properties.run(),
        Task::NewService(service) => service.run(),
    }
}
