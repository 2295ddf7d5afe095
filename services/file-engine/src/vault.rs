//! Where the bytes are: a folder, or a bucket behind the S3 API.
//!
//! Everything of a file lies under `<tenant>/<id>/`: `incoming` while it is checked, then `content`, of pictures also `thumbnail`. A writer
//! makes its object appear when it is whole, so a reader never meets half of one.

use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;
use futures::StreamExt as _;
use futures::stream::BoxStream;
use ids::TenantId;
use object_store::aws::AmazonS3Builder;
use object_store::buffered::BufWriter;
use object_store::local::LocalFileSystem;
use object_store::path::{Path, PathPart};
use object_store::{ClientOptions, GetOptions, GetRange, ObjectStore, ObjectStoreExt as _, PutPayload};
use tokio::io::AsyncWriteExt as _;

use crate::config::{Config, Kept};

/// Bytes of one part: the smallest that the S3 API takes. Two of them are in memory per upload.
const PART: usize = 5 * 1024 * 1024;

/// One of the objects of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Incoming,
    Content,
    Thumbnail,
}

impl Part {
    fn name(self) -> &'static str {
        match self {
            Self::Incoming => "incoming",
            Self::Content => "content",
            Self::Thumbnail => "thumbnail",
        }
    }
}

/// The place of the files. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Vault {
    objects: Arc<dyn ObjectStore>,
    /// The folder, if it is one: what a killed process leaves half-written there is seen by nobody else.
    folder: Option<Arc<std::path::Path>>,
}

impl Vault {
    /// The place that the settings name. A folder is made if it is not there; a bucket is first looked at when it is used.
    pub(crate) fn open(config: &Config, data: &std::path::Path) -> runtime::Result<Self> {
        match config.store {
            Kept::Directory => {
                let folder = if config.directory.is_empty() { data.join("files") } else { PathBuf::from(&config.directory) };
                Self::directory(folder)
            }
            Kept::S3 => {
                let mut builder = AmazonS3Builder::new()
                    .with_bucket_name(&config.s3_bucket)
                    .with_region(&config.s3_region)
                    .with_access_key_id(&config.s3_access_key)
                    .with_secret_access_key(&config.s3_secret)
                    // Uploads take as long as they take; what stalls is ended by whoever writes.
                    .with_client_options(ClientOptions::new().with_timeout_disabled().with_allow_http(true));
                if !config.s3_endpoint.is_empty() {
                    builder = builder.with_endpoint(&config.s3_endpoint).with_virtual_hosted_style_request(false);
                }
                Ok(Self { objects: Arc::new(builder.build()?), folder: None })
            }
        }
    }

    fn directory(folder: PathBuf) -> runtime::Result<Self> {
        std::fs::create_dir_all(&folder)?;
        let objects = LocalFileSystem::new_with_prefix(&folder)?.with_fsync(true);
        Ok(Self { objects: Arc::new(objects), folder: Some(folder.into()) })
    }

    /// Starts an object.
    pub(crate) fn writer(&self, tenant: &TenantId, id: &str, part: Part) -> Writer {
        let path = path(tenant, id, part);
        Writer(BufWriter::with_capacity(self.objects.clone(), path, PART).with_max_concurrency(1))
    }

    /// Writes a small object at once.
    pub(crate) async fn put(&self, tenant: &TenantId, id: &str, part: Part, bytes: Bytes) -> object_store::Result<()> {
        self.objects.put(&path(tenant, id, part), PutPayload::from_bytes(bytes)).await.map(|_| ())
    }

    /// The bytes of an object, all of them in memory: for what was found to be small.
    pub(crate) async fn read(&self, tenant: &TenantId, id: &str, part: Part) -> object_store::Result<Bytes> {
        self.objects.get(&path(tenant, id, part)).await?.bytes().await
    }

    /// What a file is, from one place to another, as it comes.
    pub(crate) async fn stream(
        &self,
        tenant: &TenantId,
        id: &str,
        range: Range<u64>,
    ) -> object_store::Result<BoxStream<'static, object_store::Result<Bytes>>> {
        if range.is_empty() {
            return Ok(futures::stream::empty().boxed());
        }
        let options = GetOptions { range: Some(GetRange::Bounded(range)), ..GetOptions::default() };
        Ok(self.objects.get_opts(&path(tenant, id, Part::Content), options).await?.into_stream())
    }

    /// Takes one object away; one that is not there is as good.
    pub(crate) async fn remove_part(&self, tenant: &TenantId, id: &str, part: Part) -> object_store::Result<()> {
        match self.objects.delete(&path(tenant, id, part)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Takes away everything of a file, half-written parts too.
    pub(crate) async fn remove(&self, tenant: &TenantId, id: &str) -> object_store::Result<()> {
        if let Some(folder) = &self.folder {
            let below = folder.join(PathPart::from(tenant.as_str()).as_ref()).join(PathPart::from(id).as_ref());
            return match tokio::fs::remove_dir_all(&below).await {
                Err(source) if source.kind() != std::io::ErrorKind::NotFound => {
                    Err(object_store::Error::Generic { store: "LocalFileSystem", source: source.into() })
                }
                _ => Ok(()),
            };
        }
        for part in [Part::Incoming, Part::Content, Part::Thumbnail] {
            self.remove_part(tenant, id, part).await?;
        }
        Ok(())
    }
}

fn path(tenant: &TenantId, id: &str, part: Part) -> Path {
    Path::from_iter([PathPart::from(tenant.as_str()), PathPart::from(id), PathPart::from(part.name())])
}

/// An object on its way in. Dropped before it is finished, it never appears.
pub(crate) struct Writer(BufWriter);

impl Writer {
    pub(crate) async fn write(&mut self, bytes: Bytes) -> object_store::Result<()> {
        self.0.put(bytes).await
    }

    pub(crate) async fn finish(mut self) -> object_store::Result<()> {
        self.0.shutdown().await.map_err(|source| object_store::Error::Generic { store: "writer", source: source.into() })
    }

    /// Gives the object up. What cannot be taken away now is taken by the sweep.
    pub(crate) async fn abandon(mut self) {
        if let Err(error) = self.0.abort().await {
            tracing::debug!(%error, "an unfinished object could not be taken away");
        }
    }
}
