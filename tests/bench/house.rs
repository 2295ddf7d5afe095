//! The built binary in a process of its own, with as many agents as a bench needs.

use std::path::Path;
use std::time::Duration;

use anyhow::Context as _;
use futures::{StreamExt as _, TryStreamExt as _, stream};
use serde_json::json;
use tempfile::TempDir;
use testing::{Client, Desk, Process};

use crate::tab::Tab;

const MRD: &str = "0192a000-0000-7000-8000-000000000001";
/// Chats that are opened at the same time.
const ABREAST: usize = 32;

pub(crate) struct House {
    pub(crate) process: Process,
    folder: TempDir,
}

impl House {
    /// Starts it with its demonstration; what keeps real customers from flooding it is out of the way.
    pub(crate) async fn open() -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let ports = testing::free_ports::<2>()?;
        let many = "10000000".to_owned();
        let environment = [
            ("SWITCHBOARD__WEB_CHANNEL_MANAGER__EVENTS_PER_CUSTOMER", many.clone()),
            ("SWITCHBOARD__WEB_CHANNEL_MANAGER__EVENTS_PER_ADDRESS", many),
            ("SWITCHBOARD__UNIFIED_ADMIN__ACCESS_TOKEN_LIFE", "1h".to_owned()),
        ];
        let mut process = Process::start(folder.path(), ports, &[], &environment)?;
        process.ready().await?;
        let data = folder.path();
        testing::eventually("the demonstration", || async { Ok(data.join("demo.done").exists().then_some(())) }).await?;
        Ok(Self { process, folder })
    }

    pub(crate) fn base(&self) -> &str {
        &self.process.base
    }

    pub(crate) fn data(&self) -> &Path {
        self.folder.path()
    }

    /// Ends it at once: its folder goes with it.
    pub(crate) async fn close(mut self) -> anyhow::Result<()> {
        self.process.kill().await
    }

    /// Opens chats; `each` gets one as soon as the bot has greeted it, for it to stay connected.
    pub(crate) async fn chats(&self, count: usize, each: impl FnMut(Tab)) -> anyhow::Result<()> {
        opened(count, each, || async {
            let mut tab = Tab::new(self.base()).await?;
            tab.start().await?;
            Ok(tab)
        })
        .await
    }

    /// New agents, ready for `each` conversations.
    pub(crate) async fn desks(&self, count: usize, each: usize) -> anyhow::Result<Vec<Desk>> {
        let operator = Client::operator(self.base(), self.data()).await?;
        operator.patch(&format!("/routing-engine/v1/mrds/{MRD}"), |mrd| mrd["maxRequests"] = each.into()).await?;
        let mut desks = Vec::new();
        for number in 0..count {
            let user = json!({ "username": format!("bench{number}"), "name": format!("Agent {number}"), "roles": ["agent"] });
            let user = operator.post("/unified-admin/v1/users", &user).await?;
            let id = user["id"].as_str().context("an id")?;
            let agent = json!({ "name": format!("Agent {number}"), "attributes": { "english": 9 }, "mrds": { MRD: each } });
            operator.put(&format!("/routing-engine/v1/agents/{id}"), &agent).await?;
            let link = operator.post(&format!("/unified-admin/v1/users/{id}/links"), &json!({})).await?;
            let client = Client::link(self.base(), link["url"].as_str().context("a link")?).await?;
            let mut desk = Desk::new(self.base(), &client);
            desk.connect().await?;
            desk.state("READY").await?;
            desks.push(desk);
        }
        Ok(desks)
    }

    /// Chats in conversation with those agents: `each` of them with every desk.
    pub(crate) async fn conversations(&self, desks: &mut [Desk], each: usize) -> anyhow::Result<Vec<Tab>> {
        let count = desks.len() * each;
        let asking = async {
            let one = |number: usize| async move {
                let mut tab = Tab::new(self.base()).await?;
                tab.start().await?;
                tab.send(tab.message(&format!("please-{number}"), "I want to talk to a person")).await?;
                anyhow::Ok(tab)
            };
            let tabs: Vec<Tab> = stream::iter(0..count).map(one).buffer_unordered(ABREAST).try_collect().await?;
            // Those who had to wait for an agent have read nothing meanwhile.
            let joined = |mut tab: Tab| async move {
                tab.wait("the agent", |frame| frame.contains("\"AGENT_SUBSCRIBED\"")).await?;
                anyhow::Ok(tab)
            };
            stream::iter(tabs).map(joined).buffer_unordered(count).try_collect::<Vec<_>>().await
        };
        let taking = futures::future::try_join_all(desks.iter_mut().map(|desk| async move {
            for _ in 0..each {
                desk.take_offer().await?;
            }
            anyhow::Ok(())
        }));
        let both = futures::future::try_join(asking, taking);
        let patience = Duration::from_secs(60 + count as u64 / 10);
        let (tabs, _) = tokio::time::timeout(patience, both).await.context("not all conversations began in time")??;
        Ok(tabs)
    }
}

/// Opens that many tabs, some at the same time, and hands each on at once: one that nobody reads is given up by the server.
pub(crate) async fn opened<F: Future<Output = anyhow::Result<Tab>>>(
    count: usize,
    mut each: impl FnMut(Tab),
    open: impl Fn() -> F,
) -> anyhow::Result<()> {
    let mut opening = stream::iter(0..count).map(|_| open()).buffer_unordered(ABREAST);
    while let Some(tab) = opening.try_next().await? {
        each(tab);
    }
    Ok(())
}
