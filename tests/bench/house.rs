//! The built binary in a process of its own, or in one for every service, with as many agents as a bench needs.

use std::path::Path;
use std::time::Duration;

use anyhow::Context as _;
use futures::{StreamExt as _, TryStreamExt as _, stream};
use serde_json::json;
use tempfile::TempDir;
use testing::{Client, Desk, Fleet, Flush, Private, Process};

use crate::tab::Tab;

const MRD: &str = "0192a000-0000-7000-8000-000000000001";
/// Chats that are opened at the same time.
const ABREAST: usize = 32;

/// Pods of the road; the others only serve files.
const PODS: [&str; 10] = [
    "agent-manager",
    "bot-framework",
    "ccm",
    "cim-customer",
    "conversation-controller",
    "conversation-manager",
    "routing-engine",
    "unified-admin",
    "web-channel-manager",
    "switchboard",
];

pub(crate) struct House {
    base: String,
    kind: Kind,
    folder: TempDir,
}

/// How many processes it is.
enum Kind {
    One(Box<Process>),
    Cluster(Box<(Fleet, Private)>),
}

/// One process of it.
pub(crate) struct Part {
    pub(crate) pod: String,
    pub(crate) id: u32,
}

impl House {
    /// Starts it with its demonstration; what keeps real customers from flooding it is out of the way.
    pub(crate) async fn open() -> anyhow::Result<Self> {
        Self::with(&[]).await
    }

    /// The same with settings of one's own.
    pub(crate) async fn with(more: &[(&str, String)]) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let ports = testing::free_ports::<2>()?;
        let many = "10000000".to_owned();
        let mut environment = vec![
            ("SWITCHBOARD__WEB_CHANNEL_MANAGER__EVENTS_PER_CUSTOMER", many.clone()),
            ("SWITCHBOARD__WEB_CHANNEL_MANAGER__EVENTS_PER_ADDRESS", many.clone()),
            ("SWITCHBOARD__WEB_CHANNEL_MANAGER__SOCKETS_PER_ADDRESS", many),
            ("SWITCHBOARD__UNIFIED_ADMIN__ACCESS_TOKEN_LIFE", "1h".to_owned()),
        ];
        environment.extend(more.iter().cloned());
        let mut process = Process::start(folder.path(), ports, &[], &environment)?;
        process.ready().await?;
        let data = folder.path();
        testing::eventually("the demonstration", || async { Ok(data.join("demo.done").exists().then_some(())) }).await?;
        Ok(Self { base: process.base.clone(), kind: Kind::One(Box::new(process)), folder })
    }

    /// A process for every service, on servers of its own that wait for their disk.
    pub(crate) async fn open_cluster() -> anyhow::Result<Self> {
        let (folder, servers) = (tempfile::tempdir()?, Private::start(Flush::Always).await?);
        let mut settings = servers.settings();
        settings["web_channel_manager"] =
            json!({ "events_per_customer": 10_000_000, "events_per_address": 10_000_000, "sockets_per_address": 10_000_000 });
        settings["unified_admin"] = json!({ "access_token_life": "1h" });
        // As it is installed.
        settings["bus"]["partitions"] = 16.into();
        let fleet = Fleet::start(&PODS, 1, folder.path(), &settings).await?;
        let data = folder.path();
        testing::eventually("the demonstration", || async { Ok(data.join("demo.done").exists().then_some(())) }).await?;
        Ok(Self { base: fleet.base(), kind: Kind::Cluster(Box::new((fleet, servers))), folder })
    }

    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    /// Every process and what it is.
    pub(crate) fn parts(&self) -> Vec<Part> {
        match &self.kind {
            Kind::One(process) => vec![Part { pod: "switchboard".to_owned(), id: process.id() }],
            Kind::Cluster(cluster) => {
                let running = cluster.0.members.iter().filter_map(|member| Some((member, member.process.as_ref()?)));
                running.map(|(member, process)| Part { pod: member.pod.clone(), id: process.id() }).collect()
            }
        }
    }

    /// The one process.
    pub(crate) fn id(&self) -> u32 {
        self.ids().first().copied().unwrap_or_default()
    }

    pub(crate) fn ids(&self) -> Vec<u32> {
        self.parts().into_iter().map(|part| part.id).collect()
    }

    /// The servers below a cluster.
    pub(crate) fn servers(&self) -> anyhow::Result<&Private> {
        match &self.kind {
            Kind::Cluster(cluster) => Ok(&cluster.1),
            Kind::One(_) => anyhow::bail!("one process has no servers"),
        }
    }

    pub(crate) fn servers_mut(&mut self) -> anyhow::Result<&mut Private> {
        match &mut self.kind {
            Kind::Cluster(cluster) => Ok(&mut cluster.1),
            Kind::One(_) => anyhow::bail!("one process has no servers"),
        }
    }

    /// Kills the processes of a pod, or all, and starts them again; does not wait for them.
    pub(crate) async fn restart(&mut self, pod: Option<&str>) -> anyhow::Result<()> {
        let Kind::Cluster(cluster) = &mut self.kind else { anyhow::bail!("one process has no pods") };
        let fleet = &mut cluster.0;
        let members: Vec<usize> =
            (0..fleet.members.len()).filter(|member| pod.is_none_or(|pod| fleet.members[*member].pod == pod)).collect();
        for member in &members {
            if let Some(process) = &mut fleet.members[*member].process {
                process.kill().await?;
            }
        }
        members.into_iter().try_for_each(|member| fleet.launch(member))
    }

    pub(crate) fn data(&self) -> &Path {
        self.folder.path()
    }

    /// Ends it at once: its folder goes with it.
    pub(crate) async fn close(self) -> anyhow::Result<()> {
        match self.kind {
            Kind::One(mut process) => process.kill().await,
            Kind::Cluster(cluster) => {
                cluster.0.stop().await;
                Ok(())
            }
        }
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
