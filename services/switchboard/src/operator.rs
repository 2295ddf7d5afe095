//! The installation as whoever runs it reaches it: over HTTP, with the operator's token.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use reqwest::{Client, Method, StatusCode};
use serde_json::{Value, json};

/// How long one request may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// What may go wrong before or while the installation is asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No token lies in the data folder.
    #[error("there is no operator token at {}: is this the data folder of an installation that was started? Else give --url and --token", path.display())]
    NoToken {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// No address is configured.
    #[error("no public listener is configured: give --url")]
    NoAddress,
    /// The installation does not know the token.
    #[error("the installation at {base} does not take this operator token ({answer}); if it listens elsewhere, give --url")]
    NotTaken {
        /// Where it was tried.
        base: String,
        /// What was answered.
        answer: String,
    },
    /// Nothing answers, or not in time.
    #[error("{base} does not answer")]
    Away {
        /// Who was asked.
        base: String,
        /// Why.
        #[source]
        source: reqwest::Error,
    },
    /// An answer that is not expected here.
    #[error("{method} {path} answered {status}: {answer}")]
    Refused {
        /// What was asked.
        method: Method,
        /// Where.
        path: String,
        /// The status.
        status: StatusCode,
        /// The answer's text.
        answer: String,
    },
    /// A file cannot be read or written.
    #[error("{what}")]
    Files {
        /// Which.
        what: String,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// Something that was given is wrong; every line is one fault.
    #[error("{}", .0.join("\n"))]
    Faults(Vec<String>),
}

/// Signed in as the operator.
#[derive(Clone)]
pub struct Operator {
    client: Client,
    base: String,
    token: String,
}

impl Operator {
    /// Signs in with an operator's token, or goes on with an administrator's access token.
    ///
    /// # Errors
    /// If the installation does not answer, or does not take the token.
    pub async fn connect(base: &str, token: &str) -> Result<Self, Error> {
        let base = base.trim_end_matches('/').to_owned();
        let client = Client::builder().timeout(PATIENCE).build().map_err(|source| Error::Away { base: base.clone(), source })?;
        // Access tokens have three parts with dots between.
        if token.split('.').count() == 3 {
            return Ok(Self { client, base, token: token.to_owned() });
        }
        let body = json!({ "token": token });
        let asked = client.post(format!("{base}/unified-admin/v1/auth/operator")).json(&body).send().await;
        let answer = asked.map_err(|source| Error::Away { base: base.clone(), source })?;
        let status = answer.status();
        let session: Value = answer.json().await.unwrap_or_default();
        match session["accessToken"].as_str() {
            Some(access) if status.is_success() => Ok(Self { client, base, token: access.to_owned() }),
            _ => Err(Error::NotTaken { base, answer: session["detail"].as_str().unwrap_or(status.as_str()).to_owned() }),
        }
    }

    /// The installation whose data folder that is; its token lies there.
    ///
    /// # Errors
    /// If there is no token, or the installation does not take it.
    pub async fn of_folder(data: &Path, base: &str) -> Result<Self, Error> {
        let path = data.join("operator.token");
        let token = tokio::fs::read_to_string(&path).await.map_err(|_| Error::NoToken { path })?;
        Self::connect(base, token.trim()).await
    }

    /// One request; answers status and body whatever they are.
    pub(crate) async fn ask(&self, method: Method, path: &str, body: Option<&Value>) -> Result<(StatusCode, Value), Error> {
        let request = self.client.request(method, format!("{}{path}", self.base)).bearer_auth(&self.token);
        let request = if let Some(body) = body { request.json(body) } else { request };
        let away = |source| Error::Away { base: self.base.clone(), source };
        let answer = request.send().await.map_err(away)?;
        let status = answer.status();
        let text = answer.text().await.map_err(away)?;
        Ok((status, serde_json::from_str(&text).unwrap_or(Value::String(text))))
    }

    /// Reads; anything but success is an error.
    pub(crate) async fn get(&self, path: &str) -> Result<Value, Error> {
        self.expect(Method::GET, path, None).await
    }

    /// Asks; anything but success is an error.
    pub(crate) async fn expect(&self, method: Method, path: &str, body: Option<&Value>) -> Result<Value, Error> {
        let (status, answer) = self.ask(method.clone(), path, body).await?;
        if status.is_success() {
            return Ok(answer);
        }
        Err(Error::Refused { method, path: path.to_owned(), status, answer: answer.to_string() })
    }
}

/// Where a process that listens on that address is reached from this machine.
pub(crate) fn base_of(listens: SocketAddr) -> String {
    let ip = match listens.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    format!("http://{}", SocketAddr::new(ip, listens.port()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listener_on_every_address_is_reached_on_loopback() {
        assert_eq!(base_of("0.0.0.0:8080".parse().unwrap()), "http://127.0.0.1:8080");
        assert_eq!(base_of("[::]:80".parse().unwrap()), "http://[::1]:80");
        assert_eq!(base_of("10.0.0.1:80".parse().unwrap()), "http://10.0.0.1:80");
    }
}
