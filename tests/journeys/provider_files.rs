//! Files of customers on WhatsApp, by MMS and on Messenger reach the desk, and files of agents reach them.

use image::ImageFormat;
use providers::fake::{File, Kept, Trouble};
use serde_json::{Value, json};
use testing::{Desk, follow_link};

use super::providers::{Line, outbound};

fn drawn(format: ImageFormat, (width, height): (u32, u32)) -> anyhow::Result<Vec<u8>> {
    let mut out = std::io::Cursor::new(Vec::new());
    let pixels = image::RgbImage::from_fn(width, height, |x, y| image::Rgb([x.to_le_bytes()[0], y.to_le_bytes()[0], 90]));
    pixels.write_to(&mut out, format)?;
    Ok(out.into_inner())
}

fn photo() -> anyhow::Result<File> {
    Ok(File {
        mime: "image/png".to_owned(),
        name: "photo.png".to_owned(),
        bytes: drawn(ImageFormat::Png, (900, 600))?.into(),
        voice: false,
    })
}

/// The first attachment in the conversation of which that holds.
fn attached(desk: &Desk, conversation: &str, fits: impl Fn(&Value) -> bool) -> Option<Value> {
    let rows = desk.conversations.get(conversation).map(|applied| applied.rows.as_slice()).unwrap_or_default();
    rows.iter().map(|row| &row.activity["body"]).find(|body| fits(&body["attachment"])).cloned()
}

/// What a customer's picture has become at the desk.
async fn shown(desk: &mut Desk, conversation: &str) -> anyhow::Result<Value> {
    let is_there =
        |desk: &Desk| attached(desk, conversation, |attachment| !attachment["providerMediaId"].is_null() || attachment["width"] == 900);
    desk.until("the picture", |desk| is_there(desk).is_some()).await?;
    Ok(is_there(desk).unwrap_or_default())
}

/// The company's message with a file, once the provider has it.
async fn received(line: &Line, customer: &str) -> anyhow::Result<(Kept, File)> {
    testing::eventually("the file at the provider", || async {
        let mut sent = line.fake.said().into_iter().filter(|kept| !kept.inbound && kept.customer == customer);
        Ok(sent.find_map(|kept| kept.file.clone().map(|file| (kept, file))))
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_of_a_whatsapp_customer_reaches_the_desk_and_a_document_goes_back() -> anyhow::Result<()> {
    let line = Line::open().await?;
    let base = line.shop.installation.base();
    let mut alice = line.shop.ready_desk("agent1").await?;
    let conversation = line.talking(&mut alice, "whatsapp", "447700900131").await?;
    line.fake.show("whatsapp", ("447700900131", "Ana"), photo()?, "Broken on arrival")?;
    let body = shown(&mut alice, &conversation).await?;
    assert_eq!((&body["type"], &body["caption"]), (&json!("IMAGE"), &json!("Broken on arrival")));
    let picture = &body["attachment"];
    assert_eq!((&picture["width"], &picture["height"], &picture["mimeType"]), (&json!(900), &json!(600), &json!("image/png")));
    assert!(!body.to_string().contains("fbsbx"), "the provider's address is nobody's: {body}");
    let (_, _, small) = follow_link(&base, &picture["thumbnail"]).await?;
    assert_eq!(image::load_from_memory(&small)?.width(), 360);
    let (mime, _, whole) = follow_link(&base, &picture["mediaUrl"]).await?;
    assert_eq!((mime.as_str(), image::load_from_memory(&whole)?.width()), ("image/png", 900));

    let quote = b"%PDF-1.4\nthe quote".to_vec();
    alice.sends_file(&conversation, ("Quote 7.pdf", "application/pdf"), &quote).await?;
    let (kept, file) = received(&line, "447700900131").await?;
    assert_eq!((file.bytes.as_ref(), file.mime.as_str(), file.name.as_str()), (&quote[..], "application/pdf", "Quote 7.pdf"));
    let document = &kept.request["document"];
    assert_eq!((&document["filename"], &document["caption"]), (&json!("Quote 7.pdf"), &json!("here you are")));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_go_both_ways_by_mms_and_on_messenger() -> anyhow::Result<()> {
    let line = Line::open().await?;
    let base = line.shop.installation.base();
    let mut alice = line.shop.ready_desk("agent1").await?;
    for (kind, customer) in [("sms", "+12025550151"), ("messenger", "6543210987654351")] {
        let conversation = line.talking(&mut alice, kind, customer).await?;
        line.fake.show(kind, (customer, "Ana"), photo()?, "")?;
        let body = shown(&mut alice, &conversation).await?;
        assert_eq!((&body["type"], &body["attachment"]["width"]), (&json!("IMAGE"), &json!(900)), "{kind}");
        let (_, _, whole) = follow_link(&base, &body["attachment"]["mediaUrl"]).await?;
        assert_eq!(image::load_from_memory(&whole)?.height(), 600);
        // Not every channel carries words with a file.
        alice.sends_file_saying(&conversation, ("map.png", "image/png"), &drawn(ImageFormat::Png, (900, 600))?, "").await?;
        let (_, file) = received(&line, customer).await?;
        assert_eq!((file.mime.as_str(), image::load_from_memory(&file.bytes)?.width()), ("image/png", 900), "{kind}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_that_its_provider_does_not_hand_out_is_told_of_in_its_message_and_what_follows_comes_after() -> anyhow::Result<()> {
    let line = Line::open().await?;
    let mut alice = line.shop.ready_desk("agent1").await?;
    let conversation = line.talking(&mut alice, "whatsapp", "447700900132").await?;
    line.fake.make(Trouble { refuse_files: 404, ..Trouble::default() });
    line.fake.show("whatsapp", ("447700900132", "Ana"), photo()?, "do you see it?")?;
    let body = shown(&mut alice, &conversation).await?;
    assert_eq!((&body["type"], &body["caption"]), (&json!("IMAGE"), &json!("do you see it?")));
    assert_eq!(body["attachment"]["problem"], "picture could not be fetched: the provider has it no more");
    assert_eq!(line.fake.asked(), 1, "what is gone is not asked for again");
    line.fake.say("whatsapp", "447700900132", "Ana", "hello?")?;
    alice.hears(&conversation, "hello?").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_in_trouble_is_asked_again_for_the_picture() -> anyhow::Result<()> {
    let line = Line::open().await?;
    let mut alice = line.shop.ready_desk("agent1").await?;
    let conversation = line.talking(&mut alice, "sms", "+12025550152").await?;
    line.fake.make(Trouble { refuse_files: 503, ..Trouble::default() });
    line.fake.show("sms", ("+12025550152", "Ana"), photo()?, "")?;
    testing::eventually("the first try", || async { Ok((line.fake.asked() > 0).then_some(())) }).await?;
    line.fake.make(Trouble::default());
    let body = shown(&mut alice, &conversation).await?;
    assert_eq!(body["attachment"]["width"], 900, "{body}");
    assert!(line.fake.asked() > 1);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_fetched_from_a_place_that_is_not_the_providers() -> anyhow::Result<()> {
    let line = Line::with(false, &json!({})).await?;
    let mut alice = line.shop.ready_desk("agent1").await?;
    for (kind, customer) in [("whatsapp", "447700900133"), ("sms", "+12025550153"), ("messenger", "6543210987654353")] {
        let conversation = line.talking(&mut alice, kind, customer).await?;
        line.fake.show(kind, (customer, "Ana"), photo()?, "")?;
        let told = |desk: &Desk| attached(desk, &conversation, |attachment| !attachment["problem"].is_null());
        alice.until("the refusal", |desk| told(desk).is_some()).await?;
        let problem = told(&alice).unwrap_or_default()["attachment"]["problem"].clone();
        assert_eq!(problem, "picture could not be fetched: its address is not one that is fetched", "{kind}");
    }
    assert_eq!(line.fake.asked(), 0);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_goes_out_as_the_channel_takes_it_or_is_refused_in_words() -> anyhow::Result<()> {
    let line = Line::open().await?;
    let admin = line.shop.installation.operator().await?;
    let mut alice = line.shop.ready_desk("agent1").await?;
    let conversation = line.talking(&mut alice, "whatsapp", "447700900134").await?;
    alice.sends_file_saying(&conversation, ("dance.gif", "image/gif"), &drawn(ImageFormat::Gif, (60, 40))?, "").await?;
    let (kept, file) = received(&line, "447700900134").await?;
    assert_eq!((&kept.request["type"], file.mime.as_str()), (&json!("image"), "image/jpeg"));
    assert_eq!(image::load_from_memory(&file.bytes)?.width(), 60);

    let conversation = line.talking(&mut alice, "sms", "+12025550154").await?;
    alice.sends_file_saying(&conversation, ("notes.txt", "text/plain"), b"some words", "").await?;
    let refused = testing::eventually("the refusal", || async {
        Ok(outbound(&admin, &conversation).await?.into_iter().find(|row| row["state"] == "FAILED"))
    })
    .await?;
    assert_eq!((&refused["errorCode"], &refused["errorClass"]), (&json!("TYPE_NOT_TAKEN"), &json!("media")));
    assert_eq!(refused["errorText"], "this channel takes no files of type text/plain");

    // The desk knows before it asks: what a channel takes is with the channel.
    let reach = admin.get(&format!("/ccm/v1/conversations/{conversation}/reach")).await?;
    let carries = &reach["items"][0]["carries"];
    assert_eq!((&carries["quotes"], &carries["textMost"]), (&json!(false), &json!(1600)), "{reach}");
    let takes_text = |files: &Value| files["types"].as_array().is_some_and(|types| types.contains(&json!("text/plain")));
    assert!(!carries["files"].as_array().is_some_and(|files| files.iter().any(takes_text)), "{reach}");
    let table = admin.get("/ccm/v1/capabilities").await?;
    assert!(table["items"].as_array().is_some_and(|lines| lines.contains(carries)), "one table: {table}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_may_have_customers_files_deleted_at_its_provider_once_they_are_kept() -> anyhow::Result<()> {
    let line = Line::open().await?;
    let (base, admin) = (line.shop.installation.base(), line.shop.installation.operator().await?);
    let mut alice = line.shop.ready_desk("agent1").await?;
    let conversation = line.talking(&mut alice, "sms", "+12025550156").await?;
    line.fake.show("sms", ("+12025550156", "Ana"), photo()?, "")?;
    shown(&mut alice, &conversation).await?;
    assert_eq!(line.fake.holds(), 1, "it stays there unless somebody says otherwise");

    let accounts = admin.get("/ccm/v1/channel-connectors").await?;
    let twilio = accounts["items"].as_array().into_iter().flatten().find(|account| !account["settings"]["accountSid"].is_null());
    let path = format!("/ccm/v1/channel-connectors/{}", twilio.and_then(|account| account["id"].as_str()).unwrap_or_default());
    admin.patch(&path, |account| account["settings"]["deleteMedia"] = "true".into()).await?;
    let conversation = line.talking(&mut alice, "sms", "+12025550157").await?;
    line.fake.show("sms", ("+12025550157", "Ana"), photo()?, "")?;
    let body = shown(&mut alice, &conversation).await?;
    testing::eventually("it is gone there", || async { Ok((line.fake.holds() == 1).then_some(())) }).await?;
    let (_, _, kept) = follow_link(&base, &body["attachment"]["mediaUrl"]).await?;
    assert_eq!(image::load_from_memory(&kept)?.width(), 900, "and here it is");
    Ok(())
}
