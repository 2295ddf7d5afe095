//! A whole configuration goes out as text and comes back the same.

use anyhow::Context as _;
use serde_json::json;
use switchboard::configuration::{export, import};
use switchboard::operator::Operator;
use testing::Installation;

use super::{CHANNEL, SUPPORT, Shop};

async fn operator(installation: &Installation) -> anyhow::Result<Operator> {
    // The token's file is the first start's last but one act.
    installation.operator().await?;
    Ok(Operator::of_folder(installation.data(), &installation.base()).await?)
}

/// An installation with an administrator and nothing else.
async fn empty() -> anyhow::Result<Installation> {
    let settings = json!({ "unified_admin": { "first_start": "admin" }, "switchboard": { "demo": false } });
    let installation = Installation::start(switchboard::all(), settings).await?;
    let data = installation.data().to_owned();
    testing::eventually("the first start", || async { Ok(data.join("links.json").exists().then_some(())) }).await?;
    Ok(installation)
}

async fn fault(operator: &Operator, text: &str) -> anyhow::Result<String> {
    let before = export(operator).await?;
    let fault = import(operator, text, false).await.err().context("the file was taken")?.to_string();
    assert_eq!(export(operator).await?, before, "a broken file changes nothing: {fault}");
    Ok(fault)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_makes_a_fresh_installation_the_same_and_a_second_import_changes_nothing() -> anyhow::Result<()> {
    let shop = Shop::open().await?;
    let admin = shop.installation.operator().await?;
    admin
        .put(
            "/conversation-controller/v1/rules",
            &json!({ "yaml": "extends: built-in\n\nrules:\n  # \"odd\" text: kept\n  - {name: hi, on: FIND_AGENT, then: [{text: hi}]}\n" }),
        )
        .await?;
    admin
        .post(
            "/unified-admin/v1/canned-answers",
            &json!({ "shortcut": "odd", "text": "$ccm/channels/none\n- it's \"odd\": # yes \u{202e} \t" }),
        )
        .await?;
    let told = export(&operator(&shop.installation).await?).await?;
    for line in [
        "  queue: $routing-engine/queues/Support",
        "  botId: $bot-framework/bots/Robin",
        "- username: alice",
        "  id: $unified-admin/users/alice",
    ] {
        assert!(
            told.lines().any(|other| other.trim_start().trim_start_matches("- ") == line.trim_start().trim_start_matches("- ")),
            "{line} in {told}"
        );
    }
    let fresh = empty().await?;
    let there = operator(&fresh).await?;
    let rehearsed = import(&there, &told, true).await?;
    assert!(rehearsed.created > 20, "{rehearsed}");
    assert_eq!(import(&there, &told, false).await?.created, rehearsed.created, "a dry run changes nothing");
    assert_eq!(export(&there).await?, told);
    let again = import(&there, &told, false).await?;
    assert_eq!((again.created, again.changed, again.left), (0, 0, 0), "{again}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_changes_what_is_different_and_says_what() -> anyhow::Result<()> {
    let shop = Shop::open().await?;
    let there = operator(&shop.installation).await?;
    let told = export(&there).await?.replace("customerActivityTimeoutSeconds: 900", "customerActivityTimeoutSeconds: 901");
    let report = import(&there, &told, false).await?;
    assert_eq!((report.created, report.changed), (0, 1), "{report}");
    assert!(report.lines[0].contains("customerActivityTimeoutSeconds: 900 → 901"), "{report}");
    let admin = shop.installation.operator().await?;
    assert_eq!(admin.get(CHANNEL).await?["customerActivityTimeoutSeconds"], 901);
    // A part of a file is a file: what it leaves out takes its default, what it does not name stays.
    let part = "format: 1\nrouting-engine/queues:\n- name: Support\n  mrdId: $routing-engine/mrds/CHAT\n  steps: [{expression: \"true\"}]\n- name: Night\n  mrdId: $routing-engine/mrds/CHAT\n  steps: [{expression: \"true\"}]\n";
    let report = import(&there, part, false).await?;
    assert_eq!((report.created, report.changed), (1, 1), "{report}");
    assert_eq!(admin.get(SUPPORT).await?["steps"].as_array().map(Vec::len), Some(1));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_file_changes_nothing_and_names_the_fault_with_its_place() -> anyhow::Result<()> {
    let shop = Shop::open().await?;
    let there = operator(&shop.installation).await?;
    let good = "format: 1\nunified-admin/reasons:\n- {name: Nap, type: NOT_READY}\n";
    let told = fault(&there, &format!("{good}unified-admin/raesons: []\n")).await?;
    assert!(told.starts_with("4:1: there is no kind \"unified-admin/raesons\""), "{told}");
    let told = fault(&there, &format!("{good}- name: Walk\n  tpye: NOT_READY\n  type: NOT_READY\n")).await?;
    assert!(told.starts_with("5:3: unified-admin/reasons \"Walk\": ") && told.contains("unknown field `tpye`"), "{told}");
    let told = fault(
        &there,
        &format!(
            "{good}ccm/channels:\n- name: X\n  serviceIdentifier: x\n  channelType: WEB\n  botId: $bot-framework/bots/Nobody\n  queue: x\n"
        ),
    )
    .await?;
    assert!(told.starts_with("8:10: there is no bot-framework/bots \"Nobody\""), "{told}");
    let told = fault(
        &there,
        &format!(
            "{good}ccm/widget-configs:\n- widgetIdentifier: w\n  serviceIdentifier: \"5155\"\n  title: T\n  theme:\n    primary: red\n"
        ),
    )
    .await?;
    assert!(told.starts_with("9:5: ccm/widget-configs \"w\": theme.primary is a colour"), "{told}");
    let told = fault(&there, &format!("{good}conversation-controller/rule-sets:\n- name: rules\n  yaml: \"rules: [\"\n")).await?;
    assert!(told.contains("conversation-controller/rule-sets \"rules\""), "{told}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chat_says_to_pages_of_any_origin_whether_it_is_open_and_refuses_hours_that_are_none() -> anyhow::Result<()> {
    let shop = Shop::open().await?;
    let admin = shop.user("admin").await?;
    let widget = json!({ "widgetIdentifier": "Hours", "serviceIdentifier": "5155", "title": "Hours", "theme": { "primary": "#1f6feb" } });
    let id = admin.post("/ccm/v1/widget-configs", &widget).await?["id"].as_str().unwrap_or_default().to_owned();
    let path = format!("/ccm/v1/widget-configs/{id}");
    let shown = async || {
        let answer = reqwest::get(format!("{}/ccm/v1/public/widget-configs/Hours", shop.installation.base())).await?;
        let origin = answer.headers().get("access-control-allow-origin").and_then(|value| value.to_str().ok()).map(str::to_owned);
        anyhow::Ok((origin, answer.json::<serde_json::Value>().await?))
    };
    let (origin, always) = shown().await?;
    assert_eq!((origin.as_deref(), &always["open"]), (Some("*"), &json!(true)), "without hours it is always open");
    let span = |days: &[u32], from: &str, to: &str| json!({ "zone": "UTC", "spans": [{ "days": days, "from": from, "to": to }] });
    let with = |hours: serde_json::Value| move |widget: &mut serde_json::Value| widget["hours"] = hours;
    admin.patch(&path, with(span(&[1, 2, 3, 4, 5, 6, 7], "00:00", "24:00"))).await?;
    assert_eq!(shown().await?.1["open"], true);
    // Three days from now, whatever today is.
    let day = (ids::Clock::System.now() / 86_400_000 + 3 + 3) % 7 + 1;
    admin.patch(&path, with(span(&[u32::try_from(day)?], "00:00", "24:00"))).await?;
    assert_eq!(shown().await?.1["open"], false);
    assert!(admin.patch(&path, with(span(&[1], "18:00", "09:00"))).await.is_err(), "the end is before the beginning");
    Ok(())
}
