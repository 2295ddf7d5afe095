//! What customers of providers do besides writing: they react, quote, edit, delete, send places; and what becomes of it.

use anyhow::Context as _;
use serde_json::{Value, json};
use testing::Desk;

use super::providers::{Line, shows};

const ANA: &str = "447700900150";

/// The newest row of the desk's that fits.
fn row(desk: &Desk, conversation: &str, fits: impl Fn(&Value) -> bool) -> Option<Value> {
    let applied = desk.conversations.get(conversation)?;
    applied.rows.iter().rev().map(|row| &row.activity).find(|activity| fits(activity)).cloned()
}

async fn until_row(desk: &mut Desk, conversation: &str, what: &str, fits: impl Fn(&Value) -> bool + Copy) -> anyhow::Result<Value> {
    desk.until(what, |desk| row(desk, conversation, fits).is_some()).await?;
    row(desk, conversation, fits).context("just seen")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bot_answers_words_and_never_a_reaction_a_deletion_or_a_place() -> anyhow::Result<()> {
    let line = Line::open().await?;
    let question = line.fake.say("whatsapp", ANA, "Ana", "when do you open?")?;
    let answers =
        || line.fake.said().into_iter().filter(|kept| !kept.inbound && kept.customer == ANA).map(|kept| kept.text).collect::<Vec<_>>();
    let answered = |part: &'static str, times: usize| async move {
        let there = || answers().iter().filter(|text| text.contains(part)).count() == times;
        testing::eventually(part, || async { Ok(there().then_some(())) }).await
    };
    answered("Monday to Friday", 1).await?;
    for content in [
        json!({ "type": "reaction", "reaction": { "message_id": question, "emoji": "👍" } }),
        json!({ "type": "reaction", "reaction": { "message_id": question } }),
        json!({ "type": "edit", "edit": { "original_message_id": question, "message": { "type": "text", "text": { "body": "when do you close?" } } } }),
        json!({ "type": "revoke", "revoke": { "original_message_id": question } }),
        json!({ "type": "location", "location": { "latitude": 52.5, "longitude": 13.4, "name": "Here" } }),
        json!({ "type": "unsupported", "unsupported": { "type": "poll_creation" } }),
    ] {
        line.fake.act("whatsapp", ANA, "Ana", &content)?;
    }
    // One customer's things are handed on in order: with this answered, all of them were heard.
    line.fake.say("whatsapp", ANA, "Ana", "when do you open?")?;
    answered("Monday to Friday", 2).await?;
    let others: Vec<_> = answers().into_iter().filter(|text| !text.contains("Monday to Friday")).collect();
    assert_eq!(others.len(), 1, "the greeting, and nothing that was not understood: {others:?}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn customers_and_agents_quote_each_other_and_themselves() -> anyhow::Result<()> {
    let line = Line::open().await?;
    let mut alice = line.shop.ready_desk("agent1").await?;
    let conversation = line.talking(&mut alice, "whatsapp", ANA).await?;
    let asked = line.fake.say("whatsapp", ANA, "Ana", "do you ship to Lagos?")?;
    let theirs = until_row(&mut alice, &conversation, "the question", |row| row["body"]["markdownText"] == "do you ship to Lagos?").await?;

    let answer = |id: &str, of: &Value, text: &str| json!({ "conversationId": conversation, "id": id, "kind": "AGENT_MESSAGE", "originalMessageId": of, "body": { "type": "PLAIN", "markdownText": text } });
    let ours = ids::new_id();
    alice.call("sendMessage", &answer(&ours, &theirs["id"], "yes we do")).await?;
    let sent = sent(&line, "yes we do").await?;
    assert_eq!(sent.request["context"]["message_id"], asked.as_str(), "the provider is told what is answered");
    let shown = until_row(&mut alice, &conversation, "the answer", |row| row["body"]["markdownText"] == "yes we do").await?;
    assert_eq!((&shown["header"]["originalMessageId"], &shown["header"]["intent"]), (&theirs["id"], &json!("REPLY_TO")));

    // The customer quotes ours.
    let content = json!({ "type": "text", "text": { "body": "great" }, "context": { "id": sent.id, "from": "1" } });
    line.fake.act("whatsapp", ANA, "Ana", &content)?;
    let quoting = until_row(&mut alice, &conversation, "the customer's quote", |row| row["body"]["markdownText"] == "great").await?;
    assert_eq!(quoting["header"]["originalMessageId"], ours.as_str());

    // We quote our own.
    testing::eventually("ccm knows the provider's id of ours", || async {
        let admin = line.shop.installation.operator().await?;
        let all = super::providers::outbound(&admin, &conversation).await?;
        Ok(all.iter().any(|row| row["providerMessageId"] == sent.id.as_str()).then_some(()))
    })
    .await?;
    alice.call("sendMessage", &answer(&ids::new_id(), &json!(ours), "as I said")).await?;
    assert_eq!(self::sent(&line, "as I said").await?.request["context"]["message_id"], sent.id.as_str());

    // What nobody knows is not named, and what is no id is refused.
    alice.call("sendMessage", &answer(&ids::new_id(), &json!("no such message"), "out of nowhere")).await?;
    assert!(self::sent(&line, "out of nowhere").await?.request.get("context").is_none());
    let refused = alice.ask("sendMessage", &answer(&ids::new_id(), &json!("x".repeat(200)), "no")).await?;
    assert_eq!((refused["code"].as_i64(), refused["error"].as_str()), (Some(400), Some("MALFORMED")));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn customers_of_providers_see_that_an_agent_has_read_and_writes() -> anyhow::Result<()> {
    let line = Line::open().await?;
    let mut alice = line.shop.ready_desk("agent1").await?;
    for (kind, customer) in [("whatsapp", "447700900151"), ("messenger", "6543210987650001")] {
        let conversation = line.talking(&mut alice, kind, customer).await?;
        let asked = line.fake.say(kind, customer, "Ana", "are you there?")?;
        alice.hears(&conversation, "are you there?").await?;
        let seq = alice.conversations[&conversation].last;
        let shown = |what: &'static str| {
            let all = line.fake.shown();
            all.into_iter().filter(move |shown| shown.kind == kind && shown.customer == customer && shown.what == what).collect::<Vec<_>>()
        };
        let mut tell = async |event: &str, more: Value| {
            let mut payload = json!({ "conversationId": conversation });
            payload.as_object_mut().context("an object")?.extend(more.as_object().context("an object")?.clone());
            alice.call(event, &payload).await
        };
        tell("receipt", json!({ "deliveredSeq": seq })).await?;
        tell("typing", json!({ "state": "STARTED" })).await?;
        testing::eventually("typing", || async { Ok((!shown("typing").is_empty()).then_some(())) }).await?;
        assert!(shown("read").is_empty(), "delivered to a desk is not read");
        // ccm may hear of the row a moment later than the desk: an agent's next look says it again.
        for _ in 0..50 {
            tell("receipt", json!({ "readSeq": seq })).await?;
            if !shown("read").is_empty() {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        let marked = shown("read");
        assert_eq!(marked.len(), 1, "a message is marked once: {marked:?}");
        if kind == "whatsapp" {
            assert_eq!(marked[0].message, asked);
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_answer_arrives_whole_though_its_event_is_small() -> anyhow::Result<()> {
    let line = Line::open().await?;
    let mut alice = line.shop.ready_desk("agent1").await?;
    let conversation = line.talking(&mut alice, "whatsapp", ANA).await?;
    // As many characters as the channel takes, and four times the bytes.
    let long = "😀".repeat(4_000);
    assert!(long.len() > runtime::log::SHORT);
    alice.say(&conversation, &long).await?;
    assert_eq!(sent(&line, &long).await?.request["text"]["body"], long.as_str());
    Ok(())
}

async fn sent(line: &Line, text: &str) -> anyhow::Result<providers::fake::Kept> {
    testing::eventually(text, || async { Ok(line.fake.said().into_iter().find(|kept| !kept.inbound && kept.text == text)) }).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_suggestion_is_used_once_and_counted_for_its_bot() -> anyhow::Result<()> {
    let line = Line::open().await?;
    let mut alice = line.shop.ready_desk("agent1").await?;
    let conversation = line.talking(&mut alice, "whatsapp", ANA).await?;
    // A rule makes a listener of the bot after the agent has come: until then it answers by itself.
    shows(&mut alice, &conversation, "PARTICIPANT_ROLE_CHANGED").await?;
    let suggested = |desk: &Desk| -> Vec<Value> {
        let rows = desk.conversations.get(&conversation).map(|applied| applied.rows.as_slice()).unwrap_or_default();
        rows.iter().filter(|row| row.name == "BOT_SUGGESTION").map(|row| row.activity.clone()).collect()
    };
    for count in 1..=2 {
        line.fake.say("whatsapp", ANA, "Ana", "when do you open?")?;
        alice.until("a suggestion", |desk| suggested(desk).len() == count).await?;
    }
    let [first, second] = suggested(&alice).try_into().map_err(|_| anyhow::anyhow!("two suggestions"))?;
    alice.call("ignoreSuggestion", &json!({ "conversationId": conversation, "suggestionSeq": first["seq"] })).await?;
    let accept = |id: &str, suggestion: &Value, text: &Value| {
        let body = json!({ "type": "PLAIN", "markdownText": text });
        json!({ "conversationId": conversation, "id": id, "kind": "AGENT_MESSAGE", "suggestionSeq": suggestion["seq"], "body": body })
    };
    let words = &second["body"]["markdownText"];
    let id = ids::new_id();
    let said = alice.call("sendMessage", &accept(&id, &second, words)).await?;
    sent(&line, words.as_str().context("words")?).await?;
    // The same message again is the same; another one with the same words comes too late, and so does one that was put away.
    let again = alice.call("sendMessage", &accept(&id, &second, words)).await?;
    assert_eq!((&again["seq"], &again["duplicate"]), (&said["seq"], &json!(true)));
    for gone in [&second, &first] {
        let late = alice.ask("sendMessage", &accept(&ids::new_id(), gone, &gone["body"]["markdownText"])).await?;
        assert_eq!((late["code"].as_i64(), late["error"].as_str()), (Some(409), Some("SUGGESTION_GONE")));
    }
    // In words of one's own it is one's own message.
    alice.call("sendMessage", &accept(&ids::new_id(), &first, &json!("from nine on"))).await?;
    sent(&line, "from nine on").await?;
    let no_such = alice.ask("ignoreSuggestion", &json!({ "conversationId": conversation, "suggestionSeq": said["seq"] })).await?;
    assert_eq!(no_such["code"], 404);

    let admin = line.shop.installation.operator().await?;
    let counted = testing::eventually("the counts", || async {
        let used = admin.get("/bot-framework/v1/bots/0192a000-0000-7000-8000-000000000031/usage").await?;
        let counts = used["items"][0]["suggestions"].clone();
        Ok((counts["accepted"] == 1 && counts["ignored"] == 1).then_some(counts))
    })
    .await?;
    assert_eq!(counted, json!({ "offered": 2, "accepted": 1, "edited": 0, "ignored": 1 }));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_comes_by_an_advertisement_may_be_written_to_for_three_days() -> anyhow::Result<()> {
    let line = Line::open().await?;
    let admin = line.shop.installation.operator().await?;
    let mut alice = line.shop.ready_desk("agent1").await?;
    let conversation = line.talking(&mut alice, "whatsapp", ANA).await?;
    let hours = async || {
        let reach = admin.get(&format!("/ccm/v1/conversations/{conversation}/reach")).await?;
        let instant = |name: &str| reach["items"][0][name].as_str().and_then(ids::parse_rfc3339).context("an instant");
        anyhow::Ok((instant("windowEndsAt")? - instant("lastInboundAt")?) / 3_600_000)
    };
    assert_eq!(hours().await?, 24);
    let referral = json!({ "source_url": "https://fb.me/1", "source_type": "ad", "source_id": "1", "headline": "Chat with us" });
    let content = json!({ "type": "text", "text": { "body": "I saw your advertisement" }, "referral": referral });
    line.fake.act("whatsapp", ANA, "Ana", &content)?;
    alice.hears(&conversation, "I saw your advertisement").await?;
    assert_eq!(hours().await?, 72);
    // What they write later neither shortens nor lengthens it.
    line.fake.say("whatsapp", ANA, "Ana", "are you there?")?;
    alice.hears(&conversation, "are you there?").await?;
    assert!(hours().await? >= 71);
    Ok(())
}
