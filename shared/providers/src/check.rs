//! The conformance kit: the shared cases, and what every provider does sooner or later, against any connector.
//!
//! Without a way to look inside, it judges what a provider sees: statuses and bodies of answers. With one (the connector's
//! `…/channels/{id}/events`) it also judges what became of each request.

use std::time::Duration;

use anyhow::Context as _;
use axum::body::Bytes;
use futures::future::join_all;
use http_body_util::StreamBody;
use hyper::body::Frame;
use reqwest::{Client, Method};
use serde_json::{Value, json};

use crate::cases::Case;
use crate::matching::subset;
pub use crate::report::{Line, Report};
pub use crate::resign::Signer;
use crate::resign::is_right;

/// How long anything may take that is done after the answer.
const PATIENCE: Duration = Duration::from_secs(20);
/// Requests at once in the flood.
const FLOOD: usize = 200;

/// A connector under test.
#[derive(Clone, Debug)]
pub struct Target {
    /// Where webhooks are sent.
    pub address: String,
    /// The address that was told to the provider, if some part of it is signed and it is not `address`.
    pub public_url: String,
    /// How requests are signed; none sends them as they were recorded.
    pub signer: Option<Signer>,
    /// The token of handshakes.
    pub verify_token: String,
    /// Where one can look inside: address of the events, access token.
    pub inside: Option<(String, String)>,
}

/// What was seen inside.
#[derive(Clone, Debug, Default)]
struct Seen {
    events: Vec<Value>,
    statuses: Vec<Value>,
    ignored: Vec<String>,
}

/// One request.
#[derive(Clone, Debug)]
struct Shot {
    method: Method,
    url: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

/// A connector with what is known of it.
pub struct Kit {
    client: Client,
    target: Target,
}

impl Kit {
    /// A kit for that connector.
    pub fn new(target: Target) -> anyhow::Result<Self> {
        // Installed already by whoever else speaks HTTP here.
        let _already = rustls::crypto::ring::default_provider().install_default();
        Ok(Self { client: Client::builder().timeout(Duration::from_secs(30)).build()?, target })
    }

    /// All cases, then the trouble.
    pub async fn run(&self, cases: &[Case]) -> anyhow::Result<Report> {
        let mut report = Report::default();
        for case in cases {
            // A connector has one scheme per account.
            if self.target.signer.as_ref().is_some_and(|signer| case.scheme() != signer.scheme && case.scheme() != "hub.verify_token") {
                continue;
            }
            report.add(case.name.clone(), self.case(case).await);
        }
        let plain = cases.iter().find(|case| self.fits(case) && is_text(case));
        if let Some(plain) = plain {
            self.trouble(plain, &mut report).await?;
        }
        Ok(report)
    }

    fn fits(&self, case: &Case) -> bool {
        self.target.signer.as_ref().is_none_or(|signer| signer.scheme == case.scheme())
    }

    /// One case, as often as it says.
    pub async fn case(&self, case: &Case) -> Result<(), String> {
        let mut after = self.place().await.map_err(words)?;
        let shot = self.shot(case).map_err(words)?;
        for round in 0..case.repeat.unwrap_or(1).max(1) {
            let (status, kind, body) = self.fire(&shot).await.map_err(words)?;
            if !case.allows(status) {
                return Err(format!("answered {status}, not {}: {body}", case.http_status));
            }
            if let Some(expected) = &case.expected_response {
                let wanted = expected["content_type"].as_str().unwrap_or_default();
                if !kind.starts_with(wanted) || expected["body"] != body.as_str() {
                    return Err(format!("answered {body:?} of type {kind:?}, not {expected}"));
                }
            }
            let expected = if round == 0 { &case.expected } else { case.expected_on_repeat.as_ref().unwrap_or(&case.expected) };
            let Some((seen, next)) = self.look(after).await.map_err(words)? else { continue };
            after = next;
            compare(expected, &seen)?;
        }
        Ok(())
    }

    /// The request of a case, signed for this connector unless its point is that it is not.
    fn shot(&self, case: &Case) -> anyhow::Result<Shot> {
        let body = case.bytes()?;
        let mut headers: Vec<_> = case.headers.iter().filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned()))).collect();
        let mut query = case.url.split_once('?').map(|(_, query)| query.to_owned());
        if let Some(signer) = &self.target.signer {
            if case.scheme() == "hub.verify_token" {
                query = query.map(|query| query.replace(&case.secret, &self.target.verify_token));
            } else if is_right(case, &body) {
                let url = with_query(&self.signed_address(), query.as_deref());
                let form = case.method == "POST" && case.header("content-type").is_some_and(|kind| kind.contains("form"));
                let (name, value) = signer.sign(&url, form, &body);
                headers.retain(|(key, _)| !key.eq_ignore_ascii_case(&name));
                headers.push((name, value));
            }
        }
        let method = if case.method == "GET" { Method::GET } else { Method::POST };
        Ok(Shot { method, url: with_query(&self.target.address, query.as_deref()), headers, body })
    }

    fn signed_address(&self) -> String {
        if self.target.public_url.is_empty() { self.target.address.clone() } else { self.target.public_url.clone() }
    }

    async fn fire(&self, shot: &Shot) -> anyhow::Result<(u16, String, String)> {
        let mut request = self.client.request(shot.method.clone(), &shot.url);
        for (key, value) in &shot.headers {
            request = request.header(key, value);
        }
        if shot.method == Method::POST {
            request = request.body(shot.body.clone());
        }
        let answer = request.send().await.context("no answer")?;
        let status = answer.status().as_u16();
        let kind = answer.headers().get("content-type").and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
        Ok((status, kind, answer.text().await.unwrap_or_default()))
    }

    /// The last place inside.
    async fn place(&self) -> anyhow::Result<i64> {
        let mut after = 0;
        loop {
            let Some((items, _)) = self.page(after).await? else { return Ok(0) };
            match items.last() {
                Some(last) => after = last["position"].as_i64().unwrap_or(after),
                None => return Ok(after),
            }
        }
    }

    async fn page(&self, after: i64) -> anyhow::Result<Option<(Vec<Value>, bool)>> {
        let Some((url, token)) = &self.target.inside else { return Ok(None) };
        let answer = self.client.get(format!("{url}?after={after}&limit=500")).bearer_auth(token).send().await?.error_for_status()?;
        let page: Value = answer.json().await?;
        Ok(Some((page["items"].as_array().cloned().unwrap_or_default(), page["settled"] == true)))
    }

    /// What came in since `after`, once all of it was taken apart; nothing if one cannot look inside.
    async fn look(&self, after: i64) -> anyhow::Result<Option<(Seen, i64)>> {
        let begun = tokio::time::Instant::now();
        loop {
            let Some((items, settled)) = self.page(after).await? else { return Ok(None) };
            if settled {
                let last = items.last().and_then(|item| item["position"].as_i64()).unwrap_or(after);
                return Ok(Some((seen(items), last)));
            }
            anyhow::ensure!(begun.elapsed() < PATIENCE, "what was received was not taken apart in time");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Duplicates, reorders, floods, tampering, slowness, size: with a plain text of the provider.
    async fn trouble(&self, plain: &Case, report: &mut Report) -> anyhow::Result<()> {
        if self.target.signer.is_none() {
            return Ok(());
        }
        let shot = self.shot(plain)?;
        report.add("tampered: one byte of the body", self.refused(&tampered(&shot)).await);
        report.add("no signature", self.refused(&bare(&shot, self.signature_name())).await);
        for odd in ["", "zz", "sha256=", "\u{20ac}", &"0".repeat(10_000)] {
            let mut shot = bare(&shot, self.signature_name());
            shot.headers.push((self.signature_name().to_owned(), odd.to_owned()));
            let shown: String = odd.chars().take(8).collect();
            report.add(format!("signature {shown:?}"), self.refused(&shot).await);
        }
        report.add("a body over 4 MiB", self.oversized(plain).await);
        report.add("flood: many copies at once are one thing", self.flood(plain).await);
        report.add("reordered: the later one first", self.reordered(plain).await);
        report.add("a slow sender", self.slow(&shot).await);
        Ok(())
    }

    fn signature_name(&self) -> &str {
        self.target.signer.as_ref().map_or("", |signer| match signer.scheme.as_str() {
            "static-header" => &signer.header,
            "hub.verify_token" => "X-Hub-Signature-256",
            scheme => scheme,
        })
    }

    async fn refused(&self, shot: &Shot) -> Result<(), String> {
        match self.fire(shot).await {
            Ok((400 | 401 | 403, ..)) => Ok(()),
            Ok((status, ..)) => Err(format!("answered {status}, not 401")),
            // A header that no HTTP client sends.
            Err(error) if format!("{error:#}").contains("builder") => Ok(()),
            Err(error) => Err(words(error)),
        }
    }

    async fn oversized(&self, plain: &Case) -> Result<(), String> {
        let mut body = plain.bytes().map_err(words)?;
        body.resize(4 * 1024 * 1024 + 1, b' ');
        let shot = self.signed(plain, body).map_err(words)?;
        match self.fire(&shot).await {
            Ok((status, ..)) if status != 413 => Err(format!("answered {status}, not 413")),
            // Closed in the middle of the body is as clear.
            _ => Ok(()),
        }
    }

    async fn flood(&self, plain: &Case) -> Result<(), String> {
        let after = self.place().await.map_err(words)?;
        let shot = self.signed(plain, fresh(plain, "flood").map_err(words)?).map_err(words)?;
        let answers = join_all((0..FLOOD).map(|_| self.fire(&shot))).await;
        let mut unavailable = 0;
        for answer in answers {
            match answer.map_err(words)?.0 {
                200 | 204 => {}
                503 => unavailable += 1,
                status => return Err(format!("answered {status}")),
            }
        }
        if unavailable == FLOOD {
            return Err("took none of them".to_owned());
        }
        let Some((seen, _)) = self.look(after).await.map_err(words)? else { return Ok(()) };
        if seen.events.len() == 1 { Ok(()) } else { Err(format!("{} things from one", seen.events.len())) }
    }

    async fn reordered(&self, plain: &Case) -> Result<(), String> {
        let after = self.place().await.map_err(words)?;
        for name in ["reordered-2", "reordered-1"] {
            let shot = self.signed(plain, fresh(plain, name).map_err(words)?).map_err(words)?;
            let (status, ..) = self.fire(&shot).await.map_err(words)?;
            if !matches!(status, 200 | 204) {
                return Err(format!("answered {status}"));
            }
        }
        let Some((seen, _)) = self.look(after).await.map_err(words)? else { return Ok(()) };
        if seen.events.len() == 2 { Ok(()) } else { Err(format!("{} things from two", seen.events.len())) }
    }

    /// A sender that pauses within the body is still served, or told so.
    async fn slow(&self, shot: &Shot) -> Result<(), String> {
        let (first, second) = shot.body.split_at(shot.body.len() / 2);
        let (first, second) = (first.to_vec(), second.to_vec());
        let parts = futures::stream::unfold(0, move |part| {
            let bytes = if part == 0 { first.clone() } else { second.clone() };
            async move {
                if part == 1 {
                    tokio::time::sleep(Duration::from_millis(500)).await;
                }
                (part < 2).then_some((Ok::<_, std::io::Error>(Frame::data(Bytes::from(bytes))), part + 1))
            }
        });
        let mut request = self.client.post(&shot.url);
        for (key, value) in &shot.headers {
            request = request.header(key, value);
        }
        let status =
            request.body(reqwest::Body::wrap(StreamBody::new(parts))).send().await.map_err(|error| words(error.into()))?.status().as_u16();
        if matches!(status, 200 | 204 | 408) { Ok(()) } else { Err(format!("answered {status}")) }
    }

    /// A case's request with another body, signed.
    fn signed(&self, case: &Case, body: Vec<u8>) -> anyhow::Result<Shot> {
        let mut shot = self.shot(case)?;
        if let Some(signer) = &self.target.signer {
            let form = case.header("content-type").is_some_and(|kind| kind.contains("form"));
            let query = shot.url.split_once('?').map(|(_, query)| query.to_owned());
            let (name, value) = signer.sign(&with_query(&self.signed_address(), query.as_deref()), form, &body);
            shot.headers.retain(|(key, _)| !key.eq_ignore_ascii_case(&name));
            shot.headers.push((name, value));
        }
        shot.body = body;
        Ok(shot)
    }
}

/// The body with ids that nobody saw before, of the same length.
fn fresh(case: &Case, name: &str) -> anyhow::Result<Vec<u8>> {
    let old = case.expected["normalised"][0]["provider_message_id"].as_str().context("a message with an id")?;
    let hash = connector::sign::sha256_hex(format!("{name}{}", ids::new_id()).as_bytes());
    let keep = old.len().saturating_sub(24);
    let new = format!("{}{}", &old[..keep], &hash[..old.len() - keep]);
    Ok(String::from_utf8(case.bytes()?)?.replace(old, &new).into_bytes())
}

fn is_text(case: &Case) -> bool {
    let only_one = case.expected["normalised"].as_array().is_some_and(|events| events.len() == 1);
    only_one && case.method == "POST" && case.http_status == 200 && case.expected["normalised"][0]["kind"] == "text"
}

fn tampered(shot: &Shot) -> Shot {
    let mut shot = shot.clone();
    let middle = shot.body.len() / 2;
    if let Some(byte) = shot.body.get_mut(middle) {
        *byte = if *byte == b'a' { b'b' } else { b'a' };
    }
    shot
}

fn bare(shot: &Shot, header: &str) -> Shot {
    let mut shot = shot.clone();
    shot.headers.retain(|(key, _)| !key.eq_ignore_ascii_case(header));
    shot
}

fn with_query(url: &str, query: Option<&str>) -> String {
    query.map_or_else(|| url.to_owned(), |query| format!("{}?{query}", url.split('?').next().unwrap_or_default()))
}

fn seen(items: Vec<Value>) -> Seen {
    let mut seen = Seen::default();
    for item in items {
        match (item["kind"].as_str(), item["state"].as_str()) {
            (Some("EVENT"), _) => seen.events.push(item["content"].clone()),
            (Some("STATUS"), _) => seen.statuses.push(item["content"].clone()),
            (_, Some("IGNORED")) => seen.ignored.extend(item["reason"].as_str().map(str::to_owned)),
            _ => {}
        }
    }
    seen
}

fn compare(expected: &Value, seen: &Seen) -> Result<(), String> {
    let list = |name: &str| if expected[name].is_null() { json!([]) } else { expected[name].clone() };
    subset(&list("normalised"), &json!(seen.events)).map_err(|problem| format!("normalised{problem}"))?;
    subset(&list("statuses"), &json!(seen.statuses)).map_err(|problem| format!("statuses{problem}"))?;
    if expected["ignored"].is_array() {
        subset(&expected["ignored"], &json!(seen.ignored)).map_err(|problem| format!("ignored{problem}"))?;
    }
    Ok(())
}

fn words(error: anyhow::Error) -> String {
    format!("{error:#}")
}
