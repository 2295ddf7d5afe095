//! Two verbs of the one binary: `providers fake` and `connectors check`.

use std::io::Write as _;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context as _;
use clap::Parser;

use crate::cases;
use crate::check::{Kit, Signer, Target};
use crate::fake::{Account, Fake};

/// How long the demonstration may take to be set up.
const PATIENCE: Duration = Duration::from_mins(2);

#[derive(Parser)]
#[command(name = "switchboard providers", about = "Providers that only pretend")]
enum Providers {
    /// A fake of each provider, and a page to write as a customer.
    Fake {
        /// Where it listens.
        #[arg(long, default_value = "127.0.0.1:9400")]
        listen: SocketAddr,
        /// Folder of the installation whose demonstration it serves: its accounts are in `providers.json`.
        #[arg(long, default_value = "data")]
        data: PathBuf,
    },
}

#[derive(Parser)]
#[command(name = "switchboard connectors", about = "Connectors of ours and of strangers")]
enum Connectors {
    /// Holds a connector against the shared cases and the trouble that providers make.
    Check(Check),
}

#[derive(clap::Args)]
struct Check {
    /// Where the connector takes webhooks.
    url: String,
    /// `360dialog`, `twilio`, `facebook` or `instagram`.
    #[arg(long)]
    channel: String,
    /// The key with which the account's webhooks are signed; without it the cases are sent as they were recorded.
    #[arg(long, env = "SWITCHBOARD_CHECK_SECRET", hide_env_values = true)]
    secret: Option<String>,
    /// `x-360dialog-signature`, `X-Hub-Signature-256`, `X-Twilio-Signature` or `static-header`; the channel's usual one if left out.
    #[arg(long)]
    scheme: Option<String>,
    /// The token of handshakes.
    #[arg(long, env = "SWITCHBOARD_CHECK_VERIFY_TOKEN", hide_env_values = true, default_value = "")]
    verify_token: String,
    /// The address that the provider was told, where it is signed and is not `url`.
    #[arg(long, default_value = "")]
    public_url: String,
    /// Where what was received can be read: `…/v1/channels/<id>/events` of a connector of ours.
    #[arg(long)]
    events: Option<String>,
    /// An administrator's access token for it.
    #[arg(long, env = "SWITCHBOARD_CHECK_TOKEN", hide_env_values = true, default_value = "")]
    token: String,
}

/// `switchboard providers …`.
pub fn providers(arguments: &[String]) -> ExitCode {
    let name = ["switchboard providers".to_owned()];
    let Providers::Fake { listen, data } = match Providers::try_parse_from(name.iter().chain(arguments)) {
        Ok(parsed) => parsed,
        Err(error) => return usage(&error),
    };
    ended(run(fake(listen, data)))
}

/// `switchboard connectors …`: 0 if everything is as it should be, 1 if not.
pub fn connectors(arguments: &[String]) -> ExitCode {
    let name = ["switchboard connectors".to_owned()];
    let Connectors::Check(check) = match Connectors::try_parse_from(name.iter().chain(arguments)) {
        Ok(parsed) => parsed,
        Err(error) => return usage(&error),
    };
    ended(run(checked(check)))
}

fn run(work: impl Future<Output = anyhow::Result<bool>>) -> anyhow::Result<bool> {
    // Installed already: a test process did.
    let _already = rustls::crypto::ring::default_provider().install_default();
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(work)
}

fn ended(outcome: anyhow::Result<bool>) -> ExitCode {
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            // Nobody is left to hear that standard error is closed.
            let _closed = writeln!(std::io::stderr(), "{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn usage(error: &clap::Error) -> ExitCode {
    let _closed = error.print();
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
}

async fn fake(listen: SocketAddr, data: PathBuf) -> anyhow::Result<bool> {
    let file = data.join("providers.json");
    let begun = tokio::time::Instant::now();
    while !data.join("demo.done").exists() {
        anyhow::ensure!(begun.elapsed() < PATIENCE, "{}: start the installation first, with its demonstration", data.display());
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    let accounts = std::fs::read(&file).with_context(|| file.display().to_string())?;
    let accounts: Vec<Account> = serde_json::from_slice(&accounts)?;
    let at = Fake::new(accounts).listen(listen).await?;
    writeln!(std::io::stdout(), "Write as a customer: http://{at}/")?;
    std::future::pending().await
}

async fn checked(check: Check) -> anyhow::Result<bool> {
    let cases = cases::of(&check.channel)?;
    let usual = match check.channel.as_str() {
        "360dialog" => "x-360dialog-signature",
        "twilio" => "X-Twilio-Signature",
        _ => "X-Hub-Signature-256",
    };
    let signer = check.secret.map(|secret| Signer {
        scheme: check.scheme.unwrap_or_else(|| usual.to_owned()),
        secret,
        header: "Authorization".to_owned(),
    });
    let target = Target {
        address: check.url,
        public_url: check.public_url,
        signer,
        verify_token: check.verify_token,
        inside: check.events.map(|events| (events, check.token)),
    };
    let report = Kit::new(target)?.run(&cases).await?;
    write!(std::io::stdout(), "{}", report.table())?;
    Ok(report.problems().is_empty())
}
