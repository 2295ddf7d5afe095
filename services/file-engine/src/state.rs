//! What every operation works with.

use std::sync::Arc;

use auth::ServiceTokens;
use db::Db;
use ids::{Clock, Ms, TenantId};
use runtime::Context;
use runtime::objects::Objects;
use tokio::sync::Semaphore;
use tokio_util::task::TaskTracker;

use crate::config::Config;
use crate::domain::{Limits, Policy, limits};
use crate::pictures::Pictures;
use crate::scanner::Scanner;
use crate::store::Store;
use crate::vault::Vault;

/// The service, put together.
pub(crate) struct State {
    pub(crate) config: Config,
    pub(crate) clock: Clock,
    pub(crate) tokens: ServiceTokens,
    pub(crate) tracker: TaskTracker,
    pub(crate) store: Store,
    pub(crate) vault: Vault,
    pub(crate) scanner: Scanner,
    pub(crate) pictures: Pictures,
    pub(crate) policies: Objects<Policy>,
    /// Places for uploads.
    pub(crate) uploads: Arc<Semaphore>,
}

impl State {
    pub(crate) fn new(cx: &Context, db: &Db, config: Config) -> runtime::Result<Arc<Self>> {
        Ok(Arc::new(Self {
            clock: cx.clock(),
            tokens: cx.tokens(),
            tracker: cx.tracker(),
            store: Store::new(db),
            vault: Vault::open(&config, cx.data())?,
            scanner: Scanner::new(&config.scanner, config.scan_time),
            pictures: Pictures::new(config.max_pixels, config.thumbnail, config.pictures),
            policies: Objects::new(cx, db),
            uploads: Arc::new(Semaphore::new(config.uploads)),
            config,
        }))
    }

    /// What the tenant takes on that kind of channel.
    pub(crate) async fn limits(&self, tenant: &TenantId, channel_type: &str) -> db::Result<Limits> {
        Ok(limits(&*self.policies.list(tenant).await?, channel_type))
    }

    /// When an upload of which nothing is heard any more is given up: whoever writes it has ended it long before, if they live.
    pub(crate) fn due_at(&self) -> Ms {
        let patience = self.config.stalled * 2 + self.config.scan_time;
        self.clock.now() + Ms::try_from(patience.as_millis()).unwrap_or(Ms::MAX / 2)
    }
}
