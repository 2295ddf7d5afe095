//! `export`.

use clap::Args;

use super::Outcome;
use super::source::Source;
use crate::replay::{Head, read_all};

#[derive(Args)]
pub(super) struct Options {
    #[command(flatten)]
    source: Source,
}

pub(super) async fn run(options: Options) -> Result<Outcome, String> {
    let (store, tenant) = (options.source.store()?, options.source.tenant());
    let (head, rows) = read_all(&store, &tenant).await.map_err(|error| error.to_string())?;
    Ok(Outcome { text: lines(&head, &rows)?, well: true })
}

/// One line for the head and one a row.
pub(crate) fn lines(head: &Head, rows: &[crate::store::LogRow]) -> Result<String, String> {
    let mut lines = vec![serde_json::to_string(head).map_err(|error| error.to_string())?];
    for row in rows {
        lines.push(serde_json::to_string(row).map_err(|error| error.to_string())?);
    }
    Ok(lines.join("\n"))
}
