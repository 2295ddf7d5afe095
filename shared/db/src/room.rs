//! Whether the disk of a file has room for what comes next.

use rustix::fs::statvfs;

use crate::error::{Error, Result};
use crate::pool::{Db, Pools};

/// Bytes that the disk must have left: less, and one of the next writes finds no room.
const LEAST: u64 = 8 << 20;

impl Db {
    /// Nothing if there is room, or if the store is a server's, which looks after its own disk.
    ///
    /// # Errors
    /// [`Error::Unavailable`] with what is left.
    pub fn has_room(&self) -> Result<()> {
        let Pools::Sqlite { path, .. } = self.pools() else { return Ok(()) };
        let Some(folder) = path.parent() else { return Ok(()) };
        let disk = statvfs(folder).map_err(|error| Error::Unavailable(sqlx::Error::Io(error.into())))?;
        let left = disk.f_bavail.saturating_mul(disk.f_frsize);
        if left >= LEAST {
            return Ok(());
        }
        let problem = format!("the disk is full: {} KiB are left in {}, and {} are needed", left >> 10, folder.display(), LEAST >> 10);
        Err(Error::Unavailable(sqlx::Error::Io(std::io::Error::new(std::io::ErrorKind::StorageFull, problem))))
    }
}
