//! One HTTP request to a host that is allowed.

use std::sync::OnceLock;
use std::time::Duration;

use reqwest::header::{CONTENT_TYPE, HeaderMap};
use reqwest::redirect::Policy;
use reqwest::{Client, Response, Url};

use crate::domain::outside::answer::LARGEST;
use crate::domain::outside::failure::Failure;

/// How long a connection may take to be made.
const CONNECT: Duration = Duration::from_secs(2);

/// An answer, before anybody has looked at it.
pub(super) struct Heard {
    headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

impl Heard {
    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

/// Calls hosts of a list.
pub(super) struct Caller {
    /// `host`, for its usual ports, or `host:port`.
    allowed: Vec<String>,
    // Made at the first call: a process without such bots needs none.
    client: OnceLock<Client>,
}

impl Caller {
    pub(super) fn new(allowed: &[String]) -> Self {
        Self { allowed: allowed.iter().map(|host| host.to_lowercase()).collect(), client: OnceLock::new() }
    }

    /// The address, if it may be called.
    pub(super) fn allows(&self, url: &str) -> Result<Url, Failure> {
        let url = Url::parse(url).map_err(|error| Failure::Unreachable(error.to_string()))?;
        // Parsing has made small letters of the host, and nothing of the scheme's usual port.
        let host = url.host_str().unwrap_or_default().to_owned();
        let name = url.port().map_or_else(|| host.clone(), |port| format!("{host}:{port}"));
        let is_web = ["http", "https"].contains(&url.scheme());
        if is_web && self.allowed.contains(&name) { Ok(url) } else { Err(Failure::HostNotAllowed(name)) }
    }

    fn client(&self) -> Result<&Client, Failure> {
        if let Some(client) = self.client.get() {
            return Ok(client);
        }
        // No proxy of the environment either: the list says where calls go.
        let built = Client::builder().redirect(Policy::none()).no_proxy().connect_timeout(CONNECT).build();
        let client = built.map_err(|error| Failure::Unreachable(error.to_string()))?;
        Ok(self.client.get_or_init(|| client))
    }

    /// Sends JSON, and hears the whole answer. The caller limits the time.
    pub(super) async fn post(&self, url: &str, headers: &[(&'static str, String)], body: Vec<u8>) -> Result<Heard, Failure> {
        let answer = self.open(url, headers, body).await?;
        let headers = answer.answer.headers().clone();
        Ok(Heard { headers, body: answer.whole().await? })
    }

    /// Sends JSON, and hears that the answer begins.
    pub(super) async fn open(&self, url: &str, headers: &[(&'static str, String)], body: Vec<u8>) -> Result<Parts, Failure> {
        let url = self.allows(url)?;
        let mut request = self.client()?.post(url).header(CONTENT_TYPE, "application/json").body(body);
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        let answer = request.send().await.map_err(away)?;
        if !answer.status().is_success() {
            return Err(Failure::Status(answer.status().as_u16()));
        }
        Ok(Parts { answer, heard: 0 })
    }
}

/// Addresses may carry a token: they stay out of what is told.
fn away(error: reqwest::Error) -> Failure {
    Failure::Unreachable(error.without_url().to_string())
}

/// An answer that comes.
pub(super) struct Parts {
    answer: Response,
    heard: usize,
}

impl Parts {
    /// Whether it says that it comes in parts.
    pub(super) fn is_stream(&self) -> bool {
        let kind = self.answer.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        kind.starts_with("text/event-stream")
    }

    /// The next bytes, if all together are not more than that.
    pub(super) async fn next(&mut self, most: usize) -> Result<Option<Vec<u8>>, Failure> {
        let Some(chunk) = self.answer.chunk().await.map_err(away)? else { return Ok(None) };
        self.heard += chunk.len();
        if self.heard > most { Err(Failure::TooLarge(most)) } else { Ok(Some(chunk.to_vec())) }
    }

    /// All of it.
    pub(super) async fn whole(mut self) -> Result<Vec<u8>, Failure> {
        let mut body = Vec::new();
        while let Some(bytes) = self.next(LARGEST).await? {
            body.extend_from_slice(&bytes);
        }
        Ok(body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_hosts_of_the_list_are_called() {
        let caller = Caller::new(&["Bots.example.org".to_owned(), "127.0.0.1:9000".to_owned()]);
        for good in ["https://bots.example.org/x", "http://BOTS.example.org", "https://bots.example.org:443/", "http://127.0.0.1:9000/y"] {
            assert!(caller.allows(good).is_ok(), "{good}");
        }
        for bad in [
            "http://127.0.0.1/",
            "http://127.0.0.1:9001/",
            "https://bots.example.org:8443/",
            "https://evil.org/?bots.example.org",
            "https://bots.example.org@evil.org/",
            "https://bots.example.org.evil.org/",
            "http://169.254.169.254/latest/meta-data",
            "file:///etc/passwd",
            "ftp://bots.example.org/",
            "nonsense",
        ] {
            assert!(caller.allows(bad).is_err(), "{bad}");
        }
    }
}
