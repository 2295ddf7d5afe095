//! The command line every binary has.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use figment::Figment;
use figment::providers::Serialized;
use ids::Clock;

use crate::backup;
use crate::config;
use crate::host::{Host, HostError};
use crate::service::Service;
use crate::telemetry;

/// Exit code for a wrong configuration (`EX_CONFIG` of sysexits).
const EX_CONFIG: u8 = 78;

#[derive(Parser)]
#[command(version, about = "Services of the Switchboard contact centre")]
struct Args {
    /// Folder of stores, keys and links.
    #[arg(long, global = true)]
    data: Option<PathBuf>,
    /// Settings that override the defaults.
    #[arg(long, global = true)]
    config: Option<PathBuf>,
    #[command(subcommand)]
    verb: Option<Verb>,
}

#[derive(Subcommand)]
enum Verb {
    /// Runs the services (the default).
    Run(Chosen),
    /// Brings the stores to this version.
    Migrate(Chosen),
    /// Checks configuration and composition, without touching anything.
    Check(Chosen),
    /// Prints the effective settings, secrets left out.
    Config,
    /// Prints who serves, consumes, publishes and calls what.
    Flow,
    /// Prints the OpenAPI documents of the services, as one JSON object by pod name.
    Openapi,
    /// Copies the installation as it is at this instant, keys and all, into a new folder; processes go on meanwhile. For stores on files.
    Backup {
        /// The new folder.
        folder: PathBuf,
    },
    /// Puts a backup into an empty data folder.
    Restore {
        /// The backup.
        folder: PathBuf,
    },
    /// Asks the admin listener whether the process is ready; for container probes.
    Health,
}

/// Which of the binary's services.
#[derive(Default, clap::Args)]
struct Chosen {
    /// Only these, comma-separated pod names.
    #[arg(long, value_delimiter = ',')]
    only: Vec<String>,
    /// All but these.
    #[arg(long, value_delimiter = ',')]
    except: Vec<String>,
}

/// The whole of a service's `main`.
pub fn main(services: impl IntoIterator<Item = Service>) -> ExitCode {
    match run(services.into_iter().collect()) {
        Ok(code) => code,
        Err(error) => {
            let code = if matches!(error, HostError::Config(_)) { ExitCode::from(EX_CONFIG) } else { ExitCode::FAILURE };
            say_error(&error);
            code
        }
    }
}

fn say_error(error: &dyn std::error::Error) {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text.push_str(": ");
            text.push_str(&cause_text);
        }
        next = cause.source();
    }
    // Nobody is left to hear that standard error is closed.
    let _closed = writeln!(std::io::stderr(), "{text}");
}

fn run(services: Vec<Service>) -> Result<ExitCode, HostError> {
    let args = Args::parse();
    let mut figment = config::load(&services, args.config.as_deref())?;
    if let Some(data) = &args.data {
        figment = figment.merge(Serialized::default("data", data));
    }
    let settings = config::settings(&figment)?;
    telemetry::logs(&settings.log);
    // Installed already: a test process did.
    let _already = rustls::crypto::ring::default_provider().install_default();
    match args.verb.unwrap_or_else(|| Verb::Run(Chosen::default())) {
        Verb::Run(chosen) => tokio_runtime()?.block_on(serve(chosen.of(services)?, &figment)),
        Verb::Migrate(chosen) => tokio_runtime()?.block_on(async {
            Host::assemble(chosen.of(services)?, &figment)?.migrate().await?;
            Ok(ExitCode::SUCCESS)
        }),
        Verb::Check(chosen) => {
            let runtime = tokio_runtime()?;
            let _inside = runtime.enter();
            let host = Host::assemble(chosen.of(services)?, &figment)?;
            let flow = host.flow();
            let problems = flow.cycle().map(|cycle| format!("a cycle of calls: {}", cycle.join(" → "))).into_iter();
            let mut problems: Vec<_> =
                problems.chain(flow.orphans().into_iter().map(|topic| format!("nobody publishes {topic}"))).collect();
            problems.extend(host.strangers());
            if problems.is_empty() { Ok(ExitCode::SUCCESS) } else { Err(config::ConfigError { problems }.into()) }
        }
        Verb::Flow => {
            let runtime = tokio_runtime()?;
            let _inside = runtime.enter();
            say(&Host::assemble(services, &figment)?.flow().markdown())
        }
        Verb::Openapi => {
            let runtime = tokio_runtime()?;
            let _inside = runtime.enter();
            let documents = Host::assemble(services, &figment)?.documents();
            say(&serde_json::to_string_pretty(&documents).unwrap_or_default())
        }
        Verb::Backup { folder } => say(&tokio_runtime()?.block_on(backup::backup(&settings, &folder))?),
        Verb::Restore { folder } => {
            let runtime = tokio_runtime()?;
            let _inside = runtime.enter();
            restore(services, &figment, &settings, &folder)
        }
        Verb::Config => say(&effective(&figment)),
        Verb::Health => Ok(health(&settings)),
    }
}

/// The services are put together elsewhere, to ask what they know: they make keys where they are.
fn restore(
    services: Vec<Service>,
    figment: &Figment,
    settings: &crate::settings::Settings,
    from: &std::path::Path,
) -> Result<ExitCode, HostError> {
    let aside = std::env::temp_dir().join(format!("switchboard-{}", ids::new_id()));
    let elsewhere = figment.clone().merge(Serialized::default("data", &aside)).merge(Serialized::default("keys", ""));
    let restored = Host::assemble(services, &elsewhere).and_then(|known| backup::restore(settings, from, &known));
    // What stays behind is a folder of keys that nobody uses.
    let _left = std::fs::remove_dir_all(&aside);
    say(&restored?)
}

async fn serve(services: Vec<Service>, figment: &Figment) -> Result<ExitCode, HostError> {
    let begun = tokio::time::Instant::now();
    let running = Host::launch(services, figment, Clock::System).await?.hearing_signals().start().await?;
    while !running.is_ready().await {
        tokio::select! {
            () = tokio::time::sleep(std::time::Duration::from_millis(10)) => {}
            () = running.stopping().cancelled_owned() => break,
        }
    }
    let millis = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    tracing::info!(public = ?running.public, admin = ?running.admin, grpc = ?running.grpc, millis, "ready");
    Ok(running.stopped().await)
}

impl Chosen {
    fn of(&self, services: Vec<Service>) -> Result<Vec<Service>, HostError> {
        let known: Vec<_> = services.iter().map(Service::name).collect();
        if let Some(stranger) = self.only.iter().chain(&self.except).find(|name| !known.contains(&name.as_str())) {
            return Err(config::ConfigError::one(format!("there is no service `{stranger}`; there are {}", known.join(", "))).into());
        }
        let chosen = |service: &Service| {
            let named = |names: &[String]| names.iter().any(|name| name == service.name());
            (self.only.is_empty() || named(&self.only)) && !named(&self.except)
        };
        Ok(services.into_iter().filter(chosen).collect())
    }
}

fn tokio_runtime() -> Result<tokio::runtime::Runtime, HostError> {
    let built = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    built.map_err(|source| HostError::Files { what: "threads".to_owned(), source })
}

fn say(text: &str) -> Result<ExitCode, HostError> {
    std::io::stdout().write_all(text.as_bytes()).map_err(|source| HostError::Files { what: "standard output".to_owned(), source })?;
    Ok(ExitCode::SUCCESS)
}

/// The settings as JSON. Addresses of servers may hold secrets.
fn effective(figment: &Figment) -> String {
    let mut value: serde_json::Value = figment.extract().unwrap_or_default();
    mask(&mut value);
    format!("{value:#}\n")
}

fn mask(value: &mut serde_json::Value) {
    let Some(object) = value.as_object_mut() else { return };
    for (key, value) in object {
        let is_secret = ["database", "broker", "cache"].contains(&key.as_str())
            || ["_token", "_secret", "_password"].iter().any(|end| key.ends_with(end));
        if is_secret && value.as_str().is_some_and(|text| !text.is_empty()) {
            *value = "***".into();
        } else {
            mask(value);
        }
    }
}

/// A probe needs one request on loopback and its status line: no HTTP client is worth its weight here.
fn health(settings: &crate::settings::Settings) -> ExitCode {
    let ask = || -> std::io::Result<bool> {
        use std::io::Read as _;
        let address = settings.listen.admin.ok_or_else(|| std::io::Error::other("no admin listener"))?;
        let mut stream = std::net::TcpStream::connect_timeout(&address, std::time::Duration::from_secs(2))?;
        stream.set_read_timeout(Some(std::time::Duration::from_secs(2)))?;
        stream.write_all(b"GET /health/ready HTTP/1.0\r\n\r\n")?;
        let mut answer = [0_u8; 12];
        stream.read_exact(&mut answer)?;
        Ok(answer.ends_with(b" 200"))
    };
    if ask().unwrap_or(false) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
