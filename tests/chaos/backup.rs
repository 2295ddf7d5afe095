//! An installation on files is copied under load and goes on elsewhere; what cannot be restored is refused by name.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::time::Duration;

use anyhow::Context as _;
use serde_json::Value;
use testing::{Client, Desk, Process};
use tokio::process::Command;

use super::people::{Writer, answer, log, sign_in_again, writers};

/// How long customers write before the backup, and while it is taken at least.
const STRETCH: Duration = Duration::from_millis(700);

/// Runs the binary on that folder; answers its exit code and what it said.
async fn switchboard(data: &Path, verb: &str, folder: &Path) -> anyhow::Result<(Option<i32>, String)> {
    let done = Command::new(testing::binary()?).arg("--data").arg(data).arg(verb).arg(folder).output().await?;
    Ok((done.status.code(), format!("{}{}", String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr))))
}

async fn start(data: &Path) -> anyhow::Result<Process> {
    let many = "100000".to_owned();
    let limits = [
        ("SWITCHBOARD__WEB_CHANNEL_MANAGER__EVENTS_PER_CUSTOMER", many.clone()),
        ("SWITCHBOARD__WEB_CHANNEL_MANAGER__EVENTS_PER_ADDRESS", many),
    ];
    let mut process = Process::start_logging(&data.with_extension("log"), data, testing::free_ports()?, &[], &limits)?;
    process.ready().await?;
    Ok(process)
}

async fn write_for(writers: &mut [Writer], stretch: Duration) {
    // Writers go on until they are not answered any more, so the time is up for all of them at once.
    let _time_is_up = tokio::time::timeout(stretch, futures::future::join_all(writers.iter_mut().map(Writer::write))).await;
}

fn conversation(writer: &Writer) -> anyhow::Result<String> {
    let session = writer.customer.session.as_ref().context("a session")?;
    Ok(session["header"]["conversationId"].as_str().context("a conversation")?.to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_that_is_taken_under_load_has_what_was_acknowledged_and_goes_on_elsewhere() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let [data, copy, new] = ["data", "copy", "new"].map(|name| folder.path().join(name));
    let mut process = start(&data).await?;
    testing::eventually("the demonstration", || async { Ok(data.join("demo.done").exists().then_some(())) }).await?;
    let mut writers = writers(&process.base).await?;
    let mut desk = answer(&data, &process.base, &mut writers[0]).await?;
    write_for(&mut writers, STRETCH).await;
    let before: Vec<Vec<String>> = writers.iter().map(|writer| writer.words.acknowledged.clone()).collect();
    let (taken, ()) = futures::join!(switchboard(&data, "backup", &copy), write_for(&mut writers, STRETCH));
    let (code, said) = taken?;
    assert_eq!(code, Some(0), "{said}");
    write_for(&mut writers, STRETCH).await;
    assert!(writers.iter().zip(&before).all(|(writer, before)| writer.words.acknowledged.len() > before.len()), "writing went on");
    process.kill().await?;
    private(&copy)?;

    let (code, said) = switchboard(&new, "restore", &copy).await?;
    assert_eq!(code, Some(0), "{said}");
    private(&new)?;
    let mut process = start(&new).await?;
    let operator = Client::operator(&process.base, &new).await?;
    for (writer, before) in writers.iter_mut().zip(&before) {
        let all = log(&operator, &conversation(writer)?).await?;
        for id in before {
            assert_eq!(all.iter().filter(|row| row.row == *id).count(), 1, "{id} was acknowledged before the backup");
        }
        // In a tab of its own: the old one has seen what came after the backup.
        let mut tab = writer.customer.tab();
        tab.moved(&process.base);
        assert!(tab.resume().await?, "the conversation goes on");
        assert_eq!(tab.say("after the restore").await?["code"], 200);
    }
    desk.moved(&process.base, &operator);
    sign_in_again(&mut desk, &new).await?;
    let mut again = Desk::new(&process.base, &Client::with_token(&process.base, desk.token()));
    again.connect().await?;
    let first = conversation(&writers[0])?;
    again.hears(&first, "after the restore").await?;
    again.say(&first, "so do I").await?;
    process.kill().await
}

/// Keys and tokens are their owner's alone.
fn private(folder: &Path) -> anyhow::Result<()> {
    for key in ["keys/ccm.key", "keys/issuer.key"] {
        let mode = std::fs::metadata(folder.join(key)).with_context(|| key.to_owned())?.permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{key}");
    }
    Ok(())
}

#[tokio::test]
async fn what_cannot_be_restored_is_named_and_nothing_is_touched() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let [data, copy, new] = ["data", "copy", "new"].map(|name| folder.path().join(name));
    let (code, said) = switchboard(&data, "backup", &copy).await?;
    assert!(code == Some(1) && said.contains("data"), "nothing is there: {said}");
    let mut process = start(&data).await?;
    let (code, said) = switchboard(&data, "backup", &copy).await?;
    assert_eq!(code, Some(0), "{said}");
    let (code, said) = switchboard(&data, "backup", &copy).await?;
    assert!(code == Some(1) && said.contains("not empty"), "{said}");
    process.kill().await?;

    let (code, said) = switchboard(&data, "restore", &copy).await?;
    assert!(code == Some(1) && said.contains("holds data already"), "{said}");
    let refused = async |word: &str| -> anyhow::Result<()> {
        let (code, said) = switchboard(&new, "restore", &copy).await?;
        anyhow::ensure!(code == Some(1) && said.contains(word), "{word}: {code:?} {said}");
        anyhow::ensure!(!new.exists(), "{word}: something was restored");
        Ok(())
    };
    let manifest = copy.join("backup.json");
    let whole = std::fs::read(&manifest)?;
    let altered = |change: &dyn Fn(&mut Value)| -> anyhow::Result<Vec<u8>> {
        let mut altered: Value = serde_json::from_slice(&whole)?;
        change(&mut altered);
        Ok(serde_json::to_vec(&altered)?)
    };
    let store = |manifest: &mut Value, change: &dyn Fn(&mut Value)| {
        let stores = manifest["files"].as_array_mut().into_iter().flatten();
        stores.filter(|file| file["path"] == "routing_engine.sqlite").for_each(change);
    };
    std::fs::write(&manifest, altered(&|manifest| manifest["version"] = "99.1.0".into())?)?;
    refused("99.1.0").await?;
    std::fs::write(&manifest, altered(&|manifest| store(manifest, &|file| file["migrations"] = serde_json::json!([1, 999_999])))?)?;
    refused("999999").await?;
    std::fs::write(&manifest, altered(&|manifest| store(manifest, &|file| file["path"] = "../outside".into()))?)?;
    refused("../outside").await?;
    std::fs::write(&manifest, &whole[..whole.len() / 2])?;
    refused("backup.json is damaged").await?;
    std::fs::remove_file(&manifest)?;
    refused("not a whole backup").await?;
    std::fs::write(&manifest, &whole)?;

    let store = copy.join("ccm.sqlite");
    let good = std::fs::read(&store)?;
    let mut torn = good.clone();
    torn[5_000] ^= 1;
    std::fs::write(&store, torn)?;
    refused("ccm.sqlite is damaged").await?;
    std::fs::remove_file(&store)?;
    refused("ccm.sqlite is missing").await?;
    std::fs::write(&store, good)?;
    let (code, said) = switchboard(&new, "restore", &copy).await?;
    assert_eq!(code, Some(0), "{said}");

    std::fs::write(new.join("restore.unfinished"), "")?;
    let mut process = Process::start_logging(&folder.path().join("log"), &new, testing::free_ports()?, &[], &[])?;
    assert_eq!(process.ended().await?, Some(1));
    let said = std::fs::read_to_string(folder.path().join("log"))?;
    assert!(said.contains("did not come to its end"), "{said}");
    Ok(())
}
