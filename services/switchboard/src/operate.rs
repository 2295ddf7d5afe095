//! Commands of whoever runs an installation: `config export`, `config import`, `bots test`, `bots record`. They talk to the running installation.

use std::fmt::Write as _;
use std::io::{Read as _, Write as _};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::operator::{Error, Operator, base_of};
use crate::{bots, configuration};

#[derive(Parser)]
#[command(name = "switchboard", version, about = "Commands for a running installation")]
struct Arguments {
    /// Folder of the installation: its operator token lies there.
    #[arg(long, global = true)]
    data: Option<PathBuf>,
    /// Settings the installation was started with: where it listens.
    #[arg(long, global = true)]
    config: Option<PathBuf>,
    /// Where the installation is reached; else where its settings say.
    #[arg(long, global = true)]
    url: Option<String>,
    /// An operator's token or an administrator's access token; else the one that lies in the folder.
    #[arg(long, global = true)]
    token: Option<String>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// The tenant's configuration as one file.
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Conversations with bots, recorded and told again.
    #[command(subcommand)]
    Bots(BotsCommand),
}

#[derive(Subcommand)]
enum BotsCommand {
    /// Tells recorded conversations to a bot again and prints what it does otherwise now.
    Test {
        /// The cases, `-` for standard input.
        cases: PathBuf,
        /// A bot as YAML, tried instead of the one that is saved.
        #[arg(long)]
        draft: Option<PathBuf>,
    },
    /// Prints conversations as cases.
    Record {
        /// Id or name of the bot.
        #[arg(long)]
        bot: String,
        /// Ids of conversations.
        #[arg(required = true)]
        conversations: Vec<String>,
    },
}

#[derive(Subcommand)]
enum ConfigCommand {
    /// Prints everything that administrators have set up, as YAML.
    Export,
    /// Makes the installation what a file says; what it does not name stays.
    Import {
        /// The file, `-` for standard input.
        file: PathBuf,
        /// Only says what would change.
        #[arg(long)]
        dry_run: bool,
    },
}

/// Whether these arguments are for this module: `config` alone prints the settings of the process.
#[must_use]
pub fn is_operation(arguments: &[String]) -> bool {
    let mut words = arguments.iter().map(String::as_str);
    let mut positional = Vec::new();
    while let Some(word) = words.next() {
        if ["--data", "--config", "--url", "--token"].contains(&word) {
            words.next();
        } else if !word.starts_with('-') {
            positional.push(word);
        }
    }
    matches!(positional.as_slice(), ["config", "export" | "import", ..] | ["bots", ..])
}

/// Carries the command out.
pub fn operate(arguments: &[String]) -> ExitCode {
    let arguments = match Arguments::try_parse_from(std::iter::once("switchboard").chain(arguments.iter().map(String::as_str))) {
        Ok(arguments) => arguments,
        Err(error) => {
            let _closed = error.print();
            return ExitCode::from(2);
        }
    };
    // Installed already: a test process did.
    let _already = rustls::crypto::ring::default_provider().install_default();
    let outcome = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|source| Error::Files { what: "no threads".to_owned(), source })
        .and_then(|runtime| runtime.block_on(run(arguments)));
    match outcome {
        Ok(text) => say(&text),
        Err(error) => {
            // Nobody is left to hear that standard error is closed.
            let _closed = writeln!(std::io::stderr(), "{}", told(&error));
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<String, Error> {
    let operator = connect(&arguments).await?;
    match arguments.command {
        Command::Config(ConfigCommand::Export) => configuration::export(&operator).await,
        Command::Config(ConfigCommand::Import { file, dry_run }) => {
            let text = read(&file)?;
            let report = configuration::import(&operator, &text, dry_run).await?;
            let note = if dry_run { "\nNothing was changed: this was a dry run." } else { "" };
            Ok(format!("{report}{note}\n"))
        }
        Command::Bots(BotsCommand::Record { bot, conversations }) => bots::record(&operator, &bot, &conversations).await,
        Command::Bots(BotsCommand::Test { cases, draft }) => {
            let draft = draft.as_ref().map(read).transpose()?;
            let replayed = bots::replay(&operator, &read(&cases)?, draft.as_deref()).await?;
            if replayed.different > 0 { Err(Error::Faults(vec![replayed.to_string()])) } else { Ok(format!("{replayed}\n")) }
        }
    }
}

async fn connect(arguments: &Arguments) -> Result<Operator, Error> {
    let services = crate::all();
    let figment = runtime::load(&services, arguments.config.as_deref()).map_err(|error| Error::Faults(vec![error.to_string()]))?;
    let base = match &arguments.url {
        Some(url) => url.clone(),
        None => figment.extract_inner::<SocketAddr>("listen.public").map(base_of).map_err(|_| Error::NoAddress)?,
    };
    if let Some(token) = &arguments.token {
        return Operator::connect(&base, token).await;
    }
    let data = match &arguments.data {
        Some(data) => data.clone(),
        None => figment.extract_inner("data").unwrap_or_else(|_| PathBuf::from("data")),
    };
    Operator::of_folder(&data, &base).await
}

fn read(file: &PathBuf) -> Result<String, Error> {
    let what = || format!("{} cannot be read", file.display());
    if file.as_os_str() == "-" {
        let mut text = String::new();
        return std::io::stdin().read_to_string(&mut text).map(|_| text).map_err(|source| Error::Files { what: what(), source });
    }
    std::fs::read_to_string(file).map_err(|source| Error::Files { what: what(), source })
}

fn say(text: &str) -> ExitCode {
    match std::io::stdout().write_all(text.as_bytes()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn told(error: &Error) -> String {
    let mut text = error.to_string();
    let mut next = std::error::Error::source(error);
    while let Some(cause) = next {
        // Writing into a String cannot fail.
        let _infallible = write!(text, ": {cause}");
        next = cause.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn config_alone_is_the_process_s_own() {
        let is = |line: &str| is_operation(&line.split(' ').map(str::to_owned).collect::<Vec<_>>());
        assert!(is("config export") && is("bots test x") && is("--data x config export") && is("config --data=x import f --dry-run"));
        assert!(!is("config") && !is("--data config run") && !is("--config config") && !is("run") && !is("--data x --config y config"));
    }
}
