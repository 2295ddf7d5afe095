//! The sockets: desks of another tenant, and customers with what belongs to another customer.

use serde_json::json;
use testing::{Desk, Refused, Socket};

use super::stranger;
use crate::journeys::{SHOP, Shop};

const WIDGET: &str = "/web-channel-manager/socket.io";

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_of_another_tenant_reaches_no_conversation_task_queue_or_agent_of_ours() -> anyhow::Result<()> {
    let shop = Shop::open().await?;
    let mut alice = shop.ready_desk("agent1").await?;
    let (mut customer, conversation) = shop.talking(&mut alice).await?;
    let mut waiting = shop.greeted().await?;
    alice.until("a task", |desk| desk.tasks.contains_key(&conversation)).await?;
    let task = alice.tasks[&conversation]["id"].clone();
    let queue = alice.tasks[&conversation]["queueId"].clone();
    let customer_id = alice.tasks[&conversation]["customerId"].clone();

    // The stranger even has Alice's id.
    let client = stranger(&shop.installation.base(), shop.installation.data(), &alice.agent_id)?;
    let mut desk = Desk::new(&shop.installation.base(), &client);
    desk.conversations.entry(conversation.clone()).or_default().last = 1;
    desk.connect().await?;
    assert!(desk.conversations[&conversation].rows.is_empty(), "cursors show nothing");
    assert!(desk.tasks.is_empty() && desk.offers.is_empty(), "{:?} {:?}", desk.tasks, desk.offers);
    let message = json!({ "type": "PLAIN", "markdownText": "from elsewhere" });
    for (event, payload) in [
        ("open", json!({ "conversationId": conversation })),
        ("sendMessage", json!({ "conversationId": conversation, "id": "x", "kind": "AGENT_MESSAGE", "body": message })),
        ("sendMessage", json!({ "conversationId": conversation, "id": "y", "kind": "WHISPER_MESSAGE", "body": message })),
        ("typing", json!({ "conversationId": conversation, "state": "STARTED" })),
        ("receipt", json!({ "conversationId": conversation, "readSeq": 3 })),
        ("setConversationData", json!({ "conversationId": conversation, "data": { "a": 1 } })),
        ("pauseConversation", json!({ "conversationId": conversation, "durationMs": 1000 })),
        ("resumeConversation", json!({ "conversationId": conversation })),
        ("leaveConversation", json!({ "conversationId": conversation, "wrapUp": false })),
        ("applyWrapUp", json!({ "conversationId": conversation, "wrapups": [], "note": "from elsewhere" })),
        ("finishWrapUp", json!({ "conversationId": conversation, "skip": true })),
        ("transfer", json!({ "conversationId": conversation, "toQueue": queue })),
        ("acceptTask", json!({ "taskId": task })),
        ("declineTask", json!({ "taskId": task })),
    ] {
        let answer = desk.ask(event, &payload).await?;
        let code = answer["code"].as_i64().unwrap_or_default();
        assert!((400..500).contains(&code), "{event} answered {answer}");
    }
    let read = desk.ask("read", &json!({ "conversationId": conversation })).await?;
    assert!(read["activities"].as_array().is_none_or(Vec::is_empty), "{read}");
    let past = desk.ask("pastConversations", &json!({ "customerId": customer_id })).await?;
    assert!(past["conversations"].as_array().is_none_or(Vec::is_empty), "{past}");
    let queues = desk.ask("listQueues", &json!({})).await?;
    assert!(queues["queues"].as_array().is_none_or(Vec::is_empty), "{queues}");
    // Of the stranger's own state, or refused: ours is looked at below.
    desk.ask("changeAgentState", &json!({ "action": "agentState", "state": { "name": "NOT_READY" } })).await?;

    // Ours goes on as if nobody had been there.
    customer.say("is anybody else here?").await?;
    alice.hears(&conversation, "anybody else").await?;
    assert!(!alice.removed, "the desk of the same id was not taken over");
    assert!(alice.signals.is_empty(), "nobody types or reads: {:?}", alice.signals);
    let rows = &alice.conversations[&conversation].rows;
    let last: Vec<_> = rows.iter().skip_while(|row| row.name != "AGENT_SUBSCRIBED").map(|row| row.name.as_str()).collect();
    let expected = ["AGENT_SUBSCRIBED", "TOPIC_STATE_CHANGE_EVENT", "PARTICIPANT_ROLE_CHANGED", "CUSTOMER_MESSAGE"];
    assert_eq!(last, expected, "only what happens anyway");
    waiting.say("I want to talk to a person").await?;
    alice.take_offer().await?;
    assert!(desk.socket()?.event_within(std::time::Duration::ZERO).await?.is_none_or(|(name, _)| name == "agentPresence"));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_resumes_and_ends_nothing_of_another_customer() -> anyhow::Result<()> {
    let shop = Shop::open().await?;
    let mut owner = shop.greeted().await?;
    owner.say("my card ends in 4242").await?;
    let mut thief = shop.greeted().await?;
    let base = shop.installation.base();
    // Somebody else's identity with one's own token.
    let auth = json!({ "serviceIdentifier": SHOP, "channelCustomerIdentifier": owner.identifier, "token": thief.token });
    let Err(Refused(reason)) = Socket::connect(&base, WIDGET, &auth).await? else { panic!("another identity's token was taken") };
    assert!(reason.contains("token"), "{reason}");
    // A user's token opens no chat.
    let user = shop.user("agent1").await?;
    let auth = json!({ "serviceIdentifier": SHOP, "channelCustomerIdentifier": owner.identifier, "token": user.token() });
    assert!(Socket::connect(&base, WIDGET, &auth).await?.is_err());
    // One's own connection, and another's name in the payload.
    let named = json!({ "serviceIdentifier": SHOP, "channelCustomerIdentifier": owner.identifier, "lastSeq": 0 });
    let answer = thief.socket()?.call("CHAT_RESUMED", &named).await?;
    assert_eq!((&answer["isChatAvailable"], &answer["code"]), (&json!(false), &json!(403)), "{answer}");
    thief.socket()?.emit("CHAT_REQUESTED", &named).await?;
    let mut refusals = Vec::new();
    while refusals.len() < 2 {
        let (name, data) = thief.socket()?.event().await?.expect("the socket stays open");
        if name == "ERRORS" {
            refusals.push((data["task"].clone(), data["code"].clone()));
        }
    }
    let all = ["CHAT_RESUMED", "CHAT_REQUESTED"].map(|task| (json!(task), json!(403)));
    assert_eq!(refusals, all);
    // A transcript is the token's own.
    let transcript = |token: Option<String>| {
        let url = format!("{base}/web-channel-manager/v1/transcript?channelCustomerIdentifier={}", owner.identifier);
        async move { reqwest::Client::new().get(url).bearer_auth(token.unwrap_or_default()).send().await?.text().await }
    };
    assert!(!transcript(thief.token.clone()).await?.contains("4242"));
    assert!(!transcript(Some(user.token().to_owned())).await?.contains("4242"));
    assert!(transcript(owner.token.clone()).await?.contains("4242"));
    // Whosever chat that ends, it is not the one it names.
    thief.socket()?.emit("CHAT_ENDED", &named).await?;
    while !matches!(thief.socket()?.event().await?.expect("an answer").0.as_str(), "CHAT_ENDED" | "ERRORS") {}
    assert_eq!(owner.say("still mine").await?["code"], 200);
    Ok(())
}
