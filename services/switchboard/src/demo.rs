//! The demonstration: agents' attributes, queues, a channel, a widget and a bot, made through the owners' own HTTP APIs, so that
//! nothing in it is anything but ordinary data. Done once; what people change afterwards stays.

mod accounts;

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use reqwest::{Client, Method, RequestBuilder, Response, StatusCode};
use runtime::{App, Context, OnExit, Service};
use serde::Deserialize;
use serde_json::{Value, json};

const STEPS: &str = include_str!("../demo.yaml");
/// Its presence says that the demonstration is set up.
const DONE: &str = "demo.done";
/// Services start side by side; the owners may need a moment.
const PATIENCE: Duration = Duration::from_mins(1);

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    demo: bool,
    base: String,
    fake: String,
}

impl runtime::Config for Config {}

/// One request. `{{user:NAME}}` anywhere in it stands for that user's id; `accounts.rs` says what else is filled in.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    #[serde(default)]
    post: Option<String>,
    #[serde(default)]
    put: Option<String>,
    body: Value,
}

pub(crate) fn service() -> Service {
    Service::new("switchboard", include_str!("../config.toml"), build)
}

fn build(cx: &Context, config: Config) -> runtime::Result<App> {
    let data = cx.data().to_owned();
    let own = cx.public().map(|address| format!("http://{address}"));
    let base = if config.base.is_empty() { own } else { Some(config.base) };
    let set_up = async move {
        let Some(base) = base else { return Ok(()) };
        if config.demo && !data.join(DONE).exists() {
            set_up(&data, &base, &config.fake).await?;
        }
        Ok(welcome(&data, &base)?)
    };
    Ok(App::new().worker("demo", OnExit::Ignore, set_up))
}

/// Says where everything is, and the sign-in links of the first start.
fn welcome(data: &Path, base: &str) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "\nSwitchboard is running.\n  customer  {base}/web-widget/demo, or as one of WhatsApp, SMS or Messenger: `switchboard providers fake --data {data}`\n  desk      {base}/unified-agent/\n  sign-in   {base}/unified-admin/sign-in",
        data = data.display()
    )?;
    let links = std::fs::read(data.join("links.json")).unwrap_or_default();
    let links: BTreeMap<String, String> = serde_json::from_slice(&links).unwrap_or_default();
    if !links.is_empty() {
        writeln!(out, "One-time sign-in links; one that was used is worth nothing any more:")?;
    }
    for (who, link) in links {
        writeln!(out, "  {who:<10} {link}")?;
    }
    out.flush()
}

async fn set_up(data: &Path, base: &str, fake: &str) -> runtime::Result<()> {
    let client = Client::builder().timeout(Duration::from_secs(10)).build()?;
    let token = operator(&client, data, base).await?;
    let users = users(&client, base, &token).await?;
    let steps = accounts::filled_in(&with_users(STEPS, &users), &accounts::of(data, base)?, fake);
    if steps.contains("{{user:") {
        return Err("the demonstration names users that this installation does not have: set [switchboard] demo = false".into());
    }
    let steps: Vec<Step> = serde_saphyr::from_str(&steps)?;
    for step in &steps {
        apply(&client, base, &token, step).await?;
    }
    tokio::fs::write(data.join(DONE), "").await?;
    tracing::info!(steps = steps.len(), "the demonstration is set up");
    Ok(())
}

/// Signs in with the token that the first start wrote for operators, once that start is through: the links are the last thing it writes.
async fn operator(client: &Client, data: &Path, base: &str) -> runtime::Result<String> {
    let file: PathBuf = data.join("operator.token");
    let links = data.join("links.json");
    let begun = tokio::time::Instant::now();
    loop {
        if let (true, Ok(token)) = (links.exists(), tokio::fs::read_to_string(&file).await) {
            let body = json!({ "token": token.trim() });
            let answer = client.post(format!("{base}/unified-admin/v1/auth/operator")).json(&body).send().await;
            if let Ok(answer) = answer
                && answer.status().is_success()
            {
                let session: Value = answer.json().await?;
                return Ok(session["accessToken"].as_str().unwrap_or_default().to_owned());
            }
        }
        if begun.elapsed() > PATIENCE {
            return Err("unified-admin did not accept the operator token in time".into());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn users(client: &Client, base: &str, token: &str) -> runtime::Result<Vec<(String, String)>> {
    let asked = || client.get(format!("{base}/unified-admin/v1/users")).bearer_auth(token);
    let answer: Value = patiently(asked).await?.error_for_status()?.json().await?;
    let users = answer["items"].as_array().into_iter().flatten();
    Ok(users.filter_map(|user| Some((user["username"].as_str()?.to_owned(), user["id"].as_str()?.to_owned()))).collect())
}

/// Asks again while nobody answers, or the one who does is not there yet.
async fn patiently(asked: impl Fn() -> RequestBuilder) -> reqwest::Result<Response> {
    let begun = tokio::time::Instant::now();
    loop {
        let answer = asked().send().await;
        let in_vain = answer.as_ref().map_or(true, |answer| answer.status().is_server_error());
        if !in_vain || begun.elapsed() > PATIENCE {
            return answer;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

fn with_users(text: &str, users: &[(String, String)]) -> String {
    users.iter().fold(text.to_owned(), |text, (name, id)| text.replace(&format!("{{{{user:{name}}}}}"), id))
}

async fn apply(client: &Client, base: &str, token: &str, step: &Step) -> runtime::Result<()> {
    let (method, path) = match (&step.post, &step.put) {
        (Some(path), None) => (Method::POST, path),
        (None, Some(path)) => (Method::PUT, path),
        _ => return Err("a step is either post or put".into()),
    };
    let asked = || client.request(method.clone(), format!("{base}{path}")).bearer_auth(token).json(&step.body);
    let answer = patiently(asked).await?;
    match answer.status() {
        // Made by an earlier start that did not come to its end.
        StatusCode::CONFLICT => Ok(()),
        status if status.is_success() => Ok(()),
        status => Err(format!("{method} {path}: {status} {}", answer.text().await.unwrap_or_default()).into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_is_one_request() {
        let steps: Vec<Step> = serde_saphyr::from_str(STEPS).unwrap();
        assert!(steps.iter().all(|step| step.post.is_some() != step.put.is_some()));
    }
}
