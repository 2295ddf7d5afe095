//! `backup` and `restore`: an installation on files as it was at one instant, taken while it runs.
//!
//! A backup is a folder: the stores (see `db::copy`), the keys, and whatever else lies in the data folder, with `backup.json`, written last,
//! which says what there is and what it hashes to. It holds private keys: the folder is its owner's alone.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::Read as _;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};

use ids::{Clock, Ms, rfc3339};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::context::keys_folder;
use crate::host::{Host, HostError, chain};
use crate::settings::{Profile, Settings};

/// Says that the folder is a whole backup.
const MANIFEST: &str = "backup.json";
/// Lies in a data folder while it is being restored.
pub(crate) const UNFINISHED: &str = "restore.unfinished";
/// Parts of a data folder that belong to running processes, and copies that migrations leave.
const PASSING: [&str; 2] = ["locks", UNFINISHED];

/// What a backup holds.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    /// Of the binary that made it.
    version: String,
    at: String,
    files: Vec<Held>,
}

/// One file of a backup.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Held {
    /// In the data folder; what begins with `keys/` is in the folder of keys, wherever that is.
    path: String,
    bytes: u64,
    sha256: String,
    /// Of a store: the migrations that are applied.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    migrations: Vec<i64>,
}

/// Copies the installation into `into`; answers one line on what it holds.
pub(crate) async fn backup(settings: &Settings, into: &Path) -> Result<String, HostError> {
    on_files(settings)?;
    let stores = stores(&settings.data)?;
    if stores.is_empty() {
        return Err(refused(format!("there is nothing to back up in {}", settings.data.display())));
    }
    if into.exists() && listed(into)?.next().is_some() {
        return Err(refused(format!("{} is not empty: a backup has a folder of its own", into.display())));
    }
    fs::DirBuilder::new().recursive(true).mode(0o700).create(into).map_err(|error| failed(into, error))?;
    db::copy(&stores, into).await.map_err(|error| refused(format!("the stores cannot be copied: {}", chain(&error))))?;
    let mut paths: Vec<String> = stores.iter().filter_map(|store| Some(store.file_name()?.to_string_lossy().into_owned())).collect();
    // Behind the stores: what a row names was there before the row.
    for path in others(&settings.data)? {
        carry(&settings.data.join(&path), &into.join(&path))?;
        paths.push(path);
    }
    let keys = keys_folder(settings);
    for path in below(&keys, Path::new(""))? {
        let path = format!("keys/{path}");
        carry(&keys.join(&path["keys/".len()..]), &into.join(&path))?;
        paths.push(path);
    }
    let mut files = Vec::new();
    for path in paths {
        let (bytes, sha256) = hashed(&into.join(&path))?;
        let migrations = if is_store(&path) { applied(&into.join(&path)).await? } else { Vec::new() };
        files.push(Held { path, bytes, sha256, migrations });
    }
    let manifest = Manifest { version: env!("CARGO_PKG_VERSION").to_owned(), at: rfc3339(now()), files };
    write_whole(&into.join(MANIFEST), &serde_json::to_vec_pretty(&manifest).unwrap_or_default())?;
    let bytes: u64 = manifest.files.iter().map(|file| file.bytes).sum();
    Ok(format!("{} files, {bytes} bytes, as of {}, in {}\n", manifest.files.len(), manifest.at, into.display()))
}

/// Puts a backup into an empty data folder; answers one line on what it was.
pub(crate) fn restore(settings: &Settings, from: &Path, known: &Host) -> Result<String, HostError> {
    on_files(settings)?;
    let manifest = manifest(from)?;
    if older(env!("CARGO_PKG_VERSION"), &manifest.version) {
        let (own, made) = (env!("CARGO_PKG_VERSION"), &manifest.version);
        return Err(refused(format!("the backup was made by version {made} and this is {own}: restore with {made} or a later one")));
    }
    for file in &manifest.files {
        whole(from, file)?;
        if let Some(step) = known.unknown_step(&file.path, &file.migrations) {
            return Err(refused(format!(
                "{} has migration {step}, which this version does not know: restore with the one that made it",
                file.path
            )));
        }
    }
    let (data, keys) = (&settings.data, keys_folder(settings));
    fs::create_dir_all(data).map_err(|error| failed(data, error))?;
    for folder in [data, &keys] {
        if let Some(held) = first_of_value(folder)? {
            return Err(refused(format!("{} holds data already ({held}): restore into an empty folder", folder.display())));
        }
    }
    let unfinished = data.join(UNFINISHED);
    write_whole(&unfinished, b"")?;
    for file in &manifest.files {
        let place = match file.path.strip_prefix("keys/") {
            Some(key) => keys.join(key),
            None => data.join(&file.path),
        };
        carry(&from.join(&file.path), &place)?;
    }
    fs::remove_file(&unfinished).map_err(|error| failed(&unfinished, error))?;
    Ok(format!("{} files as of {} are in {}\n", manifest.files.len(), manifest.at, data.display()))
}

/// A data folder whose restoring was cut short lacks stores: started, it would make empty ones.
pub(crate) fn finished(data: &Path) -> Result<(), HostError> {
    if data.join(UNFINISHED).exists() {
        let problem = format!("a restore into {} did not come to its end: empty the folder and restore again", data.display());
        return Err(refused(problem));
    }
    Ok(())
}

fn on_files(settings: &Settings) -> Result<(), HostError> {
    if settings.profile == Profile::Embedded {
        return Ok(());
    }
    Err(refused("the stores are on PostgreSQL: back them up by its own means; charts/switchboard/runbooks/backup.md says how"))
}

fn manifest(from: &Path) -> Result<Manifest, HostError> {
    let path = from.join(MANIFEST);
    let bytes = fs::read(&path).map_err(|error| refused(format!("{} is not a whole backup: {MANIFEST}: {error}", from.display())))?;
    let manifest: Manifest = serde_json::from_slice(&bytes).map_err(|error| refused(format!("{} is damaged: {error}", path.display())))?;
    let leaves = |file: &Held| Path::new(&file.path).components().any(|part| !matches!(part, std::path::Component::Normal(_)));
    match manifest.files.iter().find(|file| leaves(file)) {
        Some(file) => Err(refused(format!("{} names {}, which is not inside it", path.display(), file.path))),
        None => Ok(manifest),
    }
}

fn whole(from: &Path, file: &Held) -> Result<(), HostError> {
    let path = from.join(&file.path);
    match hashed(&path) {
        Ok((bytes, sha256)) if bytes == file.bytes && sha256 == file.sha256 => Ok(()),
        Ok(_) => Err(refused(format!("{} is damaged: it is not the file that was backed up; nothing was restored", path.display()))),
        Err(_gone) => Err(refused(format!("{} is missing or cannot be read; nothing was restored", path.display()))),
    }
}

/// Whether the first version comes before the second; numbers between dots, what follows them is not looked at.
fn older(one: &str, other: &str) -> bool {
    let numbers = |text: &str| text.split(['.', '-', '+']).take(3).map(|part| part.parse().unwrap_or(0)).collect::<Vec<u64>>();
    numbers(one) < numbers(other)
}

/// Names of all stores in the folder, and where they are.
fn stores(data: &Path) -> Result<Vec<PathBuf>, HostError> {
    let mut stores: Vec<_> = listed(data)?.filter(|path| path.file_name().is_some_and(|name| is_store(&name.to_string_lossy()))).collect();
    stores.sort();
    Ok(stores)
}

fn is_store(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|ending| ending == "sqlite")
}

/// Everything else that is worth keeping: links, tokens, marks, files; not logs, not what belongs to a running process.
fn others(data: &Path) -> Result<Vec<String>, HostError> {
    let mut all = below(data, Path::new(""))?;
    all.retain(|path| {
        let first = path.split('/').next().unwrap_or_default();
        let passing = PASSING.contains(&first) || first == "keys" || first.contains(".sqlite");
        !passing && Path::new(path).extension().is_none_or(|ending| ending != "log")
    });
    Ok(all)
}

/// Files below a folder, by their paths in it; none if it is not there.
fn below(folder: &Path, inside: &Path) -> Result<Vec<String>, HostError> {
    let place = folder.join(inside);
    let mut all = Vec::new();
    if !place.is_dir() {
        return Ok(all);
    }
    for path in listed(&place)? {
        let inside = inside.join(path.file_name().unwrap_or_default());
        if path.is_dir() { all.extend(below(folder, &inside)?) } else { all.push(inside.to_string_lossy().into_owned()) }
    }
    all.sort();
    Ok(all)
}

fn first_of_value(folder: &Path) -> Result<Option<String>, HostError> {
    Ok(below(folder, Path::new(""))?.into_iter().find(|path| !PASSING.contains(&path.split('/').next().unwrap_or_default())))
}

fn listed(folder: &Path) -> Result<impl Iterator<Item = PathBuf> + use<>, HostError> {
    let entries = fs::read_dir(folder).map_err(|error| failed(folder, error))?;
    Ok(entries.flatten().map(|entry| entry.path()))
}

/// Copies a file with its mode, and waits until the disk has it.
fn carry(from: &Path, to: &Path) -> Result<(), HostError> {
    if let Some(folder) = to.parent() {
        fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(|error| failed(folder, error))?;
    }
    fs::copy(from, to).map_err(|error| failed(from, error))?;
    File::open(to).and_then(|file| file.sync_all()).map_err(|error| failed(to, error))
}

fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), HostError> {
    fs::write(path, bytes).and_then(|()| File::open(path)?.sync_all()).map_err(|error| failed(path, error))
}

fn hashed(path: &Path) -> Result<(u64, String), HostError> {
    let mut file = File::open(path).map_err(|error| failed(path, error))?;
    let (mut hash, mut bytes, mut buffer) = (Sha256::new(), 0, vec![0; 1 << 16]);
    loop {
        let read = file.read(&mut buffer).map_err(|error| failed(path, error))?;
        if read == 0 {
            break;
        }
        hash.update(&buffer[..read]);
        bytes += read as u64;
    }
    let mut text = String::with_capacity(64);
    for byte in hash.finalize() {
        // Writing into a String cannot fail.
        let _infallible = write!(text, "{byte:02x}");
    }
    Ok((bytes, text))
}

async fn applied(store: &Path) -> Result<Vec<i64>, HostError> {
    let db = db::Db::read_only(store);
    let rows = db.query("SELECT version FROM _sqlx_migrations WHERE success ORDER BY version", &[]).await;
    db.close().await;
    // A store that nobody has migrated has none.
    Ok(rows.unwrap_or_default().iter().filter_map(|row| row.get(0).ok()).collect())
}

fn now() -> Ms {
    Clock::System.now()
}

fn refused(problem: impl Into<String>) -> HostError {
    HostError::Backup(problem.into())
}

fn failed(path: &Path, source: std::io::Error) -> HostError {
    HostError::Files { what: path.display().to_string(), source }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_by_their_numbers() {
        assert!(older("0.1.0", "0.2.0") && older("0.9.0", "0.10.0") && older("1.2.3", "2.0.0-rc.1"));
        assert!(!older("0.1.0", "0.1.0") && !older("1.0.0", "0.99.99"));
    }

    #[test]
    fn what_belongs_to_running_processes_is_left_behind() {
        let folder = tempfile::tempdir().unwrap();
        let names = [
            "links.json",
            "ccm.sqlite",
            "ccm.sqlite-wal",
            "ccm.sqlite.before-3",
            "switchboard.log",
            "locks/ccm.lock",
            "keys/ccm.key",
            "files/a/b",
        ];
        for name in names {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        }
        assert_eq!(others(folder.path()).unwrap(), ["files/a/b", "links.json"]);
        assert_eq!(stores(folder.path()).unwrap(), [folder.path().join("ccm.sqlite")]);
    }
}
