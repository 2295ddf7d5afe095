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
    if found.is_empty() {
        return Err(format!("the log knows no request {:?} that came in until then", options.request));
    }
    let docs = store.documents(&tenant).await.map_err(|error| error.to_string())?;
    let mut names = Names::read(&store, &tenant, &docs).await.map_err(|error| error.to_string())?;
    let open = store.open_cards(&tenant).await.map_err(|error| error.to_string())?;
    names.learn(open.into_iter().map(|card| card.request_id));
    let text = if options.json {
        let document = found.json(&options.request, &names, usize::MAX);
        serde_json::to_string_pretty(&document).map_err(|error| error.to_string())?
    } else {
        sentences(&found, &names)
    };
    Ok(Outcome { text, well: true })
}

fn sentences(story: &Story, names: &Names) -> String {
    let earlier = story.decisions.iter().rev().skip(1).rev();
    let mut lines: Vec<_> = earlier.map(|decision| crate::explained::decided(decision, names)).collect();
    if let Some(decision) = story.decisions.last().filter(|_| story.now.is_some()) {
        lines.push(crate::explained::decided(decision, names));
    }
    lines.push(story.sentence(names));
    lines.join("\n")
}
