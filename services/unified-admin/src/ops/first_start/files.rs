//! Files with secrets: only their owner may read them, and they are never half there.

use std::io::{Error, ErrorKind};
use std::path::Path;

use tokio::fs;
use tokio::io::AsyncWriteExt as _;

pub(super) async fn write(path: &Path, content: &[u8]) -> std::io::Result<()> {
    let draft = path.with_extension("new");
    // Left over from a start that was cut short; its mode may be anything.
    match fs::remove_file(&draft).await {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft).await?;
    file.write_all(content).await?;
    file.sync_all().await?;
    fs::rename(&draft, path).await
}

pub(super) async fn read(path: &Path) -> std::io::Result<Option<String>> {
    match fs::read_to_string(path).await {
        Ok(text) if text.trim().len() < 32 => Err(Error::other(format!("{} is too short for a secret: delete it", path.display()))),
        Ok(text) => Ok(Some(text.trim().to_owned())),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[tokio::test]
    async fn only_the_owner_may_read_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("links.json");
        assert_eq!(read(&path).await.unwrap(), None);
        write(&path, &[b'x'; 40]).await.unwrap();
        write(&path, &[b'y'; 40]).await.unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(read(&path).await.unwrap().unwrap(), "y".repeat(40));
    }
}
