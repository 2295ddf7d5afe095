//! What a visitor's browser loads before the first message, compressed.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::json;

use crate::Report;

pub(crate) fn run() -> anyhow::Result<Report> {
    let services = Path::new(env!("CARGO_MANIFEST_DIR")).join("../services");
    let frame = files(&services.join("customer-widget/ui/dist"))?;
    let mut chat = 0;
    for file in
        frame.iter().filter(|file| ["html", "js", "css"].iter().any(|kind| file.extension().is_some_and(|extension| extension == *kind)))
    {
        chat += gzip(&std::fs::read(file)?)?;
    }
    let loader = gzip(&std::fs::read(services.join("web-widget/ui/dist/loader.js"))?)?;
    Ok(Report {
        figures: json!({ "frame_gzip_bytes": chat, "loader_gzip_bytes": loader }),
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

fn gzip(bytes: &[u8]) -> anyhow::Result<usize> {
    let mut child = Command::new("gzip").args(["-9", "-c", "-n"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    let mut stdin = child.stdin.take().ok_or_else(|| anyhow::anyhow!("no standard input"))?;
    let bytes = bytes.to_vec();
    let writer = std::thread::spawn(move || stdin.write_all(&bytes));
    let output = child.wait_with_output()?;
    writer.join().map_err(|_| anyhow::anyhow!("the writer panicked"))??;
    Ok(output.stdout.len())
}
