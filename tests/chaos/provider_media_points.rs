//! The same with files and templates: a picture on its way in, a document and a template on their way out, and the process dies at every commit that
//! they have and words have not.

use anyhow::Context as _;
use providers::fake::File;
use serde_json::{Value, json};
use testing::{Client, Desk, Process};

use super::provider_stage::{Line, MESSENGER, SMS, Stage, WHATSAPP, outbound, rows, word};

/// In: the file's row and its end in file-engine, the message that names it, what the connector knows of it.
const IN: [&str; 4] = ["INSERT INTO file (", "UPDATE file SET state = $3", "UPDATE file SET message_id", "INSERT INTO customer_file"];
/// Out: queued, the file brought to the provider, begun, ended.
const OUT: [&str; 4] =
    ["INSERT INTO send", "UPDATE send SET media", "UPDATE send SET state = 'SENDING'", "UPDATE send SET state = $3, provider"];
/// Of these, what those have that are given links.
const LINKED: [&str; 2] = ["UPDATE send SET state = 'SENDING'", "UPDATE send SET state = $3, provider"];

fn points(statements: &[&str]) -> Vec<String> {
    let both = |statement: &&str| ["before", "after"].map(|when| format!("{when}; {statement}; abort; 1"));
    statements.iter().flat_map(both).collect()
}

/// A small picture of somebody's telephone.
fn photo() -> anyhow::Result<File> {
    let mut out = std::io::Cursor::new(Vec::new());
    image::RgbImage::from_pixel(64, 48, image::Rgb([90, 120, 30])).write_to(&mut out, image::ImageFormat::Png)?;
    Ok(File { mime: "image/png".to_owned(), name: "photo.png".to_owned(), bytes: out.into_inner().into(), voice: false })
}

/// The customer's picture in the log, once its thing is over.
async fn pictures(stage: &Stage, admin: &Client, (line, customer): (Line, &str)) -> anyhow::Result<Option<Vec<Value>>> {
    let things = stage.things(admin, line, customer).await?;
    if things.is_empty() || things.iter().any(|thing| thing["state"] != "DONE") {
        return Ok(None);
    }
    let all = rows(admin, &word(&things[0], "conversationId")).await?;
    Ok(Some(all.into_iter().filter(|row| row["name"] == "CUSTOMER_MESSAGE").map(|row| row["body"].clone()).collect()))
}

#[tokio::test(flavor = "multi_thread")]
async fn kill_9_while_a_picture_comes_in_loses_neither_the_message_nor_the_picture() -> anyhow::Result<()> {
    let stage = Stage::set().await?;
    for line in [WHATSAPP, SMS, MESSENGER] {
        // What file-engine does is the same for all of them.
        let statements = if line.kind == WHATSAPP.kind { &IN[..] } else { &IN[3..] };
        for (round, point) in points(statements).into_iter().enumerate() {
            let customer = line.customer(500 + round);
            let mut process = stage.start(Some(&point)).await?;
            stage.fake.show(line.kind, (&customer, "Ana"), photo()?, "")?;
            anyhow::ensure!(process.ended().await?.is_none(), "{point}: the process ended by itself");

            let mut process = stage.start(None).await?;
            let admin = stage.operator(&process).await?;
            let found = testing::eventually(&point, || pictures(&stage, &admin, (line, &customer))).await;
            let found = match found {
                Ok(found) => found,
                Err(error) => return Err(error).context(stage.standing(&admin, line, &customer).await?),
            };
            assert_eq!(found.len(), 1, "{point} of {line:?}: {found:?}");
            let attachment = &found[0]["attachment"];
            assert_eq!((&found[0]["type"], &attachment["width"]), (&json!("IMAGE"), &json!(64)), "{point} of {line:?}: {found:?}");
            assert!(attachment["fileId"].is_string() && attachment["problem"].is_null(), "{point} of {line:?}: {found:?}");
            process.kill().await?;
        }
    }
    Ok(())
}

/// An agent who goes on where they were, whatever died meanwhile.
struct Agent {
    desk: Desk,
    conversation: String,
}

impl Agent {
    /// Signs in anew: a link is good once.
    async fn signed_in(stage: &Stage, process: &Process) -> anyhow::Result<Client> {
        let admin = stage.operator(process).await?;
        let users = admin.get("/unified-admin/v1/users").await?;
        let agent = users["items"].as_array().into_iter().flatten().find(|user| user["username"] == "alice").context("alice")?;
        let link = admin.post(&format!("/unified-admin/v1/users/{}/links", word(agent, "id")), &json!({})).await?;
        Client::link(&process.base, link["url"].as_str().context("a link")?).await
    }

    /// Talks to a customer who asked for a person.
    async fn talking(stage: &Stage, process: &Process, (line, customer): (Line, &str)) -> anyhow::Result<Self> {
        let mut desk = Desk::new(&process.base, &Self::signed_in(stage, process).await?);
        desk.connect().await?;
        desk.state("READY").await?;
        stage.fake.say(line.kind, customer, "Ana", "I want to talk to a person")?;
        let conversation = desk.take_offer().await?;
        Ok(Self { desk, conversation })
    }

    /// The same desk at the next process.
    async fn goes_on(&mut self, stage: &Stage, process: &Process) -> anyhow::Result<()> {
        let client = Self::signed_in(stage, process).await?;
        self.desk.moved(&process.base, &client);
        self.desk.connect().await
    }

    async fn uploads(&mut self) -> anyhow::Result<Value> {
        let bytes = b"%PDF-1.4\nthe offer";
        let announced =
            json!({ "conversationId": self.conversation, "name": "Offer.pdf", "mimeType": "application/pdf", "size": bytes.len() });
        let opened = self.desk.call("openUpload", &announced).await?;
        let file = testing::put_file(self.desk.base(), &opened, bytes).await?;
        Ok(json!({ "type": "FILE", "caption": "", "attachment": { "fileId": file } }))
    }

    fn message(&self, id: &str, body: &Value) -> Value {
        json!({ "conversationId": self.conversation, "id": id, "kind": "AGENT_MESSAGE", "body": body })
    }
}

/// Nothing of what the agent sent is under way any more.
async fn over(admin: &Client, conversation: &str, message: &str) -> anyhow::Result<Option<Vec<Value>>> {
    let all = outbound(admin, conversation).await?;
    let over = all.iter().any(|row| row["messageId"] == message) && all.iter().all(|row| row["state"] != "PENDING");
    Ok(over.then_some(all))
}

/// An agent sends `body` and the process dies at each of the points; answers how many messages were in doubt afterwards.
async fn sent_through(stage: &Stage, line: Line, statements: &[&str], template: Option<&Value>) -> anyhow::Result<usize> {
    let mut doubtful = 0;
    let mut process = stage.start(None).await?;
    let customer = line.customer(900 + usize::from(template.is_some()));
    let mut agent = Agent::talking(stage, &process, (line, &customer)).await?;
    for point in points(statements) {
        // Uploaded before: a file that is not there yet is the agent's to send again.
        let body = match template {
            Some(template) => template.clone(),
            None => agent.uploads().await?,
        };
        process.kill().await?;
        process = stage.start(Some(&point)).await?;
        agent.goes_on(stage, &process).await?;
        let id = ids::new_id();
        let message = agent.message(&id, &body);
        // Whether the answer comes before the process dies is chance.
        let _answered = agent.desk.ask("sendMessage", &message).await;
        anyhow::ensure!(process.ended().await?.is_none(), "{point}: the process ended by itself");

        process = stage.start(None).await?;
        agent.goes_on(stage, &process).await?;
        // What was not answered is said again, under the same id, as the desk does.
        agent.desk.call("sendMessage", &message).await?;
        let admin = stage.operator(&process).await?;
        let (conversation, waiting) = (agent.conversation.clone(), id.clone());
        let all = match testing::eventually(&point, || over(&admin, &conversation, &waiting)).await {
            Ok(all) => all,
            Err(error) => return Err(error).context(stage.standing(&admin, line, &customer).await?),
        };
        let own: Vec<_> = all.into_iter().filter(|row| row["messageId"] == id.as_str()).collect();
        assert_eq!(own.len(), 1, "{point} of {line:?}: {own:?}");
        doubtful += stage.account_for(&own, &point)?;
    }
    process.kill().await?;
    Ok(doubtful)
}

#[tokio::test(flavor = "multi_thread")]
async fn kill_9_while_a_document_goes_out_sends_it_once_or_says_that_nobody_knows() -> anyhow::Result<()> {
    let stage = Stage::set().await?;
    // Cut off after it was begun, and nothing but that, leaves a doubt.
    assert!(sent_through(&stage, WHATSAPP, &OUT, None).await? <= 3);
    assert!(sent_through(&stage, SMS, &LINKED, None).await? <= 3);
    assert!(sent_through(&stage, MESSENGER, &LINKED, None).await? >= 1);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn kill_9_while_a_template_goes_out_sends_it_once_or_says_that_nobody_knows() -> anyhow::Result<()> {
    let stage = Stage::set().await?;
    let template = json!({ "type": "TEMPLATE", "templateName": "order_update", "language": "en", "parameters": ["it is on its way"] });
    assert!(sent_through(&stage, WHATSAPP, &LINKED, Some(&template)).await? <= 3);
    Ok(())
}
