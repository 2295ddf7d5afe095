//! `explain`.

use clap::Args;
use ids::{Ms, parse_rfc3339};
use routing_core::RequestId;

use super::Outcome;
use super::source::Source;
use crate::explained::Story;
use crate::history::{Window, story};
use crate::key::key;
use crate::names::Names;

#[derive(Args)]
pub(super) struct Options {
    /// The request, by the id its caller gave it.
    #[arg(long)]
    request: String,
    /// As of an instant, such as 2026-05-01T09:30:00Z; else as of the end of the log.
    #[arg(long)]
    at: Option<String>,
    /// Everything, for programs.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    source: Source,
}

pub(super) async fn run(options: Options) -> Result<Outcome, String> {
    let until = match &options.at {
        Some(text) => parse_rfc3339(text).ok_or_else(|| format!("--at {text}: is no instant such as 2026-05-01T09:30:00Z"))?,
        None => Ms::MAX,
    };
    let (store, tenant) = (options.source.store()?, options.source.tenant());
    let window = Window { from: None, until };
    let found = story(&store, &tenant, RequestId(key(&options.request)), window).await.map_err(|error| error.to_string())?;
    if found.decisions.is_empty() && found.now.is_none() {
        return Err(format!("the log knows no request {:?} that waited or was offered until then", options.request));
    }
    let docs = store.documents(&tenant).await.map_err(|error| error.to_string())?;
    let names = Names::read(&store, &tenant, &docs).await.map_err(|error| error.to_string())?;
    let text = if options.json {
        let document = found.json(&options.request, &names, usize::MAX);
        serde_json::to_string_pretty(&document).map_err(|error| error.to_string())?
    } else {
        sentences(&found, &names)
    };
    Ok(Outcome { text, well: true })
}

fn sentences(story: &Story, names: &Names) -> String {
    let mut lines: Vec<_> = story.decisions.iter().map(|decision| crate::explained::decided(decision, names)).collect();
    lines.extend(story.now.as_ref().map(|why| crate::explained::waiting(why, names)));
    lines.join("\n")
}
