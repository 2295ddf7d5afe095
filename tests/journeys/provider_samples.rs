//! The recorded webhooks of the providers, replayed against the running services: answers, normalised things, order, statuses, and what a
//! repetition gives. Every file against a channel of its own, with the file's own key and address.

use anyhow::Context as _;
use providers::cases::{self, Case};
use providers::check::{Kit, Signer, Target};
use reqwest::Method;
use serde_json::{Value, json};
use testing::Client;

use super::Shop;

/// The provider of the demonstration, the pod, the type of the channel and the company's address in the recordings.
const FOLDERS: [(&str, &str, &str, &str, &str); 4] = [
    ("360dialog", "360dialog", "360-connector", "WHATSAPP", "442079460123"),
    ("twilio", "Twilio", "twilio-connector", "SMS", "+12025550100"),
    ("facebook", "Meta", "facebook-connector", "FACEBOOK", "178405260000101"),
    ("instagram", "Meta", "facebook-connector", "INSTAGRAM", "17841400000000101"),
];

/// Scheme and secrets of an account that takes the case.
fn account(case: &Case) -> (Value, Value) {
    match case.scheme() {
        "x-360dialog-signature" => (json!({ "scheme": "360dialog-signature" }), json!({ "webhookSecret": case.secret })),
        "static-header" => {
            (json!({ "scheme": "static-header", "headerName": case.auth["header"] }), json!({ "webhookSecret": case.secret }))
        }
        "X-Twilio-Signature" => (json!({ "accountSid": "AC1" }), json!({ "authToken": case.secret })),
        "hub.verify_token" => (json!({}), json!({ "verifyToken": case.secret, "appSecret": "unused" })),
        _ => (json!({ "scheme": "hub-signature" }), json!({ "webhookSecret": case.secret, "appSecret": case.secret })),
    }
}

/// A channel for one case; answers its id.
async fn channel(admin: &Client, case: &Case, (provider, kind, address): (&str, &str, &str)) -> anyhow::Result<String> {
    let (settings, secrets) = account(case);
    let connector = json!({ "name": case.name, "provider": provider, "settings": settings });
    let connector = admin.post("/ccm/v1/channel-connectors", &connector).await?;
    let connector = connector["id"].as_str().context("an id")?;
    admin.put(&format!("/ccm/v1/channel-connectors/{connector}/secrets"), &secrets).await?;
    let public = case.url.split('?').next().unwrap_or_default();
    let channel = json!({ "name": case.name, "serviceIdentifier": address, "channelType": kind, "connector": connector,
        "botId": "0192a000-0000-7000-8000-000000000031", "queue": "0192a000-0000-7000-8000-000000000021", "publicUrl": public });
    let made = admin.post("/ccm/v1/channels", &channel).await?;
    Ok(made["id"].as_str().context("an id")?.to_owned())
}

async fn replay(admin: &Client, case: &Case, (provider, pod, kind, address): (&str, &str, &str, &str)) -> anyhow::Result<()> {
    let id = channel(admin, case, (provider, kind, address)).await?;
    let base = admin.base();
    let target = Target {
        address: format!("{base}/{pod}/v1/webhooks/{id}"),
        public_url: String::new(),
        signer: None,
        verify_token: String::new(),
        inside: Some((format!("{base}/{pod}/v1/channels/{id}/events"), admin.token().to_owned())),
    };
    let outcome = Kit::new(target)?.case(case).await;
    let (status, _) = admin.send(Method::DELETE, &format!("/ccm/v1/channels/{id}"), None).await?;
    anyhow::ensure!(status.is_success(), "the channel cannot be deleted: {status}");
    outcome.map_err(|problem| anyhow::anyhow!("{}: {problem}", case.name))
}

/// Every case of a folder; answers how many there are.
async fn replay_all(folder: &str) -> anyhow::Result<usize> {
    let shop = Shop::open().await?;
    let admin = shop.installation.operator().await?;
    let (_, provider, pod, kind, address) = FOLDERS.into_iter().find(|known| known.0 == folder).context("a known folder")?;
    // The demonstration has channels of the same addresses.
    let channels = admin.get("/ccm/v1/channels").await?;
    for channel in channels["items"].as_array().into_iter().flatten().filter(|channel| channel["channelType"] == kind) {
        admin.send(Method::DELETE, &format!("/ccm/v1/channels/{}", channel["id"].as_str().unwrap_or_default()), None).await?;
    }
    let cases = cases::of(folder)?;
    let mut wrong = Vec::new();
    for case in &cases {
        if let Err(problem) = replay(&admin, case, (provider, pod, kind, address)).await {
            wrong.push(format!("{problem:#}"));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    Ok(cases.len())
}

#[tokio::test]
async fn recorded_webhooks_of_whatsapp_give_what_is_expected_and_nothing_the_second_time() -> anyhow::Result<()> {
    assert_eq!(replay_all("360dialog").await?, 38);
    Ok(())
}

#[tokio::test]
async fn recorded_webhooks_of_twilio_give_what_is_expected_and_nothing_the_second_time() -> anyhow::Result<()> {
    assert_eq!(replay_all("twilio").await?, 28);
    Ok(())
}

#[tokio::test]
async fn recorded_webhooks_of_messenger_and_pages_give_what_is_expected_and_nothing_the_second_time() -> anyhow::Result<()> {
    assert_eq!(replay_all("facebook").await?, 28);
    Ok(())
}

#[tokio::test]
async fn recorded_webhooks_of_instagram_give_what_is_expected_and_nothing_the_second_time() -> anyhow::Result<()> {
    assert_eq!(replay_all("instagram").await?, 5);
    Ok(())
}

/// The kit as strangers use it: one account, its own keys, and the trouble that providers make.
#[tokio::test]
async fn a_connector_of_ours_passes_the_kit_that_strangers_are_held_against() -> anyhow::Result<()> {
    let shop = Shop::open().await?;
    let accounts: Vec<providers::fake::Account> = serde_json::from_slice(&std::fs::read(shop.installation.data().join("providers.json"))?)?;
    let account = accounts.into_iter().find(|account| account.kind == "whatsapp").context("an account")?;
    let admin = shop.installation.operator().await?;
    let events = account.webhook.replace("/webhooks/", "/channels/") + "/events";
    let target = Target {
        signer: Some(Signer { scheme: "x-360dialog-signature".to_owned(), secret: account.secret.clone(), header: String::new() }),
        address: account.webhook,
        public_url: String::new(),
        verify_token: String::new(),
        inside: Some((events, admin.token().to_owned())),
    };
    let report = Kit::new(target)?.run(&cases::of("360dialog")?).await?;
    let problems: Vec<_> = report.problems().into_iter().map(|line| format!("{}: {}", line.name, line.problem)).collect();
    assert_eq!(problems, Vec::<String>::new());
    assert!(report.lines.len() > 40, "{}", report.table());
    Ok(())
}
