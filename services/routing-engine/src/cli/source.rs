//! Where a verb reads from.

use std::path::{Path, PathBuf};

use clap::Args;
use db::{Db, Durability, Location};
use ids::TenantId;

use crate::store::Store;

/// The store's name in a folder of data.
const FILE: &str = "routing_engine.sqlite";
/// The service's schema on a server.
const SCHEMA: &str = "routing_engine";

/// A store and a tenant in it.
#[derive(Args, Debug, Clone)]
pub(super) struct Source {
    /// A folder of data, or a store's file.
    #[arg(long, default_value = "data")]
    pub(super) data: PathBuf,
    /// A PostgreSQL server instead: `postgres://…`.
    #[arg(long, env = "SWITCHBOARD_ROUTING_DATABASE", hide_env_values = true)]
    pub(super) database: Option<String>,
    /// Whose.
    #[arg(long, default_value = "default")]
    pub(super) tenant: String,
}

impl Source {
    pub(super) fn tenant(&self) -> TenantId {
        TenantId::new(self.tenant.as_str())
    }

    pub(super) fn store(&self) -> Result<Store, String> {
        match &self.database {
            Some(url) => {
                let location = Location::Schema { url: url.clone(), schema: SCHEMA.to_owned() };
                Ok(Store::new(Db::at_most(2, &location, Durability::Lazy).map_err(|error| error.to_string())?))
            }
            None => open(&self.data),
        }
    }
}

/// A store's file, or the one in a folder.
pub(super) fn open(path: &Path) -> Result<Store, String> {
    let path = if path.is_dir() { path.join(FILE) } else { path.to_owned() };
    if !path.is_file() {
        return Err(format!("{}: there is no such store", path.display()));
    }
    Ok(Store::new(Db::read_only(&path)))
}
