//! Every operation with every id of ours, by somebody of another tenant.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context as _;
use reqwest::{Method, StatusCode};
use runtime::channels::CHANNELS;
use serde_json::{Value, json};
use testing::{Client, Customer, Desk};

use super::operations::{DOCUMENTS, Names, OPERATIONS};
use super::stranger;
use crate::journeys::{CHANNEL, SUPPORT, Shop};

/// What the customer says and is called: nobody else's texts have it.
const SECRET: &str = "Zebedee Quillfeather";

/// What there is of ours, as we see it.
#[derive(Debug, PartialEq)]
pub(super) struct Ours {
    /// By path.
    documents: BTreeMap<String, Value>,
    conversation: Value,
    activities: Value,
    customer: Value,
    rules: Value,
    files: Value,
}

pub(super) struct Ids {
    pub(super) conversation: String,
    pub(super) customer: String,
    pub(super) request: String,
    pub(super) task: String,
    pub(super) session: String,
    pub(super) queue: String,
    pub(super) channel: String,
    pub(super) user: String,
    pub(super) file: String,
}

impl Ours {
    pub(super) async fn read(operator: &Client, ids: &Ids) -> anyhow::Result<Self> {
        let mut documents = BTreeMap::new();
        for (path, _) in DOCUMENTS {
            for item in items(&operator.get(path).await?) {
                documents.insert(format!("{path}/{}", item["id"].as_str().unwrap_or_default()), item);
            }
        }
        let conversation = format!("/conversation-manager/v1/conversations/{}", ids.conversation);
        Ok(Self {
            documents,
            activities: operator.get(&format!("{conversation}/activities")).await?,
            conversation: operator.get(&conversation).await?,
            customer: operator.get(&format!("/cim-customer/v1/customers/{}", ids.customer)).await?,
            rules: operator.get("/conversation-controller/v1/rules").await?,
            files: operator.get("/file-engine/v1/files").await?,
        })
    }

    /// Texts that a stranger must never be shown: ids and names of ours that another tenant does not have by itself.
    pub(super) fn marks(&self, ids: &Ids) -> BTreeSet<String> {
        let mut marks: BTreeSet<String> = [SECRET, &ids.conversation, &ids.customer, &ids.request, &ids.file].map(str::to_owned).into();
        // Every tenant has a schema of its own, with the same ids.
        for (path, document) in self.documents.iter().filter(|(path, _)| !path.contains("/schema/")) {
            marks.extend(path.rsplit('/').next().filter(|id| id.len() > 20).map(str::to_owned));
            // Kinds of channels that the product knows have the same name everywhere.
            let is_word = |name: &&str| CHANNELS.iter().any(|carried| carried.is_of(name));
            marks.extend(document["name"].as_str().filter(|name| name.len() > 8 && !is_word(name)).map(str::to_owned));
        }
        // That is whom the stranger claims to be.
        marks.remove(&ids.user);
        marks
    }
}

fn items(list: &Value) -> Vec<Value> {
    list["items"].as_array().cloned().unwrap_or_default()
}

/// One of every kind that the demonstration has none of, and rules that are not the default ones.
pub(super) async fn furnish(operator: &Client) -> anyhow::Result<()> {
    for (path, body) in DOCUMENTS {
        if items(&operator.get(path).await?).is_empty() {
            anyhow::ensure!(!body.is_empty(), "there is no document at {path}");
            operator.post(path, &serde_json::from_str(body)?).await?;
        }
    }
    let rules = operator.get("/conversation-controller/v1/rules").await?;
    let yaml = format!("# {SECRET}\n{}", rules["yaml"].as_str().context("rules are text")?);
    operator.put("/conversation-controller/v1/rules", &json!({ "yaml": yaml, "version": rules["version"] })).await?;
    Ok(())
}

/// A customer of ours talks to an agent and sends a file.
pub(super) async fn take_part(customer: &mut Customer, alice: &mut Desk) -> anyhow::Result<Ids> {
    customer.start(&[("firstName", SECRET)]).await?;
    customer.hears("I am Robin").await?;
    customer.say("I want to talk to a person").await?;
    let conversation = alice.take_offer().await?;
    customer.say(&format!("I am {SECRET}")).await?;
    alice.hears(&conversation, SECRET).await?;
    let head = customer.session.clone().context("a session")?;
    let last = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    Ok(Ids {
        customer: head["header"]["customer"]["id"].as_str().context("a customer")?.to_owned(),
        request: alice.tasks[&conversation]["requestId"].as_str().context("a request")?.to_owned(),
        task: alice.tasks[&conversation]["id"].as_str().context("a task")?.to_owned(),
        session: head["id"].as_str().context("a session's id")?.to_owned(),
        queue: last(SUPPORT),
        channel: last(CHANNEL),
        user: alice.agent_id.clone(),
        file: customer.sends_file(&format!("{SECRET}.txt"), "text/plain", SECRET.as_bytes()).await?,
        conversation,
    })
}

struct Sweep<'a> {
    stranger: &'a Client,
    marks: &'a BTreeSet<String>,
    wrong: Vec<String>,
    asked: usize,
}

impl Sweep<'_> {
    /// Asks; whatever is shown must not be ours, beyond what the stranger said.
    async fn ask(&mut self, method: &str, path: &str, body: Option<&Value>) -> anyhow::Result<(StatusCode, Value)> {
        let (status, answer) = self.stranger.send(method.parse::<Method>()?, path, body).await?;
        self.asked += 1;
        let said = body.map(Value::to_string).unwrap_or_default() + path;
        let shown = answer.to_string();
        for mark in self.marks.iter().filter(|mark| shown.contains(*mark) && !said.contains(*mark)) {
            self.wrong.push(format!("{method} {path} answered {status} and shows {mark:?}"));
        }
        if status.is_server_error() {
            self.wrong.push(format!("{method} {path} answered {status}: {shown}"));
        }
        Ok((status, answer))
    }

    /// The same, and it must be refused, or be the empty list.
    async fn refused(&mut self, method: &str, path: &str, body: Option<&Value>) -> anyhow::Result<()> {
        let (status, answer) = self.ask(method, path, body).await?;
        if !status.is_client_error() && answer["items"] != json!([]) {
            self.wrong.push(format!("{method} {path} answered {status}"));
        }
        Ok(())
    }

    async fn documents(&mut self, ours: &Ours) -> anyhow::Result<()> {
        for (path, _) in DOCUMENTS {
            self.ask("GET", path, None).await?;
        }
        for (path, document) in &ours.documents {
            // Every tenant has the system's attributes, under the same ids; what they are elsewhere is not ours.
            if path.contains("/schema/") {
                continue;
            }
            self.refused("GET", path, None).await?;
            self.refused("PUT", path, Some(document)).await?;
            self.refused("DELETE", path, None).await?;
        }
        Ok(())
    }

    async fn operations(&mut self, ids: &Ids, ours: &Ours) -> anyhow::Result<()> {
        let of = |kind: &str| {
            let paths = ours.documents.keys().filter_map(|path| path.strip_prefix(kind)?.strip_prefix('/'));
            paths.map(str::to_owned).collect::<Vec<_>>()
        };
        for (method, path, names, body) in OPERATIONS {
            let named = match names {
                Names::Conversation => vec![ids.conversation.clone()],
                Names::Customer => vec![ids.customer.clone()],
                Names::Request => vec![ids.request.clone()],
                Names::User => of("/unified-admin/v1/users"),
                Names::Tenant => of("/unified-admin/v1/tenants").into_iter().chain(["default".to_owned()]).collect(),
                Names::Queue => of("/routing-engine/v1/queues"),
                Names::Agent => of("/routing-engine/v1/agents"),
                Names::Bot => of("/bot-framework/v1/bots"),
                Names::File => vec![ids.file.clone()],
                Names::Connector => of("/ccm/v1/channel-connectors"),
                Names::Channel => of("/ccm/v1/channels"),
                Names::Nothing => vec![String::new()],
            };
            anyhow::ensure!(!named.is_empty(), "there is nothing to name in {path}");
            let body = if body.is_empty() { None } else { Some(serde_json::from_str::<Value>(body)?) };
            for id in named {
                let path = path.replace("{id}", &id);
                // A list may be empty, and what names nothing is the stranger's own.
                if *names == Names::Nothing || path.contains('?') {
                    self.ask(method, &path, body.as_ref()).await?;
                } else {
                    self.refused(method, &path, body.as_ref()).await?;
                }
            }
        }
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_operation_shows_or_changes_what_is_another_tenants() -> anyhow::Result<()> {
    let shop = Shop::open().await?;
    let operator = shop.installation.operator().await?;
    furnish(&operator).await?;
    let mut alice = shop.ready_desk("agent1").await?;
    let mut customer = shop.customer();
    let ids = take_part(&mut customer, &mut alice).await?;
    let before = Ours::read(&operator, &ids).await?;
    let marks = before.marks(&ids);
    let stranger = stranger(&shop.installation.base(), shop.installation.data(), &ids.user)?;
    let mut sweep = Sweep { stranger: &stranger, marks: &marks, wrong: Vec::new(), asked: 0 };
    sweep.documents(&before).await?;
    sweep.operations(&ids, &before).await?;
    assert!(sweep.asked > 150, "only {} operations were tried", sweep.asked);
    assert_eq!(sweep.wrong, Vec::<String>::new());
    assert_eq!(Ours::read(&operator, &ids).await?, before, "something of ours was changed");
    customer.say("still here").await?;
    alice.hears(&ids.conversation, "still here").await
}
