//! The compose file: what it expects on this machine (`cargo xtask compose`), and that it fits the binary.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Read as _, Write as _};
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _, chown};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, ensure};
use serde_json::Value;

use super::tools::Tools;
use super::{Row, same, texts, yaml};
use crate::shell::{command, output, root, run, target};

/// Passwords that are made up once.
const PASSWORDS: [&str; 3] = ["POSTGRES_PASSWORD", "RABBITMQ_PASSWORD", "REDIS_PASSWORD"];
/// Containers that are not services of ours.
const OTHERS: [&str; 5] = ["postgresql", "rabbitmq", "redis", "migrate", "gateway"];
/// User of the containers when root asks: the image's own.
const NOBODY: u32 = 65532;

/// Ports of one service, on this machine as in its container.
struct Ports {
    public: u16,
    admin: u16,
    grpc: u16,
}

/// Writes `.env` (once) and `target/compose/`: what `docker compose` and a service beside it need.
pub(crate) fn write() -> anyhow::Result<()> {
    // Where the compose file looks, wherever cargo builds.
    let folder = root().join("target/compose");
    fs::create_dir_all(folder.join("data/keys"))?;
    let (user, group) = owner(&folder)?;
    let env = root().join(".env");
    if !env.exists() {
        let mut lines = vec![format!("SWITCHBOARD_UID={user}"), format!("SWITCHBOARD_GID={group}")];
        for name in PASSWORDS {
            lines.push(format!("{name}={}", password()?));
        }
        private(&env, &format!("{}\n", lines.join("\n")))?;
        println!(".env is written: passwords of this machine's PostgreSQL, RabbitMQ and Redis");
    }
    let secrets: BTreeMap<_, _> = fs::read_to_string(&env)?
        .lines()
        .filter_map(|line| line.split_once('='))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let services = services(&yaml("docker-compose.yml")?)?;
    for (pod, ports) in &services {
        fs::create_dir_all(folder.join("data").join(pod))?;
        private(&folder.join(format!("{pod}.toml")), &settings(pod, ports, &services, &secrets)?)?;
    }
    if fs::metadata(&folder)?.uid() != user {
        give(&folder.join("data"), user, group)?;
    }
    println!(
        "target/compose has data and, for `cargo run -p <pod> -- --config target/compose/<pod>.toml`, settings of {} services",
        services.len()
    );
    Ok(())
}

/// Whose the files are: the person's, unless that is root.
fn owner(folder: &Path) -> anyhow::Result<(u32, u32)> {
    let meta = fs::metadata(folder)?;
    Ok(if meta.uid() == 0 { (NOBODY, NOBODY) } else { (meta.uid(), meta.gid()) })
}

fn give(path: &Path, user: u32, group: u32) -> anyhow::Result<()> {
    chown(path, Some(user), Some(group))?;
    if path.is_dir() {
        for entry in fs::read_dir(path)? {
            give(&entry?.path(), user, group)?;
        }
    }
    Ok(())
}

/// 192 bits, in letters that need no quoting in an address.
fn password() -> anyhow::Result<String> {
    let mut bytes = [0_u8; 24];
    fs::File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(bytes.map(|byte| format!("{byte:02x}")).concat())
}

/// Writes a file that only its owner may read.
fn private(path: &Path, text: &str) -> anyhow::Result<()> {
    let mut file = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    Ok(file.write_all(text.as_bytes())?)
}

/// As TOML and JSON alike write it.
fn quoted(path: &Path) -> Value {
    Value::from(path.to_string_lossy())
}

/// The settings with which a service on this machine takes the place of its container.
fn settings(pod: &str, ports: &Ports, services: &BTreeMap<String, Ports>, secrets: &BTreeMap<String, String>) -> anyhow::Result<String> {
    let secret =
        |name: &str| secrets.get(name).with_context(|| format!(".env lacks {name}: delete it and run `cargo xtask compose` again"));
    let data = root().join("target/compose/data");
    let peers: Vec<_> = services
        .iter()
        .filter(|(name, _)| *name != pod)
        .map(|(name, ports)| format!("{name} = \"http://127.0.0.1:{}\"", ports.grpc))
        .collect();
    Ok(format!(
        "# Written by `cargo xtask compose`, from docker-compose.yml and .env.\n\
         profile = \"external\"\n\
         database = \"postgres://switchboard:{}@127.0.0.1:5433/switchboard\"\n\
         broker = \"amqp://switchboard:{}@127.0.0.1:5673/%2f\"\n\
         cache = \"redis://:{}@127.0.0.1:6380\"\n\
         data = {}\n\
         keys = {}\n\
         # The proxy of the compose file.\n\
         trusted_proxies = 1\n\n\
         # Everywhere: the containers come over Docker's bridge.\n\
         [listen]\n\
         public = \"0.0.0.0:{}\"\n\
         admin = \"127.0.0.1:{}\"\n\
         grpc = \"0.0.0.0:{}\"\n\n\
         [peers]\n{}\n",
        secret("POSTGRES_PASSWORD")?,
        secret("RABBITMQ_PASSWORD")?,
        secret("REDIS_PASSWORD")?,
        quoted(&data.join(pod)),
        quoted(&data.join("keys")),
        ports.public,
        ports.admin,
        ports.grpc,
        peers.join("\n"),
    ))
}

/// The services that have a container of their own, with their ports: inside and outside the same, so that either can be replaced.
fn services(file: &Value) -> anyhow::Result<BTreeMap<String, Ports>> {
    let own =
        file["services"].as_object().into_iter().flatten().filter(|(_, one)| texts(&one["command"]).iter().any(|word| word == "--only"));
    let mut services = BTreeMap::new();
    for (pod, service) in own {
        ensure!(texts(&service["command"]).last() == Some(pod), "{pod}: its container runs something else");
        let port = |listener: &str| -> anyhow::Result<u16> {
            let address = service["environment"][format!("SWITCHBOARD__LISTEN__{listener}")].as_str();
            let address = address.with_context(|| format!("{pod}: no address of its {listener} listener"))?;
            Ok(address.rsplit_once(':').with_context(|| format!("{pod}: {address}"))?.1.parse()?)
        };
        services.insert(pod.clone(), Ports { public: port("PUBLIC")?, admin: port("ADMIN")?, grpc: port("GRPC")? });
    }
    Ok(services)
}

/// That the file is valid for each profile, refuses to start without secrets, and has what the binary has.
pub(super) fn check(tools: &Tools, flow: &[Row]) -> anyhow::Result<()> {
    let compose = tools.path("docker-compose");
    let env = sample_env()?;
    let env = env.to_string_lossy();
    for profile in ["infra", "all", "micro"] {
        run(&compose, &["--env-file", &env, "--profile", profile, "config", "--quiet"])?;
    }
    let refused = command(&compose, &["--env-file", "/dev/null", "--profile", "infra", "config", "--quiet"]).output()?;
    let said = String::from_utf8_lossy(&refused.stderr);
    ensure!(!refused.status.success() && said.contains("cargo xtask compose"), "the compose file has a password of its own");

    let micro: Value = serde_json::from_str(&output(&compose, &["--env-file", &env, "--profile", "micro", "config", "--format", "json"])?)?;
    let found = micro["services"].as_object().into_iter().flatten().map(|(name, _)| name.clone());
    same("docker-compose.yml", found.filter(|name| !OTHERS.contains(&name.as_str())), flow.iter().map(|row| row.pod.clone()))?;
    let services = services(&micro)?;
    let mut taken = BTreeSet::new();
    let routes = micro["services"]["gateway"]["environment"]["CADDYFILE"].as_str().unwrap_or_default();
    for row in flow {
        let ports = services.get(&row.pod).with_context(|| format!("{}: its container has no ports", row.pod))?;
        let service = &micro["services"][&row.pod];
        let published: Vec<_> = service["ports"].as_array().into_iter().flatten().filter_map(|port| port["published"].as_str()).collect();
        for port in [ports.public, ports.admin, ports.grpc] {
            ensure!(taken.insert(port), "{}: port {port} belongs to another service", row.pod);
            ensure!(published.contains(&port.to_string().as_str()), "{}: port {port} is not published", row.pod);
        }
        for prefix in &row.http {
            let route = format!("reverse_proxy {prefix}* {}:{}", row.pod, ports.public);
            ensure!(routes.contains(&route), "{}: the gateway lacks `{route}`", row.pod);
        }
        for callee in &row.calls {
            let key = format!("SWITCHBOARD__PEERS__{}", callee.to_uppercase());
            let wanted = services.get(callee).map(|ports| format!("http://{callee}:{}", ports.grpc));
            ensure!(service["environment"][&key].as_str() == wanted.as_deref(), "{}: it has no address of {callee}", row.pod);
        }
    }
    Ok(())
}

/// Secrets for a file that is only read.
fn sample_env() -> anyhow::Result<PathBuf> {
    let path = target().join("deploy/compose.env");
    fs::create_dir_all(target().join("deploy"))?;
    let names = ["SWITCHBOARD_UID", "SWITCHBOARD_GID"].into_iter().chain(PASSWORDS);
    fs::write(&path, names.map(|name| format!("{name}=1")).collect::<Vec<_>>().join("\n"))?;
    Ok(path)
}
