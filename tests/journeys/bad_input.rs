//! Rubbish at the edges: a clear answer, nothing lost, nothing shown to the wrong person.

use auth::{CustomerClaims, SigningKey};
use serde_json::json;
use testing::{Customer, Refused, Socket};

use super::{SHOP, Shop};

const PATH: &str = "/web-channel-manager/socket.io";

#[tokio::test(flavor = "multi_thread")]
async fn an_identity_in_use_is_worth_nothing_without_its_token() -> anyhow::Result<()> {
    let shop = Shop::open().await?;
    let mut owner = shop.greeted().await?;
    owner.say("my card ends in 4242").await?;
    let mut thief = owner.tab();
    thief.token = None;
    assert!(!thief.resume().await?, "not resumed");
    assert!(thief.token.is_none(), "no token is handed out");
    let answer = thief.say("hello").await?;
    assert_eq!(answer["code"], 409);
    let started = thief.start(&[]).await.unwrap_err().to_string();
    assert!(started.contains("401") || format!("{started:?}").contains("401") || started.contains("session"), "{started}");
    assert!(thief.applied.rows.is_empty(), "{:?}", thief.applied.rows);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_expired_and_foreign_tokens_are_refused_at_the_door() -> anyhow::Result<()> {
    let shop = Shop::open().await?;
    let base = shop.installation.base();
    let owner = shop.greeted().await?;
    let another = shop.greeted().await?;
    for token in ["rubbish", "eyJhbGciOiJub25lIn0.e30.", another.token.as_deref().unwrap()] {
        let auth = json!({ "serviceIdentifier": SHOP, "channelCustomerIdentifier": owner.identifier, "token": token });
        let Err(Refused(reason)) = Socket::connect(&base, PATH, &auth).await? else { panic!("{token} was accepted") };
        assert!(reason.contains("token"), "{reason}");
    }
    let unknown = json!({ "serviceIdentifier": "nobody", "channelCustomerIdentifier": "x" });
    assert!(Socket::connect(&base, PATH, &unknown).await?.is_err());
    let long = json!({ "serviceIdentifier": SHOP, "channelCustomerIdentifier": "x".repeat(5000) });
    assert!(Socket::connect(&base, PATH, &long).await?.is_err());
    let desk = json!({ "token": owner.token, "sessionId": "s" });
    assert!(Socket::connect(&base, "/agent-manager/socket.io", &desk).await?.is_err(), "a customer's token opens no desk");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_was_good_until_a_moment_ago_is_refused_at_the_door() -> anyhow::Result<()> {
    let shop = Shop::open().await?;
    let owner = shop.greeted().await?;
    let key = SigningKey::load_or_create(&shop.installation.data().join("keys"), "web-channel-manager", "svc:web-channel-manager")?;
    let now = ids::Clock::System.now() / 1000;
    for (exp, admitted) in [(now + 3600, true), (now - 120, false)] {
        let claims = CustomerClaims {
            sub: owner.identifier.clone(),
            aud: "customer".to_owned(),
            tid: "default".to_owned(),
            svc: SHOP.to_owned(),
            exp,
        };
        let token = auth::sign(&key, &claims)?;
        let auth = json!({ "serviceIdentifier": SHOP, "channelCustomerIdentifier": owner.identifier, "token": token });
        match Socket::connect(&shop.installation.base(), PATH, &auth).await? {
            Ok(_) => assert!(admitted),
            Err(Refused(reason)) => assert!(!admitted && reason.contains("token refused"), "{reason}"),
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_is_no_text_is_refused_in_the_shape_of_all_errors() -> anyhow::Result<()> {
    let shop = Shop::open().await?;
    let admin = shop.user("admin").await?;
    let send = reqwest::Client::new().post(format!("{}/routing-engine/v1/attributes", shop.installation.base()));
    let send = send.bearer_auth(admin.token()).header("content-type", "application/json").body(b"{\"name\":\"\xff\xfe\"}".to_vec());
    let answer = send.send().await?;
    assert_eq!(answer.status(), 400);
    assert_eq!(answer.headers()["content-type"], "application/problem+json");
    let problem: serde_json::Value = answer.json().await?;
    assert!(problem["detail"].as_str().is_some_and(|detail| detail.contains("unicode") || detail.contains("UTF-8")), "{problem}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn malformed_events_are_answered_and_the_chat_goes_on() -> anyhow::Result<()> {
    let shop = Shop::open().await?;
    let mut customer = shop.greeted().await?;
    let code = async |customer: &mut Customer, payload: &serde_json::Value| {
        anyhow::Ok(customer.socket()?.call("MESSAGE_RECEIVED", payload).await?["code"].clone())
    };
    assert_eq!(code(&mut customer, &json!("not an object")).await?, 400);
    assert_eq!(code(&mut customer, &json!({ "id": "", "body": { "type": "PLAIN" } })).await?, 400);
    assert_eq!(code(&mut customer, &json!({ "id": "a", "body": {} })).await?, 400);
    let mut foreign = customer.message("b", "hello");
    foreign["header"]["channelData"]["channelCustomerIdentifier"] = "somebody else".into();
    assert_eq!(code(&mut customer, &foreign).await?, 403);
    let large = customer.message("c", &"x".repeat(70_000));
    assert_eq!(code(&mut customer, &large).await?, 413);
    customer.socket()?.raw("42[\"NO_SUCH_EVENT\",{}]".to_owned()).await?;
    let script = "<script>alert(1)</script> \u{202e} \u{0} مرحبا";
    assert_eq!(customer.say(script).await?["code"], 200);
    let heard = |customer: &Customer| customer.applied.texts().iter().any(|(_, text)| text == script);
    loop {
        if heard(&customer) {
            return Ok(());
        }
        let (name, data) = customer.socket()?.event().await?.expect("the socket stays open");
        if name != "ERRORS" {
            customer.take(&name, &data)?;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_five_megabyte_frame_and_broken_frames_end_the_socket_and_nothing_else() -> anyhow::Result<()> {
    let shop = Shop::open().await?;
    let mut customer = shop.greeted().await?;
    for frame in [format!("42[\"MESSAGE_RECEIVED\",\"{}\"]", "x".repeat(5_000_000)), "42{".to_owned(), "99".to_owned(), "4".to_owned()] {
        let mut rude = shop.greeted().await?;
        let name = frame.chars().take(20).collect::<String>();
        // The server may close while the frame is still on its way.
        let _closed = rude.socket()?.raw(frame).await;
        while let Ok(Some(_)) = rude.socket()?.event().await {}
        assert!(rude.socket()?.is_closed(), "{name}");
        assert!(rude.resume().await?, "what was acknowledged is still there");
    }
    // Text that is none: RFC 6455 has such a connection fail.
    let mut rude = shop.greeted().await?;
    rude.socket()?.broken(b"42[\"MESSAGE_RECEIVED\",\"\xff\xfe\"]").await?;
    while let Ok(Some(_)) = rude.socket()?.event().await {}
    assert!(rude.socket()?.is_closed());
    assert_eq!(customer.say("still here").await?["code"], 200);
    customer.hears("still here").await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_touches_only_conversations_of_their_own_and_reads_those_of_their_team() -> anyhow::Result<()> {
    let shop = Shop::open().await?;
    let mut alice = shop.ready_desk("agent1").await?;
    let (_customer, conversation) = shop.talking(&mut alice).await?;
    let mut bob = shop.desk("agent2").await?;
    let refused = |answer: &serde_json::Value| [403, 404, 409].contains(&answer["code"].as_i64().unwrap_or_default());
    for (event, payload) in [
        ("typing", json!({ "conversationId": conversation, "state": "STARTED" })),
        ("receipt", json!({ "conversationId": conversation, "readSeq": 3 })),
        ("setConversationData", json!({ "conversationId": conversation, "data": { "a": 1 } })),
        ("leaveConversation", json!({ "conversationId": conversation, "wrapUp": false })),
        (
            "sendMessage",
            json!({ "conversationId": conversation, "id": "x", "kind": "AGENT_MESSAGE", "body": { "type": "PLAIN", "markdownText": "hi" } }),
        ),
        ("pauseConversation", json!({ "conversationId": conversation, "durationMs": 1000 })),
    ] {
        let answer = bob.ask(event, &payload).await?;
        assert!(refused(&answer), "{event} answered {answer}");
    }
    let admin = shop.user("admin").await?;
    let team = admin.post("/unified-admin/v1/teams", &json!({ "name": "Elsewhere" })).await?["id"].clone();
    admin.patch(&format!("/unified-admin/v1/users/{}", bob.agent_id), |user| user["teamId"] = team.clone()).await?;
    for event in ["read", "open"] {
        let mut left = false;
        // Teams travel as events.
        for _ in 0..100 {
            left = refused(&bob.ask(event, &json!({ "conversationId": conversation })).await?);
            if left {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        assert!(left, "{event} of another team's conversation");
    }
    Ok(())
}
