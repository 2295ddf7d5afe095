//! The chart: rendered for every configuration by both versions of helm, validated, and each process's settings given to the binary.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, bail, ensure};
use serde_json::Value;

use super::tools::Tools;
use super::{Row, binary, restricted, same, texts, yaml};
use crate::shell::{command, output, root, run, run_with, target};

const CHART: &str = "charts/switchboard";
/// The configurations that people install, and what they add to them.
const CONFIGURATIONS: [(&str, &str, &str); 4] = [
    ("single-node", "values-single-node.yaml", "ingress.enabled=true,ingress.host=cc.example.com"),
    ("all-in-one", "values-single-node.yaml", "mode=all-in-one,ingress.enabled=true,ingress.host=cc.example.com,ingress.affinity=haproxy"),
    (
        "multi-node",
        "values-multi-node.yaml",
        "ingress.enabled=true,ingress.host=cc.example.com,ingress.affinity=traefik,services.ccm.namespace=cti",
    ),
    (
        "high-availability",
        "values-high-availability.yaml",
        "ingress.enabled=true,ingress.host=cc.example.com,ingress.affinity=nginx,ingress.tls.enabled=true,\
         monitoring.serviceMonitor.enabled=true,monitoring.alerts.enabled=true,monitoring.alerts.runbookBase=https://example.com",
    ),
];
/// Where the alerts of the last of them find this repository.
const RUNBOOKS: &str = "https://example.com";
/// The oldest Kubernetes, one between, and the newest that the validator knows.
const KUBERNETES: [&str; 3] = ["1.25", "1.31", "1.37"];
/// Slips that must not pass, each with the word that the refusal must name.
const SLIPS: [(&str, &str); 7] = [
    ("defaults.replcias=2", "replcias"),
    ("services.ccm.replcias=2", "replcias"),
    ("services.rooting-engine.replicas=2", "rooting-engine"),
    ("external.postgres.port=1", "postgres"),
    ("ingres.enabled=true", "ingres"),
    ("process.user=0", "user"),
    ("external.inCluster=false", "existingSecret"),
];
/// What the pods get from Secrets.
const ADDRESSES: [(&str, &str); 3] = [
    ("SWITCHBOARD__DATABASE", "postgres://switchboard:secret@127.0.0.1:5432/switchboard"),
    ("SWITCHBOARD__BROKER", "amqp://switchboard:secret@127.0.0.1:5672/%2f"),
    ("SWITCHBOARD__CACHE", "redis://:secret@127.0.0.1:6379"),
];

/// One object, by kind, namespace and name.
type Objects = BTreeMap<(String, String, String), Value>;

pub(super) fn check(tools: &Tools, flow: &[Row]) -> anyhow::Result<()> {
    fits(&yaml(&format!("{CHART}/values.yaml"))?, flow)?;
    let helms = tools.helms();
    run(&helms[0], &["dependency", "build", CHART])?;
    for (name, values, set) in CONFIGURATIONS {
        let values = format!("{CHART}/{values}");
        for helm in &helms {
            run(helm, &["lint", "--quiet", CHART, "--values", &values, "--set", set])?;
        }
        let texts = [render(&helms[0], &values, set)?, render(&helms[1], &values, set)?];
        let objects = objects(&texts[0])?;
        ensure!(stable(&objects) == stable(&self::objects(&texts[1])?), "{name}: helm 3 and helm 4 render different objects");
        validate(tools, name, &texts[0])?;
        pods(name, &objects)?;
        peers(name, &objects)?;
        handing_on(name, &objects, flow)?;
        runbooks(name, &objects)?;
        if name != "all-in-one" {
            let deployments = objects.keys().filter(|(kind, ..)| kind == "Deployment").map(|(_, _, name)| name.clone());
            same(name, deployments, flow.iter().map(|row| object(&row.pod)))?;
        }
        match binary() {
            Some(binary) => configurations(&binary, name, &objects)?,
            None => println!("SKIPPED: {name}: the rendered settings, because target/debug/switchboard is not built"),
        }
    }
    slips(&helms[0])
}

/// What a pod's objects are called: the name of a Service may not begin with a digit (`service.name` of the chart).
fn object(pod: &str) -> String {
    match pod.split_once('-') {
        Some((digits, rest)) if digits.bytes().all(|byte| byte.is_ascii_digit()) => format!("{rest}-{digits}"),
        _ => pod.to_owned(),
    }
}

/// That the values say of each service what the binary says.
fn fits(values: &Value, flow: &[Row]) -> anyhow::Result<()> {
    let services = values["services"].as_object().context("values.yaml has no services")?;
    same("values.yaml", services.keys().cloned(), flow.iter().map(|row| row.pod.clone()))?;
    for row in flow {
        let (pod, service) = (&row.pod, &services[&row.pod]);
        same(&format!("values.yaml, calls of {pod}"), texts(&service["calls"]), row.calls.clone())?;
        let (serves, uses) = (texts(&service["serves"]), texts(&service["uses"]));
        let has = |list: &[String], word: &str| list.iter().any(|one| one == word);
        ensure!(has(&serves, "grpc") == row.grpc, "values.yaml: does {pod} serve gRPC?");
        ensure!((service["leads"] == true) == row.leads, "values.yaml: does one replica of {pod} lead?");
        ensure!(has(&serves, "http") != row.http.is_empty(), "values.yaml: does {pod} serve HTTP?");
        ensure!(row.http.iter().all(|prefix| *prefix == format!("/{pod}")), "{pod}: the ingress knows only /{pod}");
        ensure!(has(&uses, "rabbitmq") == row.events, "values.yaml: does {pod} use the broker?");
    }
    Ok(())
}

fn render(helm: &str, values: &str, set: &str) -> anyhow::Result<String> {
    output(helm, &["template", "switchboard", CHART, "--namespace", "expertflow", "--values", values, "--set", set])
}

fn objects(text: &str) -> anyhow::Result<Objects> {
    let documents: Vec<Value> = serde_saphyr::from_multiple(text).map_err(|error| anyhow::anyhow!("what helm renders: {error}"))?;
    let mut objects = Objects::new();
    for document in documents.into_iter().filter(|document| !document.is_null()) {
        let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let id = (word(&document["kind"]), word(&document["metadata"]["namespace"]), word(&document["metadata"]["name"]));
        ensure!(objects.insert(id.clone(), document).is_none(), "{id:?} is rendered twice");
    }
    Ok(objects)
}

/// What does not differ from one rendering to the next: keys and passwords do.
fn stable(objects: &Objects) -> Vec<&Value> {
    objects.iter().filter(|((kind, _, name), _)| kind != "Secret" && !name.ends_with("-certificates")).map(|(_, object)| object).collect()
}

/// Against Kubernetes' own schemas; it has none for what the Prometheus operator adds.
fn validate(tools: &Tools, name: &str, text: &str) -> anyhow::Result<()> {
    let core: Vec<_> = text.split("\n---\n").filter(|document| !document.contains("apiVersion: monitoring.coreos.com/")).collect();
    let file = target().join(format!("deploy/{name}.yaml"));
    fs::write(&file, core.join("\n---\n"))?;
    let file = file.to_string_lossy();
    for version in KUBERNETES {
        let arguments = ["--quiet", "--strict", "-k", version, &file];
        run_with(&tools.path("kubernetes-validate"), &arguments, &[("PYTHONPATH", &tools.python())])?;
    }
    Ok(())
}

/// That every pod may run where the restricted pod security standard is enforced, and that a rule of the network speaks of it.
fn pods(name: &str, objects: &Objects) -> anyhow::Result<()> {
    let policies: Vec<_> = objects.keys().filter(|(kind, ..)| kind == "NetworkPolicy").map(|(_, place, name)| (place, name)).collect();
    for ((kind, place, workload), object) in objects {
        let pod = &object["spec"]["template"]["spec"];
        if pod.is_null() {
            continue;
        }
        let problems = restricted::problems(pod);
        ensure!(problems.is_empty(), "{name}: {kind} {place}/{workload}: {}", problems.join("; "));
        ensure!(policies.contains(&(place, workload)), "{name}: {place}/{workload} has no network policy");
    }
    Ok(())
}

/// That every address of a peer is one of a Service with that port.
fn peers(name: &str, objects: &Objects) -> anyhow::Result<()> {
    let settings = objects.values().filter_map(|object| object["data"]["switchboard.toml"].as_str());
    for line in settings.flat_map(str::lines).filter(|line| line.contains("\"http://") && line.contains(".svc:")) {
        let address = line.split("//").nth(1).and_then(|rest| rest.strip_suffix('"')?.split_once(".svc:"));
        let service = address.and_then(|(host, port)| {
            let (service, place) = host.split_once('.')?;
            let port: u64 = port.parse().ok()?;
            let object = objects.get(&("Service".to_owned(), place.to_owned(), service.to_owned()))?;
            object["spec"]["ports"].as_array()?.iter().find(|one| one["name"] == "grpc" && one["port"] == port)
        });
        ensure!(service.is_some(), "{name}: nobody is at `{line}`");
    }
    Ok(())
}

/// That replicas of which one leads tell the others where they are, and may reach each other on both listeners.
fn handing_on(name: &str, objects: &Objects, flow: &[Row]) -> anyhow::Result<()> {
    let led: Vec<_> = flow.iter().filter(|row| row.leads).map(|row| object(&row.pod)).collect();
    for ((kind, place, unit), deployment) in objects {
        if kind != "Deployment" || (name != "all-in-one" && !led.contains(unit)) {
            continue;
        }
        let container = &deployment["spec"]["template"]["spec"]["containers"][0];
        let own = container["env"].as_array().into_iter().flatten().find(|one| one["name"] == "SWITCHBOARD__ADVERTISE");
        let own = own.map(|one| &one["valueFrom"]["fieldRef"]["fieldPath"]);
        ensure!(own.is_some_and(|path| path == "status.podIP"), "{name}: replicas of {unit} do not say where they are");
        let policy = objects.get(&("NetworkPolicy".to_owned(), place.clone(), unit.clone()));
        let policy = policy.with_context(|| format!("{name}: {unit} has no network policy"))?;
        let labels = &policy["spec"]["podSelector"]["matchLabels"];
        for (direction, peers) in [("ingress", "from"), ("egress", "to")] {
            let rules = policy["spec"][direction].as_array().into_iter().flatten();
            let own = |rule: &&Value| {
                rule[peers].as_array().is_some_and(|all| all.iter().any(|one| one["podSelector"]["matchLabels"] == *labels))
            };
            let ports: Vec<_> = rules.filter(own).flat_map(|rule| rule["ports"].as_array().cloned().unwrap_or_default()).collect();
            ensure!(ports.len() == 2, "{name}: replicas of {unit} may not reach each other ({direction})");
        }
    }
    Ok(())
}

/// What a page must tell whoever is woken by its alert.
const PAGE: [&str; 4] = ["\n## What it means\n", "\n## How to see it\n", "\n## What to do\n", "\n## How to prove it is over\n"];

/// That every alert links a page of its own that tells everything, and its service's own runbook.
fn runbooks(name: &str, objects: &Objects) -> anyhow::Result<()> {
    let linked = |link: &Value| link.as_str().and_then(|link| link.strip_prefix(RUNBOOKS)).map(str::to_owned);
    let page = |path: &str| fs::read_to_string(root().join(path.trim_start_matches('/'))).unwrap_or_default();
    for ((_, _, unit), rules) in objects.iter().filter(|((kind, ..), _)| kind == "PrometheusRule") {
        for rule in rules["spec"]["groups"][0]["rules"].as_array().into_iter().flatten() {
            let (alert, notes) = (rule["alert"].as_str().unwrap_or_default(), &rule["annotations"]);
            let path = linked(&notes["runbook_url"]).unwrap_or_default();
            let text = page(&path);
            ensure!(
                path.ends_with(&format!("/{alert}.md")) && text.starts_with(&format!("# {alert}\n")),
                "{name}: {unit}: {alert} has no page"
            );
            if let Some(part) = PAGE.iter().find(|part| !text.contains(**part)) {
                bail!("{path} lacks `{}`", part.trim());
            }
            let service = linked(&notes["service_url"]).and_then(|link| Some(page(link.strip_suffix("#runbook")?)));
            ensure!(service.is_some_and(|page| page.contains("\n## Runbook\n")), "{name}: {unit} has no runbook");
        }
    }
    Ok(())
}

/// Gives each process's settings, keys and addresses to its own `check`, as the pod would; then once with a key that nobody knows.
fn configurations(binary: &str, name: &str, objects: &Objects) -> anyhow::Result<()> {
    for ((kind, place, unit), deployment) in objects {
        if kind != "Deployment" {
            continue;
        }
        let folder = target().join("deploy").join(name).join(unit);
        fs::create_dir_all(folder.join("keys"))?;
        let pod = &deployment["spec"]["template"]["spec"];
        let file = folder.join("switchboard.toml");
        let map = objects.get(&("ConfigMap".to_owned(), place.clone(), unit.clone()));
        let text = map.and_then(|map| map["data"]["switchboard.toml"].as_str()).with_context(|| format!("{unit} has no settings"))?;
        fs::write(&file, text)?;
        keys(pod, place, objects, &folder.join("keys"))?;
        let code = run_check(binary, pod, &folder)?;
        ensure!(code.0 == Some(0), "{name}: {unit} refuses its settings:\n{}", code.1);
        fs::write(&file, format!("siez = 1\n{text}"))?;
        let code = run_check(binary, pod, &folder)?;
        ensure!(code.0 == Some(78) && code.1.contains("siez"), "{name}: {unit} takes a setting that does not exist");
        fs::write(&file, text)?;
    }
    Ok(())
}

/// Lays out the volume of keys as the pod sees it.
fn keys(pod: &Value, place: &str, objects: &Objects, folder: &Path) -> anyhow::Result<()> {
    let volume = pod["volumes"].as_array().into_iter().flatten().find(|volume| volume["name"] == "keys");
    let sources = volume.and_then(|volume| volume["projected"]["sources"].as_array()).context("a pod has no keys")?;
    for source in sources {
        for (kind, reference) in [("Secret", &source["secret"]), ("ConfigMap", &source["configMap"])] {
            let Some(name) = reference["name"].as_str() else { continue };
            let object = objects
                .get(&(kind.to_owned(), place.to_owned(), name.to_owned()))
                .with_context(|| format!("there is no {kind} {place}/{name}"))?;
            for (key, value) in object["data"].as_object().into_iter().flatten() {
                let listed = reference["items"].as_array().is_none_or(|items| items.iter().any(|item| item["key"] == *key));
                let text = value.as_str().unwrap_or_default();
                if listed && kind == "Secret" {
                    fs::write(folder.join(key), base64(text)?)?;
                } else if listed {
                    fs::write(folder.join(key), text)?;
                }
            }
        }
    }
    Ok(())
}

/// By the program that every system has.
fn base64(text: &str) -> anyhow::Result<String> {
    output("bash", &["-c", "printf %s \"$1\" | base64 --decode", "decode", text])
}

/// Runs `check` with the arguments and the environment of the container; answers its exit code and what it said.
fn run_check(binary: &str, pod: &Value, folder: &Path) -> anyhow::Result<(Option<i32>, String)> {
    let container = &pod["containers"][0];
    let only = texts(&container["args"]).last().cloned().context("a container says not what it runs")?;
    let names: Vec<_> = container["env"].as_array().into_iter().flatten().filter_map(|one| one["name"].as_str()).collect();
    let (file, data) = (folder.join("switchboard.toml"), folder.join("data"));
    let mut check = command(binary, &["--config", &file.to_string_lossy(), "--data", &data.to_string_lossy(), "check", "--only", &only]);
    check.env("SWITCHBOARD__KEYS", folder.join("keys"));
    check.envs(ADDRESSES.iter().filter(|(name, _)| names.contains(name)).map(|(name, value)| (OsStr::new(name), OsStr::new(value))));
    let done = check.output()?;
    Ok((done.status.code(), String::from_utf8_lossy(&done.stderr).into_owned()))
}

fn slips(helm: &str) -> anyhow::Result<()> {
    for (slip, word) in SLIPS {
        let done = command(helm, &["template", "switchboard", CHART, "--set", slip]).output()?;
        if done.status.success() {
            bail!("the chart takes {slip}");
        }
        let said = String::from_utf8_lossy(&done.stderr);
        ensure!(said.contains(word), "the chart refuses {slip} without naming {word}:\n{said}");
    }
    Ok(())
}
