//! Settings; `config.toml` documents every key.

use std::time::Duration;

use errors::Violation;
use serde::Deserialize;

/// Where the bytes are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kept {
    Directory,
    S3,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    pub(crate) store: Kept,
    pub(crate) directory: String,
    pub(crate) s3_endpoint: String,
    pub(crate) s3_bucket: String,
    pub(crate) s3_region: String,
    pub(crate) s3_access_key: String,
    pub(crate) s3_secret: String,
    pub(crate) scanner: String,
    #[serde(with = "runtime::duration")]
    pub(crate) scan_time: Duration,
    #[serde(with = "runtime::duration")]
    pub(crate) stalled: Duration,
    pub(crate) uploads: usize,
    pub(crate) waiting: i64,
    pub(crate) max_pixels: u64,
    pub(crate) max_picture: i64,
    pub(crate) pictures: usize,
    pub(crate) thumbnail: u32,
    #[serde(with = "runtime::duration")]
    pub(crate) unattached: Duration,
    #[serde(with = "runtime::duration")]
    pub(crate) sweep: Duration,
}

impl runtime::Config for Config {
    fn validate(&self) -> Vec<Violation> {
        let mut violations = Vec::new();
        let mut wrong = |field: &str, bad: bool, message: &str| {
            if bad {
                violations.push(Violation::new(field, message));
            }
        };
        wrong("s3_bucket", self.store == Kept::S3 && self.s3_bucket.is_empty(), "must be named when store is s3");
        let scanner = &self.scanner;
        wrong(
            "scanner",
            !(scanner.is_empty() || scanner.starts_with("tcp://") || scanner.starts_with("unix:")),
            "must be tcp://host:port, unix:/path or empty",
        );
        wrong("uploads", self.uploads == 0, "must be at least 1");
        wrong("pictures", self.pictures == 0, "must be at least 1");
        wrong("waiting", self.waiting < 1, "must be at least 1");
        wrong("thumbnail", !(16..=2048).contains(&self.thumbnail), "must be between 16 and 2048");
        wrong("max_pixels", self.max_pixels > 400_000_000, "must be at most 400 million: a pixel needs up to eight bytes");
        wrong("stalled", self.stalled.is_zero(), "must not be zero");
        wrong("sweep", self.sweep.is_zero(), "must not be zero");
        violations
    }
}
