//! Every `POST` of every service, made twice with one `Idempotency-Key`: found in the descriptions of the interfaces, so that a new one is tried too.

use std::collections::BTreeMap;

use anyhow::Context as _;
use reqwest::StatusCode;
use serde_json::{Value, json};
use testing::Client;

use crate::journeys::{CHANNEL, SUPPORT, Shop};
use crate::roles::documents;
use crate::tenants::{DOCUMENTS, Names, OPERATIONS};

/// What a new document needs beside another name, where one is made after one that is there.
const OTHER_FIELDS: &[(&str, &str, &str)] = &[
    ("/ccm/v1/channels", "serviceIdentifier", "twice"),
    ("/ccm/v1/widget-configs", "widgetIdentifier", "twice"),
    ("/cim-customer/v1/schema", "key", "twice"),
];

/// One described `POST`.
struct Post {
    path: String,
    /// Somebody has to be signed in.
    known: bool,
    /// The field that names a document, where the path is a kind's.
    named_by: Option<String>,
}

fn posts() -> anyhow::Result<Vec<Post>> {
    let documents = documents()?;
    let paths = documents
        .as_object()
        .context("documents by pod")?
        .values()
        .flat_map(|document| document["paths"].as_object().into_iter().flatten());
    let post = |(path, item): (&String, &Value)| {
        let known = item["post"]["security"] != json!([{}]);
        let named_by = item["get"]["x-document"]["namedBy"].as_str().map(str::to_owned);
        item.get("post").map(|_| Post { path: path.clone(), known, named_by })
    };
    Ok(paths.filter_map(post).collect())
}

/// What paths and bodies are filled with: the first of a kind that there is.
struct Filling<'a> {
    operator: &'a Client,
    known: BTreeMap<String, Vec<Value>>,
}

impl Filling<'_> {
    async fn items(&mut self, kind: &str) -> anyhow::Result<Vec<Value>> {
        if !self.known.contains_key(kind) {
            let list = self.operator.get(kind).await?;
            self.known.insert(kind.to_owned(), list["items"].as_array().cloned().unwrap_or_default());
        }
        Ok(self.known[kind].clone())
    }

    /// The path with something in it that exists, where the demonstration has one.
    async fn path(&mut self, post: &Post) -> anyhow::Result<String> {
        let names = OPERATIONS.iter().find(|(method, path, ..)| *method == "POST" && *path == post.path).map(|(.., names, _)| *names);
        let last = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
        let id = match names {
            Some(Names::Queue) => last(SUPPORT),
            Some(Names::Channel) => last(CHANNEL),
            Some(Names::User) => id_of(&self.items("/unified-admin/v1/users").await?),
            Some(Names::Agent) => id_of(&self.items("/routing-engine/v1/agents").await?),
            Some(Names::Bot) => id_of(&self.items("/bot-framework/v1/bots").await?),
            Some(Names::Customer) => id_of(&self.items("/cim-customer/v1/customers").await?),
            _ => "nothing".to_owned(),
        };
        Ok(post.path.replace("{id}", &id))
    }

    /// A body that is taken, as far as the tables know one.
    async fn body(&mut self, post: &Post) -> anyhow::Result<Value> {
        let text = OPERATIONS.iter().find(|(method, path, ..)| *method == "POST" && *path == post.path).map_or("", |(.., body)| *body);
        let text = DOCUMENTS.iter().find(|(path, _)| *path == post.path).map_or(text, |(_, body)| *body);
        let mut body = if text.is_empty() { json!({}) } else { serde_json::from_str(text)? };
        let Some(named_by) = &post.named_by else { return Ok(body) };
        if let Some(there) = self.items(&post.path).await?.first() {
            body = there.clone();
            for own in ["id", "version", "updatedAt"] {
                body.as_object_mut().context("a document")?.remove(own);
            }
            body[named_by] = "twice".into();
            for (_, field, value) in OTHER_FIELDS.iter().filter(|(path, ..)| *path == post.path) {
                body[*field] = (*value).into();
            }
        }
        Ok(body)
    }
}

fn id_of(items: &[Value]) -> String {
    items.first().and_then(|item| item["id"].as_str()).unwrap_or("nothing").to_owned()
}

fn code(answer: &(StatusCode, Value)) -> (u16, &str) {
    (answer.0.as_u16(), answer.1["code"].as_str().unwrap_or_default())
}

/// What is wrong with an operation that is made twice; says whether it could be done at all.
async fn twice(operator: &Client, path: &str, body: &Value) -> anyhow::Result<(bool, Vec<String>)> {
    let mut wrong = Vec::new();
    let first = operator.send_once(path, Some(body), "once").await?;
    let again = operator.send_once(path, Some(body), "once").await?;
    let other = operator.send_once(&format!("{path}?other=true"), Some(body), "once").await?;
    let done = first.0.is_success();
    let kept =
        again == first || (path.ends_with("/links") || path.ends_with("/administrators")) && code(&again) == (409, "ANSWER_NOT_KEPT");
    if done && !kept {
        wrong.push(format!("{path}: {} {}, then {} {}", first.0, first.1, again.0, again.1));
    }
    if done && code(&other) != (409, "KEY_REUSED") {
        wrong.push(format!("{path}: something else with the same key is answered {} {}", other.0, other.1));
    }
    if first.0.is_server_error() {
        wrong.push(format!("{path}: {} {}", first.0, first.1));
    }
    Ok((done, wrong))
}

#[tokio::test(flavor = "multi_thread")]
async fn every_post_that_is_made_again_with_its_key_is_answered_as_the_first_time_and_makes_nothing_more() -> anyhow::Result<()> {
    let shop = Shop::open().await?;
    let operator = shop.installation.operator().await?;
    let mut filling = Filling { operator: &operator, known: BTreeMap::new() };
    let (mut done, mut faults) = (Vec::new(), Vec::new());
    operator.post("/cim-customer/v1/customers", &json!({ "firstName": "Ana" })).await?;
    for post in posts()? {
        let path = filling.path(&post).await?;
        // What nobody has to sign in for has no caller whose key it could be.
        if !post.known {
            continue;
        }
        let refused = operator.send_once(&path, Some(&json!({})), &"x".repeat(129)).await?;
        if code(&refused) != (400, "KEY_MALFORMED") {
            faults.push(format!("{path}: a bad key is answered {} {}", refused.0, refused.1));
        }
        let before = filling.items(&post.path).await.map_or(0, |items| items.len());
        let body = filling.body(&post).await?;
        let (made, wrong) = twice(&operator, &path, &body).await?;
        faults.extend(wrong);
        filling.known.remove(&post.path);
        if post.named_by.is_some() {
            let now = filling.items(&post.path).await?.len();
            // A kind of which there is one may refuse another.
            if now != before + usize::from(made) {
                faults.push(format!("{path}: {before} became {now}, and {made} was answered"));
            }
        }
        done.extend(made.then_some(path));
    }
    assert_eq!(faults, Vec::<String>::new());
    assert!(done.len() > 30, "only these could be done: {done:#?}");
    Ok(())
}
