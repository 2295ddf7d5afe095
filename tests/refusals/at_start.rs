//! What keeps a process from starting is named, with the setting to change.

use std::net::TcpListener;
use std::path::Path;

use testing::Process;
use tokio::process::Command;

/// Exit code for a wrong configuration (`EX_CONFIG` of sysexits).
const EX_CONFIG: Option<i32> = Some(78);

/// Starts a process that must end by itself; answers its exit code and what it said.
async fn refused(data: &Path, ports: [u16; 2], environment: &[(&str, String)]) -> anyhow::Result<(Option<i32>, String)> {
    let log = tempfile::NamedTempFile::new()?;
    let mut process = Process::start_logging(log.path(), data, ports, &[], environment)?;
    let code = process.ended().await?;
    Ok((code, std::fs::read_to_string(log.path())?))
}

#[tokio::test]
async fn a_busy_port_is_named_with_its_setting() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    for (key, busy) in [("listen.public", 0), ("listen.admin", 1)] {
        let holder = TcpListener::bind("127.0.0.1:0")?;
        let mut ports = testing::free_ports::<2>()?;
        ports[busy] = holder.local_addr()?.port();
        let (code, said) = refused(folder.path(), ports, &[]).await?;
        assert_eq!(code, Some(1), "{said}");
        assert!(said.contains(key) && said.contains(&format!("127.0.0.1:{}", ports[busy])), "{said}");
    }
    Ok(())
}

#[tokio::test]
async fn unknown_keys_and_wrong_values_are_named_and_nothing_is_started() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    for (key, value, named) in [
        ("SWITCHBOARD__LISTENN__PUBLIC", "127.0.0.1:1", "listenn"),
        ("SWITCHBOARD__CCM__CACHED_SESSIONZ", "5", "cached_sessionz"),
        ("SWITCHBOARD__CCM__CACHED_SESSIONS", "many", "cached_sessions"),
        ("SWITCHBOARD__DRAIN", "soon", "drain"),
        ("SWITCHBOARD__LISTEN__PUBLIC", "everywhere", "public"),
        ("SWITCHBOARD__PROFILE", "sideways", "profile"),
        ("SWITCHBOARD__WEB_CHANNEL_MANAGER__MAX_PAYLOAD", "10", "web_channel_manager.max_payload"),
    ] {
        let (code, said) = refused(folder.path(), testing::free_ports()?, &[(key, value.to_owned())]).await?;
        assert_eq!(code, EX_CONFIG, "{key}={value}: {said}");
        // Those of the environment are named as they are written there.
        assert!(said.to_lowercase().contains(named), "{key}={value} is not named: {said}");
    }
    let names = std::fs::read_dir(folder.path())?.map(|entry| Ok(entry?.file_name())).collect::<std::io::Result<Vec<_>>>()?;
    assert!(!names.iter().any(|name| name.to_string_lossy().contains("sqlite")), "a wrong configuration touches no store: {names:?}");
    Ok(())
}

#[tokio::test]
async fn a_file_of_settings_is_named_with_what_is_wrong_in_it() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("settings.toml");
    for (text, named) in [("[ccm]\ncached_sesions = 7\n", "cached_sesions"), ("[ccm\n", "settings.toml"), ("colour = 1\n", "colour")] {
        std::fs::write(&file, text)?;
        let output = Command::new(testing::binary()?).arg("--config").arg(&file).arg("config").output().await?;
        let checked =
            Command::new(testing::binary()?).arg("--config").arg(&file).arg("--data").arg(folder.path()).arg("check").output().await?;
        let said = String::from_utf8_lossy(&checked.stderr).into_owned() + &String::from_utf8_lossy(&output.stderr);
        assert_eq!(checked.status.code(), EX_CONFIG, "{text}: {said}");
        assert!(said.contains(named), "{text}: {said}");
    }
    Ok(())
}

#[tokio::test]
async fn a_second_process_on_the_same_folder_is_refused_and_the_first_goes_on() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let mut first = Process::start(folder.path(), testing::free_ports()?, &[], &[])?;
    first.ready().await?;
    let (code, said) = refused(folder.path(), testing::free_ports()?, &[]).await?;
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("another process runs") && said.contains("locks"), "{said}");
    first.ready().await?;
    assert_eq!(first.terminate().await?, Some(0));
    Ok(())
}

#[tokio::test]
async fn a_store_that_is_no_database_is_named_and_left_alone() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let ports = testing::free_ports::<2>()?;
    let mut process = Process::start(folder.path(), ports, &[], &[])?;
    process.ready().await?;
    process.terminate().await?;
    let store = folder.path().join("conversation_manager.sqlite");
    let good = std::fs::read(&store)?;
    let mut torn = good.clone();
    // The root of the schema, past the header.
    torn[100..4096].fill(0xA5);
    for rubbish in [b"this is a shopping list, not a database\n".repeat(200), torn] {
        std::fs::write(&store, &rubbish)?;
        let (code, said) = refused(folder.path(), ports, &[]).await?;
        assert_eq!(code, Some(1), "{said}");
        assert!(said.contains("conversation-manager"), "the service is not named: {said}");
        assert!(!said.contains("panicked"), "{said}");
        assert_eq!(std::fs::read(&store)?, rubbish, "what may still be rescued is not written over");
    }
    std::fs::write(&store, good)?;
    let mut process = Process::start(folder.path(), ports, &[], &[])?;
    process.ready().await?;
    process.terminate().await?;
    Ok(())
}

#[tokio::test]
async fn a_process_that_is_told_to_stop_before_it_is_ready_ends_softly() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let ports = testing::free_ports::<2>()?;
    let nobody = ("SWITCHBOARD__PEERS__CONVERSATION-MANAGER", "http://127.0.0.1:1".to_owned());
    let process = Process::start(folder.path(), ports, &["run", "--only", "ccm"], &[nobody])?;
    let ready = format!("http://127.0.0.1:{}/health/ready", ports[1]);
    testing::eventually("it to say that it is not ready", || async {
        Ok(reqwest::get(&ready).await.is_ok_and(|answer| answer.status() == 503).then_some(()))
    })
    .await?;
    let ended = tokio::time::timeout(testing::PATIENCE, process.terminate()).await??;
    assert_eq!(ended, Some(0));
    Ok(())
}
