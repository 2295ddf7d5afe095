//! `test`: everything that must pass before a change lands.

use std::ffi::OsStr;
use std::path::Path;

use clap::Args;

use crate::ledger::Ledger;
use crate::shell::{root, run, run_with, succeeds, target};
use crate::{bench, beside, browser, deploy, flow, interfaces, new_service, services, ui};

/// The journey that every profile must pass in every run.
pub(crate) const MAIN_JOB: &str = "test(/^journeys::the_main_job/)";

/// Runs everything that CI runs.
#[derive(Args)]
pub(crate) struct Test {
    /// Also what takes too long for every change: a thousand kills, 20,000 cases a property, licences (needs cargo-deny installed).
    #[arg(long)]
    full: bool,
}

impl Test {
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        let mut ledger = Ledger::default();
        ledger.part("tools", services::ensure)?;
        ledger.part("web applications: install, lint, test, build", applications)?;
        ledger.part("contracts: buf", contracts)?;
        ledger.part("format", || run("cargo", &["fmt", "--all", "--check"]))?;
        ledger.part("clippy", || run("cargo", &["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))?;
        ledger.part("a generated service compiles", new_service::check)?;
        ledger.part("build", || run("cargo", &["build", "--workspace", "--bin", "switchboard"]))?;
        ledger.part("flow is current", flow::check)?;
        ledger.part("deployment", deploy::check)?;
        ledger.part("tests", || self.cargo_tests())?;
        ledger.part("the main job: real servers, a process each", || journeys("apart", MAIN_JOB, None))?;
        ledger.part("a cluster in which anything dies: 15 rounds", || bench::chaos("cluster", 15, 1, None, None))?;
        if self.full {
            ledger.part("20,000 cases a property", properties)?;
            for profile in ["apart", "servers", "replicas"] {
                ledger.part(&format!("journeys: {profile}"), || journeys(profile, "test(/^journeys/)", None))?;
            }
            ledger.part("the version before and this one side by side", || beside::Beside::default().run())?;
            ledger.part("a cluster in which anything dies: 1,000 rounds", || bench::chaos("cluster", 1000, 1, None, None))?;
        }
        ledger.part("browser", browser::run)?;
        if self.full {
            ledger.part("interfaces: schemathesis", interfaces::run_all)?;
            ledger.part("cargo-deny", || run("cargo", &["deny", "check", "bans", "licenses", "sources"]))?;
        }
        ledger.print();
        Ok(())
    }

    fn cargo_tests(&self) -> anyhow::Result<()> {
        let binary = target().join("debug/switchboard");
        let rounds = if self.full { "1000" } else { "60" };
        let environment = [("SWITCHBOARD_BIN", binary.as_os_str()), ("SWITCHBOARD_CHAOS_ROUNDS", OsStr::new(rounds))];
        run_with("cargo", &["nextest", "run", "--workspace"], &environment)
    }
}

/// Properties of what is pure, far longer. The variable overrides the number that a property asks for itself, so it must not reach those whose
/// cases are whole histories on a broker.
fn properties() -> anyhow::Result<()> {
    let pure = "not package(bus) and not binary(platform)";
    cases(20_000, &["--workspace", "-E", pure])
}

fn cases(cases: u32, which: &[&str]) -> anyhow::Result<()> {
    let arguments = [&["nextest", "run", "--profile", "long"], which].concat();
    run_with("cargo", &arguments, &[("PROPTEST_CASES", OsStr::new(&cases.to_string()))])
}

/// Properties, as long as you like: those of the routing core, its expressions and its simulator, or of the packages you name.
#[derive(Args)]
pub(crate) struct Properties {
    /// A package, such as `conversation-manager`; may be given several times.
    #[arg(long = "package", default_values = ["routing-core", "routing-expression", "routing-simulate"])]
    packages: Vec<String>,
    /// Random histories for each of them.
    #[arg(long, default_value_t = 1_000_000)]
    cases: u32,
    /// Which, as nextest's filter; all of them if it is left out.
    #[arg(long, default_value = "all()")]
    only: String,
}

impl Properties {
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        let packages = self.packages.iter().flat_map(|package| ["-p", package.as_str()]);
        cases(self.cases, &packages.chain(["-E", self.only.as_str()]).collect::<Vec<_>>())
    }
}

/// Journeys again, on PostgreSQL, RabbitMQ and Redis; with the binary of the version before for every second replica, if there is one.
pub(crate) fn journeys(profile: &str, which: &str, before: Option<&Path>) -> anyhow::Result<()> {
    let binary = target().join("debug/switchboard");
    let corner = services::Corner::make();
    let mut environment = vec![
        ("SWITCHBOARD_BIN", binary.as_os_str()),
        ("SWITCHBOARD_TEST_PROFILE", OsStr::new(profile)),
        ("SWITCHBOARD_TEST_RUN", OsStr::new(corner.name())),
    ];
    environment.extend(before.map(|binary| ("SWITCHBOARD_BIN_BEFORE", binary.as_os_str())));
    // One at a time: each is a dozen processes or more.
    let only = format!("binary(platform) and {which}");
    // A dozen processes that start at once on a busy machine may take longer than a test waits.
    run_with("cargo", &["nextest", "run", "--workspace", "--test-threads", "1", "--retries", "2", "-E", &only], &environment)
}

fn applications() -> anyhow::Result<()> {
    ui::install()?;
    run("npm", &["run", "lint"])?;
    run("npm", &["run", "test"])?;
    run("npm", &["run", "build"])
}

fn contracts() -> anyhow::Result<()> {
    let proto = root().join("proto");
    let proto = proto.to_string_lossy();
    run("buf", &["lint", &proto])?;
    // Against the last change that landed; the first one has nothing to compare with.
    let before = "HEAD~1";
    if succeeds("git", &["rev-parse", "--verify", "--quiet", &format!("{before}:proto")]) {
        run("buf", &["breaking", &proto, "--against", &format!(".git#ref={before},subdir=proto")])?;
    }
    Ok(())
}
