//! Limits that processes share, and one contract for a cache in this process and, where there is one, on Redis (127.0.0.1:6379, or `SWITCHBOARD_TEST_REDIS`).

#![expect(clippy::unwrap_used, clippy::disallowed_methods, reason = "a test that cannot go on says so by panicking")]

use std::num::NonZeroU32;
use std::time::Duration;

use cache::{Cache, Rate, Server};

const LONG: Duration = Duration::from_mins(1);

fn server() -> Option<Server> {
    let usual = || {
        let address = std::net::SocketAddr::from(([127, 0, 0, 1], 6379));
        let reachable = std::net::TcpStream::connect_timeout(&address, Duration::from_millis(200)).is_ok();
        reachable.then(|| "redis://127.0.0.1:6379".to_owned())
    };
    let url = std::env::var("SWITCHBOARD_TEST_REDIS").ok().or_else(usual)?;
    Some(Server::new(&url, &format!("t{}", ids::new_id())).unwrap())
}

fn caches(life: Duration) -> Vec<Cache<String, Vec<i64>>> {
    let shared = server().map(|server| Cache::shared(&server, "numbers", life));
    [Cache::new(10, life)].into_iter().chain(shared).collect()
}

#[tokio::test]
async fn a_value_is_there_until_it_is_forgotten() {
    for cache in caches(LONG) {
        let key = "a".to_owned();
        assert_eq!(cache.get(&key).await, None);
        cache.put(key.clone(), vec![1, 2]).await;
        assert_eq!(cache.clone().get(&key).await, Some(vec![1, 2]));
        cache.put(key.clone(), vec![3]).await;
        assert_eq!(cache.get(&key).await, Some(vec![3]));
        cache.forget(&key).await;
        assert_eq!(cache.get(&key).await, None);
    }
}

#[tokio::test]
async fn a_value_goes_when_its_time_is_over() {
    for cache in caches(Duration::from_millis(30)) {
        let key = "a".to_owned();
        cache.put(key.clone(), vec![1]).await;
        while cache.get(&key).await.is_some() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

#[tokio::test]
async fn caches_of_different_names_do_not_mix_and_one_name_is_shared() {
    let Some(server) = server() else { return };
    let one: Cache<String, String> = Cache::shared(&server, "one", Duration::from_secs(5));
    let again: Cache<String, String> = Cache::shared(&server, "one", Duration::from_secs(5));
    let other: Cache<String, i64> = Cache::shared(&server, "other", Duration::from_secs(5));
    one.put("a".to_owned(), "x".to_owned()).await;
    assert_eq!(again.get(&"a".to_owned()).await.as_deref(), Some("x"));
    assert_eq!(other.get(&"a".to_owned()).await, None);
    again.forget(&"a".to_owned()).await;
    assert_eq!(one.get(&"a".to_owned()).await, None);
}

#[tokio::test]
async fn a_server_that_is_away_is_an_empty_cache() {
    // Nothing listens on a port that was just given back.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let server = Server::new(&format!("redis://127.0.0.1:{port}"), "t").unwrap();
    let cache: Cache<String, i64> = Cache::shared(&server, "numbers", LONG);
    cache.put("a".to_owned(), 1).await;
    assert_eq!(cache.get(&"a".to_owned()).await, None);
    cache.forget(&"a".to_owned()).await;
}

/// A server of the test's own, which it may empty and end.
struct Own {
    process: std::process::Child,
    port: u16,
    folder: tempfile::TempDir,
}

impl Own {
    /// None where there is no such program.
    fn start() -> Option<Self> {
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let folder = tempfile::tempdir().unwrap();
        Some(Self { process: Self::launch(port, &folder)?, port, folder })
    }

    fn launch(port: u16, folder: &tempfile::TempDir) -> Option<std::process::Child> {
        let mut command = std::process::Command::new("redis-server");
        command.args(["--save", "", "--bind", "127.0.0.1", "--port"]).arg(port.to_string()).arg("--dir").arg(folder.path());
        let process = command.stdout(std::process::Stdio::null()).spawn().ok()?;
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            std::thread::sleep(Duration::from_millis(10));
        }
        Some(process)
    }

    fn end(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    async fn empty(&self) {
        let client = redis::Client::open(format!("redis://127.0.0.1:{}", self.port)).unwrap();
        let mut connection = client.get_multiplexed_async_connection().await.unwrap();
        redis::cmd("FLUSHALL").query_async::<()>(&mut connection).await.unwrap();
    }

    /// A process's limit of one a second, two at once.
    fn rate(&self) -> Rate {
        let server = Server::new(&format!("redis://127.0.0.1:{}", self.port), "t").unwrap();
        Rate::new(Some(&server), "events", NonZeroU32::MIN)
    }
}

impl Drop for Own {
    fn drop(&mut self) {
        let _ended_already = self.process.kill();
    }
}

#[tokio::test]
async fn two_processes_share_a_limit_which_begins_anew_when_the_server_forgets() {
    let Some(own) = Own::start() else { return };
    let (one, other) = (own.rate(), own.rate());
    assert!(one.allow("a").await && other.allow("a").await);
    assert!(!one.allow("a").await, "two at once are for both of them together");
    assert!(other.allow("b").await, "another key");
    own.empty().await;
    assert!(other.allow("a").await, "nobody waits for what was forgotten");
}

#[tokio::test]
async fn without_the_server_each_process_limits_for_itself_and_they_share_again_when_it_is_back() {
    let Some(mut own) = Own::start() else { return };
    let (one, other) = (own.rate(), own.rate());
    assert!(one.allow("warm").await && other.allow("warm").await);
    own.end();
    assert!(one.allow("a").await && other.allow("a").await && one.allow("a").await && other.allow("a").await);
    assert!(!one.allow("a").await && !other.allow("a").await, "two at once for each");
    own.process = Own::launch(own.port, &own.folder).unwrap();
    // They ask again within a moment; until then each key is of one process's count.
    let mut key = 0;
    loop {
        key += 1;
        assert!(key < 1_000, "they never share again");
        let key = format!("k{key}");
        let both = [one.allow(&key).await, other.allow(&key).await, one.allow(&key).await];
        if both == [true, true, false] {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
