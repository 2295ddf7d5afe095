//! Every HTTP interface is asked what its description allows, and more, by Schemathesis, a package of Python.

use std::path::Path;

use crate::browser::on_fresh_installation;
use crate::shell::{run, succeeds, target};

/// Versions change what is generated: a newer one is taken on purpose.
const PACKAGE: &str = "schemathesis==4.32.5";

/// Installs the tool below `target`, and sweeps a fresh installation.
pub(crate) fn run_all() -> anyhow::Result<()> {
    let folder = target().join("schemathesis");
    let python = folder.join("bin/python");
    let (folder, python) = (folder.to_string_lossy().into_owned(), python.to_string_lossy().into_owned());
    if !succeeds(&python, &["-c", "import schemathesis"]) {
        run("python3", &["-m", "venv", &folder])?;
        run(&python, &["-m", "pip", "install", "--quiet", PACKAGE])?;
    }
    on_fresh_installation(&[], "demo.done", |data: &Path, url: &str| {
        run(&python, &["tests/interfaces/sweep.py", url, &data.to_string_lossy()])
    })
}
