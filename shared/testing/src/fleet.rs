//! Every service as processes of its own, behind one gateway.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;

use anyhow::Context as _;
use serde_json::{Value, json};
use tokio::process::Command;

use crate::gateway::{Gateway, Routes};
use crate::process::{Process, binary, binary_of, free_port_list};
use crate::proxy::Proxy;

/// Where one process listens.
#[derive(Clone, Copy, Debug)]
struct Ports {
    public: u16,
    admin: u16,
    grpc: u16,
}

/// One process and how it is started again.
pub struct Member {
    /// Pod name.
    pub pod: String,
    /// The node it is on: which replica it is.
    pub node: usize,
    ports: Ports,
    /// None while it is dead.
    pub process: Option<Process>,
    /// What its peers reach it through, if there is something between them.
    pub link: Option<Proxy>,
}

/// All processes of an installation.
pub struct Fleet {
    /// By pod, replica after replica.
    pub members: Vec<Member>,
    gateway: Gateway,
    environment: Vec<(String, String)>,
    /// What differs from node to node.
    nodes: Vec<Vec<(String, String)>>,
    data: std::path::PathBuf,
}

impl Fleet {
    /// Brings the stores to this version, starts `replicas` processes of every pod, and waits until all are ready.
    pub async fn start(pods: &[&str], replicas: usize, data: &Path, settings: &Value) -> anyhow::Result<Self> {
        Self::start_all(pods, &vec![Vec::new(); replicas], data, (settings, false)).await
    }

    /// The same with a process of every pod on each node; `nodes` is the environment of each. Peers reach each other over links that can be cut.
    pub async fn start_on(pods: &[&str], nodes: &[Vec<(String, String)>], data: &Path, settings: &Value) -> anyhow::Result<Self> {
        Self::start_all(pods, nodes, data, (settings, true)).await
    }

    async fn start_all(
        pods: &[&str],
        nodes: &[Vec<(String, String)>],
        data: &Path,
        (settings, linked): (&Value, bool),
    ) -> anyhow::Result<Self> {
        let replicas = nodes.len();
        let count = pods.len() * replicas;
        let ports = free_port_list(3 * count)?;
        let all: Vec<(String, Ports)> = (0..count)
            .map(|n| {
                let [public, admin, grpc] = [ports[3 * n], ports[3 * n + 1], ports[3 * n + 2]];
                (pods[n / replicas].to_owned(), Ports { public, admin, grpc })
            })
            .collect();
        let mut routes = Routes::new();
        let mut peers: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut links = Vec::new();
        for (pod, ports) in &all {
            let grpc = SocketAddr::from(([127, 0, 0, 1], ports.grpc));
            let link = if linked { Some(Proxy::start(grpc).await?) } else { None };
            let reached = link.as_ref().map_or(grpc, |link| link.address);
            routes.entry(pod.clone()).or_default().push(SocketAddr::from(([127, 0, 0, 1], ports.public)));
            peers.entry(pod.clone()).or_default().push(format!("http://{reached}"));
            links.push(link);
        }
        let gateway = Gateway::start(routes).await?;
        let peers: BTreeMap<_, _> = peers.into_iter().map(|(pod, addresses)| (pod, addresses.join(","))).collect();
        let mut environment = Vec::new();
        flatten("SWITCHBOARD", settings, &mut environment);
        flatten("SWITCHBOARD", &json!({ "peers": peers }), &mut environment);
        flatten("SWITCHBOARD", &json!({ "switchboard": { "base": format!("http://{}", gateway.address) } }), &mut environment);
        // As a secret that all replicas are given: each would make one of its own.
        let token = format!("{}{}", ids::new_id(), ids::new_id());
        std::fs::write(data.join("operator.token"), &token)?;
        flatten("SWITCHBOARD", &json!({ "unified_admin": { "operator_token": token } }), &mut environment);
        let migrated = Command::new(binary()?).arg("--data").arg(data).arg("migrate").envs(environment.iter().cloned()).status().await?;
        anyhow::ensure!(migrated.success(), "the stores cannot be prepared");
        let member = |(n, ((pod, ports), link))| Member { pod, node: n % replicas, ports, process: None, link };
        let members = all.into_iter().zip(links).enumerate().map(member).collect();
        let mut this = Self { members, gateway, environment, nodes: nodes.to_vec(), data: data.to_owned() };
        for member in 0..this.members.len() {
            this.launch(member)?;
        }
        this.ready().await?;
        Ok(this)
    }

    /// Starts a process that is dead.
    pub fn launch(&mut self, member: usize) -> anyhow::Result<()> {
        self.launch_with(member, &[])
    }

    /// The same with something more in its environment, this time.
    pub fn launch_with(&mut self, member: usize, more: &[(&str, String)]) -> anyhow::Result<()> {
        let Member { pod, node, ports, process, .. } = &mut self.members[member];
        let given = self.environment.iter().chain(&self.nodes[*node]);
        let mut environment: Vec<(&str, String)> = given.map(|(key, value)| (key.as_str(), value.clone())).collect();
        environment.extend(more.iter().cloned());
        environment.push(("SWITCHBOARD__LISTEN__GRPC", format!("127.0.0.1:{}", ports.grpc)));
        let log = self.data.join(format!("{pod}-{node}.log"));
        // The pod that sets the demonstration up has the name of the whole.
        let (program, arguments) = (binary_of(*node)?, ["run", "--only", pod]);
        *process = Some(Process::start_program((&program, &log), &self.data, [ports.public, ports.admin], &arguments, &environment)?);
        Ok(())
    }

    /// Waits until every process that was started is ready.
    pub async fn ready(&mut self) -> anyhow::Result<()> {
        for member in &mut self.members {
            if let Some(process) = &mut member.process {
                process.ready().await.with_context(|| member.pod.clone())?;
            }
        }
        Ok(())
    }

    /// Sends a signal, such as `-STOP`.
    pub async fn signal(&self, member: usize, signal: &str) -> anyhow::Result<()> {
        let Some(process) = &self.members[member].process else { return Ok(()) };
        let status = Command::new("kill").arg(signal).arg(process.id().to_string()).status().await?;
        anyhow::ensure!(status.success(), "{} cannot be signalled", self.members[member].pod);
        Ok(())
    }

    /// `http://127.0.0.1:…` of a process's admin listener.
    pub fn admin(&self, member: usize) -> String {
        format!("http://127.0.0.1:{}", self.members[member].ports.admin)
    }

    /// `http://127.0.0.1:…` of the gateway.
    pub fn base(&self) -> String {
        format!("http://{}", self.gateway.address)
    }

    /// Stops all in order.
    pub async fn stop(self) {
        for member in self.members {
            if let Some(process) = member.process {
                // One that died already is as stopped as one that stops.
                let _stopped = process.terminate().await;
            }
        }
    }
}

/// Settings as a process's environment.
pub fn environment(settings: &Value) -> Vec<(String, String)> {
    let mut environment = Vec::new();
    flatten("SWITCHBOARD", settings, &mut environment);
    environment
}

/// `{"ccm": {"x": 1}}` as `SWITCHBOARD__CCM__X=1`.
fn flatten(prefix: &str, value: &Value, into: &mut Vec<(String, String)>) {
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                flatten(&format!("{prefix}__{}", key.to_uppercase()), value, into);
            }
        }
        Value::String(text) => into.push((prefix.to_owned(), text.clone())),
        other => into.push((prefix.to_owned(), other.to_string())),
    }
}
