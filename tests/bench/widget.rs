//! What a visitor's browser loads before the first message, compressed.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::json;

use crate::Report;

pub(crate) fn run() -> anyhow::Result<Report> {
    let services = Path::new(env!("CARGO_MANIFEST_DIR")).join("../services");
    let dist = services.join("customer-widget/ui/dist");
    let page = std::fs::read_to_string(dist.join("index.html"))?;
    // What the page names is always loaded; of the rest, which are catalogues of words, one at most.
    let (mut chat, mut words) = (gzip(page.as_bytes())?, 0);
    for file in files(&dist.join("assets"))? {
        let size = gzip(&std::fs::read(&file)?)?;
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if page.contains(&name) { chat += size } else { words = size.max(words) }
    }
    chat += words;
    let loader = gzip(&std::fs::read(services.join("web-widget/ui/dist/loader.js"))?)?;
    Ok(Report {
        figures: json!({ "frame_gzip_bytes": chat, "largest_catalogue_gzip_bytes": words, "loader_gzip_bytes": loader }),
        floor: json!({ "empty_file_gzip_bytes": gzip(b"")? }),
        targets: json!({ "frame_gzip_bytes": 30_720, "loader_gzip_bytes": 3_072 }),
        met: chat <= 30_720 && loader <= 3_072,
    })
}

fn files(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() { all.extend(files(&path)?) } else { all.push(path) }
    }
    Ok(all)
}

/// Bytes of it, compressed as a server would once and for all.
pub(crate) fn gzip(bytes: &[u8]) -> anyhow::Result<usize> {
    let mut child = Command::new("gzip").args(["-9", "-c", "-n"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    let mut stdin = child.stdin.take().ok_or_else(|| anyhow::anyhow!("no standard input"))?;
    let bytes = bytes.to_vec();
    let writer = std::thread::spawn(move || stdin.write_all(&bytes));
    let output = child.wait_with_output()?;
    writer.join().map_err(|_| anyhow::anyhow!("the writer panicked"))??;
    Ok(output.stdout.len())
}
