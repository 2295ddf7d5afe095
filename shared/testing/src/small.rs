//! A small filesystem that can be filled.

use std::io::Write as _;
use std::path::{Path, PathBuf};

/// A filesystem in memory; unmounted with the value.
pub struct Small(PathBuf);

impl Small {
    /// Mounts one of that size, such as `64m`. None, and why is printed, where the test may not mount.
    pub fn mount(at: &Path, size: &str) -> anyhow::Result<Option<Self>> {
        std::fs::create_dir(at)?;
        let output = std::process::Command::new("mount").args(["-t", "tmpfs", "-o", &format!("size={size}"), "tmpfs"]).arg(at).output();
        match output {
            Ok(output) if output.status.success() => Ok(Some(Self(at.to_owned()))),
            Ok(output) => {
                eprintln!("not run: a small filesystem cannot be mounted here: {}", String::from_utf8_lossy(&output.stderr).trim());
                Ok(None)
            }
            Err(error) => {
                eprintln!("not run: there is no mount: {error}");
                Ok(None)
            }
        }
    }

    /// Takes all the space there is, with a file that can be removed.
    pub fn fill(&self) -> anyhow::Result<PathBuf> {
        let path = self.0.join("ballast");
        let mut file = std::fs::File::create(&path)?;
        // Ever smaller, to the last page.
        for size in [1 << 20, 1 << 16, 1 << 12, 1] {
            while file.write_all(&vec![0; size]).is_ok() {}
        }
        Ok(path)
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        // Lazily: whatever a failed test left open goes with it.
        let _unmounted = std::process::Command::new("umount").arg("-l").arg(&self.0).status();
    }
}
