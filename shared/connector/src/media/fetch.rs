//! One file from a provider: looked up, followed to where it lies, read as a stream.

use std::io;
use std::time::Duration;

use bytes::Bytes;
use futures::{Stream, StreamExt as _};
use http::{Method, StatusCode, header};
use reqwest::{Client, Response};
use sha2::{Digest as _, Sha256};
use url::Url;

use super::Grab;
use super::hosts::{Forbidden, Outside, Place, checked};
use crate::Config;
use crate::class::{ErrorClass, Refusal};
use crate::directory::Channel;
use crate::provider::Provider;

/// Redirects and look-ups that are followed.
const HOPS: usize = 4;
/// Bytes of a look-up's answer.
const ANSWER: usize = 64 * 1024;
/// A provider that is silent for so long has broken off.
const SILENCE: Duration = Duration::from_secs(15);

/// The way to files at providers.
#[derive(Clone, Debug)]
pub(crate) struct Fetcher {
    outside: Client,
    anywhere: Client,
    allowed: Vec<String>,
}

/// A file that is about to come.
pub(crate) struct Found {
    response: Response,
    /// As the provider declares it.
    pub(crate) mime: String,
    /// Bytes, if the provider says.
    pub(crate) size: Option<u64>,
}

impl Fetcher {
    pub(crate) fn new(config: &Config) -> reqwest::Result<Self> {
        // No total time-out: whoever reads has one. No proxy: behind one, the proxy would look names up.
        let builder = || {
            Client::builder()
                .connect_timeout(config.connect_timeout)
                .read_timeout(SILENCE)
                .redirect(reqwest::redirect::Policy::none())
                .no_proxy()
        };
        Ok(Self {
            outside: builder().dns_resolver(Outside).build()?,
            anywhere: builder().build()?,
            allowed: config.media_hosts.iter().map(|host| host.to_ascii_lowercase()).collect(),
        })
    }

    /// The answer with the file in it.
    pub(crate) async fn find(&self, provider: &dyn Provider, channel: &Channel, mut grab: Grab) -> Result<Found, Refusal> {
        let mut is_first = true;
        for _ in 0..HOPS {
            let url = grab.url.parse::<Url>().map_err(|_| forbidden(Forbidden::Malformed))?;
            let response = self.ask(&url, &grab, is_first).await?;
            let status = response.status();
            if status.is_redirection() {
                let location = response.headers().get(header::LOCATION).and_then(|value| value.to_str().ok());
                let next = location.and_then(|location| url.join(location).ok());
                let next = next.ok_or_else(|| Refusal::new(ErrorClass::Media, status.as_str(), "the provider's redirect leads nowhere"))?;
                grab.url = next.into();
                is_first = false;
                continue;
            }
            if !status.is_success() {
                return Err(refused(status.as_u16()));
            }
            if grab.lookup {
                let answer = limited(response)
                    .await
                    .ok_or_else(|| Refusal::new(ErrorClass::Temporary, "LOOK_UP", "the provider's answer broke off"))?;
                grab = provider.located(channel, &answer)?;
                is_first = true;
                continue;
            }
            let mime = response.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
            return Ok(Found { size: response.content_length(), mime, response });
        }
        Err(Refusal::new(ErrorClass::Media, "REDIRECTS", "the provider redirects without end"))
    }

    /// Deletes a file at its provider; whether that is done.
    pub(crate) async fn discard(&self, grab: &Grab) -> Result<bool, Refusal> {
        let url = grab.url.parse::<Url>().map_err(|_| forbidden(Forbidden::Malformed))?;
        let answer = self.called(Method::DELETE, &url, grab, true).await?;
        // Gone already is as good.
        Ok(answer.status().is_success() || answer.status() == StatusCode::NOT_FOUND)
    }

    async fn ask(&self, url: &Url, grab: &Grab, is_first: bool) -> Result<Response, Refusal> {
        self.called(Method::GET, url, grab, is_first).await
    }

    async fn called(&self, method: Method, url: &Url, grab: &Grab, is_first: bool) -> Result<Response, Refusal> {
        let client = match checked(url, &grab.hosts, &self.allowed).map_err(forbidden)? {
            Place::Provider => &self.outside,
            Place::Allowed => &self.anywhere,
        };
        let mut request = client.request(method, url.clone());
        if is_first {
            for (name, value) in &grab.headers {
                request = request.header(name, value);
            }
            if let Some((user, password)) = &grab.basic {
                request = request.basic_auth(user, Some(password));
            }
        }
        request.send().await.map_err(|error| {
            let text = if error.is_timeout() { "the provider did not answer in time" } else { "the provider cannot be reached" };
            Refusal::new(ErrorClass::Temporary, "NOT_CONNECTED", text)
        })
    }
}

impl Found {
    /// The bytes. If what came is not what was announced, the stream ends with an error: nobody takes half of it for the whole.
    pub(crate) fn bytes(self, announced: Option<Vec<u8>>) -> impl Stream<Item = io::Result<Bytes>> + Send + 'static {
        let mut hash = Sha256::new();
        let chunks = self.response.bytes_stream().map(|chunk| chunk.map(Some).map_err(io::Error::other));
        chunks.chain(futures::stream::iter([Ok(None)])).filter_map(move |chunk| {
            let chunk = match chunk {
                Ok(Some(bytes)) => {
                    hash.update(&bytes);
                    Some(Ok(bytes))
                }
                Ok(None) => match &announced {
                    Some(announced) if hash.clone().finalize()[..] != announced[..] => {
                        Some(Err(io::Error::other("not what was announced")))
                    }
                    _ => None,
                },
                Err(error) => Some(Err(error)),
            };
            std::future::ready(chunk)
        })
    }
}

fn forbidden(forbidden: Forbidden) -> Refusal {
    match forbidden {
        Forbidden::Malformed => Refusal::new(ErrorClass::Media, "BAD_ADDRESS", "its address is not one that is fetched"),
        Forbidden::Foreign => Refusal::new(ErrorClass::Media, "FOREIGN_HOST", "its address is not the provider's"),
    }
}

fn refused(status: u16) -> Refusal {
    let (class, text) = match status {
        401 | 403 => (ErrorClass::Auth, "the provider does not hand it out".to_owned()),
        404 | 410 => (ErrorClass::Media, "the provider has it no more".to_owned()),
        429 => (ErrorClass::RateLimited, "the provider wants to be asked later".to_owned()),
        500..=599 => (ErrorClass::Temporary, format!("the provider answered {status}")),
        _ => (ErrorClass::Media, format!("the provider answered {status}")),
    };
    Refusal::new(class, status.to_string(), text)
}

async fn limited(mut answered: Response) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    while let Some(chunk) = answered.chunk().await.ok()? {
        if body.len() + chunk.len() > ANSWER {
            return None;
        }
        body.extend_from_slice(&chunk);
    }
    Some(body)
}
